#include "cli/cli.h"

int main(int argc, char** argv) { return entente::cli::run_process(argc, argv); }

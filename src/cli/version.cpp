#include "cli/command.h"

namespace entente::cli {

std::string_view version() { return ENTENTE_VERSION; }

}  // namespace entente::cli

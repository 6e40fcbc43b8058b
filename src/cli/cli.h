// cli/cli.h: the command `entente`: what it is given, what it may touch, and one function that runs it.
//
//   std::istringstream in;
//   std::ostringstream out, err;
//   World world{in, out, err};
//   int code = run({"query", "ask member_of(FIN, nato)", "--today", "2024-06-01"}, world);
//
// Shape:  0 the work was done (an answer "unknown" or a declined question included), 1 it could not be done,
//         2 the command line was not understood. Answers go to `out`, all else to `err`.
// Clock:  this is the only part that reads it: today is --today, else $ENTENTE_TODAY, else the day in UTC.
#pragma once

#include <functional>
#include <istream>
#include <ostream>
#include <string>
#include <vector>

namespace entente::cli {

// All that the command sees of the world around it.
struct World {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool in_terminal = false;
  bool out_terminal = false;
  bool err_terminal = false;
  int in_descriptor = -1;    // of `in`, where it has one: for what is read in large pieces
  int width = 80;            // of the terminal, in columns
  std::string executable{};  // its path: the snapshot is looked for beside it
  // A variable of the environment; "" if it is not set.
  std::function<std::string(const std::string&)> environment = [](const std::string&) {
    return std::string();
  };
};

// Runs one command line (without the program's name); gives back the exit code. Never throws.
int run(const std::vector<std::string>& arguments, World& world);

// run() with the standard streams, the terminal and the environment of this process.
int run_process(int argc, char** argv);

}  // namespace entente::cli

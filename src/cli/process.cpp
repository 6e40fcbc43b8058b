// run(), and the real world for it: file descriptors, the terminal, the environment.
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "cli/command.h"
#include "cli/descriptor.h"

namespace entente::cli {
namespace {

int run_command(Invocation& invocation) {
  World& world = invocation.world;
  if (invocation.has("--version")) {
    world.out << "entente " << version() << '\n';
    return kDone;
  }
  if (invocation.has("--help")) {
    if (invocation.command != nullptr)
      world.out << help(*invocation.command);
    else if (!invocation.words.empty())
      world.out << help_of_group(invocation.words[0]);
    else
      world.out << help();
    return kDone;
  }
  if (invocation.command != nullptr) return invocation.command->run(invocation);
  if (world.in_terminal && world.out_terminal) return run_prompt(invocation);
  world.err << help();
  return kMisused;
}

}  // namespace

int run(const std::vector<std::string>& arguments, World& world) {
  Result<Invocation> invocation = read_arguments(arguments, world);
  if (!invocation) {
    world.err << "entente: " << invocation.error().to_string() << '\n';
    return kMisused;
  }
  const int code = run_command(*invocation);
  world.out.flush();
  return code;
}

int run_process(int argc, char** argv) {
  Descriptor in_buffer(STDIN_FILENO);
  Descriptor out_buffer(STDOUT_FILENO);
  Descriptor err_buffer(STDERR_FILENO);
  std::istream in(&in_buffer);
  std::ostream out(&out_buffer);
  std::ostream err(&err_buffer);
  err.setf(std::ios::unitbuf);

  World world{in, out, err};
  world.in_terminal = ::isatty(STDIN_FILENO) == 1;
  world.in_descriptor = STDIN_FILENO;
  world.out_terminal = ::isatty(STDOUT_FILENO) == 1;
  world.err_terminal = ::isatty(STDERR_FILENO) == 1;
  winsize size{};
  if (world.out_terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    world.width = size.ws_col;
  std::array<char, 4096> path{};
  const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size());
  if (length > 0) world.executable.assign(path.data(), static_cast<std::size_t>(length));
  world.environment = [](const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return std::string(value != nullptr ? value : "");
  };

  const int code = run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc), world);
  // A reader who has seen enough is no failure of ours; a full disk is.
  const int failure = out_buffer.failure();
  if (failure == 0) return code;
  if (failure == EPIPE) return kDone;
  err << "entente: cannot write the answer: " << std::strerror(failure) << '\n';
  return kFailed;
}

}  // namespace entente::cli

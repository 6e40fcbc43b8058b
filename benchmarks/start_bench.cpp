// From the start of a process to its first answer, and what private memory it takes.
//
//   build/release/bench/start_bench          (from the root of the tree)
//
// Each command is started in turn, and the clock runs from before the fork until it has ended; SQLite's shell
// beside ours, in the same rounds, and /bin/true for what any process costs. The memory is that of
// /proc/PID/smaps_rollup (Private_Clean and Private_Dirty) when the process is about to end: what it shares
// with others, the mapped snapshot among it, is not counted.
#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "benchmarks/measure.h"

namespace {

using namespace entente;
using Command = std::vector<std::string>;

constexpr int kRounds = 101;

// Starts the command with its output thrown away; stopped at its beginning if it is `traced`.
pid_t start(const Command& command, bool traced) {
  const pid_t child = fork();
  if (child < 0) bench::give_up("fork failed");
  if (child > 0) return child;
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const int nowhere = open("/dev/null", O_RDWR);
  for (const int stream : {0, 1, 2}) dup2(nowhere, stream);
  if (traced) ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
  execvp(words[0], words.data());
  _exit(127);
}

void check(const Command& command, int status) {
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) bench::give_up(command[0] + " failed");
}

// Gives back the microseconds of processor time that it took.
double run(const Command& command) {
  int status = 0;
  rusage used{};
  wait4(start(command, false), &status, 0, &used);
  check(command, status);
  const auto in_all = [](timeval t) {
    return 1e6 * static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec);
  };
  return in_all(used.ru_utime) + in_all(used.ru_stime);
}

// Kilobytes of private memory as the process is about to end; less than none if it may not be looked at.
double private_kilobytes(const Command& command) {
  const pid_t child = start(command, true);
  int status = 0;
  double kilobytes = -1;
  if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) return kilobytes;
  ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACEEXIT);
  long signal = 0;
  while (ptrace(PTRACE_CONT, child, nullptr, signal) == 0 && waitpid(child, &status, 0) == child) {
    if (!WIFSTOPPED(status)) break;
    signal = WSTOPSIG(status);
    if (status >> 8 != (SIGTRAP | (PTRACE_EVENT_EXIT << 8))) continue;
    signal = 0;
    kilobytes = 0;
    std::ifstream rollup(fmt::format("/proc/{}/smaps_rollup", child));
    for (std::string line; std::getline(rollup, line);)
      if (line.starts_with("Private_")) kilobytes += std::atof(line.c_str() + line.find(':') + 1);
  }
  check(command, status);
  return kilobytes;
}

}  // namespace

int main() {
  const std::string snapshot = bench::built("entente.snapshot");
  const std::vector<std::pair<std::string, Command>> commands{
      {"a question", {bench::built("entente"), "ask", "--snapshot", snapshot, "Is Finland in NATO?"}},
      {"a list",
       {bench::built("entente"), "ask", "--json", "--snapshot", snapshot,
        "Which EU countries are not in NATO?"}},
      {"sqlite3 :memory: 'select 1'", {"sqlite3", ":memory:", "select 1"}},
      {"/bin/true", {"/bin/true"}},
  };
  std::vector<std::vector<double>> times(commands.size());
  std::vector<std::vector<double>> busy(commands.size());
  for (int round = 0; round < kRounds; ++round)
    for (std::size_t i = 0; i < commands.size(); ++i)
      times[i].push_back(bench::microseconds([&] { busy[i].push_back(run(commands[i].second)); }));

  fmt::print("{} rounds in turn, process start to end, medians\n", kRounds);
  for (std::size_t i = 0; i < commands.size(); ++i)
    fmt::print("  {:<44} {:>9.2f} ms, {:.2f} ms of it at work\n", commands[i].first,
               bench::median(times[i]) / 1000, bench::median(busy[i]) / 1000);
  fmt::print("  to SQLite's shell: {:.1f} times\n", bench::median(times[0]) / bench::median(times[2]));
  bench::Promises promises;
  promises.at_most("a question, process start to end", bench::median(times[0]) / 1000, 8, "ms");
  for (const std::size_t i : {0, 1}) {
    const double kilobytes = private_kilobytes(commands[i].second);
    if (kilobytes < 0) bench::give_up("the memory of a process may not be looked at here");
    promises.at_most(commands[i].first + ", private memory", kilobytes / 1024, 30, "MB");
  }
  return promises.status();
}

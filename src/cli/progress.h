// cli/progress.h: how far long work has come, on one line of a terminal. Internal to src/cli.
#pragma once

#include <chrono>
#include <cstddef>
#include <ostream>
#include <string>

namespace entente::cli {

// Draws nothing for the first second: short work should not flicker.
class Progress {
 public:
  // `total`: 0 if it is not known. `out` is a terminal.
  Progress(std::ostream& out, std::size_t total, int width) : out_(out), total_(total), width_(width) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::size_t done, std::size_t findings);
  void clear();  // before anything else is written to the terminal

 private:
  using Clock = std::chrono::steady_clock;
  std::ostream& out_;
  std::size_t total_;
  int width_;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point last_ = begin_;
  bool drawn_ = false;
};

}  // namespace entente::cli

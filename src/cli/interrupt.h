// cli/interrupt.h: Ctrl-C as a wish to stop, not as an end. Internal to src/cli.
#pragma once

#include <signal.h>

#include <atomic>

namespace entente::cli {

// While one lives, the first SIGINT sets flag(), and ends standard input for whoever reads it; a second ends
// the process with 130. One at a time.
class Interrupt {
 public:
  // `descriptor`: the standard input that is being read; -1 for none, then no signal is caught.
  explicit Interrupt(int descriptor);
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  static const std::atomic<bool>& flag();

 private:
  bool caught_ = false;
  struct sigaction before_ {};
};

}  // namespace entente::cli

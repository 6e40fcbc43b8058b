#include "cli/interrupt.h"

#include <fcntl.h>
#include <unistd.h>

namespace entente::cli {
namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);
int nothing = -1;  // an open /dev/null
int input = -1;

// Only what POSIX allows in a handler.
void handle(int /*signal*/, siginfo_t* info, void* /*context*/) {
  // One of our own threads is only to be woken.
  if (info->si_code == SI_TKILL && info->si_pid == ::getpid() && interrupted.load()) return;
  if (interrupted.exchange(true)) ::_exit(130);
  if (nothing >= 0 && input >= 0) ::dup2(nothing, input);
}

}  // namespace

Interrupt::Interrupt(int descriptor) {
  interrupted.store(false);
  if (descriptor < 0) return;
  input = descriptor;
  nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  struct sigaction action {};
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO;  // not SA_RESTART: reading is to be left
  sigemptyset(&action.sa_mask);
  caught_ = ::sigaction(SIGINT, &action, &before_) == 0;
}

Interrupt::~Interrupt() {
  if (caught_) ::sigaction(SIGINT, &before_, nullptr);
  if (nothing >= 0) ::close(nothing);
  nothing = input = -1;
}

const std::atomic<bool>& Interrupt::flag() { return interrupted; }

}  // namespace entente::cli

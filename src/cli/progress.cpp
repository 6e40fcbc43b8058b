#include "cli/progress.h"

#include <fmt/format.h>

#include <algorithm>

namespace entente::cli {

void Progress::show(std::size_t done, std::size_t findings) {
  using namespace std::chrono;
  const Clock::time_point now = Clock::now();
  if (now - begin_ < seconds(1) || now - last_ < milliseconds(100)) return;
  last_ = now;
  std::string line;
  if (total_ > 0) {
    const int bar = std::clamp(width_ - 44, 0, 30);
    const auto full = static_cast<int>(static_cast<std::size_t>(bar) * std::min(done, total_) / total_);
    if (bar > 0) line = fmt::format("[{:=<{}}{: <{}}] ", "", full, "", bar - full);
    line += fmt::format("{}/{} texts", done, total_);
  } else {
    line = fmt::format("{} texts", done);
  }
  line += fmt::format(", {} findings, {} s", findings, duration_cast<seconds>(now - begin_).count());
  if (line.size() + 1 > static_cast<std::size_t>(std::max(width_, 1)))
    line.resize(static_cast<std::size_t>(std::max(width_, 1)) - 1);
  out_ << "\r\x1b[K" << line;
  drawn_ = true;
}

void Progress::clear() {
  if (drawn_) out_ << "\r\x1b[K";
  drawn_ = false;
}

}  // namespace entente::cli

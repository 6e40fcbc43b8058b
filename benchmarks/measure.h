// benchmarks/measure.h: what the benchmarks share: clocks, medians, and how a figure is set against its
// limit.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace entente::bench {

// Microseconds that one call takes.
template <class F>
double microseconds(F&& call) {
  const auto start = std::chrono::steady_clock::now();
  call();
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
}

// Of values that are not none: the one below which `share` of them lie.
inline double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1,
                         static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}
inline double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

// Keeps the compiler from leaving out what makes a value.
template <class T>
void keep(const T& value) {
  asm volatile("" : : "g"(&value) : "memory");
}

// Ends the benchmark: what it needs is not there, or the two sides do not answer alike.
[[noreturn]] inline void give_up(std::string_view why) {
  fmt::print(stderr, "{}\n", why);
  std::exit(2);
}

// The limits that a benchmark promises. Each is printed with what was measured; main() returns status().
class Promises {
 public:
  void at_most(std::string_view what, double value, double limit, std::string_view unit) {
    tell(what, value, "at most", limit, unit, value <= limit);
  }
  void at_least(std::string_view what, double value, double limit, std::string_view unit) {
    tell(what, value, "at least", limit, unit, value >= limit);
  }
  int status() const { return status_; }

 private:
  void tell(std::string_view what, double value, std::string_view bound, double limit, std::string_view unit,
            bool kept) {
    fmt::print("  {:<44} {:>9.2f} {:<2}  {} {} {}: {}\n", what, value, unit, bound, limit, unit,
               kept ? "kept" : "NOT KEPT");
    if (!kept) status_ = 1;
  }
  int status_ = 0;
};

// Where the command and the snapshot of this build are.
inline std::string built(std::string_view name) {
  const char* folder = std::getenv("ENTENTE_BINARY_DIR");
  return fmt::format("{}/{}", folder != nullptr ? folder : "build/release", name);
}

}  // namespace entente::bench

// cli/descriptor.h: a stream buffer over a file descriptor. Internal to src/cli.
//
// <iostream> and <fstream> are not used: the one constructs eight streams at every start, the other opens a
// folder without a word.
#pragma once

#include <array>
#include <memory>
#include <streambuf>
#include <string>

#include "base/base.h"

namespace entente::cli {

class Descriptor : public std::streambuf {
 public:
  explicit Descriptor(int fd) : fd_(fd) { setp(written_.data(), written_.data() + written_.size()); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() override;

  // A file to read. Fails with kFileNotFound, kNotReadable.
  static Result<std::unique_ptr<Descriptor>> open(const std::string& path);
  // Why writing failed; 0 if it did not.
  int failure() const { return failure_; }

 protected:
  int_type underflow() override;
  int_type overflow(int_type next) override;
  int sync() override { return flush() ? 0 : -1; }

 private:
  bool flush();

  int fd_;
  bool owned_ = false;
  int failure_ = 0;
  std::array<char, 1 << 14> read_;
  std::array<char, 1 << 14> written_;
};

}  // namespace entente::cli

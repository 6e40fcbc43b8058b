#include "cli/descriptor.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace entente::cli {

Descriptor::~Descriptor() {
  flush();
  if (owned_) ::close(fd_);
}

Result<std::unique_ptr<Descriptor>> Descriptor::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    const int error = errno;
    return Error{error == ENOENT ? ErrorCode::kFileNotFound : ErrorCode::kNotReadable,
                 fmt::format("cannot read: {}", std::strerror(error)),
                 path,
                 {}};
  }
  auto opened = std::make_unique<Descriptor>(fd);
  opened->owned_ = true;
  struct stat status {};
  if (::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
    return Error{ErrorCode::kNotReadable, "is a folder, not a file", path, {}};
  }
  return opened;
}

Descriptor::int_type Descriptor::underflow() {
  ssize_t got = 0;
  do got = ::read(fd_, read_.data(), read_.size());
  while (got < 0 && errno == EINTR);
  if (got <= 0) return traits_type::eof();
  setg(read_.data(), read_.data(), read_.data() + got);
  return traits_type::to_int_type(read_[0]);
}

Descriptor::int_type Descriptor::overflow(int_type next) {
  if (!flush()) return traits_type::eof();
  if (traits_type::eq_int_type(next, traits_type::eof())) return traits_type::not_eof(next);
  return sputc(traits_type::to_char_type(next));
}

bool Descriptor::flush() {
  const char* from = pbase();
  while (from < pptr() && failure_ == 0) {
    const ssize_t done = ::write(fd_, from, static_cast<std::size_t>(pptr() - from));
    if (done >= 0)
      from += done;
    else if (errno != EINTR)
      failure_ = errno;
  }
  setp(written_.data(), written_.data() + written_.size());
  return failure_ == 0;
}

}  // namespace entente::cli

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/base.h"

namespace entente {
namespace {

Error file_error(ErrorCode code, std::string_view what, const std::string& path, int error) {
  std::string hint;
  if (error == ENOSPC) hint = "free some space on that disk";
  if (error == EACCES || error == EPERM || error == EROFS) hint = "check the permissions";
  return {code, fmt::format("cannot {}: {}", what, std::strerror(error)), path, hint};
}

// A file descriptor that is closed when it goes out of scope.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }

 private:
  int fd_;
};

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) {
    const int error = errno;
    return file_error(error == ENOENT ? ErrorCode::kFileNotFound : ErrorCode::kNotReadable, "read", path,
                      error);
  }
  std::string bytes;
  struct stat status {};
  if (::fstat(file.get(), &status) == 0 && status.st_size > 0)
    bytes.reserve(static_cast<std::size_t>(status.st_size));
  std::vector<char> buffer(1 << 16);
  while (true) {
    const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_error(ErrorCode::kNotReadable, "read", path, errno);
    if (got == 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

Status write_file_atomically(const std::string& path, std::string_view bytes) {
  std::string temporary = path + ".XXXXXX";
  const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!file.valid()) return file_error(ErrorCode::kNotWritable, "write", path, errno);
  const auto give_up = [&](int error) -> Status {
    ::unlink(temporary.c_str());
    return file_error(ErrorCode::kNotWritable, "write", path, error);
  };
  if (!write_all(file.get(), bytes)) return give_up(errno);
  if (::fchmod(file.get(), 0644) != 0) return give_up(errno);
  if (::fsync(file.get()) != 0) return give_up(errno);
  if (::rename(temporary.c_str(), path.c_str()) != 0) return give_up(errno);
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const Descriptor parent(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent.valid()) ::fsync(parent.get());  // makes the new name durable; not every file system can
  return Done{};
}

Result<MappedFile> MappedFile::open(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) {
    const int error = errno;
    return file_error(error == ENOENT ? ErrorCode::kFileNotFound : ErrorCode::kNotReadable, "open", path,
                      error);
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return file_error(ErrorCode::kNotReadable, "open", path, errno);
  if (!S_ISREG(status.st_mode)) return Error{ErrorCode::kNotReadable, "is not a regular file", path, {}};
  MappedFile mapped;
  mapped.size_ = static_cast<std::size_t>(status.st_size);
  if (mapped.size_ == 0) return mapped;
  void* data = ::mmap(nullptr, mapped.size_, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (data == MAP_FAILED) return file_error(ErrorCode::kNotReadable, "map", path, errno);
  mapped.data_ = static_cast<const char*>(data);
  return mapped;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<char*>(data_), size_);
}

Result<std::vector<std::string>> files_below(const std::string& folder, std::string_view ending) {
  namespace fs = std::filesystem;
  std::vector<std::string> found;
  std::error_code error;
  if (!fs::exists(folder, error)) {
    if (error) return file_error(ErrorCode::kNotReadable, "list", folder, error.value());
    return found;
  }
  fs::recursive_directory_iterator at(folder, error);
  if (error) return file_error(ErrorCode::kNotReadable, "list", folder, error.value());
  for (const fs::recursive_directory_iterator end; at != end; at.increment(error)) {
    std::string path = at->path().string();
    std::error_code none;  // a link that leads nowhere is no file
    if (at->is_regular_file(none) && path.ends_with(ending)) found.push_back(std::move(path));
  }
  if (error) return file_error(ErrorCode::kNotReadable, "list", folder, error.value());
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace entente

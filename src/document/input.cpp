// Bytes from memory, files and descriptors; gzip and zstd on the way.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "document/document.h"

namespace entente::document {

class Input::Source {
 public:
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  virtual ~Source() = default;
  virtual Result<std::size_t> read(char* into, std::size_t size) = 0;
  virtual std::optional<std::string_view> view() const { return std::nullopt; }
};

namespace {

class MemorySource : public Input::Source {
 public:
  explicit MemorySource(std::string_view bytes) : all_(bytes), left_(bytes) {}
  Result<std::size_t> read(char* into, std::size_t size) override {
    size = std::min(size, left_.size());
    std::copy_n(left_.data(), size, into);
    left_.remove_prefix(size);
    return size;
  }
  std::optional<std::string_view> view() const override { return all_; }

 private:
  std::string_view all_;
  std::string_view left_;
};

class DescriptorSource : public Input::Source {
 public:
  DescriptorSource(int fd, bool owned, std::string name) : fd_(fd), owned_(owned), name_(std::move(name)) {}
  ~DescriptorSource() override {
    if (owned_) ::close(fd_);
  }
  Result<std::size_t> read(char* into, std::size_t size) override {
    while (true) {
      const ssize_t got = ::read(fd_, into, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR)
        return Error{
            ErrorCode::kNotReadable, fmt::format("cannot read: {}", std::strerror(errno)), name_, {}};
    }
  }

 private:
  int fd_;
  bool owned_;
  std::string name_;
};

// Decompresses what another source gives. Derived classes give one step of their library.
class Expanding : public Input::Source {
 public:
  Expanding(std::unique_ptr<Input::Source> under, std::string begin, const Limits& limits)
      : under_(std::move(under)), in_(std::move(begin)), limits_(limits) {
    read_ = in_.size();
  }

  Result<std::size_t> read(char* into, std::size_t size) override {
    if (size == 0) return std::size_t{0};
    while (true) {
      if (at_ == in_.size() && !under_ended_) {
        in_.resize(kBufferBytes);
        at_ = 0;
        const Result<std::size_t> got = under_->read(in_.data(), in_.size());
        in_.resize(got ? *got : 0);
        if (!got) return got.error();
        under_ended_ = *got == 0;
        read_ += *got;
      }
      const std::string_view rest = std::string_view(in_).substr(at_);
      if (rest.empty() && whole_) return std::size_t{0};
      Step step;
      if (!expand(rest, into, size, step)) {
        // Padding behind the last member is no damage.
        if (whole_ && rest.find_first_not_of('\0') == std::string_view::npos) {
          at_ = in_.size();
          continue;
        }
        return damaged("the compressed bytes are damaged");
      }
      at_ += step.taken;
      given_ += step.given;
      whole_ = step.ended || (whole_ && step.taken == 0);
      if (given_ > limits_.expansion_floor && given_ / limits_.expansion > read_)
        return Error{ErrorCode::kTooLarge,
                     fmt::format("{} compressed bytes give more than {}: refused", read_, given_),
                     {},
                     "decompress it yourself, if it is what it should be"};
      if (step.given > 0) return step.given;
      if (under_ended_ && step.taken == 0) return damaged("the compressed bytes end early");
    }
  }

 protected:
  struct Step {
    std::size_t taken = 0;
    std::size_t given = 0;
    bool ended = false;  // a member or frame is complete
  };
  virtual bool expand(std::string_view from, char* into, std::size_t size, Step& step) = 0;

 private:
  static constexpr std::size_t kBufferBytes = std::size_t{1} << 16;
  static Error damaged(std::string message) { return {ErrorCode::kBadArchive, std::move(message), {}, {}}; }

  std::unique_ptr<Input::Source> under_;
  std::string in_;
  std::size_t at_ = 0;
  Limits limits_;
  std::uint64_t read_ = 0;
  std::uint64_t given_ = 0;
  bool under_ended_ = false;
  bool whole_ = false;
};

class GzipSource : public Expanding {
 public:
  GzipSource(std::unique_ptr<Input::Source> under, std::string begin, const Limits& limits)
      : Expanding(std::move(under), std::move(begin), limits) {
    ready_ = inflateInit2(&stream_, 15 + 16) == Z_OK;
  }
  ~GzipSource() override {
    if (ready_) inflateEnd(&stream_);
  }

 protected:
  bool expand(std::string_view from, char* into, std::size_t size, Step& step) override {
    if (!ready_) return false;
    if (member_ended_ && !from.empty()) {
      if (inflateReset(&stream_) != Z_OK) return false;
      member_ended_ = false;
    }
    // zlib's interface is not const, but it does not write to its input.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(from.data()));
    stream_.avail_in = static_cast<uInt>(from.size());
    stream_.next_out = reinterpret_cast<Bytef*>(into);
    const auto room = static_cast<uInt>(std::min<std::size_t>(size, 1U << 30));
    stream_.avail_out = room;
    const int code = inflate(&stream_, Z_NO_FLUSH);
    step.taken = from.size() - stream_.avail_in;
    step.given = room - stream_.avail_out;
    step.ended = member_ended_ = code == Z_STREAM_END;
    return code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR;
  }

 private:
  z_stream stream_{};
  bool ready_ = false;
  bool member_ended_ = false;
};

class ZstdSource : public Expanding {
 public:
  ZstdSource(std::unique_ptr<Input::Source> under, std::string begin, const Limits& limits)
      : Expanding(std::move(under), std::move(begin), limits), stream_(ZSTD_createDStream()) {
    // A frame may ask for a window of 2 GB; this much is what `zstd -19` and less write, and more.
    ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, 27);
  }
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }

 protected:
  bool expand(std::string_view from, char* into, std::size_t size, Step& step) override {
    ZSTD_inBuffer in{from.data(), from.size(), 0};
    ZSTD_outBuffer out{into, size, 0};
    const std::size_t left = ZSTD_decompressStream(stream_, &out, &in);
    step.taken = in.pos;
    step.given = out.pos;
    step.ended = left == 0;
    return ZSTD_isError(left) == 0U;
  }

 private:
  ZSTD_DStream* stream_;
};

// Gives back the bytes that were looked at first, and the error that came behind them.
class Peeked : public Input::Source {
 public:
  Peeked(std::unique_ptr<Input::Source> under, std::string begin, std::optional<Error> error = std::nullopt)
      : under_(std::move(under)), begin_(std::move(begin)), error_(std::move(error)) {}
  Result<std::size_t> read(char* into, std::size_t size) override {
    if (at_ == begin_.size()) {
      if (error_) return *error_;
      return under_->read(into, size);
    }
    size = std::min(size, begin_.size() - at_);
    std::copy_n(begin_.data() + at_, size, into);
    at_ += size;
    return size;
  }

 private:
  std::unique_ptr<Input::Source> under_;
  std::string begin_;
  std::optional<Error> error_;
  std::size_t at_ = 0;
};

// A source that looks at its first bytes when it is first read, and then knows what it is.
class Told : public Input::Source {
 public:
  Told(std::unique_ptr<Input::Source> under, const Limits& limits)
      : under_(std::move(under)), limits_(limits) {}

  Result<std::size_t> read(char* into, std::size_t size) override {
    if (!looked_) {
      std::string begin(4, '\0');
      std::size_t had = 0;
      while (had < begin.size()) {
        const Result<std::size_t> got = under_->read(begin.data() + had, begin.size() - had);
        if (!got) return got.error();
        if (*got == 0) break;
        had += *got;
      }
      begin.resize(had);
      looked_ = true;
      if (begin.starts_with("\x1F\x8B"))
        under_ = std::make_unique<GzipSource>(std::move(under_), std::move(begin), limits_);
      else if (begin.starts_with("\x28\xB5\x2F\xFD"))
        under_ = std::make_unique<ZstdSource>(std::move(under_), std::move(begin), limits_);
      else
        under_ = std::make_unique<Peeked>(std::move(under_), std::move(begin));
    }
    return under_->read(into, size);
  }

 private:
  std::unique_ptr<Input::Source> under_;
  Limits limits_;
  bool looked_ = false;
};

}  // namespace

Input::Input(std::unique_ptr<Source> source) : source_(std::move(source)) {}
Input::Input(Input&&) noexcept = default;
Input& Input::operator=(Input&&) noexcept = default;
Input::~Input() = default;

Input Input::memory(std::string_view bytes) { return Input(std::make_unique<MemorySource>(bytes)); }

Input Input::descriptor(int fd, std::string name, const Limits& limits) {
  return Input(
      std::make_unique<Told>(std::make_unique<DescriptorSource>(fd, false, std::move(name)), limits));
}

Result<Input> Input::open(const std::string& path, const Limits& limits) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    const int error = errno;
    return Error{error == ENOENT ? ErrorCode::kFileNotFound : ErrorCode::kNotReadable,
                 fmt::format("cannot read: {}", std::strerror(error)), path,
                 error == EACCES ? "check the permissions" : ""};
  }
  auto file = std::make_unique<DescriptorSource>(fd, true, path);
  struct stat status {};
  if (::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode))
    return Error{ErrorCode::kNotReadable, "is a folder", path, {}};
  return Input(std::make_unique<Told>(std::move(file), limits));
}

Input Input::after(std::string begin, std::optional<Error> error) && {
  return Input(std::make_unique<Peeked>(std::move(source_), std::move(begin), std::move(error)));
}

Result<std::size_t> Input::read(char* into, std::size_t size) { return source_->read(into, size); }
std::optional<std::string_view> Input::view() const { return source_->view(); }

}  // namespace entente::document

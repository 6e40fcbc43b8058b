// Windows over a stream, and the whole of it.
#include <fmt/format.h>

#include <algorithm>

#include "document/maker.h"

namespace entente::document {

class Reader::State {
 public:
  State(Input input, Format format, const Limits& limits)
      : input_(std::move(input)), context_(std::make_unique<Context>(limits)) {
    switch (format) {
      case Format::kPlain: maker_ = plain_maker(*context_); break;
      case Format::kMarkdown: maker_ = markdown_maker(*context_); break;
      case Format::kHtml: maker_ = html_maker(*context_); break;
    }
    if (const std::optional<std::string_view> whole = input_.view()) {
      window_ = *whole;
      last_ = true;
    }
  }

  Result<bool> next(Block& block) {
    if (ended_) return end();
    if (!checked_) {
      while (!last_ && window_.size() < 4) more(4);
      checked_ = true;
      // UTF-32 little-endian begins as UTF-16 does.
      const bool utf32 = window_.starts_with(std::string_view("\0\0\xFE\xFF", 4)) ||
                         window_.starts_with(std::string_view("\xFF\xFE\0\0", 4));
      if (utf32 || window_.starts_with("\xFE\xFF") || window_.starts_with("\xFF\xFE")) {
        ended_ = true;
        failed_ = Error{ErrorCode::kNotUtf8,
                        fmt::format("the text is {}", utf32 ? "UTF-32" : "UTF-16"),
                        {},
                        "convert it to UTF-8 (iconv -t UTF-8)"};
        return end();
      }
    }
    std::size_t step = context_->limits.read_bytes;
    bool force = false;
    while (true) {
      if (maker_->next(window_, base_, last_, force, block)) return true;
      if (last_) break;
      const std::uint64_t keep = maker_->keep();
      if (keep > base_) slide(keep);
      force = window_.size() > 2 * context_->limits.window_bytes;
      more(step);
      step = std::min<std::size_t>(step * 2, context_->limits.window_bytes);
    }
    ended_ = true;
    context_->finish();
    return end();
  }

  const About& about() const { return context_->about; }

  Position position(std::uint64_t offset) {
    offset = std::clamp<std::uint64_t>(offset, base_, base_ + window_.size());
    if (offset < cursor_) {
      cursor_ = base_;
      cursor_position_ = base_position_;
    }
    advance(offset, cursor_, cursor_position_);
    return cursor_position_;
  }

 private:
  Result<bool> end() const {
    if (failed_) return *failed_;
    return false;
  }

  // As Lines counts; `offset` and `at` in the source.
  void advance(std::uint64_t offset, std::uint64_t& at, Position& position) const {
    for (; at < offset; ++at) {
      const std::size_t i = at - base_;
      const auto c = static_cast<unsigned char>(window_[i]);
      const bool feed = i + 1 < window_.size() && window_[i + 1] == '\n';
      if (c == '\n' || (c == '\r' && !feed)) {
        ++position.line;
        position.column = position.column_utf16 = 1;
      } else if ((c & 0xC0) != 0x80) {
        if (at == 0 && window_.starts_with("\xEF\xBB\xBF")) continue;
        ++position.column;
        position.column_utf16 += c >= 0xF0 ? 2 : 1;
      }
    }
  }

  void slide(std::uint64_t keep) {
    if (cursor_ > keep) {
      cursor_ = base_;
      cursor_position_ = base_position_;
    }
    advance(keep, cursor_, cursor_position_);
    base_position_ = cursor_position_;
    buffer_.erase(0, keep - base_);
    base_ = keep;
    window_ = buffer_;
  }

  void more(std::size_t size) {
    const std::size_t had = buffer_.size();
    buffer_.resize(had + size);
    const Result<std::size_t> got = input_.read(buffer_.data() + had, size);
    buffer_.resize(had + (got ? *got : 0));
    window_ = buffer_;
    if (got && *got > 0) return;
    last_ = true;
    if (got) return;
    const std::uint64_t end = base_ + window_.size();
    if (got.error().code == ErrorCode::kBadArchive)
      context_->note(fmt::format("{}: read as far as byte {}", got.error().message, end), {end, end});
    else
      failed_ = got.error();
  }

  Input input_;
  std::unique_ptr<Context> context_;
  std::unique_ptr<Maker> maker_;
  std::string buffer_;
  std::string_view window_;  // the buffer, or all of what is in memory
  std::uint64_t base_ = 0;   // where the window begins in the source
  Position base_position_;
  std::uint64_t cursor_ = 0;  // where cursor_position_ is
  Position cursor_position_;
  bool last_ = false;
  bool ended_ = false;
  bool checked_ = false;
  std::optional<Error> failed_;
};

Reader::Reader(Input input, Format format, const Limits& limits)
    : state_(std::make_unique<State>(std::move(input), format, limits)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<bool> Reader::next(Block& block) { return state_->next(block); }
const About& Reader::about() const { return state_->about(); }
Position Reader::position(std::uint64_t offset) { return state_->position(offset); }

namespace {

Result<Document> drain(Reader reader, Format format) {
  Document document;
  document.format = format;
  Block block;
  while (true) {
    const Result<bool> more = reader.next(block);
    if (!more) return more.error();
    if (!*more) break;
    document.blocks.push_back(std::move(block));
    block = {};
  }
  document.about = reader.about();
  return document;
}

}  // namespace

Result<Document> read(std::string_view bytes, Format format, const Limits& limits) {
  return drain(Reader(Input::memory(bytes), format, limits), format);
}

Result<Document> read_document(const std::string& path, const Limits& limits) {
  Result<Input> input = Input::open(path, limits);
  if (!input) return input.error();
  std::string begin(8192, '\0');
  std::size_t had = 0;
  std::optional<Error> error;
  while (had < begin.size()) {
    const Result<std::size_t> got = input->read(begin.data() + had, begin.size() - had);
    if (!got) error = got.error();
    if (!got || *got == 0) break;
    had += *got;
  }
  begin.resize(had);
  if (error && had == 0) return error->at(path);
  const std::optional<Format> format = guess_format(path, begin);
  if (!format)
    return Error{ErrorCode::kNotProse, "is of a binary format", path,
                 "turn it into text, Markdown or HTML first"};
  Result<Document> document =
      drain(Reader(std::move(*input).after(std::move(begin), std::move(error)), *format, limits), *format);
  if (!document) return document.error().at(path);
  return document;
}

}  // namespace entente::document

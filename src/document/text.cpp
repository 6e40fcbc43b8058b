#include <fmt/format.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>

#include "document/maker.h"

namespace entente::document {

std::string_view Text::view(TextRange range) const {
  return std::string_view(text_).substr(range.begin, range.end - range.begin);
}

SourceRange Text::source(TextRange range) const {
  if (runs_.empty()) return {};
  const auto run_of = [&](std::size_t at) {
    const auto next = std::upper_bound(runs_.begin(), runs_.end(), at,
                                       [](std::size_t t, const Run& run) { return t < run.text; });
    return next == runs_.begin() ? next : next - 1;
  };
  const auto first = run_of(range.begin);
  SourceRange found;
  found.begin = first->source + (first->replaced ? 0 : range.begin - first->text);
  if (range.end <= range.begin) return {found.begin, found.begin};
  const auto last = run_of(range.end - 1);
  found.end = last->source + (last->replaced ? last->size : range.end - last->text);
  return found;
}

void Text::append(std::string_view bytes, std::uint64_t source) {
  if (bytes.empty()) return;
  if (!runs_.empty() && !runs_.back().replaced && runs_.back().source + runs_.back().size == source)
    runs_.back().size += bytes.size();
  else
    runs_.push_back({text_.size(), source, bytes.size(), false});
  text_ += bytes;
}

void Text::append_replaced(std::string_view text, std::uint64_t source, std::uint64_t size) {
  if (text.empty()) return;
  runs_.push_back({text_.size(), source, size, true});
  text_ += text;
}

void Text::truncate(std::size_t size) {
  if (size >= text_.size()) return;
  text_.resize(size);
  while (!runs_.empty() && runs_.back().text >= size) runs_.pop_back();
  if (!runs_.empty() && !runs_.back().replaced) runs_.back().size = size - runs_.back().text;
}

void Text::clear() {
  text_.clear();
  runs_.clear();
}

Text Text::split(std::size_t at) {
  Text rest;
  std::size_t begin = at;
  while (begin < text_.size() && text_[begin] == ' ') ++begin;
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    const Run& run = runs_[i];
    const std::size_t end = i + 1 < runs_.size() ? runs_[i + 1].text : text_.size();
    if (end <= begin) continue;
    const std::size_t from = std::max(run.text, begin);
    const std::string_view part = view({from, end});
    if (run.replaced)
      rest.append_replaced(part, run.source, run.size);
    else
      rest.append(part, run.source + (from - run.text));
  }
  while (at > 0 && text_[at - 1] == ' ') --at;
  truncate(at);
  return rest;
}

std::size_t whole_characters(std::string_view bytes) {
  std::size_t back = 0;
  while (back < 3 && back < bytes.size()) {
    const auto c = static_cast<unsigned char>(bytes[bytes.size() - 1 - back]);
    ++back;
    if (c < 0x80) break;
    if (c < 0xC0) continue;
    const std::size_t size = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    return size > back ? bytes.size() - back : bytes.size();
  }
  return bytes.size();
}

std::size_t character(std::string_view bytes, std::size_t at, std::int32_t& code) {
  const std::string_view rest = bytes.substr(at, 4);
  std::int32_t i = 0;
  U8_NEXT(rest.data(), i, static_cast<std::int32_t>(rest.size()), code);
  return static_cast<std::size_t>(i);
}

void append_utf8(std::string& text, std::int32_t code) {
  std::array<char, 4> buffer{};
  std::int32_t size = 0;
  UBool bad = false;
  U8_APPEND(buffer.data(), size, 4, code, bad);
  if (!bad) text.append(buffer.data(), static_cast<std::size_t>(size));
}

std::size_t cut_before(std::string_view bytes, std::size_t limit) {
  limit = std::min(limit, bytes.size());
  const std::size_t least = limit - std::min<std::size_t>(limit, limit / 4 + 1);
  for (std::size_t i = limit; i > least + 1; --i)
    if (is_blank(bytes[i - 1]) && (bytes[i - 2] == '.' || bytes[i - 2] == '!' || bytes[i - 2] == '?'))
      return i;
  for (std::size_t i = limit; i > least; --i)
    if (is_blank(bytes[i - 1])) return i;
  std::size_t i = limit;
  while (i > 0 && i + 3 > limit && i < bytes.size() && (static_cast<unsigned char>(bytes[i]) & 0xC0) == 0x80)
    --i;
  return i == 0 || (i < bytes.size() && (static_cast<unsigned char>(bytes[i]) & 0xC0) == 0x80)
             ? std::max<std::size_t>(limit, 1)
             : i;
}

// ---- white space and marks ---------------------------------------------------------------------------

namespace {

enum class Mark : std::uint8_t { kNone, kBlank, kInvisible };

Mark mark_of(std::int32_t code) {
  switch (code) {
    case 0x85:
    case 0xA0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000: return Mark::kBlank;
    case 0xAD:
    case 0x180E:
    case 0x200B:
    case 0x200E:
    case 0x200F:
    case 0x2060:
    case 0xFEFF:
    case 0x061C: return Mark::kInvisible;
    default: break;
  }
  if (code >= 0x2000 && code <= 0x200A) return Mark::kBlank;
  if ((code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069)) return Mark::kInvisible;
  if ((code < 0x20 && code >= 0) || code == 0x7F)
    return Mark::kInvisible;  // controls that are no white space
  return Mark::kNone;
}

constexpr std::array<bool, 256> plain_table() {
  std::array<bool, 256> table{};
  for (int c = 0x21; c < 0x7F; ++c) table[static_cast<std::size_t>(c)] = true;
  return table;
}
constexpr std::array<bool, 256> kPlain = plain_table();
bool is_plain(char c) { return kPlain[static_cast<unsigned char>(c)]; }

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

}  // namespace

void Appender::blank(std::uint64_t source, std::uint64_t size) {
  if (!blank_) {
    blank_ = true;
    plain_blank_ = false;
    blank_begin_ = source;
  }
  blank_end_ = source + size;
}

void Appender::flush(Text& text) {
  if (!blank_) return;
  blank_ = false;
  if (text.empty()) return;
  if (plain_blank_ && blank_end_ == blank_begin_ + 1)
    text.append(" ", blank_begin_);
  else
    text.append_replaced(" ", blank_begin_, blank_end_ - blank_begin_);
}

void Appender::add(Text& text, std::string_view bytes, std::uint64_t source) {
  std::size_t i = 0;
  while (i < bytes.size()) {
    const char c = bytes[i];
    if (is_plain(c)) {
      flush(text);
      std::size_t j = i + 1;
      while (j < bytes.size()) {
        if (is_plain(bytes[j]))
          ++j;
        else if (bytes[j] == ' ' && j + 1 < bytes.size() && is_plain(bytes[j + 1]))
          j += 2;
        else
          break;
      }
      text.append(bytes.substr(i, j - i), source + i);
      i = j;
      continue;
    }
    if (is_blank(c)) {
      const bool was = blank_;
      blank(source + i, 1);
      plain_blank_ = !was && c == ' ';
      ++i;
      continue;
    }
    std::int32_t code = 0;
    const std::size_t size = character(bytes, i, code);
    if (code < 0 || code == 0) {
      flush(text);
      text.append_replaced(kReplacement, source + i, size);
      context_->replaced(source + i, size);
    } else if (const Mark mark = mark_of(code); mark == Mark::kBlank) {
      blank(source + i, size);
    } else if (mark == Mark::kNone) {
      flush(text);
      text.append(bytes.substr(i, size), source + i);
    }
    i += size;
  }
}

void Appender::add_decoded(Text& text, std::string_view decoded, std::uint64_t source, std::uint64_t size) {
  std::int32_t code = 0;
  if (character(decoded, 0, code) == decoded.size()) {
    const Mark mark = code == '\t' || code == '\n' || code == '\r' || code == ' ' || code == '\f'
                          ? Mark::kBlank
                          : mark_of(code);
    if (mark == Mark::kBlank) return blank(source, size);
    if (mark == Mark::kInvisible) return;
  }
  flush(text);
  text.append_replaced(decoded, source, size);
}

// ---- what a document says of itself -------------------------------------------------------------------

namespace {

// White space as one blank, ends trimmed.
std::string tidy(std::string_view text) {
  std::string out;
  bool blank = false;
  for (const char c : text) {
    if (is_blank(c)) {
      blank = !out.empty();
      continue;
    }
    if (blank) out += ' ';
    blank = false;
    out += c;
  }
  return is_utf8(out) ? out : to_utf8(out);
}

constexpr std::size_t kShortText = 2000;

}  // namespace

void Context::note(std::string message, SourceRange source) {
  if (about.notes.size() < limits.notes)
    about.notes.push_back({std::move(message), source});
  else
    ++dropped_notes_;
}

void Context::replaced(std::uint64_t source, std::uint64_t size) {
  if (replaced_ == 0) first_replaced_ = {source, source + size};
  replaced_ += size;
}

void Context::directive(std::string_view comment, SourceRange source) {
  constexpr std::string_view kName = "entente:";
  comment = entente::trim(comment);
  if (!comment.starts_with(kName)) return;
  if (about.directives.size() >= limits.directives) return note("more directives than are kept", source);
  about.directives.push_back({tidy(comment.substr(kName.size())), source});
}

void Context::title(std::string_view text, int rank) {
  std::string tidied = tidy(text);
  if (tidied.empty() || rank >= title_rank_) return;
  title_rank_ = rank;
  about.title = std::move(tidied);
}

void Context::written(std::string_view text, int rank) {
  if (rank >= written_rank_) return;
  if (std::optional<std::string> day = written_day(text)) {
    written_rank_ = rank;
    about.written = std::move(day);
  }
}

void Context::language(std::string_view text) {
  if (about.language.empty() && text.size() < 64) about.language = tidy(text);
}

void Context::place(Block& block) {
  block.number = blocks_++;
  if (block.kind == Kind::kHeading) {
    std::shared_ptr<const Section> above = section_;
    while (above && above->level >= block.level) above = above->above;
    block.section = above;
    section_ = std::make_shared<Section>(Section{block.level, block.text.str(), std::move(above)});
    if (block.level == 1) title(block.text.str(), 100);
  } else if (block.kind != Kind::kTitle) {
    block.section = section_;
  }
}

void Context::finish() {
  if (replaced_ > 0)
    note(fmt::format("not UTF-8: {} {} replaced", replaced_, replaced_ == 1 ? "byte" : "bytes"),
         first_replaced_);
  if (dropped_notes_ > 0)
    about.notes.push_back({fmt::format("{} more notes are not listed", dropped_notes_), {}});
  replaced_ = dropped_notes_ = 0;
}

// ---- positions -----------------------------------------------------------------------------------------

namespace {

constexpr std::size_t kMarkEvery = 4096;

// Moves `position` over bytes [from, to) of `bytes`. A CR LF counts at its LF.
void advance(std::string_view bytes, std::uint64_t from, std::uint64_t to, Position& position) {
  for (std::uint64_t i = from; i < to; ++i) {
    const auto c = static_cast<unsigned char>(bytes[i]);
    if (c == '\n' || (c == '\r' && (i + 1 >= bytes.size() || bytes[i + 1] != '\n'))) {
      ++position.line;
      position.column = position.column_utf16 = 1;
    } else if ((c & 0xC0) != 0x80) {
      if (i == 0 && bytes.starts_with("\xEF\xBB\xBF")) continue;  // a byte order mark takes no column
      ++position.column;
      position.column_utf16 += c >= 0xF0 ? 2 : 1;
    }
  }
}

}  // namespace

Lines::Lines(std::string_view bytes) : bytes_(bytes) {
  Mark mark;
  marks_.push_back(mark);
  while (bytes.size() - mark.offset > kMarkEvery) {
    advance(bytes, mark.offset, mark.offset + kMarkEvery, mark.position);
    mark.offset += kMarkEvery;
    marks_.push_back(mark);
  }
}

Position Lines::at(std::uint64_t offset) const {
  offset = std::min<std::uint64_t>(offset, bytes_.size());
  const Mark& mark = marks_[std::min<std::size_t>(offset / kMarkEvery, marks_.size() - 1)];
  Position position = mark.position;
  advance(bytes_, mark.offset, offset, position);
  return position;
}

std::string_view name_of(Format format) {
  switch (format) {
    case Format::kPlain: return "text";
    case Format::kMarkdown: return "markdown";
    case Format::kHtml: return "html";
  }
  return {};
}

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::kTitle: return "title";
    case Kind::kHeading: return "heading";
    case Kind::kParagraph: return "paragraph";
    case Kind::kListItem: return "list item";
    case Kind::kTableCell: return "table cell";
    case Kind::kCaption: return "caption";
  }
  return {};
}

}  // namespace entente::document

// Turns the bytes of one format into blocks, window by window. Private to document.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "document/document.h"

namespace entente::document {

// What all makers share: what the document says of itself so far, and the numbers of its blocks.
class Context {
 public:
  explicit Context(const Limits& with) : limits(with) {}

  void note(std::string message, SourceRange source);
  // A byte or bytes that are not UTF-8 (or NUL); told once, by finish().
  void replaced(std::uint64_t source, std::uint64_t size);
  void directive(std::string_view comment, SourceRange source);  // `comment` without its <!-- and -->
  void title(std::string_view text, int rank);                   // the lowest rank stands, and its first
  void written(std::string_view text, int rank);
  void language(std::string_view text);
  // Numbers the block and puts it under its section; a heading opens one.
  void place(Block& block);
  void finish();

  Limits limits;
  About about;
  std::uint32_t lists = 0;
  std::uint32_t tables = 0;
  std::shared_ptr<const std::string> before;  // the text of the last block, where it is short enough

 private:
  std::uint32_t blocks_ = 0;
  int title_rank_ = 1000;
  int written_rank_ = 1000;
  std::uint64_t replaced_ = 0;
  SourceRange first_replaced_;
  std::uint64_t dropped_notes_ = 0;
  std::shared_ptr<const Section> section_;
};

// Appends to a block's text what the format has decoded, with white space as the header says.
class Appender {
 public:
  explicit Appender(Context& context) : context_(&context) {}

  void add(Text& text, std::string_view bytes, std::uint64_t source);
  // A character reference, or other text that stands for the bytes.
  void add_decoded(Text& text, std::string_view decoded, std::uint64_t source, std::uint64_t size);
  void blank(std::uint64_t source, std::uint64_t size);
  void reset() { blank_ = false; }

 private:
  void flush(Text& text);
  Context* context_;
  bool blank_ = false;
  bool plain_blank_ = false;
  std::uint64_t blank_begin_ = 0;
  std::uint64_t blank_end_ = 0;
};

class Maker {
 public:
  virtual ~Maker() = default;
  // The next block of `window`, which begins at byte `base` of the source. False if there is none without
  // more bytes; with `last` there are no more, and false is the end. With `force` an unfinished token is
  // given up, for the window cannot grow.
  virtual bool next(std::string_view window, std::uint64_t base, bool last, bool force, Block& block) = 0;
  // The first byte that is still needed.
  virtual std::uint64_t keep() const = 0;
};

std::unique_ptr<Maker> plain_maker(Context& context);
std::unique_ptr<Maker> markdown_maker(Context& context);
std::unique_ptr<Maker> html_maker(Context& context, std::uint64_t begin = 0);

// The character reference at the start of `bytes` ("&amp;…"): its length, and its text in `decoded`; 0 if
// there is none. Without `semicolon_optional` as Markdown has it.
std::size_t decode_reference(std::string_view bytes, bool semicolon_optional, std::string& decoded);

// The length of the character at bytes[at], or of the bytes there that are no character; `code` is -1 then.
std::size_t character(std::string_view bytes, std::size_t at, std::int32_t& code);
void append_utf8(std::string& text, std::int32_t code);

// The size of `bytes` without an unfinished character at its end.
std::size_t whole_characters(std::string_view bytes);

// Where to cut `bytes`, longer than `limit`: behind a sentence, else a word, else a character.
std::size_t cut_before(std::string_view bytes, std::size_t limit);

inline bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace entente::document

// base/base.h: results, errors, text and files; what every other part leans on.
//
//   Result<std::string> text = read_file("record/states/KOR.yaml");
//   if (!text) return text.error().at("record");      // pass it on, one visible line
//   write_file_atomically("out.json", *text);          // temporary file, fsync, rename
//
// Shape:  an operation that can fail for a reason outside the program returns Result<T>; its spelling
//         follows std::expected (C++23), so that it can be replaced by it one day.
// Text:   all strings are UTF-8. fold() is the only normal form in which names are compared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace entente {

// Everything that can go wrong for a reason outside the program. The table is base/error_codes.def;
// docs/errors.md has a paragraph for each (a test holds the two together).
enum class ErrorCode : std::uint8_t {
#define ENTENTE_ERROR(code, name, summary) code,
#include "base/error_codes.def"
#undef ENTENTE_ERROR
};

// The printed name of a code, "bad-date"; stable, so that programs may match on it.
std::string_view name_of(ErrorCode code);
// One line on what the code means in general.
std::string_view summary_of(ErrorCode code);

struct Error {
  ErrorCode code{};
  std::string message;  // what happened, as a sentence without a full stop
  std::string where;    // "file:line:column", a path, or empty
  std::string hint;     // what to do about it, or empty

  // The same error, placed: prefixes `where` unless it already says so.
  Error at(std::string place) const;
  // "where: message (hint)", for people.
  std::string to_string() const;
};

// A value or an Error.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return held_.index() == 0; }
  bool has_value() const { return held_.index() == 0; }
  T& value() & { return std::get<0>(held_); }
  const T& value() const& { return std::get<0>(held_); }
  T&& value() && { return std::get<0>(std::move(held_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const { return std::get<1>(held_); }

 private:
  std::variant<T, Error> held_;
};

// For operations that give nothing back.
struct Done {};
using Status = Result<Done>;

// ---- text ----------------------------------------------------------------------------------------

// True if `text` is well-formed UTF-8 (no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

// `text` with every ill-formed byte replaced by U+FFFD.
std::string to_utf8(std::string_view text);

// The form in which names are compared: compatibility decomposition, accents off, case folded, curly
// quotes straight, dashes as hyphens, runs of white space one blank, ends trimmed.
// "Türkiye" -> "turkiye", "Côte  d’Ivoire" -> "cote d'ivoire".
std::string fold(std::string_view text);

// The key under which a name is looked up: folded, without full stops and apostrophes, hyphens, slashes and
// other punctuation as blanks: "U.S." -> "us", "Guinea-Bissau" -> "guinea bissau".
std::string name_key(std::string_view text);

std::vector<std::string_view> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);
bool starts_with_upper(std::string_view text);
// "a, b and c"
std::string join_and(const std::vector<std::string>& items, std::string_view conjunction = "and");
std::string join(const std::vector<std::string>& items, std::string_view separator);

// The number of edits (insert, delete, replace, swap of neighbours) between two strings, counted up to
// `limit`; limit + 1 if there are more. Bytes are the unit: callers pass folded text.
// Source: optimal string alignment distance, Damerau (1964).
int edit_distance(std::string_view a, std::string_view b, int limit);

// The one of `words` that `text` most likely meant, if any is near enough.
std::optional<std::string> closest(std::string_view text, const std::vector<std::string>& words);

// ---- files ---------------------------------------------------------------------------------------

// The bytes of a file. Fails with kFileNotFound, kNotReadable.
Result<std::string> read_file(const std::string& path);

// Writes a temporary file beside `path`, fsyncs it, renames it over `path` and fsyncs the folder: after
// success the new bytes are durable, after failure the old file stands as it was and no temporary
// file remains. Fails with kNotWritable (disk full, no permission, no such folder).
Status write_file_atomically(const std::string& path, std::string_view bytes);

// A file mapped read-only into memory for as long as this object lives.
class MappedFile {
 public:
  static Result<MappedFile> open(const std::string& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();
  std::string_view bytes() const { return {data_, size_}; }

 private:
  MappedFile() = default;
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

// The files below `folder` whose names end in `ending`, sorted by path. A folder that is not there has
// none; one that may not be read fails with kNotReadable.
Result<std::vector<std::string>> files_below(const std::string& folder, std::string_view ending);

}  // namespace entente

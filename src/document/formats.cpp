// Which format a file is of, and which day a text names.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "document/maker.h"

namespace entente::document {
namespace {

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

bool is_binary(std::string_view bytes) {
  for (const std::string_view mark : {"%PDF-", "PK\x03\x04", "\x89PNG", "GIF8", "\xFF\xD8\xFF",
                                      "\x7F"
                                      "ELF",
                                      "BZh",
                                      "\xFD"
                                      "7zXZ",
                                      "{\\rtf", "\xD0\xCF\x11\xE0", "7z\xBC\xAF"})
    if (bytes.starts_with(mark)) return true;
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"))
    return false;  // UTF-16: has its own error
  return bytes.substr(0, 8192).find('\0') != std::string_view::npos;
}

}  // namespace

std::optional<Format> guess_format(std::string_view name, std::string_view first_bytes) {
  if (is_binary(first_bytes)) return std::nullopt;
  std::string file = lowered(name);
  for (const std::string_view packed : {".gz", ".zst", ".zstd"})
    if (file.ends_with(packed)) {
      file.resize(file.size() - packed.size());
      break;
    }
  for (const std::string_view ending : {".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd"})
    if (file.ends_with(ending)) return Format::kMarkdown;
  for (const std::string_view ending : {".html", ".htm", ".xhtml", ".xht", ".shtml"})
    if (file.ends_with(ending)) return Format::kHtml;
  for (const std::string_view ending : {".txt", ".text"})
    if (file.ends_with(ending)) return Format::kPlain;

  std::string begin = lowered(first_bytes.substr(0, 1024));
  std::size_t at = begin.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  while (at < begin.size() && is_blank(begin[at])) ++at;
  const std::string_view text = std::string_view(begin).substr(at);
  if (text.starts_with("<!doctype html") || text.starts_with("<html")) return Format::kHtml;
  if (text.starts_with("<") &&
      (text.find("<html") != std::string_view::npos || text.find("<body") != std::string_view::npos ||
       text.find("<head") != std::string_view::npos))
    return Format::kHtml;
  for (const std::string_view tag :
       {"<p>", "<p ", "<div", "<h1", "<article", "<main", "<section", "<table", "<ul"})
    if (text.starts_with(tag)) return Format::kHtml;
  if (text.starts_with("---\n") || text.starts_with("# ") || text.find("\n## ") != std::string_view::npos ||
      text.find("\n# ") != std::string_view::npos || text.find("](http") != std::string_view::npos ||
      text.find("\n```") != std::string_view::npos)
    return Format::kMarkdown;
  return Format::kPlain;
}

// ---- days -----------------------------------------------------------------------------------------------

namespace {

// The day, if there is such a day.
std::optional<std::string> day_text(int year, int month, int day) {
  constexpr std::array<int, 12> kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1 ||
      day > kDays[static_cast<std::size_t>(month - 1)])
    return std::nullopt;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (month == 2 && day == 29 && !leap) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

// "apr", "april" -> 4; 0 if it is no month.
int month_of(std::string_view word) {
  constexpr std::array<std::string_view, 12> kMonths = {"january",   "february", "march",    "april",
                                                        "may",       "june",     "july",     "august",
                                                        "september", "october",  "november", "december"};
  const std::string text = lowered(word);
  for (std::size_t i = 0; i < kMonths.size(); ++i)
    if (text == kMonths[i] || text == kMonths[i].substr(0, 3) || (i == 8 && text == "sept"))
      return static_cast<int>(i) + 1;
  return 0;
}

}  // namespace

std::optional<std::string> written_day(std::string_view text) {
  text = trim(text);
  if (text.size() > 100) return std::nullopt;
  const auto digits = [&](std::size_t from, std::size_t count) {
    for (std::size_t i = from; i < from + count; ++i)
      if (i >= text.size() || !is_digit(text[i])) return false;
    return true;
  };
  const auto at = [&](std::size_t from, std::size_t count) {
    return number(text.substr(from, count)).value_or(0);
  };
  if (digits(0, 4) && text.size() >= 10 && text[4] == '-' && digits(5, 2) && text[7] == '-' && digits(8, 2)) {
    if (text.size() > 10 && is_digit(text[10])) return std::nullopt;
    return day_text(at(0, 4), at(5, 2), at(8, 2));
  }
  if (digits(0, 8) && (text.size() == 8 || text[8] == 'T')) return day_text(at(0, 4), at(4, 2), at(6, 2));

  // In words: a day, a month and a year, whatever stands before (a weekday) and behind (a time).
  std::vector<std::string_view> words;
  for (std::size_t i = 0; i < text.size();) {
    while (i < text.size() && (is_blank(text[i]) || text[i] == ',')) ++i;
    const std::size_t begin = i;
    while (i < text.size() && !is_blank(text[i]) && text[i] != ',') ++i;
    if (i > begin) words.push_back(text.substr(begin, i - begin));
  }
  if (!words.empty() && month_of(words[0]) == 0 && !is_digit(words[0][0])) words.erase(words.begin());
  if (words.size() < 3) return std::nullopt;
  const auto plain_day = [](std::string_view word) {
    for (const std::string_view ending : {"st", "nd", "rd", "th"})
      if (word.ends_with(ending)) word.remove_suffix(2);
    return number(word);
  };
  const int first = month_of(words[0]);
  const int second = month_of(words[1].ends_with('.') ? words[1].substr(0, words[1].size() - 1) : words[1]);
  const std::optional<int> year = number(words[2]);
  if (!year || words[2].size() != 4) return std::nullopt;
  if (first > 0)
    if (const std::optional<int> day = plain_day(words[1])) return day_text(*year, first, *day);
  if (second > 0)
    if (const std::optional<int> day = plain_day(words[0])) return day_text(*year, second, *day);
  return std::nullopt;
}

}  // namespace entente::document

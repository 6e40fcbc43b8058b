#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/base.h"

namespace entente {
namespace {

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Letters that Unicode does not decompose and that people type without their stroke.
std::string_view plain_letter(utf8proc_int32_t c) {
  switch (c) {
    case 0xF8: return "o";    // ø
    case 0x142: return "l";   // ł
    case 0x111: return "d";   // đ
    case 0x131: return "i";   // ı
    case 0xE6: return "ae";   // æ
    case 0x153: return "oe";  // œ
    case 0xF0: return "d";    // ð
    case 0xFE: return "th";   // þ
    case 0x2BB:
    case 0x2BC:
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0xB4:
    case 0x60: return "'";
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0xAB:
    case 0xBB: return "\"";
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212: return "-";
    default: return {};
  }
}

// White space beyond ASCII that compatibility decomposition leaves as it is.
bool is_blank(utf8proc_int32_t c) { return c == 0x85 || c == 0x1680 || c == 0x2028 || c == 0x2029; }

// Blanks: one for a run, none at the ends.
void append_blank_aware(std::string& out, char c) {
  if (std::isspace(static_cast<unsigned char>(c)) != 0) {
    if (!out.empty() && out.back() != ' ') out.push_back(' ');
  } else {
    out.push_back(c);
  }
}

}  // namespace

bool is_utf8(std::string_view text) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    if (*bytes < 0x80) {
      ++bytes, --left;
      continue;
    }
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t used = utf8proc_iterate(bytes, left, &c);
    if (used <= 0) return false;
    bytes += used, left -= used;
  }
  return true;
}

std::string to_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t used = utf8proc_iterate(bytes, left, &c);
    if (used <= 0) {
      out += "\xEF\xBF\xBD";
      ++bytes, --left;
    } else {
      out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(used));
      bytes += used, left -= used;
    }
  }
  return out;
}

std::string fold(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  if (is_plain(text)) {
    for (const char c : text)
      append_blank_aware(out,
                         c == '`' ? '\'' : static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  } else {
    std::string clean = to_utf8(text);
    // Compatibility would take an acute accent that stands alone, typed for an apostrophe, for a blank.
    constexpr std::string_view kAcute = "\u00B4";
    for (std::size_t at = 0; (at = clean.find(kAcute, at)) != std::string::npos; ++at)
      clean.replace(at, kAcute.size(), "'");
    utf8proc_uint8_t* mapped = nullptr;
    const auto options = static_cast<utf8proc_option_t>(
        UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE);
    const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(clean.data()),
                                               static_cast<utf8proc_ssize_t>(clean.size()), &mapped, options);
    if (size < 0) return fold(std::string_view{});
    const utf8proc_uint8_t* at = mapped;
    utf8proc_ssize_t left = size;
    while (left > 0) {
      utf8proc_int32_t c = 0;
      const utf8proc_ssize_t used = utf8proc_iterate(at, left, &c);
      if (used <= 0) break;
      if (const std::string_view letter = plain_letter(c); !letter.empty()) {
        out += letter;
      } else if (is_blank(c)) {
        append_blank_aware(out, ' ');
      } else if (used == 1) {
        append_blank_aware(out, static_cast<char>(*at));
      } else {
        out.append(reinterpret_cast<const char*>(at), static_cast<std::size_t>(used));
      }
      at += used, left -= used;
    }
    free(mapped);
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string name_key(std::string_view text) {
  std::string out;
  for (const char c : fold(text)) {
    if (c == '.' || c == '\'') continue;
    const bool letter =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
    if (letter)
      out += c;
    else if (c == '+')
      out += out.empty() || out.back() == ' ' ? "plus" : " plus";
    else if (c == '&')
      out += out.empty() || out.back() == ' ' ? "and" : " and ";
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t from = 0;
  while (true) {
    const std::size_t to = text.find(separator, from);
    parts.push_back(text.substr(from, to == std::string_view::npos ? to : to - from));
    if (to == std::string_view::npos) return parts;
    from = to + 1;
  }
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t from = text.find_first_not_of(kBlank);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kBlank) - from + 1);
}

bool starts_with_upper(std::string_view text) {
  if (text.empty()) return false;
  utf8proc_int32_t c = 0;
  const utf8proc_ssize_t used = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                 static_cast<utf8proc_ssize_t>(text.size()), &c);
  return used > 0 && utf8proc_isupper(c) != 0;
}

std::string join_and(const std::vector<std::string>& items, std::string_view conjunction) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += i + 1 == items.size() ? " " + std::string(conjunction) + " " : ", ";
    out += items[i];
  }
  return out;
}

std::string join(const std::vector<std::string>& items, std::string_view separator) {
  std::string out;
  for (const std::string& item : items) {
    if (&item != &items.front()) out += separator;
    out += item;
  }
  return out;
}

int edit_distance(std::string_view a, std::string_view b, int limit) {
  const auto gap = static_cast<int>(a.size() > b.size() ? a.size() - b.size() : b.size() - a.size());
  if (gap > limit) return limit + 1;
  // The last two rows and the one being filled. Names are short: their rows need no memory of their own.
  constexpr std::size_t kShort = 64;
  std::array<int, 3 * kShort> small;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled row by row
  std::vector<int> large;
  const std::size_t width = b.size() + 1;
  if (width > kShort) large.resize(3 * width);
  int* const cells = large.empty() ? small.data() : large.data();
  const std::array<int*, 3> rows{cells, cells + width, cells + 2 * width};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    int* const row = rows[i % 3];
    const int* const above = rows[(i + 2) % 3];
    const int* const above_that = rows[(i + 1) % 3];
    row[0] = static_cast<int>(i);
    int least = row[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], above_that[j - 2] + 1);
      least = std::min(least, row[j]);
    }
    if (least > limit) return limit + 1;
  }
  return std::min(rows[a.size() % 3][b.size()], limit + 1);
}

std::optional<std::string> closest(std::string_view text, const std::vector<std::string>& words) {
  const int limit = text.size() <= 4 ? 1 : 2;
  std::optional<std::string> best;
  int best_distance = limit + 1;
  for (const std::string& word : words) {
    const int distance = edit_distance(text, word, limit);
    if (distance < best_distance) best = word, best_distance = distance;
  }
  return best;
}

}  // namespace entente

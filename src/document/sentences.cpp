// Where sentences end: UAX #29 as ICU carries it out, and what we take back.
#include <fmt/format.h>
#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/utext.h>

#include <algorithm>
#include <array>
#include <memory>

#include "document/maker.h"

namespace entente::document {
namespace {

enum class Use : std::uint8_t { kNone, kTitle, kNumbered, kInside, kEither };
using enum Use;

struct Abbreviation {
  std::string_view written;
  Use use;
};

template <std::size_t n>
constexpr std::array<Abbreviation, n> sorted(std::array<Abbreviation, n> table) {
  std::sort(table.begin(), table.end(),
            [](const Abbreviation& a, const Abbreviation& b) { return a.written < b.written; });
  return table;
}

constexpr auto kAbbreviations = sorted(std::to_array<Abbreviation>({
#define ENTENTE_ABBREVIATION(written, use) {written, use},
#include "document/abbreviations.def"
#undef ENTENTE_ABBREVIATION
}));

// Words that are capitalised because they begin a sentence: behind an abbreviation that may end one, one of
// these says that it did. A name there says nothing.
constexpr auto kBeginners = std::to_array<std::string_view>({
    "A",     "After",   "All",     "Although", "An",    "And",    "As",    "At",    "Before", "Both",
    "But",   "By",      "During",  "Each",     "Even",  "For",    "From",  "He",    "Her",    "His",
    "How",   "However", "If",      "In",       "It",    "Its",    "Many",  "More",  "Most",   "No",
    "Now",   "On",      "One",     "Only",     "Or",    "Others", "Our",   "She",   "Since",  "So",
    "Some",  "Such",    "That",    "The",      "Their", "Then",   "There", "These", "They",   "This",
    "Those", "Though",  "Through", "To",       "Today", "Under",  "Until", "We",    "What",   "When",
    "Where", "Which",   "While",   "Who",      "Why",   "With",   "Yes",   "Yet",   "You",
});

Use use_of(std::string_view word) {
  const auto* found =
      std::lower_bound(kAbbreviations.begin(), kAbbreviations.end(), word,
                       [](const Abbreviation& a, std::string_view w) { return a.written < w; });
  return found != kAbbreviations.end() && found->written == word ? found->use : kNone;
}

bool begins_sentences(std::string_view word) {
  return std::binary_search(kBeginners.begin(), kBeginners.end(), word);
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

// "U.S", "p.m", "J": letters with full stops between.
bool is_dotted(std::string_view word) {
  if (word.empty() || !is_letter(word[0])) return false;
  for (std::size_t i = 1; i < word.size(); ++i)
    if (i % 2 == 1 ? word[i] != '.' : !is_letter(word[i])) return false;
  return word.size() % 2 == 1;
}

bool is_roman(std::string_view word) {
  return !word.empty() && word.find_first_not_of("IVXLC") == std::string_view::npos;
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<TextRange> split() {
    std::vector<TextRange> found;
    if (text_.empty()) return found;
    UErrorCode status = U_ZERO_ERROR;
    // Making one costs more than most paragraphs; it is not shared between threads.
    thread_local const std::unique_ptr<icu::BreakIterator> breaks(
        icu::BreakIterator::createSentenceInstance(icu::Locale::getEnglish(), status));
    UText* utext = utext_openUTF8(nullptr, text_.data(), static_cast<std::int64_t>(text_.size()), &status);
    if (breaks) breaks->setText(utext, status);
    if (!breaks || U_FAILURE(status)) {  // ICU's data are not there: one long sentence is no wrong one
      utext_close(utext);
      return {{0, text_.size()}};
    }
    enclose();
    std::size_t begin = 0;
    breaks->first();
    for (std::int32_t at = breaks->next(); at != icu::BreakIterator::DONE; at = breaks->next()) {
      const std::size_t end = std::min(behind_notes(static_cast<std::size_t>(at)), text_.size());
      if (end <= begin || (end < text_.size() && !sure(begin, end))) continue;
      push(found, begin, end);
      begin = end;
    }
    push(found, begin, text_.size());
    utext_close(utext);
    return found;
  }

 private:
  void push(std::vector<TextRange>& found, std::size_t begin, std::size_t end) const {
    while (begin < end && text_[begin] == ' ') ++begin;
    while (end > begin && text_[end - 1] == ' ') --end;
    if (begin < end) found.push_back({begin, end});
  }

  // "members.[1][2] The": the notes' marks belong to the sentence before them.
  std::size_t behind_notes(std::size_t at) const {
    std::size_t i = at;
    while (i > 0 && text_[i - 1] == ' ') --i;
    if (i > 0 && text_[i - 1] == '[') --i;  // ICU takes a bracket with the sentence that it closes
    bool moved = false;
    while (i < text_.size() && text_[i] == '[') {
      const std::size_t close = text_.find(']', i);
      if (close == std::string_view::npos || close - i > 40) break;
      // "[The treaty] ..." is text; a note is a number, a letter or a few words in lower case.
      if (is_upper(text_[i + 1])) break;
      i = close + 1;
      moved = true;
    }
    if (!moved) return at;
    while (i < text_.size() && text_[i] == ' ') ++i;
    return i;
  }

  // Brackets and quotation marks that are closed in this text, and not too far away.
  void enclose() {
    constexpr std::size_t kFarthest = 600;
    struct Opened {
      std::size_t at;
      char close;
    };
    std::vector<Opened> opened;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c != '(' && c != ')' && c != '[' && c != ']' && c != '"' && c != '\xE2') continue;
      char open = 0;
      char close = 0;
      std::size_t size = 1;
      if (c == '(') open = ')';
      if (c == '[') open = ']';
      if (c == ')' || c == ']') close = c;
      if (c == '"') {
        const bool within =
            std::any_of(opened.begin(), opened.end(), [](const Opened& o) { return o.close == '"'; });
        (within ? close : open) = '"';
      }
      if (text_.substr(i).starts_with("“")) open = '\x1D', size = 3;
      if (text_.substr(i).starts_with("”")) close = '\x1D', size = 3;
      if (open != 0) opened.push_back({i, open});
      if (close != 0) {
        std::size_t depth = opened.size();
        while (depth > 0 && opened[depth - 1].close != close) --depth;
        if (depth > 0) {
          const std::size_t at = opened[depth - 1].at;
          opened.resize(depth - 1);
          if (i - at <= kFarthest) {
            while (!enclosed_.empty() && enclosed_.back().begin > at) enclosed_.pop_back();
            enclosed_.push_back({at, i + size});
          }
        }
      }
      if (opened.size() > 64) opened.erase(opened.begin());
    }
  }

  bool is_enclosed(std::size_t at) const {
    const auto next = std::upper_bound(enclosed_.begin(), enclosed_.end(), at,
                                       [](std::size_t a, const TextRange& range) { return a < range.begin; });
    if (next == enclosed_.begin()) return false;
    const TextRange& range = *(next - 1);
    return at < range.end;
  }

  // Whether the sentence that began at `begin` ends before `at`, where ICU says so.
  bool sure(std::size_t begin, std::size_t at) const {
    std::size_t end = at;
    while (end > begin && text_[end - 1] == ' ') --end;
    if (end == at && static_cast<unsigned char>(text_[at]) < 0x80 && text_[at] != '[') {
      // Without a blank: "e.g.Norway", "U.S.-led", "example.com".
      if (static_cast<unsigned char>(text_[end - 1]) < 0x80) return false;
    }
    if (end <= begin || is_enclosed(end)) return false;
    const std::string_view next = word_at(at);
    // What goes on in lower case goes on: "Yahoo! is", "Who? me".
    if (is_lower(text_[at])) return false;
    // Closing marks behind the full stop.
    std::size_t stop = end;
    while (stop > begin && is_closing(stop)) stop -= closing(stop);
    if (stop == begin) return false;
    if (text_[stop - 1] != '.') return true;
    if (stop >= 3 && text_.substr(stop - 3, 3) == "..." && (stop == 3 || text_[stop - 4] == ' '))
      return false;
    std::size_t word = stop - 1;
    while (word > begin && text_[word - 1] != ' ' && text_[word - 1] != '(' && text_[word - 1] != '"' &&
           text_[word - 1] != '[' && text_[word - 1] != '/')
      --word;
    std::string_view before = text_.substr(word, stop - 1 - word);
    if (before.starts_with("“")) before.remove_prefix(3);
    if (before.empty()) return true;
    // The number of an item: "1. Finland", "IV. The parties", "a. ...".
    const bool first = trim(text_.substr(begin, word - begin)).empty();
    if (first && before.size() <= 4 &&
        (before.find_first_not_of("0123456789") == std::string_view::npos || before.size() == 1 ||
         is_roman(before)))
      return false;
    if (stop < end) return true;  // `... the U.S.” The` has its closing mark
    switch (use_of(before)) {
      case kTitle:
      case kInside: return false;
      case kNumbered: return !(is_digit(text_[at]) || is_roman(next) || text_[at] == '#');
      case kEither: return begins_sentences(next);
      case kNone: break;
    }
    if (is_dotted(before)) {
      // "World War I. The", "J. F. Kennedy", "the U.S. The".
      return begins_sentences(next);
    }
    return true;
  }

  std::string_view word_at(std::size_t at) const {
    std::size_t end = at;
    while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]))) ++end;
    return text_.substr(at, end - at);
  }

  // The size of the closing mark that ends at `end`; 0 if there is none.
  std::size_t closing(std::size_t end) const {
    const char c = text_[end - 1];
    if (c == ')' || c == '"' || c == '\'') return 1;
    if (c == ']') {
      const std::size_t open = text_.rfind('[', end - 1);
      if (open != std::string_view::npos && end - open <= 42) return end - open;
      return 1;
    }
    if (end >= 3 && (text_.substr(end - 3, 3) == "”" || text_.substr(end - 3, 3) == "’")) return 3;
    return 0;
  }
  bool is_closing(std::size_t end) const { return closing(end) > 0 && closing(end) <= end; }

  std::string_view text_;
  std::vector<TextRange> enclosed_;  // outermost, in order
};

}  // namespace

std::vector<TextRange> sentences(std::string_view text) { return Splitter(text).split(); }

std::vector<TextRange> sentences(const Block& block) {
  if (block.text.empty()) return {};
  const bool one = block.kind == Kind::kTitle || block.kind == Kind::kHeading || block.kind == Kind::kCaption;
  if (one && block.text.size() < 400) return {{0, block.text.size()}};
  return sentences(block.text.str());
}

}  // namespace entente::document

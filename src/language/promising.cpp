#include "language/promising.h"

#include <algorithm>
#include <array>

namespace entente::language {
namespace {

constexpr std::uint8_t kCapital = 1;  // counts with a capital
constexpr std::uint8_t kAny = 2;      // counts however it is written
constexpr std::uint8_t kBack = 4;     // speaks of what was named before

constexpr std::uint64_t kBasis = 14695981039346656037ULL;
constexpr std::uint64_t kPrime = 1099511628211ULL;

enum : std::uint8_t { kBlank = 0, kLower = 1, kUpper = 2, kDigit = 4, kOther = 8 };
constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (int c = 'a'; c <= 'z'; ++c) classes[static_cast<std::size_t>(c)] = kLower;
  for (int c = 'A'; c <= 'Z'; ++c) classes[static_cast<std::size_t>(c)] = kUpper;
  for (int c = '0'; c <= '9'; ++c) classes[static_cast<std::size_t>(c)] = kDigit;
  for (int c = 0x80; c <= 0xFF; ++c) classes[static_cast<std::size_t>(c)] = kOther;
  classes[0xE2] = kBlank;  // dashes and quotation marks begin with it
  return classes;
}
constexpr std::array<std::uint8_t, 256> kClasses = make_classes();

std::uint8_t class_of(char c) { return kClasses[static_cast<unsigned char>(c)]; }

// Calls `each(word, hash, marks)` for the words of a text; `marks` are the classes of its letters, those of
// the first in the upper half. Ends where `each` says true, and says so.
template <class Each>
bool any_word(std::string_view text, const Each& each) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    std::uint8_t c = class_of(*at);
    // A byte in the middle of a character begins no word: it is what is left of a dash or quotation mark.
    if (c == kBlank || (c == kOther && (static_cast<unsigned char>(*at) & 0xC0) == 0x80)) {
      ++at;
      continue;
    }
    const char* const begin = at;
    std::uint64_t hash = kBasis;
    std::uint8_t marks = static_cast<std::uint8_t>(c << 4);
    do {
      marks |= c;
      hash = (hash ^ static_cast<std::uint64_t>(c == kUpper ? *at | 0x20 : *at & 0xFF)) * kPrime;
      if (++at == end) break;
      c = class_of(*at);
    } while (c != kBlank);
    if (each(std::string_view(begin, static_cast<std::size_t>(at - begin)), hash, marks)) return true;
  }
  return false;
}

}  // namespace

Screen::Screen(const Lexicon& lexicon) : slots_(kSlots) {
  const Snapshot& snapshot = lexicon.snapshot();
  for (std::uint32_t i = 0; i < snapshot.entity_count(); ++i) {
    const record::Type& type = snapshot.vocabulary().type(snapshot.type_of(EntityId{i}));
    if (type.literal || type.words) continue;
    add_name(snapshot.name_of(EntityId{i}));
    for (const snapshot::NameView& name : snapshot.names_of(EntityId{i})) add_name(name.text);
  }
  for (const auto& [noun, type] : lexicon.class_nouns()) {
    std::string_view longest;
    any_word(noun, [&](std::string_view word, std::uint64_t, std::uint8_t) {
      if (word.size() > longest.size()) longest = word;
      return false;
    });
    add(longest, kAny);
  }
  for (const std::string_view word : {"it", "its", "itself", "they", "them", "their", "both", "each", "two",
                                      "former", "latter", "this", "that", "these", "those", "which", "who"})
    add(word, kBack);
}

void Screen::add_name(std::string_view name) {
  std::string_view longest;
  bool capital = false;
  any_word(name, [&](std::string_view word, std::uint64_t, std::uint8_t marks) {
    const bool upper = (marks & kUpper) != 0;
    if (longest.empty() || (upper && !capital) || (upper == capital && word.size() > longest.size()))
      longest = word, capital = upper;
    return false;
  });
  add(longest, capital ? kCapital : kAny);
  // As it is looked up: without accents, full stops and apostrophes.
  const std::string key = name_key(name);
  if (key.size() != name.size()) {
    longest = {};
    for (const std::string_view word : split(key, ' '))
      if (word.size() > longest.size()) longest = word;
    add(longest, capital ? kCapital : kAny);
  }
}

void Screen::add(std::string_view word, std::uint8_t how) {
  any_word(word, [&](std::string_view, std::uint64_t hash, std::uint8_t) {
    std::size_t slot = hash >> 48;
    while (slots_[slot].first != 0 && slots_[slot].first != hash) slot = (slot + 1) % kSlots;
    slots_[slot].first = hash;
    slots_[slot].second |= how;
    return true;
  });
}

std::uint8_t Screen::find(std::uint64_t hash) const {
  for (std::size_t slot = hash >> 48; slots_[slot].first != 0; slot = (slot + 1) % kSlots)
    if (slots_[slot].first == hash) return slots_[slot].second;
  return 0;
}

bool Screen::promising(std::string_view text, bool carried) const {
  return any_word(text, [&](std::string_view word, std::uint64_t hash, std::uint8_t marks) {
    // Initials ("U.S."), and words that are looked up without their accents.
    if (word.size() == 1 && marks == ((kUpper << 4) | kUpper) &&
        word.data() + 1 < text.data() + text.size() && word.data()[1] == '.')
      return true;
    const bool upper = (marks & (kUpper | kDigit)) != 0;
    if ((marks & kOther) != 0 && (upper || (marks >> 4) == kOther)) return true;
    const std::uint8_t how = find(hash);
    return (how & kAny) != 0 || ((how & kCapital) != 0 && upper) || ((how & kBack) != 0 && carried);
  });
}

}  // namespace entente::language

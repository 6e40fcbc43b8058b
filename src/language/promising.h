// language/promising.h: which text can say anything at all, told at the speed of memory. Internal to
// src/language.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "language/lexicon.h"

namespace entente::language {

// One word of each name, the longest that is written with a capital, and the nouns of classes.
class Screen {
 public:
  explicit Screen(const Lexicon& lexicon);
  // False only if no name and no class noun stands in `text`, and, with `carried`, no word that speaks of
  // what was named before. May be true of text that says nothing.
  bool promising(std::string_view text, bool carried) const;

 private:
  void add_name(std::string_view name);
  void add(std::string_view word, std::uint8_t how);
  std::uint8_t find(std::uint64_t hash) const;

  static constexpr std::size_t kSlots = std::size_t{1} << 16;
  // An open table: hash and how the word must be written to count.
  std::vector<std::pair<std::uint64_t, std::uint8_t>> slots_;
};

}  // namespace entente::language

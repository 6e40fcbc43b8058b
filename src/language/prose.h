// language/prose.h: sentences of prose to statements, by islands. Internal to src/language.
//
// A clause yields a statement only if one kernel in it is complete and nothing blocks it (design, section 6).
// What stands around that kernel may be passed over where it restricts nothing: a remark between commas, an
// adverbial behind it. The kernel itself is read like a question's, by the same reader and the same costs.
#pragma once

#include <string_view>
#include <vector>

#include "language/lexicon.h"
#include "language/mentions.h"

namespace entente::language {

// A statement before its readings were checked and merged.
struct RawStatement {
  std::vector<Reading> readings;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool whole_list = false;
  bool partial = false;
};

std::vector<RawStatement> read_prose(std::string_view sentence, const Lexicon& lexicon, Day cursor,
                                     Carried& carried, std::string* trace);

}  // namespace entente::language

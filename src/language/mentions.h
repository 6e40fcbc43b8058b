// language/mentions.h: names, dates and small words in the tokens of a question. Internal to src/language.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "language/lexicon.h"

namespace entente::language {

// What stands at a place of a question: one name, one date, one small word, or one word of content.
struct Item {
  enum class Kind : std::uint8_t {
    kMention,
    kTime,
    kNumber,
    kOrder,
    kWh,
    kClass,
    kWord,
    kPreposition,
    kArticle,
    kBe,
    kAuxiliary,
    kNot,
    kAnd,
    kOr,
    kBut,
    kComma,
    kThat,
    kAll,
    kOnly,
    kEver,
    kPossessive,
    kNon,
    kFiller
  };
  Kind kind = Kind::kWord;
  std::string text;                    // folded; of several tokens joined with blanks
  std::vector<EntityId> entities;      // of a mention: whom it may name
  bool adjective = false;              // of a mention: "Turkish"
  bool loose = false;                  // named by a name that is only loosely theirs
  std::optional<record::TypeId> type;  // of a class
  bool plural = false;
  Span days;           // of a time
  std::string period;  // of a time: EDTF
  int number = 0;      // of a number, an order (-1: last)
  bool repaired = false;
  bool past = false;      // of be and auxiliaries
  std::size_t first = 0;  // its tokens
  std::size_t last = 0;   // one behind
};

std::vector<Item> find_items(const std::vector<Token>& tokens, const Lexicon& lexicon, Day cursor,
                             std::vector<std::string>& unknown);

}  // namespace entente::language

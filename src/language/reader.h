// language/reader.h: kernels and operators: from items to readings. Internal to src/language.
#pragma once

#include <string>
#include <vector>

#include "language/mentions.h"

namespace entente::language {

// What each oddity of a reading costs. One table: bounds and margins are set on it.
struct Costs {
  static constexpr int kUnknownWord = 9;      // a word that the vocabulary does not know
  static constexpr int kLeftOverWord = 7;     // a content word that no phrase explains
  static constexpr int kLeftOverMention = 9;  // somebody named who plays no part
  static constexpr int kLeftOverNumber = 4;
  static constexpr int kWrongMarker = 1;  // an argument behind another preposition than the phrase has
  static constexpr int kSwapped = 5;  // subject and object the other way round, where types would allow both
  static constexpr int kUnlikelyPlace = 3;  // in a place of a wider type than another that would take it
  static constexpr int kOpenNoun = 3;       // the same, of a noun: "a member" of what?
  static constexpr int kOpenPlace = 1;      // a place that nobody fills and nothing asks for
  static constexpr int kOpenRole =
      2;  // a role that the phrase names and nobody fills: a phrase without it is meant
  static constexpr int kOddVariable = 3;  // asked for is something else than the noun names
  static constexpr int kWeakPhrase = 1;   // a phrase without content words of its own ("is in")
  static constexpr int kScattered = 1;    // the words of a phrase stand apart
  static constexpr int kRepair = 3;       // a typo was mended
  static constexpr int kLooseName = 0;
  static constexpr int kNothingKnown =
      2;                             // the record has no statement about these arguments and this relation
  static constexpr int kBound = 6;   // a reading that costs more is not given
  static constexpr int kMargin = 1;  // nor one that another comes as near as this to
};

// What the items are: a question, or a clause of prose that says something. A clause is never a fragment; in
// it "since" and "until" date the beginning and the end, and a number with a class counts (its place is then
// taken by a wh-item "how many").
enum class Mood : std::uint8_t { kQuestion, kStatement };

// All readings of the items, in no order; some may print the same query.
// `excluded`: whom a question names besides those that it asks for.
std::vector<Reading> read_items(const std::vector<Item>& items, const Lexicon& lexicon, Day cursor,
                                const std::vector<EntityId>& excluded = {}, Mood mood = Mood::kQuestion);

}  // namespace entente::language

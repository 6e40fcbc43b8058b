// language/speaker_words.h: English forms: verbs, plurals, articles; and phrases of the vocabulary taken
// apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "language/language.h"

namespace entente::language {

// How a verb is denied or placed in time, beyond its tense.
enum class Mood : std::uint8_t { kPlain, kNot, kNever, kOnce };

// A verb with its auxiliary taken apart, for questions: "did" + "join", "was" + "".
struct VerbForm {
  std::string first;  // what stands before the subject in a question
  std::string rest;   // what follows it: the main verb or nothing
  std::string whole;  // both in order, as a statement has them
};

class Words {
 public:
  explicit Words(const record::Vocabulary& vocabulary) : vocabulary_(vocabulary) {}
  std::string past(std::string_view verb) const;
  std::string participle(std::string_view verb) const;
  std::string third_person(std::string_view verb) const;
  VerbForm form(std::string_view verb, Tense tense, bool plural, Mood mood) const;
  // The first noun of a phrase in the plural: "member of the union" -> "members of the union".
  std::string plural(std::string_view phrase) const;

 private:
  const std::vector<std::string>* irregular(std::string_view verb) const;

  const record::Vocabulary& vocabulary_;
};

// A word that ends the noun at the head of a phrase: "member | of", "party | to".
bool ends_head(std::string_view word);
// "a" or "an" before a phrase.
std::string_view article(std::string_view phrase);

// A phrase of the vocabulary, taken apart once.
struct Piece {
  enum class Kind : std::uint8_t { kText, kPlace, kRole, kVerb };
  Kind kind = Kind::kText;
  std::string text;       // words, trimmed; the base form of a verb
  std::size_t index = 0;  // of a place or role
};
struct Phrasing {
  record::Phrase::Tells tells{};
  std::vector<Piece> pieces;
  bool noun_of_role = false;
  std::size_t noun_of = 0;                                    // of a noun: the place or role that it is of
  std::vector<std::pair<std::size_t, EntityId>> fixed_roles;  // role, value
  std::vector<std::pair<std::size_t, EntityId>> fixed_places;

  bool mentions_place(std::size_t i) const;
  bool mentions_role(std::size_t i) const;
  // The piece of the first verb; pieces.size() if there is none.
  std::size_t verb() const;
};
// nullopt if what it fixes is not in the record.
std::optional<Phrasing> take_apart(const record::Phrase& phrase, const record::Relation& relation,
                                   const Snapshot& snapshot);

}  // namespace entente::language

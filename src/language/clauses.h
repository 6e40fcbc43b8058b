// language/clauses.h: clauses: who and what they name, their words, and the small words that matter. Internal
// to src/language.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "language/mentions.h"

namespace entente::language {

// A question on its way to readings.
struct Question {
  const std::vector<Item>& items;
  const Lexicon& lexicon;
  const Snapshot& snapshot;
  const record::Vocabulary& vocabulary;
  Day cursor;
  std::size_t wh_at = SIZE_MAX;  // the item that asks; SIZE_MAX: none
  Wants wants = Wants::kVerdict;
  bool fragment = false;  // no verb: "NATO members"
};

// What may fill a place of a phrase: names, or a thing asked for, with the marks of its grammar.
struct Filler {
  bool variable = false;                    // a class or a wh-word: it is bound by the answer
  std::vector<std::vector<EntityId>> each;  // of names: for each of a list, whom it may mean
  bool any_of = false;                      // "X or Y"
  std::optional<record::TypeId> type;       // of a class
  std::string wh;                           // who, what, which, where; empty otherwise
  std::string preposition;
  bool possessive = false;  // "Turkey's"
  bool modifier = false;    // stands directly before a noun
  bool negated = false;     // "non-EU"
  bool all = false;
  bool adjective = false;
  bool repaired = false;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::vector<Filler> modifiers;  // of a class: names before it
  std::optional<int> number;
  std::string of_time;  // of a class: "the treaty of 1783"
};

struct TimeWords {
  logic::Binder binder = logic::Binder::kIn;
  Span days;
  std::string period;
  EntityId entity = logic::kNobody;
  std::string before_after;
  bool since = false;
  bool until = false;
};

struct Order {
  int number = 0;  // see mentions: -1 last, 1 first, 100+n nth, -2 largest, 2 smallest
  std::size_t at = 0;
};

// A clause: its fillers, its content words, and the small words that matter.
struct Clause {
  std::vector<Filler> fillers;
  std::vector<std::pair<std::size_t, Item>> words;  // content words with their places
  std::vector<std::size_t> be;                      // places of forms of "be"
  std::vector<std::size_t> auxiliaries;
  bool not_word = false;
  bool past = false;
  bool perfect = false;
  bool will = false;
  bool should = false;
  bool ever = false;
  bool only = false;
  std::vector<TimeWords> times;
  std::vector<Order> orders;
  std::vector<int> numbers;
  int repairs = 0;
  bool can = false;
  std::vector<std::size_t> small;  // places of prepositions
  std::size_t begin = 0;
  std::string stranded;  // a preposition that nothing follows
};

// Where clauses may begin: each way is a list of items, the first 0.
std::vector<std::vector<std::size_t>> segmentations(const Question& question);

// Items [from, to) as a clause.
Clause read_clause(const Question& question, std::size_t from, std::size_t to);

}  // namespace entente::language

// language/language.h: questions to queries, and results to sentences.
//
//   Language language(snapshot);                         // lexicon: names of the record, phrases of the
//   vocabulary Understanding u = language.read("When did Turkey join NATO?", {.cursor = day, .today = day});
//   print(u.readings[0].query, snapshot);                // when begin member_of(TUR, nato)
//   Speaker speaker(snapshot);
//   speaker.sentence(cond, {.tense = Tense::kPresent, .negative = true});   // "Turkey is not a member of
//   NATO"
//
// Shape:  mentions -> kernels -> operators (docs/language.md). Costs are small integers from one table; a
// reading
//         is given only under a bound and with a margin over the next that answers differently.
// Words:  none of the record's names and none of its phrases are known to the code: all come from the record.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/query.h"
#include "snapshot/snapshot.h"

namespace entente::language {

using logic::Cond;
using logic::EntityId;
using logic::Term;
using query::Query;
using snapshot::Snapshot;
using temporal::Day;
using temporal::Moment;
using temporal::Span;

// ---- questions to queries ------------------------------------------------------------------------

enum class Tense : std::uint8_t { kPresent, kPast, kPerfect, kFuture };

// What kind of answer the words ask for, beyond the head of the query.
enum class Wants : std::uint8_t {
  kVerdict,      // yes or no                          (head ask)
  kList,         // who, which                         (head which)
  kCount,        // how many                           (head value count(…))
  kNumber,       // a measure                          (head value measure(…))
  kDate,         // when                               (head when begin, when end)
  kDuration,     // how long                           (head value length(…))
  kText,         // a text that fills a place: what X stands for (head which, the variable is a text)
  kReason,       // why                                (head why)
  kDescription,  // what is X                          (head describe)
};

// One full resolution of a question.
struct Reading {
  Query query;
  Wants wants = Wants::kVerdict;
  int cost = 0;
  Tense tense = Tense::kPresent;
  bool began = false;  // asks or says that it began ("joined"), not that it holds
  bool ended = false;  // likewise that it ended ("left")
  // One query a subject, where a question asks of several ("Are Sweden and Norway in the EU?"); empty
  // otherwise.
  std::vector<std::pair<EntityId, Query>> parts;
  std::optional<int> presumed_count;  // a number that the question takes for granted ("the 5 EU countries …")
  // What is to be told beside the answer: "What is NATO, and is Ireland a member?"
  EntityId also = logic::kNobody;
  std::string phrase;  // of the vocabulary, that the reading rests on
  std::string trace;   // mentions, kernels, costs: for --explain
};

enum class Refusal : std::uint8_t { kNone, kNotUnderstood, kOutOfScope, kNotInRecord };

struct Understanding {
  std::vector<Reading> readings;  // best first; several only where a name or a word means several things
  Refusal refusal = Refusal::kNone;
  std::string message;              // of a refusal: what was not understood
  std::vector<EntityId> mentioned;  // whom the question speaks of, for suggestions
  std::vector<std::string> unknown_words;
  std::string trace;
};

// What a sentence leaves for the next: whom "it" and "the alliance" speak of.
struct Carried {
  EntityId subject = logic::kNobody;  // of the sentence before
  std::vector<EntityId> named;        // so far in the paragraph, the latest last
};

// One thing that a sentence of prose says.
struct Statement {
  std::vector<Reading> readings;  // head ask; several only where a name means several things
  std::size_t begin = 0;          // bytes of the sentence that say it
  std::size_t end = 0;
  bool whole_list = false;  // says that a list is whole: the test is an equality of sets
  bool partial = false;     // words around it were passed over
};

class Language {
 public:
  // Keeps a reference to the snapshot.
  explicit Language(const Snapshot& snapshot);
  ~Language();
  Language(const Language&) = delete;
  Language& operator=(const Language&) = delete;
  // `cursor`: the day that "now" means. Never fails; `explain` fills the traces.
  Understanding read(std::string_view question, Day cursor, bool explain) const;
  // What a sentence of prose says, as far as it is understood; nothing of a question, a wish or hearsay.
  // `carried` is read and brought up to date; `trace`, where given, gets mentions, clauses and costs.
  std::vector<Statement> statements(std::string_view sentence, Day cursor, Carried& carried,
                                    std::string* trace = nullptr) const;

  // False only where statements() would find nothing in any sentence of `text`: no name, no class noun and,
  // with `carried`, no word that speaks of what was named before. Costs about as much as reading the bytes.
  bool promising(std::string_view text, bool carried) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// ---- results to sentences ------------------------------------------------------------------------

struct Manner {
  Tense tense = Tense::kPresent;
  bool negative = false;
  bool began = false;  // the phrase for beginning ("joined"), if the relation has one
  bool ended = false;  // the phrase for ending ("left")
};

class Speaker {
 public:
  explicit Speaker(const Snapshot& snapshot);
  ~Speaker();
  // "the United States", "Finland"; of a text its words.
  std::string name(EntityId id) const;
  // "Finland, Norway and the United States", in order of name.
  std::string list(std::vector<EntityId> ids, std::string_view conjunction = "and") const;
  // "4 April 2023", "October 1953", "1905", "about 1954", "between … and …".
  std::string date(Moment moment) const;
  std::string date(std::string_view edtf) const;
  // "32 years and 4 months", from days.
  std::string duration(double days) const;
  // "1,234,567"
  std::string number(double value) const;
  // A cond as a clause, without a full stop: "South Korea was not a member of NATO on 3 April 2023". An
  // unbound variable or "_" is said as "somebody", "some country" …; an atom by the phrase that the
  // vocabulary writes it with.
  std::string clause(const Cond& cond, const Manner& manner, const logic::Bindings& bindings = {}) const;
  // How those who fill a variable are called: "members of the EU that are not members of NATO".
  std::string noun(const Cond& cond, std::string_view variable, bool plural) const;
  // A whole query in plain English: "Was Finland a member of NATO on 3 April 2023?"
  std::string paraphrase(const Query& query) const;
  // The form of a verb: conjugate("join", kPast) -> "joined". Irregular ones are the vocabulary's.
  std::string conjugate(std::string_view verb, Tense tense, bool plural) const;
  std::string plural(std::string_view noun) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Capital first letter, full stop at the end.
std::string as_sentence(std::string text);

}  // namespace entente::language

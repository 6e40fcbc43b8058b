// ask/teller.h: one reading of a question, evaluated and told.
//
// Shape:  Teller(...).tell() fills a Reading of the answer and says it in words; assemble.cpp joins several.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ask/ask.h"
#include "ask/evidence.h"
#include "language/language.h"
#include "query/query.h"

namespace entente::ask {

using language::Manner;
using language::Speaker;
using language::Tense;
using logic::Cond;
using logic::EntityId;
using logic::Term;
using query::Outcome;
using query::Query;
using snapshot::Snapshot;
using temporal::Holding;
using temporal::Moment;
using temporal::Spell;
using temporal::Truths;

// What was said, and what is needed to say it together with another reading.
struct Told {
  Reading reading;
  std::string core;            // a sentence without capital letter and full stop; no "yes" or "no"
  std::string more;            // a further sentence that the answer should have
  std::optional<Cond> claim;   // of a verdict: what was asked of, without "not" and time
  std::optional<Cond> timed;   // the time that stood around it, if any
  bool never = false;          // of a no: it never was so
  bool silent = false;         // the record does not say
  bool of_the_cursor = false;  // it speaks of the cursor, and of no day that the question named
};

// What stands inside "not" and a time.
struct Peeled {
  const Cond* core = nullptr;
  const Cond* timed = nullptr;
  bool negated = false;
};
Peeled peel(const Cond& cond);
// Atoms that differ in one named place, as one with a list there; nullopt if they do not.
std::optional<Cond> joined(const std::vector<Cond>& claims);
// The sentence for several verdicts that agree.
std::string say_together(const std::vector<Told>& all, const Speaker& speaker);
// "never was", "never did": what follows a denial.
std::string never_words(std::string_view denial);
// "two", "ten", "11"; "first", "18th"
std::string count_word(std::size_t n);
std::string ordinal(int n);

class Teller {
 public:
  Teller(const Snapshot& snapshot, const Speaker& speaker, const language::Reading& asked,
         logic::Context context);
  Told tell();

 private:
  // ---- kinds of question
  void verdict();
  void list();
  void texts(const Outcome& out);
  void count();
  void measure();
  void value();
  void moments();
  void duration();
  void why();
  void describe();

  // The record does not say: `core` tells what.
  void be_silent(std::string core);

  // ---- verdicts
  std::string verdict_words(const Cond& core, const Truths& line, const Query& core_query,
                            const Peeled& peeled, Holding now);
  // "It joined in 2002", "it is over": a test of when something began or ended; nullopt if it is none.
  std::optional<std::string> boundary_words(const Cond& core, Holding now);
  void tell_parts();
  bool choose_view(Outcome& out);

  // ---- what all need
  Outcome evaluate(const Query& query) const;
  Query with_cond(Cond cond) const;  // the same suppositions
  rules::Proof rest_on(const Query& query, Day day, const query::Row* row = nullptr);
  void span_proofs(const Query& query, const Truths& line, Day day);
  void timeline(const Truths& line);
  void acts_of(const rules::Proof& proof, Moment boundary, bool end);
  void finish();
  void add_caveat(std::string text);
  void related_facts(const Cond& core, bool denied, Day day);
  // Notes of the statements that were used; of an answer that is not a yes, only those about the same
  // entities.
  void notes_of_basis(const Cond& core, bool so);
  // "it" for the subject that was just named.
  std::string again(const Cond& core, std::string clause) const;
  temporal::Span days_of(const Cond& timed) const;
  Day day_of(const Cond* timed) const;
  std::string clause(const Cond& cond, Tense tense, bool negative = false, bool began = false,
                     bool ended = false) const;
  std::string never_clause(const Cond& cond, bool began = false, bool ended = false) const;
  std::string on(Moment moment) const;     // "on 4 April 2023", "in 1953"
  std::string last_day(Moment end) const;  // the day before, where it is known to the day
  std::string span_words(const Spell& spell) const;
  bool is_event(const Cond& cond) const;
  std::string acts_words() const;

  const Snapshot& snapshot_;
  const Speaker& speaker_;
  const language::Reading& asked_;
  logic::Context context_;
  Basis basis_;
  Shower shower_;
  Told told_;
  std::vector<std::string> notes_;  // caveats, the most telling first
  bool timed_ = false;              // the query itself says when
};

}  // namespace entente::ask

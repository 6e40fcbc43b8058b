// query/query.h: the query language: what a question, a claim and an API call are turned into.
//
//   Result<Query> query = parse("which ?x: member_of(?x, eu) and not member_of(?x, nato)", snapshot);
//   Result<Outcome> outcome = evaluate(*query, snapshot, {.cursor = day, .today = today});
//   outcome->rows;                       // who, each with a timeline
//
// Shape:  a head over a cond or a term (logic/logic.h); print(parse(text)) is the canonical spelling.
// Source: the grammar is in docs/query.md (design, section 2).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "logic/logic.h"
#include "rules/rules.h"
#include "snapshot/snapshot.h"

namespace entente::query {

using logic::Binder;
using logic::Cond;
using logic::Context;
using logic::EntityId;
using logic::Quantity;
using logic::Term;
using snapshot::Snapshot;
using temporal::Day;
using temporal::Holding;
using temporal::Moment;
using temporal::Spell;
using temporal::Truths;

enum class Head : std::uint8_t { kAsk, kWhy, kDescribe, kWhich, kWhen, kWhenBegin, kWhenEnd, kValue };

struct Pick {
  enum class Kind : std::uint8_t { kFirst, kLast, kNth };
  Kind kind = Kind::kFirst;
  int nth = 0;
  Term by;
  bool operator==(const Pick&) const = default;
};

struct Assumption {
  Cond atom;
  std::optional<Term> period;
  bool operator==(const Assumption&) const = default;
};

struct Query {
  Head head = Head::kAsk;
  Cond cond;                                    // of ask, why, which, when
  std::vector<std::string> variables;           // of which
  std::optional<Pick> pick;                     // of which
  Term term;                                    // of value
  std::optional<std::pair<Binder, Term>> time;  // of value
  EntityId entity = logic::kNobody;             // of describe
  std::vector<Assumption> suppose;
  bool operator==(const Query&) const = default;
};

// Reads and checks a query: names, types, variables. A universe that was left open is added to the cond.
// Fails with kBadQuery, kUnknownRelation, kUnknownName, kTypeMismatch, kUnboundVariable, kTooComplex,
// kBadDate; `where` is "column N".
Result<Query> parse(std::string_view text, const logic::Facts& facts);
std::string print(const Query& query, const logic::Facts& facts);
// What parse does after reading: for queries that were made and not read.
Status check(Query& query, const logic::Facts& facts);

// One candidate of a "which".
struct Row {
  std::vector<EntityId> values;
  Truths when;
  Holding now;         // at the cursor
  int rank_least = 0;  // with a pick: the ranks it may have
  int rank_most = 0;
};

struct Outcome {
  Head head = Head::kAsk;
  Truths timeline;                          // ask, why, when
  Holding now;                              // ask, why: at the cursor
  std::vector<Spell> spells;                // when: all of them, in order
  std::vector<Row> rows;                    // which: those that hold (or are picked), then those that may
  std::size_t holding = 0;                  // which: how many of `rows` surely do
  bool open = false;                        // which: there may be others that the record does not know
  temporal::Timeline<Quantity> quantities;  // value of a number
  std::vector<Moment> moments;              // value of begin() or end()
  std::vector<EntityId> members;            // value of a set, at the cursor
  Day day;                                  // the day that `now` and the value were read on
};

// Evaluates in one view (context.view; nobody's if kNobody).
Result<Outcome> evaluate(const Query& query, const Snapshot& snapshot, const Context& context);

// The views there are on what a query touches.
std::vector<EntityId> views(const Query& query, const Snapshot& snapshot);

// The proof of the cond (of a which: of one row) on a day.
rules::Proof explain(const Query& query, const Snapshot& snapshot, const Context& context, Day day,
                     const Row* row = nullptr);

}  // namespace entente::query

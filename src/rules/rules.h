// rules/rules.h: what follows from what: rules over intervals, their fixpoint, and proofs.
//
//   Result<Program> program = Program::parse(record.rules, facts);
//   Derivation all(facts, *program);                 // a source of statements in which the rules have run
//   Proof proof = explain(all, *program, cond, {}, context, day);
//
// Shape:  a rule is "head :- cond." A conclusion holds on the days on which its premises hold; where a
// premise is
//         unknown, so is the conclusion. `because ?t` names what the conclusion rests on.
// Source: Datalog with stratified negation (Apt, Blair, Walker 1988) over Kleene's three values; valid time
// is
//         implicit (design, section 5).
// Limits: a body has no time words but `ever`.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "logic/logic.h"

namespace entente::rules {

using logic::Atom;
using logic::Bindings;
using logic::Cond;
using logic::EntityId;
using logic::Facts;
using logic::RelationId;
using logic::Term;
using temporal::Day;
using temporal::Truths;

struct Rule {
  Cond head;                    // an atom
  std::optional<Term> because;  // what the conclusion rests on, for people
  Cond body;
  std::string text;  // as written, without comments, on one line
};

class Program {
 public:
  // Reads rules. Fails with kBadRule (with file, line), kTypeMismatch, kUnboundVariable, or kCycle if a
  // relation rests on its own negation or count.
  static Result<Program> parse(const std::vector<record::RuleText>& texts,
                               const std::vector<std::string>& files, const Facts& facts);
  const std::vector<Rule>& rules() const { return rules_; }
  const std::vector<std::uint32_t>& rules_of(RelationId relation) const {
    return by_head_[record::index(relation)];
  }
  bool derives(RelationId relation) const { return !by_head_[record::index(relation)].empty(); }
  // The derived relations, each after those that it rests on; those that rest on each other together.
  const std::vector<std::vector<RelationId>>& strata() const { return strata_; }
  // The number of the stratum in which a relation rests on itself, at once or by way of others; -1 if it does
  // not.
  std::int32_t circle_of(RelationId relation) const { return circle_of_[record::index(relation)]; }
  // True if a rule of a relation joins several premises or names somebody in its head, and none of them rests
  // on the relation itself: then what rules make of open premises is not all in a fixpoint (match_unlisted).
  bool joins(RelationId relation) const { return joins_[record::index(relation)]; }
  // True if a relation rests on itself.
  bool recursive(RelationId relation) const { return recursive_[record::index(relation)]; }
  // The relations that a relation rests on by way of rules, itself included.
  std::vector<RelationId> rests_on(RelationId relation) const;

 private:
  Status stratify(const Facts& facts);
  void find_joins();

  std::vector<Rule> rules_;
  std::vector<std::vector<std::uint32_t>> by_head_;
  std::vector<std::vector<RelationId>> strata_;
  std::vector<std::int32_t> circle_of_;
  std::vector<bool> joins_;
  std::vector<bool> recursive_;
};

// What the rules alone give for an atom whose places are all given: true or unknown where some rule proves it
// or might, false where all fail. `facts` answers for the premises.
Truths by_rules(const Program& program, const Facts& facts, const Atom& atom, EntityId view);

// An atom as somebody sees it.
struct Seen {
  Atom atom;
  EntityId view;
  bool operator==(const Seen&) const = default;
  struct Hash {
    std::size_t operator()(const Seen& seen) const;
  };
};

// While one lives, its thread keeps what by_rules() makes of `facts`, so that nothing is worked out twice:
// for the length of one question, say. The facts and the program must not change meanwhile. Memos nest.
class Memo {
 public:
  explicit Memo(const Facts& facts);
  ~Memo();
  Memo(const Memo&) = delete;
  Memo& operator=(const Memo&) = delete;

 private:
  friend Truths by_rules(const Program&, const Facts&, const Atom&, EntityId);
  static Memo* of(const Facts& facts);  // the one of this thread; null if there is none
  const Facts& facts_;
  Memo* outer_;
  std::unordered_map<Seen, Truths, Seen::Hash> lines_;
};

// Calls `found` for every head that the rules of a relation make out of what `facts` matches.
void match_rules(const Program& program, const Facts& facts, const Atom& pattern, const Facts::Found& found);

// The same for heads that no fixpoint lists, because what the rules rest on is open: only where somebody
// nobody has heard of is ruled out by the premises that are whole, so that such heads are what keeps a list
// from being so.
void match_unlisted(const Program& program, const Facts& facts, const Atom& pattern,
                    const Facts::Found& found);

struct AtomLess {
  bool operator()(const Atom& a, const Atom& b) const;
};

// The record with the rules run to their fixpoint, as a source of statements. What holds is worked out once
// for each atom, what matches once for each pattern, and then remembered: for one thread.
class Derivation : public Facts {
 public:
  // Keeps references to both.
  Derivation(const logic::RecordFacts& base, const Program& program);
  const record::Vocabulary& vocabulary() const override { return base_.vocabulary(); }
  std::size_t entity_count() const override { return base_.entity_count(); }
  record::TypeId type_of(EntityId id) const override { return base_.type_of(id); }
  std::string_view id_of(EntityId id) const override { return base_.id_of(id); }
  std::optional<EntityId> find(std::string_view id) const override { return base_.find(id); }
  std::optional<EntityId> find_text(std::string_view text) const override { return base_.find_text(text); }
  Truths holds(const Atom& atom, EntityId view) const override;
  Truths settled(const Atom& atom, EntityId view, const Truths& derived) const override {
    return base_.settled(atom, view, derived);
  }
  void match(const Atom& pattern, const Found& found) const override;
  std::size_t match_count(const Atom& pattern) const override;
  std::vector<EntityId> views_on(const Atom& pattern) const override;
  temporal::Timeline<Measured> measure(RelationId relation, EntityId entity) const override {
    return base_.measure(relation, entity);
  }
  logic::Ground ground(const Atom& atom, EntityId view, Day day) const override {
    return base_.ground(atom, view, day);
  }

  // Every atom that the rules derive, or that statements make about a derived relation.
  const std::vector<Atom>& atoms(RelationId relation) const { return atoms_[record::index(relation)]; }
  // True if the atom is one of them.
  bool lists(const Atom& atom) const { return table_[record::index(atom.relation)].contains(atom); }
  // True if the value of a relation may depend on the view that is taken.
  bool contested(RelationId relation) const { return contested_[record::index(relation)]; }

 private:
  void run(const std::vector<RelationId>& stratum);
  Truths work_out(const Atom& atom, EntityId view) const;

  const logic::RecordFacts& base_;
  const Program& program_;
  std::vector<std::map<Atom, Truths, AtomLess>>
      table_;  // by rules alone, in nobody's view; keyed by whole atoms
  std::vector<std::vector<Atom>> atoms_;
  std::map<std::pair<RelationId, EntityId>, std::vector<Atom>> by_first_;
  std::map<std::pair<RelationId, EntityId>, std::vector<Atom>> by_second_;
  std::vector<bool> contested_;
  // The relations that are as they will be, and rest on nothing of their own: what holds of them is kept.
  std::vector<bool> kept_;
  mutable std::unordered_map<Seen, Truths, Seen::Hash> known_;
  mutable std::unordered_map<Seen, std::vector<Atom>, Seen::Hash> unlisted_;  // by pattern
};

// A source with statements laid over it: "suppose". An atom that is supposed holds on its days whatever the
// source says; everything that rules make of it is worked out anew, once: one object is for one thread.
class Supposing : public Facts {
 public:
  struct Assumption {
    Atom atom;
    temporal::Span days;
  };
  // Keeps references to the source and the program.
  Supposing(const Facts& base, const Program& program, std::vector<Assumption> assumptions);
  const record::Vocabulary& vocabulary() const override { return base_.vocabulary(); }
  std::size_t entity_count() const override { return base_.entity_count(); }
  record::TypeId type_of(EntityId id) const override { return base_.type_of(id); }
  std::string_view id_of(EntityId id) const override { return base_.id_of(id); }
  std::optional<EntityId> find(std::string_view id) const override { return base_.find(id); }
  std::optional<EntityId> find_text(std::string_view text) const override { return base_.find_text(text); }
  Truths holds(const Atom& atom, EntityId view) const override;
  Truths settled(const Atom& atom, EntityId view, const Truths& derived) const override {
    return base_.settled(atom, view, derived);
  }
  void match(const Atom& pattern, const Found& found) const override;
  std::size_t match_count(const Atom& pattern) const override {
    return base_.match_count(pattern) + assumptions_.size();
  }
  std::vector<EntityId> views_on(const Atom& pattern) const override { return base_.views_on(pattern); }
  temporal::Timeline<Measured> measure(RelationId relation, EntityId entity) const override {
    return base_.measure(relation, entity);
  }
  logic::Ground ground(const Atom& atom, EntityId view, Day day) const override {
    return base_.ground(atom, view, day);
  }

 private:
  bool affected(RelationId relation) const { return affected_[record::index(relation)]; }

  const Facts& base_;
  const Program& program_;
  std::vector<Assumption> assumptions_;
  std::vector<bool> affected_;
  struct AskedLess {
    bool operator()(const std::pair<EntityId, Atom>& a, const std::pair<EntityId, Atom>& b) const {
      return a.first != b.first ? a.first < b.first : AtomLess()(a.second, b.second);
    }
  };
  mutable std::map<std::pair<EntityId, Atom>, Truths, AskedLess> known_;  // what was worked out, by view
};

// Why a cond has its value on a day.
struct Proof {
  std::string claim;  // the cond in the query syntax, its variables replaced
  temporal::Holding holding;
  logic::Ground ground;    // of an atom
  std::int32_t rule = -1;  // index into Program::rules(), if a rule was used or failed
  std::vector<Proof>
      premises;  // what the value rests on; of a no, what fails; of an unknown, what is missing
};
// Limits: kDeepestProof levels, kWidestProof premises of one step; beyond that premises are left out.
inline constexpr int kDeepestProof = 8;
inline constexpr std::size_t kWidestProof = 6;
Proof explain(const Facts& facts, const Program& program, const Cond& cond, const Bindings& bindings,
              const logic::Context& context, Day day);

}  // namespace entente::rules

// logic/logic.h: conditions and terms: parse, print, type, and evaluate over any source of statements.
//
//   Result<Cond> cond = parse_cond("member_of(?x, eu) and not member_of(?x, nato)", facts);
//   Evaluator evaluate(facts, {.cursor = today, .today = today});
//   for (const Solution& s : evaluate.solutions(*cond, {"x"})) …   // who, and on which days
//
// Shape:  a cond is a truth over time; evaluating it yields a timeline (temporal/temporal.h).
// Source: grammar and meaning: design, sections 2 and 3 (docs/query.md). The truth tables are Kleene's.
// Limits: kDeepest levels of nesting, kLongest bytes of text.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "base/base.h"
#include "record/record.h"
#include "temporal/temporal.h"

namespace entente::logic {

using record::Atom;
using record::EntityId;
using record::RelationId;
using record::TypeId;
using temporal::Day;
using temporal::Holding;
using temporal::Moment;
using temporal::Span;
using temporal::Truths;

inline constexpr int kDeepest = 64;
inline constexpr std::size_t kLongest = 1 << 16;

// Somebody nobody has heard of: every open place also ranges over this one entity (design, section 3).
inline constexpr EntityId kOther{UINT32_MAX - 1};
inline constexpr EntityId kNobody = record::kNobody;  // in a pattern: any

// ---- a source of statements ----------------------------------------------------------------------

// What licenses the truth of one atom on one day.
struct Ground {
  enum class Kind : std::uint8_t {
    kStatements,  // statements say so (or say that it is not so)
    kRule,        // a rule proves it, or all rules fail
    kClosure,     // a list is whole and it is not there
    kExistence,   // one of its entities did not exist
    kType,        // a place takes another type
    kClass,       // an entity is, or is not, of a type
    kNothing,     // nothing is known
  };
  Kind kind = Kind::kNothing;
  Holding holding;
  std::vector<std::uint32_t> statements;
  std::int32_t closure = -1;
  EntityId entity = kNobody;  // whose existence or type it was
};

// A source of statements: the record as it was read, or a snapshot. Everything here is a pure function.
class Facts {
 public:
  virtual ~Facts() = default;
  virtual const record::Vocabulary& vocabulary() const = 0;
  virtual std::size_t entity_count() const = 0;
  virtual TypeId type_of(EntityId id) const = 0;
  virtual std::string_view id_of(EntityId id) const = 0;  // the identifier; of a literal, its text
  virtual std::optional<EntityId> find(std::string_view id) const = 0;
  virtual std::optional<EntityId> find_text(std::string_view text) const = 0;

  // When an atom whose places are all given (an entity, or kOther) holds; a role left out means "some".
  // `view`: whose view of contested matters; kNobody: nobody's, and they are unknown (kContested).
  virtual Truths holds(const Atom& atom, EntityId view) const = 0;
  // The same with `derived` in the place of what rules make of the atom here, for those who run them anew.
  virtual Truths settled(const Atom& atom, EntityId view, const Truths& derived) const = 0;
  // Calls `found` with every atom known to the source (true, contested or imprecise on some day) that agrees
  // with the pattern; kNobody in a place or role is open. Roles of the atom found: those it has.
  using Found = std::function<void(const Atom&)>;
  virtual void match(const Atom& pattern, const Found& found) const = 0;
  // A cheap upper bound on how many that are.
  virtual std::size_t match_count(const Atom& pattern) const = 0;
  // The views on contested statements that bear on an atom (places may be kNobody).
  virtual std::vector<EntityId> views_on(const Atom& pattern) const = 0;
  // A measure at each day: value and whether it is presumed; nullopt where unknown. `statement` names the
  // source.
  struct Measured {
    bool known = false;
    double value = 0;
    bool presumed = false;
    std::int32_t statement = -1;
    bool operator==(const Measured&) const = default;
  };
  virtual temporal::Timeline<Measured> measure(RelationId relation, EntityId entity) const = 0;
  // Why an atom has its value on a day, by statements, closures, existence and types alone (rules: rules.h).
  virtual Ground ground(const Atom& atom, EntityId view, Day day) const = 0;
};

// ---- the language --------------------------------------------------------------------------------

struct Cond;

struct Term {
  enum class Kind : std::uint8_t { kVariable, kEntity, kNumber, kText, kPeriod, kSet, kList, kCall, kAny };
  Kind kind = Kind::kAny;
  std::string text;  // variable (without ?), text, period as written, function
  EntityId entity = kNobody;
  double number = 0;
  Span days;                // of a period
  std::vector<Term> items;  // members of a list, arguments of a call
  std::vector<Cond> conds;  // the condition of a set or of a call: none or one
  bool operator==(const Term&) const;

  static Term variable(std::string name);
  static Term of(EntityId id);
  static Term period(std::string_view edtf);  // which must be well-formed
};

enum class Operator : std::uint8_t {
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIncludes
};
enum class Binder : std::uint8_t { kAt, kIn, kThroughout, kEver };

struct Cond {
  enum class Kind : std::uint8_t { kAtom, kClass, kTest, kAnd, kOr, kNot, kSome, kAll, kTimed };
  Kind kind = Kind::kAtom;
  // kAtom: relation, terms, roles. kClass: type, terms[0].
  RelationId relation{};
  TypeId type{};
  std::vector<Term> terms;  // of an atom its places, of a test its two sides
  std::vector<std::pair<std::uint8_t, Term>> roles;
  Operator op = Operator::kEqual;
  // kAnd, kOr: two or more; kNot, kSome, kTimed: one; kAll: the condition and what follows from it.
  std::vector<Cond> parts;
  std::vector<std::string> variables;  // of kSome and kAll
  Binder binder = Binder::kAt;
  std::vector<Term> time;    // of kAt, kIn, kThroughout: the period; `in before 1990` is the period "../1990"
  std::string before_after;  // "before" or "after", where it was written so
  bool operator==(const Cond&) const;

  // Out of line: a Cond holds pairs of Terms and a Term holds Conds, and a pair asks its members what they
  // can do.
  Cond();
  Cond(const Cond&);
  Cond(Cond&&) noexcept;
  Cond& operator=(const Cond&);
  Cond& operator=(Cond&&) noexcept;
  ~Cond();

  static Cond atom(RelationId relation, std::vector<Term> places,
                   std::vector<std::pair<std::uint8_t, Term>> roles = {});
  static Cond class_of(TypeId type, Term term);
  static Cond both(std::vector<Cond> parts);  // flattens; one part is itself
  static Cond either(std::vector<Cond> parts);
  static Cond negation(Cond part);
  static Cond timed(Cond part, Binder binder, std::optional<Term> period);
  static Cond test(Operator op, Term left, Term right);
};

// A reader of the query language; query/query.h goes on where this ends.
class Parser {
 public:
  Parser(std::string_view text, const Facts& facts);
  ~Parser();
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  Result<Cond> cond();
  Result<Term> term();
  // `at D`, `in P`, … behind a head; nullopt if none stands there.
  Result<std::optional<std::pair<Binder, Term>>> time();
  Result<std::vector<std::string>> variables();
  // Takes the word or sign if it comes next.
  bool take(std::string_view word);
  Result<double> number();
  bool at_end();
  Error error_here(std::string message) const;  // kBadQuery, where: "column N"

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Result<Cond> parse_cond(std::string_view text, const Facts& facts);
std::string print(const Cond& cond, const Facts& facts);
std::string print(const Term& term, const Facts& facts);
std::string print(const Atom& atom, const Facts& facts);

// Checks that every argument is of the type that its place takes and every variable is bound; a variable that
// occurs in no positive atom gets its class added to the cond. Fails with kTypeMismatch naming the argument,
// kUnboundVariable. `bound` are the variables that come from outside; `free` those that the head asks for.
Status check_types(Cond& cond, const Facts& facts, const std::vector<std::string>& free);
// The class that stands for a type where a question left its universe open: settings.classes in
// vocabulary.yaml.
Cond class_cond(TypeId type, Term term, const Facts& facts);
// The type that a variable has by the places it stands in; nullopt if it stands in none.
std::optional<TypeId> type_of_variable(const Cond& cond, std::string_view variable, const Facts& facts);

// ---- evaluation ----------------------------------------------------------------------------------

struct Moments {
  std::vector<Moment> all;
  bool unknown = false;  // there may be one that nobody knows
};

// A number that lies between two.
struct Quantity {
  double least = 0;
  double most = 0;  // infinity: a list is open
  bool known = true;
  bool presumed = false;
  bool operator==(const Quantity&) const = default;
};

using Bindings = std::map<std::string, EntityId, std::less<>>;

struct Context {
  Day cursor;  // the day that the answer speaks of
  Day today;   // no later day is known but by announcement
  EntityId view = kNobody;
};

struct Solution {
  std::vector<EntityId> values;  // in the order of the variables asked for
  Truths when;
};

class Evaluator {
 public:
  Evaluator(const Facts& facts, Context context) : facts_(facts), context_(context) {}

  Truths truths(const Cond& cond, const Bindings& bindings = {}) const;
  // The bindings of `variables` for which the cond may hold on some day, sorted by identifier.
  std::vector<Solution> solutions(const Cond& cond, const std::vector<std::string>& variables,
                                  const Bindings& bindings = {}) const;
  // When the cond may hold for somebody nobody has heard of: where this is not false, the list is open.
  Truths others(const Cond& cond, const std::vector<std::string>& variables,
                const Bindings& bindings = {}) const;
  temporal::Timeline<Quantity> quantity(const Term& term, const Bindings& bindings = {}) const;
  // Of begin and end: when; the first comes first.
  Moments moments(const Term& term, const Bindings& bindings = {}) const;
  // The days that a period stands for: "ever" up to the cursor, a war its days.
  Span days_of(const Term& period) const;
  const Context& context() const { return context_; }
  const Facts& facts() const { return facts_; }
  // The contested matters that a cond touches: whose views there are.
  std::set<EntityId> views(const Cond& cond) const;

 private:
  friend class Solver;
  Truths atom(const Cond& cond, const Bindings& bindings) const;
  Truths test(const Cond& cond, const Bindings& bindings) const;
  Truths member(const Term& set, EntityId entity, const Bindings& bindings) const;

  const Facts& facts_;
  Context context_;
};

// ---- statements and closures as a source -----------------------------------------------------------

// What statements and closures mean together, whatever keeps them: the record as it was read, or a snapshot.
// Rules are not run here (rules.h).
class Store : public Facts {
 public:
  Truths holds(const Atom& atom, EntityId view) const override;
  Truths settled(const Atom& atom, EntityId view, const Truths& derived) const override;
  void match(const Atom& pattern, const Found& found) const override;
  std::size_t match_count(const Atom& pattern) const override;
  std::vector<EntityId> views_on(const Atom& pattern) const override;
  temporal::Timeline<Measured> measure(RelationId relation, EntityId entity) const override;
  Ground ground(const Atom& atom, EntityId view, Day day) const override;

  // The two layers of an atom's value, for those who add another (rules).
  Truths asserted(const Atom& atom, EntityId view) const;  // by statements: true, or unknown with its marks
  Truths denied(const Atom& atom,
                EntityId view) const;  // by statements, closures, existence, types: false or unknown

 protected:
  // The statements of a relation with an entity in the first place; if that is kNobody, in the second; if
  // that is too, all.
  virtual std::span<const std::uint32_t> statements_of(RelationId relation, EntityId first,
                                                       EntityId second) const = 0;
  virtual Atom atom_of(std::uint32_t statement) const = 0;
  virtual bool is_negative(std::uint32_t statement) const = 0;
  virtual EntityId view_of(std::uint32_t statement) const = 0;
  virtual Truths line_of(std::uint32_t statement) const = 0;  // record::holdings
  virtual temporal::Timeline<record::Standing> observations_of(std::span<const std::uint32_t> statements,
                                                               RelationId relation) const = 0;
  virtual double value_of(std::uint32_t statement) const = 0;
  virtual std::span<const std::uint32_t> closures_of(RelationId relation) const = 0;
  virtual Atom pattern_of(std::uint32_t closure) const = 0;
  virtual Span window_of(std::uint32_t closure) const = 0;
  // agrees(pattern, atom_of(statement)), and whether a closure covers an atom: it leaves open, or names
  // alike, each of its places, and every role that it names. A store may know without making an Atom.
  virtual bool statement_agrees(std::uint32_t statement, const Atom& pattern) const;
  virtual bool closure_covers(std::uint32_t closure, const Atom& atom) const;
  // The days on which an entity exists; nullopt if nothing is said of that: always.
  virtual std::optional<Truths> existence_of(EntityId entity) const = 0;
};

// The days on which an entity exists, by what its statements of existence say: what was there when it was
// last checked is there still.
Truths existence(const std::vector<Truths>& lines);

// The record as it was read. Keeps a reference to it.
class RecordFacts : public Store {
 public:
  explicit RecordFacts(const record::Record& record);
  const record::Vocabulary& vocabulary() const override { return record_.vocabulary; }
  std::size_t entity_count() const override { return record_.entities.size(); }
  TypeId type_of(EntityId id) const override { return record_.entity(id).type; }
  std::string_view id_of(EntityId id) const override { return record_.entity(id).id; }
  std::optional<EntityId> find(std::string_view id) const override { return record_.find(id); }
  std::optional<EntityId> find_text(std::string_view text) const override { return record_.find_text(text); }
  const record::Record& record() const { return record_; }
  std::optional<Truths> existence_of(EntityId entity) const override;

 protected:
  std::span<const std::uint32_t> statements_of(RelationId relation, EntityId first,
                                               EntityId second) const override;
  Atom atom_of(std::uint32_t i) const override { return record_.statements[i].atom; }
  bool is_negative(std::uint32_t i) const override { return record_.statements[i].negative; }
  EntityId view_of(std::uint32_t i) const override { return record_.statements[i].according_to; }
  Truths line_of(std::uint32_t i) const override;
  temporal::Timeline<record::Standing> observations_of(std::span<const std::uint32_t> statements,
                                                       RelationId relation) const override;
  double value_of(std::uint32_t i) const override { return record_.statements[i].value; }
  bool statement_agrees(std::uint32_t statement, const Atom& pattern) const override;
  bool closure_covers(std::uint32_t closure, const Atom& atom) const override;
  std::span<const std::uint32_t> closures_of(RelationId relation) const override {
    return closures_by_relation_[record::index(relation)];
  }
  Atom pattern_of(std::uint32_t i) const override { return record_.closures[i].pattern; }
  Span window_of(std::uint32_t i) const override { return record_.closures[i].window; }

 private:
  const record::Record& record_;
  std::vector<std::vector<std::uint32_t>> by_relation_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_first_;  // by relation and entity
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_second_;
  std::vector<std::vector<std::uint32_t>> closures_by_relation_;
  std::vector<std::optional<Truths>> existence_;  // by entity
};

// True of the type of places that are land (settings.meaning.land): land is there before and after its state.
bool is_land(TypeId type, const record::Vocabulary& vocabulary);

// True if every place and role that the pattern gives agrees with the atom; a role of the pattern that the
// atom lacks does not.
bool agrees(const Atom& pattern, const Atom& atom);

// Joins what is asserted, what rules derive (if the relation has rules) and what is denied, day by day:
// true where any asserts; unknown where one has a particular reason for it; false where it is denied or where
// all rules fail; else unknown.
Truths settle(const Truths& asserted, const Truths* derived, const Truths& denied);

}  // namespace entente::logic

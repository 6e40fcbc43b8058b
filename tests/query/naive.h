// tests/query/naive.h: what a query means, by definition and by plain scans: a second opinion on the engine.
//
//   Model model(record, days_of_interest, kToday);
//   Value value = model.ask(query.cond, cursor, view);       // one holding for each stretch of days
//
// Shape:  all of time is cut at every day on which anything written may change; a value is an array with one
//         holding for each piece. There are no indices and no searches: an atom is looked up by reading all
//         statements and closures, a quantifier tries every entity of the record and the unknown other, rules
//         are run over all atoms until nothing changes. What was worked out once is remembered: the value of
//         an atom, and that of a condition for what its own variables stand for.
// Source: design, sections 2 and 3, and the comments of the public headers. Truth tables are Kleene's.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "query/query.h"
#include "record/record.h"
#include "rules/rules.h"

namespace entente::naive {

using logic::Binder;
using logic::Bindings;
using logic::Cond;
using logic::kNobody;
using logic::kOther;
using logic::Operator;
using logic::Term;
using record::Atom;
using record::EntityId;
using record::RelationId;
using record::TypeId;
using temporal::Day;
using temporal::Holding;
using temporal::kBeginning;
using temporal::kEnd;
using temporal::kFalse;
using temporal::kTrue;
using temporal::kUnknown;
using temporal::Moment;
using temporal::Span;
using temporal::Truth;
using Interval = record::Interval;

// A run of days on some day of which it was so, nobody knows which: numbers of pieces [first, last].
using Run = std::pair<std::size_t, std::size_t>;

struct Value {
  std::vector<Holding> on;  // one for each piece of time
  std::set<Run> runs;
  bool operator==(const Value&) const = default;
};

// What a number is on one piece of time.
struct Number {
  double least = 0, most = 0;
  bool known = false;
  bool presumed = false;
};

inline Truth opposite(Truth t) { return t == kTrue ? kFalse : t == kFalse ? kTrue : kUnknown; }

// a OP b, for numbers that lie somewhere between two.
inline Truth compare(Number a, Operator op, Number b) {
  if (!a.known || !b.known) return kUnknown;
  const bool always_less = a.most < b.least, never_less = a.least >= b.most;
  const bool always_more = a.least > b.most, never_more = a.most <= b.least;
  switch (op) {
    case Operator::kLess: return always_less ? kTrue : never_less ? kFalse : kUnknown;
    case Operator::kGreaterEqual: return never_less ? kTrue : always_less ? kFalse : kUnknown;
    case Operator::kGreater: return always_more ? kTrue : never_more ? kFalse : kUnknown;
    case Operator::kLessEqual: return never_more ? kTrue : always_more ? kFalse : kUnknown;
    default: break;
  }
  const bool one = a.least == a.most && b.least == b.most && a.least == b.least && std::isfinite(a.least);
  const Truth equal = always_less || always_more ? kFalse : one ? kTrue : kUnknown;
  return op == Operator::kNotEqual ? opposite(equal) : equal;
}

// Two holdings joined, looked up: there are only so many.
class Joined {
 public:
  explicit Joined(Holding (*join)(Holding, Holding)) {
    for (std::size_t a = 0; a < kAll; ++a)
      for (std::size_t b = 0; b < kAll; ++b) made_[a * kAll + b] = join(holding(a), holding(b));
  }
  Holding operator()(Holding a, Holding b) const { return made_[number(a) * kAll + number(b)]; }

 private:
  static constexpr std::size_t kMarks = 64, kAll = 3 * kMarks;
  static std::size_t number(Holding h) { return h.truth * kMarks + h.marks; }
  static Holding holding(std::size_t n) {
    return {static_cast<Truth>(n / kMarks), static_cast<std::uint8_t>(n % kMarks)};
  }
  std::array<Holding, kAll * kAll> made_{};
};
inline const Joined& joined_by_or() {
  static const Joined table(temporal::either);
  return table;
}
inline const Joined& joined_by_and() {
  static const Joined table(temporal::both);
  return table;
}

struct Spell {
  std::optional<Moment> begin, end;
  bool presumed = false;  // its last days are
};

class Model {
 public:
  // `more` are days at which time is cut besides those that the record writes.
  Model(const record::Record& record, const std::vector<rules::Rule>& rules, const std::vector<Day>& more,
        Day today)
      : record_(record), rules_(rules), today_(today) {
    std::set<Day> cuts(more.begin(), more.end());
    cuts.insert(kBeginning);
    cuts.insert(today + 1);
    const auto cut = [&](Day day) {
      for (const int by : {-1, 0, 1}) cuts.insert(day + by);
    };
    for (const record::Statement& s : record.statements) {
      const int shelf = vocabulary().relation(s.atom.relation).shelf_life_days;
      std::vector<Day> days = {s.sourcing.checked + 1};
      if (s.on) days.insert(days.end(), {s.on->earliest, s.on->latest + 1});
      for (const auto& [kind, date] :
           {std::pair{s.valid.begin_kind, s.valid.begin}, {s.valid.end_kind, s.valid.end}})
        if (kind == Interval::End::kDated) days.insert(days.end(), {date.earliest, date.latest});
      for (const Day day : days)
        for (const int by : {0, shelf}) cut(day + by);
    }
    for (const record::Closure& c : record.closures) {
      cut(c.window.begin);
      if (c.window.end >= kEnd) continue;
      cut(c.window.end);
      cut(c.window.end + vocabulary().relation(c.pattern.relation).shelf_life_days);
    }
    while (*cuts.begin() < kBeginning) cuts.erase(cuts.begin());
    while (*cuts.rbegin() >= kEnd) cuts.erase(std::prev(cuts.end()));
    from_.assign(cuts.begin(), cuts.end());
  }

  const std::vector<Day>& pieces() const { return from_; }
  std::size_t piece(Day day) const {
    return static_cast<std::size_t>(std::upper_bound(from_.begin(), from_.end(), day) - from_.begin()) - 1;
  }
  Span span(std::size_t i) const { return {from_[i], i + 1 < from_.size() ? from_[i + 1] : kEnd}; }

  // ---- conditions --------------------------------------------------------------------------------

  struct At {  // what a value is asked for
    Day cursor;
    EntityId view = kNobody;
    bool in_rule = false;  // rules are about all of time: nothing is hidden from them
  };

  Value eval(const Cond& cond, const Bindings& bindings, const At& at) {
    // Within rules, whose fixpoint may be on its way, nothing is final.
    const bool small = cond.kind == Cond::Kind::kClass || cond.kind == Cond::Kind::kNot;
    return at.in_rule || small ? work_out(cond, bindings, at) : cached(cond, bindings, at);
  }

  Value work_out(const Cond& cond, const Bindings& bindings, const At& at) {
    switch (cond.kind) {
      case Cond::Kind::kAtom: return atom(cond, bindings, at);
      case Cond::Kind::kClass: return class_of(cond, bindings);
      case Cond::Kind::kTest: return test(cond, bindings, at);
      case Cond::Kind::kNot: return negation(eval(cond.parts[0], bindings, at));
      case Cond::Kind::kAnd:
      case Cond::Kind::kOr: {
        Value all = eval(cond.parts[0], bindings, at);
        for (std::size_t i = 1; i < cond.parts.size(); ++i) {
          const Value one = eval(cond.parts[i], bindings, at);
          all = cond.kind == Cond::Kind::kAnd ? both(all, one) : either(all, one);
        }
        return all;
      }
      case Cond::Kind::kSome: {
        Value some = constant(kFalse);
        each(cond.variables, cond, bindings,
             [&](const Bindings& bound) { some = either(some, eval(cond.parts[0], bound, at)); });
        return some;
      }
      case Cond::Kind::kAll: {
        Value all = constant(kTrue);
        each(cond.variables, cond, bindings, [&](const Bindings& bound) {
          const Value follows =
              either(negation(eval(cond.parts[0], bound, at)), eval(cond.parts[1], bound, at));
          all = both(all, follows);
          // There may be several of those nobody has heard of.
          if (std::any_of(bound.begin(), bound.end(), [](const auto& b) { return b.second == kOther; }))
            all = both(all, follows);
        });
        return all;
      }
      case Cond::Kind::kTimed: return timed(cond, bindings, at);
    }
    return constant(kUnknown);
  }

  // Every way to fill the variables, with entities and with the unknown other.
  void each(const std::vector<std::string>& names, const Cond& cond, const Bindings& bindings,
            const std::function<void(const Bindings&)>& with, std::size_t from = 0) {
    if (from == names.size()) return with(bindings);
    for (const EntityId id : domain(names[from], cond)) {
      Bindings bound = bindings;
      bound.insert_or_assign(names[from], id);
      each(names, cond, bound, with, from + 1);
    }
  }

  Holding sometime(const Value& value, Span days) const {
    Holding some{kFalse, Holding::kAnnounced};
    for (std::size_t i = 0; i < from_.size(); ++i)
      if (!temporal::intersect(span(i), days).empty()) some = joined_by_or()(some, value.on[i]);
    for (const auto& [first, last] : value.runs)
      if (days.begin <= from_[first] && span(last).end <= days.end) some = {kTrue, Holding::kAnnounced};
    return some;
  }

  // ---- terms -------------------------------------------------------------------------------------

  // One for each piece of time.
  std::vector<Number> numbers(const Term& term, const Bindings& bindings, const At& at) {
    const auto always = [&](Number n) { return std::vector(from_.size(), n); };
    if (term.kind == Term::Kind::kNumber || (term.kind == Term::Kind::kPeriod && term.number > 0))
      return always({term.number, term.number, true});
    if (term.kind != Term::Kind::kCall) return always({});
    if (term.text == "count") {
      const Term& set = term.items[0];
      std::vector<Number> counts = always({0, 0, true});
      if (set.kind == Term::Kind::kList) {
        std::set<EntityId> distinct;
        for (const Term& item : set.items) distinct.insert(*given(item, bindings));
        for (Number& count : counts) count.least = count.most = static_cast<double>(distinct.size());
        return counts;
      }
      for (const auto& [id, value] : members(set, bindings, at)) {
        for (std::size_t i = 0; i < from_.size(); ++i) {
          const Truth truth = value->on[i].truth;
          Number& count = counts[i];
          count.presumed = count.presumed || value->on[i].presumed();
          count.least += truth == kTrue ? 1 : 0;
          if (truth != kFalse) count.most += id == kOther ? std::numeric_limits<double>::infinity() : 1;
        }
      }
      return counts;
    }
    if (term.text == "length") {
      const std::vector<Spell> all = spells(cached(term.conds[0], bindings, at));
      if (all.empty() || !all[0].begin) return always({});
      const Moment begin = *all[0].begin;
      const Moment end = all[0].end.value_or(Moment{at.cursor, at.cursor});
      return always({std::max(0.0, double(end.earliest - begin.latest)),
                     std::max(0.0, double(end.latest - begin.earliest)), true,
                     !all[0].end && all[0].presumed});
    }
    std::vector<Number> measured;
    const RelationId relation = *vocabulary().find_relation(term.text);
    const EntityId entity = *given(term.items[0], bindings);
    for (std::size_t i = 0; i < from_.size(); ++i) measured.push_back(measure(relation, entity, i));
    return measured;
  }

  // The spells of a condition, in order. See temporal::Spell.
  std::vector<Spell> spells(const Value& value) const {
    std::vector<Spell> found;
    for (std::size_t i = 0; i < from_.size(); ++i) {
      const auto run =
          std::find_if(value.runs.begin(), value.runs.end(), [&](const Run& r) { return r.first == i; });
      if (run != value.runs.end()) {
        const Day begin = from_[run->first], end = span(run->second).end;
        found.push_back({Moment{begin, end - 1}, Moment{begin + 1, end}});
        continue;
      }
      if (value.on[i].truth != kTrue) continue;
      std::size_t last = i;
      while (last + 1 < from_.size() && value.on[last + 1].truth == kTrue) ++last;
      Spell spell{{}, {}, value.on[last].presumed()};
      if (i > 0) {
        std::size_t doubt = i;
        while (doubt > 0 && value.on[doubt - 1].between() && value.on[doubt - 1] == value.on[i - 1]) --doubt;
        if (doubt > 0) spell.begin = Moment{from_[doubt], from_[i]};
      }
      if (last + 1 < from_.size()) {
        const Holding next = value.on[last + 1];
        std::size_t doubt = last;
        while (doubt + 1 < from_.size() && value.on[doubt + 1].between() && value.on[doubt + 1] == next)
          ++doubt;
        const bool only_lapses = next.truth == kUnknown && (next.lapsed() || value.on[last].presumed());
        if (!only_lapses) spell.end = Moment{span(last).end, span(doubt).end};
      }
      found.push_back(spell);
      i = last;
    }
    return found;
  }

  // The members of {?x: …}: everybody, with when they are in it.
  std::vector<std::pair<EntityId, const Value*>> members(const Term& set, const Bindings& bindings,
                                                         const At& at) {
    std::vector<std::pair<EntityId, const Value*>> all;
    for (const EntityId id : domain(set.text, set.conds[0])) {
      Bindings bound = bindings;
      bound.insert_or_assign(set.text, id);
      all.emplace_back(id, &cached(set.conds[0], bound, at));
    }
    return all;
  }

  // Everybody that a variable may stand for, by the types of the places it stands in, and the unknown other.
  const std::vector<EntityId>& domain(const std::string& variable, const Cond& cond) {
    const auto [found, added] = domains_.try_emplace({&cond, variable});
    if (!added) return found->second;
    std::set<TypeId> types;
    places_of(variable, cond, types);
    std::vector<EntityId>& all = found->second;
    for (std::uint32_t i = 0; i < record_.entities.size(); ++i)
      for (const TypeId type : types)
        if (vocabulary().is_kind_of(record_.entities[i].type, type)) {
          all.push_back(EntityId{i});
          break;
        }
    all.push_back(kOther);
    return all;
  }

  Span days_of(const Term& period, Day cursor) const {
    if (period.kind == Term::Kind::kPeriod) return period.days;
    Span days{kEnd, kBeginning};
    const auto hostilities = vocabulary().relation_for("period"),
               exists = vocabulary().relation_for("existence");
    for (const auto relation : {hostilities, exists}) {
      for (const record::Statement& s : record_.statements) {
        if (s.negative || s.atom.relation != *relation || s.atom.places[0] != period.entity) continue;
        days.begin = std::min(days.begin, s.valid.begin.earliest);
        const Day so_far = std::max(cursor, s.valid.begin.latest) + 1;  // of what goes on
        days.end =
            std::max(days.end, s.valid.end_kind == Interval::End::kDated ? s.valid.end.latest : so_far);
      }
      if (!days.empty()) break;
    }
    return days;
  }

  // To be called before the conditions of another query are asked for.
  void forget() {
    cache_.clear();
    domains_.clear();
    free_.clear();
  }

 private:
  const record::Vocabulary& vocabulary() const { return record_.vocabulary; }

  static std::optional<EntityId> given(const Term& term, const Bindings& bindings) {
    if (term.kind == Term::Kind::kEntity || term.kind == Term::Kind::kText) return term.entity;
    if (term.kind != Term::Kind::kVariable) return std::nullopt;
    const auto at = bindings.find(term.text);
    return at == bindings.end() ? std::nullopt : std::optional(at->second);
  }

  void places_of(const std::string& variable, const Term& term, std::set<TypeId>& types) const {
    for (const Cond& c : term.conds) places_of(variable, c, types);
    for (const Term& t : term.items) places_of(variable, t, types);
    if (term.kind == Term::Kind::kCall && !term.items.empty() && is(variable, term.items[0]))
      if (const auto relation = vocabulary().find_relation(term.text))
        types.insert(vocabulary().relation(*relation).places[0].type);
  }
  void places_of(const std::string& variable, const Cond& cond, std::set<TypeId>& types) const {
    if (cond.kind == Cond::Kind::kClass && is(variable, cond.terms[0])) types.insert(cond.type);
    if (cond.kind == Cond::Kind::kAtom) {
      const record::Relation& relation = vocabulary().relation(cond.relation);
      for (std::size_t i = 0; i < cond.terms.size(); ++i)
        if (is(variable, cond.terms[i])) types.insert(relation.places[i].type);
      for (const auto& [role, term] : cond.roles)
        if (is(variable, term)) types.insert(relation.roles[role].type);
    }
    for (const Term& t : cond.terms) {
      places_of(variable, t, types);
      if (cond.kind == Cond::Kind::kTest && t.kind == Term::Kind::kEntity)
        types.insert(record_.entity(t.entity).type);
    }
    for (const Cond& c : cond.parts) places_of(variable, c, types);
  }
  static bool is(const std::string& variable, const Term& term) {
    return term.kind == Term::Kind::kVariable && term.text == variable;
  }

  // ---- Kleene, day by day ------------------------------------------------------------------------

  Value constant(Truth truth) const {
    return {std::vector(from_.size(), Holding{truth, Holding::kAnnounced}), {}};
  }

  // Keeps the runs in which nothing more is known of any single day.
  static Value pruned(Value value) {
    for (auto run = value.runs.begin(); run != value.runs.end();) {
      bool open = true;
      for (std::size_t i = run->first; i <= run->second; ++i) open = open && value.on[i].truth == kUnknown;
      run = open ? std::next(run) : value.runs.erase(run);
    }
    return value;
  }

 public:
  static Value either(const Value& a, const Value& b) {
    Value made = a;
    for (std::size_t i = 0; i < a.on.size(); ++i) made.on[i] = joined_by_or()(a.on[i], b.on[i]);
    made.runs.insert(b.runs.begin(), b.runs.end());
    return pruned(std::move(made));
  }
  static Value both(const Value& a, const Value& b) {
    Value made{a.on, {}};
    for (std::size_t i = 0; i < a.on.size(); ++i) made.on[i] = joined_by_and()(a.on[i], b.on[i]);
    // What one does on some day, both do if the other does it on every day.
    const auto keep = [&](const Value& x, const Value& y) {
      for (const Run& run : x.runs) {
        bool sure = true;
        for (std::size_t i = run.first; i <= run.second; ++i) sure = sure && y.on[i].truth == kTrue;
        if (sure) made.runs.insert(run);
      }
    };
    keep(a, b);
    keep(b, a);
    return pruned(std::move(made));
  }
  static Value negation(Value a) {
    for (Holding& h : a.on) h.truth = opposite(h.truth);
    a.runs.clear();
    return a;
  }

 private:
  Value timed(const Cond& cond, const Bindings& bindings, const At& at) {
    const Value inner = eval(cond.parts[0], bindings, at);
    Value made = constant(kFalse);
    if (cond.binder == Binder::kEver) {
      Holding so_far = made.on[0];
      for (std::size_t i = 0; i < from_.size(); ++i)
        made.on[i] = so_far = joined_by_or()(so_far, inner.on[i]);
      for (const Run& run : inner.runs)
        for (std::size_t i = run.second; i < from_.size(); ++i) made.on[i] = {kTrue, Holding::kAnnounced};
      return made;
    }
    Span days = days_of(cond.time[0], at.cursor);
    if (cond.before_after == "before")
      days = {kBeginning, days.begin};
    else if (cond.before_after == "after")
      days = {days.end, std::max(at.cursor + 1, days.end)};
    Holding value;
    if (cond.binder == Binder::kAt) {
      const bool not_over = days.begin <= at.cursor && at.cursor < days.end;
      value = inner.on[piece(not_over ? at.cursor : days.end - 1)];
    } else if (cond.binder == Binder::kIn) {
      value = sometime(inner, days);
    } else {
      value = temporal::negation(sometime(negation(inner), days));
    }
    made.on.assign(from_.size(), value);
    return made;
  }

  // ---- atoms: a plain scan -------------------------------------------------------------------------

  // What one statement says about each day.
  Value says(const record::Statement& s) const {
    const record::Relation& relation = vocabulary().relation(s.atom.relation);
    Value value{std::vector(from_.size(), Holding{kUnknown, 0}), {}};
    const auto lay = [&](Day begin, Day end, Holding h) {
      for (std::size_t i = 0; i < from_.size(); ++i)
        if (begin <= from_[i] && from_[i] < end) value.on[i] = h;
    };
    const auto some_day_of = [&](Day begin, Day end) {
      lay(begin, end, {kUnknown, Holding::kWithin});
      value.runs.insert({piece(begin), piece(end - 1)});
    };
    constexpr Holding kSure{kTrue, Holding::kAnnounced}, kDoubt{kUnknown, Holding::kBetween};
    const bool constant = relation.time == record::TimeKind::kConstant;
    const bool undated =
        s.valid.begin_kind == Interval::End::kOpen && s.valid.end_kind == Interval::End::kOpen && !s.on;
    const Day known_until = s.sourcing.checked + 1;
    const Day lapse = known_until + relation.shelf_life_days;
    if (constant && undated) {
      lay(kBeginning, kEnd, kSure);
    } else if (s.on) {
      if (s.on->exact())
        lay(s.on->earliest, s.on->earliest + 1, kSure);
      else
        some_day_of(s.on->earliest, s.on->latest + 1);
    } else if (undated) {
      lay(kBeginning, known_until, {kTrue, 0});
      if (relation.shelf_life_days > 0 || !s.negative) {
        lay(known_until, lapse, {kTrue, Holding::kPresumed});
        lay(lapse, kEnd, {kUnknown, Holding::kLapsed});
      }
    } else {
      const auto begins = s.valid.begin_kind, ends = s.valid.end_kind;
      const bool end_dated = ends == Interval::End::kDated;
      Day may_begin = begins == Interval::End::kDated ? s.valid.begin.earliest : kBeginning;
      Day has_begun = begins == Interval::End::kDated ? s.valid.begin.latest : kBeginning;
      if (begins == Interval::End::kUnknown)
        has_begun = end_dated ? s.valid.end.earliest - 1 : s.sourcing.checked;
      if (ends == Interval::End::kOpen) {
        lay(may_begin, has_begun, kDoubt);
        if (has_begun < known_until) {
          lay(has_begun, known_until, {kTrue, 0});
          lay(known_until, lapse, {kTrue, Holding::kPresumed});
          lay(lapse, kEnd, {kUnknown, Holding::kLapsed});
        } else {  // said ahead
          const Day stale = has_begun + std::max(1, relation.shelf_life_days);
          lay(has_begun, stale, kSure);
          lay(stale, kEnd, {kUnknown, Holding::kLapsed});
        }
      } else {
        // "1949/": it ended on some day between the one after it began and the day of reading.
        const Day may_end = end_dated ? s.valid.end.earliest : has_begun + 1;
        const Day has_ended = end_dated ? s.valid.end.latest : std::max(s.sourcing.checked, may_end);
        if (has_begun >= may_end) {
          some_day_of(may_begin, has_ended);
        } else {
          lay(may_begin, has_begun, kDoubt);
          lay(has_begun, may_end, kSure);
          lay(may_end, has_ended, kDoubt);
        }
      }
    }
    return value;
  }

  const Value& said_by(std::size_t statement) {
    const auto [at, added] = says_.try_emplace(statement);
    if (added) at->second = says(record_.statements[statement]);
    return at->second;
  }

  static bool roles_within(const Atom& some, const Atom& all) {
    return std::all_of(some.roles.begin(), some.roles.end(), [&](const auto& role) {
      return std::find(all.roles.begin(), all.roles.end(), role) != all.roles.end();
    });
  }

  // By statements alone: true, or unknown with a mark where something particular is known.
  Value asserted(const Atom& atom, EntityId view) {
    Value all{std::vector(from_.size(), Holding{kUnknown, 0}), {}};
    for (std::size_t k = 0; k < record_.statements.size(); ++k) {
      const record::Statement& s = record_.statements[k];
      if (s.negative || s.atom.relation != atom.relation || s.atom.places != atom.places) continue;
      if (!roles_within(atom, s.atom)) continue;
      if (view != kNobody && s.according_to != kNobody && s.according_to != view) continue;
      Value one = said_by(k);
      if (view == kNobody && s.according_to != kNobody) {
        for (Holding& h : one.on)
          if (h.truth == kTrue || h.marks != 0) h = {kUnknown, Holding::kContested};
        one.runs.clear();
      }
      for (std::size_t i = 0; i < from_.size(); ++i) {
        Holding& a = all.on[i];
        const Holding b = one.on[i];
        if (a.truth == kTrue || b.truth == kTrue)
          a = temporal::either(a, b);
        else if (a.marks == 0 || (a.lapsed() && b.marks != 0))
          a = b;
      }
      all.runs.insert(one.runs.begin(), one.runs.end());
    }
    // A run in which another statement names the very day says nothing more of the other days.
    const std::set<Run> runs = all.runs;
    all = pruned(std::move(all));
    for (const Run& run : runs)
      for (std::size_t i = run.first; i <= run.second && !all.runs.contains(run); ++i)
        if (all.on[i].within()) all.on[i] = {kUnknown, 0};
    return all;
  }

  // Whether a thing exists on a piece of time; nothing said: it does.
  Truth there(EntityId id, std::size_t i) {
    std::vector<Truth>& known = there_[id];
    if (known.empty())
      for (std::size_t k = 0; k < from_.size(); ++k) known.push_back(there_by_scan(id, k));
    return known[i];
  }

  Truth there_by_scan(EntityId id, std::size_t i) {
    const auto exists = vocabulary().relation_for("existence");
    bool said = false;
    Truth best = kFalse;
    for (std::size_t k = 0; k < record_.statements.size(); ++k) {
      const record::Statement& s = record_.statements[k];
      if (s.negative || s.atom.relation != *exists || s.atom.places[0] != id || s.according_to != kNobody)
        continue;
      said = true;
      const Holding h = said_by(k).on[i];
      best = std::max(best, h.truth == kTrue || h.lapsed() ? kTrue : h.marks != 0 ? kUnknown : kFalse);
    }
    return said ? best : kTrue;
  }

  bool is_land(TypeId type) const {
    return vocabulary().type(type).name == vocabulary().setting("meaning", "land");
  }

  // Where something licenses a no: false, or unknown.
  Value denied(const Atom& atom, EntityId view) {
    const record::Relation& relation = vocabulary().relation(atom.relation);
    Value all{std::vector(from_.size(), Holding{kUnknown, 0}), {}};
    const auto deny = [&](std::size_t i, Holding h) {
      if (h.truth == kFalse && all.on[i].truth == kFalse)
        all.on[i] = temporal::both(all.on[i], h);
      else if (h.truth == kFalse || (all.on[i].truth != kFalse && all.on[i].marks == 0))
        all.on[i] = h;
    };
    bool known = true;
    for (std::size_t k = 0; k < atom.places.size(); ++k) {
      const EntityId id = atom.places[k];
      if (id == kOther) {
        known = false;
        continue;
      }
      const TypeId wanted = relation.places[k].type;
      if (!vocabulary().is_kind_of(record_.entity(id).type, wanted)) return constant(kFalse);
      if (relation.time == record::TimeKind::kConstant || is_land(wanted)) continue;
      for (std::size_t i = 0; i < from_.size(); ++i)
        if (there(id, i) == kFalse) deny(i, {kFalse, Holding::kAnnounced});
    }
    for (std::size_t k = 0; known && k < record_.statements.size(); ++k) {
      const record::Statement& s = record_.statements[k];
      if (!s.negative || s.atom.relation != atom.relation || s.atom.places != atom.places) continue;
      if (!roles_within(s.atom, atom) || (s.according_to != kNobody && s.according_to != view)) continue;
      for (std::size_t i = 0; i < from_.size(); ++i) {
        const Holding h = said_by(k).on[i];
        deny(i, {h.truth == kTrue ? kFalse : kUnknown, h.marks});
      }
    }
    for (const record::Closure& c : record_.closures) {
      if (c.pattern.relation != atom.relation) continue;
      bool covers = true;
      for (std::size_t k = 0; k < atom.places.size(); ++k)
        covers = covers && (c.pattern.places[k] == kNobody || c.pattern.places[k] == atom.places[k]);
      for (const auto& [role, value] : c.pattern.roles) {
        bool same = false;
        for (const auto& [r, v] : atom.roles) same = same || (r == role && (value == kNobody || v == value));
        covers = covers && same;
      }
      if (!covers) continue;
      const Day lapse = c.window.end < kEnd ? c.window.end + relation.shelf_life_days : kEnd;
      const bool constant = relation.time == record::TimeKind::kConstant;
      for (std::size_t i = 0; i < from_.size(); ++i) {
        if (from_[i] < c.window.begin) continue;
        if (from_[i] < c.window.end)
          deny(i, {kFalse, constant ? std::uint8_t{Holding::kAnnounced} : std::uint8_t{0}});
        else if (from_[i] < lapse)
          deny(i, {kFalse, Holding::kPresumed});
        else
          deny(i, {kUnknown, Holding::kLapsed});
      }
    }
    return all;
  }

  // What rules give for an atom of a derived relation, whose roles may be left out: some value of them.
  Value by_rules(const Atom& atom, EntityId view) {
    const record::Relation& relation = vocabulary().relation(atom.relation);
    for (std::size_t role = 0; role < relation.roles.size(); ++role) {
      const bool said =
          std::any_of(atom.roles.begin(), atom.roles.end(), [&](const auto& r) { return r.first == role; });
      if (said) continue;
      Value some = constant(kFalse);
      for (const EntityId id : of_type(relation.roles[role].type)) {
        Atom one = atom;
        one.roles.emplace_back(static_cast<std::uint8_t>(role), id);
        std::sort(one.roles.begin(), one.roles.end());
        some = either(some, by_rules(one, view));
      }
      return some;
    }
    run_rules(atom.relation, view);
    const auto& table = tables_.at({atom.relation, view});
    const auto found = table.find(key(atom, kNobody));
    return found == table.end() ? constant(kFalse) : found->second;
  }

  std::vector<EntityId> of_type(TypeId type) const {
    std::vector<EntityId> all{kOther};
    for (std::uint32_t i = 0; i < record_.entities.size(); ++i)
      if (vocabulary().is_kind_of(record_.entities[i].type, type)) all.push_back(EntityId{i});
    return all;
  }

  // Runs the rules of a relation for every atom it can have, again and again until nothing changes.
  void run_rules(RelationId relation, EntityId view) {
    if (!tables_.try_emplace({relation, view}).second) return;
    const record::Relation& r = vocabulary().relation(relation);
    std::vector<Atom> atoms{Atom{relation, {}, {}}};
    const auto fill = [&](TypeId type, const std::function<void(Atom&, EntityId)>& put) {
      std::vector<Atom> more;
      for (const Atom& atom : atoms)
        for (const EntityId id : of_type(type)) put(more.emplace_back(atom), id);
      atoms = std::move(more);
    };
    for (const record::Place& place : r.places)
      fill(place.type, [](Atom& a, EntityId id) { a.places.push_back(id); });
    for (std::size_t k = 0; k < r.roles.size(); ++k)
      fill(r.roles[k].type,
           [&](Atom& a, EntityId id) { a.roles.emplace_back(static_cast<std::uint8_t>(k), id); });
    for (const Atom& atom : atoms) tables_[{relation, view}][key(atom, kNobody)] = constant(kFalse);
    const bool recursive = rests_on_itself(relation);
    for (bool changed = true; changed;) {
      changed = false;
      for (const Atom& atom : atoms) {
        Value value = constant(kFalse);
        for (const rules::Rule& rule : rules_) {
          if (rule.head.relation != relation) continue;
          Bindings bindings;
          bool fits = true;
          const auto lay = [&](const Term& term, EntityId id) {
            // The unknown other is none of those that a rule names.
            if (term.kind != Term::Kind::kVariable)
              fits = fits && term.entity == id;
            else if (const auto [at, added] = bindings.emplace(term.text, id); !added)
              fits = fits && at->second == id;
          };
          for (std::size_t k = 0; k < atom.places.size(); ++k) lay(rule.head.terms[k], atom.places[k]);
          for (const auto& [role, id] : atom.roles)
            for (const auto& [head_role, term] : rule.head.roles)
              if (head_role == role) lay(term, id);
          if (fits) value = either(value, eval(rule.body, bindings, {kEnd, view, true}));
        }
        // What does not exist has no part in anything.
        for (std::size_t k = 0; k < atom.places.size(); ++k) {
          if (atom.places[k] == kOther || r.time == record::TimeKind::kConstant || is_land(r.places[k].type))
            continue;
          for (std::size_t i = 0; i < from_.size(); ++i)
            if (there(atom.places[k], i) == kFalse) value.on[i] = {kFalse, Holding::kAnnounced};
        }
        value = pruned(std::move(value));
        Value& known = tables_[{relation, view}][key(atom, kNobody)];
        if (known == value) continue;
        known = std::move(value);
        changed = true;
        if (recursive) memo_.clear();  // what rested on the old value
      }
      changed = changed && recursive;
    }
  }

  bool rests_on_itself(RelationId relation) const {
    const std::function<bool(const Cond&)> speaks = [&](const Cond& cond) {
      if (cond.kind == Cond::Kind::kAtom && cond.relation == relation) return true;
      return std::any_of(cond.parts.begin(), cond.parts.end(), speaks);
    };
    return std::any_of(rules_.begin(), rules_.end(),
                       [&](const rules::Rule& r) { return r.head.relation == relation && speaks(r.body); });
  }

  static std::vector<std::uint32_t> key(const Atom& atom, EntityId view) {
    std::vector<std::uint32_t> made{static_cast<std::uint32_t>(atom.relation),
                                    static_cast<std::uint32_t>(view)};
    for (const EntityId id : atom.places) made.push_back(static_cast<std::uint32_t>(id));
    for (const auto& [role, id] : atom.roles) {
      made.push_back(role);
      made.push_back(static_cast<std::uint32_t>(id));
    }
    return made;
  }

  // The value of an atom whose places are all given: statements, then rules, then what licenses a no.
  Value holds(const Atom& atom, EntityId view) {
    if (const auto at = memo_.find(key(atom, view)); at != memo_.end()) return at->second;
    const Value yes = asserted(atom, view);
    const Value no = denied(atom, view);
    const bool derived = std::any_of(rules_.begin(), rules_.end(),
                                     [&](const auto& r) { return r.head.relation == atom.relation; });
    Value made{std::vector(from_.size(), Holding{kUnknown, 0}), {}};
    const Value rule = derived ? by_rules(atom, view) : made;
    for (std::size_t i = 0; i < from_.size(); ++i) {
      const Holding a = yes.on[i], r = rule.on[i], d = no.on[i];
      const auto particular = [](Holding h) { return h.truth == kUnknown && h.marks != 0; };
      const auto in_run = [&](const Value& v) {
        return std::any_of(v.runs.begin(), v.runs.end(),
                           [&](const Run& run) { return run.first <= i && i <= run.second; });
      };
      Holding& h = made.on[i];
      if (a.truth == kTrue && r.truth == kTrue)
        h = temporal::either(a, r);
      else if (a.truth == kTrue)
        h = a;
      else if (r.truth == kTrue)
        h = r;
      else if (particular(a))
        h = a;
      else if (particular(r) || in_run(rule))
        h = r;
      else if (d.truth == kFalse)
        h = d;
      else if (derived && r.truth == kFalse)
        h = r;
      else if (particular(d))
        h = d;
      h.marks &= static_cast<std::uint8_t>(~Holding::kWithin);
    }
    made.runs = yes.runs;
    made.runs.insert(rule.runs.begin(), rule.runs.end());
    made = pruned(std::move(made));
    memo_[key(atom, view)] = made;
    return made;
  }

  Value atom(const Cond& cond, const Bindings& bindings, const At& at) {
    Atom atom{cond.relation, {}, {}};
    for (const auto& [role, term] : cond.roles)
      if (const auto id = given(term, bindings)) atom.roles.emplace_back(role, *id);
    std::sort(atom.roles.begin(), atom.roles.end());
    Value some = constant(kFalse);
    const std::function<void(std::size_t)> fill = [&](std::size_t k) {
      if (k == cond.terms.size()) {
        some = either(some, holds(atom, at.view));
        return;
      }
      if (const auto id = given(cond.terms[k], bindings)) {
        atom.places.push_back(*id);
        fill(k + 1);
        atom.places.pop_back();
        return;
      }
      for (const EntityId id : of_type(vocabulary().relation(cond.relation).places[k].type)) {
        atom.places.push_back(id);
        fill(k + 1);
        atom.places.pop_back();
      }
    };
    fill(0);
    if (at.in_rule) return some;
    // No later day than today is known but where it was announced.
    for (std::size_t i = 0; i < from_.size(); ++i)
      if (from_[i] > today_ && some.on[i].truth != kUnknown && !some.on[i].announced())
        some.on[i] = {kUnknown, Holding::kLapsed};
    return some;
  }

  Value class_of(const Cond& cond, const Bindings& bindings) {
    const EntityId id = *given(cond.terms[0], bindings);
    if (id == kOther) return {std::vector(from_.size(), Holding{kUnknown, 0}), {}};
    if (!vocabulary().is_kind_of(record_.entity(id).type, cond.type)) return constant(kFalse);
    Value value = constant(kTrue);
    for (std::size_t i = 0; i < from_.size(); ++i) {
      const Truth truth = there(id, i);
      value.on[i] = {truth,
                     truth == kUnknown ? std::uint8_t{Holding::kBetween} : std::uint8_t{Holding::kAnnounced}};
    }
    return value;
  }

  // ---- tests ---------------------------------------------------------------------------------------

  static bool is_moment(const Term& t) {
    return t.kind == Term::Kind::kCall && (t.text == "begin" || t.text == "end");
  }
  static bool is_set(const Term& t) { return t.kind == Term::Kind::kSet || t.kind == Term::Kind::kList; }

  Value member(const Term& set, EntityId id, const Bindings& bindings, const At& at) {
    if (set.kind == Term::Kind::kSet) {
      Bindings bound = bindings;
      bound.insert_or_assign(set.text, id);
      return cached(set.conds[0], bound, at);
    }
    Value in = constant(kFalse);
    for (const Term& item : set.items) in = either(in, same(*given(item, bindings), id));
    return in;
  }

  Value same(EntityId a, EntityId b) const {
    return constant(a == b ? (a == kOther ? kUnknown : kTrue) : kFalse);
  }

  // The first begin or end; nullopt if there is none, `unknown` if nobody knows.
  std::optional<Moment> moment(const Term& term, const Bindings& bindings, const At& at, bool& unknown) {
    unknown = false;
    if (term.kind == Term::Kind::kPeriod) return Moment{term.days.begin, term.days.end - 1};
    const Value value = cached(term.conds[0], bindings, at);
    const auto doubtful = [&](std::size_t from) {
      for (std::size_t i = from; i < from_.size() && from_[i] <= at.cursor; ++i)
        if (value.on[i].truth == kUnknown) return true;
      return false;
    };
    const std::vector<Spell> all = spells(value);
    if (all.empty()) {
      unknown = doubtful(0);
      return std::nullopt;
    }
    const bool begins = term.text == "begin";
    std::size_t first = 0;
    while (value.on[first].truth != kTrue) ++first;
    if (begins)
      unknown = !all[0].begin && first > 0;
    else
      unknown = !all[0].end && (all.size() > 1 || doubtful(first));
    for (const Spell& spell : all)
      if (const auto& known = begins ? spell.begin : spell.end) return known;
    return std::nullopt;
  }

  Value test(const Cond& cond, const Bindings& bindings, const At& at) {
    const Term& left = cond.terms[0];
    const Term& right = cond.terms[1];
    if (cond.op == Operator::kIncludes && !is_set(right))
      return member(left, *given(right, bindings), bindings, at);
    if (is_set(left) && is_set(right)) {
      // Everybody is in both or in neither; to include, in the left if in the right.
      Value all = constant(kTrue);
      for (std::uint32_t i = 0; i <= record_.entities.size(); ++i) {
        const EntityId id = i < record_.entities.size() ? EntityId{i} : kOther;
        if (!may_be_in(left, id) && !may_be_in(right, id)) continue;
        const Value a = member(left, id, bindings, at), b = member(right, id, bindings, at);
        all = both(all, either(a, negation(b)));
        if (cond.op != Operator::kIncludes) all = both(all, either(negation(a), b));
      }
      return cond.op == Operator::kNotEqual ? negation(all) : all;
    }
    if (is_moment(left) || is_moment(right)) {
      bool unknown_a = false, unknown_b = false;
      const auto a = moment(left, bindings, at, unknown_a), b = moment(right, bindings, at, unknown_b);
      if (unknown_a || unknown_b) return constant(kUnknown);
      if (!a || !b) return constant(kFalse);  // what never was did not begin: no comparison holds of it
      const auto number_of = [](Moment m) {
        return Number{double(m.earliest.number), double(m.latest.number), true};
      };
      const bool equality = cond.op == Operator::kEqual || cond.op == Operator::kNotEqual;
      const auto inside = [&](Moment m, Span days) {
        if (days.begin <= m.earliest && m.latest < days.end) return kTrue;
        return m.latest < days.begin || days.end <= m.earliest ? kFalse : kUnknown;
      };
      Truth truth;
      if (equality && right.kind == Term::Kind::kPeriod)
        truth = inside(*a, right.days);
      else if (equality && left.kind == Term::Kind::kPeriod)
        truth = inside(*b, left.days);
      else
        return constant(compare(number_of(*a), cond.op, number_of(*b)));
      return constant(cond.op == Operator::kEqual ? truth : opposite(truth));
    }
    if (const auto a = given(left, bindings), b = given(right, bindings); a && b)
      return cond.op == Operator::kEqual ? same(*a, *b) : negation(same(*a, *b));
    if (left.kind == Term::Kind::kPeriod && right.kind == Term::Kind::kPeriod) {
      const auto number_of = [](Span s) {
        return Number{double(s.begin.number), double(s.end.number - 1), true};
      };
      return constant(compare(number_of(left.days), cond.op, number_of(right.days)));
    }
    Value value = constant(kUnknown);
    const std::vector<Number> all_left = numbers(left, bindings, at),
                              all_right = numbers(right, bindings, at);
    for (std::size_t i = 0; i < from_.size(); ++i) {
      const Number a = all_left[i], b = all_right[i];
      const Truth truth = compare(a, cond.op, b);
      value.on[i] = {truth,
                     std::uint8_t(truth != kUnknown && (a.presumed || b.presumed) ? Holding::kPresumed : 0)};
    }
    return value;
  }

  bool may_be_in(const Term& set, EntityId id) {
    if (set.kind == Term::Kind::kList) return true;
    const auto& all = domain(set.text, set.conds[0]);
    return std::find(all.begin(), all.end(), id) != all.end();
  }

  // The observation that stands on a piece of time: the last one made, until its shelf life is over.
  Number measure(RelationId relation, EntityId entity, std::size_t i) const {
    const record::Statement* last = nullptr;
    for (const record::Statement& s : record_.statements) {
      if (s.atom.relation != relation || s.atom.places[0] != entity || s.negative ||
          from_[i] < s.on->earliest)
        continue;
      if (last == nullptr || s.on->earliest > last->on->earliest) last = &s;
    }
    if (last == nullptr || from_[i] > today_) return {};
    const Day stale = last->on->latest + 1 + vocabulary().relation(relation).shelf_life_days;
    return from_[i] < stale ? Number{last->value, last->value, true, from_[i] > last->on->latest} : Number{};
  }

  // The value of a condition depends on nothing but its own variables.
  const Value& cached(const Cond& cond, const Bindings& bindings, const At& at) {
    auto [own, unseen] = free_.try_emplace(&cond);
    if (unseen) free_in(cond, {}, own->second);
    std::vector<EntityId> bound;
    for (const std::string& name : own->second)
      if (const auto is = bindings.find(name); is != bindings.end()) bound.push_back(is->second);
    const Asked key{&cond, std::move(bound), at.cursor, at.view, at.in_rule};
    if (const auto found = cache_.find(key); found != cache_.end()) return found->second;
    return cache_.insert_or_assign(key, work_out(cond, bindings, at)).first->second;
  }

  static void free_in(const Term& term, std::set<std::string> bound, std::set<std::string>& free) {
    if (term.kind == Term::Kind::kVariable && !bound.contains(term.text)) free.insert(term.text);
    if (term.kind == Term::Kind::kSet) bound.insert(term.text);
    for (const Cond& cond : term.conds) free_in(cond, bound, free);
    for (const Term& item : term.items) free_in(item, bound, free);
  }
  static void free_in(const Cond& cond, std::set<std::string> bound, std::set<std::string>& free) {
    bound.insert(cond.variables.begin(), cond.variables.end());
    for (const Term& term : cond.terms) free_in(term, bound, free);
    for (const auto& [role, term] : cond.roles) free_in(term, bound, free);
    for (const Cond& part : cond.parts) free_in(part, bound, free);
  }

  const record::Record& record_;
  const std::vector<rules::Rule>& rules_;
  Day today_;
  std::vector<Day> from_;
  std::map<std::size_t, Value> says_;
  std::map<EntityId, std::vector<Truth>> there_;
  std::map<std::vector<std::uint32_t>, Value> memo_;
  std::map<std::pair<RelationId, EntityId>, std::map<std::vector<std::uint32_t>, Value>> tables_;
  using Asked = std::tuple<const Cond*, std::vector<EntityId>, Day, EntityId, bool>;
  std::map<Asked, Value> cache_;
  std::map<std::pair<const Cond*, std::string>, std::vector<EntityId>> domains_;
  std::map<const Cond*, std::set<std::string>> free_;
};

}  // namespace entente::naive

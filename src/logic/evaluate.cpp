#include <algorithm>
#include <cmath>
#include <limits>

#include "logic/logic.h"

namespace entente::logic {

using namespace temporal;
using record::TimeKind;

namespace {

constexpr Holding kSurely{kTrue, Holding::kAnnounced};
constexpr Holding kSurelyNot{kFalse, Holding::kAnnounced};
constexpr Holding kPlainUnknown{kUnknown, 0};

Truths constant(Truth truth) {
  return Truths(truth == kTrue ? kSurely : truth == kFalse ? kSurelyNot : kPlainUnknown);
}

// True if the line is the same on all days, and announced: then "and" with a no, and "or" with a yes, are it.
bool is_surely(const Truths& line, Holding holding) {
  return line.steps().size() == 1 && line.steps()[0].value == holding;
}

// The entity that a term stands for; nullopt for an open place or a variable without a value.
std::optional<EntityId> entity_of(const Term& term, const Bindings& bindings) {
  if (term.kind == Term::Kind::kEntity || term.kind == Term::Kind::kText) return term.entity;
  if (term.kind == Term::Kind::kVariable)
    if (const auto at = bindings.find(term.text); at != bindings.end()) return at->second;
  return std::nullopt;
}

Truth compare(double a_least, double a_most, Operator op, double b_least, double b_most) {
  const auto less = [](double al, double am, double bl, double bm) {
    return am < bl ? kTrue : al >= bm ? kFalse : kUnknown;
  };
  const auto swap = [](Truth t) { return static_cast<Truth>(kTrue - t); };
  switch (op) {
    case Operator::kLess: return less(a_least, a_most, b_least, b_most);
    case Operator::kGreater: return less(b_least, b_most, a_least, a_most);
    case Operator::kLessEqual: return swap(less(b_least, b_most, a_least, a_most));
    case Operator::kGreaterEqual: return swap(less(a_least, a_most, b_least, b_most));
    case Operator::kEqual:
    case Operator::kNotEqual:
    case Operator::kIncludes: {
      Truth equal = kUnknown;
      if (a_most < b_least || b_most < a_least)
        equal = kFalse;
      else if (a_least == a_most && b_least == b_most && a_least == b_least && !std::isinf(a_least))
        equal = kTrue;
      return op == Operator::kNotEqual ? swap(equal) : equal;
    }
  }
  return kUnknown;
}

bool is_moment(const Term& term) {
  return term.kind == Term::Kind::kCall && (term.text == "begin" || term.text == "end");
}
bool is_set(const Term& term) { return term.kind == Term::Kind::kSet || term.kind == Term::Kind::kList; }

}  // namespace

// The variables of a cond that have no value yet, those of its own quantifiers left out.
void open_in(const Cond& cond, const Bindings& bindings, std::set<std::string, std::less<>>& open);
void open_in(const Term& term, const Bindings& bindings, std::set<std::string, std::less<>>& open) {
  if (term.kind == Term::Kind::kVariable && !bindings.contains(term.text)) open.insert(term.text);
  std::set<std::string, std::less<>> inner;
  for (const Cond& cond : term.conds) open_in(cond, bindings, inner);
  if (term.kind == Term::Kind::kSet) inner.erase(term.text);
  open.merge(inner);
  for (const Term& item : term.items) open_in(item, bindings, open);
}
void open_in(const Cond& cond, const Bindings& bindings, std::set<std::string, std::less<>>& open) {
  std::set<std::string, std::less<>> inner;
  for (const Term& term : cond.terms) open_in(term, bindings, inner);
  for (const auto& [role, term] : cond.roles) open_in(term, bindings, inner);
  for (const Cond& part : cond.parts) open_in(part, bindings, inner);
  for (const std::string& name : cond.variables) inner.erase(name);
  open.merge(inner);
}

// The atoms whose truth raises that of the cond; of tests all atoms in them, and the tests.
void raising_atoms(const Cond& cond, bool raises, std::vector<const Cond*>& atoms) {
  switch (cond.kind) {
    case Cond::Kind::kAtom:
      if (raises) atoms.push_back(&cond);
      return;
    case Cond::Kind::kClass: return;
    case Cond::Kind::kTest: {
      atoms.push_back(&cond);
      const auto in_term = [&](auto&& self, const Term& term) -> void {
        for (const Cond& inner : term.conds) {
          raising_atoms(inner, true, atoms);
          raising_atoms(inner, false, atoms);
        }
        for (const Term& item : term.items) self(self, item);
      };
      for (const Term& term : cond.terms) in_term(in_term, term);
      return;
    }
    case Cond::Kind::kNot: return raising_atoms(cond.parts[0], !raises, atoms);
    case Cond::Kind::kAll:
      raising_atoms(cond.parts[0], !raises, atoms);
      return raising_atoms(cond.parts[1], raises, atoms);
    default:
      for (const Cond& part : cond.parts) raising_atoms(part, raises, atoms);
  }
}

// Finds the bindings for which a cond may be more than it is for somebody nobody has heard of.
//
// A goal that such a one does not fail (its list is open) is also left to the others: who is on a list that
// is whole may be what an open list says nothing of. So "some ?x: p(?x) and q(?x)", with p known as a whole
// and q not at all, is tried with everybody in p. What is found may therefore leave variables open.
class Solver {
 public:
  Solver(const Evaluator& evaluate, const Cond& cond, const std::vector<std::string>& variables,
         std::function<void(const Bindings&)> found)
      : evaluate_(evaluate),
        facts_(evaluate.facts()),
        whole_(cond),
        variables_(variables),
        found_(std::move(found)) {}

  void solve(const Bindings& bindings) {
    given_ = bindings.size();
    std::vector<const Cond*> goals{&whole_};
    next(goals, bindings, {});
  }

 private:
  using Then = std::function<void(const Bindings&)>;

  // Picks the goal with the fewest answers first.
  void next(std::vector<const Cond*> goals, const Bindings& bindings, const Then& then) {
    while (true) {
      if (goals.empty()) {
        if (then)
          then(bindings);
        else
          finish(bindings);
        return;
      }
      std::size_t best = 0;
      std::size_t best_cost = SIZE_MAX;
      bool flattened = false;
      for (std::size_t i = 0; i < goals.size() && !flattened; ++i) {
        if (goals[i]->kind == Cond::Kind::kAnd) {
          const Cond* both = goals[i];
          goals.erase(goals.begin() + static_cast<std::ptrdiff_t>(i));
          for (const Cond& part : both->parts) goals.push_back(&part);
          flattened = true;
        } else if (const std::size_t cost = cost_of(*goals[i], bindings); cost < best_cost) {
          best_cost = cost;
          best = i;
        }
      }
      if (flattened) continue;
      const Cond* goal = goals[best];
      goals.erase(goals.begin() + static_cast<std::ptrdiff_t>(best));
      const Then rest = [&](const Bindings& bound) { next(goals, bound, then); };
      if (variables_.size() > 1 && bindings.size() > given_) found_(bindings);  // the rest may be anybody
      expand(*goal, bindings, rest);
      if ((!goals.empty() || then || !late_.empty()) &&
          may_be_left(*goal, goals, bindings, static_cast<bool>(then)))
        next(goals, bindings, then);
      return;
    }
  }

  // True if the rest should be tried without this goal: for somebody unheard of it does not fail on some day
  // on which the whole does.
  bool may_be_left(const Cond& goal, const std::vector<const Cond*>& rest, const Bindings& bindings,
                   bool nested) {
    switch (goal.kind) {
      case Cond::Kind::kNot:
      case Cond::Kind::kAll:
      case Cond::Kind::kClass: return false;
      default: break;
    }
    std::set<std::string, std::less<>> open;
    open_in(goal, bindings, open);
    if (open.empty()) return false;
    if (!nested) {
      std::set<std::string, std::less<>> elsewhere;
      for (const Cond* other : rest) open_in(*other, bindings, elsewhere);
      for (const Cond* other : late_) open_in(*other, bindings, elsewhere);
      if (elsewhere.empty()) return false;
    }
    Bindings unheard = bindings;
    for (const std::string& name : open) unheard.emplace(name, kOther);
    const Truths there = evaluate_.truths(goal, unheard);
    const Truths& all = unheard_of(bindings);
    const auto fails = [](const auto& step) { return step.value.truth == kFalse; };
    // Nobody is left to be found: then the question is whether the whole may be so.
    if (std::all_of(variables_.begin(), variables_.end(),
                    [&](const std::string& name) { return bindings.contains(name); }))
      return !std::all_of(all.steps().begin(), all.steps().end(), fails);
    // A goal with a time of its own may tell of other days than the whole.
    if (timed_ > 0)
      return std::any_of(all.steps().begin(), all.steps().end(), fails) &&
             !std::all_of(there.steps().begin(), there.steps().end(), fails);
    const auto lost =
        combine(there, all, [](Holding g, Holding w) { return g.truth != kFalse && w.truth == kFalse; });
    return std::any_of(lost.steps().begin(), lost.steps().end(), [](const auto& step) { return step.value; });
  }

  // The whole, for somebody nobody has heard of in each variable that has no value yet.
  const Truths& unheard_of(const Bindings& bindings) {
    std::vector<EntityId> key;
    Bindings bound = bindings;
    for (const std::string& name : variables_) key.push_back(bound.emplace(name, kOther).first->second);
    const auto at = unheard_.find(key);
    if (at != unheard_.end()) return at->second;
    return unheard_.emplace(key, evaluate_.truths(whole_, bound)).first->second;
  }

  // What is not bound may still be bound by an atom within a negation or a test.
  void finish(const Bindings& bindings) {
    found_(bindings);
    const auto unbound = [&](const std::string& name) { return !bindings.contains(name); };
    if (late_.empty() || std::none_of(variables_.begin(), variables_.end(), unbound)) return;
    std::vector<const Cond*> atoms;
    for (const Cond* goal : late_) raising_atoms(*goal, true, atoms);
    const auto bind = [&](const Term& term, EntityId id) {
      if (term.kind != Term::Kind::kVariable || !unbound(term.text) || id == kNobody) return;
      if (std::find(variables_.begin(), variables_.end(), term.text) == variables_.end()) return;
      Bindings bound = bindings;
      bound.emplace(term.text, id);
      found_(bound);
    };
    for (const Cond* atom : atoms) {
      if (atom->kind == Cond::Kind::kTest) {
        for (const std::size_t side : {0, 1}) {
          const Term& other = atom->terms[1 - side];
          bind(atom->terms[side], other.entity);
          for (const Term& item : other.items) bind(atom->terms[side], item.entity);
        }
        continue;
      }
      std::set<std::string, std::less<>> open;
      open_in(*atom, bindings, open);
      const bool binds = std::any_of(variables_.begin(), variables_.end(),
                                     [&](const std::string& name) { return open.contains(name); });
      if (!binds) continue;
      facts_.match(pattern(*atom, bindings), [&](const Atom& one) {
        Bindings bound = bindings;
        if (!bind_atom(*atom, one, bound)) return;
        Bindings projected = bindings;
        for (const std::string& name : variables_)
          if (const auto at = bound.find(name); at != bound.end())
            projected.insert_or_assign(name, at->second);
        found_(projected);
      });
    }
  }

  static bool bind_atom(const Cond& cond, const Atom& atom, Bindings& bound) {
    const auto bind = [&](const Term& term, EntityId value) {
      if (term.kind != Term::Kind::kVariable) return true;
      const auto [at, added] = bound.emplace(term.text, value);
      return added || at->second == value;
    };
    for (std::size_t i = 0; i < cond.terms.size(); ++i)
      if (!bind(cond.terms[i], atom.places[i])) return false;
    for (const auto& [role, term] : cond.roles) {
      const auto value = std::find_if(atom.roles.begin(), atom.roles.end(),
                                      [r = role](const auto& x) { return x.first == r; });
      if (value != atom.roles.end() && !bind(term, value->second)) return false;
    }
    return true;
  }

  std::size_t cost_of(const Cond& cond, const Bindings& bindings) const {
    switch (cond.kind) {
      case Cond::Kind::kAtom: {
        bool open = false;
        for (const Term& term : cond.terms)
          open = open || (term.kind == Term::Kind::kVariable && !bindings.contains(term.text));
        for (const auto& [role, term] : cond.roles)
          open = open || (term.kind == Term::Kind::kVariable && !bindings.contains(term.text));
        return open ? 2 + facts_.match_count(pattern(cond, bindings)) : 1;
      }
      case Cond::Kind::kTest: return 0;
      case Cond::Kind::kNot:
      case Cond::Kind::kAll: return 0;
      case Cond::Kind::kClass: return bindings.contains(cond.terms[0].text) ? 0 : SIZE_MAX - 1;
      default: return SIZE_MAX / 2;
    }
  }

  static Atom pattern(const Cond& cond, const Bindings& bindings) {
    Atom atom;
    atom.relation = cond.relation;
    for (const Term& term : cond.terms) atom.places.push_back(entity_of(term, bindings).value_or(kNobody));
    for (const auto& [role, term] : cond.roles) {
      // A role that may be anything does not restrict; one that is to be bound must be there.
      if (term.kind == Term::Kind::kAny) continue;
      atom.roles.emplace_back(role, entity_of(term, bindings).value_or(kNobody));
    }
    return atom;
  }

  void expand(const Cond& cond, const Bindings& bindings, const Then& then) {
    switch (cond.kind) {
      case Cond::Kind::kAtom: {
        const bool other = std::any_of(cond.terms.begin(), cond.terms.end(),
                                       [&](const Term& t) { return entity_of(t, bindings) == kOther; }) ||
                           std::any_of(cond.roles.begin(), cond.roles.end(), [&](const auto& r) {
                             return entity_of(r.second, bindings) == kOther;
                           });
        bool open = false;
        for (const Term& term : cond.terms)
          open = open || (term.kind == Term::Kind::kVariable && !bindings.contains(term.text));
        for (const auto& [role, term] : cond.roles)
          open = open || (term.kind == Term::Kind::kVariable && !bindings.contains(term.text));
        if (!open || other) return then(bindings);
        facts_.match(pattern(cond, bindings), [&](const Atom& atom) {
          Bindings bound = bindings;
          if (!bind_atom(cond, atom, bound)) return;
          then(bound);
        });
        return;
      }
      case Cond::Kind::kClass: {
        if (cond.terms[0].kind != Term::Kind::kVariable || bindings.contains(cond.terms[0].text))
          return then(bindings);
        for (std::size_t i = 0; i < facts_.entity_count(); ++i) {
          if (!facts_.vocabulary().is_kind_of(facts_.type_of(EntityId(i)), cond.type)) continue;
          Bindings bound = bindings;
          bound.emplace(cond.terms[0].text, EntityId(i));
          then(bound);
        }
        return;
      }
      case Cond::Kind::kOr:
        for (const Cond& part : cond.parts) {
          std::vector<const Cond*> goals{&part};
          next(goals, bindings, then);
        }
        return;
      case Cond::Kind::kAnd:
      case Cond::Kind::kTimed: {
        std::vector<const Cond*> goals;
        for (const Cond& part : cond.parts) goals.push_back(&part);
        const int timed = cond.kind == Cond::Kind::kTimed ? 1 : 0;
        timed_ += timed;
        next(goals, bindings, [&](const Bindings& bound) {
          timed_ -= timed;
          then(bound);
          timed_ += timed;
        });
        timed_ -= timed;
        return;
      }
      case Cond::Kind::kSome: {
        Bindings inner = bindings;
        for (const std::string& name : cond.variables) inner.erase(name);
        std::vector<const Cond*> goals{&cond.parts[0]};
        next(goals, inner, [&](const Bindings& bound) {
          Bindings outer = bound;
          for (const std::string& name : cond.variables) {
            outer.erase(name);
            if (const auto at = bindings.find(name); at != bindings.end()) outer.emplace(name, at->second);
          }
          then(outer);
        });
        return;
      }
      case Cond::Kind::kTest: {
        for (const int side : {0, 1}) {
          const Term& term = cond.terms[static_cast<std::size_t>(side)];
          const Term& other = cond.terms[static_cast<std::size_t>(1 - side)];
          if (term.kind != Term::Kind::kVariable || bindings.contains(term.text)) continue;
          if (cond.op == Operator::kEqual && other.kind == Term::Kind::kEntity) {
            Bindings bound = bindings;
            bound.emplace(term.text, other.entity);
            return then(bound);
          }
          if (cond.op == Operator::kIncludes && side == 1 && other.kind == Term::Kind::kList) {
            for (const Term& item : other.items) {
              Bindings bound = bindings;
              bound.emplace(term.text, entity_of(item, bindings).value_or(kOther));
              then(bound);
            }
            return;
          }
          if (cond.op == Operator::kIncludes && side == 1 && other.kind == Term::Kind::kSet) {
            Bindings inner = bindings;
            inner.erase(other.text);
            std::vector<const Cond*> goals{&other.conds[0]};
            next(goals, inner, [&](const Bindings& found) {
              Bindings bound = bindings;
              if (const auto at = found.find(other.text); at != found.end())
                bound.emplace(term.text, at->second);
              then(bound);
            });
            return;
          }
        }
        return later(cond, bindings, then);
      }
      case Cond::Kind::kNot:
      case Cond::Kind::kAll: return later(cond, bindings, then);
    }
  }

  void later(const Cond& cond, const Bindings& bindings, const Then& then) {
    late_.push_back(&cond);
    then(bindings);
    late_.pop_back();
  }

  const Evaluator& evaluate_;
  const Facts& facts_;
  const Cond& whole_;
  const std::vector<std::string>& variables_;
  std::function<void(const Bindings&)> found_;
  std::vector<const Cond*> late_;  // goals that bind nothing by themselves
  std::map<std::vector<EntityId>, Truths> unheard_;
  int timed_ = 0;
  std::size_t given_ = 0;  // how many bindings came from outside
};

// ---- truths --------------------------------------------------------------------------------------

Truths Evaluator::atom(const Cond& cond, const Bindings& bindings) const {
  Atom atom;
  atom.relation = cond.relation;
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < cond.terms.size(); ++i) {
    const auto id = entity_of(cond.terms[i], bindings);
    atom.places.push_back(id.value_or(kNobody));
    if (!id) open.push_back(i);
  }
  for (const auto& [role, term] : cond.roles)
    if (term.kind != Term::Kind::kAny)
      atom.roles.emplace_back(role, entity_of(term, bindings).value_or(kOther));
  if (open.empty()) return known_on(facts_.holds(atom, context_.view), context_.today);
  // "_": somebody, heard of or not.
  std::set<std::vector<EntityId>> fillers;
  facts_.match(atom, [&](const Atom& found) { fillers.insert(found.places); });
  Atom filled = atom;
  for (const std::size_t i : open) filled.places[i] = kOther;
  Truths line = facts_.holds(filled, context_.view);
  std::optional<Truths> heard_of;
  for (const auto& places : fillers) {
    filled.places = places;
    const Truths one = facts_.holds(filled, context_.view);
    heard_of = heard_of ? either(*heard_of, one) : one;
  }
  // Nobody unheard of makes a beginning more exact than it was written: "some day of 1987" stays so.
  if (heard_of)
    line = combine(*heard_of, either(line, *heard_of), [](Holding heard, Holding any) {
      return any.truth == kUnknown && heard.truth == kUnknown && heard.between() ? heard : any;
    });
  return known_on(line, context_.today);
}

Truths Evaluator::truths(const Cond& cond, const Bindings& bindings) const {
  switch (cond.kind) {
    case Cond::Kind::kAtom: return atom(cond, bindings);
    case Cond::Kind::kClass: {
      const auto id = entity_of(cond.terms[0], bindings);
      if (!id || *id == kOther) return constant(kUnknown);
      if (!facts_.vocabulary().is_kind_of(facts_.type_of(*id), cond.type)) return constant(kFalse);
      // A thing is of its class while it exists.
      if (const auto exists = facts_.vocabulary().relation_for("existence")) {
        Atom there;
        there.relation = *exists;
        there.places.push_back(*id);
        return map(facts_.holds(there, context_.view), [](Holding h) {
          return h.truth == kFalse ? h : h.marks != 0 && h.truth == kUnknown && !h.lapsed() ? h : kSurely;
        });
      }
      return constant(kTrue);
    }
    case Cond::Kind::kTest: return test(cond, bindings);
    case Cond::Kind::kAnd: {
      Truths line = truths(cond.parts[0], bindings);
      for (std::size_t i = 1; i < cond.parts.size() && !is_surely(line, kSurelyNot); ++i)
        line = both(line, truths(cond.parts[i], bindings));
      return line;
    }
    case Cond::Kind::kOr: {
      Truths line = truths(cond.parts[0], bindings);
      for (std::size_t i = 1; i < cond.parts.size() && !is_surely(line, kSurely); ++i)
        line = either(line, truths(cond.parts[i], bindings));
      return line;
    }
    case Cond::Kind::kNot: return negation(truths(cond.parts[0], bindings));
    case Cond::Kind::kSome: {
      Truths line = others(cond.parts[0], cond.variables, bindings);
      for (const Solution& s : solutions(cond.parts[0], cond.variables, bindings))
        line = either(line, s.when);
      return line;
    }
    case Cond::Kind::kAll: {
      const auto follows = [&](const Bindings& bound) {
        return either(negation(truths(cond.parts[0], bound)), truths(cond.parts[1], bound));
      };
      Bindings bound = bindings;
      for (const std::string& name : cond.variables) bound.insert_or_assign(name, kOther);
      Truths line = follows(bound);
      line = both(line, line);  // of several unheard of, each may have its own day of a run
      // It may fail for those of whom the one is true, or the other is not.
      Cond fails = Cond::both({cond.parts[0], Cond::negation(cond.parts[1])});
      Solver solver(*this, fails, cond.variables, [&](const Bindings& found) {
        bool known = false;
        for (const std::string& name : cond.variables) {
          const auto at = found.find(name);
          bound.insert_or_assign(name, at == found.end() ? kOther : at->second);
          known = known || at != found.end();
        }
        if (known) line = both(line, follows(bound));
      });
      Bindings outer = bindings;
      for (const std::string& name : cond.variables) outer.erase(name);
      solver.solve(outer);
      return line;
    }
    case Cond::Kind::kTimed: {
      const Truths inner = truths(cond.parts[0], bindings);
      if (cond.binder == Binder::kEver) return ever(inner);
      Span days = days_of(cond.time[0]);
      if (cond.before_after == "before") days = {kBeginning, days.begin};
      if (cond.before_after == "after") days = {days.end, std::max(context_.cursor + 1, days.end)};
      if (cond.binder == Binder::kAt) {
        Day day = days.end - 1;
        if (day > context_.cursor && days.begin <= context_.cursor) day = context_.cursor;
        Holding there = inner.at(day);
        there.marks &= static_cast<std::uint8_t>(~Holding::kWithin);
        return Truths(there);
      }
      if (cond.binder == Binder::kThroughout) return Truths(throughout(inner, days));
      return Truths(sometime(inner, days));
    }
  }
  return constant(kUnknown);
}

std::vector<Solution> Evaluator::solutions(const Cond& cond, const std::vector<std::string>& variables,
                                           const Bindings& bindings) const {
  Bindings outer = bindings;
  for (const std::string& name : variables) outer.erase(name);
  std::set<std::vector<EntityId>> found;
  Solver solver(*this, cond, variables, [&](const Bindings& bound) {
    std::vector<EntityId> values;
    for (const std::string& name : variables) {
      const auto at = bound.find(name);
      if (at == bound.end() || at->second == kOther) return;
      values.push_back(at->second);
    }
    found.insert(std::move(values));
  });
  solver.solve(outer);
  std::vector<Solution> solutions;
  for (const auto& values : found) {
    Bindings bound = outer;
    for (std::size_t i = 0; i < variables.size(); ++i) bound.insert_or_assign(variables[i], values[i]);
    Truths when = truths(cond, bound);
    const bool never = when.steps().size() == 1 && when.steps()[0].value.truth == kFalse;
    if (!never) solutions.push_back({values, std::move(when)});
  }
  std::sort(solutions.begin(), solutions.end(), [&](const Solution& a, const Solution& b) {
    return std::lexicographical_compare(
        a.values.begin(), a.values.end(), b.values.begin(), b.values.end(),
        [&](EntityId x, EntityId y) { return facts_.id_of(x) < facts_.id_of(y); });
  });
  return solutions;
}

Truths Evaluator::others(const Cond& cond, const std::vector<std::string>& variables,
                         const Bindings& bindings) const {
  Bindings bound = bindings;
  for (const std::string& name : variables) bound.insert_or_assign(name, kOther);
  Truths line = truths(cond, bound);
  if (variables.size() == 1) return line;
  // Some of them known, the others not.
  Bindings outer = bindings;
  for (const std::string& name : variables) outer.erase(name);
  std::set<std::vector<EntityId>> partly;
  Solver solver(*this, cond, variables, [&](const Bindings& found) {
    std::vector<EntityId> values;
    for (const std::string& name : variables) {
      const auto at = found.find(name);
      values.push_back(at == found.end() ? kOther : at->second);
    }
    if (std::find(values.begin(), values.end(), kOther) != values.end()) partly.insert(values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::vector<EntityId> one(values.size(), kOther);
      one[i] = values[i];
      partly.insert(std::move(one));
    }
  });
  solver.solve(outer);
  for (const auto& values : partly) {
    for (std::size_t i = 0; i < values.size(); ++i) bound.insert_or_assign(variables[i], values[i]);
    line = either(line, truths(cond, bound));
  }
  return line;
}

// ---- terms ---------------------------------------------------------------------------------------

Span Evaluator::days_of(const Term& period) const {
  if (period.kind == Term::Kind::kPeriod) return period.days;
  Span days{kEnd, kBeginning};
  if (period.kind == Term::Kind::kEntity) {
    // A dated thing: the days on which it is said to be there, or to go on.
    for (const std::string_view purpose : {"period", "existence"}) {
      const auto relation = facts_.vocabulary().relation_for(purpose);
      if (!relation ||
          !facts_.vocabulary().is_kind_of(facts_.type_of(period.entity),
                                          facts_.vocabulary().relation(*relation).places[0].type))
        continue;
      Atom atom;
      atom.relation = *relation;
      atom.places.push_back(period.entity);
      bool any = false;
      facts_.match(atom, [&](const Atom&) { any = true; });
      if (!any) continue;
      for (const Spell& spell : spells(facts_.holds(atom, context_.view))) {
        days.begin = std::min(days.begin, spell.begin ? spell.begin->earliest : kBeginning);
        days.end = std::max(days.end,
                            spell.end ? spell.end->latest : std::max(context_.cursor, spell.sure.begin) + 1);
      }
      if (!days.empty()) break;
    }
  }
  return days;
}

Truths Evaluator::member(const Term& set, EntityId entity, const Bindings& bindings) const {
  if (set.kind == Term::Kind::kSet) {
    Bindings bound = bindings;
    bound.insert_or_assign(set.text, entity);
    return truths(set.conds[0], bound);
  }
  Truth truth = kFalse;
  for (const Term& item : set.items) {
    const auto id = entity_of(item, bindings);
    if (id == entity && entity != kOther)
      truth = kTrue;
    else if (id == kOther)
      truth = std::max(truth, kUnknown);
  }
  return constant(truth);
}

Moments Evaluator::moments(const Term& term, const Bindings& bindings) const {
  Moments moments;
  if (term.kind == Term::Kind::kPeriod) {
    moments.all.push_back({term.days.begin, term.days.end - 1});
    return moments;
  }
  if (!is_moment(term)) {
    moments.unknown = true;
    return moments;
  }
  const Truths line = truths(term.conds[0], bindings);
  const std::vector<Spell> all = spells(line);
  const bool begins = term.text == "begin";
  for (const Spell& spell : all) {
    const auto& moment = begins ? spell.begin : spell.end;
    if (moment) moments.all.push_back(*moment);
  }
  const auto doubtful = [&](Day after) {  // days up to now of which nothing is known
    return std::any_of(line.steps().begin(), line.steps().end(), [&](const auto& s) {
      return s.from > after && s.from <= context_.cursor && s.value.truth == kUnknown;
    });
  };
  // The first may be one that nobody knows: it began before some day, or what was known of it ran out.
  if (all.empty())
    moments.unknown = doubtful(kBeginning) || line.at(kBeginning).truth == kUnknown;
  else if (begins)
    moments.unknown = !all.front().begin && all.front().sure.begin > kBeginning;
  else
    moments.unknown = !all.front().end && (all.size() > 1 || doubtful(all.front().sure.begin));
  return moments;
}

Timeline<Quantity> Evaluator::quantity(const Term& term, const Bindings& bindings) const {
  using Line = Timeline<Quantity>;
  const Quantity unknown{0, 0, false, false};
  if (term.kind == Term::Kind::kNumber || (term.kind == Term::Kind::kPeriod && term.number > 0))
    return Line({term.number, term.number, true, false});
  if (term.kind != Term::Kind::kCall) return Line(unknown);
  if (term.text == "count") {
    const Term& set = term.items[0];
    if (set.kind == Term::Kind::kList) {
      std::set<EntityId> distinct;
      for (const Term& item : set.items) distinct.insert(entity_of(item, bindings).value_or(kOther));
      return Line({static_cast<double>(distinct.size()), static_cast<double>(distinct.size()), true, false});
    }
    std::vector<Truths> lines;
    for (Solution& s : solutions(set.conds[0], {set.text}, bindings)) lines.push_back(std::move(s.when));
    const Ranges ranges = temporal::count(lines, others(set.conds[0], {set.text}, bindings));
    return map(ranges, [](const Range& r) {
      return Quantity{
          static_cast<double>(r.least),
          r.most == Range::kNoLimit ? std::numeric_limits<double>::infinity() : static_cast<double>(r.most),
          true, r.presumed};
    });
  }
  if (term.text == "length") {
    const std::vector<Spell> all = spells(truths(term.conds[0], bindings));
    if (all.empty() || !all[0].begin) return Line(unknown);
    const Spell& first = all[0];
    if (!first.end) {  // up to now
      const double most = context_.cursor - first.begin->earliest;
      return Line({std::max(0.0, static_cast<double>(context_.cursor - first.begin->latest)),
                   std::max(0.0, most), true, first.presumed});
    }
    return Line({static_cast<double>(std::max(0, first.end->earliest - first.begin->latest)),
                 static_cast<double>(first.end->latest - first.begin->earliest), true, false});
  }
  const auto relation = facts_.vocabulary().find_relation(term.text);
  const auto entity = term.items.empty() ? std::nullopt : entity_of(term.items[0], bindings);
  if (!relation || !entity || *entity == kOther) return Line(unknown);
  Line line = map(facts_.measure(*relation, *entity), [](const Facts::Measured& m) {
    return Quantity{m.value, m.value, m.known, m.presumed};
  });
  // Of days to come nothing is known.
  line.assign({context_.today + 1, kEnd}, unknown);
  return line;
}

Truths Evaluator::test(const Cond& cond, const Bindings& bindings) const {
  const Term& left = cond.terms[0];
  const Term& right = cond.terms[1];
  // Sets: equal if they have the same members, includes if all of the right are in the left.
  if (is_set(left) && (is_set(right) || cond.op == Operator::kIncludes)) {
    if (!is_set(right)) {
      const auto id = entity_of(right, bindings);
      return id ? member(left, *id, bindings) : constant(kUnknown);
    }
    std::set<EntityId> everybody{kOther};
    for (const Term* set : {&left, &right}) {
      if (set->kind == Term::Kind::kSet)
        for (const Solution& s : solutions(set->conds[0], {set->text}, bindings))
          everybody.insert(s.values[0]);
      else
        for (const Term& item : set->items) everybody.insert(entity_of(item, bindings).value_or(kOther));
    }
    Truths line = constant(kTrue);
    for (const EntityId id : everybody) {
      const Truths a = member(left, id, bindings);
      const Truths b = member(right, id, bindings);
      line = both(line, either(a, negation(b)));
      if (cond.op != Operator::kIncludes) line = both(line, either(negation(a), b));
    }
    return cond.op == Operator::kNotEqual ? negation(line) : line;
  }
  // Moments.
  if (is_moment(left) || is_moment(right)) {
    const Moments a = moments(left, bindings);
    const Moments b = moments(right, bindings);
    if (a.unknown || b.unknown) return constant(kUnknown);
    if (a.all.empty() || b.all.empty()) return constant(kFalse);
    const Moment x = a.all[0];
    const Moment y = b.all[0];
    // A date less precise than a day is a period: equal means "in it".
    if (cond.op == Operator::kEqual || cond.op == Operator::kNotEqual) {
      Truth equal =
          compare(x.earliest.number, x.latest.number, Operator::kEqual, y.earliest.number, y.latest.number);
      if (right.kind == Term::Kind::kPeriod)
        equal = lies_in(x, right.days);
      else if (left.kind == Term::Kind::kPeriod)
        equal = lies_in(y, left.days);
      return constant(cond.op == Operator::kEqual ? equal : static_cast<Truth>(kTrue - equal));
    }
    return constant(compare(x.earliest.number, x.latest.number, cond.op, y.earliest.number, y.latest.number));
  }
  // Entities.
  const auto a = entity_of(left, bindings);
  const auto b = entity_of(right, bindings);
  if (a && b && (cond.op == Operator::kEqual || cond.op == Operator::kNotEqual)) {
    if (*a == kOther || *b == kOther) {
      // Somebody nobody has heard of is none of those that somebody has; two such may be one.
      return constant(*a == *b ? kUnknown : cond.op == Operator::kEqual ? kFalse : kTrue);
    }
    return constant((*a == *b) == (cond.op == Operator::kEqual) ? kTrue : kFalse);
  }
  // Numbers, and dates between themselves.
  if (left.kind == Term::Kind::kPeriod && right.kind == Term::Kind::kPeriod)
    return constant(compare(left.days.begin.number, left.days.end.number - 1, cond.op,
                            right.days.begin.number, right.days.end.number - 1));
  return combine(
      quantity(left, bindings), quantity(right, bindings), [&](const Quantity& x, const Quantity& y) {
        if (!x.known || !y.known) return kPlainUnknown;
        const Truth truth = compare(x.least, x.most, cond.op, y.least, y.most);
        if (truth == kUnknown) return kPlainUnknown;
        return Holding{truth, x.presumed || y.presumed ? std::uint8_t{Holding::kPresumed} : std::uint8_t{0}};
      });
}

// ---- views ---------------------------------------------------------------------------------------

namespace {

void collect_views(const Cond& cond, const Facts& facts, std::set<EntityId>& views);
void collect_views(const Term& term, const Facts& facts, std::set<EntityId>& views) {
  for (const Cond& c : term.conds) collect_views(c, facts, views);
  for (const Term& t : term.items) collect_views(t, facts, views);
}
void collect_views(const Cond& cond, const Facts& facts, std::set<EntityId>& views) {
  if (cond.kind == Cond::Kind::kAtom) {
    Atom pattern;
    pattern.relation = cond.relation;
    for (const Term& term : cond.terms) pattern.places.push_back(entity_of(term, {}).value_or(kNobody));
    for (const EntityId view : facts.views_on(pattern)) views.insert(view);
  }
  for (const Term& t : cond.terms) collect_views(t, facts, views);
  for (const Cond& c : cond.parts) collect_views(c, facts, views);
}

}  // namespace

std::set<EntityId> Evaluator::views(const Cond& cond) const {
  std::set<EntityId> views;
  collect_views(cond, facts_, views);
  return views;
}

}  // namespace entente::logic

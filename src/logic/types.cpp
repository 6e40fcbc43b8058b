// Types of arguments and variables, and the classes that keep a question's universe named.
#include <fmt/format.h>

#include <algorithm>

#include "logic/logic.h"

namespace entente::logic {
namespace {

using record::Place;
using record::Vocabulary;

// True if something can be both an `a` and a `b`.
bool compatible(TypeId a, TypeId b, const Vocabulary& v) {
  if (v.is_kind_of(a, b) || v.is_kind_of(b, a)) return true;
  for (std::size_t i = 0; i < v.types.size(); ++i)
    if (v.is_kind_of(TypeId(i), a) && v.is_kind_of(TypeId(i), b)) return true;
  return false;
}

class Checker {
 public:
  explicit Checker(const Facts& facts) : facts_(facts), v_(facts.vocabulary()) {}

  Status check(const Cond& cond) {
    switch (cond.kind) {
      case Cond::Kind::kAtom: {
        const record::Relation& relation = v_.relation(cond.relation);
        for (std::size_t i = 0; i < cond.terms.size(); ++i)
          if (Status s = argument(cond.terms[i], relation.places[i], relation.name); !s) return s;
        for (const auto& [role, term] : cond.roles)
          if (Status s = argument(term, relation.roles[role], relation.name); !s) return s;
        return Done{};
      }
      case Cond::Kind::kClass:
        return argument(cond.terms[0], {"the argument", *v_.find_type("thing")}, v_.type(cond.type).name);
      case Cond::Kind::kTest: {
        for (const Term& term : cond.terms)
          if (Status s = check(term); !s) return s;
        return Done{};
      }
      default:
        for (const Cond& part : cond.parts)
          if (Status s = check(part); !s) return s;
        return Done{};
    }
  }

  Status check(const Term& term) {
    for (const Cond& cond : term.conds)
      if (Status s = check(cond); !s) return s;
    for (const Term& item : term.items)
      if (Status s = check(item); !s) return s;
    if (term.kind == Term::Kind::kCall && !term.items.empty()) {
      if (const auto relation = v_.find_relation(term.text))
        return argument(term.items[0], v_.relation(*relation).places[0], term.text);
    }
    return Done{};
  }

 private:
  Status argument(const Term& term, const Place& place, std::string_view relation) {
    const auto wrong = [&](std::string_view what) -> Status {
      return Error{ErrorCode::kTypeMismatch,
                   fmt::format("{} is {}; \"{}\" of {} takes a {}", print(term, facts_), what, place.name,
                               relation, v_.type(place.type).name),
                   {},
                   {}};
    };
    switch (term.kind) {
      case Term::Kind::kAny: return Done{};
      case Term::Kind::kVariable: {
        const auto [at, added] = types_.try_emplace(term.text, place.type);
        if (added) return Done{};
        if (!compatible(at->second, place.type, v_))
          return wrong(fmt::format("a {} elsewhere", v_.type(at->second).name));
        if (v_.is_kind_of(place.type, at->second)) at->second = place.type;
        return Done{};
      }
      case Term::Kind::kEntity:
        if (!v_.is_kind_of(facts_.type_of(term.entity), place.type))
          return wrong(fmt::format("a {}", v_.type(facts_.type_of(term.entity)).name));
        return Done{};
      case Term::Kind::kText:
        if (v_.type(place.type).name == "text" || v_.type(place.type).name == "date" ||
            v_.type(place.type).name == "number")
          return Done{};
        return wrong("a text");
      default:
        return wrong(term.kind == Term::Kind::kNumber   ? "a number"
                     : term.kind == Term::Kind::kPeriod ? "a date"
                                                        : "no single thing");
    }
  }

  const Facts& facts_;
  const Vocabulary& v_;
  std::map<std::string, TypeId> types_;
};

// Variables that some positive atom binds.
void positive(const Cond& cond, std::set<std::string>& bound) {
  switch (cond.kind) {
    case Cond::Kind::kAtom:
      for (const Term& term : cond.terms)
        if (term.kind == Term::Kind::kVariable) bound.insert(term.text);
      for (const auto& [role, term] : cond.roles)
        if (term.kind == Term::Kind::kVariable) bound.insert(term.text);
      break;
    case Cond::Kind::kClass:
      if (cond.terms[0].kind == Term::Kind::kVariable) bound.insert(cond.terms[0].text);
      break;
    case Cond::Kind::kTest:
      if (cond.op == Operator::kEqual) {
        if (cond.terms[0].kind == Term::Kind::kVariable && cond.terms[1].kind == Term::Kind::kEntity)
          bound.insert(cond.terms[0].text);
        if (cond.terms[1].kind == Term::Kind::kVariable && cond.terms[0].kind == Term::Kind::kEntity)
          bound.insert(cond.terms[1].text);
      }
      if (cond.op == Operator::kIncludes && cond.terms[1].kind == Term::Kind::kVariable)
        bound.insert(cond.terms[1].text);
      break;
    case Cond::Kind::kAnd:
      for (const Cond& part : cond.parts) positive(part, bound);
      break;
    case Cond::Kind::kOr: {
      // Bound by each of the branches.
      std::optional<std::set<std::string>> all;
      for (const Cond& part : cond.parts) {
        std::set<std::string> one;
        positive(part, one);
        if (!all) {
          all = std::move(one);
        } else {
          std::set<std::string> common;
          std::set_intersection(all->begin(), all->end(), one.begin(), one.end(),
                                std::inserter(common, common.end()));
          all = std::move(common);
        }
      }
      if (all) bound.insert(all->begin(), all->end());
      break;
    }
    case Cond::Kind::kSome: {
      std::set<std::string> inner;
      positive(cond.parts[0], inner);
      for (const std::string& name : cond.variables) inner.erase(name);
      bound.insert(inner.begin(), inner.end());
      break;
    }
    case Cond::Kind::kTimed: positive(cond.parts[0], bound); break;
    case Cond::Kind::kNot:
    case Cond::Kind::kAll: break;
  }
}

// Every free variable of a cond or term, with whether it may be told by a class here.
void mentioned(const Cond& cond, std::set<std::string>& names);
void mentioned(const Term& term, std::set<std::string>& names) {
  if (term.kind == Term::Kind::kVariable) names.insert(term.text);
  std::set<std::string> inner;
  for (const Cond& c : term.conds) mentioned(c, inner);
  for (const Term& t : term.items) mentioned(t, inner);
  if (term.kind == Term::Kind::kSet) inner.erase(term.text);
  names.insert(inner.begin(), inner.end());
}
void mentioned(const Cond& cond, std::set<std::string>& names) {
  std::set<std::string> inner;
  for (const Term& t : cond.terms) mentioned(t, inner);
  for (const auto& [role, t] : cond.roles) mentioned(t, inner);
  for (const Cond& c : cond.parts) mentioned(c, inner);
  for (const std::string& name : cond.variables) inner.erase(name);
  names.insert(inner.begin(), inner.end());
}

std::optional<TypeId> find_type_of(const Term& term, std::string_view variable, const Facts& facts);
std::optional<TypeId> narrower(std::optional<TypeId> a, std::optional<TypeId> b, const Vocabulary& v) {
  if (!a) return b;
  if (!b) return a;
  return v.is_kind_of(*b, *a) ? b : a;
}
std::optional<TypeId> find_type_of(const Cond& cond, std::string_view variable, const Facts& facts) {
  const Vocabulary& v = facts.vocabulary();
  std::optional<TypeId> found;
  const auto is_it = [&](const Term& term) {
    return term.kind == Term::Kind::kVariable && term.text == variable;
  };
  if (cond.kind == Cond::Kind::kAtom) {
    const record::Relation& relation = v.relation(cond.relation);
    for (std::size_t i = 0; i < cond.terms.size(); ++i)
      if (is_it(cond.terms[i])) found = narrower(found, relation.places[i].type, v);
    for (const auto& [role, term] : cond.roles)
      if (is_it(term)) found = narrower(found, relation.roles[role].type, v);
  } else if (cond.kind == Cond::Kind::kClass) {
    if (is_it(cond.terms[0])) found = cond.type;
  } else {
    for (const Term& term : cond.terms) found = narrower(found, find_type_of(term, variable, facts), v);
  }
  for (const Cond& part : cond.parts) found = narrower(found, find_type_of(part, variable, facts), v);
  return found;
}
std::optional<TypeId> find_type_of(const Term& term, std::string_view variable, const Facts& facts) {
  const Vocabulary& v = facts.vocabulary();
  std::optional<TypeId> found;
  for (const Cond& c : term.conds) found = narrower(found, find_type_of(c, variable, facts), v);
  if (term.kind == Term::Kind::kCall && !term.items.empty() && term.items[0].kind == Term::Kind::kVariable &&
      term.items[0].text == variable)
    if (const auto relation = v.find_relation(term.text))
      found = narrower(found, v.relation(*relation).places[0].type, v);
  for (const Term& t : term.items) found = narrower(found, find_type_of(t, variable, facts), v);
  return found;
}

// Binds, inside the quantifiers and sets of a cond, each variable that nothing positive binds.
Status bind_inner(Cond& cond, const Facts& facts, std::set<std::string> outer);

Status bind_classes(Cond& cond, const std::vector<std::string>& names, const Facts& facts,
                    const std::set<std::string>& outer) {
  std::set<std::string> bound = outer;
  positive(cond, bound);
  std::set<std::string> used;
  mentioned(cond, used);
  std::vector<Cond> parts;
  for (const std::string& name : names) {
    if (bound.contains(name)) continue;
    const auto type = used.contains(name) ? find_type_of(cond, name, facts) : std::nullopt;
    if (!type)
      return Error{ErrorCode::kUnboundVariable,
                   fmt::format("nothing says what ?{} is", name),
                   {},
                   fmt::format("add country(?{}) or another class", name)};
    parts.push_back(class_cond(*type, Term::variable(name), facts));
  }
  if (!parts.empty()) {
    parts.push_back(std::move(cond));
    cond = Cond::both(std::move(parts));
  }
  std::set<std::string> inside = outer;
  inside.insert(names.begin(), names.end());
  return bind_inner(cond, facts, std::move(inside));
}

Status bind_inner(Term& term, const Facts& facts, const std::set<std::string>& outer) {
  if (term.kind == Term::Kind::kSet) return bind_classes(term.conds[0], {term.text}, facts, outer);
  for (Cond& c : term.conds)
    if (Status s = bind_inner(c, facts, outer); !s) return s;
  for (Term& t : term.items)
    if (Status s = bind_inner(t, facts, outer); !s) return s;
  if (term.kind == Term::Kind::kVariable && !outer.contains(term.text))
    return Error{ErrorCode::kUnboundVariable,
                 fmt::format("nothing asks for ?{}", term.text),
                 {},
                 fmt::format("write \"some ?{}: …\"", term.text)};
  return Done{};
}

Status bind_inner(Cond& cond, const Facts& facts, std::set<std::string> outer) {
  for (Term& t : cond.terms)
    if (Status s = bind_inner(t, facts, outer); !s) return s;
  for (auto& [role, t] : cond.roles)
    if (Status s = bind_inner(t, facts, outer); !s) return s;
  if (cond.kind == Cond::Kind::kSome) return bind_classes(cond.parts[0], cond.variables, facts, outer);
  if (cond.kind == Cond::Kind::kAll) {
    if (Status s = bind_classes(cond.parts[0], cond.variables, facts, outer); !s) return s;
    outer.insert(cond.variables.begin(), cond.variables.end());
    return bind_inner(cond.parts[1], facts, std::move(outer));
  }
  for (Cond& part : cond.parts)
    if (Status s = bind_inner(part, facts, outer); !s) return s;
  return Done{};
}

}  // namespace

Cond class_cond(TypeId type, Term term, const Facts& facts) {
  const record::Vocabulary& v = facts.vocabulary();
  if (const auto classes = v.settings.find("classes"); classes != v.settings.end()) {
    if (const auto at = classes->second.find(v.type(type).name); at != classes->second.end())
      if (const auto relation = v.find_relation(at->second)) return Cond::atom(*relation, {std::move(term)});
  }
  return Cond::class_of(type, std::move(term));
}

std::optional<TypeId> type_of_variable(const Cond& cond, std::string_view variable, const Facts& facts) {
  return find_type_of(cond, variable, facts);
}

Status check_types(Cond& cond, const Facts& facts, const std::vector<std::string>& free) {
  if (Status s = Checker(facts).check(cond); !s) return s;
  return bind_classes(cond, free, facts, {});
}

}  // namespace entente::logic

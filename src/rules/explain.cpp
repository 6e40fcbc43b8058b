#include <algorithm>

#include "rules/rules.h"

namespace entente::rules {

using namespace temporal;
using logic::Context;
using logic::Evaluator;
using logic::Ground;
using logic::kNobody;
using logic::kOther;

namespace {

class Explainer {
 public:
  Explainer(const Facts& facts, const Program& program, const Context& context, Day day)
      : facts_(facts), program_(program), evaluate_(facts, context), context_(context), day_(day) {}

  Proof explain(const Cond& cond, const Bindings& bindings, int depth) {
    Proof proof;
    proof.claim = logic::print(replace(cond, bindings), facts_);
    proof.holding = evaluate_.truths(cond, bindings).at(day_);
    if (depth >= kDeepestProof) return proof;
    const auto add = [&](const Cond& part, const Bindings& bound) {
      if (proof.premises.size() < kWidestProof) proof.premises.push_back(explain(part, bound, depth + 1));
    };
    switch (cond.kind) {
      case Cond::Kind::kAtom: atom(cond, bindings, depth, proof); break;
      case Cond::Kind::kClass: proof.ground.kind = Ground::Kind::kClass; break;
      case Cond::Kind::kTest: test(cond, bindings, depth, proof); break;
      case Cond::Kind::kAnd:
      case Cond::Kind::kOr: {
        // The parts that decide: all of a true "and", the failing ones of a false one; the other way round
        // for "or".
        const bool all = (cond.kind == Cond::Kind::kAnd) == (proof.holding.truth == kTrue) &&
                         proof.holding.truth != kUnknown;
        for (const Cond& part : cond.parts) {
          const Truth truth = evaluate_.truths(part, bindings).at(day_).truth;
          if (!all && truth != proof.holding.truth) continue;
          add(part, bindings);
          if (!all && truth != kUnknown) break;
        }
        break;
      }
      case Cond::Kind::kNot: add(cond.parts[0], bindings); break;
      case Cond::Kind::kSome:
      case Cond::Kind::kAll: quantified(cond, bindings, depth, proof); break;
      case Cond::Kind::kTimed: timed(cond, bindings, depth, proof); break;
    }
    return proof;
  }

 private:
  // The cond with its variables replaced by what they are bound to.
  Cond replace(Cond cond, const Bindings& bindings) const {
    const auto in_term = [&](auto&& self, Term& term) -> void {
      if (term.kind == Term::Kind::kVariable) {
        if (const auto at = bindings.find(term.text); at != bindings.end()) {
          if (at->second == kOther) return;
          term = Term::of(at->second);
        }
        return;
      }
      for (Term& item : term.items) self(self, item);
      for (Cond& inner : term.conds) inner = replace(std::move(inner), bindings);
    };
    for (Term& term : cond.terms) in_term(in_term, term);
    for (auto& [role, term] : cond.roles) in_term(in_term, term);
    for (Cond& part : cond.parts) part = replace(std::move(part), bindings);
    return cond;
  }

  void atom(const Cond& cond, const Bindings& bindings, int depth, Proof& proof) {
    Atom atom;
    atom.relation = cond.relation;
    bool open = false;
    const auto value = [&](const Term& term) {
      if (term.kind == Term::Kind::kVariable) {
        const auto at = bindings.find(term.text);
        return at == bindings.end() ? kOther : at->second;
      }
      if (term.kind == Term::Kind::kAny) open = true;
      return term.kind == Term::Kind::kAny ? kNobody : term.entity;
    };
    for (const Term& term : cond.terms) atom.places.push_back(value(term));
    for (const auto& [role, term] : cond.roles)
      if (term.kind != Term::Kind::kAny) atom.roles.emplace_back(role, value(term));
    if (open) {
      // Of those that fill the open places, one that decides; for a no, why there is none.
      std::vector<Atom> found;
      facts_.match(atom, [&](const Atom& one) { found.push_back(one); });
      for (Atom& one : found) {
        one.roles = atom.roles;
        if (facts_.holds(one, context_.view).at(day_).truth != proof.holding.truth) continue;
        Proof premise;
        premise.claim = logic::print(one, facts_);
        premise.holding = proof.holding;
        known(one, depth + 1, premise);
        proof.premises.push_back(std::move(premise));
        if (proof.premises.size() >= kWidestProof || proof.holding.truth == kTrue) break;
      }
      for (EntityId& id : atom.places)
        if (id == kNobody) id = kOther;
      if (proof.premises.empty()) known(atom, depth, proof);
      return;
    }
    known(atom, depth, proof);
  }

  void known(const Atom& atom, int depth, Proof& proof) {
    proof.ground = facts_.ground(atom, context_.view, day_);
    proof.ground.holding = proof.holding;
    const bool by_statements = proof.ground.kind == Ground::Kind::kStatements;
    if (!program_.derives(atom.relation) || (by_statements && proof.holding.truth == kTrue)) return;
    // A rule that proves it; or, for a no or an unknown that no closure settles, why each rule fails.
    const bool settled = proof.ground.kind != Ground::Kind::kNothing;
    for (const std::uint32_t i : program_.rules_of(atom.relation)) {
      const Rule& rule = program_.rules()[i];
      Bindings bindings;
      bool fits = true;
      const auto lay = [&](const Term& term, EntityId value) {
        if (term.kind == Term::Kind::kVariable)
          bindings.insert_or_assign(term.text, value);
        else
          fits = fits && (term.entity == value);
      };
      for (std::size_t k = 0; k < atom.places.size(); ++k) lay(rule.head.terms[k], atom.places[k]);
      for (const auto& [role, value] : atom.roles)
        for (const auto& [head_role, term] : rule.head.roles)
          if (head_role == role) lay(term, value);
      if (!fits) continue;
      Cond body = rule.body;
      std::vector<std::string> open;
      for (const auto& [role, term] : rule.head.roles)
        if (term.kind == Term::Kind::kVariable && !bindings.contains(term.text)) open.push_back(term.text);
      if (!open.empty()) {
        Cond some;
        some.kind = Cond::Kind::kSome;
        some.variables = open;
        some.parts.push_back(std::move(body));
        body = std::move(some);
      }
      const Truth truth = evaluate_.truths(body, bindings).at(day_).truth;
      if (proof.holding.truth == kTrue) {
        if (truth != kTrue) continue;
        proof.ground.kind = Ground::Kind::kRule;
        proof.rule = static_cast<std::int32_t>(i);
        proof.premises.push_back(explain(body, bindings, depth + 1));
        return;
      }
      if (settled) continue;
      if (proof.premises.size() < kWidestProof) {
        proof.ground.kind = Ground::Kind::kRule;
        proof.rule = static_cast<std::int32_t>(i);
        proof.premises.push_back(explain(body, bindings, depth + 1));
      }
    }
  }

  void quantified(const Cond& cond, const Bindings& bindings, int depth, Proof& proof) {
    const bool some = cond.kind == Cond::Kind::kSome;
    const Truth decisive = some ? kTrue : kFalse;
    const auto solutions = evaluate_.solutions(cond.parts[0], cond.variables, bindings);
    const auto bind = [&](const std::vector<EntityId>& values) {
      Bindings bound = bindings;
      for (std::size_t i = 0; i < values.size(); ++i) bound.insert_or_assign(cond.variables[i], values[i]);
      return bound;
    };
    const auto value = [&](const Bindings& bound) {
      if (some) return evaluate_.truths(cond.parts[0], bound).at(day_).truth;
      return std::max(static_cast<Truth>(kTrue - evaluate_.truths(cond.parts[0], bound).at(day_).truth),
                      evaluate_.truths(cond.parts[1], bound).at(day_).truth);
    };
    for (const auto& s : solutions) {
      const Bindings bound = bind(s.values);
      if (value(bound) != proof.holding.truth || proof.premises.size() >= kWidestProof) continue;
      if (!some && proof.holding.truth != kFalse) continue;
      proof.premises.push_back(explain(cond.parts[some ? 0 : 1], bound, depth + 1));
      if (proof.holding.truth == decisive) return;
    }
    if (proof.holding.truth == decisive) return;
    // Nobody else: the closure that says so, or the list that is open.
    std::vector<EntityId> nobody(cond.variables.size(), kOther);
    if (proof.premises.size() < kWidestProof)
      proof.premises.push_back(explain(cond.parts[0], bind(nobody), depth + 1));
  }

  void test(const Cond& cond, const Bindings& bindings, int depth, Proof& proof) {
    for (const Term& side : cond.terms) {
      const Term& term = side.kind == Term::Kind::kCall && !side.items.empty() ? side.items[0] : side;
      if (term.kind == Term::Kind::kSet) {
        Bindings bound = bindings;
        bound.insert_or_assign(term.text, kOther);
        proof.premises.push_back(explain(term.conds[0], bound, depth + 1));
      } else if (side.kind == Term::Kind::kCall && !side.conds.empty()) {
        proof.premises.push_back(Explainer(facts_, program_, context_, best_day(side.conds[0], bindings))
                                     .explain(side.conds[0], bindings, depth + 1));
      } else if (side.kind == Term::Kind::kCall && term.kind == Term::Kind::kEntity) {
        if (const auto relation = facts_.vocabulary().find_relation(side.text)) {
          const auto measured = facts_.measure(*relation, term.entity).at(day_);
          if (measured.statement >= 0) {
            proof.ground.kind = Ground::Kind::kStatements;
            proof.ground.statements.push_back(static_cast<std::uint32_t>(measured.statement));
          }
        }
      }
    }
  }

  // A day on which a cond shows its value: the first day that it is true on, else the cursor.
  Day best_day(const Cond& cond, const Bindings& bindings) const {
    const Truths line = evaluate_.truths(cond, bindings);
    for (const auto& step : line.steps())
      if (step.value.truth == kTrue && step.from > kBeginning) return step.from;
    return std::min(context_.cursor, context_.today);
  }

  void timed(const Cond& cond, const Bindings& bindings, int depth, Proof& proof) {
    const Truths inner = evaluate_.truths(cond.parts[0], bindings);
    Span days{kBeginning, day_ + 1};
    if (cond.binder != logic::Binder::kEver) days = evaluate_.days_of(cond.time[0]);
    if (cond.before_after == "before") days = {kBeginning, days.begin};
    if (cond.before_after == "after") days = {days.end, context_.cursor + 1};
    Day day = days.end - 1;
    if (day > context_.cursor && days.begin <= context_.cursor) day = context_.cursor;
    if (cond.binder != logic::Binder::kAt) {
      // A day of the period that shows it.
      for (std::size_t i = 0; i < inner.steps().size(); ++i) {
        const Span part = intersect(inner.span(i), days);
        if (!part.empty() && inner.steps()[i].value.truth == proof.holding.truth)
          day = std::min(part.end - 1, day);
      }
    }
    proof.premises.push_back(
        Explainer(facts_, program_, context_, day).explain(cond.parts[0], bindings, depth + 1));
  }

  const Facts& facts_;
  const Program& program_;
  Evaluator evaluate_;
  Context context_;
  Day day_;
};

}  // namespace

Proof explain(const Facts& facts, const Program& program, const Cond& cond, const Bindings& bindings,
              const Context& context, Day day) {
  return Explainer(facts, program, context, day).explain(cond, bindings, 0);
}

}  // namespace entente::rules

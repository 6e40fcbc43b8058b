#include "ask/evidence.h"

#include <fmt/format.h>

#include <algorithm>

namespace entente::ask {

using language::Manner;
using language::Tense;
using logic::Cond;
using logic::Term;
using snapshot::StatementView;
using namespace temporal;

namespace {

std::optional<std::string> written(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

std::string on(const language::Speaker& speaker, std::string_view edtf) {
  return (edtf.size() == 10 && edtf.find('X') == std::string_view::npos ? "on " : "in ") + speaker.date(edtf);
}

std::string_view grounds_word(const rules::Proof& proof) {
  switch (proof.ground.kind) {
    case logic::Ground::Kind::kStatements: return "statement";
    case logic::Ground::Kind::kRule: return "rule";
    case logic::Ground::Kind::kClosure: return "closure";
    case logic::Ground::Kind::kExistence: return "existence";
    case logic::Ground::Kind::kType: return "type";
    case logic::Ground::Kind::kClass: return "class";
    case logic::Ground::Kind::kNothing: break;
  }
  return proof.premises.empty() ? "nothing" : "rule";
}

}  // namespace

Cond cond_of(const logic::Atom& atom) {
  const auto term = [](logic::EntityId id) {
    if (id != logic::kNobody && id != logic::kOther) return Term::of(id);
    return Term{};
  };
  std::vector<Term> places;
  std::vector<std::pair<std::uint8_t, Term>> roles;
  for (const logic::EntityId id : atom.places) places.push_back(term(id));
  for (const auto& [role, id] : atom.roles) roles.emplace_back(role, term(id));
  return Cond::atom(atom.relation, std::move(places), std::move(roles));
}

logic::Atom atom_of(const Cond& cond) {
  logic::Atom atom;
  atom.relation = cond.relation;
  const auto id = [](const Term& term) {
    return term.kind == Term::Kind::kEntity || term.kind == Term::Kind::kText ? term.entity : logic::kNobody;
  };
  for (const Term& term : cond.terms) atom.places.push_back(id(term));
  for (const auto& [role, term] : cond.roles)
    if (id(term) != logic::kNobody) atom.roles.emplace_back(role, id(term));
  return atom;
}

std::vector<SourceCited> Shower::cited(const std::vector<std::uint32_t>& sources,
                                       std::string_view where) const {
  // Where there are several sources, the places in them stand in the same order, if they can be told apart.
  std::vector<std::string_view> places;
  if (sources.size() > 1) {
    places = split(where, ';');
    if (places.size() != sources.size()) places.clear();
  }
  std::vector<SourceCited> out;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const snapshot::SourceView s = snapshot_.source(sources[i]);
    out.push_back({std::string(s.key), std::string(s.title), std::string(s.publisher), std::string(s.date),
                   std::string(s.url), std::string(places.empty() ? where : trim(places[i]))});
  }
  return out;
}

std::string Shower::statement_text(const StatementView& view) const {
  const record::Relation& relation = snapshot_.vocabulary().relation(view.atom.relation);
  const Cond cond = cond_of(view.atom);
  Manner manner;
  manner.negative = view.negative;
  if (relation.time == record::TimeKind::kMeasure) {
    Term call;
    call.kind = Term::Kind::kCall;
    call.text = relation.name;
    call.items.push_back(Term::of(view.atom.places[0]));
    Term value;
    value.kind = Term::Kind::kNumber;
    value.number = view.value;
    manner.tense = Tense::kPast;
    const std::string_view day = view.on_written.empty() ? view.begin_written : view.on_written;
    std::string text =
        speaker_.clause(Cond::test(logic::Operator::kEqual, std::move(call), std::move(value)), manner);
    return language::as_sentence(day.empty() ? text : fmt::format("{} {}", text, on(speaker_, day)));
  }
  std::string time;
  if (!view.on_written.empty()) {
    manner.tense = Tense::kPast;
    time = " " + on(speaker_, view.on_written);
  } else if (!view.end_written.empty()) {
    manner.tense = Tense::kPast;
    // People name the last day; the record the first day after it.
    const std::string last = view.end_earliest && view.end_earliest == view.end_latest
                                 ? speaker_.date(to_string(*view.end_earliest - 1))
                                 : speaker_.date(view.end_written);
    time = view.begin_written.empty()
               ? fmt::format(" until {}", last)
               : fmt::format(" from {} to {}", speaker_.date(view.begin_written), last);
  } else if (!view.begin_written.empty()) {
    manner.tense = view.end_open ? Tense::kPerfect : Tense::kPast;
    time = fmt::format(" {} {}", view.end_open ? "since" : "from", speaker_.date(view.begin_written));
  } else if (relation.time == record::TimeKind::kEvent) {
    manner.tense = Tense::kPast;
  }
  std::string text = speaker_.clause(cond, manner) + time;
  if (view.according_to != logic::kNobody) text += ", according to " + speaker_.name(view.according_to);
  return language::as_sentence(std::move(text));
}

Evidence Shower::statement(std::uint32_t i) const {
  const StatementView view = snapshot_.statement(i);
  Evidence e;
  e.statement = (view.negative ? "not " : "") + logic::print(view.atom, snapshot_);
  if (!view.on_written.empty()) {
    e.statement += fmt::format(" {}", view.on_written);
    e.valid_from = written(view.on_written);
    if (Result<Date> day = parse_date(view.on_written); day && day->exact())
      e.valid_until = to_string(day->earliest + 1);
  } else if (!view.begin_written.empty() || !view.end_written.empty()) {
    e.statement += fmt::format(" {}/{}", view.begin_open ? ".." : view.begin_written,
                               view.end_open ? ".." : view.end_written);
    e.valid_from = written(view.begin_written);
    e.valid_until = written(view.end_written);
  }
  e.text = statement_text(view);
  e.layer = "record";
  e.sources = cited(view.sources, view.where);
  e.checked = to_string(view.checked);
  return e;
}

Evidence Shower::closure(std::int32_t i) const {
  const snapshot::ClosureView view = snapshot_.closure(static_cast<std::uint32_t>(i));
  Evidence e;
  const std::string from = to_string(view.window.begin);
  const std::string until = view.window.end < kEnd ? to_string(view.window.end) : std::string();
  e.statement = fmt::format("complete: {} {}/{}", logic::print(view.pattern, snapshot_),
                            from.empty() ? ".." : from, until.empty() ? ".." : until);
  Cond cond = cond_of(view.pattern);
  std::size_t open = 0;
  for (Term& term : cond.terms)
    if (term.kind == Term::Kind::kAny) ++open;
  std::string days;
  if (!from.empty()) days += " from " + speaker_.date(from);
  if (!until.empty())
    days +=
        fmt::format(" {} {}", from.empty() ? "through" : "to", speaker_.date(to_string(view.window.end - 1)));
  if (open == 1) {
    for (Term& term : cond.terms)
      if (term.kind == Term::Kind::kAny) term = Term::variable("x");
    e.text = fmt::format("The list of {} is complete{}{}.", speaker_.noun(cond, "x", true), days,
                         view.count >= 0 ? fmt::format(": {} at its end", view.count) : "");
  } else {
    e.text = fmt::format("All is recorded of when {}{}.",
                         speaker_.clause(cond, {Tense::kPast, false, false, false}), days);
  }
  e.layer = "record";
  e.valid_from = written(from);
  e.valid_until = written(until);
  e.sources = cited(view.sources, view.where);
  e.checked = to_string(view.checked);
  return e;
}

Evidence Shower::reason(const snapshot::ReasonView& reason) const {
  Evidence e;
  e.statement =
      fmt::format("reason: {}{}", reason.negative ? "not " : "", logic::print(reason.atom, snapshot_));
  e.text = std::string(reason.text);
  e.layer = "record";
  e.sources = cited(reason.sources, reason.where);
  e.checked = to_string(reason.checked);
  return e;
}

ProofNode Shower::proof(const rules::Proof& proof, std::vector<ProofNode> premises) const {
  ProofNode node;
  node.claim = proof.claim;
  node.value = proof.holding.truth == kTrue ? "yes" : proof.holding.truth == kFalse ? "no" : "unknown";
  node.by = grounds_word(proof);
  if (proof.rule >= 0) node.rule = snapshot_.program().rules()[static_cast<std::size_t>(proof.rule)].text;
  for (const std::uint32_t i : proof.ground.statements)
    if (node.evidence.size() < kMostEvidence) node.evidence.push_back(statement(i));
  if (proof.ground.closure >= 0) node.evidence.push_back(closure(proof.ground.closure));
  node.premises = std::move(premises);
  return node;
}

ProofNode Shower::proof(const rules::Proof& one) const {
  std::vector<ProofNode> premises;
  for (const rules::Proof& premise : one.premises) premises.push_back(proof(premise));
  return proof(one, std::move(premises));
}

// ---- the basis -----------------------------------------------------------------------------------

void Basis::add_statement(std::uint32_t i) {
  if (std::find(statements_.begin(), statements_.end(), i) == statements_.end()) statements_.push_back(i);
}

void Basis::add_aside(std::uint32_t i) {
  if (std::find(statements_.begin(), statements_.end(), i) != statements_.end()) return;
  statements_.push_back(i);
  asides_.push_back(i);
}

void Basis::add_closure(std::int32_t i) {
  if (std::find(closures_.begin(), closures_.end(), i) == closures_.end()) closures_.push_back(i);
}

void Basis::add(const rules::Proof& proof) {
  for (const std::uint32_t i : proof.ground.statements) add_statement(i);
  if (proof.ground.closure >= 0) add_closure(proof.ground.closure);
  for (const rules::Proof& premise : proof.premises) add(premise);
}

std::optional<Day> Basis::horizon() const {
  std::optional<Day> oldest;
  const auto older = [&](Day day) { oldest = oldest ? std::min(*oldest, day) : day; };
  for (const std::int32_t i : closures_) {
    const snapshot::ClosureView view = snapshot_.closure(static_cast<std::uint32_t>(i));
    if (view.window.end < kEnd &&
        snapshot_.vocabulary().relation(view.pattern.relation).time != record::TimeKind::kConstant)
      older(view.window.end);
  }
  for (const std::uint32_t i : statements_) {
    if (std::find(asides_.begin(), asides_.end(), i) != asides_.end()) continue;
    const StatementView view = snapshot_.statement(i);
    const record::TimeKind time = snapshot_.vocabulary().relation(view.atom.relation).time;
    if (time == record::TimeKind::kState && view.end_open) older(view.checked);
  }
  return oldest;
}

}  // namespace entente::ask

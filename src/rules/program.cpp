#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "rules/rules.h"

namespace entente::rules {

using namespace temporal;
using logic::Evaluator;
using logic::kNobody;
using logic::kOther;

namespace {

// The text of a file without comments, cut at the full stops that end rules.
struct Piece {
  std::string text;
  std::uint32_t line = 1;
};
std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  Piece piece;
  std::uint32_t line = 1;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (c == '"') quoted = !quoted;
    if (c == '#' && !quoted) {
      while (i < text.size() && text[i] != '\n') ++i;
      ++line;
      piece.text += ' ';
      continue;
    }
    // A full stop ends a rule if white space follows.
    if (c == '.' && !quoted &&
        (i + 1 == text.size() || text[i + 1] == '\n' || text[i + 1] == ' ' || text[i + 1] == '\r')) {
      pieces.push_back(std::move(piece));
      piece = Piece{{}, line};
      continue;
    }
    if (trim(piece.text).empty()) piece.line = line;
    piece.text += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
  }
  if (!trim(piece.text).empty()) pieces.push_back(std::move(piece));
  return pieces;
}

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : trim(text))
    if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
  return out;
}

bool has_time_words(const Cond& cond) {
  if (cond.kind == Cond::Kind::kTimed && cond.binder != logic::Binder::kEver) return true;
  return std::any_of(cond.parts.begin(), cond.parts.end(), has_time_words);
}

struct Dependency {
  RelationId relation;
  bool strict;  // negated or counted
};
void dependencies(const Cond& cond, bool strict, std::vector<Dependency>& out);
void dependencies(const Term& term, std::vector<Dependency>& out) {
  for (const Cond& c : term.conds) dependencies(c, true, out);
  for (const Term& t : term.items) dependencies(t, out);
}
void dependencies(const Cond& cond, bool strict, std::vector<Dependency>& out) {
  if (cond.kind == Cond::Kind::kAtom) out.push_back({cond.relation, strict});
  for (const Term& t : cond.terms) dependencies(t, out);
  const bool inner = strict || cond.kind == Cond::Kind::kNot || cond.kind == Cond::Kind::kAll;
  for (const Cond& c : cond.parts) dependencies(c, inner, out);
}

}  // namespace

Result<Program> Program::parse(const std::vector<record::RuleText>& texts,
                               const std::vector<std::string>& files, const Facts& facts) {
  Program program;
  program.by_head_.resize(facts.vocabulary().relations.size());
  for (const record::RuleText& file : texts) {
    for (const Piece& piece : pieces_of(file.text)) {
      const std::string where =
          fmt::format("{}:{}", file.file < files.size() ? files[file.file] : "rules", piece.line);
      const auto bad = [&](std::string message, std::string hint = {}) -> Error {
        return {ErrorCode::kBadRule, std::move(message), where, std::move(hint)};
      };
      Rule rule;
      rule.text = one_line(piece.text);
      const std::size_t arrow = rule.text.find(":-");
      if (arrow == std::string::npos)
        return bad(fmt::format("\"{}\" has no \":-\"", rule.text), "head :- cond.");
      const std::string head_text = rule.text.substr(0, arrow);
      logic::Parser head(head_text, facts);
      Result<Cond> atom = head.cond();
      if (!atom) return Error{atom.error()}.at(where);
      if (atom->kind != Cond::Kind::kAtom) return bad("the head of a rule is one atom");
      rule.head = std::move(*atom);
      if (head.take("because")) {
        Result<Term> term = head.term();
        if (!term) return bad(term.error().message);
        rule.because = std::move(*term);
      }
      if (!head.at_end()) return bad("the head of a rule is one atom");
      Result<Cond> body = logic::parse_cond(rule.text.substr(arrow + 2), facts);
      if (!body) return Error{body.error().code, body.error().message, where, body.error().hint};
      if (has_time_words(*body)) return bad("a rule's body has no time words but \"ever\"");
      rule.body = std::move(*body);

      std::vector<std::string> head_variables;
      std::set<std::string> seen;
      const auto collect = [&](const Term& term) {
        if (term.kind == Term::Kind::kVariable && seen.insert(term.text).second)
          head_variables.push_back(term.text);
      };
      for (const Term& term : rule.head.terms) collect(term);
      for (const auto& [role, term] : rule.head.roles) collect(term);
      // What else the body speaks of: somebody.
      std::vector<std::string> inner;
      const std::function<void(const Cond&)> walk = [&](const Cond& cond) {
        for (const Term& term : cond.terms)
          if (term.kind == Term::Kind::kVariable && !seen.contains(term.text))
            seen.insert(term.text), inner.push_back(term.text);
        for (const auto& [role, term] : cond.roles)
          if (term.kind == Term::Kind::kVariable && !seen.contains(term.text))
            seen.insert(term.text), inner.push_back(term.text);
        if (cond.kind == Cond::Kind::kSome || cond.kind == Cond::Kind::kAll) return;
        for (const Cond& part : cond.parts) walk(part);
      };
      walk(rule.body);
      if (!inner.empty()) {
        Cond some;
        some.kind = Cond::Kind::kSome;
        some.variables = inner;
        some.parts.push_back(std::move(rule.body));
        rule.body = std::move(some);
      }
      Cond whole = Cond::both({rule.head, rule.body});
      if (Status s = logic::check_types(whole, facts, head_variables); !s) return Error{s.error()}.at(where);
      program.by_head_[record::index(rule.head.relation)].push_back(
          static_cast<std::uint32_t>(program.rules_.size()));
      program.rules_.push_back(std::move(rule));
    }
  }
  if (Status s = program.stratify(facts); !s) return s.error();
  program.find_joins();
  return program;
}

Status Program::stratify(const Facts& facts) {
  // Strongly connected components, after Tarjan (1972): each comes out after those that it rests on.
  const std::size_t n = by_head_.size();
  std::vector<std::vector<Dependency>> edges(n);
  for (const Rule& rule : rules_) dependencies(rule.body, false, edges[record::index(rule.head.relation)]);
  std::vector<int> number(n, -1);
  std::vector<int> low(n, 0);
  std::vector<bool> on_stack(n, false);
  std::vector<std::size_t> stack;
  std::vector<int> component(n, -1);
  circle_of_.assign(n, -1);
  int counter = 0;
  int components = 0;
  std::function<void(std::size_t)> visit = [&](std::size_t v) {
    number[v] = low[v] = counter++;
    stack.push_back(v);
    on_stack[v] = true;
    for (const Dependency& d : edges[v]) {
      const std::size_t w = record::index(d.relation);
      if (number[w] < 0) {
        visit(w);
        low[v] = std::min(low[v], low[w]);
      } else if (on_stack[w]) {
        low[v] = std::min(low[v], number[w]);
      }
    }
    if (low[v] != number[v]) return;
    std::vector<RelationId> members;
    std::size_t w = 0;
    do {
      w = stack.back();
      stack.pop_back();
      on_stack[w] = false;
      component[w] = components;
      if (!by_head_[w].empty()) members.push_back(RelationId(w));
    } while (w != v);
    ++components;
    if (members.empty()) return;
    const bool circle = members.size() > 1 ||
                        std::any_of(edges[v].begin(), edges[v].end(),
                                    [&](const Dependency& d) { return record::index(d.relation) == v; });
    for (const RelationId member : members)
      circle_of_[record::index(member)] = circle ? static_cast<std::int32_t>(strata_.size()) : -1;
    strata_.push_back(std::move(members));
  };
  for (std::size_t v = 0; v < n; ++v)
    if (number[v] < 0) visit(v);
  for (std::size_t v = 0; v < n; ++v)
    for (const Dependency& d : edges[v])
      if (d.strict && component[v] == component[record::index(d.relation)])
        return Error{
            ErrorCode::kCycle,
            fmt::format("{} rests on its own negation or count, by way of {}",
                        facts.vocabulary().relations[v].name, facts.vocabulary().relation(d.relation).name),
            {},
            "split the relation in two"};
  return Done{};
}

void Program::find_joins() {
  joins_.assign(by_head_.size(), false);
  recursive_.assign(by_head_.size(), false);
  for (std::size_t r = 0; r < by_head_.size(); ++r) {
    bool several = false;
    bool recursive = false;
    for (const std::uint32_t rule : by_head_[r]) {
      std::vector<Dependency> premises;
      dependencies(rules_[rule].body, false, premises);
      const auto& head = rules_[rule].head.terms;
      several = several || premises.size() > 1 || std::any_of(head.begin(), head.end(), [](const Term& t) {
                  return t.kind != Term::Kind::kVariable;
                });
      for (const Dependency& d : premises)
        for (const RelationId below : rests_on(d.relation)) recursive = recursive || below == RelationId(r);
    }
    joins_[r] = several && !recursive;
    recursive_[r] = recursive;
  }
}

std::vector<RelationId> Program::rests_on(RelationId relation) const {
  std::vector<RelationId> found{relation};
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const std::uint32_t rule : rules_of(found[i])) {
      std::vector<Dependency> next;
      dependencies(rules_[rule].body, false, next);
      for (const Dependency& d : next)
        if (std::find(found.begin(), found.end(), d.relation) == found.end()) found.push_back(d.relation);
    }
  }
  return found;
}

// ---- evaluation ----------------------------------------------------------------------------------

namespace {

// True if everything in the atom may stand in its place.
bool of_its_types(const Atom& atom, const Facts& facts) {
  const record::Relation& relation = facts.vocabulary().relation(atom.relation);
  const auto fits = [&](EntityId id, record::TypeId type) {
    return id == kNobody || id == kOther || facts.vocabulary().is_kind_of(facts.type_of(id), type);
  };
  for (std::size_t i = 0; i < atom.places.size(); ++i)
    if (!fits(atom.places[i], relation.places[i].type)) return false;
  return std::all_of(atom.roles.begin(), atom.roles.end(),
                     [&](const auto& role) { return fits(role.second, relation.roles[role.first].type); });
}

// What does not exist on a day has no part in anything, whatever follows from its place in the world.
Truths while_all_exist(Truths line, const Atom& atom, const Facts& facts, EntityId view) {
  const record::Relation& relation = facts.vocabulary().relation(atom.relation);
  const auto exists = facts.vocabulary().relation_for("existence");
  if (!exists || relation.time == record::TimeKind::kConstant) return line;
  for (std::size_t i = 0; i < atom.places.size(); ++i) {
    if (atom.places[i] == kOther || logic::is_land(relation.places[i].type, facts.vocabulary())) continue;
    Atom there;
    there.relation = *exists;
    there.places.push_back(atom.places[i]);
    line = combine(line, facts.holds(there, view), [](Holding value, Holding is) {
      return is.truth == kFalse ? Holding{kFalse, Holding::kAnnounced} : value;
    });
  }
  return line;
}

// Lays an atom's places and roles over a rule's head; nullopt if they disagree.
std::optional<Bindings> unify(const Rule& rule, const Atom& atom, const Facts& facts) {
  Bindings bindings;
  const auto lay = [&](const Term& term, EntityId value) {
    if (value == kNobody) return true;
    if (term.kind == Term::Kind::kVariable) {
      const auto [at, added] = bindings.emplace(term.text, value);
      return added || at->second == value;
    }
    return term.entity == value;  // somebody nobody has heard of is none of those that a rule names
  };
  for (std::size_t i = 0; i < atom.places.size(); ++i)
    if (!lay(rule.head.terms[i], atom.places[i])) return std::nullopt;
  for (const auto& [role, value] : atom.roles) {
    const auto at = std::find_if(rule.head.roles.begin(), rule.head.roles.end(),
                                 [r = role](const auto& x) { return x.first == r; });
    if (at == rule.head.roles.end() || !lay(at->second, value)) return std::nullopt;
  }
  if (!of_its_types(atom, facts)) return std::nullopt;
  return bindings;
}

// The head's variables that an atom leaves open (roles that it does not name).
std::vector<std::string> open_variables(const Rule& rule, const Bindings& bindings) {
  std::vector<std::string> open;
  const auto look = [&](const Term& term) {
    if (term.kind == Term::Kind::kVariable && !bindings.contains(term.text) &&
        std::find(open.begin(), open.end(), term.text) == open.end())
      open.push_back(term.text);
  };
  for (const Term& term : rule.head.terms) look(term);
  for (const auto& [role, term] : rule.head.roles) look(term);
  return open;
}

// A least fixpoint on its way: relations that rest on each other start from false, and all atoms of them that
// were asked for are worked out again until none changes.
struct Fixpoint {
  const Facts* facts;
  std::int32_t group;
  EntityId view;
  std::vector<Atom> atoms;
  std::vector<Truths> lines;
};
thread_local std::vector<Fixpoint> fixpoints;
thread_local Memo* memo = nullptr;

std::size_t fixpoint_of(const Facts& facts, std::int32_t group, EntityId view) {
  for (std::size_t i = 0; i < fixpoints.size(); ++i)
    if (fixpoints[i].facts == &facts && fixpoints[i].group == group && fixpoints[i].view == view) return i;
  return SIZE_MAX;
}

// What the rules make of an atom, once.
Truths once(const Program& program, const Facts& facts, const Atom& atom, EntityId view) {
  const Evaluator evaluate(facts, {kEnd, kEnd, view});
  Truths line({kFalse, Holding::kAnnounced});
  for (const std::uint32_t i : program.rules_of(atom.relation)) {
    const Rule& rule = program.rules()[i];
    const auto bindings = unify(rule, atom, facts);
    if (!bindings) continue;
    const std::vector<std::string> open = open_variables(rule, *bindings);
    if (open.empty()) {
      line = either(line, evaluate.truths(rule.body, *bindings));
    } else {
      Cond some;
      some.kind = Cond::Kind::kSome;
      some.variables = open;
      some.parts.push_back(rule.body);
      line = either(line, evaluate.truths(some, *bindings));
    }
  }
  return while_all_exist(std::move(line), atom, facts, view);
}

}  // namespace

std::size_t Seen::Hash::operator()(const Seen& key) const {
  std::size_t h = record::index(key.atom.relation);
  const auto mix = [&](std::uint64_t x) { h = (h ^ x) * 0x9E3779B97F4A7C15ULL, h ^= h >> 29; };
  mix(static_cast<std::uint32_t>(key.view));
  for (const EntityId id : key.atom.places) mix(static_cast<std::uint32_t>(id));
  for (const auto& [role, id] : key.atom.roles)
    mix(std::uint64_t{role} << 32 | static_cast<std::uint32_t>(id));
  return h;
}

Memo::Memo(const Facts& facts) : facts_(facts), outer_(memo) { memo = this; }
Memo::~Memo() { memo = outer_; }
Memo* Memo::of(const Facts& facts) {
  Memo* found = memo;
  while (found != nullptr && &found->facts_ != &facts) found = found->outer_;
  return found;
}

Truths by_rules(const Program& program, const Facts& facts, const Atom& atom, EntityId view) {
  std::optional<Memo> own;  // at the least while this atom is worked out
  if (Memo::of(facts) == nullptr) own.emplace(facts);
  auto& known = Memo::of(facts)->lines_;
  if (const auto at = known.find({atom, view}); at != known.end()) return at->second;
  const std::int32_t group = program.circle_of(atom.relation);
  if (group < 0) {
    Truths line = once(program, facts, atom, view);
    known.emplace(Seen{atom, view}, line);
    return line;
  }
  // By number: what is asked for meanwhile may open others.
  const std::size_t open = fixpoint_of(facts, group, view);
  if (open != SIZE_MAX) {
    Fixpoint& all = fixpoints[open];
    const auto at = std::find(all.atoms.begin(), all.atoms.end(), atom);
    if (at != all.atoms.end()) return all.lines[static_cast<std::size_t>(at - all.atoms.begin())];
    all.atoms.push_back(atom);
    all.lines.emplace_back(Holding{kFalse, Holding::kAnnounced});
    return all.lines.back();
  }
  const std::size_t mine = fixpoints.size();
  fixpoints.push_back({&facts, group, view, {atom}, {Truths({kFalse, Holding::kAnnounced})}});
  for (bool more = true; more;) {
    more = false;
    for (std::size_t i = 0; i < fixpoints[mine].atoms.size(); ++i) {
      const Atom one = fixpoints[mine].atoms[i];
      const std::size_t before = fixpoints[mine].atoms.size();
      Truths line = once(program, facts, one, view);
      more = more || fixpoints[mine].atoms.size() > before;
      if (line == fixpoints[mine].lines[i]) continue;
      fixpoints[mine].lines[i] = std::move(line);
      more = true;
    }
  }
  // All that the circle was asked for is settled now.
  Fixpoint done = std::move(fixpoints[mine]);
  fixpoints.pop_back();
  for (std::size_t i = 0; i < done.atoms.size(); ++i) known.emplace(Seen{done.atoms[i], view}, done.lines[i]);
  Truths line = std::move(done.lines[0]);
  return line;
}

void match_rules(const Program& program, const Facts& facts, const Atom& pattern, const Facts::Found& found) {
  const Evaluator evaluate(facts, {kEnd, kEnd, kNobody});
  for (const std::uint32_t i : program.rules_of(pattern.relation)) {
    const Rule& rule = program.rules()[i];
    const auto bindings = unify(rule, pattern, facts);
    if (!bindings) continue;
    const std::vector<std::string> open = open_variables(rule, *bindings);
    const auto instance = [&](const std::vector<EntityId>& values) {
      const auto value_of = [&](const Term& term) {
        if (term.kind != Term::Kind::kVariable) return term.entity;
        if (const auto at = bindings->find(term.text); at != bindings->end()) return at->second;
        return values[static_cast<std::size_t>(std::find(open.begin(), open.end(), term.text) -
                                               open.begin())];
      };
      Atom atom;
      atom.relation = pattern.relation;
      for (const Term& term : rule.head.terms) atom.places.push_back(value_of(term));
      for (const auto& [role, term] : rule.head.roles) atom.roles.emplace_back(role, value_of(term));
      if (of_its_types(atom, facts)) found(atom);
    };
    if (open.empty()) {
      const Truths line = evaluate.truths(rule.body, *bindings);
      if (line.steps().size() > 1 || line.steps()[0].value.truth != kFalse) instance({});
    } else {
      for (const logic::Solution& s : evaluate.solutions(rule.body, open, *bindings)) instance(s.values);
    }
  }
}

void match_unlisted(const Program& program, const Facts& facts, const Atom& pattern,
                    const Facts::Found& found) {
  const auto given = [](EntityId id) { return id != kNobody; };
  const bool narrowed = std::any_of(pattern.places.begin(), pattern.places.end(), given) ||
                        std::any_of(pattern.roles.begin(), pattern.roles.end(),
                                    [&](const auto& role) { return given(role.second); });
  if (!narrowed || !program.joins(pattern.relation)) return;
  Atom unheard = pattern;
  for (EntityId& id : unheard.places)
    if (id == kNobody) id = kOther;
  for (auto& [role, id] : unheard.roles)
    if (id == kNobody) id = kOther;
  const Truths line = by_rules(program, facts, unheard, kNobody);
  if (std::none_of(line.steps().begin(), line.steps().end(),
                   [](const auto& step) { return step.value.truth == kFalse; }))
    return;
  match_rules(program, facts, pattern, found);
}

// ---- the fixpoint --------------------------------------------------------------------------------

bool AtomLess::operator()(const Atom& a, const Atom& b) const {
  return std::tie(a.relation, a.places, a.roles) < std::tie(b.relation, b.places, b.roles);
}

Derivation::Derivation(const logic::RecordFacts& base, const Program& program)
    : base_(base),
      program_(program),
      table_(base.vocabulary().relations.size()),
      atoms_(table_.size()),
      contested_(table_.size(), false),
      kept_(table_.size(), false) {
  for (const record::Statement& s : base.record().statements)
    if (s.according_to != kNobody) contested_[record::index(s.atom.relation)] = true;
  for (std::size_t i = 0; i < table_.size(); ++i)
    for (const RelationId other : program.rests_on(RelationId(i)))
      if (contested_[record::index(other)]) contested_[i] = true;
  for (std::size_t i = 0; i < table_.size(); ++i) kept_[i] = !program.derives(RelationId(i));
  for (const auto& stratum : program.strata()) {
    run(stratum);
    for (const RelationId relation : stratum) kept_[record::index(relation)] = !program.recursive(relation);
  }
}

void Derivation::run(const std::vector<RelationId>& stratum) {
  // First who: heads are added until none is new. Then when: until no timeline changes.
  const auto add = [&](const Atom& atom) {
    const std::size_t r = record::index(atom.relation);
    if (!table_[r].emplace(atom, Truths({kFalse, Holding::kAnnounced})).second) return false;
    atoms_[r].push_back(atom);
    by_first_[{atom.relation, atom.places[0]}].push_back(atom);
    if (atom.places.size() > 1) by_second_[{atom.relation, atom.places[1]}].push_back(atom);
    return true;
  };
  for (const RelationId relation : stratum) {
    Atom all;
    all.relation = relation;
    all.places.assign(vocabulary().relation(relation).places.size(), kNobody);
    base_.match(all, [&](const Atom& atom) { add(atom); });
  }
  const bool recursive = program_.circle_of(stratum[0]) >= 0;
  bool more = true;
  while (more) {
    more = false;
    for (const RelationId relation : stratum) {
      Atom all;
      all.relation = relation;
      all.places.assign(vocabulary().relation(relation).places.size(), kNobody);
      std::vector<Atom> heads;
      const Memo memo_of_round(*this);
      match_rules(program_, *this, all, [&](const Atom& atom) { heads.push_back(atom); });
      for (const Atom& atom : heads) more = add(atom) || more;
    }
    if (!recursive) break;
  }
  // In a round an atom may be taken for what it was before the round: the last one changes nothing.
  more = true;
  while (more) {
    more = false;
    const Memo memo_of_round(*this);
    for (const RelationId relation : stratum) {
      for (auto& [atom, line] : table_[record::index(relation)]) {
        Truths now = by_rules(program_, *this, atom, kNobody);
        if (now == line) continue;
        line = std::move(now);
        more = true;
      }
    }
    if (!recursive) break;
  }
}

Truths Derivation::holds(const Atom& atom, EntityId view) const {
  if (!kept_[record::index(atom.relation)]) return work_out(atom, view);
  Seen key{atom, view};
  if (const auto at = known_.find(key); at != known_.end()) return at->second;
  Truths line = work_out(atom, view);
  known_.emplace(std::move(key), line);
  return line;
}

Truths Derivation::work_out(const Atom& atom, EntityId view) const {
  if (!program_.derives(atom.relation)) return base_.holds(atom, view);
  const auto& table = table_[record::index(atom.relation)];
  if (view == kNobody || !contested(atom.relation)) {
    if (const auto at = table.find(atom); at != table.end()) {
      const Truths asserted = base_.asserted(atom, view);
      return logic::settle(asserted, &at->second, base_.denied(atom, view));
    }
  }
  const Truths derived = by_rules(program_, *this, atom, view);
  return logic::settle(base_.asserted(atom, view), &derived, base_.denied(atom, view));
}

void Derivation::match(const Atom& pattern, const Found& found) const {
  if (!program_.derives(pattern.relation)) return base_.match(pattern, found);
  const std::vector<Atom>* all = &atoms_[record::index(pattern.relation)];
  static const std::vector<Atom> kNone;
  const auto look = [&](const auto& table, EntityId id) {
    const auto at = table.find({pattern.relation, id});
    all = at == table.end() ? &kNone : &at->second;
  };
  if (pattern.places[0] != kNobody)
    look(by_first_, pattern.places[0]);
  else if (pattern.places.size() > 1 && pattern.places[1] != kNobody)
    look(by_second_, pattern.places[1]);
  // By number: what is found may be added to while it is walked.
  for (std::size_t i = 0; i < all->size(); ++i)
    if (logic::agrees(pattern, (*all)[i])) found(Atom((*all)[i]));
  if (!program_.joins(pattern.relation)) return;
  const auto each_unlisted = [&](const Found& one) {
    match_unlisted(program_, *this, pattern, [&](const Atom& atom) {
      if (!table_[record::index(atom.relation)].contains(atom)) one(atom);
    });
  };
  if (!kept_[record::index(pattern.relation)]) return each_unlisted(found);
  Seen key{pattern, kNobody};
  auto at = unlisted_.find(key);
  if (at == unlisted_.end()) {
    std::vector<Atom> all_of_them;
    each_unlisted([&](const Atom& atom) { all_of_them.push_back(atom); });
    at = unlisted_.emplace(std::move(key), std::move(all_of_them)).first;
  }
  const std::vector<Atom>& unlisted = at->second;  // stays where it is, whatever `found` asks for
  for (const Atom& atom : unlisted) found(atom);
}

std::size_t Derivation::match_count(const Atom& pattern) const {
  if (!program_.derives(pattern.relation)) return base_.match_count(pattern);
  if (pattern.places[0] != kNobody) {
    const auto at = by_first_.find({pattern.relation, pattern.places[0]});
    return at == by_first_.end() ? 0 : at->second.size();
  }
  return atoms_[record::index(pattern.relation)].size();
}

std::vector<EntityId> Derivation::views_on(const Atom& pattern) const {
  std::vector<EntityId> views = base_.views_on(pattern);
  if (!program_.derives(pattern.relation) || !contested(pattern.relation)) return views;
  // A premise about one of the things that the atom speaks of.
  for (const RelationId relation : program_.rests_on(pattern.relation)) {
    if (relation == pattern.relation) continue;
    for (const EntityId id : pattern.places) {
      if (id == kNobody || id == kOther) continue;
      const std::size_t places = vocabulary().relation(relation).places.size();
      for (std::size_t i = 0; i < places; ++i) {
        if (!vocabulary().is_kind_of(type_of(id), vocabulary().relation(relation).places[i].type)) continue;
        Atom premise;
        premise.relation = relation;
        premise.places.assign(places, kNobody);
        premise.places[i] = id;
        for (const EntityId view : base_.views_on(premise)) views.push_back(view);
      }
    }
  }
  std::sort(views.begin(), views.end());
  views.erase(std::unique(views.begin(), views.end()), views.end());
  return views;
}

// ---- suppose -------------------------------------------------------------------------------------

Supposing::Supposing(const Facts& base, const Program& program, std::vector<Assumption> assumptions)
    : base_(base),
      program_(program),
      assumptions_(std::move(assumptions)),
      affected_(base.vocabulary().relations.size(), false) {
  for (const Assumption& a : assumptions_) affected_[record::index(a.atom.relation)] = true;
  for (std::size_t i = 0; i < affected_.size(); ++i)
    for (const RelationId other : program.rests_on(RelationId(i)))
      for (const Assumption& a : assumptions_)
        if (a.atom.relation == other) affected_[i] = true;
}

Truths Supposing::holds(const Atom& atom, EntityId view) const {
  if (!affected(atom.relation)) return base_.holds(atom, view);
  const auto known = known_.find({view, atom});
  if (known != known_.end()) return known->second;
  // While a fixpoint is on its way nothing that rests on it is final.
  const std::int32_t circle = program_.circle_of(atom.relation);
  const bool final = circle < 0 || fixpoint_of(*this, circle, view) == SIZE_MAX;
  Truths line = program_.derives(atom.relation)
                    ? base_.settled(atom, view, by_rules(program_, *this, atom, view))
                    : base_.holds(atom, view);
  for (const Assumption& a : assumptions_)
    if (logic::agrees(atom, a.atom))
      line = either(line, Truths::of(a.days, {kTrue, Holding::kAnnounced}, {kFalse, Holding::kAnnounced}));
  if (final) known_.emplace(std::pair{view, atom}, line);
  return line;
}

namespace {

// Patterns being matched, with the heads found so far: a relation that rests on itself is matched until there
// are no more of them.
struct Matching {
  const Facts* facts;
  const Atom* pattern;
  std::vector<Atom> heads;
  bool used = false;
};
thread_local std::vector<Matching*> matching;

}  // namespace

void Supposing::match(const Atom& pattern, const Found& found) const {
  base_.match(pattern, found);
  if (!affected(pattern.relation)) return;
  for (const Assumption& a : assumptions_)
    if (logic::agrees(pattern, a.atom)) found(a.atom);
  if (!program_.derives(pattern.relation)) return;
  for (Matching* open : matching) {
    if (open->facts != this || !(*open->pattern == pattern)) continue;
    open->used = true;
    const std::vector<Atom> heads = open->heads;
    for (const Atom& head : heads) found(head);
    return;
  }
  Matching mine{this, &pattern, {}};
  matching.push_back(&mine);
  for (bool more = true; more;) {
    const std::size_t before = mine.heads.size();
    match_rules(program_, *this, pattern, [&](const Atom& head) {
      if (std::find(mine.heads.begin(), mine.heads.end(), head) == mine.heads.end())
        mine.heads.push_back(head);
    });
    more = mine.used && mine.heads.size() > before;
  }
  matching.pop_back();
  for (const Atom& head : mine.heads) found(head);
}

}  // namespace entente::rules

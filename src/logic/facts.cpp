// The record as it was read, as a source of statements.
#include <algorithm>

#include "logic/logic.h"

namespace entente::logic {

using namespace temporal;
using record::Statement;
using record::TimeKind;

namespace {

// Takes "particular unknown" apart from "nothing is known".
bool particular(Holding h) { return h.truth == kUnknown && h.marks != 0; }

constexpr Holding kPlainUnknown{kUnknown, 0};

}  // namespace

bool is_land(TypeId type, const record::Vocabulary& vocabulary) {
  return vocabulary.type(type).name == vocabulary.setting("meaning", "land");
}

bool agrees(const Atom& pattern, const Atom& atom) {
  if (pattern.relation != atom.relation) return false;
  for (std::size_t i = 0; i < pattern.places.size(); ++i)
    if (pattern.places[i] != kNobody && pattern.places[i] != atom.places[i]) return false;
  for (const auto& [role, value] : pattern.roles) {
    const auto at = std::find_if(atom.roles.begin(), atom.roles.end(),
                                 [r = role](const auto& other) { return other.first == r; });
    if (at == atom.roles.end() || (value != kNobody && value != at->second)) return false;
  }
  return true;
}

Truths settle(const Truths& asserted, const Truths* derived, const Truths& denied) {
  const auto pick = [](Holding a, Holding r, Holding d, bool rules) -> Holding {
    if (a.truth == kTrue || r.truth == kTrue)
      return either(a.truth == kTrue ? a : r, r.truth == kTrue ? r : a);
    if (particular(a)) return a;
    if (particular(r)) return r;
    if (d.truth == kFalse) return d;
    if (rules && r.truth == kFalse) return r;
    if (particular(d)) return d;
    return kPlainUnknown;
  };
  if (derived == nullptr)
    return combine(asserted, denied, [&](Holding a, Holding d) { return pick(a, kPlainUnknown, d, false); });
  struct Pair {
    Holding a, r;
    bool operator==(const Pair&) const = default;
  };
  const auto pairs = combine(asserted, *derived, [](Holding a, Holding r) { return Pair{a, r}; });
  return combine(pairs, denied, [&](const Pair& p, Holding d) { return pick(p.a, p.r, d, true); });
}

Truths existence(const std::vector<Truths>& lines) {
  Truths there(Holding{kFalse, Holding::kAnnounced});
  for (const Truths& line : lines) {
    const Truths lasting = map(line, [](Holding h) {
      return h.lapsed() ? Holding{kTrue, Holding::kPresumed} : h;
    });
    there = combine(there, lasting, [](Holding a, Holding b) {
      return b.truth == kTrue || (b.marks != 0 && a.truth != kTrue) ? b : a;
    });
  }
  return there;
}

// ---- the record ----------------------------------------------------------------------------------

namespace {
std::uint64_t key_of(RelationId relation, EntityId entity) {
  return std::uint64_t{record::index(relation)} << 32 | static_cast<std::uint32_t>(entity);
}
}  // namespace

RecordFacts::RecordFacts(const record::Record& record)
    : record_(record),
      by_relation_(record.vocabulary.relations.size()),
      closures_by_relation_(record.vocabulary.relations.size()),
      existence_(record.entities.size()) {
  const auto exists = record.vocabulary.relation_for("existence");
  std::map<EntityId, std::vector<Truths>> lines;
  for (std::uint32_t i = 0; i < record.statements.size(); ++i) {
    const Statement& s = record.statements[i];
    by_relation_[record::index(s.atom.relation)].push_back(i);
    by_first_[key_of(s.atom.relation, s.atom.places[0])].push_back(i);
    if (s.atom.places.size() > 1) by_second_[key_of(s.atom.relation, s.atom.places[1])].push_back(i);
    if (exists && s.atom.relation == *exists && !s.negative && s.according_to == kNobody)
      lines[s.atom.places[0]].push_back(holdings(s, record.vocabulary.relation(*exists)));
  }
  for (const auto& [entity, spells] : lines) existence_[record::index(entity)] = existence(spells);
  for (std::uint32_t i = 0; i < record.closures.size(); ++i)
    closures_by_relation_[record::index(record.closures[i].pattern.relation)].push_back(i);
}

std::span<const std::uint32_t> RecordFacts::statements_of(RelationId relation, EntityId first,
                                                          EntityId second) const {
  if (first == kNobody && second == kNobody) return by_relation_[record::index(relation)];
  const auto& table = first != kNobody ? by_first_ : by_second_;
  const auto at = table.find(key_of(relation, first != kNobody ? first : second));
  return at == table.end() ? std::span<const std::uint32_t>() : at->second;
}

std::optional<Truths> RecordFacts::existence_of(EntityId entity) const {
  return existence_[record::index(entity)];
}

Truths RecordFacts::line_of(std::uint32_t i) const {
  return holdings(record_.statements[i], record_.vocabulary.relation(record_.statements[i].atom.relation));
}

Timeline<record::Standing> RecordFacts::observations_of(std::span<const std::uint32_t> statements,
                                                        RelationId relation) const {
  std::vector<const Statement*> all;
  for (const std::uint32_t i : statements) all.push_back(&record_.statements[i]);
  return observations(all, vocabulary().relation(relation));
}

// ---- meaning -------------------------------------------------------------------------------------

namespace {

EntityId second_of(const Atom& atom) { return atom.places.size() > 1 ? atom.places[1] : kNobody; }
bool speaks_of_others(const Atom& atom) {
  return std::find(atom.places.begin(), atom.places.end(), kOther) != atom.places.end();
}
bool covers(const Atom& pattern, const Atom& atom) {
  for (std::size_t k = 0; k < atom.places.size(); ++k)
    if (pattern.places[k] != kNobody && pattern.places[k] != atom.places[k]) return false;
  return std::all_of(pattern.roles.begin(), pattern.roles.end(), [&](const auto& role) {
    return std::any_of(atom.roles.begin(), atom.roles.end(), [&](const auto& r) {
      return r.first == role.first && (role.second == kNobody || r.second == role.second);
    });
  });
}

}  // namespace

bool Store::statement_agrees(std::uint32_t statement, const Atom& pattern) const {
  return agrees(pattern, atom_of(statement));
}
bool Store::closure_covers(std::uint32_t closure, const Atom& atom) const {
  return covers(pattern_of(closure), atom);
}

bool RecordFacts::statement_agrees(std::uint32_t statement, const Atom& pattern) const {
  return agrees(pattern, record_.statements[statement].atom);
}
bool RecordFacts::closure_covers(std::uint32_t closure, const Atom& atom) const {
  return covers(record_.closures[closure].pattern, atom);
}

Truths Store::asserted(const Atom& atom, EntityId view) const {
  Truths line(kPlainUnknown);
  std::vector<Span> runs;  // on some day of each it was so
  for (const std::uint32_t i : statements_of(atom.relation, atom.places[0], second_of(atom))) {
    if (is_negative(i) || !statement_agrees(i, atom)) continue;
    const EntityId whose = view_of(i);
    if (view != kNobody && whose != kNobody && whose != view) continue;
    Truths one = line_of(i);
    if (view == kNobody && whose != kNobody)
      one = map(one, [](Holding h) {
        return h.truth == kTrue || h.marks != 0 ? Holding{kUnknown, Holding::kContested} : h;
      });
    for (std::size_t k = 0; k < one.steps().size(); ++k)
      if (one.steps()[k].value.within()) runs.push_back(one.span(k));
    // Two statements: true where either is; a particular unknown outlasts "nothing is known".
    line = combine(line, one, [](Holding a, Holding b) {
      if (a.truth == kTrue || b.truth == kTrue) return either(a, b);
      // Knowledge that lapsed is outdone by anything newer.
      if (a.lapsed() && b.marks != 0 && !b.lapsed()) return b;
      return a.marks != 0 ? a : b;
    });
  }
  // A run in which another statement names the very day says nothing more of the other days.
  for (const Span run : runs) {
    if (line.at(run.begin).within() && line.span_at(run.begin) == run) continue;
    line = combine(line, Truths::of(run, {kTrue, 0}, kPlainUnknown),
                   [](Holding h, Holding in) { return in.truth == kTrue && h.within() ? kPlainUnknown : h; });
  }
  return line;
}

Truths Store::denied(const Atom& atom, EntityId view) const {
  const record::Relation& relation = vocabulary().relation(atom.relation);
  Truths line(kPlainUnknown);
  const auto deny = [&](const Truths& no) {  // `no` is true where it is denied
    line = combine(line, no, [](Holding a, Holding b) {
      if (b.truth != kTrue) return a.truth == kFalse || a.marks != 0 ? a : Holding{kUnknown, b.marks};
      const Holding denial{kFalse, b.marks};
      return a.truth == kFalse ? both(a, denial) : denial;
    });
  };
  for (std::size_t i = 0; i < atom.places.size(); ++i) {
    const EntityId id = atom.places[i];
    if (id == kOther) continue;
    if (!vocabulary().is_kind_of(type_of(id), relation.places[i].type))
      return Truths({kFalse, Holding::kAnnounced});
    if (relation.time == TimeKind::kConstant || is_land(relation.places[i].type, vocabulary())) continue;
    if (const auto there = existence_of(id))
      deny(map(*there, [](Holding h) {
        return h.truth == kFalse ? Holding{kTrue, Holding::kAnnounced} : kPlainUnknown;
      }));
  }
  if (!speaks_of_others(atom)) {
    for (const std::uint32_t i : statements_of(atom.relation, atom.places[0], second_of(atom))) {
      if (!is_negative(i)) continue;
      const Atom no = atom_of(i);
      if (no.places != atom.places) continue;
      // "Not with this role" denies only what asks for that role.
      const bool relevant = std::all_of(no.roles.begin(), no.roles.end(), [&](const auto& role) {
        return std::find(atom.roles.begin(), atom.roles.end(), role) != atom.roles.end();
      });
      if (!relevant || (view_of(i) != kNobody && view_of(i) != view)) continue;
      deny(map(line_of(i), [](Holding h) { return h.truth == kTrue ? h : Holding{kUnknown, h.marks}; }));
    }
  }
  for (const std::uint32_t i : closures_of(atom.relation)) {
    if (!closure_covers(i, atom)) continue;
    const Span window = window_of(i);
    Truths no(kPlainUnknown);
    Holding inside{kTrue, 0};
    if (relation.time == TimeKind::kConstant) inside.marks = Holding::kAnnounced;
    no.assign(window, inside);
    if (window.end < kEnd) {
      const Day lapse = window.end + relation.shelf_life_days;
      no.assign({window.end, lapse}, {kTrue, Holding::kPresumed});
      no.assign({lapse, kEnd}, {kUnknown, Holding::kLapsed});
    }
    deny(no);
  }
  return line;
}

Truths Store::holds(const Atom& atom, EntityId view) const {
  return settle(asserted(atom, view), nullptr, denied(atom, view));
}

Truths Store::settled(const Atom& atom, EntityId view, const Truths& derived) const {
  return settle(asserted(atom, view), &derived, denied(atom, view));
}

void Store::match(const Atom& pattern, const Found& found) const {
  for (const std::uint32_t i : statements_of(pattern.relation, pattern.places[0], second_of(pattern))) {
    if (!is_negative(i) && statement_agrees(i, pattern)) found(atom_of(i));
  }
}

std::size_t Store::match_count(const Atom& pattern) const {
  return statements_of(pattern.relation, pattern.places[0], second_of(pattern)).size();
}

std::vector<EntityId> Store::views_on(const Atom& pattern) const {
  std::vector<EntityId> views;
  for (const std::uint32_t i : statements_of(pattern.relation, pattern.places[0], second_of(pattern)))
    if (view_of(i) != kNobody && statement_agrees(i, pattern)) views.push_back(view_of(i));
  std::sort(views.begin(), views.end());
  views.erase(std::unique(views.begin(), views.end()), views.end());
  return views;
}

Timeline<Facts::Measured> Store::measure(RelationId relation, EntityId entity) const {
  std::vector<std::uint32_t> all;
  for (const std::uint32_t i : statements_of(relation, entity, kNobody))
    // A measure of a part is not the measure of the whole.
    if (!is_negative(i) && atom_of(i).roles.empty()) all.push_back(i);
  return map(observations_of(all, relation), [&](const record::Standing& standing) {
    if (standing.statement < 0) return Measured{};
    const std::uint32_t i = all[static_cast<std::size_t>(standing.statement)];
    return Measured{true, value_of(i), standing.presumed, static_cast<std::int32_t>(i)};
  });
}

Ground Store::ground(const Atom& atom, EntityId view, Day day) const {
  Ground ground;
  const record::Relation& relation = vocabulary().relation(atom.relation);
  if (!speaks_of_others(atom)) {
    for (const std::uint32_t i : statements_of(atom.relation, atom.places[0], second_of(atom))) {
      if (view != kNobody && view_of(i) != kNobody && view_of(i) != view) continue;
      const Atom said = atom_of(i);
      const Holding h = line_of(i).at(day);
      if (is_negative(i) ? said.places == atom.places && h.truth == kTrue
                         : agrees(atom, said) && (h.truth == kTrue || h.marks != 0))
        ground.statements.push_back(i);
    }
    if (!ground.statements.empty()) {
      ground.kind = Ground::Kind::kStatements;
      return ground;
    }
  }
  for (std::size_t i = 0; i < atom.places.size(); ++i) {
    const EntityId id = atom.places[i];
    if (id == kOther) continue;
    ground.entity = id;
    if (!vocabulary().is_kind_of(type_of(id), relation.places[i].type)) {
      ground.kind = Ground::Kind::kType;
      return ground;
    }
    if (relation.time == TimeKind::kConstant || is_land(relation.places[i].type, vocabulary())) continue;
    if (const auto there = existence_of(id); there && there->at(day).truth == kFalse) {
      ground.kind = Ground::Kind::kExistence;
      return ground;
    }
  }
  ground.entity = kNobody;
  for (const std::uint32_t i : closures_of(atom.relation)) {
    const Span window = window_of(i);
    if (!closure_covers(i, atom) || day < window.begin ||
        (window.end < kEnd && day >= window.end + relation.shelf_life_days))
      continue;
    ground.kind = Ground::Kind::kClosure;
    ground.closure = static_cast<std::int32_t>(i);
    if (window.contains(day)) return ground;  // of several, the one whose window holds the day
  }
  return ground;
}

}  // namespace entente::logic

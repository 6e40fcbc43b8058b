#include "record/validate.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace entente::record {
namespace {

using temporal::kBeginning;
using temporal::kEnd;

// The days that a statement may cover at most, and those that it surely covers.
Span widest(const Statement& s) {
  Span span;
  if (s.valid.begin_kind == Interval::End::kDated) span.begin = s.valid.begin.earliest;
  if (s.valid.end_kind == Interval::End::kDated) span.end = s.valid.end.latest;
  return span;
}
Span narrowest(const Statement& s) {
  Span span = widest(s);
  if (s.valid.begin_kind == Interval::End::kDated) span.begin = s.valid.begin.latest;
  if (s.valid.end_kind == Interval::End::kDated) span.end = s.valid.end.earliest;
  const bool began = s.valid.begin_kind != Interval::End::kUnknown;
  const bool ended = s.valid.end_kind == Interval::End::kUnknown;
  if (!began && ended) return {kBeginning, kBeginning};  // "/": on some day, nobody knows which
  if (!began) span.begin = span.end < kEnd ? span.end - 1 : s.sourcing.checked;
  if (ended) span.end = span.begin + 1;
  return span;
}

std::string in_words(Day day) {
  if (day == kBeginning) return "the beginning";
  return day == kEnd ? "now" : temporal::to_string(day);
}

class Validator {
 public:
  Validator(const Record& record, std::vector<Error>& errors, std::vector<Error>& warnings)
      : record_(record), errors_(errors), warnings_(warnings) {}

  void run() {
    overlaps();
    contradictions();
    existence();
    beginnings();
    codes();
    codes_in_time();
    sources_of_lists();
    cycles();
  }

 private:
  void fault(const Location& location, ErrorCode code, std::string message, std::string hint = {}) {
    errors_.push_back({code, std::move(message), record_.place(location), std::move(hint)});
  }

  void doubt(const Location& location, ErrorCode code, std::string message, std::string hint = {}) {
    warnings_.push_back({code, std::move(message), record_.place(location), std::move(hint)});
  }

  // Two spells of one atom; and, of a functional relation, of one first place.
  void overlaps() {
    std::map<std::tuple<std::uint32_t, std::vector<EntityId>, std::vector<std::pair<std::uint8_t, EntityId>>,
                        EntityId, bool>,
             std::vector<const Statement*>>
        groups;
    for (const Statement& s : record_.statements) {
      const Relation& relation = record_.vocabulary.relation(s.atom.relation);
      // What is disputed may stand beside what it disputes.
      if (relation.time != TimeKind::kState || s.mirrored || s.rank == Rank::kDisputed) continue;
      std::vector<EntityId> places = s.atom.places;
      if (relation.symmetric) std::sort(places.begin(), places.end());
      if (relation.functional && !s.negative) places.resize(1);
      groups[{static_cast<std::uint32_t>(s.atom.relation), places, s.atom.roles, s.according_to, s.negative}]
          .push_back(&s);
    }
    for (auto& [key, spells] : groups) {
      if (spells.size() < 2) continue;
      std::stable_sort(spells.begin(), spells.end(),
                       [](auto* a, auto* b) { return narrowest(*a).begin < narrowest(*b).begin; });
      const Statement* longest = spells[0];  // of those so far, the one that ends last
      for (std::size_t i = 1; i < spells.size(); ++i) {
        const Span a = narrowest(*longest);
        const Span b = narrowest(*spells[i]);
        if (!temporal::intersect(a, b).empty())
          fault(spells[i]->location, ErrorCode::kOverlap,
                fmt::format("{} holds from {} here and up to {} at {}", record_.print(spells[i]->atom),
                            in_words(b.begin), in_words(a.end), record_.place(longest->location)),
                "end the first spell, or join the two");
        if (b.end > a.end) longest = spells[i];
      }
    }
  }

  void contradictions() {
    std::map<std::pair<std::uint32_t, std::vector<EntityId>>, std::vector<const Statement*>> groups;
    for (const Statement& s : record_.statements)
      if (s.according_to == kNobody)
        groups[{static_cast<std::uint32_t>(s.atom.relation), s.atom.places}].push_back(&s);
    for (const auto& [key, all] : groups) {
      for (const Statement* no : all) {
        if (!no->negative || no->mirrored) continue;
        // "It was never so" reaches as far as the source could know.
        Span days = narrowest(*no);
        if (!no->on && days == Span{} && no->sourcing.checked > temporal::Day{})
          days.end = no->sourcing.checked + 1;
        for (const Statement* yes : all) {
          // A negative about some role says nothing of the others.
          const bool covers =
              std::all_of(no->atom.roles.begin(), no->atom.roles.end(), [&](const auto& role) {
                return std::find(yes->atom.roles.begin(), yes->atom.roles.end(), role) !=
                       yes->atom.roles.end();
              });
          if (yes->negative || !covers) continue;
          if (!temporal::intersect(days, narrowest(*yes)).empty())
            fault(no->location, ErrorCode::kOverlap,
                  fmt::format("{} is said not to be, and {} says that it is", record_.print(no->atom),
                              record_.place(yes->location)),
                  "give the days on which it is not");
        }
      }
    }
  }

  // A statement about days on which one of its entities was not there.
  void existence() {
    const auto exists = record_.vocabulary.relation_for("existence");
    if (!exists) return;
    std::map<EntityId, std::vector<Span>> spans;
    for (const Statement& s : record_.statements)
      if (s.atom.relation == *exists && !s.negative && s.according_to == kNobody)
        spans[s.atom.places[0]].push_back(widest(s));
    for (const Statement& s : record_.statements) {
      const Relation& relation = record_.vocabulary.relation(s.atom.relation);
      if (s.atom.relation == *exists || relation.time == TimeKind::kConstant ||
          relation.time == TimeKind::kMeasure || s.negative || s.mirrored)
        continue;
      // "Since before anything of interest" is no claim about the days before it was there.
      const Span days = narrowest(s);
      if (days.empty() || s.valid.begin_kind != Interval::End::kDated) continue;
      for (std::size_t i = 0; i < s.atom.places.size(); ++i) {
        const EntityId id = s.atom.places[i];
        const auto found = spans.find(id);
        // Land is there before and after its state.
        const bool land = record_.vocabulary.type(relation.places[i].type).name ==
                          record_.vocabulary.setting("meaning", "land");
        if (found == spans.end() || land) continue;
        // Covered by one spell, or by several that adjoin.
        Day from = days.begin;
        // "../1990" says of no day that it held then already: not before there was the entity.
        if (from == kBeginning)
          from = std::min_element(found->second.begin(), found->second.end(), [](Span a, Span b) {
                   return a.begin < b.begin;
                 })->begin;
        bool moved = true;
        while (moved && from < days.end) {
          moved = false;
          for (const Span& span : found->second)
            if (span.begin <= from && span.end > from) from = span.end, moved = true;
        }
        if (from >= days.end) continue;
        if (relation.time == TimeKind::kEvent) continue;  // an event may make or end a thing
        fault(s.location, ErrorCode::kOutsideExistence,
              fmt::format("{} is said to hold on {}, when {} did not exist", record_.print(s.atom),
                          in_words(from), record_.entity(id).id),
              "mend the days here, or those of exists");
        break;
      }
    }
  }

  void codes() {
    struct Held {
      Span days;
      EntityId entity;
    };
    std::map<std::pair<std::string, std::string>, std::vector<Held>> held;
    for (std::size_t i = 0; i < record_.entities.size(); ++i) {
      for (const Code& code : record_.entities[i].codes) {
        Span days;
        if (!code.valid.empty())
          if (Result<temporal::Interval> read = temporal::parse_interval(code.valid)) {
            // Half-open, and of an imprecise end only the days that are surely inside.
            if (read->begin_kind == temporal::Interval::End::kDated) days.begin = read->begin.latest;
            if (read->end_kind == temporal::Interval::End::kDated) days.end = read->end.earliest;
          }
        auto& all = held[{code.system, code.code}];
        for (const Held& other : all)
          if (!temporal::intersect(other.days, days).empty() && other.entity != EntityId(i))
            fault(record_.entities[i].location, ErrorCode::kCodeClash,
                  fmt::format("{} has the {} code {} on the same days as {}", record_.entities[i].id,
                              code.system, code.code, record_.entity(other.entity).id),
                  "give the days of each: {system: cow, code: 255, valid: ../1945-05-08}");
        all.push_back({days, EntityId(i)});
      }
    }
  }

  // settings.dated: what a thing of a type is dated by ("treaty: signed"). A doubt and no fault where
  // something is said of it before: some lists count from the forerunner on.
  void beginnings() {
    const auto group = record_.vocabulary.settings.find("dated");
    if (group == record_.vocabulary.settings.end()) return;
    for (const auto& [type_name, relation_name] : group->second) {
      const auto type = record_.vocabulary.find_type(type_name);
      const auto dating = record_.vocabulary.find_relation(relation_name);
      if (!type || !dating) continue;
      std::map<EntityId, Day> first;
      std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, EntityId>> told;
      for (const Statement& s : record_.statements) {
        if (s.atom.relation != *dating || s.negative) continue;
        const Day day = s.on ? s.on->earliest : widest(s).begin;
        for (const EntityId id : s.atom.places)
          if (record_.vocabulary.is_kind_of(record_.entity(id).type, *type)) {
            const auto [at, added] = first.emplace(id, day);
            if (!added) at->second = std::min(at->second, day);
          }
      }
      for (const Statement& s : record_.statements) {
        if (s.atom.relation == *dating || s.negative || s.mirrored || s.on ||
            record_.vocabulary.relation(s.atom.relation).time != TimeKind::kState ||
            s.valid.begin_kind != Interval::End::kDated)
          continue;
        for (const EntityId id : s.atom.places) {
          const auto at = first.find(id);
          if (at == first.end() || s.valid.begin.latest >= at->second) continue;
          // An entry of many is one doubt.
          if (!told.insert({s.location.file, s.location.line, s.location.column, id}).second) continue;
          doubt(s.location, ErrorCode::kOutsideExistence,
                fmt::format("{} begins on {}, and {} on {} ({})", record_.print(s.atom),
                            in_words(s.valid.begin.latest), record_.entity(id).id, in_words(at->second),
                            relation_name),
                "mend one of the two");
        }
      }
    }
  }

  // A code that was valid only when its bearer was not there.
  void codes_in_time() {
    const auto exists = record_.vocabulary.relation_for("existence");
    if (!exists) return;
    std::map<EntityId, std::vector<Span>> spans;
    for (const Statement& s : record_.statements)
      if (s.atom.relation == *exists && !s.negative && s.according_to == kNobody)
        spans[s.atom.places[0]].push_back(widest(s));
    for (const auto& [id, all] : spans) {
      const Entity& entity = record_.entity(id);
      for (const Code& code : entity.codes) {
        const Result<temporal::Interval> read = temporal::parse_interval(code.valid);
        if (code.valid.empty() || !read) continue;
        Span days;
        if (read->begin_kind == Interval::End::kDated) days.begin = read->begin.earliest;
        if (read->end_kind == Interval::End::kDated) days.end = read->end.latest;
        if (std::any_of(all.begin(), all.end(),
                        [&](Span there) { return !temporal::intersect(there, days).empty(); }))
          continue;
        fault(entity.location, ErrorCode::kOutsideExistence,
              fmt::format("{} has the {} code {} for {}, when it did not exist", entity.id, code.system,
                          code.code, code.valid),
              "mend the days of the code, or those of exists");
      }
    }
  }

  // A list that is said to be whole should have all that the record says is on it: a statement of other
  // sources alone may be of somebody whom the list's source leaves out.
  void sources_of_lists() {
    std::map<RelationId, std::vector<const Statement*>> by_relation;
    for (const Statement& s : record_.statements)
      if (!s.negative && !s.mirrored && s.according_to == kNobody) by_relation[s.atom.relation].push_back(&s);
    for (const Closure& closure : record_.closures) {
      std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>> told;
      for (const Statement* s : by_relation[closure.pattern.relation]) {
        bool on_it = !temporal::intersect(narrowest(*s), closure.window).empty();
        for (std::size_t i = 0; i < s->atom.places.size(); ++i)
          on_it = on_it &&
                  (closure.pattern.places[i] == kNobody || closure.pattern.places[i] == s->atom.places[i]);
        for (const auto& [role, value] : closure.pattern.roles)
          on_it = on_it && std::any_of(s->atom.roles.begin(), s->atom.roles.end(), [&](const auto& other) {
                    return other.first == role && (value == kNobody || other.second == value);
                  });
        if (!on_it) continue;
        const auto& of_list = closure.sourcing.sources;
        if (std::any_of(s->sourcing.sources.begin(), s->sourcing.sources.end(), [&](SourceId source) {
              return std::find(of_list.begin(), of_list.end(), source) != of_list.end();
            }))
          continue;
        if (!told.insert({s->location.file, s->location.line, s->location.column}).second) continue;
        doubt(s->location, ErrorCode::kOtherSource,
              fmt::format("{} is on a list that is said to be whole at {}, by none of its sources",
                          record_.print(s->atom), record_.place(closure.location)),
              "see whether the list's source has it, and cite that too");
      }
    }
  }

  // Nothing is a part of itself, by way of others or at once.
  void cycles() {
    // settings.part_of: the relations by which one thing is a part of another.
    const auto group = record_.vocabulary.settings.find("part_of");
    if (group == record_.vocabulary.settings.end()) return;
    for (const auto& [name, meaning] : group->second) {
      const auto relation = record_.vocabulary.find_relation(name);
      if (!relation || record_.vocabulary.relation(*relation).places.size() < 2) continue;
      std::map<EntityId, std::vector<const Statement*>> up;
      for (const Statement& s : record_.statements)
        if (s.atom.relation == *relation && !s.negative) up[s.atom.places[0]].push_back(&s);
      std::map<EntityId, int> state;  // 1: being visited, 2: done
      for (const auto& [start, unused] : up) visit(start, up, state);
    }
  }
  void visit(EntityId at, const std::map<EntityId, std::vector<const Statement*>>& up,
             std::map<EntityId, int>& state) {
    if (state[at] != 0) return;
    state[at] = 1;
    if (const auto found = up.find(at); found != up.end()) {
      for (const Statement* s : found->second) {
        const EntityId next = s->atom.places[1];
        if (state[next] == 1)
          fault(s->location, ErrorCode::kCycle,
                fmt::format("{} closes a circle: {} is a part of {} already", record_.print(s->atom),
                            record_.entity(next).id, record_.entity(at).id));
        else
          visit(next, up, state);
      }
    }
    state[at] = 2;
  }

  const Record& record_;
  std::vector<Error>& errors_;
  std::vector<Error>& warnings_;
};

}  // namespace

void validate(const Record& record, std::vector<Error>& errors, std::vector<Error>& warnings) {
  Validator(record, errors, warnings).run();
}

}  // namespace entente::record

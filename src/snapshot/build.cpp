// Compiles a record into the bytes of a snapshot.
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <unordered_map>

#include "snapshot/codec.h"
#include "snapshot/layout.h"

namespace entente::snapshot {
namespace {

using record::Record;
using record::Statement;
using temporal::Holding;
using temporal::kTrue;

template <class T>
std::string_view as_bytes(const std::vector<T>& rows) {
  return {reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(T)};
}

class Builder {
 public:
  Builder(const Record& record, Day built_on) : record_(record), facts_(record), built_on_(built_on) {}

  BuildResult build() {
    BuildResult result;
    Result<rules::Program> program = rules::Program::parse(record_.rules, record_.files, facts_);
    if (!program) {
      result.errors.push_back(program.error());
      return result;
    }
    program_ = &*program;
    const rules::Derivation derivation(facts_, *program);
    derivation_ = &derivation;
    check_counts(result.errors);
    if (!result.errors.empty()) return result;
    entities();
    statements();
    closures_and_reasons();
    groups();
    words();
    result.built =
        Built{file(),
              static_cast<std::size_t>(std::count_if(record_.statements.begin(), record_.statements.end(),
                                                     [](const Statement& s) { return !s.mirrored; })),
              derived_,
              {}};
    return result;
  }

 private:
  // ---- checks ------------------------------------------------------------------------------------

  void check_counts(std::vector<Error>& errors) const {
    for (const record::Closure& c : record_.closures) {
      if (!c.count) continue;
      // Who fills the open place on the last day of the window (or on the last day that is known).
      std::set<std::vector<EntityId>> holders;
      Day last = c.window.end < temporal::kEnd ? c.window.end - 1 : c.sourcing.checked;
      derivation_->match(c.pattern, [&](const Atom& atom) {
        Atom asked = atom;
        asked.roles = c.pattern.roles;
        if (c.window.begin >= c.window.end) return;
        const bool constant =
            record_.vocabulary.relation(atom.relation).time == record::TimeKind::kConstant ||
            record_.vocabulary.relation(atom.relation).time == record::TimeKind::kEvent;
        const Truths line = derivation_->holds(asked, kNobody);
        if (constant ? sometime(line, c.window).truth == kTrue : line.at(last).truth == kTrue)
          holders.insert(atom.places);
      });
      if (static_cast<int>(holders.size()) != *c.count) {
        std::vector<std::string> names;
        for (const auto& places : holders)
          for (std::size_t i = 0; i < places.size(); ++i)
            if (c.pattern.places[i] == kNobody) names.push_back(record_.entity(places[i]).id);
        std::sort(names.begin(), names.end());
        errors.push_back(
            {ErrorCode::kCountDisagrees,
             fmt::format("{} is said to hold {} on {}, and the record has {}", record_.print(c.pattern),
                         *c.count, temporal::to_string(last), holders.size()),
             record_.place(c.location), fmt::format("the record has {}", join(names, " "))});
      }
    }
  }

  // ---- rows --------------------------------------------------------------------------------------

  Text text(std::string_view value) {
    if (value.empty()) return {0, 0};
    const auto [at, added] = interned_.try_emplace(std::string(value), Text{});
    if (added) {
      at->second = {static_cast<std::uint32_t>(texts_.size()), static_cast<std::uint32_t>(value.size())};
      texts_ += value;
    }
    return at->second;
  }

  // Lines that are alike are kept once.
  Rows steps(const Truths& line) {
    std::string key;
    for (const auto& step : line.steps()) {
      const StepRow row{step.from.number, step.value.truth, step.value.marks};
      key.append(reinterpret_cast<const char*>(&row), sizeof row);
    }
    const auto [at, added] = lines_.try_emplace(std::move(key));
    if (added) {
      at->second = {static_cast<std::uint32_t>(steps_.size()),
                    static_cast<std::uint32_t>(line.steps().size())};
      for (const auto& step : line.steps())
        steps_.push_back({step.from.number, step.value.truth, step.value.marks});
    }
    return at->second;
  }

  Rows roles(const std::vector<std::pair<std::uint8_t, EntityId>>& all) {
    const Rows rows{static_cast<std::uint32_t>(roles_.size()), static_cast<std::uint32_t>(all.size())};
    for (const auto& [role, value] : all) roles_.push_back({role, static_cast<std::uint32_t>(value)});
    return rows;
  }

  AtomRow atom(const Atom& a) {
    AtomRow row{{kNone, kNone, kNone},
                static_cast<std::uint16_t>(a.relation),
                static_cast<std::uint16_t>(a.places.size()),
                roles(a.roles)};
    for (std::size_t i = 0; i < a.places.size(); ++i) row.places[i] = static_cast<std::uint32_t>(a.places[i]);
    return row;
  }

  SourcingRow sourcing(const record::Sourcing& s) {
    const Rows rows{static_cast<std::uint32_t>(source_refs_.size()),
                    static_cast<std::uint32_t>(s.sources.size())};
    for (const record::SourceId id : s.sources) source_refs_.push_back(static_cast<std::uint32_t>(id));
    return {rows, text(s.where), s.checked.number};
  }

  void entities() {
    for (std::size_t i = 0; i < record_.entities.size(); ++i) {
      const record::Entity& e = record_.entities[i];
      EntityRow row{};
      row.id = text(e.id);
      row.name = text(e.name);
      row.names = {static_cast<std::uint32_t>(names_.size()), static_cast<std::uint32_t>(e.names.size())};
      for (const record::Name& n : e.names)
        names_.push_back({text(n.text), text(n.language), text(n.valid), static_cast<std::uint32_t>(n.kind)});
      row.codes = {static_cast<std::uint32_t>(codes_.size()), static_cast<std::uint32_t>(e.codes.size())};
      for (const record::Code& c : e.codes) codes_.push_back({text(c.system), text(c.code)});
      if (const auto there = facts_.existence_of(EntityId(i))) row.existence = steps(*there);
      row.type = static_cast<std::uint16_t>(e.type);
      row.the = e.the ? 1 : 0;
      entities_.push_back(row);
      const record::Type& type = record_.vocabulary.type(e.type);
      (type.literal ? by_text_ : by_id_).emplace_back(e.id, static_cast<std::uint32_t>(i));
      if (!type.literal) forms_of(e, static_cast<std::uint32_t>(i));
    }
    std::sort(by_id_.begin(), by_id_.end());
    std::sort(by_text_.begin(), by_text_.end());
    for (const record::Source& s : record_.sources)
      sources_.push_back({text(s.key), text(s.title), text(s.publisher), text(s.date), text(s.url)});
    for (const auto& [folded, bearers] : by_form_) {
      forms_.push_back(
          {text(folded),
           {static_cast<std::uint32_t>(named_.size()), static_cast<std::uint32_t>(bearers.size())}});
      named_.insert(named_.end(), bearers.begin(), bearers.end());
    }
  }

  void forms_of(const record::Entity& e, std::uint32_t number) {
    const auto add = [&](std::string_view name, std::uint32_t index, record::Name::Kind kind) {
      std::string folded = name_key(name);
      if (folded.empty()) return;
      auto& bearers = by_form_[std::move(folded)];
      const bool known = std::any_of(bearers.begin(), bearers.end(),
                                     [&](const NamedRow& row) { return row.entity == number; });
      if (!known) bearers.push_back({number, index, static_cast<std::uint32_t>(kind)});
    };
    add(e.name, kNone, record::Name::Kind::kName);
    for (std::size_t k = 0; k < e.names.size(); ++k)
      if (e.names[k].language == "en" || e.names[k].text != e.name)
        add(e.names[k].text, static_cast<std::uint32_t>(k), e.names[k].kind);
  }

  void statements() {
    for (const Statement& s : record_.statements) {
      StatementRow row{};
      row.atom = atom(s.atom);
      row.sourcing = sourcing(s.sourcing);
      row.acts = {static_cast<std::uint32_t>(acts_.size()), static_cast<std::uint32_t>(s.acts.size())};
      for (const record::Act& a : s.acts) acts_.push_back({text(a.act), text(a.date.written)});
      row.line = steps(holdings(s, record_.vocabulary.relation(s.atom.relation)));
      using End = record::Interval::End;
      const auto end = [&](End kind, const record::Date& date, std::uint32_t open, std::uint32_t unknown,
                           Text& written, std::int32_t& earliest, std::int32_t& latest) {
        if (kind == End::kOpen) row.flags |= open;
        if (kind == End::kUnknown) row.flags |= unknown;
        if (kind != End::kDated) return;
        written = text(date.written);
        earliest = date.earliest.number;
        latest = date.latest.number;
      };
      end(s.valid.begin_kind, s.valid.begin, StatementRow::kBeginOpen, StatementRow::kBeginUnknown, row.begin,
          row.begin_earliest, row.begin_latest);
      end(s.valid.end_kind, s.valid.end, StatementRow::kEndOpen, StatementRow::kEndUnknown, row.end,
          row.end_earliest, row.end_latest);
      if (s.on) row.on = text(s.on->written), row.flags |= StatementRow::kHasOn;
      if (s.negative) row.flags |= StatementRow::kNegative;
      if (s.mirrored) row.flags |= StatementRow::kMirrored;
      row.rank = static_cast<std::uint32_t>(s.rank);
      row.value = s.value;
      row.note = text(s.note);
      row.according_to = static_cast<std::uint32_t>(s.according_to);
      row.file = text(record_.files[s.location.file]);
      row.file_line = s.location.line;
      statements_.push_back(row);
    }
  }

  void closures_and_reasons() {
    for (const record::Closure& c : record_.closures)
      closures_.push_back({atom(c.pattern), sourcing(c.sourcing), c.window.begin.number, c.window.end.number,
                           c.count.value_or(-1)});
    for (const record::Reason& r : record_.reasons)
      reasons_.push_back({atom(r.atom), sourcing(r.sourcing), text(r.text), r.negative ? 1U : 0U});
  }

  // For every relation: its statements in three orders, its closures, and every group of atoms with when it
  // holds.
  void groups() {
    const record::Vocabulary& v = record_.vocabulary;
    std::vector<std::vector<std::uint32_t>> of(v.relations.size());
    for (std::uint32_t i = 0; i < record_.statements.size(); ++i)
      of[record::index(record_.statements[i].atom.relation)].push_back(i);
    std::vector<std::vector<std::uint32_t>> closures(v.relations.size());
    for (std::uint32_t i = 0; i < record_.closures.size(); ++i)
      closures[record::index(record_.closures[i].pattern.relation)].push_back(i);
    const rules::Memo memo(*derivation_);
    restated_.resize(v.relations.size());
    for (std::size_t r = 0; r < v.relations.size(); ++r)
      restated_[r] = v.relations[r].places.size() == 2 && restates(logic::RelationId(r));
    for (std::size_t r = 0; r < v.relations.size(); ++r) {
      RelationRow row{};
      const auto place = [&](std::uint32_t i, std::size_t p) {
        const auto& places = record_.statements[i].atom.places;
        return p < places.size() ? static_cast<std::uint32_t>(places[p]) : kNone;
      };
      row.statements = append(by_relation_, of[r]);
      std::vector<std::uint32_t> sorted = of[r];
      std::stable_sort(sorted.begin(), sorted.end(),
                       [&](auto a, auto b) { return place(a, 0) < place(b, 0); });
      row.by_first = append(by_first_, sorted);
      std::stable_sort(sorted.begin(), sorted.end(),
                       [&](auto a, auto b) { return std::pair(place(a, 1), a) < std::pair(place(b, 1), b); });
      row.by_second = append(by_second_, sorted);
      row.closures = append(closures_by_relation_, closures[r]);
      const RelationId id{static_cast<std::uint16_t>(r)};
      row.contested = derivation_->contested(id) ? 1 : 0;
      row.derived = program_->derives(id) ? 1 : 0;

      std::map<std::vector<EntityId>, std::vector<Atom>> by_places;
      if (row.derived != 0) {
        for (const Atom& a : derivation_->atoms(id)) by_places[a.places].push_back(a), ++derived_;
      } else {
        for (const std::uint32_t i : of[r])
          by_places[record_.statements[i].atom.places].push_back(record_.statements[i].atom);
      }
      row.groups.first = static_cast<std::uint32_t>(groups_.size());
      for (auto& [places, atoms] : by_places) {
        GroupRow group{{kNone, kNone, kNone},
                       static_cast<std::uint16_t>(r),
                       static_cast<std::uint16_t>(places.size()),
                       {},
                       {}};
        for (std::size_t i = 0; i < places.size(); ++i)
          group.places[i] = static_cast<std::uint32_t>(places[i]);
        Atom some;
        some.relation = id;
        some.places = places;
        group.line = steps(derivation_->holds(some, kNobody));
        if (row.derived != 0) {
          std::sort(atoms.begin(), atoms.end(),
                    [](const Atom& a, const Atom& b) { return a.roles < b.roles; });
          atoms.erase(std::unique(atoms.begin(), atoms.end()), atoms.end());
          group.wholes = {static_cast<std::uint32_t>(wholes_.size()),
                          static_cast<std::uint32_t>(atoms.size())};
          for (const Atom& a : atoms)
            wholes_.push_back({roles(a.roles), steps(derivation_->holds(a, kNobody))});
        }
        groups_.push_back(group);
      }
      row.groups.count = static_cast<std::uint32_t>(groups_.size()) - row.groups.first;
      std::vector<std::uint32_t> second(row.groups.count);
      for (std::uint32_t i = 0; i < row.groups.count; ++i) second[i] = row.groups.first + i;
      std::stable_sort(second.begin(), second.end(),
                       [&](auto a, auto b) { return groups_[a].places[1] < groups_[b].places[1]; });
      row.groups_by_second = append(groups_by_second_, second);
      row.mortal = mortal(id) ? 1 : 0;
      if (v.relations[r].places.size() == 2) lists(id, second, closures[r], row.derived != 0);
      relations_.push_back(row);
    }
    std::set<std::pair<logic::RelationId, std::vector<EntityId>>> aside = open_runs();
    // With pairs of which something is denied, and nothing said: groups behind those of all relations.
    for (std::size_t r = 0; r < v.relations.size(); ++r) {
      if (v.relations[r].places.size() != 2) continue;
      const logic::RelationId id{static_cast<std::uint16_t>(r)};
      for (const logic::RelationId relation : program_->rests_on(id)) {
        if (relation != id && !restated_[r]) continue;
        for (const std::uint32_t i : of[record::index(relation)])
          if (record_.statements[i].negative) aside.emplace(id, record_.statements[i].atom.places);
      }
    }
    for (const GroupRow& g : groups_)
      if (g.place_count == 2)
        aside.erase({logic::RelationId(g.relation), {EntityId(g.places[0]), EntityId(g.places[1])}});
    for (const auto& [relation, places] : aside)
      groups_.push_back(
          {{static_cast<std::uint32_t>(places[0]), static_cast<std::uint32_t>(places[1]), kNone},
           static_cast<std::uint16_t>(relation),
           2,
           steps(derivation_->holds({relation, places, {}}, kNobody)),
           {}});
    // An open-addressed table of groups by relation and first two places.
    std::size_t size = 16;
    while (size < groups_.size() * 2) size *= 2;
    group_index_.assign(size, kNone);
    for (std::uint32_t i = 0; i < groups_.size(); ++i) {
      if (groups_[i].place_count > 2) continue;
      std::size_t at =
          group_hash(groups_[i].relation, groups_[i].places[0], groups_[i].places[1]) & (size - 1);
      while (group_index_[at] != kNone) at = (at + 1) & (size - 1);
      group_index_[at] = i;
    }
    size = 16;
    while (size < lists_.size() * 2) size *= 2;
    list_index_.assign(size, kNone);
    for (std::uint32_t i = 0; i < lists_.size(); ++i) {
      std::size_t at = group_hash(lists_[i].relation, kNone, lists_[i].second) & (size - 1);
      while (list_index_[at] != kNone) at = (at + 1) & (size - 1);
      list_index_[at] = i;
    }
  }

  // True if nothing tells apart those who are in no group of the relation with this second place: no closure
  // names one of them. Of a relation whose rules restate others, in these too.
  bool alike(logic::RelationId id, EntityId second) const {
    for (const logic::RelationId relation : program_->rests_on(id)) {
      if (relation != id && !restated_[record::index(id)]) continue;
      for (const record::Closure& c : record_.closures)
        if (c.pattern.relation == relation && c.pattern.places[0] != kNobody &&
            (c.pattern.places[1] == kNobody || c.pattern.places[1] == second))
          return false;
    }
    return true;
  }

  // True if every rule of a relation says in its head what one atom of two places that no rule derives says,
  // of the same two: member_of(?x, ?o) :- status(?x, ?o, kind: full).
  bool restates(logic::RelationId id) const {
    const auto& places = record_.vocabulary.relation(id).places;
    return std::all_of(program_->rules_of(id).begin(), program_->rules_of(id).end(), [&](std::uint32_t i) {
      const rules::Rule& rule = program_->rules()[i];
      if (rule.body.kind != logic::Cond::Kind::kAtom || program_->derives(rule.body.relation) ||
          rule.body.terms != rule.head.terms || rule.head.terms[0] == rule.head.terms[1])
        return false;
      const record::Relation& said = record_.vocabulary.relation(rule.body.relation);
      for (std::size_t p = 0; p < places.size(); ++p)
        if (rule.head.terms[p].kind != logic::Term::Kind::kVariable ||
            !record_.vocabulary.is_kind_of(places[p].type, said.places[p].type))
          return false;
      return mortal(rule.body.relation) == mortal(id) &&
             std::all_of(rule.body.roles.begin(), rule.body.roles.end(),
                         [](const auto& role) { return role.second.kind == logic::Term::Kind::kEntity; });
    });
  }
  // True if the relation is false of what does not exist, in the first place.
  bool mortal(logic::RelationId id) const {
    const record::Relation& relation = record_.vocabulary.relation(id);
    return relation.time != record::TimeKind::kConstant &&
           !logic::is_land(relation.places[0].type, record_.vocabulary);
  }

  // Fills open_runs_ and gives back the pairs in them.
  std::set<std::pair<logic::RelationId, std::vector<EntityId>>> open_runs() {
    std::set<std::pair<logic::RelationId, std::vector<EntityId>>> pairs;
    for (std::size_t r = 0; r < record_.vocabulary.relations.size(); ++r) {
      const record::Relation& relation = record_.vocabulary.relations[r];
      const logic::RelationId id{static_cast<std::uint16_t>(r)};
      if (!program_->joins(id) || relation.places.size() != 2) continue;
      for (std::uint32_t place = 0; place < 2; ++place) {
        for (std::uint32_t e = 0; e < record_.entities.size(); ++e) {
          if (!record_.vocabulary.is_kind_of(record_.entities[e].type, relation.places[place].type)) continue;
          std::set<std::pair<EntityId, std::vector<std::pair<std::uint8_t, EntityId>>>> atoms;
          Atom pattern{id, {kNobody, kNobody}, {}};
          pattern.places[place] = EntityId(e);
          // Where closures settle everybody who is not listed there is nothing to find.
          Atom unheard = pattern;
          unheard.places[1 - place] = logic::kOther;
          if (settles(facts_.denied(unheard, kNobody))) continue;
          rules::match_unlisted(*program_, *derivation_, pattern, [&](const Atom& atom) {
            if (!derivation_->lists(atom)) atoms.emplace(atom.places[1 - place], atom.roles);
          });
          if (atoms.empty()) continue;
          open_runs_.push_back(
              {static_cast<std::uint32_t>(r),
               place,
               e,
               {static_cast<std::uint32_t>(open_atoms_.size()), static_cast<std::uint32_t>(atoms.size())}});
          for (const auto& [other, roles_of] : atoms) {
            open_atoms_.push_back({static_cast<std::uint32_t>(other), roles(roles_of)});
            pattern.places[1 - place] = other;
            pairs.emplace(id, pattern.places);
          }
        }
      }
    }
    return pairs;
  }

  // The lists of a relation of two places; `by_second` are its groups in order of second place.
  void lists(logic::RelationId id, const std::vector<std::uint32_t>& by_second,
             const std::vector<std::uint32_t>& closures, bool derived) {
    std::map<EntityId, std::vector<std::uint32_t>> groups;
    for (const std::uint32_t g : by_second) groups[EntityId(groups_[g].places[1])].push_back(g);
    for (const std::uint32_t c : closures)
      if (const EntityId second = record_.closures[c].pattern.places[1]; second != kNobody) groups[second];
    for (const auto& [second, of_it] : groups) {
      ListRow list{static_cast<std::uint32_t>(id), static_cast<std::uint32_t>(second), {}, {}};
      list.members.first = static_cast<std::uint32_t>(members_.size());
      for (const std::uint32_t g : of_it) {
        const std::size_t before = members_.size();
        const std::span<const StepRow> line(steps_.data() + groups_[g].line.first, groups_[g].line.count);
        for (std::size_t i = 0; i < line.size(); ++i) {
          if (line[i].truth != temporal::kTrue) continue;
          const std::int32_t end = i + 1 < line.size() ? line[i + 1].day : temporal::kEnd.number;
          if (members_.size() > before && members_.back().end == line[i].day)
            members_.back().end = end;
          else
            members_.push_back({groups_[g].places[0], line[i].day, end});
        }
      }
      list.members.count = static_cast<std::uint32_t>(members_.size()) - list.members.first;
      logic::Atom other;
      other.relation = id;
      other.places = {logic::kOther, second};
      if (alike(id, second) &&
          (!derived || restated_[record::index(id)] || settles(facts_.denied(other, kNobody))))
        list.others = steps(derivation_->holds(other, kNobody));
      lists_.push_back(list);
    }
  }

  static Rows append(std::vector<std::uint32_t>& all, const std::vector<std::uint32_t>& some) {
    const Rows rows{static_cast<std::uint32_t>(all.size()), static_cast<std::uint32_t>(some.size())};
    all.insert(all.end(), some.begin(), some.end());
    return rows;
  }

  void words() {
    Words words{record_.vocabulary, record_.rules, record_.files};
    for (std::size_t r = 0; r < words.vocabulary.relations.size(); ++r)
      words.vocabulary.relations[r].derived = program_->derives(RelationId(r));
    vocabulary_ = encode(words);
  }

  // ---- the file ----------------------------------------------------------------------------------

  std::string file() {
    std::vector<std::uint32_t> entity_index;
    for (const auto& [id, number] : by_id_) entity_index.push_back(number);
    std::vector<std::uint32_t> text_index;
    for (const auto& [id, number] : by_text_) text_index.push_back(number);
    std::size_t size = 16;
    while (size < forms_.size() * 2) size *= 2;
    std::vector<std::uint32_t> named_index(size, kNone);
    for (std::uint32_t i = 0; i < forms_.size(); ++i) {
      const std::string_view folded =
          std::string_view(texts_).substr(forms_[i].folded.at, forms_[i].folded.size);
      std::size_t at = XXH3_64bits(folded.data(), folded.size()) & (size - 1);
      while (named_index[at] != kNone) at = (at + 1) & (size - 1);
      named_index[at] = i;
    }
    const std::array<std::string_view, kSectionCount> contents{texts_,
                                                               as_bytes(entities_),
                                                               as_bytes(names_),
                                                               as_bytes(codes_),
                                                               as_bytes(entity_index),
                                                               as_bytes(text_index),
                                                               as_bytes(named_index),
                                                               as_bytes(forms_),
                                                               as_bytes(named_),
                                                               as_bytes(statements_),
                                                               as_bytes(roles_),
                                                               as_bytes(acts_),
                                                               as_bytes(source_refs_),
                                                               as_bytes(sources_),
                                                               as_bytes(by_relation_),
                                                               as_bytes(by_first_),
                                                               as_bytes(by_second_),
                                                               as_bytes(closures_),
                                                               as_bytes(closures_by_relation_),
                                                               as_bytes(reasons_),
                                                               as_bytes(steps_),
                                                               as_bytes(groups_),
                                                               as_bytes(wholes_),
                                                               as_bytes(group_index_),
                                                               as_bytes(groups_by_second_),
                                                               as_bytes(lists_),
                                                               as_bytes(list_index_),
                                                               as_bytes(members_),
                                                               as_bytes(open_runs_),
                                                               as_bytes(open_atoms_),
                                                               as_bytes(relations_),
                                                               vocabulary_};
    std::string out(sizeof(Header) + kSectionCount * sizeof(SectionRow), '\0');
    std::array<SectionRow, kSectionCount> table{};
    for (std::size_t i = 0; i < kSectionCount; ++i) {
      out.resize((out.size() + 7) / 8 * 8, '\0');
      table[i] = {out.size(), contents[i].size()};
      out += contents[i];
    }
    std::memcpy(out.data() + sizeof(Header), table.data(), sizeof table);
    Header header{kMagic, kFormatVersion, kByteOrder, out.size(), 0, built_on_.number, kSectionCount};
    std::memcpy(out.data(), &header, sizeof header);
    header.checksum = XXH3_64bits(out.data() + kChecksummedFrom, out.size() - kChecksummedFrom);
    std::memcpy(out.data(), &header, sizeof header);
    return out;
  }

  const Record& record_;
  logic::RecordFacts facts_;
  Day built_on_;
  const rules::Program* program_ = nullptr;
  const rules::Derivation* derivation_ = nullptr;
  std::size_t derived_ = 0;

  std::string texts_;
  std::unordered_map<std::string, Text> interned_;
  std::vector<EntityRow> entities_;
  std::vector<NameRow> names_;
  std::vector<CodeRow> codes_;
  std::vector<std::pair<std::string, std::uint32_t>> by_id_;
  std::vector<std::pair<std::string, std::uint32_t>> by_text_;
  std::map<std::string, std::vector<NamedRow>> by_form_;
  std::vector<FormRow> forms_;
  std::vector<NamedRow> named_;
  std::vector<StatementRow> statements_;
  std::vector<RoleRow> roles_;
  std::vector<ActRow> acts_;
  std::vector<std::uint32_t> source_refs_;
  std::vector<SourceRow> sources_;
  std::vector<std::uint32_t> by_relation_, by_first_, by_second_, closures_by_relation_, groups_by_second_,
      group_index_;
  std::vector<ClosureRow> closures_;
  std::vector<ReasonRow> reasons_;
  std::vector<StepRow> steps_;
  std::unordered_map<std::string, Rows> lines_;
  std::vector<GroupRow> groups_;
  std::vector<WholeRow> wholes_;
  std::vector<bool> restated_;  // by relation: restates()
  std::vector<ListRow> lists_;
  std::vector<std::uint32_t> list_index_;
  std::vector<MemberRow> members_;
  std::vector<OpenRunRow> open_runs_;
  std::vector<OpenAtomRow> open_atoms_;
  std::vector<RelationRow> relations_;
  std::string vocabulary_;
};

}  // namespace

BuildResult build(const Record& record, Day built_on) { return Builder(record, built_on).build(); }

}  // namespace entente::snapshot

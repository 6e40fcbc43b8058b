// The engine and a plain scan by definition (naive.h) agree on random queries that use every operator.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "base/base.h"
#include "tests/query/naive.h"

namespace entente::query {
namespace {

using logic::Facts;
using naive::Model;
using naive::Value;
using record::RelationId;
using temporal::day_of;
using temporal::kBeginning;
using temporal::kEnd;
using temporal::kFalse;
using temporal::kTrue;
using temporal::kUnknown;
using temporal::Span;
using temporal::Truth;

const Day kToday = day_of(2025, 6, 1);
const std::vector<Day> kCursors = {kToday,
                                   day_of(2023, 5, 31),
                                   day_of(1999, 6, 15),
                                   day_of(1984, 2, 29),
                                   day_of(1966, 1, 1),
                                   day_of(1943, 7, 7),
                                   day_of(2026, 3, 1)};
const std::vector<std::string> kDates = {
    "1914",       "1939-09",    "1953", "1957",    "1965", "1969-12-31", "1975-11-05", "1990-06-30",
    "1991-12-26", "1999-01-01", "2010", "2014-06", "2018", "2021-01-01", "2025-06-01", "2026-02-01"};
const std::vector<std::string> kIntervals = {"1939-09-01/1945-05-09", "1950/1960", "1950-01-01/1990-12-31",
                                             "1960/1975-01-01",       "1990/..",   "../1955",
                                             "2000-01-01/2009-12-31", "2015/2030"};

record::Loaded load_small() { return record::load("tests/records/small"); }

record::Record read_small() {
  record::Loaded loaded = load_small();
  for (const Error& error : loaded.errors) ADD_FAILURE() << error.to_string();
  if (!loaded.record) std::abort();
  return std::move(*loaded.record);
}

// A record and all that answers from it.
struct World {
  explicit World(record::Record read)
      : record(std::move(read)),
        facts(record),
        program(*rules::Program::parse(record.rules, record.files, facts)),
        derivation(facts, program) {
    snapshot::BuildResult result = snapshot::build(record, kToday);
    for (const Error& error : result.errors) ADD_FAILURE() << error.to_string();
    bytes = std::move(result.built->bytes);
    snapshot = std::move(*Snapshot::from_bytes(bytes));
  }

  record::Record record;
  logic::RecordFacts facts;
  rules::Program program;
  rules::Derivation derivation;
  std::string bytes;
  std::unique_ptr<Snapshot> snapshot;
};

World& small() {
  static World* const world = new World(read_small());
  return *world;
}

std::vector<Day> days_of_interest() {
  std::vector<Day> days;
  for (const Day cursor : kCursors) days.insert(days.end(), {cursor, cursor + 1});
  const auto add = [&](std::string_view text) {
    const Span span = *temporal::parse_period(text);
    for (const Day day : {span.begin, span.end - 1, span.end})
      if (kBeginning < day && day < kEnd) days.push_back(day);
  };
  for (const std::string& text : kDates) add(text);
  for (const std::string& text : kIntervals) add(text);
  return days;
}

std::size_t query_count() {
  if (const char* set = std::getenv("ENTENTE_RANDOM_QUERIES"))
    return static_cast<std::size_t>(std::atoll(set));
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(NDEBUG)
  return 2'000;
#else
  return 10'000;
#endif
}

std::uint64_t seed() {
  if (const char* set = std::getenv("ENTENTE_SEED")) return static_cast<std::uint64_t>(std::atoll(set));
  return 20'250'601;
}

// ---- random queries, as text -------------------------------------------------------------------------

class Maker {
 public:
  Maker(const World& world, std::uint64_t seed) : world_(world), random_(seed) {}

  std::string query() {
    scope_.clear();
    names_ = 0;
    std::string made;
    switch (below(20)) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4:
      case 5:
      case 6:
      case 7:
      case 8: made = "ask " + cond(3); break;
      case 9: made = "why " + cond(2); break;
      case 10:
      case 11: made = pick({"when (", "when begin (", "when end ("}) + cond(2) + ")"; break;
      case 12:
      case 13:
      case 14: made = which(1); break;
      case 15:
      case 16: made = which(2); break;
      case 17: made = picked(); break;
      default: made = value(); break;
    }
    if (below(30) == 0) {
      made += " suppose " + ground();
      if (below(2) == 0) made += " in " + pick(below(2) == 0 ? kDates : kIntervals);
    }
    return made;
  }

  const std::string& date() { return pick(kDates); }
  // "?v" and a condition that speaks of it.
  std::pair<std::string, std::string> set_parts() {
    scope_.clear();
    names_ = 0;
    const std::string made = set(1);
    return {made.substr(1, made.find(':') - 1),
            made.substr(made.find(':') + 2, made.size() - made.find(':') - 3)};
  }
  // A closure of some list, which does not run out: a list that has lapsed makes what rests on it lapse too.
  record::Closure closure() {
    record::Closure made;
    while (true) {
      const record::Relation& r = vocabulary().relations[below(vocabulary().relations.size())];
      if (r.time == record::TimeKind::kMeasure) continue;
      made.pattern.relation = *vocabulary().find_relation(r.name);
      for (const record::Place& place : r.places)
        made.pattern.places.push_back(below(2) == 0
                                          ? record::kNobody
                                          : *world_.record.find(entity(vocabulary().type(place.type).name)));
      made.window = *temporal::parse_period(pick({"1900-01-01/..", "1950/..", "1990-06-01/.."}));
      return made;
    }
  }

  // A cond without variables that nobody asks for.
  std::string cond(int depth) {
    if (depth <= 0) return below(6) == 0 ? test(0) : atom();
    switch (below(16)) {
      case 0:
      case 1: return atom();
      case 2:
      case 3: return "(" + cond(depth - 1) + " and " + cond(depth - 1) + ")";
      case 4:
      case 5: return "(" + cond(depth - 1) + " or " + cond(depth - 1) + ")";
      case 6:
      case 7: return "(not " + cond(depth - 1) + ")";
      case 8:
      case 9: {
        const Hold hold(*this, random_type());
        return "(some ?" + hold.name + ": (" + about(hold.name) + " and " + cond(depth - 1) + "))";
      }
      case 10: {
        const Hold a(*this, random_type());
        const Hold b(*this, random_type());
        return "(some ?" + a.name + ", ?" + b.name + ": (" + about(a.name) + " and " + about(b.name) + "))";
      }
      case 11: {
        const Hold hold(*this, random_type());
        return "(all ?" + hold.name + ": " + about(hold.name) + " => " + cond(depth - 1) + ")";
      }
      case 12:
      case 13: return "(" + cond(depth - 1) + ")" + time();
      default: return test(depth - 1);
    }
  }

 private:
  struct Variable {
    std::string name;
    std::string type;
  };
  // A variable that stands for something of a type while this lives.
  struct Hold {
    Hold(Maker& made_by, const std::string& type)
        : maker(made_by), name("v" + std::to_string(made_by.names_++)) {
      maker.scope_.push_back({name, type});
    }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    ~Hold() { maker.scope_.pop_back(); }
    Maker& maker;
    std::string name;
  };

  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  const std::string& pick(const std::vector<std::string>& from) { return from[below(from.size())]; }
  std::string pick(std::initializer_list<std::string> from) { return pick(std::vector<std::string>(from)); }
  std::string random_type() {
    return pick({"state", "state", "state", "organization", "treaty", "conflict"});
  }
  const record::Vocabulary& vocabulary() const { return world_.record.vocabulary; }

  std::string entity(const std::string& type) {
    std::vector<std::string> all;
    for (const record::Entity& e : world_.record.entities)
      if (vocabulary().is_kind_of(e.type, *vocabulary().find_type(type))) all.push_back(e.id);
    return pick(all);
  }

  // What stands in a place: a variable, a name, or somebody.
  std::string argument(record::TypeId type, const std::string& wanted, bool variables) {
    const std::string& name = vocabulary().type(type).name;
    if (!wanted.empty() && vocabulary().is_kind_of(*vocabulary().find_type(type_of(wanted)), type))
      return "?" + wanted;
    if (variables && !scope_.empty() && below(2) == 0) {
      const Variable& v = scope_[below(scope_.size())];
      if (vocabulary().is_kind_of(*vocabulary().find_type(v.type), type)) return "?" + v.name;
    }
    if (variables && below(12) == 0) return "_";
    return entity(name);
  }
  std::string type_of(const std::string& variable) const {
    for (const Variable& v : scope_)
      if (v.name == variable) return v.type;
    return {};
  }

  std::string atom_of(const record::Relation& r, const std::string& wanted, bool variables) {
    std::string made = r.name + "(";
    // A wanted variable goes to one of the places that take it.
    std::vector<std::size_t> takers;
    for (std::size_t i = 0; i < r.places.size() && !wanted.empty(); ++i)
      if (vocabulary().is_kind_of(*vocabulary().find_type(type_of(wanted)), r.places[i].type))
        takers.push_back(i);
    const std::size_t taker = takers.empty() ? SIZE_MAX : takers[below(takers.size())];
    for (std::size_t i = 0; i < r.places.size(); ++i)
      made += (i > 0 ? ", " : "") + argument(r.places[i].type, i == taker ? wanted : "", variables);
    for (const record::Place& role : r.roles)
      if (below(2) == 0) made += ", " + role.name + ": " + argument(role.type, "", variables);
    return made + ")";
  }

  std::string atom() {
    while (true) {
      const record::Relation& r = vocabulary().relations[below(vocabulary().relations.size())];
      if (r.time == record::TimeKind::kMeasure) continue;
      if (below(25) == 0) return "state(" + argument(*vocabulary().find_type("state"), "", false) + ")";
      return atom_of(r, "", true);
    }
  }

  // An atom that a variable stands in.
  std::string about(const std::string& variable) {
    const record::TypeId type = *vocabulary().find_type(type_of(variable));
    while (true) {
      const record::Relation& r = vocabulary().relations[below(vocabulary().relations.size())];
      if (r.time == record::TimeKind::kMeasure) continue;
      const bool takes = std::any_of(r.places.begin(), r.places.end(), [&](const record::Place& p) {
        return vocabulary().is_kind_of(type, p.type) && vocabulary().type(p.type).name != "thing";
      });
      if (takes) return atom_of(r, variable, true);
    }
  }

  std::string ground() {
    const std::vector<Variable> none;
    const std::vector<Variable> kept = std::exchange(scope_, none);
    static const std::vector<std::string> kRelations = {"status",       "party_to",    "in_force",
                                                        "declared_war", "allied_with", "located_in",
                                                        "obliges",      "member_of",   "fought"};
    const std::string made =
        atom_of(vocabulary().relation(*vocabulary().find_relation(pick(kRelations))), "", false);
    scope_ = kept;
    return made;
  }

  std::string time() {
    switch (below(6)) {
      case 0: return " at " + pick(kDates);
      case 1: return " in " + period();
      case 2: return " throughout " + period();
      case 3: return " in " + pick({"before ", "after "}) + pick(kDates);
      case 4: return " at " + pick(kIntervals);
      default: return " ever";
    }
  }
  std::string period() {
    switch (below(4)) {
      case 0: return pick(kDates);
      case 1: return entity("conflict");
      default: return pick(kIntervals);
    }
  }

  std::string set(int depth) {
    const Hold hold(*this, random_type());
    std::string inner = about(hold.name);
    if (depth > 0)
      inner = "(" + inner + pick({" and ", " or "}) + (below(3) == 0 ? "not " : "") + about(hold.name) + ")";
    return "{?" + hold.name + ": " + inner + "}";
  }
  std::string list(const std::string& type) {
    std::string made = "{" + entity(type);
    for (std::size_t n = below(5); n > 0; --n) made += ", " + entity(type);
    return made + "}";
  }
  std::string comparison() { return pick({" = ", " != ", " < ", " <= ", " > ", " >= "}); }
  std::string measure() {
    return pick({"active_personnel(", "population("}) +
           argument(*vocabulary().find_type("state"), "", false) + ")";
  }
  std::string moment(int depth) { return pick({"begin(", "end("}) + cond(depth) + ")"; }

  std::string test(int depth) {
    switch (below(13)) {
      case 0:
      case 1: return "count(" + set(depth) + ")" + comparison() + std::to_string(below(9));
      case 2: return "count(" + set(depth) + ")" + comparison() + "count(" + set(depth) + ")";
      case 3: return set(depth) + pick({" = ", " != ", " includes "}) + set(0);
      case 4: {
        const Hold hold(*this, "state");
        return "{?" + hold.name + ": member_of(?" + hold.name + ", " + entity("organization") + ")}" +
               pick({" = ", " != ", " includes "}) + list("state");
      }
      case 5: return set(depth) + " includes " + entity("state");
      case 6: return moment(depth) + comparison() + moment(depth);
      case 7: return moment(depth) + comparison() + pick(kDates);
      case 8: return "length(" + cond(depth) + ")" + comparison() + std::to_string(below(20'000));
      case 9: return measure() + comparison() + measure();
      case 10: return measure() + comparison() + pick({"12500", "800000", "5000000", "500"});
      case 11: return pick(kDates) + comparison() + pick(kDates);
      default:
        if (scope_.empty()) return list("state") + " includes " + entity("state");
        return "?" + scope_.back().name + pick({" = ", " != "}) + entity(scope_.back().type);
    }
  }

  std::string which(int variables) {
    const Hold a(*this, random_type());
    if (variables == 1)
      return "which ?" + a.name + ": (" + about(a.name) + pick({" and ", " or ", " and not "}) +
             about(a.name) + ")" + maybe_time();
    const Hold b(*this, random_type());
    return "which ?" + a.name + ", ?" + b.name + ": (" + about(a.name) + " and " + about(b.name) + ")" +
           maybe_time();
  }
  std::string maybe_time() { return below(3) == 0 ? time() : ""; }

  std::string picked() {
    const Hold hold(*this, "state");
    const std::string of = "member_of(?" + hold.name + ", " + entity("organization") + ")";
    const std::string made =
        "which ?" + hold.name + ": " + of + maybe_time() + pick({" first", " last", " nth 2", " nth 3"});
    if (below(3) == 0) return made + " by active_personnel(?" + hold.name + ")";
    return made + " by begin(" + of + ")";
  }

  std::string value() {
    switch (below(6)) {
      case 0:
      case 1: return "value count(" + set(1) + ")" + at();
      case 2: return "value " + measure() + at();
      case 3: return "value " + moment(1);
      case 4: return "value length(" + cond(1) + ")";
      default: return "value " + set(1) + at();
    }
  }
  std::string at() { return below(2) == 0 ? "" : " at " + pick(kDates); }

  const World& world_;
  std::mt19937_64 random_;
  std::vector<Variable> scope_;
  int names_ = 0;
};

// ---- the two answers ---------------------------------------------------------------------------------

class Agreement : public ::testing::Test {
 protected:
  Agreement() : model_(small().record, small().program.rules(), days_of_interest(), kToday) {}

  // The days on which either may change, the days beside them, and some others.
  std::vector<Day> days_to_ask(const Model& model, const Truths& line, std::mt19937_64& random) const {
    std::vector<Day> days;
    for (const Day day : model.pieces()) days.insert(days.end(), {day, day - 1, day + 1});
    for (const auto& step : line.steps()) days.insert(days.end(), {step.from, step.from - 1, step.from + 1});
    for (int i = 0; i < 8; ++i) days.push_back(Day{static_cast<std::int32_t>(random() % 80'000) - 40'000});
    std::erase_if(days, [](Day day) { return day < kBeginning || day >= kEnd; });
    return days;
  }

  // Where they first differ; empty if nowhere.
  std::string difference(const Model& model, const Truths& line, const Value& value,
                         std::mt19937_64& random) const {
    for (const Day day : days_to_ask(model, line, random)) {
      const Truth engine = line.at(day).truth;
      const Truth scan = value.on[model.piece(day)].truth;
      if (engine != scan)
        return fmt::format("on {} ({}): engine {}, scan {}", temporal::to_string(day), day.number,
                           temporal::name_of(engine), temporal::name_of(scan));
    }
    return {};
  }

  // What is wrong with an outcome; empty if nothing.
  std::string disagreement(const Query& query, const Outcome& out, Model& model, const Model::At& at,
                           std::mt19937_64& random) {
    model.forget();
    switch (query.head) {
      case Head::kAsk:
      case Head::kWhy: return difference(model, out.timeline, model.eval(query.cond, {}, at), random);
      case Head::kWhen:
      case Head::kWhenBegin:
      case Head::kWhenEnd: {
        const Value value = model.eval(query.cond, {}, at);
        if (std::string wrong = difference(model, out.timeline, value, random); !wrong.empty()) return wrong;
        const auto spells = model.spells(value);
        if (spells.size() != out.spells.size())
          return fmt::format("{} spells, scan {}", out.spells.size(), spells.size());
        for (std::size_t i = 0; i < spells.size(); ++i)
          if (spells[i].begin != out.spells[i].begin || spells[i].end != out.spells[i].end)
            return fmt::format("spell {} differs", i);
        return {};
      }
      case Head::kWhich: return rows_disagree(query, out, model, at, random);
      case Head::kValue: return values_disagree(query, out, model, at);
      case Head::kDescribe: return {};
    }
    return {};
  }

  std::string rows_disagree(const Query& query, const Outcome& out, Model& model, const Model::At& at,
                            std::mt19937_64& random) {
    const bool any_day = query.pick && !timed(query.cond);
    const auto now_of = [&](const Value& value) {
      return any_day ? model.sometime(value, {kBeginning, at.cursor + 1}).truth
                     : value.on[model.piece(at.cursor)].truth;
    };
    std::map<std::vector<EntityId>, const Row*> rows;
    for (const Row& row : out.rows) rows[row.values] = &row;
    std::size_t sure = 0;
    bool open = false;
    bool unlisted = false;
    std::string wrong;
    std::map<std::vector<EntityId>, Value> all;
    model.each(query.variables, query.cond, {}, [&](const logic::Bindings& bound) {
      std::vector<EntityId> values;
      bool other = false;
      for (const std::string& name : query.variables) {
        values.push_back(bound.find(name)->second);
        other = other || values.back() == logic::kOther;
      }
      const Value value = model.eval(query.cond, bound, at);
      const Truth now = now_of(value);
      if (other) {
        open = open || now != kFalse;
        return;
      }
      all.emplace(values, value);
      sure += now == kTrue ? 1 : 0;
      if (query.pick || !wrong.empty()) return;
      const auto row = rows.find(values);
      if (row == rows.end()) {
        unlisted = unlisted || now == kUnknown;
        if (now == kTrue) wrong = "a row is missing: " + print(values);
        return;
      }
      if (row->second->now.truth != now) wrong = "now differs of " + print(values);
      if (std::string line = difference(model, row->second->when, value, random); !line.empty())
        wrong = print(values) + " " + line;
    });
    if (!wrong.empty()) return wrong;
    if (out.open != open) return fmt::format("open: engine {}, scan {}", out.open, open);
    if (unlisted && !out.open) return "somebody who may is not listed, and the list is said to be whole";
    if (!query.pick && out.holding != sure) return fmt::format("{} hold, scan {}", out.holding, sure);
    if (query.pick) return picks_disagree(query, out, model, at, all, now_of);
    return {};
  }

  // Of those that surely hold, the ones whose rank may be the one asked for.
  std::string picks_disagree(const Query& query, const Outcome& out, Model& model, const Model::At& at,
                             const std::map<std::vector<EntityId>, Value>& all,
                             const std::function<Truth(const Value&)>& now_of) {
    struct Ranked {
      EntityId id;
      double least, most;
    };
    std::vector<Ranked> ranked;
    for (const auto& [values, value] : all) {
      if (now_of(value) != kTrue) continue;
      const logic::Bindings bound{{query.variables[0], values[0]}};
      const Term& by = query.pick->by;
      if (by.text == "begin") {
        const auto spells = model.spells(model.eval(by.conds[0], bound, at));
        const bool last = query.pick->kind == Pick::Kind::kLast;
        if (spells.empty() || !(last ? spells.back() : spells.front()).begin) continue;
        const Moment m = *(last ? spells.back() : spells.front()).begin;
        ranked.push_back({values[0], double(m.earliest.number), double(m.latest.number)});
      } else {
        const auto n = model.numbers(by, bound, at)[model.piece(std::min(at.cursor, kToday))];
        if (n.known) ranked.push_back({values[0], n.least, n.most});
      }
    }
    const int wanted = query.pick->kind == Pick::Kind::kNth ? query.pick->nth : 1;
    std::set<EntityId> picks;
    for (const Ranked& a : ranked) {
      int before = 0, perhaps = 0;
      for (const Ranked& b : ranked) {
        if (a.id == b.id) continue;
        const bool last = query.pick->kind == Pick::Kind::kLast;
        if (last ? b.least > a.most : b.most < a.least)
          ++before;
        else if (!(last ? b.most < a.least : b.least > a.most))
          ++perhaps;
      }
      if (before + 1 <= wanted && wanted <= before + perhaps + 1) picks.insert(a.id);
    }
    std::set<EntityId> engine;
    for (const Row& row : out.rows) engine.insert(row.values[0]);
    return engine == picks ? "" : fmt::format("picked {}, scan {}", engine.size(), picks.size());
  }

  std::string values_disagree(const Query& query, const Outcome& out, Model& model, const Model::At& at) {
    const Term& term = query.term;
    if (term.kind == Term::Kind::kSet) {
      const std::size_t i = model.piece(out.day);
      std::set<EntityId> members;
      bool open = false;
      for (const auto& [id, value] : model.members(term, {}, at)) {
        if (id == logic::kOther)
          open = value->on[i].truth != kFalse;
        else if (value->on[i].truth == kTrue)
          members.insert(id);
      }
      if (members != std::set<EntityId>(out.members.begin(), out.members.end()))
        return fmt::format("{} members, scan {}", out.members.size(), members.size());
      return open == out.open ? "" : "open differs";
    }
    if (term.text == "begin" || term.text == "end") {
      std::vector<Moment> all;
      for (const auto& spell : model.spells(model.eval(term.conds[0], {}, at)))
        if (const auto& moment = term.text == "begin" ? spell.begin : spell.end) all.push_back(*moment);
      return all == out.moments ? "" : fmt::format("{} moments, scan {}", out.moments.size(), all.size());
    }
    const auto scans = model.numbers(term, {}, at);
    for (std::size_t i = 0; i < model.pieces().size(); ++i) {
      const auto& scan = scans[i];
      const logic::Quantity& engine = out.quantities.at(model.pieces()[i]);
      if (engine.known != scan.known ||
          (scan.known && (engine.least != scan.least || engine.most != scan.most)))
        return fmt::format("on {}: engine {} {} to {}, scan {} {} to {}",
                           temporal::to_string(model.pieces()[i]), engine.known, engine.least, engine.most,
                           scan.known, scan.least, scan.most);
    }
    return {};
  }

  std::string checked(const Query& query, const Outcome& out, const Context& context,
                      std::mt19937_64& random);

  static bool timed(const Cond& cond) {
    if (cond.kind == Cond::Kind::kTimed) return true;
    return std::any_of(cond.parts.begin(), cond.parts.end(), timed);
  }
  static std::string print(const std::vector<EntityId>& values) {
    std::string text;
    for (const EntityId id : values) text += std::string(small().snapshot->id_of(id)) + " ";
    return text;
  }

  Model model_;
};

// The record with what a query supposes stated in it, of no view and said ahead.
record::Record with_suppositions(const Query& query, Model& model, Day cursor) {
  record::Record record = small().record;
  for (const Assumption& a : query.suppose) {
    record::Statement s;
    s.atom.relation = a.atom.relation;
    for (const Term& term : a.atom.terms) s.atom.places.push_back(term.entity);
    for (const auto& [role, term] : a.atom.roles) s.atom.roles.emplace_back(role, term.entity);
    std::sort(s.atom.roles.begin(), s.atom.roles.end());
    const Span days = a.period ? model.days_of(*a.period, cursor) : Span{kBeginning, kEnd};
    s.valid.begin_kind = s.valid.end_kind = record::Interval::End::kDated;
    s.valid.begin.earliest = s.valid.begin.latest = days.begin;
    s.valid.end.earliest = s.valid.end.latest = days.end;
    record.statements.push_back(s);
    if (!record.vocabulary.relation(s.atom.relation).symmetric) continue;
    std::swap(s.atom.places[0], s.atom.places[1]);
    record.statements.push_back(s);
  }
  return record;
}

// What is wrong with an outcome, suppositions and all; empty if nothing.
std::string Agreement::checked(const Query& query, const Outcome& out, const Context& context,
                               std::mt19937_64& random) {
  const Model::At at{context.cursor, context.view};
  if (query.suppose.empty()) return disagreement(query, out, model_, at, random);
  const record::Record supposed = with_suppositions(query, model_, context.cursor);
  Model model(supposed, small().program.rules(), days_of_interest(), kToday);
  return disagreement(query, out, model, at, random);
}

TEST_F(Agreement, OnWhatItOnceGotWrong) {
  struct Row {
    const char* what;
    const char* query;
    const char* view;
  };
  const Row kRows[] = {
      {"A relation that rests on itself, supposed, was worked out again for every way to reach it",
       "value count({?v0: country(?v0) and (in_region(?v0, isles) or not owes_defence(?v0, ?v0))}) at 1957 "
       "suppose located_in(LIM, northland)",
       ""},
      {"Somebody found was dropped because nothing more was found of somebody else in a condition within",
       "ask some ?v0: (recognises(?v0, ?v0) and some ?v1: (recognises(FOX, ?v1) and some ?v2: "
       "(recognises(?v2, ?v2) and count({?v3: bound_by(?v3, talking-pact)}) <= 0)))",
       "ALF"},
      {"Of all those nobody has heard of it was so on the same day of a run",
       "when all ?v0: sovereign_over(?v0, ?v0) => some ?v1, ?v2: (open_to(?v1, earth) and tested(?v2))",
       "ALF"},
  };
  const Snapshot& snapshot = *small().snapshot;
  std::mt19937_64 random(1);
  for (const Row& row : kRows) {
    const Result<Query> query = parse(row.query, snapshot);
    ASSERT_TRUE(query) << row.query << query.error().to_string();
    for (const Day cursor : kCursors) {
      const Context context{cursor, kToday, *row.view == '\0' ? logic::kNobody : *snapshot.find(row.view)};
      EXPECT_EQ(checked(*query, *evaluate(*query, snapshot, context), context, random), "")
          << row.what << "\n"
          << row.query;
    }
  }
}

TEST_F(Agreement, TenThousandRandomQueries) {
  const std::uint64_t kSeed = seed();
  SCOPED_TRACE(fmt::format("ENTENTE_SEED={}", kSeed));
  RecordProperty("seed", std::to_string(kSeed));
  Maker maker(small(), kSeed);
  std::mt19937_64 random(kSeed + 1);
  const Snapshot& snapshot = *small().snapshot;
  const std::vector<EntityId> views = {logic::kNobody, logic::kNobody, logic::kNobody, *snapshot.find("ALF"),
                                       *snapshot.find("ECH")};
  const std::size_t count = query_count();
  std::map<std::string, std::size_t> used;
  std::size_t truths = 0, yes = 0, no = 0, unknown = 0, failures = 0, refused = 0;
  for (std::size_t done = 0; done < count && failures < 12;) {
    const std::string text = maker.query();
    Result<Query> query = parse(text, snapshot);
    if (!query) {
      // A variable's two places may take nothing in common; no other mistake can be made here.
      ASSERT_TRUE(query.error().code == ErrorCode::kTypeMismatch) << text << "\n"
                                                                  << query.error().to_string();
      ASSERT_LT(++refused, count) << text;
      continue;
    }
    ++done;
    const std::string printed = query::print(*query, snapshot);
    const Result<Query> again = parse(printed, snapshot);
    ASSERT_TRUE(again) << text << "\n" << printed << "\n" << again.error().to_string();
    EXPECT_EQ(query::print(*again, snapshot), printed) << text;
    EXPECT_TRUE(*again == *query) << text << "\n" << printed;
    const Context context{kCursors[random() % kCursors.size()], kToday, views[random() % views.size()]};
    const Result<Outcome> out = evaluate(*query, snapshot, context);
    ASSERT_TRUE(out) << text;
    const std::string wrong = checked(*query, *out, context, random);
    if (!wrong.empty()) {
      ++failures;
      ADD_FAILURE() << printed << "\ncursor " << temporal::to_string(context.cursor) << ", view "
                    << (context.view == logic::kNobody ? "nobody's" : snapshot.id_of(context.view)) << "\n"
                    << wrong;
    }
    for (const char* word : {"and",        "or",       "not",    "some",   "all",    "at",     "in",
                             "throughout", "ever",     "before", "after",  "count(", "begin(", "end(",
                             "length(",    "includes", "first",  "last",   "nth",    "which",  "suppose",
                             "_",          "state(",   " = ",    " != ",   " < ",    " <= ",   " > ",
                             " >= ",       "kind:",    "side:",  "under:", "{"})
      if (printed.find(word) != std::string::npos) ++used[word];
    if (query->head == Head::kAsk || query->head == Head::kWhy) {
      ++truths;
      const auto any = [&](Truth truth) {
        return std::any_of(out->timeline.steps().begin(), out->timeline.steps().end(),
                           [&](const auto& step) { return step.value.truth == truth; });
      };
      yes += any(kTrue), no += any(kFalse), unknown += any(kUnknown);
    }
  }
  if (failures > 0) return;
  EXPECT_EQ(used.size(), 33U) << "an operator was never used";
  // The queries are not all alike: of the truths, so many are true, false and unknown on some day.
  fmt::print("seed {}: {} queries; of {} truths {} true, {} false, {} unknown on some day\n", kSeed, count,
             truths, yes, no, unknown);
  EXPECT_GE(yes * 10, truths * 3);
  EXPECT_GE(no * 10, truths * 3);
  EXPECT_GE(unknown * 10, truths);
}

// ---- laws ----------------------------------------------------------------------------------------------

// The truth of a condition over all of time; nullopt if its places do not go together.
std::optional<Truths> truth_of(const Snapshot& snapshot, const std::string& cond, const Context& context) {
  const Result<Query> query = parse("ask " + cond, snapshot);
  if (!query) return std::nullopt;
  return evaluate(*query, snapshot, context)->timeline;
}

bool same_truths(const Truths& a, const Truths& b) {
  const auto same = temporal::combine(a, b, [](Holding x, Holding y) { return x.truth == y.truth; });
  return std::all_of(same.steps().begin(), same.steps().end(), [](const auto& step) { return step.value; });
}

class Laws : public ::testing::Test {
 protected:
  Laws() : maker_(small(), seed() + 2), random_(seed() + 3) {
    RecordProperty("seed", std::to_string(seed()));
  }
  Context context() {
    static const std::vector<std::string> kViews = {"", "", "ALF", "ECH"};
    const std::string& view = kViews[random_() % kViews.size()];
    return {kCursors[random_() % kCursors.size()], kToday,
            view.empty() ? logic::kNobody : *small().snapshot->find(view)};
  }
  const std::size_t count_ = query_count() / 10;
  Maker maker_;
  std::mt19937_64 random_;
};

TEST_F(Laws, AskedOfADayIsTheTimelineOnThatDay) {
  for (std::size_t done = 0; done < count_;) {
    const std::string cond = maker_.cond(3);
    const std::string& date = maker_.date();
    const Context c = context();
    const auto line = truth_of(*small().snapshot, "(" + cond + ")", c);
    const auto at = truth_of(*small().snapshot, "(" + cond + ") at " + date, c);
    if (!line) continue;
    ++done;
    const Span days = *temporal::parse_period(date);
    const Day day = days.contains(c.cursor) ? c.cursor : days.end - 1;
    ASSERT_TRUE(at) << cond;
    EXPECT_EQ(at->steps().size(), 1U) << cond;
    EXPECT_EQ(at->at(c.cursor).truth, line->at(day).truth)
        << "seed " << seed() << ": " << cond << " at " << date;
  }
}

TEST_F(Laws, DeMorgan) {
  for (std::size_t done = 0; done < count_;) {
    const std::string a = "(" + maker_.cond(2) + ")", b = "(" + maker_.cond(2) + ")";
    const Context c = context();
    const auto neither = truth_of(*small().snapshot, "not (" + a + " or " + b + ")", c);
    const auto both_not = truth_of(*small().snapshot, "not " + a + " and not " + b, c);
    const auto not_both = truth_of(*small().snapshot, "not (" + a + " and " + b + ")", c);
    const auto either_not = truth_of(*small().snapshot, "not " + a + " or not " + b, c);
    if (!neither || !both_not || !not_both || !either_not) continue;
    ++done;
    EXPECT_TRUE(same_truths(*neither, *both_not)) << "seed " << seed() << ": " << a << " " << b;
    EXPECT_TRUE(same_truths(*not_both, *either_not)) << "seed " << seed() << ": " << a << " " << b;
  }
}

TEST_F(Laws, WhichAndCountAgree) {
  const Snapshot& snapshot = *small().snapshot;
  for (std::size_t done = 0; done < count_;) {
    const auto [variable, cond] = maker_.set_parts();
    const Result<Query> which = parse("which " + variable + ": " + cond, snapshot);
    const Result<Query> count = parse("value count({" + variable + ": " + cond + "})", snapshot);
    if (!which || !count) continue;
    ++done;
    const Context c = context();
    const Outcome rows = *evaluate(*which, snapshot, c);
    const logic::Quantity range = evaluate(*count, snapshot, c)->quantities.at(c.cursor);
    const std::string of = fmt::format("seed {}: {}: {}", seed(), variable, cond);
    EXPECT_EQ(range.least, static_cast<double>(rows.holding)) << of;
    EXPECT_EQ(std::isinf(range.most), rows.open) << of;
    if (rows.open) continue;
    EXPECT_EQ(range.most, static_cast<double>(rows.rows.size())) << of;
  }
}

TEST_F(Laws, ANewClosureOnlySettlesWhatWasUnknown) {
  const std::size_t worlds = 10;
  std::size_t settled = 0;
  for (std::size_t w = 0; w < worlds; ++w) {
    record::Record more = small().record;
    for (int i = 0; i < 3; ++i) {
      record::Closure closure = maker_.closure();
      closure.sourcing = more.closures[0].sourcing;
      more.closures.push_back(std::move(closure));
    }
    const World world(std::move(more));
    for (std::size_t done = 0; done < count_ / worlds;) {
      const std::string cond = maker_.cond(2);
      const Context c = context();
      const auto before = truth_of(*small().snapshot, cond, c);
      if (!before) continue;
      ++done;
      const auto after = truth_of(*world.snapshot, cond, c);
      ASSERT_TRUE(after) << cond;
      const auto changed = temporal::combine(*before, *after, [](Holding x, Holding y) {
        return x.truth == y.truth ? 0 : x.truth == kUnknown ? 1 : 2;
      });
      for (const auto& step : changed.steps()) {
        settled += step.value == 1 ? 1 : 0;
        if (step.value != 2) continue;
        std::string closures;
        for (std::size_t i = world.record.closures.size() - 3; i < world.record.closures.size(); ++i)
          closures += world.record.print(world.record.closures[i].pattern) + " " +
                      temporal::to_string(world.record.closures[i].window.begin) + "\n";
        ADD_FAILURE() << "seed " << seed() << ": " << cond << " from " << temporal::to_string(step.from)
                      << ": " << temporal::name_of(before->at(step.from).truth) << " became "
                      << temporal::name_of(after->at(step.from).truth) << " by\n"
                      << closures;
        break;
      }
    }
  }
  EXPECT_GT(settled, 0U) << "no closure made any difference";
}

}  // namespace
}  // namespace entente::query

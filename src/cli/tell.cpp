#include "cli/tell.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace entente::cli {

namespace json = boost::json;
using logic::Ground;
using snapshot::EntityId;
using snapshot::Snapshot;
using snapshot::StatementView;
using temporal::Holding;
using temporal::Truths;

namespace {

std::string_view kind_of(record::Name::Kind kind) {
  switch (kind) {
    case record::Name::Kind::kName: return "name";
    case record::Name::Kind::kOfficial: return "official";
    case record::Name::Kind::kAbbreviation: return "abbreviation";
    case record::Name::Kind::kFormer: return "former";
    case record::Name::Kind::kLoose: return "loose";
    case record::Name::Kind::kAdjective: return "adjective";
    case record::Name::Kind::kPeople: return "people";
  }
  return {};
}

std::string_view name_of(record::Rank rank) {
  switch (rank) {
    case record::Rank::kPreferred: return "preferred";
    case record::Rank::kNormal: return "normal";
    case record::Rank::kDisputed: return "disputed";
  }
  return {};
}

std::string_view name_of(Ground::Kind kind) {
  switch (kind) {
    case Ground::Kind::kStatements: return "statement";
    case Ground::Kind::kRule: return "rule";
    case Ground::Kind::kClosure: return "closure";
    case Ground::Kind::kExistence: return "existence";
    case Ground::Kind::kType: return "type";
    case Ground::Kind::kClass: return "class";
    case Ground::Kind::kNothing: return "nothing";
  }
  return {};
}

// The statements that name an entity in a place or a role, each once, by relation and then by day.
std::vector<std::uint32_t> statements_about(const Snapshot& snapshot, EntityId id) {
  std::vector<std::pair<StatementView, std::uint32_t>> found;
  for (std::uint32_t i = 0; i < snapshot.statement_rows(); ++i) {
    StatementView s = snapshot.statement(i);
    const auto& places = s.atom.places;
    const bool named = std::find(places.begin(), places.end(), id) != places.end() ||
                       std::any_of(s.atom.roles.begin(), s.atom.roles.end(),
                                   [&](const auto& role) { return role.second == id; });
    // A symmetric statement stands there in both directions.
    const bool twin = snapshot.vocabulary().relation(s.atom.relation).symmetric && places.size() == 2 &&
                      places[0] != id && places[1] == id;
    if (named && !twin) found.emplace_back(std::move(s), i);
  }
  std::stable_sort(found.begin(), found.end(), [&](const auto& a, const auto& b) {
    const auto key = [&](const StatementView& s) {
      return std::tuple(record::index(s.atom.relation), s.atom.places[0] != id,
                        s.begin_earliest.value_or(temporal::kBeginning));
    };
    return key(a.first) < key(b.first);
  });
  std::vector<std::uint32_t> numbers;
  for (const auto& [view, number] : found) numbers.push_back(number);
  return numbers;
}

std::string when_text(const StatementView& s) {
  if (!s.on_written.empty()) return std::string(s.on_written);
  const std::string begin = s.begin_open ? ".." : std::string(s.begin_written);
  const std::string end = s.end_open ? ".." : std::string(s.end_written);
  return begin == ".." && end == ".." ? std::string() : begin + "/" + end;
}

bool is_measure(const Snapshot& snapshot, const StatementView& s) {
  return snapshot.vocabulary().relation(s.atom.relation).time == record::TimeKind::kMeasure;
}

}  // namespace

json::value number_json(double number) {
  if (std::isfinite(number) && std::floor(number) == number && std::abs(number) < 9e15)
    return static_cast<std::int64_t>(number);
  if (!std::isfinite(number)) return nullptr;
  return number;
}

std::string number_text(double number) { return fmt::format("{}", number); }

std::string name_or_id(const Snapshot& snapshot, EntityId id) {
  const std::string_view name = snapshot.name_of(id);
  return std::string(name.empty() ? snapshot.id_of(id) : name);
}

std::string holding_text(const Holding& holding) {
  std::string text = holding.presumed() ? "presumed " : "";
  text += temporal::name_of(holding.truth);
  if (holding.truth == temporal::kUnknown) {
    if (holding.contested())
      text += " (contested)";
    else if (holding.between() || holding.within())
      text += " (the day is not known exactly)";
    else if (holding.lapsed())
      text += " (last checked too long ago)";
  }
  return text;
}

Truths as_told(const Truths& line) {
  return temporal::map(line, [](Holding value) {
    if (value.truth != temporal::kUnknown)
      value.marks &= Holding::kPresumed;
    else if (value.contested())
      value.marks = Holding::kContested;
    else if (value.between() || value.within())
      value.marks = Holding::kBetween;
    else
      value.marks &= Holding::kLapsed;
    return value;
  });
}

json::array timeline_json(const Truths& whole) {
  const Truths line = as_told(whole);
  json::array steps;
  for (std::size_t i = 0; i < line.steps().size(); ++i) {
    const temporal::Span days = line.span(i);
    const Holding& value = line.steps()[i].value;
    json::object step{{"from", nullptr}, {"until", nullptr}, {"value", view(temporal::name_of(value.truth))}};
    if (days.begin > temporal::kBeginning) step["from"] = temporal::to_string(days.begin);
    if (days.end < temporal::kEnd) step["until"] = temporal::to_string(days.end);
    if (value.presumed()) step["presumed"] = true;
    if (value.truth == temporal::kUnknown) {
      if (value.contested())
        step["because"] = "contested";
      else if (value.between() || value.within())
        step["because"] = "imprecise";
      else if (value.lapsed())
        step["because"] = "lapsed";
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

std::string statement_text(const Snapshot& snapshot, std::uint32_t statement) {
  const StatementView s = snapshot.statement(statement);
  std::string text = (s.negative ? "not " : "") + logic::print(s.atom, snapshot);
  if (is_measure(snapshot, s)) text += " = " + number_text(s.value);
  if (const std::string when = when_text(s); !when.empty()) text += "  " + when;
  if (!s.acts.empty()) {
    std::vector<std::string> acts;
    for (const auto& [act, day] : s.acts) acts.push_back(fmt::format("{} {}", act, day));
    text += "  (" + join(acts, ", ") + ")";
  }
  if (s.according_to != snapshot::kNobody) text += "  according to " + name_or_id(snapshot, s.according_to);
  if (s.rank != record::Rank::kNormal) text += fmt::format("  {}", name_of(s.rank));
  std::vector<std::string> sources;
  for (const std::uint32_t source : s.sources) sources.emplace_back(snapshot.source(source).key);
  text += fmt::format("  [{}{}{}; checked {}]", join(sources, ", "), s.where.empty() ? "" : ": ", s.where,
                      temporal::to_string(s.checked));
  if (!s.note.empty()) text += fmt::format(" {}", s.note);
  return text;
}

json::object statement_json(const Snapshot& snapshot, std::uint32_t statement) {
  const StatementView s = snapshot.statement(statement);
  json::object object{{"statement", logic::print(s.atom, snapshot)}};
  if (s.negative) object["not"] = true;
  if (is_measure(snapshot, s)) object["value"] = number_json(s.value);
  if (!s.on_written.empty()) {
    object["on"] = view(s.on_written);
  } else if (const std::string when = when_text(s); !when.empty()) {
    object["valid"] = when;
  }
  if (!s.acts.empty()) {
    json::array acts;
    for (const auto& [act, day] : s.acts)
      acts.push_back(json::object{{"act", view(act)}, {"date", view(day)}});
    object["acts"] = std::move(acts);
  }
  if (s.according_to != snapshot::kNobody) object["according_to"] = view(snapshot.id_of(s.according_to));
  if (s.rank != record::Rank::kNormal) object["rank"] = view(name_of(s.rank));
  json::array sources;
  for (const std::uint32_t number : s.sources) {
    const snapshot::SourceView source = snapshot.source(number);
    json::object cited{{"key", view(source.key)}, {"title", view(source.title)}};
    if (!source.publisher.empty()) cited["publisher"] = view(source.publisher);
    if (!source.date.empty()) cited["date"] = view(source.date);
    if (!source.url.empty()) cited["url"] = view(source.url);
    sources.push_back(std::move(cited));
  }
  object["sources"] = std::move(sources);
  if (!s.where.empty()) object["where"] = view(s.where);
  object["checked"] = temporal::to_string(s.checked);
  if (!s.note.empty()) object["note"] = view(s.note);
  return object;
}

std::string entity_text(const Snapshot& snapshot, EntityId id) {
  const std::string_view type = snapshot.vocabulary().type(snapshot.type_of(id)).name;
  std::string text = fmt::format("{} ({}), {}\n", name_or_id(snapshot, id), snapshot.id_of(id), type);
  for (const snapshot::NameView& name : snapshot.names_of(id)) {
    text += fmt::format("  {}: {}", kind_of(name.kind), name.text);
    if (name.language != "en") text += fmt::format(" ({})", name.language);
    if (!name.valid.empty()) text += fmt::format("  {}", name.valid);
    text += '\n';
  }
  std::vector<std::string> codes;
  for (const auto& [system, code] : snapshot.codes_of(id))
    codes.push_back(fmt::format("{} {}", system, code));
  if (!codes.empty()) text += "  codes: " + join(codes, ", ") + "\n";
  std::optional<record::RelationId> last;
  for (const std::uint32_t number : statements_about(snapshot, id)) {
    const record::RelationId relation = snapshot.statement(number).atom.relation;
    if (relation != last) text += fmt::format("\n{}\n", snapshot.vocabulary().relation(relation).name);
    last = relation;
    text += "  " + statement_text(snapshot, number) + "\n";
  }
  return text;
}

json::object entity_json(const Snapshot& snapshot, EntityId id) {
  json::array names;
  for (const snapshot::NameView& name : snapshot.names_of(id)) {
    json::object one{
        {"text", view(name.text)}, {"kind", view(kind_of(name.kind))}, {"language", view(name.language)}};
    if (!name.valid.empty()) one["valid"] = view(name.valid);
    names.push_back(std::move(one));
  }
  json::array codes;
  for (const auto& [system, code] : snapshot.codes_of(id))
    codes.push_back(json::object{{"system", view(system)}, {"code", view(code)}});
  json::array statements;
  for (const std::uint32_t number : statements_about(snapshot, id))
    statements.push_back(statement_json(snapshot, number));
  return {
      {"entity", view(snapshot.id_of(id))}, {"type", snapshot.vocabulary().type(snapshot.type_of(id)).name},
      {"name", name_or_id(snapshot, id)},   {"names", std::move(names)},
      {"codes", std::move(codes)},          {"statements", std::move(statements)}};
}

std::string proof_text(const Snapshot& snapshot, const rules::Proof& proof, int indent) {
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  std::string text = fmt::format("{}{}: {}\n", margin, proof.claim, holding_text(proof.holding));
  if (proof.rule >= 0) {
    text += fmt::format("{}  by the rule {}\n", margin,
                        snapshot.program().rules()[static_cast<std::size_t>(proof.rule)].text);
  }
  for (const std::uint32_t number : proof.ground.statements)
    text += fmt::format("{}  {}\n", margin, statement_text(snapshot, number));
  if (proof.ground.closure >= 0) {
    const snapshot::ClosureView closure = snapshot.closure(static_cast<std::uint32_t>(proof.ground.closure));
    std::vector<std::string> sources;
    for (const std::uint32_t source : closure.sources) sources.emplace_back(snapshot.source(source).key);
    text +=
        fmt::format("{}  the list {} is whole from {} until {}  [{}{}{}; checked {}]\n", margin,
                    logic::print(closure.pattern, snapshot), temporal::to_string(closure.window.begin),
                    temporal::to_string(closure.window.end), join(sources, ", "),
                    closure.where.empty() ? "" : ": ", closure.where, temporal::to_string(closure.checked));
  }
  if (proof.ground.kind == Ground::Kind::kExistence && proof.ground.entity < logic::kOther) {
    text += fmt::format("{}  {} does not exist then\n", margin, name_or_id(snapshot, proof.ground.entity));
  }
  if (proof.ground.kind == Ground::Kind::kType && proof.ground.entity < logic::kOther) {
    text += fmt::format("{}  {} is of another type\n", margin, name_or_id(snapshot, proof.ground.entity));
  }
  for (const rules::Proof& premise : proof.premises) text += proof_text(snapshot, premise, indent + 2);
  return text;
}

json::object proof_json(const Snapshot& snapshot, const rules::Proof& proof) {
  json::object object{{"claim", proof.claim}, {"value", view(temporal::name_of(proof.holding.truth))}};
  if (proof.holding.presumed()) object["presumed"] = true;
  if (proof.rule >= 0) object["rule"] = snapshot.program().rules()[static_cast<std::size_t>(proof.rule)].text;
  if (proof.ground.kind != Ground::Kind::kNothing) object["by"] = view(name_of(proof.ground.kind));
  if (!proof.ground.statements.empty()) {
    json::array evidence;
    for (const std::uint32_t number : proof.ground.statements)
      evidence.push_back(statement_json(snapshot, number));
    object["evidence"] = std::move(evidence);
  }
  if (proof.ground.closure >= 0) {
    const snapshot::ClosureView closure = snapshot.closure(static_cast<std::uint32_t>(proof.ground.closure));
    json::array sources;
    for (const std::uint32_t source : closure.sources) sources.push_back(view(snapshot.source(source).key));
    object["closure"] = json::object{{"list", logic::print(closure.pattern, snapshot)},
                                     {"from", temporal::to_string(closure.window.begin)},
                                     {"until", temporal::to_string(closure.window.end)},
                                     {"sources", std::move(sources)},
                                     {"where", view(closure.where)},
                                     {"checked", temporal::to_string(closure.checked)}};
  }
  if (!proof.premises.empty()) {
    json::array premises;
    for (const rules::Proof& premise : proof.premises) premises.push_back(proof_json(snapshot, premise));
    object["premises"] = std::move(premises);
  }
  return object;
}

}  // namespace entente::cli

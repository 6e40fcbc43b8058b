// entente query: one query, or a batch of them.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <cmath>

#include "cli/batch.h"
#include "cli/command.h"
#include "cli/query_command.h"
#include "cli/tell.h"

namespace entente::cli {
namespace {

namespace json = boost::json;
using query::EntityId;
using query::Head;
using query::Outcome;
using query::Query;
using query::Row;
using snapshot::Snapshot;
using temporal::Day;
using temporal::Holding;
using temporal::Truths;

constexpr std::size_t kMostProofs = 10;  // of a list

bool is_truth(Head head) { return head == Head::kAsk || head == Head::kWhy; }
bool is_when(Head head) { return head == Head::kWhen || head == Head::kWhenBegin || head == Head::kWhenEnd; }

// What a contested matter is by one view.
struct ViewOf {
  EntityId whose;
  Holding now;
};

// All that the printing needs.
struct Answered {
  const Snapshot& snapshot;
  Query query;
  std::string canonical;
  logic::Context context;
  Outcome outcome;
  std::vector<ViewOf> views;
  std::string verdict;  // of ask and why
};

// The view named by settings.meaning.view gives the verdict, if it has one; else all views must agree.
std::string verdict_of(const Answered& a) {
  if (!a.outcome.now.contested() || a.views.empty())
    return std::string(temporal::name_of(a.outcome.now.truth));
  const std::string_view first = a.snapshot.vocabulary().setting("meaning", "arbiter");
  bool agreed = a.views.size() > 1;  // what only one party says is what others contest
  for (const ViewOf& one : a.views) {
    if (!first.empty() && a.snapshot.id_of(one.whose) == first && one.now.truth != temporal::kUnknown) {
      return std::string(temporal::name_of(one.now.truth));
    }
    agreed = agreed && one.now.truth == a.views[0].now.truth;
  }
  return agreed ? std::string(temporal::name_of(a.views[0].now.truth)) : "mixed";
}

Result<Answered> answer(const Snapshot& snapshot, std::string_view text, Day today,
                        std::optional<Day> as_of) {
  Result<Query> read = query::parse(text, snapshot);
  if (!read) return read.error();
  Answered a{snapshot, std::move(*read), {}, {as_of.value_or(today), today, logic::kNobody}, Outcome(), {},
             {}};
  a.canonical = query::print(a.query, snapshot);
  Result<Outcome> outcome = query::evaluate(a.query, snapshot, a.context);
  if (!outcome) return outcome.error();
  a.outcome = std::move(*outcome);
  if (is_truth(a.query.head)) {
    if (a.outcome.now.contested()) {
      for (const EntityId whose : query::views(a.query, snapshot)) {
        logic::Context context = a.context;
        context.view = whose;
        Result<Outcome> seen = query::evaluate(a.query, snapshot, context);
        if (!seen) return seen.error();
        a.views.push_back({whose, seen->now});
      }
    }
    a.verdict = verdict_of(a);
  }
  return a;
}

// The atom that a cond is, or denies, if all its places are named.
std::optional<std::pair<logic::Atom, bool>> named_atom(const logic::Cond& cond) {
  const bool negative = cond.kind == logic::Cond::Kind::kNot;
  const logic::Cond& inner = negative ? cond.parts[0] : cond;
  if (inner.kind != logic::Cond::Kind::kAtom) return std::nullopt;
  logic::Atom atom;
  atom.relation = inner.relation;
  for (const logic::Term& term : inner.terms) {
    if (term.kind != logic::Term::Kind::kEntity) return std::nullopt;
    atom.places.push_back(term.entity);
  }
  return std::pair(atom, negative);
}

// Sentences that say why.
std::vector<std::string> reasons(const Answered& a) {
  std::vector<std::string> found;
  if (a.query.head != Head::kWhy) return found;
  if (const auto atom = named_atom(a.query.cond)) {
    for (const snapshot::ReasonView& reason : a.snapshot.reasons(atom->first, atom->second))
      found.emplace_back(reason.text);
  }
  return found;
}

std::vector<rules::Proof> proofs(const Answered& a) {
  std::vector<rules::Proof> found;
  switch (a.query.head) {
    case Head::kDescribe: break;
    case Head::kWhich:
      for (std::size_t i = 0; i < std::min(a.outcome.holding, kMostProofs); ++i) {
        found.push_back(query::explain(a.query, a.snapshot, a.context, a.context.cursor, &a.outcome.rows[i]));
      }
      break;
    case Head::kValue: {
      // It is explained as a test of the term against itself; what both sides rest on is told once.
      rules::Proof proof = query::explain(a.query, a.snapshot, a.context, a.outcome.day);
      proof.claim = logic::print(a.query.term, a.snapshot);
      if (proof.ground.statements.size() > 1) proof.ground.statements.resize(1);
      if (proof.premises.empty()) found.push_back(proof);
      for (std::size_t i = 0; i < proof.premises.size() / 2; ++i)
        found.push_back(std::move(proof.premises[i]));
      break;
    }
    case Head::kWhen:
    case Head::kWhenBegin:
    case Head::kWhenEnd: {
      // At the cursor if it holds then, else on a day of its last spell.
      Day day = a.context.cursor;
      if (a.outcome.now.truth != temporal::kTrue) {
        for (const temporal::Spell& spell : a.outcome.spells)
          if (!spell.sure.empty())
            day = spell.sure.begin > a.context.cursor ? spell.sure.begin : spell.sure.end - 1;
      }
      found.push_back(query::explain(a.query, a.snapshot, a.context, day));
      break;
    }
    default: found.push_back(query::explain(a.query, a.snapshot, a.context, a.context.cursor));
  }
  return found;
}

// ---- JSON ----------------------------------------------------------------------------------------

json::value day_json(Day day) {
  if (day <= temporal::kBeginning || day >= temporal::kEnd) return nullptr;
  return json::value(temporal::to_string(day));
}

json::array spells_json(const std::vector<temporal::Spell>& spells) {
  json::array list;
  for (const temporal::Spell& spell : spells) {
    json::object one{{"begin", nullptr}, {"end", nullptr}};
    if (spell.begin) one["begin"] = temporal::to_edtf(*spell.begin);
    if (spell.end) one["end"] = temporal::to_edtf(*spell.end);
    if (spell.presumed) one["presumed"] = true;
    list.push_back(std::move(one));
  }
  return list;
}

void quantity_json(json::object& into, const query::Quantity& q) {
  if (!q.known) {
    into["number"] = nullptr;
    return;
  }
  into["number"] = number_json(q.least);
  if (std::isinf(q.most))
    into["at_least"] = true;
  else if (q.most != q.least)
    into["number_max"] = number_json(q.most);
  if (q.presumed) into["presumed"] = true;
}

void value_json(json::object& into, const Answered& a) {
  const logic::Term& term = a.query.term;
  if (!a.outcome.moments.empty() ||
      (term.kind == logic::Term::Kind::kCall && (term.text == "begin" || term.text == "end"))) {
    json::array dates;
    for (const temporal::Moment& m : a.outcome.moments) dates.emplace_back(temporal::to_edtf(m));
    into["dates"] = std::move(dates);
    return;
  }
  into["day"] = day_json(a.outcome.day);
  if (term.kind == logic::Term::Kind::kSet) {
    json::array members;
    for (const EntityId id : a.outcome.members) members.push_back(view(a.snapshot.id_of(id)));
    into["entities"] = std::move(members);
    into["open"] = a.outcome.open;
    return;
  }
  quantity_json(into, a.outcome.quantities.at(a.outcome.day));
  json::array steps;
  for (std::size_t i = 0; i < a.outcome.quantities.steps().size(); ++i) {
    const temporal::Span days = a.outcome.quantities.span(i);
    json::object step{{"from", day_json(days.begin)}, {"until", day_json(days.end)}};
    quantity_json(step, a.outcome.quantities.steps()[i].value);
    steps.push_back(std::move(step));
  }
  into["timeline"] = std::move(steps);
}

json::array rows_json(const Answered& a) {
  json::array rows;
  for (const Row& row : a.outcome.rows) {
    json::array values;
    json::array names;
    for (const EntityId id : row.values) {
      values.push_back(view(a.snapshot.id_of(id)));
      names.emplace_back(name_or_id(a.snapshot, id));
    }
    json::object one{{"values", std::move(values)},
                     {"names", std::move(names)},
                     {"value", view(temporal::name_of(row.now.truth))},
                     {"spells", spells_json(temporal::spells(row.when))}};
    if (row.now.presumed()) one["presumed"] = true;
    if (row.rank_least > 0) one["rank"] = json::array{row.rank_least, row.rank_most};
    rows.push_back(std::move(one));
  }
  return rows;
}

std::string to_json(const Answered& a, bool explain) {
  json::object object{{"query", a.canonical}, {"as_of", temporal::to_string(a.context.cursor)}};
  if (is_truth(a.query.head)) {
    object["verdict"] = a.verdict;
    if (a.outcome.now.presumed()) object["presumed"] = true;
    if (!a.views.empty()) {
      json::array views;
      for (const ViewOf& one : a.views) {
        views.push_back(json::object{{"according_to", view(a.snapshot.id_of(one.whose))},
                                     {"verdict", view(temporal::name_of(one.now.truth))}});
      }
      object["views"] = std::move(views);
    }
    object["timeline"] = timeline_json(a.outcome.timeline);
    if (a.query.head == Head::kWhy) {
      json::array sentences;
      for (const std::string& reason : reasons(a)) sentences.emplace_back(reason);
      object["reasons"] = std::move(sentences);
    }
  } else if (is_when(a.query.head)) {
    object["spells"] = spells_json(a.outcome.spells);
    object["timeline"] = timeline_json(a.outcome.timeline);
  } else if (a.query.head == Head::kWhich) {
    object["number"] = a.outcome.holding;
    object["open"] = a.outcome.open;
    object["rows"] = rows_json(a);
  } else if (a.query.head == Head::kValue) {
    value_json(object, a);
  } else {
    for (auto& [key, value] : entity_json(a.snapshot, a.query.entity)) object[key] = value;
  }
  if (explain || a.query.head == Head::kWhy) {
    json::array trees;
    for (const rules::Proof& proof : proofs(a)) trees.push_back(proof_json(a.snapshot, proof));
    object["proof"] = std::move(trees);
  }
  return json::serialize(object);
}

// ---- text ----------------------------------------------------------------------------------------

std::string days_text(temporal::Span days) {
  if (days.begin <= temporal::kBeginning && days.end >= temporal::kEnd) return "always";
  if (days.begin <= temporal::kBeginning) return fmt::format("until {}", temporal::to_string(days.end));
  if (days.end >= temporal::kEnd) return fmt::format("from {}", temporal::to_string(days.begin));
  return fmt::format("{} to {}", temporal::to_string(days.begin), temporal::to_string(days.end));
}

std::string timeline_text(const Truths& whole) {
  const Truths line = as_told(whole);
  std::string text;
  for (std::size_t i = 0; i < line.steps().size(); ++i) {
    text += fmt::format("  {:<26}{}\n", days_text(line.span(i)), holding_text(line.steps()[i].value));
  }
  return text;
}

std::string quantity_text(const query::Quantity& q) {
  if (!q.known) return "unknown";
  std::string text = q.presumed ? "presumed " : "";
  if (std::isinf(q.most)) return text + "at least " + number_text(q.least);
  text += number_text(q.least);
  if (q.most != q.least) text += " to " + number_text(q.most);
  return text;
}

std::string spell_text(const temporal::Spell& spell, Head head) {
  const std::string begin = spell.begin ? temporal::to_edtf(*spell.begin) : "..";
  const std::string end = spell.end ? temporal::to_edtf(*spell.end) : "..";
  if (head == Head::kWhenBegin) return begin;
  if (head == Head::kWhenEnd) return end == ".." ? "not ended" : end;
  return fmt::format("{} to {}{}", begin, end, spell.presumed ? " (presumed)" : "");
}

std::string row_text(const Answered& a, const Row& row) {
  std::vector<std::string> values;
  for (const EntityId id : row.values) {
    const std::string name = name_or_id(a.snapshot, id);
    values.push_back(name == a.snapshot.id_of(id) ? name
                                                  : fmt::format("{} ({})", name, a.snapshot.id_of(id)));
  }
  std::string text = "  " + join(values, ", ");
  for (const temporal::Spell& spell : temporal::spells(row.when)) {
    if (!spell.sure.contains(a.context.cursor) || !spell.begin) continue;
    text += "  since " + temporal::to_edtf(*spell.begin);
  }
  if (row.now.presumed()) text += "  presumed";
  return text + "\n";
}

std::string which_text(const Answered& a) {
  std::string text;
  for (std::size_t i = 0; i < a.outcome.rows.size(); ++i) {
    if (i == a.outcome.holding) text += "perhaps:\n";
    text += row_text(a, a.outcome.rows[i]);
  }
  text += fmt::format("{} on {}", a.outcome.holding, temporal::to_string(a.context.cursor));
  if (a.outcome.rows.size() > a.outcome.holding)
    text += fmt::format(", and {} perhaps", a.outcome.rows.size() - a.outcome.holding);
  return text + (a.outcome.open ? "; there may be others that the record does not know\n" : "\n");
}

std::string value_text(const Answered& a) {
  const logic::Term& term = a.query.term;
  std::string text;
  if (term.kind == logic::Term::Kind::kCall && (term.text == "begin" || term.text == "end")) {
    for (const temporal::Moment& m : a.outcome.moments) text += temporal::to_edtf(m) + "\n";
    return text.empty() ? "never\n" : text;
  }
  if (term.kind == logic::Term::Kind::kSet) {
    for (const EntityId id : a.outcome.members)
      text += fmt::format("  {} ({})\n", name_or_id(a.snapshot, id), a.snapshot.id_of(id));
    text += fmt::format("{} on {}", a.outcome.members.size(), temporal::to_string(a.outcome.day));
    return text + (a.outcome.open ? "; there may be others that the record does not know\n" : "\n");
  }
  text = quantity_text(a.outcome.quantities.at(a.outcome.day)) + "\n";
  for (std::size_t i = 0; i < a.outcome.quantities.steps().size(); ++i) {
    text += fmt::format("  {:<26}{}\n", days_text(a.outcome.quantities.span(i)),
                        quantity_text(a.outcome.quantities.steps()[i].value));
  }
  return text;
}

std::string to_text(const Answered& a, bool explain) {
  std::string text;
  if (is_truth(a.query.head)) {
    text = a.verdict == "mixed" ? "mixed" : a.views.empty() ? holding_text(a.outcome.now) : a.verdict;
    text += fmt::format(" on {}\n", temporal::to_string(a.context.cursor));
    for (const ViewOf& one : a.views)
      text +=
          fmt::format("  according to {}: {}\n", name_or_id(a.snapshot, one.whose), holding_text(one.now));
    for (const std::string& reason : reasons(a)) text += reason + "\n";
    text += timeline_text(a.outcome.timeline);
  } else if (is_when(a.query.head)) {
    for (const temporal::Spell& spell : a.outcome.spells) text += spell_text(spell, a.query.head) + "\n";
    if (a.outcome.spells.empty()) text = "never\n";
  } else if (a.query.head == Head::kWhich) {
    text = which_text(a);
  } else if (a.query.head == Head::kValue) {
    text = value_text(a);
  } else {
    text = entity_text(a.snapshot, a.query.entity);
  }
  if (explain || a.query.head == Head::kWhy) {
    if (explain) text += "\n" + a.canonical + "\n";
    for (const rules::Proof& proof : proofs(a)) text += proof_text(a.snapshot, proof, 0);
  }
  return text;
}

}  // namespace

Result<std::string> answer_query(const Snapshot& snapshot, std::string_view text, Day today,
                                 std::optional<Day> as_of, Form form, bool explain) {
  const Result<Answered> a = answer(snapshot, text, today, as_of);
  if (!a) return a.error();
  return form == Form::kJson ? to_json(*a, explain) : to_text(*a, explain);
}

int run_query(Invocation& invocation) {
  const Result<Day> today = invocation.today();
  if (!today) return invocation.fail(today.error());
  const Result<std::optional<Day>> as_of = invocation.as_of();
  if (!as_of) return invocation.fail(as_of.error());
  const bool batch = invocation.has("--batch");
  std::string text = join(invocation.words, " ");
  if (!batch && text.empty()) {
    return invocation.fail(
        {ErrorCode::kUsage, "which query?", {}, "entente query 'which ?x: member_of(?x, nato)'"});
  }
  const auto opened = open_snapshot(invocation);
  if (!opened) return invocation.fail(opened.error());
  const Snapshot& snapshot = **opened;
  const bool explain = invocation.has("--explain");
  if (batch) {
    return run_batch(invocation, "query", [&](const BatchLine& line) {
      return answer_query(snapshot, line.text, *today, line.as_of ? line.as_of : *as_of, Form::kJson,
                          explain);
    });
  }
  if (text == "-") {
    text = read_all(invocation.world.in, logic::kLongest);
    while (!text.empty() && text.back() == '\n') text.pop_back();
  }
  const Form form = invocation.has("--json") ? Form::kJson : Form::kText;
  const Result<std::string> answered = answer_query(snapshot, text, *today, *as_of, form, explain);
  if (!answered) {
    if (form == Form::kJson)
      invocation.world.out << json::serialize(json::object{{"error", json_of(answered.error())}}) << '\n';
    return invocation.fail(answered.error());
  }
  invocation.world.out << *answered << (form == Form::kJson ? "\n" : "");
  return kDone;
}

}  // namespace entente::cli

// Who and how many: lists, counts and measures.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ask/teller.h"

namespace entente::ask {

using namespace temporal;
using language::Wants;
using logic::Binder;

namespace {

constexpr std::size_t kMostNamed = 10;
constexpr std::size_t kMostWords = 60;

Cond substitute(Cond cond, std::string_view variable, const Term& by) {
  const auto in = [&](auto&& self, Term& term) -> void {
    if (term.kind == Term::Kind::kVariable && term.text == variable) {
      term = by;
      return;
    }
    for (Term& item : term.items) self(self, item);
    for (Cond& inner : term.conds) inner = substitute(std::move(inner), variable, by);
  };
  for (Term& term : cond.terms) in(in, term);
  for (auto& [role, term] : cond.roles) in(in, term);
  for (Cond& part : cond.parts) part = substitute(std::move(part), variable, by);
  return cond;
}

std::size_t words_in(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), ' ')) + 1;
}

// The parts of an "and" at the top, whatever time stands around it.
const Cond& untimed(const Cond& cond) {
  return cond.kind == Cond::Kind::kTimed ? untimed(cond.parts[0]) : cond;
}

}  // namespace

void Teller::list() {
  const Query& query = asked_.query;
  Outcome out = evaluate(query);
  if (const std::vector<EntityId> views = query::views(query, snapshot_); !views.empty()) {
    // The arbiter's list, if it has a view on this; else everybody's together is no list at all.
    const auto arbiter = snapshot_.find(snapshot_.vocabulary().setting("meaning", "arbiter"));
    if (arbiter && std::find(views.begin(), views.end(), *arbiter) != views.end()) {
      context_.view = *arbiter;
      out = evaluate(query);
      add_caveat(fmt::format("Where states differ, this is the view of {}", speaker_.name(*arbiter)));
    }
  }
  const Peeled peeled = peel(query.cond);
  timed_ = peeled.timed != nullptr;
  // The variable that was asked for is the first.
  const std::string& variable = query.variables[0];
  Reading& r = told_.reading;
  const auto literal = [&](EntityId id) {
    return snapshot_.vocabulary().type(snapshot_.type_of(id)).literal;
  };
  const auto type = logic::type_of_variable(query.cond, variable, snapshot_);
  if (asked_.wants == Wants::kText || (type && snapshot_.vocabulary().type(*type).literal)) return texts(out);

  std::vector<EntityId> ids;
  bool presumed = false;
  for (std::size_t i = 0; i < out.holding; ++i) {
    const EntityId id = out.rows[i].values[0];
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    presumed = presumed || out.rows[i].now.presumed();
  }
  std::vector<EntityId> perhaps;
  for (std::size_t i = out.holding; i < out.rows.size(); ++i) {
    const EntityId id = out.rows[i].values[0];
    // One that was a member of something when last heard of may still be: it belongs to what is not known.
    if (std::find(ids.begin(), ids.end(), id) == ids.end() &&
        std::find(perhaps.begin(), perhaps.end(), id) == perhaps.end() && !literal(id))
      perhaps.push_back(id);
  }
  r.entities.emplace();
  for (const EntityId id : ids) r.entities->emplace_back(snapshot_.id_of(id));
  std::sort(r.entities->begin(), r.entities->end());
  r.at_least = out.open;
  r.presumed = presumed;

  // ---- evidence: of each where they are few, and the list's closure
  const Day day = out.day;
  if (out.holding <= kMostEvidence) {
    for (std::size_t i = 0; i < out.holding; ++i) {
      const query::Row& row = out.rows[i];
      Day shown = day;
      if (row.when.at(day).truth != kTrue)
        for (const Spell& s : spells(row.when))
          if (s.begin && s.begin->earliest <= day) shown = s.sure.empty() ? s.begin->earliest : s.sure.begin;
      rest_on(query, shown, &row);
    }
  }
  query::Row nobody;
  nobody.values.assign(query.variables.size(), logic::kOther);
  if (!out.open || out.holding == 0) rest_on(query, day, &nobody);
  if (out.holding > kMostEvidence)
    for (std::size_t i = 0; i < 4; ++i) rest_on(query, day, &out.rows[i]);
  if (ids.size() <= 3)
    for (const std::uint32_t i : basis_.statements())
      if (const snapshot::StatementView view = snapshot_.statement(i); !view.note.empty())
        add_caveat(std::string(view.note));

  // ---- words
  const Cond& inner = untimed(query.cond);
  const bool single = inner.kind == Cond::Kind::kAtom;
  const Day now = context_.today;
  const Tense tense = is_event(inner) || (peeled.timed != nullptr && day_of(peeled.timed) < now)
                          ? Tense::kPast
                          : Tense::kPresent;
  const std::string nouns = speaker_.noun(query.cond, variable, ids.size() != 1);
  const std::string are = speaker_.conjugate("be", tense, ids.size() != 1);
  std::string said;
  if (query.pick) {
    using query::Pick;
    // "Latvia, on 1 January 2014": the day by which they were put in order.
    std::optional<Moment> moment;
    if (ids.size() == 1 && query.pick->by.kind == Term::Kind::kCall && !query.pick->by.conds.empty()) {
      const bool end = query.pick->by.text == "end";
      Query by = with_cond(query.pick->by.conds[0]);
      for (std::size_t k = 0; k < query.variables.size(); ++k)
        by.cond = substitute(std::move(by.cond), query.variables[k], Term::of(out.rows[0].values[k]));
      const std::vector<Spell> all = evaluate(by).spells;
      if (!all.empty())
        moment = end                                     ? all.back().end
                 : query.pick->kind == Pick::Kind::kLast ? all.back().begin
                                                         : all.front().begin;
      if (moment) {
        r.date = to_edtf(*moment);
        said = clause(by.cond, Tense::kPast, false, !end, end) + " " + on(*moment);
      }
    }
    // "China has 2,035,000 active soldiers": the figure by which they were put in order.
    if (const auto relation = query.pick->by.conds.empty()
                                  ? snapshot_.vocabulary().find_relation(query.pick->by.text)
                                  : std::nullopt;
        relation && ids.size() == 1 && query.pick->kind != Pick::Kind::kNth) {
      if (const auto measured = snapshot_.measure(*relation, ids[0]).at(day); measured.known) {
        Term number;
        number.kind = Term::Kind::kNumber;
        number.number = measured.value;
        Term by = query.pick->by;
        by.items[0] = Term::of(ids[0]);
        told_.core =
            fmt::format("{}, the {} figure among the {}",
                        clause(Cond::test(logic::Operator::kEqual, std::move(by), std::move(number)), tense),
                        query.pick->kind == Pick::Kind::kLast ? "largest" : "smallest",
                        speaker_.noun(query.cond, variable, true));
        return;
      }
    }
    const std::string rank = query.pick->kind == Pick::Kind::kFirst  ? "first"
                             : query.pick->kind == Pick::Kind::kLast ? "last"
                                                                     : ordinal(query.pick->nth);
    told_.silent = ids.empty();
    if (ids.empty())
      said = fmt::format("the record does not say who was the {} of the {}", rank,
                         speaker_.noun(query.cond, variable, true));
    else if (said.empty())
      said = fmt::format("{} {} the {} of the {}", speaker_.list(ids), are, rank,
                         speaker_.noun(query.cond, variable, true));
    else
      said += fmt::format(", the {} of the {}", rank, speaker_.noun(query.cond, variable, true));
  } else if (ids.empty()) {
    told_.silent = out.open || !perhaps.empty();
    if (!perhaps.empty() && perhaps.size() <= kMostNamed)
      said = fmt::format("the record names none for certain; {} may be", speaker_.list(perhaps, "or"));
    else if (told_.silent)
      said = fmt::format("the record knows of no {}", speaker_.noun(query.cond, variable, false));
    else
      said = fmt::format("none: there {} no {}", speaker_.conjugate("be", tense, true),
                         speaker_.noun(query.cond, variable, true));
  } else {
    // The universe that the question left open, named and counted.
    std::string universe;
    if (inner.kind == Cond::Kind::kAnd) {
      for (const Cond& part : inner.parts) {
        const bool is_class = part.kind == Cond::Kind::kAtom && part.terms.size() == 1 &&
                              part.terms[0].kind == Term::Kind::kVariable && part.terms[0].text == variable;
        const bool others_deny = std::all_of(inner.parts.begin(), inner.parts.end(), [&](const Cond& p) {
          return &p == &part || p.kind == Cond::Kind::kNot;
        });
        if (!is_class || !others_deny) continue;
        Query all;
        all.head = query::Head::kWhich;
        all.variables = {variable};
        all.cond = part;
        if (peeled.timed != nullptr) {
          Cond timed = *peeled.timed;
          timed.parts[0] = part;
          all.cond = std::move(timed);
        }
        const std::string whole = speaker_.noun(part, variable, true);
        const std::string rest = speaker_.noun(inner, variable, true);
        if (rest.starts_with(whole + " that ")) {
          universe = fmt::format("of the {} {}, {} {}", evaluate(all).holding, whole, ids.size(),
                                 rest.substr(whole.size() + 6));
          if (tense == Tense::kPast && peeled.timed != nullptr) {
            const std::string timed_noun = speaker_.noun(query.cond, variable, true);
            if (timed_noun.starts_with(whole + " that "))
              universe = fmt::format("of the {} {}, {} {}", evaluate(all).holding, whole, ids.size(),
                                     timed_noun.substr(whole.size() + 6));
          }
        }
      }
    }
    const std::string at_least = out.open ? "at least " : "";
    if (!universe.empty()) {
      said = universe;
      if (ids.size() <= kMostNamed) said += ": " + speaker_.list(ids);
    } else if (ids.size() > kMostNamed) {
      said =
          fmt::format("there {} {}{} {}", speaker_.conjugate("be", tense, true), at_least, ids.size(), nouns);
    } else if (asked_.presumed_count && *asked_.presumed_count != static_cast<int>(ids.size())) {
      said = fmt::format("there {} {}{}, not {}: {}", are, at_least, count_word(ids.size()),
                         count_word(static_cast<std::size_t>(std::max(*asked_.presumed_count, 0))),
                         speaker_.list(ids));
    } else if (single && std::any_of(inner.roles.begin(), inner.roles.end(), [&](const auto& role) {
                 return role.second.kind == Term::Kind::kVariable && role.second.text == variable;
               })) {
      // What fills a role chooses the phrase: one clause for each.
      std::vector<std::string> clauses;
      for (std::size_t i = 0; i < out.holding && clauses.size() < 4; ++i) {
        logic::Bindings bindings;
        for (std::size_t k = 0; k < query.variables.size(); ++k)
          bindings.emplace(query.variables[k], out.rows[i].values[k]);
        std::string one = speaker_.clause(query.cond, Manner{}, bindings);
        if (std::find(clauses.begin(), clauses.end(), one) == clauses.end())
          clauses.push_back(clauses.empty() ? one : again(inner, one));
      }
      said = join_and(clauses);
    } else if (single) {
      Term named;
      named.kind = Term::Kind::kList;
      std::sort(ids.begin(), ids.end(),
                [&](EntityId a, EntityId b) { return snapshot_.name_of(a) < snapshot_.name_of(b); });
      for (const EntityId id : ids) named.items.push_back(Term::of(id));
      if (named.items.size() == 1) named = Term(named.items[0]);
      Cond whole = substitute(query.cond, variable, named);
      if (query.variables.size() > 1 && out.holding == 1)
        for (std::size_t k = 1; k < query.variables.size(); ++k)
          whole = substitute(std::move(whole), query.variables[k], Term::of(out.rows[0].values[k]));
      said = clause(whole, Tense::kPresent);
      if (is_event(inner) && out.holding == 1) {
        const std::vector<Spell> all = spells(out.rows[0].when);
        if (!all.empty() && all[0].begin && peeled.timed != nullptr &&
            peeled.timed->binder == Binder::kEver) {
          r.date = to_edtf(*all[0].begin);
          said += " " + on(*all[0].begin);
        }
      }
      if (out.open && ids.size() > 1) said += "; there may be others that the record does not know";
    } else {
      said = fmt::format("the {} {} {}", nouns, are, speaker_.list(ids));
      if (out.open) said += ", as far as the record knows";
    }
    if (ids.size() > kMostNamed && out.open) told_.more = "there may be others that the record does not know";
  }
  told_.core = std::move(said);
  if (!perhaps.empty() && !ids.empty() && perhaps.size() <= 5 && !query.pick)
    add_caveat(fmt::format("Of {} the record does not say", speaker_.list(perhaps, "and")));
}

// What fills a place for texts: the texts themselves.
void Teller::texts(const Outcome& out) {
  Reading& r = told_.reading;
  std::vector<std::string> found;
  std::size_t words = 0;
  // A text that was right when its source was last read is given, if nothing newer is there.
  std::size_t holding = out.holding;
  while (out.holding == 0 && holding < out.rows.size() && out.rows[holding].now.lapsed()) ++holding;
  r.presumed = out.holding == 0 && holding > 0;
  for (std::size_t i = 0; i < holding; ++i) {
    std::string text(snapshot_.id_of(out.rows[i].values[0]));
    if (i < kMostEvidence) rest_on(asked_.query, out.day, &out.rows[i]);
    words += words_in(text);
    if (words > kMostWords && !found.empty()) {
      told_.more = fmt::format("there are {} such points in all", holding);
      break;
    }
    found.push_back(std::move(text));
  }
  if (found.empty()) {
    query::Row nobody;
    nobody.values.assign(asked_.query.variables.size(), logic::kOther);
    rest_on(asked_.query, out.day, &nobody);
    be_silent("the record does not say");
    return;
  }
  const bool sentences =
      std::all_of(found.begin(), found.end(), [](const std::string& t) { return t.ends_with('.'); });
  r.text = sentences ? join(found, " ") : join(found, "; ");
  const Cond& inner = untimed(asked_.query.cond);
  std::string said;
  if (found.size() == 1 && !sentences && inner.kind == Cond::Kind::kAtom)
    said = speaker_.clause(asked_.query.cond, Manner{}, {{asked_.query.variables[0], out.rows[0].values[0]}});
  told_.core = said.empty() ? *r.text : said;
  if (holding == 1)
    for (const std::uint32_t i : basis_.statements())
      if (const snapshot::StatementView view = snapshot_.statement(i); !view.note.empty())
        add_caveat(std::string(view.note));
}

// ---- numbers -------------------------------------------------------------------------------------

void Teller::value() {
  const Term& term = asked_.query.term;
  timed_ = asked_.query.time.has_value();
  if (term.kind == Term::Kind::kCall && term.text == "count") return count();
  if (term.kind == Term::Kind::kCall && term.text == "length") return duration();
  if (term.kind == Term::Kind::kCall && !term.items.empty() &&
      snapshot_.vocabulary().find_relation(term.text))
    return measure();
  const Outcome out = evaluate(asked_.query);
  Reading& r = told_.reading;
  if (!out.moments.empty()) {
    std::vector<std::string> days;
    for (const Moment m : out.moments)
      if (days.size() < 8) r.dates.push_back(to_edtf(m)), days.push_back(speaker_.date(m));
    r.date = r.dates[0];
    if (r.dates.size() == 1) r.dates.clear();
    told_.core = join_and(days);
    return;
  }
  if (term.kind == Term::Kind::kSet) {
    r.entities.emplace();
    for (const EntityId id : out.members) r.entities->emplace_back(snapshot_.id_of(id));
    std::sort(r.entities->begin(), r.entities->end());
    r.at_least = out.open;
    told_.core = out.members.size() > kMostNamed ? fmt::format("there are {} {}", out.members.size(),
                                                               speaker_.noun(term.conds[0], term.text, true))
                                                 : speaker_.list(out.members);
    return;
  }
  const logic::Quantity q = out.quantities.at(out.day);
  if (!q.known) {
    be_silent("the record does not say");
    return;
  }
  r.number = q.least;
  if (q.most > q.least && std::isfinite(q.most)) r.number_max = q.most;
  told_.core = speaker_.number(q.least);
}

void Teller::count() {
  const Outcome out = evaluate(asked_.query);
  const Term& set = asked_.query.term.items[0];
  Reading& r = told_.reading;
  const logic::Quantity q = out.quantities.at(out.day);
  const bool infinite = !std::isfinite(q.most);
  r.number = q.least;
  if (!infinite && q.most > q.least) r.number_max = q.most;
  r.at_least = infinite;
  r.presumed = q.presumed;
  constexpr std::size_t kMostSteps = 60;
  for (std::size_t i = 0; i < out.quantities.steps().size() && r.timeline.size() < kMostSteps; ++i) {
    const logic::Quantity step = out.quantities.steps()[i].value;
    const Span span = out.quantities.span(i);
    if (!step.known || !std::isfinite(step.most)) continue;
    TimelineStep one;
    if (span.begin > kBeginning) one.from = to_string(span.begin);
    if (span.end < kEnd) one.until = to_string(span.end);
    one.value = step.least == step.most ? fmt::format("{:.0f}", step.least)
                                        : fmt::format("{:.0f}-{:.0f}", step.least, step.most);
    one.presumed = step.presumed;
    auto& told = r.timeline;
    if (!told.empty() && told.back().value == one.value && told.back().presumed == one.presumed &&
        told.back().until == one.from)
      told.back().until = one.until;
    else
      told.push_back(std::move(one));
  }
  if (set.kind != Term::Kind::kSet) {
    told_.core = speaker_.number(q.least);
    return;
  }
  // The list's closure, or what is missing.
  Query which;
  which.head = query::Head::kWhich;
  which.variables = {set.text};
  which.cond = set.conds[0];
  which.suppose = asked_.query.suppose;
  query::Row nobody;
  nobody.values = {logic::kOther};
  rest_on(which, out.day, &nobody);
  if (basis_.closures().empty() || q.least <= 3) {
    const Outcome who = evaluate(which);
    for (std::size_t i = 0; i < std::min<std::size_t>(who.holding, 3); ++i)
      rest_on(which, out.day, &who.rows[i]);
  }

  const bool past =
      out.day < context_.today && (timed_ || context_.cursor == out.day) && out.day != context_.cursor;
  const Tense tense = past ? Tense::kPast : Tense::kPresent;
  const bool one = q.least == 1 && !r.number_max && !infinite;
  const std::string noun = speaker_.noun(set.conds[0], set.text, !one);
  std::string number = speaker_.number(q.least);
  if (infinite)
    number = "at least " + number;
  else if (r.number_max)
    number = fmt::format("between {} and {}", number, speaker_.number(*r.number_max));
  if (q.least == 0 && !r.number_max && !infinite) number = "no";
  std::string said;
  // "members of NATO" -> "NATO has 32 members"
  const Cond& inner = untimed(set.conds[0]);
  const std::size_t of = noun.find(" of ");
  if (inner.kind == Cond::Kind::kAtom && of != std::string::npos &&
      noun.find(" of ", of + 1) == std::string::npos) {
    for (const Term& term : inner.terms)
      if (term.kind == Term::Kind::kEntity && noun.substr(of + 4) == speaker_.name(term.entity))
        said = fmt::format("{} {} {} {}", speaker_.name(term.entity),
                           speaker_.conjugate("have", tense, false), number, noun.substr(0, of));
  }
  if (said.empty()) said = fmt::format("there {} {} {}", speaker_.conjugate("be", tense, !one), number, noun);
  const std::string day = speaker_.date(Moment{out.day, out.day});
  if (timed_) said += " on " + day;
  if (!infinite && !r.number_max) {
    // Since when that number holds.
    Span span = out.quantities.span_at(out.day);
    const auto same = [&](Day d) {
      const logic::Quantity other = out.quantities.at(d);
      return other.known && other.least == q.least && other.most == q.most;
    };
    while (span.begin > kBeginning && same(span.begin - 1))
      span.begin = out.quantities.span_at(span.begin - 1).begin;
    while (span.end < kEnd && span.end <= context_.today && same(span.end))
      span.end = out.quantities.span_at(span.end).end;
    r.has_span = true;
    if (span.begin > kBeginning) {
      r.since = to_string(span.begin);
      if (q.least > 0 && !timed_) said += fmt::format(", since {}", speaker_.date(*r.since));
    }
    if (span.end < kEnd && span.end <= context_.today) r.until = to_string(span.end);
  }
  if (asked_.presumed_count && *asked_.presumed_count != static_cast<int>(q.least))
    said += fmt::format(", not {}", *asked_.presumed_count);
  if (infinite) told_.more = "there may be others that the record does not know";
  told_.core = std::move(said);
}

void Teller::measure() {
  const Outcome out = evaluate(asked_.query);
  const Term& term = asked_.query.term;
  const record::Vocabulary& v = snapshot_.vocabulary();
  const auto relation = *v.find_relation(term.text);
  Reading& r = told_.reading;
  if (term.items[0].kind != Term::Kind::kEntity) {
    be_silent("the record does not say");
    return;
  }
  const auto line = snapshot_.measure(relation, term.items[0].entity);
  auto measured = line.at(out.day);
  bool old = false;
  if (!measured.known) {
    // The last figure before, if any: better an old number with its date than none.
    constexpr int kTooOld = 15 * 365;
    for (std::size_t i = 0; i < line.steps().size(); ++i)
      if (line.steps()[i].value.known && line.span(i).end <= out.day && line.span(i).end > out.day - kTooOld)
        measured = line.steps()[i].value, old = true;
  }
  Term number;
  number.kind = Term::Kind::kNumber;
  number.number = measured.value;
  if (!measured.known) {
    be_silent(fmt::format("the record has no figure for {}", speaker_.name(term.items[0].entity)));
    return;
  }
  r.unit = v.relation(relation).unit;
  Tense tense = old || timed_ ? Tense::kPast : Tense::kPresent;
  std::string said =
      speaker_.clause(Cond::test(logic::Operator::kEqual, term, number), Manner{tense, false, false, false});
  if (measured.statement >= 0) {
    const auto i = static_cast<std::uint32_t>(measured.statement);
    basis_.add_statement(i);
    const snapshot::StatementView view = snapshot_.statement(i);
    const std::string_view day = view.on_written.empty() ? view.begin_written : view.on_written;
    if (!day.empty()) {
      r.has_span = true;
      r.since = std::string(day);
      const bool exact = day.size() == 10 && day.find_first_of("X~?%") == std::string_view::npos;
      said += fmt::format(" ({} {})", exact ? "as of" : "figure for", speaker_.date(day));
    }
    if (!view.note.empty()) add_caveat(std::string(view.note));
  }
  r.number = measured.value;
  if (old) {
    told_.more = "the record has no later figure";
  }
  told_.core = std::move(said);
}

void Teller::duration() {
  const Outcome out = evaluate(asked_.query);
  const Cond& cond = asked_.query.term.conds[0];
  Reading& r = told_.reading;
  Query inner = with_cond(cond);
  const Outcome line = evaluate(inner);
  timeline(line.timeline);
  const std::vector<Spell> all = line.spells;
  if (all.empty() || !all[0].begin) {
    rest_on(inner, out.day);
    const bool never = sometime(line.timeline, {kBeginning, context_.cursor + 1}).truth == kFalse;
    if (never)
      told_.core = never_clause(cond);
    else
      be_silent("the record does not say how long " + clause(cond, Tense::kPast));
    return;
  }
  const Spell& spell = all[0];
  rest_on(inner, spell.sure.empty() ? spell.begin->earliest : spell.sure.begin);
  const bool going_on = !spell.end || spell.end->earliest > context_.cursor;
  const Moment end = going_on ? Moment{context_.cursor, context_.cursor} : *spell.end;
  const int days = std::max(0, end.earliest - spell.begin->latest);
  const int most = end.latest - spell.begin->earliest;
  r.duration_days = days + (most - days) / 2;
  r.has_span = true;
  r.since = to_edtf(*spell.begin);
  if (!going_on) r.until = to_edtf(*spell.end);
  r.presumed = going_on && spell.presumed;
  told_.core = fmt::format("{} for {}{}, {}", clause(cond, going_on ? Tense::kPerfect : Tense::kPast),
                           most - days > 62 ? "about " : "", speaker_.duration(*r.duration_days),
                           span_words(going_on ? Spell{spell.begin, {}, spell.sure, false} : spell));
  for (const std::uint32_t i : basis_.statements())
    if (const snapshot::StatementView view = snapshot_.statement(i);
        !view.note.empty() &&
        view.atom.relation == (cond.kind == Cond::Kind::kAtom ? cond.relation : view.atom.relation))
      add_caveat(std::string(view.note));
  related_facts(cond, false, context_.cursor);
}

}  // namespace entente::ask

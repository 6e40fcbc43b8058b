// What every kind of question needs: evaluation, evidence, caveats and words for time.
#include "ask/teller.h"

#include <fmt/format.h>

#include <algorithm>

namespace entente::ask {

using namespace temporal;
using language::Wants;
using logic::Binder;
using query::Head;

Peeled peel(const Cond& cond) {
  Peeled peeled;
  peeled.core = &cond;
  while (true) {
    if (peeled.core->kind == Cond::Kind::kNot) {
      peeled.negated = !peeled.negated;
      peeled.core = &peeled.core->parts[0];
    } else if (peeled.core->kind == Cond::Kind::kTimed && peeled.timed == nullptr) {
      peeled.timed = peeled.core;
      peeled.core = &peeled.core->parts[0];
    } else {
      return peeled;
    }
  }
}

std::string count_word(std::size_t n) {
  static constexpr std::string_view kWords[] = {"no",  "one",   "two",   "three", "four", "five",
                                                "six", "seven", "eight", "nine",  "ten"};
  return n < std::size(kWords) ? std::string(kWords[n]) : std::to_string(n);
}

std::string ordinal(int n) {
  static constexpr std::string_view kWords[] = {"",      "first",   "second", "third", "fourth", "fifth",
                                                "sixth", "seventh", "eighth", "ninth", "tenth"};
  if (n > 0 && n < static_cast<int>(std::size(kWords))) return std::string(kWords[n]);
  const bool teen = n % 100 >= 11 && n % 100 <= 13;
  return fmt::format("{}{}", n,
                     teen          ? "th"
                     : n % 10 == 1 ? "st"
                     : n % 10 == 2 ? "nd"
                     : n % 10 == 3 ? "rd"
                                   : "th");
}

Teller::Teller(const Snapshot& snapshot, const Speaker& speaker, const language::Reading& asked,
               logic::Context context)
    : snapshot_(snapshot),
      speaker_(speaker),
      asked_(asked),
      context_(context),
      basis_(snapshot),
      shower_(snapshot, speaker) {}

Told Teller::tell() {
  const Query& query = asked_.query;
  told_.reading.query = query::print(query, snapshot_);
  told_.reading.paraphrase = speaker_.paraphrase(query);
  switch (query.head) {
    case Head::kAsk:
      if (asked_.parts.size() > 1)
        tell_parts();
      else
        verdict();
      break;
    case Head::kWhy: why(); break;
    case Head::kDescribe: describe(); break;
    case Head::kWhich: list(); break;
    case Head::kWhen:
    case Head::kWhenBegin:
    case Head::kWhenEnd: moments(); break;
    case Head::kValue: value(); break;
  }
  if (!query.suppose.empty()) {
    std::vector<std::string> supposed;
    for (const query::Assumption& a : query.suppose) supposed.push_back(speaker_.clause(a.atom, Manner{}));
    told_.core = fmt::format("supposing that {}: {}", join_and(supposed), told_.core);
  }
  told_.reading.sentence = language::as_sentence(told_.core);
  told_.of_the_cursor =
      !timed_ && (query.head == Head::kAsk || query.head == Head::kWhich || query.head == Head::kValue);
  finish();
  return std::move(told_);
}

// ---- evaluation ----------------------------------------------------------------------------------

Outcome Teller::evaluate(const Query& query) const {
  Result<Outcome> out = query::evaluate(query, snapshot_, context_);
  if (out) return std::move(*out);
  Outcome nothing;
  nothing.head = query.head;
  nothing.open = true;
  nothing.day = context_.cursor;
  return nothing;
}

Query Teller::with_cond(Cond cond) const {
  Query query;
  query.head = Head::kAsk;
  query.cond = std::move(cond);
  query.suppose = asked_.query.suppose;
  return query;
}

rules::Proof Teller::rest_on(const Query& query, Day day, const query::Row* row) {
  rules::Proof proof = query::explain(query, snapshot_, context_, day, row);
  basis_.add(proof);
  return proof;
}

void Teller::span_proofs(const Query& query, const Truths& line, Day day) {
  const Span here = line.span_at(day);
  const auto add = [&](const rules::Proof& proof, Span span) {
    SpanProof one;
    if (span.begin > kBeginning) one.from = to_string(span.begin);
    if (span.end < kEnd) one.until = to_string(span.end);
    one.tree = shower_.proof(proof);
    told_.reading.proof.push_back(std::move(one));
  };
  // The span before, if the answer tells of it: it was so, and is no longer.
  if (line.at(day).truth == kFalse && here.begin > kBeginning && line.at(here.begin - 1).truth == kTrue)
    add(rest_on(query, here.begin - 1), line.span_at(here.begin - 1));
  add(rest_on(query, day), here);
  // The span after, if it comes true later.
  if (line.at(day).truth == kFalse && here.end < kEnd && line.at(here.end).truth == kTrue)
    add(rest_on(query, here.end), line.span_at(here.end));
}

void Teller::timeline(const Truths& line) {
  constexpr std::size_t kMostSteps = 40;
  const auto& steps = line.steps();
  for (std::size_t i = 0; i < steps.size() && told_.reading.timeline.size() < kMostSteps; ++i) {
    const Span span = line.span(i);
    const Holding h = steps[i].value;
    TimelineStep step;
    step.value = h.truth == kTrue ? "yes" : h.truth == kFalse ? "no" : "unknown";
    step.presumed = h.presumed();
    if (span.begin > kBeginning) step.from = to_string(span.begin);
    if (span.end < kEnd) step.until = to_string(span.end);
    auto& told = told_.reading.timeline;
    if (!told.empty() && told.back().value == step.value && told.back().presumed == step.presumed)
      told.back().until = step.until;
    else
      told.push_back(std::move(step));
  }
}

Span Teller::days_of(const Cond& timed) const {
  if (timed.binder == Binder::kEver) return {kBeginning, context_.cursor + 1};
  const Span days = logic::Evaluator(snapshot_, context_).days_of(timed.time[0]);
  if (timed.before_after == "before") return {kBeginning, days.begin};
  if (timed.before_after == "after") return {days.end, std::max(context_.cursor + 1, days.end)};
  return days;
}

Day Teller::day_of(const Cond* timed) const {
  if (timed == nullptr) return context_.cursor;
  const Span days = days_of(*timed);
  if (days.empty()) return context_.cursor;
  const Day day = days.end - 1;
  return day > context_.cursor && days.begin <= context_.cursor ? context_.cursor : day;
}

bool Teller::is_event(const Cond& cond) const {
  return cond.kind == Cond::Kind::kAtom &&
         snapshot_.vocabulary().relation(cond.relation).time == record::TimeKind::kEvent;
}

// ---- words ---------------------------------------------------------------------------------------

std::string Teller::clause(const Cond& cond, Tense tense, bool negative, bool began, bool ended) const {
  return speaker_.clause(cond, Manner{tense, negative, began, ended});
}

std::string Teller::never_clause(const Cond& cond, bool began, bool ended) const {
  const bool past = began || ended || is_event(cond);
  return speaker_.clause(Cond::timed(cond, Binder::kEver, std::nullopt),
                         Manner{past ? Tense::kPast : Tense::kPerfect, true, began, ended});
}

std::string Teller::on(Moment moment) const {
  const std::string words = speaker_.date(moment);
  if (moment.exact()) return "on " + words;
  return words.starts_with("between") ? words : "in " + words;
}

std::string Teller::last_day(Moment end) const {
  return end.exact() ? speaker_.date(Moment{end.earliest - 1, end.earliest - 1}) : speaker_.date(end);
}

std::string Teller::span_words(const Spell& spell) const {
  if (spell.begin && spell.end)
    return fmt::format("from {} to {}", speaker_.date(*spell.begin), last_day(*spell.end));
  if (spell.begin) return "since " + speaker_.date(*spell.begin);
  if (spell.end) return "until " + last_day(*spell.end);
  return {};
}

std::string Teller::acts_words() const {
  std::vector<std::string> words;
  for (const ActDate& act : told_.reading.acts) {
    if (told_.reading.date == act.date || words.size() >= 3) continue;
    std::string name = act.act;
    std::replace(name.begin(), name.end(), '_', ' ');
    words.push_back(fmt::format("{} {}", name, speaker_.date(act.date)));
  }
  return words.empty() ? std::string() : fmt::format(" ({})", join(words, ", "));
}

// ---- evidence and caveats --------------------------------------------------------------------------

// The acts of the statements whose valid time begins (ends) at the boundary.
void Teller::acts_of(const rules::Proof& proof, Moment boundary, bool end) {
  constexpr std::size_t kMostActs = 4;
  for (const std::uint32_t i : proof.ground.statements) {
    const snapshot::StatementView view = snapshot_.statement(i);
    const auto earliest = end ? view.end_earliest : view.begin_earliest;
    const auto latest = end ? view.end_latest : view.begin_latest;
    if (!earliest || !latest || *earliest > boundary.latest || *latest < boundary.earliest) continue;
    for (const auto& [act, date] : view.acts) {
      const bool of_end = act == "last_day" || act == "notified" || act == "denounced";
      // What happened well after a boundary belongs to the other one.
      const Result<Date> day = parse_date(date);
      const bool near_end = day && view.end_earliest && day->latest + 800 > *view.end_earliest &&
                            day->earliest > boundary.latest + (end ? 800 : 0);
      if (view.on_written.empty() && of_end != end && (of_end || near_end || end)) continue;
      const ActDate one{std::string(act), std::string(date)};
      auto& acts = told_.reading.acts;
      const bool there = std::any_of(
          acts.begin(), acts.end(), [&](const ActDate& a) { return a.act == one.act && a.date == one.date; });
      if (!there && acts.size() < kMostActs) acts.push_back(one);
    }
  }
  for (const rules::Proof& premise : proof.premises) acts_of(premise, boundary, end);
}

void Teller::add_caveat(std::string text) {
  if (text.empty()) return;
  text = language::as_sentence(std::move(text));
  if (std::find(notes_.begin(), notes_.end(), text) == notes_.end()) notes_.push_back(std::move(text));
}

// What the vocabulary says goes with an answer about this relation: other standings of the same entities, and
// notes.
void Teller::related_facts(const Cond& core, bool denied, Day day) {
  if (core.kind != Cond::Kind::kAtom) return;
  const record::Vocabulary& v = snapshot_.vocabulary();
  const logic::Atom about = atom_of(core);
  const auto names = [](const logic::Atom& atom) {
    return std::count_if(atom.places.begin(), atom.places.end(),
                         [](EntityId id) { return id != logic::kNobody; });
  };
  if (names(about) == 0) return;
  for (const std::string& name : v.relation(core.relation).notes_with) {
    const auto relation = v.find_relation(name);
    if (!relation) continue;
    const auto& places = v.relation(*relation).places;
    logic::Atom pattern;
    pattern.relation = *relation;
    bool fits = true;
    for (std::size_t i = 0; i < places.size(); ++i) {
      const EntityId id = i < about.places.size() ? about.places[i] : logic::kNobody;
      const bool takes = id != logic::kNobody && v.is_kind_of(snapshot_.type_of(id), places[i].type);
      // Two entities that belong together stay together: notes on one of them with others are not to the
      // point.
      if (id != logic::kNobody && !takes) fits = false;
      pattern.places.push_back(takes ? id : logic::kNobody);
    }
    if (!fits || names(pattern) == 0 || names(pattern) < names(about)) continue;
    std::vector<logic::Atom> atoms;
    snapshot_.match(pattern, [&](const logic::Atom& atom) { atoms.push_back(atom); });
    struct Standing {
      std::string said;
      std::optional<Moment> begin;
      std::string checked;  // if it lapsed: the day up to which it is known
    };
    std::vector<Standing> standing;
    for (const logic::Atom& atom : atoms) {
      const Truths line = known_on(snapshot_.holds(atom, context_.view), context_.today);
      const std::vector<Spell> all = spells(line);
      // What was so when it was last checked, and has not ended, is told with that day.
      const bool lapsed = line.at(day).lapsed() && !all.empty() && !all.back().end;
      const bool holds = line.at(day).truth == kTrue || lapsed;
      std::string checked;
      for (const Spell& spell : all) {
        const Day inside = spell.sure.empty() ? (spell.begin ? spell.begin->earliest : day)
                                              : std::clamp(day, spell.sure.begin, spell.sure.end - 1);
        if (spell.sure.begin > day) continue;
        const logic::Ground ground = snapshot_.ground(atom, context_.view, inside);
        for (const std::uint32_t i : ground.statements) {
          const snapshot::StatementView view = snapshot_.statement(i);
          if (!denied && !view.note.empty()) add_caveat(std::string(view.note));
          if (lapsed) checked = to_string(view.checked);
          if (denied && holds && basis_.statements().size() < kMostEvidence) basis_.add_aside(i);
        }
      }
      if (!denied || !holds) continue;
      // "South Korea has been a partner of NATO": without the roles that its phrase does not fix.
      logic::Atom plain = atom;
      std::erase_if(plain.roles, [&](const auto& role) {
        return std::none_of(v.relation(*relation).phrases.begin(), v.relation(*relation).phrases.end(),
                            [&](const record::Phrase& p) {
                              return std::any_of(p.fixes.begin(), p.fixes.end(), [&](const auto& fix) {
                                return fix.first == v.relation(*relation).roles[role.first].name;
                              });
                            });
      });
      std::optional<Moment> begin;
      for (const Spell& spell : all)
        if (spell.sure.contains(day) || (lapsed && &spell == &all.back())) begin = spell.begin;
      if (timed_) begin.reset();
      const std::string said = speaker_.clause(cond_of(plain), Manner{timed_  ? Tense::kPast
                                                                      : begin ? Tense::kPerfect
                                                                              : Tense::kPresent,
                                                                      false, false, false});
      const auto at =
          std::find_if(standing.begin(), standing.end(), [&](const Standing& s) { return s.said == said; });
      if (at == standing.end())
        standing.push_back({said, begin, checked});
      else if (begin && at->begin && begin->earliest < at->begin->earliest)
        at->begin = begin, at->checked = checked;
    }
    const std::string then = timed_ ? " " + on(Moment{day, day}) : std::string();
    for (const Standing& s : standing) {
      std::string text = s.said + (s.begin ? " since " + speaker_.date(*s.begin) : then);
      if (!s.checked.empty()) text += fmt::format(" (last checked {})", speaker_.date(s.checked));
      add_caveat(std::move(text));
    }
  }
}

void Teller::notes_of_basis(const Cond& core, bool so) {
  const auto existence = snapshot_.vocabulary().relation_for("existence");
  const bool atomic = core.kind == Cond::Kind::kAtom;
  const logic::Atom about = atomic ? atom_of(core) : logic::Atom{};
  const auto named = std::count_if(about.places.begin(), about.places.end(),
                                   [](EntityId id) { return id != logic::kNobody; });
  for (const std::uint32_t i : basis_.statements()) {
    const snapshot::StatementView view = snapshot_.statement(i);
    // How long something has existed is another matter, unless it was asked.
    if (view.note.empty() ||
        (existence && view.atom.relation == *existence && !(atomic && core.relation == *existence)))
      continue;
    const auto shared = std::count_if(about.places.begin(), about.places.end(), [&](EntityId id) {
      return id != logic::kNobody &&
             std::find(view.atom.places.begin(), view.atom.places.end(), id) != view.atom.places.end();
    });
    // What denies a premise of its own ("Article 6 does not reach Hawaii") says why it is not so.
    const bool premise = atomic && shared > 0 && !so && [&] {
      const auto& with = snapshot_.vocabulary().relation(core.relation).notes_with;
      const std::string& name = snapshot_.vocabulary().relation(view.atom.relation).name;
      return std::find(with.begin(), with.end(), name) != with.end();
    }();
    if (so || premise || (atomic && shared == named)) add_caveat(std::string(view.note));
  }
}

std::string Teller::again(const Cond& core, std::string said) const {
  if (core.kind != Cond::Kind::kAtom) return said;
  for (const Term& term : core.terms) {
    if (term.kind != Term::Kind::kEntity) continue;
    const std::string name = speaker_.name(term.entity);
    if (said.starts_with(name + " ")) return "it" + said.substr(name.size());
  }
  return said;
}

void Teller::be_silent(std::string core) {
  told_.core = std::move(core);
  told_.silent = true;
}

void Teller::finish() {
  Reading& r = told_.reading;
  const std::size_t closures = std::min<std::size_t>(basis_.closures().size(), 3);
  for (const std::uint32_t i : basis_.statements())
    if (r.evidence.size() + closures < kMostEvidence) r.evidence.push_back(shower_.statement(i));
  for (std::size_t i = 0; i < closures; ++i) r.evidence.push_back(shower_.closure(basis_.closures()[i]));
  if (const auto horizon = basis_.horizon(); horizon && (!timed_ || r.presumed) && !r.known_through)
    r.known_through = to_string(*horizon);
  // A note that only repeats what was said is left out.
  for (std::string& note : notes_)
    if (r.caveats.size() < kMostCaveats && note != r.sentence && note != language::as_sentence(told_.more))
      r.caveats.push_back(std::move(note));
  if (r.presumed && r.known_through && r.caveats.size() < kMostCaveats)
    r.caveats.push_back(
        fmt::format("This is known through {} and presumed since.", speaker_.date(*r.known_through)));
}

}  // namespace entente::ask

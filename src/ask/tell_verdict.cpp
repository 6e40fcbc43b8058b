// Yes or no: verdicts, views, and several subjects at once.
#include <fmt/format.h>

#include <algorithm>

#include "ask/teller.h"

namespace entente::ask {

using namespace temporal;
using logic::Binder;

namespace {

std::string word_of(Truth truth) { return truth == kTrue ? "yes" : truth == kFalse ? "no" : "unknown"; }

const Spell* spell_at(const std::vector<Spell>& all, Day day) {
  for (const Spell& s : all)
    if (s.sure.contains(day)) return &s;
  return nullptr;
}
// The last one that was over by the day.
const Spell* spell_before(const std::vector<Spell>& all, Day day) {
  const Spell* found = nullptr;
  for (const Spell& s : all)
    if (s.end && s.end->latest <= day) found = &s;
  return found;
}
const Spell* spell_after(const std::vector<Spell>& all, Day day) {
  for (const Spell& s : all)
    if (s.begin && s.begin->earliest > day) return &s;
  return nullptr;
}

// True if the line is false on every day up to `day`, but for a few that nobody can tell (between a founding
// and the first day of a list, say).
bool never_before(const Truths& line, Day day) {
  constexpr int kFewDays = 400;
  if (line.steps()[0].value.truth != kFalse) return false;
  int unknown = 0;
  for (std::size_t i = 0; i < line.steps().size() && line.steps()[i].from <= day; ++i) {
    const Holding h = line.steps()[i].value;
    if (h.truth == kTrue || h.within() || h.between() || h.contested()) return false;
    if (h.truth == kUnknown) unknown += std::min(line.span(i).end, day + 1) - line.span(i).begin;
  }
  return unknown <= kFewDays;
}

}  // namespace

std::string never_words(std::string_view denial) {
  const bool does = denial.find(" does not ") != std::string_view::npos ||
                    denial.find(" do not ") != std::string_view::npos ||
                    denial.find(" did not ") != std::string_view::npos;
  return does ? "never did" : "never was";
}

std::optional<Cond> joined(const std::vector<Cond>& claims) {
  if (claims.size() < 2 || claims[0].kind != Cond::Kind::kAtom) return std::nullopt;
  std::optional<std::size_t> differs;
  for (const Cond& c : claims) {
    if (c.kind != Cond::Kind::kAtom || c.relation != claims[0].relation || c.roles != claims[0].roles)
      return std::nullopt;
    for (std::size_t i = 0; i < c.terms.size(); ++i) {
      if (c.terms[i] == claims[0].terms[i]) continue;
      if (c.terms[i].kind != Term::Kind::kEntity || claims[0].terms[i].kind != Term::Kind::kEntity ||
          (differs && *differs != i))
        return std::nullopt;
      differs = i;
    }
  }
  if (!differs) return std::nullopt;
  Cond one = claims[0];
  Term list;
  list.kind = Term::Kind::kList;
  for (const Cond& c : claims) list.items.push_back(c.terms[*differs]);
  one.terms[*differs] = std::move(list);
  return one;
}

std::string say_together(const std::vector<Told>& all, const Speaker& speaker) {
  const auto apart = [&] {
    std::vector<std::string> sentences;
    for (const Told& t : all)
      if (std::find(sentences.begin(), sentences.end(), t.core) == sentences.end())
        sentences.push_back(t.core);
    return join(sentences, "; ");
  };
  const auto& first = all[0];
  std::vector<Cond> claims;
  for (const Told& t : all) {
    if (!t.claim || t.reading.verdict != first.reading.verdict ||
        t.timed.has_value() != first.timed.has_value())
      return apart();
    if (t.timed && (t.timed->binder != first.timed->binder || t.timed->time != first.timed->time ||
                    t.timed->before_after != first.timed->before_after))
      return apart();
    claims.push_back(*t.claim);
  }
  auto one = joined(claims);
  if (!one) return apart();
  const bool never = std::all_of(all.begin(), all.end(), [](const Told& t) { return t.never; });
  const bool no = first.reading.verdict == "no";
  if (no && !never && !first.timed) return apart();  // each has its own dates
  if (first.reading.verdict == "unknown") {
    return "the record does not say whether " + speaker.clause(*one, Manner{});
  }
  Cond whole = *one;
  if (first.timed) {
    Cond timed = *first.timed;
    timed.parts[0] = std::move(whole);
    whole = std::move(timed);
  }
  const bool ever = first.timed && first.timed->binder == Binder::kEver;
  std::string said =
      speaker.clause(whole, Manner{ever && no ? Tense::kPerfect : Tense::kPresent, no, false, false});
  if (no && never && !ever) {
    const std::string denial = speaker.clause(*first.claim, Manner{Tense::kPresent, true, false, false});
    const bool did = never_words(denial).ends_with("did");
    said +=
        fmt::format(", and {} ever {}", claims.size() == 2 ? "neither" : "none of them", did ? "did" : "was");
  }
  if (!no && !first.timed) {
    // Each its own date, if they are few.
    std::vector<std::string> dates;
    for (const Told& t : all)
      if (t.reading.since) dates.push_back(speaker.date(*t.reading.since));
    std::vector<std::string> distinct = dates;
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    if (dates.size() == all.size() && distinct.size() == 1)
      said += ", since " + dates[0];
    else if (dates.size() == all.size() && dates.size() <= 3)
      said += fmt::format(", since {} respectively", join_and(dates));
  }
  return said;
}

// Where a question touches what states differ on, the view that gives the verdict. True if none does: mixed.
bool Teller::choose_view(Outcome& out) {
  const std::vector<EntityId> views = query::views(asked_.query, snapshot_);
  if (views.empty()) return false;
  const std::string_view arbiter_id = snapshot_.vocabulary().setting("meaning", "arbiter");
  const auto arbiter = snapshot_.find(arbiter_id);
  struct Seen {
    EntityId view;
    Outcome out;
  };
  std::vector<Seen> all;
  for (const EntityId view : views) {
    context_.view = view;
    all.push_back({view, evaluate(asked_.query)});
  }
  // What is contested is one thing: who holds that another has it holds that this one has not. Russia's view
  // that Crimea is its own stands against all whose statements give it to Ukraine.
  const Peeled peeled = peel(asked_.query.cond);
  if (peeled.core->kind == Cond::Kind::kAtom && peeled.core->terms.size() == 2) {
    const logic::Atom own = atom_of(*peeled.core);
    logic::Atom others = own;
    others.places[0] = logic::kNobody;
    for (const EntityId view :
         own.places[1] == logic::kNobody ? std::vector<EntityId>{} : snapshot_.views_on(others)) {
      context_.view = view;
      const auto at = std::find_if(all.begin(), all.end(), [&](const Seen& s) { return s.view == view; });
      if (at != all.end() && at->out.now.truth != kUnknown) continue;
      bool rival = false;
      snapshot_.match(others, [&](const logic::Atom& atom) {
        const Day day = day_of(peeled.timed);
        if (atom.places == own.places || snapshot_.holds(atom, view).at(day).truth != kTrue) return;
        rival = true;
        for (const std::uint32_t i : snapshot_.ground(atom, view, day).statements) basis_.add_statement(i);
      });
      if (!rival) continue;
      Seen seen{view, evaluate(asked_.query)};
      seen.out.now = {peeled.negated ? kTrue : kFalse, 0};
      if (at != all.end())
        *at = std::move(seen);
      else
        all.push_back(std::move(seen));
    }
  }
  context_.view = logic::kNobody;
  std::erase_if(all, [](const Seen& s) { return s.out.now.truth == kUnknown; });
  if (all.empty() || (out.now.truth != kUnknown && !out.now.contested())) {
    const bool differ =
        std::any_of(all.begin(), all.end(), [&](const Seen& s) { return s.out.now.truth != out.now.truth; });
    if (!differ) return false;
  }
  for (const Truth truth : {kTrue, kFalse}) {
    View view;
    std::vector<EntityId> holders;
    for (const Seen& s : all)
      if (s.out.now.truth == truth)
        holders.push_back(s.view), view.according_to.emplace_back(snapshot_.id_of(s.view));
    if (holders.empty()) continue;
    std::sort(view.according_to.begin(), view.according_to.end());
    view.verdict = word_of(truth);
    view.sentence =
        language::as_sentence(fmt::format("according to {}, {}", speaker_.list(holders),
                                          clause(asked_.query.cond, Tense::kPresent, truth == kFalse)));
    told_.reading.views.push_back(std::move(view));
  }
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const Seen& s) { return arbiter && s.view == *arbiter; });
  if (at != all.end()) {
    context_.view = at->view;
    out = at->out;
    return false;
  }
  if (told_.reading.views.size() == 1 && !all.empty()) {
    context_.view = all[0].view;
    out = all[0].out;
    return false;
  }
  return told_.reading.views.size() > 1;
}

void Teller::verdict() {
  Outcome out = evaluate(asked_.query);
  const bool mixed = choose_view(out);
  Reading& r = told_.reading;
  const Peeled peeled = peel(asked_.query.cond);
  timed_ = peeled.timed != nullptr && peeled.timed->binder != Binder::kEver;
  told_.claim = *peeled.core;
  if (peeled.timed != nullptr) told_.timed = *peeled.timed;
  r.verdict = mixed ? "mixed" : word_of(out.now.truth);
  r.presumed = out.now.presumed() && !mixed;

  const Query core = with_cond(*peeled.core);
  Truths line = peeled.core == &asked_.query.cond ? out.timeline : evaluate(core).timeline;
  const Day day = day_of(peeled.timed);
  const Truths told_line = peeled.negated ? negation(line) : line;
  timeline(told_line);
  // The day that shows it: for "ever" and "in", a day on which it was so.
  Day shown = day;
  if (peeled.timed != nullptr && line.at(day).truth != kTrue) {
    const Span days = days_of(*peeled.timed);
    for (std::size_t i = 0; i < line.steps().size(); ++i) {
      const Span common = intersect(line.span(i), days);
      const Holding h = line.steps()[i].value;
      if (!common.empty() && (h.truth == kTrue || h.within())) shown = common.end - 1;
    }
  }
  // Since when, until when: of the span that decides.
  const Day decides = r.verdict == "yes" ? shown : day;
  if (told_line.at(decides).truth != kUnknown) {
    r.has_span = true;
    for (const Spell& s : spells(told_line.at(decides).truth == kTrue ? told_line : negation(told_line)))
      if (s.sure.contains(decides)) {
        if (s.begin) r.since = to_edtf(*s.begin);
        if (s.end) r.until = to_edtf(*s.end);
      }
  }
  span_proofs(core, line, shown);

  if (mixed) {
    std::vector<std::string> sides;
    for (const View& view : r.views) {
      std::vector<EntityId> ids;
      for (const std::string& id : view.according_to)
        if (const auto found = snapshot_.find(id)) ids.push_back(*found);
      sides.push_back(fmt::format("{} according to {}", view.verdict, speaker_.list(ids)));
    }
    told_.core = fmt::format("it is disputed whether {}: {}", clause(asked_.query.cond, Tense::kPresent),
                             join_and(sides));
  } else {
    told_.core = verdict_words(*peeled.core, line, core, peeled, out.now);
    if (!r.views.empty() && context_.view != logic::kNobody) {
      std::vector<EntityId> others;
      for (const View& view : r.views)
        if (view.verdict != r.verdict)
          for (const std::string& id : view.according_to)
            if (const auto found = snapshot_.find(id)) others.push_back(*found);
      if (!others.empty())
        told_.more = fmt::format("this is the view of {}; it is disputed by {}", speaker_.name(context_.view),
                                 speaker_.list(others));
    }
  }
  notes_of_basis(*peeled.core, line.at(shown).truth == kTrue);
  related_facts(*peeled.core, line.at(day).truth == kFalse, day);
}

// What is said of the core, whatever was asked of it: since when, until when, never.
std::optional<std::string> Teller::boundary_words(const Cond& core, Holding now) {
  const Cond* test = nullptr;
  if (core.kind == Cond::Kind::kTest) test = &core;
  if (core.kind == Cond::Kind::kAnd)
    for (const Cond& part : core.parts)
      if (part.kind == Cond::Kind::kTest) test = &part;
  if (test == nullptr || now.truth == kUnknown) return std::nullopt;
  const Term& moment = test->terms[0];
  const Term& period = test->terms[1];
  if (moment.kind != Term::Kind::kCall || moment.conds.size() != 1 || period.kind != Term::Kind::kPeriod)
    return std::nullopt;
  const Cond& state = moment.conds[0];
  for (const Cond& part : core.parts)
    if (&part != test && !(part == state) && !(part.kind == Cond::Kind::kTimed && part.parts[0] == state))
      return std::nullopt;
  const bool end = moment.text == "end";
  const bool up_to_now = test->op == logic::Operator::kLessEqual && period.days.contains(context_.cursor);
  const std::vector<Moment> all = logic::Evaluator(snapshot_, context_).moments(moment).all;
  const Truths line = evaluate(with_cond(state)).timeline;
  const auto told_on = [&](Moment m) {
    return end && m.exact() ? on(Moment{m.earliest - 1, m.earliest - 1}) : on(m);
  };
  if (now.truth == kTrue && !all.empty())
    return clause(state, Tense::kPast, false, !end, end) + " " + told_on(all[0]);
  if (now.truth == kTrue) return std::nullopt;
  if (sometime(line, {kBeginning, context_.cursor + 1}).truth == kFalse) {
    told_.never = true;
    return never_clause(state, !end, end);
  }
  if (up_to_now) {
    const std::vector<Spell> spans = spells(line);
    const Spell* s = spell_at(spans, context_.cursor);
    std::string said = clause(state, Tense::kPerfect, true, !end, end);
    if (s != nullptr && s->begin && end)
      said += fmt::format(": {} since {}", again(state, clause(state, Tense::kPerfect)),
                          speaker_.date(*s->begin));
    return said;
  }
  std::string said = clause(*test, Tense::kPresent, true);
  if (!all.empty())
    said = fmt::format("{} {}", clause(state, Tense::kPast, false, !end, end), told_on(all[0]));
  return said;
}

std::string Teller::verdict_words(const Cond& core, const Truths& line, const Query&, const Peeled& peeled,
                                  Holding now) {
  const std::vector<Spell> all = spells(line);
  const Day day = day_of(peeled.timed);
  const bool ever = peeled.timed != nullptr && peeled.timed->binder == Binder::kEver;
  const Holding here = line.at(day);
  const bool past_cursor = context_.cursor < context_.today;

  if (peeled.timed == nullptr && !peeled.negated)
    if (auto said = boundary_words(core, now)) return *said;

  // Of an "and" that fails, what fails.
  if (core.kind == Cond::Kind::kAnd && peeled.timed == nullptr && here.truth == kFalse) {
    std::vector<Cond> failing;
    for (const Cond& part : core.parts)
      if (evaluate(with_cond(part)).timeline.at(day).truth == kFalse) failing.push_back(part);
    if (!failing.empty()) return clause(Cond::either(std::move(failing)), Tense::kPresent, true);
  }
  if (now.truth == kUnknown) {
    told_.silent = true;
    const Cond& whole =
        asked_.query.cond.kind == Cond::Kind::kNot ? asked_.query.cond.parts[0] : asked_.query.cond;
    std::string said = "the record does not say whether " +
                       (ever ? clause(core, Tense::kPast) + " at any time" : clause(whole, Tense::kPresent));
    if (here.lapsed()) {
      // The last day on which it was known.
      for (std::size_t i = line.steps().size(); i-- > 0;) {
        const Holding h = line.steps()[i].value;
        if (line.steps()[i].from > day || h.truth == kUnknown) continue;
        const Day last = line.span(i).end - 1;
        said += fmt::format("; what it knows ends on {}, when {}", speaker_.date(Moment{last, last}),
                            h.truth == kTrue ? "it was so" : "it was not so");
        told_.reading.known_through = to_string(last);
        break;
      }
    } else if (here.between() || here.within()) {
      said += ", since the date is not known to the day";
    }
    return said;
  }

  if (ever || (is_event(core) && peeled.timed == nullptr)) {
    std::vector<const Spell*> past;
    for (const Spell& s : all)
      if (!s.begin || s.begin->earliest <= day) past.push_back(&s);
    if (past.empty()) {
      told_.never = true;
      return never_clause(core);
    }
    if (is_event(core)) {
      std::vector<std::string> days;
      for (const Spell* s : past)
        if (s->begin && days.size() < 3) days.push_back(on(*s->begin));
      std::string said = clause(core, Tense::kPast);
      if (!days.empty()) said += " " + join_and(days);
      return said;
    }
    const Spell& last = *past.back();
    if (last.sure.contains(day) && last.begin)
      return clause(core, Tense::kPerfect) + " since " + speaker_.date(*last.begin);
    std::string said = clause(core, Tense::kPast);
    const std::string when = span_words(last);
    return when.empty() ? said : said + " " + when;
  }

  if (peeled.timed != nullptr) {
    Cond timed = *peeled.timed;
    const bool truth = (now.truth == kTrue) != peeled.negated;
    std::string said = speaker_.clause(timed, Manner{Tense::kPresent, !truth, false, false});
    if (truth) {
      if (const Spell* s = spell_at(all, day); s != nullptr && !span_words(*s).empty())
        said += fmt::format(" ({})", span_words(*s));
      return said;
    }
    const Spell* before = spell_before(all, day);
    const Spell* after = spell_after(all, day);
    if (after != nullptr && before == nullptr) {
      const bool future = after->begin->earliest > context_.today;
      if (!is_event(core))
        said += fmt::format(": {} {}",
                            again(core, clause(core, future ? Tense::kFuture : Tense::kPast, false, true)),
                            on(*after->begin));
    } else if (before != nullptr) {
      said += is_event(core) ? std::string() : fmt::format("; it had been {}", span_words(*before));
    } else if (never_before(line, context_.cursor) && all.empty()) {
      told_.never = true;
      said += ", and " + never_words(said);
    }
    return said;
  }

  const bool truth = (now.truth == kTrue) != peeled.negated;
  if (truth) {
    const Spell* s = spell_at(all, day);
    if (s == nullptr || !s->begin || core.kind == Cond::Kind::kTest) return clause(core, Tense::kPresent);
    return clause(core, Tense::kPerfect) + " since " + speaker_.date(*s->begin);
  }
  const Spell* before = spell_before(all, day);
  const Spell* after = spell_after(all, day);
  if (before != nullptr && core.kind != Cond::Kind::kTest) {
    const std::string when = span_words(*before);
    std::string said = clause(core, Tense::kPast) + (when.empty() ? "" : " " + when);
    if (after != nullptr && past_cursor) said += fmt::format(" until {}", speaker_.date(*after->begin));
    return said;
  }
  if (after != nullptr && core.kind != Cond::Kind::kTest) {
    const bool future = after->begin->earliest > context_.today;
    return fmt::format("{} yet: {} {}", clause(core, Tense::kPresent, true),
                       again(core, clause(core, future ? Tense::kFuture : Tense::kPast, false, true)),
                       on(*after->begin));
  }
  std::string said = clause(core, Tense::kPresent, true);
  if (core.kind == Cond::Kind::kAtom && never_before(line, day) &&
      snapshot_.vocabulary().relation(core.relation).time == record::TimeKind::kState) {
    told_.never = true;
    said += ", and " + never_words(said);
  }
  return said;
}

void Teller::tell_parts() {
  std::vector<Told> all;
  bool yes = false;
  bool no = false;
  bool unknown = false;
  bool mixed = false;
  Reading& r = told_.reading;
  for (const auto& [subject, query] : asked_.parts) {
    language::Reading one;
    one.query = query;
    one.wants = asked_.wants;
    one.tense = asked_.tense;
    one.began = asked_.began;
    one.ended = asked_.ended;
    Told told = Teller(snapshot_, speaker_, one, context_).tell();
    const std::string verdict = told.reading.verdict.value_or("unknown");
    yes = yes || verdict == "yes";
    no = no || verdict == "no";
    unknown = unknown || verdict == "unknown";
    mixed = mixed || verdict == "mixed";
    r.parts.push_back({told.reading.query,
                       subject == logic::kNobody ? std::string() : std::string(snapshot_.id_of(subject)),
                       verdict, told.reading.sentence});
    all.push_back(std::move(told));
  }
  // "In the EU or NATO?": one of them is enough.
  const bool any = asked_.query.cond.kind == Cond::Kind::kOr;
  r.verdict = any && yes ? "yes" : mixed || (yes && no) ? "mixed" : unknown ? "unknown" : yes ? "yes" : "no";
  for (Told& told : all) {
    for (Evidence& e : told.reading.evidence) {
      const bool there = std::any_of(r.evidence.begin(), r.evidence.end(),
                                     [&](const Evidence& x) { return x.statement == e.statement; });
      if (!there && r.evidence.size() < kMostEvidence) r.evidence.push_back(std::move(e));
    }
    for (SpanProof& p : told.reading.proof) r.proof.push_back(std::move(p));
    for (const std::string& c : told.reading.caveats)
      if (!c.starts_with("This is known through")) add_caveat(c);
    r.presumed = r.presumed || told.reading.presumed;
    if (told.reading.known_through && (!r.known_through || *told.reading.known_through < *r.known_through))
      r.known_through = told.reading.known_through;
  }
  told_.core = say_together(all, speaker_);
}

}  // namespace entente::ask

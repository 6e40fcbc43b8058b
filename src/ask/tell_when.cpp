// When: begins, ends and events.
#include <fmt/format.h>

#include <algorithm>

#include "ask/teller.h"

namespace entente::ask {

using namespace temporal;
using query::Head;

void Teller::moments() {
  constexpr std::size_t kMostDates = 8;
  const Query& query = asked_.query;
  Outcome out = evaluate(query);
  const bool mixed = choose_view(out);
  (void)mixed;
  Reading& r = told_.reading;
  const Peeled peeled = peel(query.cond);
  const Cond& cond = query.cond;
  timeline(out.timeline);
  // "When was it not so?" is told by the boundaries of the whole cond.
  const bool event = is_event(*peeled.core) && !peeled.negated;
  const bool end = query.head == Head::kWhenEnd && !event;
  const bool begin = query.head == Head::kWhenBegin && !event;
  const Query inner = with_cond(cond);
  const Day now = context_.cursor;

  std::vector<Spell> all;
  for (const Spell& s : out.spells) all.push_back(s);
  const auto notes = [&](bool denied) {
    notes_of_basis(*peeled.core, !denied);
    related_facts(*peeled.core, denied, now);
  };

  // ---- never
  if (all.empty()) {
    rest_on(inner, std::min(now, context_.today));
    const Holding ever = sometime(out.timeline, {kBeginning, now + 1});
    const bool denied = out.timeline.at(std::min(now, context_.today)).truth == kFalse;
    if (ever.truth != kFalse) {
      told_.silent = true;
      told_.core = fmt::format("the record does not say {} {}", denied || event ? "when" : "whether or when",
                               clause(cond, Tense::kPast, false, begin, end));
      if (out.timeline.at(now).lapsed()) told_.core += "; what it knows has run out";
    } else if (end) {
      told_.core = fmt::format("{}: {}", never_clause(cond, false, true), again(cond, never_clause(cond)));
    } else {
      told_.core = never_clause(cond, begin, false);
    }
    told_.never = true;
    notes(true);
    return;
  }

  // ---- those boundaries that are known
  struct Boundary {
    const Spell* spell;
    Moment moment;
  };
  std::vector<Boundary> found;
  for (const Spell& s : all) {
    const auto& m = end ? s.end : s.begin;
    if (m) found.push_back({&s, *m});
  }
  const auto day_of_spell = [&](const Spell& s, bool at_end) {
    if (s.sure.empty()) return s.begin ? s.begin->earliest : now;
    return at_end ? (s.sure.end < kEnd ? s.sure.end - 1 : std::min(context_.today, now)) : s.sure.begin;
  };

  if (found.empty()) {
    const Spell& s = all.back();
    const Day day = s.sure.contains(now) ? now : day_of_spell(s, end);
    rest_on(inner, day);
    if (end) {
      const std::string since =
          s.begin ? fmt::format(" without a break since {}", speaker_.date(*s.begin)) : std::string();
      r.has_span = true;
      if (s.begin) r.since = to_edtf(*s.begin);
      r.presumed = s.presumed && s.sure.contains(now) && out.timeline.at(now).presumed();
      told_.core = fmt::format("it has not: {}{}", clause(cond, Tense::kPerfect), since);
      if (!s.sure.contains(now))
        told_.core = "the record does not say when " + clause(cond, Tense::kPast, false, false, true);
      const Peeled p = peel(cond);
      if (p.core == &cond && s.sure.contains(now)) {
        // "France never left NATO" answers the question in its own words.
        told_.core = fmt::format("{}: {}{}", never_clause(cond, false, true),
                                 again(cond, clause(cond, Tense::kPerfect)), since);
      }
    } else {
      be_silent(
          fmt::format("the record does not say when {}", clause(cond, Tense::kPast, false, begin, false)));
    }
    notes(false);
    return;
  }

  std::vector<std::string> days;
  for (const Boundary& b : found) {
    const rules::Proof proof = rest_on(inner, day_of_spell(*b.spell, end));
    if (r.dates.size() >= kMostDates) continue;
    std::string date = to_edtf(b.moment);
    if (found.size() <= 2) acts_of(proof, b.moment, end);
    std::string words = on(b.moment);
    if (end) {
      // People name the last day, where the record does.
      for (const ActDate& act : r.acts) {
        Result<Date> last = parse_date(act.date);
        if (act.act != "last_day" || !last || !last->exact() || last->earliest + 1 != b.moment.earliest)
          continue;
        date = act.date;
        words = "on " + speaker_.date(act.date);
      }
    }
    r.dates.push_back(std::move(date));
    days.push_back(std::move(words));
  }
  r.date = r.dates.front();
  if (r.dates.size() == 1) r.dates.clear();
  // The acts that only repeat the date say nothing; those told must leave room for the dates.
  std::erase_if(r.acts, [&](const ActDate& a) { return a.date == r.date && a.act == "last_day"; });
  if (r.dates.size() + r.acts.size() > kMostDates) r.acts.clear();

  const Spell& told = *found.back().spell;
  r.has_span = true;
  if (told.begin) r.since = to_edtf(*told.begin);
  if (told.end && !event) r.until = to_edtf(*told.end);
  r.presumed = !end && !event && told.sure.contains(now) && out.timeline.at(now).presumed();

  const bool future = found.front().moment.earliest > context_.today;
  std::string said;
  if (begin || end || event) {
    said = clause(cond, future ? Tense::kFuture : Tense::kPast, false, begin, end);
    if (days.size() <= 3)
      said += " " + join_and(days);
    else
      said +=
          fmt::format(" {} times, first {} and last {}", count_word(days.size()), days.front(), days.back());
    if (days.size() == 1) said += acts_words();
    // "when did it leave": it may have come back.
    if (end && all.back().begin && all.back().begin->earliest > found.back().moment.latest &&
        all.back().begin->earliest <= now)
      said +=
          fmt::format("; {} {}", again(cond, clause(cond, Tense::kPast, false, true)), on(*all.back().begin));
  } else {
    std::vector<std::string> spans;
    for (const Spell& s : all)
      if (spans.size() < 4 && !span_words(s).empty()) spans.push_back(span_words(s));
    said =
        fmt::format("{} {}", clause(cond, all.back().end ? Tense::kPast : Tense::kPerfect), join_and(spans));
  }
  told_.core = std::move(said);
  notes(false);
}

}  // namespace entente::ask

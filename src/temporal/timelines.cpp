#include <map>

#include "temporal/temporal.h"

namespace entente::temporal {
namespace {

// Joins two holdings of which `stronger` decides: it is the result where either has it.
Holding join(Holding a, Holding b, Truth stronger) {
  constexpr std::uint8_t kOfUnknown = Holding::kBetween | Holding::kLapsed | Holding::kContested;
  if (a.truth == stronger || b.truth == stronger) {
    if (a.truth != b.truth) return a.truth == stronger ? a : b;
    // Both decide: firm if either is; announced if either is.
    return {stronger, static_cast<std::uint8_t>((a.marks & b.marks & Holding::kPresumed) |
                                                ((a.marks | b.marks) & Holding::kAnnounced))};
  }
  if (a.truth == kUnknown || b.truth == kUnknown) {
    if (a.truth != b.truth) return a.truth == kUnknown ? a : b;
    return {kUnknown, static_cast<std::uint8_t>(a.marks & b.marks & kOfUnknown)};
  }
  // Both are the weaker value: it rests on both.
  return {a.truth, static_cast<std::uint8_t>(((a.marks | b.marks) & Holding::kPresumed) |
                                             (a.marks & b.marks & Holding::kAnnounced))};
}

// Takes kWithin off every run of `made` that is not one whole run of `a` or of `b`.
Truths keep_whole_runs(Truths made, const Truths& a, const Truths& b) {
  const auto any_within = [](const Truths& line) {
    return std::any_of(line.steps().begin(), line.steps().end(),
                       [](const auto& step) { return step.value.within(); });
  };
  if (!any_within(a) && !any_within(b)) return made;
  const auto is_run_of = [](const Truths& line, Span run) {
    return line.at(run.begin).within() && line.span_at(run.begin) == run;
  };
  std::vector<Truths::Step> steps;
  for (std::size_t i = 0; i < made.steps().size(); ++i) {
    Truths::Step step = made.steps()[i];
    if (step.value.within() && !is_run_of(a, made.span(i)) && !is_run_of(b, made.span(i)))
      step.value.marks &= static_cast<std::uint8_t>(~Holding::kWithin);
    steps.push_back(step);
  }
  return Truths::from_steps(std::move(steps));
}

Holding both_of(Holding x, Holding y) {
  Holding z = both(x, y);
  // One is certain on all of its days: what the other does on some day, both do.
  if (z.truth == kUnknown && (x.truth == kTrue || y.truth == kTrue))
    z.marks |= (x.marks | y.marks) & Holding::kWithin;
  return z;
}

Holding either_of(Holding x, Holding y) {
  Holding z = either(x, y);
  if (z.truth == kUnknown) z.marks |= (x.marks | y.marks) & Holding::kWithin;
  return z;
}

}  // namespace

std::string_view name_of(Truth truth) { return truth == kTrue ? "yes" : truth == kFalse ? "no" : "unknown"; }

Holding both(Holding a, Holding b) { return join(a, b, kFalse); }
Holding either(Holding a, Holding b) { return join(a, b, kTrue); }
Holding negation(Holding a) {
  return {static_cast<Truth>(kTrue - a.truth), static_cast<std::uint8_t>(a.marks & ~Holding::kWithin)};
}

Truths both(const Truths& a, const Truths& b) { return keep_whole_runs(combine(a, b, both_of), a, b); }
Truths either(const Truths& a, const Truths& b) { return keep_whole_runs(combine(a, b, either_of), a, b); }
Truths negation(const Truths& a) {
  return map(a, [](Holding x) { return negation(x); });
}

Holding sometime(const Truths& line, Span days) {
  Holding result{kFalse, Holding::kAnnounced};
  for (std::size_t i = 0; i < line.steps().size(); ++i) {
    const Span part = intersect(line.span(i), days);
    if (part.empty()) continue;
    const Holding value = line.steps()[i].value;
    const bool surely = value.within() && part == line.span(i);
    result = either(result, surely ? Holding{kTrue, Holding::kAnnounced} : value);
  }
  result.marks &= static_cast<std::uint8_t>(~Holding::kWithin);
  return result;
}

Holding throughout(const Truths& line, Span days) { return negation(sometime(negation(line), days)); }

Truths ever(const Truths& line) {
  std::vector<Truths::Step> steps;
  Holding so_far{kFalse, Holding::kAnnounced};
  for (std::size_t i = 0; i < line.steps().size(); ++i) {
    const auto& [from, value] = line.steps()[i];
    so_far = either(so_far, {value.truth, static_cast<std::uint8_t>(value.marks & ~Holding::kWithin)});
    steps.push_back({from, so_far});
    // From the last day of the run on it has surely been.
    if (value.within() && line.span(i).end < kEnd) {
      so_far = either(so_far, {kTrue, Holding::kAnnounced});
      steps.push_back({line.span(i).end - 1, so_far});
    }
  }
  return Truths::from_steps(std::move(steps));
}

Truths known_on(const Truths& line, Day today) {
  std::vector<Truths::Step> steps;
  const Day tomorrow = today + 1;
  for (std::size_t i = 0; i < line.steps().size(); ++i) {
    const auto& [from, value] = line.steps()[i];
    const Span days = line.span(i);
    if (from < tomorrow) steps.push_back({from, value});
    if (days.end <= tomorrow) continue;
    const bool known = value.truth != kUnknown && value.announced();
    steps.push_back({std::max(from, tomorrow),
                     known || value.truth == kUnknown ? value : Holding{kUnknown, Holding::kLapsed}});
  }
  return Truths::from_steps(std::move(steps));
}

std::vector<Spell> spells(const Truths& line) {
  std::vector<Spell> found;
  const auto& steps = line.steps();
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].value.within()) {
      const Span run = line.span(i);
      found.push_back({Moment{run.begin, run.end - 1}, Moment{run.begin + 1, run.end},
                       Span{run.begin, run.begin}, false});
      continue;
    }
    if (steps[i].value.truth != kTrue) continue;
    Spell spell;
    spell.sure = line.span(i);
    std::size_t last = i;
    while (last + 1 < steps.size() && steps[last + 1].value.truth == kTrue) ++last;
    spell.sure.end = line.span(last).end;
    spell.presumed = steps[last].value.presumed();
    if (spell.sure.begin > kBeginning) {
      spell.begin = Moment{spell.sure.begin, spell.sure.begin};
      if (i > 0 && steps[i - 1].value.between()) {
        if (steps[i - 1].from > kBeginning)
          spell.begin->earliest = steps[i - 1].from;
        else
          spell.begin.reset();  // some day before, nobody knows when
      }
    }
    // A presumption that runs out is no end, nor is knowledge that does.
    const bool lapses = last + 1 < steps.size() && steps[last + 1].value.truth == kUnknown &&
                        (steps[last + 1].value.lapsed() || spell.presumed);
    if (spell.sure.end < kEnd && !lapses) {
      spell.end = Moment{spell.sure.end, spell.sure.end};
      if (last + 1 < steps.size() && steps[last + 1].value.between())
        spell.end->latest = line.span(last + 1).end;
    }
    found.push_back(spell);
    i = last;
  }
  return found;
}

Ranges count(const std::vector<Truths>& lines, const Truths& others) {
  struct Change {
    std::int64_t least = 0;
    std::int64_t most = 0;
    std::int64_t presumed = 0;
  };
  std::map<Day, Change> changes;
  const auto add = [&](Day day, Holding value, int sign) {
    Change& change = changes[day];
    change.least += value.truth == kTrue ? sign : 0;
    change.most += value.truth != kFalse ? sign : 0;
    change.presumed += value.presumed() ? sign : 0;
  };
  for (const Truths& line : lines) {
    for (std::size_t i = 0; i < line.steps().size(); ++i) {
      if (i > 0) add(line.steps()[i].from, line.steps()[i - 1].value, -1);
      add(line.steps()[i].from, line.steps()[i].value, 1);
    }
  }
  std::vector<Ranges::Step> steps;
  Change sum;
  changes.try_emplace(kBeginning);
  for (const auto& [day, change] : changes) {
    sum.least += change.least, sum.most += change.most, sum.presumed += change.presumed;
    steps.push_back({day, Range{sum.least, sum.most, sum.presumed > 0}});
  }
  return combine(Ranges::from_steps(std::move(steps)), others, [](Range range, Holding other) {
    if (other.truth != kFalse) range.most = Range::kNoLimit;
    range.presumed = range.presumed || other.presumed();
    return range;
  });
}

}  // namespace entente::temporal

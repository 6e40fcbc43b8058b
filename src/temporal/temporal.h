// temporal/temporal.h: days, dates with precision, half-open spans, and timelines.
//
//   Day accession = day_of(2023, 4, 4);
//   Truths member = Truths::of(Span{accession, kEnd}, {kTrue}, {kFalse});
//   member.at(accession - 1).truth;                 // kFalse: the day before does not count
//   spells(member)[0].begin;                        // 2023-04-04
//
// Units:  days of the proleptic Gregorian calendar; no hours, no time zone.
// Shape:  [begin, end): begin is the first day on which it holds, end the first on which it no longer does.
// Source: EDTF is ISO 8601-2:2019, level 1; the truth tables are Kleene's strong ones (1938).
// Limits: years 1 to 9999; a date known to the month stays known to the month: nothing here adds precision.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/base.h"

namespace entente::temporal {

// ---- days ----------------------------------------------------------------------------------------

// A day, counted from 1970-01-01.
struct Day {
  std::int32_t number = 0;
  auto operator<=>(const Day&) const = default;
};
inline Day operator+(Day day, int days) { return {day.number + days}; }
inline Day operator-(Day day, int days) { return {day.number - days}; }
inline int operator-(Day a, Day b) { return a.number - b.number; }

// Before and after every day that has a date. They are never printed as dates.
inline constexpr Day kBeginning{-1'000'000};
inline constexpr Day kEnd{4'000'000};

struct CivilDay {
  int year;
  int month;  // 1 to 12
  int day;    // 1 to 31
};

// The day with this date, which must exist.
Day day_of(int year, int month, int day);
CivilDay civil(Day day);
bool exists(int year, int month, int day);
int days_in_month(int year, int month);
// "2023-04-04"; "" for kBeginning and kEnd.
std::string to_string(Day day);
// Reads "2023-04-04" and nothing else. Fails with kBadDate.
Result<Day> parse_day(std::string_view text);

// Days [begin, end). Empty if begin >= end.
struct Span {
  Day begin = kBeginning;
  Day end = kEnd;
  bool contains(Day day) const { return begin <= day && day < end; }
  bool empty() const { return begin >= end; }
  bool operator==(const Span&) const = default;
};
// The days on which both hold. Spans that only touch have none in common.
Span intersect(Span a, Span b);

// ---- dates with precision (EDTF level 1) ---------------------------------------------------------

enum class Precision : std::uint8_t { kDay, kMonth, kSeason, kYear, kDecade, kCentury };

// A date as it was written: 1949-04-04, 1953-10, 1905, 195X, 19XX, 2001-21 (spring), 1954~, 1954?, 1954%,
// 1985-XX-XX. `earliest` to `latest` are the days it may mean; `~` widens them by one unit each way.
struct Date {
  Day earliest;
  Day latest;
  Precision precision = Precision::kDay;
  bool approximate = false;  // ~ or %
  bool uncertain = false;    // ? or %
  std::string written;

  bool exact() const { return earliest == latest; }
  bool operator==(const Date&) const = default;
};

// Fails with kBadDate; `where` is the column (from 1) of the first character that is not understood.
Result<Date> parse_date(std::string_view edtf);
Date date_of(Day day);

// An EDTF interval. An end that is open (`..`) still holds; one that is not known is left out ("1949/": it
// ended, nobody knows when). The second date is the first day on which it no longer holds.
struct Interval {
  enum class End : std::uint8_t { kDated, kOpen, kUnknown };
  End begin_kind = End::kOpen;
  End end_kind = End::kOpen;
  Date begin;  // meaningful if kDated
  Date end;
  bool operator==(const Interval&) const = default;
};
// Reads "1949-04-04/..", "1955/1991-07-01", "../1990", "1949/". A single date is not an interval here.
// Fails with kBadDate (`where` as above), and with kBadInterval if it ends before it can have begun.
Result<Interval> parse_interval(std::string_view edtf);
std::string to_string(const Interval& interval);
// The days that a single date or an interval may mean, both ends included: [earliest, latest + 1).
// "1990" is that year, "1990/1995" is both years and all between.
Result<Span> parse_period(std::string_view edtf);

// ---- what holds on a day -------------------------------------------------------------------------

// Kleene's three values, in their order.
enum Truth : std::uint8_t { kFalse = 0, kUnknown = 1, kTrue = 2 };
std::string_view name_of(Truth truth);

// What holds, and on what footing.
struct Holding {
  enum Mark : std::uint8_t {
    kPresumed = 1,    // of true and false: past the horizon, standing by the relation's shelf life
    kBetween = 2,     // of unknown: between the earliest and the latest day of one boundary
    kLapsed = 4,      // of unknown: it was known until the shelf life ran out
    kAnnounced = 8,   // of true and false: said ahead by a statement, so also known of days yet to come
    kWithin = 16,     // of unknown: true on some day of this run of days, nobody knows which
    kContested = 32,  // of unknown: states differ about it, and no view was taken
  };
  Truth truth = kUnknown;
  std::uint8_t marks = 0;

  bool presumed() const { return (marks & kPresumed) != 0; }
  bool between() const { return (marks & kBetween) != 0; }
  bool lapsed() const { return (marks & kLapsed) != 0; }
  bool announced() const { return (marks & kAnnounced) != 0; }
  bool within() const { return (marks & kWithin) != 0; }
  bool contested() const { return (marks & kContested) != 0; }
  bool operator==(const Holding&) const = default;
};

Holding both(Holding a, Holding b);    // and: the lesser; false is presumed only if no firm false is there
Holding either(Holding a, Holding b);  // or: the greater
Holding negation(Holding a);           // swaps true and false

// ---- timelines -----------------------------------------------------------------------------------

// A value for every day of all time, kept as the days on which it changes.
template <class V>
class Timeline {
 public:
  struct Step {
    Day from;
    V value;
    bool operator==(const Step&) const = default;
  };

  explicit Timeline(V value = V{}) { steps_.push_back({kBeginning, std::move(value)}); }

  // `inside` on the span, `outside` elsewhere.
  static Timeline of(Span span, V inside, V outside) {
    Timeline made(outside);
    made.assign(span, std::move(inside));
    return made;
  }
  // From steps in order of day, the first at kBeginning.
  static Timeline from_steps(std::vector<Step> steps) {
    Timeline made;
    made.steps_.clear();
    for (Step& step : steps) made.append(step.from, std::move(step.value));
    return made;
  }

  const V& at(Day day) const { return steps_[index_at(day)].value; }
  Span span_at(Day day) const { return span(index_at(day)); }
  // The days of the i-th step.
  Span span(std::size_t i) const {
    return {steps_[i].from, i + 1 < steps_.size() ? steps_[i + 1].from : kEnd};
  }
  // In order, no two neighbours alike, the first from kBeginning.
  const std::vector<Step>& steps() const { return steps_; }

  // Lays `value` over the days of `days`.
  void assign(Span days, V value) {
    if (days.empty()) return;
    const V after = days.end < kEnd ? at(days.end) : V{};
    std::vector<Step> old = std::move(steps_);
    steps_.clear();
    for (Step& step : old)
      if (step.from < days.begin) append(step.from, std::move(step.value));
    append(days.begin, std::move(value));
    if (days.end < kEnd) {
      append(days.end, after);
      for (Step& step : old)
        if (step.from > days.end) append(step.from, std::move(step.value));
    }
  }

  bool operator==(const Timeline&) const = default;

  // Adds a step after all others; a value like the one before it changes nothing.
  void append(Day from, V value) {
    if (!steps_.empty() && steps_.back().from == from) steps_.pop_back();
    if (!steps_.empty() && steps_.back().value == value) return;
    steps_.push_back({from, std::move(value)});
  }

 private:
  std::size_t index_at(Day day) const {
    const auto after = std::upper_bound(steps_.begin(), steps_.end(), day,
                                        [](Day d, const Step& step) { return d < step.from; });
    return after == steps_.begin() ? 0 : static_cast<std::size_t>(after - steps_.begin()) - 1;
  }

  std::vector<Step> steps_;
};

// f of each value.
template <class V, class F>
auto map(const Timeline<V>& line, F f) {
  using R = std::decay_t<decltype(f(line.steps()[0].value))>;
  std::vector<typename Timeline<R>::Step> steps;
  steps.reserve(line.steps().size());
  for (const auto& step : line.steps()) steps.push_back({step.from, f(step.value)});
  return Timeline<R>::from_steps(std::move(steps));
}

// f of the two values, day by day. Costs the sum of the steps.
template <class A, class B, class F>
auto combine(const Timeline<A>& a, const Timeline<B>& b, F f) {
  using R = std::decay_t<decltype(f(a.steps()[0].value, b.steps()[0].value))>;
  std::vector<typename Timeline<R>::Step> steps;
  steps.reserve(a.steps().size() + b.steps().size());
  std::size_t i = 0;
  std::size_t j = 0;
  Day from = kBeginning;
  while (true) {
    steps.push_back({from, f(a.steps()[i].value, b.steps()[j].value)});
    const Day next_a = i + 1 < a.steps().size() ? a.steps()[i + 1].from : kEnd;
    const Day next_b = j + 1 < b.steps().size() ? b.steps()[j + 1].from : kEnd;
    from = std::min(next_a, next_b);
    if (from == kEnd) break;
    if (next_a == from) ++i;
    if (next_b == from) ++j;
  }
  return Timeline<R>::from_steps(std::move(steps));
}

using Truths = Timeline<Holding>;

// Day by day. A run of kWithin keeps its mark only where all of it survives: of a part of it nobody can say
// that the day lies in it.
Truths both(const Truths& a, const Truths& b);
Truths either(const Truths& a, const Truths& b);
Truths negation(const Truths& a);
// True on some day of `days`; on every day of `days`. The same on all days. No days: false; true.
Holding sometime(const Truths& line, Span days);
Holding throughout(const Truths& line, Span days);
// On each day: true on some day up to and including it.
Truths ever(const Truths& line);
// What is known on `today` of the days after it: nothing but what was announced. See Holding::kAnnounced.
Truths known_on(const Truths& line, Day today);

// ---- moments and spells --------------------------------------------------------------------------

// When something began or ended: some day from `earliest` to `latest`.
struct Moment {
  Day earliest;
  Day latest;
  bool exact() const { return earliest == latest; }
  bool operator==(const Moment&) const = default;
};
// As coarse as the moment is: "1953-10-01", "1953-10", "1905", "190X", else "1953-09-30/1954-02-01".
std::string to_edtf(Moment moment);
// Truth of "a lies before b" (a < b on every choice of days, on none, on some).
Truth before(Moment a, Moment b);
// Truth of "m lies in span".
Truth lies_in(Moment m, Span span);

// A run of days on which something is true, or a run in which it was true on some day (`sure` is empty then).
// An end that is missing still holds, or is not known.
struct Spell {
  std::optional<Moment> begin;  // missing: since before anything of interest
  std::optional<Moment> end;    // the first day on which it no longer holds
  Span sure;                    // the days on which it is surely true (presumed ones too)
  bool presumed = false;        // its last days are presumed
  bool operator==(const Spell&) const = default;
};
std::vector<Spell> spells(const Truths& line);

// How many: between `least` and `most`; `most` is kNoLimit where a list is open.
struct Range {
  static constexpr std::int64_t kNoLimit = INT64_MAX;
  std::int64_t least = 0;
  std::int64_t most = 0;
  bool presumed = false;
  bool exact() const { return least == most; }
  bool operator==(const Range&) const = default;
};
using Ranges = Timeline<Range>;
// How many of `lines` hold, day by day. With `others`, anybody that nobody has heard of may be one more
// wherever it is not false.
Ranges count(const std::vector<Truths>& lines, const Truths& others);

}  // namespace entente::temporal

// Timelines against plain sets of days: over every timeline of a small world, and over random ones of larger
// worlds.
//
// A world of n days stands at [kOrigin, kOrigin + n); before and after it nothing is known. A timeline is
// compared with a naive one, a vector of n + 2 values: the days before, each day, the days after.
#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "temporal/temporal.h"

namespace entente::temporal {

// What a failing test prints.
void PrintTo(const Holding& h, std::ostream* out) {
  *out << name_of(h.truth);
  for (const auto& [mark, word] : {std::pair{Holding::kPresumed, " presumed"},
                                   {Holding::kBetween, " between"},
                                   {Holding::kLapsed, " lapsed"},
                                   {Holding::kAnnounced, " announced"},
                                   {Holding::kWithin, " within"},
                                   {Holding::kContested, " contested"}})
    if ((h.marks & mark) != 0) *out << word;
}
void PrintTo(const Truths& line, std::ostream* out) {
  for (const auto& step : line.steps()) {
    *out << '[' << step.from.number << ": ";
    PrintTo(step.value, out);
    *out << "] ";
  }
}

namespace {

constexpr Day kOrigin{1000};

constexpr Holding kNo{kFalse, 0};
constexpr Holding kYes{kTrue, 0};
constexpr Holding kOpen{kUnknown, 0};
constexpr Holding kSomeDay{kUnknown, Holding::kWithin};
constexpr Holding kEdge{kUnknown, Holding::kBetween};
constexpr Holding kGone{kUnknown, Holding::kLapsed};
constexpr Holding kSplit{kUnknown, Holding::kContested};
constexpr Holding kPresumedYes{kTrue, Holding::kPresumed};
constexpr Holding kPresumedNo{kFalse, Holding::kPresumed};
constexpr Holding kSaidYes{kTrue, Holding::kAnnounced};
constexpr Holding kSaidNo{kFalse, Holding::kAnnounced};

const std::vector<Holding> kAll = {kNo,    kYes,         kOpen,       kSomeDay, kEdge,  kGone,
                                   kSplit, kPresumedYes, kPresumedNo, kSaidYes, kSaidNo};

// ---- the naive model -----------------------------------------------------------------------------

using Days = std::vector<Holding>;  // before, day 0, day 1 … day n - 1, after

Truths line_of(const Days& days) {
  std::vector<Truths::Step> steps = {{kBeginning, days.front()}};
  for (std::size_t i = 1; i < days.size(); ++i) steps.push_back({kOrigin + static_cast<int>(i) - 1, days[i]});
  return Truths::from_steps(steps);
}

Day day_at(std::size_t i) { return i == 0 ? kBeginning : kOrigin + static_cast<int>(i) - 1; }

Days days_of(const Truths& line, std::size_t size) {
  Days days;
  for (std::size_t i = 0; i < size; ++i) days.push_back(line.at(day_at(i)));
  return days;
}

// Steps in order, the first at the beginning, no two neighbours alike.
template <class V>
void expect_canonical(const Timeline<V>& line) {
  ASSERT_FALSE(line.steps().empty());
  EXPECT_EQ(line.steps()[0].from, kBeginning);
  for (std::size_t i = 1; i < line.steps().size(); ++i) {
    EXPECT_LT(line.steps()[i - 1].from, line.steps()[i].from);
    EXPECT_FALSE(line.steps()[i - 1].value == line.steps()[i].value);
    EXPECT_EQ(line.span(i - 1).end, line.span(i).begin) << "pieces are disjoint and leave no gap";
  }
  EXPECT_EQ(line.span(line.steps().size() - 1).end, kEnd);
}

// Every timeline over `n` days with these values, unknown before and after.
void for_each_line(int n, const std::vector<Holding>& values, const std::function<void(const Days&)>& visit) {
  Days days(static_cast<std::size_t>(n) + 2, kOpen);
  const std::function<void(std::size_t)> fill = [&](std::size_t i) {
    if (i > static_cast<std::size_t>(n)) return visit(days);
    for (const Holding& value : values) {
      days[i] = value;
      fill(i + 1);
    }
    days[i] = kOpen;
  };
  fill(1);
}

std::vector<Days> all_lines(int n, const std::vector<Holding>& values) {
  std::vector<Days> lines;
  for_each_line(n, values, [&](const Days& days) { lines.push_back(days); });
  return lines;
}

Days random_days(std::mt19937& random, std::size_t size) {
  Days days;
  while (days.size() < size) days.insert(days.end(), 1 + random() % 4, kAll[random() % kAll.size()]);
  days.resize(size);
  days.front() = days.back() = kOpen;
  return days;
}

// Kleene's tables, day by day.
Truth min_of(Truth a, Truth b) { return a < b ? a : b; }
Truth max_of(Truth a, Truth b) { return a < b ? b : a; }
Truth flip(Truth a) { return a == kTrue ? kFalse : a == kFalse ? kTrue : kUnknown; }

Holding unrun(Holding h) {
  h.marks &= static_cast<std::uint8_t>(~Holding::kWithin);
  return h;
}

// The worlds that a timeline leaves open: each a set of days on which it is so. Only days of the world are
// told apart.
std::set<unsigned> worlds(const Days& days) {
  const Truths line = line_of(days);
  const std::size_t n = days.size() - 2;
  std::set<unsigned> found;
  for (unsigned world = 0; world < 1U << n; ++world) {
    bool fits = true;
    for (std::size_t i = 0; i < n && fits; ++i) {
      const Truth truth = days[i + 1].truth;
      fits = truth == kUnknown || (truth == kTrue) == ((world >> i & 1U) != 0);
    }
    for (std::size_t s = 0; s < line.steps().size() && fits; ++s) {
      if (!line.steps()[s].value.within()) continue;
      bool some = false;
      for (Day day = line.span(s).begin; day < line.span(s).end; day = day + 1)
        some = some || (world >> (day - kOrigin) & 1U) != 0;
      fits = some;
    }
    if (fits) found.insert(world);
  }
  return found;
}

// ---- timelines of any value ----------------------------------------------------------------------

TEST(Timelines, AreLaidOverDayByDay) {
  // Every interval of six days laid over every interval of six days.
  for (int a = 0; a <= 6; ++a)
    for (int b = a; b <= 6; ++b)
      for (int c = 0; c <= 6; ++c)
        for (int d = c; d <= 6; ++d)
          for (const int value : {1, 2}) {
            auto line = Timeline<int>::of({kOrigin + a, kOrigin + b}, 1, 0);
            line.assign({kOrigin + c, kOrigin + d}, value);
            expect_canonical(line);
            for (int i = -1; i <= 7; ++i) {
              const int expected = c <= i && i < d ? value : a <= i && i < b ? 1 : 0;
              ASSERT_EQ(line.at(kOrigin + i), expected) << a << b << c << d << " on " << i;
            }
          }
}

TEST(Timelines, AreLaidOverUpToBothEndsOfTime) {
  Timeline<int> line(0);
  line.assign({kBeginning, kOrigin}, 1);
  line.assign({kOrigin + 5, kEnd}, 2);
  expect_canonical(line);
  EXPECT_EQ(line.at(kBeginning), 1);
  EXPECT_EQ(line.at(kOrigin - 1), 1);
  EXPECT_EQ(line.at(kOrigin), 0);
  EXPECT_EQ(line.at(kOrigin + 5), 2);
  EXPECT_EQ(line.at(kEnd - 1), 2);
  line.assign({}, 3);
  EXPECT_EQ(line, Timeline<int>(3));
}

TEST(Timelines, AgreeWithAPlainListOfDaysOnRandomCases) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 300; ++round) {
    std::vector<int> days(40, 0);
    Timeline<int> line(0);
    for (int i = 0; i < 15; ++i) {
      const int from = static_cast<int>(random() % 40);
      const int to = static_cast<int>(random() % 41);
      const int value = static_cast<int>(random() % 4);
      line.assign({kOrigin + from, kOrigin + to}, value);
      for (int d = from; d < to; ++d) days[static_cast<std::size_t>(d)] = value;
    }
    expect_canonical(line);
    for (int d = 0; d < 40; ++d) {
      ASSERT_EQ(line.at(kOrigin + d), days[static_cast<std::size_t>(d)]) << "round " << round << " on " << d;
      const Span span = line.span_at(kOrigin + d);
      ASSERT_TRUE(span.contains(kOrigin + d));
      ASSERT_EQ(line.at(span.begin), line.at(span.end - 1));
    }
    EXPECT_EQ(line.at(kOrigin - 1), 0);
    EXPECT_EQ(line.at(kOrigin + 40), 0);
    // Mapping and combining, day by day.
    const auto odd = map(line, [](int v) { return v % 2 == 1; });
    const auto sum = combine(line, odd, [](int v, bool o) { return v + (o ? 10 : 0); });
    expect_canonical(odd);
    expect_canonical(sum);
    for (int d = -1; d <= 40; ++d) {
      const int v = line.at(kOrigin + d);
      ASSERT_EQ(odd.at(kOrigin + d), v % 2 == 1);
      ASSERT_EQ(sum.at(kOrigin + d), v + (v % 2 == 1 ? 10 : 0));
    }
  }
}

TEST(Timelines, ThatAreTheSameEveryDayAreEqual) {
  auto a = Timeline<int>::of({kOrigin, kOrigin + 4}, 1, 0);
  auto b = Timeline<int>::of({kOrigin, kOrigin + 2}, 1, 0);
  b.assign({kOrigin + 2, kOrigin + 4}, 1);
  EXPECT_EQ(a, b);
  a.assign({kOrigin + 9, kOrigin + 9}, 5);  // no days
  EXPECT_EQ(a, b);
}

// ---- one day -------------------------------------------------------------------------------------

TEST(Holdings, FollowKleene) {
  for (const Holding& a : kAll) {
    EXPECT_EQ(negation(a).truth, flip(a.truth)) << ::testing::PrintToString(a);
    for (const Holding& b : kAll) {
      EXPECT_EQ(both(a, b).truth, min_of(a.truth, b.truth));
      EXPECT_EQ(either(a, b).truth, max_of(a.truth, b.truth));
    }
  }
}

struct Footing {
  Holding a;
  Holding b;
  Holding both;
  Holding either;
};

// What a verdict rests on: a no on the firmest no, a yes on every yes.
const Footing kFootings[] = {
    {kYes, kYes, kYes, kYes},
    {kYes, kPresumedYes, kPresumedYes, kYes},
    {kPresumedYes, kPresumedYes, kPresumedYes, kPresumedYes},
    {kNo, kPresumedNo, kNo, kPresumedNo},
    {kNo, kPresumedYes, kNo, kPresumedYes},
    {kPresumedNo, kYes, kPresumedNo, kYes},
    {kPresumedNo, kPresumedYes, kPresumedNo, kPresumedYes},
    {kPresumedNo, kOpen, kPresumedNo, kOpen},
    {kPresumedYes, kOpen, kOpen, kPresumedYes},
    // announced: both must be known ahead for "both", one for "either"
    {kSaidYes, kYes, kYes, kSaidYes},
    {kSaidYes, kSaidYes, kSaidYes, kSaidYes},
    {kSaidNo, kNo, kSaidNo, kNo},
    {kSaidNo, kYes, kSaidNo, kYes},
    {kSaidNo, kSaidYes, kSaidNo, kSaidYes},
    // of unknowns, what is common to them
    {kEdge, kYes, kEdge, kYes},
    {kEdge, kNo, kNo, kEdge},
    {kEdge, kEdge, kEdge, kEdge},
    {kEdge, kOpen, kOpen, kOpen},
    {kEdge, kGone, kOpen, kOpen},
    {kGone, kGone, kGone, kGone},
    {kSplit, kSplit, kSplit, kSplit},
    {kSplit, kYes, kSplit, kYes},
};

TEST(Holdings, SayWhatTheyRestOn) {
  for (const Footing& row : kFootings) {
    SCOPED_TRACE(::testing::PrintToString(row.a) + " with " + ::testing::PrintToString(row.b));
    EXPECT_EQ(both(row.a, row.b), row.both);
    EXPECT_EQ(either(row.a, row.b), row.either);
  }
}

TEST(Holdings, ObeyTheLaws) {
  for (const Holding& a : kAll) {
    EXPECT_EQ(negation(negation(unrun(a))), unrun(a));
    EXPECT_EQ(both(unrun(a), unrun(a)), unrun(a)) << "idempotent";
    EXPECT_EQ(either(unrun(a), unrun(a)), unrun(a)) << "idempotent";
    EXPECT_EQ(both(a, kSaidYes).truth, a.truth);
    EXPECT_EQ(either(a, kSaidNo).truth, a.truth);
    EXPECT_EQ(unrun(both(a, kSaidYes)), unrun(a)) << "a firm yes known ahead changes nothing";
    EXPECT_EQ(unrun(either(a, kSaidNo)), unrun(a)) << "a firm no known ahead changes nothing";
    for (const Holding& b : kAll) {
      EXPECT_EQ(both(a, b), both(b, a));
      EXPECT_EQ(either(a, b), either(b, a));
      EXPECT_EQ(negation(both(a, b)), either(negation(a), negation(b))) << "De Morgan";
      EXPECT_EQ(negation(either(a, b)), both(negation(a), negation(b))) << "De Morgan";
      EXPECT_EQ(both(a, either(a, b)).truth, a.truth) << "absorption";
      EXPECT_EQ(either(a, both(a, b)).truth, a.truth) << "absorption";
      for (const Holding& c : kAll) {
        EXPECT_EQ(unrun(both(both(a, b), c)), unrun(both(a, both(b, c))));
        EXPECT_EQ(unrun(either(either(a, b), c)), unrun(either(a, either(b, c))));
        EXPECT_EQ(both(a, either(b, c)).truth, either(both(a, b), both(a, c)).truth) << "distribution";
      }
    }
  }
}

// ---- truth over time -----------------------------------------------------------------------------

const std::vector<Holding> kFour = {kNo, kOpen, kYes, kSomeDay};

// kWithin may be kept only where it is so; where nothing else touches the run, it must be.
void expect_day_by_day(const Days& a, const Days& b, const Truths& made,
                       Holding (*of_one)(Holding, Holding)) {
  expect_canonical(made);
  for (std::size_t i = 0; i < a.size(); ++i)
    ASSERT_EQ(unrun(made.at(day_at(i))), unrun(of_one(unrun(a[i]), unrun(b[i]))))
        << "day " << i << " of " << ::testing::PrintToString(line_of(a)) << "and "
        << ::testing::PrintToString(line_of(b));
}

TEST(Truths_, AgreeWithSetsOfDaysOverEveryPairOfTimelines) {
  // Six days and plain truths: each timeline beside one with a single span of each value (all intervals of
  // the world).
  std::vector<Days> spans;
  for (const Holding& inside : kAll)
    for (const Holding& outside : {kNo, kOpen, kYes})
      for (std::size_t from = 1; from <= 6; ++from)
        for (std::size_t to = from; to <= 7; ++to) {
          Days days(8, outside);
          for (std::size_t i = from; i < to; ++i) days[i] = inside;
          spans.push_back(days);
        }
  for (const Days& a : spans) {
    const Truths line_a = line_of(a);
    for (std::size_t i = 0; i < a.size(); ++i) ASSERT_EQ(negation(line_a).at(day_at(i)), negation(a[i]));
    for (const Days& b : spans) {
      const Truths line_b = line_of(b);
      const Truths and_ = both(line_a, line_b);
      const Truths or_ = either(line_a, line_b);
      expect_day_by_day(a, b, and_, both);
      expect_day_by_day(a, b, or_, either);
      ASSERT_EQ(and_, both(line_b, line_a));
      ASSERT_EQ(or_, either(line_b, line_a));
      if (HasFatalFailure()) return;
    }
  }
}

TEST(Truths_, ObeyTheLawsOverEveryThreeTimelinesOfAFewDays) {
  const std::vector<Days> lines = all_lines(2, {kNo, kOpen, kYes, kPresumedYes, kSaidNo});
  for (const Days& da : lines) {
    const Truths a = line_of(da);
    EXPECT_EQ(both(a, a), a);
    EXPECT_EQ(either(a, a), a);
    EXPECT_EQ(negation(negation(a)), a);
    for (const Days& db : lines) {
      const Truths b = line_of(db);
      ASSERT_EQ(negation(both(a, b)), either(negation(a), negation(b)));
      ASSERT_EQ(negation(either(a, b)), both(negation(a), negation(b)));
      for (const Days& dc : lines) {
        const Truths c = line_of(dc);
        ASSERT_EQ(both(both(a, b), c), both(a, both(b, c)));
        ASSERT_EQ(either(either(a, b), c), either(a, either(b, c)));
      }
    }
  }
}

// What a run says ("so on some day of it") is a claim about worlds: none may be left out that was possible.
TEST(Runs, ClaimNothingThatDoesNotFollow) {
  const std::vector<Days> lines = all_lines(4, kFour);
  for (const Days& a : lines) {
    const std::set<unsigned> in_a = worlds(a);
    for (const Days& b : lines) {
      const std::set<unsigned> in_b = worlds(b);
      const std::set<unsigned> in_both = worlds(days_of(both(line_of(a), line_of(b)), a.size()));
      const std::set<unsigned> in_either = worlds(days_of(either(line_of(a), line_of(b)), a.size()));
      for (const unsigned wa : in_a)
        for (const unsigned wb : in_b) {
          ASSERT_TRUE(in_both.contains(wa & wb))
              << ::testing::PrintToString(line_of(a)) << "and " << ::testing::PrintToString(line_of(b));
          ASSERT_TRUE(in_either.contains(wa | wb))
              << ::testing::PrintToString(line_of(a)) << "or " << ::testing::PrintToString(line_of(b));
        }
    }
  }
}

TEST(Runs, StayWholeWhereNothingCutsThem) {
  const Truths run = line_of({kNo, kNo, kSomeDay, kSomeDay, kSomeDay, kNo, kNo, kNo});
  const Truths always(kYes);
  const Truths never(kNo);
  EXPECT_EQ(both(run, always), run);
  EXPECT_EQ(either(run, never), run);
  EXPECT_EQ(both(run, never), never);
  EXPECT_EQ(either(run, always), always);
  // What begins before the run and ends after it leaves it whole.
  const Truths around = line_of({kNo, kYes, kYes, kYes, kYes, kYes, kNo, kNo});
  EXPECT_EQ(both(run, around), run);
  // One of the two is unknown on these days: so is whether both are.
  EXPECT_FALSE(both(run, Truths(kOpen)).at(kOrigin + 2).within());
  EXPECT_TRUE(either(run, Truths(kOpen)).at(kOrigin + 2).truth == kUnknown);
}

TEST(Runs, AreLostWhereTheyAreCut) {
  const Truths run = line_of({kNo, kNo, kSomeDay, kSomeDay, kSomeDay, kNo, kNo, kNo});
  const Truths half = line_of({kNo, kNo, kNo, kYes, kYes, kYes, kYes, kNo});
  const Truths cut = both(run, half);
  for (int d = 0; d < 6; ++d)
    EXPECT_FALSE(cut.at(kOrigin + d).within()) << "nobody knows whether the day lies in the half";
  EXPECT_EQ(cut.at(kOrigin + 2).truth, kUnknown);
  EXPECT_EQ(cut.at(kOrigin + 1).truth, kFalse);
  const Truths not_so = negation(run);
  EXPECT_EQ(not_so.at(kOrigin + 2), kOpen)
      << "that it was so on some day does not say that it was not on another";
}

TEST(Sometime, AndThroughoutAgreeWithAllWorlds) {
  for_each_line(5, kFour, [](const Days& days) {
    const Truths line = line_of(days);
    const std::set<unsigned> possible = worlds(days);
    for (int from = 0; from <= 5; ++from)
      for (int to = from; to <= 5; ++to) {
        const unsigned mask = (1U << to) - (1U << from);
        bool some_always = true, some_ever = false, all_always = true, all_ever = false;
        for (const unsigned world : possible) {
          const bool some = (world & mask) != 0;
          const bool all = (world & mask) == mask;
          some_always = some_always && some, some_ever = some_ever || some;
          all_always = all_always && all, all_ever = all_ever || all;
        }
        const Span span{kOrigin + from, kOrigin + to};
        ASSERT_EQ(sometime(line, span).truth, some_always ? kTrue
                                              : some_ever ? kUnknown
                                                          : kFalse)
            << ::testing::PrintToString(line) << "days " << from << " to " << to;
        // A run of one day is that day, but nothing here raises it to a plain yes.
        bool one_day_run = false;
        for (Day day = span.begin; day < span.end; day = day + 1)
          one_day_run =
              one_day_run || (line.at(day).within() && line.span_at(day).end - line.span_at(day).begin == 1);
        const Truth expected = all_always ? (one_day_run ? kUnknown : kTrue) : all_ever ? kUnknown : kFalse;
        ASSERT_EQ(throughout(line, span).truth, expected)
            << ::testing::PrintToString(line) << "days " << from << " to " << to;
        ASSERT_EQ(throughout(line, span), negation(sometime(negation(line), span)));
        ASSERT_FALSE(sometime(line, span).within());
      }
  });
}

TEST(Sometime, OfNoDaysIsNoAndThroughoutIsYes) {
  const Truths line(kYes);
  EXPECT_EQ(sometime(line, {kOrigin, kOrigin}).truth, kFalse);
  EXPECT_EQ(throughout(line, {kOrigin, kOrigin}).truth, kTrue);
}

TEST(Sometime, RestsOnTheFirmestDay) {
  const Truths line = line_of({kNo, kNo, kPresumedYes, kYes, kNo, kNo, kNo, kNo});
  EXPECT_EQ(sometime(line, {kOrigin, kOrigin + 6}), kYes);
  EXPECT_EQ(sometime(line, {kOrigin + 1, kOrigin + 2}), kPresumedYes);
  EXPECT_EQ(sometime(Truths(kPresumedNo), {kOrigin, kOrigin + 6}), kPresumedNo);
  EXPECT_EQ(throughout(Truths(kPresumedYes), {kOrigin, kOrigin + 6}), kPresumedYes);
}

TEST(Ever, IsSometimeUpToEachDay) {
  for_each_line(5, kFour, [](const Days& outer) {
    Days days = outer;
    days.front() = kNo;  // nothing before: so that what the world says decides
    const Truths line = line_of(days);
    const Truths so_far = ever(line);
    expect_canonical(so_far);
    for (int d = 0; d < 5; ++d)
      ASSERT_EQ(so_far.at(kOrigin + d).truth, sometime(line, {kBeginning, kOrigin + d + 1}).truth)
          << ::testing::PrintToString(line) << "on " << d;
    ASSERT_EQ(ever(so_far), so_far) << "once is for ever";
  });
}

TEST(KnownOn, IsNothingOfTheFutureButWhatWasAnnounced) {
  const std::vector<Days> lines = all_lines(3, kAll);
  for (const Days& days : lines) {
    const Truths line = line_of(days);
    for (int today = -1; today <= 3; ++today) {
      const Truths known = known_on(line, kOrigin + today);
      expect_canonical(known);
      for (int d = -1; d <= 4; ++d) {
        const Holding was = line.at(kOrigin + d);
        const Holding is = known.at(kOrigin + d);
        if (d <= today || was.truth == kUnknown || was.announced())
          ASSERT_EQ(is, was);
        else
          ASSERT_EQ(is, kGone) << "day " << d << ", today " << today << ", "
                               << ::testing::PrintToString(line);
      }
      ASSERT_EQ(known_on(known, kOrigin + today), known);
    }
  }
}

// ---- spells --------------------------------------------------------------------------------------

constexpr Day d(int i) { return {kOrigin.number + i}; }
Moment exactly(int i) { return {d(i), d(i)}; }

struct SpellCase {
  const char* what;
  Days days;
  std::vector<Spell> expected;
};

const SpellCase kSpells[] = {
    {"never", {kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo}, {}},
    {"unknown is no spell", {kOpen, kOpen, kOpen, kOpen, kOpen, kOpen, kOpen, kOpen}, {}},
    {"always",
     {kYes, kYes, kYes, kYes, kYes, kYes, kYes, kYes},
     {{std::nullopt, std::nullopt, {kBeginning, kEnd}, false}}},
    {"two exact ones",
     {kNo, kYes, kYes, kNo, kNo, kYes, kNo, kNo},
     {{exactly(0), exactly(2), {d(0), d(2)}, false}, {exactly(4), exactly(5), {d(4), d(5)}, false}}},
    {"since before",
     {kYes, kYes, kNo, kNo, kNo, kNo, kNo, kNo},
     {{std::nullopt, exactly(1), {kBeginning, d(1)}, false}}},
    {"still",
     {kNo, kNo, kYes, kYes, kYes, kYes, kYes, kYes},
     {{exactly(1), std::nullopt, {d(1), kEnd}, false}}},
    {"imprecise ends",
     {kNo, kEdge, kEdge, kYes, kYes, kEdge, kEdge, kNo},
     {{Moment{d(0), d(2)}, Moment{d(4), d(6)}, {d(2), d(4)}, false}}},
    {"knowledge that runs out is no end",
     {kNo, kYes, kYes, kPresumedYes, kGone, kGone, kGone, kGone},
     {{exactly(0), std::nullopt, {d(0), d(3)}, true}}},
    {"nor without a shelf life",
     {kNo, kYes, kYes, kGone, kGone, kGone, kGone, kGone},
     {{exactly(0), std::nullopt, {d(0), d(2)}, false}}},
    {"presumed and then not: an end",
     {kNo, kYes, kPresumedYes, kNo, kNo, kNo, kNo, kNo},
     {{exactly(0), exactly(2), {d(0), d(2)}, true}}},
    {"a firm day after presumed ones",
     {kNo, kPresumedYes, kYes, kNo, kNo, kNo, kNo, kNo},
     {{exactly(0), exactly(2), {d(0), d(2)}, false}}},
    {"an event on some day of a run",
     {kOpen, kOpen, kSomeDay, kSomeDay, kSomeDay, kOpen, kOpen, kOpen},
     {{Moment{d(1), d(3)}, Moment{d(2), d(4)}, {d(1), d(1)}, false}}},
    {"an event on a day",
     {kOpen, kOpen, kSaidYes, kOpen, kOpen, kOpen, kOpen, kOpen},
     {{exactly(1), exactly(2), {d(1), d(2)}, false}}},
    {"began nobody knows when",
     {kEdge, kEdge, kYes, kNo, kNo, kNo, kNo, kNo},
     {{std::nullopt, exactly(2), {d(1), d(2)}, false}}},
};

TEST(Spells, AreRunsOfYesWithTheirEnds) {
  for (const SpellCase& row : kSpells) {
    const std::vector<Spell> found = spells(line_of(row.days));
    ASSERT_EQ(found.size(), row.expected.size()) << row.what;
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(found[i].begin, row.expected[i].begin) << row.what;
      EXPECT_EQ(found[i].end, row.expected[i].end) << row.what;
      EXPECT_EQ(found[i].sure, row.expected[i].sure) << row.what;
      EXPECT_EQ(found[i].presumed, row.expected[i].presumed) << row.what;
    }
  }
}

TEST(Spells, CoverJustTheDaysThatAreTrue) {
  for_each_line(6, {kNo, kOpen, kYes, kSomeDay, kEdge}, [](const Days& days) {
    const Truths line = line_of(days);
    std::set<int> true_days;
    int runs = 0;
    for (int i = 0; i < 6; ++i) {
      if (line.at(d(i)).truth == kTrue) true_days.insert(i);
      if (line.at(d(i)).within() && line.span_at(d(i)).begin == d(i)) ++runs;
    }
    std::set<int> covered;
    int found_runs = 0;
    Day last = kBeginning;
    for (const Spell& spell : spells(line)) {
      ASSERT_TRUE(spell.begin && spell.end);
      ASSERT_LE(last, spell.begin->latest) << "in order";
      ASSERT_LE(spell.begin->earliest, spell.begin->latest);
      ASSERT_LE(spell.end->earliest, spell.end->latest);
      ASSERT_LT(spell.begin->earliest, spell.end->latest);
      last = spell.end->earliest;
      if (spell.sure.empty())
        ++found_runs;
      else
        ASSERT_TRUE(spell.begin->latest == spell.sure.begin && spell.end->earliest == spell.sure.end);
      for (Day day = spell.sure.begin; day < spell.sure.end; day = day + 1) covered.insert(day - kOrigin);
    }
    ASSERT_EQ(covered, true_days) << ::testing::PrintToString(line);
    ASSERT_EQ(found_runs, runs) << ::testing::PrintToString(line);
  });
}

// ---- counts --------------------------------------------------------------------------------------

Range naive_count(const std::vector<Days>& lines, const Days& others, std::size_t day) {
  Range range;
  for (const Days& line : lines) {
    range.least += line[day].truth == kTrue ? 1 : 0;
    range.most += line[day].truth != kFalse ? 1 : 0;
    range.presumed = range.presumed || line[day].presumed();
  }
  if (others[day].truth != kFalse) range.most = Range::kNoLimit;
  range.presumed = range.presumed || others[day].presumed();
  return range;
}

void expect_counted(const std::vector<Days>& lines, const Days& others) {
  std::vector<Truths> truths;
  for (const Days& days : lines) truths.push_back(line_of(days));
  const Ranges counted = count(truths, line_of(others));
  expect_canonical(counted);
  for (std::size_t i = 0; i < others.size(); ++i) {
    const Range expected = naive_count(lines, others, i);
    const Range found = counted.at(day_at(i));
    ASSERT_EQ(found.least, expected.least) << "day " << i;
    ASSERT_EQ(found.most, expected.most) << "day " << i;
    ASSERT_EQ(found.presumed, expected.presumed) << "day " << i;
  }
}

TEST(Count, IsARangeDayByDay) {
  const std::vector<Days> lines = all_lines(2, {kNo, kOpen, kYes, kPresumedYes});
  for (const Days& a : lines)
    for (const Days& b : lines) {
      expect_counted({a, b}, Days(4, kNo));
      expect_counted({a}, b);
    }
}

TEST(Count, OfNobodyIsNoneWhereTheListIsWhole) {
  const Ranges counted = count({}, line_of({kOpen, kNo, kNo, kPresumedNo, kOpen}));
  EXPECT_EQ(counted.at(kOrigin), (Range{0, 0, false}));
  EXPECT_EQ(counted.at(kOrigin + 2), (Range{0, 0, true}));
  EXPECT_EQ(counted.at(kOrigin + 3), (Range{0, Range::kNoLimit, false}));
}

// ---- larger worlds -------------------------------------------------------------------------------

TEST(LargerWorlds, ObeyTheSameLaws) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  constexpr std::size_t kSize = 60;
  for (int round = 0; round < 400; ++round) {
    const Days da = random_days(random, kSize);
    const Days db = random_days(random, kSize);
    const Days dc = random_days(random, kSize);
    const Truths a = line_of(da);
    const Truths b = line_of(db);
    const Truths c = line_of(dc);
    expect_day_by_day(da, db, both(a, b), both);
    expect_day_by_day(da, db, either(a, b), either);
    const auto plain = [](const Truths& line) { return map(line, unrun); };
    ASSERT_EQ(both(a, b), both(b, a));
    ASSERT_EQ(either(a, b), either(b, a));
    ASSERT_EQ(plain(both(both(a, b), c)), plain(both(a, both(b, c))));
    ASSERT_EQ(plain(either(either(a, b), c)), plain(either(a, either(b, c))));
    ASSERT_EQ(negation(both(a, b)), plain(either(negation(a), negation(b))));
    ASSERT_EQ(negation(either(a, b)), plain(both(negation(a), negation(b))));
    // Reading one day by a shorter way gives what the timeline gives there.
    const Truths so_far = ever(a);
    for (std::size_t i = 1; i < kSize; ++i)
      ASSERT_EQ(so_far.at(day_at(i)).truth, sometime(a, {kBeginning, day_at(i) + 1}).truth);
    expect_counted({da, db, dc}, random_days(random, kSize));
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace entente::temporal

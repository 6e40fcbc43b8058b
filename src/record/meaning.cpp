// What a statement means in time (design, sections 1 and 3).
#include <algorithm>

#include "record/record.h"

namespace entente::record {
namespace {

using temporal::Holding;
using temporal::kBeginning;
using temporal::kEnd;
using temporal::kTrue;
using temporal::kUnknown;

constexpr Holding kOpenUnknown{kUnknown, 0};
constexpr Holding kBetween{kUnknown, Holding::kBetween};
constexpr Holding kWithinRun{kUnknown, Holding::kWithin};

}  // namespace

Truths holdings(const Statement& s, const Relation& relation) {
  Truths line(kOpenUnknown);
  const Truths::Step whole{kBeginning, {kTrue, Holding::kAnnounced}};
  const bool dated = s.valid.begin_kind == Interval::End::kDated || s.valid.end_kind != Interval::End::kOpen;
  if (relation.time == TimeKind::kConstant && !dated) return Truths::from_steps({whole});
  // "It was never so": as far as the source could know.
  if (s.negative && !dated) {
    line.assign({kBeginning, s.sourcing.checked + 1}, {kTrue, 0});
    if (relation.time != TimeKind::kConstant && relation.shelf_life_days > 0) {
      const Day lapse = s.sourcing.checked + 1 + relation.shelf_life_days;
      line.assign({s.sourcing.checked + 1, lapse}, {kTrue, Holding::kPresumed});
      line.assign({lapse, kEnd}, {kUnknown, Holding::kLapsed});
    }
    return line;
  }

  if (s.on) {
    if (s.on->exact())
      line.assign({s.on->earliest, s.on->earliest + 1}, {kTrue, Holding::kAnnounced});
    else
      line.assign({s.on->earliest, s.on->latest + 1}, kWithinRun);
    return line;
  }

  Span maybe{kBeginning, kEnd};
  Span sure{kBeginning, kEnd};
  if (s.valid.begin_kind == Interval::End::kDated) {
    maybe.begin = s.valid.begin.earliest;
    sure.begin = s.valid.begin.latest;
  }
  if (s.valid.end_kind == Interval::End::kDated) {
    maybe.end = s.valid.end.latest;
    sure.end = s.valid.end.earliest;
  }
  const bool began_unknown = s.valid.begin_kind == Interval::End::kUnknown;
  const Day horizon = s.sourcing.checked + 1;
  // "/": it was so on some day, nobody knows which.
  if (began_unknown && s.valid.end_kind == Interval::End::kUnknown) {
    line.assign({kBeginning, s.sourcing.checked}, kWithinRun);
    return line;
  }
  // "1949/": it ended on some day after it began, by the day of checking.
  if (s.valid.end_kind == Interval::End::kUnknown) {
    sure.end = sure.begin + 1;
    maybe.end = std::max(s.sourcing.checked, sure.end);
  }
  // "/1990": it began on some day before; "/..": by the day of checking.
  if (began_unknown) sure.begin = sure.end < kEnd ? sure.end - 1 : s.sourcing.checked;

  if (sure.empty()) {  // both ends are too imprecise: true on some day between
    line.assign(maybe, kWithinRun);
    return line;
  }
  if (maybe.begin < sure.begin) line.assign({maybe.begin, sure.begin}, kBetween);
  if (sure.end < kEnd) {
    // An end that is dated was known, or announced, when it was written.
    line.assign(sure, {kTrue, Holding::kAnnounced});
    if (sure.end < maybe.end) line.assign({sure.end, maybe.end}, kBetween);
    return line;
  }
  if (relation.time == TimeKind::kConstant) {  // what has no time of its own does not go stale
    line.assign(sure, {kTrue, Holding::kAnnounced});
    return line;
  }
  if (sure.begin >= horizon) {  // said ahead: from that day on, for as long as such a thing stands
    const Day lapse = sure.begin + std::max(relation.shelf_life_days, 1);
    line.assign({sure.begin, lapse}, {kTrue, Holding::kAnnounced});
    line.assign({lapse, kEnd}, {kUnknown, Holding::kLapsed});
    return line;
  }
  line.assign({sure.begin, horizon}, {kTrue, 0});
  const Day lapse = horizon + relation.shelf_life_days;
  if (horizon < lapse) line.assign({horizon, lapse}, {kTrue, Holding::kPresumed});
  line.assign({lapse, kEnd}, {kUnknown, Holding::kLapsed});
  return line;
}

temporal::Timeline<Standing> observations(const std::vector<const Statement*>& statements,
                                          const Relation& relation) {
  std::vector<std::int32_t> order(statements.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int32_t>(i);
  const auto day_of_one = [&](std::int32_t i) {
    const Statement& s = *statements[static_cast<std::size_t>(i)];
    return s.on ? s.on->earliest : s.valid.begin.earliest;
  };
  // Of two observations of one day the preferred one stands, then the one said first.
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    if (day_of_one(a) != day_of_one(b)) return day_of_one(a) < day_of_one(b);
    const Rank rank_a = statements[static_cast<std::size_t>(a)]->rank;
    const Rank rank_b = statements[static_cast<std::size_t>(b)]->rank;
    return rank_a != rank_b ? rank_a > rank_b : a > b;  // what comes last is laid over the others
  });
  temporal::Timeline<Standing> line(Standing{});
  for (const std::int32_t i : order) {
    const Statement& s = *statements[static_cast<std::size_t>(i)];
    const Day from = day_of_one(i);
    const Day observed = (s.on ? s.on->latest : from) + 1;
    line.assign({from, kEnd}, Standing{});
    line.assign({from, observed}, {i, false});
    line.assign({observed, observed + relation.shelf_life_days}, {i, true});
  }
  return line;
}

}  // namespace entente::record

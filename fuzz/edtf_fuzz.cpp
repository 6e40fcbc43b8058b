// The EDTF reader takes any bytes: what it reads is in order, and printing it is read as the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "temporal/temporal.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace entente::temporal;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Day first = day_of(1, 1, 1);
  const Day last = day_of(9999, 12, 31);
  if (const entente::Result<Date> date = parse_date(text)) {
    check(first <= date->earliest && date->earliest <= date->latest && date->latest <= last);
    check(date->written == text);
    check(*parse_date(date->written) == *date);
    const entente::Result<Span> same = parse_period(to_edtf({date->earliest, date->latest}));
    check(same && *same == Span{date->earliest, date->latest + 1});
  } else {
    check(date.error().where.starts_with("column ") && !date.error().message.empty());
  }
  if (const entente::Result<Interval> interval = parse_interval(text)) {
    check(to_string(*interval) == text);
    check(*parse_interval(to_string(*interval)) == *interval);
  }
  if (const entente::Result<Day> day = parse_day(text)) check(to_string(*day) == text);
  if (const entente::Result<Span> period = parse_period(text)) check(!period->empty());
  return 0;
}

#include <fmt/format.h>

#include <array>
#include <cctype>

#include "temporal/temporal.h"

namespace entente::temporal {
namespace {

constexpr int kFirstYear = 1;
constexpr int kLastYear = 9999;
constexpr std::array<int, 13> kDaysInMonth{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

Error bad_date(std::string_view text, std::size_t column, std::string_view why) {
  return {ErrorCode::kBadDate, fmt::format("\"{}\" is not a date: {}", text, why),
          fmt::format("column {}", column + 1),
          "write EDTF level 1: 1949-04-04, 1953-10, 1905, 195X, 1954~, 1949-04-04/.."};
}

// A cursor over the text of one date.
class DateReader {
 public:
  // `offset`: where the date stands in the text that a person wrote.
  explicit DateReader(std::string_view text, std::size_t offset = 0) : text_(text), offset_(offset) {}

  Result<Date> read() {
    Date date;
    date.written = std::string(text_);
    if (!read_year(date)) return *error_;
    if (at_ < text_.size() && text_[at_] == '-' && date.precision == Precision::kYear && !read_month(date))
      return *error_;
    if (at_ < text_.size() && text_[at_] == '-' && date.precision == Precision::kMonth && !read_day(date))
      return *error_;
    if (at_ < text_.size() && std::string_view("?~%").find(text_[at_]) != std::string_view::npos) {
      date.approximate = text_[at_] != '?';
      date.uncertain = text_[at_] != '~';
      ++at_;
    }
    if (at_ < text_.size()) {
      fail(text_[at_] == 'T' ? "a time of day (days are the unit here)" : "characters after its end");
      return *error_;
    }
    if (date.approximate) widen(date);
    return date;
  }

 private:
  bool fail(std::string_view why) {
    if (!error_) error_ = bad_date(text_, offset_ + at_, why);
    return false;
  }

  // Two digits, or XX (-> 0).
  std::optional<int> two_digits() {
    if (at_ + 2 > text_.size()) return std::nullopt;
    const char a = text_[at_];
    const char b = text_[at_ + 1];
    if (a == 'X' && b == 'X') {
      at_ += 2;
      return 0;
    }
    if (std::isdigit(static_cast<unsigned char>(a)) == 0 || std::isdigit(static_cast<unsigned char>(b)) == 0)
      return std::nullopt;
    at_ += 2;
    return (a - '0') * 10 + (b - '0');
  }

  bool read_year(Date& date) {
    if (text_.empty()) return fail("it is empty");
    if (text_[0] == 'Y' || text_[0] == '-') return fail("years run from 1 to 9999");
    int digits = 0;
    int masked = 0;
    int year = 0;
    for (; at_ < text_.size() && digits + masked < 4; ++at_) {
      const char c = text_[at_];
      if (c == 'X' && digits >= 2) {
        ++masked;
      } else if (std::isdigit(static_cast<unsigned char>(c)) != 0 && masked == 0) {
        year = year * 10 + (c - '0');
        ++digits;
      } else {
        return fail("a year has four digits");
      }
    }
    if (digits + masked != 4) return fail("a year has four digits");
    if (masked == 0) {
      if (year < kFirstYear) {
        at_ = 0;
        return fail("years run from 1 to 9999");
      }
      date.precision = Precision::kYear;
      return set(date, year, 1, 1, year, 12, 31);
    }
    date.precision = masked == 1 ? Precision::kDecade : Precision::kCentury;
    const int width = masked == 1 ? 10 : 100;
    const int first = std::max(year * width, kFirstYear);
    return set(date, first, 1, 1, year * width + width - 1, 12, 31);
  }

  bool read_month(Date& date) {
    const int year = civil(date.earliest).year;
    ++at_;
    const std::size_t start = at_;
    const std::optional<int> month = two_digits();
    if (!month) return fail("a month has two digits");
    if (text_[start] == 'X') {
      // "2004-XX" and "1985-XX-XX": some month of the year; the day adds nothing.
      if (at_ < text_.size() && text_[at_] == '-') {
        ++at_;
        const std::size_t day_at = at_;
        if (!two_digits() || text_[day_at] != 'X') {
          at_ = day_at;
          return fail("a day without its month");
        }
      }
      return true;
    }
    if (*month >= 21 && *month <= 24) {  // seasons, of the northern half: spring, summer, autumn, winter
      date.precision = Precision::kSeason;
      if (*month == 24 && year == kLastYear) return set(date, year, 12, 1, year, 12, 31);
      if (*month == 24) return set(date, year, 12, 1, year + 1, 2, days_in_month(year + 1, 2));
      const int first = 3 + (*month - 21) * 3;
      return set(date, year, first, 1, year, first + 2, days_in_month(year, first + 2));
    }
    at_ = start;
    if (*month < 1 || *month > 12) return fail("there is no such month");
    at_ += 2;
    date.precision = Precision::kMonth;
    return set(date, year, *month, 1, year, *month, days_in_month(year, *month));
  }

  bool read_day(Date& date) {
    const CivilDay first = civil(date.earliest);
    ++at_;
    const std::size_t start = at_;
    const std::optional<int> day = two_digits();
    if (!day) return fail("a day has two digits");
    if (text_[start] == 'X') return true;
    if (!exists(first.year, first.month, *day)) {
      at_ = start;
      return fail("there is no such day");
    }
    date.precision = Precision::kDay;
    return set(date, first.year, first.month, *day, first.year, first.month, *day);
  }

  static bool set(Date& date, int y1, int m1, int d1, int y2, int m2, int d2) {
    date.earliest = day_of(y1, m1, d1);
    date.latest = day_of(y2, m2, d2);
    return true;
  }

  // One unit each way.
  static void widen(Date& date) {
    const CivilDay first = civil(date.earliest);
    const CivilDay last = civil(date.latest);
    const auto by_months = [&](int months) {
      const auto month_of = [](CivilDay c, int shift) { return c.year * 12 + c.month - 1 + shift; };
      const int from = std::max(month_of(first, -months), kFirstYear * 12);
      const int to = std::min(month_of(last, months), kLastYear * 12 + 11);
      date.earliest = day_of(from / 12, from % 12 + 1, 1);
      date.latest = day_of(to / 12, to % 12 + 1, days_in_month(to / 12, to % 12 + 1));
    };
    const auto by_years = [&](int years) {
      date.earliest = day_of(std::max(first.year - years, kFirstYear), first.month, 1);
      const int year = std::min(last.year + years, kLastYear);
      date.latest = day_of(year, last.month, days_in_month(year, last.month));
    };
    switch (date.precision) {
      case Precision::kDay:
        date.earliest = date.earliest - 1;
        date.latest = date.latest + 1;
        break;
      case Precision::kMonth: by_months(1); break;
      case Precision::kSeason: by_months(3); break;
      case Precision::kYear: by_years(1); break;
      case Precision::kDecade: by_years(10); break;
      case Precision::kCentury: by_years(100); break;
    }
    date.earliest = std::max(date.earliest, day_of(kFirstYear, 1, 1));
    date.latest = std::min(date.latest, day_of(kLastYear, 12, 31));
  }

  std::string_view text_;
  std::size_t offset_;
  std::size_t at_ = 0;
  std::optional<Error> error_;
};

}  // namespace

// Source of both: H. Hinnant, "chrono-compatible low-level date algorithms" (2013).
Day day_of(int year, int month, int day) {
  const int y = month <= 2 ? year - 1 : year;
  const int era = y / 400;
  const int year_of_era = y - era * 400;
  const int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return {era * 146097 + day_of_era - 719468};
}

CivilDay civil(Day day) {
  const int z = day.number + 719468;
  const int era = (z >= 0 ? z : z - 146096) / 146097;
  const int day_of_era = z - era * 146097;
  const int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int shifted = (5 * day_of_year + 2) / 153;
  const int month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day_of_year - (153 * shifted + 2) / 5 + 1};
}

int days_in_month(int year, int month) {
  return month == 2 && is_leap(year) ? 29 : kDaysInMonth[static_cast<std::size_t>(month)];
}

bool exists(int year, int month, int day) {
  return year >= kFirstYear && year <= kLastYear && month >= 1 && month <= 12 && day >= 1 &&
         day <= days_in_month(year, month);
}

std::string to_string(Day day) {
  if (day <= kBeginning || day >= kEnd) return {};
  const CivilDay c = civil(day);
  return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

Result<Day> parse_day(std::string_view text) {
  Result<Date> date = parse_date(text);
  if (!date) return date.error();
  if (date->precision != Precision::kDay || date->approximate || date->uncertain)
    return bad_date(text, 0, "a whole day is wanted, as in 2026-06-01");
  return date->earliest;
}

Result<Date> parse_date(std::string_view edtf) { return DateReader(edtf).read(); }

Date date_of(Day day) { return {day, day, Precision::kDay, false, false, to_string(day)}; }

Span intersect(Span a, Span b) { return {std::max(a.begin, b.begin), std::min(a.end, b.end)}; }

Result<Interval> parse_interval(std::string_view edtf) {
  const std::size_t slash = edtf.find('/');
  if (slash == std::string_view::npos)
    return bad_date(edtf, edtf.size(), "an interval has a slash, as in 1949-04-04/..");
  Interval interval;
  const auto read_end = [&](std::string_view text, std::size_t offset, Interval::End& kind,
                            Date& date) -> std::optional<Error> {
    if (text == "..") {
      kind = Interval::End::kOpen;
    } else if (text.empty()) {
      kind = Interval::End::kUnknown;
    } else {
      Result<Date> read = DateReader(text, offset).read();
      if (!read) return read.error();
      kind = Interval::End::kDated;
      date = *read;
    }
    return std::nullopt;
  };
  if (auto error = read_end(edtf.substr(0, slash), 0, interval.begin_kind, interval.begin)) return *error;
  if (auto error = read_end(edtf.substr(slash + 1), slash + 1, interval.end_kind, interval.end))
    return *error;
  if (interval.begin_kind == Interval::End::kDated && interval.end_kind == Interval::End::kDated &&
      interval.end.latest < interval.begin.earliest)
    return Error{
        ErrorCode::kBadInterval, fmt::format("\"{}\" ends before it begins", edtf), {}, "swap the two dates"};
  return interval;
}

std::string to_string(const Interval& interval) {
  const auto end = [](Interval::End kind, const Date& date) -> std::string {
    if (kind == Interval::End::kOpen) return "..";
    return kind == Interval::End::kDated ? date.written : std::string();
  };
  return end(interval.begin_kind, interval.begin) + "/" + end(interval.end_kind, interval.end);
}

Result<Span> parse_period(std::string_view edtf) {
  if (edtf.find('/') == std::string_view::npos) {
    Result<Date> date = parse_date(edtf);
    if (!date) return date.error();
    return Span{date->earliest, date->latest + 1};
  }
  Result<Interval> interval = parse_interval(edtf);
  if (!interval) return interval.error();
  return Span{interval->begin_kind == Interval::End::kDated ? interval->begin.earliest : kBeginning,
              interval->end_kind == Interval::End::kDated ? interval->end.latest + 1 : kEnd};
}

std::string to_edtf(Moment moment) {
  if (moment.exact()) return to_string(moment.earliest);
  const CivilDay a = civil(moment.earliest);
  const CivilDay b = civil(moment.latest);
  if (a.day == 1 && b.day == days_in_month(b.year, b.month)) {
    if (a.year == b.year && a.month == b.month) return fmt::format("{:04}-{:02}", a.year, a.month);
    if (a.month == 1 && b.month == 12) {
      if (a.year == b.year) return fmt::format("{:04}", a.year);
      if (b.year - a.year == 2) return fmt::format("{:04}~", a.year + 1);
      if (a.year % 10 == 0 && b.year == a.year + 9) return fmt::format("{:03}X", a.year / 10);
      if (a.year % 100 == 0 && b.year == a.year + 99) return fmt::format("{:02}XX", a.year / 100);
      return fmt::format("{:04}/{:04}", a.year, b.year);
    }
  }
  return to_string(moment.earliest) + "/" + to_string(moment.latest);
}

Truth before(Moment a, Moment b) {
  if (a.latest < b.earliest) return kTrue;
  return a.earliest >= b.latest ? kFalse : kUnknown;
}

Truth lies_in(Moment m, Span span) {
  if (span.contains(m.earliest) && span.contains(m.latest)) return kTrue;
  return span.empty() || m.latest < span.begin || m.earliest >= span.end ? kFalse : kUnknown;
}

}  // namespace entente::temporal

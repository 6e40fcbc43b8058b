// Days, dates with precision, intervals: tables of what is read and what is refused, and where.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "temporal/temporal.h"

namespace entente::temporal {
namespace {

// ---- days ----------------------------------------------------------------------------------------

constexpr std::array<int, 13> kMonthLengths{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

// By the words of Inter gravissimas (1582): every fourth year, save the hundreds that four hundred does not
// divide.
bool leaps(int year) {
  if (year % 400 == 0) return true;
  if (year % 100 == 0) return false;
  return year % 4 == 0;
}

TEST(Days, CountOnThroughEveryDayOfEveryYear) {
  Day day = day_of(1, 1, 1);
  for (int year = 1; year <= 9999; ++year)
    for (int month = 1; month <= 12; ++month) {
      const int length = kMonthLengths[static_cast<std::size_t>(month)] + (month == 2 && leaps(year) ? 1 : 0);
      ASSERT_EQ(days_in_month(year, month), length) << year << '-' << month;
      for (int d = 1; d <= length; ++d, day = day + 1) {
        ASSERT_EQ(day_of(year, month, d), day) << year << '-' << month << '-' << d;
        const CivilDay c = civil(day);
        ASSERT_TRUE(c.year == year && c.month == month && c.day == d) << year << '-' << month << '-' << d;
      }
    }
  EXPECT_EQ(day, day_of(9999, 12, 31) + 1);
}

struct KnownDay {
  const char* text;
  int number;
};
TEST(Days, AreCountedFrom1970) {
  for (const KnownDay& known : {KnownDay{"1970-01-01", 0},
                                {"1970-01-02", 1},
                                {"1969-12-31", -1},
                                {"2000-03-01", 11017},
                                {"1949-04-04", -7577},
                                {"0001-01-01", -719162},
                                {"9999-12-31", 2932896}})
    EXPECT_EQ(parse_day(known.text)->number, known.number) << known.text;
}

TEST(Days, ThatDoNotExistAreKnown) {
  for (const auto& [y, m, d] : std::vector<std::array<int, 3>>{{1900, 2, 29},
                                                               {2023, 2, 29},
                                                               {2023, 4, 31},
                                                               {2023, 0, 1},
                                                               {2023, 13, 1},
                                                               {2023, 1, 0},
                                                               {2023, 1, 32},
                                                               {0, 1, 1},
                                                               {10000, 1, 1},
                                                               {-1, 1, 1}})
    EXPECT_FALSE(exists(y, m, d)) << y << '-' << m << '-' << d;
  for (const auto& [y, m, d] :
       std::vector<std::array<int, 3>>{{2000, 2, 29}, {2024, 2, 29}, {1, 1, 1}, {9999, 12, 31}})
    EXPECT_TRUE(exists(y, m, d)) << y << '-' << m << '-' << d;
}

TEST(Days, PrintAsTheyAreRead) {
  for (Day day = day_of(1, 1, 1); day <= day_of(9999, 12, 31); day = day + 97) {
    const Result<Day> read = parse_day(to_string(day));
    ASSERT_TRUE(read) << to_string(day);
    ASSERT_EQ(*read, day);
  }
  EXPECT_EQ(to_string(kBeginning), "");
  EXPECT_EQ(to_string(kEnd), "");
  EXPECT_LT(kBeginning, day_of(1, 1, 1));
  EXPECT_GT(kEnd, day_of(9999, 12, 31));
}

TEST(ParseDay, ReadsAWholeDayAndNothingElse) {
  for (const char* text :
       {"", "2023", "2023-04", "2023-04-04~", "2023-04-04?", "2023-04-04%", "2023-04-XX", " 2023-04-04",
        "2023-04-04 ", "2023-04-04/..", "2023-02-29", "today", "04.04.2023", "2023-04-04T00:00"}) {
    const Result<Day> read = parse_day(text);
    ASSERT_FALSE(read) << '"' << text << '"';
    EXPECT_EQ(read.error().code, ErrorCode::kBadDate) << text;
  }
}

TEST(Spans, ThatOnlyTouchHaveNothingInCommon) {
  const Day d = day_of(2023, 4, 4);
  EXPECT_TRUE(intersect({d - 5, d}, {d, d + 5}).empty());
  EXPECT_EQ(intersect({d - 5, d + 1}, {d, d + 5}), (Span{d, d + 1}));
  EXPECT_EQ(intersect({}, {d, d + 5}), (Span{d, d + 5}));
  EXPECT_FALSE((Span{d, d + 1}).contains(d + 1)) << "the end is the first day on which it no longer holds";
  EXPECT_TRUE((Span{d, d + 1}).contains(d));
}

// ---- dates ---------------------------------------------------------------------------------------

struct GoodDate {
  const char* text;
  const char* earliest;
  const char* latest;
  Precision precision;
  bool approximate = false;
  bool uncertain = false;
};

const GoodDate kGoodDates[] = {
    {"1949-04-04", "1949-04-04", "1949-04-04", Precision::kDay},
    {"2024-02-29", "2024-02-29", "2024-02-29", Precision::kDay},
    {"0001-01-01", "0001-01-01", "0001-01-01", Precision::kDay},
    {"9999-12-31", "9999-12-31", "9999-12-31", Precision::kDay},
    {"1953-10", "1953-10-01", "1953-10-31", Precision::kMonth},
    {"2024-02", "2024-02-01", "2024-02-29", Precision::kMonth},
    {"1900-02", "1900-02-01", "1900-02-28", Precision::kMonth},
    {"1905", "1905-01-01", "1905-12-31", Precision::kYear},
    {"0001", "0001-01-01", "0001-12-31", Precision::kYear},
    {"195X", "1950-01-01", "1959-12-31", Precision::kDecade},
    {"000X", "0001-01-01", "0009-12-31", Precision::kDecade},
    {"19XX", "1900-01-01", "1999-12-31", Precision::kCentury},
    {"00XX", "0001-01-01", "0099-12-31", Precision::kCentury},
    // unspecified digits: some day of the month, some day of the year
    {"1985-04-XX", "1985-04-01", "1985-04-30", Precision::kMonth},
    {"1985-XX", "1985-01-01", "1985-12-31", Precision::kYear},
    {"1985-XX-XX", "1985-01-01", "1985-12-31", Precision::kYear},
    // seasons of the northern half
    {"2001-21", "2001-03-01", "2001-05-31", Precision::kSeason},
    {"2001-22", "2001-06-01", "2001-08-31", Precision::kSeason},
    {"2001-23", "2001-09-01", "2001-11-30", Precision::kSeason},
    {"2001-24", "2001-12-01", "2002-02-28", Precision::kSeason},
    {"2003-24", "2003-12-01", "2004-02-29", Precision::kSeason},
    {"9999-24", "9999-12-01", "9999-12-31", Precision::kSeason},
    // "?" leaves the date, "~" widens it by one unit each way, "%" is both
    {"1954?", "1954-01-01", "1954-12-31", Precision::kYear, false, true},
    {"1954-05-07?", "1954-05-07", "1954-05-07", Precision::kDay, false, true},
    {"1954~", "1953-01-01", "1955-12-31", Precision::kYear, true},
    {"1954%", "1953-01-01", "1955-12-31", Precision::kYear, true, true},
    {"1954-05-07~", "1954-05-06", "1954-05-08", Precision::kDay, true},
    {"1954-05~", "1954-04-01", "1954-06-30", Precision::kMonth, true},
    {"1954-01~", "1953-12-01", "1954-02-28", Precision::kMonth, true},
    {"1954-12~", "1954-11-01", "1955-01-31", Precision::kMonth, true},
    {"2001-21~", "2000-12-01", "2001-08-31", Precision::kSeason, true},
    {"2003-22~", "2003-03-01", "2003-11-30", Precision::kSeason, true},
    {"2003-23~", "2003-06-01", "2004-02-29", Precision::kSeason, true},
    {"195X~", "1940-01-01", "1969-12-31", Precision::kDecade, true},
    {"19XX~", "1800-01-01", "2099-12-31", Precision::kCentury, true},
    // the ends of the calendar
    {"0001-01-01~", "0001-01-01", "0001-01-02", Precision::kDay, true},
    {"0001-01~", "0001-01-01", "0001-02-28", Precision::kMonth, true},
    {"0001~", "0001-01-01", "0002-12-31", Precision::kYear, true},
    {"00XX~", "0001-01-01", "0199-12-31", Precision::kCentury, true},
    {"9999~", "9998-01-01", "9999-12-31", Precision::kYear, true},
    {"9999-12~", "9999-11-01", "9999-12-31", Precision::kMonth, true},
    {"9999-24~", "9999-09-01", "9999-12-31", Precision::kSeason, true},
    {"99XX~", "9800-01-01", "9999-12-31", Precision::kCentury, true},
};

TEST(ParseDate, ReadsWhatIsLevelOne) {
  for (const GoodDate& row : kGoodDates) {
    const Result<Date> read = parse_date(row.text);
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(to_string(read->earliest), row.earliest) << row.text;
    EXPECT_EQ(to_string(read->latest), row.latest) << row.text;
    EXPECT_EQ(read->precision, row.precision) << row.text;
    EXPECT_EQ(read->approximate, row.approximate) << row.text;
    EXPECT_EQ(read->uncertain, row.uncertain) << row.text;
    EXPECT_EQ(read->written, row.text);
    EXPECT_EQ(read->exact(), read->earliest == read->latest) << row.text;
    EXPECT_LE(read->earliest, read->latest) << row.text;
  }
}

struct BadDate {
  const char* text;
  int column;  // of the first character that is not understood
};

const BadDate kBadDates[] = {
    {"", 1},
    {"x", 1},
    {" 1949", 1},
    {"194", 4},
    {"49", 3},
    {"1949-", 6},
    {"1949x", 5},
    {"1949 ", 5},
    {"19490404", 5},
    {"1949-04-", 9},
    {"1949-4", 6},
    {"1949-04-4", 9},
    {"1949-00", 6},
    {"1949-13", 6},
    {"1949-20", 6},
    {"1949-25", 6},
    {"1949-00-01", 6},
    {"1949-13-01", 6},
    {"1949-02-29", 9},
    {"1949-04-31", 9},
    {"1949-04-00", 9},
    {"1949-04-04x", 11},
    {"1949-04-04-01", 11},
    {"1949-04-04T12:00", 11},
    {"1949-04-04??", 12},
    {"1949~-04", 6},
    {"2001-21-01", 8},
    {"195X-04", 5},
    {"19XX-04", 5},
    {"1XXX", 2},
    {"XXXX", 1},
    {"19X5", 4},
    {"1949-X4", 6},
    {"1949-1X", 6},
    {"1949-04-1X", 9},
    {"1985-XX-04", 9},
    {"0000", 1},
    {"0000-01-01", 1},
    {"-0044", 1},
    {"Y17000", 1},
    {"1949/1950", 5},
    {"19 49", 3},
    {"1949\xC2\xA0", 5},
};

TEST(ParseDate, SaysAtWhichColumnItDoesNotUnderstand) {
  for (const BadDate& row : kBadDates) {
    const Result<Date> read = parse_date(row.text);
    ASSERT_FALSE(read) << '"' << row.text << '"';
    EXPECT_EQ(read.error().code, ErrorCode::kBadDate) << row.text;
    EXPECT_EQ(read.error().where, "column " + std::to_string(row.column))
        << '"' << row.text << "\": " << read.error().message;
    EXPECT_FALSE(read.error().hint.empty()) << row.text;
  }
}

TEST(ParseDate, TakesAnyBytes) {
  EXPECT_FALSE(parse_date(std::string_view("1949\0", 5)));
  EXPECT_FALSE(parse_date("\xFF\xFE"));
  EXPECT_FALSE(parse_date(std::string(100'000, '1')));
}

TEST(DateOf, IsThatDay) {
  const Date date = date_of(day_of(1949, 4, 4));
  EXPECT_EQ(date, *parse_date("1949-04-04"));
}

// ---- intervals -----------------------------------------------------------------------------------

using End = Interval::End;

struct GoodInterval {
  const char* text;
  End begin_kind;
  const char* begin;  // as written
  End end_kind;
  const char* end;
};

const GoodInterval kGoodIntervals[] = {
    {"1949-04-04/..", End::kDated, "1949-04-04", End::kOpen, ""},
    {"1955-05-14/1991-07-01", End::kDated, "1955-05-14", End::kDated, "1991-07-01"},
    {"1955/1991-07-01", End::kDated, "1955", End::kDated, "1991-07-01"},
    {"../1990", End::kOpen, "", End::kDated, "1990"},
    {"/1990", End::kUnknown, "", End::kDated, "1990"},
    {"1949/", End::kDated, "1949", End::kUnknown, ""},
    {"/..", End::kUnknown, "", End::kOpen, ""},
    {"../..", End::kOpen, "", End::kOpen, ""},
    {"../", End::kOpen, "", End::kUnknown, ""},
    {"/", End::kUnknown, "", End::kUnknown, ""},
    {"1954~/1960?", End::kDated, "1954~", End::kDated, "1960?"},
    {"195X/2001-21", End::kDated, "195X", End::kDated, "2001-21"},
    {"1990/1990", End::kDated, "1990", End::kDated, "1990"},
    {"1990-06/1990", End::kDated, "1990-06", End::kDated, "1990"},
    {"1990~/1989", End::kDated, "1990~", End::kDated, "1989"},
};

TEST(ParseInterval, TellsWhatIsOpenFromWhatIsNotKnown) {
  for (const GoodInterval& row : kGoodIntervals) {
    const Result<Interval> read = parse_interval(row.text);
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(read->begin_kind, row.begin_kind) << row.text;
    EXPECT_EQ(read->end_kind, row.end_kind) << row.text;
    if (row.begin_kind == End::kDated) {
      EXPECT_EQ(read->begin, *parse_date(row.begin)) << row.text;
    }
    if (row.end_kind == End::kDated) {
      EXPECT_EQ(read->end, *parse_date(row.end)) << row.text;
    }
    EXPECT_EQ(to_string(*read), row.text);
    EXPECT_EQ(*parse_interval(to_string(*read)), *read) << row.text;
  }
}

struct BadInterval {
  const char* text;
  ErrorCode code;
  int column;  // 0: no place, the whole is wrong
};

const BadInterval kBadIntervals[] = {
    {"", ErrorCode::kBadDate, 1},
    {"1949", ErrorCode::kBadDate, 5},
    {"1949-04-04", ErrorCode::kBadDate, 11},
    {"..", ErrorCode::kBadDate, 3},
    {"1949-13/..", ErrorCode::kBadDate, 6},
    {"1949-04-04/1950-02-30", ErrorCode::kBadDate, 20},
    {"1949/.", ErrorCode::kBadDate, 6},
    {"1949/...", ErrorCode::kBadDate, 6},
    {"1949/1950/1951", ErrorCode::kBadDate, 10},
    {"1949-04-04/now", ErrorCode::kBadDate, 12},
    {"1949 / 1950", ErrorCode::kBadDate, 5},
    {"1991/1955", ErrorCode::kBadInterval, 0},
    {"1991-07-01/1991-06-30", ErrorCode::kBadInterval, 0},
    {"1991-07-01~/1991-06-29", ErrorCode::kBadInterval, 0},
};

TEST(ParseInterval, SaysAtWhichColumnItDoesNotUnderstand) {
  for (const BadInterval& row : kBadIntervals) {
    const Result<Interval> read = parse_interval(row.text);
    ASSERT_FALSE(read) << '"' << row.text << '"';
    EXPECT_EQ(read.error().code, row.code) << row.text;
    EXPECT_EQ(read.error().where, row.column == 0 ? "" : "column " + std::to_string(row.column))
        << '"' << row.text << '"';
  }
}

struct Period {
  const char* text;
  const char* begin;  // first day, "" for all before
  const char* end;    // the day after the last, "" for all after
};

TEST(ParsePeriod, HoldsBothItsEnds) {
  for (const Period& row : {Period{"1990", "1990-01-01", "1991-01-01"},
                            {"1990-06-30", "1990-06-30", "1990-07-01"},
                            {"1990/1995", "1990-01-01", "1996-01-01"},
                            {"1990-02/1990-02-10", "1990-02-01", "1990-02-11"},
                            {"1990-02-10/1990-02-10", "1990-02-10", "1990-02-11"},
                            {"../1990", "", "1991-01-01"},
                            {"/1990", "", "1991-01-01"},
                            {"1990/..", "1990-01-01", ""},
                            {"1990/", "1990-01-01", ""},
                            {"199X", "1990-01-01", "2000-01-01"},
                            {"1990~", "1989-01-01", "1992-01-01"}}) {
    const Result<Span> read = parse_period(row.text);
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(to_string(read->begin), row.begin) << row.text;
    EXPECT_EQ(to_string(read->end), row.end) << row.text;
  }
  EXPECT_EQ(parse_period("1990-13").error().code, ErrorCode::kBadDate);
  EXPECT_EQ(parse_period("1991/1990").error().code, ErrorCode::kBadInterval);
}

// ---- moments -------------------------------------------------------------------------------------

struct Coarse {
  const char* earliest;
  const char* latest;
  const char* edtf;
};

TEST(ToEdtf, IsAsCoarseAsTheMoment) {
  for (const Coarse& row : {Coarse{"1953-10-01", "1953-10-01", "1953-10-01"},
                            {"1953-10-01", "1953-10-31", "1953-10"},
                            {"2024-02-01", "2024-02-29", "2024-02"},
                            {"2024-02-01", "2024-02-28", "2024-02-01/2024-02-28"},
                            {"1905-01-01", "1905-12-31", "1905"},
                            {"1900-01-01", "1909-12-31", "190X"},
                            {"1900-01-01", "1999-12-31", "19XX"},
                            {"1953-01-01", "1955-12-31", "1954~"},
                            {"1901-01-01", "1910-12-31", "1901/1910"},
                            {"1905-01-01", "1906-12-31", "1905/1906"},
                            {"1953-09-30", "1954-02-01", "1953-09-30/1954-02-01"},
                            {"1953-01-01", "1953-12-30", "1953-01-01/1953-12-30"}})
    EXPECT_EQ(to_edtf({*parse_day(row.earliest), *parse_day(row.latest)}), row.edtf);
}

TEST(ToEdtf, ComesBackAsTheSameDays) {
  for (const GoodDate& row : kGoodDates) {
    const Date date = *parse_date(row.text);
    const std::string edtf = to_edtf({date.earliest, date.latest});
    const Result<Span> read = parse_period(edtf);
    ASSERT_TRUE(read) << row.text << " -> " << edtf;
    EXPECT_EQ(*read, (Span{date.earliest, date.latest + 1})) << row.text << " -> " << edtf;
  }
}

// Every moment and span of a week, against all choices of days.
TEST(Moments, CompareAsAllTheirDaysDo) {
  std::vector<Moment> moments;
  std::vector<Span> spans;
  for (int from = 0; from < 7; ++from)
    for (int to = from; to < 7; ++to) {
      moments.push_back({Day{from}, Day{to}});
      spans.push_back({Day{from}, Day{to}});  // the empty ones too
      spans.push_back({Day{from}, Day{to + 1}});
    }
  const auto verdict = [](int yes, int all) { return yes == all ? kTrue : yes == 0 ? kFalse : kUnknown; };
  for (const Moment& a : moments) {
    for (const Moment& b : moments) {
      int yes = 0;
      int all = 0;
      for (Day x = a.earliest; x <= a.latest; x = x + 1)
        for (Day y = b.earliest; y <= b.latest; y = y + 1) ++all, yes += x < y ? 1 : 0;
      EXPECT_EQ(before(a, b), verdict(yes, all));
    }
    for (const Span& span : spans) {
      int yes = 0;
      int all = 0;
      for (Day x = a.earliest; x <= a.latest; x = x + 1) ++all, yes += span.contains(x) ? 1 : 0;
      EXPECT_EQ(lies_in(a, span), verdict(yes, all))
          << a.earliest.number << ".." << a.latest.number << " in [" << span.begin.number << ", "
          << span.end.number << ')';
    }
  }
}

}  // namespace
}  // namespace entente::temporal

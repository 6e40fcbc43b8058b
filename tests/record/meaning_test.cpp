// What a statement means in time: a table of statements as people write them, and the days that follow.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"
#include "tests/record/small_record.h"

namespace entente::record {
namespace {

using temporal::Holding;
using temporal::kBeginning;
using temporal::kEnd;
using temporal::kFalse;
using temporal::kTrue;
using temporal::kUnknown;
using temporal::Moment;
using temporal::Spell;

// "yes presumed", "unknown between" …
std::string in_words(Holding h) {
  std::string words(name_of(h.truth));
  for (const auto& [mark, word] : {std::pair{Holding::kPresumed, " presumed"},
                                   {Holding::kBetween, " between"},
                                   {Holding::kLapsed, " lapsed"},
                                   {Holding::kAnnounced, " announced"},
                                   {Holding::kWithin, " within"},
                                   {Holding::kContested, " contested"}})
    if ((h.marks & mark) != 0) words += word;
  return words;
}
std::string in_words(const Truths& line) {
  std::string words;
  for (const auto& step : line.steps()) {
    if (!words.empty()) words += " | ";
    if (step.from != kBeginning) words += temporal::to_string(step.from) + " ";
    words += in_words(step.value);
  }
  return words;
}

// A record with `rest` added to AAA, whose last statement that is not mirrored is the one meant.
struct One {
  Record record;
  const Statement& statement() const {
    for (std::size_t i = record.statements.size(); i-- > 0;)
      if (!record.statements[i].mirrored && record.statements[i].location.file == file)
        return record.statements[i];
    return record.statements.front();
  }
  const Relation& relation() const { return record.vocabulary.relation(statement().atom.relation); }
  std::uint32_t file = 0;
};

One one(const std::string& rest) {
  Loaded loaded = load_texts(files_with({{"states/AAA.yaml", state("AAA", rest)}}));
  EXPECT_TRUE(loaded.record) << rest << all_of(loaded.errors);
  One made{loaded.record ? std::move(*loaded.record) : Record{}};
  for (std::size_t i = 0; i < made.record.files.size(); ++i)
    if (made.record.files[i] == "states/AAA.yaml") made.file = static_cast<std::uint32_t>(i);
  return made;
}

std::string held(const std::string& relation, const std::string& fields) {
  const One made = one(relation + ": [{" + fields + "}]\n");
  if (made.record.statements.empty()) return "(not loaded)";
  return in_words(holdings(made.statement(), made.relation()));
}

struct Meaning {
  const char* what;
  const char* relation;
  const char* fields;
  const char* line;
};

// Checked on 2020-06-01 unless it says otherwise; the shelf life of `status` is two years (730 days), of
// `allied` nothing.
const Meaning kMeanings[] = {
    // spans with exact ends
    {"closed", "status", "organization: club, valid: 1950-01-02/1960-03-04",
     "unknown | 1950-01-02 yes announced | 1960-03-04 unknown"},
    {"one day", "status", "organization: club, valid: 1950-01-02/1950-01-03",
     "unknown | 1950-01-02 yes announced | 1950-01-03 unknown"},
    {"open: sure to the day of checking, presumed for the shelf life", "status",
     "organization: club, valid: 1950-01-02/..",
     "unknown | 1950-01-02 yes | 2020-06-02 yes presumed | 2022-06-02 unknown lapsed"},
    {"open, of what has no shelf life", "allied", "other: BBB, valid: 1950-01-02/..",
     "unknown | 1950-01-02 yes | 2020-06-02 unknown lapsed"},
    {"open on both sides", "status", "organization: club, valid: ../..",
     "yes | 2020-06-02 yes presumed | 2022-06-02 unknown lapsed"},
    {"since before anything of interest", "status", "organization: club, valid: ../1960-03-04",
     "yes announced | 1960-03-04 unknown"},
    {"the day of checking is its own", "status",
     "organization: club, valid: 1950-01-02/.., checked: 2000-01-31",
     "unknown | 1950-01-02 yes | 2000-02-01 yes presumed | 2002-01-31 unknown lapsed"},
    {"checked some day of a month: the first counts", "allied",
     "other: BBB, valid: 1950-01-02/.., checked: 2000-02",
     "unknown | 1950-01-02 yes | 2000-02-02 unknown lapsed"},
    // imprecise ends
    {"begun in a month", "allied", "other: BBB, valid: 1953-10/1960-01-01",
     "unknown | 1953-10-01 unknown between | 1953-10-31 yes announced | 1960-01-01 unknown"},
    {"ended in a year", "allied", "other: BBB, valid: 1950-01-02/1990",
     "unknown | 1950-01-02 yes announced | 1990-01-01 unknown between | 1990-12-31 unknown"},
    {"begun about a year", "allied", "other: BBB, valid: 1954~/1960-01-01",
     "unknown | 1953-01-01 unknown between | 1955-12-31 yes announced | 1960-01-01 unknown"},
    {"uncertain is not imprecise", "allied", "other: BBB, valid: 1954-05-07?/1960-01-01",
     "unknown | 1954-05-07 yes announced | 1960-01-01 unknown"},
    {"begun and ended in one year: on some day of it", "allied", "other: BBB, valid: 1954/1954",
     "unknown | 1954-01-01 unknown within | 1954-12-31 unknown"},
    // ends that nobody knows
    {"ended, nobody knows when: by the day of checking", "allied", "other: BBB, valid: 1949-04-04/",
     "unknown | 1949-04-04 yes announced | 1949-04-05 unknown between | 2020-06-01 unknown"},
    {"began nobody knows when", "allied", "other: BBB, valid: /1990-06-01",
     "unknown between | 1990-05-31 yes announced | 1990-06-01 unknown"},
    {"began nobody knows when, and still holds", "status", "organization: club, valid: /..",
     "unknown between | 2020-06-01 yes | 2020-06-02 yes presumed | 2022-06-02 unknown lapsed"},
    {"neither end is known", "allied", "other: BBB, valid: /", "unknown within | 2020-06-01 unknown"},
    // said ahead
    {"ends on a day to come", "allied", "other: BBB, valid: 1950-01-02/2030-01-01",
     "unknown | 1950-01-02 yes announced | 2030-01-01 unknown"},
    {"begins on a day to come", "status", "organization: club, valid: 2026-01-01/..",
     "unknown | 2026-01-01 yes announced | 2028-01-01 unknown lapsed"},
    {"begins on the morrow", "status", "organization: club, valid: 2020-06-02/..",
     "unknown | 2020-06-02 yes announced | 2022-06-02 unknown lapsed"},
    {"began on the day of checking", "status", "organization: club, valid: 2020-06-01/..",
     "unknown | 2020-06-01 yes | 2020-06-02 yes presumed | 2022-06-02 unknown lapsed"},
    // events
    {"an event on a day", "declared_war", "against: BBB, on: 1905-02-08",
     "unknown | 1905-02-08 yes announced | 1905-02-09 unknown"},
    {"an event in a month", "declared_war", "against: BBB, on: 1905-02",
     "unknown | 1905-02-01 unknown within | 1905-03-01 unknown"},
    {"an event in a year", "declared_war", "against: BBB, on: 1905",
     "unknown | 1905-01-01 unknown within | 1906-01-01 unknown"},
    {"an event about a year", "declared_war", "against: BBB, on: 1905~",
     "unknown | 1904-01-01 unknown within | 1907-01-01 unknown"},
    {"an event over some days", "declared_war", "against: BBB, valid: 1905-02-08/1905-02-10",
     "unknown | 1905-02-08 yes announced | 1905-02-10 unknown"},
    // constants
    {"a constant has no time", "located_in", "region: earth", "yes announced"},
    {"a constant that was one for a while", "located_in", "region: earth, valid: 1950-01-02/1960-01-01",
     "unknown | 1950-01-02 yes announced | 1960-01-01 unknown"},
    // negative statements: the days on which it is true that it was not so
    {"not, for a while", "status", "organization: club, valid: 1950-01-02/1960-03-04, not: true",
     "unknown | 1950-01-02 yes announced | 1960-03-04 unknown"},
    {"never: as far as the source could know", "status", "organization: club, not: true",
     "yes | 2020-06-02 yes presumed | 2022-06-02 unknown lapsed"},
    {"never, of what has no shelf life", "declared_war", "against: BBB, not: true",
     "yes | 2020-06-02 unknown"},
    {"never, of a constant", "located_in", "region: earth, not: true", "yes announced"},
};

TEST(Holdings, FollowTheStatementAsWritten) {
  for (const Meaning& row : kMeanings) EXPECT_EQ(held(row.relation, row.fields), row.line) << row.what;
}

TEST(Holdings, GiveSpellsWithTheirMoments) {
  const One made = one("allied: [{other: BBB, valid: 1953-10/1990}]\n");
  const std::vector<Spell> found = spells(holdings(made.statement(), made.relation()));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(to_edtf(*found[0].begin), "1953-10");
  EXPECT_EQ(to_edtf(*found[0].end), "1990");
  const One still = one("status: [{organization: club, valid: 1950-01-02/..}]\n");
  const std::vector<Spell> open = spells(holdings(still.statement(), still.relation()));
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(to_edtf(*open[0].begin), "1950-01-02");
  EXPECT_FALSE(open[0].end) << "knowledge that runs out is no end";
  EXPECT_TRUE(open[0].presumed);
  const One since = one("status: [{organization: club, valid: /..}]\n");
  const std::vector<Spell> unknown_begin = spells(holdings(since.statement(), since.relation()));
  ASSERT_EQ(unknown_begin.size(), 1U);
  EXPECT_FALSE(unknown_begin[0].begin) << "nobody knows when it began";
  EXPECT_FALSE(unknown_begin[0].end);
  const One war = one("declared_war: [{against: BBB, on: 1905}]\n");
  const std::vector<Spell> event = spells(holdings(war.statement(), war.relation()));
  ASSERT_EQ(event.size(), 1U);
  EXPECT_EQ(to_edtf(*event[0].begin), "1905");
  EXPECT_TRUE(event[0].sure.empty());
}

TEST(Holdings, AreTrueOnlyOnDaysThatTheStatementCovers) {
  // Wherever both ends stand, no day outside them is anything but unknown.
  for (const char* begin : {"1950-01-02", "1950-03", "1950", "195X", "1950~"})
    for (const char* end : {"1960-01-02", "1960-03", "1960", "196X", "1961~"}) {
      const One made = one(std::string("allied: [{other: BBB, valid: ") + begin + "/" + end + "}]\n");
      const Truths line = holdings(made.statement(), made.relation());
      const Date from = *temporal::parse_date(begin);
      const Date to = *temporal::parse_date(end);
      for (Day day = from.earliest - 400; day < to.latest + 400; day = day + 1) {
        const Holding h = line.at(day);
        const bool sure = from.latest <= day && day < to.earliest;
        const bool maybe = from.earliest <= day && day < to.latest;
        ASSERT_EQ(h.truth == kTrue, sure) << begin << '/' << end << " on " << temporal::to_string(day);
        ASSERT_EQ(h.between() || h.within(), maybe && !sure)
            << begin << '/' << end << " on " << temporal::to_string(day);
        ASSERT_NE(h.truth, kFalse);
      }
    }
}

// ---- observations --------------------------------------------------------------------------------

std::string observed(const std::string& entries) {
  const One made = one("active_personnel:\n" + entries);
  std::vector<const Statement*> all;
  for (const Statement& s : made.record.statements)
    if (s.location.file == made.file) all.push_back(&s);
  if (all.empty()) return "(not loaded)";
  const auto line = observations(all, made.record.vocabulary.relation(all[0]->atom.relation));
  std::string words;
  for (const auto& step : line.steps()) {
    if (!words.empty()) words += " | ";
    if (step.from != kBeginning) words += temporal::to_string(step.from) + " ";
    words +=
        step.value.statement < 0
            ? "none"
            : std::to_string(static_cast<int>(all[static_cast<std::size_t>(step.value.statement)]->value));
    if (step.value.presumed) words += " presumed";
  }
  return words;
}

struct Observed {
  const char* what;
  const char* entries;
  const char* line;
};

// The shelf life is three years: 1095 days.
const Observed kObserved[] = {
    {"one on a day", "  - {on: 2001-01-01, value: 10}\n",
     "none | 2001-01-01 10 | 2001-01-02 10 presumed | 2004-01-02 none"},
    {"one of a year stands all that year", "  - {on: 2001, value: 10}\n",
     "none | 2001-01-01 10 | 2002-01-01 10 presumed | 2004-12-31 none"},
    {"until the next", "  - {on: 2001-01-01, value: 10}\n  - {on: 2002-05-01, value: 20}\n",
     "none | 2001-01-01 10 | 2001-01-02 10 presumed | "
     "2002-05-01 20 | 2002-05-02 20 presumed | 2005-05-01 none"},
    {"whatever the order in the file", "  - {on: 2002-05-01, value: 20}\n  - {on: 2001-01-01, value: 10}\n",
     "none | 2001-01-01 10 | 2001-01-02 10 presumed | "
     "2002-05-01 20 | 2002-05-02 20 presumed | 2005-05-01 none"},
    {"with a gap after the shelf life", "  - {on: 1990-01-01, value: 10}\n  - {on: 2001-01-01, value: 20}\n",
     "none | 1990-01-01 10 | 1990-01-02 10 presumed | 1993-01-01 none | "
     "2001-01-01 20 | 2001-01-02 20 presumed | 2004-01-02 none"},
    {"the preferred of two on one day",
     "  - {on: 2001-01-01, value: 10}\n  - {on: 2001-01-01, value: 20, rank: preferred}\n"
     "  - {on: 2001-01-01, value: 30}\n",
     "none | 2001-01-01 20 | 2001-01-02 20 presumed | 2004-01-02 none"},
    {"then the one that is said first", "  - {on: 2001-01-01, value: 10}\n  - {on: 2001-01-01, value: 20}\n",
     "none | 2001-01-01 10 | 2001-01-02 10 presumed | 2004-01-02 none"},
    {"what is disputed comes last",
     "  - {on: 2001-01-01, value: 10, rank: disputed}\n  - {on: 2001-01-01, value: 20}\n",
     "none | 2001-01-01 20 | 2001-01-02 20 presumed | 2004-01-02 none"},
};

TEST(Observations, StandUntilTheNextOrTheEndOfTheirShelfLife) {
  for (const Observed& row : kObserved) EXPECT_EQ(observed(row.entries), row.line) << row.what;
}

TEST(Observations, OfNothingAreNone) {
  const One made = one("");
  const auto relation = made.record.vocabulary.find_relation("active_personnel");
  ASSERT_TRUE(relation);
  EXPECT_EQ(observations({}, made.record.vocabulary.relation(*relation)),
            temporal::Timeline<Standing>(Standing{}));
}

}  // namespace
}  // namespace entente::record

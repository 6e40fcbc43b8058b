// What is answered to each kind of reading, over a small record; the readings are made by hand.
#include <gtest/gtest.h>

#include "ask/assemble.h"
#include "tests/language/small_record.h"

namespace entente::ask {
namespace {

const Options kToday{temporal::day_of(2026, 1, 1) - 1, std::nullopt, false};

// Queries, one a reading, divided by "|".
Answer answer(std::string_view queries, const Options& options = kToday,
              std::optional<int> presumed_count = std::nullopt) {
  static const Assembler assembler(small::world());
  language::Understanding understanding;
  for (const std::string_view text : split(queries, '|')) {
    Result<Query> query = query::parse(trim(text), small::world());
    EXPECT_TRUE(query) << text << ": " << (query ? "" : query.error().to_string());
    if (!query) continue;
    language::Reading reading;
    reading.query = *query;
    reading.presumed_count = presumed_count;
    understanding.readings.push_back(std::move(reading));
  }
  return assembler.assemble(understanding, queries, options);
}

struct Case {
  std::string_view query, verdict, said;  // said: how the answer begins
};
const Case kCases[] = {
    {"ask member_of(AAA, hansa)", "yes", "Yes. Arendal has been a member of Hansa since 4 April 1949."},
    {"ask member_of(BBB, hansa)", "no",
     "No. Bergland was a member of Hansa from 18 February 1952 to 30 June 1966."},
    {"ask member_of(DDD, hansa)", "no",
     "No. Dunmark is not a member of Hansa, and never was. Dunmark has been a partner of Hansa since 2005."},
    {"ask not member_of(DDD, hansa)", "yes", "Yes. Dunmark is not a member of Hansa, and never was."},
    {"ask member_of(DDD, hansa) | ask member_of(EEE, hansa)", "no",
     "No. Neither Dunmark nor Eastfold is a member of Hansa, and neither ever was."},
    {"ask member_of(DDD, hansa) | ask member_of(AAA, hansa)", "mixed",
     "Dunmark is not a member of Hansa, and never was; Arendal has been a member of Hansa since 4 April 1949."},
    {"ask member_of(CCC, hansa) at 2023-04-03", "no",
     "No. The Union of Carls was not a member of Hansa on 3 April 2023: it joined Hansa on 4 April 2023."},
    {"ask member_of(CCC, hansa) at 2023-04-04", "yes",
     "Yes. The Union of Carls was a member of Hansa on 4 April 2023 (since 4 April 2023)."},
    {"ask member_of(BBB, hansa) ever", "yes",
     "Yes. Bergland was a member of Hansa from 18 February 1952 to 30 June 1966."},
    {"ask member_of(DDD, hansa) ever", "no", "No. Dunmark has never been a member of Hansa."},
    {"ask signed(BBB, pact-of-rome) ever", "yes", "Yes. Bergland signed the Pact of Rome on 1 October 1953."},
    {"ask member_of(DDD, guild)", "", "The record does not say whether Dunmark is a member of the Guild."},
    {"ask member_of(DDD, hansa) or member_of(EEE, hansa)", "no",
     "No. Neither Dunmark nor Eastfold is a member of Hansa."},
    // views: the arbiter's gives the verdict
    {"ask sovereign_over(FFF, EEE)", "yes",
     "Yes. Farland has been sovereign over Eastfold since 1991. This is the view of the World League; it is disputed by Dunmark."},
    {"ask sovereign_over(DDD, EEE)", "no",
     "No. Dunmark is not sovereign over Eastfold. This is the view of the World League; it is disputed by Dunmark."},
    // lists
    {"which ?x: member_of(?x, hansa)", "", "Arendal and the Union of Carls are members of Hansa."},
    {"which ?x: country(?x) and not member_of(?x, hansa)", "",
     "Of the 5 members of the World League, 3 are not members of Hansa: Bergland, Dunmark and Farland."},
    {"which ?x: member_of(?x, wl) and member_of(?x, hansa) and member_of(?x, guild)", "",
     "The member of the World League that is a member of Hansa and is a member of the Guild is Arendal"},
    {"which ?x: member_of(?x, hansa) first by begin(member_of(?x, hansa))", "",
     "Arendal joined Hansa on 4 April 1949, the first of the members of Hansa."},
    {"which ?x: status(?x, wl, kind: full) and not country(?x)", "",
     "None: there are no full members of the World League that"},
    // counts and measures
    {"value count({?x: member_of(?x, hansa)})", "", "Hansa has 2 members, since 4 April 2023."},
    {"value count({?x: member_of(?x, hansa)}) at 1960-01-01", "", "Hansa had 2 members on 1 January 1960."},
    {"value count({?x: member_of(?x, guild)})", "", "The Guild has at least 2 members."},
    {"value soldiers(AAA)", "", "Arendal has 1,234 active soldiers (figure for 2025)."},
    {"value soldiers(BBB)", "", "The record has no figure for Bergland."},
    // dates
    {"when begin member_of(BBB, hansa)", "",
     "Bergland joined Hansa on 18 February 1952 (signed October 1951)."},
    {"when end member_of(BBB, hansa)", "", "Bergland left Hansa on 30 June 1966."},
    {"when begin member_of(DDD, hansa)", "", "Dunmark never joined Hansa."},
    {"when end member_of(DDD, hansa)", "", "Dunmark never left Hansa: it has never been a member of Hansa."},
    {"when end member_of(AAA, hansa)", "",
     "Arendal never left Hansa: it has been a member of Hansa without a break since 4 April 1949."},
    {"when became_independent(CCC)", "", "The Union of Carls became independent in November 1918."},
    {"value length(hostilities(salt-war))", "",
     "The Salt War was being fought for 3 years and 1 month, from 25 June 1950 to 27 July 1953."},
    // why and what
    {"why not member_of(DDD, hansa)", "",
     "Dunmark keeps out of alliances. Dunmark is not a member of Hansa, and never was."},
    {"why not member_of(AAA, hansa)", "", "Arendal has been a member of Hansa since 4 April 1949."},
    {"why member_of(EEE, hansa)", "", "Eastfold is not a member of Hansa, and never was."},
    {"why not member_of(EEE, hansa)", "",
     "Eastfold is not a member of Hansa, and never was. No reason is recorded."},
    {"describe hansa", "",
     "The Hansa is the alliance of the northern coasts. It was founded on 4 April 1949. Its members are Arendal and the Union of Carls."},
};

TEST(Assemble, AnswersEachKindOfQuestion) {
  for (const Case& c : kCases) {
    const Answer a = answer(c.query);
    EXPECT_EQ(a.verdict.value_or(""), c.verdict) << c.query;
    EXPECT_EQ(a.answer.substr(0, c.said.size()), c.said) << c.query;
    EXPECT_LE(std::count(a.answer.begin(), a.answer.end(), ' '), 90) << c.query;
  }
}

TEST(Assemble, NamesTheDayThatWasAskedFor) {
  const Options in_2022{kToday.today, temporal::day_of(2022, 6, 1), false};
  EXPECT_EQ(
      answer("ask member_of(CCC, hansa)", in_2022).answer,
      "No. As of 1 June 2022, the Union of Carls is not a member of Hansa yet: it joined Hansa on 4 April 2023.");
  EXPECT_EQ(answer("ask member_of(CCC, hansa)", in_2022).as_of, "2022-06-01");
}

TEST(Assemble, SaysWhatIsPresumed) {
  const Options later{temporal::day_of(2026, 11, 23), std::nullopt, false};
  const Answer a = answer("ask member_of(AAA, hansa)", later);
  EXPECT_TRUE(a.readings[0].presumed);
  EXPECT_EQ(a.readings[0].known_through, "2026-01-01");
  EXPECT_TRUE(a.answer.ends_with("(Known through 1 January 2026.)")) << a.answer;
}

TEST(Assemble, CorrectsANumberThatWasTakenForGranted) {
  EXPECT_EQ(answer("which ?x: member_of(?x, hansa)", kToday, 5).answer.substr(0, 58),
            "There are two, not five: Arendal and the Union of Carls. A");
}

TEST(Assemble, GivesSpansDatesAndActs) {
  const Reading left = answer("when end member_of(BBB, hansa)").readings[0];
  EXPECT_EQ(left.date, "1966-06-30");   // the last day, which people name
  EXPECT_EQ(left.until, "1966-07-01");  // the first day on which it no longer held
  const Reading joined = answer("when begin member_of(BBB, hansa)").readings[0];
  EXPECT_EQ(joined.date, "1952-02-18");
  ASSERT_EQ(joined.acts.size(), 1U);
  EXPECT_EQ(joined.acts[0].act, "signed");
  const Reading was = answer("ask member_of(AAA, hansa)").readings[0];
  EXPECT_TRUE(was.has_span);
  EXPECT_EQ(was.since, "1949-04-04");
  EXPECT_EQ(was.until, std::nullopt);
}

TEST(Assemble, ShowsItsEvidence) {
  for (const Case& c : kCases) {
    if (c.verdict == "unknown" || c.said.find("no figure") != std::string_view::npos) continue;
    for (const Reading& r : answer(c.query).readings) {
      EXPECT_FALSE(r.evidence.empty()) << c.query;
      EXPECT_LE(r.evidence.size(), kMostEvidence) << c.query;
      for (const Evidence& e : r.evidence) EXPECT_FALSE(e.sources.empty()) << c.query << ": " << e.statement;
    }
  }
  const Reading no = answer("ask member_of(DDD, hansa)").readings[0];
  const bool closure = std::any_of(no.evidence.begin(), no.evidence.end(), [](const Evidence& e) {
    return e.statement == "complete: member_of(_, hansa) 1949-04-04/2026-01-01" &&
           e.text ==
               "The list of members of Hansa is complete from 4 April 1949 to 31 December 2025: 2 at its end.";
  });
  EXPECT_TRUE(closure);
}

TEST(Assemble, GivesPartsTheirOwnVerdicts) {
  static const Assembler assembler(small::world());
  language::Reading reading;
  reading.query = *query::parse("ask member_of(AAA, hansa) and member_of(DDD, hansa)", small::world());
  for (const std::string_view id : {"AAA", "DDD"})
    reading.parts.emplace_back(
        *small::world().find(id),
        *query::parse("ask member_of(" + std::string(id) + ", hansa)", small::world()));
  language::Understanding understanding;
  understanding.readings.push_back(std::move(reading));
  const Answer a = assembler.assemble(understanding, "Are they?", kToday);
  EXPECT_EQ(a.verdict, "mixed");
  ASSERT_EQ(a.readings[0].parts.size(), 2U);
  EXPECT_EQ(a.readings[0].parts[0].subject, "AAA");
  EXPECT_EQ(a.readings[0].parts[0].verdict, "yes");
  EXPECT_EQ(a.readings[0].parts[1].verdict, "no");
}

TEST(Assemble, DeclinesWithQuestionsThatCanBeAnswered) {
  static const Assembler assembler(small::world());
  language::Understanding understanding;
  understanding.refusal = language::Refusal::kOutOfScope;
  understanding.mentioned = {*small::world().find("DDD"), *small::world().find("hansa")};
  const Answer a = assembler.assemble(understanding, "Does Dunmark like Hansa?", kToday);
  ASSERT_TRUE(a.declined);
  EXPECT_EQ(a.declined->reason, Refusal::kOutOfScope);
  EXPECT_EQ(
      a.declined->message,
      "This is not something that the record speaks of. The Hansa is the alliance of the northern coasts.");
  EXPECT_EQ(a.declined->suggestions,
            (std::vector<std::string>{"Is Dunmark a member of Hansa?", "What is Hansa?",
                                      "Who are the members of Hansa?"}));
}

TEST(Text, PutsTheAnswerFirstAndNumbersTheSources) {
  const std::string text = to_text(answer("ask member_of(AAA, hansa)"), {false, 80});
  EXPECT_TRUE(
      text.starts_with("Yes. Arendal has been a member of Hansa since 4 April 1949. Arendal founded it.\n"))
      << text;
  EXPECT_NE(text.find("[1] Printer, \"The Gazette\", 2020-01-01, p. 2 https://example.org/gazette"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("[2]"), std::string::npos) << text;
  EXPECT_NE(text.find("As of 2025-12-31"), std::string::npos) << text;
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_NE(to_text(answer("ask member_of(AAA, hansa)"), {true, 80}).find("\x1b[1m"), std::string::npos);
}

}  // namespace
}  // namespace entente::ask

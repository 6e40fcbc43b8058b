// Sentences for conds, dates and numbers, over a small record with a vocabulary of its own.
#include <gtest/gtest.h>

#include "language/language.h"
#include "tests/language/small_record.h"

namespace entente::language {
namespace {

const Speaker& speaker() {
  static const Speaker made(small::world());
  return made;
}

Cond cond(std::string_view text) {
  Result<Cond> read = logic::parse_cond(text, small::world());
  EXPECT_TRUE(read) << text << ": " << (read ? "" : read.error().to_string());
  return read ? *read : Cond{};
}

struct ClauseCase {
  std::string_view cond;
  Manner manner;
  std::string_view clause;
};
constexpr Manner kNow{Tense::kPresent, false, false, false};
constexpr Manner kNot{Tense::kPresent, true, false, false};
constexpr Manner kPast{Tense::kPast, false, false, false};
constexpr Manner kPastNot{Tense::kPast, true, false, false};
constexpr Manner kPerfect{Tense::kPerfect, false, false, false};
constexpr Manner kFuture{Tense::kFuture, false, false, false};
constexpr Manner kBegan{Tense::kPast, false, true, false};
constexpr Manner kNotBegan{Tense::kPast, true, true, false};
constexpr Manner kEnded{Tense::kPast, false, false, true};

const ClauseCase kClauses[] = {
    // tenses, negation
    {"member_of(AAA, hansa)", kNow, "Arendal is a member of Hansa"},
    {"member_of(AAA, hansa)", kNot, "Arendal is not a member of Hansa"},
    {"member_of(AAA, hansa)", kPast, "Arendal was a member of Hansa"},
    {"member_of(AAA, hansa)", kPerfect, "Arendal has been a member of Hansa"},
    {"member_of(AAA, hansa)", kFuture, "Arendal will be a member of Hansa"},
    {"member_of(CCC, guild)", kNow, "the Union of Carls is a member of the Guild"},
    {"member_of(AAA, hansa)", kBegan, "Arendal joined Hansa"},
    {"member_of(AAA, hansa)", kNotBegan, "Arendal did not join Hansa"},
    {"member_of(AAA, hansa)", kEnded, "Arendal left Hansa"},
    {"recognises(AAA, EEE)", kNow, "Arendal recognises Eastfold"},
    {"recognises(AAA, EEE)", kNot, "Arendal does not recognise Eastfold"},
    {"recognises(AAA, EEE)", kBegan, "Arendal began to recognise Eastfold"},
    {"sovereign_over(AAA, EEE)", kBegan, "Arendal became sovereign over Eastfold"},
    {"conscription(AAA)", kPerfect, "Arendal has had conscription"},
    {"without_army(AAA)", kNot, "Arendal has an army"},
    // events are told in the past; so is who won
    {"signed(BBB, pact-of-rome)", kNow, "Bergland signed the Pact of Rome"},
    {"signed(BBB, pact-of-rome)", kNot, "Bergland did not sign the Pact of Rome"},
    {"won(AAA, salt-war)", kNow, "Arendal won the Salt War"},
    // roles: fixed by a phrase, told by a slot, left out with their preposition, added with one
    {"status(DDD, hansa, kind: partner)", kNow, "Dunmark is a partner of Hansa"},
    {"status(DDD, hansa, kind: observer)", kNot, "Dunmark is not an observer in Hansa"},
    {"became_independent(CCC)", kPast, "the Union of Carls became independent"},
    {"became_independent(CCC, from: AAA)", kPast, "the Union of Carls became independent from Arendal"},
    {"owes_defence(AAA, BBB, under: pact-of-rome)", kNow,
     "Arendal is bound by treaty to defend Bergland under the Pact of Rome"},
    // somebody
    {"member_of(AAA, _)", kNow, "Arendal is a member of some organization"},
    {"member_of(AAA, _)", kNot, "Arendal is not a member of any organization"},
    {"member_of(_, hansa)", kNow, "some country is a member of Hansa"},
    {"member_of(_, hansa)", kNot, "no country is a member of Hansa"},
    // several
    {"member_of(AAA, hansa) and member_of(CCC, hansa)", kNow,
     "Arendal and the Union of Carls are members of Hansa"},
    {"member_of(AAA, hansa) or member_of(BBB, hansa)", kNot,
     "neither Arendal nor Bergland is a member of Hansa"},
    {"member_of(AAA, hansa) and not member_of(AAA, guild)", kNow,
     "Arendal is a member of Hansa and is not a member of the Guild"},
    {"not member_of(AAA, hansa)", kNow, "Arendal is not a member of Hansa"},
    // time
    {"member_of(BBB, hansa) at 1960-04-03", kNow, "Bergland was a member of Hansa on 3 April 1960"},
    {"member_of(BBB, hansa) in 1960", kNot, "Bergland was not a member of Hansa in 1960"},
    {"member_of(BBB, hansa) throughout 1960", kNow, "Bergland was a member of Hansa throughout 1960"},
    {"member_of(BBB, hansa) in before 1960", kPast, "Bergland was a member of Hansa before 1960"},
    {"member_of(BBB, hansa) in salt-war", kNow, "Bergland was a member of Hansa during the Salt War"},
    {"member_of(DDD, hansa) ever", kNot, "Dunmark has never been a member of Hansa"},
    {"member_of(BBB, hansa) ever", kPast, "Bergland was once a member of Hansa"},
    {"recognises(AAA, EEE) ever", kPastNot, "Arendal never recognised Eastfold"},
    // quantifiers, sets, numbers, moments
    {"all ?x: member_of(?x, hansa) => member_of(?x, guild)", kNow,
     "every member of Hansa is a member of the Guild"},
    {"all ?x: member_of(?x, hansa) => member_of(?x, guild)", kNot,
     "not every member of Hansa is a member of the Guild"},
    {"count({?x: member_of(?x, hansa)}) > 2", kNow, "there are more than 2 members of Hansa"},
    {"{?x: member_of(?x, hansa)} = {AAA, BBB}", kNow,
     "the members of Hansa are exactly Arendal and Bergland"},
    {"begin(member_of(AAA, hansa)) < begin(member_of(AAA, guild))", kNow,
     "Arendal joined Hansa before it joined the Guild"},
    {"begin(member_of(AAA, hansa)) = 1949", kNow, "Arendal joined Hansa in 1949"},
    {"soldiers(AAA) = 1234", kNow, "Arendal has 1,234 active soldiers"},
    {"service_months(AAA) = 18", kNow, "the length of military service in Arendal is 18 months"},
    // no words at all
    {"shares_border(AAA, BBB)", kNow, "shares border: Arendal and Bergland"},
};

TEST(Clause, IsGoodEnglish) {
  for (const ClauseCase& c : kClauses)
    EXPECT_EQ(speaker().clause(cond(c.cond), c.manner), c.clause) << c.cond;
}

TEST(Clause, TakesBindings) {
  EXPECT_EQ(speaker().clause(cond("member_of(?x, hansa)"), kNow, {{"x", *small::world().find("AAA")}}),
            "Arendal is a member of Hansa");
}

struct NounCase {
  std::string_view cond, noun;
};
const NounCase kNouns[] = {
    {"member_of(?x, hansa)", "members of Hansa"},
    {"member_of(?x, hansa) and not member_of(?x, guild)",
     "members of Hansa that are not members of the Guild"},
    {"country(?x) and not member_of(?x, hansa)", "members of the World League that are not members of Hansa"},
    {"member_of(?x, hansa) or member_of(?x, guild)", "members of Hansa or members of the Guild"},
    {"status(?x, hansa, kind: observer)", "observers of Hansa"},
    {"status(?x, hansa, kind: partner)", "partners of Hansa"},
    {"recognises(?x, EEE)", "countries that recognise Eastfold"},
    {"signed(AAA, ?x)", "treaties that Arendal signed"},
    {"member_of(?x, hansa) at 1960", "members of Hansa in 1960"},
};
TEST(Noun, NamesThoseWhoFillAVariable) {
  for (const NounCase& c : kNouns) EXPECT_EQ(speaker().noun(cond(c.cond), "x", true), c.noun) << c.cond;
}

struct QueryCase {
  std::string_view query, words;
};
const QueryCase kQueries[] = {
    {"ask member_of(AAA, hansa)", "Is Arendal a member of Hansa?"},
    {"ask member_of(CCC, hansa) at 2023-04-03", "Was the Union of Carls a member of Hansa on 3 April 2023?"},
    {"ask member_of(DDD, hansa) ever", "Was Dunmark ever a member of Hansa?"},
    {"ask recognises(AAA, EEE)", "Does Arendal recognise Eastfold?"},
    {"ask signed(AAA, pact-of-rome) ever", "Did Arendal ever sign the Pact of Rome?"},
    {"ask member_of(AAA, hansa) and member_of(BBB, hansa)", "Are Arendal and Bergland members of Hansa?"},
    {"why not member_of(DDD, hansa)", "Why is Dunmark not a member of Hansa?"},
    {"describe guild", "What is the Guild?"},
    {"which ?x: member_of(?x, hansa)", "Who are the members of Hansa?"},
    {"which ?x: recognises(?x, EEE)", "Which countries recognise Eastfold?"},
    {"when begin member_of(AAA, hansa)", "When did Arendal join Hansa?"},
    {"when end member_of(AAA, hansa)", "When did Arendal leave Hansa?"},
    {"when signed(BBB, pact-of-rome)", "When did Bergland sign the Pact of Rome?"},
    {"value count({?x: member_of(?x, hansa)})", "How many members of Hansa are there?"},
    {"value soldiers(AAA)", "What is the number of active soldiers of Arendal?"},
};
TEST(Paraphrase, IsAQuestion) {
  for (const QueryCase& c : kQueries) {
    Result<Query> query = query::parse(c.query, small::world());
    ASSERT_TRUE(query) << c.query << ": " << query.error().to_string();
    EXPECT_EQ(speaker().paraphrase(*query), c.words) << c.query;
  }
}

TEST(Date, IsWrittenAsABritishEditorWould) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"2023-04-04", "4 April 2023"},
      {"1953-10", "October 1953"},
      {"1905", "1905"},
      {"1954~", "about 1954"},
      {"195X", "the 1950s"},
      {"18XX", "the 19th century"},
      {"1954?", "probably 1954"},
      {"2001-22", "the summer of 2001"},
      {"1950/1953", "between 1950 and 1953"},
  };
  for (const auto& [edtf, words] : cases) EXPECT_EQ(speaker().date(edtf), words) << edtf;
}

TEST(Duration, IsInYearsAndMonths) {
  EXPECT_EQ(speaker().duration(1), "1 day");
  EXPECT_EQ(speaker().duration(30), "30 days");
  EXPECT_EQ(speaker().duration(366), "1 year");
  EXPECT_EQ(speaker().duration(11810), "32 years and 4 months");
}

TEST(Number, HasThousands) {
  EXPECT_EQ(speaker().number(1234567), "1,234,567");
  EXPECT_EQ(speaker().number(999), "999");
  EXPECT_EQ(speaker().number(1.5), "1.5");
}

TEST(Verb, IsRegularOrTheVocabularys) {
  EXPECT_EQ(speaker().conjugate("join", Tense::kPast, false), "joined");
  EXPECT_EQ(speaker().conjugate("control", Tense::kPast, false), "controlled");
  EXPECT_EQ(speaker().conjugate("carry", Tense::kPresent, false), "carries");
  EXPECT_EQ(speaker().conjugate("leave", Tense::kPerfect, true), "have left");
  EXPECT_EQ(speaker().plural("country"), "countries");
  EXPECT_EQ(speaker().plural("member of the union"), "members of the union");
}

TEST(List, IsSortedByName) {
  const auto id = [](std::string_view name) { return *small::world().find(name); };
  EXPECT_EQ(speaker().list({id("BBB"), id("CCC"), id("AAA")}), "Arendal, Bergland and the Union of Carls");
}

}  // namespace
}  // namespace entente::language

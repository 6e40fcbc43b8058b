// Rules: what is refused and where, the fixpoint, suppositions, and proofs of yes, no and unknown.
#include "rules/rules.h"

#include <gtest/gtest.h>

#include "tests/support/small_record.h"

namespace entente::rules {
namespace {

using logic::Context;
using logic::Ground;
using logic::kNobody;
using temporal::day_of;
using temporal::kFalse;
using temporal::kTrue;
using temporal::kUnknown;
using temporal::Truth;

const Day kToday = day_of(2025, 6, 1);

// The small record with other rules; what a rule heads is declared there.
record::Record record_with(const std::string& rules) {
  auto files = entente::testing::small_record();
  for (auto& [path, text] : files) {
    if (path.starts_with("rules/")) text = rules;
    if (path == "vocabulary.yaml") {
      const std::string relations =
          "  reaches: {signature: {state: state, other: state}, time: state}\n"
          "  lonely: {signature: {state: state}, time: state}\n"
          "  crowded: {signature: {organization: organization}, time: state}\n"
          "  fighter: {signature: {state: state}, time: state}\n";
      text.insert(text.find("settings:"), relations);
    }
  }
  record::Loaded loaded = record::load_texts(files);
  for (const Error& error : loaded.errors) ADD_FAILURE() << error.to_string();
  return std::move(*loaded.record);
}

const std::string kRules =
    "member_of(?x, ?o) :- status(?x, ?o, kind: full).\n"
    "country(?x) :- exists(?x) and state(?x).\n"
    "reaches(?x, ?y) :- allied_with(?x, ?y).\n"
    "reaches(?x, ?z) because ?y :- reaches(?x, ?y) and allied_with(?y, ?z).\n"
    "lonely(?x) :- member_of(?x, _) and not member_of(?x, north-union).\n"
    "crowded(?o) :- count({?x: member_of(?x, ?o)}) >= 2.\n"
    "fighter(?x) :- declared_war(?x, _) ever.\n";

TEST(Rules, ThatAreWrongAreToldByTheirPlace) {
  struct Row {
    const char* text;
    ErrorCode code;
    const char* where;
    const char* said;
  };
  const Row kRows[] = {
      {"member_of(?x, ?o).\n", ErrorCode::kBadRule, "rules/membership.rules:1", "has no \":-\""},
      {"# a comment\n\nmember_of(?x, ?o) status(?x, ?o).", ErrorCode::kBadRule, "rules/membership.rules:3",
       "has no"},
      {"country(?x) :- exists(?x).\nnot lonely(?x) :- exists(?x).", ErrorCode::kBadRule,
       "rules/membership.rules:2", "one atom"},
      {"lonely(?x) and country(?x) :- exists(?x).", ErrorCode::kBadRule, "rules/membership.rules:1",
       "one atom"},
      {"lonely(?x) :- exists(?x) at 1990.", ErrorCode::kBadRule, "rules/membership.rules:1", "ever"},
      {"lonely(?x) :- exists(?x) and.", ErrorCode::kBadQuery, "rules/membership.rules:1", ""},
      {"lonely(?x) :-\n  hates(?x, ?y).", ErrorCode::kUnknownRelation, "rules/membership.rules:1", "hates"},
      {"lonely(?x) :- member_of(?x, nowhere).", ErrorCode::kUnknownName, "rules/membership.rules:1",
       "nowhere"},
      {"lonely(?x) :- member_of(north-union, ?x).", ErrorCode::kTypeMismatch, "rules/membership.rules:1",
       "north-union"},
  };
  for (const Row& row : kRows) {
    record::Record record = record_with(kRules);
    record.rules[0].text = row.text;
    const logic::RecordFacts facts(record);
    const Result<Program> program = Program::parse(record.rules, record.files, facts);
    if (program) {
      ADD_FAILURE() << row.text << " is taken";
      continue;
    }
    EXPECT_EQ(program.error().code, row.code) << row.text << ": " << program.error().to_string();
    EXPECT_EQ(program.error().where, row.where) << row.text;
    EXPECT_NE(program.error().message.find(row.said), std::string::npos) << program.error().message;
  }
}

TEST(Rules, MayNotRestOnTheirOwnNegationOrCount) {
  for (const char* const text :
       {"lonely(?x) :- exists(?x) and not lonely(?x).",
        "lonely(?x) :- exists(?x) and not fighter(?x).\nfighter(?x) :- lonely(?x).",
        "crowded(?o) :- exists(?o) and count({?p: crowded(?p)}) > 3.",
        "lonely(?x) :- exists(?x) and (all ?y: allied_with(?x, ?y) => lonely(?y))."}) {
    record::Record record = record_with(kRules);
    record.rules[0].text = text;
    const logic::RecordFacts facts(record);
    const Result<Program> program = Program::parse(record.rules, record.files, facts);
    ASSERT_FALSE(program) << text;
    EXPECT_EQ(program.error().code, ErrorCode::kCycle) << text << ": " << program.error().to_string();
  }
}

TEST(Rules, AreReadInTheOrderInWhichTheyRest) {
  const record::Record record = record_with(kRules);
  const logic::RecordFacts facts(record);
  const Result<Program> program = Program::parse(record.rules, record.files, facts);
  ASSERT_TRUE(program) << program.error().to_string();
  ASSERT_EQ(program->rules().size(), 7U);
  EXPECT_EQ(program->rules()[3].text,
            "reaches(?x, ?z) because ?y :- reaches(?x, ?y) and allied_with(?y, ?z)");
  const auto relation = [&](const char* name) { return *record.vocabulary.find_relation(name); };
  EXPECT_TRUE(program->derives(relation("member_of")));
  EXPECT_FALSE(program->derives(relation("status")));
  EXPECT_GE(program->circle_of(relation("reaches")), 0);
  EXPECT_EQ(program->circle_of(relation("lonely")), -1);
  std::vector<RelationId> order;
  for (const auto& stratum : program->strata()) order.insert(order.end(), stratum.begin(), stratum.end());
  EXPECT_LT(std::find(order.begin(), order.end(), relation("member_of")),
            std::find(order.begin(), order.end(), relation("lonely")));
}

class Run : public ::testing::Test {
 protected:
  Truth truth(const Facts& facts, const std::string& text, Day day) const {
    Result<Cond> cond = logic::parse_cond(text, facts);
    if (!cond || !logic::check_types(*cond, facts, {})) {
      ADD_FAILURE() << text;
      return kUnknown;
    }
    return logic::Evaluator(facts, {day, kToday}).truths(*cond).at(day).truth;
  }
  Proof proof(const std::string& text, Day day) const {
    Result<Cond> cond = logic::parse_cond(text, all_);
    if (!cond || !logic::check_types(*cond, all_, {})) ADD_FAILURE() << text;
    return explain(all_, program_, *cond, {}, {day, kToday}, day);
  }

  const record::Record record_ = [] {
    auto made = record_with(kRules);
    // ALF and BET are allied in the record; and BET with DEL, DEL with the long gone GAM never.
    record::Statement s = *std::find_if(made.statements.begin(), made.statements.end(), [&](const auto& one) {
      return one.atom.relation == *made.vocabulary.find_relation("allied_with");
    });
    for (const auto& [a, b] : {std::pair{"BET", "DEL"}, {"DEL", "BET"}}) {
      s.atom.places = {*made.find(a), *made.find(b)};
      made.statements.push_back(s);
    }
    return made;
  }();
  const logic::RecordFacts facts_{record_};
  const Program program_ = *Program::parse(record_.rules, record_.files, facts_);
  const Derivation all_{facts_, program_};
};

TEST_F(Run, ToAFixpointOnTheDaysOnWhichAllPremisesHold) {
  struct Row {
    const char* text;
    Day day;
    Truth truth;
  };
  const Row kRows[] = {
      {"reaches(ALF, BET)", day_of(2024, 1, 1), kTrue},
      {"reaches(ALF, DEL)", day_of(2024, 1, 1), kTrue},   // by way of BET
      {"reaches(ALF, ALF)", day_of(2024, 1, 1), kTrue},   // and back
      {"reaches(ALF, DEL)", day_of(1991, 6, 1), kFalse},  // there was no DEL yet
      {"reaches(ALF, DEL)", day_of(1980, 6, 1), kFalse},
      {"reaches(ALF, BET)", day_of(1980, 6, 1), kUnknown},  // nobody says that they were not
      {"member_of(ALF, north-union)", day_of(1980, 6, 1), kTrue},
      {"member_of(ALF, north-union)", day_of(1949, 12, 31), kFalse},  // there was no union
      {"member_of(DEL, north-union)", day_of(2002, 6, 1), kFalse},    // the list is whole
      {"member_of(DEL, north-union)", day_of(2030, 6, 1), kUnknown},  // it has run out
      {"lonely(GAM)", day_of(1970, 1, 1), kTrue},
      {"lonely(ALF)", day_of(1970, 1, 1), kFalse},
      {"crowded(north-union)", day_of(1970, 1, 1), kTrue},
      {"crowded(north-union)", day_of(1951, 1, 1), kFalse},
      {"crowded(south-union)", day_of(1970, 1, 1), kUnknown},  // who else was in it nobody says
      {"fighter(ALF)", day_of(1939, 8, 31), kUnknown},
      {"fighter(ALF)", day_of(1939, 9, 30), kTrue},  // some day of that month
      {"fighter(ALF)", day_of(2000, 1, 1), kTrue},
      {"fighter(DEL)", day_of(2000, 1, 1), kUnknown},
  };
  for (const Row& row : kRows)
    EXPECT_EQ(truth(all_, row.text, row.day), row.truth)
        << row.text << " on " << temporal::to_string(row.day);
}

TEST_F(Run, AnewUnderASupposition) {
  const auto atom = [&](const char* relation, const char* a, const char* b) {
    return Atom{*record_.vocabulary.find_relation(relation), {*record_.find(a), *record_.find(b)}, {}};
  };
  const Day before = day_of(1999, 1, 1), within = day_of(2000, 6, 1), today = kToday;
  const Supposing supposing(
      all_, program_,
      {{atom("allied_with", "DEL", "ALF"), {day_of(2000, 1, 1), day_of(2001, 1, 1)}},
       {atom("member_of", "DEL", "north-union"), {day_of(2000, 1, 1), temporal::kEnd}}});
  EXPECT_EQ(truth(all_, "lonely(DEL)", within), kTrue);
  EXPECT_EQ(truth(supposing, "member_of(DEL, north-union)", before), kFalse);
  EXPECT_EQ(truth(supposing, "member_of(DEL, north-union)", within), kTrue);
  EXPECT_EQ(truth(supposing, "member_of(DEL, north-union)", today), kTrue);
  EXPECT_EQ(truth(supposing, "lonely(DEL)", within), kFalse);
  EXPECT_EQ(truth(supposing, "reaches(DEL, DEL)", within), kTrue);
  EXPECT_EQ(truth(supposing, "crowded(north-union)", within), kTrue);
}

TEST_F(Run, ProveAYesByRuleAndStatement) {
  const Proof yes = proof("member_of(ALF, north-union)", day_of(2000, 1, 1));
  EXPECT_EQ(yes.holding.truth, kTrue);
  EXPECT_EQ(yes.ground.kind, Ground::Kind::kRule);
  ASSERT_EQ(yes.rule, 0);
  ASSERT_EQ(yes.premises.size(), 1U);
  EXPECT_EQ(yes.premises[0].claim, "status(ALF, north-union, kind: full)");
  EXPECT_EQ(yes.premises[0].ground.kind, Ground::Kind::kStatements);
  ASSERT_EQ(yes.premises[0].ground.statements.size(), 1U);
  EXPECT_EQ(record_.print(record_.statements[yes.premises[0].ground.statements[0]].atom),
            "status(ALF, north-union, kind: full)");
}

TEST_F(Run, ProveANoByTheClosureOrTheExistenceThatLicensesIt) {
  const Proof closed = proof("member_of(DEL, north-union)", day_of(2000, 1, 1));
  EXPECT_EQ(closed.holding.truth, kFalse);
  EXPECT_EQ(closed.ground.kind, Ground::Kind::kClosure);
  ASSERT_EQ(closed.ground.closure, 0);
  const Proof gone = proof("allied_with(ALF, GAM)", day_of(2000, 1, 1));
  EXPECT_EQ(gone.holding.truth, kFalse);
  EXPECT_EQ(gone.ground.kind, Ground::Kind::kExistence);
  EXPECT_EQ(gone.ground.entity, *record_.find("GAM"));
  const Proof fails = proof("lonely(ALF)", day_of(2000, 1, 1));
  EXPECT_EQ(fails.holding.truth, kFalse);
  EXPECT_EQ(fails.ground.kind, Ground::Kind::kRule);
  EXPECT_EQ(fails.rule, 4);
}

TEST_F(Run, ProveAnUnknownByWhatIsMissing) {
  const Proof open = proof("allied_with(ALF, DEL)", day_of(2000, 1, 1));
  EXPECT_EQ(open.holding.truth, kUnknown);
  EXPECT_EQ(open.ground.kind, Ground::Kind::kNothing);
  const Proof derived = proof("member_of(DEL, south-union)", day_of(1993, 1, 1));
  EXPECT_EQ(derived.holding.truth, kUnknown);
  ASSERT_FALSE(derived.premises.empty());
  EXPECT_EQ(derived.premises[0].claim, "status(DEL, south-union, kind: full)");
  EXPECT_EQ(derived.premises[0].ground.kind, Ground::Kind::kNothing);
}

}  // namespace
}  // namespace entente::rules

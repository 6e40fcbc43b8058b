// The language of conditions: what is read, how it is printed, and what is wrong with the rest, by column.
#include <gtest/gtest.h>

#include "logic/logic.h"
#include "tests/support/small_record.h"

namespace entente::logic {
namespace {

const RecordFacts& facts() {
  static const record::Record record = [] {
    record::Loaded loaded = record::load_texts(entente::testing::small_record());
    for (const Error& error : loaded.errors) ADD_FAILURE() << error.to_string();
    return std::move(*loaded.record);
  }();
  static const RecordFacts facts(record);
  return facts;
}

TEST(Cond, IsReadAndPrintedInOneSpelling) {
  struct Row {
    const char* text;
    const char* printed;  // nullptr: as it was written
  };
  const Row kRows[] = {
      {"member_of(ALF, north-union)", nullptr},
      {"member_of( ALF ,north-union )", "member_of(ALF, north-union)"},
      {"status(ALF, north-union, kind: full)", nullptr},
      {"status(ALF, _, kind: _)", nullptr},
      {"not member_of(ALF, north-union)", nullptr},
      {"not not member_of(ALF, north-union)", nullptr},
      {"member_of(ALF, north-union) and member_of(BET, north-union) or member_of(GAM, north-union)", nullptr},
      {"member_of(ALF, north-union) and (member_of(BET, north-union) or member_of(GAM, north-union))",
       nullptr},
      {"((member_of(ALF, north-union)))", "member_of(ALF, north-union)"},
      {"member_of(ALF, north-union) at 2001", nullptr},
      {"member_of(ALF, north-union) in 1955/1960", nullptr},
      {"member_of(ALF, north-union) in long-war", nullptr},
      {"member_of(ALF, north-union) in before 1960", nullptr},
      {"member_of(ALF, north-union) in after 1960-05", nullptr},
      {"member_of(ALF, north-union) throughout 1955-03/..", nullptr},
      {"member_of(ALF, north-union) ever", nullptr},
      {"(member_of(ALF, north-union) and member_of(BET, north-union)) ever", nullptr},
      {"some ?x: member_of(?x, north-union)", nullptr},
      {"some ?x, ?y: allied_with(?x, ?y)", nullptr},
      {"all ?x: member_of(?x, north-union) => member_of(?x, south-union)", nullptr},
      {"{?x: member_of(?x, north-union)} = {ALF, BET}", nullptr},
      {"{?x: member_of(?x, north-union)} includes ALF", nullptr},
      {"count({?x: member_of(?x, north-union)}) >= 2", nullptr},
      {"begin(member_of(ALF, north-union)) < begin(member_of(BET, north-union))", nullptr},
      {"end(member_of(BET, north-union)) = 1999-03", nullptr},
      {"length(member_of(BET, north-union)) > 400", nullptr},
      {"soldiers(ALF) < soldiers(BET)", nullptr},
      {"2001-02-03 < 2001-02-04", nullptr},
  };
  for (const Row& row : kRows) {
    const Result<Cond> cond = parse_cond(row.text, facts());
    ASSERT_TRUE(cond) << row.text << ": " << cond.error().to_string();
    const std::string printed = print(*cond, facts());
    EXPECT_EQ(printed, row.printed != nullptr ? row.printed : row.text);
    const Result<Cond> again = parse_cond(printed, facts());
    ASSERT_TRUE(again) << printed;
    EXPECT_TRUE(*again == *cond) << row.text;
    EXPECT_EQ(print(*again, facts()), printed);
  }
}

TEST(Cond, ThatIsWrongIsToldByItsColumn) {
  struct Row {
    const char* text;
    ErrorCode code;
    const char* where;
  };
  const Row kRows[] = {
      {"", ErrorCode::kBadQuery, "column 1"},
      {"member_of(ALF, north-union", ErrorCode::kBadQuery, "column 27"},
      {"member_of(ALF north-union)", ErrorCode::kBadQuery, "column 15"},
      {"member_of(ALF, north-union) and", ErrorCode::kBadQuery, "column 32"},
      {"member_of(ALF, north-union) or or", ErrorCode::kBadQuery, "column 32"},
      {"(member_of(ALF, north-union)", ErrorCode::kBadQuery, "column 29"},
      {"knows(ALF, BET)", ErrorCode::kUnknownRelation, "column 1"},
      {"member_of(ALF, east-union)", ErrorCode::kUnknownName, "column 16"},
      {"member_of(ALF)", ErrorCode::kTypeMismatch, "column 15"},
      {"status(ALF, north-union, sort: full)", ErrorCode::kBadQuery, "column 26"},
      {"member_of(ALF, north-union) at 2001-13", ErrorCode::kBadDate, "column 32"},
      {"some x: member_of(ALF, north-union)", ErrorCode::kBadQuery, "column 6"},
      {"all ?x: member_of(?x, north-union)", ErrorCode::kBadQuery, "column 35"},
      {"count({?x: member_of(?x, north-union)}) >", ErrorCode::kBadQuery, "column 42"},
      {"{ALF, BET", ErrorCode::kBadQuery, "column 10"},
  };
  for (const Row& row : kRows) {
    const Result<Cond> cond = parse_cond(row.text, facts());
    if (cond) {
      ADD_FAILURE() << row.text << " is taken";
      continue;
    }
    EXPECT_EQ(cond.error().code, row.code) << row.text << ": " << cond.error().to_string();
    EXPECT_EQ(cond.error().where, row.where) << row.text << ": " << cond.error().to_string();
  }
}

TEST(Cond, NestedTooDeeplyOrTooLongIsRefused) {
  const std::string atom = "member_of(ALF, north-union)";
  const std::string deep = std::string(kDeepest + 10, '(') + atom + std::string(kDeepest + 10, ')');
  ASSERT_FALSE(parse_cond(deep, facts()));
  EXPECT_EQ(parse_cond(deep, facts()).error().code, ErrorCode::kTooComplex);
  const std::string wide = atom + std::string(kLongest, ' ');
  ASSERT_FALSE(parse_cond(wide, facts()));
  EXPECT_EQ(parse_cond(wide, facts()).error().code, ErrorCode::kTooComplex);
}

TEST(Types, OfAnArgumentAreCheckedAndItIsNamed) {
  struct Row {
    const char* text;
    const char* named;
  };
  const Row kRows[] = {
      {"member_of(north-union, ALF)", "north-union"},
      {"member_of(ALF, BET)", "BET"},
      {"status(ALF, north-union, kind: BET)", "BET"},
      {"fought(long-war, ALF)", "long-war"},
      {"some ?x: (member_of(?x, north-union) and hostilities(?x))", "?x"},
  };
  for (const Row& row : kRows) {
    Result<Cond> cond = parse_cond(row.text, facts());
    ASSERT_TRUE(cond) << row.text << ": " << cond.error().to_string();
    const Status checked = check_types(*cond, facts(), {});
    ASSERT_FALSE(checked) << row.text;
    EXPECT_EQ(checked.error().code, ErrorCode::kTypeMismatch) << row.text;
    EXPECT_NE(checked.error().message.find(row.named), std::string::npos) << checked.error().message;
  }
}

TEST(Types, LeaveNoVariableUnbound) {
  for (const char* const text :
       {"member_of(?x, north-union)", "?x = ALF", "some ?x: member_of(?y, north-union)"}) {
    Result<Cond> cond = parse_cond(text, facts());
    ASSERT_TRUE(cond) << text << ": " << cond.error().to_string();
    const Status checked = check_types(*cond, facts(), {});
    ASSERT_FALSE(checked) << text;
    EXPECT_EQ(checked.error().code, ErrorCode::kUnboundVariable)
        << text << ": " << checked.error().to_string();
  }
}

TEST(Types, AddAClassWhereNoPositiveAtomBindsAVariable) {
  struct Row {
    const char* text;
    const char* checked;
  };
  const Row kRows[] = {
      {"member_of(?x, north-union)", "member_of(?x, north-union)"},
      {"not member_of(?x, north-union)", "country(?x) and not member_of(?x, north-union)"},
      {"member_of(?x, north-union) and not member_of(?x, south-union)",
       "member_of(?x, north-union) and not member_of(?x, south-union)"},
  };
  for (const Row& row : kRows) {
    Result<Cond> cond = parse_cond(row.text, facts());
    ASSERT_TRUE(cond) << row.text;
    const Status checked = check_types(*cond, facts(), {"x"});
    ASSERT_TRUE(checked) << row.text << ": " << checked.error().to_string();
    EXPECT_EQ(print(*cond, facts()), row.checked);
  }
}

TEST(Evaluator, CountsTheOneNobodyHasHeardOf) {
  const Evaluator evaluate(facts(), {temporal::day_of(2024, 1, 1), temporal::day_of(2025, 6, 1)});
  struct Row {
    const char* text;
    temporal::Truth truth;
  };
  // Who may be allied is an open list; who is in the North Union a whole one, but of a relation that rules
  // make.
  const Row kRows[] = {
      {"allied_with(ALF, BET)", temporal::kTrue},
      {"allied_with(ALF, GAM)", temporal::kFalse},  // there is no Gamaria any more
      {"allied_with(ALF, DEL)", temporal::kUnknown},
      {"some ?x: allied_with(ALF, ?x)", temporal::kTrue},
      {"some ?x: allied_with(DEL, ?x)", temporal::kUnknown},
      {"some ?x: allied_with(GAM, ?x)", temporal::kFalse},
      {"count({?x: allied_with(ALF, ?x)}) >= 1", temporal::kTrue},
      {"count({?x: allied_with(ALF, ?x)}) = 1", temporal::kUnknown},
      {"count({?x: allied_with(ALF, ?x)}) < 1", temporal::kFalse},
      {"count({?x: allied_with(GAM, ?x)}) = 0", temporal::kTrue},
      {"{?x: allied_with(ALF, ?x)} = {BET}", temporal::kUnknown},
      {"{?x: allied_with(ALF, ?x)} includes BET", temporal::kTrue},
      {"all ?x: allied_with(ALF, ?x) => status(?x, north-union, kind: full)", temporal::kUnknown},
      {"all ?x: allied_with(GAM, ?x) => member_of(?x, north-union)", temporal::kTrue},
  };
  for (const Row& row : kRows) {
    Result<Cond> cond = parse_cond(row.text, facts());
    ASSERT_TRUE(cond) << row.text << ": " << cond.error().to_string();
    ASSERT_TRUE(check_types(*cond, facts(), {})) << row.text;
    EXPECT_EQ(evaluate.truths(*cond).at(temporal::day_of(2024, 1, 1)).truth, row.truth) << row.text;
  }
}

}  // namespace
}  // namespace entente::logic

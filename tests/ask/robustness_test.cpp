// What is no question at all: declined with a sentence, in no time, and never anything worse.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/ask/transcript.h"

namespace entente::testing {
namespace {

using ::testing::Not;
using ::testing::SizeIs;

// Generous: under sanitizers, on a busy machine. Without them a refusal takes less than 50 ms (bench/).
constexpr std::chrono::milliseconds kSoon{1000};

const World& fictional() { return world_of("tests/records/fictional", temporal::day_of(1910, 6, 1)); }

std::string times(int count, const std::string& text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

ask::Answer asked_soon(const std::string& question) {
  const auto begin = std::chrono::steady_clock::now();
  ask::Answer answer = fictional().asker->ask(question, {temporal::day_of(1910, 6, 1), std::nullopt, false});
  EXPECT_LT(std::chrono::steady_clock::now() - begin, kSoon) << question.substr(0, 80);
  return answer;
}

TEST(Robustness, NonsenseIsDeclinedPolitelyAndSoon) {
  ASSERT_NE(fictional().asker, nullptr) << fictional().mistakes;
  struct {
    const char* what;
    std::string question;
  } const rows[] = {
      {"0 bytes", ""},
      {"blanks", "  \t\n \r "},
      {"one mark", "?"},
      {"1 MB of one letter", std::string(1 << 20, 'a')},
      {"1 MB of blanks", std::string(1 << 20, ' ')},
      {"1 MB of questions", times(30000, "Is Ruritania sworn to the LOZ? ")},
      {"1 MB of brackets", std::string(1 << 20, '(')},
      {"control characters", "\x01\x02\x03\x1b[2J\x7f\x00"},
      {"every byte",
       [] {
         std::string all;
         for (int i = 0; i < 256; ++i) all.push_back(static_cast<char>(i));
         return all;
       }()},
      {"not UTF-8", "Ist \xff\xfe\xc3\x28 in \xed\xa0\x80?"},
      {"a cut letter", "Zubr\xc3"},
      {"German", "Wer hat den Ofen im Keller angezündet?"},
      {"Russian", "Где моя красная шапка?"},
      {"Japanese", "赤い帽子はどこですか。"},
      {"Arabic", "أين قبعتي الحمراء؟"},
      {"emoji", "👑🏰🐂🐂🐂"},
      {"marks upon marks", "R" + times(500, "\xcc\x81") + "?"},
      {"5,000 words", times(5000, "oxen ")},
      {"5,000 words that are known", times(5000, "realm ")},
      {"5,000 short words", times(5000, "of ")},
      {"deep punctuation", times(2000, "([{\"") + "who" + times(500, "\"}])")},
      {"marks alone", times(1000, "?!.,;:-")},
      {"a number", "99999999999999999999999999999999"},
      {"an injection", "'; DROP TABLE states; -- ?x: which"},
      {"a query", "which ?x: sworn_to(?x, league-of-zenda)"},
  };
  for (const auto& row : rows) {
    const ask::Answer answer = asked_soon(row.question);
    ASSERT_TRUE(answer.declined.has_value()) << row.what << ": " << answer.answer;
    EXPECT_THAT(answer.declined->message, Not(SizeIs(0))) << row.what;
    EXPECT_TRUE(answer.readings.empty()) << row.what;
    EXPECT_LT(answer.question.size(), 5000U) << row.what;
    EXPECT_LT(answer.answer.size(), 1000U) << row.what;
    EXPECT_TRUE(is_utf8(ask::to_json(answer))) << row.what;
    EXPECT_TRUE(is_utf8(ask::to_text(answer, {}))) << row.what;
  }
}

TEST(Robustness, LongQuestionsThatMakeSenseEndSoon) {
  ASSERT_NE(fictional().asker, nullptr) << fictional().mistakes;
  for (const std::string& question :
       {"Is " + times(80, "Ruritania, Freedonia, Zubrowka and ") + "Freedonia sworn to the League of Zenda?",
        "Is Zubrowka sworn to the LOZ" + times(100, " and is Zubrowka sworn to the LOZ") + "?",
        "Which realms are" + times(300, " not") + " sworn to the League of Zenda?",
        "When did" + times(200, " Zubrowka") + " forsake the League of Zenda?",
        "Was Ruritania sworn to the LOZ in" + times(300, " 1880,") + " 1890?",
        times(300, "Who swore ") + "fealty?"}) {
    ASSERT_LE(question.size(), ask::kLongestQuestion);
    asked_soon(question);
  }
}

TEST(Robustness, TheLongestQuestionIsReadAndOneByteMoreIsNot) {
  ASSERT_NE(fictional().asker, nullptr) << fictional().mistakes;
  const std::string question = "Is Ruritania sworn to the League of Zenda?";
  const std::string longest = question + std::string(ask::kLongestQuestion - question.size(), ' ');
  EXPECT_FALSE(asked_soon(longest).declined.has_value());
  EXPECT_TRUE(asked_soon(longest + " ").declined.has_value());
}

TEST(Robustness, ControlCharactersBetweenWordsAreBlanks) {
  ASSERT_NE(fictional().asker, nullptr) << fictional().mistakes;
  EXPECT_EQ(asked_soon("Is\tRuritania\r\nsworn to\x1fthe League of Zenda?").verdict, "yes");
}

}  // namespace
}  // namespace entente::testing

// The golden transcripts: one test for each .ask file, named after it.
// ENTENTE_UPDATE=1 rewrites what is expected, to be read as a diff.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "tests/ask/transcript.h"

namespace entente::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> all_transcripts() {
  std::vector<std::string> paths = transcripts_in("tests/ask");
  const std::vector<std::string> more = transcripts_in("tests/language");
  paths.insert(paths.end(), more.begin(), more.end());
  return paths;
}

class Transcripts : public ::testing::TestWithParam<std::string> {};

TEST_P(Transcripts, AreAnsweredAsExpected) {
  const Transcript transcript = read_transcript(GetParam());
  ASSERT_THAT(transcript.mistakes, IsEmpty());
  std::vector<ask::Answer> answers;
  for (const Block& block : transcript.blocks) {
    const World& world = world_of(transcript.record, block.today);
    ASSERT_NE(world.asker, nullptr) << transcript.record << ":\n" << world.mistakes;
    answers.push_back(answer_of(block, world));
    for (const std::string& rewording : block.rewordings) {
      Block other = block;
      other.question = rewording;
      EXPECT_EQ(queries_of(answer_of(other, world)), queries_of(answers.back()))
          << transcript.path << ":" << block.line << ": " << rewording;
    }
    if (std::getenv("ENTENTE_UPDATE") != nullptr) continue;
    for (const std::string& difference : compare(block, answers.back())) {
      ADD_FAILURE() << transcript.path << ":" << block.line << ": " << block.question << "\n  " << difference;
    }
  }
  if (std::getenv("ENTENTE_UPDATE") != nullptr) {
    const Status written = write_file_atomically(transcript.path, updated(transcript, answers));
    ASSERT_TRUE(written) << written.error().to_string();
  }
}

INSTANTIATE_TEST_SUITE_P(Ask, Transcripts, ::testing::ValuesIn(all_transcripts()), [](const auto& file) {
  const std::filesystem::path path = file.param;
  return path.parent_path().filename().string() + "_" + path.stem().string();
});

// ---- the runner itself -----------------------------------------------------------------------------

constexpr std::string_view kSample =
    "# two questions\nrecord tests/records/small\ntoday  2024-06-01\n\n"
    "ask Is it so?\n----\nno       ask x(A)\n      says \"not so\"\n\n"
    "as-of 2020-01-01\n# the second\nask Who?\n---- declined not_in_record\n";

TEST(TranscriptFile, IsReadBlockByBlock) {
  const Transcript t = read_transcript("sample.ask", kSample);
  ASSERT_THAT(t.mistakes, IsEmpty());
  EXPECT_EQ(t.record, "tests/records/small");
  ASSERT_EQ(t.blocks.size(), 2U);
  EXPECT_EQ(t.blocks[0].question, "Is it so?");
  EXPECT_EQ(t.blocks[0].line, 5);
  EXPECT_THAT(t.blocks[0].expected, ElementsAre("no       ask x(A)", "      says \"not so\""));
  EXPECT_EQ(t.blocks[0].as_of, std::nullopt);
  EXPECT_EQ(t.blocks[1].declined, "not_in_record");
  EXPECT_EQ(t.blocks[1].as_of, temporal::day_of(2020, 1, 1));
}

TEST(TranscriptFile, NamesItsMistakesByLine) {
  struct {
    const char* text;
    const char* says;
  } const rows[] = {
      {"ask Who?\n----\n", "x.ask:1: \"record\" and \"today\""},
      {"record r\ntoday 2024-02-30\n", "x.ask:2: "},
      {"record r\ntoday 2024-02-03\nask Who?\n", "x.ask:3: the last question"},
      {"record r\ntoday 2024-02-03\nask Who?\nyes\n", "x.ask:4: \"----\""},
      {"record r\ntoday 2024-02-03\nask Who?\n---- refused\n", "x.ask:4: \"----\""},
      {"sources r\n", "x.ask:1: \"sources\" is none of"},
  };
  for (const auto& row : rows)
    EXPECT_THAT(read_transcript("x.ask", row.text).mistakes, Contains(HasSubstr(row.says))) << row.text;
}

ask::Answer sample_answer() {
  ask::Answer answer;
  answer.answer = "No. It is not so.";
  answer.readings.resize(1);
  answer.readings[0].query = "ask x(A)";
  answer.readings[0].verdict = "no";
  return answer;
}

TEST(TranscriptFile, ComparesWholeLinesAndLooksForWords) {
  Block block = read_transcript("sample.ask", kSample).blocks[0];
  ask::Answer answer = sample_answer();
  EXPECT_THAT(compare(block, answer), IsEmpty());
  answer.answer = "No.";
  EXPECT_THAT(compare(block, answer), ElementsAre(HasSubstr("not met: says \"not so\"")));
  answer = sample_answer();
  answer.readings[0].entities = {"B", "A"};
  EXPECT_THAT(compare(block, answer), ElementsAre(HasSubstr("are A, B")));
  answer = sample_answer();
  answer.declined = ask::Declined{ask::Refusal::kOutOfScope, "no", {}};
  EXPECT_THAT(compare(block, answer), ElementsAre(HasSubstr("declined out_of_scope")));
  block.declined = "out_of_scope";
  block.expected = {"      says \"no\""};
  answer.readings.clear();
  EXPECT_THAT(compare(block, answer), IsEmpty());
}

TEST(TranscriptFile, TakesSeveralWordingsOfOneQuestion) {
  const std::string text =
      "record r\ntoday 2024-02-03\n\nask Is it so?\nask so it is?\nask it so\n----\nyes      ask x(A)\n";
  const Transcript t = read_transcript("x.ask", text);
  ASSERT_THAT(t.mistakes, IsEmpty());
  ASSERT_EQ(t.blocks.size(), 1U);
  EXPECT_THAT(t.blocks[0].rewordings, ElementsAre("so it is?", "it so"));
  ask::Answer answer = sample_answer();
  answer.readings[0].verdict = "yes";
  EXPECT_EQ(updated(t, {answer}), text);
}

TEST(TranscriptFile, ComparesOfAnOpenReadingWhatIsWritten) {
  Block block = read_transcript("sample.ask", kSample).blocks[0];
  ask::Answer answer = sample_answer();
  answer.readings[0].date = "2024-01-01";
  block.expected = {"no       …"};
  EXPECT_THAT(compare(block, answer), IsEmpty());
  block.expected = {"no       …", "      date 2024-01-01"};
  EXPECT_THAT(compare(block, answer), IsEmpty());
  block.expected = {"no       …", "      date 2024-01-02"};
  EXPECT_THAT(compare(block, answer), Contains(HasSubstr("2024-01-02")));
  block.expected = {"yes      …"};
  EXPECT_THAT(compare(block, answer), Contains(HasSubstr("yes")));
}

TEST(TranscriptFile, AnUpdateKeepsCommentsAndWhatIsLookedFor) {
  const Transcript t = read_transcript("sample.ask", kSample);
  ask::Answer declined;
  declined.declined = ask::Declined{ask::Refusal::kNotInRecord, "", {}};
  EXPECT_EQ(updated(t, {sample_answer(), declined}), kSample);
}

}  // namespace
}  // namespace entente::testing

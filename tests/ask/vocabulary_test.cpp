// A phrase that is added to a record's vocabulary, and nothing else, is understood.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/base.h"
#include "tests/ask/transcript.h"

namespace entente::testing {
namespace {

ask::Answer answer_in(const std::string& folder, const std::string& question) {
  const Day today = *temporal::parse_day("1910-06-01");
  const World& world = world_of(folder, today);
  EXPECT_NE(world.asker, nullptr) << world.mistakes;
  return world.asker == nullptr ? ask::Answer{} : world.asker->ask(question, {today, std::nullopt, false});
}

TEST(Vocabulary, APhraseInTheRecordIsEnough) {
  const std::filesystem::path folder =
      std::filesystem::path(::testing::TempDir()) / ("phrase-" + std::to_string(::getpid()));
  std::filesystem::remove_all(folder);
  std::filesystem::copy("tests/records/fictional", folder, std::filesystem::copy_options::recursive);
  const std::string path = (folder / "vocabulary.yaml").string();
  std::string text = *read_file(path);
  const std::string phrase = "\"?state [keep] faith with ?organization\"";
  const std::size_t at = text.find(phrase);
  ASSERT_NE(at, std::string::npos);
  text.insert(at, "\"?state [carry] the lantern of ?organization\", ");
  ASSERT_TRUE(write_file_atomically(path, text));

  const std::string question = "Does Ruritania carry the lantern of the League of Zenda?";
  EXPECT_TRUE(answer_in("tests/records/fictional", question).declined);
  const ask::Answer answer = answer_in(folder.string(), question);
  ASSERT_FALSE(answer.declined) << answer.declined->message;
  EXPECT_EQ(answer.verdict, "yes");
  EXPECT_EQ(answer.readings[0].query, "ask sworn_to(RUR, league-of-zenda)");
  // The verb is inflected as any other.
  EXPECT_EQ(answer_in(folder.string(), "Who carried the lantern of the League of Zenda?").readings.size(),
            1U);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace entente::testing

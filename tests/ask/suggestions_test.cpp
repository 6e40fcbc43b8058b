// What a refusal offers instead is answered when it is asked.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include <filesystem>
#include <fstream>
#include <set>

#include "tests/ask/transcript.h"

namespace entente::testing {
namespace {

// The suggestions of a refusal that are refused in turn.
void expect_answered(const World& world, const std::string& question, const ask::Options& options,
                     std::set<std::string>& seen) {
  const ask::Answer answer = world.asker->ask(question, options);
  if (!answer.declined) return;
  for (const std::string& suggestion : answer.declined->suggestions) {
    if (!seen.insert(suggestion + (options.as_of ? to_string(*options.as_of) : "")).second) continue;
    const ask::Answer again = world.asker->ask(suggestion, options);
    EXPECT_FALSE(again.declined.has_value())
        << question << "\n  offers: " << suggestion
        << "\n  which is declined: " << (again.declined ? again.declined->message : "");
  }
}

TEST(Suggestions, OfTheTranscriptsAreAnswered) {
  std::set<std::string> seen;
  std::vector<std::string> paths = transcripts_in("tests/ask");
  const std::vector<std::string> more = transcripts_in("tests/language");
  paths.insert(paths.end(), more.begin(), more.end());
  for (const std::string& path : paths) {
    const Transcript transcript = read_transcript(path);
    ASSERT_TRUE(transcript.mistakes.empty()) << transcript.mistakes.front();
    for (const Block& block : transcript.blocks) {
      const World& world = world_of(transcript.record, block.today);
      ASSERT_NE(world.asker, nullptr) << world.mistakes;
      expect_answered(world, block.question, {block.today, block.as_of, false}, seen);
    }
  }
  EXPECT_GT(seen.size(), 5U) << "too few suggestions to mean anything";
}

TEST(Suggestions, OfTheExamplesAreAnswered) {
  const std::string path = "../shared/examples/questions.jsonl";
  std::ifstream file(path);
  if (!file) GTEST_SKIP() << path << " is not there: its refusals are not tried";
  const Day today = temporal::day_of(2026, 11, 23);
  const World& world = world_of("record", today);
  ASSERT_NE(world.asker, nullptr) << world.mistakes;
  std::set<std::string> seen;
  for (std::string line; std::getline(file, line);) {
    const boost::json::object row = boost::json::parse(line).as_object();
    ask::Options options{today, std::nullopt, false};
    if (const auto* as_of = row.at("as_of").if_string(); as_of != nullptr) {
      const Result<Day> day = temporal::parse_day(std::string_view(as_of->data(), as_of->size()));
      if (day) options.as_of = *day;
    }
    expect_answered(world, std::string(row.at("question").as_string()), options, seen);
  }
}

}  // namespace
}  // namespace entente::testing

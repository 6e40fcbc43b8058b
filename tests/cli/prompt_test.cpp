// What happens at the prompt, without a terminal.
#include "cli/prompt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/support/small_record.h"

namespace entente::cli {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Prompt : public ::testing::Test {
 protected:
  Prompt()
      : bytes_(made()),
        snapshot_(*snapshot::Snapshot::from_bytes(bytes_)),
        world_{in_, out_, out_},
        session_(*snapshot_, world_, temporal::day_of(2025, 6, 1), false) {}

  static std::string made() {
    const record::Loaded loaded = record::load_texts(entente::testing::small_record());
    return snapshot::build(*loaded.record, temporal::day_of(2025, 6, 1)).built->bytes;
  }
  std::string said(std::string_view line) {
    out_.str({});
    EXPECT_TRUE(session_.handle(line));
    return out_.str();
  }
  std::vector<std::string> words(std::string_view before) { return session_.complete(before).words; }

  std::string bytes_;
  std::unique_ptr<snapshot::Snapshot> snapshot_;
  std::istringstream in_;
  std::ostringstream out_;
  World world_;
  Session session_;
};

TEST_F(Prompt, CommandsChangeTheSession) {
  EXPECT_EQ(session_.prompt(), "entente> ");
  EXPECT_THAT(said(":query ask member_of(BET, north-union)"), HasSubstr("on 2025-06-01"));
  EXPECT_EQ(said(":as-of 2000-01-01"), "");
  EXPECT_EQ(session_.prompt(), "entente 2000-01-01> ");
  EXPECT_THAT(said(":query ask member_of(BET, north-union)"), HasSubstr("no on 2000-01-01"));
  EXPECT_THAT(said(":as-of 2000-02-30"), HasSubstr("a day is written"));
  EXPECT_EQ(session_.prompt(), "entente 2000-01-01> ") << "a bad day changes nothing";
  EXPECT_EQ(said(":as-of"), "");
  EXPECT_EQ(session_.prompt(), "entente> ");
  EXPECT_THAT(said(":explain"), HasSubstr("how they come about"));
  EXPECT_THAT(said(":query ask member_of(BET, north-union)"), HasSubstr("by the rule"));
  EXPECT_THAT(said(":help"), HasSubstr(":as-of [DAY]"));
  EXPECT_THAT(said(":qury x"), HasSubstr("did you mean :query?"));
  EXPECT_THAT(said(":query ask ("), HasSubstr("column"));
  EXPECT_EQ(said("  \t"), "");
  EXPECT_FALSE(session_.handle(":quit"));
}

TEST_F(Prompt, CompletesCommandsNamesAndIdentifiers) {
  EXPECT_THAT(words(":ex"), ElementsAre(":explain"));
  EXPECT_THAT(words("Is alf"), Contains("Alfland"));
  EXPECT_THAT(words("Is älf"), Contains("Älfland")) << "accents do not matter";
  const Session::Completion two = session_.complete("Who is in the north u");
  EXPECT_THAT(two.words, ElementsAre("North Union"));
  EXPECT_EQ(two.begin, 14U) << "the longest run of words that begins a name";
  EXPECT_THAT(words(":query ask member_of(ALF, nor"), ElementsAre("north-pact", "north-union"));
  EXPECT_THAT(words(":query ask mem"), ElementsAre("member_of"));
  EXPECT_THAT(words("Is zzz"), IsEmpty());
  EXPECT_THAT(words(""), IsEmpty());
}

TEST(CommonBeginning, KeepsLettersWhole) {
  EXPECT_EQ(common_beginning({"North Pact", "North Union"}), "North ");
  EXPECT_EQ(common_beginning({"NATO", "Nat"}), "NAT");
  EXPECT_EQ(common_beginning({"\xC3\xA4", "\xC3\xB6"}), "");
  EXPECT_EQ(common_beginning({}), "");
}

}  // namespace
}  // namespace entente::cli

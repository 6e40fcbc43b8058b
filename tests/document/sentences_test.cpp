// Where sentences end.
#include <gtest/gtest.h>

#include "document/document.h"

namespace entente::document {
namespace {

struct Row {
  std::vector<std::string> sentences;  // joined by blanks they are the text
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
  for (const std::string& sentence : row.sentences) out << '|' << sentence;
  return out << '|';
}

class Sentences : public testing::TestWithParam<Row> {};

TEST_P(Sentences, EndWhereTheTableSays) {
  std::string text;
  for (const std::string& sentence : GetParam().sentences) text += (text.empty() ? "" : " ") + sentence;
  std::vector<std::string> found;
  for (const TextRange& range : sentences(text))
    found.push_back(text.substr(range.begin, range.end - range.begin));
  EXPECT_EQ(found, GetParam().sentences);
}

const std::vector<Row> kRows = {
    {{"One."}},
    {{"No full stop"}},
    {{"One.", "Two!", "Three?", "Four"}},
    {{"The U.S. joined in 1949."}},
    {{"It was signed by the U.S. and Canada."}},
    {{"It was led by the U.S.", "The others followed."}},
    {{"The U.S. Senate voted."}},
    {{"Troops of the U.K. Army left.", "They came back."}},
    {{"Gen. Smith met Col. Jones in St. Petersburg.", "Mr. Black did not."}},
    {{"Under Art. 5 an attack on one is an attack on all."}},
    {{"Resolution No. 82 was adopted.", "It passed."}},
    {{"He said no.", "Nobody agreed."}},
    {{"See pp. 12-14, vol. 2, e.g. Norway, i.e. a founder, cf. Article 10."}},
    {{"Smith v. Jones, ca. 1950."}},
    {{"On Jan. 5 and Sept. 9 it met.", "In Dec.", "The end."}},
    {{"Acme Inc. sold it.", "Acme Inc.", "It is gone."}},
    {{"J. F. Kennedy and Harry S. Truman signed."}},
    {{"It began with World War I.", "The alliance broke."}},
    {{"GDP grew 3.5 percent.", "Version 2.0 came."}},
    {{"It has 30 members.[1]", "The newest is Finland.[2][3]", "Sweden waits."}},
    {{"It fell (the treaty lapsed. Nobody noticed) in 1990.", "Then it rose."}},
    {{"He wrote: \"It is over. We lost.\" in a letter.", "She agreed."}},
    {{"“We are allies. We stay allies.”", "So said the envoy."}},
    {{"(It is a founder.)", "So is Norway."}},
    {{"A quote that \" never closes.", "It goes on.", "And on."}},
    {{"1. Finland joined.", "2. Sweden followed."}},
    {{"IV. The parties agree."}},
    {{"Yahoo! is a company.", "Really?", "Yes."}},
    {{"It waited ... France did not.", "It left."}},
    {{"Visit example.com or U.S.-led sites.", "Done."}},
    {{"“It is over.”", "He left."}},
    {{"Albania is in NATO.", "¿Y España?", "Ja."}},
    {{"at 5 p.m. on Monday.", "At 6 p.m.", "They left."}},
};
INSTANTIATE_TEST_SUITE_P(Table, Sentences, testing::ValuesIn(kRows));

TEST(SentencesOf, OtherScriptsEndWithTheirOwnMarks) {
  EXPECT_EQ(sentences("韩国不是北约成员。日本也不是。").size(), 2U);
  EXPECT_EQ(sentences("هل اليابان عضو؟ لا.").size(), 2U);
}

TEST(SentencesOf, AHeadingIsOne) {
  Block block;
  block.text.append("Who? Me. You.", 0);
  block.kind = Kind::kHeading;
  EXPECT_EQ(sentences(block).size(), 1U);
  block.kind = Kind::kParagraph;
  EXPECT_EQ(sentences(block).size(), 3U);
}

TEST(SentencesOf, NothingHasNone) {
  EXPECT_TRUE(sentences("").empty());
  EXPECT_TRUE(sentences(Block{}).empty());
}

TEST(SentencesOf, ManyBracketsCostNoMoreThanTheirNumber) {
  const std::string text(200'000, '(');
  EXPECT_EQ(sentences(text).size(), 1U);
  std::string pairs;
  for (int i = 0; i < 20'000; ++i) pairs += "(a. B) [1] \"C. D\" ";
  EXPECT_GE(sentences(pairs).size(), 1U);
}

}  // namespace
}  // namespace entente::document

// Text: the one form in which names are compared, and distances between misspelt words.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"

namespace entente {
namespace {

struct FoldCase {
  std::string_view text;
  std::string_view folded;
};

constexpr FoldCase kFolds[] = {
    // what nothing is done to
    {"", ""},
    {"nato", "nato"},
    {"g7", "g7"},
    // case
    {"NATO", "nato"},
    {"SÃO TOMÉ", "sao tome"},
    {"Straße", "strasse"},
    {"ΣΟΦΊΑ", "σοφια"},
    {"İstanbul", "istanbul"},
    // accents, composed and decomposed
    {"Türkiye", "turkiye"},
    {"Tu\u0308rkiye", "turkiye"},
    {"Côte  d’Ivoire", "cote d'ivoire"},
    {"Åland", "aland"},
    {"Việt Nam", "viet nam"},
    // letters with a stroke, which Unicode does not decompose
    {"Kjøbenhavn", "kjobenhavn"},
    {"Łódź", "lodz"},
    {"Đà Nẵng", "da nang"},
    {"Diyarbakır", "diyarbakir"},
    {"Æthelred", "aethelred"},
    {"Œuvre", "oeuvre"},
    {"Þingvellir", "thingvellir"},
    {"Ísafjörður", "isafjordur"},
    // quotes and dashes
    {"d‘Ivoire", "d'ivoire"},
    {"d´Ivoire", "d'ivoire"},
    {"d`Ivoire", "d'ivoire"},
    {"“ally”", "\"ally\""},
    {"«ally»", "\"ally\""},
    {"Guinea–Bissau", "guinea-bissau"},
    {"Guinea—Bissau", "guinea-bissau"},
    {"Guinea\u2011Bissau", "guinea-bissau"},
    {"Guinea−Bissau", "guinea-bissau"},
    // white space
    {"  South \t\n Korea  ", "south korea"},
    {"South\u00A0Korea", "south korea"},
    {"South\u3000\u2003Korea\u2028", "south korea"},
    {"\u2003South Korea", "south korea"},
    {" \t\u00A0", ""},
    // compatibility: full-width letters, ligatures
    {"ＮＡＴＯ", "nato"},
    {"ﬁnland", "finland"},
    // invisible characters
    {"Fin\u00ADland", "finland"},
    {"\uFEFFNATO", "nato"},
    // other scripts stay themselves
    {"대한민국",
     "\u1103\u1162\u1112\u1161\u11AB\u1106\u1175\u11AB\u1100\u116E\u11A8"},  // decomposed into its letters
    {"НАТО", "нато"},
};

TEST(Fold, BringsSpellingsOfOneNameTogether) {
  for (const FoldCase& c : kFolds) EXPECT_EQ(fold(c.text), c.folded) << "of \"" << c.text << '"';
}

TEST(Fold, ChangesNothingTheSecondTime) {
  for (const FoldCase& c : kFolds) EXPECT_EQ(fold(fold(c.text)), fold(c.text)) << "of \"" << c.text << '"';
}

TEST(Fold, TreatsPlainTextAsItTreatsAnyOther) {
  // The same text with a letter added that is not ASCII goes the other way through the code.
  for (const std::string_view text : {"A  b", " NATO's `Article' 5 - \"x\"\t", "a\vb\fc\r\nd"}) {
    EXPECT_EQ(fold(std::string(text) + "é"), fold(std::string(text) + "e")) << text;
  }
}

TEST(Fold, TakesWhatIsNotUtf8) {
  EXPECT_TRUE(is_utf8(fold("caf\xE9 \xFF\xC0\x80")));
  EXPECT_EQ(fold("ab\xFF"), "ab\uFFFD");
}

TEST(Fold, GivesUtf8WithoutDoubleBlanksForRandomBytes) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(random() % 24, '\0');
    for (char& c : bytes) c = static_cast<char>(random() % 256);
    const std::string folded = fold(bytes);
    EXPECT_TRUE(is_utf8(folded)) << "round " << round;
    EXPECT_EQ(folded.find("  "), std::string::npos) << "round " << round;
    EXPECT_FALSE(folded.starts_with(' ') || folded.ends_with(' ')) << "round " << round;
  }
}

struct Utf8Case {
  std::string_view bytes;
  bool good;
  std::string_view mended;
};

constexpr Utf8Case kUtf8[] = {
    {"", true, ""},
    {"plain", true, "plain"},
    {"é€😀", true, "é€😀"},
    {"\xC3", false, "\uFFFD"},                                // cut short
    {"a\xC3(b", false, "a\uFFFD(b"},                          // a second byte that is none
    {"\x80", false, "\uFFFD"},                                // a second byte that comes first
    {"\xC0\xAF", false, "\uFFFD\uFFFD"},                      // '/' in an overlong form
    {"\xE0\x80\x80", false, "\uFFFD\uFFFD\uFFFD"},            // overlong
    {"\xED\xA0\x80", false, "\uFFFD\uFFFD\uFFFD"},            // a surrogate
    {"\xF4\x90\x80\x80", false, "\uFFFD\uFFFD\uFFFD\uFFFD"},  // above U+10FFFF
    {"\xFF", false, "\uFFFD"},
    {std::string_view("a\0b", 3), true, std::string_view("a\0b", 3)},
};

TEST(Utf8, IsToldFromWhatIsNot) {
  for (std::size_t i = 0; i < std::size(kUtf8); ++i) {
    const Utf8Case& c = kUtf8[i];
    EXPECT_EQ(is_utf8(c.bytes), c.good) << "row " << i;
    EXPECT_EQ(to_utf8(c.bytes), c.mended) << "row " << i;
  }
}

TEST(Split, KeepsEmptyPieces) {
  using Pieces = std::vector<std::string_view>;
  EXPECT_EQ(split("", ','), (Pieces{""}));
  EXPECT_EQ(split("a", ','), (Pieces{"a"}));
  EXPECT_EQ(split("a,,b,", ','), (Pieces{"a", "", "b", ""}));
}

TEST(Trim, TakesBlanksOffTheEndsOnly) {
  EXPECT_EQ(trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(trim("a"), "a");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(trim(""), "");
}

TEST(StartsWithUpper, KnowsCapitalsOfEveryScript) {
  for (const std::string_view text : {"NATO", "Éire", "Österreich", "Армения"})
    EXPECT_TRUE(starts_with_upper(text)) << text;
  for (const std::string_view text : {"", "nato", "éire", "4", " A", "\xFF"})
    EXPECT_FALSE(starts_with_upper(text)) << text;
}

TEST(Join, PutsTheSeparatorBetweenAll) {
  EXPECT_EQ(join({}, ", "), "");
  EXPECT_EQ(join({"a"}, ", "), "a");
  EXPECT_EQ(join({"a", "b", "c"}, ", "), "a, b, c");
  EXPECT_EQ(join({"", "a", ""}, ","), ",a,");
}

TEST(JoinAnd, ReadsAsAPersonWouldSayIt) {
  EXPECT_EQ(join_and({}), "");
  EXPECT_EQ(join_and({"a"}), "a");
  EXPECT_EQ(join_and({"a", "b"}), "a and b");
  EXPECT_EQ(join_and({"a", "b", "c"}), "a, b and c");
  EXPECT_EQ(join_and({"a", "b", "c"}, "or"), "a, b or c");
}

// ---- distance ------------------------------------------------------------------------------------

// Straight from the definition of optimal string alignment: which last edit makes it shortest?
int naive_distance(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return static_cast<int>(a.size() + b.size());
  const auto less = [](std::string_view s, std::size_t n) { return s.substr(0, s.size() - n); };
  int best = std::min({naive_distance(less(a, 1), b) + 1, naive_distance(a, less(b, 1)) + 1,
                       naive_distance(less(a, 1), less(b, 1)) + (a.back() == b.back() ? 0 : 1)});
  if (a.size() > 1 && b.size() > 1 && a[a.size() - 1] == b[b.size() - 2] &&
      a[a.size() - 2] == b[b.size() - 1])
    best = std::min(best, naive_distance(less(a, 2), less(b, 2)) + 1);
  return best;
}

// Every word of at most four letters out of three.
std::vector<std::string> small_words() {
  std::vector<std::string> words = {""};
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i].size() < 4)
      for (const char c : {'a', 'b', 'c'}) words.push_back(words[i] + c);
  return words;
}

TEST(EditDistance, AgreesWithItsDefinitionOnEveryPairOfSmallWords) {
  const std::vector<std::string> words = small_words();
  for (const std::string& a : words)
    for (const std::string& b : words) {
      const int naive = naive_distance(a, b);
      for (int limit = 0; limit <= 4; ++limit)
        ASSERT_EQ(edit_distance(a, b, limit), std::min(naive, limit + 1))
            << a << " to " << b << " up to " << limit;
    }
}

TEST(EditDistance, AgreesWithItsDefinitionOnRandomWords) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 300; ++round) {
    const auto word = [&] {
      std::string made(random() % 7, ' ');
      for (char& c : made) c = static_cast<char>('a' + random() % 4);
      return made;
    };
    const std::string a = word();
    const std::string b = word();
    const int limit = static_cast<int>(random() % 8);
    ASSERT_EQ(edit_distance(a, b, limit), std::min(naive_distance(a, b), limit + 1)) << a << " to " << b;
  }
}

TEST(EditDistance, MeasuresLongTextsToo) {
  for (const std::size_t length : {62U, 63U, 64U, 65U, 200U, 5000U}) {
    const std::string a(length, 'x');
    EXPECT_EQ(edit_distance(a, a, 2), 0) << length;
    EXPECT_EQ(edit_distance(a, a + "y", 2), 1) << length;
    EXPECT_EQ(edit_distance("ab" + a, "ba" + a, 2), 1) << length;
    EXPECT_EQ(edit_distance(a, a + "yyy", 2), 3) << length;
  }
}

TEST(Closest, FindsTheWordThatWasMeant) {
  const std::vector<std::string> words = {"status", "valid", "source", "where", "checked", "on", "not"};
  EXPECT_EQ(closest("sorce", words), "source");
  EXPECT_EQ(closest("vaild", words), "valid");
  EXPECT_EQ(closest("statuus", words), "status");
  EXPECT_EQ(closest("status", words), "status");
  EXPECT_EQ(closest("npt", words), "not");
  EXPECT_EQ(closest("membership", words), std::nullopt);
  EXPECT_EQ(closest("xy", {"ab"}), std::nullopt);  // in a short word two edits are another word
  EXPECT_EQ(closest("x", {}), std::nullopt);
}

}  // namespace
}  // namespace entente

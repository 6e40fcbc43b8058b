// Errors: every code has a name, a summary and a paragraph for people.
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"

namespace entente {
namespace {

const std::vector<ErrorCode>& all_codes() {
  static const std::vector<ErrorCode> kAll = {
#define ENTENTE_ERROR(code, name, summary) ErrorCode::code,
#include "base/error_codes.def"
#undef ENTENTE_ERROR
  };
  return kAll;
}

TEST(ErrorCodes, EachHasItsOwnNameAndASummary) {
  std::set<std::string_view> names;
  for (const ErrorCode code : all_codes()) {
    const std::string_view name = name_of(code);
    ASSERT_FALSE(name.empty());
    EXPECT_TRUE(names.insert(name).second) << name << " names two codes";
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string_view::npos)
        << name;
    EXPECT_FALSE(summary_of(code).empty()) << name;
    EXPECT_FALSE(summary_of(code).ends_with('.')) << name;
  }
}

// docs/errors.md, by heading: the text below each.
std::vector<std::pair<std::string, std::string>> sections() {
  const Result<std::string> page = read_file("docs/errors.md");
  EXPECT_TRUE(page) << page.error().to_string();
  std::vector<std::pair<std::string, std::string>> found;
  if (!page) return found;
  for (const std::string_view line : split(*page, '\n')) {
    if (line.starts_with("## "))
      found.emplace_back(line.substr(3), "");
    else if (!found.empty())
      found.back().second.append(line).append("\n");
  }
  return found;
}

TEST(ErrorCodes, EachHasAParagraphInTheDocumentsAndNoneIsLeftOver) {
  std::vector<std::string> documented;
  for (const auto& [heading, text] : sections()) {
    documented.push_back(heading);
    EXPECT_NE(text.find("**What to do.**"), std::string::npos) << heading << " does not say what to do";
    EXPECT_GE(text.size(), 100U) << heading;
  }
  std::vector<std::string> codes;
  for (const ErrorCode code : all_codes()) codes.emplace_back(name_of(code));
  EXPECT_EQ(documented, codes)
      << "docs/errors.md has one heading \"## name\" for each row of error_codes.def, in its order";
}

TEST(Error, ReadsAsPlaceMessageAndHint) {
  EXPECT_EQ((Error{ErrorCode::kBadDate, "there is no such day", "a.yaml:3:5", "mend it"}).to_string(),
            "a.yaml:3:5: there is no such day (mend it)");
  EXPECT_EQ((Error{ErrorCode::kBadDate, "there is no such day", "", ""}).to_string(), "there is no such day");
}

TEST(Error, IsPlacedOnce) {
  const Error bare{ErrorCode::kBadDate, "m", "", "h"};
  EXPECT_EQ(bare.at("a.yaml").where, "a.yaml");
  EXPECT_EQ(bare.at("3:5").at("a.yaml").where, "a.yaml:3:5");
  EXPECT_EQ(bare.at("a.yaml:3:5").at("a.yaml").where, "a.yaml:3:5") << "it says so already";
  const Error placed = bare.at("a.yaml");
  EXPECT_EQ(placed.code, bare.code);
  EXPECT_EQ(placed.message, bare.message);
  EXPECT_EQ(placed.hint, bare.hint);
}

TEST(Result, HoldsAValueOrAnError) {
  Result<std::string> good = std::string("text");
  ASSERT_TRUE(good);
  EXPECT_TRUE(good.has_value());
  EXPECT_EQ(*good, "text");
  EXPECT_EQ(good->size(), 4U);
  const std::string moved = *std::move(good);
  EXPECT_EQ(moved, "text");

  const Result<std::string> bad = Error{ErrorCode::kTooLarge, "m", "", ""};
  ASSERT_FALSE(bad);
  EXPECT_FALSE(bad.has_value());
  EXPECT_EQ(bad.error().code, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace entente

// Whole files beside what is read of them: data/NAME.{txt,md,html} and data/NAME.….blocks.
// ENTENTE_UPDATE=1 writes the latter anew; the difference is then read like code.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "document/document.h"
#include "tests/document/support.h"

namespace entente::document {
namespace {

TEST(Golden, FilesAreReadAsTheirBlocksSay) {
  const std::vector<Found> files = walk("tests/document/data", {{"*.txt", "*.md", "*.html"}, {}});
  ASSERT_GE(files.size(), 3U);
  for (const Found& file : files) {
    ASSERT_FALSE(file.error);
    const Result<Document> document = read_document(file.path);
    ASSERT_TRUE(document) << document.error().to_string();
    const std::string told = dump(*document);
    if (std::getenv("ENTENTE_UPDATE") != nullptr) {
      ASSERT_TRUE(write_file_atomically(file.path + ".blocks", told));
      continue;
    }
    const Result<std::string> expected = read_file(file.path + ".blocks");
    ASSERT_TRUE(expected) << expected.error().to_string();
    EXPECT_EQ(*expected, told) << file.path;
  }
}

TEST(Golden, TheMapHoldsForEveryFile) {
  for (const Found& file : walk("tests/document/data", {{"*.txt", "*.md", "*.html"}, {}})) {
    const Result<std::string> bytes = read_file(file.path);
    ASSERT_TRUE(bytes);
    const Result<Document> document = read_document(file.path);
    ASSERT_TRUE(document);
    EXPECT_EQ(fault_of_map(*document, *bytes), "") << file.path;
  }
}

}  // namespace
}  // namespace entente::document

// Files, archives and folders, whole and broken.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <filesystem>

#include "document/document.h"

namespace entente::document {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class Folder : public testing::Test {
 protected:
  Folder() : root_(fs::temp_directory_path() / ("entente_document_" + std::to_string(::getpid()))) {
    fs::create_directories(root_);
  }
  ~Folder() override {
    std::error_code none;
    fs::remove_all(root_, none);
  }
  std::string write(const std::string& name, std::string_view bytes) const {
    const fs::path path = root_ / name;
    fs::create_directories(path.parent_path());
    EXPECT_TRUE(write_file_atomically(path.string(), bytes));
    return path.string();
  }
  fs::path root_;
};

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
  return out;
}

std::string prose(int sentences = 2000) {
  std::string text;
  for (int i = 0; i < sentences; ++i) text += "Norway joined in " + std::to_string(1000 + i * 7) + ".\n\n";
  return text;
}

TEST_F(Folder, CompressedFilesAreReadAsTheirContent) {
  const std::string text = prose();
  const std::string twice = gzip(text.substr(0, 1000)) + gzip(text.substr(1000));  // two members
  for (const auto& [name, bytes] : {std::pair{"a.txt", text},
                                    {"a.txt.gz", gzip(text)},
                                    {"b.txt.gz", twice},
                                    {"c.txt.gz", gzip(text) + std::string(512, '\0')},
                                    {"a.txt.zst", zstd(text)},
                                    {"b.txt.zst", zstd(text.substr(0, 999)) + zstd(text.substr(999))}}) {
    const Result<Document> document = read_document(write(name, bytes));
    ASSERT_TRUE(document) << name;
    EXPECT_EQ(document->blocks.size(), 2000U) << name;
    EXPECT_TRUE(document->about.notes.empty()) << name;
    const SourceRange place = document->blocks[1999].text.source();
    EXPECT_EQ(text.substr(place.begin, place.end - place.begin), document->blocks[1999].text.str()) << name;
  }
}

TEST_F(Folder, BrokenCompressionIsReadAsFarAsItGoes) {
  for (const auto& [name, whole] :
       {std::pair{"a.txt.gz", gzip(prose(30'000))}, {"a.txt.zst", zstd(prose(30'000))}}) {
    for (const std::size_t size : {whole.size() - 1, whole.size() / 2, whole.size() - 9}) {
      const Result<Document> document = read_document(write(name, whole.substr(0, size)));
      ASSERT_TRUE(document) << name << ' ' << size;
      ASSERT_EQ(document->about.notes.size(), 1U) << name << ' ' << size;
      EXPECT_THAT(document->about.notes[0].message, HasSubstr("end early: read as far as byte")) << name;
      EXPECT_GT(document->blocks.size(), 1000U) << name;
    }
    // Of so little nothing can be had, and there is nothing to tell a note about.
    EXPECT_EQ(read_document(write(name, whole.substr(0, 12))).error().code, ErrorCode::kBadArchive) << name;
    std::string damaged = whole;
    for (std::size_t i = damaged.size() / 2; i < damaged.size() / 2 + 40; ++i) damaged[i] = '\x55';
    const Result<Document> document = read_document(write(name, damaged));
    if (document) {
      ASSERT_EQ(document->about.notes.size(), 1U) << name;
      EXPECT_THAT(document->about.notes[0].message, HasSubstr("damaged")) << name;
    } else {
      EXPECT_EQ(document.error().code, ErrorCode::kBadArchive) << name;
    }
  }
}

TEST_F(Folder, BombsAreRefused) {
  Limits limits;
  limits.expansion_floor = 1 << 20;
  limits.expansion = 100;
  const std::string zeros(std::size_t{16} << 20, 'a');
  for (const auto& [name, bytes] : {std::pair{"a.txt.gz", gzip(zeros)}, {"a.txt.zst", zstd(zeros)}}) {
    const Result<Document> document = read_document(write(name, bytes), limits);
    ASSERT_FALSE(document) << name;
    EXPECT_EQ(document.error().code, ErrorCode::kTooLarge) << name;
    limits.expansion = 100'000;
    EXPECT_TRUE(read_document(write(name, bytes), limits)) << name;
    limits.expansion = 100;
  }
}

TEST_F(Folder, WhatIsNotThereOrNoProseIsAnError) {
  EXPECT_EQ(read_document((root_ / "none.txt").string()).error().code, ErrorCode::kFileNotFound);
  EXPECT_EQ(read_document(root_.string()).error().code, ErrorCode::kNotReadable);
  EXPECT_EQ(read_document(write("a.txt", "%PDF-1.7")).error().code, ErrorCode::kNotProse);
  const Result<Document> empty = read_document(write("b.txt", ""));
  ASSERT_TRUE(empty);
  EXPECT_TRUE(empty->blocks.empty());
}

TEST_F(Folder, WalkFindsWhatTheGlobsSay) {
  for (const char* name :
       {"a.txt", "b.md", "c.bin", "sub/d.html", "sub/deep/e.txt", ".git/f.txt", "drafts/g.txt"})
    write(name, "x");
  fs::create_directory_symlink(root_, root_ / "sub" / "loop");
  const auto names = [&](const Globs& globs) {
    std::vector<std::string> found;
    for (const Found& file : walk(root_.string(), globs)) {
      EXPECT_FALSE(file.error);
      found.push_back(fs::relative(file.path, root_).string());
    }
    return found;
  };
  EXPECT_THAT(names({}), ElementsAre("a.txt", "b.md", "drafts/g.txt", "sub/d.html", "sub/deep/e.txt"));
  EXPECT_THAT(names({{"*.txt"}, {".*", "drafts"}}), ElementsAre("a.txt", "sub/deep/e.txt"));
  EXPECT_THAT(names({{"sub/*"}, {}}), ElementsAre("sub/d.html"));
  EXPECT_THAT(names({{"sub/**"}, {}}), ElementsAre("sub/d.html", "sub/deep/e.txt"));
  EXPECT_EQ(walk((root_ / "none").string())[0].error->code, ErrorCode::kFileNotFound);
  EXPECT_EQ(walk((root_ / "c.bin").string())[0].path, (root_ / "c.bin").string());
}

TEST_F(Folder, AFolderThatCannotBeReadCostsOneError) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read every folder";
  write("a.txt", "x");
  write("shut/b.txt", "x");
  fs::permissions(root_ / "shut", fs::perms::none);
  const std::vector<Found> found = walk(root_.string());
  fs::permissions(root_ / "shut", fs::perms::owner_all);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_FALSE(found[0].error);
  ASSERT_TRUE(found[1].error);
  EXPECT_EQ(found[1].error->code, ErrorCode::kNotReadable);
}

struct GlobRow {
  const char* glob;
  const char* path;
  bool expected;
};
std::ostream& operator<<(std::ostream& out, const GlobRow& row) { return out << row.glob << ' ' << row.path; }
class Glob : public testing::TestWithParam<GlobRow> {};
TEST_P(Glob, MatchesAsTheTableSays) {
  EXPECT_EQ(matches(GetParam().glob, GetParam().path), GetParam().expected);
}
INSTANTIATE_TEST_SUITE_P(
    Table, Glob,
    testing::Values(GlobRow{"*.txt", "a.txt", true}, GlobRow{"*.txt", "x/a.txt", true},
                    GlobRow{"*.txt", "a.txtx", false}, GlobRow{"x/*.txt", "x/a.txt", true},
                    GlobRow{"x/*.txt", "x/y/a.txt", false}, GlobRow{"x/**/a.txt", "x/a.txt", true},
                    GlobRow{"x/**/a.txt", "x/y/z/a.txt", true}, GlobRow{"x/**/a.txt", "x/ya.txt", false},
                    GlobRow{"**/y/*", "x/y/z", true}, GlobRow{"**/y/*", "y/z", true},
                    GlobRow{"x/**", "x/y/z", true}, GlobRow{"?.md", "ab.md", false},
                    GlobRow{"[a-c].md", "b.md", true}, GlobRow{"[!a-c].md", "b.md", false},
                    GlobRow{"[", "[", true}, GlobRow{"a*b*c", "aXbYbZc", true}, GlobRow{"", "", true},
                    GlobRow{"*", "", true}, GlobRow{"**/*.md", "a.md", true},
                    GlobRow{"**/a/**/b", "x/a/y/a/z/b", true}));

// ---- JSON Lines ----

struct Read {
  std::vector<std::string> lines;
  std::optional<Error> failed;
};

Read read_lines(Input input, const Limits& limits = {}) {
  LineSource source(std::move(input), limits);
  Read read;
  while (true) {
    const Result<std::optional<LineSource::Item>> item = source.next();
    if (!item) {
      read.failed = item.error();
      return read;
    }
    if (!*item) return read;
    const LineSource::Item& at = **item;
    std::string told = std::to_string(at.line) + " " + at.id + " ";
    if (at.record)
      told +=
          std::string(name_of(at.record->format)) + " " + at.record->body + at.record->written.value_or("");
    else
      told += std::string(name_of(at.record.error().code)) + " " + at.record.error().where;
    read.lines.push_back(told);
  }
}

TEST(JsonLines, OneBadLineIsOneErrorInItsPlace) {
  const std::string bytes =
      "\xEF\xBB\xBF{\"id\":\"a\",\"text\":\"x\\ny\"}\r\n"
      "\n"
      "{\"id\":7,\"html\":\"<p>\",\"written\":\"2023-04-04\",\"other\":[1]}\n"
      "{\"text\":\n"
      "{\"id\":\"e\"}\n"
      "{\"id\":\"f\",\"text\":\"x\",\"html\":\"y\"}\n"
      "{\"id\":\"g\",\"text\":\"x\",\"written\":\"soon\"}\n"
      "[]\n"
      "{\"id\":\"i\",\"text\":5}\n"
      "{\"markdown\":\"# z\"}";
  for (const std::uint64_t step : {1, 3, 1 << 20}) {
    Limits limits;
    limits.read_bytes = step;
    const Read read = read_lines(Input::memory(bytes), limits);
    EXPECT_FALSE(read.failed);
    EXPECT_THAT(read.lines, ElementsAre("1 a text x\ny", "3 7 html <p>2023-04-04", "4  bad-json line 4",
                                        "5 e bad-json line 5", "6 f bad-json line 6", "7 g bad-json line 7",
                                        "8  bad-json line 8", "9 i bad-json line 9", "10 10 markdown # z"));
  }
}

TEST(JsonLines, ALineThatIsTooLongIsSkipped) {
  Limits limits;
  limits.line_bytes = 100;
  limits.read_bytes = 16;
  const std::string bytes = "{\"text\":\"a\"}\n{\"text\":\"" + std::string(5000, 'x') +
                            "\"}\n{\"text\":\"b\"}\n" + std::string(5000, 'y');
  EXPECT_THAT(read_lines(Input::memory(bytes), limits).lines,
              ElementsAre("1 1 text a", "2  too-large line 2", "3 3 text b", "4  too-large line 4"));
}

TEST(JsonLines, BytesThatAreNotUtf8ReachTheReaderWhichSaysSo) {
  const Read read = read_lines(Input::memory("{\"text\":\"a\xFF\"}"));
  EXPECT_THAT(read.lines, ElementsAre("1 1 text a\xFF"));
}

TEST_F(Folder, ATruncatedArchiveGivesItsLinesAndThenTheError) {
  std::string lines;
  for (int i = 0; i < 5000; ++i) lines += "{\"id\":" + std::to_string(i * 7919) + ",\"text\":\"x\"}\n";
  const std::string packed = gzip(lines);
  Result<Input> input = Input::open(write("a.jsonl.gz", packed.substr(0, packed.size() / 2)));
  ASSERT_TRUE(input);
  const Read read = read_lines(std::move(*input));
  ASSERT_TRUE(read.failed);
  EXPECT_EQ(read.failed->code, ErrorCode::kBadArchive);
  EXPECT_GT(read.lines.size(), 500U);
  EXPECT_EQ(read.lines[0], "1 0 text x");
}

}  // namespace
}  // namespace entente::document

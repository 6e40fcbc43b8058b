// Files: what is written is whole or not there at all.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/base.h"

namespace entente {
namespace {

namespace fs = std::filesystem;

// A folder that is gone when the test is over.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "entente-files-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "mkdtemp: " << std::strerror(errno);
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code none;
    fs::remove_all(path_, none);
  }
  std::string operator/(std::string_view name) const { return (path_ / name).string(); }
  std::string path() const { return path_.string(); }
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const fs::directory_entry& entry : fs::directory_iterator(path_))
      found.push_back(entry.path().filename());
    std::sort(found.begin(), found.end());
    return found;
  }

 private:
  fs::path path_;
};

void put(const std::string& path, std::string_view bytes) { std::ofstream(path, std::ios::binary) << bytes; }

std::string bytes_of(const std::string& path) {
  Result<std::string> read = read_file(path);
  return read ? *read : "(" + std::string(name_of(read.error().code)) + ")";
}

using Names = std::vector<std::string>;

// Runs `check` in a child that is not root, and gives back what it says: empty if all is well. As root it
// becomes nobody; root may write anywhere.
std::string as_somebody_else(const std::function<std::string()>& check) {
  int ends[2];
  if (::pipe(ends) != 0) return "no pipe";
  const pid_t child = ::fork();
  if (child < 0) return "no child";
  if (child == 0) {
    constexpr uid_t kNobody = 65534;
    std::string said;
    if (::geteuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0))
      said = "cannot become nobody";
    else
      said = check();
    const ssize_t written = ::write(ends[1], said.data(), said.size());
    ::_exit(written == static_cast<ssize_t>(said.size()) ? 0 : 1);
  }
  ::close(ends[1]);
  std::string said;
  char buffer[512];
  for (ssize_t got = 0; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    said.append(buffer, static_cast<std::size_t>(got));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) said += " (the child died)";
  return said;
}

// ---- reading -------------------------------------------------------------------------------------

TEST(ReadFile, GivesTheBytes) {
  const Folder folder;
  const std::string bytes("a\0b\r\n\xFF", 6);
  put(folder / "file", bytes);
  EXPECT_EQ(bytes_of(folder / "file"), bytes);
  put(folder / "empty", "");
  EXPECT_EQ(bytes_of(folder / "empty"), "");
  const std::string large(300'000, 'x');
  put(folder / "large", large);
  EXPECT_EQ(bytes_of(folder / "large"), large);
}

TEST(ReadFile, SaysWhatIsNotThere) {
  const Folder folder;
  const Result<std::string> none = read_file(folder / "none");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kFileNotFound);
  EXPECT_EQ(none.error().where, folder / "none");
  const Result<std::string> a_folder = read_file(folder.path());
  ASSERT_FALSE(a_folder);
  EXPECT_EQ(a_folder.error().code, ErrorCode::kNotReadable);
}

TEST(ReadFile, SaysWhatMayNotBeRead) {
  const Folder folder;
  put(folder / "secret", "x");
  fs::permissions(folder.path(), fs::perms::owner_all | fs::perms::others_exec | fs::perms::others_read);
  fs::permissions(folder / "secret", fs::perms::none);
  EXPECT_EQ(as_somebody_else([&] {
              const Result<std::string> read = read_file(folder / "secret");
              if (read) return std::string("it was read");
              return read.error().code == ErrorCode::kNotReadable ? std::string() : read.error().to_string();
            }),
            "");
}

// ---- writing -------------------------------------------------------------------------------------

TEST(WriteFileAtomically, WritesAndReplaces) {
  const Folder folder;
  ASSERT_TRUE(write_file_atomically(folder / "out", "first, and longer"));
  EXPECT_EQ(bytes_of(folder / "out"), "first, and longer");
  const std::string second("second\0\xFF", 8);
  ASSERT_TRUE(write_file_atomically(folder / "out", second));
  EXPECT_EQ(bytes_of(folder / "out"), second);
  ASSERT_TRUE(write_file_atomically(folder / "out", ""));
  EXPECT_EQ(bytes_of(folder / "out"), "");
  EXPECT_EQ(folder.names(), (Names{"out"})) << "a temporary file is left";
}

TEST(WriteFileAtomically, WritesIntoTheWorkingFolder) {
  const Folder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  const Status written = write_file_atomically("out", "x");
  fs::current_path(before);
  EXPECT_TRUE(written);
  EXPECT_EQ(bytes_of(folder / "out"), "x");
}

TEST(WriteFileAtomically, LeavesAReaderOfTheOldFileAlone) {
  const Folder folder;
  ASSERT_TRUE(write_file_atomically(folder / "out", "old"));
  const Result<MappedFile> reader = MappedFile::open(folder / "out");
  ASSERT_TRUE(reader);
  ASSERT_TRUE(write_file_atomically(folder / "out", "new, and longer"));
  EXPECT_EQ(reader->bytes(), "old");
}

TEST(WriteFileAtomically, SaysThatThereIsNoSuchFolder) {
  const Folder folder;
  const Status written = write_file_atomically(folder / "none/out", "x");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::kNotWritable);
  EXPECT_EQ(written.error().where, folder / "none/out");
  EXPECT_EQ(folder.names(), Names{});
}

TEST(WriteFileAtomically, LeavesNoTemporaryFileWhenTheNameCannotBeTaken) {
  const Folder folder;
  fs::create_directory(folder / "out");  // a folder stands in the way: the rename fails
  put(folder / "out/inside", "x");
  const Status written = write_file_atomically(folder / "out", "x");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::kNotWritable);
  EXPECT_EQ(folder.names(), (Names{"out"}));
}

TEST(WriteFileAtomically, WithoutPermissionLeavesTheOldFile) {
  const Folder folder;
  put(folder / "out", "old");
  fs::permissions(folder.path(), fs::perms(0555));
  EXPECT_EQ(as_somebody_else([&]() -> std::string {
              const Status written = write_file_atomically(folder / "out", "new");
              if (written) return "it was written";
              if (written.error().code != ErrorCode::kNotWritable) return written.error().to_string();
              return written.error().hint.empty() ? "there is no hint" : "";
            }),
            "");
  EXPECT_EQ(bytes_of(folder / "out"), "old");
  EXPECT_EQ(folder.names(), (Names{"out"}));
  fs::permissions(folder.path(), fs::perms(0755));
}

TEST(WriteFileAtomically, OnAFullDiskLeavesTheOldFile) {
  const Folder folder;
  if (::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=64k") != 0)
    GTEST_SKIP() << "a small file system cannot be mounted here (" << std::strerror(errno)
                 << "): run as root";
  put(folder / "out", "old");
  const Status written = write_file_atomically(folder / "out", std::string(1 << 20, 'x'));
  const std::string left = bytes_of(folder / "out");
  const Names names = folder.names();
  const Status smaller = write_file_atomically(folder / "out", "new");
  const std::string at_last = bytes_of(folder / "out");
  EXPECT_EQ(::umount(folder.path().c_str()), 0) << std::strerror(errno);

  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::kNotWritable);
  EXPECT_EQ(written.error().where, folder / "out");
  EXPECT_EQ(written.error().hint, "free some space on that disk");
  EXPECT_EQ(left, "old");
  EXPECT_EQ(names, (Names{"out"})) << "a temporary file is left, and fills the disk";
  EXPECT_TRUE(smaller);
  EXPECT_EQ(at_last, "new");
}

// ---- mapping -------------------------------------------------------------------------------------

TEST(MappedFile, ShowsTheBytes) {
  const Folder folder;
  const std::string bytes("a\0b", 3);
  put(folder / "file", bytes);
  Result<MappedFile> mapped = MappedFile::open(folder / "file");
  ASSERT_TRUE(mapped);
  EXPECT_EQ(mapped->bytes(), bytes);
}

TEST(MappedFile, MayBeEmpty) {
  const Folder folder;
  put(folder / "empty", "");
  const Result<MappedFile> mapped = MappedFile::open(folder / "empty");
  ASSERT_TRUE(mapped);
  EXPECT_EQ(mapped->bytes(), "");
}

TEST(MappedFile, OutlivesItsNameAndIsMoved) {
  const Folder folder;
  put(folder / "a", "first");
  put(folder / "b", "second");
  Result<MappedFile> opened = MappedFile::open(folder / "a");
  ASSERT_TRUE(opened);
  fs::remove(folder / "a");
  MappedFile first = *std::move(opened);
  EXPECT_EQ(first.bytes(), "first");
  Result<MappedFile> second = MappedFile::open(folder / "b");
  ASSERT_TRUE(second);
  first = *std::move(second);
  EXPECT_EQ(first.bytes(), "second");
}

TEST(MappedFile, SaysWhatCannotBeOpened) {
  const Folder folder;
  const Result<MappedFile> none = MappedFile::open(folder / "none");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kFileNotFound);
  const Result<MappedFile> a_folder = MappedFile::open(folder.path());
  ASSERT_FALSE(a_folder);
  EXPECT_EQ(a_folder.error().code, ErrorCode::kNotReadable);
}

// ---- listing -------------------------------------------------------------------------------------

TEST(FilesBelow, FindsThoseWithTheEndingInOrder) {
  const Folder folder;
  fs::create_directories(folder / "b/c");
  for (const char* name : {"z.yaml", "b/a.yaml", "b/c/x.yaml", "b/notes.txt", "a.yaml.bak"})
    put(folder / name, "");
  fs::create_directory(folder / "folder.yaml");
  fs::create_symlink(folder / "nowhere", folder / "dangling.yaml");
  const auto found = files_below(folder.path(), ".yaml");
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, (Names{folder / "b/a.yaml", folder / "b/c/x.yaml", folder / "z.yaml"}));
}

TEST(FilesBelow, OfAFolderThatIsNotThereAreNone) {
  const Folder folder;
  const auto found = files_below(folder / "none", ".yaml");
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, Names{});
}

TEST(FilesBelow, SaysWhichFolderMayNotBeRead) {
  const Folder folder;
  fs::create_directory(folder / "secret");
  put(folder / "secret/a.yaml", "");
  put(folder / "b.yaml", "");
  fs::permissions(folder.path(), fs::perms(0755));
  fs::permissions(folder / "secret", fs::perms::none);
  for (const std::string& path : {folder / "secret", folder.path(), folder / "secret/below"}) {
    EXPECT_EQ(as_somebody_else([&]() -> std::string {
                const auto found = files_below(path, ".yaml");
                if (found) return "it was listed";
                return found.error().code == ErrorCode::kNotReadable ? "" : found.error().to_string();
              }),
              "")
        << path;
  }
  fs::permissions(folder / "secret", fs::perms(0755));
}

}  // namespace
}  // namespace entente

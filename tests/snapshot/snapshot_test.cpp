// The compiled record says what the record says, and a file that is not one is refused and named.
#include "snapshot/snapshot.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xxhash.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <set>
#include <thread>

#include "tests/support/small_record.h"

namespace entente::snapshot {
namespace {

using entente::testing::small_record;
using entente::testing::TemporaryFolder;
using temporal::day_of;

const Day kToday = day_of(2025, 6, 1);

record::Record read_small() {
  record::Loaded loaded = record::load_texts(small_record());
  for (const Error& error : loaded.errors) ADD_FAILURE() << error.to_string();
  return std::move(*loaded.record);
}

const record::Record& small() {
  static const record::Record record = read_small();
  return record;
}

const std::string& bytes_of_small() {
  static const std::string bytes = [] {
    BuildResult result = build(small(), kToday);
    for (const Error& error : result.errors) ADD_FAILURE() << error.to_string();
    return std::move(result.built->bytes);
  }();
  return bytes;
}

std::unique_ptr<Snapshot> open_small() {
  auto opened = Snapshot::from_bytes(bytes_of_small());
  if (!opened) ADD_FAILURE() << opened.error().to_string();
  return std::move(*opened);
}

// The offsets of the header's fields, written down a second time: a change of the layout raises
// kFormatVersion.
constexpr std::size_t kVersionAt = 8;
constexpr std::size_t kSizeAt = 16;
constexpr std::size_t kChecksumAt = 24;
constexpr std::size_t kChecksummedFrom = 32;

void fix_checksum(std::string& bytes) {
  const std::uint64_t sum = XXH3_64bits(bytes.data() + kChecksummedFrom, bytes.size() - kChecksummedFrom);
  std::memcpy(bytes.data() + kChecksumAt, &sum, sizeof sum);
}

// Opens a copy that ends where its allocation ends, so that a sanitizer sees every byte too far.
Result<std::unique_ptr<Snapshot>> open_copy(std::string_view bytes) {
  static std::unique_ptr<char[]> copy;
  copy = std::make_unique<char[]>(bytes.size() + 1);
  std::memcpy(copy.get(), bytes.data(), bytes.size());
  return Snapshot::from_bytes({copy.get(), bytes.size()});
}

std::vector<EntityId> everybody() {
  std::vector<EntityId> all;
  for (std::uint32_t i = 0; i < small().entities.size(); ++i) all.push_back(EntityId{i});
  return all;
}

// Calls `with` for every way to fill `n` places.
void each_filling(std::size_t n, const std::vector<EntityId>& from, std::vector<EntityId>& places,
                  const std::function<void()>& with) {
  if (n == 0) return with();
  for (const EntityId id : from) {
    places.push_back(id);
    each_filling(n - 1, from, places, with);
    places.pop_back();
  }
}

void each_atom(const std::vector<EntityId>& from, const std::function<void(const Atom&)>& with) {
  const auto& relations = small().vocabulary.relations;
  for (std::size_t r = 0; r < relations.size(); ++r) {
    Atom atom;
    atom.relation = RelationId(r);
    each_filling(relations[r].places.size(), from, atom.places, [&] {
      with(atom);
      for (std::size_t role = 0; role < relations[r].roles.size(); ++role) {
        for (const EntityId id : everybody()) {
          if (small().entity(id).type != relations[r].roles[role].type) continue;
          Atom narrowed = atom;
          narrowed.roles.emplace_back(static_cast<std::uint8_t>(role), id);
          with(narrowed);
        }
      }
    });
  }
}

class RoundTrip : public ::testing::Test {
 protected:
  RoundTrip()
      : facts_(small()),
        program_(*rules::Program::parse(small().rules, small().files, facts_)),
        all_(facts_, program_),
        snapshot_(open_small()) {}

  logic::RecordFacts facts_;
  rules::Program program_;
  rules::Derivation all_;
  std::unique_ptr<Snapshot> snapshot_;
};

TEST_F(RoundTrip, EntitiesKeepIdentifierTypeAndNames) {
  ASSERT_EQ(snapshot_->entity_count(), small().entities.size());
  for (const EntityId id : everybody()) {
    const record::Entity& entity = small().entity(id);
    EXPECT_EQ(snapshot_->id_of(id), entity.id);
    EXPECT_EQ(snapshot_->type_of(id), entity.type);
    EXPECT_EQ(snapshot_->takes_article(id), entity.the);
    const record::Type& type = small().vocabulary.type(entity.type);
    if (type.literal) {
      EXPECT_EQ(snapshot_->find_text(entity.id), id);
      continue;
    }
    EXPECT_EQ(snapshot_->find(entity.id), id);
    EXPECT_EQ(snapshot_->names_of(id).size(), entity.names.size());
    EXPECT_EQ(snapshot_->codes_of(id).size(), entity.codes.size());
    if (type.words) continue;
    for (const record::Name& name : entity.names) {
      bool bears = false;
      for (const Named& named : snapshot_->named(fold(name.text))) bears = bears || named.entity == id;
      EXPECT_TRUE(bears) << name.text;
    }
  }
  EXPECT_FALSE(snapshot_->find("nowhere"));
  EXPECT_TRUE(snapshot_->named("nowhere").empty());
}

TEST_F(RoundTrip, EveryAtomHoldsOnTheSameDays) {
  std::size_t told = 0;
  for (const char* whose : {"", "ALF", "BET"}) {
    const EntityId view = *whose == '\0' ? kNobody : *small().find(whose);
    each_atom(everybody(), [&](const Atom& atom) {
      const Truths expected = all_.holds(atom, view);
      ASSERT_EQ(snapshot_->holds(atom, view), expected) << logic::print(atom, facts_) << " by " << whose;
      told += expected.steps().size() > 1 ? 1 : 0;
    });
  }
  EXPECT_GT(told, 200U) << "the small record says too little to prove anything";
}

TEST_F(RoundTrip, EveryPatternMatchesTheSameAtoms) {
  std::vector<EntityId> open = everybody();
  open.push_back(kNobody);
  each_atom(open, [&](const Atom& pattern) {
    const auto matches = [&](const logic::Facts& source) {
      std::set<std::string> found;
      source.match(pattern, [&](const Atom& atom) { found.insert(logic::print(atom, facts_)); });
      return found;
    };
    const std::set<std::string> expected = matches(all_);
    ASSERT_EQ(matches(*snapshot_), expected) << logic::print(pattern, facts_);
    ASSERT_GE(snapshot_->match_count(pattern), expected.size()) << logic::print(pattern, facts_);
  });
}

TEST_F(RoundTrip, MeasuresAreObservedOnTheSameDays) {
  const RelationId soldiers = *small().vocabulary.find_relation("soldiers");
  for (const EntityId id : everybody()) {
    const auto expected = all_.measure(soldiers, id);
    const auto line = snapshot_->measure(soldiers, id);
    ASSERT_EQ(line.steps().size(), expected.steps().size());
    for (std::size_t i = 0; i < expected.steps().size(); ++i) {
      EXPECT_EQ(line.steps()[i].from, expected.steps()[i].from);
      EXPECT_EQ(line.steps()[i].value.known, expected.steps()[i].value.known);
      EXPECT_EQ(line.steps()[i].value.value, expected.steps()[i].value.value);
    }
  }
}

TEST_F(RoundTrip, ShortWaysAgreeWithLongOnes) {
  std::vector<EntityId> buffer(snapshot_->entity_count());
  for (std::size_t r = 0; r < small().vocabulary.relations.size(); ++r) {
    if (small().vocabulary.relations[r].places.size() != 2) continue;
    const RelationId relation{static_cast<std::uint16_t>(r)};
    const std::string& name = small().vocabulary.relations[r].name;
    for (const int year : {1899, 1950, 1955, 1970, 1999, 2000, 2024, 2026, 2030}) {
      for (const Day day : {day_of(year, 1, 1), day_of(year, 3, 1), day_of(year, 12, 31)}) {
        for (const EntityId second : everybody()) {
          std::vector<EntityId> expected;
          for (const EntityId first : everybody()) {
            const temporal::Holding slow = snapshot_->holds({relation, {first, second}, {}}, kNobody).at(day);
            ASSERT_EQ(snapshot_->at(relation, first, second, day), slow) << name << ' ' << year;
            if (slow.truth == temporal::kTrue) expected.push_back(first);
          }
          std::vector<EntityId> found;
          snapshot_->firsts_at(relation, second, day, [&](EntityId first) { found.push_back(first); });
          std::sort(found.begin(), found.end());
          ASSERT_EQ(found, expected) << name << ' ' << temporal::to_string(day);
          const std::size_t n = snapshot_->firsts_at(relation, second, day, buffer.data());
          ASSERT_EQ(std::vector<EntityId>(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(n)),
                    expected);
        }
      }
    }
  }
}

TEST_F(RoundTrip, StatementsKeepDaysActsAndSources) {
  ASSERT_EQ(snapshot_->statement_rows(), small().statements.size());
  std::size_t written = 0;
  for (std::uint32_t i = 0; i < snapshot_->statement_rows(); ++i) {
    const record::Statement& expected = small().statements[i];
    const StatementView s = snapshot_->statement(i);
    written += expected.mirrored ? 0 : 1;
    EXPECT_EQ(s.atom, expected.atom);
    EXPECT_EQ(s.negative, expected.negative);
    EXPECT_EQ(s.value, expected.value);
    EXPECT_EQ(s.acts.size(), expected.acts.size());
    EXPECT_EQ(s.sources.size(), expected.sourcing.sources.size());
    EXPECT_EQ(s.where, expected.sourcing.where);
    EXPECT_EQ(s.checked, expected.sourcing.checked);
    EXPECT_EQ(s.note, expected.note);
    EXPECT_EQ(s.according_to, expected.according_to);
    for (const std::uint32_t source : s.sources) EXPECT_FALSE(snapshot_->source(source).title.empty());
  }
  EXPECT_EQ(snapshot_->statement_count(), written);
  ASSERT_EQ(snapshot_->closure_count(), 1U);
  EXPECT_EQ(snapshot_->closure(0).count, 2);
  const Atom observer{*small().vocabulary.find_relation("member_of"),
                      {*small().find("DEL"), *small().find("north-union")},
                      {}};
  ASSERT_EQ(snapshot_->reasons(observer, true).size(), 1U);
  EXPECT_TRUE(snapshot_->reasons(observer, false).empty());
}

TEST(Build, SameRecordSameBytes) {
  const BuildResult again = build(read_small(), kToday);
  EXPECT_EQ(again.built->bytes, bytes_of_small());
}

TEST(Build, RefusesAClosureWhoseCountIsWrong) {
  auto files = small_record();
  for (auto& [path, text] : files)
    if (const auto at = text.find("count: 2"); at != std::string::npos) text.replace(at, 8, "count: 5");
  const record::Loaded loaded = record::load_texts(files);
  ASSERT_TRUE(loaded.record);
  const BuildResult result = build(*loaded.record, kToday);
  EXPECT_FALSE(result.built);
  ASSERT_EQ(result.errors.size(), 1U);
  EXPECT_EQ(result.errors[0].code, ErrorCode::kCountDisagrees);
  EXPECT_THAT(result.errors[0].where, ::testing::HasSubstr("north-union.yaml:"));
}

// ---- files that are not whole --------------------------------------------------------------------

TEST(Open, RefusesEveryLengthButItsOwn) {
  const std::string& bytes = bytes_of_small();
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    const auto opened = open_copy(std::string_view(bytes).substr(0, n));
    ASSERT_FALSE(opened) << n;
    ASSERT_EQ(opened.error().code, ErrorCode::kTruncatedSnapshot) << n << ": " << opened.error().to_string();
  }
  const auto longer = open_copy(bytes + '\0');
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().code, ErrorCode::kBadSnapshot);
}

TEST(Open, RefusesEveryFlippedByte) {
  std::string bytes = bytes_of_small();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const int flip : {0x01, 0x80, 0xFF}) {
      const char whole = bytes[i];
      bytes[i] = static_cast<char>(whole ^ flip);
      const auto opened = Snapshot::from_bytes(bytes);
      bytes[i] = whole;
      ASSERT_FALSE(opened) << "byte " << i << " flipped by " << flip;
      const ErrorCode code = opened.error().code;
      ASSERT_TRUE(code == ErrorCode::kBadSnapshot || code == ErrorCode::kTruncatedSnapshot ||
                  code == ErrorCode::kOldSnapshot)
          << i << ": " << opened.error().to_string();
    }
  }
}

// With the checksum mended only the checks of the numbers stand between damage and the reader.
TEST(Open, SurvivesDamageBehindARightChecksum) {
  std::string bytes = bytes_of_small();
  for (std::size_t i = kChecksummedFrom; i < bytes.size(); i += 3) {
    const char whole = bytes[i];
    bytes[i] = static_cast<char>(whole ^ 0xFF);
    fix_checksum(bytes);
    const auto opened = open_copy(bytes);
    if (opened) {
      for (std::uint32_t s = 0; s < (*opened)->statement_rows(); ++s) (*opened)->statement(s);
      for (std::uint32_t e = 0; e < (*opened)->entity_count(); ++e) (*opened)->names_of(EntityId{e});
    }
    bytes[i] = whole;
  }
}

TEST(Open, NamesAnotherVersionAsOld) {
  for (const std::uint32_t version : {0U, kFormatVersion - 1, kFormatVersion + 1, 0xFFFFFFFFU}) {
    std::string bytes = bytes_of_small();
    std::memcpy(bytes.data() + kVersionAt, &version, sizeof version);
    fix_checksum(bytes);
    const auto opened = open_copy(bytes);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kOldSnapshot);
    EXPECT_THAT(opened.error().hint, ::testing::HasSubstr("record build"));
  }
}

TEST(Open, RefusesForeignFiles) {
  for (const std::string& foreign : {std::string(200, 'x'), std::string("SQLite format 3"),
                                     std::string("\x7f"
                                                 "ELF\x02\x01\x01"),
                                     std::string(4096, '\0'), std::string("id: KOR\ntype: state\n")}) {
    const auto opened = open_copy(foreign);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kBadSnapshot) << foreign.substr(0, 20);
  }
  std::string wrong_size = bytes_of_small();
  const std::uint64_t huge = UINT64_MAX;
  std::memcpy(wrong_size.data() + kSizeAt, &huge, sizeof huge);
  EXPECT_EQ(open_copy(wrong_size).error().code, ErrorCode::kTruncatedSnapshot);
}

TEST(Open, NamesTheFileThatItCannotOpen) {
  const TemporaryFolder folder;
  EXPECT_EQ(Snapshot::open(folder / "none").error().code, ErrorCode::kFileNotFound);
  EXPECT_EQ(Snapshot::open(folder.path().string()).error().code, ErrorCode::kNotReadable);
  folder.write("empty", "");
  EXPECT_EQ(Snapshot::open(folder / "empty").error().code, ErrorCode::kTruncatedSnapshot);
  folder.write("half", bytes_of_small().substr(0, 1000));
  const auto half = Snapshot::open(folder / "half");
  EXPECT_EQ(half.error().where, folder / "half");
  folder.write("whole", bytes_of_small());
  EXPECT_TRUE(Snapshot::open(folder / "whole"));
}

TEST(Open, StaysWholeWhenTheFileIsReplaced) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_file_atomically(folder / "a.snapshot", bytes_of_small()));
  const auto opened = Snapshot::open(folder / "a.snapshot");
  ASSERT_TRUE(opened);
  ASSERT_TRUE(write_file_atomically(folder / "a.snapshot", "something else"));
  EXPECT_TRUE((*opened)->find("north-union"));
  EXPECT_EQ((*opened)->name_of(*(*opened)->find("north-union")), "North Union");
}

// ---- writing -------------------------------------------------------------------------------------

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

TEST(Write, KilledAtAnyMomentTheOldSnapshotStands) {
  const TemporaryFolder folder;
  const std::string path = folder / "a.snapshot";
  ASSERT_TRUE(write_file_atomically(path, bytes_of_small()));
  std::string later = bytes_of_small();  // the same, built on another day
  const std::int32_t another_day = kToday.number + 1;
  std::memcpy(later.data() + kChecksummedFrom, &another_day, sizeof another_day);
  fix_checksum(later);
  for (int round = 0; round < 60; ++round) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      for (int i = 0;; ++i) {
        if (!write_file_atomically(path, i % 2 == 0 ? later : bytes_of_small())) ::_exit(1);
      }
    }
    std::this_thread::sleep_for(std::chrono::microseconds(300 + 331 * round));
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: it could not write";
    const auto opened = Snapshot::open(path);
    ASSERT_TRUE(opened) << "round " << round << ": " << opened.error().to_string();
  }
}

TEST(Write, OnAFullDiskTheOldSnapshotStands) {
  if (::geteuid() != 0) GTEST_SKIP() << "mounting a small file system takes root";
  const TemporaryFolder folder;
  if (::mount("none", folder.path().c_str(), "tmpfs", 0, "size=64k") != 0) {
    GTEST_SKIP() << "no tmpfs may be mounted here: " << std::strerror(errno);
  }
  std::string old = bytes_of_small();
  const std::string path = folder / "a.snapshot";
  const Status first = write_file_atomically(path, old);
  const Status second = write_file_atomically(path, old + std::string(60 * 1024, 'x'));
  const auto opened = Snapshot::open(path);
  const std::vector<std::string> names = names_in(folder.path());
  ::umount2(folder.path().c_str(), MNT_DETACH);
  ASSERT_TRUE(first) << first.error().to_string();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kNotWritable);
  EXPECT_THAT(second.error().hint, ::testing::HasSubstr("space"));
  EXPECT_TRUE(opened);
  EXPECT_THAT(names, ::testing::ElementsAre("a.snapshot"));
}

TEST(Write, SaysThatAFolderIsNotThereOrNotWritable) {
  const TemporaryFolder folder;
  EXPECT_EQ(write_file_atomically(folder / "none/a.snapshot", "x").error().code, ErrorCode::kNotWritable);
  std::filesystem::create_directory(folder / "taken.snapshot");
  EXPECT_EQ(write_file_atomically(folder / "taken.snapshot", "x").error().code, ErrorCode::kNotWritable);
  EXPECT_THAT(names_in(folder.path()), ::testing::ElementsAre("taken.snapshot"));
  // Root may write anywhere, so the rest is done by a child that is nobody.
  const pid_t child = ::fork();
  if (child == 0) {
    ::chmod(folder.path().c_str(), 0555);
    if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(2);
    const Status written = write_file_atomically(folder / "a.snapshot", "x");
    ::_exit(!written && written.error().code == ErrorCode::kNotWritable && !written.error().hint.empty() ? 0
                                                                                                         : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << WEXITSTATUS(status);
}

TEST(Build, RefusesAClosureWhoseCountIsNotWhatTheRecordHolds) {
  record::Record record = small();
  ASSERT_EQ(record.closures[0].count, 2);
  record.closures[0].count = 3;
  const BuildResult result = build(record, kToday);
  EXPECT_FALSE(result.built);
  ASSERT_EQ(result.errors.size(), 1U);
  EXPECT_EQ(result.errors[0].code, ErrorCode::kCountDisagrees);
  EXPECT_EQ(result.errors[0].where, record.place(record.closures[0].location));
}

}  // namespace
}  // namespace entente::snapshot

// snapshot/layout.h: the rows of the snapshot file. Internal to src/snapshot; docs/snapshot.md explains them.
//
// Every row is plain data of fixed size, little-endian, aligned to its own size. Numbers of other rows are
// plain integers; kNone is none. Texts are places in one pool.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "snapshot/snapshot.h"

namespace entente::snapshot {

inline constexpr std::array<char, 8> kMagic{'E', 'N', 'T', 'E', 'N', 'T', 'E', '\n'};
inline constexpr std::uint32_t kByteOrder = 0x01020304;
inline constexpr std::uint32_t kNone = UINT32_MAX;

struct Header {
  std::array<char, 8> magic;
  std::uint32_t version;
  std::uint32_t byte_order;
  std::uint64_t size;      // of the whole file
  std::uint64_t checksum;  // XXH3 of all bytes after this field
  std::int32_t built_on;
  std::uint32_t sections;
};
// Where that begins, so that a change of `built_on` is noticed too; all before it is checked by itself.
inline constexpr std::size_t kChecksummedFrom = offsetof(Header, built_on);

enum Section : std::uint32_t {
  kTexts,
  kEntities,
  kNames,
  kCodes,
  kEntityIndex,
  kTextIndex,
  kNamedIndex,
  kForms,
  kNamed,
  kStatements,
  kRoles,
  kActs,
  kSourceRefs,
  kSources,
  kByRelation,
  kByFirst,
  kBySecond,
  kClosures,
  kClosuresByRelation,
  kReasons,
  kSteps,
  kGroups,
  kWholes,
  kGroupIndex,
  kGroupsBySecond,
  kLists,
  kListIndex,
  kMembers,
  kOpenRuns,
  kOpenAtoms,
  kRelations,
  kVocabulary,
  kSectionCount
};

struct SectionRow {
  std::uint64_t offset;  // from the start of the file
  std::uint64_t bytes;
};

struct Text {
  std::uint32_t at;
  std::uint32_t size;
};
struct Rows {  // a run of rows of another section
  std::uint32_t first;
  std::uint32_t count;
};

struct EntityRow {
  Text id;
  Text name;
  Rows names;
  Rows codes;
  Rows existence;  // steps; none: always
  std::uint16_t type;
  std::uint16_t the;
};
struct NameRow {
  Text text;
  Text language;
  Text valid;
  std::uint32_t kind;
};
struct CodeRow {
  Text system;
  Text code;
};
struct FormRow {  // a folded name and who bears it
  Text folded;
  Rows named;
};
struct NamedRow {
  std::uint32_t entity;
  std::uint32_t name;
  std::uint32_t kind;
};
struct AtomRow {
  std::array<std::uint32_t, 3> places;
  std::uint16_t relation;
  std::uint16_t place_count;
  Rows roles;
};
struct RoleRow {
  std::uint32_t role;
  std::uint32_t value;
};
struct SourcingRow {
  Rows sources;
  Text where;
  std::int32_t checked;
};
struct StatementRow {
  enum Flag : std::uint32_t {
    kNegative = 1,
    kMirrored = 2,
    kHasOn = 4,
    kBeginOpen = 8,
    kBeginUnknown = 16,
    kEndOpen = 32,
    kEndUnknown = 64
  };
  double value;
  AtomRow atom;
  SourcingRow sourcing;
  Rows acts;
  Rows line;  // steps of record::holdings
  Text begin, end, on, note;
  std::int32_t begin_earliest, begin_latest, end_earliest, end_latest;
  std::uint32_t flags;
  std::uint32_t rank;
  std::uint32_t according_to;
  Text file;
  std::uint32_t file_line;
  std::uint32_t padding;
};
struct ActRow {
  Text act;
  Text date;
};
struct SourceRow {
  Text key, title, publisher, date, url;
};
struct ClosureRow {
  AtomRow pattern;
  SourcingRow sourcing;
  std::int32_t begin, end, count;
};
struct ReasonRow {
  AtomRow atom;
  SourcingRow sourcing;
  Text text;
  std::uint32_t negative;
};
struct StepRow {
  std::int32_t day;
  std::uint16_t truth;
  std::uint16_t marks;
};
// All atoms with the same places, and when one of them holds.
struct GroupRow {
  std::array<std::uint32_t, 3> places;
  std::uint16_t relation;
  std::uint16_t place_count;
  Rows line;
  Rows wholes;  // of a derived relation: the atoms with their roles
};
struct WholeRow {
  Rows roles;
  Rows line;
};
// What a relation of two places says of one entity in the second place.
struct ListRow {
  std::uint32_t relation;
  std::uint32_t second;
  Rows members;  // in order of first place, then of day
  Rows others;   // when it holds of those who exist and are in no group; none: that takes the long way
};
// Days [begin, end) on which it is true, of one entity in the first place.
struct MemberRow {
  std::uint32_t first;
  std::int32_t begin, end;
};
// What rules make of premises that are open, for somebody in one place of a relation of two
// (rules::match_unlisted): atoms that may hold and are in no group. In order of relation, place, entity.
struct OpenRunRow {
  std::uint32_t relation;
  std::uint32_t place;
  std::uint32_t entity;
  Rows atoms;
};
struct OpenAtomRow {
  std::uint32_t other;  // in the other place
  Rows roles;
};
// Where a relation's rows stand.
struct RelationRow {
  Rows statements;  // in kByRelation
  Rows by_first;    // in kByFirst: statements in order of first place
  Rows by_second;
  Rows closures;          // in kClosuresByRelation
  Rows groups;            // in order of their places
  Rows groups_by_second;  // in kGroupsBySecond
  std::uint32_t contested;
  std::uint32_t derived;
  std::uint32_t mortal;  // false of what does not exist, in the first place
  std::uint32_t padding;
};

// Where the search for a group begins in kGroupIndex, and for a list (first: kNone) in kListIndex.
inline std::uint64_t group_hash(std::uint32_t relation, std::uint32_t first, std::uint32_t second) {
  std::uint64_t h = (std::uint64_t{first} << 32 | second) + std::uint64_t{relation} * 0x9E3779B97F4A7C15ULL;
  h ^= h >> 32;
  h *= 0xD6E8FEB86659FD93ULL;
  h ^= h >> 29;
  return h;
}

// True if a denial leaves no day of which nothing is known.
inline bool settles(const temporal::Truths& denial) {
  return std::none_of(denial.steps().begin(), denial.steps().end(), [](const auto& step) {
    return step.value.truth == temporal::kUnknown && step.value.marks == 0;
  });
}

static_assert(std::is_trivially_copyable_v<StatementRow> && sizeof(StatementRow) % 8 == 0);

}  // namespace entente::snapshot

// snapshot/snapshot.h: the compiled record: one immutable file, mapped read-only, from which everything is
// answered.
//
//   Result<Built> built = build(record, today);             // runs the rules, checks closures' counts
//   write_file_atomically("entente.snapshot", built->bytes);
//   Result<Snapshot> snapshot = Snapshot::open("entente.snapshot");
//   snapshot->holds(atom, kNobody);                          // a Facts like any other, and fast
//
// Format: docs/snapshot.md. A header with magic, version, size and checksum (XXH3, 64 bits) over all that
// follows,
//         a table of sections, and arrays of fixed-size rows that refer to each other by number.
// Errors: a file that is short is kTruncatedSnapshot, of another version kOldSnapshot, and foreign or damaged
//         kBadSnapshot; every number in it is checked against the array it points into before it is used.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"
#include "logic/logic.h"
#include "record/record.h"
#include "rules/rules.h"

namespace entente::snapshot {

using logic::Atom;
using logic::EntityId;
using logic::kNobody;
using logic::RelationId;
using temporal::Day;
using temporal::Truths;

// Raised with every change of the layout; files of other versions are refused.
inline constexpr std::uint32_t kFormatVersion = 2;

struct Built {
  std::string bytes;
  std::size_t statements = 0;
  std::size_t derived = 0;  // atoms that rules made
  std::vector<Error> warnings;
};

// Compiles a record. Fails with every rule that is not well-formed and every closure whose count is not what
// the record holds on the last day of its window (kCountDisagrees).
struct BuildResult {
  std::optional<Built> built;
  std::vector<Error> errors;
};
BuildResult build(const record::Record& record, Day built_on);

// What an answer shows of a statement.
struct StatementView {
  Atom atom;
  bool negative = false;
  std::optional<Day> begin_earliest, begin_latest, end_earliest, end_latest;
  std::string_view begin_written, end_written, on_written;  // EDTF, as in the record
  bool begin_open = false, end_open = false;
  double value = 0;
  std::vector<std::pair<std::string_view, std::string_view>> acts;  // act, EDTF
  std::vector<std::uint32_t> sources;
  std::string_view where;
  Day checked;
  std::string_view note;
  EntityId according_to = kNobody;
  record::Rank rank = record::Rank::kNormal;
  std::string_view file;
  std::uint32_t line = 0;
};
struct SourceView {
  std::string_view key, title, publisher, date, url;
};
struct ClosureView {
  Atom pattern;
  temporal::Span window;
  std::int32_t count = -1;  // -1: not said
  std::vector<std::uint32_t> sources;
  std::string_view where;
  Day checked;
};
struct ReasonView {
  Atom atom;
  bool negative = false;
  std::string_view text;
  std::vector<std::uint32_t> sources;
  std::string_view where;
  Day checked;
};
struct NameView {
  std::string_view text;
  std::string_view language;
  record::Name::Kind kind = record::Name::Kind::kName;
  std::string_view valid;
};
// An entity by one of its names.
struct Named {
  EntityId entity;
  record::Name::Kind kind;
  std::uint32_t name;  // index into names_of(entity); UINT32_MAX: its usual name or its identifier
};

class Snapshot : public logic::Store {
 public:
  // Maps a file and checks it. Fails with kFileNotFound, kNotReadable, kBadSnapshot, kTruncatedSnapshot,
  // kOldSnapshot.
  static Result<std::unique_ptr<Snapshot>> open(const std::string& path);
  // The same of bytes in memory, which must outlive it.
  static Result<std::unique_ptr<Snapshot>> from_bytes(std::string_view bytes);
  ~Snapshot() override;

  // ---- what it is
  Day built_on() const;
  std::size_t statement_count() const;  // as they are written
  std::size_t statement_rows()
      const;  // with the other reading of symmetric ones: statement(i) takes any i below it
  std::size_t closure_count() const;
  const rules::Program& program() const;

  // ---- entities
  std::string_view name_of(EntityId id) const;  // what English calls it today
  bool takes_article(EntityId id) const;        // "the European Union"
  std::vector<NameView> names_of(EntityId id) const;
  std::vector<std::pair<std::string_view, std::string_view>> codes_of(EntityId id) const;  // system, code
  // Everything that bears the name with this key (base's name_key()); as in the file, nobody preferred.
  std::span<const Named> named(std::string_view folded) const;
  // The most words that a name has.
  std::size_t longest_name_words() const;
  // Calls back with each folded name; for repairing typos.
  void each_name(const std::function<void(std::string_view folded, std::span<const Named>)>& found) const;

  // ---- statements, sources, reasons
  StatementView statement(std::uint32_t i) const;
  SourceView source(std::uint32_t i) const;
  ClosureView closure(std::uint32_t i) const;
  // Sentences for "why" about an atom.
  std::vector<ReasonView> reasons(const Atom& atom, bool negative) const;

  // ---- Facts
  const record::Vocabulary& vocabulary() const override;
  std::size_t entity_count() const override;
  record::TypeId type_of(EntityId id) const override;
  std::string_view id_of(EntityId id) const override;
  std::optional<EntityId> find(std::string_view id) const override;
  std::optional<EntityId> find_text(std::string_view text) const override;
  Truths holds(const Atom& atom, EntityId view) const override;
  void match(const Atom& pattern, const Found& found) const override;
  std::size_t match_count(const Atom& pattern) const override;
  std::vector<EntityId> views_on(const Atom& pattern) const override;

  // ---- short ways, each the same as its long one (a law, tested)
  // holds({relation, {first, second}}, kNobody).at(day), without making a timeline.
  temporal::Holding at(RelationId relation, EntityId first, EntityId second, Day day) const;
  // Calls back with the first (second) of each pair for which the relation is true on the day.
  void firsts_at(RelationId relation, EntityId second, Day day,
                 const std::function<void(EntityId)>& found) const;
  // The same into a buffer in order of identifier number; gives back how many. `out` must hold
  // entity_count().
  std::size_t firsts_at(RelationId relation, EntityId second, Day day, EntityId* out) const;

 protected:
  std::span<const std::uint32_t> statements_of(RelationId relation, EntityId first,
                                               EntityId second) const override;
  Atom atom_of(std::uint32_t i) const override;
  bool is_negative(std::uint32_t i) const override;
  EntityId view_of(std::uint32_t i) const override;
  Truths line_of(std::uint32_t i) const override;
  temporal::Timeline<record::Standing> observations_of(std::span<const std::uint32_t> statements,
                                                       RelationId relation) const override;
  double value_of(std::uint32_t i) const override;
  std::span<const std::uint32_t> closures_of(RelationId relation) const override;
  Atom pattern_of(std::uint32_t i) const override;
  temporal::Span window_of(std::uint32_t i) const override;
  bool statement_agrees(std::uint32_t i, const Atom& pattern) const override;
  bool closure_covers(std::uint32_t i, const Atom& atom) const override;
  std::optional<Truths> existence_of(EntityId entity) const override;

 private:
  struct Parts;
  explicit Snapshot(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace entente::snapshot

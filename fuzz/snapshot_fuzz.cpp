// Bytes to a snapshot, with size and checksum mended so that the checks of the numbers are what is tried:
// what opens can be read in every way, and whatever is in it.
#include <xxhash.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "snapshot/snapshot.h"

namespace {

using namespace entente;
using snapshot::Snapshot;

// Offsets of the header's fields (docs/snapshot.md).
constexpr std::size_t kSizeAt = 16;
constexpr std::size_t kChecksumAt = 24;
constexpr std::size_t kChecksummedFrom = 32;

void read_all(const Snapshot& opened) {
  const logic::EntityId nobody = logic::kNobody;
  const auto entities = static_cast<std::uint32_t>(std::min<std::size_t>(opened.entity_count(), 40));
  for (std::uint32_t i = 0; i < entities; ++i) {
    const logic::EntityId id{i};
    opened.find(opened.id_of(id));
    opened.find_text(opened.id_of(id));
    opened.named(opened.name_of(id));
    opened.names_of(id);
    opened.codes_of(id);
    opened.type_of(id);
  }
  opened.each_name([&](std::string_view folded, std::span<const snapshot::Named>) { opened.named(folded); });
  const auto statements = static_cast<std::uint32_t>(std::min<std::size_t>(opened.statement_rows(), 200));
  for (std::uint32_t i = 0; i < statements; ++i) {
    const snapshot::StatementView s = opened.statement(i);
    for (const std::uint32_t source : s.sources) opened.source(source);
    logic::print(s.atom, opened);
    opened.holds(s.atom, nobody);
    opened.ground(s.atom, nobody, temporal::day_of(2000, 1, 1));
    opened.reasons(s.atom, false);
    opened.views_on(s.atom);
  }
  for (std::uint32_t i = 0; i < opened.closure_count(); ++i) opened.closure(i);
  std::vector<logic::EntityId> buffer(opened.entity_count());
  const auto& relations = opened.vocabulary().relations;
  for (std::size_t r = 0; r < std::min<std::size_t>(relations.size(), 40); ++r) {
    snapshot::Atom pattern;
    pattern.relation = logic::RelationId(r);
    pattern.places.assign(relations[r].places.size(), nobody);
    int left = 200;
    opened.match(pattern, [&](const snapshot::Atom& atom) {
      if (left-- > 0) opened.holds(atom, nobody);
    });
    opened.match_count(pattern);
    for (std::uint32_t i = 0; i < std::min(entities, 6U); ++i) {
      pattern.places[0] = logic::EntityId{i};
      opened.match(pattern, [](const snapshot::Atom&) {});
      opened.measure(pattern.relation, logic::EntityId{i});
      if (relations[r].places.size() != 2) continue;
      opened.at(pattern.relation, logic::EntityId{i}, logic::EntityId{0}, temporal::day_of(2000, 1, 1));
      opened.firsts_at(pattern.relation, logic::EntityId{i}, temporal::day_of(2000, 1, 1), buffer.data());
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > (1 << 16)) return 0;
  std::string bytes(reinterpret_cast<const char*>(data), size);
  if (const auto as_it_is = Snapshot::from_bytes(bytes)) read_all(**as_it_is);
  if (size <= kChecksummedFrom) return 0;
  const std::uint64_t whole = size;
  std::memcpy(bytes.data() + kSizeAt, &whole, sizeof whole);
  const std::uint64_t sum = XXH3_64bits(bytes.data() + kChecksummedFrom, size - kChecksummedFrom);
  std::memcpy(bytes.data() + kChecksumAt, &sum, sizeof sum);
  if (const auto opened = Snapshot::from_bytes(bytes)) read_all(**opened);
  return 0;
}

// The loader takes any bytes for a file of a record: a record or mistakes, each with its place, never a
// crash.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "record/record.h"

namespace {

constexpr const char* kVocabulary = R"(types:
  thing: {}
  actor: {is: thing}
  state: {is: actor, folder: states}
  organization: {is: actor}
values: {kind: [full, observer]}
relations:
  exists: {signature: {entity: thing}, time: state}
  status: {signature: {state: actor, organization: organization}, roles: {kind: kind}, time: state,
           shelf_life: 2y}
  allied: {signature: {state: actor, other: actor}, time: state, symmetric: true}
  part: {signature: {part: thing, whole: thing}, time: constant}
  declared_war: {signature: {state: state, against: state}, time: event}
  personnel: {signature: {state: state}, time: measure, shelf_life: 90d}
  said: {signature: {state: state, text: text}, time: state}
settings: {meaning: {existence: exists}, part_of: {part: geography}}
)";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace entente::record;
  const std::string text(reinterpret_cast<const char*>(data), size);
  // As a subject beside others, as a list of sources, and as a vocabulary of its own.
  for (const char* path : {"states/fuzzed.yaml", "sources/fuzzed.yaml", "fuzzed/vocabulary.yaml"}) {
    const Loaded loaded =
        load_texts({{"vocabulary.yaml", kVocabulary},
                    {"sources/all.yaml", "paper: {title: A paper}\n"},
                    {"states/BBB.yaml", "id: BBB\ntype: state\nname: B\n"},
                    {"organizations/club.yaml", "id: club\ntype: organization\nname: Club\n"},
                    {path, text}});
    if (loaded.record.has_value() != loaded.errors.empty()) std::abort();
    for (const entente::Error& error : loaded.errors)
      if (error.where.empty() || error.message.empty()) std::abort();
    if (!loaded.record) continue;
    for (const Statement& s : loaded.record->statements) {
      const Relation& relation = loaded.record->vocabulary.relation(s.atom.relation);
      if (loaded.record->print(s.atom).empty() || loaded.record->place(s.location).empty()) std::abort();
      if (relation.time == TimeKind::kMeasure)
        (void)observations({&s}, relation);
      else
        (void)spells(holdings(s, relation));
    }
    (void)json_schema(loaded.record->vocabulary);
  }
  return 0;
}

// A vocabulary, two sources and a few entities that the tests of the record add a file to.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "record/record.h"

namespace entente::record {

using Files = std::vector<std::pair<std::string, std::string>>;

inline const char* const kVocabulary = R"(types:
  thing: {}
  actor: {is: thing}
  place: {is: thing}
  state: {is: [actor, place], folder: states, nouns: [country, state]}
  organization: {is: actor, folder: organizations, nouns: [organization]}
  city: {is: place}
  region: {is: place, folder: regions}
values:
  status_kind: [full, observer]
relations:
  exists: {signature: {entity: thing}, time: state, shelf_life: 3650d}
  status: {signature: {state: actor, organization: organization}, roles: {kind: status_kind}, time: state,
           shelf_life: 2y}
  allied: {signature: {state: actor, other: actor}, time: state, symmetric: true}
  capital: {signature: {state: place, city: city}, time: state, functional: true}
  located_in: {signature: {place: place, region: place}, time: constant}
  declared_war: {signature: {state: state, against: state}, time: event}
  active_personnel: {signature: {state: place}, time: measure, unit: persons, shelf_life: 3y}
  policy: {signature: {state: state, text: text}, time: state}
settings:
  meaning: {existence: exists}
  part_of: {located_in: geography}
)";

inline const char* const kSources =
    "paper: {title: A paper}\nbook: {title: A book, date: 1999-05, url: \"https://example.org\"}\n";

// Lines 1 to 4 of a file about a state; what a test adds begins on line 5.
inline std::string state(const std::string& id, const std::string& rest = {}) {
  return "id: " + id + "\ntype: state\nname: State " + id +
         "\ndefaults: {source: [paper, book], where: p. 1, checked: 2020-06-01}\n" + rest;
}
inline std::string other(const std::string& id, const std::string& type, const std::string& rest = {}) {
  return "id: " + id + "\ntype: " + type + "\nname: The " + id +
         "\ndefaults: {source: [paper, book], where: p. 1, checked: 2020-06-01}\n" + rest;
}

// The small record with `more` files, each in the place of the one of the same path.
inline Files files_with(const Files& more) {
  Files files = {
      {"vocabulary.yaml", kVocabulary},
      {"sources/all.yaml", kSources},
      {"organizations/club.yaml", other("club", "organization")},
      {"places/town.yaml", other("town", "city")},
      {"places/land.yaml", other("land", "region", "located_in: [{region: earth}]\n")},
      {"places/earth.yaml", other("earth", "region")},
      {"states/AAA.yaml", state("AAA", "status: [{organization: club, kind: full, valid: 1950-01-02/..}]\n")},
      {"states/BBB.yaml", state("BBB")}};
  for (const auto& file : more) {
    const auto same =
        std::find_if(files.begin(), files.end(), [&](const auto& f) { return f.first == file.first; });
    if (same != files.end())
      *same = file;
    else
      files.push_back(file);
  }
  return files;
}

inline std::string all_of(const std::vector<Error>& errors) {
  std::string text;
  for (const Error& error : errors) text += std::string(name_of(error.code)) + " " + error.to_string() + "\n";
  return text;
}

}  // namespace entente::record

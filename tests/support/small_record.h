// tests/support/small_record.h: a record small enough to be read at a glance, and a folder to put it in.
//
// Two unions, four states, a war, a measure, a contested island; states and days that exist nowhere else.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace entente::testing {

// Path below the record's folder -> text.
inline std::vector<std::pair<std::string, std::string>> small_record() {
  return {
      {"vocabulary.yaml", R"yaml(
types:
  thing:        {}
  state:        {is: thing, folder: states, nouns: [country, state]}
  organization: {is: thing, folder: organizations, nouns: [organization, union]}
  treaty:       {is: thing, folder: treaties, nouns: [treaty]}
  conflict:     {is: thing, folder: conflicts, nouns: [war]}
  territory:    {is: thing, folder: territories, nouns: [territory]}
values:
  status_kind: [full, observer]
relations:
  exists:          {signature: {entity: thing}, time: state}
  status:          {signature: {state: state, organization: organization}, roles: {kind: status_kind}, time: state, shelf_life: 2y}
  member_of:
    signature: {state: state, organization: organization}
    time: state
    shelf_life: 2y
    says: "?state [be] a member of ?organization"
    begins: "?state [join] ?organization"
    ends: "?state [leave] ?organization"
  country:         {signature: {state: state}, time: state}
  party_to:        {signature: {state: state, treaty: treaty}, time: state, shelf_life: 10y}
  allied_with:     {signature: {state: state, other: state}, time: state, symmetric: true, shelf_life: 2y}
  hostilities:     {signature: {conflict: conflict}, time: state}
  fought:          {signature: {state: state, conflict: conflict}, time: state}
  declared_war:    {signature: {state: state, on_whom: state}, time: event}
  soldiers:        {signature: {state: state}, time: measure, unit: persons, shelf_life: 3y}
  sovereign_over:  {signature: {state: state, territory: territory}, time: state}
  part_of:         {signature: {territory: territory, whole: thing}, time: state}
settings:
  meaning: {existence: exists, period: hostilities}
  classes: {state: country}
  part_of: {part_of: geography}
)yaml"},
      {"sources/all.yaml", R"yaml(
gazette:
  title: The Gazette
  publisher: Office of Gazettes
  url: https://example.org/gazette
annals:
  title: Annals of the North
  publisher: North Press
)yaml"},
      {"rules/membership.rules",
       "member_of(?x, ?o) :- status(?x, ?o, kind: full).\ncountry(?x) :- exists(?x) and state(?x).\n"},
      {"states/ALF.yaml", R"yaml(
id: ALF
type: state
name: Alfland
names: [{text: Republic of Alfland, kind: official}, {text: Älfland, lang: sv}]
adjectives: [Alflandic]
codes: {cow: 901, iso2: AF}
codes_source: {source: gazette, where: table, checked: 2025-01-01}
defaults: {source: gazette, where: table, checked: 2025-01-01}
exists: [{valid: 1900-01-01/..}]
soldiers:
  - {value: 12000, on: 2020}
  - {value: 12500.5, on: 2024}
allied_with: [{other: BET, valid: 1990-05/..}]
declared_war: [{on_whom: GAM, on: 1939-09}]
)yaml"},
      {"states/BET.yaml", R"yaml(
id: BET
type: state
name: Betonia
defaults: {source: [gazette, annals], where: "table; page 3", checked: 2025-01-01}
exists: [{valid: 1920-02-01/..}]
party_to: [{treaty: north-pact, valid: 1950-01-01/.., acts: {signed: 1949-11-30}}]
)yaml"},
      {"states/GAM.yaml", R"yaml(
id: GAM
type: state
name: Gamaria
the: true
defaults: {source: annals, where: page 4, checked: 2024-06-01}
exists: [{valid: 1910~/1991-12-26}]
)yaml"},
      {"states/DEL.yaml", R"yaml(
id: DEL
type: state
name: Deltania
defaults: {source: annals, where: page 5, checked: 2024-06-01}
exists: [{valid: 1992-01-01/..}]
)yaml"},
      {"organizations/north-union.yaml", R"yaml(
id: north-union
type: organization
name: North Union
the: true
names: [{text: NU, kind: abbreviation}]
defaults: {source: gazette, where: list of members, checked: 2025-01-01}
exists: [{valid: 1950-01-01/..}]
status:
  - {state: ALF, kind: full, valid: 1950-01-01/..}
  - {state: BET, kind: full, valid: 1955/1999-03-01, note: It left after a vote.}
  - {state: BET, kind: full, valid: 2010-07-01/..}
  - {state: DEL, kind: observer, valid: 2001-05/..}
complete:
  - {that: "member_of(_, north-union)", window: 1950-01-01/2025-01-01, count: 2}
reasons:
  - {of: "not member_of(DEL, north-union)", text: "Deltania has chosen to stay an observer."}
)yaml"},
      {"organizations/south-union.yaml", R"yaml(
id: south-union
type: organization
name: South Union
defaults: {source: annals, where: page 9, checked: 2024-06-01}
exists: [{valid: 1960-01-01/..}]
status:
  - {state: GAM, kind: full, valid: 1960-01-01/1991-12-26}
  - {state: DEL, kind: full, valid: 1995/.., rank: disputed}
)yaml"},
      {"treaties/north-pact.yaml", R"yaml(
id: north-pact
type: treaty
name: North Pact
defaults: {source: annals, where: page 12, checked: 2024-06-01}
exists: [{valid: 1950-01-01/..}]
)yaml"},
      {"conflicts/long-war.yaml", R"yaml(
id: long-war
type: conflict
name: Long War
defaults: {source: annals, where: page 20, checked: 2024-06-01}
hostilities: [{valid: 1939-09-01/1945-05-09}]
fought: [{state: [ALF, GAM], valid: 1939-09-01/1945-05-09}]
)yaml"},
      {"territories/grey-island.yaml", R"yaml(
id: grey-island
type: territory
name: Grey Island
defaults: {source: annals, where: page 30, checked: 2024-06-01}
sovereign_over:
  - {state: ALF, valid: 1980/.., according_to: ALF}
  - {state: BET, valid: 1980/.., according_to: BET}
)yaml"},
  };
}

// A folder of its own below the system's for temporary files, removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "entente-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  const std::filesystem::path& path() const { return path_; }

  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  // The small record below `name`.
  void write_record(const std::string& name) const {
    for (const auto& [path, text] : small_record()) write(name + "/" + path, text);
  }

 private:
  std::filesystem::path path_;
};

}  // namespace entente::testing

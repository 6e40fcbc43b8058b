// tests/language/small_record.h: a record in memory, with a vocabulary of its own, for tests of sentences.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "query/query.h"
#include "record/record.h"
#include "snapshot/snapshot.h"

namespace entente::small {

inline constexpr std::string_view kVocabulary = R"(
types:
  thing: {}
  actor: {is: thing}
  place: {is: thing}
  state: {is: [actor, place], folder: states, nouns: [country, state]}
  organization: {is: actor, folder: organizations, nouns: [organization]}
  treaty: {is: thing, folder: treaties, nouns: [treaty]}
  conflict: {is: thing, folder: conflicts, nouns: [war]}
values:
  status_kind: [full, observer, partner]
relations:
  exists: {signature: {entity: thing}, time: state, says: "?entity [exist]"}
  hostilities: {signature: {conflict: conflict}, time: state, says: "?conflict [be] being fought", begins: "?conflict [begin]", ends: "?conflict [end]"}
  defined_as: {signature: {entity: thing, text: text}, time: constant}
  stands_for: {signature: {entity: thing, text: text}, time: constant, says: "?entity [stand] for ?text"}
  founded: {signature: {entity: thing}, time: event, says: "?entity [be] founded"}
  country: {signature: {state: state}, time: state, shelf_life: 20y, nouns: {state: "member of the World League"}}
  member_of:
    signature: {state: actor, organization: organization}
    time: state
    shelf_life: 2y
    says: "?state [be] a member of ?organization"
    begins: "?state [join] ?organization"
    ends: "?state [leave] ?organization"
    nouns: {state: "member of ?organization"}
    notes_with: [status]
  status:
    signature: {state: actor, organization: organization}
    roles: {kind: status_kind}
    time: state
    shelf_life: 2y
    says:
      - {text: "?state [be] a partner of ?organization", kind: partner}
      - {text: "?state [be] an observer in ?organization", kind: observer}
      - {text: "?state [be] a full member of ?organization", kind: full}
    nouns:
      state:
        - {text: "observer of ?organization", kind: observer}
  signed: {signature: {state: actor, treaty: treaty}, time: event, says: "?state [sign] ?treaty"}
  became_independent: {signature: {state: place}, roles: {from: state}, time: event, says: "?state [become] independent from ?from"}
  owes_defence: {signature: {state: actor, protected: actor}, roles: {under: treaty}, time: state, says: "?state [be] bound by treaty to defend ?protected"}
  recognises: {signature: {state: actor, recognised: place}, time: state, shelf_life: 2y, says: "?state [recognise] ?recognised"}
  sovereign_over: {signature: {state: state, territory: place}, time: state, shelf_life: 5y, says: "?state [be] sovereign over ?territory"}
  conscription: {signature: {state: place}, time: state, shelf_life: 3y, says: "?state [have] conscription"}
  without_army: {signature: {state: state}, time: state, shelf_life: 3y, says: "?state [have] no army"}
  won: {signature: {state: actor, conflict: conflict}, time: constant, says: "?state [win] ?conflict"}
  soldiers: {signature: {state: place}, time: measure, unit: persons, shelf_life: 3y, nouns: {state: "active soldier of ?state"}}
  service_months: {signature: {state: place}, time: measure, unit: months, shelf_life: 3y, nouns: {state: "length of military service in ?state"}}
  shares_border: {signature: {state: state, other: state}, symmetric: true, time: constant}
settings:
  meaning: {existence: exists, period: hostilities, land: place, arbiter: wl, definition: defined_as}
  classes: {state: country}
  describe: {organization: "defined_as stands_for founded member_of", thing: "defined_as"}
verbs:
  be: [was, been, is, being]
  have: [had, had, has, having]
  become: [became, become, becomes, becoming]
  begin: [began, begun, begins, beginning]
  leave: [left, left, leaves, leaving]
  stand: [stood, stood, stands, standing]
  win: [won, won, wins, winning]
plurals: {country: countries}
)";

inline constexpr std::string_view kSources = R"(
gazette: {title: The Gazette, publisher: Printer, date: 2020-01-01, url: "https://example.org/gazette"}
yearbook: {title: Yearbook, publisher: Printer}
)";

inline std::string state(std::string_view id, std::string_view name, std::string_view more = {}) {
  return "id: " + std::string(id) + "\ntype: state\nname: " + std::string(name) +
         "\ndefaults: {source: gazette, where: p. 1, checked: 2026-01-01}\n" + std::string(more);
}

// States AAA to EEE; two organizations, "hansa" with a whole list and "guild" with an open one; a war; a
// treaty.
inline std::vector<std::pair<std::string, std::string>> files() {
  const std::string head = "\ndefaults: {source: gazette, where: p. 2, checked: 2026-01-01}\n";
  return {
      {"vocabulary.yaml", std::string(kVocabulary)},
      {"sources/all.yaml", std::string(kSources)},
      {"rules/membership.rules",
       "member_of(?x, ?o) :- status(?x, ?o, kind: full).\ncountry(?x) :- member_of(?x, wl).\n"},
      {"states/AAA.yaml",
       state(
           "AAA", "Arendal",
           "conscription: [{valid: 1950/..}]\nsoldiers: [{on: 2025, value: 1234}]\nservice_months: [{on: 2025, value: 18, source: yearbook}]\n")},
      {"states/BBB.yaml", state("BBB", "Bergland", "signed: [{treaty: pact-of-rome, on: 1953-10-01}]\n")},
      {"states/CCC.yaml", state("CCC", "Union of Carls", "the: true\nbecame_independent: [{on: 1918-11}]\n")},
      {"states/DDD.yaml",
       state("DDD", "Dunmark",
             "sovereign_over: [{territory: EEE, valid: 2014-03-18/.., according_to: DDD}]\n")},
      {"states/EEE.yaml", state("EEE", "Eastfold")},
      {"states/FFF.yaml",
       state("FFF", "Farland", "sovereign_over: [{territory: EEE, valid: 1991/.., according_to: wl}]\n")},
      {"organizations/wl.yaml",
       "id: wl\ntype: organization\nname: World League\nthe: true" + head +
           "status: [{state: [AAA, BBB, CCC, DDD, FFF], kind: full, valid: 1945-10-24/..}]\n"
           "complete: [{that: \"member_of(_, wl)\", window: 1945-10-24/2026-01-01, count: 5}, {that: \"status(_, wl, kind: full)\", window: 1945-10-24/2026-01-01}]\n"},
      {"organizations/hansa.yaml",
       "id: hansa\ntype: organization\nname: Hansa" + head +
           "exists: [{valid: 1949-04-04/..}]\n"
           "defined_as: [{text: \"The Hansa is the alliance of the northern coasts.\"}]\n"
           "founded: [{on: 1949-04-04, acts: {signed: 1949-04-04, in_force: 1949-08-24}}]\n"
           "status:\n"
           "  - {state: AAA, kind: full, valid: 1949-04-04/.., note: \"Arendal founded it.\"}\n"
           "  - {state: BBB, kind: full, valid: 1952-02-18/1966-07-01, acts: {signed: 1951-10, last_day: 1966-06-30}}\n"
           "  - {state: CCC, kind: full, valid: 2023-04-04/.., acts: {signed: 2022-07-05}}\n"
           "  - {state: DDD, kind: partner, valid: 2005/..}\n"
           "complete: [{that: \"member_of(_, hansa)\", window: 1949-04-04/2026-01-01, count: 2}, {that: \"status(_, hansa, kind: full)\", window: 1949-04-04/2026-01-01}]\n"
           "reasons: [{of: \"not member_of(DDD, hansa)\", text: \"Dunmark keeps out of alliances.\"}]\n"},
      {"organizations/guild.yaml", "id: guild\ntype: organization\nname: Guild\nthe: true" + head +
                                       "status: [{state: [AAA, BBB], kind: full, valid: 1960-05/..}]\n"},
      {"treaties/pact-of-rome.yaml", "id: pact-of-rome\ntype: treaty\nname: Pact of Rome\nthe: true" + head +
                                         "defined_as: [{text: \"A treaty of 1953.\"}]\n"},
      {"conflicts/salt-war.yaml", "id: salt-war\ntype: conflict\nname: Salt War\nthe: true" + head +
                                      "hostilities: [{valid: 1950-06-25/1953-07-28}]\nwon: [{state: AAA}]\n"},
  };
}

class World {
 public:
  World() {
    record::Loaded loaded = record::load_texts(files());
    for (const Error& e : loaded.errors) ADD_FAILURE() << e.to_string();
    if (!loaded.record) return;
    snapshot::BuildResult built = snapshot::build(*loaded.record, temporal::day_of(2026, 1, 1));
    for (const Error& e : built.errors) ADD_FAILURE() << e.to_string();
    if (!built.built) return;
    bytes_ = std::move(built.built->bytes);
    auto opened = snapshot::Snapshot::from_bytes(bytes_);
    if (opened)
      snapshot_ = std::move(*opened);
    else
      ADD_FAILURE() << opened.error().to_string();
  }
  const snapshot::Snapshot& operator*() const { return *snapshot_; }

 private:
  std::string bytes_;
  std::unique_ptr<snapshot::Snapshot> snapshot_;
};

inline const snapshot::Snapshot& world() {
  static const World made;
  return *made;
}

}  // namespace entente::small

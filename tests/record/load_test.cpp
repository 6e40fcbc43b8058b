// Loading: what a small record comes to, and every mistake with its place.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "record/record.h"
#include "tests/record/small_record.h"

namespace entente::record {
namespace {

TEST(Load, ReadsASmallRecordWithoutAWord) {
  const Loaded loaded = load_texts(files_with({}));
  ASSERT_TRUE(loaded.record) << all_of(loaded.errors);
  EXPECT_TRUE(loaded.warnings.empty()) << all_of(loaded.warnings);
  const Record& record = *loaded.record;
  ASSERT_EQ(record.statements.size(), 2U);
  const Statement& member = record.statements[1];
  EXPECT_EQ(record.print(member.atom), "status(AAA, club, kind: full)");
  EXPECT_EQ(record.place(member.location), "states/AAA.yaml:5:10");
  EXPECT_EQ(temporal::to_string(member.valid), "1950-01-02/..");
  EXPECT_EQ(temporal::to_string(member.sourcing.checked), "2020-06-01");
  EXPECT_EQ(member.sourcing.where, "p. 1");
  ASSERT_EQ(member.sourcing.sources.size(), 2U);
  EXPECT_EQ(record.source(member.sourcing.sources[1]).key, "book");
  EXPECT_EQ(record.source(member.sourcing.sources[1]).url, "https://example.org");
}

TEST(Load, ReadsAnEntityWithItsNamesAndCodes) {
  const Loaded loaded = load_texts(files_with({{"states/CCC.yaml", R"(id: CCC
type: state
name: Sea State
the: true
names:
  - Republic of the Sea
  - {text: République de la mer, lang: fr, kind: official}
  - {text: Old Sea, valid: ../1989-06-18, kind: former}
adjectives: [Maritime]
people: [Sailor, Sailors]
codes: {iso2: CC, cow: 732, gw: [732, 733]}
codes_source: {source: paper, where: "row CCC", checked: 2026-11-23}
parts:
  - {id: harbour, type: city, name: Harbour}
defaults: {source: book, where: p. 2, checked: 2020-06-01}
capital: [{city: harbour, valid: 1950/..}]
)"}}));
  ASSERT_TRUE(loaded.record) << all_of(loaded.errors);
  const Record& record = *loaded.record;
  const Entity& sea = record.entity(*record.find("CCC"));
  EXPECT_EQ(sea.name, "Sea State");
  EXPECT_TRUE(sea.the);
  ASSERT_EQ(sea.names.size(), 6U);
  EXPECT_EQ(sea.names[0].text, "Republic of the Sea");
  EXPECT_EQ(sea.names[0].language, "en");
  EXPECT_EQ(sea.names[1].language, "fr");
  EXPECT_EQ(sea.names[1].kind, Name::Kind::kOfficial);
  EXPECT_EQ(sea.names[2].kind, Name::Kind::kFormer);
  EXPECT_EQ(sea.names[2].valid, "../1989-06-18");
  EXPECT_EQ(sea.names[3].kind, Name::Kind::kAdjective);
  EXPECT_EQ(sea.names[5].kind, Name::Kind::kPeople);
  ASSERT_EQ(sea.codes.size(), 4U);
  EXPECT_EQ(sea.codes[0].system, "iso2");
  EXPECT_EQ(sea.codes[3].code, "733");
  EXPECT_EQ(record.vocabulary.type(record.entity(*record.find("harbour")).type).name, "city");
}

TEST(Load, FillsThePlaceThatAnEntryDoesNotName) {
  const Loaded loaded = load_texts(files_with({
      {"organizations/club.yaml",
       other("club", "organization",
             "status: [{state: [AAA, BBB], kind: [full, observer], valid: 1950/1960}]\n")},
      {"states/AAA.yaml", state("AAA", "declared_war: [{against: BBB, on: 1905}]\n")},
      {"states/BBB.yaml", state("BBB", "declared_war: [{state: AAA, on: 1906}]\n")},
  }));
  ASSERT_TRUE(loaded.record) << all_of(loaded.errors);
  std::vector<std::string> atoms;
  for (const Statement& s : loaded.record->statements) atoms.push_back(loaded.record->print(s.atom));
  EXPECT_EQ(atoms, (std::vector<std::string>{
                       "status(AAA, club, kind: full)", "status(AAA, club, kind: observer)",
                       "status(BBB, club, kind: full)", "status(BBB, club, kind: observer)",
                       "located_in(land, earth)", "declared_war(AAA, BBB)", "declared_war(AAA, BBB)"}));
}

TEST(Load, ReadsTextsActsRanksViewsAndNotes) {
  const Loaded loaded = load_texts(files_with({{"states/BBB.yaml", state("BBB", R"(policy:
  - {text: "say \"no\"", valid: 1950-01-02/1960~, acts: {signed: 1949-12, in_force: 1950-01-02},
     rank: disputed, according_to: AAA, note: "It said so.", where: art. 5, not: true}
)")}}));
  ASSERT_TRUE(loaded.record) << all_of(loaded.errors);
  const Statement& s = loaded.record->statements.back();
  EXPECT_EQ(loaded.record->print(s.atom), R"(policy(BBB, "say \"no\""))");
  EXPECT_TRUE(loaded.record->find_text("say \"no\""));
  EXPECT_FALSE(loaded.record->find("say \"no\""));
  EXPECT_EQ(s.rank, Rank::kDisputed);
  EXPECT_EQ(s.according_to, *loaded.record->find("AAA"));
  EXPECT_EQ(s.note, "It said so.");
  EXPECT_EQ(s.sourcing.where, "art. 5");
  EXPECT_TRUE(s.negative);
  ASSERT_EQ(s.acts.size(), 2U);
  EXPECT_EQ(s.acts[0].act, "signed");
  EXPECT_EQ(s.acts[0].date.written, "1949-12");
}

TEST(Load, ReadsClosuresAndReasons) {
  const Loaded loaded =
      load_texts(files_with({{"organizations/club.yaml", other("club", "organization", R"y(complete:
  - {that: "status(_, club, kind: full)", window: 1950-01-02/2020-06-01, count: 1}
reasons:
  - {of: "not status(BBB, club)", text: It did not want to.}
)y")}}));
  ASSERT_TRUE(loaded.record) << all_of(loaded.errors);
  ASSERT_EQ(loaded.record->closures.size(), 1U);
  const Closure& closure = loaded.record->closures[0];
  EXPECT_EQ(loaded.record->print(closure.pattern), "status(_, club, kind: full)");
  EXPECT_EQ(closure.window, (Span{*temporal::parse_day("1950-01-02"), *temporal::parse_day("2020-06-01")}));
  EXPECT_EQ(closure.count, 1);
  ASSERT_EQ(loaded.record->reasons.size(), 1U);
  EXPECT_TRUE(loaded.record->reasons[0].negative);
  EXPECT_EQ(loaded.record->print(loaded.record->reasons[0].atom), "status(BBB, club)");
}

TEST(Load, OfAnImpreciseWindowTakesTheDaysThatAreSurelyInside) {
  const Loaded loaded =
      load_texts(files_with({{"organizations/club.yaml", other("club", "organization", R"y(complete:
  - {that: "status(_, club)", window: 1950/2020}
)y")}}));
  ASSERT_TRUE(loaded.record) << all_of(loaded.errors);
  EXPECT_EQ(loaded.record->closures[0].window,
            (Span{*temporal::parse_day("1950-12-31"), *temporal::parse_day("2020-01-01")}));
}

TEST(Load, ReadsASymmetricStatementBothWays) {
  const Loaded loaded = load_texts(
      files_with({{"states/AAA.yaml", state("AAA", "allied: [{other: BBB, valid: 1950/1960}]\n")}}));
  ASSERT_TRUE(loaded.record) << all_of(loaded.errors);
  const auto& all = loaded.record->statements;
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(loaded.record->print(all[1].atom), "allied(AAA, BBB)");
  EXPECT_FALSE(all[1].mirrored);
  EXPECT_EQ(loaded.record->print(all[2].atom), "allied(BBB, AAA)");
  EXPECT_TRUE(all[2].mirrored);
}

TEST(Load, TakesAVocabularyOfAnotherFileToo) {
  const Loaded loaded = load_texts(files_with(
      {{"more/vocabulary.yaml", R"(types: {state: {nouns: [realm]}, guild: {is: actor}}
values: {status_kind: [guest]}
relations: {feared: {signature: {guild: guild, state: state}, time: state, says: "?guild [fear] ?state"}}
)"},
       {"guilds/guild.yaml", other("tailors", "guild", "feared: [{state: AAA, valid: 1400/1500}]\n")},
       {"states/BBB.yaml", state("BBB", "status: [{organization: club, kind: guest, valid: 1950/..}]\n")}}));
  ASSERT_TRUE(loaded.record) << all_of(loaded.errors);
  const Vocabulary& v = loaded.record->vocabulary;
  EXPECT_EQ(v.type(*v.find_type("state")).nouns, (std::vector<std::string>{"country", "state", "realm"}));
  ASSERT_TRUE(v.find_relation("feared"));
  EXPECT_EQ(v.relation(*v.find_relation("feared")).phrases[0].text, "?guild [fear] ?state");
  EXPECT_TRUE(v.is_kind_of(*v.find_type("guild"), *v.find_type("thing")));
  EXPECT_FALSE(v.is_kind_of(*v.find_type("thing"), *v.find_type("guild")));
}

// ---- mistakes ------------------------------------------------------------------------------------

struct Mistake {
  const char* what;
  Files files;
  ErrorCode code;
  const char* where;
  const char* hint = "";  // in the hint
};

std::string two(const char* key, const char* first, const char* second) {
  return std::string(key) + ":\n  - {" + first + "}\n  - {" + second + "}\n";
}

std::vector<Mistake> mistakes() {
  const auto about_a = [](const std::string& rest) { return Files{{"states/AAA.yaml", state("AAA", rest)}}; };
  const auto club = [](const std::string& rest) {
    return Files{{"organizations/club.yaml", other("club", "organization", rest)}};
  };
  const auto vocabulary = [](const std::string& rest) { return Files{{"x/vocabulary.yaml", rest}}; };
  const std::string full = "organization: club, kind: full, ";
  return {
      // YAML
      {"a bracket that is not closed", about_a("status: [{organization: club\nthe: true\n"),
       ErrorCode::kBadYaml, "states/AAA.yaml:6:4"},
      {"a tab", about_a("status:\n\t- {}\n"), ErrorCode::kBadYaml, "states/AAA.yaml:6:1"},
      {"a key twice", about_a("the: true\nthe: false\n"), ErrorCode::kBadYaml, "states/AAA.yaml:6:1",
       "merge"},
      {"an anchor", about_a("names: &x [A]\n"), ErrorCode::kBadYaml, "states/AAA.yaml:5:8"},
      {"an alias", about_a("names: *x\n"), ErrorCode::kBadYaml, "states/AAA.yaml:5:8"},
      {"a tag", about_a("names: [!!str A]\n"), ErrorCode::kBadYaml, "states/AAA.yaml:5:9"},
      {"a tag on a map", about_a("codes: !x {iso2: A}\n"), ErrorCode::kBadYaml, "states/AAA.yaml:5:8"},
      {"a tag on a list", about_a("names: !x [A]\n"), ErrorCode::kBadYaml, "states/AAA.yaml:5:8"},
      {"a second document", about_a("---\nid: BBB\n"), ErrorCode::kBadYaml, "states/AAA.yaml:5:1"},
      {"a list for a file", {{"states/CCC.yaml", "- id: CCC\n"}}, ErrorCode::kBadYaml, "states/CCC.yaml:1:1"},
      {"a nest", about_a("names: " + std::string(40, '[') + std::string(40, ']') + "\n"), ErrorCode::kBadYaml,
       "states/AAA.yaml:5:40"},
      {"Latin-1",
       {{"states/CCC.yaml", "id: CCC\nname: Caf\xE9\n"}},
       ErrorCode::kNotUtf8,
       "states/CCC.yaml:1:1"},
      // keys
      {"a misspelt relation", about_a("statsu: []\n"), ErrorCode::kUnknownKey, "states/AAA.yaml:5:1",
       "\"status\""},
      {"a misspelt key of a statement", about_a("status: [{" + full + "vaild: 1950/..}]\n"),
       ErrorCode::kUnknownKey, "states/AAA.yaml:5:43", "\"valid\""},
      {"a misspelt default", about_a("parts: [{id: b, type: city, name: B, defaults: {sorce: paper}}]\n"),
       ErrorCode::kUnknownKey, "states/AAA.yaml:5:49", "\"source\""},
      {"a misspelt key of a closure",
       club("complete: [{that: \"status(_, club)\", window: 1950/.., cuont: 3}]\n"), ErrorCode::kUnknownKey,
       "organizations/club.yaml:5:55", "\"count\""},
      {"a misspelt key of a reason", club("reasons: [{of: \"status(AAA, club)\", txt: x, text: y}]\n"),
       ErrorCode::kUnknownKey, "organizations/club.yaml:5:37", "\"text\""},
      {"a misspelt key of a name", about_a("names: [{text: A, langg: fr}]\n"), ErrorCode::kUnknownKey,
       "states/AAA.yaml:5:19", "\"lang\""},
      {"a misspelt key of a code", about_a("codes: [{system: cow, code: 2, vald: ../1945}]\n"),
       ErrorCode::kUnknownKey, "states/AAA.yaml:5:32", "\"valid\""},
      {"a misspelt key of a source",
       {{"sources/b.yaml", "third:\n  title: T\n  ulr: x\n"}},
       ErrorCode::kUnknownKey,
       "sources/b.yaml:3:3",
       "\"url\""},
      {"a misspelt key of a relation", vocabulary("relations:\n  r: {signature: {a: thing}, tiem: state}\n"),
       ErrorCode::kUnknownKey, "x/vocabulary.yaml:2:30", "\"time\""},
      {"a misspelt part of a vocabulary", vocabulary("relation: {}\n"), ErrorCode::kUnknownKey,
       "x/vocabulary.yaml:1:1", "\"relations\""},
      {"a role that a phrase fixes and that is none",
       vocabulary("relations:\n  r: {signature: {a: thing}, says: [{text: \"?a [rest]\", kind: full}]}\n"),
       ErrorCode::kUnknownKey, "x/vocabulary.yaml:2:37"},
      // what is missing
      {"no id",
       {{"states/CCC.yaml", "type: state\nname: C\n"}},
       ErrorCode::kMissingKey,
       "states/CCC.yaml:1:1"},
      {"no type", {{"states/CCC.yaml", "id: CCC\nname: C\n"}}, ErrorCode::kMissingKey, "states/CCC.yaml:1:1"},
      {"no name",
       {{"states/CCC.yaml", "id: CCC\ntype: state\n"}},
       ErrorCode::kMissingKey,
       "states/CCC.yaml:1:5"},
      {"an empty file", {{"states/CCC.yaml", ""}}, ErrorCode::kMissingKey, "states/CCC.yaml:1:1"},
      {"a place without a filler", about_a("status: [{valid: 1950/..}]\n"), ErrorCode::kMissingKey,
       "states/AAA.yaml:5:10"},
      {"a state without its days", about_a("status: [{organization: club}]\n"), ErrorCode::kMissingKey,
       "states/AAA.yaml:5:10", "valid:"},
      {"an event without its day", about_a("declared_war: [{against: BBB}]\n"), ErrorCode::kMissingKey,
       "states/AAA.yaml:5:16", "on:"},
      {"a closure of nothing", club("complete: [{window: 1950/..}]\n"), ErrorCode::kMissingKey,
       "organizations/club.yaml:5:12"},
      {"a closure without a window", club("complete: [{that: \"status(_, club)\"}]\n"),
       ErrorCode::kMissingKey, "organizations/club.yaml:5:12"},
      {"a reason without a text", club("reasons: [{of: \"status(AAA, club)\"}]\n"), ErrorCode::kMissingKey,
       "organizations/club.yaml:5:11"},
      {"a source without a title",
       {{"sources/b.yaml", "third: {publisher: P}\n"}},
       ErrorCode::kMissingKey,
       "sources/b.yaml:1:1"},
      {"a relation without places", vocabulary("relations:\n  r: {time: state}\n"), ErrorCode::kMissingKey,
       "x/vocabulary.yaml:2:3"},
      {"a code without a system", about_a("codes: [{code: 2}]\n"), ErrorCode::kMissingKey,
       "states/AAA.yaml:5:9"},
      // dates
      {"a day that does not exist", about_a("status: [{" + full + "valid: 1950-02-30/..}]\n"),
       ErrorCode::kBadDate, "states/AAA.yaml:5:50"},
      {"a single date for an interval", about_a("status: [{" + full + "valid: 1950}]\n"), ErrorCode::kBadDate,
       "states/AAA.yaml:5:50", "1949-04-04/.."},
      {"an event on no day", about_a("declared_war: [{against: BBB, on: 1905-13}]\n"), ErrorCode::kBadDate,
       "states/AAA.yaml:5:35"},
      {"an act on no day", about_a("status: [{" + full + "valid: 1950/.., acts: {signed: 1949-04-31}}]\n"),
       ErrorCode::kBadDate, "states/AAA.yaml:5:74"},
      {"a check on no day", about_a("status: [{" + full + "valid: 1950/.., checked: yesterday}]\n"),
       ErrorCode::kBadDate, "states/AAA.yaml:5:68"},
      {"a source of no day",
       {{"sources/b.yaml", "third: {title: T, date: May}\n"}},
       ErrorCode::kBadDate,
       "sources/b.yaml:1:25"},
      {"a name of no days", about_a("names: [{text: A, valid: 1989}]\n"), ErrorCode::kBadDate,
       "states/AAA.yaml:5:26"},
      {"a code of no days", about_a("codes: [{system: cow, code: 2, valid: 1945-02-29/..}]\n"),
       ErrorCode::kBadDate, "states/AAA.yaml:5:39"},
      {"a window of no days", club("complete: [{that: \"status(_, club)\", window: always}]\n"),
       ErrorCode::kBadDate, "organizations/club.yaml:5:46"},
      {"days that run backwards", about_a("status: [{" + full + "valid: 1960/1950}]\n"),
       ErrorCode::kBadInterval, "states/AAA.yaml:5:50", "swap"},
      {"no day at all", about_a("status: [{" + full + "valid: 1950-01-02/1950-01-02}]\n"),
       ErrorCode::kBadInterval, "states/AAA.yaml:5:50", "first day"},
      // values
      {"an identifier in mixed letters",
       {{"states/CCC.yaml", other("Ccc", "state")}},
       ErrorCode::kBadValue,
       "states/CCC.yaml:1:5"},
      {"an identifier with two hyphens",
       {{"states/CCC.yaml", other("c--c", "state")}},
       ErrorCode::kBadValue,
       "states/CCC.yaml:1:5"},
      {"a statement that is a word", about_a("status: [club]\n"), ErrorCode::kBadValue,
       "states/AAA.yaml:5:10"},
      {"a truth that is none", about_a("the: yes\n"), ErrorCode::kBadValue, "states/AAA.yaml:5:6"},
      {"a rank that is none", about_a("status: [{" + full + "valid: 1950/.., rank: best}]\n"),
       ErrorCode::kBadValue, "states/AAA.yaml:5:65", "preferred"},
      {"a kind of name that is none", about_a("names: [{text: A, kind: pet}]\n"), ErrorCode::kBadValue,
       "states/AAA.yaml:5:25", "former"},
      {"a list in a place", about_a("status: [{organization: [[club]], valid: 1950/..}]\n"),
       ErrorCode::kBadValue, "states/AAA.yaml:5:26"},
      {"on and valid at once", about_a("declared_war: [{against: BBB, on: 1905, valid: 1905/1906}]\n"),
       ErrorCode::kBadValue, "states/AAA.yaml:5:35"},
      {"a state on a day", about_a("status: [{" + full + "on: 1950}]\n"), ErrorCode::kBadValue,
       "states/AAA.yaml:5:47", "valid:"},
      {"a measure without a number", about_a("active_personnel: [{on: 2020}]\n"), ErrorCode::kBadValue,
       "states/AAA.yaml:5:20", "value:"},
      {"a measure of words", about_a("active_personnel: [{on: 2020, value: many}]\n"), ErrorCode::kBadValue,
       "states/AAA.yaml:5:38", "value:"},
      {"a measure since ever", about_a("active_personnel: [{valid: ../2020, value: 5}]\n"),
       ErrorCode::kBadValue, "states/AAA.yaml:5:28", "on:"},
      {"a value of what is no measure", about_a("status: [{" + full + "valid: 1950/.., value: 5}]\n"),
       ErrorCode::kBadValue, "states/AAA.yaml:5:66"},
      {"acts that are a list", about_a("status: [{" + full + "valid: 1950/.., acts: [1949]}]\n"),
       ErrorCode::kBadValue, "states/AAA.yaml:5:65"},
      {"parts that are a map", about_a("parts: {id: b}\n"), ErrorCode::kBadValue, "states/AAA.yaml:5:8"},
      {"codes that are a word", about_a("codes: KR\n"), ErrorCode::kBadValue, "states/AAA.yaml:5:8"},
      {"a name that is a list",
       {{"states/CCC.yaml", "id: CCC\ntype: state\nname: [C]\n"}},
       ErrorCode::kBadValue,
       "states/CCC.yaml:3:7"},
      {"a count that is none",
       club("complete: [{that: \"status(_, club)\", window: 1950/.., count: some}]\n"), ErrorCode::kBadValue,
       "organizations/club.yaml:5:62"},
      {"an atom that is none", club("complete: [{that: members, window: 1950/..}]\n"), ErrorCode::kBadValue,
       "organizations/club.yaml:5:19"},
      {"an atom with a place too few", club("complete: [{that: status(club), window: 1950/..}]\n"),
       ErrorCode::kBadValue, "organizations/club.yaml:5:19"},
      {"an atom with a role that is none",
       club("complete: [{that: \"status(_, club, side: x)\", window: 1950/..}]\n"), ErrorCode::kBadValue,
       "organizations/club.yaml:5:19"},
      {"a time kind that is none", vocabulary("relations:\n  r: {signature: {a: thing}, time: now}\n"),
       ErrorCode::kBadValue, "x/vocabulary.yaml:2:36"},
      {"a shelf life that is none",
       vocabulary("relations:\n  r: {signature: {a: thing}, shelf_life: long}\n"), ErrorCode::kBadValue,
       "x/vocabulary.yaml:2:42", "2y"},
      {"a symmetric relation of one place",
       vocabulary("relations:\n  r: {signature: {a: thing}, symmetric: true}\n"), ErrorCode::kBadValue,
       "x/vocabulary.yaml:2:41"},
      {"a slot that is no place",
       vocabulary("relations:\n  r: {signature: {a: thing}, says: \"?a [fear] (?bee)\"}\n"),
       ErrorCode::kBadValue, "x/vocabulary.yaml:2:36"},
      {"a noun for what is no place", vocabulary("relations:\n  r: {signature: {a: thing}, nouns: {b: x}}\n"),
       ErrorCode::kBadValue, "x/vocabulary.yaml:2:38"},
      // what they name
      {"an entity that is not there", about_a("status: [{organization: clbu, valid: 1950/..}]\n"),
       ErrorCode::kUnknownEntity, "states/AAA.yaml:5:25", "did you mean club?"},
      {"a word that is not in the list",
       about_a("status: [{organization: club, kind: ful, valid: 1950/..}]\n"), ErrorCode::kUnknownEntity,
       "states/AAA.yaml:5:37", "did you mean full?"},
      {"an entity in a closure that is not there",
       club("complete: [{that: \"status(_, clbu)\", window: 1950/..}]\n"), ErrorCode::kUnknownEntity,
       "organizations/club.yaml:5:19", "did you mean club?"},
      {"a view of nobody", about_a("status: [{" + full + "valid: 1950/.., according_to: BBC}]\n"),
       ErrorCode::kUnknownEntity, "states/AAA.yaml:5:73", "did you mean BBB?"},
      {"a relation in a closure that is not there",
       club("complete: [{that: \"staus(_, club)\", window: 1950/..}]\n"), ErrorCode::kUnknownRelation,
       "organizations/club.yaml:5:19", "\"status\""},
      {"a type that is not there",
       {{"states/CCC.yaml", "id: CCC\ntype: stat\nname: C\n"}},
       ErrorCode::kWrongType,
       "states/CCC.yaml:2:7"},
      {"a literal type",
       {{"states/CCC.yaml", "id: CCC\ntype: text\nname: C\n"}},
       ErrorCode::kWrongType,
       "states/CCC.yaml:2:7"},
      {"a parent that is not there", vocabulary("types:\n  fleet: {is: ships}\n"), ErrorCode::kWrongType,
       "x/vocabulary.yaml:2:15"},
      {"a place of a type that is not there",
       vocabulary("relations:\n  r: {signature: {a: thing, b: ships}}\n"), ErrorCode::kWrongType,
       "x/vocabulary.yaml:2:32"},
      {"a city where an organization belongs", about_a("status: [{organization: town, valid: 1950/..}]\n"),
       ErrorCode::kWrongType, "states/AAA.yaml:5:25"},
      // sources
      {"no source",
       {{"states/CCC.yaml",
         "id: CCC\ntype: state\nname: C\nexists: [{valid: 1950/.., where: p. 1, checked: 2020}]\n"}},
       ErrorCode::kNoSource,
       "states/CCC.yaml:4:10",
       "source:"},
      {"no place in the source",
       {{"states/CCC.yaml",
         "id: CCC\ntype: state\nname: C\nexists: [{valid: 1950/.., source: paper, checked: 2020}]\n"}},
       ErrorCode::kNoSource,
       "states/CCC.yaml:4:10",
       "where:"},
      {"no day of checking",
       {{"states/CCC.yaml",
         "id: CCC\ntype: state\nname: C\nexists: [{valid: 1950/.., source: paper, where: p. 1}]\n"}},
       ErrorCode::kNoSource,
       "states/CCC.yaml:4:10",
       "checked:"},
      {"a source that is not there", about_a("status: [{" + full + "valid: 1950/.., source: ppaer}]\n"),
       ErrorCode::kNoSource, "states/AAA.yaml:5:67"},
      {"a closure without a source",
       {{"organizations/c.yaml",
         "id: c\ntype: organization\nname: C\n"
         "complete: [{that: \"status(_, c)\", window: 1950/.., where: x, checked: 2020}]\n"}},
       ErrorCode::kNoSource,
       "organizations/c.yaml:4:12"},
      {"a code's source that is not there", about_a("codes_source: {source: x, where: y, checked: 2020}\n"),
       ErrorCode::kNoSource, "states/AAA.yaml:5:24"},
      // twice
      {"an identifier twice",
       {{"states/AAB.yaml", state("AAA")}},
       ErrorCode::kDuplicate,
       "states/AAB.yaml:1:5"},
      {"an identifier of a word",
       {{"states/full.yaml", other("full", "organization")}},
       ErrorCode::kDuplicate,
       "states/full.yaml:1:5"},
      {"a relation twice", vocabulary("relations:\n  status: {signature: {a: thing}}\n"),
       ErrorCode::kDuplicate, "x/vocabulary.yaml:2:3"},
      {"a type made anew", vocabulary("types:\n  state: {is: place}\n"), ErrorCode::kDuplicate,
       "x/vocabulary.yaml:2:11"},
      {"a source twice",
       {{"sources/b.yaml", "paper: {title: Another}\n"}},
       ErrorCode::kDuplicate,
       "sources/b.yaml:1:1"},
      // what cannot be so
      {"spells that overlap",
       about_a(two("status", "organization: club, kind: full, valid: 1950-01-02/1960-01-01",
                   "organization: club, kind: full, valid: 1959-12-31/..")),
       ErrorCode::kOverlap, "states/AAA.yaml:7:5"},
      {"two capitals at once",
       about_a(two("capital", "city: town, valid: 1950/..", "city: port, valid: 1970/..") +
               "parts: [{id: port, type: city, name: Port}]\n"),
       ErrorCode::kOverlap, "states/AAA.yaml:7:5"},
      {"a no against a yes",
       about_a(two("status", "organization: club, kind: full, valid: 1950/..",
                   "organization: club, valid: 1970/1980, not: true")),
       ErrorCode::kOverlap, "states/AAA.yaml:7:5"},
      {"a never against a yes",
       about_a(two("status", "organization: club, kind: full, valid: 1950/1960",
                   "organization: club, not: true")),
       ErrorCode::kOverlap, "states/AAA.yaml:7:5"},
      {"before there was such a state",
       about_a("exists: [{valid: 1950-01-02/1990-01-01}]\nstatus: [{" + full + "valid: 1949-12-31/1960}]\n"),
       ErrorCode::kOutsideExistence, "states/AAA.yaml:6:10"},
      {"after there was such a state",
       about_a("exists: [{valid: 1950-01-02/1990-01-01}]\nstatus: [{" + full + "valid: 1960/..}]\n"),
       ErrorCode::kOutsideExistence, "states/AAA.yaml:6:10"},
      {"a part of itself",
       {{"places/earth.yaml", other("earth", "region", "located_in: [{region: earth}]\n")}},
       ErrorCode::kCycle,
       "places/earth.yaml:5:14"},
      {"a part of its part",
       {{"places/earth.yaml", other("earth", "region", "located_in: [{region: land}]\n")}},
       ErrorCode::kCycle,
       "places/earth.yaml:5:14"},
      {"one code for two",
       {{"states/AAA.yaml", state("AAA", "codes: {iso2: AA}\n")},
        {"states/BBB.yaml", state("BBB", "codes: {iso2: AA}\n")}},
       ErrorCode::kCodeClash,
       "states/BBB.yaml:1:5"},
      {"one code for two on a day",
       {{"states/AAA.yaml", state("AAA", "codes: [{system: cow, code: 255, valid: ../1945-05-09}]\n")},
        {"states/BBB.yaml", state("BBB", "codes: [{system: cow, code: 255, valid: 1945-05-08/..}]\n")}},
       ErrorCode::kCodeClash,
       "states/BBB.yaml:1:5"},
  };
}

TEST(Mistakes, AreEachToldWithTheirPlace) {
  for (const Mistake& row : mistakes()) {
    const Loaded loaded = load_texts(files_with(row.files));
    EXPECT_FALSE(loaded.record) << row.what;
    bool found = false;
    for (const Error& error : loaded.errors) {
      EXPECT_FALSE(error.message.empty()) << row.what;
      found = found || (error.code == row.code && error.where == row.where &&
                        error.hint.find(row.hint) != std::string::npos);
    }
    EXPECT_TRUE(found) << row.what << ": wanted " << name_of(row.code) << " at " << row.where << " (…"
                       << row.hint << "…), got:\n"
                       << all_of(loaded.errors);
  }
}

// What looks like a mistake and is none.
struct Fine {
  const char* what;
  Files files;
};

std::vector<Fine> fine() {
  const auto about_a = [](const std::string& rest) { return Files{{"states/AAA.yaml", state("AAA", rest)}}; };
  return {
      {"spells that touch",
       about_a(two("status", "organization: club, kind: full, valid: 1950-01-02/1960-01-01",
                   "organization: club, kind: full, valid: 1960-01-01/.."))},
      {"spells that may overlap but need not",
       about_a(two("status", "organization: club, kind: full, valid: 1950/1960",
                   "organization: club, kind: full, valid: 1960/.."))},
      {"a full member and an observer at once",
       about_a(two("status", "organization: club, kind: full, valid: 1950/1960",
                   "organization: club, kind: observer, valid: 1950/1960"))},
      {"what is disputed beside what is not",
       about_a(two("status", "organization: club, kind: full, valid: 1950/1960",
                   "organization: club, kind: full, valid: 1955/1965, rank: disputed"))},
      {"another view", about_a(two("status", "organization: club, kind: full, valid: 1950/1960",
                                   "organization: club, kind: full, valid: 1955/1965, according_to: BBB"))},
      {"two capitals one after the other",
       about_a(two("capital", "city: town, valid: 1950/1970-01-01", "city: port, valid: 1970-01-01/..") +
               "parts: [{id: port, type: city, name: Port}]\n")},
      {"a no before the yes", about_a(two("status", "organization: club, kind: full, valid: 1950/..",
                                          "organization: club, valid: ../1949, not: true"))},
      {"a no about another kind", about_a(two("status", "organization: club, kind: full, valid: 1950/..",
                                              "organization: club, kind: observer, not: true"))},
      {"a never up to the day of checking, and a yes after it",
       about_a(two("status", "organization: club, kind: full, valid: 2024-03-07/.., checked: 2026-06-01",
                   "organization: club, not: true"))},
      {"a code that changes hands",
       {{"states/AAA.yaml", state("AAA", "codes: [{system: cow, code: 255, valid: ../1945-05-08}]\n")},
        {"states/BBB.yaml", state("BBB", "codes: [{system: cow, code: 255, valid: 1945-05-08/..}]\n")}}},
      {"one code in two systems",
       {{"states/AAA.yaml", state("AAA", "codes: {cow: 2}\n")},
        {"states/BBB.yaml", state("BBB", "codes: {gw: 2}\n")}}},
      {"within two spells of existence that adjoin",
       about_a(two("exists", "valid: 1950-01-02/1960-01-01", "valid: 1960-01-01/..") +
               "status: [{organization: club, kind: full, valid: 1955/1970}]\n")},
      {"within an existence that begins some day of that year",
       about_a(
           "exists: [{valid: 1950/..}]\nstatus: [{organization: club, kind: full, valid: 1950-03-01/..}]\n")},
      {"since before anything of interest",
       about_a("exists: [{valid: 1950/..}]\nstatus: [{organization: club, kind: full, valid: ../1960}]\n")},
      {"an event on the day a state ends",
       about_a("exists: [{valid: 1950-01-02/1990-01-01}]\ndeclared_war: [{against: BBB, on: 1990-01-01}]\n")},
      {"a circle of what is no part",
       {{"states/AAA.yaml", state("AAA", "declared_war: [{against: BBB, on: 1905}]\n")},
        {"states/BBB.yaml", state("BBB", "declared_war: [{against: AAA, on: 1905}]\n")}}},
      {"a text that looks like an identifier", about_a("policy: [{text: BBB, valid: 1950/..}]\n")},
      {"a name with a colon, quoted", about_a("names: [\"A: the first\"]\n")},
  };
}

TEST(Mistakes, AreNotSeenWhereThereIsNone) {
  for (const Fine& row : fine()) {
    const Loaded loaded = load_texts(files_with(row.files));
    EXPECT_TRUE(loaded.record) << row.what << ":\n" << all_of(loaded.errors);
  }
}

TEST(Mistakes, InASymmetricRelationAreSeenFromBothSides) {
  const Loaded twice =
      load_texts(files_with({{"states/AAA.yaml", state("AAA", "allied: [{other: BBB, valid: 1950/..}]\n")},
                             {"states/BBB.yaml", state("BBB", "allied: [{other: AAA, valid: 1960/..}]\n")}}));
  ASSERT_EQ(twice.errors.size(), 1U) << all_of(twice.errors);
  EXPECT_EQ(twice.errors[0].code, ErrorCode::kOverlap);
  EXPECT_EQ(twice.errors[0].where, "states/BBB.yaml:5:10");
  const Loaded against =
      load_texts(files_with({{"states/AAA.yaml", state("AAA", "allied: [{other: BBB, valid: 1950/..}]\n")},
                             {"states/BBB.yaml", state("BBB", "allied: [{other: AAA, not: true}]\n")}}));
  ASSERT_EQ(against.errors.size(), 1U) << all_of(against.errors);
  EXPECT_EQ(against.errors[0].where, "states/BBB.yaml:5:10");
}

TEST(Mistakes, OfALongSpellAreSeenBehindAShortOne) {
  const Loaded loaded = load_texts(files_with({{"states/AAA.yaml", state("AAA", R"(status:
  - {organization: club, kind: full, valid: 1950/..}
  - {organization: club, kind: full, valid: 1955/1957}
  - {organization: club, kind: full, valid: 1960/1970}
)")}}));
  ASSERT_EQ(loaded.errors.size(), 2U) << all_of(loaded.errors);
  EXPECT_EQ(loaded.errors[0].where, "states/AAA.yaml:7:5");
  EXPECT_EQ(loaded.errors[1].where, "states/AAA.yaml:8:5");
  EXPECT_NE(loaded.errors[1].message.find("states/AAA.yaml:6:5"), std::string::npos)
      << "it names the spell that it overlaps";
}

TEST(Mistakes, OfAllFilesAreToldAtOnceAndInOrder) {
  const Loaded loaded = load_texts(files_with({
      {"sources/all.yaml", std::string(kSources) + "third: {titel: T}\n"},
      {"organizations/club.yaml", "id: club\ntype: [broken\n"},
      {"states/AAA.yaml", state("AAA", R"(nmaes: [A]
status: [{organization: earth, valid: 1950-02-30/..}]
declared_war: [{against: BBC, on: 1905}]
)")},
      {"states/BBB.yaml",
       state("BBB", two("capital", "city: town, valid: 1950/..", "city: town, valid: 1960/.."))},
  }));
  EXPECT_FALSE(loaded.record);
  std::vector<std::string> told;
  for (const Error& error : loaded.errors)
    told.push_back(std::string(name_of(error.code)) + " " + error.where);
  EXPECT_EQ(told, (std::vector<std::string>{
                      "missing-key sources/all.yaml:3:1",
                      "unknown-key sources/all.yaml:3:9",
                      "bad-yaml organizations/club.yaml:3:1",
                      "unknown-key states/AAA.yaml:5:1",
                      "wrong-type states/AAA.yaml:6:25",
                      "bad-date states/AAA.yaml:6:39",
                      "unknown-entity states/AAA.yaml:7:26",
                      "overlap states/BBB.yaml:7:5",
                  }));
}

TEST(Warnings, NameTheSourceThatNothingCites) {
  const Loaded loaded = load_texts(
      files_with({{"sources/b.yaml", "left: {title: T}\nused: {title: U}\ncode: {title: C}\n"},
                  {"states/BBB.yaml", state("BBB",
                                            "exists: [{valid: 1950/.., source: used}]\n"
                                            "codes_source: {source: code, where: x, checked: 2020}\n")}}));
  ASSERT_TRUE(loaded.record) << all_of(loaded.errors);
  ASSERT_EQ(loaded.warnings.size(), 1U) << all_of(loaded.warnings);
  EXPECT_EQ(loaded.warnings[0].code, ErrorCode::kUnusedSource);
  EXPECT_EQ(loaded.warnings[0].where, "sources/b.yaml:1:1");
}

TEST(Mistakes, OfCuratorsAreCaught) {
  struct Row {
    const char* what;
    Files files;
    ErrorCode code;
    const char* where;
    bool fault;  // else a warning
  };
  const std::string vocabulary = [] {
    std::string text = kVocabulary;
    text.insert(text.find("settings:"),
                "  signed: {signature: {state: state, treaty: treaty}, time: event}\n"
                "  party_to: {signature: {state: state, treaty: treaty}, time: state}\n"
                "  hostilities: {signature: {conflict: conflict}, time: state}\n");
    text.insert(text.find("  city:"),
                "  treaty: {is: thing, folder: treaties}\n  conflict: {is: thing, folder: conflicts}\n");
    return text + "  dated: {treaty: signed}\n";
  }();
  const auto a_treaty = [&](const std::string& rest) {
    return Files{{"vocabulary.yaml", vocabulary}, {"treaties/pact.yaml", other("pact", "treaty", rest)}};
  };
  const Row kRows[] = {
      {"spells that overlap",
       {{"organizations/club.yaml",
         other(
             "club", "organization",
             "status:\n  - {state: BBB, kind: full, valid: 1950/1970}\n  - {state: BBB, kind: full, valid: 1960/..}\n")}},
       ErrorCode::kOverlap,
       "organizations/club.yaml:7:5",
       true},
      {"a member before it existed",
       {{"states/BBB.yaml", state("BBB", "exists: [{valid: 1950-01-02/..}]\n")},
        {"organizations/club.yaml",
         other("club", "organization", "status: [{state: BBB, kind: full, valid: 1940/..}]\n")}},
       ErrorCode::kOutsideExistence,
       "organizations/club.yaml:5:10",
       true},
      {"a party to a treaty that nobody had signed",
       a_treaty(
           "signed: [{state: AAA, on: 1951-09-01}]\nparty_to: [{state: [AAA, BBB], valid: 1950-01-01/..}]\n"),
       ErrorCode::kOutsideExistence, "treaties/pact.yaml:6:12", false},
      {"a war that ends before it begins",
       {{"vocabulary.yaml", vocabulary},
        {"conflicts/war.yaml", other("war", "conflict", "hostilities: [{valid: 1945-05-09/1939-09-01}]\n")}},
       ErrorCode::kBadInterval,
       "conflicts/war.yaml:5:23",
       true},
      {"a code of the wrong period",
       {{"states/BBB.yaml", state("BBB",
                                  "exists: [{valid: 1990-10-03/..}]\n"
                                  "codes: [{system: cow, code: 255, valid: 1816/1945-05-08}]\n")}},
       ErrorCode::kOutsideExistence,
       "states/BBB.yaml:1:5",
       true},
      {"two states on one code on one day",
       {{"states/AAA.yaml", state("AAA", "codes: {cow: 255}\n")},
        {"states/BBB.yaml", state("BBB", "codes: [{system: cow, code: 255, valid: 1990/..}]\n")}},
       ErrorCode::kCodeClash,
       "states/BBB.yaml:1:5",
       true},
      {"a source that nobody cites",
       {{"sources/more.yaml", "left: {title: T}\n"}},
       ErrorCode::kUnusedSource,
       "sources/more.yaml:1:1",
       false},
      {"a member of a whole list whom the list's source does not have",
       {{"organizations/club.yaml",
         other("club", "organization",
               "status:\n"
               "  - {state: BBB, kind: full, valid: 1950/.., source: paper}\n"
               "  - {state: BBB, kind: observer, valid: 1930/1935, source: paper}\n"
               "complete:\n"
               "  - {that: \"status(_, club)\", window: 1950/2020, source: book}\n")}},
       ErrorCode::kOtherSource,
       "organizations/club.yaml:6:5",
       false},
  };
  for (const Row& row : kRows) {
    const Loaded loaded = load_texts(files_with(row.files));
    const std::vector<Error>& told = row.fault ? loaded.errors : loaded.warnings;
    ASSERT_EQ(told.size(), 1U) << row.what << "\n" << all_of(loaded.errors) << all_of(loaded.warnings);
    EXPECT_EQ(told[0].code, row.code) << row.what << ": " << told[0].to_string();
    EXPECT_EQ(told[0].where, row.where) << row.what << ": " << told[0].to_string();
    EXPECT_EQ(loaded.record.has_value(), !row.fault) << row.what;
  }
}

TEST(LoadFolder, SaysThatThereIsNoRecord) {
  const Loaded loaded = load("tests/record/none");
  EXPECT_FALSE(loaded.record);
  ASSERT_EQ(loaded.errors.size(), 1U);
  EXPECT_EQ(loaded.errors[0].code, ErrorCode::kFileNotFound);
}

TEST(Load, TakesNothingAtAll) {
  const Loaded loaded = load_texts({});
  EXPECT_TRUE(loaded.record || !loaded.errors.empty());
}

}  // namespace
}  // namespace entente::record

// record/record.h: the record as it is written: entities, statements, closures, sources, the vocabulary.
//
//   Result<Record> record = load("record");             // or every mistake of every file, at once
//   const Entity& korea = record->entity(*record->find("KOR"));
//   for (const Statement& s : record->statements) …      // each with its sources, valid time, acts
//
// Shape:  everything has a small integer for an identifier, in the order of the files; identifiers hold for
// one
//         loaded record only. A text or a value word ("observer") is an entity too, of its own type, so that
//         every place of every relation holds an entity.
// Format: docs/record.md. Relations, types and phrases: record/vocabulary.yaml. Dates: EDTF (ISO 8601-2)
// level 1. Limits: a relation has one to three places.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/base.h"
#include "temporal/temporal.h"

namespace entente::record {

using temporal::Date;
using temporal::Day;
using temporal::Interval;
using temporal::Span;
using temporal::Truths;

enum class EntityId : std::uint32_t {};
enum class TypeId : std::uint16_t {};
enum class RelationId : std::uint16_t {};
enum class SourceId : std::uint32_t {};
template <class Id>
constexpr std::size_t index(Id id) {
  return static_cast<std::size_t>(id);
}
inline constexpr EntityId kNobody{UINT32_MAX};  // an argument that is not given

// ---- the vocabulary ------------------------------------------------------------------------------

struct Type {
  std::string name;
  std::vector<TypeId> kinds_of;    // itself and all that it is a kind of
  std::vector<std::string> nouns;  // "country", "state": singular
  std::string folder;              // where files of this type live
  bool literal = false;            // texts, numbers and dates
  bool words = false;              // a closed list of words (status_kind)
};

// What a relation is in time (design, section 1).
enum class TimeKind : std::uint8_t { kState, kEvent, kMeasure, kConstant };

struct Place {
  std::string name;
  TypeId type;
};

// How people say a relation: sentence patterns with ?places, [verbs] in their base form and (optional) words.
struct Phrase {
  enum class Tells : std::uint8_t {
    kHolds,   // that it holds (or, of an event, that it happens)
    kBegins,  // that it begins to hold
    kEnds,    // that it ceases to hold
    kNoun,    // a noun phrase for what fills `place`: "member of ?organization"
  };
  Tells tells = Tells::kHolds;
  std::string text;
  std::string place;     // of kNoun
  bool written = false;  // also used for writing answers, not only for reading
  std::vector<std::pair<std::string, std::string>> fixes;  // roles that the phrase fixes: kind -> observer
};

struct Relation {
  std::string name;
  std::vector<Place> places;  // in the order of the arguments
  std::vector<Place> roles;
  TimeKind time = TimeKind::kState;
  std::string unit;         // of a measure
  int shelf_life_days = 0;  // how long a value stands past its horizon, presumed
  bool symmetric = false;
  bool functional =
      false;  // at most one value at a time for the first place (a capital): its spells may not overlap
  std::vector<Phrase> phrases;
  std::vector<std::string> topics;      // nouns for the relation itself: "membership", "independence"
  bool derived = false;                 // the head of a rule
  std::string decisive;                 // the act that valid time follows: "entry into force"
  std::vector<std::string> notes_with;  // relations whose notes an answer about this one should carry
};

// Words of English that the vocabulary brings along (irregular verbs and plurals, word lists of the language
// part).
struct Vocabulary {
  std::vector<Type> types;
  std::vector<Relation> relations;
  // verb -> past, past participle, third person, -ing form (those that are irregular)
  std::map<std::string, std::vector<std::string>> verbs;
  std::map<std::string, std::string> plurals;
  // named lists of words and phrases for the language part: "filler", "wh_time" …
  std::map<std::string, std::vector<std::string>> words;
  // named settings, for instance the relation that an organization's name before "country" stands for
  std::map<std::string, std::map<std::string, std::string>> settings;

  std::optional<TypeId> find_type(std::string_view name) const;
  std::optional<RelationId> find_relation(std::string_view name) const;
  // A setting of vocabulary.yaml, for instance ("meaning", "existence") -> "exists"; empty if there is none.
  std::string_view setting(std::string_view group, std::string_view key) const;
  // The relation that serves a purpose of the engine: settings.meaning ("existence", "period" …).
  std::optional<RelationId> relation_for(std::string_view purpose) const;
  const Type& type(TypeId id) const { return types[index(id)]; }
  const Relation& relation(RelationId id) const { return relations[index(id)]; }
  // True if everything of type `a` is also a `b`.
  bool is_kind_of(TypeId a, TypeId b) const;
};

// ---- entities ------------------------------------------------------------------------------------

struct Location {
  std::uint32_t file = 0;  // index into Record::files
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct Name {
  std::string text;
  std::string language = "en";
  enum class Kind : std::uint8_t { kName, kOfficial, kAbbreviation, kFormer, kLoose, kAdjective, kPeople };
  Kind kind = Kind::kName;
  std::string valid;  // EDTF interval, or empty: always
};

struct Code {
  std::string system;  // iso2, iso3, ison, cow, gw, wikidata
  std::string code;
  std::string valid;  // EDTF interval, or empty: always
};

struct Entity {
  std::string id;
  TypeId type{};
  std::string name;         // what English calls it today
  bool the = false;         // takes the article in a sentence
  std::vector<Name> names;  // all others
  std::vector<Code> codes;
  Location location;
};

// ---- statements ----------------------------------------------------------------------------------

struct Act {
  std::string act;  // signed, ratified, in_force …
  Date date;
};

struct Sourcing {
  std::vector<SourceId> sources;
  std::string where;  // in the source
  Day checked{};      // last day on which the source was read and said so
};

enum class Rank : std::uint8_t { kPreferred, kNormal, kDisputed };

// A relation and what stands in its places; of an atom pattern (a closure's), kNobody stands for "_".
struct Atom {
  RelationId relation{};
  std::vector<EntityId> places;
  std::vector<std::pair<std::uint8_t, EntityId>> roles;  // role number, value; in order of number
  bool operator==(const Atom&) const = default;
};

struct Statement {
  Atom atom;
  bool negative = false;   // the source says that it is not so
  Interval valid;          // of an event, its day or days: begin = first, end = the day after the last
  std::optional<Date> on;  // of an event or a measure, as written
  double value = 0;        // of a measure
  std::vector<Act> acts;
  Sourcing sourcing;
  Rank rank = Rank::kNormal;
  EntityId according_to = kNobody;
  std::string note;
  bool mirrored = false;  // the other reading of a symmetric statement, not counted
  Location location;
};

struct Closure {
  Atom pattern;
  Span window;               // its end is the list's horizon
  std::optional<int> count;  // how many it held on the last day of the window
  Sourcing sourcing;
  Location location;
};

// A sentence for "why" or "why not".
struct Reason {
  Atom atom;
  bool negative = false;
  std::string text;
  Sourcing sourcing;
  Location location;
};

struct Source {
  std::string key;
  std::string title;
  std::string publisher;
  std::string date;
  std::string url;
  Location location;
};

struct RuleText {
  std::string text;
  std::uint32_t file = 0;
};

struct Record {
  std::vector<std::string> files;  // the paths that locations point into
  Vocabulary vocabulary;
  std::vector<Entity> entities;
  std::vector<Statement> statements;
  std::vector<Closure> closures;
  std::vector<Reason> reasons;
  std::vector<Source> sources;
  std::vector<RuleText> rules;

  const Entity& entity(EntityId id) const { return entities[index(id)]; }
  const Source& source(SourceId id) const { return sources[index(id)]; }
  std::optional<EntityId> find(std::string_view id) const;
  // The entity that stands for a text, if any statement has that text.
  std::optional<EntityId> find_text(std::string_view text) const;
  // "record/states/KOR.yaml:12:5"
  std::string place(const Location& location) const;
  // An atom in the query syntax: "member_of(KOR, nato)", "status(KOR, nato, kind: partner)".
  std::string print(const Atom& atom) const;

  std::unordered_map<std::string, EntityId> by_id;  // kept by the loader
};

// ---- reading -------------------------------------------------------------------------------------

// All that is wrong with a record, in order of file and line. Never empty when given back.
struct Faults {
  std::vector<Error> errors;
};

// Reads every *.yaml and rules/*.rules below `folder`. Fails with every mistake found.
// `warnings`, if given, receives what is doubtful but does not stop the load.
struct Loaded {
  std::optional<Record> record;  // absent if there are errors
  std::vector<Error> errors;
  std::vector<Error> warnings;
};
Loaded load(const std::string& folder);
// The same from texts in memory: path -> text. Paths are as below a record folder ("states/KOR.yaml").
Loaded load_texts(const std::vector<std::pair<std::string, std::string>>& files);

// ---- meaning of a statement in time ----------------------------------------------------------------

// The days on which a statement, read by itself, is true; elsewhere unknown. Between the dates of an
// imprecise boundary unknown (kBetween); of an event on an imprecise day unknown but kWithin. An open span is
// sure up to `checked`, presumed for the relation's shelf life, then unknown (kLapsed).
Truths holdings(const Statement& statement, const Relation& relation);

// A measure: on each day the statement (index into the list given) whose observation stands, or none.
struct Standing {
  std::int32_t statement = -1;
  bool presumed = false;
  bool operator==(const Standing&) const = default;
};
temporal::Timeline<Standing> observations(const std::vector<const Statement*>& statements,
                                          const Relation& relation);

// A JSON Schema (draft 2020-12) for the files of a record, for editors.
std::string json_schema(const Vocabulary& vocabulary);

// A filled-in form for a new file of `type` ("state", "organization" …). Fails with kUsage for a type without
// files.
Result<std::string> form(const Vocabulary& vocabulary, std::string_view type);

}  // namespace entente::record

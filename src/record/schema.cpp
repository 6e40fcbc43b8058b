// A JSON Schema for record files, and forms for new ones.
#include <fmt/format.h>

#include <algorithm>

#include "record/record.h"

namespace entente::record {
namespace {

std::string quoted_list(const std::vector<std::string>& items) {
  std::vector<std::string> quoted;
  for (const std::string& item : items) quoted.push_back(fmt::format("\"{}\"", item));
  return join(quoted, ", ");
}

}  // namespace

std::string json_schema(const Vocabulary& vocabulary) {
  std::vector<std::string> types;
  for (const Type& type : vocabulary.types)
    if (!type.literal && !type.words) types.push_back(type.name);
  std::string out = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "A subject of the record (docs/record.md)",
  "$ref": "#/$defs/subject",
  "$defs": {
    "keys": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    "texts": {"oneOf": [{"type": ["string", "number"]}, {"type": "array", "items": {"type": ["string", "number"]}}]},
    "date": {"type": ["string", "integer"], "description": "EDTF level 1: 1949-04-04, 1953-10, 1905, 195X, 1954~"},
    "interval": {"type": "string", "pattern": "/", "description": "EDTF interval; the end is the first day on which it no longer holds"},
    "name": {"oneOf": [{"type": "string"}, {"type": "object", "required": ["text"], "additionalProperties": false,
      "properties": {"text": {"type": "string"}, "lang": {"type": "string"}, "valid": {"$ref": "#/$defs/interval"},
        "kind": {"enum": ["name", "official", "abbreviation", "former", "endonym", "loose"]}}}]},
    "subject": {
      "type": "object", "required": ["id", "type", "name"], "additionalProperties": false,
      "properties": {
        "id": {"type": "string", "pattern": "^([A-Z]{3}|[a-z0-9]+(-[a-z0-9]+)*)$"},
)json";
  out += fmt::format("        \"type\": {{\"enum\": [{}]}},\n", quoted_list(types));
  out += R"json(        "name": {"type": "string"},
        "the": {"type": "boolean"},
        "names": {"type": "array", "items": {"$ref": "#/$defs/name"}},
        "adjectives": {"$ref": "#/$defs/keys"},
        "people": {"$ref": "#/$defs/keys"},
        "codes": {"type": ["object", "array"]},
        "codes_source": {"type": ["object", "array"]},
        "defaults": {"type": "object"},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/subject"}},
        "complete": {"type": "array", "items": {"type": "object", "required": ["that", "window"]}},
        "reasons": {"type": "array", "items": {"type": "object", "required": ["of", "text"]}})json";
  for (const Relation& relation : vocabulary.relations) {
    std::vector<std::string> keys = {
        R"("valid": {"$ref": "#/$defs/interval"})",
        R"("on": {"$ref": "#/$defs/date"})",
        R"("acts": {"type": "object", "additionalProperties": {"$ref": "#/$defs/date"}})",
        R"("source": {"$ref": "#/$defs/keys"})",
        R"("where": {"type": ["string", "number"]})",
        R"("checked": {"$ref": "#/$defs/date"})",
        R"("rank": {"enum": ["preferred", "normal", "disputed"]})",
        R"("not": {"type": "boolean"})",
        R"("according_to": {"type": "string"})",
        R"("note": {"type": "string"})"};
    if (relation.time == TimeKind::kMeasure) keys.emplace_back(R"("value": {"type": "number"})");
    for (const auto* places : {&relation.places, &relation.roles})
      for (const Place& place : *places) {
        const bool literal = vocabulary.type(place.type).literal;
        keys.push_back(
            fmt::format("\"{}\": {{\"$ref\": \"#/$defs/{}\"}}", place.name, literal ? "texts" : "keys"));
      }
    out += fmt::format(
        ",\n        \"{}\": {{\"type\": \"array\", \"items\": {{\"type\": \"object\", \"additionalProperties\": false,\n"
        "          \"properties\": {{{}}}}}}}",
        relation.name, join(keys, ", "));
  }
  out += "\n      }\n    }\n  }\n}\n";
  return out;
}

Result<std::string> form(const Vocabulary& vocabulary, std::string_view type_name) {
  std::vector<std::string> known;
  for (const Type& type : vocabulary.types)
    if (!type.folder.empty()) known.push_back(type.name);
  const auto type = vocabulary.find_type(type_name);
  if (!type || vocabulary.type(*type).folder.empty()) {
    return Error{ErrorCode::kUsage,
                 fmt::format("there is no form for \"{}\"", type_name),
                 {},
                 "one of " + join_and(known, "or")};
  }
  std::string out = fmt::format(
      "# record/{}/ID.yaml. Every line that begins with # is help: delete it. The format is in docs/record.md.\n"
      "id: ID                      # {}\n"
      "type: {}\n"
      "name: NAME                  # what English calls it today\n"
      "names: []                   # other names: [OFFICIAL NAME, {{text: OTHER, lang: fr}}, {{text: OLD, valid: ../1989, kind: former}}]\n"
      "defaults: {{source: SOURCE-KEY, where: \"TABLE, ROW\", checked: YYYY-MM-DD}}   # SOURCE-KEY stands in record/sources/\n",
      vocabulary.type(*type).folder,
      type_name == "state" ? "ISO 3166-1 alpha-3, as KOR" : "lower-case letters, digits and hyphens",
      type_name);
  for (const Relation& relation : vocabulary.relations) {
    const auto self = std::find_if(relation.places.begin(), relation.places.end(), [&](const Place& place) {
      return vocabulary.is_kind_of(*type, place.type);
    });
    if (self == relation.places.end()) continue;
    std::string fields;
    for (const Place& place : relation.places) {
      if (&place == &*self) continue;
      const Type& of = vocabulary.type(place.type);
      fields += fmt::format("{}: {}, ", place.name, of.literal ? "\"…\"" : "ID");
    }
    for (const Place& role : relation.roles) fields += fmt::format("{}: …, ", role.name);
    const char* time = relation.time == TimeKind::kState     ? "valid: 1949-04-04/.."
                       : relation.time == TimeKind::kEvent   ? "on: 1949-04-04"
                       : relation.time == TimeKind::kMeasure ? "on: 2024, value: 0"
                                                             : "";
    fields += time;
    while (!fields.empty() && (fields.back() == ' ' || fields.back() == ',')) fields.pop_back();
    out += fmt::format("#{}:\n#  - {{{}}}\n", relation.name, fields);
  }
  return out;
}

}  // namespace entente::record

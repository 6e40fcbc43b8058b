// Reads the YAML of a record into a Record, collecting every mistake on the way.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <tuple>

#include "record/record.h"
#include "record/validate.h"
#include "record/yaml.h"

namespace entente::record {
namespace {

using yaml::Node;

constexpr std::string_view kText = "text";
constexpr std::string_view kNumber = "number";
constexpr std::string_view kDate = "date";

// A literal is kept under a key that no identifier can be.
std::string literal_key(std::string_view text) { return "\"" + std::string(text); }

bool is_identifier(std::string_view text) {
  if (text.empty() || text.size() > 120) return false;
  const bool code =
      text.size() == 3 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  const bool slug = text.front() >= 'a' && text.front() <= 'z' && text.back() != '-' &&
                    text.find("--") == std::string_view::npos &&
                    std::all_of(text.begin(), text.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
                    });
  const bool digit_slug = text.front() >= '0' && text.front() <= '9' &&
                          text.find_first_not_of("0123456789") != std::string_view::npos &&
                          std::all_of(text.begin(), text.end(), [](char c) {
                            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
                          });
  return code || slug || digit_slug;
}

class Loader {
 public:
  Loaded load(const std::vector<std::pair<std::string, std::string>>& files) {
    for (const auto& [path, text] : files) {
      if (path.ends_with(".rules")) {
        record_.files.push_back(path);
        record_.rules.push_back({text, file()});
        continue;
      }
      record_.files.push_back(path);
      Result<Node> root = yaml::parse(text);
      if (!root) {
        Error error = root.error();
        error.where = fmt::format("{}:{}", path, error.where);
        errors_.push_back(std::move(error));
        continue;
      }
      if (!root->is_map()) {
        reading_ = file();
        fault(*root, ErrorCode::kBadYaml, "the file is not a map of keys", "begin with \"id:\"");
        continue;
      }
      documents_.push_back({file(), std::move(*root)});
    }
    read_vocabulary();
    for (const Document& document : documents_)
      if (is_sources(document)) read_sources(document);
    for (const Document& document : documents_)
      if (!is_sources(document) && !is_vocabulary(document)) declare(document.root, document.file);
    for (const Document& document : documents_)
      if (!is_sources(document) && !is_vocabulary(document))
        read_subject(document.root, document.file, nullptr);
    mirror();

    Loaded loaded;
    validate(record_, errors_, warnings_);
    unused_sources();
    loaded.errors = in_order(std::move(errors_));
    loaded.warnings = in_order(std::move(warnings_));
    if (loaded.errors.empty()) loaded.record = std::move(record_);
    return loaded;
  }

 private:
  struct Document {
    std::uint32_t file;
    Node root;
  };

  // By file, line and column, whichever pass found them.
  std::vector<Error> in_order(std::vector<Error> errors) const {
    std::map<std::string_view, std::size_t> order;
    for (std::size_t i = 0; i < record_.files.size(); ++i) order.emplace(record_.files[i], i);
    const auto key_of = [&](const Error& error) {
      std::string_view path = error.where;
      std::array<int, 2> numbers{};  // column, line
      for (int& number : numbers) {
        const std::size_t colon = path.rfind(':');
        if (colon == std::string_view::npos) break;
        number = std::atoi(path.data() + colon + 1);
        path = path.substr(0, colon);
      }
      const auto at = order.find(path);
      return std::tuple(at == order.end() ? order.size() : at->second, numbers[1], numbers[0]);
    };
    std::stable_sort(errors.begin(), errors.end(),
                     [&](const Error& a, const Error& b) { return key_of(a) < key_of(b); });
    return errors;
  }

  void unused_sources() {
    cited_.resize(record_.sources.size(), false);
    for (std::size_t i = 0; i < cited_.size(); ++i)
      if (!cited_[i])
        warnings_.push_back({ErrorCode::kUnusedSource,
                             fmt::format("nothing cites the source \"{}\"", record_.sources[i].key),
                             record_.place(record_.sources[i].location), "cite it or delete it"});
  }

  std::uint32_t file() const { return static_cast<std::uint32_t>(record_.files.size() - 1); }
  bool is_vocabulary(const Document& d) const { return record_.files[d.file].ends_with("vocabulary.yaml"); }
  bool is_sources(const Document& d) const {
    const std::string& path = record_.files[d.file];
    return path.find("sources/") != std::string::npos || path.ends_with("sources.yaml");
  }

  void fault(const Node& node, ErrorCode code, std::string message, std::string hint = {}) {
    errors_.push_back({code, std::move(message),
                       fmt::format("{}:{}:{}", record_.files[reading_], node.line, node.column),
                       std::move(hint)});
  }
  Location here(const Node& node) const { return {reading_, node.line, node.column}; }

  // ---- scalars -----------------------------------------------------------------------------------

  std::optional<std::string> scalar(const Node& node, std::string_view what) {
    if (node.is_scalar() && !node.text.empty()) return node.text;
    fault(node, ErrorCode::kBadValue, fmt::format("{} is a word or a text here", what));
    return std::nullopt;
  }
  bool truth(const Node& node) {
    if (node.is_scalar() && (node.text == "true" || node.text == "false")) return node.text == "true";
    fault(node, ErrorCode::kBadValue, fmt::format("\"{}\" is neither true nor false", node.text));
    return false;
  }
  std::vector<const Node*> one_or_more(const Node& node) {
    std::vector<const Node*> nodes;
    if (node.is_list())
      for (const Node& item : node.items) nodes.push_back(&item);
    else
      nodes.push_back(&node);
    return nodes;
  }
  std::vector<std::string> words(const Node& node, std::string_view what) {
    std::vector<std::string> found;
    for (const Node* item : one_or_more(node))
      if (auto word = scalar(*item, what)) found.push_back(std::move(*word));
    return found;
  }
  std::optional<Date> date(const Node& node) {
    Result<Date> read = temporal::parse_date(node.text);
    if (node.is_scalar() && read) return *read;
    fault(node, ErrorCode::kBadDate, node.is_scalar() ? read.error().message : "a date is wanted here",
          "write EDTF level 1: 1949-04-04, 1953-10, 1905, 195X, 1954~");
    return std::nullopt;
  }
  void unknown_key(const Node& key, const std::vector<std::string>& known) {
    std::string hint;
    if (auto near = closest(key.text, known)) hint = fmt::format("did you mean \"{}\"?", *near);
    fault(key, ErrorCode::kUnknownKey, fmt::format("unknown key \"{}\"", key.text), hint);
  }

  // ---- vocabulary --------------------------------------------------------------------------------

  void read_vocabulary() {
    Vocabulary& v = record_.vocabulary;
    for (const std::string_view literal : {kText, kNumber, kDate}) {
      Type type{std::string(literal), {}, {}, {}, true, false};
      v.types.push_back(std::move(type));
      v.types.back().kinds_of.push_back(TypeId(v.types.size() - 1));
    }
    for (const Document& document : documents_) {
      if (!is_vocabulary(document)) continue;
      reading_ = document.file;
      for (const auto& [key, value] : document.root.entries) {
        if (key.text == "types")
          read_types(value);
        else if (key.text == "values")
          read_values(value);
        else if (key.text == "relations")
          relations_ = &value;
        else if (key.text == "verbs")
          read_verbs(value);
        else if (key.text == "plurals")
          read_plurals(value);
        else if (key.text == "words")
          read_words(value);
        else if (key.text == "settings")
          read_settings(value);
        else
          unknown_key(key, {"types", "values", "relations", "verbs", "plurals", "words", "settings"});
      }
      if (relations_ != nullptr)
        for (const auto& [name, body] : relations_->entries) read_relation(name, body);
      relations_ = nullptr;
    }
  }

  void read_types(const Node& node) {
    Vocabulary& v = record_.vocabulary;
    for (const auto& [name, body] : node.entries) {
      if (v.find_type(name.text)) {
        // Another file may add nouns to a type.
        for (const auto& [key, value] : body.entries) {
          if (key.text != "nouns") {
            fault(key, ErrorCode::kDuplicate, fmt::format("the type \"{}\" is declared already", name.text),
                  "only add nouns to it here");
            continue;
          }
          auto& nouns = v.types[index(*v.find_type(name.text))].nouns;
          for (std::string& noun : words(value, "a noun")) nouns.push_back(std::move(noun));
        }
        continue;
      }
      Type type;
      type.name = name.text;
      type.kinds_of.push_back(TypeId(v.types.size()));
      for (const auto& [key, value] : body.entries) {
        if (key.text == "is") {
          for (const std::string& parent : words(value, "a type")) {
            const auto found = v.find_type(parent);
            if (!found) {
              fault(value, ErrorCode::kWrongType, fmt::format("there is no type \"{}\"", parent),
                    "declare it above this line");
              continue;
            }
            for (const TypeId kind : v.type(*found).kinds_of)
              if (std::find(type.kinds_of.begin(), type.kinds_of.end(), kind) == type.kinds_of.end())
                type.kinds_of.push_back(kind);
          }
        } else if (key.text == "nouns") {
          type.nouns = words(value, "a noun");
        } else if (key.text == "folder") {
          type.folder = value.text;
        } else {
          unknown_key(key, {"is", "nouns", "folder"});
        }
      }
      v.types.push_back(std::move(type));
    }
    if (!v.find_type("thing")) {
      fault(node, ErrorCode::kMissingKey, "there is no type \"thing\"",
            "declare it first: whatever takes anything takes a thing");
    }
  }

  void read_values(const Node& node) {
    Vocabulary& v = record_.vocabulary;
    for (const auto& [name, body] : node.entries) {
      // Another file may add words to a list.
      const auto known = v.find_type(name.text);
      if (known && !v.type(*known).words) {
        fault(name, ErrorCode::kDuplicate,
              fmt::format("\"{}\" is a type already, not a list of words", name.text));
        continue;
      }
      const TypeId id = known ? *known : TypeId(v.types.size());
      if (!known) v.types.push_back(Type{name.text, {id}, {}, {}, false, true});
      const auto add = [&](const Node& word, std::vector<std::string> names) {
        Entity entity;
        entity.id = word.text;
        entity.type = id;
        entity.name = word.text;
        std::replace(entity.name.begin(), entity.name.end(), '-', ' ');
        for (std::string& other : names)
          entity.names.push_back({std::move(other), "en", Name::Kind::kName, {}});
        entity.location = here(word);
        add_entity(std::move(entity), word);
      };
      if (const Node* is = body.find("is"); body.is_map() && is != nullptr) {
        // Words that several lists have in common: {is: [treaty_kind, outcome_kind], words: [armistice]}.
        for (const std::string& parent : words(*is, "a list of words")) {
          if (const auto found = v.find_type(parent))
            v.types.back().kinds_of.push_back(*found);
          else
            fault(*is, ErrorCode::kWrongType, fmt::format("there is no list \"{}\"", parent),
                  "declare it above this line");
        }
        if (const Node* members = body.find("words"))
          for (const Node& word : members->items) add(word, {});
      } else if (body.is_list()) {
        for (const Node& word : body.items) add(word, {});
      } else {
        for (const auto& [word, names] : body.entries) add(word, words(names, "a name"));
      }
    }
  }

  void read_verbs(const Node& node) {
    for (const auto& [verb, forms] : node.entries)
      record_.vocabulary.verbs[verb.text] = words(forms, "a form of the verb");
  }
  void read_plurals(const Node& node) {
    for (const auto& [noun, plural] : node.entries) record_.vocabulary.plurals[noun.text] = plural.text;
  }
  void read_words(const Node& node) {
    for (const auto& [list, members] : node.entries) {
      auto& all = record_.vocabulary.words[list.text];
      for (std::string& word : words(members, "a word")) all.push_back(std::move(word));
    }
  }
  void read_settings(const Node& node) {
    for (const auto& [setting, body] : node.entries)
      for (const auto& [key, value] : body.entries)
        record_.vocabulary.settings[setting.text][key.text] = value.text;
  }

  std::vector<Place> read_places(const Node& node) {
    std::vector<Place> places;
    for (const auto& [name, type] : node.entries) {
      const auto found = record_.vocabulary.find_type(type.text);
      if (!found) {
        fault(type, ErrorCode::kWrongType, fmt::format("there is no type \"{}\"", type.text));
        continue;
      }
      places.push_back({name.text, *found});
    }
    return places;
  }

  // A phrase is a text, or a map of a text and the roles that it fixes.
  void read_phrases(Relation& relation, const Node& node, Phrase::Tells tells, std::string_view place,
                    bool written) {
    for (const Node* item : one_or_more(node)) {
      Phrase phrase;
      phrase.tells = tells;
      phrase.place = std::string(place);
      phrase.written = written;
      if (item->is_scalar()) {
        phrase.text = item->text;
      } else if (item->is_map()) {
        for (const auto& [key, value] : item->entries) {
          if (key.text == "text")
            phrase.text = value.text;
          else
            phrase.fixes.emplace_back(key.text, value.text);
        }
      }
      if (phrase.text.empty()) {
        fault(*item, ErrorCode::kBadValue, "a phrase is a text, or a map with a text");
        continue;
      }
      check_phrase(relation, phrase, *item);
      relation.phrases.push_back(std::move(phrase));
    }
  }
  // The slots of a phrase are places or roles of its relation; what it fixes are roles.
  void check_phrase(const Relation& relation, const Phrase& phrase, const Node& node) {
    const auto has = [](const std::vector<Place>& places, std::string_view name) {
      return std::any_of(places.begin(), places.end(),
                         [&](const Place& place) { return place.name == name; });
    };
    for (std::size_t at = 0; (at = phrase.text.find('?', at)) != std::string::npos;) {
      const std::size_t from = ++at;
      while (at < phrase.text.size() &&
             (std::isalnum(static_cast<unsigned char>(phrase.text[at])) != 0 || phrase.text[at] == '_'))
        ++at;
      const std::string_view slot = std::string_view(phrase.text).substr(from, at - from);
      if (!has(relation.places, slot) && !has(relation.roles, slot))
        fault(node, ErrorCode::kBadValue,
              fmt::format("the phrase \"{}\" of {} has a slot ?{} that is no place of it", phrase.text,
                          relation.name, slot));
    }
    for (const auto& [role, value] : phrase.fixes)
      if (!has(relation.places, role) && !has(relation.roles, role))
        fault(node, ErrorCode::kUnknownKey,
              fmt::format("the phrase \"{}\" fixes \"{}\", which is no role of {}", phrase.text, role,
                          relation.name));
  }
  void read_nouns(Relation& relation, const Node& node, bool written) {
    for (const auto& [place, phrases] : node.entries) {
      const bool known = std::any_of(relation.places.begin(), relation.places.end(),
                                     [&](const Place& p) { return p.name == place.text; }) ||
                         std::any_of(relation.roles.begin(), relation.roles.end(),
                                     [&](const Place& p) { return p.name == place.text; });
      if (!known) {
        fault(place, ErrorCode::kBadValue,
              fmt::format("\"{}\" is no place of {}", place.text, relation.name));
        continue;
      }
      read_phrases(relation, phrases, Phrase::Tells::kNoun, place.text, written);
    }
  }

  void read_relation(const Node& name, const Node& body) {
    static const std::vector<std::string> kKeys = {
        "signature", "roles",  "time", "unit",  "shelf_life", "symmetric", "functional", "decisive",
        "says",      "begins", "ends", "nouns", "heard",      "topics",    "notes_with"};
    Vocabulary& v = record_.vocabulary;
    if (v.find_relation(name.text)) {
      fault(name, ErrorCode::kDuplicate, fmt::format("the relation \"{}\" is declared twice", name.text));
      return;
    }
    Relation relation;
    relation.name = name.text;
    if (const Node* signature = body.find("signature")) relation.places = read_places(*signature);
    if (relation.places.empty() || relation.places.size() > 3)
      fault(name, ErrorCode::kMissingKey, "a relation has a signature of one to three places",
            "signature: {state: state, organization: organization}");
    if (const Node* roles = body.find("roles")) relation.roles = read_places(*roles);
    for (const auto& [key, value] : body.entries) {
      if (key.text == "signature" || key.text == "roles") {
      } else if (key.text == "time") {
        if (value.text == "state")
          relation.time = TimeKind::kState;
        else if (value.text == "event")
          relation.time = TimeKind::kEvent;
        else if (value.text == "measure")
          relation.time = TimeKind::kMeasure;
        else if (value.text == "constant")
          relation.time = TimeKind::kConstant;
        else
          fault(value, ErrorCode::kBadValue, fmt::format("\"{}\" is no time kind", value.text),
                "state, event, measure or constant");
      } else if (key.text == "unit") {
        relation.unit = value.text;
      } else if (key.text == "shelf_life") {
        relation.shelf_life_days = duration(value);
      } else if (key.text == "symmetric") {
        relation.symmetric = truth(value);
        if (relation.symmetric &&
            (relation.places.size() != 2 || relation.places[0].type != relation.places[1].type)) {
          fault(value, ErrorCode::kBadValue, "a symmetric relation has two places of one type");
          relation.symmetric = false;
        }
      } else if (key.text == "functional") {
        relation.functional = truth(value);
      } else if (key.text == "decisive") {
        relation.decisive = value.text;
      } else if (key.text == "says") {
        read_phrases(relation, value, Phrase::Tells::kHolds, {}, true);
      } else if (key.text == "begins") {
        read_phrases(relation, value, Phrase::Tells::kBegins, {}, true);
      } else if (key.text == "ends") {
        read_phrases(relation, value, Phrase::Tells::kEnds, {}, true);
      } else if (key.text == "nouns") {
        read_nouns(relation, value, true);
      } else if (key.text == "topics") {
        relation.topics = words(value, "a noun");
      } else if (key.text == "notes_with") {
        relation.notes_with = words(value, "a relation");
      } else if (key.text == "heard") {
        for (const auto& [kind, phrases] : value.entries) {
          if (kind.text == "says")
            read_phrases(relation, phrases, Phrase::Tells::kHolds, {}, false);
          else if (kind.text == "begins")
            read_phrases(relation, phrases, Phrase::Tells::kBegins, {}, false);
          else if (kind.text == "ends")
            read_phrases(relation, phrases, Phrase::Tells::kEnds, {}, false);
          else if (kind.text == "nouns")
            read_nouns(relation, phrases, false);
          else
            unknown_key(kind, {"says", "begins", "ends", "nouns"});
        }
      } else {
        unknown_key(key, kKeys);
      }
    }
    v.relations.push_back(std::move(relation));
  }

  // "2y", "18m", "90d" in days.
  int duration(const Node& node) {
    const std::string& text = node.text;
    if (text.size() >= 2 &&
        std::all_of(text.begin(), text.end() - 1, [](char c) { return c >= '0' && c <= '9'; }) &&
        text.size() < 6) {
      const int number = std::stoi(text);
      if (text.back() == 'y') return number * 365 + number / 4;
      if (text.back() == 'm') return number * 30;
      if (text.back() == 'd') return number;
    }
    fault(node, ErrorCode::kBadValue, fmt::format("\"{}\" is no length of time", text),
          "write 2y, 18m or 90d");
    return 0;
  }

  // ---- sources -----------------------------------------------------------------------------------

  void read_sources(const Document& document) {
    reading_ = document.file;
    for (const auto& [key, body] : document.root.entries) {
      Source source;
      source.key = key.text;
      source.location = here(key);
      if (!body.is_map()) {
        fault(body, ErrorCode::kBadValue, "a source is a map with at least a title");
        continue;
      }
      for (const auto& [field, value] : body.entries) {
        if (field.text == "title")
          source.title = value.text;
        else if (field.text == "publisher")
          source.publisher = value.text;
        else if (field.text == "date") {
          if (date(value)) source.date = value.text;
        } else if (field.text == "url")
          source.url = value.text;
        else
          unknown_key(field, {"title", "publisher", "date", "url"});
      }
      if (source.title.empty())
        fault(key, ErrorCode::kMissingKey, fmt::format("the source \"{}\" has no title", key.text));
      if (!source_by_key_.emplace(source.key, SourceId(record_.sources.size())).second) {
        fault(key, ErrorCode::kDuplicate, fmt::format("the source \"{}\" stands twice", key.text),
              "keep one of them");
        continue;
      }
      record_.sources.push_back(std::move(source));
    }
  }

  // ---- entities ----------------------------------------------------------------------------------

  void add_entity(Entity entity, const Node& node) {
    if (!is_identifier(entity.id)) {
      fault(node, ErrorCode::kBadValue, fmt::format("\"{}\" is no identifier", entity.id),
            "three capitals for a state, else lower-case letters, digits and single hyphens");
      return;
    }
    const auto [at, added] = record_.by_id.emplace(entity.id, EntityId(record_.entities.size()));
    if (!added) {
      const Entity& first = record_.entity(at->second);
      fault(node, ErrorCode::kDuplicate,
            fmt::format("\"{}\" is already in use at {}", entity.id, record_.place(first.location)));
      return;
    }
    record_.entities.push_back(std::move(entity));
  }

  EntityId literal(std::string_view text, std::string_view type) {
    const auto [at, added] = record_.by_id.emplace(literal_key(text), EntityId(record_.entities.size()));
    if (added) {
      Entity entity;
      entity.id = entity.name = std::string(text);
      entity.type = *record_.vocabulary.find_type(type);
      record_.entities.push_back(std::move(entity));
    }
    return at->second;
  }

  // Reads what an entity is, so that statements in any file can speak of it.
  void declare(const Node& root, std::uint32_t in_file) {
    reading_ = in_file;
    const Node* id = root.find("id");
    const Node* type = root.find("type");
    if (id == nullptr || type == nullptr) {
      fault(root, ErrorCode::kMissingKey, id == nullptr ? "there is no \"id:\"" : "there is no \"type:\"",
            "every subject has id, type and name");
      return;
    }
    Entity entity;
    entity.id = id->text;
    entity.location = here(*id);
    const auto found = record_.vocabulary.find_type(type->text);
    if (!found || record_.vocabulary.type(*found).literal) {
      fault(*type, ErrorCode::kWrongType, fmt::format("there is no type \"{}\"", type->text),
            "the types are in vocabulary.yaml");
      return;
    }
    entity.type = *found;
    const Node* name = root.find("name");
    if (name == nullptr)
      fault(*id, ErrorCode::kMissingKey, fmt::format("\"{}\" has no name", entity.id),
            "name: what English calls it");
    else if (auto text = scalar(*name, "a name"))
      entity.name = std::move(*text);
    if (const Node* the = root.find("the")) entity.the = truth(*the);
    if (const Node* names = root.find("names")) read_names(*names, entity);
    for (const auto& [key, kind] :
         {std::pair{"adjectives", Name::Kind::kAdjective}, {"people", Name::Kind::kPeople}})
      if (const Node* list = root.find(key))
        for (std::string& word : words(*list, "a name"))
          entity.names.push_back({std::move(word), "en", kind, {}});
    if (const Node* codes = root.find("codes")) read_codes(*codes, entity);
    add_entity(std::move(entity), *id);
    const Node* parts = root.find("parts");
    if (parts != nullptr && !parts->is_list())
      fault(*parts, ErrorCode::kBadValue, "parts are a list of entities", "begin each with \"- id:\"");
    if (parts != nullptr)
      for (const Node& part : parts->items) declare(part, in_file);
  }

  void read_names(const Node& node, Entity& entity) {
    static const std::map<std::string, Name::Kind> kKinds = {{"name", Name::Kind::kName},
                                                             {"official", Name::Kind::kOfficial},
                                                             {"abbreviation", Name::Kind::kAbbreviation},
                                                             {"former", Name::Kind::kFormer},
                                                             {"loose", Name::Kind::kLoose},
                                                             {"endonym", Name::Kind::kName}};
    for (const Node* item : one_or_more(node)) {
      Name name;
      if (item->is_scalar()) {
        name.text = item->text;
      } else {
        for (const auto& [key, value] : item->entries) {
          if (key.text == "text")
            name.text = value.text;
          else if (key.text == "lang")
            name.language = value.text;
          else if (key.text == "valid") {
            if (Result<Interval> read = temporal::parse_interval(value.text))
              name.valid = value.text;
            else
              fault(value, read.error().code, read.error().message, read.error().hint);
          } else if (key.text == "kind") {
            const auto kind = kKinds.find(value.text);
            if (kind == kKinds.end())
              fault(value, ErrorCode::kBadValue, fmt::format("\"{}\" is no kind of name", value.text),
                    "official, abbreviation, former, endonym or loose");
            else
              name.kind = kind->second;
          } else {
            unknown_key(key, {"text", "lang", "valid", "kind"});
          }
        }
      }
      if (name.text.empty())
        fault(*item, ErrorCode::kBadValue, "a name is a text, or a map with a text");
      else
        entity.names.push_back(std::move(name));
    }
  }

  void read_codes(const Node& node, Entity& entity) {
    if (node.is_map()) {
      for (const auto& [system, code] : node.entries)
        for (const std::string& one : words(code, "a code")) entity.codes.push_back({system.text, one, {}});
      return;
    }
    if (!node.is_list())
      fault(node, ErrorCode::kBadValue, "codes are a map or a list of maps", "codes: {iso2: KR}");
    for (const Node& item : node.items) {
      Code code;
      for (const auto& [key, value] : item.entries) {
        if (key.text == "system")
          code.system = value.text;
        else if (key.text == "code")
          code.code = value.text;
        else if (key.text == "valid") {
          if (Result<Interval> read = temporal::parse_interval(value.text))
            code.valid = value.text;
          else
            fault(value, read.error().code, read.error().message, read.error().hint);
        } else if (key.text != "source" && key.text != "where" && key.text != "checked") {
          unknown_key(key, {"system", "code", "valid", "source", "where", "checked"});
        }
      }
      if (item.find("source") != nullptr) (void)read_sourcing(item, nullptr, item);
      if (code.system.empty() || code.code.empty()) {
        fault(item, ErrorCode::kMissingKey, "a code has a system and a code",
              "{system: cow, code: 255, valid: ../1945-05-08}");
        continue;
      }
      entity.codes.push_back(std::move(code));
    }
  }

  // ---- statements --------------------------------------------------------------------------------

  static bool is_subject_key(std::string_view key) {
    return key == "id" || key == "type" || key == "name" || key == "the" || key == "names" ||
           key == "adjectives" || key == "people" || key == "codes" || key == "codes_source" ||
           key == "defaults" || key == "parts" || key == "complete" || key == "reasons";
  }

  void read_subject(const Node& root, std::uint32_t in_file, const Node* outer_defaults) {
    reading_ = in_file;
    const Node* id = root.find("id");
    if (id == nullptr) return;  // said already
    const std::optional<EntityId> self = record_.find(id->text);
    if (!self) return;
    const Node* defaults = root.find("defaults");
    if (defaults == nullptr) defaults = outer_defaults;
    if (defaults != nullptr) check_defaults(*defaults);
    if (const Node* codes_source = root.find("codes_source"))
      for (const Node* one : one_or_more(*codes_source)) (void)read_sourcing(*one, nullptr, *one);
    for (const auto& [key, value] : root.entries) {
      if (key.text == "complete") {
        for (const Node* item : one_or_more(value)) read_closure(*item, defaults);
      } else if (key.text == "reasons") {
        for (const Node* item : one_or_more(value)) read_reason(*item, defaults);
      } else if (key.text == "parts") {
        for (const Node& part : value.items) read_subject(part, in_file, defaults);
      } else if (!is_subject_key(key.text)) {
        const auto relation = record_.vocabulary.find_relation(key.text);
        if (!relation) {
          std::vector<std::string> known = {"id",         "type",     "name",   "the",          "names",
                                            "adjectives", "people",   "codes",  "codes_source", "defaults",
                                            "parts",      "complete", "reasons"};
          for (const Relation& r : record_.vocabulary.relations) known.push_back(r.name);
          unknown_key(key, known);
          continue;
        }
        for (const Node* item : one_or_more(value)) {
          if (item->is_map())
            read_statements(*item, *relation, *self, defaults);
          else
            fault(*item, ErrorCode::kBadValue, fmt::format("a statement of {} is a map", key.text),
                  "{valid: …, source: …, where: …, checked: …}");
        }
      }
    }
  }

  void check_defaults(const Node& defaults) {
    if (!defaults.is_map())
      fault(defaults, ErrorCode::kBadValue, "defaults are a map", "{source: …, where: …, checked: …}");
    for (const auto& [key, value] : defaults.entries)
      if (key.text != "source" && key.text != "where" && key.text != "checked" && key.text != "rank")
        unknown_key(key, {"source", "where", "checked", "rank"});
  }

  void cite(SourceId id) {
    if (cited_.size() <= index(id)) cited_.resize(record_.sources.size(), false);
    cited_[index(id)] = true;
  }

  Sourcing read_sourcing(const Node& entry, const Node* defaults, const Node& at) {
    const auto field = [&](std::string_view key) -> const Node* {
      if (const Node* own = entry.find(key)) return own;
      return defaults != nullptr ? defaults->find(key) : nullptr;
    };
    Sourcing sourcing;
    if (const Node* source = field("source")) {
      for (const Node* item : one_or_more(*source)) {
        const auto found = source_by_key_.find(item->text);
        if (found == source_by_key_.end())
          fault(*item, ErrorCode::kNoSource, fmt::format("there is no source \"{}\"", item->text),
                "add it under record/sources/");
        else
          cite(found->second), sourcing.sources.push_back(found->second);
      }
    } else {
      fault(at, ErrorCode::kNoSource, "there is no source", "source: a key of record/sources/*.yaml");
    }
    if (const Node* where = field("where"))
      sourcing.where = where->text;
    else
      fault(at, ErrorCode::kNoSource, "it is not said where in the source",
            "where: article, row, paragraph or heading");
    if (const Node* checked = field("checked")) {
      if (auto read = date(*checked)) {
        if (read->precision == temporal::Precision::kDay)
          sourcing.checked = read->earliest;
        else
          sourcing.checked = read->earliest;  // the first day that it may mean: nothing is vouched for longer
      }
    } else {
      fault(at, ErrorCode::kNoSource, "it is not said when the source was checked",
            "checked: the day on which it was read");
    }
    return sourcing;
  }

  std::string suggestion(std::string_view text, std::optional<TypeId> type) const {
    std::vector<std::string> near;
    for (const Entity& entity : record_.entities)
      if ((!type || record_.vocabulary.is_kind_of(entity.type, *type)) &&
          entity.id.size() + 2 >= text.size() && text.size() + 2 >= entity.id.size())
        near.push_back(entity.id);
    const auto best = closest(text, near);
    return best ? fmt::format("did you mean {}?", *best) : std::string();
  }

  std::optional<EntityId> reference(const Node& node, TypeId type, std::string_view place) {
    const Vocabulary& v = record_.vocabulary;
    if (!node.is_scalar()) {
      fault(node, ErrorCode::kBadValue, fmt::format("\"{}\" takes an identifier", place));
      return std::nullopt;
    }
    if (v.type(type).literal) {
      if (v.type(type).name == kDate && !date(node)) return std::nullopt;
      return literal(node.text, v.type(type).name);
    }
    const auto found = record_.find(node.text);
    if (!found) {
      fault(node, ErrorCode::kUnknownEntity, fmt::format("nothing in the record is called \"{}\"", node.text),
            suggestion(node.text, type));
      return std::nullopt;
    }
    if (!v.is_kind_of(record_.entity(*found).type, type)) {
      fault(node, ErrorCode::kWrongType,
            fmt::format("\"{}\" is a {}; \"{}\" takes a {}", node.text,
                        v.type(record_.entity(*found).type).name, place, v.type(type).name));
      return std::nullopt;
    }
    return *found;
  }

  // One entry may stand for several statements: each of its places and roles may hold a list.
  void read_statements(const Node& entry, RelationId relation_id, EntityId self, const Node* defaults) {
    const Relation& relation = record_.vocabulary.relation(relation_id);
    Statement statement;
    statement.atom.relation = relation_id;
    statement.location = here(entry);
    std::vector<std::vector<EntityId>> fillers(relation.places.size());
    std::vector<std::pair<std::uint8_t, std::vector<EntityId>>> role_fillers;
    bool good = true;

    static const std::vector<std::string> kCommon = {
        "valid", "on", "value", "acts", "source", "where", "checked", "rank", "not", "according_to", "note"};
    const auto place_of = [](const std::vector<Place>& places,
                             std::string_view name) -> std::optional<std::size_t> {
      for (std::size_t i = 0; i < places.size(); ++i)
        if (places[i].name == name) return i;
      return std::nullopt;
    };
    for (const auto& [key, value] : entry.entries) {
      if (const auto place = place_of(relation.places, key.text)) {
        for (const Node* item : one_or_more(value)) {
          if (auto id = reference(*item, relation.places[*place].type, key.text))
            fillers[*place].push_back(*id);
          else
            good = false;
        }
      } else if (const auto role = place_of(relation.roles, key.text)) {
        std::vector<EntityId> values;
        for (const Node* item : one_or_more(value)) {
          if (auto id = reference(*item, relation.roles[*role].type, key.text))
            values.push_back(*id);
          else
            good = false;
        }
        role_fillers.emplace_back(static_cast<std::uint8_t>(*role), std::move(values));
      } else if (std::find(kCommon.begin(), kCommon.end(), key.text) == kCommon.end()) {
        std::vector<std::string> known = kCommon;
        for (const Place& p : relation.places) known.push_back(p.name);
        for (const Place& p : relation.roles) known.push_back(p.name);
        unknown_key(key, known);
      }
    }
    // The file's own entity fills the one place that is not named: the first that takes its type.
    const TypeId self_type = record_.entity(self).type;
    std::optional<std::size_t> missing;
    for (std::size_t i = 0; i < fillers.size(); ++i) {
      if (entry.find(relation.places[i].name) != nullptr) continue;
      if (!missing && record_.vocabulary.is_kind_of(self_type, relation.places[i].type)) {
        missing = i;
        fillers[i].push_back(self);
      } else {
        fault(entry, ErrorCode::kMissingKey,
              fmt::format("{} has no \"{}\"", relation.name, relation.places[i].name));
        good = false;
      }
    }
    read_time(entry, relation, statement);
    if (const Node* node = entry.find("not")) statement.negative = truth(*node);
    if (const Node* node = entry.find("note")) statement.note = node->text;
    if (const Node* node = entry.find("according_to")) {
      if (auto id = reference(*node, *record_.vocabulary.find_type("thing"), "according_to"))
        statement.according_to = *id;
    }
    const Node* rank = entry.find("rank");
    if (rank == nullptr && defaults != nullptr) rank = defaults->find("rank");
    if (rank != nullptr) {
      if (rank->text == "preferred")
        statement.rank = Rank::kPreferred;
      else if (rank->text == "disputed")
        statement.rank = Rank::kDisputed;
      else if (rank->text != "normal")
        fault(*rank, ErrorCode::kBadValue, fmt::format("\"{}\" is no rank", rank->text),
              "preferred, normal or disputed");
    }
    statement.sourcing = read_sourcing(entry, defaults, entry);
    if (!good) return;
    std::sort(role_fillers.begin(), role_fillers.end());
    expand(statement, fillers, role_fillers, 0);
  }

  void expand(Statement& statement, const std::vector<std::vector<EntityId>>& fillers,
              const std::vector<std::pair<std::uint8_t, std::vector<EntityId>>>& role_fillers,
              std::size_t at) {
    if (at < fillers.size()) {
      for (const EntityId id : fillers[at]) {
        statement.atom.places.push_back(id);
        expand(statement, fillers, role_fillers, at + 1);
        statement.atom.places.pop_back();
      }
    } else if (at < fillers.size() + role_fillers.size()) {
      const auto& [role, values] = role_fillers[at - fillers.size()];
      for (const EntityId id : values) {
        statement.atom.roles.emplace_back(role, id);
        expand(statement, fillers, role_fillers, at + 1);
        statement.atom.roles.pop_back();
      }
    } else {
      record_.statements.push_back(statement);
    }
  }

  void read_time(const Node& entry, const Relation& relation, Statement& statement) {
    const Node* valid = entry.find("valid");
    const Node* on = entry.find("on");
    if (valid != nullptr && on != nullptr)
      fault(*on, ErrorCode::kBadValue, "\"on\" and \"valid\" exclude each other");
    if (on != nullptr) {
      if (auto read = date(*on)) {
        statement.on = *read;
        statement.valid.begin_kind = statement.valid.end_kind = Interval::End::kDated;
        statement.valid.begin = *read;
        statement.valid.end = *read;
        statement.valid.end.earliest = read->earliest + 1;
        statement.valid.end.latest = read->latest + 1;
      }
      if (relation.time == TimeKind::kState)
        fault(*on, ErrorCode::kBadValue, fmt::format("{} holds over a span of days", relation.name),
              "valid: 1949-04-04/..");
    } else if (valid != nullptr) {
      if (valid->is_scalar()) {
        Result<Interval> read = temporal::parse_interval(valid->text);
        if (!read)
          fault(*valid, read.error().code, read.error().message,
                read.error().hint.empty() ? "write an EDTF interval: 1949-04-04/.." : read.error().hint);
        else
          statement.valid = *read;
        const Interval& days = statement.valid;
        if (read && days.begin_kind == Interval::End::kDated && days.end_kind == Interval::End::kDated &&
            days.end.latest <= days.begin.earliest)
          fault(*valid, ErrorCode::kBadInterval, fmt::format("\"{}\" holds on no day", valid->text),
                "the end is the first day on which it no longer holds");
        if (read && relation.time == TimeKind::kMeasure && days.begin_kind != Interval::End::kDated)
          fault(*valid, ErrorCode::kBadValue, fmt::format("{} is observed on a day", relation.name),
                "on: 2024");
      } else {
        fault(*valid, ErrorCode::kBadDate, "an interval is wanted here");
      }
    } else if (relation.time == TimeKind::kEvent || relation.time == TimeKind::kMeasure) {
      if (entry.find("not") == nullptr)
        fault(entry, ErrorCode::kMissingKey, fmt::format("{} happens on a day", relation.name),
              "on: 1949-04-04");
    } else if (relation.time == TimeKind::kState && entry.find("not") == nullptr) {
      fault(entry, ErrorCode::kMissingKey, fmt::format("{} holds over a span of days", relation.name),
            "valid: 1949-04-04/..");
    }
    const Node* value = entry.find("value");
    if (relation.time == TimeKind::kMeasure) {
      char* end = nullptr;
      if (value != nullptr && value->is_scalar()) statement.value = std::strtod(value->text.c_str(), &end);
      if (value == nullptr || end == value->text.c_str() || *end != '\0')
        fault(value != nullptr ? *value : entry, ErrorCode::kBadValue,
              fmt::format("{} needs a number", relation.name), "value: 500000");
    } else if (value != nullptr) {
      fault(*value, ErrorCode::kBadValue, fmt::format("{} is no measure and takes no value", relation.name));
    }
    if (const Node* acts = entry.find("acts")) {
      if (!acts->is_map())
        fault(*acts, ErrorCode::kBadValue, "acts are a map of dates", "acts: {signed: 1949-04-04}");
      for (const auto& [act, day] : acts->entries)
        if (auto read = date(day)) statement.acts.push_back({act.text, *read});
    }
  }

  // "member_of(_, nato)", "status(_, nato, kind: partner)"
  std::optional<Atom> read_atom(const Node& node, std::string_view text) {
    const auto give_up = [&](std::string message) -> std::optional<Atom> {
      fault(node, ErrorCode::kBadValue, std::move(message), "write it as member_of(_, nato)");
      return std::nullopt;
    };
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos || text.back() != ')')
      return give_up(fmt::format("\"{}\" is no atom", text));
    const auto relation_id = record_.vocabulary.find_relation(trim(text.substr(0, open)));
    if (!relation_id) {
      std::vector<std::string> known;
      for (const Relation& r : record_.vocabulary.relations) known.push_back(r.name);
      const auto near = closest(trim(text.substr(0, open)), known);
      fault(node, ErrorCode::kUnknownRelation,
            fmt::format("there is no relation \"{}\"", trim(text.substr(0, open))),
            near ? fmt::format("did you mean \"{}\"?", *near) : "the relations are in vocabulary.yaml");
      return std::nullopt;
    }
    const Relation& relation = record_.vocabulary.relation(*relation_id);
    Atom atom;
    atom.relation = *relation_id;
    for (const std::string_view part : split(text.substr(open + 1, text.size() - open - 2), ',')) {
      std::string_view argument = trim(part);
      std::optional<std::size_t> role;
      if (const std::size_t colon = argument.find(':'); colon != std::string_view::npos) {
        const std::string_view name = trim(argument.substr(0, colon));
        for (std::size_t i = 0; i < relation.roles.size(); ++i)
          if (relation.roles[i].name == name) role = i;
        if (!role) return give_up(fmt::format("{} has no role \"{}\"", relation.name, name));
        argument = trim(argument.substr(colon + 1));
      }
      EntityId id = kNobody;
      if (argument != "_") {
        const auto found = record_.find(argument);
        if (!found) {
          fault(node, ErrorCode::kUnknownEntity,
                fmt::format("nothing in the record is called \"{}\"", argument),
                suggestion(argument, role ? relation.roles[*role].type : std::optional<TypeId>()));
          return std::nullopt;
        }
        id = *found;
      }
      if (role)
        atom.roles.emplace_back(static_cast<std::uint8_t>(*role), id);
      else
        atom.places.push_back(id);
    }
    if (atom.places.size() != relation.places.size())
      return give_up(fmt::format("{} has {} places", relation.name, relation.places.size()));
    std::sort(atom.roles.begin(), atom.roles.end());
    return atom;
  }

  void read_closure(const Node& entry, const Node* defaults) {
    for (const auto& [key, value] : entry.entries)
      if (key.text != "that" && key.text != "window" && key.text != "count" && key.text != "source" &&
          key.text != "where" && key.text != "checked" && key.text != "note")
        unknown_key(key, {"that", "window", "count", "source", "where", "checked", "note"});
    Closure closure;
    closure.location = here(entry);
    const Node* that = entry.find("that");
    const Node* window = entry.find("window");
    if (that == nullptr || window == nullptr) {
      fault(entry, ErrorCode::kMissingKey,
            that == nullptr ? "a closure says what is complete" : "a closure says for which days",
            "{that: \"member_of(_, nato)\", window: 1949-08-24/2026-06-01, …}");
      return;
    }
    if (Result<Interval> read = temporal::parse_interval(window->text)) {
      // Of an imprecise end only the days that are surely inside.
      closure.window.begin =
          read->begin_kind == Interval::End::kDated ? read->begin.latest : temporal::kBeginning;
      closure.window.end = read->end_kind == Interval::End::kDated ? read->end.earliest : temporal::kEnd;
      if (read->end_kind != Interval::End::kDated) {
        // A list that is closed for good: its subject is over. It has no horizon.
        closure.window.end = temporal::kEnd;
      }
    } else {
      fault(*window, read.error().code, read.error().message, read.error().hint);
    }
    if (const Node* count = entry.find("count")) {
      if (!count->text.empty() && count->text.size() < 9 &&
          std::all_of(count->text.begin(), count->text.end(), [](char c) { return c >= '0' && c <= '9'; }))
        closure.count = std::stoi(count->text);
      else
        fault(*count, ErrorCode::kBadValue, "a count is a whole number");
    }
    closure.sourcing = read_sourcing(entry, defaults, entry);
    if (auto atom = read_atom(*that, that->text)) {
      closure.pattern = std::move(*atom);
      record_.closures.push_back(std::move(closure));
    }
  }

  void read_reason(const Node& entry, const Node* defaults) {
    for (const auto& [key, value] : entry.entries)
      if (key.text != "of" && key.text != "text" && key.text != "source" && key.text != "where" &&
          key.text != "checked" && key.text != "valid")
        unknown_key(key, {"of", "text", "source", "where", "checked"});
    const Node* of = entry.find("of");
    const Node* text = entry.find("text");
    if (of == nullptr || text == nullptr) {
      fault(entry, ErrorCode::kMissingKey, "a reason has \"of\" and \"text\"");
      return;
    }
    Reason reason;
    reason.location = here(entry);
    std::string_view atom_text = of->text;
    if (atom_text.starts_with("not ")) {
      reason.negative = true;
      atom_text = trim(atom_text.substr(4));
    }
    reason.text = text->text;
    reason.sourcing = read_sourcing(entry, defaults, entry);
    if (auto atom = read_atom(*of, atom_text)) {
      reason.atom = std::move(*atom);
      record_.reasons.push_back(std::move(reason));
    }
  }

  // A symmetric statement is read both ways.
  void mirror() {
    const std::size_t written = record_.statements.size();
    for (std::size_t i = 0; i < written; ++i) {
      if (!record_.vocabulary.relation(record_.statements[i].atom.relation).symmetric) continue;
      Statement other = record_.statements[i];
      std::swap(other.atom.places[0], other.atom.places[1]);
      other.mirrored = true;
      record_.statements.push_back(std::move(other));
    }
    const std::size_t closures = record_.closures.size();
    for (std::size_t i = 0; i < closures; ++i) {
      if (!record_.vocabulary.relation(record_.closures[i].pattern.relation).symmetric) continue;
      Closure other = record_.closures[i];
      std::swap(other.pattern.places[0], other.pattern.places[1]);
      other.count.reset();
      if (other.pattern.places != record_.closures[i].pattern.places)
        record_.closures.push_back(std::move(other));
    }
  }

  Record record_;
  std::vector<Document> documents_;
  std::unordered_map<std::string, SourceId> source_by_key_;
  std::vector<bool> cited_;  // by SourceId
  std::vector<Error> errors_;
  std::vector<Error> warnings_;
  std::uint32_t reading_ = 0;
  const Node* relations_ = nullptr;
};

}  // namespace

std::optional<TypeId> Vocabulary::find_type(std::string_view name) const {
  for (std::size_t i = 0; i < types.size(); ++i)
    if (types[i].name == name) return TypeId(i);
  return std::nullopt;
}

std::optional<RelationId> Vocabulary::find_relation(std::string_view name) const {
  for (std::size_t i = 0; i < relations.size(); ++i)
    if (relations[i].name == name) return RelationId(i);
  return std::nullopt;
}

std::string_view Vocabulary::setting(std::string_view group, std::string_view key) const {
  const auto found = settings.find(std::string(group));
  if (found == settings.end()) return {};
  const auto at = found->second.find(std::string(key));
  return at == found->second.end() ? std::string_view() : std::string_view(at->second);
}

std::optional<RelationId> Vocabulary::relation_for(std::string_view purpose) const {
  return find_relation(setting("meaning", purpose));
}

bool Vocabulary::is_kind_of(TypeId a, TypeId b) const {
  const auto& kinds = type(a).kinds_of;
  return std::find(kinds.begin(), kinds.end(), b) != kinds.end();
}

std::optional<EntityId> Record::find(std::string_view id) const {
  const auto at = by_id.find(std::string(id));
  return at == by_id.end() ? std::nullopt : std::optional(at->second);
}

std::optional<EntityId> Record::find_text(std::string_view text) const { return find(literal_key(text)); }

std::string Record::place(const Location& location) const {
  const std::string_view path =
      location.file < files.size() ? std::string_view(files[location.file]) : std::string_view("?");
  return fmt::format("{}:{}:{}", path, location.line, location.column);
}

std::string Record::print(const Atom& atom) const {
  const Relation& relation = vocabulary.relation(atom.relation);
  std::vector<std::string> arguments;
  const auto print_one = [&](EntityId id) -> std::string {
    if (id == kNobody) return "_";
    const Entity& e = entity(id);
    if (!vocabulary.type(e.type).literal) return e.id;
    std::string quoted = "\"";
    for (const char c : e.id) {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
    return quoted + "\"";
  };
  for (const EntityId id : atom.places) arguments.push_back(print_one(id));
  for (const auto& [role, id] : atom.roles)
    arguments.push_back(fmt::format("{}: {}", relation.roles[role].name, print_one(id)));
  return fmt::format("{}({})", relation.name, join(arguments, ", "));
}

Loaded load_texts(const std::vector<std::pair<std::string, std::string>>& files) {
  return Loader().load(files);
}

Loaded load(const std::string& folder) {
  Loaded loaded;
  std::vector<std::pair<std::string, std::string>> files;
  for (const std::string_view ending : {".yaml", ".rules"}) {
    Result<std::vector<std::string>> paths = files_below(folder, ending);
    if (!paths) {
      loaded.errors.push_back(paths.error());
      return loaded;
    }
    for (const std::string& path : *paths) {
      Result<std::string> text = read_file(path);
      if (!text)
        loaded.errors.push_back(text.error());
      else
        files.emplace_back(path, std::move(*text));
    }
  }
  if (files.empty() && loaded.errors.empty())
    loaded.errors.push_back({ErrorCode::kFileNotFound, "there is no record here", folder,
                             "name the folder that holds vocabulary.yaml"});
  if (!loaded.errors.empty()) return loaded;
  return load_texts(files);
}

}  // namespace entente::record

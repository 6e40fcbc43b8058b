// entente record validate, build, stats, new, schema.
#include "record/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <set>

#include "cli/command.h"
#include "cli/tell.h"
#include "logic/logic.h"
#include "snapshot/snapshot.h"

namespace entente::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using record::Record;
using temporal::Day;

constexpr std::string_view kDefaultFolder = "record";

// The folder of the record: word `at`, else ./record.
Result<std::string> folder(const Invocation& invocation, std::size_t at) {
  std::string path = invocation.words.size() > at ? invocation.words[at] : std::string(kDefaultFolder);
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return path;
  return Error{ErrorCode::kFileNotFound, "there is no such folder", path,
               "name the folder that holds the record"};
}

std::string count_of(std::size_t n, std::string_view noun) {
  return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

void print_all(std::ostream& out, const std::vector<Error>& errors, std::string_view prefix) {
  for (const Error& error : errors) {
    Error shown = error;
    shown.message.insert(0, prefix);
    out << shown.to_string() << '\n';
  }
}

// A line on a terminal that says what is being done, wiped at the end.
class Progress {
 public:
  explicit Progress(const World& world) : world_(world) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { say({}); }
  void say(std::string_view what) const {
    if (world_.err_terminal) world_.err << "\r\x1b[K" << what << std::flush;
  }

 private:
  const World& world_;
};

Error has_mistakes(const std::string& path, std::size_t n) {
  return {ErrorCode::kBadRecord, fmt::format("the record has {}", count_of(n, "mistake")), path,
          fmt::format("\"entente record validate {}\" lists them", path)};
}

struct Compiled {
  std::optional<Record> record;
  std::optional<snapshot::Built> built;
  std::vector<Error> errors;
  std::vector<Error> warnings;
};

Compiled compile(const std::string& path, Day today, const World& world) {
  const Progress progress(world);
  Compiled compiled;
  progress.say("reading " + path);
  record::Loaded loaded = record::load(path);
  compiled.errors = std::move(loaded.errors);
  compiled.warnings = std::move(loaded.warnings);
  compiled.record = std::move(loaded.record);
  if (!compiled.record || !compiled.errors.empty()) return compiled;
  progress.say("running the rules");
  snapshot::BuildResult result = snapshot::build(*compiled.record, today);
  compiled.errors = std::move(result.errors);
  compiled.built = std::move(result.built);
  if (compiled.built) {
    for (const Error& warning : compiled.built->warnings) compiled.warnings.push_back(warning);
  }
  return compiled;
}

// ---- stats ---------------------------------------------------------------------------------------

using Counts = std::vector<std::pair<std::string, std::size_t>>;

// Most first.
template <class Map>
Counts by_count(const Map& counted) {
  Counts counts(counted.begin(), counted.end());
  std::stable_sort(counts.begin(), counts.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return counts;
}

std::string_view name_of(temporal::Precision precision) {
  switch (precision) {
    case temporal::Precision::kDay: return "day";
    case temporal::Precision::kMonth: return "month";
    case temporal::Precision::kSeason: return "season";
    case temporal::Precision::kYear: return "year";
    case temporal::Precision::kDecade: return "decade";
    case temporal::Precision::kCentury: return "century";
  }
  return {};
}

struct Table {
  std::string_view key;
  std::string_view title;
  Counts counts;
};

std::vector<Table> tables(const Record& record) {
  std::map<std::string, std::size_t> types, relations, by_sources, precisions, closures;
  for (const record::Entity& entity : record.entities) {
    const record::Type& type = record.vocabulary.type(entity.type);
    if (!type.literal && !type.words) ++types[type.name];
  }
  const auto date = [&](const temporal::Date& d) {
    ++precisions[fmt::format("{}{}", name_of(d.precision),
                             d.approximate ? ", approximate"
                             : d.uncertain ? ", uncertain"
                                           : "")];
  };
  for (const record::Statement& s : record.statements) {
    if (s.mirrored) continue;
    ++relations[record.vocabulary.relation(s.atom.relation).name];
    ++by_sources[count_of(s.sourcing.sources.size(), "source")];
    if (s.on) {
      date(*s.on);
    } else {
      if (s.valid.begin_kind == temporal::Interval::End::kDated) date(s.valid.begin);
      if (s.valid.end_kind == temporal::Interval::End::kDated) date(s.valid.end);
    }
  }
  for (const record::Closure& c : record.closures)
    ++closures[record.vocabulary.relation(c.pattern.relation).name];
  return {{"entities", "entities by type", by_count(types)},
          {"statements", "statements by relation", by_count(relations)},
          {"sources_per_statement", "statements by number of sources", by_count(by_sources)},
          {"dates", "dates by precision", by_count(precisions)},
          {"closures", "closures by relation", by_count(closures)}};
}

// Something that nobody has looked at lately.
struct Stale {
  Day horizon;       // the first day that its last check says nothing of
  Day lapses;        // from when on it is unknown
  std::string kind;  // closure, statement, measure
  std::string atom;
  std::string place;
};

std::vector<Stale> stale(const Record& record, Day today) {
  std::vector<Stale> found;
  const auto add = [&](std::string_view kind, const record::Atom& atom, Day horizon,
                       const record::Location& location) {
    if (horizon > today) return;
    const int shelf_life = record.vocabulary.relation(atom.relation).shelf_life_days;
    found.push_back(
        {horizon, horizon + shelf_life, std::string(kind), record.print(atom), record.place(location)});
  };
  for (const record::Closure& c : record.closures) add("closure", c.pattern, c.window.end, c.location);
  std::map<std::string, const record::Statement*> latest;  // of each measure
  for (const record::Statement& s : record.statements) {
    if (s.mirrored || s.negative) continue;
    const record::Relation& relation = record.vocabulary.relation(s.atom.relation);
    if (relation.time == record::TimeKind::kMeasure && s.on) {
      const record::Statement*& last = latest[record.print(s.atom)];
      if (last == nullptr || last->on->latest < s.on->latest) last = &s;
    }
    if (relation.time != record::TimeKind::kState || s.valid.end_kind != temporal::Interval::End::kOpen)
      continue;
    Day horizon = s.sourcing.checked + 1;
    for (const record::Closure& c : record.closures)
      if (c.window.end > horizon && logic::agrees(c.pattern, s.atom)) horizon = c.window.end;
    add("statement", s.atom, horizon, s.location);
  }
  for (const auto& [atom, s] : latest) add("measure", s->atom, s->on->latest + 1, s->location);
  std::sort(found.begin(), found.end(), [](const Stale& a, const Stale& b) {
    return std::tie(a.lapses, a.place, a.atom) < std::tie(b.lapses, b.place, b.atom);
  });
  return found;
}

void print_stale(const std::vector<Stale>& all, Day today, bool as_json, std::ostream& out) {
  if (as_json) {
    json::array list;
    for (const Stale& s : all) {
      list.push_back(json::object{{"kind", s.kind},
                                  {"atom", s.atom},
                                  {"known_through", temporal::to_string(s.horizon - 1)},
                                  {"presumed_until", temporal::to_string(s.lapses)},
                                  {"lapsed", s.lapses <= today},
                                  {"place", s.place}});
    }
    out << json::serialize(json::object{{"as_of", temporal::to_string(today)}, {"stale", std::move(list)}})
        << '\n';
    return;
  }
  std::size_t lapsed = 0;
  for (const Stale& s : all) {
    lapsed += s.lapses <= today ? 1 : 0;
    out << fmt::format("{}: {} {}: known through {}, {} {}\n", s.place, s.kind, s.atom,
                       temporal::to_string(s.horizon - 1),
                       s.lapses <= today ? "unknown since" : "presumed until", temporal::to_string(s.lapses));
  }
  out << fmt::format("As of {}, {} unknown by now and {} presumed.\n", temporal::to_string(today), lapsed,
                     all.size() - lapsed);
}

// The vocabulary of a folder, whatever else is wrong with it.
Result<record::Vocabulary> vocabulary(const Invocation& invocation, std::size_t word) {
  std::error_code ignored;
  const bool named = invocation.words.size() > word;
  if (!named && !fs::is_directory(kDefaultFolder, ignored)) {
    Result<std::unique_ptr<snapshot::Snapshot>> opened = open_snapshot(invocation);
    if (!opened) return opened.error();
    return (*opened)->vocabulary();
  }
  const Result<std::string> path = folder(invocation, word);
  if (!path) return path.error();
  const std::string file = (fs::path(*path) / "vocabulary.yaml").string();
  const Result<std::string> text = read_file(file);
  if (!text) return text.error();
  record::Loaded loaded = record::load_texts({{"vocabulary.yaml", *text}});
  if (loaded.record) return loaded.record->vocabulary;
  Error error =
      loaded.errors.empty() ? Error{ErrorCode::kBadRecord, "cannot be read", file, {}} : loaded.errors[0];
  return error;
}

}  // namespace

int run_record_validate(Invocation& invocation) {
  const Result<Day> today = invocation.today();
  if (!today) return invocation.fail(today.error());
  const Result<std::string> path = folder(invocation, 0);
  if (!path) return invocation.fail(path.error());
  const Compiled compiled = compile(*path, *today, invocation.world);
  std::ostream& out = invocation.world.out;
  print_all(out, compiled.errors, "");
  print_all(out, compiled.warnings, "warning: ");
  if (!compiled.errors.empty()) {
    out << fmt::format("{} in {}, {}\n", count_of(compiled.errors.size(), "mistake"), *path,
                       count_of(compiled.warnings.size(), "warning"));
    return kFailed;
  }
  out << fmt::format("{}: no mistakes, {} ({}, {}, {})\n", *path,
                     count_of(compiled.warnings.size(), "warning"),
                     count_of(compiled.built->statements, "statement"),
                     count_of(compiled.record->closures.size(), "closure"),
                     count_of(compiled.record->sources.size(), "source"));
  return kDone;
}

int run_record_build(Invocation& invocation) {
  const Result<Day> today = invocation.today();
  if (!today) return invocation.fail(today.error());
  const std::string output = invocation.value("--output");
  if (output.empty()) {
    return invocation.fail({ErrorCode::kUsage,
                            "where is the snapshot to be written?",
                            {},
                            "entente record build [DIR] --output FILE"});
  }
  const Result<std::string> path = folder(invocation, 0);
  if (!path) return invocation.fail(path.error());
  const Compiled compiled = compile(*path, *today, invocation.world);
  std::ostream& err = invocation.world.err;
  print_all(err, compiled.errors, "");
  if (!compiled.errors.empty()) {
    std::error_code ignored;
    err << fmt::format("entente: {} in {}; {}\n", count_of(compiled.errors.size(), "mistake"), *path,
                       fs::exists(output, ignored) ? "the old snapshot stands" : "no snapshot was written");
    return kFailed;
  }
  const Status written = write_file_atomically(output, compiled.built->bytes);
  if (!written) return invocation.fail(written.error());
  invocation.world.out << fmt::format("{}: {}, {} that follow, {} bytes\n", output,
                                      count_of(compiled.built->statements, "statement"),
                                      compiled.built->derived, compiled.built->bytes.size());
  if (!compiled.warnings.empty()) {
    err << fmt::format("entente: {}; \"entente record validate {}\" lists them\n",
                       count_of(compiled.warnings.size(), "warning"), *path);
  }
  return kDone;
}

int run_record_stats(Invocation& invocation) {
  const Result<Day> today = invocation.today();
  if (!today) return invocation.fail(today.error());
  const Result<std::string> path = folder(invocation, 0);
  if (!path) return invocation.fail(path.error());
  const record::Loaded loaded = record::load(*path);
  if (!loaded.record) return invocation.fail(has_mistakes(*path, loaded.errors.size()));
  const Record& record = *loaded.record;
  std::ostream& out = invocation.world.out;
  if (invocation.has("--stale")) {
    print_stale(stale(record, *today), *today, invocation.has("--json"), out);
    return kDone;
  }
  const std::vector<Table> all = tables(record);
  if (invocation.has("--json")) {
    json::object object;
    for (const Table& table : all) {
      json::object counts;
      for (const auto& [name, n] : table.counts) counts[name] = n;
      object[table.key] = std::move(counts);
    }
    object["sources"] = record.sources.size();
    object["files"] = record.files.size();
    out << json::serialize(object) << '\n';
    return kDone;
  }
  for (const Table& table : all) {
    std::size_t total = 0;
    for (const auto& [name, n] : table.counts) total += n;
    out << fmt::format("{} ({})\n", table.title, total);
    for (const auto& [name, n] : table.counts) out << fmt::format("{:>8}  {}\n", n, name);
    out << '\n';
  }
  out << fmt::format("{}, {}\n", count_of(record.sources.size(), "source"),
                     count_of(record.files.size(), "file"));
  return kDone;
}

int run_record_show(Invocation& invocation) {
  if (invocation.words.empty()) {
    return invocation.fail({ErrorCode::kUsage, "show what?", {}, "entente record show ID"});
  }
  std::unique_ptr<snapshot::Snapshot> opened;
  std::string bytes;  // outlive the snapshot made of them
  std::error_code ignored;
  const bool folder_named = invocation.words.size() > 1;
  const bool snapshot_named =
      invocation.has("--snapshot") || !invocation.world.environment("ENTENTE_SNAPSHOT").empty();
  if (folder_named || (!snapshot_named && fs::is_directory(kDefaultFolder, ignored))) {
    const Result<Day> today = invocation.today();
    if (!today) return invocation.fail(today.error());
    const Result<std::string> path = folder(invocation, 1);
    if (!path) return invocation.fail(path.error());
    Compiled compiled = compile(*path, *today, invocation.world);
    if (!compiled.built) return invocation.fail(has_mistakes(*path, compiled.errors.size()));
    bytes = std::move(compiled.built->bytes);
    Result<std::unique_ptr<snapshot::Snapshot>> made = snapshot::Snapshot::from_bytes(bytes);
    if (!made) return invocation.fail(made.error());
    opened = std::move(*made);
  } else {
    Result<std::unique_ptr<snapshot::Snapshot>> found = open_snapshot(invocation);
    if (!found) return invocation.fail(found.error());
    opened = std::move(*found);
  }
  const std::string& id = invocation.words[0];
  const auto entity = opened->find(id);
  if (!entity) {
    std::vector<std::string> ids;
    for (const snapshot::Named& named : opened->named(fold(id)))
      ids.emplace_back(opened->id_of(named.entity));
    if (ids.empty()) {
      for (std::uint32_t i = 0; i < opened->entity_count(); ++i)
        ids.emplace_back(opened->id_of(snapshot::EntityId{i}));
      const auto near = closest(id, ids);
      ids.clear();
      if (near) ids.push_back(*near);
    }
    return invocation.fail({ErrorCode::kUnknownName,
                            fmt::format("the record has nothing by the identifier \"{}\"", to_utf8(id)),
                            {},
                            ids.empty() ? "" : fmt::format("did you mean {}?", join_and(ids, "or"))});
  }
  if (invocation.has("--json"))
    invocation.world.out << json::serialize(entity_json(*opened, *entity)) << '\n';
  else
    invocation.world.out << entity_text(*opened, *entity);
  return kDone;
}

int run_record_new(Invocation& invocation) {
  if (invocation.words.empty()) {
    return invocation.fail(
        {ErrorCode::kUsage, "a form of which kind?", {}, "entente record new KIND, for instance state"});
  }
  const Result<record::Vocabulary> words = vocabulary(invocation, 1);
  if (!words) return invocation.fail(words.error());
  const Result<std::string> form = record::form(*words, invocation.words[0]);
  if (!form) return invocation.fail(form.error());
  const std::string output = invocation.value("--output");
  if (output.empty()) {
    invocation.world.out << *form;
    return kDone;
  }
  std::error_code ignored;
  if (fs::exists(output, ignored)) {
    return invocation.fail({ErrorCode::kNotWritable, "is there already", output, "name a new file"});
  }
  const Status written = write_file_atomically(output, *form);
  return written ? kDone : invocation.fail(written.error());
}

int run_record_schema(Invocation& invocation) {
  const Result<record::Vocabulary> words = vocabulary(invocation, 0);
  if (!words) return invocation.fail(words.error());
  invocation.world.out << record::json_schema(*words);
  return kDone;
}

}  // namespace entente::cli

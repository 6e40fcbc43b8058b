// Which commands and options there are, what their help says, and how a command line is read.
#include "cli/command.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

namespace entente::cli {
namespace {

constexpr std::array kOptions = {
    Option{"--as-of", "DAY", "the day that is asked about (2021-01-01); by default today"},
    Option{"--today", "DAY", "answer as if this were today; also $ENTENTE_TODAY"},
    Option{"--json", "", "print one JSON object"},
    Option{"--explain", "", "say how the answer came about"},
    Option{"--batch", "FILE", "a JSON object a line in, one a line out; - is standard input"},
    Option{"--written", "DAY", "when the text was written, if it does not say so itself"},
    Option{"--jsonl", "", "JSON Lines: a record a line in, its findings a line out"},
    Option{"--all", "", "show supported and unknown claims too"},
    Option{"--format", "FORMAT", "text, markdown or html; by default what the name or the first bytes tell"},
    Option{"--jobs", "N", "how many threads; by default one a processor"},
    Option{"--sarif", "", "print one SARIF 2.1.0 log"},
    Option{"--github", "", "print annotations for a GitHub workflow"},
    Option{"--html", "FILE", "write a report as one page too"},
    Option{"--config", "FILE", "the configuration; by default .entente.toml beside a text or above it"},
    Option{"--baseline", "FILE", "leave out the findings that this file knows"},
    Option{"--write-baseline", "FILE", "write down all findings as known, and show none"},
    Option{"--exit-zero", "", "exit 0 also where something was found"},
    Option{"--quiet", "", "no summary and no progress"},
    Option{"--stale", "", "list what was last checked too long ago"},
    Option{"--output", "FILE", "where the result is written"},
    Option{"--snapshot", "FILE", "answer from this snapshot; also $ENTENTE_SNAPSHOT"},
    Option{"--no-color", "", "no colours on a terminal; also $NO_COLOR"},
    Option{"--help", "", "say what a command takes"},
    Option{"--version", "", "print the version"},
};
// Taken everywhere.
constexpr std::array<std::string_view, 4> kGlobal = {"--snapshot", "--no-color", "--help", "--version"};

constexpr std::string_view kAskHelp =
    R"help(Without a question, one is read from standard input ("-" says so). A question that makes
no sense or lies outside the record is declined, with suggestions; that is an answer
too, and the exit code is 0.

A line of a batch is {"id": …, "question": …, "as_of": …}; as_of may be left out. A line
that cannot be read is answered in its place by {"id": …, "error": {"code": …,
"message": …}}.

  entente ask "Is Korea a part of NATO?"
  entente ask "How many members does NATO have?" --as-of 2021-01-01
  entente ask --json --batch questions.jsonl > answers.jsonl
)help";

constexpr std::string_view kQueryHelp =
    R"help(A query is what a question is turned into; docs/query.md has the language. "-" reads it
from standard input.

A line of a batch is {"id": …, "query": …, "as_of": …}; as_of may be left out. A line
that cannot be read is answered in its place by {"id": …, "error": {"code": …,
"message": …}}.

  entente query "ask member_of(FIN, nato)" --as-of 2023-04-03
  entente query "which ?x: member_of(?x, eu) and not member_of(?x, nato)" --json
  entente query "value count({?x: member_of(?x, nato)})" --explain
)help";

constexpr std::string_view kCheckHelp =
    R"help(Reads plain text, Markdown and HTML, also compressed (.gz, .zst): files, folders (what
is in them with an ending of prose), or standard input ("-"). Prints FILE:LINE:COLUMN:
VERDICT: what is right, the sentence, since when, and the first sources. A claim in the
present tense is "outdated" if it was true once; what was never true is "wrong".

With --jsonl a line in is {"id": …, "text" | "markdown" | "html": …, "written": …}, and a
line out its findings, in the same order, or an error in its place.

A comment <!-- entente: ignore --> passes over the next block; ignore-start and
ignore-end over all between them. docs/checking.md has configuration and baselines.

The exit code is 0 if nothing was found, 1 if something was, 2 if a text could not be
read, 130 if interrupted.

  entente check article.html
  entente check --written 2021-03-01 --all docs/
  entente check --html report.html --github docs/
  entente check --jsonl --exit-zero < archive.jsonl > findings.jsonl
)help";

constexpr std::string_view kValidateHelp =
    R"help(Every mistake of every file is named at once, as FILE:LINE:COLUMN: what is wrong (what
to do). DIR is the folder of the record, by default ./record. The exit code is 1 if
there is a mistake; warnings do not count as such.
)help";

constexpr std::string_view kBuildHelp =
    R"help(Validates the record in DIR (by default ./record), runs its rules and writes the
snapshot that everything is answered from. The file is replaced in one step: until then,
and if anything goes wrong, the old one stands.
)help";

constexpr std::string_view kStatsHelp =
    R"help(Counts entities, statements, sources and closures. With --stale, lists instead the
closures and the open statements whose last check lies so far back that an answer of
today says "presumed", or already "unknown".
)help";

constexpr std::string_view kShowHelp =
    R"help(Prints names, codes and every statement about an entity, with days and sources. It is
read from DIR, else from ./record if that is there, else from the snapshot.

  entente record show KOR
)help";

constexpr std::string_view kNewHelp =
    R"help(Prints a form for a new file of the record, to be filled in. KIND is a type of the
vocabulary that has files of its own: state, organization, treaty and so on. With
--output it is written to a file, which must not be there yet.
)help";

constexpr std::string_view kSchemaHelp =
    R"help(Prints a JSON Schema (draft 2020-12) of the record's files, for editors.
)help";

std::string suggestion(std::string_view word, const std::vector<std::string>& known) {
  const auto near = closest(word, known);
  return near ? fmt::format("did you mean {}?", *near) : "entente --help lists what there is";
}

const Option* find_option(std::string_view name) {
  const auto* found =
      std::find_if(kOptions.begin(), kOptions.end(), [&](const Option& o) { return o.name == name; });
  return found == kOptions.end() ? nullptr : &*found;
}

bool takes(const Command& command, std::string_view option) {
  return std::find(kGlobal.begin(), kGlobal.end(), option) != kGlobal.end() ||
         std::find(command.options.begin(), command.options.end(), option) != command.options.end();
}

Error misused(std::string message, std::string hint) {
  return {ErrorCode::kUsage, std::move(message), {}, std::move(hint)};
}

// Options and words apart; which command it is does not matter yet.
Status sort_arguments(const std::vector<std::string>& arguments, Invocation& into) {
  bool words_only = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (words_only || argument.size() < 2 || argument[0] != '-') {
      into.words.push_back(argument);
      continue;
    }
    if (argument == "--") {
      words_only = true;
      continue;
    }
    const std::size_t equals = argument.find('=');
    std::string name = argument.substr(0, equals);
    if (name == "-h") name = "--help";
    if (name == "-o") name = "--output";
    const Option* option = find_option(name);
    if (option == nullptr) {
      std::vector<std::string> names;
      for (const Option& o : kOptions) names.emplace_back(o.name);
      return misused(fmt::format("there is no option {}", to_utf8(name)), suggestion(name, names));
    }
    if (into.has(name)) return misused(fmt::format("{} is given twice", name), {});
    if (option->value.empty()) {
      if (equals != std::string::npos) return misused(fmt::format("{} takes no value", name), {});
      into.options.emplace(name, "");
    } else if (equals != std::string::npos) {
      into.options.emplace(name, argument.substr(equals + 1));
    } else if (i + 1 < arguments.size()) {
      into.options.emplace(name, arguments[++i]);
    } else {
      return misused(fmt::format("{} lacks its {}", name, option->value),
                     fmt::format("{} {}", name, option->value));
    }
    if (!option->value.empty() && into.value(name).empty()) {
      return misused(fmt::format("{} is given an empty {}", name, option->value), {});
    }
  }
  return Done{};
}

void append_options(std::string& out, std::span<const std::string_view> names) {
  for (const std::string_view name : names) {
    const Option& option = *find_option(name);
    const std::string left =
        option.value.empty() ? std::string(name) : fmt::format("{} {}", name, option.value);
    out += fmt::format("  {:<16} {}\n", left, option.help);
  }
}

std::string_view group_of(const Command& command) {
  const std::size_t blank = command.name.find(' ');
  return blank == std::string_view::npos ? std::string_view() : command.name.substr(0, blank);
}

}  // namespace

std::span<const Option> options() { return kOptions; }

std::span<const Command> commands() {
  static const std::vector<Command> all = {
      {"ask",
       "[QUESTION]",
       SIZE_MAX,
       {"--as-of", "--today", "--json", "--explain", "--batch"},
       "answer a question in English",
       kAskHelp,
       run_ask},
      {"check",
       "[FILE|FOLDER|-]...",
       SIZE_MAX,
       {"--as-of", "--today", "--written", "--format", "--all", "--explain", "--json", "--jsonl", "--sarif",
        "--github", "--html", "--config", "--baseline", "--write-baseline", "--jobs", "--exit-zero",
        "--quiet"},
       "find what a text says that is no longer true, or never was",
       kCheckHelp,
       run_check},
      {"query",
       "QUERY",
       SIZE_MAX,
       {"--as-of", "--today", "--json", "--explain", "--batch"},
       "evaluate a query",
       kQueryHelp,
       run_query},
      {"record validate",
       "[DIR]",
       1,
       {"--today"},
       "report every mistake of the record",
       kValidateHelp,
       run_record_validate},
      {"record build",
       "[DIR]",
       1,
       {"--output", "--today"},
       "compile the record to a snapshot",
       kBuildHelp,
       run_record_build},
      {"record stats",
       "[DIR]",
       1,
       {"--stale", "--json", "--today"},
       "count what the record holds",
       kStatsHelp,
       run_record_stats},
      {"record show",
       "ID [DIR]",
       2,
       {"--json", "--today"},
       "print all that the record says about an entity",
       kShowHelp,
       run_record_show},
      {"record new", "KIND [DIR]", 2, {"--output"}, "print a form for a new file", kNewHelp, run_record_new},
      {"record schema",
       "[DIR]",
       1,
       {},
       "print a JSON Schema of the record's files",
       kSchemaHelp,
       run_record_schema},
  };
  return all;
}

std::string Invocation::value(std::string_view option) const {
  const auto found = options.find(option);
  return found == options.end() ? std::string() : found->second;
}

Result<temporal::Day> read_day(std::string_view text, std::string_view whose) {
  Result<temporal::Day> day = temporal::parse_day(text);
  if (day) return day;
  Error error = day.error();
  error.message = fmt::format("{}: {}", whose, error.message);
  error.where.clear();
  error.hint = "a day is written 2021-01-31";
  return error;
}

Result<temporal::Day> Invocation::today() const {
  std::string text = value("--today");
  std::string_view whose = "--today";
  if (text.empty()) {
    text = world.environment("ENTENTE_TODAY");
    whose = "ENTENTE_TODAY";
  }
  if (text.empty()) {
    using namespace std::chrono;
    const auto days = floor<std::chrono::days>(system_clock::now());
    return temporal::Day{static_cast<std::int32_t>(days.time_since_epoch().count())};
  }
  Result<temporal::Day> day = read_day(text, whose);
  if (day) return day;
  Error error = day.error();
  error.code = ErrorCode::kUsage;
  return error;
}

Result<std::optional<temporal::Day>> Invocation::as_of() const {
  const std::string text = value("--as-of");
  if (text.empty()) return std::optional<temporal::Day>();
  Result<temporal::Day> day = read_day(text, "--as-of");
  if (day) return std::optional<temporal::Day>(*day);
  Error error = day.error();
  error.code = ErrorCode::kUsage;
  return error;
}

bool Invocation::colour() const {
  return world.out_terminal && !has("--no-color") && world.environment("NO_COLOR").empty() &&
         world.environment("TERM") != "dumb";
}

int Invocation::fail(const Error& error) const {
  world.err << "entente: " << error.to_string() << '\n';
  return error.code == ErrorCode::kUsage ? kMisused : kFailed;
}

Result<Invocation> read_arguments(const std::vector<std::string>& arguments, World& world) {
  Invocation read{world, nullptr, {}, {}};
  if (Status sorted = sort_arguments(arguments, read); !sorted) return sorted.error();
  if (read.words.empty()) return read;

  std::vector<std::string> names;    // of the first word
  std::vector<std::string> actions;  // of the second, if the first is a group
  for (const Command& command : commands()) {
    const std::string_view group = group_of(command);
    names.emplace_back(group.empty() ? command.name : group);
    if (group.empty() ? command.name == read.words[0]
                      : read.words.size() > 1 && command.name == read.words[0] + " " + read.words[1]) {
      read.command = &command;
    }
    if (group == read.words[0]) actions.emplace_back(command.name.substr(group.size() + 1));
  }
  if (read.command == nullptr && actions.empty()) {
    return misused(fmt::format("there is no command \"{}\"", to_utf8(read.words[0])),
                   suggestion(read.words[0], names));
  }
  if (read.command == nullptr) {
    if (read.words.size() == 1) {
      if (read.has("--help")) return read;
      return misused(fmt::format("what about the {}?", read.words[0]), "one of " + join_and(actions, "or"));
    }
    const auto near = closest(read.words[1], actions);
    return misused(fmt::format("there is no command \"{} {}\"", read.words[0], to_utf8(read.words[1])),
                   near ? fmt::format("did you mean {} {}?", read.words[0], *near)
                        : "one of " + join_and(actions, "or"));
  }
  read.words.erase(read.words.begin(), read.words.begin() + (group_of(*read.command).empty() ? 1 : 2));
  if (read.has("--help") || read.has("--version")) return read;
  if (read.words.size() > read.command->most_words) {
    return misused(fmt::format("\"{}\" is a word too many", to_utf8(read.words[read.command->most_words])),
                   fmt::format("entente {} {}", read.command->name, read.command->takes));
  }
  for (const auto& [option, value] : read.options) {
    if (takes(*read.command, option)) continue;
    return misused(fmt::format("entente {} does not take {}", read.command->name, option),
                   fmt::format("entente {} --help lists what it takes", read.command->name));
  }
  return read;
}

std::string help() {
  std::string out =
      "Entente answers questions about alliances, with dates and sources.\n\n"
      "usage: entente [OPTION]...              a prompt, on a terminal\n";
  for (const Command& command : commands())
    out += fmt::format("       entente {} {}\n", command.name, command.takes);
  out += "\ncommands:\n";
  for (const Command& command : commands())
    out += fmt::format("  {:<16} {}\n", command.name, command.summary);
  out += "\noptions, before or after the words:\n";
  for (const Option& option : kOptions) append_options(out, std::array{option.name});
  out +=
      "\n\"entente COMMAND --help\" says more. Examples:\n\n"
      "  entente ask \"Is Korea a part of NATO?\"\n"
      "  entente query \"which ?x: member_of(?x, nato)\" --as-of 1990-01-01\n";
  return out;
}

std::string help(const Command& command) {
  std::string out = fmt::format("entente {}: {}\n\nusage: entente {} {} [OPTION]...\n\n{}", command.name,
                                command.summary, command.name, command.takes, command.help);
  out += "\noptions:\n";
  append_options(out, command.options);
  append_options(out, kGlobal);
  return out;
}

std::string help_of_group(std::string_view group) {
  std::string out = fmt::format("usage: entente {} COMMAND\n\n", group);
  for (const Command& command : commands())
    if (group_of(command) == group) out += fmt::format("  {:<16} {}\n", command.name, command.summary);
  out += fmt::format("\n\"entente {} COMMAND --help\" says more.\n", group);
  return out;
}

}  // namespace entente::cli

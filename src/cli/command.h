// cli/command.h: a command line that was understood, and the commands there are. Internal to src/cli.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"
#include "cli/cli.h"
#include "snapshot/snapshot.h"
#include "temporal/temporal.h"

namespace entente::cli {

enum ExitCode : int { kDone = 0, kFailed = 1, kMisused = 2 };

struct Option {
  std::string_view name;   // "--as-of"
  std::string_view value;  // what it takes, "DAY"; empty: nothing
  std::string_view help;
};

struct Invocation;
struct Command {
  std::string_view name;                  // "record build"
  std::string_view takes;                 // its words: "[DIR]"
  std::size_t most_words;                 // SIZE_MAX: any number
  std::vector<std::string_view> options;  // beside those that every command takes
  std::string_view summary;
  std::string_view help;  // what `--help` says beyond the summary
  int (*run)(Invocation&);
};

// A command line that was read, with the world to run it in.
struct Invocation {
  World& world;
  const Command* command = nullptr;
  std::vector<std::string> words;  // without the command's own
  std::map<std::string, std::string, std::less<>> options;

  bool has(std::string_view option) const { return options.find(option) != options.end(); }
  std::string value(std::string_view option) const;  // "" if it is not given
  // The day that is today, and the day asked about if one is given. Fail with kUsage.
  Result<temporal::Day> today() const;
  Result<std::optional<temporal::Day>> as_of() const;
  // Colours are wanted on `out`.
  bool colour() const;

  // Says what went wrong; gives back kFailed, or kMisused for kUsage.
  int fail(const Error& error) const;
};

std::span<const Command> commands();
std::span<const Option> options();
std::string_view version();

// Reads arguments. Fails with kUsage, with a suggestion where a word is nearly one that is known.
Result<Invocation> read_arguments(const std::vector<std::string>& arguments, World& world);

std::string help();                                 // of entente itself
std::string help(const Command& command);           // of one command
std::string help_of_group(std::string_view group);  // of "record"

// The snapshot to answer from: --snapshot, $ENTENTE_SNAPSHOT, beside the executable, ../share/entente from
// there. Fails with kNoSnapshot, and as Snapshot::open does.
Result<std::unique_ptr<snapshot::Snapshot>> open_snapshot(const Invocation& invocation);

// The day that a text says; what is wrong names the option.
Result<temporal::Day> read_day(std::string_view text, std::string_view whose);

int run_ask(Invocation& invocation);
int run_query(Invocation& invocation);
int run_check(Invocation& invocation);
int run_prompt(Invocation& invocation);
int run_record_validate(Invocation& invocation);
int run_record_build(Invocation& invocation);
int run_record_stats(Invocation& invocation);
int run_record_show(Invocation& invocation);
int run_record_new(Invocation& invocation);
int run_record_schema(Invocation& invocation);

}  // namespace entente::cli

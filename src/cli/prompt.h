// cli/prompt.h: what happens at the prompt, line by line. Internal to src/cli.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ask/ask.h"
#include "cli/cli.h"

namespace entente::cli {

class Session {
 public:
  // Keeps references to both.
  Session(const snapshot::Snapshot& snapshot, World& world, temporal::Day today, bool colour);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // A question, or a command that begins with a colon. False: it is over.
  bool handle(std::string_view line);
  std::string prompt() const;

  // How the text before the cursor may go on: `words` stand in place of all from `begin`.
  struct Completion {
    std::size_t begin = 0;
    std::vector<std::string> words;  // sorted, each once, at most kMostWords
  };
  static constexpr std::size_t kMostWords = 60;
  Completion complete(std::string_view before) const;

 private:
  bool command(std::string_view name, std::string_view rest);
  void question(std::string_view text);

  const snapshot::Snapshot& snapshot_;
  World& world_;
  temporal::Day today_;
  std::optional<temporal::Day> as_of_;
  bool colour_;
  bool explain_ = false;
  std::unique_ptr<ask::Asker> asker_;  // made by the first question
};

// What all the words begin with, whatever their case; in the spelling of the first.
std::string common_beginning(const std::vector<std::string>& words);

}  // namespace entente::cli

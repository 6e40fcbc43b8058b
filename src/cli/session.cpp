#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "cli/command.h"
#include "cli/prompt.h"
#include "cli/query_command.h"

namespace entente::cli {
namespace {

using snapshot::EntityId;

struct PromptCommand {
  std::string_view name;
  std::string_view takes;
  std::string_view help;
};
constexpr std::array kPromptCommands = {
    PromptCommand{":query", "QUERY", "evaluate a query"},
    PromptCommand{":as-of", "[DAY]", "ask about another day; without one, about today again"},
    PromptCommand{":explain", "", "say how answers come about, or no longer"},
    PromptCommand{":help", "", "this"},
    PromptCommand{":quit", "", "or Ctrl-D"},
};

bool is_identifier(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

// The ends of words are boundaries: the last five places at which a word begins.
std::vector<std::size_t> word_begins(std::string_view text) {
  std::vector<std::size_t> begins;
  for (std::size_t i = text.size(); i-- > 0 && begins.size() < 5;) {
    if (text[i] != ' ' && (i == 0 || text[i - 1] == ' ')) begins.push_back(i);
  }
  return begins;
}

}  // namespace

Session::Session(const snapshot::Snapshot& snapshot, World& world, temporal::Day today, bool colour)
    : snapshot_(snapshot), world_(world), today_(today), colour_(colour) {}
Session::~Session() = default;

std::string Session::prompt() const {
  return as_of_ ? fmt::format("entente {}> ", temporal::to_string(*as_of_)) : "entente> ";
}

bool Session::handle(std::string_view line) {
  line = trim(line);
  if (line.empty()) return true;
  if (line[0] == ':') {
    const std::size_t blank = line.find(' ');
    const std::string_view rest =
        blank == std::string_view::npos ? std::string_view() : trim(line.substr(blank));
    return command(line.substr(0, blank), rest);
  }
  question(line);
  return true;
}

void Session::question(std::string_view text) {
  if (!asker_) asker_ = std::make_unique<ask::Asker>(snapshot_);
  const ask::Answer answer = asker_->ask(text, {today_, as_of_, explain_});
  world_.out << ask::to_text(answer, {colour_, world_.width});
  if (explain_) world_.out << '\n' << answer.explanation;
  world_.out.flush();
}

bool Session::command(std::string_view name, std::string_view rest) {
  std::ostream& out = world_.out;
  if (name == ":quit" || name == ":q" || name == ":exit") return false;
  if (name == ":help") {
    out << "Ask a question, or:\n";
    for (const PromptCommand& c : kPromptCommands)
      out << fmt::format("  {:<16} {}\n", fmt::format("{} {}", c.name, c.takes), c.help);
    out << "Tab completes commands and names.\n";
  } else if (name == ":explain") {
    explain_ = !explain_;
    out << (explain_ ? "Answers say how they come about.\n" : "Answers are plain again.\n");
  } else if (name == ":as-of" && rest.empty()) {
    as_of_.reset();
  } else if (name == ":as-of") {
    const Result<temporal::Day> day = read_day(rest, ":as-of");
    if (day)
      as_of_ = *day;
    else
      out << day.error().to_string() << '\n';
  } else if (name == ":query") {
    const Result<std::string> answered = answer_query(snapshot_, rest, today_, as_of_, Form::kText, explain_);
    out << (answered ? *answered : answered.error().to_string() + "\n");
  } else {
    std::vector<std::string> names;
    for (const PromptCommand& c : kPromptCommands) names.emplace_back(c.name);
    const auto near = closest(name, names);
    out << fmt::format("there is no command {} ({})\n", to_utf8(name),
                       near ? fmt::format("did you mean {}?", *near) : ":help lists them");
  }
  out.flush();
  return true;
}

Session::Completion Session::complete(std::string_view before) const {
  Completion completion;
  std::set<std::string> words;
  const auto add = [&](std::string_view word) {
    if (words.size() < kMostWords) words.emplace(word);
  };
  if (before.starts_with(":") && before.find(' ') == std::string_view::npos) {
    for (const PromptCommand& c : kPromptCommands)
      if (c.name.starts_with(before)) add(c.name);
  } else if (before.starts_with(":query ")) {
    // In a query things go by their identifiers.
    completion.begin = before.size();
    while (completion.begin > 7 && is_identifier(before[completion.begin - 1])) --completion.begin;
    const std::string_view typed = before.substr(completion.begin);
    if (typed.empty()) return completion;
    for (const record::Relation& relation : snapshot_.vocabulary().relations)
      if (relation.name.starts_with(typed)) add(relation.name);
    for (std::uint32_t i = 0; i < snapshot_.entity_count(); ++i) {
      const std::string_view id = snapshot_.id_of(EntityId{i});
      if (id.starts_with(typed) && std::all_of(id.begin(), id.end(), is_identifier)) add(id);
    }
  } else if (!before.starts_with(":")) {
    // The longest run of last words that a name begins with.
    for (const std::size_t begin : word_begins(before)) {
      const std::string typed = fold(before.substr(begin));
      if (typed.size() < 2) continue;
      std::set<std::string> found;
      for (std::uint32_t i = 0; i < snapshot_.entity_count() && found.size() < kMostWords; ++i) {
        const record::Type& type = snapshot_.vocabulary().type(snapshot_.type_of(EntityId{i}));
        if (type.literal || type.words) continue;
        if (fold(snapshot_.name_of(EntityId{i})).starts_with(typed))
          found.emplace(snapshot_.name_of(EntityId{i}));
        for (const snapshot::NameView& name : snapshot_.names_of(EntityId{i}))
          if (fold(name.text).starts_with(typed)) found.emplace(name.text);
      }
      if (found.empty()) continue;
      words = std::move(found);
      completion.begin = begin;
    }
  }
  completion.words.assign(words.begin(), words.end());
  return completion;
}

std::string common_beginning(const std::vector<std::string>& words) {
  if (words.empty()) return {};
  std::string common = words[0];
  for (const std::string& word : words) {
    std::size_t n = 0;
    while (n < common.size() && n < word.size() &&
           std::tolower(static_cast<unsigned char>(common[n])) ==
               std::tolower(static_cast<unsigned char>(word[n]))) {
      ++n;
    }
    common.resize(n);
  }
  // No half of a letter.
  while (!common.empty() && !is_utf8(common)) common.pop_back();
  return common;
}

}  // namespace entente::cli

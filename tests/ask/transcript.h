// tests/ask/transcript.h: golden transcripts: a record, a fixed today, questions and what is answered.
//
//   # a comment
//   record tests/records/small          a folder of YAML, compiled in memory; "record" is the real one
//   today  2026-11-23
//   as-of  2025-06-01                   may be left out; holds until the next one ("as-of today" ends it)
//
//   ask Was Finland in NATO on 3 April 2023?
//   ----
//   no       ask member_of(FIN, nato) at 2023-04-03
//         until 2023-04-04
//         says "was not a member"
//
//   ask Is Atlantis in NATO?
//   ---- declined not_in_record
//
// Where two reasons will do, both are named: "declined out_of_scope|not_understood".
//
// Several questions above one rule are one question in other words: their queries and verdicts are those of
// the first. A reading whose query is written "…" is an expectation written before the change that meets it:
// of it the verdict and the lines that are there are compared, and an update writes the rest.
//
// A reading is one line of verdict (if it has one) and query; below it, indented, what it found:
//   are A, B · N in all (longer lists) · none · number N, N to M · date D · dates D, D · days N · since D ·
//   until D · part VERDICT QUERY · views VERDICT, VERDICT
// These lines are compared whole. Others are looked for in what was said, and kept by an update:
//   says "…" · never says "…" · caveat "…" · includes A, B · excludes A, B
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ask/ask.h"
#include "record/record.h"

namespace entente::testing {

using temporal::Day;

struct Block {
  std::vector<std::string> before;  // blank lines, comments and settings, as they stand in the file
  std::string question;
  std::vector<std::string> rewordings;  // the same question in other words
  int line = 0;                         // of the question
  Day today;
  std::optional<Day> as_of;
  std::string declined;               // the reason, if it is to be declined
  std::vector<std::string> expected;  // the lines below the rule
};

struct Transcript {
  std::string path;
  std::string record;
  std::vector<Block> blocks;
  std::vector<std::string> after;     // lines below the last block
  std::vector<std::string> mistakes;  // "path:line: what is wrong"
};

// ---- reading -------------------------------------------------------------------------------------

// The word at the front of `line` and the rest, both without blanks around them.
inline std::pair<std::string, std::string> first_word(std::string_view line) {
  line = trim(line);
  const std::size_t end = std::min(line.find(' '), line.size());
  return {std::string(line.substr(0, end)), std::string(trim(line.substr(end)))};
}

inline Transcript read_transcript(const std::string& path, std::string_view text) {
  Transcript transcript;
  transcript.path = path;
  std::optional<Day> today;
  std::optional<Day> as_of;
  bool in_expected = false;
  int number = 0;
  const auto wrong = [&](const std::string& what) {
    transcript.mistakes.push_back(path + ":" + std::to_string(number) + ": " + what);
  };
  const auto day = [&](const std::string& written) -> std::optional<Day> {
    const Result<Day> read = temporal::parse_day(written);
    if (!read) wrong(read.error().to_string());
    return read ? std::optional(*read) : std::nullopt;
  };
  std::vector<std::string> before;
  bool asked = false;  // a question waits for its rule
  if (text.ends_with('\n')) text.remove_suffix(1);
  for (const std::string_view view : split(text, '\n')) {
    ++number;
    const std::string line(view);
    const auto [word, rest] = first_word(line);
    if (asked && word == "ask") {
      transcript.blocks.back().rewordings.push_back(rest);
    } else if (asked) {
      asked = false;
      in_expected = true;
      Block& block = transcript.blocks.back();
      const auto [declined, reason] = first_word(rest);
      if (word != "----" || (!rest.empty() && (declined != "declined" || reason.empty())))
        wrong("\"----\" or \"---- declined REASON\" belongs below a question");
      block.declined = reason;
    } else if (in_expected && !trim(line).empty()) {
      transcript.blocks.back().expected.push_back(line);
    } else {
      in_expected = false;
      if (word == "ask") {
        if (!today || transcript.record.empty())
          wrong("\"record\" and \"today\" come before the first question");
        Block block{std::move(before), rest, {}, number, today.value_or(Day{}), as_of, {}, {}};
        transcript.blocks.push_back(std::move(block));
        before.clear();
        asked = true;
        continue;
      }
      before.push_back(line);
      if (word == "record") {
        transcript.record = rest;
      } else if (word == "today") {
        today = day(rest);
      } else if (word == "as-of") {
        as_of = rest == "today" ? std::nullopt : day(rest);
      } else if (!word.empty() && !word.starts_with('#')) {
        wrong("\"" + word + "\" is none of ask, record, today, as-of and #");
      }
    }
  }
  if (asked) wrong("the last question has no answer below it");
  transcript.after = std::move(before);
  return transcript;
}

inline Transcript read_transcript(const std::string& path) {
  const Result<std::string> text = read_file(path);
  if (text) return read_transcript(path, *text);
  Transcript transcript;
  transcript.path = path;
  transcript.mistakes.push_back(text.error().to_string());
  return transcript;
}

// The transcripts of a folder, in order of name; none if it is not there.
inline std::vector<std::string> transcripts_in(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none))
    if (entry.path().extension() == ".ask") paths.push_back(entry.path().string());
  std::sort(paths.begin(), paths.end());
  return paths;
}

// ---- asking --------------------------------------------------------------------------------------

// A record compiled as of a day, and one to ask.
struct World {
  std::string bytes;
  std::unique_ptr<snapshot::Snapshot> snapshot;
  std::unique_ptr<ask::Asker> asker;
  std::string mistakes;  // if the others are absent
};

// The compiled record of the build tree, if it is newer than every file of the record; else an empty path.
inline std::string built_snapshot() {
  const char* built = std::getenv("ENTENTE_BINARY_DIR");
  if (built == nullptr) return {};
  const std::filesystem::path path = std::filesystem::path(built) / "entente.snapshot";
  std::error_code none;
  const auto time = std::filesystem::last_write_time(path, none);
  if (none) return {};
  for (const auto& entry : std::filesystem::recursive_directory_iterator("record", none))
    if (entry.is_regular_file() && entry.last_write_time() > time) return {};
  return path.string();
}

// Made once for each folder and day. Of the real record, which takes long, the one of the build is taken.
inline const World& world_of(const std::string& folder, Day today) {
  static std::map<std::pair<std::string, int>, World> worlds;
  const auto [at, is_new] = worlds.try_emplace({folder, today.number});
  World& world = at->second;
  if (!is_new) return world;
  const auto add = [&](const std::vector<Error>& errors) {
    for (const Error& error : errors) world.mistakes += error.to_string() + "\n";
  };
  const std::string ready = folder == "record" ? built_snapshot() : "";
  if (!ready.empty()) {
    if (auto opened = snapshot::Snapshot::open(ready)) {
      world.snapshot = std::move(*opened);
      world.asker = std::make_unique<ask::Asker>(*world.snapshot);
      return world;
    }
  }
  const record::Loaded loaded = record::load(folder);
  add(loaded.errors);
  if (!loaded.record) return world;
  snapshot::BuildResult built = snapshot::build(*loaded.record, today);
  add(built.errors);
  if (!built.built) return world;
  world.bytes = std::move(built.built->bytes);
  auto opened = snapshot::Snapshot::from_bytes(world.bytes);
  if (!opened) {
    add({opened.error()});
    return world;
  }
  world.snapshot = std::move(*opened);
  world.asker = std::make_unique<ask::Asker>(*world.snapshot);
  return world;
}

inline ask::Answer answer_of(const Block& block, const World& world) {
  return world.asker->ask(block.question, {block.today, block.as_of, false});
}

// The queries and verdicts of an answer: what a rewording must keep.
inline std::vector<std::string> queries_of(const ask::Answer& answer) {
  std::vector<std::string> queries;
  for (const ask::Reading& reading : answer.readings)
    queries.push_back(reading.verdict.value_or("") + " " + reading.query);
  if (answer.declined) queries.push_back("declined: " + answer.declined->message);
  return queries;
}

// ---- what is expected of an answer -----------------------------------------------------------------

inline constexpr std::size_t kMostNamed = 40;  // of a longer list only the length is expected
inline constexpr std::size_t kWidth = 100;

inline std::string reason_of(const ask::Answer& answer) {
  if (!answer.declined) return {};
  switch (answer.declined->reason) {
    case ask::Refusal::kNotUnderstood: return "not_understood";
    case ask::Refusal::kOutOfScope: return "out_of_scope";
    case ask::Refusal::kNotInRecord: return "not_in_record";
  }
  return "not_understood";
}

inline std::string written(double value) {
  if (value == std::floor(value) && std::abs(value) < 9e15)
    return std::to_string(static_cast<long long>(value));
  return std::to_string(value);
}

// "      are AUT, CYP" on as many lines as it takes; those after the first are indented further.
inline void add_items(std::vector<std::string>& lines, const std::string& key,
                      const std::vector<std::string>& items) {
  std::string line = "      " + key;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string item = items[i] + (i + 1 < items.size() ? "," : "");
    if (line.size() + 1 + item.size() > kWidth) {
      lines.push_back(line);
      line = "         ";
    }
    line += " " + item;
  }
  lines.push_back(line);
}

inline void add_reading(std::vector<std::string>& lines, const ask::Reading& reading) {
  std::string head = reading.verdict.value_or("");
  if (!head.empty()) head.resize(9, ' ');
  lines.push_back(head + reading.query);
  if (reading.entities) {
    std::vector<std::string> sorted = *reading.entities;
    std::sort(sorted.begin(), sorted.end());
    if (sorted.empty())
      lines.emplace_back("      none");
    else if (sorted.size() > kMostNamed)
      lines.push_back("      " + std::to_string(sorted.size()) + " in all");
    else
      add_items(lines, "are", sorted);
  }
  if (reading.number) {
    lines.push_back("      number " + written(*reading.number) +
                    (reading.number_max ? " to " + written(*reading.number_max) : "") +
                    (reading.at_least ? " at least" : ""));
  }
  if (reading.date) lines.push_back("      date " + *reading.date);
  if (reading.dates.size() > 1 || (!reading.date && !reading.dates.empty()))
    add_items(lines, "dates", reading.dates);
  if (reading.duration_days) lines.push_back("      days " + std::to_string(*reading.duration_days));
  if (reading.has_span && reading.since) lines.push_back("      since " + *reading.since);
  if (reading.has_span && reading.until) lines.push_back("      until " + *reading.until);
  for (const ask::Part& part : reading.parts)
    lines.push_back("      part " + part.verdict + " " + part.query);
  std::vector<std::string> verdicts;
  for (const ask::View& view : reading.views) verdicts.push_back(view.verdict);
  std::sort(verdicts.begin(), verdicts.end());
  verdicts.erase(std::unique(verdicts.begin(), verdicts.end()), verdicts.end());
  if (!verdicts.empty()) add_items(lines, "views", verdicts);
}

// Lines that are not compared but looked for, and kept by an update.
inline bool is_looked_for(const std::string& line) {
  const std::string word = first_word(line).first;
  return line.starts_with("  ") &&
         (word == "says" || word == "never" || word == "caveat" || word == "includes" || word == "excludes");
}

// True if the query of a reading is left open.
inline bool is_open(std::string_view line) { return !line.starts_with("  ") && line.ends_with("…"); }

// The lines of each reading; what comes before the first is alone in front.
inline std::vector<std::vector<std::string>> by_reading(const std::vector<std::string>& lines) {
  std::vector<std::vector<std::string>> out(1);
  for (const std::string& line : lines) {
    if (!line.starts_with("  ")) out.emplace_back();
    out.back().push_back(line);
  }
  return out;
}

// With `kept`, whose looked-for lines stay with the reading of the same place.
inline std::vector<std::string> lines_of(const ask::Answer& answer, const std::vector<std::string>& kept) {
  std::vector<std::string> lines;
  const auto old = by_reading(kept);
  const auto keep = [&](std::size_t i) {
    if (i >= old.size()) return;
    std::copy_if(old[i].begin(), old[i].end(), std::back_inserter(lines), is_looked_for);
  };
  keep(0);
  for (std::size_t i = 0; i < answer.readings.size(); ++i) {
    add_reading(lines, answer.readings[i]);
    keep(i + 1);
  }
  return lines;
}

// ---- comparing -----------------------------------------------------------------------------------

inline std::string unquoted(std::string text) {
  if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"'))
    return text.substr(1, text.size() - 2);
  return text;
}

// Why a looked-for line is not met, or nothing. `reading` may be null: the line stands before the first.
inline std::string not_met(const std::string& line, const ask::Answer& answer, const ask::Reading* reading) {
  auto [word, rest] = first_word(line);
  const bool never = word == "never";
  if (never) rest = first_word(rest).second;
  if (word == "says" || never) {
    std::string said = answer.answer;
    if (answer.declined) said += " " + answer.declined->message;
    if (reading != nullptr) said += " " + reading->sentence + " " + reading->text.value_or("");
    const bool there = fold(said).find(fold(unquoted(rest))) != std::string::npos;
    return there == never ? "not met: " + std::string(trim(line)) + "\n    said: " + said : "";
  }
  if (reading == nullptr) return "belongs below a reading: " + std::string(trim(line));
  if (word == "caveat") {
    std::string all;
    for (const std::string& caveat : reading->caveats) all += caveat + "\n    ";
    return fold(all).find(fold(unquoted(rest))) == std::string::npos
               ? "not met: " + std::string(trim(line)) + "\n    caveats: " + all
               : "";
  }
  std::string missed;
  const auto entities = reading->entities.value_or(std::vector<std::string>{});
  for (const std::string_view item : split(rest, ',')) {
    const bool there = std::find(entities.begin(), entities.end(), std::string(trim(item))) != entities.end();
    if (there != (word == "includes")) missed += " " + std::string(trim(item));
  }
  return missed.empty() ? "" : "not met: " + word + missed;
}

// True if a refusal for this reason is expected: "out_of_scope|not_understood" takes either.
inline bool is_reason(const std::string& expected, const std::string& reason) {
  const auto any = split(expected, '|');
  return reason.empty() == expected.empty() && std::find(any.begin(), any.end(), reason) != any.end();
}

// What does not agree, an item each; empty if all does.
inline std::vector<std::string> compare(const Block& block, const ask::Answer& answer) {
  std::vector<std::string> differences;
  if (!is_reason(block.declined, reason_of(answer))) {
    std::string got =
        answer.declined ? "declined " + reason_of(answer) + ": " + answer.declined->message : "answered";
    for (const std::string& line : lines_of(answer, {})) got += "\n    " + line;
    differences.push_back(
        (block.declined.empty() ? "expected an answer" : "expected declined " + block.declined) + ", got " +
        got);
    return differences;
  }
  std::vector<std::string> wanted;
  const auto readings = by_reading(block.expected);
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const ask::Reading* reading = i > 0 && i <= answer.readings.size() ? &answer.readings[i - 1] : nullptr;
    for (const std::string& line : readings[i]) {
      if (!is_looked_for(line)) {
        wanted.push_back(line);
      } else if (std::string why = not_met(line, answer, reading); !why.empty()) {
        differences.push_back(std::move(why));
      }
    }
  }
  std::vector<std::string> got = lines_of(answer, {});
  // Of a reading whose query is left open, only the verdict and what is written below it.
  if (std::any_of(wanted.begin(), wanted.end(), [](const std::string& l) { return is_open(l); })) {
    const auto wanted_readings = by_reading(wanted);
    const auto got_readings = by_reading(got);
    got.clear();
    for (std::size_t i = 0; i < got_readings.size(); ++i) {
      const bool open = i > 0 && i < wanted_readings.size() && is_open(wanted_readings[i][0]);
      for (const std::string& line : got_readings[i]) {
        if (!open)
          got.push_back(line);
        else if (!line.starts_with("  "))
          got.push_back(first_word(line).first == first_word(wanted_readings[i][0]).first ||
                                first_word(wanted_readings[i][0]).first == "…"
                            ? wanted_readings[i][0]
                            : line);
        else if (std::find(wanted_readings[i].begin(), wanted_readings[i].end(), line) !=
                 wanted_readings[i].end())
          got.push_back(line);
      }
    }
  }
  if (wanted == got) return differences;
  std::string difference = "expected";
  for (const std::string& line : wanted) difference += "\n    " + line;
  difference += "\n  got";
  for (const std::string& line : got) difference += "\n    " + line;
  differences.insert(differences.begin(), difference + "\n  said " + answer.answer);
  return differences;
}

// The file again, with what was answered in the place of what was expected.
inline std::string updated(const Transcript& transcript, const std::vector<ask::Answer>& answers) {
  std::string text;
  const auto put = [&](const std::vector<std::string>& lines) {
    for (const std::string& line : lines) text += line + "\n";
  };
  for (std::size_t i = 0; i < transcript.blocks.size(); ++i) {
    const Block& block = transcript.blocks[i];
    const ask::Answer& answer = answers[i];
    put(block.before);
    text += "ask " + block.question + "\n";
    for (const std::string& rewording : block.rewordings) text += "ask " + rewording + "\n";
    text += "----";
    const std::string reason = reason_of(answer);
    if (!reason.empty()) text += " declined " + (is_reason(block.declined, reason) ? block.declined : reason);
    text += "\n";
    put(lines_of(answer, block.expected));
  }
  put(transcript.after);
  return text;
}

}  // namespace entente::testing

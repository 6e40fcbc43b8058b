// ask/ask.h: a plain question to an answer with dates, evidence and proof.
//
//   Asker asker(snapshot);                                  // builds the language once
//   Answer answer = asker.ask("Is Korea a part of NATO?", {.today = today});
//   std::puts(to_json(answer).c_str());                     // contracts/answer.schema.json
//   std::puts(to_text(answer, {.colour = true}).c_str());   // for a terminal
//
// Shape:  every question gets an Answer: answered, or declined with a reason and nearest questions.
// Limits: kLongestQuestion bytes; at most four readings.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"
#include "snapshot/snapshot.h"
#include "temporal/temporal.h"

namespace entente::language {
class Language;
struct Reading;
}  // namespace entente::language

namespace entente::ask {

using temporal::Day;

inline constexpr std::size_t kLongestQuestion = 4096;

struct Options {
  Day today;                 // the last day of which anything is known without announcement
  std::optional<Day> as_of;  // the day that the answer speaks of; today if not given
  bool explain = false;      // keep the trace of how the question was understood
};

struct SourceCited {
  std::string key, title, publisher, date, url, where;
};
struct Evidence {
  std::string statement;  // as a query atom
  std::string text;       // the same in English
  std::string layer;
  std::optional<std::string> valid_from, valid_until;  // EDTF; until: first day on which it no longer holds
  std::vector<SourceCited> sources;
  std::string checked;
};
struct ProofNode {
  std::string claim;
  std::string value;  // yes, no, unknown
  std::string by;     // statement, rule, closure, existence, type, class, nothing
  std::string rule;
  std::vector<Evidence> evidence;
  std::vector<ProofNode> premises;
};
struct SpanProof {
  std::optional<std::string> from, until;
  ProofNode tree;
};
struct TimelineStep {
  std::optional<std::string> from, until;
  std::string value;  // yes, no, unknown, presumed yes, or a number or a range
  bool presumed = false;
};
struct Part {
  std::string query, subject, verdict, sentence;
};
struct View {
  std::vector<std::string> according_to;
  std::string verdict, sentence;
};
struct ActDate {
  std::string act, date;
};

struct Reading {
  std::string query;
  std::string paraphrase;
  std::optional<std::string> verdict;  // yes, no, mixed, unknown
  std::string sentence;
  std::optional<std::vector<std::string>> entities;
  std::optional<double> number, number_max;
  std::string unit;
  bool at_least = false;
  std::optional<std::string> date;
  std::vector<std::string> dates;
  std::vector<ActDate> acts;
  std::optional<int> duration_days;
  std::optional<std::string> text;
  std::optional<std::string> since, until;
  bool has_span = false;  // since and until are meant, null or not
  std::vector<TimelineStep> timeline;
  std::vector<std::string> caveats;
  std::vector<Evidence> evidence;
  std::vector<SpanProof> proof;
  std::optional<std::string> known_through;
  bool presumed = false;
  std::vector<Part> parts;
  std::vector<View> views;
};

enum class Refusal : std::uint8_t { kNotUnderstood, kOutOfScope, kNotInRecord };

struct Declined {
  Refusal reason = Refusal::kNotUnderstood;
  std::string message;
  std::vector<std::string> suggestions;
};

struct Answer {
  std::string question;
  std::optional<std::string> id;
  std::optional<Declined> declined;  // if not answered
  std::string as_of;
  std::optional<std::string> verdict;
  std::string answer;  // plain English that stands alone
  std::vector<Reading> readings;
  std::string explanation;  // with Options::explain: mentions, kernels, readings with costs, query
};

class Asker {
 public:
  // Keeps a reference to the snapshot.
  explicit Asker(const snapshot::Snapshot& snapshot);
  ~Asker();
  Asker(const Asker&) = delete;
  Asker& operator=(const Asker&) = delete;
  // Never fails: what cannot be read is declined. Safe to call from several threads at once.
  Answer ask(std::string_view question, const Options& options) const;
  // One reading, evaluated and told: for those who read sentences that are no questions.
  Reading tell(const language::Reading& reading, const Options& options) const;
  const language::Language& language() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// One JSON object on one line, without a line end.
std::string to_json(const Answer& answer);

// The same of one piece of evidence.
std::string to_json(const Evidence& evidence);

struct Style {
  bool colour = false;
  int width = 80;
};
// For people: the answer, its readings, caveats, horizon and numbered sources.
std::string to_text(const Answer& answer, const Style& style);

}  // namespace entente::ask

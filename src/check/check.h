// check/check.h: documents to findings: which sentences are true, outdated or wrong, and what is right.
//
//   Checker checker(snapshot);                                // builds the language once
//   auto found = checker.check(document::Reader(input, format), "page.html", {.today = today});
//   found->claims[0].verdict;                                 // kOutdated
//   std::puts(to_json(*found).c_str());                       // contracts/finding.schema.json
//
// Shape:  a document is read a block at a time and never held whole; the claims are kept, in order.
// Source: what a claim gets is the table of design, section 7.
// Clocks: `as_of` (today, if not given) and the day of writing, where the document or the caller tells it.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ask/ask.h"
#include "document/document.h"
#include "snapshot/snapshot.h"

namespace entente::check {

using temporal::Day;

enum class Verdict : std::uint8_t {
  kSupported,  // true on the days that the sentence speaks of
  kOutdated,   // undated, in the present tense: was true, and is not
  kWrong,      // not true on those days
  kUnknown     // understood, and the record cannot say
};
std::string_view name_of(Verdict verdict);  // "supported", ...
inline bool is_flag(Verdict v) { return v == Verdict::kOutdated || v == Verdict::kWrong; }

// What a sentence says of something, a word that a configuration selects by.
enum class Sort : std::uint8_t { kFact, kCount, kList };
std::string_view name_of(Sort sort);  // "fact", "count", "list"

// How a finding is reported. Notes are shown and fail nothing; kOff is not shown at all.
enum class Severity : std::uint8_t { kOff, kNote, kWarning, kError };
std::string_view name_of(Severity severity);  // "off", "note", "warning", "error"
std::optional<Severity> severity_of(std::string_view name);

struct Claim {
  Verdict verdict = Verdict::kUnknown;
  Sort sort = Sort::kFact;
  std::string quote;        // the words that make it, without the markup between them
  std::uint64_t start = 0;  // bytes of the document
  std::uint64_t end = 0;
  document::Position position;         // of its first byte
  document::Position end_position;     // of the byte behind its last
  std::string sentence;                // the sentence that it stands in
  document::TextRange in_sentence;     // and where in that
  Severity severity = Severity::kOff;  // of a flag; kOff also of one that a baseline knows
  std::string query;
  std::string paraphrase;
  std::optional<std::string> true_from, true_until;  // of the span at as_of, or of the last before it (EDTF)
  std::optional<bool> true_when_written;             // nullopt: the day of writing is not known, or unknown
  std::optional<std::string> correction;             // of a flag: what is right
  double confidence = 1;                             // 0 to 1: how much of the sentence was read how surely
  std::vector<ask::Evidence> evidence;
  std::vector<std::string> caveats;
  std::vector<std::string> missing, extra;  // names, of a list that is said to be whole
  std::string event;  // of a flag: what made it stale, "Sweden joined NATO on 7 March 2024"
};

// Two claims of one document that were never both true on one day.
struct Clash {
  std::size_t first = 0;  // indices into claims
  std::size_t second = 0;
};

// A block of the document's text and the claims in it, for reports that show the text.
struct Passage {
  struct Mark {
    document::TextRange range;
    std::size_t claim = 0;  // index into claims
  };
  document::Kind kind = document::Kind::kParagraph;
  int level = 0;     // of a heading, 1 to 6
  std::string text;  // UTF-8
  bool gap = false;  // text between the one before and this was left out
  std::vector<Mark> marks;
};

struct Findings {
  std::string document;
  std::optional<std::string> written;  // yyyy-mm-dd
  std::string as_of;
  std::vector<Claim> claims;
  std::vector<Clash> clashes;
  std::vector<Passage> passages;   // with Options::passages
  std::size_t sentences = 0;       // of the blocks that could say something; others are not split
  std::string trace;               // with Options::explain: each sentence, its clauses and what they say
  std::vector<std::string> notes;  // of the document: "not UTF-8: 3 bytes replaced"
  std::size_t count(Verdict verdict) const;
  std::size_t count(Severity severity) const;
};

// Which findings count, and how much. A sort may lower what its verdict has, not raise it.
struct Policy {
  Severity outdated = Severity::kWarning;
  Severity wrong = Severity::kError;
  std::array<Severity, 3> sorts = {Severity::kError, Severity::kError, Severity::kError};  // by Sort
  Severity of(Verdict verdict, Sort sort) const;
};

inline constexpr std::size_t kMostText = std::size_t{4} << 20;

struct Options {
  Day today;
  std::optional<Day> as_of;    // the day that present tense speaks of; today if not given
  std::optional<Day> written;  // goes before what the document tells of itself
  bool explain = false;
  // Keep the text for a report: all of it up to kMostText bytes, then only the blocks that hold a claim.
  bool passages = false;
  Policy policy = {};
  const std::atomic<bool>* stop = nullptr;  // set from elsewhere: what was found so far is given back
};

class Checker {
 public:
  // Keeps a reference to the snapshot.
  explicit Checker(const snapshot::Snapshot& snapshot);
  ~Checker();
  Checker(const Checker&) = delete;
  Checker& operator=(const Checker&) = delete;

  // Passes over what the text itself excludes: the block behind a comment "entente: ignore", and the blocks
  // between "entente: ignore-start" and "entente: ignore-end". In plain text the comment is a paragraph of
  // its own that says "# entente: ignore". Fails as document::Reader does. Safe to call from several threads
  // at once.
  Result<Findings> check(document::Reader reader, std::string name, const Options& options) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// One JSON object on one line, without a line end: contracts/finding.schema.json. Offsets are bytes, lines
// and columns count from 1, columns in code points.
std::string to_json(const Findings& findings);

// ---- reports ---------------------------------------------------------------------------------------
// Each takes the claims whose severity is not kOff. Text of documents is made harmless for where it goes:
// controls for a terminal, markup for a page, line ends for annotations.

struct TextStyle {
  bool colour = false;
  int width = 80;        // columns of the sentence that is shown
  bool all = false;      // supported and unknown claims too
  bool explain = false;  // queries, confidence, and all sources
};

// "FILE:LINE:COLUMN: VERDICT: what is right", the sentence with the claim underlined, since when, sources.
std::string to_text(const Findings& findings, const TextStyle& style);

// Workflow commands of GitHub, a line each: "::error file=…,line=…,col=…,title=…::…".
std::string to_github(const Findings& findings);

// A log of SARIF 2.1.0 with one run. Documents are added one by one; only their results are kept.
class Sarif {
 public:
  explicit Sarif(std::string version);  // of Entente
  ~Sarif();
  Sarif(Sarif&&) noexcept;
  Sarif& operator=(Sarif&&) noexcept;
  void add(const Findings& findings);
  void add(const std::string& document, const Error& error);  // one that could not be read
  std::string finish() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// One page that needs nothing else: the text of each document with its claims underlined by verdict, beside
// them what is right and where that stands. No script; light and dark. Needs Options::passages.
std::string to_html(const std::vector<Findings>& documents);

// Tells a finding from others across edits of the text around it: 16 hexadecimal digits over the words (white
// space and case aside) and the query.
std::string fingerprint(const Claim& claim);

}  // namespace entente::check

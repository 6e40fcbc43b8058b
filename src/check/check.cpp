#include "check/check.h"

#include <algorithm>
#include <array>

#include "check/judge.h"
#include "language/language.h"

namespace entente::check {

using namespace temporal;

std::string_view name_of(Verdict verdict) {
  static constexpr std::array<std::string_view, 4> kNames{"supported", "outdated", "wrong", "unknown"};
  return kNames[static_cast<std::size_t>(verdict)];
}

std::string_view name_of(Sort sort) {
  static constexpr std::array<std::string_view, 3> kNames{"fact", "count", "list"};
  return kNames[static_cast<std::size_t>(sort)];
}

std::size_t Findings::count(Verdict verdict) const {
  return static_cast<std::size_t>(
      std::count_if(claims.begin(), claims.end(), [&](const Claim& c) { return c.verdict == verdict; }));
}

struct Checker::State {
  explicit State(const snapshot::Snapshot& s) : snapshot(s), asker(s), speaker(s) {}
  const snapshot::Snapshot& snapshot;
  ask::Asker asker;
  language::Speaker speaker;
};

Checker::Checker(const snapshot::Snapshot& snapshot) : state_(std::make_unique<State>(snapshot)) {}
Checker::~Checker() = default;

namespace {

// Claims that hold on days of their own, to be held against each other.
struct Dated {
  std::size_t claim = 0;
  Truths days;
};

// True on no common day, each of them on some.
bool clash(const Truths& a, const Truths& b) {
  const Truths common = both(a, b);
  const auto somewhere = [](const Truths& line, Truth truth) {
    return std::any_of(line.steps().begin(), line.steps().end(),
                       [&](const auto& step) { return step.value.truth == truth; });
  };
  return somewhere(a, kTrue) && somewhere(b, kTrue) && !somewhere(common, kTrue) &&
         !somewhere(common, kUnknown);
}

}  // namespace

Result<Findings> Checker::check(document::Reader reader, std::string name, const Options& options) const {
  const State& state = *state_;
  Findings found;
  found.document = std::move(name);
  const Day as_of = options.as_of.value_or(options.today);
  found.as_of = to_string(as_of);
  std::vector<Dated> dated;
  language::Carried carried;
  document::Block block;
  std::shared_ptr<const document::Section> section;
  while (true) {
    const Result<bool> more = reader.next(block);
    if (!more) return more.error();
    if (!*more || (options.stop != nullptr && options.stop->load())) break;
    if (block.boilerplate || block.quoted) continue;
    if (block.section != section) carried = {}, section = block.section;
    std::optional<Day> written = options.written;
    if (!written && reader.about().written)
      if (const Result<Span> day = parse_period(*reader.about().written)) written = day->begin;
    for (const document::TextRange range : document::sentences(block)) {
      ++found.sentences;
      const std::string_view sentence = block.text.view(range);
      std::string* trace = options.explain ? &found.trace : nullptr;
      if (trace != nullptr) *trace += std::string(sentence) + '\n';
      for (const language::Statement& statement :
           state.asker.language().statements(sentence, as_of, carried, trace)) {
        Claim claim = judge(statement, state.asker, state.snapshot, state.speaker, as_of, written, options);
        const document::TextRange place{range.begin + statement.begin, range.begin + statement.end};
        const document::SourceRange source = block.text.source(place);
        claim.quote = std::string(block.text.view(place));
        claim.start = source.begin, claim.end = source.end;
        claim.position = reader.position(source.begin);
        if (auto days = days_of(statement, state.snapshot, as_of, options.today))
          dated.push_back({found.claims.size(), std::move(*days)});
        found.claims.push_back(std::move(claim));
      }
    }
  }
  if (options.written)
    found.written = to_string(*options.written);
  else
    found.written = reader.about().written;
  for (const document::Note& note : reader.about().notes) found.notes.push_back(note.message);
  for (std::size_t i = 0; i < dated.size() && dated.size() < 400; ++i)
    for (std::size_t k = i + 1; k < dated.size(); ++k)
      if (clash(dated[i].days, dated[k].days)) found.clashes.push_back({dated[i].claim, dated[k].claim});
  return found;
}

}  // namespace entente::check

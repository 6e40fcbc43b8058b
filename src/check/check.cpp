#include "check/check.h"

#include <algorithm>
#include <array>
#include <utility>

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

std::string_view name_of(Severity severity) {
  static constexpr std::array<std::string_view, 4> kNames{"off", "note", "warning", "error"};
  return kNames[static_cast<std::size_t>(severity)];
}

std::optional<Severity> severity_of(std::string_view name) {
  for (const Severity s : {Severity::kOff, Severity::kNote, Severity::kWarning, Severity::kError})
    if (name_of(s) == name) return s;
  return std::nullopt;
}

Severity Policy::of(Verdict verdict, Sort sort) const {
  if (!is_flag(verdict)) return Severity::kOff;
  return std::min(verdict == Verdict::kOutdated ? outdated : wrong, sorts[static_cast<std::size_t>(sort)]);
}

std::size_t Findings::count(Severity severity) const {
  return static_cast<std::size_t>(
      std::count_if(claims.begin(), claims.end(), [&](const Claim& c) { return c.severity == severity; }));
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

// What the text itself says is not to be checked, followed as the blocks come.
class Ignored {
 public:
  // True if `block` is not to be read: excluded, or itself the line that excludes.
  bool passes_over(const document::Block& block, const document::About& about) {
    const std::uint64_t begin = block.text.source().begin;
    for (; next_ < about.directives.size() && about.directives[next_].source.begin < begin; ++next_)
      follow(about.directives[next_].text);
    std::string_view text = block.text.str();
    if (text.size() < kLongest) {
      if (text.starts_with("# ")) text.remove_prefix(2);
      constexpr std::string_view kMark = "entente:";
      if (text.starts_with(kMark) && follow(trim(text.substr(kMark.size())))) return true;
    }
    return std::exchange(once_, false) || within_;
  }

 private:
  static constexpr std::size_t kLongest = 64;

  bool follow(std::string_view what) {
    if (what == "ignore")
      once_ = true;
    else if (what == "ignore-start")
      within_ = true;
    else if (what == "ignore-end")
      within_ = false;
    else
      return false;
    return true;
  }

  std::size_t next_ = 0;
  bool once_ = false;
  bool within_ = false;
};

// Keeps the text of blocks, first all of it, then what is worth showing.
class Passages {
 public:
  explicit Passages(std::vector<Passage>& into) : into_(into) {}

  void add(const document::Block& block, std::vector<Passage::Mark> marks) {
    if (marks.empty() && bytes_ + block.text.size() > kMostText) {
      gap_ = true;
      return;
    }
    bytes_ += block.text.size();
    into_.push_back(
        {block.kind, block.level, block.text.str(), std::exchange(gap_, false), std::move(marks)});
  }

 private:
  std::vector<Passage>& into_;
  std::size_t bytes_ = 0;
  bool gap_ = false;
};

}  // namespace

Result<Findings> Checker::check(document::Reader reader, std::string name, const Options& options) const {
  const State& state = *state_;
  Findings found;
  found.document = std::move(name);
  const Day as_of = options.as_of.value_or(options.today);
  found.as_of = to_string(as_of);
  std::vector<Dated> dated;
  language::Carried carried;
  Ignored ignored;
  Passages passages(found.passages);
  document::Block block;
  std::shared_ptr<const document::Section> section;
  while (true) {
    const Result<bool> more = reader.next(block);
    if (!more) return more.error();
    if (!*more || (options.stop != nullptr && options.stop->load())) break;
    const bool passed_over = ignored.passes_over(block, reader.about());
    if (block.boilerplate || block.quoted || passed_over) {
      if (options.passages && !block.boilerplate) passages.add(block, {});
      continue;
    }
    std::vector<Passage::Mark> marks;
    // What has no chance is not split into sentences; then "it" speaks of nothing any more.
    const auto hopeless = [&](std::string_view text) {
      const bool named = carried.subject != logic::kNobody || !carried.named.empty();
      if (options.explain || state.asker.language().promising(text, named)) return false;
      carried.subject = logic::kNobody;
      return true;
    };
    if (hopeless(block.text.str())) {
      if (options.passages) passages.add(block, {});
      continue;
    }
    if (block.section != section) carried = {}, section = block.section;
    std::optional<Day> written = options.written;
    if (!written && reader.about().written)
      if (const Result<Span> day = parse_period(*reader.about().written)) written = day->begin;
    for (const document::TextRange range : document::sentences(block)) {
      ++found.sentences;
      const std::string_view sentence = block.text.view(range);
      std::string* trace = options.explain ? &found.trace : nullptr;
      if (hopeless(sentence)) continue;
      if (trace != nullptr) *trace += std::string(sentence) + '\n';
      for (const language::Statement& statement :
           state.asker.language().statements(sentence, as_of, carried, trace)) {
        Claim claim = judge(statement, state.asker, state.snapshot, state.speaker, as_of, written, options);
        const document::TextRange place{range.begin + statement.begin, range.begin + statement.end};
        const document::SourceRange source = block.text.source(place);
        claim.quote = std::string(block.text.view(place));
        claim.start = source.begin, claim.end = source.end;
        claim.position = reader.position(source.begin);
        claim.end_position = reader.position(source.end);
        claim.sentence = std::string(sentence);
        claim.in_sentence = {statement.begin, statement.end};
        claim.severity = options.policy.of(claim.verdict, claim.sort);
        if (options.passages) marks.push_back({place, found.claims.size()});
        if (auto days = days_of(statement, state.snapshot, as_of, options.today))
          dated.push_back({found.claims.size(), std::move(*days)});
        found.claims.push_back(std::move(claim));
      }
    }
    if (options.passages) passages.add(block, std::move(marks));
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

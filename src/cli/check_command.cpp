// entente check: files, folders and archives to findings.
#include "check/check.h"

#include <fmt/format.h>

#include <fstream>

#include "cli/batch.h"
#include "cli/command.h"

namespace entente::cli {
namespace {

// A document on standard input of a test, that has no descriptor.
constexpr std::size_t kMostRead = std::size_t{1} << 28;

std::string error_line(const std::string& id, const Error& error) {
  boost::json::object line;
  line["document"] = id;
  line["error"] = json_of(error);
  return boost::json::serialize(line);
}

struct Totals {
  std::size_t flags = 0;
  std::size_t failures = 0;
};

document::Input input_of(Invocation& invocation, std::string& kept) {
  if (invocation.world.in_descriptor >= 0)
    return document::Input::descriptor(invocation.world.in_descriptor, "standard input");
  kept = read_all(invocation.world.in, kMostRead);
  return document::Input::memory(kept);
}

// JSON Lines in, JSON Lines out: one object a record, in order, also for one that could not be read.
Status filter(Invocation& invocation, const check::Checker& checker, const check::Options& options,
              document::Input input, Totals& totals) {
  document::LineSource lines(std::move(input));
  while (true) {
    Result<std::optional<document::LineSource::Item>> item = lines.next();
    if (!item) return item.error();
    if (!*item) return Done{};
    document::LineSource::Item& line = **item;
    const std::string id = line.id.empty() ? std::to_string(line.line) : line.id;
    if (!line.record) {
      ++totals.failures;
      invocation.world.out << error_line(id, line.record.error()) << '\n';
      continue;
    }
    check::Options own = options;
    if (line.record->written)
      if (const auto day = document::written_day(*line.record->written))
        if (const auto parsed = read_day(*day, "written"); parsed && !own.written) own.written = *parsed;
    auto found =
        checker.check(document::Reader(document::Input::memory(line.record->body), line.record->format),
                      line.record->id, own);
    if (!found) {
      ++totals.failures;
      invocation.world.out << error_line(id, found.error()) << '\n';
      continue;
    }
    totals.flags += found->count(check::Verdict::kOutdated) + found->count(check::Verdict::kWrong);
    invocation.world.out << check::to_json(*found) << '\n';
  }
}

}  // namespace

int run_check(Invocation& invocation) {
  World& world = invocation.world;
  const Result<temporal::Day> today = invocation.today();
  if (!today) return invocation.fail(today.error());
  const Result<std::optional<temporal::Day>> as_of = invocation.as_of();
  if (!as_of) return invocation.fail(as_of.error());
  check::Options options;
  options.today = *today;
  options.as_of = *as_of;
  options.explain = invocation.has("--explain");
  if (const std::string text = invocation.value("--written"); !text.empty()) {
    const Result<temporal::Day> written = read_day(text, "--written");
    if (!written)
      return invocation.fail({ErrorCode::kUsage, written.error().message, {}, written.error().hint});
    options.written = *written;
  }
  if (invocation.words.empty() && world.in_terminal)
    return invocation.fail({ErrorCode::kUsage, "check what?", {}, "entente check article.html"});
  const auto opened = open_snapshot(invocation);
  if (!opened) return invocation.fail(opened.error());
  const check::Checker checker(**opened);
  Totals totals;
  std::vector<std::string> words = invocation.words;
  if (words.empty()) words.emplace_back("-");
  for (const std::string& word : words) {
    std::string kept;
    Result<document::Input> input =
        word == "-" ? Result<document::Input>(input_of(invocation, kept)) : document::Input::open(word);
    if (!input) {
      invocation.fail(input.error());
      ++totals.failures;
      continue;
    }
    if (invocation.has("--jsonl")) {
      const Status done = filter(invocation, checker, options, std::move(*input), totals);
      if (!done) return invocation.fail(done.error());
      continue;
    }
    const auto format = document::guess_format(word, "").value_or(document::Format::kPlain);
    const auto found = checker.check(document::Reader(std::move(*input), format), word, options);
    if (!found) {
      invocation.fail(found.error());
      ++totals.failures;
      continue;
    }
    totals.flags += found->count(check::Verdict::kOutdated) + found->count(check::Verdict::kWrong);
    if (invocation.has("--json")) {
      world.out << check::to_json(*found) << '\n';
      continue;
    }
    for (const check::Claim& c : found->claims) {
      if (!check::is_flag(c.verdict) && !options.explain) continue;
      world.out << fmt::format("{}:{}:{}: {}: \"{}\"", word, c.position.line, c.position.column,
                               check::name_of(c.verdict), c.quote);
      if (c.correction) world.out << " -> " << *c.correction;
      if (!c.event.empty()) world.out << " (" << c.event << ")";
      world.out << '\n';
      if (options.explain) world.out << "  " << c.query << '\n';
    }
    if (options.explain) world.out << '\n' << found->trace;
  }
  if (totals.failures > 0 && !invocation.has("--jsonl")) return 2;
  return totals.flags > 0 ? 1 : 0;
}

}  // namespace entente::cli

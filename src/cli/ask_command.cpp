// entente ask: one question, or a batch of them.
#include "ask/ask.h"

#include <fmt/format.h>

#include "cli/batch.h"
#include "cli/command.h"

namespace entente::cli {
namespace {

// A question is far shorter; what is longer is declined, but need not be kept whole for that.
constexpr std::size_t kMostRead = 1 << 20;

}  // namespace

int run_ask(Invocation& invocation) {
  World& world = invocation.world;
  const Result<temporal::Day> today = invocation.today();
  if (!today) return invocation.fail(today.error());
  const Result<std::optional<temporal::Day>> as_of = invocation.as_of();
  if (!as_of) return invocation.fail(as_of.error());
  const bool batch = invocation.has("--batch");
  const bool nothing_said = invocation.words.empty() && !batch;
  if (nothing_said && world.in_terminal) {
    return invocation.fail({ErrorCode::kUsage, "which question?", {}, "entente ask \"Who is in the EU?\""});
  }
  const auto opened = open_snapshot(invocation);
  if (!opened) return invocation.fail(opened.error());
  const ask::Asker asker(**opened);
  ask::Options options{*today, *as_of, invocation.has("--explain")};
  if (batch) {
    return run_batch(invocation, "question", [&](const BatchLine& line) -> Result<std::string> {
      ask::Options own = options;
      if (line.as_of) own.as_of = line.as_of;
      return ask::to_json(asker.ask(line.text, own));
    });
  }
  std::string question = join(invocation.words, " ");
  if (nothing_said || question == "-") {
    question = read_all(world.in, kMostRead);
    while (!question.empty() && (question.back() == '\n' || question.back() == '\r')) question.pop_back();
  }
  const ask::Answer answer = asker.ask(question, options);
  if (invocation.has("--json")) {
    world.out << ask::to_json(answer) << '\n';
  } else {
    world.out << ask::to_text(answer, {invocation.colour(), world.width});
    if (options.explain) world.out << '\n' << answer.explanation;
  }
  return kDone;
}

}  // namespace entente::cli

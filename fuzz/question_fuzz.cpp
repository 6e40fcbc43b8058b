// Text to an answer over the small record: whatever is asked is answered or declined, and comes to an end.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "../tests/support/small_record.h"
#include "ask/ask.h"
#include "language/language.h"

namespace {

using namespace entente;

constexpr std::size_t kLongest = 1 << 16;

struct World {
  std::string bytes;
  std::unique_ptr<snapshot::Snapshot> snapshot;
  std::unique_ptr<language::Language> language;
  std::unique_ptr<ask::Asker> asker;
};

const World& world() {
  static const World made = [] {
    World w;
    const record::Loaded loaded = record::load_texts(entente::testing::small_record());
    snapshot::BuildResult built = snapshot::build(*loaded.record, temporal::day_of(2025, 6, 1));
    w.bytes = std::move(built.built->bytes);
    w.snapshot = std::move(*snapshot::Snapshot::from_bytes(w.bytes));
    w.language = std::make_unique<language::Language>(*w.snapshot);
    w.asker = std::make_unique<ask::Asker>(*w.snapshot);
    return w;
  }();
  return made;
}

void insist(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > kLongest) return 0;
  const std::string question(reinterpret_cast<const char*>(data), size);
  // The asker cleans a question before it is read; the reader must bear it as it is.
  if (size <= ask::kLongestQuestion) world().language->read(question, temporal::day_of(2024, 6, 1), true);
  const ask::Options options{temporal::day_of(2025, 6, 1), temporal::day_of(2024, 6, 1), true};
  const ask::Answer answer = world().asker->ask(question, options);
  insist(answer.declined.has_value() == answer.readings.empty(), "neither answered nor declined, or both");
  insist(!answer.declined || !answer.declined->message.empty(), "declined without a word");
  insist(is_utf8(ask::to_json(answer)) && is_utf8(ask::to_text(answer, {})), "an answer that is not UTF-8");
  return 0;
}

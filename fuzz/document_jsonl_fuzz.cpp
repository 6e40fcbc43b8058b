// Any bytes are read as JSON Lines: each line a record or an error with its place, however they come in.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "document/document.h"

namespace {

using namespace entente;
using namespace entente::document;

std::string lines_of(std::string_view bytes, std::uint64_t step) {
  Limits limits;
  limits.read_bytes = step;
  limits.line_bytes = 200;
  LineSource source(Input::memory(bytes), limits);
  std::string told;
  std::uint64_t before = 0;
  while (true) {
    const Result<std::optional<LineSource::Item>> item = source.next();
    if (!item) std::abort();
    if (!*item) return told;
    const LineSource::Item& at = **item;
    if (at.line <= before) std::abort();
    before = at.line;
    told += std::to_string(at.line) + ' ' + at.id + ' ';
    if (at.record) {
      if (at.record->line != at.line || at.record->id != at.id) std::abort();
      if (!read(at.record->body, at.record->format) && at.record->body.size() < 2) std::abort();
      told += at.record->body + '\n';
    } else {
      if (at.record.error().message.empty() || at.record.error().where.empty()) std::abort();
      told += at.record.error().to_string() + '\n';
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (lines_of(bytes, 3) != lines_of(bytes, 1 << 16)) std::abort();
  return 0;
}

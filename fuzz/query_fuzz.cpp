// Text to a query over the small record: it parses or is refused; what parses prints to what parses to the
// same, and evaluates to an end.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "../tests/support/small_record.h"
#include "query/query.h"

namespace {

using namespace entente;

const snapshot::Snapshot& small() {
  static std::string bytes;
  static const std::unique_ptr<snapshot::Snapshot> opened = [] {
    const record::Loaded loaded = record::load_texts(entente::testing::small_record());
    snapshot::BuildResult built = snapshot::build(*loaded.record, temporal::day_of(2025, 6, 1));
    bytes = std::move(built.built->bytes);
    return std::move(*snapshot::Snapshot::from_bytes(bytes));
  }();
  return *opened;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Result<query::Query> query = query::parse(text, small());
  if (!query) return 0;
  const std::string printed = query::print(*query, small());
  const Result<query::Query> again = query::parse(printed, small());
  if (!again || !(*again == *query) || query::print(*again, small()) != printed) {
    std::fprintf(stderr, "printed: %s\n%s\n", printed.c_str(),
                 again ? query::print(*again, small()).c_str() : again.error().to_string().c_str());
    std::abort();
  }
  // Every variable multiplies the work by the number of entities.
  if (size > 300 || std::count(printed.begin(), printed.end(), '?') > 6) return 0;
  const logic::Context context{temporal::day_of(2024, 1, 1), temporal::day_of(2025, 6, 1), logic::kNobody};
  const auto outcome = query::evaluate(*query, small(), context);
  if (outcome && query->head != query::Head::kDescribe && query->head != query::Head::kWhich) {
    query::explain(*query, small(), context, context.cursor);
  }
  return 0;
}

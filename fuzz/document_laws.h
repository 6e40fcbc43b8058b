// What holds of every document, whatever its bytes.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "document/document.h"
#include "tests/document/support.h"

namespace entente::document {

inline void hold_laws(std::string_view bytes, Format format) {
  for (const std::uint64_t block_bytes : {std::uint64_t{1} << 20, std::uint64_t{50}}) {
    Limits limits;
    limits.block_bytes = block_bytes;
    const Result<Document> whole = read(bytes, format, limits);
    if (!whole) {
      if (whole.error().code != ErrorCode::kNotUtf8) std::abort();
      return;
    }
    if (const std::string fault = fault_of_map(*whole, bytes); !fault.empty()) {
      std::fprintf(stderr, "%s\n", fault.c_str());
      std::abort();
    }
    limits.read_bytes = 5;
    Reader reader(Input::memory(bytes).after({}), format, limits);
    Document pieces;
    pieces.format = format;
    Block block;
    while (true) {
      const Result<bool> more = reader.next(block);
      if (!more) std::abort();
      if (!*more) break;
      pieces.blocks.push_back(block);
    }
    pieces.about = reader.about();
    if (dump(pieces) != dump(*whole)) {
      std::fprintf(stderr, "---- whole\n%s\n---- in pieces\n%s\n", dump(*whole).c_str(),
                   dump(pieces).c_str());
      std::abort();
    }
  }
}

}  // namespace entente::document

// Any bytes are read as text: the map leads back to the bytes, and the blocks do not depend on how they come
// in.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "document/document.h"
#include "fuzz/document_laws.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  entente::document::hold_laws({reinterpret_cast<const char*>(data), size},
                               entente::document::Format::kPlain);
  return 0;
}

#include "base/base.h"

#include <fmt/format.h>

namespace entente {

std::string_view name_of(ErrorCode code) {
  switch (code) {
#define ENTENTE_ERROR(code, name, summary) \
  case ErrorCode::code: return name;
#include "base/error_codes.def"
#undef ENTENTE_ERROR
  }
  return {};
}

std::string_view summary_of(ErrorCode code) {
  switch (code) {
#define ENTENTE_ERROR(code, name, summary) \
  case ErrorCode::code: return summary;
#include "base/error_codes.def"
#undef ENTENTE_ERROR
  }
  return {};
}

Error Error::at(std::string place) const {
  Error placed = *this;
  if (where.empty())
    placed.where = std::move(place);
  else if (!where.starts_with(place))
    placed.where = fmt::format("{}:{}", place, where);
  return placed;
}

std::string Error::to_string() const {
  std::string text = where.empty() ? message : fmt::format("{}: {}", where, message);
  if (!hint.empty()) text += fmt::format(" ({})", hint);
  return text;
}

}  // namespace entente

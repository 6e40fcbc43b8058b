// cli/query_command.h: a query to its printed answer. Internal to src/cli.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/base.h"
#include "snapshot/snapshot.h"

namespace entente::cli {

enum class Form { kText, kJson };

// JSON is one object on one line, without a line end; text ends its lines. Fails as query::parse does.
Result<std::string> answer_query(const snapshot::Snapshot& snapshot, std::string_view text,
                                 temporal::Day today, std::optional<temporal::Day> as_of, Form form,
                                 bool explain);

}  // namespace entente::cli

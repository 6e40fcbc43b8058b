// cli/batch.h: JSON lines in, JSON lines out. Internal to src/cli.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <string>

#include "cli/command.h"

namespace entente::cli {

inline constexpr std::size_t kLongestLine = 64 * 1024;

struct BatchLine {
  std::string text;  // the question or the query
  std::optional<temporal::Day> as_of;
};

// Reads {"id", `key`, "as_of"} a line from the file that --batch names, and writes what `answer` makes of it
// with "id" put in front, in order, flushed line by line. `answer` gives back an object without an id. A line
// that cannot be read, or for which `answer` fails, is answered by {"id", "error"}. Empty lines are passed
// over.
int run_batch(Invocation& invocation, std::string_view key,
              const std::function<Result<std::string>(const BatchLine&)>& answer);

// All that stands on a stream, up to `most` bytes (and one more, if there is more).
std::string read_all(std::istream& in, std::size_t most);

boost::json::object json_of(const Error& error);

}  // namespace entente::cli

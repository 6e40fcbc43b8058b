#include "cli/batch.h"

#include <fmt/format.h>

#include "cli/descriptor.h"

namespace entente::cli {
namespace {

namespace json = boost::json;

struct RawLine {
  std::string text;
  bool too_long = false;
};

// The next line without its end; nullopt at the end of the input. Of a line that is too long nothing is kept.
std::optional<RawLine> next_line(std::streambuf& in) {
  RawLine line;
  bool any = false;
  for (int c = in.sbumpc(); c != std::streambuf::traits_type::eof(); c = in.sbumpc()) {
    any = true;
    if (c == '\n') break;
    if (line.text.size() < kLongestLine)
      line.text.push_back(static_cast<char>(c));
    else
      line.too_long = true;
  }
  if (!any) return std::nullopt;
  if (!line.text.empty() && line.text.back() == '\r') line.text.pop_back();
  return line;
}

Error bad_line(std::string message) { return {ErrorCode::kBadJson, std::move(message), {}, {}}; }

// Fills in `id` as soon as it is known.
Result<BatchLine> read_line(const RawLine& raw, std::string_view key, json::value& id) {
  if (raw.too_long) {
    return Error{ErrorCode::kTooLarge, fmt::format("the line is longer than {} bytes", kLongestLine), {}, {}};
  }
  json::parse_options options;
  options.max_depth = 8;
  json::error_code failed;
  const json::value parsed = json::parse(raw.text, failed, {}, options);
  if (failed) return bad_line(fmt::format("the line is not JSON: {}", failed.message()));
  const json::object* object = parsed.if_object();
  if (object == nullptr) return bad_line("the line is not a JSON object");
  if (const json::value* given = object->if_contains("id"); given != nullptr) {
    if (!given->is_string() && !given->is_int64() && !given->is_uint64() && !given->is_null()) {
      return bad_line("\"id\" is neither a text nor a whole number");
    }
    id = *given;
  }
  BatchLine line;
  const json::value* text = object->if_contains(json::string_view(key.data(), key.size()));
  if (text == nullptr || !text->is_string())
    return bad_line(fmt::format("\"{}\" is missing, or no text", key));
  line.text.assign(text->get_string().data(), text->get_string().size());
  if (const json::value* day = object->if_contains("as_of"); day != nullptr && !day->is_null()) {
    if (!day->is_string()) return bad_line("\"as_of\" is no text");
    const json::string& written = day->get_string();
    Result<temporal::Day> read = read_day(std::string_view(written.data(), written.size()), "as_of");
    if (!read) return read.error();
    line.as_of = *read;
  }
  return line;
}

int run_lines(World& world, std::streambuf& in, std::string_view key,
              const std::function<Result<std::string>(const BatchLine&)>& answer) {
  bool first = true;
  while (std::optional<RawLine> raw = next_line(in)) {
    if (first && raw->text.starts_with("\xEF\xBB\xBF")) raw->text.erase(0, 3);
    first = false;
    if (!raw->too_long && trim(raw->text).empty()) continue;
    json::value id = nullptr;
    const Result<BatchLine> line = read_line(*raw, key, id);
    const Result<std::string> answered = line ? answer(*line) : Result<std::string>(line.error());
    if (answered) {
      world.out << "{\"id\":" << json::serialize(id) << ',' << std::string_view(*answered).substr(1) << '\n';
    } else {
      world.out << json::serialize(json::object{{"id", id}, {"error", json_of(answered.error())}}) << '\n';
    }
    world.out.flush();
    if (!world.out) break;  // nobody reads on
  }
  return kDone;
}

}  // namespace

json::object json_of(const Error& error) {
  const std::string_view code = entente::name_of(error.code);
  json::object object{{"code", json::string_view(code.data(), code.size())},
                      {"message", to_utf8(error.message)}};
  if (!error.where.empty()) object["where"] = to_utf8(error.where);
  if (!error.hint.empty()) object["hint"] = to_utf8(error.hint);
  return object;
}

std::string read_all(std::istream& in, std::size_t most) {
  std::string text;
  std::streambuf& buffer = *in.rdbuf();
  for (int c = buffer.sbumpc(); c != std::streambuf::traits_type::eof() && text.size() <= most;
       c = buffer.sbumpc()) {
    text.push_back(static_cast<char>(c));
  }
  return text;
}

int run_batch(Invocation& invocation, std::string_view key,
              const std::function<Result<std::string>(const BatchLine&)>& answer) {
  if (!invocation.words.empty()) {
    return invocation.fail({ErrorCode::kUsage,
                            fmt::format("--batch reads each {} from a file; none is given beside it", key),
                            {},
                            {}});
  }
  const std::string path = invocation.value("--batch");
  if (path == "-") return run_lines(invocation.world, *invocation.world.in.rdbuf(), key, answer);
  const Result<std::unique_ptr<Descriptor>> file = Descriptor::open(path);
  if (!file) return invocation.fail(file.error());
  return run_lines(invocation.world, **file, key, answer);
}

}  // namespace entente::cli

// JSON Lines: one document a line.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "document/document.h"

namespace entente::document {

class LineSource::State {
 public:
  State(Input input, const Limits& limits) : input_(std::move(input)), limits_(limits) {}

  Result<std::optional<Item>> next() {
    while (true) {
      std::string_view line;
      bool too_long = false;
      const Result<bool> more = next_line(line, too_long);
      if (!more) return more.error();
      if (!*more) return std::optional<Item>{};
      ++number_;
      if (number_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
      if (!too_long && trim(line).empty()) continue;
      if (too_long)
        return std::optional<Item>{
            Item{number_,
                 {},
                 fault(ErrorCode::kTooLarge,
                       fmt::format("the line is longer than {} bytes", limits_.line_bytes))}};
      return std::optional<Item>{read(line)};
    }
  }

 private:
  Error fault(ErrorCode code, std::string message) const {
    return {code, std::move(message), fmt::format("line {}", number_), {}};
  }

  // The next line without its line feed; false at the end. Of one that is too long nothing is kept.
  Result<bool> next_line(std::string_view& line, bool& too_long) {
    std::size_t searched = taken_;
    while (true) {
      const std::size_t end = buffer_.find('\n', searched);
      if (end != std::string::npos) {
        line = std::string_view(buffer_).substr(taken_, end - taken_);
        too_long = too_long || line.size() > limits_.line_bytes;
        taken_ = end + 1;
        return true;
      }
      // What has been taken goes only when more is read, so that a line is moved at most once.
      buffer_.erase(0, taken_);
      taken_ = 0;
      searched = buffer_.size();
      if (searched > limits_.line_bytes) {
        too_long = true;
        buffer_.clear();
        searched = 0;
      }
      if (failed_) return *failed_;
      if (ended_) {
        line = buffer_;
        taken_ = buffer_.size();
        return too_long || !buffer_.empty();
      }
      const std::size_t step = std::clamp<std::size_t>(limits_.read_bytes, 1, std::size_t{1} << 18);
      buffer_.resize(searched + step);
      const Result<std::size_t> got = input_.read(buffer_.data() + searched, step);
      buffer_.resize(searched + (got ? *got : 0));
      if (!got)
        failed_ = got.error();
      else if (*got == 0)
        ended_ = true;
    }
  }

  Item read(std::string_view line) const {
    namespace json = boost::json;
    Item item{number_, {}, fault(ErrorCode::kBadJson, {})};
    const auto bad = [&](std::string message) {
      item.record = fault(ErrorCode::kBadJson, std::move(message));
      return item;
    };
    boost::system::error_code error;
    json::parse_options options;
    options.max_depth = 64;
    options.allow_invalid_utf8 = true;  // the reader of the text says where it is not
    json::monotonic_resource memory;
    const json::value value = json::parse(line, error, &memory, options);
    if (error) return bad(error.message());
    const json::object* object = value.if_object();
    if (object == nullptr) return bad("is no JSON object");

    Record record;
    record.line = number_;
    record.id = std::to_string(number_);
    if (const json::value* id = object->if_contains("id"); id != nullptr && !id->is_null()) {
      if (const json::string* text = id->if_string())
        record.id = std::string_view(*text);
      else if (id->is_number())
        record.id = json::serialize(*id);
      else
        return bad("\"id\" is neither a string nor a number");
    }
    item.id = record.id;
    int bodies = 0;
    for (const auto& [key, format] :
         {std::pair{"text", Format::kPlain}, std::pair{"markdown", Format::kMarkdown},
          std::pair{"html", Format::kHtml}}) {
      const json::value* body = object->if_contains(key);
      if (body == nullptr || body->is_null()) continue;
      const json::string* text = body->if_string();
      if (text == nullptr) return bad(fmt::format("\"{}\" is no string", key));
      record.format = format;
      record.body = std::string_view(*text);
      ++bodies;
    }
    if (bodies == 0) return bad("has none of \"text\", \"markdown\" and \"html\"");
    if (bodies > 1) return bad("has more than one of \"text\", \"markdown\" and \"html\"");
    if (const json::value* written = object->if_contains("written");
        written != nullptr && !written->is_null()) {
      const json::string* text = written->if_string();
      if (text != nullptr) record.written = written_day(std::string_view(*text));
      if (!record.written) return bad("\"written\" is no day such as \"2023-04-04\"");
    }
    item.record = std::move(record);
    return item;
  }

  Input input_;
  Limits limits_;
  std::string buffer_;
  std::size_t taken_ = 0;
  std::uint64_t number_ = 0;
  bool ended_ = false;
  std::optional<Error> failed_;
};

LineSource::LineSource(Input input, const Limits& limits)
    : state_(std::make_unique<State>(std::move(input), limits)) {}
LineSource::LineSource(LineSource&&) noexcept = default;
LineSource& LineSource::operator=(LineSource&&) noexcept = default;
LineSource::~LineSource() = default;

Result<std::optional<LineSource::Item>> LineSource::next() { return state_->next(); }

}  // namespace entente::document

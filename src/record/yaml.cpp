#include "record/yaml.h"

#include <fmt/format.h>
#include <yaml.h>

#include <memory>

namespace entente::record::yaml {
namespace {

constexpr int kDeepest = 32;

class Reader {
 public:
  explicit Reader(std::string_view text) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }

  Result<Node> read() {
    Node root;
    root.kind = Node::Kind::kMap;
    root.line = root.column = 1;
    if (!next()) return *error_;  // stream start
    if (!next()) return *error_;
    if (event_.type == YAML_STREAM_END_EVENT) return root;  // an empty file
    if (!next()) return *error_;
    if (!node(root, 0)) return *error_;
    if (!next() || !next()) return *error_;  // document end, then the stream's
    if (event_.type != YAML_STREAM_END_EVENT) {
      fail("a second document in one file", "keep one document in each file");
      return *error_;
    }
    return root;
  }

 private:
  bool fail(std::string message, std::string hint = {}) {
    if (!error_)
      error_ = Error{ErrorCode::kBadYaml, std::move(message),
                     fmt::format("{}:{}", event_.start_mark.line + 1, event_.start_mark.column + 1),
                     std::move(hint)};
    return false;
  }

  bool next() {
    yaml_event_delete(&event_);
    if (yaml_parser_parse(&parser_, &event_) != 0) return true;
    if (!error_) {
      std::string problem = parser_.problem != nullptr ? parser_.problem : "not YAML";
      if (parser_.context != nullptr) problem += fmt::format(" {}", parser_.context);
      const yaml_mark_t mark = parser_.problem_mark;
      error_ =
          Error{ErrorCode::kBadYaml, std::move(problem), fmt::format("{}:{}", mark.line + 1, mark.column + 1),
                "check indentation, quotes and brackets; quote a text that has \": \" or \"#\" in it"};
    }
    return false;
  }

  // Reads the node whose first event is current.
  bool node(Node& out, int depth) {
    if (depth > kDeepest) return fail("nested too deeply");
    out.line = static_cast<std::uint32_t>(event_.start_mark.line + 1);
    out.column = static_cast<std::uint32_t>(event_.start_mark.column + 1);
    switch (event_.type) {
      case YAML_SCALAR_EVENT: {
        const auto& scalar = event_.data.scalar;
        if (scalar.anchor != nullptr || scalar.tag != nullptr)
          return fail("anchors and tags are not used here", "write the value out");
        out.kind = Node::Kind::kScalar;
        out.text.assign(reinterpret_cast<const char*>(scalar.value), scalar.length);
        out.quoted = scalar.style != YAML_PLAIN_SCALAR_STYLE;
        return true;
      }
      case YAML_SEQUENCE_START_EVENT:
        if (event_.data.sequence_start.anchor != nullptr || event_.data.sequence_start.tag != nullptr)
          return fail("anchors and tags are not used here", "write the list out");
        out.kind = Node::Kind::kList;
        while (true) {
          if (!next()) return false;
          if (event_.type == YAML_SEQUENCE_END_EVENT) return true;
          out.items.emplace_back();
          if (!node(out.items.back(), depth + 1)) return false;
        }
      case YAML_MAPPING_START_EVENT:
        if (event_.data.mapping_start.anchor != nullptr || event_.data.mapping_start.tag != nullptr)
          return fail("anchors and tags are not used here", "write the map out");
        out.kind = Node::Kind::kMap;
        while (true) {
          if (!next()) return false;
          if (event_.type == YAML_MAPPING_END_EVENT) return true;
          Node key;
          if (!node(key, depth + 1)) return false;
          if (!key.is_scalar()) return fail("a key is a word, not a list or a map");
          if (out.find(key.text) != nullptr) {
            if (!error_)
              error_ = Error{ErrorCode::kBadYaml, fmt::format("the key \"{}\" stands twice", key.text),
                             fmt::format("{}:{}", key.line, key.column), "merge the two"};
            return false;
          }
          if (!next()) return false;
          out.entries.push_back({std::move(key), Node{}});
          if (!node(out.entries.back().value, depth + 1)) return false;
        }
      case YAML_ALIAS_EVENT: return fail("aliases are not used here", "write the value out");
      default: return fail("not a value");
    }
  }

  yaml_parser_t parser_{};
  yaml_event_t event_{};
  std::optional<Error> error_;
};

}  // namespace

const Node* Node::find(std::string_view key) const {
  for (const auto& [k, value] : entries)
    if (k.text == key) return &value;
  return nullptr;
}

Result<Node> parse(std::string_view text) {
  if (!is_utf8(text)) return Error{ErrorCode::kNotUtf8, "the file is not UTF-8", "1:1", "save it as UTF-8"};
  return Reader(text).read();
}

}  // namespace entente::record::yaml

// record/yaml.h: a YAML document as a tree whose nodes know their line and column. Internal to src/record.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/base.h"

namespace entente::record::yaml {

struct Entry;

struct Node {
  enum class Kind : std::uint8_t { kScalar, kList, kMap };
  Kind kind = Kind::kScalar;
  std::string text;  // of a scalar
  bool quoted = false;
  std::vector<Node> items;     // of a list
  std::vector<Entry> entries;  // of a map, in order
  std::uint32_t line = 0;      // from 1
  std::uint32_t column = 0;

  bool is_scalar() const { return kind == Kind::kScalar; }
  bool is_list() const { return kind == Kind::kList; }
  bool is_map() const { return kind == Kind::kMap; }
  // The value of a key; nullptr if it is not there.
  const Node* find(std::string_view key) const;
};

struct Entry {
  Node key;
  Node value;
};

// Reads one document: scalars, lists, maps; anchors and tags are refused, as are maps that say a key twice
// and nesting deeper than 32. Fails with kBadYaml; `where` is "line:column".
Result<Node> parse(std::string_view text);

}  // namespace entente::record::yaml

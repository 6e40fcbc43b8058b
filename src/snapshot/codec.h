// snapshot/codec.h: the vocabulary and the rules as bytes, and back. Internal to src/snapshot.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace entente::snapshot {

struct Words {
  record::Vocabulary vocabulary;
  std::vector<record::RuleText> rules;
  std::vector<std::string> files;  // of the rules
};

std::string encode(const Words& words);
// Fails with kBadSnapshot if the bytes are not what encode made.
Result<Words> decode(std::string_view bytes);

}  // namespace entente::snapshot

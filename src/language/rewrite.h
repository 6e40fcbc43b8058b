// language/rewrite.h: what stands round a question, or names a thing by what is known of it, put plainly
// before the question is read. Internal to src/language.
//
//   "when did we join the EU in Greece"            -> "when did Greece join the EU"
//   "who won the war between India and Pakistan"   -> the wars in which they stood on different sides
//   "Sweden, Finland and which other country …"    -> "which country …", and neither of these
//   "What is NATO, and is Ireland a member?"       -> "is Ireland a member of NATO", and what NATO is
#pragma once

#include <optional>
#include <vector>

#include "language/mentions.h"

namespace entente::language {

struct Rewritten {
  std::vector<Item> items;
  std::vector<EntityId> excluded;       // whom the question names besides those that it asks for
  EntityId described = logic::kNobody;  // what is to be told as well
  bool exists = false;                  // asked is whether there are any of those who are asked for
  std::vector<EntityId> compared;       // two that are to be told apart: nothing else is asked
};

Rewritten rewrite(std::vector<Item> items, const Lexicon& lexicon, Day cursor);

}  // namespace entente::language

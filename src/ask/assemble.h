// ask/assemble.h: what was understood of a question, to its answer.
#pragma once

#include <string_view>

#include "ask/ask.h"
#include "ask/teller.h"

namespace entente::ask {

// Evaluates each reading (four at most) and says them in one answer; a refusal becomes a declined answer with
// questions near to it. `question` and `as_of` of the answer are filled in too.
class Assembler {
 public:
  // Keeps a reference to the snapshot.
  explicit Assembler(const Snapshot& snapshot);
  Answer assemble(const language::Understanding& understanding, std::string_view question,
                  const Options& options) const;
  // One reading, with its sentence as one.
  Reading tell(const language::Reading& reading, const Options& options) const;
  // An answer that declines.
  Answer decline(Refusal reason, std::string message, const std::vector<EntityId>& mentioned,
                 std::string_view question, const Options& options) const;
  // Questions about these that can be answered, three at most.
  std::vector<std::string> suggestions(const std::vector<EntityId>& mentioned,
                                       const logic::Context& context) const;

 private:
  std::string definition_of(EntityId id) const;

  const Snapshot& snapshot_;
  Speaker speaker_;
};

}  // namespace entente::ask

#include "ask/ask.h"

#include <algorithm>

#include "ask/assemble.h"
#include "language/language.h"

namespace entente::ask {

struct Asker::State {
  explicit State(const snapshot::Snapshot& of) : snapshot(of), language(of), assembler(of) {}
  const snapshot::Snapshot& snapshot;
  language::Language language;
  Assembler assembler;
};

namespace {

// The question as it is shown again: well-formed, on one line, without control characters.
std::string presentable(std::string_view question) {
  std::string text = to_utf8(question);
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return text;
}

}  // namespace

Asker::Asker(const snapshot::Snapshot& snapshot) : state_(std::make_unique<State>(snapshot)) {}
Asker::~Asker() = default;

Answer Asker::ask(std::string_view question, const Options& options) const {
  const Assembler& assembler = state_->assembler;
  if (question.size() > kLongestQuestion) {
    const std::string begin = presentable(question.substr(0, 200)) + "…";
    return assembler.decline(Refusal::kNotUnderstood,
                             "this question is too long: at most 4096 bytes are read", {}, begin, options);
  }
  const std::string text = presentable(question);
  const rules::Memo memo(state_->snapshot);  // what follows from the rules is worked out once
  if (trim(text).empty())
    return assembler.decline(Refusal::kNotUnderstood, "the question is empty", {}, text, options);
  const language::Understanding understanding =
      state_->language.read(text, options.as_of.value_or(options.today), options.explain);
  Answer answer = assembler.assemble(understanding, text, options);
  // A suggestion is made only if it would be answered.
  if (answer.declined)
    std::erase_if(answer.declined->suggestions, [&](const std::string& suggestion) {
      const Options plain{options.today, options.as_of, false};
      return assembler
          .assemble(state_->language.read(suggestion, options.as_of.value_or(options.today), false),
                    suggestion, plain)
          .declined.has_value();
    });
  return answer;
}

Reading Asker::tell(const language::Reading& reading, const Options& options) const {
  return state_->assembler.tell(reading, options);
}

const language::Language& Asker::language() const { return state_->language; }

}  // namespace entente::ask

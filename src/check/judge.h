// check/judge.h: one statement of a text, held against the record. Internal to src/check.
#pragma once

#include "check/check.h"
#include "language/language.h"

namespace entente::check {

// The verdict of a statement by design, section 7, and what a finding tells beside it; place and quote are
// the caller's. `as_of`: the day that its present tense speaks of. `written`: likewise, when it was written.
Claim judge(const language::Statement& statement, const ask::Asker& asker, const snapshot::Snapshot& snapshot,
            const language::Speaker& speaker, Day as_of, std::optional<Day> written, const Options& options);

// The days on which what a statement says is true; for those that speak of the cursor alone.
std::optional<temporal::Truths> days_of(const language::Statement& statement,
                                        const snapshot::Snapshot& snapshot, Day as_of, Day today);

}  // namespace entente::check

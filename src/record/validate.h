// record/validate.h: what must be true of a record beyond the form of its files. Internal to src/record.
#pragma once

#include <vector>

#include "record/record.h"

namespace entente::record {

// Adds every mistake to `errors` and what is merely doubtful to `warnings`.
void validate(const Record& record, std::vector<Error>& errors, std::vector<Error>& warnings);

}  // namespace entente::record

// check/report.h: what the report formats share. Internal to src/check.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "check/check.h"

namespace entente::check {

// `text` without controls: each becomes a blank, so that no document can steer a terminal or end a line.
std::string printable(std::string_view text);

// What a finding says in one sentence: what is right, or that what is written is not.
std::string message(const Claim& claim);

// "true from 27 March 2020 until 4 April 2023"; "" if no span is known.
std::string span_text(const Claim& claim);

// "true when written (2021-03-01)"; "" if that is not known.
std::string written_text(const Claim& claim, const Findings& findings);

// Each source once, in the order of the evidence.
std::vector<ask::SourceCited> sources_of(const Claim& claim);

// "NATO, \"Member countries\", 2026-06-01 (table)"
std::string source_text(const ask::SourceCited& source);

// An address that may be followed: http or https, nothing else.
bool is_link(std::string_view url);

}  // namespace entente::check

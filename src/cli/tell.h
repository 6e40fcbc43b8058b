// cli/tell.h: what a snapshot says, as text for a terminal and as JSON. Internal to src/cli.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "query/query.h"
#include "snapshot/snapshot.h"

namespace entente::cli {

// All that is stated of an entity: names, codes, statements in both directions.
std::string entity_text(const snapshot::Snapshot& snapshot, snapshot::EntityId id);
boost::json::object entity_json(const snapshot::Snapshot& snapshot, snapshot::EntityId id);

// "status(KOR, nato, kind: partner)  2005/..  [nato-partners: table; checked 2026-06-01]"
std::string statement_text(const snapshot::Snapshot& snapshot, std::uint32_t statement);
boost::json::object statement_json(const snapshot::Snapshot& snapshot, std::uint32_t statement);

// A proof as an indented tree, `indent` blanks from the left.
std::string proof_text(const snapshot::Snapshot& snapshot, const rules::Proof& proof, int indent);
boost::json::object proof_json(const snapshot::Snapshot& snapshot, const rules::Proof& proof);

// "yes", "presumed no", "unknown (contested)"
std::string holding_text(const temporal::Holding& holding);
// The steps of a timeline that read alike joined: what they rest on is not told.
temporal::Truths as_told(const temporal::Truths& line);
boost::json::array timeline_json(const temporal::Truths& line);

// A number as JSON: whole where it is whole.
boost::json::value number_json(double number);
std::string number_text(double number);

// "South Korea", or the identifier if it has no other name.
std::string name_or_id(const snapshot::Snapshot& snapshot, snapshot::EntityId id);

inline boost::json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace entente::cli

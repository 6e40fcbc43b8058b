// Findings as JSON; the contract is contracts/finding.schema.json.
#include <boost/json.hpp>

#include "check/check.h"

namespace entente::check {
namespace {

namespace json = boost::json;

json::value optional(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}
json::array strings(const std::vector<std::string>& items) {
  json::array out;
  for (const std::string& item : items) out.emplace_back(item);
  return out;
}

json::object claim_json(const Claim& c) {
  json::object out;
  out["verdict"] = name_of(c.verdict);
  out["sort"] = name_of(c.sort);
  out["quote"] = c.quote;
  out["start"] = c.start;
  out["end"] = c.end;
  out["line"] = c.position.line;
  out["column"] = c.position.column;
  out["query"] = c.query;
  out["paraphrase"] = c.paraphrase;
  out["true_from"] = optional(c.true_from);
  out["true_until"] = optional(c.true_until);
  out["true_when_written"] = c.true_when_written ? json::value(*c.true_when_written) : json::value(nullptr);
  out["correction"] = optional(c.correction);
  out["confidence"] = c.confidence;
  json::array evidence;
  for (const ask::Evidence& e : c.evidence) evidence.push_back(json::parse(ask::to_json(e)));
  out["evidence"] = std::move(evidence);
  if (!c.caveats.empty()) out["caveats"] = strings(c.caveats);
  if (!c.missing.empty()) out["missing"] = strings(c.missing);
  if (!c.extra.empty()) out["extra"] = strings(c.extra);
  if (!c.event.empty()) out["event"] = c.event;
  if (is_flag(c.verdict)) out["severity"] = name_of(c.severity);
  return out;
}

}  // namespace

std::string to_json(const Findings& f) {
  json::object out;
  out["document"] = f.document;
  out["written"] = optional(f.written);
  out["as_of"] = f.as_of;
  json::array claims;
  for (const Claim& c : f.claims) claims.push_back(claim_json(c));
  out["claims"] = std::move(claims);
  out["summary"] = {{"sentences", f.sentences},
                    {"claims", f.claims.size()},
                    {"supported", f.count(Verdict::kSupported)},
                    {"outdated", f.count(Verdict::kOutdated)},
                    {"wrong", f.count(Verdict::kWrong)},
                    {"unknown", f.count(Verdict::kUnknown)}};
  if (!f.clashes.empty()) {
    json::array clashes;
    for (const Clash& c : f.clashes) clashes.push_back({{"first", c.first}, {"second", c.second}});
    out["clashes"] = std::move(clashes);
  }
  if (!f.notes.empty()) out["notes"] = strings(f.notes);
  if (!f.trace.empty()) out["trace"] = f.trace;
  return json::serialize(out);
}

}  // namespace entente::check

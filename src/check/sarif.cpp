// Findings as SARIF 2.1.0 (OASIS, 2020): the log that code hosts and editors read.
#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>

#include "check/report.h"

namespace entente::check {
namespace {

namespace json = boost::json;

// SARIF, 3.27.10: the levels of a result.
std::string_view level_of(Severity severity) {
  return severity == Severity::kOff ? std::string_view("none") : name_of(severity);
}

// A relative reference after RFC 3986: what a path may not hold as it is becomes %XX.
std::string uri(std::string_view path) {
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= '0' && byte <= '9') ||
                       std::string_view("-._~/!$&'()*+,;=@").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

struct RuleText {
  Verdict verdict;
  std::string_view summary;
  std::string_view full;
};
constexpr std::array kRules = {
    RuleText{
        Verdict::kOutdated, "The claim was true, and is no longer.",
        "A sentence in the present tense, without a date, that was true earlier and is not true on the day "
        "that the check speaks of."},
    RuleText{Verdict::kWrong, "The claim is not true on the days that it speaks of.",
             "A sentence that is false on the days it speaks of, or was never true."},
};

json::object text_object(std::string_view text) { return {{"text", to_utf8(text)}}; }

json::object artifact(const std::string& document) { return {{"uri", uri(document)}}; }

json::object result_of(const Claim& claim, const Findings& findings) {
  std::string text = message(claim);
  for (const std::string& more : {span_text(claim), claim.event, written_text(claim, findings)})
    if (!more.empty()) text += "\n" + more;
  const std::vector<ask::SourceCited> sources = sources_of(claim);
  for (std::size_t i = 0; i < sources.size() && i < 3; ++i)
    text += fmt::format("\n[{}] {}{}{}", i + 1, source_text(sources[i]), is_link(sources[i].url) ? " " : "",
                        is_link(sources[i].url) ? sources[i].url : "");
  json::object region{{"startLine", claim.position.line},   {"startColumn", claim.position.column},
                      {"endLine", claim.end_position.line}, {"endColumn", claim.end_position.column},
                      {"byteOffset", claim.start},          {"byteLength", claim.end - claim.start},
                      {"snippet", text_object(claim.quote)}};
  json::object properties{{"query", claim.query},
                          {"sort", name_of(claim.sort)},
                          {"confidence", claim.confidence},
                          {"as_of", findings.as_of}};
  if (claim.true_when_written) properties["true_when_written"] = *claim.true_when_written;
  if (claim.correction) properties["correction"] = *claim.correction;
  return {
      {"ruleId", name_of(claim.verdict)},
      {"ruleIndex", claim.verdict == Verdict::kOutdated ? 0 : 1},
      {"level", level_of(claim.severity)},
      {"message", text_object(text)},
      {"locations", json::array{json::object{
                        {"physicalLocation", json::object{{"artifactLocation", artifact(findings.document)},
                                                          {"region", std::move(region)}}}}}},
      {"partialFingerprints", json::object{{"quoteAndQuery/v1", fingerprint(claim)}}},
      {"properties", std::move(properties)}};
}

}  // namespace

struct Sarif::State {
  std::string version;
  json::array results;
  json::array failures;
};

Sarif::Sarif(std::string version) : state_(std::make_unique<State>()) {
  state_->version = std::move(version);
}
Sarif::~Sarif() = default;
Sarif::Sarif(Sarif&&) noexcept = default;
Sarif& Sarif::operator=(Sarif&&) noexcept = default;

void Sarif::add(const Findings& findings) {
  for (const Claim& claim : findings.claims)
    if (claim.severity != Severity::kOff) state_->results.push_back(result_of(claim, findings));
}

void Sarif::add(const std::string& document, const Error& error) {
  state_->failures.push_back(json::object{
      {"level", "error"},
      {"message", text_object(error.to_string())},
      {"locations", json::array{json::object{
                        {"physicalLocation", json::object{{"artifactLocation", artifact(document)}}}}}}});
}

std::string Sarif::finish() const {
  json::array rules;
  for (const RuleText& rule : kRules)
    rules.push_back(
        json::object{{"id", name_of(rule.verdict)},
                     {"shortDescription", text_object(rule.summary)},
                     {"fullDescription", text_object(rule.full)},
                     {"defaultConfiguration",
                      json::object{{"level", rule.verdict == Verdict::kOutdated ? "warning" : "error"}}}});
  json::object run{
      {"tool", json::object{{"driver", json::object{{"name", "entente"},
                                                    {"version", state_->version},
                                                    {"rules", std::move(rules)}}}}},
      {"columnKind", "unicodeCodePoints"},
      {"invocations", json::array{json::object{{"executionSuccessful", state_->failures.empty()},
                                               {"toolExecutionNotifications", state_->failures}}}},
      {"results", state_->results}};
  return json::serialize(json::object{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                                      {"version", "2.1.0"},
                                      {"runs", json::array{std::move(run)}}});
}

}  // namespace entente::check

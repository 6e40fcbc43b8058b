// An answer as JSON; the contract is contracts/answer.schema.json.
#include <boost/json.hpp>

#include <cmath>

#include "ask/ask.h"

namespace entente::ask {
namespace {

namespace json = boost::json;

json::value optional(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}

json::array strings(const std::vector<std::string>& items) {
  json::array out;
  out.reserve(items.size());
  for (const std::string& item : items) out.emplace_back(item);
  return out;
}

// A whole number is written without a decimal point.
json::value number(double value) {
  if (value == std::floor(value) && std::abs(value) < 9e15) return static_cast<std::int64_t>(value);
  return value;
}

json::object evidence(const Evidence& e) {
  json::object out;
  out["statement"] = e.statement;
  if (!e.text.empty()) out["text"] = e.text;
  if (!e.layer.empty()) out["layer"] = e.layer;
  out["valid_from"] = optional(e.valid_from);
  out["valid_until"] = optional(e.valid_until);
  json::array sources;
  for (const SourceCited& s : e.sources) {
    json::object one;
    if (!s.key.empty()) one["key"] = s.key;
    one["title"] = s.title;
    if (!s.publisher.empty()) one["publisher"] = s.publisher;
    if (!s.date.empty()) one["date"] = s.date;
    if (!s.url.empty()) one["url"] = s.url;
    if (!s.where.empty()) one["where"] = s.where;
    sources.push_back(std::move(one));
  }
  out["sources"] = std::move(sources);
  if (!e.checked.empty()) out["checked"] = e.checked;
  return out;
}

json::object proof(const ProofNode& node) {
  json::object out;
  out["claim"] = node.claim;
  out["value"] = node.value;
  out["by"] = node.by;
  if (!node.rule.empty()) out["rule"] = node.rule;
  if (!node.evidence.empty()) {
    json::array all;
    for (const Evidence& e : node.evidence) all.push_back(evidence(e));
    out["evidence"] = std::move(all);
  }
  if (!node.premises.empty()) {
    json::array all;
    for (const ProofNode& premise : node.premises) all.push_back(proof(premise));
    out["premises"] = std::move(all);
  }
  return out;
}

json::value step_value(const TimelineStep& step) {
  if (!step.value.empty() && step.value.find_first_not_of("0123456789") == std::string::npos)
    return number(std::strtod(step.value.c_str(), nullptr));
  return json::value(step.value);
}

json::object reading(const Reading& r) {
  json::object out;
  out["query"] = r.query;
  out["paraphrase"] = r.paraphrase;
  if (r.verdict) out["verdict"] = *r.verdict;
  out["sentence"] = r.sentence;
  if (r.entities) out["entities"] = strings(*r.entities);
  if (r.number) out["number"] = number(*r.number);
  if (r.number_max) out["number_max"] = number(*r.number_max);
  if (!r.unit.empty()) out["unit"] = r.unit;
  if (r.at_least) out["at_least"] = true;
  if (r.date) out["date"] = *r.date;
  if (!r.dates.empty()) out["dates"] = strings(r.dates);
  if (!r.acts.empty()) {
    json::array acts;
    for (const ActDate& act : r.acts) acts.push_back(json::object{{"act", act.act}, {"date", act.date}});
    out["acts"] = std::move(acts);
  }
  if (r.duration_days) out["duration_days"] = *r.duration_days;
  if (r.text) out["text"] = *r.text;
  if (r.has_span) {
    out["since"] = optional(r.since);
    out["until"] = optional(r.until);
  }
  if (r.presumed) out["presumed"] = true;
  if (!r.timeline.empty()) {
    json::array steps;
    for (const TimelineStep& step : r.timeline) {
      json::object one{
          {"from", optional(step.from)}, {"until", optional(step.until)}, {"value", step_value(step)}};
      if (step.presumed) one["presumed"] = true;
      steps.push_back(std::move(one));
    }
    out["timeline"] = std::move(steps);
  }
  if (!r.caveats.empty()) out["caveats"] = strings(r.caveats);
  json::array all;
  for (const Evidence& e : r.evidence) all.push_back(evidence(e));
  out["evidence"] = std::move(all);
  if (!r.proof.empty()) {
    json::array proofs;
    for (const SpanProof& p : r.proof) {
      json::object one{{"from", optional(p.from)}, {"until", optional(p.until)}};
      for (auto& [key, value] : proof(p.tree)) one[key] = std::move(value);
      proofs.push_back(std::move(one));
    }
    out["proof"] = std::move(proofs);
  }
  out["known_through"] = optional(r.known_through);
  if (!r.parts.empty()) {
    json::array parts;
    for (const Part& part : r.parts) {
      json::object one{{"query", part.query}, {"verdict", part.verdict}};
      if (!part.subject.empty()) one["subject"] = part.subject;
      if (!part.sentence.empty()) one["sentence"] = part.sentence;
      parts.push_back(std::move(one));
    }
    out["parts"] = std::move(parts);
  }
  if (!r.views.empty()) {
    json::array views;
    for (const View& view : r.views) {
      json::object one{{"according_to", strings(view.according_to)}, {"verdict", view.verdict}};
      if (!view.sentence.empty()) one["sentence"] = view.sentence;
      views.push_back(std::move(one));
    }
    out["views"] = std::move(views);
  }
  return out;
}

std::string_view name_of(Refusal reason) {
  switch (reason) {
    case Refusal::kNotUnderstood: return "not_understood";
    case Refusal::kOutOfScope: return "out_of_scope";
    case Refusal::kNotInRecord: return "not_in_record";
  }
  return "not_understood";
}

}  // namespace

std::string to_json(const Answer& answer) {
  json::object out;
  if (answer.id) out["id"] = *answer.id;
  out["question"] = answer.question;
  out["status"] = answer.declined ? "declined" : "answered";
  if (answer.declined) {
    json::object declined{{"reason", name_of(answer.declined->reason)},
                          {"message", answer.declined->message}};
    if (!answer.declined->suggestions.empty())
      declined["suggestions"] = strings(answer.declined->suggestions);
    out["declined"] = std::move(declined);
  }
  out["as_of"] = answer.as_of;
  if (answer.verdict) out["verdict"] = *answer.verdict;
  out["answer"] = answer.answer;
  json::array readings;
  for (const Reading& r : answer.readings) readings.push_back(reading(r));
  out["readings"] = std::move(readings);
  return json::serialize(out);
}

std::string to_json(const Evidence& evidence_) { return json::serialize(evidence(evidence_)); }

}  // namespace entente::ask

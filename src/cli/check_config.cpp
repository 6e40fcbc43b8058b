#include "cli/check_config.h"

#include <fmt/format.h>

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <array>
#include <boost/json.hpp>
#include <filesystem>

namespace entente::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

Error bad(const toml::source_region& at, const std::string& path, std::string message, std::string hint) {
  return {ErrorCode::kBadConfig, std::move(message),
          fmt::format("{}:{}:{}", path, at.begin.line, at.begin.column), std::move(hint)};
}

class Reader {
 public:
  Reader(const std::string& path, CheckConfig& into) : path_(path), into_(into) {}

  Status read(const toml::table& top) {
    for (auto&& [key, node] : top) {
      Status done = Done{};
      if (key == "files")
        done = files(node);
      else if (key == "severity")
        done = severities(node);
      else if (key == "baseline")
        done = baseline(node);
      else
        done = unknown(key, {"files", "severity", "baseline"});
      if (!done) return done;
    }
    return Done{};
  }

 private:
  Status unknown(const toml::key& key, const std::vector<std::string>& known) const {
    const auto near = closest(key.str(), known);
    return bad(key.source(), path_, fmt::format("there is no key \"{}\"", to_utf8(key.str())),
               near ? fmt::format("did you mean {}?", *near) : "one of " + join_and(known, "or"));
  }

  Status files(const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return bad(node.source(), path_, "\"files\" is no table", "[files]");
    for (auto&& [key, value] : *table) {
      if (key != "include" && key != "exclude") return unknown(key, {"include", "exclude"});
      const toml::array* list = value.as_array();
      if (list == nullptr)
        return bad(value.source(), path_, fmt::format("\"{}\" is no list", key.str()), "[\"*.md\"]");
      std::vector<std::string> globs;
      for (const toml::node& item : *list) {
        const auto glob = item.value<std::string>();
        if (!glob || glob->empty()) return bad(item.source(), path_, "a glob is a text", "\"*.md\"");
        globs.push_back(*glob);
      }
      std::vector<std::string>& into = key == "include" ? into_.globs.include : into_.globs.exclude;
      into = std::move(globs);
    }
    return Done{};
  }

  Status severities(const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return bad(node.source(), path_, "\"severity\" is no table", "[severity]");
    check::Policy& policy = into_.policy;
    for (auto&& [key, value] : *table) {
      check::Severity* into = nullptr;
      if (key == "outdated") into = &policy.outdated;
      if (key == "wrong") into = &policy.wrong;
      for (const check::Sort sort : {check::Sort::kFact, check::Sort::kCount, check::Sort::kList})
        if (key == check::name_of(sort)) into = &policy.sorts[static_cast<std::size_t>(sort)];
      if (into == nullptr) return unknown(key, {"outdated", "wrong", "fact", "count", "list"});
      const auto text = value.value<std::string>();
      const auto severity = text ? check::severity_of(*text) : std::nullopt;
      if (!severity)
        return bad(value.source(), path_, fmt::format("\"{}\" is no severity", key.str()),
                   "one of \"off\", \"note\", \"warning\" or \"error\"");
      *into = *severity;
    }
    return Done{};
  }

  Status baseline(const toml::node& node) {
    const auto text = node.value<std::string>();
    if (!text || text->empty()) return bad(node.source(), path_, "\"baseline\" is no path", "\"known.json\"");
    into_.baseline = (fs::path(path_).parent_path() / *text).string();
    return Done{};
  }

  const std::string& path_;
  CheckConfig& into_;
};

}  // namespace

Result<CheckConfig> parse_check_config(std::string_view text, const std::string& path) {
  const toml::parse_result parsed = toml::parse(text, path);
  if (!parsed)
    return bad(parsed.error().source(), path, to_utf8(parsed.error().description()),
               "toml.io has the syntax");
  CheckConfig config;
  config.path = path;
  if (Status done = Reader(path, config).read(parsed.table()); !done) return done.error();
  return config;
}

Result<std::shared_ptr<const CheckConfig>> CheckConfigs::in_folder(const std::string& folder) {
  if (const auto found = known_.find(folder); found != known_.end()) return found->second;
  const std::string path = fixed_.empty() ? (fs::path(folder) / ".entente.toml").string() : fixed_;
  std::error_code error;
  std::shared_ptr<const CheckConfig> config;
  if (!fixed_.empty() || fs::exists(path, error)) {
    const Result<std::string> text = read_file(path);
    if (!text) return text.error();
    Result<CheckConfig> read = parse_check_config(*text, path);
    if (!read) return read.error();
    config = std::make_shared<const CheckConfig>(std::move(*read));
  } else if (const fs::path above = fs::path(folder).parent_path(); above != folder) {
    const auto found = in_folder(above.string());
    if (!found) return found;
    config = *found;
  } else {
    config = std::make_shared<const CheckConfig>();
  }
  known_.emplace(folder, config);
  return config;
}

Result<std::shared_ptr<const CheckConfig>> CheckConfigs::of(const std::string& path) {
  if (!fixed_.empty()) return in_folder({});
  std::error_code error;
  fs::path whole = fs::absolute(path.empty() ? "." : path, error).lexically_normal();
  if (!fs::is_directory(whole, error)) whole = whole.parent_path();
  if (!whole.has_filename()) whole = whole.parent_path();
  return in_folder(whole.string());
}

Result<Baseline> Baseline::read(const std::string& path) {
  const Result<std::string> text = read_file(path);
  if (!text) return text.error();
  const auto broken = [&](const std::string& why) {
    return Error{ErrorCode::kBadJson, "is no baseline: " + why, path,
                 "entente check --write-baseline writes one"};
  };
  json::error_code failed;
  const json::value parsed = json::parse(*text, failed);
  if (failed) return broken(failed.message());
  const json::object* top = parsed.if_object();
  const json::value* list = top != nullptr ? top->if_contains("findings") : nullptr;
  if (list == nullptr || !list->is_array()) return broken("\"findings\" is missing");
  Baseline baseline;
  for (const json::value& item : list->get_array()) {
    const json::object* finding = item.if_object();
    const auto field = [&](std::string_view name) -> std::optional<std::string> {
      const json::value* value =
          finding != nullptr ? finding->if_contains({name.data(), name.size()}) : nullptr;
      if (value == nullptr || !value->is_string()) return std::nullopt;
      return std::string(value->get_string().data(), value->get_string().size());
    };
    const auto document = field("document");
    const auto fingerprint = field("fingerprint");
    if (!document || !fingerprint) return broken("a finding lacks its document or fingerprint");
    Known& known = baseline.known_[{*document, *fingerprint}];
    const json::value* times = finding->if_contains("times");
    known.times += times != nullptr && times->is_int64() && times->get_int64() > 0
                       ? static_cast<std::size_t>(times->get_int64())
                       : 1;
    known.quote = field("quote").value_or("");
  }
  return baseline;
}

std::size_t Baseline::hide(check::Findings& findings) {
  std::map<std::string, std::size_t> seen;
  std::size_t hidden = 0;
  for (check::Claim& claim : findings.claims) {
    if (claim.severity == check::Severity::kOff) continue;
    const std::string print = check::fingerprint(claim);
    const auto known = known_.find({findings.document, print});
    if (known == known_.end() || ++seen[print] > known->second.times) continue;
    claim.severity = check::Severity::kOff;
    ++hidden;
  }
  return hidden;
}

void Baseline::add(const check::Findings& findings) {
  for (const check::Claim& claim : findings.claims) {
    if (claim.severity == check::Severity::kOff) continue;
    Known& known = known_[{findings.document, check::fingerprint(claim)}];
    ++known.times;
    known.quote = claim.quote;
  }
}

std::string Baseline::to_json() const {
  std::string out = "{\"findings\": [";
  bool first = true;
  for (const auto& [key, known] : known_) {
    json::object finding{
        {"document", to_utf8(key.first)}, {"fingerprint", key.second}, {"quote", known.quote}};
    if (known.times > 1) finding["times"] = known.times;
    out += (std::exchange(first, false) ? "\n  " : ",\n  ") + json::serialize(finding);
  }
  return out + "\n]}\n";
}

}  // namespace entente::cli

// cli/check_config.h: .entente.toml and the baseline of findings that are known. Internal to src/cli.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "check/check.h"

namespace entente::cli {

struct CheckConfig {
  std::string path;  // of the file; "" where there is none
  document::Globs globs;
  check::Policy policy;
  std::string baseline;  // a path; "" if the file names none
};

// Reads a configuration; `path` is for messages and for paths within. Fails with kBadConfig, at the line and
// column of the first key or value that means nothing.
Result<CheckConfig> parse_check_config(std::string_view text, const std::string& path);

// The configuration that holds for a file or folder: the .entente.toml beside it or nearest above it; asked
// once a folder. Not for several threads.
class CheckConfigs {
 public:
  // `fixed`: the file that holds everywhere; "" to look for them.
  explicit CheckConfigs(std::string fixed) : fixed_(std::move(fixed)) {}
  Result<std::shared_ptr<const CheckConfig>> of(const std::string& path);

 private:
  Result<std::shared_ptr<const CheckConfig>> in_folder(const std::string& folder);
  std::string fixed_;
  std::map<std::string, std::shared_ptr<const CheckConfig>> known_;
};

// Findings that are known: document and fingerprint, and how often.
class Baseline {
 public:
  static Result<Baseline> read(const std::string& path);  // kFileNotFound, kNotReadable, kBadJson
  // Takes away what is known: its severity becomes kOff. Gives back how many.
  std::size_t hide(check::Findings& findings);
  void add(const check::Findings& findings);
  std::string to_json() const;

 private:
  struct Known {
    std::size_t times = 0;
    std::string quote;
  };
  std::map<std::pair<std::string, std::string>, Known> known_;
};

}  // namespace entente::cli

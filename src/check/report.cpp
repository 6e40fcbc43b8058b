#include "check/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace entente::check {

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // C1 controls are two bytes in UTF-8.
    const bool c1 = byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (c1) ++i;
    out += byte < 0x20 || byte == 0x7F || c1 ? ' ' : text[i];
  }
  return out;
}

std::string message(const Claim& claim) {
  if (is_flag(claim.verdict) && claim.correction) return *claim.correction;
  if (claim.verdict == Verdict::kOutdated) return "This is no longer so.";
  if (claim.verdict == Verdict::kWrong) return "This is not so.";
  return claim.paraphrase;
}

std::string span_text(const Claim& claim) {
  if (claim.verdict == Verdict::kWrong) return {};
  if (claim.true_from && claim.true_until)
    return fmt::format("true from {} until {}", *claim.true_from, *claim.true_until);
  if (claim.true_until) return fmt::format("true until {}", *claim.true_until);
  if (claim.true_from) return fmt::format("true since {}", *claim.true_from);
  return {};
}

std::string written_text(const Claim& claim, const Findings& findings) {
  if (!claim.true_when_written || !findings.written) return {};
  return fmt::format("{} when written ({})", *claim.true_when_written ? "true" : "not true",
                     *findings.written);
}

std::vector<ask::SourceCited> sources_of(const Claim& claim) {
  std::vector<ask::SourceCited> found;
  for (const ask::Evidence& evidence : claim.evidence)
    for (const ask::SourceCited& source : evidence.sources)
      if (std::none_of(found.begin(), found.end(),
                       [&](const auto& f) { return f.key == source.key && f.where == source.where; }))
        found.push_back(source);
  return found;
}

std::string source_text(const ask::SourceCited& source) {
  std::string out = source.publisher;
  if (!source.title.empty()) out += fmt::format("{}“{}”", out.empty() ? "" : ", ", source.title);
  if (out.empty()) out = source.key;
  if (!source.date.empty()) out += ", " + source.date;
  if (!source.where.empty()) out += fmt::format(" ({})", source.where);
  return out;
}

bool is_link(std::string_view url) { return url.starts_with("https://") || url.starts_with("http://"); }

// FNV-1a, 64 bits: no forger is to be kept out here, and the number must be the same for ever.
std::string fingerprint(const Claim& claim) {
  std::uint64_t hash = 14695981039346656037ULL;
  const auto add = [&](unsigned char byte) { hash = (hash ^ byte) * 1099511628211ULL; };
  bool blank = false;
  for (const char c : trim(claim.quote)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && std::isspace(byte) != 0) {
      blank = true;
      continue;
    }
    if (blank) add(' ');
    blank = false;
    add(byte < 0x80 ? static_cast<unsigned char>(std::tolower(byte)) : byte);
  }
  add('\n');
  for (const char c : claim.query) add(static_cast<unsigned char>(c));
  return fmt::format("{:016x}", hash);
}

}  // namespace entente::check

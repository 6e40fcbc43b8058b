// Findings for a terminal.
#include <fmt/format.h>

#include <algorithm>

#include "check/report.h"

namespace entente::check {
namespace {

constexpr std::size_t kSourcesShown = 2;
constexpr std::size_t kNamesShown = 12;
constexpr int kIndent = 4;

struct Colours {
  bool on;
  std::string_view operator()(std::string_view code) const { return on ? code : std::string_view(); }
};
constexpr std::string_view kPlain = "\x1b[0m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kGreen = "\x1b[32m";

std::string_view colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kSupported: return "\x1b[32m";
    case Verdict::kOutdated: return "\x1b[33m";
    case Verdict::kWrong: return "\x1b[31m";
    case Verdict::kUnknown: return "\x1b[36m";
  }
  return {};
}
std::string_view underline_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kSupported: return "\x1b[4;32m";
    case Verdict::kOutdated: return "\x1b[4;33m";
    case Verdict::kWrong: return "\x1b[4;31m";
    case Verdict::kUnknown: return "\x1b[4;36m";
  }
  return {};
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

// The last `most` columns of a text, and the first.
std::string_view last_columns(std::string_view text, std::size_t most) {
  std::size_t at = text.size();
  for (std::size_t n = 0; at > 0 && n < most; ++n) {
    --at;
    while (at > 0 && is_continuation(text[at])) --at;
  }
  return text.substr(at);
}
std::string_view first_columns(std::string_view text, std::size_t most) {
  std::size_t at = 0;
  for (std::size_t n = 0; at < text.size() && n < most; ++n) {
    ++at;
    while (at < text.size() && is_continuation(text[at])) ++at;
  }
  return text.substr(0, at);
}

// The sentence, cut around the claim where it is wider than the screen, and the claim underlined.
std::string shown(const Claim& claim, const TextStyle& style) {
  const Colours colour{style.colour};
  const std::string_view sentence = claim.sentence;
  const std::size_t begin = std::min(claim.in_sentence.begin, sentence.size());
  const std::size_t end = std::clamp(claim.in_sentence.end, begin, sentence.size());
  std::string before = printable(sentence.substr(0, begin));
  std::string words = printable(sentence.substr(begin, end - begin));
  std::string after = printable(sentence.substr(end));
  const std::size_t room = static_cast<std::size_t>(std::max(style.width - kIndent - 2, 40));
  if (columns(words) > room) words = std::string(first_columns(words, room - 1)) + "…";
  std::size_t left = room - std::min(room, columns(words));
  if (columns(before) + columns(after) > left) {
    const std::size_t ahead =
        std::min(columns(before), std::max(left / 2, left - std::min(left, columns(after))));
    if (columns(before) > ahead) before = "…" + std::string(last_columns(before, ahead));
    left -= std::min(left, columns(before));
    if (columns(after) > left) after = std::string(first_columns(after, left)) + "…";
  }
  std::string out = fmt::format("{:{}}{}{}{}{}{}\n", "", kIndent, before, colour(underline_of(claim.verdict)),
                                words, colour(kPlain), after);
  if (!style.colour)
    out += fmt::format("{:{}}{:~<{}}\n", "", kIndent + static_cast<int>(columns(before)), "",
                       std::max<std::size_t>(columns(words), 1));
  return out;
}

std::string names(const std::vector<std::string>& all) {
  std::vector<std::string> some(all.begin(),
                                all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), kNamesShown)));
  if (all.size() > kNamesShown) some.push_back(fmt::format("{} more", all.size() - kNamesShown));
  return join_and(some);
}

void tell(std::string& out, const Claim& claim, const Findings& findings, const TextStyle& style) {
  const Colours colour{style.colour};
  out += fmt::format("{}{}:{}:{}:{} {}{}{}: {}\n", colour(kBold), printable(findings.document),
                     claim.position.line, claim.position.column, colour(kPlain),
                     colour(colour_of(claim.verdict)), name_of(claim.verdict), colour(kPlain),
                     printable(message(claim)));
  out += shown(claim, style);
  const auto line = [&](std::string_view what, const std::string& text) {
    if (text.empty()) return;
    out +=
        fmt::format("{:{}}{}{:<8}{} {}\n", "", kIndent, colour(kDim), what, colour(kPlain), printable(text));
  };
  std::string since = span_text(claim);
  if (!claim.event.empty()) since += (since.empty() ? "" : ": ") + claim.event;
  line("then", since);
  line("written", written_text(claim, findings));
  if (!claim.missing.empty()) line("missing", names(claim.missing));
  if (!claim.extra.empty()) line("extra", names(claim.extra));
  for (const std::string& caveat : claim.caveats) line("note", caveat);
  const std::vector<ask::SourceCited> sources = sources_of(claim);
  const std::size_t most = style.explain ? sources.size() : std::min(sources.size(), kSourcesShown);
  for (std::size_t i = 0; i < most; ++i) {
    line("source", source_text(sources[i]));
    if (is_link(sources[i].url)) line("", sources[i].url);
  }
  if (style.explain) {
    line("read as", claim.paraphrase);
    line("query", claim.query);
    line("surety", fmt::format("{:.2f}, {}", claim.confidence, name_of(claim.sort)));
  }
  out += '\n';
}

}  // namespace

std::string to_text(const Findings& findings, const TextStyle& style) {
  std::string out;
  const auto shows = [&](const Claim& claim) {
    return claim.severity != Severity::kOff || (style.all && !is_flag(claim.verdict));
  };
  for (const Claim& claim : findings.claims)
    if (shows(claim)) tell(out, claim, findings, style);
  for (const Clash& clash : findings.clashes) {
    const Claim& a = findings.claims[clash.first];
    const Claim& b = findings.claims[clash.second];
    if (!shows(a) && !shows(b)) continue;
    out += fmt::format("{}:{}:{}: note: “{}” and “{}” (line {}) were never both true\n",
                       printable(findings.document), a.position.line, a.position.column, printable(a.quote),
                       printable(b.quote), b.position.line);
  }
  if (style.explain && !findings.trace.empty()) {
    const Colours colour{style.colour};
    out += fmt::format("{}how {} was read{}\n", colour(kDim), printable(findings.document), colour(kPlain));
    for (const std::string_view line : split(findings.trace, '\n')) out += printable(line) + '\n';
  }
  return out;
}

// ---- workflow commands -------------------------------------------------------------------------------
// Source: github.com/actions/toolkit, packages/core/src/command.ts: what escapeData and escapeProperty do.

namespace {

std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    if (c == '%')
      out += "%25";
    else if (c == '\r')
      out += "%0D";
    else if (c == '\n')
      out += "%0A";
    else if (property && c == ':')
      out += "%3A";
    else if (property && c == ',')
      out += "%2C";
    else
      out += c;
  }
  return out;
}

std::string_view command_of(Severity severity) {
  if (severity == Severity::kError) return "error";
  return severity == Severity::kWarning ? "warning" : "notice";
}

}  // namespace

std::string to_github(const Findings& findings) {
  std::string out;
  for (const Claim& claim : findings.claims) {
    if (claim.severity == Severity::kOff) continue;
    std::string text = fmt::format("“{}”: {}", printable(claim.quote), message(claim));
    for (const std::string& more : {span_text(claim), claim.event, written_text(claim, findings)})
      if (!more.empty()) text += "\n" + more;
    if (const auto sources = sources_of(claim); !sources.empty())
      text += "\n" + source_text(sources[0]) + (is_link(sources[0].url) ? " " + sources[0].url : "");
    const bool one_line = claim.end_position.line == claim.position.line;
    out += fmt::format("::{} file={},line={},endLine={}", command_of(claim.severity),
                       escaped(findings.document, true), claim.position.line, claim.end_position.line);
    // Columns across lines are refused.
    if (one_line)
      out += fmt::format(",col={},endColumn={}", claim.position.column, claim.end_position.column);
    out += fmt::format(",title={}::{}\n", escaped(fmt::format("entente: {}", name_of(claim.verdict)), true),
                       escaped(text, false));
  }
  return out;
}

}  // namespace entente::check

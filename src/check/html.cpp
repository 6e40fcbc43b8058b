// Findings as one page: the text on the left, what is right on the right.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "check/report.h"
#include "language/language.h"

namespace entente::check {
namespace {

constexpr std::size_t kSourcesShown = 4;

constexpr std::string_view kHead = R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>Entente: what is out of date</title>
<style>
:root {
  --paper: #fdfcf9; --ink: #22242a; --soft: #666b75; --line: #e2ded4; --card: #fff;
  --wrong: #b3261e; --outdated: #a15c00; --supported: #2c7a3f; --unknown: #5a6b8c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181d; --ink: #e6e4de; --soft: #9aa0ac; --line: #31353e; --card: #1e2128;
    --wrong: #ff8a80; --outdated: #f5b84c; --supported: #7fce91; --unknown: #9fb3d9;
  }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.05rem/1.6 Georgia, "Times New Roman", serif }
header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.5rem }
header { padding-top: 2rem }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; overflow-wrap: anywhere }
.clocks, .tally, footer, .key { font: .86rem/1.5 system-ui, sans-serif; color: var(--soft) }
.clocks b { color: var(--ink); font-weight: 600 }
.tally { list-style: none; display: flex; flex-wrap: wrap; gap: .4rem 1.4rem; margin: .9rem 0 0; padding: 0 }
.tally b { font-size: 1.15rem }
article { border-top: 1px solid var(--line); margin-top: 1.8rem; padding-top: 1.4rem }
.row { display: grid; grid-template-columns: minmax(0, 38rem) minmax(0, 1fr); gap: 0 2.4rem }
.row > * { margin: 0 0 .9rem; overflow-wrap: anywhere }
.row > h2 { font-size: 1.25rem; line-height: 1.3 }
.list-item::before { content: "• "; color: var(--soft) }
.table-cell { border-left: 3px solid var(--line); padding-left: .8rem }
mark { background: none; color: inherit; text-decoration: underline 2px; text-underline-offset: .2em }
mark.wrong { text-decoration-color: var(--wrong); text-decoration-style: wavy; text-decoration-thickness: 1.5px }
mark.outdated { text-decoration-color: var(--outdated); text-decoration-style: wavy; text-decoration-thickness: 1.5px }
mark.supported { text-decoration-color: var(--supported); text-decoration-style: dotted }
mark.unknown { text-decoration-color: var(--unknown); text-decoration-style: dashed; text-decoration-thickness: 1px }
sup a { font: 600 .72rem system-ui, sans-serif; text-decoration: none; padding: 0 .15em }
.wrong-ink { color: var(--wrong) } .outdated-ink { color: var(--outdated) }
.supported-ink { color: var(--supported) } .unknown-ink { color: var(--unknown) }
aside { font: .86rem/1.45 system-ui, sans-serif }
.note { background: var(--card); border: 1px solid var(--line); border-left: 4px solid; border-radius: 4px;
  padding: .55rem .8rem; margin: 0 0 .7rem }
.note.wrong { border-left-color: var(--wrong) } .note.outdated { border-left-color: var(--outdated) }
.note p { margin: 0 0 .25rem } .note .verdict { font-weight: 650 }
.note .right { font-weight: 600 }
.note .then, .note .sources, details { color: var(--soft) }
.note ol { margin: .25rem 0 0; padding-left: 1.3rem }
details { margin: 0 0 .45rem } summary { cursor: pointer }
a { color: inherit }
.gap { color: var(--soft); text-align: center }
footer { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: .8rem; padding-bottom: 2rem }
@media (max-width: 56rem) { .row { grid-template-columns: minmax(0, 1fr) } }
@media print { .note { break-inside: avoid } details { display: none } }
</style>
</head>
<body>
)html";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
    }
  }
  return out;
}

std::string escaped_utf8(std::string_view text) { return escaped(is_utf8(text) ? text : to_utf8(text)); }

// The gravest of those that cover a stretch is what it is underlined as.
int gravity(Verdict verdict) {
  switch (verdict) {
    case Verdict::kWrong: return 3;
    case Verdict::kOutdated: return 2;
    case Verdict::kUnknown: return 1;
    case Verdict::kSupported: return 0;
  }
  return 0;
}

// A flag that a policy or a baseline took away is shown as text.
bool is_shown(const Claim& claim) { return !is_flag(claim.verdict) || claim.severity != Severity::kOff; }

class Page {
 public:
  explicit Page(std::string& out) : out_(out) {}

  void write(const Findings& findings, std::size_t number) {
    document_ = number;
    findings_ = &findings;
    out_ += "<article>\n";
    head();
    for (const Passage& passage : findings.passages) {
      if (passage.gap) out_ += "<p class=\"gap\">…</p>\n";
      row(passage);
    }
    out_ += "</article>\n";
  }

 private:
  std::string anchor(std::size_t claim) const { return fmt::format("c{}-{}", document_, claim + 1); }

  void head() {
    const Findings& f = *findings_;
    out_ += fmt::format("<h1>{}</h1>\n<p class=\"clocks\">Checked as of <b>{}</b>", escaped_utf8(f.document),
                        escaped(f.as_of));
    if (f.written) out_ += fmt::format(" · written <b>{}</b>", escaped_utf8(*f.written));
    out_ += "</p>\n<ul class=\"tally\">";
    for (const Verdict v : {Verdict::kWrong, Verdict::kOutdated, Verdict::kSupported, Verdict::kUnknown}) {
      const auto n = std::count_if(f.claims.begin(), f.claims.end(),
                                   [&](const Claim& c) { return c.verdict == v && is_shown(c); });
      out_ += fmt::format("<li><b class=\"{0}-ink\">{1}</b> {0}</li>", name_of(v), n);
    }
    out_ += fmt::format("<li><b>{}</b> sentences</li></ul>\n", f.sentences);
    for (const std::string& note : f.notes)
      out_ += fmt::format("<p class=\"clocks\">{}</p>\n", escaped_utf8(note));
  }

  static std::string class_of(document::Kind kind) {
    std::string name(document::name_of(kind));
    std::replace(name.begin(), name.end(), '_', '-');
    std::replace(name.begin(), name.end(), ' ', '-');
    return name;
  }

  void row(const Passage& passage) {
    const bool heading = passage.kind == document::Kind::kHeading || passage.kind == document::Kind::kTitle;
    const std::string_view element = heading ? "h2" : "p";
    out_ += fmt::format("<div class=\"row\"><{} class=\"{}\">", element, class_of(passage.kind));
    marked(passage);
    out_ += fmt::format("</{}><aside>", element);
    std::set<std::size_t> told;
    for (const Passage::Mark& mark : passage.marks)
      if (is_shown(findings_->claims[mark.claim]) && told.insert(mark.claim).second) note(mark.claim);
    out_ += "</aside></div>\n";
  }

  // The text cut wherever a claim begins or ends; each stretch is marked as the gravest claim over it.
  void marked(const Passage& passage) {
    const std::vector<Claim>& claims = findings_->claims;
    std::vector<Passage::Mark> marks;
    for (const Passage::Mark& m : passage.marks)
      if (is_shown(claims[m.claim])) marks.push_back(m);
    std::set<std::size_t> cuts{0, passage.text.size()};
    for (const Passage::Mark& m : marks) cuts.insert({m.range.begin, m.range.end});
    for (auto from = cuts.begin(), to = std::next(from); to != cuts.end(); from = to++) {
      const Claim* over = nullptr;
      for (const Passage::Mark& m : marks)
        if (m.range.begin <= *from && *to <= m.range.end)
          if (const Claim& c = claims[m.claim];
              over == nullptr || gravity(c.verdict) > gravity(over->verdict))
            over = &c;
      const std::string text = escaped_utf8(std::string_view(passage.text).substr(*from, *to - *from));
      if (over == nullptr)
        out_ += text;
      else
        out_ += fmt::format("<mark class=\"{}\" title=\"{}\">{}</mark>", name_of(over->verdict),
                            name_of(over->verdict), text);
      for (const Passage::Mark& m : marks)
        if (m.range.end == *to && m.range.begin <= *from)
          out_ += fmt::format("<sup><a class=\"{}-ink\" href=\"#{}\">{}</a></sup>",
                              name_of(claims[m.claim].verdict), anchor(m.claim), m.claim + 1);
    }
  }

  void sources(const Claim& claim) {
    const std::vector<ask::SourceCited> cited = sources_of(claim);
    if (cited.empty()) return;
    out_ += "<ol class=\"sources\">";
    for (std::size_t i = 0; i < cited.size() && i < kSourcesShown; ++i) {
      const std::string text = escaped_utf8(source_text(cited[i]));
      if (is_link(cited[i].url))
        out_ += fmt::format("<li><a href=\"{}\" rel=\"noreferrer noopener\">{}</a></li>",
                            escaped_utf8(cited[i].url), text);
      else
        out_ += fmt::format("<li>{}</li>", text);
    }
    out_ += "</ol>";
  }

  void line(std::string_view class_name, const std::string& text) {
    if (!text.empty()) out_ += fmt::format("<p class=\"{}\">{}</p>", class_name, escaped_utf8(text));
  }

  void note(std::size_t index) {
    const Claim& claim = findings_->claims[index];
    const std::string_view verdict = name_of(claim.verdict);
    const std::string number =
        fmt::format("<span class=\"verdict {0}-ink\">{1} {0}</span>", verdict, index + 1);
    const std::string written = written_text(claim, *findings_);
    const std::string clocks = written.empty() ? std::string() : fmt::format(" · {}", escaped_utf8(written));
    if (!is_flag(claim.verdict)) {
      out_ += fmt::format("<details id=\"{}\"><summary>{}{}</summary><p>{}</p>", anchor(index), number,
                          clocks, escaped_utf8(claim.paraphrase));
      line("then", span_text(claim));
      for (const std::string& caveat : claim.caveats) line("then", caveat);
      sources(claim);
      out_ += "</details>\n";
      return;
    }
    out_ += fmt::format("<div class=\"note {}\" id=\"{}\"><p>{} as of {}{}</p>", verdict, anchor(index),
                        number, escaped(findings_->as_of), clocks);
    line("right", message(claim));
    std::string then = span_text(claim);
    if (!claim.event.empty()) then += (then.empty() ? "" : ". ") + claim.event;
    if (!then.empty()) then = language::as_sentence(std::move(then));
    line("then", then);
    if (!claim.missing.empty()) line("then", "Missing: " + join_and(claim.missing) + ".");
    if (!claim.extra.empty()) line("then", "Too much: " + join_and(claim.extra) + ".");
    for (const std::string& caveat : claim.caveats) line("then", caveat);
    sources(claim);
    out_ += "</div>\n";
  }

  std::string& out_;
  const Findings* findings_ = nullptr;
  std::size_t document_ = 0;
};

}  // namespace

std::string to_html(const std::vector<Findings>& documents) {
  std::string out(kHead);
  out += "<main>\n";
  std::size_t number = 0;
  for (const Findings& findings : documents) Page(out).write(findings, ++number);
  out +=
      "</main>\n<footer><span class=\"key\"><mark class=\"wrong\">wrong</mark> not true on the days it speaks of "
      "· <mark class=\"outdated\">outdated</mark> was true, is no longer · <mark class=\"supported\">supported"
      "</mark> · <mark class=\"unknown\">unknown</mark> understood, but the record cannot say. “Until” is the "
      "first day on which it no longer holds.</span></footer>\n</body>\n</html>\n";
  return out;
}

}  // namespace entente::check

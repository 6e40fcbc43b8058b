// An answer for people: the sentence first, then readings, caveats, the horizon and the sources.
#include <fmt/format.h>

#include <algorithm>

#include "ask/ask.h"

namespace entente::ask {
namespace {

// How many columns a text takes: its code points.
std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// Wraps at blanks; lines after the first begin with `indent` blanks.
std::string wrap(std::string_view text, std::size_t width, std::size_t indent = 0, std::size_t first = 0) {
  std::string out;
  std::size_t at = first;
  bool empty_line = true;
  for (const std::string_view word : split(text, ' ')) {
    if (word.empty()) continue;
    const std::size_t size = columns(word);
    if (!empty_line && at + 1 + size > width) {
      out += '\n' + std::string(indent, ' ');
      at = indent;
      empty_line = true;
    }
    if (!empty_line) out += ' ', ++at;
    out += word;
    at += size;
    empty_line = false;
  }
  return out;
}

class Page {
 public:
  explicit Page(const Style& style)
      : style_(style), width_(static_cast<std::size_t>(std::max(style.width, 40))) {}

  std::string answered(const Answer& answer) {
    out_ = bold(wrap(answer.answer, width_)) + "\n";
    rows(answer);
    lists(answer);
    caveats(answer);
    horizon(answer);
    sources(answer);
    return std::move(out_);
  }

  std::string declined(const Answer& answer) {
    out_ = bold(wrap(answer.declined->message, width_)) + "\n";
    if (!answer.declined->suggestions.empty()) {
      out_ += "\nThis can be answered:\n";
      for (const std::string& s : answer.declined->suggestions) out_ += "  " + s + "\n";
    }
    return std::move(out_);
  }

 private:
  std::string bold(std::string text) const {
    return style_.colour ? "\x1b[1m" + std::move(text) + "\x1b[0m" : text;
  }
  std::string dim(std::string text) const {
    return style_.colour ? "\x1b[2m" + std::move(text) + "\x1b[0m" : text;
  }

  // The number of the first source of an evidence list, and of the others that are not yet there.
  std::string marks(const std::vector<Evidence>& evidence, std::size_t most) {
    std::string out;
    std::size_t shown = 0;
    for (const Evidence& e : evidence) {
      for (const SourceCited& s : e.sources) {
        const auto at = std::find_if(cited_.begin(), cited_.end(), [&](const SourceCited& c) {
          return c.key == s.key && c.title == s.title;
        });
        const auto number = static_cast<std::size_t>(at - cited_.begin()) + 1;
        if (at == cited_.end()) {
          if (cited_.size() >= kMostSources) continue;
          cited_.push_back(s);
        }
        const std::string mark = fmt::format("[{}]", number);
        if (shown < most && out.find(mark) == std::string::npos)
          out += (out.empty() ? "" : " ") + mark, ++shown;
      }
    }
    return out;
  }

  // Several readings, parts or views: one line each, in columns.
  void rows(const Answer& answer) {
    struct Row {
      std::string name, verdict, text;
    };
    std::vector<Row> rows;
    if (answer.readings.size() > 1) {
      for (const Reading& r : answer.readings)
        rows.push_back({r.paraphrase, r.verdict.value_or(""), r.sentence + " " + marks(r.evidence, 2)});
    } else if (answer.readings.size() == 1) {
      const Reading& r = answer.readings[0];
      for (const Part& p : r.parts) rows.push_back({p.subject, p.verdict, p.sentence});
      for (const View& v : r.views) rows.push_back({join(v.according_to, ", "), v.verdict, v.sentence});
    }
    if (rows.empty()) return;
    out_ += '\n';
    std::size_t name_width = 0;
    std::size_t verdict_width = 0;
    for (const Row& row : rows) {
      name_width = std::max(name_width, columns(row.name));
      verdict_width = std::max(verdict_width, columns(row.verdict));
    }
    const bool one_line = name_width + verdict_width + 30 < width_;
    for (const Row& row : rows) {
      std::string line = "  " + row.name;
      if (one_line) line += std::string(name_width - columns(row.name), ' ');
      const std::size_t indent = one_line ? name_width + verdict_width + 6 : 4;
      if (one_line) {
        line += "  " + row.verdict + std::string(verdict_width - columns(row.verdict), ' ') + "  ";
        out_ += line + wrap(row.text, width_, indent, indent) + "\n";
      } else {
        if (!row.verdict.empty()) line += "  " + row.verdict;
        out_ += line + "\n    " + wrap(row.text, width_, indent, indent) + "\n";
      }
    }
  }

  // A list that was counted in the sentence, in full.
  void lists(const Answer& answer) {
    for (const Reading& r : answer.readings)
      if (r.entities && r.entities->size() > 10)
        out_ += "\n  " + wrap(join(*r.entities, " "), width_, 2, 2) + "\n";
  }

  void caveats(const Answer& answer) {
    std::vector<std::string> told;
    for (const Reading& r : answer.readings) {
      for (const std::string& caveat : r.caveats) {
        if (answer.answer.find(caveat) != std::string::npos ||
            std::find(told.begin(), told.end(), caveat) != told.end())
          continue;
        if (r.presumed && r.known_through && caveat == r.caveats.back() &&
            caveat.find("presumed") != std::string::npos)
          continue;  // said below
        told.push_back(caveat);
      }
    }
    if (!told.empty()) out_ += '\n';
    for (const std::string& caveat : told) out_ += wrap(caveat, width_) + "\n";
  }

  void horizon(const Answer& answer) {
    std::string oldest;
    bool presumed = false;
    for (const Reading& r : answer.readings) {
      if (r.known_through && (oldest.empty() || *r.known_through < oldest)) oldest = *r.known_through;
      presumed = presumed || r.presumed;
    }
    std::string line = fmt::format("As of {}", answer.as_of);
    if (!oldest.empty())
      line += presumed ? fmt::format("; known through {}, presumed since", oldest)
                       : fmt::format("; known through {}", oldest);
    out_ += "\n" + dim(line + ".") + "\n";
  }

  void sources(const Answer& answer) {
    for (const Reading& r : answer.readings) marks(r.evidence, 0);
    if (cited_.empty()) return;
    out_ += '\n';
    for (std::size_t i = 0; i < cited_.size(); ++i) {
      const SourceCited& s = cited_[i];
      std::string line = fmt::format("[{}] ", i + 1);
      const std::size_t indent = line.size();
      if (!s.publisher.empty() && s.publisher != s.title) line += s.publisher + ", ";
      line += fmt::format("\"{}\"", s.title);
      if (!s.date.empty()) line += ", " + s.date;
      if (!s.where.empty()) line += ", " + s.where;
      if (!s.url.empty()) line += " " + s.url;
      out_ += dim(wrap(line, width_, indent)) + "\n";
    }
  }

  static constexpr std::size_t kMostSources = 8;
  Style style_;
  std::size_t width_;
  std::string out_;
  std::vector<SourceCited> cited_;
};

}  // namespace

std::string to_text(const Answer& answer, const Style& style) {
  Page page(style);
  return answer.declined ? page.declined(answer) : page.answered(answer);
}

}  // namespace entente::ask

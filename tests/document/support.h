// What the tests of document share: a document as lines for people, and the laws of the map.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"

namespace entente::document {

// One line of what a block is, then its sentences with their places in the bytes.
inline std::string dump(const Document& document) {
  std::string out = fmt::format("format {}\n", name_of(document.format));
  const About& about = document.about;
  if (!about.title.empty()) out += fmt::format("title {}\n", about.title);
  if (about.written) out += fmt::format("written {}\n", *about.written);
  if (!about.language.empty()) out += fmt::format("language {}\n", about.language);
  for (const Directive& d : about.directives)
    out += fmt::format("directive {} [{},{})\n", d.text, d.source.begin, d.source.end);
  for (const Note& n : about.notes)
    out += fmt::format("note {} [{},{})\n", n.message, n.source.begin, n.source.end);
  for (const Block& block : document.blocks) {
    out += fmt::format("\n{} {}", block.number, name_of(block.kind));
    if (block.level > 0) out += fmt::format(" level {}", block.level);
    if (block.quoted) out += " quoted";
    if (block.boilerplate) out += " boilerplate";
    if (block.cut) out += " cut";
    if (block.list) {
      out += fmt::format(" list {}.{} nesting {}", block.list->list, block.list->item, block.list->nesting);
      if (block.list->lead_in) out += fmt::format(" after '{}'", *block.list->lead_in);
    }
    if (block.table) {
      out += fmt::format(" table {} row {} column {}", block.table->table, block.table->row,
                         block.table->column);
      if (block.table->header) out += " header";
      if (block.table->column_header) out += fmt::format(" under '{}'", *block.table->column_header);
      if (block.table->row_header) out += fmt::format(" beside '{}'", *block.table->row_header);
    }
    std::string chain;
    for (const Section* s = block.section.get(); s != nullptr; s = s->above.get())
      chain = s->text + (chain.empty() ? "" : " > ") + chain;
    if (!chain.empty()) out += fmt::format(" in {}", chain);
    out += '\n';
    for (const TextRange& sentence : sentences(block)) {
      const SourceRange place = block.text.source(sentence);
      out += fmt::format("  [{},{}) {}\n", place.begin, place.end, block.text.view(sentence));
    }
  }
  return out;
}

// The first fault of the maps of a document that was read from `bytes`; empty if there is none.
inline std::string fault_of_map(const Document& document, std::string_view bytes) {
  std::uint64_t end_before = 0;
  for (const Block& block : document.blocks) {
    const std::string& text = block.text.str();
    const auto fault = [&](std::string_view what, std::size_t at) {
      return fmt::format("block {}: {} at {} of '{}'", block.number, what, at, text.substr(0, 60));
    };
    if (text.empty()) return fault("empty", 0);
    if (!is_utf8(text)) return fault("not UTF-8", 0);
    if (text.front() == ' ' || text.back() == ' ') return fault("blank at an end", 0);
    const std::vector<Text::Run>& runs = block.text.runs();
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const Text::Run& run = runs[i];
      const std::size_t end = i + 1 < runs.size() ? runs[i + 1].text : text.size();
      if (run.text >= end) return fault("an empty run", run.text);
      if (run.source + run.size > bytes.size()) return fault("a run behind the file", run.text);
      if (run.source < before) return fault("runs out of order", run.text);
      before = run.source + run.size;
      const std::string_view from = bytes.substr(run.source, run.size);
      const std::string part = text.substr(run.text, end - run.text);
      if (!run.replaced) {
        if (from != part) return fault(fmt::format("'{}' is not '{}'", part, from), run.text);
        if (part.find("  ") != std::string::npos) return fault("two blanks", run.text);
      } else if (part == " ") {
        const bool blank = from.find_first_of(" \t\r\n\f\v\xC2\xE2\xE3\xE1&<") != std::string_view::npos;
        if (!blank) return fault(fmt::format("a blank from '{}'", from), run.text);
      } else if (part == "\xEF\xBF\xBD") {
        if (from.empty() || (is_utf8(from) && from[0] != '\0' && from[0] != '&' && from != part))
          return fault("a replacement of what was good", run.text);
      } else if (part != "\xEF\xBF\xBC" && from[0] != '&') {
        return fault(fmt::format("'{}' from '{}'", part, from), run.text);
      }
    }
    std::size_t at = 0;
    for (const TextRange& s : sentences(block)) {
      if (s.begin < at || s.end <= s.begin || s.end > text.size())
        return fault("sentences out of order", s.begin);
      if (text.substr(at, s.begin - at).find_first_not_of(' ') != std::string::npos)
        return fault("words left out", at);
      if (text[s.begin] == ' ' || text[s.end - 1] == ' ')
        return fault("a blank at a sentence's end", s.begin);
      at = s.end;
    }
    if (text.substr(at).find_first_not_of(' ') != std::string::npos) return fault("words left out", at);
    const SourceRange place = block.text.source();
    if (place.begin < end_before) return fault("a block before its predecessor's end", 0);
    end_before = place.end;
  }
  return {};
}

}  // namespace entente::document

// HTML as a stream: tokens as the HTML standard has them (section 13.2.5), and of its trees only what tells
// blocks: which elements are open, up to kDeepest. So soup of any depth costs constant memory.
#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <deque>
#include <vector>

#include "document/maker.h"

namespace entente::document {
namespace {

struct Reference {
  std::string_view name;
  std::string_view text;
};
constexpr auto kReferences = std::to_array<Reference>({
#define ENTENTE_REFERENCE(name, text) {name, text},
#include "document/entities.def"
#undef ENTENTE_REFERENCE
});

// HTML standard, 13.2.5.80: numbers that stand for windows-1252.
constexpr std::array<std::int32_t, 32> kWindows1252 = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }

}  // namespace

std::size_t decode_reference(std::string_view bytes, bool semicolon_optional, std::string& decoded) {
  decoded.clear();
  if (bytes.size() < 2 || bytes[0] != '&') return 0;
  if (bytes[1] == '#') {
    std::size_t at = 2;
    const bool hex = at < bytes.size() && (bytes[at] == 'x' || bytes[at] == 'X');
    if (hex) ++at;
    const std::size_t digits = at;
    std::int64_t code = 0;
    for (; at < bytes.size(); ++at) {
      const char c = lower(bytes[at]);
      if (is_digit(c))
        code = code * (hex ? 16 : 10) + (c - '0');
      else if (hex && c >= 'a' && c <= 'f')
        code = code * 16 + (c - 'a' + 10);
      else
        break;
      code = std::min<std::int64_t>(code, 0x110000);
    }
    if (at == digits) return 0;
    const bool closed = at < bytes.size() && bytes[at] == ';';
    if (!closed && !semicolon_optional) return 0;
    if (code >= 0x80 && code < 0xA0) code = kWindows1252[static_cast<std::size_t>(code - 0x80)];
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
    append_utf8(decoded, static_cast<std::int32_t>(code));
    return at + (closed ? 1 : 0);
  }
  std::size_t end = 1;
  while (end < bytes.size() && end < 40 && is_alphanumeric(bytes[end])) ++end;
  if (end < bytes.size() && bytes[end] == ';') ++end;
  // The longest name that the text begins with.
  for (std::size_t size = end - 1; size >= 2; --size) {
    const std::string_view name = bytes.substr(1, size);
    if (!semicolon_optional && name.back() != ';') continue;
    const auto* found = std::lower_bound(kReferences.begin(), kReferences.end(), name,
                                         [](const Reference& r, std::string_view n) { return r.name < n; });
    if (found != kReferences.end() && found->name == name) {
      decoded = found->text;
      return 1 + size;
    }
  }
  return 0;
}

namespace {

enum class Tag : std::uint8_t {
  kOther,
  // Paragraph-like: a break before and behind.
  kBlock,
  kP,
  kHeading,
  kPre,
  kQuote,
  kList,   // ul, ol, menu
  kItem,   // li
  kTerms,  // dl
  kTerm,   // dt, dd
  kTable,
  kRow,
  kCell,      // td
  kHeadCell,  // th
  kRowGroup,  // thead, tbody, tfoot
  kCaption,   // caption, figcaption
  kAside,     // nav, footer, aside
  kBreak,     // br
  kRule,      // hr
  kVoid,      // img, input, wbr ...
  // Not shown.
  kSkip,
  kRaw,  // script, style ...: until its own end tag
  kCode,
  kStruck,  // del, s, strike
  kSup,
  // Heads.
  kTitle,
  kMeta,
  kTime,
  kHtml,
  kBody,
};

struct Named {
  std::string_view name;
  Tag tag;
};
constexpr auto kTags = std::to_array<Named>({
    {"address", Tag::kBlock},
    {"area", Tag::kVoid},
    {"article", Tag::kBlock},
    {"aside", Tag::kAside},
    {"audio", Tag::kSkip},
    {"base", Tag::kVoid},
    {"blockquote", Tag::kQuote},
    {"body", Tag::kBody},
    {"br", Tag::kBreak},
    {"button", Tag::kSkip},
    {"canvas", Tag::kSkip},
    {"caption", Tag::kCaption},
    {"center", Tag::kBlock},
    {"code", Tag::kCode},
    {"col", Tag::kVoid},
    {"datalist", Tag::kSkip},
    {"dd", Tag::kTerm},
    {"del", Tag::kStruck},
    {"details", Tag::kBlock},
    {"dialog", Tag::kSkip},
    {"div", Tag::kBlock},
    {"dl", Tag::kTerms},
    {"dt", Tag::kTerm},
    {"embed", Tag::kVoid},
    {"fieldset", Tag::kBlock},
    {"figcaption", Tag::kCaption},
    {"figure", Tag::kBlock},
    {"footer", Tag::kAside},
    {"form", Tag::kBlock},
    {"frame", Tag::kVoid},
    {"h1", Tag::kHeading},
    {"h2", Tag::kHeading},
    {"h3", Tag::kHeading},
    {"h4", Tag::kHeading},
    {"h5", Tag::kHeading},
    {"h6", Tag::kHeading},
    {"header", Tag::kBlock},
    {"hgroup", Tag::kBlock},
    {"hr", Tag::kRule},
    {"html", Tag::kHtml},
    {"iframe", Tag::kRaw},
    {"img", Tag::kVoid},
    {"input", Tag::kVoid},
    {"kbd", Tag::kCode},
    {"legend", Tag::kBlock},
    {"li", Tag::kItem},
    {"link", Tag::kVoid},
    {"listing", Tag::kPre},
    {"main", Tag::kBlock},
    {"math", Tag::kSkip},
    {"menu", Tag::kList},
    {"meta", Tag::kMeta},
    {"nav", Tag::kAside},
    {"noembed", Tag::kRaw},
    {"noframes", Tag::kRaw},
    {"noscript", Tag::kRaw},
    {"object", Tag::kSkip},
    {"ol", Tag::kList},
    {"optgroup", Tag::kBlock},
    {"option", Tag::kBlock},
    {"p", Tag::kP},
    {"param", Tag::kVoid},
    {"pre", Tag::kPre},
    {"s", Tag::kStruck},
    {"samp", Tag::kCode},
    {"script", Tag::kRaw},
    {"search", Tag::kBlock},
    {"section", Tag::kBlock},
    {"select", Tag::kSkip},
    {"source", Tag::kVoid},
    {"strike", Tag::kStruck},
    {"style", Tag::kRaw},
    {"summary", Tag::kBlock},
    {"sup", Tag::kSup},
    {"svg", Tag::kSkip},
    {"table", Tag::kTable},
    {"tbody", Tag::kRowGroup},
    {"td", Tag::kCell},
    {"template", Tag::kSkip},
    {"textarea", Tag::kRaw},
    {"tfoot", Tag::kRowGroup},
    {"th", Tag::kHeadCell},
    {"thead", Tag::kRowGroup},
    {"time", Tag::kTime},
    {"title", Tag::kTitle},
    {"tr", Tag::kRow},
    {"track", Tag::kVoid},
    {"ul", Tag::kList},
    {"video", Tag::kSkip},
    {"wbr", Tag::kVoid},
    {"xmp", Tag::kRaw},
});

Tag tag_of(std::string_view name) {
  const auto* found = std::lower_bound(kTags.begin(), kTags.end(), name,
                                       [](const Named& named, std::string_view n) { return named.name < n; });
  return found != kTags.end() && found->name == name ? found->tag : Tag::kOther;
}

bool same(std::string_view text, std::string_view lowercase) {
  return text.size() == lowercase.size() && std::equal(text.begin(), text.end(), lowercase.begin(),
                                                       [](char a, char b) { return lower(a) == b; });
}

bool contains(std::string_view text, std::string_view lowercase) {
  return std::search(text.begin(), text.end(), lowercase.begin(), lowercase.end(),
                     [](char a, char b) { return lower(a) == b; }) != text.end();
}

struct Attribute {
  std::string_view name;   // as written
  std::string_view value;  // as written
};

constexpr std::size_t kLongestReference = 48;
constexpr std::size_t kDeepest = 4096;
constexpr std::size_t kMostAttributes = 256;
constexpr std::uint32_t kMostColumns = 1000;
constexpr std::size_t kMostHeader = 1000;
constexpr std::size_t kMostJson = std::size_t{1} << 20;

struct TableState {
  std::uint32_t number = 0;
  std::uint32_t row = 0;
  std::uint32_t column = 0;                                 // of the open cell
  std::uint32_t next = 1;                                   // of the next cell
  bool head = false;                                        // in <thead>
  std::vector<std::shared_ptr<const std::string>> headers;  // by column from 1
  std::vector<std::uint32_t> reach;  // by column from 1: the row down to which a cell above reaches
  std::shared_ptr<const std::string> row_header;
};

struct ListState {
  std::uint32_t number = 0;
  std::uint32_t item = 0;
  std::shared_ptr<const std::string> lead_in;
};

struct Open {
  Tag tag = Tag::kOther;
  bool hides = false;
  bool boilerplate = false;
  std::uint32_t name = 0;  // a hash of its name, to find its end tag
};

std::uint32_t hash(std::string_view name) {
  std::uint32_t h = 2166136261U;
  for (const char c : name) h = (h ^ static_cast<unsigned char>(lower(c))) * 16777619U;
  return h;
}

class HtmlMaker : public Maker {
 public:
  HtmlMaker(Context& context, std::uint64_t begin) : context_(context), appender_(context), pos_(begin) {}

  bool next(std::string_view window, std::uint64_t base, bool last, bool force, Block& block) override {
    window_ = window;
    base_ = base;
    last_ = last || force;
    while (ready_.empty()) {
      if (pos_ - base_ >= window_.size()) {
        if (last) close_all();
        break;
      }
      if (!token()) {
        if (!last_) break;
        pos_ = base_ + window_.size();  // an unfinished tag at the end is no text
      }
    }
    if (ready_.empty()) return false;
    std::swap(block, ready_.front());
    ready_.pop_front();
    return true;
  }

  std::uint64_t keep() const override {
    std::uint64_t first = pos_;
    if (!block_.text.empty()) first = std::min(first, block_.text.runs().front().source);
    for (const Block& block : ready_)
      if (!block.text.empty()) first = std::min(first, block.text.runs().front().source);
    return first;
  }

 private:
  enum class Inside : std::uint8_t { kText, kRaw, kTitle, kComment };

  std::string_view rest() const { return window_.substr(pos_ - base_); }

  // One token, or a part of a long one. False if it is not all there.
  bool token() {
    switch (inside_) {
      case Inside::kRaw: return raw_text();
      case Inside::kTitle: return title_text();
      case Inside::kComment: return comment_text();
      case Inside::kText: break;
    }
    const std::string_view here = rest();
    if (here[0] != '<') return text(here);
    if (here.size() < 2) {
      if (!last_) return false;
      return literal(here.substr(0, 1));
    }
    if (is_letter(here[1])) return start_tag(here);
    if (here[1] == '/') {
      if (here.size() < 3) return false;
      if (is_letter(here[2])) return end_tag(here);
      return bogus(here);
    }
    if (here[1] == '!') {
      if (here.size() < 4 && !last_) return false;
      if (here.starts_with("<!--")) {
        inside_ = Inside::kComment;
        comment_begin_ = pos_;
        comment_.clear();
        pos_ += 4;
        return true;
      }
      return bogus(here);
    }
    if (here[1] == '?') return bogus(here);
    return literal(here.substr(0, 1));
  }

  bool bogus(std::string_view here) {
    const std::size_t end = here.find('>');
    if (end == std::string_view::npos) {
      if (!last_) return false;
      pos_ += here.size();
      return true;
    }
    pos_ += end + 1;
    return true;
  }

  bool literal(std::string_view bytes) {
    add(bytes, pos_);
    pos_ += bytes.size();
    return true;
  }

  bool text(std::string_view here) {
    std::size_t end =
        std::min({here.find('<'), here.size(), std::max<std::size_t>(context_.limits.read_bytes, 64)});
    const bool closed = end < here.size() ? here[end] == '<' : last_;
    if (!closed) end = whole_characters(here.substr(0, end));
    std::size_t at = 0;
    while (at < end) {
      const std::size_t amp = std::min(here.substr(0, end).find('&', at), end);
      add(here.substr(at, amp - at), pos_ + at);
      at = amp;
      if (at == end || (!closed && end - at < kLongestReference)) break;
      const std::size_t size =
          decode_reference(here.substr(at, std::min(end - at, kLongestReference)), true, decoded_);
      if (size == 0) {
        add(here.substr(at, 1), pos_ + at);
        ++at;
        continue;
      }
      if (shown()) {
        breaks_ = 0;
        appender_.add_decoded(block_.text, decoded_, pos_ + at, size);
      }
      at += size;
    }
    pos_ += at;
    return at > 0;
  }

  // ---- tags ----

  // Where the tag ends, behind its '>', with its attributes; 0 if it does not.
  std::size_t attributes(std::string_view here, std::size_t at) {
    attributes_.clear();
    while (true) {
      while (at < here.size() && (is_blank(here[at]) || here[at] == '/')) ++at;
      if (at >= here.size()) return 0;
      if (here[at] == '>') return at + 1;
      Attribute attribute;
      const std::size_t name = at++;  // an '=' may begin a name
      while (at < here.size() && !is_blank(here[at]) && here[at] != '/' && here[at] != '>' && here[at] != '=')
        ++at;
      attribute.name = here.substr(name, at - name);
      while (at < here.size() && is_blank(here[at])) ++at;
      if (at < here.size() && here[at] == '=') {
        ++at;
        while (at < here.size() && is_blank(here[at])) ++at;
        if (at >= here.size()) return 0;
        if (here[at] == '"' || here[at] == '\'') {
          const std::size_t end = here.find(here[at], at + 1);
          if (end == std::string_view::npos) return 0;
          attribute.value = here.substr(at + 1, end - at - 1);
          at = end + 1;
        } else {
          const std::size_t value = at;
          while (at < here.size() && !is_blank(here[at]) && here[at] != '>') ++at;
          attribute.value = here.substr(value, at - value);
        }
      }
      if (at >= here.size()) return 0;
      if (attributes_.size() < kMostAttributes) attributes_.push_back(attribute);
    }
  }

  std::optional<std::string_view> attribute(std::string_view name) const {
    for (const Attribute& a : attributes_)
      if (same(a.name, name)) return a.value;
    return std::nullopt;
  }

  std::string value(std::string_view name) const {
    const std::optional<std::string_view> raw = attribute(name);
    std::string out;
    std::string decoded;
    for (std::size_t i = 0; raw && i < raw->size() && out.size() < kMostHeader;) {
      const std::size_t size = (*raw)[i] == '&' ? decode_reference(raw->substr(i, 64), true, decoded) : 0;
      if (size == 0) {
        out += (*raw)[i++];
      } else {
        out += decoded;
        i += size;
      }
    }
    return out;
  }

  std::string_view tag_name(std::string_view here, std::size_t at) {
    name_.clear();
    const std::size_t begin = at;
    while (at < here.size() && !is_blank(here[at]) && here[at] != '/' && here[at] != '>') {
      if (name_.size() < 32) name_ += lower(here[at]);
      ++at;
    }
    return here.substr(begin, at - begin);
  }

  bool hidden_by_attributes() const {
    for (const Attribute& a : attributes_) {
      if (same(a.name, "hidden") && !same(a.value, "until-found")) return true;
      if (same(a.name, "aria-hidden") && same(trim(a.value), "true")) return true;
      if (same(a.name, "style")) {
        std::string style;
        for (const char c : a.value.substr(0, 4096))
          if (!is_blank(c)) style += lower(c);
        if (style.find("display:none") != std::string::npos ||
            style.find("visibility:hidden") != std::string::npos)
          return true;
      }
    }
    return false;
  }

  bool boilerplate_by_role() const {
    const std::optional<std::string_view> role = attribute("role");
    if (!role) return false;
    for (const std::string_view name : {"navigation", "contentinfo", "complementary", "banner", "search"})
      if (same(*role, name)) return true;
    return false;
  }

  bool start_tag(std::string_view here) {
    const std::string_view written = tag_name(here, 1);
    const std::size_t size = attributes(here, 1 + written.size());
    if (size == 0) return false;
    const std::uint64_t begin = pos_;
    pos_ += size;
    const Tag tag = tag_of(name_);
    const std::uint32_t name = hash(written);
    const bool self_closed = size >= 2 && here[size - 2] == '/';

    switch (tag) {
      case Tag::kHtml:
        if (const std::optional<std::string_view> lang = attribute("lang")) context_.language(*lang);
        return true;
      case Tag::kBody: end_block(); return true;
      case Tag::kMeta: meta(); return true;
      case Tag::kVoid: return true;
      case Tag::kBreak: line_break(begin, size); return true;
      case Tag::kRule:
        end_block();
        context_.before = nullptr;
        return true;
      case Tag::kRaw:
        inside_ = Inside::kRaw;
        raw_name_ = name_;
        json_.clear();
        json_kept_ = name_ == "script" && same(value("type"), "application/ld+json");
        return true;
      case Tag::kTitle:
        if (hiding_ > 0 || titled_) {
          inside_ = Inside::kRaw;
          raw_name_ = name_;
          json_kept_ = false;
          return true;
        }
        end_block();
        inside_ = Inside::kTitle;
        return true;
      case Tag::kTime: time(); break;
      default: break;
    }

    imply_ends(tag);
    const bool hides =
        tag == Tag::kSkip || tag == Tag::kStruck || tag == Tag::kCode || hidden_by_attributes();
    const bool boilerplate = tag == Tag::kAside || boilerplate_by_role();
    if (breaks(tag)) end_block();
    if (tag == Tag::kCode && hiding_ == 0 && shown()) {
      breaks_ = 0;
      appender_.add_decoded(block_.text, "\xEF\xBF\xBC", begin, size);
    }
    if (hiding_ == 0 && !hides) enter(tag);
    if (tag == Tag::kSkip && self_closed) return true;  // <svg/>: foreign elements may close themselves
    if (tag != Tag::kOther || hides || boilerplate || hiding_ > 0 || overflow_ > 0)
      push({tag, hides, boilerplate, name});
    return true;
  }

  bool end_tag(std::string_view here) {
    const std::string_view written = tag_name(here, 2);
    const std::size_t size = attributes(here, 2 + written.size());
    if (size == 0) return false;
    const std::uint64_t begin = pos_;
    pos_ += size;
    const Tag tag = tag_of(name_);
    if (tag == Tag::kBreak) {  // </br> is <br>
      line_break(begin, size);
      return true;
    }
    if (overflow_ > 0) {
      --overflow_;
      if (breaks(tag)) end_block();
      return true;
    }
    close(tag, hash(written));
    return true;
  }

  // Pops the innermost open element of that name and all in it, unless something stands between that it
  // cannot close: a cell's end tag does not reach out of its table, nor any other out of its cell.
  void close(Tag tag, std::uint32_t name) {
    for (std::size_t i = open_.size(); i > 0; --i) {
      const Open& open = open_[i - 1];
      const bool heading = tag == Tag::kHeading && open.tag == Tag::kHeading;  // </h2> closes <h1>, too
      if (open.name == name || heading) {
        if (breaks(tag)) end_block();
        while (open_.size() >= i) pop();
        return;
      }
      if (open.tag == Tag::kTable && tag != Tag::kTable && !outer(tag)) return;
      if ((open.tag == Tag::kCell || open.tag == Tag::kHeadCell) && tag != Tag::kTable && tag != Tag::kRow &&
          tag != Tag::kRowGroup && !outer(tag))
        return;
    }
    if (tag == Tag::kP) end_block();
  }

  static bool outer(Tag tag) { return tag == Tag::kBody || tag == Tag::kHtml; }

  static bool breaks(Tag tag) { return tag >= Tag::kBlock && tag <= Tag::kAside; }

  // HTML standard, 13.2.6.4.7: start tags that close what is open.
  void imply_ends(Tag tag) {
    switch (tag) {
      case Tag::kItem: close_up_to(Tag::kItem, Tag::kItem, Tag::kList, Tag::kTable); break;
      case Tag::kTerm: close_up_to(Tag::kTerm, Tag::kTerm, Tag::kTerms, Tag::kTable); break;
      case Tag::kCell:
      case Tag::kHeadCell: close_up_to(Tag::kCell, Tag::kHeadCell, Tag::kRow, Tag::kTable); break;
      case Tag::kRow: close_up_to(Tag::kRow, Tag::kRow, Tag::kRowGroup, Tag::kTable); break;
      case Tag::kRowGroup: close_up_to(Tag::kRowGroup, Tag::kRowGroup, Tag::kTable, Tag::kTable); break;
      default: break;
    }
    if (tag == Tag::kP || (breaks(tag) && tag != Tag::kCell && tag != Tag::kHeadCell && tag != Tag::kRow &&
                           tag != Tag::kRowGroup))
      close_up_to(Tag::kP, Tag::kP, Tag::kCell, Tag::kTable);
  }

  // Closes the innermost element of tag `a` or `b`, unless one of `border` or `edge`, or a cell, is nearer.
  void close_up_to(Tag a, Tag b, Tag border, Tag edge) {
    if (overflow_ > 0) return;
    if (count_[static_cast<std::size_t>(a)] == 0 && count_[static_cast<std::size_t>(b)] == 0) return;
    for (std::size_t i = open_.size(); i > 0; --i) {
      const Tag tag = open_[i - 1].tag;
      if (tag == a || tag == b) {
        end_block();
        while (open_.size() >= i) pop();
        return;
      }
      if (tag == border || tag == edge || tag == Tag::kSkip) return;
      if ((tag == Tag::kCell || tag == Tag::kHeadCell) && a != Tag::kRow && a != Tag::kRowGroup) return;
    }
  }

  void push(Open open) {
    if (open_.size() >= kDeepest) {
      ++overflow_;
      return;
    }
    if (open.hides) ++hiding_;
    if (open.boilerplate) ++boilerplate_;
    if (open.tag == Tag::kQuote) ++quotes_;
    if (open.tag == Tag::kSup) sup_ = block_.text.size();
    ++count_[static_cast<std::size_t>(open.tag)];
    open_.push_back(open);
  }

  void pop() {
    const Open open = open_.back();
    open_.pop_back();
    --count_[static_cast<std::size_t>(open.tag)];
    if (open.tag == Tag::kSup && hiding_ == 0) end_sup();
    if (open.boilerplate) --boilerplate_;
    if (open.tag == Tag::kQuote) --quotes_;
    if (open.hides) {
      --hiding_;
      return;
    }
    if (hiding_ > 0) return;
    switch (open.tag) {
      case Tag::kList:
        if (!lists_.empty()) lists_.pop_back();
        context_.before = nullptr;
        break;
      case Tag::kTable:
        if (!tables_.empty()) tables_.pop_back();
        context_.before = nullptr;
        break;
      case Tag::kRowGroup:
        if (!tables_.empty()) tables_.back().head = false;
        break;
      default: break;
    }
  }

  // A shown element begins.
  void enter(Tag tag) {
    // Elements deeper than are kept open have no place of their own: they could not be left again.
    if (open_.size() >= kDeepest) return;
    switch (tag) {
      case Tag::kList: lists_.push_back({++context_.lists, 0, context_.before}); break;
      case Tag::kItem:
        if (!lists_.empty()) ++lists_.back().item;
        break;
      case Tag::kHeading: heading_ = name_[1] - '0'; break;
      case Tag::kTable:
        tables_.emplace_back();
        tables_.back().number = ++context_.tables;
        break;
      case Tag::kRowGroup:
        if (!tables_.empty()) tables_.back().head = name_ == "thead";
        break;
      case Tag::kRow:
        if (!tables_.empty()) {
          TableState& table = tables_.back();
          ++table.row;
          table.next = 1;
          table.row_header = nullptr;
        }
        break;
      case Tag::kCell:
      case Tag::kHeadCell:
        if (!tables_.empty()) cell(tables_.back(), tag == Tag::kHeadCell);
        break;
      default: break;
    }
  }

  void cell(TableState& table, bool header) {
    if (table.row == 0) table.row = 1;  // a cell without a row
    const auto span = [&](std::string_view name, std::uint32_t most) {
      std::uint32_t count = 0;
      for (const char c : attribute(name).value_or("")) {
        if (!is_digit(c)) break;
        count = std::min(count * 10 + static_cast<std::uint32_t>(c - '0'), most);
      }
      return std::max<std::uint32_t>(count, 1);
    };
    std::uint32_t column = table.next;
    while (column < table.reach.size() && table.reach[column] >= table.row && column < kMostColumns) ++column;
    const std::uint32_t width = span("colspan", kMostColumns);
    const std::uint32_t height = span("rowspan", 65534);
    table.column = column;
    table.next = std::min(column + width, kMostColumns);
    span_ = table.next - column;
    if (table.reach.size() < table.next) table.reach.resize(table.next, 0);
    for (std::uint32_t c = column; c < table.next; ++c) table.reach[c] = table.row + height - 1;
    // A <th> heads its row if it says so, or stands before the data in a row below the first.
    const std::optional<std::string_view> scope = attribute("scope");
    cell_heads_row_ = header && !table.head &&
                      ((scope && contains(*scope, "row")) || (!scope && table.row > 1 && column == 1));
    cell_heads_column_ = header && !cell_heads_row_;
  }

  // A superscript that is a note's mark is no text of the sentence; behind a digit it may be a power.
  void end_sup() {
    if (block_.text.size() <= sup_ || sup_ == 0) return;
    std::string_view mark = std::string_view(block_.text.str()).substr(sup_);
    mark = trim(mark);
    const bool bracketed = mark.size() >= 2 && mark.front() == '[' && mark.back() == ']';
    const bool digits = !mark.empty() && std::all_of(mark.begin(), mark.end(), [](char c) {
      return is_digit(c) || c == ',' || c == ' ' || c == '*' || c == '[' || c == ']';
    });
    if (!bracketed && !digits) return;
    const bool power = !bracketed && is_digit(block_.text.str()[sup_ - 1]);
    const SourceRange place = block_.text.source({sup_, block_.text.size()});
    block_.text.truncate(sup_);
    if (power) block_.text.append_replaced("\xEF\xBF\xBC", place.begin, place.end - place.begin);
  }

  // ---- blocks ----

  bool shown() const { return hiding_ == 0; }

  void add(std::string_view bytes, std::uint64_t source) {
    if (!shown()) return;
    if (breaks_ > 0 && trim(bytes).empty()) return appender_.blank(source, bytes.size());
    breaks_ = 0;
    appender_.add(block_.text, bytes, source);
    while (block_.text.size() > context_.limits.block_bytes) cut_block();
    // Markup without end may stand in a short text.
    if (!block_.text.empty() && pos_ > block_.text.runs().front().source + context_.limits.window_bytes) {
      block_.cut = true;
      end_block(true);
    }
  }

  void cut_block() {
    Text rest = block_.text.split(cut_before(block_.text.str(), context_.limits.block_bytes));
    block_.cut = true;
    context_.note("a paragraph longer than a block can be is cut", block_.text.source());
    end_block(true);
    block_.text = std::move(rest);
  }

  // One <br> is a blank, two end the paragraph.
  void line_break(std::uint64_t source, std::uint64_t size) {
    if (!shown()) return;
    if (++breaks_ >= 2)
      end_block();
    else
      appender_.blank(source, size);
  }

  void end_block(bool cut = false) {
    if (!cut) appender_.reset();  // a blank at a cut is told with the rest
    breaks_ = 0;
    sup_ = 0;
    const int heading = heading_;
    if (!cut && !block_.text.empty() && heading_ > 0) heading_ = 0;
    if (block_.text.empty()) return;
    block_.kind = Kind::kParagraph;
    block_.level = 0;
    block_.quoted = quotes_ > 0;
    block_.boilerplate = boilerplate_ > 0;
    block_.list.reset();
    block_.table.reset();
    // Looks outward for what the text stands in, as far as the nearest cell.
    bool item = false;
    bool caption = false;
    bool head_cell = false;
    bool in_cell = false;
    bool in_heading = false;
    const bool wanted =
        count_[static_cast<std::size_t>(Tag::kItem)] + count_[static_cast<std::size_t>(Tag::kTerm)] +
            count_[static_cast<std::size_t>(Tag::kCell)] + count_[static_cast<std::size_t>(Tag::kHeadCell)] +
            count_[static_cast<std::size_t>(Tag::kHeading)] +
            count_[static_cast<std::size_t>(Tag::kCaption)] >
        0;
    for (std::size_t i = wanted ? open_.size() : 0; i > 0; --i) {
      const Tag tag = open_[i - 1].tag;
      if (tag == Tag::kItem) item = true;
      if (tag == Tag::kCaption) caption = true;
      if (tag == Tag::kHeading) in_heading = true;
      if (tag == Tag::kCell || tag == Tag::kHeadCell) {
        in_cell = true;
        head_cell = tag == Tag::kHeadCell;
        break;
      }
      if (tag == Tag::kTable) break;
    }
    if (item && !lists_.empty()) {
      block_.kind = Kind::kListItem;
      block_.list = ListPlace{lists_.back().number, static_cast<int>(lists_.size()), lists_.back().item,
                              lists_.back().lead_in};
    } else if (in_cell) {
      block_.kind = Kind::kTableCell;
    }
    if (in_cell && !tables_.empty()) place_in_table(tables_.back(), head_cell);
    if (caption) block_.kind = Kind::kCaption;
    if (in_heading && heading > 0) {
      block_.kind = Kind::kHeading;
      block_.level = heading;
    }
    context_.place(block_);
    context_.before = block_.text.size() <= 2000 ? std::make_shared<std::string>(block_.text.str()) : nullptr;
    ready_.push_back(std::move(block_));
    block_ = {};
  }

  void place_in_table(TableState& table, bool header) {
    TablePlace place;
    place.table = table.number;
    place.row = table.row;
    place.column = table.column;
    place.header = header;
    if (header && block_.text.size() <= kMostHeader) {
      const auto words = std::make_shared<const std::string>(block_.text.str());
      if (cell_heads_column_) {
        if (table.headers.size() < table.column + span_) table.headers.resize(table.column + span_);
        for (std::uint32_t c = table.column; c < table.column + span_; ++c) table.headers[c] = words;
      }
      if (cell_heads_row_) table.row_header = words;
    }
    if (!header || cell_heads_row_) {
      if (place.column < table.headers.size()) place.column_header = table.headers[place.column];
    }
    if (!header) place.row_header = table.row_header;
    block_.table = std::move(place);
  }

  void close_all() {
    end_block();
    while (!open_.empty()) pop();
  }

  // ---- what is not text ----

  // Where `</name` stands with what may follow a name; npos if it does not.
  std::size_t find_end_tag(std::string_view here) const {
    std::size_t at = 0;
    while ((at = here.find("</", at)) != std::string_view::npos) {
      const std::string_view name = here.substr(at + 2, raw_name_.size());
      if (same(name, raw_name_)) {
        const std::size_t end = at + 2 + raw_name_.size();
        if (end >= here.size()) return last_ ? std::string_view::npos : at;
        if (is_blank(here[end]) || here[end] == '/' || here[end] == '>') return at;
      }
      at += 2;
    }
    return at;
  }

  // How much of `here`, in which no end tag stands, cannot be the start of one.
  std::size_t surely(std::string_view here) const {
    if (last_) return here.size();
    const std::size_t tail = std::min<std::size_t>(here.size(), raw_name_.size() + 3);
    const std::size_t at = here.find('<', here.size() - tail);
    return at == std::string_view::npos ? here.size() : at;
  }

  bool raw_text() {
    const std::string_view here = rest();
    const std::size_t end = find_end_tag(here);
    const std::size_t size = end == std::string_view::npos ? surely(here) : end;
    if (json_kept_ && json_.size() <= kMostJson) json_ += here.substr(0, size);
    pos_ += size;
    if (end == std::string_view::npos) return size > 0;
    const std::size_t closed = rest().find('>');
    if (closed == std::string_view::npos) return false;
    pos_ += closed + 1;
    inside_ = Inside::kText;
    if (json_kept_) linked_data();
    return true;
  }

  bool title_text() {
    raw_name_ = "title";
    const std::string_view here = rest();
    const std::size_t end = find_end_tag(here);
    if (end != std::string_view::npos && end + 2 + raw_name_.size() >= here.size() && !last_)
      return false;  // what follows the name tells whether it is one
    // A title is short; one that is not is no title.
    if (end == std::string_view::npos && !last_ && here.size() < 65536) return false;
    const std::size_t size = std::min<std::size_t>(end == std::string_view::npos ? here.size() : end, 65536);
    std::size_t at = 0;
    while (at < size) {
      const std::size_t amp = std::min(here.substr(0, size).find('&', at), size);
      appender_.add(block_.text, here.substr(at, amp - at), pos_ + at);
      at = amp;
      if (at == size) break;
      const std::size_t taken =
          decode_reference(here.substr(at, std::min<std::size_t>(size - at, 64)), true, decoded_);
      if (taken == 0)
        appender_.add(block_.text, here.substr(at, 1), pos_ + at);
      else
        appender_.add_decoded(block_.text, decoded_, pos_ + at, taken);
      at += std::max<std::size_t>(taken, 1);
    }
    pos_ += size;
    appender_.reset();
    titled_ = true;
    inside_ = Inside::kRaw;  // the end tag itself
    json_kept_ = false;
    if (block_.text.empty()) return true;
    context_.title(block_.text.str(), 0);
    block_.kind = Kind::kTitle;
    context_.place(block_);
    ready_.push_back(std::move(block_));
    block_ = {};
    return true;
  }

  bool comment_text() {
    const std::string_view here = rest();
    // HTML standard, 13.2.5.43: <!--> and <!---> are whole comments.
    if (pos_ == comment_begin_ + 4) {
      if (here.size() < 2 && !last_) return false;
      const std::size_t abrupt = here.starts_with(">") ? 1 : here.starts_with("->") ? 2 : 0;
      if (abrupt > 0) {
        pos_ += abrupt;
        inside_ = Inside::kText;
        return true;
      }
    }
    std::size_t end = here.find("--");
    while (end != std::string_view::npos) {
      const std::string_view behind = here.substr(end + 2);
      if (behind.starts_with(">") || behind.starts_with("!>")) break;
      if (behind.size() < 2 && !last_) {
        keep_comment(here.substr(0, end));
        pos_ += end;
        return end > 0;
      }
      end = here.find("--", end + 1);
    }
    if (end == std::string_view::npos) {
      std::size_t size = here.size();
      if (!last_ && here.back() == '-') --size;
      keep_comment(here.substr(0, size));
      pos_ += size;
      return size > 0;
    }
    keep_comment(here.substr(0, end));
    pos_ += end + (here[end + 2] == '>' ? 3 : 4);
    inside_ = Inside::kText;
    context_.directive(comment_, {comment_begin_, pos_});
    return true;
  }

  void keep_comment(std::string_view part) {
    comment_ += part.substr(0, kMostHeader - std::min(kMostHeader, comment_.size()));
  }

  void meta() {
    std::string name = value("property");
    if (name.empty()) name = value("name");
    if (name.empty()) name = value("itemprop");
    if (name.empty()) {
      if (same(attribute("http-equiv").value_or(""), "content-language")) context_.language(value("content"));
      return;
    }
    const std::string content = value("content");
    if (same(name, "og:title")) context_.title(content, 1);
    if (same(name, "og:locale") || same(name, "language")) context_.language(content);
    constexpr auto kPublished = std::to_array<std::string_view>(
        {"article:published_time", "datepublished", "dc.date", "dcterms.date", "dc.date.issued",
         "dcterms.issued", "dcterms.created", "citation_publication_date", "citation_date", "publish-date",
         "publishdate", "pubdate", "parsely-pub-date", "sailthru.date", "date", "og:published_time"});
    constexpr auto kModified =
        std::to_array<std::string_view>({"article:modified_time", "datemodified", "dcterms.modified",
                                         "last-modified", "og:updated_time", "revised"});
    for (std::size_t i = 0; i < kPublished.size(); ++i)
      if (same(name, kPublished[i])) context_.written(dashed(content), 10 + static_cast<int>(i));
    for (std::size_t i = 0; i < kModified.size(); ++i)
      if (same(name, kModified[i])) context_.written(dashed(content), 60 + static_cast<int>(i));
  }

  // Citations write 2023/04/04, year first, which can be read in one way only.
  static std::string dashed(std::string text) {
    if (text.size() >= 10 && text[4] == '/' && text[7] == '/') text[4] = text[7] = '-';
    return text;
  }

  void time() {
    const std::optional<std::string_view> day = attribute("datetime");
    if (!day || hiding_ > 0) return;
    const bool published = attribute("pubdate") ||
                           contains(attribute("itemprop").value_or(""), "datepublished") ||
                           contains(attribute("class").value_or(""), "published");
    if (published) context_.written(*day, 40);
  }

  void linked_data() {
    namespace json = boost::json;
    if (json_.size() > kMostJson) return;
    boost::system::error_code error;
    const json::value root = json::parse(json_, error, {}, {.max_depth = 32});
    if (error) return;
    int budget = 10'000;
    look(root, budget);
  }

  void look(const boost::json::value& value, int& budget) {
    if (--budget < 0) return;
    if (const auto* array = value.if_array()) {
      for (const auto& item : *array) look(item, budget);
      return;
    }
    const auto* object = value.if_object();
    if (object == nullptr) return;
    for (const auto& [key, member] : *object) {
      if (const auto* text = member.if_string()) {
        if (key == "datePublished") context_.written(*text, 5);
        if (key == "dateModified") context_.written(*text, 55);
        if (key == "inLanguage") context_.language(*text);
        if (key == "headline") context_.title(*text, 50);
      } else if (key == "@graph" || key == "mainEntity" || key == "mainEntityOfPage") {
        look(member, budget);
      }
    }
  }

  Context& context_;
  Appender appender_;
  std::string_view window_;
  std::uint64_t base_ = 0;
  bool last_ = false;
  std::uint64_t pos_;
  Block block_;
  std::deque<Block> ready_;

  Inside inside_ = Inside::kText;
  std::string raw_name_;
  std::string comment_;
  std::uint64_t comment_begin_ = 0;
  std::string json_;
  bool json_kept_ = false;
  bool titled_ = false;

  std::string name_;  // of the tag at hand, in lower case, its first 32 bytes
  std::string decoded_;
  std::vector<Attribute> attributes_;

  std::vector<Open> open_;
  std::array<std::size_t, 64> count_{};  // of open elements, by tag
  std::uint64_t overflow_ = 0;           // open elements deeper than are kept
  int hiding_ = 0;
  int boilerplate_ = 0;
  int quotes_ = 0;
  int breaks_ = 0;
  int heading_ = 0;
  std::size_t sup_ = 0;
  std::vector<ListState> lists_;
  std::vector<TableState> tables_;
  std::uint32_t span_ = 1;
  bool cell_heads_row_ = false;
  bool cell_heads_column_ = false;
};

}  // namespace

std::unique_ptr<Maker> html_maker(Context& context, std::uint64_t begin) {
  return std::make_unique<HtmlMaker>(context, begin);
}

}  // namespace entente::document

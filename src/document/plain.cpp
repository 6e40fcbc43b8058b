// Plain text: paragraphs by blank lines, wrapped lines joined, bullets and underlined headings seen.
#include <algorithm>
#include <cstring>
#include <vector>

#include "document/maker.h"

namespace entente::document {
namespace {

// Narrower text is not wrapped but written line by line; wider is a paragraph a line.
constexpr std::size_t kLeastWidth = 55;
constexpr std::size_t kMostWidth = 132;

struct Line {
  std::size_t begin = 0;  // of what is not blank
  std::size_t end = 0;    // of what is not blank
  std::size_t indent = 0;
};

// The size of a bullet or an item's number at the start of a line, with the blanks behind it; 0 if none.
struct Bullet {
  std::size_t size = 0;
  int number = 0;  // 0 for a sign
};

Bullet bullet_of(std::string_view line) {
  std::size_t at = 0;
  Bullet bullet;
  for (const std::string_view sign : {"-", "*", "+", "•", "–", "·", "▪", "◦", "‣", "●"})
    if (line.starts_with(sign)) at = sign.size();
  if (at == 0) {
    while (at < line.size() && at < 3 && is_digit(line[at]))
      bullet.number = bullet.number * 10 + (line[at++] - '0');
    if (at == 0 || at >= line.size() || (line[at] != '.' && line[at] != ')')) return {};
    ++at;
  }
  const std::size_t mark = at;
  while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
  if (at == mark || at == line.size()) return {};
  bullet.size = at;
  return bullet;
}

// A row of one sign only, which underlines or divides.
bool is_rule(std::string_view line) {
  return line.size() >= 3 && std::strchr("=-*_~#", line[0]) != nullptr &&
         line.find_first_not_of(line[0]) == std::string_view::npos;
}

class PlainMaker : public Maker {
 public:
  explicit PlainMaker(Context& context) : context_(context), appender_(context) {}

  bool next(std::string_view window, std::uint64_t base, bool last, bool, Block& block) override {
    while (true) {
      if (line_ < lines_.size()) {
        if (make(window, base, block)) return true;
        continue;
      }
      if (!gather(window.substr(pos_ - base), last)) {
        lines_.clear();  // they will be gathered anew, from more bytes
        return false;
      }
      for (Line& line : lines_) {
        line.begin += pos_ - base;
        line.end += pos_ - base;
      }
      // Lines count from here on within the file.
      group_base_ = base;
      pos_ += gathered_;
    }
  }

  std::uint64_t keep() const override {
    return line_ < lines_.size() ? group_base_ + lines_[line_].begin : pos_;
  }

 private:
  // The lines up to the next blank one. False if more bytes are needed, or there are none.
  bool gather(std::string_view rest, bool last) {
    const std::size_t most = context_.limits.block_bytes;
    lines_.clear();
    line_ = 0;
    longest_ = 0;
    cut_ = false;
    std::size_t at = 0;
    while (at < rest.size()) {
      const std::string_view here = rest.substr(at);
      std::size_t end = here.find('\n');
      end = std::min(end, here.substr(0, end).find('\r'));
      if (end == std::string_view::npos) {
        if (!last && rest.size() < most + 8) return false;
        end = here.size();
      } else if (here[end] == '\r' && end + 1 == here.size() && !last && rest.size() < most + 8) {
        return false;  // whether a line feed follows is not known yet
      }
      if (at + end > most) {  // too long: what is gathered makes a group, or a part of this line does
        if (!lines_.empty()) break;
        end = cut_before(here, most);
        cut_ = true;
        add_line(here.substr(0, end), at);
        at += end;
        break;
      }
      std::size_t next = at + end;
      if (next < rest.size()) next += rest.substr(next).starts_with("\r\n") ? 2 : 1;
      const bool blank = !add_line(here.substr(0, end), at);
      at = next;
      if (blank) break;  // so that how much a group can hold counts from its first line
      if (at >= rest.size() && !last) return false;
    }
    gathered_ = at;
    return at > 0;
  }

  bool add_line(std::string_view line, std::size_t at) {
    std::size_t begin = 0;
    while (begin < line.size() && is_blank(line[begin])) ++begin;
    if (at + begin == 0 && pos_ == 0 && line.starts_with("\xEF\xBB\xBF")) begin = 3;
    std::size_t end = line.size();
    while (end > begin && is_blank(line[end - 1])) --end;
    if (begin == end) return false;
    lines_.push_back({at + begin, at + end, begin});
    longest_ = std::max(longest_, end);
    return true;
  }

  std::string_view line(std::string_view window, std::size_t i) const {
    return window.substr(lines_[i].begin, lines_[i].end - lines_[i].begin);
  }

  // Whether line i + 1 goes on with what line i says: the line was full, or it plainly does not end there.
  bool joined(std::string_view window, std::size_t i) const {
    const std::string_view above = line(window, i);
    const std::string_view below = line(window, i + 1);
    if (is_rule(above) || is_rule(below)) return false;
    const char ends = above.back();
    const bool ended = ends == '.' || ends == '!' || ends == '?' || ends == ':';
    if (!ended && (below[0] >= 'a' && below[0] <= 'z')) return true;
    if (ends == ',' || ends == ';') return true;
    if (longest_ < kLeastWidth || longest_ > kMostWidth) return false;
    // A paragraph's lines are of about one length; a title above it is mostly shorter.
    if (!ended && lines_.size() > 2 && 3 * (lines_[i].indent + above.size()) >= 2 * longest_) return true;
    const std::size_t word = std::min(below.find(' '), below.size());
    return lines_[i].indent + above.size() + 1 + word > longest_;
  }

  // One block from lines_[line_] on. False if there is nothing to tell (a rule).
  bool make(std::string_view window, std::uint64_t base, Block& block) {
    // The window may have moved since the lines were gathered.
    if (base != group_base_) {
      for (std::size_t i = line_; i < lines_.size(); ++i) {
        lines_[i].begin -= base - group_base_;
        lines_[i].end -= base - group_base_;
      }
      group_base_ = base;
    }
    const std::string_view first = line(window, line_);
    if (is_rule(first)) {
      ++line_;
      return false;
    }
    block.kind = Kind::kParagraph;
    block.level = 0;
    block.quoted = block.boilerplate = block.cut = false;
    block.list.reset();
    block.table.reset();
    block.text.clear();
    appender_.reset();

    Bullet bullet = bullet_of(first);
    // "12. The parties ..." may be a sentence that was wrapped before its number.
    if (bullet.number > 0 && line_ > 0 && bullet.number != item_number_ + 1 && !after_colon_) bullet = {};
    if (continued_) bullet = {};
    std::size_t last = line_;
    while (last + 1 < lines_.size() && bullet_of(line(window, last + 1)).size == 0 && joined(window, last))
      ++last;
    for (std::size_t i = line_; i <= last; ++i) {
      const std::size_t skip = i == line_ ? bullet.size : 0;
      if (i > line_) appender_.blank(base + lines_[i - 1].end, lines_[i].begin - lines_[i - 1].end);
      appender_.add(block.text, line(window, i).substr(skip), base + lines_[i].begin + skip);
    }
    const bool underlined = last == line_ && last + 1 < lines_.size() && is_rule(line(window, last + 1)) &&
                            std::strchr("=-", line(window, last + 1)[0]) != nullptr;
    line_ = last + 1;
    block.cut = cut_ && line_ == lines_.size();
    continued_ = block.cut;
    if (block.text.empty()) return false;

    if (bullet.size > 0) {
      const bool other = (bullet.number > 0) != (item_number_ > 0) || bullet.number == 1;
      if (!in_list_ || other) {
        ++context_.lists;
        item_ = 0;
        lead_in_ = context_.before;
      }
      in_list_ = true;
      item_number_ = bullet.number;
      block.kind = Kind::kListItem;
      block.list = ListPlace{context_.lists, 1, ++item_, lead_in_};
    } else {
      in_list_ = false;
      if (underlined) {
        block.kind = Kind::kHeading;
        block.level = line(window, line_)[0] == '=' ? 1 : 2;
      }
    }
    after_colon_ = block.text.str().back() == ':';
    if (block.cut) context_.note("a paragraph longer than a block can be is cut", block.text.source());
    context_.place(block);
    // Only what can introduce a list is kept.
    context_.before = after_colon_ ? std::make_shared<std::string>(block.text.str()) : nullptr;
    return true;
  }

  Context& context_;
  Appender appender_;
  std::uint64_t pos_ = 0;    // where the next group begins
  std::vector<Line> lines_;  // of the group, in the window that begins at group_base_
  std::size_t line_ = 0;
  std::uint64_t group_base_ = 0;
  std::size_t gathered_ = 0;
  std::size_t longest_ = 0;
  bool cut_ = false;
  bool continued_ = false;
  bool in_list_ = false;
  bool after_colon_ = false;
  std::uint32_t item_ = 0;
  int item_number_ = 0;
  std::shared_ptr<const std::string> lead_in_;
};

}  // namespace

std::unique_ptr<Maker> plain_maker(Context& context) { return std::make_unique<PlainMaker>(context); }

}  // namespace entente::document

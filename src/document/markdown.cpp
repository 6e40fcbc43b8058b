// Markdown: CommonMark with tables and strikethrough, as md4c reads it; its pointers into the source are the
// map.
#include <md4c.h>
#include <yaml.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <vector>

#include "document/maker.h"

namespace entente::document {
namespace {

class MarkdownMaker : public Maker {
 public:
  explicit MarkdownMaker(Context& context) : context_(context), appender_(context) {}

  bool next(std::string_view window, std::uint64_t base, bool last, bool, Block& block) override {
    while (ready_.empty()) {
      const std::string_view rest = window.substr(pos_ - base);
      const std::size_t most = context_.limits.window_bytes;
      if (!last && rest.size() <= most) return false;
      if (rest.empty()) return false;
      std::size_t size = rest.size();
      if (size > most) {
        size = window_end(rest.substr(0, most));
        context_.note("read in windows: references do not cross this place", {pos_ + size, pos_ + size});
      }
      keep_ = pos_;
      parse(rest.substr(0, size));
      pos_ += size;
    }
    std::swap(block, ready_.front());
    ready_.pop_front();
    return true;
  }

  std::uint64_t keep() const override { return ready_.empty() ? pos_ : keep_; }

 private:
  // Behind the last blank line, else behind the last line, else where a word ends.
  static std::size_t window_end(std::string_view bytes) {
    for (std::size_t at = bytes.rfind('\n'); at != std::string_view::npos && at > bytes.size() / 2;
         at = bytes.rfind('\n', at - 1))
      if (bytes[at - 1] == '\n' || bytes.substr(0, at).ends_with("\n\r")) return at + 1;
    if (const std::size_t line = bytes.rfind('\n'); line != std::string_view::npos && line > 0)
      return line + 1;
    return cut_before(bytes, bytes.size());
  }

  void parse(std::string_view bytes) {
    // A copy, for md4c 0.4.8 looks at the byte behind its input: here that is a NUL, as in its own tests.
    copy_.assign(bytes);
    source_ = bytes = copy_;
    source_begin_ = pos_;
    end_ = pos_;
    seen_ = nullptr;
    std::string_view body = bytes;
    if (pos_ == 0) {
      if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
      body.remove_prefix(front_matter(body));
    }
    MD_PARSER parser{};
    parser.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS;
    parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
      return static_cast<MarkdownMaker*>(self)->enter(type, detail);
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void*, void* self) {
      return static_cast<MarkdownMaker*>(self)->leave(type);
    };
    parser.enter_span = [](MD_SPANTYPE type, void*, void* self) {
      return static_cast<MarkdownMaker*>(self)->span(type, 1);
    };
    parser.leave_span = [](MD_SPANTYPE type, void*, void* self) {
      return static_cast<MarkdownMaker*>(self)->span(type, -1);
    };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* self) {
      return static_cast<MarkdownMaker*>(self)->text(type, {text, size});
    };
    if (md_parse(body.data(), static_cast<MD_SIZE>(body.size()), &parser, this) != 0)
      context_.note("this part of the Markdown could not be read", {pos_, pos_ + bytes.size()});
    end_block();
    lists_.clear();
    quotes_ = hidden_ = code_ = 0;
    code_block_ = false;
  }

  // ---- front matter ----

  // The size of a YAML mapping between lines of three hyphens at the start of the file; 0 if there is none.
  std::size_t front_matter(std::string_view body) {
    constexpr std::size_t kMost = 65536;
    const bool toml = body.starts_with("+++\n") || body.starts_with("+++\r\n");
    if (!body.starts_with("---\n") && !body.starts_with("---\r\n") && !toml) return 0;
    const std::size_t begin = body.find('\n') + 1;
    std::size_t at = begin;
    while (at < std::min(body.size(), kMost)) {
      const std::size_t end = std::min(body.find('\n', at), body.size());
      std::string_view line = body.substr(at, end - at);
      if (line.ends_with('\r')) line.remove_suffix(1);
      const std::size_t next = std::min(end + 1, body.size());
      if (toml ? line == "+++" : line == "---" || line == "...") {
        if (toml) {
          context_.note("TOML front matter is not read", {pos_, pos_ + next});
          return next;
        }
        return yaml(body.substr(begin, at - begin)) ? next : 0;
      }
      at = next;
    }
    return 0;
  }

  bool yaml(std::string_view text) {
    yaml_parser_t parser;
    if (yaml_parser_initialize(&parser) == 0) return false;
    yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    bool mapping = false;
    bool whole = false;
    int depth = 0;
    std::optional<std::string> key;
    std::vector<std::pair<std::string, std::string>> told;
    for (int events = 0; events < 10'000 && !whole; ++events) {
      yaml_event_t event;
      if (yaml_parser_parse(&parser, &event) == 0) break;
      switch (event.type) {
        case YAML_MAPPING_START_EVENT:
          if (depth == 0) mapping = true;
          ++depth;
          if (depth > 1) key.reset();
          break;
        case YAML_SEQUENCE_START_EVENT:
          ++depth;
          key.reset();
          break;
        case YAML_MAPPING_END_EVENT:
        case YAML_SEQUENCE_END_EVENT: --depth; break;
        case YAML_SCALAR_EVENT:
          if (depth == 1) {
            std::string scalar(reinterpret_cast<const char*>(event.data.scalar.value),
                               event.data.scalar.length);
            if (key) {
              told.emplace_back(std::move(*key), std::move(scalar));
              key.reset();
            } else {
              key = std::move(scalar);
            }
          }
          break;
        case YAML_STREAM_END_EVENT: whole = true; break;
        default: break;
      }
      yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    if (!mapping || !whole) return false;
    for (const auto& [name, value] : told) {
      if (name == "title") context_.title(value, 0);
      if (name == "lang" || name == "language") context_.language(value);
      if (name == "date" || name == "published" || name == "datePublished") context_.written(value, 0);
      if (name == "updated" || name == "lastmod" || name == "modified" || name == "last_modified_at")
        context_.written(value, 10);
    }
    return true;
  }

  // ---- what md4c tells ----

  int enter(MD_BLOCKTYPE type, void* detail) {
    switch (type) {
      case MD_BLOCK_DOC: break;
      case MD_BLOCK_QUOTE:
        end_block();
        ++quotes_;
        break;
      case MD_BLOCK_UL:
      case MD_BLOCK_OL:
        end_block();
        lists_.push_back({++context_.lists, static_cast<int>(lists_.size()) + 1, 0, context_.before});
        break;
      case MD_BLOCK_LI:
        end_block();
        if (!lists_.empty()) ++lists_.back().item;
        break;
      case MD_BLOCK_HR:
        end_block();
        context_.before = nullptr;
        break;
      case MD_BLOCK_H:
        end_block();
        heading_ = static_cast<int>(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level);
        break;
      case MD_BLOCK_CODE:
        end_block();
        code_block_ = true;
        break;
      case MD_BLOCK_HTML:
        end_block();
        html_ = true;
        html_begin_ = html_end_ = nullptr;
        break;
      case MD_BLOCK_P: end_block(); break;
      case MD_BLOCK_TABLE:
        end_block();
        ++context_.tables;
        row_ = 0;
        headers_.clear();
        break;
      case MD_BLOCK_THEAD:
      case MD_BLOCK_TBODY: break;
      case MD_BLOCK_TR:
        ++row_;
        column_ = 0;
        break;
      case MD_BLOCK_TH:
      case MD_BLOCK_TD:
        end_block();
        ++column_;
        cell_ = true;
        head_cell_ = type == MD_BLOCK_TH;
        break;
    }
    return 0;
  }

  int leave(MD_BLOCKTYPE type) {
    switch (type) {
      case MD_BLOCK_QUOTE:
        end_block();
        --quotes_;
        break;
      case MD_BLOCK_UL:
      case MD_BLOCK_OL:
        end_block();
        if (!lists_.empty()) lists_.pop_back();
        context_.before = nullptr;
        break;
      case MD_BLOCK_CODE: code_block_ = false; break;
      case MD_BLOCK_HTML:
        html_ = false;
        html_block();
        break;
      case MD_BLOCK_H:
        end_block();
        heading_ = 0;
        break;
      case MD_BLOCK_TABLE: context_.before = nullptr; break;
      case MD_BLOCK_TH:
      case MD_BLOCK_TD:
        end_block();
        cell_ = false;
        break;
      case MD_BLOCK_LI:
      case MD_BLOCK_P: end_block(); break;
      default: break;
    }
    return 0;
  }

  int span(MD_SPANTYPE type, int change) {
    if (type == MD_SPAN_CODE) {
      code_ += change;
      if (change > 0) code_told_ = false;
    }
    if (type == MD_SPAN_IMG || type == MD_SPAN_DEL) hidden_ += change;
    return 0;
  }

  bool ours(std::string_view text) const {
    const std::less_equal<> at_most;
    return at_most(source_.data(), text.data()) &&
           at_most(text.data() + text.size(), source_.data() + source_.size());
  }
  std::uint64_t offset(std::string_view text) const {
    return source_begin_ + static_cast<std::uint64_t>(text.data() - source_.data());
  }

  int text(MD_TEXTTYPE type, std::string_view text) {
    if (ours(text)) seen_ = text.data() + text.size();
    if (html_) {
      if (!ours(text)) return 0;
      if (html_begin_ == nullptr) html_begin_ = text.data();
      html_end_ = text.data() + text.size();
      return 0;
    }
    if (type == MD_TEXT_HTML) {
      if (ours(text)) inline_html(text);
      return 0;
    }
    if (code_block_) return 0;
    if (code_ > 0 && !code_told_ && ours(text)) {
      code_told_ = true;
      blank_before(offset(text));
      if (hidden_ + struck_ == 0)
        appender_.add_decoded(block_.text, "\xEF\xBF\xBC", offset(text), text.size());
      end_ = offset(text) + text.size();
      return 0;
    }
    if (code_ > 0 || hidden_ > 0 || struck_ > 0) return 0;
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) {
      blank_ = true;
      return 0;
    }
    if (type == MD_TEXT_NULLCHAR) text = next_nul();
    if (!ours(text)) return 0;
    const std::uint64_t at = offset(text);
    if (at < end_) return 0;  // text is told in order; what is not would break the map
    blank_before(at);
    const std::size_t entity = type == MD_TEXT_ENTITY ? decode_reference(text, false, decoded_) : 0;
    if (entity > 0)
      appender_.add_decoded(block_.text, decoded_, at, entity);
    else
      for (std::size_t done = 0; done < text.size();) {
        std::size_t size = std::min<std::size_t>(text.size() - done, std::size_t{1} << 16);
        if (done + size < text.size()) size = whole_characters(text.substr(done, size));
        appender_.add(block_.text, text.substr(done, size), at + done);
        cut_block();
        done += size;
      }
    end_ = at + text.size();
    return 0;
  }

  // md4c tells a NUL without its place: it is the next one.
  std::string_view next_nul() {
    const char* const end = source_.data() + source_.size();
    const char* const from = seen_ == nullptr ? source_.data() : seen_;
    const char* const at = std::find(from, end, '\0');
    if (at == end) return {};
    seen_ = at + 1;
    return {at, 1};
  }

  // The line break that was told before this text, from where the text before it ended.
  void blank_before(std::uint64_t at) {
    if (blank_ && at > end_) appender_.blank(end_, at - end_);
    blank_ = false;
  }

  // A comment may be a directive; <br> is a blank; other tags are nothing. md4c tells a tag line by line.
  void inline_html(std::string_view text) {
    const std::size_t at = static_cast<std::size_t>(text.data() - source_.data());
    if (text.starts_with("<!--")) {
      const std::size_t end = source_.find("-->", at + 4);
      if (end != std::string_view::npos)
        context_.directive(source_.substr(at + 4, end - at - 4), {offset(text), source_begin_ + end + 3});
    }
    if (text.starts_with("<br")) appender_.blank(offset(text), text.size());
    // Struck-out words and superscripts come between tags of their own.
    if (text.starts_with("<del") || text.starts_with("<s>") || text.starts_with("<strike")) ++struck_;
    if ((text.starts_with("</del") || text.starts_with("</s>") || text.starts_with("</strike")) &&
        struck_ > 0)
      --struck_;
  }

  void html_block() {
    if (html_begin_ == nullptr) return;
    const std::string_view html(html_begin_, static_cast<std::size_t>(html_end_ - html_begin_));
    const std::uint64_t begin = offset(html);
    const std::unique_ptr<Maker> maker = html_maker(context_, begin);
    Block block;
    while (maker->next(html, begin, true, false, block)) {
      block.quoted = block.quoted || quotes_ > 0;
      ready_.push_back(std::move(block));
      block = {};
    }
  }

  void end_block() {
    appender_.reset();
    blank_ = false;
    struck_ = 0;
    if (block_.text.empty()) {
      block_ = {};
      return;
    }
    cut_block();
    put();
  }

  void cut_block() {
    while (block_.text.size() > context_.limits.block_bytes) {
      Text rest = block_.text.split(cut_before(block_.text.str(), context_.limits.block_bytes));
      block_.cut = true;
      context_.note("a paragraph longer than a block can be is cut", block_.text.source());
      put();
      block_.text = std::move(rest);
    }
  }

  void put() {
    block_.quoted = quotes_ > 0;
    if (!lists_.empty()) {
      block_.kind = Kind::kListItem;
      block_.list = lists_.back();
    }
    if (heading_ > 0) {
      block_.kind = Kind::kHeading;
      block_.level = heading_;
    }
    if (cell_) {
      block_.kind = Kind::kTableCell;
      TablePlace place;
      place.table = context_.tables;
      place.row = row_;
      place.column = column_;
      place.header = head_cell_;
      if (head_cell_) {
        headers_.resize(std::max<std::size_t>(headers_.size(), column_ + 1));
        headers_[column_] = std::make_shared<const std::string>(block_.text.str());
      } else if (column_ < headers_.size()) {
        place.column_header = headers_[column_];
      }
      block_.table = std::move(place);
    }
    context_.place(block_);
    context_.before = block_.text.size() <= 2000 ? std::make_shared<std::string>(block_.text.str()) : nullptr;
    ready_.push_back(std::move(block_));
    block_ = {};
  }

  Context& context_;
  Appender appender_;
  std::uint64_t pos_ = 0;
  std::uint64_t keep_ = 0;
  std::string copy_;
  std::string_view source_;  // all of the copy
  std::uint64_t source_begin_ = 0;
  Block block_;
  std::deque<Block> ready_;
  std::vector<ListPlace> lists_;
  std::vector<std::shared_ptr<const std::string>> headers_;
  std::uint32_t row_ = 0;
  std::uint32_t column_ = 0;
  int quotes_ = 0;
  int hidden_ = 0;  // pictures and struck-out spans
  int struck_ = 0;  // struck-out by tags, at most to the end of the block
  int code_ = 0;
  int heading_ = 0;
  bool cell_ = false;
  bool head_cell_ = false;
  bool html_ = false;
  bool code_block_ = false;
  bool code_told_ = false;
  bool blank_ = false;
  std::uint64_t end_ = 0;
  const char* seen_ = nullptr;  // the end of the text that was told last
  const char* html_begin_ = nullptr;
  const char* html_end_ = nullptr;
  std::string decoded_;
};

}  // namespace

std::unique_ptr<Maker> markdown_maker(Context& context) { return std::make_unique<MarkdownMaker>(context); }

}  // namespace entente::document

// document/document.h: prose in files to sentences, each with its place in the bytes of the file.
//
//   Result<Document> page = read_document("news.html");
//   for (const Block& block : page->blocks)                      // paragraphs, headings, items, cells
//     for (const TextRange& sentence : sentences(block))          // split only where it is worth it
//       block.text.source({sentence.begin, sentence.begin + 5});  // the bytes that gave its first five
//
// Shape:  a document is blocks in the order of the text; a block is decoded UTF-8 text and a map from that
//         text back to the bytes. In the text every run of white space is one blank, soft hyphens and
//         invisible marks are gone, entities are decoded. No block and no sentence begins or ends blank.
// Units:  offsets are bytes from 0, ranges half-open. SourceRange counts in the file, TextRange in a block's
//         text. Of a compressed file the bytes are the decompressed ones, of a record in JSON Lines those
//         of its decoded string.
// Memory: a Reader holds one window of the file and one block; a Document holds all of its blocks.
// Speed:  Reader finds blocks about as fast as the bytes are read; sentences() costs tens of times more a
//         byte, so ask for the sentences of those blocks only that hold something of interest.
// Limits: UTF-8 alone (UTF-16 and UTF-32 are refused by name); struct Limits has the rest. Text that is not
//         shown, or is shown as no longer meant, is left out: scripts, styles, code blocks, hidden elements,
//         struck-out words, alternative texts of pictures. A code span leaves U+FFFC, so that no sentence
//         reads as if the code had not been there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"

namespace entente::document {

struct SourceRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  bool operator==(const SourceRange&) const = default;
};

struct TextRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const TextRange&) const = default;
};

// Decoded text that knows which bytes it came from.
class Text {
 public:
  // A stretch of text that came from one stretch of bytes: the same bytes, or (where `replaced`) others that
  // stand for it: an entity, a line break, a byte that was not UTF-8.
  struct Run {
    std::size_t text = 0;      // where it begins in the text; it ends where the next begins
    std::uint64_t source = 0;  // where it begins in the bytes
    std::uint64_t size = 0;    // how many bytes
    bool replaced = false;
  };

  const std::string& str() const { return text_; }
  std::string_view view(TextRange range) const;
  bool empty() const { return text_.empty(); }
  std::size_t size() const { return text_.size(); }

  // The bytes that gave `range`: from the first byte of its first character to the last of its last, with
  // the markup between them. Part of a replaced run means the whole run. O(log runs).
  SourceRange source(TextRange range) const;
  SourceRange source() const { return source({0, text_.size()}); }
  const std::vector<Run>& runs() const { return runs_; }

  // For the readers of formats: adds bytes as they stand, or text that stands for `size` bytes.
  void append(std::string_view bytes, std::uint64_t source);
  void append_replaced(std::string_view text, std::uint64_t source, std::uint64_t size);
  void truncate(std::size_t size);
  void clear();
  // Keeps the text before `at` and gives what is behind, without blanks at the cut.
  Text split(std::size_t at);

 private:
  std::string text_;
  std::vector<Run> runs_;
};

enum class Format : std::uint8_t { kPlain, kMarkdown, kHtml };
std::string_view name_of(Format format);  // "text", "markdown", "html"

// The format that a name's ending tells (".md", ".html", also before ".gz" and ".zst"), else what the first
// bytes look like. Nothing if they are no prose: a NUL among them, or the mark of a known binary format.
std::optional<Format> guess_format(std::string_view name, std::string_view first_bytes);

enum class Kind : std::uint8_t { kTitle, kHeading, kParagraph, kListItem, kTableCell, kCaption };
std::string_view name_of(Kind kind);  // "title", "heading", ...

// A heading and those above it: what a block stands under.
struct Section {
  int level = 1;  // 1 to 6; that of `above` is less
  std::string text;
  std::shared_ptr<const Section> above;  // null at the top
};

struct ListPlace {
  std::uint32_t list = 0;                      // the list's number in the document, from 1
  int nesting = 1;                             // 1 for a list that is in no other
  std::uint32_t item = 0;                      // the item's number in its list, from 1
  std::shared_ptr<const std::string> lead_in;  // the text that stands right before the list; null if none
};

struct TablePlace {
  std::uint32_t table = 0;   // the table's number in the document, from 1
  std::uint32_t row = 0;     // from 1, rows of headers counted
  std::uint32_t column = 0;  // from 1; a cell that spans several has the first
  bool header = false;
  std::shared_ptr<const std::string> column_header;  // null if none, and in the header row itself
  std::shared_ptr<const std::string> row_header;     // the row's <th>; null if none
};

// A paragraph, heading, item, cell or caption. Blocks do not nest: an item of two paragraphs is two blocks.
struct Block {
  std::uint32_t number = 0;  // in the document, from 0
  Kind kind = Kind::kParagraph;
  int level = 0;             // of a heading, 1 to 6; else 0
  bool quoted = false;       // in a block quotation
  bool boilerplate = false;  // navigation, footers, asides
  bool cut = false;          // longer than Limits::block_bytes: its end is the next block
  Text text;
  std::optional<ListPlace> list;    // where it is in an item, though it be a paragraph of its own
  std::optional<TablePlace> table;  // where it is in a cell
  std::shared_ptr<const Section> section;
};

// Something about a document that its reader should be told: "not UTF-8: 3 bytes replaced".
struct Note {
  std::string message;
  SourceRange source;  // the first place it is about
  bool operator==(const Note&) const = default;
};

// `<!-- entente: ignore -->` in HTML and Markdown: what stands after the colon, trimmed.
struct Directive {
  std::string text;
  SourceRange source;  // the comment
  bool operator==(const Directive&) const = default;
};

// What a document says of itself.
struct About {
  std::string title;  // <title>, og:title, front matter, or else the first heading of level 1
  std::optional<std::string> written;  // yyyy-mm-dd: published, or else modified
  std::string language;                // BCP 47 as written, "en-GB"; empty if not told
  std::vector<Directive> directives;   // in order
  std::vector<Note> notes;
};

struct Document {
  Format format = Format::kPlain;
  About about;
  std::vector<Block> blocks;
};

struct Limits {
  // Markdown is parsed in windows of this size, cut at a blank line; references do not cross a window.
  std::uint64_t window_bytes = std::uint64_t{16} << 20;
  // How much of a stream is read at once, and the most text of one block. A longer one goes on in the next.
  std::uint64_t read_bytes = std::uint64_t{1} << 20;
  std::uint64_t block_bytes = std::uint64_t{1} << 20;
  // A line of JSON Lines that is longer is an error in its place.
  std::uint64_t line_bytes = std::uint64_t{64} << 20;
  // A compressed file that gives more than `expansion_floor` bytes and more than `expansion` times its own
  // size is refused. Prose shrinks to a third, the most repetitive logs to a hundredth.
  std::uint64_t expansion = 250;
  std::uint64_t expansion_floor = std::uint64_t{64} << 20;
  std::size_t notes = 100;
  std::size_t directives = 10'000;
};

// ---- bytes -----------------------------------------------------------------------------------------

// A stream of bytes: memory, a file, a descriptor. gzip and zstd are told by their first bytes and
// decompressed, whatever the name says. Moves, does not copy.
class Input {
 public:
  // The bytes are not copied and must outlive the input; they are not decompressed.
  static Input memory(std::string_view bytes);
  // Fails with kFileNotFound, kNotReadable (also for a folder).
  static Result<Input> open(const std::string& path, const Limits& limits = {});
  // Reads from an open descriptor, 0 for standard input, and does not close it.
  static Input descriptor(int fd, std::string name, const Limits& limits = {});

  Input(Input&&) noexcept;
  Input& operator=(Input&&) noexcept;
  ~Input();

  // Up to `size` bytes; 0 at the end. Fails with kNotReadable; kBadArchive if the compressed bytes are
  // damaged or end early (what came before has been given); kTooLarge past Limits::expansion.
  Result<std::size_t> read(char* into, std::size_t size);

  // The input as it was before `begin` was read from it, and `error` then: for those who look before they
  // read.
  Input after(std::string begin, std::optional<Error> error = std::nullopt) &&;

  // All of it, if it is in memory already.
  std::optional<std::string_view> view() const;

  class Source;

 private:
  explicit Input(std::unique_ptr<Source> source);
  std::unique_ptr<Source> source_;
};

// ---- blocks ----------------------------------------------------------------------------------------

struct Position {
  std::uint64_t line = 1;          // from 1; ended by LF, CR LF or CR
  std::uint64_t column = 1;        // from 1, in Unicode code points
  std::uint64_t column_utf16 = 1;  // from 1, in UTF-16 code units: LSP's `character` plus 1
  bool operator==(const Position&) const = default;
};

// Pulls blocks out of a stream, in bounded memory. The blocks do not depend on how the bytes come in.
class Reader {
 public:
  Reader(Input input, Format format, const Limits& limits = {});
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  // Puts the next block into `block`, whose memory is used again; false at the end. Fails as Input::read
  // does, after the blocks of the bytes before; but bytes that end early or are damaged (kBadArchive) are a
  // note, and the end. Fails with kNotUtf8 for UTF-16 and UTF-32.
  Result<bool> next(Block& block);

  // What has been read of it so far: complete when next() has said false.
  const About& about() const;

  // The line and column of a byte of the last block. Cheap in ascending order.
  Position position(std::uint64_t offset);

  class State;

 private:
  std::unique_ptr<State> state_;
};

// All blocks of bytes in memory. Fails with kNotUtf8 for UTF-16 and UTF-32, with nothing else.
Result<Document> read(std::string_view bytes, Format format, const Limits& limits = {});

// All blocks of a file, of the format that guess_format() tells. Fails as Input and Reader do, with
// kNotProse if the bytes are of a binary format, and with kBadArchive if nothing could be decompressed.
Result<Document> read_document(const std::string& path, const Limits& limits = {});

// The sentences of a block, in order, without the blanks between them. Headings, titles and captions are one.
// Where it is not sure that a sentence ends (an abbreviation, inside brackets or quotation marks), it does
// not. Source: UAX #29 as ICU carries it out, less the breaks that abbreviations.def and the rules in
// sentences.cpp take back.
std::vector<TextRange> sentences(const Block& block);
std::vector<TextRange> sentences(std::string_view text);

// Lines and columns of bytes in memory, looked up in any order. The bytes must outlive it.
class Lines {
 public:
  explicit Lines(std::string_view bytes);
  Position at(std::uint64_t offset) const;  // past the end: the end. O(1), by a mark every few thousand bytes

 private:
  struct Mark {
    std::uint64_t offset = 0;
    Position position;
  };
  std::string_view bytes_;
  std::vector<Mark> marks_;
};

// ---- archives --------------------------------------------------------------------------------------

// One document of a JSON Lines archive.
struct Record {
  std::uint64_t line = 0;  // from 1
  std::string id;          // as text, though it be a number; the line's number if it has none
  Format format = Format::kPlain;
  std::string body;  // the decoded string of "text", "markdown" or "html"
  std::optional<std::string> written;
};

// Reads `{"id": …, "text" | "markdown" | "html": …, "written": …}`, one a line; other keys are skipped, blank
// lines too. One bad line is one error, in its place.
class LineSource {
 public:
  explicit LineSource(Input input, const Limits& limits = {});
  LineSource(LineSource&&) noexcept;
  LineSource& operator=(LineSource&&) noexcept;
  ~LineSource();

  // A line that is read or not: in the error's case `line` and, where it could be read, `id` tell which.
  struct Item {
    std::uint64_t line = 0;
    std::string id;
    Result<Record> record;  // kBadJson, kTooLarge
  };

  // Nothing at the end. Fails, and is at its end, where the input fails.
  Result<std::optional<Item>> next();

  class State;

 private:
  std::unique_ptr<State> state_;
};

// ---- folders ---------------------------------------------------------------------------------------

struct Globs {
  // `*` and `?` stop at a slash, `**` does not; `[a-z]` is one of these, `[!a-z]` another. A glob without a
  // slash is held against the name, one with a slash against the path below the folder.
  std::vector<std::string> include = {"*.txt",     "*.text",   "*.md",      "*.markdown", "*.html",
                                      "*.htm",     "*.xhtml",  "*.txt.gz",  "*.md.gz",    "*.html.gz",
                                      "*.txt.zst", "*.md.zst", "*.html.zst"};
  std::vector<std::string> exclude = {".*"};  // folders too: what is excluded is not entered
};

bool matches(std::string_view glob, std::string_view path);

struct Found {
  std::string path;
  std::optional<Error> error;  // a folder that could not be read
};

// The files below `folder` that are included and not excluded, sorted by path; a file is found as itself.
// Links to folders are not followed. One folder that cannot be read costs one error and not the walk.
std::vector<Found> walk(const std::string& folder, const Globs& globs = {});

// The day of "2023-04-04", "2023-04-04T08:00:00Z", "20230404", "Tue, 04 Apr 2023 08:00 GMT", "4 April 2023"
// and "April 4, 2023" as yyyy-mm-dd. Nothing if it is none of these, is not a day, or could be two
// ("04/05/2023").
std::optional<std::string> written_day(std::string_view text);

}  // namespace entente::document

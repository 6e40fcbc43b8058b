// What is read of a document, however it comes in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document/document.h"
#include "tests/document/support.h"

namespace entente::document {
namespace {

using testing::ElementsAre;

std::vector<std::string> texts(std::string_view bytes, Format format, const Limits& limits = {}) {
  const Result<Document> document = read(bytes, format, limits);
  EXPECT_TRUE(document);
  EXPECT_EQ(fault_of_map(*document, bytes), "");
  std::vector<std::string> found;
  for (const Block& block : document->blocks) found.push_back(block.text.str());
  return found;
}

Document html(std::string_view bytes) { return *read(bytes, Format::kHtml); }

struct HtmlRow {
  const char* html;
  std::vector<std::string> blocks;
};
std::ostream& operator<<(std::ostream& out, const HtmlRow& row) { return out << row.html; }
class Html : public testing::TestWithParam<HtmlRow> {};

TEST_P(Html, ShowsWhatTheTableSays) { EXPECT_EQ(texts(GetParam().html, Format::kHtml), GetParam().blocks); }

const std::vector<HtmlRow> kHtml = {
    {"", {}},
    {"plain", {"plain"}},
    {"a  \n\t b", {"a b"}},
    {"<p>a<p>b</p>c", {"a", "b", "c"}},
    {"<b>a</b>b<i> c</i>", {"ab c"}},
    {"a<br>b<br><br>c", {"a b", "c"}},
    {"&lt;b&gt; &#65;&#x42; &eacute;&eacute", {"<b> AB éé"}},
    {"&notit; &notin; &nosuch; &", {"¬it; ∉ &nosuch; &"}},
    {"&#0;&#xD800;&#x110000;&#128;", {"\uFFFD\uFFFD\uFFFD€"}},
    {"a&nbsp;b&shy;c\u200Bd\u00A0e", {"a bcd e"}},
    {"x<script>if (a<b) '</p>'</script>y", {"xy"}},
    {"x<style>p{}</style><template>t</template><svg><text>s</text></svg>y", {"xy"}},
    {"x<SCRIPT>a</scripty>b</SCRIPT >y", {"xy"}},
    {"<textarea>t<p>u</textarea>v", {"v"}},
    {"<p hidden>a<p>b", {"b"}},
    {"<div aria-hidden=\"true\">a<div>b</div>c</div>d", {"d"}},
    {"<span style='color:red; DISPLAY : none'>a<span>b</span>c</span>d", {"d"}},
    {"<div hidden=until-found>a</div>", {"a"}},
    {"a<del>b</del><s>c</s>d", {"ad"}},
    {"a <code>b</code> c", {"a \uFFFC c"}},
    {"<img alt='a' src=b>c<input value=d>", {"c"}},
    {"a<!-- b -->c<!-->d<!--->e<!-- f --!>g", {"acdeg"}},
    {"a<?php b ?>c</>d</ e>f<!x>g", {"acdfg"}},
    {"1 < 2 <3 a<", {"1 < 2 <3 a<"}},
    {"a<p title='>'>b<p title=\">\">c", {"a", "b", "c"}},
    {"a<p title='never closed", {"a"}},
    {"a<!-- never closed <p>b", {"a"}},
    {"<title>a<b>&amp;</title>c<title>d</title>", {"a<b>&", "c"}},
    {"<ul><li>a<ul><li>b</ul>c<li>d</ul>", {"a", "b", "c", "d"}},
    {"<table><tr><td>a<td>b<table><tr><td>c</table>d</table>e", {"a", "b", "c", "d", "e"}},
    {"members<sup>[1]</sup> 5<sup>th</sup> 10<sup>6</sup>", {"members 5th 10\uFFFC"}},
    {"</p></div></li>a</b>", {"a"}},
    {"<pre>a\n b</pre>", {"a b"}},
    {"<dl><dt>a<dd>b</dl>", {"a", "b"}},
};
INSTANTIATE_TEST_SUITE_P(Table, Html, testing::ValuesIn(kHtml));

struct WrittenRow {
  const char* html;
  const char* day;  // or ""
};
std::ostream& operator<<(std::ostream& out, const WrittenRow& row) { return out << row.html; }
class HtmlWritten : public testing::TestWithParam<WrittenRow> {};
TEST_P(HtmlWritten, IsTheDayThatThePageTells) {
  EXPECT_EQ(html(GetParam().html).about.written.value_or(""), GetParam().day);
}
INSTANTIATE_TEST_SUITE_P(
    Table, HtmlWritten,
    testing::Values(
        WrittenRow{"<meta property='article:published_time' content='2020-02-29T23:00:00-05:00'>",
                   "2020-02-29"},
        WrittenRow{"<meta name=date content='4 April 2023'>", "2023-04-04"},
        WrittenRow{"<meta name=DC.date content=20230404>", "2023-04-04"},
        WrittenRow{"<meta name=citation_date content=2023/04/04>", "2023-04-04"},
        WrittenRow{"<meta name=date content=2021-02-29>", ""},
        WrittenRow{"<meta name=date content=04/05/2023>", ""},
        WrittenRow{"<meta name=date content=2023>", ""}, WrittenRow{"<time datetime=2023-01-02>x</time>", ""},
        WrittenRow{"<time pubdate datetime=2023-01-02>x</time>", "2023-01-02"},
        WrittenRow{"<script type=application/ld+json>{\"dateModified\":\"2023-01-02\"}</script>",
                   "2023-01-02"},
        WrittenRow{"<script type=application/ld+json>[{\"@graph\":[{\"datePublished\":\"2022-01-02T00:00Z\"},"
                   "{\"dateModified\":\"2023-01-02\"}]}]</script>",
                   "2022-01-02"},
        WrittenRow{"<script type=application/ld+json>{\"dateModified\":</script>", ""}));

TEST(WrittenDay, ReadsWhatIsWrittenInOneWay) {
  EXPECT_EQ(written_day("Tue, 04 Apr 2023 08:00 GMT"), "2023-04-04");
  EXPECT_EQ(written_day("April 4th, 2023"), "2023-04-04");
  EXPECT_EQ(written_day("2024-02-29"), "2024-02-29");
  for (const char* no : {"", "2023-02-29", "2023-13-01", "2023-04-041", "yesterday", "4 Nonember 2023",
                         "4/4/2023", "0000-01-01"})
    EXPECT_EQ(written_day(no), std::nullopt) << no;
}

TEST(HtmlBlocks, TellTablesWithSpans) {
  const Document page = html(
      "<table><tr><th>State<th colspan=2>Years<tr><td rowspan=2>Finland<td>1<td>2<tr><td>3<td>4</table>");
  ASSERT_EQ(page.blocks.size(), 7U);
  const TablePlace& last = *page.blocks[6].table;
  EXPECT_EQ(last.row, 3U);
  EXPECT_EQ(last.column, 3U);
  ASSERT_TRUE(last.column_header);
  EXPECT_EQ(*last.column_header, "Years");
}

TEST(HtmlBlocks, MarkNavigationAndQuotations) {
  const Document page =
      html("<nav>a</nav><div role=navigation>b</div><blockquote>c<p>d</blockquote><aside>e</aside>f");
  std::string marks;
  for (const Block& b : page.blocks) marks += b.boilerplate ? 'b' : b.quoted ? 'q' : '.';
  EXPECT_EQ(marks, "bbqqb.");
}

TEST(Markdown, LeavesOutWhatIsNoText) {
  EXPECT_THAT(texts("a `b` c\n\n    code\n\n~~~\ncode\n~~~\n\n![alt](x) d [e](f) <u>g</u>\nh\\*i  \nj",
                    Format::kMarkdown),
              ElementsAre("a \uFFFC c", "d e g h*i j"));
}

TEST(Markdown, FrontMatterIsReadOrIsText) {
  const Document post =
      *read("---\ntitle: A\ndate: 2023-01-02\nx: {date: 1999-01-01}\n---\nb", Format::kMarkdown);
  EXPECT_EQ(post.about.title, "A");
  EXPECT_EQ(post.about.written, "2023-01-02");
  EXPECT_EQ(post.blocks.size(), 1U);
  EXPECT_THAT(texts("---\n- a: [\n---\nb", Format::kMarkdown), ElementsAre("a: [", "b"));
}

TEST(Plain, JoinsWrappedLinesAndKeepsOthersApart) {
  EXPECT_THAT(texts("A heading\nBelgium was there.\n", Format::kPlain),
              ElementsAre("A heading", "Belgium was there."));
  EXPECT_THAT(texts("Belgium is a\nmember of it,\nFrance too.\r\n\r\nNext", Format::kPlain),
              ElementsAre("Belgium is a member of it, France too.", "Next"));
}

TEST(Plain, MarksAreTakenOutOfTheTextAndKeptInTheMap) {
  const std::string bytes =
      "\xEF\xBB\xBFNor\xC2\xADway  and\xC2\xA0"
      "Denmark";
  const Document document = *read(bytes, Format::kPlain);
  ASSERT_EQ(document.blocks.size(), 1U);
  EXPECT_EQ(document.blocks[0].text.str(), "Norway and Denmark");
  EXPECT_EQ(document.blocks[0].text.source({0, 6}), (SourceRange{3, 11}));
  EXPECT_EQ(document.blocks[0].text.source({11, 18}), (SourceRange{18, 25}));
}

// ---- bad input ----

TEST(BadInput, BytesThatAreNotUtf8AreReplacedAndTold) {
  for (const Format format : {Format::kPlain, Format::kMarkdown, Format::kHtml}) {
    const std::string bytes(
        "a\xFF"
        "b \xC3 c\0d",
        9);
    const Result<Document> document = read(bytes, format);
    ASSERT_TRUE(document);
    ASSERT_EQ(document->blocks.size(), 1U);
    EXPECT_EQ(document->blocks[0].text.str(), "a\uFFFDb \uFFFD c\uFFFDd") << name_of(format);
    EXPECT_EQ(fault_of_map(*document, bytes), "");
    EXPECT_THAT(document->about.notes, ElementsAre(Note{"not UTF-8: 3 bytes replaced", {1, 2}}))
        << name_of(format);
  }
}

TEST(BadInput, Utf16IsRefusedByName) {
  for (const std::string_view mark : {"\xFF\xFE", "\xFE\xFF"}) {
    const Result<Document> document = read(mark, Format::kPlain);
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().code, ErrorCode::kNotUtf8);
  }
}

TEST(BadInput, EveryTruncationIsRead) {
  for (const char* name : {"page.html", "post.md", "wrapped.txt"}) {
    const std::string bytes = *read_file(std::string("tests/document/data/") + name);
    const Format format = *guess_format(name, bytes);
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
      const Result<Document> document = read(std::string_view(bytes).substr(0, size), format);
      ASSERT_TRUE(document);
      ASSERT_EQ(fault_of_map(*document, bytes), "") << name << " cut at " << size;
    }
  }
}

TEST(BadInput, SoupOfAnyDepthIsRead) {
  for (const std::string tag :
       {"<div>", "<p><div>", "<ul><li>", "<table><tr><td>", "<b><i>", "<span hidden>", "<sup>",
        "<blockquote>", "<nav>", "<a href=x>", "</div>", "<table>", "<h1>", "<svg>"}) {
    std::string soup;
    for (int i = 0; i < 100'000; ++i) soup += tag;
    soup += "x";
    const Result<Document> document = read(soup, Format::kHtml);
    ASSERT_TRUE(document);
    const bool hidden = tag == "<span hidden>" || tag == "<svg>";
    EXPECT_EQ(document->blocks.size(), hidden ? 0U : 1U) << tag;
  }
  std::string markdown(100'000, '>');
  EXPECT_TRUE(read(markdown + " x", Format::kMarkdown));
}

TEST(BadInput, ALongParagraphGoesOnInTheNextBlock) {
  Limits limits;
  limits.block_bytes = 64;
  std::string bytes;
  for (int i = 0; i < 40; ++i) bytes += "Norway joined it. ";
  for (const Format format : {Format::kPlain, Format::kMarkdown, Format::kHtml}) {
    const Result<Document> document = read(bytes, format, limits);
    ASSERT_TRUE(document);
    EXPECT_GE(document->blocks.size(), 12U);
    std::string all;
    for (const Block& block : document->blocks) {
      EXPECT_LE(block.text.size(), 64U);
      EXPECT_EQ(block.text.str().back(), '.') << name_of(format);
      all += block.text.str() + " ";
    }
    EXPECT_EQ(all, bytes) << name_of(format);
    EXPECT_TRUE(document->blocks[0].cut);
    EXPECT_FALSE(document->blocks.back().cut);
  }
}

// ---- windows ----

TEST(Windows, BlocksDoNotDependOnHowTheBytesComeIn) {
  for (const char* name : {"page.html", "post.md", "wrapped.txt"}) {
    const std::string bytes = *read_file(std::string("tests/document/data/") + name);
    const Format format = *guess_format(name, bytes);
    for (const std::uint64_t block_bytes : {std::uint64_t{1} << 20, std::uint64_t{40}}) {
      Limits limits;
      limits.block_bytes = block_bytes;
      const std::string whole = dump(*read(bytes, format, limits));
      const Lines lines(bytes);
      for (const std::size_t step : {1, 2, 3, 7, 64, 500}) {
        limits.read_bytes = step;
        Reader reader(Input::memory(bytes).after({}), format, limits);
        Document document;
        document.format = format;
        Block block;
        while (true) {
          const Result<bool> more = reader.next(block);
          ASSERT_TRUE(more);
          if (!*more) break;
          const SourceRange place = block.text.source();
          EXPECT_EQ(reader.position(place.begin), lines.at(place.begin)) << name << ' ' << step;
          EXPECT_EQ(reader.position(place.end), lines.at(place.end)) << name << ' ' << step;
          document.blocks.push_back(block);
        }
        document.about = reader.about();
        ASSERT_EQ(dump(document), whole) << name << " by " << step;
      }
    }
  }
}

TEST(Windows, MarkdownIsCutAtABlankLine) {
  Limits limits;
  limits.window_bytes = 40;
  std::string bytes;
  for (int i = 0; i < 30; ++i) bytes += "Norway *joined* it.\n\n";
  const Result<Document> document = read(bytes, Format::kMarkdown, limits);
  ASSERT_TRUE(document);
  EXPECT_EQ(fault_of_map(*document, bytes), "");
  EXPECT_EQ(document->blocks.size(), 30U);
  for (const Block& block : document->blocks) EXPECT_EQ(block.text.str(), "Norway joined it.");
}

TEST(Positions, CountLinesCodePointsAndUtf16) {
  const std::string bytes =
      "a\xC3\xA9\xF0\x9F\x98\x80"
      "b\r\nc\rd\n";
  const Lines lines(bytes);
  EXPECT_EQ(lines.at(0), (Position{1, 1, 1}));
  EXPECT_EQ(lines.at(7), (Position{1, 4, 5}));
  EXPECT_EQ(lines.at(10), (Position{2, 1, 1}));
  EXPECT_EQ(lines.at(12), (Position{3, 1, 1}));
  EXPECT_EQ(lines.at(14), (Position{4, 1, 1}));
  EXPECT_EQ(lines.at(99), (Position{4, 1, 1}));
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "line é\r\n";
  const Lines long_lines(many);
  for (const std::uint64_t i : {0, 1, 511, 512, 4999})
    EXPECT_EQ(long_lines.at(i * 9 + 7), (Position{i + 1, 7, 7})) << i;
}

TEST(GuessFormat, TakesTheNameThenTheBytes) {
  EXPECT_EQ(guess_format("a.md", ""), Format::kMarkdown);
  EXPECT_EQ(guess_format("A.HTM", "x"), Format::kHtml);
  EXPECT_EQ(guess_format("a.txt.gz", "<html>"), Format::kPlain);
  EXPECT_EQ(guess_format("-", " <!DOCTYPE html>"), Format::kHtml);
  EXPECT_EQ(guess_format("-", "# A\n\nb"), Format::kMarkdown);
  EXPECT_EQ(guess_format("-", "NATO has 3 < 4 members"), Format::kPlain);
  EXPECT_EQ(guess_format("a.txt", "%PDF-1.7"), std::nullopt);
  EXPECT_EQ(guess_format("a.txt", std::string_view("a\0b", 3)), std::nullopt);
}

}  // namespace
}  // namespace entente::document

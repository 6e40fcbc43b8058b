// How fast documents become blocks, and blocks sentences. Blocks should not be what check waits for.
#include <benchmark/benchmark.h>

#include <string>

#include "document/document.h"

namespace {

using namespace entente;
using namespace entente::document;

constexpr std::string_view kParagraph =
    "Norway was a founding member of the alliance in 1949, and Finland joined it on 4 April 2023. Gen. Smith of the "
    "U.S. Army said that the parties’ obligations (under Art. 5 of the treaty) had not changed. Sweden followed a "
    "year later; its application had been pending since May 2022. The treaty has been in force for 3.5 generations.";

std::string text_of(Format format) {
  std::string text;
  while (text.size() < (std::size_t{8} << 20)) {
    if (format == Format::kHtml)
      text += "<p class=\"x\">" + std::string(kParagraph.substr(0, 90)) + "<a href=\"/wiki/a\">" +
              std::string(kParagraph.substr(90)) + "</a>&nbsp;</p>\n";
    else if (format == Format::kMarkdown)
      text += "**" + std::string(kParagraph.substr(0, 6)) + "**" + std::string(kParagraph.substr(6)) + "\n\n";
    else
      text += std::string(kParagraph) + "\n\n";
  }
  return text;
}

void blocks(benchmark::State& state) {
  const auto format = static_cast<Format>(state.range(0));
  const std::string text = text_of(format);
  for (auto _ : state) {
    Reader reader(Input::memory(text), format);
    Block block;
    std::size_t count = 0;
    while (*reader.next(block)) ++count;
    benchmark::DoNotOptimize(count);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
  state.SetLabel(std::string(name_of(format)));
}
BENCHMARK(blocks)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);

void blocks_of_a_stream(benchmark::State& state) {
  const std::string text = text_of(Format::kPlain);
  for (auto _ : state) {
    Reader reader(Input::memory(text).after({}), Format::kPlain);
    Block block;
    std::size_t count = 0;
    while (*reader.next(block)) ++count;
    benchmark::DoNotOptimize(count);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(blocks_of_a_stream)->Unit(benchmark::kMillisecond);

void sentences_of_blocks(benchmark::State& state) {
  const std::string text = text_of(Format::kPlain).substr(0, std::size_t{1} << 20);
  const Result<Document> document = read(text, Format::kPlain);
  for (auto _ : state) {
    std::size_t count = 0;
    for (const Block& block : document->blocks) count += sentences(block).size();
    benchmark::DoNotOptimize(count);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(sentences_of_blocks)->Unit(benchmark::kMillisecond);

void lines_of_an_archive(benchmark::State& state) {
  std::string text;
  for (int i = 0; i < 20'000; ++i)
    text += "{\"id\": " + std::to_string(i) + ", \"text\": \"" + std::string(kParagraph) + "\"}\n";
  for (auto _ : state) {
    LineSource source(Input::memory(text).after({}));
    std::size_t count = 0;
    while (*source.next()) ++count;
    benchmark::DoNotOptimize(count);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(lines_of_an_archive)->Unit(benchmark::kMillisecond);

}  // namespace

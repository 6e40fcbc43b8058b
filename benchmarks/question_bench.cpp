// Whole questions: English text to the JSON of its answer, with evidence and proof, in process, without a
// cache.
//
//   build/release/bench/question_bench [--slowest N] [--each] [FILE]     (from the root of the tree)
//
// Every question of the file is asked once a round, in an order that changes; what counts is each question's
// median over the rounds, and of those the median and the 99th percentile. Beside it: a million bytes of
// noise, and noise as long as a question may be, must be refused.
#include <algorithm>
#include <cstring>
#include <fstream>
#include <numeric>
#include <random>

#include "ask/ask.h"
#include "benchmarks/measure.h"

namespace {

using namespace entente;

constexpr std::size_t kRounds = 15;

std::vector<std::string> questions_of(const std::string& path) {
  std::ifstream file(path);
  if (!file) bench::give_up("there is no " + path);
  std::vector<std::string> questions;
  for (std::string line; std::getline(file, line);)
    if (!line.empty() && line[0] != '#') questions.push_back(line);
  return questions;
}

std::string noise(std::size_t bytes, std::mt19937& random, std::string_view letters) {
  std::string text(bytes, ' ');
  std::uniform_int_distribution<std::size_t> any(0, letters.size() - 1);
  for (char& c : text) c = letters[any(random)];
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  std::string path = "benchmarks/questions.txt";
  std::size_t slowest = 0;
  bool each = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--slowest" && i + 1 < argc)
      slowest = static_cast<std::size_t>(std::atoi(argv[++i]));
    else if (word == "--each")
      each = true;
    else if (!word.starts_with("-"))
      path = word;
  }
  const auto snapshot = snapshot::Snapshot::open(bench::built("entente.snapshot"));
  if (!snapshot) bench::give_up(snapshot.error().to_string());
  const ask::Asker asker(**snapshot);
  const ask::Options options{(*snapshot)->built_on(), std::nullopt, false};
  const std::vector<std::string> questions = questions_of(path);
  std::mt19937 random(20260601);

  std::vector<std::vector<double>> times(questions.size());
  std::vector<double> first(questions.size());
  std::vector<std::size_t> order(questions.size());
  std::iota(order.begin(), order.end(), 0);
  std::size_t declined = 0;
  std::size_t bytes = 0;
  for (std::size_t round = 0; round <= kRounds; ++round) {
    for (const std::size_t i : order) {
      ask::Answer answer;
      std::string json;
      const double time = bench::microseconds([&] {
        answer = asker.ask(questions[i], options);
        json = ask::to_json(answer);
      });
      if (round > 0) {
        times[i].push_back(time);
        continue;
      }
      first[i] = time;  // the round that warms up
      declined += answer.declined ? 1 : 0;
      bytes += json.size();
    }
    std::shuffle(order.begin(), order.end(), random);
  }
  std::vector<double> medians;
  for (const auto& of_one : times) medians.push_back(bench::median(of_one));

  fmt::print("{} questions, {} of them declined, {} bytes of JSON each; median of {} rounds\n",
             questions.size(), declined, bytes / questions.size(), kRounds);
  if (each)
    for (std::size_t i = 0; i < questions.size(); ++i)
      fmt::print("  {:>9.1f} µs  {}\n", medians[i], questions[i]);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return medians[a] > medians[b]; });
  for (std::size_t k = 0; k < std::min(slowest, order.size()); ++k)
    fmt::print("  {:>9.1f} µs  {}\n", medians[order[k]], questions[order[k]]);

  bench::Promises promises;
  promises.at_most("a question, median", bench::median(medians), 100, "µs");
  promises.at_most("a question, 99th percentile", bench::quantile(medians, 0.99), 1000, "µs");
  fmt::print(
      "  the slowest {:.0f} µs; one after another {:.0f} a second\n",
      *std::max_element(medians.begin(), medians.end()),
      1e6 * static_cast<double>(medians.size()) / std::accumulate(medians.begin(), medians.end(), 0.0));

  std::string every_byte(256, '\0');
  std::iota(every_byte.begin(), every_byte.end(), '\0');
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz     ?,.";
  for (const std::size_t size : {std::size_t{1000000}, ask::kLongestQuestion}) {
    std::vector<double> bad;
    for (int i = 0; i < 10; ++i) {
      const std::string text = noise(size, random, i % 2 == 0 ? std::string_view(every_byte) : kLetters);
      bool refused = false;
      bad.push_back(bench::microseconds([&] { refused = asker.ask(text, options).declined.has_value(); }));
      if (!refused) bench::give_up("noise was answered");
    }
    promises.at_most(fmt::format("{} bytes of noise refused, slowest", size),
                     *std::max_element(bad.begin(), bad.end()) / 1000, 50, "ms");
  }
  return promises.status();
}

// to_json keeps the contract: contracts/answer.schema.json, checked by python3-jsonschema where it is
// installed.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>

#include "ask/assemble.h"
#include "tests/language/small_record.h"

namespace entente::ask {
namespace {

TEST(Contract, EveryAnswerIsValid) {
  const Assembler assembler(small::world());
  const Options options{temporal::day_of(2026, 1, 1), std::nullopt, true};
  std::string lines;
  for (const std::string_view text :
       {"ask member_of(AAA, hansa)",
        "ask member_of(DDD, hansa)",
        "ask member_of(DDD, guild)",
        "ask member_of(CCC, hansa) at 2023-04-03",
        "ask sovereign_over(DDD, EEE)",
        "which ?x: member_of(?x, hansa)",
        "which ?x: member_of(?x, guild)",
        "which ?x: country(?x) and not member_of(?x, hansa)",
        "which ?t: defined_as(hansa, ?t)",
        "value count({?x: member_of(?x, hansa)})",
        "value count({?x: member_of(?x, guild)})",
        "value soldiers(AAA)",
        "value soldiers(BBB)",
        "value length(hostilities(salt-war))",
        "when begin member_of(BBB, hansa)",
        "when end member_of(BBB, hansa)",
        "when end member_of(DDD, hansa)",
        "when became_independent(CCC)",
        "why not member_of(DDD, hansa)",
        "why member_of(AAA, hansa)",
        "describe hansa",
        "describe salt-war",
        "ask member_of(DDD, hansa) suppose status(DDD, hansa, kind: full) in 2025"}) {
    Result<Query> query = query::parse(text, small::world());
    ASSERT_TRUE(query) << text << ": " << query.error().to_string();
    language::Understanding understanding;
    understanding.readings.emplace_back().query = *query;
    Answer answer = assembler.assemble(understanding, text, options);
    answer.id = "q1";
    lines += to_json(answer) + "\n";
    EXPECT_EQ(lines.find('\n', lines.size() - 1), lines.size() - 1);
  }
  lines += to_json(assembler.assemble({}, "what \"is\" \\ that?\t", options)) + "\n";
  lines += to_json(assembler.decline(Refusal::kNotInRecord, "nothing is called so",
                                     {*small::world().find("hansa")}, "Where?", options)) +
           "\n";

  const std::string path = (std::filesystem::temp_directory_path() / "entente-contract-test.jsonl").string();
  ASSERT_TRUE(write_file_atomically(path, lines));
  const int status = std::system(
      ("/usr/bin/env PATH=/usr/bin:$PATH python3 tests/ask/validate.py contracts/answer.schema.json " + path)
          .c_str());
  std::filesystem::remove(path);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "python3-jsonschema is not installed";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace entente::ask

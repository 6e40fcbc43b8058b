// The command as its users meet it: arguments in, text and an exit code out. Other parts are small and real.
#include "cli/cli.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <chrono>
#include <csignal>
#include <map>
#include <sstream>
#include <thread>

#include "snapshot/snapshot.h"
#include "tests/support/small_record.h"

namespace entente::cli {
namespace {

using entente::testing::TemporaryFolder;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

namespace json = boost::json;

struct Ran {
  int code = -1;
  std::string out;
  std::string err;
};

class Command : public ::testing::Test {
 protected:
  Command() {
    folder_.write_record("record");
    environment_["ENTENTE_TODAY"] = "2025-06-01";
  }

  Ran run(const std::vector<std::string>& arguments, const std::string& input = {}) {
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    World world{in, out, err};
    world.executable = folder_ / "bin/entente";
    world.environment = [this](const std::string& name) {
      const auto found = environment_.find(name);
      return found == environment_.end() ? std::string() : found->second;
    };
    Ran ran;
    ran.code = entente::cli::run(arguments, world);
    ran.out = out.str();
    ran.err = err.str();
    return ran;
  }

  // With a snapshot of the small record beside the executable.
  void build() {
    std::filesystem::create_directories(folder_ / "bin");
    const Ran ran =
        run({"record", "build", folder_ / "record", "--output", folder_ / "bin/entente.snapshot"});
    ASSERT_EQ(ran.code, 0) << ran.err;
  }

  Ran query(const std::string& text, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"query", text});
    return run(more);
  }
  json::object query_json(const std::string& text, std::vector<std::string> more = {}) {
    more.emplace_back("--json");
    const Ran ran = query(text, more);
    EXPECT_EQ(ran.code, 0) << ran.err;
    return json::parse(ran.out).as_object();
  }

  TemporaryFolder folder_;
  std::map<std::string, std::string> environment_;
};

std::vector<json::object> lines_of(const std::string& text) {
  std::vector<json::object> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line).as_object());
  return lines;
}

// ---- the command line ----------------------------------------------------------------------------

TEST_F(Command, MisuseIsNamedWithAWayOut) {
  struct {
    std::vector<std::string> arguments;
    std::string says;
  } const rows[] = {
      {{}, "usage: entente"},
      {{"qurey", "x"}, "did you mean query?"},
      {{"nonsense"}, "--help lists what there is"},
      {{"record"}, "validate, build, stats, show, new or schema"},
      {{"record", "validat"}, "did you mean record validate?"},
      {{"record", "fly"}, "there is no command \"record fly\""},
      {{"query", "--jsn", "x"}, "did you mean --json?"},
      {{"query", "x", "--as-of"}, "--as-of lacks its DAY"},
      {{"query", "x", "--as-of="}, "empty DAY"},
      {{"query", "x", "--json=yes"}, "--json takes no value"},
      {{"query", "x", "--json", "--json"}, "given twice"},
      {{"query", "x", "--as-of", "yesterday"}, "a day is written 2021-01-31"},
      {{"query", "x", "--as-of", "2023-02-29"}, "--as-of"},
      {{"query", "x", "--today", "2023"}, "--today"},
      {{"query", "x", "--stale"}, "entente query does not take --stale"},
      {{"query"}, "which query?"},
      {{"record", "build"}, "--output FILE"},
      {{"record", "validate", "a", "b"}, "\"b\" is a word too many"},
      {{"record", "show"}, "show what?"},
      {{"record", "new"}, "a form of which kind?"},
      {{"query", "--batch", "-", "ask"}, "none is given beside it"},
      {{"\xff\xfe"}, "there is no command"},
  };
  build();
  for (const auto& row : rows) {
    const Ran ran = run(row.arguments);
    EXPECT_EQ(ran.code, 2) << ::testing::PrintToString(row.arguments);
    EXPECT_THAT(ran.err, HasSubstr(row.says)) << ::testing::PrintToString(row.arguments);
    EXPECT_THAT(ran.out, IsEmpty());
  }
}

TEST_F(Command, HelpIsThereForEverything) {
  EXPECT_THAT(run({"--version"}).out, StartsWith("entente "));
  const std::string all = run({"--help"}).out;
  for (const char* name : {"ask", "query", "record validate", "record build", "record stats", "record show",
                           "record new", "record schema"}) {
    EXPECT_THAT(all, HasSubstr(name));
    std::vector<std::string> words;
    std::istringstream in(name);
    for (std::string word; in >> word;) words.push_back(word);
    words.emplace_back("--help");
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, 0);
    EXPECT_THAT(ran.out, AllOf(StartsWith("entente " + std::string(name) + ": "), HasSubstr("usage: "),
                               HasSubstr("--snapshot")));
  }
  EXPECT_EQ(run({"record", "--help"}).code, 0);
  EXPECT_EQ(run({"record", "build", "-h"}).code, 0);
}

TEST_F(Command, OptionsStandBeforeOrAfterTheWords) {
  build();
  const std::string question = "ask member_of(BET, north-union)";
  const std::string expected = query(question, {"--as-of", "2000-01-01"}).out;
  EXPECT_THAT(expected, StartsWith("no on 2000-01-01"));
  EXPECT_EQ(run({"--as-of", "2000-01-01", "query", question}).out, expected);
  EXPECT_EQ(run({"query", "--as-of=2000-01-01", question}).out, expected);
  EXPECT_EQ(run({"query", "--as-of=2000-01-01", "--", question}).out, expected);
  EXPECT_EQ(run({"query", "ask", "member_of(BET, north-union)", "--as-of=2000-01-01"}).out, expected)
      << "words are joined";
}

// ---- the snapshot --------------------------------------------------------------------------------

TEST_F(Command, LooksForTheSnapshotInOrder) {
  const std::string question = "ask member_of(ALF, north-union)";
  Ran ran = query(question);
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("there is no snapshot"), HasSubstr("record build")));

  std::filesystem::create_directories(folder_ / "bin");
  std::filesystem::create_directories(folder_ / "share/entente");
  const std::string installed = folder_ / "share/entente/entente.snapshot";
  ASSERT_EQ(run({"record", "build", folder_ / "record", "-o", installed}).code, 0);
  EXPECT_EQ(query(question).code, 0);

  folder_.write("bin/entente.snapshot", "not one");
  ran = query(question);
  EXPECT_EQ(ran.code, 1) << "the one beside the executable comes first";
  EXPECT_THAT(ran.err, AllOf(HasSubstr("bin/entente.snapshot"), HasSubstr("not a snapshot")));

  environment_["ENTENTE_SNAPSHOT"] = installed;
  EXPECT_EQ(query(question).code, 0);
  environment_["ENTENTE_SNAPSHOT"] = folder_ / "none";
  EXPECT_THAT(query(question).err, HasSubstr("ENTENTE_SNAPSHOT names"));
  EXPECT_EQ(query(question, {"--snapshot", installed}).code, 0);
}

// ---- record --------------------------------------------------------------------------------------

TEST_F(Command, ValidateNamesEveryMistakeOfEveryFile) {
  EXPECT_THAT(run({"record", "validate", folder_ / "record"}).out, HasSubstr("no mistakes, 0 warnings"));
  folder_.write("record/states/ALF.yaml",
                "id: ALF\ntype: state\nname: Alfland\nexists: [{valid: 1900-02-30/..}]\n");
  folder_.write("record/states/DEL.yaml", "id: DEL\ntype: stat\nname: Deltania\nflavour: sweet\n");
  folder_.write("record/states/EPS.yaml", "id: EPS\n  type: state\n");
  const Ran ran = run({"record", "validate", folder_ / "record"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("states/ALF.yaml:4:"), HasSubstr("states/DEL.yaml:2:"),
                             HasSubstr("states/EPS.yaml:"), HasSubstr(" mistakes in ")));
  EXPECT_THAT(run({"record", "validate", folder_ / "nowhere"}).err, HasSubstr("no such folder"));
}

TEST_F(Command, ValidateTriesTheRulesAndCountsToo) {
  folder_.write("record/rules/membership.rules", "member_of(?x, ?o) :- stands(?x, ?o).\n");
  const Ran ran = run({"record", "validate", folder_ / "record"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr("membership.rules"));
}

TEST_F(Command, AMistakeLeavesTheOldSnapshot) {
  build();
  const std::string before = *read_file(folder_ / "bin/entente.snapshot");
  folder_.write("record/states/ALF.yaml", "id: ALF\nnonsense: yes\n");
  Ran ran = run({"record", "build", folder_ / "record", "--output", folder_ / "bin/entente.snapshot"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("ALF.yaml:"), HasSubstr("the old snapshot stands")));
  EXPECT_EQ(*read_file(folder_ / "bin/entente.snapshot"), before);
  ran = run({"record", "build", folder_ / "record", "--output", folder_ / "new.snapshot"});
  EXPECT_THAT(ran.err, HasSubstr("no snapshot was written"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "new.snapshot"));
}

TEST_F(Command, BuildSaysWhereItCannotWrite) {
  const Ran ran = run({"record", "build", folder_ / "record", "--output", folder_ / "no/such/folder/x"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("no/such/folder/x"), HasSubstr("cannot write")));
}

TEST_F(Command, KilledWhileItBuildsTheOldSnapshotStands) {
  build();
  const std::string path = folder_ / "bin/entente.snapshot";
  for (int round = 0; round < 25; ++round) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      // The day changes, so that every build writes other bytes.
      for (int i = 0; run({"record", "build", folder_ / "record", "--output", path, "--today",
                           i % 2 == 0 ? "2025-06-02" : "2025-06-03"})
                          .code == 0;
           ++i) {
      }
      ::_exit(1);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(2000 + 977 * round));
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "a build failed";
    ASSERT_EQ(query("ask member_of(ALF, north-union)").code, 0) << "round " << round;
  }
}

TEST_F(Command, StatsCountWhatIsThere) {
  const Ran ran = run({"record", "stats", folder_ / "record"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("4  state\n"), HasSubstr("statements by relation"),
                             HasSubstr("approximate"), HasSubstr("2 sources")));
  const json::object counted =
      json::parse(run({"record", "stats", "--json", folder_ / "record"}).out).as_object();
  EXPECT_EQ(counted.at("entities").at("organization").to_number<int>(), 2);
  EXPECT_EQ(counted.at("statements").at("allied_with").to_number<int>(), 1)
      << "the other reading of a symmetric one is not counted";
  EXPECT_EQ(counted.at("closures").at("member_of").to_number<int>(), 1);
}

TEST_F(Command, StaleMovesWithTheDay) {
  const auto stale = [&](const std::string& today) {
    std::vector<std::string> found;
    const Ran ran = run({"record", "stats", "--stale", "--json", "--today", today, folder_ / "record"});
    const json::value parsed = json::parse(ran.out);
    for (const json::value& one : parsed.at("stale").as_array()) {
      found.push_back(std::string(one.at("lapsed").as_bool() ? "lapsed " : "presumed ") +
                      std::string(one.at("atom").as_string()));
    }
    return found;
  };
  EXPECT_THAT(stale("2020-01-01"), IsEmpty());
  EXPECT_THAT(stale("2025-06-01"),
              ::testing::IsSupersetOf(
                  {"presumed member_of(_, north-union)", "presumed status(ALF, north-union, kind: full)"}));
  EXPECT_THAT(stale("2028-01-01"),
              ::testing::IsSupersetOf({"lapsed member_of(_, north-union)", "lapsed soldiers(ALF)"}));
  EXPECT_THAT(stale("2028-01-01"), Not(::testing::Contains(HasSubstr("GAM"))))
      << "what is over does not grow stale";
}

TEST_F(Command, ShowPrintsBothDirectionsOnce) {
  const Ran alf = run({"record", "show", "ALF", folder_ / "record"});
  EXPECT_EQ(alf.code, 0) << alf.err;
  EXPECT_THAT(alf.out, AllOf(StartsWith("Alfland (ALF), state"), HasSubstr("cow 901"),
                             HasSubstr("status(ALF, north-union, kind: full)  1950-01-01/.."),
                             HasSubstr("soldiers(ALF) = 12500.5  2024"),
                             HasSubstr("[gazette: table; checked 2025-01-01]")));
  const Ran bet = run({"record", "show", "BET", folder_ / "record"});
  EXPECT_THAT(bet.out, AllOf(HasSubstr("allied_with(BET, ALF)"), Not(HasSubstr("allied_with(ALF, BET)")),
                             HasSubstr("signed 1949-11-30"), HasSubstr("It left after a vote.")));
  const Ran nobody = run({"record", "show", "Alflnd", folder_ / "record"});
  EXPECT_EQ(nobody.code, 1);
  EXPECT_THAT(run({"record", "show", "Betonia", folder_ / "record"}).err, HasSubstr("did you mean BET?"));
  build();
  environment_["ENTENTE_SNAPSHOT"] = folder_ / "bin/entente.snapshot";
  EXPECT_EQ(run({"record", "show", "ALF"}).out, alf.out) << "the snapshot says what the folder says";
  EXPECT_EQ(json::parse(run({"record", "show", "ALF", "--json"}).out).at("entity").as_string(), "ALF");
}

TEST_F(Command, NewFormsAreForTheTypesThatHaveFiles) {
  const Ran ran = run({"record", "new", "organization", folder_ / "record"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("type: organization"), HasSubstr("status:")));
  const Ran unknown = run({"record", "new", "planet", folder_ / "record"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("state, organization"));
  const std::string path = folder_ / "form.yaml";
  EXPECT_EQ(run({"record", "new", "organization", folder_ / "record", "--output", path}).code, 0);
  EXPECT_EQ(*read_file(path), ran.out);
  EXPECT_EQ(run({"record", "new", "state", folder_ / "record", "--output", path}).code, 1)
      << "nothing is overwritten";
  const Ran schema = run({"record", "schema", folder_ / "record"});
  EXPECT_EQ(schema.code, 0);
  EXPECT_TRUE(json::parse(schema.out).is_object());
}

// ---- query ---------------------------------------------------------------------------------------

TEST_F(Command, QueryAnswersEveryHead) {
  build();
  json::object answer = query_json("ask member_of(ALF, north-union)");
  EXPECT_EQ(answer.at("query").as_string(), "ask member_of(ALF, north-union)");
  EXPECT_EQ(answer.at("as_of").as_string(), "2025-06-01");
  EXPECT_EQ(answer.at("verdict").as_string(), "yes");
  EXPECT_TRUE(answer.at("presumed").as_bool());
  EXPECT_EQ(answer.at("timeline").as_array()[0].at("value").as_string(), "no") << "before there was a union";

  answer = query_json("ask member_of(BET, north-union)", {"--as-of", "1999-03-01"});
  EXPECT_EQ(answer.at("verdict").as_string(), "no") << "the day of leaving no longer counts";

  answer = query_json("which ?x: member_of(?x, north-union)", {"--as-of", "2020-01-01"});
  EXPECT_EQ(answer.at("number").to_number<int>(), 2);
  EXPECT_FALSE(answer.at("open").as_bool());
  EXPECT_EQ(answer.at("rows").as_array()[0].at("names").as_array()[0].as_string(), "Alfland");
  EXPECT_EQ(answer.at("rows").as_array()[1].at("spells").as_array().size(), 2U);

  answer = query_json("when member_of(BET, north-union)");
  EXPECT_EQ(answer.at("spells").as_array()[0].at("begin").as_string(), "1955");
  EXPECT_EQ(answer.at("spells").as_array()[0].at("end").as_string(), "1999-03-01");
  EXPECT_TRUE(answer.at("spells").as_array()[1].at("end").is_null());

  answer = query_json("value count({?x: member_of(?x, north-union)}) at 2001-01-01");
  EXPECT_EQ(answer.at("number").to_number<int>(), 1);
  EXPECT_TRUE(answer.at("number").is_int64()) << "whole numbers are written whole";
  answer = query_json("value soldiers(ALF) at 2024");
  EXPECT_EQ(answer.at("number").as_double(), 12500.5);

  answer = query_json("describe north-union");
  EXPECT_EQ(answer.at("name").as_string(), "North Union");

  answer = query_json("why not member_of(DEL, north-union)", {"--as-of", "2020-01-01"});
  EXPECT_EQ(answer.at("verdict").as_string(), "yes");
  EXPECT_EQ(answer.at("reasons").as_array()[0].as_string(), "Deltania has chosen to stay an observer.");
  EXPECT_FALSE(answer.at("proof").as_array().empty());
}

TEST_F(Command, QueryTellsContestedMattersByView) {
  build();
  const json::object answer = query_json("ask sovereign_over(ALF, grey-island)");
  EXPECT_EQ(answer.at("verdict").as_string(), "mixed");
  EXPECT_EQ(answer.at("views").as_array()[0].at("according_to").as_string(), "ALF");
}

TEST_F(Command, QueryTextReadsLikeALine) {
  build();
  EXPECT_THAT(query("ask member_of(BET, north-union)", {"--as-of", "2000-01-01"}).out,
              AllOf(StartsWith("no on 2000-01-01\n"), HasSubstr("  until 1955-01-01          no\n"),
                    HasSubstr("  1999-03-01 to 2010-07-01  no\n")));
  EXPECT_THAT(query("when begin member_of(BET, north-union)").out, StartsWith("1955\n2010-07-01\n"));
  EXPECT_THAT(query("when member_of(GAM, north-union)").out, StartsWith("never"));
  EXPECT_THAT(query("which ?x: member_of(?x, north-union)").out,
              HasSubstr("  Alfland (ALF)  since 1950-01-01"));
  EXPECT_THAT(
      query("ask member_of(BET, north-union)", {"--explain", "--as-of", "2020-01-01"}).out,
      AllOf(HasSubstr("by the rule member_of"), HasSubstr("status(BET, north-union, kind: full): yes")));
  EXPECT_EQ(run({"query", "-"}, "ask member_of(BET, north-union)\n").out,
            query("ask member_of(BET, north-union)").out);
}

TEST_F(Command, BadQueriesSayWhatIsWrongAndWhere) {
  build();
  struct {
    std::string query;
    std::string code;
  } const rows[] = {
      {"ask member_of(ALF", "bad-query"},
      {"member_of(ALF, north-union)", "bad-query"},
      {"ask membr_of(ALF, north-union)", "unknown-relation"},
      {"ask member_of(ALF, moon)", "unknown-name"},
      {"ask member_of(north-union, ALF)", "type-mismatch"},
      {"\xff", "not-utf8"},
  };
  for (const auto& row : rows) {
    const Ran plain = query(row.query);
    EXPECT_EQ(plain.code, 1) << row.query;
    EXPECT_THAT(plain.err, StartsWith("entente: "));
    const Ran as_json = query(row.query, {"--json"});
    EXPECT_EQ(as_json.code, 1);
    EXPECT_EQ(json::parse(as_json.out).at("error").at("code").as_string(), row.code) << row.query;
  }
}

// ---- batches -------------------------------------------------------------------------------------

TEST_F(Command, ABadLineCostsOneLine) {
  build();
  const std::string input =
      "{\"id\": \"a\", \"query\": \"ask member_of(ALF, north-union)\"}\r\n"
      "not json\n"
      "\n"
      "{\"id\": 7, \"query\": \"ask member_of(BET, north-union)\", \"as_of\": \"2000-01-01\"}\n"
      "{\"id\": \"c\", \"query\": \"ask nonsense\"}\n"
      "{\"id\": \"d\"}\n"
      "{\"id\": [1], \"query\": \"x\"}\n"
      "{\"id\": \"e\", \"query\": \"ask member_of(ALF, north-union)\", \"as_of\": \"2000-13-01\"}\n"
      "[1, 2]\n" +
      std::string(100, '[') + "\n{\"id\": \"long\", \"query\": \"" + std::string(70'000, 'x') +
      "\"}\n"
      "{\"id\": \"last\", \"query\": \"ask member_of(ALF, north-union)\", \"as_of\": null}";
  const Ran ran = run({"query", "--batch", "-"}, input);
  EXPECT_EQ(ran.code, 0);
  std::vector<std::string> said;
  for (const json::object& line : lines_of(ran.out)) {
    const json::object* error = line.contains("error") ? &line.at("error").as_object() : nullptr;
    said.push_back(json::serialize(line.at("id")) + " " +
                   std::string((error != nullptr ? error->at("code") : line.at("verdict")).as_string()));
  }
  EXPECT_THAT(said, ElementsAre("\"a\" yes", "null bad-json", "7 no", "\"c\" unknown-name", "\"d\" bad-json",
                                "null bad-json", "\"e\" bad-date", "null bad-json", "null bad-json",
                                "null too-large", "\"last\" yes"));
}

TEST_F(Command, ABatchIsReadFromAFileToo) {
  build();
  folder_.write("queries.jsonl",
                "\xEF\xBB\xBF{\"id\": \"a\", \"query\": \"ask member_of(ALF, north-union)\"}\n");
  const Ran ran = run({"query", "--batch", folder_ / "queries.jsonl", "--as-of", "1940-01-01"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(lines_of(ran.out).at(0).at("verdict").as_string(), "no");
  EXPECT_EQ(run({"query", "--batch", folder_ / "none"}).code, 1);
  EXPECT_THAT(run({"query", "--batch", folder_.path().string()}).err, HasSubstr("is a folder"));
  EXPECT_EQ(run({"query", "--batch", "-"}, "").out, "");
}

// ---- ask -----------------------------------------------------------------------------------------

TEST_F(Command, AskTakesItsQuestionFromWordsOrInput) {
  build();
  const Ran ran = run({"ask", "Is", "Alfland", "in", "the", "North", "Union?", "--json"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  const json::object answer = json::parse(ran.out).as_object();
  EXPECT_EQ(answer.at("question").as_string(), "Is Alfland in the North Union?");
  EXPECT_EQ(answer.at("as_of").as_string(), "2025-06-01");
  EXPECT_EQ(run({"ask", "--json"}, "Is Alfland in the North Union?\n").out, ran.out);
  EXPECT_EQ(run({"ask", "-", "--json"}, "Is Alfland in the North Union?\n").out, ran.out);
  EXPECT_EQ(run({"ask", ""}).code, 0) << "an empty question is declined, not failed";
  const Ran batch = run(
      {"ask", "--batch", "-"},
      "{\"id\": \"x\", \"question\": \"Is Alfland in the North Union?\", \"as_of\": \"1999-01-01\"}\n{}\n");
  const auto lines = lines_of(batch.out);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].at("id").as_string(), "x");
  EXPECT_EQ(lines[0].at("as_of").as_string(), "1999-01-01");
  EXPECT_EQ(lines[1].at("error").at("code").as_string(), "bad-json");
}

TEST_F(Command, NoAnswerWithoutADay) {
  build();
  environment_["ENTENTE_TODAY"] = "soon";
  const Ran ran = query("ask member_of(ALF, north-union)");
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("ENTENTE_TODAY"));
  environment_.erase("ENTENTE_TODAY");
  EXPECT_EQ(query("ask member_of(ALF, north-union)").code, 0) << "the clock is there";
}

}  // namespace
}  // namespace entente::cli

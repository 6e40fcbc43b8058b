// The JSON Schema for editors, and the forms for strangers: held against the loader and the real record.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"
#include "tests/record/small_record.h"

namespace entente::record {
namespace {

namespace fs = std::filesystem;

// tests/record/schema_check.py over `paths`; what it prints, and its exit code (77: Python lacks a module).
struct Checked {
  int exit = -1;
  std::string said;
};
Checked check(const std::string& schema, const std::string& paths) {
  std::string folder = (fs::temp_directory_path() / "entente-schema-XXXXXX").string();
  EXPECT_NE(::mkdtemp(folder.data()), nullptr);
  std::ofstream(folder + "/schema.json") << schema;
  const char* python = fs::exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
  const std::string command =
      std::string(python) + " tests/record/schema_check.py " + folder + "/schema.json " + paths + " 2>&1";
  Checked checked;
  if (FILE* pipe = ::popen(command.c_str(), "r")) {
    char buffer[4096];
    for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
      checked.said.append(buffer, got);
    const int status = ::pclose(pipe);
    checked.exit = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  fs::remove_all(folder);
  return checked;
}

Vocabulary vocabulary_of(const std::string& text) {
  Loaded loaded = load_texts({{"vocabulary.yaml", text}});
  EXPECT_TRUE(loaded.record) << all_of(loaded.errors);
  return loaded.record ? std::move(loaded.record->vocabulary) : Vocabulary{};
}

#define SKIP_WITHOUT_PYTHON(checked) \
  if ((checked).exit == 77 || (checked).exit == 127) GTEST_SKIP() << (checked).said

TEST(JsonSchema, TakesEveryFileOfTheRealRecord) {
  const Result<std::string> text = read_file("record/vocabulary.yaml");
  ASSERT_TRUE(text);
  const Checked checked = check(json_schema(vocabulary_of(*text)), "record");
  SKIP_WITHOUT_PYTHON(checked);
  EXPECT_EQ(checked.exit, 0) << checked.said;
}

struct Subject {
  const char* what;
  std::string text;
  bool good;
};

TEST(JsonSchema, TakesAndRefusesWhatTheLoaderDoes) {
  const std::vector<Subject> subjects = {
      {"a subject", state("AAA"), true},
      {"a statement",
       state("AAA",
             "status: [{organization: club, kind: full, valid: 1950-01-02/.., acts: {signed: 1949}}]\n"),
       true},
      {"two sources",
       state("AAA",
             "status: [{organization: [club, b], valid: 1950/.., source: [a, b], checked: 2020-01-01}]\n"),
       true},
      {"an event in a year", state("AAA", "declared_war: [{against: BBB, on: 1905}]\n"), true},
      {"a measure", state("AAA", "active_personnel: [{on: 2020, value: 500000}]\n"), true},
      {"names and codes",
       state("AAA", "names: [A, {text: B, lang: fr, kind: former, valid: ../1950}]\ncodes: {cow: 2}\n"),
       true},
      {"a part", state("AAA", "parts: [{id: b-1, type: city, name: B}]\n"), true},
      {"a closure and a reason",
       state("AAA",
             "complete: [{that: \"status(_, club)\", window: 1950/2020, count: 3}]\n"
             "reasons: [{of: \"not status(AAA, club)\", text: T}]\n"),
       true},
      {"a view and a note",
       state("AAA",
             "status: [{organization: club, valid: 1950/.., according_to: BBB, "
             "note: N, not: true, rank: disputed}]\n"),
       true},
      {"an unknown key", state("AAA", "statsu: []\n"), false},
      {"an unknown key of a statement", state("AAA", "status: [{organization: club, vaild: 1950/..}]\n"),
       false},
      {"an unknown type", "id: AAA\ntype: stat\nname: A\n", false},
      {"no name", "id: AAA\ntype: state\n", false},
      {"an identifier in mixed letters", "id: Aaa\ntype: state\nname: A\n", false},
      {"a day for an interval", state("AAA", "status: [{organization: club, valid: 1950-01-02}]\n"), false},
      {"a rank that is none", state("AAA", "status: [{organization: club, valid: 1950/.., rank: best}]\n"),
       false},
      {"a value of what is no measure",
       state("AAA", "status: [{organization: club, valid: 1950/.., value: 4}]\n"), false},
      {"a kind of name that is none", state("AAA", "names: [{text: B, kind: pet}]\n"), false},
      {"a truth that is none", state("AAA", "the: maybe\n"), false},
  };
  const std::string schema = json_schema(vocabulary_of(kVocabulary));
  std::string folder = (fs::temp_directory_path() / "entente-subjects-XXXXXX").string();
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  std::string paths;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const std::string path = folder + "/" + std::to_string(i) + ".yaml";
    std::ofstream(path) << subjects[i].text;
    paths += " " + path;
  }
  const Checked checked = check(schema, "--each" + paths);
  fs::remove_all(folder);
  SKIP_WITHOUT_PYTHON(checked);
  const std::vector<std::string_view> lines = split(trim(checked.said), '\n');
  ASSERT_EQ(lines.size(), subjects.size()) << checked.said;
  for (std::size_t i = 0; i < subjects.size(); ++i)
    EXPECT_EQ(lines[i].starts_with("good"), subjects[i].good) << subjects[i].what << ": " << lines[i];
}

TEST(Form, IsARecordFileOnceItIsFilledIn) {
  const Vocabulary vocabulary = vocabulary_of(kVocabulary);
  const Result<std::string> made = form(vocabulary, "state");
  ASSERT_TRUE(made) << made.error().to_string();
  std::string text = *made;
  const auto fill = [&](std::string_view blank, std::string_view value) {
    const std::size_t at = text.find(blank);
    ASSERT_NE(at, std::string::npos) << blank << " is not in\n" << *made;
    text.replace(at, blank.size(), value);
  };
  fill("id: ID", "id: CCC");
  fill("name: NAME", "name: New State");
  fill("source: SOURCE-KEY", "source: paper");
  fill("YYYY-MM-DD", "2020-06-01");
  const Loaded loaded = load_texts(files_with({{"states/CCC.yaml", text}}));
  EXPECT_TRUE(loaded.record) << all_of(loaded.errors) << text;
}

TEST(Form, HasEveryRelationThatTheTypeTakesPartIn) {
  const Vocabulary vocabulary = vocabulary_of(kVocabulary);
  const Result<std::string> made = form(vocabulary, "state");
  ASSERT_TRUE(made);
  for (const char* relation :
       {"exists", "status", "allied", "capital", "declared_war", "active_personnel", "policy"})
    EXPECT_NE(made->find("\n#" + std::string(relation) + ":"), std::string::npos) << relation;
  // Every line of help uncommented and filled in is a statement that the loader reads.
  std::string text;
  for (std::string_view line : split(*made, '\n')) {
    if (line.starts_with("# record/")) continue;
    if (line.starts_with("#")) line.remove_prefix(1);
    text.append(line).append("\n");
  }
  const std::vector<std::pair<std::string, std::string>> blanks = {{"id: ID", "id: CCC"},
                                                                   {"name: NAME", "name: C"},
                                                                   {"SOURCE-KEY", "paper"},
                                                                   {"YYYY-MM-DD", "2020-06-01"},
                                                                   {"organization: ID", "organization: club"},
                                                                   {"other: ID", "other: BBB"},
                                                                   {"city: ID", "city: town"},
                                                                   {"region: ID", "region: earth"},
                                                                   {"against: ID", "against: BBB"},
                                                                   {"kind: …", "kind: full"}};
  for (const auto& [blank, value] : blanks)
    if (const std::size_t at = text.find(blank); at != std::string::npos)
      text.replace(at, blank.size(), value);
  const Loaded loaded = load_texts(files_with({{"states/CCC.yaml", text}}));
  EXPECT_TRUE(loaded.record) << all_of(loaded.errors) << text;
}

TEST(Form, IsThereForTypesWithAFolderOnly) {
  const Vocabulary vocabulary = vocabulary_of(kVocabulary);
  for (const char* type : {"town", "city", "text", "status_kind", ""}) {
    const Result<std::string> made = form(vocabulary, type);
    ASSERT_FALSE(made) << type;
    EXPECT_EQ(made.error().code, ErrorCode::kUsage);
    EXPECT_NE(made.error().hint.find("state"), std::string::npos) << "it names those that there are";
  }
}

}  // namespace
}  // namespace entente::record

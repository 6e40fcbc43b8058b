// Point questions with identifiers resolved, beside SQLite in the same run.
//
//   build/release/bench/point_bench          (from the root of the tree)
//
// SQLite holds the same rows in memory: who is a member of what, [begin, end) for each spell, under covering
// indexes, with prepared statements. Both sides are asked the same questions, in alternating rounds, and must
// find the same number of rows in all; what is compared is the median round. The questions about one member
// ask of members and of others alike; for "no" and "unknown" SQLite gives no row either way, so of the two
// only ours tells them apart.
#include <sqlite3.h>

#include <random>

#include "benchmarks/measure.h"
#include "snapshot/snapshot.h"

namespace {

using namespace entente;
using snapshot::EntityId;
using snapshot::RelationId;
using snapshot::Snapshot;
using temporal::Day;

constexpr int kRounds = 21;
constexpr std::size_t kQuestions = 4000;
constexpr double kLeastRatio = 10;

struct Question {
  EntityId first, second, not_second;
  Day day;
};

class Database {
 public:
  Database() {
    if (sqlite3_open(":memory:", &db_) != SQLITE_OK) bench::give_up("SQLite does not open");
    run("create table member(s int, o int, a int, b int); begin");
  }
  ~Database() {
    for (sqlite3_stmt* statement : statements_) sqlite3_finalize(statement);
    sqlite3_close(db_);
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void add(EntityId first, EntityId second, temporal::Span days) {
    if (insert_ == nullptr) insert_ = prepare("insert into member values(?, ?, ?, ?)");
    bind(insert_, static_cast<int>(first), static_cast<int>(second), days.begin.number, days.end.number);
    sqlite3_step(insert_);
    sqlite3_reset(insert_);
  }
  void finish() {
    run("commit; create index by_pair on member(o, s, a, b); create index by_list on member(o, a, b, s); "
        "analyze");
    is_ =
        prepare("select a, b from member indexed by by_pair where o = ?2 and s = ?1 and a <= ?4 and b > ?4");
    members_ = prepare("select s from member indexed by by_list where o = ?2 and a <= ?4 and b > ?4");
    not_in_ = prepare(
        "select s from member x where o = ?2 and a <= ?4 and b > ?4 and not exists (select 1 from member y "
        "where y.o = ?3 and y.s = x.s and y.a <= ?4 and y.b > ?4)");
  }
  std::size_t is(const Question& q) { return count(is_, q, 0); }
  std::size_t members(const Question& q) { return count(members_, q, 0); }
  std::size_t not_in(const Question& q) { return count(not_in_, q, static_cast<int>(q.not_second)); }

 private:
  void run(const char* sql) {
    if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) bench::give_up(sqlite3_errmsg(db_));
  }
  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr) != SQLITE_OK)
      bench::give_up(sqlite3_errmsg(db_));
    statements_.push_back(statement);
    return statement;
  }
  static void bind(sqlite3_stmt* statement, int a, int b, int c, int d) {
    sqlite3_bind_int(statement, 1, a);
    sqlite3_bind_int(statement, 2, b);
    sqlite3_bind_int(statement, 3, c);
    sqlite3_bind_int(statement, 4, d);
  }
  static std::size_t count(sqlite3_stmt* statement, const Question& q, int not_second) {
    sqlite3_bind_int(statement, 1, static_cast<int>(q.first));
    sqlite3_bind_int(statement, 2, static_cast<int>(q.second));
    if (not_second != 0) sqlite3_bind_int(statement, 3, not_second);
    sqlite3_bind_int(statement, 4, q.day.number);
    std::size_t rows = 0;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      bench::keep(sqlite3_column_int(statement, 0));
      ++rows;
    }
    sqlite3_reset(statement);
    return rows;
  }

  sqlite3* db_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  sqlite3_stmt* is_ = nullptr;
  sqlite3_stmt* members_ = nullptr;
  sqlite3_stmt* not_in_ = nullptr;
  std::vector<sqlite3_stmt*> statements_;
};

// Rounds in turn, ours and theirs; both must find as many rows.
template <class Ours, class Theirs>
void compare(std::string_view what, const std::vector<Question>& questions, Ours ours, Theirs theirs,
             bench::Promises& promises) {
  std::vector<double> our_times;
  std::vector<double> their_times;
  std::size_t found = 0;
  for (int round = 0; round < kRounds; ++round) {
    std::size_t our_rows = 0;
    std::size_t their_rows = 0;
    our_times.push_back(bench::microseconds([&] {
      for (const Question& q : questions) our_rows += ours(q);
    }));
    their_times.push_back(bench::microseconds([&] {
      for (const Question& q : questions) their_rows += theirs(q);
    }));
    if (our_rows != their_rows)
      bench::give_up(fmt::format("{}: {} rows of ours, {} of SQLite's", what, our_rows, their_rows));
    found = our_rows;
  }
  const double all = static_cast<double>(questions.size());
  const double our_ns = 1000 * bench::median(our_times) / all;
  const double their_ns = 1000 * bench::median(their_times) / all;
  fmt::print("{:<30} {:>8.1f} ns, SQLite {:>8.0f} ns, {:.1f} rows a question\n", what, our_ns, their_ns,
             static_cast<double>(found) / all);
  promises.at_least(fmt::format("{}, ratio", what), their_ns / our_ns, kLeastRatio, "×");
}

}  // namespace

int main() {
  const auto opened = Snapshot::open(bench::built("entente.snapshot"));
  if (!opened) bench::give_up(opened.error().to_string());
  const Snapshot& snapshot = **opened;
  const auto relation = snapshot.vocabulary().find_relation("member_of");
  if (!relation) bench::give_up("the record has no member_of");

  // Every spell of membership, from the timelines.
  Database database;
  std::vector<EntityId> firsts;
  std::vector<EntityId> seconds;
  logic::Atom all;
  all.relation = *relation;
  all.places = {logic::kNobody, logic::kNobody};
  std::size_t spells = 0;
  snapshot.match(all, [&](const logic::Atom& atom) {
    const temporal::Truths line = snapshot.holds(atom, logic::kNobody);
    for (std::size_t i = 0; i < line.steps().size();) {
      std::size_t next = i + 1;
      if (line.steps()[i].value.truth == temporal::kTrue) {
        while (next < line.steps().size() && line.steps()[next].value.truth == temporal::kTrue) ++next;
        database.add(atom.places[0], atom.places[1], {line.span(i).begin, line.span(next - 1).end});
        ++spells;
      }
      i = next;
    }
    firsts.push_back(atom.places[0]);
    seconds.push_back(atom.places[1]);
  });
  database.finish();

  std::mt19937 random(19490404);
  const auto any_of = [&](const std::vector<EntityId>& from) {
    return from[std::uniform_int_distribution<std::size_t>(0, from.size() - 1)(random)];
  };
  std::uniform_int_distribution<int> day(temporal::day_of(1945, 1, 1).number, snapshot.built_on().number);
  std::vector<Question> questions;
  for (std::size_t i = 0; i < kQuestions; ++i)
    questions.push_back({any_of(firsts), any_of(seconds), any_of(seconds), Day{day(random)}});
  fmt::print("{} spells of membership; {} questions a round, {} rounds in turn\n", spells, kQuestions,
             kRounds);

  bench::Promises promises;
  compare(
      "is S a member of O on D", questions,
      [&](const Question& q) -> std::size_t {
        return snapshot.at(*relation, q.first, q.second, q.day).truth == temporal::kTrue ? 1 : 0;
      },
      [&](const Question& q) { return database.is(q); }, promises);
  std::vector<EntityId> in(snapshot.entity_count());
  std::vector<EntityId> out(snapshot.entity_count());
  compare(
      "members of O on D", questions,
      [&](const Question& q) {
        const std::size_t n = snapshot.firsts_at(*relation, q.second, q.day, in.data());
        bench::keep(in[0]);
        return n;
      },
      [&](const Question& q) { return database.members(q); }, promises);
  compare(
      "members of A, not of B, on D", questions,
      [&](const Question& q) {
        const std::size_t n = snapshot.firsts_at(*relation, q.second, q.day, in.data());
        const std::size_t m = snapshot.firsts_at(*relation, q.not_second, q.day, out.data());
        // Both are in order: what is in the second is skipped.
        std::size_t rows = 0;
        std::size_t j = 0;
        for (std::size_t i = 0; i < n; ++i) {
          while (j < m && out[j] < in[i]) ++j;
          in[rows] = in[i];
          rows += j < m && out[j] == in[i] ? 0 : 1;
        }
        bench::keep(in[0]);
        return rows;
      },
      [&](const Question& q) { return database.not_in(q); }, promises);
  return promises.status();
}

#include "check/judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "query/query.h"

namespace entente::check {
namespace {

using namespace temporal;
using language::Manner;
using language::Reading;
using language::Tense;
using logic::Binder;
using logic::Cond;
using logic::EntityId;
using logic::Operator;
using logic::Term;
using query::Query;
using record::TimeKind;

// Flags need a surer reading than a nod does.
constexpr int kSureEnoughToFlag = 2;

// Which days a cond speaks of.
enum class Speaks : std::uint8_t {
  kNow,    // present tense, no date
  kPast,   // some day before the cursor
  kDated,  // a period of its own, a beginning or an end
  kSince   // now, and from a day on
};

bool is_boundary(const Cond& cond) {
  return cond.kind == Cond::Kind::kTest && cond.terms[0].kind == Term::Kind::kCall &&
         (cond.terms[0].text == "begin" || cond.terms[0].text == "end");
}

Speaks speaks(const Cond& cond) {
  switch (cond.kind) {
    case Cond::Kind::kNot: return speaks(cond.parts[0]);
    case Cond::Kind::kTimed:
      return cond.binder == Binder::kEver && cond.before_after.empty() ? Speaks::kPast : Speaks::kDated;
    case Cond::Kind::kTest: return is_boundary(cond) ? Speaks::kDated : Speaks::kNow;
    case Cond::Kind::kAnd: {
      bool boundary = false;
      bool now = false;
      Speaks other = Speaks::kNow;
      for (const Cond& part : cond.parts) {
        if (is_boundary(part))
          boundary = true;
        else if (speaks(part) == Speaks::kNow)
          now = true;
        else
          other = speaks(part);
      }
      if (boundary) return now ? Speaks::kSince : Speaks::kDated;
      return now ? Speaks::kNow : other;
    }
    case Cond::Kind::kOr: return speaks(cond.parts[0]);
    default: return Speaks::kNow;
  }
}

const Cond* boundary_of(const Cond& cond) {
  if (is_boundary(cond)) return &cond;
  if (cond.kind == Cond::Kind::kAnd)
    for (const Cond& part : cond.parts)
      if (is_boundary(part)) return &part;
  return nullptr;
}

class Judge {
 public:
  Judge(const ask::Asker& asker, const snapshot::Snapshot& snapshot, const language::Speaker& speaker,
        Day as_of, std::optional<Day> written, const Options& options)
      : asker_(asker),
        snapshot_(snapshot),
        speaker_(speaker),
        as_of_(as_of),
        written_(written),
        today_(options.today) {}

  Claim run(const language::Statement& statement) {
    Claim claim;
    bool supported = false;
    bool flagged = false;
    bool unknown = false;
    std::optional<Claim> flag;
    std::optional<Claim> nod;
    int least = statement.readings[0].cost;
    for (const Reading& reading : statement.readings) least = std::min(least, reading.cost);
    for (const Reading& reading : statement.readings) {
      Claim one = judge(reading);
      if (one.verdict == Verdict::kSupported) {
        supported = true;
        if (!nod) nod = std::move(one);
      } else if (is_flag(one.verdict)) {
        flagged = true;
        if (!flag) flag = std::move(one);
      } else if (reading.cost == least) {
        // What is read less well and not known says nothing against what is read well.
        unknown = true;
        if (claim.query.empty()) claim = std::move(one);
      }
    }
    // A name that may mean two things is wrong only if both are.
    if (flagged && !supported && !unknown)
      claim = std::move(*flag);
    else if (supported && !flagged)
      claim = std::move(*nod);
    else if (supported || flagged) {
      Claim chosen = nod ? std::move(*nod) : std::move(*flag);
      chosen.verdict = supported ? Verdict::kSupported : Verdict::kUnknown;
      chosen.correction.reset();
      if (supported)
        chosen.caveats.insert(chosen.caveats.begin(),
                              "True of one thing that the name may mean, not of another.");
      claim = std::move(chosen);
    }
    const int cost = statement.readings[0].cost;
    claim.confidence = std::max(0.3, 1.0 - 0.1 * cost - (statement.partial ? 0.15 : 0.0));
    if (is_flag(claim.verdict) && cost > kSureEnoughToFlag) {
      claim.verdict = Verdict::kUnknown;
      claim.correction.reset();
    }
    return claim;
  }

 private:
  Query ask(Cond cond) const {
    Query q;
    q.head = query::Head::kAsk;
    q.cond = std::move(cond);
    return q;
  }
  std::optional<query::Outcome> evaluate(const Query& q, Day cursor) const {
    Result<query::Outcome> out = query::evaluate(q, snapshot_, {cursor, today_, logic::kNobody});
    if (!out) return std::nullopt;
    return std::move(*out);
  }

  Claim judge(const Reading& reading) {
    const Cond& cond = reading.query.cond;
    ask::Options options;
    options.today = today_;
    options.as_of = as_of_;
    const ask::Reading told = asker_.tell(reading, options);
    Claim claim;
    claim.query = query::print(reading.query, snapshot_);
    claim.paraphrase = paraphrase(reading, told);
    claim.evidence = told.evidence;
    claim.caveats = told.caveats;
    if (told.has_span) claim.true_from = told.since, claim.true_until = told.until;
    const Speaks about = speaks(cond);
    // What has no time of its own says nothing about a date.
    if (about == Speaks::kDated && is_constant(cond)) {
      claim.verdict = Verdict::kUnknown;
      return claim;
    }
    if (told.verdict == "yes") {
      claim.verdict = Verdict::kSupported;
    } else if (told.verdict == "no") {
      claim.verdict =
          about == Speaks::kNow || about == Speaks::kSince ? stale(cond, about, claim) : Verdict::kWrong;
      // A boundary may be dated by any of its acts.
      if (about == Speaks::kDated && by_another_act(cond, claim)) claim.verdict = Verdict::kSupported;
      if (is_flag(claim.verdict)) correct(reading, told, claim);
    } else {
      claim.verdict = Verdict::kUnknown;
    }
    if (written_) {
      if (about == Speaks::kPast || about == Speaks::kDated) {
        if (claim.verdict == Verdict::kSupported) claim.true_when_written = true;
        if (is_flag(claim.verdict)) claim.true_when_written = false;
      } else if (const auto then = evaluate(reading.query, *written_); then && then->now.truth != kUnknown) {
        claim.true_when_written = then->now.truth == kTrue;
      }
    }
    return claim;
  }

  bool is_constant(const Cond& cond) const {
    if (cond.kind == Cond::Kind::kAtom)
      return snapshot_.vocabulary().relation(cond.relation).time == TimeKind::kConstant;
    return (cond.kind == Cond::Kind::kTimed || cond.kind == Cond::Kind::kNot) && is_constant(cond.parts[0]);
  }

  std::string paraphrase(const Reading& reading, const ask::Reading& told) const {
    std::string said = speaker_.clause(reading.query.cond, Manner{reading.tense, false, false, false});
    return said.empty() ? told.paraphrase : language::as_sentence(std::move(said));
  }

  // Present tense, and not so now: it was once, or never.
  Verdict stale(const Cond& cond, Speaks about, Claim& claim) const {
    if (about == Speaks::kSince)
      for (const Cond& part : cond.parts)
        if (is_boundary(part)) {
          const auto begun = evaluate(ask(part), as_of_);
          if (!begun || begun->now.truth != kTrue) return Verdict::kWrong;
        }
    const auto out = evaluate(ask(cond), as_of_);
    if (!out) return Verdict::kUnknown;
    std::optional<Span> last;
    const Truths& line = out->timeline;
    for (std::size_t i = 0; i < line.steps().size(); ++i) {
      const Span span = line.span(i);
      if (span.begin > as_of_) break;
      if (line.steps()[i].value.truth == kTrue) last = span;
    }
    if (!last) return Verdict::kWrong;
    claim.true_from = last->begin > kBeginning ? std::optional(to_string(last->begin)) : std::nullopt;
    claim.true_until = to_string(last->end);
    return Verdict::kOutdated;
  }

  bool by_another_act(const Cond& cond, Claim& claim) const {
    const Cond* boundary = boundary_of(cond);
    if (boundary == nullptr || boundary->op != Operator::kEqual || boundary->terms[0].conds.size() != 1 ||
        boundary->terms[1].kind != Term::Kind::kPeriod)
      return false;
    Reading when;
    when.query.head = boundary->terms[0].text == "end" ? query::Head::kWhenEnd : query::Head::kWhenBegin;
    when.query.cond = boundary->terms[0].conds[0];
    when.wants = language::Wants::kDate;
    ask::Options options;
    options.today = today_;
    options.as_of = as_of_;
    const ask::Reading told = asker_.tell(when, options);
    const Span period = boundary->terms[1].days;
    for (const ask::ActDate& act : told.acts) {
      const Result<Span> days = parse_period(act.date);
      if (days && period.begin <= days->begin && days->end <= period.end) {
        claim.caveats.insert(claim.caveats.begin(), fmt::format("That is the date of its {}.", act.act));
        return true;
      }
    }
    return false;
  }

  // ---- what is right -----------------------------------------------------------------------------

  void correct(const Reading& reading, const ask::Reading& told, Claim& claim) const {
    const Cond* test = &reading.query.cond;
    if (test->kind == Cond::Kind::kTimed) test = &test->parts[0];
    const Term* set = nullptr;
    if (test->kind == Cond::Kind::kTest) {
      if (test->terms[0].kind == Term::Kind::kSet) set = &test->terms[0];
      if (test->terms[0].kind == Term::Kind::kCall && test->terms[0].text == "count" &&
          !test->terms[0].items.empty() && test->terms[0].items[0].kind == Term::Kind::kSet)
        set = &test->terms[0].items[0];
    }
    if (set == nullptr || set->conds.empty()) {
      claim.correction = told.sentence;
      return;
    }
    Day day = as_of_;
    if (reading.query.cond.kind == Cond::Kind::kTimed && !reading.query.cond.time.empty()) {
      const Span days =
          logic::Evaluator(snapshot_, {as_of_, today_, logic::kNobody}).days_of(reading.query.cond.time[0]);
      if (!days.empty()) day = std::min(days.end - 1, as_of_);
    }
    const std::vector<EntityId> now = members(*set, day);
    const bool list = test->terms[0].kind == Term::Kind::kSet;
    const std::string noun = speaker_.noun(set->conds[0], set->text, true);
    if (list) {
      std::vector<EntityId> said;
      for (const Term& t : test->terms[1].items)
        if (t.kind == Term::Kind::kEntity) said.push_back(t.entity);
      for (const EntityId id : now)
        if (std::find(said.begin(), said.end(), id) == said.end()) claim.missing.push_back(speaker_.name(id));
      for (const EntityId id : said)
        if (std::find(now.begin(), now.end(), id) == now.end()) claim.extra.push_back(speaker_.name(id));
      if (now.size() <= 15)
        claim.correction = language::as_sentence(fmt::format("the {} are {}", noun, speaker_.list(now)));
    }
    if (!claim.correction)
      claim.correction = language::as_sentence(fmt::format("there are {} {}", now.size(), noun));
    if (day != as_of_)
      *claim.correction = language::as_sentence(
          fmt::format("{} {}: {}", "on", speaker_.date(Moment{day, day}),
                      std::string(claim.correction->substr(0, claim.correction->size() - 1))));
    if (claim.verdict == Verdict::kOutdated && claim.true_until)
      claim.event = change(*set, *claim.true_until);
  }

  std::vector<EntityId> members(const Term& set, Day day) const {
    Query q;
    q.head = query::Head::kWhich;
    q.variables = {set.text};
    q.cond = set.conds[0];
    std::vector<EntityId> found;
    if (const auto out = evaluate(q, day))
      for (std::size_t i = 0; i < out->holding && i < out->rows.size(); ++i)
        found.push_back(out->rows[i].values[0]);
    return found;
  }

  // Who came or went on the day: "Finland joined NATO on 4 April 2023".
  std::string change(const Term& set, const std::string& on) const {
    const Result<Span> day = parse_period(on);
    if (!day) return {};
    const std::vector<EntityId> before = members(set, day->begin - 1);
    const std::vector<EntityId> after = members(set, day->begin);
    std::vector<std::string> told;
    bool left = false;
    const auto tell = [&](EntityId id, bool came) {
      left = left || !came;
      if (set.conds[0].kind != Cond::Kind::kAtom) return;
      Cond one = set.conds[0];
      for (Term& t : one.terms)
        if (t.kind == Term::Kind::kVariable && t.text == set.text) t = Term::of(id);
      told.push_back(speaker_.clause(one, Manner{Tense::kPast, false, came, !came}));
    };
    for (const EntityId id : after)
      if (std::find(before.begin(), before.end(), id) == before.end()) tell(id, true);
    for (const EntityId id : before)
      if (std::find(after.begin(), after.end(), id) == after.end()) tell(id, false);
    if (told.empty() || told.size() > 3) return {};
    // Who left was there on the last day.
    const Day told_on = left ? day->begin - 1 : day->begin;
    return language::as_sentence(
        fmt::format("{} on {}", join_and(told), speaker_.date(Moment{told_on, told_on})));
  }

  const ask::Asker& asker_;
  const snapshot::Snapshot& snapshot_;
  const language::Speaker& speaker_;
  Day as_of_;
  std::optional<Day> written_;
  Day today_;
};

}  // namespace

Claim judge(const language::Statement& statement, const ask::Asker& asker, const snapshot::Snapshot& snapshot,
            const language::Speaker& speaker, Day as_of, std::optional<Day> written, const Options& options) {
  Claim claim = Judge(asker, snapshot, speaker, as_of, written, options).run(statement);
  const Cond& cond = statement.readings[0].query.cond;
  const Cond& inner = cond.kind == Cond::Kind::kTimed ? cond.parts[0] : cond;
  if (inner.kind == Cond::Kind::kTest && inner.terms[0].kind == Term::Kind::kSet)
    claim.sort = Sort::kList;
  else if (inner.kind == Cond::Kind::kTest && inner.terms[0].kind == Term::Kind::kCall &&
           inner.terms[0].text == "count")
    claim.sort = Sort::kCount;
  return claim;
}

std::optional<Truths> days_of(const language::Statement& statement, const snapshot::Snapshot& snapshot,
                              Day as_of, Day today) {
  if (statement.readings.size() != 1) return std::nullopt;
  const Query& q = statement.readings[0].query;
  if (speaks(q.cond) != Speaks::kNow) return std::nullopt;
  Result<query::Outcome> out = query::evaluate(q, snapshot, {as_of, today, logic::kNobody});
  if (!out) return std::nullopt;
  return out->timeline;
}

}  // namespace entente::check

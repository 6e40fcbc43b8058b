#include "query/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace entente::query {

using namespace temporal;
using logic::Evaluator;
using logic::Facts;
using logic::kNobody;

namespace {

constexpr std::string_view kHeads = "ask, why, which, when, value or describe";

Result<Query> read(logic::Parser& parser) {
  Query query;
  const auto cond = [&]() -> Status {
    Result<Cond> read = parser.cond();
    if (!read) return read.error();
    query.cond = std::move(*read);
    return Done{};
  };
  if (parser.take("ask")) {
    if (Status s = cond(); !s) return s.error();
  } else if (parser.take("why")) {
    query.head = Head::kWhy;
    if (Status s = cond(); !s) return s.error();
  } else if (parser.take("describe")) {
    query.head = Head::kDescribe;
    Result<Term> name = parser.term();
    if (!name) return name.error();
    if (name->kind != Term::Kind::kEntity) return parser.error_here("describe takes a name");
    query.entity = name->entity;
  } else if (parser.take("which")) {
    query.head = Head::kWhich;
    Result<std::vector<std::string>> names = parser.variables();
    if (!names) return names.error();
    query.variables = std::move(*names);
    if (!parser.take(":")) return parser.error_here("\":\" is wanted after the variables");
    if (Status s = cond(); !s) return s.error();
    std::optional<Pick> pick;
    if (parser.take("first"))
      pick = Pick{Pick::Kind::kFirst, 0, {}};
    else if (parser.take("last"))
      pick = Pick{Pick::Kind::kLast, 0, {}};
    else if (parser.take("nth")) {
      Result<double> n = parser.number();
      if (!n) return n.error();
      if (*n < 1) return parser.error_here("ranks begin at 1");
      pick = Pick{Pick::Kind::kNth, static_cast<int>(*n), {}};
    }
    if (pick) {
      if (!parser.take("by")) return parser.error_here("\"by\" and what to order by are wanted");
      Result<Term> by = parser.term();
      if (!by) return by.error();
      pick->by = std::move(*by);
      query.pick = std::move(pick);
    }
  } else if (parser.take("when")) {
    query.head = parser.take("begin") ? Head::kWhenBegin : parser.take("end") ? Head::kWhenEnd : Head::kWhen;
    if (Status s = cond(); !s) return s.error();
  } else if (parser.take("value")) {
    query.head = Head::kValue;
    Result<Term> term = parser.term();
    if (!term) return term.error();
    query.term = std::move(*term);
    auto time = parser.time();
    if (!time) return time.error();
    query.time = std::move(*time);
  } else {
    return parser.error_here(fmt::format("a query begins with {}", kHeads));
  }
  while (parser.take("suppose")) {
    Assumption assumption;
    // `in` belongs to the assumption: what is supposed is one atom.
    Result<Cond> atom = parser.cond();
    if (!atom) return atom.error();
    Cond inner = *atom;
    if (inner.kind == Cond::Kind::kTimed && inner.binder == Binder::kIn && inner.before_after.empty()) {
      assumption.period = inner.time[0];
      Cond only = std::move(inner.parts[0]);
      inner = std::move(only);
    }
    if (inner.kind != Cond::Kind::kAtom) return parser.error_here("one atom is supposed at a time");
    assumption.atom = std::move(inner);
    query.suppose.push_back(std::move(assumption));
  }
  if (!parser.at_end()) return parser.error_here("the query is over");
  return query;
}

}  // namespace

Status check(Query& query, const Facts& facts) {
  switch (query.head) {
    case Head::kDescribe: return Done{};
    case Head::kValue: {
      Cond wrapped = Cond::test(logic::Operator::kEqual, query.term, query.term);
      if (Status s = logic::check_types(wrapped, facts, {}); !s) return s;
      query.term = std::move(wrapped.terms[0]);
      return Done{};
    }
    default: break;
  }
  if (Status s = logic::check_types(query.cond, facts, query.variables); !s) return s;
  for (const Assumption& a : query.suppose) {
    Cond copy = a.atom;
    if (Status s = logic::check_types(copy, facts, {}); !s) return s;
    for (const Term& term : copy.terms)
      if (term.kind != Term::Kind::kEntity)
        return Error{ErrorCode::kBadQuery, "what is supposed names everybody in it", {}, {}};
  }
  return Done{};
}

Result<Query> parse(std::string_view text, const Facts& facts) {
  if (!is_utf8(text)) return Error{ErrorCode::kNotUtf8, "the query is not UTF-8", {}, {}};
  logic::Parser parser(text, facts);
  Result<Query> query = read(parser);
  if (!query) return query;
  if (Status s = check(*query, facts); !s) return s.error();
  return query;
}

std::string print(const Query& query, const Facts& facts) {
  std::string out;
  switch (query.head) {
    case Head::kAsk: out = "ask " + logic::print(query.cond, facts); break;
    case Head::kWhy: out = "why " + logic::print(query.cond, facts); break;
    case Head::kDescribe: out = "describe " + logic::print(Term::of(query.entity), facts); break;
    case Head::kWhen: {
      // "when end(…) < …" would be read as "when end" of something in brackets.
      const std::string cond = logic::print(query.cond, facts);
      out = cond.starts_with("begin(") || cond.starts_with("end(") ? "when (" + cond + ")" : "when " + cond;
      break;
    }
    case Head::kWhenBegin: out = "when begin " + logic::print(query.cond, facts); break;
    case Head::kWhenEnd: out = "when end " + logic::print(query.cond, facts); break;
    case Head::kWhich: {
      out = "which ";
      for (std::size_t i = 0; i < query.variables.size(); ++i)
        out += (i > 0 ? ", ?" : "?") + query.variables[i];
      out += ": " + logic::print(query.cond, facts);
      if (query.pick) {
        out += query.pick->kind == Pick::Kind::kFirst  ? " first"
               : query.pick->kind == Pick::Kind::kLast ? " last"
                                                       : fmt::format(" nth {}", query.pick->nth);
        out += " by " + logic::print(query.pick->by, facts);
      }
      break;
    }
    case Head::kValue:
      out = "value " + logic::print(query.term, facts);
      if (query.time) {
        const Binder binder = query.time->first;
        out += binder == Binder::kEver ? " ever"
                                       : fmt::format(" {} {}",
                                                     binder == Binder::kAt   ? "at"
                                                     : binder == Binder::kIn ? "in"
                                                                             : "throughout",
                                                     logic::print(query.time->second, facts));
      }
      break;
  }
  for (const Assumption& a : query.suppose) {
    out += " suppose " + logic::print(a.atom, facts);
    if (a.period) out += " in " + logic::print(*a.period, facts);
  }
  return out;
}

namespace {

// True if the cond says when: then a candidate holds or not, whatever the day.
bool is_timed(const Cond& cond) {
  switch (cond.kind) {
    case Cond::Kind::kTimed: return true;
    case Cond::Kind::kAtom:
    case Cond::Kind::kClass:
    case Cond::Kind::kTest: return false;
    default: return std::any_of(cond.parts.begin(), cond.parts.end(), is_timed);
  }
}

// Gives each row the ranks that it may have.
void rank(std::vector<Row>& rows, const Pick& pick, const std::vector<std::string>& variables,
          const Evaluator& evaluate) {
  struct Key {
    double least = 0;
    double most = 0;
    bool known = false;
  };
  std::vector<Key> keys;
  for (const Row& row : rows) {
    logic::Bindings bindings;
    for (std::size_t i = 0; i < variables.size(); ++i) bindings.emplace(variables[i], row.values[i]);
    Key key;
    if (pick.by.kind == Term::Kind::kCall && (pick.by.text == "begin" || pick.by.text == "end")) {
      const logic::Moments moments = evaluate.moments(pick.by, bindings);
      if (!moments.all.empty()) {
        // The last of several spells for "last", the first for all else.
        const Moment m = pick.kind == Pick::Kind::kLast ? moments.all.back() : moments.all.front();
        key = {static_cast<double>(m.earliest.number), static_cast<double>(m.latest.number), true};
      }
    } else {
      const Quantity q = evaluate.quantity(pick.by, bindings)
                             .at(std::min(evaluate.context().cursor, evaluate.context().today));
      if (q.known) key = {q.least, q.most, true};
    }
    keys.push_back(key);
  }
  const bool from_end = pick.kind == Pick::Kind::kLast;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!keys[i].known) continue;
    rows[i].rank_least = rows[i].rank_most = 1;
    for (std::size_t j = 0; j < rows.size(); ++j) {
      if (i == j || !keys[j].known) continue;
      const bool surely = from_end ? keys[j].least > keys[i].most : keys[j].most < keys[i].least;
      const bool surely_not = from_end ? keys[j].most < keys[i].least : keys[j].least > keys[i].most;
      rows[i].rank_least += surely ? 1 : 0;
      rows[i].rank_most += surely_not ? 0 : 1;
    }
  }
}

class Run {
 public:
  Run(const Query& query, const Snapshot& snapshot, const Context& context)
      : query_(query), snapshot_(snapshot), context_(context) {
    if (query.suppose.empty()) return;
    std::vector<rules::Supposing::Assumption> assumptions;
    for (const Assumption& a : query.suppose) {
      const Evaluator plain(snapshot, context);
      logic::Atom atom;
      atom.relation = a.atom.relation;
      for (const Term& term : a.atom.terms) atom.places.push_back(term.entity);
      for (const auto& [role, term] : a.atom.roles) atom.roles.emplace_back(role, term.entity);
      const Span days = a.period ? plain.days_of(*a.period) : Span{kBeginning, kEnd};
      if (snapshot.vocabulary().relation(atom.relation).symmetric) {
        assumptions.push_back({atom, days});
        std::swap(atom.places[0], atom.places[1]);
      }
      assumptions.push_back({std::move(atom), days});
    }
    supposing_.emplace(snapshot, snapshot.program(), std::move(assumptions));
  }

  const Facts& facts() const { return supposing_ ? static_cast<const Facts&>(*supposing_) : snapshot_; }

  Outcome outcome() const {
    const Evaluator evaluate(facts(), context_);
    Outcome out;
    out.head = query_.head;
    out.day = context_.cursor;
    switch (query_.head) {
      case Head::kDescribe: break;
      case Head::kAsk:
      case Head::kWhy:
      case Head::kWhen:
      case Head::kWhenBegin:
      case Head::kWhenEnd:
        out.timeline = evaluate.truths(query_.cond);
        out.now = out.timeline.at(context_.cursor);
        out.spells = spells(out.timeline);
        break;
      case Head::kWhich: which(evaluate, out); break;
      case Head::kValue: value(evaluate, out); break;
    }
    return out;
  }

 private:
  void which(const Evaluator& evaluate, Outcome& out) const {
    const bool any_day = query_.pick && !is_timed(query_.cond);
    std::vector<Row> sure;
    std::vector<Row> perhaps;
    for (logic::Solution& s : evaluate.solutions(query_.cond, query_.variables)) {
      Row row{std::move(s.values), std::move(s.when), {}, 0, 0};
      row.now =
          any_day ? sometime(row.when, {kBeginning, context_.cursor + 1}) : row.when.at(context_.cursor);
      if (row.now.truth == kTrue)
        sure.push_back(std::move(row));
      else if (row.now.truth == kUnknown)
        perhaps.push_back(std::move(row));
    }
    const Truths others = evaluate.others(query_.cond, query_.variables);
    out.open =
        (any_day ? sometime(others, {kBeginning, context_.cursor + 1}) : others.at(context_.cursor)).truth !=
        kFalse;
    if (query_.pick) {
      rank(sure, *query_.pick, query_.variables, evaluate);
      const int wanted = query_.pick->kind == Pick::Kind::kNth ? query_.pick->nth : 1;
      std::erase_if(sure, [&](const Row& row) {
        return row.rank_least == 0 || row.rank_least > wanted || row.rank_most < wanted;
      });
      // Tied firsts are all answered; of those whose rank is in doubt, all that it may be.
      perhaps.clear();
    }
    out.holding = sure.size();
    out.rows = std::move(sure);
    for (Row& row : perhaps) out.rows.push_back(std::move(row));
  }

  void value(const Evaluator& evaluate, Outcome& out) const {
    if (query_.time && query_.time->first != Binder::kEver) {
      const Span days = evaluate.days_of(query_.time->second);
      out.day = days.end - 1;
      if (out.day > context_.cursor && days.begin <= context_.cursor) out.day = context_.cursor;
    }
    const Term& term = query_.term;
    if (term.kind == Term::Kind::kCall && (term.text == "begin" || term.text == "end")) {
      out.moments = evaluate.moments(term).all;
    } else if (term.kind == Term::Kind::kSet) {
      for (const logic::Solution& s : evaluate.solutions(term.conds[0], {term.text}))
        if (s.when.at(out.day).truth == kTrue) out.members.push_back(s.values[0]);
      out.open = evaluate.others(term.conds[0], {term.text}).at(out.day).truth != kFalse;
    } else {
      out.quantities = evaluate.quantity(term);
    }
  }

  const Query& query_;
  const Snapshot& snapshot_;
  Context context_;
  std::optional<rules::Supposing> supposing_;
};

}  // namespace

Result<Outcome> evaluate(const Query& query, const Snapshot& snapshot, const Context& context) {
  return Run(query, snapshot, context).outcome();
}

std::vector<EntityId> views(const Query& query, const Snapshot& snapshot) {
  if (query.head == Head::kDescribe) return {};
  const Evaluator evaluate(snapshot, {});
  Cond cond = query.cond;
  if (query.head == Head::kValue) cond = Cond::test(logic::Operator::kEqual, query.term, query.term);
  const auto found = evaluate.views(cond);
  return {found.begin(), found.end()};
}

rules::Proof explain(const Query& query, const Snapshot& snapshot, const Context& context, Day day,
                     const Row* row) {
  const Run run(query, snapshot, context);
  logic::Bindings bindings;
  if (row != nullptr)
    for (std::size_t i = 0; i < query.variables.size(); ++i)
      bindings.emplace(query.variables[i], row->values[i]);
  Cond cond = query.cond;
  if (query.head == Head::kValue) cond = Cond::test(logic::Operator::kEqual, query.term, query.term);
  return rules::explain(run.facts(), snapshot.program(), cond, bindings, context, day);
}

}  // namespace entente::query

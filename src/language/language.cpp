#include "language/language.h"

#include <fmt/format.h>

#include <algorithm>

#include "language/promising.h"
#include "language/prose.h"
#include "language/reader.h"
#include "language/rewrite.h"

namespace entente::language {

struct Language::State {
  explicit State(const Snapshot& s) : snapshot(s), lexicon(s), screen(lexicon) {}
  const Snapshot& snapshot;
  Lexicon lexicon;
  Screen screen;
};

Language::Language(const Snapshot& snapshot) : state_(std::make_unique<State>(snapshot)) {}
Language::~Language() = default;

namespace {

constexpr std::size_t kMostTokens = 64;

std::string item_name(const Item& item, const Snapshot& snapshot) {
  static constexpr std::array<std::string_view, 23> kKinds{
      "name",    "time", "number",    "order", "asks",       "class", "word",  "preposition",
      "article", "be",   "auxiliary", "not",   "and",        "or",    "but",   "comma",
      "that",    "all",  "only",      "ever",  "possessive", "non",   "filler"};
  std::string out = fmt::format("{} \"{}\"", kKinds[static_cast<std::size_t>(item.kind)], item.text);
  for (const EntityId id : item.entities) out += fmt::format(" {}", snapshot.id_of(id));
  if (!item.period.empty()) out += " " + item.period;
  return out;
}

// Readings that print the same query are one: the cheapest.
void merge(std::vector<Reading>& readings, const Snapshot& snapshot, std::vector<std::string>& printed) {
  std::stable_sort(readings.begin(), readings.end(),
                   [](const Reading& a, const Reading& b) { return a.cost < b.cost; });
  std::vector<Reading> kept;
  for (Reading& r : readings) {
    std::string text = query::print(r.query, snapshot);
    if (std::find(printed.begin(), printed.end(), text) != printed.end()) continue;
    printed.push_back(std::move(text));
    kept.push_back(std::move(r));
  }
  readings = std::move(kept);
}

// True if two readings differ only in whom a name means.
bool same_shape(const Reading& a, const Reading& b) {
  if (a.wants != b.wants || a.query.head != b.query.head) return false;
  if (a.query.head == query::Head::kDescribe) return true;
  const auto blank = [](auto&& self, const Cond& cond) -> std::string {
    std::string out = std::to_string(static_cast<int>(cond.kind));
    if (cond.kind == Cond::Kind::kAtom) out += "r" + std::to_string(record::index(cond.relation));
    for (const Term& t : cond.terms) out += "t" + std::to_string(static_cast<int>(t.kind));
    for (const Cond& part : cond.parts) out += "(" + self(self, part) + ")";
    return out;
  };
  const auto shape = [&](const Query& q) {
    std::string out = blank(blank, q.cond);
    for (const Term& t : q.term.items) {
      out += "i" + std::to_string(static_cast<int>(t.kind));
      for (const Cond& c : t.conds) out += blank(blank, c);
    }
    for (const Cond& c : q.term.conds) out += blank(blank, c);
    return out + q.term.text;
  };
  return shape(a.query) == shape(b.query);
}

// True if the record can say something to a query: a yes or no, somebody, a date, a number.
bool informative(const Query& q, const Snapshot& snapshot, Day cursor, std::string& told) {
  const auto outcome = query::evaluate(q, snapshot, {cursor, cursor});
  if (!outcome) return false;
  switch (q.head) {
    case query::Head::kAsk:
    case query::Head::kWhy:
      told = temporal::name_of(outcome->now.truth);
      return outcome->now.truth != temporal::kUnknown;
    case query::Head::kWhich: told.clear(); return outcome->holding > 0;
    case query::Head::kWhen:
    case query::Head::kWhenBegin:
    case query::Head::kWhenEnd: return !outcome->spells.empty();
    case query::Head::kValue: {
      const auto q_now = outcome->quantities.at(outcome->day);
      return !outcome->moments.empty() || (q_now.known && q_now.most > 0);
    }
    case query::Head::kDescribe: return true;
  }
  return false;
}

// True if a war or an era dates what is asked for.
bool dated_by_entity(const Cond& cond) {
  if (cond.kind == Cond::Kind::kTimed && !cond.time.empty() && cond.time[0].kind == Term::Kind::kEntity)
    return true;
  return std::any_of(cond.parts.begin(), cond.parts.end(), dated_by_entity);
}

// "What alliance was Italy in during the war": where nothing is known of what went on in its days, what the
// war itself is an argument of.
void prefer_argument(std::vector<Reading>& readings, const Snapshot& snapshot, Day cursor) {
  std::string told;
  if (readings[0].query.head != query::Head::kWhich || !dated_by_entity(readings[0].query.cond) ||
      informative(readings[0].query, snapshot, cursor, told))
    return;
  for (std::size_t i = 1; i < readings.size() && i < 8 && readings[i].cost <= Costs::kBound; ++i) {
    const Query& q = readings[i].query;
    if (q.head != query::Head::kWhich || readings[i].phrase.empty() || dated_by_entity(q.cond) ||
        !informative(q, snapshot, cursor, told))
      continue;
    std::swap(readings[0], readings[i]);
    return;
  }
}

// Puts first, among the readings that cost least, one that the record can answer. A word that means two
// things of one kind ("over", of a war) keeps both, if their answers differ.
void settle_ties(std::vector<Reading>& readings, const Snapshot& snapshot, Day cursor) {
  std::size_t tied = 1;
  while (tied < readings.size() && tied < 8 && readings[tied].cost == readings[0].cost) ++tied;
  if (tied == 1) return;
  std::vector<bool> known(tied);
  std::vector<std::string> told(tied);
  for (std::size_t i = 0; i < tied; ++i) known[i] = informative(readings[i].query, snapshot, cursor, told[i]);
  std::vector<Reading> ordered;
  for (const bool wanted : {true, false})
    for (std::size_t i = 0; i < tied; ++i)
      if (known[i] == wanted) ordered.push_back(std::move(readings[i]));
  // Of two that restrict a class, the longer phrase says more: "is a colony of" than "country of".
  const auto words_of_class = [](const Reading& r) {
    const bool restricts = r.query.head == query::Head::kWhich && r.query.cond.kind == Cond::Kind::kAnd;
    return restricts ? std::count(r.phrase.begin(), r.phrase.end(), ' ') : 0;
  };
  if (std::all_of(ordered.begin(), ordered.end(), words_of_class))
    std::stable_sort(
        ordered.begin(), ordered.begin() + std::count(known.begin(), known.end(), true),
        [&](const Reading& a, const Reading& b) { return words_of_class(a) > words_of_class(b); });
  std::move(ordered.begin(), ordered.end(), readings.begin());
}

// Who won a war that nobody won: what it ended in (settings.otherwise).
void otherwise(Reading& reading, const Snapshot& snapshot, Day cursor) {
  std::string told;
  const Cond* atom = &reading.query.cond;
  while (atom->kind == Cond::Kind::kTimed) atom = &atom->parts[0];
  if (reading.query.head != query::Head::kWhich || reading.query.pick || atom->kind != Cond::Kind::kAtom ||
      informative(reading.query, snapshot, cursor, told))
    return;
  const record::Vocabulary& v = snapshot.vocabulary();
  const auto other = v.find_relation(v.setting("otherwise", v.relation(atom->relation).name));
  if (!other) return;
  const auto& places = v.relation(*other).places;
  std::vector<Term> terms(places.size());
  bool open = false;
  for (std::size_t i = 0; i < places.size(); ++i) {
    for (const Term& t : atom->terms)
      if (t.kind == Term::Kind::kEntity && v.is_kind_of(snapshot.type_of(t.entity), places[i].type))
        terms[i] = t;
    if (terms[i].kind == Term::Kind::kAny && !open)
      terms[i] = Term::variable(reading.query.variables[0]), open = true;
  }
  if (!open) return;
  Query query = reading.query;
  query.cond = Cond::timed(Cond::atom(*other, std::move(terms)), logic::Binder::kEver, std::nullopt);
  if (!query::check(query, snapshot) || !informative(query, snapshot, cursor, told)) return;
  reading.query = std::move(query);
  reading.began = reading.ended = false;
}

}  // namespace

Understanding Language::read(std::string_view question, Day cursor, bool explain) const {
  Understanding out;
  const Lexicon& lexicon = state_->lexicon;
  const Snapshot& snapshot = state_->snapshot;
  std::vector<Token> tokens = tokenize(question);
  const auto refuse = [&](Refusal refusal, std::string message) {
    out.readings.clear();
    out.refusal = refusal;
    out.message = std::move(message);
    return out;
  };
  if (tokens.empty()) return refuse(Refusal::kNotUnderstood, "There is no question here");
  if (tokens.size() > kMostTokens)
    return refuse(Refusal::kNotUnderstood, "The question is too long to be read as one");

  std::vector<Item> items = find_items(tokens, lexicon, cursor, out.unknown_words);
  // Typos are mended only where nothing else fits, one word at a time.
  if (!out.unknown_words.empty()) {
    bool mended = false;
    for (Token& token : tokens) {
      if (std::find(out.unknown_words.begin(), out.unknown_words.end(), token.text) ==
          out.unknown_words.end())
        continue;
      if (auto repaired = lexicon.repair(token.text)) token.text = *repaired, token.repaired = mended = true;
    }
    // A blank that was left out before a small word: "Commonwealthin 1972".
    for (std::size_t i = 0; i < tokens.size() && !mended; ++i) {
      const std::string word = tokens[i].text;
      if (std::find(out.unknown_words.begin(), out.unknown_words.end(), word) == out.unknown_words.end())
        continue;
      for (const std::size_t tail : {2U, 3U, 4U}) {
        if (word.size() < tail + 5) continue;
        const std::string front = word.substr(0, word.size() - tail);
        const std::string back = word.substr(word.size() - tail);
        if (!is_preposition(back) || !lexicon.known(front)) continue;
        tokens[i].text = front;
        tokens[i].repaired = mended = true;
        tokens.insert(tokens.begin() + static_cast<std::ptrdiff_t>(i) + 1, Token{back, back, false});
        break;
      }
    }
    if (mended) {
      out.unknown_words.clear();
      items = find_items(tokens, lexicon, cursor, out.unknown_words);
    }
  }
  if (explain) {
    out.trace += "mentions:\n";
    for (const Item& item : items) out.trace += "  " + item_name(item, snapshot) + "\n";
  }
  for (const Item& item : items)
    for (const EntityId id : item.entities) out.mentioned.push_back(id);
  for (const Item& item : items)
    if (item.kind == Item::Kind::kWord && lexicon.in_list("foreign", item.text))
      return refuse(Refusal::kOutOfScope, fmt::format("The record does not deal with \"{}\"", item.text));

  const Rewritten plain = rewrite(items, lexicon, cursor);
  if (explain && plain.items.size() != items.size()) {
    out.trace += "read as:\n";
    for (const Item& item : plain.items) out.trace += "  " + item_name(item, snapshot) + "\n";
  }
  if (!plain.compared.empty()) {
    for (const EntityId id : plain.compared) {
      Reading reading;
      reading.query.head = query::Head::kDescribe;
      reading.query.entity = id;
      reading.wants = Wants::kDescription;
      out.readings.push_back(std::move(reading));
    }
    return out;
  }
  out.readings = read_items(plain.items, lexicon, cursor, plain.excluded);
  for (Reading& reading : out.readings) reading.also = plain.described;
  if (plain.exists) {
    std::erase_if(out.readings,
                  [](const Reading& r) { return r.query.head != query::Head::kWhich || r.query.pick; });
    for (Reading& reading : out.readings) {
      Cond some;
      some.kind = Cond::Kind::kSome;
      some.variables = reading.query.variables;
      some.parts.push_back(std::move(reading.query.cond));
      Query ask;
      ask.head = query::Head::kAsk;
      ask.cond = std::move(some);
      reading.query = std::move(ask);
      reading.wants = Wants::kVerdict;
    }
  }
  // What the types refuse is no reading.
  std::erase_if(out.readings, [&](Reading& r) { return !query::check(r.query, snapshot); });
  std::vector<std::string> printed;
  merge(out.readings, snapshot, printed);
  if (explain) {
    out.trace += "readings:\n";
    for (std::size_t i = 0; i < out.readings.size() && i < 12; ++i)
      out.trace += fmt::format(
          "  cost {:2}  {}{}\n", out.readings[i].cost, query::print(out.readings[i].query, snapshot),
          out.readings[i].phrase.empty() ? std::string()
                                         : fmt::format("   by \"{}\"", out.readings[i].phrase));
  }
  if (out.readings.empty() || out.readings[0].cost > Costs::kBound) {
    // A word with a capital, not at the start, is somebody's name.
    for (std::size_t i = 1; i < tokens.size(); ++i)
      if (starts_with_upper(tokens[i].raw) && !starts_with_upper(tokens[i - 1].raw) &&
          std::find(out.unknown_words.begin(), out.unknown_words.end(), tokens[i].text) !=
              out.unknown_words.end())
        return refuse(Refusal::kNotInRecord,
                      fmt::format("Nothing in the record is called \"{}\"", tokens[i].raw));
    if (!out.unknown_words.empty())
      return refuse(Refusal::kNotUnderstood,
                    fmt::format("The word \"{}\" is not understood here", out.unknown_words[0]));
    if (out.mentioned.empty())
      return refuse(Refusal::kNotUnderstood, "Nothing in the question is known to the record");
    return refuse(Refusal::kNotUnderstood, "The question is not understood as a whole");
  }
  // Of readings that cost alike and say different things, those of which the record knows something.
  const int best = out.readings[0].cost;
  settle_ties(out.readings, snapshot, cursor);
  prefer_argument(out.readings, snapshot, cursor);
  otherwise(out.readings[0], snapshot, cursor);
  std::vector<Reading> kept;
  for (Reading& r : out.readings) {
    const bool other_name = !kept.empty() && r.cost <= best && same_shape(kept[0], r);
    // One phrase of two relations: "over", of a war whose fighting ended without a treaty of peace.
    const bool other_sense = !kept.empty() && r.cost <= best && r.wants == Wants::kVerdict &&
                             !r.phrase.empty() && r.phrase == kept[0].phrase;
    if (kept.empty() || (kept.size() < 4 && (other_name || other_sense))) kept.push_back(std::move(r));
  }
  out.readings = std::move(kept);
  return out;
}

bool Language::promising(std::string_view text, bool carried) const {
  return state_->screen.promising(text, carried);
}

std::vector<Statement> Language::statements(std::string_view sentence, Day cursor, Carried& carried,
                                            std::string* trace) const {
  const Snapshot& snapshot = state_->snapshot;
  std::vector<Statement> out;
  for (RawStatement& raw : read_prose(sentence, state_->lexicon, cursor, carried, trace)) {
    std::vector<std::string> printed;
    merge(raw.readings, snapshot, printed);
    if (raw.readings.empty()) continue;
    settle_ties(raw.readings, snapshot, cursor);
    Statement statement;
    statement.begin = raw.begin, statement.end = raw.end;
    statement.whole_list = raw.whole_list, statement.partial = raw.partial;
    const int best = raw.readings[0].cost;
    for (Reading& r : raw.readings) {
      const bool other_name =
          !statement.readings.empty() && r.cost <= best && same_shape(statement.readings[0], r);
      if (statement.readings.empty() || (statement.readings.size() < 4 && other_name))
        statement.readings.push_back(std::move(r));
    }
    out.push_back(std::move(statement));
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Statement& a, const Statement& b) { return a.begin < b.begin; });
  return out;
}

}  // namespace entente::language

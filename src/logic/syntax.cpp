// Reading and printing conditions and terms; the grammar is in docs/query.md.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "logic/logic.h"

namespace entente::logic {
namespace {

constexpr std::string_view kWords[] = {
    "ask",        "why",  "describe", "which", "when",  "value", "suppose",  "in",    "at",
    "throughout", "ever", "first",    "last",  "nth",   "by",    "and",      "or",    "not",
    "some",       "all",  "before",   "after", "begin", "end",   "includes", "count", "length"};

bool is_word(std::string_view text) {
  return std::find(std::begin(kWords), std::end(kWords), text) != std::end(kWords);
}

enum class Sign : std::uint8_t { kEnd, kWord, kVariable, kNumber, kPeriod, kText, kPunctuation, kBad };

struct Token {
  Sign sign = Sign::kEnd;
  std::string_view text;
  std::string value;  // of a text: without quotes and escapes
  std::size_t at = 0;
};

}  // namespace

struct Parser::State {
  std::string_view text;
  const Facts& facts;
  std::size_t at = 0;
  Token token;
  int depth = 0;
  std::optional<Error> error;

  void advance() {
    while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0) ++at;
    token = Token{};
    token.at = at;
    if (at >= text.size()) return;
    const std::size_t start = at;
    const char c = text[at];
    const auto is_name = [](char x) {
      return std::isalnum(static_cast<unsigned char>(x)) != 0 || x == '_' || x == '-';
    };
    if (c == '"') {
      ++at;
      while (at < text.size() && text[at] != '"') {
        if (text[at] == '\\' && at + 1 < text.size()) ++at;
        token.value += text[at++];
      }
      token.sign = at < text.size() ? Sign::kText : Sign::kBad;
      if (at < text.size()) ++at;
    } else if (c == '?') {
      ++at;
      while (at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_'))
        ++at;
      token.sign = at > start + 1 ? Sign::kVariable : Sign::kBad;
    } else if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
               (c == '.' && text.substr(at, 2) == "..")) {
      // Words, numbers and dates are told apart by what they are made of.
      const auto is_date_sign = [](char x) {
        return x == '/' || x == '.' || x == '~' || x == '?' || x == '%';
      };
      const bool digit = std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.';
      while (at < text.size() && (is_name(text[at]) || (digit && is_date_sign(text[at])))) ++at;
      const std::string_view word = text.substr(start, at - start);
      if (digit && looks_like_period(word))
        token.sign = Sign::kPeriod;
      else if (digit && word.find_first_not_of("0123456789.") == std::string_view::npos)
        token.sign = Sign::kNumber;
      else
        token.sign = Sign::kWord;
    } else {
      ++at;
      if ((c == '!' || c == '<' || c == '>') && at < text.size() && text[at] == '=') ++at;
      if (c == '=' && at < text.size() && text[at] == '>') ++at;
      token.sign = std::string_view("(){},:=<>").find(c) != std::string_view::npos || c == '!'
                       ? Sign::kPunctuation
                       : Sign::kBad;
    }
    token.text = text.substr(start, at - start);
  }

  // Four digits, or anything that only a date has: 1990 is a year.
  static bool looks_like_period(std::string_view word) {
    if (word.find('/') != std::string_view::npos) return static_cast<bool>(temporal::parse_period(word));
    if (word.size() < 4) return false;
    return static_cast<bool>(temporal::parse_date(word));
  }

  Error fail(std::string message, std::string hint = {}) {
    if (!error)
      error = Error{ErrorCode::kBadQuery, std::move(message), fmt::format("column {}", token.at + 1),
                    std::move(hint)};
    return *error;
  }
  Error fail(ErrorCode code, std::string message, std::string hint = {}) {
    (void)fail(std::move(message), std::move(hint));
    error->code = code;
    return *error;
  }
  bool is(std::string_view word) const {
    return (token.sign == Sign::kWord || token.sign == Sign::kPunctuation) && token.text == word;
  }
  bool take(std::string_view word) {
    if (!is(word)) return false;
    advance();
    return true;
  }
  std::string shown() const {
    return token.sign == Sign::kEnd ? "the end" : fmt::format("\"{}\"", token.text);
  }

  struct Deeper {
    explicit Deeper(State& s) : state(s) { ++state.depth; }
    ~Deeper() { --state.depth; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    State& state;
  };

  Result<Cond> disjunction() {
    Deeper deeper(*this);
    if (depth > kDeepest) return fail(ErrorCode::kTooComplex, "nested too deeply");
    std::vector<Cond> parts;
    do {
      Result<Cond> part = conjunction();
      if (!part) return part;
      parts.push_back(std::move(*part));
    } while (take("or"));
    if (parts.size() == 1) return std::move(parts.front());
    Cond cond;
    cond.kind = Cond::Kind::kOr;
    cond.parts = std::move(parts);
    return cond;
  }

  Result<Cond> conjunction() {
    std::vector<Cond> parts;
    do {
      Result<Cond> part = this->part();
      if (!part) return part;
      parts.push_back(std::move(*part));
    } while (take("and"));
    if (parts.size() == 1) return std::move(parts.front());
    Cond cond;
    cond.kind = Cond::Kind::kAnd;
    cond.parts = std::move(parts);
    return cond;
  }

  Result<std::vector<std::string>> variables() {
    std::vector<std::string> names;
    do {
      if (token.sign != Sign::kVariable)
        return fail(fmt::format("a variable is wanted, as ?x, and {} stands here", shown()));
      names.emplace_back(token.text.substr(1));
      advance();
    } while (take(","));
    return names;
  }

  Result<Cond> part() {
    Deeper deeper(*this);
    if (depth > kDeepest) return fail(ErrorCode::kTooComplex, "nested too deeply");
    if (take("not")) {
      Result<Cond> inner = part();
      if (!inner) return inner;
      return Cond::negation(std::move(*inner));
    }
    if (is("some") || is("all")) {
      Cond cond;
      cond.kind = is("some") ? Cond::Kind::kSome : Cond::Kind::kAll;
      advance();
      Result<std::vector<std::string>> names = variables();
      if (!names) return names.error();
      cond.variables = std::move(*names);
      if (!take(":"))
        return fail(fmt::format("\":\" is wanted after the variables, and {} stands here", shown()));
      Result<Cond> first = part();
      if (!first) return first;
      cond.parts.push_back(std::move(*first));
      if (cond.kind == Cond::Kind::kAll) {
        if (!take("=>"))
          return fail(fmt::format("\"=>\" is wanted, and {} stands here", shown()),
                      "all ?x: member_of(?x, eu) => member_of(?x, nato)");
        Result<Cond> second = part();
        if (!second) return second;
        cond.parts.push_back(std::move(*second));
      }
      return cond;
    }
    Result<Cond> inner = core();
    if (!inner) return inner;
    if (!is("at") && !is("in") && !is("throughout") && !is("ever")) return inner;
    Cond timed;
    timed.kind = Cond::Kind::kTimed;
    Result<Cond> read = read_time(std::move(timed));
    if (read) read->parts.push_back(std::move(*inner));
    return read;
  }

  Result<Cond> read_time(Cond timed) {
    timed.binder = is("at")           ? Binder::kAt
                   : is("in")         ? Binder::kIn
                   : is("throughout") ? Binder::kThroughout
                                      : Binder::kEver;
    advance();
    if (timed.binder == Binder::kEver) return timed;
    if (timed.binder != Binder::kAt && (is("before") || is("after"))) {
      timed.before_after = std::string(token.text);
      advance();
    }
    Term period;
    if (token.sign == Sign::kPeriod) {
      period.kind = Term::Kind::kPeriod;
      period.text = std::string(token.text);
      period.days = *temporal::parse_period(token.text);
      advance();
    } else if (token.sign == Sign::kWord && !is_word(token.text)) {
      Result<Term> name = this->name();
      if (!name) return name.error();
      period = std::move(*name);
    } else if (token.sign == Sign::kNumber) {
      return fail(ErrorCode::kBadDate, fmt::format("\"{}\" is not a date", token.text),
                  "a year has four digits");
    } else {
      return fail(fmt::format("a date or the name of a period is wanted, and {} stands here", shown()));
    }
    timed.time.push_back(std::move(period));
    return timed;
  }

  Result<Cond> core() {
    if (is("(")) {
      advance();
      Result<Cond> inner = disjunction();
      if (!inner) return inner;
      if (!take(")")) return fail(fmt::format("\")\" is wanted, and {} stands here", shown()));
      return inner;
    }
    // A relation or a class is followed by "("; count, begin, end, length and measures are terms.
    if (token.sign == Sign::kWord && peek_open() && !is_word(token.text)) {
      const auto relation = facts.vocabulary().find_relation(token.text);
      if (relation && facts.vocabulary().relation(*relation).time != record::TimeKind::kMeasure)
        return atom(*relation);
      if (!relation) {
        if (const auto type = facts.vocabulary().find_type(token.text)) return class_cond(*type);
        std::vector<std::string> known;
        for (const auto& r : facts.vocabulary().relations) known.push_back(r.name);
        std::string hint;
        if (auto near = closest(token.text, known)) hint = fmt::format("did you mean {}?", *near);
        return fail(ErrorCode::kUnknownRelation, fmt::format("there is no relation \"{}\"", token.text),
                    hint);
      }
    }
    return test();
  }

  bool peek_open() const {
    std::size_t next = at;
    while (next < text.size() && std::isspace(static_cast<unsigned char>(text[next])) != 0) ++next;
    return next < text.size() && text[next] == '(';
  }

  Result<Cond> class_cond(TypeId type) {
    advance();
    take("(");
    Result<Term> inner = term();
    if (!inner) return inner.error();
    if (!take(")")) return fail(fmt::format("\")\" is wanted, and {} stands here", shown()));
    return Cond::class_of(type, std::move(*inner));
  }

  Result<Cond> atom(RelationId id) {
    const record::Relation& relation = facts.vocabulary().relation(id);
    Cond cond;
    cond.kind = Cond::Kind::kAtom;
    cond.relation = id;
    advance();
    take("(");
    do {
      if (token.sign == Sign::kWord && !is_word(token.text)) {
        // A role is a word followed by a colon.
        std::size_t next = at;
        while (next < text.size() && std::isspace(static_cast<unsigned char>(text[next])) != 0) ++next;
        if (next < text.size() && text[next] == ':') {
          std::optional<std::uint8_t> role;
          for (std::size_t i = 0; i < relation.roles.size(); ++i)
            if (relation.roles[i].name == token.text) role = static_cast<std::uint8_t>(i);
          if (!role) return fail(fmt::format("{} has no role \"{}\"", relation.name, token.text));
          advance();
          take(":");
          Result<Term> value = term();
          if (!value) return value.error();
          cond.roles.emplace_back(*role, std::move(*value));
          continue;
        }
      }
      Result<Term> value = term();
      if (!value) return value.error();
      cond.terms.push_back(std::move(*value));
    } while (take(","));
    if (!take(")")) return fail(fmt::format("\")\" or \",\" is wanted, and {} stands here", shown()));
    if (cond.terms.size() != relation.places.size()) {
      std::vector<std::string> places;
      for (const auto& place : relation.places) places.push_back(place.name);
      return fail(ErrorCode::kTypeMismatch,
                  fmt::format("{} takes {} argument{} ({}), not {}", relation.name, places.size(),
                              places.size() == 1 ? "" : "s", join(places, ", "), cond.terms.size()));
    }
    std::stable_sort(cond.roles.begin(), cond.roles.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 1; i < cond.roles.size(); ++i)
      if (cond.roles[i].first == cond.roles[i - 1].first)
        return fail(fmt::format("{} says a role twice", relation.name));
    return cond;
  }

  Result<Cond> test() {
    Result<Term> left = term();
    if (!left) return left.error();
    static const std::pair<std::string_view, Operator> kOperators[] = {
        {"=", Operator::kEqual},          {"!=", Operator::kNotEqual},     {"<=", Operator::kLessEqual},
        {"<", Operator::kLess},           {">=", Operator::kGreaterEqual}, {">", Operator::kGreater},
        {"includes", Operator::kIncludes}};
    for (const auto& [sign, op] : kOperators) {
      if (!take(sign)) continue;
      Result<Term> right = term();
      if (!right) return right.error();
      return Cond::test(op, std::move(*left), std::move(*right));
    }
    return fail(fmt::format("a comparison is wanted, and {} stands here", shown()),
                "member_of(KOR, nato), or count({…}) > 30");
  }

  Result<Term> name() {
    Term out;
    const auto id = facts.find(token.text);
    if (!id) {
      if (const Result<Span> days = temporal::parse_period(token.text);
          !days && std::isdigit(static_cast<unsigned char>(token.text[0])) != 0 &&
          token.text.find_first_not_of("0123456789-/.~?%X") == std::string::npos)
        return fail(ErrorCode::kBadDate, fmt::format("\"{}\" is no date", token.text), days.error().message);
      // Near names: only identifiers of about the same length are worth a look.
      std::vector<std::string> near;
      for (std::size_t i = 0; i < facts.entity_count() && near.size() < 20000; ++i) {
        const std::string_view other = facts.id_of(EntityId(i));
        if (other.size() <= token.text.size() + 2 && token.text.size() <= other.size() + 2)
          near.emplace_back(other);
      }
      std::string hint;
      if (auto best = closest(token.text, near)) hint = fmt::format("did you mean {}?", *best);
      return fail(ErrorCode::kUnknownName, fmt::format("nothing in the record is called \"{}\"", token.text),
                  hint);
    }
    out = Term::of(*id);
    advance();
    return out;
  }

  Result<Term> term() {
    Deeper deeper(*this);
    if (depth > kDeepest) return fail(ErrorCode::kTooComplex, "nested too deeply");
    Term out;
    switch (token.sign) {
      case Sign::kVariable:
        out = Term::variable(std::string(token.text.substr(1)));
        advance();
        return out;
      case Sign::kNumber:
        out.kind = Term::Kind::kNumber;
        out.text = std::string(token.text);
        if (std::count(out.text.begin(), out.text.end(), '.') > 1 || out.text.size() > 18)
          return fail(fmt::format("\"{}\" is no number", token.text));
        out.number = std::stod(out.text);
        advance();
        return out;
      case Sign::kPeriod:
        out.kind = Term::Kind::kPeriod;
        out.text = std::string(token.text);
        out.days = *temporal::parse_period(token.text);
        out.number = out.text.find_first_not_of("0123456789") == std::string::npos ? std::stod(out.text) : 0;
        advance();
        return out;
      case Sign::kText: {
        out.kind = Term::Kind::kText;
        out.text = token.value;
        if (const auto id = facts.find_text(token.value))
          out.entity = *id;
        else
          out.entity = kOther;  // a text that no statement has
        advance();
        return out;
      }
      case Sign::kPunctuation:
        if (take("{")) return set();
        return fail(fmt::format("a value is wanted, and {} stands here", shown()));
      case Sign::kWord: break;
      default:
        return fail(fmt::format("a value is wanted, and {} stands here", shown()),
                    "names are written KOR or north-atlantic-treaty, variables ?x");
    }
    if (take("_")) return out;
    if (peek_open() && (is("count") || is("begin") || is("end") || is("length"))) return call();
    if (const auto relation = facts.vocabulary().find_relation(token.text);
        relation && peek_open() && facts.vocabulary().relation(*relation).time == record::TimeKind::kMeasure)
      return call();
    if (is_word(token.text))
      return fail(fmt::format("a value is wanted, and the word \"{}\" stands here", token.text));
    return name();
  }

  Result<Term> set() {
    Term out;
    if (token.sign == Sign::kVariable) {
      // "{?x: …}" or a list that begins with a variable.
      const std::size_t saved_at = at;
      const Token saved = token;
      const std::string name(token.text.substr(1));
      advance();
      if (take(":")) {
        out.kind = Term::Kind::kSet;
        out.text = name;
        Result<Cond> inner = disjunction();
        if (!inner) return inner.error();
        out.conds.push_back(std::move(*inner));
        if (!take("}")) return fail(fmt::format("\"}}\" is wanted, and {} stands here", shown()));
        return out;
      }
      at = saved_at;
      token = saved;
    }
    out.kind = Term::Kind::kList;
    do {
      Result<Term> item = term();
      if (!item) return item;
      out.items.push_back(std::move(*item));
    } while (take(","));
    if (!take("}")) return fail(fmt::format("\"}}\" or \",\" is wanted, and {} stands here", shown()));
    return out;
  }

  Result<Term> call() {
    Term out;
    out.kind = Term::Kind::kCall;
    out.text = std::string(token.text);
    advance();
    take("(");
    if (out.text == "begin" || out.text == "end" || out.text == "length") {
      Result<Cond> inner = disjunction();
      if (!inner) return inner.error();
      out.conds.push_back(std::move(*inner));
    } else {
      Result<Term> inner = term();
      if (!inner) return inner;
      if (out.text == "count" && inner->kind != Term::Kind::kSet && inner->kind != Term::Kind::kList)
        return fail(ErrorCode::kTypeMismatch, "count takes a set", "count({?x: member_of(?x, nato)})");
      out.items.push_back(std::move(*inner));
    }
    if (!take(")")) return fail(fmt::format("\")\" is wanted, and {} stands here", shown()));
    return out;
  }
};

Parser::Parser(std::string_view text, const Facts& facts)
    : state_(new State{text.substr(0, kLongest), facts, 0, {}, 0, {}}) {
  state_->advance();
  if (text.size() > kLongest)
    (void)state_->fail(ErrorCode::kTooComplex, fmt::format("a query has at most {} bytes", kLongest));
}
Parser::~Parser() = default;

Result<Cond> Parser::cond() {
  if (state_->error) return *state_->error;
  return state_->disjunction();
}
Result<Term> Parser::term() {
  if (state_->error) return *state_->error;
  return state_->term();
}
Result<std::optional<std::pair<Binder, Term>>> Parser::time() {
  State& s = *state_;
  if (!s.is("at") && !s.is("in") && !s.is("throughout") && !s.is("ever"))
    return std::optional<std::pair<Binder, Term>>();
  Cond timed;
  Result<Cond> read = s.read_time(std::move(timed));
  if (!read) return read.error();
  return std::optional(std::pair(read->binder, read->time.empty() ? Term{} : read->time.front()));
}
Result<std::vector<std::string>> Parser::variables() { return state_->variables(); }
bool Parser::take(std::string_view word) { return state_->take(word); }
bool Parser::at_end() { return state_->token.sign == Sign::kEnd && !state_->error; }
Result<double> Parser::number() {
  State& s = *state_;
  const bool digits = s.token.sign == Sign::kNumber ||
                      (s.token.sign == Sign::kPeriod &&
                       s.token.text.find_first_not_of("0123456789") == std::string_view::npos);
  if (!digits || s.token.text.size() > 9)
    return s.fail(fmt::format("a number is wanted, and {} stands here", s.shown()));
  const double value = std::stod(std::string(s.token.text));
  s.advance();
  return value;
}
Error Parser::error_here(std::string message) const {
  if (state_->error) return *state_->error;
  return {ErrorCode::kBadQuery,
          fmt::format("{}, and {} stands here", message, state_->shown()),
          fmt::format("column {}", state_->token.at + 1),
          {}};
}

Result<Cond> parse_cond(std::string_view text, const Facts& facts) {
  Parser parser(text, facts);
  Result<Cond> cond = parser.cond();
  if (cond && !parser.at_end()) return parser.error_here("the condition is over");
  return cond;
}

// ---- making --------------------------------------------------------------------------------------

bool Term::operator==(const Term& other) const {
  return kind == other.kind && text == other.text && entity == other.entity && number == other.number &&
         items == other.items && conds == other.conds;
}
bool Cond::operator==(const Cond& other) const = default;

Term Term::variable(std::string name) {
  Term term;
  term.kind = Kind::kVariable;
  term.text = std::move(name);
  return term;
}
Term Term::of(EntityId id) {
  Term term;
  term.kind = Kind::kEntity;
  term.entity = id;
  return term;
}
Term Term::period(std::string_view edtf) {
  Term term;
  term.kind = Kind::kPeriod;
  term.text = std::string(edtf);
  term.days = *temporal::parse_period(edtf);
  term.number = term.text.find_first_not_of("0123456789") == std::string::npos ? std::stod(term.text) : 0;
  return term;
}

Cond::Cond() = default;
Cond::Cond(const Cond&) = default;
Cond::Cond(Cond&&) noexcept = default;
Cond& Cond::operator=(const Cond&) = default;
Cond& Cond::operator=(Cond&&) noexcept = default;
Cond::~Cond() = default;

Cond Cond::atom(RelationId relation, std::vector<Term> places,
                std::vector<std::pair<std::uint8_t, Term>> roles) {
  Cond cond;
  cond.relation = relation;
  cond.terms = std::move(places);
  cond.roles = std::move(roles);
  std::stable_sort(cond.roles.begin(), cond.roles.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  return cond;
}
Cond Cond::class_of(TypeId type, Term term) {
  Cond cond;
  cond.kind = Kind::kClass;
  cond.type = type;
  cond.terms.push_back(std::move(term));
  return cond;
}
namespace {
Cond joined(Cond::Kind kind, std::vector<Cond> parts) {
  Cond cond;
  cond.kind = kind;
  for (Cond& part : parts) {
    if (part.kind == kind)
      for (Cond& inner : part.parts) cond.parts.push_back(std::move(inner));
    else
      cond.parts.push_back(std::move(part));
  }
  if (cond.parts.size() == 1) {
    Cond only = std::move(cond.parts.front());
    return only;
  }
  return cond;
}
}  // namespace
Cond Cond::both(std::vector<Cond> parts) { return joined(Kind::kAnd, std::move(parts)); }
Cond Cond::either(std::vector<Cond> parts) { return joined(Kind::kOr, std::move(parts)); }
Cond Cond::negation(Cond part) {
  Cond cond;
  cond.kind = Kind::kNot;
  cond.parts.push_back(std::move(part));
  return cond;
}
Cond Cond::timed(Cond part, Binder binder, std::optional<Term> period) {
  Cond cond;
  cond.kind = Kind::kTimed;
  cond.binder = binder;
  cond.parts.push_back(std::move(part));
  if (period) cond.time.push_back(std::move(*period));
  return cond;
}
Cond Cond::test(Operator op, Term left, Term right) {
  Cond cond;
  cond.kind = Kind::kTest;
  cond.op = op;
  cond.terms.push_back(std::move(left));
  cond.terms.push_back(std::move(right));
  return cond;
}

// ---- printing ------------------------------------------------------------------------------------

namespace {

std::string print_name(EntityId id, const Facts& facts) {
  if (id == kNobody) return "_";
  if (id == kOther) return "\"?\"";
  if (!facts.vocabulary().type(facts.type_of(id)).literal) return std::string(facts.id_of(id));
  std::string out = "\"";
  for (const char c : facts.id_of(id)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string print_list(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "?" : ", ?") + name;
  return out;
}

// How tightly a cond binds: what needs brackets inside what.
int tightness(const Cond& cond) {
  switch (cond.kind) {
    case Cond::Kind::kOr: return 0;
    case Cond::Kind::kAnd: return 1;
    case Cond::Kind::kNot:
    case Cond::Kind::kSome:
    case Cond::Kind::kAll: return 2;
    case Cond::Kind::kTimed: return 3;
    default: return 4;
  }
}

std::string print_within(const Cond& cond, const Facts& facts, int least) {
  const std::string text = print(cond, facts);
  return tightness(cond) < least ? "(" + text + ")" : text;
}

std::string_view sign_of(Operator op) {
  switch (op) {
    case Operator::kEqual: return "=";
    case Operator::kNotEqual: return "!=";
    case Operator::kLess: return "<";
    case Operator::kLessEqual: return "<=";
    case Operator::kGreater: return ">";
    case Operator::kGreaterEqual: return ">=";
    case Operator::kIncludes: return "includes";
  }
  return {};
}

}  // namespace

std::string print(const Term& term, const Facts& facts) {
  switch (term.kind) {
    case Term::Kind::kAny: return "_";
    case Term::Kind::kVariable: return "?" + term.text;
    case Term::Kind::kEntity: return print_name(term.entity, facts);
    case Term::Kind::kNumber: return term.text.empty() ? fmt::format("{}", term.number) : term.text;
    case Term::Kind::kPeriod: return term.text;
    case Term::Kind::kText: {
      std::string out = "\"";
      for (const char c : term.text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
      }
      return out + "\"";
    }
    case Term::Kind::kSet: return fmt::format("{{?{}: {}}}", term.text, print(term.conds[0], facts));
    case Term::Kind::kList: {
      std::vector<std::string> items;
      for (const Term& item : term.items) items.push_back(print(item, facts));
      return "{" + join(items, ", ") + "}";
    }
    case Term::Kind::kCall:
      return fmt::format("{}({})", term.text,
                         term.conds.empty() ? print(term.items[0], facts) : print(term.conds[0], facts));
  }
  return {};
}

std::string print(const Cond& cond, const Facts& facts) {
  switch (cond.kind) {
    case Cond::Kind::kAtom: {
      const record::Relation& relation = facts.vocabulary().relation(cond.relation);
      std::vector<std::string> arguments;
      for (const Term& term : cond.terms) arguments.push_back(print(term, facts));
      for (const auto& [role, term] : cond.roles)
        arguments.push_back(fmt::format("{}: {}", relation.roles[role].name, print(term, facts)));
      return fmt::format("{}({})", relation.name, join(arguments, ", "));
    }
    case Cond::Kind::kClass:
      return fmt::format("{}({})", facts.vocabulary().type(cond.type).name, print(cond.terms[0], facts));
    case Cond::Kind::kTest:
      return fmt::format("{} {} {}", print(cond.terms[0], facts), sign_of(cond.op),
                         print(cond.terms[1], facts));
    case Cond::Kind::kAnd:
    case Cond::Kind::kOr: {
      std::vector<std::string> parts;
      const bool is_and = cond.kind == Cond::Kind::kAnd;
      for (const Cond& part : cond.parts) parts.push_back(print_within(part, facts, is_and ? 2 : 1));
      return join(parts, is_and ? " and " : " or ");
    }
    case Cond::Kind::kNot: return "not " + print_within(cond.parts[0], facts, 2);
    case Cond::Kind::kSome:
      return fmt::format("some {}: {}", print_list(cond.variables), print_within(cond.parts[0], facts, 2));
    case Cond::Kind::kAll:
      return fmt::format("all {}: {} => {}", print_list(cond.variables),
                         print_within(cond.parts[0], facts, 2), print_within(cond.parts[1], facts, 2));
    case Cond::Kind::kTimed: {
      std::string text = print_within(cond.parts[0], facts, 4);
      if (cond.binder == Binder::kEver) return text + " ever";
      text += cond.binder == Binder::kAt ? " at " : cond.binder == Binder::kIn ? " in " : " throughout ";
      if (!cond.before_after.empty()) text += cond.before_after + " ";
      return text + print(cond.time[0], facts);
    }
  }
  return {};
}

std::string print(const Atom& atom, const Facts& facts) {
  const record::Relation& relation = facts.vocabulary().relation(atom.relation);
  std::vector<std::string> arguments;
  for (const EntityId id : atom.places) arguments.push_back(print_name(id, facts));
  for (const auto& [role, id] : atom.roles)
    arguments.push_back(fmt::format("{}: {}", relation.roles[role].name, print_name(id, facts)));
  return fmt::format("{}({})", relation.name, join(arguments, ", "));
}

}  // namespace entente::logic

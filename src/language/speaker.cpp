// Results to sentences: conds, dates, numbers and lists as an editor would write them.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>

#include "language/language.h"
#include "language/speaker_words.h"

namespace entente::language {

using namespace temporal;
using logic::Binder;
using logic::Bindings;
using logic::Operator;
using record::Phrase;
using record::RelationId;
using record::TypeId;
using Tells = record::Phrase::Tells;

namespace {

// What stands in a slot of a phrase.
struct Filler {
  enum class Kind : std::uint8_t {
    kNamed,   // a name, or several
    kSome,    // somebody: "some country", "no country", "any country"
    kGap,     // nothing: the place that a relative clause is about
    kAbsent,  // nothing is said of it
  };
  Kind kind = Kind::kNamed;
  std::string text;                // of kSome the noun: "country"
  std::vector<std::string> names;  // where several stand there
  bool plural = false;
};

// How a clause is to be made.
struct Making {
  Manner manner;
  Mood mood = Mood::kPlain;
  bool question = false;
  bool without_subject = false;                          // the subject was just named
  std::map<std::string, Filler, std::less<>> variables;  // what is said for a variable
};

std::string month_name(int month) {
  static constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                                 "May",       "June",     "July",     "August",
                                                 "September", "October",  "November", "December"};
  return std::string(kMonths[month - 1]);
}

std::string day_text(Day day) {
  const CivilDay c = civil(day);
  return fmt::format("{} {} {}", c.day, month_name(c.month), c.year);
}

// The words of a date of some precision, without "about": "4 April 2023", "the 1950s", "the 19th century".
std::string plain_date(const Date& date) {
  Date exact = date;
  if (date.approximate) {
    // The days that it was written for, without the width that "~" adds.
    std::string written = date.written;
    std::erase_if(written, [](char c) { return c == '~' || c == '%' || c == '?'; });
    if (Result<Date> read = parse_date(written)) exact = *read;
  }
  const CivilDay c = civil(exact.earliest);
  switch (date.precision) {
    case Precision::kDay:
      return exact.exact()
                 ? day_text(exact.earliest)
                 : fmt::format("some day from {} to {}", day_text(exact.earliest), day_text(exact.latest));
    case Precision::kMonth: return fmt::format("{} {}", month_name(c.month), c.year);
    case Precision::kSeason: {
      static constexpr std::string_view kSeasons[] = {"spring", "summer", "autumn", "winter"};
      const std::size_t dash = date.written.find('-');
      const int number = dash == std::string::npos ? 21 : std::atoi(date.written.c_str() + dash + 1);
      return fmt::format("the {} of {}", kSeasons[static_cast<std::size_t>(std::clamp(number - 21, 0, 3))],
                         std::atoi(date.written.c_str()));
    }
    case Precision::kYear: return std::to_string(c.year);
    case Precision::kDecade: return fmt::format("the {}s", c.year / 10 * 10);
    case Precision::kCentury: {
      const int n = c.year / 100 + 1;
      const std::string_view suffix = n % 10 == 1 && n % 100 != 11   ? "st"
                                      : n % 10 == 2 && n % 100 != 12 ? "nd"
                                      : n % 10 == 3 && n % 100 != 13 ? "rd"
                                                                     : "th";
      return fmt::format("the {}{} century", n, suffix);
    }
  }
  return {};
}

// "?x [be] a member": true if it is only what fills a variable, and nothing else.
bool is_single_place(const Cond& cond) {
  return cond.kind == Cond::Kind::kAtom && cond.terms.size() == 1 && cond.roles.empty();
}

bool mentions(const Term& term, std::string_view variable);
bool mentions(const Cond& cond, std::string_view variable) {
  const auto in = [&](const auto& list) {
    return std::any_of(list.begin(), list.end(), [&](const auto& x) { return mentions(x, variable); });
  };
  return in(cond.terms) || in(cond.parts) || in(cond.time) ||
         std::any_of(cond.roles.begin(), cond.roles.end(),
                     [&](const auto& r) { return mentions(r.second, variable); });
}
bool mentions(const Term& term, std::string_view variable) {
  if (term.kind == Term::Kind::kVariable) return term.text == variable;
  return std::any_of(term.items.begin(), term.items.end(),
                     [&](const Term& t) { return mentions(t, variable); }) ||
         std::any_of(term.conds.begin(), term.conds.end(),
                     [&](const Cond& c) { return mentions(c, variable); });
}

void add_word(std::string& out, std::string_view word) {
  if (word.empty()) return;
  if (!out.empty() && !word.starts_with(',')) out += ' ';
  out += word;
}

}  // namespace

std::string as_sentence(std::string text) {
  if (text.empty()) return text;
  text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  if (text.back() != '.' && text.back() != '?' && text.back() != '!') text += '.';
  return text;
}

struct Speaker::State {
  explicit State(const Snapshot& s) : snapshot(s), v(s.vocabulary()), words(v), patterns(v.relations.size()) {
    for (std::size_t r = 0; r < v.relations.size(); ++r) {
      const record::Relation& relation = v.relations[r];
      for (const bool written : {true, false}) {
        for (const Phrase& phrase : relation.phrases) {
          if (phrase.written != written) continue;
          // Of what is only heard, something to say is better than nothing; nouns of it are too loose.
          if (!written && (phrase.tells == Tells::kNoun || has(r, phrase.tells))) continue;
          if (auto pattern = take_apart(phrase, relation, snapshot))
            patterns[r].push_back(std::move(*pattern));
        }
      }
    }
  }
  bool has(std::size_t relation, Tells tells) const {
    return std::any_of(patterns[relation].begin(), patterns[relation].end(),
                       [&](const Phrasing& p) { return p.tells == tells; });
  }

  const Snapshot& snapshot;
  const record::Vocabulary& v;
  Words words;
  std::vector<std::vector<Phrasing>> patterns;

  // ---- names
  std::string name(EntityId id) const {
    if (id == logic::kOther || id == logic::kNobody) return "somebody";
    std::string_view text = snapshot.name_of(id);
    if (text.empty()) text = snapshot.id_of(id);
    if (v.type(snapshot.type_of(id)).literal) {
      while (text.ends_with('.')) text.remove_suffix(1);
      return std::string(text);
    }
    return snapshot.takes_article(id) ? "the " + std::string(text) : std::string(text);
  }

  // "country" for a state; for a kind of thing without a noun, that of the first kind of it that has one.
  std::string noun_of(TypeId type) const {
    const record::Type& t = v.type(type);
    if (!t.nouns.empty()) return t.nouns[0];
    if (t.words || t.literal) return spaced(t.name);
    if (t.kinds_of.size() > 1)
      for (const record::Type& other : v.types)
        if (!other.nouns.empty() &&
            std::find(other.kinds_of.begin(), other.kinds_of.end(), type) != other.kinds_of.end())
          return other.nouns[0];
    return {};
  }
  static std::string spaced(std::string_view name) {
    std::string out(name);
    std::replace(out.begin(), out.end(), '_', ' ');
    std::replace(out.begin(), out.end(), '-', ' ');
    return out;
  }

  // ---- terms
  Filler filler(const Term& term, TypeId type, const Bindings& bindings, const Making& making) const {
    Filler f;
    switch (term.kind) {
      case Term::Kind::kEntity:
      case Term::Kind::kText:
        f.text = term.kind == Term::Kind::kEntity ? name(term.entity) : term.text;
        return f;
      case Term::Kind::kList:
        for (const Term& item : term.items) f.names.push_back(filler(item, type, bindings, making).text);
        f.plural = f.names.size() > 1;
        f.text = join_and(f.names);
        return f;
      case Term::Kind::kVariable:
        if (const auto at = making.variables.find(term.text); at != making.variables.end()) return at->second;
        if (const auto at = bindings.find(term.text); at != bindings.end() && at->second != logic::kOther) {
          f.text = name(at->second);
          return f;
        }
        [[fallthrough]];
      case Term::Kind::kAny:
        f.kind = Filler::Kind::kSome;
        f.text = noun_of(type);
        return f;
      default: f.text = term_text(term, bindings); return f;
    }
  }

  static std::string some(const Filler& f, bool subject, bool negative) {
    const std::string_view which = !negative ? "some" : subject ? "no" : "any";
    if (f.text.empty()) return std::string(which) + (which == "no" ? "thing" : "thing");
    return fmt::format("{} {}", which, f.text);
  }

  std::string term_text(const Term& term, const Bindings& bindings) const {
    switch (term.kind) {
      case Term::Kind::kEntity: return name(term.entity);
      case Term::Kind::kText: return fmt::format("\"{}\"", term.text);
      case Term::Kind::kNumber: return number(term.number);
      case Term::Kind::kPeriod: return date(term.text);
      case Term::Kind::kAny: return "something";
      case Term::Kind::kVariable: {
        const auto at = bindings.find(term.text);
        return at == bindings.end() ? "something" : name(at->second);
      }
      case Term::Kind::kList: {
        std::vector<std::string> names;
        for (const Term& item : term.items) names.push_back(term_text(item, bindings));
        return join_and(names);
      }
      case Term::Kind::kSet: return "the " + noun(term.conds[0], term.text, true, bindings, {});
      case Term::Kind::kCall: break;
    }
    if (term.text == "count" && !term.items.empty()) {
      const Term& set = term.items[0];
      if (set.kind == Term::Kind::kSet)
        return "the number of " + noun(set.conds[0], set.text, true, bindings, {});
      return "the number of " + term_text(set, bindings);
    }
    if (!term.conds.empty()) {
      Making making;
      making.manner.tense = Tense::kPast;
      if (term.text == "length") return "the time for which " + clause(term.conds[0], making, bindings);
      making.manner.began = term.text == "begin";
      making.manner.ended = term.text == "end";
      return "the day on which " + clause(term.conds[0], making, bindings);
    }
    std::vector<std::string> items;
    for (const Term& item : term.items) items.push_back(term_text(item, bindings));
    if (const auto relation = v.find_relation(term.text); relation && !items.empty()) {
      const Measure m = measure(*relation);
      return m.countable ? fmt::format("the number of {} of {}", words.plural(m.head), items[0])
                         : fmt::format("the {} {} {}", m.head, m.preposition, items[0]);
    }
    return fmt::format("{}({})", spaced(term.text), join(items, ", "));
  }

  // How a measure is called: "active soldier" (of), counted; "length of military service" (in), not.
  struct Measure {
    std::string head;
    std::string preposition = "of";
    bool countable = false;
  };
  Measure measure(RelationId id) const {
    const record::Relation& relation = v.relation(id);
    Measure m{spaced(relation.name), "of", false};
    for (const Phrasing& p : patterns[record::index(id)]) {
      if (p.tells != Tells::kNoun || p.pieces.empty() || p.pieces[0].kind != Piece::Kind::kText) continue;
      const std::string& text = p.pieces[0].text;
      const std::size_t last = text.rfind(' ');
      if (last == std::string::npos) continue;
      m.head = text.substr(0, last);
      m.preposition = text.substr(last + 1);
      const bool topic =
          std::find(relation.topics.begin(), relation.topics.end(), m.head) != relation.topics.end();
      m.countable = relation.unit == "persons" && !topic && m.head.find(" of ") == std::string::npos;
      break;
    }
    return m;
  }

  // ---- atoms
  // The phrase that suits an atom best: its fixed roles agree, it speaks of what is given and of nothing
  // else.
  const Phrasing* choose(const Cond& atom, Tells tells, const Bindings& bindings,
                         std::string_view noun_for = {}) const {
    const Phrasing* best = nullptr;
    int best_score = -1000;
    const auto value = [&](const Term& term) -> std::optional<EntityId> {
      if (term.kind == Term::Kind::kEntity) return term.entity;
      if (term.kind == Term::Kind::kVariable)
        if (const auto at = bindings.find(term.text); at != bindings.end()) return at->second;
      return std::nullopt;
    };
    for (const Phrasing& p : patterns[record::index(atom.relation)]) {
      if (p.tells != tells) continue;
      int score = 0;
      bool fits = true;
      for (const auto& [role, wanted] : p.fixed_roles) {
        const auto at = std::find_if(atom.roles.begin(), atom.roles.end(),
                                     [r = role](const auto& x) { return x.first == r; });
        fits = fits && at != atom.roles.end() && value(at->second) == wanted;
        score += 4;
      }
      for (const auto& [place, wanted] : p.fixed_places) {
        fits = fits && value(atom.terms[place]) == wanted;
        score += 4;
      }
      if (!fits) continue;
      if (!noun_for.empty()) {
        const Term* of = nullptr;
        if (!p.noun_of_role) of = &atom.terms[p.noun_of];
        for (const auto& [role, term] : atom.roles)
          if (p.noun_of_role && role == p.noun_of) of = &term;
        if (of == nullptr || of->kind != Term::Kind::kVariable || of->text != noun_for) continue;
      }
      for (std::size_t i = 0; i < atom.terms.size(); ++i) {
        const bool fixed = std::any_of(p.fixed_places.begin(), p.fixed_places.end(),
                                       [&](const auto& f) { return f.first == i; });
        const bool own = !noun_for.empty() && !p.noun_of_role && p.noun_of == i;
        if (fixed || own) continue;
        if (!p.mentions_place(i)) score -= atom.terms[i].kind == Term::Kind::kAny ? 0 : 20;
      }
      const record::Relation& relation = v.relation(atom.relation);
      for (std::size_t i = 0; i < relation.roles.size(); ++i) {
        const bool given = std::any_of(atom.roles.begin(), atom.roles.end(), [&](const auto& r) {
          return r.first == i && r.second.kind != Term::Kind::kAny;
        });
        if (p.mentions_role(i)) score += given ? 2 : -1;
      }
      if (score > best_score) {
        best_score = score;
        best = &p;
      }
    }
    return best;
  }

  // A constant about a thing with days of its own (who won a war) is told in the past.
  bool tells_of_a_period(const record::Relation& relation) const {
    const auto period = v.relation_for("period");
    if (!period) return false;
    const TypeId type = v.relation(*period).places[0].type;
    return std::any_of(relation.places.begin(), relation.places.end(),
                       [&](const record::Place& p) { return p.type == type; });
  }

  std::string atom(const Cond& cond, Making making, const Bindings& bindings) const {
    const record::Relation& relation = v.relation(cond.relation);
    if (relation.time == record::TimeKind::kEvent && making.manner.tense != Tense::kFuture)
      making.manner.tense = Tense::kPast;
    if (relation.time == record::TimeKind::kConstant && making.manner.tense == Tense::kPresent &&
        tells_of_a_period(relation))
      making.manner.tense = Tense::kPast;
    Mood mood = making.mood;
    if (making.manner.negative && mood == Mood::kPlain) mood = Mood::kNot;
    const bool negative = mood == Mood::kNot || mood == Mood::kNever;

    const bool event = relation.time == record::TimeKind::kEvent;
    Tells tells = Tells::kHolds;
    if (making.manner.began && !event) tells = Tells::kBegins;
    if (making.manner.ended && !event) tells = Tells::kEnds;
    const Phrasing* pattern = choose(cond, tells, bindings);
    std::string_view
        turn;  // what is put before the verb where the relation has no phrase for its begin or end
    if (pattern == nullptr && tells != Tells::kHolds) {
      pattern = choose(cond, Tells::kHolds, bindings);
      turn = tells == Tells::kBegins ? "begin" : "cease";
    }
    if (pattern == nullptr) return by_name(cond, negative, bindings, making);

    std::vector<Filler> places;
    for (std::size_t i = 0; i < cond.terms.size(); ++i)
      places.push_back(filler(cond.terms[i], relation.places[i].type, bindings, making));
    std::vector<Filler> roles(relation.roles.size());
    for (Filler& f : roles) f.kind = Filler::Kind::kAbsent;
    for (const auto& [role, term] : cond.roles)
      if (term.kind != Term::Kind::kAny)
        roles[role] = filler(term, relation.roles[role].type, bindings, making);
    const auto of = [&](const Piece& piece) -> const Filler& {
      return piece.kind == Piece::Kind::kPlace ? places[piece.index] : roles[piece.index];
    };

    const std::vector<Piece>& pieces = pattern->pieces;
    const std::size_t verb = pattern->verb();
    // The subject: all that stands before the first verb.
    std::string subject;
    bool many = false;
    bool denied_by_subject = false;
    for (std::size_t i = 0; i < verb; ++i) {
      const Piece& piece = pieces[i];
      if (piece.kind == Piece::Kind::kText) {
        add_word(subject, piece.text);
        continue;
      }
      const Filler& f = of(piece);
      const bool is_subject = i + 1 == verb && verb == 1;
      if (f.kind == Filler::Kind::kSome) {
        add_word(subject, some(f, is_subject, negative));
        denied_by_subject = denied_by_subject || (is_subject && negative);
      } else if (f.names.size() > 1 && negative && is_subject && !making.question) {
        add_word(subject, f.names.size() == 2 ? fmt::format("neither {} nor {}", f.names[0], f.names[1])
                                              : "none of " + f.text);
        denied_by_subject = true;
      } else if (f.kind != Filler::Kind::kAbsent) {
        add_word(subject, f.text);
        many = many || (is_subject && f.plural);
      }
    }
    if (denied_by_subject) {
      many = false;
      if (mood == Mood::kNever && making.manner.tense == Tense::kPresent)
        making.manner.tense = Tense::kPerfect;
      mood = mood == Mood::kNever ? Mood::kPlain : Mood::kPlain;
    }

    std::string out;
    std::string tail;
    if (!making.without_subject) out = subject;
    bool first_verb = true;
    for (std::size_t i = verb; i < pieces.size(); ++i) {
      const Piece& piece = pieces[i];
      if (piece.kind == Piece::Kind::kVerb) {
        if (!first_verb) {  // "… and [owe]": in the same tense, not denied again
          add_word(tail, words.form(piece.text, making.manner.tense, many, Mood::kPlain).whole);
          continue;
        }
        first_verb = false;
        std::string base = piece.text;
        std::string after;
        if (!turn.empty()) {
          if (base == "be" && turn == "begin")
            base = "become";
          else {
            after = "to " + base;
            base = std::string(turn);
          }
        }
        // "have no army" denied is "have an army".
        const bool no = base == "have" && i + 1 < pieces.size() && pieces[i + 1].kind == Piece::Kind::kText &&
                        pieces[i + 1].text.starts_with("no ");
        if (no && mood == Mood::kNot) mood = Mood::kPlain, turn = "affirm";
        const VerbForm form = words.form(base, making.manner.tense, many, mood);
        if (making.question) {
          const std::string_view adverb = mood == Mood::kNot     ? "not"
                                          : mood == Mood::kNever ? "never"
                                          : mood == Mood::kOnce  ? "ever"
                                                                 : "";
          std::string asked = form.first;
          add_word(asked, subject);
          add_word(asked, adverb);
          add_word(asked, form.rest);
          out = asked;
        } else {
          add_word(out, form.whole);
        }
        add_word(tail, after);
        continue;
      }
      if (piece.kind == Piece::Kind::kText) {
        std::string text = piece.text;
        if (turn == "affirm" && text.starts_with("no ")) {
          text = text.substr(3);
          text = fmt::format("{} {}", article(text), text);
        }
        // "Sweden and Norway are members of …"
        const bool after_be = i > 0 && pieces[i - 1].kind == Piece::Kind::kVerb;
        if (many && after_be) {
          for (const std::string_view a : {"a ", "an "})
            if (text.starts_with(a)) {
              text = words.plural(text.substr(a.size()));
              break;
            }
        }
        // A preposition before a slot of which nothing is said goes with it.
        const bool before_nothing = i + 1 < pieces.size() && pieces[i + 1].kind == Piece::Kind::kRole &&
                                    of(pieces[i + 1]).kind == Filler::Kind::kAbsent;
        if (before_nothing) {
          const std::size_t last = text.rfind(' ');
          const std::string_view word =
              last == std::string::npos ? std::string_view(text) : std::string_view(text).substr(last + 1);
          if (ends_head(word)) text = last == std::string::npos ? std::string() : text.substr(0, last);
        }
        add_word(tail, text);
        continue;
      }
      const Filler& f = of(piece);
      if (f.kind == Filler::Kind::kSome)
        add_word(tail, some(f, false, negative));
      else if (f.names.size() > 1 && negative)
        add_word(tail, join_and(f.names, "or"));
      else if (f.kind == Filler::Kind::kNamed)
        add_word(tail, f.text);
    }
    add_word(out, tail);
    // Roles that the phrase says nothing of.
    for (std::size_t r = 0; r < roles.size(); ++r) {
      if (roles[r].kind != Filler::Kind::kNamed || pattern->mentions_role(r)) continue;
      if (std::any_of(pattern->fixed_roles.begin(), pattern->fixed_roles.end(),
                      [&](const auto& x) { return x.first == r; }))
        continue;
      const std::string& role = relation.roles[r].name;
      if (ends_head(role) || role == "as")
        add_word(out, role + " " + roles[r].text);
      else
        out += fmt::format(" ({}: {})", spaced(role), roles[r].text);
    }
    return out;
  }

  // A relation that has no words of its own: its name and those it is about.
  std::string by_name(const Cond& cond, bool negative, const Bindings& bindings, const Making& making) const {
    const record::Relation& relation = v.relation(cond.relation);
    std::vector<std::string> items;
    for (std::size_t i = 0; i < cond.terms.size(); ++i) {
      const Filler f = filler(cond.terms[i], relation.places[i].type, bindings, making);
      items.push_back(f.kind == Filler::Kind::kSome ? some(f, false, false) : f.text);
    }
    // A noun will do: "Riga is the capital of Latvia".
    for (const Phrasing& p : patterns[record::index(cond.relation)]) {
      if (p.tells != Tells::kNoun || p.noun_of_role || !p.fixed_roles.empty()) continue;
      const VerbForm form =
          words.form("be", making.manner.tense, false, negative ? Mood::kNot : Mood::kPlain);
      std::string text;
      for (const Piece& piece : p.pieces)
        add_word(text, piece.kind == Piece::Kind::kText    ? piece.text
                       : piece.kind == Piece::Kind::kPlace ? items[piece.index]
                                                           : "");
      return making.question ? fmt::format("{} {} the {}", form.first, items[p.noun_of], text)
                             : fmt::format("{} {} {} {}", items[p.noun_of], form.whole, article(text), text);
    }
    const std::string words_of_it = fmt::format("{}: {}", spaced(relation.name), join_and(items));
    return negative ? "it is not so that " + words_of_it : words_of_it;
  }

  // ---- conds
  // Atoms that differ in one place only, as one atom with a list there; nullopt if they do not.
  std::optional<Cond> merged(const std::vector<Cond>& parts) const {
    if (parts.empty() || parts[0].kind != Cond::Kind::kAtom) return std::nullopt;
    std::optional<std::size_t> differs;
    for (const Cond& part : parts) {
      if (part.kind != Cond::Kind::kAtom || part.relation != parts[0].relation ||
          part.roles != parts[0].roles)
        return std::nullopt;
      for (std::size_t i = 0; i < part.terms.size(); ++i) {
        if (part.terms[i] == parts[0].terms[i]) continue;
        if (part.terms[i].kind != Term::Kind::kEntity || parts[0].terms[i].kind != Term::Kind::kEntity ||
            (differs && *differs != i))
          return std::nullopt;
        differs = i;
      }
    }
    if (!differs) return std::nullopt;
    Cond one = parts[0];
    Term list;
    list.kind = Term::Kind::kList;
    for (const Cond& part : parts) list.items.push_back(part.terms[*differs]);
    one.terms[*differs] = std::move(list);
    return one;
  }

  // Words that a clause begins with and that the clause before it began with too.
  static std::string without_same_subject(const std::string& text, const std::string& subject) {
    return !subject.empty() && text.starts_with(subject + " ") ? text.substr(subject.size() + 1) : text;
  }
  std::string subject_of(const Cond& cond, const Making& making, const Bindings& bindings) const {
    if (cond.kind == Cond::Kind::kNot || cond.kind == Cond::Kind::kTimed)
      return subject_of(cond.parts[0], making, bindings);
    if (cond.kind != Cond::Kind::kAtom) return {};
    const Phrasing* p = choose(cond, Tells::kHolds, bindings);
    if (p == nullptr || p->verb() != 1 || p->pieces[0].kind != Piece::Kind::kPlace) return {};
    const std::size_t place = p->pieces[0].index;
    const Filler f =
        filler(cond.terms[place], v.relation(cond.relation).places[place].type, bindings, making);
    return f.kind == Filler::Kind::kNamed ? f.text : std::string();
  }

  std::string clause(const Cond& cond, const Making& making, const Bindings& bindings) const {
    switch (cond.kind) {
      case Cond::Kind::kAtom: return atom(cond, making, bindings);
      case Cond::Kind::kClass: {
        const Filler f = filler(cond.terms[0], cond.type, bindings, making);
        std::string noun = noun_of(cond.type);
        if (noun.empty()) noun = spaced(v.type(cond.type).name);
        const Mood mood = making.manner.negative && making.mood == Mood::kPlain ? Mood::kNot : making.mood;
        const std::string subject = making.without_subject          ? ""
                                    : f.kind == Filler::Kind::kSome ? some(f, true, false)
                                                                    : f.text;
        const VerbForm form = words.form("be", making.manner.tense, f.plural, mood);
        std::string out = subject;
        if (making.question) {
          out = form.first;
          add_word(out, subject);
        } else {
          add_word(out, form.whole);
        }
        add_word(out, f.plural ? words.plural(noun) : fmt::format("{} {}", article(noun), noun));
        return out;
      }
      case Cond::Kind::kTest: return test(cond, making, bindings);
      case Cond::Kind::kNot: {
        Making other = making;
        if (making.mood == Mood::kNever)
          other.mood = Mood::kPlain;
        else if (making.mood == Mood::kNot || making.manner.negative)
          other.mood = Mood::kPlain, other.manner.negative = false;
        else if (making.mood == Mood::kOnce)
          other.mood = Mood::kNot;
        else
          other.manner.negative = true;
        return clause(cond.parts[0], other, bindings);
      }
      case Cond::Kind::kAnd:
      case Cond::Kind::kOr: {
        const bool negative =
            making.manner.negative || making.mood == Mood::kNot || making.mood == Mood::kNever;
        const bool both = cond.kind == Cond::Kind::kAnd;
        // A denial of one that joins names is a denial of each only if it was an "or".
        if (const auto one = merged(cond.parts); one && (!negative || !both) && !making.question) {
          if (negative || both) return atom(*one, making, bindings);
        }
        std::vector<std::string> clauses;
        std::string subject;
        for (const Cond& part : cond.parts) {
          std::string text = clause(part, making, bindings);
          if (clauses.empty())
            subject = making.without_subject || making.question ? std::string()
                                                                : subject_of(part, making, bindings);
          else
            text = without_same_subject(text, subject);
          clauses.push_back(std::move(text));
        }
        return join_clauses(clauses, both != negative ? "and" : "or");
      }
      case Cond::Kind::kSome: return clause(cond.parts[0], making, bindings);
      case Cond::Kind::kAll: {
        Making inner = making;
        Filler every;
        every.text = "every " + noun(cond.parts[0], cond.variables[0], false, bindings, making);
        const bool negative = making.manner.negative || making.mood == Mood::kNot;
        if (negative) {
          every.text = "not " + every.text;
          inner.manner.negative = false;
          inner.mood = Mood::kPlain;
        }
        inner.variables.insert_or_assign(cond.variables[0], every);
        return clause(cond.parts[1], inner, bindings);
      }
      case Cond::Kind::kTimed: return timed(cond, making, bindings);
    }
    return {};
  }

  static std::string join_clauses(const std::vector<std::string>& clauses, std::string_view conjunction) {
    std::string out;
    for (std::size_t i = 0; i < clauses.size(); ++i) {
      if (i > 0)
        out += i + 1 == clauses.size() ? fmt::format("{} {} ", clauses.size() > 2 ? "," : "", conjunction)
                                       : ", ";
      out += clauses[i];
    }
    return out;
  }

  std::string timed(const Cond& cond, const Making& making, const Bindings& bindings) const {
    Making inner = making;
    if (cond.binder == Binder::kEver) {
      const bool negative = making.manner.negative || making.mood == Mood::kNot;
      inner.manner.negative = false;
      inner.mood = negative ? Mood::kNever : Mood::kOnce;
      if (inner.manner.tense == Tense::kPresent && !negative) inner.manner.tense = Tense::kPast;
      return clause(cond.parts[0], inner, bindings);
    }
    const Term& period = cond.time[0];
    if (making.manner.tense == Tense::kPresent && period.kind == Term::Kind::kPeriod) {
      if (period.days.end <= snapshot.built_on())
        inner.manner.tense = Tense::kPast;
      else if (period.days.begin > snapshot.built_on())
        inner.manner.tense = Tense::kFuture;
    } else if (making.manner.tense == Tense::kPresent && period.kind == Term::Kind::kEntity) {
      inner.manner.tense = Tense::kPast;
    }
    return clause(cond.parts[0], inner, bindings) + " " + time_words(cond.binder, period, cond.before_after);
  }

  std::string time_words(Binder binder, const Term& period, std::string_view before_after = {}) const {
    if (binder == Binder::kEver) return "at any time";
    if (period.kind == Term::Kind::kEntity) {
      const std::string_view how = !before_after.empty()           ? before_after
                                   : binder == Binder::kAt         ? "at the end of"
                                   : binder == Binder::kThroughout ? "throughout"
                                                                   : "during";
      return fmt::format("{} {}", how, name(period.entity));
    }
    if (!before_after.empty()) return fmt::format("{} {}", before_after, date(period.text));
    if (Result<Date> read = parse_date(period.text)) {
      if (binder == Binder::kThroughout && !read->exact()) return "throughout " + date(*read);
      return on_date(*read);
    }
    if (Result<Interval> read = parse_interval(period.text)) {
      const bool begins = read->begin_kind == Interval::End::kDated;
      const bool ends = read->end_kind == Interval::End::kDated;
      if (begins && ends)
        return fmt::format("{}from {} to {}", binder == Binder::kIn ? "at some time " : "", date(read->begin),
                           date(read->end));
      if (begins) return "since " + date(read->begin);
      if (ends) return "up to " + date(read->end);
    }
    return "in " + period.text;
  }

  // "on 4 April 2023", "in October 1953", "in about 1954".
  std::string on_date(const Date& date_) const {
    return (date_.precision == Precision::kDay && date_.exact() ? "on " : "in ") + date(date_);
  }
  std::string date(const Date& d) const {
    std::string text = plain_date(d);
    if (d.approximate) text = "about " + text;
    return d.uncertain ? "probably " + text : text;
  }
  std::string date(std::string_view edtf) const {
    if (Result<Date> read = parse_date(edtf)) return date(*read);
    if (Result<Interval> read = parse_interval(edtf)) {
      const bool begins = read->begin_kind == Interval::End::kDated;
      const bool ends = read->end_kind == Interval::End::kDated;
      if (begins && ends) return fmt::format("between {} and {}", date(read->begin), date(read->end));
      if (begins) return "from " + date(read->begin);
      if (ends) return "up to " + date(read->end);
    }
    return std::string(edtf);
  }

  // ---- tests
  std::string test(const Cond& cond, const Making& making, const Bindings& bindings) const {
    const Term& left = cond.terms[0];
    const Term& right = cond.terms[1];
    const bool negative = making.manner.negative || making.mood == Mood::kNot || making.mood == Mood::kNever;
    const auto is_moment = [](const Term& t) {
      return t.kind == Term::Kind::kCall && (t.text == "begin" || t.text == "end") && !t.conds.empty();
    };
    if (is_moment(left)) {
      Making inner = making;
      inner.manner.tense = Tense::kPast;
      inner.manner.began = left.text == "begin";
      inner.manner.ended = left.text == "end";
      std::string out = clause(left.conds[0], inner, bindings);
      const std::string_view how = cond.op == Operator::kLess           ? "before"
                                   : cond.op == Operator::kLessEqual    ? "no later than"
                                   : cond.op == Operator::kGreater      ? "after"
                                   : cond.op == Operator::kGreaterEqual ? "no earlier than"
                                   : cond.op == Operator::kNotEqual     ? "not on the same day as"
                                                                        : "";
      if (is_moment(right)) {
        inner.manner.negative = false;
        inner.mood = Mood::kPlain;
        inner.manner.began = right.text == "begin";
        inner.manner.ended = right.text == "end";
        std::string second = clause(right.conds[0], inner, bindings);
        const std::string subject = subject_of(left.conds[0], inner, bindings);
        if (!subject.empty() && second.starts_with(subject + " "))
          second = "it" + second.substr(subject.size());
        return fmt::format("{} {} {}", out, how.empty() ? "on the same day as" : how, second);
      }
      if (right.kind == Term::Kind::kPeriod && how.empty())
        return fmt::format("{} {}", out, time_words(Binder::kIn, right));
      return fmt::format("{} {} {}", out, how.empty() ? "on" : how, term_text(right, bindings));
    }
    const VerbForm be = words.form("be", making.manner.tense, false, negative ? Mood::kNot : Mood::kPlain);
    // Four digits may be a year or a number; beside a count or a measure they are a number.
    const bool counted =
        right.kind == Term::Kind::kNumber || (right.kind == Term::Kind::kPeriod && right.number > 0);
    // "South Korea has 500,000 active soldiers"
    if (cond.op == Operator::kEqual && left.kind == Term::Kind::kCall && counted && !left.items.empty()) {
      if (const auto relation = v.find_relation(left.text)) {
        const Measure m = measure(*relation);
        const std::string& unit = v.relation(*relation).unit;
        const std::string whom = term_text(left.items[0], bindings);
        if (m.countable) {
          const VerbForm have =
              words.form("have", making.manner.tense, false, negative ? Mood::kNot : Mood::kPlain);
          return fmt::format("{} {} {} {}", whom, have.whole, number(right.number),
                             right.number == 1 ? m.head : words.plural(m.head));
        }
        return fmt::format("the {} {} {} {} {}{}", m.head, m.preposition, whom, be.whole,
                           number(right.number), unit.empty() || unit == "persons" ? "" : " " + unit);
      }
    }
    // "NATO has 32 members" is said of a count as "there are 32 members of NATO".
    if (left.kind == Term::Kind::kCall && left.text == "count" && !left.items.empty() &&
        left.items[0].kind == Term::Kind::kSet && counted) {
      const Term& set = left.items[0];
      const std::string_view how = cond.op == Operator::kLess           ? "fewer than "
                                   : cond.op == Operator::kLessEqual    ? "at most "
                                   : cond.op == Operator::kGreater      ? "more than "
                                   : cond.op == Operator::kGreaterEqual ? "at least "
                                                                        : "";
      const bool one = right.number == 1;
      const VerbForm are =
          words.form("be", making.manner.tense, !one,
                     negative != (cond.op == Operator::kNotEqual) ? Mood::kNot : Mood::kPlain);
      return fmt::format("there {} {}{} {}", are.whole, how, number(right.number),
                         noun(set.conds[0], set.text, !one, bindings, making));
    }
    const auto is_set = [](const Term& t) {
      return t.kind == Term::Kind::kSet || t.kind == Term::Kind::kList;
    };
    if (is_set(left) || is_set(right)) {
      const VerbForm are =
          words.form("be", making.manner.tense, true,
                     negative != (cond.op == Operator::kNotEqual) ? Mood::kNot : Mood::kPlain);
      if (cond.op == Operator::kIncludes) {
        const VerbForm include =
            words.form("include", making.manner.tense, true, negative ? Mood::kNot : Mood::kPlain);
        return fmt::format("{} {} {}", term_text(left, bindings), include.whole, term_text(right, bindings));
      }
      return fmt::format("{} {} exactly {}", term_text(left, bindings), are.whole,
                         term_text(right, bindings));
    }
    const std::string_view how = cond.op == Operator::kLess           ? " less than"
                                 : cond.op == Operator::kLessEqual    ? " at most"
                                 : cond.op == Operator::kGreater      ? " greater than"
                                 : cond.op == Operator::kGreaterEqual ? " at least"
                                                                      : "";
    const VerbForm form =
        words.form("be", making.manner.tense, false,
                   negative != (cond.op == Operator::kNotEqual) ? Mood::kNot : Mood::kPlain);
    return fmt::format("{} {}{} {}", term_text(left, bindings), form.whole, how, term_text(right, bindings));
  }

  // ---- nouns
  // The noun of one atom for what fills the variable; empty if it has none.
  std::string noun_of_atom(const Cond& cond, std::string_view variable, bool many, const Bindings& bindings,
                           const Making& making) const {
    if (cond.kind == Cond::Kind::kTimed && cond.parts[0].kind == Cond::Kind::kClass)
      return noun_of_atom(cond.parts[0], variable, many, bindings, making);
    if (cond.kind == Cond::Kind::kClass) {
      std::string noun = noun_of(cond.type);
      if (noun.empty()) noun = "thing";
      return many ? words.plural(noun) : noun;
    }
    if (cond.kind != Cond::Kind::kAtom) return {};
    const record::Relation& relation = v.relation(cond.relation);
    const Phrasing* pattern = choose(cond, Tells::kNoun, bindings, variable);
    std::size_t from = 0;
    std::string text;
    if (pattern == nullptr) {
      // "?x [be] a member of ?y" -> "member of ?y"
      pattern = choose(cond, Tells::kHolds, bindings);
      if (pattern == nullptr || pattern->pieces.size() < 3 ||
          pattern->pieces[0].kind != Piece::Kind::kPlace || pattern->pieces[1].text != "be")
        return {};
      const Term& subject = cond.terms[pattern->pieces[0].index];
      if (subject.kind != Term::Kind::kVariable || subject.text != variable ||
          pattern->pieces[2].kind != Piece::Kind::kText)
        return {};
      for (const std::string_view a : {"a ", "an ", "the "})
        if (pattern->pieces[2].text.starts_with(a)) text = pattern->pieces[2].text.substr(a.size());
      if (text.empty()) return {};
      from = 3;
    }
    if (from == 0 && (pattern->pieces.empty() || pattern->pieces[0].kind != Piece::Kind::kText)) return {};
    if (from == 0) text = pattern->pieces[0].text, from = 1;
    if (many) text = words.plural(text);
    for (std::size_t i = from; i < pattern->pieces.size(); ++i) {
      const Piece& piece = pattern->pieces[i];
      Filler f;
      switch (piece.kind) {
        case Piece::Kind::kText: f.text = piece.text; break;
        case Piece::Kind::kVerb:
          f.text = words.form(piece.text, making.manner.tense, many, Mood::kPlain).whole;
          break;
        case Piece::Kind::kPlace:
          f = filler(cond.terms[piece.index], relation.places[piece.index].type, bindings, making);
          break;
        case Piece::Kind::kRole: {
          f.kind = Filler::Kind::kAbsent;
          for (const auto& [role, term] : cond.roles)
            if (role == piece.index && term.kind != Term::Kind::kAny)
              f = filler(term, relation.roles[role].type, bindings, making);
          break;
        }
      }
      if (f.kind == Filler::Kind::kAbsent || f.kind == Filler::Kind::kGap) {
        // The preposition goes with what it would have introduced.
        const std::size_t last = text.rfind(' ');
        if (last != std::string::npos && ends_head(std::string_view(text).substr(last + 1)))
          text.resize(last);
      } else {
        add_word(text, f.kind == Filler::Kind::kSome ? some(f, false, false) : f.text);
      }
    }
    for (const auto& [role, term] : cond.roles) {
      if (term.kind == Term::Kind::kAny || term.kind == Term::Kind::kVariable ||
          pattern->mentions_role(role) || (pattern->noun_of_role && pattern->noun_of == role))
        continue;
      if (std::any_of(pattern->fixed_roles.begin(), pattern->fixed_roles.end(),
                      [r = role](const auto& x) { return x.first == r; }))
        continue;
      const std::string value = filler(term, relation.roles[role].type, bindings, making).text;
      text += ends_head(relation.roles[role].name) ? fmt::format(" {} {}", relation.roles[role].name, value)
                                                   : fmt::format(" ({})", value);
    }
    return text;
  }

  bool is_class(const Cond& cond) const {
    if (cond.kind == Cond::Kind::kTimed) return is_class(cond.parts[0]);
    if (cond.kind == Cond::Kind::kClass) return true;
    if (!is_single_place(cond)) return false;
    const auto classes = v.settings.find("classes");
    return classes != v.settings.end() &&
           std::any_of(classes->second.begin(), classes->second.end(),
                       [&](const auto& c) { return c.second == v.relation(cond.relation).name; });
  }

  // "that are not members of NATO", "that Israel recognises"
  std::string relative(const Cond& cond, std::string_view variable, bool many, const Bindings& bindings,
                       Making making) const {
    Filler gap;
    gap.kind = Filler::Kind::kGap;
    gap.plural = many;
    const Cond* inner = &cond;
    while (inner->kind == Cond::Kind::kNot || inner->kind == Cond::Kind::kTimed ||
           inner->kind == Cond::Kind::kAnd || inner->kind == Cond::Kind::kOr)
      inner = &inner->parts[0];
    bool subject = false;
    // "that joined NATO in 1999"
    Tells tells = Tells::kHolds;
    if (inner->kind == Cond::Kind::kTest && inner->terms[0].kind == Term::Kind::kCall &&
        inner->terms[0].conds.size() == 1 && inner->terms[1].kind == Term::Kind::kPeriod) {
      tells = inner->terms[0].text == "begin" ? Tells::kBegins : Tells::kEnds;
      inner = &inner->terms[0].conds[0];
    }
    if (inner->kind == Cond::Kind::kAtom) {
      const Phrasing* p = choose(*inner, tells, bindings);
      if (p != nullptr && !p->pieces.empty() && p->pieces[0].kind == Piece::Kind::kPlace) {
        const Term& first = inner->terms[p->pieces[0].index];
        subject = first.kind == Term::Kind::kVariable && first.text == variable;
      }
    } else if (inner->kind == Cond::Kind::kClass) {
      subject = true;
    }
    if (inner->kind == Cond::Kind::kAtom || subject) {
      gap.text.clear();
      making.variables.insert_or_assign(std::string(variable), gap);
      making.without_subject = subject;
      return "that " + clause(cond, making, bindings);
    }
    Filler it;
    it.text = many ? "they" : "it";
    it.plural = many;
    making.variables.insert_or_assign(std::string(variable), it);
    return "of which " + clause(cond, making, bindings);
  }

  // "Once a member", where another part says when it became one or ceased to be.
  static bool told_by_boundary(const Cond& part, const std::vector<Cond>& all) {
    if (part.kind != Cond::Kind::kTimed || part.binder != Binder::kEver) return false;
    return std::any_of(all.begin(), all.end(), [&](const Cond& other) {
      return other.kind == Cond::Kind::kTest && other.terms[0].kind == Term::Kind::kCall &&
             other.terms[0].conds.size() == 1 && other.terms[0].conds[0] == part.parts[0];
    });
  }

  std::string noun(const Cond& cond, std::string_view variable, bool many, const Bindings& bindings,
                   const Making& making) const {
    if (cond.kind == Cond::Kind::kTimed && cond.binder != Binder::kEver) {
      Making inner = making;
      if (cond.time[0].kind == Term::Kind::kPeriod && cond.time[0].days.end <= snapshot.built_on())
        inner.manner.tense = Tense::kPast;
      return noun(cond.parts[0], variable, many, bindings, inner) + " " +
             time_words(cond.binder, cond.time[0], cond.before_after);
    }
    // "Countries", of those that once were countries.
    if (cond.kind == Cond::Kind::kTimed && is_class(cond.parts[0]))
      return noun(cond.parts[0], variable, many, bindings, making);
    if (cond.kind == Cond::Kind::kTimed) {
      Making inner = making;
      inner.manner.tense = Tense::kPast;
      inner.mood = Mood::kOnce;
      return type_noun(cond, variable, many) + " " + relative(cond.parts[0], variable, many, bindings, inner);
    }
    if (cond.kind == Cond::Kind::kSome) return noun(cond.parts[0], variable, many, bindings, making);
    if (cond.kind == Cond::Kind::kOr) {
      std::vector<std::string> nouns;
      for (const Cond& part : cond.parts) nouns.push_back(noun(part, variable, many, bindings, making));
      return join_and(nouns, "or");
    }
    if (cond.kind == Cond::Kind::kAnd) {
      // The noun is that of the first part that has one; a class only if nothing else has.
      const Cond* head = nullptr;
      for (const bool classes : {false, true}) {
        for (const Cond& part : cond.parts) {
          if (head != nullptr || is_class(part) != classes) continue;
          const bool whole = part.kind == Cond::Kind::kAtom || is_class(part) || part.kind == Cond::Kind::kOr;
          if (whole && mentions(part, variable) &&
              !noun_of_atom(part.kind == Cond::Kind::kOr ? part.parts[0] : part, variable, many, bindings,
                            making)
                   .empty())
            head = &part;
        }
      }
      std::string text =
          head != nullptr ? noun(*head, variable, many, bindings, making) : type_noun(cond, variable, many);
      std::vector<std::string> others;
      for (const Cond& part : cond.parts) {
        if (&part == head || (head != nullptr && is_class(part)) || !mentions(part, variable) ||
            told_by_boundary(part, cond.parts))
          continue;
        std::string more = relative(part, variable, many, bindings, making);
        others.push_back(others.empty() ? more : without_same_subject(more, "that"));
      }
      add_word(text, join_and(others));
      return text;
    }
    if (std::string text = noun_of_atom(cond, variable, many, bindings, making); !text.empty()) return text;
    return type_noun(cond, variable, many) + " " + relative(cond, variable, many, bindings, making);
  }

  std::string type_noun(const Cond& cond, std::string_view variable, bool many) const {
    const auto type = logic::type_of_variable(cond, variable, snapshot);
    std::string noun = type ? noun_of(*type) : std::string();
    if (noun.empty()) noun = "thing";
    return many ? words.plural(noun) : noun;
  }

  // ---- numbers
  static std::string number(double value) {
    const double whole = std::floor(std::abs(value));
    std::string digits = fmt::format("{:.0f}", whole);
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
      if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
      out += digits[i];
    }
    if (const double rest = std::abs(value) - whole; rest > 0.005) {
      std::string decimals = fmt::format("{:.2f}", rest);
      while (decimals.ends_with('0')) decimals.pop_back();
      out += decimals.substr(1);
    }
    return value < 0 ? "-" + out : out;
  }

  // ---- questions
  // A clause as a yes-or-no question, unmarked; "is it true that …" where it cannot be turned
  // round.
  std::string question(const Cond& cond, Tense tense) const {
    Making making;
    making.manner.tense = tense;
    const Cond* inner = &cond;
    bool negative = false;
    std::string time;
    if (inner->kind == Cond::Kind::kTimed) {
      if (inner->binder == Binder::kEver) {
        making.mood = Mood::kOnce;
        making.manner.tense = Tense::kPast;
      } else {
        const Term& period = inner->time[0];
        if (period.kind != Term::Kind::kPeriod || period.days.end <= snapshot.built_on())
          making.manner.tense = Tense::kPast;
        else if (period.days.begin > snapshot.built_on())
          making.manner.tense = Tense::kFuture;
        time = " " + time_words(inner->binder, period, inner->before_after);
      }
      inner = &inner->parts[0];
    }
    while (inner->kind == Cond::Kind::kNot) {
      negative = !negative;
      inner = &inner->parts[0];
    }
    if (inner->kind == Cond::Kind::kAtom || inner->kind == Cond::Kind::kClass) {
      const Phrasing* p = inner->kind == Cond::Kind::kAtom ? choose(*inner, Tells::kHolds, {}) : nullptr;
      if (inner->kind == Cond::Kind::kClass ||
          (p != nullptr && p->verb() == 1 && p->pieces[0].kind != Piece::Kind::kText)) {
        making.question = true;
        making.manner.negative = negative;
        return clause(*inner, making, {}) + time;
      }
    }
    if (inner->kind == Cond::Kind::kAnd) {
      if (const auto one = merged(inner->parts); one && !negative) {
        making.question = true;
        return clause(*one, making, {}) + time;
      }
    }
    Making plain;
    plain.manner.tense = tense;
    return "is it true that " + clause(cond, plain, {});
  }

  std::string paraphrase(const Query& query) const {
    using query::Head;
    std::string text;
    switch (query.head) {
      case Head::kAsk: text = question(query.cond, Tense::kPresent); break;
      case Head::kWhy: {
        text = question(query.cond, Tense::kPresent);
        text = "why " + text;
        break;
      }
      case Head::kDescribe: text = "what is " + name(query.entity); break;
      case Head::kWhich: {
        // Of several variables the first is what was asked for; the others tell of it.
        const std::string nouns = noun(query.cond, query.variables[0], true, {}, {});
        const std::string kind = type_noun(query.cond, query.variables[0], true);
        if (nouns.starts_with(kind + " that "))
          text = fmt::format("which {} {}", kind, nouns.substr(kind.size() + 6));
        else
          text = fmt::format("{} are the {}", asks_for_somebody(query) ? "who" : "what", nouns);
        if (query.pick) {
          using query::Pick;
          const std::string_view rank = query.pick->kind == Pick::Kind::kLast ? "last" : "first";
          text = fmt::format("which of the {} comes {} by {}", nouns,
                             query.pick->kind == Pick::Kind::kNth ? fmt::format("number {}", query.pick->nth)
                                                                  : std::string(rank),
                             pick_words(query));
        }
        break;
      }
      case Head::kWhen:
      case Head::kWhenBegin:
      case Head::kWhenEnd: {
        const Cond* inner = &query.cond;
        Making making;
        making.question = true;
        making.manner.tense = Tense::kPast;
        making.manner.began = query.head == Head::kWhenBegin;
        making.manner.ended = query.head == Head::kWhenEnd;
        if (inner->kind == Cond::Kind::kAtom)
          text = "when " + clause(*inner, making, {});
        else
          text = "when " + std::string(query.head == Head::kWhenEnd ? "did it end that " : "was it that ") +
                 clause(*inner, Making{}, {});
        break;
      }
      case Head::kValue: {
        const Term& term = query.term;
        std::string time;
        if (query.time) time = " " + time_words(query.time->first, query.time->second);
        Making making;
        if (query.time && query.time->second.kind == Term::Kind::kPeriod &&
            query.time->second.days.end <= snapshot.built_on())
          making.manner.tense = Tense::kPast;
        if (term.kind == Term::Kind::kCall && term.text == "count" && !term.items.empty() &&
            term.items[0].kind == Term::Kind::kSet)
          text = fmt::format("how many {} {} there",
                             noun(term.items[0].conds[0], term.items[0].text, true, {}, making),
                             making.manner.tense == Tense::kPast ? "were" : "are");
        else if (term.kind == Term::Kind::kCall && term.text == "length" && !term.conds.empty())
          text = "for how long was it that " + clause(term.conds[0], Making{}, {});
        else
          text = fmt::format("what {} {}", making.manner.tense == Tense::kPast ? "was" : "is",
                             term_text(term, {}));
        text += time;
        break;
      }
    }
    for (const query::Assumption& a : query.suppose) {
      text += ", supposing that " + clause(a.atom, Making{}, {});
      if (a.period) text += " " + time_words(Binder::kIn, *a.period);
    }
    return as_sentence(text + "?");
  }

  // "who" of whatever may be one of the classes that questions leave open (states), "what" of all else.
  bool asks_for_somebody(const Query& query) const {
    if (query.variables.empty()) return false;
    const auto type = logic::type_of_variable(query.cond, query.variables[0], snapshot);
    const auto classes = v.settings.find("classes");
    if (!type || classes == v.settings.end()) return false;
    return std::any_of(classes->second.begin(), classes->second.end(), [&](const auto& c) {
      const auto open = v.find_type(c.first);
      return open && (v.is_kind_of(*type, *open) || v.is_kind_of(*open, *type));
    });
  }

  std::string pick_words(const Query& query) const {
    Making making;
    making.manner.tense = Tense::kPast;
    Bindings none;
    const Term& by = query.pick->by;
    if (by.kind == Term::Kind::kCall && !by.conds.empty()) {
      making.manner.began = by.text == "begin";
      making.manner.ended = by.text == "end";
      Filler it;
      it.text = "it";
      for (const std::string& variable : query.variables) making.variables.insert_or_assign(variable, it);
      return "the day on which " + clause(by.conds[0], making, none);
    }
    if (by.kind == Term::Kind::kCall)
      if (const auto relation = v.find_relation(by.text)) {
        const Measure m = measure(*relation);
        return m.countable ? "number of " + words.plural(m.head) : m.head;
      }
    return term_text(by, none);
  }
};

Speaker::Speaker(const Snapshot& snapshot) : state_(std::make_unique<State>(snapshot)) {}
Speaker::~Speaker() = default;

std::string Speaker::name(EntityId id) const { return state_->name(id); }

std::string Speaker::list(std::vector<EntityId> ids, std::string_view conjunction) const {
  std::sort(ids.begin(), ids.end(), [&](EntityId a, EntityId b) {
    return state_->snapshot.name_of(a) < state_->snapshot.name_of(b);
  });
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::vector<std::string> names;
  for (const EntityId id : ids) names.push_back(state_->name(id));
  return join_and(names, conjunction);
}

std::string Speaker::date(Moment moment) const {
  const std::string edtf = to_edtf(moment);
  return state_->date(edtf);
}
std::string Speaker::date(std::string_view edtf) const { return state_->date(edtf); }

std::string Speaker::duration(double days) const {
  const auto some = [](long n, std::string_view unit) {
    return fmt::format("{} {}{}", n, unit, n == 1 ? "" : "s");
  };
  const double total = std::max(days, 0.0);
  if (total < 31) return some(std::lround(total), "day");
  long years = static_cast<long>(total / 365.2425);
  long months = std::lround(std::floor((total - static_cast<double>(years) * 365.2425) / 30.436875 + 0.02));
  if (months >= 12) ++years, months -= 12;
  if (years == 0) return some(std::max(months, 1L), "month");
  return months == 0 ? some(years, "year") : some(years, "year") + " and " + some(months, "month");
}

std::string Speaker::number(double value) const { return State::number(value); }

std::string Speaker::clause(const Cond& cond, const Manner& manner, const Bindings& bindings) const {
  Making making;
  making.manner = manner;
  return state_->clause(cond, making, bindings);
}

std::string Speaker::noun(const Cond& cond, std::string_view variable, bool plural) const {
  return state_->noun(cond, variable, plural, {}, {});
}

std::string Speaker::paraphrase(const Query& query) const { return state_->paraphrase(query); }

std::string Speaker::conjugate(std::string_view verb, Tense tense, bool plural) const {
  return state_->words.form(verb, tense, plural, Mood::kPlain).whole;
}

std::string Speaker::plural(std::string_view noun) const { return state_->words.plural(noun); }

}  // namespace entente::language

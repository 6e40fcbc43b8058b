#include "language/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>

namespace entente::language {
namespace {

using Kind = Item::Kind;
using logic::Binder;
using logic::Operator;
using record::Phrase;
using record::RelationId;
using record::TimeKind;
using record::TypeId;

// What may fill a place of a phrase: names, or a thing asked for, with the marks of its grammar.
struct Filler {
  bool variable = false;              // a class or a wh-word: it is bound by the answer
  std::vector<std::vector<EntityId>> each;  // of names: for each of a list, whom it may mean
  bool any_of = false;                // "X or Y"
  std::optional<TypeId> type;         // of a class
  std::string wh;                     // who, what, which, where; empty otherwise
  std::string preposition;
  bool possessive = false;            // "Turkey's"
  bool modifier = false;              // stands directly before a noun
  bool negated = false;               // "non-EU"
  bool all = false;
  bool adjective = false;
  bool repaired = false;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::vector<Filler> modifiers;      // of a class: names before it
  std::optional<int> number;
};

struct TimeWords {
  Binder binder = Binder::kIn;
  Span days;
  std::string period;
  EntityId entity = logic::kNobody;
  std::string before_after;
  bool since = false;
};

struct Order {
  int number = 0;   // see mentions: -1 last, 1 first, 100+n nth, -2 largest, 2 smallest
  std::size_t at = 0;
};

// A clause: its fillers, its content words, and the small words that matter.
struct Clause {
  std::vector<Filler> fillers;
  std::vector<std::pair<std::size_t, Item>> words;  // content words with their places
  std::vector<std::size_t> be;        // places of forms of "be"
  std::vector<std::size_t> auxiliaries;
  bool not_word = false;
  bool past = false;
  bool perfect = false;
  bool will = false;
  bool ever = false;
  bool only = false;
  std::vector<TimeWords> times;
  std::vector<Order> orders;
  std::vector<int> numbers;
  int repairs = 0;
  bool can = false;
  std::vector<std::size_t> small;     // places of prepositions
  std::size_t begin = 0;
  std::string stranded;               // a preposition that nothing follows
};

struct Kernel {
  Cond atom;
  std::vector<Cond> restrictions;      // what the names before a class say of it
  int cost = 0;
  const Pattern* pattern = nullptr;
  bool uses_variable = false;
  std::optional<TypeId> variable_type;
  int variable_slot = -1;
  std::size_t list_slot = SIZE_MAX;    // the place that a list of names fills
  std::vector<EntityId> list;
  bool list_any = false;               // "X or Y"
  std::vector<std::pair<int, std::vector<EntityId>>> ambiguous;  // slot, whom it may mean
  std::vector<TimeWords> times;        // wars and eras that date it
  bool bare = false;                   // a noun phrase alone: no phrase of a relation
  RelationId relation{};
};

constexpr std::string_view kVariable = "x";

class ItemReader {
 public:
  ItemReader(const std::vector<Item>& items, const Lexicon& lexicon, Day cursor, bool explain, std::string& trace)
      : items_(items), lexicon_(lexicon), snapshot_(lexicon.snapshot()), v_(snapshot_.vocabulary()), cursor_(cursor), explain_(explain), trace_(trace) {}

  std::vector<Reading> run() {
    head();
    if (describe_alone() || date_alone()) return std::move(readings_);
    // Several ways to cut the question into clauses; the cheapest reading wins.
    for (const auto& cuts : segmentations()) read(cuts);
    return std::move(readings_);
  }

 private:
  // ---- the head ----------------------------------------------------------------------------------

  void head() {
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const Item& item = items_[i];
      if (item.kind != Kind::kWh) continue;
      if (item.text == "who" || item.text == "whom" || item.text == "whose" || item.text == "what" || item.text == "which") {
        // A relative pronoun stands behind a noun.
        if (i > 0 && (items_[i - 1].kind == Kind::kClass || items_[i - 1].kind == Kind::kWord || items_[i - 1].kind == Kind::kMention) && wh_at_ != SIZE_MAX) continue;
        if (wh_at_ == SIZE_MAX) wh_at_ = i, wants_ = Wants::kList;
      } else if (wh_at_ == SIZE_MAX) {
        wh_at_ = i;
        if (item.text == "when") wants_ = Wants::kDate;
        else if (item.text == "how long") wants_ = Wants::kDuration;
        else if (item.text == "how many" || item.text == "how much" || item.text == "how big" || item.text == "how large") wants_ = Wants::kCount;
        else if (item.text == "why") wants_ = Wants::kReason;
        else if (item.text == "where") wants_ = Wants::kList;
        else if (item.text == "how often") wants_ = Wants::kCount;
        else wants_ = Wants::kVerdict;
      }
    }
    if (wh_at_ != SIZE_MAX) return;
    std::size_t first = 0;
    while (first < items_.size() && (items_[first].kind == Kind::kFiller || items_[first].kind == Kind::kAnd || items_[first].kind == Kind::kComma)) ++first;
    if (first < items_.size() && (items_[first].kind == Kind::kBe || items_[first].kind == Kind::kAuxiliary)) {
      wants_ = Wants::kVerdict;
    } else {
      const bool verb = std::any_of(items_.begin(), items_.end(), [](const Item& item) { return item.kind == Kind::kBe || item.kind == Kind::kAuxiliary; });
      fragment_ = !verb;
      wants_ = verb ? Wants::kVerdict : Wants::kList;
    }
  }

  // "What is X?", "X", "tell me about X", "what does X mean"
  bool describe_alone() {
    const Item* mention = nullptr;
    std::size_t mentions = 0;
    bool other = false;
    for (const Item& item : items_) {
      switch (item.kind) {
        case Kind::kMention: mention = &item, ++mentions; break;
        case Kind::kWh: other = other || (item.text != "what" && item.text != "who"); break;
        case Kind::kBe: other = other || item.past; break;
        case Kind::kArticle: case Kind::kFiller: case Kind::kComma: case Kind::kOr: break;
        case Kind::kPreposition: other = other || item.text != "about"; break;
        case Kind::kWord: other = other || !lexicon_.in_list("describing", item.text); break;
        case Kind::kAuxiliary: other = other || item.past; break;
        default: other = true;
      }
    }
    const bool again = mentions == 2 && same_names();
    if (other || (mentions != 1 && !again) || mention->adjective) return false;
    if (items_.front().kind == Kind::kBe || items_.front().kind == Kind::kAuxiliary) return false;
    for (const EntityId id : mention->entities) {
      if (readings_.size() >= 4) break;
      Reading reading;
      reading.query.head = query::Head::kDescribe;
      reading.query.entity = id;
      reading.wants = Wants::kDescription;
      reading.cost = mention->repaired ? Costs::kRepair : 0;
      readings_.push_back(std::move(reading));
    }
    return true;
  }

  // "When was the Korean War?": the relation that dates such a thing (settings.dated).
  bool date_alone() {
    if (wants_ != Wants::kDate) return false;
    const Item* mention = nullptr;
    for (const Item& item : items_) {
      if (item.kind == Kind::kMention && mention == nullptr) mention = &item;
      else if (item.kind != Kind::kWh && item.kind != Kind::kBe && item.kind != Kind::kArticle && item.kind != Kind::kFiller) return false;
    }
    const auto dated = v_.settings.find("dated");
    if (mention == nullptr || dated == v_.settings.end()) return false;
    for (const EntityId id : mention->entities) {
      for (const auto& [type_name, relation_name] : dated->second) {
        const auto type = v_.find_type(type_name);
        const auto relation = v_.find_relation(relation_name);
        if (!type || !relation || !v_.is_kind_of(snapshot_.type_of(id), *type) || readings_.size() >= 4) continue;
        Reading reading;
        reading.query.head = query::Head::kWhenBegin;
        const auto& places = v_.relation(*relation).places;
        std::vector<Term> terms(places.size());
        for (std::size_t i = 0; i < places.size(); ++i)
          if (v_.is_kind_of(snapshot_.type_of(id), places[i].type)) terms[i] = Term::of(id);
        reading.query.cond = Cond::atom(*relation, std::move(terms));
        reading.wants = Wants::kDate;
        reading.tense = Tense::kPast;
        reading.cost = mention->repaired ? Costs::kRepair : 0;
        readings_.push_back(std::move(reading));
      }
    }
    return !readings_.empty();
  }

  // "Group of Seven, or G-7": two names of one thing.
  bool same_names() const {
    const std::vector<EntityId>* first = nullptr;
    for (const Item& item : items_) {
      if (item.kind != Kind::kMention) continue;
      if (first == nullptr) first = &item.entities;
      else if (*first != item.entities) return false;
    }
    return true;
  }

  // ---- clauses -----------------------------------------------------------------------------------

  // Where clauses may begin: each way is a list of places, the first 0.
  std::vector<std::vector<std::size_t>> segmentations() const {
    std::vector<std::vector<std::size_t>> ways;
    std::vector<std::size_t> sure{0};
    for (std::size_t i = 1; i < items_.size(); ++i) {
      const Item& item = items_[i];
      const auto next_kind = [&](std::size_t k) { return k < items_.size() ? items_[k].kind : Kind::kFiller; };
      const bool relative = (item.kind == Kind::kThat || (item.kind == Kind::kWh && i != wh_at_ && (item.text == "which" || item.text == "who")));
      const bool but = item.kind == Kind::kBut && i + 1 < items_.size() && next_kind(i + 1) != Kind::kFiller;
      const bool and_verb = item.kind == Kind::kAnd && (next_kind(i + 1) == Kind::kNot || next_kind(i + 1) == Kind::kBe || next_kind(i + 1) == Kind::kAuxiliary);
      if (relative || but || and_verb) sure.push_back(i);
    }
    ways.push_back(sure);
    // A noun phrase with a relation of its own before the verb: "Which EU members | are not in NATO".
    for (std::size_t i = 2; i + 1 < items_.size(); ++i) {
      if (items_[i].kind != Kind::kBe && items_[i].kind != Kind::kAuxiliary && items_[i].kind != Kind::kNot) continue;
      if (items_[0].kind == Kind::kBe || items_[0].kind == Kind::kAuxiliary) break;
      if (std::find(sure.begin(), sure.end(), i) != sure.end()) continue;
      std::vector<std::size_t> more = sure;
      more.push_back(i);
      std::sort(more.begin(), more.end());
      ways.push_back(more);
    }
    if (ways.size() > 6) ways.resize(6);
    return ways;
  }

  // A noun follows, perhaps behind other names that restrict it: "non-EU Schengen countries".
  bool before_content(std::size_t i, std::size_t to) const {
    while (i < to && (items_[i].kind == Kind::kMention || items_[i].kind == Kind::kPossessive || items_[i].kind == Kind::kNon || items_[i].kind == Kind::kFiller || items_[i].kind == Kind::kOrder || items_[i].kind == Kind::kNumber)) ++i;
    return i < to && (items_[i].kind == Kind::kClass || items_[i].kind == Kind::kWord);
  }

  // Items [from, to) as a clause.
  Clause clause(std::size_t from, std::size_t to) const {
    Clause c;
    c.begin = from;
    std::string preposition;
    bool non = false;
    bool all = false;
    std::string wh;
    std::optional<int> number;
    const auto take_preposition = [&] {
      std::string p = std::move(preposition);
      preposition.clear();
      return p;
    };
    for (std::size_t i = from; i < to; ++i) {
      const Item& item = items_[i];
      c.repairs += item.repaired ? 1 : 0;
      switch (item.kind) {
        case Kind::kMention: {
          Filler f;
          f.each.push_back(item.entities);
          f.adjective = item.adjective;
          f.begin = i, f.end = i + 1;
          f.negated = non;
          f.all = all;
          non = all = false;
          f.repaired = item.repaired;
          // A list of names.
          std::size_t k = i;
          while (k + 1 < to) {
            std::size_t n = k + 1;
            while (n < to && items_[n].kind == Kind::kComma) ++n;
            bool joined = n > k + 1;
            if (n < to && (items_[n].kind == Kind::kAnd || items_[n].kind == Kind::kOr)) {
              f.any_of = f.any_of || items_[n].kind == Kind::kOr;
              joined = true;
              ++n;
            }
            while (n < to && (items_[n].kind == Kind::kArticle || items_[n].kind == Kind::kFiller)) ++n;
            if (!joined || n >= to || items_[n].kind != Kind::kMention) break;
            if (items_[n].entities != f.each.back()) f.each.push_back(items_[n].entities);
            k = n;
            c.repairs += items_[n].repaired ? 1 : 0;
          }
          f.end = k + 1;
          i = k;
          if (i + 1 < to && items_[i + 1].kind == Kind::kPossessive) f.possessive = true, ++i;
          f.modifier = f.possessive || before_content(i + 1, to);
          f.preposition = take_preposition();
          c.fillers.push_back(std::move(f));
          break;
        }
        case Kind::kClass: {
          // "The NATO alliance": the class of what was just named adds nothing.
          if (!item.plural && !c.fillers.empty() && !c.fillers.back().variable && !c.fillers.back().possessive && !c.fillers.back().adjective && adjoins(c.fillers.back().end, i) &&
              c.fillers.back().each.size() == 1 && v_.is_kind_of(snapshot_.type_of(c.fillers.back().each[0][0]), *item.type)) {
            c.fillers.back().modifier = false;
            c.fillers.back().end = i + 1;
            break;
          }
          // Names directly before it restrict it.
          Filler f;
          f.variable = true;
          f.type = item.type;
          f.begin = i, f.end = i + 1;
          f.wh = wh;
          f.all = all;
          f.number = number;
          f.preposition = take_preposition();
          while (!c.fillers.empty() && !c.fillers.back().variable && c.fillers.back().modifier && adjoins(c.fillers.back().end, i)) {
            Filler m = std::move(c.fillers.back());
            c.fillers.pop_back();
            if (f.preposition.empty()) f.preposition = m.preposition;
            if (!m.possessive) m.preposition.clear();
            f.begin = std::min(f.begin, m.begin);
            f.all = f.all || m.all;
            f.modifiers.push_back(std::move(m));
          }
          wh.clear(), all = false, number.reset();
          c.fillers.push_back(std::move(f));
          break;
        }
        case Kind::kWh:
          if (i == wh_at_ && (item.text == "who" || item.text == "whom" || item.text == "what" || item.text == "which" || item.text == "where" || item.text == "whose")) {
            wh = item.text;
            // A noun follows: the noun is asked for.
            std::size_t k = i + 1;
            while (k < to && (items_[k].kind == Kind::kMention || items_[k].kind == Kind::kArticle || items_[k].kind == Kind::kNumber || items_[k].kind == Kind::kOrder || items_[k].kind == Kind::kNon || items_[k].kind == Kind::kOnly || items_[k].kind == Kind::kFiller || items_[k].kind == Kind::kPossessive || items_[k].kind == Kind::kAll || (items_[k].kind == Kind::kPreposition && items_[k].text == "of") || lexicon_.in_list("linking", items_[k].text))) ++k;
            const bool noun = k < to && items_[k].kind == Kind::kClass && item.text != "where" && item.text != "who" && item.text != "whom";
            if (!noun) {
              Filler f;
              f.variable = true;
              f.wh = wh;
              f.begin = i, f.end = i + 1;
              f.preposition = take_preposition();
              wh.clear();
              c.fillers.push_back(std::move(f));
            }
          } else if (i == wh_at_ && (item.text == "how many" || item.text == "how much")) {
            wh = item.text;
          }
          break;
        case Kind::kTime: {
          TimeWords t;
          t.days = item.days;
          t.period = item.period;
          const std::string p = take_preposition();
          if (p == "before" || p == "until" || p == "by") t.before_after = "before";
          if (p == "after") t.before_after = "after";
          if (p == "since") t.since = true;
          const bool one_day = item.days.end - item.days.begin == 1;
          t.binder = one_day || p == "at" ? Binder::kAt : Binder::kIn;
          c.times.push_back(std::move(t));
          break;
        }
        case Kind::kNumber: number = item.number; c.numbers.push_back(item.number); break;
        case Kind::kOrder: c.orders.push_back({item.number, i}); break;
        case Kind::kWord: {
          // "NATO member countries": a word between a name and a class that adds nothing.
          const bool linking = lexicon_.in_list("linking", item.text) && i > from && (items_[i - 1].kind == Kind::kMention || items_[i - 1].kind == Kind::kPossessive) && i + 1 < to && items_[i + 1].kind == Kind::kClass;
          if (linking) break;
          c.words.emplace_back(i, item);
          preposition.clear();
          break;
        }
        case Kind::kPreposition:
          // "out of", "up to": the last one counts.
          preposition = item.text;
          c.small.push_back(i);
          if (i + 1 >= to) c.stranded = item.text;
          break;
        case Kind::kBe:
          c.be.push_back(i);
          c.past = c.past || item.past;
          break;
        case Kind::kAuxiliary:
          c.auxiliaries.push_back(i);
          if (item.text == "did" || item.text == "had" || item.text == "used to") c.past = true;
          if (item.text == "has" || item.text == "have") c.perfect = true;
          if (item.text == "will" || item.text == "would" || item.text == "shall") c.will = true;
          if (item.text == "can" || item.text == "could" || item.text == "may") c.can = true;
          break;
        case Kind::kNot: c.not_word = true; c.ever = c.ever || item.text == "never"; break;
        case Kind::kEver: c.ever = true; break;
        case Kind::kAll: all = true; break;
        case Kind::kOnly: c.only = true; break;
        case Kind::kNon: non = true; break;
        case Kind::kArticle: case Kind::kFiller: case Kind::kComma: case Kind::kAnd: case Kind::kOr: case Kind::kBut: case Kind::kThat: case Kind::kPossessive: break;
      }
      if (item.kind == Kind::kBe || item.kind == Kind::kAuxiliary) {
        if (!preposition.empty() && c.stranded.empty()) c.stranded = preposition;
        preposition.clear();
      }
    }
    // "What are the EU countries": the class is what is asked for.
    for (std::size_t w = 0; w + 1 < c.fillers.size(); ++w) {
      if (!c.fillers[w].variable || c.fillers[w].type || c.fillers[w].wh.empty() || c.fillers[w].wh == "where") continue;
      Filler& next = c.fillers[w + 1];
      if (!next.variable || !next.type || !next.wh.empty()) continue;
      bool copula = false;
      bool only = true;
      for (std::size_t i = c.fillers[w].end; i < next.begin; ++i) {
        copula = copula || items_[i].kind == Kind::kBe;
        only = only && (items_[i].kind == Kind::kBe || items_[i].kind == Kind::kArticle || items_[i].kind == Kind::kNumber || items_[i].kind == Kind::kFiller || items_[i].kind == Kind::kNon || items_[i].kind == Kind::kOrder || items_[i].kind == Kind::kAll);
      }
      if (!copula || !only) continue;
      next.wh = c.fillers[w].wh;
      c.fillers.erase(c.fillers.begin() + static_cast<std::ptrdiff_t>(w));
      break;
    }
    return c;
  }

  // Nothing but names and small words between two places: "NATO member countries" are the member's, not NATO's.
  bool adjoins(std::size_t from, std::size_t to) const {
    for (std::size_t i = from; i < to; ++i)
      if (items_[i].kind != Kind::kPossessive && items_[i].kind != Kind::kNumber && items_[i].kind != Kind::kFiller && items_[i].kind != Kind::kMention &&
          items_[i].kind != Kind::kNon && items_[i].kind != Kind::kOrder && !lexicon_.in_list("linking", items_[i].text))
        return false;
    return true;
  }

  // ---- kernels -----------------------------------------------------------------------------------

  struct Assignment {
    std::vector<int> filler;  // for each slot element of the pattern: which filler, -1 none
    int cost = 0;
  };

  bool fits(const Filler& f, TypeId type) const {
    if (!f.variable) {
      return std::all_of(f.each.begin(), f.each.end(), [&](const auto& who) {
        return std::any_of(who.begin(), who.end(), [&](EntityId id) { return v_.is_kind_of(snapshot_.type_of(id), type); });
      });
    }
    const record::Type& wanted = v_.type(type);
    if (f.type) {
      if (wanted.literal) return false;
      return v_.is_kind_of(*f.type, type) || v_.is_kind_of(type, *f.type);
    }
    if (f.wh == "where") return named_kind(type, "place");
    if (f.wh == "who" || f.wh == "whom") return named_kind(type, "actor") || named_kind(type, "place");
    return !wanted.words || true;
  }
  bool named_kind(TypeId type, std::string_view name) const {
    const auto kind = v_.find_type(name);
    return kind && (v_.is_kind_of(type, *kind) || v_.is_kind_of(*kind, type));
  }

  TypeId slot_type(const record::Relation& relation, int slot) const {
    return slot >= kRoleSlot ? relation.roles[static_cast<std::size_t>(slot - kRoleSlot)].type : relation.places[static_cast<std::size_t>(slot)].type;
  }

  // Finds the words of a pattern in the clause: the places of its content words; nullopt if one is missing.
  std::optional<std::vector<std::size_t>> find_words(const Pattern& pattern, const Clause& c, std::size_t& verb_at, int& cost) const {
    std::vector<std::size_t> used;
    verb_at = SIZE_MAX;
    std::size_t last = SIZE_MAX;
    bool needs_be = false;
    bool has_main_verb = false;
    for (const Element& e : pattern.elements) {
      if (e.kind == Element::Kind::kVerb) {
        if (is_be(e.text)) {
          needs_be = true;
          continue;
        }
        if (e.text == "have" || e.text == "do") {
          // A weak verb: there must be a form of it.
          const bool there = std::any_of(c.auxiliaries.begin(), c.auxiliaries.end(), [&](std::size_t i) {
            const std::string& t = items_[i].text;
            return e.text == "have" ? t == "have" || t == "has" || t == "had" || t == "having" : t == "do" || t == "does" || t == "did";
          });
          const bool with = e.text == "have" && std::any_of(items_.begin() + static_cast<std::ptrdiff_t>(c.begin), items_.end(), [](const Item& i) { return i.kind == Kind::kPreposition && i.text == "with"; });
          if (!there && !with && pattern.content_words == 0) return std::nullopt;
          if (!there && !with) cost += Costs::kScattered;
          continue;
        }
        has_main_verb = true;
      }
      const bool word = e.kind == Element::Kind::kVerb || (e.kind == Element::Kind::kWord && e.content);
      if (!word) continue;
      std::size_t found = SIZE_MAX;
      if (e.kind == Element::Kind::kWord && is_preposition(e.text)) {
        for (const std::size_t at : c.small)
          if (items_[at].text == e.text) found = at;
        if (found == SIZE_MAX) return std::nullopt;
        last = found;
        if (verb_at == SIZE_MAX && !c.be.empty()) verb_at = found;
        continue;
      }
      for (const auto& [at, item] : c.words) {
        if (std::find(used.begin(), used.end(), at) != used.end()) continue;
        const bool match = e.kind == Element::Kind::kVerb ? verb_matches(e.text, item.text)
                           : e.passive                    ? item.text == e.literal
                                                          : lexicon_.is_lemma_of(e.text, item.text) && !only_verb(item.text, e.text);
        if (match) {
          found = at;
          break;
        }
      }
      // A class noun may also be a word of a phrase: "member state", "nuclear power".
      if (found == SIZE_MAX && e.kind == Element::Kind::kWord && !e.passive) {
        for (const Filler& f : c.fillers)
          if (f.variable && f.type && lexicon_.is_lemma_of(e.text, items_[f.end - 1].text) && std::find(used.begin(), used.end(), f.end - 1) == used.end()) found = f.end - 1;
      }
      if (found == SIZE_MAX) return std::nullopt;
      if (last != SIZE_MAX && found < last) cost += Costs::kScattered;
      if (last != SIZE_MAX && found > last + 4) cost += Costs::kScattered;
      used.push_back(found);
      last = found;
      if (verb_at == SIZE_MAX) verb_at = found;
      // An active verb is not behind a form of "be", unless it goes on.
      if (e.kind == Element::Kind::kVerb && has_main_verb) {
        const std::string& t = items_[found].text;
        const bool ing = t.ends_with("ing");
        const bool be_before = std::any_of(c.be.begin(), c.be.end(), [&](std::size_t b) { return b < found; });
        const auto& forms = lexicon_.words(t);
        const bool participle = std::any_of(forms.begin(), forms.end(), [](const Word& w) { return w.form == Form::kParticiple; });
        if (be_before && !ing && participle) return std::nullopt;
      }
      if (e.passive && c.be.empty() && !fragment_ && !next_is_by(found)) cost += Costs::kScattered;
    }
    if (needs_be && verb_at == SIZE_MAX && !c.be.empty()) verb_at = c.be.back();
    return used;
  }
  bool next_is_by(std::size_t at) const { return at + 1 < items_.size() && items_[at + 1].kind == Kind::kPreposition; }
  bool verb_matches(std::string_view verb, std::string_view text) const {
    const auto& all = lexicon_.words(text);
    return std::any_of(all.begin(), all.end(), [&](const Word& w) { return w.verb && w.lemma == verb; });
  }
  bool only_verb(std::string_view text, std::string_view lemma) const {
    const auto& all = lexicon_.words(text);
    return !all.empty() && std::all_of(all.begin(), all.end(), [&](const Word& w) { return w.verb && w.lemma != lemma; });
  }

  // What it costs that a filler stands where it stands, for a slot of the pattern.
  int marker_cost(const Pattern& pattern, std::size_t element, const Filler& f, const Clause& c, std::size_t verb_at, bool distinct) const {
    const Element& slot = pattern.elements[element];
    const bool before_verb_in_pattern = std::none_of(pattern.elements.begin(), pattern.elements.begin() + static_cast<std::ptrdiff_t>(element), [](const Element& e) { return e.kind == Element::Kind::kVerb; });
    const bool has_verb = std::any_of(pattern.elements.begin(), pattern.elements.end(), [](const Element& e) { return e.kind == Element::Kind::kVerb; });
    std::string preposition = f.preposition;
    if (f.variable && preposition.empty() && !c.stranded.empty() && !f.wh.empty()) preposition = c.stranded;
    const int wrong = distinct ? Costs::kWrongMarker : Costs::kSwapped;
    if (!slot.preposition.empty()) {
      if (preposition == slot.preposition) return 0;
      if ((f.modifier || f.possessive) && preposition.empty()) return slot.preposition == "of" || distinct ? 0 : Costs::kWrongMarker;
      if (!preposition.empty()) return near(preposition, slot.preposition) ? 0 : wrong;
      return wrong;
    }
    if (pattern.noun && element == 0) {
      // What the noun names: the subject, what is asked for, or the class beside it.
      if (f.variable) return preposition.empty() ? 0 : Costs::kWrongMarker;
      if (f.modifier || !preposition.empty()) return wrong;
      return 0;
    }
    if (!has_verb) return preposition.empty() ? 0 : wrong;
    if (!preposition.empty()) return wrong + (distinct ? 0 : 0);
    if (verb_at == SIZE_MAX) return 0;
    const bool before = f.begin < verb_at;
    // Behind "did" and the like the subject stands between the auxiliary and the verb, and what is asked for is the object.
    const bool inverted = std::any_of(c.auxiliaries.begin(), c.auxiliaries.end(), [&](std::size_t a) { return a < verb_at && (items_[a].text == "did" || items_[a].text == "does" || items_[a].text == "do"); });
    bool subject = before;
    if (inverted && f.variable && !f.wh.empty() && before) {
      const bool other_subject = std::any_of(c.fillers.begin(), c.fillers.end(), [&](const Filler& o) { return &o != &f && o.begin > f.begin && o.begin < verb_at && o.preposition.empty(); });
      if (other_subject) subject = false;
    }
    // "Who are the members": the copula turns round.
    if (is_be(verb_text(pattern))) subject = before || slot_is_first(pattern, element);
    return subject == before_verb_in_pattern ? 0 : wrong;
  }
  static bool near(std::string_view a, std::string_view b) {
    static const std::vector<std::set<std::string, std::less<>>> kGroups{{"in", "within", "into", "on", "at", "inside"}, {"of", "in", "to", "for"}, {"from", "of"}, {"with", "against"}, {"to", "for"}, {"under", "by"}};
    return std::any_of(kGroups.begin(), kGroups.end(), [&](const auto& g) { return g.contains(a) && g.contains(b); });
  }
  static std::string_view verb_text(const Pattern& pattern) {
    for (const Element& e : pattern.elements)
      if (e.kind == Element::Kind::kVerb) return e.text;
    return {};
  }
  static bool slot_is_first(const Pattern& pattern, std::size_t element) {
    for (std::size_t i = 0; i < element; ++i)
      if (pattern.elements[i].kind == Element::Kind::kSlot) return false;
    return true;
  }

  // All kernels of a clause, cheapest first. `shared`: the clause speaks of the variable of another.
  std::vector<Kernel> kernels(const Clause& c, bool shared) const {
    std::vector<Kernel> found;
    std::set<const Pattern*> candidates;
    const auto consider = [&](std::string_view text) {
      for (const Word& word : lexicon_.words(text))
        for (const Pattern* p : lexicon_.patterns(word.lemma)) candidates.insert(p);
      for (const Pattern* p : lexicon_.patterns(text)) candidates.insert(p);
    };
    for (const auto& [at, item] : c.words) consider(item.text);
    for (const Filler& f : c.fillers)
      if (f.variable && f.type) consider(items_[f.end - 1].text);
    for (const Pattern* p : lexicon_.patterns("")) candidates.insert(p);
    // "The US and the USSR became allies": a phrase that joins two of its places takes a pair apart.
    std::optional<Clause> apart;
    for (std::size_t i = 0; i < c.fillers.size() && !apart; ++i) {
      if (c.fillers[i].variable || c.fillers[i].each.size() != 2) continue;
      apart = c;
      Filler second = c.fillers[i];
      second.each.erase(second.each.begin());
      apart->fillers[i].each.resize(1);
      apart->fillers.insert(apart->fillers.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::move(second));
    }
    for (const Pattern* p : candidates) {
      match(*p, c, shared, found);
      if (apart && p->text.find(" and ?") != std::string::npos) match(*p, *apart, shared, found);
    }
    std::stable_sort(found.begin(), found.end(), [](const Kernel& a, const Kernel& b) { return a.cost < b.cost; });
    return found;
  }

  void match(const Pattern& pattern, const Clause& c, bool shared, std::vector<Kernel>& found) const {
    const record::Relation& relation = v_.relation(pattern.relation);
    std::size_t verb_at = SIZE_MAX;
    int base = pattern.content_words == 0 ? Costs::kWeakPhrase : 0;
    const auto used = find_words(pattern, c, verb_at, base);
    if (!used) return;
    // Content words left over.
    for (const auto& [at, item] : c.words) {
      if (std::find(used->begin(), used->end(), at) != used->end()) continue;
      base += lexicon_.known(item.text) ? Costs::kLeftOverWord : Costs::kUnknownWord;
    }
    // A weak phrase that rests on a preposition needs that preposition.
    std::vector<std::size_t> slots;
    for (std::size_t e = 0; e < pattern.elements.size(); ++e)
      if (pattern.elements[e].kind == Element::Kind::kSlot) slots.push_back(e);
    // Fillers whose word the pattern took are not there to be placed.
    std::vector<bool> taken(c.fillers.size(), false);
    for (std::size_t i = 0; i < c.fillers.size(); ++i)
      if (c.fillers[i].variable && c.fillers[i].type && std::find(used->begin(), used->end(), c.fillers[i].end - 1) != used->end()) taken[i] = true;

    std::vector<int> assigned(slots.size(), -1);
    std::vector<bool> placed(c.fillers.size(), false);
    std::vector<Assignment> best;
    const std::function<void(std::size_t, int)> place = [&](std::size_t k, int cost) {
      if (cost > Costs::kBound + 6) return;
      if (k == slots.size()) {
        best.push_back({assigned, cost});
        return;
      }
      const Element& slot = pattern.elements[slots[k]];
      const TypeId type = slot_type(relation, slot.slot);
      // Could another slot of this pattern take it just as well?
      for (std::size_t i = 0; i < c.fillers.size(); ++i) {
        if (placed[i] || (taken[i] && !(pattern.noun && k == 0)) || !fits(c.fillers[i], type)) continue;
        bool distinct = true;
        for (std::size_t o = 0; o < slots.size(); ++o)
          if (o != k && fits(c.fillers[i], slot_type(relation, pattern.elements[slots[o]].slot))) distinct = false;
        if (c.fillers[i].variable && !c.fillers[i].type) distinct = distinct || slots.size() == 1;
        int marker = marker_cost(pattern, slots[k], c.fillers[i], c, verb_at, distinct);
        if (taken[i]) marker = 0;
        // A weak phrase ("is in") is only its preposition.
        if (pattern.content_words == 0 && !slot.preposition.empty() && marker > 0) continue;
        placed[i] = true;
        assigned[k] = static_cast<int>(i);
        place(k + 1, cost + marker);
        placed[i] = false;
        assigned[k] = -1;
      }
      // Or nobody.
      if (pattern.content_words == 0 && !slot.preposition.empty()) return;
      place(k + 1, cost);
    };
    place(0, base);
    for (const Assignment& a : best) finish(pattern, c, shared, slots, taken, a, found);
  }

  // Builds the atom of an assignment, and what is left over.
  void finish(const Pattern& pattern, const Clause& c, bool shared, const std::vector<std::size_t>& slots, const std::vector<bool>& taken, const Assignment& a, std::vector<Kernel>& found) const {
    const record::Relation& relation = v_.relation(pattern.relation);
    Kernel kernel;
    kernel.pattern = &pattern;
    kernel.relation = pattern.relation;
    kernel.cost = a.cost;
    std::vector<std::optional<Term>> places(relation.places.size());
    std::vector<std::pair<std::uint8_t, Term>> roles;
    std::vector<const Filler*> variables;
    std::vector<Cond> restrictions;
    std::vector<bool> placed(c.fillers.size(), false);
    const auto lay = [&](int slot, Term term) {
      if (slot >= kRoleSlot) roles.emplace_back(static_cast<std::uint8_t>(slot - kRoleSlot), std::move(term));
      else places[static_cast<std::size_t>(slot)] = std::move(term);
    };
    for (std::size_t k = 0; k < slots.size(); ++k) {
      if (a.filler[k] < 0) continue;
      const Filler& f = c.fillers[static_cast<std::size_t>(a.filler[k])];
      placed[static_cast<std::size_t>(a.filler[k])] = true;
      const int slot = pattern.elements[slots[k]].slot;
      if (f.variable) {
        if (kernel.uses_variable) return;  // two things asked for at once
        kernel.uses_variable = true;
        kernel.variable_slot = slot;
        kernel.variable_type = f.type ? f.type : std::optional(slot_type(relation, slot));
        lay(slot, Term::variable(std::string(kVariable)));
        if (!restrict(f, restrictions, kernel.cost)) return;
        add_class(f, restrictions);
        if (f.type && !taken[static_cast<std::size_t>(a.filler[k])] && !v_.is_kind_of(slot_type(relation, slot), *f.type) && *f.type != slot_type(relation, slot)) {
          // "Which organization", where the place takes any actor.
          if (v_.is_kind_of(*f.type, slot_type(relation, slot)) && !c.not_word) restrictions.push_back(Cond::class_of(*f.type, Term::variable(std::string(kVariable))));
        }
      } else {
        // Those of the names that the place takes.
        const TypeId type = slot_type(relation, slot);
        if (f.each.size() > 1) {
          if (!kernel.list.empty()) return;
          for (const auto& who : f.each)
            for (const EntityId id : who)
              if (v_.is_kind_of(snapshot_.type_of(id), type)) kernel.list.push_back(id);
          kernel.list_slot = static_cast<std::size_t>(slot);
          kernel.list_any = f.any_of;
          lay(slot, Term::variable("each"));
        } else {
          std::vector<EntityId> who;
          for (const EntityId id : f.each[0])
            if (v_.is_kind_of(snapshot_.type_of(id), type)) who.push_back(id);
          lay(slot, Term::of(who[0]));
          if (who.size() > 1) kernel.ambiguous.emplace_back(slot, who);
        }
        if (f.negated) return;
      }
    }
    // Fillers that nobody took.
    for (std::size_t i = 0; i < c.fillers.size(); ++i) {
      // The names before a noun that the phrase took are still to be accounted for.
      if (taken[i] && !placed[i]) kernel.cost += static_cast<int>(c.fillers[i].modifiers.size()) * Costs::kLeftOverMention;
      if (placed[i] || taken[i]) continue;
      const Filler& f = c.fillers[i];
      if (!f.variable) {
        // A name before the noun restricts what is asked for ("non-euro members of the EU"); a war or an era dates it.
        if (const auto days = as_time(f)) {
          kernel.times.push_back(*days);
          continue;
        }
        if (f.modifier && kernel.uses_variable && modifier(f, restrictions)) continue;
        kernel.cost += Costs::kLeftOverMention;
      } else if (f.wh.empty() || f.type) {
        kernel.cost += f.all || f.type ? Costs::kLeftOverWord : 0;
      } else {
        kernel.cost += Costs::kLeftOverWord;
      }
    }
    // The clause speaks of a variable of another: it fills the first place that is free, the subject first.
    const auto free_place = [&]() -> int {
      for (const std::size_t e : slots) {
        const int slot = pattern.elements[e].slot;
        if (slot < kRoleSlot && !places[static_cast<std::size_t>(slot)] && !v_.type(slot_type(relation, slot)).literal) return slot;
      }
      for (std::size_t i = 0; i < places.size(); ++i)
        if (!places[i]) return static_cast<int>(i);
      return -1;
    };
    if (!kernel.uses_variable && (shared || (asks_for_somebody() && wants_ != Wants::kCount) || (wants_ == Wants::kCount && relation.time != TimeKind::kMeasure))) {
      int slot = -1;
      if (!shared && pattern.noun) slot = pattern.elements[0].slot;
      if (slot < 0 || slot >= kRoleSlot || places[static_cast<std::size_t>(slot)]) slot = free_place();
      if (slot >= 0) {
        lay(slot, Term::variable(std::string(kVariable)));
        kernel.uses_variable = true;
        kernel.variable_slot = slot;
        kernel.variable_type = slot_type(relation, slot);
        // Members before whom a name stands: "NATO members".
      }
    }
    // A place that the phrase names and nobody fills.
    for (std::size_t k = 0; k < slots.size(); ++k) {
      const int slot = pattern.elements[slots[k]].slot;
      if (a.filler[k] < 0 && slot != kernel.variable_slot && (slot >= kRoleSlot || !(pattern.noun && k == 0))) kernel.cost += Costs::kOpenPlace;
    }
    // What is asked for is what the noun names, not some place beside it.
    if (pattern.noun && kernel.uses_variable && kernel.variable_slot != pattern.elements[0].slot && wants_ != Wants::kVerdict) kernel.cost += Costs::kOddVariable;
    for (const auto& [role, value] : pattern.fixes) roles.emplace_back(static_cast<std::uint8_t>(role), Term::of(value));
    for (std::size_t i = 0; i < places.size(); ++i)
      if (!places[i]) places[i] = Term{};
    const bool nobody = std::all_of(places.begin(), places.end(), [](const auto& t) { return t->kind == Term::Kind::kAny || (t->kind == Term::Kind::kVariable && t->text == kVariable); });
    if (nobody && places.size() > 1 && roles.empty()) return;
    std::vector<Term> terms;
    for (auto& t : places) terms.push_back(std::move(*t));
    std::stable_sort(roles.begin(), roles.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
    for (std::size_t i = 1; i < roles.size(); ++i)
      if (roles[i].first == roles[i - 1].first) return;
    kernel.atom = Cond::atom(pattern.relation, std::move(terms), std::move(roles));
    kernel.restrictions = std::move(restrictions);
    if (relation.time != TimeKind::kMeasure && !known(kernel.atom)) kernel.cost += Costs::kNothingKnown;
    found.push_back(std::move(kernel));
  }

  // Does the record say anything of the kind about these arguments?
  bool known(const Cond& atom) const {
    logic::Atom pattern;
    pattern.relation = atom.relation;
    for (const Term& t : atom.terms) pattern.places.push_back(t.kind == Term::Kind::kEntity ? t.entity : logic::kNobody);
    for (const auto& [role, t] : atom.roles)
      if (t.kind == Term::Kind::kEntity) pattern.roles.emplace_back(role, t.entity);
    bool any = false;
    // For one of the arguments: whether the record speaks of it in this relation.
    for (std::size_t i = 0; i < pattern.places.size() && !any; ++i) {
      if (pattern.places[i] == logic::kNobody) continue;
      logic::Atom one;
      one.relation = pattern.relation;
      one.places.assign(pattern.places.size(), logic::kNobody);
      one.places[i] = pattern.places[i];
      any = snapshot_.match_count(one) > 0;
    }
    return any;
  }

  bool asks_for_somebody() const { return wants_ == Wants::kList || wants_ == Wants::kCount; }

  // The conds that the names before a class put on it.
  bool restrict(const Filler& f, std::vector<Cond>& out, int& cost) const {
    for (const Filler& m : f.modifiers) {
      if (!modifier(m, out)) {
        cost += Costs::kLeftOverMention;
        return true;
      }
    }
    return true;
  }
  // "African countries" are countries, not all that lies in Africa.
  void add_class(const Filler& f, std::vector<Cond>& conds) const {
    if (!f.type || conds.empty()) return;
    const bool typed = std::any_of(conds.begin(), conds.end(), [&](const Cond& cond) {
      const Cond& inner = cond.kind == Cond::Kind::kNot ? cond.parts[0] : cond;
      if (cond.kind == Cond::Kind::kNot || inner.kind != Cond::Kind::kAtom) return false;
      const TypeId type = v_.relation(inner.relation).places[0].type;
      return v_.is_kind_of(type, *f.type) || named_exactly(type, "actor");
    });
    if (!typed) conds.push_back(logic::class_cond(*f.type, Term::variable(std::string(kVariable)), snapshot_));
  }
  bool named_exactly(TypeId type, std::string_view name) const { return v_.type(type).name == name; }
  bool modifier(const Filler& m, std::vector<Cond>& out) const {
    if (m.each.size() != 1) return false;
    const auto settings = v_.settings.find("modifiers");
    if (settings == v_.settings.end()) return false;
    for (const EntityId id : m.each[0]) {
      for (const auto& [type_name, relation_name] : settings->second) {
        const auto type = v_.find_type(type_name);
        const auto relation = v_.find_relation(relation_name);
        if (!type || !relation || !v_.is_kind_of(snapshot_.type_of(id), *type)) continue;
        Cond cond = Cond::atom(*relation, {Term::variable(std::string(kVariable)), Term::of(id)});
        out.push_back(m.negated ? Cond::negation(std::move(cond)) : std::move(cond));
        return true;
      }
    }
    return false;
  }

  // A war or an era that dates what is said: "during World War II".
  std::optional<TimeWords> as_time(const Filler& f) const {
    if (f.each.size() != 1) return std::nullopt;
    static const std::set<std::string, std::less<>> kDating{"during", "in", "before", "after", "since", "until", "at"};
    if (!kDating.contains(f.preposition)) return std::nullopt;
    for (const EntityId id : f.each[0]) {
      const TypeId type = snapshot_.type_of(id);
      const auto period = v_.relation_for("period");
      const bool war = period && v_.is_kind_of(type, v_.relation(*period).places[0].type);
      const auto era = v_.find_type("era");
      const auto event = v_.find_type("event");
      if (!war && !(era && v_.is_kind_of(type, *era)) && !(event && v_.is_kind_of(type, *event))) continue;
      TimeWords t;
      t.entity = id;
      t.binder = Binder::kIn;
      if (f.preposition == "before" || f.preposition == "until") t.before_after = "before";
      if (f.preposition == "after" || f.preposition == "since") t.before_after = "after";
      return t;
    }
    return std::nullopt;
  }

  // ---- operators ---------------------------------------------------------------------------------

  void read(const std::vector<std::size_t>& cuts) {
    std::vector<Clause> clauses;
    for (std::size_t k = 0; k < cuts.size(); ++k) clauses.push_back(clause(cuts[k], k + 1 < cuts.size() ? cuts[k + 1] : items_.size()));
    struct Part {
      std::vector<Kernel> kernels;
    };
    std::vector<Part> parts(clauses.size());
    for (std::size_t k = 0; k < clauses.size(); ++k) {
      parts[k].kernels = kernels(clauses[k], k > 0);
      if (parts[k].kernels.size() > 12) parts[k].kernels.resize(12);
    }
    // A clause without a phrase of its own takes up that of the clause before: "but not the EU". The first may be a
    // bare noun phrase.
    std::vector<std::vector<Kernel>> choices;
    for (std::size_t k = 0; k < clauses.size(); ++k) {
      if (k == 0) {
        if (auto noun = bare_noun(clauses[0])) parts[0].kernels.push_back(std::move(*noun));
      }
      if (parts[k].kernels.empty() && k == 0) return;
      choices.push_back(std::move(parts[k].kernels));
    }
    // The cheapest of each later clause; all of the first.
    std::vector<std::unique_ptr<Kernel>> spare;
    for (const Kernel& first : choices[0]) {
      if (first.cost > Costs::kBound + 2) continue;
      std::vector<const Kernel*> rest;
      int cost = first.cost;
      for (std::size_t k = 1; k < choices.size(); ++k) {
        const Kernel* best = nullptr;
        for (const Kernel& kernel : choices[k])
          if (kernel.uses_variable && (best == nullptr || kernel.cost < best->cost)) best = &kernel;
        // "… in the EEA but not the EU": the same relation, of somebody else.
        if (best == nullptr || best->cost > Costs::kWeakPhrase) {
          if (auto same = elliptic(clauses[k], first)) {
            spare.push_back(std::make_unique<Kernel>(std::move(*same)));
            best = spare.back().get();
          }
        }
        if (best == nullptr) {
          cost = 1000;
          break;
        }
        rest.push_back(best);
        cost += best->cost;
      }
      if (cost > Costs::kBound + 4) continue;
      make(clauses, first, rest, cost);
    }
  }

  // A clause that only names somebody: the relation of the clause before, with this name in place of its own.
  std::optional<Kernel> elliptic(const Clause& c, const Kernel& first) const {
    if (c.fillers.size() != 1 || !c.words.empty() || c.fillers[0].variable || c.fillers[0].each.size() != 1 || first.bare || !first.uses_variable) return std::nullopt;
    for (std::size_t i = 0; i < first.atom.terms.size(); ++i) {
      if (first.atom.terms[i].kind != Term::Kind::kEntity) continue;
      for (const EntityId id : c.fillers[0].each[0]) {
        if (!v_.is_kind_of(snapshot_.type_of(id), v_.relation(first.relation).places[i].type)) continue;
        Kernel kernel = first;
        kernel.restrictions.clear();
        kernel.cost = 0;
        kernel.atom.terms[i] = Term::of(id);
        return kernel;
      }
    }
    return std::nullopt;
  }

  // "European countries", as a kernel of its own: nothing but the class and what restricts it.
  std::optional<Kernel> bare_noun(const Clause& c) const {
    const Filler* only = nullptr;
    Kernel kernel;
    for (const Filler& f : c.fillers) {
      if (f.variable && f.type && only == nullptr) only = &f;
      else if (f.variable && !f.type && !f.wh.empty() && f.wh != "where") continue;
      else if (const auto days = as_time(f)) kernel.times.push_back(*days);
      else return std::nullopt;
    }
    if (only == nullptr || !c.words.empty()) return std::nullopt;
    int cost = 0;
    if (!restrict(*only, kernel.restrictions, cost)) return std::nullopt;
    if (kernel.restrictions.empty()) return std::nullopt;
    add_class(*only, kernel.restrictions);
    kernel.cost = cost;
    kernel.uses_variable = true;
    kernel.variable_type = only->type;
    kernel.bare = true;
    return kernel;
  }

  Term time_term(const TimeWords& t) const { return t.entity != logic::kNobody ? Term::of(t.entity) : Term::period(t.period); }

  // Puts the time of a clause around an atom.
  Cond in_time(Cond cond, const Clause& c, const Kernel& kernel, const record::Relation& relation, bool past, Wants wants) const {
    std::vector<TimeWords> times = c.times;
    times.insert(times.end(), kernel.times.begin(), kernel.times.end());
    const bool listing = wants == Wants::kList || wants == Wants::kCount;
    const bool begins = kernel.pattern != nullptr && kernel.pattern->tells == Phrase::Tells::kBegins;
    const bool ends = kernel.pattern != nullptr && kernel.pattern->tells == Phrase::Tells::kEnds;
    if ((begins || ends) && relation.time == TimeKind::kState && wants != Wants::kDate && wants != Wants::kDuration) {
      Term moment;
      moment.kind = Term::Kind::kCall;
      moment.text = begins ? "begin" : "end";
      moment.conds.push_back(cond);
      if (!times.empty()) {
        const TimeWords& t = times[0];
        if (t.entity == logic::kNobody) {
          const Operator op = t.before_after == "before" ? Operator::kLess : t.before_after == "after" ? Operator::kGreater : t.since ? Operator::kGreaterEqual : Operator::kEqual;
          return Cond::both({Cond::timed(std::move(cond), Binder::kEver, std::nullopt), Cond::test(op, std::move(moment), time_term(t))});
        }
      }
      if (ends) {
        Cond now = Cond::negation(cond);
        return Cond::both({Cond::timed(std::move(cond), Binder::kEver, std::nullopt), std::move(now)});
      }
      return Cond::timed(std::move(cond), Binder::kEver, std::nullopt);
    }
    for (const TimeWords& t : times) {
      Cond timed = Cond::timed(std::move(cond), t.binder, time_term(t));
      timed.before_after = t.before_after;
      if (t.since) timed.before_after = "after";
      // A list or a count at a period is that of its last day, unless it is told of events.
      if (listing && timed.binder == Binder::kIn && timed.before_after.empty() && relation.time == TimeKind::kState && t.entity == logic::kNobody) timed.binder = Binder::kAt;
      cond = std::move(timed);
    }
    if (!times.empty()) return cond;
    if (wants == Wants::kDate || wants == Wants::kDuration) return cond;
    const bool over = relation.time == TimeKind::kEvent || is_over(cond);
    if ((past || c.ever || over) && relation.time != TimeKind::kConstant && relation.time != TimeKind::kMeasure) return Cond::timed(std::move(cond), Binder::kEver, std::nullopt);
    return cond;
  }

  // True if the cond names something that is no longer there: then the question is about the past.
  bool is_over(const Cond& cond) const {
    if (cond.kind != Cond::Kind::kAtom) return false;
    const auto existence = v_.relation_for("existence");
    if (!existence || cond.relation == *existence) return false;
    return std::any_of(cond.terms.begin(), cond.terms.end(), [&](const Term& term) {
      if (term.kind != Term::Kind::kEntity) return false;
      logic::Atom there;
      there.relation = *existence;
      there.places.push_back(term.entity);
      if (snapshot_.match_count(there) == 0) return false;
      return snapshot_.holds(there, logic::kNobody).at(cursor_).truth == temporal::kFalse;
    });
  }

  void make(const std::vector<Clause>& clauses, const Kernel& first, const std::vector<const Kernel*>& rest, int cost) {
    // Every combination of whom ambiguous names may mean, up to four readings.
    std::vector<std::vector<std::pair<int, EntityId>>> choices{{}};
    for (const auto& [slot, who] : first.ambiguous) {
      std::vector<std::vector<std::pair<int, EntityId>>> more;
      for (const auto& chosen : choices)
        for (const EntityId id : who) {
          more.push_back(chosen);
          more.back().emplace_back(slot, id);
        }
      choices = std::move(more);
    }
    if (choices.size() > 4) choices.resize(4);
    for (const auto& chosen : choices) {
      Kernel kernel = first;
      for (const auto& [slot, id] : chosen) {
        if (slot >= kRoleSlot) {
          for (auto& [role, term] : kernel.atom.roles)
            if (role == slot - kRoleSlot) term = Term::of(id);
        } else {
          kernel.atom.terms[static_cast<std::size_t>(slot)] = Term::of(id);
        }
      }
      if (auto reading = assemble(clauses, kernel, rest, cost)) readings_.push_back(std::move(*reading));
    }
  }

  // Past tense, by auxiliaries or by the form of the verb.
  bool is_past(const Clause& c, const Kernel& kernel) const {
    if (c.past) return true;
    if (kernel.pattern == nullptr) return false;
    const bool simple = c.auxiliaries.empty() && c.be.empty();
    for (const auto& [at, item] : c.words)
      for (const Word& w : lexicon_.words(item.text)) {
        if (c.perfect && w.verb && w.form == Form::kParticiple) return true;
        if (w.verb && w.form == Form::kPast && simple && w.lemma != item.text) return true;
      }
    return false;
  }

  std::optional<Reading> assemble(const std::vector<Clause>& clauses, const Kernel& kernel, const std::vector<const Kernel*>& rest, int cost) const {
    const Clause& c = clauses[0];
    Reading reading;
    reading.cost = cost;
    for (const Clause& clause : clauses) reading.cost += clause.repairs * Costs::kRepair;
    Wants wants = wants_;
    const bool past = is_past(c, kernel);
    reading.tense = c.will ? Tense::kFuture : c.perfect && past ? Tense::kPerfect : past ? Tense::kPast : Tense::kPresent;
    if (kernel.pattern != nullptr) {
      reading.began = kernel.pattern->tells == Phrase::Tells::kBegins;
      reading.ended = kernel.pattern->tells == Phrase::Tells::kEnds;
    }
    Query& q = reading.query;
    // What may come is no fact; whether it may is one, if the vocabulary has a relation for it.
    Kernel changed;
    if ((c.will || c.can) && !kernel.bare && reading.began) {
      const auto possible = v_.find_relation(v_.setting("may", v_.relation(kernel.relation).name));
      if (c.will || !possible) return std::nullopt;
      changed = kernel;
      changed.relation = changed.atom.relation = *possible;
      changed.pattern = nullptr;
      reading.began = false;
      return assemble_kernel(clauses, changed, rest, std::move(reading), wants, past);
    }
    if (c.will && wants != Wants::kDate) return std::nullopt;
    // Who was made to leave left; but to have left is not to have been made to.
    if (kernel.pattern != nullptr && reading.ended && (wants == Wants::kVerdict || wants == Wants::kList) &&
        std::any_of(kernel.pattern->elements.begin(), kernel.pattern->elements.end(), [](const Element& e) { return e.passive; }))
      return std::nullopt;
    return assemble_kernel(clauses, kernel, rest, std::move(reading), wants, past);
  }

  std::optional<Reading> assemble_kernel(const std::vector<Clause>& clauses, const Kernel& kernel, const std::vector<const Kernel*>& rest, Reading reading, Wants wants, bool past) const {
    const Clause& c = clauses[0];
    Query& q = reading.query;
    for (const Kernel* other : rest)
      if (!other->bare && v_.relation(other->relation).time == TimeKind::kMeasure) return std::nullopt;
    if (!kernel.bare && v_.relation(kernel.relation).time == TimeKind::kMeasure) return measure(c, kernel, std::move(reading));

    std::vector<Cond> conds;
    for (const Cond& r : kernel.restrictions) conds.push_back(conds_time(r, c, kernel, past && kernel.bare, wants));
    // "Countries that are not …" are those of some universe, which the answer names.
    if (!kernel.bare && c.not_word && kernel.uses_variable && kernel.restrictions.empty() && wants != Wants::kReason) {
      for (const Filler& f : c.fillers)
        if (f.variable && f.type) conds.push_back(logic::class_cond(*f.type, Term::variable(std::string(kVariable)), snapshot_));
    }
    if (!kernel.bare) {
      Cond cond = in_time(kernel.atom, c, kernel, v_.relation(kernel.relation), past, wants);
      if (c.not_word && wants != Wants::kReason) cond = Cond::negation(std::move(cond));
      conds.push_back(std::move(cond));
    }
    for (std::size_t k = 0; k < rest.size(); ++k) {
      const Clause& other = clauses[k + 1];
      if (!rest[k]->list.empty()) return std::nullopt;
      Cond cond = in_time(rest[k]->atom, other, *rest[k], v_.relation(rest[k]->relation), is_past(other, *rest[k]) || past, wants);
      // A war or a date of the first clause is not that of the second.
      if (other.not_word) cond = Cond::negation(std::move(cond));
      for (const Cond& r : rest[k]->restrictions) conds.push_back(r);
      conds.push_back(std::move(cond));
    }
    Cond cond = Cond::both(conds);
    const std::string x(kVariable);

    // A class that is asked for, or quantified over.
    const Filler* quantified = nullptr;
    for (const Filler& f : c.fillers)
      if (f.variable && f.type && f.wh.empty()) quantified = &f;
    bool asked = false;
    for (const Filler& f : c.fillers) asked = asked || (f.variable && !f.wh.empty());

    switch (wants) {
      case Wants::kVerdict: {
        if (!kernel.uses_variable) {
          q.head = query::Head::kAsk;
          if (!kernel.list.empty()) return several(std::move(reading), cond, kernel);
          q.cond = std::move(cond);
          return reading;
        }
        // "Are all EU countries in NATO?", "Are any African countries not in the African Union?"
        if (kernel.restrictions.empty() && quantified == nullptr) return std::nullopt;
        q.head = query::Head::kAsk;
        Cond whole;
        if (quantified != nullptr && quantified->all && !kernel.restrictions.empty()) {
          whole.kind = Cond::Kind::kAll;
          whole.variables = {x};
          whole.parts.push_back(Cond::both(kernel.restrictions));
          std::vector<Cond> then(conds.begin() + static_cast<std::ptrdiff_t>(kernel.restrictions.size()), conds.end());
          whole.parts.push_back(Cond::both(std::move(then)));
        } else if (quantified != nullptr && quantified->all) {
          return std::nullopt;
        } else {
          whole.kind = Cond::Kind::kSome;
          whole.variables = {x};
          whole.parts.push_back(std::move(cond));
        }
        q.cond = std::move(whole);
        return reading;
      }
      case Wants::kList: {
        if (!kernel.uses_variable) {
          // "What is Article 5?" and the like are not lists; a statement without a verb is asked.
          return std::nullopt;
        }
        if (!kernel.list.empty()) return std::nullopt;
        q.head = query::Head::kWhich;
        q.variables = {x};
        q.cond = std::move(cond);
        if (kernel.variable_type && v_.type(*kernel.variable_type).name == "text") reading.wants = Wants::kText;
        else reading.wants = Wants::kList;
        for (const Filler& f : c.fillers)
          if (f.number && f.variable) reading.presumed_count = f.number;
        if (!c.orders.empty() && !order(c, kernel, q, reading)) return std::nullopt;
        return reading;
      }
      case Wants::kCount: {
        if (!kernel.uses_variable || !kernel.list.empty()) return std::nullopt;
        q.head = query::Head::kValue;
        reading.wants = Wants::kCount;
        q.term.kind = Term::Kind::kCall;
        q.term.text = "count";
        Term set;
        set.kind = Term::Kind::kSet;
        set.text = x;
        // A count on a day is read at that day.
        if (cond.kind == Cond::Kind::kTimed && cond.binder == Binder::kAt && cond.before_after.empty()) {
          q.time = std::pair(Binder::kAt, cond.time[0]);
          Cond inner = cond.parts[0];
          cond = std::move(inner);
        }
        set.conds.push_back(std::move(cond));
        q.term.items.push_back(std::move(set));
        return reading;
      }
      case Wants::kDate: {
        if (kernel.uses_variable || conds.size() != 1) return std::nullopt;
        if (!kernel.list.empty()) {
          // "When did France and Belgium invade": when all of them did.
          std::vector<Cond> all;
          for (const EntityId id : kernel.list) all.push_back(with_each(conds[0], id));
          conds[0] = kernel.list_any ? Cond::either(std::move(all)) : Cond::both(std::move(all));
        }
        const bool event = v_.relation(kernel.relation).time == TimeKind::kEvent;
        reading.wants = Wants::kDate;
        q.head = reading.ended ? query::Head::kWhenEnd : query::Head::kWhenBegin;
        if (event) q.head = query::Head::kWhenBegin;
        q.cond = std::move(conds[0]);
        return reading;
      }
      case Wants::kDuration: {
        if (kernel.uses_variable || conds.size() != 1 || !kernel.list.empty()) return std::nullopt;
        reading.wants = Wants::kDuration;
        q.head = query::Head::kValue;
        q.term.kind = Term::Kind::kCall;
        q.term.text = "length";
        q.term.conds.push_back(std::move(conds[0]));
        return reading;
      }
      case Wants::kReason: {
        if (kernel.uses_variable) return std::nullopt;
        reading.wants = Wants::kReason;
        q.head = query::Head::kWhy;
        bool negative = c.not_word;
        Cond plain = kernel.atom;
        if (!kernel.list.empty()) {
          for (const EntityId id : kernel.list) {
            Cond one = plain;
            for (Term& t : one.terms)
              if (t.kind == Term::Kind::kVariable) t = Term::of(id);
            Query part;
            part.head = query::Head::kWhy;
            part.cond = negative ? Cond::negation(one) : one;
            if (!query::check(part, snapshot_)) return std::nullopt;
            reading.parts.emplace_back(id, part);
          }
          q = reading.parts[0].second;
          return reading;
        }
        if (reading.ended) {
          // "Why did France leave?" asks for the reason of a no.
          negative = !negative;
        }
        q.cond = negative ? Cond::negation(std::move(plain)) : std::move(plain);
        return reading;
      }
      default: return std::nullopt;
    }
  }

  // A restriction holds on the days that the question speaks of.
  Cond conds_time(Cond cond, const Clause& c, const Kernel& kernel, bool past, Wants wants) const {
    if (!kernel.bare) return cond;
    const Cond& inner = cond.kind == Cond::Kind::kNot ? cond.parts[0] : cond;
    if (inner.kind != Cond::Kind::kAtom) return cond;
    return in_time(std::move(cond), c, kernel, v_.relation(inner.relation), past, wants);
  }

  std::optional<Reading> measure(const Clause& c, const Kernel& kernel, Reading reading) const {
    Query& q = reading.query;
    Term call;
    call.kind = Term::Kind::kCall;
    call.text = v_.relation(kernel.relation).name;
    call.items.push_back(kernel.atom.terms[0]);
    if (kernel.atom.terms[0].kind == Term::Kind::kEntity) {
      if (wants_ != Wants::kCount && wants_ != Wants::kDuration && wants_ != Wants::kList) return std::nullopt;
      if (!kernel.restrictions.empty()) return std::nullopt;
      q.head = query::Head::kValue;
      q.term = std::move(call);
      if (!c.times.empty()) q.time = std::pair(Binder::kAt, time_term(c.times[0]));
      reading.wants = Wants::kNumber;
      return reading;
    }
    // "Which NATO member has the smallest population?", "Who has the largest army?"
    if (wants_ != Wants::kList || c.orders.empty()) return std::nullopt;
    const int number = c.orders[0].number;
    q.head = query::Head::kWhich;
    q.variables = {std::string(kVariable)};
    std::vector<Cond> conds = kernel.restrictions;
    call.items[0] = Term::variable(std::string(kVariable));
    if (conds.empty()) conds.push_back(logic::class_cond(v_.relation(kernel.relation).places[0].type, Term::variable(std::string(kVariable)), snapshot_));
    q.cond = Cond::both(std::move(conds));
    query::Pick pick;
    pick.kind = number == -2 || number == -1 ? query::Pick::Kind::kLast : number > 100 ? query::Pick::Kind::kNth : query::Pick::Kind::kFirst;
    pick.nth = number > 100 ? number - 100 : 0;
    pick.by = std::move(call);
    q.pick = std::move(pick);
    reading.wants = Wants::kList;
    return reading;
  }

  // first, last, nth: by when it began.
  bool order(const Clause& c, const Kernel& kernel, Query& q, Reading&) const {
    const int number = c.orders[0].number;
    if (number == -2 || number == 2 || kernel.bare) return false;
    query::Pick pick;
    pick.kind = number == -1 ? query::Pick::Kind::kLast : number > 101 ? query::Pick::Kind::kNth : query::Pick::Kind::kFirst;
    pick.nth = number > 100 ? number - 100 : 0;
    if (number == 101) pick.kind = query::Pick::Kind::kFirst;
    pick.by.kind = Term::Kind::kCall;
    pick.by.text = "begin";
    pick.by.conds.push_back(kernel.atom);
    // The order is among all that ever were.
    Cond cond = kernel.atom;
    if (v_.relation(kernel.relation).time != TimeKind::kConstant) {
      if (!c.times.empty()) cond = q.cond;
      else cond = Cond::timed(std::move(cond), Binder::kEver, std::nullopt);
    } else {
      return false;
    }
    std::vector<Cond> conds = kernel.restrictions;
    conds.push_back(std::move(cond));
    q.cond = Cond::both(std::move(conds));
    q.pick = std::move(pick);
    return true;
  }

  // The cond with one of a list in its place.
  static Cond with_each(Cond cond, EntityId id) {
    const std::function<void(Cond&)> fill = [&](Cond& c) {
      const std::function<void(Term&)> in_term = [&](Term& t) {
        if (t.kind == Term::Kind::kVariable && t.text == "each") t = Term::of(id);
        for (Term& item : t.items) in_term(item);
        for (Cond& inner : t.conds) fill(inner);
      };
      for (Term& t : c.terms) in_term(t);
      for (auto& [role, t] : c.roles) in_term(t);
      for (Cond& part : c.parts) fill(part);
    };
    fill(cond);
    return cond;
  }

  // "Are Sweden and Norway in the EU?": one query for each.
  std::optional<Reading> several(Reading reading, const Cond& cond, const Kernel& kernel) const {
    std::vector<Cond> all;
    for (const EntityId id : kernel.list) {
      Query part;
      part.head = query::Head::kAsk;
      part.cond = with_each(cond, id);
      all.push_back(part.cond);
      reading.parts.emplace_back(id, std::move(part));
    }
    reading.query.head = query::Head::kAsk;
    reading.query.cond = kernel.list_any ? Cond::either(std::move(all)) : Cond::both(std::move(all));
    return reading;
  }

  const std::vector<Item>& items_;
  const Lexicon& lexicon_;
  const Snapshot& snapshot_;
  const record::Vocabulary& v_;
  Day cursor_;
  bool explain_;
  std::string& trace_;
  std::size_t wh_at_ = SIZE_MAX;
  Wants wants_ = Wants::kVerdict;
  bool fragment_ = false;
  std::vector<Reading> readings_;
};

}  // namespace

std::vector<Reading> read_items(const std::vector<Item>& items, const Lexicon& lexicon, Day cursor, bool explain, std::string& trace) {
  return ItemReader(items, lexicon, cursor, explain, trace).run();
}

}  // namespace entente::language

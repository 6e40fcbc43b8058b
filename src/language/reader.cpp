#include "language/reader.h"

#include <algorithm>
#include <functional>
#include <memory>

#include "language/kernels.h"

namespace entente::language {
namespace {

using Kind = Item::Kind;
using logic::Binder;
using logic::Operator;
using record::Phrase;
using record::Relation;
using record::TimeKind;

class ItemReader {
 public:
  ItemReader(const std::vector<Item>& items, const Lexicon& lexicon, Day cursor,
             const std::vector<EntityId>& excluded, Mood mood)
      : q_{items, lexicon, lexicon.snapshot(), lexicon.snapshot().vocabulary(), cursor},
        mood_(mood),
        excluded_(excluded) {}

  std::vector<Reading> run() {
    if (mood_ == Mood::kStatement)
      statement_head();
    else
      head();
    if (mood_ == Mood::kQuestion && (describe_alone() || date_alone())) return std::move(readings_);
    // Several ways to cut the question into clauses; the cheapest reading wins.
    for (const auto& cuts : segmentations(q_)) read(cuts);
    without_remarks();
    necessity();
    return std::move(readings_);
  }

 private:
  // ---- the head ----------------------------------------------------------------------------------

  void statement_head() {
    q_.wants = Wants::kVerdict;
    for (std::size_t i = 0; i < q_.items.size(); ++i)
      if (q_.items[i].kind == Kind::kWh) q_.wh_at = i, q_.wants = Wants::kCount;
  }

  void head() {
    for (std::size_t i = 0; i < q_.items.size(); ++i) {
      const Item& item = q_.items[i];
      if (item.kind != Kind::kWh) continue;
      if (item.text == "who" || item.text == "whom" || item.text == "whose" || item.text == "what" ||
          item.text == "which") {
        // A relative pronoun stands behind a noun.
        if (i > 0 &&
            (q_.items[i - 1].kind == Kind::kClass || q_.items[i - 1].kind == Kind::kWord ||
             q_.items[i - 1].kind == Kind::kMention) &&
            q_.wh_at != SIZE_MAX)
          continue;
        // "The Korean War, which began in 1950, ended when?"
        const bool remark = i > 1 && q_.items[i - 1].kind == Kind::kComma &&
                            q_.items[i - 2].kind == Kind::kMention &&
                            (item.text == "which" || item.text == "who") && i + 1 < q_.items.size() &&
                            (q_.items[i + 1].kind == Kind::kWord || q_.items[i + 1].kind == Kind::kBe) &&
                            std::any_of(q_.items.begin() + static_cast<std::ptrdiff_t>(i) + 1, q_.items.end(),
                                        [](const Item& later) { return later.kind == Kind::kWh; });
        if (remark) continue;
        if (q_.wh_at == SIZE_MAX) q_.wh_at = i, q_.wants = Wants::kList;
      } else if (q_.wh_at == SIZE_MAX) {
        q_.wh_at = i;
        if (item.text == "when")
          q_.wants = Wants::kDate;
        else if (item.text == "how long")
          q_.wants = Wants::kDuration;
        else if (item.text == "how many" || item.text == "how much" || item.text == "how big" ||
                 item.text == "how large")
          q_.wants = Wants::kCount;
        else if (item.text == "why")
          q_.wants = Wants::kReason;
        else if (item.text == "where")
          q_.wants = Wants::kList;
        else if (item.text == "how often")
          q_.wants = Wants::kCount;
        else
          q_.wants = Wants::kVerdict;
      }
    }
    if (q_.wh_at != SIZE_MAX) return;
    std::size_t first = 0;
    while (first < q_.items.size() &&
           (q_.items[first].kind == Kind::kFiller || q_.items[first].kind == Kind::kAnd ||
            q_.items[first].kind == Kind::kComma))
      ++first;
    if (first < q_.items.size() &&
        (q_.items[first].kind == Kind::kBe || q_.items[first].kind == Kind::kAuxiliary)) {
      q_.wants = Wants::kVerdict;
    } else {
      const bool verb = std::any_of(q_.items.begin(), q_.items.end(), [](const Item& item) {
        return item.kind == Kind::kBe || item.kind == Kind::kAuxiliary;
      });
      // "NATO countries that are not EU members": the verb is that of a clause about those who are listed.
      const auto that = std::find_if(q_.items.begin(), q_.items.end(), [](const Item& item) {
        return item.kind == Kind::kThat || (item.kind == Kind::kWh && item.text == "who");
      });
      const bool listed =
          that != q_.items.end() && that != q_.items.begin() &&
          ((that - 1)->kind == Kind::kClass ? (that - 1)->plural : (that - 1)->kind == Kind::kWord) &&
          std::none_of(q_.items.begin(), that, [](const Item& item) {
            return item.kind == Kind::kBe || item.kind == Kind::kAuxiliary;
          });
      q_.fragment = !verb;
      q_.wants = verb && !listed ? Wants::kVerdict : Wants::kList;
    }
  }

  // "Who were the Axis powers?": those who fought on that side.
  bool side_alone(const Item& mention) {
    const auto fought = q_.vocabulary.relation_for("belligerent");
    if (!fought || q_.wh_at == SIZE_MAX || q_.items[q_.wh_at].text == "what" || mention.entities.size() != 1)
      return false;
    const Relation& relation = q_.vocabulary.relation(*fought);
    for (std::size_t r = 0; r < relation.roles.size(); ++r) {
      if (!q_.vocabulary.is_kind_of(q_.snapshot.type_of(mention.entities[0]), relation.roles[r].type))
        continue;
      std::vector<Term> places(relation.places.size());
      places[0] = Term::variable(std::string(kVariable));
      Reading reading;
      reading.query.head = query::Head::kWhich;
      reading.query.variables = {std::string(kVariable)};
      reading.query.cond =
          Cond::timed(Cond::atom(*fought, std::move(places),
                                 {{static_cast<std::uint8_t>(r), Term::of(mention.entities[0])}}),
                      Binder::kEver, std::nullopt);
      reading.wants = Wants::kList;
      reading.tense = Tense::kPast;
      reading.cost = mention.repaired ? Costs::kRepair : 0;
      readings_.push_back(std::move(reading));
      return true;
    }
    return false;
  }

  // "What is X?", "X", "tell me about X", "what does X mean"
  bool describe_alone() {
    const Item* mention = nullptr;
    std::size_t mentions = 0;
    bool other = false;
    // "What kind of organization is NATO?"
    const bool described = std::any_of(q_.items.begin(), q_.items.end(), [&](const Item& item) {
      return q_.lexicon.in_list("kinds", item.text);
    });
    std::vector<const Item*> each;
    for (const Item& item : q_.items) {
      switch (item.kind) {
        case Kind::kMention: mention = &item, ++mentions, each.push_back(&item); break;
        case Kind::kWh: other = other || (item.text != "what" && item.text != "who"); break;
        case Kind::kBe:
        case Kind::kAnd:
        case Kind::kArticle:
        case Kind::kFiller:
        case Kind::kComma:
        case Kind::kOr: break;
        case Kind::kPreposition:
          other = other || (item.text != "about" && item.text != "of" && item.text != "for");
          break;
        case Kind::kClass: other = other || !described; break;
        // "The 1951 Treaty of Peace": the description says when.
        case Kind::kTime: other = other || mention != nullptr; break;
        case Kind::kWord:
          other = other ||
                  !(q_.lexicon.in_list("describing", item.text) || q_.lexicon.in_list("kinds", item.text));
          break;
        case Kind::kAuxiliary: other = other || item.past; break;
        default: other = true;
      }
    }
    const bool again = mentions == 2 && same_names();
    if (other || mentions == 0 || (mentions != 1 && !again && !(mentions == 2 && described)) ||
        mention->adjective)
      return false;
    const bool small = std::any_of(q_.items.begin(), q_.items.end(), [](const Item& item) {
      return item.kind == Kind::kPreposition && item.text != "about";
    });
    if (small && !described) return false;
    if (mentions == 1 && std::any_of(q_.items.begin(), q_.items.end(),
                                     [](const Item& item) { return item.kind == Kind::kAnd; }))
      return false;
    if (q_.items.front().kind == Kind::kBe || q_.items.front().kind == Kind::kAuxiliary) return false;
    if (mentions == 1 && side_alone(*mention)) return true;
    std::vector<EntityId> asked = mention->entities;
    if (mentions == 2 && !again) asked = {each[0]->entities[0], each[1]->entities[0]};
    for (const EntityId id : asked) {
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
    if (q_.wants != Wants::kDate) return false;
    const Item* mention = nullptr;
    for (const Item& item : q_.items) {
      if (item.kind == Kind::kMention && mention == nullptr)
        mention = &item;
      else if (item.kind != Kind::kWh && item.kind != Kind::kBe && item.kind != Kind::kArticle &&
               item.kind != Kind::kFiller)
        return false;
    }
    const auto dated = q_.vocabulary.settings.find("dated");
    if (mention == nullptr || dated == q_.vocabulary.settings.end()) return false;
    for (const EntityId id : mention->entities) {
      for (const auto& [type_name, relation_name] : dated->second) {
        const auto type = q_.vocabulary.find_type(type_name);
        const auto relation = q_.vocabulary.find_relation(relation_name);
        if (!type || !relation || !q_.vocabulary.is_kind_of(q_.snapshot.type_of(id), *type) ||
            readings_.size() >= 4)
          continue;
        Reading reading;
        reading.query.head = query::Head::kWhenBegin;
        const auto& places = q_.vocabulary.relation(*relation).places;
        std::vector<Term> terms(places.size());
        for (std::size_t i = 0; i < places.size(); ++i)
          if (q_.vocabulary.is_kind_of(q_.snapshot.type_of(id), places[i].type)) terms[i] = Term::of(id);
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
    for (const Item& item : q_.items) {
      if (item.kind != Kind::kMention) continue;
      if (first == nullptr)
        first = &item.entities;
      else if (*first != item.entities)
        return false;
    }
    return true;
  }

  // ---- operators ---------------------------------------------------------------------------------

  void read(const std::vector<std::size_t>& cuts) {
    std::vector<Clause> clauses;
    for (std::size_t k = 0; k < cuts.size(); ++k)
      clauses.push_back(read_clause(q_, cuts[k], k + 1 < cuts.size() ? cuts[k + 1] : q_.items.size()));
    struct Part {
      std::vector<Kernel> kernels;
    };
    std::vector<Part> parts(clauses.size());
    for (std::size_t k = 0; k < clauses.size(); ++k) {
      parts[k].kernels = find_kernels(q_, clauses[k], k > 0);
      if (parts[k].kernels.size() > 12) parts[k].kernels.resize(12);
    }
    // A clause without a phrase of its own takes up that of the clause before: "but not the EU". The first
    // may be a bare noun phrase.
    // A date in one clause is that of all: "EU members that were not in NATO in 1996".
    const auto timed = std::find_if(clauses.begin(), clauses.end(), [&](const Clause& c) {
      // "That joined NATO in 1952": a date of what happened is not that of what else is so.
      const bool happened = c.be.empty() && std::any_of(c.words.begin(), c.words.end(), [&](const auto& w) {
                              const auto& forms = q_.lexicon.words(w.second.text);
                              return std::any_of(forms.begin(), forms.end(), [](const Word& f) {
                                return f.verb && f.form == Form::kPast;
                              });
                            });
      return !c.times.empty() && !happened;
    });
    if (timed != clauses.end())
      for (Clause& c : clauses)
        if (c.times.empty()) c.times = timed->times;
    std::vector<std::vector<Kernel>> choices;
    for (std::size_t k = 0; k < clauses.size(); ++k) {
      if (k == 0) {
        if (auto noun = bare_noun(q_, clauses[0])) parts[0].kernels.push_back(std::move(*noun));
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
        for (const Kernel& kernel : choices[k]) {
          if (!kernel.uses_variable || (best != nullptr && kernel.cost >= best->cost)) continue;
          if (kernel.variable_type && first.variable_type &&
              !meet(*kernel.variable_type, *first.variable_type))
            continue;
          if (!kernel.bare && q_.vocabulary.relation(kernel.relation).time == TimeKind::kMeasure) continue;
          if (auto filled = taken_up(kernel, first)) {
            spare.push_back(std::make_unique<Kernel>(std::move(*filled)));
            best = spare.back().get();
          } else if (!kernel.open) {
            best = &kernel;
          }
        }
        // "… in the EEA but not the EU": the same relation, of somebody else.
        if (best == nullptr || best->cost > Costs::kWeakPhrase) {
          if (auto same = elliptic(q_, clauses[k], first)) {
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

  // True if something may be of both types.
  bool meet(record::TypeId a, record::TypeId b) const {
    for (std::size_t t = 0; t < q_.vocabulary.types.size(); ++t)
      if (q_.vocabulary.is_kind_of(record::TypeId(t), a) && q_.vocabulary.is_kind_of(record::TypeId(t), b))
        return true;
    return false;
  }

  // "… left NATO in 1966 and rejoined in 2009": what nobody fills is what filled it before.
  std::optional<Kernel> taken_up(const Kernel& kernel, const Kernel& first) const {
    if (first.bare || kernel.relation != first.relation) return std::nullopt;
    for (std::size_t i = 0; i < kernel.atom.terms.size(); ++i) {
      if (kernel.atom.terms[i].kind != Term::Kind::kAny || first.atom.terms[i].kind != Term::Kind::kEntity)
        continue;
      Kernel filled = kernel;
      filled.atom.terms[i] = first.atom.terms[i];
      filled.cost = std::max(0, filled.cost - Costs::kOpenPlace);
      return filled;
    }
    return std::nullopt;
  }

  // "Does a country need to be in the EU to use the euro?": whether all who do the one are the other.
  void necessity() {
    if (q_.wh_at != SIZE_MAX) return;
    std::size_t need = 1;
    while (need < q_.items.size() && !(q_.items[need].kind == Kind::kAuxiliary &&
                                       (q_.items[need].text == "need" || q_.items[need].text == "have" ||
                                        q_.items[need].text == "must")))
      ++need;
    const Item* noun = nullptr;
    for (std::size_t i = 0; i < need && i < q_.items.size(); ++i) {
      const Kind kind = q_.items[i].kind;
      if (kind == Kind::kClass)
        noun = &q_.items[i];
      else if (kind != Kind::kAuxiliary && kind != Kind::kArticle && kind != Kind::kFiller)
        return;
    }
    if (noun == nullptr || need + 3 >= q_.items.size()) return;
    for (std::size_t to = need + 3; to + 1 < q_.items.size(); ++to) {
      if (q_.items[to].kind != Kind::kPreposition || q_.items[to].text != "to" ||
          (q_.items[to + 1].kind != Kind::kWord && q_.items[to + 1].kind != Kind::kBe))
        continue;
      const auto cheapest = [&](std::size_t from, std::size_t end) -> std::optional<Kernel> {
        const Clause c = read_clause(q_, from, end);
        if (c.not_word || !c.times.empty()) return std::nullopt;
        for (Kernel& kernel : find_kernels(q_, c, true))
          if (kernel.uses_variable && !kernel.open && kernel.list.empty() && kernel.restrictions.empty() &&
              kernel.times.empty() && kernel.variable_type &&
              (q_.vocabulary.is_kind_of(*noun->type, *kernel.variable_type) ||
               q_.vocabulary.is_kind_of(*kernel.variable_type, *noun->type)))
            return kernel;
        return std::nullopt;
      };
      const auto needed = cheapest(need + 1, to);
      const auto purpose = cheapest(to + 1, q_.items.size());
      if (!needed || !purpose) continue;
      Reading reading;
      reading.cost = needed->cost + purpose->cost + Costs::kScattered;
      reading.wants = Wants::kVerdict;
      reading.query.head = query::Head::kAsk;
      Cond all;
      all.kind = Cond::Kind::kAll;
      all.variables = {std::string(kVariable)};
      all.parts.push_back(
          Cond::both({Cond::class_of(*noun->type, Term::variable(std::string(kVariable))), purpose->atom}));
      all.parts.push_back(needed->atom);
      reading.query.cond = std::move(all);
      readings_.push_back(std::move(reading));
      return;
    }
  }

  // The question without a remark on somebody whom it names, if what the remark says is true.
  void without_remarks() {
    for (std::size_t r = 1; r + 1 < q_.items.size(); ++r) {
      const Item& item = q_.items[r];
      std::size_t named = r - 1;
      const bool comma = q_.items[named].kind == Kind::kComma;
      if (comma && named > 0) --named;
      // "Treaty of Rome signed, establishing the EEC"
      while (comma && named > 0 && q_.items[named].kind == Kind::kWord && item.kind == Kind::kWord) --named;
      if (q_.items[named].kind != Kind::kMention) continue;
      const bool relative = item.kind == Kind::kThat || (item.kind == Kind::kWh && r != q_.wh_at &&
                                                         (item.text == "which" || item.text == "who"));
      const auto& words = q_.lexicon.words(item.text);
      const bool participle =
          comma && item.kind == Kind::kWord && std::any_of(words.begin(), words.end(), [](const Word& w) {
            return w.verb && (w.form == Form::kIng || w.form == Form::kParticiple);
          });
      if (!relative && !participle) continue;
      for (std::size_t end = q_.items.size(); end > r + 1; --end) {
        const Clause c = read_clause(q_, r, end);
        if (!passed_over(find_kernels(q_, c, true), c)) continue;
        std::vector<Item> rest(q_.items.begin(),
                               q_.items.begin() + static_cast<std::ptrdiff_t>(comma ? r - 1 : r));
        if (end < q_.items.size() && q_.items[end].kind == Kind::kComma) ++end;
        rest.insert(rest.end(), q_.items.begin() + static_cast<std::ptrdiff_t>(end), q_.items.end());
        std::vector<Reading> found = ItemReader(rest, q_.lexicon, q_.cursor, excluded_, mood_).run();
        const bool good =
            std::any_of(found.begin(), found.end(), [](const Reading& f) { return f.cost <= Costs::kBound; });
        if (!good) continue;
        for (Reading& f : found) readings_.push_back(std::move(f));
        return;
      }
    }
  }

  // A clause about somebody who was named ("the North Atlantic Treaty, which established NATO") restricts
  // nothing if it is true of them: then it may be passed over.
  bool passed_over(const std::vector<Kernel>& kernels, const Clause& c) const {
    if (c.begin == 0) return false;
    std::size_t before = c.begin - 1;
    while (before > 0 && (q_.items[before].kind == Kind::kComma || q_.items[before].kind == Kind::kFiller ||
                          q_.items[before].kind == Kind::kWord))
      --before;
    if (q_.items[before].kind != Kind::kMention || q_.items[before].entities.size() != 1 || c.not_word)
      return false;
    const EntityId who = q_.items[before].entities[0];
    for (const Kernel& kernel : kernels) {
      if (kernel.cost > Costs::kOddVariable) break;
      if (kernel.bare || kernel.open || !kernel.uses_variable || !kernel.list.empty() || denies(c, kernel))
        continue;
      Query fact;
      fact.cond = Cond::both([&] {
        std::vector<Cond> all;
        for (const Cond& r : kernel.restrictions) all.push_back(with(r, kVariable, who));
        const Relation& relation = q_.vocabulary.relation(kernel.relation);
        all.push_back(in_time(with(kernel.atom, kVariable, who), c, kernel, relation, true, Wants::kVerdict));
        return all;
      }());
      if (!query::check(fact, q_.snapshot)) continue;
      const auto outcome = query::evaluate(fact, q_.snapshot, {q_.cursor, q_.cursor});
      if (outcome && outcome->now.truth == temporal::kTrue) return true;
    }
    return false;
  }

  Term time_term(const TimeWords& t) const {
    return t.entity != logic::kNobody ? Term::of(t.entity) : Term::period(t.period);
  }

  // Puts the time of a clause around an atom.
  Cond in_time(Cond cond, const Clause& c, const Kernel& kernel, const record::Relation& relation, bool past,
               Wants wants) const {
    std::vector<TimeWords> times = c.times;
    times.insert(times.end(), kernel.times.begin(), kernel.times.end());
    const bool listing = wants == Wants::kList || wants == Wants::kCount;
    const bool begins = kernel.pattern != nullptr && kernel.pattern->tells == Phrase::Tells::kBegins;
    const bool ends = kernel.pattern != nullptr && kernel.pattern->tells == Phrase::Tells::kEnds;
    if ((begins || ends) && relation.time == TimeKind::kState && wants != Wants::kDate &&
        wants != Wants::kDuration) {
      // "Rejoined in 1989": not the first time, so not what begin() gives.
      if (begins && !times.empty() && again(*kernel.pattern) && times[0].before_after.empty() &&
          !times[0].since && times[0].entity == logic::kNobody) {
        Cond then = Cond::timed(cond, Binder::kAt, time_term(times[0]));
        Cond not_before = Cond::negation(
            Cond::timed(cond, Binder::kAt, Term::period(temporal::to_string(times[0].days.begin - 1))));
        return Cond::both({std::move(then), std::move(not_before)});
      }
      Term moment;
      moment.kind = Term::Kind::kCall;
      moment.text = begins ? "begin" : "end";
      moment.conds.push_back(cond);
      if (!times.empty()) {
        const TimeWords& t = times[0];
        if (auto when = dated(t)) {
          const Operator op = t.before_after == "before"  ? Operator::kLess
                              : t.before_after == "after" ? Operator::kGreater
                              : t.since                   ? Operator::kGreaterEqual
                                                          : Operator::kEqual;
          return Cond::both({Cond::timed(std::move(cond), Binder::kEver, std::nullopt),
                             Cond::test(op, std::move(moment), std::move(*when))});
        }
      }
      if (ends) {
        // It has ended: its end lies before now.
        Cond over =
            Cond::test(Operator::kLessEqual, std::move(moment), Term::period(temporal::to_string(q_.cursor)));
        if (wants == Wants::kVerdict && !kernel.uses_variable) return over;
        return Cond::both({Cond::timed(std::move(cond), Binder::kEver, std::nullopt), std::move(over)});
      }
      return Cond::timed(std::move(cond), Binder::kEver, std::nullopt);
    }
    if (mood_ == Mood::kStatement && relation.time == TimeKind::kState && times.size() == 1 &&
        (times[0].since || times[0].until))
      if (auto when = dated(times[0])) return bounded(std::move(cond), std::move(*when), times[0].until);
    for (const TimeWords& t : times) {
      Cond timed = Cond::timed(std::move(cond), t.binder, time_term(t));
      timed.before_after = t.before_after;
      if (t.since) timed.before_after = "after";
      // A list or a count at a period is that of its last day, unless it is told of events.
      if (listing && timed.binder == Binder::kIn && timed.before_after.empty() &&
          relation.time == TimeKind::kState && t.entity == logic::kNobody)
        timed.binder = Binder::kAt;
      cond = std::move(timed);
    }
    if (!times.empty()) return cond;
    if (wants == Wants::kDate || wants == Wants::kDuration) return cond;
    // Of something that is no longer there a list is that of its days; "is it in …" asks about now all the
    // same.
    const bool over = relation.time == TimeKind::kEvent || (listing && is_over(cond));
    if ((past || c.ever || over) && relation.time != TimeKind::kConstant &&
        relation.time != TimeKind::kMeasure)
      return Cond::timed(std::move(cond), Binder::kEver, std::nullopt);
    return cond;
  }

  // "has been a member since 1999", "was one until 2020".
  static Cond bounded(Cond cond, Term when, bool until) {
    Term moment;
    moment.kind = Term::Kind::kCall;
    moment.text = until ? "end" : "begin";
    moment.conds.push_back(cond);
    Cond test = Cond::test(Operator::kEqual, std::move(moment), std::move(when));
    if (until) cond = Cond::timed(std::move(cond), Binder::kEver, std::nullopt);
    return Cond::both({std::move(cond), std::move(test)});
  }

  // A verb that says that it was so before: "rejoin" (words.again).
  bool again(const Pattern& pattern) const {
    return std::any_of(pattern.elements.begin(), pattern.elements.end(),
                       [&](const Element& e) { return q_.lexicon.in_list("again", e.text); });
  }

  // The days of a time word as a period; of a war or an era those on which it went on.
  std::optional<Term> dated(const TimeWords& t) const {
    if (t.entity == logic::kNobody) return Term::period(t.period);
    const Span days = logic::Evaluator(q_.snapshot, {q_.cursor, q_.cursor}).days_of(Term::of(t.entity));
    const std::string first = temporal::to_string(days.begin);
    const std::string last = temporal::to_string(days.end - 1);
    if (days.empty() || first.empty() || last.empty()) return std::nullopt;
    return Term::period(first + "/" + last);
  }

  // True if the cond names something that is no longer there: then the question is about the past.
  bool is_over(const Cond& cond) const {
    if (cond.kind != Cond::Kind::kAtom) return false;
    const auto existence = q_.vocabulary.relation_for("existence");
    if (!existence || cond.relation == *existence) return false;
    return std::any_of(cond.terms.begin(), cond.terms.end(), [&](const Term& term) {
      if (term.kind != Term::Kind::kEntity) return false;
      // A war that is over.
      if (const auto period = q_.vocabulary.relation_for("period");
          period && cond.relation != *period &&
          q_.vocabulary.is_kind_of(q_.snapshot.type_of(term.entity),
                                   q_.vocabulary.relation(*period).places[0].type)) {
        logic::Atom war;
        war.relation = *period;
        war.places = {term.entity};
        return q_.snapshot.match_count(war) > 0 &&
               q_.snapshot.holds(war, logic::kNobody).at(q_.cursor).truth == temporal::kFalse;
      }
      return ceased(term.entity);
    });
  }

  // True if the record has its days, and the cursor is none of them.
  bool ceased(EntityId id) const {
    const auto existence = q_.vocabulary.relation_for("existence");
    if (!existence) return false;
    logic::Atom there;
    there.relation = *existence;
    there.places.push_back(id);
    return q_.snapshot.match_count(there) > 0 &&
           q_.snapshot.holds(there, logic::kNobody).at(q_.cursor).truth == temporal::kFalse;
  }

  void make(const std::vector<Clause>& clauses, const Kernel& first, const std::vector<const Kernel*>& rest,
            int cost) {
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
    // "Is Russia in the WTO?": of those that a name may mean, the present tense asks for what is there.
    if (choices.size() > 1 && first.times.empty() && !clauses[0].past && clauses[0].times.empty()) {
      const auto gone = [&](const auto& chosen) {
        return std::any_of(chosen.begin(), chosen.end(), [&](const auto& c) { return ceased(c.second); });
      };
      if (!std::all_of(choices.begin(), choices.end(), gone)) std::erase_if(choices, gone);
    }
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

  // "Not" of the clause, unless it is the phrase's own: "has no army" says what "has an army" denies.
  static bool denies(const Clause& c, const Kernel& kernel) {
    return c.not_word != (kernel.pattern != nullptr && kernel.pattern->negative);
  }

  // Past tense, by auxiliaries or by the form of the verb.
  bool is_past(const Clause& c, const Kernel& kernel) const {
    if (c.past) return true;
    if (kernel.pattern == nullptr) return false;
    const bool simple = c.auxiliaries.empty() && c.be.empty();
    for (const auto& [at, item] : c.words)
      for (const Word& w : q_.lexicon.words(item.text)) {
        if (c.perfect && w.verb && w.form == Form::kParticiple) return true;
        if (w.verb && w.form == Form::kPast && simple && w.lemma != item.text) return true;
      }
    return false;
  }

  std::optional<Reading> assemble(const std::vector<Clause>& clauses, const Kernel& kernel,
                                  const std::vector<const Kernel*>& rest, int cost) const {
    const Clause& c = clauses[0];
    Reading reading;
    reading.cost = cost;
    for (const Clause& clause : clauses) reading.cost += clause.repairs * Costs::kRepair;
    Wants wants = q_.wants;
    const bool past = is_past(c, kernel);
    reading.tense = c.will              ? Tense::kFuture
                    : c.perfect && past ? Tense::kPerfect
                    : past              ? Tense::kPast
                                        : Tense::kPresent;
    if (kernel.pattern != nullptr) {
      reading.phrase = kernel.pattern->text;
      reading.began = kernel.pattern->tells == Phrase::Tells::kBegins;
      reading.ended = kernel.pattern->tells == Phrase::Tells::kEnds;
    }
    // What may come is no fact; whether it may is one, if the vocabulary has a relation for it.
    Kernel changed;
    if ((c.will || c.can) && !kernel.bare && reading.began) {
      const auto possible = q_.vocabulary.find_relation(
          q_.vocabulary.setting("may", q_.vocabulary.relation(kernel.relation).name));
      // Who will join is not known; who is a candidate is.
      if (c.will && !c.can && q_.wants == Wants::kList && kernel.uses_variable)
        return candidates(clauses, kernel, rest, std::move(reading));
      if (c.will || !possible) return std::nullopt;
      changed = kernel;
      changed.relation = changed.atom.relation = *possible;
      changed.pattern = nullptr;
      reading.began = false;
      return assemble_kernel(clauses, changed, rest, std::move(reading), wants, past);
    }
    // Whether somebody was made to is not known; who did is, where the question dates it.
    const bool made_to = std::any_of(q_.items.begin(), q_.items.end(), [&](const Item& item) {
      return item.kind == Kind::kFiller && q_.lexicon.in_list("made_to", item.text);
    });
    if (made_to && (wants != Wants::kList || c.times.empty())) return std::nullopt;
    // "Rejoined", without a date: that it was so twice is not what "ever" says.
    const auto undated_again = [&](const Kernel& one, const Clause& clause) {
      return one.pattern != nullptr && again(*one.pattern) && clause.times.empty() && wants != Wants::kDate;
    };
    if (undated_again(kernel, c)) return std::nullopt;
    for (std::size_t k = 0; k < rest.size(); ++k)
      if (undated_again(*rest[k], clauses[k + 1])) return std::nullopt;
    // What ought to be is an opinion.
    if (std::any_of(clauses.begin(), clauses.end(), [](const Clause& one) { return one.should; }))
      return std::nullopt;
    if (wants != Wants::kDate &&
        std::any_of(clauses.begin(), clauses.end(), [](const Clause& one) { return one.will; }))
      return std::nullopt;
    // Who was made to leave left; but to have left is not to have been made to.
    if (kernel.pattern != nullptr && reading.ended && (wants == Wants::kVerdict || wants == Wants::kList) &&
        std::any_of(kernel.pattern->elements.begin(), kernel.pattern->elements.end(),
                    [](const Element& e) { return e.passive; }))
      return std::nullopt;
    return assemble_kernel(clauses, kernel, rest, std::move(reading), wants, past);
  }

  // settings.will: a relation, and the role and value that say who may come to it: "status kind candidate".
  std::optional<Reading> candidates(const std::vector<Clause>& clauses, const Kernel& kernel,
                                    const std::vector<const Kernel*>& rest, Reading reading) const {
    const std::string_view way = q_.vocabulary.setting("will", q_.vocabulary.relation(kernel.relation).name);
    const auto words = split(way, ' ');
    if (words.size() != 3 || !rest.empty() || !clauses[0].times.empty()) return std::nullopt;
    const auto relation = q_.vocabulary.find_relation(words[0]);
    const auto value = q_.snapshot.find(words[2]);
    if (!relation || !value) return std::nullopt;
    const auto& roles = q_.vocabulary.relation(*relation).roles;
    Kernel changed = kernel;
    changed.relation = changed.atom.relation = *relation;
    changed.pattern = nullptr;
    changed.atom.roles.clear();
    for (std::size_t i = 0; i < roles.size(); ++i)
      if (roles[i].name == words[1])
        changed.atom.roles.emplace_back(static_cast<std::uint8_t>(i), Term::of(*value));
    if (changed.atom.roles.empty()) return std::nullopt;
    reading.began = false;
    reading.tense = Tense::kPresent;
    return assemble_kernel(clauses, changed, rest, std::move(reading), Wants::kList, false);
  }

  std::optional<Reading> assemble_kernel(const std::vector<Clause>& clauses, const Kernel& kernel,
                                         const std::vector<const Kernel*>& rest, Reading reading, Wants wants,
                                         bool past) const {
    const Clause& c = clauses[0];
    Query& q = reading.query;
    for (const Kernel* other : rest)
      if (!other->bare && q_.vocabulary.relation(other->relation).time == TimeKind::kMeasure)
        return std::nullopt;
    if (!kernel.bare && q_.vocabulary.relation(kernel.relation).time == TimeKind::kMeasure)
      return measure(c, kernel, std::move(reading));

    std::vector<Cond> conds;
    for (const Cond& r : kernel.restrictions) conds.push_back(conds_time(r, c, kernel, past, wants));
    // "Countries that are not …" are those of some universe, which the answer names.
    if (!kernel.bare && c.not_word && kernel.uses_variable && kernel.restrictions.empty() &&
        wants != Wants::kReason) {
      for (const Filler& f : c.fillers)
        if (f.variable && f.type)
          conds.push_back(logic::class_cond(*f.type, Term::variable(std::string(kVariable)), q_.snapshot));
    }
    if (!kernel.bare) {
      Cond cond = in_time(kernel.atom, c, kernel, q_.vocabulary.relation(kernel.relation), past, wants);
      if (denies(c, kernel) && wants != Wants::kReason) cond = Cond::negation(std::move(cond));
      conds.push_back(std::move(cond));
    }
    for (std::size_t k = 0; k < rest.size(); ++k) {
      const Clause& other = clauses[k + 1];
      if (!rest[k]->list.empty()) return std::nullopt;
      Cond cond = in_time(rest[k]->atom, other, *rest[k], q_.vocabulary.relation(rest[k]->relation),
                          is_past(other, *rest[k]) || past, wants);
      // A war or a date of the first clause is not that of the second.
      if (denies(other, *rest[k])) cond = Cond::negation(std::move(cond));
      for (const Cond& r : rest[k]->restrictions) conds.push_back(r);
      conds.push_back(std::move(cond));
    }
    if (kernel.before != logic::kNobody) {
      // "Who owned Alaska before the United States?": on the day before it did.
      if (wants != Wants::kList || conds.size() != 1 || !c.times.empty()) return std::nullopt;
      Query since;
      since.head = query::Head::kWhenBegin;
      since.cond = with(kernel.atom, kVariable, kernel.before);
      if (!query::check(since, q_.snapshot)) return std::nullopt;
      const auto began = query::evaluate(since, q_.snapshot, {q_.cursor, q_.cursor});
      if (!began || began->spells.size() != 1 || !began->spells[0].begin) return std::nullopt;
      const std::string day = temporal::to_string(began->spells[0].begin->earliest - 1);
      if (day.empty()) return std::nullopt;
      conds[0] = Cond::timed(kernel.atom, Binder::kAt, Term::period(day));
    }
    widen(conds);
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
          if (says_nothing(kernel.atom) || class_of_nobody(kernel)) return std::nullopt;
          if (!kernel.list.empty()) return several(std::move(reading), cond, kernel);
          q.cond = std::move(cond);
          return reading;
        }
        // "Is Scotland a sovereign state?" asks nothing about some state.
        if (quantified != nullptr && predicate(c, *quantified)) return std::nullopt;
        // "Are all EU countries in NATO?", "Are any African countries not in the African Union?"
        if (kernel.restrictions.empty() && quantified == nullptr) return std::nullopt;
        q.head = query::Head::kAsk;
        if (!kernel.list.empty()) return std::nullopt;
        Cond whole;
        if (quantified != nullptr && quantified->all && !kernel.restrictions.empty()) {
          whole.kind = Cond::Kind::kAll;
          whole.variables = {x};
          whole.parts.push_back(Cond::both(kernel.restrictions));
          std::vector<Cond> then(conds.begin() + static_cast<std::ptrdiff_t>(kernel.restrictions.size()),
                                 conds.end());
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
        // "Treaty of Rome signed": when?
        if (kernel.uses_variable && q_.fragment && rest.empty() && kernel.list.empty() && !kernel.bare &&
            kernel.pattern != nullptr && !kernel.pattern->noun && kernel.restrictions.empty() &&
            q_.vocabulary.relation(kernel.relation).time == TimeKind::kEvent && c.times.empty() &&
            std::none_of(c.fillers.begin(), c.fillers.end(), [](const Filler& f) { return f.variable; })) {
          reading.wants = Wants::kDate;
          q.head = query::Head::kWhenBegin;
          q.cond = kernel.atom;
          for (Term& t : q.cond.terms)
            if (t.kind == Term::Kind::kVariable) t = Term{};
          return reading;
        }
        // "Finland in NATO?": a statement without a verb is asked.
        if (!kernel.uses_variable && q_.fragment && c.orders.empty() && excluded_.empty() && !c.not_word &&
            rest.empty() && !kernel.bare && names_one(c, kernel) &&
            q_.vocabulary.relation(kernel.relation).time == TimeKind::kState) {
          reading.wants = Wants::kVerdict;
          q.head = query::Head::kAsk;
          if (!kernel.list.empty()) return several(std::move(reading), cond, kernel);
          q.cond = std::move(cond);
          return reading;
        }
        // "What is Article 5?" and the like are no lists.
        if (!kernel.uses_variable) return std::nullopt;
        if (!kernel.list.empty()) {
          if (!c.orders.empty()) return std::nullopt;
          cond = for_each(cond, kernel);
        }
        for (const EntityId id : excluded_)
          cond =
              Cond::both({std::move(cond), Cond::test(Operator::kNotEqual, Term::variable(x), Term::of(id))});
        q.head = query::Head::kWhich;
        q.variables = {x};
        q.cond = std::move(cond);
        if (kernel.variable_type && q_.vocabulary.type(*kernel.variable_type).name == "text")
          reading.wants = Wants::kText;
        else
          reading.wants = Wants::kList;
        for (const Filler& f : c.fillers)
          if (f.number && f.variable) reading.presumed_count = f.number;
        if (!c.orders.empty() && excluded_.empty() && !order(c, kernel, q, reading)) return std::nullopt;
        if (!c.orders.empty() && !excluded_.empty()) {
          Query ranked = q;
          if (!order(c, kernel, ranked, reading)) return std::nullopt;
          q = std::move(ranked);
        }
        return reading;
      }
      case Wants::kCount: {
        if (!kernel.uses_variable) return std::nullopt;
        if (!kernel.list.empty()) cond = for_each(cond, kernel);
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
        if (kernel.uses_variable && conds.size() == 1 + kernel.restrictions.size() && kernel.list.empty() &&
            std::all_of(kernel.restrictions.begin(), kernel.restrictions.end(),
                        [](const Cond& r) { return r.kind == Cond::Kind::kClass; }) &&
            std::none_of(c.fillers.begin(), c.fillers.end(),
                         [](const Filler& f) { return f.variable && !f.wh.empty(); })) {
          // "Was signed by 50 nations on which day?": by whom is not asked.
          Cond anyone = kernel.atom;
          for (Term& t : anyone.terms)
            if (t.kind == Term::Kind::kVariable) t = Term{};
          conds.assign(1, std::move(anyone));
        } else if (kernel.uses_variable || conds.size() != 1) {
          return std::nullopt;
        }
        if (!kernel.list.empty()) {
          // "When did France and Belgium invade": when all of them did.
          std::vector<Cond> all;
          for (const EntityId id : kernel.list) all.push_back(with_each(conds[0], id));
          conds[0] = kernel.list_any ? Cond::either(std::move(all)) : Cond::both(std::move(all));
        }
        const bool event = q_.vocabulary.relation(kernel.relation).time == TimeKind::kEvent;
        if (!c.orders.empty()) {
          // "The last time": of all that are open, the one that began last.
          const int number = c.orders[0].number;
          if ((number != -1 && number != 1) || !event || !kernel.list.empty() ||
              conds[0].kind == Cond::Kind::kOr)
            return std::nullopt;
          Cond atom = kernel.atom;
          bool open = false;
          for (Term& t : atom.terms)
            if (t.kind == Term::Kind::kAny || (t.kind == Term::Kind::kVariable && t.text == x))
              t = Term::variable(x), open = true;
          if (open) {
            q.head = query::Head::kWhich;
            q.variables = {x};
            q.cond = Cond::timed(atom, Binder::kEver, std::nullopt);
            query::Pick pick;
            pick.kind = number == -1 ? query::Pick::Kind::kLast : query::Pick::Kind::kFirst;
            pick.by.kind = Term::Kind::kCall;
            pick.by.text = "begin";
            pick.by.conds.push_back(atom);
            q.pick = std::move(pick);
            if (!query::check(q, q_.snapshot)) return std::nullopt;
            const auto found = query::evaluate(q, q_.snapshot, {q_.cursor, q_.cursor});
            if (!found || found->holding == 0 || found->holding > 4) return std::nullopt;
            std::vector<Cond> all;
            for (std::size_t i = 0; i < found->holding; ++i)
              all.push_back(with(atom, x, found->rows[i].values[0]));
            Query when;
            when.head = query::Head::kWhenBegin;
            when.cond = Cond::both(std::move(all));
            q = std::move(when);
            reading.wants = Wants::kDate;
            return reading;
          }
          if (number == -1) return std::nullopt;
        }
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
        bool negative = denies(c, kernel);
        Cond plain = kernel.atom;
        if (!kernel.list.empty()) {
          for (const EntityId id : kernel.list) {
            Cond one = plain;
            for (Term& t : one.terms)
              if (t.kind == Term::Kind::kVariable) t = Term::of(id);
            Query part;
            part.head = query::Head::kWhy;
            part.cond = negative ? Cond::negation(one) : one;
            if (!query::check(part, q_.snapshot)) return std::nullopt;
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

  // "Countries that are not in the UN", where "country" stands for its members: the class that is wider.
  void widen(std::vector<Cond>& conds) const {
    const auto wider = q_.vocabulary.settings.find("wider");
    if (wider == q_.vocabulary.settings.end() || conds.size() != 2) return;
    Cond& cls = conds[0].kind == Cond::Kind::kTimed ? conds[0].parts[0] : conds[0];
    if (cls.kind != Cond::Kind::kAtom || conds[1].kind != Cond::Kind::kNot) return;
    for (const auto& [name, other] : wider->second) {
      const auto to = q_.vocabulary.find_relation(other);
      if (!to || q_.vocabulary.relation(cls.relation).name != name) continue;
      Query which;
      which.head = query::Head::kWhich;
      which.variables = {std::string(kVariable)};
      const Cond& denied = conds[1].parts[0];
      which.cond =
          Cond::both({cls, Cond::negation(denied.kind == Cond::Kind::kTimed ? denied.parts[0] : denied)});
      if (!query::check(which, q_.snapshot)) return;
      const auto outcome = query::evaluate(which, q_.snapshot, {q_.cursor, q_.cursor});
      if (outcome && outcome->rows.empty() && !outcome->open) cls.relation = *to;
      return;
    }
  }

  // A restriction holds on the days that the question speaks of.
  Cond conds_time(Cond cond, const Clause& c, const Kernel& kernel, bool past, Wants wants) const {
    // What was a country then need not be one now.
    if (cond.kind == Cond::Kind::kClass) {
      const bool then =
          past || (!kernel.bare && q_.vocabulary.relation(kernel.relation).time != TimeKind::kState);
      return then ? Cond::timed(std::move(cond), Binder::kEver, std::nullopt) : cond;
    }
    // "Which European war did it end": where it was fought, not where it is.
    if (cond.kind == Cond::Kind::kAtom && !kernel.bare && c.times.empty() &&
        std::any_of(q_.vocabulary.settings.begin(), q_.vocabulary.settings.end(), [&](const auto& group) {
          return group.first.ends_with("_modifiers") && group.first != "country_modifiers" &&
                 std::any_of(group.second.begin(), group.second.end(), [&](const auto& entry) {
                   return entry.second == q_.vocabulary.relation(cond.relation).name;
                 });
        }))
      return Cond::timed(std::move(cond), Binder::kEver, std::nullopt);
    if (!kernel.bare && c.times.empty()) return cond;
    const Cond& inner = cond.kind == Cond::Kind::kNot ? cond.parts[0] : cond;
    if (inner.kind != Cond::Kind::kAtom) return cond;
    Kernel plain;
    plain.times = kernel.times;
    const Relation& relation = q_.vocabulary.relation(inner.relation);
    if (relation.time != TimeKind::kState) return cond;
    // "Which Caribbean country became independent in 1804": it need not have been one of the class then.
    const bool event =
        !kernel.bare && (q_.vocabulary.relation(kernel.relation).time != TimeKind::kState ||
                         (kernel.pattern != nullptr && kernel.pattern->tells != Phrase::Tells::kHolds));
    const bool of_class =
        std::any_of(q_.vocabulary.settings.begin(), q_.vocabulary.settings.end(), [&](const auto& group) {
          return group.first.ends_with("_modifiers") &&
                 std::any_of(group.second.begin(), group.second.end(),
                             [&](const auto& entry) { return entry.second == relation.name; });
        });
    if (event && of_class) return Cond::timed(std::move(cond), Binder::kEver, std::nullopt);
    return in_time(std::move(cond), c, plain, relation, past, wants);
  }

  std::optional<Reading> measure(const Clause& c, const Kernel& kernel, Reading reading) const {
    Query& q = reading.query;
    Term call;
    call.kind = Term::Kind::kCall;
    call.text = q_.vocabulary.relation(kernel.relation).name;
    call.items.push_back(kernel.atom.terms[0]);
    if (kernel.atom.terms[0].kind == Term::Kind::kEntity) {
      if (q_.wants != Wants::kCount && q_.wants != Wants::kDuration && q_.wants != Wants::kList)
        return std::nullopt;
      if (!kernel.restrictions.empty()) return std::nullopt;
      q.head = query::Head::kValue;
      q.term = std::move(call);
      if (!c.times.empty()) q.time = std::pair(Binder::kAt, time_term(c.times[0]));
      reading.wants = Wants::kNumber;
      return reading;
    }
    // "Which NATO member has the smallest population?", "Who has the largest army?"
    if (q_.wants != Wants::kList || c.orders.empty()) return std::nullopt;
    const int number = c.orders[0].number;
    q.head = query::Head::kWhich;
    q.variables = {std::string(kVariable)};
    std::vector<Cond> conds = kernel.restrictions;
    call.items[0] = Term::variable(std::string(kVariable));
    if (conds.empty())
      conds.push_back(logic::class_cond(q_.vocabulary.relation(kernel.relation).places[0].type,
                                        Term::variable(std::string(kVariable)), q_.snapshot));
    q.cond = Cond::both(std::move(conds));
    query::Pick pick;
    pick.kind = number == -2 || number == -1 ? query::Pick::Kind::kLast
                : number > 100               ? query::Pick::Kind::kNth
                                             : query::Pick::Kind::kFirst;
    pick.nth = number > 100 ? number - 100 : 0;
    pick.by = std::move(call);
    // The largest of those that are measured may not be the largest of all.
    if (number != -2 && !all_measured(q.cond, kernel.relation)) return std::nullopt;
    q.pick = std::move(pick);
    reading.wants = Wants::kList;
    return reading;
  }

  bool all_measured(const Cond& cond, record::RelationId measure) const {
    Query who;
    who.head = query::Head::kWhich;
    who.variables = {std::string(kVariable)};
    who.cond = cond;
    if (!query::check(who, q_.snapshot)) return false;
    const auto outcome = query::evaluate(who, q_.snapshot, {q_.cursor, q_.cursor});
    if (!outcome || outcome->holding == 0) return false;
    return std::all_of(
        outcome->rows.begin(), outcome->rows.begin() + static_cast<std::ptrdiff_t>(outcome->holding),
        [&](const auto& row) { return q_.snapshot.measure(measure, row.values[0]).at(q_.cursor).known; });
  }

  // first, last, nth: by when it began.
  bool order(const Clause& c, const Kernel& kernel, Query& q, Reading&) const {
    const int number = c.orders[0].number;
    if (number == -2 || number == 2 || kernel.bare) return false;
    query::Pick pick;
    pick.kind = number == -1   ? query::Pick::Kind::kLast
                : number > 101 ? query::Pick::Kind::kNth
                               : query::Pick::Kind::kFirst;
    pick.nth = number > 100 ? number - 100 : 0;
    if (number == 101) pick.kind = query::Pick::Kind::kFirst;
    pick.by.kind = Term::Kind::kCall;
    // "The first to leave": by when it ended.
    const bool ends = kernel.pattern != nullptr && kernel.pattern->tells == Phrase::Tells::kEnds;
    pick.by.text = ends ? "end" : "begin";
    pick.by.conds.push_back(kernel.atom);
    // The order is among all that ever were.
    Cond cond = kernel.atom;
    if (q_.vocabulary.relation(kernel.relation).time != TimeKind::kConstant) {
      if (!c.times.empty() && number > 101)
        cond = Cond::timed(std::move(cond), Binder::kEver, std::nullopt);
      else if (!c.times.empty())
        cond = q.cond;
      else
        cond = Cond::timed(std::move(cond), Binder::kEver, std::nullopt);
    } else {
      return false;
    }
    std::vector<Cond> conds = kernel.restrictions;
    conds.push_back(std::move(cond));
    Query ranked = q;
    ranked.cond = Cond::both(std::move(conds));
    ranked.pick = std::move(pick);
    // "On 1 January 2014, which country became the 18th member": the date is no rank; it must be that of the
    // 18th.
    if (!c.times.empty() && number > 101 && !same_answer(q, ranked)) return false;
    q = std::move(ranked);
    return true;
  }

  // True if all who are picked are among those who meet the first query.
  bool same_answer(Query met, Query picked) const {
    if (!query::check(met, q_.snapshot) || !query::check(picked, q_.snapshot)) return false;
    const auto all = query::evaluate(met, q_.snapshot, {q_.cursor, q_.cursor});
    const auto few = query::evaluate(picked, q_.snapshot, {q_.cursor, q_.cursor});
    if (!all || !few || few->holding == 0) return false;
    return std::all_of(few->rows.begin(), few->rows.begin() + static_cast<std::ptrdiff_t>(few->holding),
                       [&](const auto& row) {
                         return std::any_of(
                             all->rows.begin(), all->rows.begin() + static_cast<std::ptrdiff_t>(all->holding),
                             [&](const auto& other) { return other.values[0] == row.values[0]; });
                       });
  }

  // The cond with one of a list in its place.
  static Cond with_each(Cond cond, EntityId id) { return with(std::move(cond), "each", id); }
  static Cond with(Cond cond, std::string_view variable, EntityId id) {
    const std::function<void(Cond&)> fill = [&](Cond& c) {
      const std::function<void(Term&)> in_term = [&](Term& t) {
        if (t.kind == Term::Kind::kVariable && t.text == variable) t = Term::of(id);
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

  // "Is the EU a country?" asks neither for a country of it nor of what it is one.
  bool class_of_nobody(const Kernel& kernel) const {
    if (kernel.bare || kernel.pattern == nullptr || !kernel.pattern->noun) return false;
    std::size_t i = 0;
    while (i < q_.items.size() && (q_.items[i].kind == Kind::kBe || q_.items[i].kind == Kind::kArticle)) ++i;
    if (i == 0 || i >= q_.items.size() || q_.items[i].kind != Kind::kMention) return false;
    const auto& elements = kernel.pattern->elements;
    const bool of_class = std::any_of(elements.begin(), elements.end(), [&](const Element& e) {
      return e.kind == Element::Kind::kWord && e.content && q_.lexicon.class_noun(e.text);
    });
    return of_class && std::any_of(kernel.atom.terms.begin(), kernel.atom.terms.end(),
                                   [](const Term& t) { return t.kind == Term::Kind::kAny; });
  }

  // "Is the Budapest Memorandum a treaty?" is not answered by its being of some kind or other.
  bool says_nothing(const Cond& atom) const {
    if (atom.kind != Cond::Kind::kAtom) return false;
    const Relation& relation = q_.vocabulary.relation(atom.relation);
    if (relation.time != TimeKind::kConstant) return false;
    for (std::size_t i = 0; i < atom.terms.size(); ++i)
      if (atom.terms[i].kind == Term::Kind::kAny && q_.vocabulary.type(relation.places[i].type).words)
        return true;
    return false;
  }

  // "Is X a state?": a noun behind "a" that says what the subject is.
  bool predicate(const Clause& c, const Filler& noun) const {
    if (noun.all || noun.begin == 0 || q_.items[noun.end - 1].plural || c.be.empty() ||
        !noun.preposition.empty())
      return false;
    std::size_t i = noun.begin;
    while (i > 0 && q_.items[i - 1].kind == Kind::kWord) --i;
    if (i == 0 || q_.items[i - 1].kind != Kind::kArticle || !q_.items[i - 1].text.starts_with("a"))
      return false;
    return std::any_of(c.fillers.begin(), c.fillers.end(), [&](const Filler& f) {
      return !f.variable && f.begin < noun.begin && f.begin > c.be.front() && f.preposition.empty();
    });
  }

  // "Brazil BRICS member?" asks; "G7 members" lists.
  bool names_one(const Clause& c, const Kernel& kernel) const {
    if (kernel.pattern == nullptr || !kernel.pattern->noun || !kernel.list.empty()) return true;
    const auto plural = [&](std::string_view text) {
      const auto& words = q_.lexicon.words(text);
      return std::any_of(words.begin(), words.end(), [](const Word& w) { return w.form == Form::kPlural; });
    };
    return std::none_of(c.words.begin(), c.words.end(),
                        [&](const auto& w) { return plural(w.second.text); }) &&
           std::none_of(c.fillers.begin(), c.fillers.end(),
                        [&](const Filler& f) { return f.variable && plural(q_.items[f.end - 1].text); });
  }

  // "Which countries are in NATO and the EU", "in NATO or the EU": of all of a list, or of any.
  static Cond for_each(const Cond& cond, const Kernel& kernel) {
    std::vector<Cond> all;
    for (const EntityId id : kernel.list) all.push_back(with_each(cond, id));
    return kernel.list_any ? Cond::either(std::move(all)) : Cond::both(std::move(all));
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

  Question q_;
  Mood mood_;
  std::vector<Reading> readings_;
  const std::vector<EntityId>& excluded_;
};

}  // namespace

std::vector<Reading> read_items(const std::vector<Item>& items, const Lexicon& lexicon, Day cursor,
                                const std::vector<EntityId>& excluded, Mood mood) {
  return ItemReader(items, lexicon, cursor, excluded, mood).run();
}

}  // namespace entente::language

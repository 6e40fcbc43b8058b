#include "language/clauses.h"

#include <algorithm>

namespace entente::language {
namespace {

using Kind = Item::Kind;
using logic::Binder;

class ClauseReader {
 public:
  explicit ClauseReader(const Question& question) : q_(question) {}

  // Where clauses may begin: each way is a list of places, the first 0.
  std::vector<std::vector<std::size_t>> segmentations() const {
    std::vector<std::vector<std::size_t>> ways;
    std::vector<std::size_t> sure{0};
    for (std::size_t i = 1; i < q_.items.size(); ++i) {
      const Item& item = q_.items[i];
      const auto next_kind = [&](std::size_t k) {
        return k < q_.items.size() ? q_.items[k].kind : Kind::kFiller;
      };
      const bool relative = (item.kind == Kind::kThat || (item.kind == Kind::kWh && i != q_.wh_at &&
                                                          (item.text == "which" || item.text == "who")));
      const bool but =
          item.kind == Kind::kBut && i + 1 < q_.items.size() && next_kind(i + 1) != Kind::kFiller;
      const bool and_verb =
          item.kind == Kind::kAnd && (next_kind(i + 1) == Kind::kNot || next_kind(i + 1) == Kind::kBe ||
                                      next_kind(i + 1) == Kind::kAuxiliary);
      if (relative || but || and_verb) sure.push_back(i);
    }
    ways.push_back(sure);
    // "… left in 1972 and rejoined in 1989": a verb behind "and" begins a clause; so does one behind a comma.
    std::vector<std::size_t> verbs = sure;
    for (std::size_t i = 2; q_.wh_at != SIZE_MAX && i + 1 < q_.items.size(); ++i) {
      const bool joins = q_.items[i].kind == Kind::kAnd || q_.items[i].kind == Kind::kComma;
      if (!joins || q_.items[i + 1].kind != Kind::kWord) continue;
      const auto& words = q_.lexicon.words(q_.items[i + 1].text);
      const bool verb = std::any_of(words.begin(), words.end(), [&](const Word& w) {
        return w.verb && (w.form == Form::kPast || w.form == Form::kThird || w.form == Form::kParticiple ||
                          w.form == Form::kIng || (w.form == Form::kBase && q_.items[i].kind == Kind::kAnd));
      });
      if (verb && std::find(verbs.begin(), verbs.end(), i) == verbs.end()) verbs.push_back(i);
    }
    std::sort(verbs.begin(), verbs.end());
    if (verbs.size() > sure.size()) ways.push_back(verbs);
    // A noun phrase with a relation of its own before the verb: "Which EU members | are not in NATO".
    for (std::size_t i = 2; i + 1 < q_.items.size(); ++i) {
      if (q_.items[i].kind != Kind::kBe && q_.items[i].kind != Kind::kAuxiliary &&
          q_.items[i].kind != Kind::kNot)
        continue;
      if (q_.items[0].kind == Kind::kBe || q_.items[0].kind == Kind::kAuxiliary) break;
      if (std::find(sure.begin(), sure.end(), i) != sure.end()) continue;
      std::vector<std::size_t> more = sure;
      more.push_back(i);
      std::sort(more.begin(), more.end());
      ways.push_back(more);
    }
    // "Which country, member of the African Union, …": a noun with a relation of its own behind what is asked
    // for.
    if (q_.wh_at != SIZE_MAX)
      for (std::size_t i = q_.wh_at + 2; i + 2 < q_.items.size(); ++i)
        if (q_.items[i].kind == Kind::kWord && q_.items[i - 1].kind == Kind::kClass &&
            q_.items[i + 1].kind == Kind::kPreposition) {
          std::vector<std::size_t> more = sure;
          more.push_back(i);
          std::sort(more.begin(), more.end());
          ways.push_back(more);
        }
    if (ways.size() > 9) ways.resize(9);
    return ways;
  }

  // A noun follows, perhaps behind other names that restrict it: "non-EU Schengen countries".
  bool before_content(std::size_t i, std::size_t to) const {
    while (i < to && (q_.items[i].kind == Kind::kMention || q_.items[i].kind == Kind::kPossessive ||
                      q_.items[i].kind == Kind::kNon || q_.items[i].kind == Kind::kFiller ||
                      q_.items[i].kind == Kind::kOrder || q_.items[i].kind == Kind::kNumber))
      ++i;
    return i < to && (q_.items[i].kind == Kind::kClass || q_.items[i].kind == Kind::kWord);
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
      const Item& item = q_.items[i];
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
            while (n < to && q_.items[n].kind == Kind::kComma) ++n;
            bool joined = n > k + 1;
            if (n < to && (q_.items[n].kind == Kind::kAnd || q_.items[n].kind == Kind::kOr)) {
              f.any_of = f.any_of || q_.items[n].kind == Kind::kOr;
              joined = true;
              ++n;
            }
            while (n < to && (q_.items[n].kind == Kind::kArticle || q_.items[n].kind == Kind::kFiller)) ++n;
            if (!joined || n >= to || q_.items[n].kind != Kind::kMention) break;
            if (q_.items[n].entities != f.each.back()) f.each.push_back(q_.items[n].entities);
            k = n;
            c.repairs += q_.items[n].repaired ? 1 : 0;
          }
          f.end = k + 1;
          i = k;
          if (i + 1 < to && q_.items[i + 1].kind == Kind::kPossessive) f.possessive = true, ++i;
          f.modifier = f.possessive || before_content(i + 1, to);
          f.preposition = take_preposition();
          c.fillers.push_back(std::move(f));
          break;
        }
        case Kind::kClass: {
          // "The NATO alliance": the class of what was just named adds nothing.
          if (!item.plural && !c.fillers.empty() && !c.fillers.back().variable &&
              !c.fillers.back().possessive && !c.fillers.back().adjective &&
              adjoins(c.fillers.back().end, i) && c.fillers.back().each.size() == 1 &&
              q_.vocabulary.is_kind_of(q_.snapshot.type_of(c.fillers.back().each[0][0]), *item.type)) {
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
          while (!c.fillers.empty() && !c.fillers.back().variable && c.fillers.back().modifier &&
                 adjoins(c.fillers.back().end, i)) {
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
          if (i == q_.wh_at && (item.text == "who" || item.text == "whom" || item.text == "what" ||
                                item.text == "which" || item.text == "where" || item.text == "whose")) {
            wh = item.text;
            // A noun follows: the noun is asked for.
            std::size_t k = i + 1;
            while (k < to && (q_.items[k].kind == Kind::kMention || q_.items[k].kind == Kind::kArticle ||
                              q_.items[k].kind == Kind::kNumber || q_.items[k].kind == Kind::kOrder ||
                              q_.items[k].kind == Kind::kNon || q_.items[k].kind == Kind::kOnly ||
                              q_.items[k].kind == Kind::kFiller || q_.items[k].kind == Kind::kPossessive ||
                              q_.items[k].kind == Kind::kAll ||
                              (q_.items[k].kind == Kind::kPreposition && q_.items[k].text == "of") ||
                              q_.lexicon.in_list("linking", q_.items[k].text)))
              ++k;
            const bool noun = k < to && q_.items[k].kind == Kind::kClass && item.text != "where" &&
                              item.text != "who" && item.text != "whom";
            if (!noun) {
              Filler f;
              f.variable = true;
              f.wh = wh;
              f.begin = i, f.end = i + 1;
              f.preposition = take_preposition();
              wh.clear();
              c.fillers.push_back(std::move(f));
            }
          } else if (i == q_.wh_at && (item.text == "how many" || item.text == "how much")) {
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
          if (p == "until" || p == "till") t.until = true;
          const bool one_day = item.days.end - item.days.begin == 1;
          t.binder = p == "throughout"      ? Binder::kThroughout
                     : one_day || p == "at" ? Binder::kAt
                                            : Binder::kIn;
          if (p == "of" && !c.fillers.empty() && c.fillers.back().variable && c.fillers.back().type &&
              c.fillers.back().end + 1 == i) {
            c.fillers.back().of_time = item.period;
            break;
          }
          c.times.push_back(std::move(t));
          break;
        }
        case Kind::kNumber:
          number = item.number;
          c.numbers.push_back(item.number);
          break;
        case Kind::kOrder: c.orders.push_back({item.number, i}); break;
        case Kind::kWord: {
          // "NATO member countries": a word between a name and a class that adds nothing.
          const bool linking =
              q_.lexicon.in_list("linking", item.text) && i > from &&
              (q_.items[i - 1].kind == Kind::kMention || q_.items[i - 1].kind == Kind::kPossessive) &&
              i + 1 < to && q_.items[i + 1].kind == Kind::kClass;
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
          if (item.text == "should") c.should = true;
          if (item.text == "can" || item.text == "could" || item.text == "may") c.can = true;
          break;
        case Kind::kNot:
          c.not_word = true;
          c.ever = c.ever || item.text == "never";
          break;
        case Kind::kEver: c.ever = true; break;
        case Kind::kAll: all = true; break;
        case Kind::kOnly: c.only = true; break;
        case Kind::kNon: non = true; break;
        case Kind::kArticle:
        case Kind::kFiller:
        case Kind::kComma:
        case Kind::kAnd:
        case Kind::kOr:
        case Kind::kBut:
        case Kind::kThat:
        case Kind::kPossessive: break;
      }
      if (item.kind == Kind::kBe || item.kind == Kind::kAuxiliary) {
        if (!preposition.empty() && c.stranded.empty()) c.stranded = preposition;
        preposition.clear();
      }
    }
    // "What are the EU countries": the class is what is asked for.
    for (std::size_t w = 0; w + 1 < c.fillers.size(); ++w) {
      if (!c.fillers[w].variable || c.fillers[w].type || c.fillers[w].wh.empty() ||
          c.fillers[w].wh == "where")
        continue;
      Filler& next = c.fillers[w + 1];
      if (!next.variable || !next.type || !next.wh.empty()) continue;
      bool copula = false;
      bool only = true;
      for (std::size_t i = c.fillers[w].end; i < next.begin; ++i) {
        copula = copula || q_.items[i].kind == Kind::kBe;
        only = only && (q_.items[i].kind == Kind::kBe || q_.items[i].kind == Kind::kArticle ||
                        q_.items[i].kind == Kind::kNumber || q_.items[i].kind == Kind::kFiller ||
                        q_.items[i].kind == Kind::kNon || q_.items[i].kind == Kind::kOrder ||
                        q_.items[i].kind == Kind::kAll);
      }
      if (!copula || !only) continue;
      next.wh = c.fillers[w].wh;
      c.fillers.erase(c.fillers.begin() + static_cast<std::ptrdiff_t>(w));
      break;
    }
    return c;
  }

  // Nothing but names and small words between two places: "NATO member countries" are the member's, not
  // NATO's.
  bool adjoins(std::size_t from, std::size_t to) const {
    for (std::size_t i = from; i < to; ++i)
      if (q_.items[i].kind != Kind::kPossessive && q_.items[i].kind != Kind::kNumber &&
          q_.items[i].kind != Kind::kFiller && q_.items[i].kind != Kind::kMention &&
          q_.items[i].kind != Kind::kNon && q_.items[i].kind != Kind::kOrder &&
          !q_.lexicon.in_list("linking", q_.items[i].text))
        return false;
    return true;
  }

  const Question& q_;
};

}  // namespace

std::vector<std::vector<std::size_t>> segmentations(const Question& question) {
  return ClauseReader(question).segmentations();
}

Clause read_clause(const Question& question, std::size_t from, std::size_t to) {
  return ClauseReader(question).clause(from, to);
}

}  // namespace entente::language

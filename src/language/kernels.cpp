#include "language/kernels.h"

#include <algorithm>
#include <functional>

#include "language/reader.h"

namespace entente::language {
namespace {

using logic::Binder;
using record::RelationId;
using record::TimeKind;
using record::TypeId;
using Kind = Item::Kind;

class KernelFinder {
 public:
  explicit KernelFinder(const Question& question) : q_(question) {}

  struct Assignment {
    std::vector<int> filler;  // for each slot element of the pattern: which filler, -1 none
    int cost = 0;
  };

  bool fits(const Filler& f, TypeId type) const {
    if (!f.variable) {
      return std::all_of(f.each.begin(), f.each.end(), [&](const auto& who) {
        return std::any_of(who.begin(), who.end(), [&](EntityId id) {
          return q_.vocabulary.is_kind_of(q_.snapshot.type_of(id), type);
        });
      });
    }
    const record::Type& wanted = q_.vocabulary.type(type);
    if (f.type) {
      if (wanted.literal) return false;
      // "What alliance" may be a side of a war (settings.noun_also).
      if (wanted.name == q_.vocabulary.setting("noun_also", q_.vocabulary.type(*f.type).name)) return true;
      return q_.vocabulary.is_kind_of(*f.type, type) || q_.vocabulary.is_kind_of(type, *f.type);
    }
    // What the small words ask for is the vocabulary's (settings.asked): "who" an actor, "where" a place.
    if (f.wh == "where") return asked_kind(type, "where");
    if (f.wh == "who" || f.wh == "whom") return asked_kind(type, "who") || asked_kind(type, "where");
    return !wanted.words || true;
  }
  bool asked_kind(TypeId type, std::string_view word) const {
    const std::string_view name = q_.vocabulary.setting("asked", word);
    if (name.empty()) return true;
    const auto kind = q_.vocabulary.find_type(name);
    return kind && (q_.vocabulary.is_kind_of(type, *kind) || q_.vocabulary.is_kind_of(*kind, type));
  }

  TypeId slot_type(const record::Relation& relation, int slot) const {
    return slot >= kRoleSlot ? relation.roles[static_cast<std::size_t>(slot - kRoleSlot)].type
                             : relation.places[static_cast<std::size_t>(slot)].type;
  }

  // Finds the words of a pattern in the clause: the places of its content words; nullopt if one is missing.
  std::optional<std::vector<std::size_t>> find_words(const Pattern& pattern, const Clause& c,
                                                     std::size_t& verb_at, int& cost) const {
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
            const std::string& t = q_.items[i].text;
            return e.text == "have" ? t == "have" || t == "has" || t == "had" || t == "having"
                                    : t == "do" || t == "does" || t == "did";
          });
          const bool with =
              e.text == "have" &&
              std::any_of(q_.items.begin() + static_cast<std::ptrdiff_t>(c.begin), q_.items.end(),
                          [](const Item& i) { return i.kind == Kind::kPreposition && i.text == "with"; });
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
          if (q_.items[at].text == e.text) found = at;
        if (found == SIZE_MAX) return std::nullopt;
        last = found;
        if (verb_at == SIZE_MAX && !c.be.empty()) verb_at = found;
        continue;
      }
      for (const auto& [at, item] : c.words) {
        if (std::find(used.begin(), used.end(), at) != used.end()) continue;
        const bool match = e.kind == Element::Kind::kVerb ? verb_matches(e.text, item.text)
                           : e.passive
                               ? item.text == e.literal
                               : q_.lexicon.is_lemma_of(e.text, item.text) && !only_verb(item.text, e.text);
        if (match) {
          found = at;
          break;
        }
      }
      // A class noun may also be a word of a phrase: "member state", "nuclear power".
      if (found == SIZE_MAX && e.kind == Element::Kind::kWord && !e.passive) {
        for (const Filler& f : c.fillers)
          if (f.variable && f.type && q_.lexicon.is_lemma_of(e.text, q_.items[f.end - 1].text) &&
              std::find(used.begin(), used.end(), f.end - 1) == used.end())
            found = f.end - 1;
      }
      if (found == SIZE_MAX) return std::nullopt;
      if (last != SIZE_MAX && found < last) cost += Costs::kScattered;
      if (last != SIZE_MAX && found > last + 4) cost += Costs::kScattered;
      used.push_back(found);
      last = found;
      if (verb_at == SIZE_MAX) verb_at = found;
      // An active verb is not behind a form of "be", unless it goes on.
      if (e.kind == Element::Kind::kVerb && has_main_verb) {
        const std::string& t = q_.items[found].text;
        const bool ing = t.ends_with("ing");
        const bool be_before =
            std::any_of(c.be.begin(), c.be.end(), [&](std::size_t b) { return b < found; });
        const auto& forms = q_.lexicon.words(t);
        const bool participle = std::any_of(forms.begin(), forms.end(),
                                            [](const Word& w) { return w.form == Form::kParticiple; });
        if (be_before && !ing && participle) return std::nullopt;
      }
      if (e.passive && c.be.empty() && !q_.fragment && !next_is_by(found)) cost += Costs::kScattered;
    }
    if (needs_be && verb_at == SIZE_MAX && !c.be.empty()) verb_at = c.be.back();
    return used;
  }
  bool next_is_by(std::size_t at) const {
    return at + 1 < q_.items.size() && q_.items[at + 1].kind == Kind::kPreposition;
  }
  bool verb_matches(std::string_view verb, std::string_view text) const {
    const auto& all = q_.lexicon.words(text);
    return std::any_of(all.begin(), all.end(), [&](const Word& w) { return w.verb && w.lemma == verb; });
  }
  bool only_verb(std::string_view text, std::string_view lemma) const {
    const auto& all = q_.lexicon.words(text);
    return !all.empty() &&
           std::all_of(all.begin(), all.end(), [&](const Word& w) { return w.verb && w.lemma != lemma; });
  }

  // What it costs that a filler stands where it stands, for a slot of the pattern.
  int marker_cost(const Pattern& pattern, std::size_t element, const Filler& f, const Clause& c,
                  std::size_t verb_at, bool distinct) const {
    const Element& slot = pattern.elements[element];
    const bool before_verb_in_pattern = std::none_of(
        pattern.elements.begin(), pattern.elements.begin() + static_cast<std::ptrdiff_t>(element),
        [](const Element& e) { return e.kind == Element::Kind::kVerb; });
    const bool has_verb = std::any_of(pattern.elements.begin(), pattern.elements.end(),
                                      [](const Element& e) { return e.kind == Element::Kind::kVerb; });
    std::string preposition = f.preposition;
    if (f.variable && preposition.empty() && !c.stranded.empty() && !f.wh.empty()) preposition = c.stranded;
    const int wrong = distinct ? Costs::kWrongMarker : Costs::kSwapped;
    // "Was Ethiopia ever colonised?": the subject of a passive is not who did it.
    if (slot.preposition == "by" && preposition.empty() && !f.variable && !f.modifier && !f.possessive &&
        verb_at != SIZE_MAX && f.begin < verb_at && is_be(verb_text(pattern)))
      return Costs::kBound + 1;
    if (!slot.preposition.empty()) {
      if (preposition == slot.preposition) return 0;
      if ((f.modifier || f.possessive) && preposition.empty())
        return slot.preposition == "of" || distinct ? 0 : Costs::kWrongMarker;
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
    // Behind "did" and the like the subject stands between the auxiliary and the verb, and what is asked for
    // is the object.
    const bool inverted = std::any_of(c.auxiliaries.begin(), c.auxiliaries.end(), [&](std::size_t a) {
      return a < verb_at &&
             (q_.items[a].text == "did" || q_.items[a].text == "does" || q_.items[a].text == "do");
    });
    bool subject = before;
    if (inverted && f.variable && !f.wh.empty() && before) {
      const bool other_subject = std::any_of(c.fillers.begin(), c.fillers.end(), [&](const Filler& o) {
        return &o != &f && o.begin > f.begin && o.begin < verb_at && o.preposition.empty();
      });
      if (other_subject) subject = false;
    }
    // "Who are the members": the copula turns round.
    if (is_be(verb_text(pattern))) subject = before || slot_is_first(pattern, element);
    return subject == before_verb_in_pattern ? 0 : wrong;
  }
  static bool near(std::string_view a, std::string_view b) {
    static const std::vector<std::set<std::string, std::less<>>> kGroups{
        {"in", "within", "into", "on", "at", "inside"},
        {"of", "in", "to", "for"},
        {"from", "of"},
        {"to", "for"},
        {"under", "by"}};
    return std::any_of(kGroups.begin(), kGroups.end(),
                       [&](const auto& g) { return g.contains(a) && g.contains(b); });
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
      for (const Word& word : q_.lexicon.words(text))
        for (const Pattern* p : q_.lexicon.patterns(word.lemma)) candidates.insert(p);
      for (const Pattern* p : q_.lexicon.patterns(text)) candidates.insert(p);
    };
    for (const auto& [at, item] : c.words) consider(item.text);
    for (const std::size_t at : c.small) consider(q_.items[at].text);
    for (const Filler& f : c.fillers)
      if (f.variable && f.type) consider(q_.items[f.end - 1].text);
    for (const Pattern* p : q_.lexicon.patterns("")) candidates.insert(p);
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
    // "A British colony": where the phrase has the noun ("colony of"), the name before it has a place of its
    // own.
    std::optional<Clause> freed;
    std::size_t noun_at = SIZE_MAX;
    for (std::size_t i = 0; i < c.fillers.size() && !freed; ++i) {
      if (!c.fillers[i].variable || c.fillers[i].modifiers.size() != 1 || c.fillers[i].modifiers[0].negated ||
          c.fillers[i].all ||
          (q_.wants != Wants::kVerdict && q_.wants != Wants::kDate &&
           (q_.wants != Wants::kList || !c.fillers[i].wh.empty() || q_.fragment)) ||
          q_.items[c.fillers[i].end - 1].plural)
        continue;
      freed = c;
      Filler name = c.fillers[i].modifiers[0];
      name.modifier = true;
      freed->fillers[i].modifiers.clear();
      freed->fillers[i].begin = freed->fillers[i].end - 1;
      freed->fillers.insert(freed->fillers.begin() + static_cast<std::ptrdiff_t>(i), std::move(name));
      noun_at = i + 1;
    }
    for (const Pattern* p : candidates) {
      match(*p, c, shared, found);
      if (freed) match(*p, *freed, shared, found, noun_at);
      if (apart && p->text.find(" and ?") != std::string::npos) match(*p, *apart, shared, found);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Kernel& a, const Kernel& b) { return a.cost < b.cost; });
    return found;
  }

  // `noun_at`: a filler whose noun must be a word of the phrase.
  void match(const Pattern& pattern, const Clause& c, bool shared, std::vector<Kernel>& found,
             std::size_t noun_at = SIZE_MAX) const {
    const record::Relation& relation = q_.vocabulary.relation(pattern.relation);
    std::size_t verb_at = SIZE_MAX;
    int base = pattern.content_words == 0 ? Costs::kWeakPhrase : 0;
    const auto used = find_words(pattern, c, verb_at, base);
    if (!used) return;
    // Content words left over.
    for (const auto& [at, item] : c.words) {
      if (std::find(used->begin(), used->end(), at) != used->end()) continue;
      base += q_.lexicon.known(item.text) ? Costs::kLeftOverWord : Costs::kUnknownWord;
    }
    // A weak phrase that rests on a preposition needs that preposition.
    std::vector<std::size_t> slots;
    for (std::size_t e = 0; e < pattern.elements.size(); ++e)
      if (pattern.elements[e].kind == Element::Kind::kSlot) slots.push_back(e);
    // Fillers whose word the pattern took are not there to be placed.
    std::vector<bool> taken(c.fillers.size(), false);
    for (std::size_t i = 0; i < c.fillers.size(); ++i)
      if (c.fillers[i].variable && c.fillers[i].type &&
          std::find(used->begin(), used->end(), c.fillers[i].end - 1) != used->end())
        taken[i] = true;
    if (noun_at != SIZE_MAX && !taken[noun_at]) return;

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
        // Distinct: no other place takes it, or only one of a wider type ("actor", where this takes
        // organizations).
        bool distinct = true;
        bool unlikely = false;
        for (std::size_t o = 0; o < slots.size(); ++o) {
          const TypeId other = slot_type(relation, pattern.elements[slots[o]].slot);
          if (o == k || !fits(c.fillers[i], other)) continue;
          if (other != type && q_.vocabulary.is_kind_of(type, other)) continue;
          distinct = false;
          unlikely =
              unlikely || (!c.fillers[i].variable && other != type && q_.vocabulary.is_kind_of(other, type));
        }
        if (c.fillers[i].variable && !c.fillers[i].type) distinct = distinct || slots.size() == 1;
        int marker = marker_cost(pattern, slots[k], c.fillers[i], c, verb_at, distinct);
        if (unlikely && marker > 0) marker += Costs::kUnlikelyPlace;
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
  void finish(const Pattern& pattern, const Clause& c, bool shared, const std::vector<std::size_t>& slots,
              const std::vector<bool>& taken, const Assignment& a, std::vector<Kernel>& found) const {
    const record::Relation& relation = q_.vocabulary.relation(pattern.relation);
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
      if (slot >= kRoleSlot)
        roles.emplace_back(static_cast<std::uint8_t>(slot - kRoleSlot), std::move(term));
      else
        places[static_cast<std::size_t>(slot)] = std::move(term);
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
        if ((f.wh == "who" || f.wh == "whom") && !f.type && relation.time != TimeKind::kMeasure &&
            !asked_kind(slot_type(relation, slot), "who"))
          kernel.cost += Costs::kOddVariable;
        lay(slot, Term::variable(std::string(kVariable)));
        if (!restrict(f, restrictions, kernel.cost)) return;
        add_class(f, restrictions);
        if (!f.of_time.empty() && !of_time(f, slot_type(relation, slot), restrictions)) return;
        if (f.type && !taken[static_cast<std::size_t>(a.filler[k])] &&
            !q_.vocabulary.is_kind_of(slot_type(relation, slot), *f.type) &&
            *f.type != slot_type(relation, slot)) {
          // "Which organization", where the place takes any actor; "countries" that are parts of a state are
          // no states.
          const auto loosely =
              q_.vocabulary.find_type(q_.vocabulary.setting("loosely", q_.vocabulary.type(*f.type).name));
          const bool wider = loosely && *loosely != slot_type(relation, slot) &&
                             q_.vocabulary.is_kind_of(*loosely, slot_type(relation, slot));
          if (q_.vocabulary.is_kind_of(*f.type, slot_type(relation, slot)) && !c.not_word)
            restrictions.push_back(
                Cond::class_of(wider ? *loosely : *f.type, Term::variable(std::string(kVariable))));
        }
      } else {
        // Those of the names that the place takes.
        const TypeId type = slot_type(relation, slot);
        if (f.each.size() > 1) {
          if (!kernel.list.empty()) return;
          for (const auto& who : f.each)
            for (const EntityId id : who)
              if (q_.vocabulary.is_kind_of(q_.snapshot.type_of(id), type)) kernel.list.push_back(id);
          kernel.list_slot = static_cast<std::size_t>(slot);
          kernel.list_any = f.any_of;
          lay(slot, Term::variable("each"));
        } else {
          std::vector<EntityId> who;
          for (const EntityId id : f.each[0])
            if (q_.vocabulary.is_kind_of(q_.snapshot.type_of(id), type)) who.push_back(id);
          lay(slot, Term::of(who[0]));
          if (who.size() > 1) kernel.ambiguous.emplace_back(slot, who);
        }
        if (f.negated) return;
      }
    }
    // Fillers that nobody took.
    for (std::size_t i = 0; i < c.fillers.size(); ++i) {
      // The names before a noun that the phrase took are still to be accounted for.
      if (taken[i] && !placed[i])
        kernel.cost += static_cast<int>(c.fillers[i].modifiers.size()) * Costs::kLeftOverMention;
      if (placed[i] || taken[i]) continue;
      const Filler& f = c.fillers[i];
      if (!f.variable) {
        // A name before the noun restricts what is asked for ("non-euro members of the EU"); a war or an era
        // dates it.
        if (const auto days = as_time(f)) {
          kernel.times.push_back(*days);
          continue;
        }
        if (f.preposition == "before" && f.each.size() == 1 && f.each[0].size() == 1 &&
            kernel.uses_variable && kernel.variable_slot >= 0 && kernel.variable_slot < kRoleSlot &&
            kernel.before == logic::kNobody && fits(f, slot_type(relation, kernel.variable_slot))) {
          kernel.before = f.each[0][0];
          continue;
        }
        if (f.modifier && kernel.uses_variable && modifier(f, std::nullopt, restrictions)) continue;
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
        if (slot < kRoleSlot && !places[static_cast<std::size_t>(slot)] &&
            !q_.vocabulary.type(slot_type(relation, slot)).literal)
          return slot;
      }
      for (std::size_t i = 0; i < places.size(); ++i)
        if (!places[i]) return static_cast<int>(i);
      // All places are filled: a role that the phrase names ("by treaty").
      if (shared)
        for (const std::size_t e : slots) {
          const int slot = pattern.elements[e].slot;
          if (slot >= kRoleSlot && std::none_of(roles.begin(), roles.end(), [&](const auto& role) {
                return role.first == slot - kRoleSlot;
              }))
            return slot;
        }
      return -1;
    };
    if (!kernel.uses_variable && (shared || (asks_for_somebody() && q_.wants != Wants::kCount) ||
                                  (q_.wants == Wants::kCount && relation.time != TimeKind::kMeasure))) {
      int slot = -1;
      if (!shared && pattern.noun) slot = pattern.elements[0].slot;
      if (slot < 0 || slot >= kRoleSlot || places[static_cast<std::size_t>(slot)]) slot = free_place();
      if (slot >= 0) {
        lay(slot, Term::variable(std::string(kVariable)));
        kernel.uses_variable = true;
        kernel.variable_slot = slot;
        kernel.variable_type = slot_type(relation, slot);
        // Nothing asks for it by a word: then it is the first place of the phrase that is asked for.
        if (!shared && slot != pattern.elements[slots[0]].slot) kernel.cost += Costs::kOddVariable;
        // Members before whom a name stands: "NATO members".
      }
    }
    // A place that the phrase names and nobody fills.
    for (std::size_t k = 0; k < slots.size(); ++k) {
      const int slot = pattern.elements[slots[k]].slot;
      if (a.filler[k] < 0 && slot != kernel.variable_slot && (slot >= kRoleSlot || !(pattern.noun && k == 0)))
        kernel.cost += pattern.noun ? Costs::kOpenNoun
                       : slot >= kRoleSlot && relation.roles.size() == 1 && places_filled(places)
                           ? Costs::kOpenRole
                           : Costs::kOpenPlace;
    }
    // What is asked for is what the noun names, not some place beside it.
    if (pattern.noun && kernel.uses_variable && kernel.variable_slot != pattern.elements[0].slot &&
        q_.wants != Wants::kVerdict)
      kernel.cost += Costs::kOddVariable;
    for (const auto& [role, value] : pattern.fixes)
      roles.emplace_back(static_cast<std::uint8_t>(role), Term::of(value));
    for (std::size_t i = 0; i < places.size(); ++i)
      if (!places[i]) places[i] = Term{};
    const bool nobody = std::all_of(places.begin(), places.end(), [](const auto& t) {
      return t->kind == Term::Kind::kAny || (t->kind == Term::Kind::kVariable && t->text == kVariable);
    });
    if (nobody && places.size() > 1 && roles.empty()) {
      if (!shared) return;
      kernel.open = true;
    }
    // "The allies in World War II" of whom? Everybody who fought beside anybody is no answer.
    if (nobody && places.size() > 1 && pattern.noun) kernel.cost += Costs::kLeftOverWord;
    std::vector<Term> terms;
    for (auto& t : places) terms.push_back(std::move(*t));
    std::stable_sort(roles.begin(), roles.end(),
                     [](const auto& x, const auto& y) { return x.first < y.first; });
    for (std::size_t i = 1; i < roles.size(); ++i)
      if (roles[i].first == roles[i - 1].first) return;
    kernel.atom = Cond::atom(pattern.relation, std::move(terms), std::move(roles));
    kernel.restrictions = std::move(restrictions);
    if (relation.time != TimeKind::kMeasure && !known(kernel.atom)) kernel.cost += Costs::kNothingKnown;
    found.push_back(std::move(kernel));
  }

  static bool places_filled(const std::vector<std::optional<Term>>& places) {
    return std::all_of(places.begin(), places.end(), [](const auto& t) { return t.has_value(); });
  }

  // Does the record say anything of the kind about these arguments?
  bool known(const Cond& atom) const {
    logic::Atom pattern;
    pattern.relation = atom.relation;
    for (const Term& t : atom.terms)
      pattern.places.push_back(t.kind == Term::Kind::kEntity ? t.entity : logic::kNobody);
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
      any = q_.snapshot.match_count(one) > 0;
    }
    return any;
  }

  bool asks_for_somebody() const { return q_.wants == Wants::kList || q_.wants == Wants::kCount; }

  // "Which treaty of 1783": by what such a thing is dated (settings.dated).
  bool of_time(const Filler& f, TypeId type, std::vector<Cond>& out) const {
    const auto dated = q_.vocabulary.settings.find("dated");
    if (dated == q_.vocabulary.settings.end()) return false;
    for (const auto& [type_name, relation_name] : dated->second) {
      const auto of = q_.vocabulary.find_type(type_name);
      const auto relation = q_.vocabulary.find_relation(relation_name);
      if (!of || !relation || !q_.vocabulary.is_kind_of(f.type.value_or(type), *of)) continue;
      const auto& places = q_.vocabulary.relation(*relation).places;
      std::vector<Term> terms(places.size());
      bool placed = false;
      for (std::size_t i = places.size(); i-- > 0 && !placed;)
        if (q_.vocabulary.is_kind_of(*of, places[i].type)) {
          terms[i] = Term::variable(std::string(kVariable));
          placed = true;
        }
      if (!placed) continue;
      out.push_back(
          Cond::timed(Cond::atom(*relation, std::move(terms)), Binder::kIn, Term::period(f.of_time)));
      return true;
    }
    return false;
  }

  // The conds that the names before a class put on it.
  bool restrict(const Filler& f, std::vector<Cond>& out, int& cost) const {
    for (const Filler& m : f.modifiers) {
      if (!modifier(m, f.type, out)) {
        cost += Costs::kLeftOverMention;
        return true;
      }
    }
    return true;
  }
  // "African countries" are countries, not all that lies in Africa.
  void add_class(const Filler& f, std::vector<Cond>& conds) const {
    if (!f.type || conds.empty()) return;
    // What restricts nouns of this type alone takes nothing else.
    if (q_.vocabulary.settings.contains(q_.vocabulary.type(*f.type).name + "_modifiers")) return;
    const bool typed = std::any_of(conds.begin(), conds.end(), [&](const Cond& cond) {
      const Cond& inner = cond.kind == Cond::Kind::kNot ? cond.parts[0] : cond;
      if (cond.kind == Cond::Kind::kNot || inner.kind != Cond::Kind::kAtom) return false;
      const TypeId type = q_.vocabulary.relation(inner.relation).places[0].type;
      return q_.vocabulary.is_kind_of(type, *f.type) ||
             q_.vocabulary.type(type).name == q_.vocabulary.setting("asked", "who");
    });
    if (!typed)
      conds.push_back(logic::class_cond(*f.type, Term::variable(std::string(kVariable)), q_.snapshot));
  }
  // The cond that a name before a noun puts on what the noun stands for: "EU countries", "African states".
  bool modifier(const Filler& m, std::optional<TypeId> noun, std::vector<Cond>& out) const {
    if (m.each.size() != 1) return false;
    const auto classes = q_.vocabulary.settings.find("classes");
    const bool states = noun && classes != q_.vocabulary.settings.end() &&
                        classes->second.contains(q_.vocabulary.type(*noun).name);
    for (const EntityId id : m.each[0]) {
      // "European war": what a name says of a noun of this type.
      const std::string own = noun ? q_.vocabulary.type(*noun).name + "_modifiers" : std::string();
      for (const std::string_view group :
           {std::string_view("country_modifiers"), std::string_view(own), std::string_view("modifiers")}) {
        if (group.empty() || (group == "country_modifiers" && !states)) continue;
        const auto settings = q_.vocabulary.settings.find(std::string(group));
        if (settings == q_.vocabulary.settings.end()) continue;
        for (const auto& [type_name, relation_name] : settings->second) {
          const auto type = q_.vocabulary.find_type(type_name);
          const auto relation = q_.vocabulary.find_relation(relation_name);
          if (!type || !relation || !q_.vocabulary.is_kind_of(q_.snapshot.type_of(id), *type)) continue;
          // "Which US bases": a country before what has no class of its own says nothing of it.
          if (!noun && classes != q_.vocabulary.settings.end() && classes->second.contains(type_name))
            continue;
          Cond cond = Cond::atom(*relation, {Term::variable(std::string(kVariable)), Term::of(id)});
          out.push_back(m.negated ? Cond::negation(std::move(cond)) : std::move(cond));
          return true;
        }
      }
    }
    return false;
  }

  // A war or an era that dates what is said: "during World War II".
  std::optional<TimeWords> as_time(const Filler& f) const {
    if (f.each.size() != 1) return std::nullopt;
    static const std::set<std::string, std::less<>> kDating{"during", "in",    "before", "after",
                                                            "since",  "until", "at"};
    if (!kDating.contains(f.preposition)) return std::nullopt;
    for (const EntityId id : f.each[0]) {
      const TypeId type = q_.snapshot.type_of(id);
      const auto period = q_.vocabulary.relation_for("period");
      const bool war =
          period && q_.vocabulary.is_kind_of(type, q_.vocabulary.relation(*period).places[0].type);
      const auto era = q_.vocabulary.find_type("era");
      const auto event = q_.vocabulary.find_type("event");
      if (!war && !(era && q_.vocabulary.is_kind_of(type, *era)) &&
          !(event && q_.vocabulary.is_kind_of(type, *event)))
        continue;
      TimeWords t;
      t.entity = id;
      t.binder = Binder::kIn;
      if (f.preposition == "before" || f.preposition == "until") t.before_after = "before";
      if (f.preposition == "after" || f.preposition == "since") t.before_after = "after";
      return t;
    }
    return std::nullopt;
  }

  // A clause that only names somebody: the relation of the clause before, with this name in place of its own.
  std::optional<Kernel> elliptic(const Clause& c, const Kernel& first) const {
    if (c.fillers.size() != 1 || !c.words.empty() || c.fillers[0].variable || c.fillers[0].each.size() != 1 ||
        first.bare || !first.uses_variable)
      return std::nullopt;
    for (std::size_t i = 0; i < first.atom.terms.size(); ++i) {
      if (first.atom.terms[i].kind != Term::Kind::kEntity) continue;
      for (const EntityId id : c.fillers[0].each[0]) {
        if (!q_.vocabulary.is_kind_of(q_.snapshot.type_of(id),
                                      q_.vocabulary.relation(first.relation).places[i].type))
          continue;
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
      if (f.variable && f.type && only == nullptr)
        only = &f;
      else if (f.variable && !f.type && !f.wh.empty() && f.wh != "where")
        continue;
      else if (const auto days = as_time(f))
        kernel.times.push_back(*days);
      else
        return std::nullopt;
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

 private:
  const Question& q_;
};

}  // namespace

std::vector<Kernel> find_kernels(const Question& question, const Clause& clause, bool shared) {
  return KernelFinder(question).kernels(clause, shared);
}

std::optional<Kernel> bare_noun(const Question& question, const Clause& clause) {
  return KernelFinder(question).bare_noun(clause);
}

std::optional<Kernel> elliptic(const Question& question, const Clause& clause, const Kernel& first) {
  return KernelFinder(question).elliptic(clause, first);
}

}  // namespace entente::language

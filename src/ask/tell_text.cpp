// Why, and what something is.
#include <fmt/format.h>

#include <algorithm>

#include "ask/teller.h"

namespace entente::ask {

using namespace temporal;

namespace {

constexpr std::size_t kMostTextWords = 70;
constexpr std::size_t kFewMembers = 10;

std::size_t words_in(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), ' ')) + 1;
}

}  // namespace

// ---- why -----------------------------------------------------------------------------------------

void Teller::why() {
  Reading& r = told_.reading;
  const Outcome out = evaluate(asked_.query);
  const Peeled peeled = peel(asked_.query.cond);
  const Cond& core = *peeled.core;
  timed_ = peeled.timed != nullptr;
  const Query core_query = with_cond(core);
  const Truths line = peeled.core == &asked_.query.cond ? out.timeline : evaluate(core_query).timeline;
  const Day day = day_of(peeled.timed);
  const bool so = line.at(day).truth == kTrue;
  span_proofs(core_query, line, day);
  timeline(line);

  // The fact first: it corrects a premise that is wrong, and tells since when.
  language::Reading as_fact = asked_;
  as_fact.query = core_query;
  if (peeled.timed != nullptr) {
    Cond timed = *peeled.timed;
    timed.parts[0] = core;
    as_fact.query.cond = std::move(timed);
  }
  Told fact = Teller(snapshot_, speaker_, as_fact, context_).tell();
  r.has_span = fact.reading.has_span;
  r.since = fact.reading.since;
  r.until = fact.reading.until;
  r.presumed = fact.reading.presumed;

  std::vector<snapshot::ReasonView> reasons;
  const bool asks_not = peeled.negated || asked_.ended;
  if (core.kind == Cond::Kind::kAtom) {
    const logic::Atom atom = atom_of(core);
    // What was asked, if it is so; else what is so.
    for (const bool negative : {asks_not && !so ? true : !so, asks_not}) {
      if (!reasons.empty()) break;
      reasons = snapshot_.reasons(atom, negative);
    }
    // An event or a state that is over has its reason all the same.
    if (reasons.empty() && !so && !peeled.negated && !fact.never) reasons = snapshot_.reasons(atom, false);
  }
  std::string said = fact.core;
  const bool wrong_premise =
      (so && asks_not) || (!so && !asks_not && fact.never) || (asked_.ended && fact.never);
  if (!reasons.empty()) {
    std::string text;
    for (const snapshot::ReasonView& reason : reasons) {
      if (words_in(text) + words_in(reason.text) > kMostTextWords && !text.empty()) break;
      if (!text.empty()) text += ' ';
      text += reason.text;
      r.evidence.push_back(shower_.reason(reason));
    }
    r.text = text;
    told_.core = wrong_premise ? said : text;
    told_.more = wrong_premise ? text : said;
  } else {
    told_.core = said;
    if (!wrong_premise) told_.more = "no reason is recorded";
  }
  for (const std::string& caveat : fact.reading.caveats)
    if (!caveat.starts_with("This is known through")) add_caveat(caveat);
}

// ---- what it is ----------------------------------------------------------------------------------

void Teller::describe() {
  const record::Vocabulary& v = snapshot_.vocabulary();
  const EntityId id = asked_.query.entity;
  Reading& r = told_.reading;
  const std::string name = speaker_.name(id);

  // What the vocabulary tells of a thing of this type, or of the nearest kind that it is.
  std::string_view wanted;
  for (const record::TypeId kind : v.type(snapshot_.type_of(id)).kinds_of)
    if (wanted.empty()) wanted = v.setting("describe", v.type(kind).name);
  const std::string definition_name(v.setting("meaning", "definition"));
  if (wanted.empty()) wanted = definition_name;

  std::string definition;
  std::vector<std::string> facts;
  std::size_t words = 0;
  for (const std::string_view relation_name : split(wanted, ' ')) {
    const auto relation_id = v.find_relation(trim(relation_name));
    if (!relation_id) continue;
    const record::Relation& relation = v.relation(*relation_id);
    const record::TypeId type = snapshot_.type_of(id);
    std::size_t place = 0;
    // Of "member_of" an organization stands in the second place first: who its members are.
    if (relation.places.size() > 1 && v.is_kind_of(type, relation.places[1].type) &&
        relation.places[1].type != relation.places[0].type &&
        v.type(relation.places[1].type).kinds_of.size() >= v.type(relation.places[0].type).kinds_of.size() &&
        !v.type(relation.places[1].type).literal)
      place = 1;
    if (!v.is_kind_of(type, relation.places[place].type)) continue;
    if (relation.time == record::TimeKind::kMeasure) {
      const auto measured = snapshot_.measure(*relation_id, id).at(context_.cursor);
      if (!measured.known) continue;
      Term call;
      call.kind = Term::Kind::kCall;
      call.text = relation.name;
      call.items.push_back(Term::of(id));
      Term value;
      value.kind = Term::Kind::kNumber;
      value.number = measured.value;
      facts.push_back(
          speaker_.clause(Cond::test(logic::Operator::kEqual, std::move(call), std::move(value)), Manner{}));
      if (measured.statement >= 0) basis_.add_statement(static_cast<std::uint32_t>(measured.statement));
      continue;
    }
    logic::Atom pattern;
    pattern.relation = *relation_id;
    pattern.places.assign(relation.places.size(), logic::kNobody);
    pattern.places[place] = id;
    struct Hit {
      logic::Atom atom;
      std::vector<Spell> spells;
    };
    std::vector<Hit> hits;
    snapshot_.match(pattern, [&](const logic::Atom& atom) {
      logic::Atom plain = atom;
      plain.roles.clear();
      if (std::any_of(hits.begin(), hits.end(), [&](const Hit& h) { return h.atom.places == plain.places; }))
        return;
      const Truths line = known_on(snapshot_.holds(plain, context_.view), context_.today);
      const bool event = relation.time == record::TimeKind::kEvent;
      const std::vector<Spell> all = spells(line);
      const bool happened = event && std::any_of(all.begin(), all.end(), [&](const Spell& s) {
                              return s.begin && s.begin->earliest <= context_.cursor;
                            });
      const bool constant = relation.time == record::TimeKind::kConstant && line.at(context_.cursor).lapsed();
      if (line.at(context_.cursor).truth != kTrue && !happened && !constant &&
          !(place == 0 && relation.places.size() == 1 && !all.empty()))
        return;
      hits.push_back({std::move(plain), all});
    });
    if (hits.empty()) continue;
    const auto support = [&](const Hit& hit) {
      const Day day =
          hit.spells.empty() || hit.spells[0].sure.contains(context_.cursor) || hit.spells[0].sure.empty()
              ? (hit.spells.empty() || !hit.spells[0].sure.empty() ? context_.cursor
                                                                   : hit.spells[0].begin->earliest)
              : hit.spells[0].sure.begin;
      const logic::Ground ground = snapshot_.ground(hit.atom, context_.view, day);
      for (const std::uint32_t i : ground.statements) {
        basis_.add_statement(i);
        if (const snapshot::StatementView view = snapshot_.statement(i);
            !view.note.empty() && relation.time == record::TimeKind::kState && place == 0 && notes_.empty())
          add_caveat(std::string(view.note));
      }
    };
    // A text of its own is the definition, or a sentence that goes with it.
    const bool text_place =
        relation.places.size() > 1 && v.type(relation.places[1].type).literal && place == 0;
    if (text_place) {
      std::string text;
      for (const Hit& hit : hits) {
        const std::string_view one = snapshot_.id_of(hit.atom.places[1]);
        if (!text.empty() && words_in(text) + words_in(one) > 40) break;
        if (!text.empty()) text += ' ';
        text += one;
        support(hit);
      }
      if (relation.name == definition_name || (definition.empty() && text.ends_with('.')))
        definition = definition.empty() ? text : definition + " " + text;
      else if (text.ends_with('.'))
        facts.push_back(text);
      else
        facts.push_back(speaker_.clause(cond_of(hits[0].atom), Manner{}));
      continue;
    }
    if (place == 1) {
      std::vector<EntityId> ids;
      for (const Hit& hit : hits) ids.push_back(hit.atom.places[0]);
      if (!r.entities) {
        r.entities.emplace();
        for (const EntityId one : ids) r.entities->emplace_back(snapshot_.id_of(one));
        std::sort(r.entities->begin(), r.entities->end());
      }
      Cond open = cond_of(pattern);
      for (Term& term : open.terms)
        if (term.kind == Term::Kind::kAny) term = Term::variable("x");
      if (ids.size() <= kFewMembers) {
        for (const Hit& hit : hits) support(hit);
        facts.push_back(fmt::format("its {} {} {}", speaker_.noun(open, "x", ids.size() != 1),
                                    ids.size() == 1 ? "is" : "are", speaker_.list(ids)));
        // "its members of NATO are" -> "its members are"
        const std::string of = " of " + name;
        if (const std::size_t at = facts.back().find(of); at != std::string::npos)
          facts.back().erase(at, of.size());
      } else {
        std::string noun = speaker_.noun(open, "x", true);
        const std::string of = " of " + name;
        if (const std::size_t at = noun.find(of); at != std::string::npos) noun.erase(at, of.size());
        facts.push_back(fmt::format("it has {} {}", ids.size(), noun));
        Query which;
        which.head = query::Head::kWhich;
        which.variables = {"x"};
        which.cond = std::move(open);
        query::Row nobody;
        nobody.values = {logic::kOther};
        rest_on(which, context_.cursor, &nobody);
      }
      continue;
    }
    // One fact of each: the first that holds, with its dates where they are the fact.
    std::vector<std::string> said;
    for (const Hit& hit : hits) {
      if (said.size() >= 2) break;
      support(hit);
      const bool event = relation.time == record::TimeKind::kEvent;
      std::string one = speaker_.clause(cond_of(hit.atom),
                                        Manner{event ? Tense::kPast : Tense::kPresent, false, false, false});
      if (!hit.spells.empty() && (event || relation.places.size() == 1)) {
        const Spell& spell = hit.spells[0];
        if (event && spell.begin) {
          one += " " + on(*spell.begin);
          if (!r.date) r.date = to_edtf(*spell.begin);
        } else if (!event) {
          const bool over = spell.end && spell.end->earliest <= context_.cursor;
          one = speaker_.clause(cond_of(hit.atom), Manner{over          ? Tense::kPast
                                                          : spell.begin ? Tense::kPerfect
                                                                        : Tense::kPresent,
                                                          false, false, false}) +
                " " + span_words(spell);
          if (!r.date && spell.begin) r.date = to_edtf(*spell.begin);
        }
      }
      said.push_back(std::move(one));
    }
    facts.push_back(join_and(said));
  }

  if (definition.empty() && facts.empty()) {
    be_silent(fmt::format("the record has {} but does not say what it is", name));
    return;
  }
  if (!definition.empty()) {
    r.text = definition;
    const std::string bare(snapshot_.name_of(id));
    // "The war of 1950 …" -> "The Korean War is the war of 1950 …"
    const bool names_itself = definition.find(bare) != std::string::npos ||
                              definition.find(" is ") != std::string::npos ||
                              definition.find(" was ") != std::string::npos;
    const bool noun_phrase =
        definition.starts_with("The ") || definition.starts_with("A ") || definition.starts_with("An ");
    if (!names_itself && noun_phrase) {
      std::string lower = definition;
      lower[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(lower[0])));
      definition = fmt::format("{} is {}", name, lower);
    }
    told_.core = definition;
  }
  words = words_in(definition);
  // The rest in one or two sentences, speaking of "it".
  std::vector<std::string> rest;
  bool of_it = false;  // the clause before speaks of "it"
  for (std::string& fact : facts) {
    std::string text = std::move(fact);
    if (text.starts_with(name + " ")) text = "it" + text.substr(name.size());
    const bool is_it = text.starts_with("it ") && !text.ends_with('.');
    if (is_it && of_it) text = text.substr(3);
    of_it = is_it;
    words += words_in(text);
    if (words > kMostTextWords + 10) break;
    rest.push_back(std::move(text));
  }
  std::vector<std::string> sentences;
  std::vector<std::string> clauses;
  const auto flush = [&] {
    if (!clauses.empty()) sentences.push_back(language::as_sentence(join_and(clauses)));
    clauses.clear();
  };
  for (std::string& text : rest) {
    const bool own = text.ends_with('.') || text.starts_with("its ") || text.starts_with("the ");
    if (own) flush();
    if (own)
      sentences.push_back(language::as_sentence(std::move(text)));
    else
      clauses.push_back(std::move(text));
  }
  flush();
  constexpr std::size_t kMostSentences = 2;
  if (sentences.size() > kMostSentences) sentences.resize(kMostSentences);
  if (told_.core.empty()) {
    // Nobody says "it" of what was not named yet.
    std::string all = join(sentences, " ");
    if (all.starts_with("It ")) all = name + all.substr(2);
    told_.core = all;
  } else {
    told_.more = join(sentences, " ");
  }
}

}  // namespace entente::ask

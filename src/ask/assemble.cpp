#include "ask/assemble.h"

#include <fmt/format.h>

#include <algorithm>

namespace entente::ask {

using namespace temporal;
using language::Wants;

namespace {

constexpr std::size_t kMostReadings = 4;
constexpr std::size_t kMostAnswerWords = 90;
constexpr std::size_t kMostSuggestions = 3;

std::size_t words_in(std::string_view text) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n';
    words += !blank && !inside ? 1 : 0;
    inside = !blank;
  }
  return words;
}

// The first words of a text that is too long, to the last sentence that fits, or with dots.
std::string shortened(std::string text, std::size_t most) {
  if (words_in(text) <= most) return text;
  std::size_t end = 0;
  std::size_t words = 0;
  std::size_t last_stop = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != ' ') continue;
    if (++words >= most) {
      end = i;
      break;
    }
    if (i > 0 && text[i - 1] == '.') last_stop = i;
  }
  if (last_stop > end / 3) return text.substr(0, last_stop);
  while (end > 0 && (text[end - 1] == ',' || text[end - 1] == ';' || text[end - 1] == ':')) --end;
  return text.substr(0, end) + " …";
}

std::string lead_of(std::string_view verdict) {
  return verdict == "yes" ? "Yes. " : verdict == "no" ? "No. " : "";
}

// A note that says again what the sentence says is no caveat for the answer.
bool repeats(std::string_view note, std::string_view said) {
  const auto words_of = [](std::string_view text) {
    std::vector<std::string> words;
    std::string folded = fold(text);
    for (const std::string_view word : split(folded, ' ')) {
      std::string plain(word);
      std::erase_if(plain, [](char c) { return c == '.' || c == ',' || c == ';' || c == ':'; });
      if (plain.size() > 3) words.push_back(std::move(plain));
    }
    return words;
  };
  const std::vector<std::string> mine = words_of(note);
  const std::vector<std::string> theirs = words_of(said);
  if (mine.empty()) return true;
  const auto known = std::count_if(mine.begin(), mine.end(), [&](const std::string& w) {
    return std::find(theirs.begin(), theirs.end(), w) != theirs.end();
  });
  return static_cast<double>(known) >= 0.8 * static_cast<double>(mine.size());
}

}  // namespace

Assembler::Assembler(const Snapshot& snapshot) : snapshot_(snapshot), speaker_(snapshot) {}

Answer Assembler::assemble(const language::Understanding& understanding, std::string_view question,
                           const Options& options) const {
  if (understanding.readings.empty()) {
    const Refusal reason = understanding.refusal == language::Refusal::kOutOfScope ? Refusal::kOutOfScope
                           : understanding.refusal == language::Refusal::kNotInRecord
                               ? Refusal::kNotInRecord
                               : Refusal::kNotUnderstood;
    std::string message = understanding.message;
    if (message.empty()) {
      if (reason == Refusal::kNotInRecord && !understanding.unknown_words.empty())
        message = fmt::format("the record knows nothing called \"{}\"", understanding.unknown_words[0]);
      else if (reason == Refusal::kNotInRecord)
        message = "the record does not have what the question is about";
      else if (reason == Refusal::kOutOfScope)
        message = "this is not something that the record speaks of";
      else
        message = "this question was not understood";
    }
    Answer answer = decline(reason, std::move(message), understanding.mentioned, question, options);
    if (options.explain) answer.explanation = understanding.trace;
    return answer;
  }

  Answer answer;
  answer.question = std::string(question);
  const logic::Context context{options.as_of.value_or(options.today), options.today, logic::kNobody};
  answer.as_of = to_string(context.cursor);

  std::vector<Told> all;
  for (const language::Reading& reading : understanding.readings) {
    if (all.size() == kMostReadings) break;
    all.push_back(Teller(snapshot_, speaker_, reading, context).tell());
  }
  const bool all_silent = std::all_of(all.begin(), all.end(), [](const Told& t) { return t.silent; });

  // ---- the verdict of the whole
  const bool verdicts =
      std::all_of(all.begin(), all.end(), [](const Told& t) { return t.reading.verdict.has_value(); });
  if (verdicts) {
    answer.verdict = all[0].reading.verdict;
    bool yes = false;
    bool no = false;
    bool mixed = false;
    for (const Told& t : all) {
      // Of one of those that a name may mean the record does not say: the others decide, and it is told.
      if (t.silent && !all_silent) continue;
      yes = yes || t.reading.verdict == "yes";
      no = no || t.reading.verdict == "no";
      mixed = mixed || t.reading.verdict == "mixed";
    }
    answer.verdict = mixed || (yes && no) ? "mixed" : yes ? "yes" : no ? "no" : "unknown";
  }

  // ---- the sentence that covers them all
  std::string text;
  // An answer that stands alone says which day it speaks of, unless that is today.
  const bool dated = context.cursor != context.today &&
                     std::any_of(all.begin(), all.end(), [](const Told& t) { return t.of_the_cursor; });
  const std::string as_of =
      dated ? fmt::format("as of {}, ", speaker_.date(Moment{context.cursor, context.cursor}))
            : std::string();
  if (all.size() == 1) {
    text = language::as_sentence(as_of + all[0].core);
  } else if (verdicts) {
    text = language::as_sentence(as_of + say_together(all, speaker_));
  } else {
    std::vector<std::string> sentences;
    for (const Told& t : all) {
      std::string one = language::as_sentence(t.core);
      if (std::find(sentences.begin(), sentences.end(), one) == sentences.end())
        sentences.push_back(std::move(one));
    }
    text = join(sentences, " ");
  }
  if (answer.verdict) text = lead_of(*answer.verdict) + text;
  if (const EntityId also = understanding.readings[0].also; also != logic::kNobody)
    if (const std::string fact = definition_of(also); !fact.empty())
      text += " " + language::as_sentence(fact);
  // The day through which it is known goes with what is presumed; an expert's caveat, if there is room.
  std::string horizon;
  bool presumed = false;
  for (const Told& t : all) {
    presumed = presumed || t.reading.presumed;
    if (t.reading.presumed && t.reading.known_through &&
        (horizon.empty() || *t.reading.known_through < horizon))
      horizon = *t.reading.known_through;
  }
  std::vector<std::string> more;
  for (const Told& t : all)
    if (!t.more.empty()) more.push_back(language::as_sentence(t.more));
  std::string tail = presumed && !horizon.empty()
                         ? fmt::format(" (Known through {}.)", speaker_.date(horizon))
                         : std::string();
  const auto room = [&](std::string_view next) {
    return words_in(text) + words_in(tail) + words_in(next) <= kMostAnswerWords;
  };
  text = shortened(std::move(text), kMostAnswerWords - words_in(tail));
  for (const std::string& next : more)
    if (room(next)) text += " " + next;
  std::size_t told = more.size();
  for (const Told& t : all) {
    for (const std::string& caveat : t.reading.caveats) {
      if (told >= 2) break;
      if (caveat.starts_with("This is known through") || words_in(caveat) > 45 || repeats(caveat, text) ||
          !room(caveat))
        continue;
      text += " " + caveat;
      ++told;
    }
  }
  // Understood, but not in the record: a refusal that says what it does know.
  if (all_silent &&
      std::all_of(all.begin(), all.end(), [](const Told& t) { return t.reading.views.empty(); })) {
    Answer refusal = decline(Refusal::kNotInRecord, text, understanding.mentioned, question, options);
    if (options.explain) refusal.explanation = understanding.trace;
    return refusal;
  }
  answer.answer = text + tail;
  for (Told& t : all) answer.readings.push_back(std::move(t.reading));
  if (options.explain) {
    answer.explanation = understanding.trace;
    for (const language::Reading& reading : understanding.readings)
      answer.explanation +=
          fmt::format("{}reading, cost {}: {}\n{}",
                      answer.explanation.empty() || answer.explanation.ends_with('\n') ? "" : "\n",
                      reading.cost, query::print(reading.query, snapshot_), reading.trace);
  }
  return answer;
}

Reading Assembler::tell(const language::Reading& reading, const Options& options) const {
  const logic::Context context{options.as_of.value_or(options.today), options.today, logic::kNobody};
  return Teller(snapshot_, speaker_, reading, context).tell().reading;
}

std::string Assembler::definition_of(EntityId id) const {
  const auto relation = snapshot_.vocabulary().relation_for("definition");
  if (!relation) return {};
  logic::Atom pattern;
  pattern.relation = *relation;
  pattern.places = {id, logic::kNobody};
  std::string text;
  snapshot_.match(pattern, [&](const logic::Atom& atom) {
    if (text.empty()) text = std::string(snapshot_.id_of(atom.places[1]));
  });
  return text;
}

Answer Assembler::decline(Refusal reason, std::string message, const std::vector<EntityId>& mentioned,
                          std::string_view question, const Options& options) const {
  Answer answer;
  answer.question = std::string(question);
  const logic::Context context{options.as_of.value_or(options.today), options.today, logic::kNobody};
  answer.as_of = to_string(context.cursor);
  Declined declined;
  declined.reason = reason;
  declined.message = language::as_sentence(std::move(message));
  // The plain fact that is known, where there is one.
  for (const EntityId id : mentioned) {
    const std::string fact = definition_of(id);
    if (fact.empty()) continue;
    const std::string name(snapshot_.name_of(id));
    declined.message +=
        fact.find(name) != std::string::npos ? " " + fact : fmt::format(" {}: {}", name, fact);
    break;
  }
  declined.suggestions = suggestions(mentioned, context);
  answer.answer = declined.message;
  answer.declined = std::move(declined);
  return answer;
}

std::vector<std::string> Assembler::suggestions(const std::vector<EntityId>& mentioned,
                                                const logic::Context& context) const {
  const record::Vocabulary& v = snapshot_.vocabulary();
  std::vector<std::string> found;
  const auto add = [&](query::Query query) {
    if (found.size() >= kMostSuggestions || !query::check(query, snapshot_)) return;
    std::string text = speaker_.paraphrase(query);
    if (std::find(found.begin(), found.end(), text) == found.end()) found.push_back(std::move(text));
  };
  const auto says = [](const record::Relation& relation) {
    return std::any_of(relation.phrases.begin(), relation.phrases.end(), [](const record::Phrase& p) {
      return p.written && p.tells == record::Phrase::Tells::kHolds;
    });
  };
  const auto fits = [&](EntityId id, record::TypeId type) {
    return v.is_kind_of(snapshot_.type_of(id), type);
  };

  // Two that stand in some relation, or surely do not.
  for (std::size_t i = 0; i < mentioned.size() && found.empty(); ++i) {
    for (std::size_t j = 0; j < mentioned.size() && found.empty(); ++j) {
      if (i == j || mentioned[i] == mentioned[j]) continue;
      for (std::size_t r = 0; r < v.relations.size() && found.empty(); ++r) {
        const record::Relation& relation = v.relations[r];
        if (relation.places.size() != 2 || relation.time != record::TimeKind::kState || !says(relation))
          continue;
        if (!fits(mentioned[i], relation.places[0].type) || !fits(mentioned[j], relation.places[1].type))
          continue;
        logic::Atom atom;
        atom.relation = logic::RelationId(r);
        atom.places = {mentioned[i], mentioned[j]};
        if (snapshot_.holds(atom, logic::kNobody).at(context.cursor).truth == kUnknown) continue;
        query::Query query;
        query.cond = cond_of(atom);
        add(std::move(query));
      }
    }
  }
  for (const EntityId id : mentioned) {
    if (v.type(snapshot_.type_of(id)).literal) continue;
    if (!definition_of(id).empty()) {
      query::Query query;
      query.head = query::Head::kDescribe;
      query.entity = id;
      add(std::move(query));
    }
    // A list of which it is the subject.
    for (std::size_t r = 0; r < v.relations.size(); ++r) {
      const record::Relation& relation = v.relations[r];
      if (relation.places.size() != 2 || relation.time != record::TimeKind::kState ||
          !fits(id, relation.places[1].type))
        continue;
      const bool noun =
          std::any_of(relation.phrases.begin(), relation.phrases.end(), [&](const record::Phrase& p) {
            return p.written && p.tells == record::Phrase::Tells::kNoun &&
                   p.place == relation.places[0].name && p.fixes.empty();
          });
      if (!noun) continue;
      logic::Atom pattern;
      pattern.relation = logic::RelationId(r);
      pattern.places = {logic::kNobody, id};
      if (snapshot_.match_count(pattern) == 0) continue;
      query::Query query;
      query.head = query::Head::kWhich;
      query.variables = {"x"};
      query.cond = Cond::atom(pattern.relation, {Term::variable("x"), Term::of(id)});
      add(std::move(query));
      break;
    }
  }
  // Nothing to go by: what the vocabulary offers as examples.
  if (found.empty())
    if (const auto at = v.words.find("suggestions"); at != v.words.end())
      for (const std::string& text : at->second)
        if (found.size() < kMostSuggestions) found.push_back(text);
  return found;
}

}  // namespace entente::ask

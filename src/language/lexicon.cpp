#include "language/lexicon.h"

#include <algorithm>

namespace entente::language {
namespace {

using record::Phrase;
using record::Relation;
using record::Vocabulary;

constexpr std::array<std::string_view, 8> kArticles{"a",    "an",   "the",   "any",
                                                    "some", "this", "these", "those"};
constexpr std::array<std::string_view, 30> kPrepositions{
    "of",     "in",      "to",    "from",    "by",      "with",   "for",    "on",      "at",    "under",
    "over",   "against", "as",    "into",    "between", "during", "within", "upon",    "out",   "after",
    "before", "since",   "until", "outside", "without", "than",   "among",  "through", "about", "throughout"};
constexpr std::array<std::string_view, 8> kBe{"be", "is", "are", "was", "were", "been", "being", "am"};
constexpr std::array<std::string_view, 20> kAuxiliaries{
    "do",  "does",  "did",  "has",    "have",  "had",  "can",   "could",  "will",  "would",
    "may", "might", "must", "should", "shall", "need", "needs", "having", "doing", "done"};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& all, std::string_view word) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

bool is_vowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }

const std::vector<const Pattern*> kNoPatterns;
const std::vector<Word> kNoWords;
const std::vector<record::RelationId> kNoRelations;
const std::vector<std::vector<std::string>> kNoPhrases;

}  // namespace

bool is_article(std::string_view word) { return among(kArticles, word); }
bool is_preposition(std::string_view word) { return among(kPrepositions, word); }
bool is_be(std::string_view word) { return among(kBe, word); }
bool is_auxiliary(std::string_view word) { return among(kAuxiliaries, word); }

VerbForms forms_of(std::string_view verb, const Vocabulary& vocabulary) {
  const std::string base(verb);
  if (const auto at = vocabulary.verbs.find(base); at != vocabulary.verbs.end() && at->second.size() == 4)
    return {at->second[0], at->second[1], at->second[2], at->second[3]};
  VerbForms forms;
  const bool e = base.ends_with('e');
  const bool y = base.size() > 1 && base.ends_with('y') && !is_vowel(base[base.size() - 2]);
  const std::string stem = y ? base.substr(0, base.size() - 1) + "i" : base;
  forms.past = e ? base + "d" : stem + "ed";
  forms.participle = forms.past;
  const bool hiss = base.ends_with('s') || base.ends_with('x') || base.ends_with("ch") ||
                    base.ends_with("sh") || base.ends_with('o');
  forms.third = y ? stem + "es" : hiss ? base + "es" : base + "s";
  forms.ing = e && !base.ends_with("ee") ? base.substr(0, base.size() - 1) + "ing" : base + "ing";
  return forms;
}

std::string plural_of(std::string_view noun, const Vocabulary& vocabulary) {
  const std::string base(noun);
  if (const auto at = vocabulary.plurals.find(base); at != vocabulary.plurals.end()) return at->second;
  if (base.size() > 1 && base.ends_with('y') && !is_vowel(base[base.size() - 2]))
    return base.substr(0, base.size() - 1) + "ies";
  if (base.ends_with('s') || base.ends_with('x') || base.ends_with("ch") || base.ends_with("sh"))
    return base + "es";
  return base + "s";
}

std::vector<Token> tokenize(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t from = 0;  // of the word that is being read
  std::size_t to = 0;
  const auto push = [&](std::string folded, std::string raw) {
    if (!folded.empty()) tokens.push_back({std::move(folded), std::move(raw), false, from, to});
  };
  // Curly quotes and accents are folded a word at a time, so that `raw` stays as typed.
  std::size_t i = 0;
  const auto word_end = [&](std::size_t start) {
    std::size_t at = start;
    while (at < text.size()) {
      const auto c = static_cast<unsigned char>(text[at]);
      const bool curly =
          c == 0xE2 && at + 2 < text.size() && static_cast<unsigned char>(text[at + 1]) == 0x80;
      if (curly) {
        const auto third = static_cast<unsigned char>(text[at + 2]);
        if (third == 0x99 || third == 0x98) {  // ’ and ‘
          at += 3;
          continue;
        }
        break;  // dashes, double quotes
      }
      if (c >= 0x80 || std::isalnum(c) != 0 || c == '\'' || c == '`') {
        ++at;
      } else if (c == '.' && at > start && at + 1 < text.size() &&
                 std::isalnum(static_cast<unsigned char>(text[at + 1])) != 0 &&
                 (at - start == 1 || text[at - 2] == '.')) {
        ++at;  // inside "u.s."
      } else if ((c == '.' || c == ',') && at > start && at + 1 < text.size() &&
                 std::isdigit(static_cast<unsigned char>(text[at - 1])) != 0 &&
                 std::isdigit(static_cast<unsigned char>(text[at + 1])) != 0) {
        ++at;  // inside "1,000"
      } else {
        break;
      }
    }
    return at;
  };
  while (i < text.size()) {
    const std::size_t end = word_end(i);
    from = i, to = end;
    if (end == i) {
      const char c = text[i];
      to = i + 1;
      if (c == '+') push("plus", "+");
      if (c == '&') push("and", "&");
      if (c == ',' || c == ';' || c == ':' || c == '(' || c == ')') push(",", std::string(1, c));
      const auto u = static_cast<unsigned char>(c);
      i += u == 0xE2 && i + 2 < text.size() ? 3 : 1;
      continue;
    }
    std::string raw(text.substr(i, end - i));
    i = end;
    std::string folded = fold(raw);
    while (!folded.empty() && (folded.front() == '\'' || folded.front() == '"')) folded.erase(folded.begin());
    if (folded.size() > 3 && folded.ends_with("n't")) {
      std::string stem = folded.substr(0, folded.size() - 3);
      if (stem == "ca") stem = "can";
      if (stem == "wo") stem = "will";
      push(stem, raw);
      push("not", "not");
      continue;
    }
    if (folded.size() > 2 && (folded.ends_with("'s") || folded.ends_with("'re") || folded.ends_with("'ve") ||
                              folded.ends_with("'d"))) {
      const std::size_t cut = folded.rfind('\'');
      std::string stem = folded.substr(0, cut);
      std::string tail = folded.substr(cut);
      static const std::set<std::string, std::less<>> kBeforeIs{"what", "who",  "where", "when",
                                                                "it",   "that", "there", "how"};
      push(stem, raw);
      if (tail == "'re" || (tail == "'s" && kBeforeIs.contains(stem)))
        push("is", "is");
      else if (tail == "'ve")
        push("have", "have");
      else if (tail == "'s")
        push("'s", "'s");
      continue;
    }
    while (!folded.empty() && folded.back() == '\'')
      folded.pop_back(), push(folded, raw), push("'s", "'s"), folded.clear();
    if (folded.find('.') != std::string::npos && folded.find_first_of("0123456789") == std::string::npos)
      std::erase(folded, '.');
    if (folded.find(',') != std::string::npos) std::erase(folded, ',');
    std::erase(folded, '\'');
    if (folded == "ll") folded = "ii";  // a number in Roman letters
    // Contractions that lost their mark.
    static const std::map<std::string, std::pair<std::string, std::string>, std::less<>> kRunTogether{
        {"isnt", {"is", "not"}},     {"arent", {"are", "not"}}, {"wasnt", {"was", "not"}},
        {"werent", {"were", "not"}}, {"dont", {"do", "not"}},   {"doesnt", {"does", "not"}},
        {"didnt", {"did", "not"}},   {"hasnt", {"has", "not"}}, {"havent", {"have", "not"}},
        {"cant", {"can", "not"}},    {"whos", {"who", "is"}},   {"whats", {"what", "is"}},
        {"wheres", {"where", "is"}}, {"whens", {"when", "is"}}};
    if (const auto two = kRunTogether.find(folded); two != kRunTogether.end()) {
      push(two->second.first, raw);
      push(two->second.second, raw);
      continue;
    }
    push(std::move(folded), std::move(raw));
  }
  return tokens;
}

Lexicon::Lexicon(const Snapshot& snapshot) : snapshot_(snapshot) {
  const Vocabulary& v = snapshot.vocabulary();
  for (const auto& [verb, forms] : v.verbs) add_verb(verb);
  for (std::size_t t = 0; t < v.types.size(); ++t) {
    for (const std::string& noun : v.types[t].nouns) {
      const std::string plural = plural_of(noun, v);
      class_nouns_.try_emplace(noun, record::TypeId(t));
      class_nouns_.try_emplace(plural, record::TypeId(t));
      plural_classes_.insert(plural);
      add_word(noun, {noun, Form::kBase, false});
      add_word(plural, {noun, Form::kPlural, false});
    }
  }
  for (const auto& [list, members] : v.words) {
    for (const std::string& member : members) {
      std::vector<std::string> words;
      for (const Token& token : tokenize(member)) words.push_back(token.text);
      if (words.size() == 1)
        lists_[list].insert(words[0]);
      else if (!words.empty()) {
        lists_[list].insert(join(words, " "));
        list_phrases_[list].push_back(std::move(words));
      }
    }
  }
  std::size_t phrases = 0;
  for (const Relation& relation : v.relations) phrases += relation.phrases.size();
  patterns_.reserve(phrases * 2);
  for (std::size_t r = 0; r < v.relations.size(); ++r) {
    for (const Phrase& phrase : v.relations[r].phrases)
      compile(v.relations[r], record::RelationId(r), phrase);
    for (const std::string& topic : v.relations[r].topics) {
      topics_[topic].push_back(record::RelationId(r));
      add_word(topic, {topic, Form::kBase, false});
      add_word(plural_of(topic, v), {topic, Form::kPlural, false});
    }
  }
  for (const Pattern& pattern : patterns_) {
    const auto first = std::find_if(pattern.elements.begin(), pattern.elements.end(), [](const Element& e) {
      return (e.kind == Element::Kind::kWord && e.content) ||
             (e.kind == Element::Kind::kVerb && !is_be(e.text) && e.text != "have" && e.text != "do");
    });
    by_word_[first == pattern.elements.end() ? std::string() : first->text].push_back(&pattern);
  }
}

const Lexicon::Spelling& Lexicon::spelling() const {
  std::call_once(spelling_made_, [this] {
    snapshot_.each_name([&](std::string_view folded, std::span<const snapshot::Named>) {
      for (const std::string_view word : split(folded, ' ')) spelling_.name_words.emplace(word);
    });
    const auto shape = [&](const std::string& word) {
      if (word.size() >= 5) spelling_.by_shape[{word[0], word.size()}].push_back(word);
    };
    for (const auto& [word, readings] : words_) shape(word);
    for (const std::string& word : spelling_.name_words)
      if (!words_.contains(word)) shape(word);
  });
  return spelling_;
}

void Lexicon::add_word(const std::string& form, Word word) {
  auto& all = words_[form];
  const bool there = std::any_of(all.begin(), all.end(), [&](const Word& w) {
    return w.lemma == word.lemma && w.form == word.form && w.verb == word.verb;
  });
  if (!there) all.push_back(std::move(word));
}

void Lexicon::add_verb(const std::string& verb) {
  const VerbForms forms = forms_of(verb, snapshot_.vocabulary());
  add_word(verb, {verb, Form::kBase, true});
  add_word(forms.past, {verb, Form::kPast, true});
  add_word(forms.participle, {verb, Form::kParticiple, true});
  add_word(forms.third, {verb, Form::kThird, true});
  add_word(forms.ing, {verb, Form::kIng, true});
  if (verb == "be")
    for (const char* form : {"are", "were", "am"}) add_word(form, {verb, Form::kBase, true});
  if (verb == "get") add_word("got", {verb, Form::kParticiple, true});
}

void Lexicon::compile(const Relation& relation, record::RelationId id, const Phrase& phrase) {
  const Vocabulary& v = snapshot_.vocabulary();
  Pattern pattern;
  pattern.relation = id;
  pattern.tells = phrase.tells == Phrase::Tells::kNoun ? Phrase::Tells::kHolds : phrase.tells;
  pattern.noun = phrase.tells == Phrase::Tells::kNoun;
  pattern.text = phrase.text;
  const auto slot_of = [&](std::string_view name) -> int {
    for (std::size_t i = 0; i < relation.places.size(); ++i)
      if (relation.places[i].name == name) return static_cast<int>(i);
    for (std::size_t i = 0; i < relation.roles.size(); ++i)
      if (relation.roles[i].name == name) return kRoleSlot + static_cast<int>(i);
    return -1;
  };
  if (pattern.noun && relation.time != record::TimeKind::kMeasure) {
    Element holder;
    holder.kind = Element::Kind::kSlot;
    holder.slot = slot_of(phrase.place);
    pattern.elements.push_back(std::move(holder));
  }
  std::string preposition;
  bool after_be = false;
  for (const std::string_view part : split(phrase.text, ' ')) {
    if (part.empty()) continue;
    if (const std::size_t mark = part.find('?'); mark != std::string_view::npos) {
      Element slot;
      slot.kind = Element::Kind::kSlot;
      std::string name(part.substr(mark + 1));
      while (!name.empty() && std::isalnum(static_cast<unsigned char>(name.back())) == 0 &&
             name.back() != '_')
        name.pop_back();
      slot.slot = slot_of(name);
      slot.preposition = preposition;
      preposition.clear();
      pattern.elements.push_back(std::move(slot));
      continue;
    }
    preposition.clear();
    if (part.front() == '[') {
      Element verb;
      verb.kind = Element::Kind::kVerb;
      verb.text = std::string(part.substr(1, part.find(']') - 1));
      add_verb(verb.text);
      after_be = verb.text == "be";
      const bool weak = verb.text == "be" || verb.text == "have" || verb.text == "do";
      pattern.content_words += weak ? 0 : 1;
      pattern.elements.push_back(std::move(verb));
      continue;
    }
    if (part.front() == '(') continue;  // may be left out
    for (const Token& token : tokenize(part)) {
      pattern.negative = pattern.negative || token.text == "no" || token.text == "without";
      Element word;
      word.literal = token.text;
      word.text = token.text;
      word.content = !is_article(token.text) && !is_preposition(token.text) && token.text != "and" &&
                     token.text != "or" && token.text != "no" && token.text != "not" && token.text != "that";
      if (is_preposition(token.text)) preposition = token.text;
      if (word.content) {
        // A participle behind "be" is matched as it stands; a noun in either number.
        const bool verbal = after_be && (token.text.ends_with("ed") || words(token.text).size() > 0) &&
                            std::any_of(words(token.text).begin(), words(token.text).end(),
                                        [](const Word& w) { return w.form == Form::kParticiple; });
        word.passive = verbal || (after_be && token.text.ends_with("ed"));
        ++pattern.content_words;
        if (!word.passive) {
          const std::string plural = plural_of(token.text, v);
          add_word(token.text, {token.text, Form::kBase, false});
          add_word(plural, {token.text, Form::kPlural, false});
        } else {
          add_word(token.text, {token.text, Form::kParticiple, false});
        }
      }
      if (word.content) after_be = false;
      pattern.elements.push_back(std::move(word));
    }
  }
  // A preposition that no place follows is a part of its verb: "[break] out", "[be] over".
  for (std::size_t i = 0; i < pattern.elements.size(); ++i) {
    Element& e = pattern.elements[i];
    if (e.kind != Element::Kind::kWord || e.content || !is_preposition(e.text)) continue;
    const bool before_slot = i + 1 < pattern.elements.size() &&
                             pattern.elements[i + 1].kind == Element::Kind::kSlot &&
                             pattern.elements[i + 1].preposition == e.text;
    const bool inside = i + 1 < pattern.elements.size() && !before_slot;
    if (!before_slot && !inside) e.content = true, ++pattern.content_words;
  }
  for (const auto& [role, value] : phrase.fixes) {
    const int slot = slot_of(role);
    const auto entity = snapshot_.find(value);
    if (slot >= kRoleSlot && entity) pattern.fixes.emplace_back(slot - kRoleSlot, *entity);
  }
  // "[be] a member of ?organization" also serves as "member of ?organization".
  patterns_.push_back(std::move(pattern));
}

const std::vector<const Pattern*>& Lexicon::patterns(std::string_view lemma) const {
  const auto at = by_word_.find(std::string(lemma));
  return at == by_word_.end() ? kNoPatterns : at->second;
}

const std::vector<Word>& Lexicon::words(std::string_view text) const {
  const auto at = words_.find(std::string(text));
  return at == words_.end() ? kNoWords : at->second;
}

bool Lexicon::is_lemma_of(std::string_view lemma, std::string_view text) const {
  if (lemma == text) return true;
  const auto& all = words(text);
  return std::any_of(all.begin(), all.end(), [&](const Word& w) { return w.lemma == lemma; });
}

std::optional<record::TypeId> Lexicon::class_noun(std::string_view text) const {
  const auto at = class_nouns_.find(std::string(text));
  return at == class_nouns_.end() ? std::nullopt : std::optional(at->second);
}

bool Lexicon::is_plural_class(std::string_view text) const { return plural_classes_.contains(text); }

bool Lexicon::in_list(std::string_view list, std::string_view text) const {
  const auto at = lists_.find(list);
  return at != lists_.end() && at->second.contains(text);
}

const std::vector<std::vector<std::string>>& Lexicon::phrases_of(std::string_view list) const {
  const auto at = list_phrases_.find(list);
  return at == list_phrases_.end() ? kNoPhrases : at->second;
}

const std::vector<record::RelationId>& Lexicon::topic(std::string_view text) const {
  const auto at = topics_.find(std::string(text));
  return at == topics_.end() ? kNoRelations : at->second;
}

bool Lexicon::known(std::string_view text) const {
  if (words_.contains(std::string(text)) || is_article(text) || is_preposition(text) || is_be(text) ||
      is_auxiliary(text))
    return true;
  for (const auto& [list, members] : lists_)
    if (members.contains(text)) return true;
  return spelling().name_words.contains(text);
}

namespace {

// A word without its doubled letters: "greece" as one may write it, "grece".
std::string undoubled(std::string_view word) {
  std::string out;
  for (const char c : word)
    if (out.empty() || out.back() != c) out += c;
  return out;
}

}  // namespace

std::optional<std::string> Lexicon::repair(std::string_view text) const {
  if (text.size() < 5 || text.find_first_of("0123456789") != std::string_view::npos) return std::nullopt;
  const int limit = text.size() >= 8 ? 2 : 1;
  std::optional<std::string> best;
  int best_distance = limit + 1;
  bool tied = false;
  // Of words that are as near as each other, the one that differs in a doubled letter alone is meant.
  const std::string plain = undoubled(text);
  for (int by = -1; by <= 1; ++by) {
    const auto at =
        spelling().by_shape.find({text[0], static_cast<std::size_t>(static_cast<int>(text.size()) + by)});
    if (at == spelling().by_shape.end()) continue;
    for (const std::string& word : at->second) {
      const int distance = edit_distance(text, word, limit);
      if (distance < best_distance)
        best = word, best_distance = distance, tied = false;
      else if (distance == best_distance && distance <= limit && word != *best) {
        const bool this_doubles = undoubled(word) == plain;
        const bool best_doubles = undoubled(*best) == plain;
        if (this_doubles && !best_doubles)
          best = word, tied = false;
        else if (this_doubles == best_doubles)
          tied = true;
      }
    }
  }
  return tied ? std::nullopt : best;
}

}  // namespace entente::language

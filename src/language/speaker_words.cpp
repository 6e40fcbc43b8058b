#include "language/speaker_words.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace entente::language {
namespace {

bool is_vowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }

bool is_name_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// "join" -> "joined", "stop" -> "stopped": one short vowel before one consonant, in a word of one syllable.
bool doubles(std::string_view verb) {
  if (verb.size() < 3) return false;
  const char last = verb.back();
  if (is_vowel(last) || last == 'w' || last == 'x' || last == 'y' || !is_vowel(verb[verb.size() - 2]))
    return false;
  if (is_vowel(verb[verb.size() - 3])) return false;
  // British "controlled"; "admitted", "occurred", "referred" are stressed at the end.
  if (last == 'l' || verb.ends_with("mit") || verb.ends_with("cur") || verb.ends_with("fer")) return true;
  return std::count_if(verb.begin(), verb.end(), is_vowel) == 1;
}

std::string with_s(std::string_view word) {
  std::string out(word);
  if (word.ends_with('y') && word.size() > 1 && !is_vowel(word[word.size() - 2])) {
    out.pop_back();
    return out + "ies";
  }
  if (word.ends_with('s') || word.ends_with('x') || word.ends_with('z') || word.ends_with("ch") ||
      word.ends_with("sh"))
    return out + "es";
  return out + "s";
}

std::string with_ed(std::string_view verb) {
  std::string out(verb);
  if (verb.ends_with('e')) return out + "d";
  if (verb.ends_with('y') && verb.size() > 1 && !is_vowel(verb[verb.size() - 2])) {
    out.pop_back();
    return out + "ied";
  }
  if (doubles(verb)) out += verb.back();
  return out + "ed";
}

}  // namespace

const std::vector<std::string>* Words::irregular(std::string_view verb) const {
  const auto at = vocabulary_.verbs.find(std::string(verb));
  return at == vocabulary_.verbs.end() || at->second.size() < 3 ? nullptr : &at->second;
}

std::string Words::past(std::string_view verb) const {
  if (verb == "be") return "was";
  const auto* forms = irregular(verb);
  return forms != nullptr ? (*forms)[0] : with_ed(verb);
}

std::string Words::participle(std::string_view verb) const {
  if (verb == "be") return "been";
  const auto* forms = irregular(verb);
  return forms != nullptr ? (*forms)[1] : with_ed(verb);
}

std::string Words::third_person(std::string_view verb) const {
  if (verb == "be") return "is";
  if (verb == "have") return "has";
  if (verb == "do" || verb == "go") return std::string(verb) + "es";
  const auto* forms = irregular(verb);
  return forms != nullptr ? (*forms)[2] : with_s(verb);
}

VerbForm Words::form(std::string_view verb, Tense tense, bool many, Mood mood) const {
  // "never" and "once" speak of all the days up to now.
  if (mood == Mood::kNever && tense == Tense::kPresent) tense = Tense::kPerfect;
  if (mood == Mood::kOnce && tense == Tense::kPresent) tense = Tense::kPast;
  const std::string_view adverb = mood == Mood::kNot     ? " not"
                                  : mood == Mood::kNever ? " never"
                                  : mood == Mood::kOnce  ? " once"
                                                         : "";
  VerbForm form;
  const auto join = [&] {
    form.whole = form.first + std::string(adverb) + (form.rest.empty() ? "" : " " + form.rest);
    return form;
  };
  if (tense == Tense::kPerfect) {
    form.first = many ? "have" : "has";
    form.rest = participle(verb);
    return join();
  }
  if (tense == Tense::kFuture) {
    form.first = "will";
    form.rest = std::string(verb);
    return join();
  }
  const bool is_past = tense == Tense::kPast;
  if (verb == "be") {
    form.first = is_past ? (many ? "were" : "was") : (many ? "are" : "is");
    return join();
  }
  form.first = is_past ? "did" : many ? "do" : "does";
  form.rest = std::string(verb);
  if (mood == Mood::kNot) return join();
  form.whole = is_past ? past(verb) : many ? std::string(verb) : third_person(verb);
  if (!adverb.empty()) form.whole = std::string(adverb.substr(1)) + " " + form.whole;
  return form;
}

bool ends_head(std::string_view word) {
  static constexpr std::array<std::string_view, 21> kEnders = {
      "of",      "in",   "to",   "for",     "with",  "by",  "without", "under", "on",     "at",  "from",
      "against", "that", "than", "between", "bound", "who", "which",   "among", "within", "near"};
  return std::find(kEnders.begin(), kEnders.end(), word) != kEnders.end();
}

std::string Words::plural(std::string_view phrase) const {
  // The head: up to the first word that begins a complement.
  std::size_t end = phrase.size();
  for (std::size_t at = phrase.find(' '); at != std::string_view::npos; at = phrase.find(' ', at + 1)) {
    const std::size_t next = phrase.find(' ', at + 1);
    const std::size_t size = (next == std::string_view::npos ? phrase.size() : next) - at - 1;
    if (ends_head(phrase.substr(at + 1, size))) {
      end = at;
      break;
    }
  }
  const std::string_view head = phrase.substr(0, end);
  const std::string rest(phrase.substr(end));
  if (const auto at = vocabulary_.plurals.find(std::string(head)); at != vocabulary_.plurals.end())
    return at->second + rest;
  const std::size_t last = head.rfind(' ') == std::string_view::npos ? 0 : head.rfind(' ') + 1;
  const std::string before(head.substr(0, last));
  const std::string noun(head.substr(last));
  if (const auto at = vocabulary_.plurals.find(noun); at != vocabulary_.plurals.end())
    return before + at->second + rest;
  return before + with_s(noun) + rest;
}

std::string_view article(std::string_view phrase) {
  if (phrase.empty()) return "a";
  const char first = static_cast<char>(std::tolower(static_cast<unsigned char>(phrase.front())));
  const bool like_you = phrase.starts_with("uni") || phrase.starts_with("eu") || phrase.starts_with("one");
  return is_vowel(first) && !like_you ? "an" : "a";
}

// ---- phrases -------------------------------------------------------------------------------------

bool Phrasing::mentions_place(std::size_t i) const {
  return std::any_of(pieces.begin(), pieces.end(),
                     [&](const Piece& p) { return p.kind == Piece::Kind::kPlace && p.index == i; });
}
bool Phrasing::mentions_role(std::size_t i) const {
  return std::any_of(pieces.begin(), pieces.end(),
                     [&](const Piece& p) { return p.kind == Piece::Kind::kRole && p.index == i; });
}
std::size_t Phrasing::verb() const {
  std::size_t i = 0;
  while (i < pieces.size() && pieces[i].kind != Piece::Kind::kVerb) ++i;
  return i;
}

std::optional<Phrasing> take_apart(const record::Phrase& phrase, const record::Relation& relation,
                                   const Snapshot& snapshot) {
  Phrasing pattern;
  pattern.tells = phrase.tells;
  const auto find = [](const std::vector<record::Place>& places,
                       std::string_view name) -> std::optional<std::size_t> {
    for (std::size_t i = 0; i < places.size(); ++i)
      if (places[i].name == name) return i;
    return std::nullopt;
  };
  std::string words;
  const auto flush = [&] {
    const std::string_view trimmed = trim(words);
    if (!trimmed.empty()) pattern.pieces.push_back({Piece::Kind::kText, std::string(trimmed), 0});
    words.clear();
  };
  const std::string& text = phrase.text;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '?') {
      std::size_t end = i + 1;
      while (end < text.size() && is_name_character(text[end])) ++end;
      const std::string_view name = std::string_view(text).substr(i + 1, end - i - 1);
      flush();
      if (const auto place = find(relation.places, name))
        pattern.pieces.push_back({Piece::Kind::kPlace, {}, *place});
      else if (const auto role = find(relation.roles, name))
        pattern.pieces.push_back({Piece::Kind::kRole, {}, *role});
      else
        return std::nullopt;
      i = end;
    } else if (text[i] == '[' && text.find(']', i) != std::string::npos) {
      const std::size_t end = text.find(']', i);
      flush();
      pattern.pieces.push_back({Piece::Kind::kVerb, text.substr(i + 1, end - i - 1), 0});
      i = end + 1;
    } else if (text[i] == '(' && text.find(')', i) != std::string::npos) {
      i = text.find(')', i) + 1;
      if (words.ends_with(' ') && i < text.size() && text[i] == ' ') ++i;
    } else {
      words += text[i++];
    }
  }
  flush();
  if (phrase.tells == record::Phrase::Tells::kNoun) {
    if (const auto place = find(relation.places, phrase.place)) {
      pattern.noun_of = *place;
    } else if (const auto role = find(relation.roles, phrase.place)) {
      pattern.noun_of = *role;
      pattern.noun_of_role = true;
    } else {
      return std::nullopt;
    }
  }
  for (const auto& [name, value] : phrase.fixes) {
    const auto id = snapshot.find(value);
    if (!id) return std::nullopt;
    if (const auto role = find(relation.roles, name))
      pattern.fixed_roles.emplace_back(*role, *id);
    else if (const auto place = find(relation.places, name))
      pattern.fixed_places.emplace_back(*place, *id);
  }
  return pattern;
}

}  // namespace entente::language

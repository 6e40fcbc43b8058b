// language/lexicon.h: words and phrases of a snapshot's vocabulary, ready for reading. Internal to
// src/language.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "language/language.h"

namespace entente::language {

// A token of a question or a sentence.
struct Token {
  std::string text;  // folded
  std::string raw;   // as typed
  bool repaired = false;
  std::size_t begin = 0;  // bytes of the text that it was read from
  std::size_t end = 0;
};

// Words, with contractions undone ("isn't" -> "is", "not"), "'s" apart, hyphens as blanks, commas kept.
std::vector<Token> tokenize(std::string_view text);

enum class Form : std::uint8_t { kNone, kBase, kPast, kParticiple, kThird, kIng, kPlural };

// What a word may be: a form of a verb, a noun of the vocabulary.
struct Word {
  std::string lemma;
  Form form = Form::kNone;
  bool verb = false;
};

// One element of a phrase pattern.
struct Element {
  enum class Kind : std::uint8_t { kWord, kVerb, kSlot };
  Kind kind = Kind::kWord;
  std::string text;         // of a word its lemma, of a verb its base form
  std::string literal;      // of a word: as it stands in the phrase
  bool content = false;     // of a word: one that carries meaning (no article, preposition, "be")
  bool passive = false;     // of a word: a participle behind "be"
  int slot = -1;            // place number; kRoleSlot + role number
  std::string preposition;  // of a slot: the word before it; empty: none
};
inline constexpr int kRoleSlot = 16;

struct Pattern {
  record::RelationId relation{};
  record::Phrase::Tells tells = record::Phrase::Tells::kHolds;
  bool noun = false;  // a noun phrase; the first element is the slot of what it names
  std::vector<Element> elements;
  std::vector<std::pair<int, EntityId>> fixes;  // role number, value
  int content_words = 0;
  bool negative = false;  // has "no" or "without" among its words: "[have] no army"
  std::string text;       // for the trace
};

class Lexicon {
 public:
  explicit Lexicon(const Snapshot& snapshot);

  // Patterns whose first content word has this lemma; those without content words under "".
  const std::vector<const Pattern*>& patterns(std::string_view lemma) const;
  const std::vector<Pattern>& all_patterns() const { return patterns_; }
  // The readings of a word, best first; empty if the vocabulary does not know it.
  const std::vector<Word>& words(std::string_view text) const;
  bool is_lemma_of(std::string_view lemma, std::string_view text) const;
  // The types that a noun stands for, singular or plural: "countries" -> state.
  std::optional<record::TypeId> class_noun(std::string_view text) const;
  bool is_plural_class(std::string_view text) const;
  const std::unordered_map<std::string, record::TypeId>& class_nouns() const { return class_nouns_; }
  bool in_list(std::string_view list, std::string_view text) const;
  const std::vector<std::vector<std::string>>& phrases_of(
      std::string_view list) const;  // its entries of several words
  // Relations that a topic noun stands for: "membership", "independence".
  const std::vector<record::RelationId>& topic(std::string_view text) const;
  // The one known word that a misspelt one most likely is.
  std::optional<std::string> repair(std::string_view text) const;
  bool known(std::string_view text) const;
  const Snapshot& snapshot() const { return snapshot_; }

 private:
  void add_word(const std::string& form, Word word);
  void add_verb(const std::string& verb);
  void compile(const record::Relation& relation, record::RelationId id, const record::Phrase& phrase);

  const Snapshot& snapshot_;
  std::vector<Pattern> patterns_;
  std::unordered_map<std::string, std::vector<const Pattern*>> by_word_;
  std::unordered_map<std::string, std::vector<Word>> words_;
  std::unordered_map<std::string, record::TypeId> class_nouns_;
  std::set<std::string, std::less<>> plural_classes_;
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> lists_;
  std::map<std::string, std::vector<std::vector<std::string>>, std::less<>> list_phrases_;
  std::unordered_map<std::string, std::vector<record::RelationId>> topics_;
  // The words of all names, and all words by first letter and length: made when a word is first not known.
  struct Spelling {
    std::map<std::pair<char, std::size_t>, std::vector<std::string>> by_shape;
    std::set<std::string, std::less<>> name_words;
  };
  const Spelling& spelling() const;
  mutable std::once_flag spelling_made_;
  mutable Spelling spelling_;
};

// Closed classes of English: no content of their own.
bool is_article(std::string_view word);
bool is_preposition(std::string_view word);
bool is_be(std::string_view word);
bool is_auxiliary(std::string_view word);

// Regular forms; the vocabulary's table goes first.
struct VerbForms {
  std::string past, participle, third, ing;
};
VerbForms forms_of(std::string_view verb, const record::Vocabulary& vocabulary);
std::string plural_of(std::string_view noun, const record::Vocabulary& vocabulary);

}  // namespace entente::language

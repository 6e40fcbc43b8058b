#include "language/mentions.h"

#include <fmt/format.h>

#include <algorithm>

namespace entente::language {
namespace {

using Kind = Item::Kind;
using record::Name;

constexpr std::array<std::string_view, 12> kMonths{"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 21> kSmall{
    "zero",     "one",     "two",     "three",     "four",     "five",     "six",
    "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",   "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"};
constexpr std::array<std::string_view, 21> kOrdinals{
    "zeroth",     "first",     "second",    "third",       "fourth",     "fifth",      "sixth",
    "seventh",    "eighth",    "ninth",     "tenth",       "eleventh",   "twelfth",    "thirteenth",
    "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"};

bool digits(std::string_view text) {
  return !text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

int month_of(std::string_view word) {
  for (std::size_t i = 0; i < kMonths.size(); ++i)
    if (word == kMonths[i] ||
        (word.size() >= 3 && word.size() <= 4 && kMonths[i].starts_with(word.substr(0, 3)) &&
         (word.size() == 3 || word == "sept")))
      return static_cast<int>(i) + 1;
  return 0;
}

// "3rd", "3", "third"
int ordinal_of(std::string_view word) {
  for (std::size_t i = 1; i < kOrdinals.size(); ++i)
    if (word == kOrdinals[i]) return static_cast<int>(i);
  if (word.size() > 2 &&
      (word.ends_with("st") || word.ends_with("nd") || word.ends_with("rd") || word.ends_with("th")) &&
      digits(word.substr(0, word.size() - 2)))
    return std::stoi(std::string(word.substr(0, word.size() - 2)));
  return 0;
}

int year_of(std::string_view word) {
  if (word.size() != 4 || !digits(word)) return 0;
  const int year = std::stoi(std::string(word));
  return year >= 1000 && year <= 2100 ? year : 0;
}

class Finder {
 public:
  Finder(const std::vector<Token>& tokens, const Lexicon& lexicon, Day cursor,
         std::vector<std::string>& unknown)
      : tokens_(tokens),
        lexicon_(lexicon),
        snapshot_(lexicon.snapshot()),
        cursor_(cursor),
        unknown_(unknown) {}

  std::vector<Item> run() {
    for (std::size_t i = 0; i < tokens_.size();) {
      std::size_t next = compound(i);
      if (next == i) next = time(i);
      if (next == i) next = phrase(i);
      if (next == i) next = mention(i);
      if (next == i) next = small(i);
      if (next == i) next = i + 1;
      i = next;
    }
    return std::move(items_);
  }

 private:
  const std::string& at(std::size_t i) const {
    static const std::string kNothing;
    return i < tokens_.size() ? tokens_[i].text : kNothing;
  }
  void add(Kind kind, std::size_t from, std::size_t to) {
    Item item;
    item.kind = kind;
    item.first = from, item.last = to;
    for (std::size_t i = from; i < to; ++i) item.text += (i > from ? " " : "") + tokens_[i].text;
    for (std::size_t i = from; i < to; ++i) item.repaired = item.repaired || tokens_[i].repaired;
    items_.push_back(std::move(item));
  }

  // "major non-NATO ally": words with a name in them that stand for one word (settings.compounds).
  std::size_t compound(std::size_t i) {
    const auto compounds = snapshot_.vocabulary().settings.find("compounds");
    if (compounds == snapshot_.vocabulary().settings.end()) return i;
    for (const auto& [words, one] : compounds->second) {
      std::size_t k = i;
      std::string_view rest = words;
      while (!rest.empty() && k < tokens_.size()) {
        const std::string_view word = rest.substr(0, rest.find(' '));
        if (at(k) != word) break;
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
        ++k;
      }
      if (!rest.empty()) continue;
      add(Kind::kWord, i, k);
      items_.back().text = one;
      return k;
    }
    return i;
  }

  // ---- dates -------------------------------------------------------------------------------------

  std::size_t add_time(std::size_t from, std::size_t to, std::string edtf) {
    Result<Span> days = temporal::parse_period(edtf);
    if (!days) return from;
    add(Kind::kTime, from, to);
    items_.back().days = *days;
    items_.back().period = std::move(edtf);
    return to;
  }

  std::size_t time(std::size_t i) {
    const std::string& word = at(i);
    // 2023-04-03 arrives as three numbers: hyphens are blanks.
    if (year_of(word) != 0 && digits(at(i + 1)) && at(i + 1).size() == 2 && digits(at(i + 2)) &&
        at(i + 2).size() == 2)
      return add_time(i, i + 3, fmt::format("{}-{}-{}", word, at(i + 1), at(i + 2)));
    // 3 April 2023, 3rd of April 2023, April 3, 2023, April 2023
    std::size_t k = i;
    if (at(k) == "the") ++k;
    int day = digits(at(k)) && at(k).size() <= 2 ? std::stoi(at(k)) : ordinal_of(at(k));
    if (day > 0 && day <= 31) {
      std::size_t m = k + 1;
      if (at(m) == "of") ++m;
      if (const int month = month_of(at(m)); month != 0) {
        std::size_t y = m + 1;
        if (at(y) == ",") ++y;
        if (const int year = year_of(at(y)); year != 0)
          return add_time(i, y + 1, fmt::format("{:04}-{:02}-{:02}", year, month, day));
      }
    }
    if (const int month = month_of(word); month != 0) {
      if (const int year = year_of(at(i + 1)); year != 0)
        return add_time(i, i + 2, fmt::format("{:04}-{:02}", year, month));
      day = digits(at(i + 1)) && at(i + 1).size() <= 2 ? std::stoi(at(i + 1)) : ordinal_of(at(i + 1));
      std::size_t y = i + 2;
      if (at(y) == ",") ++y;
      if (const int year = year_of(at(y)); day > 0 && day <= 31 && year != 0)
        return add_time(i, y + 1, fmt::format("{:04}-{:02}-{:02}", year, month, day));
    }
    if (year_of(word) != 0) {
      // "1990s"
      return add_time(i, i + 1, word);
    }
    if (word.size() == 5 && word.ends_with('s') && year_of(word.substr(0, 4)) != 0 && word[3] == '0')
      return add_time(i, i + 1, word.substr(0, 3) + "X");
    // "19th century"
    if (at(i + 1) == "century") {
      const int n = ordinal_of(word);
      if (n > 1 && n < 22) return add_time(i, i + 2, fmt::format("{:02}XX", n - 1));
    }
    // "a year ago" and the like are not read.
    if ((word == "this" || word == "last" || word == "next") && at(i + 1) == "year") {
      const int year = temporal::civil(cursor_).year + (word == "last" ? -1 : word == "next" ? 1 : 0);
      return add_time(i, i + 2, fmt::format("{:04}", year));
    }
    return i;
  }

  // ---- names -------------------------------------------------------------------------------------

  // Words of questions that are also names of something.
  static bool small_word(std::string_view word) {
    static const std::set<std::string, std::less<>> kWords{
        "who", "what", "which", "when", "where", "why",  "how", "it",  "no",  "not", "and", "or",
        "but", "all",  "many",  "much", "long",  "ever", "so",  "one", "two", "six", "ten"};
    return kWords.contains(word);
  }

  // How many words the longest name has that begins at a token; 0: none does.
  std::size_t longest_name(std::size_t i) const {
    if (i >= tokens_.size()) return 0;
    const std::size_t most = std::min(tokens_.size() - i, snapshot_.longest_name_words());
    std::string key;
    std::size_t longest = 0;
    for (std::size_t k = 0; k < most && at(i + k) != "," && at(i + k) != "'s"; ++k) {
      key += (key.empty() ? "" : " ") + at(i + k);
      if (!snapshot_.named(key).empty()) longest = k + 1;
    }
    return longest;
  }

  std::size_t mention(std::size_t i) {
    if (at(i) == "," || at(i) == "'s") return i;
    const std::size_t most = std::min(tokens_.size() - i, snapshot_.longest_name_words());
    std::string key;
    std::vector<std::string> keys;
    for (std::size_t k = 0; k < most; ++k) {
      const std::string& word = at(i + k);
      if (word == ",") break;
      if (word == "'s")
        key += "s";
      else
        key += (key.empty() ? "" : " ") + word;
      keys.push_back(key);
    }
    for (std::size_t n = keys.size(); n > 0; --n) {
      if (n == 1 && small_name_is_a_word(i)) continue;
      // "Non-EU Schengen countries": the noun is needed for what restricts it.
      if (n > 1 && items_.size() > 1 && items_.back().kind == Kind::kMention &&
          items_[items_.size() - 2].kind == Kind::kNon && lexicon_.is_plural_class(at(i + n - 1)))
        continue;
      const auto bearers = snapshot_.named(keys[n - 1]);
      if (bearers.empty()) continue;
      // "The World Bank" is the bank, though "the World" be a name too.
      if (n > 1 && is_article(at(i)) && longest_name(i + 1) >= n) return i;
      // A value word ("observer") is a word, not a name.
      Item item;
      item.kind = Kind::kMention;
      item.first = i, item.last = i + n;
      item.text = keys[n - 1];
      bool any_usual = false;
      for (const auto& b : bearers) any_usual = any_usual || b.kind != Name::Kind::kLoose;
      for (const auto& b : bearers) {
        if (snapshot_.vocabulary().type(snapshot_.type_of(b.entity)).words) continue;
        item.entities.push_back(b.entity);
        item.adjective = item.adjective || b.kind == Name::Kind::kAdjective || b.kind == Name::Kind::kPeople;
        item.loose = item.loose || b.kind == Name::Kind::kLoose;
      }
      if (item.entities.empty()) continue;
      for (std::size_t k = i; k < i + n; ++k) item.repaired = item.repaired || tokens_[k].repaired;
      items_.push_back(std::move(item));
      return i + n;
    }
    return i;
  }

  // One short word that is a name only if it is written as one: "us", "who", "it".
  bool small_name_is_a_word(std::size_t i) const {
    const std::string& word = at(i);
    if (word == "us") return false;
    const bool plain = small_word(word) || is_article(word) || is_preposition(word) || is_be(word) ||
                       is_auxiliary(word) || lexicon_.in_list("filler", word);
    // A word of the vocabulary ("allies") is that word, though it be one of somebody's other names as well.
    if (!plain) {
      if (lexicon_.class_noun(word)) return true;
      if (lexicon_.words(word).empty()) return false;
      const auto bearers = snapshot_.named(word);
      return std::none_of(bearers.begin(), bearers.end(), [](const snapshot::Named& n) {
        return n.name == UINT32_MAX || n.kind == Name::Kind::kAbbreviation;
      });
    }
    const std::string& raw = tokens_[i].raw;
    const bool capitals =
        raw.size() >= 2 && std::all_of(raw.begin(), raw.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    return !capitals || i == 0;
  }

  // ---- small words -------------------------------------------------------------------------------

  // Fixed phrases of several words: fillers, "how many", "what year".
  std::size_t phrase(std::size_t i) {
    for (const std::string_view list : {"besides", "filler", "made_to"}) {
      for (const auto& words : lexicon_.phrases_of(list)) {
        bool fits = i + words.size() <= tokens_.size();
        for (std::size_t k = 0; fits && k < words.size(); ++k) fits = at(i + k) == words[k];
        if (fits) {
          add(Kind::kFiller, i, i + words.size());
          return i + words.size();
        }
      }
    }
    const std::string& word = at(i);
    const std::string& next = at(i + 1);
    // "four days after Pearl Harbor": a date, counted from an event.
    if ((digits(word) || small_number(word) > 0) && (next == "day" || next == "days") &&
        (at(i + 2) == "after" || at(i + 2) == "before")) {
      std::size_t k = i + 3;
      while (at(k) == "the") ++k;
      const std::size_t before = items_.size();
      const std::size_t end = mention(k);
      std::optional<Day> day;
      if (end > k) {
        day = first_day(items_.back().entities[0]);
        items_.resize(before);
      }
      const int count = digits(word) && word.size() < 5 ? std::stoi(word) : small_number(word);
      if (day && count > 0)
        return add_time(i, end, temporal::to_string(at(i + 2) == "after" ? *day + count : *day - count));
    }
    if (word == "how" && (next == "many" || next == "much" || next == "long" || next == "often" ||
                          next == "big" || next == "large")) {
      if (next == "many" && at(i + 2) == "times") return wh("how often", i, i + 3);
      if (next == "many" && (at(i + 2) == "years" || at(i + 2) == "months" || at(i + 2) == "days"))
        return wh("how long", i, i + 3);
      return wh("how " + next, i, i + 2);
    }
    if ((word == "what" || word == "which") && (next == "year" || next == "date" || next == "day" ||
                                                next == "month" || next == "century" || next == "decade"))
      return wh("when", i, i + 2);
    if ((word == "what" || word == "which") && next == "is" && at(i + 2) == "the" &&
        (at(i + 3) == "date" || at(i + 3) == "year"))
      return wh("when", i, i + 4);
    // "The number of NATO members", at the front.
    if (word == "number" && next == "of" && std::none_of(items_.begin(), items_.end(), [](const Item& item) {
          return item.kind == Kind::kWh || item.kind == Kind::kMention || item.kind == Kind::kWord ||
                 item.kind == Kind::kAuxiliary || item.kind == Kind::kBe;
        }))
      return wh("how many", i, i + 2);
    // "After the end of the war", "at the end of 1945": the preposition says as much.
    if (word == "end" && next == "of" && items_.size() >= 2 && items_.back().kind == Kind::kArticle) {
      const Item& before = items_[items_.size() - 2];
      if (before.kind == Kind::kPreposition &&
          (before.text == "after" || before.text == "since" || before.text == "at" || before.text == "by")) {
        add(Kind::kFiller, i, i + 2);
        return i + 2;
      }
    }
    if (word == "most" && (next == "recent" || next == "recently")) {
      add(Kind::kOrder, i, i + 2);
      items_.back().number = -1;
      return i + 2;
    }
    // "Did it use to be …"
    if (word == "use" && next == "to" && !items_.empty() &&
        std::any_of(items_.begin(), items_.end(), [](const Item& item) {
          return item.kind == Kind::kAuxiliary && (item.text == "did" || item.text == "does");
        })) {
      add(Kind::kAuxiliary, i, i + 2);
      items_.back().text = "used to";
      items_.back().past = true;
      return i + 2;
    }
    // "Has anyone left?": has any of the class that is meant where a question leaves it open.
    if (lexicon_.in_list("anybody", word)) {
      const auto classes = snapshot_.vocabulary().settings.find("classes");
      if (classes != snapshot_.vocabulary().settings.end() && !classes->second.empty()) {
        add(Kind::kClass, i, i + 1);
        items_.back().type = snapshot_.vocabulary().find_type(classes->second.begin()->first);
        if (items_.back().type) return i + 1;
        items_.pop_back();
      }
    }
    if ((word == "last" || word == "first") && next == "time") {
      // "When is the last time that …": "when", and which of several.
      while (!items_.empty() && items_.back().kind == Kind::kArticle) items_.pop_back();
      if (items_.size() > 1 && items_.back().kind == Kind::kBe && items_[items_.size() - 2].kind == Kind::kWh)
        items_.pop_back();
      add(Kind::kOrder, i, i + 2);
      items_.back().number = word == "last" ? -1 : 1;
      return i + 2;
    }
    if (word == "since" && next == "when") return wh("when", i, i + 2);
    if (word == "how" && next == "come") return wh("why", i, i + 2);
    if (word == "the" && next == "year" && i + 2 >= tokens_.size()) return wh("when", i, i + 2);
    if (word == "used" && next == "to") {
      add(Kind::kAuxiliary, i, i + 2);
      items_.back().past = true;
      return i + 2;
    }
    if (word == "as" && next == "well" && at(i + 2) == "as") {
      add(Kind::kAnd, i, i + 3);
      return i + 3;
    }
    return i;
  }

  static int small_number(std::string_view word) {
    for (std::size_t n = 1; n < kSmall.size(); ++n)
      if (word == kSmall[n]) return static_cast<int>(n);
    return 0;
  }
  // The first day of a thing that lasted a day or some, if it is known to the day.
  std::optional<Day> first_day(EntityId id) const {
    const auto existence = snapshot_.vocabulary().relation_for("existence");
    if (!existence) return std::nullopt;
    logic::Atom there;
    there.relation = *existence;
    there.places = {id};
    if (snapshot_.match_count(there) == 0) return std::nullopt;
    const auto spells = temporal::spells(snapshot_.holds(there, logic::kNobody));
    if (spells.size() != 1 || !spells[0].begin || spells[0].begin->earliest != spells[0].begin->latest)
      return std::nullopt;
    return spells[0].begin->earliest;
  }
  bool listed(std::string_view word) const {
    return lexicon_.in_list("speakers", word) || lexicon_.in_list("opinions", word);
  }

  std::size_t wh(std::string_view kind, std::size_t from, std::size_t to) {
    add(Kind::kWh, from, to);
    items_.back().text = kind;
    return to;
  }

  std::size_t small(std::size_t i) {
    const std::string& word = at(i);
    Kind kind = Kind::kWord;
    int number = 0;
    bool past = false;
    static const std::set<std::string, std::less<>> kWhWords{"who",  "whom",  "whose", "what", "which",
                                                             "when", "where", "why",   "how"};
    if (word == ",")
      kind = Kind::kComma;
    else if (word == "'s")
      kind = Kind::kPossessive;
    else if (word == "non")
      kind = Kind::kNon;
    else if (word == "not" || word == "no" || word == "never" || word == "without" || word == "outside" ||
             word == "neither" || word == "nor" || word == "cannot")
      kind = Kind::kNot;
    else if (word == "and")
      kind = Kind::kAnd;
    else if (word == "or")
      kind = Kind::kOr;
    else if (word == "but" || word == "except" || word == "excluding" || word == "yet")
      kind = Kind::kBut;
    else if (word == "that")
      kind = Kind::kThat;
    else if (word == "all" || word == "every" || word == "each")
      kind = Kind::kAll;
    else if (word == "only")
      kind = Kind::kOnly;
    else if (word == "ever" || word == "once")
      kind = Kind::kEver;
    else if (word == "still")
      kind = Kind::kFiller;
    else if (kWhWords.contains(word))
      kind = Kind::kWh;
    else if (is_be(word))
      kind = Kind::kBe, past = word == "was" || word == "were" || word == "been";
    else if (is_auxiliary(word))
      kind = Kind::kAuxiliary, past = word == "did" || word == "had";
    else if (is_preposition(word))
      kind = Kind::kPreposition;
    else if (is_article(word))
      kind = Kind::kArticle;
    else if (lexicon_.in_list("filler", word) || lexicon_.in_list("besides", word) ||
             lexicon_.in_list("others", word) || lexicon_.in_list("pronouns", word))
      kind = Kind::kFiller;
    else if (word == "last" && i + 1 == tokens_.size() && !items_.empty() &&
             items_.front().text == "how long")
      kind = Kind::kWord;
    else if (word == "last" || word == "latest" || word == "newest" || word == "recently" ||
             word == "recent" || word == "youngest")
      kind = Kind::kOrder, number = -1;
    else if (word == "oldest" || word == "earliest" || word == "original" || word == "originally")
      kind = Kind::kOrder, number = 1;
    else if (word == "largest" || word == "biggest" || word == "most" || word == "greatest" ||
             word == "highest")
      kind = Kind::kOrder, number = -2;
    else if (word == "smallest" || word == "fewest" || word == "least" || word == "lowest")
      kind = Kind::kOrder, number = 2;
    else if (ordinal_of(word) > 0)
      kind = Kind::kOrder, number = ordinal_of(word) + 100;
    else if (digits(word) && year_of(word) == 0)
      kind = Kind::kNumber, number = std::stoi(word);
    else {
      for (std::size_t n = 1; n < kSmall.size(); ++n)
        if (word == kSmall[n]) kind = Kind::kNumber, number = static_cast<int>(n);
    }
    if (word == "first" && kind == Kind::kOrder) number = 1;
    if (kind == Kind::kWord) {
      if (const auto type = lexicon_.class_noun(word)) {
        add(Kind::kClass, i, i + 1);
        items_.back().type = type;
        items_.back().plural = lexicon_.is_plural_class(word);
        return i + 1;
      }
      if (!lexicon_.known(word) && !listed(word)) unknown_.push_back(word);
    }
    add(kind, i, i + 1);
    items_.back().number = number;
    items_.back().past = past;
    return i + 1;
  }

  const std::vector<Token>& tokens_;
  const Lexicon& lexicon_;
  const Snapshot& snapshot_;
  Day cursor_;
  std::vector<std::string>& unknown_;
  std::vector<Item> items_;
};

}  // namespace

std::vector<Item> find_items(const std::vector<Token>& tokens, const Lexicon& lexicon, Day cursor,
                             std::vector<std::string>& unknown) {
  return Finder(tokens, lexicon, cursor, unknown).run();
}

}  // namespace entente::language

#include "language/prose.h"

#include <fmt/format.h>

#include <algorithm>

#include "language/reader.h"

namespace entente::language {
namespace {

using Kind = Item::Kind;
using logic::Operator;

constexpr std::size_t kMostTokens = 160;
constexpr std::size_t kMostAttempts = 24;

// What a reading may cost in prose, where nobody waits for an answer.
constexpr int kProseBound = 3;

Term number_term(double value) {
  Term term;
  term.kind = Term::Kind::kNumber;
  term.number = value;
  return term;
}

bool upper(std::string_view raw) { return !raw.empty() && (starts_with_upper(raw)); }

class ProseReader {
 public:
  ProseReader(std::string_view sentence, const Lexicon& lexicon, Day cursor, Carried& carried,
              std::string* trace)
      : sentence_(sentence),
        lexicon_(lexicon),
        snapshot_(lexicon.snapshot()),
        vocabulary_(snapshot_.vocabulary()),
        cursor_(cursor),
        carried_(carried),
        trace_(trace) {}

  std::vector<RawStatement> run() {
    tokens_ = tokenize(sentence_);
    if (tokens_.empty() || tokens_.size() > kMostTokens) return {};
    std::vector<std::string> unknown;
    items_ = find_items(tokens_, lexicon_, cursor_, unknown);
    mark_names();
    drop_lead_in();
    join_words();
    const std::vector<Item> named = items_;
    if (!is_question() && !is_quoted()) {
      resolve();
      complete_nouns();
      drop_asides();
      known_as();
      if (std::none_of(items_.begin(), items_.end(),
                       [&](const Item& x) { return blocks(x) || listed("conditional", x); }))
        fought_between();
      beside_names();
      counts();
      for (const Clause& clause : clauses()) read(clause);
    }
    carry(named);
    return std::move(found_);
  }

 private:
  // A stretch of the sentence with a verb, made whole: the subject of the clause before stands in front where
  // it has none of its own.
  struct Clause {
    std::vector<Item> items;
    bool own_subject = true;
  };

  // ---- items -------------------------------------------------------------------------------------

  const Token& token(std::size_t i) const { return tokens_[i]; }
  bool capital(const Item& item) const { return item.last > item.first && upper(tokens_[item.first].raw); }
  bool first_word(const Item& item) const { return item.first == 0; }
  std::string_view raw(const Item& item) const { return tokens_[item.first].raw; }
  bool listed(std::string_view list, const Item& item) const { return lexicon_.in_list(list, item.text); }

  static void forget(Item& item) {
    item.kind = Kind::kWord;
    item.entities.clear();
    item.text = "\x01" + item.text;  // no phrase has such a word
  }

  // A name is written as one: "turkey" and "us" are words, "Turkey" and "US" names, "euro" is a name as the
  // record writes it. A name that is part of a longer one is not that name ("United Nations Association").
  void mark_names() {
    for (Item& item : items_) {
      if (item.kind != Kind::kMention) continue;
      bool written = false;
      for (std::size_t t = item.first; t < item.last; ++t)
        written = written || upper(tokens_[t].raw) ||
                  std::isdigit(static_cast<unsigned char>(tokens_[t].raw[0])) != 0;
      if (!written && !written_small(item)) forget(item);
    }
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (items_[i].kind != Kind::kMention) continue;
      const bool before = i > 0 && part_of_name(items_[i - 1], items_[i]) && !first_word(items_[i - 1]);
      const bool after = i + 1 < items_.size() && part_of_name(items_[i + 1], items_[i]);
      if (before || after) forget(items_[i]);
    }
  }
  bool written_small(const Item& item) const {
    for (const snapshot::Named& named : snapshot_.named(item.text)) {
      std::string_view text = snapshot_.name_of(named.entity);
      if (named.name != UINT32_MAX) text = snapshot_.names_of(named.entity)[named.name].text;
      if (!upper(text)) return true;
    }
    return false;
  }
  // A capitalised word beside a name, that is no name of its own and not the class of the thing.
  bool part_of_name(const Item& word, const Item& name) const {
    if (!capital(word) || word.text.starts_with('\x01'))
      return word.text.starts_with('\x01') && capital(word);
    if (word.kind == Kind::kClass && word.type)
      return std::none_of(name.entities.begin(), name.entities.end(), [&](EntityId id) {
        return vocabulary_.is_kind_of(snapshot_.type_of(id), *word.type);
      });
    if (word.kind == Kind::kWord) return !listed("linking", word) && !listed("areas", word);
    return false;
  }

  // "It is worth noting that …", "Note that …": what follows is said all the same.
  void drop_lead_in() {
    std::size_t i = 0;
    bool noted = false;
    while (i < items_.size() &&
           (items_[i].text == "it" || items_[i].kind == Kind::kBe || items_[i].kind == Kind::kArticle ||
            items_[i].text == "to" || listed("leading", items_[i]))) {
      noted = noted || listed("leading", items_[i]);
      ++i;
    }
    if (noted && i < 8 && i + 1 < items_.size() && items_[i].kind == Kind::kThat)
      items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  }

  // "no longer" is a denial; words that prose puts in between and that change nothing are dropped.
  void join_words() {
    std::vector<Item> kept;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      Item& item = items_[i];
      // "2023-2024", "1950–53" is read as one period.
      if (item.kind == Kind::kTime && !kept.empty() && kept.back().kind == Kind::kTime &&
          joined_by_dash(kept.back(), item)) {
        Item& from = kept.back();
        const std::string period = from.period + "/" + item.period;
        if (const Result<Span> days = temporal::parse_period(period)) {
          from.period = period, from.days = *days, from.last = item.last;
          continue;
        }
      }
      if (item.kind == Kind::kNot && i + 1 < items_.size() && items_[i + 1].text == "longer") {
        kept.push_back(item);
        ++i;
        continue;
      }
      if (item.kind == Kind::kWord && listed("passing", item)) continue;
      // "troops to support the mission": to what end changes nothing of it.
      if (item.text == "to" && i + 1 < items_.size() && listed("purposes", items_[i + 1])) {
        ++i;
        continue;
      }
      // "Brussels, Belgium": the second only says where the first lies.
      if (item.kind == Kind::kComma && i + 1 < items_.size() && !kept.empty() &&
          lies_in(kept.back(), items_[i + 1])) {
        ++i;
        continue;
      }
      // "the Schengen Area", "the NATO organization": the class of what was just named.
      if (item.kind == Kind::kWord && listed("areas", item) && !kept.empty() &&
          kept.back().kind == Kind::kMention) {
        kept.back().last = item.last;
        continue;
      }
      // "the organization of NATO", "the country of Norway", "the nation of …"
      if (item.kind == Kind::kClass && !item.plural && item.type && i + 2 < items_.size() &&
          items_[i + 1].text == "of" && i > 0 && items_[i - 1].text == "the" &&
          items_[i + 2].kind == Kind::kMention && !items_[i + 2].adjective &&
          std::any_of(items_[i + 2].entities.begin(), items_[i + 2].entities.end(), [&](EntityId id) {
            return vocabulary_.is_kind_of(snapshot_.type_of(id), *item.type);
          })) {
        ++i;
        continue;
      }
      kept.push_back(item);
    }
    items_ = std::move(kept);
  }

  bool joined_by_dash(const Item& from, const Item& to) const {
    const std::size_t begin = tokens_[from.last - 1].end;
    const std::size_t end = tokens_[to.first].begin;
    if (end <= begin || end - begin > 5) return false;
    const std::string_view between = trim(sentence_.substr(begin, end - begin));
    return between == "-" || between == "–" || between == "—";
  }
  bool lies_in(const Item& inner, const Item& outer) const {
    if (inner.kind != Kind::kMention || outer.kind != Kind::kMention || inner.entities.empty() ||
        outer.adjective)
      return false;
    const auto part_of = vocabulary_.settings.find("part_of");
    if (part_of == vocabulary_.settings.end()) return false;
    for (const auto& [name, sort] : part_of->second) {
      const auto relation = vocabulary_.find_relation(name);
      if (!relation) continue;
      for (const EntityId a : inner.entities)
        for (const EntityId b : outer.entities)
          if (snapshot_.type_of(a) != snapshot_.type_of(b) &&
              snapshot_.holds({*relation, {a, b}, {}}, logic::kNobody).at(cursor_).truth == temporal::kTrue)
            return true;
    }
    return false;
  }

  bool is_question() const {
    const std::string_view text = trim(sentence_);
    return text.ends_with('?');
  }
  bool is_quoted() const {
    const std::string_view text = trim(sentence_);
    return text.starts_with('"') || text.starts_with("“") || text.starts_with("‘");
  }

  // ---- whom "it" and "the alliance" speak of -----------------------------------------------------

  void resolve() {
    EntityId here = logic::kNobody;  // the subject of this sentence so far
    for (std::size_t i = 0; i < items_.size(); ++i) {
      Item& item = items_[i];
      if (here == logic::kNobody && is_subject(items_, i)) here = item.entities[0];
      const bool verb_next = i + 1 < items_.size() && verb(items_[i + 1]);
      if (item.text == "it" && verb_next && (i == 0 || starts_clause(i))) {
        const EntityId who = i == 0 || here == logic::kNobody ? carried_.subject : here;
        if (who != logic::kNobody) become(item, who);
      }
      const bool numbered = i > 2 && items_[i - 2].kind == Kind::kNumber && items_[i - 3].text == "the";
      if (item.kind == Kind::kClass && item.type && !item.plural && i > 0 &&
          (items_[i - 1].text == "the" || numbered) &&
          (i + 1 >= items_.size() || items_[i + 1].text != "of") &&
          !(i + 1 < items_.size() && items_[i + 1].kind == Kind::kMention)) {
        const EntityId who = latest(*item.type, i);
        if (who != logic::kNobody) become(item, who);
      }
    }
  }
  // A name that only small words stand before, and a verb or a comma behind.
  bool is_subject(const std::vector<Item>& items, std::size_t i) const {
    const Item& item = items[i];
    if (item.kind != Kind::kMention || item.adjective || item.entities.size() != 1) return false;
    for (std::size_t k = 0; k < i; ++k)
      if (items[k].kind != Kind::kArticle && items[k].kind != Kind::kFiller && items[k].kind != Kind::kAnd &&
          items[k].kind != Kind::kBut && items[k].kind != Kind::kComma && items[k].kind != Kind::kTime &&
          !(items[k].kind == Kind::kPreposition && k + 1 < i && items[k + 1].kind == Kind::kTime))
        return false;
    return i + 1 >= items.size() || verb(items[i + 1]) || listed("acting", items[i + 1]) ||
           items[i + 1].kind == Kind::kComma ||
           (items[i + 1].kind == Kind::kFiller && i + 2 < items.size() && verb(items[i + 2]));
  }
  // "its members", "these partners": of whom the sentence before spoke. "The members include A and B": they
  // are among them, which the copula says as well.
  void complete_nouns() {
    std::vector<Item> out;
    bool noun_before = false;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      Item item = items_[i];
      const bool pointing = item.text == "its" || item.text == "these" || item.text == "their";
      if (pointing && i == 0 && i + 1 < items_.size() && bears_noun(items_[i + 1]) &&
          (i + 2 >= items_.size() || items_[i + 2].text != "of") && carried_.subject != logic::kNobody) {
        Item of;
        of.kind = Kind::kPreposition;
        of.text = "of";
        Item who;
        become(who, carried_.subject);
        out.push_back(items_[i + 1]);
        out.push_back(std::move(of));
        out.push_back(std::move(who));
        noun_before = true;
        ++i;
        continue;
      }
      if (i < 4 && bears_noun(item) && i + 1 < items_.size() && items_[i + 1].text == "of")
        noun_before = true;
      if (noun_before && item.kind == Kind::kWord && lexicon_.is_lemma_of("include", item.text)) {
        item.kind = Kind::kBe;
        item.text = "are";
        noun_before = false;
      }
      out.push_back(std::move(item));
    }
    items_ = std::move(out);
  }
  // A noun in the plural that some relation has for those in it.
  bool bears_noun(const Item& item) const {
    if (item.kind != Kind::kWord && item.kind != Kind::kClass) return false;
    for (const Word& word : lexicon_.words(item.text)) {
      if (word.form != Form::kPlural) continue;
      for (const Pattern* p : lexicon_.patterns(word.lemma))
        if (p->noun && p->content_words == 1) return true;
    }
    return false;
  }

  void become(Item& item, EntityId who) {
    item.kind = Kind::kMention;
    item.entities = {who};
    item.type.reset();
    item.text = std::string(snapshot_.name_of(who));
  }
  // The one thing of a type that was spoken of last; nobody if two were named in this sentence before.
  EntityId latest(record::TypeId type, std::size_t before) const {
    EntityId found = logic::kNobody;
    for (std::size_t k = 0; k < before; ++k)
      if (items_[k].kind == Kind::kMention && items_[k].entities.size() == 1 &&
          vocabulary_.is_kind_of(snapshot_.type_of(items_[k].entities[0]), type)) {
        if (found != logic::kNobody && found != items_[k].entities[0]) return logic::kNobody;
        found = items_[k].entities[0];
      }
    if (found != logic::kNobody) return found;
    for (std::size_t k = carried_.named.size(); k-- > 0;)
      if (vocabulary_.is_kind_of(snapshot_.type_of(carried_.named[k]), type)) return carried_.named[k];
    return logic::kNobody;
  }
  void carry(const std::vector<Item>& items) {
    EntityId subject = logic::kNobody;
    bool again = false;
    for (std::size_t i = 0; i < items.size() && !verb(items[i]) && !listed("acting", items[i]); ++i) {
      if (items[i].text == "it" || items[i].text == "its") again = true;
      if (subject == logic::kNobody && is_subject(items, i)) subject = items[i].entities[0];
    }
    if (!again) carried_.subject = subject;
    for (const Item& item : items)
      if (item.kind == Kind::kMention && !item.adjective && item.entities.size() == 1)
        carried_.named.push_back(item.entities[0]);
    if (carried_.named.size() > 32) carried_.named.erase(carried_.named.begin(), carried_.named.end() - 32);
  }

  // "its own regional alliance known as the Quad": the name stands for the noun group.
  void known_as() {
    for (std::size_t i = 1; i + 1 < items_.size(); ++i) {
      const std::string& text = items_[i].text;
      if (!lexicon_.in_list("naming", std::string_view(text).substr(0, text.find(' ')))) continue;
      std::size_t k = i + 1;
      while (k < items_.size() && (items_[k].text == "as" || items_[k].kind == Kind::kArticle)) ++k;
      if (k >= items_.size() || items_[k].kind != Kind::kMention ||
          (items_[i - 1].kind != Kind::kClass && !listed("areas", items_[i - 1]) &&
           !listed("groups", items_[i - 1])))
        continue;
      std::size_t from = i - 1;
      while (from > 0 &&
             (items_[from - 1].kind == Kind::kWord || items_[from - 1].kind == Kind::kFiller ||
              items_[from - 1].kind == Kind::kArticle) &&
             !verb(items_[from - 1]))
        --from;
      items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(from),
                   items_.begin() + static_cast<std::ptrdiff_t>(k));
      i = from;
      // "has its own alliance known as …": it is in it.
      if (from > 0 && items_[from - 1].kind != Kind::kMention &&
          lexicon_.is_lemma_of("have", items_[from - 1].text)) {
        items_[from - 1].kind = Kind::kBe;
        items_[from - 1].text = "is";
        Item in;
        in.kind = Kind::kPreposition;
        in.text = "in";
        items_.insert(items_.begin() + static_cast<std::ptrdiff_t>(from), std::move(in));
      }
    }
  }

  // "The Winter War between Finland and the Soviet Union": who fought it is said by the way.
  void fought_between() {
    const auto fought = vocabulary_.relation_for("belligerent");
    if (!fought) return;
    const auto& places = vocabulary_.relation(*fought).places;
    for (std::size_t i = 0; i + 4 < items_.size(); ++i) {
      if (items_[i].kind != Kind::kMention || items_[i].adjective || items_[i].entities.size() != 1 ||
          !vocabulary_.is_kind_of(snapshot_.type_of(items_[i].entities[0]), places[1].type) ||
          items_[i + 1].text != "between")
        continue;
      std::vector<Item> who;
      std::size_t k = i + 2;
      for (; k < items_.size(); ++k) {
        if (items_[k].kind == Kind::kMention && !items_[k].adjective && items_[k].entities.size() == 1)
          who.push_back(items_[k]);
        else if (items_[k].kind != Kind::kArticle && items_[k].kind != Kind::kAnd)
          break;
      }
      if (who.size() != 2) continue;
      for (const Item& one : who) {
        Reading r;
        r.query.head = query::Head::kAsk;
        r.query.cond =
            Cond::timed(Cond::atom(*fought, {Term::of(one.entities[0]), Term::of(items_[i].entities[0])}),
                        logic::Binder::kEver, std::nullopt);
        r.tense = Tense::kPast;
        if (!query::check(r.query, snapshot_)) break;
        RawStatement statement = placed({items_[i], one});
        statement.readings.push_back(std::move(r));
        say(statement);
        found_.push_back(std::move(statement));
      }
      items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                   items_.begin() + static_cast<std::ptrdiff_t>(k));
    }
  }

  // "NATO member Turkey", "EU members Sweden and Finland": said by the way.
  void beside_names() {
    if (!now_spoken_of()) return;
    for (const Item& item : items_)
      if (blocks(item) || listed("conditional", item)) return;
    for (std::size_t i = 0; i + 2 < items_.size(); ++i) {
      if (items_[i].kind != Kind::kMention || items_[i].entities.size() != 1) continue;
      if (i > 0 && (items_[i - 1].kind == Kind::kNon || items_[i - 1].kind == Kind::kPossessive)) continue;
      const auto relation = members_of(items_[i].entities[0]);
      if (!relation) continue;
      std::size_t n = i + 1;
      bool member = false;
      while (n < items_.size() &&
             (listed("linking", items_[n]) ||
              (items_[n].kind == Kind::kWord && lexicon_.is_lemma_of("member", items_[n].text)) ||
              (member && items_[n].kind == Kind::kClass)))
        member = true, ++n;
      if (!member) continue;
      for (std::size_t k = n; k < items_.size(); ++k) {
        if (items_[k].kind == Kind::kAnd || (items_[k].kind == Kind::kComma && k > n &&
                                             k + 1 < items_.size() && items_[k + 1].kind == Kind::kMention))
          continue;
        if (items_[k].kind != Kind::kMention || items_[k].adjective || items_[k].entities.size() != 1) break;
        // "NATO member Turkey's army" speaks of Turkey all the same; "EU member states" of nobody.
        Reading r;
        r.query.head = query::Head::kAsk;
        r.query.cond =
            Cond::atom(*relation, {Term::of(items_[k].entities[0]), Term::of(items_[i].entities[0])});
        if (!query::check(r.query, snapshot_)) break;
        RawStatement statement = placed({items_.begin() + static_cast<std::ptrdiff_t>(i),
                                         items_.begin() + static_cast<std::ptrdiff_t>(k) + 1});
        statement.readings.push_back(std::move(r));
        say(statement);
        found_.push_back(std::move(statement));
        if (!items_[n - 1].plural && k == n && items_[n - 1].text != "members") break;
      }
    }
  }

  // ---- clauses -----------------------------------------------------------------------------------

  bool verb(const Item& item) const {
    if (item.kind == Kind::kBe || item.kind == Kind::kAuxiliary) return true;
    if (item.kind != Kind::kWord) return false;
    const auto& words = lexicon_.words(item.text);
    return std::any_of(words.begin(), words.end(),
                       [](const Word& w) { return w.verb && w.form != Form::kIng && w.form != Form::kNone; });
  }
  bool starts_clause(std::size_t i) const {
    const Item& before = items_[i - 1];
    return before.kind == Kind::kComma || before.kind == Kind::kAnd || before.kind == Kind::kBut ||
           listed("subordinators", before);
  }

  // What stands in brackets is passed over.
  void drop_asides() {
    std::vector<Item> kept;
    int depth = 0;
    for (const Item& item : items_) {
      if (item.kind == Kind::kComma && raw(item) == "(") ++depth;
      if (depth == 0) kept.push_back(item);
      if (item.kind == Kind::kComma && raw(item) == ")" && depth > 0) --depth;
    }
    items_ = std::move(kept);
  }

  // Everything behind a blocking word, and all of a sentence with an "if", is left alone.
  std::vector<Clause> clauses() const {
    std::vector<Clause> out;
    for (const Item& item : items_)
      if (listed("conditional", item)) return {};
    Clause now;
    std::vector<Item> subject;  // of the main clause
    std::vector<Item> lead;     // subject, verb and what stands before its object
    bool aside = false;         // a relative clause within the main one
    const auto close = [&] {
      if (!now.items.empty()) out.push_back(now);
      now = Clause{};
    };
    const auto note_subject = [&] {
      if (aside || !now.own_subject || !subject.empty()) return;
      std::vector<Item> before;
      for (const Item& item : now.items) {
        if (verb(item)) {
          subject = before;
          return;
        }
        if (item.kind == Kind::kComma)
          before.clear();
        else
          before.push_back(item);
      }
    };
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const Item& item = items_[i];
      if (blocks(item)) {
        // A modal blocks its own clause and what hangs on it.
        return out;
      }
      // "Before Sweden is a member, …": it need not have come to pass.
      if (now.items.empty() && listed("not_yet", item) && new_clause(i + 1)) {
        while (i + 1 < items_.size() && items_[i + 1].kind != Kind::kComma) ++i;
        continue;
      }
      if (item.kind == Kind::kComma && raw(item) == ";") {
        note_subject();
        close();
        subject.clear();
        aside = false;
        continue;
      }
      const std::size_t next = i + 1;
      const bool comma = item.kind == Kind::kComma;
      const bool joint = item.kind == Kind::kAnd || item.kind == Kind::kBut;
      // ", which is …", "that joined …": speaks of what was named last.
      const std::size_t pronoun = comma ? next : i;
      // Right behind a noun it narrows the noun, and stays.
      const bool loose = comma || (item.kind == Kind::kWh && !now.items.empty() &&
                                   now.items.back().kind == Kind::kMention && !now.items.back().adjective);
      if (loose && pronoun < items_.size() && relative(pronoun) && pronoun + 1 < items_.size() &&
          verb(items_[skip_small(pronoun + 1)])) {
        note_subject();
        // "Sweden, which joined in 2024, is …": behind the remark the sentence goes on with its subject.
        if (comma && now.own_subject && subject.empty() && !now.items.empty() &&
            now.items.back().kind == Kind::kMention &&
            std::none_of(now.items.begin(), now.items.end(), [&](const Item& x) { return verb(x); }))
          subject = now.items;
        std::vector<Item> antecedent;
        if (!now.items.empty() && now.items.back().kind == Kind::kMention && !now.items.back().adjective)
          antecedent = lent({now.items.back()});
        close();
        now.own_subject = false;
        if (antecedent.empty()) antecedent.push_back(nobody());
        now.items = std::move(antecedent);
        aside = true;
        i = pronoun;
        continue;
      }
      // "X, a member of NATO since 1999, …": what stands in apposition to the subject is said of it.
      // "NATO, founded in 1949, …": so does a participle.
      const bool participial = comma && next < items_.size() && participle(items_[next]);
      if (comma && now.own_subject && next + 1 < items_.size() &&
          (items_[next].kind == Kind::kArticle || participial) && apposition(now.items, next)) {
        subject = now.items;
        std::vector<Item> beside{now.items.back(), Item{}};
        beside.back().kind = Kind::kBe;
        beside.back().text = participial ? "was" : "is";
        beside.back().past = participial;
        now = Clause{};
        now.own_subject = false;
        now.items = lent(std::move(beside));
        aside = true;
        continue;
      }
      // ", the newest of which …", ", many of whom …": of some of what was named, nobody knows which.
      if (comma && of_which(next)) {
        note_subject();
        close();
        now.own_subject = false;
        now.items.push_back(nobody());
        aside = true;
        continue;
      }
      if ((comma && next < items_.size() && listed("subordinators", items_[next])) ||
          (listed("subordinators", item) && i > 0)) {
        note_subject();
        close();
        subject.clear();
        aside = false;
        if (comma) ++i;
        continue;
      }
      if (joint || comma) {
        std::size_t k = next;
        if (comma && k < items_.size() && (items_[k].kind == Kind::kAnd || items_[k].kind == Kind::kBut)) ++k;
        const std::size_t after = skip_small(k);
        const bool has_verb =
            std::any_of(now.items.begin(), now.items.end(), [&](const Item& x) { return verb(x); });
        // The predicate goes on with the subject: "… and left in 2009".
        if (after < items_.size() && verb(items_[after]) && has_verb) {
          note_subject();
          close();
          now.own_subject = false;
          now.items = lent(subject);
          aside = false;
          i = k - 1;
          continue;
        }
        // A clause of its own: "… and Sweden joined in 2024".
        if (has_verb && new_clause(k)) {
          note_subject();
          close();
          subject.clear();
          aside = false;
          i = k - 1;
          continue;
        }
        // The verb stands for both: "joined NATO in 1999 and the EU in 2004".
        if (has_verb && k > i && (joint || k > next)) {
          if (auto again = gapped(now.items, k)) {
            note_subject();
            close();
            now.own_subject = false;
            now.items = lent(std::move(*again));
            i = k - 1;
            continue;
          }
        }
      }
      now.items.push_back(item);
    }
    note_subject();
    close();
    return out;
  }
  // Only a name stands before, and a noun and a comma follow before any verb.
  bool apposition(const std::vector<Item>& before, std::size_t next) const {
    if (before.empty() || before.back().kind != Kind::kMention || before.back().adjective ||
        std::any_of(before.begin(), before.end(), [&](const Item& x) { return verb(x); }))
      return false;
    bool noun = false;
    for (std::size_t i = next + 1; i < items_.size(); ++i) {
      if (items_[i].kind == Kind::kComma) return noun || participle(items_[next]);
      if (verb(items_[i])) return false;
      noun = noun || items_[i].kind == Kind::kWord || items_[i].kind == Kind::kClass;
    }
    return false;
  }
  bool participle(const Item& item) const {
    if (item.kind != Kind::kWord) return false;
    const auto& words = lexicon_.words(item.text);
    return std::any_of(words.begin(), words.end(),
                       [](const Word& w) { return w.verb && w.form == Form::kParticiple; });
  }
  static Item nobody() {
    Item item;
    forget(item);
    return item;
  }
  // What another clause lends has no place in this one.
  static std::vector<Item> lent(std::vector<Item> items) {
    for (Item& item : items) item.first = item.last = 0;
    return items;
  }
  bool of_which(std::size_t i) const {
    for (std::size_t k = i; k + 1 < items_.size() && k < i + 4; ++k)
      if (items_[k].text == "of" && (items_[k + 1].text == "which" || items_[k + 1].text == "whom"))
        return true;
    return false;
  }
  std::size_t skip_small(std::size_t i) const {
    while (i < items_.size() &&
           (items_[i].kind == Kind::kFiller || items_[i].kind == Kind::kNot || items_[i].kind == Kind::kEver))
      ++i;
    return std::min(i, items_.size() - 1);
  }
  bool relative(std::size_t i) const {
    return (items_[i].kind == Kind::kWh && (items_[i].text == "which" || items_[i].text == "who")) ||
           items_[i].kind == Kind::kThat;
  }
  // A subject and a verb before the next comma.
  bool new_clause(std::size_t k) const {
    bool named = false;
    for (std::size_t i = k; i < items_.size(); ++i) {
      const Item& item = items_[i];
      if (item.kind == Kind::kComma) return false;
      if (verb(item)) return named;
      if (item.kind == Kind::kMention)
        named = true;
      else if (item.kind != Kind::kArticle && item.kind != Kind::kAnd && item.kind != Kind::kFiller &&
               item.kind != Kind::kClass)
        return false;
    }
    return false;
  }
  // "X joined A in 1999 and B in 2004", "X is a founder of A and a member of B": the part before the object
  // or the noun, with what follows.
  std::optional<std::vector<Item>> gapped(const std::vector<Item>& before, std::size_t k) const {
    std::size_t i = k;
    while (i < items_.size() && (items_[i].kind == Kind::kArticle || items_[i].kind == Kind::kFiller ||
                                 (i == k && items_[i].kind == Kind::kNot)))
      ++i;
    if (i >= items_.size()) return std::nullopt;
    if (items_[i].kind == Kind::kWord || (items_[i].kind == Kind::kOrder)) {
      // A noun behind "be".
      const auto be =
          std::find_if(before.begin(), before.end(), [](const Item& x) { return x.kind == Kind::kBe; });
      if (be == before.end()) return std::nullopt;
      const bool prepared =
          std::any_of(items_.begin() + static_cast<std::ptrdiff_t>(i), items_.end(),
                      [](const Item& x) { return x.kind == Kind::kPreposition && x.text == "of"; });
      if (!prepared) return std::nullopt;
      return std::vector<Item>(before.begin(), be + 1);
    }
    if (items_[i].kind != Kind::kMention || items_[i].adjective) return std::nullopt;
    const record::TypeId type = snapshot_.type_of(items_[i].entities[0]);
    // The last name of the kind in what stands before, with a date between.
    bool dated = false;
    bool seen_verb = false;
    for (std::size_t b = before.size(); b-- > 0;) {
      if (before[b].kind == Kind::kTime) dated = true;
      if (before[b].kind == Kind::kMention && !before[b].adjective &&
          snapshot_.type_of(before[b].entities[0]) == type) {
        for (std::size_t v = 0; v < b; ++v) seen_verb = seen_verb || verb(before[v]);
        if (!dated || !seen_verb) return std::nullopt;
        std::size_t cut = b;
        while (cut > 0 && before[cut - 1].kind == Kind::kArticle) --cut;
        return std::vector<Item>(before.begin(), before.begin() + static_cast<std::ptrdiff_t>(cut));
      }
    }
    return std::nullopt;
  }

  bool blocks(const Item& item) const {
    if (item.kind == Kind::kAuxiliary && listed("modal", item)) return true;
    return item.kind != Kind::kMention &&
           (listed("blocking", item) || listed("foreign", item) || listed("modal", item));
  }

  // ---- statements --------------------------------------------------------------------------------

  void read(const Clause& clause) {
    if (trace_ != nullptr) {
      *trace_ += "clause:";
      for (const Item& item : clause.items)
        *trace_ += " " + (item.text.starts_with('\x01') ? "?" : item.text);
      *trace_ += '\n';
    }
    std::vector<std::pair<std::size_t, std::size_t>> tries = attempts(clause.items);
    for (const auto& [from, to] : tries) {
      std::vector<Item> items = prefix_times(clause.items, from);
      items.insert(items.end(), clause.items.begin() + static_cast<std::ptrdiff_t>(from),
                   clause.items.begin() + static_cast<std::ptrdiff_t>(to));
      while (!items.empty() && items.back().kind == Kind::kComma) items.pop_back();
      if (read_as_count(items, from != 0 || to != clause.items.size())) return;
      // A heading, a label: without a verb nothing is said.
      if (std::none_of(items.begin(), items.end(), [&](const Item& x) { return verb(x); })) continue;
      std::vector<Reading> readings = read_items(items, lexicon_, cursor_, {}, Mood::kStatement);
      std::erase_if(readings, [&](Reading& r) {
        return r.cost > kProseBound || r.query.head != query::Head::kAsk || !complete(r.query.cond) ||
               !query::check(r.query, snapshot_);
      });
      if (readings.empty()) continue;
      RawStatement statement = placed(items);
      statement.partial = from != 0 || to != clause.items.size();
      for (Reading& r : readings) whole(r, statement);
      if (!statement.whole_list && each(readings, items, statement)) return;
      statement.readings = std::move(readings);
      say(statement);
      found_.push_back(std::move(statement));
      return;
    }
  }

  // Every place of a state names somebody: "joined in 2004" says of nobody knows what that it was joined.
  bool complete(const Cond& cond) const {
    if (cond.kind == Cond::Kind::kSome) return false;
    // On whose side somebody fought is said without the war's name.
    if (cond.kind == Cond::Kind::kAtom && cond.roles.empty() &&
        vocabulary_.relation(cond.relation).time == record::TimeKind::kState &&
        std::any_of(cond.terms.begin(), cond.terms.end(),
                    [](const Term& t) { return t.kind == Term::Kind::kAny; }))
      return false;
    const auto whole = [&](const Term& term) {
      return std::all_of(term.conds.begin(), term.conds.end(), [&](const Cond& c) { return complete(c); });
    };
    return std::all_of(cond.parts.begin(), cond.parts.end(), [&](const Cond& c) { return complete(c); }) &&
           std::all_of(cond.terms.begin(), cond.terms.end(), whole);
  }

  // What may be passed over: what stands before a comma, and what an adverbial behind the kernel begins with.
  std::vector<std::pair<std::size_t, std::size_t>> attempts(const std::vector<Item>& items) const {
    std::vector<std::size_t> starts{0};
    std::vector<std::size_t> ends{items.size()};
    std::size_t first_verb = items.size();
    for (std::size_t i = 0; i < items.size(); ++i)
      if (verb(items[i])) {
        first_verb = i;
        break;
      }
    for (std::size_t i = 0; i < first_verb; ++i)
      if (items[i].kind == Kind::kComma && i + 1 < first_verb) starts.push_back(i + 1);
    const bool denied =
        std::any_of(items.begin(), items.end(), [](const Item& x) { return x.kind == Kind::kNot; });
    std::size_t objects = 0;
    const bool only =
        std::any_of(items.begin(), items.end(), [](const Item& x) { return x.kind == Kind::kOnly; });
    for (std::size_t i = first_verb + 1; !only && i < items.size(); ++i) {
      const Item& item = items[i];
      const bool bounding = listed("restricting", item) || item.kind == Kind::kOnly;
      if (bounding) ends = {items.size()};
      if (bounding) break;
      const bool remark = item.kind == Kind::kComma;
      const bool going = item.kind == Kind::kWord && item.text.size() > 5 && item.text.ends_with("ing");
      const bool adverbial =
          (item.kind == Kind::kPreposition && item.text != "of") || listed("adverbial", item) || going;
      const bool goes_on = item.kind == Kind::kAnd || item.kind == Kind::kBut;
      if (objects > 0 && (remark || ((adverbial || goes_on) && !denied))) ends.push_back(i);
      if (item.kind == Kind::kMention || item.kind == Kind::kClass || item.kind == Kind::kTime ||
          item.kind == Kind::kWord)
        ++objects;
    }
    std::sort(ends.begin(), ends.end(), std::greater<>());
    std::vector<std::pair<std::size_t, std::size_t>> tries;
    for (const std::size_t end : ends)
      for (const std::size_t start : starts)
        if (start < end && tries.size() < kMostAttempts) tries.emplace_back(start, end);
    return tries;
  }
  // "As of 2024, …", "In 1990 …": a date in what is passed over in front still dates the rest.
  std::vector<Item> prefix_times(const std::vector<Item>& items, std::size_t from) const {
    std::vector<Item> out;
    for (std::size_t i = 0; i < from; ++i)
      if (items[i].kind == Kind::kTime) {
        if (i > 0 && items[i - 1].kind == Kind::kPreposition && items[i - 1].text != "of")
          out.push_back(items[i - 1]);
        out.push_back(items[i]);
      }
    return out;
  }

  RawStatement placed(const std::vector<Item>& items) const {
    RawStatement s;
    s.begin = SIZE_MAX;
    for (const Item& item : items) {
      if (item.last <= item.first) continue;
      s.begin = std::min(s.begin, tokens_[item.first].begin);
      s.end = std::max(s.end, tokens_[item.last - 1].end);
    }
    if (s.begin == SIZE_MAX) s.begin = 0, s.end = sentence_.size();
    return s;
  }

  // "consists of A, B and C", "the members are A, B and C": the list is said to be whole.
  void whole(Reading& r, RawStatement& statement) const {
    if (r.parts.size() < 2 || !whole_phrase(r)) return;
    const Cond& one = r.parts[0].second.cond;
    if (one.kind != Cond::Kind::kAtom) return;
    Cond open = one;
    Term list;
    list.kind = Term::Kind::kSet;
    std::size_t slot = SIZE_MAX;
    for (std::size_t t = 0; t < open.terms.size(); ++t)
      if (open.terms[t].kind == Term::Kind::kEntity && open.terms[t].entity == r.parts[0].first) slot = t;
    if (slot == SIZE_MAX) return;
    open.terms[slot] = Term::variable("x");
    Term set;
    set.kind = Term::Kind::kSet;
    set.text = "x";
    set.conds.push_back(std::move(open));
    list.kind = Term::Kind::kList;
    for (const auto& [id, part] : r.parts) list.items.push_back(Term::of(id));
    Reading changed = r;
    changed.parts.clear();
    changed.query.cond = Cond::test(Operator::kEqual, std::move(set), std::move(list));
    if (!query::check(changed.query, snapshot_)) return;
    r = std::move(changed);
    statement.whole_list = true;
  }
  // What is said of each of several is several statements; each ends where its name does.
  bool each(const std::vector<Reading>& readings, const std::vector<Item>& items, const RawStatement& all) {
    const auto best = std::min_element(readings.begin(), readings.end(),
                                       [](const Reading& a, const Reading& b) { return a.cost < b.cost; });
    if (best == readings.end() || best->parts.size() < 2) return false;
    if (nearly_all(*best)) return true;
    for (const auto& [id, part] : best->parts) {
      RawStatement one = all;
      const auto named = std::find_if(items.begin(), items.end(), [&, who = id](const Item& item) {
        return item.kind == Kind::kMention &&
               std::find(item.entities.begin(), item.entities.end(), who) != item.entities.end() &&
               item.last > item.first;
      });
      const bool object =
          named != items.end() && std::any_of(items.begin(), named, [&](const Item& x) { return verb(x); });
      if (object) one.end = tokens_[named->last - 1].end;
      Reading r = *best;
      r.parts.clear();
      r.query = part;
      one.readings.clear();
      one.readings.push_back(std::move(r));
      say(one);
      found_.push_back(std::move(one));
    }
    return true;
  }
  // "includes A, B and C", of a group of four: a reader takes it for the whole, and nobody knows whether it
  // is meant so. Such a list is left alone.
  bool nearly_all(const Reading& r) const {
    if (r.parts.size() < 3 || !lists_members(r)) return false;
    const Cond& one = r.parts[0].second.cond;
    if (one.kind != Cond::Kind::kAtom) return false;
    logic::Atom open;
    open.relation = one.relation;
    for (const Term& t : one.terms)
      open.places.push_back(t.kind == Term::Kind::kEntity && t.entity != r.parts[0].first ? t.entity
                                                                                          : logic::kNobody);
    std::size_t all = 0;
    snapshot_.match(open, [&](const logic::Atom& atom) {
      all += snapshot_.holds(atom, logic::kNobody).at(cursor_).truth == temporal::kTrue ? 1 : 0;
    });
    return all > r.parts.size() && 3 * r.parts.size() >= 2 * all;
  }
  // The list is the object: "X includes A, B and C".
  static bool lists_members(const Reading& r) {
    const Cond& one = r.parts[0].second.cond;
    return one.kind == Cond::Kind::kAtom && !one.terms.empty() && one.terms[0].kind == Term::Kind::kEntity &&
           one.terms[0].entity == r.parts[0].first && r.phrase.starts_with("?organization");
  }
  bool whole_phrase(const Reading& r) const {
    std::size_t from = 0;
    const std::string& text = r.phrase;
    while (from < text.size()) {
      std::size_t to = text.find_first_of(" []", from);
      if (to == std::string::npos) to = text.size();
      if (to > from && lexicon_.in_list("whole", std::string_view(text).substr(from, to - from))) return true;
      from = to + 1;
    }
    return false;
  }

  // ---- counts ------------------------------------------------------------------------------------

  // "NATO has 32 members": read as "NATO has how many members", and the number put beside it.
  bool read_as_count(const std::vector<Item>& items, bool partial) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].kind != Kind::kNumber || items[i].number < 2) continue;
      // A noun in the plural follows, perhaps behind adjectives.
      std::size_t n = i + 1;
      while (n < items.size() && (items[n].kind == Kind::kFiller || items[n].kind == Kind::kMention ||
                                  listed("linking", items[n]) || listed("loose", items[n])))
        ++n;
      if (n >= items.size() || (items[n].kind != Kind::kClass && items[n].kind != Kind::kWord)) continue;
      Operator op = Operator::kEqual;
      std::size_t cut = i;
      if (i > 0 && items[i - 1].text == "over") op = Operator::kGreater, cut = i - 1;
      if (i > 1 && items[i - 1].text == "than" && items[i - 2].text == "more")
        op = Operator::kGreater, cut = i - 2;
      if (i > 1 && items[i - 1].text == "least" && items[i - 2].text == "at")
        op = Operator::kGreaterEqual, cut = i - 2;
      if (cut == i && i > 0 && listed("approximate", items[i - 1])) return false;
      std::vector<Item> asked(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(cut));
      std::erase_if(asked, [](const Item& x) { return x.kind == Kind::kOnly; });
      Item wh = items[i];
      wh.kind = Kind::kWh;
      wh.text = "how many";
      asked.push_back(wh);
      // What follows behind a comma ("…, including the United Kingdom") is no part of what is counted.
      for (std::size_t k = i + 1; k < items.size() && (k <= n || items[k].kind != Kind::kComma); ++k)
        if (!listed("loose", items[k])) asked.push_back(items[k]);
      std::vector<Reading> readings = read_items(asked, lexicon_, cursor_, {}, Mood::kStatement);
      std::erase_if(readings, [&](Reading& r) {
        return r.cost > kProseBound || !counts_such(r, items[n]) || !counted(r, op, items[i].number);
      });
      if (readings.empty()) continue;
      // Up to the noun; where more is said of what is counted, up to the number, for that more is not
      // checked.
      const std::size_t last = partial ? i : n;
      RawStatement statement = placed({items.begin(), items.begin() + static_cast<std::ptrdiff_t>(last) + 1});
      statement.partial = partial;
      statement.readings = std::move(readings);
      say(statement);
      found_.push_back(std::move(statement));
      return true;
    }
    return false;
  }
  static bool names_somebody(const Cond& cond) {
    return std::any_of(cond.terms.begin(), cond.terms.end(),
                       [](const Term& t) { return t.kind == Term::Kind::kEntity; }) ||
           std::any_of(cond.parts.begin(), cond.parts.end(), names_somebody);
  }
  // "An alliance of 32 countries" counts countries, and no alliances.
  bool counts_such(const Reading& r, const Item& noun) const {
    if (!noun.type || r.query.head != query::Head::kValue || r.query.term.items.empty() ||
        r.query.term.items[0].kind != Term::Kind::kSet)
      return true;
    const Term& set = r.query.term.items[0];
    const auto type = logic::type_of_variable(set.conds[0], set.text, snapshot_);
    return !type || vocabulary_.is_kind_of(*type, *noun.type) || vocabulary_.is_kind_of(*noun.type, *type);
  }
  // A count as a test of it.
  bool counted(Reading& r, Operator op, int number) const {
    if (r.query.head != query::Head::kValue || r.query.term.kind != Term::Kind::kCall ||
        r.query.term.text != "count")
      return false;
    Cond test = Cond::test(op, r.query.term, number_term(number));
    // A count of nobody's: "there are four countries".
    const Cond& counted_cond = r.query.term.items[0].conds[0];
    if (!names_somebody(counted_cond)) return false;
    if (r.query.time) test = Cond::timed(std::move(test), r.query.time->first, r.query.time->second);
    r.query = Query{};
    r.query.head = query::Head::kAsk;
    r.query.cond = std::move(test);
    r.wants = Wants::kVerdict;
    return static_cast<bool>(query::check(r.query, snapshot_));
  }

  // Counts inside noun groups, whatever the clause says: "the 19 eurozone countries", "22 of the 27 EU
  // members", "the 30-member alliance".
  void counts() {
    const std::optional<Item> as_of = date_of_counts();
    if (!as_of && !now_spoken_of()) return;
    measures(as_of);
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (items_[i].kind != Kind::kNumber || items_[i].number < 3 || count_blocked(i)) continue;
      const bool definite = i > 0 && (items_[i - 1].text == "the" || items_[i - 1].kind == Kind::kAll);
      std::size_t n = i + 1;
      const auto passed = [&](const Item& x) {
        return x.kind == Kind::kFiller || listed("linking", x) || listed("loose", x);
      };
      const auto noun = [&](const Item& x) {
        return (x.kind == Kind::kClass && x.plural) ||
               (x.kind == Kind::kWord && lexicon_.is_lemma_of("member", x.text) && x.text != "member");
      };
      while (n < items_.size() && passed(items_[n])) ++n;
      EntityId group = logic::kNobody;
      std::size_t end = n;
      if (n < items_.size() && items_[n].kind == Kind::kMention && items_[n].entities.size() == 1) {
        // the 19 eurozone countries
        std::size_t m = n + 1;
        while (m < items_.size() && passed(items_[m])) ++m;
        if (definite && m < items_.size() && noun(items_[m])) group = items_[n].entities[0], end = m + 1;
      } else if (n < items_.size() && noun(items_[n])) {
        // the 27 members of the EU
        std::size_t m = n + 1;
        if (m < items_.size() && noun(items_[m])) ++m;
        if (definite && m < items_.size() && items_[m].text == "of") {
          ++m;
          while (m < items_.size() && items_[m].kind == Kind::kArticle) ++m;
          if (m < items_.size() && items_[m].kind == Kind::kMention && items_[m].entities.size() == 1)
            group = items_[m].entities[0], end = m + 1;
        }
      }
      // NATO is an alliance of 30 countries, it consists of 30 European countries
      if (group == logic::kNobody && i > 1 && items_[i - 1].text == "of" &&
          (items_[i - 2].kind == Kind::kClass || listed("areas", items_[i - 2]) ||
           listed("groups", items_[i - 2]) || makes_up(items_[i - 2])))
        while (n < items_.size() &&
               (passed(items_[n]) || (items_[n].kind == Kind::kMention && items_[n].adjective)))
          ++n;
      if (group == logic::kNobody && n < items_.size() && noun(items_[n]) && i > 1 &&
          items_[i - 1].text == "of" &&
          (items_[i - 2].kind == Kind::kClass || listed("areas", items_[i - 2]) ||
           listed("groups", items_[i - 2]) || makes_up(items_[i - 2])))
        for (std::size_t k = 0; k + 2 < i; ++k)
          if (is_subject(items_, k) && std::none_of(items_.begin() + static_cast<std::ptrdiff_t>(k),
                                                    items_.begin() + static_cast<std::ptrdiff_t>(i),
                                                    [](const Item& x) { return x.kind == Kind::kNot; }))
            group = items_[k].entities[0], end = n + 1;
      // the 30-member alliance, the 27-nation bloc
      if (group == logic::kNobody && definite && i + 2 < items_.size() &&
          (listed("linking", items_[i + 1]) ||
           (items_[i + 1].kind == Kind::kClass && !items_[i + 1].plural)) &&
          items_[i + 2].kind == Kind::kMention && items_[i + 2].entities.size() == 1)
        group = items_[i + 2].entities[0], end = i + 3;
      if (group == logic::kNobody) continue;
      const auto relation = members_of(group);
      if (!relation) continue;
      Reading r;
      r.query.head = query::Head::kAsk;
      Term set;
      set.kind = Term::Kind::kSet;
      set.text = "x";
      set.conds.push_back(Cond::atom(*relation, {Term::variable("x"), Term::of(group)}));
      Term count;
      count.kind = Term::Kind::kCall;
      count.text = "count";
      count.items.push_back(std::move(set));
      r.query.cond = Cond::test(Operator::kEqual, std::move(count), number_term(items_[i].number));
      if (as_of)
        r.query.cond = Cond::timed(std::move(r.query.cond), logic::Binder::kAt, Term::period(as_of->period));
      if (!query::check(r.query, snapshot_)) continue;
      RawStatement statement = placed({items_.begin() + static_cast<std::ptrdiff_t>(i),
                                       items_.begin() + static_cast<std::ptrdiff_t>(end)});
      statement.readings.push_back(std::move(r));
      say(statement);
      found_.push_back(std::move(statement));
      // The number is told: a clause may go on without it.
      items_[i].kind = Kind::kFiller;
    }
  }
  // "consists", "composed": a list or a number behind it is of the whole.
  bool makes_up(const Item& item) const {
    return item.kind == Kind::kWord &&
           std::any_of(lexicon_.words(item.text).begin(), lexicon_.words(item.text).end(),
                       [&](const Word& w) { return w.verb && lexicon_.in_list("whole", w.lemma); });
  }
  // A plan or hearsay says nothing of numbers; what is foreign to the record says nothing of those between
  // the same commas.
  bool count_blocked(std::size_t at) const {
    std::size_t from = at;
    std::size_t to = at;
    while (from > 0 && items_[from - 1].kind != Kind::kComma) --from;
    while (to < items_.size() && items_[to].kind != Kind::kComma) ++to;
    for (std::size_t k = 0; k < items_.size(); ++k) {
      const Item& item = items_[k];
      if (listed("conditional", item)) return true;
      if (!blocks(item)) continue;
      const bool foreign = item.kind != Kind::kAuxiliary && listed("foreign", item) &&
                           !listed("blocking", item) && !listed("modal", item);
      if (!foreign || (k >= from && k < to)) return true;
    }
    return false;
  }
  // "with over 600,000 active personnel": a figure of the sentence's subject.
  void measures(const std::optional<Item>& as_of) {
    EntityId subject = logic::kNobody;
    for (std::size_t i = 0; i < items_.size() && subject == logic::kNobody && !verb(items_[i]); ++i)
      if (is_subject(items_, i)) subject = items_[i].entities[0];
    if (subject == logic::kNobody) return;
    for (std::size_t i = 1; i < items_.size(); ++i) {
      if (items_[i].kind != Kind::kNumber || items_[i].number < 1000 || count_blocked(i)) continue;
      std::size_t end = i + 1;
      const auto relation = measured_by(i + 1, end);
      if (!relation ||
          !vocabulary_.is_kind_of(snapshot_.type_of(subject), vocabulary_.relation(*relation).places[0].type))
        continue;
      Term value;
      value.kind = Term::Kind::kCall;
      value.text = vocabulary_.relation(*relation).name;
      value.items.push_back(Term::of(subject));
      const double n = items_[i].number;
      std::size_t from = i;
      Cond cond;
      if (items_[i - 1].text == "over" ||
          (i > 1 && items_[i - 1].text == "than" && items_[i - 2].text == "more")) {
        cond = Cond::test(Operator::kGreater, std::move(value), number_term(n));
        from = items_[i - 1].text == "over" ? i - 1 : i - 2;
      } else {
        // A round figure is wrong only where it is far from the recorded one.
        constexpr double kFar = 0.25;
        cond = Cond::both({Cond::test(Operator::kGreaterEqual, value, number_term(n * (1 - kFar))),
                           Cond::test(Operator::kLessEqual, value, number_term(n * (1 + kFar)))});
      }
      Reading r;
      r.query.head = query::Head::kAsk;
      r.query.cond = std::move(cond);
      if (as_of)
        r.query.cond = Cond::timed(std::move(r.query.cond), logic::Binder::kAt, Term::period(as_of->period));
      if (!query::check(r.query, snapshot_)) continue;
      RawStatement statement = placed({items_.begin() + static_cast<std::ptrdiff_t>(from),
                                       items_.begin() + static_cast<std::ptrdiff_t>(end)});
      statement.readings.push_back(std::move(r));
      say(statement);
      found_.push_back(std::move(statement));
    }
  }
  // The measure whose noun stands at an item: all its words, in order.
  std::optional<record::RelationId> measured_by(std::size_t at, std::size_t& end) const {
    std::optional<record::RelationId> best;
    int most = 0;
    for (const Pattern& p : lexicon_.all_patterns()) {
      if (!p.noun || vocabulary_.relation(p.relation).time != record::TimeKind::kMeasure ||
          p.content_words <= most)
        continue;
      std::size_t i = at;
      bool fits = true;
      for (const Element& e : p.elements) {
        if (e.kind != Element::Kind::kWord || !e.content) continue;
        while (i < items_.size() && items_[i].kind == Kind::kFiller) ++i;
        fits = fits && i < items_.size() && lexicon_.is_lemma_of(e.text, items_[i].text);
        ++i;
      }
      if (!fits) continue;
      best = p.relation;
      most = p.content_words;
      end = i;
    }
    return best;
  }
  std::optional<record::RelationId> members_of(EntityId group) const {
    const auto modifiers = vocabulary_.settings.find("modifiers");
    if (modifiers == vocabulary_.settings.end()) return std::nullopt;
    for (const auto& [type_name, relation] : modifiers->second) {
      const auto type = vocabulary_.find_type(type_name);
      if (type && vocabulary_.is_kind_of(snapshot_.type_of(group), *type))
        return vocabulary_.find_relation(relation);
    }
    return std::nullopt;
  }
  std::optional<Item> date_of_counts() const {
    std::optional<Item> date;
    for (const Item& item : items_)
      if (item.kind == Kind::kTime) {
        if (date) return std::nullopt;
        date = item;
      }
    return date && date->first <= 3 ? date : std::nullopt;
  }
  // No date, and no verb in the past without one in the present.
  bool now_spoken_of() const {
    bool past = false;
    bool present = false;
    for (const Item& item : items_) {
      if (item.kind == Kind::kTime) return false;
      if (item.kind == Kind::kBe) (item.past ? past : present) = true;
      if (item.kind == Kind::kAuxiliary) (item.past ? past : present) = true;
      if (item.kind != Kind::kWord) continue;
      for (const Word& w : lexicon_.words(item.text)) {
        if (w.verb && w.form == Form::kPast && w.lemma != item.text) past = true;
        if (w.verb && w.form == Form::kThird) present = true;
      }
    }
    return present || !past;
  }

  void say(const RawStatement& s) const {
    if (trace_ == nullptr) return;
    *trace_ += fmt::format("clause \"{}\"\n", sentence_.substr(s.begin, s.end - s.begin));
    for (const Reading& r : s.readings)
      *trace_ += fmt::format("  cost {:2}  {}\n", r.cost, query::print(r.query, snapshot_));
  }

  std::string_view sentence_;
  const Lexicon& lexicon_;
  const Snapshot& snapshot_;
  const record::Vocabulary& vocabulary_;
  Day cursor_;
  Carried& carried_;
  std::string* trace_;
  std::vector<Token> tokens_;
  std::vector<Item> items_;
  std::vector<RawStatement> found_;
};

}  // namespace

std::vector<RawStatement> read_prose(std::string_view sentence, const Lexicon& lexicon, Day cursor,
                                     Carried& carried, std::string* trace) {
  return ProseReader(sentence, lexicon, cursor, carried, trace).run();
}

}  // namespace entente::language

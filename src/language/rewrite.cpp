#include "language/rewrite.h"

#include <algorithm>
#include <set>

namespace entente::language {
namespace {

using Kind = Item::Kind;
using Items = std::vector<Item>;

class Rewriter {
 public:
  Rewriter(Items items, const Lexicon& lexicon, Day cursor)
      : lexicon_(lexicon), snapshot_(lexicon.snapshot()), cursor_(cursor) {
    out_.items = std::move(items);
  }

  Rewritten run() {
    compare();
    describe_too();
    speakers();
    nouns_first();
    existing();
    tails();
    copulas();
    others();
    wars();
    alliances();
    treaties();
    return std::move(out_);
  }

 private:
  Items& items() { return out_.items; }
  const record::Vocabulary& vocabulary() const { return snapshot_.vocabulary(); }
  bool is(std::size_t i, Kind kind) const { return i < out_.items.size() && out_.items[i].kind == kind; }
  bool in(std::size_t i, std::string_view list) const {
    return i < out_.items.size() && lexicon_.in_list(list, out_.items[i].text);
  }
  bool idle(std::size_t i) const {
    return is(i, Kind::kArticle) || is(i, Kind::kFiller) || is(i, Kind::kComma);
  }
  bool of_kind(EntityId id, std::string_view purpose_relation, std::size_t place) const {
    const auto relation = vocabulary().relation_for(purpose_relation);
    return relation && place < vocabulary().relation(*relation).places.size() &&
           vocabulary().is_kind_of(snapshot_.type_of(id),
                                   vocabulary().relation(*relation).places[place].type);
  }
  void erase(std::size_t from, std::size_t to) {
    items().erase(items().begin() + static_cast<std::ptrdiff_t>(from),
                  items().begin() + static_cast<std::ptrdiff_t>(to));
  }

  // The end of a list of names that begins at `i`; `i` if none does.
  std::size_t list_end(std::size_t i, std::vector<EntityId>& named) const {
    std::size_t end = i;
    std::size_t k = i;
    while (true) {
      while (is(k, Kind::kArticle) || is(k, Kind::kFiller)) ++k;
      if (!is(k, Kind::kMention)) break;
      named.push_back(out_.items[k].entities[0]);
      end = ++k;
      if (is(k, Kind::kMention)) continue;  // the comma was left out
      while (is(k, Kind::kComma) || is(k, Kind::kAnd)) ++k;
      if (k == end) break;
    }
    return end;
  }

  // "What is the difference between the G7 and the G20?"
  void compare() {
    std::vector<EntityId> named;
    bool compares = false;
    for (std::size_t i = 0; i < items().size(); ++i) {
      if (is(i, Kind::kMention) && !items()[i].adjective)
        named.push_back(items()[i].entities[0]);
      else if (in(i, "comparing"))
        compares = true;
      else if (!idle(i) && !is(i, Kind::kWh) && !is(i, Kind::kBe) && !is(i, Kind::kAnd) &&
               !is(i, Kind::kPreposition) && !is(i, Kind::kPossessive) && !is(i, Kind::kAuxiliary) &&
               !is(i, Kind::kOr))
        return;
    }
    if (compares && named.size() == 2 && named[0] != named[1]) out_.compared = std::move(named);
  }

  // "What is NATO, and is Ireland a member?": the second is the question, of what the first names.
  void describe_too() {
    std::size_t i = 0;
    while (idle(i)) ++i;
    if (!is(i, Kind::kWh) || items()[i].text != "what" || !is(i + 1, Kind::kBe)) return;
    i += 2;
    while (is(i, Kind::kArticle) || is(i, Kind::kFiller)) ++i;
    if (!is(i, Kind::kMention)) return;
    const std::size_t named = i++;
    while (is(i, Kind::kComma) || is(i, Kind::kFiller)) ++i;
    if (!is(i, Kind::kAnd)) return;
    ++i;
    const bool asks = is(i, Kind::kBe) || is(i, Kind::kAuxiliary);
    if (is(i, Kind::kWh) && items()[i].text == "why") {
      // Why it matters is no matter of record: what it is, is told.
      for (std::size_t k = i; k < items().size(); ++k)
        if (in(k, "opinions")) {
          items().resize(named + 1);
          return;
        }
      return;
    }
    if (!asks) return;
    const Item thing = items()[named];
    Items rest(items().begin() + static_cast<std::ptrdiff_t>(i), items().end());
    for (Item& item : rest)
      if (item.kind == Kind::kFiller && in_pronouns(item.text)) item = thing;
    const bool again = std::any_of(rest.begin(), rest.end(), [&](const Item& item) {
      return item.kind == Kind::kMention && item.entities == thing.entities;
    });
    if (!again) {
      Item of;
      of.kind = Kind::kPreposition;
      of.text = "of";
      rest.push_back(of);
      rest.push_back(thing);
    }
    out_.described = thing.entities[0];
    items() = std::move(rest);
  }
  bool in_pronouns(std::string_view text) const { return lexicon_.in_list("pronouns", text); }

  // "We … in China": who speaks is the country that is named behind "in".
  void speakers() {
    const auto speaker = std::find_if(items().begin(), items().end(), [&](const Item& item) {
      return item.kind == Kind::kWord && lexicon_.in_list("speakers", item.text);
    });
    if (speaker == items().end()) return;
    const std::size_t at = static_cast<std::size_t>(speaker - items().begin());
    for (std::size_t i = items().size(); i-- > 1;) {
      if (!is(i, Kind::kMention) || !is(i - 1, Kind::kPreposition) || items()[i - 1].text != "in") continue;
      const EntityId id = items()[i].entities[0];
      if (i + 1 != items().size() || i < at || !of_kind(id, "belligerent", 0)) return;
      items()[at] = items()[i];
      erase(i - 1, i + 1);
      return;
    }
  }

  // "Became the third country to test …" is "was the third country to test …".
  void copulas() {
    for (std::size_t i = 0; i + 3 < items().size(); ++i) {
      if (!is(i, Kind::kWord) || !in(i, "copulas")) continue;
      std::size_t k = i + 1;
      while (idle(k)) ++k;
      if (!is(k, Kind::kOrder)) continue;
      while (++k < items().size() && (idle(k) || is(k, Kind::kClass) || is(k, Kind::kMention))) {
      }
      if (!is(k, Kind::kPreposition) || items()[k].text != "to" || !is(k + 1, Kind::kWord)) continue;
      erase(i, i + 1);
      return;
    }
  }

  // "Is there a country that left NATO?": whether any would be listed.
  void existing() {
    std::size_t i = 0;
    while (is(i, Kind::kFiller) && items()[i].text != "there") ++i;
    if (!is(i, Kind::kBe) || !is(i + 1, Kind::kFiller) || items()[i + 1].text != "there") return;
    std::size_t noun = i + 2;
    while (is(noun, Kind::kArticle) || is(noun, Kind::kFiller) || is(noun, Kind::kMention)) ++noun;
    if (!is(noun, Kind::kClass) && !is(noun, Kind::kWord)) return;
    Item wh;
    wh.kind = Kind::kWh;
    wh.text = "which";
    Items plain{wh};
    bool relative = false;
    for (std::size_t k = i + 2; k < items().size(); ++k) {
      if (!relative && k == noun + 1 && (is(k, Kind::kThat) || is(k, Kind::kWh))) {
        relative = true;
        continue;
      }
      plain.push_back(items()[k]);
    }
    if (!relative) return;
    items() = std::move(plain);
    out_.exists = true;
  }

  // "Easter Island is a territory of its neighbour; which country is that?" asks for the last noun, and
  // "Hong Kong is one of two regions of China; what is the other?" for the rest of them.
  void tails() {
    std::size_t wh = items().size();
    while (wh > 0 && !is(wh - 1, Kind::kWh)) --wh;
    if (wh < 3 || !is(wh - 2, Kind::kComma)) return;
    --wh;
    if (items()[wh].text != "which" && items()[wh].text != "what") return;
    const bool that = is(items().size() - 1, Kind::kThat) && is(wh + 1, Kind::kClass) &&
                      is(wh + 2, Kind::kBe) && items().size() == wh + 4;
    const bool other = lexicon_.in_list("others", items().back().text) && is(wh + 1, Kind::kBe);
    if (other) {
      std::size_t i = 0;
      while (idle(i)) ++i;
      if (!is(i, Kind::kMention) || !is(i + 1, Kind::kBe) || !is(i + 2, Kind::kNumber) ||
          !is(i + 3, Kind::kPreposition))
        return;
      const EntityId named = items()[i].entities[0];
      Items plain{items()[wh], items()[i + 1]};
      for (std::size_t k = i + 4; k < wh; ++k)
        if (!idle(k) && !is(k, Kind::kNumber)) plain.push_back(items()[k]);
      items() = std::move(plain);
      out_.excluded.push_back(named);
    } else if (that) {
      std::size_t k = wh - 1;
      while (k > 0 && !is(k - 1, Kind::kPreposition)) {
        if (!is(k, Kind::kWord) && !idle(k) && !is(k, Kind::kPossessive)) return;
        --k;
      }
      if (k == 0) return;
      Items plain(items().begin(), items().begin() + static_cast<std::ptrdiff_t>(k));
      plain.push_back(items()[wh]);
      plain.push_back(items()[wh + 1]);
      items() = std::move(plain);
    }
  }

  // "The country where the headquarters of … is": what is asked for stands first.
  void nouns_first() {
    std::size_t i = 0;
    while (is(i, Kind::kArticle) || is(i, Kind::kFiller)) ++i;
    if (!is(i, Kind::kClass) || !is(i + 1, Kind::kWh)) return;
    const std::string word = items()[i + 1].text;
    if (word != "where" && word != "which" && word != "who") return;
    for (std::size_t k = i + 2; k < items().size(); ++k)
      if (is(k, Kind::kWh)) return;
    Item wh = items()[i + 1];
    wh.text = "which";
    erase(i + 1, i + 2);
    erase(0, i);
    items().insert(items().begin(), wh);
  }

  // "Sweden, Finland and which other country …", "… along with Sweden and Finland": they are not asked for.
  void others() {
    const auto wh = std::find_if(items().begin(), items().end(), [](const Item& i) {
      return i.kind == Kind::kWh && (i.text == "which" || i.text == "what" || i.text == "who");
    });
    if (wh == items().end()) return;
    const std::size_t at = static_cast<std::size_t>(wh - items().begin());
    std::vector<EntityId> named;
    // Behind: "along with", "at the same time as".
    for (std::size_t i = at + 1; i < items().size(); ++i) {
      if (!is(i, Kind::kFiller) || !lexicon_.in_list("besides", items()[i].text)) continue;
      std::vector<EntityId> more;
      const std::size_t end = list_end(i + 1, more);
      if (more.empty()) continue;
      named.insert(named.end(), more.begin(), more.end());
      erase(i, end);
      break;
    }
    // In front.
    std::size_t first = 0;
    while (is(first, Kind::kFiller) || is(first, Kind::kComma)) ++first;
    const bool after = is(first, Kind::kPreposition) && items()[first].text == "after";
    const bool besides = is(first, Kind::kFiller) && lexicon_.in_list("besides", items()[first].text);
    std::vector<EntityId> front;
    const std::size_t begin = after || besides ? first + 1 : first;
    std::size_t end = list_end(begin, front);
    const bool joined = end > begin;
    bool closed = false;
    while (is(end, Kind::kComma) || is(end, Kind::kAnd)) closed = true, ++end;
    const bool other = at + 1 < items().size() && lexicon_.in_list("others", items()[at + 1].text);
    const bool order = std::any_of(items().begin(), items().end(),
                                   [](const Item& i) { return i.kind == Kind::kOrder && i.number > 101; });
    if (joined && closed && end == at && ((after && order) || besides || (!after && other))) {
      named.insert(named.end(), front.begin(), front.end());
      erase(0, end);
    }
    if (named.empty()) return;
    std::erase_if(items(), [&](const Item& i) { return lexicon_.in_list("others", i.text); });
    out_.excluded.insert(out_.excluded.end(), named.begin(), named.end());
  }

  // The wars in which two stood on different sides; of a year, if it is given.
  void wars() {
    const auto fought = vocabulary().relation_for("belligerent");
    const auto period = vocabulary().relation_for("period");
    if (!fought || !period) return;
    const record::TypeId war = vocabulary().relation(*period).places[0].type;
    for (std::size_t i = 0; i + 4 < items().size() + 1; ++i) {
      if (!is(i, Kind::kClass) || items()[i].plural || !vocabulary().is_kind_of(*items()[i].type, war))
        continue;
      if (!is(i + 1, Kind::kPreposition) || items()[i + 1].text != "between") continue;
      std::vector<EntityId> named;
      const std::size_t end = list_end(i + 2, named);
      if (named.size() != 2) continue;
      std::size_t after = end;
      std::optional<Span> days;
      if (is(after, Kind::kPreposition) && is(after + 1, Kind::kTime)) {
        days = items()[after + 1].days;
        after += 2;
      }
      std::vector<EntityId> found;
      for (const logic::Atom& a : matching(*fought, {named[0], logic::kNobody}))
        for (const logic::Atom& b : matching(*fought, {named[1], a.places[1]})) {
          if (!a.roles.empty() && !b.roles.empty() && a.roles[0].second == b.roles[0].second) continue;
          if (days && !went_on(*period, a.places[1], *days)) continue;
          if (std::find(found.begin(), found.end(), a.places[1]) == found.end()) found.push_back(a.places[1]);
        }
      if (found.empty() || found.size() > 4) return;
      put(i, after, std::move(found));
      return;
    }
  }
  bool went_on(record::RelationId period, EntityId conflict, Span days) const {
    logic::Atom atom;
    atom.relation = period;
    atom.places = {conflict};
    const auto truths = snapshot_.holds(atom, logic::kNobody);
    for (Day d = days.begin; d < days.end; d = d + 1)
      if (truths.at(d).truth == temporal::kTrue) return true;
    return false;
  }

  // "The alliance between Britain, France and Russia": that of which they are the members.
  void alliances() {
    const auto member = vocabulary().relation_for("membership");
    if (!member) return;
    const record::TypeId organization = vocabulary().relation(*member).places[1].type;
    for (std::size_t i = 0; i + 3 < items().size(); ++i) {
      if (!is(i, Kind::kClass) || items()[i].plural ||
          !vocabulary().is_kind_of(*items()[i].type, organization) || !is(i + 1, Kind::kPreposition) ||
          (items()[i + 1].text != "between" && items()[i + 1].text != "of"))
        continue;
      std::vector<EntityId> named;
      const std::size_t end = list_end(i + 2, named);
      if (named.size() < 2) continue;
      std::vector<EntityId> found;
      for (const logic::Atom& a : matching(*member, {named[0], logic::kNobody})) {
        std::set<EntityId> members;
        for (const logic::Atom& b : matching(*member, {logic::kNobody, a.places[1]}))
          members.insert(b.places[0]);
        if (members.size() == named.size() &&
            std::all_of(named.begin(), named.end(), [&](EntityId id) { return members.contains(id); }) &&
            std::find(found.begin(), found.end(), a.places[1]) == found.end())
          found.push_back(a.places[1]);
      }
      if (found.empty() || found.size() > 4) return;
      put(i, end, std::move(found));
      return;
    }
  }

  // "A peace treaty" of two that are named: the treaties of that kind that both signed.
  void treaties() {
    const auto kind = vocabulary().relation_for("treaty_kind");
    const auto signed_by = vocabulary().relation_for("signature");
    if (!kind || !signed_by || vocabulary().relation(*kind).places.size() != 2) return;
    const record::TypeId treaty = vocabulary().relation(*kind).places[0].type;
    std::size_t at = SIZE_MAX;
    std::set<EntityId> named;
    for (std::size_t i = 0; i < items().size(); ++i) {
      if (is(i, Kind::kMention)) {
        if (vocabulary().is_kind_of(snapshot_.type_of(items()[i].entities[0]), treaty)) return;
        for (const EntityId id : items()[i].entities)
          if (of_kind(id, "signature", 0)) named.insert(id);
      } else if (is(i, Kind::kClass) && at == SIZE_MAX && vocabulary().is_kind_of(*items()[i].type, treaty) &&
                 i > 0 && is(i - 1, Kind::kWord)) {
        at = i;
      }
    }
    if (at == SIZE_MAX || named.size() != 2) return;
    const auto which = snapshot_.find(items()[at - 1].text);
    if (!which) return;
    std::vector<EntityId> found;
    for (const logic::Atom& a : matching(*kind, {logic::kNobody, *which})) {
      const bool both = std::all_of(named.begin(), named.end(), [&](EntityId id) {
        return !matching(*signed_by, {id, a.places[0]}).empty();
      });
      if (both && std::find(found.begin(), found.end(), a.places[0]) == found.end())
        found.push_back(a.places[0]);
    }
    // One between the two of them rather than one of many.
    std::vector<EntityId> bilateral;
    for (const EntityId id : found) {
      std::set<EntityId> signers;
      for (const logic::Atom& a : matching(*signed_by, {logic::kNobody, id})) signers.insert(a.places[0]);
      if (signers.size() == 2) bilateral.push_back(id);
    }
    if (!bilateral.empty()) found = std::move(bilateral);
    if (found.empty() || found.size() > 4) return;
    put(at - 1, at + 1, std::move(found));
  }

  std::vector<logic::Atom> matching(record::RelationId relation, std::vector<EntityId> places) const {
    logic::Atom pattern;
    pattern.relation = relation;
    pattern.places = std::move(places);
    std::vector<logic::Atom> found;
    snapshot_.match(pattern, [&](const logic::Atom& atom) { found.push_back(atom); });
    return found;
  }

  // One mention in the place of [from, to).
  void put(std::size_t from, std::size_t to, std::vector<EntityId> entities) {
    Item item;
    item.kind = Kind::kMention;
    for (std::size_t i = from; i < to; ++i) {
      item.text += (i > from ? " " : "") + items()[i].text;
      item.repaired = item.repaired || items()[i].repaired;
    }
    item.entities = std::move(entities);
    items()[from] = std::move(item);
    erase(from + 1, to);
  }

  const Lexicon& lexicon_;
  const Snapshot& snapshot_;
  Day cursor_;
  Rewritten out_;
};

}  // namespace

Rewritten rewrite(std::vector<Item> items, const Lexicon& lexicon, Day cursor) {
  return Rewriter(std::move(items), lexicon, cursor).run();
}

}  // namespace entente::language

#include "snapshot/codec.h"

#include <cstring>

namespace entente::snapshot {
namespace {

// One description of each struct serves both directions: a Writer appends what it is shown, a Reader fills it
// in.
class Writer {
 public:
  static constexpr bool kReads = false;
  std::string bytes;
  bool good = true;
  void raw(const void* data, std::size_t size) { bytes.append(static_cast<const char*>(data), size); }
  void size(std::size_t& n) {
    const auto small = static_cast<std::uint32_t>(n);
    raw(&small, sizeof small);
  }
};

class Reader {
 public:
  static constexpr bool kReads = true;
  explicit Reader(std::string_view bytes) : left(bytes) {}
  std::string_view left;
  bool good = true;
  void raw(void* data, std::size_t size) {
    if (size > left.size()) {
      good = false;
      std::memset(data, 0, size);
      return;
    }
    std::memcpy(data, left.data(), size);
    left.remove_prefix(size);
  }
  void size(std::size_t& n) {
    std::uint32_t small = 0;
    raw(&small, sizeof small);
    // Nothing takes less than a byte: a larger number is damage.
    if (small > left.size()) good = false, small = 0;
    n = small;
  }
};

template <class Io, class T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T>
void field(Io& io, T& value) {
  io.raw(&value, sizeof value);
}
template <class Io>
void field(Io& io, bool& value) {
  std::uint8_t byte = value ? 1 : 0;
  io.raw(&byte, 1);
  value = byte == 1;
}
template <class Io>
void field(Io& io, std::string& text) {
  std::size_t n = text.size();
  io.size(n);
  if constexpr (Io::kReads) {
    text.assign(io.left.substr(0, n));
    io.left.remove_prefix(n);
  } else {
    io.raw(text.data(), n);
  }
}
template <class Io, class A, class B>
void field(Io& io, std::pair<A, B>& pair) {
  field(io, pair.first);
  field(io, pair.second);
}
template <class Io, class T>
void field(Io& io, std::vector<T>& all);
template <class Io, class K, class V>
void field(Io& io, std::map<K, V>& all);

template <class Io>
void field(Io& io, record::Type& t) {
  field(io, t.name), field(io, t.kinds_of), field(io, t.nouns), field(io, t.folder), field(io, t.literal),
      field(io, t.words);
}
template <class Io>
void field(Io& io, record::Place& p) {
  field(io, p.name), field(io, p.type);
}
template <class Io>
void field(Io& io, record::Phrase& p) {
  field(io, p.tells), field(io, p.text), field(io, p.place), field(io, p.written), field(io, p.fixes);
}
template <class Io>
void field(Io& io, record::Relation& r) {
  field(io, r.name), field(io, r.places), field(io, r.roles), field(io, r.time), field(io, r.unit),
      field(io, r.shelf_life_days);
  field(io, r.symmetric), field(io, r.functional), field(io, r.phrases), field(io, r.topics),
      field(io, r.derived), field(io, r.decisive), field(io, r.notes_with);
}
template <class Io>
void field(Io& io, record::RuleText& r) {
  field(io, r.text), field(io, r.file);
}

template <class Io, class T>
void field(Io& io, std::vector<T>& all) {
  std::size_t n = all.size();
  io.size(n);
  if constexpr (Io::kReads) all.resize(n);
  for (std::size_t i = 0; i < n && io.good; ++i) field(io, all[i]);
}
template <class Io, class K, class V>
void field(Io& io, std::map<K, V>& all) {
  std::size_t n = all.size();
  io.size(n);
  if constexpr (Io::kReads) {
    for (std::size_t i = 0; i < n && io.good; ++i) {
      std::pair<K, V> entry;
      field(io, entry);
      all.emplace_hint(all.end(), std::move(entry));
    }
  } else {
    for (auto& [key, value] : all) {
      K copy = key;
      field(io, copy);
      field(io, value);
    }
  }
}

template <class Io>
void all_of(Io& io, Words& words) {
  record::Vocabulary& v = words.vocabulary;
  field(io, v.types), field(io, v.relations), field(io, v.verbs), field(io, v.plurals), field(io, v.words),
      field(io, v.settings);
  field(io, words.rules), field(io, words.files);
}

}  // namespace

std::string encode(const Words& words) {
  Writer writer;
  Words copy = words;
  all_of(writer, copy);
  return std::move(writer.bytes);
}

Result<Words> decode(std::string_view bytes) {
  Reader reader(bytes);
  Words words;
  all_of(reader, words);
  const record::Vocabulary& v = words.vocabulary;
  bool good = reader.good && reader.left.empty() && v.find_type("thing");
  const auto is_type = [&](record::TypeId id) { return record::index(id) < v.types.size(); };
  for (const auto& type : v.types)
    for (const auto id : type.kinds_of) good = good && is_type(id);
  for (const auto& r : v.relations) {
    good = good && !r.places.empty() && r.places.size() <= 3 && static_cast<int>(r.time) <= 3 &&
           r.shelf_life_days >= 0;
    for (const auto& p : r.places) good = good && is_type(p.type);
    for (const auto& p : r.roles) good = good && is_type(p.type);
    for (const auto& p : r.phrases) good = good && static_cast<int>(p.tells) <= 3;
  }
  if (!good)
    return Error{ErrorCode::kBadSnapshot,
                 "the snapshot's vocabulary is damaged",
                 {},
                 "build it again: entente record build"};
  return words;
}

}  // namespace entente::snapshot

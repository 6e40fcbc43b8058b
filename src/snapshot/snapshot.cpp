#include "snapshot/snapshot.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cstring>

#include "snapshot/codec.h"
#include "snapshot/layout.h"

namespace entente::snapshot {

using namespace temporal;

struct Snapshot::Parts {
  std::optional<MappedFile> file;
  std::string_view bytes;
  Header header{};
  std::string_view texts;
  std::span<const EntityRow> entities;
  std::span<const NameRow> names;
  std::span<const CodeRow> codes;
  std::span<const std::uint32_t> entity_index, text_index, named_index;
  std::span<const FormRow> forms;
  std::vector<Named> named;
  std::span<const NamedRow> named_rows;
  std::span<const StatementRow> statements;
  std::span<const RoleRow> roles;
  std::span<const ActRow> acts;
  std::span<const std::uint32_t> source_refs;
  std::span<const SourceRow> sources;
  std::span<const std::uint32_t> by_relation, by_first, by_second, closures_by_relation, group_index,
      groups_by_second;
  std::span<const ClosureRow> closures;
  std::span<const ReasonRow> reasons;
  std::span<const StepRow> steps;
  std::span<const GroupRow> groups;
  std::span<const WholeRow> wholes;
  std::span<const ListRow> lists;
  std::span<const std::uint32_t> list_index;
  std::span<const MemberRow> members;
  std::span<const OpenRunRow> open_runs;
  std::span<const OpenAtomRow> open_atoms;
  std::span<const RelationRow> relations;
  Words words;
  std::optional<rules::Program> program;
  std::size_t longest_name_words = 1;

  std::string_view text(Text t) const { return texts.substr(t.at, t.size); }
  template <class T>
  std::span<const T> rows(std::span<const T> all, Rows run) const {
    return all.subspan(run.first, run.count);
  }
  Truths line(Rows run) const {
    std::vector<Truths::Step> out;
    out.reserve(run.count);
    for (const StepRow& step : rows(steps, run))
      out.push_back(
          {Day{step.day}, Holding{static_cast<Truth>(step.truth), static_cast<std::uint8_t>(step.marks)}});
    return Truths::from_steps(std::move(out));
  }
  Holding at(Rows run, Day day) const {
    const StepRow* first = steps.data() + run.first;
    const StepRow* last = first + run.count;
    // Lines are short: most have three or four steps.
    const StepRow* step = last;
    while (step != first && (step - 1)->day > day.number) --step;
    const StepRow& found = step == first ? *first : *(step - 1);
    return {static_cast<Truth>(found.truth), static_cast<std::uint8_t>(found.marks)};
  }
  Atom atom(const AtomRow& row) const {
    Atom a;
    a.relation = RelationId(row.relation);
    a.places.reserve(row.place_count);
    for (std::size_t i = 0; i < row.place_count; ++i) a.places.push_back(EntityId(row.places[i]));
    for (const RoleRow& role : rows(roles, row.roles))
      a.roles.emplace_back(static_cast<std::uint8_t>(role.role), EntityId(role.value));
    return a;
  }
  std::vector<std::uint32_t> sources_of(const SourcingRow& row) const {
    const auto refs = rows(source_refs, row.sources);
    return {refs.begin(), refs.end()};
  }
  const GroupRow* group(const Atom& a) const {
    if (a.places.size() <= 2)
      return group(static_cast<std::uint32_t>(a.relation), static_cast<std::uint32_t>(a.places[0]),
                   a.places.size() > 1 ? static_cast<std::uint32_t>(a.places[1]) : kNone);
    const auto all = rows(groups, relations[record::index(a.relation)].groups);
    std::array<std::uint32_t, 3> key{kNone, kNone, kNone};
    for (std::size_t i = 0; i < a.places.size(); ++i) key[i] = static_cast<std::uint32_t>(a.places[i]);
    const auto found = std::lower_bound(all.begin(), all.end(), key,
                                        [](const GroupRow& g, const auto& k) { return g.places < k; });
    return found != all.end() && found->places == key ? &*found : nullptr;
  }
  const GroupRow* group(std::uint32_t relation, std::uint32_t first, std::uint32_t second) const {
    const std::size_t mask = group_index.size() - 1;
    std::size_t at = group_hash(relation, first, second) & mask;
    while (group_index[at] != kNone) {
      const GroupRow& g = groups[group_index[at]];
      if (g.relation == relation && g.places[0] == first && g.places[1] == second) return &g;
      at = (at + 1) & mask;
    }
    return nullptr;
  }
  const ListRow* list(std::uint32_t relation, std::uint32_t second) const {
    const std::size_t mask = list_index.size() - 1;
    std::size_t at = group_hash(relation, kNone, second) & mask;
    while (list_index[at] != kNone) {
      const ListRow& l = lists[list_index[at]];
      if (l.relation == relation && l.second == second) return &l;
      at = (at + 1) & mask;
    }
    return nullptr;
  }
  // The groups that have an entity in their first, else in their second place; all if neither is given.
  template <class F>
  void each_group(const Atom& pattern, F f) const {
    const RelationRow& relation = relations[record::index(pattern.relation)];
    const auto all = rows(groups, relation.groups);
    if (pattern.places[0] != kNobody) {
      const auto key = static_cast<std::uint32_t>(pattern.places[0]);
      auto at = std::lower_bound(all.begin(), all.end(), key,
                                 [](const GroupRow& g, std::uint32_t k) { return g.places[0] < k; });
      for (; at != all.end() && at->places[0] == key; ++at) f(*at);
    } else if (pattern.places.size() > 1 && pattern.places[1] != kNobody) {
      const auto key = static_cast<std::uint32_t>(pattern.places[1]);
      const auto order = rows(groups_by_second, relation.groups_by_second);
      auto at = std::lower_bound(order.begin(), order.end(), key,
                                 [&](std::uint32_t g, std::uint32_t k) { return groups[g].places[1] < k; });
      for (; at != order.end() && groups[*at].places[1] == key; ++at) f(groups[*at]);
    } else {
      for (const GroupRow& g : all) f(g);
    }
  }
};

namespace {

// Where the parts of a file are taken from, each checked against the file before it is used.
class Opener {
 public:
  Opener(std::string_view bytes, Header& header) : bytes_(bytes), header_(header) {}

  Status check_header() {
    const auto bad = [](ErrorCode code, std::string message) -> Status {
      return Error{code, std::move(message), {}, "build it again: entente record build"};
    };
    if (bytes_.size() < sizeof(Header)) {
      if (bytes_.empty() ||
          std::memcmp(bytes_.data(), kMagic.data(), std::min(bytes_.size(), kMagic.size())) == 0)
        return bad(ErrorCode::kTruncatedSnapshot,
                   fmt::format("the snapshot is cut off: {} bytes", bytes_.size()));
      return bad(ErrorCode::kBadSnapshot, "this is not a snapshot");
    }
    std::memcpy(&header_, bytes_.data(), sizeof header_);
    if (header_.magic != kMagic) return bad(ErrorCode::kBadSnapshot, "this is not a snapshot");
    if (header_.byte_order != kByteOrder)
      return bad(ErrorCode::kBadSnapshot, "the snapshot was made on a machine of the other byte order");
    if (header_.version != kFormatVersion)
      return bad(ErrorCode::kOldSnapshot,
                 fmt::format("the snapshot has format {}, and this program reads format {}", header_.version,
                             kFormatVersion));
    if (header_.size > bytes_.size())
      return bad(ErrorCode::kTruncatedSnapshot,
                 fmt::format("the snapshot is cut off: {} of {} bytes", bytes_.size(), header_.size));
    if (header_.size < bytes_.size() || header_.sections != kSectionCount ||
        header_.size < sizeof(Header) + kSectionCount * sizeof(SectionRow))
      return bad(ErrorCode::kBadSnapshot, "the snapshot is damaged: its size is not what it says");
    if (XXH3_64bits(bytes_.data() + kChecksummedFrom, bytes_.size() - kChecksummedFrom) != header_.checksum)
      return bad(ErrorCode::kBadSnapshot, "the snapshot is damaged: its checksum is wrong");
    return Done{};
  }

  template <class T>
  std::span<const T> section(Section which) {
    SectionRow row{};
    std::memcpy(&row, bytes_.data() + sizeof(Header) + which * sizeof(SectionRow), sizeof row);
    if (row.offset % 8 != 0 || row.offset > bytes_.size() || row.bytes > bytes_.size() - row.offset ||
        row.bytes % sizeof(T) != 0) {
      good = false;
      return {};
    }
    return {reinterpret_cast<const T*>(bytes_.data() + row.offset), row.bytes / sizeof(T)};
  }

  bool good = true;

 private:
  std::string_view bytes_;
  Header& header_;
};

}  // namespace

Snapshot::Snapshot(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Snapshot::~Snapshot() = default;

Result<std::unique_ptr<Snapshot>> Snapshot::open(const std::string& path) {
  Result<MappedFile> file = MappedFile::open(path);
  if (!file) return file.error();
  Result<std::unique_ptr<Snapshot>> snapshot = from_bytes(file->bytes());
  if (!snapshot) return snapshot.error().at(path);
  (*snapshot)->parts_->file = std::move(*file);
  return snapshot;
}

Result<std::unique_ptr<Snapshot>> Snapshot::from_bytes(std::string_view bytes) {
  auto parts = std::make_unique<Parts>();
  Parts& p = *parts;
  p.bytes = bytes;
  Opener opener(bytes, p.header);
  if (Status s = opener.check_header(); !s) return s.error();
  const auto texts = opener.section<char>(kTexts);
  p.texts = {texts.data(), texts.size()};
  p.entities = opener.section<EntityRow>(kEntities);
  p.names = opener.section<NameRow>(kNames);
  p.codes = opener.section<CodeRow>(kCodes);
  p.entity_index = opener.section<std::uint32_t>(kEntityIndex);
  p.text_index = opener.section<std::uint32_t>(kTextIndex);
  p.named_index = opener.section<std::uint32_t>(kNamedIndex);
  p.forms = opener.section<FormRow>(kForms);
  p.named_rows = opener.section<NamedRow>(kNamed);
  p.statements = opener.section<StatementRow>(kStatements);
  p.roles = opener.section<RoleRow>(kRoles);
  p.acts = opener.section<ActRow>(kActs);
  p.source_refs = opener.section<std::uint32_t>(kSourceRefs);
  p.sources = opener.section<SourceRow>(kSources);
  p.by_relation = opener.section<std::uint32_t>(kByRelation);
  p.by_first = opener.section<std::uint32_t>(kByFirst);
  p.by_second = opener.section<std::uint32_t>(kBySecond);
  p.closures = opener.section<ClosureRow>(kClosures);
  p.closures_by_relation = opener.section<std::uint32_t>(kClosuresByRelation);
  p.reasons = opener.section<ReasonRow>(kReasons);
  p.steps = opener.section<StepRow>(kSteps);
  p.groups = opener.section<GroupRow>(kGroups);
  p.wholes = opener.section<WholeRow>(kWholes);
  p.group_index = opener.section<std::uint32_t>(kGroupIndex);
  p.groups_by_second = opener.section<std::uint32_t>(kGroupsBySecond);
  p.lists = opener.section<ListRow>(kLists);
  p.list_index = opener.section<std::uint32_t>(kListIndex);
  p.members = opener.section<MemberRow>(kMembers);
  p.open_runs = opener.section<OpenRunRow>(kOpenRuns);
  p.open_atoms = opener.section<OpenAtomRow>(kOpenAtoms);
  p.relations = opener.section<RelationRow>(kRelations);
  const auto vocabulary = opener.section<char>(kVocabulary);
  const auto damaged = [] {
    return Error{ErrorCode::kBadSnapshot,
                 "the snapshot is damaged: a number in it points nowhere",
                 {},
                 "build it again: entente record build"};
  };
  if (!opener.good) return damaged();
  Result<Words> words = decode({vocabulary.data(), vocabulary.size()});
  if (!words) return words.error();
  p.words = std::move(*words);

  // ---- every number against the array that it points into
  bool good = true;
  const auto in_texts = [&](Text t) {
    good = good && t.at <= p.texts.size() && t.size <= p.texts.size() - t.at;
  };
  const auto run = [&](Rows r, std::size_t size) {
    good = good && r.first <= size && r.count <= size - r.first;
  };
  const auto entity = [&](std::uint32_t id) { good = good && id < p.entities.size(); };
  const auto line = [&](Rows r) {
    run(r, p.steps.size());
    good = good && r.count > 0 && p.steps[r.first].day <= kBeginning.number;
  };
  const std::size_t relation_count = p.words.vocabulary.relations.size();
  const auto atom = [&](const AtomRow& a, bool open) {
    good = good && a.relation < relation_count &&
           a.place_count == p.words.vocabulary.relations[a.relation].places.size();
    for (std::size_t i = 0; good && i < a.place_count; ++i)
      if (!(open && a.places[i] == kNone)) entity(a.places[i]);
    run(a.roles, p.roles.size());
    if (good)
      for (const RoleRow& role : p.rows(p.roles, a.roles)) {
        good = good && role.role < p.words.vocabulary.relations[a.relation].roles.size();
        if (!(open && role.value == kNone)) entity(role.value);
      }
  };
  const auto sourcing = [&](const SourcingRow& s) {
    run(s.sources, p.source_refs.size()), in_texts(s.where);
  };
  good = good && p.relations.size() == relation_count && std::has_single_bit(p.named_index.size()) &&
         std::has_single_bit(p.group_index.size()) && std::has_single_bit(p.list_index.size());
  for (const StepRow& s : p.steps) good = good && s.truth <= 2;
  for (const EntityRow& e : p.entities) {
    in_texts(e.id), in_texts(e.name), run(e.names, p.names.size()), run(e.codes, p.codes.size()),
        run(e.existence, p.steps.size());
    good = good && e.type < p.words.vocabulary.types.size();
  }
  for (const NameRow& n : p.names)
    in_texts(n.text), in_texts(n.language), in_texts(n.valid), good = good && n.kind <= 6;
  for (const CodeRow& c : p.codes) in_texts(c.system), in_texts(c.code);
  for (const std::uint32_t i : p.entity_index) entity(i);
  for (const std::uint32_t i : p.text_index) entity(i);
  for (const std::uint32_t i : p.named_index) good = good && (i == kNone || i < p.forms.size());
  good = good && std::count(p.named_index.begin(), p.named_index.end(), kNone) > 0 &&
         std::count(p.group_index.begin(), p.group_index.end(), kNone) > 0 &&
         std::count(p.list_index.begin(), p.list_index.end(), kNone) > 0;
  for (const FormRow& f : p.forms) in_texts(f.folded), run(f.named, p.named_rows.size());
  for (const NamedRow& n : p.named_rows) entity(n.entity), good = good && n.kind <= 6;
  for (const SourceRow& s : p.sources)
    in_texts(s.key), in_texts(s.title), in_texts(s.publisher), in_texts(s.date), in_texts(s.url);
  for (const std::uint32_t i : p.source_refs) good = good && i < p.sources.size();
  for (const ActRow& a : p.acts) in_texts(a.act), in_texts(a.date);
  for (const StatementRow& s : p.statements) {
    atom(s.atom, false), sourcing(s.sourcing), run(s.acts, p.acts.size()), line(s.line);
    for (const Text t : {s.begin, s.end, s.on, s.note, s.file}) in_texts(t);
    if (s.according_to != kNone) entity(s.according_to);
    good = good && s.rank <= 2;
  }
  for (const auto& list : {p.by_relation, p.by_first, p.by_second})
    for (const std::uint32_t i : list) good = good && i < p.statements.size();
  for (const ClosureRow& c : p.closures) atom(c.pattern, true), sourcing(c.sourcing);
  for (const std::uint32_t i : p.closures_by_relation) good = good && i < p.closures.size();
  for (const ReasonRow& r : p.reasons) atom(r.atom, true), sourcing(r.sourcing), in_texts(r.text);
  for (const GroupRow& g : p.groups) {
    good = good && g.relation < relation_count && g.place_count >= 1 && g.place_count <= 3;
    for (std::size_t i = 0; good && i < g.place_count; ++i) entity(g.places[i]);
    line(g.line), run(g.wholes, p.wholes.size());
  }
  for (const WholeRow& w : p.wholes) run(w.roles, p.roles.size()), line(w.line);
  for (const std::uint32_t i : p.group_index) good = good && (i == kNone || i < p.groups.size());
  for (const std::uint32_t i : p.groups_by_second) good = good && i < p.groups.size();
  for (const std::uint32_t i : p.list_index) good = good && (i == kNone || i < p.lists.size());
  for (const MemberRow& m : p.members) entity(m.first);
  for (const OpenAtomRow& a : p.open_atoms) {
    entity(a.other), run(a.roles, p.roles.size());
    if (good)
      for (const RoleRow& role : p.rows(p.roles, a.roles)) good = good && role.role < 256, entity(role.value);
  }
  for (const OpenRunRow& o : p.open_runs) {
    good = good && o.relation < relation_count && o.place < 2 &&
           p.words.vocabulary.relations[o.relation].places.size() == 2;
    entity(o.entity), run(o.atoms, p.open_atoms.size());
  }
  for (const ListRow& l : p.lists) {
    good = good && l.relation < relation_count && p.words.vocabulary.relations[l.relation].places.size() == 2;
    entity(l.second), run(l.members, p.members.size());
    if (l.others.count > 0) line(l.others);
    // What firsts_at() writes fits a buffer of entity_count(): in order, on no day anybody twice, not
    // everybody.
    if (!good) break;
    std::size_t firsts = 0;
    const MemberRow* before = nullptr;
    for (const MemberRow& m : p.rows(p.members, l.members)) {
      const bool same = before != nullptr && before->first == m.first;
      good = good && m.begin < m.end &&
             (before == nullptr || (same ? before->end <= m.begin : before->first < m.first));
      firsts += same ? 0 : 1;
      before = &m;
    }
    good = good && firsts < p.entities.size();
  }
  for (const RelationRow& r : p.relations) {
    run(r.statements, p.by_relation.size()), run(r.by_first, p.by_first.size()),
        run(r.by_second, p.by_second.size());
    run(r.closures, p.closures_by_relation.size()), run(r.groups, p.groups.size()),
        run(r.groups_by_second, p.groups_by_second.size());
  }
  if (!good) return damaged();

  p.named.reserve(p.named_rows.size());
  for (const NamedRow& n : p.named_rows)
    p.named.push_back({EntityId(n.entity), static_cast<record::Name::Kind>(n.kind), n.name});
  for (const FormRow& f : p.forms) {
    const std::string_view folded = p.text(f.folded);
    p.longest_name_words =
        std::max(p.longest_name_words,
                 static_cast<std::size_t>(std::count_if(folded.begin(), folded.end(),
                                                        [](char c) { return c == ' ' || c == '-'; })) +
                     1);
  }
  std::unique_ptr<Snapshot> snapshot(new Snapshot(std::move(parts)));
  Result<rules::Program> program =
      rules::Program::parse(snapshot->parts_->words.rules, snapshot->parts_->words.files, *snapshot);
  if (!program)
    return Error{ErrorCode::kBadSnapshot,
                 "the snapshot's rules are damaged: " + program.error().message,
                 {},
                 "build it again: entente record build"};
  snapshot->parts_->program = std::move(*program);
  return snapshot;
}

// ---- what it is ----------------------------------------------------------------------------------

Day Snapshot::built_on() const { return Day{parts_->header.built_on}; }
std::size_t Snapshot::statement_count() const {
  return static_cast<std::size_t>(
      std::count_if(parts_->statements.begin(), parts_->statements.end(),
                    [](const StatementRow& s) { return (s.flags & StatementRow::kMirrored) == 0; }));
}
std::size_t Snapshot::statement_rows() const { return parts_->statements.size(); }
std::size_t Snapshot::closure_count() const { return parts_->closures.size(); }
const rules::Program& Snapshot::program() const { return *parts_->program; }

// ---- entities ------------------------------------------------------------------------------------

std::string_view Snapshot::name_of(EntityId id) const {
  return parts_->text(parts_->entities[record::index(id)].name);
}
bool Snapshot::takes_article(EntityId id) const { return parts_->entities[record::index(id)].the != 0; }

std::vector<NameView> Snapshot::names_of(EntityId id) const {
  std::vector<NameView> names;
  for (const NameRow& n : parts_->rows(parts_->names, parts_->entities[record::index(id)].names))
    names.push_back({parts_->text(n.text), parts_->text(n.language), static_cast<record::Name::Kind>(n.kind),
                     parts_->text(n.valid)});
  return names;
}

std::vector<std::pair<std::string_view, std::string_view>> Snapshot::codes_of(EntityId id) const {
  std::vector<std::pair<std::string_view, std::string_view>> codes;
  for (const CodeRow& c : parts_->rows(parts_->codes, parts_->entities[record::index(id)].codes))
    codes.emplace_back(parts_->text(c.system), parts_->text(c.code));
  return codes;
}

std::span<const Named> Snapshot::named(std::string_view folded) const {
  const std::size_t mask = parts_->named_index.size() - 1;
  std::size_t at = XXH3_64bits(folded.data(), folded.size()) & mask;
  while (parts_->named_index[at] != kNone) {
    const FormRow& form = parts_->forms[parts_->named_index[at]];
    if (parts_->text(form.folded) == folded)
      return std::span<const Named>(parts_->named).subspan(form.named.first, form.named.count);
    at = (at + 1) & mask;
  }
  return {};
}

std::size_t Snapshot::longest_name_words() const { return parts_->longest_name_words; }

void Snapshot::each_name(const std::function<void(std::string_view, std::span<const Named>)>& found) const {
  for (const FormRow& form : parts_->forms)
    found(parts_->text(form.folded),
          std::span<const Named>(parts_->named).subspan(form.named.first, form.named.count));
}

// ---- statements ----------------------------------------------------------------------------------

StatementView Snapshot::statement(std::uint32_t i) const {
  const StatementRow& row = parts_->statements[i];
  StatementView view;
  view.atom = parts_->atom(row.atom);
  view.negative = (row.flags & StatementRow::kNegative) != 0;
  view.begin_open = (row.flags & StatementRow::kBeginOpen) != 0;
  view.end_open = (row.flags & StatementRow::kEndOpen) != 0;
  view.begin_written = parts_->text(row.begin);
  view.end_written = parts_->text(row.end);
  view.on_written = parts_->text(row.on);
  if (!view.begin_written.empty())
    view.begin_earliest = Day{row.begin_earliest}, view.begin_latest = Day{row.begin_latest};
  if (!view.end_written.empty())
    view.end_earliest = Day{row.end_earliest}, view.end_latest = Day{row.end_latest};
  view.value = row.value;
  for (const ActRow& act : parts_->rows(parts_->acts, row.acts))
    view.acts.emplace_back(parts_->text(act.act), parts_->text(act.date));
  view.sources = parts_->sources_of(row.sourcing);
  view.where = parts_->text(row.sourcing.where);
  view.checked = Day{row.sourcing.checked};
  view.note = parts_->text(row.note);
  view.according_to = EntityId(row.according_to);
  view.rank = static_cast<record::Rank>(row.rank);
  view.file = parts_->text(row.file);
  view.line = row.file_line;
  return view;
}

SourceView Snapshot::source(std::uint32_t i) const {
  const SourceRow& row = parts_->sources[i];
  return {parts_->text(row.key), parts_->text(row.title), parts_->text(row.publisher), parts_->text(row.date),
          parts_->text(row.url)};
}

ClosureView Snapshot::closure(std::uint32_t i) const {
  const ClosureRow& row = parts_->closures[i];
  return {parts_->atom(row.pattern),        {Day{row.begin}, Day{row.end}},   row.count,
          parts_->sources_of(row.sourcing), parts_->text(row.sourcing.where), Day{row.sourcing.checked}};
}

std::vector<ReasonView> Snapshot::reasons(const Atom& atom, bool negative) const {
  std::vector<ReasonView> found;
  for (const ReasonRow& row : parts_->reasons) {
    if ((row.negative != 0) != negative || row.atom.relation != record::index(atom.relation)) continue;
    const Atom of = parts_->atom(row.atom);
    if (of.places == atom.places)
      found.push_back({of, negative, parts_->text(row.text), parts_->sources_of(row.sourcing),
                       parts_->text(row.sourcing.where), Day{row.sourcing.checked}});
  }
  return found;
}

// ---- Facts ---------------------------------------------------------------------------------------

const record::Vocabulary& Snapshot::vocabulary() const { return parts_->words.vocabulary; }
std::size_t Snapshot::entity_count() const { return parts_->entities.size(); }
record::TypeId Snapshot::type_of(EntityId id) const {
  return record::TypeId(parts_->entities[record::index(id)].type);
}
std::string_view Snapshot::id_of(EntityId id) const {
  return parts_->text(parts_->entities[record::index(id)].id);
}

namespace {
std::optional<EntityId> search(std::span<const std::uint32_t> order, std::string_view key,
                               const Snapshot& snapshot) {
  const auto at = std::lower_bound(order.begin(), order.end(), key, [&](std::uint32_t i, std::string_view k) {
    return snapshot.id_of(EntityId(i)) < k;
  });
  if (at == order.end() || snapshot.id_of(EntityId(*at)) != key) return std::nullopt;
  return EntityId(*at);
}
}  // namespace

std::optional<EntityId> Snapshot::find(std::string_view id) const {
  return search(parts_->entity_index, id, *this);
}
std::optional<EntityId> Snapshot::find_text(std::string_view text) const {
  return search(parts_->text_index, text, *this);
}

Truths Snapshot::holds(const Atom& atom, EntityId view) const {
  const RelationRow& relation = parts_->relations[record::index(atom.relation)];
  if (view == kNobody || relation.contested == 0) {
    const GroupRow* group = parts_->group(atom);
    if (group != nullptr) {
      if (atom.roles.empty()) return parts_->line(group->line);
      if (relation.derived != 0) {
        for (const WholeRow& whole : parts_->rows(parts_->wholes, group->wholes)) {
          const auto roles = parts_->rows(parts_->roles, whole.roles);
          if (std::equal(roles.begin(), roles.end(), atom.roles.begin(), atom.roles.end(),
                         [](const RoleRow& a, const auto& b) {
                           return a.role == b.first && a.value == static_cast<std::uint32_t>(b.second);
                         }))
            return parts_->line(whole.line);
        }
      }
    }
  }
  if (relation.derived == 0) return Store::holds(atom, view);
  const Truths no = denied(atom, view);
  // An atom that no rule could ever make true is not kept: a closure that covers all its days decides.
  const bool kept = (view != kNobody && relation.contested != 0) || parts_->group(atom) != nullptr;
  if (!kept && settles(no)) return logic::settle(asserted(atom, view), nullptr, no);
  const Truths derived = rules::by_rules(*parts_->program, *this, atom, view);
  return logic::settle(asserted(atom, view), &derived, no);
}

void Snapshot::match(const Atom& pattern, const Found& found) const {
  const RelationRow& relation = parts_->relations[record::index(pattern.relation)];
  if (relation.derived == 0) return Store::match(pattern, found);
  parts_->each_group(pattern, [&](const GroupRow& group) {
    for (std::size_t i = 0; i < pattern.places.size(); ++i)
      if (pattern.places[i] != kNobody && static_cast<std::uint32_t>(pattern.places[i]) != group.places[i])
        return;
    Atom atom;
    atom.relation = pattern.relation;
    for (std::size_t i = 0; i < group.place_count; ++i) atom.places.push_back(EntityId(group.places[i]));
    for (const WholeRow& whole : parts_->rows(parts_->wholes, group.wholes)) {
      atom.roles.clear();
      for (const RoleRow& role : parts_->rows(parts_->roles, whole.roles))
        atom.roles.emplace_back(static_cast<std::uint8_t>(role.role), EntityId(role.value));
      if (logic::agrees(pattern, atom)) found(atom);
    }
  });
  if (!parts_->program->joins(pattern.relation)) return;
  // Of somebody in one place of two they are kept.
  if (pattern.roles.empty() && pattern.places.size() == 2 &&
      (pattern.places[0] == kNobody || pattern.places[1] == kNobody) && pattern.places[0] != logic::kOther &&
      pattern.places[1] != logic::kOther) {
    if (pattern.places[0] == pattern.places[1]) return;
    const std::uint32_t place = pattern.places[0] == kNobody ? 1 : 0;
    const std::array<std::uint32_t, 3> key{static_cast<std::uint32_t>(pattern.relation), place,
                                           static_cast<std::uint32_t>(pattern.places[place])};
    const auto key_of = [](const OpenRunRow& o) { return std::array{o.relation, o.place, o.entity}; };
    const auto at =
        std::lower_bound(parts_->open_runs.begin(), parts_->open_runs.end(), key,
                         [&](const OpenRunRow& o, const auto& wanted) { return key_of(o) < wanted; });
    if (at == parts_->open_runs.end() || key_of(*at) != key) return;
    for (const OpenAtomRow& row : parts_->rows(parts_->open_atoms, at->atoms)) {
      Atom atom = pattern;
      atom.places[1 - place] = EntityId(row.other);
      for (const RoleRow& role : parts_->rows(parts_->roles, row.roles))
        atom.roles.emplace_back(static_cast<std::uint8_t>(role.role), EntityId(role.value));
      found(atom);
    }
    return;
  }
  // Where closures settle everybody who is not listed there is nothing to find.
  Atom unheard = pattern;
  for (EntityId& id : unheard.places)
    if (id == kNobody) id = logic::kOther;
  if (!settles(denied(unheard, kNobody))) rules::match_unlisted(*parts_->program, *this, pattern, found);
}

std::size_t Snapshot::match_count(const Atom& pattern) const {
  const RelationRow& relation = parts_->relations[record::index(pattern.relation)];
  if (relation.derived == 0) return Store::match_count(pattern);
  if (pattern.places[0] == kNobody && (pattern.places.size() < 2 || pattern.places[1] == kNobody))
    return relation.groups.count;
  std::size_t count = 0;
  parts_->each_group(pattern, [&](const GroupRow&) { ++count; });
  return count;
}

std::vector<EntityId> Snapshot::views_on(const Atom& pattern) const {
  const RelationRow& relation = parts_->relations[record::index(pattern.relation)];
  if (relation.contested == 0) return {};
  if (relation.derived == 0) return Store::views_on(pattern);
  // A premise about one of the things that the atom speaks of.
  std::vector<EntityId> views = Store::views_on(pattern);
  for (const RelationId other : parts_->program->rests_on(pattern.relation)) {
    const auto& places = vocabulary().relation(other).places;
    if (other == pattern.relation || parts_->relations[record::index(other)].contested == 0) continue;
    for (const EntityId id : pattern.places) {
      if (id == kNobody || id == logic::kOther) continue;
      for (std::size_t i = 0; i < places.size() && i < 2; ++i) {
        if (!vocabulary().is_kind_of(type_of(id), places[i].type)) continue;
        Atom premise;
        premise.relation = other;
        premise.places.assign(places.size(), kNobody);
        premise.places[i] = id;
        for (const EntityId view : Store::views_on(premise)) views.push_back(view);
      }
    }
  }
  std::sort(views.begin(), views.end());
  views.erase(std::unique(views.begin(), views.end()), views.end());
  return views;
}

Holding Snapshot::at(RelationId relation, EntityId first, EntityId second, Day day) const {
  const Parts& p = *parts_;
  const auto r = static_cast<std::uint32_t>(relation);
  if (const GroupRow* group =
          p.group(r, static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(second)))
    return p.at(group->line, day);
  // Of those who are in no group a list says the same, if they exist.
  const ListRow* list = p.list(r, static_cast<std::uint32_t>(second));
  if (list != nullptr && list->others.count > 0 && first != logic::kOther) {
    const EntityRow& entity = p.entities[record::index(first)];
    constexpr Holding kNot{kFalse, Holding::kAnnounced};
    if (!vocabulary().is_kind_of(record::TypeId(entity.type), vocabulary().relation(relation).places[0].type))
      return kNot;
    if (p.relations[r].mortal != 0 && entity.existence.count > 0 &&
        p.at(entity.existence, day).truth == kFalse)
      return kNot;
    return p.at(list->others, day);
  }
  Atom atom;
  atom.relation = relation;
  atom.places = {first, second};
  return holds(atom, kNobody).at(day);
}

std::size_t Snapshot::firsts_at(RelationId relation, EntityId second, Day day, EntityId* out) const {
  const ListRow* list =
      parts_->list(static_cast<std::uint32_t>(relation), static_cast<std::uint32_t>(second));
  if (list == nullptr) return 0;
  // The next one overwrites who was no member.
  std::size_t count = 0;
  const std::span<const MemberRow> members = parts_->rows(parts_->members, list->members);
  for (std::size_t i = 0; i < members.size(); ++i) {
    out[count] = EntityId(members[i].first);
    count += members[i].begin <= day.number && day.number < members[i].end ? 1 : 0;
  }
  return count;
}

void Snapshot::firsts_at(RelationId relation, EntityId second, Day day,
                         const std::function<void(EntityId)>& found) const {
  std::vector<EntityId> buffer(entity_count());
  const std::size_t count = firsts_at(relation, second, day, buffer.data());
  for (std::size_t i = 0; i < count; ++i) found(buffer[i]);
}

// ---- Store ---------------------------------------------------------------------------------------

std::span<const std::uint32_t> Snapshot::statements_of(RelationId relation, EntityId first,
                                                       EntityId second) const {
  const RelationRow& row = parts_->relations[record::index(relation)];
  if (first == kNobody && second == kNobody) return parts_->rows(parts_->by_relation, row.statements);
  const std::size_t place = first != kNobody ? 0 : 1;
  const auto key = static_cast<std::uint32_t>(first != kNobody ? first : second);
  const auto all = place == 0 ? parts_->rows(parts_->by_first, row.by_first)
                              : parts_->rows(parts_->by_second, row.by_second);
  const auto less = [&](std::uint32_t s, std::uint32_t k) {
    return parts_->statements[s].atom.places[place] < k;
  };
  const auto from = std::lower_bound(all.begin(), all.end(), key, less);
  // Most runs are short; of a long one the rest is not walked.
  auto to = from;
  const auto near = from + std::min<std::ptrdiff_t>(8, all.end() - from);
  while (to != near && parts_->statements[*to].atom.places[place] == key) ++to;
  if (to == near && to != all.end()) to = std::lower_bound(to, all.end(), key + 1, less);
  return {from, to};
}

Atom Snapshot::atom_of(std::uint32_t i) const { return parts_->atom(parts_->statements[i].atom); }
bool Snapshot::is_negative(std::uint32_t i) const {
  return (parts_->statements[i].flags & StatementRow::kNegative) != 0;
}
EntityId Snapshot::view_of(std::uint32_t i) const { return EntityId(parts_->statements[i].according_to); }
Truths Snapshot::line_of(std::uint32_t i) const { return parts_->line(parts_->statements[i].line); }
double Snapshot::value_of(std::uint32_t i) const { return parts_->statements[i].value; }

Timeline<record::Standing> Snapshot::observations_of(std::span<const std::uint32_t> statements,
                                                     RelationId relation) const {
  std::vector<record::Statement> all(statements.size());
  std::vector<const record::Statement*> pointers;
  for (std::size_t k = 0; k < statements.size(); ++k) {
    const StatementRow& row = parts_->statements[statements[k]];
    all[k].rank = static_cast<record::Rank>(row.rank);
    all[k].valid.begin.earliest = Day{row.begin_earliest};
    if ((row.flags & StatementRow::kHasOn) != 0) {
      all[k].on.emplace();
      all[k].on->earliest = Day{row.begin_earliest};
      all[k].on->latest = Day{row.begin_latest};
    }
    pointers.push_back(&all[k]);
  }
  return record::observations(pointers, vocabulary().relation(relation));
}

std::span<const std::uint32_t> Snapshot::closures_of(RelationId relation) const {
  return parts_->rows(parts_->closures_by_relation, parts_->relations[record::index(relation)].closures);
}
Atom Snapshot::pattern_of(std::uint32_t i) const { return parts_->atom(parts_->closures[i].pattern); }
Span Snapshot::window_of(std::uint32_t i) const {
  return {Day{parts_->closures[i].begin}, Day{parts_->closures[i].end}};
}

bool Snapshot::statement_agrees(std::uint32_t i, const Atom& pattern) const {
  const AtomRow& row = parts_->statements[i].atom;
  if (row.relation != record::index(pattern.relation)) return false;
  for (std::size_t k = 0; k < pattern.places.size(); ++k)
    if (pattern.places[k] != kNobody && row.places[k] != static_cast<std::uint32_t>(pattern.places[k]))
      return false;
  const auto roles = parts_->rows(parts_->roles, row.roles);
  return std::all_of(pattern.roles.begin(), pattern.roles.end(), [&](const auto& wanted) {
    return std::any_of(roles.begin(), roles.end(), [&](const RoleRow& role) {
      return role.role == wanted.first &&
             (wanted.second == kNobody || role.value == static_cast<std::uint32_t>(wanted.second));
    });
  });
}

bool Snapshot::closure_covers(std::uint32_t i, const Atom& atom) const {
  const AtomRow& row = parts_->closures[i].pattern;
  for (std::size_t k = 0; k < atom.places.size(); ++k)
    if (row.places[k] != kNone && row.places[k] != static_cast<std::uint32_t>(atom.places[k])) return false;
  const auto roles = parts_->rows(parts_->roles, row.roles);
  return std::all_of(roles.begin(), roles.end(), [&](const RoleRow& wanted) {
    return std::any_of(atom.roles.begin(), atom.roles.end(), [&](const auto& role) {
      return role.first == wanted.role &&
             (wanted.value == kNone || static_cast<std::uint32_t>(role.second) == wanted.value);
    });
  });
}

std::optional<Truths> Snapshot::existence_of(EntityId entity) const {
  const Rows rows = parts_->entities[record::index(entity)].existence;
  if (rows.count == 0) return std::nullopt;
  return parts_->line(rows);
}

}  // namespace entente::snapshot

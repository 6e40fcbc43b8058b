// ask/evidence.h: what an answer rests on, as a reader is shown it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ask/ask.h"
#include "language/language.h"
#include "query/query.h"
#include "snapshot/snapshot.h"

namespace entente::ask {

inline constexpr std::size_t kMostEvidence = 12;
inline constexpr std::size_t kMostCaveats = 3;

// Shows statements, closures and proofs of one snapshot.
class Shower {
 public:
  Shower(const snapshot::Snapshot& snapshot, const language::Speaker& speaker)
      : snapshot_(snapshot), speaker_(speaker) {}

  Evidence statement(std::uint32_t i) const;
  Evidence closure(std::int32_t i) const;
  Evidence reason(const snapshot::ReasonView& reason) const;
  ProofNode proof(const rules::Proof& proof, std::vector<ProofNode> premises) const;
  ProofNode proof(const rules::Proof& proof) const;
  // "Finland has been a member of NATO since 4 April 2023"
  std::string statement_text(const snapshot::StatementView& view) const;

 private:
  std::vector<SourceCited> cited(const std::vector<std::uint32_t>& sources, std::string_view where) const;

  const snapshot::Snapshot& snapshot_;
  const language::Speaker& speaker_;
};

// What an answer rests on: statements and closures, each once, in the order in which they were met.
class Basis {
 public:
  explicit Basis(const snapshot::Snapshot& snapshot) : snapshot_(snapshot) {}
  void add(const rules::Proof& proof);
  void add_statement(std::uint32_t i);
  void add_closure(std::int32_t i);
  // A statement that is shown and that the answer does not rest on: its horizon is not the answer's.
  void add_aside(std::uint32_t i);
  const std::vector<std::uint32_t>& statements() const { return statements_; }
  const std::vector<std::int32_t>& closures() const { return closures_; }
  // The oldest day up to which one of them is known; nullopt if none runs out.
  std::optional<temporal::Day> horizon() const;

 private:
  const snapshot::Snapshot& snapshot_;
  std::vector<std::uint32_t> statements_;
  std::vector<std::uint32_t> asides_;
  std::vector<std::int32_t> closures_;
};

// An atom as a cond: kNobody is "_".
logic::Cond cond_of(const logic::Atom& atom);
// The atom of a cond that names everybody or leaves places open (kNobody).
logic::Atom atom_of(const logic::Cond& cond);

}  // namespace entente::ask

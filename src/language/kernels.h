// language/kernels.h: a phrase of a relation with the names of a clause in its places. Internal to
// src/language.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "language/clauses.h"

namespace entente::language {

// The variable that a question asks for.
inline constexpr std::string_view kVariable = "x";

struct Kernel {
  Cond atom;
  std::vector<Cond> restrictions;  // what the names before a class say of it
  int cost = 0;
  const Pattern* pattern = nullptr;
  bool uses_variable = false;
  std::optional<record::TypeId> variable_type;
  int variable_slot = -1;
  std::size_t list_slot = SIZE_MAX;  // the place that a list of names fills
  std::vector<EntityId> list;
  bool list_any = false;                                         // "X or Y"
  std::vector<std::pair<int, std::vector<EntityId>>> ambiguous;  // slot, whom it may mean
  std::vector<TimeWords> times;                                  // wars and eras that date it
  EntityId before = logic::kNobody;  // "before the US": whoever had the place of the variable before them
  bool open = false;                 // names nobody: good only for what another clause fills
  bool bare = false;                 // a noun phrase alone: no phrase of a relation
  record::RelationId relation{};
};

// All kernels of a clause, cheapest first. `shared`: the clause speaks of the variable of another.
std::vector<Kernel> find_kernels(const Question& question, const Clause& clause, bool shared);

// "European countries", as a kernel of its own: nothing but the class and what restricts it.
std::optional<Kernel> bare_noun(const Question& question, const Clause& clause);

// A clause that only names somebody: the relation of the clause before, with this name in place of its own.
std::optional<Kernel> elliptic(const Question& question, const Clause& clause, const Kernel& first);

}  // namespace entente::language

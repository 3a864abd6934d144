// Conflicts: which acts of a party do what a clause of any contract of the
// ledger forbids it, day by day (domain.md section 6; doc/decisions.md 60 to 66).
// Pure; a function of its arguments.
#ifndef REPLAY_RIGHTS_CONFLICTS_H_
#define REPLAY_RIGHTS_CONFLICTS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/value/date.h"
#include "ledger/value/interval.h"
#include "replay/finding.h"
#include "replay/rights/norms.h"
#include "replay/rights/scope_trees.h"

namespace covenant {

// From the least to what weighs most.
enum class ConflictResult {
  kNone,
  kSubjectTo,  // a right of first refusal or a consent must be run first
  kPossible,   // something that it depends on is not known
  kContested,  // readings of the clause give different results
  kConflict,
};
std::string_view ConflictResultName(ConflictResult result);

// How the norm and the act lie to each other in one dimension.
struct DimensionEvidence {
  std::string dimension;
  std::string forbidden;  // as written; "everything" where not limited
  std::string act;
  std::string overlap;  // "yes", "no", "possible"
};

// Days of one result.
struct ConflictDays {
  Interval days;
  ConflictResult result = ConflictResult::kNone;
  std::map<std::string, ConflictResult> readings;  // of a contested clause
  // Lawful when done: only what bound after the first of these days forbids it.
  bool retroactive = false;
  std::vector<std::string> reasons;  // why it is so, one line each
  std::vector<DimensionEvidence> dimensions;
  std::vector<EventRef> because;

  bool SameAs(const ConflictDays& other) const;
};

struct Conflict {
  std::string prohibition;  // "contract/clause"
  std::string prohibition_kind;
  std::string act;  // "contract/clause" or "contract/event"
  std::string act_kind;
  std::string bearer;
  std::string beneficiary;
  std::string counterparty;
  // On the as-of day; of an act that is over by then, what weighs most of its
  // days.
  ConflictResult result = ConflictResult::kNone;
  bool over = false;     // the act is over
  ConflictDays now;      // the days that the result is taken from
  std::vector<ConflictDays> days;  // in order; those of kNone too
  std::string prohibition_place;
  std::string act_place;
  bool done_now = false;  // the act is done on the as-of day

  // Takes the result of the as-of day where the act is done on it (`on`), else
  // what weighs most.
  void TakeNow(Date as_of, bool on);
};

// Adds what a careful lawyer would want to be told of it.
void AddConflictFindings(const Conflict& pair, Date as_of,
                         std::vector<Finding>& findings);

struct ConflictsAnswer {
  std::vector<Conflict> conflicts;  // by prohibition, then act
  std::vector<Finding> findings;    // sorted
};

struct ConflictsQuery {
  Date as_of;
  // Resolves contested clauses: the name of a reading, or `text`.
  std::string reading;
  // Only of norms and acts of this party.
  std::string party;
  // Pairs without a conflict too.
  bool all = false;
  // Only of this clause or act, "contract/id", or of this contract; empty: all.
  std::string path;
  // Only of norms or acts of these contracts; empty: all.
  std::set<std::string> contracts;
  // Events behind this sequence are a draft: what they do counts whatever its day.
  std::uint64_t recorded = static_cast<std::uint64_t>(-1);
};

// `rights` of all contracts of the ledger at the same point.
ConflictsAnswer ConflictsOf(const std::vector<ContractRights>& rights,
                            const ScopeTrees& trees,
                            const ConflictsQuery& query);

// What `after` holds that `before` does not: an act in conflict, or one that
// weighs more than before, on any day.
std::vector<Conflict> NewConflicts(const ConflictsAnswer& before,
                                   const ConflictsAnswer& after);

}  // namespace covenant

#endif  // REPLAY_RIGHTS_CONFLICTS_H_

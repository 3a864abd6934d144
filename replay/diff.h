// Diff: what changed between two states of one contract, clause by clause and
// obligation by obligation, each with the events that caused it. Pure.
#ifndef REPLAY_DIFF_H_
#define REPLAY_DIFF_H_

#include <optional>
#include <string>
#include <vector>

#include "replay/contract.h"
#include "replay/finding.h"
#include "replay/obligations.h"
#include "replay/terms.h"

namespace covenant {

// One difference. For a clause that came or went: path is empty.
struct TermChange {
  enum class What { kAdded, kRemoved, kChanged };
  What what = What::kChanged;
  std::string clause;
  std::string kind;
  std::string path;  // field, "waiver", "consent", "suspension", "reading"
  std::string before;  // as written; empty where there was none
  std::string after;
  // The instruments and corrections that caused it. Empty only where the time
  // alone did: a term of the clause itself began or ended; then `by_time` says
  // how.
  std::vector<EventRef> because;
  std::string by_time;
};

struct ObligationChange {
  TermChange::What what = TermChange::What::kChanged;
  std::string id;
  std::string balance;  // "accrued", "owed", "state", "due" ...; empty: whole
  std::string before;
  std::string after;
  std::vector<EventRef> because;
  std::string by_time;  // "fell due", "period ended"
};

struct Diff {
  std::vector<TermChange> terms;
  std::vector<ObligationChange> obligations;
  std::vector<Finding> findings_added;
  std::vector<Finding> findings_removed;
  bool empty() const {
    return terms.empty() && obligations.empty() && findings_added.empty() &&
           findings_removed.empty();
  }
};

std::vector<TermChange> DiffTerms(const Terms& before, const Terms& after);
std::vector<ObligationChange> DiffObligations(const Obligations& before,
                                              const Obligations& after);
// Of the difference between two readings of one state: the cause of each change is
// what asserts them, of `all` such events those that it rests on, else each.
void BlameReadings(const std::vector<EventRef>& all, Diff& diff);

Diff DiffStates(const Terms& terms_before, const Obligations& owed_before,
                const Terms& terms_after, const Obligations& owed_after);

}  // namespace covenant

#endif  // REPLAY_DIFF_H_

// Settlements: whether anything asks what of a sum was owed on which day
// (doc/decisions.md 227). Pure.
#ifndef REPLAY_MONEY_SETTLEMENTS_H_
#define REPLAY_MONEY_SETTLEMENTS_H_

#include "ledger/value/date.h"
#include "replay/money/evaluate.h"
#include "replay/money/facts.h"
#include "replay/timeline.h"

namespace covenant {

class Settlements {
 public:
  // Those by the as-of day. The facts must outlive it.
  Settlements(const Timeline& timeline, const Facts& facts, Date as_of);

  // Whether something may have been paid on the sum, set off against it or
  // withheld from it, or interest can run on it.
  bool MayReach(const Occurrence& sum) const;

 private:
  const Facts& facts_;
  const Date as_of_;
  bool interest_ = false;  // the contract has a late-interest clause
};

}  // namespace covenant

#endif  // REPLAY_MONEY_SETTLEMENTS_H_

// SettledEarlier: whether anything that happened before a day asks what of a
// sum was owed then (doc/decisions.md 227). Pure.
#ifndef REPLAY_MONEY_SETTLED_EARLIER_H_
#define REPLAY_MONEY_SETTLED_EARLIER_H_

#include "ledger/value/date.h"
#include "replay/money/evaluate.h"
#include "replay/money/facts.h"
#include "replay/timeline.h"

namespace covenant {

class SettledEarlier {
 public:
  // The facts must outlive it.
  SettledEarlier(const Timeline& timeline, const Facts& facts);

  // Whether something may have been paid on the sum, set off against it or
  // withheld from it before the day, or interest can run on it.
  bool Before(Date day, const Occurrence& sum) const;

 private:
  const Facts& facts_;
  bool interest_ = false;  // the contract has a late-interest clause
};

}  // namespace covenant

#endif  // REPLAY_MONEY_SETTLED_EARLIER_H_

// Interest waivers: how much of late interest is waived by amount. Interest is
// known as it is settled or asked for, so each amount is taken from what has
// run by then, what is settled first at first (doc/decisions.md 251). Pure.
#ifndef REPLAY_MONEY_INTEREST_WAIVERS_H_
#define REPLAY_MONEY_INTEREST_WAIVERS_H_

#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "replay/obligations.h"
#include "replay/terms.h"
#include "replay/trace.h"

namespace covenant {

// The amount of which a waiver lets some interest off, and that interest.
struct WaivedInterest {
  std::string clause;  // of late interest
  const Attachment* waiver = nullptr;
  Trace interest;  // without what is waived of it by share
};

// The waivers by amount of the clause that stand in it with the measure, for
// `interest`. The clause must outlive them.
void AddWaivedInterest(const ClauseState& clause, WaiverMeasure measure,
                       const Trace& interest,
                       std::vector<WaivedInterest>& waived);

// What is left of the waivers by amount of one contract.
class InterestWaivers {
 public:
  // Takes at most `most` of the waiver; null where nothing is left, or where it
  // is in another currency.
  Trace Take(const WaivedInterest& waived, Trace most);

  // Sets the balances "waiver ID left" of the waivers of which some was taken.
  void SetLeft(const std::string& contract,
               std::vector<ClauseBalance>& balances) const;

 private:
  // By clause, event and place in it.
  std::map<std::tuple<std::string, EventRef, std::size_t>, Trace> left_;
};

}  // namespace covenant

#endif  // REPLAY_MONEY_INTEREST_WAIVERS_H_

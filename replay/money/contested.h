// Contested: which part of what is owed the disputes put in dispute. An amount
// that is contested of several sums is divided over them once (doc/decisions.md
// 27 and 261). Pure.
#ifndef REPLAY_MONEY_CONTESTED_H_
#define REPLAY_MONEY_CONTESTED_H_

#include <optional>
#include <vector>

#include "ledger/event/event.h"
#include "replay/money/account.h"

namespace covenant {

// Whether the dispute's name covers the occurrence.
bool Contests(const Dispute& dispute, const Account& account);

// Divides the amount of the dispute, a fact of the contract, over the accounts
// that its name covers: first over those that are there on its day, then over
// those that accrue later, in the order of the accounts, which is that of their
// due days, as far as each is open and not contested already. Sums in another
// unit than the amount have an unknown part. Without an amount: nothing, it is
// about all of each. For the day before any later day is gone through; the
// credits of earlier days must have been taken.
void DivideDispute(const Facts& facts, const Recorded& dispute,
                   std::vector<Account>& accounts);

// What exceeds the sums themselves is of the interest that is posted on them,
// as of the day.
void ContestInterest(const Facts& facts, Date as_of,
                     std::vector<Account>& accounts);

// What the dispute contests of the account: all of it (nothing is given), or a
// part, which may be zero. It must have been divided.
std::optional<RationalRange> ContestedBy(const Recorded& dispute,
                                         const Account& account);

// Whether it was raised by the creditor of the sum, now or then: it says that
// more is owed, and gives the debtor no time for what is.
bool RaisedByCreditor(const Dispute& dispute, const Account& account);

// What of the principal the debtor contests on a day and, as of `as_of`, is not
// upheld later.
RationalRange DisputedOn(const Facts& facts, const Account& account, Date day,
                         Date as_of, const RationalRange& principal);

}  // namespace covenant

#endif  // REPLAY_MONEY_CONTESTED_H_

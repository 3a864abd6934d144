// Account: one line of what is owed with what has been paid on it, while
// settling. Pure.
#ifndef REPLAY_MONEY_ACCOUNT_H_
#define REPLAY_MONEY_ACCOUNT_H_

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/event/event.h"
#include "replay/money/early_payment.h"
#include "replay/money/horizons.h"
#include "replay/money/interest.h"

namespace covenant {

// A line with what has been paid on it.
struct Account {
  Line line;
  std::string id;
  std::vector<Trace> payments;
  RationalRange open;  // what can still be paid, but for interest
  RationalRange overpaid;
  RationalRange withheld;  // tax that counts as paid
  EarlyPayment early;      // what its payment by some day brings
  Trace discount;          // what early payment has brought; null: nothing
  Date discounted_on;      // the day of the payment that brought it
  // Where a late-interest clause can apply. Credits then count from their day.
  std::optional<RunningInterest> interest;
  // Whether interest may run and since when is not known.
  bool interest_unknown = false;
  // Of a sum of which a part may have been due before: the interest that was open
  // when it certainly fell due, once that day has passed.
  std::optional<RationalRange> open_when_due;
  std::size_t credits_taken = 0;
  std::set<Date> breaks;  // days on which what bears interest can change
  // By dispute with an amount: the part of the amount that is on this sum,
  // which may be more than is open (contested.h).
  std::map<std::string, RationalRange> contested;

  // Whether nothing can be paid on it on a later day either: what is open only
  // falls, and without principal no interest runs.
  bool Settled() const;
};

// The order in which accounts are paid: by due day, undated last, then by id.
bool DueBefore(const Account& a, const Account& b);

// Whether the occurrence is the one named; an empty name means each of the
// clause, and later increases go with what they increase.
bool Designated(const Account& account, const std::string& clause,
                const std::string& name);

// A negative sum is owed the other way round: swaps the parties of one, and the
// sign of its figures.
void TurnRound(Line& line);

// Who owes the line, then in whose place they have come.
Debtors DebtorsOf(const Line& line);

// Whether the sum was not owed yet on the day, not even for a later due day.
// What is lent is owed back from the first day.
bool AccruesAfter(const Line& line, Date day);

// The day from which on a payment finds the sum: that on which it accrued, or on
// which the instrument bound that made it fall due at once.
Date StandsFrom(const Line& line);

// What an opening carries over.
Line CarriedBy(const Recorded& by, const Opening& opening,
               const OpeningBalance& balance);

// What is to be paid out of the sum as of the day, without what is waived or
// credited by then.
Trace PaidOut(const Account& account, Date day);

// What early payment of the sum on the day takes off it; null: nothing.
Trace DiscountOn(const Account& account, Date day);

// A credit that comes once a discount is granted has the discount too: what of
// the credit is left, and the discount is of the rest of the sum from then on.
RationalRange WithoutDiscount(Account& account, const DatedCredit& credit);

// Gives the account what counts its interest, where a clause can ask for any on
// the line; as of the day.
void StartInterest(const InterestTerms& terms, const Line& line, Date as_of,
                   InterestWaivers* waivers, Account& account);

// Adds the days from which what bears interest on the account changes: behind
// credits, with disputes and their ends, and AddMaybeBreaks.
void AddBreaks(const Facts& facts, Account& account);

// Why what is open of a sum is not known: a finding code of the sum, or of what
// was paid on it.
std::string OpenUnknownBecause(const Occurrence& occurrence);

// The range without what is negative.
RationalRange Positive(const RationalRange& range);

// A computed range as an amount that is not negative, with at least the minor
// digits of the unit. OutOfRange when the range is not ok().
absl::StatusOr<Amount> AmountOf(const RationalRange& range,
                                const std::string& unit);
absl::StatusOr<Amount> AmountOf(const RationalRange& range, const Unit& unit);

}  // namespace covenant

#endif  // REPLAY_MONEY_ACCOUNT_H_

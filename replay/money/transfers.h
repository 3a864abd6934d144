// Transfers: the lines of what is owed under the parties that they have come to,
// divided where a transfer is of a part or falls into a period (doc/decisions.md
// 67 and 68). Pure.
#ifndef REPLAY_MONEY_TRANSFERS_H_
#define REPLAY_MONEY_TRANSFERS_H_

#include <string>
#include <vector>

#include "replay/money/horizons.h"
#include "replay/money/tender.h"
#include "replay/parties.h"

namespace covenant {

// As of the day: transfers that begin later do not apply.
void ApplyTransfers(const std::vector<PartyChange>& changes, Date as_of,
                    std::vector<Line>& lines);

// The same for running balances, whose parties are those of the day.
void RenameParties(const std::vector<PartyChange>& changes, Date as_of,
                   std::vector<ClauseBalance>& balances);

// What to say of the rest of a payment that no sum took, or that `last` took too
// much of: an overpayment, or, after the debtor was notified that the payee is the
// creditor no more, a payment that discharges nothing.
Finding PaidTooMuch(const std::string& contract, const Recorded& record,
                    const Tender& tender, const RationalRange& rest,
                    const Account* last,
                    const std::vector<PartyChange>& changes);

// That a payment is designated to what is no sum as of this day.
Finding NamesNoSum(const std::string& contract, const Recorded& record,
                   const Tender& tender);

// That what was computed later of a sum differs from what an opening settled.
Finding ClosedDiffers(const std::string& id, const Recorded& by,
                      const Opening& opening, const Occurrence& sum);

// That of a set-off only the part `effective` met a debt on both sides.
Finding NotSetOff(const std::string& contract, const Recorded& record,
                  const RationalRange& effective);

// That the rest of the tax that was withheld discharges nothing; `covered`: a
// withholding clause covers some of the sum.
Finding NotAgreed(const std::string& contract, const Recorded& record,
                  const RationalRange& rest, bool covered);

}  // namespace covenant

#endif  // REPLAY_MONEY_TRANSFERS_H_

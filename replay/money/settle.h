// Settle: openings, payments and disputes applied to what is owed, giving the
// balances and the state of each obligation (domain.md section 5). Pure.
#ifndef REPLAY_MONEY_SETTLE_H_
#define REPLAY_MONEY_SETTLE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "replay/money/account.h"
#include "replay/money/facts.h"
#include "replay/money/horizons.h"
#include "replay/money/interest.h"
#include "replay/money/set_off.h"
#include "replay/money/withholding.h"
#include "replay/obligations.h"
#include "replay/parties.h"

namespace covenant {

// What an occurrence came to as known at a sequence; nothing if it was not there.
using AsClosed = std::function<std::optional<RationalRange>(
    std::uint64_t sequence, const OccurrenceKey& key)>;

// `suspended`: the clauses whose duties rest on the day. `parties`: who has
// taken whose place. `as_closed` is asked for closed periods that later events
// speak of. OutOfRange when a figure exceeds its bounds. `settled`, if not
// null, becomes the accounts behind the obligations, in their order. Aborted:
// what the facts leave out (their `past`) cannot be left out of this answer.
absl::StatusOr<Obligations> Settle(
    const std::string& contract, Lines lines, const Facts& facts,
    const InterestTerms& interest, const SetOffTerms& set_off,
    const WithholdingTerms& withholding, const EarlyPaymentTerms& early,
    const std::map<std::string, bool>& suspended,
    const std::vector<PartyChange>& parties, Date as_of,
    const AsClosed& as_closed, std::vector<Account>* settled = nullptr);

}  // namespace covenant

#endif  // REPLAY_MONEY_SETTLE_H_

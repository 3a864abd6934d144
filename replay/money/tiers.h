// Tiers: rates or prices by how much is counted, in the four kinds that
// contracts use (domain.md section 4). Pure.
#ifndef REPLAY_MONEY_TIERS_H_
#define REPLAY_MONEY_TIERS_H_

#include <optional>
#include <string>
#include <vector>

#include "replay/money/evaluate.h"

namespace covenant {

// One end of a tier: `at` itself belongs to it or not.
struct TierBound {
  Amount at;
  bool inclusive = false;
};

struct TierRow {
  std::optional<TierBound> lower;  // absent: where the tier before ends
  std::optional<TierBound> upper;  // absent: without end
  Trace factor;                    // the rate or the price
};

struct TierTable {
  std::string mode;  // marginal, whole-amount, cumulative-rate, ordinal
  // Of a figure that crosses a bound of marginal tiers: empty (split), old-rate,
  // new-rate.
  std::string crossing;
  std::vector<TierRow> rows;
};

// The tiers of the clause; no rows where it has none. Prices are in `currency`.
TierTable TiersOf(const ClauseState& clause, const std::string& currency);

// What decides the tiers of a clause, to be compared.
std::vector<std::string> TierTermsOf(const ClauseState& clause);

// What `base` comes to, when `before` (null: nothing) was counted before it
// against the same bounds and gave `charged` (null: nothing); `ordinal` is the
// number of the period. Tiers of a whole amount charge `before` again, or
// `whole` where that is given. An amount on a bound that no tier has, or in no
// tier, is unknown: `undefined-tier-boundary`.
Trace TierAmount(const TierTable& table, const std::string& label,
                 const std::string& unit, const std::string& currency,
                 const Trace& before, const Trace& charged, const Trace& base,
                 int ordinal, const Trace* whole = nullptr);

// Of each figure in turn what it adds to what is above the free allowance of
// them all. A figure below zero gives back what those before it added.
std::vector<Trace> AboveAllowance(const std::vector<Trace>& figures,
                                  const std::string& unit, const Trace& free);

// What is wrong with the rate, price and tiers of a revenue share or unit price,
// as a sentence; empty where they can be computed.
std::string TierProblem(const ClauseState& clause);

}  // namespace covenant

#endif  // REPLAY_MONEY_TIERS_H_

// Comparison of the engine's obligations with the slow model's. Gives nothing
// where they agree, else what differs, in words.
#ifndef TESTS_PROPERTY_COMPARE_MONEY_H_
#define TESTS_PROPERTY_COMPARE_MONEY_H_

#include <optional>
#include <string>

#include "replay/obligations.h"
#include "tests/model/money_model.h"

namespace covenant::property {

// The model's answer must be determined. `compared` counts the sums that the
// norms determine.
std::optional<std::string> DifferenceOf(const model::MoneyNow& expected,
                                        const Obligations& actual,
                                        std::uint64_t& compared);

// What must hold of every answer, whatever the history: the identity of
// balances, signs, totals, and that traces can be recomputed.
std::optional<std::string> BrokenInvariant(const Obligations& actual);

}  // namespace covenant::property

#endif  // TESTS_PROPERTY_COMPARE_MONEY_H_

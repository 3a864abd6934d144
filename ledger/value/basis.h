// Basis: how well a figure is founded. A figure has the basis of its weakest
// input. Refuses unknown names; pure functions, safe from any thread.
#ifndef LEDGER_VALUE_BASIS_H_
#define LEDGER_VALUE_BASIS_H_

#include <string_view>

#include "absl/status/statusor.h"

namespace covenant {

// From strongest to weakest.
enum class Basis { kOfficial, kReported, kAssumed };

// The weaker of the two.
constexpr Basis Weakest(Basis a, Basis b) { return a < b ? b : a; }

// "official", "reported" or "assumed".
std::string_view BasisName(Basis basis);

// InvalidArgument, with the names, for any other text.
absl::StatusOr<Basis> ParseBasis(std::string_view name);

}  // namespace covenant

#endif  // LEDGER_VALUE_BASIS_H_

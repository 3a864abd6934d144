#include "ledger/value/basis.h"

#include <string>
#include <vector>

#include "ledger/value/check.h"
#include "ledger/value/status_text.h"

namespace covenant {

std::string_view BasisName(Basis basis) {
  switch (basis) {
    case Basis::kOfficial:
      return "official";
    case Basis::kReported:
      return "reported";
    case Basis::kAssumed:
      return "assumed";
  }
  COVENANT_CHECK(false);
}

absl::StatusOr<Basis> ParseBasis(std::string_view name) {
  for (const Basis basis :
       {Basis::kOfficial, Basis::kReported, Basis::kAssumed}) {
    if (BasisName(basis) == name) return basis;
  }
  return InvalidText({"unknown basis ", Quoted(name),
                      "; write `official`, `reported` or `assumed`"});
}

}  // namespace covenant

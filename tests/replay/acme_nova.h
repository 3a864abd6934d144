// The contract acme-nova of the tests of money clauses, as authoring text.
#ifndef TESTS_REPLAY_ACME_NOVA_H_
#define TESTS_REPLAY_ACME_NOVA_H_

#include <string>

#include "tests/replay/ledger.h"

namespace covenant {

inline constexpr char kAcmeNova[] = "acme-nova";

// Agreement A1 of `day` with these clauses, each indented by two blanks.
std::string Agreement(const std::string& clauses,
                      const std::string& day = "2024-01-01");
// A report of totals: "sales: 100.00 EUR".
std::string Reported(const std::string& id, const std::string& known,
                     const std::string& period, const std::string& metrics);
// An amendment executed and effective on those days; changes as "  - { ... }\n".
std::string Amended(const std::string& id, const std::string& executed,
                    const std::string& effective, const std::string& changes);

// What is owed, with every trace and the identity of the balances checked.
Obligations OwedOn(const std::string& yaml, const std::string& as_of,
                   const std::string& known = "now");
// Of one obligation, named without the contract.
std::string OwedOf(const std::string& yaml, const std::string& obligation,
                   const std::string& as_of);

}  // namespace covenant

#endif  // TESTS_REPLAY_ACME_NOVA_H_

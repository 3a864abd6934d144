// The contract acme-nova of the tests of money clauses, as authoring text.
#ifndef TESTS_REPLAY_ACME_NOVA_H_
#define TESTS_REPLAY_ACME_NOVA_H_

#include <string>

#include "replay/norms.h"
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

// An event of the contract; `more`: its other keys, a line each.
std::string Doc(const std::string& event, const std::string& id,
                const std::string& known, const std::string& more);
// nova exercises a power.
std::string Exercised(const std::string& id, const std::string& power,
                      const std::string& given, const std::string& more = "");

// The norm with this id as of a day, with the steps of the days through
// another, and the name of its state.
Norm NormAt(const Ledger& ledger, const std::string& id,
            const std::string& as_of,
            const std::string& through = "2027-12-31");
std::string StateAt(const Ledger& ledger, const std::string& id,
                    const std::string& as_of);

// What is owed, with every trace and the identity of the balances checked.
Obligations OwedOn(const std::string& yaml, const std::string& as_of,
                   const std::string& known = "now");
// Of one obligation, named without the contract.
std::string OwedOf(const std::string& yaml, const std::string& obligation,
                   const std::string& as_of);

}  // namespace covenant

#endif  // TESTS_REPLAY_ACME_NOVA_H_

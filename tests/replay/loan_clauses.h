// The contract bank-acme of the tests of loans, as authoring text.
#ifndef TESTS_REPLAY_LOAN_CLAUSES_H_
#define TESTS_REPLAY_LOAN_CLAUSES_H_

#include <string>

#include "tests/replay/ledger.h"

namespace covenant {

inline constexpr char kBankAcme[] = "bank-acme";

// The agreement with the clause `loan` of these keys, and what follows it.
std::string Loan(const std::string& keys, const std::string& extra = "");
// An event of the contract.
std::string LoanEvent(const std::string& type, const std::string& id,
                      const std::string& known, const std::string& body);
std::string Amend(const std::string& id, const std::string& executed,
                  const std::string& effective, const std::string& changes);
std::string Pay(const std::string& id, const std::string& date,
                const std::string& amount, const std::string& designation);

// What accrued of an occurrence of the loan.
std::string Accrued(const Ledger& ledger, const std::string& name,
                    const std::string& as_of);
std::string Outstanding(const Ledger& ledger, const std::string& as_of);

}  // namespace covenant

#endif  // TESTS_REPLAY_LOAN_CLAUSES_H_

#include "tests/replay/loan_clauses.h"

namespace covenant {

std::string Loan(const std::string& keys, const std::string& extra) {
  return "contract: bank-acme\nevent: agreement\nid: A1\nknown: 2012-12-01\n"
         "executed: 2012-12-01\nparties: [{ id: acme }, { id: bank }]\n"
         "clauses:\n  - { id: loan, kind: loan, debtor: acme, creditor: bank, " +
         keys + " }\n" + extra;
}

std::string LoanEvent(const std::string& type, const std::string& id,
                   const std::string& known, const std::string& body) {
  return "---\ncontract: bank-acme\nevent: " + type + "\nid: " + id +
         "\nknown: " + known + "\n" + body;
}

std::string Amend(const std::string& id, const std::string& executed,
                  const std::string& effective, const std::string& changes) {
  return LoanEvent("amendment", id, executed,
                "executed: " + executed + "\neffective: " + effective +
                    "\nchanges:\n" + changes);
}

std::string Pay(const std::string& id, const std::string& date,
                const std::string& amount, const std::string& designation) {
  return LoanEvent("payment", id, date,
                "payer: acme\npayee: bank\namount: " + amount +
                    "\ndate: " + date + "\ndesignation: " + designation + "\n");
}

std::string Accrued(const Ledger& ledger, const std::string& name,
                    const std::string& as_of) {
  return Find(ledger.OwedAt(kBankAcme, as_of), "loan/" + name).accrued.ToString();
}

std::string Outstanding(const Ledger& ledger, const std::string& as_of) {
  return FindBalance(ledger.OwedAt(kBankAcme, as_of).balances, "bank-acme/loan",
                     "principal outstanding")
      .amount.ToString();
}

}  // namespace covenant

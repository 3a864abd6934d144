// Portfolio: contracts whose events are monthly reports, each an accrual, and
// payments; the same events for this program and for those that it is compared
// with. The same on every machine.
#ifndef TESTS_BENCH_PORTFOLIO_H_
#define TESTS_BENCH_PORTFOLIO_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ledger/event/event.h"
#include "ledger/store/append.h"
#include "ledger/value/date.h"

namespace covenant::bench {

struct PortfolioPlan {
  int contracts = 100;
  int months = 500;
  int payments = 1;  // for each month, beside its report
  // Whether they come to what has accrued; else to less, so that debts grow.
  bool in_full = false;
  int first = 0;     // the number of the first contract
};

// One accrual or payment, in plain figures.
struct PortfolioFact {
  int contract = 0;
  bool payment = false;
  Date day;              // the last of the month; of the payment
  std::int64_t cents = 0;
};

class Portfolio {
 public:
  explicit Portfolio(const PortfolioPlan& plan);

  // In the order in which they become known, months one after the other.
  const std::vector<PortfolioFact>& facts() const { return facts_; }
  int contracts() const { return plan_.contracts; }
  // "c00017", at most "c99999", and "debtor-1": ten contracts have the same debtor. The creditor of
  // all is "house".
  static std::string ContractId(int contract);
  static std::string DebtorOf(int contract);
  // A legal day by which half of the months have ended.
  Date middle() const { return middle_; }

  // The agreements, then the facts, as events to append.
  std::vector<NewEvent> Events() const;

 private:
  PortfolioPlan plan_;
  std::vector<PortfolioFact> facts_;
  Date middle_;
};

}  // namespace covenant::bench

#endif  // TESTS_BENCH_PORTFOLIO_H_

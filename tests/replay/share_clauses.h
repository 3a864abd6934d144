// Clauses of the contract acme-nova that count shares and prices, and their reports.
#ifndef TESTS_REPLAY_SHARE_CLAUSES_H_
#define TESTS_REPLAY_SHARE_CLAUSES_H_

#include <string>

#include "tests/replay/acme_nova.h"

namespace covenant {

// A share of sales, `royalty`, and a price of wafers, `supply`; `rest`: more lines
// of the clause.
std::string Share(const std::string& rest);
std::string Price(const std::string& rest);
// The total of sales in a period, and single figures.
std::string Sales(const std::string& period, const std::string& amount);
std::string Items(const std::string& id, const std::string& period,
                  const std::string& items,
                  const std::string& known = "2030-01-01");

}  // namespace covenant

#endif  // TESTS_REPLAY_SHARE_CLAUSES_H_

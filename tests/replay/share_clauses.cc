#include "tests/replay/share_clauses.h"

namespace covenant {

std::string Share(const std::string& rest) {
  return "  - id: royalty\n    kind: revenue-share\n    debtor: acme\n"
         "    creditor: nova\n    metrics: [sales]\n    currency: EUR\n"
         "    due: 30 days after period-end\n" +
         rest;
}

std::string Price(const std::string& rest) {
  return "  - id: supply\n    kind: unit-price\n    debtor: acme\n"
         "    creditor: nova\n    metrics: [wafers]\n    unit: wafers\n"
         "    currency: EUR\n    due: 30 days after period-end\n" +
         rest;
}

std::string Sales(const std::string& period, const std::string& amount) {
  return Reported("R" + period, "2030-01-01", period, "sales: " + amount);
}

std::string Items(const std::string& id, const std::string& period,
                  const std::string& items,
                  const std::string& known) {
  return "---\ncontract: acme-nova\nevent: report\nid: " + id +
         "\nknown: " + known + "\nperiod: " + period + "\nitems:\n" + items;
}

}  // namespace covenant

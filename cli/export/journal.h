// What is owed as a journal for hledger (https://hledger.org, journal format).
// Each obligation is a transaction on the day it falls due, from the debtor's
// to the creditor's accounts:
//   ACME:payable:NOVA:CONTRACT:CLAUSE        what ACME owes, negative
//   NOVA:receivable:ACME:CONTRACT:CLAUSE     the same as NOVA's claim
//   ACME:charged:..., NOVA:earned:...        what it came from
//   ACME:payments:NOVA:CONTRACT              paid, until it meets an obligation
//   ACME:overpaid:NOVA:CONTRACT              paid above what was owed
//   ACME:cash, NOVA:cash
// so that the balance of `ACME:payable:NOVA` is what the audit says that ACME
// owes NOVA. What is not known is a remark with its reason, never a number.
// Pure.
#ifndef CLI_EXPORT_JOURNAL_H_
#define CLI_EXPORT_JOURNAL_H_

#include <string>

#include "cli/query.h"
#include "replay/obligations.h"

namespace covenant::cli {

// `owed`: all obligations of the query, settled ones too.
Result<std::string> Journal(Query& query, const Obligations& owed);

}  // namespace covenant::cli

#endif  // CLI_EXPORT_JOURNAL_H_

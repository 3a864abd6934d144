// Answers as CSV (RFC 4180): a header, lines ending in CRLF, exact decimal
// text, the unit in a column of its own. An amount that is not known is empty;
// its reason and the ends of its range stand beside it. Pure.
#ifndef CLI_EXPORT_CSV_H_
#define CLI_EXPORT_CSV_H_

#include <string>
#include <vector>

#include "cli/query.h"
#include "replay/obligations.h"

namespace covenant::cli {

std::string ObligationsCsv(const View& view, const Obligations& owed);
// The payments of the query, on or before the as-of day, corrections applied.
Result<std::string> PaymentsCsv(Query& query);
Result<std::string> EventsCsv(Query& query);

// The events of a contract that count at the query's known point.
Result<std::vector<Event>> CountedEvents(Query& query, const std::string& id);

}  // namespace covenant::cli

#endif  // CLI_EXPORT_CSV_H_

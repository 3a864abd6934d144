// What is owed under the contracts of a query, through the filters of its command
// line. Refuses occurrences, parties and units that are not there (exit code 2).
// Thread-compatible.
#ifndef CLI_OWED_H_
#define CLI_OWED_H_

#include <cstddef>
#include <functional>
#include <vector>

#include "cli/command.h"
#include "cli/query.h"
#include "replay/contract.h"
#include "replay/obligations.h"

namespace covenant::cli {

// What is owed on the day under all contracts together, through the filters of
// the line (--party, --currency, --all) and the path, without traces.
// Refuses an occurrence that is not there on that day.
Result<Obligations> OwedOn(Context& context, Query& query, Date as_of);

// The same without filters other than the path, with traces.
Result<Obligations> AllOwedOn(Context& context, Query& query, Date as_of);

// What the contracts owe together, without filters.
Result<Obligations> AllOwedOn(const std::vector<Contract>& contracts,
                              Date as_of);

// The days from --from (default the as-of day) until --until (default so many
// days later), the last not inside.
struct Window {
  Date from;
  Date until;
};
Result<Window> WindowOf(Context& context, const Query& query, int days);

// What falls due in the window, through the filters of the line and the path:
// what has fallen due by the as-of day as it is owed then, and what will, if
// nothing more becomes known, is done or is paid; without interest for late
// payment to come. The states are those of the as-of day. `visit` sees each
// contract, as EachContract shows it.
Result<Obligations> FallingDue(
    Context& context, Query& query, const Window& window,
    const std::function<void(std::size_t i, const Contract& contract)>& visit);

// Obligations, balances and findings that lie under the path.
void KeepUnder(const Path& path, Obligations& owed);

}  // namespace covenant::cli

#endif  // CLI_OWED_H_

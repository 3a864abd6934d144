// Query: a question to the ledger: a view (both dates), a path or the whole
// portfolio, filters; and the contracts and obligations that answer it.
// Refuses contracts, clauses and parties that are not there (exit code 2).
// Thread-compatible.
#ifndef CLI_QUERY_H_
#define CLI_QUERY_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/render/json.h"
#include "cli/session.h"
#include "cli/snapshots.h"
#include "replay/contract.h"

namespace covenant::cli {

struct Query {
  Session session;
  View view;
  Path path;                        // as given; empty: the portfolio
  std::vector<std::string> ids;     // the contracts meant
  // Of a contract or a family that is asked about, as known by then. Of the
  // portfolio none are held, because all at once may be too many: EachContract.
  // None for `log`.
  std::vector<Contract> contracts;

  // "acme-nova", "the family of acme-nova", "all contracts".
  std::string Subject() const;
  bool family = false;
  // With --limit or --after: which part of the contracts this is.
  struct Page {
    std::size_t first = 0;  // the number of the first of them, from 1
    std::size_t of = 0;     // how many there are
    std::string next;       // for --after; empty: no more
  };
  std::optional<Page> page = {};
  // "contracts 1 to 50 of 120; ..." as a line, or "" where all are shown.
  std::string PageText() const;
  // The key `next`: a cursor, or null at the end; nothing where all are shown.
  void WritePage(JsonWriter& json) const;
  // Of all its contracts; of a portfolio, once EachContract has gone through
  // it.
  // Whether only what is open is asked for, of whole contracts as their text is
  // read: EachOpen can answer. Then no contract is held.
  bool open_only = false;
  bool binding = false;  // whether any binds at the known point
  std::set<std::string> parties = {};
};

// Opens the ledger for reading and resolves the flags and the first argument. A
// portfolio with --party is of the contracts that name the party, or one of
// those in whose place it has come or that have come in its place, and those
// below.
Result<Query> OpenQuery(Context& context);

// Shows each contract of the query, by its number in `ids`, on all cores. Those
// that are not held are loaded, one on each core at a time, and dropped again.
Outcome EachContract(
    const Context& context, Query& query,
    const std::function<Outcome(std::size_t i, const Contract& contract)>&
        visit);

// The same of what is open under each at the end of the legal day, from
// snapshots where they are good for it. Of a query that asks for `open_only`.
Outcome EachOpen(const Context& context, Query& query, Date as_of,
                 const std::function<Outcome(std::size_t i, Open open)>& visit);

// Loads the contracts of a portfolio and holds them, for what needs them all at
// once.
Outcome HoldContracts(const Context& context, Query& query);

// The contracts as known at the point of the view, read as it says; on all cores.
Result<std::vector<Contract>> LoadContracts(const Context& context,
                                            Session& session,
                                            const std::vector<std::string>& ids,
                                            const View& view);

// The instruments of the contracts that bind only with --with-proposed.
std::vector<EventRef> AssumedIn(const std::vector<Contract>& contracts);

// Refuses a reading that no event of the contracts asserts by the point: one that
// `draft` asserts is there too.
Outcome CheckReading(Session& session, const std::vector<std::string>& ids,
                     const View& view, const std::string& name,
                     const std::vector<Event>& draft = {});

// Refuses a party that no contract of the query names.
Outcome CheckParty(const Query& query, const std::string& party);

}  // namespace covenant::cli

#endif  // CLI_QUERY_H_

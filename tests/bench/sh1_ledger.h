// Supply History 1 as a ledger of contracts: every supply contract, product and
// supplier is a contract of its own with one clause. What a publication puts on
// an interval is a restatement of that clause for the interval, what it deletes
// an amendment that removes it there; both are executed on the day of the
// publication, so the later one prevails.
#ifndef TESTS_BENCH_SH1_LEDGER_H_
#define TESTS_BENCH_SH1_LEDGER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ledger/codec/authoring.h"
#include "ledger/store/event_log.h"
#include "ledger/value/date.h"
#include "tests/bench/sh1_stream.h"

namespace covenant::bench {

// The legal day of a day of the stream; from 0 to kHorizonDays.
Date LegalDay(int day);
// The time at which a publication became known.
Timestamp KnownAt(int epoch);

// "supply-17", "product-3", "supplier-12".
std::string StreamOf(SupplyTable table, int id);
// The one clause of each contract of the table.
std::string ClauseOf(SupplyTable table);

// The line as an event to append.
AuthoredEvent EventOf(const SupplyLine& line);

// Appends every publication as one batch, by the append cycle of the commands,
// to a ledger in backfill. The lines are ordered by publication.
absl::Status LoadSupplyHistory(const std::vector<SupplyLine>& lines,
                               std::unique_ptr<EventLog> log);

}  // namespace covenant::bench

#endif  // TESTS_BENCH_SH1_LEDGER_H_

// LongContract: a contract with forty clauses of mixed kinds and a history as
// long as asked for, the same events on every machine. For benchmarks.
#ifndef TESTS_BENCH_LONG_CONTRACT_H_
#define TESTS_BENCH_LONG_CONTRACT_H_

#include <string>
#include <vector>

#include "ledger/event/event.h"
#include "ledger/value/date.h"

namespace covenant::bench {

struct LongContractPlan {
  std::string every = "3 months";  // the period of all clauses
  int periods = 72;
  // Whether some clauses count over the whole life: a lifetime cap, an advance
  // that is earned out, tiers that never start again, a limit on each step of an
  // index. Then each answer names all that came before it.
  bool lifetime = true;
  // Amendments, spread over the history, each of a rate; of which so many are
  // signed a year after they take effect.
  int amendments = 8;
  int late_amendments = 0;
};

struct LongContract {
  std::string id;
  std::vector<Event> events;  // of its stream, in order
  std::vector<Event> shared;  // the index that its clauses follow
  std::uint64_t known = 0;
  Date as_of;  // the last day of the last period
  int reports = 0;
  int payments = 0;
  int clauses = 0;
};

LongContract MakeLongContract(const LongContractPlan& plan);

}  // namespace covenant::bench

#endif  // TESTS_BENCH_LONG_CONTRACT_H_

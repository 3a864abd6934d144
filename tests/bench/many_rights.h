// Many contracts with prohibitions and grants, for the benchmark of conflicts.
#ifndef TESTS_BENCH_MANY_RIGHTS_H_
#define TESTS_BENCH_MANY_RIGHTS_H_

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/event/event.h"
#include "replay/rights/conflicts.h"

namespace covenant::bench {

struct ManyRights {
  // By contract: its events.
  std::vector<std::pair<std::string, std::shared_ptr<const std::vector<Event>>>>
      contracts;
  std::uint64_t head = 0;
  Date as_of;
};

// Each contract has 3 prohibitions and 10 grants of one of `contracts / 10`
// bearers, in scopes of territory, product and channel.
ManyRights MakeManyRights(std::size_t contracts);

// The rights of all contracts, by two threads.
std::vector<ContractRights> RightsOfAll(const ManyRights& of);

}  // namespace covenant::bench

#endif  // TESTS_BENCH_MANY_RIGHTS_H_

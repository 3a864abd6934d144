// covenant_bench: how long an audit takes, as calls of the library, without
// reading the log: the answer to one contract with forty clauses, and how its
// cost grows with the length of the history. With a command (commands.h) it
// measures a whole ledger, from its files.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <cstdlib>
#include <iostream>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "replay/contract.h"
#include "tests/bench/commands.h"
#include "tests/bench/long_contract.h"
#include "tests/bench/many_rights.h"

namespace covenant::bench {
namespace {

// Made once for each plan, outside the clock.
const LongContract& Made(const std::string& name, const LongContractPlan& plan) {
  static std::map<std::string, LongContract> made;
  auto [it, fresh] = made.try_emplace(name);
  if (fresh) it->second = MakeLongContract(plan);
  return it->second;
}

Contract Create(const LongContract& of) {
  auto contract = Contract::Create(of.id, of.events, of.known, of.shared);
  if (!contract.ok()) {
    std::cerr << contract.status() << "\n";
    std::exit(1);
  }
  return *std::move(contract);
}

Obligations Owed(const Contract& contract, const LongContract& of) {
  auto owed = contract.ObligationsAt(of.as_of);
  if (!owed.ok()) {
    std::cerr << owed.status() << "\n";
    std::exit(1);
  }
  return *std::move(owed);
}

void Tell(benchmark::State& state, const LongContract& of) {
  state.counters["reports"] = of.reports;
  state.counters["payments"] = of.payments;
  state.counters["clauses"] = of.clauses;
  const Obligations owed = Owed(Create(of), of);
  state.counters["obligations"] = static_cast<double>(owed.obligations.size());
  state.counters["findings"] = static_cast<double>(owed.findings.size());
}

void Register(const std::string& name, const LongContractPlan& plan) {
  const auto add = [&](const std::string& what, auto body) {
    benchmark::RegisterBenchmark(
        (what + "/" + name).c_str(),
        [name, plan, body](benchmark::State& state) {
          const LongContract& of = Made(name, plan);
          body(state, of);
          Tell(state, of);
        })
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
  };
  add("create", [](benchmark::State& state, const LongContract& of) {
    for (auto _ : state) benchmark::DoNotOptimize(Create(of));
  });
  add("owed", [](benchmark::State& state, const LongContract& of) {
    const Contract contract = Create(of);
    for (auto _ : state) benchmark::DoNotOptimize(Owed(contract, of));
  });
  add("audit", [](benchmark::State& state, const LongContract& of) {
    for (auto _ : state) benchmark::DoNotOptimize(Owed(Create(of), of));
  });
}

ConflictsAnswer Conflicts(const std::vector<ContractRights>& rights,
                          const ManyRights& of) {
  ConflictsQuery query;
  query.as_of = of.as_of;
  query.recorded = of.head;
  return ConflictsOf(rights, ScopeTrees({}, of.head), query);
}

// All conflicts of a ledger on one day: from its events, and from norms and acts
// that are there already.
void RegisterRights(std::size_t contracts) {
  static std::map<std::size_t, ManyRights> made;
  const auto add = [&](const std::string& what, auto body) {
    benchmark::RegisterBenchmark(
        (what + "/" + std::to_string(contracts)).c_str(),
        [contracts, body](benchmark::State& state) {
          auto [it, fresh] = made.try_emplace(contracts);
          if (fresh) it->second = MakeManyRights(contracts);
          body(state, it->second);
          const ConflictsAnswer answer =
              Conflicts(RightsOfAll(it->second), it->second);
          state.counters["conflicts"] =
              static_cast<double>(answer.conflicts.size());
        })
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
  };
  add("rights", [](benchmark::State& state, const ManyRights& of) {
    for (auto _ : state) benchmark::DoNotOptimize(RightsOfAll(of));
  });
  add("conflicts", [](benchmark::State& state, const ManyRights& of) {
    const std::vector<ContractRights> rights = RightsOfAll(of);
    for (auto _ : state) benchmark::DoNotOptimize(Conflicts(rights, of));
  });
  add("rights-and-conflicts", [](benchmark::State& state, const ManyRights& of) {
    for (auto _ : state) {
      benchmark::DoNotOptimize(Conflicts(RightsOfAll(of), of));
    }
  });
}

void RegisterAll() {
  Register("1000-reports", {});
  Register("1000-reports-late-amendment", {.late_amendments = 1});
  // The same clauses with monthly periods over 6, 60 and 600 years.
  for (const auto& [name, times] :
       {std::pair("1x", 1), std::pair("10x", 10), std::pair("100x", 100)}) {
    Register(name, {.every = "1 month", .periods = 72 * times, .lifetime = false});
  }
  for (const auto& [name, times] :
       {std::pair("lifetime-1x", 1), std::pair("lifetime-10x", 10)}) {
    Register(name, {.every = "1 month", .periods = 72 * times});
  }
  for (const std::size_t contracts : {1'000, 10'000, 100'000}) {
    RegisterRights(contracts);
  }
}

int RunCommand(const std::string& name,
               const std::vector<std::string>& arguments) {
  static const std::map<std::string,
                        int (*)(const std::vector<std::string>&)>
      kCommands = {{"peers-ask", AskPeersData},
                   {"peers-data", MakePeersData},
                   {"growth", RunGrowth},
                   {"raw", RunRawLimit},
                   {"sh1", RunSupplyHistory},
                   {"sh1-stream", PrintSupplyStream},
                   {"tune", RunTuning},
                   {"work", RunWork}};
  const auto found = kCommands.find(name);
  if (found != kCommands.end()) return found->second(arguments);
  std::cerr << "there is no command " << name << "; there are:";
  for (const auto& [known, run] : kCommands) std::cerr << " " << known;
  std::cerr << "\n";
  return 2;
}

}  // namespace
}  // namespace covenant::bench

int main(int argc, char** argv) {
  // What is freed stays with the process, as where one process answers many
  // questions; otherwise the kernel's clearing of new pages is most of what
  // changes from one size to the next. The first run of each pays for it.
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_MMAP_MAX, 0);
  if (argc > 1 && argv[1][0] != '-') {
    return covenant::bench::RunCommand(argv[1], {argv + 2, argv + argc});
  }
  covenant::bench::RegisterAll();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}

// What covenant_bench does beside its own benchmarks: `covenant_bench COMMAND
// ARGUMENT...`. Each returns an exit code: 0, or 1 with the reason on standard
// error.
#ifndef TESTS_BENCH_COMMANDS_H_
#define TESTS_BENCH_COMMANDS_H_

#include <string>
#include <vector>

namespace covenant::bench {

// sh1 FILE|TIER: loads a stream of Supply History 1 and asks its questions.
// Prints the seconds of the load, then of each question its number, rows,
// SHA-256 and seconds.
int RunSupplyHistory(const std::vector<std::string>& arguments);
// sh1-stream TIER: prints the stream of a tier.
int PrintSupplyStream(const std::vector<std::string>& arguments);

// raw [CONTRACTS]: appends and replays of so many contracts of 1,000 events each,
// against bare RocksDB with the same bytes and syncs.
int RunRawLimit(const std::vector<std::string>& arguments);

// tune [CONTRACTS]: the same rows in RocksDB with other options than the store's.
int RunTuning(const std::vector<std::string>& arguments);

// peers-data CONTRACTS DIR: writes a portfolio of contracts of 1,000 events each
// as a journal, as rows of comma-separated values and as a ledger. Prints the
// legal day to ask about, and the seconds of recording.
int MakePeersData(const std::vector<std::string>& arguments);
// peers-ask CONTRACTS DIR DAY contract|party|portfolio: prints the median seconds
// and the balance of each contract in cents.
int AskPeersData(const std::vector<std::string>& arguments);

// growth [EVENTS [PROGRAM]]: a ledger that grows to so many events, ten million by
// default: the rate of appending, the time of an answer about one contract by the
// length of its own history and of the ledger, memory and disk. With the path of
// `covenant`, also the time of a whole process.
int RunGrowth(const std::vector<std::string>& arguments);

// work append|read|answer: one piece of fixed work, for counting instructions.
int RunWork(const std::vector<std::string>& arguments);

}  // namespace covenant::bench

#endif  // TESTS_BENCH_COMMANDS_H_

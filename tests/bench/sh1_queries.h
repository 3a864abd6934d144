// The twelve questions of Supply History 1, answered from replayed contracts: a
// contract is replayed once for every known point at which something of it was
// recorded, and what its clause says on which days is kept.
#ifndef TESTS_BENCH_SH1_QUERIES_H_
#define TESTS_BENCH_SH1_QUERIES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/store/event_log.h"
#include "tests/bench/sh1_stream.h"

namespace covenant::bench {

// What a clause says on the days [from, until).
struct SupplyPiece {
  std::int16_t from = 0;
  std::int16_t until = 0;
  std::int32_t cents = 0;     // cost, or retail
  std::int32_t quantity = 0;  // contracts
  std::int32_t product = 0;   // contracts
  std::int32_t supplier = 0;  // contracts
  std::int16_t code = 0;      // grade, category or region
};

// All contracts of one table, with what each says as known from an epoch on.
class SupplyStates {
 public:
  struct State {
    int epoch = 0;
    std::vector<SupplyPiece> pieces;  // by day
  };
  // Of all those with an id of 1 to size().
  std::size_t size() const { return states_.size(); }
  // As known after the publication.
  const std::vector<SupplyPiece>& At(int id, int epoch) const;
  // The piece that holds the day, or null.
  const SupplyPiece* On(int id, int epoch, int day) const;

 private:
  friend class SupplyQueries;
  std::vector<std::vector<State>> states_;
};

struct SupplyAnswer {
  std::string tsv;
  std::size_t rows = 0;
};

class SupplyQueries {
 public:
  static constexpr int kCount = 12;

  explicit SupplyQueries(const EventLog& log) : log_(log) {}

  // `number` from 1 to kCount. What a question needs is replayed when it is
  // asked, and kept.
  absl::StatusOr<SupplyAnswer> Answer(int number);

 private:
  using Rows = std::vector<std::vector<std::int64_t>>;

  // One contract, or all of a table.
  absl::StatusOr<SupplyStates> Replay(SupplyTable table, std::optional<int> id);
  absl::Status Need(SupplyTable table);
  const SupplyStates& Of(SupplyTable table) const {
    return tables_[static_cast<std::size_t>(table)];
  }

  Rows PointAt(const SupplyStates& one, int epoch) const;
  Rows Prices(const SupplyStates& one) const;
  Rows Changed() const;
  Rows History(const SupplyStates& one) const;
  Rows Evolution() const;
  Rows Exposure() const;
  Rows BySupplier() const;
  Rows ByRegion() const;
  Rows Margins() const;
  Rows Daily() const;
  Rows Gone() const;

  const EventLog& log_;
  std::array<SupplyStates, 3> tables_;
  std::array<bool, 3> there_ = {};
};

}  // namespace covenant::bench

#endif  // TESTS_BENCH_SH1_QUERIES_H_

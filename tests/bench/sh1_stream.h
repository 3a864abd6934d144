// The stream of Supply History 1, a public bitemporal benchmark: what each of
// 25 publications says of supply contracts, products and suppliers. Read from
// its lines, or made from its published description, byte for byte.
// Refuses lines that are not of the stream, with the number of the line.
#ifndef TESTS_BENCH_SH1_STREAM_H_
#define TESTS_BENCH_SH1_STREAM_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace covenant::bench {

inline constexpr int kPublications = 25;
inline constexpr int kHorizonDays = 366;  // day 0 is 2024-01-01
inline constexpr int kDaysBetweenPublications = 15;

enum class SupplyTable { kContracts, kProducts, kSuppliers };
inline constexpr SupplyTable kSupplyTables[] = {
    SupplyTable::kContracts, SupplyTable::kProducts, SupplyTable::kSuppliers};

// One line: what holds of an identity on the legal days [from, until), or that
// nothing does.
struct SupplyLine {
  int epoch = 0;
  SupplyTable table = SupplyTable::kContracts;
  bool put = true;
  int id = 0;
  int from = 0;
  int until = 0;
  int product = 0, supplier = 0, cost = 0, quantity = 0, grade = 0;  // contracts
  int category = 0, retail = 0;                                      // products
  int region = 0, tier = 0;                                          // suppliers
};

struct SupplyTier {
  std::string_view name;
  int contracts = 0;
  int products = 0;
  int suppliers = 0;
  std::string_view sha256;  // of its stream, as published
};

// "development", "t25k" or "t100k"; null for another name.
const SupplyTier* FindTier(std::string_view name);

// The whole stream of a tier as text.
std::string MakeSupplyStream(const SupplyTier& tier);

// InvalidArgument, naming the line, for anything that is no line of a stream.
absl::StatusOr<std::vector<SupplyLine>> ReadSupplyStream(std::string_view text);

}  // namespace covenant::bench

#endif  // TESTS_BENCH_SH1_STREAM_H_

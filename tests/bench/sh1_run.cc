#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>

#include "ledger/codec/entry_codec.h"
#include "ledger/proof/sha256.h"
#include "ledger/store/rocks_log.h"
#include "tests/bench/commands.h"
#include "tests/bench/scratch.h"
#include "tests/bench/sh1_ledger.h"
#include "tests/bench/sh1_queries.h"
#include "tests/bench/sh1_stream.h"

namespace covenant::bench {
namespace {

int Fail(std::string_view what) {
  std::cerr << what << "\n";
  return 1;
}

}  // namespace

int PrintSupplyStream(const std::vector<std::string>& arguments) {
  const SupplyTier* tier =
      arguments.size() == 1 ? FindTier(arguments[0]) : nullptr;
  if (tier == nullptr) return Fail("usage: sh1-stream development|t25k|t100k");
  std::cout << MakeSupplyStream(*tier);
  return 0;
}

int RunSupplyHistory(const std::vector<std::string>& arguments) {
  if (arguments.size() != 1) {
    return Fail("usage: sh1 STREAM.jsonl|development|t25k|t100k");
  }
  std::string text;
  if (const SupplyTier* tier = FindTier(arguments[0])) {
    text = MakeSupplyStream(*tier);
  } else {
    std::ifstream file(arguments[0], std::ios::binary);
    if (!file) return Fail("cannot read " + arguments[0]);
    text.assign(std::istreambuf_iterator<char>(file), {});
  }
  std::printf("stream %s\n", Sha256(text).ToHex().c_str());
  const Scratch scratch;
  const std::string dir = scratch.Path("ledger");
  const auto format = std::make_shared<ProtoEntryFormat>();
  const Stopwatch load;
  const auto lines = ReadSupplyStream(text);
  if (!lines.ok()) return Fail(lines.status().ToString());
  auto log = CreateRocksLog(dir, {"supply-history", true, {}}, format);
  if (!log.ok()) return Fail(log.status().ToString());
  if (const absl::Status loaded = LoadSupplyHistory(*lines, *std::move(log));
      !loaded.ok()) {
    return Fail(loaded.ToString());
  }
  std::printf("load %zu events %.3f s\n", lines->size(), load.Seconds());
  const Stopwatch opening;
  const auto reader = OpenRocksLog(dir, OpenMode::kRead, format);
  if (!reader.ok()) return Fail(reader.status().ToString());
  double total = opening.Seconds();
  SupplyQueries queries(**reader);
  for (int number = 1; number <= SupplyQueries::kCount; ++number) {
    const Stopwatch watch;
    const auto answer = queries.Answer(number);
    if (!answer.ok()) return Fail(answer.status().ToString());
    const double seconds = watch.Seconds();
    total += seconds;
    std::printf("%d %zu %s %.4f s\n", number, answer->rows,
                Sha256(answer->tsv).ToHex().c_str(), seconds);
  }
  std::printf("queries %.3f s, opening included\n", total);
  return 0;
}

}  // namespace covenant::bench

// A ledger of 500 events to be tampered with, and what verification must say of
// it.
#ifndef TESTS_STORE_TAMPERED_H_
#define TESTS_STORE_TAMPERED_H_

#include <rocksdb/db.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/store/rocks_options.h"
#include "ledger/store/verify.h"
#include "tests/store/store_testing.h"

namespace covenant {

// Reads what TamperedLedger writes into its payloads.
absl::StatusOr<EventClaims> ReadTestClaims(const StoredEvent& event);

class TamperedLedger {
 public:
  static constexpr int kEvents = 500;

  // `tables`: in table files; else in the write-ahead log.
  explicit TamperedLedger(bool tables);

  const std::string& path() const { return path_; }
  // As it was made.
  void Restore();

  // Changes rows behind the log's back, with valid checksums.
  using Handles = std::vector<rocksdb::ColumnFamilyHandle*>;
  void WithRows(
      const std::function<void(rocksdb::DB&, const Handles&)>& change);
  std::string Get(Table table, const std::string& key);
  void Put(Table table, const std::string& key, const std::string& value);
  void Delete(Table table, const std::string& key);

  enum class Verdict { kRefused, kFound, kHarmless };
  // Opens and verifies. `said`: every finding, or the refusal. Harmless: the
  // ledger is as it was made, down to its last hash; anything else that is
  // neither refused nor found fails the test.
  Verdict Judge(std::string* said = nullptr,
                uint64_t memory = kDefaultVerifyBytes);

 private:
  TempDir dir_;
  const std::string path_ = dir_ / "ledger";
  const std::string kept_ = dir_ / "kept";
  RocksHooks hooks_;
  Position head_;
  Hash root_;
  std::vector<KeptCheckpoint> checkpoints_;
};

}  // namespace covenant

#endif  // TESTS_STORE_TAMPERED_H_

// Helpers of the tests of backups: ledgers of every kind of event, what their
// events say, and ledgers compared row by row.
#ifndef TESTS_STORE_BACKUP_TESTING_H_
#define TESTS_STORE_BACKUP_TESTING_H_

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/store/backup.h"
#include "ledger/store/event_log.h"
#include "ledger/store/restore.h"
#include "ledger/store/rocks_options.h"
#include "tests/store/store_testing.h"

namespace covenant {

// A ledger on disk that grows by random appends: events of several parts,
// sealed values, erasures, idempotency keys, events indexed elsewhere, runs of
// asserted times while in backfill.
class RandomLedger {
 public:
  RandomLedger(std::string dir, uint64_t seed, bool backfill);

  const std::string& dir() const { return dir_; }
  // Opens, appends so many times and closes.
  void Grow(int appends);
  // Erases the oldest value that is still there; whether there was one.
  bool EraseOne();

  // Values that exist, and that did.
  const std::vector<SealedValue>& values() const { return values_; }
  const std::vector<SealedValue>& erased() const { return erased_; }
  const std::vector<std::string>& keys() const { return keys_; }
  // Of the event, as it was appended.
  absl::StatusOr<EventFacts> FactsOf(const StoredEvent& event) const;

  BackupOptions Backup() const;
  RestoreOptions Restoring() const;

 private:
  std::unique_ptr<EventLog> Open() const;
  NewEvent RandomEvent();
  void Append(EventLog& log, AppendRequest request);

  const std::string dir_;
  std::mt19937_64 random_;
  TestClock clock_;
  uint64_t next_ = 1;
  Timestamp asserted_;
  std::map<std::string, EventFacts> facts_;  // by stream/id
  std::vector<SealedValue> values_;
  std::vector<SealedValue> erased_;
  std::vector<std::string> keys_;
};

// Every row of the ledger but caches and the state of its files, one a line.
std::map<std::string, std::string> RowsOf(const std::string& dir);

// The rows by which two ledgers differ; "" if they do not.
std::string Differences(const std::string& dir, const std::string& other);

// The files below a directory in whose bytes the value stands.
std::vector<std::string> FilesWith(const std::string& dir,
                                   const std::string& value);
// All files below a directory.
std::vector<std::string> AllFiles(const std::string& dir);

}  // namespace covenant

#endif  // TESTS_STORE_BACKUP_TESTING_H_

#include "ledger/store/log_core.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "ledger/value/status_text.h"

namespace covenant {
namespace {

// A group larger than this is written without waiting for more: it bounds
// memory, and one sync is spread over enough by then.
constexpr size_t kMaxGroupBytes = 16'000'000;
constexpr size_t kMaxCacheKeyBytes = 1'024;
// A process that opens the ledger beside a long-lived writer replays, and looks
// through, what was written since the last move into tables.
constexpr size_t kMoveAfterBytes = 8'000'000;

absl::StatusOr<std::string> Metadata(const Rows& rows, std::string_view name) {
  auto row = rows.Get(Table::kIndex, MetadataKey(name));
  if (!row.ok()) return row.status();
  if (!*row)
    return Damaged(rows.place(), Concat({"the metadata row ", name}),
                   "it is missing");
  return **std::move(row);
}

absl::Status CheckVersion(const Rows& rows) {
  auto version = Metadata(rows, "format");
  if (!version.ok()) return version.status();
  if (version->size() != 4) {
    return Damaged(rows.place(), "the metadata row format", "it is malformed");
  }
  return CheckFormatVersion(rows.place(), GetU32(*version, 0));
}

// Compares the recovered rows with the anchor and checks that everything that
// the write-ahead log had to supply is there. Returns the recovered head.
absl::StatusOr<uint64_t> CheckRecovered(const EntryReader& reader,
                                        const Anchor& anchor) {
  const std::string& place = reader.rows().place();
  auto recovered = reader.LastSequence();
  if (!recovered.ok()) return recovered.status();
  if (*recovered < anchor.sequence) {
    return absl::DataLossError(Concat(
        {"log shortened: the ledger at ", place, " recovered ",
         std::to_string(*recovered), " entries, but the anchor says ",
         std::to_string(anchor.sequence),
         ": files of rows/ were deleted, cut or replaced by older ones; "
         "nothing was "
         "changed; restore a backup, and keep this copy for inspection"}));
  }
  auto position = reader.At(anchor.sequence);
  if (!position.ok()) return position.status();
  if (position->hash != anchor.hash ||
      (anchor.sequence > 0 &&
       position->batch_last - position->batch_first + 1 != anchor.batch_size)) {
    return absl::DataLossError(Concat(
        {"log altered: at sequence ", std::to_string(anchor.sequence),
         " the ledger at ", place, " has the hash ", position->hash.ToHex(),
         ", but the anchor says ", anchor.hash.ToHex(),
         "; restore a backup, and keep this copy for inspection"}));
  }
  auto in_tables = Metadata(reader.rows(), "tables");
  if (!in_tables.ok()) return in_tables.status();
  if (in_tables->size() != 8)
    return Damaged(place, "the metadata row tables", "it is malformed");
  if (absl::Status status =
          reader.CheckPresent(GetU64(*in_tables, 0) + 1, *recovered);
      !status.ok()) {
    return status;
  }
  auto has_tree = HasTreeMark(reader.rows());
  if (!has_tree.ok()) return has_tree.status();
  if (absl::Status status =
          TreeReader(reader, *has_tree)
              .CheckEdge(std::min(GetU64(*in_tables, 0), anchor.sequence),
                         anchor.sequence, position->hash);
      !status.ok()) {
    return status;
  }
  return *recovered;
}

// The tree's right edge for a writer; a ledger of an older program gets its
// tree first.
absl::StatusOr<TreeTail> TreeOfWriter(const EntryReader& reader, Rows& rows,
                                      uint64_t head) {
  auto has_tree = HasTreeMark(rows);
  if (!has_tree.ok()) return has_tree.status();
  if (!*has_tree) {
    if (absl::Status status = BuildTree(reader, rows, head); !status.ok())
      return status;
  }
  return TreeTail::Load(rows, head);
}

}  // namespace

Clock SystemClock() {
  return [] {
    return Timestamp::FromMicros(
        std::chrono::duration_cast<std::chrono::microseconds>(
            std::chrono::system_clock::now().time_since_epoch())
            .count());
  };
}

absl::Status CheckFormatVersion(std::string_view place, uint32_t version) {
  if (version == kFormatVersion) return absl::OkStatus();
  return absl::FailedPreconditionError(Concat(
      {"the ledger at ", place, " has store format version ",
       std::to_string(version), ", and this program reads version ",
       std::to_string(kFormatVersion),
       version > kFormatVersion ? ": use a newer program"
                                : ": use the older program that wrote it"}));
}

std::vector<Row> FirstRows(const std::string& origin, bool backfill,
                           Timestamp now) {
  std::string version;
  PutU32(kFormatVersion, version);
  return {
      {Table::kIndex, MetadataKey("format"), version},
      {Table::kIndex, MetadataKey("origin"), origin},
      {Table::kIndex, MetadataKey("created"),
       U64(static_cast<uint64_t>(now.micros()))},
      {Table::kIndex, MetadataKey("backfill"),
       std::string(1, backfill ? '\1' : '\0')},
      {Table::kIndex, MetadataKey("tables"), U64(0)},
      TreeMark(),
  };
}

absl::StatusOr<std::unique_ptr<LogCore>> LogCore::Start(
    std::unique_ptr<Rows> rows, bool writable, std::optional<Anchor> anchor,
    std::shared_ptr<const EntryFormat> format, Clock clock,
    bool all_recovered) {
  if (absl::Status status = CheckVersion(*rows); !status.ok()) return status;
  auto origin = Metadata(*rows, "origin");
  if (!origin.ok()) return origin.status();
  auto backfill = Metadata(*rows, "backfill");
  if (!backfill.ok()) return backfill.status();
  if (!IsOrigin(*origin) || backfill->size() != 1) {
    return Damaged(rows->place(), "its metadata", "a malformed row");
  }
  const EntryReader reader(*rows, *format, *origin);
  uint64_t head = 0;
  if (anchor) {
    if (anchor->origin != *origin) {
      return absl::DataLossError(
          Concat({"the anchor at ", rows->place(), " belongs to ledger ",
                  Quoted(anchor->origin), ", the log to ", Quoted(*origin),
                  ": parts of two ledgers were mixed"}));
    }
    auto recovered = CheckRecovered(reader, *anchor);
    if (!recovered.ok()) return recovered.status();
    head = writable || all_recovered ? *recovered : anchor->sequence;
  }
  auto position = reader.At(head);
  if (!position.ok()) return position.status();
  const bool in_backfill = (*backfill)[0] != '\0';
  TreeTail tail;
  if (writable) {
    auto loaded = TreeOfWriter(reader, *rows, head);
    if (!loaded.ok()) return loaded.status();
    tail = *std::move(loaded);
  }
  auto has_tree = HasTreeMark(*rows);
  if (!has_tree.ok()) return has_tree.status();
  std::unique_ptr<LogCore> log(
      new LogCore(std::move(rows), writable, std::move(format),
                  clock ? std::move(clock) : SystemClock(), *origin, *position,
                  in_backfill, *has_tree, std::move(tail)));
  if (writable) {
    // An erasure whose process ended before the files were rewritten.
    auto purge = log->rows_->Get(Table::kIndex, MetadataKey("purge"));
    if (!purge.ok()) return purge.status();
    if (*purge && **purge == std::string(1, '\1')) {
      if (absl::Status status = log->Purge(); !status.ok()) return status;
    }
  }
  if (writable && anchor) {
    // More than the anchor says was never acknowledged, and perhaps never
    // synced, or its sync failed: put it where the next append cannot outlive
    // it.
    const bool unsure = head > anchor->sequence;
    if (unsure || log->rows_->LongWriteAheadLog()) {
      if (absl::Status status = log->MoveToTables(); !status.ok())
        return status;
    }
    if (unsure) {
      absl::Status status = log->rows_->Anchored(
          {head, position->batch_last - position->batch_first + 1,
           position->hash, *origin});
      if (!status.ok()) return status;
    }
  }
  return log;
}

LogCore::LogCore(std::unique_ptr<Rows> rows, bool writable,
                 std::shared_ptr<const EntryFormat> format, Clock clock,
                 std::string origin, Position head, bool in_backfill,
                 bool has_tree, TreeTail tail)
    : rows_(std::move(rows)),
      writable_(writable),
      format_(std::move(format)),
      clock_(std::move(clock)),
      reader_(*rows_, *format_, std::move(origin)),
      tree_(reader_, has_tree),
      tail_(std::move(tail)),
      head_(head),
      in_backfill_(in_backfill) {}

LogCore::~LogCore() { Close().IgnoreError(); }

bool LogCore::in_backfill() const {
  const std::lock_guard lock(state_mutex_);
  return in_backfill_;
}

uint64_t LogCore::Limit(uint64_t up_to) const {
  const std::lock_guard lock(state_mutex_);
  return std::min(up_to, head_.sequence);
}

absl::Status LogCore::CheckWritable() const {
  if (!writable_) {
    return absl::FailedPreconditionError(Concat(
        {"the ledger at ", rows_->place(), " was opened for reading only"}));
  }
  const std::lock_guard lock(state_mutex_);
  if (closed_) return absl::FailedPreconditionError("the ledger was closed");
  if (failed_.ok()) return absl::OkStatus();
  return absl::FailedPreconditionError(Concat(
      {"the ledger at ", rows_->place(),
       " refuses writes since one failed; open it again. The failure was: ",
       std::string(failed_.message().data(), failed_.message().size())}));
}

absl::Status LogCore::Fail(const absl::Status& cause) {
  const std::lock_guard lock(state_mutex_);
  if (failed_.ok()) failed_ = cause;
  return absl::Status(
      cause.code(),
      Concat({"not acknowledged: ",
              std::string(cause.message().data(), cause.message().size()),
              ". It may have been recorded: open the ledger again and repeat "
              "the request with "
              "its idempotency key"}));
}

absl::StatusOr<AppendResult> LogCore::Append(AppendRequest request) {
  // What a request came to can be told without writing.
  if (!writable_ && !request.idempotency_key.empty()) {
    GroupPlan plan(reader_, clock_, *Head(), in_backfill(), tail_);
    auto repeat = plan.FindRepeat(request);
    if (!repeat.ok()) return repeat.status();
    if (*repeat) return **std::move(repeat);
  }
  if (absl::Status status = CheckWritable(); !status.ok()) return status;
  if (absl::Status status = CheckForm(request); !status.ok()) return status;
  Waiter self(request);
  std::unique_lock lock(queue_mutex_);
  queue_.push_back(&self);
  self.wake.wait(lock, [&] { return self.done || queue_.front() == &self; });
  if (self.done) return std::move(self.result);
  // This thread leads: it takes everybody who waits behind it, up to a size.
  std::vector<Waiter*> group;
  size_t bytes = 0;
  for (Waiter* waiter : queue_) {
    bytes += RequestBytes(waiter->request);
    if (!group.empty() && bytes > kMaxGroupBytes) break;
    group.push_back(waiter);
  }
  lock.unlock();
  CommitGroup(group);
  lock.lock();
  for (Waiter* waiter : group) {
    queue_.pop_front();
    if (waiter == &self) continue;
    waiter->done = true;
    waiter->wake.notify_one();
  }
  if (!queue_.empty()) queue_.front()->wake.notify_one();
  return std::move(self.result);
}

void LogCore::CommitGroup(const std::vector<Waiter*>& group) {
  const std::lock_guard write_lock(write_mutex_);
  if (absl::Status status = CheckWritable(); !status.ok()) {
    for (Waiter* waiter : group) waiter->result = status;
    return;
  }
  GroupPlan plan(reader_, clock_, *Head(), in_backfill(), tail_);
  for (Waiter* waiter : group) waiter->result = plan.Add(waiter->request);
  if (plan.empty()) return;
  const uint64_t recorded = Head()->sequence;
  if (absl::Status status = WriteGroup(plan); !status.ok()) {
    for (Waiter* waiter : group) {
      // A repeat of something recorded earlier stays true. A refusal may rest
      // on what has just failed, so it is not passed on.
      if (waiter->result.ok() && waiter->result->last_sequence <= recorded)
        continue;
      waiter->result = status;
    }
    return;
  }
  if (plan.erases()) {
    if (absl::Status status = Purge(); !status.ok()) {
      status = absl::Status(
          status.code(),
          Concat({"the erasure is recorded, but not finished: opening the "
                  "ledger to write finishes it: ",
                  std::string(status.message().data(),
                              status.message().size())}));
      Fail(status).IgnoreError();
      for (Waiter* waiter : group) {
        const auto& events = waiter->request.events;
        if (std::any_of(events.begin(), events.end(),
                        [](const NewEvent& e) { return !e.erases.empty(); })) {
          waiter->result = status;
        }
      }
    }
    return;
  }
  MoveToTablesWhenLong();
}

absl::Status LogCore::Purge() {
  // Tables are only made, and old logs only let go, where there is something to
  // write: after a crash there may be nothing else.
  if (absl::Status status = rows_->Write(
          {{Table::kIndex, MetadataKey("purge"), std::string(1, '\1')}},
          /*sync=*/false);
      !status.ok()) {
    return status;
  }
  if (absl::Status status = MoveToTables(); !status.ok()) return status;
  if (absl::Status status = rows_->Purge(Table::kSealed, "", ""); !status.ok())
    return status;
  const std::string keys = IdempotencyRowKey("");
  if (absl::Status status =
          rows_->Purge(Table::kIndex, keys, AfterPrefix(keys));
      !status.ok()) {
    return status;
  }
  return rows_->Write(
      {{Table::kIndex, MetadataKey("purge"), std::string(1, '\0')}},
      /*sync=*/true);
}

void LogCore::MoveToTablesWhenLong() {
  if (bytes_since_move_ < kMoveAfterBytes) return;
  // What was appended stands whatever comes of this; later appends are refused.
  if (absl::Status status = MoveToTables(); !status.ok())
    Fail(status).IgnoreError();
}

absl::Status LogCore::WriteGroup(GroupPlan& plan) {
  std::vector<Row> rows = plan.TakeRows();
  for (const Row& row : rows)
    bytes_since_move_ += row.key.size() + row.value.size();
  if (absl::Status status = rows_->Write(std::move(rows), /*sync=*/true);
      !status.ok()) {
    return Fail(status);
  }
  const Position& head = plan.head();
  const Anchor anchor{head.sequence, head.batch_last - head.batch_first + 1,
                      head.hash, origin()};
  if (absl::Status status = rows_->Anchored(anchor); !status.ok())
    return Fail(status);
  tail_ = plan.tree();
  const std::lock_guard lock(state_mutex_);
  head_ = head;
  in_backfill_ = plan.in_backfill();
  return absl::OkStatus();
}

absl::Status LogCore::KeepCheckpoint(const KeptCheckpoint& checkpoint) {
  const std::lock_guard write_lock(write_mutex_);
  if (absl::Status status = CheckWritable(); !status.ok()) return status;
  if (checkpoint.size > Head()->sequence && !checkpoint.note.empty()) {
    return OutOfRangeText({"a checkpoint of ", std::to_string(checkpoint.size),
                           " entries is not of this ledger, which has ",
                           std::to_string(Head()->sequence)});
  }
  absl::Status status = rows_->Write(
      {{Table::kIndex, CheckpointKey(checkpoint.size, checkpoint.key),
        checkpoint.note}},
      /*sync=*/true);
  return status.ok() ? status : Fail(status);
}

absl::Status LogCore::PutCache(std::string_view key, std::string_view value) {
  if (key.empty() || key.size() > kMaxCacheKeyBytes) {
    return InvalidText({"a cache key has 1 to 1024 bytes"});
  }
  const std::lock_guard write_lock(write_mutex_);
  if (absl::Status status = CheckWritable(); !status.ok()) return status;
  absl::Status status = rows_->Write(
      {{Table::kCache, std::string(key), std::string(value)}}, /*sync=*/false);
  return status.ok() ? status : Fail(status);
}

// The caller holds write_mutex_, or nobody else knows the log yet.
absl::Status LogCore::MoveToTables() {
  const uint64_t sequence = Head()->sequence;
  if (absl::Status status = rows_->MoveToTables(); !status.ok()) return status;
  bytes_since_move_ = 0;
  // Unsynced: if it is lost, the next opening only checks more than it must.
  return rows_->Write({{Table::kIndex, MetadataKey("tables"), U64(sequence)}},
                      /*sync=*/false);
}

absl::Status LogCore::Flush() {
  const std::lock_guard write_lock(write_mutex_);
  if (absl::Status status = CheckWritable(); !status.ok()) return status;
  absl::Status status = rows_->SyncAnchor();
  if (status.ok() && rows_->LongWriteAheadLog()) status = MoveToTables();
  return status.ok() ? status : Fail(status);
}

absl::Status LogCore::Close() {
  const std::lock_guard write_lock(write_mutex_);
  absl::Status result;
  if (CheckWritable().ok()) {
    if (rows_->LongWriteAheadLog()) result = MoveToTables();
    result.Update(rows_->SyncAnchor());
  }
  {
    const std::lock_guard lock(state_mutex_);
    if (closed_) return absl::OkStatus();
    closed_ = true;
  }
  result.Update(rows_->Close());
  return result;
}

}  // namespace covenant

#include "ledger/store/log_verifier.h"

#include <algorithm>
#include <thread>
#include <tuple>
#include <utility>

#include "ledger/proof/sha256.h"
#include "ledger/store/keys.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

// More are not kept: one is enough to distrust the copy.
constexpr size_t kMaxFindings = 100;
// Entries that one thread takes at a time.
constexpr uint64_t kUnitEntries = 20'000;
// Sequences of a pass begin behind a whole number of tiles.
constexpr uint64_t kPassAlign = kTileWidth;
// A slot, an event id that does not fit into it, and what the vectors of a
// pass take beside it.
constexpr uint64_t kSlotSize = 256;

}  // namespace

// Reads the entries of one unit, in version order.
class LogVerifier::UnitScan {
 public:
  UnitScan(LogVerifier& owner, const Unit& unit)
      : owner_(owner),
        unit_(unit),
        stream_(owner.streams_[unit.stream]),
        next_(unit.from) {}

  void Run() {
    // From the entry before, for its hash; up to the next stream, so that no
    // entry between two streams is left out.
    const std::string from =
        unit_.from == 1 ? EntryKey(stream_.name, 0)
                        : EntryKey(stream_.name, unit_.from - 1);
    std::string end;
    if (unit_.stream + 1 < owner_.streams_.size()) {
      end = EntryKey(owner_.streams_[unit_.stream + 1].name, 0);
    }
    owner_.ScanRows(Table::kEntry, from, end, "the entries of " + stream_.name,
                    [&](std::string_view key, std::string_view bytes) {
                      return Take(key, bytes);
                    });
    if (next_ < unit_.end) Missing(next_);
    owner_.entries_ += entries_;
    owner_.events_ += events_;
    owner_.bytes_ += bytes_;
  }

 private:
  // Whether to go on.
  bool Take(std::string_view key, std::string_view bytes) {
    const bool own = key.size() == stream_.name.size() + 9 &&
                     key.substr(0, stream_.name.size()) == stream_.name &&
                     key[stream_.name.size()] == '\0';
    if (!own) {
      if (!unit_.tail) return false;
      owner_.FindRow("an entry behind those of " + stream_.name,
                     "its stream has no head row");
      return false;
    }
    const uint64_t version = GetU64(key, stream_.name.size() + 1);
    if (version + 1 == unit_.from) {
      previous_ = LeafHash(bytes);
      return true;
    }
    if (version >= unit_.end && !unit_.tail) {
      // Beyond: only the rest of the event that is begun is of interest.
      if (!joiner_.open() || version != next_) return false;
      auto entry = owner_.reader_.DecodePlain(stream_.name, version, bytes);
      if (!entry.ok()) return false;
      ++next_;
      Join(*std::move(entry), Hash());
      return joiner_.open();
    }
    if (version != next_) {
      Missing(next_);
      next_ = version;
      broken_ = true;
    }
    ++next_;
    auto entry = owner_.reader_.DecodePlain(stream_.name, version, bytes);
    if (!entry.ok()) {
      Found(version, 0, "", MessageOf(entry.status()));
      broken_ = true;
      return true;
    }
    Check(*std::move(entry), bytes);
    return true;
  }

  void Check(Entry entry, std::string_view bytes) {
    const EntryHeader& header = entry.header;
    const bool here =
        header.sequence >= owner_.first_ && header.sequence <= owner_.last_;
    if (owner_.first_pass_ || here) {
      const Hash hash = LeafHash(bytes);
      if (owner_.first_pass_ && header.sequence <= owner_.limit_) {
        CheckChain(header, hash);
        ++entries_;
        bytes_ += bytes.size();
      }
      previous_ = hash;
      filled_ = here && Fill(header, hash);
    }
    broken_ = false;
    time_ = header.recorded_at;
    sequence_ = header.sequence;
    if (++counted_ % 1'024 == 0) {
      const uint64_t done = owner_.done_ += 1'024;
      if (owner_.options_.progress)
        owner_.options_.progress(done, owner_.work_);
    }
    if (here || joiner_.open()) Join(std::move(entry), previous_);
  }

  void CheckChain(const EntryHeader& header, const Hash& hash) {
    const auto found = [&](std::string why) {
      Found(header.version, header.sequence, header.event_id, std::move(why));
    };
    if (header.version > unit_.from || unit_.from > 1) {
      if (!broken_ && header.previous != previous_)
        found("it does not name the hash of the stream's entry before it");
    } else if (header.previous != Hash()) {
      found("it names an entry before it, and is the first of its stream");
    }
    if (sequence_ > 0 && !broken_ && header.sequence <= sequence_)
      found("its sequence is not above the one before in its stream");
    if (sequence_ > 0 && !broken_ && header.recorded_at < time_)
      found("its time is before that of the entry before in its stream");
    const StreamPosition& row = stream_.row;
    if (header.version == row.version &&
        (header.sequence != row.sequence || hash != row.hash)) {
      found("it is the newest of its stream, and the stream's head row names "
            "another hash or sequence");
    }
    if (header.version > row.version)
      found("the stream's head row does not know it");
  }

  // Whether it is the first entry that says it has this sequence; nobody else
  // writes to that slot then.
  bool Fill(const EntryHeader& header, const Hash& hash) {
    Slot& slot = *owner_.At(header.sequence);
    uint64_t none = 0;
    if (!std::atomic_ref(slot.version)
             .compare_exchange_strong(none, header.version)) {
      Found(header.version, header.sequence, header.event_id,
            "two entries have its sequence");
      return false;
    }
    slot.hash = hash;
    slot.recorded_at = header.recorded_at;
    slot.batch_first = header.batch_first;
    slot.batch_last = header.batch_last;
    slot.stream = unit_.stream;
    slot.part = header.part;
    slot.parts = header.parts;
    if (header.part == 0) slot.event_id = header.event_id;
    return true;
  }

  void Join(Entry entry, const Hash& hash) {
    // A unit, or a pass, may begin inside an event, which belongs to whoever
    // has its first part. That none is missing is seen by sequence.
    if (!joiner_.open() && entry.header.part != 0) return;
    const uint64_t version = entry.header.version;
    const uint64_t sequence = entry.header.sequence;
    if (!joiner_.open()) first_filled_ = filled_;
    auto event = joiner_.Add(std::move(entry), hash);
    if (!event.ok()) {
      Found(version, sequence, "", MessageOf(event.status()));
      joiner_ = PartJoiner();
      return;
    }
    if (!*event || (*event)->last_sequence > owner_.limit_) return;
    ++events_;
    if (!owner_.options_.read_event) return;
    auto claims = owner_.options_.read_event(**event);
    const EntryHeader& first = (*event)->header;
    if (!claims.ok()) {
      Found(first.version, first.sequence, first.event_id,
            MessageOf(claims.status()));
      return;
    }
    Slot* slot = owner_.At(first.sequence);
    if (slot == nullptr || !first_filled_) return;
    std::sort(claims->also.begin(), claims->also.end());
    claims->also.erase(
        std::unique(claims->also.begin(), claims->also.end()),
        claims->also.end());
    std::erase(claims->also, first.stream);
    for (const std::string& other : claims->also) {
      auto row =
          owner_.rows_.Get(Table::kIndex, CrossKey(other, first.sequence));
      if (row.ok() && *row) continue;
      Found(first.version, first.sequence, first.event_id,
            "it is not indexed in the stream " + other);
    }
    if (!claims->readable) owner_.all_read_ = false;
    if (claims->ends_backfill) owner_.went_live_ = true;
    slot->readable = claims->readable;
    slot->also = static_cast<uint16_t>(
        std::min<size_t>(claims->also.size(), 0xffff));
    if (claims->erases.empty() && claims->macs.empty() && !claims->heads)
      return;
    const std::lock_guard lock(owner_.mutex_);
    if (!claims->erases.empty())
      owner_.erased_events_.emplace(first.stream, claims->erases);
    if (!claims->macs.empty())
      owner_.macs_.emplace(first.sequence, std::move(claims->macs));
    if (claims->heads)
      owner_.named_heads_.emplace(first.sequence, *claims->heads);
  }

  void Missing(uint64_t version) {
    Found(version, 0, "", "the entry is missing");
  }
  void Found(uint64_t version, uint64_t sequence, std::string event_id,
             std::string why) {
    owner_.Find({sequence, stream_.name, version, std::move(event_id),
                 std::move(why), ""});
  }

  LogVerifier& owner_;
  const Unit& unit_;
  const Stream& stream_;
  uint64_t next_;
  bool broken_ = false;  // the entry before is missing or no entry
  bool filled_ = false;  // the slot of the entry at hand is its own
  bool first_filled_ = false;  // the same of the first part of the event
  uint64_t counted_ = 0;
  uint64_t entries_ = 0;
  uint64_t events_ = 0;
  uint64_t bytes_ = 0;
  Hash previous_;
  Timestamp time_;
  uint64_t sequence_ = 0;
  PartJoiner joiner_;
};

LogVerifier::LogVerifier(const EntryReader& reader, const TreeReader& tree,
                         uint64_t limit, const VerifyOptions& options)
    : reader_(reader),
      rows_(reader.rows()),
      tree_(tree),
      limit_(limit),
      options_(options),
      threads_(options.threads > 0
                   ? options.threads
                   : std::max(1u, std::thread::hardware_concurrency())) {}

absl::Status LogVerifier::Parallel(
    size_t count, const std::function<absl::Status(size_t)>& task) {
  std::atomic<size_t> next{0};
  absl::Status failed;
  const auto work = [&] {
    for (size_t i = next++; i < count; i = next++) {
      absl::Status status = task(i);
      if (status.ok()) continue;
      const std::lock_guard lock(mutex_);
      failed.Update(status);
      next = count;
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < threads_ && i < count; ++i)
    threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  return failed;
}

void LogVerifier::Find(VerifyFinding finding) {
  const std::lock_guard lock(mutex_);
  if (finding.sequence > 0) {
    // The first reason for an entry is kept, and the first entries.
    by_sequence_.emplace(finding.sequence, std::move(finding));
    if (by_sequence_.size() > kMaxFindings)
      by_sequence_.erase(std::prev(by_sequence_.end()));
    return;
  }
  if (others_.size() < kMaxFindings) others_.push_back(std::move(finding));
}

void LogVerifier::FindAt(uint64_t sequence, std::string why) {
  VerifyFinding finding{sequence, "", 0, "", std::move(why), ""};
  if (const Slot* slot = At(sequence); slot != nullptr && slot->version > 0) {
    finding.stream = streams_[slot->stream].name;
    finding.version = slot->version;
    finding.event_id = slot->event_id;
  }
  Find(std::move(finding));
}

void LogVerifier::FindRow(std::string_view what, std::string_view why) {
  Find({0, "", 0, "", Concat({what, ": ", why}), ""});
}

void LogVerifier::ScanRows(Table table, const std::string& from,
                           const std::string& end, std::string_view what,
                           const RowVisitor& visit) {
  absl::Status scanned = rows_.ScanOnce(table, from, end, visit);
  if (!scanned.ok()) FindRow(what, MessageOf(scanned));
}

absl::StatusOr<VerifyReport> LogVerifier::Run() {
  LoadStreams();
  MakeUnits();
  heads_.resize(streams_.size());
  const uint64_t per_pass =
      std::max(options_.memory_bytes / kSlotSize / kPassAlign, uint64_t{1}) *
      kPassAlign;
  const uint64_t passes = std::max<uint64_t>((limit_ + per_pass - 1) / per_pass, 1);
  work_ = limit_ * passes;
  for (uint64_t pass = 0; pass < passes; ++pass) {
    const uint64_t first = pass * per_pass + 1;
    if (absl::Status status =
            CheckPass(first, std::min(first + per_pass - 1, limit_));
        !status.ok()) {
      return status;
    }
    first_pass_ = false;
  }
  if (absl::Status status = CheckUpperTiles(); !status.ok()) return status;
  CheckSealed();
  CheckErased();
  CheckMetadata();
  report_.entries = entries_;
  report_.events = events_;
  report_.bytes = bytes_;
  report_.tiles = tiles_;
  report_.index_rows = index_rows_;
  report_.streams = streams_.size();
  report_.passes = passes;
  for (auto& [sequence, finding] : by_sequence_)
    report_.findings.push_back(std::move(finding));
  // Whichever thread found them first.
  std::sort(others_.begin(), others_.end(),
            [](const VerifyFinding& a, const VerifyFinding& b) {
              return std::tie(a.stream, a.version, a.why) <
                     std::tie(b.stream, b.version, b.why);
            });
  for (VerifyFinding& finding : others_)
    report_.findings.push_back(std::move(finding));
  for (VerifyFinding& finding : report_.findings) Describe(finding);
  return std::move(report_);
}

// As far as the entry can be read.
void LogVerifier::Describe(VerifyFinding& finding) const {
  if (finding.stream.empty() || finding.version == 0) return;
  auto bytes =
      rows_.Get(Table::kEntry, EntryKey(finding.stream, finding.version));
  if (!bytes.ok() || !*bytes) return;
  auto entry = reader_.DecodePlain(finding.stream, finding.version, **bytes);
  if (!entry.ok()) return;
  finding.event_id = entry->header.event_id;
  if (!options_.describe || entry->header.parts != 1) return;
  const uint64_t sequence = entry->header.sequence;
  finding.meaning = options_.describe(
      StoredEvent{entry->header, std::move(entry->payload), sequence,
                  finding.version, LeafHash(**bytes)});
}

void LogVerifier::CheckFiles() {
  const absl::Status files = rows_.VerifyFiles();
  if (!files.ok()) FindRow("the files", MessageOf(files));
}

void LogVerifier::LoadStreams() {
  ScanRows(Table::kIndex, "S", AfterPrefix("S"), "the heads of streams",
           [&](std::string_view key, std::string_view value) {
             const auto row = DecodeStreamRow(value);
             Stream stream{std::string(key.substr(1)),
                           row.value_or(StreamPosition())};
             if (!row || row->version == 0) {
               FindRow("the head of stream " + stream.name, "a malformed row");
             }
             ++index_rows_;
             streams_.push_back(std::move(stream));
             return true;
           });
}

void LogVerifier::MakeUnits() {
  for (uint32_t i = 0; i < streams_.size(); ++i) {
    const uint64_t versions = streams_[i].row.version;
    uint64_t from = 1;
    // A row that says more than the ledger has is not believed.
    if (versions > limit_) {
      units_.push_back({i, from, versions + 1, true});
      continue;
    }
    for (; from + kUnitEntries <= versions; from += kUnitEntries)
      units_.push_back({i, from, from + kUnitEntries, false});
    units_.push_back({i, from, versions + 1, true});
  }
  if (!streams_.empty()) return;
  ScanRows(Table::kEntry, "", "", "the entries",
           [&](std::string_view, std::string_view) {
             FindRow("an entry", "its stream has no head row");
             return false;
           });
}

absl::Status LogVerifier::CheckPass(uint64_t first, uint64_t last) {
  first_ = first;
  last_ = last;
  slots_.assign(last + 1 - first, Slot());
  macs_.clear();
  named_heads_.clear();
  // The checksums of the files are read by one thread, beside the entries.
  const size_t files = first_pass_ ? 1 : 0;
  if (absl::Status status = Parallel(units_.size() + files,
                                     [&](size_t i) {
                                       if (i < files) {
                                         CheckFiles();
                                       } else {
                                         UnitScan(*this, units_[i - files]).Run();
                                       }
                                       return absl::OkStatus();
                                     });
      !status.ok()) {
    return status;
  }
  level1_.resize(last / kTileWidth);
  // Whole tiles to each task.
  constexpr uint64_t kTask = uint64_t{16} * kTileWidth;
  const size_t tasks = static_cast<size_t>((last + kTask - first) / kTask);
  if (absl::Status status =
          Parallel(tasks,
                   [&](size_t i) {
                     const uint64_t from = first + i * kTask;
                     return CheckOrder(from, std::min(from + kTask - 1, last));
                   });
      !status.ok()) {
    return status;
  }
  std::vector<std::function<void()>> checks = {
      [&] { SweepHeads(first, last); }, [&] { CheckCrossIndex(first, last); },
      [&] { CheckIdempotencyKeys(first, last); }};
  // Event ids lie by stream: as many ranges as keep all threads at work.
  std::string from = "E";
  uint64_t entries = 0;
  for (const Stream& stream : streams_) {
    entries += stream.row.version;
    if (entries < kUnitEntries) continue;
    std::string end = AfterPrefix(EventKey(stream.name, ""));
    checks.emplace_back([this, from, end] { CheckEventIds(from, end); });
    from = std::move(end);
    entries = 0;
  }
  checks.emplace_back([&] { CheckEventIds(from, AfterPrefix("E")); });
  if (absl::Status status = Parallel(checks.size(),
                                     [&](size_t i) {
                                       checks[i]();
                                       return absl::OkStatus();
                                     });
      !status.ok()) {
    return status;
  }
  CheckIndexed(first, last);
  if (!slots_.empty()) before_ = slots_.back();
  return absl::OkStatus();
}

void LogVerifier::CompareTile(uint32_t level, uint64_t index,
                              const std::string& hashes) {
  const auto width = static_cast<uint32_t>(hashes.size() / Hash::kSize);
  const std::string name = TilePath({false, level, index, width});
  auto tile = tree_.Tile(level, index, width, limit_);
  ++tiles_;
  if (!tile.ok())
    return FindRow("the tree's " + name, MessageOf(tile.status()));
  if (*tile == hashes) return;
  uint32_t bad = 0;
  while (tile->compare(bad * Hash::kSize, Hash::kSize, hashes,
                       bad * Hash::kSize, Hash::kSize) == 0) {
    ++bad;
  }
  const std::string why = "the tree's " + name + " has another hash for it";
  if (level == 0) return FindAt(index * kTileWidth + bad + 1, why);
  FindRow("the tree's " + name,
          "hash " + std::to_string(bad) + " is not that of the entries");
}

absl::Status LogVerifier::CheckUpperTiles() {
  std::vector<Hash> hashes = std::move(level1_);
  for (uint32_t level = 1; !hashes.empty(); ++level) {
    std::vector<Hash> above;
    for (size_t first = 0; first < hashes.size(); first += kTileWidth) {
      const size_t end = std::min<size_t>(first + kTileWidth, hashes.size());
      std::string tile;
      for (size_t i = first; i < end; ++i) tile += hashes[i].view();
      CompareTile(level, first / kTileWidth, tile);
      if (end - first == kTileWidth) above.push_back(TileNode(tile, 0, 8));
    }
    hashes = std::move(above);
  }
  return absl::OkStatus();
}

}  // namespace covenant

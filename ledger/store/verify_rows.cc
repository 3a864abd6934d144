// The part of LogVerifier that reads rows against what the entries say.
#include <algorithm>
#include <utility>

#include "ledger/proof/sha256.h"
#include "ledger/store/heads.h"
#include "ledger/store/keys.h"
#include "ledger/store/log_verifier.h"
#include "ledger/value/status_text.h"

namespace covenant {

// The order rows first..last, and the tiles of leaves that they fill.
absl::Status LogVerifier::CheckOrder(uint64_t first, uint64_t last) {
  uint64_t next = first;
  uint64_t rows = 0;
  const auto missing = [&](uint64_t before) {
    for (; next < before; ++next)
      FindAt(next, "its row in the order index is missing");
  };
  ScanRows(
      Table::kIndex, OrderKey(first), AfterPrefix(OrderKey(last)),
      "the order index from sequence " + std::to_string(first),
      [&](std::string_view key, std::string_view value) {
        ++rows;
        if (key.size() != 9) {
          FindRow("the order index", "a bad key");
          return true;
        }
        const uint64_t sequence = GetU64(key, 1);
        missing(sequence);
        ++next;
        const auto row = DecodeOrderRow(value);
        const Slot& slot = *At(sequence);
        if (!row) {
          FindAt(sequence, "its row in the order index is malformed");
          return true;
        }
        if (slot.version == 0) {
          Find({sequence, row->stream, row->version, "",
                "no entry says that it has this sequence: it is missing or "
                "altered",
                ""});
          return true;
        }
        if (row->hash != slot.hash) {
          FindAt(sequence, "its bytes do not have the hash in the order index");
        } else if (row->stream != streams_[slot.stream].name ||
                   row->version != slot.version ||
                   row->recorded_at != slot.recorded_at ||
                   row->part != slot.part || row->parts != slot.parts) {
          FindAt(sequence, "its header and the order index differ");
        }
        for (const Hash& mac : row->sealed) {
          auto sealed = rows_.Get(Table::kSealed, mac.view());
          if (!sealed.ok() || !*sealed) {
            FindAt(sequence, "its sealed value " + mac.ToHex() + " is missing");
          } else if ((*sealed)->empty()) {
            const std::lock_guard lock(mutex_);
            gone_[sequence] = {streams_[slot.stream].name, slot.event_id};
          }
          const auto named = macs_.find(sequence);
          if (slot.readable && (named == macs_.end() ||
                                std::count(named->second.begin(),
                                           named->second.end(), mac) == 0)) {
            FindAt(sequence, "the order index names a sealed value that the "
                             "event does not have");
          }
        }
        return true;
      });
  missing(last + 1);
  index_rows_ += rows;
  std::string tile;
  for (uint64_t sequence = first; sequence <= last; ++sequence) {
    const Slot& slot = *At(sequence);
    CheckNeighbours(sequence, slot);
    tile += slot.hash.view();
    if (sequence % kTileWidth != 0 && sequence != last) continue;
    const uint64_t index = (sequence - 1) / kTileWidth;
    CompareTile(0, index, tile);
    if (sequence % kTileWidth == 0) level1_[index] = TileNode(tile, 0, 8);
    tile.clear();
  }
  return absl::OkStatus();
}

void LogVerifier::CheckNeighbours(uint64_t sequence, const Slot& slot) {
  if (slot.version == 0) return;
  if (sequence == limit_ && slot.part + 1 != slot.parts)
    FindAt(sequence, "the event's last part is missing");
  if (sequence == 1) {
    if (slot.batch_first != 1 || slot.part != 0)
      FindAt(sequence, "what begins before the first entry is missing");
    return;
  }
  const Slot* const slot_before = sequence == first_ ? &before_ : At(sequence - 1);
  if (slot_before == nullptr || slot_before->version == 0) return;
  const Slot& before = *slot_before;
  if (slot.recorded_at < before.recorded_at)
    FindAt(sequence, "its time is before that of the entry before it");
  const bool begins = slot.batch_first == sequence;
  const bool holds = begins ? before.batch_last == sequence - 1
                            : before.batch_first == slot.batch_first &&
                                  before.batch_last == slot.batch_last;
  if (!holds) FindAt(sequence, "its batch and that of the entry before differ");
  const bool joins = slot.part > 0
                         ? before.stream == slot.stream &&
                               before.part + 1 == slot.part &&
                               before.parts == slot.parts
                         : before.part + 1 == before.parts;
  if (!joins) FindAt(sequence, "the event before it, or its own, lacks a part");
}

// The rows of one stream lie in one range, so no two threads come to one slot.
void LogVerifier::CheckEventIds(const std::string& from,
                                const std::string& end) {
  uint64_t rows = 0;
  ScanRows(
      Table::kIndex, from, end, "the index of event ids",
      [&](std::string_view key, std::string_view value) {
        const size_t cut = key.find('\0');
        const auto found = [&](std::string_view why) {
          FindRow(Concat({"the index of event ", key.substr(1, cut - 1), "/",
                          cut == std::string_view::npos ? ""
                                                        : key.substr(cut + 1)}),
                  why);
        };
        if (cut == std::string_view::npos || value.size() != 8) {
          if (first_ == 1) found("a malformed row");
          return true;
        }
        const uint64_t sequence = GetU64(value, 0);
        if (sequence < first_ || sequence > last_) {
          if (sequence == 0) found("it leads nowhere");
          return true;
        }
        ++rows;
        Slot& slot = *At(sequence);
        if (slot.version == 0 || slot.part != 0 ||
            streams_[slot.stream].name != key.substr(1, cut - 1) ||
            slot.event_id != key.substr(cut + 1)) {
          found("it leads to another event");
        } else {
          slot.indexed = true;
        }
        return true;
      });
  index_rows_ += rows;
}

void LogVerifier::CheckIndexed(uint64_t first, uint64_t last) {
  for (uint64_t sequence = first; sequence <= last; ++sequence) {
    const Slot& slot = *At(sequence);
    if (slot.version > 0 && slot.part == 0 && !slot.indexed) {
      FindAt(sequence, "the index of event ids does not lead to it");
    }
  }
}

void LogVerifier::CheckCrossIndex(uint64_t first, uint64_t last) {
  std::map<uint64_t, uint64_t> rows;  // of each sequence of the pass
  ScanRows(Table::kIndex, "X", AfterPrefix("X"), "the cross index",
           [&](std::string_view key, std::string_view) {
             if (key.size() < 10 || key[key.size() - 9] != '\0') {
               if (first == 1) FindRow("the cross index", "a bad key");
               return true;
             }
             const std::string_view stream = key.substr(1, key.size() - 10);
             const uint64_t sequence = GetU64(key, key.size() - 8);
             if (first == 1) ++cross_rows_[std::string(stream)];
             if (sequence < first || sequence > last) {
               if (sequence == 0) FindRow("the cross index", "a bad key");
               return true;
             }
             ++index_rows_;
             ++rows[sequence];
             const Slot& slot = *At(sequence);
             if (slot.version == 0 || slot.part != 0 ||
                 streams_[slot.stream].name == stream) {
               FindRow(Concat({"the cross index of stream ", stream}),
                       "it leads to no event of another stream");
             }
             return true;
           });
  if (first == 1) {
    uint64_t streams = 0;
    ScanRows(Table::kIndex, "Y", AfterPrefix("Y"), "the cross index",
             [&](std::string_view key, std::string_view value) {
               ++index_rows_;
               ++streams;
               const auto found = cross_rows_.find(key.substr(1));
               if (value.size() != 8 || found == cross_rows_.end() ||
                   found->second != GetU64(value, 0)) {
                 FindRow(Concat({"the cross index of stream ", key.substr(1)}),
                         "its count is not that of its rows");
               }
               return true;
             });
    if (streams != cross_rows_.size())
      FindRow("the cross index", "the count of a stream is missing");
  }
  for (uint64_t sequence = first; sequence <= last; ++sequence) {
    const Slot& slot = *At(sequence);
    if (slot.version == 0 || slot.part != 0 || !slot.readable) continue;
    const auto found = rows.find(sequence);
    const uint64_t count = found == rows.end() ? 0 : found->second;
    if (count != slot.also)
      FindAt(sequence, "the streams in which it is indexed are not those that "
                       "it names");
  }
}

void LogVerifier::CheckIdempotencyKeys(uint64_t first, uint64_t last) {
  ScanRows(Table::kIndex, "K", AfterPrefix("K"), "the idempotency keys",
           [&](std::string_view key, std::string_view value) {
             const auto row = DecodeIdempotencyRow(value);
             const std::string name =
                 Concat({"the idempotency key ", Quoted(key.substr(1))});
             if (!row) {
               if (first == 1) FindRow(name, "a malformed row");
               return true;
             }
             if (row->first_sequence >= first && row->first_sequence <= last) {
               ++index_rows_;
               const Slot& slot = *At(row->first_sequence);
               if (slot.batch_first != row->first_sequence)
                 FindRow(name, "no append began at its first sequence");
             }
             if (row->last_sequence >= first && row->last_sequence <= last) {
               const Slot& slot = *At(row->last_sequence);
               if (slot.batch_last != row->last_sequence)
                 FindRow(name, "no append ended at its last sequence");
             }
             return true;
           });
}

void LogVerifier::SweepHeads(uint64_t first, uint64_t last) {
  for (uint64_t sequence = first; sequence <= last; ++sequence) {
    const Slot& slot = *At(sequence);
    if (slot.version == 0) continue;
    if (const auto named = named_heads_.find(sequence);
        named != named_heads_.end()) {
      const auto& [size, root] = named->second;
      ++report_.heads;
      std::vector<HeadEntry> heads;
      for (size_t i = 0; i < heads_.size(); ++i) {
        if (heads_[i].version == 0) continue;
        heads.push_back(
            {streams_[i].name, heads_[i].version, heads_[i].hash});
      }
      if (size + 1 != sequence) {
        FindAt(sequence, "it names heads after another number of entries than "
                         "lie before it");
      } else if (HeadsRoot(heads) != root) {
        FindAt(sequence, "the heads that it names are not those of the streams");
      }
    }
    heads_[slot.stream] = {slot.version, slot.hash};
  }
}

void LogVerifier::CheckSealed() {
  ScanRows(Table::kSealed, "", "", "the sealed values",
           [&](std::string_view mac, std::string_view value) {
             if (value.empty()) {
               ++report_.erased;
               return true;
             }
             ++report_.sealed;
             const std::string_view key = value.substr(0, Hash::kSize);
             const std::string_view text =
                 value.substr(std::min(value.size(), Hash::kSize));
             if (key.size() < Hash::kSize ||
                 HmacSha256(key, text).view() != mac) {
               FindRow("a sealed value", "it does not have the HMAC by which "
                                         "its entry names it");
             }
             return true;
           });
}

// No finding, since it is right after a restore to a point before the erasure.
void LogVerifier::CheckErased() {
  if (!options_.read_event || !all_read_) return;
  // A writer may have erased meanwhile.
  const auto newer = rows_.Get(Table::kIndex, OrderKey(limit_ + 1));
  if (!newer.ok() || *newer) return;
  for (const auto& [sequence, event] : gone_) {
    if (erased_events_.contains(event)) continue;
    report_.unexplained.push_back(event.first + "/" + event.second);
  }
}

void LogVerifier::CheckMetadata() {
  ScanRows(Table::kIndex, "M", AfterPrefix("M"), "the metadata",
           [&](std::string_view key, std::string_view value) {
             ++index_rows_;
             const std::string_view name = key.substr(1);
             const size_t size = name == "format" ? 4
                                 : name == "created" || name == "tables"
                                     ? 8
                                 : name == "backfill" || name == "tree" ||
                                         name == "purge"
                                     ? 1
                                     : value.size();
             if (value.size() != size)
               FindRow(Concat({"the metadata row ", name}), "it is malformed");
             if (name == "backfill" && went_live_ &&
                 value != std::string_view("\0", 1))
               FindRow("the metadata row backfill", "an event ended backfill");
             if (name == "purge") {
               report_.erasure_pending = value == std::string_view("\1", 1);
             }
             return true;
           });
  ScanRows(Table::kIndex, "C", AfterPrefix("C"), "the signed checkpoints",
           [&](std::string_view key, std::string_view) {
             ++index_rows_;
             if (key.size() != 13)
               FindRow("the signed checkpoints", "a malformed key");
             return true;
           });
  for (const std::string_view name : {"format", "origin", "created"}) {
    auto row = rows_.Get(Table::kIndex, MetadataKey(name));
    if (!row.ok() || !*row)
      FindRow(Concat({"the metadata row ", name}), "it is missing");
  }
}

}  // namespace covenant

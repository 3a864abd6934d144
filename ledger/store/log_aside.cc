// What LogCore hands out for backups.
#include <algorithm>
#include <utility>

#include "ledger/store/keys.h"
#include "ledger/store/log_core.h"
#include "ledger/value/status_text.h"

namespace covenant {

absl::Status LogCore::ReadSealed(uint64_t first, uint64_t last,
                                 const SealedVisitor& visit) const {
  return StoppedOrFailed(reader_.ScanOrder(
      std::max<uint64_t>(first, 1), Limit(last),
      [&](uint64_t sequence, const OrderRow& order) -> absl::Status {
        for (const Hash& mac : order.sealed) {
          auto row = rows_->Get(Table::kSealed, mac.view());
          if (!row.ok()) return row.status();
          if (!*row) {
            return Damaged(rows_->place(),
                           EntryName(order.stream, order.version, sequence),
                           "its sealed value " + mac.ToHex() + " is missing");
          }
          auto value = reader_.Sealed(mac);
          if (!value.ok()) return value.status();
          if (absl::Status status = visit({sequence, mac, *std::move(value)});
              !status.ok()) {
            return status;
          }
        }
        return absl::OkStatus();
      }));
}

absl::Status LogCore::ReadKeys(uint64_t first, uint64_t last,
                               const KeyVisitor& visit) const {
  const uint64_t limit = Limit(last);
  absl::Status failed;
  const std::string from = IdempotencyRowKey("");
  absl::Status scanned = rows_->Scan(
      Table::kIndex, from, AfterPrefix(from),
      [&](std::string_view key, std::string_view value) {
        const auto row = DecodeIdempotencyRow(value);
        key.remove_prefix(1);
        if (!row) {
          failed = Damaged(rows_->place(),
                           Concat({"the idempotency key ", Quoted(key)}),
                           "a malformed row");
          return false;
        }
        if (row->first_sequence < first || row->last_sequence > limit) {
          return true;
        }
        failed = visit({std::string(key), row->key, row->content_mac,
                        row->first_sequence, row->last_sequence});
        return failed.ok();
      });
  if (!failed.ok()) return StoppedOrFailed(std::move(failed));
  return scanned;
}

absl::StatusOr<LogMetadata> LogCore::ReadMetadata() const {
  LogMetadata metadata;
  const std::string from = MetadataKey("");
  absl::Status scanned =
      rows_->Scan(Table::kIndex, from, AfterPrefix(from),
                  [&](std::string_view key, std::string_view value) {
                    metadata.emplace(key.substr(1), value);
                    return true;
                  });
  if (!scanned.ok()) return scanned;
  return metadata;
}

}  // namespace covenant

#include "cli/backups.h"

#include "absl/status/status.h"
#include "cli/session.h"
#include "ledger/codec/event_codec.h"

namespace covenant::cli {

Result<std::vector<ListedBackup>> BackupsWith(const std::string& store,
                                              std::uint64_t sealed,
                                              std::uint64_t erased) {
  CLI_ASSIGN(std::vector<ListedBackup> backups, ReadBackupList(store));
  std::erase_if(backups, [&](const ListedBackup& one) {
    const bool holds = one.sequence >= sealed && one.sequence < erased;
    return !holds && !one.unfinished();
  });
  return backups;
}

absl::StatusOr<EventFacts> FactsOf(const StoredEvent& stored) {
  auto event = DecodePayload(stored.header.type, stored.header.schema_version,
                             stored.payload);
  if (!event.ok()) return event.status();
  if (event->As<UnknownBody>() != nullptr) {
    return absl::FailedPreconditionError(
        "a newer version of this program wrote the event; restore with that "
        "one");
  }
  EventFacts facts;
  facts.also = event->touches;
  for (const Text* text : TextsOf(*event)) {
    const auto mac = Hash::FromBytes(text->mac);
    if (text->sealed && mac) facts.sealed.push_back(*mac);
  }
  facts.ends_backfill = event->As<GoLive>() != nullptr;
  if (const auto* erasure = event->As<Erasure>(); erasure != nullptr) {
    facts.erases = erasure->target;
  }
  return facts;
}

}  // namespace covenant::cli

// Entry codec: the exact bytes of an entry (entry.proto) to its header and
// payload and back; the implementation of the store's EntryFormat. Refuses
// unknown fields, bytes that Encode does not give, and hashes that are not 32
// bytes. Stateless: safe from any thread.
#ifndef LEDGER_CODEC_ENTRY_CODEC_H_
#define LEDGER_CODEC_ENTRY_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ledger/store/entry.h"

namespace covenant {

class ProtoEntryFormat final : public EntryFormat {
 public:
  std::string Encode(const EntryHeader& header,
                     std::string_view payload) const override;

  // DataLoss unless Encode gives exactly these bytes.
  absl::StatusOr<Entry> Decode(std::string_view bytes) const override;
};

}  // namespace covenant

#endif  // LEDGER_CODEC_ENTRY_CODEC_H_

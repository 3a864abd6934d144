// The forms of identifiers. Identifiers are held as std::string; these checks
// stand where text enters the program.
//
// Contract, clause and party ids: [a-z0-9][a-z0-9-]{0,63}.
// Event ids: [A-Za-z0-9][A-Za-z0-9._-]{0,63}.
// Stream ids: a contract id, "_ledger", or "_party/ID", "_rate/ID",
// "_calendar/ID", "_scope/ID" with an ID of the same form.
// Each check gives OK, or InvalidArgument that says what is wrong with the text
// and proposes an id where one is near. Pure functions, safe from any thread.
#ifndef LEDGER_VALUE_IDS_H_
#define LEDGER_VALUE_IDS_H_

#include <string_view>

#include "absl/status/status.h"

namespace covenant {

inline constexpr std::string_view kLedgerStream = "_ledger";
inline constexpr std::string_view kPartyStreamPrefix = "_party/";
inline constexpr std::string_view kRateStreamPrefix = "_rate/";
inline constexpr std::string_view kCalendarStreamPrefix = "_calendar/";
inline constexpr std::string_view kScopeStreamPrefix = "_scope/";

absl::Status CheckStreamId(std::string_view id);
absl::Status CheckContractId(std::string_view id);
absl::Status CheckClauseId(std::string_view id);
absl::Status CheckPartyId(std::string_view id);
absl::Status CheckEventId(std::string_view id);

// A stream id that begins with '_': of the ledger itself, not of a contract.
bool IsReservedStreamId(std::string_view id);

}  // namespace covenant

#endif  // LEDGER_VALUE_IDS_H_

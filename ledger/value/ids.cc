#include "ledger/value/ids.h"

#include <array>
#include <cstddef>
#include <string>

#include "ledger/value/status_text.h"

namespace covenant {
namespace {

constexpr std::size_t kMaxIdBytes = 64;

constexpr std::array<std::string_view, 4> kPrefixes = {
    kPartyStreamPrefix, kRateStreamPrefix, kCalendarStreamPrefix,
    kScopeStreamPrefix};

bool IsIdChar(char c) { return IsLower(c) || IsDigit(c) || c == '-'; }

bool IsEventIdChar(char c) {
  return IsLower(c) || IsUpper(c) || IsDigit(c) || c == '.' || c == '_' ||
         c == '-';
}

// An id near the text: lower case, runs of anything else as one '-'.
std::string Propose(std::string_view text) {
  std::string result;
  for (const char c : AsciiLower(text)) {
    if (IsLower(c) || IsDigit(c)) {
      result += c;
    } else if (!result.empty() && result.back() != '-') {
      result += '-';
    }
  }
  if (result.size() > kMaxIdBytes) result.resize(kMaxIdBytes);
  while (!result.empty() && result.back() == '-') result.pop_back();
  return result;
}

std::string TryThis(std::string_view text) {
  const std::string proposal = Propose(text);
  if (proposal.empty() || proposal == text) return "";
  return "; for example `" + proposal + "`";
}

absl::Status CheckId(std::string_view kind, std::string_view id) {
  if (id.empty()) return InvalidText({kind, " is empty"});
  if (id.size() > kMaxIdBytes) {
    return InvalidText({kind, " ", Quoted(id), " has ",
                        std::to_string(id.size()),
                        " characters; at most 64 are allowed"});
  }
  for (const char c : id) {
    if (IsIdChar(c)) continue;
    return InvalidText({kind, " ", Quoted(id),
                        " may hold only lower-case letters a-z, digits and '-'",
                        TryThis(id)});
  }
  if (id.front() == '-') {
    return InvalidText({kind, " ", Quoted(id),
                        " must begin with a lower-case letter or a digit",
                        TryThis(id)});
  }
  return absl::OkStatus();
}

}  // namespace

bool IsReservedStreamId(std::string_view id) {
  return !id.empty() && id.front() == '_';
}

absl::Status CheckStreamId(std::string_view id) {
  if (!IsReservedStreamId(id)) return CheckId("stream id", id);
  if (id == kLedgerStream) return absl::OkStatus();
  for (const std::string_view prefix : kPrefixes) {
    if (id.substr(0, prefix.size()) != prefix) continue;
    return CheckId(Concat({"id after `", prefix, "` of a stream"}),
                   id.substr(prefix.size()));
  }
  return InvalidText({"stream id ", Quoted(id),
                      " begins with '_', which is reserved for `_ledger`, "
                      "`_party/ID`, `_rate/ID`, `_calendar/ID` and "
                      "`_scope/ID`"});
}

absl::Status CheckContractId(std::string_view id) {
  return CheckId("contract id", id);
}

absl::Status CheckClauseId(std::string_view id) {
  return CheckId("clause id", id);
}

absl::Status CheckPartyId(std::string_view id) {
  return CheckId("party id", id);
}

absl::Status CheckEventId(std::string_view id) {
  if (id.empty()) return InvalidText({"event id is empty"});
  if (id.size() > kMaxIdBytes) {
    return InvalidText({"event id ", Quoted(id), " has ",
                        std::to_string(id.size()),
                        " characters; at most 64 are allowed"});
  }
  for (const char c : id) {
    if (IsEventIdChar(c)) continue;
    return InvalidText({"event id ", Quoted(id),
                        " may hold only letters, digits, '.', '_' and '-'",
                        TryThis(id)});
  }
  if (!IsLower(id.front()) && !IsUpper(id.front()) && !IsDigit(id.front())) {
    return InvalidText({"event id ", Quoted(id),
                        " must begin with a letter or a digit", TryThis(id)});
  }
  return absl::OkStatus();
}

}  // namespace covenant

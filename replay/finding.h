// Finding: something that a careful lawyer or auditor would want to be told.
// A value, never an error; the codes are frozen (domain.md section 7).
#ifndef REPLAY_FINDING_H_
#define REPLAY_FINDING_H_

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace covenant {

// An event as answers name it.
struct EventRef {
  std::string stream;
  std::uint64_t version = 0;
  std::string id;

  // "acme-nova@3".
  std::string ToString() const {
    return stream + "@" + std::to_string(version);
  }
  friend auto operator<=>(const EventRef&, const EventRef&) = default;
  friend bool operator==(const EventRef&, const EventRef&) = default;
};

// How far into a stream an answer saw, and what it saw of events acting on
// others.
struct RecordSeen {
  std::uint64_t version = 0;  // the last version seen
  // What cancels, corrects or answers an event and is in force, by that event.
  std::map<EventRef, std::vector<EventRef>> withdrawn;
  // Instruments that bind because they were signed, by id, to the signatures that
  // count.
  std::map<std::string, std::vector<EventRef>> signed_by;
};

struct Finding {
  std::string code;     // one of FindingCodes()
  std::string subject;  // contract, contract/clause or an obligation's id
  std::string message;  // one sentence
  std::vector<EventRef> because;

  friend auto operator<=>(const Finding&, const Finding&) = default;
  friend bool operator==(const Finding&, const Finding&) = default;
};

// What a code means, for `help CODE`.
struct FindingCode {
  std::string_view code;
  std::string_view meaning;
};

// The codes that answers can carry, sorted.
const std::vector<FindingCode>& FindingCodes();

namespace finding {
inline constexpr std::string_view kInvoiceDiffers = "invoice-differs";
inline constexpr std::string_view kMissingCalendar = "missing-calendar";
inline constexpr std::string_view kMissingRate = "missing-rate";
inline constexpr std::string_view kMissingReport = "missing-report";
inline constexpr std::string_view kUndisclosedAmount = "undisclosed-amount";
inline constexpr std::string_view kUndefinedTierBoundary =
    "undefined-tier-boundary";
inline constexpr std::string_view kUndisclosedTerms = "undisclosed-terms";
inline constexpr std::string_view kInstalmentsDoNotSum =
    "instalments-do-not-sum";
inline constexpr std::string_view kDueBeforeBinding = "due-before-binding";
inline constexpr std::string_view kEmptyInterval = "empty-interval";
inline constexpr std::string_view kSupersededBeforeEffect =
    "superseded-before-effect";
inline constexpr std::string_view kConditionFailed = "condition-failed";
inline constexpr std::string_view kConflictingAmendments =
    "conflicting-amendments";
inline constexpr std::string_view kGapInAmendmentNumbers =
    "gap-in-amendment-numbers";
inline constexpr std::string_view kHostProvisionExpired =
    "host-provision-expired";
inline constexpr std::string_view kAmbiguousReading = "ambiguous-reading";
inline constexpr std::string_view kFinalAmountDiffers = "final-amount-differs";
inline constexpr std::string_view kAssumedBasis = "assumed-basis";
inline constexpr std::string_view kOverpayment = "overpayment";
inline constexpr std::string_view kDesignationWithoutSum =
    "designation-without-sum";
inline constexpr std::string_view kSetOffNotEffective = "set-off-not-effective";
inline constexpr std::string_view kCurrencyMismatch = "currency-mismatch";
inline constexpr std::string_view kUnagreedWithholding =
    "unagreed-withholding";
inline constexpr std::string_view kPeriodDropped = "period-dropped";
inline constexpr std::string_view kPossibleConflict = "possible-conflict";
inline constexpr std::string_view kBreachByRetroactivity =
    "breach-by-retroactivity";
inline constexpr std::string_view kUndefinedFigure = "undefined-figure";
inline constexpr std::string_view kUnconsentedAssignment =
    "unconsented-assignment";
inline constexpr std::string_view kPaymentToFormerCreditor =
    "payment-to-former-creditor";
inline constexpr std::string_view kExerciseNotEffective =
    "exercise-not-effective";
inline constexpr std::string_view kSignatureNotCounted =
    "signature-not-counted";
inline constexpr std::string_view kSignatureWithoutKey =
    "signature-without-key";
inline constexpr std::string_view kUnmetFormRequirement =
    "unmet-form-requirement";
inline constexpr std::string_view kWithdrawalNotEffective =
    "withdrawal-not-effective";
}  // namespace finding

}  // namespace covenant

#endif  // REPLAY_FINDING_H_

// Clause and Change: the terms of a contract as an instrument states them, and
// one operation on them. Plain data; the codec refuses what is malformed.
#ifndef LEDGER_EVENT_CLAUSE_H_
#define LEDGER_EVENT_CLAUSE_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/event/text.h"
#include "ledger/event/value.h"
#include "ledger/value/basis.h"
#include "ledger/value/rate.h"

namespace covenant {

// The kinds of clause, named as in authoring text.
namespace kind {
inline constexpr std::string_view kPayment = "payment";
inline constexpr std::string_view kPaymentSchedule = "payment-schedule";
inline constexpr std::string_view kRecurringPayment = "recurring-payment";
inline constexpr std::string_view kRevenueShare = "revenue-share";
inline constexpr std::string_view kCeiling = "ceiling";
inline constexpr std::string_view kCommitment = "commitment";
inline constexpr std::string_view kUnitPrice = "unit-price";
inline constexpr std::string_view kTakeOrPay = "take-or-pay";
inline constexpr std::string_view kMostFavouredPrice = "most-favoured-price";
inline constexpr std::string_view kFormula = "formula";
inline constexpr std::string_view kLateInterest = "late-interest";
inline constexpr std::string_view kNoSetOff = "no-set-off";
inline constexpr std::string_view kLoan = "loan";
inline constexpr std::string_view kWithholding = "withholding";
inline constexpr std::string_view kEarlyPayment = "early-payment";
inline constexpr std::string_view kLiabilityCap = "liability-cap";
inline constexpr std::string_view kExclusivity = "exclusivity";
inline constexpr std::string_view kProhibition = "prohibition";
inline constexpr std::string_view kRightOfFirstRefusal =
    "right-of-first-refusal";
inline constexpr std::string_view kLicence = "licence";
inline constexpr std::string_view kPermission = "permission";
inline constexpr std::string_view kTerm = "term";
inline constexpr std::string_view kTerminationRight = "termination-right";
inline constexpr std::string_view kOption = "option";
inline constexpr std::string_view kDuty = "duty";
inline constexpr std::string_view kNoticeRule = "notice-rule";
inline constexpr std::string_view kAssignmentRule = "assignment-rule";
inline constexpr std::string_view kDeemedAct = "deemed-act";
inline constexpr std::string_view kProvision = "provision";
inline constexpr std::string_view kOrderOfPrecedence = "order-of-precedence";

// Whether clauses of the kind turn what is reported into money by a rate or
// price.
constexpr bool IsShare(std::string_view kind) {
  return kind == kRevenueShare || kind == kUnitPrice;
}
}  // namespace kind

// Whether sums are owed, or can be, under a clause of this kind.
bool IsMoneyKind(std::string_view kind);

// One clause as written. `fields` holds all but the id and the kind, the common
// fields (section, title, text, from, until, ends_on, survives, tail) too.
struct Clause {
  std::string id;
  std::string kind;
  Fields fields;
  std::map<std::string, Basis> basis;  // by field path, where not the event's

  friend bool operator==(const Clause&, const Clause&) = default;
};

enum class WaiverMeasure { kUnstated, kAccrual, kDueDate };

// One operation on the terms.
struct Change {
  enum class Op {
    kAdd,       // clause: takes the place of one with the same id, if any
    kReplace,   // target by clause
    kSet,       // field `path` of target to `to`
    kRemove,    // target, or its field `path`
    kRenumber,  // section of target to `to` (a symbol)
    kWaive,
    kConsent,
    kSuspend,
    kRelease,
  };
  Op op = Op::kAdd;
  std::string target;  // clause id
  std::string path;    // field path, for kSet and kRemove of a field
  std::optional<Value> from;
  Value to;
  std::optional<Clause> clause;

  // kWaive, kConsent, kSuspend, kRelease.
  std::optional<Rate> share;
  std::optional<Amount> amount;
  WaiverMeasure measured_by = WaiverMeasure::kUnstated;
  Text act;
  std::string deal;        // a contract
  std::string deal_event;  // a `deal` of the contract
  Fields scope;            // dimension to PathSet

  std::optional<Endpoint> effective;  // absent: the instrument's
  std::optional<Endpoint> until;
  std::string section;
  std::optional<Basis> basis;

  friend bool operator==(const Change&, const Change&) = default;
};
std::string_view OpName(Change::Op op);  // "set", "add" ...

}  // namespace covenant

#endif  // LEDGER_EVENT_CLAUSE_H_

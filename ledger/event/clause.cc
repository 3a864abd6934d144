#include "ledger/event/clause.h"

#include <algorithm>
#include <array>

#include "ledger/value/check.h"

namespace covenant {

bool IsMoneyKind(std::string_view kind) {
  static constexpr std::array<std::string_view, 12> kMoney = {
      kind::kPayment,      kind::kPaymentSchedule, kind::kRecurringPayment,
      kind::kRevenueShare, kind::kCeiling,         kind::kCommitment,
      kind::kUnitPrice,    kind::kTakeOrPay,    kind::kFormula,
      kind::kLateInterest, kind::kLoan,
      kind::kMostFavouredPrice};
  return std::find(kMoney.begin(), kMoney.end(), kind) != kMoney.end();
}

std::string_view OpName(Change::Op op) {
  switch (op) {
    case Change::Op::kAdd:
      return "add";
    case Change::Op::kReplace:
      return "replace";
    case Change::Op::kSet:
      return "set";
    case Change::Op::kRemove:
      return "remove";
    case Change::Op::kRenumber:
      return "renumber";
    case Change::Op::kWaive:
      return "waive";
    case Change::Op::kConsent:
      return "consent";
    case Change::Op::kSuspend:
      return "suspend";
    case Change::Op::kRelease:
      return "release";
  }
  COVENANT_CHECK(false);
  return "";
}

}  // namespace covenant

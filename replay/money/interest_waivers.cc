#include "replay/money/interest_waivers.h"

#include <utility>

#include "replay/money/evaluate.h"

namespace covenant {

void AddWaivedInterest(const ClauseState& clause, WaiverMeasure measure,
                       const Trace& interest,
                       std::vector<WaivedInterest>& waived) {
  for (const Attachment& a : clause.attachments) {
    if (a.type != "waiver" || !a.amount || a.because.empty()) continue;
    const bool by_due = a.measured_by == WaiverMeasure::kDueDate;
    if (by_due != (measure == WaiverMeasure::kDueDate)) continue;
    waived.push_back({clause.id, &a, interest});
  }
}

Trace InterestWaivers::Take(const WaivedInterest& waived, Trace most) {
  const Attachment& a = *waived.waiver;
  const std::string& unit = most->unit;
  if (a.amount->unit().text() != unit || most->value.IsExactlyZero()) {
    return nullptr;
  }
  const EventRef& event = a.because.front();
  Trace& left = left_[{waived.clause, event, a.place_in_event}];
  if (left == nullptr) {
    left =
        Leaf("waived by " + event.id, a.amount->Range(), unit, Basis::kOfficial,
             a.because, a.place, std::string(finding::kUndisclosedAmount));
  }
  if (left->value.IsExactlyZero()) return nullptr;
  Trace part =
      MinOf("waived of it by " + event.id, unit, {left, std::move(most)});
  if (IsLimited(a)) {
    part = Maybe("how much of the sum the waiver reaches is not known",
                 std::move(part), std::string(finding::kUndisclosedAmount));
  }
  left =
      MaxOf("left of it, at least nothing", unit,
            {Difference("left of the waiver " + event.id, unit, {left, part}),
             ConstantLeaf("nothing", RationalRange(), unit)});
  return part;
}

void InterestWaivers::SetLeft(const std::string& contract,
                              std::vector<ClauseBalance>& balances) const {
  for (const auto& [key, left] : left_) {
    const auto& [clause, event, place] = key;
    for (ClauseBalance& balance : balances) {
      if (balance.clause == contract + "/" + clause &&
          balance.name == "waiver " + event.id + " left") {
        balance.trace = left;
      }
    }
  }
}

}  // namespace covenant

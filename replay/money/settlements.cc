#include "replay/money/settlements.h"

#include <algorithm>

namespace covenant {

Settlements::Settlements(const Timeline& timeline, const Facts& facts,
                         Date as_of)
    : facts_(facts), as_of_(as_of) {
  for (const Segment& segment : timeline.segments()) {
    for (const auto& [id, clause] : segment.terms->clauses) {
      interest_ = interest_ || clause.kind == kind::kLateInterest;
    }
  }
}

bool Settlements::MayReach(const Occurrence& sum) const {
  const auto withheld = [&](const Recorded* r) {
    return r->event->As<TaxWithheld>()->date <= as_of_;
  };
  if (interest_ ||
      std::any_of(facts_.taxes.begin(), facts_.taxes.end(), withheld)) {
    return true;
  }
  // Where a sum has passed to or from others the other party tells.
  const auto between = [&](const std::string& from, const std::string& to) {
    return from == sum.debtor || to == sum.creditor;
  };
  return std::any_of(facts_.payments.begin(), facts_.payments.end(),
                     [&](const Recorded* r) {
                       const auto& payment = *r->event->As<PaymentMade>();
                       return payment.date <= as_of_ &&
                              between(payment.payer, payment.payee);
                     }) ||
         std::any_of(facts_.set_offs.begin(), facts_.set_offs.end(),
                     [&](const Recorded* r) {
                       const auto& both = *r->event->As<SetOff>();
                       return both.date <= as_of_ &&
                              (between(both.party, both.against) ||
                               between(both.against, both.party));
                     });
}

}  // namespace covenant

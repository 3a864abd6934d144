#include "replay/money/settled_earlier.h"

#include <algorithm>

namespace covenant {

SettledEarlier::SettledEarlier(const Timeline& timeline, const Facts& facts)
    : facts_(facts) {
  for (const Segment& segment : timeline.segments()) {
    for (const auto& [id, clause] : segment.terms->clauses) {
      interest_ = interest_ || clause.kind == kind::kLateInterest;
    }
  }
}

bool SettledEarlier::Before(Date day, const Occurrence& sum) const {
  if (interest_) return true;
  // Of a sum that has passed to or from others either party may have paid.
  const auto between = [&](const std::string& from, const std::string& to) {
    return from == sum.debtor || to == sum.creditor;
  };
  return std::any_of(facts_.payments.begin(), facts_.payments.end(),
                     [&](const Recorded* r) {
                       const auto& payment = *r->event->As<PaymentMade>();
                       return payment.date < day &&
                              between(payment.payer, payment.payee);
                     }) ||
         std::any_of(facts_.set_offs.begin(), facts_.set_offs.end(),
                     [&](const Recorded* r) {
                       const auto& both = *r->event->As<SetOff>();
                       return both.date < day &&
                              (between(both.party, both.against) ||
                               between(both.against, both.party));
                     }) ||
         std::any_of(facts_.taxes.begin(), facts_.taxes.end(),
                     [&](const Recorded* r) {
                       return r->event->As<TaxWithheld>()->date < day;
                     });
}

}  // namespace covenant

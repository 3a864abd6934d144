// Early payment: the discount on a sum that is paid by a stated day
// (doc/decisions.md 274). Pure.
#ifndef REPLAY_MONEY_EARLY_PAYMENT_H_
#define REPLAY_MONEY_EARLY_PAYMENT_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "replay/instruments.h"
#include "replay/money/covering.h"
#include "replay/money/evaluate.h"
#include "replay/money/facts.h"
#include "replay/timeline.h"

namespace covenant {

// What early payment of one sum brings.
class EarlyPayment {
 public:
  // A last day and the rate that counts until then.
  struct Step {
    std::optional<Date> by;  // absent: what it counts from has not come yet
    Trace rate;
  };
  // By one clause. `maybe`: it may not be in force.
  struct Offer {
    const ClauseState* terms = nullptr;
    bool maybe = false;
    std::vector<Step> steps;
  };

  EarlyPayment() = default;
  explicit EarlyPayment(std::vector<Offer> offers)
      : offers_(std::move(offers)) {}

  bool none() const { return offers_.empty(); }

  // The discount where the sum is paid on the day, in its unit; null: none.
  // `base` gives what the discount is a part of.
  Trace On(Date day, const std::function<Trace()>& base) const;

 private:
  std::vector<Offer> offers_;
};

// The clauses of early payment of one contract over time.
class EarlyPaymentTerms {
 public:
  // The timeline must outlive it.
  EarlyPaymentTerms(const Timeline& timeline, const Milestones& milestones);

  // What the clauses offer for the sum, as of the day.
  EarlyPayment For(const Facts& facts, const Occurrence& occurrence,
                   Date as_of) const;

 private:
  CoveringClauses clauses_;
};

// What is wrong with the terms of such a clause, as one sentence, or nothing.
std::string EarlyPaymentProblem(const ClauseState& clause);

}  // namespace covenant

#endif  // REPLAY_MONEY_EARLY_PAYMENT_H_

// Loan terms: what a loan clause says on one day, and the days on which it says
// that interest and principal are paid. Pure.
#ifndef REPLAY_MONEY_LOAN_TERMS_H_
#define REPLAY_MONEY_LOAN_TERMS_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/value/date.h"
#include "ledger/value/day_count.h"
#include "ledger/value/duration.h"
#include "replay/instruments.h"
#include "replay/money/clause_runs.h"
#include "replay/terms.h"

namespace covenant {

// The words of `contract_type`.
namespace loan {
inline constexpr std::string_view kBullet = "principal-at-maturity";
inline constexpr std::string_view kLinear = "linear-amortizer";
inline constexpr std::string_view kAnnuity = "annuity";
inline constexpr std::string_view kStepped = "exotic-linear-amortizer";
}  // namespace loan

// The most days of payment that one loan can have: a hundred years of months.
inline constexpr std::size_t kMaxLoanDates = 1200;

struct LoanTerms {
  const ClauseState* state = nullptr;
  std::string type;
  Date initial;   // initial exchange
  Date maturity;  // later than that
  DayCount day_count = DayCount::kActual360;
  std::string currency;
  MonthEndRule rule = MonthEndRule::kClamp;
  // Later than the initial exchange, in order, the last one the maturity.
  std::vector<Date> interest;
  std::vector<Date> redemption;
  // Days on which a floating rate is reset, from the initial exchange on and
  // before maturity; none for a fixed rate.
  std::vector<Date> resets;
  // Of a stepped loan: what is repaid on a day before maturity.
  std::map<Date, Amount> steps;
};

// A run of days on which the loan reads the same.
struct LoanRun {
  const Run* run = nullptr;  // with a state
  LoanTerms terms;
};

// What the clause says; nothing where it does not say enough to have a schedule.
std::optional<LoanTerms> LoanTermsOf(const ClauseState& clause);

// The day on which all falls due: the stated maturity or, where an acceleration
// is reached before it, between `start` and `as_of`, the day of that.
Date MaturityOf(const LoanTerms& terms, const Milestones& milestones,
                Date start, Date as_of);

// What brought about an acceleration on the day, which `due` is; empty: none.
std::vector<EventRef> AcceleratedBy(const ClauseState& clause,
                                    const Milestones& milestones,
                                    std::optional<Date> due);

// What is wrong with the terms of a loan, as one sentence, or nothing: days in
// the wrong order, keys that do not go with its type, other currencies.
std::string LoanProblem(const ClauseState& clause);

}  // namespace covenant

#endif  // REPLAY_MONEY_LOAN_TERMS_H_

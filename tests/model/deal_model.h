// DealModel: a second, plain way to what is owed under the newer kinds of money
// clause: shares and prices with tiers, minimums, caps and advances; take or
// pay with credits; loans; indexed and converted sums; late interest by the
// day, set-off. Written from domain.md, doc/clauses.md, doc/decisions.md and
// the comments of the schema. It recomputes the whole history for every
// question, with exact numbers, and knows no traces, ranges or replays for
// binding days.
//
// It keeps to contracts whose terms change between periods only, in time, and
// whose numbers are known. What it cannot say is in `open`, by clause; where
// payments may fall on such sums, `payments_open`.
#ifndef TESTS_MODEL_DEAL_MODEL_H_
#define TESTS_MODEL_DEAL_MODEL_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ledger/event/event.h"
#include "ledger/value/rational.h"
#include "tests/model/terms_model.h"

namespace covenant::model {

// What these sums are rounded to.
inline Rational Cents(const Rational& value) {
  return value.Round(2, RoundingMode::kHalfAway).ToRational();
}

// The number of a rate or an amount.
inline Rational Number(const Value& value) {
  if (const auto* rate = value.As<Rate>()) return rate->value();
  return value.As<Amount>()->value().ToRational();
}

struct DealSum {
  std::string clause;
  std::string name;  // of the occurrence
  std::string debtor, creditor, unit;
  std::optional<Interval> period;
  std::optional<Date> due;
  std::optional<Date>
      interest_until;              // of a loan: the last day of the interest
  std::optional<Date> accrues_on;  // where not with the last day of `period`
  Date stands;            // the first day on which a payment finds it
  Date accrues;           // the first day on which it can be set off
  Rational exact;         // what accrues before it is rounded
  Rational exact_credit;  // what is credited before it is rounded
  Rational accrued, credited, interest, paid, owed;
  bool unknown = false;
  bool turned = false;  // owed the other way round
};

struct DealNow {
  std::vector<DealSum> sums;
  std::map<std::string, std::string> open;  // clause to why
  std::string payments_open;                // why; empty: they are settled
};

class DealModel {
 public:
  // `shared`: the events of published rates.
  DealModel(const std::string& contract, const std::vector<Event>& events,
            const std::vector<Event>& shared, std::uint64_t known);

  DealNow At(Date as_of);

 private:
  // What a clause has come to so far, in the order of its periods.
  struct Course {
    int periods = 0;
    std::map<std::string, int> in_year;  // periods of each year, by its start
    bool lost = false;                        // a period before is not known
    std::map<std::string, Rational> counted;  // for tiers, by window
    std::map<std::string, Rational> charged;
    std::map<std::string, Rational> capped;  // by cap and window
    std::map<Date, Rational> years;          // accrued, by year
  };
  struct Credit {
    Date last;  // on which it can be used
    Rational left;
  };
  // Days of a period on which a clause reads the same.
  struct Stretch {
    Interval days;
    const ClauseNow* clause;
  };
  struct Reported {
    std::optional<Rational> value;
    bool waits = false;
  };

  // deal_model.cc
  const ClauseNow* On(const std::string& id, Date day) const;
  bool Steady(const std::string& id, const Interval& period) const;
  void Open(const std::string& clause, const std::string& why);
  std::optional<Date> MilestoneDay(const std::string& name) const;
  std::vector<Interval> Periods(const ClauseNow& clause) const;
  std::optional<Date> DueOf(const ClauseNow& clause, const DueRule* rule,
                            const std::optional<Interval>& period,
                            std::optional<Date> accrues) const;
  std::optional<Date> Accelerated(const ClauseNow& clause,
                                  std::optional<Date> due, Date accrues) const;
  Date Rolled(const ClauseNow& clause, Date day) const;
  DealSum Begin(const std::string& id, const ClauseNow& clause,
                const std::string& name) const;
  void Keep(const ClauseNow& clause, DealSum sum);

  // deal_sums.cc
  void OneOff(const std::string& id);
  void Schedule(const std::string& id);
  void Recurring(const std::string& id);
  void TakeOrPay(const std::string& id);
  std::vector<Stretch> Stretches(const std::string& id,
                                 const Interval& period) const;
  void Loan(const std::string& id);

  // deal_shares.cc
  void OpenIfDated(const std::string& id, const Interval& period);
  void Shares();
  void SharePeriod(const std::string& id, const Interval& period);
  Reported Base(const ClauseNow& clause, const Interval& period) const;
  const Report* ReportOf(const std::string& metric,
                         const Interval& period) const;
  Reported Total(const ClauseNow& clause, const std::string& metric,
                 const Interval& period) const;
  Rational ByTiers(const ClauseNow& clause, Course& course,
                   const std::string& window, const Rational& base,
                   const Rational& factor) const;
  Rational Capped(const ClauseNow& clause, Course& course,
                  const Interval& period, const Rational& amount,
                  bool count) const;
  void Recoup(const ClauseNow& clause, const Interval& period,
              const Rational& base, Rational& amount, Rational& credit);
  std::vector<Rational> Turns(const ClauseNow& clause, const Interval& period,
                              const Rational& base) const;
  Rational Advanced(const std::set<std::string>& names, Date day) const;
  void YearMinimum(const std::string& id, const ClauseNow& clause,
                   const Interval& period, Course& course);

  // deal_rates.cc
  std::optional<Rational> Published(const std::string& series, Date day,
                                    bool previous,
                                    const Duration* within) const;
  std::optional<Rational> IndexFactor(const ClauseNow& clause, Date day) const;
  std::optional<Rational> Exchange(const ClauseNow& clause,
                                   const DealSum& sum) const;

  // deal_settle.cc
  std::vector<std::pair<Date, Rational>> EarlyPaymentOf(
      const DealSum& sum) const;
  void Settle();

  TermsModel terms_;
  std::vector<Event> shared_;
  std::uint64_t known_;
  std::map<Date, TermsNow> table_;  // by the first day on which they are so
  Date bound_;                      // when the agreement was signed
  Date effective_;
  Date as_of_;
  DealNow now_;
  std::map<std::string, Course> courses_;
  std::map<std::set<std::string>, Rational> pools_;  // credited
  std::set<std::set<std::string>> lost_pools_;
};

// 1 January to 31 December, or from the day of `year_start`.
Date YearStartOf(const ClauseNow& clause, Date day);

}  // namespace covenant::model

#endif  // TESTS_MODEL_DEAL_MODEL_H_

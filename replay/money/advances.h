// Advances: what was paid ahead of shares and is earned out by them. Clauses that
// list the same advances earn them out together. Where lists overlap but differ,
// each advance is followed by itself, and what is credited counts for the one
// that was due first. Pure.
#ifndef REPLAY_MONEY_ADVANCES_H_
#define REPLAY_MONEY_ADVANCES_H_

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "replay/money/evaluate.h"
#include "replay/money/periodic.h"
#include "replay/money/stated_counts.h"

namespace covenant {

// "nothing 0 EUR"
Trace Nothing(const std::string& unit);

// What is repaid of advances by a clause that has ended and says so.
struct Repayment {
  std::string clause;
  std::string name;                    // of the occurrence
  const ClauseState* state = nullptr;  // its last terms
  Date day;                            // on which it falls due
  Date turn;  // it comes behind the periods that end by then
  // Of those that end on that day behind the ones of this clause, by its place
  // among those that list advances; behind all.
  std::optional<std::size_t> behind = {};
  bool awaits = false;  // of last periods it is not known what they earn
  bool later = false;   // of what is advanced on that day, once it has ended
};

class Advances {
 public:
  // Of all clauses that may list advances.
  Advances(EvaluationContext& context, const ShareClauses& clauses);

  // What is left of the advances that the clause lists, on the day of the period
  // that it names. Of periods that wait for their reports it is not known what
  // they earned out.
  Trace Outstanding(const ClausePeriod& period) const;

  // Something was credited against them in the period.
  void Count(const ClausePeriod& period, const Trace& credited);
  // Something will be that is not reported yet.
  void Await(const ClausePeriod& period, Trace unknown);

  // Of the clause, in order.
  std::vector<Repayment> RepaymentsOf(const std::string& clause,
                                      const ClauseRuns& runs) const;
  // Owes it. What is repaid is not outstanding any more.
  void Repay(const Repayment& repayment);

  // The balance of the clause, whose last terms are `state`, unless the clause
  // has ended and the rest is repaid.
  void Finish(const std::string& clause, const ClauseState& state,
              const Run& now);

 private:
  struct Pool {
    Trace credited;  // null: nothing
    std::vector<Trace> awaited;
  };
  // The same in all, and since the last day that is closed by an opening that
  // states what was left on it.
  struct Pools {
    Pool all, since;
    // What had fallen due by then is repaid as far as it was not earned out.
    std::optional<Date> repaid;
    std::set<Date> repaid_later;  // the due days of what was repaid whole
  };

  using Names = std::set<std::string>;  // of clauses under which they are paid

  // The lists of advances that are followed each by itself for the clause, by
  // the day on which they were first due.
  std::vector<Names> PoolsOf(const ClauseState& state) const;
  // Those that fell due behind `after`, where it is given.
  Trace AdvancedBy(const Names& names, const std::string& currency, Date day,
                   std::optional<Date> after) const;
  // `closed`: of a period that an opening closes.
  Trace LeftOf(const Names& names, const std::string& currency,
               const std::string& label, Date day, bool awaited,
               bool closed) const;
  Trace Left(const ClauseState& state, const std::string& label, Date day,
             bool awaited, bool closed) const;
  // What an opening states of the list; null: nothing.
  const StatedCount* StatedOf(const Names& names) const;
  bool Closed(const Names& names, const ClausePeriod& period) const;
  // Whether a clause other than `clause` is in force on the day that can earn
  // one of them out.
  bool GoesOn(const Names& names, const std::string& clause, Date day) const;
  // What the clause repays of the list, which is not outstanding from then on.
  Trace TakeBack(const Names& names, const Repayment& repayment);

  EvaluationContext& context_;
  std::vector<std::pair<std::string, const ClauseRuns*>> listing_;  // in order
  Names shared_in_part_;  // of lists that overlap but differ
  std::map<Names, Pools> pools_;
  std::map<Names, StatedCount> stated_;
};

// An amount, and what of it is credited against advances.
struct EarnedOut {
  Trace amount;
  Trace credit;
};

// The share of what is earned under the terms that is credited; null: all.
Trace CreditedShareOf(const ClauseState& terms);
// The same of a total of the period, by the rule for changes inside it.
Trace CreditedShareOver(const ClausePeriod& period, const std::string& rule);

// The part of what is earned that is credited, where a share of it is (null:
// all).
Trace Creditable(const Trace& amount, const Trace& share);

// `amount`, credited as far as something is outstanding; of it no more than the
// `share` that is credited, where one is stated (null: all).
EarnedOut Credit(Trace amount, const Trace& share, const Trace& outstanding);

// At most the share of the amount that is not waived (null: nothing is), which
// a cap or a minimum may have changed; with a null share `credit` itself.
Trace WithinShare(Trace credit, const Trace& share, const Trace& amount,
                  const Trace& waived);

// At most what accrued and is not waived, which leaves the advances as they
// are. Returns credit back what is owed the other way round, no more: a minimum
// in their place, or beside them, leaves nothing or less of that.
Trace WithinAccrued(Trace credit, const Occurrence& occurrence);

// The rates before and once the advances are earned out, and what happens in
// between: split, old-rate, new-rate.
struct RecoupmentRates {
  Trace before, after;
  Trace share;  // of what is earned that is credited; null: all
  std::string crossing;
};

// `amount` is `base` at the rate before.
EarnedOut CreditAtRates(const RecoupmentRates& rates, const std::string& label,
                        const Trace& base, Trace amount,
                        const Trace& outstanding);

}  // namespace covenant

#endif  // REPLAY_MONEY_ADVANCES_H_

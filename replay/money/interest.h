// Interest: what runs on a sum that is paid late, by the late-interest clauses
// of the contract (domain.md section 5; doc/decisions.md, "Late interest"). Pure.
#ifndef REPLAY_MONEY_INTEREST_H_
#define REPLAY_MONEY_INTEREST_H_

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/value/date.h"
#include "ledger/value/range.h"
#include "replay/instruments.h"
#include "replay/money/clause_runs.h"
#include "replay/money/interest_waivers.h"
#include "replay/money/pieces.h"
#include "replay/money/reach.h"
#include "replay/shared.h"
#include "replay/timeline.h"
#include "replay/trace.h"

namespace covenant {

// The late-interest clauses of one contract over time.
class InterestTerms {
 public:
  // The timeline and the rates must outlive it. No interest runs on the days
  // after `last`, if it is given.
  InterestTerms(const Timeline& timeline, const Milestones& milestones,
                const Shared& shared, std::optional<Date> last);

  const Shared& shared() const { return *shared_; }

  // Whether there is a late-interest clause on any day.
  bool any() const { return !clauses_.empty(); }

  // The clauses that govern sums owed by the debtors under `clause` on a day:
  // of those in force the ones that speak of them most closely. More than one:
  // which of them counts is not known.
  struct Rule {
    std::vector<const ClauseState*> clauses;
    bool maybe = false;  // in force on an undisclosed day
    bool part = false;   // a limited suspension may reach it

    bool none() const { return clauses.empty(); }
    friend bool operator==(const Rule&, const Rule&) = default;
  };
  Rule On(Date day, const std::string& clause, const Debtors& debtors) const;

  // Whether such a sum can bear interest on a day up to `last`.
  bool Reaches(const std::string& clause, const Debtors& debtors,
               Date last) const;

  // Days on which a rule can begin to read otherwise.
  const std::set<Date>& breaks() const { return breaks_; }

 private:
  // Days on which the duties of a clause rest, as a whole or in part.
  struct Rest {
    Interval days;
    bool whole = false;
    bool part = false;
  };
  static Rest RestOf(const ClauseState& clause);

  const Shared* shared_;
  std::map<std::string, ClauseRuns> runs_;  // of all clauses; empty for none
  // By clause, in order: a sum rests with its clause, also after the days for
  // which the clause made sums.
  std::map<std::string, std::vector<Rest>> rests_;
  std::vector<std::string> clauses_;        // those of late interest
  std::set<Date> breaks_;
  std::optional<Date> last_;
};

// The interest on one sum, from its due day on; told of the days in order.
class RunningInterest {
 public:
  // Interest runs from the day after `due`, and not before the day after
  // `opened`, which closed what came before. `unknown_because`: why the
  // principal is not known where it is not. `waivers` are those by amount, and
  // must outlive this.
  RunningInterest(const InterestTerms& terms, std::string clause,
                  Debtors debtors, std::string unit, Date due,
                  std::optional<Date> opened, Basis basis,
                  std::string unknown_because, InterestWaivers* waivers);

  // How transfers have divided the claim, in their order. What is fixed for a
  // claim is not owed once for each creditor.
  void SetDivisions(std::vector<ClaimDivision> divisions) {
    divisions_ = std::move(divisions);
  }

  // What bears interest on a day. Days of grace are asked for with the first
  // day after them.
  using Principal = std::function<RationalRange(Date day)>;

  // Lets interest run through `day`. `principal` changes on `breaks` only.
  void RunThrough(Date day, const Principal& principal,
                  const std::set<Date>& breaks);
  // Rounds what has run: for a payment or an answer.
  void Post();

  // What would be open of it after Post().
  RationalRange OpenIfPosted() const;
  // Whether something has run that a waiver by amount can take.
  bool WaivesAmounts() const { return !running_by_amount_.empty(); }

  // What is open of what is posted.
  const RationalRange& open() const { return open_; }
  void Pay(const RationalRange& amount);

  // Whether nothing of it is open nor ever will be where there is no principal.
  bool Done() const;

  // Whether a payment on the day is taken for principal first.
  bool PrincipalFirst(Date day) const;
  // Whether a sum bears none on a day on which it is in dispute.
  bool NotOnDisputed(Date day) const;

  // All that has run, gross, and what of it is waived; null: none. After Post().
  Trace gross() const;
  Trace waived() const;

 private:
  // The last day of grace of the clause; nothing where its business days cannot
  // be counted.
  std::optional<Date> EndOfGrace(const Duration& grace,
                                 const ClauseState& clause) const;
  void Stretch(Date last, const InterestTerms::Rule& rule,
               const RationalRange& principal);
  void Compensate(const InterestTerms::Rule& rule,
                  const RationalRange& principal, Date first);
  // The part of interest on the days of the clause that is waived; null: none.
  Trace WaivedPart(const ClauseState& clause) const;
  // Adds what has run on the days of the clause, of which `waived` (null:
  // nothing) is waived by share.
  void AddRun(const ClauseState& clause, Trace interest, Trace waived);
  void WaiveAmounts(const std::string& days, Trace rest);
  std::optional<Date> NextCapitalisation(const ClauseState& clause) const;
  // The reference rate of the clause on a day; null where it has none.
  Trace Reference(const ClauseState& clause, Date day) const;
  // The first day after `day` on which a reference rate of the rule can change.
  std::optional<Date> NextReset(const InterestTerms::Rule& rule,
                                Date day) const;
  bool SameReferences(const InterestTerms::Rule& rule, Date a, Date b) const;

  const InterestTerms* terms_;
  std::string clause_;
  Debtors debtors_;
  std::string unit_;
  Date due_;
  Date at_;     // interest has run through this day
  Date grace_;  // none: the due day
  bool grace_unknown_ = false;  // no calendar covers its business days
  Basis basis_;
  std::string unknown_because_;
  std::vector<ClaimDivision> divisions_;
  std::vector<Trace> running_, running_waived_;  // not rounded yet
  std::vector<WaivedInterest> running_by_amount_;
  InterestWaivers* waivers_;
  std::optional<Date> running_from_;
  const ClauseState* rounding_ = nullptr;
  std::vector<Trace> posted_, posted_waived_;
  // Whether the fixed compensation is counted already, and what of it is posted
  // and not waived. What is paid counts for it last.
  bool compensated_ = false;
  RationalRange compensation_;
  RationalRange open_;         // posted, not waived, not paid
  RationalRange capitalised_;  // the part of it that bears interest
};

}  // namespace covenant

#endif  // REPLAY_MONEY_INTEREST_H_

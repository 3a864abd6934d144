// Evaluate: what the money clauses of one timeline produce as of a legal day:
// occurrences of duties before payments, and running balances. All kinds of
// clause reduce to schedule × expression × debtor and creditor here. Pure.
#ifndef REPLAY_MONEY_EVALUATE_H_
#define REPLAY_MONEY_EVALUATE_H_

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "replay/money/clause_runs.h"
#include "replay/money/facts.h"
#include "replay/money/schedule.h"
#include "replay/obligations.h"
#include "replay/timeline.h"
#include "replay/trace.h"

namespace covenant {

// What of a sum is of some of its days.
struct DaysPart {
  Interval days;
  RationalRange accrued, waived;
};

// What of a later increase may have been due before it.
struct MaybeDue {
  Date since;            // its due day
  RationalRange amount;  // which is not known
  std::string because;   // a finding code
};

// One occurrence of a duty, before payments.
struct Occurrence {
  std::string clause;
  std::string name;
  std::string debtor;
  std::string creditor;
  std::string unit;
  std::optional<Interval> period;  // days in force of its nominal period
  // The last day of the period, or the due day where there is none; for
  // openings.
  std::optional<Date> closes_on;
  std::optional<Date> due;
  // The day on which the figure itself says that it was invoiced.
  std::optional<Date> invoiced;
  // Without a due day: whether there is one that is not known, and not because
  // what it counts from, such as an invoice, is still to come.
  bool due_unknown = false;
  Trace accrued;           // rounded; null while contingent
  Trace contingent;        // rounded; null once accrued
  Trace waived;            // null: none
  Trace credited;          // against advances; null: none
  Trace waived_by_amount;  // the part of `waived` that is; null: none
  // How what accrued and is waived is spread over the days of the period, where
  // that is known: proportions, before rounding and conversion. Else empty.
  std::vector<DaysPart> by_days;
  std::vector<MaybeDue> maybe_due;  // in the order of their days
  bool failed = false;     // its condition can no longer be met
  bool repayment = false;  // of what was lent, or the advance itself
  // It is there from its due day on, also where its period still runs.
  bool in_advance = false;
  std::optional<Date> accrued_on;  // of what is owed once
  std::optional<Date> figure_day;  // of one figure of a report that has a day
  Basis basis = Basis::kOfficial;  // of schedule and due rule
  // The day on which the instrument bound that created it.
  Date created;
  // The facts that the due day rests on: invoices, calendars.
  std::vector<EventRef> due_because;
  // The terms by which payments in another currency count on it
  // (`convert.day: payment`); null: none do.
  std::shared_ptr<const ClauseState> paid_in;
};

// The day on which it accrued: for a period its last day, unless it was due
// before.
inline std::optional<Date> AccrualDay(const Occurrence& o) {
  if (o.accrued_on) return o.accrued_on;
  return o.closes_on && o.due ? std::min(*o.closes_on, *o.due) : o.closes_on;
}

// By clause and occurrence name.
using OccurrenceKey = std::pair<std::string, std::string>;

// What a sum counts for others by what was computed.
struct KeptSum {
  CountedSum counts;
  Trace owed;  // what accrued with the tax and converted; null: the same
};

struct Evaluation {
  std::map<OccurrenceKey, Occurrence> occurrences;
  // Where the contract has statements or waivers by amount.
  std::map<OccurrenceKey, KeptSum> counted;
  std::vector<ClauseBalance> balances;
  std::vector<Finding> findings;
};

// What one clause came to, by the day on which it closes, so that what asks for
// a part of a long history need not go through all of it.
struct ClosedByDay {
  std::multimap<Date, const Occurrence*> occurrences;
  std::vector<const Occurrence*> undated;
  // The periods that have ended and whose sums wait for reports: last days and
  // names.
  std::multimap<Date, std::string> awaited;
};

// What the sums of a clause come to that are rounded in total.
struct RunningTotal {
  Trace exact, rounded;  // null: nothing
};

struct IndexHistory;  // indexation.cc

// What one evaluation reads and writes.
struct EvaluationContext {
  const std::string& contract;
  const std::vector<BoundInstrument>& instruments;
  const Timeline& timeline;
  const Facts& facts;
  Date as_of;
  Evaluation& out;
  // Of all clauses, and which of them are computed already.
  const std::map<std::string, ClauseRuns>* runs = nullptr;
  std::set<std::string> computed = {};
  // Of the clauses that were asked for: see Closed().
  std::map<std::string, ClosedByDay> closed = {};
  // By clause: see SetAccrued().
  std::map<std::string, RunningTotal> totals = {};
  // Of shares and prices, by clause and period: what figures came to, before
  // minimums and caps.
  std::map<OccurrenceKey, std::vector<Trace>> priced = {};
  // Of those settled figure by figure: periods of which no report is awaited any
  // more, by clause and period.
  std::set<OccurrenceKey> reported = {};
  // What caps of liability left of sums in the round before; null: nothing is
  // limited.
  const std::map<OccurrenceKey, CountedSum>* limited = nullptr;
  // By clause: the terms by which its amount is adjusted, read once.
  mutable std::map<std::string, std::shared_ptr<const IndexHistory>>
      index_histories = {};
  // By history, place in it and day of the last adjustment: the factor from
  // then on.
  mutable std::map<std::tuple<const IndexHistory*, std::size_t, Date>, Trace>
      index_factors = {};

  // "contract/clause"
  std::string Subject(const std::string& clause) const {
    return contract + "/" + clause;
  }
  std::string Subject(const std::string& clause, const std::string& name) const {
    return contract + "/" + clause + "/" + name;
  }
  // Forgets what was computed.
  void BeginAgain();
  // Adds an occurrence, in the place of one of the same clause and name.
  void Keep(Occurrence occurrence);
  // What the sum, which has accrued, counts for those that depend on it: of one
  // that is final what is final, of one that a cap of liability limits what is
  // left of it, and without what is waived of it by amount.
  CountedSum CountsOf(const Occurrence& occurrence) const;
  // Of a clause that has runs.
  const ClosedByDay& Closed(const std::string& clause);
  // The day on which the instrument bound that set a field or made a clause.
  Date BindingOf(const std::vector<EventRef>& set_by) const;
  void Find(std::string_view code, std::string subject, std::string message,
            std::vector<EventRef> because) const;
};

Evaluation Evaluate(const std::string& contract,
                    const std::vector<BoundInstrument>& instruments,
                    const Timeline& timeline, const Facts& facts, Date as_of);

// The evaluators of the clause kinds; `runs` are those of one clause.
void EvaluateOneOff(EvaluationContext& context, const std::string& clause,
                    const ClauseRuns& runs);
void EvaluateRecurring(EvaluationContext& context, const std::string& clause,
                       const ClauseRuns& runs);
void EvaluateFormula(EvaluationContext& context, const std::string& clause,
                     const ClauseRuns& runs);
void EvaluateCeiling(EvaluationContext& context, const std::string& clause,
                     const ClauseRuns& runs);

void EvaluateTakeOrPay(EvaluationContext& context, const std::string& clause,
                       const ClauseRuns& runs);
void EvaluateLoan(EvaluationContext& context, const std::string& clause,
                  const ClauseRuns& runs);
// Prices that are to be as good as others', after those that they compare.
void EvaluateMostFavoured(EvaluationContext& context, const std::string& clause,
                          const ClauseRuns& runs);
// Clauses that are shares or prices, by name, with their runs; one whose kind
// changed from the one to the other stands there as each.
using ShareClauses = std::vector<std::pair<std::string, ClauseRuns>>;
// Revenue shares and unit prices together, after the clauses under which
// advances are paid: both can earn out the same ones.
void EvaluateShares(EvaluationContext& context, const ShareClauses& clauses);
// Payment in another currency, of all that was computed, or of one sum.
void ConvertCurrencies(EvaluationContext& context);
void ConvertCurrency(const EvaluationContext& context, Occurrence& occurrence);
// The calendar and the roll that the clause states.
DueCalendar DueCalendarOf(const Facts& facts, const ClauseState& clause);

// Sets the due day of the occurrence by the rule, rolled as `clause` says, and
// what it rests on. A day that no calendar covers is not known:
// `missing-calendar`.
void SetDue(const EvaluationContext& context, const ClauseState& clause,
            const DueRule& rule, const DueAnchors& anchors,
            Occurrence& occurrence);

// Adds the invoice for the occurrence to the anchors; `accrued` as InvoiceFor
// takes it.
void AddInvoice(const EvaluationContext& context, std::optional<Date> accrued,
                Occurrence& occurrence, DueAnchors& anchors);

// Leaves for the terms of a clause. A field that is conflicting or absent gives
// an unknown.
Trace AmountLeaf(const ClauseState& clause, const std::string& path,
                 const std::string& label, const std::string& unit);
Trace RateLeaf(const ClauseState& clause, const std::string& path,
               const std::string& label);
Trace ConstantLeaf(std::string label, RationalRange value, std::string unit = "");

// The amount rounded as the clause says, by default to the minor unit.
Trace RoundedAmount(const ClauseState& clause, const std::string& unit,
                    Trace amount);

// Whether a waiver or suspension is for a part of what its clause covers: a
// scope, a deal, an act in words. How much of a sum that is the ledger does not
// know.
bool IsLimited(const Attachment& attachment);

// The part of `accrued` that is waived by the attachments of `clause` measured
// so, as a rate; null for none. Waivers by amount: waivers.h.
Trace WaivedShare(const ClauseState& clause, WaiverMeasure measure);

// The weakest basis of the named fields that the clause has.
Basis BasisOfFields(const ClauseState& clause,
                    const std::vector<std::string>& paths);

// Symbol of a field, or empty.
std::string SymbolOf(const ClauseState& clause, const std::string& path);

}  // namespace covenant

#endif  // REPLAY_MONEY_EVALUATE_H_

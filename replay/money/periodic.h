// Periodic: what recurring payments and revenue shares have in common: nominal
// periods, days in force, due days. Pure.
#ifndef REPLAY_MONEY_PERIODIC_H_
#define REPLAY_MONEY_PERIODIC_H_

#include <optional>
#include <string>
#include <vector>

#include "ledger/event/event.h"
#include "replay/money/clause_runs.h"
#include "replay/money/evaluate.h"
#include "replay/money/pieces.h"
#include "replay/money/schedule.h"
#include "replay/settled_past.h"

namespace covenant {

// One nominal period of a clause with the days on which it is in force.
struct ClausePeriod {
  NominalPeriod nominal;
  std::vector<Slice> slices;  // the whole nominal period
  Interval active;            // from the first to behind the last day in force
  const ClauseState* last = nullptr;  // the terms of the last day in force
  // Its last day for what is counted over several periods: that of the nominal
  // period or, where the periods that follow begin inside it, the last in force.
  Date stops;
};

// The periods of the clause that start on or before the as-of day and have a
// day in force, in the order of their last days in force. Where the length of
// the periods or their anchor changes, each stretch has periods of its own, and
// the last of one can end by its name after those of the next have begun.
// `past`: without those that it leaves out, of a clause that has one rule for
// its periods.
std::vector<ClausePeriod> ClausePeriodsOf(
    const ClauseRuns& runs, Date as_of,
    const SettledPast::Periods* past = nullptr);

// An occurrence of the period with parties, due day and creation filled in;
// `unit` is the currency. One part of a period has a name of its own, and may
// be one figure with days of invoice and receipt.
Occurrence OccurrenceOf(const EvaluationContext& context,
                        const std::string& clause, const ClausePeriod& period,
                        const std::string& unit, const std::string& name = "",
                        const ReportItem* item = nullptr);

// Adds up pieces, rounds, and sets accrued and waived; the due-date waivers in
// force on the due day are applied. Asked of the sums of a clause in their order.
void SetAccrued(EvaluationContext& context, const ClausePeriod& period,
                Occurrence& occurrence, Trace amount,
                const std::vector<Piece>& pieces);

// The last day on which a report of the period is in time.
Date ReportDueOf(const EvaluationContext& context, const ClausePeriod& period);

// What of the sum was paid or is still to be paid.
Trace LeftToPay(const CountedSum& sum);

// Whether the clause has the field on one of the days in force.
bool AnyDayHas(const ClausePeriod& period, const std::string& path);

// The first day of the contract's year that holds `day`, and its name: "2024",
// or the day where it is not a new year.
Date YearStart(const ClauseState& state, Date day);
std::string NameOfYear(Date start);

}  // namespace covenant

#endif  // REPLAY_MONEY_PERIODIC_H_

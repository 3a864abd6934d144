// Facts: the reports, payments and other facts of one contract, ready for
// computing. They depend on the known point alone; the legal day selects among
// them when they are used. Pure.
#ifndef REPLAY_MONEY_FACTS_H_
#define REPLAY_MONEY_FACTS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ledger/event/event.h"
#include "replay/day_range.h"
#include "replay/instruments.h"
#include "replay/parties.h"
#include "replay/readings.h"
#include "replay/record.h"
#include "replay/settled_past.h"
#include "replay/shared.h"
#include "replay/trace.h"

namespace covenant {

// What one report says of one metric.
struct MetricReport {
  const Recorded* record = nullptr;
  const Report* report = nullptr;
  // Later reports of the same metric that only partly overlap this one: which
  // of them counts is not known.
  bool ambiguous = false;
  // Its total is not what its single figures of the metric come to, so that
  // what is to be added up is not known either.
  bool total_differs = false;
  // The latest end of it and of those before it in the list.
  Date ends_by;
};

// A milestone that powers may have reached, or reached on a day that is not
// known.
struct MayReach {
  DayRange day;
  bool certain = true;  // it is reached, by the last of these days
  const Recorded* record = nullptr;
};

// What one sum counts for the sums that depend on it, before conversion and
// tax.
struct CountedSum {
  Trace accrued;
  Trace waived;    // null: none
  Trace credited;  // against advances; null: none
};

struct Facts {
  // By metric: the reports that count, by first day of the period. A report
  // whose whole period is covered by a later version is superseded.
  std::map<std::string, std::vector<MetricReport>> reports;
  // By clause, of those for which a period is closed: the reports that count
  // for it instead.
  std::map<std::string, std::map<std::string, std::vector<MetricReport>>>
      closed_reports;
  // By clause and occurrence, of sums that are final: what they count instead.
  std::map<std::pair<std::string, std::string>, CountedSum> closed_counts;
  // Likewise what is waived of a sum by amount, which is spread over the sums
  // once all are computed (waivers.h), as it counts.
  std::map<std::pair<std::string, std::string>, Trace> waived_by_amount;
  // Whether what sums count is asked for (Evaluation::counted).
  bool keeps_counts = false;
  std::vector<const Recorded*> payments;  // by date, then record order
  std::vector<const Recorded*> set_offs;  // by date, then record order
  std::vector<const Recorded*> taxes;     // by date, then record order
  std::vector<const Recorded*> openings;  // in record order
  std::vector<const Recorded*> disputes;
  std::map<std::string, const Recorded*> resolutions;  // by dispute
  std::vector<const Recorded*> readings;
  // By obligation; by day of delivery, then record order.
  std::map<std::string, std::vector<const Recorded*>> statements;
  // By what they are for: "clause" or "clause/occurrence"; by day sent, then
  // record order.
  std::map<std::string, std::vector<const Recorded*>> invoices;
  // In record order.
  std::vector<const Recorded*> exercises;
  std::vector<const Recorded*> notices;
  std::vector<const Recorded*> performances;
  std::vector<const Recorded*> breaches;
  std::vector<const Recorded*> cures;
  Milestones milestones;
  // By name (MayBeReached).
  std::map<std::string, MayReach> may_be_reached;
  Shared shared;
  // Who has come in whose place, for powers and duties (StandInsOf).
  std::vector<PartyChange> stand_ins;
  ReadAs read_as;  // how contested clauses are read
  // What is left out of the replay; null: nothing.
  const SettledPast* past = nullptr;

  // Of the clause; null: nothing.
  const SettledPast::Periods* PastOf(const std::string& clause) const {
    if (past == nullptr) return nullptr;
    const auto found = past->clauses.find(clause);
    return found == past->clauses.end() ? nullptr : &found->second;
  }
};

// `record` must outlive the result.
Facts FactsOf(const std::vector<Recorded>& record, Shared shared,
              const Signings& signings);

// Whether the report states a total of the metric beside single figures of it
// that come to something else: whether they are part of the total is not known.
bool TotalDiffers(const Report& report, const std::string& metric);

// The facts without the statements from the sequence on; what sums count is
// asked for.
Facts StatedBefore(Facts facts, std::uint64_t sequence);

// Lets the reports for days of the period count for the clause as they stood in
// `then`, whose record must outlive `facts`; whether that makes a difference.
bool CloseReports(const Facts& then, const std::string& clause,
                  const Interval& period, Facts& facts);

// Those of the reports of the metric that count for the clause and can have a
// day in common with `days`, which has both ends; some of them may have none.
std::span<const MetricReport> ReportsAround(const Facts& facts,
                                            const std::string& clause,
                                            const std::string& metric,
                                            const Interval& days);

// The invoice for a sum: the first one for it that was sent by the as-of day.
// One that names the clause alone is for sums that had accrued, by `accrued`,
// when it was sent.
struct InvoiceDays {
  std::optional<Date> sent;
  std::optional<Date> received;  // by the as-of day
  Basis basis = Basis::kOfficial;
  std::vector<EventRef> refs;
};
InvoiceDays InvoiceFor(const Facts& facts, const std::string& clause,
                       const std::string& occurrence,
                       std::optional<Date> accrued, Date as_of);

}  // namespace covenant

#endif  // REPLAY_MONEY_FACTS_H_

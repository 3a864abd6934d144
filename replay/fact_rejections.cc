#include "replay/fact_rejections.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "replay/money/facts.h"
#include "replay/money/stated_counts.h"

namespace covenant {
namespace {

void Check(EventChecks& checks, const Event& event, const Report& report) {
  for (std::size_t i = 0; i < report.items.size(); ++i) {
    checks.CheckFactDay(event, "items[" + std::to_string(i) + "].date",
                        report.items[i].date);
  }
  // Prices of others are compared one by one, not added up.
  const auto& clauses = checks.names().clauses;
  const bool prices =
      std::any_of(clauses.begin(), clauses.end(), [](const auto& clause) {
        return clause.second == kind::kMostFavouredPrice;
      });
  for (const auto& [metric, total] : report.metrics) {
    if (prices || !TotalDiffers(report, metric)) continue;
    checks.Refuse("E0455", "metrics." + metric,
                  "the total of " + metric + ", " + total.ToString() +
                      ", is not what its single figures come to",
                  "another total",
                  "write the figures so that they add up to the total, or "
                  "leave one of them out");
  }
}

void Check(EventChecks& checks, const Event& event,
           const PaymentMade& payment) {
  checks.CheckFactDay(event, "date", payment.date);
  checks.CheckParty("payer", payment.payer);
  checks.CheckParty("payee", payment.payee);
  checks.CheckSum("designation", payment.designation);
}

void Check(EventChecks& checks, const Event& event,
           const Milestone& milestone) {
  checks.CheckFactDay(event, "date", milestone.date);
}

// The kinds of clause that count it.
std::vector<std::string_view> CountedBy(Counted counted) {
  switch (counted) {
    case Counted::kAdvances:
    case Counted::kTierBase:
    case Counted::kTierCharge:
      return {kind::kRevenueShare, kind::kUnitPrice};
    case Counted::kMakeUp:
      return {kind::kTakeOrPay};
    case Counted::kAccruedInYear:
    case Counted::kAccruedInAll:
      break;
  }
  return {kind::kRevenueShare,     kind::kUnitPrice,
          kind::kFormula,          kind::kRecurringPayment,
          kind::kTakeOrPay,        kind::kLiabilityCap,
          kind::kMostFavouredPrice};
}

void CheckCounts(EventChecks& checks, const Opening& opening) {
  std::set<std::pair<std::string, Counted>> seen;
  for (std::size_t i = 0; i < opening.counts.size(); ++i) {
    const std::string path = "counts[" + std::to_string(i) + "].";
    const OpeningCount& count = opening.counts[i];
    if (!checks.CheckClause(path + "clause", count.clause)) continue;
    checks.CheckKind(path + "clause", count.clause, "E0456",
                     "does not count this", CountedBy(count.counted));
    if (!Closes(opening, count.clause)) {
      checks.Refuse("E0456", path + "clause",
                    "the opening does not close the past of " + count.clause,
                    "not closed", "name the clause under `clauses` too");
    }
    const bool make_up = count.counted == Counted::kMakeUp;
    if (!seen.emplace(count.clause, count.counted).second && !make_up) {
      checks.Refuse("E0456", path + "counted",
                    "this is stated of " + count.clause + " twice",
                    "stated before", "leave one of them out");
    }
    if (count.expires && !make_up) {
      checks.Refuse("E0456", path + "expires", "only make-up credits expire",
                    "does not expire", "leave it out");
    }
  }
}

void Check(EventChecks& checks, const Event& event, const Opening& opening) {
  checks.CheckFactDay(event, "through", opening.through);
  for (std::size_t i = 0; i < opening.clauses.size(); ++i) {
    checks.CheckClause("clauses[" + std::to_string(i) + "]",
                       opening.clauses[i]);
  }
  for (std::size_t i = 0; i < opening.balances.size(); ++i) {
    const std::string path = "balances[" + std::to_string(i) + "].";
    const OpeningBalance& balance = opening.balances[i];
    checks.CheckClause(path + "clause", balance.clause);
    checks.CheckParty(path + "debtor", balance.debtor);
    checks.CheckParty(path + "creditor", balance.creditor);
  }
  CheckCounts(checks, opening);
}

void Check(EventChecks& checks, const Event& event, const Reading& reading) {
  checks.CheckFactDay(event, "date", reading.date);
  checks.CheckClause("clause", reading.clause);
  for (std::size_t i = 0; i < reading.asserted_by.size(); ++i) {
    checks.CheckParty("asserted_by[" + std::to_string(i) + "]",
                      reading.asserted_by[i]);
  }
  for (std::size_t i = 0; i < reading.reads.size(); ++i) {
    checks.CheckNames("reads[" + std::to_string(i) + "].to",
                      reading.reads[i].path, reading.reads[i].to);
  }
}

void Check(EventChecks& checks, const Event& event,
           const DisputeResolution& end) {
  checks.CheckFactDay(event, "date", end.date);
  checks.CheckDispute("dispute", end.dispute, end.reading);
}

void Check(EventChecks& checks, const Event& event, const Deal& deal) {
  checks.CheckFactDay(event, "date", deal.date);
  checks.CheckParty("party", deal.actor);
  checks.CheckNotice("upon", deal.upon);
}

void Check(EventChecks& checks, const Event& event, const Dispute& dispute) {
  checks.CheckFactDay(event, "date", dispute.date);
  checks.CheckParty("raised_by", dispute.raised_by);
  checks.CheckSum("obligation", dispute.obligation);
}

void Check(EventChecks& checks, const Event& event, const TaxWithheld& tax) {
  checks.CheckFactDay(event, "date", tax.date);
  checks.CheckSum("obligation", tax.obligation);
}

void Check(EventChecks& checks, const Event& event,
           const Statement& statement) {
  checks.CheckFactDay(event, "delivered", statement.delivered);
  checks.CheckSum("obligation", statement.obligation);
}

void Check(EventChecks& checks, const Event& event, const Invoice& invoice) {
  checks.CheckFactDay(event, "sent", invoice.sent);
  if (invoice.received)
    checks.CheckFactDay(event, "received", *invoice.received);
  checks.CheckSum("obligation", invoice.obligation);
}

void Check(EventChecks& checks, const Event& event, const SetOff& set_off) {
  checks.CheckFactDay(event, "date", set_off.date);
  checks.CheckParty("party", set_off.party);
  checks.CheckParty("against", set_off.against);
  for (const auto& [path, debt] :
       {std::pair("their", &set_off.their), std::pair("our", &set_off.our)}) {
    checks.CheckSum(path, *debt);
  }
}

void CheckNoticeDays(EventChecks& checks, const Event& event, Date given,
                     const std::optional<Date>& received) {
  checks.CheckFactDay(event, "given", given);
  if (!received) return;
  checks.CheckFactDay(event, "received", *received);
  if (*received >= given) return;
  checks.Refuse("E0522", "received",
                "a notice is not received before it is given",
                "before " + given.ToString(), "write the day of receipt");
}

void Check(EventChecks& checks, const Event& event, const Exercise& exercise) {
  CheckNoticeDays(checks, event, exercise.given, exercise.received);
  checks.CheckParty("by", exercise.by);
  if (!checks.CheckClause("power", exercise.power)) return;
  checks.CheckKind("power", exercise.power, "E0523", "gives no power",
                   {kind::kTerm, kind::kTerminationRight, kind::kOption,
                    kind::kRightOfFirstRefusal, kind::kAssignmentRule});
}

void Check(EventChecks& checks, const Event& event, const Notice& notice) {
  CheckNoticeDays(checks, event, notice.given, notice.received);
  checks.CheckParty("from", notice.from);
  checks.CheckParty("to", notice.to);
  if (!notice.about.empty()) checks.CheckClause("about", notice.about);
}

void Check(EventChecks& checks, const Event& event,
           const Performance& performance) {
  checks.CheckFactDay(event, "date", performance.date);
  checks.CheckParty("by", performance.by);
  const std::string clause =
      performance.duty.substr(0, performance.duty.find('/'));
  if (!checks.CheckClause("duty", clause)) return;
  checks.CheckKind("duty", clause, "E0524", "is no duty", {kind::kDuty});
}

void Check(EventChecks& checks, const Event& event,
           const BreachAlleged& breach) {
  CheckNoticeDays(checks, event, breach.given, breach.received);
  checks.CheckParty("against", breach.against);
  checks.CheckParty("by", breach.by);
  checks.CheckClause("clause", breach.clause);
}

void Check(EventChecks& checks, const Event& event, const Cure& cure) {
  checks.CheckFactDay(event, "date", cure.date);
  checks.CheckBreach("breach", cure.breach);
}

template <typename Body>
void Check(EventChecks&, const Event&, const Body&) {}

}  // namespace

void CheckFact(EventChecks& checks, const Event& event) {
  std::visit([&](const auto& content) { Check(checks, event, content); },
             event.body);
}

}  // namespace covenant

#include "replay/plain.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include "replay/money/facts.h"
#include "replay/timeline.h"

namespace covenant {
namespace {

// A day, and nothing that it depends on.
bool IsDay(const Endpoint& end) {
  Endpoint day;
  day.date = end.date;
  return end.date && end == day;
}
bool IsDay(const std::optional<Endpoint>& end) { return !end || IsDay(*end); }

bool IsPlainChange(const Change& change) {
  switch (change.op) {
    case Change::Op::kAdd:
    case Change::Op::kReplace:
    case Change::Op::kSet:
    case Change::Op::kRemove:
    case Change::Op::kRenumber:
      return IsDay(change.effective) && IsDay(change.until);
    default:
      return false;
  }
}

bool IsPlainInstrument(const Event& event, const Instrument& body) {
  return (body.kind == InstrumentKind::kAgreement ||
          body.kind == InstrumentKind::kAmendment) &&
         event.executed && IsDay(event.effective) && IsDay(event.until) &&
         body.parent.empty() && body.signatories.empty() && !body.signing &&
         body.supersedes.empty() && body.rectifies.empty() &&
         body.replaces.empty() && body.contracts.empty() &&
         body.reaches.empty() && !body.transfer && body.instrument.empty() &&
         std::all_of(body.changes.begin(), body.changes.end(), IsPlainChange);
}

bool IsPlainReport(const Report& report) {
  return report.period.from() && report.period.until() &&
         !report.period.Empty() &&
         std::none_of(report.items.begin(), report.items.end(),
                      [](const ReportItem& item) {
                        return item.invoiced || item.received;
                      });
}

bool InCalendarDays(const Duration& span) {
  return span.unit() != DurationUnit::kBusinessDays;
}

bool IsPlainDue(const DueRule& rule) {
  if (rule.undisclosed || (rule.after && !InCalendarDays(*rule.after))) {
    return false;
  }
  const bool anchored = rule.anchor == DueAnchor::kPeriodEnd ||
                        rule.anchor == DueAnchor::kPeriodStart ||
                        rule.anchor == DueAnchor::kEffective ||
                        rule.anchor == DueAnchor::kExecution;
  return (rule.date || anchored) &&
         std::all_of(rule.later_of.begin(), rule.later_of.end(), IsPlainDue) &&
         std::all_of(rule.earlier_of.begin(), rule.earlier_of.end(),
                     IsPlainDue);
}

// Shorter periods could be more than are ever computed (kMaxPeriods).
bool IsPlainLength(const Duration& every) {
  return every.count() > 0 && InCalendarDays(every) &&
         (every.unit() != DurationUnit::kDays || every.count() >= 7);
}

const std::set<std::string_view>& FieldsOf(std::string_view kind) {
  static const std::map<std::string_view, std::set<std::string_view>> fields = {
      {kind::kRecurringPayment,
       {"debtor", "creditor", "amount", "every", "anchor", "end_of_month",
        "due", "partial_period", "rate_change"}},
      {kind::kRevenueShare,
       {"debtor", "creditor", "rate", "metrics", "currency", "every", "anchor",
        "end_of_month", "due", "report_due", "rate_change"}},
      {kind::kUnitPrice,
       {"debtor", "creditor", "price", "unit", "metrics", "currency", "every",
        "anchor", "end_of_month", "due", "report_due", "rate_change"}},
      {kind::kPayment, {"debtor", "creditor", "amount", "due"}},
      {kind::kProvision, {"says"}},
  };
  static const std::set<std::string_view> none;
  const auto found = fields.find(kind);
  return found == fields.end() ? none : found->second;
}

bool IsPlainField(const ClauseState& clause, const std::string& path,
                  const FieldState& field) {
  static const std::set<std::string_view> of_all = {"section", "title", "text"};
  static const std::set<std::string_view> of_sums = {"rounding.mode",
                                                     "rounding.places"};
  if (field.conflicting) return false;
  if (path == "from" || path == "until") {
    const auto* end = field.value.As<Endpoint>();
    return end != nullptr && IsDay(*end);
  }
  if (of_all.contains(path)) return true;
  if (!FieldsOf(clause.kind).contains(path)) {
    return clause.kind != kind::kProvision && of_sums.contains(path);
  }
  if (path == "due") {
    const auto* due = field.value.As<DueRule>();
    return due != nullptr && IsPlainDue(*due) &&
           (clause.kind != kind::kPayment || due->date);
  }
  if (path == "every") {
    const auto* every = field.value.As<Duration>();
    return every != nullptr && IsPlainLength(*every);
  }
  if (path == "report_due") {
    const auto* wait = field.value.As<Duration>();
    return wait != nullptr && InCalendarDays(*wait);
  }
  return true;
}

bool IsPlainClause(const ClauseState& clause) {
  const bool known =
      clause.kind == kind::kRecurringPayment || kind::IsShare(clause.kind) ||
      clause.kind == kind::kPayment || clause.kind == kind::kProvision;
  const bool whole = !clause.survives && !clause.disputed &&
                     !clause.from_above && clause.attachments.empty();
  const bool dated = clause.kind != kind::kPayment || clause.Has("due");
  const bool timed = clause.kind == kind::kPayment ||
                     clause.kind == kind::kProvision || clause.Has("every");
  return known && whole && dated && timed &&
         std::all_of(clause.fields.begin(), clause.fields.end(),
                     [&](const auto& field) {
                       return IsPlainField(clause, field.first, field.second);
                     });
}

template <typename T>
std::optional<T> ValueOf(const ClauseState& clause, const std::string& path) {
  const auto* value = clause.As<T>(path);
  return value == nullptr ? std::nullopt : std::optional<T>(*value);
}

}  // namespace

bool PlainRecord(const std::vector<Recorded>& record) {
  return std::all_of(record.begin(), record.end(), [](const Recorded& r) {
    const Event& event = *r.event;
    if (const auto* body = event.As<Instrument>()) {
      return IsPlainInstrument(event, *body);
    }
    if (const auto* report = event.As<Report>()) return IsPlainReport(*report);
    if (const auto* payment = event.As<PaymentMade>()) {
      return payment->amount.IsExact();
    }
    return event.As<Erasure>() != nullptr;
  });
}

bool PlainFacts(const Facts& facts) {
  return facts.closed_reports.empty() && facts.closed_counts.empty() &&
         facts.waived_by_amount.empty() && facts.set_offs.empty() &&
         facts.taxes.empty() && facts.openings.empty() &&
         facts.disputes.empty() && facts.resolutions.empty() &&
         facts.readings.empty() && facts.statements.empty() &&
         facts.invoices.empty() && facts.exercises.empty() &&
         facts.notices.empty() && facts.performances.empty() &&
         facts.breaches.empty() && facts.cures.empty() &&
         facts.milestones.empty() && facts.may_be_reached.empty() &&
         facts.shared.rates.empty() && facts.shared.successions.empty() &&
         facts.stand_ins.empty();
}

bool PlainTerms(const Timeline& timeline) {
  using Rule = std::tuple<std::string, std::optional<Duration>,
                          std::optional<Date>, std::optional<bool>>;
  std::map<std::string, Rule> rules;
  if (!timeline.terminations().empty()) return false;
  for (const Segment& segment : timeline.segments()) {
    if (!segment.expiries.empty()) return false;
    for (const auto& [id, clause] : segment.terms->clauses) {
      if (!IsPlainClause(clause)) return false;
      const Rule rule = {clause.kind, ValueOf<Duration>(clause, "every"),
                         ValueOf<Date>(clause, "anchor"),
                         ValueOf<bool>(clause, "end_of_month")};
      if (rules.try_emplace(id, rule).first->second != rule) return false;
    }
  }
  return true;
}

}  // namespace covenant

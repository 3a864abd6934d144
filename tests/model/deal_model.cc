#include "tests/model/deal_model.h"

#include <algorithm>

#include "ledger/value/rounding.h"
#include "ledger/value/unit.h"

namespace covenant::model {
namespace {

void AddDay(const std::optional<Endpoint>& end, std::set<Date>& days) {
  if (end && end->date) days.insert(*end->date);
}

}  // namespace

Date YearStartOf(const ClauseNow& clause, Date day) {
  const auto* start = clause.As<Date>("year_start");
  const int month = start == nullptr ? 1 : start->month();
  const int first = start == nullptr ? 1 : start->day();
  const Date this_year = *Date::FromYmd(day.year(), month, first);
  return day >= this_year ? this_year
                          : *Date::FromYmd(day.year() - 1, month, first);
}

DealModel::DealModel(const std::string& contract,
                     const std::vector<Event>& events,
                     const std::vector<Event>& shared, std::uint64_t known)
    : terms_(contract, events, known), shared_(shared), known_(known) {
  std::set<Date> days = {*Date::FromYmd(2000, 1, 1)};
  for (const Entry& entry : terms_.record()) {
    const auto* text = entry.event->As<Instrument>();
    if (text == nullptr) continue;
    if (text->kind == InstrumentKind::kAgreement) {
      bound_ = *entry.event->executed;
      effective_ = entry.event->effective ? *entry.event->effective->date
                                          : *entry.event->executed;
    }
    if (entry.event->executed) days.insert(*entry.event->executed);
    AddDay(entry.event->effective, days);
    AddDay(entry.event->until, days);
  }
  for (const Date day : days) table_.emplace(day, terms_.At(day));
}

const ClauseNow* DealModel::On(const std::string& id, Date day) const {
  auto it = table_.upper_bound(day);
  if (it == table_.begin()) return nullptr;
  --it;
  const auto found = it->second.clauses.find(id);
  return found == it->second.clauses.end() ? nullptr : &found->second;
}

// Whether the clause reads the same on all days of the period.
bool DealModel::Steady(const std::string& id, const Interval& period) const {
  const ClauseNow* first = On(id, *period.from());
  if (first == nullptr || effective_ > *period.from()) return false;
  for (auto it = table_.upper_bound(*period.from());
       it != table_.end() && it->first < *period.until(); ++it) {
    const auto found = it->second.clauses.find(id);
    if (found == it->second.clauses.end()) return false;
    for (const auto& [path, field] : first->fields) {
      const Value* other = found->second.Find(path);
      if (other == nullptr || field.value == nullptr ||
          !(*other == *field.value)) {
        return false;
      }
    }
  }
  return true;
}

void DealModel::Open(const std::string& clause, const std::string& why) {
  now_.open.emplace(clause, why);
}

std::optional<Date> DealModel::MilestoneDay(const std::string& name) const {
  const auto it = terms_.milestones().find(name);
  if (it == terms_.milestones().end() || it->second > as_of_) {
    return std::nullopt;
  }
  return it->second;
}

// The periods that begin by the as-of day.
std::vector<Interval> DealModel::Periods(const ClauseNow& clause) const {
  const auto* every = clause.As<Duration>("every");
  const auto* anchor = clause.As<Date>("anchor");
  std::vector<Interval> periods;
  const Date from = anchor == nullptr ? *Date::FromYmd(2024, 1, 1) : *anchor;
  for (int n = 0; *every->AddTo(from, n) <= as_of_; ++n) {
    periods.emplace_back(*every->AddTo(from, n), *every->AddTo(from, n + 1));
  }
  return periods;
}

Date DealModel::Rolled(const ClauseNow& clause, Date day) const {
  const auto* name = clause.As<std::string>("roll");
  if (name == nullptr || clause.As<std::string>("calendar") == nullptr) {
    return day;
  }
  const auto closed = [](Date d) { return d.weekday() >= Weekday::kSaturday; };
  const auto go = [&](int step) {
    Date at = day;
    while (closed(at)) at = *at.AddDays(step);
    return at;
  };
  const Date later = go(1);
  const Date before = go(-1);
  if (*name == "following") return later;
  if (*name == "preceding") return before;
  if (*name == "modified-following") {
    return later.month() == day.month() ? later : before;
  }
  return before.month() == day.month() ? before : later;
}

// Nothing falls due before the contract was signed.
std::optional<Date> DealModel::DueOf(const ClauseNow& clause,
                                     const DueRule* rule,
                                     const std::optional<Interval>& period,
                                     std::optional<Date> accrues) const {
  std::optional<Date> day;
  if (rule == nullptr) {
    day = period ? *period->LastDay() : accrues;
  } else if (rule->date) {
    day = *rule->date;
  } else {
    std::optional<Date> from;
    switch (rule->anchor) {
      case DueAnchor::kPeriodEnd:
        if (period) from = *period->LastDay();
        break;
      case DueAnchor::kPeriodStart:
        if (period) from = *period->from();
        break;
      case DueAnchor::kMilestone:
        // Without a condition there is no milestone to count from.
        if (!clause.Word("condition").empty()) from = accrues;
        break;
      case DueAnchor::kExecution:
        from = bound_;
        break;
      case DueAnchor::kEffective:
        from = effective_;
        break;
      default:
        break;
    }
    if (from) day = rule->after ? *rule->after->AddTo(*from) : *from;
  }
  if (!day) return std::nullopt;
  return std::max(Rolled(clause, *day), bound_);
}

DealSum DealModel::Begin(const std::string& id, const ClauseNow& clause,
                         const std::string& name) const {
  DealSum sum;
  sum.clause = id;
  sum.name = name;
  sum.debtor = *clause.As<std::string>("debtor");
  sum.creditor = *clause.As<std::string>("creditor");
  sum.unit = "EUR";
  return sum;
}

// Converts, rounds, and turns what is below zero the other way round.
void DealModel::Keep(const ClauseNow& clause, DealSum sum) {
  const auto cents = [](const Rational& r) {
    return r.Round(2, RoundingMode::kHalfAway).ToRational();
  };
  if (clause.fields.contains("convert.to")) {
    const auto rate = Exchange(clause, sum);
    if (!rate) return Open(sum.clause, "what it is converted at");
    sum.exact *= *rate;
    sum.exact_credit *= *rate;
    sum.unit = *clause.As<std::string>("convert.to");
  }
  sum.accrued = cents(sum.exact);
  sum.credited = cents(sum.exact_credit);
  if (sum.accrued.Sign() < 0) {
    std::swap(sum.debtor, sum.creditor);
    sum.accrued = -sum.accrued;
    sum.credited = -sum.credited;
    sum.turned = true;
  }
  if (sum.period) {
    sum.stands = sum.accrues =
        sum.accrues_on ? *sum.accrues_on : *sum.period->LastDay();
    if (sum.due) sum.accrues = std::min(sum.accrues, *sum.due);
    if (clause.kind == kind::kRecurringPayment && sum.due) {
      sum.stands = std::min(sum.stands, *sum.due);
    }
  }
  sum.accrues = std::max(sum.accrues, bound_);
  if (sum.due == bound_) sum.stands = std::max(sum.stands, bound_);
  now_.sums.push_back(std::move(sum));
}

DealNow DealModel::At(Date as_of) {
  as_of_ = as_of;
  now_ = DealNow();
  courses_.clear();
  pools_.clear();
  lost_pools_.clear();
  if (table_.empty()) return now_;
  std::map<std::string, std::string> kinds;
  for (const auto& [day, terms] : table_) {
    for (const auto& [id, clause] : terms.clauses) kinds[id] = clause.kind;
  }
  for (const auto& [id, kind] : kinds) {
    if (kind == kind::kPayment) OneOff(id);
    if (kind == kind::kPaymentSchedule) Schedule(id);
    if (kind == kind::kRecurringPayment) Recurring(id);
    if (kind == kind::kTakeOrPay) TakeOrPay(id);
    if (kind == kind::kLoan) Loan(id);
  }
  Shares();
  Settle();
  return now_;
}

}  // namespace covenant::model

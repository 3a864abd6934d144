// What the clauses of one replay bring: recurring sums, revenue shares and the
// running balances (decisions.md 11, 14 and 15).
#include <algorithm>

#include "tests/model/money_model.h"

namespace covenant::model {
namespace {

bool Same(const Value* a, const Value* b) {
  return a != nullptr && b != nullptr && *a == *b;
}

// Whether a field has one value on all the days.
template <typename ClauseAt>
bool Unchanging(const std::vector<Date>& days, const std::string& path,
                const ClauseAt& clause_at) {
  const Value* first = clause_at(days.front())->Find(path);
  return std::all_of(days.begin(), days.end(), [&](Date day) {
    return Same(first, clause_at(day)->Find(path));
  });
}

}  // namespace

// Some version of the clause, for what does not change.
const ClauseNow* MoneyModel::AnyOf(const Table& table, const std::string& id) {
  const ClauseNow* any = nullptr;
  for (const TermsNow& terms : table) {
    const auto it = terms.clauses.find(id);
    if (it != terms.clauses.end()) any = &it->second;
  }
  return any;
}

MoneyModel::Replay MoneyModel::Evaluate(const Table& table) {
  Replay replay;
  for (const std::string& id : ClauseIds(table)) {
    const std::string& kind = AnyOf(table, id)->kind;
    const bool odd =
        kind == kind::kRecurringPayment || kind == kind::kRevenueShare;
    if (odd && Periods(*AnyOf(table, id)).empty()) {
      Doubt(id, "periods from which day on");
      continue;
    }
    if (kind == kind::kPayment) {
      const auto item_of =
          [](const ClauseNow& clause) -> std::optional<OneOff> {
        OneOff item;
        item.amount = clause.Find("amount");
        if (const auto* due = clause.As<DueRule>("due")) item.due = *due;
        item.condition = clause.Word("condition");
        if (const auto* day = clause.As<Date>("long_stop")) {
          item.long_stop = *day;
        }
        return item;
      };
      EvaluateOneOff(table, SumKey{id, ""}, item_of, replay);
    } else if (kind == kind::kPaymentSchedule) {
      EvaluateSchedule(table, id, replay);
    } else if (kind == kind::kRecurringPayment) {
      EvaluateRecurring(table, id, replay);
    } else if (kind == kind::kRevenueShare) {
      EvaluateShare(table, id, replay);
    }
  }
  return replay;
}

// The nominal periods that touch the days which the model looks at, but for the
// last one, which may reach beyond them.
std::vector<Interval> MoneyModel::Periods(const ClauseNow& clause) const {
  const auto* every = clause.As<Duration>("every");
  const auto* anchor = clause.As<Date>("anchor");
  std::vector<Interval> periods;
  if (every == nullptr) return periods;
  const bool odd = every->unit() == DurationUnit::kDays ||
                   every->unit() == DurationUnit::kWeeks;
  if (odd && anchor == nullptr) return periods;  // from which day on?
  // Calendar periods are counted from a new year.
  const Date from =
      anchor != nullptr ? *anchor : *Date::FromYmd(first_.year(), 1, 1);
  const int back = anchor != nullptr ? std::max(0, *anchor - first_) + 1 : 0;
  for (int n = -back; n < 4000; ++n) {
    const Date a = *every->AddTo(from, n);
    const Date b = *every->AddTo(from, n + 1);
    if (b <= first_) continue;
    if (b > last_) break;
    periods.emplace_back(a, b);
  }
  return periods;
}

namespace {

std::vector<Date> DaysOf(const Interval& period) {
  std::vector<Date> days;
  for (Date day = *period.from(); day < *period.until();
       day = *day.AddDays(1)) {
    days.push_back(day);
  }
  return days;
}

// The day on which a period has ended.
Date EndOf(const Interval& period, const std::vector<Date>& days) {
  if (!kPeriodEndsWithClause || days.empty()) return *period.LastDay();
  return days.back();
}

}  // namespace

void MoneyModel::EvaluateRecurring(const Table& table, const std::string& id,
                                   Replay& replay) {
  const ClauseNow* any = AnyOf(table, id);
  for (const Interval& period : Periods(*any)) {
    if (*period.from() > as_of_) break;
    const bool before = picked_;
    picked_ = false;
    Raw raw;
    raw.period = period;
    for (const Date day : DaysOf(period)) {
      if (Live(ClauseOn(table, id, day), id, day)) raw.days.push_back(day);
    }
    const bool doubtful_days = picked_;
    if (raw.days.empty() && !doubtful_days) {
      picked_ = before;
      continue;
    }
    const auto* rule = any->As<DueRule>("due");
    raw.due =
        DueOn(rule == nullptr ? std::nullopt : std::optional<DueRule>(*rule),
              period, raw.days);
    const Date accrues = std::min(EndOf(period, raw.days), *raw.due);
    raw.stands = std::min(*period.LastDay(), *raw.due);
    if (as_of_ >= accrues && !raw.days.empty()) {
      const auto amount = RecurringAmount(table, id, period, raw.days, raw);
      if (accrues < EndOf(period, raw.days) &&
          (raw.days.size() != DaysOf(period).size() ||
           !Unchanging(raw.days, "amount",
                       [&](Date day) { return ClauseOn(table, id, day); }))) {
        Doubt(id, "it accrues before the period's terms are over");
      }
      const ClauseNow* last = ClauseOn(table, id, raw.days.back());
      Parties(*last, raw);
      const auto* stated = last->As<Amount>("amount");
      if (stated == nullptr) {
        Doubt(id, "unit of a conflicting amount");
      } else {
        raw.unit = stated->unit().text();
      }
      if (amount) {
        raw.accrued = Round(*last, raw.unit, *amount);
        raw.exact = *amount;
        raw.tainted = picked_;
        replay.emplace(SumKey{id, period.from()->ToString()}, raw);
      }
    } else if (as_of_ >= accrues) {
      Doubt(id, "in force in some worlds only");
    }
    picked_ = picked_ || before;
  }
}

// Before rounding. Nothing where it is zero because partial periods count
// nothing.
std::optional<Rational> MoneyModel::RecurringAmount(
    const Table& table, const std::string& id, const Interval& period,
    const std::vector<Date>& days, Raw& raw) {
  const auto at = [&](Date day) { return ClauseOn(table, id, day); };
  const std::vector<Date> all = DaysOf(period);
  const bool whole = days.size() == all.size();
  const bool constant = Unchanging(days, "amount", at);
  const Rational count =
      Rational::FromInt(static_cast<std::int64_t>(all.size()));
  const auto amount = [&](Date day) {
    return FieldNumber(*at(day), id, "amount");
  };
  Rational by_days;
  for (const Date day : days) by_days += amount(day) / count;
  const Rational first = amount(days.front());
  const Rational last = amount(days.back());
  if (whole && constant) return first;
  const std::string partial = at(days.back())->Word("partial_period");
  const std::string change = at(days.back())->Word("rate_change");
  if (!whole && !constant) {
    if (partial == "none") return Rational();
    if (partial == "pro-rata-days" && change == "pro-rata-days") return by_days;
    // What it is paid with may be lacking elsewhere, for this reason.
    if (partial != "pro-rata-days" || change.empty()) {
      answer_.may.emplace(finding::kAmbiguousReading, id);
    }
    Doubt(id, "a partial period in which the amount changes");
    return by_days;
  }
  const std::string& rule = whole ? change : partial;
  if (rule == "pro-rata-days") return by_days;
  if (rule == "period-start" || rule == "whole") return first;
  if (rule == "period-end") return last;
  if (rule == "none") return Rational();
  raw.found.emplace(finding::kAmbiguousReading);
  const Rational other = whole ? last : Rational();
  picked_ = true;
  switch (world_) {
    case 0:
      return by_days;
    case 1:
      return first;
    default:
      return other;
  }
}

void MoneyModel::EvaluateShare(const Table& table, const std::string& id,
                               Replay& replay) {
  const ClauseNow* any = AnyOf(table, id);
  awaited_.clear();
  for (const Interval& period : Periods(*any)) {
    if (*period.from() > as_of_) break;
    const bool before = picked_;
    picked_ = false;
    Raw raw;
    raw.period = period;
    for (const Date day : DaysOf(period)) {
      if (Live(ClauseOn(table, id, day), id, day)) raw.days.push_back(day);
    }
    const bool doubtful_days = picked_;
    if (!raw.days.empty()) {
      const auto* rule = any->As<DueRule>("due");
      raw.due =
          DueOn(rule == nullptr ? std::nullopt : std::optional<DueRule>(*rule),
                period, raw.days);
      const ClauseNow* last = ClauseOn(table, id, raw.days.back());
      Parties(*last, raw);
      raw.unit = last->Word("currency");
      Rational share;
      if (SharePeriod(table, id, period, raw.days, raw, share)) {
        ApplyCaps(table, id, period, raw.days, raw, share, replay);
      } else if (*period.LastDay() <= as_of_) {
        awaited_.push_back(period);
      }
    } else if (doubtful_days && *period.LastDay() <= as_of_) {
      Raw zero = raw;
      zero.tainted = true;
      Parties(*any, zero);
      zero.unit = any->Word("currency");
      const auto* rule = any->As<DueRule>("due");
      zero.due =
          DueOn(rule == nullptr ? std::nullopt : std::optional<DueRule>(*rule),
                period, raw.days);
      replay.emplace(SumKey{id, period.from()->ToString()}, zero);
    }
    picked_ = picked_ || before;
  }
}

// The share of one period before caps and rounding; false: nothing counts yet.
bool MoneyModel::SharePeriod(const Table& table, const std::string& id,
                             const Interval& period,
                             const std::vector<Date>& days, Raw& raw,
                             Rational& share) {
  const ClauseNow* clause = ClauseOn(table, id, days.back());
  const Date last = EndOf(period, days);
  const bool ended = last <= as_of_;
  const auto* within = clause->As<Duration>("report_due");
  const Date report_due = within == nullptr ? last : *within->AddTo(last);
  const auto* metrics = clause->As<Value::List>("metrics");
  if (metrics == nullptr) {
    Doubt(id, "its metrics are not known");
    return false;
  }
  bool counts = false;
  bool left_out = false;
  raw.all_dated = true;
  for (const Value& name : *metrics) {
    const std::string& metric = *name.As<std::string>();
    const Report* best = nullptr;
    std::uint64_t place = 0;
    for (const Entry& entry : terms_.record()) {
      const auto* report = entry.event->As<Report>();
      if (report == nullptr) continue;
      if (report->period.Overlaps(period) && report->period != period) {
        Doubt(id, "a report of another period");
      }
      if (report->period != period) continue;
      const bool speaks =
          report->metrics.count(metric) != 0 ||
          std::any_of(report->items.begin(), report->items.end(),
                      [&](const ReportItem& i) { return i.metric == metric; });
      if (!speaks || (best != nullptr && report->version < best->version)) {
        continue;
      }
      best = report;
      place = entry.place;
    }
    if (best == nullptr) {
      if (!ended) continue;
      if (as_of_ <= report_due) {
        left_out = true;
        continue;
      }
      const Rational total = Pick("report " + metric + period.ToString(),
                                  std::nullopt, std::nullopt, false);
      raw.found.emplace(finding::kMissingReport);
      share += ShareOfTotal(table, id, period, days, total, raw);
      raw.all_dated = false;
      counts = true;
      continue;
    }
    const std::string source =
        "report " + metric + period.ToString() + std::to_string(place);
    const auto total = best->metrics.find(metric);
    if (total != best->metrics.end()) {
      if (!ended) continue;
      const Value amount{total->second};
      share +=
          ShareOfTotal(table, id, period, days, Number(source, &amount), raw);
      raw.all_dated = false;
      counts = true;
      continue;
    }
    for (const ReportItem& item : best->items) {
      if (item.metric != metric || item.date > as_of_) continue;
      counts = true;
      if (!Live(ClauseOn(table, id, item.date), id, item.date)) continue;
      const Value amount{item.amount};
      const Rational part =
          Number(source + item.date.ToString(), &amount) *
          FieldNumber(*ClauseOn(table, id, item.date), id, "rate");
      share += part;
      raw.dated[item.date] += part;
    }
  }
  return counts && !left_out;
}

// How a total over a period is split where the rate or the clause changes.
Rational MoneyModel::ShareOfTotal(const Table& table, const std::string& id,
                                  const Interval& period,
                                  const std::vector<Date>& days,
                                  const Rational& total, Raw& raw) {
  const auto at = [&](Date day) { return ClauseOn(table, id, day); };
  const auto rate = [&](Date day) { return FieldNumber(*at(day), id, "rate"); };
  const std::vector<Date> all = DaysOf(period);
  const bool whole = days.size() == all.size();
  const Rational first = rate(days.front()) * total;
  const Rational last = rate(days.back()) * total;
  if (whole && Unchanging(days, "rate", at)) return first;
  Rational by_days;
  const Rational count =
      Rational::FromInt(static_cast<std::int64_t>(all.size()));
  for (const Date day : days) by_days += rate(day) * total / count;
  const std::string rule = at(days.back())->Word("rate_change");
  if (rule == "pro-rata-days") return by_days;
  if (rule == "period-start") {
    if (days.front() != all.front()) Doubt(id, "not in force at the start");
    return first;
  }
  if (rule == "period-end") {
    if (days.back() != all.back()) Doubt(id, "not in force at the end");
    return last;
  }
  answer_.may.emplace(finding::kAmbiguousReading, id);
  if (!picked_ && !total.IsZero()) {
    raw.found.emplace(finding::kAmbiguousReading);
  }
  picked_ = true;
  return world_ == 0 ? by_days : world_ == 1 ? first : last;
}

void MoneyModel::ApplyCaps(const Table& table, const std::string& id,
                           const Interval& period,
                           const std::vector<Date>& days, Raw& raw,
                           const Rational& share, Replay& replay) {
  const ClauseNow* clause = ClauseOn(table, id, days.back());
  const Date last = *period.LastDay();
  Rational accrued = share;
  bool in_doubt = false;
  for (const std::string cap : {"period_cap", "lifetime_cap"}) {
    if (clause->fields.count(cap + ".amount") == 0) continue;
    if (share.Sign() < 0) Doubt(id, "a cap of a negative share");
    const auto* after = clause->As<Date>(cap + ".counts_after");
    if (after != nullptr && last <= *after) continue;
    Rational left = FieldNumber(*clause, id, cap + ".amount");
    if (cap == "lifetime_cap") {
      for (const auto& [key, earlier] : replay) {
        if (key.clause != id || *earlier.period->from() >= *period.from()) {
          continue;
        }
        const Date end = *earlier.period->LastDay();
        if (after != nullptr && end <= *after) continue;
        left -= earlier.accrued;
        raw.tainted = raw.tainted || earlier.tainted;
        if (opening_ != nullptr && opening_->through <= as_of_ &&
            end <= opening_->through) {
          in_doubt = true;
        }
      }
      // What is not reported yet is not nothing to what comes after it.
      for (const Interval& earlier : awaited_) {
        if (after != nullptr && *earlier.LastDay() <= *after) continue;
        left -= Pick("awaited " + id + earlier.ToString(), std::nullopt,
                     std::nullopt, false);
        answer_.may.emplace(finding::kMissingReport, id);
      }
    }
    if (left.Sign() < 0) left = Rational();
    if (accrued > left) accrued = left;
    const ClauseNow* now = ClauseOn(table, id, std::min(as_of_, last));
    if (as_of_ < last && now != nullptr &&
        !Same(now->Find(cap + ".amount"), clause->Find(cap + ".amount"))) {
      in_doubt = true;
    }
  }
  if (in_doubt) Doubt(id, "which cap, or what counts against it");
  raw.accrued = Round(*clause, raw.unit, accrued);
  raw.exact = accrued;
  raw.tainted = raw.tainted || picked_;
  replay.emplace(SumKey{id, period.from()->ToString()}, raw);
}

void MoneyModel::EvaluateBalances(World& world, const Replay& full) {
  for (const auto& [id, clause] : TermsOn(tables_.back(), as_of_).clauses) {
    if (clause.in_force != InForce::kYes) continue;
    const bool before = picked_;
    picked_ = false;
    std::string name;
    Rational amount;
    if (clause.kind == kind::kCeiling) {
      name = "ceiling";
      amount = FieldNumber(clause, id, "amount");
    } else if (clause.kind == kind::kCommitment) {
      name = "commitment total";
      amount = FieldNumber(clause, id, "total");
    } else if (clause.kind == kind::kRevenueShare &&
               clause.fields.count("lifetime_cap.amount") != 0) {
      name = "lifetime cap left";
      amount = FieldNumber(clause, id, "lifetime_cap.amount");
      const auto* after = clause.As<Date>("lifetime_cap.counts_after");
      for (const auto& [key, raw] : full) {
        if (key.clause != id) continue;
        if (after != nullptr && *raw.period->LastDay() <= *after) continue;
        if (raw.tainted) picked_ = true;
        amount -= raw.accrued;
        if (opening_ != nullptr) name.clear();
      }
      if (amount.Sign() < 0) amount = Rational();
    }
    if (!name.empty()) {
      if (picked_) world.tainted_balances.emplace(id, name);
      world.balances[{id, name}] = amount;
    }
    picked_ = picked_ || before;
  }
}

}  // namespace covenant::model

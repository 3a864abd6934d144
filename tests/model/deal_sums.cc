// Sums that are owed once or for every period, take or pay, and loans, in the
// plain model.
#include <algorithm>

#include "ledger/value/day_count.h"
#include "tests/model/deal_model.h"

namespace covenant::model {
// The day of acceleration, if the sum would be due later.
std::optional<Date> DealModel::Accelerated(const ClauseNow& clause,
                                           std::optional<Date> due,
                                           Date accrues) const {
  const auto day = MilestoneDay(clause.Word("accelerated_by"));
  if (!day) return due;
  const Date at_once = std::max({*day, accrues, bound_});
  return due && *due <= at_once ? due : at_once;
}

// decisions.md 12: the terms of the as-of day until the due day, and then those
// of the due day.
void DealModel::OneOff(const std::string& id) {
  const ClauseNow* clause = On(id, as_of_);
  if (clause == nullptr) return;
  std::optional<Date> accrues = effective_;
  const std::string condition = clause->Word("condition");
  if (!condition.empty()) {
    accrues = MilestoneDay(condition);
    const auto* stop = clause->As<Date>("long_stop");
    if (!accrues || (stop != nullptr && *accrues > *stop)) return;
  }
  if (*accrues > as_of_) return;
  const auto due = Accelerated(
      *clause,
      DueOf(*clause, clause->As<DueRule>("due"), std::nullopt, accrues),
      *accrues);
  if (due && *due <= as_of_ && *due >= effective_) clause = On(id, *due);
  if (clause == nullptr) return;
  DealSum sum = Begin(id, *clause, "1");
  sum.due = due;
  sum.stands = sum.accrues = *accrues;
  sum.exact = Number(*clause->Find("amount"));
  if (clause->fields.contains("indexation.rate")) {
    if (!due || *due > as_of_) return Open(id, "its index is still to come");
    const auto factor = IndexFactor(*clause, *due);
    if (!factor) return Open(id, "its index is not known");
    sum.exact *= *factor;
  }
  Keep(*clause, std::move(sum));
}

void DealModel::Schedule(const std::string& id) {
  const ClauseNow* clause = On(id, as_of_);
  if (clause == nullptr) return;
  int place = 0;
  for (const Value& item : *clause->As<Value::List>("instalments")) {
    const auto& fields = *item.As<Value::Map>();
    DealSum sum = Begin(id, *clause, std::to_string(++place));
    sum.stands = sum.accrues = effective_;
    const auto due = fields.find("due");
    sum.due = Accelerated(
        *clause,
        DueOf(*clause,
              due == fields.end() ? nullptr : due->second.As<DueRule>(),
              std::nullopt, effective_),
        effective_);
    sum.exact = Number(fields.at("amount"));
    Keep(*clause, std::move(sum));
  }
}

void DealModel::Recurring(const std::string& id) {
  const ClauseNow* any = On(id, as_of_);
  if (any == nullptr) return;
  for (const Interval& period : Periods(*any)) {
    if (!Steady(id, period))
      return Open(id, "its terms change inside a period");
    const ClauseNow* clause = On(id, *period.LastDay());
    DealSum sum = Begin(id, *clause, PeriodText(period));
    sum.period = period;
    sum.due = DueOf(*clause, clause->As<DueRule>("due"), period, std::nullopt);
    if (as_of_ < std::min(*period.LastDay(), *sum.due)) continue;
    const auto factor = IndexFactor(*clause, *period.from());
    if (!factor) return Open(id, "its index is not known");
    sum.exact = Number(*clause->Find("amount")) * *factor;
    Keep(*clause, std::move(sum));
  }
}

// None where the clause is not in force on all days of the period, or something
// else than its price and its minimum changes.
std::vector<DealModel::Stretch> DealModel::Stretches(
    const std::string& id, const Interval& period) const {
  std::set<Date> days = {*period.from()};
  for (const auto& [day, terms] : table_) {
    if (*period.from() < day && day < *period.until()) days.insert(day);
  }
  std::vector<Stretch> stretches;
  if (effective_ > *period.from()) return stretches;
  for (auto day = days.begin(); day != days.end(); ++day) {
    const ClauseNow* clause = On(id, *day);
    if (clause == nullptr) return {};
    const auto next = std::next(day);
    stretches.push_back(
        {Interval(*day, next == days.end() ? *period.until() : *next), clause});
    const ClauseNow* first = stretches.front().clause;
    for (const auto& [path, field] : first->fields) {
      if (path == "price" || path == "minimum") continue;
      const Value* other = clause->Find(path);
      if (other == nullptr || field.value == nullptr ||
          !(*other == *field.value)) {
        return {};
      }
    }
  }
  return stretches;
}

void DealModel::TakeOrPay(const std::string& id) {
  const ClauseNow* any = On(id, as_of_);
  if (any == nullptr) return;
  for (const Interval& period : Periods(*any)) {
    if (*period.LastDay() > as_of_) OpenIfDated(id, period);
  }
  std::vector<Credit> credits;  // oldest first
  for (const Interval& period : Periods(*any)) {
    const Date last = *period.LastDay();
    if (last > as_of_) break;
    const auto stretches = Stretches(id, period);
    if (stretches.empty()) return Open(id, "its terms change inside a period");
    const ClauseNow& clause = *On(id, last);
    const Reported taken = Base(clause, period);
    if (taken.waits) return;
    if (!taken.value) return Open(id, "a report is missing");
    // By the rule for changes inside a period.
    bool known = true;
    const auto term = [&](const std::string& path) {
      const Rational first = Number(*stretches.front().clause->Find(path));
      const Rational end = Number(*stretches.back().clause->Find(path));
      const bool changes = std::any_of(
          stretches.begin(), stretches.end(), [&](const Stretch& s) {
            return Number(*s.clause->Find(path)) != first;
          });
      const std::string rule = clause.Word("rate_change");
      if (!changes || rule == "period-start") return first;
      if (rule == "period-end") return end;
      if (rule.empty()) known = false;
      Rational sum;
      for (const Stretch& s : stretches) {
        sum += Number(*s.clause->Find(path)) *
               Rational::Fraction(*s.days.Days(), *period.Days());
      }
      return sum;
    };
    const Rational price = term("price");
    const Rational least = term("minimum");
    if (!known) return Open(id, "no rule for what changes");
    // Each day's part of the minimum has the price of its day.
    Rational of_lack = price;
    if (clause.Word("rate_change") == "pro-rata-days" && least.Sign() > 0) {
      Rational both;
      for (const Stretch& s : stretches) {
        both += Number(*s.clause->Find("price")) *
                Number(*s.clause->Find("minimum")) *
                Rational::Fraction(*s.days.Days(), *period.Days());
      }
      of_lack = both / least;
    }
    const Rational lacks = Max(Rational(), least - *taken.value);
    const Rational beyond = Max(Rational(), *taken.value - least);
    DealSum sum = Begin(id, clause, PeriodText(period));
    sum.period = period;
    sum.due = DueOf(clause, clause.As<DueRule>("due"), period, std::nullopt);
    const bool all = clause.Word("charge") != "shortfall";
    // Single figures have the price of their day (decisions.md 259).
    sum.exact = of_lack * lacks;
    Rational dated;
    for (const Value& name : *clause.As<Value::List>("metrics")) {
      const auto* report = ReportOf(*name.As<std::string>(), period);
      for (const ReportItem& item : report->items) {
        if (!all || item.metric != *name.As<std::string>()) continue;
        const Rational quantity = item.amount.value().ToRational();
        dated += quantity;
        sum.exact += quantity * Number(*On(id, item.date)->Find("price"));
      }
    }
    if (all) sum.exact += price * (*taken.value - dated);
    sum.exact = Max(sum.exact, Rational());
    const std::string use = clause.Word("make_up.applies_to");
    const bool in_kind = clause.Word("make_up.measure") == "quantity";
    Rational usable;
    if (use == "excess-only") usable = price * beyond;
    if (use == "any-amount") {
      usable = price * (all ? Max(*taken.value, least) : lacks);
    }
    usable = Min(usable, Cents(sum.exact));
    if (in_kind) usable /= price;
    for (Credit& credit : credits) {
      if (credit.last < last) continue;
      const Rational part = Min(credit.left, usable);
      credit.left -= part;
      usable -= part;
      sum.exact_credit += in_kind ? part * price : part;
    }
    // What is below zero was not charged for where all is (decisions.md 259).
    const Rational unused =
        all ? Max(Rational(), least - Max(Rational(), *taken.value)) : lacks;
    if (!use.empty() && unused.Sign() > 0) {
      const auto* expires = clause.As<Duration>("make_up.expires");
      credits.push_back({expires == nullptr ? *Date::FromYmd(9000, 1, 1)
                                            : *expires->AddTo(last),
                         in_kind ? unused : Cents(of_lack * unused)});
    }
    sum.exact_credit = Min(Cents(sum.exact_credit), Cents(sum.exact));
    Keep(clause, std::move(sum));
  }
}

// Bullet, equal parts, annuities and stated steps at one rate.
void DealModel::Loan(const std::string& id) {
  const ClauseNow* loan = On(id, as_of_);
  if (loan == nullptr) return;
  if (loan->fields.contains("market_object_code_of_rate_reset")) {
    return Open(id, "a floating rate");
  }
  for (const auto& [day, terms] : table_) {
    const auto found = terms.clauses.find(id);
    if (found == terms.clauses.end()) continue;
    if (!(*found->second.Find("nominal_interest_rate") ==
          *loan->Find("nominal_interest_rate"))) {
      return Open(id, "its rate changes");
    }
  }
  for (const Entry& entry : terms_.record()) {
    const auto* payment = entry.event->As<PaymentMade>();
    if (payment != nullptr && payment->designation == id + "/prepayment" &&
        payment->date <= as_of_) {
      return Open(id, "a prepayment");
    }
  }
  const Date start = *loan->As<Date>("initial_exchange_date");
  const Date maturity = *loan->As<Date>("maturity_date");
  const Rational rate = loan->As<Rate>("nominal_interest_rate")->value();
  const auto count = *ParseDayCount(loan->Word("day_count_convention"));
  const std::string type = loan->Word("contract_type");
  // Days on which principal is repaid, and those on which interest is paid.
  std::set<Date> redeemed = {maturity}, paid = {maturity};
  std::map<Date, Rational> steps;
  const auto cycle = [&](const char* path, std::set<Date>& days) {
    const auto* every = loan->As<Duration>(path);
    if (every == nullptr) return;
    for (int n = 1; *every->AddTo(start, n) < maturity; ++n) {
      days.insert(*every->AddTo(start, n));
    }
  };
  cycle("cycle_of_principal_redemption", redeemed);
  cycle("cycle_of_interest_payment", paid);
  if (type == "annuity") paid = redeemed;
  if (type == "principal-at-maturity") redeemed = {maturity};
  if (const auto* list = loan->As<Value::List>("array_principal_redemption")) {
    for (const Value& item : *list) {
      const auto& step = *item.As<Value::Map>();
      const Date day = *step.at("date").As<Date>();
      steps[day] += Number(step.at("amount"));
      redeemed.insert(day);
    }
  }
  Rational outstanding = Number(*loan->Find("notional_principal"));
  const auto owe = [&](const std::string& name, Date day,
                       const Rational& amount) {
    DealSum sum = Begin(id, *loan, name);
    sum.due = std::max(Rolled(*loan, day), bound_);
    sum.exact = amount;
    // Interest accrues with the last day of its period.
    const bool interest = name.ends_with(".interest");
    const Date accrues = interest ? *day.AddDays(-1) : day;
    // What is lent is owed back from the first day (decisions.md 233).
    sum.accrues = interest ? accrues : start;
    if (interest) sum.interest_until = accrues;
    if (!amount.IsZero() && accrues <= as_of_) Keep(*loan, std::move(sum));
  };
  if (loan->Word("disbursement") == "owed" && start <= as_of_) {
    DealSum sum = Begin(id, *loan, "disbursement");
    std::swap(sum.debtor, sum.creditor);
    sum.due = std::max(start, bound_);
    sum.exact = outstanding;
    sum.accrues = start;
    Keep(*loan, std::move(sum));
  }
  Rational part;  // of principal, or of both
  if (type == "linear-amortizer") {
    part = Cents(outstanding /
                 Rational::FromInt(static_cast<std::int64_t>(redeemed.size())));
  } else if (type == "annuity") {
    const Rational one = Rational::FromInt(1);
    Rational factor = one, factors;
    Date before = start;
    for (const Date day : redeemed) {
      const Rational year = YearFraction(count, before, day);
      if (before != start) factor /= one + rate * year;
      factors += factor;
      before = day;
    }
    part = Cents(outstanding *
                 (one + rate * YearFraction(count, start, *redeemed.begin())) /
                 factors);
    if (!part.ok()) return Open(id, "the annuity is out of bounds");
  }
  Date last = maturity;
  const auto accelerated = MilestoneDay(loan->Word("accelerated_by"));
  if (accelerated && *accelerated > start && *accelerated < maturity) {
    last = *accelerated;
    for (std::set<Date>* all : {&redeemed, &paid}) {
      all->erase(all->lower_bound(last), all->end());
      all->insert(last);
    }
  }
  std::set<Date> days = redeemed;
  days.insert(paid.begin(), paid.end());
  Rational running;  // interest since the last payment of it
  // Of months of 30 days: counted from the start of the interest period, so
  // that its stretches add up to it.
  Date at = start, from = start;
  for (const Date day : days) {
    running += outstanding * rate *
               (YearFraction(count, from, day) - YearFraction(count, from, at));
    at = day;
    Rational interest;
    if (paid.contains(day)) {
      interest = Cents(running);
      running = Rational();
      from = day;
      owe(day.ToString() + ".interest", day, interest);
    }
    if (!redeemed.contains(day)) continue;
    Rational principal = part;
    if (type == "annuity") principal = Max(Rational(), part - interest);
    if (steps.contains(day)) principal = steps[day];
    principal = Min(principal, outstanding);
    if (day == last) principal = outstanding;
    owe(day.ToString() + ".principal", day, principal);
    outstanding -= principal;
  }
}

}  // namespace covenant::model

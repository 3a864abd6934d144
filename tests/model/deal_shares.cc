// Shares of what is reported and prices of units, in the plain model
// (decisions.md 17).
#include <algorithm>
#include <tuple>

#include "tests/model/deal_model.h"

namespace covenant::model {
namespace {

std::set<std::string> AdvancesOf(const ClauseNow& clause) {
  std::set<std::string> names;
  if (const auto* list = clause.As<Value::List>("recoup.advances")) {
    for (const Value& name : *list) names.insert(*name.As<std::string>());
  }
  return names;
}

struct Tier {
  Rational low;  // it begins here
  std::optional<Rational> high;
  bool holds_high = false;
  Rational factor;
};

std::vector<Tier> TiersOf(const ClauseNow& clause) {
  std::vector<Tier> tiers;
  Rational low;
  for (const Value& item : *clause.As<Value::List>("tiers")) {
    const auto& fields = *item.As<Value::Map>();
    Tier tier;
    tier.low = low;
    for (const char* end : {"to", "below"}) {
      const auto it = fields.find(end);
      if (it == fields.end()) continue;
      tier.high = Number(it->second);
      tier.holds_high = std::string(end) == "to";
      low = *tier.high;
    }
    const auto rate = fields.find("rate");
    tier.factor =
        Number(rate == fields.end() ? fields.at("price") : rate->second);
    tiers.push_back(tier);
  }
  return tiers;
}

const Tier& TierAt(const std::vector<Tier>& tiers, const Rational& amount) {
  for (const Tier& tier : tiers) {
    if (!tier.high || amount < *tier.high) return tier;
    if (tier.holds_high && amount == *tier.high) return tier;
  }
  return tiers.back();
}

}  // namespace

// The report of a metric for exactly the period: the highest version, and of
// equal ones the last.
const Report* DealModel::ReportOf(const std::string& metric,
                                  const Interval& period) const {
  const Report* chosen = nullptr;
  std::pair<std::uint32_t, std::uint64_t> best;
  for (const Entry& entry : terms_.record()) {
    const auto* report = entry.event->As<Report>();
    if (report == nullptr || !(report->period == period)) continue;
    const bool there =
        report->metrics.contains(metric) ||
        std::any_of(report->items.begin(), report->items.end(),
                    [&](const ReportItem& i) { return i.metric == metric; });
    const auto rank = std::make_pair(report->version, entry.place);
    if (!there || (chosen != nullptr && rank < best)) continue;
    best = rank;
    chosen = report;
  }
  return chosen;
}

DealModel::Reported DealModel::Total(const ClauseNow& clause,
                                     const std::string& metric,
                                     const Interval& period) const {
  Reported result;
  if (const Report* report = ReportOf(metric, period)) {
    result.value = Rational();
    const auto total = report->metrics.find(metric);
    if (total != report->metrics.end()) {
      *result.value += total->second.value().ToRational();
    }
    for (const ReportItem& item : report->items) {
      if (item.metric != metric) continue;
      *result.value += item.amount.value().ToRational();
    }
  }
  Date asked = *period.LastDay();
  if (const auto* later = clause.As<Duration>("report_due")) {
    asked = *later->AddTo(asked);
  }
  result.waits = !result.value && as_of_ <= asked;
  return result;
}

// The figures less the deductions.
DealModel::Reported DealModel::Base(const ClauseNow& clause,
                                    const Interval& period) const {
  Reported base{Rational(), false};
  for (const Value& name : *clause.As<Value::List>("metrics")) {
    const Reported one = Total(clause, *name.As<std::string>(), period);
    if (!one.value) return one;
    *base.value += *one.value;
  }
  const auto* deductions = clause.As<Value::List>("deductions");
  if (deductions == nullptr) return base;
  const Rational gross = *base.value;
  for (const Value& item : *deductions) {
    const auto& fields = *item.As<Value::Map>();
    const Reported one =
        Total(clause, *fields.at("metric").As<std::string>(), period);
    if (!one.value) return one;
    Rational off = *one.value;
    const auto most = fields.find("at_most");
    if (most != fields.end()) off = Min(off, gross * Number(most->second));
    *base.value -= off;
  }
  return base;
}

Rational DealModel::ByTiers(const ClauseNow& clause, Course& course,
                            const std::string& window, const Rational& base,
                            const Rational& index) const {
  std::vector<Tier> tiers = TiersOf(clause);
  for (Tier& tier : tiers) tier.factor *= index;
  const std::string mode = clause.Word("tier_mode");
  const Rational before = course.counted[window];
  const Rational after = before + base;
  if (mode == "ordinal") {
    // By the year the window is the year.
    const int number = clause.Word("tier_reset") == "year"
                           ? course.in_year[window]
                           : course.periods;
    return base * TierAt(tiers, Rational::FromInt(number)).factor;
  }
  if (mode == "cumulative-rate") return base * TierAt(tiers, after).factor;
  if (mode == "whole-amount") {
    return after * TierAt(tiers, after).factor - course.charged[window];
  }
  // What lies below zero is of the lowest tier, owed the other way round.
  const auto up_to = [&](const Rational& end) {
    if (end.Sign() < 0) return end * tiers.front().factor;
    Rational sum;
    for (const Tier& tier : tiers) {
      const Rational to = tier.high ? Min(*tier.high, end) : end;
      if (to > tier.low) sum += (to - tier.low) * tier.factor;
    }
    return sum;
  };
  return up_to(after) - up_to(before);
}

// At most what the caps of period, year and life have left. With `count` the
// amount is what accrued.
Rational DealModel::Capped(const ClauseNow& clause, Course& course,
                           const Interval& period, const Rational& amount,
                           bool count) const {
  Rational least = amount;
  const Date last = *period.LastDay();
  const std::pair<std::string, std::string> caps[] = {
      {"period_cap", last.ToString()},
      {"year_cap", YearStartOf(clause, last).ToString()},
      {"lifetime_cap", ""}};
  for (const auto& [path, window] : caps) {
    const Value* limit = clause.Find(path + ".amount");
    if (limit == nullptr) continue;
    const auto* after = clause.As<Date>(path + ".counts_after");
    if (after != nullptr && last <= *after) continue;
    Rational& used = course.capped[path + window];
    if (count) {
      used += amount;
    } else {
      least = Min(least, Max(Rational(), Number(*limit) - used));
    }
  }
  return least;
}

// What is due of the advances by the day.
Rational DealModel::Advanced(const std::set<std::string>& names,
                             Date day) const {
  Rational sum;
  for (const DealSum& one : now_.sums) {
    if (names.contains(one.clause) && one.due && *one.due <= day) {
      sum += one.accrued;
    }
  }
  return sum;
}

// The part of what is earned that is credited against advances.
static Rational CreditedPart(const ClauseNow& clause) {
  const Value* share = clause.Find("recoup.share");
  return share == nullptr ? Rational::FromInt(1) : Number(*share);
}

void DealModel::Recoup(const ClauseNow& clause, const Interval& period,
                       const Rational& base, Rational& amount,
                       Rational& credit) {
  const std::set<std::string> names = AdvancesOf(clause);
  const bool at_start = clause.Word("recoup.outstanding_on") == "period-start";
  const Date day = at_start ? *period.from() : *period.LastDay();
  const Rational left = Max(Rational(), Advanced(names, day) - pools_[names]);
  const Value* after = clause.Find("recoup.rate_after");
  const Rational part_of = CreditedPart(clause);
  if (after == nullptr) {
    credit = Min(amount * part_of, left);
    return;
  }
  const Rational before = Number(*clause.Find("rate"));
  const std::string crossing = clause.Word("recoup.crossing");
  amount = credit = Rational();
  for (const Rational& figure : Turns(clause, period, base)) {
    const Rational open = left - credit;
    Rational part = figure * before;
    const bool crosses = part * part_of > open;
    if (crossing == "old-rate") {
      if (open.Sign() <= 0) part = figure * Number(*after);
    } else if (crossing == "new-rate") {
      if (crosses) part = figure * Number(*after);
    } else if (crosses) {
      // The figures that earn what is open, at the old rate; the others.
      const Rational earning = open / (before * part_of);
      amount += earning * before + (figure - earning) * Number(*after);
      credit += open;
      continue;
    }
    amount += part;
    credit += Min(part * part_of, open);
  }
}

// The figures that earn out advances one after the other (decisions.md 58):
// those with a day in the order of their days, then the rest of `base` as one.
std::vector<Rational> DealModel::Turns(const ClauseNow& clause,
                                       const Interval& period,
                                       const Rational& base) const {
  std::multimap<Date, Rational> dated;
  Rational rest = base;
  for (const Value& name : *clause.As<Value::List>("metrics")) {
    const std::string& metric = *name.As<std::string>();
    for (const ReportItem& item : ReportOf(metric, period)->items) {
      if (item.metric != metric) continue;
      dated.emplace(item.date, item.amount.value().ToRational());
      rest -= item.amount.value().ToRational();
    }
  }
  std::vector<Rational> turns;
  for (const auto& [day, figure] : dated) turns.push_back(figure);
  turns.push_back(rest);
  return turns;
}

// What lacks to a year's minimum, with the last period that ends in the year.
// Years before it in which none ends count with it.
void DealModel::YearMinimum(const std::string& id, const ClauseNow& clause,
                            const Interval& period, Course& course) {
  if (clause.Word("minimum.per") != "year") return;
  const Date start = YearStartOf(clause, *period.LastDay());
  const Date end = *start.AddMonths(12);
  const Date next = *clause.As<Duration>("every")->AddTo(*period.until());
  if (next <= end) return;
  std::set<Date> ended;  // years in which a period ends, by their start
  for (const Interval& one : Periods(clause)) {
    ended.insert(YearStartOf(clause, *one.LastDay()));
  }
  Date from = start;
  while (from > effective_ && !ended.contains(*from.AddMonths(-12))) {
    from = *from.AddMonths(-12);
  }
  Rational least;
  for (Date year = from; year <= start; year = *year.AddMonths(12)) {
    Rational part = Number(*clause.Find("minimum.amount"));
    const Date until = *year.AddMonths(12);
    if (year < effective_) {
      if (clause.Word("minimum.partial_period") != "pro-rata-days") {
        course.lost = true;
        return Open(id, "no rule for a part of a year");
      }
      part *= Rational::Fraction(until - effective_, until - year);
    }
    least += part;
  }
  Rational amount = least;
  if (clause.Word("minimum.mode") != "additive") {
    amount = Max(Rational(), least - course.years[start]);
  }
  const bool calendar = start.month() == 1 && start.day() == 1;
  DealSum sum =
      Begin(id, clause,
            (calendar ? std::to_string(start.year()) : start.ToString()) +
                ".minimum");
  sum.period = Interval(std::max(from, effective_), end);
  sum.accrues_on = *period.LastDay();
  sum.due = DueOf(clause, clause.As<DueRule>("due"), period, std::nullopt);
  sum.exact = Capped(clause, course, period, amount, false);
  const Rational accrued = Cents(sum.exact);
  Capped(clause, course, period, accrued, true);
  course.years[start] += accrued;
  const std::string reset = clause.Word("tier_reset");
  if (reset == "never") course.charged[""] += accrued;
  if (reset == "year") course.charged[start.ToString()] += accrued;
  if (!accrued.IsZero()) Keep(clause, std::move(sum));
}

void DealModel::SharePeriod(const std::string& id, const Interval& period) {
  Course& course = courses_[id];
  ++course.periods;
  const ClauseNow& clause = *On(id, *period.LastDay());
  ++course.in_year[YearStartOf(clause, *period.LastDay()).ToString()];
  const std::set<std::string> names = AdvancesOf(clause);
  if (!Steady(id, period)) course.lost = true;
  if (course.lost || lost_pools_.contains(names)) {
    course.lost = true;
    lost_pools_.insert(names);
    return Open(id, "something before is not known, or its terms change");
  }
  // Single figures and what is taken off the whole period earn out the advances
  // in an order that nobody states.
  if (clause.fields.contains("recoup.rate_after") &&
      (clause.fields.contains("deductions") ||
       clause.fields.contains("allowance"))) {
    OpenIfDated(id, period);
    if (now_.open.contains(id)) {
      course.lost = true;
      lost_pools_.insert(names);
      return;
    }
  }
  const Reported figure = Base(clause, period);
  const auto factor = IndexFactor(clause, *period.from());
  if (!figure.value || !factor) {
    course.lost = true;
    if (!names.empty()) lost_pools_.insert(names);
    if (!figure.waits || !factor) Open(id, "a report or an index is missing");
    return;
  }
  const Date last = *period.LastDay();
  const Date year = YearStartOf(clause, last);
  const std::string reset = clause.Word("tier_reset");
  const std::string window = reset == "never"  ? ""
                             : reset == "year" ? year.ToString()
                                               : "period " + last.ToString();
  Rational base = *figure.value;
  if (const Value* free = clause.Find("allowance")) {
    base -= Min(Max(base, Rational()), Number(*free));
  }
  Rational amount, credit;
  if (clause.fields.contains("tiers")) {
    amount = ByTiers(clause, course, window, base, *factor);
    course.counted[window] += base;
  } else {
    const Value* rate = clause.Find("rate");
    amount = base * Number(rate == nullptr ? *clause.Find("price") : *rate) *
             *factor;
  }
  if (!names.empty()) Recoup(clause, period, base, amount, credit);
  const Value* least = clause.Find("minimum.amount");
  if (least != nullptr && clause.Word("minimum.per") != "year") {
    amount = clause.Word("minimum.mode") == "additive"
                 ? amount + Number(*least)
                 : Max(amount, Number(*least));
  }
  DealSum sum = Begin(id, clause, PeriodText(period));
  sum.period = period;
  sum.due = DueOf(clause, clause.As<DueRule>("due"), period, std::nullopt);
  sum.exact = Capped(clause, course, period, amount, false);
  const Rational accrued = Cents(sum.exact);
  // At most what accrued; of what is owed back at most that.
  const auto within = [](const Rational& part, const Rational& whole) {
    return Max(Min(part, Max(whole, Rational())), Min(whole, Rational()));
  };
  const Rational part_of = CreditedPart(clause);
  // At most that part of what is left under a cap.
  if (clause.Find("recoup.share") != nullptr) {
    credit = Min(credit, sum.exact * part_of);
  }
  sum.exact_credit = within(credit, sum.exact);
  const Rational credited = within(Cents(credit), accrued);
  if (!names.empty()) pools_[names] += credited;
  Capped(clause, course, period, accrued, true);
  course.years[year] += accrued;
  course.charged[window] += accrued;
  Keep(clause, std::move(sum));
  if (least != nullptr) YearMinimum(id, clause, period, course);
}

// Dated figures of a period that runs count by their days.
void DealModel::OpenIfDated(const std::string& id, const Interval& period) {
  for (const Entry& entry : terms_.record()) {
    const auto* report = entry.event->As<Report>();
    if (report != nullptr && report->period == period &&
        !report->items.empty()) {
      Open(id, "dated figures of a running period");
    }
  }
}

void DealModel::Shares() {
  std::vector<std::tuple<Date, std::string, Interval>> turns;
  std::set<std::string> ids;
  for (const auto& [day, terms] : table_) {
    for (const auto& [id, clause] : terms.clauses) {
      if (clause.kind == kind::kRevenueShare ||
          clause.kind == kind::kUnitPrice) {
        ids.insert(id);
      }
    }
  }
  for (const std::string& id : ids) {
    const ClauseNow* clause = On(id, as_of_);
    if (clause == nullptr) continue;
    if (clause->Word("settle") == "item") {
      Open(id, "settled by the item");
      if (!AdvancesOf(*clause).empty()) {
        lost_pools_.insert(AdvancesOf(*clause));
      }
      continue;
    }
    for (const Interval& period : Periods(*clause)) {
      if (*period.LastDay() <= as_of_) {
        turns.emplace_back(*period.LastDay(), id, period);
        continue;
      }
      OpenIfDated(id, period);
    }
  }
  std::sort(turns.begin(), turns.end(), [](const auto& a, const auto& b) {
    return std::tie(std::get<0>(a), std::get<1>(a)) <
           std::tie(std::get<0>(b), std::get<1>(b));
  });
  for (const auto& [last, id, period] : turns) SharePeriod(id, period);
}

}  // namespace covenant::model

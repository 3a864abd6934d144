#include "replay/money/advances.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace covenant {
namespace {

const char kCredited[] = "credited against advances";

std::set<std::string> NamesOf(const ClauseState& state) {
  std::set<std::string> names;
  const auto* list = state.As<Value::List>("recoup.advances");
  if (list == nullptr) return names;
  for (const Value& value : *list) {
    if (const auto* name = value.As<std::string>()) names.insert(*name);
  }
  return names;
}

bool AnyInBoth(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::any_of(a.begin(), a.end(),
                     [&](const std::string& name) { return b.contains(name); });
}

}  // namespace

Trace Nothing(const std::string& unit) {
  return ConstantLeaf("nothing", RationalRange(), unit);
}

Advances::Advances(EvaluationContext& context, const ShareClauses& clauses)
    : context_(context) {
  std::set<Names> lists;
  for (const auto& [clause, runs] : clauses) {
    listing_.emplace_back(clause, &runs);
    for (const Run& run : runs) {
      if (run.state != nullptr) lists.insert(NamesOf(*run.state));
    }
  }
  for (const Names& a : lists) {
    for (const Names& b : lists) {
      if (a != b && AnyInBoth(a, b)) shared_in_part_.insert(a.begin(), a.end());
    }
  }
  for (const auto& [clause, runs] : clauses) {
    auto stated = StatedCountsOf(context.facts, clause, Counted::kAdvances,
                                 context.as_of);
    if (stated.empty()) continue;
    const Run* run = RunOn(runs, stated.front().through);
    if (run == nullptr) run = &runs.front();
    if (run->state == nullptr) continue;
    StatedCount& own =
        stated_.try_emplace(NamesOf(*run->state), stated.front()).first->second;
    if (own.through < stated.front().through) own = stated.front();
  }
}

const StatedCount* Advances::StatedOf(const Names& names) const {
  const auto found = stated_.find(names);
  return found == stated_.end() ? nullptr : &found->second;
}

bool Advances::Closed(const Names& names, const ClausePeriod& period) const {
  const StatedCount* stated = StatedOf(names);
  return stated != nullptr &&
         *period.nominal.days.LastDay() <= stated->through;
}

std::vector<Advances::Names> Advances::PoolsOf(const ClauseState& state) const {
  const Names names = NamesOf(state);
  if (std::none_of(names.begin(), names.end(), [&](const std::string& name) {
        return shared_in_part_.contains(name);
      })) {
    return {names};
  }
  std::vector<std::pair<Date, std::string>> order;
  for (const std::string& name : names) {
    Date due = *Date::FromYmd(9999, 12, 31);
    const auto& all = context_.out.occurrences;
    for (auto each = all.lower_bound({name, ""});
         each != all.end() && each->first.first == name; ++each) {
      if (each->second.due) due = std::min(due, *each->second.due);
    }
    order.emplace_back(due, name);
  }
  std::sort(order.begin(), order.end());
  std::vector<Names> pools;
  pools.reserve(order.size());
  for (const auto& [due, name] : order) pools.push_back({name});
  return pools;
}

// What is due of the advances by the day, whether or not it is paid.
Trace Advances::AdvancedBy(const Names& names, const std::string& currency,
                           Date day, std::optional<Date> after) const {
  std::vector<Trace> advances;
  const auto pool = pools_.find(names);
  const auto repaid = [&](Date due) {
    return pool != pools_.end() && pool->second.repaid_later.contains(due);
  };
  for (const std::string& name : names) {
    const auto& all = context_.out.occurrences;
    for (auto each = all.lower_bound({name, ""});
         each != all.end() && each->first.first == name; ++each) {
      const Occurrence& o = each->second;
      if (o.accrued == nullptr) continue;
      if (o.due ? *o.due > day : !o.due_unknown) continue;
      if (o.due && after && *o.due <= *after) continue;
      if (o.due && repaid(*o.due)) continue;
      if (o.unit != currency) {
        advances.push_back(Unknown("advance in " + o.unit, currency,
                                   std::string(finding::kCurrencyMismatch),
                                   {o.accrued}, {}));
        continue;
      }
      const CountedSum counts = context_.CountsOf(o);
      Trace advance = counts.waived == nullptr
                          ? counts.accrued
                          : Difference("not waived of it", currency,
                                       {counts.accrued, counts.waived});
      if (!o.due) {
        advance = Maybe("due on a day that is not known", std::move(advance),
                        std::string(finding::kUndisclosedTerms));
      }
      advances.push_back(std::move(advance));
    }
  }
  return Sum("advances due by " + day.ToString(), currency,
             std::move(advances));
}

Trace Advances::Left(const ClauseState& state, const std::string& label,
                     Date day, bool awaited, bool closed) const {
  const std::string currency = SymbolOf(state, "currency");
  const std::vector<Names> pools = PoolsOf(state);
  if (pools.size() == 1) {
    return LeftOf(pools.front(), currency, label, day, awaited, closed);
  }
  if (const StatedCount* stated = StatedOf(NamesOf(state)); stated != nullptr) {
    const std::string why =
        "the advances stand on lists that overlap but differ; what is stated "
        "of them together is not known of each";
    return MaxOf("at least nothing", currency,
                 {Unknown(why, currency,
                          std::string(finding::kAmbiguousReading),
                          {stated->figure}, {}),
                  Nothing(currency)});
  }
  std::vector<Trace> left;
  left.reserve(pools.size());
  for (const Names& names : pools) {
    left.push_back(LeftOf(names, currency, label + ", " + *names.begin(), day,
                          awaited, closed));
  }
  return Sum(label, currency, std::move(left));
}

Trace Advances::LeftOf(const Names& names, const std::string& unit,
                       const std::string& label, Date day, bool awaited,
                       bool closed) const {
  const auto found = pools_.find(names);
  const StatedCount* stated = closed ? nullptr : StatedOf(names);
  std::optional<Date> repaid;
  if (found != pools_.end()) repaid = found->second.repaid;
  // What was repaid since makes nothing of what was stated.
  if (repaid && stated != nullptr && stated->through < *repaid)
    stated = nullptr;
  Trace advanced;
  if (stated == nullptr) {
    advanced = AdvancedBy(names, unit, day, repaid);
  } else if (stated->through <= day) {
    advanced = Sum("what was left and what is advanced since", unit,
                   {stated->figure,
                    AdvancedBy(names, unit, day, stated->through)});
  } else {
    // The first day of a period that runs on the last closed day.
    advanced = MaxOf(
        "at least nothing", unit,
        {Difference("what was left without what was advanced later", unit,
                    {stated->figure,
                     AdvancedBy(names, unit, stated->through, day)}),
         Nothing(unit)});
  }
  if (found == pools_.end()) return advanced;
  const Pool& pool =
      stated == nullptr ? found->second.all : found->second.since;
  Trace credited = pool.credited;
  if (awaited) {
    for (const Trace& more : pool.awaited) {
      credited = credited == nullptr
                     ? more
                     : Sum("credited before", unit, {credited, more});
    }
  }
  if (credited == nullptr) return advanced;
  Trace left = Difference(label, unit, {std::move(advanced), credited});
  const auto& least = left->value.at_least();
  if (least && least->Sign() >= 0) return left;
  // An advance may have been lowered below what was credited against it.
  return MaxOf("at least nothing", unit, {std::move(left), Nothing(unit)});
}

namespace {

// The day whose advances count in the period.
Date DayOf(const ClausePeriod& period) {
  return SymbolOf(*period.last, "recoup.outstanding_on") == "period-start"
             ? *period.nominal.days.from()
             : period.stops;
}

}  // namespace

Trace Advances::Outstanding(const ClausePeriod& period) const {
  const Date day = DayOf(period);
  return Left(*period.last, "advances outstanding on " + day.ToString(), day,
              true, Closed(NamesOf(*period.last), period));
}

void Advances::Count(const ClausePeriod& period, const Trace& credited) {
  const std::vector<Names> pools = PoolsOf(*period.last);
  const std::string unit = credited->unit;
  Trace rest = credited;
  for (const Names& names : pools) {
    Trace part = rest;
    if (pools.size() > 1) {
      const std::string of = " of " + *names.begin();
      part = MinOf("credited" + of, unit,
                   {rest, LeftOf(names, unit, "left" + of, DayOf(period), true,
                                 Closed(names, period))});
      rest = Difference("not yet counted", unit, {rest, part});
    }
    Pools& own = pools_[names];
    own.all.credited = SumWith("credited before", own.all.credited, part);
    if (Closed(names, period)) continue;
    own.since.credited = SumWith("credited before", own.since.credited, part);
  }
}

void Advances::Await(const ClausePeriod& period, Trace unknown) {
  for (const Names& names : PoolsOf(*period.last)) {
    Pools& own = pools_[names];
    own.all.awaited.push_back(unknown);
    if (!Closed(names, period)) own.since.awaited.push_back(unknown);
  }
}

std::vector<Repayment> Advances::RepaymentsOf(const std::string& clause,
                                              const ClauseRuns& runs) const {
  std::vector<Repayment> repayments;
  for (std::size_t i = 1; i < runs.size(); ++i) {
    const ClauseState* state = runs[i - 1].state;
    const Interval& without = runs[i].days;  // the clause
    if (runs[i].state != nullptr || state == nullptr ||
        SymbolOf(*state, "recoup.unearned") != "repaid" ||
        *without.from() > context_.as_of) {
      continue;
    }
    const Date end = *without.from();
    // Replaced by one of another kind that earns them out it has not ended.
    if (std::any_of(listing_.begin(), listing_.end(), [&](const auto& listing) {
          const Run* run = RunOn(*listing.second, end);
          return listing.first == clause && run != nullptr &&
                 run->state != nullptr &&
                 AnyInBoth(NamesOf(*run->state), NamesOf(*state));
        })) {
      continue;
    }
    Repayment first{clause, "repayment", state, end, *end.AddDays(-1)};
    if (!repayments.empty()) first.name += "-" + end.ToString();
    // Behind the last periods of those that are not in force any more either.
    for (std::size_t place = 0; place < listing_.size(); ++place) {
      const auto& [other, its_runs] = listing_[place];
      const Run* run = RunOn(*its_runs, end);
      if (run == nullptr || run->state != nullptr) continue;
      for (const ClausePeriod& period :
           ClausePeriodsOf(*its_runs, context_.as_of)) {
        if (*period.active.from() >= end ||
            !AnyInBoth(NamesOf(*period.last), NamesOf(*state))) {
          continue;
        }
        first.awaits = first.awaits || period.stops > context_.as_of;
        if (period.stops < first.turn ||
            (period.stops == first.turn && !first.behind)) {
          continue;
        }
        first.turn = period.stops;
        first.behind = place;
      }
    }
    std::set<Date> days;  // on which more is advanced
    for (const std::string& name : NamesOf(*state)) {
      const auto& all = context_.out.occurrences;
      for (auto each = all.lower_bound({name, ""});
           each != all.end() && each->first.first == name; ++each) {
        const auto& due = each->second.due;
        if (due && *due > end && *due <= context_.as_of &&
            without.Contains(*due)) {
          days.insert(*due);
        }
      }
    }
    repayments.push_back(first);
    for (const Date day : days) {
      Repayment more = first;
      more.name = "repayment-" + day.ToString();
      more.day = day;
      more.turn = std::max(first.turn, day);
      more.behind.reset();
      more.later = true;
      repayments.push_back(std::move(more));
    }
  }
  return repayments;
}

bool Advances::GoesOn(const Names& names, const std::string& clause,
                      Date day) const {
  return std::any_of(
      listing_.begin(), listing_.end(), [&](const auto& listing) {
        const Run* run = RunOn(*listing.second, day);
        if (listing.first == clause || run == nullptr ||
            run->state == nullptr) {
          return false;
        }
        return AnyInBoth(names, NamesOf(*run->state));
      });
}

Trace Advances::TakeBack(const Names& names, const Repayment& repayment) {
  const std::string unit = SymbolOf(*repayment.state, "currency");
  const bool goes_on = GoesOn(names, repayment.clause, repayment.day);
  if (repayment.later) {
    const Date before = *repayment.day.AddDays(-1);
    Trace whole = goes_on ? Nothing(unit)
                          : AdvancedBy(names, unit, repayment.day, before);
    if (!goes_on) pools_[names].repaid_later.insert(repayment.day);
    return whole;
  }
  // What falls due on the day on which the clause is not in force any more is
  // for those that go on.
  const Date day = goes_on ? *repayment.day.AddDays(-1) : repayment.day;
  Trace left =
      LeftOf(names, unit, "advances less what was credited", day, true, false);
  Pools& own = pools_[names];
  own.all = own.since = {};
  own.repaid = day;
  return left;
}

void Advances::Repay(const Repayment& repayment) {
  const ClauseState& state = *repayment.state;
  Occurrence occurrence;
  occurrence.clause = repayment.clause;
  occurrence.name = repayment.name;
  occurrence.debtor = SymbolOf(state, "creditor");
  occurrence.creditor = SymbolOf(state, "debtor");
  occurrence.unit = SymbolOf(state, "currency");
  occurrence.due = repayment.day;
  occurrence.closes_on = repayment.day;
  occurrence.created = context_.BindingOf(state.created_by);
  const std::string label = "advances less what was credited";
  const std::vector<Names> pools = PoolsOf(state);
  Trace all;  // where it is not the sum of what is left of each list
  if (pools.size() > 1 && StatedOf(NamesOf(state)) != nullptr) {
    all = Left(state, label, repayment.day, true, false);
  }
  std::vector<Trace> left;
  left.reserve(pools.size());
  for (const Names& names : pools) left.push_back(TakeBack(names, repayment));
  if (all == nullptr) {
    all = left.size() == 1 ? std::move(left.front())
                           : Sum(label, occurrence.unit, std::move(left));
  }
  if (repayment.awaits && !repayment.later) {
    all = Difference(
        "without what last periods earn", occurrence.unit,
        {std::move(all),
         Unknown("a last period still runs", occurrence.unit,
                 std::string(finding::kMissingReport), {}, state.created_by)});
  }
  occurrence.accrued =
      RoundedAmount(state, occurrence.unit,
                    MaxOf("advances not earned out", occurrence.unit,
                          {std::move(all), Nothing(occurrence.unit)}));
  if (occurrence.accrued->value.IsExactlyZero()) return;
  context_.Keep(std::move(occurrence));
}

void Advances::Finish(const std::string& clause, const ClauseState& state,
                      const Run& now) {
  if (NamesOf(state).empty()) return;
  if (now.state == nullptr && SymbolOf(state, "recoup.unearned") == "repaid" &&
      now.days.from()) {
    return;
  }
  ClauseBalance balance;
  balance.clause = context_.Subject(clause);
  balance.name = "advances outstanding";
  // What is left can be earned by the payer of the share.
  balance.debtor = SymbolOf(state, "creditor");
  balance.creditor = SymbolOf(state, "debtor");
  balance.unit = SymbolOf(state, "currency");
  balance.trace =
      Left(state, "advances less what was credited", context_.as_of, false,
           false);
  context_.out.balances.push_back(std::move(balance));
}

Trace Creditable(const Trace& amount, const Trace& share) {
  if (share == nullptr) return amount;
  return Product("part that is credited", amount->unit, {share, amount});
}

Trace CreditedShareOf(const ClauseState& terms) {
  return terms.fields.contains("recoup.share")
             ? RateLeaf(terms, "recoup.share", "share that is credited")
             : nullptr;
}

Trace CreditedShareOver(const ClausePeriod& period, const std::string& rule) {
  if (!AnyDayHas(period, "recoup.share")) return nullptr;
  return TermOver("share that is credited", "", rule, period.slices,
                  [](const ClauseState& terms) {
                    Trace share = CreditedShareOf(terms);
                    return share != nullptr
                               ? share
                               : ConstantLeaf("all is credited",
                                              RationalRange::FromInt(1));
                  });
}

EarnedOut Credit(Trace amount, const Trace& share, const Trace& outstanding) {
  Trace credit =
      MinOf(kCredited, amount->unit, {Creditable(amount, share), outstanding});
  return {std::move(amount), std::move(credit)};
}

Trace WithinShare(Trace credit, const Trace& share, const Trace& amount,
                  const Trace& waived) {
  if (share == nullptr) return credit;
  const Trace net =
      waived == nullptr
          ? amount
          : Difference("not waived of it", amount->unit, {amount, waived});
  return MinOf("credited, at most its part", amount->unit,
               {std::move(credit), Creditable(net, share)});
}

Trace WithinAccrued(Trace credit, const Occurrence& occurrence) {
  const std::string& unit = occurrence.unit;
  Trace net = occurrence.accrued;
  if (occurrence.waived != nullptr) {
    net = Difference("not waived of it", unit, {net, occurrence.waived});
  }
  const auto below_zero = [](const Trace& figure) {
    const auto least = figure->value.at_least();
    return !least || least->Sign() < 0;
  };
  const bool back = below_zero(credit);
  Trace most = MinOf(
      "credited, at most what accrued", unit,
      {std::move(credit), below_zero(net) ? MaxOf("what accrued, or nothing",
                                                  unit, {net, Nothing(unit)})
                                          : net});
  if (!back) return most;
  return MaxOf("credited back, at most what is owed back", unit,
               {std::move(most),
                MinOf("owed back", unit, {std::move(net), Nothing(unit)})});
}

EarnedOut CreditAtRates(const RecoupmentRates& rates, const std::string& label,
                        const Trace& base, Trace amount,
                        const Trace& outstanding) {
  const std::string unit = amount->unit;
  const auto beyond =
      Less(outstanding->value, Creditable(amount, rates.share)->value);
  if (rates.crossing == "old-rate" || rates.crossing == "new-rate") {
    // The whole figure is at one rate: at the later one if nothing was
    // outstanding, or if more is earned than was.
    const auto later = rates.crossing == "new-rate"
                           ? beyond
                           : LessOrEqual(outstanding->value, RationalRange());
    if (later == false)
      return Credit(std::move(amount), rates.share, outstanding);
    Trace whole = Product(label, unit, {rates.after, base});
    if (!later) {
      auto codes = UnknownBecause(outstanding);
      codes.merge(UnknownBecause(amount));
      whole = HullOf("whether the advances are earned out is not known", unit,
                     {std::move(amount), std::move(whole)},
                     codes.empty() ? std::string(finding::kUndisclosedAmount)
                                   : *codes.begin());
    }
    return Credit(std::move(whole), rates.share, outstanding);
  }
  if (beyond == false)
    return Credit(std::move(amount), rates.share, outstanding);
  if (rates.before->value.IsExactlyZero()) {
    return {std::move(amount), Nothing(unit)};
  }
  // Split: what earns out the advances at the one rate, the rest at the other.
  const Trace credited =
      rates.share == nullptr
          ? rates.before
          : Product("rate that is credited", "", {rates.share, rates.before});
  const Trace part = MinOf(
      "part that earns out the advances", unit,
      {base, Quotient("figures that earn it", unit, outstanding, credited)});
  Trace credit = Product(kCredited, unit, {credited, part});
  // What is earned on the part, and is credited unless a share of it is paid.
  Trace earned = rates.share == nullptr
                     ? credit
                     : Product("the part", unit, {rates.before, part});
  Trace rest =
      Product("the rest", unit,
              {rates.after, Difference("beyond it", unit, {base, part})});
  return {Sum(label, unit, {std::move(earned), std::move(rest)}),
          std::move(credit)};
}

}  // namespace covenant

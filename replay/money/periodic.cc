#include "replay/money/periodic.h"

#include <algorithm>
#include <utility>

namespace covenant {
namespace {

// Runs whose periods are counted alike.
struct Stretch {
  PeriodRule rule;
  ClauseRuns runs;
};

// Nothing where the clause does not say how long a period is.
std::optional<PeriodRule> RuleOf(const ClauseState& state) {
  const auto* every = state.As<Duration>("every");
  if (every == nullptr) return std::nullopt;
  PeriodRule rule;
  rule.every = *every;
  if (const auto* anchor = state.As<Date>("anchor")) rule.anchor = *anchor;
  if (const auto* until = state.As<Date>("first_period_until")) {
    rule.first_until = *until;
  }
  if (const auto* last = state.As<Interval>("last_period");
      last != nullptr && last->from() && last->until()) {
    rule.last = *last;
  }
  const auto* last_days = state.As<bool>("end_of_month");
  if (last_days != nullptr && *last_days) {
    rule.month_end = MonthEndRule::kEndOfMonth;
  }
  return rule;
}

std::vector<Stretch> StretchesOf(const ClauseRuns& runs) {
  std::vector<Stretch> stretches;
  for (const Run& run : runs) {
    if (run.state == nullptr) continue;
    const auto rule = RuleOf(*run.state);
    if (!rule) continue;
    const auto same =
        std::find_if(stretches.begin(), stretches.end(),
                     [&](const Stretch& s) { return s.rule == *rule; });
    if (same == stretches.end()) {
      stretches.push_back({*rule, {run}});
    } else {
      same->runs.push_back(run);
    }
  }
  return stretches;
}

}  // namespace

std::vector<ClausePeriod> ClausePeriodsOf(const ClauseRuns& runs, Date as_of,
                                          const SettledPast::Periods* past) {
  std::vector<ClausePeriod> result;
  for (const Stretch& stretch : StretchesOf(runs)) {
    const auto first = stretch.runs.front().days.from();
    if (!first || *first > as_of) continue;
    const std::vector<NominalPeriod> all =
        past == nullptr
            ? PeriodsBy(stretch.rule, *first, as_of)
            : PeriodsOver(stretch.rule.every, stretch.rule.anchor, *first,
                          as_of, stretch.rule.month_end, past->first);
    for (const NominalPeriod& nominal : all) {
      if (past != nullptr && *nominal.days.from() < past->next &&
          !past->open.contains(nominal.name)) {
        continue;
      }
      ClausePeriod period;
      period.nominal = nominal;
      period.slices = SlicesOf(stretch.runs, nominal.days);
      std::optional<Date> from, until;
      for (const Slice& slice : period.slices) {
        if (!slice.Active()) continue;
        if (!from) from = slice.days.from();
        until = slice.days.until();
        period.last = slice.state;
      }
      if (period.last == nullptr) continue;
      period.active = Interval(from, until);
      result.push_back(std::move(period));
    }
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const ClausePeriod& a, const ClausePeriod& b) {
                     return *a.active.until() < *b.active.until();
                   });
  std::optional<Date> next;  // the first day of those that follow
  for (auto period = result.rbegin(); period != result.rend(); ++period) {
    const Interval& days = period->nominal.days;
    const bool cut = next && *next < *days.until();
    period->stops = *(cut ? period->active : days).LastDay();
    const Date from = *period->active.from();
    next = next ? std::min(*next, from) : from;
  }
  return result;
}

namespace {

// The first day of the period that the clause is certainly in force on, where
// it begins inside: nothing falls due by a clause before it begins.
Date FirstDay(const ClausePeriod& period) {
  const auto first =
      std::find_if(period.slices.begin(), period.slices.end(),
                   [](const Slice& slice) { return slice.Active(); });
  return first == period.slices.end() || first->in_force == InForce::kUnknown
             ? *period.nominal.days.from()
             : *first->days.from();
}

}  // namespace

Occurrence OccurrenceOf(const EvaluationContext& context,
                        const std::string& clause, const ClausePeriod& period,
                        const std::string& unit, const std::string& name,
                        const ReportItem* item) {
  const ClauseState& state = *period.last;
  Occurrence occurrence;
  occurrence.clause = clause;
  occurrence.name = name.empty() ? period.nominal.name : name;
  if (context.out.occurrences.contains({clause, occurrence.name})) {
    occurrence.name += "-" + period.active.from()->ToString();
  }
  occurrence.debtor = SymbolOf(state, "debtor");
  occurrence.creditor = SymbolOf(state, "creditor");
  occurrence.unit = unit;
  occurrence.period = period.active;
  occurrence.closes_on = period.nominal.days.LastDay();
  DueAnchors anchors;
  anchors.period_start = FirstDay(period);
  anchors.period_end = period.nominal.days.LastDay();
  anchors.effective = period.active.from();
  anchors.execution = context.BindingOf(state.created_by);
  if (item != nullptr) occurrence.figure_day = item->date;
  if (item != nullptr && item->invoiced && *item->invoiced <= context.as_of) {
    occurrence.invoiced = item->invoiced;
  }
  const auto* due = state.As<DueRule>("due");
  const auto field = state.fields.find("due");
  occurrence.basis =
      BasisOfFields(state, {"due", "every", "anchor", "metrics", "currency",
                            "calendar", "roll"});
  if (UsesInvoice(due)) {
    AddInvoice(context, anchors.period_end, occurrence, anchors);
    // What a figure says of itself prevails.
    if (occurrence.invoiced) anchors.invoice = occurrence.invoiced;
    if (item != nullptr && item->received && *item->received <= context.as_of) {
      anchors.receipt = item->received;
    }
  }
  if (due != nullptr) {
    SetDue(context, state, *due, anchors, occurrence);
  } else if (field == state.fields.end()) {
    SetDue(context, state, DueRule(), anchors, occurrence);
  } else {
    occurrence.due_unknown = true;  // amendments disagree on it
  }
  occurrence.created = context.BindingOf(state.created_by);
  // What ended the clause inside the period, or took it out of the terms.
  const Run* next = RunOn(context.runs->at(clause), *period.active.until());
  if (*period.active.until() <= *occurrence.closes_on && next != nullptr &&
      next->state == nullptr) {
    occurrence.due_because.insert(occurrence.due_because.end(),
                                  next->ended_by.begin(), next->ended_by.end());
  }
  return occurrence;
}

namespace {

// How the pieces are spread over their days; empty where one of them says
// nothing of that. `of_all` (null: nothing) is waived of every day's part.
std::vector<DaysPart> SpreadOf(const std::vector<Piece>& pieces,
                               const Trace& of_all) {
  std::vector<DaysPart> parts;
  for (const Piece& piece : pieces) {
    if (piece.days.empty()) return {};
    std::int32_t all = 0;
    for (const Interval& days : piece.days) all += *days.Days();
    for (const Interval& days : piece.days) {
      const auto share =
          RationalRange::Exact(Rational::Fraction(*days.Days(), all));
      DaysPart part{days, piece.amount->value * share, {}};
      if (piece.waived != nullptr) part.waived = piece.waived->value * share;
      if (of_all != nullptr) part.waived += part.accrued * of_all->value;
      parts.push_back(std::move(part));
    }
  }
  return parts;
}

// The amount, rounded where the clause says.
Trace RoundedSum(EvaluationContext& context, const ClauseState& state,
                 const Occurrence& occurrence, Trace amount) {
  const std::string& unit = occurrence.unit;
  if (SymbolOf(state, "rounding.at") != "total" || !amount->value.IsExact()) {
    return RoundedAmount(state, unit, std::move(amount));
  }
  RunningTotal& total = context.totals[occurrence.clause];
  if (total.exact == nullptr || total.exact->unit != unit) total = {};
  total.exact = total.exact == nullptr
                    ? Sum("total so far", unit, {std::move(amount)})
                    : Sum("total so far", unit,
                          {total.exact, std::move(amount)});
  const Trace before = total.rounded;
  total.rounded = RoundedAmount(state, unit, total.exact);
  return before == nullptr
             ? total.rounded
             : Difference("more than the total before", unit,
                          {total.rounded, before});
}

}  // namespace

void SetAccrued(EvaluationContext& context, const ClausePeriod& period,
                Occurrence& occurrence, Trace amount,
                const std::vector<Piece>& pieces) {
  occurrence.accrued =
      RoundedSum(context, *period.last, occurrence, std::move(amount));
  std::vector<Trace> waived;
  for (const Piece& piece : pieces) {
    if (piece.waived != nullptr) waived.push_back(piece.waived);
  }
  Trace by_due_day;
  if (occurrence.due) {
    const auto& clauses = context.timeline.At(*occurrence.due).clauses;
    const auto clause = clauses.find(occurrence.clause);
    if (clause != clauses.end()) {
      by_due_day = WaivedShare(clause->second, WaiverMeasure::kDueDate);
    }
  }
  if (by_due_day != nullptr) {
    waived.push_back(Product("waived by due date", occurrence.unit,
                             {by_due_day, occurrence.accrued}));
  }
  occurrence.by_days = SpreadOf(pieces, by_due_day);
  if (waived.empty()) return;
  const RationalRange& accrued = occurrence.accrued->value;
  const bool negative =
      accrued.ok() && accrued.at_most() && accrued.at_most()->Sign() < 0;
  const auto most = negative ? MaxOf : MinOf;
  Trace all = Sum("waived", occurrence.unit, std::move(waived));
  const auto least = negative ? all->value.at_most() : all->value.at_least();
  if (!least || (negative ? least->Sign() > 0 : least->Sign() < 0)) {
    // Where more is deducted than waived on the days of a waiver.
    const auto not_less = negative ? MinOf : MaxOf;
    all = not_less(
        "waived, at least nothing", occurrence.unit,
        {all, ConstantLeaf("nothing", RationalRange(), occurrence.unit)});
  }
  occurrence.waived = RoundedAmount(
      *period.last, occurrence.unit,
      most("waived, at most what accrued", occurrence.unit,
           {std::move(all), occurrence.accrued}));
}

Date ReportDueOf(const EvaluationContext& context,
                 const ClausePeriod& period) {
  const Date last = *period.nominal.days.LastDay();
  const auto* wait = period.last->As<Duration>("report_due");
  if (wait == nullptr) return last;
  return DayAfter(last, *wait,
                  DueCalendarOf(context.facts, *period.last).calendar)
      .value_or(last);
}

Trace LeftToPay(const CountedSum& sum) {
  if (sum.waived == nullptr && sum.credited == nullptr) return sum.accrued;
  std::vector<Trace> parts{sum.accrued};
  for (const Trace& less : {sum.waived, sum.credited}) {
    if (less != nullptr) parts.push_back(less);
  }
  return Difference("to be paid", sum.accrued->unit, std::move(parts));
}

bool AnyDayHas(const ClausePeriod& period, const std::string& path) {
  return std::any_of(
      period.slices.begin(), period.slices.end(), [&](const Slice& slice) {
        return slice.Active() && slice.state->fields.contains(path);
      });
}

Date YearStart(const ClauseState& state, Date day) {
  Date anchor = *Date::FromYmd(day.year(), 1, 1);
  if (const auto* start = state.As<Date>("year_start")) anchor = *start;
  const auto periods =
      PeriodsOver(*Duration::Parse("1 year"), anchor, day, day);
  return periods.empty() ? anchor : *periods.front().days.from();
}

std::string NameOfYear(Date start) {
  return start.month() == 1 && start.day() == 1 ? start.ToString().substr(0, 4)
                                                : start.ToString();
}

}  // namespace covenant

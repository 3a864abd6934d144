// Formula clauses: their periods, and the rules for changes inside them.
#include <algorithm>
#include <deque>
#include <memory>
#include <set>
#include <utility>

#include "replay/money/formula.h"
#include "replay/money/periodic.h"

namespace covenant {
namespace {

const char kFields[] = "amount currency year_start report_due fallback within";

// Whether two states of a clause give the same figures.
bool SameFormula(const ClauseState& a, const ClauseState& b) {
  if (&a == &b) return true;
  const auto relevant = [](const ClauseState& state) {
    std::vector<std::pair<std::string, std::string>> fields;
    const std::string names = std::string(" ") + kFields + " ";
    for (const auto& [path, field] : state.fields) {
      if (names.find(" " + path + " ") == std::string::npos &&
          !path.starts_with("metrics.") && !path.starts_with("rates.")) {
        continue;
      }
      fields.emplace_back(path,
                          field.conflicting ? "?" : field.value.ToString());
    }
    return fields;
  };
  return relevant(a) == relevant(b);
}

// One formula that is owed again and again.
class PeriodicFormula {
 public:
  PeriodicFormula(EvaluationContext& context, const std::string& clause,
                  const ClauseRuns& runs)
      : context_(context),
        clause_(clause),
        periods_(ClausePeriodsOf(runs, context.as_of)) {
    for (const ClausePeriod& period : periods_) {
      places_.push_back(
          {period.nominal.days, static_cast<int>(places_.size()) + 1});
    }
  }

  void Run() {
    for (std::size_t i = 0; i < periods_.size(); ++i) {
      const ClausePeriod& period = periods_[i];
      if (*period.nominal.days.LastDay() > context_.as_of &&
          !PayableBy(period, context_.as_of)) {
        continue;
      }
      const std::size_t findings = context_.out.findings.size();
      const std::vector<Piece> pieces = PiecesOf(period, places_[i]);
      if (pending_) {
        // Figures are not due yet: nothing is said of the period.
        context_.out.findings.resize(findings);
        pending_ = false;
        continue;
      }
      if (!pieces.empty()) Add(period, pieces);
    }
  }

 private:
  // Whether the sum for a period that still runs has fallen due.
  bool PayableBy(const ClausePeriod& period, Date day) {
    const std::string unit = SymbolOf(*period.last, "currency");
    const std::size_t findings = context_.out.findings.size();
    const std::optional<Date> due =
        OccurrenceOf(context_, clause_, period, unit).due;
    context_.out.findings.resize(findings);  // Add tells of them
    return due && *due <= day;
  }

  void Add(const ClausePeriod& period, const std::vector<Piece>& pieces) {
    const std::string unit = SymbolOf(*period.last, "currency");
    Occurrence occurrence = OccurrenceOf(context_, clause_, period, unit);
    std::vector<Trace> amounts;
    amounts.reserve(pieces.size());
    for (const Piece& piece : pieces) amounts.push_back(piece.amount);
    Trace amount = amounts.size() == 1
                       ? amounts.front()
                       : Sum("amounts of the period", unit, std::move(amounts));
    if (SymbolOf(*period.last, "negative") == "zero") {
      amount = MaxOf(
          "not below zero", unit,
          {std::move(amount), ConstantLeaf("nothing", RationalRange(), unit)});
    }
    // One that waited for a report has come behind its due day, and takes
    // nothing from what was paid before.
    occurrence.in_advance =
        !UnknownBecause(amount).contains(std::string(finding::kMissingReport));
    SetAccrued(context_, period, occurrence, std::move(amount), pieces);
    context_.Keep(std::move(occurrence));
  }

  // The figures under the terms of one slice.
  Trace AmountOf(const Slice& slice, const ClausePeriod& period,
                 const FormulaPlace& place) {
    FormulaFigures* figures = nullptr;
    for (auto& [state, own] : figures_) {
      if (state == slice.state) figures = own.get();
    }
    if (figures == nullptr) {
      std::optional<Duration> every;
      if (const auto* d = slice.state->As<Duration>("every")) every = *d;
      figures_.emplace_back(
          slice.state, std::make_unique<FormulaFigures>(
                           context_, clause_, *slice.state, every,
                           *periods_.front().nominal.days.from(), &places_));
      figures = figures_.back().second.get();
    }
    Trace amount = figures->AmountFor(period.nominal.name, place);
    if (amount == nullptr) {
      pending_ = true;
      return ConstantLeaf("not due yet", RationalRange::Unknown(),
                          SymbolOf(*slice.state, "currency"));
    }
    return amount;
  }

  std::vector<Piece> PiecesOf(const ClausePeriod& period,
                              const FormulaPlace& place) {
    const ClauseState& state = *period.last;
    return PiecesOfPeriod(
        period.nominal.days, period.slices,
        {SymbolOf(state, "rate_change"), SymbolOf(state, "partial_period"),
         "amount for the period"},
        [&](const Slice& slice) { return AmountOf(slice, period, place); },
        [](const Slice& a, const Slice& b) {
          return SameFormula(*a.state, *b.state);
        });
  }

  EvaluationContext& context_;
  const std::string& clause_;
  const std::vector<ClausePeriod> periods_;
  std::vector<FormulaPlace> places_;
  std::deque<std::pair<const ClauseState*, std::unique_ptr<FormulaFigures>>>
      figures_;
  bool pending_ = false;
};

// The last period that has ended by the day.
std::optional<FormulaPlace> LastPeriod(const Duration& every,
                                       std::optional<Date> anchor, Date day) {
  const auto from = every.AddTo(day, -2);
  if (!from.ok()) return std::nullopt;
  std::optional<FormulaPlace> last;
  for (const NominalPeriod& period : PeriodsOver(every, anchor, *from, day)) {
    if (*period.days.LastDay() <= day) last = FormulaPlace{period.days, 1};
  }
  return last;
}

}  // namespace

Trace FormulaOnce(EvaluationContext& context, const std::string& clause,
                  const ClauseState& state, Date first, Date day) {
  const std::string unit = SymbolOf(state, "currency");
  std::optional<Duration> every;
  std::optional<FormulaPlace> place;
  if (const auto* counted = state.As<Duration>("counted_every")) {
    every = *counted;
    std::optional<Date> anchor;
    if (const auto* a = state.As<Date>("anchor")) anchor = *a;
    place = LastPeriod(*every, anchor, day);
  } else {
    const auto next = day.AddDays(1);
    if (next.ok()) {
      place = FormulaPlace{Interval(std::min(first, day), *next), 1};
    }
  }
  Trace amount;
  if (place) {
    FormulaFigures figures(context, clause, state, every, first, nullptr);
    amount = figures.AmountFor("1", *place);
  }
  if (amount == nullptr) {
    amount =
        Unknown("not known yet", unit, std::string(finding::kMissingReport), {},
                state.created_by);
  }
  if (SymbolOf(state, "negative") == "zero") {
    amount = MaxOf(
        "not below zero", unit,
        {std::move(amount), ConstantLeaf("nothing", RationalRange(), unit)});
  }
  return amount;
}

void EvaluateFormula(EvaluationContext& context, const std::string& clause,
                     const ClauseRuns& runs) {
  PeriodicFormula(context, clause, runs).Run();
  EvaluateOneOff(context, clause, runs);
}

}  // namespace covenant

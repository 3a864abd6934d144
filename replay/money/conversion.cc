// Payment in another currency: what a clause comes to is converted at a
// published exchange rate, after all that the clause counts in its own
// (doc/decisions.md 41).
#include "replay/money/conversion.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "replay/money/evaluate.h"
#include "replay/money/periodic.h"
#include "replay/money/rates.h"
#include "replay/money/withholding.h"

namespace covenant {
namespace {

constexpr char kConvert[] = "convert";

}  // namespace

Trace Unrounded(const Trace& trace) {
  if (trace->op == TraceOp::kRound) {
    const Trace& exact = trace->inputs.front();
    return IsOfGrossUp(exact) ? Unrounded(exact) : exact;
  }
  if (trace->op == TraceOp::kMaybe) {
    return Maybe(trace->label, Unrounded(trace->inputs.front()),
                 trace->unknown_because);
  }
  if (!IsOfGrossUp(trace)) return trace;
  std::vector<Trace> inputs;
  inputs.reserve(trace->inputs.size());
  for (const Trace& input : trace->inputs) inputs.push_back(Unrounded(input));
  return Calculated(trace->op, trace->label, trace->unit, std::move(inputs),
                    trace->unknown_because);
}

namespace {

using Done = std::map<const TraceNode*, Trace>;

// The tree with one node of it replaced. Each node is gone through once: what
// runs on from period to period is reached in very many ways.
Trace Replaced(const Trace& tree, const Trace& from, const Trace& to,
               Done& done) {
  if (tree == from) return to;
  const auto before = done.find(tree.get());
  if (before != done.end()) return before->second;
  bool same = true;
  std::vector<Trace> inputs;
  for (const Trace& input : tree->inputs) {
    inputs.push_back(Replaced(input, from, to, done));
    same = same && inputs.back() == input;
  }
  Trace result = tree;
  if (!same && tree->op == TraceOp::kRound) {
    result = Rounded(tree->label, inputs.front(), tree->places, tree->mode);
  } else if (!same && tree->op == TraceOp::kUnknown) {
    result = Unknown(tree->label, tree->unit, tree->unknown_because,
                     std::move(inputs), tree->events);
  } else if (!same) {
    result = Calculated(tree->op, tree->label, tree->unit, std::move(inputs),
                        tree->unknown_because);
  }
  done.emplace(tree.get(), result);
  return result;
}

// The terms that govern the occurrence: of the last day on which its clause is
// in force in the period, or of the due day.
const ClauseState* TermsOf(const ClauseRuns& runs, const Occurrence& o,
                           Date as_of) {
  Date day = o.due ? std::min(*o.due, as_of) : as_of;
  if (o.period) day = o.period->LastDay().value_or(day);
  const ClauseState* state = nullptr;
  for (const Run& run : runs) {
    if (run.days.from() && *run.days.from() > day) break;
    if (run.state != nullptr) state = run.state;
  }
  return state;
}

// What amounts of `from` are multiplied by to have them in `to`; `rate_of` looks
// the series up.
Trace FactorOf(const Shared& shared, const ClauseState& clause,
               const std::string& from, const std::string& to,
               const std::function<Trace(const RateRule&)>& rate_of) {
  for (const auto& [path, field] : clause.fields) {
    if (path.starts_with("convert.") && field.conflicting) {
      return Unknown("how the amount is converted", "",
                     std::string(finding::kConflictingAmendments), {},
                     field.set_by);
    }
  }
  const auto rule = RateRuleOf(shared, clause, kConvert);
  if (!rule) {
    return Unknown("exchange rate", "",
                   std::string(finding::kUndisclosedTerms), {},
                   clause.created_by);
  }
  Trace rate = rate_of(*rule);
  if (rate->op == TraceOp::kUnknown) return rate;
  if (const auto* places =
          clause.As<std::int64_t>("convert.rate_rounding.places");
      places != nullptr) {
    const auto mode =
        ParseRoundingMode(SymbolOf(clause, "convert.rate_rounding.mode"));
    rate = Rounded("exchange rate, rounded", std::move(rate),
                   static_cast<int>(std::clamp<std::int64_t>(*places, 0, 18)),
                   mode.ok() ? *mode : RoundingMode::kHalfAway);
  }
  const KnownSeries& series = shared.rates.at(rule->series);
  if (series.base() == to && series.quote() == from) {
    if (rate->value.IsExactlyZero()) {
      return Unknown("the exchange rate is zero", "",
                     std::string(finding::kUndefinedFigure), {rate}, {});
    }
    rate = Quotient(to + " for one " + from, to + "/" + from,
                    ConstantLeaf("one", RationalRange::FromInt(1)),
                    std::move(rate));
  } else if (series.base() != from || series.quote() != to) {
    return Unknown(rule->series + " is the price of " + series.base() + " in " +
                       series.quote() + ", not of " + from + " in " + to,
                   "", std::string(finding::kCurrencyMismatch), {rate}, {});
  }
  return rate;
}

class Converter {
 public:
  Converter(const EvaluationContext& context, const ClauseState& clause,
            Occurrence& occurrence)
      : context_(context), clause_(clause), o_(occurrence) {}

  void Run() {
    const std::string to = SymbolOf(clause_, "convert.to");
    if (to.empty() || to == o_.unit) return;
    if (SymbolOf(clause_, "convert.day") == "payment") {
      // It stays what it is; what is paid is converted.
      o_.paid_in = std::make_shared<const ClauseState>(clause_);
      return;
    }
    factor_ =
        FactorOf(context_.facts.shared, clause_, o_.unit, to,
                 [this](const RateRule& rule) { return Rate(rule); });
    const Trace accrued = o_.accrued;
    for (Trace* figure : {&o_.accrued, &o_.contingent}) {
      if (*figure != nullptr) *figure = Converted(Unrounded(*figure), to);
    }
    for (Trace* figure : {&o_.waived, &o_.credited}) {
      if (*figure == nullptr) continue;
      // They were counted on the rounded sum; all of it must stay all of it.
      Trace exact = Unrounded(*figure);
      if (accrued != nullptr) {
        Done done;
        exact = Replaced(exact, accrued, Unrounded(accrued), done);
      }
      *figure = Converted(std::move(exact), to);
    }
    o_.unit = to;
  }

 private:
  Trace Converted(Trace amount, const std::string& to) const {
    return RoundedAmount(clause_, to,
                         Product("in " + to, to, {std::move(amount), factor_}));
  }

  Trace Rate(const RateRule& rule) const {
    const Shared& shared = context_.facts.shared;
    const auto on = [&](std::optional<Date> day, const char* which) {
      if (day) {
        return RateOn(shared, rule, RateMeasure::kExchange, *day,
                      context_.as_of);
      }
      return Unknown(rule.series + " of " + which + ", which is not known", "",
                     std::string(finding::kMissingRate), {}, {});
    };
    const std::string day = SymbolOf(clause_, "convert.day");
    if (day == "due-date") return on(o_.due, "the due date");
    if (day == "invoice" && o_.invoiced) {
      return on(o_.invoiced, "the invoice");
    }
    if (day == "invoice") {
      // Of a whole clause from the day on which the sum accrued, which is
      // before its due day where that counts from the invoice.
      return on(InvoiceFor(context_.facts, o_.clause, o_.name,
                           o_.accrued_on ? o_.accrued_on : o_.closes_on,
                           context_.as_of)
                    .sent,
                "the invoice");
    }
    std::optional<Interval> period = o_.period;
    std::optional<Date> end = o_.closes_on;
    if (!period) {
      if (const auto last = LastPeriod()) {
        period = last->active;
        end = last->stops;
      }
    }
    if (!period) {
      return Unknown(rule.series + " of the period, and the sum has none", "",
                     std::string(finding::kMissingRate), {}, {});
    }
    if (day == "period-start") return on(period->from(), "the period");
    if (day == "period-end") return on(end, "the period's end");
    const DueCalendar calendar = DueCalendarOf(context_.facts, clause_);
    return RateAverage(shared, rule, RateMeasure::kExchange, *period,
                       context_.as_of, calendar.calendar);
  }

  // What is repaid of advances when the clause has ended belongs to the last
  // period in which they could be earned out.
  std::optional<ClausePeriod> LastPeriod() const {
    if (!o_.due || SymbolOf(clause_, "recoup.unearned").empty()) {
      return std::nullopt;
    }
    const auto before = o_.due->AddDays(-1);
    if (!before.ok()) return std::nullopt;
    auto periods = ClausePeriodsOf(context_.runs->at(o_.clause), *before);
    if (periods.empty()) return std::nullopt;
    return std::move(periods.back());
  }

  const EvaluationContext& context_;
  const ClauseState& clause_;
  Occurrence& o_;
  Trace factor_;
};

}  // namespace

Trace ExchangeOn(const Shared& shared, const ClauseState& clause,
                 const std::string& from, Date day, Date as_of) {
  return FactorOf(shared, clause, from, SymbolOf(clause, "convert.to"),
                  [&](const RateRule& rule) {
                    return RateOn(shared, rule, RateMeasure::kExchange, day,
                                  as_of);
                  });
}

void ConvertCurrency(const EvaluationContext& context, Occurrence& occurrence) {
  const auto runs = context.runs->find(occurrence.clause);
  if (runs == context.runs->end()) return;
  const ClauseState* clause = TermsOf(runs->second, occurrence, context.as_of);
  if (clause != nullptr) Converter(context, *clause, occurrence).Run();
}

void ConvertCurrencies(EvaluationContext& context) {
  for (auto& [key, occurrence] : context.out.occurrences) {
    ConvertCurrency(context, occurrence);
  }
}

}  // namespace covenant

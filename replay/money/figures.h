// Figures: what is reported for one period of a clause that computes from
// reports, each figure at the rate or price of its day. Pure.
#ifndef REPLAY_MONEY_FIGURES_H_
#define REPLAY_MONEY_FIGURES_H_

#include <optional>
#include <string>
#include <vector>

#include "ledger/event/event.h"
#include "replay/money/evaluate.h"
#include "replay/money/periodic.h"

namespace covenant {

// How a clause turns figures into money.
struct FigureRule {
  // Field of the rate or price; empty: figures are priced later, all together.
  std::string factor;
  std::string unit;      // of the figures
  std::string currency;  // of the sums
  std::string what;      // "share of", "price of"
  Trace index;           // what prices are multiplied by; null: nothing
};

// One figure that counts in the period, or what is missing.
struct Figure {
  Trace base;    // in the unit of the figures; deductions are negative
  Trace amount;  // in the currency; null where it is priced later
  Trace waived;  // of `amount`, or of `base` where it is priced later; or null
  Trace share;   // that is waived, where it is one; or null
  const ClauseState* state = nullptr;  // the terms of its day
  const ReportItem* item = nullptr;    // null for a total
  std::optional<Interval> days = {};   // of a total: those it is reported for
};

// The figures of the period in the order of their days, totals last; nothing
// where the period counts nothing yet. Reports that are late are the finding
// `missing-report` and unknown.
std::optional<std::vector<Figure>> FiguresOf(EvaluationContext& context,
                                             const std::string& clause,
                                             const ClausePeriod& period,
                                             const FigureRule& rule);

// What is waived of the amount that the figure comes to; null: nothing.
Trace WaivedOfFigure(const Figure& figure, const Trace& amount);

// The figures with all totals that nothing is waived of as one, last: sales and
// what is deducted from them.
std::vector<Figure> WithOneTotal(const std::vector<Figure>& figures,
                                 const std::string& label,
                                 const std::string& unit);

}  // namespace covenant

#endif  // REPLAY_MONEY_FIGURES_H_

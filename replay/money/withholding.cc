#include "replay/money/withholding.h"

#include <algorithm>
#include <utility>

#include "ledger/event/clause.h"

namespace covenant {
namespace {

bool GrossedUp(const ClauseState& clause) {
  return SymbolOf(clause, "mode") == "gross-up";
}

// Labels of the figures that a gross-up is made of.
constexpr std::string_view kGrossedUp =
    "grossed up so that the creditor gets what is stated";
constexpr std::string_view kPaidOut = "accrued less waived and credited";
constexpr std::string_view kTax = "tax on what is paid out";
constexpr std::string_view kWithTax =
    "accrued with the tax on what is paid out";

// What is paid out of a sum: not what is waived or credited.
Trace PaidOut(const Occurrence& o) {
  std::vector<Trace> parts{o.accrued};
  for (const Trace& less : {o.waived, o.credited}) {
    if (less != nullptr) parts.push_back(less);
  }
  if (parts.size() == 1) return o.accrued;
  return Difference(std::string(kPaidOut), o.unit, std::move(parts));
}

// The sum of which `net` is left when the tax is withheld.
Trace Gross(const ClauseState& clause, const Occurrence& o, const Trace& net) {
  const Trace left = Difference(
      "left of one after tax", "",
      {ConstantLeaf("one", RationalRange::FromInt(1)),
       RateLeaf(clause, "rate", "rate of tax, " + clause.id)});
  return RoundedAmount(clause, o.unit,
                       Quotient(std::string(kGrossedUp), o.unit, net, left));
}

Trace GrossAccrued(const ClauseState& clause, const Occurrence& o) {
  const Trace net = PaidOut(o);
  Trace gross = Gross(clause, o, net);
  if (net == o.accrued) return gross;
  return Sum(std::string(kWithTax), o.unit,
             {o.accrued, Difference(std::string(kTax), o.unit, {gross, net})});
}

}  // namespace

bool IsOfGrossUp(const Trace& trace) {
  return trace->label == kGrossedUp || trace->label == kPaidOut ||
         trace->label == kTax || trace->label == kWithTax;
}

WithholdingTerms::WithholdingTerms(const Timeline& timeline,
                                   const Milestones& milestones)
    : clauses_(kind::kWithholding, timeline, milestones) {}

WithholdingTerms::WithholdingTerms(
    const std::map<std::string, ClauseRuns>& runs)
    : clauses_(kind::kWithholding, runs) {}

std::optional<RationalRange> WithholdingTerms::MostOf(
    const Occurrence& occurrence, Date day, const Trace& base) const {
  std::optional<RationalRange> most;
  for (const covenant::Run* run : clauses_.Of(occurrence, day)) {
    const Trace tax = RoundedAmount(
        *run->state, occurrence.unit,
        Product("tax", occurrence.unit,
                {base, RateLeaf(*run->state, "rate", "rate of tax")}));
    most = most ? Max(*most, tax->value) : tax->value;
  }
  return most;
}

void WithholdingTerms::GrossUp(Occurrence& occurrence, Date day) const {
  if (occurrence.accrued == nullptr) return;
  const auto covering = clauses_.Of(occurrence, day);
  const bool any = std::any_of(
      covering.begin(), covering.end(),
      [](const covenant::Run* run) { return GrossedUp(*run->state); });
  if (!any) return;
  std::vector<Trace> readings;
  bool maybe = false, part = false;
  for (const covenant::Run* run : covering) {
    maybe = maybe || run->in_force == InForce::kUnknown;
    part = part || Rests(*run->state, true);
    readings.push_back(GrossedUp(*run->state)
                           ? GrossAccrued(*run->state, occurrence)
                           : occurrence.accrued);
  }
  if (readings.size() == 1 && !maybe && !part) {
    occurrence.accrued = readings.front();
    return;
  }
  if (maybe || part) readings.push_back(occurrence.accrued);
  occurrence.accrued = HullOf(
      maybe  ? "withholding in force on an undisclosed day"
      : part ? "how much of the withholding a suspension reaches is not known"
             : "one of these withholding clauses",
      occurrence.unit, std::move(readings),
      std::string(maybe  ? finding::kUndisclosedTerms
                  : part ? finding::kUndisclosedAmount
                         : finding::kAmbiguousReading));
}

std::string WithholdingProblem(const ClauseState& clause) {
  const auto* rate = clause.As<Rate>("rate");
  if (rate == nullptr) return "";
  const RationalRange range = rate->Range();
  const bool below = range.at_least() && range.at_least()->Sign() < 0;
  const bool whole =
      range.at_most() && *range.at_most() >= Rational::FromInt(1);
  return below || whole ? "its rate is not from 0 % to less than 100 %" : "";
}

}  // namespace covenant

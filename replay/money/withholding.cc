#include "replay/money/withholding.h"

#include <algorithm>
#include <utility>

#include "ledger/event/clause.h"
#include "replay/money/reach.h"

namespace covenant {
namespace {

bool IsMoney(const std::string& unit) {
  const auto parsed = Unit::Parse(unit);
  return parsed.ok() && parsed->IsCurrency();
}

// Whether the duties of the clause rest, as a whole or by a limited suspension.
bool Rests(const ClauseState& clause, bool limited) {
  return std::any_of(clause.attachments.begin(), clause.attachments.end(),
                     [&](const Attachment& a) {
                       return a.type == "suspension" && IsLimited(a) == limited;
                     });
}

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
                                   const Milestones& milestones) {
  const bool any = std::any_of(
      timeline.segments().begin(), timeline.segments().end(),
      [](const Segment& segment) {
        return std::any_of(segment.terms->clauses.begin(),
                           segment.terms->clauses.end(), [](const auto& one) {
                             return one.second.kind == kind::kWithholding;
                           });
      });
  if (any) Take(RunsOf(timeline, milestones));
}

WithholdingTerms::WithholdingTerms(
    const std::map<std::string, ClauseRuns>& runs) {
  Take(runs);
}

void WithholdingTerms::Take(const std::map<std::string, ClauseRuns>& runs) {
  for (const auto& [id, own] : runs) {
    const bool withholds = std::any_of(
        own.begin(), own.end(), [](const covenant::Run& run) {
          return run.state != nullptr && run.state->kind == kind::kWithholding;
        });
    if (withholds) runs_.emplace(id, own);
  }
}

std::vector<const covenant::Run*> WithholdingTerms::Covering(
    const Occurrence& occurrence, Date day) const {
  std::vector<const covenant::Run*> result;
  // What was lent is given back, not earned.
  if (occurrence.repayment || !IsMoney(occurrence.unit)) return result;
  int closest = -1;
  const Date on = occurrence.due ? *occurrence.due
                                 : occurrence.closes_on.value_or(day);
  for (const auto& [id, runs] : runs_) {
    const covenant::Run* run = RunOn(runs, on);
    if (run == nullptr || run->state == nullptr ||
        run->state->kind != kind::kWithholding || Rests(*run->state, false)) {
      continue;
    }
    const auto closeness =
        Closeness(*run->state, occurrence.clause, {occurrence.debtor});
    if (!closeness || *closeness < closest) continue;
    if (*closeness > closest) result.clear();
    closest = *closeness;
    result.push_back(run);
  }
  return result;
}

std::optional<RationalRange> WithholdingTerms::MostOf(
    const Occurrence& occurrence, Date day, const Trace& base) const {
  std::optional<RationalRange> most;
  for (const covenant::Run* run : Covering(occurrence, day)) {
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
  const auto covering = Covering(occurrence, day);
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

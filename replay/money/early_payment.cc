#include "replay/money/early_payment.h"

#include <algorithm>
#include <string>
#include <utility>

#include "ledger/event/clause.h"
#include "replay/money/schedule.h"

namespace covenant {
namespace {

constexpr char kSteps[] = "steps";
constexpr char kDiscount[] = "discount for early payment";

// The days that a sum has to count from.
DueAnchors AnchorsOf(const Facts& facts, const Occurrence& o, Date as_of) {
  DueAnchors anchors;
  anchors.execution = o.created;
  if (o.period) {
    anchors.period_start = o.period->from();
    anchors.period_end = o.closes_on;
    anchors.effective = o.period->from();
  } else {
    anchors.effective = o.accrued_on;
    anchors.milestone = o.accrued_on;
  }
  const InvoiceDays invoice = InvoiceFor(
      facts, o.clause, o.name, o.period ? o.closes_on : o.accrued_on, as_of);
  anchors.invoice = o.invoiced ? o.invoiced : invoice.sent;
  anchors.receipt = invoice.received;
  return anchors;
}

EarlyPayment::Step StepOf(const ClauseState& clause, const FieldState& field,
                          const Value::Map& step, const DueAnchors& anchors,
                          const DueCalendar& calendar) {
  EarlyPayment::Step result;
  const auto by = step.find("by");
  const auto* rule = by == step.end() ? nullptr : by->second.As<DueRule>();
  if (rule != nullptr) result.by = DueDay(*rule, anchors, calendar);
  const auto rate = step.find("rate");
  const auto* part = rate == step.end() ? nullptr : rate->second.As<Rate>();
  if (part != nullptr) {
    result.rate = Leaf("rate of " + clause.id, part->Range(), "", field.basis,
                       field.set_by, field.place,
                       std::string(finding::kUndisclosedAmount));
  }
  return result;
}

}  // namespace

Trace EarlyPayment::On(Date day, const std::function<Trace()>& base) const {
  std::vector<Trace> possible;
  bool maybe = offers_.size() > 1, any = false;
  Trace whole;
  for (const Offer& offer : offers_) {
    maybe = maybe || offer.maybe;
    std::vector<Trace> rates;
    for (const Step& step : offer.steps) {
      if (step.by && day <= *step.by && step.rate != nullptr) {
        rates.push_back(step.rate);
      }
    }
    if (whole == nullptr) whole = base();
    if (rates.empty()) {
      possible.push_back(
          ConstantLeaf("no discount", RationalRange(), whole->unit));
      continue;
    }
    any = true;
    const auto highest = std::max_element(
        rates.begin(), rates.end(), [](const Trace& a, const Trace& b) {
          return Less(a->value, b->value) == true;
        });
    const bool known =
        std::all_of(rates.begin(), rates.end(),
                    [](const Trace& rate) { return rate->value.IsExact(); });
    Trace rate = known ? *highest
                       : MaxOf("highest rate of the day", "", std::move(rates));
    possible.push_back(RoundedAmount(
        *offer.terms, whole->unit,
        Product(kDiscount, whole->unit, {whole, std::move(rate)})));
  }
  if (!any) return nullptr;
  if (!maybe) return std::move(possible.front());
  possible.push_back(ConstantLeaf("no discount", RationalRange(), whole->unit));
  return HullOf("one of these discounts for early payment", whole->unit,
                std::move(possible),
                std::string(offers_.size() > 1 ? finding::kAmbiguousReading
                                               : finding::kUndisclosedTerms));
}

EarlyPaymentTerms::EarlyPaymentTerms(const Timeline& timeline,
                                     const Milestones& milestones)
    : clauses_(kind::kEarlyPayment, timeline, milestones) {}

EarlyPayment EarlyPaymentTerms::For(const Facts& facts,
                                    const Occurrence& occurrence,
                                    Date as_of) const {
  if (!clauses_.any() || occurrence.accrued == nullptr) return {};
  std::vector<EarlyPayment::Offer> offers;
  for (const Run* run : clauses_.Of(occurrence, as_of)) {
    const ClauseState& clause = *run->state;
    const auto field = clause.fields.find(kSteps);
    if (field == clause.fields.end()) continue;
    EarlyPayment::Offer offer;
    offer.terms = &clause;
    offer.maybe = run->in_force == InForce::kUnknown || Rests(clause, true) ||
                  field->second.conflicting;
    const DueAnchors anchors = AnchorsOf(facts, occurrence, as_of);
    const DueCalendar calendar = DueCalendarOf(facts, clause);
    if (const auto* steps = field->second.value.As<Value::List>()) {
      for (const Value& value : *steps) {
        if (const auto* step = value.As<Value::Map>()) {
          offer.steps.push_back(
              StepOf(clause, field->second, *step, anchors, calendar));
        }
      }
    }
    offers.push_back(std::move(offer));
  }
  return EarlyPayment(std::move(offers));
}

std::string EarlyPaymentProblem(const ClauseState& clause) {
  const auto* steps = clause.As<Value::List>(kSteps);
  for (std::size_t i = 0; steps != nullptr && i < steps->size(); ++i) {
    const auto* step = (*steps)[i].As<Value::Map>();
    if (step == nullptr) continue;
    const auto rate = step->find("rate");
    const auto* part = rate == step->end() ? nullptr : rate->second.As<Rate>();
    if (part == nullptr) continue;
    const RationalRange range = part->Range();
    if ((range.at_least() && range.at_least()->Sign() < 0) ||
        (range.at_most() && *range.at_most() >= Rational::FromInt(1))) {
      return "a discount for early payment is not from 0 % to less than 100 %";
    }
  }
  return "";
}

}  // namespace covenant

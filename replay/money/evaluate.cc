#include "replay/money/evaluate.h"

#include <algorithm>
#include <string_view>

#include "replay/money/formula.h"

namespace covenant {
namespace {

using Evaluator = void (*)(EvaluationContext&, const std::string&,
                           const ClauseRuns&);

// How each kind of money clause is computed; kinds that are not listed owe
// nothing.
Evaluator EvaluatorOf(std::string_view kind) {
  if (kind == kind::kPayment || kind == kind::kPaymentSchedule ||
      kind == kind::kCommitment) {
    return EvaluateOneOff;
  }
  if (kind == kind::kRecurringPayment) return EvaluateRecurring;
  if (kind == kind::kRevenueShare) return EvaluateRevenueShare;
  if (kind == kind::kFormula) return EvaluateFormula;
  if (kind == kind::kCeiling) return EvaluateCeiling;
  return nullptr;
}

// The runs of one kind: a clause that was replaced by one of another kind is
// computed as each, the days of the other counting as replaced.
std::map<std::string, ClauseRuns> ByKind(const ClauseRuns& runs) {
  std::map<std::string, ClauseRuns> result;
  for (const Run& run : runs) {
    if (run.state != nullptr) result[run.state->kind];
  }
  for (auto& [kind, own] : result) {
    for (Run run : runs) {
      if (run.state != nullptr && run.state->kind != kind) {
        run.ended_by = run.state->created_by;
        run.state = nullptr;
        run.in_force = InForce::kNo;
        run.how = "replaced";
      }
      own.push_back(std::move(run));
    }
  }
  return result;
}

}  // namespace

Date EvaluationContext::BindingOf(const std::vector<EventRef>& set_by) const {
  Date latest = *Date::FromYmd(1, 1, 1);
  for (const EventRef& ref : set_by) {
    for (const BoundInstrument& instrument : instruments) {
      if (instrument.id() == ref.id) {
        latest = std::max(latest, instrument.binding);
      }
    }
  }
  return latest;
}

void EvaluationContext::Find(std::string_view code, std::string subject,
                             std::string message,
                             std::vector<EventRef> because) {
  out.findings.push_back({std::string(code), std::move(subject),
                          std::move(message), std::move(because)});
}

Evaluation Evaluate(const std::string& contract,
                    const std::vector<BoundInstrument>& instruments,
                    const Timeline& timeline, const Facts& facts, Date as_of) {
  Evaluation result;
  EvaluationContext context{contract, instruments, timeline,
                            facts,    as_of,       result};
  const auto all = RunsOf(timeline, facts.milestones);
  context.runs = &all;
  for (const std::string& clause : EvaluationOrder(all)) {
    for (const auto& [kind, own] : ByKind(all.at(clause))) {
      if (const Evaluator evaluator = EvaluatorOf(kind)) {
        evaluator(context, clause, own);
      }
    }
    context.computed.insert(clause);
  }
  return result;
}

Trace AmountLeaf(const ClauseState& clause, const std::string& path,
                 const std::string& label, const std::string& unit) {
  const auto field = clause.fields.find(path);
  if (field == clause.fields.end()) {
    return Unknown(label, unit, std::string(finding::kUndisclosedTerms), {},
                   clause.created_by);
  }
  if (field->second.conflicting) {
    return Unknown(label, unit, std::string(finding::kConflictingAmendments),
                   {}, field->second.set_by);
  }
  const auto* amount = field->second.value.As<Amount>();
  if (amount == nullptr) {
    return Unknown(label, unit, std::string(finding::kUndisclosedTerms), {},
                   field->second.set_by);
  }
  if (!unit.empty() && amount->unit().text() != unit) {
    return Unknown(label, unit, std::string(finding::kCurrencyMismatch), {},
                   field->second.set_by);
  }
  return Leaf(label, amount->Range(), amount->unit().text(),
              field->second.basis, field->second.set_by, field->second.place,
              std::string(finding::kUndisclosedAmount));
}

Trace RateLeaf(const ClauseState& clause, const std::string& path,
               const std::string& label) {
  const auto field = clause.fields.find(path);
  if (field == clause.fields.end()) {
    return Unknown(label, "", std::string(finding::kUndisclosedTerms), {},
                   clause.created_by);
  }
  if (field->second.conflicting) {
    return Unknown(label, "", std::string(finding::kConflictingAmendments), {},
                   field->second.set_by);
  }
  const auto* rate = field->second.value.As<Rate>();
  if (rate == nullptr) {
    return Unknown(label, "", std::string(finding::kUndisclosedTerms), {},
                   field->second.set_by);
  }
  return Leaf(label, rate->Range(), "",
              field->second.basis, field->second.set_by, field->second.place,
              std::string(finding::kUndisclosedTerms));
}

Trace ConstantLeaf(std::string label, RationalRange value, std::string unit) {
  return Leaf(std::move(label), std::move(value), std::move(unit),
              Basis::kOfficial, {}, "");
}

Trace RoundedAmount(const ClauseState& clause, const std::string& unit,
                    Trace amount) {
  RoundingMode mode = RoundingMode::kHalfAway;
  if (const std::string name = SymbolOf(clause, "rounding.mode");
      !name.empty()) {
    const auto parsed = ParseRoundingMode(name);
    if (parsed.ok()) mode = *parsed;
  }
  const auto parsed = Unit::Parse(unit);
  int places = parsed.ok() ? parsed->DecimalPlaces() : 0;
  if (const auto* stated = clause.As<std::int64_t>("rounding.places")) {
    places = static_cast<int>(std::clamp<std::int64_t>(*stated, 0, 18));
  }
  // Shown also where it changes nothing: where and how is part of the answer.
  return Rounded("rounded to " + std::to_string(places) + " places, " +
                     std::string(RoundingModeName(mode)),
                 std::move(amount), places, mode);
}

Trace WaivedShare(const ClauseState& clause, WaiverMeasure measure) {
  std::vector<Trace> shares;
  for (const Attachment& a : clause.attachments) {
    if (a.type != "waiver" || a.measured_by != measure) continue;
    const RationalRange share =
        a.share ? a.share->Range() : RationalRange::FromInt(1);
    shares.push_back(
        Leaf("waived " + (a.share ? a.share->ToString() : std::string("whole")),
             share, "", Basis::kOfficial, a.because, a.place,
             std::string(finding::kUndisclosedTerms)));
  }
  if (shares.empty()) return nullptr;
  if (shares.size() == 1) return shares.front();
  return MinOf("waived, at most all", "",
               {Sum("waivers together", "", std::move(shares)),
                ConstantLeaf("all", RationalRange::FromInt(1))});
}

Basis BasisOfFields(const ClauseState& clause,
                    const std::vector<std::string>& paths) {
  Basis basis = Basis::kOfficial;
  for (const std::string& path : paths) {
    const auto field = clause.fields.find(path);
    if (field != clause.fields.end()) {
      basis = Weakest(basis, field->second.basis);
    }
  }
  return basis;
}

std::string SymbolOf(const ClauseState& clause, const std::string& path) {
  const auto* symbol = clause.As<std::string>(path);
  return symbol == nullptr ? std::string() : *symbol;
}

}  // namespace covenant

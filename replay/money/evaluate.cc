#include "replay/money/evaluate.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "replay/money/formula.h"
#include "replay/money/liability_cap.h"
#include "replay/money/periodic.h"
#include "replay/money/rates.h"
#include "replay/money/rounds.h"
#include "replay/money/withholding.h"

namespace covenant {
namespace {

using Evaluator = void (*)(EvaluationContext&, const std::string&,
                           const ClauseRuns&);

// How each kind of money clause is computed that stands by itself; kinds that
// are not listed owe nothing.
Evaluator EvaluatorOf(std::string_view kind) {
  if (kind == kind::kPayment || kind == kind::kPaymentSchedule ||
      kind == kind::kCommitment) {
    return EvaluateOneOff;
  }
  if (kind == kind::kRecurringPayment) return EvaluateRecurring;
  if (kind == kind::kCeiling) return EvaluateCeiling;
  if (kind == kind::kTakeOrPay) return EvaluateTakeOrPay;
  if (kind == kind::kLoan) return EvaluateLoan;
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

// What some invoices ask for together.
struct Asked {
  RationalRange amount;
  std::string shown;
  std::set<std::string> units;
  std::vector<EventRef> refs;  // none: no invoice states an amount

  void Add(const Recorded& r) {
    const Amount& more = *r.event->As<Invoice>()->amount;
    amount += more.Range();
    shown += (shown.empty() ? "" : " and ") + more.ToString();
    units.insert(more.unit().text());
    refs.insert(refs.end(), r.refs.begin(), r.refs.end());
  }
};

void CompareInvoice(const EvaluationContext& context, std::string subject,
                    Asked asked, const RationalRange& computed,
                    const std::string& in) {
  const bool same_unit = asked.units == std::set<std::string>{in};
  if (asked.refs.empty() ||
      (same_unit && Equal(asked.amount, computed).value_or(true))) {
    return;
  }
  const auto unit = Unit::Parse(in);
  const auto shown = unit.ok() ? Amount::FromRange(computed, *unit,
                                                   unit->DecimalPlaces(),
                                                   RoundingMode::kHalfAway)
                               : absl::StatusOr<Amount>(unit.status());
  context.Find(finding::kInvoiceDiffers, std::move(subject),
               "the invoice asks for " + asked.shown + ", " +
                   (shown.ok() ? shown->ToString() : computed.ToString()) +
                   " is computed",
               std::move(asked.refs));
}

// An invoice changes nothing owed; where it asks for another amount than the
// one computed somebody should look.
void CompareInvoices(EvaluationContext& context) {
  const auto& invoices = context.facts.invoices;
  if (invoices.empty()) return;
  const auto states = [&](const Recorded& r) {
    const Invoice& invoice = *r.event->As<Invoice>();
    return invoice.amount && invoice.sent <= context.as_of;
  };
  // Of those for a whole clause, by sequence: the sums that each is for.
  struct ForClause {
    const Recorded* invoice = nullptr;
    std::vector<const Occurrence*> sums;
  };
  std::map<std::uint64_t, ForClause> whole;
  for (const auto& [key, o] : context.out.occurrences) {
    if (o.accrued == nullptr) continue;
    const auto found = invoices.find(o.clause + "/" + o.name);
    if (found != invoices.end()) {
      Asked asked;
      for (const Recorded* r : found->second) {
        if (!states(*r)) continue;
        // What is paid at the rate of the day of payment is not known before.
        const auto& amount = *r->event->As<Invoice>()->amount;
        if (o.paid_in != nullptr && amount.unit().text() != o.unit) continue;
        asked.Add(*r);
      }
      CompareInvoice(context, context.Subject(o.clause, o.name),
                     std::move(asked), o.accrued->value, o.unit);
    }
    const auto of_clause = invoices.find(o.clause);
    if (of_clause == invoices.end()) continue;
    const auto first = InvoiceFor(context.facts, o.clause, o.name,
                                  o.accrued_on ? o.accrued_on : o.closes_on,
                                  context.as_of);
    for (const Recorded* r : of_clause->second) {
      if (r->refs != first.refs || !states(*r)) continue;
      ForClause& its = whole[r->event->sequence];
      its.invoice = r;
      its.sums.push_back(&o);
    }
  }
  for (const auto& [sequence, its] : whole) {
    const auto& sums = its.sums;
    const std::string& unit = sums.front()->unit;
    RationalRange computed;
    bool paid_otherwise = false;  // at the rate of the day of payment
    for (const Occurrence* o : sums) {
      computed += o->unit == unit ? o->accrued->value : RationalRange::Unknown();
      paid_otherwise = paid_otherwise || o->paid_in != nullptr;
    }
    Asked asked;
    asked.Add(*its.invoice);
    if (paid_otherwise && !asked.units.contains(unit)) continue;
    CompareInvoice(context, context.Subject(sums.front()->clause),
                   std::move(asked), computed, unit);
  }
}

}  // namespace

namespace {

void AddTo(ClosedByDay& closed, const Occurrence& o) {
  if (o.closes_on) {
    closed.occurrences.emplace(*o.closes_on, &o);
  } else {
    closed.undated.push_back(&o);
  }
}

}  // namespace

void EvaluationContext::Keep(Occurrence occurrence) {
  const OccurrenceKey key{occurrence.clause, occurrence.name};
  const auto [kept, fresh] =
      out.occurrences.insert_or_assign(key, std::move(occurrence));
  const auto known = closed.find(key.first);
  if (known == closed.end()) return;
  if (fresh) {
    AddTo(known->second, kept->second);
  } else {
    closed.erase(known);  // it may close on another day now
  }
}

void EvaluationContext::BeginAgain() {
  out = {};
  computed.clear();
  closed.clear();
  totals.clear();
  priced.clear();
  reported.clear();
}

const ClosedByDay& EvaluationContext::Closed(const std::string& clause) {
  const auto [it, fresh] = closed.try_emplace(clause);
  if (!fresh) return it->second;
  for (auto o = out.occurrences.lower_bound({clause, ""});
       o != out.occurrences.end() && o->first.first == clause; ++o) {
    AddTo(it->second, o->second);
  }
  for (const ClausePeriod& period : ClausePeriodsOf(runs->at(clause), as_of)) {
    const Date last = *period.nominal.days.LastDay();
    // What recurs does not wait for reports.
    if (last > as_of || period.last->kind == kind::kRecurringPayment) continue;
    it->second.awaited.emplace(last, period.nominal.name);
  }
  return it->second;
}

Date EvaluationContext::BindingOf(const std::vector<EventRef>& set_by) const {
  Date latest = *Date::FromYmd(1, 1, 1);
  for (const EventRef& ref : set_by) {
    for (const BoundInstrument& instrument : instruments) {
      if (instrument.id() == ref.id &&
          instrument.record.event->stream == ref.stream) {
        latest = std::max(latest, instrument.binding);
      }
    }
  }
  return latest;
}

void EvaluationContext::Find(std::string_view code, std::string subject,
                             std::string message,
                             std::vector<EventRef> because) const {
  out.findings.push_back({std::string(code), std::move(subject),
                          std::move(message), std::move(because)});
}

CountedSum EvaluationContext::CountsOf(const Occurrence& o) const {
  CountedSum counts{o.accrued, o.waived, o.credited};
  const bool limits = limited != nullptr && !limited->empty();
  if (!limits && facts.closed_counts.empty() &&
      facts.waived_by_amount.empty()) {
    return counts;
  }
  const OccurrenceKey key{o.clause, o.name};
  if (limits) {
    const auto left = limited->find(key);
    if (left != limited->end()) counts = left->second;
  }
  const auto final = facts.closed_counts.find(key);
  if (final != facts.closed_counts.end()) counts = final->second;
  const auto waived = facts.waived_by_amount.find(key);
  if (waived != facts.waived_by_amount.end()) {
    counts.waived = SumWith("waived", counts.waived, waived->second);
  }
  return counts;
}

namespace {

bool IsOfKind(const ClauseRuns& runs, std::string_view kind) {
  return std::any_of(runs.begin(), runs.end(), [&](const Run& run) {
    return run.state != nullptr && run.state->kind == kind;
  });
}

// Whether something is computed from what caps of liability leave: formulas,
// shares, comparisons of prices, and caps that go by fees or overlap.
bool CountsWhatIsLimited(const std::map<std::string, ClauseRuns>& all) {
  int caps = 0;
  for (const auto& [clause, runs] : all) {
    for (const Run& run : runs) {
      if (run.state == nullptr) continue;
      const std::string& kind = run.state->kind;
      if (kind == kind::kFormula || kind == kind::kMostFavouredPrice ||
          kind::IsShare(kind) ||
          (kind == kind::kLiabilityCap && run.state->fields.contains("fees"))) {
        return true;
      }
    }
    if (IsOfKind(runs, kind::kLiabilityCap)) ++caps;
  }
  return caps > 1;
}

CountedSum UnsettledCounts(const CountedSum& counts) {
  return {Unknown("what a cap of liability leaves depends on itself",
                  counts.accrued->unit, std::string(finding::kUndefinedFigure),
                  {}, {}),
          counts.waived, counts.credited};
}

// All that the clauses come to, before tax and conversion.
std::map<OccurrenceKey, CountedSum> ComputeClauses(
    EvaluationContext& context, const std::vector<std::string>& order) {
  const auto& all = *context.runs;
  ShareClauses shares;
  std::map<std::string, ClauseRuns> formulas, favoured;
  for (const std::string& clause : order) {
    for (auto& [kind, own] : ByKind(all.at(clause))) {
      if (kind::IsShare(kind)) {
        shares.emplace_back(clause, std::move(own));
      } else if (kind == kind::kFormula) {
        formulas[clause] = std::move(own);
      } else if (kind == kind::kMostFavouredPrice) {
        favoured[clause] = std::move(own);
      } else if (const Evaluator evaluator = EvaluatorOf(kind)) {
        evaluator(context, clause, own);
      }
    }
    if (!formulas.contains(clause)) context.computed.insert(clause);
  }
  // Of one day they take turns by name, whatever formulas are computed from
  // them.
  std::stable_sort(
      shares.begin(), shares.end(),
      [](const auto& a, const auto& b) { return a.first < b.first; });
  // Shares are credited against what other clauses advance, and formulas are
  // computed from both.
  EvaluateShares(context, shares);
  for (const auto& [clause, own] : favoured) {
    EvaluateMostFavoured(context, clause, own);
  }
  for (const std::string& clause : order) {
    const auto formula = formulas.find(clause);
    if (formula == formulas.end()) continue;
    EvaluateFormula(context, clause, formula->second);
    context.computed.insert(clause);
  }
  return ApplyLiabilityCaps(context);
}

// Keeps what the sums count that have accrued.
void KeepCounts(Evaluation& result) {
  for (const auto& [key, o] : result.occurrences) {
    if (o.accrued == nullptr) continue;
    result.counted[key] = {{o.accrued, o.waived, o.credited}, nullptr};
  }
}

// Where the tax and the currency make another sum of it, what they make.
void KeepOwed(Evaluation& result) {
  for (auto& [key, kept] : result.counted) {
    const Trace& owed = result.occurrences.at(key).accrued;
    if (owed != kept.counts.accrued) kept.owed = owed;
  }
}

}  // namespace

Evaluation Evaluate(const std::string& contract,
                    const std::vector<BoundInstrument>& instruments,
                    const Timeline& timeline, const Facts& facts, Date as_of) {
  const auto all = RunsOf(timeline, facts.milestones);
  const std::vector<std::string> order = EvaluationOrder(all);
  Rounds<CountedSum> rounds(SameCounts, UnsettledCounts);
  Evaluation result;
  EvaluationContext context{contract, instruments, timeline,
                            facts,    as_of,       result};
  context.runs = &all;
  context.limited = &rounds.known();
  auto limited = ComputeClauses(context, order);
  if (!limited.empty() && CountsWhatIsLimited(all)) {
    while (!rounds.Settled(std::move(limited))) {
      context.BeginAgain();
      limited = ComputeClauses(context, order);
    }
  }
  for (const auto& [clause, name] : rounds.open()) {
    const Run* run = RunOn(all.at(clause), as_of);
    std::vector<EventRef> because;
    if (run != nullptr && run->state != nullptr)
      because = run->state->created_by;
    context.Find(finding::kUndefinedFigure, context.Subject(clause, name),
                 "what a cap of liability leaves of it depends on itself",
                 std::move(because));
  }
  const bool keeps = facts.keeps_counts || !facts.statements.empty();
  if (keeps) KeepCounts(result);
  // What other clauses are computed from is the sum without the tax.
  if (const WithholdingTerms withholding(all); withholding.any()) {
    for (auto& [key, occurrence] : result.occurrences) {
      withholding.GrossUp(occurrence, as_of);
    }
  }
  ConvertCurrencies(context);
  if (keeps) KeepOwed(result);
  CompareInvoices(context);
  // A period that has not come yet has no due day to miss.
  std::set<std::string> there;
  for (const auto& [key, o] : result.occurrences) {
    there.insert(context.Subject(o.clause, o.name));
  }
  std::erase_if(result.findings, [&](const Finding& f) {
    return f.code == finding::kMissingCalendar && !there.contains(f.subject);
  });
  return result;
}

DueCalendar DueCalendarOf(const Facts& facts, const ClauseState& clause) {
  DueCalendar result;
  const KnownCalendar* known = CalendarOf(facts.shared, clause);
  if (known != nullptr) result.calendar = &known->calendar;
  result.roll = ParseRoll(SymbolOf(clause, "roll")).value_or(Roll::kNone);
  return result;
}

namespace {

bool IsUndisclosed(const DueRule& rule) {
  return rule.undisclosed ||
         std::any_of(rule.later_of.begin(), rule.later_of.end(), IsUndisclosed) ||
         std::any_of(rule.earlier_of.begin(), rule.earlier_of.end(),
                     IsUndisclosed);
}

bool InBusinessDays(const DueRule& rule) {
  const auto counted = [](const DueRule& part) {
    return part.after && part.after->unit() == DurationUnit::kBusinessDays;
  };
  return counted(rule) ||
         std::any_of(rule.later_of.begin(), rule.later_of.end(), counted) ||
         std::any_of(rule.earlier_of.begin(), rule.earlier_of.end(), counted);
}

}  // namespace

void SetDue(const EvaluationContext& context, const ClauseState& clause,
            const DueRule& rule, const DueAnchors& anchors,
            Occurrence& occurrence) {
  const DueCalendar calendar = DueCalendarOf(context.facts, clause);
  const DueAnswer answer = FindDueDay(rule, anchors, calendar);
  occurrence.due = answer.day;
  occurrence.due_unknown = !answer.day && (answer.uncovered || IsUndisclosed(rule));
  const std::string name = SymbolOf(clause, "calendar");
  const auto& calendars = context.facts.shared.calendars;
  const auto found = calendars.find(name);
  if (found != calendars.end() &&
      (calendar.roll != Roll::kNone || InBusinessDays(rule))) {
    occurrence.due_because.insert(occurrence.due_because.end(),
                                  found->second.refs.begin(),
                                  found->second.refs.end());
  }
  if (!answer.uncovered) return;
  context.Find(finding::kMissingCalendar,
               context.Subject(occurrence.clause, occurrence.name),
               name.empty() ? "the clause names no calendar; the due day is "
                              "not known"
               : found == calendars.end()
                   ? "the calendar " + name +
                         " is not on record; the due day is not known"
                   : "the calendar " + name +
                         " does not cover the days that decide; the due day "
                         "is not known",
               found == calendars.end() ? clause.created_by
                                        : found->second.refs);
}

void AddInvoice(const EvaluationContext& context, std::optional<Date> accrued,
                Occurrence& occurrence, DueAnchors& anchors) {
  const InvoiceDays days = InvoiceFor(context.facts, occurrence.clause,
                                      occurrence.name, accrued, context.as_of);
  if (!days.sent) return;
  anchors.invoice = days.sent;
  anchors.receipt = days.received;
  occurrence.basis = Weakest(occurrence.basis, days.basis);
  occurrence.due_because.insert(occurrence.due_because.end(),
                                days.refs.begin(), days.refs.end());
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

bool IsLimited(const Attachment& attachment) {
  return !attachment.scope.empty() || !attachment.deal.empty() ||
         !attachment.deal_event.empty() ||
         (attachment.type == "waiver" && !attachment.text.empty());
}

Trace WaivedShare(const ClauseState& clause, WaiverMeasure measure) {
  std::vector<Trace> shares;
  for (const Attachment& a : clause.attachments) {
    if (a.type != "waiver" || a.measured_by != measure || a.amount) continue;
    const RationalRange share =
        a.share ? a.share->Range() : RationalRange::FromInt(1);
    shares.push_back(
        Leaf("waived " + (a.share ? a.share->ToString() : std::string("whole")),
             share, "", Basis::kOfficial, a.because, a.place,
             std::string(finding::kUndisclosedTerms)));
    if (!IsLimited(a)) continue;
    shares.back() =
        Maybe("how much of the sum the waiver reaches is not known",
              shares.back(), std::string(finding::kUndisclosedAmount));
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

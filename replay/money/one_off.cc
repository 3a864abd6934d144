// Sums and quantities that are owed once: payments, the instalments of a
// schedule, and commitments of which only the total is known (doc/decisions.md
// 12).
#include <algorithm>
#include <set>

#include "replay/money/evaluate.h"
#include "replay/money/formula.h"
#include "replay/money/indexation.h"
#include "replay/money/schedule.h"

namespace covenant {
namespace {

// One sum as the clause states it on some day.
struct OneSum {
  const ClauseState* clause = nullptr;
  std::string name;
  std::string label;
  Trace amount;
  std::optional<DueRule> due;
  std::string condition;
  std::optional<Date> long_stop;
  bool commitment = false;
};

// The value of a key of a map, if it has that type.
template <typename T>
const T* Get(const Value::Map& map, const std::string& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : found->second.As<T>();
}

OneSum PaymentOf(const ClauseState& clause) {
  OneSum sum;
  sum.clause = &clause;
  sum.name = "1";
  sum.label = clause.id;
  sum.amount = AmountLeaf(clause, "amount", "amount", "");
  if (const auto* due = clause.As<DueRule>("due")) {
    sum.due = *due;
  } else if (clause.fields.contains("due")) {
    sum.due = DueRule();
    sum.due->undisclosed = true;  // amendments disagree on it
  }
  sum.condition = SymbolOf(clause, "condition");
  if (const auto* stop = clause.As<Date>("long_stop")) sum.long_stop = *stop;
  return sum;
}

OneSum CommitmentOf(const ClauseState& clause) {
  OneSum sum;
  sum.clause = &clause;
  sum.name = "total";
  sum.label = clause.id;
  sum.amount = AmountLeaf(clause, "total", "total", "");
  sum.commitment = true;
  return sum;
}

std::vector<OneSum> InstalmentsOf(const ClauseState& clause) {
  std::vector<OneSum> sums;
  const auto field = clause.fields.find("instalments");
  if (field == clause.fields.end()) return sums;
  const auto* list = field->second.value.As<Value::List>();
  if (list == nullptr) return sums;
  int place = 0;
  for (const Value& item : *list) {
    ++place;
    const auto* map = item.As<Value::Map>();
    if (map == nullptr) continue;
    OneSum sum;
    sum.clause = &clause;
    const auto* id = Get<std::string>(*map, "id");
    sum.name = id != nullptr ? *id : std::to_string(place);
    sum.label = "instalment " + sum.name;
    if (const auto* amount = Get<Amount>(*map, "amount")) {
      sum.amount = Leaf(sum.label, amount->Range(), amount->unit().text(),
                        field->second.basis, field->second.set_by,
                        field->second.place,
                        std::string(finding::kUndisclosedAmount));
    } else {
      continue;
    }
    if (const auto* due = Get<DueRule>(*map, "due")) sum.due = *due;
    if (const auto* c = Get<std::string>(*map, "condition")) sum.condition = *c;
    if (const auto* stop = Get<Date>(*map, "long_stop")) sum.long_stop = *stop;
    sums.push_back(std::move(sum));
  }
  return sums;
}

// A formula that is owed once; its amount is computed when it is known when it
// accrues.
std::vector<OneSum> FormulaOf(const ClauseState& clause) {
  if (clause.fields.contains("every")) return {};
  OneSum sum = PaymentOf(clause);
  sum.amount = ConstantLeaf("amount", RationalRange::Unknown(),
                            SymbolOf(clause, "currency"));
  return {sum};
}

std::vector<OneSum> SumsOf(const ClauseState& clause) {
  if (clause.kind == kind::kFormula) return FormulaOf(clause);
  if (clause.kind == kind::kPayment) return {PaymentOf(clause)};
  if (clause.kind == kind::kCommitment) return {CommitmentOf(clause)};
  return InstalmentsOf(clause);
}

// One sum through time.
class OneOffWalk {
 public:
  OneOffWalk(EvaluationContext& context, const std::string& clause,
             std::string name)
      : context_(context), clause_(clause), name_(std::move(name)) {}

  void Step(const Run& run) {
    if (done_) return;
    if (sum_ && due_ && run.days.from() && *due_ < *run.days.from()) {
      done_ = true;  // it fell due under the terms before this run
      NoteLaterDay(run);
      return;
    }
    if (run.state == nullptr) {
      // What has accrued stays, unless the parties took the sum itself out.
      const bool taken_out = run.how == "removed" || run.how == "replaced";
      const auto met = met_ || may_ == nullptr
                           ? met_
                           : std::optional<Date>(may_->day.earliest);
      const bool pending =
          sum_ && !sum_->condition.empty() &&
          (!met || !run.days.from() || *met >= *run.days.from()) &&
          !BroughtAboutBy(run);
      if (taken_out || pending) Drop();
      return;
    }
    for (OneSum& sum : SumsOf(*run.state)) {
      if (sum.name != name_) continue;
      if (!first_) first_ = run.days.from();
      if (dropped_ && LostBefore(sum, *run.days.from())) {
        // On its due day it was not in the terms.
        first_.reset();
        return;
      }
      certain_ = certain_ || run.in_force == InForce::kYes;
      sum_ = std::move(sum);
      FindDue();
      return;
    }
    Drop();  // not in the schedule any more
  }

  void Finish() {
    if (!sum_ || !first_ || *first_ > context_.as_of) return;
    Occurrence occurrence = Start();
    const Trace amount = Amount_(occurrence);
    if (!met_ && may_ != nullptr) {
      occurrence.accrued = MayBeMet(amount);
      occurrence.due_because.insert(occurrence.due_because.end(),
                                    may_->record->refs.begin(),
                                    may_->record->refs.end());
      Waive(occurrence);
    } else if (!met_ && !sum_->condition.empty()) {
      occurrence.failed =
          sum_->long_stop && context_.as_of > *sum_->long_stop;
      occurrence.contingent = amount;
    } else {
      occurrence.accrued = amount;
      Waive(occurrence);
    }
    context_.Keep(std::move(occurrence));
    context_.out.findings.insert(context_.out.findings.end(),
                                 due_findings_.begin(), due_findings_.end());
    if (stated_later_) {
      context_.Find("due-day-kept", context_.Subject(clause_, name_),
                    "it fell due on " + due_->ToString() +
                        "; terms from a day "
                        "after it state " +
                        stated_later_->ToString() +
                        ", and what was due keeps its day",
                    later_by_);
    }
    if (sum_->commitment) AddBalance();
  }

 private:
  // Terms of days after the due day can state a later one, which reads as if
  // the sum had been put off.
  void NoteLaterDay(const Run& run) {
    if (run.state == nullptr || *run.days.from() > context_.as_of) return;
    for (const OneSum& sum : SumsOf(*run.state)) {
      if (sum.name != name_ || !sum.due || sum.due == sum_->due ||
          !sum.due->date || *sum.due->date <= *due_) {
        continue;
      }
      const bool listed = run.state->kind == kind::kPaymentSchedule;
      const auto field = run.state->fields.find(listed ? "instalments" : "due");
      if (field == run.state->fields.end()) continue;
      stated_later_ = sum.due->date;
      later_by_ = field->second.set_by;
    }
  }

  // Whether what ends the clause is what meets the condition of the sum.
  bool BroughtAboutBy(const Run& run) const {
    const auto reached = context_.facts.milestones.find(sum_->condition);
    return met_ && met_ == run.days.from() &&
           reached != context_.facts.milestones.end() &&
           reached->second.milestone == nullptr &&
           reached->second.record->refs == run.ended_by;
  }

  // Whether the sum, once taken out, had its due day before it came back.
  bool LostBefore(const OneSum& sum, Date day) const {
    if (sum.due && sum.due->date) return *sum.due->date < day;
    return lost_due_ && *lost_due_ < day;
  }

  void Drop() {
    if (sum_) {
      dropped_ = true;
      lost_due_ = due_;
    }
    sum_.reset();
    due_.reset();
    may_ = nullptr;
    first_.reset();
    certain_ = false;
  }

  void FindDue() {
    due_.reset();
    may_ = nullptr;
    due_unknown_ = sum_->commitment;  // its schedule is not disclosed
    due_basis_ = Basis::kOfficial;
    due_because_.clear();
    due_findings_.clear();
    met_.reset();
    if (!sum_->condition.empty()) {
      const auto reached = context_.facts.milestones.find(sum_->condition);
      if (reached == context_.facts.milestones.end() ||
          reached->second.date > context_.as_of ||
          (sum_->long_stop && reached->second.date > *sum_->long_stop)) {
        FindMayBeMet();
        return;
      }
      met_ = reached->second.date;
    }
    if (sum_->commitment) return;
    const Date accrued = met_ ? std::max(*met_, *first_) : *first_;
    DueAnchors anchors;
    anchors.milestone = met_;
    anchors.effective = *first_;
    anchors.execution = context_.BindingOf(sum_->clause->created_by);
    // Only the due day and what it rests on are used of this.
    Occurrence probe;
    probe.clause = clause_;
    probe.name = name_;
    DueRule rule;
    rule.date = accrued;
    if (sum_->due) rule = *sum_->due;
    if (UsesInvoice(&rule)) AddInvoice(context_, accrued, probe, anchors);
    // A day that is wanting is told of once, when all is known.
    const std::size_t told = context_.out.findings.size();
    SetDue(context_, *sum_->clause, rule, anchors, probe);
    due_ = probe.due;
    due_unknown_ = probe.due_unknown;
    due_basis_ = probe.basis;
    due_because_ = std::move(probe.due_because);
    const auto from = context_.out.findings.begin() +
                      static_cast<std::ptrdiff_t>(told);
    due_findings_.assign(from, context_.out.findings.end());
    context_.out.findings.resize(told);
    Accelerate(accrued);
  }

  // What is not due when the milestone of acceleration is reached falls due
  // with it, and not before it accrues.
  void Accelerate(Date accrued) {
    const std::string by = SymbolOf(*sum_->clause, "accelerated_by");
    if (by.empty()) return;
    const auto reached = context_.facts.milestones.find(by);
    if (reached != context_.facts.milestones.end() &&
        reached->second.date <= context_.as_of) {
      const Date day = std::max(reached->second.date, accrued);
      if (due_ && *due_ <= day) return;
      due_ = day;
      due_unknown_ = false;
      due_findings_.clear();
      const auto& refs = reached->second.record->refs;
      due_because_.insert(due_because_.end(), refs.begin(), refs.end());
      return;
    }
    const auto may = context_.facts.may_be_reached.find(by);
    if (may == context_.facts.may_be_reached.end()) return;
    const Date earliest = may->second.day.earliest;
    if (earliest > context_.as_of || (due_ && *due_ <= earliest)) return;
    due_.reset();
    due_unknown_ = true;
  }

  // Whether the condition may have been met, by a power whose days cannot be
  // counted: then its due day is not known.
  void FindMayBeMet() {
    const auto& all = context_.facts.may_be_reached;
    const auto found = all.find(sum_->condition);
    if (found == all.end()) return;
    const Date earliest = found->second.day.earliest;
    if (earliest > context_.as_of ||
        (sum_->long_stop && earliest > *sum_->long_stop)) {
      return;
    }
    may_ = &found->second;
    due_unknown_ = true;
  }

  // The amount of one that may have been met: all of it, where it has been for
  // certain, on whichever day.
  Trace MayBeMet(Trace amount) const {
    const auto& latest = may_->day.latest;
    const bool met = may_->certain && latest && *latest <= context_.as_of &&
                     (!sum_->long_stop || *latest <= *sum_->long_stop);
    const Event& event = *may_->record->event;
    const std::string unit = amount->unit;
    amount = Calculated(
        TraceOp::kChoice, "amount once it is reached", unit,
        {Leaf(sum_->condition + " reached on " + may_->day.ToString(),
              RationalRange::FromInt(1), "", event.basis, may_->record->refs,
              PlaceOf(event, "")),
         std::move(amount)});
    if (met) return amount;
    return Maybe(
        "whether " + sum_->condition + " has been reached is not known",
        std::move(amount), std::string(finding::kMissingCalendar));
  }

  // The day on which it accrued, at the earliest.
  Date AccruedOn() const {
    Date day = *first_;
    if (met_) day = std::max(day, *met_);
    if (!met_ && may_ != nullptr) day = std::max(day, may_->day.earliest);
    return day;
  }

  Occurrence Start() const {
    const ClauseState& clause = *sum_->clause;
    Occurrence occurrence;
    occurrence.clause = clause_;
    occurrence.name = name_;
    occurrence.debtor = SymbolOf(clause, "debtor");
    occurrence.creditor = SymbolOf(clause, "creditor");
    occurrence.unit = sum_->amount->unit;
    occurrence.due = due_;
    occurrence.due_unknown = due_unknown_;
    occurrence.closes_on = due_;
    occurrence.basis = Weakest(
        due_basis_,
        BasisOfFields(clause, {"due", "condition", "calendar", "roll"}));
    occurrence.due_because = due_because_;
    std::vector<EventRef> makers = clause.created_by;
    for (const char* path : {"instalments", "amount", "total"}) {
      const auto field = clause.fields.find(path);
      if (field == clause.fields.end()) continue;
      makers.insert(makers.end(), field->second.set_by.begin(),
                    field->second.set_by.end());
    }
    occurrence.created = context_.BindingOf(makers);
    return occurrence;
  }

  // The amount in the unit in which it is owed, rounded.
  Trace Amount_(Occurrence& occurrence) const {
    const ClauseState& clause = *sum_->clause;
    Trace amount = sum_->amount;
    if (clause.kind == kind::kFormula) {
      const bool waits = !met_ && may_ == nullptr && !sum_->condition.empty();
      const Date day = waits ? context_.as_of : AccruedOn();
      const std::size_t findings = context_.out.findings.size();
      amount = FormulaOnce(context_, clause_, clause, *first_, day);
      // Of what may never be owed nothing is missing yet.
      if (waits) {
        context_.out.findings.resize(findings);
      }
    }
    const Date accrued = AccruedOn();
    amount = Indexed(amount, IndexFactor(context_, clause_, clause,
                                         due_.value_or(accrued)));
    if (met_) amount = OnceMet(std::move(amount));
    if (const std::string unit = SymbolOf(clause, "deliver.unit");
        !unit.empty()) {
      amount = Converted(unit, SymbolOf(clause, "deliver.price"), amount);
      occurrence.unit = unit;
    }
    amount = RoundedAmount(clause, occurrence.unit, std::move(amount));
    if (sum_->commitment) {
      return Maybe("amounts by date are not disclosed", std::move(amount),
                   std::string(finding::kUndisclosedAmount));
    }
    if (!certain_) {
      return Maybe("in force on an undisclosed day", std::move(amount),
                   std::string(finding::kUndisclosedTerms));
    }
    return amount;
  }

  // The amount since its condition was met, which without that would not be
  // owed.
  Trace OnceMet(Trace amount) const {
    const Recorded& record =
        *context_.facts.milestones.at(sum_->condition).record;
    const Event& event = *record.event;
    const auto of_date = event.basis_of.find("date");
    Trace met =
        Leaf(sum_->condition + " reached on " + met_->ToString(),
             RationalRange::FromInt(1), "",
             of_date == event.basis_of.end() ? event.basis : of_date->second,
             record.refs, PlaceOf(event, ""));
    const std::string unit = amount->unit;
    return Calculated(TraceOp::kChoice, "amount once it is reached", unit,
                      {std::move(met), std::move(amount)});
  }

  Trace Converted(const std::string& unit, const std::string& price,
                  const Trace& amount) const {
    const auto reached = context_.facts.milestones.find(sum_->condition);
    const Milestone* milestone =
        met_ && reached != context_.facts.milestones.end()
            ? reached->second.milestone
            : nullptr;
    const auto value = milestone == nullptr ? std::map<std::string, Amount>::const_iterator()
                                            : milestone->values.find(price);
    if (milestone == nullptr || value == milestone->values.end()) {
      return Unknown(price + " is not fixed yet", unit,
                     std::string(finding::kMissingRate), {amount}, {});
    }
    if (value->second.unit().text() != amount->unit) {
      return Unknown(price + " is in another currency", unit,
                     std::string(finding::kCurrencyMismatch), {amount},
                     {});
    }
    const Recorded& record = *reached->second.record;
    Trace leaf = Leaf(price, value->second.Range(), amount->unit,
                      record.event->basis, record.refs,
                      PlaceOf(*record.event, ""),
                      std::string(finding::kMissingRate));
    return Quotient("amount divided by the " + price, unit, amount,
                    std::move(leaf));
  }

  void Waive(Occurrence& occurrence) const {
    const auto share = [&](std::optional<Date> day,
                           WaiverMeasure measure) -> Trace {
      if (!day) return nullptr;
      const auto& clauses = context_.timeline.At(*day).clauses;
      const auto clause = clauses.find(clause_);
      return clause == clauses.end() ? nullptr
                                     : WaivedShare(clause->second, measure);
    };
    const Date accrued = AccruedOn();
    occurrence.accrued_on = accrued;
    Trace waived = share(accrued, WaiverMeasure::kAccrual);
    Trace by_due_date = share(due_, WaiverMeasure::kDueDate);
    if (waived == nullptr) {
      waived = std::move(by_due_date);
    } else if (by_due_date != nullptr) {
      waived = MinOf("waived, at most all", "",
                     {Sum("waivers together", "",
                          {std::move(waived), std::move(by_due_date)}),
                      ConstantLeaf("all", RationalRange::FromInt(1))});
    }
    if (waived == nullptr) return;
    occurrence.waived =
        RoundedAmount(*sum_->clause, occurrence.unit,
                      Product("waived", occurrence.unit,
                              {std::move(waived), occurrence.accrued}));
  }

  void AddBalance() const {
    ClauseBalance balance;
    balance.clause = context_.Subject(clause_);
    balance.name = "commitment total";
    balance.debtor = SymbolOf(*sum_->clause, "debtor");
    balance.creditor = SymbolOf(*sum_->clause, "creditor");
    balance.unit = sum_->amount->unit;
    balance.trace = sum_->amount;
    context_.out.balances.push_back(std::move(balance));
  }

  EvaluationContext& context_;
  const std::string& clause_;
  const std::string name_;
  std::optional<OneSum> sum_;
  std::optional<Date> first_;  // first day in force
  std::optional<Date> met_;    // day of the condition
  // Without it: that it may have been met by the as-of day.
  const MayReach* may_ = nullptr;
  std::optional<Date> due_;
  Basis due_basis_ = Basis::kOfficial;
  std::vector<EventRef> due_because_;
  bool due_unknown_ = false;
  std::vector<Finding> due_findings_;
  // What later terms say of the day, and by what.
  std::optional<Date> stated_later_;
  std::vector<EventRef> later_by_;
  bool certain_ = false;
  bool dropped_ = false;  // was in the terms and was taken out
  std::optional<Date> lost_due_;  // when it would have fallen due then
  bool done_ = false;
};

void CheckTotal(EvaluationContext& context, const std::string& clause,
                const ClauseState& state) {
  const auto total = state.fields.find("total");
  const auto* stated = state.As<Amount>("total");
  if (stated == nullptr || !stated->IsExact()) return;
  RationalRange sum;
  for (const OneSum& instalment : InstalmentsOf(state)) {
    if (instalment.amount->unit != stated->unit().text()) return;
    sum += instalment.amount->value;
  }
  if (!sum.ok() || Equal(sum, stated->Range()).value_or(true)) return;
  const auto added = Amount::FromRange(sum, stated->unit(),
                                       stated->unit().DecimalPlaces(),
                                       RoundingMode::kHalfAway);
  context.Find(finding::kInstalmentsDoNotSum, context.Subject(clause),
               "the instalments add up to " +
                   (added.ok() ? added->ToString() : sum.ToString()) +
                   ", the contract states a total of " + stated->ToString(),
               total->second.set_by);
}

}  // namespace

void EvaluateOneOff(EvaluationContext& context, const std::string& clause,
                    const ClauseRuns& runs) {
  std::set<std::string> names;
  for (const Run& run : runs) {
    if (run.state == nullptr) continue;
    for (const OneSum& sum : SumsOf(*run.state)) names.insert(sum.name);
  }
  for (const std::string& name : names) {
    OneOffWalk walk(context, clause, name);
    for (const Run& run : runs) {
      if (run.days.from() && *run.days.from() > context.as_of) break;
      walk.Step(run);
    }
    walk.Finish();
  }
  const Run* now = RunOn(runs, context.as_of);
  if (now != nullptr && now->state != nullptr &&
      now->state->kind == kind::kPaymentSchedule) {
    CheckTotal(context, clause, *now->state);
  }
}

}  // namespace covenant

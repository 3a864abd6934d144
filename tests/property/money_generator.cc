#include "tests/property/money_generator.h"

#include <algorithm>
#include <utility>

namespace covenant::property {

History MoneyGenerator::Make(int more) {
  AddAgreement();
  while (more-- > 0) AddOne();
  Renumber(history_);
  return std::move(history_);
}

std::string MoneyGenerator::NextId(const std::string& prefix) {
  return prefix + std::to_string(++next_);
}

Date MoneyGenerator::AnyDay() {
  return Day(rng_.Percent(40) ? 5 * rng_.Int(0, 12) : rng_.Int(0, 62));
}

Amount MoneyGenerator::AnyAmount() {
  if (mix_.undisclosed && rng_.Percent(25)) {
    static const std::vector<std::string> kUnknown = {
        "undisclosed EUR", "at least 100.00 EUR", "at most 400.00 EUR",
        "between 50.00 and 200.00 EUR"};
    return Money(rng_.Pick(kUnknown));
  }
  static const std::vector<std::string> kKnown = {
      "1000.00 EUR", "300.00 EUR", "100.01 EUR", "62.50 EUR", "999.99 EUR"};
  return Money(rng_.Pick(kKnown));
}

Rate MoneyGenerator::AnyRate() {
  if (mix_.undisclosed && rng_.Percent(25)) {
    return covenant::property::Share(rng_.Percent(50) ? "undisclosed"
                                                      : "between 2 % and 4 %");
  }
  static const std::vector<std::string> kKnown = {"10 %", "12.5 %", "1/3",
                                                  "2 %"};
  return covenant::property::Share(rng_.Pick(kKnown));
}

DueRule MoneyGenerator::After(const std::string& span, DueAnchor anchor) {
  DueRule due;
  if (!span.empty()) due.after = Span(span);
  due.anchor = anchor;
  return due;
}

void MoneyGenerator::Fee(Fields& fields) {
  fields["amount"] = Of(AnyAmount());
  if (rng_.Percent(35)) {
    fields["condition"] = Symbol("m1");
    if (rng_.Percent(40)) fields["long_stop"] = Of(AnyDay());
    if (rng_.Percent(60)) {
      fields["due"] = Of(After("5 days", DueAnchor::kMilestone));
    }
    return;
  }
  DueRule due;
  switch (rng_.Int(0, 3)) {
    case 0:
      due.date = Day(rng_.Int(20, 55));
      fields["due"] = Of(due);
      break;
    case 1:
      fields["due"] = Of(After("10 days", DueAnchor::kEffective));
      break;
    case 2:
      fields["due"] = Of(After("20 days", DueAnchor::kExecution));
      break;
    default:
      break;  // when it accrues
  }
}

Value MoneyGenerator::Instalments(bool fresh) {
  if (fresh || !plan_) {
    Value::List list;
    const int count = rng_.Int(1, 3);
    for (int i = 0; i < count; ++i) {
      Value::Map item;
      if (rng_.Percent(70)) item["id"] = Symbol("i" + std::to_string(i + 1));
      DueRule due;
      due.date = Day(15 + 15 * i + rng_.Int(0, 3));
      if (rng_.Percent(85)) item["due"] = Of(due);
      if (rng_.Percent(15)) {
        item["condition"] = Symbol("m2");
        item.erase("due");
      }
      item["amount"] = Of(AnyAmount());
      list.push_back(Value{item});
    }
    plan_ = Value{list};
    return *plan_;
  }
  Value::List list = *plan_->As<Value::List>();
  for (Value& item : list) {
    if (rng_.Percent(50)) {
      std::get<Value::Map>(item.v)["amount"] = Of(AnyAmount());
    }
  }
  if (list.size() > 1 && rng_.Percent(20)) list.pop_back();
  return Value{list};
}

void MoneyGenerator::Plan(Fields& fields) {
  fields["instalments"] = Instalments(true);
  if (rng_.Percent(40)) fields["total"] = Of(Money("600.00 EUR"));
}

void MoneyGenerator::EveryPeriod(const std::string& id, Fields& fields) {
  switch (rng_.Int(0, 3)) {
    case 0:
      fields["every"] = Of(Span("10 days"));
      fields["anchor"] = Of(Day(rng_.Int(0, 9)));
      break;
    case 1:
      fields["every"] = Of(Span("1 month"));
      fields["anchor"] = Of(Day(14));
      break;
    default:
      fields["every"] = Of(Span("1 month"));
      break;
  }
  switch (rng_.Int(0, 3)) {
    case 0:
      fields["due"] = Of(After("5 days", DueAnchor::kPeriodEnd));
      break;
    case 1:
      fields["due"] = Of(After("15 days", DueAnchor::kPeriodEnd));
      break;
    case 2:
      if (id == "rent" && rng_.Percent(40)) {
        fields["due"] = Of(After("", DueAnchor::kPeriodStart));
      } else {
        fields["due"] = Of(After("", DueAnchor::kPeriodEnd));
      }
      break;
    default:
      break;
  }
}

void MoneyGenerator::Rent(Fields& fields) {
  fields["amount"] = Of(AnyAmount());
  EveryPeriod("rent", fields);
  static const std::vector<std::string> kPartial = {"pro-rata-days", "whole",
                                                    "none"};
  static const std::vector<std::string> kChange = {
      "pro-rata-days", "pro-rata-days", "period-start", "period-end"};
  if (rng_.Percent(85)) fields["partial_period"] = Symbol(rng_.Pick(kPartial));
  if (rng_.Percent(85)) fields["rate_change"] = Symbol(rng_.Pick(kChange));
}

void MoneyGenerator::Share(Fields& fields) {
  fields["rate"] = Of(AnyRate());
  EveryPeriod("share", fields);
  Value::List metrics = {Symbol("sales")};
  metrics_ = {"sales"};
  if (rng_.Percent(20)) {
    metrics.push_back(Symbol("service"));
    metrics_.push_back("service");
  }
  fields["metrics"] = Value{metrics};
  fields["currency"] = Symbol("EUR");
  static const std::vector<std::string> kChange = {
      "pro-rata-days", "pro-rata-days", "period-start", "period-end"};
  if (rng_.Percent(85)) fields["rate_change"] = Symbol(rng_.Pick(kChange));
  if (rng_.Percent(40)) fields["report_due"] = Of(Span("4 days"));
  if (mix_.caps) {
    if (rng_.Percent(50)) fields["period_cap.amount"] = Of(Money("90.00 EUR"));
    if (rng_.Percent(70)) {
      fields["lifetime_cap.amount"] = Of(Money("150.00 EUR"));
      if (rng_.Percent(30)) {
        fields["lifetime_cap.counts_after"] = Of(Day(rng_.Int(10, 35)));
      }
    }
  }
  const auto& every = *fields["every"].As<Duration>();
  const bool anchored = fields.count("anchor") != 0;
  const Date from = anchored ? *fields["anchor"].As<Date>() : Day(0);
  periods_.clear();
  for (int n = anchored ? -2 : 0; n < 8; ++n) {
    const Interval period(*every.AddTo(from, n), *every.AddTo(from, n + 1));
    if (*period.until() > Day(75)) break;
    if (*period.until() >= Day(0)) periods_.push_back(period);
  }
}

Clause MoneyGenerator::NewClause(const std::string& id) {
  Clause clause;
  clause.id = id;
  clause.fields["debtor"] = Symbol("acme");
  clause.fields["creditor"] = Symbol("nova");
  if (id == "fee") {
    clause.kind = kind::kPayment;
    Fee(clause.fields);
  } else if (id == "plan") {
    clause.kind = kind::kPaymentSchedule;
    Plan(clause.fields);
  } else if (id == "rent") {
    clause.kind = kind::kRecurringPayment;
    Rent(clause.fields);
  } else if (id == "share") {
    clause.kind = kind::kRevenueShare;
    Share(clause.fields);
  } else if (id == "limit") {
    clause.kind = kind::kCeiling;
    clause.fields["amount"] = Of(AnyAmount());
  } else {
    clause.kind = kind::kCommitment;
    clause.fields["total"] = Of(AnyAmount());
  }
  if (rng_.Percent(12)) clause.fields["until"] = Of(On(Day(rng_.Int(25, 60))));
  if (rng_.Percent(10)) clause.fields["from"] = Of(On(Day(rng_.Int(5, 30))));
  if (mix_.undisclosed && rng_.Percent(20)) {
    Endpoint end;
    end.undisclosed = true;
    if (rng_.Percent(70)) end.not_before = Day(rng_.Int(10, 30));
    if (rng_.Percent(70)) end.not_after = Day(rng_.Int(31, 60));
    clause.fields["until"] = Of(end);
  }
  if (rng_.Percent(10)) clause.fields["survives"] = Of(true);
  if (rng_.Percent(8)) {
    static const std::vector<std::string> kModes = {"half-even", "up", "down"};
    clause.fields["rounding.mode"] = Symbol(rng_.Pick(kModes));
    if (rng_.Percent(50)) {
      clause.fields["rounding.places"] = Value{std::int64_t{0}};
    }
  }
  return clause;
}

std::string MoneyGenerator::AnyClause() { return rng_.Pick(ids_); }

void MoneyGenerator::AddAgreement() {
  Instrument text;
  text.kind = InstrumentKind::kAgreement;
  text.title = "Deal";
  text.parties = {{"acme", "Acme", ""}, {"nova", "Nova", ""}};
  std::set<std::string> chosen = {rng_.Pick(mix_.clauses)};
  if (rng_.Percent(50)) chosen.insert(rng_.Pick(mix_.clauses));
  if (rng_.Percent(20)) chosen.insert(rng_.Pick(mix_.clauses));
  ids_.assign(chosen.begin(), chosen.end());
  for (const std::string& id : ids_) {
    Change change;
    change.op = Change::Op::kAdd;
    change.target = id;
    change.clause = NewClause(id);
    text.changes.push_back(std::move(change));
  }
  Event event = NewEvent(NextId("F"), "agreement", text);
  event.executed = Day(rng_.Int(0, 12));
  if (rng_.Percent(50)) event.effective = On(Day(rng_.Int(0, 15)));
  if (rng_.Percent(8)) event.until = On(Day(rng_.Int(30, 60)));
  history_.push_back(std::move(event));
}

void MoneyGenerator::AddAmendment() {
  Instrument text;
  text.kind = InstrumentKind::kAmendment;
  const std::string id = AnyClause();
  Change change;
  change.op = Change::Op::kSet;
  change.target = id;
  if (rng_.Percent(12)) {
    change.op = Change::Op::kRemove;
  } else if (id == "share") {
    const bool cap = mix_.caps && rng_.Percent(35);
    change.path =
        cap ? (rng_.Percent(70) ? "lifetime_cap.amount" : "period_cap.amount")
            : "rate";
    change.to = cap ? Of(AnyAmount()) : Of(AnyRate());
  } else if (id == "plan") {
    change.path = "instalments";
    change.to = Instalments(false);
  } else if (id == "spend") {
    change.path = "total";
    change.to = Of(AnyAmount());
  } else {
    change.path = "amount";
    change.to = Of(AnyAmount());
  }
  text.changes = {change};
  Event event = NewEvent(NextId("A"), "amendment", text);
  event.executed = AnyDay();
  if (rng_.Percent(65)) event.effective = On(AnyDay());
  if (rng_.Percent(25)) event.until = On(AnyDay());
  history_.push_back(std::move(event));
}

void MoneyGenerator::AddEnding() {
  Instrument text;
  const int roll = rng_.Int(1, 100);
  std::string type = "termination";
  text.kind = InstrumentKind::kTermination;
  if (roll <= 25) {
    type = "rescission";
    text.kind = InstrumentKind::kRescission;
  } else if (roll <= 50) {
    type = "restatement";
    text.kind = InstrumentKind::kRestatement;
    const auto* first = history_[0].As<Instrument>();
    for (const Change& change : first->changes) {
      if (rng_.Percent(60)) text.changes.push_back(change);
    }
  } else if (rng_.Percent(50)) {
    text.replaces = {AnyClause()};
  }
  Event event = NewEvent(NextId("T"), type, text);
  event.executed = AnyDay();
  if (rng_.Percent(65)) event.effective = On(AnyDay());
  history_.push_back(std::move(event));
}

void MoneyGenerator::AddWaiver() {
  Instrument text;
  text.kind = InstrumentKind::kWaiver;
  Change change;
  change.op = Change::Op::kWaive;
  change.target = AnyClause();
  change.measured_by =
      rng_.Percent(50) ? WaiverMeasure::kAccrual : WaiverMeasure::kDueDate;
  if (rng_.Percent(50)) {
    change.share = covenant::property::Share(rng_.Percent(50) ? "50 %" : "1/3");
  }
  text.changes = {change};
  Event event = NewEvent(NextId("W"), "waiver", text);
  event.executed = AnyDay();
  if (rng_.Percent(80)) event.effective = On(AnyDay());
  if (rng_.Percent(40)) event.until = On(AnyDay());
  history_.push_back(std::move(event));
}

void MoneyGenerator::AddReport() {
  if (periods_.empty()) return;
  Report report;
  report.period = rng_.Pick(periods_);
  report.version = rng_.Percent(20) ? 2 : 0;
  const std::string& metric = rng_.Pick(metrics_);
  static const std::vector<std::string> kTotals = {
      "1000.00 EUR", "600.00 EUR", "777.77 EUR", "0.00 EUR", "1234.56 EUR"};
  const auto figure = [&]() {
    if (mix_.negative && rng_.Percent(40)) return Money("-480.00 EUR");
    if (mix_.undisclosed && rng_.Percent(15)) {
      return Money("between 100.00 and 900.00 EUR");
    }
    return Money(rng_.Pick(kTotals));
  };
  if (rng_.Percent(55)) {
    report.metrics[metric] = figure();
    if (metrics_.size() > 1 && rng_.Percent(50)) {
      report.metrics[metrics_[0]] = figure();
      report.metrics[metrics_[1]] = figure();
    }
  } else {
    std::set<Date> days;
    const int length = *report.period.Days();
    for (int i = rng_.Int(1, 3); i > 0; --i) {
      const Date day = *report.period.from()->AddDays(rng_.Int(0, length - 1));
      if (days.insert(day).second)
        report.items.push_back({metric, day, figure(), {}, {}});
    }
  }
  history_.push_back(NewEvent(NextId("R"), "report", report));
}

std::string MoneyGenerator::AnyOccurrence(const std::string& clause) {
  if (clause == "plan" && plan_) {
    const auto& list = *plan_->As<Value::List>();
    const std::size_t at = static_cast<std::size_t>(
        rng_.Int(0, static_cast<int>(list.size()) - 1));
    const auto& item = *list[at].As<Value::Map>();
    const auto id = item.find("id");
    return id == item.end() ? std::to_string(at + 1)
                            : *id->second.As<std::string>();
  }
  return rng_.Percent(50) ? "2024-01" : "2024-02";
}

void MoneyGenerator::AddPayment() {
  PaymentMade payment;
  payment.payer = "acme";
  payment.payee = "nova";
  if (mix_.negative && rng_.Percent(20))
    std::swap(payment.payer, payment.payee);
  static const std::vector<std::string> kSums = {
      "100.00 EUR", "50.00 EUR", "1000.00 EUR", "300.00 EUR", "33.33 EUR"};
  payment.amount = Money(rng_.Pick(kSums));
  payment.date = AnyDay();
  const std::string clause = AnyClause();
  if (rng_.Percent(60)) payment.designation = clause;
  if (!payment.designation.empty() && clause != "fee" && rng_.Percent(40)) {
    payment.designation += "/" + AnyOccurrence(clause);
  }
  history_.push_back(NewEvent(NextId("P"), "payment", payment));
}

void MoneyGenerator::AddOpening() {
  if (has_opening_) return;
  has_opening_ = true;
  Opening opening;
  opening.through = Day(rng_.Int(8, 40));
  if (rng_.Percent(30)) opening.clauses = {AnyClause()};
  if (rng_.Percent(50)) {
    const std::string clause =
        opening.clauses.empty() ? AnyClause() : opening.clauses[0];
    OpeningBalance balance{clause, "acme", "nova", AnyAmount(), std::nullopt};
    if (rng_.Percent(60)) balance.due = AnyDay();
    opening.balances.push_back(balance);
  }
  opening.agreed = rng_.Percent(50);
  history_.push_back(NewEvent(NextId("O"), "opening", opening));
}

void MoneyGenerator::AddDispute() {
  if (!disputed_.empty() && rng_.Percent(40)) {
    const std::string id = *disputed_.begin();
    disputed_.erase(disputed_.begin());
    DisputeResolution end;
    end.dispute = id;
    end.date = AnyDay();
    history_.push_back(NewEvent(NextId("E"), "dispute-resolution", end));
    return;
  }
  Dispute dispute;
  const std::string clause = AnyClause();
  if (clause == "fee" || clause == "limit" || clause == "spend") return;
  dispute.obligation = clause + "/" + AnyOccurrence(clause);
  if (history_.size() % 3 == 0) dispute.obligation = clause;  // all of its sums
  if (rng_.Percent(50)) dispute.amount = Money("40.00 EUR");
  dispute.raised_by = "acme";
  dispute.date = AnyDay();
  Event event = NewEvent(NextId("D"), "dispute", dispute);
  disputed_.insert(event.id);
  history_.push_back(std::move(event));
}

void MoneyGenerator::AddMilestone() {
  Milestone milestone;
  milestone.name = rng_.Percent(60) ? "m1" : "m2";
  if (!milestones_.insert(milestone.name).second) return;
  milestone.date = AnyDay();
  history_.push_back(NewEvent(NextId("M"), "milestone", milestone));
}

void MoneyGenerator::AddCorrection() {
  if (history_.size() < 2) return;
  const Event target = history_[static_cast<std::size_t>(
      rng_.Int(1, static_cast<int>(history_.size()) - 1))];
  if (rng_.Percent(20)) {
    Cancellation cancellation;
    cancellation.target = target.id;
    cancellation.reason.words = "recorded in error";
    history_.push_back(NewEvent(NextId("V"), "cancellation", cancellation));
    return;
  }
  Event replacement = target;
  if (auto* report = std::get_if<Report>(&replacement.body)) {
    for (auto& [metric, amount] : report->metrics) amount = AnyAmount();
    for (ReportItem& item : report->items) item.amount = AnyAmount();
  } else if (auto* payment = std::get_if<PaymentMade>(&replacement.body)) {
    payment->amount = Money("120.00 EUR");
  } else if (auto* milestone = std::get_if<Milestone>(&replacement.body)) {
    milestone->date = AnyDay();
  } else if (auto* text = std::get_if<Instrument>(&replacement.body)) {
    for (Change& change : text->changes) {
      if (change.op != Change::Op::kSet) continue;
      if (change.to.As<Rate>() != nullptr) change.to = Of(AnyRate());
      if (change.to.As<Amount>() != nullptr) change.to = Of(AnyAmount());
    }
  } else {
    return;
  }
  Correction correction;
  correction.target = target.id;
  correction.replacement = std::make_shared<const Event>(replacement);
  history_.push_back(NewEvent(NextId("C"), "correction", correction));
}

void MoneyGenerator::AddOne() {
  const int total = mix_.amendments + mix_.reports + mix_.payments +
                    mix_.endings + mix_.waivers + mix_.openings +
                    mix_.disputes + mix_.corrections + 6;
  int roll = rng_.Int(1, total);
  const auto falls = [&roll](int share) {
    roll -= share;
    return roll <= 0;
  };
  if (falls(mix_.amendments)) return AddAmendment();
  if (falls(mix_.reports)) return AddReport();
  if (falls(mix_.payments)) return AddPayment();
  if (falls(mix_.endings)) return AddEnding();
  if (falls(mix_.waivers)) return AddWaiver();
  if (falls(mix_.openings)) return AddOpening();
  if (falls(mix_.disputes)) return AddDispute();
  if (falls(mix_.corrections)) return AddCorrection();
  AddMilestone();
}

}  // namespace covenant::property

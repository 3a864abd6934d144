#include "tests/property/plain_history.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "ledger/value/check.h"
#include "replay/contract.h"

namespace covenant::property {
namespace {

constexpr char kDebtor[] = "acme";
constexpr char kCreditor[] = "nova";

std::string Cents(int cents) {
  const std::string rest = std::to_string(cents % 100);
  return std::to_string(cents / 100) + "." + (rest.size() == 1 ? "0" : "") +
         rest;
}

DueRule DueAfter(const std::string& span, DueAnchor anchor) {
  DueRule due;
  if (!span.empty()) due.after = Span(span);
  due.anchor = anchor;
  return due;
}

Event PaymentOf(const std::string& id, Date day, Amount amount,
                std::string designation) {
  return NewEvent(id, "payment",
                  PaymentMade{kDebtor, kCreditor, std::move(amount), day,
                              std::move(designation), PaymentPart::kAny});
}

}  // namespace

std::string PlainGenerator::NextId(const std::string& prefix) {
  return prefix + std::to_string(++next_);
}

Date PlainGenerator::MonthStart(int month) const {
  return *Date::FromYmd(2024 + month / 12, month % 12 + 1, 1);
}

void PlainGenerator::Record(Event event) {
  history_.push_back(std::move(event));
  Renumber(history_);
}

History PlainGenerator::Make() {
  AddAgreement();
  for (int month = 0; month < mix_.months; ++month) {
    if (rng_.Percent(85)) Pay(*MonthStart(month).AddDays(rng_.Int(0, 12)));
    if (rng_.Percent(mix_.trouble)) Trouble(month);
    Report(month);
    if (rng_.Percent(40)) Pay(*MonthStart(month).AddDays(rng_.Int(13, 27)));
  }
  return std::move(history_);
}

Clause PlainGenerator::MakeClause(int number) {
  ClauseMade made;
  Clause clause;
  Fields& fields = clause.fields;
  fields["debtor"] = Symbol(kDebtor);
  fields["creditor"] = Symbol(kCreditor);
  static const std::vector<int> kMonths = {1, 1, 3, 6};
  made.every = rng_.Pick(kMonths);
  const auto every = *Duration::Create(made.every, DurationUnit::kMonths);
  switch (rng_.Int(0, 5)) {
    case 0: {
      clause.kind = kind::kPayment;
      DueRule due;
      due.date =
          *MonthStart(rng_.Int(0, mix_.months + 3)).AddDays(rng_.Int(0, 27));
      fields["due"] = Of(due);
      fields["amount"] = Of(Money(Cents(rng_.Int(1000, 90000)) + " EUR"));
      break;
    }
    case 1:
    case 2:
      clause.kind = kind::kRecurringPayment;
      fields["amount"] = Of(Money(Cents(rng_.Int(1000, 90000)) + " EUR"));
      fields["every"] = Of(every);
      if (rng_.Percent(60)) fields["rate_change"] = Symbol("pro-rata-days");
      if (rng_.Percent(60)) fields["partial_period"] = Symbol("pro-rata-days");
      if (rng_.Percent(60)) {
        fields["due"] = Of(DueAfter("", DueAnchor::kPeriodStart));
      } else {
        fields["due"] = Of(DueAfter("10 days", DueAnchor::kPeriodEnd));
      }
      if (rng_.Percent(30)) fields["anchor"] = Of(Day(rng_.Int(0, 20)));
      break;
    default: {
      const bool price = rng_.Percent(30);
      clause.kind = price ? kind::kUnitPrice : kind::kRevenueShare;
      made.metric = "m" + std::to_string(rng_.Percent(60) ? number : 0);
      fields["every"] = Of(every);
      fields["currency"] = Symbol("EUR");
      fields["metrics"] = Value{Value::List{Value{made.metric}}};
      if (price) {
        fields["price"] = Of(Money("1.25 EUR"));
        fields["unit"] = Symbol("EUR");
      } else {
        fields["rate"] = Of(Share(std::to_string(rng_.Int(3, 12)) + " %"));
      }
      fields["due"] = Of(DueAfter(std::to_string(rng_.Int(5, 40)) + " days",
                                  DueAnchor::kPeriodEnd));
      if (rng_.Percent(50)) fields["report_due"] = Of(Span("20 days"));
      if (rng_.Percent(70)) fields["rate_change"] = Symbol("pro-rata-days");
      if (mix_.others && rng_.Percent(6)) {
        fields["minimum.amount"] = Of(Money("50.00 EUR"));
        fields["minimum.per"] = Symbol(rng_.Percent(50) ? "period" : "year");
      } else if (mix_.others && !price && rng_.Percent(4)) {
        fields["lifetime_cap.amount"] = Of(Money("200.00 EUR"));
      }
      break;
    }
  }
  if (mix_.others && rng_.Percent(2)) {
    clause.kind = kind::kLateInterest;
    fields.clear();
    fields["rate"] = Of(Share("8 %"));
    made.metric.clear();
  }
  clause.id = "c" + std::to_string(number);
  made.id = clause.id;
  made.kind = clause.kind;
  clauses_.push_back(made);
  return clause;
}

void PlainGenerator::AddAgreement() {
  Instrument body;
  body.parties = {{kDebtor, "", ""}, {kCreditor, "", ""}};
  const int count = rng_.Int(1, 4);
  for (int i = 0; i < count; ++i) {
    Change add;
    add.clause = MakeClause(i);
    add.target = add.clause->id;
    body.changes.push_back(std::move(add));
  }
  Event event = NewEvent("A0", "agreement", std::move(body));
  event.executed = Day(rng_.Percent(80) ? 0 : rng_.Int(0, 40));
  event.effective = On(Day(0));
  Record(std::move(event));
}

Event PlainGenerator::ReportOf(const std::string& metric, int month,
                               int months) {
  covenant::Report report;
  report.period = Interval(MonthStart(month), MonthStart(month + months));
  const Amount amount = Money(Cents(rng_.Int(10000, 900000)) + " EUR");
  if (rng_.Percent(10)) {
    report.items.push_back({metric, *MonthStart(month).AddDays(rng_.Int(0, 27)),
                            amount, std::nullopt, std::nullopt});
  }
  report.metrics.emplace(metric, amount);
  return NewEvent(NextId("R"), "report", std::move(report));
}

// The reports of periods that end with the month.
void PlainGenerator::Report(int month) {
  std::set<std::pair<std::string, int>> told;
  for (const ClauseMade& clause : clauses_) {
    if (clause.metric.empty() || (month + 1) % clause.every != 0) continue;
    if (!told.emplace(clause.metric, clause.every).second) continue;
    if (rng_.Percent(4)) continue;  // it comes later, or never
    Record(ReportOf(clause.metric, month + 1 - clause.every, clause.every));
  }
}

// What is due, as one would pay it who knows what the ledger knows.
void PlainGenerator::Pay(Date day) {
  if (rng_.Percent(12)) {
    PaySomething(day);
    return;
  }
  const auto contract = Replayed(history_, history_.back().sequence);
  COVENANT_CHECK(contract.ok());
  const auto owed = contract->ObligationsAt(day);
  if (!owed.ok()) return;
  RationalRange sum;
  const bool each = rng_.Percent(35);
  for (const Obligation& one : owed->obligations) {
    const bool pays = one.owed.IsExact() && one.owed.value().Sign() > 0 &&
                      one.unit == "EUR" && one.debtor == kDebtor && one.due &&
                      (*one.due <= day || rng_.Percent(25));
    if (!pays || rng_.Percent(4)) continue;
    if (!each) {
      sum += one.owed.Range();
      continue;
    }
    const bool named = rng_.Percent(70);
    const std::string designation = !named ? ""
                                    : rng_.Percent(50)
                                        ? one.clause
                                        : one.clause + "/" + one.occurrence;
    Record(PaymentOf(NextId("P"), day, one.owed, designation));
  }
  if (!sum.IsExact() || sum.IsExactlyZero()) return;
  const auto amount = Decimal::FromRational(sum.value());
  COVENANT_CHECK(amount.ok());
  Record(PaymentOf(NextId("P"), day,
                   Amount::Exact(*amount, *Unit::Parse("EUR")), ""));
}

// Too little, too much, or for whatever.
void PlainGenerator::PaySomething(Date day) {
  std::string designation;
  if (rng_.Percent(40)) {
    designation = rng_.Pick(clauses_).id;
    if (rng_.Percent(40)) designation += rng_.Percent(50) ? "/2024-02" : "/1";
  }
  Record(PaymentOf(NextId("P"), day,
                   Money(Cents(rng_.Int(100, 30000)) + " EUR"), designation));
}

void PlainGenerator::Amend(int month) {
  const ClauseMade& clause = rng_.Pick(clauses_);
  Instrument body;
  body.kind = InstrumentKind::kAmendment;
  Change change;
  change.op = Change::Op::kSet;
  change.target = clause.id;
  if (clause.kind == kind::kRevenueShare) {
    change.path = "rate";
    change.to = Of(Share(std::to_string(rng_.Int(3, 12)) + " %"));
  } else if (clause.kind == kind::kUnitPrice) {
    change.path = "price";
    change.to = Of(Money("1.50 EUR"));
  } else if (clause.kind == kind::kLateInterest) {
    change.path = "rate";
    change.to = Of(Share("9 %"));
  } else {
    change.path = "amount";
    change.to = Of(Money(Cents(rng_.Int(1000, 90000)) + " EUR"));
  }
  if (rng_.Percent(10)) {
    change = {};
    change.op = Change::Op::kRemove;
    change.target = clause.id;
  } else if (rng_.Percent(10)) {
    change = {};
    change.clause = MakeClause(static_cast<int>(clauses_.size()));
    change.target = change.clause->id;
  } else if (rng_.Percent(8) && clause.kind != kind::kPayment &&
             clause.kind != kind::kLateInterest) {
    change.path = "due";
    change.to = Of(DueAfter("15 days", DueAnchor::kPeriodEnd));
  }
  body.changes.push_back(std::move(change));
  Event event = NewEvent(NextId("A"), "amendment", std::move(body));
  event.executed = *MonthStart(month).AddDays(rng_.Int(0, 27));
  const int back = rng_.Percent(40) ? rng_.Int(1, 5) : -rng_.Int(0, 3);
  const int from = std::max(month - back, 0);
  event.effective =
      On(*MonthStart(from).AddDays(rng_.Percent(70) ? 0 : rng_.Int(0, 27)));
  if (rng_.Percent(15)) event.until = On(MonthStart(from + rng_.Int(1, 4)));
  Record(std::move(event));
}

void PlainGenerator::Correct() {
  const Event& target = history_[static_cast<std::size_t>(
      rng_.Int(0, static_cast<int>(history_.size()) - 1))];
  if (target.As<Cancellation>() != nullptr ||
      target.As<Correction>() != nullptr || rng_.Percent(20)) {
    if (target.id == "A0") return;
    Record(NewEvent(NextId("X"), "cancellation", Cancellation{target.id, {}}));
    return;
  }
  Event replacement = target;
  if (auto* report = std::get_if<covenant::Report>(&replacement.body)) {
    for (auto& [metric, amount] : report->metrics) {
      amount = Money(Cents(rng_.Int(10000, 900000)) + " EUR");
    }
    report->items.clear();
  } else if (auto* payment = std::get_if<PaymentMade>(&replacement.body)) {
    if (rng_.Percent(50)) {
      payment->amount = Money(Cents(rng_.Int(100, 90000)) + " EUR");
    } else {
      payment->date = *payment->date.AddDays(rng_.Int(-20, 20));
    }
  } else {
    return;
  }
  Correction correction;
  correction.target = target.id;
  replacement.sequence = replacement.version = 0;
  correction.replacement =
      std::make_shared<const Event>(std::move(replacement));
  Record(NewEvent(NextId("C"), "correction", std::move(correction)));
}

// What no plain contract has.
void PlainGenerator::Other(int month) {
  const ClauseMade& clause = rng_.Pick(clauses_);
  const Date day = *MonthStart(month).AddDays(rng_.Int(0, 27));
  switch (rng_.Int(0, 4)) {
    case 0: {
      Instrument body;
      body.kind = InstrumentKind::kWaiver;
      Change change;
      change.op = Change::Op::kWaive;
      change.target = clause.id;
      change.share = Share("50 %");
      change.measured_by = WaiverMeasure::kAccrual;
      body.changes.push_back(std::move(change));
      Event event = NewEvent(NextId("W"), "waiver", std::move(body));
      event.executed = day;
      event.effective = On(MonthStart(std::max(month - rng_.Int(0, 4), 0)));
      Record(std::move(event));
      break;
    }
    case 1: {
      Instrument body;
      body.kind = InstrumentKind::kAssignment;
      body.transfer.emplace();
      body.transfer->from = kCreditor;
      body.transfer->to = "other";
      Event event = NewEvent(NextId("T"), "assignment", std::move(body));
      event.executed = day;
      event.effective = On(day);
      Record(std::move(event));
      break;
    }
    case 2:
      Record(NewEvent(
          NextId("D"), "dispute",
          Dispute{
              clause.id + "/2024-02", Money("10.00 EUR"), kDebtor, day, {}}));
      break;
    case 3:
      Record(NewEvent(NextId("M"), "milestone", Milestone{"launch", day, {}}));
      break;
    default:
      Record(
          NewEvent(NextId("S"), "set-off",
                   SetOff{kDebtor, kCreditor, Money("5.00 EUR"), day, "", ""}));
      break;
  }
}

void PlainGenerator::Trouble(int month) {
  const int what = rng_.Int(0, 99);
  if (what < 35) {
    Amend(month);
  } else if (what < 65) {
    Correct();
  } else if (what < 90 || !mix_.others) {
    const ClauseMade& clause = rng_.Pick(clauses_);
    if (clause.metric.empty()) return;
    // Late, once more, or over other months than the clause counts.
    const int from = std::max(month - rng_.Int(0, 5), 0);
    Record(ReportOf(clause.metric, from, rng_.Int(1, 3)));
  } else {
    Other(month);
  }
}

}  // namespace covenant::property

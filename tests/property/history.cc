#include "tests/property/history.h"

#include <map>
#include <utility>

#include "ledger/codec/authoring.h"
#include "ledger/value/check.h"

namespace covenant::property {
namespace {

template <typename T>
T Must(absl::StatusOr<T> value) {
  COVENANT_CHECK(value.ok());
  return *std::move(value);
}

void AddDay(const std::optional<Date>& day, std::set<Date>& days) {
  if (day) days.insert(*day);
}

void AddEnd(const Endpoint& end, std::set<Date>& days) {
  AddDay(end.date, days);
  AddDay(end.long_stop, days);
  AddDay(end.not_before, days);
  AddDay(end.not_after, days);
}

void AddValue(const Value& value, std::set<Date>& days) {
  if (const auto* day = value.As<Date>()) days.insert(*day);
  if (const auto* end = value.As<Endpoint>()) AddEnd(*end, days);
  if (const auto* due = value.As<DueRule>()) AddDay(due->date, days);
  if (const auto* list = value.As<Value::List>()) {
    for (const Value& item : *list) AddValue(item, days);
  }
  if (const auto* map = value.As<Value::Map>()) {
    for (const auto& [name, item] : *map) AddValue(item, days);
  }
}

void AddEvent(const Event& event, std::set<Date>& days) {
  AddDay(event.executed, days);
  if (event.effective) AddEnd(*event.effective, days);
  if (event.until) AddEnd(*event.until, days);
  if (const auto* text = event.As<Instrument>()) {
    for (const Change& change : text->changes) {
      if (change.effective) AddEnd(*change.effective, days);
      if (change.until) AddEnd(*change.until, days);
      AddValue(change.to, days);
      if (!change.clause) continue;
      for (const auto& [path, value] : change.clause->fields) {
        AddValue(value, days);
      }
    }
  }
  if (const auto* it = event.As<Signature>()) days.insert(it->date);
  if (const auto* it = event.As<Milestone>()) days.insert(it->date);
  if (const auto* it = event.As<Reading>()) days.insert(it->date);
  if (const auto* it = event.As<PaymentMade>()) days.insert(it->date);
  if (const auto* it = event.As<Dispute>()) days.insert(it->date);
  if (const auto* it = event.As<SetOff>()) days.insert(it->date);
  if (const auto* it = event.As<TaxWithheld>()) days.insert(it->date);
  if (const auto* it = event.As<Invoice>()) days.insert(it->sent);
  if (const auto* it = event.As<Statement>()) days.insert(it->delivered);
  if (const auto* it = event.As<DisputeResolution>()) days.insert(it->date);
  if (const auto* it = event.As<Report>()) {
    AddDay(it->period.from(), days);
    AddDay(it->period.until(), days);
    for (const ReportItem& item : it->items) days.insert(item.date);
  }
  if (const auto* it = event.As<Opening>()) {
    days.insert(it->through);
    for (const OpeningBalance& balance : it->balances) {
      AddDay(balance.due, days);
    }
  }
  if (const auto* it = event.As<Correction>()) AddEvent(*it->replacement, days);
}

}  // namespace

Date Day(int n) { return Must(Must(Date::FromYmd(2024, 1, 1)).AddDays(n)); }
Amount Money(const std::string& text) { return Must(Amount::Parse(text)); }
Rate Share(const std::string& text) { return Must(Rate::Parse(text)); }
Duration Span(const std::string& text) { return Must(Duration::Parse(text)); }
Value Of(Amount v) { return Value{std::move(v)}; }
Value Of(Rate v) { return Value{std::move(v)}; }
Value Of(Date v) { return Value{v}; }
Value Of(Duration v) { return Value{v}; }
Value Of(Endpoint v) { return Value{std::move(v)}; }
Value Of(DueRule v) { return Value{std::move(v)}; }
Value Of(bool v) { return Value{v}; }
Value Symbol(const std::string& text) { return Value{text}; }

Endpoint On(Date day) {
  Endpoint end;
  end.date = day;
  return end;
}

Event NewEvent(const std::string& id, const std::string& type, Body body) {
  Event event;
  event.id = id;
  event.type = type;
  event.body = std::move(body);
  return event;
}

void Renumber(History& history) {
  std::uint64_t place = 0;
  std::map<std::string, std::uint64_t> versions;
  for (Event& event : history) {
    ++place;
    if (event.stream.empty()) event.stream = kContract;
    event.sequence = place;
    event.version = ++versions[event.stream];
    event.recorded_at = Timestamp::StartOfDay(Day(1200).DaysSince1970() +
                                              static_cast<std::int32_t>(place));
  }
}

absl::StatusOr<Contract> Replayed(const History& history, std::uint64_t known) {
  std::vector<Event> own, shared;
  for (const Event& event : history) {
    (event.stream == kContract ? own : shared).push_back(event);
  }
  return Contract::Create(kContract, own, known, shared);
}

bool RefersBackwards(const History& history) {
  std::set<std::string> seen;
  for (const Event& event : history) {
    std::vector<std::string> refs;
    if (const auto* it = event.As<Signature>()) refs = {it->instrument};
    if (const auto* it = event.As<Correction>()) refs = {it->target};
    if (const auto* it = event.As<Cancellation>()) refs = {it->target};
    if (const auto* it = event.As<DisputeResolution>()) refs = {it->dispute};
    if (const auto* it = event.As<Instrument>()) {
      refs = it->supersedes;
      if (!it->rectifies.empty()) refs.push_back(it->rectifies);
    }
    for (const std::string& ref : refs) {
      if (seen.count(ref) == 0) return false;
    }
    seen.insert(event.id);
  }
  return true;
}

std::vector<Date> InterestingDays(const History& history,
                                  const std::set<Date>& extra, Rng& rng) {
  std::set<Date> named = extra;
  for (const Event& event : history) AddEvent(event, named);
  std::set<Date> days;
  for (const Date day : named) {
    days.insert(Must(day.AddDays(-1)));
    days.insert(day);
    days.insert(Must(day.AddDays(1)));
  }
  days.insert(Day(rng.Int(-3, 70)));
  days.insert(Day(rng.Int(0, 60)));
  return std::vector<Date>(days.begin(), days.end());
}

namespace {

std::string Show(const std::optional<Endpoint>& end) {
  return end ? end->ToString() : "-";
}

std::string Show(const Clause& clause) {
  std::string text = clause.id + " (" + clause.kind + ")";
  for (const auto& [path, value] : clause.fields) {
    text += " " + path + "=" + value.ToString();
  }
  return text;
}

std::string Show(const Change& change) {
  std::string text = std::string(OpName(change.op)) + " " + change.target;
  if (!change.path.empty()) text += "." + change.path;
  if (!change.to.empty()) text += " to " + change.to.ToString();
  if (change.clause) text += " with " + Show(*change.clause);
  if (change.share) text += " share " + change.share->ToString();
  if (change.measured_by == WaiverMeasure::kAccrual) text += " by accrual";
  if (change.measured_by == WaiverMeasure::kDueDate) text += " by due date";
  if (change.effective || change.until) {
    text += " [" + Show(change.effective) + " .. " + Show(change.until) + ")";
  }
  return text;
}

std::string Join(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts)
    text += (text.empty() ? "" : ",") + part;
  return text;
}

std::string ShowInstrument(const Event& event, const Instrument& text) {
  std::string out = " executed " +
                    (event.executed ? event.executed->ToString() : "-") + " [" +
                    Show(event.effective) + " .. " + Show(event.until) + ")";
  if (text.number != 0) out += " number " + std::to_string(text.number);
  if (text.precedence != 0) {
    out += " precedence " + std::to_string(text.precedence);
  }
  if (!text.signatories.empty()) {
    out += " signatories " + Join(text.signatories);
  }
  if (!text.supersedes.empty()) out += " supersedes " + Join(text.supersedes);
  if (!text.rectifies.empty()) out += " rectifies " + text.rectifies;
  if (!text.replaces.empty()) out += " ends " + Join(text.replaces);
  for (const Change& change : text.changes) out += "\n        " + Show(change);
  return out;
}

std::string ShowFact(const Event& event) {
  if (const auto* it = event.As<Signature>()) {
    return " of " + it->instrument + " by " + it->party + " on " +
           it->date.ToString();
  }
  if (const auto* it = event.As<Milestone>()) {
    std::string text = " " + it->name + " on " + it->date.ToString();
    for (const auto& [name, value] : it->values) {
      text += " " + name + "=" + value.ToString();
    }
    return text;
  }
  if (const auto* it = event.As<Reading>()) {
    return " " + it->clause + "/" + it->name + " on " + it->date.ToString();
  }
  if (const auto* it = event.As<PaymentMade>()) {
    return " " + it->payer + " to " + it->payee + " " + it->amount.ToString() +
           " on " + it->date.ToString() + " for `" + it->designation + "`";
  }
  if (const auto* it = event.As<Report>()) {
    std::string text =
        " " + it->period.ToString() + " version " + std::to_string(it->version);
    for (const auto& [metric, amount] : it->metrics) {
      text += " " + metric + "=" + amount.ToString();
    }
    for (const ReportItem& item : it->items) {
      text += " " + item.metric + "@" + item.date.ToString() + "=" +
              item.amount.ToString();
    }
    return text;
  }
  if (const auto* it = event.As<Opening>()) {
    std::string text = " through " + it->through.ToString() + " of " +
                       (it->clauses.empty() ? "all" : Join(it->clauses));
    for (const OpeningBalance& balance : it->balances) {
      text += " " + balance.clause + ": " + balance.debtor + " owes " +
              balance.creditor + " " + balance.amount.ToString() + " due " +
              (balance.due ? balance.due->ToString() : "-");
    }
    for (const OpeningCount& count : it->counts) {
      text += " " + count.clause + " counted " +
              std::to_string(static_cast<int>(count.counted)) + ": " +
              count.amount.ToString();
    }
    return text;
  }
  if (const auto* it = event.As<Dispute>()) {
    return " of " + it->obligation + " " +
           (it->amount ? it->amount->ToString() : "whole") + " on " +
           it->date.ToString();
  }
  if (const auto* it = event.As<DisputeResolution>()) {
    return " of " + it->dispute + " on " + it->date.ToString();
  }
  return "";
}

}  // namespace

std::string Describe(const Event& event) {
  std::string out = event.id + " " + event.type;
  if (const auto* text = event.As<Instrument>()) {
    return out + ShowInstrument(event, *text);
  }
  if (const auto* it = event.As<Correction>()) {
    return out + " of " + it->target + " to: " + Describe(*it->replacement);
  }
  if (const auto* it = event.As<Cancellation>()) {
    return out + " of " + it->target;
  }
  const std::string fact = ShowFact(event);
  return fact.empty() ? out + "\n" + WriteYaml(event) : out + fact;
}

std::string Describe(const History& history) {
  std::string out;
  for (const Event& event : history) {
    out +=
        "  #" + std::to_string(event.sequence) + " " + Describe(event) + "\n";
  }
  return out;
}

}  // namespace covenant::property

#include "tests/property/terms_generator.h"

#include <algorithm>

#include "ledger/value/check.h"

namespace covenant::property {
namespace {

const std::vector<std::string>& ClauseIds() {
  static const std::vector<std::string> ids = {"alpha", "beta", "gamma"};
  return ids;
}

std::string KindOf(const std::string& clause) {
  if (clause == "alpha") return std::string(kind::kRevenueShare);
  if (clause == "beta") return std::string(kind::kExclusivity);
  return std::string(kind::kCeiling);
}

PathSet Channels(const std::string& path) {
  PathSet set;
  set.include = {path};
  return set;
}

// Whether two changes could be refused as overlapping inside one instrument.
bool MayCollide(const Change& a, const Change& b) {
  const auto clause = [](const Change& change) {
    return change.clause ? change.clause->id : change.target;
  };
  const auto path = [](const Change& change) {
    return change.op == Change::Op::kRenumber ? std::string("section")
                                              : change.path;
  };
  const auto attaches = [](const Change& change) {
    return change.op == Change::Op::kWaive ||
           change.op == Change::Op::kConsent ||
           change.op == Change::Op::kSuspend;
  };
  if (clause(a) != clause(b)) return false;
  if (attaches(a) || attaches(b)) return attaches(a) && attaches(b);
  return path(a).empty() || path(b).empty() || PathsOverlap(path(a), path(b));
}

}  // namespace

History TermsGenerator::Make(int more) {
  AddAgreement();
  while (more-- > 0) AddOne();
  Renumber(history_);
  return std::move(history_);
}

std::string TermsGenerator::NextId(const std::string& prefix) {
  return prefix + std::to_string(++next_);
}

Date TermsGenerator::AnyDay() {
  return Day(rng_.Percent(50) ? 10 * rng_.Int(0, 5) : rng_.Int(0, 59));
}

Endpoint TermsGenerator::Start() {
  Endpoint end;
  if (rng_.Percent(80)) {
    end.date = AnyDay();
  } else {
    end.condition = rng_.Percent(50) ? "m1" : "m2";
    if (rng_.Percent(50)) end.long_stop = AnyDay();
  }
  return end;
}

Endpoint TermsGenerator::End() {
  Endpoint end;
  if (rng_.Percent(80)) {
    end.date = AnyDay();
    return end;
  }
  end.condition = rng_.Percent(50) ? "m1" : "m2";
  if (rng_.Percent(40)) {
    end.long_stop = AnyDay();
  } else {
    end.void_if_met = rng_.Percent(50);
  }
  return end;
}

void TermsGenerator::Dates(std::optional<Endpoint>& from,
                           std::optional<Endpoint>& until, int percent) {
  if (rng_.Percent(percent)) from = Start();
  if (rng_.Percent(percent * 2 / 3)) until = End();
  // Mostly the right way round.
  if (from && until && from->date && until->date &&
      *until->date <= *from->date && rng_.Percent(85)) {
    std::swap(from->date, until->date);
    if (*from->date == *until->date) until.reset();
  }
}

std::pair<std::string, Value> TermsGenerator::Field(const std::string& clause) {
  const std::string money = std::to_string(rng_.Int(1, 3)) + "00.00 EUR";
  if (rng_.Percent(12)) {
    switch (rng_.Int(0, 5)) {
      case 0:
        return {"until", Of(End())};
      case 1:
        return {"from", Of(Start())};
      case 2:
        return {"survives", Of(rng_.Percent(70))};
      case 3:
        return {"tail", Of(Span(rng_.Percent(50) ? "10 days" : "1 month"))};
      case 4:
        return {"ends_on", Symbol(rng_.Percent(50) ? "m1" : "m2")};
      default: {
        Endpoint end;
        end.undisclosed = true;
        if (rng_.Percent(60)) end.not_before = Day(rng_.Int(0, 29));
        if (rng_.Percent(60)) end.not_after = Day(rng_.Int(30, 59));
        return {rng_.Percent(50) ? "until" : "from", Of(end)};
      }
    }
  }
  if (clause == "beta") {
    if (rng_.Percent(30)) {
      return {"maintained_by", Symbol(rng_.Percent(50) ? "volume" : "spend")};
    }
    return {rng_.Percent(60) ? "scope.channel" : "scope.product",
            Value{Channels(rng_.Percent(50) ? "cloud/aws" : "cloud/gcp")}};
  }
  if (clause == "gamma") return {"amount", Of(Money(money))};
  switch (rng_.Int(0, 3)) {
    case 0:
      return {"lifetime_cap.amount", Of(Money(money))};
    case 1:
      return {"lifetime_cap.counts_after", Of(AnyDay())};
    case 2: {
      Value::Map cap;
      cap["amount"] = Of(Money(money));
      if (rng_.Percent(50)) cap["counts_after"] = Of(AnyDay());
      return {"lifetime_cap", Value{cap}};
    }
    default:
      return {"rate", Of(Share(std::to_string(rng_.Int(1, 3)) + " %"))};
  }
}

Clause TermsGenerator::NewClause(const std::string& id) {
  Clause clause;
  clause.id = id;
  clause.kind = KindOf(id);
  const int fields = rng_.Int(1, 3);
  for (int i = 0; i < fields; ++i) {
    const auto [path, value] = Field(id);
    SetField(clause.fields, path, value);
  }
  if (rng_.Percent(15)) clause.fields["survives"] = Of(true);
  if (rng_.Percent(5)) clause.fields["tail"] = Of(Span("2 weeks"));
  return clause;
}

Change TermsGenerator::NewChange() {
  Change change;
  const std::string id = rng_.Pick(ClauseIds());
  const int roll = rng_.Int(1, 100);
  change.target = id;
  if (roll <= 50) {
    change.op = Change::Op::kSet;
    std::tie(change.path, change.to) = Field(id);
  } else if (roll <= 60) {
    change.op = Change::Op::kRemove;
    change.path = Field(id).first;
  } else if (roll <= 67) {
    change.op = Change::Op::kRemove;
  } else if (roll <= 75) {
    change.op = Change::Op::kAdd;
    change.clause = NewClause(id);
  } else if (roll <= 81) {
    change.op = Change::Op::kReplace;
    change.clause = NewClause(id);
  } else if (roll <= 85) {
    change.op = Change::Op::kRenumber;
    change.to = Symbol("§" + std::to_string(rng_.Int(1, 3)));
  } else if (roll <= 92) {
    change.op = Change::Op::kWaive;
  } else if (roll <= 96) {
    change.op = Change::Op::kConsent;
    change.act.words = "one act";
  } else {
    change.op = Change::Op::kSuspend;
  }
  Dates(change.effective, change.until, 22);
  return change;
}

std::vector<Change> TermsGenerator::NewChanges() {
  std::vector<Change> changes = {NewChange()};
  for (int i = rng_.Int(0, 2); i > 0; --i) {
    Change change = NewChange();
    const bool collides = std::any_of(
        changes.begin(), changes.end(),
        [&](const Change& other) { return MayCollide(change, other); });
    if (!collides) changes.push_back(std::move(change));
  }
  return changes;
}

void TermsGenerator::Execute(Event& event) {
  if (rng_.Percent(88)) {
    event.executed = AnyDay();
    return;
  }
  auto& text = std::get<Instrument>(event.body);
  const bool may_name = text.kind == InstrumentKind::kAgreement ||
                        text.kind == InstrumentKind::kAmendment ||
                        text.kind == InstrumentKind::kRestatement ||
                        text.kind == InstrumentKind::kRectification;
  if (may_name && rng_.Percent(60)) {
    text.signatories = {"acme"};
    if (rng_.Percent(50)) text.signatories.push_back("nova");
  }
}

void TermsGenerator::AddAgreement() {
  Instrument text;
  text.kind = InstrumentKind::kAgreement;
  text.title = "Deal";
  text.parties = {{"acme", "Acme", ""}, {"nova", "Nova", ""}};
  for (const std::string& id : ClauseIds()) {
    if (!rng_.Percent(80)) continue;
    Change change;
    change.op = Change::Op::kAdd;
    change.target = id;
    change.clause = NewClause(id);
    text.changes.push_back(std::move(change));
  }
  Event event = NewEvent(NextId("F"), "agreement", text);
  event.executed = Day(rng_.Int(0, 20));
  if (rng_.Percent(8)) Execute(event);
  if (rng_.Percent(40)) event.effective = On(Day(rng_.Int(0, 25)));
  if (rng_.Percent(20)) event.until = On(Day(rng_.Int(25, 59)));
  history_.push_back(std::move(event));
}

void TermsGenerator::AddAmendment() {
  Instrument text;
  text.kind = InstrumentKind::kAmendment;
  text.changes = NewChanges();
  if (rng_.Percent(35))
    text.number = static_cast<std::uint32_t>(rng_.Int(1, 4));
  if (rng_.Percent(12)) text.precedence = rng_.Int(-1, 2);
  Event event = NewEvent(NextId("A"), "amendment", text);
  Execute(event);
  Dates(event.effective, event.until, 55);
  if (rng_.Percent(8)) {
    const Event& other = rng_.Pick(history_);
    if (other.As<Instrument>() != nullptr) {
      std::get<Instrument>(event.body).supersedes = {other.id};
    }
  }
  history_.push_back(std::move(event));
}

void TermsGenerator::AddRestatement() {
  Instrument text;
  text.kind = InstrumentKind::kRestatement;
  if (rng_.Percent(40)) text.replaces = {rng_.Pick(ClauseIds())};
  for (const std::string& id : ClauseIds()) {
    if (!rng_.Percent(50)) continue;
    Change change;
    change.op = Change::Op::kAdd;
    change.target = id;
    change.clause = NewClause(id);
    text.changes.push_back(std::move(change));
  }
  if (rng_.Percent(30))
    text.number = static_cast<std::uint32_t>(rng_.Int(1, 4));
  Event event = NewEvent(NextId("R"), "restatement", text);
  Execute(event);
  Dates(event.effective, event.until, 40);
  history_.push_back(std::move(event));
}

void TermsGenerator::AddTermination() {
  Instrument text;
  text.kind = rng_.Percent(75) ? InstrumentKind::kTermination
                               : InstrumentKind::kRescission;
  if (text.kind == InstrumentKind::kTermination && rng_.Percent(40)) {
    text.replaces = {rng_.Pick(ClauseIds())};
  }
  Event event = NewEvent(
      NextId("T"),
      text.kind == InstrumentKind::kTermination ? "termination" : "rescission",
      text);
  Execute(event);
  Dates(event.effective, event.until, 45);
  history_.push_back(std::move(event));
}

void TermsGenerator::AddRectification() {
  const Event& wrong = rng_.Pick(history_);
  const auto* text = wrong.As<Instrument>();
  if (text == nullptr || text->kind == InstrumentKind::kRectification) return;
  Instrument right;
  right.kind = InstrumentKind::kRectification;
  right.rectifies = wrong.id;
  right.changes = NewChanges();
  Event event = NewEvent(NextId("X"), "rectification", right);
  Execute(event);
  if (rng_.Percent(20)) {
    event.effective = On(Day(rng_.Int(0, 29)));
    event.until = On(Day(rng_.Int(30, 59)));
  }
  history_.push_back(std::move(event));
}

void TermsGenerator::AddSmall() {
  Instrument text;
  const bool waiver = rng_.Percent(60);
  text.kind = waiver ? InstrumentKind::kWaiver : InstrumentKind::kConsent;
  Change change;
  change.op = waiver ? Change::Op::kWaive : Change::Op::kConsent;
  change.target = rng_.Pick(ClauseIds());
  change.act.words = "one act";
  text.changes = {change};
  Event event = NewEvent(NextId("W"), waiver ? "waiver" : "consent", text);
  Execute(event);
  Dates(event.effective, event.until, 55);
  history_.push_back(std::move(event));
}

void TermsGenerator::AddSignature() {
  std::vector<std::string> open;
  for (const Event& event : history_) {
    if (event.As<Instrument>() != nullptr && !event.executed) {
      open.push_back(event.id);
    }
  }
  if (open.empty()) return;
  Signature signature;
  signature.instrument = rng_.Pick(open);
  signature.party = rng_.Percent(50) ? "acme" : "nova";
  if (!signed_.emplace(signature.instrument, signature.party).second) return;
  signature.date = AnyDay();
  history_.push_back(NewEvent(NextId("S"), "signature", signature));
}

void TermsGenerator::AddMilestone() {
  Milestone milestone;
  milestone.name = rng_.Percent(50) ? "m1" : "m2";
  if (!milestones_.insert(milestone.name).second) return;
  milestone.date = AnyDay();
  history_.push_back(NewEvent(NextId("M"), "milestone", milestone));
}

void TermsGenerator::AddReading() {
  Reading reading;
  reading.clause = rng_.Pick(ClauseIds());
  reading.name = "narrow";
  reading.asserted_by = {"acme"};
  reading.says.words = "less than it seems";
  reading.date = AnyDay();
  history_.push_back(NewEvent(NextId("Y"), "reading", reading));
}

// A replacement of an event; nothing where it makes no sense.
std::optional<Event> TermsGenerator::Mutated(const Event& target,
                                             const std::string& root) {
  Event event = target;
  if (auto* text = std::get_if<Instrument>(&event.body)) {
    if (!text->changes.empty() && rng_.Percent(70)) {
      Change& change =
          rng_.Percent(50) ? text->changes.front() : text->changes.back();
      if (change.op == Change::Op::kSet) {
        const std::string other = change.path;
        for (int i = 0; i < 4; ++i) {
          const auto [path, value] = Field(change.target);
          if (path == other) change.to = value;
        }
      } else if (change.op == Change::Op::kAdd) {
        change.clause = NewClause(change.clause->id);
      }
    }
    if (event.executed && rng_.Percent(30)) event.executed = AnyDay();
    if (rng_.Percent(25)) event.effective = Start();
    if (rng_.Percent(15)) event.until = End();
    if (text->number != 0 && rng_.Percent(30)) {
      text->number = static_cast<std::uint32_t>(rng_.Int(1, 4));
    }
    // What a replacement does not state it keeps.
    if (rng_.Percent(25)) event.executed.reset();
    if (rng_.Percent(25)) event.effective.reset();
    if (rng_.Percent(25)) event.until.reset();
    if (rng_.Percent(25)) text->number = 0;
    if (rng_.Percent(25)) text->precedence = 0;
    Restrain(event, root);
    return event;
  }
  if (auto* milestone = std::get_if<Milestone>(&event.body)) {
    milestone->date = AnyDay();
    return event;
  }
  if (auto* signature = std::get_if<Signature>(&event.body)) {
    signature->date = AnyDay();
    return event;
  }
  if (auto* correction = std::get_if<Correction>(&event.body)) {
    const auto inner = Mutated(*correction->replacement, root);
    if (!inner) return std::nullopt;
    correction->replacement = std::make_shared<const Event>(*inner);
    return event;
  }
  return std::nullopt;
}

// Whether a replacement keeps the dates of the original or those of an earlier
// correction is not settled, so once one is stated all later ones state it.
void TermsGenerator::Restrain(Event& replacement, const std::string& root) {
  auto& text = std::get<Instrument>(replacement.body);
  const auto it = stated_.find(root);
  if (it != stated_.end()) {
    const Event& stated = it->second;
    const auto* then = stated.As<Instrument>();
    if (!replacement.executed) replacement.executed = stated.executed;
    if (!replacement.effective) replacement.effective = stated.effective;
    if (!replacement.until) replacement.until = stated.until;
    if (text.number == 0) text.number = then->number;
    if (text.precedence == 0) text.precedence = then->precedence;
  }
  const auto [now, fresh] = stated_.emplace(root, replacement);
  if (!fresh) now->second = replacement;
}

void TermsGenerator::AddCorrection() {
  const Event target = rng_.Pick(history_);
  std::string root = target.id;
  const Event* inner = &target;
  while (const auto* correction = inner->As<Correction>()) {
    root = correction->target;
    inner = correction->replacement.get();
  }
  const std::optional<Event> replacement = Mutated(target, root);
  if (!replacement) return;
  Correction correction;
  correction.target = target.id;
  correction.replacement = std::make_shared<const Event>(*replacement);
  history_.push_back(NewEvent(NextId("C"), "correction", correction));
}

void TermsGenerator::AddCancellation() {
  const Event& target = rng_.Pick(history_);
  if (target.type == "agreement" && rng_.Percent(90)) return;
  Cancellation cancellation;
  cancellation.target = target.id;
  cancellation.reason.words = "recorded in error";
  history_.push_back(NewEvent(NextId("V"), "cancellation", cancellation));
}

void TermsGenerator::AddOne() {
  const int roll = rng_.Int(1, 100);
  if (roll <= 42) return AddAmendment();
  if (roll <= 47) return AddRestatement();
  if (roll <= 53) return AddTermination();
  if (roll <= 60) return AddRectification();
  if (roll <= 65) return AddSmall();
  if (roll <= 72) return AddSignature();
  if (roll <= 80) return AddMilestone();
  if (roll <= 82) return AddReading();
  if (roll <= 94) return AddCorrection();
  return AddCancellation();
}

}  // namespace covenant::property

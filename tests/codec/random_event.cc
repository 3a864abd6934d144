#include "tests/codec/random_event.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "ledger/proof/sha256.h"

namespace covenant {

std::vector<PartyRef> RandomEvents::Parties() {
  std::vector<PartyRef> parties = {{"acme", "", ""}, {"nova", "", ""}};
  for (PartyRef& party : parties) {
    if (Maybe()) party.name = Symbol();
    if (Maybe()) party.role = Symbol();
  }
  return parties;
}

Instrument RandomEvents::SomeInstrument(const std::string& type) {
  Instrument body;
  const auto added = [&] {
    for (int i = 0; i < 3; ++i) {
      Change change;
      change.clause = SomeClause("c" + std::to_string(i));
      change.target = change.clause->id;
      body.changes.push_back(std::move(change));
    }
  };
  const auto changes = [&] {
    for (int i = 0; i < 4; ++i) {
      body.changes.push_back(SomeChange("n" + std::to_string(i)));
    }
  };
  const auto ranked = [&] {
    body.number = static_cast<std::uint32_t>(Below(3));
    body.precedence = static_cast<std::int32_t>(Below(5)) - 2;
    if (Maybe()) body.supersedes = {"A1", "B.2"};
    if (Maybe()) body.parties = Parties();
  };
  if (type == "agreement") {
    body.kind = InstrumentKind::kAgreement;
    body.document_kind = Pick(
        std::vector<std::string>{"agreement", "order-form", "side-letter"});
    if (Maybe()) body.title = Symbol();
    if (Maybe()) body.parent = Id();
    if (Maybe()) body.time_zone = "Europe/Berlin";
    body.parties = Parties();
    if (Maybe()) added();
  } else if (type == "amendment") {
    body.kind = InstrumentKind::kAmendment;
    ranked();
    changes();
  } else if (type == "restatement") {
    body.kind = InstrumentKind::kRestatement;
    ranked();
    added();
    if (Maybe()) body.replaces = {"royalty", "x"};
    if (Maybe()) body.contracts = {"order-1", "order-2"};
  } else if (type == "court-order") {
    body.kind = InstrumentKind::kCourtOrder;
    body.authority = Symbol();
    if (Maybe()) body.case_number = Symbol();
    changes();
  } else if (type == "rectification") {
    body.kind = InstrumentKind::kRectification;
    body.rectifies = "A1";
    changes();
  } else if (type == "assignment" || type == "novation" ||
             type == "assumption") {
    Transfer& transfer = body.transfer.emplace();
    transfer.from = "acme";
    transfer.to = "zeta";
    if (Maybe()) body.replaces = {"royalty"};
    transfer.accrued = static_cast<TransferOfAccrued>(Below(3));
    transfer.split = static_cast<TransferSplit>(Below(4));
    if (type == "assignment") {
      body.kind = InstrumentKind::kAssignment;
      if (Maybe()) transfer.share = SomeRate();
      if (Maybe()) transfer.notified = SomeDate();
    } else if (type == "novation") {
      body.kind = InstrumentKind::kNovation;
      transfer.as_if_always = Maybe();
    } else {
      body.kind = InstrumentKind::kAssumption;
      if (Maybe()) transfer.share = SomeRate();
      transfer.original = static_cast<OriginalDebtor>(1 + Below(3));
    }
  } else if (type == "suspension") {
    body.kind = InstrumentKind::kSuspension;
    Change change;
    change.op = Change::Op::kSuspend;
    change.scope = SomeScope("");
    for (const char* clause : {"royalty", "delivery"}) {
      change.target = clause;
      body.changes.push_back(change);
    }
    if (Maybe()) body.reason = SomeText();
  } else if (type == "resumption") {
    body.kind = InstrumentKind::kResumption;
    body.instrument = "S1";
    if (Maybe()) body.reason = SomeText();
    return body;
  } else if (type == "termination" || type == "rescission") {
    body.kind = type == "termination" ? InstrumentKind::kTermination
                                      : InstrumentKind::kRescission;
    if (type == "termination" && Maybe()) body.replaces = {"royalty"};
    if (type == "termination" && Maybe()) body.contracts = {"order-1"};
    if (type == "termination" && Maybe()) body.reaches = Id();
    if (Maybe()) body.reason = SomeText();
    return body;
  } else {
    Change change;
    change.op = type == "waiver"    ? Change::Op::kWaive
                : type == "consent" ? Change::Op::kConsent
                                    : Change::Op::kRelease;
    body.kind = type == "waiver"    ? InstrumentKind::kWaiver
                : type == "consent" ? InstrumentKind::kConsent
                                    : InstrumentKind::kRelease;
    change.target = "royalty";
    change.scope = SomeScope("");
    if (type == "waiver") {
      if (Maybe()) {
        change.share = SomeRate();
      } else if (Maybe()) {
        change.amount = SomeAmount(false);
      }
    }
    if (type == "waiver" && Maybe()) {
      change.measured_by = WaiverMeasure::kAccrual;
    }
    if (type == "consent" || Maybe()) change.act = SomeText();
    if (type == "consent" && Maybe()) body.instrument = "N1";
    if (Maybe()) change.deal = Id();
    if (Maybe()) change.deal_event = Id();
    body.changes.push_back(std::move(change));
    return body;
  }
  if (type == "court-order") return body;  // nobody signs it
  if (Maybe()) {
    body.signatories = {"acme", "nova"};
  } else if (Maybe()) {
    int parties = 0;
    body.signing = SomeRule(2, parties);
  }
  return body;
}

SigningRule RandomEvents::SomeRule(int depth, int& parties) {
  SigningRule rule;
  rule.by = Maybe() ? SigningForm::kUnstated : SigningForm::kEither;
  rule.op = depth == 0 ? SigningRule::Op::kParty
                       : static_cast<SigningRule::Op>(Below(4));
  if (rule.op == SigningRule::Op::kParty) {
    rule.party = "p" + std::to_string(++parties);
    return rule;
  }
  const std::uint64_t size = 1 + Below(3);
  for (std::uint64_t i = 0; i < size; ++i) {
    rule.of.push_back(SomeRule(depth - 1, parties));
  }
  if (rule.op == SigningRule::Op::kAtLeast) {
    rule.at_least = static_cast<std::uint32_t>(1 + Below(size));
  }
  return rule;
}

PublicKey RandomEvents::SomeKey() {
  PublicKey key{Id(), Hash()};
  // Not beyond the order of the field, and of low order by no chance.
  for (std::size_t i = 0; i < Hash::kSize; ++i) {
    key.bytes.data()[i] = static_cast<std::uint8_t>(Below(250));
  }
  return key;
}

Body RandomEvents::SomeBody(const std::string& type) {
  if (type == "signature") {
    Signature body;
    body.instrument = "A1";
    body.party = "acme";
    body.date = SomeDate();
    if (Maybe()) {
      body.key = SomeKey();
      for (int i = 0; i < 64; ++i) {
        body.bytes.push_back(static_cast<char>(Below(256)));
      }
    }
    return body;
  }
  if (type == "signature-withdrawal") {
    SignatureWithdrawal body{"A1", "acme", SomeDate(), {}};
    if (Maybe()) body.reason = SomeText();
    return body;
  }
  if (type == "key") {
    return PartyKey{"acme", SomeKey(), SomeDate(), Maybe() ? "" : Id()};
  }
  if (type == "key-revocation") {
    KeyRevocation body{"acme", Id(), SomeDate(), {}};
    if (Maybe()) body.reason = SomeText();
    return body;
  }
  if (type == "report") {
    Report body;
    body.period = SomePeriod();
    body.metrics[Id()] = SomeAmount(true);
    if (Maybe()) {
      body.items.push_back({Id(), *body.period.from(), SomeAmount(true), {}, {}});
      body.items.push_back({Id(), *body.period.LastDay(), SomeAmount(true),
                            SomeDate(), SomeDate()});
    }
    body.version = static_cast<std::uint32_t>(Below(3));
    return body;
  }
  if (type == "payment") {
    return PaymentMade{
        "acme",
        "nova",
        SomeAmount(false),
        SomeDate(),
        Maybe() ? "" : "royalty/2024-Q2",
        Pick(std::vector<PaymentPart>{PaymentPart::kAny, PaymentPart::kInterest,
                                      PaymentPart::kPrincipal})};
  }
  if (type == "milestone") {
    return Milestone{Id(), SomeDate(), {{Id(), SomeAmount(true)}}};
  }
  if (type == "opening") {
    Opening body;
    body.through = SomeDate();
    if (Maybe()) body.clauses = {"royalty"};
    OpeningBalance balance{"royalty", "acme", "nova", SomeAmount(false), {}};
    if (Maybe()) balance.due = SomeDate();
    if (Maybe()) body.balances.push_back(balance);
    OpeningCount count{
        "royalty",
        Pick(std::vector<Counted>{Counted::kAdvances, Counted::kMakeUp,
                                  Counted::kTierBase, Counted::kTierCharge,
                                  Counted::kAccruedInYear,
                                  Counted::kAccruedInAll}),
        SomeAmount(false),
        {}};
    if (Maybe()) count.expires = SomeDate();
    if (Maybe()) body.counts.push_back(count);
    body.agreed = Maybe();
    return body;
  }
  if (type == "reading") {
    Reading body{"royalty", Id(), {"acme"}, SomeText(), SomeDate(), {}, {},
                 ReadingStanding::kUnstated, {}, {}};
    body.covers = SomeScope("");
    body.leaves_out = SomeScope("");
    body.standing = Pick(std::vector<ReadingStanding>{
        ReadingStanding::kUnstated, ReadingStanding::kAsserted,
        ReadingStanding::kAgreed, ReadingStanding::kOrdered});
    if (body.standing == ReadingStanding::kAgreed && Maybe()) {
      body.since = SomeDate();
    }
    if (Maybe()) {
      Change change;
      change.op = Change::Op::kSet;
      change.target = "royalty";
      change.path = "rate";
      if (Maybe()) change.from = Value{SomeRate()};
      change.to = Value{SomeRate()};
      body.reads.push_back(change);
    }
    if (Maybe()) {
      Change change;
      change.op = Change::Op::kRemove;
      change.target = "royalty";
      change.path = "cap";
      body.reads.push_back(change);
    }
    return body;
  }
  if (type == "deal") {
    Deal body;
    body.actor = "acme";
    if (Maybe()) body.counterparty = "nova";
    if (Maybe()) body.act = SomeText();
    body.scope = SomeScope("");
    body.date = SomeDate();
    if (Maybe()) {
      body.ends = *body.date.AddDays(1 + static_cast<int>(Below(500)));
    } else {
      body.ongoing = Maybe();
    }
    if (Maybe()) body.under = Id();
    if (Maybe()) body.upon = Id();
    if (Maybe()) body.amount = SomeAmount(false);
    return body;
  }
  if (type == "scope-tree") {
    ScopeTree body;
    body.name = "acme";
    body.dimension =
        Pick(std::vector<std::string>{"activity", "product", "channel",
                                      "territory", "field", "counterparty"});
    if (Maybe()) body.since = SomeDate();
    for (int i = 0; i < 3; ++i) {
      const std::string path = "p" + std::to_string(i);
      ScopeNode node{path, "", {}, {}};
      if (Maybe()) node.title = Symbol();
      if (Maybe()) node.aliases = {path + "/also", "also-" + path};
      if (Maybe()) node.members = {"acme", "europe/de"};
      body.nodes.push_back(std::move(node));
    }
    if (Maybe()) body.removes = {"gone/path"};
    if (Maybe()) body.source = Symbol();
    return body;
  }
  if (type == "dispute") {
    Dispute body{"royalty/2024-Q2", {}, "acme", SomeDate(), {}};
    if (Maybe()) body.amount = SomeAmount(false);
    if (Maybe()) body.reason = SomeText();
    return body;
  }
  if (type == "dispute-resolution") {
    DisputeResolution body{
        "D1", SomeDate(), Maybe() ? SomeText() : Text(),
        Pick(std::vector<ContestedSum>{
            ContestedSum::kUnstated, ContestedSum::kUpheld,
            ContestedSum::kRejected, ContestedSum::kSettled}),
        "", {}};
    if (Maybe()) {
      body.reading = Id();
      if (Maybe()) body.since = SomeDate();
    }
    return body;
  }
  if (type == "set-off") {
    return SetOff{"acme", "nova", SomeAmount(false), SomeDate(),
                  Maybe() ? "" : "refund", Maybe() ? "" : "royalty/2024-Q2"};
  }
  if (type == "tax-withheld") {
    return TaxWithheld{"royalty/2024-Q2", SomeAmount(false), SomeDate(),
                       Maybe() ? "" : "IRS", Maybe() ? "" : "7/2024"};
  }
  if (type == "invoice") {
    Invoice body{"royalty/2024-Q2", SomeDate(), {}, {}};
    if (Maybe()) body.received = SomeDate();
    if (Maybe()) body.amount = SomeAmount(false);
    return body;
  }
  if (type == "statement") {
    Statement body{"royalty/2024-Q2", SomeDate(), {}};
    if (Maybe()) body.amount = SomeAmount(false);
    return body;
  }
  if (type == "exercise") {
    return Exercise{"renewal", "acme", SomeDate(),
                    Maybe() ? std::optional<Date>(SomeDate()) : std::nullopt,
                    Maybe() ? "N1" : "", Maybe() ? SomeText() : Text()};
  }
  if (type == "notice") {
    return Notice{"acme", "nova", Maybe() ? "royalty" : "", SomeDate(),
                  Maybe() ? std::optional<Date>(SomeDate()) : std::nullopt,
                  Maybe() ? "N1" : "", Maybe() ? SomeText() : Text()};
  }
  if (type == "performance") {
    return Performance{Maybe() ? "delivery" : "delivery/2024-Q2", "acme",
                       SomeDate(), Maybe() ? SomeText() : Text()};
  }
  if (type == "breach-alleged") {
    return BreachAlleged{
        "royalty", "acme", "nova", SomeDate(),
        Maybe() ? std::optional<Date>(SomeDate()) : std::nullopt, Maybe(),
        Maybe() ? SomeText() : Text()};
  }
  if (type == "cure") {
    return Cure{"B1", SomeDate(), Maybe() ? SomeText() : Text()};
  }
  if (type == "party-succession") {
    return PartySuccession{"acme", "zeta", SomeDate(),
                           Maybe() ? "merger" : ""};
  }
  if (type == "calendar") {
    CalendarPublished body;
    body.name = "acme";
    body.covers = SomePeriod();
    if (Maybe()) body.weekend = {Weekday::kFriday, Weekday::kSunday};
    if (Maybe()) {
      body.holidays = {*body.covers.from(), *body.covers.LastDay()};
    }
    if (Maybe()) body.source = Symbol();
    return body;
  }
  if (type == "rate") {
    RatePublished body;
    body.name = "acme";
    body.measures = static_cast<RateMeasure>(1 + Below(4));
    const bool percent = body.measures == RateMeasure::kPercent;
    const bool price = body.measures == RateMeasure::kPrice;
    const bool exchange = body.measures == RateMeasure::kExchange;
    if (exchange || price) body.base = price ? "tonnes" : "EUR";
    if (Maybe()) body.source = Symbol();
    // Days in order, so that no two values are for the same one.
    Date day = *Date::Parse("2020-01-01");
    const int count = 1 + static_cast<int>(Below(3));
    for (int i = 0; i < count; ++i) {
      RateValue value;
      const Date next = *day.AddDays(1 + static_cast<std::int64_t>(Below(40)));
      if (Maybe()) {
        value.date = day;
      } else {
        value.period = Interval(day, next);
      }
      if (percent) {
        value.rate = SomeRate();
      } else {
        const Unit unit = *Unit::Parse(exchange || price ? "USD" : "points");
        value.value = Amount::Exact(
            *Decimal::Parse(std::to_string(1 + Below(1000)) + ".25"), unit);
      }
      day = next;
      body.values.push_back(std::move(value));
    }
    return body;
  }
  if (type == "go-live") return GoLive();
  if (type == "party") {
    Party body{"acme", Symbol(), Maybe() ? "529900T8BM49AURSDO55" : "", {}};
    if (Maybe()) body.since = SomeDate();
    return body;
  }
  if (type == "cancellation") return Cancellation{"P1", SomeText()};
  if (type == "heads") return Heads{Below(5000), Sha256(Symbol())};
  if (type == "erasure") return Erasure{"P1", SomeText()};
  if (type == "correction") {
    auto replacement = std::make_shared<Event>();
    replacement->type = Maybe() ? "payment" : "amendment";
    replacement->id = "P1";
    Envelope(*replacement, replacement->type == "amendment");
    replacement->body = SomeBody(replacement->type);
    return Correction{"P1", replacement, Maybe() ? SomeText() : Text()};
  }
  return SomeInstrument(type);
}

void RandomEvents::Envelope(Event& event, bool instrument) {
  if (instrument) {
    if (Maybe() || event.type == "court-order") event.executed = SomeDate();
    if (Maybe()) event.effective = SomeEndpoint(true, false);
    if (Maybe()) event.until = SomeEndpoint(true, true);
    // What is conditional reaches no milestone.
    const auto* body = event.As<Instrument>();
    if (body != nullptr && !body->reaches.empty() && event.effective &&
        event.effective->Conditional()) {
      event.effective.reset();
    }
  }
  if (Maybe()) event.actor = Symbol();
  if (Maybe()) {
    event.document = {Symbol(), Maybe() ? std::string(64, 'a') : "", Symbol()};
  }
  event.basis = Pick(
      std::vector<Basis>{Basis::kOfficial, Basis::kReported, Basis::kAssumed});
  if (Maybe()) event.note = SomeText();
  if (Maybe()) event.touches = {"other", "third"};
  if (event.type == "payment") event.basis_of["amount"] = Basis::kReported;
}

Event RandomEvents::Next(bool macs) {
  macs_ = macs;
  Event event;
  event.type = Pick(EventTypes());
  event.id = Pick(std::vector<std::string>{"A1", "no", "b.2_x-y", "2024"});
  event.body = SomeBody(event.type);
  Envelope(event, event.As<Instrument>() != nullptr);
  auto* instrument = std::get_if<Instrument>(&event.body);
  if (instrument != nullptr && instrument->signing && !event.executed &&
      Maybe()) {
    instrument->signing->by = SigningForm::kKey;
  }
  event.stream = event.type == "go-live" || event.type == "heads" ? "_ledger"
                 : event.type == "key"            ? "_party/acme"
                 : event.type == "key-revocation" ? "_party/acme"
                 : event.type == "party"    ? "_party/acme"
                 : event.type == "party-succession" ? "_party/acme"
                 : event.type == "calendar" ? "_calendar/acme"
                 : event.type == "rate"     ? "_rate/acme"
                 : event.type == "scope-tree" ? "_scope/acme"
                                         : "acme-nova";
  return event;
}

}  // namespace covenant

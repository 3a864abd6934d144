#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/codec/event_proto.h"
#include "ledger/codec/event_words.h"
#include "ledger/codec/ledger_events.h"
#include "ledger/codec/message_check.h"
#include "ledger/codec/norm_proto.h"
#include "ledger/codec/opening_proto.h"
#include "ledger/codec/power_events.h"
#include "ledger/codec/signing_proto.h"

namespace covenant {
namespace {

using google::protobuf::RepeatedPtrField;

// Reads one body after the other; `at` is the place of the event.
class BodyReader {
 public:
  BodyReader(Decoder& decoder, const PathPart& at)
      : decoder_(decoder), at_(at) {}

  Body Read(const v1::Event& from);

 private:
  // The field of the message that is there, else nothing.
  template <typename T>
  auto Optional(bool present, const T& from, std::string_view name)
      -> std::optional<decltype(std::declval<Decoder&>().Get(
          from, std::declval<const PathPart&>()))> {
    if (!present) return std::nullopt;
    return decoder_.Get(from, PathPart{&at_, name});
  }
  template <typename T>
  auto Get(const T& from, std::string_view name) {
    return decoder_.Get(from, PathPart{&at_, name});
  }
  Text GetText(bool present, const v1::Text& from, std::string_view name) {
    return present ? Get(from, name) : Text();
  }
  std::map<std::string, Amount> Amounts(
      const google::protobuf::Map<std::string, v1::Amount>& from,
      std::string_view name);
  std::vector<PartyRef> Parties(
      const RepeatedPtrField<v1::ContractParty>& from);
  std::vector<Change> Added(const RepeatedPtrField<v1::Clause>& from);
  std::vector<Change> Changes(const RepeatedPtrField<v1::Change>& from,
                              const char* field = "changes");
  Change ReadChange(const v1::Change& from, const PathPart& at);
  void ReadTarget(const v1::Change& from, const PathPart& at, Change& change);

  Instrument Read(const v1::Agreement& from);
  Instrument Read(const v1::Amendment& from);
  Instrument Read(const v1::Restatement& from);
  Instrument Read(const v1::Rectification& from);
  Instrument Read(const v1::Waiver& from);
  Instrument Read(const v1::Consent& from);
  Instrument Read(const v1::Termination& from);
  Instrument Read(const v1::Rescission& from);
  Report Read(const v1::Report& from);
  PaymentMade Read(const v1::PaymentMade& from);
  Milestone Read(const v1::Milestone& from);
  Dispute Read(const v1::Dispute& from);
  TaxWithheld Read(const v1::TaxWithheld& from);
  Invoice Read(const v1::Invoice& from);
  CalendarPublished Read(const v1::Calendar& from);
  RatePublished Read(const v1::PublishedRate& from);
  Statement Read(const v1::Statement& from);
  SetOff Read(const v1::SetOff& from);
  Party Read(const v1::Party& from);
  Correction Read(const v1::Correction& from);
  Cancellation Read(const v1::Cancellation& from);

  Decoder& decoder_;
  const PathPart& at_;
};

PaymentPart PartOf(v1::PaymentPart from) {
  switch (from) {
    case v1::PAYMENT_PART_INTEREST:
      return PaymentPart::kInterest;
    case v1::PAYMENT_PART_PRINCIPAL:
      return PaymentPart::kPrincipal;
    default:
      return PaymentPart::kAny;
  }
}

std::map<std::string, Amount> BodyReader::Amounts(
    const google::protobuf::Map<std::string, v1::Amount>& from,
    std::string_view name) {
  std::map<std::string, Amount> result;
  const PathPart map{&at_, name};
  for (const auto& [key, amount] : from) {
    const PathPart below{&map, key};
    if (!CheckId(schema::IdSort::kName, key).ok()) {
      decoder_.Fail(below, "is not a name");
    }
    result.emplace(key, decoder_.Get(amount, below));
  }
  return result;
}

std::vector<PartyRef> BodyReader::Parties(
    const RepeatedPtrField<v1::ContractParty>& from) {
  std::vector<PartyRef> result;
  for (const v1::ContractParty& party : from) {
    result.push_back({party.id(), party.name(), party.role()});
  }
  return result;
}

std::vector<Change> BodyReader::Added(
    const RepeatedPtrField<v1::Clause>& from) {
  std::vector<Change> result;
  for (int i = 0; i < from.size(); ++i) {
    Change change;
    change.op = Change::Op::kAdd;
    change.clause = decoder_.Get(from[i], PathPart{&at_, "clauses", i});
    change.target = change.clause->id;
    result.push_back(std::move(change));
  }
  return result;
}

std::vector<Change> BodyReader::Changes(
    const RepeatedPtrField<v1::Change>& from, const char* field) {
  std::vector<Change> result;
  result.reserve(static_cast<std::size_t>(from.size()));
  for (int i = 0; i < from.size(); ++i) {
    result.push_back(ReadChange(from[i], PathPart{&at_, field, i}));
  }
  return result;
}

// The operation and what it is applied to.
void BodyReader::ReadTarget(const v1::Change& from, const PathPart& at,
                            Change& change) {
  using Op = Change::Op;
  int ops = 0;
  const auto named = [&](const std::string& target, Op op) {
    if (target.empty()) return;
    ++ops;
    change.op = op;
    std::tie(change.target, change.path) = SplitAt(target, '.');
  };
  named(from.set(), Op::kSet);
  named(from.replace(), Op::kReplace);
  named(from.remove(), Op::kRemove);
  named(from.renumber(), Op::kRenumber);
  named(from.waive(), Op::kWaive);
  named(from.consent(), Op::kConsent);
  named(from.suspend(), Op::kSuspend);
  if (from.has_add()) {
    ++ops;
    change.op = Op::kAdd;
    change.clause = decoder_.Get(from.add(), PathPart{&at, "add"});
    change.target = change.clause->id;
  }
  if (ops != 1) decoder_.Fail(at, "a change does not do exactly one thing");
  if (from.has_with()) {
    change.clause = decoder_.Get(from.with(), PathPart{&at, "with"});
  }
  if ((change.op == Op::kReplace) != from.has_with()) {
    decoder_.Fail(at, "`replace` and `with` go together");
  }
  if ((change.op == Op::kSet) != from.has_to()) {
    decoder_.Fail(at, "`set` and `to` go together");
  }
  if (from.has_from() && change.op != Op::kSet) {
    decoder_.Fail(at, "`from` goes with `set`");
  }
  if (change.op == Op::kSet && change.path.empty()) {
    decoder_.Fail(at, "`set` names no field");
  }
  if ((change.op == Op::kRenumber) != !from.new_section().empty()) {
    decoder_.Fail(at, "`renumber` and `new_section` go together");
  }
}

Change BodyReader::ReadChange(const v1::Change& from, const PathPart& at) {
  Change change;
  ReadTarget(from, at, change);
  if (from.has_from()) {
    change.from = decoder_.Get(from.from(), PathPart{&at, "from"});
  }
  if (from.has_to()) change.to = decoder_.Get(from.to(), PathPart{&at, "to"});
  if (!from.new_section().empty()) change.to = Value{from.new_section()};
  if (from.has_share()) {
    change.share = decoder_.Get(from.share(), PathPart{&at, "share"});
  }
  if (from.has_amount()) {
    change.amount = decoder_.Get(from.amount(), PathPart{&at, "amount"});
  }
  change.measured_by = MeasureOf(from.measured_by());
  if (from.has_act())
    change.act = decoder_.Get(from.act(), PathPart{&at, "act"});
  change.deal = from.deal();
  change.scope = decoder_.GetScope(from.scope(), PathPart{&at, "scope"});
  if (from.has_effective()) {
    change.effective =
        decoder_.Get(from.effective(), PathPart{&at, "effective"});
  }
  if (from.has_until()) {
    change.until = decoder_.Get(from.until(), PathPart{&at, "until"});
  }
  change.section = from.section();
  if (from.basis() != v1::BASIS_UNSPECIFIED) {
    change.basis = decoder_.Get(from.basis(), PathPart{&at, "basis"});
  }
  return change;
}

Instrument BodyReader::Read(const v1::Agreement& from) {
  Instrument result;
  result.kind = InstrumentKind::kAgreement;
  result.title = from.title();
  result.parties = Parties(from.parties());
  switch (from.instrument()) {
    case v1::INSTRUMENT_KIND_ORDER_FORM:
      result.document_kind = "order-form";
      break;
    case v1::INSTRUMENT_KIND_SIDE_LETTER:
      result.document_kind = "side-letter";
      break;
    default:
      result.document_kind = "agreement";
  }
  result.parent = from.parent();
  result.time_zone = from.time_zone();
  result.changes = Added(from.clauses());
  result.signatories = Strings(from.signatories());
  return result;
}

Instrument BodyReader::Read(const v1::Amendment& from) {
  Instrument result;
  result.kind = InstrumentKind::kAmendment;
  result.changes = Changes(from.changes());
  result.number = from.number();
  result.precedence = from.precedence();
  result.supersedes = Strings(from.supersedes());
  result.signatories = Strings(from.signatories());
  result.parties = Parties(from.parties());
  return result;
}

Instrument BodyReader::Read(const v1::Restatement& from) {
  Instrument result;
  result.kind = InstrumentKind::kRestatement;
  result.changes = Added(from.clauses());
  result.replaces = Strings(from.replaces());
  result.contracts = Strings(from.contracts());
  result.number = from.number();
  result.precedence = from.precedence();
  result.supersedes = Strings(from.supersedes());
  result.signatories = Strings(from.signatories());
  result.parties = Parties(from.parties());
  return result;
}

Instrument BodyReader::Read(const v1::Rectification& from) {
  Instrument result;
  result.kind = InstrumentKind::kRectification;
  result.rectifies = from.rectifies();
  result.changes = Changes(from.changes());
  result.signatories = Strings(from.signatories());
  return result;
}

Instrument BodyReader::Read(const v1::Waiver& from) {
  Instrument result;
  result.kind = InstrumentKind::kWaiver;
  Change change;
  change.op = Change::Op::kWaive;
  change.target = from.clause();
  change.share = Optional(from.has_share(), from.share(), "share");
  change.amount = Optional(from.has_amount(), from.amount(), "amount");
  change.measured_by = MeasureOf(from.measured_by());
  change.scope = decoder_.GetScope(from.scope(), PathPart{&at_, "scope"});
  change.act = GetText(from.has_act(), from.act(), "act");
  change.deal = from.deal();
  change.deal_event = from.deal_event();
  result.changes.push_back(std::move(change));
  return result;
}

Instrument BodyReader::Read(const v1::Consent& from) {
  Instrument result;
  result.kind = InstrumentKind::kConsent;
  Change change;
  change.op = Change::Op::kConsent;
  change.target = from.clause();
  change.act = Get(from.act(), "act");
  change.deal = from.deal();
  change.deal_event = from.deal_event();
  change.scope = decoder_.GetScope(from.scope(), PathPart{&at_, "scope"});
  result.instrument = from.instrument();
  result.changes.push_back(std::move(change));
  return result;
}

Instrument BodyReader::Read(const v1::Termination& from) {
  Instrument result;
  result.kind = InstrumentKind::kTermination;
  result.replaces = Strings(from.clauses());
  result.contracts = Strings(from.contracts());
  result.reaches = from.reaches();
  result.reason = GetText(from.has_reason(), from.reason(), "reason");
  return result;
}

Instrument BodyReader::Read(const v1::Rescission& from) {
  Instrument result;
  result.kind = InstrumentKind::kRescission;
  result.reason = GetText(from.has_reason(), from.reason(), "reason");
  return result;
}

Report BodyReader::Read(const v1::Report& from) {
  Report result;
  result.period = Get(from.period(), "period");
  result.metrics = Amounts(from.metrics(), "metrics");
  for (int i = 0; i < from.items_size(); ++i) {
    const v1::ReportItem& item = from.items(i);
    const PathPart at{&at_, "items", i};
    result.items.push_back(
        {item.metric(), decoder_.Get(item.date(), PathPart{&at, "date"}),
         decoder_.Get(item.amount(), PathPart{&at, "amount"}),
         std::nullopt, std::nullopt});
    ReportItem& to = result.items.back();
    if (item.has_invoiced()) {
      to.invoiced = decoder_.Get(item.invoiced(), PathPart{&at, "invoiced"});
    }
    if (item.has_received()) {
      to.received = decoder_.Get(item.received(), PathPart{&at, "received"});
    }
  }
  result.version = from.version();
  return result;
}

PaymentMade BodyReader::Read(const v1::PaymentMade& from) {
  return {from.payer(), from.payee(), Get(from.amount(), "amount"),
          Get(from.date(), "date"), from.designation(),
          PartOf(from.applies())};
}

Milestone BodyReader::Read(const v1::Milestone& from) {
  return {from.milestone(), Get(from.date(), "date"),
          Amounts(from.values(), "values")};
}

Dispute BodyReader::Read(const v1::Dispute& from) {
  return {from.obligation(),
          Optional(from.has_amount(), from.amount(), "amount"),
          from.raised_by(), Get(from.date(), "date"),
          GetText(from.has_reason(), from.reason(), "reason")};
}

SetOff BodyReader::Read(const v1::SetOff& from) {
  return {from.party(),        from.against(), Get(from.amount(), "amount"),
          Get(from.date(), "date"), from.their(),   from.our()};
}

TaxWithheld BodyReader::Read(const v1::TaxWithheld& from) {
  return {from.obligation(), Get(from.amount(), "amount"),
          Get(from.date(), "date"), from.authority(), from.certificate()};
}

Invoice BodyReader::Read(const v1::Invoice& from) {
  return {from.obligation(), Get(from.sent(), "sent"),
          Optional(from.has_received(), from.received(), "received"),
          Optional(from.has_amount(), from.amount(), "amount")};
}

Statement BodyReader::Read(const v1::Statement& from) {
  return {from.obligation(), Get(from.delivered(), "delivered"),
          Optional(from.has_amount(), from.amount(), "amount")};
}

CalendarPublished BodyReader::Read(const v1::Calendar& from) {
  CalendarPublished result;
  result.name = from.calendar();
  result.covers = Get(from.covers(), "covers");
  for (int i = 0; i < from.weekend_size(); ++i) {
    const int day = from.weekend(i);
    if (day < 1 || day > 7) {
      decoder_.Fail(PathPart{&at_, "weekend", i}, "is not a day of the week");
      continue;
    }
    result.weekend.push_back(static_cast<Weekday>(day));
  }
  for (int i = 0; i < from.holidays_size(); ++i) {
    result.holidays.push_back(
        decoder_.Get(from.holidays(i), PathPart{&at_, "holidays", i}));
  }
  result.source = from.source();
  return result;
}

RatePublished BodyReader::Read(const v1::PublishedRate& from) {
  RatePublished result;
  result.name = from.rate();
  if (from.measures() < 1 || from.measures() > 4) {
    decoder_.Fail(PathPart{&at_, "measures"}, "is not what a rate can measure");
  }
  result.measures = static_cast<RateMeasure>(from.measures());
  result.base = from.base();
  result.source = from.source();
  for (int i = 0; i < from.values_size(); ++i) {
    const v1::RateValue& value = from.values(i);
    const PathPart at{&at_, "values", i};
    RateValue to;
    if (value.has_date() == value.has_period()) {
      decoder_.Fail(at, "needs a date or a period");
      continue;
    }
    if (value.has_date()) {
      to.date = decoder_.Get(value.date(), PathPart{&at, "date"});
    } else {
      to.period = decoder_.Get(value.period(), PathPart{&at, "period"});
    }
    if (value.has_rate()) {
      to.rate = decoder_.Get(value.rate(), PathPart{&at, "rate"});
    }
    if (value.has_value()) {
      to.value = decoder_.Get(value.value(), PathPart{&at, "value"});
    }
    result.values.push_back(std::move(to));
  }
  return result;
}

Party BodyReader::Read(const v1::Party& from) {
  return {from.party(), from.name(), from.lei(),
          Optional(from.has_since(), from.since(), "since")};
}

Correction BodyReader::Read(const v1::Correction& from) {
  Correction result;
  result.target = from.target();
  const PathPart at{&at_, "replacement"};
  auto replacement =
      std::make_shared<Event>(EventFromProto(from.replacement(), decoder_, at));
  if (std::holds_alternative<UnknownBody>(replacement->body)) {
    decoder_.Fail(at, "the replacement has no body");
  }
  if (from.replacement().id() != from.target()) {
    decoder_.Fail(at, "the replacement has another id than the target");
  }
  result.replacement = std::move(replacement);
  result.reason = GetText(from.has_reason(), from.reason(), "reason");
  return result;
}

Cancellation BodyReader::Read(const v1::Cancellation& from) {
  return {from.target(), Get(from.reason(), "reason")};
}

Body BodyReader::Read(const v1::Event& from) {
  switch (from.body_case()) {
    case v1::Event::kAgreement:
      return Read(from.agreement());
    case v1::Event::kAmendment:
      return Read(from.amendment());
    case v1::Event::kRestatement:
      return Read(from.restatement());
    case v1::Event::kRectification:
      return Read(from.rectification());
    case v1::Event::kCourtOrder:
      return CourtOrderFromProto(from.court_order(),
                                 Changes(from.court_order().changes()));
    case v1::Event::kWaiver:
      return Read(from.waiver());
    case v1::Event::kConsent:
      return Read(from.consent());
    case v1::Event::kRelease:
      return ReleaseFromProto(from.release(), decoder_, at_);
    case v1::Event::kTermination:
      return Read(from.termination());
    case v1::Event::kRescission:
      return Read(from.rescission());
    case v1::Event::kReport:
      return Read(from.report());
    case v1::Event::kPayment:
      return Read(from.payment());
    case v1::Event::kMilestone:
      return Read(from.milestone());
    case v1::Event::kOpening:
      return OpeningFromProto(from.opening(), decoder_, at_);
    case v1::Event::kReading:
      return ReadingFromProto(from.reading(),
                              Changes(from.reading().reads(), "reads"),
                              decoder_, at_);
    case v1::Event::kDispute:
      return Read(from.dispute());
    case v1::Event::kDisputeResolution:
      return ResolutionFromProto(from.dispute_resolution(), decoder_, at_);
    case v1::Event::kTaxWithheld:
      return Read(from.tax_withheld());
    case v1::Event::kInvoice:
      return Read(from.invoice());
    case v1::Event::kCalendar:
      return Read(from.calendar());
    case v1::Event::kRate:
      return Read(from.rate());
    case v1::Event::kStatement:
      return Read(from.statement());
    case v1::Event::kDeal:
      return DealFromProto(from.deal(), decoder_, at_);
    case v1::Event::kScopeTree:
      return ScopeTreeFromProto(from.scope_tree(), decoder_, at_);
    case v1::Event::kSetOff:
      return Read(from.set_off());
    case v1::Event::kParty:
      return Read(from.party());
    case v1::Event::kCorrection:
      return Read(from.correction());
    case v1::Event::kCancellation:
      return Read(from.cancellation());
    default:
      break;
  }
  if (auto body = LedgerBodyOf(from, decoder_, at_)) return *std::move(body);
  if (auto power = PowerBodyOf(from, decoder_, at_)) return *std::move(power);
  return SigningBodyOf(from, decoder_, at_).value_or(UnknownBody());
}

}  // namespace

Event EventFromProto(const v1::Event& from, Decoder& decoder,
                     const PathPart& at) {
  Event event;
  event.id = from.id();
  event.type = TypeOf(from);
  if (from.has_executed()) {
    event.executed = decoder.Get(from.executed(), PathPart{&at, "executed"});
  }
  if (from.has_effective()) {
    event.effective = decoder.Get(from.effective(), PathPart{&at, "effective"});
  }
  if (from.has_until()) {
    event.until = decoder.Get(from.until(), PathPart{&at, "until"});
  }
  event.actor = from.actor();
  event.document = {from.document().name(), from.document().sha256(),
                    from.document().section()};
  event.basis = decoder.Get(from.basis(), PathPart{&at, "basis"});
  for (const auto& [field, basis] : from.basis_of()) {
    event.basis_of[field] =
        decoder.Get(static_cast<v1::Basis>(basis), PathPart{&at, "basis_of"});
  }
  if (from.has_note()) event.note = decoder.Get(from.note(), {&at, "note"});
  event.touches = Strings(from.touches());
  event.utc_offset_minutes = from.utc_offset_minutes();
  event.body = BodyReader(decoder, at).Read(from);
  if (auto* instrument = std::get_if<Instrument>(&event.body)) {
    instrument->signing = SigningFromProto(from, decoder, at);
  }
  return event;
}

}  // namespace covenant

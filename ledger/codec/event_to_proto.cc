#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "ledger/codec/event_proto.h"
#include "ledger/codec/event_words.h"
#include "ledger/codec/norm_proto.h"
#include "ledger/codec/ledger_events.h"
#include "ledger/codec/opening_proto.h"
#include "ledger/codec/power_events.h"
#include "ledger/codec/signing_proto.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

using google::protobuf::RepeatedPtrField;

void PutParties(const std::vector<PartyRef>& from,
                RepeatedPtrField<v1::ContractParty>* to) {
  for (const PartyRef& party : from) {
    v1::ContractParty* item = to->Add();
    item->set_id(party.id);
    item->set_name(party.name);
    item->set_role(party.role);
  }
}

v1::PaymentPart PartOf(PaymentPart from) {
  switch (from) {
    case PaymentPart::kInterest:
      return v1::PAYMENT_PART_INTEREST;
    case PaymentPart::kPrincipal:
      return v1::PAYMENT_PART_PRINCIPAL;
    case PaymentPart::kAny:
      break;
  }
  return v1::PAYMENT_PART_UNSPECIFIED;
}

v1::ContestedSum SumOf(ContestedSum from) {
  switch (from) {
    case ContestedSum::kUpheld:
      return v1::CONTESTED_SUM_UPHELD;
    case ContestedSum::kRejected:
      return v1::CONTESTED_SUM_REJECTED;
    case ContestedSum::kSettled:
      return v1::CONTESTED_SUM_SETTLED;
    case ContestedSum::kUnstated:
      break;
  }
  return v1::CONTESTED_SUM_UNSPECIFIED;
}

v1::WaiverMeasure MeasureOf(WaiverMeasure from) {
  switch (from) {
    case WaiverMeasure::kAccrual:
      return v1::WAIVER_MEASURE_ACCRUAL;
    case WaiverMeasure::kDueDate:
      return v1::WAIVER_MEASURE_DUE_DATE;
    case WaiverMeasure::kUnstated:
      break;
  }
  return v1::WAIVER_MEASURE_UNSPECIFIED;
}

// An empty text is one that is not there.
// Writes the body of an event, one overload for each alternative of Body.
class BodyWriter {
 public:
  BodyWriter(Encoder& encoder, v1::Event* to) : encoder_(encoder), to_(to) {}

  void operator()(const Instrument& from);
  void operator()(const Report& from);
  void operator()(const PaymentMade& from);
  void operator()(const Milestone& from);
  void operator()(const Opening& from) {
    PutOpening(from, encoder_, to_->mutable_opening());
  }
  void operator()(const Reading& from);
  void operator()(const Dispute& from);
  void operator()(const DisputeResolution& from);
  void operator()(const TaxWithheld& from);
  void operator()(const Invoice& from);
  void operator()(const CalendarPublished& from);
  void operator()(const RatePublished& from);
  void operator()(const Statement& from);
  void operator()(const Deal& from) {
    DealToProto(from, encoder_, to_->mutable_deal());
  }
  void operator()(const ScopeTree& from) {
    ScopeTreeToProto(from, encoder_, to_->mutable_scope_tree());
  }
  void operator()(const SetOff& from);
  void operator()(const GoLive& from) { PutLedgerEvent(from, encoder_, to_); }
  void operator()(const Party& from);
  void operator()(const Correction& from);
  void operator()(const Cancellation& from);
  void operator()(const Heads& from) { PutLedgerEvent(from, encoder_, to_); }
  void operator()(const Erasure& from) { PutLedgerEvent(from, encoder_, to_); }
  void operator()(const Exercise& from) { PutPower(from, encoder_, to_); }
  void operator()(const Notice& from) { PutPower(from, encoder_, to_); }
  void operator()(const Performance& from) { PutPower(from, encoder_, to_); }
  void operator()(const BreachAlleged& from) { PutPower(from, encoder_, to_); }
  void operator()(const Cure& from) { PutPower(from, encoder_, to_); }
  void operator()(const PartySuccession& from) {
    PutPower(from, encoder_, to_);
  }
  void operator()(const PartyKey& from) { PutSigned(from, encoder_, to_); }
  void operator()(const KeyRevocation& from) { PutSigned(from, encoder_, to_); }
  void operator()(const Signature& from) { PutSigned(from, encoder_, to_); }
  void operator()(const SignatureWithdrawal& from) {
    PutSigned(from, encoder_, to_);
  }
  void operator()(const UnknownBody&) {
    encoder_.Fail("an event of a newer schema cannot be written");
  }

 private:
  template <typename Message>
  void PutTerms(const Instrument& from, Message* to);
  void PutAdded(const Instrument& from, RepeatedPtrField<v1::Clause>* to);
  void PutChanges(const std::vector<Change>& from,
                  RepeatedPtrField<v1::Change>* to);
  void PutChange(const Change& from, v1::Change* to);
  void PutTarget(const Change& from, v1::Change* to);
  void PutAgreement(const Instrument& from);
  void PutWaiver(const Instrument& from);
  void PutConsent(const Instrument& from);
  void PutRelease(const Instrument& from);

  Encoder& encoder_;
  v1::Event* to_;
};

// What amendments and restatements share.
template <typename Message>
void BodyWriter::PutTerms(const Instrument& from, Message* to) {
  to->set_number(from.number);
  to->set_precedence(from.precedence);
  PutStrings(from.supersedes, to->mutable_supersedes());
  PutStrings(from.signatories, to->mutable_signatories());
  PutParties(from.parties, to->mutable_parties());
}

void BodyWriter::PutAdded(const Instrument& from,
                          RepeatedPtrField<v1::Clause>* to) {
  for (const Change& change : from.changes) {
    if (change.op != Change::Op::kAdd || !change.clause) {
      return encoder_.Fail("an agreement or restatement only adds clauses");
    }
    encoder_.Put(*change.clause, to->Add());
  }
}

void BodyWriter::PutChanges(const std::vector<Change>& from,
                            RepeatedPtrField<v1::Change>* to) {
  for (const Change& change : from) PutChange(change, to->Add());
}

void BodyWriter::PutTarget(const Change& from, v1::Change* to) {
  std::string target = from.target;
  if (!from.path.empty()) target += "." + from.path;
  switch (from.op) {
    case Change::Op::kAdd:
      if (!from.clause) return encoder_.Fail("`add` lacks its clause");
      return encoder_.Put(*from.clause, to->mutable_add());
    case Change::Op::kReplace:
      to->set_replace(target);
      if (!from.clause) return encoder_.Fail("`replace` lacks its clause");
      return encoder_.Put(*from.clause, to->mutable_with());
    case Change::Op::kSet:
      to->set_set(target);
      return encoder_.Put(from.to, to->mutable_to());
    case Change::Op::kRemove:
      return to->set_remove(target);
    case Change::Op::kRenumber:
      to->set_renumber(target);
      if (const auto* section = from.to.As<std::string>()) {
        return to->set_new_section(*section);
      }
      return encoder_.Fail("`renumber` lacks its section");
    case Change::Op::kWaive:
      return to->set_waive(target);
    case Change::Op::kConsent:
      return to->set_consent(target);
    case Change::Op::kSuspend:
      return to->set_suspend(target);
    case Change::Op::kRelease:
      return encoder_.Fail("a release is an instrument of its own");
  }
}

void BodyWriter::PutChange(const Change& from, v1::Change* to) {
  PutTarget(from, to);
  if (from.from) encoder_.Put(*from.from, to->mutable_from());
  if (from.share) encoder_.Put(*from.share, to->mutable_share());
  if (from.amount) encoder_.Put(*from.amount, to->mutable_amount());
  to->set_measured_by(MeasureOf(from.measured_by));
  if (from.act.stated()) encoder_.Put(from.act, to->mutable_act());
  to->set_deal(from.deal);
  if (!from.scope.empty()) encoder_.PutScope(from.scope, to->mutable_scope());
  if (from.effective) encoder_.Put(*from.effective, to->mutable_effective());
  if (from.until) encoder_.Put(*from.until, to->mutable_until());
  to->set_section(from.section);
  if (from.basis) to->set_basis(encoder_.Put(*from.basis));
}

void BodyWriter::PutAgreement(const Instrument& from) {
  v1::Agreement* to = to_->mutable_agreement();
  to->set_title(from.title);
  PutParties(from.parties, to->mutable_parties());
  if (from.document_kind == "order-form") {
    to->set_instrument(v1::INSTRUMENT_KIND_ORDER_FORM);
  } else if (from.document_kind == "side-letter") {
    to->set_instrument(v1::INSTRUMENT_KIND_SIDE_LETTER);
  } else if (!from.document_kind.empty() && from.document_kind != "agreement") {
    encoder_.Fail(
        Concat({"unknown sort of document ", Quoted(from.document_kind)}));
  }
  to->set_parent(from.parent);
  to->set_time_zone(from.time_zone);
  PutAdded(from, to->mutable_clauses());
  PutStrings(from.signatories, to->mutable_signatories());
}

void BodyWriter::PutWaiver(const Instrument& from) {
  v1::Waiver* to = to_->mutable_waiver();
  if (from.changes.size() != 1 ||
      from.changes.front().op != Change::Op::kWaive) {
    return encoder_.Fail("a waiver is one change that waives");
  }
  const Change& change = from.changes.front();
  to->set_clause(change.target);
  if (change.share) encoder_.Put(*change.share, to->mutable_share());
  if (change.amount) encoder_.Put(*change.amount, to->mutable_amount());
  to->set_measured_by(MeasureOf(change.measured_by));
  if (!change.scope.empty()) {
    encoder_.PutScope(change.scope, to->mutable_scope());
  }
  if (change.act.stated()) encoder_.Put(change.act, to->mutable_act());
  to->set_deal(change.deal);
  to->set_deal_event(change.deal_event);
}

void BodyWriter::PutRelease(const Instrument& from) {
  v1::Release* to = to_->mutable_release();
  if (from.changes.size() != 1 ||
      from.changes.front().op != Change::Op::kRelease) {
    return encoder_.Fail("a release is one change that releases");
  }
  const Change& change = from.changes.front();
  to->set_clause(change.target);
  if (!change.scope.empty()) {
    encoder_.PutScope(change.scope, to->mutable_scope());
  }
  if (change.act.stated()) encoder_.Put(change.act, to->mutable_act());
  to->set_deal(change.deal);
  to->set_deal_event(change.deal_event);
}

void BodyWriter::PutConsent(const Instrument& from) {
  v1::Consent* to = to_->mutable_consent();
  if (from.changes.size() != 1 ||
      from.changes.front().op != Change::Op::kConsent) {
    return encoder_.Fail("a consent is one change that consents");
  }
  const Change& change = from.changes.front();
  to->set_clause(change.target);
  encoder_.Put(change.act, to->mutable_act());
  to->set_deal(change.deal);
  to->set_instrument(from.instrument);
  to->set_deal_event(change.deal_event);
  if (!change.scope.empty()) {
    encoder_.PutScope(change.scope, to->mutable_scope());
  }
}

void BodyWriter::operator()(const Instrument& from) {
  switch (from.kind) {
    case InstrumentKind::kAgreement:
      return PutAgreement(from);
    case InstrumentKind::kAmendment:
      PutTerms(from, to_->mutable_amendment());
      return PutChanges(from.changes, to_->mutable_amendment()->mutable_changes());
    case InstrumentKind::kRestatement:
      PutTerms(from, to_->mutable_restatement());
      PutStrings(from.replaces, to_->mutable_restatement()->mutable_replaces());
      PutStrings(from.contracts,
                 to_->mutable_restatement()->mutable_contracts());
      return PutAdded(from, to_->mutable_restatement()->mutable_clauses());
    case InstrumentKind::kRectification:
      to_->mutable_rectification()->set_rectifies(from.rectifies);
      PutStrings(from.signatories,
                 to_->mutable_rectification()->mutable_signatories());
      return PutChanges(from.changes, to_->mutable_rectification()->mutable_changes());
    case InstrumentKind::kWaiver:
      return PutWaiver(from);
    case InstrumentKind::kConsent:
      return PutConsent(from);
    case InstrumentKind::kTermination:
      PutStrings(from.replaces, to_->mutable_termination()->mutable_clauses());
      PutStrings(from.contracts,
                 to_->mutable_termination()->mutable_contracts());
      to_->mutable_termination()->set_reaches(from.reaches);
      if (from.reason.stated()) {
        encoder_.Put(from.reason, to_->mutable_termination()->mutable_reason());
      }
      return;
    case InstrumentKind::kRelease:
      return PutRelease(from);
    case InstrumentKind::kRescission:
      to_->mutable_rescission();
      if (from.reason.stated()) {
        encoder_.Put(from.reason, to_->mutable_rescission()->mutable_reason());
      }
      return;
    case InstrumentKind::kAssignment:
    case InstrumentKind::kNovation:
    case InstrumentKind::kAssumption:
    case InstrumentKind::kSuspension:
    case InstrumentKind::kResumption:
      return PutPowerInstrument(from, encoder_, to_);
    case InstrumentKind::kCourtOrder:
      to_->mutable_court_order()->set_authority(from.authority);
      to_->mutable_court_order()->set_case_number(from.case_number);
      return PutChanges(from.changes,
                        to_->mutable_court_order()->mutable_changes());
  }
}

void BodyWriter::operator()(const Report& from) {
  v1::Report* to = to_->mutable_report();
  encoder_.Put(from.period, to->mutable_period());
  for (const auto& [name, amount] : from.metrics) {
    encoder_.Put(amount, &(*to->mutable_metrics())[name]);
  }
  for (const ReportItem& item : from.items) {
    v1::ReportItem* put = to->add_items();
    put->set_metric(item.metric);
    encoder_.Put(item.date, put->mutable_date());
    encoder_.Put(item.amount, put->mutable_amount());
    if (item.invoiced) encoder_.Put(*item.invoiced, put->mutable_invoiced());
    if (item.received) encoder_.Put(*item.received, put->mutable_received());
  }
  to->set_version(from.version);
}

void BodyWriter::operator()(const PaymentMade& from) {
  v1::PaymentMade* to = to_->mutable_payment();
  to->set_payer(from.payer);
  to->set_payee(from.payee);
  encoder_.Put(from.amount, to->mutable_amount());
  encoder_.Put(from.date, to->mutable_date());
  to->set_designation(from.designation);
  to->set_applies(PartOf(from.applies));
}

void BodyWriter::operator()(const Milestone& from) {
  v1::Milestone* to = to_->mutable_milestone();
  to->set_milestone(from.name);
  encoder_.Put(from.date, to->mutable_date());
  for (const auto& [name, amount] : from.values) {
    encoder_.Put(amount, &(*to->mutable_values())[name]);
  }
}

void BodyWriter::operator()(const Reading& from) {
  v1::Reading* to = to_->mutable_reading();
  to->set_clause(from.clause);
  to->set_reading(from.name);
  PutStrings(from.asserted_by, to->mutable_asserted_by());
  encoder_.Put(from.says, to->mutable_says());
  encoder_.Put(from.date, to->mutable_date());
  if (!from.covers.empty()) encoder_.PutScope(from.covers, to->mutable_covers());
  if (!from.leaves_out.empty()) {
    encoder_.PutScope(from.leaves_out, to->mutable_leaves_out());
  }
  to->set_standing(StandingOf(from.standing));
  if (from.since) encoder_.Put(*from.since, to->mutable_since());
  PutChanges(from.reads, to->mutable_reads());
}

void BodyWriter::operator()(const Dispute& from) {
  v1::Dispute* to = to_->mutable_dispute();
  to->set_obligation(from.obligation);
  if (from.amount) encoder_.Put(*from.amount, to->mutable_amount());
  to->set_raised_by(from.raised_by);
  encoder_.Put(from.date, to->mutable_date());
  if (from.reason.stated()) encoder_.Put(from.reason, to->mutable_reason());
}

void BodyWriter::operator()(const DisputeResolution& from) {
  v1::DisputeResolution* to = to_->mutable_dispute_resolution();
  to->set_dispute(from.dispute);
  encoder_.Put(from.date, to->mutable_date());
  if (from.outcome.stated()) encoder_.Put(from.outcome, to->mutable_outcome());
  to->set_sum(SumOf(from.sum));
  to->set_reading(from.reading);
  if (from.since) encoder_.Put(*from.since, to->mutable_since());
}

void BodyWriter::operator()(const SetOff& from) {
  v1::SetOff* to = to_->mutable_set_off();
  to->set_party(from.party);
  to->set_against(from.against);
  encoder_.Put(from.amount, to->mutable_amount());
  encoder_.Put(from.date, to->mutable_date());
  to->set_their(from.their);
  to->set_our(from.our);
}

void BodyWriter::operator()(const TaxWithheld& from) {
  v1::TaxWithheld* to = to_->mutable_tax_withheld();
  to->set_obligation(from.obligation);
  encoder_.Put(from.amount, to->mutable_amount());
  encoder_.Put(from.date, to->mutable_date());
  to->set_authority(from.authority);
  to->set_certificate(from.certificate);
}

void BodyWriter::operator()(const Invoice& from) {
  v1::Invoice* to = to_->mutable_invoice();
  to->set_obligation(from.obligation);
  encoder_.Put(from.sent, to->mutable_sent());
  if (from.received) encoder_.Put(*from.received, to->mutable_received());
  if (from.amount) encoder_.Put(*from.amount, to->mutable_amount());
}

void BodyWriter::operator()(const Statement& from) {
  v1::Statement* to = to_->mutable_statement();
  to->set_obligation(from.obligation);
  encoder_.Put(from.delivered, to->mutable_delivered());
  if (from.amount) encoder_.Put(*from.amount, to->mutable_amount());
}

void BodyWriter::operator()(const CalendarPublished& from) {
  v1::Calendar* to = to_->mutable_calendar();
  to->set_calendar(from.name);
  encoder_.Put(from.covers, to->mutable_covers());
  for (const Weekday day : from.weekend) {
    to->add_weekend(static_cast<v1::DayOfWeek>(day));
  }
  for (const Date day : from.holidays) {
    encoder_.Put(day, to->add_holidays());
  }
  to->set_source(from.source);
}

void BodyWriter::operator()(const RatePublished& from) {
  v1::PublishedRate* to = to_->mutable_rate();
  to->set_rate(from.name);
  to->set_measures(static_cast<v1::RateMeasure>(from.measures));
  to->set_base(from.base);
  to->set_source(from.source);
  for (const RateValue& value : from.values) {
    v1::RateValue* put = to->add_values();
    if (value.date) encoder_.Put(*value.date, put->mutable_date());
    if (value.period) encoder_.Put(*value.period, put->mutable_period());
    if (value.rate) encoder_.Put(*value.rate, put->mutable_rate());
    if (value.value) encoder_.Put(*value.value, put->mutable_value());
  }
}

void BodyWriter::operator()(const Party& from) {
  v1::Party* to = to_->mutable_party();
  to->set_party(from.party);
  to->set_name(from.name);
  to->set_lei(from.lei);
  if (from.since) encoder_.Put(*from.since, to->mutable_since());
}

void BodyWriter::operator()(const Correction& from) {
  v1::Correction* to = to_->mutable_correction();
  to->set_target(from.target);
  if (from.replacement == nullptr) {
    return encoder_.Fail("a correction lacks its replacement");
  }
  EventToProto(*from.replacement, encoder_, to->mutable_replacement());
  if (from.reason.stated()) encoder_.Put(from.reason, to->mutable_reason());
}

void BodyWriter::operator()(const Cancellation& from) {
  v1::Cancellation* to = to_->mutable_cancellation();
  to->set_target(from.target);
  encoder_.Put(from.reason, to->mutable_reason());
}

}  // namespace

void EventToProto(const Event& from, Encoder& encoder, v1::Event* to) {
  to->set_id(from.id);
  if (from.executed) encoder.Put(*from.executed, to->mutable_executed());
  if (from.effective) encoder.Put(*from.effective, to->mutable_effective());
  if (from.until) encoder.Put(*from.until, to->mutable_until());
  to->set_actor(from.actor);
  if (from.document != DocumentRef()) {
    to->mutable_document()->set_name(from.document.name);
    to->mutable_document()->set_sha256(from.document.sha256);
    to->mutable_document()->set_section(from.document.section);
  }
  // The strongest basis is what an absent one means.
  if (from.basis != Basis::kOfficial) to->set_basis(encoder.Put(from.basis));
  for (const auto& [field, basis] : from.basis_of) {
    (*to->mutable_basis_of())[field] = encoder.Put(basis);
  }
  if (from.note.stated()) encoder.Put(from.note, to->mutable_note());
  PutStrings(from.touches, to->mutable_touches());
  to->set_utc_offset_minutes(from.utc_offset_minutes);
  std::visit(BodyWriter(encoder, to), from.body);
  if (const auto* instrument = from.As<Instrument>()) {
    PutSigning(*instrument, encoder, to);
  }
}

}  // namespace covenant

#include "ledger/codec/power_events.h"

#include <string>
#include <utility>
#include <vector>

namespace covenant {
namespace {

using google::protobuf::RepeatedPtrField;

// The words of the schema stand in the same order as ours; one that is newer
// was refused before (see HoldsUnknown).
template <typename Ours, typename Theirs>
Ours WordFor(Theirs from) {
  return static_cast<Ours>(static_cast<int>(from));
}

class PowerReader {
 private:
  template <typename T>
  auto Get(const T& from, std::string_view name) {
    return decoder_.Get(from, PathPart{&at_, name});
  }
  std::optional<Date> Day(bool present, const v1::Date& from,
                          std::string_view name) {
    if (!present) return std::nullopt;
    return Get(from, name);
  }
  Text Words(bool present, const v1::Text& from) {
    return present ? Get(from, "says") : Text();
  }

 public:
  PowerReader(Decoder& decoder, const PathPart& at)
      : decoder_(decoder), at_(at) {}

  Instrument Read(const v1::Assignment& from) {
    Instrument result = Of(InstrumentKind::kAssignment, from);
    Transfer& to = *result.transfer;
    to.from = from.assignor();
    to.to = from.assignee();
    if (from.has_share()) to.share = Get(from.share(), "share");
    if (from.has_notified()) to.notified = Get(from.notified(), "notified");
    return result;
  }
  Instrument Read(const v1::Novation& from) {
    Instrument result = Of(InstrumentKind::kNovation, from);
    Transfer& to = *result.transfer;
    to.from = from.party();
    to.to = from.replaced_by();
    to.as_if_always = from.as_if_always();
    return result;
  }
  Instrument Read(const v1::Assumption& from) {
    Instrument result = Of(InstrumentKind::kAssumption, from);
    Transfer& to = *result.transfer;
    to.from = from.debtor();
    to.to = from.assumed_by();
    if (from.has_share()) to.share = Get(from.share(), "share");
    to.original = WordFor<OriginalDebtor>(from.original_debtor());
    return result;
  }
  // Each clause rests by a change of its own.
  Instrument Read(const v1::Suspension& from) {
    Instrument result;
    result.kind = InstrumentKind::kSuspension;
    for (const std::string& clause : from.clauses()) {
      Change change;
      change.op = Change::Op::kSuspend;
      change.target = clause;
      change.scope = decoder_.GetScope(from.scope(), PathPart{&at_, "scope"});
      result.changes.push_back(std::move(change));
    }
    result.signatories = Strings(from.signatories());
    if (from.has_reason()) result.reason = Get(from.reason(), "reason");
    return result;
  }
  Instrument Read(const v1::Resumption& from) {
    Instrument result;
    result.kind = InstrumentKind::kResumption;
    result.instrument = from.suspension();
    if (from.has_reason()) result.reason = Get(from.reason(), "reason");
    return result;
  }
  Exercise Read(const v1::Exercise& from) {
    return {from.power(), from.by(), Get(from.given(), "given"),
            Day(from.has_received(), from.received(), "received"),
            from.about(), Words(from.has_says(), from.says())};
  }
  Notice Read(const v1::Notice& from) {
    return {from.from(), from.to(), from.about(), Get(from.given(), "given"),
            Day(from.has_received(), from.received(), "received"),
            from.answers(), Words(from.has_says(), from.says())};
  }
  Performance Read(const v1::Performance& from) {
    return {from.duty(), from.by(), Get(from.date(), "date"),
            Words(from.has_says(), from.says())};
  }
  BreachAlleged Read(const v1::BreachAlleged& from) {
    return {from.clause(), from.against(), from.by(),
            Get(from.given(), "given"),
            Day(from.has_received(), from.received(), "received"),
            from.incurable(), Words(from.has_says(), from.says())};
  }
  Cure Read(const v1::Cure& from) {
    return {from.breach(), Get(from.date(), "date"),
            Words(from.has_says(), from.says())};
  }
  PartySuccession Read(const v1::PartySuccession& from) {
    return {from.party(), from.successor(), Get(from.date(), "date"),
            from.manner()};
  }

 private:
  // What all transfers share.
  template <typename Message>
  Instrument Of(InstrumentKind kind, const Message& from) {
    Instrument result;
    result.kind = kind;
    result.replaces = Strings(from.clauses());
    result.signatories = Strings(from.signatories());
    Transfer& to = result.transfer.emplace();
    to.accrued = WordFor<TransferOfAccrued>(from.accrued());
    to.split = WordFor<TransferSplit>(from.split());
    return result;
  }

  Decoder& decoder_;
  const PathPart& at_;
};

template <typename Message>
void PutTransfer(const Instrument& from, Message* to) {
  PutStrings(from.replaces, to->mutable_clauses());
  PutStrings(from.signatories, to->mutable_signatories());
  to->set_accrued(WordFor<v1::TransferOfAccrued>(from.transfer->accrued));
  to->set_split(WordFor<v1::TransferSplit>(from.transfer->split));
}

// An empty text is one that is not there.
void PutSuspension(const Instrument& from, Encoder& encoder,
                   v1::Suspension* to) {
  for (const Change& change : from.changes) {
    if (change.op != Change::Op::kSuspend ||
        change.scope != from.changes.front().scope) {
      return encoder.Fail("a suspension suspends its clauses alike");
    }
    to->add_clauses(change.target);
  }
  if (!from.changes.empty() && !from.changes.front().scope.empty()) {
    encoder.PutScope(from.changes.front().scope, to->mutable_scope());
  }
  PutStrings(from.signatories, to->mutable_signatories());
  if (from.reason.stated()) encoder.Put(from.reason, to->mutable_reason());
}

}  // namespace

std::optional<Body> PowerBodyOf(const v1::Event& from, Decoder& decoder,
                                const PathPart& at) {
  PowerReader reader(decoder, at);
  switch (from.body_case()) {
    case v1::Event::kAssignment:
      return reader.Read(from.assignment());
    case v1::Event::kNovation:
      return reader.Read(from.novation());
    case v1::Event::kAssumption:
      return reader.Read(from.assumption());
    case v1::Event::kSuspension:
      return reader.Read(from.suspension());
    case v1::Event::kResumption:
      return reader.Read(from.resumption());
    case v1::Event::kExercise:
      return reader.Read(from.exercise());
    case v1::Event::kNotice:
      return reader.Read(from.notice());
    case v1::Event::kPerformance:
      return reader.Read(from.performance());
    case v1::Event::kBreachAlleged:
      return reader.Read(from.breach_alleged());
    case v1::Event::kCure:
      return reader.Read(from.cure());
    case v1::Event::kPartySuccession:
      return reader.Read(from.party_succession());
    default:
      return std::nullopt;
  }
}

Instrument CourtOrderFromProto(const v1::CourtOrder& from,
                               std::vector<Change> changes) {
  Instrument result;
  result.kind = InstrumentKind::kCourtOrder;
  result.authority = from.authority();
  result.case_number = from.case_number();
  result.changes = std::move(changes);
  return result;
}

void PutPowerInstrument(const Instrument& from, Encoder& encoder,
                        v1::Event* to) {
  if (from.kind == InstrumentKind::kSuspension) {
    return PutSuspension(from, encoder, to->mutable_suspension());
  }
  if (from.kind == InstrumentKind::kResumption) {
    to->mutable_resumption()->set_suspension(from.instrument);
    if (from.reason.stated()) {
      encoder.Put(from.reason, to->mutable_resumption()->mutable_reason());
    }
    return;
  }
  if (!from.transfer) return encoder.Fail("a transfer lacks its parties");
  const Transfer& transfer = *from.transfer;
  if (from.kind == InstrumentKind::kAssignment) {
    v1::Assignment* put = to->mutable_assignment();
    PutTransfer(from, put);
    put->set_assignor(transfer.from);
    put->set_assignee(transfer.to);
    if (transfer.share) encoder.Put(*transfer.share, put->mutable_share());
    if (transfer.notified) {
      encoder.Put(*transfer.notified, put->mutable_notified());
    }
  } else if (from.kind == InstrumentKind::kNovation) {
    v1::Novation* put = to->mutable_novation();
    PutTransfer(from, put);
    put->set_party(transfer.from);
    put->set_replaced_by(transfer.to);
    put->set_as_if_always(transfer.as_if_always);
  } else {
    v1::Assumption* put = to->mutable_assumption();
    PutTransfer(from, put);
    put->set_debtor(transfer.from);
    put->set_assumed_by(transfer.to);
    if (transfer.share) encoder.Put(*transfer.share, put->mutable_share());
    put->set_original_debtor(WordFor<v1::OriginalDebtor>(transfer.original));
  }
}

void PutPower(const Exercise& from, Encoder& encoder, v1::Event* to) {
  v1::Exercise* put = to->mutable_exercise();
  put->set_power(from.power);
  put->set_by(from.by);
  encoder.Put(from.given, put->mutable_given());
  if (from.received) encoder.Put(*from.received, put->mutable_received());
  put->set_about(from.about);
  if (from.says.stated()) encoder.Put(from.says, put->mutable_says());
}

void PutPower(const Notice& from, Encoder& encoder, v1::Event* to) {
  v1::Notice* put = to->mutable_notice();
  put->set_from(from.from);
  put->set_to(from.to);
  put->set_about(from.about);
  encoder.Put(from.given, put->mutable_given());
  if (from.received) encoder.Put(*from.received, put->mutable_received());
  put->set_answers(from.answers);
  if (from.says.stated()) encoder.Put(from.says, put->mutable_says());
}

void PutPower(const Performance& from, Encoder& encoder, v1::Event* to) {
  v1::Performance* put = to->mutable_performance();
  put->set_duty(from.duty);
  put->set_by(from.by);
  encoder.Put(from.date, put->mutable_date());
  if (from.says.stated()) encoder.Put(from.says, put->mutable_says());
}

void PutPower(const BreachAlleged& from, Encoder& encoder, v1::Event* to) {
  v1::BreachAlleged* put = to->mutable_breach_alleged();
  put->set_clause(from.clause);
  put->set_against(from.against);
  put->set_by(from.by);
  encoder.Put(from.given, put->mutable_given());
  if (from.received) encoder.Put(*from.received, put->mutable_received());
  put->set_incurable(from.incurable);
  if (from.says.stated()) encoder.Put(from.says, put->mutable_says());
}

void PutPower(const Cure& from, Encoder& encoder, v1::Event* to) {
  v1::Cure* put = to->mutable_cure();
  put->set_breach(from.breach);
  encoder.Put(from.date, put->mutable_date());
  if (from.says.stated()) encoder.Put(from.says, put->mutable_says());
}

void PutPower(const PartySuccession& from, Encoder& encoder, v1::Event* to) {
  v1::PartySuccession* put = to->mutable_party_succession();
  put->set_party(from.party);
  put->set_successor(from.successor);
  encoder.Put(from.date, put->mutable_date());
  put->set_manner(from.manner);
}

}  // namespace covenant

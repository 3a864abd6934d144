#include "replay/stream_names.h"

#include <cstdint>

#include "replay/record.h"

namespace covenant {

void StreamNames::AddInstrument(const Instrument& body) {
  for (const PartyRef& party : body.parties) parties.insert(party.id);
  if (body.transfer) parties.insert(body.transfer->to);
  for (const Change& change : body.changes) {
    if (change.clause) clauses[change.clause->id] = change.clause->kind;
  }
}

void StreamNames::Add(const Event& event) {
  if (const auto* body = event.As<Instrument>()) {
    AddInstrument(*body);
    if (body->kind == InstrumentKind::kAgreement) parent = body->parent;
    instruments[event.id] = event.executed;
  } else if (const auto* signature = event.As<Signature>()) {
    signatures[{signature->instrument, signature->party}] = event.id;
  } else if (const auto* dispute = event.As<Dispute>()) {
    const std::string& sum = dispute->obligation;
    disputes[event.id] = sum.substr(0, sum.find('/'));
  } else if (const auto* reading = event.As<Reading>()) {
    readings[reading->clause].insert(reading->name);
  } else if (event.As<BreachAlleged>() != nullptr) {
    breaches.insert(event.id);
  } else if (event.As<Notice>() != nullptr) {
    notices.insert(event.id);
  } else if (event.As<Deal>() != nullptr) {
    deals.insert(event.id);
  }
}

StreamNames StreamNames::Of(const std::vector<Event>& events) {
  StreamNames names;
  for (const Recorded& r : RecordAt(events, kLogEnd)) names.Add(*r.event);
  return names;
}

}  // namespace covenant

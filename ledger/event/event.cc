#include "ledger/event/event.h"

#include <tuple>

namespace covenant {
namespace {

// What makes an event, apart from its place and its body.
auto Envelope(const Event& e) {
  return std::tie(e.stream, e.id, e.type, e.asserted, e.executed, e.effective,
                  e.until, e.actor, e.document, e.basis, e.basis_of, e.note,
                  e.touches, e.utc_offset_minutes);
}

}  // namespace

bool operator==(const Correction& a, const Correction& b) {
  if (a.target != b.target || a.reason != b.reason) return false;
  if (a.replacement == b.replacement) return true;
  return a.replacement != nullptr && b.replacement != nullptr &&
         *a.replacement == *b.replacement;
}

Interval Deal::Days() const {
  if (ongoing) return Interval::From(date);
  return ends ? Interval(date, *ends) : Interval::Day(date);
}

std::string Event::Ref() const {
  return stream + "@" + std::to_string(version);
}

bool operator==(const Event& a, const Event& b) {
  return Envelope(a) == Envelope(b) && a.body == b.body;
}

const std::vector<std::string>& EventTypes() {
  // Never destroyed, so that it outlives every user at exit. A test of the
  // codec holds it against the schema.
  static const auto* const types = new std::vector<std::string>{
      "agreement", "amendment", "restatement", "rectification", "waiver",
      "consent", "termination", "rescission", "signature", "release",
      "assignment", "novation", "assumption", "suspension", "resumption",
      "court-order", "exercise", "report", "payment", "milestone", "opening", "reading",
      "dispute", "dispute-resolution", "set-off", "tax-withheld", "invoice",
      "rate", "calendar", "statement", "deal", "notice", "performance",
      "breach-alleged", "cure", "go-live", "party", "correction",
      "cancellation", "scope-tree", "party-succession", "heads", "key",
      "key-revocation", "erasure", "signature-withdrawal"};
  return *types;
}

}  // namespace covenant

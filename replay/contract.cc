#include "replay/contract.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "replay/instruments.h"
#include "replay/money/clause_runs.h"
#include "replay/money/facts.h"
#include "replay/money/finality.h"
#include "replay/money/horizons.h"
#include "replay/money/interest.h"
#include "replay/money/set_off.h"
#include "replay/money/settle.h"
#include "replay/money/waivers.h"
#include "replay/money/withholding.h"
#include "replay/record.h"
#include "replay/shared.h"
#include "replay/timeline.h"

namespace covenant {
namespace {

void Normalise(std::vector<Finding>& findings) {
  std::sort(findings.begin(), findings.end());
  findings.erase(std::unique(findings.begin(), findings.end()),
                 findings.end());
}

// Without the operations whose condition was met after the day.
Instruments MetBy(std::optional<Date> day, Instruments instruments) {
  if (!day) return instruments;
  for (BoundInstrument& instrument : instruments.bound) {
    for (TermOp& op : instrument.ops) {
      op.never = op.never || (op.met && *op.met > *day);
    }
  }
  return instruments;
}

}  // namespace

// Heap-allocated and never moved: facts and instruments point into `record`.
struct Contract::Impl {
  Impl(std::string contract, const std::vector<Event>& events,
       std::uint64_t known_at, const std::vector<Event>& shared_events,
       std::optional<Date> met_by = std::nullopt)
      : id(std::move(contract)),
        known(known_at),
        own(events),
        shared(shared_events),
        seen(SeenAt(own, known_at)),
        record(RecordAt(own, known_at)),
        facts(FactsOf(record, SharedAt(shared, known_at))),
        instruments(MetBy(met_by, InstrumentsOf(id, record, facts.milestones))),
        timeline(id, instruments.bound, std::nullopt),
        interest(timeline, facts.milestones, facts.shared),
        set_off(timeline, facts.milestones),
        withholding(timeline, facts.milestones),
        superseded(SupersededSteps(id, instruments.bound)) {}

  // Whether an operation counts from before the day, though its condition was
  // met after it only: on the day it does not apply.
  bool AwaitsAfter(Date day) const {
    for (const BoundInstrument& instrument : instruments.bound) {
      for (const TermOp& op : instrument.ops) {
        if (!op.never && op.met && *op.met > day) return true;
      }
    }
    return false;
  }

  std::unique_ptr<const Impl> AsOf(Date day) const {
    return std::make_unique<const Impl>(id, own, known, shared, day);
  }

  std::string id;
  std::uint64_t known;
  std::vector<Event> own;
  std::vector<Event> shared;
  RecordSeen seen;
  std::vector<Recorded> record;
  Facts facts;
  Instruments instruments;
  Timeline timeline;
  InterestTerms interest;
  SetOffTerms set_off;
  WithholdingTerms withholding;
  std::vector<Finding> superseded;
};

absl::StatusOr<Contract> Contract::Create(std::string id,
                                          const std::vector<Event>& events,
                                          std::uint64_t known,
                                          const std::vector<Event>& shared) {
  for (const auto* list : {&events, &shared}) {
    for (const Event& event : *list) {
      if (event.sequence == 0 || event.sequence > known) continue;
      if (event.As<UnknownBody>() == nullptr) continue;
      return absl::FailedPreconditionError(
          event.Ref() + " (" + event.id + ") is an event of type \"" +
          event.type +
          "\" of a newer schema; no answer may rest on it. Use a newer "
          "release of covenant, or ask for a known point before sequence " +
          std::to_string(event.sequence));
    }
  }
  return Contract(
      std::make_unique<const Impl>(std::move(id), events, known, shared));
}

Contract::Contract(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Contract::Contract(Contract&&) noexcept = default;
Contract& Contract::operator=(Contract&&) noexcept = default;
Contract::~Contract() = default;

const std::string& Contract::id() const { return impl_->id; }

namespace {

const Instrument* FormationOf(const std::vector<Recorded>& record) {
  for (const Recorded& r : record) {
    const auto* body = r.event->As<Instrument>();
    if (body != nullptr && body->kind == InstrumentKind::kAgreement) {
      return body;
    }
  }
  return nullptr;
}

}  // namespace

const std::string& Contract::title() const {
  const Instrument* formation = FormationOf(impl_->record);
  return formation != nullptr && !formation->title.empty() ? formation->title
                                                            : impl_->id;
}

const std::string& Contract::parent() const {
  static const std::string none;
  const Instrument* formation = FormationOf(impl_->record);
  return formation != nullptr ? formation->parent : none;
}

bool Contract::binding() const { return !impl_->instruments.bound.empty(); }

std::vector<PartyRef> Contract::parties() const {
  std::vector<PartyRef> parties;
  for (const Recorded& r : impl_->record) {
    const auto* body = r.event->As<Instrument>();
    if (body == nullptr) continue;
    for (const PartyRef& party : body->parties) {
      const auto same = std::find_if(
          parties.begin(), parties.end(),
          [&](const PartyRef& p) { return p.id == party.id; });
      if (same == parties.end()) parties.push_back(party);
    }
  }
  return parties;
}

std::vector<Date> Contract::ChangeDays() const {
  std::set<Date> days;
  for (const Segment& segment : impl_->timeline.segments()) {
    if (segment.days.from()) days.insert(*segment.days.from());
  }
  // The clauses' own terms begin and end inside the segments.
  for (const auto& [clause, runs] :
       RunsOf(impl_->timeline, impl_->facts.milestones)) {
    for (const Run& run : runs) {
      if (run.days.from()) days.insert(*run.days.from());
    }
  }
  // So do readings.
  for (const Recorded* r : impl_->facts.readings) {
    days.insert(r->event->As<Reading>()->date);
  }
  return {days.begin(), days.end()};
}

std::vector<EventRef> Contract::Proposed() const {
  return impl_->instruments.proposed;
}

Terms Contract::TermsAt(Date as_of) const {
  if (impl_->AwaitsAfter(as_of)) {
    return Contract(impl_->AsOf(as_of)).TermsAt(as_of);
  }
  const ResolvedTerms& resolved = impl_->timeline.At(as_of);
  Terms terms;
  terms.contract = impl_->id;
  terms.title = title();
  terms.binding = binding();
  terms.as_of = as_of;
  terms.known = impl_->known;
  terms.seen = impl_->seen;
  terms.parties = parties();
  terms.clauses = resolved.clauses;
  terms.ended = resolved.ended;
  terms.removed_fields = resolved.removed_fields;
  for (auto& [id, clause] : terms.clauses) {
    clause.in_force =
        InForceOn(OwnTermOf(clause, impl_->facts.milestones), as_of);
  }
  for (const Recorded* r : impl_->facts.readings) {
    const auto& reading = *r->event->As<Reading>();
    const auto clause = terms.clauses.find(reading.clause);
    if (reading.date > as_of || clause == terms.clauses.end()) continue;
    Attachment attachment;
    attachment.type = "reading";
    attachment.text = reading.name + ": " + reading.says.Shown();
    attachment.parties = reading.asserted_by;
    attachment.days = Interval::From(reading.date);
    attachment.because = r->refs;
    attachment.place = PlaceOf(*r->event, "");
    clause->second.attachments.push_back(std::move(attachment));
  }
  terms.findings = resolved.findings;
  for (const auto* list : {&impl_->instruments.findings, &impl_->superseded}) {
    terms.findings.insert(terms.findings.end(), list->begin(), list->end());
  }
  Normalise(terms.findings);
  return terms;
}

absl::StatusOr<Obligations> Contract::ObligationsAt(Date as_of) const {
  if (impl_->AwaitsAfter(as_of)) {
    return Contract(impl_->AsOf(as_of)).ObligationsAt(as_of);
  }
  std::set<std::string> suspended;
  const Terms terms = TermsAt(as_of);
  for (const auto& [id, clause] : terms.clauses) {
    for (const Attachment& a : clause.attachments) {
      if (a.type == "suspension") suspended.insert(id);
    }
  }
  // What a closed period came to as known when it was closed.
  std::map<std::uint64_t, Lines> earlier;
  const auto lines_known_at = [&](std::uint64_t sequence) -> const Lines& {
    auto [it, fresh] = earlier.try_emplace(sequence);
    if (fresh) {
      const Impl then(impl_->id, impl_->own, sequence, impl_->shared, as_of);
      it->second = LinesOf(then.id, then.instruments.bound, then.timeline,
                           then.facts, as_of);
    }
    return it->second;
  };
  const auto as_closed = [&](std::uint64_t sequence, const OccurrenceKey& key)
      -> std::optional<RationalRange> {
    for (const Line& line : lines_known_at(sequence).lines) {
      const Occurrence& o = line.occurrence;
      if (o.clause == key.first && o.name == key.second &&
          o.accrued != nullptr) {
        return o.accrued->value;
      }
    }
    return std::nullopt;
  };
  Lines lines = LinesOf(impl_->id, impl_->instruments.bound, impl_->timeline,
                        impl_->facts, as_of);
  LockFinal(impl_->id, impl_->timeline, impl_->facts, as_of, lines_known_at,
            lines);
  WaiveAmounts(impl_->id, impl_->timeline, lines);
  // What the due days rest on, by obligation.
  std::map<std::string, std::vector<EventRef>> due_because;
  for (const Line& line : lines.lines) {
    const Occurrence& o = line.occurrence;
    if (o.due_because.empty()) continue;
    due_because[impl_->id + "/" + o.clause + "/" + o.name] = o.due_because;
  }
  auto result =
      Settle(impl_->id, std::move(lines), impl_->facts, impl_->interest,
             impl_->set_off, impl_->withholding, suspended, as_of, as_closed);
  if (!result.ok()) return result.status();
  for (Obligation& o : result->obligations) {
    const auto found = due_because.find(o.id);
    if (found == due_because.end()) continue;
    o.because.insert(o.because.end(), found->second.begin(),
                     found->second.end());
    std::sort(o.because.begin(), o.because.end());
    o.because.erase(std::unique(o.because.begin(), o.because.end()),
                    o.because.end());
  }
  result->known = impl_->known;
  result->seen = impl_->seen;
  result->findings.insert(result->findings.end(), terms.findings.begin(),
                          terms.findings.end());
  Normalise(result->findings);
  return result;
}

}  // namespace covenant

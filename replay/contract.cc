#include "replay/contract.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "replay/between_readings.h"
#include "replay/contract_facts.h"
#include "replay/contract_impl.h"
#include "replay/money/clause_runs.h"
#include "replay/money/day_basis.h"
#include "replay/money/facts.h"
#include "replay/money/finality.h"
#include "replay/money/horizons.h"
#include "replay/money/settle.h"
#include "replay/money/waivers.h"
#include "replay/norm_builder.h"

namespace covenant {
namespace {

void Normalise(std::vector<Finding>& findings) {
  std::sort(findings.begin(), findings.end());
  findings.erase(std::unique(findings.begin(), findings.end()),
                 findings.end());
}

}  // namespace

absl::StatusOr<Contract> Contract::Create(std::string id,
                                          const std::vector<Event>& events,
                                          std::uint64_t known,
                                          const std::vector<Event>& shared,
                                          const Proposals& proposals) {
  return Create(std::move(id),
                std::make_shared<const std::vector<Event>>(events), known,
                std::make_shared<const std::vector<Event>>(shared), proposals);
}

absl::StatusOr<Contract> Contract::Create(std::string id, SharedEvents events,
                                          std::uint64_t known,
                                          SharedEvents shared,
                                          const Proposals& proposals) {
  static const SharedEvents kNone =
      std::make_shared<const std::vector<Event>>();
  if (shared == nullptr) shared = kNone;
  for (const auto* list : {events.get(), shared.get()}) {
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
  Seen seen;
  seen.proposals = proposals;
  return Contract(Build(id, events, known, shared, seen));
}

// A power can reach a milestone that another one waits for: built again until
// nothing more is reached.
std::shared_ptr<const Contract::Impl> Contract::Build(
    const std::string& id, const SharedEvents& events, std::uint64_t known,
    const SharedEvents& shared, const Seen& seen) {
  auto impl =
      std::make_shared<const Impl>(id, events, known, shared, seen, Derived(),
                                   RecordWithSeen(*events, known));
  for (int round = 0; round < kMostRounds; ++round) {
    if (impl->facts.exercises.empty() && impl->facts.notices.empty()) break;
    Derived derived = DerivedMilestones(impl->timeline, impl->facts);
    if (derived == impl->derived) break;
    impl = std::make_shared<const Impl>(id, events, known, shared, seen,
                                        std::move(derived),
                                        RecordWithSeen(*events, known));
  }
  return impl;
}

Contract::Contract(std::shared_ptr<const Impl> impl, ReadingAsked reader)
    : impl_(std::move(impl)), reader_(std::move(reader)) {}
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
  return PartiesBy(std::nullopt, impl_->record, impl_->facts);
}

std::vector<Run> Contract::RunsOfClause(const std::string& clause) const {
  auto runs = RunsOf(impl_->timeline, impl_->facts.milestones);
  const auto found = runs.find(clause);
  return found == runs.end() ? ClauseRuns() : std::move(found->second);
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
  // So do parties.
  for (const PartyChange& change :
       impl_->PartiesAt(*Date::FromYmd(9999, 12, 31)).changes) {
    if (change.day) days.insert(*change.day);
  }
  // So does what has failed by its long-stop: it is told from the day after.
  const auto add_after = [&days](const std::optional<Date>& last) {
    if (!last) return;
    if (const auto next = last->AddDays(1); next.ok()) days.insert(*next);
  };
  for (const BoundInstrument& one : impl_->instruments.bound) {
    for (const TermOp& op : one.ops) {
      if (!op.waits_for.empty()) add_after(op.long_stop);
    }
  }
  for (const Segment& segment : impl_->timeline.segments()) {
    for (const auto& [clause, state] : segment.terms->clauses) {
      const auto* from = state.As<Endpoint>("from");
      if (from != nullptr && from->Conditional()) add_after(from->long_stop);
    }
  }
  // So do readings.
  for (const Recorded* r : impl_->facts.readings) {
    const auto& reading = *r->event->As<Reading>();
    days.insert(reading.date);
    if (reading.since) days.insert(*reading.since);
  }
  // As of days before a fact that reaches back the terms are as without it.
  if (const auto last = impl_->LastReachingBack()) {
    days.insert(*last);
    if (const auto before = last->AddDays(-1); before.ok()) {
      for (const Date day : Contract(impl_->AsOf(*before)).ChangeDays()) {
        days.insert(day);
      }
    }
  }
  return {days.begin(), days.end()};
}

std::vector<Date> Contract::BindingDays() const {
  std::set<Date> days;
  for (const BoundInstrument& one : impl_->instruments.bound) {
    days.insert(one.binding);
  }
  return {days.begin(), days.end()};
}

std::vector<EventRef> Contract::Proposed() const {
  return impl_->instruments.proposed;
}

Contract Contract::ReadBy(ReadingAsked reader) const {
  return Contract(impl_, std::move(reader));
}

Contract Contract::DoneBy(Date day) const {
  Seen then = impl_->view;
  then.done_by = day;
  return Contract(
      Build(impl_->id, impl_->own, impl_->known, impl_->shared, then), reader_);
}

std::optional<Readings> Contract::ReadingsOn(Date as_of) const {
  if (impl_->view.decided || !ReadsFields(impl_->record)) return std::nullopt;
  std::set<std::string> ids;
  for (const PartyRef& party : parties()) ids.insert(party.id);
  return ReadingsAt(impl_->record, impl_->instruments.bound, impl_->timeline,
                    ids, as_of);
}

template <typename T, typename Ask>
std::vector<Read<T>> Contract::Each(const Readings& readings, Ask ask) const {
  std::vector<Read<T>> answers;
  for (ReadingChoice& choice : ChoicesOf(readings, reader_)) {
    Seen seen = impl_->view;
    seen.read_as = readings.Under(choice);
    seen.decided = true;
    const Contract one(Build(impl_->id, impl_->own, impl_->known, impl_->shared,
                             seen));
    answers.push_back({std::move(choice), ask(one)});
  }
  return answers;
}

std::vector<ContestedBy> Contract::Contested(Date as_of) const {
  std::vector<ContestedBy> result;
  const auto readings = ReadingsOn(as_of);
  if (!readings) return result;
  for (const auto& [clause, names] : readings->contested) {
    for (const std::string& name : names) {
      ContestedBy one{clause, name, {}};
      const auto asserted = readings->asserted.find(clause);
      for (const ReadFields& item : asserted->second) {
        if (item.name == name) one.because = item.refs;
      }
      result.push_back(std::move(one));
    }
  }
  return result;
}

std::vector<EventRef> Contract::Assumed() const {
  return impl_->instruments.assumed;
}

const std::map<std::string, Signing>& Contract::Signatures() const {
  return impl_->signings.all();
}

Terms Contract::TermsAt(Date as_of) const {
  if (const auto readings = ReadingsOn(as_of)) {
    return TermsBetween(Each<Terms>(*readings,
                                    [&](const Contract& one) {
                                      return one.TermsAt(as_of);
                                    }),
                        *readings);
  }
  if (impl_->AwaitsAfter(as_of)) {
    return Contract(impl_->AsOf(as_of)).TermsAt(as_of);
  }
  const Segment& segment = impl_->timeline.SegmentOf(as_of);
  const ResolvedTerms& resolved = *segment.terms;
  Terms terms;
  terms.contract = impl_->id;
  terms.title = title();
  terms.binding = binding();
  terms.as_of = as_of;
  terms.known = impl_->known;
  terms.seen = impl_->seen;
  terms.seen_above = impl_->family.Seen();
  terms.parties = PartiesBy(as_of, impl_->record, impl_->facts);
  terms.clauses = resolved.clauses;
  terms.ended = resolved.ended;
  terms.removed_fields = resolved.removed_fields;
  for (auto it = terms.clauses.begin(); it != terms.clauses.end();) {
    const std::string& id = it->first;
    ClauseState& clause = it->second;
    const OwnTerm own = OwnTermOf(clause, impl_->facts.milestones);
    const OwnTerm term = LastingOf(impl_->timeline, segment, clause,
                                   impl_->facts.milestones);
    clause.in_force = InForceOn(term, as_of);
    if (term.survives_from && *term.survives_from <= as_of) {
      clause.survives = true;
    }
    // The contract, or the part with the clause, has ended by its term or by the
    // exercise of a power: as by a termination.
    if (clause.in_force == InForce::kNo &&
        InForceOn(own, as_of) != InForce::kNo) {
      terms.ended[id] = {id, clause.kind, term.how, term.ended_by,
                         Interval(term.possible.until(), std::nullopt)};
      it = terms.clauses.erase(it);
    } else {
      ++it;
    }
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
  const PartyChanges changes = impl_->PartiesAt(as_of);
  for (auto& [id, clause] : terms.clauses) {
    AttachParties(changes.changes, as_of, clause);
  }
  terms.findings = resolved.findings;
  terms.findings.insert(terms.findings.end(), changes.findings.begin(),
                        changes.findings.end());
  if (NormsCanTell(resolved, impl_->facts)) {
    const Norms norms = NormsAt(as_of, as_of);
    terms.findings.insert(terms.findings.end(), norms.findings.begin(),
                          norms.findings.end());
  }
  AddFailedConditions(impl_->id, impl_->instruments.bound,
                      impl_->facts.milestones, terms);
  AddClauseFindings(impl_->id, terms);
  for (const auto* list : {&impl_->instruments.findings, &impl_->superseded}) {
    terms.findings.insert(terms.findings.end(), list->begin(), list->end());
  }
  Normalise(terms.findings);
  return terms;
}

Norms Contract::NormsAt(Date as_of, Date through) const {
  if (const auto readings = ReadingsOn(as_of)) {
    return NormsBetween(Each<Norms>(*readings,
                                    [&](const Contract& one) {
                                      return one.NormsAt(as_of, through);
                                    }),
                        *readings);
  }
  if (impl_->AwaitsAfter(as_of)) {
    return Contract(impl_->AsOf(as_of)).NormsAt(as_of, through);
  }
  if (!impl_->view.done_by && AnyUseAfter(as_of, impl_->record)) {
    return DoneBy(as_of).NormsAt(as_of, through);
  }
  return NormsOf(impl_->id, impl_->instruments.bound, impl_->timeline,
                 impl_->facts, as_of, through);
}

absl::StatusOr<Obligations> Contract::ObligationsAt(Date as_of) const {
  if (impl_->view.past != nullptr) {
    return absl::FailedPreconditionError(
        "a contract since a settled past knows what is open, not what is owed");
  }
  if (const auto readings = ReadingsOn(as_of)) {
    absl::Status failed;
    auto read = Each<Obligations>(*readings, [&](const Contract& one) {
      auto owed = one.ObligationsAt(as_of);
      if (!owed.ok()) failed = owed.status();
      return owed.ok() ? *std::move(owed) : Obligations();
    });
    if (!failed.ok()) return failed;
    return ObligationsBetween(std::move(read), *readings, TermsAt(as_of));
  }
  return Owed(as_of, nullptr);
}

absl::StatusOr<Obligations> Contract::Owed(
    Date as_of, std::vector<Account>* accounts) const {
  const std::shared_ptr<const Impl> at =
      impl_->AwaitsFactsAfter(as_of) ? impl_->ByFacts(as_of) : impl_;
  std::map<std::string, bool> suspended;
  const Terms terms = TermsAt(as_of);
  for (const auto& [id, clause] : terms.clauses) {
    for (const Attachment& a : clause.attachments) {
      if (a.type == "suspension") suspended[id] |= !IsLimited(a);
    }
  }
  // What a closed period came to as known when it was closed.
  std::map<std::uint64_t, std::pair<std::shared_ptr<const Impl>, Lines>>
      earlier;
  KnownAt known_at;
  const auto lines_by = [&](const Impl& by, const Facts& facts) {
    const auto computed = [&](const Facts& fed) {
      return LinesOf(by.id, by.instruments.bound, by.timeline, fed, as_of);
    };
    return LinesBeforeWaivers(
        by.id, AmountWaiversOf(by.timeline), facts, [&](const Facts& fed) {
          return LinesWithFinal(by.id, by.timeline, fed, as_of, known_at,
                                computed);
        });
  };
  known_at = [&](std::uint64_t sequence) -> AsKnown {
    auto& [then, lines] = earlier[sequence];
    if (then == nullptr) {
      Seen seen_then = at->view;
      seen_then.facts_until = as_of;
      then = Build(at->id, at->own, sequence, at->shared, seen_then);
      lines = lines_by(*then, StatedBefore(then->facts, sequence));
    }
    return {then->facts, lines};
  };
  const auto as_closed = [&](std::uint64_t sequence, const OccurrenceKey& key) {
    return AccruedIn(known_at(sequence).lines, key);
  };
  Lines lines = lines_by(*at, at->facts);
  WaiveAmounts(at->id, AmountWaiversOf(at->timeline), lines);
  // What the due days rest on, by obligation.
  std::map<std::string, std::vector<EventRef>> due_because;
  for (const Line& line : lines.lines) {
    const Occurrence& o = line.occurrence;
    if (o.due_because.empty()) continue;
    due_because[at->id + "/" + o.clause + "/" + o.name] = o.due_because;
  }
  const PartyChanges parties = at->PartiesAt(as_of);
  auto result = Settle(at->id, std::move(lines), at->facts, at->interest,
                       at->set_off, at->withholding, at->early_payment,
                       suspended, parties.changes, as_of, as_closed, accounts);
  if (!result.ok()) return result.status();
  for (Obligation& o : result->obligations) {
    std::vector<EventRef> more = ReadingRefs(at->view.read_as, at->timeline, o);
    const auto found = due_because.find(o.id);
    if (found != due_because.end()) {
      more.insert(more.end(), found->second.begin(), found->second.end());
    }
    if (more.empty()) continue;
    o.because.insert(o.because.end(), more.begin(), more.end());
    std::sort(o.because.begin(), o.because.end());
    o.because.erase(std::unique(o.because.begin(), o.because.end()),
                    o.because.end());
  }
  WeakenByDays(at->instruments.bound, at->facts, *result);
  result->known = at->known;
  result->seen = at->seen;
  result->findings.insert(result->findings.end(), terms.findings.begin(),
                          terms.findings.end());
  Normalise(result->findings);
  return result;
}

}  // namespace covenant

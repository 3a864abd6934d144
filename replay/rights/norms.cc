#include "replay/rights/norms.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "replay/contract_facts.h"
#include "replay/family.h"
#include "replay/instruments.h"
#include "replay/life.h"
#include "replay/money/clause_runs.h"
#include "replay/money/facts.h"
#include "replay/norm_builder.h"
#include "replay/norms.h"
#include "replay/parties.h"
#include "replay/record.h"
#include "replay/rights/first_runs.h"
#include "replay/rights/maintaining.h"
#include "replay/rights/norm_parts.h"
#include "replay/rights/norm_readings.h"
#include "replay/rights/successors.h"
#include "replay/shared.h"
#include "replay/timeline.h"

namespace covenant {

// Kept on the heap: instruments point into the record.
struct ContractRights::Replay {
  Replay(const std::string& contract,
         std::shared_ptr<const std::vector<Event>> events,
         const RightsPoint& point, const std::vector<Event>& shared,
         const ReadAs& read_as, const Derived& derived)
      : id(contract),
        asked(point),
        own(std::move(events)),
        record(RecordAt(*own, point.known)),
        signings(id, record, PartyKeys(shared), point.proposals),
        family(id, record, shared, {point.known, point.proposals}),
        facts(WithDerived(
            FactsOf(record, SharedAt(shared, point.known), signings), record,
            derived, read_as)),
        instruments(Bind(point.as_of)),
        timeline(id, instruments.bound, std::nullopt, &facts),
        as_of(point.as_of) {
    for (const BoundInstrument& one : instruments.bound) {
      bound[{one.record.event->stream, one.id()}] = one.binding;
    }
  }

  // The instruments; the facts then know who has come in whose place.
  Instruments Bind(Date day) {
    Instruments all = MetBy(day, family.Over(InstrumentsOf(
                                     id, record, facts.milestones, signings)));
    facts.stand_ins = StandInsOf(id, all.bound, facts, day);
    return all;
  }

  // Whether anybody can have come in the place of a party.
  bool Transfers() const {
    return !facts.shared.successions.empty() ||
           std::any_of(instruments.bound.begin(), instruments.bound.end(),
                       [](const BoundInstrument& one) {
                         return one.level == 0 && one.body->transfer;
                       });
  }

  // Puts successors into what the instruments give.
  void Pass(const std::vector<BoundInstrument>& by, const Timeline& over,
            ContractRights& into) const {
    if (!Transfers()) return;
    const PartyChanges changes = PartyChangesOf(id, by, over, facts, as_of);
    Succeed(
        changes.changes,
        [&](const PartyChange& change) -> std::optional<Date> {
          const EventRef& ref = change.because.front();
          const auto found = bound.find({ref.stream, ref.id});
          return found == bound.end() ? std::nullopt
                                      : std::optional<Date>(found->second);
        },
        into);
  }

  // The events without the instruments that bound after the day, and without
  // what signs them.
  std::vector<Event> BoundBy(Date day, const std::vector<Event>& events) const {
    std::vector<Event> result;
    for (const Event& event : events) {
      std::string name = event.id;
      if (const auto* signs = event.As<Signature>()) name = signs->instrument;
      const auto found = bound.find({event.stream, name});
      if (found == bound.end() || found->second <= day) result.push_back(event);
    }
    return result;
  }

  std::string id;
  RightsPoint asked;
  std::shared_ptr<const std::vector<Event>> own;
  std::vector<Event> others;  // of other streams; of what is kept for AsBound
  std::vector<Recorded> record;
  Signings signings;
  Family family;
  Facts facts;
  Instruments instruments;
  Timeline timeline;
  Date as_of;
  // Instruments, by stream and id, to their binding days.
  std::map<std::pair<std::string, std::string>, Date> bound;
};

namespace {

const std::string& SymbolOf(const ClauseState& clause, const char* path) {
  static const std::string none;
  const auto* symbol = clause.As<std::string>(path);
  return symbol == nullptr ? none : *symbol;
}

class RunReader {
 public:
  RunReader(const ContractRights::Replay& replay, ContractRights& into)
      : replay_(replay), into_(into) {}

  void ReadRun(const Run& run) {
    if (run.state == nullptr) return;
    const ClauseState& clause = *run.state;
    if (clause.kind == kind::kExclusivity) {
      AddNorm(run, "bearer", "beneficiary");
      AddAct(run, "bearer", "beneficiary");
    } else if (clause.kind == kind::kProhibition) {
      AddNorm(run, "bearer", "beneficiary");
    } else if (clause.kind == kind::kRightOfFirstRefusal) {
      AddNorm(run, "grantor", "holder");
    } else if (clause.kind == kind::kPermission) {
      AddAct(run, "grantor", "holder", /*grants=*/true);
      AddAct(run, "holder", "grantor");
    } else if (clause.kind == kind::kLicence) {
      const auto types = SymbolsIn(clause, "type");
      if (std::any_of(types.begin(), types.end(), [](const std::string& type) {
            return type == "exclusive" || type == "sole";
          })) {
        AddNorm(run, "licensor", "licensee");
      }
      AddAct(run, "licensor", "licensee", /*grants=*/true);
      AddAct(run, "licensee", "licensor");
    } else if (clause.kind == kind::kDuty && SaysScope(clause) &&
               LaidDown(replay_.timeline, clause.id,
                        run.days.from().value_or(replay_.as_of)) == nullptr) {
      Run open = run;
      open.days = run.days.Intersect(
          DaysToBeDone(clause, replay_.facts, replay_.as_of));
      if (!open.days.Empty()) AddAct(open, "bearer", "beneficiary");
    }
  }

 private:
  // What made the clause and what it says of its scope, and the last day on
  // which one of that bound.
  void Origin(const ClauseState& clause, std::vector<EventRef>& because,
              std::string& place, Date& bound) {
    std::set<EventRef> refs(clause.created_by.begin(), clause.created_by.end());
    bound = Date();
    bool first = true;
    const auto binds = [&](const std::vector<EventRef>& by) {
      for (const EventRef& ref : by) {
        const auto day = replay_.bound.find({ref.stream, ref.id});
        if (day == replay_.bound.end()) continue;
        bound = first ? day->second : std::max(bound, day->second);
        first = false;
      }
    };
    binds(clause.created_by);
    for (const auto& [path, field] : clause.fields) {
      if (!path.starts_with("scope.") && path != "type" &&
          path != "carve_outs" && path != "bearer" && path != "beneficiary") {
        continue;
      }
      refs.insert(field.set_by.begin(), field.set_by.end());
      binds(field.set_by);
      if (place.empty()) place = field.place;
    }
    for (const auto& [path, field] : clause.fields) {
      if (place.empty()) place = field.place;
    }
    because.assign(refs.begin(), refs.end());
  }

  void Entered(const ClauseState& clause, Date& day, std::uint64_t& sequence) {
    const EventRef& maker = clause.created_by.front();
    for (const BoundInstrument& one : replay_.instruments.bound) {
      if (one.record.refs.front() != maker) continue;
      day = one.binding;
      sequence = one.record.event->sequence;
    }
  }

  static bool Conflicting(const ClauseState& clause) {
    return clause.disputed ||
           std::any_of(
               clause.fields.begin(), clause.fields.end(),
               [](const auto& field) { return field.second.conflicting; });
  }

  // What the field says; where instruments of equal rank differ, what each of
  // them does.
  static std::vector<std::string> SymbolsIn(const ClauseState& clause,
                                            const char* path) {
    std::vector<std::string> symbols;
    const auto field = clause.fields.find(path);
    if (field == clause.fields.end()) return symbols;
    std::vector<Value> claimed;
    AddClaimed(field->second, claimed);
    for (const Value& value : claimed) {
      const auto* symbol = value.As<std::string>();
      if (symbol != nullptr && !symbol->empty()) symbols.push_back(*symbol);
    }
    return symbols;
  }
  // The one whom the field names; empty: nobody, or which of several is not
  // known.
  static std::string PartyIn(const ClauseState& clause, const char* path) {
    const auto parties = SymbolsIn(clause, path);
    return parties.size() == 1 ? parties.front() : std::string();
  }

  void AddNorm(const Run& run, const char* bearer, const char* beneficiary) {
    for (const std::string& party : SymbolsIn(*run.state, bearer)) {
      AddNorm(run, party, PartyIn(*run.state, beneficiary));
    }
  }

  void AddNorm(const Run& run, const std::string& bearer,
               const std::string& beneficiary) {
    const ClauseState& clause = *run.state;
    Prohibition norm;
    norm.contract = into_.contract;
    norm.clause = clause.id;
    norm.kind = clause.kind;
    norm.bearer = bearer;
    norm.beneficiary = beneficiary;
    const auto* consent = clause.As<bool>("consent_required");
    norm.asks_first = clause.kind == kind::kRightOfFirstRefusal ||
                      (consent != nullptr && *consent);
    norm.own_use_free = SymbolOf(clause, "type") == "sole" ||
                        clause.kind == kind::kRightOfFirstRefusal;
    norm.days = run.days;
    norm.certain = run.in_force == InForce::kYes;
    norm.reads_certain = !Conflicting(clause);
    norm.scope = ScopeOf(clause);
    norm.unclear = UnclearIn(clause);
    norm.exceptions = CarveOutsOf(clause);
    for (const Attachment& attachment : clause.attachments) {
      norm.exceptions.push_back(ExceptionOf(attachment));
    }
    Origin(clause, norm.because, norm.place, norm.bound);
    Entered(clause, norm.entered, norm.sequence);
    into_.norms.push_back(std::move(norm));
  }

  void AddAct(const Run& run, const char* actor, const char* counterparty,
              bool grants = false) {
    for (const std::string& party : SymbolsIn(*run.state, actor)) {
      AddAct(run, party, PartyIn(*run.state, counterparty), grants);
    }
  }

  void AddAct(const Run& run, const std::string& actor,
              const std::string& counterparty, bool grants) {
    const ClauseState& clause = *run.state;
    Act act;
    act.contract = into_.contract;
    act.id = clause.id;
    act.kind = clause.kind;
    act.actor = actor;
    act.counterparty = counterparty;
    act.grants = grants;
    act.scope = ScopeOf(clause);
    act.unclear = UnclearIn(clause);
    for (const NormException& one : CarveOutsOf(clause)) {
      const bool plain = one.parties.empty() && one.deals.empty() &&
                         one.days == Interval::All() && !one.entered_before &&
                         !one.up_to && !one.in_total;
      if (plain) act.left_out.push_back(one.scope);
    }
    act.days = run.days;
    act.certain = run.in_force == InForce::kYes && !Conflicting(clause);
    Date bound;
    Origin(clause, act.because, act.place, bound);
    Entered(clause, act.entered, act.sequence);
    into_.acts.push_back(std::move(act));
  }

  const ContractRights::Replay& replay_;
  ContractRights& into_;
};

void AddDeal(const Recorded& record, const Deal& deal, ContractRights& into) {
  Act act;
  act.contract = into.contract;
  act.id = record.event->id;
  act.kind = "deal";
  act.actor = deal.actor;
  act.counterparty = deal.counterparty;
  act.scope = ScopeSetsOf(deal.scope);
  act.days = deal.Days();
  act.entered = deal.date;
  act.sequence = record.event->sequence;
  act.under = deal.under;
  act.upon = deal.upon;
  act.amount = deal.amount;
  act.because = record.refs;
  act.place = PlaceOf(*record.event, "");
  into.acts.push_back(std::move(act));
}

// How a contract's powers are gone through until they reach nothing more, as
// for its sums.
std::shared_ptr<ContractRights::Replay> ReplayOf(
    const std::string& id,
    const std::shared_ptr<const std::vector<Event>>& events,
    const RightsPoint& point, const std::vector<Event>& shared,
    const ReadAs& read_as) {
  Derived derived;
  auto replay = std::make_shared<ContractRights::Replay>(
      id, events, point, shared, read_as, derived);
  for (int round = 0; round < kMostRounds; ++round) {
    if (replay->facts.exercises.empty() && replay->facts.notices.empty()) break;
    Derived more = DerivedMilestones(replay->timeline, replay->facts);
    if (more == derived) break;
    derived = std::move(more);
    replay = std::make_shared<ContractRights::Replay>(id, events, point, shared,
                                                      read_as, derived);
  }
  return replay;
}

absl::StatusOr<ContractRights> RightsFrom(
    const std::shared_ptr<ContractRights::Replay>& replay,
    const std::vector<Event>& events, const RightsPoint& point,
    const std::vector<Event>& shared) {
  ContractRights rights;
  rights.contract = replay->id;
  RunReader reader(*replay, rights);
  for (const auto& [clause, runs] :
       RunsOf(replay->timeline, replay->facts.milestones)) {
    std::optional<Date> began;
    bool first = true;
    const std::size_t before = rights.norms.size();
    for (const Run& run : runs) {
      if (run.state == nullptr || !BearsOnRights(run.state->kind)) continue;
      if (first) began = run.days.from();
      first = false;
      reader.ReadRun(run);
      if (!HasMaintainingCondition(*run.state)) continue;
      auto lost = LostDaysOf(replay->id, *run.state, replay->record, events,
                             shared, point);
      if (!lost.ok()) return lost.status();
      for (LostDays& one : *lost) {
        one.days = one.days.Intersect(run.days);
        if (!one.days.Empty()) rights.lost[clause].push_back(std::move(one));
      }
    }
    for (std::size_t n = before; n < rights.norms.size(); ++n) {
      rights.norms[n].began = began;
    }
  }
  for (const Recorded& one : replay->record) {
    const Event& event = *one.event;
    const bool draft = event.sequence > point.recorded;
    if (const auto* body = event.As<Instrument>()) {
      if (rights.title.empty()) rights.title = body->title;
      for (const PartyRef& party : body->parties)
        rights.parties.insert(party.id);
    } else if (const auto* deal = event.As<Deal>()) {
      if (!draft && deal->date > point.as_of) continue;
      rights.parties.insert(deal->actor);
      if (!deal->counterparty.empty())
        rights.parties.insert(deal->counterparty);
      AddDeal(one, *deal, rights);
    }
  }
  rights.readings = NormReadingsOf(replay->record, point);
  if (!replay->facts.notices.empty()) {
    const auto add = [&](Date day) {
      AddFirstRuns(NormsOf(replay->id, replay->instruments.bound,
                           replay->timeline, replay->facts, day, day),
                   rights);
    };
    add(point.as_of);
    // Of a right that is not among the terms any more: as of the day of the
    // deal.
    std::set<Date, std::greater<>> days;
    for (const Act& act : rights.acts) {
      if (!act.upon.empty() && !rights.run_upon.contains(act.upon)) {
        days.insert(std::min(act.entered, point.as_of));
      }
    }
    for (const Date day : days) add(day);
  }
  replay->Pass(replay->instruments.bound, replay->timeline, rights);
  for (const BoundInstrument& one : replay->instruments.bound) {
    const auto back = [&](const TermOp& op) {
      return !op.never && !op.days.Empty() &&
             (!op.days.from() || *op.days.from() < one.binding);
    };
    if (!std::any_of(one.ops.begin(), one.ops.end(), back) &&
        !back(one.whole)) {
      continue;
    }
    auto& refs = rights.reach_back[one.binding];
    refs.insert(refs.end(), one.record.refs.begin(), one.record.refs.end());
  }
  // Where all bound on one day, nothing had bound before it.
  std::set<Date> days;
  for (const BoundInstrument& one : replay->instruments.bound) {
    days.insert(one.binding);
  }
  if (days.size() > 1) {
    replay->others = shared;
    rights.replay = replay;
  }
  return rights;
}

}  // namespace

bool IsNormKind(std::string_view clause_kind) {
  return clause_kind == kind::kExclusivity ||
         clause_kind == kind::kProhibition ||
         clause_kind == kind::kRightOfFirstRefusal ||
         clause_kind == kind::kLicence || clause_kind == kind::kPermission;
}

bool BearsOnRights(std::string_view clause_kind) {
  return IsNormKind(clause_kind) || clause_kind == kind::kDuty;
}

absl::StatusOr<ContractRights> RightsOf(const std::string& id,
                                        const std::vector<Event>& events,
                                        const RightsPoint& point,
                                        const std::vector<Event>& shared) {
  return RightsOf(id, std::make_shared<const std::vector<Event>>(events), point,
                  shared);
}

absl::StatusOr<ContractRights> RightsOf(
    const std::string& id, std::shared_ptr<const std::vector<Event>> events,
    const RightsPoint& point, const std::vector<Event>& shared) {
  for (const auto* list : {events.get(), &shared}) {
    for (const Event& event : *list) {
      if (event.sequence == 0 || event.sequence > point.known) continue;
      if (event.As<UnknownBody>() == nullptr) continue;
      return absl::FailedPreconditionError(
          event.Ref() + " (" + event.id + ") is an event of type \"" +
          event.type + "\" of a newer schema; no answer may rest on it");
    }
  }
  const auto as_written = ReplayOf(id, events, point, shared, ReadAs());
  if (!ReadsFields(as_written->record)) {
    return RightsFrom(as_written, *events, point, shared);
  }
  std::set<std::string> parties;
  for (const Recorded& one : as_written->record) {
    const auto* body = one.event->As<Instrument>();
    if (body == nullptr) continue;
    for (const PartyRef& party : body->parties) parties.insert(party.id);
  }
  const Readings readings =
      ReadingsAt(as_written->record, as_written->instruments.bound,
                 as_written->timeline, parties, point.as_of);
  std::vector<ReadingChoice> choices = ChoicesOf(readings, point.reader);
  const auto by = [&](const ReadingChoice& choice) {
    RightsPoint decided = point;
    decided.reader = {choice, ""};
    return RightsFrom(
        ReplayOf(id, events, point, shared, readings.Under(choice)), *events,
        decided, shared);
  };
  if (choices.size() == 1) return by(choices.front());
  auto rights = by({});
  if (!rights.ok() || (rights->norms.empty() && rights->acts.empty())) {
    return rights;
  }
  for (ReadingChoice& choice : choices) {
    auto read = by(choice);
    if (!read.ok()) return read.status();
    // What asserts it is a cause of all that its clause then says.
    for (const auto& [clause, name] : choice) {
      const std::vector<EventRef> refs = readings.RefsOf(clause);
      const auto add = [&, id = clause](const std::string& own,
                                        std::vector<EventRef>& because) {
        if (own == id) because.insert(because.end(), refs.begin(), refs.end());
      };
      for (Prohibition& norm : read->norms) add(norm.clause, norm.because);
      for (Act& act : read->acts) add(act.id, act.because);
    }
    read->choice = std::move(choice);
    rights->read.push_back(*std::move(read));
  }
  return rights;
}

std::optional<Date> ContractRights::LastBound(Date bound) const {
  std::optional<Date> last;
  if (replay == nullptr) return last;
  for (const auto& [instrument, day] : replay->bound) {
    if (day <= bound && (!last || *last < day)) last = day;
  }
  return last;
}

ContractRights ContractRights::AsBound(Date bound) const {
  ContractRights none;
  none.contract = contract;
  if (!LastBound(bound)) return none;
  const auto own = std::make_shared<const std::vector<Event>>(
      replay->BoundBy(bound, *replay->own));
  const std::vector<Event> others = replay->BoundBy(bound, replay->others);
  auto then = RightsFrom(
      ReplayOf(contract, own, replay->asked, others, replay->facts.read_as),
      *own, replay->asked, others);
  if (!then.ok()) return none;
  then->choice = choice;
  then->replay.reset();
  return *std::move(then);
}

}  // namespace covenant

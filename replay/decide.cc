#include "replay/decide.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "ledger/value/ids.h"
#include "replay/balance_rejections.h"
#include "replay/calendar_rules.h"
#include "replay/clause_rejections.h"
#include "replay/contract.h"
#include "replay/decide_checks.h"
#include "replay/decide_text.h"
#include "replay/fact_rejections.h"
#include "replay/family_rejections.h"
#include "replay/overlaps.h"
#include "replay/power_rejections.h"
#include "replay/rate_rejections.h"
#include "replay/rights/scope_trees.h"
#include "replay/scope_rejections.h"
#include "replay/stream_names.h"

namespace covenant {
namespace {

constexpr std::uint64_t kHead = std::numeric_limits<std::uint64_t>::max();

// The fields of clauses that name parties.
constexpr std::string_view kPartyFields[] = {
    "debtor",  "creditor", "bearer",   "beneficiary", "holder",
    "grantor", "licensor", "licensee", "party",
    "assignor", "consent_of", "actor",  "requester",
};

// The fields that list clauses of the contract.
constexpr std::string_view kClauseListFields[] = {
    "applies_to", "clauses",   "except",   "fees",
    "breach_of",  "incurable", "recoup.advances", "fixed"};

// What is known of one stream while the new events are gone through.
struct Stream {
  std::vector<Event> events;  // recorded, then new ones
  std::set<std::string> ids;
  StreamNames names;

  void Push(const Event& event) {
    events.push_back(event);
    if (event.As<Correction>() != nullptr ||
        event.As<Cancellation>() != nullptr) {
      names = StreamNames::Of(events);
    } else {
      names.Add(event);
    }
  }
};

class Decider : private EventChecks {
 public:
  Decider(const std::map<std::string, std::vector<Event>>& recorded,
          const std::vector<Event>& incoming,
          const std::vector<Event>& shared)
      : recorded_(recorded), incoming_(incoming) {
    for (const Event& event : shared) AddSuccession(event);
    for (const auto& [name, events] : recorded) {
      Stream& stream = streams_[name];
      stream.events = events;
      for (const Event& event : events) stream.ids.insert(event.id);
      stream.names = StreamNames::Of(events);
    }
  }

  std::vector<Rejection> Run() {
    for (index_ = 0; index_ < incoming_.size(); ++index_) {
      const Event& event = incoming_[index_];
      AddSuccession(event);
      stream_ = &streams_[event.stream];
      stream_name_ = event.stream;
      if (!stream_->ids.insert(event.id).second) {
        Refuse("E0410", "id",
               "the event id " + event.id + " is taken in " + event.stream,
               "already used", "give the event another id");
      }
      if (!event.stream.starts_with("_")) CheckContract(event);
      AddScopeRejections(event, Trees(), index_, rejections_);
      stream_->Push(event);
      incorporated_.Pass(event);
      if (event.stream.starts_with(kScopeStreamPrefix)) trees_.reset();
      AddClauseRejections(event, stream_->events, index_, rejections_);
      AddRateRejections(event, stream_->events, index_, rejections_);
      AddBalanceRejections(event, stream_->events, index_, rejections_);
    }
    return std::move(rejections_);
  }

 private:
  // The trees of scopes as recorded so far.
  const ScopeTrees& Trees() {
    if (!trees_) {
      std::vector<Event> events;
      for (const auto& [name, stream] : streams_) {
        if (!name.starts_with(kScopeStreamPrefix)) continue;
        events.insert(events.end(), stream.events.begin(), stream.events.end());
      }
      trees_.emplace(events, kHead);
    }
    return *trees_;
  }

  // --- The contract of one event.

  void CheckContract(const Event& event) {
    const auto* body = event.As<Instrument>();
    const bool formation =
        body != nullptr && body->kind == InstrumentKind::kAgreement;
    const bool exists = !stream_->events.empty();
    if (!formation && !exists) {
      std::vector<std::string> known;
      for (const auto& [name, stream] : streams_) {
        if (!stream.events.empty() && !name.starts_with("_")) {
          known.push_back(name);
        }
      }
      Refuse("E0401", "contract",
             "there is no contract " + event.stream + " in the ledger",
             "unknown contract",
             Help(event.stream, known,
                  "the first event of a contract is its `agreement`"));
      return;
    }
    if (formation && exists) {
      Refuse("E0402", "event",
             "the contract " + event.stream + " exists already",
             "second agreement",
             "write an `amendment` or a `restatement`, or use another contract "
             "id");
      return;
    }
    // An instrument may use the parties and clauses that it brings.
    names_ = stream_->names;
    if (body != nullptr) names_.AddInstrument(*body);
    const auto& incorporated = Incorporated(event, body);
    names_.clauses.insert(incorporated.begin(), incorporated.end());
    AddSuccessors();
    CheckDates(event);
    std::visit([&](const auto& content) { Check(event, content); }, event.body);
  }

  // The clauses that contracts above give to the event's.
  const std::map<std::string, std::string>& Incorporated(
      const Event& event, const Instrument* body) {
    const bool made = body != nullptr && !body->parent.empty();
    return incorporated_.Of(
        event.stream, made ? body->parent : stream_->names.parent, finder_);
  }

  void AddSuccession(const Event& event) {
    const auto* succession = event.As<PartySuccession>();
    if (succession == nullptr) return;
    successors_[succession->party].insert(succession->successor);
  }

  // Whoever stands in the place of a party is one.
  void AddSuccessors() {
    std::vector<std::string> next(names_.parties.begin(),
                                  names_.parties.end());
    while (!next.empty()) {
      const auto found = successors_.find(next.back());
      next.pop_back();
      if (found == successors_.end()) continue;
      for (const std::string& successor : found->second) {
        if (names_.parties.insert(successor).second) next.push_back(successor);
      }
    }
  }

  // --- Instruments.

  void CheckTransfer(const Event& event, const Instrument& body) {
    const Transfer& transfer = *body.transfer;
    const bool assignment = body.kind == InstrumentKind::kAssignment;
    const bool novation = body.kind == InstrumentKind::kNovation;
    CheckParty(assignment ? "assignor" : novation ? "party" : "debtor",
               transfer.from);
    if (transfer.from == transfer.to) {
      Refuse("E0520",
             assignment ? "assignee" : novation ? "replaced_by" : "assumed_by",
             transfer.to + " cannot take its own place", "the same party",
             "name the other party");
    }
    if (event.until) {
      Refuse("E0521", "until",
             "a party that has taken the place of another does not give it "
             "back by itself",
             "has no end", "append a transfer back when it happens");
    }
    if (transfer.as_if_always && event.effective) {
      Refuse("E0521", "effective",
             "a novation as if always has no first day", "as if always",
             "remove `effective`, or `as_if_always`");
    }
    if (transfer.notified) {
      CheckFactDay(event, "notified", *transfer.notified);
    }
  }

  void Check(const Event& event, const Instrument& body) {
    if (body.transfer) CheckTransfer(event, body);
    if (!body.instrument.empty()) {
      CheckInstrument(body.kind == InstrumentKind::kResumption ? "suspension"
                                                               : "instrument",
                      body.instrument);
    }
    for (std::size_t i = 0; i < body.signatories.size(); ++i) {
      CheckParty("signatories[" + std::to_string(i) + "]", body.signatories[i]);
    }
    for (std::size_t i = 0; i < body.supersedes.size(); ++i) {
      CheckInstrument("supersedes[" + std::to_string(i) + "]",
                      body.supersedes[i]);
    }
    if (body.kind == InstrumentKind::kRectification) {
      CheckInstrument("rectifies", body.rectifies);
    }
    const char* listed = body.kind == InstrumentKind::kRestatement
                             ? "replaces["
                             : "clauses[";
    for (std::size_t i = 0; i < body.replaces.size(); ++i) {
      CheckClause(listed + std::to_string(i) + "]", body.replaces[i]);
    }
    CheckFamily(event, body, stream_->names, Incorporated(event, &body),
                finder_, *this);
    for (std::size_t i = 0; i < body.changes.size(); ++i) {
      CheckChange(event, body, i);
    }
    CheckOverlaps(event, body);
  }

  void CheckInstrument(const std::string& path, const std::string& id) {
    if (names_.instruments.contains(id)) return;
    std::vector<std::string> known;
    for (const auto& [name, day] : names_.instruments) known.push_back(name);
    Refuse("E0414", path, "there is no instrument " + id + " in " + stream_name_,
           "unknown instrument",
           Help(id, known, "refer to an instrument by its event id"));
  }

  void CheckChange(const Event& event, const Instrument& body, std::size_t i) {
    const Change& change = body.changes[i];
    if (change.clause) CheckClauseFields(ClausePath(body, i), *change.clause);
    switch (change.op) {
      case Change::Op::kAdd:
        if (body.kind != InstrumentKind::kAgreement &&
            body.kind != InstrumentKind::kRestatement) {
          CheckNew(event, body, i);
        }
        return;
      case Change::Op::kSet:
        if (CheckClause(TargetPath(body, i), change.target)) {
          CheckSet(event, body, i);
        }
        return;
      case Change::Op::kWaive:
        if (!CheckClause(TargetPath(body, i), change.target)) return;
        if (names_.clauses[change.target] == kind::kWithholding) {
          Refuse("E0449", TargetPath(body, i),
                 "a waiver of the withholding " + change.target +
                     " could mean the tax or the gross-up",
                 "cannot be waived",
                 "amend the clause, or waive a part of the sum itself");
        } else if (IsMoneyKind(names_.clauses[change.target]) &&
                   change.measured_by == WaiverMeasure::kUnstated) {
          Refuse("E0415", TargetPath(body, i),
                 "a waiver of the money clause " + change.target +
                     " must say what its interval measures",
                 "needs `measured_by`",
                 "write `measured_by: accrual` for what accrues on the days of "
                 "the interval, or `measured_by: due-date` for what falls due "
                 "on them");
        }
        return;
      case Change::Op::kConsent:
        if (CheckClause(TargetPath(body, i), change.target) &&
            IsMoneyKind(names_.clauses[change.target])) {
          Refuse("E0416", TargetPath(body, i),
                 "a consent allows an act; " + change.target +
                     " is a money clause",
                 "not a norm", "write a `waiver` of the sum instead");
        }
        return;
      case Change::Op::kRelease:
        if (CheckClause(TargetPath(body, i), change.target) &&
            IsMoneyKind(names_.clauses[change.target])) {
          Refuse("E0510", TargetPath(body, i),
                 "a release frees from a norm; " + change.target +
                     " is a money clause",
                 "not a norm", "write a `waiver` of the sum instead");
        }
        return;
      case Change::Op::kReplace:
      case Change::Op::kRemove:
      case Change::Op::kRenumber:
      case Change::Op::kSuspend:
        CheckClause(TargetPath(body, i), change.target);
        return;
    }
  }

  void CheckClauseFields(const std::string& path, const Clause& clause) {
    for (const std::string_view field : kPartyFields) {
      const Value* value = FindField(clause.fields, std::string(field));
      const auto* party = value == nullptr ? nullptr : value->As<std::string>();
      if (party != nullptr) CheckParty(path + "." + std::string(field), *party);
    }
    RefuseGaps(path + ".", CalendarGapsOf(clause.fields));
    CheckPower(path, clause, *this);
    for (const std::string_view field : kClauseListFields) {
      const Value* value = FindField(clause.fields, std::string(field));
      if (value != nullptr) {
        CheckClauses(path + "." + std::string(field), *value);
      }
    }
  }

  // A list of clause ids.
  void CheckClauses(const std::string& path, const Value& value) {
    const auto* list = value.As<Value::List>();
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
      if (const auto* id = (*list)[i].As<std::string>()) {
        CheckClause(path + "[" + std::to_string(i) + "]", *id);
      }
    }
  }

  void RefuseGaps(const std::string& prefix,
                  const std::vector<CalendarGap>& gaps) {
    for (const CalendarGap& gap : gaps) {
      Refuse("E0418", prefix + gap.path, gap.message, gap.label, gap.help);
    }
  }

  // The contract as it would be on the day on which the change begins.
  std::optional<Terms> TermsBefore(const Event& event, const Change& change) {
    const auto contract =
        Contract::Create(event.stream, stream_->events, kHead,
                         EventsAbove(event.stream, names_.parent, finder_));
    if (!contract.ok()) return std::nullopt;
    Date day = event.executed ? *event.executed : RecordedDay(event);
    for (const auto* e : {&event.effective, &change.effective}) {
      if (*e && (*e)->date) day = *(*e)->date;
    }
    return contract->TermsAt(day);
  }

  // Whether the clause of the change has a calendar, by this instrument or
  // before it.
  bool HasCalendar(const Event& event, const Instrument& body, std::size_t i) {
    const Change& change = body.changes[i];
    if (BringsCalendar(body, change.target)) return true;
    const auto terms = TermsBefore(event, change);
    if (!terms) return false;
    const auto clause = terms->clauses.find(change.target);
    return clause != terms->clauses.end() &&
           clause->second.fields.contains("calendar");
  }

  void CheckNew(const Event& event, const Instrument& body, std::size_t i) {
    const Change& change = body.changes[i];
    const auto terms = TermsBefore(event, change);
    if (!terms) return;
    const auto clause = terms->clauses.find(change.target);
    if (clause == terms->clauses.end()) return;
    // A document found late may add what a newer one has since restated.
    const auto maker =
        names_.instruments.find(clause->second.created_by.front().id);
    if (maker != names_.instruments.end() && event.executed && maker->second &&
        *event.executed < *maker->second) {
      return;
    }
    Refuse("E0404", ClausePath(body, i) + ".id",
           "the clause " + change.target + " is in the terms already", "exists",
           "write `replace: " + change.target +
               "` with `with:`, or choose another id");
  }

  void CheckSet(const Event& event, const Instrument& body, std::size_t i) {
    const Change& change = body.changes[i];
    if (const auto* party = change.to.As<std::string>()) {
      for (const std::string_view field : kPartyFields) {
        if (change.path == field)
          CheckParty(ChangePath(body, i) + ".to", *party);
      }
    }
    auto gaps = CalendarGapsOf(change.path, change.to, false);
    if (!gaps.empty() && HasCalendar(event, body, i)) {
      gaps = CalendarGapsOf(change.path, change.to, true);
    }
    for (CalendarGap& gap : gaps) gap.path.erase(0, change.path.size());
    RefuseGaps(ChangePath(body, i) + ".to", gaps);
    for (const std::string_view field : kClauseListFields) {
      if (change.path == field) {
        CheckClauses(ChangePath(body, i) + ".to", change.to);
      }
    }
    if (!change.from) return;
    const auto terms = TermsBefore(event, change);
    if (!terms) return;
    Fields fields, expected;
    const auto clause = terms->clauses.find(change.target);
    bool conflicting = false;
    if (clause != terms->clauses.end()) {
      for (const auto& [path, field] : clause->second.fields) {
        if (path != change.path && !path.starts_with(change.path + "."))
          continue;
        fields[path] = field.value;
        conflicting = conflicting || field.conflicting;
      }
    }
    SetField(expected, change.path, *change.from);
    if (!conflicting && fields == expected) return;
    std::string now;
    for (const auto& [path, value] : fields) {
      now += (now.empty() ? "" : ", ") +
             (fields.size() == 1 ? "" : path + " ") + value.ToString();
    }
    if (conflicting) now = "unknown, instruments of equal rank differ";
    if (clause == terms->clauses.end()) now = "not in the terms";
    if (now.empty()) now = "not set";
    Refuse("E0405", ChangePath(body, i) + ".from",
           change.target + "." + change.path + " is not " +
               change.from->ToString() + " on " + terms->as_of.ToString(),
           "guard failed: it is " + now,
           "check the terms with `covenant terms " + event.stream + "/" +
               change.target + " --as-of " + terms->as_of.ToString() + "`");
  }

  void CheckOverlaps(const Event& event, const Instrument& body) {
    for (const Overlap& overlap : OverlapsOf(event, body)) {
      Refuse("E0409", TargetPath(body, overlap.second),
             "two changes of one instrument give " + overlap.path +
                 " a value on the same days (" + overlap.days.ToString() + ")",
             "overlaps change " + std::to_string(overlap.first + 1),
             "keep one of them, or give them intervals that do not overlap");
    }
  }

  // --- Facts and records.

  void Check(const Event& event, const Signature& signature) {
    CheckFactDay(event, "date", signature.date);
    CheckParty("party", signature.party);
    const auto found = names_.instruments.find(signature.instrument);
    if (found == names_.instruments.end()) {
      CheckInstrument("instrument", signature.instrument);
      return;
    }
    if (found->second) {
      Refuse("E0413", "instrument",
             signature.instrument + " was recorded as executed on " +
                 found->second->ToString(),
             "needs no signature",
             "correct the record of " + signature.instrument +
                 " if that is wrong");
    }
    const auto other =
        names_.signatures.find({signature.instrument, signature.party});
    if (other == names_.signatures.end()) return;
    Refuse("E0413", "party",
           signature.party + " has signed " + signature.instrument +
               " already (" + other->second + ")",
           "signed twice", "correct " + other->second + " if its day is wrong");
  }

  void Check(const Event& event, const DisputeResolution& end) {
    CheckFactDay(event, "date", end.date);
    if (names_.disputes.contains(end.dispute)) return;
    Refuse("E0417", "dispute",
           "there is no dispute " + end.dispute + " in " + event.stream,
           "unknown dispute",
           Help(end.dispute, {names_.disputes.begin(), names_.disputes.end()},
                "refer to a dispute by its event id"));
  }

  const Event* FindTarget(const std::string& path, const std::string& id) {
    std::vector<std::string> known;
    for (const Event& event : stream_->events) {
      if (event.id == id) return &event;
      known.push_back(event.id);
    }
    Refuse("E0411", path, "there is no event " + id + " in " + stream_name_,
           "unknown event", Help(id, known, "refer to an event by its id"));
    return nullptr;
  }

  void Check(const Event& event, const Correction& correction) {
    const Event* target = FindTarget("target", correction.target);
    if (target == nullptr) return;
    CheckErased(*target);
    const Event& replacement = *correction.replacement;
    const Event* base = target;
    while (const auto* inner = base->As<Correction>()) {
      base = FindTarget("target", inner->target);
      if (base == nullptr) return;
    }
    const bool of_record = target->As<Correction>() != nullptr &&
                           replacement.As<Correction>() != nullptr;
    if (!of_record && replacement.type != base->type) {
      Refuse("E0412", "replacement.event",
             "the replacement is a " + replacement.type + ", " + base->id +
                 " is a " + base->type,
             "another type of event",
             "cancel " + base->id + " and append the other event instead");
      return;
    }
    if (const auto* body = replacement.As<Instrument>()) {
      names_.AddInstrument(*body);
    }
    Event placed = replacement;
    placed.recorded_at = event.recorded_at;
    placed.utc_offset_minutes = event.utc_offset_minutes;
    prefix_ = "replacement.";
    CheckDates(placed);
    if (const auto* body = replacement.As<Instrument>()) {
      CheckReplacement(placed, *body);
    }
    // A fact that takes the place of another is judged as the other was.
    CheckFact(*this, placed);
    prefix_.clear();
  }

  // Of an instrument that takes the place of another only what does not depend
  // on the terms it meets: it met them when the original was appended.
  void CheckReplacement(const Event& event, const Instrument& body) {
    for (std::size_t i = 0; i < body.changes.size(); ++i) {
      const Change& change = body.changes[i];
      if (change.clause) {
        CheckClauseFields(ClausePath(body, i), *change.clause);
      } else {
        CheckClause(TargetPath(body, i), change.target);
      }
    }
    CheckOverlaps(event, body);
  }

  void Check(const Event&, const Cancellation& cancellation) {
    const Event* target = FindTarget("target", cancellation.target);
    if (target != nullptr && target->version == 1) {
      Refuse("E0411", "target",
             "the agreement that made the contract cannot be cancelled",
             "formation", "correct it, or end the contract by a `rescission`");
    }
    if (target != nullptr) CheckErased(*target);
  }

  void CheckErased(const Event& target) {
    if (target.As<Erasure>() == nullptr) return;
    Refuse("E0453", "target", "an erasure cannot be undone",
           target.id + " destroyed what it names", "");
  }

  void Check(const Event& event, const Erasure& erasure) {
    const Event* target = FindTarget("target", erasure.target);
    const auto recorded = recorded_.find(event.stream);
    if (target == nullptr) return;
    const bool old =
        recorded != recorded_.end() &&
        std::any_of(recorded->second.begin(), recorded->second.end(),
                    [&](const Event& e) { return e.id == target->id; });
    if (old) return;
    Refuse("E0452", "target", "the event is not recorded yet", "",
           "leave the text out of it instead");
  }

  template <typename Body>
  void Check(const Event& event, const Body&) {
    CheckFact(*this, event);
  }

  const std::map<std::string, std::vector<Event>>& recorded_;
  const std::vector<Event>& incoming_;
  std::map<std::string, Stream> streams_;
  std::map<std::string, std::set<std::string>> successors_;  // by party
  std::optional<ScopeTrees> trees_;
  Stream* stream_ = nullptr;  // of the event at hand
  IncorporatedClauses incorporated_;
  const EventsOfContract finder_ = [this](const std::string& contract) {
    const auto found = streams_.find(contract);
    return found == streams_.end() ? nullptr : &found->second.events;
  };
};

}  // namespace

std::vector<Rejection> Decide(
    const std::map<std::string, std::vector<Event>>& recorded,
    const std::vector<Event>& incoming, const std::vector<Event>& shared) {
  return Decider(recorded, incoming, shared).Run();
}

}  // namespace covenant

#include "replay/decide.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "ledger/value/ids.h"
#include "replay/balance_rejections.h"
#include "replay/calendar_rules.h"
#include "replay/clause_rejections.h"
#include "replay/contract.h"
#include "replay/decide_checks.h"
#include "replay/decide_streams.h"
#include "replay/decide_text.h"
#include "replay/fact_rejections.h"
#include "replay/family_rejections.h"
#include "replay/overlaps.h"
#include "replay/power_rejections.h"
#include "replay/rate_rejections.h"
#include "replay/record.h"
#include "replay/rights/scope_trees.h"
#include "replay/scope_rejections.h"
#include "replay/signing_rejections.h"
#include "replay/stream_names.h"

namespace covenant {
namespace {

class Decider : private EventChecks {
 public:
  Decider(const std::map<std::string, std::vector<Event>>& recorded,
          const std::vector<const Event*>& incoming,
          const std::vector<Event>& shared)
      : recorded_(recorded), incoming_(incoming), streams_(recorded) {
    for (const Event& event : shared) {
      AddSuccession(event);
      AddKeys(event);
    }
  }

  std::vector<Rejection> Run() {
    for (index_ = 0; index_ < incoming_.size(); ++index_) {
      const Event& event = *incoming_[index_];
      AddSuccession(event);
      stream_ = &streams_.Of(event.stream);
      stream_name_ = event.stream;
      if (!stream_->ids.insert(event.id).second) {
        Refuse("E0410", "id",
               "the event id " + event.id + " is taken in " + event.stream,
               "already used", "give the event another id");
      }
      if (event.As<Heads>() != nullptr) {
        Refuse("E0454", "event", "heads are not written by hand",
               "computed by the ledger",
               "`covenant checkpoint` records them before it signs");
      }
      if (!event.stream.starts_with("_")) CheckContract(event);
      AddScopeRejections(event, Trees(), index_, rejections_);
      if (event.stream.starts_with(kPartyStreamPrefix)) {
        CheckKeys(event);
        CheckSuccession(event, streams_.EventsOf(kPartyStreamPrefix), *this);
      }
      stream_->Push(event);
      incorporated_.Pass(event);
      if (event.stream.starts_with(kScopeStreamPrefix)) trees_.reset();
      AddClauseRejections(event, stream_->events, stream_->names, parties_,
                          index_, rejections_);
      AddRateRejections(event, stream_->events, parties_, index_, rejections_);
      AddBalanceRejections(event, stream_->events, index_, rejections_);
    }
    return std::move(rejections_);
  }

 private:
  // Of all parties: no two have one key.
  void CheckKeys(const Event& event) {
    AddKeyRejections(event, streams_.EventsOf(kPartyStreamPrefix), index_,
                     rejections_);
    AddKeys(event);
  }

  void AddKeys(const Event& event) {
    if (keys_.Add(event)) parties_.push_back(event);
  }

  // The trees of scopes as recorded so far.
  const ScopeTrees& Trees() {
    if (!trees_) trees_.emplace(streams_.EventsOf(kScopeStreamPrefix), kLogEnd);
    return *trees_;
  }

  // --- The contract of one event.

  void CheckContract(const Event& event) {
    const auto* body = event.As<Instrument>();
    const bool formation =
        body != nullptr && body->kind == InstrumentKind::kAgreement;
    const bool exists = !stream_->events.empty();
    if (!formation && !exists) {
      const std::vector<std::string> known = streams_.Contracts();
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
    if (body.signing) {
      for (const std::string& one : body.signing->Parties()) {
        CheckParty("signing", one);
      }
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
        CheckDeal(AttachedPath(body, i, "deal_event"), change.deal_event);
        if (!CheckClause(TargetPath(body, i), change.target)) return;
        CheckPart(AttachedPath(body, i, change.share ? "share" : "amount"),
                  change, names_.clauses[change.target], *this);
        if (names_.clauses[change.target] == kind::kEarlyPayment) {
          Refuse("E0449", TargetPath(body, i),
                 "nobody owes anything under the discount " + change.target,
                 "cannot be waived",
                 "amend the clause, or waive a part of the sum itself");
        } else if (names_.clauses[change.target] == kind::kWithholding) {
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
        CheckDeal(AttachedPath(body, i, "deal_event"), change.deal_event);
        if (CheckClause(TargetPath(body, i), change.target) &&
            IsMoneyKind(names_.clauses[change.target])) {
          Refuse("E0416", TargetPath(body, i),
                 "a consent allows an act; " + change.target +
                     " is a money clause",
                 "not a norm", "write a `waiver` of the sum instead");
        }
        return;
      case Change::Op::kRelease:
        CheckDeal(AttachedPath(body, i, "deal_event"), change.deal_event);
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

  // Where a waiver, consent or release says it.
  static std::string AttachedPath(const Instrument& body, std::size_t i,
                                  const std::string& field) {
    const bool alone = body.kind == InstrumentKind::kWaiver ||
                       body.kind == InstrumentKind::kConsent ||
                       body.kind == InstrumentKind::kRelease;
    return alone ? field : ChangePath(body, i) + "." + field;
  }

  void CheckClauseFields(const std::string& path, const Clause& clause) {
    for (const auto& [field, value] : clause.fields) {
      CheckNames(path + "." + field, field, value);
    }
    RefuseGaps(path + ".", CalendarGapsOf(clause.fields));
    CheckPower(path, clause, *this);
  }

  void RefuseGaps(const std::string& prefix,
                  const std::vector<CalendarGap>& gaps) {
    for (const CalendarGap& gap : gaps) {
      Refuse("E0418", prefix + gap.path, gap.message, gap.label, gap.help);
    }
  }

  // The contract as it would be on the day on which the change begins.
  std::optional<Terms> TermsBefore(const Event& event, const Change& change) {
    std::vector<Event> shared =
        EventsAbove(event.stream, names_.parent, finder_);
    shared.insert(shared.end(), parties_.begin(), parties_.end());
    const auto contract =
        Contract::Create(event.stream, stream_->events, kLogEnd, shared);
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
    Fields leaves;
    SetField(leaves, change.path, change.to);
    for (const auto& [path, value] : leaves) {
      const bool below = path.starts_with(change.path);
      CheckNames(ChangePath(body, i) + ".to" +
                     (below ? path.substr(change.path.size()) : ""),
                 path, value);
    }
    auto gaps = CalendarGapsOf(change.path, change.to, false);
    if (!gaps.empty() && HasCalendar(event, body, i)) {
      gaps = CalendarGapsOf(change.path, change.to, true);
    }
    for (CalendarGap& gap : gaps) gap.path.erase(0, change.path.size());
    RefuseGaps(ChangePath(body, i) + ".to", gaps);
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
    CheckSignature(event, signature, stream_->events, keys_, *this);
  }

  void Check(const Event& event, const SignatureWithdrawal& withdrawal) {
    CheckWithdrawal(event, withdrawal, stream_->events, keys_, *this);
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
    CheckSignedTarget(*target, &replacement, stream_->events, keys_, *this);
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
    if (target == nullptr) return;
    CheckErased(*target);
    CheckSignedTarget(*target, nullptr, stream_->events, keys_, *this);
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
  const std::vector<const Event*>& incoming_;
  DecideStreams streams_;
  std::map<std::string, std::set<std::string>> successors_;  // by party
  std::optional<ScopeTrees> trees_;
  PartyKeys keys_;
  std::vector<Event> parties_;  // events of their streams
  DecideStream* stream_ = nullptr;  // of the event at hand
  IncorporatedClauses incorporated_;
  const EventsOfContract finder_ = [this](const std::string& contract) {
    return streams_.Find(contract);
  };
};

}  // namespace

std::vector<Rejection> Decide(
    const std::map<std::string, std::vector<Event>>& recorded,
    const std::vector<Event>& incoming, const std::vector<Event>& shared) {
  std::vector<const Event*> events;
  events.reserve(incoming.size());
  for (const Event& event : incoming) events.push_back(&event);
  return Decide(recorded, events, shared);
}

std::vector<Rejection> Decide(
    const std::map<std::string, std::vector<Event>>& recorded,
    const std::vector<const Event*>& incoming,
    const std::vector<Event>& shared) {
  return Decider(recorded, incoming, shared).Run();
}

}  // namespace covenant

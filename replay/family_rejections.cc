#include "replay/family_rejections.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>

#include "replay/decide_text.h"
#include "replay/family.h"
#include "replay/record.h"
#include "replay/stream_names.h"

namespace covenant {
namespace {

std::string ParentOfEvents(const std::vector<Event>& events) {
  return ParentOf(RecordAt(events, kLogEnd));
}

const std::string* SymbolOf(const Clause& clause, const char* path) {
  const Value* value = FindField(clause.fields, path);
  return value == nullptr ? nullptr : value->As<std::string>();
}

bool Incorporated(const Clause& clause) {
  const Value* value = FindField(clause.fields, "incorporated");
  const bool* flag = value == nullptr ? nullptr : value->As<bool>();
  return flag != nullptr && *flag;
}

class FamilyChecker {
 public:
  FamilyChecker(const Event& event, const StreamNames& own,
                const std::map<std::string, std::string>& incorporated,
                const EventsOfContract& find, EventChecks& checks)
      : event_(event),
        own_(own),
        incorporated_(incorporated),
        find_(find),
        checks_(checks) {}

  void Run(const Instrument& body) {
    if (!body.parent.empty()) Parent(body.parent);
    for (std::size_t i = 0; i < body.contracts.size(); ++i) {
      Below(i, body.contracts[i]);
    }
    parent_ =
        body.kind == InstrumentKind::kAgreement ? body.parent : own_.parent;
    for (std::size_t i = 0; i < body.changes.size(); ++i) {
      const Change& change = body.changes[i];
      if (change.clause) OneClause(ClausePath(body, i), *change.clause);
    }
  }

 private:
  void Parent(const std::string& parent) {
    const std::vector<Event>* above = find_(parent);
    if (parent == event_.stream) {
      checks_.Refuse("E0550", "parent",
                     "a contract does not stand above itself",
                     "its own parent", "name the master agreement");
    } else if (above != nullptr && above->empty()) {
      checks_.Refuse("E0401", "parent",
                     "there is no contract " + parent + " in the ledger",
                     "unknown contract", "append the parent contract first");
    }
  }

  void Below(std::size_t i, const std::string& contract) {
    const std::vector<Event>* events = find_(contract);
    if (events == nullptr) return;
    std::set<std::string> walked;
    std::string at = contract;
    while (!at.empty() && walked.insert(at).second) {
      const std::vector<Event>* own = find_(at);
      if (own == nullptr) return;
      at = ParentOfEvents(*own);
      if (at == event_.stream) return;
    }
    checks_.Refuse("E0553", "contracts[" + std::to_string(i) + "]",
                   contract + " does not stand under " + event_.stream,
                   "not under this contract",
                   "name contracts whose `parent` is this one, or end " +
                       contract + " by an event of its own");
  }

  void OneClause(const std::string& path, const Clause& clause) {
    if (Incorporated(clause) && !CanBeIncorporated(clause.kind)) {
      checks_.Refuse(
          "E0551", path + ".incorporated",
          "a clause of kind " + clause.kind +
              " cannot be a term of every contract under this one",
          "would count once in each",
          "leave it out: sums are owed under one contract, and prohibitions "
          "bind their bearer in all");
    }
    if (const auto* under = SymbolOf(clause, "under")) {
      Under(path + ".under", *under, clause.kind);
    }
    const Value* value = FindField(clause.fields, "prevails");
    const auto* prevails = value == nullptr ? nullptr : value->As<Value::List>();
    for (std::size_t i = 0; prevails != nullptr && i < prevails->size(); ++i) {
      const auto* field = (*prevails)[i].As<std::string>();
      const bool said =
          field != nullptr &&
          std::any_of(clause.fields.begin(), clause.fields.end(),
                      [&](const auto& own) {
                        return PathsOverlap(own.first, *field);
                      });
      if (said) continue;
      checks_.Refuse("E0552", path + ".prevails[" + std::to_string(i) + "]",
                     "the clause prevails in " +
                         (field == nullptr ? std::string("?") : *field) +
                         ", of which it says nothing",
                     "not said", "write the field beside it, or remove this");
    }
  }

  void Under(const std::string& path, const std::string& under,
             const std::string& kind) {
    if (parent_.empty()) {
      checks_.Refuse("E0552", path,
                     "no contract stands above " + event_.stream,
                     "no parent", "name the `parent` in the agreement");
      return;
    }
    const std::vector<Event>* parent = find_(parent_);
    if (parent == nullptr || parent->empty()) return;
    std::map<std::string, std::string> kinds = StreamNames::Of(*parent).clauses;
    kinds.insert(incorporated_.begin(), incorporated_.end());
    const auto found = kinds.find(under);
    if (found == kinds.end()) {
      std::vector<std::string> known;
      known.reserve(kinds.size());
      for (const auto& [id, of] : kinds) known.push_back(id);
      checks_.Refuse("E0552", path, parent_ + " has no clause " + under,
                     "unknown clause",
                     Help(under, known, "name a clause of the contract above"));
    } else if (!CanStandUnder(kind, found->second)) {
      checks_.Refuse("E0552", path,
                     under + " of " + parent_ + " is a clause of kind " +
                         found->second + ", not " + kind,
                     "another kind",
                     "a clause stands under one of its own kind, or under terms "
                     "of payment");
    }
  }

  const Event& event_;
  const StreamNames& own_;
  const std::map<std::string, std::string>& incorporated_;
  const EventsOfContract& find_;
  EventChecks& checks_;
  std::string parent_;
};

}  // namespace

std::vector<Event> EventsAbove(const std::string& contract, std::string parent,
                               const EventsOfContract& find) {
  std::vector<Event> result;
  std::set<std::string> walked = {contract};
  while (!parent.empty() && walked.insert(parent).second) {
    const std::vector<Event>* events = find(parent);
    if (events == nullptr) break;
    result.insert(result.end(), events->begin(), events->end());
    parent = ParentOfEvents(*events);
  }
  return result;
}

void IncorporatedClauses::Pass(const Event& event) {
  if (event.As<Instrument>() != nullptr || event.As<Correction>() != nullptr ||
      event.As<Cancellation>() != nullptr) {
    by_contract_.clear();
  }
}

const std::map<std::string, std::string>& IncorporatedClauses::Of(
    const std::string& contract, const std::string& parent,
    const EventsOfContract& find) {
  const auto [found, fresh] = by_contract_.try_emplace(contract + " " + parent);
  std::map<std::string, std::string>& result = found->second;
  if (!fresh) return result;
  std::map<std::string, std::vector<Event>> streams;
  for (const Event& event : EventsAbove(contract, parent, find)) {
    streams[event.stream].push_back(event);
  }
  for (const auto& [stream, events] : streams) {
    // A later change can incorporate a clause, or end that.
    std::set<std::string> set;
    std::map<std::string, std::string> kinds;
    for (const Recorded& r : RecordAt(events, kLogEnd)) {
      const auto* body = r.event->As<Instrument>();
      for (std::size_t i = 0; body != nullptr && i < body->changes.size(); ++i) {
        const Change& change = body->changes[i];
        if (change.clause) kinds[change.clause->id] = change.clause->kind;
        const bool says =
            change.clause ? Incorporated(*change.clause)
                          : change.op == Change::Op::kSet &&
                                change.path == "incorporated" &&
                                change.to.As<bool>() != nullptr &&
                                *change.to.As<bool>();
        if (says) set.insert(change.target);
      }
    }
    for (const std::string& id : set) {
      if (CanBeIncorporated(kinds[id])) result.try_emplace(id, kinds[id]);
    }
  }
  return result;
}

void CheckFamily(const Event& event, const Instrument& body,
                 const StreamNames& own,
                 const std::map<std::string, std::string>& incorporated,
                 const EventsOfContract& find, EventChecks& checks) {
  FamilyChecker(event, own, incorporated, find, checks).Run(body);
}

}  // namespace covenant

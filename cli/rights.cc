#include "cli/rights.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "cli/all_cores.h"
#include "cli/append.h"
#include "ledger/value/ids.h"

namespace covenant::cli {
namespace {

Result<std::vector<Event>> ScopeEvents(Session& session, std::uint64_t known,
                                       const std::vector<Event>& draft) {
  CLI_ASSIGN(const std::vector<std::string> streams,
             session.log().Streams(kScopeStreamPrefix, known));
  std::vector<Event> events;
  for (const std::string& stream : streams) {
    CLI_ASSIGN(const std::vector<Event> own, session.Events(stream, known));
    events.insert(events.end(), own.begin(), own.end());
  }
  for (const Event& event : draft) {
    if (event.stream.starts_with(kScopeStreamPrefix)) events.push_back(event);
  }
  return events;
}

// Whether the event can change what is forbidden or done.
bool CanChangeRights(const Event& event, bool has_norms) {
  if (event.As<ScopeTree>() != nullptr || event.As<Deal>() != nullptr ||
      event.As<PartySuccession>() != nullptr) {
    return true;
  }
  if (const auto* body = event.As<Instrument>()) {
    for (const Change& change : body->changes) {
      if (change.clause && BearsOnRights(change.clause->kind)) return true;
    }
  }
  return has_norms;
}

// Whether the contract can hold a norm or an act.
Result<bool> HasRights(Session& session, const std::string& id) {
  CLI_ASSIGN(const std::vector<Event> events, session.Events(id));
  return std::any_of(events.begin(), events.end(), [](const Event& event) {
    // What a correction puts in the place of an event is asked for in full.
    return event.As<Correction>() != nullptr || CanChangeRights(event, false);
  });
}

// What an instrument of the draft that is still to be signed would do counts, as
// if it were signed on the as-of day.
RightsPoint PointOf(const Session& session, std::uint64_t known, Date as_of,
                    const std::vector<Event>& draft,
                    const std::string& reading = "") {
  RightsPoint point;
  point.known = point.recorded = known;
  point.as_of = as_of;
  point.reader.name = reading;
  point.proposals = session.proposals();
  if (!point.proposals.bind_on) point.proposals = {as_of, known};
  for (const Event& event : draft) {
    point.known = std::max(point.known, event.sequence);
  }
  return point;
}

// By party stream, what is recorded of parties in whose place others have come.
using Successions = std::map<std::string, std::vector<Event>>;
Result<Successions> AllSuccessions(Session& session, std::uint64_t known) {
  Successions all;
  CLI_ASSIGN(const std::vector<std::string> streams,
             session.log().Streams(kPartyStreamPrefix, known));
  for (const std::string& stream : streams) {
    CLI_ASSIGN(std::vector<Event> events, session.Events(stream, known));
    const bool any =
        std::any_of(events.begin(), events.end(), [](const Event& event) {
          return event.As<PartySuccession>() != nullptr;
        });
    if (any) all.emplace(stream, std::move(events));
  }
  return all;
}

// Adds who has become part of a party that the events name: a class or a carve-out
// of any contract can name it.
void AddPredecessors(const std::vector<Event>& events,
                     const Successions& successions,
                     std::vector<Event>& shared) {
  if (successions.empty()) return;
  std::set<std::string> names, streams;
  const auto add = [&](const auto* deal, const auto* body) {
    if (deal != nullptr) names.insert({deal->actor, deal->counterparty});
    if (body == nullptr) return;
    for (const PartyRef& party : body->parties) names.insert(party.id);
  };
  for (const Event& event : events) {
    add(event.As<Deal>(), event.As<Instrument>());
    const auto* correction = event.As<Correction>();
    if (correction == nullptr) continue;
    add(correction->replacement->As<Deal>(),
        correction->replacement->As<Instrument>());
  }
  for (const Event& event : shared) streams.insert(event.stream);
  for (std::size_t before = 0; before != names.size();) {
    before = names.size();
    for (const auto& [stream, own] : successions) {
      for (const Event& event : own) {
        const auto* one = event.As<PartySuccession>();
        if (one == nullptr || !names.contains(one->successor)) continue;
        names.insert(one->party);
        if (!streams.insert(stream).second) continue;
        shared.insert(shared.end(), own.begin(), own.end());
      }
    }
  }
}

Result<ContractRights> RightsOfOne(Session& session, const std::string& id,
                                   std::uint64_t known,
                                   const std::vector<Event>& draft,
                                   const Successions& successions,
                                   const RightsPoint& point) {
  CLI_ASSIGN(std::vector<Event> events, session.Events(id, known));
  for (const Event& event : draft) {
    if (event.stream == id) events.push_back(event);
  }
  CLI_ASSIGN(std::vector<Event> shared, session.SharedWith(id, events, draft));
  AddPredecessors(events, successions, shared);
  CLI_ASSIGN(
      ContractRights rights,
      RightsOf(id,
               std::make_shared<const std::vector<Event>>(std::move(events)),
               point, shared));
  return rights;
}

}  // namespace

Result<std::vector<std::string>> ContractsNaming(
    Session& session, std::set<std::string> names, std::uint64_t known) {
  while (true) {
    CLI_ASSIGN(std::vector<std::string> streams,
               session.Mentioning(names, known));
    const std::size_t before = names.size();
    for (const std::string& stream : streams) {
      if (!stream.starts_with(kPartyStreamPrefix)) continue;
      CLI_ASSIGN(const std::vector<Event> events, session.Events(stream, known));
      for (const Event& event : events) {
        const auto* succession = event.As<PartySuccession>();
        if (succession == nullptr) continue;
        names.insert(succession->party);
        names.insert(succession->successor);
      }
    }
    if (names.size() > before) continue;
    std::erase_if(streams, [](const std::string& stream) {
      return IsReservedStreamId(stream);
    });
    return streams;
  }
}

namespace {

// Those of the names that are parties of the ledger.
Result<std::set<std::string>> PartiesAmong(Session& session,
                                           const std::set<std::string>& names,
                                           std::uint64_t known) {
  std::set<std::string> parties;
  if (names.empty()) return parties;
  CLI_ASSIGN(const std::vector<std::string> streams,
             session.Mentioning(names, known));
  for (const std::string& stream : streams) {
    CLI_ASSIGN(const std::vector<Event> events, session.Events(stream, known));
    for (const Event& event : events) {
      if (const auto* body = event.As<Instrument>()) {
        for (const PartyRef& party : body->parties) parties.insert(party.id);
      } else if (const auto* deal = event.As<Deal>()) {
        parties.insert(deal->actor);
        if (!deal->counterparty.empty()) parties.insert(deal->counterparty);
      }
    }
  }
  return parties;
}

// The last parts of the paths of counterparties that the rights speak of: each
// can be the id of a party.
void AddCounterparties(const ScopeSets& scope, std::set<std::string>& names) {
  if (!scope[kCounterparty]) return;
  for (const auto* paths :
       {&scope[kCounterparty]->include, &scope[kCounterparty]->exclude}) {
    for (const std::string& path : *paths) {
      names.insert(path.substr(path.rfind('/') + 1));
    }
  }
}
void AddCounterparties(const ContractRights& rights,
                       std::set<std::string>& names) {
  for (const Prohibition& norm : rights.norms) {
    AddCounterparties(norm.scope, names);
    for (const NormException& one : norm.exceptions) {
      AddCounterparties(one.scope, names);
    }
  }
  for (const Act& act : rights.acts) AddCounterparties(act.scope, names);
  for (const ContractRights& one : rights.read) AddCounterparties(one, names);
  for (const auto& [clause, readings] : rights.readings) {
    for (const NormReading& one : readings) {
      AddCounterparties(one.covers, names);
      AddCounterparties(one.leaves_out, names);
    }
  }
}

// The parties whose norms or acts differ between the two.
void AddConcerned(const ContractRights& rights, std::set<std::string>& names) {
  for (const Prohibition& norm : rights.norms) names.insert(norm.bearer);
  for (const Act& act : rights.acts) names.insert(act.actor);
  for (const ContractRights& one : rights.read) AddConcerned(one, names);
}

// The rights before and after the draft, of the contracts that it can bring into
// conflict: those that it changes, and those that bind, or in which act, the
// parties that are bound or act there.
struct BothRights {
  LedgerRights before, after;
};
Result<BothRights> RightsAround(Session& session, std::uint64_t head,
                                Date as_of, const std::vector<Event>& draft) {
  const RightsPoint old_point = PointOf(session, head, as_of, {});
  const RightsPoint new_point = PointOf(session, head, as_of, draft);
  std::set<std::string> changed, concerned;
  bool everything = false;
  for (const Event& event : draft) {
    everything = everything || event.As<ScopeTree>() != nullptr;
    if (const auto* succession = event.As<PartySuccession>()) {
      concerned.insert(succession->party);
      concerned.insert(succession->successor);
    }
    if (IsReservedStreamId(event.stream)) continue;
    changed.insert(event.stream);
  }
  CLI_ASSIGN(const std::vector<std::string> below, session.Below(changed));
  changed.insert(below.begin(), below.end());
  const bool all_change = !concerned.empty();
  CLI_ASSIGN(const Successions successions, AllSuccessions(session, head));
  std::map<std::string, std::pair<ContractRights, ContractRights>> known;
  const auto read = [&](const std::string& id, bool twice) -> Outcome {
    if (known.contains(id)) return Nothing{};
    auto& two = known[id];
    CLI_ASSIGN(two.first, RightsOfOne(session, id, head, {}, successions,
                                      old_point));
    two.second = two.first;
    if (!twice) return Nothing{};
    CLI_ASSIGN(two.second, RightsOfOne(session, id, head, draft, successions,
                                       new_point));
    return Nothing{};
  };
  for (const std::string& id : changed) {
    CLI_RETURN_IF_ERROR(read(id, /*twice=*/true));
    AddConcerned(known[id].first, concerned);
    AddConcerned(known[id].second, concerned);
  }
  std::vector<std::string> ids;
  if (everything) {
    CLI_ASSIGN(ids, session.Contracts(head));
  } else {
    CLI_ASSIGN(ids, ContractsNaming(session, concerned, head));
  }
  for (const std::string& id : ids) {
    CLI_ASSIGN(const bool rights, HasRights(session, id));
    if (rights) CLI_RETURN_IF_ERROR(read(id, all_change));
  }
  std::vector<ContractRights> before, after;
  std::set<std::string> parties, counterparties;
  for (auto& [id, two] : known) {
    for (const ContractRights* one : {&two.first, &two.second}) {
      parties.insert(one->parties.begin(), one->parties.end());
      AddCounterparties(*one, counterparties);
    }
    before.push_back(std::move(two.first));
    after.push_back(std::move(two.second));
  }
  // A tree gives classes members, which can be parties too.
  CLI_ASSIGN(const std::vector<Event> trees, ScopeEvents(session, head, draft));
  for (const Event& event : trees) {
    const auto* tree = event.As<ScopeTree>();
    if (tree == nullptr || tree->dimension != "counterparty") continue;
    for (const ScopeNode& node : tree->nodes) {
      counterparties.insert(node.path.substr(node.path.rfind('/') + 1));
      for (const std::string& member : node.members) {
        counterparties.insert(member.substr(member.rfind('/') + 1));
      }
    }
  }
  CLI_ASSIGN(const std::set<std::string> more,
             PartiesAmong(session, counterparties, head));
  parties.insert(more.begin(), more.end());
  CLI_ASSIGN(const std::vector<Event> scopes, ScopeEvents(session, head, {}));
  return BothRights{
      {std::move(before), ScopeTrees(scopes, head, parties)},
      {std::move(after), ScopeTrees(trees, new_point.known, std::move(parties))}};
}

}  // namespace

Result<LedgerRights> LoadRights(const Context& context, Session& session,
                                std::uint64_t known, Date as_of, const std::vector<Event>& draft,
                                const std::string& reading) {
  const RightsPoint point = PointOf(session, known, as_of, draft, reading);
  CLI_ASSIGN(std::vector<std::string> ids, session.Contracts(known));
  for (const Event& event : draft) {
    if (IsReservedStreamId(event.stream)) continue;
    if (std::find(ids.begin(), ids.end(), event.stream) == ids.end()) {
      ids.push_back(event.stream);
    }
  }
  std::sort(ids.begin(), ids.end());
  CLI_ASSIGN(const Successions successions, AllSuccessions(session, known));
  std::vector<ContractRights> contracts(ids.size());
  const auto load_one = [&](Session& own, std::size_t i) -> Outcome {
    CLI_ASSIGN(contracts[i], RightsOfOne(own, ids[i], known, draft,
                                          successions, point));
    own.ForgetSurplus();
    return Nothing{};
  };
  CLI_RETURN_IF_ERROR(
      OnAllCores(context, session, ids.size(), "replaying", load_one));
  std::set<std::string> parties;
  for (const ContractRights& rights : contracts) {
    parties.insert(rights.parties.begin(), rights.parties.end());
  }
  CLI_ASSIGN(const std::vector<Event> scopes,
             ScopeEvents(session, known, draft));
  return LedgerRights{
      std::move(contracts),
      ScopeTrees(scopes, point.known, std::move(parties))};
}

Result<std::vector<Event>> ReadDraft(Session& session,
                                     const std::string& file) {
  CLI_ASSIGN(const std::vector<SourceFile> files, ReadFiles({file}));
  CLI_ASSIGN(Authored authored, Parse(&session, files));
  CLI_ASSIGN(std::vector<Diagnostic> problems, CheckAgainst(session, authored, /*draft=*/true));
  if (!problems.empty()) return Error{kRefused, std::move(problems)};
  std::vector<Event> draft;
  for (AuthoredEvent& one : authored.events) {
    draft.push_back(std::move(one.event));
  }
  return draft;
}

Result<ConflictsAnswer> ConflictsBroughtBy(Session& session,
                                           std::uint64_t head, Date as_of,
                                           const std::vector<Event>& incoming) {
  bool any = false;
  for (const Event& event : incoming) {
    bool has_norms = false;
    if (!IsReservedStreamId(event.stream)) {
      CLI_ASSIGN(const auto kinds, session.ClauseKinds(event.stream));
      has_norms = std::any_of(kinds.begin(), kinds.end(), [](const auto& one) {
        return BearsOnRights(one.second);
      });
    }
    any = any || CanChangeRights(event, has_norms);
  }
  if (!any) return ConflictsAnswer{};
  ConflictsQuery query;
  query.as_of = as_of;
  query.recorded = head;
  CLI_ASSIGN(const BothRights rights,
             RightsAround(session, head, as_of, incoming));
  const ConflictsAnswer old =
      ConflictsOf(rights.before.contracts, rights.before.trees, query);
  ConflictsAnswer now =
      ConflictsOf(rights.after.contracts, rights.after.trees, query);
  now.conflicts = NewConflicts(old, now);
  std::erase_if(now.findings, [&](const Finding& finding) {
    return std::find(old.findings.begin(), old.findings.end(), finding) !=
           old.findings.end();
  });
  return now;
}

}  // namespace covenant::cli

#include "cli/rights.h"

#include <algorithm>
#include <set>
#include <utility>

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
  if (event.As<ScopeTree>() != nullptr || event.As<Deal>() != nullptr) {
    return true;
  }
  if (const auto* body = event.As<Instrument>()) {
    for (const Change& change : body->changes) {
      if (change.clause && IsNormKind(change.clause->kind)) return true;
    }
  }
  return has_norms;
}

}  // namespace

Result<LedgerRights> LoadRights(Session& session, std::uint64_t known,
                                Date as_of, const std::vector<Event>& draft,
                                const std::string& reading) {
  CLI_ASSIGN(std::vector<std::string> ids, session.Contracts(known));
  RightsPoint point;
  point.known = point.recorded = known;
  point.as_of = as_of;
  point.reader.name = reading;
  point.proposals = session.proposals();
  if (!point.proposals.bind_on) point.proposals = {as_of, known};
  for (const Event& event : draft) {
    point.known = std::max(point.known, event.sequence);
    if (IsReservedStreamId(event.stream)) continue;
    if (std::find(ids.begin(), ids.end(), event.stream) == ids.end()) {
      ids.push_back(event.stream);
    }
  }
  std::sort(ids.begin(), ids.end());
  std::vector<ContractRights> contracts;
  std::set<std::string> parties;
  for (const std::string& id : ids) {
    CLI_ASSIGN(std::vector<Event> events, session.Events(id, known));
    for (const Event& event : draft) {
      if (event.stream == id) events.push_back(event);
    }
    CLI_ASSIGN(const std::vector<Event> shared, session.Shared(events));
    CLI_ASSIGN(ContractRights rights, RightsOf(id, events, point, shared));
    parties.insert(rights.parties.begin(), rights.parties.end());
    contracts.push_back(std::move(rights));
  }
  CLI_ASSIGN(const std::vector<Event> scopes,
             ScopeEvents(session, known, draft));
  return LedgerRights{std::move(contracts),
                      ScopeTrees(scopes, point.known, std::move(parties))};
}

Result<std::vector<Event>> ReadDraft(Session& session,
                                     const std::string& file) {
  CLI_ASSIGN(const std::vector<SourceFile> files, ReadFiles({file}));
  CLI_ASSIGN(Authored authored, Parse(&session, files));
  CLI_ASSIGN(std::vector<Diagnostic> problems, CheckAgainst(session, authored));
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
        return IsNormKind(one.second);
      });
    }
    any = any || CanChangeRights(event, has_norms);
  }
  if (!any) return ConflictsAnswer{};
  ConflictsQuery query;
  query.as_of = as_of;
  query.recorded = head;
  CLI_ASSIGN(const LedgerRights before, LoadRights(session, head, as_of, {}));
  CLI_ASSIGN(const LedgerRights after,
             LoadRights(session, head, as_of, incoming));
  const ConflictsAnswer old =
      ConflictsOf(before.contracts, before.trees, query);
  ConflictsAnswer now = ConflictsOf(after.contracts, after.trees, query);
  now.conflicts = NewConflicts(old, now);
  std::erase_if(now.findings, [&](const Finding& finding) {
    return std::find(old.findings.begin(), old.findings.end(), finding) !=
           old.findings.end();
  });
  return now;
}

}  // namespace covenant::cli

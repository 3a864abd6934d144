#include "cli/query.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "cli/all_cores.h"
#include "cli/rights.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

// Refuses a clause that the contract never had.
Outcome CheckClause(Query& query, const std::string& command) {
  const Path& path = query.path;
  if (path.clause.empty()) return Nothing{};
  CLI_ASSIGN(const auto kinds, query.session.KindsThroughout(path.contract));
  if (kinds.count(path.clause) > 0) return Nothing{};
  // What was done has no clause; it goes by its event.
  CLI_ASSIGN(const std::vector<Event> events,
             query.session.Events(path.contract));
  for (const Event& event : events) {
    if (event.id != path.clause) continue;
    if (event.As<Deal>() != nullptr) return Nothing{};
    // An instrument that waits is explained.
    if (command == "explain" && event.As<Instrument>() != nullptr) {
      return Nothing{};
    }
  }
  std::vector<std::string> ids;
  for (const auto& [id, kind] : kinds) ids.push_back(id);
  return UnknownName("clause", path.clause, ids, "usage");
}

// Refuses a path that goes deeper than the usage of the command says, except that
// an obligation's name may hold the sign that divides a path.
Outcome CheckDepth(const Path& path, const std::string& command) {
  const auto form =
      std::find_if(Commands().begin(), Commands().end(),
                   [&](const Command& one) { return one.form.name == command; });
  if (form == Commands().end()) return Nothing{};
  const std::string_view usage = form->form.usage;
  const auto takes = [&](std::string_view part) {
    return usage.find(part) != std::string_view::npos;
  };
  const bool clause = takes("/CLAUSE");
  const bool occurrence = takes("/OCCURRENCE");
  if ((path.clause.empty() || clause) &&
      (path.occurrence.empty() || occurrence)) {
    return Nothing{};
  }
  return UsageError("`" + command + "` asks about whole " +
                        (clause ? "clauses" : "contracts") + ", not " +
                        Quoted(path.ToString()),
                    "write `covenant " + command + " " + path.contract +
                        (clause ? "/" + path.clause : "") + "`");
}

// Keeps what --limit and --after mean of the contracts.
Outcome TakePage(const CommandLine& line, Query& query) {
  if (!line.Has("limit") && !line.Has("after")) return Nothing{};
  if (!query.path.contract.empty() && !query.family) {
    return UsageError("--limit and --after divide many contracts into pages",
                      "leave out the contract, or ask its --family");
  }
  const std::uint64_t all = query.ids.size();
  CLI_ASSIGN(const std::uint64_t limit, NumberFlag(line, "limit", all));
  if (line.Has("limit") && limit == 0) {
    return UsageError("--limit 0 would show nothing", "write 1 or more");
  }
  const auto from = std::upper_bound(query.ids.begin(), query.ids.end(),
                                     line.Get("after"));
  Query::Page page;
  page.first = static_cast<std::size_t>(from - query.ids.begin()) + 1;
  page.of = query.ids.size();
  const auto left = static_cast<std::uint64_t>(query.ids.end() - from);
  const auto end =
      from + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(limit, left));
  if (end != query.ids.end()) page.next = *std::prev(end);
  query.ids = {from, end};
  query.page = page;
  return Nothing{};
}

// The contracts of a portfolio that a question with this line can be about.
Result<std::vector<std::string>> ContractsAsked(const CommandLine& line,
                                                Session& session,
                                                std::uint64_t known) {
  const std::string& party = line.Get("party");
  if (!party.empty()) {
    CLI_ASSIGN(std::vector<std::string> naming,
               ContractsNaming(session, {party}, known));
    CLI_ASSIGN(const std::vector<std::string> below,
               session.Below({naming.begin(), naming.end()}, known));
    naming.insert(naming.end(), below.begin(), below.end());
    std::sort(naming.begin(), naming.end());
    // Of a party that nobody names, all contracts are asked who there is.
    if (!naming.empty()) return naming;
  }
  return session.Contracts(known);
}

Result<Contract> LoadContract(Session& session, const std::string& id,
                              const View& view) {
  CLI_ASSIGN(const Contract contract, session.Load(id, view.known.sequence));
  return contract.ReadBy({{}, view.reading});
}

// What the query knows of all its contracts.
void NoteContract(const Contract& contract, Query& query,
                  std::vector<EventRef>& assumed) {
  query.binding = query.binding || contract.binding();
  for (const PartyRef& one : contract.parties()) query.parties.insert(one.id);
  for (const EventRef& one : contract.Assumed()) assumed.push_back(one);
}

}  // namespace

Outcome CheckParty(const Query& query, const std::string& party) {
  // Who is named on no contract of one page can be on another.
  if (query.page) return Nothing{};
  const std::set<std::string>& parties = query.parties;
  if (parties.empty() || parties.count(party) > 0) return Nothing{};
  return UnknownName("party", party, {parties.begin(), parties.end()}, "usage");
}

std::string Query::PageText() const {
  if (!page) return "";
  if (ids.empty()) {
    return "\nno further contract; there are " + std::to_string(page->of) + "\n";
  }
  std::string text = "\ncontracts " + std::to_string(page->first) + " to " +
                     std::to_string(page->first + ids.size() - 1) + " of " +
                     std::to_string(page->of);
  if (!page->next.empty()) text += "; go on with --after " + page->next;
  return text + "\n";
}

void Query::WritePage(JsonWriter& json) const {
  if (!page) return;
  json.Key("next");
  if (page->next.empty()) {
    json.Null();
  } else {
    json.String(page->next);
  }
}

std::string Query::Subject() const {
  if (path.contract.empty()) return "all contracts";
  if (family) return "the family of " + path.contract;
  return path.ToString();
}

Result<Query> OpenQuery(Context& context) {
  const CommandLine& line = context.line;
  CLI_ASSIGN(Session session, context.Open(OpenMode::kRead));
  Query query{std::move(session), {}, {}, {}, {}};
  // A range A..B is the business of `diff`, which resolves both ends itself.
  const bool ranges = line.command == "diff";
  CLI_ASSIGN(query.view.as_of, query.session.ResolveDay(
                                   ranges ? "" : line.Get("as-of"), "as-of"));
  CLI_ASSIGN(query.view.known,
             query.session.ResolveKnown(ranges ? "" : line.Get("known-at")));
  if (!line.arguments.empty()) {
    CLI_ASSIGN(query.path, ParsePath(line.arguments.front()));
    CLI_RETURN_IF_ERROR(query.session.CheckContract(query.path.contract));
    CLI_RETURN_IF_ERROR(CheckDepth(query.path, line.command));
    CLI_RETURN_IF_ERROR(CheckClause(query, line.command));
  }
  const std::uint64_t known = query.view.known.sequence;
  if (query.path.contract.empty()) {
    CLI_ASSIGN(query.ids, ContractsAsked(line, query.session, known));
  } else if (line.Has("family")) {
    query.family = true;
    CLI_ASSIGN(query.ids, query.session.Family(query.path.contract, known));
  } else {
    query.ids = {query.path.contract};
  }
  // `log` shows what was recorded, also where this program cannot replay it.
  if (line.command == "log") return query;
  if (!ranges) query.view.reading = line.Get("reading");
  CLI_RETURN_IF_ERROR(CheckReading(query.session, query.ids, query.view,
                                   query.view.reading));
  CLI_RETURN_IF_ERROR(TakePage(line, query));
  if (line.Has("with-proposed") && !ranges) {
    query.session.AssumeProposed(query.view.as_of);
  }
  query.open_only = line.command == "audit" && !line.Has("all") &&
                    !line.Has("with-proposed") && !query.family &&
                    query.path.clause.empty() && query.view.reading.empty() &&
                    context.open_with == nullptr;
  if (!query.path.contract.empty() && !query.open_only) {
    CLI_RETURN_IF_ERROR(HoldContracts(context, query));
  }
  return query;
}

std::vector<EventRef> AssumedIn(const std::vector<Contract>& contracts) {
  std::vector<EventRef> assumed;
  for (const Contract& contract : contracts) {
    for (const EventRef& one : contract.Assumed()) assumed.push_back(one);
  }
  return assumed;
}

Result<std::vector<Contract>> LoadContracts(const Context& context,
                                            Session& session,
                                            const std::vector<std::string>& ids,
                                            const View& view) {
  std::vector<std::optional<Contract>> loaded(ids.size());
  const auto load_one = [&](Session& own, std::size_t i) -> Outcome {
    CLI_ASSIGN(loaded[i], LoadContract(own, ids[i], view));
    return Nothing{};
  };
  CLI_RETURN_IF_ERROR(
      OnAllCores(context, session, ids.size(), "replaying", load_one));
  std::vector<Contract> contracts;
  contracts.reserve(ids.size());
  for (auto& one : loaded) contracts.push_back(*std::move(one));
  return contracts;
}

Outcome HoldContracts(const Context& context, Query& query) {
  CLI_ASSIGN(query.contracts,
             LoadContracts(context, query.session, query.ids, query.view));
  std::vector<EventRef> assumed;
  for (const Contract& contract : query.contracts) {
    NoteContract(contract, query, assumed);
  }
  if (query.session.proposals().bind_on) query.view.with_proposed = assumed;
  return Nothing{};
}

Outcome EachContract(
    const Context& context, Query& query,
    const std::function<Outcome(std::size_t, const Contract&)>& visit) {
  if (!query.contracts.empty()) {
    return OnAllCores(query.contracts.size(), [&](std::size_t i) {
      return visit(i, query.contracts[i]);
    });
  }
  std::mutex mutex;
  std::vector<std::vector<EventRef>> assumed(query.ids.size());
  const auto visit_one = [&](Session& own, std::size_t i) -> Outcome {
    CLI_ASSIGN(const Contract contract,
               LoadContract(own, query.ids[i], query.view));
    {
      const std::lock_guard lock(mutex);
      NoteContract(contract, query, assumed[i]);
    }
    CLI_RETURN_IF_ERROR(visit(i, contract));
    own.ForgetSurplus();
    return Nothing{};
  };
  CLI_RETURN_IF_ERROR(OnAllCores(context, query.session, query.ids.size(),
                                 "replaying", visit_one));
  if (!query.session.proposals().bind_on) return Nothing{};
  query.view.with_proposed.emplace();
  for (const std::vector<EventRef>& some : assumed) {
    query.view.with_proposed->insert(query.view.with_proposed->end(),
                                     some.begin(), some.end());
  }
  return Nothing{};
}

Outcome EachOpen(const Context& context, Query& query, Date as_of,
                 const std::function<Outcome(std::size_t, Open)>& visit) {
  std::mutex mutex;
  const auto visit_one = [&](Session& own, std::size_t i) -> Outcome {
    CLI_ASSIGN(Open open,
               OpenUnder(own, query.ids[i], query.view.known.sequence, as_of));
    {
      const std::lock_guard lock(mutex);
      std::vector<EventRef> assumed;
      NoteContract(open.contract, query, assumed);
    }
    CLI_RETURN_IF_ERROR(visit(i, std::move(open)));
    own.ForgetSurplus();
    return Nothing{};
  };
  return OnAllCores(context, query.session, query.ids.size(), "replaying",
                    visit_one);
}

Outcome CheckReading(Session& session, const std::vector<std::string>& ids,
                     const View& view, const std::string& name,
                     const std::vector<Event>& draft) {
  if (name.empty() || name == kText) return Nothing{};
  std::set<std::string> names = {std::string(kText)};
  const Event* later = nullptr;
  std::vector<Event> kept;
  for (const std::string& id : ids) {
    CLI_ASSIGN(std::vector<Event> events, session.Events(id));
    for (const Event& event : events) {
      if (event.As<Reading>() != nullptr) kept.push_back(event);
    }
    session.ForgetSurplus();
  }
  kept.insert(kept.end(), draft.begin(), draft.end());
  for (const Event& event : kept) {
    const auto* reading = event.As<Reading>();
    if (reading == nullptr) continue;
    const bool recorded = event.sequence <= view.known.sequence;
    const bool drafted = &event - kept.data() >=
                         static_cast<std::ptrdiff_t>(kept.size() - draft.size());
    if ((recorded && reading->date <= view.as_of) || drafted) {
      if (reading->name == name) return Nothing{};
      names.insert(reading->name);
    } else if (reading->name == name && later == nullptr) {
      later = &event;
    }
  }
  if (later != nullptr) {
    return UsageError(
        "the reading " + name + " is not there yet: " + later->Ref() + " (#" +
            std::to_string(later->sequence) + ") asserts it on " +
            later->As<Reading>()->date.ToString(),
        "ask as of that day or a later one, and as known then");
  }
  return UnknownName("reading", name, {names.begin(), names.end()}, "usage");
}

}  // namespace covenant::cli

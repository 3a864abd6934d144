#include "cli/query.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "cli/all_cores.h"
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

bool Concerns(const ClauseBalance& balance, const std::string& party) {
  return balance.debtor == party || balance.creditor == party;
}
// Also who is liable beside the debtor or performs for it, and whose successor
// owes or is owed.
bool Concerns(const Obligation& one, const std::string& party) {
  const auto has = [&](const std::vector<std::string>& list) {
    return std::find(list.begin(), list.end(), party) != list.end();
  };
  return one.debtor == party || one.creditor == party ||
         has(one.also_liable) || has(one.performers) ||
         std::any_of(one.party_changes.begin(), one.party_changes.end(),
                     [&](const PartyChange& change) {
                       return change.how == "succession" &&
                              change.terms.from == party;
                     });
}

bool Settled(const Obligation& obligation) {
  return obligation.state == ObligationState::kSettled;
}

template <typename T>
void KeepMatching(std::vector<T>& items, const std::string& party,
                  const std::string& unit) {
  std::erase_if(items, [&](const T& item) {
    return (!party.empty() && !Concerns(item, party)) ||
           (!unit.empty() && item.unit != unit);
  });
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

}  // namespace

Outcome CheckParty(const Query& query, const std::string& party) {
  // Who is named on no contract of one page can be on another.
  if (query.page) return Nothing{};
  std::set<std::string> parties;
  for (const Contract& contract : query.contracts) {
    for (const PartyRef& one : contract.parties()) parties.insert(one.id);
  }
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

bool Query::Binding() const {
  return std::any_of(contracts.begin(), contracts.end(),
                     [](const Contract& one) { return one.binding(); });
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
    CLI_ASSIGN(query.ids, query.session.Contracts(known));
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
  CLI_ASSIGN(query.contracts,
             LoadContracts(context, query.session, query.ids, query.view));
  if (query.session.proposals().bind_on) {
    query.view.with_proposed = AssumedIn(query.contracts);
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
    CLI_ASSIGN(const Contract contract,
               own.Load(ids[i], view.known.sequence));
    loaded[i] = contract.ReadBy({{}, view.reading});
    return Nothing{};
  };
  CLI_RETURN_IF_ERROR(
      OnAllCores(context, session, ids.size(), "replaying", load_one));
  std::vector<Contract> contracts;
  contracts.reserve(ids.size());
  for (auto& one : loaded) contracts.push_back(*std::move(one));
  return contracts;
}

Result<Obligations> AllOwedOn(const std::vector<Contract>& contracts,
                              Date as_of, bool family) {
  Obligations all;
  all.as_of = as_of;
  std::vector<Obligations> each(contracts.size());
  const auto ask_one = [&](std::size_t i) -> Outcome {
    CLI_ASSIGN(each[i], contracts[i].ObligationsAt(as_of));
    return Nothing{};
  };
  CLI_RETURN_IF_ERROR(OnAllCores(contracts.size(), ask_one));
  for (Obligations& owed : each) {
    all.known = std::max(all.known, owed.known);
    const auto append = [](auto& to, auto& from) {
      to.insert(to.end(), std::make_move_iterator(from.begin()),
                std::make_move_iterator(from.end()));
    };
    append(all.obligations, owed.obligations);
    append(all.balances, owed.balances);
    append(all.findings, owed.findings);
  }
  // By due date, then id; undated last.
  std::stable_sort(all.obligations.begin(), all.obligations.end(),
                   [](const Obligation& a, const Obligation& b) {
                     if (a.due != b.due) {
                       return a.due && (!b.due || *a.due < *b.due);
                     }
                     return a.id < b.id;
                   });
  std::sort(all.findings.begin(), all.findings.end());
  if (family) {
    const auto ceilings = FamilyCeilings(all.balances);
    all.balances.insert(all.balances.end(), ceilings.begin(), ceilings.end());
  }
  all.totals = TotalsOf(all.obligations, as_of);
  return all;
}

void KeepUnder(const Path& path, Obligations& owed) {
  if (path.clause.empty()) return;
  std::erase_if(owed.obligations,
                [&](const Obligation& one) { return !path.Holds(one.id); });
  std::erase_if(owed.balances, [&](const ClauseBalance& one) {
    return one.clause != path.contract + "/" + path.clause;
  });
  std::erase_if(owed.findings,
                [&](const Finding& one) { return !path.Holds(one.subject); });
  owed.totals = TotalsOf(owed.obligations, owed.as_of);
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

Result<Window> WindowOf(Context& context, const Query& query, int days) {
  Window window;
  const CommandLine& line = context.line;
  window.from = query.view.as_of;
  if (line.Has("from")) {
    CLI_ASSIGN(window.from, query.session.ResolveDay(line.Get("from"), "from"));
  }
  if (line.Has("until")) {
    CLI_ASSIGN(window.until,
               query.session.ResolveDay(line.Get("until"), "until"));
  } else {
    CLI_ASSIGN(window.until, window.from.AddDays(days));
  }
  if (window.until <= window.from) {
    return UsageError("--until " + window.until.ToString() +
                      " does not lie after --from " + window.from.ToString());
  }
  return window;
}

namespace {

// Refuses a unit that nothing is in because it was written in another case.
Outcome CheckUnit(const Obligations& owed, const std::string& unit) {
  std::set<std::string> units;
  for (const Obligation& one : owed.obligations) units.insert(one.unit);
  for (const ClauseBalance& one : owed.balances) units.insert(one.unit);
  if (units.count(unit) > 0) return Nothing{};
  for (const std::string& one : units) {
    if (AsciiLower(one) == AsciiLower(unit)) {
      return UnknownName("currency or unit", unit, {one}, "usage");
    }
  }
  return Nothing{};
}

}  // namespace

namespace {

using Wanted = std::function<bool(const Obligation&)>;

// What the filters of the line, the path and `wanted` leave.
Result<Obligations> Filtered(Context& context, const Query& query, Date as_of,
                             const Wanted& wanted, Obligations owed) {
  if (!query.family) {
    std::vector<std::string> ids;
    for (const Obligation& one : owed.obligations) ids.push_back(one.id);
    KeepUnder(query.path, owed);
    if (!query.path.occurrence.empty() && owed.obligations.empty()) {
      Error unknown =
          UnknownName("obligation", query.path.ToString(), ids, "usage");
      unknown.diagnostics.front().message += " on " + as_of.ToString();
      return unknown;
    }
  }
  const std::string& party = context.line.Get("party");
  const std::string& unit = context.line.Get("currency");
  if (!party.empty()) CLI_RETURN_IF_ERROR(CheckParty(query, party));
  if (!unit.empty()) CLI_RETURN_IF_ERROR(CheckUnit(owed, unit));
  if (wanted) {
    std::erase_if(owed.obligations,
                  [&](const Obligation& one) { return !wanted(one); });
  }
  if (!party.empty() || !unit.empty()) {
    std::set<std::string> before;
    for (const Obligation& one : owed.obligations) before.insert(one.id);
    KeepMatching(owed.obligations, party, unit);
    KeepMatching(owed.balances, party, unit);
    for (const Obligation& one : owed.obligations) before.erase(one.id);
    std::erase_if(owed.findings, [&](const Finding& one) {
      return before.count(one.subject) > 0;
    });
    owed.totals = TotalsOf(owed.obligations, as_of);
  }
  if (!context.line.Has("all")) {
    const std::size_t count = owed.obligations.size();
    std::erase_if(owed.obligations, Settled);
    const std::size_t hidden = count - owed.obligations.size();
    if (hidden > 0 && context.line.command != "export") {
      context.notes += std::to_string(hidden) +
                       (hidden == 1 ? " settled obligation is"
                                    : " settled obligations are") +
                       " not shown; --all shows all\n";
    }
  }
  return owed;
}

// The state as of the asker's day of something computed on a later one.
ObligationState StateOn(Date as_of, const Obligation& one) {
  const bool dated = one.state == ObligationState::kAccrued ||
                     one.state == ObligationState::kDue ||
                     one.state == ObligationState::kOverdue;
  if (!dated || !one.due) return one.state;
  if (*one.due < as_of) return ObligationState::kOverdue;
  return *one.due == as_of ? ObligationState::kDue : ObligationState::kAccrued;
}

}  // namespace

Result<Obligations> OwedOn(Context& context, const Query& query, Date as_of,
                           const Wanted& wanted) {
  CLI_ASSIGN(Obligations owed, AllOwedOn(query.contracts, as_of, query.family));
  return Filtered(context, query, as_of, wanted, std::move(owed));
}

Result<Obligations> FallingDue(Context& context, Query& query,
                               const Window& window) {
  const Date as_of = query.view.as_of;
  CLI_ASSIGN(Obligations now, AllOwedOn(query.contracts, as_of, query.family));
  std::map<std::string, Obligation*> fallen;
  for (Obligation& one : now.obligations) {
    if (one.due && *one.due <= as_of) fallen[one.id] = &one;
  }
  CLI_RETURN_IF_ERROR(
      OnAllCores(query.contracts.size(), [&](std::size_t i) -> Outcome {
        query.contracts[i] = query.contracts[i].DoneBy(as_of);
        return Nothing{};
      }));
  CLI_ASSIGN(const Date before, window.until.AddDays(-1));
  const Date last = std::max(before, as_of);
  CLI_ASSIGN(Obligations owed, AllOwedOn(query.contracts, last, query.family));
  for (Obligation& one : owed.obligations) {
    const auto found = fallen.find(one.id);
    if (found != fallen.end()) {
      one = std::move(*found->second);
    } else {
      one.state = StateOn(as_of, one);
    }
  }
  const Wanted falls = [&](const Obligation& one) {
    return one.due && *one.due >= window.from && *one.due < window.until;
  };
  return Filtered(context, query, last, falls, std::move(owed));
}

}  // namespace covenant::cli

#include "cli/owed.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/all_cores.h"
#include "cli/snapshots.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {

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

namespace {

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

// What the filters of the line leave of the obligations of some contracts.
struct Part {
  Obligations owed;  // without totals
  TotalSums totals;
  std::set<std::string> units;  // before the filters
  std::size_t hidden = 0;       // settled ones that are not shown
};

struct Filter {
  std::string party;
  std::string unit;
  bool settled = true;
  bool traces = true;
  std::function<bool(const Obligation&)> wanted = {};
};

Filter FilterOf(const CommandLine& line) {
  return {.party = line.Get("party"),
          .unit = line.Get("currency"),
          .settled = line.Has("all"),
          .traces = false};
}

Part Taken(const Filter& filter, Date as_of, Obligations owed) {
  Part part;
  for (const Obligation& one : owed.obligations) part.units.insert(one.unit);
  for (const ClauseBalance& one : owed.balances) part.units.insert(one.unit);
  if (filter.wanted) {
    std::erase_if(owed.obligations,
                  [&](const Obligation& one) { return !filter.wanted(one); });
  }
  if (!filter.party.empty() || !filter.unit.empty()) {
    std::set<std::string> before;
    for (const Obligation& one : owed.obligations) before.insert(one.id);
    KeepMatching(owed.obligations, filter.party, filter.unit);
    KeepMatching(owed.balances, filter.party, filter.unit);
    for (const Obligation& one : owed.obligations) before.erase(one.id);
    std::erase_if(owed.findings, [&](const Finding& one) {
      return before.count(one.subject) > 0;
    });
  }
  for (const Obligation& one : owed.obligations) part.totals.Add(one, as_of);
  if (!filter.settled) part.hidden = std::erase_if(owed.obligations, Settled);
  if (!filter.traces) {
    for (Obligation& one : owed.obligations) one.trace = nullptr;
    for (ClauseBalance& one : owed.balances) one.trace = nullptr;
  }
  part.owed = std::move(owed);
  return part;
}

// Everything of the parts in the order of an answer, without totals.
Obligations Together(std::vector<Obligations> parts, Date as_of) {
  Obligations all;
  all.as_of = as_of;
  for (Obligations& owed : parts) {
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
  return all;
}

// Refuses a unit in which nothing is owed, unless nothing is owed at all.
Outcome CheckUnit(const Query& query, const std::set<std::string>& units,
                  const std::string& unit) {
  // What no contract of one page has, another can have.
  if (unit.empty() || units.empty() || units.count(unit) > 0 || query.page) {
    return Nothing{};
  }
  for (const std::string& one : units) {
    if (AsciiLower(one) == AsciiLower(unit)) {
      return UnknownName("currency or unit", unit, {one}, "usage");
    }
  }
  return UnknownName("currency or unit", unit, {units.begin(), units.end()},
                     "usage");
}

// What lies under the path; refuses an occurrence that is not there.
Outcome KeepAsked(const Query& query, Obligations& owed) {
  if (query.family) return Nothing{};
  std::vector<std::string> ids;
  if (!query.path.occurrence.empty()) {
    for (const Obligation& one : owed.obligations) ids.push_back(one.id);
  }
  KeepUnder(query.path, owed);
  if (query.path.occurrence.empty() || !owed.obligations.empty()) {
    return Nothing{};
  }
  Error unknown =
      UnknownName("obligation", query.path.ToString(), ids, "usage");
  unknown.diagnostics.front().message += " on " + owed.as_of.ToString();
  return unknown;
}

// What the filter leaves of an answer of which settled obligations may have
// been left out.
Part TakenOpen(const Filter& filter, Date as_of, Open open) {
  Part part = Taken(filter, as_of, std::move(open.owed));
  for (const SettledSums& sums : open.left_out) {
    part.units.insert(sums.unit);
    const bool concerns = filter.party.empty() || sums.debtor == filter.party ||
                          sums.creditor == filter.party;
    if (!concerns || (!filter.unit.empty() && sums.unit != filter.unit)) {
      continue;
    }
    part.hidden += sums.count;
    part.totals.AddSettled(sums.debtor, sums.creditor, sums.unit);
  }
  return part;
}

using AskOne = std::function<Result<Obligations>(std::size_t, const Contract&)>;

// The obligations with the totals of the parts, and a note of what is hidden.
Result<Obligations> AllOf(Context& context, const Query& query,
                          const Filter& filter, const std::vector<Part>& parts,
                          Obligations all) {
  TotalSums totals;
  std::set<std::string> units;
  std::size_t hidden = 0;
  for (const Part& part : parts) {
    totals.Add(part.totals);
    units.insert(part.units.begin(), part.units.end());
    hidden += part.hidden;
  }
  all.totals = totals.Totals();
  if (!filter.party.empty()) {
    CLI_RETURN_IF_ERROR(CheckParty(query, filter.party));
  }
  CLI_RETURN_IF_ERROR(CheckUnit(query, units, filter.unit));
  if (hidden > 0 && context.line.command != "export") {
    context.notes +=
        std::to_string(hidden) +
        (hidden == 1 ? " settled obligation is" : " settled obligations are") +
        " not shown; --all shows all\n";
  }
  return all;
}

// The answers of all contracts through the filter. Of a portfolio, what the
// filter takes away is dropped contract by contract.
Result<Obligations> Gather(Context& context, Query& query, Date as_of,
                           const Filter& filter, const AskOne& ask) {
  const bool held = !query.contracts.empty();
  std::vector<Part> parts(query.ids.size());
  const auto ask_one = [&](std::size_t i, const Contract& contract) -> Outcome {
    CLI_ASSIGN(Obligations own, ask(i, contract));
    if (held) {
      parts[i].owed = std::move(own);
    } else {
      parts[i] = Taken(filter, as_of, std::move(own));
    }
    return Nothing{};
  };
  CLI_RETURN_IF_ERROR(EachContract(context, query, ask_one));
  std::vector<Obligations> each;
  each.reserve(parts.size());
  for (Part& part : parts) each.push_back(std::move(part.owed));
  Obligations all = Together(std::move(each), as_of);
  if (held) {
    if (query.family) {
      const auto ceilings = FamilyCeilings(all.balances);
      all.balances.insert(all.balances.end(), ceilings.begin(), ceilings.end());
    }
    CLI_RETURN_IF_ERROR(KeepAsked(query, all));
    parts = {Taken(filter, as_of, std::move(all))};
    all = std::move(parts.front().owed);
  }
  return AllOf(context, query, filter, parts, std::move(all));
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

// What falls due until a day, of which the window ends before, of one contract:
// each sum as it stands at the end of its due day, or as soon after it as it is
// there at all. What binds later changes what is due by then, not what is to be
// paid on a day before. So everything is asked for on the last day before each
// on which an instrument binds, and a sum is taken from the first that finds it
// due.
Result<Obligations> FallingDueOf(const Contract& contract, Date as_of,
                                 Date last) {
  CLI_ASSIGN(Obligations owed, contract.ObligationsAt(as_of));
  const Contract ahead = contract.DoneBy(as_of);
  std::vector<Date> days;
  for (const Date binding : ahead.BindingDays()) {
    if (binding <= as_of || binding > last) continue;
    CLI_ASSIGN(const Date before, binding.AddDays(-1));
    if (before > as_of) days.push_back(before);
  }
  if (last > as_of) days.push_back(last);
  std::map<std::string, Obligation> fallen;
  // What later divides a sum that fell due leaves it whole here.
  const auto part_of_fallen = [&](const std::string& id) {
    const auto dot = id.rfind('.');
    return dot != std::string::npos && fallen.contains(id.substr(0, dot));
  };
  for (const Date day : days) {
    const Date asked = owed.as_of;
    for (Obligation& one : owed.obligations) {
      if (one.due && *one.due <= asked) fallen.try_emplace(one.id, one);
    }
    CLI_ASSIGN(owed, ahead.ObligationsAt(day));
    std::erase_if(owed.obligations, [&](const Obligation& one) {
      return fallen.contains(one.id) ||
             (one.due && *one.due <= asked && part_of_fallen(one.id));
    });
    for (Obligation& one : owed.obligations) one.state = StateOn(as_of, one);
  }
  for (auto& [id, one] : fallen) owed.obligations.push_back(std::move(one));
  return owed;
}

// What is open, from snapshots where they are good for it.
Result<Obligations> OpenOn(Context& context, Query& query, Date as_of) {
  const Filter filter = FilterOf(context.line);
  std::vector<Part> parts(query.ids.size());
  CLI_RETURN_IF_ERROR(
      EachOpen(context, query, as_of, [&](std::size_t i, Open open) -> Outcome {
        parts[i] = TakenOpen(filter, as_of, std::move(open));
        return Nothing{};
      }));
  std::vector<Obligations> each;
  each.reserve(parts.size());
  for (Part& part : parts) each.push_back(std::move(part.owed));
  return AllOf(context, query, filter, parts, Together(std::move(each), as_of));
}

AskOne OwedBy(Date as_of) {
  return [as_of](std::size_t, const Contract& contract) -> Result<Obligations> {
    CLI_ASSIGN(Obligations owed, contract.ObligationsAt(as_of));
    return owed;
  };
}

}  // namespace

Result<Obligations> OwedOn(Context& context, Query& query, Date as_of) {
  if (query.open_only) return OpenOn(context, query, as_of);
  return Gather(context, query, as_of, FilterOf(context.line), OwedBy(as_of));
}

Result<Obligations> AllOwedOn(Context& context, Query& query, Date as_of) {
  return Gather(context, query, as_of, Filter(), OwedBy(as_of));
}

Result<Obligations> AllOwedOn(const std::vector<Contract>& contracts,
                              Date as_of) {
  std::vector<Obligations> each(contracts.size());
  const auto ask_one = [&](std::size_t i) -> Outcome {
    CLI_ASSIGN(each[i], contracts[i].ObligationsAt(as_of));
    return Nothing{};
  };
  CLI_RETURN_IF_ERROR(OnAllCores(contracts.size(), ask_one));
  Obligations all = Together(std::move(each), as_of);
  all.totals = TotalsOf(all.obligations, as_of);
  return all;
}

Result<Obligations> FallingDue(
    Context& context, Query& query, const Window& window,
    const std::function<void(std::size_t, const Contract&)>& visit) {
  const Date as_of = query.view.as_of;
  CLI_ASSIGN(const Date before, window.until.AddDays(-1));
  const Date last = std::max(before, as_of);
  Filter filter = FilterOf(context.line);
  filter.wanted = [&](const Obligation& one) {
    return one.due && *one.due >= window.from && *one.due < window.until;
  };
  return Gather(context, query, last, filter,
                [&](std::size_t i, const Contract& contract) {
                  visit(i, contract);
                  return FallingDueOf(contract, as_of, last);
                });
}

}  // namespace covenant::cli

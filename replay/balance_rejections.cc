#include "replay/balance_rejections.h"

#include <set>
#include <string>
#include <utility>

#include "replay/decide_text.h"

namespace covenant {
namespace {


// What the record says of one clause, in all its versions.
struct ClauseHistory {
  std::set<std::string> units;  // of what is owed under it
  bool finality = false;

  void Add(const std::string& path, const Value& value) {
    if (path == "currency" || path == "deliver.unit") {
      if (const auto* unit = value.As<std::string>()) units.insert(*unit);
    }
    if (const auto* amount = value.As<Amount>();
        amount != nullptr && (path == "amount" || path == "total" ||
                              path == "price")) {
      units.insert(amount->unit().text());
    }
    if (const auto* list = value.As<Value::List>(); path == "instalments" &&
                                                    list != nullptr) {
      for (const Value& item : *list) {
        const auto* map = item.As<Value::Map>();
        if (map == nullptr) continue;
        const auto found = map->find("amount");
        if (found != map->end()) Add("amount", found->second);
      }
    }
    finality = finality || path == "finality" || path.starts_with("finality.");
  }
};

ClauseHistory HistoryOf(const std::vector<Event>& events,
                        const std::string& clause) {
  ClauseHistory history;
  const auto add = [&](const Instrument& body) {
    for (const Change& change : body.changes) {
      if (change.target != clause) continue;
      if (change.clause) {
        for (const auto& [path, value] : change.clause->fields) {
          history.Add(path, value);
        }
      } else if (change.op == Change::Op::kSet) {
        history.Add(change.path, change.to);
      }
    }
  };
  for (const Event& event : events) {
    if (const auto* body = event.As<Instrument>()) add(*body);
    if (const auto* correction = event.As<Correction>()) {
      const auto* body = correction->replacement->As<Instrument>();
      if (body != nullptr) add(*body);
    }
  }
  return history;
}

std::string Listed(const std::set<std::string>& units) {
  std::string list;
  for (const std::string& unit : units) list += (list.empty() ? "" : ", ") + unit;
  return list;
}

}  // namespace

void AddBalanceRejections(const Event& event, const std::vector<Event>& events,
                          std::size_t index,
                          std::vector<Rejection>& rejections) {
  if (!rejections.empty()) return;
  const auto refuse = [&](std::string code, std::string path,
                          std::string message, std::string label,
                          std::string help) {
    rejections.push_back({std::move(code), index, std::move(path),
                          std::move(message), std::move(label),
                          std::move(help)});
  };
  const auto check_unit = [&](const std::string& path, const Amount& amount,
                              const std::string& clause,
                              const ClauseHistory& history) {
    if (history.units.empty() ||
        history.units.contains(amount.unit().text())) {
      return;
    }
    refuse("E0450", path,
           "nothing is owed in " + amount.unit().text() + " under " + clause,
           "another unit", "write it in " + Listed(history.units));
  };
  if (const auto* statement = event.As<Statement>()) {
    const std::string clause =
        statement->obligation.substr(0, statement->obligation.find('/'));
    const ClauseHistory history = HistoryOf(events, clause);
    if (!history.finality) {
      refuse("E0451", "obligation",
             "the clause " + clause +
                 " has no rule by which a statement becomes final",
             "never final",
             "record the rule first: `finality: { after: 15 days }` in the "
             "clause");
    }
    if (statement->amount) {
      check_unit("amount", *statement->amount, clause, history);
    }
    return;
  }
  const auto* body = event.As<Instrument>();
  if (body == nullptr) return;
  for (std::size_t i = 0; i < body->changes.size(); ++i) {
    const Change& change = body->changes[i];
    if (change.op != Change::Op::kWaive || !change.amount) continue;
    const std::string path = body->kind == InstrumentKind::kWaiver
                                 ? "amount"
                                 : ChangePath(*body, i) + ".amount";
    check_unit(path, *change.amount, change.target,
               HistoryOf(events, change.target));
  }
}

}  // namespace covenant

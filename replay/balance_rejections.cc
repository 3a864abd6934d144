#include "replay/balance_rejections.h"

#include <set>
#include <string>
#include <utility>

#include "replay/decide_text.h"

namespace covenant {
namespace {


// What the record says of one clause, in all its versions.
struct ClauseHistory {
  std::set<std::string> own;  // units that it computes in
  std::set<std::string> to;   // currencies that it is converted to
  std::set<std::string> quantities;  // that it counts
  bool unconverted = false;   // a version of it is owed in its own unit
  bool finality = false;

  // The units in which it counts what an opening states.
  std::set<std::string> UnitsOf(Counted counted) const {
    std::set<std::string> units =
        counted == Counted::kTierBase ? quantities : own;
    if (counted == Counted::kMakeUp) {
      units.insert(quantities.begin(), quantities.end());
    }
    return units.empty() ? own : units;
  }

  // The units in which something is owed under it.
  std::set<std::string> Units() const {
    std::set<std::string> units = to;
    if (unconverted || to.empty()) units.insert(own.begin(), own.end());
    return units;
  }

  void Add(const std::string& path, const Value& value) {
    if (const auto* unit = value.As<std::string>();
        unit != nullptr && path == "unit") {
      quantities.insert(*unit);
    }
    if (const auto* least = value.As<Amount>();
        least != nullptr && path == "minimum") {
      quantities.insert(least->unit().text());
    }
    if (path == "currency" || path == "deliver.unit") {
      if (const auto* unit = value.As<std::string>()) own.insert(*unit);
    }
    if (const auto* amount = value.As<Amount>();
        amount != nullptr && (path == "amount" || path == "total" ||
                              path == "price")) {
      own.insert(amount->unit().text());
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

  // A version of the whole clause.
  void Add(const Fields& fields) {
    for (const auto& [path, value] : fields) Add(path, value);
    const Value* currency = FindField(fields, "convert.to");
    const Value* day = FindField(fields, "convert.day");
    const auto* on = day == nullptr ? nullptr : day->As<std::string>();
    // At the rate of the day of payment it stays owed in its own currency.
    if (currency == nullptr || (on != nullptr && *on == "payment")) {
      unconverted = true;
    } else if (const auto* unit = currency->As<std::string>()) {
      to.insert(*unit);
    }
  }

  // A change of one field of it.
  void Change(const std::string& path, const Value& value) {
    Add(path, value);
    const auto* word = value.As<std::string>();
    if (path == "convert.to" && word != nullptr) to.insert(*word);
    if (path == "convert.day" && word != nullptr && *word == "payment") {
      unconverted = true;
    }
  }
};

ClauseHistory HistoryOf(const std::vector<Event>& events,
                        const std::string& clause) {
  ClauseHistory history;
  const auto add = [&](const Instrument& body) {
    for (const Change& change : body.changes) {
      if (change.target != clause) continue;
      if (change.clause) {
        history.Add(change.clause->fields);
      } else if (change.op == Change::Op::kSet) {
        history.Change(change.path, change.to);
      } else if (change.path == "convert") {
        history.unconverted = true;  // taken out
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
    const std::set<std::string> units = history.Units();
    if (units.empty() || units.contains(amount.unit().text())) return;
    refuse("E0450", path,
           "nothing is owed in " + amount.unit().text() + " under " + clause,
           "another unit", "write it in " + Listed(units));
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
  if (const auto* opening = event.As<Opening>()) {
    for (std::size_t i = 0; i < opening->counts.size(); ++i) {
      const OpeningCount& count = opening->counts[i];
      const auto units = HistoryOf(events, count.clause).UnitsOf(count.counted);
      const std::string& unit = count.amount.unit().text();
      if (units.empty() || units.contains(unit)) continue;
      refuse("E0450", "counts[" + std::to_string(i) + "].amount",
             count.clause + " does not count this in " + unit, "another unit",
             "write it in " + Listed(units));
    }
    return;
  }
  if (const auto* dispute = event.As<Dispute>()) {
    if (!dispute->amount) return;
    const std::string clause =
        dispute->obligation.substr(0, dispute->obligation.find('/'));
    check_unit("amount", *dispute->amount, clause, HistoryOf(events, clause));
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

// Sums that are owed once, and instalments: decisions.md 12.
#include <algorithm>

#include "tests/model/money_model.h"

namespace covenant::model {
namespace {

template <typename T>
std::optional<T> Copy(const T* value) {
  if (value == nullptr) return std::nullopt;
  return *value;
}

}  // namespace

void MoneyModel::Parties(const ClauseNow& clause, Raw& raw) const {
  if (const auto* debtor = clause.As<std::string>("debtor")) {
    raw.debtor = *debtor;
  }
  if (const auto* creditor = clause.As<std::string>("creditor")) {
    raw.creditor = *creditor;
  }
}

// The day on which the sum accrues, on or before the as-of day; nothing while
// it has not. `met`: false where its condition has failed.
std::optional<Date> MoneyModel::AccrualDay(const Table& table,
                                           const SumKey& key,
                                           const OneOff& item, Date first,
                                           bool& met) {
  met = true;
  if (item.condition.empty()) return first;
  const auto it = terms_.milestones().find(item.condition);
  const bool reached = it != terms_.milestones().end() && it->second <= as_of_;
  if (!reached) {
    if (item.long_stop && as_of_ > *item.long_stop) met = false;
    return std::nullopt;
  }
  if (item.long_stop && it->second > *item.long_stop) {
    met = false;
    return std::nullopt;
  }
  if (it->second < first) {
    Doubt(key.clause, "a condition that was met before the clause began");
  }
  const ClauseNow* then = ClauseOn(table, key.clause, it->second);
  if (then == nullptr) {
    met = false;
    return std::nullopt;
  }
  if (!Live(then, key.clause, it->second)) {
    Doubt(key.clause, "a condition that was met after the clause's term");
  }
  return it->second;
}

// The clause whose words govern the sum on the day: that of the day; or, where
// the clause has ended since the sum accrued, the last one. Null: nothing is
// owed.
const ClauseNow* MoneyModel::Governing(const Table& table, const SumKey& key,
                                       const ItemOf& item_of, Date accrues,
                                       Date day) {
  const ClauseNow* now = ClauseOn(table, key.clause, day);
  if (now != nullptr) {
    if (now->in_force != InForce::kYes) {
      // Its own term is over; whether later changes still reach it is not said.
      for (Date back = day; back >= accrues; back = *back.AddDays(-1)) {
        const ClauseNow* then = ClauseOn(table, key.clause, back);
        const auto item = then == nullptr ? std::nullopt : item_of(*then);
        const auto today = item_of(*now);
        if (item.has_value() != today.has_value() ||
            (item && (item->amount == nullptr || today->amount == nullptr ||
                      !(*item->amount == *today->amount)))) {
          Doubt(key.clause, "changed after its own term");
        }
      }
    }
    return item_of(*now) ? now : nullptr;
  }
  for (Date back = day; back >= accrues; back = *back.AddDays(-1)) {
    const ClauseNow* clause = ClauseOn(table, key.clause, back);
    if (clause != nullptr) {
      if (!item_of(*clause)) return nullptr;
      return clause;
    }
    const auto& gone = TermsOn(table, back).gone;
    const auto how = gone.find(key.clause);
    if (how == gone.end()) {
      Doubt(key.clause, "a clause that reverted before it fell due");
      return nullptr;
    }
    if (how->second == Gone::kRemoved) {
      if (back != day) Doubt(key.clause, "removed, then ended");
      return nullptr;
    }
  }
  return nullptr;
}

void MoneyModel::EvaluateOneOff(const Table& table, const SumKey& key,
                                const ItemOf& item_of, Replay& replay) {
  const bool before = picked_;
  picked_ = false;
  std::optional<Date> first;
  std::optional<OneOff> shape;
  const ClauseNow* first_clause = nullptr;
  bool made_again = false;
  for (Date day = first_; day <= last_; day = *day.AddDays(1)) {
    const ClauseNow* clause = ClauseOn(table, key.clause, day);
    if (clause == nullptr) continue;
    const auto item = item_of(*clause);
    if (!item) continue;
    if (shape && !SameShape(*shape, *item)) {
      Doubt(key.clause, "when it is due changes");
    }
    if (!shape) shape = item;
    made_again = made_again || (first_clause != nullptr &&
                                clause->added_by != first_clause->added_by);
    if (!first && Live(clause, key.clause, day)) {
      first = day;
      first_clause = clause;
    }
  }
  const bool doubtful_days = picked_;
  picked_ = before || picked_;
  if (!first || *first > as_of_) return;
  if (doubtful_days)
    Doubt(key.clause, "a sum owed once, with undisclosed term");
  Raw raw;
  bool met = true;
  const std::optional<Date> accrues =
      AccrualDay(table, key, *shape, *first, met);
  if (!met) return;
  const bool picked_before = picked_;
  picked_ = false;
  const auto amount_of = [&](const ClauseNow& clause) {
    const OneOff item = *item_of(clause);
    raw.unit.clear();
    if (item.amount != nullptr && item.amount->As<Amount>() != nullptr) {
      raw.unit = item.amount->As<Amount>()->unit().text();
    } else {
      Doubt(key.clause, "unit of a conflicting amount");
    }
    const auto blame =
        clause.fields.find(key.part.empty() ? "amount" : "instalments");
    std::string source = key.clause + "/" + key.part;
    for (const Entry* claim : blame->second.claims) {
      source += "/" + claim->event->id;
    }
    return Round(clause, raw.unit, Number(source, item.amount));
  };
  if (!accrues) {
    const ClauseNow* now = ClauseOn(table, key.clause, as_of_);
    if (now != nullptr && !Live(now, key.clause, as_of_)) {
      Doubt(key.clause, "contingent after the clause's term");
    }
    if (now != nullptr && item_of(*now)) {
      raw.contingent = amount_of(*now);
      Parties(*now, raw);
      raw.tainted = picked_;
      replay.emplace(key, raw);
    }
    picked_ = picked_ || picked_before;
    return;
  }
  raw.due = *accrues;
  if (shape->due && shape->due->date) {
    raw.due = shape->due->date;
  } else if (shape->due) {
    Date from = *accrues;
    if (shape->due->anchor == DueAnchor::kMilestone &&
        shape->condition.empty()) {
      Doubt(key.clause, "due after a milestone that is not named");
    }
    if (shape->due->anchor == DueAnchor::kEffective) {
      from = *first;
      if (made_again) Doubt(key.clause, "in effect since when");
    }
    if (shape->due->anchor == DueAnchor::kExecution) {
      // Of the instrument that made the clause.
      const Entry* made = first_clause->added_by;
      if (made == nullptr || !made->event->executed || made_again) {
        Doubt(key.clause, "executed when");
      } else {
        from = *made->event->executed;
      }
    }
    raw.due = shape->due->after ? *shape->due->after->AddTo(from) : from;
  }
  if (*raw.due < *accrues) Doubt(key.clause, "due before it accrues");
  const Date day = std::min(*raw.due, as_of_);
  const ClauseNow* clause = Governing(table, key, item_of, *accrues, day);
  if (clause != nullptr) {
    raw.accrued = amount_of(*clause);
    raw.exact = raw.accrued;
    raw.days = {*accrues};
    Parties(*clause, raw);
    raw.tainted = picked_;
    replay.emplace(key, raw);
  }
  picked_ = picked_ || picked_before;
}

namespace {

// The instalments of one day's clause; nothing while they are conflicting.
const Value::List* Instalments(const ClauseNow& clause) {
  return clause.As<Value::List>("instalments");
}

std::string InstalmentName(const Value::List& list, std::size_t at) {
  const auto& map = *list[at].As<Value::Map>();
  const auto id = map.find("id");
  if (id == map.end()) return std::to_string(at + 1);
  return *id->second.As<std::string>();
}

}  // namespace

void MoneyModel::EvaluateSchedule(const Table& table, const std::string& id,
                                  Replay& replay) {
  std::set<std::string> names;
  for (const TermsNow& terms : table) {
    const auto it = terms.clauses.find(id);
    if (it == terms.clauses.end()) continue;
    const auto* list = Instalments(it->second);
    if (list == nullptr) return Doubt(id, "instalments are not known");
    for (std::size_t i = 0; i < list->size(); ++i) {
      names.insert(InstalmentName(*list, i));
    }
  }
  for (const std::string& name : names) {
    const auto item_of =
        [&name](const ClauseNow& clause) -> std::optional<OneOff> {
      const auto* list = Instalments(clause);
      for (std::size_t i = 0; i < list->size(); ++i) {
        if (InstalmentName(*list, i) != name) continue;
        const auto& map = *(*list)[i].As<Value::Map>();
        const auto field = [&map](const char* path) -> const Value* {
          const auto it = map.find(path);
          return it == map.end() ? nullptr : &it->second;
        };
        OneOff item;
        item.amount = field("amount");
        if (field("due") != nullptr)
          item.due = Copy(field("due")->As<DueRule>());
        if (field("condition") != nullptr) {
          item.condition = *field("condition")->As<std::string>();
        }
        if (field("long_stop") != nullptr) {
          item.long_stop = Copy(field("long_stop")->As<Date>());
        }
        return item;
      }
      return std::nullopt;
    };
    EvaluateOneOff(table, SumKey{id, name}, item_of, replay);
  }
}

}  // namespace covenant::model

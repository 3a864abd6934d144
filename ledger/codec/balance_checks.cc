#include "ledger/codec/balance_checks.h"

#include <string>
#include <string_view>
#include <utility>

#include "covenant/v1/event.pb.h"
#include "ledger/codec/message_check.h"

namespace covenant {
namespace {

using google::protobuf::Message;

void Add(const Span& at, Problem problem, Sink& sink) {
  sink.Add(at, problem.code, std::move(problem.message),
           std::move(problem.label), std::move(problem.help));
}

void CheckPart(const Node& node, Sink& sink) {
  if (node.Find("share") == nullptr || node.Find("amount") == nullptr) return;
  sink.Add(node.KeyAt("amount"), "E0361",
           "a waiver states a share or an amount, not both", "",
           "write two waivers");
}

void CheckStatement(const v1::Statement& statement, const Node& node,
                    Sink& sink) {
  const std::string& obligation = statement.obligation();
  if (obligation.empty() || obligation.find('/') != std::string::npos) return;
  sink.Add(node.ValueAt("obligation"), "E0360",
           "a statement is of one sum, and this names a clause", "",
           "write the sum as `audit` names it: `" + obligation + "/2024-Q2`");
}

void CheckLiabilityCap(const v1::LiabilityCap& cap, const Node& node,
                       Sink& sink) {
  const auto has = [&](std::string_view key) {
    return node.Find(key) != nullptr;
  };
  if (!has("amount") && !has("share") && !node.incomplete) {
    sink.Add(node.at, "E0363", "the cap states neither an amount nor a share",
             "", "write `amount: 500000.00 EUR`, or `share: 100 %` of `fees`");
  }
  if (has("amount") && has("share") && !has("of_both")) {
    sink.Add(node.KeyAt("share"), "E0363",
             "both amount and share are stated, and not which of them is the "
             "limit",
             "", "write `of_both: greater-of`, or `of_both: lesser-of`");
  }
  const std::pair<std::string_view, std::string_view> needs[] = {
      {"share", "fees"},       {"fees", "share"},     {"fees_over", "share"},
      {"fees_count", "share"}, {"of_both", "amount"}, {"of_both", "share"}};
  for (const auto& [key, other] : needs) {
    if (!has(key) || has(other)) continue;
    sink.Add(node.KeyAt(key), "E0363",
             "`" + std::string(key) + "` needs `" + std::string(other) + "`",
             "", "write `" + std::string(other) + ":` beside it, or remove it");
  }
  if (has("trailing") && has("year_start")) {
    sink.Add(node.KeyAt("year_start"), "E0334",
             "`trailing` and `year_start` exclude each other", "",
             "leave one of them out");
  }
  if (cap.has_amount() && !cap.currency().empty() &&
      cap.amount().unit() != cap.currency()) {
    sink.Add(node.ValueAt("amount"), "E0321",
             "the cap is in " + cap.amount().unit() + ", its clause counts " +
                 cap.currency(),
             "", "write both in one currency");
  }
}

void CheckOwnTerm(const v1::Clause& clause, const Node& node, Sink& sink) {
  const std::pair<std::string_view, const v1::Endpoint*> ends[] = {
      {"from", &clause.from()}, {"until", &clause.until()}};
  for (const auto& [key, end] : ends) {
    if (end->has_paid() || end->has_since()) {
      Add(node.ValueAt(key), ConditionOfInstrument(), sink);
    }
  }
}

void CheckReaches(const v1::Event& event, const Node& node, Sink& sink) {
  const v1::Endpoint& effective = event.effective();
  const bool conditional = !effective.condition().empty() || effective.has_paid();
  if (event.termination().reaches().empty() || !conditional) return;
  sink.Add(
      node.KeyAt("reaches"), "E0362",
      "a termination on a condition reaches no milestone", "",
      "name the milestone of its condition in the clauses that wait for it");
}

// Whether the change, or the event, waives.
void CheckSince(const v1::Endpoint& effective, bool waives, const Node& node,
                Sink& sink) {
  if (!effective.has_since() || waives) return;
  const Member* end = node.Find("effective");
  sink.Add(end == nullptr ? node.at : end->value.KeyAt("since"), "E0362",
           "`since` belongs to waivers", "terms change from their own day on",
           "write the day on which the change begins as `effective`");
}

}  // namespace

Problem VoidAtStart() {
  return {"E0223", "`void` belongs to an end, not to a start", "",
          "remove it, or write the condition as `until`"};
}

Problem ConditionOfInstrument() {
  return {"E0362", "a clause's own term cannot depend on payments",
          "belongs to an instrument or a change",
          "write it as `effective` or `until` of the instrument or the change"};
}

void CheckBalances(const Message& message, const Node& node, Sink& sink) {
  if (const auto* statement = MessageAs<v1::Statement>(message)) {
    CheckStatement(*statement, node, sink);
  } else if (MessageAs<v1::Waiver>(message) != nullptr) {
    CheckPart(node, sink);
  } else if (const auto* change = MessageAs<v1::Change>(message)) {
    CheckPart(node, sink);
    CheckSince(change->effective(), !change->waive().empty(), node, sink);
  } else if (const auto* event = MessageAs<v1::Event>(message)) {
    CheckSince(event->effective(), event->has_waiver(), node, sink);
    CheckReaches(*event, node, sink);
  } else if (const auto* cap = MessageAs<v1::LiabilityCap>(message)) {
    CheckLiabilityCap(*cap, node, sink);
  } else if (const auto* clause = MessageAs<v1::Clause>(message)) {
    CheckOwnTerm(*clause, node, sink);
  }
}

void CheckEndpoint(const v1::Endpoint& end, const Node& node, bool start,
                   Sink& sink) {
  const auto has = [&](std::string_view key) {
    return node.Find(key) != nullptr;
  };
  int forms = 0;
  for (const std::string_view key :
       {"date", "condition", "paid", "undisclosed"}) {
    if (has(key)) ++forms;
  }
  if (forms != 1 || (has("undisclosed") && !end.undisclosed())) {
    sink.Add(node.at, "E0223",
             "a day is a date, a condition or undisclosed, one of them", "",
             "write `2024-04-01`, `{ condition: NAME }` or "
             "`{ undisclosed: true }`");
    return;
  }
  const std::string_view condition = has("paid") ? "paid" : "condition";
  const std::pair<std::string_view, std::string_view> needs[] = {
      {"long_stop", condition},      {"void", condition},
      {"since", condition},          {"paid", "towards"},
      {"after", condition},          {"towards", "paid"},
      {"not_before", "undisclosed"}, {"not_after", "undisclosed"},
  };
  for (const auto& [key, other] : needs) {
    if (!has(key) || has(other)) continue;
    sink.Add(node.KeyAt(key), "E0223",
             "`" + std::string(key) + "` needs `" + std::string(other) + "`",
             "", "write `" + std::string(other) + ":` beside it, or remove it");
  }
  for (const std::string_view key : {"void", "since"}) {
    if (!end.has_after() || !has(key)) continue;
    sink.Add(node.KeyAt("after"), "E0223",
             "`after` and `" + std::string(key) + "` exclude each other", "",
             "leave one of them out");
  }
  if (end.after().unit() == v1::TIME_UNIT_BUSINESS_DAYS) {
    sink.Add(node.ValueAt("after"), "E0223",
             "an end is not counted in business days", "",
             "count in days, weeks, months or years");
  }
  if (end.void_() && start) Add(node.KeyAt("void"), VoidAtStart(), sink);
  if (end.has_since() && !start) {
    sink.Add(node.KeyAt("since"), "E0223",
             "`since` belongs to a start, not to an end", "",
             "remove it, or write `void: true`");
  }
  if (end.has_not_before() && end.has_not_after() &&
      end.not_after().day() < end.not_before().day()) {
    sink.Add(node.KeyAt("not_after"), "E0223",
             "`not_after` is before `not_before`", "", "exchange them");
  }
}

}  // namespace covenant

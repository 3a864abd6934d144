#include "ledger/codec/due_checks.h"

#include <string>

#include "covenant/v1/event.pb.h"
#include "ledger/codec/message_check.h"

namespace covenant {
namespace {

// What sums of a clause have that a day can be counted from.
struct DaysOfSum {
  bool periods = false;
  bool condition = false;
};

// The part of the rule because of which it never has a day, or nothing.
const v1::Due* NeverDue(const v1::Due& due, const DaysOfSum& sum) {
  if (!due.earlier_of().empty()) {
    const v1::Due* first = nullptr;
    for (const v1::Due& part : due.earlier_of()) {
      const v1::Due* never = NeverDue(part, sum);
      if (never == nullptr) return nullptr;
      if (first == nullptr) first = never;
    }
    return first;
  }
  for (const v1::Due& part : due.later_of()) {
    const v1::Due* never = NeverDue(part, sum);
    if (never != nullptr) return never;
  }
  switch (due.anchor()) {
    case v1::DUE_ANCHOR_NOTICE:
      return &due;
    case v1::DUE_ANCHOR_MILESTONE:
      return sum.condition ? nullptr : &due;
    case v1::DUE_ANCHOR_PERIOD_START:
    case v1::DUE_ANCHOR_PERIOD_END:
      return sum.periods ? nullptr : &due;
    default:
      return nullptr;
  }
}

void CheckRule(const v1::Due& due, bool periods, const Node& node, Sink& sink) {
  // Where other text adds to this one, the condition may stand there.
  if (node.incomplete || node.Find("due") == nullptr) return;
  const DaysOfSum sum{periods, !periods && node.Find("condition") != nullptr};
  const v1::Due* never = NeverDue(due, sum);
  if (never == nullptr) return;
  std::string message, help;
  if (never->anchor() == v1::DUE_ANCHOR_NOTICE) {
    message = "a sum never falls due by a notice";
    help =
        "write a payment that is owed once, with `condition: NAME` and "
        "`due: 10 days after milestone`, and state the day of the notice "
        "as a `milestone`";
  } else if (never->anchor() != v1::DUE_ANCHOR_MILESTONE) {
    message = "a sum that is owed once has no period to count from";
    help =
        "write a date, or count from `effective`, `execution`, `invoice` "
        "or, with a `condition`, from `milestone`";
  } else if (periods) {
    message = "a sum that is owed for a period has no milestone to count from";
    help =
        "count from the period, `30 days after period-end`, or write a "
        "payment that is owed once, with a `condition`";
  } else {
    message = "there is no milestone to count from";
    help = "write its name as `condition: NAME` beside it";
  }
  sink.Add(node.ValueAt("due"), "E0374", message, "it would never fall due",
           help);
}

}  // namespace

void CheckDueDay(const google::protobuf::Message& message, const Node& node,
                 Sink& sink) {
  if (const auto* once = MessageAs<v1::Payment>(message)) {
    CheckRule(once->due(), false, node, sink);
  } else if (const auto* part = MessageAs<v1::Instalment>(message)) {
    CheckRule(part->due(), false, node, sink);
  } else if (const auto* formula = MessageAs<v1::Formula>(message)) {
    CheckRule(formula->due(), node.Find("every") != nullptr, node, sink);
  } else if (const auto* share = MessageAs<v1::RevenueShare>(message)) {
    CheckRule(share->due(), true, node, sink);
  } else if (const auto* price = MessageAs<v1::UnitPrice>(message)) {
    CheckRule(price->due(), true, node, sink);
  } else if (const auto* take = MessageAs<v1::TakeOrPay>(message)) {
    CheckRule(take->due(), true, node, sink);
  } else if (const auto* again = MessageAs<v1::RecurringPayment>(message)) {
    CheckRule(again->due(), true, node, sink);
  } else if (const auto* best = MessageAs<v1::MostFavouredPrice>(message)) {
    CheckRule(best->due(), true, node, sink);
  }
}

}  // namespace covenant

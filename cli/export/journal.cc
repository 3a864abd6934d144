#include "cli/export/journal.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/export/csv.h"
#include "cli/render/figures.h"
#include "ledger/value/decimal.h"

namespace covenant::cli {
namespace {

struct Posting {
  std::string account;
  Decimal amount;
};

struct Paid {
  Date date;
  Decimal amount;
  std::string because;
  bool tax = false;  // withheld and paid to an authority
};

// What stands before the day in the labels of what was paid.
constexpr std::string_view kPaid = "paid ";
constexpr std::string_view kTax = "tax withheld ";

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// hledger takes other characters than letters in a commodity only in quotes.
std::string Commodity(const std::string& unit) {
  if (std::all_of(unit.begin(), unit.end(), IsLetter)) return unit;
  return "\"" + unit + "\"";
}

// The node that adds up what was paid, not far below the root of a figure.
const TraceNode* PaidNode(const Trace& trace, int depth) {
  if (trace == nullptr) return nullptr;
  if (trace->op == TraceOp::kSum && trace->label == "paid") return trace.get();
  if (depth == 0) return nullptr;
  for (const Trace& input : trace->inputs) {
    if (const TraceNode* found = PaidNode(input, depth - 1)) return found;
  }
  return nullptr;
}

// The parts of payments that met the obligation, each with its day; nothing if
// they do not add up to what the obligation says is paid.
std::vector<Paid> PaymentsOf(const Obligation& one) {
  std::vector<Paid> payments;
  const TraceNode* const node = PaidNode(one.trace, 4);
  if (node == nullptr) return payments;
  for (const Trace& leaf : node->inputs) {
    const bool tax = leaf->label.starts_with(kTax);
    const std::string_view before = tax ? kTax : kPaid;
    // Behind the day may stand what it was paid on.
    const auto day = Date::Parse(
        leaf->label.substr(std::min(leaf->label.size(), before.size()), 10));
    if (!day.ok() || !leaf->value.IsExact()) return {};
    auto amount = Decimal::FromRational(*leaf->value.at_least());
    if (!amount.ok()) return {};
    if (one.paid.IsExact() && amount->Scale() < one.paid.value().Scale()) {
      amount = amount->Rescaled(one.paid.value().Scale());
      if (!amount.ok()) return {};
    }
    payments.push_back({*day, *amount, RefsText(EventsOf(leaf)), tax});
  }
  if (!(node->value == one.paid.Range())) return {};
  return payments;
}

class Writer {
 public:
  explicit Writer(Date as_of) : as_of_(as_of) {}

  void Duty(const Obligation& one) {
    const Date due = DayOf(one);
    if (Unknown(one)) {
      Remark(due, one.id + ": " + one.debtor + " owes " + one.creditor + " " +
                      AmountText(one.owed, one.unknown_because) +
                      (one.paid.IsExact() && one.paid.value().IsZero()
                           ? ""
                           : "; paid " + AmountText(one.paid)));
      return;
    }
    if (!IsZero(one.contingent)) {
      Remark(due, one.id + ": contingent " + AmountText(one.contingent));
    }
    const std::string tail = one.contract + ":" + one.clause;
    const auto both = [&](Date day, const std::string& what, const Decimal& sum,
                          const std::string& debtor_side,
                          const std::string& creditor_side,
                          const std::string& other_tail,
                          const std::string& remark) {
      if (sum.IsZero()) return;
      const Decimal less = sum.Negated();
      Transaction(
          day, one.id + " " + what, one.unit, remark,
          {{one.debtor + ":" + debtor_side + ":" + one.creditor + ":" +
                other_tail,
            sum},
           {one.debtor + ":payable:" + one.creditor + ":" + tail, less},
           {one.creditor + ":receivable:" + one.debtor + ":" + tail, sum},
           {one.creditor + ":" + creditor_side + ":" + one.debtor + ":" +
                other_tail,
            less}});
    };
    std::vector<std::string> names;
    for (const EventRef& ref : one.because) names.push_back(RefText(ref));
    both(due, "accrued", one.accrued.value(), "charged", "earned", tail,
         Joined(names));
    both(as_of_, "interest", one.interest.value(), "charged", "earned", tail,
         "");
    both(due, "waived", one.waived.value().Negated(), "waived", "waived", tail,
         "");
    both(due, "credited", one.credited.value().Negated(), "credited",
         "credited", tail, "");
    std::vector<Paid> payments = PaymentsOf(one);
    if (payments.empty()) payments = {{as_of_, one.paid.value(), ""}};
    for (const Paid& paid : payments) {
      if (paid.tax) {
        Tax(one, paid, tail);
        continue;
      }
      both(paid.date, "paid", paid.amount.Negated(), "payments", "payments",
           one.contract, paid.because);
    }
    both(as_of_, "overpaid", one.overpaid.value(), "overpaid", "overpaid",
         one.contract, "");
  }

  void Payment(const Event& event, const PaymentMade& payment) {
    const std::string what = event.stream + " payment " + event.id;
    if (!payment.amount.IsExact()) {
      Remark(payment.date, what + ": " + payment.payer + " paid " +
                               payment.payee + " " +
                               AmountText(payment.amount));
      return;
    }
    const Decimal& sum = payment.amount.value();
    const Decimal less = sum.Negated();
    if (sum.IsZero()) return;
    Transaction(payment.date, what, payment.amount.unit().text(), event.Ref(),
                {{payment.payer + ":payments:" + payment.payee + ":" +
                      event.stream,
                  sum},
                 {payment.payer + ":cash", less},
                 {payment.payee + ":cash", sum},
                 {payment.payee + ":payments:" + payment.payer + ":" +
                      event.stream,
                  less}});
  }

  std::string Text(const Query& query) {
    std::string text = "; " + query.Subject() + ", as of " +
                       as_of_.ToString() + ", known at " +
                       PointText(query.view.known) +
                       "\n; made by covenant export; the balance of "
                       "DEBTOR:payable:CREDITOR is what is owed\n\n"
                       "decimal-mark .\n";
    for (const auto& [unit, scale] : scales_) {
      text += "commodity 1000." + std::string(scale, '0') + " " +
              Commodity(unit) + "\n";
    }
    std::stable_sort(
        entries_.begin(), entries_.end(),
        [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [day, entry] : entries_) text += "\n" + entry;
    return text;
  }

 private:
  static bool IsZero(const Amount& amount) {
    return amount.IsExact() && amount.value().IsZero();
  }

  static bool Unknown(const Obligation& one) {
    for (const Amount* amount : {&one.accrued, &one.interest, &one.waived,
                                 &one.credited, &one.paid, &one.owed,
                                 &one.overpaid}) {
      if (!amount->IsExact()) return true;
    }
    return false;
  }

  Date DayOf(const Obligation& one) const {
    if (one.due) return *one.due;
    if (!one.period || !one.period->until()) return as_of_;
    return one.period->until()->AddDays(-1).value_or(as_of_);
  }

  // The debtor pays the authority; the creditor has paid tax.
  void Tax(const Obligation& one, const Paid& paid, const std::string& tail) {
    const Decimal less = paid.amount.Negated();
    Transaction(
        paid.date, one.id + " tax withheld", one.unit, paid.because,
        {{one.debtor + ":payable:" + one.creditor + ":" + tail, paid.amount},
         {one.debtor + ":cash", less},
         {one.creditor + ":tax:" + one.debtor + ":" + one.contract,
          paid.amount},
         {one.creditor + ":receivable:" + one.debtor + ":" + tail, less}});
  }

  void Remark(Date day, const std::string& text) {
    entries_.emplace_back(day, "; " + day.ToString() + " " + text + "\n");
  }

  void Transaction(Date day, const std::string& what, const std::string& unit,
                   const std::string& remark,
                   const std::vector<Posting>& postings) {
    std::string text = day.ToString() + " " + what +
                       (remark.empty() ? "" : "  ; " + remark) + "\n";
    std::size_t width = 0;
    for (const Posting& posting : postings) {
      width = std::max(width, posting.account.size());
    }
    std::size_t& scale = scales_[unit];
    for (const Posting& posting : postings) {
      scale = std::max(scale, static_cast<std::size_t>(posting.amount.Scale()));
      const std::string number = posting.amount.ToString();
      text += "    " + posting.account +
              std::string(width - posting.account.size() + 2, ' ') +
              (number[0] == '-' ? "" : " ") + number + " " + Commodity(unit) +
              "\n";
    }
    entries_.emplace_back(day, std::move(text));
  }

  Date as_of_;
  std::map<std::string, std::size_t> scales_;
  std::vector<std::pair<Date, std::string>> entries_;
};

}  // namespace

Result<std::string> Journal(Query& query, const Obligations& owed) {
  Writer writer(query.view.as_of);
  for (const std::string& id : query.ids) {
    CLI_ASSIGN(const std::vector<Event> events, CountedEvents(query, id));
    for (const Event& event : events) {
      const auto* payment = event.As<PaymentMade>();
      if (payment == nullptr || payment->date > query.view.as_of) continue;
      writer.Payment(event, *payment);
    }
  }
  for (const Obligation& one : owed.obligations) writer.Duty(one);
  return writer.Text(query);
}

}  // namespace covenant::cli

#include "replay/money/settle.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace covenant {
namespace {

// A line with what has been paid on it.
struct Account {
  Line line;
  std::string id;
  std::vector<Trace> payments;
  RationalRange open;  // what can still be paid
  RationalRange overpaid;
};

RationalRange Positive(const RationalRange& range) {
  return Max(range, RationalRange());
}

bool DueBefore(const Account& a, const Account& b) {
  const auto& x = a.line.occurrence;
  const auto& y = b.line.occurrence;
  if (x.due.has_value() != y.due.has_value()) return x.due.has_value();
  if (x.due != y.due) return *x.due < *y.due;
  return a.id < b.id;
}

class Settler {
 public:
  Settler(const std::string& contract, Lines lines, const Facts& facts,
          const std::set<std::string>& suspended, Date as_of,
          const AsClosed& as_closed)
      : contract_(contract),
        lines_(std::move(lines)),
        facts_(facts),
        suspended_(suspended),
        as_of_(as_of),
        as_closed_(as_closed) {}

  absl::StatusOr<Obligations> Run() {
    Open();
    for (Line& line : lines_.lines) AddAccount(std::move(line));
    std::sort(accounts_.begin(), accounts_.end(), DueBefore);
    for (const Recorded* payment : facts_.payments) Pay(*payment);
    result_.as_of = as_of_;
    result_.findings = std::move(lines_.findings);
    for (const Account& account : accounts_) {
      if (absl::Status s = AddObligation(account); !s.ok()) return s;
    }
    if (absl::Status s = AddBalances(); !s.ok()) return s;
    result_.totals = TotalsOf(result_.obligations, as_of_);
    return std::move(result_);
  }

 private:
  // --- Openings.

  static bool Covers(const Opening& opening, const std::string& clause) {
    return opening.clauses.empty() ||
           std::find(opening.clauses.begin(), opening.clauses.end(), clause) !=
               opening.clauses.end();
  }

  void Open() {
    for (const Recorded* r : facts_.openings) {
      const auto& opening = *r->event->As<Opening>();
      if (opening.through > as_of_) continue;
      std::erase_if(lines_.lines, [&](const Line& line) {
        const Occurrence& o = line.occurrence;
        if (!Covers(opening, o.clause) || !o.closes_on ||
            *o.closes_on > opening.through) {
          return false;
        }
        Close(*r, opening, o);
        return true;
      });
      for (const OpeningBalance& balance : opening.balances) {
        Carry(*r, opening, balance);
      }
    }
  }

  void Close(const Recorded& by, const Opening& opening, const Occurrence& o) {
    const std::string id = contract_ + "/" + o.clause + "/" + o.name;
    std::erase_if(lines_.findings,
                  [&](const Finding& f) { return f.subject == id; });
    if (o.accrued == nullptr || !o.accrued->value.IsExact()) return;
    const auto closed = as_closed_(by.event->sequence, {o.clause, o.name});
    if (closed && *closed == o.accrued->value) return;
    // What ended or shortened the period later is not among its figures.
    std::vector<EventRef> late;
    for (const EventRef& ref : EventsOf(o.accrued)) {
      if (ref.version > by.refs.front().version) late.push_back(ref);
    }
    const auto computed = AmountOf(o.accrued->value, o.unit);
    late.push_back(by.refs.front());
    lines_.findings.push_back(
        {std::string(finding::kFinalAmountDiffers), id,
         "computed " + (computed.ok() ? computed->ToString() : "?") +
             " from what was recorded later; final is what the opening " +
             by.event->id + " settled, closed through " +
             opening.through.ToString(),
         late});
  }

  void Carry(const Recorded& by, const Opening& opening,
             const OpeningBalance& balance) {
    Line line;
    Occurrence& o = line.occurrence;
    o.clause = balance.clause;
    o.name = "opening";
    o.debtor = balance.debtor;
    o.creditor = balance.creditor;
    o.unit = balance.amount.unit().text();
    o.due = balance.due ? balance.due : opening.through;
    o.accrued =
        Leaf("balance carried by " + by.event->id, balance.amount.Range(),
             o.unit, by.event->basis, by.refs, PlaceOf(*by.event, ""),
             std::string(finding::kUndisclosedAmount));
    lines_.lines.push_back(std::move(line));
  }

  // Whether the payment belongs to what an opening closed.
  bool Closed(const PaymentMade& payment, const std::string& clause) const {
    for (const Recorded* r : facts_.openings) {
      const auto& opening = *r->event->As<Opening>();
      if (opening.through > as_of_ || payment.date > opening.through) continue;
      if (clause.empty() || Covers(opening, clause)) return true;
    }
    return false;
  }

  // --- Accounts.

  void AddAccount(Line line) {
    Occurrence& o = line.occurrence;
    // A negative share is owed the other way round.
    const bool back = o.accrued != nullptr && o.accrued->value.ok() &&
                      o.accrued->value.at_most() &&
                      o.accrued->value.at_most()->Sign() <= 0 &&
                      !o.accrued->value.IsExactlyZero();
    if (back) {
      std::swap(o.debtor, o.creditor);
      // What was waived or credited of it turns its sign with it.
      for (Trace* figure : {&o.accrued, &o.waived, &line.credited}) {
        if (*figure == nullptr) continue;
        *figure = Difference(
            "owed back", o.unit,
            {ConstantLeaf("nothing", RationalRange(), o.unit), *figure});
      }
    }
    Account account;
    account.id = contract_ + "/" + o.clause + "/" + o.name;
    if (o.accrued != nullptr) {
      RationalRange open = o.accrued->value;
      if (o.waived != nullptr) open -= o.waived->value;
      if (line.credited != nullptr) open -= line.credited->value;
      account.open = Positive(open);
    }
    account.line = std::move(line);
    accounts_.push_back(std::move(account));
  }

  // --- Payments.

  static bool Designated(const Account& account, const std::string& clause,
                         const std::string& name) {
    const Occurrence& o = account.line.occurrence;
    if (o.clause != clause) return false;
    return name.empty() || o.name == name ||
           o.name.starts_with(name + "+");
  }

  void Pay(const Recorded& record) {
    const auto& payment = *record.event->As<PaymentMade>();
    if (payment.date > as_of_) return;
    const std::size_t slash = payment.designation.find('/');
    const std::string clause = payment.designation.substr(0, slash);
    const std::string name = slash == std::string::npos
                                 ? std::string()
                                 : payment.designation.substr(slash + 1);
    if (Closed(payment, clause)) return;
    RationalRange rest = payment.amount.Range();
    Account* last = nullptr;
    if (!clause.empty()) {
      rest = Apply(record, payment, rest, last, [&](const Account& account) {
        return Designated(account, clause, name);
      });
    }
    rest = Apply(record, payment, rest, last,
                 [](const Account&) { return true; });
    if (!rest.ok() || rest.IsExactlyZero()) return;
    const auto& least = rest.at_least();
    if (!least || least->Sign() <= 0) return;
    if (last != nullptr && rest.IsExact()) {
      last->overpaid += rest;
      last->payments.push_back(PaymentLeaf(record, payment, rest));
    }
    const auto amount = AmountOf(rest, payment.amount.unit().text());
    lines_.findings.push_back(
        {std::string(finding::kOverpayment),
         last != nullptr ? last->id : contract_,
         payment.payer + " paid " + payment.payee + " " +
             (amount.ok() ? amount->ToString() : "?") + " more on " +
             payment.date.ToString() + " than was owed",
         record.refs});
  }

  static Trace PaymentLeaf(const Recorded& record, const PaymentMade& payment,
                           const RationalRange& amount) {
    return Leaf("paid " + payment.date.ToString(), amount,
                payment.amount.unit().text(), record.event->basis, record.refs,
                PlaceOf(*record.event, ""),
                std::string(finding::kUndisclosedAmount));
  }

  template <typename Matches>
  RationalRange Apply(const Recorded& record, const PaymentMade& payment,
                      RationalRange rest, Account*& last,
                      const Matches& matches) {
    for (Account& account : accounts_) {
      const Occurrence& o = account.line.occurrence;
      if (o.debtor != payment.payer || o.creditor != payment.payee ||
          o.unit != payment.amount.unit().text() || o.accrued == nullptr ||
          !matches(account)) {
        continue;
      }
      if (last == nullptr || !payment.designation.empty()) {
        if (last == nullptr) last = &account;
      }
      if (rest.IsExactlyZero()) break;
      if (account.open.IsExactlyZero()) continue;
      const RationalRange part = Min(rest, account.open);
      account.payments.push_back(PaymentLeaf(record, payment, part));
      const RationalRange open = account.open;
      account.open = Positive(open - rest);
      rest = Positive(rest - open);
      if (payment.designation.empty()) last = &account;
    }
    return rest;
  }

  // --- Answers.

  absl::Status AddObligation(const Account& account) {
    const Occurrence& o = account.line.occurrence;
    Obligation result;
    result.id = account.id;
    result.contract = contract_;
    result.clause = o.clause;
    result.occurrence = o.name;
    result.debtor = o.debtor;
    result.creditor = o.creditor;
    result.period = o.period;
    result.due = o.due;
    result.unit = o.unit;
    const auto unit = Unit::Parse(o.unit);
    result.kind = unit.ok() && unit->IsCurrency() ? "payment" : "delivery";
    const Trace zero = ConstantLeaf("nothing", RationalRange(), o.unit);
    const Trace accrued = o.accrued != nullptr ? o.accrued : zero;
    Trace paid = account.payments.empty()
                     ? nullptr
                     : Sum("paid", o.unit, account.payments);
    std::vector<Trace> parts{accrued};
    if (o.waived != nullptr) parts.push_back(o.waived);
    if (account.line.credited != nullptr) parts.push_back(account.line.credited);
    if (paid != nullptr) parts.push_back(paid);
    Trace owed = accrued;
    if (parts.size() > 1) {
      owed = MaxOf("owed", o.unit,
                   {Difference("accrued less waived, credited and paid",
                               o.unit, std::move(parts)),
                    zero});
    }
    result.accrued_trace = o.accrued != nullptr ? o.accrued : o.contingent;
    result.trace = owed;
    if (o.accrued == nullptr) {
      result.trace = Leaf(o.failed ? "nothing: its condition has failed"
                                   : "nothing yet: its condition is pending",
                          RationalRange(), o.unit, o.contingent->basis, {}, "");
    }
    const auto value = [](const Trace& trace) {
      return trace == nullptr ? RationalRange() : trace->value;
    };
    const RationalRange owed_range = owed->value;
    struct {
      Amount* to;
      RationalRange from;
    } const balances[] = {
        {&result.accrued, accrued->value},
        {&result.interest, RationalRange()},
        {&result.waived, value(o.waived)},
        {&result.credited, value(account.line.credited)},
        {&result.paid, value(paid)},
        {&result.contingent,
         o.failed ? RationalRange() : value(o.contingent)},
        {&result.owed, owed_range},
        {&result.overpaid, Overpaid(account, parts, owed)},
        {&result.disputed, Disputed(account, owed_range)},
    };
    for (const auto& balance : balances) {
      auto amount = AmountOf(balance.from, o.unit);
      if (!amount.ok()) return amount.status();
      *balance.to = *std::move(amount);
    }
    result.basis = Weakest(result.trace->basis, o.basis);
    // A contingent sum rests on what its amount rests on.
    const Trace& basis = o.accrued != nullptr ? result.trace : o.contingent;
    const auto events = EventsOf(basis);
    result.because.assign(events.begin(), events.end());
    if (!basis->value.IsExact()) {
      const auto codes = UnknownBecause(basis);
      result.unknown_because.assign(codes.begin(), codes.end());
    }
    result.state = StateOf(account, result);
    AddFindings(result);
    result_.obligations.push_back(std::move(result));
    return absl::OkStatus();
  }

  static RationalRange Overpaid(const Account& account,
                                const std::vector<Trace>&, const Trace& owed) {
    if (!owed->value.IsExact()) return account.overpaid;
    // Paid before a credit or a waiver made it too much.
    RationalRange balance = account.line.occurrence.accrued != nullptr
                                ? account.line.occurrence.accrued->value
                                : RationalRange();
    if (account.line.occurrence.waived != nullptr) {
      balance -= account.line.occurrence.waived->value;
    }
    if (account.line.credited != nullptr) {
      balance -= account.line.credited->value;
    }
    for (const Trace& payment : account.payments) balance -= payment->value;
    return Positive(-balance);
  }

  RationalRange Disputed(const Account& account,
                         const RationalRange& owed) const {
    RationalRange disputed;
    for (const Recorded* r : facts_.disputes) {
      const auto& dispute = *r->event->As<Dispute>();
      if (dispute.date > as_of_ || Resolved(r->event->id)) continue;
      const std::size_t slash = dispute.obligation.find('/');
      const std::string name = slash == std::string::npos
                                   ? std::string()
                                   : dispute.obligation.substr(slash + 1);
      if (!Designated(account, dispute.obligation.substr(0, slash), name)) {
        continue;
      }
      if (!dispute.amount ||
          dispute.amount->unit().text() != account.line.occurrence.unit) {
        return owed;
      }
      disputed += dispute.amount->Range();
    }
    return Min(disputed, owed);
  }

  bool Resolved(const std::string& dispute) const {
    const auto end = facts_.resolutions.find(dispute);
    return end != facts_.resolutions.end() &&
           end->second->event->As<DisputeResolution>()->date <= as_of_;
  }

  ObligationState StateOf(const Account& account, const Obligation& o) const {
    const Occurrence& occurrence = account.line.occurrence;
    if (occurrence.failed) return ObligationState::kDischarged;
    if (occurrence.accrued == nullptr) return ObligationState::kContingent;
    if (!o.owed.IsExact()) return ObligationState::kUnknown;
    if (o.owed.value().IsZero()) {
      return o.waived.IsExact() && o.waived.value().Sign() > 0 &&
                     o.waived == o.accrued
                 ? ObligationState::kWaived
                 : ObligationState::kSettled;
    }
    if (o.disputed.IsExact() && o.disputed.value().Sign() > 0) {
      return ObligationState::kDisputed;
    }
    if (suspended_.contains(o.clause)) return ObligationState::kSuspended;
    if (!o.due || *o.due > as_of_) return ObligationState::kAccrued;
    return *o.due == as_of_ ? ObligationState::kDue : ObligationState::kOverdue;
  }

  void AddFindings(const Obligation& o) {
    if (o.state == ObligationState::kContingent ||
        o.state == ObligationState::kDischarged) {
      return;
    }
    // Also where payments make what is owed known: what accrued is not.
    std::set<std::string> codes(o.unknown_because.begin(),
                                o.unknown_because.end());
    if (!o.accrued_trace->value.IsExact()) {
      codes.merge(UnknownBecause(o.accrued_trace));
    }
    for (const std::string& code : codes) {
      const bool known = std::any_of(
          result_.findings.begin(), result_.findings.end(),
          [&](const Finding& f) { return f.code == code && f.subject == o.id; });
      if (known) continue;
      result_.findings.push_back(
          {code, o.id, "the amount is not known: " + ReasonOf(o, code),
           o.because});
    }
    if (o.basis != Basis::kAssumed || !o.owed.IsExact() ||
        o.owed.value().IsZero()) {
      return;
    }
    std::vector<EventRef> assumed;
    std::set<const TraceNode*> seen;
    CollectAssumed(o.trace, seen, assumed);
    std::string ids;
    for (const EventRef& ref : assumed) ids += (ids.empty() ? "" : ", ") + ref.id;
    result_.findings.push_back(
        {std::string(finding::kAssumedBasis), o.id,
         ids.empty() ? "its schedule or due rule is assumed"
                     : "rests on what is assumed in " + ids,
         assumed});
  }

  static std::string ReasonOf(const Obligation& o, const std::string& code) {
    const std::string reason = Reason(o.trace, code);
    return reason.empty() ? Reason(o.accrued_trace, code) : reason;
  }

  static std::string Reason(const Trace& trace, const std::string& code) {
    if (trace->unknown_because == code) return trace->label;
    for (const Trace& input : trace->inputs) {
      std::string reason = Reason(input, code);
      if (!reason.empty()) return reason;
    }
    return "";
  }

  static void CollectAssumed(const Trace& trace,
                             std::set<const TraceNode*>& seen,
                             std::vector<EventRef>& out) {
    if (trace->basis != Basis::kAssumed || !seen.insert(trace.get()).second) {
      return;
    }
    if (trace->inputs.empty()) {
      for (const EventRef& ref : trace->events) {
        if (std::find(out.begin(), out.end(), ref) == out.end()) {
          out.push_back(ref);
        }
      }
    }
    for (const Trace& input : trace->inputs) CollectAssumed(input, seen, out);
  }

  absl::Status AddBalances() {
    for (ClauseBalance& balance : lines_.balances) {
      auto amount = AmountOf(balance.trace->value, balance.unit);
      if (!amount.ok()) return amount.status();
      balance.amount = *std::move(amount);
      balance.basis = balance.trace->basis;
      const auto events = EventsOf(balance.trace);
      balance.because.assign(events.begin(), events.end());
      if (!balance.trace->value.IsExact()) {
        const auto codes = UnknownBecause(balance.trace);
        balance.unknown_because.assign(codes.begin(), codes.end());
      }
      result_.balances.push_back(std::move(balance));
    }
    std::sort(result_.balances.begin(), result_.balances.end(),
              [](const ClauseBalance& a, const ClauseBalance& b) {
                return std::tie(a.clause, a.name) < std::tie(b.clause, b.name);
              });
    return absl::OkStatus();
  }

  const std::string& contract_;
  Lines lines_;
  const Facts& facts_;
  const std::set<std::string>& suspended_;
  const Date as_of_;
  const AsClosed& as_closed_;
  std::vector<Account> accounts_;
  Obligations result_;
};

}  // namespace

absl::StatusOr<Amount> AmountOf(const RationalRange& range,
                                const std::string& unit_text) {
  if (!range.ok()) return range.status();
  auto unit = unit_text.empty() ? absl::StatusOr<Unit>(Unit())
                                : Unit::Parse(unit_text);
  if (!unit.ok()) return unit.status();
  const int minor = unit->DecimalPlaces();
  const RationalRange positive = Positive(range);
  if (positive.IsExact()) {
    auto exact = Decimal::FromRational(positive.value());
    if (exact.ok()) {
      if (exact->Scale() < minor) exact = exact->Rescaled(minor);
      if (!exact.ok()) return exact.status();
      return Amount::Exact(*std::move(exact), *std::move(unit));
    }
  }
  return Amount::FromRange(positive, *std::move(unit), minor,
                           RoundingMode::kHalfAway);
}

absl::StatusOr<Obligations> Settle(const std::string& contract, Lines lines,
                                   const Facts& facts,
                                   const std::set<std::string>& suspended,
                                   Date as_of, const AsClosed& as_closed) {
  return Settler(contract, std::move(lines), facts, suspended, as_of,
                 as_closed)
      .Run();
}

}  // namespace covenant

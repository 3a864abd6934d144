#include "replay/money/answers.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "replay/money/contested.h"
#include "replay/money/settle.h"

namespace covenant {
namespace {

class Answers {
 public:
  Answers(const std::string& contract, const Facts& facts,
          const std::map<std::string, bool>& suspended, Date as_of,
          Obligations& result)
      : contract_(contract),
        facts_(facts),
        suspended_(suspended),
        as_of_(as_of),
        result_(result) {}

  absl::Status Add(const Account& account) {
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
    result.locked = account.line.locked;
    const SumParties& parties = account.line.parties;
    result.also_liable = parties.also_liable;
    result.performers = parties.performers;
    result.party_changes = parties.changes;
    const auto unit = Unit::Parse(o.unit);
    result.kind = unit.ok() && unit->IsCurrency() ? "payment" : "delivery";
    const Trace zero = ConstantLeaf("nothing", RationalRange(), o.unit);
    const Trace accrued = o.accrued != nullptr ? o.accrued : zero;
    Trace paid = account.payments.empty()
                     ? nullptr
                     : Sum("paid", o.unit, account.payments);
    Trace interest = account.interest ? account.interest->gross() : nullptr;
    if (account.interest_unknown) {
      interest = MaxOf(
          "interest, at least nothing", o.unit,
          {Unknown("since when interest runs is not known", o.unit,
                   std::string(finding::kUndisclosedTerms), {}, {}),
           zero});
    }
    Trace waived = o.waived;
    if (account.interest && account.interest->waived() != nullptr) {
      waived = waived == nullptr
                   ? account.interest->waived()
                   : Sum("waived", o.unit, {waived, account.interest->waived()});
    }
    if (account.discount != nullptr) {
      waived = waived == nullptr
                   ? account.discount
                   : Sum("waived", o.unit, {waived, account.discount});
    }
    const Trace gross =
        interest == nullptr
            ? accrued
            : Sum("accrued and interest", o.unit, {accrued, interest});
    std::vector<Trace> parts{gross};
    if (waived != nullptr) parts.push_back(waived);
    if (account.line.credited != nullptr) parts.push_back(account.line.credited);
    if (paid != nullptr) parts.push_back(paid);
    Trace owed = gross;
    RationalRange left = gross->value;
    for (std::size_t i = 1; i < parts.size(); ++i) left -= parts[i]->value;
    if (parts.size() > 1) {
      owed = MaxOf("owed", o.unit,
                   {Difference(interest == nullptr
                                   ? "accrued less waived, credited and paid"
                                   : "accrued and interest less waived, "
                                     "credited and paid",
                               o.unit, std::move(parts)),
                    zero});
    }
    if (paid != nullptr && !account.interest && !account.interest_unknown) {
      owed = AtMostOpen(account, std::move(owed), paid);
    }
    result.accrued_trace = o.accrued != nullptr ? o.accrued : o.contingent;
    result.trace = owed;
    if (o.accrued == nullptr) {
      result.trace = Leaf(o.failed ? "nothing: its condition has failed"
                                   : "nothing yet: its condition is pending",
                          RationalRange(), o.unit, o.contingent->basis, {}, "");
      if (o.failed) {  // a sum of one, so that the words are shown
        result.accrued_trace = Sum("accrued", o.unit, {result.trace});
      }
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
        {&result.interest, value(interest)},
        {&result.waived, value(waived)},
        {&result.credited, value(account.line.credited)},
        {&result.paid, value(paid)},
        {&result.contingent,
         o.failed ? RationalRange() : value(o.contingent)},
        {&result.owed, owed_range},
        // Paid too much, or made too much by a credit or a waiver.
        {&result.overpaid, owed->value.IsExact() ? Positive(-left)
                                                 : account.overpaid},
        {&result.disputed, Disputed(account, owed_range)},
    };
    // Most balances of most sums are nothing.
    auto nothing = unit.ok() ? AmountOf(RationalRange(), *unit)
                             : AmountOf(RationalRange(), o.unit);
    if (!nothing.ok()) return nothing.status();
    for (const auto& balance : balances) {
      if (balance.from.IsExactlyZero()) {
        *balance.to = *nothing;
        continue;
      }
      auto amount = AmountOf(balance.from, nothing->unit());
      if (!amount.ok()) return amount.status();
      *balance.to = *std::move(amount);
    }
    result.can_be_late = CanBeLate(account, result);
    result.basis = Weakest(result.trace->basis, o.basis);
    // A contingent sum rests on what its amount rests on.
    const Trace& basis = o.accrued != nullptr ? result.trace : o.contingent;
    result.because = EventsOf(basis);  // sorted
    const std::size_t of_figure = result.because.size();
    for (const PartyChange& change : parties.changes) {
      result.because.insert(result.because.end(), change.because.begin(),
                            change.because.end());
    }
    for (const Recorded* r : facts_.disputes) {
      if (r->event->As<Dispute>()->date > as_of_) continue;
      const auto part = ContestedBy(*r, account);
      if (part && part->IsExactlyZero()) continue;
      // It has a part in what is in dispute, or in the interest.
      if (Resolved(r->event->id) && !account.interest) continue;
      result.because.insert(result.because.end(), r->refs.begin(),
                            r->refs.end());
      if (!Resolved(r->event->id)) continue;
      const auto& end = facts_.resolutions.at(r->event->id)->refs;
      result.because.insert(result.because.end(), end.begin(), end.end());
    }
    if (result.because.size() > of_figure) {
      std::sort(result.because.begin(), result.because.end());
      result.because.erase(
          std::unique(result.because.begin(), result.because.end()),
          result.because.end());
    }
    std::set<std::string> codes = UnknownCodes(basis);
    // What is owed can be known though what was paid on it is not.
    if (paid != nullptr) codes.merge(UnknownCodes(paid));
    result.unknown_because.assign(codes.begin(), codes.end());
    result.state = StateOf(account, result);
    AddFindings(result);
    result_.obligations.push_back(std::move(result));
    return absl::OkStatus();
  }

  absl::Status AddBalances(std::vector<ClauseBalance> balances) {
    for (ClauseBalance& balance : balances) {
      auto amount = AmountOf(balance.trace->value, balance.unit);
      if (!amount.ok()) return amount.status();
      balance.amount = *std::move(amount);
      balance.basis = balance.trace->basis;
      balance.because = EventsOf(balance.trace);
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

 private:
  // Why the figure is not known; none where it is.
  static std::set<std::string> UnknownCodes(const Trace& figure) {
    return figure->value.IsExact() ? std::set<std::string>()
                                   : UnknownBecause(figure);
  }

  // What was paid of a sum that is not known depends on that sum, so that what
  // is still open of it is known better than their difference.
  static Trace AtMostOpen(const Account& account, Trace owed,
                          const Trace& paid) {
    const auto& most = account.open.at_most();
    if (owed->value.IsExact() || !most) return owed;
    const auto& now = owed->value.at_most();
    if (now && !(*most < *now)) return owed;
    const Occurrence& o = account.line.occurrence;
    Trace open =
        Leaf("still open after what was paid", account.open, o.unit,
             owed->basis, EventsOf(paid), "",
             account.open.IsExact() ? "" : OpenUnknownBecause(o));
    return MinOf("owed, at most what is open", o.unit,
                 {std::move(owed), std::move(open)});
  }

  // A dispute in another unit than the sum: how much of it is in dispute is not
  // known.
  RationalRange Disputed(const Account& account,
                         const RationalRange& owed) const {
    RationalRange disputed;
    for (const Recorded* r : facts_.disputes) {
      const auto& dispute = *r->event->As<Dispute>();
      if (dispute.date > as_of_ || Resolved(r->event->id)) continue;
      const auto part = ContestedBy(*r, account);
      if (!part) return owed;
      if (part->IsExactlyZero()) continue;
      disputed += *part;
      const std::string& unit = account.line.occurrence.unit;
      if (dispute.amount->unit().text() == unit) continue;
      result_.findings.push_back(
          {std::string(finding::kCurrencyMismatch), account.id,
           r->event->id + " disputes " + dispute.amount->ToString() +
               ", the sum is in " + unit +
               "; how much of it is in dispute is not known",
           r->refs});
    }
    return Min(disputed, owed);
  }

  // What of the sum is late once its due day is over (domain.md section 5): a
  // suspension gives time, and so does a dispute where the contract permits
  // withholding, which its clause of late interest says.
  RationalRange CanBeLate(const Account& account, const Obligation& o) const {
    RationalRange owed = o.owed.Range();
    const auto rests = suspended_.find(o.clause);
    if (rests != suspended_.end()) {
      return rests->second ? RationalRange()
                           : Hull(RationalRange::FromInt(0), owed);
    }
    if (!account.interest || !account.interest->NotOnDisputed(as_of_)) {
      return owed;
    }
    RationalRange withheld;
    for (const Recorded* r : facts_.disputes) {
      const auto& dispute = *r->event->As<Dispute>();
      if (dispute.date > as_of_ || Resolved(r->event->id) ||
          RaisedByCreditor(dispute, account)) {
        continue;
      }
      const auto part = ContestedBy(*r, account);
      if (!part) return RationalRange();
      withheld += *part;
    }
    return withheld.IsExactlyZero() ? owed
                                    : Positive(owed - Min(withheld, owed));
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
                     o.waived.Range() ==
                         o.accrued.Range() + o.interest.Range()
                 ? ObligationState::kWaived
                 : ObligationState::kSettled;
    }
    if (o.disputed.IsExact() && o.disputed.value().Sign() > 0) {
      return ObligationState::kDisputed;
    }
    if (!o.disputed.IsExact()) return ObligationState::kUnknown;
    const auto rests = suspended_.find(o.clause);
    if (rests != suspended_.end() && rests->second) {
      return ObligationState::kSuspended;
    }
    if (!o.due || *o.due > as_of_) return ObligationState::kAccrued;
    // Whether it is late as a whole, or rests in part, is not known.
    if (rests != suspended_.end()) return ObligationState::kUnknown;
    return *o.due == as_of_ ? ObligationState::kDue : ObligationState::kOverdue;
  }

  void AddFindings(const Obligation& o) {
    if (o.state == ObligationState::kContingent ||
        o.state == ObligationState::kDischarged) {
      return;
    }
    const auto rests = suspended_.find(o.clause);
    if (rests != suspended_.end() && !rests->second &&
        o.state == ObligationState::kUnknown && o.owed.IsExact()) {
      result_.findings.push_back(
          {std::string(finding::kUndisclosedAmount), o.id,
           "how much of the sum a limited suspension reaches is not known, nor "
           "whether it is late",
           o.because});
    }
    // Also where payments make what is owed known: what accrued is not.
    std::set<std::string> codes = UnknownCodes(o.trace);
    codes.merge(UnknownCodes(o.accrued_trace));
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
    std::set<const TraceNode*> seen;
    const std::string reason = Reason(o.trace, code, seen);
    return reason.empty() ? Reason(o.accrued_trace, code, seen) : reason;
  }

  static std::string Reason(const Trace& trace, const std::string& code,
                            std::set<const TraceNode*>& seen) {
    if (!seen.insert(trace.get()).second) return "";
    if (trace->unknown_because == code) return trace->label;
    for (const Trace& input : trace->inputs) {
      std::string reason = Reason(input, code, seen);
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

  const std::string& contract_;
  const Facts& facts_;
  const std::map<std::string, bool>& suspended_;
  const Date as_of_;
  Obligations& result_;
};

}  // namespace

absl::Status AddAnswers(const std::string& contract,
                        const std::vector<Account>& accounts,
                        std::vector<ClauseBalance> balances, const Facts& facts,
                        const std::map<std::string, bool>& suspended,
                        Date as_of, Obligations& result) {
  Answers answers(contract, facts, suspended, as_of, result);
  result.obligations.reserve(accounts.size());
  for (const Account& account : accounts) {
    if (absl::Status s = answers.Add(account); !s.ok()) return s;
  }
  return answers.AddBalances(std::move(balances));
}

}  // namespace covenant

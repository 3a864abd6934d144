#include "replay/money/settle.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "replay/money/account.h"
#include "replay/money/account_index.h"
#include "replay/money/answers.h"
#include "replay/money/contested.h"
#include "replay/money/maybe_due.h"
#include "replay/money/resume.h"
#include "replay/money/stated_counts.h"
#include "replay/money/tender.h"
#include "replay/money/transfers.h"

namespace covenant {
namespace {

class Settler {
 public:
  Settler(const std::string& contract, Lines lines, const Facts& facts,
          const InterestTerms& interest, const SetOffTerms& set_off,
          const WithholdingTerms& withholding, const EarlyPaymentTerms& early,
          const std::map<std::string, bool>& suspended,
          const std::vector<PartyChange>& parties, Date as_of,
          const AsClosed& as_closed, std::vector<Account>* settled)
      : contract_(contract),
        lines_(std::move(lines)),
        facts_(facts),
        interest_(interest),
        set_off_(set_off),
        withholding_(withholding),
        early_(early),
        suspended_(suspended),
        parties_(parties),
        as_of_(as_of),
        as_closed_(as_closed),
        settled_(settled) {}

  absl::StatusOr<Obligations> Run() {
    const SettledPast* past = facts_.past;
    if (past != nullptr) LeaveOutSettled(*past, lines_.lines);
    Open();
    ApplyTransfers(parties_, as_of_, lines_.lines);
    RenameParties(parties_, as_of_, lines_.balances);
    OpenAccounts();
    if (past != nullptr && !ResumeFrom(*past, facts_, accounts_)) {
      return PastDoesNotFit();
    }
    index_.emplace(accounts_);
    for (std::size_t i = 0; i < accounts_.size(); ++i) AwaitCredit(i);
    auto set_off = facts_.set_offs.begin();
    // What was set off on a day comes after what was paid on it.
    const auto set_off_before = [&](std::optional<Date> day) {
      for (; set_off != facts_.set_offs.end(); ++set_off) {
        const Date date = (*set_off)->event->As<SetOff>()->date;
        if (date > as_of_ || (day && date >= *day)) return;
        TakeCredits(date);
        SetOffDebts(**set_off);
      }
    };
    auto tax = facts_.taxes.begin();
    // Tax withheld on a day counts before what was paid on it, for its own sum.
    const auto tax_through = [&](Date day) {
      for (; tax != facts_.taxes.end(); ++tax) {
        const Date date = (*tax)->event->As<TaxWithheld>()->date;
        if (date > as_of_ || date > day) return;
        TakeCredits(date);
        Withhold(**tax);
      }
    };
    for (const Recorded* payment : facts_.payments) {
      const Date day = payment->event->As<PaymentMade>()->date;
      if (day > as_of_) break;
      if (past != nullptr && day <= past->through) continue;
      set_off_before(day);
      tax_through(day);
      TakeCredits(day);
      Pay(*payment);
    }
    tax_through(as_of_);
    set_off_before(std::nullopt);
    TakeCredits(as_of_);
    for (Account& account : accounts_) {
      RunInterest(account, as_of_);
      if (account.interest) account.interest->Post();
    }
    interest_waivers_.SetLeft(contract_, lines_.balances);
    ContestInterest(facts_, as_of_, accounts_);
    result_.as_of = as_of_;
    result_.findings = std::move(lines_.findings);
    if (past != nullptr && !StillFits(result_.findings))
      return PastDoesNotFit();
    if (absl::Status s =
            AddAnswers(contract_, accounts_, std::move(lines_.balances), facts_,
                       suspended_, as_of_, result_);
        !s.ok()) {
      return s;
    }
    result_.totals = TotalsOf(result_.obligations, as_of_);
    if (settled_ != nullptr) *settled_ = std::move(accounts_);
    return std::move(result_);
  }

 private:
  // --- Openings.

  void Open() {
    for (const Recorded* r : facts_.openings) {
      const auto& opening = *r->event->As<Opening>();
      if (opening.through > as_of_) continue;
      std::erase_if(lines_.lines, [&](const Line& line) {
        const Occurrence& o = line.occurrence;
        if (!Closes(opening, o.clause) || !o.closes_on ||
            *o.closes_on > opening.through) {
          return false;
        }
        Close(*r, opening, o);
        return true;
      });
      for (const OpeningBalance& balance : opening.balances) {
        lines_.lines.push_back(CarriedBy(*r, opening, balance));
      }
    }
  }

  void Close(const Recorded& by, const Opening& opening, const Occurrence& o) {
    const std::string id = contract_ + "/" + o.clause + "/" + o.name;
    std::erase_if(lines_.findings, [&](const Finding& f) {
      return f.subject == id || id.starts_with(f.subject + ".");
    });
    if (o.accrued == nullptr || !o.accrued->value.IsExact()) return;
    const auto closed = as_closed_(by.event->sequence, {o.clause, o.name});
    if (closed && *closed == o.accrued->value) return;
    lines_.findings.push_back(ClosedDiffers(id, by, opening, o));
  }

  // --- Accounts.

  // In the order in which they are paid.
  void OpenAccounts() {
    std::vector<Account> opened;
    opened.reserve(lines_.lines.size());
    for (Line& line : lines_.lines) opened.push_back(Opened(std::move(line)));
    lines_.lines.clear();
    std::vector<Account*> order;  // accounts are large: sorted, then moved once
    order.reserve(opened.size());
    for (Account& account : opened) order.push_back(&account);
    std::sort(order.begin(), order.end(),
              [](const Account* a, const Account* b) { return DueBefore(*a, *b); });
    accounts_.reserve(opened.size());
    for (Account* account : order) accounts_.push_back(std::move(*account));
  }

  Account Opened(Line line) {
    Occurrence& o = line.occurrence;
    if (o.repayment) lent_.insert(o.clause);
    const std::string debtor = o.debtor;
    TurnRound(line);
    Account account;
    account.id = contract_ + "/" + o.clause + "/" + o.name;
    StartInterest(interest_, line, as_of_, &interest_waivers_, account);
    if (o.accrued != nullptr) {
      RationalRange open = o.accrued->value;
      if (o.waived != nullptr) open -= o.waived->value;
      if (line.credited != nullptr && !account.interest)
        open -= line.credited->value;
      account.open = Positive(open);
    }
    // What is owed back is no price that is paid early.
    if (o.debtor == debtor) account.early = early_.For(facts_, o, as_of_);
    account.line = std::move(line);
    if (account.interest) AddBreaks(facts_, account);
    return account;
  }

  // --- Interest.

  void RunInterest(Account& account, Date day) const {
    if (!account.interest) return;
    const Occurrence& o = account.line.occurrence;
    if (!o.maybe_due.empty() && !account.open_when_due && day > *o.due) {
      account.open_when_due.emplace();
      RunInterest(account, *o.due);
      account.interest->Post();
      account.open_when_due = account.interest->open();
    }
    account.interest->RunThrough(
        day,
        [&](Date on) {
          RationalRange bears = BearsWithMaybe(
              o, on, account.open, account.open_when_due.value_or(RationalRange()));
          const auto& credits = account.line.credits;
          for (std::size_t i = account.credits_taken; i < credits.size(); ++i) {
            if (credits[i].day < on) bears -= credits[i].amount;
          }
          if (account.interest->NotOnDisputed(on)) {
            bears -= DisputedOn(facts_, account, on, as_of_, bears);
          }
          return Positive(bears);
        },
        account.breaks);
  }

  // Goes through disputes and credits. What is contested is divided before any
  // sum has gone through the day on which that is raised.
  // Credits count from their day where interest can run; what they make too
  // much is an overpayment of that day.
  void TakeCredits(Date through) {
    while (next_dispute_ < facts_.disputes.size()) {
      const Recorded& dispute = *facts_.disputes[next_dispute_];
      const Date day = dispute.event->As<Dispute>()->date;
      if (day > through) break;
      ++next_dispute_;
      if (const auto before = day.AddDays(-1); before.ok())
        TakeCredits(*before);
      DivideDispute(facts_, dispute, accounts_);
    }
    while (!next_credits_.empty() && next_credits_.begin()->first <= through) {
      const std::size_t account = next_credits_.begin()->second;
      next_credits_.erase(next_credits_.begin());
      TakeCredit(accounts_[account]);
      AwaitCredit(account);
    }
  }

  // Credits are taken by day, those of a day in the order of the accounts.
  void AwaitCredit(std::size_t index) {
    const Account& account = accounts_[index];
    const auto& credits = account.line.credits;
    if (!account.interest || account.credits_taken == credits.size()) return;
    next_credits_.emplace(credits[account.credits_taken].day, index);
  }

  void TakeCredit(Account& account) {
    const DatedCredit& credit = account.line.credits[account.credits_taken];
    RunInterest(account, credit.day);
    ++account.credits_taken;
    const RationalRange open = account.open - WithoutDiscount(account, credit);
    account.open = Positive(open);
    RationalRange rest = Positive(-open);
    if (!rest.IsExact() || rest.IsExactlyZero()) return;
    account.interest->Post();
    const RationalRange interest = Min(rest, account.interest->open());
    account.interest->Pay(interest);
    rest -= interest;
    const Occurrence& o = account.line.occurrence;
    Tender tender;
    tender.label = "overpaid on " + account.id + ", from " +
                   credit.day.ToString();
    tender.payer = o.debtor;
    tender.payee = o.creditor;
    tender.unit = o.unit;
    tender.date = credit.day;
    tender.basis = o.accrued->basis;
    std::vector<Trace> rests_on = account.payments;
    rests_on.push_back(account.line.credited);
    tender.refs = EventsOf(Sum(tender.label, o.unit, std::move(rests_on)));
    std::string unknown_because;
    for (const Account* other : index_->Between(tender).all()) {
      if (other != &account && !other->open.IsExact()) {
        unknown_because = OpenUnknownBecause(other->line.occurrence);
      }
    }
    Account* last = nullptr;
    const RationalRange left = ApplyByDue(
        index_->Between(tender), tender, rest, last,
        [&](const Account& other) {
          return &other != &account && MaySetOff(other, tender);
        });
    const RationalRange moved = rest - left;
    if (!moved.IsExactlyZero()) {
      account.payments.push_back(
          Leaf("counted on other sums from " + credit.day.ToString(), -moved,
               o.unit, o.accrued->basis, tender.refs, "", unknown_because));
    }
    if (left.IsExactlyZero()) return;
    const auto amount = AmountOf(left, o.unit);
    lines_.findings.push_back(
        {std::string(finding::kOverpayment), account.id,
         o.debtor + " has paid " + o.creditor + " " +
             (amount.ok() ? amount->ToString() : "?") +
             " more than is owed since the credit of " +
             credit.day.ToString(),
         tender.refs});
  }

  // --- Payments.

  void Pay(const Recorded& record) {
    const auto& payment = *record.event->As<PaymentMade>();
    if (payment.date > as_of_) return;
    Tender tender = TenderOf(record);
    if (InClosedPast(facts_, payment.date, tender.clause, as_of_)) return;
    RationalRange rest = payment.amount.Range();
    Account* last = nullptr;
    bool known = true;  // whether it was paid ahead
    const auto stands = [&](const Account& account) {
      return lent_.contains(tender.clause) ||
             StandsFrom(account.line) <= tender.date;
    };
    if (!tender.clause.empty()) {
      AccountQueue& named = index_->Designated(tender);
      if (named.all().empty()) {
        lines_.findings.push_back(NamesNoSum(contract_, record, tender));
      }
      // What is left beyond the sums of the day is not kept for later ones, or
      // what it is counted on would be late again. Where none of them is open it
      // was paid ahead; what is lent is one debt from the first day.
      const std::optional<bool> open = AnyOpen(named, tender, stands);
      rest = Apply(named, tender, rest, last, [&](const Account& account) {
        return open == false || stands(account);
      });
      known = open || AnyOpen(named, tender, [&](const Account& account) {
                        return !stands(account);
                      }) == false;
    }
    // What is left of a designated payment is counted on others: a set-off.
    rest = !known ? PayEither(tender, rest)
                  : ApplyByDue(index_->Between(tender), tender, rest, last,
                               [&](const Account& account) {
                                 return tender.clause.empty() ||
                                        MaySetOff(account, tender);
                               });
    if (!rest.ok() || rest.IsExactlyZero()) return;
    const auto& least = rest.at_least();
    if (!least || least->Sign() <= 0) return;
    if (last != nullptr && rest.IsExact() &&
        last->line.occurrence.unit == tender.unit) {
      last->overpaid += rest;
      last->payments.push_back(TenderLeaf(tender, "", rest, ""));
    }
    lines_.findings.push_back(
        PaidTooMuch(contract_, record, tender, rest, last, parties_));
  }

  // Whether one of the sums that match is open; nothing where that is not known.
  template <typename Matches>
  std::optional<bool> AnyOpen(AccountQueue& queue, Tender& tender,
                              const Matches& matches) {
    std::optional<bool> any = false;
    queue.ForEachOpen([&](Account& account) {
      if (!Takes(account, tender) || !matches(account)) return true;
      const RationalRange open = OpenOn(account, tender.date);
      if (open.IsExactlyZero()) return true;
      if (open.at_least() && open.at_least()->Sign() > 0) {
        any = true;
        return false;
      }
      if (any) tender.unknown_because = WhyOpen(account);
      any.reset();
      return true;
    });
    return any;
  }

  // Where it is not known whether what is left was paid ahead, each sum has from
  // nothing to what those of its sort before it leave. Gives what all leave.
  RationalRange PayEither(Tender& tender, const RationalRange& rest) {
    RationalRange left = rest, some;
    for (const int sort : {0, 1, 2}) {  // named, due by the day, others
      if (sort < 2) some = Min(rest, RationalRange::AtLeast(Rational()));
      index_->Between(tender).ForEachOpen([&](Account& account) {
        const auto& due = account.line.occurrence.due;
        const bool then = due && *due <= tender.date &&
                          StandsFrom(account.line) <= tender.date;
        const bool named = Designated(account, tender.clause, tender.name);
        if ((named ? 0 : then ? 1 : 2) == sort && Takes(account, tender) &&
            !tender.had.contains(&account) &&
            (named || MaySetOff(account, tender))) {
          left = Positive(left - OpenOn(account, tender.date));
          PayOn(account, tender, some);
        }
        return true;
      });
    }
    return left;
  }

  bool MaySetOff(const Account& account, const Tender& tender) const {
    return !set_off_.Excluded(tender.date, account.line.occurrence.clause,
                              tender.payer);
  }

  // --- Set-off.

  void SetOffDebts(const Recorded& record) {
    const auto& set_off = *record.event->As<SetOff>();
    Tender ours;
    ours.label = "set off " + set_off.date.ToString();
    ours.payer = set_off.party;
    ours.payee = set_off.against;
    ours.unit = set_off.amount.unit().text();
    ours.date = set_off.date;
    ours.basis = record.event->basis;
    ours.refs = record.refs;
    ours.place = PlaceOf(*record.event, "");
    Tender theirs = ours;
    std::swap(theirs.payer, theirs.payee);
    Designate(set_off.our, ours);
    Designate(set_off.their, theirs);
    // A side that an opening closed was discharged before it.
    std::vector<Tender*> sides;
    for (Tender* side : {&ours, &theirs}) {
      if (!InClosedPast(facts_, side->date, side->clause, as_of_)) {
        sides.push_back(side);
      }
    }
    if (sides.empty()) return;
    const RationalRange amount = set_off.amount.Range();
    RationalRange effective = amount;
    const auto reached = [&](const Account& account) {
      return account.line.occurrence.unit == ours.unit &&
             !AccruesAfter(account.line, set_off.date) &&
             !set_off_.Excluded(set_off.date, account.line.occurrence.clause,
                                set_off.party);
    };
    for (const Tender* side : sides) {
      RationalRange open;
      index_->Designated(*side).ForEachOpen([&](Account& account) {
        if (Takes(account, *side) && reached(account)) {
          open += OpenOn(account, side->date);
        }
        return true;
      });
      effective = Min(effective, open);
    }
    for (Tender* side : sides) {
      Account* last = nullptr;
      Apply(index_->Designated(*side), *side, effective, last, reached);
    }
    if (effective == amount || !effective.IsExact()) return;
    lines_.findings.push_back(NotSetOff(contract_, record, effective));
  }

  // --- Tax.

  // Tax discharges what it was withheld from as far as a clause says so.
  void Withhold(const Recorded& record) {
    const auto& tax = *record.event->As<TaxWithheld>();
    Tender tender;
    tender.label = "tax withheld " + tax.date.ToString();
    tender.unit = tax.amount.unit().text();
    tender.date = tax.date;
    Designate(tax.obligation, tender);
    tender.basis = record.event->basis;
    tender.refs = record.refs;
    tender.place = PlaceOf(*record.event, "");
    if (InClosedPast(facts_, tax.date, tender.clause, as_of_)) return;
    RationalRange rest = tax.amount.Range();
    bool covered = false;
    for (Account* each : index_->Designated(tender).all()) {
      Account& account = *each;
      const Occurrence& o = account.line.occurrence;
      if (rest.IsExactlyZero() || o.accrued == nullptr ||
          o.unit != tender.unit) {
        continue;
      }
      const auto most =
          withholding_.MostOf(o, tax.date, PaidOut(account, tax.date));
      if (!most) continue;
      covered = true;
      RunInterest(account, tax.date);
      RationalRange part =
          Min(rest, Positive(*most - account.withheld));
      const RationalRange given = part;
      PayPrincipal(account, tender, "", part);
      const RationalRange taken = given - part;
      account.withheld += taken;
      rest -= taken;
    }
    if (!rest.at_least() || rest.at_least()->Sign() <= 0) return;
    lines_.findings.push_back(NotAgreed(contract_, record, rest, covered));
  }

  // What can be paid on the account on a day, with interest.
  RationalRange OpenOn(Account& account, Date day) const {
    RunInterest(account, day);
    return ToPayOn(account, day);
  }

  // Counts the tender on those of the queue that match; gives what is left.
  // `last` becomes the one that it was counted on last, or the first that it
  // could be counted on, settled or not.
  template <typename Matches>
  RationalRange Apply(AccountQueue& queue, Tender& tender, RationalRange rest,
                      Account*& last, const Matches& matches) {
    for (auto each = queue.all().begin();
         last == nullptr && each != queue.all().end(); ++each) {
      if (Takes(**each, tender) && matches(**each)) last = *each;
    }
    Count(queue, tender, rest, last, matches,
          [](const Account&) { return false; });
    return rest;
  }

  // On those that were due by the tender's day before those that accrued later
  // and were due in advance: what was counted on its day stays.
  template <typename Matches>
  RationalRange ApplyByDue(AccountQueue& queue, Tender& tender,
                           RationalRange rest, Account*& last,
                           const Matches& matches) {
    Count(
        queue, tender, rest, last,
        [&](const Account& account) {
          return StandsFrom(account.line) <= tender.date && matches(account);
        },
        [&](const Account& account) {
          const auto& due = account.line.occurrence.due;
          return !due || *due > tender.date;
        });
    return Apply(queue, tender, rest, last, matches);
  }

  // One way through the queue, up to the first that `ends` it.
  template <typename Matches, typename Ends>
  void Count(AccountQueue& queue, Tender& tender, RationalRange& rest,
             Account*& last, const Matches& matches, const Ends& ends) {
    InParts(tender, [&] {
      queue.ForEachOpen([&](Account& account) {
        if (rest.IsExactlyZero() || ends(account)) return false;
        if (Takes(account, tender) && matches(account) &&
            PayOn(account, tender, rest) && tender.clause.empty()) {
          last = &account;
        }
        return true;
      });
    });
  }

  // Takes from `rest` what is open; false if nothing is.
  bool PayOn(Account& account, Tender& tender, RationalRange& rest) {
    if (tender.had.contains(&account)) return false;
    RunInterest(account, tender.date);
    const bool known = rest.IsExact();
    const bool paid = CountOn(account, tender, facts_.shared, as_of_, rest);
    if (!rest.IsExact() && !tender.only) tender.had.insert(&account);
    // What is left for others is not known because of this sum.
    if (known && !rest.IsExact()) tender.unknown_because = WhyOpen(account);
    return paid;
  }

  const std::string& contract_;
  Lines lines_;
  const Facts& facts_;
  const InterestTerms& interest_;
  const SetOffTerms& set_off_;
  const WithholdingTerms& withholding_;
  const EarlyPaymentTerms& early_;
  const std::map<std::string, bool>& suspended_;
  const std::vector<PartyChange>& parties_;
  const Date as_of_;
  const AsClosed& as_closed_;
  std::vector<Account>* const settled_;  // null: nobody asks
  InterestWaivers interest_waivers_;
  std::vector<Account> accounts_;
  std::optional<AccountIndex> index_;  // of the accounts once they are in order
  std::set<std::string> lent_;           // clauses of loans
  // The next credit of each account that has one, with the account's place.
  std::set<std::pair<Date, std::size_t>> next_credits_;
  std::size_t next_dispute_ = 0;  // of the facts
  Obligations result_;
};

}  // namespace

absl::StatusOr<Obligations> Settle(
    const std::string& contract, Lines lines, const Facts& facts,
    const InterestTerms& interest, const SetOffTerms& set_off,
    const WithholdingTerms& withholding, const EarlyPaymentTerms& early,
    const std::map<std::string, bool>& suspended,
    const std::vector<PartyChange>& parties, Date as_of,
    const AsClosed& as_closed, std::vector<Account>* settled) {
  return Settler(contract, std::move(lines), facts, interest, set_off,
                 withholding, early, suspended, parties, as_of, as_closed,
                 settled)
      .Run();
}

}  // namespace covenant

// Tender: money that comes in on what is owed, and how it is taken for the
// principal and the interest of one account. Pure.
#ifndef REPLAY_MONEY_TENDER_H_
#define REPLAY_MONEY_TENDER_H_

#include <set>
#include <string>
#include <vector>

#include "ledger/event/event.h"
#include "replay/money/account.h"
#include "replay/shared.h"

namespace covenant {

struct Tender {
  std::string label;
  std::string payer;
  std::string payee;
  std::string unit;
  Date date;
  std::string clause;  // designated; empty: none
  std::string name;    // of the occurrence
  PaymentPart applies = PaymentPart::kAny;
  bool only =
      false;  // that part of each sum, as the payer said, before the rest
  Basis basis = Basis::kOfficial;
  std::vector<EventRef> refs;
  std::string place;
  // Why what is left of it is not known, where that is so: a finding code.
  std::string unknown_because = std::string(finding::kUndisclosedAmount);
  // The sums that have got a part of it that is not known: none has two.
  std::set<const Account*> had;
  // What it is worth in the currency of the account that it is counted on, where
  // that is another one; null: itself.
  Trace worth;
};

// Counts it on the part of all sums that the payer says it is for, if it says
// so, before it is counted on any.
template <typename Count>
void InParts(Tender& tender, const Count& count) {
  tender.only = tender.applies != PaymentPart::kAny;
  if (tender.only) count();
  tender.only = false;
  count();
}

// The payment, with all of its designation.
Tender TenderOf(const Recorded& payment);

// Designates "", "clause" or "clause/occurrence".
void Designate(const std::string& designation, Tender& tender);

// Whether the account is between these parties, and owed or paid in this unit.
bool Takes(const Account& account, const Tender& tender);

// A part of the tender as a figure; `why` is the finding code where it is not
// known.
Trace TenderLeaf(const Tender& tender, const std::string& part,
                 const RationalRange& amount, const std::string& why);

// Why what is open on the account, with its interest, is not known.
std::string WhyOpen(const Account& account);

// The currency in which payments on the account count too, at the rate of their
// day; empty: none.
std::string PaidIn(const Account& account);

// What has to be paid on the account on the day, with the interest run so far
// and less the discount for early payment.
RationalRange ToPayOn(const Account& account, Date day);

// Takes from `rest` what is open of the account's principal; false if nothing is.
bool PayPrincipal(Account& account, const Tender& tender,
                  const std::string& label, RationalRange& rest);

// The same of principal and interest, which has run through the tender's day, in
// the order that the payer or the terms say, converted where the account is owed
// in another currency.
bool CountOn(Account& account, const Tender& tender, const Shared& shared,
             Date as_of, RationalRange& rest);

}  // namespace covenant

#endif  // REPLAY_MONEY_TENDER_H_

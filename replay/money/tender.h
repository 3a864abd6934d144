// Tender: money that comes in on what is owed, and how it is taken for the
// principal and the interest of one account. Pure.
#ifndef REPLAY_MONEY_TENDER_H_
#define REPLAY_MONEY_TENDER_H_

#include <string>
#include <vector>

#include "ledger/event/event.h"
#include "replay/money/account.h"

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
  Basis basis = Basis::kOfficial;
  std::vector<EventRef> refs;
  std::string place;
};

// Designates "", "clause" or "clause/occurrence".
void Designate(const std::string& designation, Tender& tender);

// Whether the account is between these parties and in this unit.
bool Takes(const Account& account, const Tender& tender);

// A part of the tender as a figure.
Trace TenderLeaf(const Tender& tender, const std::string& part,
                 const RationalRange& amount);

// These take from `rest` what is open of the account's principal, or of its
// interest run so far; false if nothing is.
bool PayPrincipal(Account& account, const Tender& tender,
                  const std::string& label, RationalRange& rest);
bool PayInterest(Account& account, const Tender& tender, RationalRange& rest);

}  // namespace covenant

#endif  // REPLAY_MONEY_TENDER_H_

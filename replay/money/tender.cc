#include "replay/money/tender.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace covenant {

namespace {

// Whether what the party pays, or is paid, on the day counts on the account.
bool Stands(const Account& account, bool as_debtor, const std::string& party,
            Date day) {
  const Occurrence& o = account.line.occurrence;
  if (party == (as_debtor ? o.debtor : o.creditor)) return true;
  const SumParties& parties = account.line.parties;
  for (const FormerParty& former : parties.formers) {
    if (former.as_debtor == as_debtor && former.party == party &&
        (!former.until || day < *former.until)) {
      return true;
    }
  }
  return as_debtor && std::find(parties.performers.begin(),
                                parties.performers.end(),
                                party) != parties.performers.end();
}

}  // namespace

bool Takes(const Account& account, const Tender& tender) {
  const Occurrence& o = account.line.occurrence;
  return o.unit == tender.unit && o.accrued != nullptr &&
         Stands(account, true, tender.payer, tender.date) &&
         Stands(account, false, tender.payee, tender.date);
}

void Designate(const std::string& designation, Tender& tender) {
  const std::size_t slash = designation.find('/');
  tender.clause = designation.substr(0, slash);
  if (slash != std::string::npos) tender.name = designation.substr(slash + 1);
}

Trace TenderLeaf(const Tender& tender, const std::string& part,
                 const RationalRange& amount) {
  return Leaf(tender.label + part, amount, tender.unit, tender.basis,
              tender.refs, tender.place,
              std::string(finding::kUndisclosedAmount));
}

bool PayPrincipal(Account& account, const Tender& tender,
                  const std::string& label, RationalRange& rest) {
  if (account.open.IsExactlyZero()) return false;
  const RationalRange open = account.open;
  account.payments.push_back(TenderLeaf(tender, label, Min(rest, open)));
  account.open = Positive(open - rest);
  rest = Positive(rest - open);
  return true;
}

bool PayInterest(Account& account, const Tender& tender,
                 RationalRange& rest) {
  RunningInterest posted = *account.interest;
  posted.Post();
  const RationalRange open = posted.open();
  if (open.IsExactlyZero()) return false;
  account.interest = std::move(posted);
  const RationalRange part = Min(rest, open);
  account.payments.push_back(TenderLeaf(tender, ", on interest", part));
  account.interest->Pay(part);
  rest = Positive(rest - open);
  return true;
}

}  // namespace covenant

#include "replay/money/tender.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "replay/money/conversion.h"
#include "replay/money/evaluate.h"

namespace covenant {

namespace {

// Whether the tender is for the sum, which its party may since have passed to
// another: the sum was there, or due, on its day, or it names that very sum.
bool IsFor(const Account& account, const Tender& tender) {
  const auto& due = account.line.occurrence.due;
  return (due && *due <= tender.date) ||
         StandsFrom(account.line) <= tender.date ||
         (!tender.name.empty() &&
          Designated(account, tender.clause, tender.name));
}

// Whether what the payer pays, or the payee is paid, counts on the account.
bool Stands(const Account& account, bool as_debtor, const Tender& tender) {
  const Occurrence& o = account.line.occurrence;
  const std::string& party = as_debtor ? tender.payer : tender.payee;
  if (party == (as_debtor ? o.debtor : o.creditor)) return true;
  const SumParties& parties = account.line.parties;
  for (const FormerParty& former : parties.formers) {
    if (former.as_debtor == as_debtor && former.party == party &&
        (!former.until || tender.date < *former.until) &&
        (!former.left || IsFor(account, tender))) {
      return true;
    }
  }
  return as_debtor && std::find(parties.performers.begin(),
                                parties.performers.end(),
                                party) != parties.performers.end();
}

}  // namespace

std::string PaidIn(const Account& account) {
  const Occurrence& o = account.line.occurrence;
  return o.paid_in == nullptr ? std::string()
                              : SymbolOf(*o.paid_in, "convert.to");
}

namespace {

// What has to be paid of the principal where `discount` (null: none) is
// granted.
RationalRange LessDiscount(const Account& account, const Trace& discount) {
  if (discount == nullptr) return account.open;
  return Positive(account.open - discount->value);
}

}  // namespace

RationalRange ToPayOn(const Account& account, Date day) {
  RationalRange open = LessDiscount(account, DiscountOn(account, day));
  if (!account.interest) return open;
  // Posted for good only when something is allocated to it.
  return open + account.interest->OpenIfPosted();
}

bool Takes(const Account& account, const Tender& tender) {
  const Occurrence& o = account.line.occurrence;
  return (o.unit == tender.unit || PaidIn(account) == tender.unit) &&
         o.accrued != nullptr && Stands(account, true, tender) &&
         Stands(account, false, tender);
}

Tender TenderOf(const Recorded& record) {
  const auto& payment = *record.event->As<PaymentMade>();
  Tender tender;
  tender.label = "paid " + payment.date.ToString();
  tender.payer = payment.payer;
  tender.payee = payment.payee;
  tender.unit = payment.amount.unit().text();
  tender.date = payment.date;
  Designate(payment.designation, tender);
  tender.applies = payment.applies;
  tender.basis = record.event->basis;
  tender.refs = record.refs;
  tender.place = PlaceOf(*record.event, "");
  return tender;
}

void Designate(const std::string& designation, Tender& tender) {
  const std::size_t slash = designation.find('/');
  tender.clause = designation.substr(0, slash);
  if (slash != std::string::npos) tender.name = designation.substr(slash + 1);
}

std::string WhyOpen(const Account& account) {
  if (account.open.IsExact() && account.interest) {
    if (const Trace run = account.interest->gross(); run != nullptr) {
      const auto codes = UnknownBecause(run);
      if (!codes.empty()) return *codes.begin();
    }
  }
  return OpenUnknownBecause(account.line.occurrence);
}

Trace TenderLeaf(const Tender& tender, const std::string& part,
                 const RationalRange& amount, const std::string& why) {
  if (tender.worth != nullptr) {
    if (!amount.IsExact() || amount == tender.worth->value) {
      return Sum(tender.label + part, tender.unit, {tender.worth});
    }
    return MinOf(tender.label + part, tender.unit,
                 {tender.worth,
                  ConstantLeaf("what is counted here", amount, tender.unit)});
  }
  return Leaf(tender.label + part, amount, tender.unit, tender.basis,
              tender.refs, tender.place, why);
}

namespace {

// Why a part of the rest that is counted on the account is not known.
std::string WhyPart(const Account& account, const Tender& tender,
                    const RationalRange& rest) {
  return rest.IsExact() ? WhyOpen(account) : tender.unknown_because;
}

}  // namespace

namespace {

// Grants it where what is paid is all that was `to_pay`; a payment of which
// that is not known leaves between nothing and all of the discount open.
void GrantDiscount(Account& account, const Trace& discount, Date day,
                   const RationalRange& to_pay, const RationalRange& paid) {
  const auto whole = LessOrEqual(to_pay, paid);
  if (whole == false) return;
  const std::string& unit = account.line.occurrence.unit;
  Trace part =
      MinOf("discount, at most what is open", unit,
            {discount, Leaf("open", account.open, unit,
                            account.line.occurrence.accrued->basis, {}, "",
                            account.open.IsExact() ? "" : WhyOpen(account))});
  if (whole == true) {
    account.open = RationalRange();
  } else {
    part = HullOf(
        "whether it was paid early is not known", unit,
        {std::move(part), ConstantLeaf("no discount", RationalRange(), unit)},
        WhyOpen(account));
    account.open = Positive(account.open - part->value);
  }
  account.discount = std::move(part);
  account.discounted_on = day;
}

}  // namespace

bool PayPrincipal(Account& account, const Tender& tender,
                  const std::string& label, RationalRange& rest) {
  if (account.open.IsExactlyZero()) return false;
  const Trace discount = DiscountOn(account, tender.date);
  const RationalRange open = LessDiscount(account, discount);
  account.payments.push_back(TenderLeaf(tender, label, Min(rest, open),
                                        WhyPart(account, tender, rest)));
  if (discount == nullptr) {
    account.open = Positive(open - rest);
  } else {
    account.open = Positive(account.open - Min(rest, open));
    GrantDiscount(account, discount, tender.date, open, rest);
  }
  rest = Positive(rest - open);
  return true;
}

namespace {

bool PayInterest(Account& account, const Tender& tender,
                 RationalRange& rest) {
  const RationalRange open = account.interest->OpenIfPosted();
  const bool none = open.IsExactlyZero();
  // What is waived of it now is not left for others.
  if (!none || account.interest->WaivesAmounts()) account.interest->Post();
  if (none) return false;
  const RationalRange part = Min(rest, open);
  account.payments.push_back(TenderLeaf(tender, ", on interest", part,
                                        WhyPart(account, tender, rest)));
  account.interest->Pay(part);
  rest = Positive(rest - open);
  return true;
}

// In the account's own currency.
bool PayInOrder(Account& account, const Tender& tender, RationalRange& rest) {
  const bool not_principal =
      tender.only && tender.applies == PaymentPart::kInterest;
  const bool not_interest =
      tender.only && tender.applies == PaymentPart::kPrincipal;
  if (!account.interest) {
    return !not_principal && PayPrincipal(account, tender, "", rest);
  }
  const bool principal_first =
      tender.applies == PaymentPart::kPrincipal ||
      (tender.applies == PaymentPart::kAny &&
       account.interest->PrincipalFirst(tender.date));
  bool paid = false;
  if (principal_first) {
    paid = PayPrincipal(account, tender, ", on principal", rest);
  }
  if (!not_interest && !rest.IsExactlyZero()) {
    paid = PayInterest(account, tender, rest) || paid;
  }
  if (!not_principal && !principal_first && !rest.IsExactlyZero()) {
    paid = PayPrincipal(account, tender, ", on principal", rest) || paid;
  }
  return paid;
}

// What a clause says of places is meant for its own currency.
Trace InMinorUnit(const ClauseState& clause, const std::string& unit,
                  Trace amount) {
  const auto mode = ParseRoundingMode(SymbolOf(clause, "rounding.mode"));
  const auto parsed = Unit::Parse(unit);
  return Rounded("rounded in " + unit, std::move(amount),
                 parsed.ok() ? parsed->DecimalPlaces() : 0,
                 mode.ok() ? *mode : RoundingMode::kHalfAway);
}

// In the currency in which the account is paid. All that it comes to on the day,
// rounded, discharges it; less is worth what it is divided by the rate.
bool PayConverted(Account& account, const Tender& tender, const Shared& shared,
                  Date as_of, RationalRange& rest) {
  const Occurrence& o = account.line.occurrence;
  const RationalRange open = ToPayOn(account, tender.date);
  if (open.IsExactlyZero()) return false;
  const ClauseState& clause = *o.paid_in;
  const Trace factor = ExchangeOn(shared, clause, o.unit, tender.date, as_of);
  const auto why = UnknownBecause(factor);
  const std::string code =
      why.empty() ? tender.unknown_because : *why.begin();
  const Trace given = Leaf(tender.label + ", in " + tender.unit, rest,
                           tender.unit, tender.basis, tender.refs, tender.place,
                           code);
  const Trace nothing = ConstantLeaf("nothing", RationalRange(), o.unit);
  Tender own = tender;
  own.unit = o.unit;
  own.only = false;  // what is asked is for all of it
  if (!factor->value.IsExact() || factor->value.IsExactlyZero()) {
    own.worth = MaxOf(
        "worth, at least nothing", o.unit,
        {Unknown("what the payment is worth: " + factor->label, o.unit,
                 code, {given, factor}, {}),
         nothing});
    RationalRange worth = own.worth->value;
    const bool paid = PayInOrder(account, own, worth);
    rest = Min(rest, RationalRange::AtLeast(Rational()));
    return paid;
  }
  const Trace asked = InMinorUnit(
      clause, tender.unit,
      Product("what is open, in " + tender.unit, tender.unit,
              {Leaf("open on the day", open, o.unit, Basis::kOfficial, {}, "",
                    open.IsExact() ? "" : OpenUnknownBecause(o)),
               factor}));
  if (open.IsExact() && LessOrEqual(asked->value, rest) == true) {
    own.worth = Calculated(
        TraceOp::kChoice, "all that is open", o.unit,
        {Calculated(TraceOp::kLessOrEqual, "whether all that is open is paid",
                    "", {asked, given}),
         ConstantLeaf("open on the day", open, o.unit)});
  } else {
    own.worth = RoundedAmount(
        clause, o.unit, Quotient("paid, in " + o.unit, o.unit, given, factor));
  }
  RationalRange worth = own.worth->value;
  const bool paid = PayInOrder(account, own, worth);
  rest = Positive(rest - asked->value);
  return paid;
}

}  // namespace

bool CountOn(Account& account, const Tender& tender, const Shared& shared,
             Date as_of, RationalRange& rest) {
  return account.line.occurrence.unit == tender.unit
             ? PayInOrder(account, tender, rest)
             : PayConverted(account, tender, shared, as_of, rest);
}

}  // namespace covenant

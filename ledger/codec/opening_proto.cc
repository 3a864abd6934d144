#include "ledger/codec/opening_proto.h"

namespace covenant {
namespace {

Counted CountedOf(v1::Counted from) {
  switch (from) {
    case v1::COUNTED_MAKE_UP:
      return Counted::kMakeUp;
    case v1::COUNTED_TIER_BASE:
      return Counted::kTierBase;
    case v1::COUNTED_TIER_CHARGE:
      return Counted::kTierCharge;
    case v1::COUNTED_ACCRUED_IN_YEAR:
      return Counted::kAccruedInYear;
    case v1::COUNTED_ACCRUED_IN_ALL:
      return Counted::kAccruedInAll;
    default:
      return Counted::kAdvances;
  }
}

v1::Counted CountedOf(Counted from) {
  switch (from) {
    case Counted::kAdvances:
      return v1::COUNTED_ADVANCES;
    case Counted::kMakeUp:
      return v1::COUNTED_MAKE_UP;
    case Counted::kTierBase:
      return v1::COUNTED_TIER_BASE;
    case Counted::kTierCharge:
      return v1::COUNTED_TIER_CHARGE;
    case Counted::kAccruedInYear:
      return v1::COUNTED_ACCRUED_IN_YEAR;
    case Counted::kAccruedInAll:
      return v1::COUNTED_ACCRUED_IN_ALL;
  }
  return v1::COUNTED_UNSPECIFIED;
}

}  // namespace

Opening OpeningFromProto(const v1::Opening& from, Decoder& decoder,
                         const PathPart& at) {
  Opening result;
  result.through = decoder.Get(from.through(), PathPart{&at, "through"});
  result.clauses = Strings(from.clauses());
  for (int i = 0; i < from.balances_size(); ++i) {
    const v1::OpeningBalance& balance = from.balances(i);
    const PathPart here{&at, "balances", i};
    OpeningBalance& to = result.balances.emplace_back();
    to.clause = balance.clause();
    to.debtor = balance.debtor();
    to.creditor = balance.creditor();
    to.amount = decoder.Get(balance.amount(), PathPart{&here, "amount"});
    if (balance.has_due()) {
      to.due = decoder.Get(balance.due(), PathPart{&here, "due"});
    }
  }
  for (int i = 0; i < from.counts_size(); ++i) {
    const v1::OpeningCount& count = from.counts(i);
    const PathPart here{&at, "counts", i};
    OpeningCount& to = result.counts.emplace_back();
    to.clause = count.clause();
    to.counted = CountedOf(count.counted());
    to.amount = decoder.Get(count.amount(), PathPart{&here, "amount"});
    if (count.has_expires()) {
      to.expires = decoder.Get(count.expires(), PathPart{&here, "expires"});
    }
  }
  result.agreed = from.status() == v1::OPENING_STATUS_AGREED;
  return result;
}

void PutOpening(const Opening& from, Encoder& encoder, v1::Opening* to) {
  encoder.Put(from.through, to->mutable_through());
  PutStrings(from.clauses, to->mutable_clauses());
  for (const OpeningBalance& balance : from.balances) {
    v1::OpeningBalance* put = to->add_balances();
    put->set_clause(balance.clause);
    put->set_debtor(balance.debtor);
    put->set_creditor(balance.creditor);
    encoder.Put(balance.amount, put->mutable_amount());
    if (balance.due) encoder.Put(*balance.due, put->mutable_due());
  }
  for (const OpeningCount& count : from.counts) {
    v1::OpeningCount* put = to->add_counts();
    put->set_clause(count.clause);
    put->set_counted(CountedOf(count.counted));
    encoder.Put(count.amount, put->mutable_amount());
    if (count.expires) encoder.Put(*count.expires, put->mutable_expires());
  }
  to->set_status(from.agreed ? v1::OPENING_STATUS_AGREED
                             : v1::OPENING_STATUS_ASSERTED);
}

}  // namespace covenant

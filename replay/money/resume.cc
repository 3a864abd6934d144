#include "replay/money/resume.h"

#include <algorithm>
#include <cstddef>
#include <map>

#include "replay/money/tender.h"

namespace covenant {
namespace {

// Counts a part of the payment on the account as settling does; false where it
// is more than can be counted.
bool CountAgain(const Recorded& record, const Rational& amount,
                Account& account) {
  const Tender tender = TenderOf(record);
  const RationalRange& open = account.open;
  if (!open.IsExact() || open.value() < amount || !Takes(account, tender)) {
    return false;
  }
  RationalRange rest = RationalRange::Exact(amount);
  return PayPrincipal(account, tender, "", rest);
}

}  // namespace

void LeaveOutSettled(const SettledPast& past, std::vector<Line>& lines) {
  std::erase_if(lines, [&](const Line& line) {
    return past.settled_once.contains(
        {line.occurrence.clause, line.occurrence.name});
  });
}

bool ResumeFrom(const SettledPast& past, const Facts& facts,
                std::vector<Account>& accounts) {
  std::map<std::uint64_t, const Recorded*> payments;
  for (const Recorded* r : facts.payments) {
    payments.emplace(r->event->sequence, r);
  }
  std::size_t met = 0;
  for (Account& account : accounts) {
    const Occurrence& o = account.line.occurrence;
    // What is not known takes of payments what is not known either.
    if (o.accrued == nullptr || !account.open.IsExact() || account.interest ||
        account.interest_unknown || !o.due) {
      return false;
    }
    const auto known = past.sums.find({o.clause, o.name});
    if (known == past.sums.end()) {
      // Nothing that was paid by the cut may reach it: it falls due behind all
      // that was paid, and was not there yet or was there untouched.
      if (*o.due <= past.last_due || *o.due <= past.through) return false;
      if (StandsFrom(account.line) <= past.through &&
          !past.ahead.contains(o.clause)) {
        return false;
      }
      continue;
    }
    ++met;
    for (const SettledPast::Paid& paid : known->second) {
      const auto payment = payments.find(paid.sequence);
      if (payment == payments.end() ||
          payment->second->event->As<PaymentMade>()->date > past.through ||
          !CountAgain(*payment->second, paid.amount, account)) {
        return false;
      }
    }
  }
  return met == past.sums.size();
}

bool StillFits(const std::vector<Finding>& findings) {
  return std::none_of(findings.begin(), findings.end(), [](const Finding& f) {
    return f.code == finding::kOverpayment ||
           f.code == finding::kDesignationWithoutSum;
  });
}

absl::Status PastDoesNotFit() {
  return absl::AbortedError("the settled past does not fit the question");
}

std::string PeriodOf(const Occurrence& occurrence) {
  return occurrence.name.substr(0, occurrence.name.find('+'));
}

}  // namespace covenant

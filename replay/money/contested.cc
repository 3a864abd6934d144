#include "replay/money/contested.h"

#include <algorithm>
#include <optional>
#include <string>

namespace covenant {
namespace {

// The end of the dispute, as far as it is on record.
const DisputeResolution* EndOfDispute(const Facts& facts,
                                      const Recorded& dispute) {
  const auto end = facts.resolutions.find(dispute.event->id);
  return end == facts.resolutions.end()
             ? nullptr
             : end->second->event->As<DisputeResolution>();
}

bool OpenOnDay(const Facts& facts, const Recorded& dispute, Date day) {
  const DisputeResolution* end = EndOfDispute(facts, dispute);
  return dispute.event->As<Dispute>()->date <= day &&
         (end == nullptr || end->date > day);
}

std::vector<Account*> CoveredBy(const Dispute& dispute,
                                std::vector<Account>& accounts) {
  std::vector<Account*> covered;
  for (Account& account : accounts) {
    if (account.line.occurrence.accrued != nullptr &&
        Contests(dispute, account)) {
      covered.push_back(&account);
    }
  }
  return covered;
}

// What is open of the account that no other dispute of the same side is about
// on the day of this one.
RationalRange Uncontested(const Facts& facts, const Dispute& of,
                          const Account& account) {
  RationalRange open = account.open;
  for (const Recorded* other : facts.disputes) {
    const auto& dispute = *other->event->As<Dispute>();
    if (!OpenOnDay(facts, *other, of.date) || !Contests(dispute, account) ||
        RaisedByCreditor(dispute, account) != RaisedByCreditor(of, account)) {
      continue;
    }
    if (!dispute.amount) return RationalRange();
    const auto part = account.contested.find(other->event->id);
    if (part != account.contested.end()) open = Positive(open - part->second);
  }
  return open;
}

}  // namespace

bool Contests(const Dispute& dispute, const Account& account) {
  const std::size_t slash = dispute.obligation.find('/');
  const std::string name = slash == std::string::npos
                               ? std::string()
                               : dispute.obligation.substr(slash + 1);
  return Designated(account, dispute.obligation.substr(0, slash), name);
}

void DivideDispute(const Facts& facts, const Recorded& record,
                   std::vector<Account>& accounts) {
  const auto& dispute = *record.event->As<Dispute>();
  if (!dispute.amount) return;
  const std::vector<Account*> covered = CoveredBy(dispute, accounts);
  const std::string& unit = dispute.amount->unit().text();
  RationalRange rest = dispute.amount->Range();
  for (const bool later : {false, true}) {
    for (Account* account : covered) {
      if ((StandsFrom(account->line) > dispute.date) != later) continue;
      RationalRange& part = account->contested[record.event->id];
      if (account->line.occurrence.unit != unit) {
        part = RationalRange::AtLeast(Rational());
      } else if (covered.size() == 1) {
        part = rest;
      } else {
        const RationalRange most = Uncontested(facts, dispute, *account);
        part = Min(rest, most);
        rest = Positive(rest - most);
      }
    }
  }
}

void ContestInterest(const Facts& facts, Date as_of,
                     std::vector<Account>& accounts) {
  for (const Recorded* record : facts.disputes) {
    const auto& dispute = *record->event->As<Dispute>();
    if (!dispute.amount || !OpenOnDay(facts, *record, as_of)) continue;
    const std::vector<Account*> covered = CoveredBy(dispute, accounts);
    if (covered.size() < 2) continue;
    const RationalRange amount = dispute.amount->Range();
    RationalRange rest = amount;
    const auto counts = [&](const Account& account) {
      return account.line.occurrence.unit == dispute.amount->unit().text();
    };
    for (const Account* account : covered) {
      if (!counts(*account)) continue;
      rest = Positive(rest - account->contested.at(record->event->id));
    }
    for (Account* account : covered) {
      if (rest.IsExactlyZero()) break;
      if (!counts(*account) || !account->interest) continue;
      RationalRange& part = account->contested.at(record->event->id);
      const RationalRange interest = account->interest->open();
      part = Min(part + Min(rest, interest), amount);
      rest = Positive(rest - interest);
    }
  }
}

std::optional<RationalRange> ContestedBy(const Recorded& record,
                                         const Account& account) {
  const auto& dispute = *record.event->As<Dispute>();
  if (!Contests(dispute, account)) return RationalRange();
  if (!dispute.amount) return std::nullopt;
  const auto part = account.contested.find(record.event->id);
  return part == account.contested.end() ? RationalRange() : part->second;
}

bool RaisedByCreditor(const Dispute& dispute, const Account& account) {
  const std::string& by = dispute.raised_by;
  const Occurrence& o = account.line.occurrence;
  if (by == o.debtor) return false;
  const auto& formers = account.line.parties.formers;
  return by == o.creditor ||
         std::any_of(formers.begin(), formers.end(),
                     [&](const FormerParty& former) {
                       return !former.as_debtor && former.party == by;
                     });
}

RationalRange DisputedOn(const Facts& facts, const Account& account, Date day,
                         Date as_of, const RationalRange& principal) {
  RationalRange disputed;
  for (const Recorded* r : facts.disputes) {
    if (!OpenOnDay(facts, *r, day) ||
        RaisedByCreditor(*r->event->As<Dispute>(), account)) {
      continue;
    }
    const DisputeResolution* end = EndOfDispute(facts, *r);
    if (end != nullptr && end->date <= as_of &&
        end->sum == ContestedSum::kUpheld) {
      continue;
    }
    const auto part = ContestedBy(*r, account);
    if (!part) return principal;
    disputed += *part;
  }
  return Min(disputed, principal);
}

}  // namespace covenant

#include "replay/money/account_index.h"

#include <set>
#include <string>

namespace covenant {

void AccountQueue::Add(Account& account) {
  if (next_.empty()) next_.push_back(0);
  accounts_.push_back(&account);
  next_.push_back(accounts_.size());
}

std::size_t AccountQueue::Open(std::size_t at) {
  if (at >= accounts_.size()) return accounts_.size();
  while (next_[at] != at) {
    next_[at] = next_[next_[at]];
    at = next_[at];
  }
  return at;
}

AccountIndex::AccountIndex(std::vector<Account>& accounts) {
  for (Account& account : accounts) {
    const Occurrence& o = account.line.occurrence;
    clauses_[o.clause].all.Add(account);
    if (o.accrued == nullptr) continue;
    // With whom it is, and with whom it was: what they paid before counts too.
    std::set<std::string> debtors{o.debtor}, creditors{o.creditor};
    const SumParties& parties = account.line.parties;
    for (const FormerParty& former : parties.formers) {
      (former.as_debtor ? debtors : creditors).insert(former.party);
    }
    debtors.insert(parties.performers.begin(), parties.performers.end());
    for (const std::string& debtor : debtors) {
      for (const std::string& creditor : creditors) {
        between_[{debtor, creditor, o.unit}].Add(account);
        const std::string paid_in = PaidIn(account);
        if (!paid_in.empty()) {
          between_[{debtor, creditor, paid_in}].Add(account);
        }
      }
    }
  }
}

AccountQueue& AccountIndex::Between(const Tender& tender) {
  const auto found = between_.find({tender.payer, tender.payee, tender.unit});
  return found == between_.end() ? none_ : found->second;
}

AccountQueue& AccountIndex::Designated(const Tender& tender) {
  if (tender.clause.empty()) return Between(tender);
  const auto found = clauses_.find(tender.clause);
  if (found == clauses_.end()) return none_;
  OfClause& clause = found->second;
  if (tender.name.empty()) return clause.all;
  if (!clause.names) {
    clause.names.emplace();
    for (Account* account : clause.all.all()) {
      const std::string& name = account->line.occurrence.name;
      (*clause.names)[name].Add(*account);
      for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] == '+' || name[i] == '.') {
          (*clause.names)[name.substr(0, i)].Add(*account);
        }
      }
    }
  }
  const auto named = clause.names->find(tender.name);
  return named == clause.names->end() ? none_ : named->second;
}

}  // namespace covenant

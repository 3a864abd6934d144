// AccountIndex: which accounts a payment can reach, found without going through
// those that are settled, so that many payments on many sums cost no more than
// what they settle. Pure.
#ifndef REPLAY_MONEY_ACCOUNT_INDEX_H_
#define REPLAY_MONEY_ACCOUNT_INDEX_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "replay/money/account.h"
#include "replay/money/tender.h"

namespace covenant {

// Some of the accounts, in the order in which they are paid. Accounts that
// nothing can be paid on any more are passed over.
class AccountQueue {
 public:
  void Add(Account& account);

  const std::vector<Account*>& all() const { return accounts_; }

  // Calls `visit` for those that are not settled, until it gives false.
  template <typename Visit>
  void ForEachOpen(const Visit& visit) {
    for (std::size_t at = Open(0); at < accounts_.size(); at = Open(at + 1)) {
      if (accounts_[at]->Settled()) {
        next_[at] = at + 1;
      } else if (!visit(*accounts_[at])) {
        return;
      }
    }
  }

 private:
  // The first place from `at` on that is not passed over.
  std::size_t Open(std::size_t at);

  std::vector<Account*> accounts_;
  // By place, and one behind the last: itself, or a later place where it is
  // passed over (sets joined as in union-find, with the paths halved).
  std::vector<std::size_t> next_;
};

class AccountIndex {
 public:
  // `accounts` are in the order in which they are paid and stay where they are.
  explicit AccountIndex(std::vector<Account>& accounts);

  // Those of the clause or occurrence that the tender designates, between
  // whomever; where it designates none, those that it can be counted on.
  AccountQueue& Designated(const Tender& tender);
  // Those between the parties of the tender and in its unit.
  AccountQueue& Between(const Tender& tender);

 private:
  struct OfClause {
    AccountQueue all;
    // By name, and by the name of the period before '.' and '+'; made when it
    // is asked for.
    std::optional<std::map<std::string, AccountQueue>> names;
  };

  std::map<std::tuple<std::string, std::string, std::string>, AccountQueue>
      between_;
  std::map<std::string, OfClause> clauses_;
  AccountQueue none_;
};

}  // namespace covenant

#endif  // REPLAY_MONEY_ACCOUNT_INDEX_H_

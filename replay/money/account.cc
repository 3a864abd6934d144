#include "replay/money/account.h"

namespace covenant {

bool Designated(const Account& account, const std::string& clause,
                const std::string& name) {
  const Occurrence& o = account.line.occurrence;
  if (o.clause != clause) return false;
  // A period's name stands for its items and for later sums of it too.
  return name.empty() || o.name == name || o.name.starts_with(name + "+") ||
         o.name.starts_with(name + ".");
}

bool Contests(const Dispute& dispute, const Account& account) {
  const std::size_t slash = dispute.obligation.find('/');
  const std::string name = slash == std::string::npos
                               ? std::string()
                               : dispute.obligation.substr(slash + 1);
  return Designated(account, dispute.obligation.substr(0, slash), name);
}

RationalRange Positive(const RationalRange& range) {
  return Max(range, RationalRange());
}

}  // namespace covenant

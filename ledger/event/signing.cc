#include "ledger/event/signing.h"

#include <utility>

namespace covenant {
namespace {

std::string Words(const SigningRule& rule, bool inside) {
  const bool one = rule.op == SigningRule::Op::kParty;
  const bool counted = rule.op == SigningRule::Op::kAtLeast;
  std::string text = rule.party;
  for (const SigningRule& part : rule.of) {
    if (!text.empty()) {
      text += counted                              ? ", "
              : rule.op == SigningRule::Op::kAll ? " and "
                                                   : " or ";
    }
    text += Words(part, true);
  }
  const bool stated = rule.by != SigningForm::kUnstated;
  if (counted) {
    text = std::to_string(rule.at_least) + " of (" + text + ")";
  } else if (!one && (inside || stated) && rule.of.size() > 1) {
    text = "(" + text + ")";
  }
  if (rule.by == SigningForm::kEither) return text + " with or without a key";
  if (rule.by != SigningForm::kKey) return text;
  return text + (one ? " with a key" : " with keys");
}

bool Demands(const SigningRule& rule, bool outside) {
  const bool own = rule.by == SigningForm::kUnstated
                       ? outside
                       : rule.by == SigningForm::kKey;
  if (rule.op == SigningRule::Op::kParty) return own;
  for (const SigningRule& part : rule.of) {
    if (Demands(part, own)) return true;
  }
  return false;
}

void Collect(const SigningRule& rule, std::vector<std::string>& parties) {
  if (rule.op == SigningRule::Op::kParty) parties.push_back(rule.party);
  for (const SigningRule& part : rule.of) Collect(part, parties);
}

}  // namespace

SigningRule SigningRule::All(const std::vector<std::string>& parties) {
  SigningRule rule;
  rule.op = Op::kAll;
  for (const std::string& party : parties) {
    SigningRule& part = rule.of.emplace_back();
    part.party = party;
  }
  return rule;
}

bool SigningRule::DemandsKeys() const { return Demands(*this, false); }

std::vector<std::string> SigningRule::Parties() const {
  std::vector<std::string> parties;
  Collect(*this, parties);
  return parties;
}

std::string SigningRule::ToString() const { return Words(*this, false); }

}  // namespace covenant

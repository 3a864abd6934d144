#include "ledger/codec/loan_checks.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/value/rate.h"

namespace covenant {
namespace {

struct TypedKey {
  std::string_view key;
  std::vector<v1::LoanContractType> types;
  bool needed;
};

// The keys that go with some types of loan only.
const std::vector<TypedKey>& TypedKeys() {
  static const auto* const keys = new std::vector<TypedKey>{
      {"cycle_of_principal_redemption",
       {v1::LOAN_CONTRACT_TYPE_LINEAR_AMORTIZER, v1::LOAN_CONTRACT_TYPE_ANNUITY},
       true},
      {"cycle_anchor_date_of_principal_redemption",
       {v1::LOAN_CONTRACT_TYPE_LINEAR_AMORTIZER, v1::LOAN_CONTRACT_TYPE_ANNUITY},
       false},
      {"next_principal_redemption_payment",
       {v1::LOAN_CONTRACT_TYPE_LINEAR_AMORTIZER, v1::LOAN_CONTRACT_TYPE_ANNUITY},
       false},
      {"array_principal_redemption",
       {v1::LOAN_CONTRACT_TYPE_EXOTIC_LINEAR_AMORTIZER},
       true}};
  return *keys;
}

// The keys that only a floating rate has.
constexpr std::array<std::string_view, 11> kFloatingKeys = {
    "rate_spread",      "rate_multiplier", "cycle_of_rate_reset",
    "cycle_anchor_date_of_rate_reset",     "fixing_period",
    "life_cap",         "life_floor",      "period_cap",
    "period_floor",     "fallback",        "within"};

class LoanChecker {
 public:
  LoanChecker(const v1::Loan& loan, const Node& node, Sink& sink)
      : loan_(loan), node_(node), sink_(sink) {}

  void Run() {
    Keys();
    Rates();
    Days();
    Currencies();
  }

 private:
  bool Has(std::string_view key) const { return node_.Has(key); }
  const Span& At(std::string_view key) const {
    const Member* member = node_.Find(key);
    return member == nullptr ? node_.at : member->value.at;
  }
  void Add(const Span& at, std::string_view code, std::string what,
           std::string help) {
    sink_.Add(at, code, std::move(what), "", std::move(help));
  }

  void Keys() {
    if (loan_.contract_type() == v1::LOAN_CONTRACT_TYPE_UNSPECIFIED) return;
    for (const TypedKey& typed : TypedKeys()) {
      const bool fits = std::find(typed.types.begin(), typed.types.end(),
                                  loan_.contract_type()) != typed.types.end();
      const std::string key(typed.key);
      if (Has(typed.key) && !fits) {
        Add(node_.Find(typed.key)->at, "E0356",
            "`" + key + "` does not go with this type of loan",
            "remove it, or write another `contract_type`");
      } else if (!Has(typed.key) && fits && typed.needed && !node_.incomplete) {
        Add(At("contract_type"), "E0356", "this type of loan needs `" + key + "`",
            "write `" + key + ":`");
      }
    }
    if (loan_.contract_type() ==
            v1::LOAN_CONTRACT_TYPE_EXOTIC_LINEAR_AMORTIZER &&
        loan_.prepayment_effect() == v1::PREPAYMENT_EFFECT_REDUCE_INSTALMENT) {
      Add(At("prepayment_effect"), "E0356",
          "stated steps are not reduced by a prepayment",
          "write `reduce-maturity`, and amend the steps when one is made");
    }
  }

  void Rates() {
    const bool floating = Has("market_object_code_of_rate_reset");
    if (!floating && !Has("nominal_interest_rate") && !node_.incomplete) {
      Add(node_.at, "E0357", "the loan has no rate",
          "write `nominal_interest_rate: 6 %` (`0 %` for a loan without "
          "interest), or `market_object_code_of_rate_reset: NAME`");
    }
    for (const std::string_view key : kFloatingKeys) {
      if (floating || !Has(key)) continue;
      Add(node_.Find(key)->at, "E0357",
          "`" + std::string(key) + "` belongs to a floating rate",
          "write the published rate as `market_object_code_of_rate_reset: NAME`");
    }
  }

  void Days() {
    if (!loan_.has_initial_exchange_date() || !loan_.has_maturity_date()) return;
    const std::int32_t first = loan_.initial_exchange_date().day();
    const std::int32_t last = loan_.maturity_date().day();
    if (last <= first) {
      Add(At("maturity_date"), "E0355",
          "the loan matures before it is advanced",
          "write a day later than `initial_exchange_date`");
      return;
    }
    const Member* steps = node_.Find("array_principal_redemption");
    std::int32_t before = first;
    for (int i = 0; i < loan_.array_principal_redemption_size(); ++i) {
      const v1::RedemptionStep& step = loan_.array_principal_redemption(i);
      if (!step.has_date()) continue;
      if (step.date().day() <= before || step.date().day() >= last) {
        const bool found = steps != nullptr && steps->value.IsList() &&
                           static_cast<std::size_t>(i) <
                               steps->value.items.size();
        Add(found ? steps->value.items[static_cast<std::size_t>(i)].at
                  : node_.at,
            "E0355",
            "the step is not in order between the initial exchange and "
            "maturity",
            "write the steps by day; what they leave is repaid at maturity");
      }
      before = std::max(before, step.date().day());
    }
  }

  void Currencies() {
    const std::string& unit = loan_.notional_principal().unit();
    if (unit.empty()) return;
    if (loan_.has_next_principal_redemption_payment() &&
        loan_.next_principal_redemption_payment().unit() != unit) {
      Other(At("next_principal_redemption_payment"), unit);
    }
    const Member* steps = node_.Find("array_principal_redemption");
    for (int i = 0; i < loan_.array_principal_redemption_size(); ++i) {
      const v1::RedemptionStep& step = loan_.array_principal_redemption(i);
      if (!step.has_amount() || step.amount().unit() == unit) continue;
      const bool found =
          steps != nullptr && steps->value.IsList() &&
          static_cast<std::size_t>(i) < steps->value.items.size();
      Other(found ? steps->value.items[static_cast<std::size_t>(i)].at
                  : node_.at,
            unit);
    }
  }

  void Other(const Span& at, const std::string& unit) {
    Add(at, "E0358", "the amount is in another currency than the principal",
        "write the amount in " + unit);
  }

  const v1::Loan& loan_;
  const Node& node_;
  Sink& sink_;
};

}  // namespace

void CheckLoan(const v1::Loan& loan, const Node& node, Sink& sink) {
  LoanChecker(loan, node, sink).Run();
}

void CheckWithholding(const v1::Withholding& tax, const Node& node,
                      Sink& sink) {
  const Member* rate = node.Find("rate");
  if (rate == nullptr || !tax.has_rate()) return;
  const auto parsed = Rate::Parse(tax.rate().text());
  if (!parsed.ok()) return;
  const RationalRange range = parsed->Range();
  const auto& least = range.at_least();
  const auto& most = range.at_most();
  const bool below = least && least->Sign() < 0;
  const bool whole = most && *most >= Rational::FromInt(1);
  if (!below && !whole) return;
  sink.Add(rate->value.at, "E0359", "not a rate of a tax that is withheld", "",
           "write a rate from 0 % to less than 100 %");
}

void CheckEarlyPayment(const Node& node, Sink& sink) {
  const Member* steps = node.Find("steps");
  if (steps == nullptr || !steps->value.IsList()) return;
  for (const Node& step : steps->value.items) {
    const Member* rate = step.IsMap() ? step.Find("rate") : nullptr;
    if (rate == nullptr || !rate->value.IsScalar()) continue;
    const auto parsed = Rate::Parse(rate->value.text);
    if (!parsed.ok()) continue;
    const RationalRange range = parsed->Range();
    const auto& least = range.at_least();
    const auto& most = range.at_most();
    if ((!least || least->Sign() >= 0) &&
        (!most || *most < Rational::FromInt(1))) {
      continue;
    }
    sink.Add(rate->value.at, "E0375", "not a discount", "",
             "write a rate from 0 % to less than 100 %");
  }
}

}  // namespace covenant

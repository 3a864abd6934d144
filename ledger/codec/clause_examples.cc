#include <string_view>
#include <utility>

#include "ledger/codec/reference_examples.h"

namespace covenant {
namespace {

constexpr std::pair<std::string_view, std::string_view> kClauses[] = {
    {"payment", R"yaml(- id: signing-fee
  kind: payment
  debtor: acme
  creditor: nova
  amount: 250000.00 EUR
  due: 30 days after execution
)yaml"},
    {"payment-schedule", R"yaml(- id: purchase-price
  kind: payment-schedule
  debtor: acme
  creditor: nova
  total: 3000000.00 USD
  instalments:
    - { id: closing, amount: 1000000.00 USD, due: 2024-04-01 }
    - id: approval
      amount: 2000000.00 USD
      condition: marketing-approval
      long_stop: 2027-12-31
      due: 30 days after milestone
)yaml"},
    {"recurring-payment", R"yaml(- id: rent
  kind: recurring-payment
  debtor: acme
  creditor: nova
  amount: 18500.00 EUR
  every: 1 month
  due: on period-start
  partial_period: pro-rata-days
)yaml"},
    {"formula", R"yaml(- id: commission
  kind: formula
  section: "§3.6(a)"
  debtor: acme
  creditor: nova
  amount: 50 % of max(0, ebit - 40000000 USD)   # see doc/expressions.md
  metrics: { ebit: USD }
  currency: USD
  every: 1 year
  anchor: 2024-10-01
  due: 15 days after period-end
)yaml"},
    {"revenue-share", R"yaml(- id: royalty
  kind: revenue-share
  section: "§3.2(a)"
  debtor: acme
  creditor: nova
  rate: 6.5 %
  metrics: [direct, resale]
  currency: EUR
  every: 3 months
  report_due: 30 days
  due: 45 days after period-end
  lifetime_cap: { amount: 5000000.00 EUR, counts_after: 2025-12-31 }
)yaml"},
    {"unit-price", R"yaml(- id: hosting
  kind: unit-price
  debtor: acme
  creditor: nova
  metrics: [compute]
  unit: hours
  currency: EUR
  every: 1 month
  due: 30 days after period-end
  allowance: 100 hours
  tier_mode: marginal
  tiers:
    - { to: 1000 hours, price: 0.0925 EUR }
    - { over: 1000 hours, price: 0.0875 EUR }
)yaml"},
    {"take-or-pay", R"yaml(- id: offtake
  kind: take-or-pay
  debtor: acme
  creditor: nova
  minimum: 1000 tonnes
  price: 312.50 EUR
  metrics: [delivered]
  every: 1 year
  due: 30 days after period-end
  make_up: { applies_to: excess-only, measure: quantity, expires: 2 years }
)yaml"},
    {"most-favoured-price", R"yaml(- id: best-price
  kind: most-favoured-price
  debtor: nova                 # the seller gives back
  creditor: acme
  clauses: [hosting]           # of kind unit-price
  metrics: [lowest-price]      # reported: what others pay for one unit
  unit: hours
  currency: EUR
  every: 1 year
  report_due: 30 days
  due: 60 days after period-end
)yaml"},
    {"ceiling", R"yaml(- id: order-limit
  kind: ceiling
  debtor: acme
  creditor: nova
  amount: 10000000.00 USD
)yaml"},
    {"commitment", R"yaml(- id: cloud-commitment
  kind: commitment
  debtor: acme
  creditor: nova
  total: 38000000000 USD
)yaml"},
    {"late-interest", R"yaml(- id: default-interest
  kind: late-interest
  rate: 9 %                    # for a year; simple, actual/365 fixed
  applies_to: [royalty]        # without it, all sums of the contract
  grace: 5 days                # paid within it: no interest
)yaml"},
    {"loan", R"yaml(- id: loan
  kind: loan
  debtor: acme                 # the borrower
  creditor: nova
  contract_type: annuity
  notional_principal: 100000.00 EUR
  initial_exchange_date: 2024-01-01
  maturity_date: 2029-01-01
  nominal_interest_rate: 6 %
  day_count_convention: 30e-360
  cycle_of_principal_redemption: 1 month
)yaml"},
    {"withholding", R"yaml(- id: tax
  kind: withholding
  rate: 15 %
  mode: gross-up               # or net: who bears the tax must be said
  applies_to: [royalty]        # without it, all sums of the contract
)yaml"},
    {"early-payment", R"yaml(- id: early-payment
  kind: early-payment
  applies_to: [price]          # without it, all sums of the contract
  steps:
    - { by: 10 days after invoice, rate: 2 % }
    - { by: 20 days after invoice, rate: 1 % }
)yaml"},
    {"no-set-off", R"yaml(- id: no-set-off
  kind: no-set-off
  clauses: [royalty]           # without it, all sums of the contract
  party: acme                  # without it, nobody may set off
)yaml"},
    {"liability-cap", R"yaml(- id: liability
  kind: liability-cap
  debtor: nova
  clauses: [delay-damages, service-credits]
  except: [indemnity]          # carved out
  share: 100 %                 # of the fees; or `amount: 500000.00 EUR`, or both
  fees: [royalty]
  currency: EUR
  trailing: 12 months          # without it, for the life of the contract
)yaml"},
    {"exclusivity", R"yaml(- id: exclusivity
  kind: exclusivity
  bearer: nova
  beneficiary: acme
  scope:
    product: { include: [api], exclude: [api/batch] }
    channel: [cloud]
  carve_outs:
    - name: government
      scope: { counterparty: [government] }
  until: { condition: agi-verified, long_stop: 2032-01-01 }
)yaml"},
    {"prohibition", R"yaml(- id: non-compete
  kind: prohibition
  bearer: nova
  beneficiary: acme
  scope: { activity: [distribution], territory: [europe/de] }
  survives: true
  tail: 2 years
)yaml"},
    {"term", R"yaml(- id: term
  kind: term
  begins: 2024-01-01
  initial: 3 years
  renewal: automatic           # unless notice of non-renewal is given
  renewal_period: 1 year
  notice: 90 days              # before the end, by an `exercise` of this clause
)yaml"},
    {"termination-right", R"yaml(- id: for-cause
  kind: termination-right
  ground: cause
  cure: 30 days                # from notice of the breach
  incurable: [confidentiality]
  notice: 10 days
)yaml"},
    {"option", R"yaml(- id: more-rooms
  kind: option
  holder: acme
  grantor: nova
  from: 2024-01-01
  until: 2025-01-01
  reaches: more-rooms-taken    # the condition of what is owed then
  act: to rent the second floor
)yaml"},
    {"duty", R"yaml(- id: audit-report
  kind: duty
  bearer: nova
  beneficiary: acme
  act: deliver the audited accounts
  every: 1 year
  due: 90 days after period-end
)yaml"},
    {"notice-rule", R"yaml(- id: notices
  kind: notice-rule
  counts: received
  deemed_received: 3 business-days
  calendar: weekends
)yaml"},
    {"assignment-rule", R"yaml(- id: no-assignment
  kind: assignment-rule
  assignor: nova
  consent_of: acme
  without_consent: voidable
  free_to: [nova-finance]
)yaml"},
    {"deemed-act", R"yaml(- id: acceptance
  kind: deemed-act
  actor: acme
  requester: nova
  silent_for: 10 days
  act: acceptance of the delivery
  reaches: accepted
)yaml"},
    {"right-of-first-refusal", R"yaml(- id: first-refusal
  kind: right-of-first-refusal
  holder: acme
  grantor: nova
  scope: { activity: [hosting] }
  match_within: 30 days
  close_within: 90 days        # then a deal needs a new notice
)yaml"},
    {"licence", R"yaml(- id: patent-licence
  kind: licence
  licensor: nova
  licensee: acme
  type: non-exclusive
  scope: { field: [oncology], territory: [europe] }
)yaml"},
    {"permission", R"yaml(- id: sublicensing
  kind: permission
  holder: acme
  grantor: nova
  scope: { activity: [sublicence] }
)yaml"},
    {"provision", R"yaml(- id: governing-law
  kind: provision
  section: "§14"
  says: The laws of Germany govern this agreement.
)yaml"},
    {"order-of-precedence", R"yaml(- id: order-of-precedence
  kind: order-of-precedence
  section: "§2"
  orders: yield
  fixed: [late-interest]
)yaml"},
    {"payment-terms", R"yaml(- id: payment
  kind: payment-terms
  section: "§6.1"
  due: 30 days after period-end
)yaml"},
};

}  // namespace

std::string_view ClauseExample(std::string_view kind) {
  for (const auto& [name, text] : kClauses) {
    if (name == kind) return text;
  }
  return "";
}

}  // namespace covenant

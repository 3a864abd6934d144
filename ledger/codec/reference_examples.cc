#include "ledger/codec/reference_examples.h"

namespace covenant {
namespace {

struct Example {
  std::string_view name;
  std::string_view text;
};

constexpr Example kEvents[] = {
    {"agreement", R"yaml(contract: acme-nova
event: agreement
id: A1
title: Licence and Royalty Agreement
executed: 2023-12-18
effective: 2024-01-01
until: 2029-01-01            # the first day on which it no longer applies
time_zone: Europe/Berlin
document: { name: "Agreement.pdf", section: "1" }
parties:
  - { id: acme, name: "Acme GmbH", role: licensee }
  - { id: nova, name: "Nova Labs, Inc.", role: licensor }
clauses:
  - id: royalty
    kind: revenue-share
    section: "§3.2(a)"
    debtor: acme
    creditor: nova
    rate: 6.0 %
    metrics: [net-revenue]
    currency: EUR
    every: 3 months
    due: 30 days after period-end
)yaml"},
    {"amendment", R"yaml(contract: acme-nova
event: amendment
id: A2
number: 2
executed: 2024-09-05
effective: 2024-04-01        # earlier than it was signed: retroactive
changes:
  - set: royalty.rate
    from: 6.0 %              # refused if the rate in force is another one
    to: 6.5 %
    section: "2"
  - waive: exclusivity
    scope: { channel: [cloud/aws] }
    until: 2025-01-01
  - renumber: audit
    new_section: "§9.4"
)yaml"},
    {"restatement", R"yaml(contract: acme-nova
event: restatement
id: R1
executed: 2025-06-30
effective: 2025-07-01
replaces: [royalty]          # without it, all clauses are replaced
clauses:
  - id: royalty
    kind: revenue-share
    debtor: acme
    creditor: nova
    rate: 7 %
    metrics: [net-revenue]
    currency: EUR
    every: 1 year
)yaml"},
    {"rectification", R"yaml(contract: acme-nova
event: rectification
id: X1
rectifies: A2                # right from the start of what it puts right
executed: 2024-10-01
changes:
  - set: royalty.due
    to: 45 days after period-end
)yaml"},
    {"waiver", R"yaml(contract: acme-nova
event: waiver
id: W1
executed: 2024-05-02
effective: 2024-04-01
until: 2024-07-01
clause: royalty
share: 50 %
measured_by: accrual
)yaml"},
    {"consent", R"yaml(contract: acme-nova
event: consent
id: K1
executed: 2024-11-20
clause: exclusivity
act: Distribution of the research model through one university
scope: { product: [research], channel: [cloud/gcp] }
)yaml"},
    {"termination", R"yaml(contract: acme-nova
event: termination
id: T1
executed: 2026-03-31
effective: 2026-07-01        # the first day without the contract
reaches: termination         # a condition of clauses
reason: { sealed: "Settlement of the parties, confidential" }
)yaml"},
    {"rescission", R"yaml(contract: acme-nova
event: rescission
id: T2
executed: 2026-03-31
effective: 2026-04-01
reason: Misrepresentation
)yaml"},
    {"signature", R"yaml(contract: acme-nova
event: signature
id: S1
instrument: A3
party: nova
date: 2025-02-14
)yaml"},
    {"report", R"yaml(contract: acme-nova
event: report
id: Q2-2024
period: 2024-Q2
metrics: { net-revenue: 700000.00 EUR }
version: 1
document: { name: "Royalty report Q2.xlsx" }
)yaml"},
    {"payment", R"yaml(contract: acme-nova
event: payment
id: P17
payer: acme
payee: nova
amount: 12500.00 EUR
date: 2024-08-12
designation: royalty/2024-Q2
)yaml"},
    {"milestone", R"yaml(contract: acme-nova
event: milestone
id: M1
milestone: offering
date: 2026-05-04
values: { offering-price: 18.00 USD }
)yaml"},
    {"opening", R"yaml(contract: acme-nova
event: opening
id: O1
through: 2023-12-31          # everything before is settled but this:
balances:
  - { clause: royalty, debtor: acme, creditor: nova, amount: 4200.00 EUR }
status: agreed
)yaml"},
    {"reading", R"yaml(contract: acme-nova
event: reading
id: L1
clause: exclusivity
reading: narrow
asserted_by: [acme]
says: Exclusivity covers the hosted service, not the research model.
date: 2025-03-03
)yaml"},
    {"dispute", R"yaml(contract: acme-nova
event: dispute
id: D1
obligation: royalty/2024-Q2
amount: 3000.00 EUR          # without it, all that is owed
raised_by: acme
date: 2024-08-01
reason: The report counted returns as sales.
)yaml"},
    {"dispute-resolution", R"yaml(contract: acme-nova
event: dispute-resolution
id: D1-end
dispute: D1
date: 2024-10-15
outcome: Withdrawn
)yaml"},
    {"set-off", R"yaml(contract: acme-nova
event: set-off
id: O2
party: acme
against: nova
amount: 5000.00 EUR          # as far as each owes the other so much
date: 2024-11-02
their: refund
our: royalty/2024-Q2
)yaml"},
    {"invoice", R"yaml(contract: acme-nova
event: invoice
id: I-2024-17
obligation: royalty/2024-Q2
sent: 2024-07-10
received: 2024-07-12
amount: 1230.00 EUR          # another amount than computed is told of
)yaml"},
    {"release", R"yaml(contract: acme-nova
event: release
id: RL1
executed: 2025-02-03
clause: exclusivity
scope: { territory: [europe/ch] }
)yaml"},
    {"deal", R"yaml(contract: acme-nova
event: deal
id: D1
party: nova
counterparty: globex
act: Distribution of the research model in Switzerland
scope: { activity: [distribution], territory: [europe/ch] }
date: 2025-01-15
ongoing: true                # without it, or `ends`, it is done on its day
)yaml"},
    {"scope-tree", R"yaml(event: scope-tree
id: clouds-2024
tree: clouds
dimension: channel
nodes:
  - { path: cloud/azure, title: Microsoft Azure }
  - { path: cloud/aws, aliases: [cloud/amazon] }
  - { path: hyperscaler, members: [cloud/azure, cloud/aws] }
)yaml"},
    {"calendar", R"yaml(event: calendar
id: target-2024
calendar: target             # in clauses: `calendar: target`
covers: 2024
weekend: [saturday, sunday]
holidays: [2024-01-01, 2024-03-29, 2024-04-01, 2024-05-01, 2024-12-25, 2024-12-26]
source: European Central Bank
)yaml"},
    {"tax-withheld", R"yaml(contract: acme-nova
event: tax-withheld
id: W1
obligation: royalty/2024-Q2
amount: 1500.00 EUR
date: 2024-07-30
certificate: "2024/118"
document: { name: Certificate 118.pdf }
)yaml"},
    {"rate", R"yaml(event: rate
id: eur-usd-2024-03
rate: eur-usd                # in clauses: `rate: eur-usd`
measures: exchange
base: EUR                    # dollars for one euro
source: European Central Bank, reference rates
values:
  - { date: 2024-03-27, value: 1.0816 USD }
  - { date: 2024-03-28, value: 1.0811 USD }
)yaml"},
    {"statement", R"yaml(contract: acme-nova
event: statement
id: S2
obligation: royalty/2024-Q2
delivered: 2024-07-15
amount: 42000.00 EUR         # without it, what is computed
)yaml"},
    {"go-live", R"yaml(event: go-live
id: live
)yaml"},
    {"party", R"yaml(event: party
id: acme-2026
party: acme
name: Acme SE
lei: 529900T8BM49AURSDO55
since: 2026-01-01
)yaml"},
    {"correction", R"yaml(contract: acme-nova
event: correction
id: C1
target: P17
reason: The bank statement says 21500.
replacement:
  event: payment
  payer: acme
  payee: nova
  amount: 21500.00 EUR
  date: 2024-08-12
  designation: royalty/2024-Q2
)yaml"},
    {"cancellation", R"yaml(contract: acme-nova
event: cancellation
id: C2
target: P18
reason: The payment was recorded twice.
)yaml"},
};

constexpr Example kClauses[] = {
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
  share: 100 %                 # of the fees; or `amount: 500000.00 EUR`
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
    {"right-of-first-refusal", R"yaml(- id: first-refusal
  kind: right-of-first-refusal
  holder: acme
  grantor: nova
  scope: { activity: [hosting] }
  match_within: 30 days
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
};

template <typename Table>
std::string_view Find(const Table& table, std::string_view name) {
  for (const Example& example : table) {
    if (example.name == name) return example.text;
  }
  return "";
}

}  // namespace

std::string_view EventExample(std::string_view type) {
  return Find(kEvents, type);
}

std::string_view ClauseExample(std::string_view kind) {
  return Find(kClauses, kind);
}

}  // namespace covenant

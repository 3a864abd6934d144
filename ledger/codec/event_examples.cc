#include <string_view>
#include <utility>

#include "ledger/codec/reference_examples.h"

namespace covenant {
namespace {

constexpr std::pair<std::string_view, std::string_view> kEvents[] = {
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
    {"court-order", R"yaml(contract: acme-nova
event: court-order
id: O1
authority: Landgericht Hamburg
case_number: "312 O 40/24"
executed: 2024-05-14         # the day on which it was made
until: 2024-08-14            # an injunction for three months
document: { name: Beschluss.pdf }
changes:
  - suspend: exclusivity
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
    {"assignment", R"yaml(contract: acme-nova
event: assignment
id: N1
executed: 2024-02-10
effective: 2024-03-01
assignor: nova
assignee: factor
clauses: [royalty]
split: pro-rata-days         # of the period that holds the effective day
notified: 2024-03-15         # what acme pays to nova before still counts
)yaml"},
    {"novation", R"yaml(contract: acme-nova
event: novation
id: N2
executed: 2024-06-20
effective: 2024-07-01
party: acme
replaced_by: acme-europe
split: period-end
)yaml"},
    {"assumption", R"yaml(contract: acme-nova
event: assumption
id: N3
executed: 2024-06-20
effective: 2024-07-01
debtor: acme
assumed_by: acme-europe
original_debtor: still-liable
accrued: passes              # what is open from before too
)yaml"},
    {"suspension", R"yaml(contract: acme-nova
event: suspension
id: S1
executed: 2024-05-02
effective: 2024-05-01
clauses: [deliveries]
reason: The port is closed.
)yaml"},
    {"resumption", R"yaml(contract: acme-nova
event: resumption
id: S2
executed: 2024-06-10
effective: 2024-06-15
suspension: S1
)yaml"},
    {"exercise", R"yaml(contract: acme-nova
event: exercise
id: X1
power: term
by: nova
given: 2026-09-15
says: We do not renew.
)yaml"},
    {"notice", R"yaml(contract: acme-nova
event: notice
id: L1
from: nova
to: acme
about: first-refusal
given: 2024-03-01
says: Offer of Zeta to host the archive.
)yaml"},
    {"performance", R"yaml(contract: acme-nova
event: performance
id: D1
duty: audit-report/2024
by: nova
date: 2025-03-20
)yaml"},
    {"breach-alleged", R"yaml(contract: acme-nova
event: breach-alleged
id: B1
clause: royalty
against: acme
by: nova
given: 2024-08-01
says: The share of the second quarter was not paid.
)yaml"},
    {"cure", R"yaml(contract: acme-nova
event: cure
id: C1
breach: B1
date: 2024-08-20
)yaml"},
    {"party-succession", R"yaml(event: party-succession
id: M1
party: nova
successor: zeta
date: 2024-10-01
manner: merger
)yaml"},
    {"signature", R"yaml(contract: acme-nova
event: signature
id: S1
instrument: A3
party: nova
date: 2025-02-14
)yaml"},
    {"signature-withdrawal", R"yaml(contract: acme-nova
event: signature-withdrawal
id: S1-w1
instrument: A3
party: nova
date: 2025-02-20
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
counts:                      # from which the clauses go on:
  - { clause: royalty, counted: advances, amount: 30000.00 EUR }
  - { clause: royalty, counted: accrued-in-all, amount: 450000.00 EUR }
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
    {"key", R"yaml(event: key
id: acme-2026
party: acme
key: acme-2026+ec6e4998+Af+1Irqhtdnyo+rkVu7fUpCttCsXhtVSrx/x2rUEjoiL
since: 2026-01-01
replaces: acme-2024
)yaml"},
    {"key-revocation", R"yaml(event: key-revocation
id: acme-2024-lost
party: acme
key: acme-2024
since: 2025-11-03
reason: The laptop with the key was stolen.
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
    {"heads", R"yaml(event: heads
id: heads-120
size: 120
root: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
)yaml"},
    {"erasure", R"yaml(contract: acme-nova
event: erasure
id: A1-e1
target: A1
reason: Request of the person concerned
)yaml"},
    {"cancellation", R"yaml(contract: acme-nova
event: cancellation
id: C2
target: P18
reason: The payment was recorded twice.
)yaml"},
};

}  // namespace

std::string_view EventExample(std::string_view type) {
  for (const auto& [name, text] : kEvents) {
    if (name == type) return text;
  }
  return "";
}

}  // namespace covenant

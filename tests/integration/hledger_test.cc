// The journal of `covenant export --format hledger` is read by the real
// hledger, and its balances are what `covenant audit --json` says is owed.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "ledger/codec/yaml_tree.h"
#include "ledger/value/decimal.h"
#include "ledger/value/rational.h"
#include "tests/integration/session_file.h"

namespace covenant::hledger_test {
namespace {

// "acme nova EUR" to what acme owes nova.
using Balances = std::map<std::string, std::string>;

std::string TextOf(const Node& object, std::string_view key) {
  const Member* member = object.Find(key);
  return member == nullptr || !member->value.IsScalar() ? ""
                                                        : member->value.text;
}

bool Known(const Node& obligation) {
  for (const char* const key : {"accrued", "interest", "waived", "credited",
                                "paid", "owed", "overpaid"}) {
    const Member* member = obligation.Find(key);
    if (member != nullptr && !member->value.IsScalar()) return false;
  }
  return true;
}

struct Audit {
  Balances owed;           // of the obligations that are known
  Balances totals;         // those that are known
  std::size_t unknown = 0; // obligations
};

std::string UnitOf(const Node& object) {
  const std::string currency = TextOf(object, "currency");
  return currency.empty() ? TextOf(object, "unit") : currency;
}

void AddTo(std::string& sum, const std::string& number) {
  const Rational total =
      Decimal::Parse(sum.empty() ? "0" : sum)->ToRational() +
      Decimal::Parse(number)->ToRational();
  sum = Decimal::FromRational(total)->ToString();
}

void DropZeros(Balances& balances) {
  std::erase_if(balances, [](const auto& one) {
    return Decimal::Parse(one.second)->IsZero();
  });
}

Audit ReadAudit(const std::string& json) {
  std::vector<Diagnostic> problems;
  const std::vector<std::string> lines = SplitLines(json);
  Sink sink("audit", lines, problems);
  const std::vector<Node> documents = ParseYaml(json, sink);
  Audit audit;
  EXPECT_TRUE(problems.empty()) << json.substr(0, 400);
  if (documents.size() != 1) return audit;
  const auto key = [](const Node& one) {
    return TextOf(one, "debtor") + " " + TextOf(one, "creditor") + " " +
           UnitOf(one);
  };
  for (const Node& one : documents[0].Find("obligations")->value.items) {
    if (!Known(one)) {
      ++audit.unknown;
      continue;
    }
    AddTo(audit.owed[key(one)], TextOf(one, "owed"));
  }
  for (const Node& one : documents[0].Find("totals")->value.items) {
    const std::string owed = TextOf(one, "owed");
    if (!owed.empty()) AddTo(audit.totals[key(one)], owed);
  }
  DropZeros(audit.owed);
  DropZeros(audit.totals);
  return audit;
}

// Lines such as "-29500.00 EUR  acme:payable:nova", one commodity each.
Balances ReadBalances(const std::string& output, bool receivable) {
  Balances balances;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string number, unit, account;
    words >> number >> unit >> account;
    if (unit.size() > 2 && unit.front() == '"') {
      unit = unit.substr(1, unit.size() - 2);
    }
    const std::string side = receivable ? ":receivable:" : ":payable:";
    const std::size_t at = account.find(side);
    if (at == std::string::npos) continue;
    std::string first = account.substr(0, at);
    std::string second = account.substr(at + side.size());
    if (receivable) {
      std::swap(first, second);
    } else if (!number.empty() && number[0] == '-') {
      number.erase(0, 1);
    } else {
      number.insert(0, 1, '-');
    }
    AddTo(balances[first + " " + second + " " + unit], number);
  }
  DropZeros(balances);
  return balances;
}

struct Ledger {
  std::string name;
  std::vector<std::string> commands;  // that make it in l.db
  std::vector<std::string> days;
  bool unknown;  // whether something in it is not known
};

const char* const kOwn = R"(cat > own.yaml <<END
contract: acme-nova
event: agreement
id: A1
executed: 2024-01-10
effective: 2024-01-01
parties: [{ id: acme }, { id: nova }]
clauses:
  - { id: royalty, kind: revenue-share, debtor: acme, creditor: nova, rate: 6.0 %, metrics: [net-sales], currency: EUR, every: 3 months, due: 30 days after period-end }
  - { id: fee, kind: payment, debtor: acme, creditor: nova, amount: 5000.00 EUR, due: 2024-02-01 }
  - { id: support, kind: payment, debtor: nova, creditor: acme, amount: 300.00 USD, due: 2024-03-01 }
---
{ contract: acme-nova, event: report, id: R1, period: 2024-Q1, metrics: { net-sales: 700000.00 EUR } }
---
{ contract: acme-nova, event: report, id: R2, period: 2024-Q2, metrics: { net-sales: 123456.78 EUR } }
---
contract: acme-nova
event: waiver
id: W1
executed: 2024-06-01
effective: 2024-01-01
clause: royalty
share: 10 %
measured_by: accrual
---
{ contract: acme-nova, event: payment, id: P1, payer: acme, payee: nova, amount: 12500.00 EUR, date: 2024-05-10, designation: royalty/2024-Q1 }
---
{ contract: acme-nova, event: payment, id: P2, payer: acme, payee: nova, amount: 6000.00 EUR, date: 2024-02-01, designation: fee }
---
{ contract: acme-nova, event: payment, id: P3, payer: nova, payee: acme, amount: 350.00 USD, date: 2024-03-01 }
---
{ contract: acme-nova, event: payment, id: P4, payer: acme, payee: nova, amount: 0.25 EUR, date: 2024-08-10 }
END)";

// A loan with interest that is grossed up, paid late and in part as tax.
constexpr char kTaxed[] = R"(cat > taxed.yaml <<END
contract: acme-nova
event: agreement
id: A1
executed: 2024-01-01
parties: [{ id: acme }, { id: nova }]
clauses:
  - { id: loan, kind: loan, debtor: acme, creditor: nova, contract_type: linear-amortizer, notional_principal: 90000.00 EUR, initial_exchange_date: 2024-01-01, maturity_date: 2024-10-01, nominal_interest_rate: 6 %, day_count_convention: 30e-360, cycle_of_interest_payment: 3 months, cycle_of_principal_redemption: 3 months }
  - { id: tax, kind: withholding, rate: 10 %, mode: gross-up }
  - { id: late, kind: late-interest, rate: 12 % }
---
{ contract: acme-nova, event: payment, id: P1, payer: acme, payee: nova, amount: 31000.00 EUR, date: 2024-04-03 }
---
{ contract: acme-nova, event: tax-withheld, id: W1, obligation: loan/2024-04-01, amount: 200.00 EUR, date: 2024-04-10 }
END)";

std::vector<Ledger> Ledgers() {
  return {
      {"founding-story",
       {"covenant demo --store l.db -q"},
       {"2026-03-31", "2026-07-31", "2026-12-31", "2027-06-30"},
       true},
      {"coreweave",
       {"covenant init --backfill --store l.db -q",
        "covenant append --store l.db -q examples/coreweave-openai/*.yaml"},
       {"2025-06-30", "2026-09-15", "2031-12-31"},
       false},
      {"own",
       {"covenant init --store l.db -q", kOwn,
        "covenant append --store l.db -q own.yaml"},
       {"2024-01-31", "2024-06-30", "2024-09-15", "2026-09-15"},
       false},
      {"taxed",
       {"covenant init --store l.db -q", kTaxed,
        "covenant append --store l.db -q taxed.yaml"},
       {"2024-04-05", "2024-04-30", "2024-10-01"},
       false},
  };
}

bool HasHledger() {
  return std::system("hledger --version >/dev/null 2>&1") == 0;
}

class HledgerTest : public ::testing::TestWithParam<Ledger> {};

TEST_P(HledgerTest, BalancesAreWhatIsOwed) {
  ASSERT_TRUE(HasHledger())
      << "hledger is missing: scripts/install-packages installs it";
  bool some_unknown = false;
  bool some_known = false;
  for (const std::string& day : GetParam().days) {
    SCOPED_TRACE(day);
    SessionText session;
    const auto add = [&](const std::string& command) {
      session.steps.push_back({"", {command}, ""});
    };
    for (const std::string& command : GetParam().commands) add(command);
    add("covenant audit --all --json --store l.db --as-of " + day);
    add("covenant export --format hledger --store l.db -o j.journal --as-of " +
        day);
    add("hledger -f j.journal check commodities");
    add("hledger -f j.journal balance --flat -N --depth 3 payable");
    add("hledger -f j.journal balance --flat -N --depth 3 receivable");
    add("cat j.journal");
    const SessionText done = RunSession(session);
    const std::size_t first = GetParam().commands.size();
    const Audit audit = ReadAudit(done.steps[first].output);
    EXPECT_EQ(done.steps[first + 1].output, "");
    EXPECT_EQ(done.steps[first + 2].output, "");
    const Balances payable = ReadBalances(done.steps[first + 3].output, false);
    const Balances receivable = ReadBalances(done.steps[first + 4].output, true);
    EXPECT_EQ(payable, audit.owed);
    EXPECT_EQ(receivable, audit.owed);
    if (audit.unknown == 0) {
      EXPECT_EQ(payable, audit.totals);
    }
    const std::string& journal = done.steps[first + 5].output;
    EXPECT_EQ(audit.unknown > 0, journal.find(" owes ") != std::string::npos)
        << journal;
    some_unknown = some_unknown || audit.unknown > 0;
    some_known = some_known || !payable.empty();
  }
  EXPECT_TRUE(some_known);
  EXPECT_TRUE(some_unknown || !GetParam().unknown);
}

INSTANTIATE_TEST_SUITE_P(, HledgerTest, ::testing::ValuesIn(Ledgers()),
                         [](const auto& one) {
                           std::string name = one.param.name;
                           for (char& c : name) {
                             if (c == '-') c = '_';
                           }
                           return name;
                         });

}  // namespace
}  // namespace covenant::hledger_test

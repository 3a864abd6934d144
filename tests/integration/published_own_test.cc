// What this ledger publishes is accepted by a verifier that shares no code with
// it (check_published.py), and what was altered is not: notes, cosignatures,
// proofs of entries and of growth, tiles. So are vectors of other logs.
#include <gtest/gtest.h>

#include <string>

#include "tests/integration/session_file.h"

namespace covenant::published_own_test {
namespace {

constexpr char kTerms[] = R"(cat > terms.yaml <<END
contract: acme-nova
event: agreement
id: A1
executed: 2024-01-01
parties: [{ id: acme }, { id: nova }]
clauses:
  - { id: fee, kind: payment, debtor: acme, creditor: nova, amount: 5000.00 EUR, due: 2024-02-01 }
END)";
// Enough entries for two tiles and a level above.
constexpr char kPayments[] =
    "for i in $(seq 1 300); do printf -- '---\\ncontract: acme-nova\\nevent: "
    "payment\\nid: P%s\\npayer: acme\\npayee: nova\\namount: 1.00 "
    "EUR\\ndate: 2024-02-01\\n' $i; done > payments.yaml";

class PublishedCheck : public ::testing::Test {
 protected:
  void Add(const std::string& command) {
    session_.steps.push_back({"", {command}, ""});
  }
  // Debian's Python has the package, another in the PATH may not.
  std::string Check(const std::string& what) {
    return "/usr/bin/python3 " + std::string(COVENANT_SOURCE_DIR) +
           "/tests/integration/check_published.py " + what;
  }
  std::string Run(const std::string& command) {
    Add(command);
    const SessionText done = RunSession(session_);
    session_.steps.pop_back();
    return done.steps.back().output;
  }
  // All steps at once; the output of each.
  std::vector<std::string> RunAll() {
    std::vector<std::string> outputs;
    for (const SessionStep& step : RunSession(session_).steps) {
      outputs.push_back(step.output);
    }
    return outputs;
  }

  SessionText session_;
};

TEST_F(PublishedCheck, AcceptsWhatTheLedgerPublishes) {
  Add("covenant init -q --origin ledger.example --store l.db");
  Add(kTerms);
  Add("covenant append --store l.db -q -o log.txt terms.yaml");
  Add("covenant keygen -q ledger.key --store l.db > keys.pub");
  Add("covenant keygen -q --cosigner auditor.example auditor.key >> keys.pub");
  Add("covenant checkpoint --store l.db -q --key ledger.key -o first");
  Add(kPayments);
  Add("covenant append --store l.db -q -o log.txt payments.yaml");
  Add("covenant checkpoint --store l.db -q --key ledger.key -o second");
  Add("covenant cosign -q --key auditor.key --log-key keys.pub first -o "
      "first.cosigned");
  Add("covenant prove --store l.db -q acme-nova/P200 --entry-out P200.entry -o "
      "P200.proof");
  Add("covenant prove --store l.db -q --since first -o grown");
  Add("covenant export --store l.db -q --format tiles published");
  const std::size_t checks = session_.steps.size();
  Add(Check("note keys.pub first.cosigned"));
  Add(Check("proof keys.pub P200.entry P200.proof"));
  Add(Check("consistency first grown"));
  Add(Check("tiles keys.pub published"));
  const std::vector<std::string> outputs = RunAll();
  EXPECT_EQ(outputs[checks], "note signed by ledger.example, auditor.example\n");
  EXPECT_EQ(outputs[checks + 1],
            "ledger.example: entry 201 of 303, signed by ledger.example\n");
  EXPECT_EQ(outputs[checks + 2], "ledger.example: 303 entries continue 2\n");
  EXPECT_EQ(outputs[checks + 3],
            "ledger.example: 303 entries, 2 bundles, 3 tiles, signed by "
            "ledger.example\n");
}

TEST_F(PublishedCheck, RefusesWhatWasAltered) {
  Add("covenant init -q --origin ledger.example --store l.db");
  Add(kTerms);
  Add("covenant append --store l.db -q -o log.txt terms.yaml");
  Add("covenant keygen -q ledger.key --store l.db > keys.pub");
  Add("covenant checkpoint --store l.db -q --key ledger.key -o first");
  Add("covenant prove --store l.db -q acme-nova/A1 --entry-out A1.entry -o "
      "A1.proof");
  Add("covenant export --store l.db -q --format tiles published");
  const std::size_t checks = session_.steps.size();
  Add("sed 's/^2$/3/' first > altered");
  Add(Check("note keys.pub altered"));
  Add("printf x >> A1.entry");
  Add(Check("proof keys.pub A1.entry A1.proof"));
  Add("sed -i 's/acme-nova/acme-nobo/' published/tile/entries/000.p/2");
  Add(Check("tiles keys.pub published"));
  const std::vector<std::string> outputs = RunAll();
  EXPECT_EQ(outputs[checks + 1],
            "refused: the signature of ledger.example does not verify\n"
            "[exit 5]\n");
  EXPECT_EQ(outputs[checks + 3],
            "refused: the entry is not in the tree of the checkpoint\n"
            "[exit 5]\n");
  EXPECT_EQ(outputs[checks + 5],
            "refused: the tiles of level 0 are not those of the entries\n"
            "[exit 5]\n");
}

// The real checkpoint of the Go checksum database.
TEST_F(PublishedCheck, ReadsOtherLogs) {
  Add(R"(cat > sumdb <<END
go.sum database tree
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— sum.golang.org Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
END)");
  EXPECT_EQ(Run(Check("note sum.golang.org+033de0ae+Ac4zctda0e5eza+"
                      "HJyk9SxEdh+s3Ux18htTTAD8OuAn8 sumdb")),
            "note signed by sum.golang.org\n");
}

}  // namespace
}  // namespace covenant::published_own_test

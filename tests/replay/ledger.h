// Ledger: events of authoring text in memory, recorded in the order of their
// known-dates, for tests that ask the replay engine directly.
#ifndef TESTS_REPLAY_LEDGER_H_
#define TESTS_REPLAY_LEDGER_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ledger/codec/authoring.h"
#include "replay/contract.h"
#include "replay/obligations.h"

namespace covenant {

class Ledger {
 public:
  // The YAML files of a folder below examples/.
  static Ledger OfExample(const std::string& name);
  // One text.
  static Ledger Of(const std::string& yaml);

  // The last sequence recorded by the end of that day; all with "now".
  std::uint64_t Known(const std::string& day) const;

  Contract At(const std::string& contract, const std::string& known) const;
  Terms TermsAt(const std::string& contract, const std::string& as_of,
                const std::string& known = "now") const;
  Obligations OwedAt(const std::string& contract, const std::string& as_of,
                     const std::string& known = "now") const;

  const std::map<std::string, std::vector<Event>>& events() const {
    return events_;
  }

 private:
  void Record(const std::vector<SourceFile>& files);

  std::map<std::string, std::vector<Event>> events_;
  std::vector<Timestamp> times_;  // of sequence i + 1
};

Date D(const std::string& text);

// The obligation of that id without the contract ("royalty/2024-Q2"), or a test
// failure and an empty one.
Obligation Find(const Obligations& owed, const std::string& id);
bool Has(const Obligations& owed, const std::string& id);
// The balance of that clause and name, or a test failure and an empty one.
ClauseBalance FindBalance(const std::vector<ClauseBalance>& balances,
                          const std::string& clause, const std::string& name);
// How many findings have that code, and that subject if one is given.
int CountFindings(const std::vector<Finding>& findings, std::string_view code,
                  const std::string& subject = "");

// Every node of the tree recomputes to its value from its inputs.
void CheckTrace(const Trace& trace);
// The identity of domain.md section 5 and that no balance is negative.
void CheckBalances(const Obligations& owed);

}  // namespace covenant

#endif  // TESTS_REPLAY_LEDGER_H_

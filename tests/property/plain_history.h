// Histories of contracts that are paid as they fall due, most of them plain
// (replay/plain.h), with what happens between: late reports and corrections,
// amendments that reach back, payments that are early, late, too much or for
// one sum, and events that make a contract not plain.
#ifndef TESTS_PROPERTY_PLAIN_HISTORY_H_
#define TESTS_PROPERTY_PLAIN_HISTORY_H_

#include <string>
#include <vector>

#include "tests/property/history.h"
#include "tests/property/rng.h"

namespace covenant::property {

struct PlainMix {
  int months = 12;
  int trouble = 12;    // of a hundred months: something unusual happens
  bool others = true;  // also what makes a contract not plain
};

class PlainGenerator {
 public:
  PlainGenerator(Rng& rng, const PlainMix& mix) : rng_(rng), mix_(mix) {}

  // In the order in which it becomes known.
  History Make();

 private:
  struct ClauseMade {
    std::string id;
    std::string kind;
    std::string metric;
    int every = 1;  // months
  };

  std::string NextId(const std::string& prefix);
  Date MonthStart(int month) const;
  void AddAgreement();
  Clause MakeClause(int number);
  void Report(int month);
  Event ReportOf(const std::string& metric, int month, int months);
  void Pay(Date day);
  void PaySomething(Date day);
  void Trouble(int month);
  void Amend(int month);
  void Correct();
  void Other(int month);
  void Record(Event event);

  Rng& rng_;
  const PlainMix mix_;
  std::vector<ClauseMade> clauses_;
  History history_;
  int next_ = 0;
};

}  // namespace covenant::property

#endif  // TESTS_PROPERTY_PLAIN_HISTORY_H_

// MoneyGenerator: random histories of money clauses: one to three clauses,
// retroactive and forward-dated changes of amounts and rates, caps, removals,
// terminations, restatements, waivers, reports, payments, openings, disputes
// and corrections, within some sixty days. It keeps to what the ledger would
// accept; what the norms leave open the model reports.
#ifndef TESTS_PROPERTY_MONEY_GENERATOR_H_
#define TESTS_PROPERTY_MONEY_GENERATOR_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/property/history.h"
#include "tests/property/rng.h"

namespace covenant::property {

// What a history is to exercise. Percentages.
struct MoneyMix {
  std::vector<std::string> clauses;  // of fee, plan, rent, share, limit, spend
  int amendments = 40;
  int reports = 25;
  int payments = 20;
  int endings = 6;
  int waivers = 0;
  int openings = 0;
  int disputes = 0;
  int corrections = 10;
  bool undisclosed = false;  // amounts, rates and ends that are not known
  bool negative = false;     // losses are reported
  bool caps = false;
};

class MoneyGenerator {
 public:
  MoneyGenerator(Rng& rng, MoneyMix mix) : rng_(rng), mix_(std::move(mix)) {}

  // An agreement and up to `more` further events.
  History Make(int more);

 private:
  Date AnyDay();
  Amount AnyAmount();
  Rate AnyRate();
  DueRule After(const std::string& span, DueAnchor anchor);
  Clause NewClause(const std::string& id);
  void Fee(Fields& fields);
  void Plan(Fields& fields);
  void Rent(Fields& fields);
  void Share(Fields& fields);
  void EveryPeriod(const std::string& id, Fields& fields);
  Value Instalments(bool fresh);
  std::string AnyClause();
  std::string AnyOccurrence(const std::string& clause);

  void AddAgreement();
  void AddOne();
  void AddAmendment();
  void AddEnding();
  void AddWaiver();
  void AddReport();
  void AddPayment();
  void AddOpening();
  void AddDispute();
  void AddMilestone();
  void AddCorrection();
  std::string NextId(const std::string& prefix);

  Rng& rng_;
  MoneyMix mix_;
  History history_;
  int next_ = 0;
  std::vector<std::string> ids_;
  std::set<std::string> milestones_;
  std::set<std::string> disputed_;
  std::vector<Interval> periods_;  // of the share
  std::vector<std::string> metrics_;
  bool has_opening_ = false;
  std::optional<Value> plan_;
};

}  // namespace covenant::property

#endif  // TESTS_PROPERTY_MONEY_GENERATOR_H_

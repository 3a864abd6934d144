// TermsGenerator: random histories of terms: few clauses, few fields and few
// days, so that windows overlap, revert, tie in rank and get corrected often.
// It keeps to what the ledger would accept, and mostly away from what the norms
// leave open (the model says where it could not).
#ifndef TESTS_PROPERTY_TERMS_GENERATOR_H_
#define TESTS_PROPERTY_TERMS_GENERATOR_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/property/history.h"
#include "tests/property/rng.h"

namespace covenant::property {

class TermsGenerator {
 public:
  explicit TermsGenerator(Rng& rng) : rng_(rng) {}

  // An agreement and up to `more` further events.
  History Make(int more);

 private:
  Date AnyDay();
  Endpoint Start();
  Endpoint End();
  void Dates(std::optional<Endpoint>& from, std::optional<Endpoint>& until,
             int percent);
  std::pair<std::string, Value> Field(const std::string& clause);
  Clause NewClause(const std::string& id);
  Change NewChange();
  std::vector<Change> NewChanges();
  void Execute(Event& event);

  void AddAgreement();
  void AddOne();
  void AddAmendment();
  void AddRestatement();
  void AddTermination();
  void AddRectification();
  void AddSmall();  // waiver, consent
  void AddSignature();
  void AddMilestone();
  void AddReading();
  void AddCorrection();
  void AddCancellation();
  std::optional<Event> Mutated(const Event& target, const std::string& root);
  void Restrain(Event& replacement, const std::string& root);

  std::string NextId(const std::string& prefix);

  Rng& rng_;
  History history_;
  int next_ = 0;
  std::set<std::string> milestones_;
  std::set<std::pair<std::string, std::string>> signed_;
  // By corrected instrument: what any of its corrections has stated.
  std::map<std::string, Event> stated_;
};

}  // namespace covenant::property

#endif  // TESTS_PROPERTY_TERMS_GENERATOR_H_

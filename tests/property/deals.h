// DealGenerator: random contracts of every kind of money clause, with what
// happened under them in two or three years: reports, payments, set-offs,
// published rates, statements, amendments, waivers, corrections. It writes
// authoring text and keeps to what the ledger accepts.
#ifndef TESTS_PROPERTY_DEALS_H_
#define TESTS_PROPERTY_DEALS_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "replay/contract.h"
#include "tests/property/history.h"
#include "tests/property/rng.h"

namespace covenant::property {

// What a deal is to exercise. Percentages.
struct DealMix {
  // Of the names in DealClauses().
  std::vector<std::string> clauses;
  int most = 4;           // clauses, beside those that others need
  int reports = 85;       // of each period
  int late_reports = 10;  // a second version
  int amendments = 30;
  int retroactive = 40;  // of amendments
  int payments = 60;
  int set_offs = 20;
  int disputes = 15;
  int waivers = 15;
  int statements = 15;
  int corrections = 15;
  int undisclosed = 0;  // amounts and rates that are not known
  int negative = 0;     // reports below zero
  int published = 95;   // values of rates that are on record
  int invoices = 60;
  int mixed_terms = 25;  // changes inside periods, partial periods
  int openings = 0;
  int anchors = 15;    // periods that are not those of the calendar
  bool whole = false;  // from 2024-01-01, without an end
  int plain = 0;       // revenue shares and unit prices without any addition
};

// fee, price, rent, royalty, pool, usage, offtake, commission, bonus, loan,
// late, no-set-off, tax, liability, limit, spend.
const std::vector<std::string>& DealClauses();

class DealGenerator {
 public:
  DealGenerator(Rng& rng, DealMix mix) : rng_(rng), mix_(std::move(mix)) {}

  // Tries until the ledger would accept it.
  History Make();

 private:
  struct Metric {
    std::string name;
    std::string unit;
    std::string every;
    std::optional<Date> anchor;
  };

  // deal_clauses.cc
  std::string Clause(const std::string& id);
  std::string Parties(const std::string& id);
  std::string Every(const std::string& id, const std::string& metric,
                    const std::string& unit);
  std::string Fee(const std::string& id);
  std::string Schedule();
  std::string Rent();
  std::string Royalty(const std::string& id);
  std::string SharedTerms(bool price);
  std::string Tiers(const std::string& unit, bool price);
  std::string Usage();
  std::string Offtake();
  std::string Commission();
  std::string Bonus();
  std::string Loan();
  std::string Late();
  std::string Early();
  std::string Accelerated();
  std::string Withholding();
  std::string Liability();
  std::string Indexed(const std::string& id);
  std::string Converted(bool periodic);
  std::string Money(bool may_hide = true);
  std::string Share(bool may_hide = true);
  std::string Quantity(const std::string& unit);
  std::string DayText(int low, int high);
  bool Odds(int percent) { return rng_.Percent(percent); }

  // deal_facts.cc
  History Try();
  std::string Agreement();
  void Add(const std::string& type, const std::string& prefix,
           const std::string& body);
  void AddReports();
  void AddItems(const Metric& metric, const Interval& period);
  std::string Figure(const Metric& metric);
  void AddRates();
  void AddMilestones();
  void AddPayments();
  void AddSetOffs();
  void AddInvoices();
  void AddAmendments();
  void AddWaivers();
  void AddStatements();
  void AddDisputes();
  void AddOpening();
  void AddCorrections(History& history);
  std::string AnyClause();
  std::string AnySum();

  Rng& rng_;
  DealMix mix_;
  int next_ = 0;
  std::vector<std::string> ids_;  // clauses that owe money
  std::vector<Metric> metrics_;
  std::vector<std::string> docs_;    // facts, as text
  std::vector<std::string> later_;   // facts that refer to others
  std::vector<std::string> shared_;  // published for all contracts
  std::set<std::string> series_;     // that clauses name
  std::set<std::string> milestones_;
  // Fields that an amendment may set, and a text of a new value.
  std::vector<std::pair<std::string, std::string>> settable_;
  std::vector<std::pair<std::string, Interval>> periods_;  // of clauses
  std::set<std::string> reversed_;  // clauses by which nova owes acme
};

// The value of a field of the clause as it was agreed, or null.
template <typename T>
const T* FieldOf(const Clause& clause, const std::string& path) {
  const auto it = clause.fields.find(path);
  return it == clause.fields.end() ? nullptr : it->second.As<T>();
}

// The clause without its contract, and the occurrence without later increases.
inline std::string LocalName(const Obligation& one) {
  return one.clause.substr(one.clause.find('/') + 1);
}
inline std::string BaseOf(const Obligation& one) {
  return one.occurrence.substr(0, one.occurrence.find('+'));
}

// The events of authoring text as a history, or nothing where it is refused.
std::optional<History> ReadDeal(const std::string& yaml);

}  // namespace covenant::property

#endif  // TESTS_PROPERTY_DEALS_H_

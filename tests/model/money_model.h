// MoneyModel: an obvious, slow recomputation of what is owed under one
// contract, to hold the engine's obligations against. It looks the terms up for
// every single day, replays the contract once for every binding day, and treats
// what is not known by trying several values for it ("worlds"): a figure of the
// engine must hold the figure of every world, and may be exact only where all
// worlds agree. Norms: domain.md sections 2 to 5, doc/decisions.md 11 to 16.
//
// Kinds: payment, payment-schedule, recurring-payment, revenue-share, ceiling,
// commitment. Where the norms leave a point open the clause is listed in `open`
// and its figures should not be compared. Pure; not thread-safe.
#ifndef TESTS_MODEL_MONEY_MODEL_H_
#define TESTS_MODEL_MONEY_MODEL_H_

#include <compare>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ledger/value/interval.h"
#include "ledger/value/rational.h"
#include "tests/model/terms_model.h"

namespace covenant::model {

// What a sum is for: a clause and one of its occurrences. `part` is the name of
// an instalment, the first day of a period, `opening`, or empty.
struct SumKey {
  std::string clause;
  std::string part;
  friend auto operator<=>(const SumKey&, const SumKey&) = default;
  friend bool operator==(const SumKey&, const SumKey&) = default;
};

// What falls due on one day of one occurrence.
struct Piece {
  std::optional<Date> due;
  std::optional<Date> stands;  // the first day on which a payment finds it
  Rational accrued, waived, credited, paid, owed, disputed;
};

// All that is owed for one occurrence. An occurrence has several pieces where a
// retroactive amendment has raised it.
struct Sum {
  SumKey key;
  std::optional<Interval> period;  // nominal
  std::string debtor, creditor, unit;
  Rational contingent;
  std::optional<Date> due_by_rule;  // whenever the instrument binds
  std::vector<Piece> pieces;        // by due day
  std::set<std::string> found;      // codes, where the amount is not known
  bool tainted = false;             // rests on something that is not known
  // Binding days after the due day on which it rose (1) or fell (-1).
  std::map<Date, int> steps;
  bool open_owed = false;  // who gets a payment is left open by the norms
};

struct World {
  std::map<SumKey, Sum> sums;
  // Ceilings, totals and what is left of caps, by clause and name.
  std::map<std::pair<std::string, std::string>, Rational> balances;
  std::set<std::pair<std::string, std::string>> tainted_balances;
  bool overpaid = false;  // something is left of the payments
};

struct MoneyNow {
  std::vector<World> worlds;
  std::map<std::string, std::string> open;  // clause to why
  std::vector<std::string> undetermined;    // the whole answer
  bool owed_open = false;                   // payments fall on open sums
  bool unbounded = false;  // something may be of any size, also below zero
  // (code, clause): must be found, may be found.
  FoundSet must, may;
};

class MoneyModel {
 public:
  // Legal days outside [first, last] are never looked at: nothing may happen
  // before, and questions must lie well before `last`.
  MoneyModel(const std::string& contract, const std::vector<Event>& events,
             std::uint64_t known, Date first, Date last);

  MoneyNow At(Date as_of);

 private:
  static constexpr int kWorlds = 4;
  // The terms of every day, from `first_` on.
  using Table = std::vector<TermsNow>;

  // One occurrence in one replay.
  struct Raw {
    std::optional<Interval> period;
    std::optional<Date> due;
    std::optional<Date> stands;  // before its period ends, where it does
    std::string debtor, creditor, unit;
    Rational accrued;  // signed, rounded
    Rational exact;    // before rounding
    Rational contingent;
    std::vector<Date> days;  // on which it accrues
    // Exact parts by day, where all of it comes from dated facts.
    std::map<Date, Rational> dated;
    bool all_dated = false;
    std::set<std::string> found;  // codes of findings
    bool tainted = false;
  };
  using Replay = std::map<SumKey, Raw>;

  // A sum that is owed once, as the terms of one day state it.
  struct OneOff {
    const Value* amount = nullptr;  // null: conflicting
    std::optional<DueRule> due;
    std::string condition;
    std::optional<Date> long_stop;
    friend bool SameShape(const OneOff& a, const OneOff& b) {
      return a.due == b.due && a.condition == b.condition &&
             a.long_stop == b.long_stop;
    }
  };
  using ItemOf = std::function<std::optional<OneOff>(const ClauseNow&)>;

  // money_model.cc
  const TermsNow& TermsOn(const Table& table, Date day) const;
  const ClauseNow* ClauseOn(const Table& table, const std::string& id,
                            Date day) const;
  bool Live(const ClauseNow* clause, const std::string& id, Date day);
  std::set<std::string> ClauseIds(const Table& table) const;
  void CheckConstant(const std::string& id);
  World EvaluateWorld(int world);
  Sum Combine(const SumKey& key, const std::vector<Replay>& replays);
  void Doubt(const std::string& clause, const std::string& why);

  // money_clauses.cc
  static const ClauseNow* AnyOf(const Table& table, const std::string& id);
  Replay Evaluate(const Table& table);
  void EvaluateOneOff(const Table& table, const SumKey& key,
                      const ItemOf& item_of, Replay& replay);
  void EvaluateSchedule(const Table& table, const std::string& id,
                        Replay& replay);
  std::optional<Date> AccrualDay(const Table& table, const SumKey& key,
                                 const OneOff& item, Date first, bool& met);
  const ClauseNow* Governing(const Table& table, const SumKey& key,
                             const ItemOf& item_of, Date accrues, Date day);
  std::vector<Interval> Periods(const ClauseNow& clause) const;
  void EvaluateRecurring(const Table& table, const std::string& id,
                         Replay& replay);
  std::optional<Rational> RecurringAmount(const Table& table,
                                          const std::string& id,
                                          const Interval& period,
                                          const std::vector<Date>& days,
                                          Raw& raw);
  void EvaluateShare(const Table& table, const std::string& id, Replay& replay);
  bool SharePeriod(const Table& table, const std::string& id,
                   const Interval& period, const std::vector<Date>& days,
                   Raw& raw, Rational& share);
  Rational ShareOfTotal(const Table& table, const std::string& id,
                        const Interval& period, const std::vector<Date>& days,
                        const Rational& total, Raw& raw);
  void ApplyCaps(const Table& table, const std::string& id,
                 const Interval& period, const std::vector<Date>& days,
                 Raw& raw, const Rational& share, Replay& replay);
  void EvaluateBalances(World& world, const Replay& full);
  void Parties(const ClauseNow& clause, Raw& raw) const;

  // money_values.cc
  Rational Number(const std::string& source, const Value* value);
  Rational Pick(const std::string& source, const std::optional<Rational>& lo,
                const std::optional<Rational>& hi, bool rate);
  Rational FieldNumber(const ClauseNow& clause, const std::string& id,
                       const std::string& path);
  Rational Round(const ClauseNow& clause, const std::string& unit,
                 const Rational& value) const;
  std::optional<Date> DueOn(const std::optional<DueRule>& rule,
                            const Interval& period,
                            const std::vector<Date>& days) const;

  // money_payments.cc
  Rational WaivedOf(const Table& table, const SumKey& key, const Raw& raw);
  std::optional<Rational> WaivedShare(const Table& table,
                                      const std::string& clause, Date day,
                                      WaiverMeasure measure);
  void ApplyOpening(World& world);
  void Pay(World& world);
  std::set<std::string> CommitmentsSoFar() const;
  void PayOnce(World& world, bool other_way, bool by_day);
  void DisputeSums(World& world);
  void FindInTerms();
  void FindUnknown();
  void FindInPayments();

  TermsModel terms_;
  Date first_;
  Date last_;
  std::vector<Date> bound_;    // binding days
  std::vector<Table> tables_;  // by binding day: the last one is the full one
  const Opening* opening_ = nullptr;
  // What is left open on every day.
  std::map<std::string, std::string> always_open_;
  std::vector<std::string> always_undetermined_;

  // While an answer is worked out:
  Date as_of_;
  int world_ = 0;
  bool picked_ = false;  // something unknown was given a value
  std::vector<Interval> awaited_;  // periods of a share not reported yet
  std::set<std::string> ends_undisclosed_;  // clauses whose last day is drawn
  bool full_ = false;    // the replay with all instruments
  MoneyNow answer_;
};

// Where the norms can be read in two ways and the engine has chosen one.
//
// A clause that ends inside a nominal period ends the period: its sum accrues
// and its report is due counted from the last day in force. The norms say that
// occurrences are nominal periods.
inline constexpr bool kPeriodEndsWithClause = false;

// Whether a money clause kind is one that the model knows.
bool Modelled(const std::string& kind);

}  // namespace covenant::model

#endif  // TESTS_MODEL_MONEY_MODEL_H_

// Caps: what a clause has counted against a limit, in all, by the year or by
// the period. Pure.
#ifndef REPLAY_MONEY_CAPS_H_
#define REPLAY_MONEY_CAPS_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "replay/money/evaluate.h"
#include "replay/money/periodic.h"

namespace covenant {

// One cap of one clause. A window is what counts together: the whole life, a
// year, a period; whoever calls names it by its key.
class Cap {
 public:
  // `field`: "lifetime_cap"; `name`: as it is called in traces and balances.
  Cap(EvaluationContext& context, const std::string& clause, std::string field,
      std::string name)
      : context_(context),
        clause_(clause),
        field_(std::move(field)),
        name_(std::move(name)) {}

  // `amount`, at most what is left in the window. Where the cap counts what is
  // paid, `credited` of it, which may be null, does not count.
  Trace Limit(const ClausePeriod& period, const std::string& window,
              const std::string& unit, Trace amount, const Trace& credited);

  // Periods count whether or not there was a cap when they accrued.
  void Count(const ClausePeriod& period, const std::string& window,
             const Trace& accrued, const Trace& to_pay);

  // A period that waits for its report: what it comes to counts against what
  // comes after it, but not in the balance.
  void Await(const ClausePeriod& period, const std::string& window,
             Trace unknown);

  // The balance "lifetime cap left" of the window; nothing without a cap.
  void AddBalance(const ClauseState& state, const std::string& window);

 private:
  struct Entry {
    Date last;  // day of the period
    Trace accrued, to_pay;
  };
  // How the cap counts, as it reads on a day.
  struct Terms {
    std::optional<Date> after;
    bool paid = false;  // else what accrued
    bool operator==(const Terms&) const = default;
  };
  struct Window {
    std::vector<Entry> history;
    std::vector<std::pair<Date, Trace>> awaited;
    Terms terms;  // of `counted`
    Trace counted;
  };

  bool Has(const ClauseState& state) const {
    return state.fields.contains(field_ + ".amount");
  }
  Terms TermsOf(const ClauseState& state) const;
  Trace Plus(const Trace& sum, const Entry& entry, const Terms& terms) const;
  Trace Counted(const ClauseState& state, const std::string& window);
  Trace Left(const ClauseState& state, const std::string& window, Trace cap,
             const std::string& unit);

  EvaluationContext& context_;
  const std::string& clause_;
  const std::string field_;
  const std::string name_;
  std::map<std::string, Window> windows_;
};

}  // namespace covenant

#endif  // REPLAY_MONEY_CAPS_H_

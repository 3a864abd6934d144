// Caps: what a clause has counted against a limit, in all, by the year or by
// the period. Pure.
#ifndef REPLAY_MONEY_CAPS_H_
#define REPLAY_MONEY_CAPS_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "replay/money/evaluate.h"
#include "replay/money/periodic.h"
#include "replay/money/stated_counts.h"

namespace covenant {

// One cap of one clause. What counts together is the whole life, a year or a
// period; whoever calls names it by the first period that counts, by each
// reading of the terms (count_starts.h). Periods are named by their place.
class Cap {
 public:
  using Starts = std::vector<std::size_t>;

  // `field`: "lifetime_cap"; `name`: as it is called in traces and balances.
  Cap(EvaluationContext& context, const std::string& clause, std::string field,
      std::string name)
      : context_(context),
        clause_(clause),
        field_(std::move(field)),
        name_(std::move(name)) {}

  // What an opening states that had counted; before anything is counted.
  void State(StatedStart stated) { stated_ = std::move(stated); }

  // `amount`, at most what is left of what counts from `starts` on. Where the
  // cap counts what is paid, `credited` of it, which may be null, does not
  // count. Sets `binds` where that may be less.
  Trace Limit(const ClausePeriod& period, const Starts& starts,
              const std::string& unit, Trace amount, const Trace& credited,
              bool& binds);

  // Periods count, in order, whether or not there was a cap when they accrued.
  void Count(std::size_t place, const ClausePeriod& period,
             const Trace& accrued, const Trace& to_pay);

  // A period that waits for its report: what it comes to counts against what
  // comes after it, but not in the balance.
  void Await(std::size_t place, const ClausePeriod& period, Trace unknown);

  // The balance "lifetime cap left" of what counts from `starts` on and before
  // the period `until`; nothing without a cap.
  void AddBalance(const ClauseState& state, const Starts& starts,
                  std::size_t until);

 private:
  struct Entry {
    std::size_t place;
    Date last;  // day of the period
    Trace accrued, to_pay;
  };
  struct Awaited {
    std::size_t place;
    Date last;
    Trace unknown;
  };
  // How the cap counts, as it reads on a day.
  struct Terms {
    std::optional<Date> after;
    bool paid = false;  // else what accrued
    bool operator==(const Terms&) const = default;
  };
  struct Window {
    std::size_t next = 0;  // of the history that is not counted yet
    Terms terms;           // of `counted`
    Trace counted;
    bool stated = false;  // `counted` goes on from what is stated
  };

  bool Has(const ClauseState& state) const {
    return state.fields.contains(field_ + ".amount");
  }
  Terms TermsOf(const ClauseState& state) const;
  Trace Plus(const Trace& sum, const Entry& entry, const Terms& terms) const;
  bool GoesOn(std::size_t start, std::size_t place, const Terms& terms) const;
  Window From(std::size_t start, const Terms& terms, bool stated) const;
  void Advance(Window& window, std::size_t until) const;
  Trace Left(const ClauseState& state, const Trace& counted, Trace cap,
             const std::string& unit) const;

  EvaluationContext& context_;
  const std::string& clause_;
  const std::string field_;
  const std::string name_;
  std::vector<Entry> history_;
  std::vector<Awaited> awaited_;
  StatedStart stated_;
  std::map<std::size_t, Window> windows_;  // by the first period
};

}  // namespace covenant

#endif  // REPLAY_MONEY_CAPS_H_

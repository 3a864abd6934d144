// Norm builder: what the norms of each kind of clause share while their steps are
// put together. Pure.
#ifndef REPLAY_NORM_BUILDER_H_
#define REPLAY_NORM_BUILDER_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "replay/day_range.h"
#include "replay/norms.h"
#include "replay/record.h"
#include "replay/timeline.h"

namespace covenant {

struct MayReach;

class NormBuilder {
 public:
  NormBuilder(const std::string& contract, const Timeline& timeline,
              const Facts& facts, Date as_of, Date through);

  const ResolvedTerms& terms() const { return timeline_.At(as_of_); }
  const Timeline& timeline() const { return timeline_; }
  const Facts& facts() const { return facts_; }
  Date as_of() const { return as_of_; }
  Date through() const { return through_; }

  Norm Make(const std::string& clause, const std::string& occurrence,
            const std::string& kind) const;
  // Adds a step that rests on the clause and on `because`.
  void Step(Norm& norm, const ClauseState& clause, Date day, NormState state,
            std::string what, bool listed,
            const std::vector<EventRef>& because = {}) const;
  // The same on a day that may not be known: from the earliest that it can be on
  // it is not known whether it has come.
  void StepIn(Norm& norm, const ClauseState& clause, const DayRange& day,
              NormState state, const std::string& what, bool listed,
              const std::vector<EventRef>& because = {}) const;
  // The last day of a time, `open` to its end, and what comes of it on the next.
  struct Passing {
    NormState open = NormState::kInEffect;
    std::string last;  // "last day to match"
    NormState then = NormState::kLapsed;
    std::string after;
    bool listed = false;  // what comes of it
  };
  void LastDay(Norm& norm, const ClauseState& clause, const DayRange& last,
               const Passing& passing,
               const std::vector<EventRef>& because = {}) const;
  // The days of the clause's own term, whatever becomes of the contract.
  Interval OwnDays(const ClauseState& clause) const;
  // The days on which the clause is suspended, in order.
  std::vector<std::pair<Interval, std::vector<EventRef>>> SuspensionsOf(
      const std::string& clause) const;
  // A finding about an exercise that the terms do not allow.
  void NotEffective(const Recorded& exercise, const std::string& why);
  // A finding that days cannot be counted: by the notice rule where the day on
  // which a notice counts is not known, else by the clause.
  void Uncounted(const Norm& norm, const ClauseState& clause,
                 const std::optional<DayRange>& counts,
                 const std::string& what);
  // Puts the steps in order, cuts them where the contract ends, and keeps the
  // norm, if it has a step.
  void Keep(Norm norm, bool ends_with_contract);
  Norms Take();

 private:
  void Cut(Norm& norm) const;

  const std::string& contract_;
  const Timeline& timeline_;
  const Facts& facts_;
  const Date as_of_;
  const Date through_;
  Norms result_;
};

// Who has the right of the clause, and against whom, as of the day: those whom
// its fields name, or who have come in their place.
void SetSides(const NormBuilder& b, const ClauseState& clause,
              const char* holder, const char* grantor, Norm& norm);
// What the field says in words.
std::string WordsOf(const ClauseState& clause, const std::string& path);
// "whether X1 exercised it in time is not known"
std::string MayHave(const Recorded& one, const char* what);

// The milestone of the clause's condition: reached, or none is needed.
struct Opened {
  bool waits = false;
  std::optional<Date> on;
};
Opened OpenedBy(const ClauseState& clause, const Facts& facts);

// The days on which the duty of the clause is open, so far as its condition and
// what was performed by the end of `as_of` say: from the day on which its
// condition is met until the day after it was done. What comes again is never
// done for good. Empty while it waits for its condition.
Interval DaysToBeDone(const ClauseState& duty, const Facts& facts,
                      Date as_of);

// An option: when it can be exercised, and by what it was.
struct OptionLife {
  std::optional<Date> opens;
  std::optional<DayRange> last;  // day on which it can be exercised
  const Recorded* exercise = nullptr;
  bool perhaps = false;  // whether the exercise is in time is not known
  std::optional<DayRange> counts;     // the exercise
  std::optional<DayRange> effective;  // the exercise takes effect
};
// An exercise is judged by the text of the day on which it was given; where one
// has taken effect the option is told of as that text had it.
OptionLife OptionLifeOf(const ClauseState& clause, const Timeline& timeline,
                        const Facts& facts);

// Silence after a notice.
struct Silence {
  std::optional<DayRange> counts;  // the notice
  std::optional<DayRange> last;    // day of an answer in time
  const Recorded* answer = nullptr;
  std::optional<DayRange> answered;  // the day on which the answer counts
  InTime in_time = InTime::kNo;        // the answer
  bool stands = true;  // the clause is in force on the last day
  const Attachment* laid_down = nullptr;  // what keeps it from its effect
  std::optional<DayRange> deemed;
};
// `clause`: as it read on the day of the notice.
Silence SilenceOf(const ClauseState& clause, const Timeline& timeline,
                  const Facts& facts, const Recorded& notice);

// The milestones of which it is not known whether, or on which day, powers and
// silence have reached them, by name: the earliest of several.
std::map<std::string, MayReach> MayBeReached(const Timeline& timeline,
                                             const Facts& facts);

// Why an exercise of the option changes nothing, by the text of the day on which it
// was given; empty: by that it had effect. `now`: any text of the option.
std::string WhyNotExercised(const NormBuilder& b, const ClauseState& now,
                            const Recorded& record);

void AddOption(NormBuilder& b, const ClauseState& clause);
void AddFirstRight(NormBuilder& b, const ClauseState& clause);
void AddDeemedAct(NormBuilder& b, const ClauseState& clause);
// The end of the clause's own term, of kinds that have no norm of their own, and
// the milestones with a long-stop that it waits for.
void AddOwnTerm(NormBuilder& b, const ClauseState& clause);
void AddConditions(NormBuilder& b, const ClauseState& clause);
// `gone`: the day from which the clause is not among the terms any more.
void AddDuty(NormBuilder& b, const ClauseState& clause,
             const std::vector<BoundInstrument>& instruments,
             std::optional<Date> gone = std::nullopt);

}  // namespace covenant

#endif  // REPLAY_NORM_BUILDER_H_

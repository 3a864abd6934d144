// Timeline: the terms of one contract over all legal days, from the operations
// of its binding instruments. Between two of its break days the terms are
// constant, but for the clauses' own terms (InForceOn). Pure.
#ifndef REPLAY_TIMELINE_H_
#define REPLAY_TIMELINE_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/value/date.h"
#include "ledger/value/interval.h"
#include "replay/finding.h"
#include "replay/instruments.h"
#include "replay/life.h"
#include "replay/terms.h"

namespace covenant {

// The clauses on the days of one segment, whatever their own terms say.
struct ResolvedTerms {
  std::map<std::string, ClauseState> clauses;
  std::map<std::string, EndedClause> ended;
  // (clause, path) of fields that were taken out, to the events that did.
  std::map<std::pair<std::string, std::string>, std::vector<EventRef>>
      removed_fields;
  std::vector<Finding> findings;  // of these days
};

struct Segment {
  Interval days;
  std::shared_ptr<const ResolvedTerms> terms;
  // Where the terms of its clauses end by their own length.
  std::vector<Ending> expiries;
};

class Timeline {
 public:
  // Of the instruments that bind on or before `horizon` (all, if absent). With
  // `facts` contracts end by their terms and by powers that were exercised.
  Timeline(const std::string& contract,
           const std::vector<BoundInstrument>& instruments,
           std::optional<Date> horizon, const Facts* facts = nullptr);

  // In order, without gaps, from the beginning of time to its end.
  const std::vector<Segment>& segments() const { return segments_; }

  const ResolvedTerms& At(Date day) const { return *SegmentOf(day).terms; }
  const Segment& SegmentOf(Date day) const;

  // By the exercise of powers, of all days.
  const std::vector<Ending>& terminations() const { return terminations_; }

 private:
  std::vector<Segment> segments_;
  std::vector<Ending> terminations_;
};

// Adds what the field holds, or what those who claim it give it, each value once.
void AddClaimed(const FieldState& field, std::vector<Value>& into);
// A field that is not known, with what those who claim it give it.
FieldState ConflictingField(std::vector<EventRef> claimants,
                            std::vector<Value> claimed);

// The terms on one day alone, as a Timeline would have them.
ResolvedTerms ResolveDay(const std::string& contract,
                         const std::vector<BoundInstrument>& instruments,
                         Date day);

// The days on which the clause's own term lets it be in force: certain days,
// and days that are possible only (undisclosed ends).
struct OwnTerm {
  Interval certain;
  Interval possible;  // holds `certain`
  // Where its own term ends by a milestone: the events of that milestone.
  std::vector<EventRef> ended_by;
  std::string how = "expired";  // or terminated
  // It outlives the end of the contract on this day, as it survives.
  std::optional<Date> survives_from;
};
OwnTerm OwnTermOf(const ClauseState& clause, const Milestones& milestones);
// The same within the life of the contract, of a clause of the segment.
OwnTerm LastingOf(const Timeline& timeline, const Segment& segment,
                  const ClauseState& clause, const Milestones& milestones);
InForce InForceOn(const OwnTerm& term, Date day);

// Adds the findings of what waited for a condition that was not met by its
// long-stop, as of the day of the terms: changes of instruments, and clauses.
void AddFailedConditions(const std::string& contract,
                         const std::vector<BoundInstrument>& instruments,
                         const Milestones& milestones, Terms& terms);

// Adds the findings of single clauses: `empty-interval` of those that say from when
// or until when they are in force so that there is no such day, and
// `ambiguous-reading` of powers and duties of which a waiver, a release or a
// suspension reaches a part that cannot be told.
void AddClauseFindings(const std::string& contract, Terms& terms);

// Findings about pairs of instruments that hold on every day:
// superseded-before-effect.
std::vector<Finding> SupersededSteps(
    const std::string& contract,
    const std::vector<BoundInstrument>& instruments);

// "Second Amendment.pdf, §2"
std::string PlaceOf(const Event& event, const std::string& section);

}  // namespace covenant

#endif  // REPLAY_TIMELINE_H_

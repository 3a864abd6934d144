// Norms: the contract itself, its powers, duties and conditions, as states that
// change on known days (domain.md section 5). A norm is the list of its steps; its
// state on a day is that of the last step by then, and what is still to come is
// what `due` lists. Pure.
#ifndef REPLAY_NORMS_H_
#define REPLAY_NORMS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/event/event.h"
#include "ledger/value/date.h"
#include "replay/finding.h"
#include "replay/instruments.h"

namespace covenant {

struct Facts;
struct ResolvedTerms;
class Timeline;

enum class NormState {
  kCreated,     // it is there and waits for something
  kInEffect,    // it must be done, or can be exercised
  kSuspended,
  kFulfilled,
  kViolated,
  kExercised,
  kLapsed,      // its time has passed
  kDischarged,  // it was cured, answered or can no longer come
  kExpired,
  kTerminated,
  kContested,  // parties read differently what decides it
  kUnknown,    // it is not known, because days cannot be counted
};
std::string_view NormStateName(NormState state);

struct NormStep {
  Date day;
  NormState state = NormState::kCreated;
  std::string what;  // "last day to give notice of non-renewal"
  // Whether a calendar should show it: deadlines, windows, ends; not what merely
  // happened.
  bool listed = false;
  std::vector<EventRef> because;
  std::string place;  // in the document
};

struct Norm {
  std::string id;  // contract, contract/clause or contract/clause/occurrence
  std::string contract;
  std::string clause;      // empty: the contract itself
  std::string occurrence;  // empty: the clause itself
  std::string kind;        // contract, term, option, duty ...
  std::string bearer;      // who must act or may exercise; empty: each party
  std::string beneficiary;
  std::string says;        // in words
  std::vector<NormStep> steps;  // by day
  // As of the day that was asked for.
  NormState state = NormState::kCreated;
  std::optional<Date> since;  // the day of the last step; absent: none yet

  // The next step that a calendar shows, after the day.
  const NormStep* Next(Date day) const;
};

struct Norms {
  Date as_of;
  std::vector<Norm> norms;        // by id
  // Exercises that are not effective, and days that cannot be counted.
  std::vector<Finding> findings;
};

// As of the day: facts of later days do not count. What lies ahead is what comes
// if nothing more happens; steps of what comes again and again are given up to
// `through`.
Norms NormsOf(const std::string& contract,
              const std::vector<BoundInstrument>& instruments,
              const Timeline& timeline, const Facts& facts, Date as_of,
              Date through);

// Whether norms of these terms and facts can have findings.
bool NormsCanTell(const ResolvedTerms& terms, const Facts& facts);

// Milestones that powers and silence reach: name to day and the event.
std::map<std::string, std::pair<Date, std::string>> DerivedMilestones(
    const Timeline& timeline, const Facts& facts);

}  // namespace covenant

#endif  // REPLAY_NORMS_H_

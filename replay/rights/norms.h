// Norms and acts: what the events of one contract forbid, and what they do that
// may be forbidden, as runs of days on which both read the same. Pure.
#ifndef REPLAY_RIGHTS_NORMS_H_
#define REPLAY_RIGHTS_NORMS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/event/event.h"
#include "ledger/value/date.h"
#include "ledger/value/duration.h"
#include "ledger/value/interval.h"
#include "replay/finding.h"
#include "replay/norms.h"
#include "replay/readings.h"
#include "replay/rights/scope_trees.h"
#include "replay/signing.h"

namespace covenant {

// Dimensions of a scope, by index, of which instruments of equal rank say
// different things: what each of them says. The scope does not limit them.
using UnclearScope = std::map<std::size_t, std::string>;

// What takes acts out of a norm: a carve-out, a waiver, a consent, a release, a
// suspension. Absent keys limit nothing.
struct NormException {
  std::string
      what;  // "carve-out", "waiver", "consent", "release", "suspension"
  std::string name;  // of a carve-out; else the id of the event
  ScopeSets scope;
  Interval days;
  std::vector<std::string> parties;
  std::vector<std::string> deals;  // contracts
  std::string deal_event;          // a deal of the contract
  std::optional<Date> entered_before;
  std::optional<Amount> up_to;
  // The acts that it covers come to at most this, in each window of so long
  // from the anchor or in all.
  std::optional<Amount> in_total;
  std::optional<Duration> every;
  std::optional<Date> anchor;
  // It is for one act that it describes in words alone: for which is not known.
  bool words_only = false;
  std::vector<EventRef> because;
  std::string place;
};

struct NormReading {
  std::string name;
  std::set<std::string> asserted_by;
  ScopeSets covers;
  ScopeSets leaves_out;
  bool says_scope = false;    // covers or leaves out something
  bool in_words = false;      // says in words alone what it covers
  bool reads_fields = false;  // what it says of them is in the terms already
  bool fields_only = false;   // and it says nothing else
  bool settles = false;
  Date date;
  Date text_of;  // it reads the text that had bound by the end of this day
  Date since;    // of one that settles
  std::string says;
  std::vector<EventRef> because;
  std::string place;
};

// Days on which a right is lost, because what maintains it does not hold.
struct LostDays {
  Interval days;
  bool certain = true;  // false: it is not known whether it holds
  std::string why;
  std::vector<EventRef> because;
};

using LostBy = std::map<std::string, std::vector<LostDays>>;  // by clause

// That a party of a norm has come in the place of another.
struct Passed {
  std::string how;  // one line
  std::vector<EventRef> because;
};

// One clause that forbids acts, on days on which it reads the same.
struct Prohibition {
  std::string contract;
  std::string clause;
  std::string kind;
  std::string bearer;
  std::string beneficiary;
  bool asks_first = false;    // a right of first refusal or a consent is needed
  bool own_use_free = false;  // acts of the bearer with nobody are allowed
  Interval days;
  bool certain = true;        // in force for certain
  bool reads_certain = true;  // no instruments of equal rank differ on it
  ScopeSets scope;
  UnclearScope unclear;
  std::vector<NormException> exceptions;
  std::vector<EventRef> because;  // what made the clause and its scope
  std::string place;
  // The last day on which an instrument bound that made the clause as it reads.
  Date bound;
  // The day on which the instrument bound that added it, and its event.
  Date entered;
  std::uint64_t sequence = 0;
  // The first day of the clause, however it read; absent: always.
  std::optional<Date> began;
  // How its parties have come to be bound, and who was bound before.
  std::vector<Passed> passed;
  std::vector<std::string> former_bearers;
  std::vector<std::string> former_beneficiaries;
};

// A party in whose place another has come, by succession.
struct FormerName {
  std::string name;
  std::optional<Date> since;  // absent: as if always
  std::vector<EventRef> because;
};

// Something that a party does: a deal, or what a clause grants or binds to.
struct Act {
  std::string contract;
  std::string id;    // the clause's, or the event's
  std::string kind;  // "deal", or the clause's: "permission", "duty"
  std::string actor;
  std::string counterparty;  // empty: nobody
  // Of a deal: who has come in the place of the counterparty, by succession.
  std::string counterparty_now;
  // In whose place the counterparty, or the one in its place, has come.
  std::vector<FormerName> counterparty_formers = {};
  bool grants = false;  // the actor is the one who grants
  ScopeSets scope;
  UnclearScope unclear;
  Interval days;
  bool certain = true;
  Date entered;  // the day on which it was done or its instrument bound
  std::uint64_t sequence = 0;  // of the event that made it
  std::string under;           // of a deal: a contract
  std::string upon = {};       // and the notice by which a first right was run
  std::optional<Amount> amount;
  std::vector<ScopeSets> left_out;  // what a grant itself carves out
  std::vector<EventRef> because;
  std::string place;
};

struct ContractRights {
  std::string contract;
  std::string title;
  std::set<std::string> parties;
  std::vector<Prohibition> norms;  // by clause, then days
  std::vector<Act> acts;           // by id, then days
  std::map<std::string, std::vector<NormReading>> readings;  // by clause
  LostBy lost;
  // How first rights were run: by the notice's id, its states.
  std::map<std::string, Norm> run_upon;
  // The days on which instruments bound that reach back behind them, and their
  // events.
  std::map<Date, std::vector<EventRef>> reach_back;
  // The same if only what bound by `bound` counts, with the days on which
  // rights would have been lost by that.
  ContractRights AsBound(Date bound) const;
  // The last day up to that one on which an instrument bound; those between
  // make no difference. Absent: none had bound.
  std::optional<Date> LastBound(Date bound) const;

  // Where fields of its clauses are contested: the rights by each choice among
  // the readings, and here those that hold whichever counts.
  ReadingChoice choice;
  std::vector<ContractRights> read;

  // What the contract and those above it say; kept for AsBound where their
  // instruments bound on several days.
  struct Replay;
  std::shared_ptr<const Replay> replay;
};

// At which point rights are asked for.
struct RightsPoint {
  std::uint64_t known = 0;
  // Of facts those of legal days up to this one count.
  Date as_of;
  // Events behind this sequence are a draft: they count whatever their day.
  std::uint64_t recorded = static_cast<std::uint64_t>(-1);
  ReadingAsked reader = {};  // how contested clauses are read
  Proposals proposals = {};
};

// `events` and `shared` as for Contract::Create. FailedPrecondition when an
// event of an unknown type is seen.
absl::StatusOr<ContractRights> RightsOf(const std::string& id,
                                        const std::vector<Event>& events,
                                        const RightsPoint& point,
                                        const std::vector<Event>& shared = {});
// The same without a copy of the events: the result keeps them.
absl::StatusOr<ContractRights> RightsOf(
    const std::string& id, std::shared_ptr<const std::vector<Event>> events,
    const RightsPoint& point, const std::vector<Event>& shared = {});

// Whether clauses of the kind forbid acts or are acts.
bool IsNormKind(std::string_view kind);
// The same, or acts of some kinds of clause that state a scope: duties.
bool BearsOnRights(std::string_view kind);

}  // namespace covenant

#endif  // REPLAY_RIGHTS_NORMS_H_

// Instruments: which documents bind at a known point, in which order they
// prevail, and on which legal days each of their operations applies (domain.md
// section 2; doc/decisions.md 2, 6, 9). Pure.
#ifndef REPLAY_INSTRUMENTS_H_
#define REPLAY_INSTRUMENTS_H_

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/event/event.h"
#include "ledger/value/date.h"
#include "ledger/value/interval.h"
#include "replay/finding.h"
#include "replay/record.h"
#include "replay/signing.h"

namespace covenant {

// Which instrument prevails: the greater.
struct Rank {
  std::int32_t precedence = 0;
  Date binding;
  // Whatever is signed on the day of the agreement is signed upon it.
  bool upon_agreement = false;
  std::uint32_t number = 0;
  // Days on which rectifications of it bound: each comes directly behind what it
  // rectifies.
  std::vector<Date> rectified;

  friend auto operator<=>(const Rank&, const Rank&) = default;
  friend bool operator==(const Rank&, const Rank&) = default;
};

// One operation with the days on which it applies.
struct TermOp {
  const Change* change = nullptr;  // null: ends clauses
  Interval days;
  bool never = false;  // condition pending or failed, or void once met
  // The days of the facts by which it begins and ends, where it does so by
  // facts; as of a day before them they are still to come (AsOfDay).
  std::optional<Date> begun_by, ended_by = {};
  // The end that it has while the fact that ends it is still to come.
  std::optional<Date> ends_otherwise = {};
  std::string condition = {};  // of its beginning, in words
  // Where it counts from a day before its condition was met: the day of that.
  std::optional<Date> met;
  std::vector<EventRef> met_by;  // the payments or milestone of its condition
  // What it waits for, where that has not come or came too late, and until when.
  std::string waits_for = {};
  std::optional<Date> long_stop = {};
  // Void since what it depends on was met then, by what; `ends_otherwise` is
  // the end that it has before.
  std::optional<Date> voided = {};
  std::vector<EventRef> voided_by = {};
  // Of a clause that survives the end of its agreement: the day of that end, which
  // `days` goes beyond.
  std::optional<Date> survives_from = {};
  // With a null change: it ends all clauses, whatever the instrument lists.
  bool whole_contract = false;
};

// A milestone that was reached.
struct Reached {
  Date date;
  const Recorded* record = nullptr;
  const Milestone* milestone = nullptr;  // null: by a termination
};
using Milestones = std::map<std::string, Reached>;

struct BoundInstrument {
  Recorded record;
  const Instrument* body = nullptr;
  Date binding;
  Rank rank;
  std::vector<TermOp> ops;  // in the order in which they apply
  TermOp whole;  // the interval of the instrument itself; it changes nothing
  // Of which contract it is: 0: the contract itself, 1: the one above it, and so
  // on (family.h); with the milestones of that contract where it is above.
  int level = 0;
  const Milestones* milestones = nullptr;
  // Of a contract above, and it ends this one: level 0.
  bool from_above = false;

  const std::string& id() const { return record.event->id; }
};

struct Instruments {
  std::vector<BoundInstrument> bound;  // in sequence order
  std::vector<EventRef> proposed;      // recorded, not yet binding
  std::vector<EventRef> assumed;       // bound as if they were signed
  // Gaps, empty intervals, signatures that do not count.
  std::vector<Finding> findings;
};

// The milestones of the record, those that terminations reach too; of several facts of one name the earliest day.
Milestones MilestonesOf(const std::vector<Recorded>& record,
                        const Signings& signings);

// The operation as of a day, where what makes it void from its start comes
// after it: till then it applies.
TermOp BeforeVoid(TermOp op, Date day);
// The operation as of a day on which facts of later days are still to come.
TermOp AsOfDay(TermOp op, Date day);
// Whether that is another one.
bool AwaitsAfter(const TermOp& op, Date day);

// `record` must outlive the result.
Instruments InstrumentsOf(const std::string& contract,
                          const std::vector<Recorded>& record,
                          const Milestones& milestones,
                          const Signings& signings);

}  // namespace covenant

#endif  // REPLAY_INSTRUMENTS_H_

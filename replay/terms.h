// Terms: which clauses of one contract are in force on a legal day, as known at
// a point, with the event that set each field (domain.md section 2). Plain
// answers, built by Contract (contract.h).
#ifndef REPLAY_TERMS_H_
#define REPLAY_TERMS_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/event/event.h"
#include "ledger/value/basis.h"
#include "ledger/value/date.h"
#include "replay/finding.h"

namespace covenant {

// One field of a clause in force.
struct FieldState {
  Value value;  // empty when conflicting
  // Instruments of equal rank give different values: unknown until settled.
  bool conflicting = false;
  Basis basis = Basis::kOfficial;
  // The instrument that set it, then any corrections of its record. When
  // conflicting: all instruments that claim it.
  std::vector<EventRef> set_by;
  std::string place;  // document and section
  Interval days;      // of the operation that set it
  // The reading by which it is so; empty: the text of instruments.
  std::string reading = {};
  // Where readings that are asserted differ: what each gives; empty values where
  // it is not there by one. Then it is conflicting.
  std::map<std::string, Value> readings = {};
  // What those who claim a conflicting field give it, each value once.
  std::vector<Value> claimed = {};

  friend bool operator==(const FieldState&, const FieldState&) = default;
};

// A waiver, consent, release, suspension or reading attached to a clause on that day.
struct Attachment {
  std::string type;  // waiver, consent, release, suspension, reading
  std::string text;  // one line: the act, the reading's name and words
  std::optional<Rate> share;  // waivers of money
  std::optional<Amount> amount;  // instead of the share
  WaiverMeasure measured_by = WaiverMeasure::kUnstated;
  std::string deal;
  std::string deal_event;
  Fields scope;
  std::vector<std::string> parties;  // readings: who asserts it
  Interval days;                     // of the operation
  // Where it counts from a day before its condition was met: the day of that.
  std::optional<Date> met;
  std::size_t place_in_event = 0;  // among the changes of its instrument
  std::vector<EventRef> because;
  std::string place;

  friend bool operator==(const Attachment&, const Attachment&) = default;
};

enum class InForce {
  kYes,
  kNo,       // its own term has not begun or has ended
  kUnknown,  // its own term begins or ends on an undisclosed day
};

struct ClauseState {
  std::string id;
  std::string kind;
  std::map<std::string, FieldState> fields;  // by path
  std::vector<Attachment> attachments;
  InForce in_force = InForce::kYes;
  bool survives = false;  // in force only because it survives the contract's end
  // Instruments of equal rank differ on whether the clause is there at all.
  bool disputed = false;
  // It stands in a contract above this one, which makes it a term of this one.
  bool from_above = false;
  std::vector<EventRef> created_by;
  Interval created_days;  // of the operation that added or replaced it

  // The value of a field that is there and is not conflicting, else null.
  const Value* Find(const std::string& path) const;
  bool Has(const std::string& path) const { return fields.contains(path); }
  template <typename T>
  const T* As(const std::string& path) const {
    const Value* value = Find(path);
    return value == nullptr ? nullptr : value->As<T>();
  }

  friend bool operator==(const ClauseState&, const ClauseState&) = default;
};

// A clause that is not in the terms any more, and what took it out.
struct EndedClause {
  std::string id;
  std::string kind;
  std::string how;  // removed, replaced, restated, terminated, rescinded
  std::vector<EventRef> because;
  Interval days;  // of the operation that took it out

  friend bool operator==(const EndedClause&, const EndedClause&) = default;
};

struct Terms {
  std::string contract;
  std::string title;
  bool binding = false;  // whether any instrument binds at the known point
  Date as_of;
  std::uint64_t known = 0;
  RecordSeen seen;
  std::map<std::string, RecordSeen> seen_above;  // of the contracts above
  std::vector<PartyRef> parties;
  std::map<std::string, ClauseState> clauses;
  std::map<std::string, EndedClause> ended;
  // Fields that an operation took out of a clause in force: (clause, path) to
  // the events that did.
  std::map<std::pair<std::string, std::string>, std::vector<EventRef>>
      removed_fields;
  std::vector<Finding> findings;  // sorted
};

}  // namespace covenant

#endif  // REPLAY_TERMS_H_

// What events say of parties that take each other's places, and of powers: who
// exercised one, what was notified, done, alleged and cured. Plain data.
#ifndef LEDGER_EVENT_POWERS_H_
#define LEDGER_EVENT_POWERS_H_

#include <optional>
#include <string>

#include "ledger/event/text.h"
#include "ledger/value/date.h"
#include "ledger/value/rate.h"

namespace covenant {

// What becomes of sums that accrued before a transfer, how the sum of a period
// that holds its day is divided, and what becomes of the debtor of an assumed
// debt; the names are those of the schema.
enum class TransferOfAccrued { kUnstated, kStays, kPasses };
enum class TransferSplit { kUnstated, kProRataDays, kPeriodStart, kPeriodEnd };
enum class OriginalDebtor { kUnstated, kReleased, kStillLiable, kSolelyLiable };

// Of assignments, novations and assumptions: who takes whose place. The clauses
// are those of the instrument's `replaces`; empty: all.
struct Transfer {
  std::string from;
  std::string to;
  std::optional<Rate> share;
  bool as_if_always = false;
  TransferOfAccrued accrued = TransferOfAccrued::kUnstated;
  TransferSplit split = TransferSplit::kUnstated;
  OriginalDebtor original = OriginalDebtor::kUnstated;  // assumptions
  std::optional<Date> notified;                         // assignments

  friend bool operator==(const Transfer&, const Transfer&) = default;
};

// A power that is exercised, by notice.
struct Exercise {
  std::string power;  // the clause that gives it
  std::string by;
  Date given;
  std::optional<Date> received;
  std::string about;  // an event, or empty
  Text says;
  friend bool operator==(const Exercise&, const Exercise&) = default;
};

struct Notice {
  std::string from;
  std::string to;
  std::string about;  // a clause, or empty
  Date given;
  std::optional<Date> received;
  std::string answers;  // a notice, or empty
  Text says;
  friend bool operator==(const Notice&, const Notice&) = default;
};

// Something done that a duty asks for.
struct Performance {
  std::string duty;  // "clause" or "clause/occurrence"
  std::string by;
  Date date;
  Text says;
  friend bool operator==(const Performance&, const Performance&) = default;
};

struct BreachAlleged {
  std::string clause;
  std::string against;
  std::string by;
  Date given;
  std::optional<Date> received;
  bool incurable = false;
  Text says;
  friend bool operator==(const BreachAlleged&, const BreachAlleged&) = default;
};

struct Cure {
  std::string breach;  // the event that alleges it
  Date date;
  Text says;
  friend bool operator==(const Cure&, const Cure&) = default;
};

// Another party stands in the place of one from a day on.
struct PartySuccession {
  std::string party;
  std::string successor;
  Date date;
  std::string manner;
  friend bool operator==(const PartySuccession&,
                         const PartySuccession&) = default;
};

}  // namespace covenant

#endif  // LEDGER_EVENT_POWERS_H_

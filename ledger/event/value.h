// Value: what one field of a clause, a change or a fact holds. A closed variant
// over the value types of the schema; an empty Value is a field that is not
// there. Value types, thread-compatible; comparison is by meaning (1.0 EUR and
// 1.00 EUR are equal).
#ifndef LEDGER_EVENT_VALUE_H_
#define LEDGER_EVENT_VALUE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/event/text.h"
#include "ledger/value/amount.h"
#include "ledger/value/basis.h"
#include "ledger/value/date.h"
#include "ledger/value/duration.h"
#include "ledger/value/interval.h"
#include "ledger/value/rate.h"

namespace covenant {

// One end of an interval of legal days: a day, a milestone or payments whose day
// it is, or a day that is not disclosed. Exactly one of date, condition, paid
// and undisclosed.
struct Endpoint {
  std::optional<Date> date;
  std::string condition;          // name of a milestone
  std::optional<Amount> paid;     // in its place: payments of this amount
  std::string towards;            // with paid: "clause" or "clause/occurrence"
  std::optional<Date> since;      // with either, at a start: counts from then
  std::optional<Duration> after;  // with either: so long after it is met
  std::optional<Date> long_stop;  // with condition or paid
  bool void_if_met = false;       // with condition, at an end
  bool undisclosed = false;
  std::optional<Date> not_before;  // with undisclosed
  std::optional<Date> not_after;   // with undisclosed

  bool Conditional() const { return !condition.empty() || paid; }
  // The end point where the condition is met on this day; nothing behind the
  // last day that there is.
  std::optional<Date> DayIfMet(Date met) const;
  std::string ToString() const;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

enum class DueAnchor {
  kPeriodEnd,
  kPeriodStart,
  kMilestone,
  kExecution,
  kEffective,
  kInvoice,
  kReceipt,
  kNotice,
};
std::string_view DueAnchorName(DueAnchor anchor);  // "period-end"

// When a sum falls due: a day, so long after an anchor or on a day of the month
// after it, the latest or earliest of other rules, or not disclosed.
struct DueRule {
  std::optional<Date> date;
  std::optional<Duration> after;  // absent with an anchor: on its day
  DueAnchor anchor = DueAnchor::kPeriodEnd;
  bool undisclosed = false;
  int day_of_month = 0;  // 1..31, of the month after the anchor's; 0: none
  std::vector<DueRule> later_of;    // two or more, or none
  std::vector<DueRule> earlier_of;  // two or more, or none

  std::string ToString() const;  // "45 days after period-end"
  friend bool operator==(const DueRule&, const DueRule&) = default;
};

// Paths in a tree, each with all that lies under it.
struct PathSet {
  std::vector<std::string> include;  // empty: everything
  std::vector<std::string> exclude;
  bool undisclosed = false;  // what it covers is not known

  std::string ToString() const;  // "cloud/aws, cloud/gcp except cloud/aws/gov"
  friend bool operator==(const PathSet&, const PathSet&) = default;
};

// `2026-Q2`, `2026-H1`, `2026-04` or `2026` where the period is one, else
// `{from: 2026-04-01, until: 2026-04-27}`.
std::string PeriodText(const Interval& period);

struct Value {
  using List = std::vector<Value>;
  using Map = std::map<std::string, Value>;

  // std::string is a symbol: an identifier, a name, or one of a fixed list of
  // words; free text is Text.
  std::variant<std::monostate, Amount, Rate, Date, Duration, bool, std::int64_t,
               std::string, Text, Endpoint, DueRule, PathSet, Interval, List,
               Map>
      v;

  bool empty() const { return std::holds_alternative<std::monostate>(v); }
  template <typename T>
  const T* As() const {
    return std::get_if<T>(&v);
  }

  // One line, as people write it: `6.5 %`, `[api, research]`, `2024-09-05`.
  // A sealed text shows as "(sealed)".
  std::string ToString() const;

  friend bool operator==(const Value&, const Value&) = default;
};

// The fields of a clause: dotted path to leaf, `cap.amount` to its value.
// Structures are taken apart; lists are leaves, scope dimensions are leaves.
using Fields = std::map<std::string, Value>;

// Sets `path` to `value`: a Map is taken apart, and whatever stood at or below
// the path goes. An empty value only removes.
void SetField(Fields& fields, const std::string& path, const Value& value);

// The value at `path`, or nothing.
const Value* FindField(const Fields& fields, const std::string& path);

// Whether one path is the other, or stands below it: "cap" and "cap.amount".
bool PathsOverlap(std::string_view a, std::string_view b);

// A path of a PathSet lies under another: "cloud/aws/gov" under "cloud/aws".
bool PathUnder(std::string_view path, std::string_view above);

}  // namespace covenant

#endif  // LEDGER_EVENT_VALUE_H_

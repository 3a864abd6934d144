// Day counts: how the days from one date to another become parts of a year, for
// interest. The first date counts and the last does not, as the sources have it.
// Exact; pure; safe from any thread.
#ifndef LEDGER_VALUE_DAY_COUNT_H_
#define LEDGER_VALUE_DAY_COUNT_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/value/date.h"
#include "ledger/value/rational.h"

namespace covenant {

// Sources: 2006 ISDA Definitions, section 4.16, at the letters below.
enum class DayCount {
  kActual365Fixed,   // (d) "Actual/365 (Fixed)": days / 365. The default.
  kActual360,        // (e) "Actual/360": days / 360
  kActualActualIsda, // (b) "Actual/Actual (ISDA)": days in leap years / 366 and
                     // all others / 365
  // (f) "30/360", "Bond Basis": months of 30 days; a first date on the 31st
  // counts as the 30th, a last date on the 31st too if the first is then the
  // 30th. The rule for ends of February that American markets add applies to
  // securities with an end-of-month convention, which a debt has not.
  k30360,
  k30E360,           // (g) "30E/360", "Eurobond Basis": each 31st is the 30th
};

// "actual-365-fixed", "actual-360", "actual-actual-isda", "30-360", "30e-360".
std::string_view DayCountName(DayCount day_count);
// The day count of exactly that name; InvalidArgument otherwise.
absl::StatusOr<DayCount> ParseDayCount(std::string_view name);

// So many days of a year of `base` days.
struct YearPart {
  std::int64_t days = 0;
  int base = 365;

  friend bool operator==(const YearPart&, const YearPart&) = default;
};

// The parts of years from `from` to `to`; those of 365 days before those of 366,
// none for no days. `to` is not before `from`, or it aborts.
std::vector<YearPart> YearParts(DayCount day_count, Date from, Date to);

// Their sum.
Rational YearFraction(DayCount day_count, Date from, Date to);

}  // namespace covenant

#endif  // LEDGER_VALUE_DAY_COUNT_H_

// Interval: the legal days [from, until): from is inside, until is not. Either
// end may be absent: open.
//
// An interval that ends before or when it starts is valid, and is empty: it is
// recorded and applies on no day. Refuses nothing.
// A trivially copyable value; safe from any thread.
#ifndef LEDGER_VALUE_INTERVAL_H_
#define LEDGER_VALUE_INTERVAL_H_

#include <cstdint>
#include <optional>
#include <string>

#include "ledger/value/date.h"

namespace covenant {

class Interval {
 public:
  // Every day: open at both ends.
  Interval() = default;
  Interval(std::optional<Date> from, std::optional<Date> until)
      : from_(from), until_(until) {}

  static Interval All() { return Interval(); }
  static Interval From(Date from) { return Interval(from, std::nullopt); }
  static Interval Until(Date until) { return Interval(std::nullopt, until); }
  // [day, day + 1); from 9999-12-31 on, open.
  static Interval Day(Date day);
  // Both days inside, as documents often write a period. For a last day of
  // 9999-12-31 the end is open.
  static Interval Closed(Date first, Date last);

  const std::optional<Date>& from() const { return from_; }
  const std::optional<Date>& until() const { return until_; }

  // Holds no day.
  bool Empty() const { return from_ && until_ && *until_ <= *from_; }
  bool Contains(Date day) const;
  // Every day of the other lies in this one; true of an empty other.
  bool Covers(const Interval& other) const;
  // Whether some day lies in both.
  bool Overlaps(const Interval& other) const;
  // The days that lie in both; Empty() when there is none.
  Interval Intersect(const Interval& other) const;
  // The last day inside; nothing when empty or open at the end.
  std::optional<Date> LastDay() const;
  // Number of days, 0 when empty; nothing when either end is open.
  std::optional<std::int32_t> Days() const;

  // "[2024-01-01, 2025-01-01)", with ".." for an open end.
  std::string ToString() const;

  // The same ends: two empty intervals with different ends differ.
  friend bool operator==(const Interval& a, const Interval& b) = default;

 private:
  std::optional<Date> from_;
  std::optional<Date> until_;
};

}  // namespace covenant

#endif  // LEDGER_VALUE_INTERVAL_H_

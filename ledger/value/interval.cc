#include "ledger/value/interval.h"

#include <algorithm>

#include "absl/status/statusor.h"

namespace covenant {
namespace {

// The day after, or nothing (open) after the last day of the calendar.
std::optional<Date> DayAfter(Date day) {
  const absl::StatusOr<Date> next = day.AddDays(1);
  if (!next.ok()) return std::nullopt;
  return *next;
}

}  // namespace

Interval Interval::Day(Date day) { return Closed(day, day); }

Interval Interval::Closed(Date first, Date last) {
  return Interval(first, DayAfter(last));
}

bool Interval::Contains(Date day) const {
  return (!from_ || *from_ <= day) && (!until_ || day < *until_);
}

bool Interval::Covers(const Interval& other) const {
  if (other.Empty()) return true;
  const bool from_ok = !from_ || (other.from_ && *from_ <= *other.from_);
  const bool until_ok = !until_ || (other.until_ && *other.until_ <= *until_);
  return from_ok && until_ok;
}

bool Interval::Overlaps(const Interval& other) const {
  if (Empty() || other.Empty()) return false;
  return !Intersect(other).Empty();
}

Interval Interval::Intersect(const Interval& other) const {
  Interval result = *this;
  if (other.from_) {
    result.from_ = from_ ? std::max(*from_, *other.from_) : *other.from_;
  }
  if (other.until_) {
    result.until_ = until_ ? std::min(*until_, *other.until_) : *other.until_;
  }
  return result;
}

std::optional<Date> Interval::LastDay() const {
  if (!until_ || Empty()) return std::nullopt;
  const absl::StatusOr<Date> last = until_->AddDays(-1);
  if (!last.ok()) return std::nullopt;
  return *last;
}

std::optional<std::int32_t> Interval::Days() const {
  if (Empty()) return 0;
  if (!from_ || !until_) return std::nullopt;
  return *until_ - *from_;
}

std::string Interval::ToString() const {
  std::string text = from_ ? "[" + from_->ToString() : std::string("(..");
  text += ", ";
  text += until_ ? until_->ToString() : std::string("..");
  return text + ")";
}

}  // namespace covenant

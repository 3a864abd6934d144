#include "ledger/value/day_count.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/status/status.h"
#include "ledger/value/check.h"

namespace covenant {
namespace {

constexpr std::array<DayCount, 5> kAll = {
    DayCount::kActual365Fixed, DayCount::kActual360,
    DayCount::kActualActualIsda, DayCount::k30360, DayCount::k30E360};

// Days of months of 30 days; `european`: each 31st is the 30th.
std::int64_t Days360(Date from, Date to, bool european) {
  const int first = std::min(from.day(), 30);
  int last = to.day();
  if (last == 31 && (european || first == 30)) last = 30;
  return 360 * (to.year() - from.year()) + 30 * (to.month() - from.month()) +
         (last - first);
}

std::vector<YearPart> ByYears(Date from, Date to) {
  YearPart common{0, 365}, leap{0, 366};
  for (int year = from.year(); year <= to.year(); ++year) {
    const Date first = std::max(from, *Date::FromYmd(year, 1, 1));
    // The first day that does not count of this year.
    std::int64_t end = to.DaysSince1970();
    if (year < to.year()) end = Date::FromYmd(year, 12, 31)->DaysSince1970() + 1;
    (Date::IsLeapYear(year) ? leap : common).days +=
        end - first.DaysSince1970();
  }
  std::vector<YearPart> parts;
  for (const YearPart& part : {common, leap}) {
    if (part.days != 0) parts.push_back(part);
  }
  return parts;
}

}  // namespace

std::string_view DayCountName(DayCount day_count) {
  switch (day_count) {
    case DayCount::kActual365Fixed: return "actual-365-fixed";
    case DayCount::kActual360: return "actual-360";
    case DayCount::kActualActualIsda: return "actual-actual-isda";
    case DayCount::k30360: return "30-360";
    case DayCount::k30E360: return "30e-360";
  }
  return "actual-365-fixed";
}

absl::StatusOr<DayCount> ParseDayCount(std::string_view name) {
  std::string names;
  for (const DayCount day_count : kAll) {
    if (DayCountName(day_count) == name) return day_count;
    names += (names.empty() ? "" : ", ") + std::string(DayCountName(day_count));
  }
  return absl::InvalidArgumentError("not a day count; write one of " + names);
}

std::vector<YearPart> YearParts(DayCount day_count, Date from, Date to) {
  COVENANT_CHECK(from <= to);
  YearPart part;
  switch (day_count) {
    case DayCount::kActual365Fixed: part = {to - from, 365}; break;
    case DayCount::kActual360: part = {to - from, 360}; break;
    case DayCount::kActualActualIsda: return ByYears(from, to);
    case DayCount::k30360: part = {Days360(from, to, false), 360}; break;
    case DayCount::k30E360: part = {Days360(from, to, true), 360}; break;
  }
  if (part.days == 0) return {};
  return {part};
}

Rational YearFraction(DayCount day_count, Date from, Date to) {
  Rational sum;
  for (const YearPart& part : YearParts(day_count, from, to)) {
    sum += Rational::Fraction(part.days, part.base);
  }
  return sum;
}

}  // namespace covenant

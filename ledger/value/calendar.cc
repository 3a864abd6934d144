#include "ledger/value/calendar.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace covenant {
namespace {

constexpr std::array<std::pair<std::string_view, Roll>, 5> kRolls = {{
    {"none", Roll::kNone},
    {"following", Roll::kFollowing},
    {"modified-following", Roll::kModifiedFollowing},
    {"preceding", Roll::kPreceding},
    {"modified-preceding", Roll::kModifiedPreceding},
}};

bool SameMonth(Date a, Date b) {
  return a.year() == b.year() && a.month() == b.month();
}

}  // namespace

std::string_view RollName(Roll roll) {
  for (const auto& [name, value] : kRolls) {
    if (value == roll) return name;
  }
  return "";
}

std::optional<Roll> ParseRoll(std::string_view name) {
  for (const auto& [text, value] : kRolls) {
    if (text == name) return value;
  }
  return std::nullopt;
}

Calendar Calendar::Weekends() {
  Calendar calendar;
  calendar.Publish(
      {Interval::All(), {Weekday::kSaturday, Weekday::kSunday}, {}});
  return calendar;
}

void Calendar::Publish(Edition edition) {
  editions_.push_back(std::move(edition));
}

std::optional<bool> Calendar::IsOpen(Date day) const {
  for (std::size_t i = editions_.size(); i-- > 0;) {
    const Edition& edition = editions_[i];
    if (!edition.days.Contains(day)) continue;
    return !edition.weekend.contains(day.weekday()) &&
           !edition.holidays.contains(day);
  }
  return std::nullopt;
}

std::optional<Date> Calendar::NextOpen(Date day, int step) const {
  // No place rests for a year; a calendar without an open day ends here.
  constexpr int kMost = 366;
  for (int i = 0; i < kMost; ++i) {
    const std::optional<bool> open = IsOpen(day);
    if (!open) return std::nullopt;
    if (*open) return day;
    const auto next = day.AddDays(step);
    if (!next.ok()) return std::nullopt;
    day = *next;
  }
  return std::nullopt;
}

std::optional<Date> Calendar::Rolled(Date day, Roll roll) const {
  if (roll == Roll::kNone) return day;
  const bool forward =
      roll == Roll::kFollowing || roll == Roll::kModifiedFollowing;
  const bool modified =
      roll == Roll::kModifiedFollowing || roll == Roll::kModifiedPreceding;
  const std::optional<Date> moved = NextOpen(day, forward ? 1 : -1);
  if (!moved || !modified || SameMonth(*moved, day)) return moved;
  return NextOpen(day, forward ? -1 : 1);
}

std::optional<Date> Calendar::AddBusinessDays(Date day, std::int64_t n) const {
  const int step = n < 0 ? -1 : 1;
  for (; n != 0; n -= step) {
    const auto next = day.AddDays(step);
    if (!next.ok()) return std::nullopt;
    const std::optional<Date> open = NextOpen(*next, step);
    if (!open) return std::nullopt;
    day = *open;
  }
  return day;
}

}  // namespace covenant

#include "ledger/value/duration.h"

#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <vector>

#include "ledger/value/check.h"
#include "ledger/value/status_text.h"
#include "ledger/value/suggest.h"

namespace covenant {
namespace {

struct UnitWords {
  DurationUnit unit;
  std::string_view one;
  std::string_view many;
};

constexpr std::array<UnitWords, 5> kUnits = {{
    {DurationUnit::kDays, "day", "days"},
    {DurationUnit::kWeeks, "week", "weeks"},
    {DurationUnit::kMonths, "month", "months"},
    {DurationUnit::kYears, "year", "years"},
    {DurationUnit::kBusinessDays, "business-day", "business-days"},
}};

constexpr std::string_view kUnitsHelp =
    "a duration is counted in days, business-days, weeks, months or years";

const UnitWords& WordsOf(DurationUnit unit) {
  for (const UnitWords& words : kUnits) {
    if (words.unit == unit) return words;
  }
  COVENANT_CHECK(false);
}

absl::Status BadUnit(std::string_view text, std::string_view count,
                     std::string_view word) {
  std::vector<std::string> known;
  known.reserve(std::size(kUnits));
  for (const UnitWords& words : kUnits) known.emplace_back(words.many);
  std::optional<std::string> near = Closest(word, known);
  const std::string lower = AsciiLower(word);
  if (lower == "business days" || lower == "business day" ||
      lower == "working days" || lower == "working day") {
    near = "business-days";
  }
  if (near) {
    return InvalidText({"not a duration: ", Quoted(text), "; did you mean `",
                        count, " ", *near, "`?"});
  }
  return InvalidText({"not a duration: ", Quoted(text), "; ", kUnitsHelp,
                      ", such as `45 days`"});
}

}  // namespace

absl::StatusOr<Duration> Duration::Parse(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && IsDigit(text[digits])) ++digits;
  const std::string_view count = text.substr(0, digits);
  std::string_view word = text.substr(digits);
  if (count.empty()) {
    return InvalidText({"not a duration: ", Quoted(text),
                        "; write a count and a unit, such as `45 days`"});
  }
  if (count.size() > 1 && count.front() == '0') {
    return InvalidText({"needless leading zeros in ", Quoted(text),
                        "; write for example `45 days`"});
  }
  if (count.size() > 6) {
    return OutOfRangeText({"the duration ", Quoted(text),
                           " is too long; the count may be 0 to 100000"});
  }
  if (word.empty()) {
    return InvalidText({"the duration ", Quoted(text),
                        " needs its unit: write for example `", count,
                        " days`"});
  }
  const bool spaced = word.front() == ' ';
  if (spaced) word.remove_prefix(1);
  const UnitWords* found = nullptr;
  for (const UnitWords& words : kUnits) {
    if (word == words.one || word == words.many) found = &words;
  }
  if (found == nullptr) return BadUnit(text, count, word);
  if (!spaced) {
    return InvalidText({"a space is missing in ", Quoted(text), "; write `",
                        count, " ", word, "`"});
  }
  std::int64_t number = 0;
  for (const char c : count) number = number * 10 + (c - '0');
  return Create(number, found->unit);
}

absl::StatusOr<Duration> Duration::Create(std::int64_t count,
                                          DurationUnit unit) {
  if (count < 0 || count > kMaxCount) {
    return OutOfRangeText({"a duration of ", std::to_string(count), " ",
                           WordsOf(unit).many,
                           " is not possible; the count may be 0 to 100000"});
  }
  return Duration(static_cast<std::int32_t>(count), unit);
}

absl::StatusOr<Date> Duration::AddTo(Date start, std::int64_t times,
                                     MonthEndRule rule) const {
  // Beyond this many times even one day leaves the calendar.
  constexpr std::int64_t kMaxTimes = 4'000'000;
  if (IsZero() || times == 0) return start;
  if (times > kMaxTimes || times < -kMaxTimes) {
    return OutOfRangeText(
        {"the date ", start.ToString(), times < 0 ? " minus " : " plus ",
         times < 0 ? std::to_string(times).substr(1) : std::to_string(times),
         " times ", ToString(), " lies outside the years 0001 to 9999"});
  }
  const std::int64_t steps = times * count_;
  switch (unit_) {
    case DurationUnit::kDays:
      return start.AddDays(steps);
    case DurationUnit::kWeeks:
      return start.AddDays(steps * 7);
    case DurationUnit::kMonths:
      return start.AddMonths(steps, rule);
    case DurationUnit::kYears:
      return start.AddMonths(steps * 12, rule);
    case DurationUnit::kBusinessDays:
      return absl::FailedPreconditionError(
          Concat({"a duration of ", ToString(),
                  " needs a holiday calendar to be counted"}));
  }
  COVENANT_CHECK(false);
}

std::string Duration::ToString() const {
  const UnitWords& words = WordsOf(unit_);
  return Concat(
      {std::to_string(count_), " ", count_ == 1 ? words.one : words.many});
}

}  // namespace covenant

#include "replay/calendar_rules.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

namespace covenant {
namespace {

constexpr char kCalendar[] = "calendar";

// Terms that are counted by the calendar of the clause. All other durations are
// counted without it, in days, months and years.
constexpr std::string_view kCounted[] = {
    "due",           "report_due",   "finality.after",
    "notice",        "cure",         "grace",
    "silent_for",    "match_within", "deemed_received",
    "close_within",  "open_for",     "fixing_period",
    "reference.lag", "convert.lag",  "indexation.lag"};

template <std::size_t N>
bool IsOneOf(const std::string_view (&paths)[N], std::string_view path) {
  return std::find(std::begin(paths), std::end(paths), path) != std::end(paths);
}

bool InBusinessDays(const Value& value) {
  const auto counted = [](const std::optional<Duration>& span) {
    return span && span->unit() == DurationUnit::kBusinessDays;
  };
  if (const auto* span = value.As<Duration>()) return counted(*span);
  const auto* due = value.As<DueRule>();
  if (due == nullptr) return false;
  bool result = counted(due->after);
  for (const auto* parts : {&due->later_of, &due->earlier_of}) {
    for (const DueRule& part : *parts) result = result || counted(part.after);
  }
  return result;
}

void CheckDays(std::string path, const Value& value, bool could_be_counted,
               std::vector<CalendarGap>& gaps) {
  if (!InBusinessDays(value)) return;
  gaps.push_back(
      {std::move(path),
       could_be_counted
           ? "business days cannot be counted: the clause names no "
             "holiday calendar"
           : "business days cannot be counted here",
       could_be_counted
           ? "add `calendar:` to the clause, or write calendar days "
             "or the due day itself"
           : "write calendar days",
       could_be_counted ? "needs a calendar" : "calendar days only"});
}

void CheckInstalments(const std::string& path, const Value& value,
                      std::vector<CalendarGap>& gaps) {
  const auto* list = value.As<Value::List>();
  if (list == nullptr) return;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto* map = (*list)[i].As<Value::Map>();
    if (map == nullptr || !map->contains("due")) continue;
    CheckDays(path + "[" + std::to_string(i) + "].due", map->at("due"), true,
              gaps);
  }
}

}  // namespace

std::vector<CalendarGap> CalendarGapsOf(const std::string& path,
                                        const Value& value, bool calendar) {
  std::vector<CalendarGap> gaps;
  if (const auto* keys = value.As<Value::Map>()) {
    for (const auto& [key, part] : *keys) {
      for (CalendarGap& gap :
           CalendarGapsOf(path + "." + key, part, calendar)) {
        gaps.push_back(std::move(gap));
      }
    }
    return gaps;
  }
  if (!IsOneOf(kCounted, path)) CheckDays(path, value, false, gaps);
  if (calendar) return gaps;
  if (IsOneOf(kCounted, path)) CheckDays(path, value, true, gaps);
  if (path == "instalments") CheckInstalments(path, value, gaps);
  const auto* roll = path == "roll" ? value.As<std::string>() : nullptr;
  if (roll != nullptr && *roll != "none") {
    gaps.push_back(
        {path, "a due day cannot be moved to a business day without a calendar",
         "name one beside it, as `calendar: weekends` or the name of a "
         "`calendar` event",
         "needs a calendar"});
  }
  return gaps;
}

std::vector<CalendarGap> CalendarGapsOf(const Fields& fields) {
  const bool calendar = FindField(fields, kCalendar) != nullptr;
  std::vector<CalendarGap> gaps;
  for (const auto& [path, value] : fields) {
    for (CalendarGap& gap : CalendarGapsOf(path, value, calendar)) {
      gaps.push_back(std::move(gap));
    }
  }
  return gaps;
}

bool BringsCalendar(const Instrument& body, std::string_view clause) {
  for (const Change& change : body.changes) {
    if (change.target != clause) continue;
    if (change.op == Change::Op::kSet && change.path == kCalendar) return true;
    if (change.clause &&
        FindField(change.clause->fields, kCalendar) != nullptr) {
      return true;
    }
  }
  return false;
}

}  // namespace covenant

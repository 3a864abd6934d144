#include "ledger/event/value.h"

#include <utility>

#include "ledger/value/check.h"

namespace covenant {
namespace {

std::string Join(const std::vector<std::string>& parts) {
  std::string result;
  for (const std::string& part : parts) {
    if (!result.empty()) result += ", ";
    result += part;
  }
  return result;
}

std::string ListText(const Value::List& list) {
  std::string result = "[";
  for (const Value& item : list) {
    if (result.size() > 1) result += ", ";
    result += item.ToString();
  }
  return result + "]";
}

std::string MapText(const Value::Map& map) {
  std::string result = "{";
  for (const auto& [name, item] : map) {
    if (result.size() > 1) result += ", ";
    result += name + ": " + item.ToString();
  }
  return result + "}";
}

// The short form of a whole month, quarter, half year or year; else nothing.
std::string ShortPeriod(const Date& from, const Date& until) {
  if (from.day() != 1 || until.day() != 1) return "";
  const int months =
      (until.year() - from.year()) * 12 + until.month() - from.month();
  std::string year = from.ToString().substr(0, 4);
  const int first = from.month() - 1;
  if (months == 1) return from.ToString().substr(0, 7);
  if (months == 3 && first % 3 == 0) {
    return year + "-Q" + std::to_string(first / 3 + 1);
  }
  if (months == 6 && first % 6 == 0) {
    return year + "-H" + std::to_string(first / 6 + 1);
  }
  if (months == 12 && first == 0) return year;
  return "";
}

struct ValuePrinter {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(bool flag) const { return flag ? "true" : "false"; }
  std::string operator()(std::int64_t number) const {
    return std::to_string(number);
  }
  std::string operator()(const std::string& symbol) const { return symbol; }
  std::string operator()(const Text& text) const { return text.Shown(); }
  std::string operator()(const Interval& period) const {
    return PeriodText(period);
  }
  std::string operator()(const Value::List& list) const {
    return ListText(list);
  }
  std::string operator()(const Value::Map& map) const { return MapText(map); }
  template <typename T>
  std::string operator()(const T& value) const {
    return value.ToString();
  }
};

// Whether `path` begins with `above` and then `separator`.
bool Below(std::string_view path, std::string_view above, char separator) {
  return path.size() > above.size() && path[above.size()] == separator &&
         path.substr(0, above.size()) == above;
}

void Insert(Fields& fields, const std::string& path, const Value& value) {
  const auto* map = value.As<Value::Map>();
  if (map == nullptr) {
    if (!value.empty()) fields[path] = value;
    return;
  }
  for (const auto& [name, item] : *map) Insert(fields, path + "." + name, item);
}

}  // namespace

std::string PeriodText(const Interval& period) {
  if (period.from() && period.until()) {
    std::string text = ShortPeriod(*period.from(), *period.until());
    if (!text.empty()) return text;
  }
  std::string result;
  if (period.from()) result = "from: " + period.from()->ToString();
  if (period.until()) {
    if (!result.empty()) result += ", ";
    result += "until: " + period.until()->ToString();
  }
  return "{" + result + "}";
}

std::optional<Date> Endpoint::DayIfMet(Date met) const {
  if (!after) return met;
  const auto day = after->AddTo(met);
  if (!day.ok()) return std::nullopt;
  return *day;
}

std::string Endpoint::ToString() const {
  if (date) return date->ToString();
  std::string result;
  if (undisclosed) {
    if (!not_before && !not_after) return "undisclosed";
    result = "undisclosed: true";
  } else if (paid) {
    result = "paid: " + paid->ToString() + ", towards: " + towards;
  } else {
    result = "condition: " + condition;
  }
  if (after) result += ", after: " + after->ToString();
  if (since) result += ", since: " + since->ToString();
  if (long_stop) result += ", long_stop: " + long_stop->ToString();
  if (void_if_met) result += ", void: true";
  if (not_before) result += ", not_before: " + not_before->ToString();
  if (not_after) result += ", not_after: " + not_after->ToString();
  return "{" + result + "}";
}

std::string_view DueAnchorName(DueAnchor anchor) {
  switch (anchor) {
    case DueAnchor::kPeriodEnd:
      return "period-end";
    case DueAnchor::kPeriodStart:
      return "period-start";
    case DueAnchor::kMilestone:
      return "milestone";
    case DueAnchor::kExecution:
      return "execution";
    case DueAnchor::kEffective:
      return "effective";
    case DueAnchor::kInvoice:
      return "invoice";
    case DueAnchor::kReceipt:
      return "receipt";
    case DueAnchor::kNotice:
      return "notice";
  }
  COVENANT_CHECK(false);
  return "";
}

std::string DueRule::ToString() const {
  if (undisclosed) return "undisclosed";
  if (date) return date->ToString();
  for (const auto& [words, rules] :
       {std::pair("later of ", &later_of), {"earlier of ", &earlier_of}}) {
    if (rules->empty()) continue;
    std::string result = words;
    for (const DueRule& rule : *rules) {
      result += (&rule == &rules->front() ? "" : " and ") + rule.ToString();
    }
    return result;
  }
  const std::string name(DueAnchorName(anchor));
  if (day_of_month != 0) {
    return (day_of_month == 1 ? "first"
                              : "day " + std::to_string(day_of_month)) +
           " of month after " + name;
  }
  if (after) return after->ToString() + " after " + name;
  return "on " + name;
}

std::string PathSet::ToString() const {
  if (undisclosed) return "undisclosed";
  std::string result = include.empty() ? "everything" : Join(include);
  if (!exclude.empty()) result += " except " + Join(exclude);
  return result;
}

std::string Value::ToString() const { return std::visit(ValuePrinter(), v); }

void SetField(Fields& fields, const std::string& path, const Value& value) {
  fields.erase(path);
  auto below = fields.lower_bound(path + ".");
  while (below != fields.end() && Below(below->first, path, '.')) {
    below = fields.erase(below);
  }
  Insert(fields, path, value);
}

const Value* FindField(const Fields& fields, const std::string& path) {
  const auto found = fields.find(path);
  return found == fields.end() ? nullptr : &found->second;
}

bool PathsOverlap(std::string_view a, std::string_view b) {
  return a == b || Below(a, b, '.') || Below(b, a, '.');
}

bool PathUnder(std::string_view path, std::string_view above) {
  return path == above || Below(path, above, '/');
}

}  // namespace covenant

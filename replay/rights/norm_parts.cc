#include "replay/rights/norm_parts.h"

#include <optional>
#include <string>
#include <utility>

#include "replay/timeline.h"

namespace covenant {
namespace {

std::vector<std::string> NamesInMap(const Value::Map& map, const char* key) {
  std::vector<std::string> names;
  const auto found = map.find(key);
  const auto* list =
      found == map.end() ? nullptr : found->second.As<Value::List>();
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    if (const auto* name = (*list)[i].As<std::string>()) names.push_back(*name);
  }
  return names;
}

template <typename T>
std::optional<T> In(const Value::Map& map, const char* key) {
  const auto found = map.find(key);
  const T* value = found == map.end() ? nullptr : found->second.As<T>();
  return value == nullptr ? std::nullopt : std::optional<T>(*value);
}

NormException CarveOutOf(const Value::Map& map, const FieldState& field) {
  NormException result;
  result.what = "carve-out";
  result.name = In<std::string>(map, "name").value_or("");
  const auto scope = map.find("scope");
  if (scope != map.end()) {
    Fields fields;
    SetField(fields, "scope", scope->second);
    result.scope = ScopeSetsOf(fields);
  }
  result.days = Interval(In<Date>(map, "from"), In<Date>(map, "until"));
  result.parties = NamesInMap(map, "parties");
  result.deals = NamesInMap(map, "deals");
  result.entered_before = In<Date>(map, "entered_before");
  result.up_to = In<Amount>(map, "up_to");
  result.in_total = In<Amount>(map, "in_total");
  result.every = In<Duration>(map, "every");
  result.anchor = In<Date>(map, "anchor");
  result.because = field.set_by;
  result.place = field.place;
  return result;
}

}  // namespace

ScopeSets ScopeOf(const ClauseState& clause) {
  Fields fields;
  for (auto field = clause.fields.lower_bound("scope.");
       field != clause.fields.end() && field->first.starts_with("scope.");
       ++field) {
    fields[field->first] = field->second.value;
  }
  return ScopeSetsOf(fields);
}

UnclearScope UnclearIn(const ClauseState& clause) {
  UnclearScope unclear;
  for (auto field = clause.fields.lower_bound("scope.");
       field != clause.fields.end() && field->first.starts_with("scope.");
       ++field) {
    if (!field->second.conflicting) continue;
    std::vector<Value> claimed;
    AddClaimed(field->second, claimed);
    std::string says;
    for (const Value& value : claimed) {
      const auto* paths = value.As<PathSet>();
      if (paths == nullptr) continue;
      says += (says.empty() ? "" : " or ") + paths->ToString();
    }
    unclear[DimensionOf(field->first.substr(6))] = std::move(says);
  }
  return unclear;
}

bool SaysScope(const ClauseState& clause) {
  const auto field = clause.fields.lower_bound("scope.");
  return field != clause.fields.end() && field->first.starts_with("scope.");
}

std::vector<NormException> CarveOutsOf(const ClauseState& clause) {
  std::vector<NormException> result;
  const auto field = clause.fields.find("carve_outs");
  if (field == clause.fields.end()) return result;
  const auto* list = field->second.value.As<Value::List>();
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    if (const auto* map = (*list)[i].As<Value::Map>()) {
      result.push_back(CarveOutOf(*map, field->second));
    }
  }
  return result;
}

NormException ExceptionOf(const Attachment& attachment) {
  NormException result;
  result.what = attachment.type;
  result.name = attachment.because.empty() ? "" : attachment.because.front().id;
  result.scope = ScopeSetsOf(attachment.scope);
  result.days = Interval::All();  // the run is cut where it begins and ends
  if (!attachment.deal.empty()) result.deals = {attachment.deal};
  result.deal_event = attachment.deal_event;
  const bool limited = !attachment.scope.empty() || !result.deals.empty() ||
                       !result.deal_event.empty();
  // A part of what is no sum is none that can be told from the rest.
  result.words_only = (!limited && !attachment.text.empty()) ||
                      attachment.share || attachment.amount;
  result.because = attachment.because;
  result.place = attachment.place;
  return result;
}

}  // namespace covenant

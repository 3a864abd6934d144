#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/codec/proto_values.h"
#include "ledger/value/check.h"
#include "ledger/value/ids.h"
#include "ledger/value/status_text.h"
#include "ledger/value/utf8.h"

namespace covenant {

using google::protobuf::Message;
using google::protobuf::Reflection;
using schema::FieldDescriptor;

namespace {

// Generated messages of the generated pool: the type is known by descriptor.
template <typename T>
const T& Generated(const Message& message) {
  return static_cast<const T&>(message);
}

std::string Text80(std::string_view text) { return Quoted(text); }

}  // namespace

std::string PathPart::ToString() const {
  std::string result = above == nullptr ? "" : above->ToString();
  if (!name.empty()) {
    if (!result.empty()) result += ".";
    result += name;
  }
  if (index >= 0) result += "[" + std::to_string(index) + "]";
  return result;
}

std::string PathProblem(std::string_view path) {
  if (path.empty()) return "a path is empty";
  bool start = true;
  for (const char c : path) {
    if (c == '/') {
      if (start) return "a part of the path is empty";
      start = true;
      continue;
    }
    if (!IsLower(c) && !IsDigit(c) && (start || c != '-')) {
      return "a path may hold only lower-case letters, digits and '-', "
             "its parts joined by '/'";
    }
    start = false;
  }
  return start ? "a path ends in '/'" : "";
}

void Decoder::Fail(const PathPart& at, std::string_view what) {
  if (!status_.ok()) return;
  status_ = absl::DataLossError(Concat({at.ToString(), ": ", what}));
}

Date Decoder::Get(const v1::Date& from, const PathPart& at) {
  const absl::StatusOr<Date> date = Date::FromDays(from.day());
  if (date.ok()) return *date;
  Fail(at, "the date is outside the years 1 to 9999");
  return Date();
}

Decimal Decoder::Get(const v1::Decimal& from, const PathPart& at) {
  if (from.scale() > static_cast<std::uint32_t>(Decimal::kMaxScale)) {
    Fail(at, "a number has more than 18 decimal places");
    return Decimal();
  }
  const int scale = static_cast<int>(from.scale());
  absl::StatusOr<Decimal> number = Decimal();
  if (from.big_units().empty()) {
    number = Decimal::FromUnits(from.units(), scale);
  } else {
    number = Decimal::FromUnitsText(from.big_units(), scale);
    // One number has one form in bytes.
    if (number.ok() && (from.units() != 0 || number->Units().has_value())) {
      Fail(at, "a number is stored as text though it needs none");
    }
  }
  if (number.ok()) return *std::move(number);
  Fail(at, "a number is malformed");
  return Decimal();
}

Amount Decoder::Get(const v1::Amount& from, const PathPart& at) {
  const absl::StatusOr<Unit> unit = Unit::Parse(from.unit());
  if (!unit.ok()) {
    Fail(at, Concat({"unknown unit ", Text80(from.unit())}));
    return Amount();
  }
  if (from.has_exact()) {
    if (from.has_at_least() || from.has_at_most()) {
      Fail(at, "an amount is both exact and a range");
    }
    return Amount::Exact(Get(from.exact(), at), *unit);
  }
  std::optional<Decimal> at_least;
  std::optional<Decimal> at_most;
  if (from.has_at_least()) at_least = Get(from.at_least(), at);
  if (from.has_at_most()) at_most = Get(from.at_most(), at);
  if (at_least && at_most && !(*at_least < *at_most)) {
    Fail(at, "the lower end of an amount is not below the upper end");
    return Amount();
  }
  absl::StatusOr<Amount> amount = Amount::Of(at_least, at_most, *unit);
  if (amount.ok()) return *std::move(amount);
  Fail(at, amount.status().message().data());
  return Amount();
}

Rate Decoder::Get(const v1::Rate& from, const PathPart& at) {
  absl::StatusOr<Rate> rate = Rate::Parse(from.text());
  if (rate.ok() && rate->ToString() == from.text()) return *std::move(rate);
  Fail(at, Concat({Text80(from.text()), " is not a rate"}));
  return Rate();
}

Duration Decoder::Get(const v1::Duration& from, const PathPart& at) {
  static constexpr std::array<DurationUnit, 6> kUnits = {
      DurationUnit::kDays,   DurationUnit::kDays,  DurationUnit::kWeeks,
      DurationUnit::kMonths, DurationUnit::kYears, DurationUnit::kBusinessDays};
  const auto unit = static_cast<std::size_t>(from.unit());
  if (unit == 0 || unit >= kUnits.size()) {
    Fail(at, "a span of time has no unit");
    return Duration();
  }
  const absl::StatusOr<Duration> span =
      Duration::Create(from.count(), kUnits[unit]);
  if (span.ok()) return *span;
  Fail(at, "a span of time is too long");
  return Duration();
}

Text Decoder::Get(const v1::Text& from, const PathPart& at) {
  switch (from.form_case()) {
    case v1::Text::kPlain:
      return Text{from.plain(), false, ""};
    case v1::Text::kSealedMac:
      if (from.sealed_mac().size() != 32) {
        Fail(at, "the mac of a sealed text has not 32 bytes");
      }
      return Text{"", true, from.sealed_mac()};
    case v1::Text::kToSeal:
      if (!to_seal_) Fail(at, "a text to be sealed was stored");
      return Text{from.to_seal(), true, ""};
    case v1::Text::FORM_NOT_SET:
      break;
  }
  Fail(at, "a text has no form");
  return Text();
}

Endpoint Decoder::Get(const v1::Endpoint& from, const PathPart& at) {
  Endpoint result;
  if (from.has_date()) result.date = Get(from.date(), at);
  result.condition = from.condition();
  result.undisclosed = from.undisclosed();
  if (from.has_paid()) result.paid = Get(from.paid(), at);
  result.towards = from.towards();
  const int forms = (result.date ? 1 : 0) + (result.condition.empty() ? 0 : 1) +
                    (result.paid ? 1 : 0) + (result.undisclosed ? 1 : 0);
  if (forms != 1) {
    Fail(at,
         "an end has not exactly one of date, condition, paid and undisclosed");
  }
  if (result.paid.has_value() == result.towards.empty()) {
    Fail(at, "paid and towards go together");
  }
  if (from.has_long_stop()) result.long_stop = Get(from.long_stop(), at);
  result.void_if_met = from.void_();
  if (from.has_since()) result.since = Get(from.since(), at);
  if (from.has_after()) result.after = Get(from.after(), at);
  if (!result.Conditional()) {
    if (result.long_stop || result.void_if_met || result.since ||
        result.after) {
      Fail(at, "long_stop, void, since and after need a condition");
    }
  } else if (!result.paid && !CheckClauseId(result.condition).ok()) {
    Fail(at, "the condition is not a name");
  }
  if (result.after && (result.void_if_met || result.since)) {
    Fail(at, "after goes with neither void nor since");
  }
  if (result.after && result.after->unit() == DurationUnit::kBusinessDays) {
    Fail(at, "an end is not counted in business days");
  }
  if (from.has_not_before()) result.not_before = Get(from.not_before(), at);
  if (from.has_not_after()) result.not_after = Get(from.not_after(), at);
  if (!result.undisclosed && (result.not_before || result.not_after)) {
    Fail(at, "not_before and not_after need undisclosed");
  }
  if (result.not_before && result.not_after &&
      *result.not_after < *result.not_before) {
    Fail(at, "not_after is before not_before");
  }
  return result;
}

// The rules of which the latest or the earliest counts; each is a plain one.
std::vector<DueRule> Decoder::DueParts(
    const google::protobuf::RepeatedPtrField<v1::Due>& from,
    const PathPart& at) {
  std::vector<DueRule> parts;
  if (from.size() == 1) Fail(at, "a due rule compares one rule with none");
  for (const v1::Due& part : from) {
    if (part.later_of_size() > 0 || part.earlier_of_size() > 0 ||
        part.undisclosed()) {
      Fail(at, "a due rule compares rules that are not plain");
      return {};
    }
    parts.push_back(Get(part, at));
  }
  return parts;
}

DueRule Decoder::Get(const v1::Due& from, const PathPart& at) {
  static constexpr std::array<DueAnchor, 9> kAnchors = {
      DueAnchor::kPeriodEnd, DueAnchor::kPeriodEnd, DueAnchor::kPeriodStart,
      DueAnchor::kMilestone, DueAnchor::kExecution, DueAnchor::kEffective,
      DueAnchor::kInvoice,   DueAnchor::kReceipt,   DueAnchor::kNotice};
  DueRule result;
  const auto anchor = static_cast<std::size_t>(from.anchor());
  if (from.has_date()) result.date = Get(from.date(), at);
  if (from.has_after()) result.after = Get(from.after(), at);
  result.undisclosed = from.undisclosed();
  result.later_of = DueParts(from.later_of(), at);
  result.earlier_of = DueParts(from.earlier_of(), at);
  const int forms = (result.date ? 1 : 0) + (anchor != 0 ? 1 : 0) +
                    (result.undisclosed ? 1 : 0) +
                    (from.later_of_size() > 0 ? 1 : 0) +
                    (from.earlier_of_size() > 0 ? 1 : 0);
  if (forms != 1 || anchor >= kAnchors.size()) {
    Fail(at, "a due rule has not exactly one of date, anchor and undisclosed");
    return result;
  }
  if (from.day_of_month() != 0 &&
      (from.day_of_month() > 31 || anchor == 0 || result.after)) {
    Fail(at, "a due rule has a day of the month that does not fit it");
    return result;
  }
  result.day_of_month = static_cast<int>(from.day_of_month());
  if (result.after && anchor == 0) {
    Fail(at, "a due rule has a span and nothing that it counts from");
  }
  result.anchor = kAnchors[anchor];
  return result;
}

PathSet Decoder::Get(const v1::PathSet& from, const PathPart& at) {
  PathSet result;
  result.undisclosed = from.undisclosed();
  result.include.assign(from.include().begin(), from.include().end());
  result.exclude.assign(from.exclude().begin(), from.exclude().end());
  for (const auto* paths : {&result.include, &result.exclude}) {
    for (const std::string& path : *paths) {
      const std::string problem = PathProblem(path);
      if (!problem.empty()) Fail(at, problem);
    }
  }
  return result;
}

Interval Decoder::Get(const v1::Period& from, const PathPart& at) {
  if (!from.has_from() || !from.has_until()) {
    Fail(at, "a period lacks an end");
    return Interval();
  }
  const Interval result(Get(from.from(), at), Get(from.until(), at));
  if (result.Empty()) Fail(at, "a period ends before it starts");
  return result;
}

Basis Decoder::Get(v1::Basis from, const PathPart& at) {
  switch (from) {
    case v1::BASIS_UNSPECIFIED:
    case v1::BASIS_OFFICIAL:
      return Basis::kOfficial;
    case v1::BASIS_REPORTED:
      return Basis::kReported;
    case v1::BASIS_ASSUMED:
      return Basis::kAssumed;
    default:
      Fail(at, "unknown basis");
      return Basis::kOfficial;
  }
}

Value Decoder::Get(const v1::Value& from, const PathPart& at) {
  Value result;
  switch (from.value_case()) {
    case v1::Value::kAmount:
      return Value{Get(from.amount(), at)};
    case v1::Value::kRate:
      return Value{Get(from.rate(), at)};
    case v1::Value::kDate:
      return Value{Get(from.date(), at)};
    case v1::Value::kDuration:
      return Value{Get(from.duration(), at)};
    case v1::Value::kFlag:
      return Value{from.flag()};
    case v1::Value::kInteger:
      return Value{std::int64_t{from.integer()}};
    case v1::Value::kSymbol:
      return Value{from.symbol()};
    case v1::Value::kText:
      return Value{Get(from.text(), at)};
    case v1::Value::kEndpoint:
      return Value{Get(from.endpoint(), at)};
    case v1::Value::kDue:
      return Value{Get(from.due(), at)};
    case v1::Value::kPaths:
      return Value{Get(from.paths(), at)};
    case v1::Value::kPeriod:
      return Value{Get(from.period(), at)};
    case v1::Value::kList: {
      Value::List list;
      for (int i = 0; i < from.list().items_size(); ++i) {
        list.push_back(Get(from.list().items(i), PathPart{&at, "", i}));
      }
      return Value{std::move(list)};
    }
    case v1::Value::kMap: {
      Value::Map map;
      for (const v1::NamedValue& entry : from.map().entries()) {
        const PathPart below{&at, entry.name()};
        if (!entry.has_value()) Fail(below, "there is no value");
        if (!map.emplace(entry.name(), Get(entry.value(), below)).second) {
          Fail(below, "the name stands twice");
        }
      }
      return Value{std::move(map)};
    }
    case v1::Value::VALUE_NOT_SET:
      break;
  }
  Fail(at, "there is no value");
  return result;
}

Value Decoder::Leaf(const Message& message, schema::Leaf leaf,
                    const PathPart& at) {
  switch (leaf) {
    case schema::Leaf::kDate:
      return Value{Get(Generated<v1::Date>(message), at)};
    case schema::Leaf::kAmount:
      return Value{Get(Generated<v1::Amount>(message), at)};
    case schema::Leaf::kRate:
      return Value{Get(Generated<v1::Rate>(message), at)};
    case schema::Leaf::kDuration:
      return Value{Get(Generated<v1::Duration>(message), at)};
    case schema::Leaf::kText:
      return Value{Get(Generated<v1::Text>(message), at)};
    case schema::Leaf::kEndpoint:
      return Value{Get(Generated<v1::Endpoint>(message), at)};
    case schema::Leaf::kPeriod:
      return Value{Get(Generated<v1::Period>(message), at)};
    case schema::Leaf::kDue:
      return Value{Get(Generated<v1::Due>(message), at)};
    case schema::Leaf::kPathSet:
      return Value{Get(Generated<v1::PathSet>(message), at)};
    case schema::Leaf::kValue:
      return Get(Generated<v1::Value>(message), at);
    case schema::Leaf::kNone:
      return Value{Structure(message, at)};
  }
  COVENANT_CHECK(false);
  return Value();
}

// One value of a field; index -1 for a field that is not repeated.
Value Decoder::Item(const Message& message, const FieldDescriptor* field,
                    int index, const PathPart& at) {
  const Reflection& reflect = *message.GetReflection();
  const bool one = index < 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return Value{one ? reflect.GetString(message, field)
                       : reflect.GetRepeatedString(message, field, index)};
    case FieldDescriptor::CPPTYPE_BOOL:
      return Value{one ? reflect.GetBool(message, field)
                       : reflect.GetRepeatedBool(message, field, index)};
    case FieldDescriptor::CPPTYPE_UINT32:
      return Value{
          std::int64_t{one ? reflect.GetUInt32(message, field)
                           : reflect.GetRepeatedUInt32(message, field, index)}};
    case FieldDescriptor::CPPTYPE_INT32:
      return Value{
          std::int64_t{one ? reflect.GetInt32(message, field)
                           : reflect.GetRepeatedInt32(message, field, index)}};
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* word = one ? reflect.GetEnum(message, field)
                             : reflect.GetRepeatedEnum(message, field, index);
      if (word->number() == 0) Fail(at, "the word is unspecified");
      return Value{schema::Word(word)};
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Leaf(one ? reflect.GetMessage(message, field)
                      : reflect.GetRepeatedMessage(message, field, index),
                  schema::Info(field).leaf, at);
    default:
      COVENANT_CHECK(false);  // the schema has no such field in a clause
      return Value();
  }
}

Value::Map Decoder::MapField(const Message& message,
                             const FieldDescriptor* field, const PathPart& at) {
  const Reflection& reflect = *message.GetReflection();
  const FieldDescriptor* key = field->message_type()->map_key();
  const FieldDescriptor* value = field->message_type()->map_value();
  Value::Map map;
  for (int i = 0; i < reflect.FieldSize(message, field); ++i) {
    const Message& entry = reflect.GetRepeatedMessage(message, field, i);
    const std::string name = entry.GetReflection()->GetString(entry, key);
    const PathPart below{&at, name};
    if (value->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      map[name] = Leaf(entry.GetReflection()->GetMessage(entry, value),
                       schema::Info(field).leaf, below);
    } else {
      map[name] = Item(entry, value, -1, below);
    }
  }
  return map;
}

Value Decoder::Field(const Message& message, const FieldDescriptor* field,
                     const PathPart& at) {
  const Reflection& reflect = *message.GetReflection();
  if (field->is_map()) {
    if (reflect.FieldSize(message, field) == 0) return Value();
    return Value{MapField(message, field, at)};
  }
  if (!field->is_repeated()) {
    if (!reflect.HasField(message, field)) return Value();
    return Item(message, field, -1, at);
  }
  const int size = reflect.FieldSize(message, field);
  if (size == 0) return Value();
  Value::List list;
  for (int i = 0; i < size; ++i) {
    list.push_back(Item(message, field, i, PathPart{&at, "", i}));
  }
  return Value{std::move(list)};
}

Value::Map Decoder::Structure(const Message& message, const PathPart& at) {
  Value::Map map;
  for (const schema::FieldInfo& info :
       schema::Info(message.GetDescriptor()).fields) {
    const PathPart below{&at, info.field->name()};
    Value value = Field(message, info.field, below);
    if (!value.empty()) map[info.field->name()] = std::move(value);
  }
  return map;
}

void Decoder::Flatten(const Message& message, const std::string& prefix,
                      const PathPart& at, Fields& fields) {
  const Reflection& reflect = *message.GetReflection();
  const schema::MessageInfo& type = schema::Info(message.GetDescriptor());
  std::vector<const FieldDescriptor*> present;
  reflect.ListFields(message, &present);
  for (const FieldDescriptor* field : present) {
    // The clause's own id, basis and terms are not fields of the clause.
    if (type.flat != nullptr && (field->containing_oneof() == type.flat ||
                                 field->name() == "id" || field->is_map())) {
      continue;
    }
    const schema::FieldInfo& info =
        type.fields[static_cast<std::size_t>(field->index())];
    const PathPart below{&at, field->name()};
    const bool structure =
        !field->is_repeated() && info.leaf == schema::Leaf::kNone &&
        field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (structure) {
      Flatten(reflect.GetMessage(message, field), prefix + field->name() + ".",
              below, fields);
      continue;
    }
    Value value = Field(message, field, below);
    if (field->is_map()) {
      SetField(fields, prefix + field->name(), value);
      continue;
    }
    if (!value.empty()) fields[prefix + field->name()] = std::move(value);
  }
}

Clause Decoder::Get(const v1::Clause& from, const PathPart& at) {
  const Reflection& reflect = *from.GetReflection();
  Clause clause;
  clause.id = from.id();
  const FieldDescriptor* member = reflect.GetOneofFieldDescriptor(
      from, schema::Info(schema::ClauseMessage()).flat);
  if (member == nullptr) {
    Fail(at, "the clause has no kind");
    return clause;
  }
  clause.kind = schema::Kebab(member->name());
  Flatten(from, "", at, clause.fields);
  Flatten(reflect.GetMessage(from, member), "", at, clause.fields);
  for (const auto& [field, basis] : from.basis()) {
    const PathPart below{&at, "basis"};
    if (basis == v1::BASIS_UNSPECIFIED) Fail(below, "the basis is unspecified");
    clause.basis[field] = Get(static_cast<v1::Basis>(basis), below);
  }
  return clause;
}

Fields Decoder::GetScope(const v1::Scope& from, const PathPart& at) {
  Fields fields;
  Flatten(from, "", at, fields);
  return fields;
}

}  // namespace covenant

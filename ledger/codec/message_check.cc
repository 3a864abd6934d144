#include "ledger/codec/message_check.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "ledger/event/expression.h"
#include "ledger/value/ids.h"
#include "ledger/value/status_text.h"
#include "ledger/value/unit.h"

namespace covenant {

using google::protobuf::Message;
using google::protobuf::Reflection;
using schema::FieldDescriptor;
using schema::IdSort;

namespace {

// The status of a check that speaks of another sort of identifier.
absl::Status Renamed(const absl::Status& status, std::string_view from,
                     std::string_view to) {
  if (status.ok()) return status;
  std::string text(status.message());
  if (text.substr(0, from.size()) == from) text.replace(0, from.size(), to);
  return absl::InvalidArgumentError(text);
}

absl::Status CheckFieldPath(std::string_view path) {
  bool start = true;
  for (const char c : path) {
    if (!IsLower(c) && (start || (c != '_' && c != '.' && !IsDigit(c)))) {
      return InvalidText({"field path ", Quoted(path),
                          " may hold only lower-case letters, '_' and '.'"});
    }
    start = c == '.';
  }
  if (start) return InvalidText({"field path ", Quoted(path), " ends early"});
  return absl::OkStatus();
}

absl::Status CheckCurrency(std::string_view text) {
  const absl::StatusOr<Unit> unit = Unit::Parse(text);
  if (!unit.ok()) return unit.status();
  if (unit->IsCurrency()) return absl::OkStatus();
  return InvalidText({Quoted(text), " is not a currency code"});
}

// "2024-Q1", and what amendments added to it later: "2024-Q1+A2", the ids of
// events behind each '+'.
absl::Status CheckOccurrence(std::string_view name) {
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('+', at), name.size());
    const std::string_view part = name.substr(at, end - at);
    absl::Status status = Renamed(CheckEventId(part), "event id", "occurrence");
    if (!status.ok()) return status;
    at = end + 1;
  }
  return absl::OkStatus();
}

absl::Status CheckPair(std::string_view text, char separator) {
  const auto [clause, rest] = SplitAt(text, separator);
  absl::Status status = CheckClauseId(clause);
  if (!status.ok() || text.find(separator) == std::string_view::npos) {
    return status;
  }
  if (separator == '.') return CheckFieldPath(rest);
  absl::Status status_of_rest = CheckOccurrence(rest);
  // As other questions name it, with the contract in front.
  const auto [second, third] = SplitAt(rest, '/');
  if (!third.empty() && CheckClauseId(second).ok() &&
      CheckOccurrence(third).ok()) {
    return InvalidText({"the contract ", Quoted(clause),
                        " stands above it; here write `", second, "/", third,
                        "`"});
  }
  return status_of_rest;
}

bool EnumKnown(const FieldDescriptor* field, int number) {
  return field->enum_type()->FindValueByNumber(number) != nullptr;
}

bool EnumsKnown(const Message& message, const FieldDescriptor* field) {
  const Reflection& reflect = *message.GetReflection();
  if (!field->is_repeated()) {
    return EnumKnown(field, reflect.GetEnumValue(message, field));
  }
  for (int i = 0; i < reflect.FieldSize(message, field); ++i) {
    if (!EnumKnown(field, reflect.GetRepeatedEnumValue(message, field, i))) {
      return false;
    }
  }
  return true;
}

// Whether the field of the message holds what is not known: an enum's value, or
// a message that holds such.
bool UnknownBelow(const Message& message, const FieldDescriptor* field) {
  const Reflection& reflect = *message.GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    return !EnumsKnown(message, field);
  }
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return false;
  if (!field->is_repeated()) {
    return reflect.HasField(message, field) &&
           HoldsUnknown(reflect.GetMessage(message, field));
  }
  for (int i = 0; i < reflect.FieldSize(message, field); ++i) {
    if (HoldsUnknown(reflect.GetRepeatedMessage(message, field, i))) return true;
  }
  return false;
}

void CheckText(std::string_view text, const schema::FieldInfo& info,
               const PathPart& at, Decoder& decoder) {
  IdSort sort = info.id;
  if (info.is_party) sort = IdSort::kParty;
  if (sort == IdSort::kNone) return;
  const absl::Status status = CheckId(sort, text);
  if (!status.ok()) decoder.Fail(at, std::string(status.message()));
}

void CheckField(const Message& message, const schema::FieldInfo& info,
                const PathPart& at, Decoder& decoder) {
  const FieldDescriptor* field = info.field;
  const Reflection& reflect = *message.GetReflection();
  const int size = field->is_repeated() ? reflect.FieldSize(message, field)
                   : reflect.HasField(message, field) ? 1
                                                      : 0;
  if (size == 0) {
    if (info.required) decoder.Fail(at, "is required");
    return;
  }
  for (int i = 0; i < size; ++i) {
    const bool many = field->is_repeated();
    const PathPart item{&at, "", many ? i : -1};
    const PathPart& here = many ? item : at;
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      std::string scratch;
      CheckText(
          many ? reflect.GetRepeatedStringReference(message, field, i, &scratch)
               : reflect.GetStringReference(message, field, &scratch),
          info, here, decoder);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
               !field->is_map() && info.leaf == schema::Leaf::kNone) {
      CheckShape(many ? reflect.GetRepeatedMessage(message, field, i)
                      : reflect.GetMessage(message, field),
                 here, decoder);
    }
  }
}

}  // namespace

bool HoldsUnknown(const Message& message) {
  const Reflection& reflect = *message.GetReflection();
  if (!reflect.GetUnknownFields(message).empty()) return true;
  const schema::MessageInfo& type = schema::Info(message.GetDescriptor());
  for (const FieldDescriptor* field : type.nested) {
    if (UnknownBelow(message, field)) return true;
  }
  for (const google::protobuf::OneofDescriptor* choice : type.choices) {
    const FieldDescriptor* member =
        reflect.GetOneofFieldDescriptor(message, choice);
    if (member != nullptr && UnknownBelow(message, member)) return true;
  }
  return false;
}

void CheckShape(const Message& message, const PathPart& at, Decoder& decoder) {
  const Reflection& reflect = *message.GetReflection();
  const schema::MessageInfo& type = schema::Info(message.GetDescriptor());
  for (const std::size_t index : type.checked) {
    const schema::FieldInfo& info = type.fields[index];
    CheckField(message, info, PathPart{&at, info.field->name()}, decoder);
  }
  if (type.flat == nullptr) return;
  // The fields of the chosen member are written beside the common ones.
  const FieldDescriptor* member =
      reflect.GetOneofFieldDescriptor(message, type.flat);
  if (member == nullptr) {
    decoder.Fail(PathPart{&at, type.discriminator}, "is required");
  } else {
    CheckShape(reflect.GetMessage(message, member), at, decoder);
  }
}

// `percent`, the unit of an index, two currencies, `USD/EUR`, or a price,
// `USD/barrels`.
absl::Status CheckRateType(std::string_view text) {
  if (text == "percent") return absl::OkStatus();
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return Unit::Parse(text).status();
  const auto quote = Unit::Parse(text.substr(0, slash));
  const auto base = Unit::Parse(text.substr(slash + 1));
  if (quote.ok() && base.ok() && quote->IsCurrency() && *quote != *base) {
    return absl::OkStatus();
  }
  return InvalidText({"not what a rate is: ", Quoted(text),
                      "; write `percent`, a unit such as `points`, two "
                      "currencies such as `USD/EUR`, or a price such as "
                      "`USD/barrels`"});
}

absl::Status CheckId(IdSort sort, std::string_view text) {
  switch (sort) {
    case IdSort::kNone:
      return absl::OkStatus();
    case IdSort::kContract:
      return CheckContractId(text);
    case IdSort::kClause:
      return CheckClauseId(text);
    case IdSort::kEvent:
      return CheckEventId(text);
    case IdSort::kParty:
      return CheckPartyId(text);
    case IdSort::kName:
      return Renamed(CheckClauseId(text), "clause id", "name");
    case IdSort::kUnit:
      return Unit::Parse(text).status();
    case IdSort::kCurrency:
      return CheckCurrency(text);
    case IdSort::kOccurrence:
      return Renamed(CheckEventId(text), "event id", "occurrence");
    case IdSort::kField:
      return CheckPair(text, '.');
    case IdSort::kObligation:
      return CheckPair(text, '/');
    case IdSort::kExpression:
      // Whether it can be read is asked when it is appended; what was appended
      // stays readable when the language grows.
      return text.size() <= kMaxExpressionBytes
                 ? absl::OkStatus()
                 : InvalidText({"the expression is too long"});
    case IdSort::kMonthDay:
      return ParseMonthDay(text)
                 ? absl::OkStatus()
                 : InvalidText({"not a month and a day: ", Quoted(text),
                                "; write for example `10-01`"});
    case IdSort::kRateType:
      return CheckRateType(text);
  }
  return absl::OkStatus();
}

std::pair<std::string, std::string> SplitAt(std::string_view text, char at) {
  const std::size_t place = text.find(at);
  if (place == std::string_view::npos) return {std::string(text), ""};
  return {std::string(text.substr(0, place)),
          std::string(text.substr(place + 1))};
}

}  // namespace covenant

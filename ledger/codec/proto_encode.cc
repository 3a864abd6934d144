#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "ledger/codec/proto_values.h"
#include "ledger/value/check.h"
#include "ledger/value/status_text.h"

namespace covenant {

using google::protobuf::Message;
using google::protobuf::Reflection;
using schema::FieldDescriptor;

namespace {

template <typename T>
T* Generated(Message* message) {
  return static_cast<T*>(message);
}

// The tables that follow are the mirror images of those in proto_decode.cc;
// the round-trip test holds them together.
v1::TimeUnit TimeUnitOf(DurationUnit unit) {
  switch (unit) {
    case DurationUnit::kDays:
      return v1::TIME_UNIT_DAYS;
    case DurationUnit::kWeeks:
      return v1::TIME_UNIT_WEEKS;
    case DurationUnit::kMonths:
      return v1::TIME_UNIT_MONTHS;
    case DurationUnit::kYears:
      return v1::TIME_UNIT_YEARS;
    case DurationUnit::kBusinessDays:
      return v1::TIME_UNIT_BUSINESS_DAYS;
  }
  COVENANT_CHECK(false);
  return v1::TIME_UNIT_UNSPECIFIED;
}

v1::DueAnchor AnchorOf(DueAnchor anchor) {
  switch (anchor) {
    case DueAnchor::kPeriodEnd:
      return v1::DUE_ANCHOR_PERIOD_END;
    case DueAnchor::kPeriodStart:
      return v1::DUE_ANCHOR_PERIOD_START;
    case DueAnchor::kMilestone:
      return v1::DUE_ANCHOR_MILESTONE;
    case DueAnchor::kExecution:
      return v1::DUE_ANCHOR_EXECUTION;
    case DueAnchor::kEffective:
      return v1::DUE_ANCHOR_EFFECTIVE;
    case DueAnchor::kInvoice:
      return v1::DUE_ANCHOR_INVOICE;
    case DueAnchor::kReceipt:
      return v1::DUE_ANCHOR_RECEIPT;
    case DueAnchor::kNotice:
      return v1::DUE_ANCHOR_NOTICE;
  }
  COVENANT_CHECK(false);
  return v1::DUE_ANCHOR_UNSPECIFIED;
}

// Fills one variant of a Value message for each alternative of a Value.
struct ValuePutter {
  Encoder& encoder;
  v1::Value* to;

  void operator()(std::monostate) const { encoder.Fail("a value is missing"); }
  void operator()(const Amount& v) const {
    encoder.Put(v, to->mutable_amount());
  }
  void operator()(const Rate& v) const { encoder.Put(v, to->mutable_rate()); }
  void operator()(const Date& v) const { encoder.Put(v, to->mutable_date()); }
  void operator()(const Duration& v) const {
    encoder.Put(v, to->mutable_duration());
  }
  void operator()(bool v) const { to->set_flag(v); }
  void operator()(std::int64_t v) const { to->set_integer(v); }
  void operator()(const std::string& v) const { to->set_symbol(v); }
  void operator()(const Text& v) const { encoder.Put(v, to->mutable_text()); }
  void operator()(const Endpoint& v) const {
    encoder.Put(v, to->mutable_endpoint());
  }
  void operator()(const DueRule& v) const { encoder.Put(v, to->mutable_due()); }
  void operator()(const PathSet& v) const {
    encoder.Put(v, to->mutable_paths());
  }
  void operator()(const Interval& v) const {
    encoder.Put(v, to->mutable_period());
  }
  void operator()(const Value::List& list) const {
    to->mutable_list();
    for (const Value& item : list) {
      encoder.Put(item, to->mutable_list()->add_items());
    }
  }
  void operator()(const Value::Map& map) const {
    to->mutable_map();
    for (const auto& [name, item] : map) {
      v1::NamedValue* entry = to->mutable_map()->add_entries();
      entry->set_name(name);
      encoder.Put(item, entry->mutable_value());
    }
  }
};

}  // namespace

void Encoder::Fail(std::string_view what) {
  if (status_.ok()) status_ = InvalidText({what});
}

void Encoder::Put(const Date& from, v1::Date* to) {
  to->set_day(from.DaysSince1970());
}

void Encoder::Put(const Decimal& from, v1::Decimal* to) {
  const std::optional<std::int64_t> units = from.Units();
  if (units) {
    to->set_units(*units);
  } else {
    to->set_big_units(from.UnitsText());
  }
  to->set_scale(static_cast<std::uint32_t>(from.Scale()));
}

void Encoder::Put(const Amount& from, v1::Amount* to) {
  to->set_unit(from.unit().text());
  if (from.IsExact()) {
    Put(from.value(), to->mutable_exact());
    return;
  }
  if (from.at_least()) Put(*from.at_least(), to->mutable_at_least());
  if (from.at_most()) Put(*from.at_most(), to->mutable_at_most());
}

void Encoder::Put(const Rate& from, v1::Rate* to) {
  to->set_text(from.ToString());
}

void Encoder::Put(const Duration& from, v1::Duration* to) {
  to->set_count(static_cast<std::uint32_t>(from.count()));
  to->set_unit(TimeUnitOf(from.unit()));
}

void Encoder::Put(const Text& from, v1::Text* to) {
  const bool words = to_seal_ && (!from.words.empty() || from.mac.empty());
  if (!from.sealed) {
    to->set_plain(from.words);
  } else if (words) {
    to->set_to_seal(from.words);
  } else if (!from.mac.empty()) {
    to->set_sealed_mac(from.mac);
  } else {
    Fail("a text that is to be sealed has no mac");
  }
}

void Encoder::Put(const Endpoint& from, v1::Endpoint* to) {
  if (from.date) Put(*from.date, to->mutable_date());
  to->set_condition(from.condition);
  if (from.paid) Put(*from.paid, to->mutable_paid());
  to->set_towards(from.towards);
  if (from.since) Put(*from.since, to->mutable_since());
  if (from.after) Put(*from.after, to->mutable_after());
  if (from.long_stop) Put(*from.long_stop, to->mutable_long_stop());
  to->set_void_(from.void_if_met);
  to->set_undisclosed(from.undisclosed);
  if (from.not_before) Put(*from.not_before, to->mutable_not_before());
  if (from.not_after) Put(*from.not_after, to->mutable_not_after());
}

void Encoder::Put(const DueRule& from, v1::Due* to) {
  if (from.date) {
    Put(*from.date, to->mutable_date());
  } else if (from.undisclosed) {
    to->set_undisclosed(true);
  } else if (!from.later_of.empty() || !from.earlier_of.empty()) {
    for (const DueRule& part : from.later_of) Put(part, to->add_later_of());
    for (const DueRule& part : from.earlier_of) Put(part, to->add_earlier_of());
  } else {
    if (from.after) Put(*from.after, to->mutable_after());
    to->set_day_of_month(static_cast<std::uint32_t>(from.day_of_month));
    to->set_anchor(AnchorOf(from.anchor));
  }
}

void Encoder::Put(const PathSet& from, v1::PathSet* to) {
  to->set_undisclosed(from.undisclosed);
  for (const std::string& path : from.include) to->add_include(path);
  for (const std::string& path : from.exclude) to->add_exclude(path);
}

void Encoder::Put(const Interval& from, v1::Period* to) {
  if (!from.from() || !from.until()) return Fail("a period lacks an end");
  Put(*from.from(), to->mutable_from());
  Put(*from.until(), to->mutable_until());
}

void Encoder::Put(const Value& from, v1::Value* to) {
  std::visit(ValuePutter{*this, to}, from.v);
}

v1::Basis Encoder::Put(Basis from) {
  switch (from) {
    case Basis::kOfficial:
      return v1::BASIS_OFFICIAL;
    case Basis::kReported:
      return v1::BASIS_REPORTED;
    case Basis::kAssumed:
      return v1::BASIS_ASSUMED;
  }
  COVENANT_CHECK(false);
  return v1::BASIS_UNSPECIFIED;
}

// False where the value is of another type than the message.
bool Encoder::PutLeaf(const Value& from, Message* to, schema::Leaf leaf) {
  const auto put = [&](const auto* value, auto* message) {
    if (value != nullptr) Put(*value, message);
    return value != nullptr;
  };
  switch (leaf) {
    case schema::Leaf::kDate:
      return put(from.As<Date>(), Generated<v1::Date>(to));
    case schema::Leaf::kAmount:
      return put(from.As<Amount>(), Generated<v1::Amount>(to));
    case schema::Leaf::kRate:
      return put(from.As<Rate>(), Generated<v1::Rate>(to));
    case schema::Leaf::kDuration:
      return put(from.As<Duration>(), Generated<v1::Duration>(to));
    case schema::Leaf::kText:
      return put(from.As<Text>(), Generated<v1::Text>(to));
    case schema::Leaf::kEndpoint:
      return put(from.As<Endpoint>(), Generated<v1::Endpoint>(to));
    case schema::Leaf::kPeriod:
      return put(from.As<Interval>(), Generated<v1::Period>(to));
    case schema::Leaf::kDue:
      return put(from.As<DueRule>(), Generated<v1::Due>(to));
    case schema::Leaf::kPathSet:
      return put(from.As<PathSet>(), Generated<v1::PathSet>(to));
    case schema::Leaf::kValue:
      Put(from, Generated<v1::Value>(to));
      return true;
    case schema::Leaf::kNone:
      break;
  }
  const auto* map = from.As<Value::Map>();
  if (map == nullptr) return false;
  for (const auto& [name, value] : *map) {
    const FieldDescriptor* field = to->GetDescriptor()->FindFieldByName(name);
    if (field == nullptr) {
      Fail(Concat({"there is no field ", Quoted(name)}));
    } else {
      PutField(value, to, field);
    }
  }
  return true;
}

void Encoder::PutMap(const Value::Map& from, Message* message,
                     const FieldDescriptor* field) {
  const Reflection& reflect = *message->GetReflection();
  for (const auto& [name, value] : from) {
    Message* entry = reflect.AddMessage(message, field);
    entry->GetReflection()->SetString(entry, field->message_type()->map_key(),
                                      name);
    PutItem(value, entry, field->message_type()->map_value());
  }
}

// Sets the field, or adds to it where it is repeated.
void Encoder::PutItem(const Value& from, Message* message,
                      const FieldDescriptor* field) {
  const Reflection& reflect = *message->GetReflection();
  const bool many = field->is_repeated();
  bool fits = false;
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    Message* below = many ? reflect.AddMessage(message, field)
                          : reflect.MutableMessage(message, field);
    fits = PutLeaf(from, below, schema::Info(below->GetDescriptor()).leaf);
  } else if (const auto* symbol = from.As<std::string>()) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      fits = true;
      many ? reflect.AddString(message, field, *symbol)
           : reflect.SetString(message, field, *symbol);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      const auto* word = schema::ByWord(field->enum_type(), *symbol);
      fits = word != nullptr;
      if (fits) {
        many ? reflect.AddEnum(message, field, word)
             : reflect.SetEnum(message, field, word);
      }
    }
  } else if (const auto* flag = from.As<bool>()) {
    fits = !many && field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL;
    if (fits) reflect.SetBool(message, field, *flag);
  } else if (const auto* number = from.As<std::int64_t>()) {
    fits = !many && field->cpp_type() == FieldDescriptor::CPPTYPE_UINT32 &&
           *number >= 0 && *number <= std::numeric_limits<std::uint32_t>::max();
    if (fits) {
      reflect.SetUInt32(message, field, static_cast<std::uint32_t>(*number));
    }
  }
  if (!fits) {
    Fail(Concat({"the value ", Quoted(from.ToString()),
                 " does not fit the field ", Quoted(field->name())}));
  }
}

void Encoder::PutField(const Value& from, Message* message,
                       const FieldDescriptor* field) {
  if (field->is_map()) {
    const auto* map = from.As<Value::Map>();
    if (map == nullptr) return Fail("a map is expected");
    return PutMap(*map, message, field);
  }
  if (!field->is_repeated()) return PutItem(from, message, field);
  const auto* list = from.As<Value::List>();
  if (list == nullptr) {
    return Fail(Concat({"the field ", Quoted(field->name()), " needs a list"}));
  }
  for (const Value& item : *list) PutItem(item, message, field);
}

void Encoder::PutPath(std::string_view kind, std::string_view path,
                      const Value& from, v1::Clause* clause, Message* terms) {
  auto fields = schema::ClausePath(kind, path);
  const std::size_t dot = path.rfind('.');
  if (fields.empty() && dot != std::string_view::npos) {
    // One entry of a map: `metrics.sales`.
    fields = schema::ClausePath(kind, path.substr(0, dot));
    if (!fields.empty() && fields.back()->is_map()) {
      const Value::Map entry{{std::string(path.substr(dot + 1)), from}};
      return PutMap(entry, terms, fields.back());
    }
    fields.clear();
  }
  if (fields.empty()) {
    return Fail(Concat({"the clause has no field ", Quoted(path)}));
  }
  Message* message =
      fields.front()->containing_type() == schema::ClauseMessage() ? clause
                                                                   : terms;
  for (std::size_t i = 0; i + 1 < fields.size(); ++i) {
    message = message->GetReflection()->MutableMessage(message, fields[i]);
  }
  PutField(from, message, fields.back());
}

void Encoder::Put(const Clause& from, v1::Clause* to) {
  to->set_id(from.id);
  const FieldDescriptor* member =
      schema::Member(schema::Info(schema::ClauseMessage()).flat, from.kind);
  if (member == nullptr) {
    return Fail(Concat({"unknown kind of clause ", Quoted(from.kind)}));
  }
  Message* terms = to->GetReflection()->MutableMessage(to, member);
  for (const auto& [path, value] : from.fields) {
    PutPath(from.kind, path, value, to, terms);
  }
  for (const auto& [field, basis] : from.basis) {
    (*to->mutable_basis())[field] = Put(basis);
  }
}

void Encoder::PutScope(const Fields& from, v1::Scope* to) {
  for (const auto& [dimension, value] : from) {
    const FieldDescriptor* field =
        to->GetDescriptor()->FindFieldByName(dimension);
    if (field == nullptr) {
      return Fail(Concat({"unknown dimension ", Quoted(dimension)}));
    }
    PutField(value, to, field);
  }
}

}  // namespace covenant

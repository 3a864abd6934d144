// Schema: what the rest of this folder asks the protobuf descriptors: the words
// of enums, which messages are written as one text, what the options say.
// For sources of this folder only (it includes protobuf headers). Refuses
// nothing; built once, then constant: safe from any thread.
#ifndef LEDGER_CODEC_SCHEMA_H_
#define LEDGER_CODEC_SCHEMA_H_

#include <google/protobuf/descriptor.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace covenant::schema {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::OneofDescriptor;

// The messages that have a text form of their own.
enum class Leaf {
  kNone,  // a structure
  kDate,
  kAmount,
  kRate,
  kDuration,
  kText,
  kEndpoint,
  kPeriod,
  kDue,
  kPathSet,
  kValue,  // takes its type from the field that it is for
};

// The sorts of identifier that `(id_of)` names.
enum class IdSort {
  kNone,
  kContract,
  kClause,
  kEvent,
  kParty,
  kName,
  kUnit,
  kCurrency,
  kOccurrence,
  kField,
  kObligation,
  kExpression,  // of a formula
  kMonthDay,
  kRateType,  // what a formula reads from a series
};

struct FieldInfo {
  const FieldDescriptor* field = nullptr;
  bool required = false;
  bool header_only = false;
  bool stamped = false;
  bool is_party = false;
  IdSort id = IdSort::kNone;
  std::string example;
  Leaf leaf = Leaf::kNone;  // of message fields, and of a map's values
};

struct MessageInfo {
  std::vector<FieldInfo>
      fields;  // in the order of the schema; flat members too
  const OneofDescriptor* flat = nullptr;  // the oneof with a discriminator
  std::string discriminator;              // its key: "event", "kind"
  Leaf leaf = Leaf::kNone;
  // Of `fields`: those that can be wrong by themselves or hold such, but for
  // members of `flat`; by index.
  std::vector<std::size_t> checked;
  // The messages and enums below it: outside of oneofs, and the oneofs that have
  // one.
  std::vector<const FieldDescriptor*> nested;
  std::vector<const OneofDescriptor*> choices;

  const FieldInfo* Find(std::string_view name) const;
};

// Protobuf writes to stderr when it meets damaged bytes; we report them in a
// status. From the first call on it keeps silent. Any number of calls.
void QuietProtobuf();

// Of any message of the schema.
const MessageInfo& Info(const Descriptor* message);
const FieldInfo& Info(const FieldDescriptor* field);

const Descriptor* EventMessage();
const Descriptor* ClauseMessage();

// How a value of the field may look, for help and for the reference.
std::string ExampleOf(const FieldInfo& info);

// "payment_schedule" to "payment-schedule", and back.
std::string Kebab(std::string_view snake);
std::string Snake(std::string_view kebab);

// "half-away" of ROUNDING_MODE_HALF_AWAY; "" of the unspecified value.
std::string Word(const EnumValueDescriptor* value);
// The value of that word; nothing for "unspecified" and unknown words.
const EnumValueDescriptor* ByWord(const EnumDescriptor* type,
                                  std::string_view word);
std::vector<std::string> Words(const EnumDescriptor* type);

// The member of a flat oneof that the text of the discriminator picks.
const FieldDescriptor* Member(const OneofDescriptor* flat,
                              std::string_view word);
std::vector<std::string> MemberWords(const OneofDescriptor* flat);

// The fields from the clause down to `path` of a clause of this kind:
// `lifetime_cap.amount` gives the cap and its amount. Empty if there is none.
// Leaves and lists have nothing below them; neither id, kind nor basis is a
// path.
std::vector<const FieldDescriptor*> ClausePath(std::string_view kind,
                                               std::string_view path);
// All such paths, structures too, in the order of the schema.
std::vector<std::string> ClausePaths(std::string_view kind);

}  // namespace covenant::schema

#endif  // LEDGER_CODEC_SCHEMA_H_

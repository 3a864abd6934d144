// Values between protobuf and C++, in both directions, and the checks of both.
// A Decoder latches the first error, naming the field; after one the values
// that it gives mean nothing. For sources of this folder only (it includes
// generated headers). Thread-compatible.
#ifndef LEDGER_CODEC_PROTO_VALUES_H_
#define LEDGER_CODEC_PROTO_VALUES_H_

#include <google/protobuf/message.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "covenant/v1/clause.pb.h"
#include "covenant/v1/value.pb.h"
#include "ledger/codec/schema.h"
#include "ledger/event/clause.h"
#include "ledger/event/value.h"

namespace covenant {

// A field path as a chain of parts on the stack: costs nothing until printed.
struct PathPart {
  const PathPart* above = nullptr;
  std::string_view name;
  int index = -1;  // of a repeated field

  std::string ToString() const;  // "changes[0].to"
};

class Decoder {
 public:
  // Stored payloads hold no text that is yet to be sealed; authoring text does.
  explicit Decoder(bool may_hold_to_seal) : to_seal_(may_hold_to_seal) {}

  bool ok() const { return status_.ok(); }
  // OK or DataLoss with the field path.
  const absl::Status& status() const { return status_; }
  void Fail(const PathPart& at, std::string_view what);

  Date Get(const v1::Date& from, const PathPart& at);
  Decimal Get(const v1::Decimal& from, const PathPart& at);
  Amount Get(const v1::Amount& from, const PathPart& at);
  Rate Get(const v1::Rate& from, const PathPart& at);
  Duration Get(const v1::Duration& from, const PathPart& at);
  Text Get(const v1::Text& from, const PathPart& at);
  Endpoint Get(const v1::Endpoint& from, const PathPart& at);
  DueRule Get(const v1::Due& from, const PathPart& at);
  std::vector<DueRule> DueParts(
      const google::protobuf::RepeatedPtrField<v1::Due>& from,
      const PathPart& at);
  PathSet Get(const v1::PathSet& from, const PathPart& at);
  Interval Get(const v1::Period& from, const PathPart& at);
  Value Get(const v1::Value& from, const PathPart& at);
  Basis Get(v1::Basis from, const PathPart& at);  // unspecified: official

  // One field of a structure as a Value: a leaf, a List, or a Map of a
  // structure below. Nothing (an empty Value) where the field is not there.
  Value Field(const google::protobuf::Message& message,
              const schema::FieldDescriptor* field, const PathPart& at);
  // All fields of a structure that are there, taken apart.
  void Flatten(const google::protobuf::Message& message,
               const std::string& prefix, const PathPart& at, Fields& fields);
  Clause Get(const v1::Clause& from, const PathPart& at);
  Fields GetScope(const v1::Scope& from, const PathPart& at);

 private:
  Value Leaf(const google::protobuf::Message& message, schema::Leaf leaf,
             const PathPart& at);
  Value Item(const google::protobuf::Message& message,
             const schema::FieldDescriptor* field, int index,
             const PathPart& at);
  Value::Map MapField(const google::protobuf::Message& message,
                      const schema::FieldDescriptor* field, const PathPart& at);
  Value::Map Structure(const google::protobuf::Message& message,
                       const PathPart& at);

  bool to_seal_;
  absl::Status status_;
};

// Lists of strings, both ways.
inline std::vector<std::string> Strings(
    const google::protobuf::RepeatedPtrField<std::string>& from) {
  return {from.begin(), from.end()};
}
inline void PutStrings(const std::vector<std::string>& from,
                       google::protobuf::RepeatedPtrField<std::string>* to) {
  to->Add(from.begin(), from.end());
}

// Why a path of a PathSet is malformed, or "".
std::string PathProblem(std::string_view path);

// C++ to protobuf. An Encoder latches the first error as InvalidArgument.
class Encoder {
 public:
  // With `may_hold_to_seal` a sealed text whose words are known becomes
  // `to_seal`; without, it must have its mac.
  explicit Encoder(bool may_hold_to_seal) : to_seal_(may_hold_to_seal) {}

  const absl::Status& status() const { return status_; }
  void Fail(std::string_view what);

  void Put(const Date& from, v1::Date* to);
  void Put(const Decimal& from, v1::Decimal* to);
  void Put(const Amount& from, v1::Amount* to);
  void Put(const Rate& from, v1::Rate* to);
  void Put(const Duration& from, v1::Duration* to);
  void Put(const Text& from, v1::Text* to);
  void Put(const Endpoint& from, v1::Endpoint* to);
  void Put(const DueRule& from, v1::Due* to);
  void Put(const PathSet& from, v1::PathSet* to);
  void Put(const Interval& from, v1::Period* to);
  void Put(const Value& from, v1::Value* to);
  v1::Basis Put(Basis from);

  // Sets the field from a Value of the type that the field has.
  void PutField(const Value& from, google::protobuf::Message* message,
                const schema::FieldDescriptor* field);
  void Put(const Clause& from, v1::Clause* to);
  void PutScope(const Fields& from, v1::Scope* to);

 private:
  bool PutLeaf(const Value& from, google::protobuf::Message* to,
               schema::Leaf leaf);
  void PutItem(const Value& from, google::protobuf::Message* message,
               const schema::FieldDescriptor* field);
  void PutMap(const Value::Map& from, google::protobuf::Message* message,
              const schema::FieldDescriptor* field);
  void PutPath(std::string_view kind, std::string_view path, const Value& from,
               v1::Clause* clause, google::protobuf::Message* terms);

  bool to_seal_;
  absl::Status status_;
};

}  // namespace covenant

#endif  // LEDGER_CODEC_PROTO_VALUES_H_

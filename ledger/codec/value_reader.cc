// The values of a document: the part of EventReader that ends at one field.
#include <charconv>
#include <cstddef>
#include <limits>
#include <utility>

#include "ledger/codec/balance_checks.h"
#include "ledger/codec/event_checks.h"
#include "ledger/codec/event_reader.h"
#include "ledger/codec/formula_checks.h"
#include "ledger/codec/message_check.h"
#include "ledger/codec/proto_values.h"
#include "ledger/value/ids.h"
#include "ledger/value/status_text.h"

namespace covenant {

using google::protobuf::Message;
using google::protobuf::Reflection;
using schema::FieldDescriptor;
using schema::Leaf;

namespace {

// Whether an amount of this field may be below zero: figures may, sums not.
bool MayBeNegative(const FieldDescriptor* field) {
  const auto* type = field->containing_type();
  return type == v1::Report::descriptor() ||
         type == v1::ReportItem::descriptor() ||
         type == v1::Milestone::descriptor() ||
         type == v1::Statement::descriptor();
}

bool Negative(const v1::Decimal& number) {
  return number.units() < 0 || number.big_units().substr(0, 1) == "-";
}

// The key as it was written: `to` of `changes[0].to`, `metrics` of
// `metrics[1]`.
std::string KeyOf(const std::string& path) {
  const std::string name = path.substr(path.rfind('.') + 1);
  return name.substr(0, name.find('['));
}

bool HasMapForm(Leaf leaf) {
  return leaf == Leaf::kEndpoint || leaf == Leaf::kPeriod ||
         leaf == Leaf::kPathSet;
}

// `contract` of an event that corrects the ledger's own record names the
// reserved stream.
bool MayBeReserved(const Message& message) {
  if (message.GetDescriptor() != schema::EventMessage()) return false;
  const auto& event = static_cast<const v1::Event&>(message);
  return event.has_correction() || event.has_cancellation();
}

}  // namespace

bool EventReader::ExpectScalar(const Node& node, std::string_view key,
                               std::string_view example) {
  if (node.IsScalar()) return true;
  Add(node.at, {"E0201", Concat({"`", key, "` is a single value"}),
                "found " + std::string(KindName(node)),
                example.empty() ? "write the value beside the key"
                                : Concat({"write for example `", key, ": ",
                                          example, "`"})});
  return false;
}

std::optional<std::string> EventReader::ReadWord(const Node& node,
                                                 std::string_view key,
                                                 bool free_text) {
  if (!ExpectScalar(node, key, "")) return std::nullopt;
  std::optional<Problem> problem =
      TextProblem(node.text, node.quoted, free_text);
  if (!problem) return node.text;
  Add(node.at, *std::move(problem));
  return std::nullopt;
}

std::optional<bool> EventReader::ReadFlag(const Node& node,
                                          std::string_view key) {
  if (!ExpectScalar(node, key, "true")) return std::nullopt;
  if (node.IsPlain("true")) return true;
  if (node.IsPlain("false")) return false;
  Add(node.at, {"E0225", "true or false is expected", "",
                Concat({"write `", key, ": true` or `", key,
                        ": false`, without quotes"})});
  return std::nullopt;
}

std::optional<std::int64_t> EventReader::ReadNumber(const Node& node,
                                                    std::string_view key,
                                                    std::int64_t least,
                                                    std::int64_t most) {
  if (!ExpectScalar(node, key, "1")) return std::nullopt;
  std::int64_t number = 0;
  const char* end = node.text.data() + node.text.size();
  const auto [rest, error] = std::from_chars(node.text.data(), end, number);
  const bool form =
      rest == end && !node.quoted &&
      (node.text == "0" || node.text.find_first_not_of('-') ==
                               node.text.find_first_of("123456789"));
  if (error == std::errc::invalid_argument || !form) {
    Add(node.at, {"E0226", "a whole number is expected", "",
                  Concat({"write for example `", key, ": 1`",
                          node.quoted ? ", without quotes" : ""})});
    return std::nullopt;
  }
  if (error == std::errc() && number >= least && number <= most) return number;
  Add(node.at, {"E0227", "the number is out of range", "",
                Concat({"write a number from ", std::to_string(least), " to ",
                        std::to_string(most)})});
  return std::nullopt;
}

void EventReader::ReadOne(const Node& node, const FieldDescriptor* field,
                          const FieldInfo& info, Message* message,
                          const std::string& path) {
  const Reflection& reflect = *message->GetReflection();
  const std::string key = KeyOf(path);
  const bool many = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      if (info.id == schema::IdSort::kExpression) {
        if (!ExpectScalar(node, key, schema::ExampleOf(info))) return;
        reflect.SetString(message, field, ExpressionWords(node.text));
        CheckExpression(node, sink_);
        return;
      }
      std::optional<std::string> word = ReadWord(node, key, false);
      if (!word || !CheckWord(node, *word, info, *message)) return;
      many ? reflect.AddString(message, field, *std::move(word))
           : reflect.SetString(message, field, *std::move(word));
      return;
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      if (const auto flag = ReadFlag(node, key)) {
        reflect.SetBool(message, field, *flag);
      }
      return;
    case FieldDescriptor::CPPTYPE_UINT32:
      if (const auto number = ReadNumber(
              node, key, 0, std::numeric_limits<std::uint32_t>::max())) {
        reflect.SetUInt32(message, field, static_cast<std::uint32_t>(*number));
      }
      return;
    case FieldDescriptor::CPPTYPE_UINT64:
      if (const auto number = ReadNumber(
              node, key, 0, std::numeric_limits<std::int64_t>::max())) {
        reflect.SetUInt64(message, field, static_cast<std::uint64_t>(*number));
      }
      return;
    case FieldDescriptor::CPPTYPE_INT32:
      if (const auto number =
              ReadNumber(node, key, std::numeric_limits<std::int32_t>::min(),
                         std::numeric_limits<std::int32_t>::max())) {
        reflect.SetInt32(message, field, static_cast<std::int32_t>(*number));
      }
      return;
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto word = ReadWord(node, key, false);
      if (!word) return;
      const auto* value = schema::ByWord(field->enum_type(), *word);
      if (value != nullptr) {
        return many ? reflect.AddEnum(message, field, value)
                    : reflect.SetEnum(message, field, value);
      }
      Add(node.at, {"E0229", Concat({"`", key, "` cannot be ", Quoted(*word)}),
                    "", Suggest(*word, schema::Words(field->enum_type()))});
      return;
    }
    default:
      ReadMessage(node, info,
                  many ? reflect.AddMessage(message, field)
                       : reflect.MutableMessage(message, field),
                  path);
  }
}

bool EventReader::CheckWord(const Node& node, const std::string& word,
                            const FieldInfo& info, const Message& message) {
  if (message.GetDescriptor() == v1::PathSet::descriptor()) {
    const std::string problem = PathProblem(word);
    if (problem.empty()) return true;
    Add(node.at, {"E0224", problem, "", "write for example `cloud/aws`"});
    return false;
  }
  schema::IdSort sort = info.id;
  if (info.is_party) sort = schema::IdSort::kParty;
  absl::Status status = CheckId(sort, word);
  if (info.header_only && MayBeReserved(message) && CheckStreamId(word).ok()) {
    status = absl::OkStatus();
  }
  if (info.header_only && info.id == schema::IdSort::kNone) return true;
  if (status.ok()) return true;
  const bool unit =
      sort == schema::IdSort::kUnit || sort == schema::IdSort::kCurrency;
  // Time is a span, not a unit; what counts days needs a word of its own.
  const bool time = unit && Duration::Parse(Concat({"1 ", word})).ok();
  Add(node.at,
      FromStatus(unit ? "E0215" : "E0228", status,
                 time ? Concat({"count them in a unit of another name, "
                                "`late-",
                                word, "`, and price them in it: `5 EUR/late-",
                                word, "`"})
                      : Concat({"write for example `", info.field->name(),
                                ": ", schema::ExampleOf(info), "`"})));
  return false;
}

void EventReader::ReadMessage(const Node& node, const FieldInfo& info,
                              Message* to, const std::string& path) {
  const std::string key = KeyOf(path);
  if (info.leaf == Leaf::kNone) return ReadStructure(node, to, path);
  if (info.leaf == Leaf::kText) {
    return ReadText(node, static_cast<v1::Text*>(to), key);
  }
  if (HasMapForm(info.leaf) && node.IsMap()) {
    return ReadStructure(node, to, path);
  }
  if (info.leaf == Leaf::kPathSet && node.IsList()) {
    const auto* include = v1::PathSet::descriptor()->FindFieldByName("include");
    return ReadList(node, schema::Info(include), to, path);
  }
  if (!ExpectScalar(node, key, schema::ExampleOf(info))) return;
  if (std::optional<Problem> problem =
          ParseLeaf(info.leaf, node.text, key, to)) {
    return Add(node.at, *std::move(problem));
  }
  if (info.leaf != Leaf::kAmount || MayBeNegative(info.field)) return;
  const auto& amount = static_cast<const v1::Amount&>(*to);
  if (Negative(amount.exact()) || Negative(amount.at_least()) ||
      Negative(amount.at_most())) {
    Add(node.at,
        {"E0235", "the amount may not be below zero", "",
         "write it without the minus sign, and let debtor and creditor "
         "say who owes it"});
  }
}

void EventReader::ReadText(const Node& node, v1::Text* to,
                           std::string_view key) {
  if (!node.IsMap()) {
    if (auto words = ReadWord(node, key, /*free_text=*/true)) {
      to->set_plain(*std::move(words));
    }
    return;
  }
  if (node.members.size() != 1 || node.members.front().key != "sealed") {
    Add(node.at, {"E0234", "a text is written as words, or sealed", "",
                  Concat({"write `", key, ": { sealed: \"...\" }`"})});
    return;
  }
  const Node& words = node.members.front().value;
  if (words.kind == Node::Kind::kMissing) {
    return Add(words.at, {"E0204", "the text is empty", "",
                          "write the text, or leave the key out"});
  }
  if (auto text = ReadWord(words, "sealed", /*free_text=*/true)) {
    to->set_to_seal(*std::move(text));
  }
}

std::vector<const FieldDescriptor*> EventReader::TargetOf(
    const Node& set, const std::string& target, std::string* kind) {
  const auto [clause, path] = SplitAt(target, '.');
  const auto& clauses = known_.kinds[contract_];
  const auto found = clauses.find(clause);
  if (path.empty()) {
    Add(set.at, {"E0314", "`set` needs a field of the clause", "",
                 Concat({"write `set: ", clause, ".FIELD`"})});
    return {};
  }
  if (found == clauses.end()) {
    std::vector<std::string> names;
    for (const auto& [name, unused] : clauses) names.push_back(name);
    if (names.empty()) {
      Add(set.at,
          {"E0313",
           Concat({"no clause of the contract ", Quoted(contract_),
                   " is on record"}),
           "",
           "append the agreement that holds the clause first, or with it, or "
           "name the contract as it is on record"});
      return {};
    }
    Add(set.at,
        {"E0313", Concat({"the contract has no clause ", Quoted(clause)}), "",
         Suggest(clause, names)});
    return {};
  }
  *kind = found->second;
  if (*kind == "?") {
    doubtful_ = true;
    return {};
  }
  auto fields = schema::ClausePath(*kind, path);
  if (!fields.empty()) return fields;
  if (path == "id" || path == "kind" || path == "basis") {
    Add(set.at,
        {"E0315", Concat({"`", path, "` of a clause cannot be set"}), "",
         path == "basis" ? "write `basis:` beside `to:`"
                         : "remove the clause and add a new one"});
    return {};
  }
  Add(set.at,
      {"E0314",
       Concat({"a clause of kind `", *kind, "` has no field ", Quoted(path)}),
       "", Suggest(path, schema::ClausePaths(*kind))});
  return {};
}

void EventReader::ReadChangeValues(const Node& node, v1::Change* change,
                                   const std::string& path) {
  const Member* set = node.Find("set");
  if (set == nullptr || change->set().empty()) return;
  std::string kind;
  const auto fields = TargetOf(set->value, change->set(), &kind);
  if (fields.empty()) return;
  if (const Member* from = node.Find("from")) {
    ReadValue(from->value, kind, fields, change->mutable_from(),
              path + ".from");
  }
  if (const Member* to = node.Find("to")) {
    ReadValue(to->value, kind, fields, change->mutable_to(), path + ".to");
  }
}

void EventReader::ReadValue(const Node& node, std::string_view kind,
                            const std::vector<const FieldDescriptor*>& fields,
                            v1::Value* to, const std::string& path) {
  if (node.kind == Node::Kind::kMissing) return;  // reported by ReadField
  // A clause with nothing but this field, read as if it stood there.
  v1::Clause clause;
  Message* message = &clause;
  if (fields.front()->containing_type() != schema::ClauseMessage()) {
    message = clause.GetReflection()->MutableMessage(
        &clause,
        schema::Member(schema::Info(schema::ClauseMessage()).flat, kind));
  }
  for (std::size_t i = 0; i + 1 < fields.size(); ++i) {
    message = message->GetReflection()->MutableMessage(message, fields[i]);
  }
  const FieldDescriptor* field = fields.back();
  const std::size_t errors = sink_.count();
  ReadField(node, schema::Info(field), message, path);
  if (sink_.count() != errors || node.kind == Node::Kind::kBroken) return;
  Decoder decoder(/*may_hold_to_seal=*/true);
  Value value = decoder.Field(*message, field, PathPart{nullptr, path});
  // proto3 cannot tell `false` from absent; here it was written.
  if (value.empty() && field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    value = Value{false};
  }
  if (!decoder.ok() || value.empty()) {
    return Add(node.at, {"E0399", "the value cannot be kept",
                         std::string(decoder.status().message()), ""});
  }
  const auto* end = value.As<Endpoint>();
  if (end != nullptr && end->void_if_met && field->name() != "until") {
    return Add(node.at, VoidAtStart());
  }
  if (end != nullptr && (end->paid || end->since)) {
    return Add(node.at, ConditionOfInstrument());
  }
  Encoder encoder(/*may_hold_to_seal=*/true);
  encoder.Put(value, to);
}

}  // namespace covenant

// The JSON Schema of authoring text, generated from the descriptors.
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "covenant/v1/event.pb.h"
#include "ledger/codec/authoring.h"
#include "ledger/codec/schema.h"
#include "ledger/codec/schema_comments.h"
#include "ledger/value/check.h"

namespace covenant {
namespace {

using schema::Descriptor;
using schema::FieldDescriptor;
using schema::FieldInfo;
using schema::IdSort;
using schema::Leaf;

// A JSON value that keeps the order of its keys.
class Json {
 public:
  static Json Text(std::string_view text) { return Json(Quote(text)); }
  static Json Raw(std::string text) { return Json(std::move(text)); }
  static Json Object() {
    Json json("");
    json.form_ = Form::kObject;
    return json;
  }
  static Json List() {
    Json json("");
    json.form_ = Form::kList;
    return json;
  }
  static Json Texts(const std::vector<std::string>& texts) {
    Json json = List();
    for (const std::string& text : texts) json.Add(Text(text));
    return json;
  }

  Json& Set(std::string key, Json value) {
    members_.emplace_back(std::move(key), std::move(value));
    return *this;
  }
  Json& Add(Json value) { return Set("", std::move(value)); }
  void Remove(std::string_view key) {
    std::erase_if(members_,
                  [&](const auto& member) { return member.first == key; });
  }

  std::string Print(const std::string& indent = "") const {
    if (form_ == Form::kScalar) return text_;
    const bool object = form_ == Form::kObject;
    if (members_.empty()) return object ? "{}" : "[]";
    std::string result(object ? "{" : "[");
    for (const auto& [key, value] : members_) {
      result += (result.size() > 1 ? ",\n" : "\n") + indent + "  ";
      if (object) result += Quote(key) + ": ";
      result += value.Print(indent + "  ");
    }
    return result + "\n" + indent + (object ? "}" : "]");
  }

 private:
  enum class Form { kScalar, kObject, kList };

  explicit Json(std::string text) : text_(std::move(text)) {}

  // Comments, words and patterns hold no control characters.
  static std::string Quote(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
      if (c == '"' || c == '\\') result += '\\';
      result += c;
    }
    return result + "\"";
  }

  Form form_ = Form::kScalar;
  std::string text_;
  std::vector<std::pair<std::string, Json>> members_;
};

constexpr std::string_view kDate = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
constexpr std::string_view kSpan =
    "[0-9]+ (day|week|month|year|business-day)s?";
constexpr std::string_view kNumber = "-?[0-9]+([.][0-9]+)?";
constexpr std::string_view kUnit = "([A-Z]{3}|[a-z][a-z0-9-]*)";
constexpr std::string_view kOneRate =
    "(-?[0-9]+([.][0-9]+)? ?%|-?[0-9]+([.]"
    "[0-9]+)? bps|-?[0-9]+/[0-9]+)";
constexpr std::string_view kId = "[a-z0-9][a-z0-9-]{0,63}";
constexpr std::string_view kEventId = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

std::string Whole(const std::string& pattern) { return "^(" + pattern + ")$"; }

std::string LeafPattern(Leaf leaf) {
  std::string date(kDate);
  std::string span(kSpan);
  const std::string number(kNumber);
  const std::string unit(kUnit);
  const std::string rate(kOneRate);
  switch (leaf) {
    case Leaf::kDate:
      return date;
    case Leaf::kEndpoint:
      return date + "|undisclosed";
    case Leaf::kDuration:
      return span;
    case Leaf::kAmount:
      return "(at least |at most )?" + number + " " + unit + "|between " +
             number + " and " + number + " " + unit + "|undisclosed " + unit;
    case Leaf::kRate:
      return "(at least |at most )?" + rate + "|between " + rate + " and " +
             rate + "|undisclosed";
    case Leaf::kPeriod:
      return "[0-9]{4}(-Q[1-4]|-H[12]|-[01][0-9])?";
    case Leaf::kDue: {
      const std::string anchor =
          "(period-end|period-start|milestone|execution|effective|invoice|"
          "receipt|notice)";
      const std::string plain =
          "(" + date + "|(on|" + span +
          " after|(first|day [1-9][0-9]?) of month after) " + anchor + ")";
      return plain + "|undisclosed|(later|earlier) of " + plain + "( and " +
             plain + ")+";
    }
    default:
      return "";
  }
}

std::string IdPattern(const FieldInfo& info) {
  std::string id(kId);
  std::string event(kEventId);
  if (info.is_party) return id;
  switch (info.id) {
    case IdSort::kContract:
      // Corrections of the ledger's own record name a reserved stream.
      return info.header_only ? "(_ledger|_party/|_calendar/|_rate/|_scope/)?" + id +
                                    "|_ledger" : id;
    case IdSort::kClause:
    case IdSort::kParty:
    case IdSort::kName:
      return id;
    case IdSort::kEvent:
    case IdSort::kOccurrence:
      return event;
    case IdSort::kUnit:
      return std::string(kUnit);
    case IdSort::kCurrency:
      return "[A-Z]{3}";
    case IdSort::kField:
      return id + "([.][a-z][a-z0-9_]*)*";
    case IdSort::kObligation:
      return id + "(/" + event + "([+]" + event + ")*)?";
    case IdSort::kMonthDay:
      return "[01][0-9]-[0-3][0-9]";
    case IdSort::kRateType:
      return std::string(kUnit) + "|[A-Z]{3}/[A-Z]{3}";
    case IdSort::kExpression:
    case IdSort::kNone:
      break;
  }
  return "";
}

class SchemaWriter {
 public:
  std::string Write();

 private:
  Json Ref(const std::string& name) {
    return Json::Object().Set("$ref", Json::Text("#/$defs/" + name));
  }
  Json Leaves(Leaf leaf);
  Json One(const FieldDescriptor* field, const FieldInfo& info);
  Json Field(const FieldInfo& info);
  // A closed object of the fields of a message and of one member of its oneof.
  Json Object(const Descriptor* message, const FieldDescriptor* member,
              bool nested);
  // `nested` leaves out the keys that stand in the header of an entry.
  void PutFields(const Descriptor* message, bool nested, Json& properties,
                 std::vector<std::string>& required);
  // One definition for each member, and the choice between them.
  Json Choice(const Descriptor* message, const std::string& prefix,
              bool nested);
  void DefineStructures(const Descriptor* message);

  std::map<std::string, Json> definitions_;
};

Json TextOrNumber() {
  // An unquoted `section: 2` is a number to a YAML program, and text to us.
  return Json::Object().Set(
      "type", Json::List().Add(Json::Text("string")).Add(Json::Text("number")));
}

Json SchemaWriter::Leaves(Leaf leaf) {
  if (leaf == Leaf::kValue) return Json::Object();
  if (leaf == Leaf::kText) {
    Json sealed = Json::Object();
    sealed.Set("type", Json::Text("object"))
        .Set("properties", Json::Object().Set("sealed", TextOrNumber()))
        .Set("required", Json::Texts({"sealed"}))
        .Set("additionalProperties", Json::Raw("false"));
    return Json::Object().Set(
        "anyOf", Json::List().Add(TextOrNumber()).Add(std::move(sealed)));
  }
  const Descriptor* message = nullptr;
  Json text = Json::Object();
  switch (leaf) {
    case Leaf::kEndpoint:
      message = v1::Endpoint::descriptor();
      break;
    case Leaf::kPeriod:
      message = v1::Period::descriptor();
      break;
    case Leaf::kPathSet:
      message = v1::PathSet::descriptor();
      break;
    default:
      break;
  }
  if (leaf == Leaf::kPathSet) {
    text.Set("type", Json::Text("array"))
        .Set("items", TextOrNumber())
        .Set("minItems", Json::Raw("1"));
    text = Json::Object().Set(
        "anyOf", Json::List().Add(std::move(text)).Add(Json::Object().Set(
                     "const", Json::Text("undisclosed"))));
  } else {
    // A year alone is a number to a YAML program.
    text = leaf == Leaf::kPeriod
               ? TextOrNumber()
               : Json::Object().Set("type", Json::Text("string"));
    text.Set("pattern", Json::Text(Whole(LeafPattern(leaf))));
  }
  if (message == nullptr) return text;
  return Json::Object().Set(
      "anyOf",
      Json::List().Add(std::move(text)).Add(Object(message, nullptr, true)));
}

Json SchemaWriter::One(const FieldDescriptor* field, const FieldInfo& info) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return Json::Object().Set("type", Json::Text("boolean"));
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
      return Json::Object()
          .Set("type", Json::Text("integer"))
          .Set("minimum", Json::Raw("0"));
    case FieldDescriptor::CPPTYPE_INT32:
      return Json::Object().Set("type", Json::Text("integer"));
    case FieldDescriptor::CPPTYPE_ENUM:
      return Json::Object().Set("enum",
                                Json::Texts(schema::Words(field->enum_type())));
    case FieldDescriptor::CPPTYPE_STRING: {
      Json text = TextOrNumber();
      const std::string pattern = IdPattern(info);
      if (!pattern.empty()) text.Set("pattern", Json::Text(Whole(pattern)));
      return text;
    }
    default:
      break;
  }
  const Descriptor* message = field->message_type();
  if (message == schema::EventMessage()) return Ref("replacement");
  return Ref(message->name());
}

Json SchemaWriter::Field(const FieldInfo& info) {
  const FieldDescriptor* field = info.field;
  Json json = Json::Object();
  if (field->is_map()) {
    const FieldDescriptor* value = field->message_type()->map_value();
    json.Set("type", Json::Text("object"))
        .Set("minProperties", Json::Raw("1"))
        .Set("additionalProperties", One(value, info));
  } else if (field->is_repeated()) {
    json.Set("type", Json::Text("array"))
        .Set("minItems", Json::Raw("1"))
        .Set("items", One(field, info));
  } else {
    json = One(field, info);
  }
  const std::string comment = schema::Comment(field);
  if (!comment.empty()) json.Set("description", Json::Text(comment));
  const std::string example = schema::ExampleOf(info);
  const bool text = !field->is_repeated() &&
                    (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING ||
                     !LeafPattern(info.leaf).empty());
  if (text && !example.empty()) json.Set("examples", Json::Texts({example}));
  return json;
}

void SchemaWriter::PutFields(const Descriptor* message, bool nested,
                             Json& properties,
                             std::vector<std::string>& required) {
  const schema::MessageInfo& type = schema::Info(message);
  for (const FieldInfo& info : type.fields) {
    const FieldDescriptor* field = info.field;
    if (info.stamped || (info.header_only && nested)) continue;
    if (type.flat != nullptr && field->containing_oneof() == type.flat) {
      continue;
    }
    properties.Set(field->name(), Field(info));
    const bool has_default = nested && message == schema::EventMessage();
    if (info.required && !has_default) required.push_back(field->name());
  }
}

Json SchemaWriter::Object(const Descriptor* message,
                          const FieldDescriptor* member, bool nested) {
  Json json = Json::Object();
  Json properties = Json::Object();
  std::vector<std::string> required;
  const std::string comment = member == nullptr
                                  ? schema::Comment(message)
                                  : schema::Comment(member->message_type());
  if (!comment.empty()) json.Set("description", Json::Text(comment));
  if (member != nullptr) {
    const std::string& key = schema::Info(message).discriminator;
    properties.Set(
        key,
        Json::Object().Set("const", Json::Text(schema::Kebab(member->name()))));
    required.push_back(key);
  }
  const bool ledger_wide =
      member != nullptr &&
      (member->name() == "go_live" || member->name() == "party" ||
       member->name() == "party_succession" || member->name() == "key" ||
       member->name() == "key_revocation" ||
       member->name() == "calendar" || member->name() == "rate" ||
       member->name() == "scope_tree" || member->name() == "heads");
  if (message == schema::EventMessage() && !nested && !ledger_wide) {
    required.push_back("contract");
  }
  PutFields(message, nested, properties, required);
  if (ledger_wide) properties.Remove("contract");
  if (member != nullptr) {
    PutFields(member->message_type(), nested, properties, required);
  }
  json.Set("type", Json::Text("object"))
      .Set("properties", std::move(properties));
  if (message == v1::Period::descriptor()) required = {"from", "until"};
  if (!required.empty()) json.Set("required", Json::Texts(required));
  json.Set("additionalProperties", Json::Raw("false"));
  return json;
}

Json SchemaWriter::Choice(const Descriptor* message, const std::string& prefix,
                          bool nested) {
  const schema::MessageInfo& type = schema::Info(message);
  Json all = Json::List();
  for (int i = 0; i < type.flat->field_count(); ++i) {
    const FieldDescriptor* member = type.flat->field(i);
    const std::string word = schema::Kebab(member->name());
    const std::string name = prefix + "-" + word;
    definitions_.emplace(name, Object(message, member, nested));
    Json is = Json::Object().Set("const", Json::Text(word));
    Json when = Json::Object()
                    .Set("properties",
                         Json::Object().Set(type.discriminator, std::move(is)))
                    .Set("required", Json::Texts({type.discriminator}));
    all.Add(Json::Object().Set("if", std::move(when)).Set("then", Ref(name)));
  }
  Json words =
      Json::Object().Set("enum", Json::Texts(schema::MemberWords(type.flat)));
  return Json::Object()
      .Set("type", Json::Text("object"))
      .Set("properties",
           Json::Object().Set(type.discriminator, std::move(words)))
      .Set("required", Json::Texts({type.discriminator}))
      .Set("allOf", std::move(all));
}

// Every message below, once.
void SchemaWriter::DefineStructures(const Descriptor* message) {
  const schema::MessageInfo& type = schema::Info(message);
  for (const FieldInfo& info : type.fields) {
    const FieldDescriptor* field = info.field;
    if (field->is_map()) field = field->message_type()->map_value();
    const Descriptor* below = field->message_type();
    if (below == nullptr || below == schema::EventMessage()) continue;
    if (type.flat != nullptr && field->containing_oneof() == type.flat) {
      DefineStructures(below);
      continue;
    }
    if (definitions_.count(below->name()) > 0) continue;
    if (info.leaf != Leaf::kNone) {
      Json json = Leaves(info.leaf);
      json.Set("description", Json::Text(schema::Comment(below)));
      definitions_.emplace(below->name(), std::move(json));
      // Only these have a form with keys of their own.
      if (info.leaf != Leaf::kEndpoint && info.leaf != Leaf::kPeriod) continue;
    } else if (below == schema::ClauseMessage()) {
      definitions_.emplace(below->name(), Json::Object());
      definitions_.at(below->name()) = Choice(below, "clause", true);
    } else {
      definitions_.emplace(below->name(), Object(below, nullptr, true));
    }
    DefineStructures(below);
  }
}

std::string SchemaWriter::Write() {
  const Descriptor* event = schema::EventMessage();
  Json root = Json::Object();
  root.Set("$schema",
           Json::Text("https://json-schema.org/draft/2020-12/schema"))
      .Set("title", Json::Text("Covenant authoring document, version 1"))
      .Set("description", Json::Text(schema::Comment(event)));
  DefineStructures(event);
  definitions_.emplace("replacement", Choice(event, "replacement", true));
  definitions_.emplace("document", Choice(event, "event", false));
  root.Set("$ref", Json::Text("#/$defs/document"));
  Json definitions = Json::Object();
  for (auto& [name, json] : definitions_) {
    definitions.Set(name, std::move(json));
  }
  root.Set("$defs", std::move(definitions));
  return root.Print() + "\n";
}

}  // namespace

std::string AuthoringJsonSchema() { return SchemaWriter().Write(); }

}  // namespace covenant

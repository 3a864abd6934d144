// Events back to authoring text: the mirror image of EventReader, by
// reflection.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "covenant/v1/event.pb.h"
#include "ledger/codec/authoring.h"
#include "ledger/codec/event_proto.h"
#include "ledger/codec/leaf_text.h"
#include "ledger/codec/proto_values.h"
#include "ledger/codec/yaml_tree.h"
#include "ledger/value/check.h"
#include "ledger/value/ids.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

using google::protobuf::Message;
using google::protobuf::Reflection;
using schema::FieldDescriptor;
using schema::FieldInfo;
using schema::Leaf;

// What is to be written: scalars as they are shown in YAML.
struct OutMember;

struct Out {
  enum class Kind {
    kPlain,  // true, false and whole numbers: without quotes in JSON too
    kLeaf,   // a value that needs no quotes in YAML
    kWords,  // text: in quotes unless it is harmless
    kList,
    kMap,
    kLost,  // a sealed text whose words are not here
  };
  Kind kind = Kind::kPlain;
  std::string text;
  std::vector<Out> items;
  std::vector<OutMember> members;

  bool IsScalar() const { return kind != Kind::kList && kind != Kind::kMap; }
};

struct OutMember {
  std::string key;
  Out value;
};

Out Scalar(Out::Kind kind, std::string text) {
  Out out;
  out.kind = kind;
  out.text = std::move(text);
  return out;
}

Out OfKind(Out::Kind kind) {
  Out out;
  out.kind = kind;
  return out;
}

class TreeWriter {
 public:
  // The whole event; `stream` empty for an event inside another.
  Out Write(const v1::Event& event, const std::string& stream);

 private:
  void PutFields(const Message& message, Out& to);
  void PutStructure(const Message& message, Out& to);
  Out Field(const Message& message, const FieldInfo& info);
  Out One(const Message& message, const FieldDescriptor* field, Leaf leaf,
          int index);
  Out LeafOut(const Message& message, Leaf leaf);
  Out Paths(const PathSet& paths);
  Out Of(const v1::Value& value);

  // What was stored has been checked: reading it cannot fail.
  Decoder decoder_{/*may_hold_to_seal=*/true};
};

Out TreeWriter::Paths(const PathSet& paths) {
  const auto list = [](const std::vector<std::string>& from) {
    Out out = OfKind(Out::Kind::kList);
    for (const std::string& path : from) {
      out.items.push_back(Scalar(Out::Kind::kWords, path));
    }
    return out;
  };
  if (paths.undisclosed) return Scalar(Out::Kind::kLeaf, "undisclosed");
  if (paths.exclude.empty()) return list(paths.include);
  Out out = OfKind(Out::Kind::kMap);
  if (!paths.include.empty()) {
    out.members.push_back({"include", list(paths.include)});
  }
  out.members.push_back({"exclude", list(paths.exclude)});
  return out;
}

Out TreeWriter::LeafOut(const Message& message, Leaf leaf) {
  const PathPart at;
  const auto text = [&](const auto& from) {
    return Scalar(Out::Kind::kLeaf, decoder_.Get(from, at).ToString());
  };
  switch (leaf) {
    case Leaf::kDate:
      return text(static_cast<const v1::Date&>(message));
    case Leaf::kAmount:
      return text(static_cast<const v1::Amount&>(message));
    case Leaf::kRate:
      return text(static_cast<const v1::Rate&>(message));
    case Leaf::kDuration:
      return text(static_cast<const v1::Duration&>(message));
    case Leaf::kDue:
      return text(static_cast<const v1::Due&>(message));
    case Leaf::kEndpoint: {
      Out out = text(static_cast<const v1::Endpoint&>(message));
      if (out.text.front() != '{') return out;
      break;  // with keys
    }
    case Leaf::kPeriod: {
      const Interval period =
          decoder_.Get(static_cast<const v1::Period&>(message), at);
      Out out = Scalar(Out::Kind::kLeaf, PeriodText(period));
      if (out.text.front() != '{') return out;
      break;
    }
    case Leaf::kText: {
      const auto& words = static_cast<const v1::Text&>(message);
      if (words.has_plain()) {
        return Scalar(Out::Kind::kWords, words.plain());
      }
      if (!words.has_to_seal() || words.to_seal().empty()) {
        return OfKind(Out::Kind::kLost);
      }
      Out out = OfKind(Out::Kind::kMap);
      out.members.push_back(
          {"sealed", Scalar(Out::Kind::kWords, words.to_seal())});
      return out;
    }
    case Leaf::kPathSet:
      return Paths(decoder_.Get(static_cast<const v1::PathSet&>(message), at));
    case Leaf::kValue:
      return Of(static_cast<const v1::Value&>(message));
    case Leaf::kNone:
      break;
  }
  Out out = OfKind(Out::Kind::kMap);
  PutStructure(message, out);
  return out;
}

Out TreeWriter::Of(const v1::Value& value) {
  switch (value.value_case()) {
    case v1::Value::kFlag:
      return Scalar(Out::Kind::kPlain, value.flag() ? "true" : "false");
    case v1::Value::kInteger:
      return Scalar(Out::Kind::kPlain, std::to_string(value.integer()));
    case v1::Value::kSymbol:
      return Scalar(Out::Kind::kWords, value.symbol());
    case v1::Value::kList: {
      Out out = OfKind(Out::Kind::kList);
      for (const v1::Value& item : value.list().items()) {
        out.items.push_back(Of(item));
      }
      return out;
    }
    case v1::Value::kMap: {
      Out out = OfKind(Out::Kind::kMap);
      for (const v1::NamedValue& entry : value.map().entries()) {
        out.members.push_back({entry.name(), Of(entry.value())});
      }
      return out;
    }
    case v1::Value::VALUE_NOT_SET:
      return Scalar(Out::Kind::kLeaf, "");
    default:
      break;
  }
  // The other members are messages with a text form of their own.
  const FieldDescriptor* field = v1::Value::descriptor()->FindFieldByNumber(
      static_cast<int>(value.value_case()));
  return LeafOut(value.GetReflection()->GetMessage(value, field),
                 schema::Info(field).leaf);
}

Out TreeWriter::One(const Message& message, const FieldDescriptor* field,
                    Leaf leaf, int index) {
  const Reflection& reflect = *message.GetReflection();
  const bool one = index < 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return Scalar(Out::Kind::kWords,
                    one ? reflect.GetString(message, field)
                        : reflect.GetRepeatedString(message, field, index));
    case FieldDescriptor::CPPTYPE_BOOL:
      return Scalar(Out::Kind::kPlain,
                    reflect.GetBool(message, field) ? "true" : "false");
    case FieldDescriptor::CPPTYPE_UINT32:
      return Scalar(Out::Kind::kPlain,
                    std::to_string(reflect.GetUInt32(message, field)));
    case FieldDescriptor::CPPTYPE_UINT64:
      return Scalar(Out::Kind::kPlain,
                    std::to_string(reflect.GetUInt64(message, field)));
    case FieldDescriptor::CPPTYPE_INT32:
      return Scalar(Out::Kind::kPlain,
                    std::to_string(reflect.GetInt32(message, field)));
    case FieldDescriptor::CPPTYPE_ENUM:
      return Scalar(
          Out::Kind::kWords,
          schema::Word(one ? reflect.GetEnum(message, field)
                           : reflect.GetRepeatedEnum(message, field, index)));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return LeafOut(one ? reflect.GetMessage(message, field)
                         : reflect.GetRepeatedMessage(message, field, index),
                     leaf);
    default:
      COVENANT_CHECK(false);  // the schema has no such field
      return Out();
  }
}

Out TreeWriter::Field(const Message& message, const FieldInfo& info) {
  const Reflection& reflect = *message.GetReflection();
  const FieldDescriptor* field = info.field;
  if (!field->is_repeated()) return One(message, field, info.leaf, -1);
  const int size = reflect.FieldSize(message, field);
  if (!field->is_map()) {
    Out out = OfKind(Out::Kind::kList);
    for (int i = 0; i < size; ++i) {
      out.items.push_back(One(message, field, info.leaf, i));
    }
    return out;
  }
  // Protobuf's maps have no order; people expect one.
  std::map<std::string, Out> sorted;
  for (int i = 0; i < size; ++i) {
    const Message& entry = reflect.GetRepeatedMessage(message, field, i);
    sorted[entry.GetReflection()->GetString(entry,
                                            field->message_type()->map_key())] =
        One(entry, field->message_type()->map_value(), info.leaf, -1);
  }
  Out out = OfKind(Out::Kind::kMap);
  for (auto& [name, value] : sorted) {
    out.members.push_back({name, std::move(value)});
  }
  return out;
}

// The fields that are there; not those of a flat oneof, nor the ledger's own.
void TreeWriter::PutFields(const Message& message, Out& to) {
  const Reflection& reflect = *message.GetReflection();
  const schema::MessageInfo& type = schema::Info(message.GetDescriptor());
  for (const FieldInfo& info : type.fields) {
    const FieldDescriptor* field = info.field;
    const bool there = field->is_repeated()
                           ? reflect.FieldSize(message, field) > 0
                           : reflect.HasField(message, field);
    if (!there || info.stamped || info.header_only) continue;
    if (type.flat != nullptr && field->containing_oneof() == type.flat) {
      continue;
    }
    to.members.push_back({field->name(), Field(message, info)});
    if (type.flat == nullptr || field->name() != "id") continue;
    const FieldDescriptor* member =
        reflect.GetOneofFieldDescriptor(message, type.flat);
    if (member == nullptr) continue;
    // As people write them: `event` above the id, `kind` below it.
    to.members.push_back(
        {type.discriminator,
         Scalar(Out::Kind::kWords, schema::Kebab(member->name()))});
    if (message.GetDescriptor() == schema::EventMessage()) {
      std::swap(to.members.back(), to.members[to.members.size() - 2]);
    }
  }
}

void TreeWriter::PutStructure(const Message& message, Out& to) {
  const schema::MessageInfo& type = schema::Info(message.GetDescriptor());
  PutFields(message, to);
  if (type.flat == nullptr) return;
  const Reflection& reflect = *message.GetReflection();
  const FieldDescriptor* member =
      reflect.GetOneofFieldDescriptor(message, type.flat);
  if (member != nullptr) PutFields(reflect.GetMessage(message, member), to);
}

Out TreeWriter::Write(const v1::Event& event, const std::string& stream) {
  Out out = OfKind(Out::Kind::kMap);
  if (!event.has_go_live() && !event.has_party() && !event.has_calendar() &&
      !event.has_rate() && !event.has_party_succession() &&
      !event.has_key() && !event.has_key_revocation() &&
      !event.has_scope_tree() && !event.has_heads()) {
    out.members.push_back({"contract", Scalar(Out::Kind::kWords, stream)});
  }
  PutStructure(event, out);
  return out;
}

// Whether a text may stand in YAML without quotes, in a list or a map in one
// line too, and is read as text by every program.
bool IsHarmless(const std::string& text) {
  if (text.empty() || !(IsLower(text[0]) || IsUpper(text[0]))) return false;
  // YAML 1.1 reads these as true and false.
  if (text == "y" || text == "n" || text == "Y" || text == "N") return false;
  if (text.back() == ' ' || TextProblem(text, false, false)) return false;
  for (const char c : text) {
    const bool safe = IsLower(c) || IsUpper(c) || IsDigit(c) || c == ' ' ||
                      c == '-' || c == '_' || c == '.' || c == '/';
    if (!safe) return false;
  }
  return true;
}

// Characters that change the order in which a terminal shows what follows.
bool TurnsDirection(unsigned code) {
  return (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

// In double quotes, as JSON and YAML both read it. Escaped is whatever YAML
// takes for a line end or for nothing; `for_eyes`: and what would show the text
// in another order than it is read.
std::string InQuotes(std::string_view text, bool for_eyes = false) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string result = "\"";
  const auto escape = [&](unsigned code) {
    result += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) {
      result += kHex[(code >> shift) & 15];
    }
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const auto byte = [&](std::size_t at) {
      return at < text.size()
                 ? static_cast<unsigned>(static_cast<unsigned char>(text[at]))
                 : 0u;
    };
    const unsigned two = (c & 0x1Fu) << 6 | (byte(i + 1) & 0x3Fu);
    const unsigned three =
        (c & 0x0Fu) << 12 | (byte(i + 1) & 0x3Fu) << 6 | (byte(i + 2) & 0x3Fu);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += static_cast<char>(c);
    } else if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else if (c < 0x20 || c == 0x7f) {
      escape(c);
    } else if ((c & 0xE0) == 0xC0 && two < 0xA0) {
      escape(two);
      ++i;
    } else if ((c & 0xF0) == 0xE0 &&
               (three == 0x2028 || three == 0x2029 || three >= 0xFEFF ||
                (for_eyes && TurnsDirection(three)))) {
      escape(three);
      i += 2;
    } else {
      result += static_cast<char>(c);
    }
  }
  return result + "\"";
}

class YamlEmitter {
 public:
  std::string Emit(const Out& root) {
    PutMap(root, "");
    return std::move(text_);
  }

 private:
  static std::string ScalarText(const Out& out) {
    if (out.kind != Out::Kind::kWords) return out.text;
    return IsHarmless(out.text) ? out.text : InQuotes(out.text, true);
  }

  // On one line, in brackets.
  static std::string Flow(const Out& out) {
    if (out.IsScalar()) return ScalarText(out);
    const bool list = out.kind == Out::Kind::kList;
    std::string text;
    for (const Out& item : out.items) {
      text += (text.empty() ? "" : ", ") + Flow(item);
    }
    for (const auto& [key, value] : out.members) {
      if (value.kind == Out::Kind::kLost) continue;
      text += (text.empty() ? "" : ", ") + KeyText(key) + ": " + Flow(value);
    }
    return list ? "[" + text + "]" : "{ " + text + " }";
  }

  static std::string KeyText(const std::string& key) {
    return IsHarmless(key) ? key : InQuotes(key);
  }

  static bool HasLost(const Out& out) {
    for (const auto& [key, value] : out.members) {
      if (value.kind == Out::Kind::kLost || HasLost(value)) return true;
    }
    for (const Out& item : out.items) {
      if (HasLost(item)) return true;
    }
    return false;
  }

  // Short things without structure below them stand on one line.
  static bool IsFlow(const Out& out, std::size_t indent) {
    if (HasLost(out)) return false;
    for (const Out& item : out.items) {
      if (!item.IsScalar()) return false;
    }
    for (const auto& [key, value] : out.members) {
      if (value.kind == Out::Kind::kMap && out.members.size() > 2) return false;
      if (!value.IsScalar() && !IsFlow(value, indent)) return false;
    }
    return indent + CodePoints(Flow(out)) <= 72 ||
           (out.kind == Out::Kind::kList && out.items.empty());
  }

  void PutMap(const Out& map, const std::string& indent) {
    for (const auto& [key, value] : map.members) {
      if (!at_dash_) text_ += indent;
      at_dash_ = false;
      PutMember(key, value, indent);
    }
  }

  void PutMember(const std::string& key, const Out& value,
                 const std::string& indent) {
    const std::string name = KeyText(key);
    if (value.kind == Out::Kind::kLost) {
      text_ += "# " + name + ": sealed, and its words are not here\n";
      // A comment does not start an item of a list.
    } else if (value.IsScalar()) {
      text_ += name + ": " + ScalarText(value) + "\n";
    } else if (IsFlow(value, indent.size() + name.size() + 2)) {
      text_ += name + ": " + Flow(value) + "\n";
    } else if (value.kind == Out::Kind::kMap) {
      text_ += name + ":\n";
      PutMap(value, indent + "  ");
    } else {
      text_ += name + ":\n";
      PutList(value, indent + "  ");
    }
  }

  void PutList(const Out& list, const std::string& indent) {
    for (const Out& item : list.items) {
      text_ += indent + "- ";
      if (item.IsScalar() || IsFlow(item, indent.size() + 2) ||
          item.kind == Out::Kind::kList) {
        text_ += Flow(item) + "\n";
        continue;
      }
      at_dash_ = true;
      PutMap(item, indent + "  ");
    }
  }

  std::string text_;
  bool at_dash_ = false;  // the first key stands on the line of its dash
};

std::string JsonText(const Out& out) {
  switch (out.kind) {
    case Out::Kind::kPlain:
      return out.text;
    case Out::Kind::kLeaf:
    case Out::Kind::kWords:
      return InQuotes(out.text);
    case Out::Kind::kList: {
      std::string text;
      for (const Out& item : out.items) {
        text += (text.empty() ? "" : ", ") + JsonText(item);
      }
      return "[" + text + "]";
    }
    case Out::Kind::kMap: {
      std::string text;
      for (const auto& [key, value] : out.members) {
        if (value.kind == Out::Kind::kLost) continue;
        text +=
            (text.empty() ? "" : ", ") + InQuotes(key) + ": " + JsonText(value);
      }
      return "{" + text + "}";
    }
    case Out::Kind::kLost:
      break;
  }
  return "null";
}

// The paths of what is lost, below a path.
void FindLost(const Out& out, const std::string& path,
              std::vector<std::string>& paths) {
  for (const auto& [key, value] : out.members) {
    const std::string below = path.empty() ? key : path + "." + key;
    if (value.kind == Out::Kind::kLost) paths.push_back(below);
    FindLost(value, below, paths);
  }
  for (std::size_t i = 0; i < out.items.size(); ++i) {
    FindLost(out.items[i], path + "." + std::to_string(i), paths);
  }
}

Out Tree(const Event& event) {
  v1::Event message;
  Encoder encoder(/*may_hold_to_seal=*/true);
  EventToProto(event, encoder, &message);
  return TreeWriter().Write(message, event.stream);
}

}  // namespace

std::string WriteYaml(const Event& event) {
  return YamlEmitter().Emit(Tree(event));
}

std::string WriteJson(const Event& event) { return JsonText(Tree(event)); }

std::vector<std::string> LostTexts(const Event& event) {
  std::vector<std::string> paths;
  FindLost(Tree(event), "", paths);
  return paths;
}

}  // namespace covenant

#include "ledger/codec/wire_shape.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "ledger/codec/message_check.h"
#include "ledger/codec/schema.h"
#include "ledger/value/check.h"

namespace covenant {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Of the encoding of protobuf: the low three bits of a field's tag.
enum WireType : std::uint8_t {
  kVarint = 0,
  kFixed64 = 1,
  kLengthDelimited = 2,
  kFixed32 = 5
};

// Far more than any message of the schema is nested.
constexpr int kMaxWireDepth = 64;

struct Shape;

struct Field {
  bool known = false;
  WireType wire = kVarint;
  bool packed = false;
  bool repeated = false;
  // Zero and "" are not written: a field without presence that holds one is not
  // of our encoding.
  bool always_filled = false;
  bool is_text = false;
  schema::IdSort sort = schema::IdSort::kNone;
  const Shape* below = nullptr;  // of a message
  // Whether CheckShape looks into it.
  bool checked = false;
  std::size_t choice = 0;  // 1 + the index of its oneof
  const std::vector<std::int64_t>* words = nullptr;  // of an enum, ascending
  std::size_t required = 0;  // 1 + its place among those that are required
};

struct Shape {
  std::vector<Field> fields;   // by number
  std::uint64_t required = 0;  // a bit for each
  std::uint64_t flat = 0;      // the bit of the oneof that must be chosen
};

// A message has fewer oneofs, and fewer fields that are required, than this has
// bits.
std::uint64_t Bit(int index) {
  COVENANT_CHECK(index < 64);
  return std::uint64_t{1} << static_cast<unsigned>(index);
}

class Shapes {
 public:
  Shapes() { Add(schema::EventMessage()); }

  // Null for a message that the schema does not reach.
  const Shape* Find(const Descriptor* type) const {
    const auto found = shapes_.find(type);
    return found == shapes_.end() ? nullptr : found->second.get();
  }

 private:
  const Shape* Add(const Descriptor* type) {
    const auto [it, fresh] = shapes_.try_emplace(type);
    if (!fresh) return it->second.get();
    it->second = std::make_unique<Shape>();
    Shape& shape = *it->second;
    // A map's entry is no message of the schema.
    if (type->options().map_entry()) {
      for (int i = 0; i < type->field_count(); ++i) {
        AddField(type->field(i), shape);
        // Both are written, whatever they hold.
        shape.fields.back().always_filled = false;
      }
      return &shape;
    }
    const schema::MessageInfo& info = schema::Info(type);
    if (info.flat != nullptr) shape.flat = Bit(info.flat->index());
    for (const schema::FieldInfo& own : info.fields) {
      Field& field = AddField(own.field, shape);
      const auto* choice = own.field->real_containing_oneof();
      if (choice != nullptr)
        field.choice = 1 + static_cast<std::size_t>(choice->index());
      if (own.field->is_map()) continue;
      field.checked = own.leaf == schema::Leaf::kNone ||
                      (choice != nullptr && choice == info.flat);
      field.sort = own.is_party ? schema::IdSort::kParty : own.id;
    }
    int required = 0;
    for (const std::size_t index : info.checked) {
      const schema::FieldInfo& own = info.fields[index];
      if (!own.required) continue;
      shape.required |= Bit(required);
      shape.fields[static_cast<std::size_t>(own.field->number())].required =
          static_cast<std::size_t>(++required);
    }
    return &shape;
  }

  Field& AddField(const FieldDescriptor* of, Shape& shape) {
    const auto number = static_cast<std::size_t>(of->number());
    if (shape.fields.size() <= number) shape.fields.resize(number + 1);
    Field made;
    made.known = true;
    made.repeated = of->is_repeated();
    made.packed = of->is_packed();
    made.always_filled = !of->has_presence();
    made.is_text = of->type() == FieldDescriptor::TYPE_STRING ||
                   of->type() == FieldDescriptor::TYPE_BYTES;
    made.wire = WireOf(of);
    if (of->type() == FieldDescriptor::TYPE_ENUM) made.words = WordsOf(of);
    if (of->type() == FieldDescriptor::TYPE_MESSAGE) {
      made.below = Add(of->message_type());
    }
    return shape.fields[number] = made;
  }

  static WireType WireOf(const FieldDescriptor* field) {
    switch (field->type()) {
      case FieldDescriptor::TYPE_DOUBLE:
      case FieldDescriptor::TYPE_FIXED64:
      case FieldDescriptor::TYPE_SFIXED64:
        return kFixed64;
      case FieldDescriptor::TYPE_FLOAT:
      case FieldDescriptor::TYPE_FIXED32:
      case FieldDescriptor::TYPE_SFIXED32:
        return kFixed32;
      case FieldDescriptor::TYPE_STRING:
      case FieldDescriptor::TYPE_BYTES:
      case FieldDescriptor::TYPE_MESSAGE:
      case FieldDescriptor::TYPE_GROUP:
        return kLengthDelimited;
      default:
        return kVarint;
    }
  }

  const std::vector<std::int64_t>* WordsOf(const FieldDescriptor* field) {
    const auto [it, fresh] = words_.try_emplace(field->enum_type());
    if (fresh) {
      for (int i = 0; i < field->enum_type()->value_count(); ++i) {
        it->second.push_back(field->enum_type()->value(i)->number());
      }
      std::sort(it->second.begin(), it->second.end());
    }
    return &it->second;
  }

  std::map<const Descriptor*, std::unique_ptr<Shape>> shapes_;
  std::map<const google::protobuf::EnumDescriptor*, std::vector<std::int64_t>>
      words_;
};

// Reads the bytes of one message from their beginning; nothing where they end
// too early.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : left_(bytes) {}

  bool empty() const { return left_.empty(); }

  std::optional<std::uint64_t> Varint() {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < left_.size() && i < 10; ++i) {
      const auto byte = static_cast<unsigned char>(left_[i]);
      value |= static_cast<std::uint64_t>(byte & 0x7fU) << (7 * i);
      if (byte < 0x80) {
        left_.remove_prefix(i + 1);
        return value;
      }
    }
    return std::nullopt;
  }

  std::optional<std::string_view> Take(std::uint64_t size) {
    if (size > left_.size()) return std::nullopt;
    const std::string_view taken = left_.substr(0, size);
    left_.remove_prefix(size);
    return taken;
  }

 private:
  std::string_view left_;
};

bool IsPlain(const Shape& shape, std::string_view text, bool checked,
             int depth);

bool IsPlainNumber(const Field& field, std::uint64_t value) {
  return field.words == nullptr ||
         std::binary_search(field.words->begin(), field.words->end(),
                            static_cast<std::int64_t>(value));
}

// Of a field of which the bytes are told by their length.
bool IsPlainBlock(const Field& field, std::string_view block, bool checked,
                  int depth) {
  if (field.below != nullptr) {
    return IsPlain(*field.below, block, checked && field.checked, depth + 1);
  }
  if (block.empty() && field.always_filled && !field.repeated) return false;
  if (field.packed) {
    if (block.empty()) return false;
    // Of numbers of fixed size there is nothing to know.
    if (field.wire != kVarint) return true;
    for (Bytes bytes(block); !bytes.empty();) {
      const std::optional<std::uint64_t> value = bytes.Varint();
      if (!value || !IsPlainNumber(field, *value)) return false;
    }
    return true;
  }
  return !checked || !field.is_text || field.sort == schema::IdSort::kNone ||
         CheckId(field.sort, block).ok();
}

bool IsPlainField(const Field& field, std::uint64_t wire, Bytes& bytes,
                  bool checked, int depth) {
  if (wire != (field.packed ? kLengthDelimited : field.wire)) return false;
  if (wire == kLengthDelimited) {
    const std::optional<std::uint64_t> size = bytes.Varint();
    if (!size) return false;
    const std::optional<std::string_view> block = bytes.Take(*size);
    return block && IsPlainBlock(field, *block, checked, depth);
  }
  if (wire == kVarint) {
    const std::optional<std::uint64_t> value = bytes.Varint();
    if (!value || (*value == 0 && field.always_filled && !field.repeated)) {
      return false;
    }
    return IsPlainNumber(field, *value);
  }
  return bytes.Take(wire == kFixed64 ? 8 : 4).has_value();
}

bool IsPlain(const Shape& shape, std::string_view text, bool checked,
             int depth) {
  if (depth > kMaxWireDepth) return false;
  std::uint64_t last = 0;
  std::uint64_t seen = 0;    // of those that are required
  std::uint64_t chosen = 0;  // of the oneofs
  for (Bytes bytes(text); !bytes.empty();) {
    const std::optional<std::uint64_t> tag = bytes.Varint();
    if (!tag) return false;
    const std::uint64_t number = *tag >> 3U;
    if (number >= shape.fields.size()) return false;
    const Field& field = shape.fields[number];
    if (!field.known || number < last ||
        (number == last && (!field.repeated || field.packed))) {
      return false;
    }
    last = number;
    if (field.choice != 0) {
      const std::uint64_t choice = std::uint64_t{1} << (field.choice - 1);
      if ((chosen & choice) != 0) return false;
      chosen |= choice;
    }
    if (field.required != 0) seen |= std::uint64_t{1} << (field.required - 1);
    if (!IsPlainField(field, *tag & 7U, bytes, checked, depth)) return false;
  }
  return !checked ||
         (seen == shape.required && (chosen & shape.flat) == shape.flat);
}

}  // namespace

bool IsPlainShape(const google::protobuf::Descriptor* type,
                  std::string_view bytes) {
  static const auto* const shapes = new Shapes;
  static const Shape* const event = shapes->Find(schema::EventMessage());
  const Shape* shape =
      type == schema::EventMessage() ? event : shapes->Find(type);
  return shape != nullptr && IsPlain(*shape, bytes, /*checked=*/true, 0);
}

}  // namespace covenant

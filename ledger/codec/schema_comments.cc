#include "ledger/codec/schema_comments.h"

#include <google/protobuf/descriptor.pb.h>

#include <cstddef>

#include "ledger/value/check.h"

namespace covenant {

// Made by proto/CMakeLists.txt: the descriptors that are compiled in lack the
// comments.
extern const unsigned char kSchemaBytes[];
extern const std::size_t kSchemaSize;

namespace schema {
namespace {

using google::protobuf::DescriptorPool;

const DescriptorPool& Commented() {
  static const DescriptorPool* const pool = [] {
    google::protobuf::FileDescriptorSet set;
    COVENANT_CHECK(
        set.ParseFromArray(kSchemaBytes, static_cast<int>(kSchemaSize)));
    auto* made = new DescriptorPool;
    for (const auto& file : set.file()) {
      COVENANT_CHECK(made->BuildFile(file) != nullptr);
    }
    return made;
  }();
  return *pool;
}

template <typename T>
std::string CommentOf(const T* descriptor) {
  google::protobuf::SourceLocation location;
  if (descriptor == nullptr || !descriptor->GetSourceLocation(&location)) {
    return "";
  }
  std::string result;
  bool space = false;
  for (const char c : location.leading_comments) {
    if (c == ' ' || c == '\n') {
      space = !result.empty();
      continue;
    }
    if (space) result += ' ';
    space = false;
    result += c;
  }
  return result;
}

}  // namespace

std::string Comment(const Descriptor* message) {
  return CommentOf(Commented().FindMessageTypeByName(message->full_name()));
}
std::string Comment(const FieldDescriptor* field) {
  return CommentOf(Commented().FindFieldByName(field->full_name()));
}
std::string Comment(const EnumDescriptor* type) {
  return CommentOf(Commented().FindEnumTypeByName(type->full_name()));
}
std::string Comment(const EnumValueDescriptor* value) {
  return CommentOf(Commented().FindEnumValueByName(value->full_name()));
}

}  // namespace schema
}  // namespace covenant

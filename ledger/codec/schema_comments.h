// The comments of the schema, for the reference and the JSON Schema. For
// sources of this folder only. Refuses nothing: without a comment the text is
// empty. Pure, safe from any thread.
#ifndef LEDGER_CODEC_SCHEMA_COMMENTS_H_
#define LEDGER_CODEC_SCHEMA_COMMENTS_H_

#include <string>

#include "ledger/codec/schema.h"

namespace covenant::schema {

// The comment above a message, field or enum value, its lines joined.
std::string Comment(const Descriptor* message);
std::string Comment(const FieldDescriptor* field);
std::string Comment(const EnumDescriptor* type);
std::string Comment(const EnumValueDescriptor* value);

}  // namespace covenant::schema

#endif  // LEDGER_CODEC_SCHEMA_COMMENTS_H_

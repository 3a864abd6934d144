# Turns the file FROM into the C++ source TO, which holds its bytes; see
# ledger/codec/schema_comments.cc.
file(READ ${FROM} hex HEX)
string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
file(SIZE ${FROM} size)
file(WRITE ${TO} "// Generated from the schema; do not edit.
#include <cstddef>
namespace covenant {
extern const unsigned char kSchemaBytes[];
extern const std::size_t kSchemaSize;
const unsigned char kSchemaBytes[] = {
${bytes}};
const std::size_t kSchemaSize = ${size};
}  // namespace covenant
")

// Who has signed an instrument, who is missing, and which signatures do not count
// and why. Pure.
#ifndef CLI_RENDER_SIGNING_VIEW_H_
#define CLI_RENDER_SIGNING_VIEW_H_

#include <string>
#include <vector>

#include "cli/render/json.h"
#include "cli/render/table.h"
#include "replay/signing.h"

namespace covenant::cli {

// Rows of a table with two columns: rule, signatures, missing ones, the day.
void AddSigning(const Signing& signing, Table& table);

// "signing": {...}
void WriteSigning(JsonWriter& json, const Signing& signing);

// The members of that object; the caller begins and ends it.
void WriteSigningFields(JsonWriter& json, const Signing& signing);

}  // namespace covenant::cli

#endif  // CLI_RENDER_SIGNING_VIEW_H_

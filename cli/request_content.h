// RequestContent: what makes two appends under one idempotency key the same
// request. Refuses nothing; pure.
#ifndef CLI_REQUEST_CONTENT_H_
#define CLI_REQUEST_CONTENT_H_

#include <string>
#include <vector>

#include "ledger/codec/authoring.h"
#include "ledger/event/event.h"

namespace covenant::cli {

// What counts as the same request under an idempotency key.
std::string ContentOf(const Authored& authored);

// Whether the events are those that were recorded, in all but the words of
// sealed texts: of a request that was forgotten because some of them were
// erased.
bool SameButSealed(const std::vector<Event>& recorded,
                   const Authored& authored);

}  // namespace covenant::cli

#endif  // CLI_REQUEST_CONTENT_H_

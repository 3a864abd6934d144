// One line on what an event says, for lists. Sealed texts stay sealed. Pure.
#ifndef CLI_RENDER_EVENT_TEXT_H_
#define CLI_RENDER_EVENT_TEXT_H_

#include <string>

#include "ledger/event/event.h"

namespace covenant::cli {

// "set openai-share.rate to 20 %; remove api-exclusivity".
std::string EventSummary(const Event& event);

// "Second Amendment.pdf, section 2".
std::string DocumentText(const DocumentRef& document);

}  // namespace covenant::cli

#endif  // CLI_RENDER_EVENT_TEXT_H_

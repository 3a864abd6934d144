// Event words: the fixed lists of words of events, read from the schema's. For
// sources of this folder only (it includes generated headers). Pure.
#ifndef LEDGER_CODEC_EVENT_WORDS_H_
#define LEDGER_CODEC_EVENT_WORDS_H_

#include <string>

#include "covenant/v1/event.pb.h"
#include "ledger/event/event.h"

namespace covenant {

// The name of the kind of event; empty where no body is there.
const std::string& TypeOf(const v1::Event& from);
ContestedSum SumOf(v1::ContestedSum from);
WaiverMeasure MeasureOf(v1::WaiverMeasure from);
ReadingStanding StandingOf(v1::ReadingStanding from);
v1::ReadingStanding StandingOf(ReadingStanding from);

}  // namespace covenant

#endif  // LEDGER_CODEC_EVENT_WORDS_H_

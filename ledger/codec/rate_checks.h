// Rate checks: what published rates, and the clauses that read them, must say
// to be computed. Reports to the sink.
#ifndef LEDGER_CODEC_RATE_CHECKS_H_
#define LEDGER_CODEC_RATE_CHECKS_H_

#include <google/protobuf/message.h>

#include "ledger/codec/diagnostic.h"
#include "ledger/codec/yaml_tree.h"

namespace covenant {

// The most values that one event publishes.
inline constexpr int kMaxRateValues = 10000;

// Of a published rate, and of what reads one: a reference rate, an indexation,
// a late-interest clause, a clause with a conversion; nothing of other
// messages. `node` is the map that the message was read from.
void CheckRates(const google::protobuf::Message& message, const Node& node,
                Sink& sink);

}  // namespace covenant

#endif  // LEDGER_CODEC_RATE_CHECKS_H_

// Checks of what changes or closes a balance: statements, waivers, and the
// conditions on which they depend. For sources of this folder only (it includes
// protobuf headers). Pure, safe from any thread.
#ifndef LEDGER_CODEC_BALANCE_CHECKS_H_
#define LEDGER_CODEC_BALANCE_CHECKS_H_

#include <google/protobuf/message.h>

#include "covenant/v1/value.pb.h"
#include "ledger/codec/leaf_text.h"
#include "ledger/codec/yaml_tree.h"

namespace covenant {

// Reports what is wrong with a statement, a waiver or a change that waives; says
// nothing of other messages. `node` is the map that it was read from.
void CheckBalances(const google::protobuf::Message& message, const Node& node,
                   Sink& sink);

// Reports what is wrong with one end of an interval; `start`: of its first day.
void CheckEndpoint(const v1::Endpoint& end, const Node& node, bool start,
                   Sink& sink);

// What is said of a start that is void when its condition is met.
Problem VoidAtStart();

// What is said of a clause's own term that depends on payments.
Problem ConditionOfInstrument();

}  // namespace covenant

#endif  // LEDGER_CODEC_BALANCE_CHECKS_H_

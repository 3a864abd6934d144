// The due rules of clauses: whether a day can come of them. For sources of this
// folder only (it includes protobuf headers). Pure.
#ifndef LEDGER_CODEC_DUE_CHECKS_H_
#define LEDGER_CODEC_DUE_CHECKS_H_

#include <google/protobuf/message.h>

#include "ledger/codec/leaf_text.h"
#include "ledger/codec/yaml_tree.h"

namespace covenant {

// Refuses the due rule of a clause or an instalment that counts from a day
// which no sum of its kind has (E0374): accrued for ever and never due is what
// no contract means. Any other message is fine.
void CheckDueDay(const google::protobuf::Message& message, const Node& node,
                 Sink& sink);

}  // namespace covenant

#endif  // LEDGER_CODEC_DUE_CHECKS_H_

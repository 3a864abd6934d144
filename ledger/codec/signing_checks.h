// Checks of signing rules, keys and signatures in authoring text. For sources of
// this folder only (it includes protobuf headers). Pure, safe from any thread.
#ifndef LEDGER_CODEC_SIGNING_CHECKS_H_
#define LEDGER_CODEC_SIGNING_CHECKS_H_

#include <google/protobuf/message.h>

#include "ledger/codec/yaml_tree.h"

namespace covenant {

// Reports what is wrong with a message about signing; says nothing of others.
// `node` is the map that it was read from.
void CheckSigning(const google::protobuf::Message& message, const Node& node,
                  Sink& sink);

}  // namespace covenant

#endif  // LEDGER_CODEC_SIGNING_CHECKS_H_

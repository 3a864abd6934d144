// Checks that a document can be judged by alone, without the ledger: which keys
// go together, sums, names that stand twice. For sources of this folder only
// (it includes protobuf headers). Pure, safe from any thread.
#ifndef LEDGER_CODEC_EVENT_CHECKS_H_
#define LEDGER_CODEC_EVENT_CHECKS_H_

#include <google/protobuf/message.h>

#include <map>
#include <string>

#include "ledger/codec/leaf_text.h"
#include "ledger/codec/schema.h"
#include "ledger/codec/yaml_tree.h"

namespace covenant {

// Reports what is wrong with a message that has just been read from `node`.
// `terms` is the chosen member of its flat oneof, if any; `path` is its path,
// and `places` says where the values stand.
void CheckMessage(const google::protobuf::Message& message,
                  const google::protobuf::Message* terms, const Node& node,
                  const std::string& path,
                  const std::map<std::string, Span>& places, Sink& sink);

}  // namespace covenant

#endif  // LEDGER_CODEC_EVENT_CHECKS_H_

// Reads one event from a tree that another reader made of its own text, such as
// the rows of a CSV file: the same schema, checks, codes and places as for
// authoring text. Thread-compatible; no global state.
#ifndef LEDGER_CODEC_TREE_READER_H_
#define LEDGER_CODEC_TREE_READER_H_

#include <optional>

#include "ledger/codec/authoring.h"
#include "ledger/codec/yaml_tree.h"

namespace covenant {

// Nothing, and at least one diagnostic in the sink, when the tree is not an
// event. Clauses that other texts define are not known.
std::optional<AuthoredEvent> ReadTree(const Node& root, Sink& sink);

}  // namespace covenant

#endif  // LEDGER_CODEC_TREE_READER_H_

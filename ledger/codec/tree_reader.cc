#include "ledger/codec/tree_reader.h"

#include "ledger/codec/event_reader.h"

namespace covenant {

std::optional<AuthoredEvent> ReadTree(const Node& root, Sink& sink) {
  KnownClauses none;
  return EventReader(sink, none).Read(root);
}

}  // namespace covenant

// Recorded: what is recorded of the streams by which the events of an append are
// judged, read on all cores.
#ifndef CLI_RECORDED_H_
#define CLI_RECORDED_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "cli/error.h"
#include "cli/session.h"
#include "ledger/codec/authoring.h"
#include "ledger/event/event.h"

namespace covenant::cli {

// What is recorded of the streams that an append belongs to.
struct Recorded {
  std::map<std::string, std::vector<Event>> events;
  std::map<std::string, std::uint64_t> versions;  // of each, its last
  // Contracts by which events of others are judged: those above theirs, and those
  // that end with one.
  std::set<std::string> family;
};

// The streams of the events, and those that decide about them: the trees of
// scopes, of keys all parties, and the families of contracts that they speak of.
Result<Recorded> ReadRecorded(Session& session, const Authored& authored);

// Streams from which on the work is spread over the cores.
inline constexpr std::size_t kLeastStreams = 256;

}  // namespace covenant::cli

#endif  // CLI_RECORDED_H_

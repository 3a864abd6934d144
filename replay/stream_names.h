// Stream names: what the events of one contract have named so far: parties,
// clauses, instruments, disputes, signatures. Kept while new events are gone
// through, so that each is checked in time that does not grow with the stream.
// Pure; not thread-safe.
#ifndef REPLAY_STREAM_NAMES_H_
#define REPLAY_STREAM_NAMES_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ledger/event/event.h"
#include "ledger/value/date.h"

namespace covenant {

struct StreamNames {
  std::string parent;  // the contract above, as its agreement says
  std::set<std::string> parties;
  std::map<std::string, std::string> clauses;  // id to kind, of all times
  // Instruments that count, to their day of execution where it was stated.
  std::map<std::string, std::optional<Date>> instruments;
  std::map<std::string, std::string> disputes;  // to the clause of their sum
  std::map<std::string, std::set<std::string>> readings;  // by clause
  std::set<std::string> breaches;  // alleged
  std::set<std::string> notices;
  std::set<std::string> deals;
  // (instrument, party) to the signature's event.
  std::map<std::pair<std::string, std::string>, std::string> signatures;

  // What an instrument names, without counting it as recorded.
  void AddInstrument(const Instrument& body);
  // Counts an event that is neither a correction nor a cancellation.
  void Add(const Event& event);
  // All events of a stream, corrections and cancellations applied.
  static StreamNames Of(const std::vector<Event>& events);
};

}  // namespace covenant

#endif  // REPLAY_STREAM_NAMES_H_

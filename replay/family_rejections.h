// What is refused of families: a contract above that is not there, clauses that
// stand under none, terms that cannot be those of every order, contracts that end
// with another one and are not under it. Pure.
#ifndef REPLAY_FAMILY_REJECTIONS_H_
#define REPLAY_FAMILY_REJECTIONS_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ledger/event/event.h"
#include "replay/decide_checks.h"

namespace covenant {

// The events of a contract so far; null where the ledger was not asked for it,
// which is refused for nothing.
using EventsOfContract =
    std::function<const std::vector<Event>*(const std::string& contract)>;

// The events of the contract's parent and of those above it, the nearest first.
std::vector<Event> EventsAbove(const std::string& contract, std::string parent,
                               const EventsOfContract& find);

// The clauses that contracts above give to one, kept while events are gone
// through that change no terms.
class IncorporatedClauses {
 public:
  // Of all times, with their kinds.
  const std::map<std::string, std::string>& Of(const std::string& contract,
                                               const std::string& parent,
                                               const EventsOfContract& find);
  // To be told of every event that is gone through.
  void Pass(const Event& event);

 private:
  std::map<std::string, std::map<std::string, std::string>> by_contract_;
};

// `own`: what the contract has named so far, without this event; `incorporated`:
// what contracts above give to it.
void CheckFamily(const Event& event, const Instrument& body,
                 const StreamNames& own,
                 const std::map<std::string, std::string>& incorporated,
                 const EventsOfContract& find, EventChecks& checks);

}  // namespace covenant

#endif  // REPLAY_FAMILY_REJECTIONS_H_

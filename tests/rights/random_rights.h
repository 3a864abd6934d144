// RandomRights: small random ledgers of norms and acts, as events for the engine
// and as plain structs for the model.
#ifndef TESTS_RIGHTS_RANDOM_RIGHTS_H_
#define TESTS_RIGHTS_RANDOM_RIGHTS_H_

#include <map>
#include <string>
#include <vector>

#include "ledger/event/event.h"
#include "tests/model/scope_model.h"
#include "tests/property/rng.h"

namespace covenant {

inline constexpr int kDays = 40;  // of the random ledgers, from day 0

Date DayOf(int day);

struct RandomRights {
  model::ScopeModel model;
  std::map<std::string, std::vector<Event>> contracts;
  std::vector<Event> scopes;
  std::vector<Event> parties;  // successions
  std::uint64_t head = 0;

  static RandomRights Make(property::Rng& rng);
  std::string ToString() const;  // for a failure
};

}  // namespace covenant

#endif  // TESTS_RIGHTS_RANDOM_RIGHTS_H_

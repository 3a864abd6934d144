#include "tests/bench/many_rights.h"

#include <cstdlib>
#include <iostream>
#include <thread>

namespace covenant::bench {
namespace {

Date Day(const char* text) { return *Date::Parse(text); }

// The same on every machine.
class Numbers {
 public:
  std::size_t Below(std::size_t bound) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>(state_ >> 33) % bound;
  }

 private:
  std::uint64_t state_ = 1;
};

Value Paths(std::vector<std::string> include) {
  return Value{PathSet{std::move(include), {}, false}};
}

Clause MakeClause(Numbers& numbers, bool prohibition, std::size_t i,
                  const std::string& bearer, const std::string& other) {
  Clause clause;
  clause.id = (prohibition ? "p" : "g") + std::to_string(i);
  clause.kind = prohibition ? "prohibition" : "permission";
  clause.fields[prohibition ? "bearer" : "grantor"] = Value{bearer};
  clause.fields[prohibition ? "beneficiary" : "holder"] = Value{other};
  clause.fields["scope.territory"] =
      Paths({"region-" + std::to_string(numbers.Below(20)) + "/state-" +
             std::to_string(numbers.Below(10))});
  clause.fields["scope.product"] =
      Paths({"line-" + std::to_string(numbers.Below(200))});
  clause.fields["scope.channel"] =
      Paths({numbers.Below(2) == 0 ? "online" : "shop"});
  return clause;
}

}  // namespace

ManyRights MakeManyRights(std::size_t contracts) {
  ManyRights made;
  made.as_of = Day("2025-06-30");
  Numbers numbers;
  const std::size_t bearers = contracts / 10 + 1;
  for (std::size_t c = 0; c < contracts; ++c) {
    const std::string id = "c" + std::to_string(c);
    const std::string bearer = "b" + std::to_string(numbers.Below(bearers));
    const std::string other = "m" + std::to_string(c);
    Event event;
    event.stream = id;
    event.id = "A1";
    event.type = "agreement";
    event.sequence = ++made.head;
    event.version = 1;
    event.executed = Day("2024-01-01");
    Instrument body;
    body.parties = {{bearer, "", ""}, {other, "", ""}};
    for (std::size_t i = 0; i < 13; ++i) {
      Change change;
      change.clause = MakeClause(numbers, i < 3, i, bearer, other);
      change.target = change.clause->id;
      body.changes.push_back(std::move(change));
    }
    event.body = std::move(body);
    made.contracts.emplace_back(
        id, std::make_shared<const std::vector<Event>>(1, std::move(event)));
  }
  return made;
}

std::vector<ContractRights> RightsOfAll(const ManyRights& of) {
  std::vector<ContractRights> rights(of.contracts.size());
  RightsPoint point;
  point.known = point.recorded = of.head;
  point.as_of = of.as_of;
  const auto work = [&](std::size_t first) {
    for (std::size_t i = first; i < rights.size(); i += 2) {
      auto one = RightsOf(of.contracts[i].first, of.contracts[i].second, point);
      if (!one.ok()) {
        std::cerr << one.status() << "\n";
        std::exit(1);
      }
      rights[i] = *std::move(one);
    }
  };
  std::thread other(work, 1);
  work(0);
  other.join();
  return rights;
}

}  // namespace covenant::bench

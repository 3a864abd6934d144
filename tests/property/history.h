// Histories for the property tests: the events of one contract, how they are
// put in place, which days are worth asking about, and how they are printed.
#ifndef TESTS_PROPERTY_HISTORY_H_
#define TESTS_PROPERTY_HISTORY_H_

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/event/event.h"
#include "replay/contract.h"
#include "tests/property/rng.h"

namespace covenant::property {

inline constexpr char kContract[] = "deal";

using History = std::vector<Event>;

// Day n of the small world: 2024-01-01 is day 0.
Date Day(int n);

// Values from the text that people write; the program stops at a bad one.
Amount Money(const std::string& text);
Rate Share(const std::string& text);
Duration Span(const std::string& text);
Value Of(Amount v);
Value Of(Rate v);
Value Of(Date v);
Value Of(Duration v);
Value Of(Endpoint v);
Value Of(DueRule v);
Value Of(bool v);
Value Symbol(const std::string& text);
Endpoint On(Date day);

Event NewEvent(const std::string& id, const std::string& type, Body body);

// Sequence, version and recorded_at by position, without gaps; the contract's
// stream where none is set.
void Renumber(History& history);

// The contract as known, with the published rates and calendars of the history.
absl::StatusOr<Contract> Replayed(const History& history, std::uint64_t known);

// Whether every event that another one refers to is recorded before it.
bool RefersBackwards(const History& history);

// Every day that the events name, the day before it and the day after, some
// random days, and days of tails and due dates given as `extra`.
std::vector<Date> InterestingDays(const History& history,
                                  const std::set<Date>& extra, Rng& rng);

// One line for each event.
std::string Describe(const Event& event);
std::string Describe(const History& history);

}  // namespace covenant::property

#endif  // TESTS_PROPERTY_HISTORY_H_

#include "ledger/event/event.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>

namespace covenant::event_test {
namespace {

TEST(Event, RefNamesStreamAndVersion) {
  Event event;
  event.stream = "acme-nova";
  event.version = 3;
  EXPECT_EQ(event.Ref(), "acme-nova@3");
}

TEST(Event, EqualityIsByContentAndNotByPlace) {
  Event a;
  a.id = "A1";
  a.body = GoLive();
  Event b = a;
  b.sequence = 7;
  b.version = 2;
  b.recorded_at = Timestamp::FromMicros(5);
  EXPECT_EQ(a, b);
  b.stream = "other";
  EXPECT_NE(a, b);
  b = a;
  b.body = UnknownBody();
  EXPECT_NE(a, b);
  b = a;
  b.basis_of["amount"] = Basis::kAssumed;
  EXPECT_NE(a, b);
  b = a;
  b.utc_offset_minutes = 60;
  EXPECT_NE(a, b);
}

TEST(Event, CorrectionsCompareTheirReplacements) {
  Event one;
  one.id = "P1";
  Event two = one;
  two.actor = "clerk";
  const Correction a{"P1", std::make_shared<Event>(one), Text()};
  const Correction b{"P1", std::make_shared<Event>(one), Text()};
  const Correction c{"P1", std::make_shared<Event>(two), Text()};
  const Correction none{"P1", nullptr, Text()};
  EXPECT_EQ(a, b);
  EXPECT_FALSE(a == c);
  EXPECT_FALSE(a == none);
  EXPECT_FALSE(none == a);
  EXPECT_EQ(none, none);
}

TEST(Event, TypesAreNamedOnce) {
  const std::set<std::string> types(EventTypes().begin(), EventTypes().end());
  EXPECT_EQ(types.size(), EventTypes().size());
  EXPECT_EQ(types.count("dispute-resolution"), 1u);
}

TEST(Clause, MoneyKindsAndOperationNames) {
  EXPECT_TRUE(IsMoneyKind(kind::kRevenueShare));
  EXPECT_TRUE(IsMoneyKind(kind::kCeiling));
  EXPECT_FALSE(IsMoneyKind(kind::kExclusivity));
  EXPECT_FALSE(IsMoneyKind(""));
  EXPECT_EQ(OpName(Change::Op::kSet), "set");
  EXPECT_EQ(OpName(Change::Op::kSuspend), "suspend");
}

}  // namespace
}  // namespace covenant::event_test

// Nested rules of who must sign, with signatures, withdrawals and keys in any
// order, against a slow model that knows rules only as the lists of coalitions
// that meet them, and days one by one.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "replay/record.h"
#include "replay/signing.h"
#include "tests/property/rng.h"

namespace covenant::signing_rule_test {
namespace {

using Coalition = std::set<std::string>;

Date DayOf(int number) {
  return *Date::FromYmd(2024, 1, 1)->AddDays(number);
}

// --- The model.

// All sets of parties that meet a rule by its own parts, without what is in them
// for nothing.
std::vector<Coalition> CoalitionsOf(const SigningRule& rule) {
  if (rule.op == SigningRule::Op::kParty) return {{rule.party}};
  std::vector<std::vector<Coalition>> parts;
  for (const SigningRule& part : rule.of) parts.push_back(CoalitionsOf(part));
  const std::size_t needed = rule.op == SigningRule::Op::kAll   ? parts.size()
                             : rule.op == SigningRule::Op::kAny ? 1
                                                                : rule.at_least;
  std::vector<Coalition> all;
  for (unsigned chosen = 0; chosen < (1u << parts.size()); ++chosen) {
    std::size_t count = 0;
    std::vector<Coalition> joined = {{}};
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if ((chosen & (1u << i)) == 0) continue;
      ++count;
      std::vector<Coalition> next;
      for (const Coalition& left : joined) {
        for (const Coalition& right : parts[i]) {
          Coalition both = left;
          both.insert(right.begin(), right.end());
          next.push_back(std::move(both));
        }
      }
      joined = std::move(next);
    }
    if (count == needed) all.insert(all.end(), joined.begin(), joined.end());
  }
  return all;
}

// An act as the generator made it.
struct Act {
  enum class Kind { kRecord, kKey, kWithdraw, kRegister, kRevoke } kind;
  std::string party;
  int day = 0;       // of the act
  int recorded = 0;  // the day of its record
  std::string key;   // by which it is signed, or that begins or ends
  bool holds = true;
  std::string replaces;
};

struct World {
  SigningRule rule;
  std::map<std::string, bool> keys_only;  // by party of the rule
  std::vector<Act> acts;                  // in the order of the record
};

// Whether the key may sign for the party, by the acts before number `at`.
bool KeyFits(const World& world, std::size_t at) {
  const Act& act = world.acts[at];
  bool known = false;
  for (std::size_t i = 0; i < at; ++i) {
    const Act& one = world.acts[i];
    if (one.party != act.party) continue;
    if (one.kind == Act::Kind::kRegister && one.key == act.key) {
      if (act.day < one.day) return false;
      known = true;
    }
    if (one.kind == Act::Kind::kRegister && one.replaces == act.key && known &&
        one.day <= act.day) {
      return false;
    }
    if (one.kind == Act::Kind::kRevoke && one.key == act.key && known &&
        one.day <= act.recorded) {
      return false;
    }
  }
  return known && act.holds;
}

struct Span {
  int from = 0;
  std::optional<int> until;
};

// The day on which a coalition is whole, of those that are.
std::optional<int> Meets(const std::vector<Coalition>& coalitions,
                         const std::map<std::string, Span>& spans) {
  for (int day = 0; day < 60; ++day) {
    for (const Coalition& coalition : coalitions) {
      const bool whole = std::all_of(
          coalition.begin(), coalition.end(), [&](const std::string& party) {
            const auto span = spans.find(party);
            return span != spans.end() && span->second.from <= day &&
                   (!span->second.until || day < *span->second.until);
          });
      if (whole) return day;
    }
  }
  return std::nullopt;
}

std::optional<int> ModelOf(const World& world) {
  const std::vector<Coalition> coalitions = CoalitionsOf(world.rule);
  std::map<std::string, Span> spans;
  for (std::size_t i = 0; i < world.acts.size(); ++i) {
    const Act& act = world.acts[i];
    const auto asked = world.keys_only.find(act.party);
    if (act.kind == Act::Kind::kWithdraw) {
      const auto span = spans.find(act.party);
      if (span == spans.end() || span->second.until ||
          Meets(coalitions, spans)) {
        continue;
      }
      span->second.until = std::max(act.day, span->second.from);
      continue;
    }
    if (act.kind != Act::Kind::kRecord && act.kind != Act::Kind::kKey) continue;
    if (asked == world.keys_only.end() || spans.count(act.party) > 0) continue;
    if (act.kind == Act::Kind::kRecord && asked->second) continue;
    if (act.kind == Act::Kind::kKey && !KeyFits(world, i)) continue;
    spans[act.party] = {act.day, std::nullopt};
  }
  return Meets(coalitions, spans);
}

// --- The generator.

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : rng_(seed) {}

  World Next() {
    World world;
    parties_ = {"a", "b", "c", "d", "e", "f", "g"};
    for (std::size_t i = parties_.size(); i > 1; --i) {
      std::swap(parties_[i - 1], parties_[static_cast<std::size_t>(
                                     rng_.Int(0, static_cast<int>(i) - 1))]);
    }
    world.rule = Rule(3, false, world);
    const int count = rng_.Int(0, 24);
    int recorded = 10;
    std::map<std::string, std::vector<std::string>> keys;
    for (int i = 0; i < count; ++i) {
      recorded = std::min(58, recorded + rng_.Int(0, 3));
      Act act;
      act.party = std::string(1, static_cast<char>('a' + rng_.Int(0, 6)));
      act.recorded = recorded;
      act.day = rng_.Int(5, recorded);
      std::vector<std::string>& own = keys[act.party];
      const int roll = rng_.Int(0, 99);
      if (roll < 25) {
        act.kind = Act::Kind::kRecord;
      } else if (roll < 55) {
        act.kind = Act::Kind::kKey;
        act.key = own.empty() || rng_.Percent(10) ? act.party + "0"
                                                  : rng_.Pick(own);
        act.holds = rng_.Percent(90);
      } else if (roll < 68) {
        act.kind = Act::Kind::kWithdraw;
      } else if (roll < 92) {
        act.kind = Act::Kind::kRegister;
        act.day = rng_.Int(0, 40);
        act.key = act.party + std::to_string(own.size() + 1);
        if (!own.empty() && rng_.Percent(50)) act.replaces = rng_.Pick(own);
        own.push_back(act.key);
      } else {
        if (own.empty()) continue;
        act.kind = Act::Kind::kRevoke;
        act.day = rng_.Int(0, 50);
        act.key = rng_.Pick(own);
      }
      world.acts.push_back(std::move(act));
    }
    return world;
  }

 private:
  SigningRule Rule(int depth, bool keys, World& world) {
    SigningRule rule;
    if (rng_.Percent(25)) {
      rule.by = rng_.Percent(50) ? SigningForm::kKey : SigningForm::kEither;
    }
    const bool own =
        rule.by == SigningForm::kUnstated ? keys : rule.by == SigningForm::kKey;
    if (depth == 0 || parties_.size() < 3 || rng_.Percent(20)) {
      rule.party = parties_.back();
      world.keys_only[rule.party] = own;
      parties_.pop_back();
      return rule;
    }
    rule.op = static_cast<SigningRule::Op>(rng_.Int(1, 3));
    const int size = rng_.Int(1, 3);
    for (int i = 0; i < size && !parties_.empty(); ++i) {
      rule.of.push_back(Rule(depth - 1, own, world));
    }
    if (rule.op == SigningRule::Op::kAtLeast) {
      rule.at_least =
          static_cast<std::uint32_t>(rng_.Int(1, static_cast<int>(rule.of.size())));
    }
    return rule;
  }

  property::Rng rng_;
  std::vector<std::string> parties_;
};

PublicKey KeyOf(const std::string& name) {
  PublicKey key{name, Hash()};
  for (std::size_t i = 0; i < name.size(); ++i) {
    key.bytes.data()[i] = static_cast<std::uint8_t>(name[i]);
  }
  return key;
}

// The engine's answer for the world.
Signing EngineOf(const World& world) {
  std::vector<Event> contract, parties;
  std::map<std::string, std::uint64_t> versions;
  const auto add = [&](const std::string& stream, std::uint64_t sequence,
                       int recorded, auto body) {
    Event event;
    event.stream = stream;
    event.sequence = sequence;
    event.version = ++versions[stream];
    event.id = "e" + std::to_string(sequence);
    event.recorded_at = Timestamp::EndOfDay(DayOf(recorded).DaysSince1970());
    event.body = std::move(body);
    (stream[0] == '_' ? parties : contract).push_back(std::move(event));
  };
  Instrument instrument;
  instrument.signing = world.rule;
  add("x", 1, 0, instrument);
  for (std::size_t i = 0; i < world.acts.size(); ++i) {
    const Act& act = world.acts[i];
    const std::uint64_t sequence = i + 2;
    const std::string party = "_party/" + act.party;
    switch (act.kind) {
      case Act::Kind::kRecord:
      case Act::Kind::kKey: {
        Signature signature;
        signature.instrument = "e1";
        signature.party = act.party;
        signature.date = DayOf(act.day);
        if (act.kind == Act::Kind::kKey) signature.key = KeyOf(act.key);
        signature.holds = act.kind == Act::Kind::kKey && act.holds;
        add("x", sequence, act.recorded, signature);
        break;
      }
      case Act::Kind::kWithdraw:
        add("x", sequence, act.recorded,
            SignatureWithdrawal{"e1", act.party, DayOf(act.day), {}});
        break;
      case Act::Kind::kRegister:
        add(party, sequence, act.recorded,
            PartyKey{act.party, KeyOf(act.key), DayOf(act.day), act.replaces});
        break;
      case Act::Kind::kRevoke:
        add(party, sequence, act.recorded,
            KeyRevocation{act.party, act.key, DayOf(act.day), {}});
        break;
    }
  }
  const std::vector<Recorded> record =
      RecordAt(contract, world.acts.size() + 2);
  const Signings signings("x", record, PartyKeys(parties));
  return signings.all().at("e1");
}

TEST(SigningRules, AgreeWithTheSlowModel) {
  int met = 0, withdrawn = 0, nested = 0;
  constexpr int kWorlds = 20'000;
  for (int seed = 0; seed < kWorlds; ++seed) {
    const World world = Generator(static_cast<std::uint64_t>(seed)).Next();
    const Signing signing = EngineOf(world);
    const std::optional<int> day = ModelOf(world);
    ASSERT_EQ(signing.met.has_value(), day.has_value())
        << "seed " << seed << ": " << world.rule.ToString();
    if (day) {
      ASSERT_EQ(*signing.met, DayOf(*day))
          << "seed " << seed << ": " << world.rule.ToString();
      ++met;
      EXPECT_TRUE(signing.missing.empty());
    }
    for (const SignatureState& one : signing.signatures) {
      if (one.why == unsigned_because::kWithdrawn) ++withdrawn;
      EXPECT_EQ(one.counts(), one.says.empty());
    }
    for (const SigningRule& part : world.rule.of) {
      if (part.op != SigningRule::Op::kParty) ++nested;
    }
  }
  // The campaign reaches what it is for.
  EXPECT_GT(met, kWorlds / 20);
  EXPECT_GT(withdrawn, kWorlds / 50);
  EXPECT_GT(nested, kWorlds / 4);
}

// Whoever is missing can make the rule met, and nobody else can.
TEST(SigningRules, TheMissingOnesAreThoseWhoHelp) {
  for (int seed = 0; seed < 2'000; ++seed) {
    World world = Generator(static_cast<std::uint64_t>(seed)).Next();
    std::erase_if(world.acts, [](const Act& act) {
      return act.kind != Act::Kind::kRecord;
    });
    for (auto& [party, keys] : world.keys_only) keys = false;
    const auto plain = [](auto& self, SigningRule& rule) -> void {
      rule.by = SigningForm::kUnstated;
      for (SigningRule& part : rule.of) self(self, part);
    };
    plain(plain, world.rule);
    const Signing signing = EngineOf(world);
    if (signing.met) continue;
    for (const std::string& party : signing.missing) {
      Act act;
      act.kind = Act::Kind::kRecord;
      act.party = party;
      act.day = act.recorded = 59;
      world.acts.push_back(std::move(act));
    }
    EXPECT_TRUE(EngineOf(world).met) << "seed " << seed;
  }
}

}  // namespace
}  // namespace covenant::signing_rule_test

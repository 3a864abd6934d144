// Answers from a settled past are those of a full replay, on histories with
// late reports, corrections and changes that reach back between the past and
// the question; and pasts are really used.
#include "replay/settled_past.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <vector>

#include "replay/contract.h"
#include "tests/property/campaign.h"
#include "tests/property/money_generator.h"
#include "tests/property/plain_history.h"
#include "tests/property/render.h"

namespace covenant::property::settled_past_test {
namespace {

// How often what happened, over all cases.
struct Uses {
  std::uint64_t pasts = 0;    // found
  std::uint64_t none = 0;     // asked for and not found
  std::uint64_t used = 0;     // questions that were answered from one
  std::uint64_t later = 0;    // of them with events behind it
  std::uint64_t refused = 0;  // questions that had to be replayed in full
  std::uint64_t hidden = 0;   // settled sums that were left out of answers
};

std::string Shown(const OpenObligations& open) {
  std::string text = Render(open.owed, Detail::kWhole);
  for (const SettledSums& sums : open.settled) {
    text += "settled " + sums.clause + " " + sums.debtor + ">" + sums.creditor +
            " " + sums.unit + " " + std::to_string(sums.count) + "\n";
  }
  return text;
}

std::shared_ptr<const std::vector<Event>> Needed(const History& history,
                                                 const SettledPast& past,
                                                 std::uint64_t known) {
  std::vector<Event> events;
  for (const Event& event : history) {
    const bool kept = std::binary_search(past.events.begin(), past.events.end(),
                                         event.sequence);
    if (kept || (event.sequence > past.known && event.sequence <= known)) {
      events.push_back(event);
    }
  }
  return std::make_shared<const std::vector<Event>>(std::move(events));
}

absl::StatusOr<Contract> SincePast(const History& history,
                                   const SettledPast& past,
                                   std::uint64_t known) {
  return Contract::Since(std::make_shared<const SettledPast>(past), kContract,
                         Needed(history, past, known), known);
}

class Checker {
 public:
  Checker(const History& history, Rng& rng, Tally& tally, Uses& uses)
      : history_(history), rng_(rng), tally_(tally), uses_(uses) {}

  std::optional<std::string> Run() {
    if (!RefersBackwards(history_) || history_.empty()) return std::nullopt;
    const auto head = history_.back().sequence;
    std::vector<Date> days = InterestingDays(history_, {}, rng_);
    std::vector<SettledPast> pasts;
    for (std::uint64_t known = 1; known <= head; ++known) {
      const bool ask = known == head || rng_.Percent(20);
      const bool make = rng_.Percent(12);
      if (!ask && !make) continue;
      const auto whole = Replayed(history_, known);
      if (!whole.ok()) return std::string(whole.status().message());
      if (make) {
        // From all events, or going on from an older one.
        const Date latest = rng_.Pick(days);
        auto past = whole->SettledBy(latest);
        if (!pasts.empty() && rng_.Percent(60)) {
          const auto since = SincePast(history_, rng_.Pick(pasts), known);
          if (!since.ok()) return std::string(since.status().message());
          past = since->SettledBy(latest);
        }
        if (past) {
          ++uses_.pasts;
          pasts.push_back(*std::move(past));
        } else {
          ++uses_.none;
        }
      }
      if (!ask) continue;
      for (const SettledPast& past : pasts) {
        for (int i = 0; i < 3; ++i) {
          const Date day = i == 0 ? past.through : rng_.Pick(days);
          if (auto wrong = Compare(*whole, past, known, day)) return wrong;
        }
      }
    }
    return std::nullopt;
  }

 private:
  std::optional<std::string> Compare(const Contract& whole,
                                     const SettledPast& past,
                                     std::uint64_t known, Date day) {
    const auto since = SincePast(history_, past, known);
    if (!since.ok()) return std::string(since.status().message());
    const auto open = since->OpenAt(day);
    if (!open.ok()) {
      if (!absl::IsAborted(open.status())) {
        return std::string(open.status().message());
      }
      if (since->KeptAt(day).ok()) return "kept, and not open";
      if (day >= past.through) ++uses_.refused;
      return std::nullopt;
    }
    const auto all = whole.OpenAt(day);
    if (!all.ok()) return std::string(all.status().message());
    ++tally_.points;
    ++uses_.used;
    if (known > past.known) ++uses_.later;
    for (const SettledSums& sums : past.settled) uses_.hidden += sums.count;
    const std::string a = Shown(*all), b = Shown(*open);
    if (a == b && SameAnswers(*all, *open)) return std::nullopt;
    return "as of " + day.ToString() + " known at #" + std::to_string(known) +
           " since " + past.through.ToString() + " at #" +
           std::to_string(past.known) + "\n--- all events\n" + a +
           "--- since the past\n" + b;
  }

  const History& history_;
  Rng& rng_;
  Tally& tally_;
  Uses& uses_;
};

void Report(const char* name, const Uses& uses) {
  std::printf(
      "%s: %llu pasts, %llu times none; %llu questions answered from one, %llu "
      "of them after later events, %llu replayed in full; %llu settled sums "
      "left out\n",
      name, static_cast<unsigned long long>(uses.pasts),
      static_cast<unsigned long long>(uses.none),
      static_cast<unsigned long long>(uses.used),
      static_cast<unsigned long long>(uses.later),
      static_cast<unsigned long long>(uses.refused),
      static_cast<unsigned long long>(uses.hidden));
}

TEST(SettledPastTest, AnswersAreThoseOfAFullReplay) {
  Uses uses;
  RunCampaign(
      "settled past", 600,
      [](Rng& rng) {
        PlainMix mix;
        mix.months = rng.Int(3, 14);
        mix.trouble = rng.Percent(40) ? 0 : rng.Int(5, 40);
        mix.others = rng.Percent(40);
        return PlainGenerator(rng, mix).Make();
      },
      [&](const History& history, Rng& rng, Tally& tally) {
        return Checker(history, rng, tally, uses).Run();
      });
  Report("plain", uses);
  // A test of pasts that nobody uses says nothing.
  EXPECT_GT(uses.used, uses.refused / 4);
  EXPECT_GT(uses.later, uses.used / 4);
  EXPECT_GT(uses.hidden, uses.used);
}

TEST(SettledPastTest, OtherContractsAreReplayedOrRight) {
  Uses uses;
  RunCampaign(
      "settled past of other contracts", 300,
      [](Rng& rng) {
        MoneyMix mix;
        mix.clauses = {"fee", "plan", "rent", "share", "limit", "spend"};
        mix.caps = rng.Percent(30);
        mix.waivers = rng.Percent(30) ? 8 : 0;
        mix.openings = rng.Percent(30) ? 4 : 0;
        mix.disputes = rng.Percent(30) ? 6 : 0;
        MoneyGenerator generator(rng, mix);
        return generator.Make(rng.Int(4, 16));
      },
      [&](const History& history, Rng& rng, Tally& tally) {
        return Checker(history, rng, tally, uses).Run();
      });
  Report("others", uses);
}

}  // namespace
}  // namespace covenant::property::settled_past_test

#include "tests/property/campaign.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <set>
#include <utility>

namespace covenant::property {
namespace {

std::uint64_t Number(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  if (text == nullptr || *text == '\0') return otherwise;
  return std::strtoull(text, nullptr, 10);
}

// Sanitizers look for other faults than the models do, and take their time.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t kOneOf = 5;
#else
constexpr std::uint64_t kOneOf = 1;
#endif

std::uint64_t HashOf(const std::string& text) {
  std::uint64_t hash = 1469598103934665603u;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  }
  return hash;
}

// Fields that a clause of its kind must have.
bool IsRequired(const std::string& path) {
  static const std::set<std::string> kPaths = {"debtor",
                                               "creditor",
                                               "amount",
                                               "total",
                                               "every",
                                               "rate",
                                               "metrics",
                                               "currency",
                                               "instalments",
                                               "price",
                                               "unit",
                                               "minimum",
                                               "tiers",
                                               "tier_mode",
                                               "mode",
                                               "contract_type",
                                               "notional_principal",
                                               "initial_exchange_date",
                                               "maturity_date",
                                               "nominal_interest_rate",
                                               "day_count_convention",
                                               "cycle_of_principal_redemption",
                                               "array_principal_redemption",
                                               "reference",
                                               "advances",
                                               "applies_to",
                                               "convert.to",
                                               "convert.rate",
                                               "convert.day",
                                               "indexation.rate",
                                               "indexation.first",
                                               "indexation.base",
                                               "indexation.base_level",
                                               "minimum.amount",
                                               "period_cap.amount",
                                               "year_cap.amount",
                                               "lifetime_cap.amount",
                                               "recoup.advances",
                                               "make_up.applies_to",
                                               "reference.rate",
                                               "reference.resets",
                                               "rates",
                                               "share",
                                               "fees",
                                               "calendar",
                                               "roll",
                                               "steps"};
  return kPaths.count(path) != 0;
}

// The history with one part left out; false when there is no such part. Parts:
// each event, then each change of each instrument.
bool LeaveOut(std::size_t part, History& history) {
  if (part < history.size()) {
    history.erase(history.begin() + static_cast<std::ptrdiff_t>(part));
    return true;
  }
  part -= history.size();
  for (Event& event : history) {
    auto* text = std::get_if<Instrument>(&event.body);
    if (text == nullptr) continue;
    if (part < text->changes.size()) {
      text->changes.erase(text->changes.begin() +
                          static_cast<std::ptrdiff_t>(part));
      return true;
    }
    part -= text->changes.size();
    for (Change& change : text->changes) {
      if (!change.clause) continue;
      Fields& fields = change.clause->fields;
      if (part < fields.size()) {
        const auto field = std::next(fields.begin(), static_cast<long>(part));
        if (!IsRequired(field->first)) fields.erase(field);
        return true;
      }
      part -= fields.size();
    }
  }
  return false;
}

}  // namespace

std::uint64_t Seed() { return Number("COVENANT_SEED", 1); }

std::uint64_t Cases(std::uint64_t otherwise) {
  return Number("COVENANT_PROPERTY_CASES", otherwise / kOneOf);
}

History Shrink(History history, const Check& check, std::uint64_t seed) {
  bool smaller = true;
  while (smaller) {
    smaller = false;
    for (std::size_t part = 0;; ++part) {
      History less = history;
      if (!LeaveOut(part, less)) break;
      if (less.empty() || less[0].id != history[0].id ||
          !RefersBackwards(less)) {
        continue;
      }
      Renumber(less);
      Rng days(seed);
      Tally ignored;
      if (less == history || !check(less, days, ignored)) continue;
      history = std::move(less);
      smaller = true;
      break;
    }
  }
  return history;
}

void RunCampaign(const std::string& name, std::uint64_t count,
                 const Generate& generate, const Check& check) {
  const std::uint64_t seed = Seed();
  const std::uint64_t cases = Cases(count);
  const std::uint64_t only = Number("COVENANT_CASE", 0);
  std::printf("[ seed     ] %s: COVENANT_SEED=%llu, %llu cases\n", name.c_str(),
              static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(cases));
  Tally tally;
  for (std::uint64_t i = 1; i <= cases; ++i) {
    if (only != 0 && i != only) continue;
    const std::uint64_t own = HashOf(name) ^ (seed * 1000003u + i);
    Rng rng(own);
    const History history = generate(rng);
    Rng days(own + 1);
    ++tally.histories;
    const std::optional<std::string> wrong = check(history, days, tally);
    if (!wrong) continue;
    const History least = Shrink(history, check, own + 1);
    Rng again(own + 1);
    Tally ignored;
    const std::optional<std::string> still = check(least, again, ignored);
    ADD_FAILURE() << name << ": COVENANT_SEED=" << seed
                  << " COVENANT_CASE=" << i << "\n"
                  << Describe(least) << "  " << (still ? *still : *wrong);
    return;
  }
  std::printf("[ tally    ] %s: %llu histories, %llu points, %llu left open\n",
              name.c_str(), static_cast<unsigned long long>(tally.histories),
              static_cast<unsigned long long>(tally.points),
              static_cast<unsigned long long>(tally.skipped));
}

}  // namespace covenant::property

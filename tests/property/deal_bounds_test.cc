// Laws over random deals that bound figures: caps, minimums, what is to be
// taken or paid for, limits of liability.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "tests/property/campaign.h"
#include "tests/property/deals.h"

namespace covenant::property::deal_bounds_test {
namespace {

const Clause* ClauseOf(const History& history, const std::string& id) {
  for (const Change& change : history[0].As<Instrument>()->changes) {
    if (change.target == id || (change.clause && change.clause->id == id)) {
      return change.clause ? &*change.clause : nullptr;
    }
  }
  return nullptr;
}

std::optional<Rational> LimitOf(const Clause& clause, const std::string& path) {
  if (clause.fields.contains(path + ".counts_after")) return std::nullopt;
  const auto* amount = FieldOf<Amount>(clause, path + ".amount");
  if (amount == nullptr || !amount->IsExact()) return std::nullopt;
  return amount->value().ToRational();
}

bool HasChangesOfTerms(const History& history) {
  for (std::size_t i = 1; i < history.size(); ++i) {
    if (history[i].As<Instrument>() != nullptr) return true;
  }
  return false;
}

// The first day of the year of a clause in which the day lies.
Date YearOf(const Clause& clause, Date day) {
  const auto* start = FieldOf<Date>(clause, "year_start");
  const int month = start == nullptr ? 1 : start->month();
  Date from = *Date::FromYmd(day.year(), month, 1);
  if (day < from) from = *Date::FromYmd(day.year() - 1, month, 1);
  return from;
}

// Whether it is a period of the clause from its first to its last day.
bool IsWhole(const Clause& clause, const std::optional<Interval>& period) {
  const auto* every = FieldOf<Duration>(clause, "every");
  return period && every != nullptr &&
         *every->AddTo(*period->from()) == *period->until();
}

// What is owed of a clause under caps: by period, by year, in all.
std::optional<std::string> AboveCaps(const Clause& clause,
                                     const Obligations& owed, Tally& tally) {
  std::map<Date, Rational> by_period, by_year;
  Rational all;
  for (const Obligation& one : owed.obligations) {
    if (LocalName(one) != clause.id || one.occurrence == "repayment") continue;
    if (!one.accrued.IsExact() || !one.credited.IsExact() || !one.period) {
      return std::nullopt;
    }
    // What is owed back counts against the rest.
    const Rational sign = Rational::FromInt(
        one.debtor == *FieldOf<std::string>(clause, "debtor") ? 1 : -1);
    const Rational now = one.accrued.Range().value() * sign;
    const Date last = *one.period->LastDay();
    by_period[last] += now;
    by_year[YearOf(clause, last)] += now;
    all += now;
  }
  ++tally.points;
  std::string text;
  for (const Obligation& one : owed.obligations) {
    text +=
        "\n    " + one.id + " " + one.accrued.ToString() + " by " + one.debtor;
  }
  const auto check = [&](const char* path, const Rational& sum) {
    const auto limit = LimitOf(clause, path);
    return limit && sum > *limit
               ? std::optional<std::string>(clause.id + ": " + sum.ToString() +
                                            " is above its " + path + text)
               : std::nullopt;
  };
  for (const auto& [day, sum] : by_period) {
    if (auto wrong = check("period_cap", sum)) return wrong;
  }
  for (const auto& [day, sum] : by_year) {
    if (auto wrong = check("year_cap", sum)) return wrong;
  }
  return check("lifetime_cap", all);
}

// What accrues in periods that have ended and were reported is at least the
// minimum, as far as no cap is lower; beside a share it is more.
std::optional<std::string> BelowMinimum(const Clause& clause,
                                        const Obligations& owed) {
  const auto least = LimitOf(clause, "minimum");
  const bool capped = clause.fields.contains("period_cap.amount") ||
                      clause.fields.contains("year_cap.amount") ||
                      clause.fields.contains("lifetime_cap.amount");
  // What was owed before, minimums too, is made up by tiers of this mode.
  const auto* mode = FieldOf<std::string>(clause, "tier_mode");
  const bool made_up = mode != nullptr && *mode == "whole-amount";
  // Beside a minimum a share below zero is still owed back.
  const auto* how = FieldOf<std::string>(clause, "minimum.mode");
  const bool beside = how != nullptr && *how == "additive" &&
                      clause.fields.contains("deductions");
  if (!least || capped || made_up || beside) return std::nullopt;
  const auto* per = FieldOf<std::string>(clause, "minimum.per");
  const bool yearly = per != nullptr && *per == "year";
  std::map<Date, Rational> sums;
  std::map<Date, bool> ended;
  for (const Obligation& one : owed.obligations) {
    if (LocalName(one) != clause.id || one.occurrence == "repayment") continue;
    if (!one.accrued.IsExact() || !one.period) return std::nullopt;
    const Date last = *one.period->LastDay();
    const Date key = yearly ? YearOf(clause, last) : last;
    const bool back = one.debtor != *FieldOf<std::string>(clause, "debtor");
    const Rational now = one.accrued.Range().value();
    sums[key] += back ? -now : now;
    if (!yearly) ended[key] = last <= owed.as_of;
    if (yearly) ended[key] = ended[key] || BaseOf(one).ends_with(".minimum");
  }
  for (const auto& [key, sum] : sums) {
    // Years without a sum of the minimum need none; they are at least as high.
    const Date year_end = *key.AddMonths(12);
    const bool over =
        yearly ? ended[key] || year_end <= owed.as_of : ended[key];
    const bool whole = key >= Day(0) && year_end <= Day(820);
    if (over && (!yearly || (whole && ended[key])) && sum < *least) {
      return clause.id + ": " + sum.ToString() + " in the time of " +
             key.ToString() + " is below the minimum";
    }
  }
  return std::nullopt;
}

std::optional<std::string> BelowTakeOrPay(const Clause& clause,
                                          const Obligations& owed) {
  const auto* charge = FieldOf<std::string>(clause, "charge");
  if (charge != nullptr && *charge == "shortfall") return std::nullopt;
  const Rational least =
      FieldOf<Amount>(clause, "minimum")->value().ToRational() *
      FieldOf<Amount>(clause, "price")->value().ToRational();
  for (const Obligation& one : owed.obligations) {
    if (LocalName(one) != clause.id || !one.accrued.IsExact()) continue;
    if (!one.period || *one.period->LastDay() > owed.as_of) continue;
    if (one.accrued.Range().value() <
        least.Round(2, RoundingMode::kHalfAway).ToRational()) {
      return one.id + " is below what is to be taken or paid for";
    }
  }
  return std::nullopt;
}

TEST(DealBoundsTest, CapsAndMinimums) {
  RunCampaign(
      "deal caps", 400,
      [](Rng& rng) {
        DealMix mix;
        mix.clauses = {"royalty", "royalty", "usage", "offtake", "pool"};
        mix.most = 3;
        mix.reports = 100;
        mix.mixed_terms = 0;
        mix.amendments = mix.waivers = mix.statements = mix.set_offs = 0;
        mix.whole = true;
        mix.anchors = 0;
        DealGenerator generator(rng, mix);
        return generator.Make();
      },
      [](const History& history, Rng& rng,
         Tally& tally) -> std::optional<std::string> {
        if (HasChangesOfTerms(history)) return std::nullopt;
        const Event& text = history[0];
        if (text.until || text.effective->date != Day(0)) return std::nullopt;
        const auto contract = Replayed(history, history.size());
        if (!contract.ok()) return std::string(contract.status().message());
        for (const Date day : {Day(rng.Int(60, 800)), Day(820)}) {
          const auto owed = contract->ObligationsAt(day);
          if (!owed.ok()) return std::string(owed.status().message());
          for (const char* id : {"royalty", "pool", "usage", "offtake"}) {
            const Clause* clause = ClauseOf(history, id);
            // In another currency the limits cannot be compared.
            if (clause == nullptr || clause->fields.contains("convert.to") ||
                clause->fields.contains("anchor")) {
              continue;
            }
            const std::string at = "as of " + day.ToString() + ": ";
            if (clause->kind == kind::kTakeOrPay) {
              if (auto wrong = BelowTakeOrPay(*clause, *owed))
                return at + *wrong;
              continue;
            }
            if (auto wrong = AboveCaps(*clause, *owed, tally)) {
              return at + *wrong;
            }
            if (auto wrong = BelowMinimum(*clause, *owed)) return at + *wrong;
          }
        }
        return std::nullopt;
      });
}

// What a party accrues under a cap of its liability, all together.
TEST(DealBoundsTest, LiabilityCaps) {
  RunCampaign(
      "deal liability", 500,
      [](Rng& rng) {
        DealMix mix;
        mix.clauses = {"liability", "liability", "fee",   "price",  "rent",
                       "royalty",   "usage",     "bonus", "offtake"};
        mix.most = 7;
        mix.whole = true;
        mix.amendments = 0;
        mix.statements = 0;
        mix.undisclosed = rng.Percent(20) ? 15 : 0;
        DealGenerator generator(rng, mix);
        return generator.Make();
      },
      [](const History& history, Rng& rng,
         Tally& tally) -> std::optional<std::string> {
        const Clause* cap = ClauseOf(history, "liability");
        const Rational* most = nullptr;
        Rational limit;
        const auto* of_both =
            cap == nullptr ? nullptr : FieldOf<std::string>(*cap, "of_both");
        // The greater of it and a share of the fees may be more.
        const bool bound = of_both == nullptr || *of_both == "lesser-of";
        if (cap != nullptr && bound && !cap->fields.contains("trailing")) {
          const auto* amount = FieldOf<Amount>(*cap, "amount");
          if (amount != nullptr && amount->IsExact()) {
            limit = amount->value().ToRational();
            most = &limit;
          }
        }
        if (most == nullptr || HasChangesOfTerms(history)) return std::nullopt;
        const bool yearly = cap->fields.contains("year_start");
        const auto contract = Replayed(history, history.size());
        if (!contract.ok()) return std::string(contract.status().message());
        for (const Date day : {Day(rng.Int(60, 800)), Day(820)}) {
          const auto owed = contract->ObligationsAt(day);
          if (!owed.ok()) return std::string(owed.status().message());
          std::map<Date, RationalRange> sums;
          for (const Obligation& one : owed->obligations) {
            if (one.debtor != *FieldOf<std::string>(*cap, "debtor")) continue;
            if (one.unit != "EUR" || !one.due) continue;
            // What is owed back is no liability.
            const Clause* clause = ClauseOf(history, LocalName(one));
            const auto* debtor = FieldOf<std::string>(*clause, "debtor");
            if (debtor == nullptr || one.debtor != *debtor) continue;
            // Of what is owed once, and of a period that is in force in part,
            // the day of accrual is not in the answer: a period ends on its
            // nominal last day (decisions.md 11).
            if (yearly && !IsWhole(*clause, one.period)) continue;
            const Date key =
                yearly
                    ? YearOf(*cap, std::min(*one.period->LastDay(), *one.due))
                    : Day(0);
            // What is waived does not count; it is the same part of what does.
            sums[key] += one.accrued.Range() - one.waived.Range();
          }
          for (const auto& [key, sum] : sums) {
            ++tally.points;
            if (sum.at_least() && *sum.at_least() > *most) {
              std::string text;
              for (const Obligation& one : owed->obligations) {
                text += "\n    " + one.id + " " + one.accrued.ToString();
              }
              return "as of " + day.ToString() + ": at least " +
                     sum.at_least()->ToString() + " is owed under the cap" +
                     text;
            }
          }
        }
        return std::nullopt;
      });
}

}  // namespace
}  // namespace covenant::property::deal_bounds_test

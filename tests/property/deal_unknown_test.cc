// Laws over random deals that compare figures: of a history in which a value is
// not known with those in which it is, and of reports that are split.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "tests/property/campaign.h"
#include "tests/property/deals.h"

namespace covenant::property::deal_unknown_test {
namespace {

// A number of the history that can be put differently.
struct Place {
  std::size_t event = 0;
  Amount* amount = nullptr;
  Rate* rate = nullptr;
};

void Collect(Value& value, std::vector<Place>& places, std::size_t event) {
  if (auto* amount = std::get_if<Amount>(&value.v)) {
    places.push_back({event, amount, nullptr});
  } else if (auto* rate = std::get_if<Rate>(&value.v)) {
    places.push_back({event, nullptr, rate});
  }
}

// Figures that a range may stand for: not bounds of tiers, which must be known.
std::vector<Place> PlacesOf(History& history) {
  static const std::vector<std::string> kPaths = {"amount",
                                                  "rate",
                                                  "price",
                                                  "minimum.amount",
                                                  "period_cap.amount",
                                                  "year_cap.amount",
                                                  "lifetime_cap.amount",
                                                  "nominal_interest_rate",
                                                  "margin",
                                                  "total",
                                                  "rate_spread"};
  std::vector<Place> places;
  for (std::size_t i = 0; i < history.size(); ++i) {
    Body& body = history[i].body;
    if (auto* text = std::get_if<Instrument>(&body)) {
      for (Change& change : text->changes) {
        if (change.op == Change::Op::kSet) Collect(change.to, places, i);
        if (!change.clause) continue;
        for (auto& [path, value] : change.clause->fields) {
          if (std::find(kPaths.begin(), kPaths.end(), path) != kPaths.end()) {
            Collect(value, places, i);
          }
        }
      }
    } else if (auto* report = std::get_if<Report>(&body)) {
      for (auto& [name, amount] : report->metrics) {
        places.push_back({i, &amount, nullptr});
      }
      for (ReportItem& item : report->items) {
        places.push_back({i, &item.amount, nullptr});
      }
    } else if (auto* rate = std::get_if<RatePublished>(&body)) {
      for (RateValue& value : rate->values) {
        if (value.rate) places.push_back({i, nullptr, &*value.rate});
        if (value.value) places.push_back({i, &*value.value, nullptr});
      }
    } else if (auto* payment = std::get_if<PaymentMade>(&body)) {
      places.push_back({i, &payment->amount, nullptr});
    } else if (auto* milestone = std::get_if<Milestone>(&body)) {
      for (auto& [name, amount] : milestone->values) {
        places.push_back({i, &amount, nullptr});
      }
    }
  }
  return places;
}

// Puts one number as a range that holds `to` too; then as `to`.
struct Variants {
  History hidden;
  History other;
};

std::optional<Variants> Vary(const History& history, Rng& rng) {
  Variants variants{history, history};
  std::vector<Place> hidden = PlacesOf(variants.hidden);
  std::vector<Place> other = PlacesOf(variants.other);
  if (hidden.empty()) return std::nullopt;
  const auto at =
      static_cast<std::size_t>(rng.Int(0, static_cast<int>(hidden.size()) - 1));
  if (hidden[at].amount != nullptr) {
    Amount& amount = *hidden[at].amount;
    if (!amount.IsExact()) return std::nullopt;
    const Decimal more =
        (amount.value().ToRational() * Rational::Fraction(rng.Int(1, 3), 2))
            .Round(2);
    *other[at].amount = Amount::Exact(more, amount.unit());
    const Decimal low = std::min(amount.value(), more);
    const Decimal high = std::max(amount.value(), more);
    switch (rng.Int(0, 2)) {
      case 0:
        amount = Amount::Undisclosed(amount.unit());
        break;
      case 1:
        amount = *Amount::Of(low, high, amount.unit());
        break;
      default:
        amount = Amount::AtLeast(low, amount.unit());
        break;
    }
  } else {
    Rate& rate = *hidden[at].rate;
    if (!rate.IsExact()) return std::nullopt;
    *other[at].rate = *Rate::Exact(rate.value() * Rational::Fraction(3, 2));
    rate = Rate::Undisclosed();
  }
  return variants;
}

// Figures by sum, unit and name; what acme owes, less what nova owes. What is
// not listed is zero.
using Figures =
    std::map<std::tuple<std::string, std::string, std::string>, RationalRange>;

Figures FiguresOf(const Obligations& owed) {
  Figures figures;
  for (const Obligation& one : owed.obligations) {
    // Totals that are settled by themselves are numbered by what is reported.
    std::string base = BaseOf(one);
    if (const auto at = base.find(".total."); at != std::string::npos) {
      base.erase(at + 6);
    }
    const auto put = [&](const std::string& name, const Amount& amount) {
      const RationalRange range = amount.Range();
      figures[{LocalName(one) + "/" + base, one.unit, name}] +=
          one.debtor == "acme" ? range : -range;
    };
    put("accrued less credited", one.accrued);
    // Increases and reductions come and go as the values do.
    figures[{LocalName(one) + "/" + base, one.unit, "accrued less credited"}] +=
        one.debtor == "acme" ? -one.credited.Range() : one.credited.Range();
    put("contingent", one.contingent);
    put("owed", one.owed);
    put("waived", one.waived);
  }
  return figures;
}

// What may be owed either way is shown as at least nothing of the one.
bool EitherWay(const RationalRange& range, const RationalRange& known) {
  if (range.IsExact() || !known.IsExact()) return false;
  return (range.at_least() && range.at_least()->IsZero() &&
          known.value().Sign() < 0) ||
         (range.at_most() && range.at_most()->IsZero() &&
          known.value().Sign() > 0);
}

std::optional<std::string> NotHeld(const Figures& hidden,
                                   const Figures& known) {
  const auto in = [](const Figures& figures, const Figures::key_type& key) {
    const auto it = figures.find(key);
    return it == figures.end() ? RationalRange() : it->second;
  };
  const bool turned =
      std::any_of(known.begin(), known.end(), [&](const auto& entry) {
        return std::get<2>(entry.first) == "accrued less credited" &&
               EitherWay(in(hidden, entry.first), entry.second);
      });
  for (const auto& [key, figure] : known) {
    if (!figure.IsExact()) continue;
    const auto& [sum, unit, name] = key;
    if (name == "waived") continue;
    // Nothing is credited of what is waived already.
    if (name == "accrued less credited" &&
        !in(known, {sum, unit, "waived"}).IsExactlyZero()) {
      continue;
    }
    RationalRange range = in(hidden, key);
    if (EitherWay(range, figure)) continue;
    if (name == "owed") {
      // A debt the other way is not followed in what is set off or paid.
      if (turned) continue;
      // Interest is rounded whenever something is paid on it, which is not
      // known.
      const Rational few = Rational::Fraction(1, 20);
      if (!range.IsExact()) range += RationalRange::Between(-few, few);
    }
    if (!range.Contains(figure.value())) {
      return sum + " " + name + " is " + range.ToString() +
             " where a value is not known, and " + figure.ToString() + " " +
             unit + " where it is";
    }
  }
  for (const auto& [key, range] : hidden) {
    if (std::get<2>(key) != "waived" && !known.contains(key) &&
        !range.Contains(Rational())) {
      return std::get<0>(key) + " " + std::get<2>(key) + " is " +
             range.ToString() +
             " where a value is not known, and nothing where it is";
    }
  }
  return std::nullopt;
}

History KnownDeal(Rng& rng) {
  DealMix mix;
  mix.clauses = DealClauses();
  mix.negative = rng.Percent(15) ? 15 : 0;
  mix.corrections = 0;
  DealGenerator generator(rng, mix);
  return generator.Make();
}

// An answer where something is not known holds each answer where it is.
TEST(DealBoundsTest, WhatIsNotKnownHoldsWhatItMayBe) {
  RunCampaign("deal unknown", 200, KnownDeal,
              [](const History& history, Rng& rng,
                 Tally& tally) -> std::optional<std::string> {
                for (int i = 0; i < 3; ++i) {
                  const auto variants = Vary(history, rng);
                  if (!variants) continue;
                  const auto before = Replayed(history, history.size());
                  const auto other = Replayed(variants->other, history.size());
                  const auto hidden =
                      Replayed(variants->hidden, history.size());
                  for (const Date day : {Day(rng.Int(60, 800)), Day(820)}) {
                    const auto a = before->ObligationsAt(day);
                    const auto b = other->ObligationsAt(day);
                    const auto h = hidden->ObligationsAt(day);
                    if (!a.ok() || !b.ok()) continue;
                    if (!h.ok()) return std::string(h.status().message());
                    ++tally.points;
                    for (const auto* known : {&*a, &*b}) {
                      auto wrong = NotHeld(FiguresOf(*h), FiguresOf(*known));
                      if (wrong) {
                        return "as of " + day.ToString() + ": " + *wrong +
                               "; not known:\n" + Describe(variants->hidden);
                      }
                    }
                  }
                }
                return std::nullopt;
              });
}

// Without one of its reports, or without a published rate, no figure is another
// number than with it.
TEST(DealBoundsTest, WhatIsMissingIsNotANumber) {
  RunCampaign(
      "deal missing", 700, KnownDeal,
      [](const History& history, Rng& rng,
         Tally& tally) -> std::optional<std::string> {
        std::vector<std::size_t> facts;
        for (std::size_t i = 0; i < history.size(); ++i) {
          const auto* report = history[i].As<Report>();
          // Of single figures it is not known that there are more.
          if (report != nullptr && report->items.empty()) facts.push_back(i);
        }
        if (facts.empty()) return std::nullopt;
        const Event& gone = history[rng.Pick(facts)];
        const auto* report = gone.As<Report>();
        const std::string& metric = report->metrics.begin()->first;
        if (metric.starts_with("return")) return std::nullopt;
        History less;
        for (const Event& event : history) {
          const auto* other = event.As<Report>();
          if (other != nullptr && other->period == report->period &&
              other->metrics.begin()->first == report->metrics.begin()->first) {
            continue;
          }
          less.push_back(event);
        }
        if (!RefersBackwards(less)) return std::nullopt;
        Renumber(less);
        const auto before = Replayed(history, history.size());
        const auto after = Replayed(less, less.size());
        const auto with = before->ObligationsAt(Day(820));
        const auto without = after->ObligationsAt(Day(820));
        if (!with.ok()) return std::nullopt;
        if (!without.ok()) return std::string(without.status().message());
        ++tally.points;
        const auto wrong = NotHeld(FiguresOf(*without), FiguresOf(*with));
        if (!wrong) return std::nullopt;
        return "without " + gone.id + ": " + *wrong;
      });
}

// --- Reports that are split.

// One report of a total as two reports of half of it, for the days up to `at`
// and from it on.
std::optional<History> Halved(const History& history, std::size_t at,
                              Date middle) {
  const auto* report = history[at].As<Report>();
  if (report == nullptr || !report->items.empty()) return std::nullopt;
  if (middle <= *report->period.from() || middle >= *report->period.until()) {
    return std::nullopt;
  }
  History split = history;
  Report first = *report, second = *report;
  first.period = Interval(report->period.from(), middle);
  second.period = Interval(middle, report->period.until());
  for (auto* half : {&first, &second}) {
    for (auto& [name, amount] : half->metrics) {
      const Rational value =
          amount.value().ToRational() * Rational::Fraction(1, 2);
      amount = Amount::Exact(value.Round(6), amount.unit());
    }
  }
  split[at].body = first;
  Event more = NewEvent("H" + history[at].id, "report", second);
  split.insert(split.begin() + static_cast<std::ptrdiff_t>(at) + 1, more);
  Renumber(split);
  return split;
}

// Inside one period of a clause the halves of a report are as good as the
// whole, whatever is computed from the period's total.
TEST(DealBoundsTest, HalvesOfAReportInsideAPeriodChangeNothing) {
  RunCampaign(
      "deal halves", 400,
      [](Rng& rng) {
        DealMix mix;
        mix.clauses = {"royalty", "pool", "usage", "offtake", "commission"};
        mix.mixed_terms = mix.amendments = mix.waivers = mix.anchors = 0;
        mix.whole = true;
        mix.late_reports = mix.corrections = mix.statements = 0;
        DealGenerator generator(rng, mix);
        return generator.Make();
      },
      [](const History& history, Rng& rng,
         Tally& tally) -> std::optional<std::string> {
        for (const Change& change : history[0].As<Instrument>()->changes) {
          const auto* settle = FieldOf<std::string>(*change.clause, "settle");
          if (settle != nullptr && *settle == "item") return std::nullopt;
        }
        const auto at = static_cast<std::size_t>(
            rng.Int(1, static_cast<int>(history.size())) - 1);
        const auto* report = history[at].As<Report>();
        if (report == nullptr) return std::nullopt;
        const Date middle = *report->period.from()->AddDays(rng.Int(1, 25));
        const auto split = Halved(history, at, middle);
        if (!split) return std::nullopt;
        const auto before = Replayed(history, history.size());
        const auto after = Replayed(*split, split->size());
        const auto whole = before->ObligationsAt(Day(820));
        const auto halves = after->ObligationsAt(Day(820));
        if (!whole.ok() || !halves.ok()) return "cannot be replayed";
        ++tally.points;
        const Figures a = FiguresOf(*whole), b = FiguresOf(*halves);
        for (const auto& [key, figure] : a) {
          const auto it = b.find(key);
          if (!figure.IsExact() && it != b.end()) continue;
          if (it == b.end() || !(it->second == figure)) {
            return history[at].id + " in halves: " + std::get<0>(key) +
                   " was " + figure.ToString() + ", is " +
                   (it == b.end() ? "nothing" : it->second.ToString());
          }
        }
        return a.size() == b.size()
                   ? std::nullopt
                   : std::optional<std::string>("there are other sums");
      });
}

// A clause with periods half as long, reported in halves, comes to the same in
// all where it is additive: a plain rate or price. Each sum is rounded once.
TEST(DealBoundsTest, HalvesOfPeriodsComeToTheSame) {
  RunCampaign(
      "deal periods", 300,
      [](Rng& rng) {
        DealMix mix;
        mix.clauses = {"royalty", "usage"};
        mix.plain = 100;
        mix.most = 2;
        mix.reports = 100;
        mix.mixed_terms = mix.amendments = mix.waivers = mix.anchors = 0;
        mix.whole = true;
        mix.late_reports = mix.corrections = mix.statements = 0;
        mix.negative = rng.Percent(30) ? 30 : 0;
        DealGenerator generator(rng, mix);
        return generator.Make();
      },
      [](const History& history, Rng&,
         Tally& tally) -> std::optional<std::string> {
        History split = history;
        for (Change& change : std::get<Instrument>(split[0].body).changes) {
          Value& every = change.clause->fields["every"];
          if (!(*every.As<Duration>() == Span("6 months"))) return std::nullopt;
          every = Of(Span("3 months"));
        }
        for (std::size_t i = 0; i < split.size(); ++i) {
          const auto* report = split[i].As<Report>();
          if (report == nullptr) continue;
          if (!report->items.empty()) continue;
          const Date middle = *report->period.from()->AddMonths(3);
          const auto halves = Halved(split, i, middle);
          if (!halves) return std::nullopt;
          split = *halves;
          ++i;
        }
        // Single figures belong to the period in which their day lies.
        for (const Event& event : split) {
          const auto* report = event.As<Report>();
          if (report != nullptr && !report->items.empty()) return std::nullopt;
        }
        const auto before = Replayed(history, history.size());
        const auto after = Replayed(split, split.size());
        const auto whole = before->ObligationsAt(Day(820));
        const auto halves = after->ObligationsAt(Day(820));
        if (!whole.ok() || !halves.ok()) return "cannot be replayed";
        ++tally.points;
        std::map<std::string, RationalRange> a, b;
        for (const Obligation& one : whole->obligations) {
          a[LocalName(one)] +=
              one.debtor == "acme" ? one.accrued.Range() : -one.accrued.Range();
        }
        for (const Obligation& one : halves->obligations) {
          b[LocalName(one)] +=
              one.debtor == "acme" ? one.accrued.Range() : -one.accrued.Range();
        }
        const Rational bound = Rational::Fraction(
            static_cast<std::int64_t>(whole->obligations.size() +
                                      halves->obligations.size()),
            200);
        for (const auto& [clause, sum] : a) {
          if (!sum.IsExact() || !b[clause].IsExact()) continue;
          if ((sum.value() - b[clause].value()).Abs() > bound) {
            return clause + " comes to " + sum.ToString() + ", in halves to " +
                   b[clause].ToString();
          }
        }
        return std::nullopt;
      });
}

}  // namespace
}  // namespace covenant::property::deal_unknown_test

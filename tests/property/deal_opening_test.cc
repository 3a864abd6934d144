// The law of openings: one that states what the clauses had counted by its last
// day changes no sum of later periods, even if nothing of the time before is
// reported any more.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <utility>

#include "tests/property/campaign.h"
#include "tests/property/deals.h"

namespace covenant::property::deal_opening_test {
namespace {

History CountingDeal(Rng& rng) {
  DealMix mix;
  mix.clauses = {"royalty", "pool", "usage", "offtake"};
  if (rng.Percent(30)) mix.clauses.push_back("commission");
  mix.reports = 100;
  mix.late_reports = mix.amendments = mix.payments = mix.set_offs = 0;
  mix.disputes = mix.waivers = mix.statements = mix.corrections = 0;
  mix.invoices = mix.mixed_terms = 0;
  mix.published = 100;
  mix.whole = true;
  DealGenerator generator(rng, mix);
  return generator.Make();
}

// The clauses of the agreement, by id.
std::map<std::string, const Clause*> ClausesOf(const History& history) {
  std::map<std::string, const Clause*> clauses;
  for (const Event& event : history) {
    const auto* text = event.As<Instrument>();
    if (text == nullptr) continue;
    for (const Change& change : text->changes) {
      if (change.clause) clauses[change.clause->id] = &*change.clause;
    }
  }
  return clauses;
}

std::string WordOf(const Clause& clause, const std::string& path) {
  const auto* word = FieldOf<std::string>(clause, path);
  return word == nullptr ? "" : *word;
}

Date YearOf(const Clause& clause, Date day) {
  const auto* start = FieldOf<Date>(clause, "year_start");
  const Date first = start == nullptr ? *Date::FromYmd(day.year(), 1, 1)
                                      : *Date::FromYmd(day.year(),
                                                       start->month(),
                                                       start->day());
  return first <= day ? first : *first.AddMonths(-12);
}

// What is below zero is owed the other way round.
Rational Signed(const Clause& clause, const Obligation& one,
                const Amount& amount) {
  const Rational value = amount.value().ToRational();
  return one.debtor == WordOf(clause, "debtor") ? value : -value;
}

// What the tiers of a clause without deductions or an allowance count of the
// reports up to the last day of a closed period; `year`: of the contract year of
// `through` alone.
Rational ReportedOf(const History& history, const Clause& clause, Date closed,
                    Date through, bool year) {
  Rational sum;
  const auto& metrics = *FieldOf<Value::List>(clause, "metrics");
  for (const Event& event : history) {
    const auto* report = event.As<Report>();
    if (report == nullptr || *report->period.LastDay() > closed) continue;
    if (year && YearOf(clause, *report->period.LastDay()) !=
                    YearOf(clause, through)) {
      continue;
    }
    for (const Value& metric : metrics) {
      const std::string& name = *metric.As<std::string>();
      bool dated = false;
      for (const ReportItem& item : report->items) {
        if (item.metric != name) continue;
        dated = true;
        sum += item.amount.value().ToRational();
      }
      const auto total = report->metrics.find(name);
      if (!dated && total != report->metrics.end()) {
        sum += total->second.value().ToRational();
      }
    }
  }
  return sum;
}

// What was counted by the end of `through`, from all that is known in the end.
// Nothing where that cannot be told from the answers.
class Counts {
 public:
  Counts(const History& history, const Contract& contract, Date through)
      : history_(history),
        clauses_(ClausesOf(history)),
        through_(through),
        contract_(contract),
        end_(*contract.ObligationsAt(Day(820))) {}

  std::optional<std::vector<OpeningCount>> Tell() {
    for (const auto& [id, clause] : clauses_) {
      if (id != "royalty" && id != "pool" && id != "usage" &&
          id != "commission" && id != "offtake") {
        continue;
      }
      if (clause->fields.contains("convert.to")) return std::nullopt;
      Rational all, year;
      if (!Accrued(id, *clause, all, year)) return std::nullopt;
      Add(id, Counted::kAccruedInAll, all, "EUR");
      Add(id, Counted::kAccruedInYear, year, "EUR");
      if (id == "offtake" && !MakeUp()) return std::nullopt;
      if (clause->fields.contains("tiers") && !Tiers(id, *clause, all, year)) {
        return std::nullopt;
      }
      if (clause->fields.contains("recoup.advances")) Advances(id);
      for (const char* cap : {"year_cap", "lifetime_cap"}) {
        if (clause->fields.contains(std::string(cap) + ".counts_after")) {
          return std::nullopt;
        }
      }
    }
    // A minimum of a year closes with the last period that ends in the year.
    // That is not seen from outside where periods and years do not end
    // together.
    for (const Obligation& one : end_.obligations) {
      if (one.occurrence.ends_with(".minimum") && one.period &&
          one.period->Contains(through_)) {
        return std::nullopt;
      }
    }
    return exact_ ? std::optional(std::move(counts_)) : std::nullopt;
  }

 private:
  void Add(const std::string& clause, Counted counted, const Rational& value,
           const std::string& unit) {
    const auto decimal = Decimal::FromRational(value);
    if (!decimal.ok()) {
      exact_ = false;
      return;
    }
    counts_.push_back(
        {clause, counted, Amount::Exact(*decimal, *Unit::Parse(unit)), {}});
  }

  bool Closed(const Obligation& one) const {
    return one.period && *one.period->LastDay() <= through_;
  }

  // The last day of the last closed period of the clause.
  Date LastClosed(const std::string& id) const {
    Date closed = *Date::FromYmd(2000, 1, 1);
    for (const Obligation& one : end_.obligations) {
      if (LocalName(one) == id && Closed(one)) {
        closed = std::max(closed, *one.period->LastDay());
      }
    }
    return closed;
  }

  bool Accrued(const std::string& id, const Clause& clause, Rational& all,
               Rational& year) const {
    for (const Obligation& one : end_.obligations) {
      if (LocalName(one) != id || !Closed(one)) continue;
      if (!one.accrued.IsExact() || one.unit != "EUR") return false;
      const Rational value = Signed(clause, one, one.accrued);
      all += value;
      if (YearOf(clause, *one.period->LastDay()) == YearOf(clause, through_)) {
        year += value;
      }
    }
    return true;
  }

  bool Tiers(const std::string& id, const Clause& clause, const Rational& all,
             const Rational& year) {
    const std::string reset = WordOf(clause, "tier_reset");
    if (WordOf(clause, "tier_mode") == "ordinal" || reset.empty() ||
        reset == "period") {
      return true;
    }
    // What of a first period in force in part counts is not seen from outside.
    if (clause.fields.contains("allowance") ||
        clause.fields.contains("deductions") ||
        clause.fields.contains("anchor")) {
      return false;
    }
    Add(id, Counted::kTierBase,
        ReportedOf(history_, clause, LastClosed(id), through_,
                   reset == "year"),
        id == "usage" ? "hours" : "EUR");
    Add(id, Counted::kTierCharge, reset == "year" ? year : all, "EUR");
    return true;
  }

  // Advances that are due by the day, less what was credited by any clause.
  void Advances(const std::string& id) {
    Rational left;
    for (const Obligation& one : end_.obligations) {
      const auto clause = clauses_.find(LocalName(one));
      if (clause == clauses_.end()) continue;
      if (clause->first == "advance") {
        if (one.due && *one.due <= through_) {
          left += one.accrued.value().ToRational();
        }
      } else if (Closed(one) &&
                 clause->second->fields.contains("recoup.advances")) {
        if (!one.credited.IsExact()) {
          exact_ = false;
          return;
        }
        left -= Signed(*clause->second, one, one.credited);
      }
    }
    Add(id, Counted::kAdvances, std::max(left, Rational()), "EUR");
  }

  // The credits as the balances of the last closed day have them, oldest first:
  // later ones are used in a period that still runs.
  bool MakeUp() {
    const Clause& clause = *clauses_.at("offtake");
    if (clause.fields.contains("report_due")) return false;
    if (!clause.fields.contains("make_up.applies_to")) return true;
    bool any = false;
    const auto then = contract_.ObligationsAt(LastClosed("offtake"));
    for (const ClauseBalance& balance : then->balances) {
      if (!balance.name.starts_with("credit of ")) continue;
      if (!balance.amount.IsExact()) return false;
      OpeningCount count{"offtake", Counted::kMakeUp, balance.amount, {}};
      if (const auto at = balance.name.find(", to ");
          at != std::string::npos) {
        count.expires = *Date::Parse(balance.name.substr(at + 5));
      }
      counts_.push_back(count);
      any = true;
    }
    if (!any) Add("offtake", Counted::kMakeUp, Rational(), "EUR");
    return true;
  }

  const History& history_;
  const std::map<std::string, const Clause*> clauses_;
  const Date through_;
  const Contract& contract_;
  const Obligations end_;
  std::vector<OpeningCount> counts_;
  bool exact_ = true;
};

// What accrued and was credited of the periods that end after the day.
std::map<std::string, std::string> Later(const Obligations& owed,
                                         Date through) {
  std::map<std::string, std::string> later;
  for (const Obligation& one : owed.obligations) {
    if (!one.period || *one.period->LastDay() <= through) continue;
    later[one.id] = one.debtor + " owes " + one.accrued.ToString() +
                    ", credited " + one.credited.ToString();
  }
  return later;
}

std::optional<std::string> GoesOn(const History& history, Rng& rng,
                                  Tally& tally) {
  const auto before = Replayed(history, history.size());
  if (!before.ok()) return std::string(before.status().message());
  const Date through = Day(rng.Int(60, 500));
  const auto counts = Counts(history, *before, through).Tell();
  if (!counts || counts->empty()) {
    ++tally.skipped;
    return std::nullopt;
  }
  const bool formula = ClausesOf(history).contains("commission");
  // The first day of a period that is not closed.
  Date open = *through.AddDays(1);
  const auto end = before->ObligationsAt(Day(820));
  for (const Obligation& one : end->obligations) {
    if (one.period && *one.period->LastDay() > through) {
      open = std::min(open, *one.period->from());
    }
  }
  History taken;
  for (const Event& event : history) {
    const auto* report = event.As<Report>();
    if (!formula && report != nullptr && *report->period.until() <= open) {
      continue;
    }
    taken.push_back(event);
  }
  Opening opening;
  opening.through = through;
  opening.counts = *counts;
  taken.push_back(NewEvent("OPENING", "opening", opening));
  Renumber(taken);
  const auto after = Replayed(taken, taken.size());
  if (!after.ok()) return std::string(after.status().message());
  for (const Date day : {Day(rng.Int(500, 800)), Day(820)}) {
    const auto a = Later(*before->ObligationsAt(day), through);
    const auto b = Later(*after->ObligationsAt(day), through);
    ++tally.points;
    if (a == b) continue;
    for (const auto* all : {&a, &b}) {
      for (const auto& [id, text] : *all) {
        const auto x = a.find(id), y = b.find(id);
        const std::string was = x == a.end() ? "nothing" : x->second;
        const std::string is = y == b.end() ? "nothing" : y->second;
        if (was == is) continue;
        return "through " + through.ToString() + ", as of " + day.ToString() +
               ": " + id + ": " + was + "; with the opening " + is + "\n" +
               Describe(taken);
      }
    }
  }
  return std::nullopt;
}

TEST(DealOpeningTest, WhatIsStatedAsCountedChangesNothingLater) {
  RunCampaign("openings with counts", 600, CountingDeal, GoesOn);
}

}  // namespace
}  // namespace covenant::property::deal_opening_test

#include "replay/money/loan_terms.h"

#include <algorithm>
#include <cstdint>

#include "replay/money/collar.h"
#include "replay/money/evaluate.h"

namespace covenant {
namespace {

std::optional<Date> DateOf(const ClauseState& clause, const std::string& path) {
  const auto* date = clause.As<Date>(path);
  if (date == nullptr) return std::nullopt;
  return *date;
}

std::optional<Duration> CycleOf(const ClauseState& clause,
                                const std::string& path) {
  const auto* cycle = clause.As<Duration>(path);
  if (cycle == nullptr || cycle->IsZero() ||
      cycle->unit() == DurationUnit::kBusinessDays) {
    return std::nullopt;
  }
  return *cycle;
}

// The days of a cycle that lie behind `after` and before `before`, counted from
// the anchor without drift; the anchor is the first of them. One more than can
// be is enough to see that there are too many.
std::vector<Date> DaysOf(const Duration& cycle, Date anchor, Date after,
                         Date before, MonthEndRule rule) {
  std::vector<Date> days;
  for (std::int64_t k = 0; days.size() <= kMaxLoanDates; ++k) {
    const auto day = cycle.AddTo(anchor, k, rule);
    if (!day.ok() || *day >= before) break;
    if (*day > after) days.push_back(*day);
  }
  return days;
}

class Reader {
 public:
  Reader(const ClauseState& clause, LoanTerms& terms)
      : clause_(clause), terms_(terms) {}

  void Read() {
    const auto annuity = terms_.type == loan::kAnnuity;
    if (terms_.type == loan::kLinear || annuity) {
      terms_.redemption = Cycle("principal_redemption");
    } else if (terms_.type == loan::kStepped) {
      ReadSteps();
    }
    terms_.redemption.push_back(terms_.maturity);
    terms_.interest = Cycle("interest_payment");
    terms_.interest.push_back(terms_.maturity);
    if (annuity) {
      // An instalment is interest and principal together.
      terms_.interest.insert(terms_.interest.end(), terms_.redemption.begin(),
                             terms_.redemption.end());
      std::sort(terms_.interest.begin(), terms_.interest.end());
      terms_.interest.erase(
          std::unique(terms_.interest.begin(), terms_.interest.end()),
          terms_.interest.end());
    }
    ReadResets();
  }

 private:
  // The days of `cycle_of_NAME` between initial exchange and maturity.
  std::vector<Date> Cycle(const std::string& name) const {
    const auto cycle = CycleOf(clause_, "cycle_of_" + name);
    if (!cycle) return {};
    const auto anchor = DateOf(clause_, "cycle_anchor_date_of_" + name);
    return WithStub(*cycle, anchor.value_or(terms_.initial),
                    DaysOf(*cycle, anchor.value_or(terms_.initial),
                           terms_.initial, terms_.maturity, terms_.rule));
  }

  // Without the last of the days where the contract makes the days behind it a
  // part of the period before. It stays if the cycle ends at maturity, or if it
  // is the anchor, which is stated.
  std::vector<Date> WithStub(const Duration& cycle, Date anchor,
                             std::vector<Date> days) const {
    if (SymbolOf(clause_, "stub") != "long-last" || days.empty() ||
        days.back() <= anchor) {
      return days;
    }
    for (std::int64_t k = 0; k <= static_cast<std::int64_t>(kMaxLoanDates) * 2;
         ++k) {
      const auto day = cycle.AddTo(anchor, k, terms_.rule);
      if (!day.ok() || *day > terms_.maturity) break;
      if (*day == terms_.maturity) return days;
    }
    days.pop_back();
    return days;
  }

  void ReadSteps() {
    const auto* list = clause_.As<Value::List>("array_principal_redemption");
    if (list == nullptr) return;
    for (const Value& item : *list) {
      const auto* map = item.As<Value::Map>();
      if (map == nullptr) continue;
      const auto date = map->find("date"), amount = map->find("amount");
      if (date == map->end() || amount == map->end()) continue;
      const auto* day = date->second.As<Date>();
      const auto* sum = amount->second.As<Amount>();
      if (day == nullptr || sum == nullptr || *day <= terms_.initial ||
          *day >= terms_.maturity) {
        continue;
      }
      terms_.steps.emplace(*day, *sum);
    }
    for (const auto& [day, sum] : terms_.steps) terms_.redemption.push_back(day);
  }

  void ReadResets() {
    if (!clause_.fields.contains("market_object_code_of_rate_reset")) return;
    const auto anchor = DateOf(clause_, "cycle_anchor_date_of_rate_reset");
    const auto cycle = CycleOf(clause_, "cycle_of_rate_reset");
    if (!cycle) {
      // Where interest periods begin, from the anchor on.
      const Date first = anchor.value_or(terms_.initial);
      if (terms_.initial >= first) terms_.resets.push_back(terms_.initial);
      for (const Date day : terms_.interest) {
        if (day >= first && day < terms_.maturity) terms_.resets.push_back(day);
      }
      return;
    }
    const auto before = terms_.initial.AddDays(-1);
    terms_.resets =
        WithStub(*cycle, anchor.value_or(terms_.initial),
                 DaysOf(*cycle, anchor.value_or(terms_.initial),
                        before.ok() ? *before : terms_.initial,
                        terms_.maturity, terms_.rule));
  }

  const ClauseState& clause_;
  LoanTerms& terms_;
};

}  // namespace

std::optional<LoanTerms> LoanTermsOf(const ClauseState& clause) {
  LoanTerms terms;
  terms.state = &clause;
  terms.type = SymbolOf(clause, "contract_type");
  const auto initial = DateOf(clause, "initial_exchange_date");
  const auto maturity = DateOf(clause, "maturity_date");
  const auto day_count = ParseDayCount(SymbolOf(clause, "day_count_convention"));
  const auto* notional = clause.As<Amount>("notional_principal");
  if (terms.type.empty() || !initial || !maturity || *maturity <= *initial ||
      !day_count.ok() || notional == nullptr) {
    return std::nullopt;
  }
  terms.initial = *initial;
  terms.maturity = *maturity;
  terms.day_count = *day_count;
  terms.currency = notional->unit().text();
  if (SymbolOf(clause, "end_of_month_convention") == "end-of-month") {
    terms.rule = MonthEndRule::kEndOfMonth;
  }
  Reader(clause, terms).Read();
  if (terms.interest.size() > kMaxLoanDates ||
      terms.redemption.size() > kMaxLoanDates ||
      terms.resets.size() > kMaxLoanDates) {
    return std::nullopt;
  }
  return terms;
}

namespace {

// Keys of a loan and the types that they go with.
struct TypedKey {
  const char* key;
  std::vector<std::string_view> types;
  bool needed = false;
};

std::string KeyProblem(const ClauseState& clause, std::string_view type) {
  const std::vector<TypedKey> keys = {
      {"cycle_of_principal_redemption", {loan::kLinear, loan::kAnnuity}, true},
      {"cycle_anchor_date_of_principal_redemption",
       {loan::kLinear, loan::kAnnuity}},
      {"next_principal_redemption_payment", {loan::kLinear, loan::kAnnuity}},
      {"array_principal_redemption", {loan::kStepped}, true}};
  for (const TypedKey& key : keys) {
    const bool fits =
        std::find(key.types.begin(), key.types.end(), type) != key.types.end();
    const bool stated = clause.fields.contains(key.key);
    if (stated && !fits) {
      return std::string(key.key) + " does not go with " + std::string(type);
    }
    if (!stated && fits && key.needed) {
      return std::string(type) + " needs " + key.key;
    }
  }
  return "";
}

std::string RateProblem(const ClauseState& clause) {
  const bool follows =
      clause.fields.contains("market_object_code_of_rate_reset");
  if (!follows && !clause.fields.contains("nominal_interest_rate")) {
    return "it has neither nominal_interest_rate nor "
           "market_object_code_of_rate_reset";
  }
  for (const char* key :
       {"rate_spread", "rate_multiplier", "cycle_of_rate_reset",
        "cycle_anchor_date_of_rate_reset", "fixing_period", "life_cap",
        "life_floor", "period_cap", "period_floor", "fallback", "within"}) {
    if (!follows && clause.fields.contains(key)) {
      return std::string(key) + " needs market_object_code_of_rate_reset";
    }
  }
  if (FloorAboveCap(clause, "life_floor", "life_cap")) {
    return "life_floor is above life_cap";
  }
  return "";
}

std::string StepProblem(const ClauseState& clause, Date initial, Date maturity,
                        const std::string& currency) {
  const auto* list = clause.As<Value::List>("array_principal_redemption");
  if (list == nullptr) return "";
  Date before = initial;
  for (const Value& item : *list) {
    const auto* map = item.As<Value::Map>();
    const auto date = map == nullptr ? Value::Map::const_iterator()
                                     : map->find("date");
    if (map == nullptr || date == map->end()) continue;
    const auto* day = date->second.As<Date>();
    if (day != nullptr && (*day <= before || *day >= maturity)) {
      return "the steps are not in order between the initial exchange and "
             "maturity";
    }
    if (day != nullptr) before = *day;
    const auto amount = map->find("amount");
    const auto* sum =
        amount == map->end() ? nullptr : amount->second.As<Amount>();
    if (sum != nullptr && sum->unit().text() != currency) {
      return "a step is in another currency than the principal";
    }
  }
  return "";
}

}  // namespace

Date MaturityOf(const LoanTerms& terms, const Milestones& milestones,
                Date start, Date as_of) {
  const auto reached =
      milestones.find(SymbolOf(*terms.state, "accelerated_by"));
  if (reached == milestones.end() || reached->second.date > as_of ||
      reached->second.date <= start) {
    return terms.maturity;
  }
  return std::min(terms.maturity, reached->second.date);
}

std::vector<EventRef> AcceleratedBy(const ClauseState& clause,
                                    const Milestones& milestones,
                                    std::optional<Date> due) {
  const auto reached = milestones.find(SymbolOf(clause, "accelerated_by"));
  if (reached == milestones.end() || due != reached->second.date) return {};
  return reached->second.record->refs;
}

std::string LoanProblem(const ClauseState& clause) {
  // Of two values that instruments give, one will fit.
  for (const auto& [path, field] : clause.fields) {
    if (field.conflicting) return "";
  }
  const std::string type = SymbolOf(clause, "contract_type");
  if (std::string problem = KeyProblem(clause, type); !problem.empty()) {
    return problem;
  }
  if (std::string problem = RateProblem(clause); !problem.empty()) {
    return problem;
  }
  const auto initial = DateOf(clause, "initial_exchange_date");
  const auto maturity = DateOf(clause, "maturity_date");
  const auto* notional = clause.As<Amount>("notional_principal");
  if (!initial || !maturity || notional == nullptr) {
    return "it lacks its principal or one of its days";
  }
  if (*maturity <= *initial) {
    return "maturity_date is not later than initial_exchange_date";
  }
  const std::string currency = notional->unit().text();
  const auto* instalment =
      clause.As<Amount>("next_principal_redemption_payment");
  if (instalment != nullptr && instalment->unit().text() != currency) {
    return "next_principal_redemption_payment is in another currency than the "
           "principal";
  }
  if (type == loan::kStepped &&
      SymbolOf(clause, "prepayment_effect") == "reduce-instalment") {
    return "stated steps are not reduced by a prepayment: state "
           "prepayment_effect: reduce-maturity, and new steps when it is made";
  }
  if (std::string problem = StepProblem(clause, *initial, *maturity, currency);
      !problem.empty()) {
    return problem;
  }
  if (!LoanTermsOf(clause)) {
    return "it has more than " + std::to_string(kMaxLoanDates) +
           " days of payment";
  }
  return "";
}

}  // namespace covenant

#include "replay/money/indexation.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "ledger/value/duration.h"
#include "replay/money/evaluate.h"
#include "replay/money/rates.h"

namespace covenant {
namespace {

constexpr char kIndexation[] = "indexation";

bool SaysOf(const ClauseState& clause, const std::string& key) {
  return clause.Has(std::string(kIndexation) + "." + key);
}

// The days of adjustment up to the day, in order, or the last of them alone.
std::vector<Date> AdjustmentsOf(const ClauseState& clause, Date day, bool all) {
  std::vector<Date> days;
  const auto* first = clause.As<Date>("indexation.first");
  if (first == nullptr) return days;
  Duration every = *Duration::Create(1, DurationUnit::kYears);
  if (const auto* stated = clause.As<Duration>("indexation.every")) {
    every = *stated;
  }
  // Adjustment number n, where it is after the one before and not after the day.
  const auto at = [&](std::int64_t n) -> std::optional<Date> {
    const auto next = every.AddTo(*first, n);
    if (!next.ok() || *next > day || (n > 0 && every.IsZero())) {
      return std::nullopt;
    }
    return *next;
  };
  if (!at(0)) return days;
  if (all) {
    for (std::int64_t n = 0; at(n); ++n) days.push_back(*at(n));
    return days;
  }
  std::int64_t last = 0, behind = 1;
  while (at(behind)) {
    last = behind;
    behind *= 2;
  }
  while (behind - last > 1) {
    const std::int64_t middle = last + (behind - last) / 2;
    (at(middle) ? last : behind) = middle;
  }
  return {*at(last)};
}

Trace RoundedFactor(const ClauseState& clause, Trace factor) {
  const auto* places =
      clause.As<std::int64_t>("indexation.factor_rounding.places");
  if (places == nullptr) return factor;
  const auto mode =
      ParseRoundingMode(SymbolOf(clause, "indexation.factor_rounding.mode"));
  return Rounded("factor, rounded", std::move(factor),
                 static_cast<int>(std::clamp<std::int64_t>(*places, 0, 18)),
                 mode.ok() ? *mode : RoundingMode::kHalfAway);
}

// One and so much more.
Trace OneAnd(const ClauseState& clause, const std::string& key) {
  return Sum("1 and the " + key, "",
             {ConstantLeaf("one", RationalRange::FromInt(1)),
              RateLeaf(clause, std::string(kIndexation) + "." + key, key)});
}

// A level of the index against another.
Trace Ratio(const std::string& label, const Trace& level, const Trace& base) {
  const bool known =
      level->op != TraceOp::kUnknown && base->op != TraceOp::kUnknown;
  if (known && level->unit != base->unit) {
    return Unknown(
        label + ": the levels are in " + level->unit + " and in " + base->unit,
        "", std::string(finding::kCurrencyMismatch), {level, base}, {});
  }
  if (base->value.IsExactlyZero()) {
    return Unknown(label + ": the level of the base is zero", "",
                   std::string(finding::kUndefinedFigure), {level, base}, {});
  }
  return Quotient(label, "", level, base);
}

}  // namespace

Trace IndexFactor(const Shared& shared, const ClauseState& clause, Date day,
                  Date as_of) {
  const auto prefix = std::string(kIndexation) + ".";
  for (const auto& [path, field] : clause.fields) {
    if (path.starts_with(prefix) && field.conflicting) {
      return Unknown("how the amount follows the index", "",
                     std::string(finding::kConflictingAmendments), {},
                     field.set_by);
    }
  }
  const auto rule = RateRuleOf(shared, clause, kIndexation);
  if (!rule) return nullptr;
  const auto* flag = clause.As<bool>(prefix + "never_falls");
  const bool never_falls = flag != nullptr && *flag;
  const bool limited =
      never_falls || SaysOf(clause, "cap") || SaysOf(clause, "floor");
  const bool chained = SymbolOf(clause, prefix + "compares") == "previous";
  // Each adjustment starts from the one before only where something limits it,
  // or where levels are compared one after the other.
  const std::vector<Date> days =
      AdjustmentsOf(clause, day, limited || chained);
  if (days.empty()) return nullptr;
  Trace base;
  if (SaysOf(clause, "base_level")) {
    base = AmountLeaf(clause, prefix + "base_level", "level of the base", "");
  } else if (const auto* stated = clause.As<Date>(prefix + "base")) {
    RateRule at_base = *rule;
    at_base.lag.reset();  // the day itself is stated
    base = RateOn(shared, at_base, RateMeasure::kIndex, *stated, as_of);
  } else {
    base =
        Unknown("level of the base", "",
                std::string(finding::kUndisclosedTerms), {}, clause.created_by);
  }
  Trace factor =
      ConstantLeaf("before the first adjustment", RationalRange::FromInt(1));
  Trace level = base;
  for (const Date adjustment : days) {
    const std::string on = adjustment.ToString();
    const Trace now =
        RateOn(shared, *rule, RateMeasure::kIndex, adjustment, as_of);
    Trace next =
        Ratio("index of the adjustment on " + on, now, chained ? level : base);
    level = now;
    if (chained) {
      next = Product("factor from " + on, "", {factor, std::move(next)});
    }
    if (SaysOf(clause, "cap")) {
      next = MinOf("at most the cap", "",
                   {std::move(next), Product("raised by the cap", "",
                                             {factor, OneAnd(clause, "cap")})});
    }
    if (SaysOf(clause, "floor")) {
      next =
          MaxOf("at least the floor", "",
                {std::move(next), Product("raised by the floor", "",
                                          {factor, OneAnd(clause, "floor")})});
    }
    next = RoundedFactor(clause, std::move(next));
    if (never_falls) {
      next = MaxOf("factor from " + on + ", never less than before", "",
                   {std::move(next), factor});
    }
    factor = std::move(next);
  }
  return factor;
}

Trace Indexed(const Trace& amount, const Trace& factor) {
  if (factor == nullptr) return amount;
  return Product(amount->label + ", indexed", amount->unit, {amount, factor});
}

}  // namespace covenant

// Published rates of the plain model: values on a day, index factors, exchange
// rates (decisions.md 40 to 43).
#include <algorithm>

#include "tests/model/deal_model.h"

namespace covenant::model {
namespace {

Rational RateNumber(const RateValue& value) {
  return value.rate ? value.rate->value() : value.value->value().ToRational();
}

Rational Rounded(const ClauseNow& clause, const std::string& path,
                 const Rational& value) {
  const auto* places = clause.As<std::int64_t>(path + ".places");
  if (places == nullptr) return value;
  return value.Round(static_cast<int>(*places), RoundingMode::kHalfAway)
      .ToRational();
}

// So long before the day.
Date Before(Date day, const Duration* span) {
  return span == nullptr ? day : *span->AddTo(day, -1);
}

}  // namespace

// The value for the day: the one recorded last. Else, with `previous`, that of
// the last day before that has one.
std::optional<Rational> DealModel::Published(const std::string& series,
                                             Date day, bool previous,
                                             const Duration* within) const {
  if (day > as_of_) return std::nullopt;
  std::optional<Rational> found;
  Date oldest = day;
  if (previous) {
    oldest = within == nullptr ? *Date::FromYmd(2000, 1, 1)
                               : *within->AddTo(day, -1);
  }
  for (Date at = day; at >= oldest; at = *at.AddDays(-1)) {
    for (const Event& event : shared_) {
      const auto* body = event.As<RatePublished>();
      if (body == nullptr || body->name != series || event.sequence > known_) {
        continue;
      }
      for (const RateValue& value : body->values) {
        if (value.Days().Contains(at)) found = RateNumber(value);
      }
    }
    if (found || !previous) return found;
    if (at < *Date::FromYmd(2023, 1, 1)) return std::nullopt;
  }
  return found;
}

std::optional<Rational> DealModel::IndexFactor(const ClauseNow& clause,
                                               Date day) const {
  const std::string p = "indexation.";
  const auto* series = clause.As<std::string>(p + "rate");
  if (series == nullptr) return Rational::FromInt(1);
  if (day > as_of_) return std::nullopt;
  const auto* fallback = clause.As<std::string>(p + "fallback");
  const bool previous = fallback != nullptr && *fallback == "previous";
  const auto* within = clause.As<Duration>(p + "within");
  const auto* lag = clause.As<Duration>(p + "lag");
  const auto level = [&](Date on) {
    return Published(*series, on, previous, within);
  };
  const Date first = *clause.As<Date>(p + "first");
  if (day < first) return Rational::FromInt(1);
  std::optional<Rational> base;
  if (const auto* stated = clause.As<Amount>(p + "base_level")) {
    base = stated->value().ToRational();
  } else {
    base = level(*clause.As<Date>(p + "base"));
  }
  if (!base) return std::nullopt;
  const auto* compares = clause.As<std::string>(p + "compares");
  const bool chained = compares != nullptr && *compares == "previous";
  const auto* every = clause.As<Duration>(p + "every");
  const Duration year = *Duration::Parse("1 year");
  const auto* cap = clause.As<Rate>(p + "cap");
  const auto* floor = clause.As<Rate>(p + "floor");
  const auto* never = clause.As<bool>(p + "never_falls");
  const bool ratchet = never != nullptr && *never;
  const bool limited = cap != nullptr || floor != nullptr || ratchet;
  Rational factor = Rational::FromInt(1);
  Rational last = *base;
  for (int n = 0;; ++n) {
    const Date on = *(every == nullptr ? year : *every).AddTo(first, n);
    const Date next = *(every == nullptr ? year : *every).AddTo(first, n + 1);
    if (on > day) break;
    // Without limits only the last adjustment counts.
    const bool counts = limited || chained || next > day;
    if (!counts) continue;
    const auto now = level(Before(on, lag));
    if (!now) return std::nullopt;
    const Rational one = Rational::FromInt(1);
    Rational change = chained ? *now / last : *now / *base;
    if (const auto* share = clause.As<Rate>(p + "share")) {
      change = one + share->value() * (change - one);
    }
    if (const auto* plus = clause.As<Rate>(p + "plus")) {
      change = change + plus->value();
    }
    Rational adjusted = chained ? factor * change : change;
    adjusted = Rounded(clause, p + "factor_rounding", adjusted);
    // A limit is none if rounding carries over it (decision 228).
    const auto limit = [&](const Rate& rate, RoundingMode mode) {
      const Rational most = factor * (one + rate.value());
      const auto* places =
          clause.As<std::int64_t>(p + "factor_rounding.places");
      if (places == nullptr) return most;
      return most.Round(static_cast<int>(*places), mode).ToRational();
    };
    if (cap != nullptr) {
      adjusted = Min(adjusted, limit(*cap, RoundingMode::kFloor));
    }
    if (floor != nullptr) {
      adjusted = Max(adjusted, limit(*floor, RoundingMode::kCeiling));
    }
    if (ratchet) adjusted = Max(adjusted, factor);
    factor = adjusted;
    last = *now;
  }
  return factor;
}

std::optional<Rational> DealModel::Exchange(const ClauseNow& clause,
                                            const DealSum& sum) const {
  const std::string p = "convert.";
  const std::string& series = *clause.As<std::string>(p + "rate");
  const std::string& which = *clause.As<std::string>(p + "day");
  const auto* fallback = clause.As<std::string>(p + "fallback");
  const bool previous = fallback != nullptr && *fallback == "previous";
  std::optional<Rational> rate;
  if (which == "period-average") {
    if (!sum.period || *sum.period->LastDay() > as_of_) return std::nullopt;
    // Which days a lag leaves out of the mean is not said.
    if (clause.fields.contains(p + "lag")) return std::nullopt;
    Rational total;
    std::int64_t count = 0;
    for (Date day = *sum.period->from(); day < *sum.period->until();
         day = *day.AddDays(1)) {
      const auto value = Published(series, day, false, nullptr);
      if (!value) continue;
      total += *value;
      ++count;
    }
    if (count == 0 || clause.fields.contains("calendar")) return std::nullopt;
    rate = total / Rational::FromInt(count);
  } else {
    std::optional<Date> day = sum.due;
    if (which == "period-end") day = *sum.period->LastDay();
    if (which == "period-start") day = *sum.period->from();
    if (!day || *day > as_of_) return std::nullopt;
    rate = Published(series, Before(*day, clause.As<Duration>(p + "lag")),
                     previous, clause.As<Duration>(p + "within"));
  }
  if (!rate) return std::nullopt;
  // The generator publishes dollars for one euro.
  return Rounded(clause, p + "rate_rounding", *rate);
}

}  // namespace covenant::model

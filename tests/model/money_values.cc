// Numbers of the slow money model: what is not known is given one value in each
// world; rounding and due days.
#include <array>

#include "ledger/value/unit.h"
#include "tests/model/money_model.h"

namespace covenant::model {
namespace {

std::uint64_t HashOf(const std::string& text) {
  std::uint64_t hash = 1469598103934665603u;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  }
  return hash >> 7;
}

std::optional<Rational> AsRational(const std::optional<Decimal>& value) {
  if (!value) return std::nullopt;
  return value->ToRational();
}

}  // namespace

bool Modelled(const std::string& kind) {
  return kind == kind::kPayment || kind == kind::kPaymentSchedule ||
         kind == kind::kRecurringPayment || kind == kind::kRevenueShare ||
         kind == kind::kCeiling || kind == kind::kCommitment;
}

Rational MoneyModel::Pick(const std::string& source,
                          const std::optional<Rational>& lo,
                          const std::optional<Rational>& hi, bool rate) {
  picked_ = true;
  if (!lo) answer_.unbounded = true;
  const Rational step =
      rate ? Rational::Fraction(1, 100) : Rational::FromInt(250);
  std::array<Rational, kWorlds> values;
  for (int i = 0; i < kWorlds; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (lo && hi) {
      values[at] = *lo + (*hi - *lo) * Rational::Fraction(i, kWorlds - 1);
    } else if (hi) {
      values[at] = *hi * Rational::Fraction(i, kWorlds - 1);
    } else {
      const Rational from = lo ? *lo : Rational();
      values[at] = from + step * Rational::FromInt(i * i);
    }
  }
  const std::uint64_t turn =
      (HashOf(source) + static_cast<std::uint64_t>(world_)) % kWorlds;
  return values[static_cast<std::size_t>(turn)];
}

Rational MoneyModel::Number(const std::string& source, const Value* value) {
  if (value == nullptr) return Pick(source, std::nullopt, std::nullopt, false);
  if (const Amount* amount = value->As<Amount>()) {
    if (amount->IsExact()) return amount->value().ToRational();
    return Pick(source, AsRational(amount->at_least()),
                AsRational(amount->at_most()), false);
  }
  if (const Rate* rate = value->As<Rate>()) {
    if (rate->IsExact()) return rate->value();
    return Pick(source, rate->at_least(), rate->at_most(), true);
  }
  answer_.undetermined.push_back("not a number: " + source);
  return Rational();
}

Rational MoneyModel::FieldNumber(const ClauseNow& clause, const std::string& id,
                                 const std::string& path) {
  const auto it = clause.fields.find(path);
  if (it == clause.fields.end()) {
    Doubt(id, path + " is missing");
    return Rational();
  }
  std::string source = id + "." + path;
  for (const Entry* claim : it->second.claims) source += "/" + claim->event->id;
  const bool before = picked_;
  picked_ = false;
  const Rational value =
      it->second.value == nullptr
          ? Pick(source, std::nullopt, std::nullopt, path == "rate")
          : Number(source, it->second.value);
  if (picked_ && it->second.value != nullptr) {
    answer_.may.emplace(finding::kUndisclosedAmount, id);
  }
  picked_ = picked_ || before;
  return value;
}

Rational MoneyModel::Round(const ClauseNow& clause, const std::string& unit,
                           const Rational& value) const {
  RoundingMode mode = RoundingMode::kHalfAway;
  int places = 2;
  const auto parsed = Unit::Parse(unit);
  if (parsed.ok()) places = parsed->DecimalPlaces();
  if (const auto* name = clause.As<std::string>("rounding.mode")) {
    const auto named = ParseRoundingMode(*name);
    if (named.ok()) mode = *named;
  }
  if (const auto* stated = clause.As<std::int64_t>("rounding.places")) {
    places = static_cast<int>(*stated);
  }
  return value.Round(places, mode).ToRational();
}

// The due day of something with a period; absent: its last day. A period starts
// for it with the first of the `days` in force.
std::optional<Date> MoneyModel::DueOn(const std::optional<DueRule>& rule,
                                      const Interval& period,
                                      const std::vector<Date>& days) const {
  const Date last = *period.LastDay();
  if (!rule) return last;
  if (rule->undisclosed) return std::nullopt;
  if (rule->date) return rule->date;
  const Date first = days.empty() ? *period.from() : days.front();
  const Date from = rule->anchor == DueAnchor::kPeriodStart ? first : last;
  if (!rule->after) return from;
  return *rule->after->AddTo(from);
}

}  // namespace covenant::model

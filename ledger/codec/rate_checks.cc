#include "ledger/codec/rate_checks.h"

#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "covenant/v1/clause.pb.h"
#include "covenant/v1/event.pb.h"
#include "ledger/codec/message_check.h"
#include "ledger/value/amount.h"
#include "ledger/value/rate.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

class SeriesChecker {
 public:
  SeriesChecker(const v1::PublishedRate& rate, const Node& node, Sink& sink)
      : rate_(rate), node_(node), sink_(sink) {}

  void Run() {
    CheckBase();
    if (rate_.values_size() > kMaxRateValues) {
      Add(node_.KeyAt("values"), "E0351",
          "one event publishes at most " + std::to_string(kMaxRateValues) +
              " values",
          "divide them between several events of the same name");
      return;
    }
    const Member* values = node_.Find("values");
    if (values == nullptr) return;
    for (int i = 0; i < rate_.values_size(); ++i) {
      const auto index = static_cast<std::size_t>(i);
      if (index >= values->value.items.size()) return;
      const Node& item = values->value.items[index];
      if (item.incomplete) continue;
      CheckValue(rate_.values(i), item);
      CheckDays(rate_.values(i), item);
    }
  }

 private:
  void Add(const Span& at, std::string_view code, std::string message,
           std::string help) {
    sink_.Add(at, code, std::move(message), "", std::move(help));
  }

  bool IsExchange() const {
    return rate_.measures() == v1::RATE_MEASURE_EXCHANGE;
  }
  bool IsPrice() const { return rate_.measures() == v1::RATE_MEASURE_PRICE; }

  void CheckBase() {
    if (rate_.measures() == v1::RATE_MEASURE_UNSPECIFIED || node_.incomplete) {
      return;
    }
    const bool base = node_.Find("base") != nullptr;
    const auto unit = Unit::Parse(rate_.base());
    if (base && unit.ok() && (IsExchange() || IsPrice()) &&
        unit->IsCurrency() != IsExchange()) {
      Add(node_.ValueAt("base"), "E0350",
          IsExchange() ? "an exchange rate prices a currency"
                       : "a price is of goods or services, not of a currency",
          IsExchange() ? "write a currency code, or `measures: price`"
                       : "write their unit, or `measures: exchange`");
    } else if (IsPrice() && !base) {
      Add(node_.KeyAt("measures"), "E0350",
          "a price needs the unit that it is for",
          "write `base: tonnes` where the values are those of one tonne");
    } else if (IsExchange() && !base) {
      Add(node_.KeyAt("measures"), "E0350",
          "an exchange rate needs the currency that it prices",
          "write `base: EUR` where the values are those of one euro");
    } else if (!IsExchange() && !IsPrice() && base) {
      Add(node_.KeyAt("base"), "E0350",
          "only an exchange rate or a price has a `base`",
          "leave it out, or write `measures: exchange`");
    }
  }

  void CheckValue(const v1::RateValue& value, const Node& item) {
    const bool percent = rate_.measures() == v1::RATE_MEASURE_PERCENT;
    const std::string_view needs = percent ? "rate" : "value";
    const std::string_view other = percent ? "value" : "rate";
    if (rate_.measures() == v1::RATE_MEASURE_UNSPECIFIED) return;
    const bool money = IsExchange() || IsPrice();
    const std::string example = percent        ? "rate: 5.31 %"
                                : IsExchange() ? "value: 1.0811 USD"
                                : money        ? "value: 8.75 EUR"
                                               : "value: 121.9 points";
    if (item.Find(other) != nullptr) {
      return Add(item.KeyAt(other), "E0350",
                 Concat({"`", other, "` does not go with what is measured"}),
                 Concat({"write `", example, "`"}));
    }
    if (item.Find(needs) == nullptr) {
      return Add(item.at, "E0350", Concat({"the value lacks `", needs, "`"}),
                 Concat({"write `", example, "`"}));
    }
    if (percent || !value.has_value()) return;
    const auto unit = Unit::Parse(value.value().unit());
    if (!unit.ok()) return;
    if (unit->IsCurrency() != money) {
      return Add(item.ValueAt("value"), "E0350",
                 IsPrice()      ? "a price is an amount of a currency"
                 : IsExchange() ? "an exchange rate is an amount of a currency"
                                : "the level of an index is not money",
                 Concat({"write `", example, "`"}));
    }
    if (IsExchange() && unit->text() == rate_.base()) {
      return Add(item.ValueAt("value"), "E0350",
                 "the price of a currency is in another one",
                 "write what one unit of `base` costs");
    }
    if (unit_.empty()) unit_ = unit->text();
    if (unit->text() != unit_) {
      return Add(
          item.ValueAt("value"), "E0350",
          Concat({"the values are in ", unit_, " and in ", unit->text()}),
          "publish them under two names");
    }
    const auto amount = Amount::Parse(item.Find("value")->value.text);
    if (!amount.ok()) return;
    // What is below zero is refused of every amount.
    const auto zero = Decimal();
    const auto& least = amount->at_least();
    const auto& most = amount->at_most();
    if (!(least && *least == zero) && !(most && *most == zero)) return;
    Add(item.ValueAt("value"), "E0350",
        "levels and exchange rates are above zero",
        "compare it with the source");
  }

  void CheckDays(const v1::RateValue& value, const Node& item) {
    const bool date = item.Find("date") != nullptr;
    const bool period = item.Find("period") != nullptr;
    if (date == period) {
      return Add(date ? item.KeyAt("period") : item.at, "E0350",
                 date ? "a value is for a day or for a period"
                      : "the value lacks its day",
                 "write `date: 2024-03-28`, or `period: 2024-03`");
    }
    int from = value.date().day();
    int until = from + 1;
    if (period) {
      if (!value.period().has_from() || !value.period().has_until()) return;
      from = value.period().from().day();
      until = value.period().until().day();
    }
    if (until <= from) return;  // reported by the period itself
    auto next = days_.lower_bound(from);
    const bool overlaps =
        (next != days_.end() && next->first < until) ||
        (next != days_.begin() && std::prev(next)->second > from);
    if (overlaps) {
      return Add(item.ValueAt(date ? "date" : "period"), "E0351",
                 "two values of the event are for the same day",
                 "leave one of them out; a later event can replace a value");
    }
    days_[from] = until;
  }

  const v1::PublishedRate& rate_;
  const Node& node_;
  Sink& sink_;
  std::string unit_;
  std::map<int, int> days_;  // first day to first day after
};

bool IsOnce(const v1::Clause& clause) {
  return clause.has_payment() || clause.has_payment_schedule() ||
         clause.has_commitment() ||
         (clause.has_formula() && !clause.formula().has_every());
}

// Whether sums are owed under the clause that can be converted.
bool OwesSums(const v1::Clause& clause) {
  return IsOnce(clause) || clause.has_recurring_payment() ||
         clause.has_revenue_share() || clause.has_unit_price() ||
         clause.has_take_or_pay() || clause.has_formula() ||
         clause.has_most_favoured_price();
}

// The rate at the key; nothing where it is not one known number.
std::optional<Rational> RateAt(const Node& node, std::string_view key) {
  const Member* member = node.Find(key);
  if (member == nullptr || !member->value.IsScalar()) return std::nullopt;
  const auto rate = Rate::Parse(member->value.text);
  if (!rate.ok() || !rate->IsExact()) return std::nullopt;
  return rate->value();
}

void CheckCollar(const Node& node, std::string_view code, Sink& sink) {
  const auto floor = RateAt(node, "floor");
  const auto cap = RateAt(node, "cap");
  if (!floor || !cap || *floor <= *cap) return;
  sink.Add(node.ValueAt("floor"), code, "the floor is above the cap", "",
           "exchange the two");
}

// A factor has no minor unit to be rounded to.
void RoundedTo(const Node& node, std::string_view key, std::string_view code,
               Sink& sink) {
  const Member* rounding = node.Find(key);
  if (rounding == nullptr || rounding->value.incomplete) return;
  if (const Member* at = rounding->value.Find("at")) {
    sink.Add(at->at, code, Concat({"`", key, "` rounds one number"}), "",
             "leave `at` out");
  }
  if (rounding->value.Find("places") != nullptr) return;
  sink.Add(rounding->at, code, Concat({"`", key, "` lacks its `places`"}), "",
           "write for example `{ places: 4 }`");
}

// `within` limits a fallback.
void CheckFallback(v1::RateFallback fallback, const Node& node, Sink& sink) {
  if (node.Find("within") == nullptr ||
      fallback == v1::RATE_FALLBACK_PREVIOUS) {
    return;
  }
  sink.Add(node.KeyAt("within"), "E0311", "`within` limits a fallback", "",
           "write `fallback: previous` beside it, or leave it out");
}

void CheckReference(const v1::ReferenceRate& reference, const Node& node,
                    Sink& sink) {
  CheckFallback(reference.fallback(), node, sink);
  CheckCollar(node, "E0352", sink);
  if (reference.fixed() && reference.resets() == v1::RATE_RESETS_ON_DUE_DATE) {
    sink.Add(node.KeyAt("fixed"), "E0352",
             "what is looked up on the due date stays already", "",
             "leave `fixed` out");
  }
}

void CheckIndexation(const v1::Indexation& indexation, const Node& node,
                     Sink& sink) {
  CheckFallback(indexation.fallback(), node, sink);
  RoundedTo(node, "factor_rounding", "E0354", sink);
  CheckCollar(node, "E0354", sink);
  if (node.incomplete) return;
  if (node.Find("plus") != nullptr &&
      indexation.compares() != v1::INDEX_COMPARISON_PREVIOUS) {
    sink.Add(node.KeyAt("plus"), "E0354",
             "what each adjustment adds to the index needs adjustments that "
             "start from the one before",
             "", "write `compares: previous` beside it");
  }
  const bool day = node.Find("base") != nullptr;
  const bool level = node.Find("base_level") != nullptr;
  if (day == level) {
    sink.Add(day ? node.KeyAt("base_level") : node.at, "E0354",
             day ? "the base is a day or a level, not both"
                 : "the level of the base is not stated",
             "",
             "write `base: 2024-01-01`, a day of the index, or `base_level: "
             "118.3 points`");
  }
  if (day && indexation.has_first() &&
      indexation.base().day() > indexation.first().day()) {
    sink.Add(node.ValueAt("base"), "E0354",
             "the base is later than the first adjustment", "",
             "write the day whose level the amount starts from");
  }
  const v1::Duration& every = indexation.every();
  if (indexation.has_every() &&
      (every.count() == 0 || (every.unit() != v1::TIME_UNIT_MONTHS &&
                              every.unit() != v1::TIME_UNIT_YEARS))) {
    sink.Add(node.ValueAt("every"), "E0354",
             "adjustments are months or years apart", "",
             "write for example `1 year`");
  }
  if (!level) return;
  const auto amount = Amount::Parse(node.Find("base_level")->value.text);
  if (!amount.ok() || !amount->IsExact() || amount->value() > Decimal()) return;
  sink.Add(node.ValueAt("base_level"), "E0354", "levels are above zero", "",
           "compare it with the contract");
}

// Bands follow one another, and the last of them has no bound.
void CheckCompensation(const Node& node, Sink& sink) {
  const Member* bands = node.Find("compensation");
  if (bands == nullptr || !bands->value.IsList()) return;
  const auto& items = bands->value.items;
  std::optional<Rational> before;
  std::string currency;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!items[i].IsMap() || items[i].incomplete) return;
    const Node& band = items[i];
    const bool to = band.Find("to") != nullptr;
    const bool below = band.Find("below") != nullptr;
    const bool last = i + 1 == items.size();
    if (to && below) {
      sink.Add(band.KeyAt("below"), "E0333", "the band has two bounds", "",
               "keep one of them");
    } else if ((to || below) == last) {
      sink.Add(band.at, "E0333",
               last ? "larger debts than those of the last band have no sum"
                    : "the band has no bound, and others follow",
               "",
               last ? "leave the bound of the last band out"
                    : "state where it ends: `to` with that amount, `below` "
                      "without it");
    }
    if (!band.Has("amount") && !band.Has("share")) {
      sink.Add(
          band.at, "E0302", "the band says neither `amount` nor `share`", "",
          "write for example `amount: 40.00 EUR`, or `share: 5 %` of what is "
          "open");
    }
    const Member* share = band.Find("share");
    if (share != nullptr && share->value.IsScalar()) {
      const auto rate = Rate::Parse(share->value.text);
      const auto at_most = rate.ok() ? rate->Range().at_most() : std::nullopt;
      if (at_most && at_most->Sign() < 0) {
        sink.Add(share->value.at, "E0235", "the share may not be below zero",
                 "",
                 "a late charge is added to the debt; what is taken off is a "
                 "waiver");
      }
    }
    for (const char* key : {"to", "below", "amount"}) {
      const Member* member = band.Find(key);
      if (member == nullptr || !member->value.IsScalar()) continue;
      const auto amount = Amount::Parse(member->value.text);
      if (!amount.ok()) continue;
      if (currency.empty()) currency = amount->unit().text();
      if (amount->unit().text() != currency) {
        sink.Add(member->value.at, "E0321", "the bands are in two currencies",
                 "", "write all of them in one");
      }
      if (key == std::string_view("amount") || !amount->IsExact()) continue;
      const Rational at = amount->value().ToRational();
      if (at <= before.value_or(Rational())) {
        sink.Add(member->value.at, "E0333", "the band ends before it begins",
                 "", "write the bands from the lowest up");
      }
      before = at;
    }
  }
}

void CheckLateInterest(const v1::LateInterest& terms, const Node& node,
                       Sink& sink) {
  if (terms.allocation() == v1::ALLOCATION_UNITED_STATES_RULE &&
      terms.compounding() > v1::COMPOUNDING_NONE) {
    sink.Add(node.KeyAt("compounding"), "E0334",
             "the United States rule excludes compounding",
             "under it unpaid interest bears none",
             "leave `compounding` out, or write `allocation: interest-first`");
  }
  CheckCompensation(node, sink);
  if (node.incomplete) return;
  const bool rate = node.Find("rate") != nullptr;
  const bool reference = node.Find("reference") != nullptr;
  if (rate == reference) {
    sink.Add(rate ? node.KeyAt("reference") : node.at, "E0352",
             rate ? "both `rate` and `reference` are stated"
                  : "neither `rate` nor `reference` is stated",
             "",
             rate ? "leave one of them out; what is added to a reference rate "
                    "is its `margin`"
                  : "write `rate: 8 %`, or `reference: { rate: NAME, resets: "
                    "half-yearly }` with a `margin`");
  } else if (rate && node.Find("margin") != nullptr) {
    sink.Add(node.KeyAt("margin"), "E0352",
             "a `margin` is added to a `reference`", "",
             "add it to `rate`, or name the reference rate");
  }
}

void CheckConversion(const v1::Clause& clause, const Node& node, Sink& sink) {
  const Member* convert = node.Find("convert");
  if (convert == nullptr || !clause.has_convert()) return;
  const v1::CurrencyConversion& terms = clause.convert();
  if (!OwesSums(clause)) {
    sink.Add(convert->at, "E0353", "no sum is owed under such a clause", "",
             "write `convert` in the clause under which the sum is owed");
    return;
  }
  CheckFallback(terms.fallback(), convert->value, sink);
  const bool of_period = terms.day() == v1::CONVERSION_DAY_PERIOD_START ||
                         terms.day() == v1::CONVERSION_DAY_PERIOD_END ||
                         terms.day() == v1::CONVERSION_DAY_PERIOD_AVERAGE;
  RoundedTo(convert->value, "rate_rounding", "E0353", sink);
  if (IsOnce(clause) && of_period) {
    sink.Add(convert->value.ValueAt("day"), "E0353",
             "what is owed once has no period", "",
             "write `day: due-date`, `day: invoice` or `day: payment`");
  }
  if (terms.day() == v1::CONVERSION_DAY_PERIOD_AVERAGE &&
      terms.fallback() == v1::RATE_FALLBACK_PREVIOUS) {
    sink.Add(convert->value.KeyAt("fallback"), "E0353",
             "a mean is that of the values published", "",
             "leave `fallback` out");
  }
}

}  // namespace

void CheckRates(const google::protobuf::Message& message, const Node& node,
                Sink& sink) {
  if (const auto* rate = MessageAs<v1::PublishedRate>(message)) {
    SeriesChecker(*rate, node, sink).Run();
  }
  if (const auto* clause = MessageAs<v1::Clause>(message)) {
    CheckConversion(*clause, node, sink);
  }
  if (const auto* late = MessageAs<v1::LateInterest>(message)) {
    CheckLateInterest(*late, node, sink);
  }
  if (const auto* reference = MessageAs<v1::ReferenceRate>(message)) {
    CheckReference(*reference, node, sink);
  }
  if (const auto* indexation = MessageAs<v1::Indexation>(message)) {
    CheckIndexation(*indexation, node, sink);
  }
}

}  // namespace covenant

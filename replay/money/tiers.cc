#include "replay/money/tiers.h"

#include <utility>

#include "replay/money/collar.h"

namespace covenant {
namespace {

std::optional<TierBound> BoundOf(const Value::Map& row, const char* inclusive,
                                 const char* exclusive) {
  for (const char* key : {inclusive, exclusive}) {
    const auto found = row.find(key);
    if (found == row.end()) continue;
    if (const auto* at = found->second.As<Amount>()) {
      return TierBound{*at, key == inclusive};
    }
  }
  return std::nullopt;
}

std::string RowLabel(const TierRow& row) {
  std::string text;
  if (row.lower) {
    text = (row.lower->inclusive ? "from " : "over ") + row.lower->at.ToString();
  }
  if (row.upper) {
    text += (text.empty() ? "" : ", ") +
            std::string(row.upper->inclusive ? "to " : "below ") +
            row.upper->at.ToString();
  }
  return text.empty() ? "tier" : "tier " + text;
}

Trace BoundLeaf(const TierBound& bound) {
  return ConstantLeaf("bound of the tier", bound.at.Range(),
                      bound.at.unit().text());
}

// Whether x lies in the row; nothing where it is not known.
std::optional<bool> Holds(const TierRow& row, const RationalRange& x) {
  std::optional<bool> above = true, below = true;
  if (row.lower) {
    above = row.lower->inclusive ? LessOrEqual(row.lower->at.Range(), x)
                                 : Less(row.lower->at.Range(), x);
  }
  if (row.upper) {
    below = row.upper->inclusive ? LessOrEqual(x, row.upper->at.Range())
                                 : Less(x, row.upper->at.Range());
  }
  if (above == false || below == false) return false;
  if (!above || !below) return std::nullopt;
  return true;
}

// The same of what comes next above x.
std::optional<bool> HoldsAbove(const TierRow& row, const RationalRange& x) {
  std::optional<bool> above = true, below = true;
  if (row.lower) above = LessOrEqual(row.lower->at.Range(), x);
  if (row.upper) below = Less(x, row.upper->at.Range());
  if (above == false || below == false) return false;
  if (!above || !below) return std::nullopt;
  return true;
}

// The factor of the tier that holds x, as `in` says.
Trace FactorOf(const TierTable& table, const Trace& x,
               std::optional<bool> (*in)(const TierRow&,
                                         const RationalRange&)) {
  std::vector<Trace> possible;
  for (const TierRow& row : table.rows) {
    const auto holds = in(row, x->value);
    if (holds == true) return row.factor;
    if (!holds) possible.push_back(row.factor);
  }
  if (possible.empty()) {
    return Unknown("no tier holds " + x->value.ToString() + " " + x->unit, "",
                   std::string(finding::kUndefinedTierBoundary), {x}, {});
  }
  const auto codes = UnknownBecause(x);
  std::string unit = possible.front()->unit;
  return HullOf("which tier is not known", std::move(unit),
                std::move(possible),
                codes.empty() ? std::string(finding::kUndisclosedAmount)
                              : *codes.begin());
}

Trace FactorAt(const TierTable& table, const Trace& x) {
  return FactorOf(table, x, Holds);
}

Trace FactorAbove(const TierTable& table, const Trace& x) {
  return FactorOf(table, x, HoldsAbove);
}

// The part of `x` below the upper end of the row, at least its lower end.
Trace Clipped(const TierRow& row, const Trace& x, bool first) {
  Trace part = x;
  if (row.upper) {
    part = MinOf("at most the upper bound", x->unit,
                 {std::move(part), BoundLeaf(*row.upper)});
  }
  if (!first && row.lower) {
    part = MaxOf("at least the lower bound", x->unit,
                 {std::move(part), BoundLeaf(*row.lower)});
  }
  return part;
}

Trace Marginal(const TierTable& table, const std::string& label,
               const std::string& unit, const std::string& currency,
               const Trace& before, const Trace& base) {
  const Trace after =
      before == nullptr ? base : Sum("counted with it", unit, {before, base});
  std::vector<Trace> parts;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const TierRow& row = table.rows[i];
    const bool first = i == 0;
    Trace top = Clipped(row, after, first);
    // What lies under the tier, or was counted in it before.
    Trace bottom;
    if (before != nullptr) {
      bottom = Clipped(row, before, first);
    } else if (!first && row.lower) {
      bottom = BoundLeaf(*row.lower);
    }
    Trace portion =
        bottom == nullptr
            ? std::move(top)
            : Difference("in the " + RowLabel(row), unit,
                         {std::move(top), std::move(bottom)});
    if (portion->value.IsExactlyZero()) continue;
    parts.push_back(
        Product(RowLabel(row), currency, {row.factor, std::move(portion)}));
  }
  return Sum(label, currency, std::move(parts));
}

}  // namespace

TierTable TiersOf(const ClauseState& clause, const std::string& currency) {
  TierTable table;
  table.mode = SymbolOf(clause, "tier_mode");
  if (table.mode == "marginal") {
    table.crossing = SymbolOf(clause, "tier_crossing");
    if (table.crossing == "split") table.crossing.clear();
  }
  const auto* list = clause.As<Value::List>("tiers");
  if (list == nullptr) return table;
  const FieldState& field = clause.fields.at("tiers");
  for (const Value& item : *list) {
    const auto* map = item.As<Value::Map>();
    if (map == nullptr) continue;
    TierRow row;
    row.lower = BoundOf(*map, "from", "over");
    row.upper = BoundOf(*map, "to", "below");
    if (!row.lower && !table.rows.empty() && table.rows.back().upper) {
      row.lower = table.rows.back().upper;
      row.lower->inclusive = !row.lower->inclusive;
    }
    const auto rate = map->find("rate");
    const auto price = map->find("price");
    const bool is_price = price != map->end();
    const Value* value = is_price ? &price->second
                         : rate != map->end() ? &rate->second
                                              : nullptr;
    const auto* own_rate = value == nullptr ? nullptr : value->As<Rate>();
    const auto* own_price = value == nullptr ? nullptr : value->As<Amount>();
    if (own_price != nullptr && own_price->unit().text() != currency) {
      row.factor = Unknown("price of the tier in " + own_price->unit().text(),
                           currency, std::string(finding::kCurrencyMismatch),
                           {}, field.set_by);
    } else if (own_rate == nullptr && own_price == nullptr) {
      row.factor = Unknown("rate of the tier", "",
                           std::string(finding::kUndisclosedTerms), {},
                           field.set_by);
    } else {
      row.factor = Leaf(
          own_rate != nullptr ? "rate" : "price",
          own_rate != nullptr ? own_rate->Range() : own_price->Range(),
          own_rate != nullptr ? "" : currency, field.basis, field.set_by,
          field.place, std::string(finding::kUndisclosedTerms));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::vector<std::string> TierTermsOf(const ClauseState& clause) {
  std::vector<std::string> terms;
  for (const char* path : {"tiers", "tier_mode", "tier_crossing", "rate",
                           "price"}) {
    const auto field = clause.fields.find(path);
    terms.push_back(field == clause.fields.end() ? ""
                    : field->second.conflicting
                        ? "?"
                        : field->second.value.ToString());
  }
  return terms;
}

Trace TierAmount(const TierTable& table, const std::string& label,
                 const std::string& unit, const std::string& currency,
                 const Trace& before, const Trace& charged, const Trace& base,
                 int ordinal, const Trace* whole) {
  if (table.crossing == "new-rate") {
    const Trace after =
        before == nullptr ? base : Sum("counted with it", unit, {before, base});
    return Product(label, currency, {FactorAt(table, after), base});
  }
  if (table.crossing == "old-rate") {
    const Trace from =
        before == nullptr ? ConstantLeaf("nothing before", RationalRange(), unit)
                          : before;
    return Product(label, currency, {FactorAbove(table, from), base});
  }
  if (table.mode == "marginal") {
    return Marginal(table, label, unit, currency, before, base);
  }
  if (table.mode == "ordinal") {
    const Trace number = ConstantLeaf(
        "number of the period", RationalRange::FromInt(ordinal), "periods");
    return Product(label, currency, {FactorAt(table, number), base});
  }
  const Trace reached =
      before == nullptr ? base : Sum("reached", unit, {before, base});
  const Trace factor = FactorAt(table, reached);
  if (table.mode == "cumulative-rate") {
    return Product(label, currency, {factor, base});
  }
  if (table.mode == "whole-amount") {
    Trace of_whole = reached;
    if (whole != nullptr && *whole != before) {
      of_whole = *whole == nullptr
                     ? base
                     : Sum("counted since with it", unit, {*whole, base});
    }
    Trace amount = Product(label, currency, {factor, std::move(of_whole)});
    if (charged == nullptr) return amount;
    return Difference("less what was charged before", currency,
                      {std::move(amount), charged});
  }
  return Unknown("what the tiers mean is not stated", currency,
                 std::string(finding::kAmbiguousReading), {base}, {});
}

std::vector<Trace> AboveAllowance(const std::vector<Trace>& figures,
                                  const std::string& unit, const Trace& free) {
  const Trace nothing = ConstantLeaf("nothing", RationalRange(), unit);
  std::vector<Trace> parts;
  Trace sum, before;  // of the figures so far, and what of it is not free
  for (const Trace& figure : figures) {
    sum = sum == nullptr ? figure : Sum("figures so far", unit, {sum, figure});
    const Trace part = MinOf("within the allowance", unit,
                             {MaxOf("taken", unit, {sum, nothing}), free});
    const Trace above = Difference("above the allowance", unit, {sum, part});
    parts.push_back(before == nullptr
                        ? above
                        : Difference("above the allowance, not counted before",
                                     unit, {above, before}));
    before = above;
  }
  return parts;
}

namespace {

// Where a tier states its lower bound, the one before must end there.
std::string JoinProblem(const TierRow* before, const TierRow& row) {
  if (before != nullptr && !before->upper) {
    return "a tier follows one that has no end";
  }
  if (!row.lower) return "";
  const Rational begins = row.lower->at.value().ToRational();
  const Rational ends = before == nullptr
                            ? Rational()
                            : before->upper->at.value().ToRational();
  if (begins < ends) return "the tiers overlap";
  if (ends < begins) return "the tiers leave a gap";
  if (before != nullptr && row.lower->inclusive && before->upper->inclusive) {
    return "a bound belongs to two tiers";
  }
  return "";
}

}  // namespace

std::string TierProblem(const ClauseState& clause) {
  for (const auto& [path, field] : clause.fields) {
    if (field.conflicting) return "";
  }
  const bool is_price = clause.kind == kind::kUnitPrice;
  const bool has_factor = clause.fields.contains(is_price ? "price" : "rate");
  const std::string factor = is_price ? "price" : "rate";
  const bool by_year = SymbolOf(clause, "minimum.per") == "year";
  if (FloorAboveCap(clause, "minimum.amount",
                    by_year ? "year_cap.amount" : "period_cap.amount")) {
    return by_year ? "its minimum is above its year_cap"
                   : "its minimum is above its period_cap";
  }
  if (is_price && clause.fields.contains("recoup.rate_after")) {
    return "a price has no rate once its advances are earned out";
  }
  const TierTable table = TiersOf(clause, SymbolOf(clause, "currency"));
  if (table.rows.empty()) {
    return has_factor ? "" : "it has neither " + factor + " nor tiers";
  }
  if (has_factor) return "it has both " + factor + " and tiers";
  if (table.mode.empty()) return "tier_mode does not say what its tiers mean";
  if (table.mode == "ordinal" && SymbolOf(clause, "tier_reset") == "period") {
    return "its tiers count periods, so tier_reset is `year` or `never`";
  }
  const std::string unit = table.mode == "ordinal" ? "periods"
                           : is_price              ? SymbolOf(clause, "unit")
                                                   : SymbolOf(clause, "currency");
  const TierRow* before = nullptr;
  for (const TierRow& row : table.rows) {
    for (const auto* bound : {&row.lower, &row.upper}) {
      if (!*bound) continue;
      if (!(*bound)->at.IsExact()) return "a bound of a tier is not known";
      if ((*bound)->at.unit().text() != unit) {
        return "a bound of a tier is not in " + unit;
      }
    }
    if (row.factor->unit != (is_price ? SymbolOf(clause, "currency") : "") ||
        row.factor->op == TraceOp::kUnknown) {
      return "a tier has no " + factor + " in the clause's terms";
    }
    std::string problem = JoinProblem(before, row);
    if (!problem.empty()) return problem;
    if (row.lower && row.upper &&
        row.upper->at.value().ToRational() <=
            row.lower->at.value().ToRational()) {
      return "a tier ends before it begins";
    }
    before = &row;
  }
  return before->upper ? "amounts above the last tier have no " + factor : "";
}

}  // namespace covenant

#include "replay/money/compensation.h"

#include <optional>
#include <utility>
#include <vector>

#include "replay/money/evaluate.h"

namespace covenant {
namespace {

constexpr char kCompensation[] = "compensation";
constexpr char kLabel[] = "fixed compensation";
constexpr char kShareLabel[] = "late charge";

const Amount* AmountAt(const Value::Map& band, const char* key) {
  const auto found = band.find(key);
  return found == band.end() ? nullptr : found->second.As<Amount>();
}

// Whether the debt lies in the band, if it does not lie in one before; nothing
// where that is not known.
std::optional<bool> Holds(const Value::Map& band, const RationalRange& open) {
  if (const Amount* below = AmountAt(band, "below")) {
    return Less(open, below->Range());
  }
  if (const Amount* to = AmountAt(band, "to")) {
    return LessOrEqual(open, to->Range());
  }
  return true;
}

std::string LabelOf(const Value::Map& band) {
  if (const Amount* below = AmountAt(band, "below")) {
    return std::string(kLabel) + " for a debt below " + below->ToString();
  }
  if (const Amount* to = AmountAt(band, "to")) {
    return std::string(kLabel) + " for a debt up to " + to->ToString();
  }
  return kLabel;
}

}  // namespace

Trace CompensationFor(const ClauseState& clause, const Trace& open,
                      const std::string& unknown_because) {
  const std::string& unit = open->unit;
  const auto field = clause.fields.find(kCompensation);
  if (field == clause.fields.end() || open->value.IsExactlyZero()) {
    return nullptr;
  }
  const Trace nothing = ConstantLeaf("nothing", RationalRange(), unit);
  const auto unknown = [&](std::string_view code) {
    return MaxOf(std::string(kLabel) + ", at least nothing", unit,
                 {Unknown(kLabel, unit, std::string(code), {},
                          field->second.set_by),
                  nothing});
  };
  if (field->second.conflicting) {
    return unknown(finding::kConflictingAmendments);
  }
  const auto* bands = field->second.value.As<Value::List>();
  if (bands == nullptr) return nullptr;
  std::vector<Trace> possible;
  for (const Value& value : *bands) {
    const auto* band = value.As<Value::Map>();
    if (band == nullptr) continue;
    const auto leaf = [&](const std::string& label, const RationalRange& sum,
                          const std::string& of) {
      return Leaf(label, sum, of, field->second.basis, field->second.set_by,
                  field->second.place,
                  std::string(finding::kUndisclosedAmount));
    };
    std::vector<Trace> sums;
    if (const Amount* amount = AmountAt(*band, "amount")) {
      if (amount->unit().text() != unit) {
        return unknown(finding::kCurrencyMismatch);
      }
      sums.push_back(leaf(LabelOf(*band), amount->Range(), unit));
    }
    if (const auto share = band->find("share"); share != band->end()) {
      Trace charge =
          Product(kShareLabel, unit,
                  {open, leaf("share of what is open",
                              share->second.As<Rate>()->Range(), "")});
      // What is not known of a share is not below zero.
      const RationalRange& range = charge->value;
      if (range.ok() && (!range.at_least() || range.at_least()->Sign() < 0)) {
        charge = MaxOf(std::string(kShareLabel) + ", at least nothing", unit,
                       {std::move(charge),
                        ConstantLeaf("nothing", RationalRange(), unit)});
      }
      sums.push_back(std::move(charge));
    }
    if (sums.empty()) continue;
    const auto holds = Holds(*band, open->value);
    if (holds == false) continue;
    possible.push_back(
        sums.size() == 1 ? std::move(sums.front())
                         : MaxOf("the greater of both", unit, std::move(sums)));
    if (holds) break;
  }
  if (possible.empty()) return nullptr;
  Trace result = possible.size() == 1
                     ? possible.front()
                     : HullOf(std::string(kLabel) + " by the size of the debt",
                              unit, std::move(possible), unknown_because);
  const auto& least = open->value.at_least();
  if (least && least->Sign() > 0) return result;
  return Maybe("if anything is open", std::move(result), unknown_because);
}

}  // namespace covenant

#include "cli/render/figures.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "ledger/value/decimal.h"
#include "ledger/value/status_text.h"
#include "ledger/value/unit.h"

namespace covenant::cli {
namespace {

constexpr std::string_view kUnknownComma = "unknown, ";
constexpr std::string_view kBetween = "between ";

std::string EndsText(const std::optional<std::string>& at_least,
                     const std::optional<std::string>& at_most) {
  if (at_least && at_most) {
    return "unknown, between " + *at_least + " and " + *at_most;
  }
  if (at_least) return "unknown, at least " + *at_least;
  if (at_most) return "unknown, at most " + *at_most;
  return "unknown";
}

// Percent where a plain number is one of a rate: a leaf between zero and one.
std::optional<std::string> PercentText(const TraceNode& node) {
  if (!node.unit.empty() || node.op != TraceOp::kLeaf) return std::nullopt;
  if (!node.value.IsExact() || node.value.value().IsInteger()) {
    return std::nullopt;
  }
  const auto percent =
      Decimal::FromRational(node.value.value() * Rational::FromInt(100));
  if (!percent.ok()) return std::nullopt;
  return percent->ToString() + " %";
}

// What no decimal says exactly is a fraction where that can be read, as 29/360,
// else told nearly; JSON has it exactly.
std::string FractionText(const Rational& number) {
  constexpr std::size_t kReadable = 9;
  constexpr int kPlaces = 6;
  std::string fraction = RationalText(number);
  if (!number.ok() || fraction.size() <= kReadable) return fraction;
  const Decimal near = number.Round(kPlaces, RoundingMode::kHalfAway);
  return "about " + Grouped(near.ToString());
}

std::string NodeNumber(const Rational& number, int places) {
  const auto decimal = Decimal::FromRational(number);
  if (!decimal.ok()) return FractionText(number);
  if (decimal->Scale() < places) {
    const auto wider = decimal->Rescaled(places);
    if (wider.ok()) return Grouped(wider->ToString());
  }
  return Grouped(decimal->ToString());
}

}  // namespace

std::string Grouped(std::string_view number) {
  const std::size_t start = number.substr(0, 1) == "-" ? 1 : 0;
  const std::size_t point = std::min(number.find('.'), number.size());
  std::string result(number.substr(0, start));
  for (std::size_t i = start; i < point; ++i) {
    if (i > start && (point - i) % 3 == 0) result += ',';
    result += number[i];
  }
  return result + std::string(number.substr(point));
}

std::string AmountNumber(const Amount& amount) {
  if (amount.IsExact()) return Grouped(amount.value().ToString());
  std::optional<std::string> at_least;
  std::optional<std::string> at_most;
  if (amount.at_least()) at_least = Grouped(amount.at_least()->ToString());
  if (amount.at_most()) at_most = Grouped(amount.at_most()->ToString());
  return EndsText(at_least, at_most);
}

std::string GroupAmounts(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const bool starts = IsDigit(text[i]) &&
                        (i == 0 || text[i - 1] == ' ' || text[i - 1] == '-');
    if (!starts) {
      result += text[i++];
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && (IsDigit(text[end]) || text[end] == '.')) ++end;
    // Only what a unit follows: not a year, a date or a number in words.
    bool amount = end + 3 < text.size() && text[end] == ' ' &&
                        IsUpper(text[end + 1]) && IsUpper(text[end + 2]) &&
                        IsUpper(text[end + 3]);
    const std::string_view number = text.substr(i, end - i);
    // "between 5000.00 and 6000.00 EUR": the unit stands behind the second.
    amount = amount || (i >= kBetween.size() &&
                        text.substr(i - kBetween.size(), kBetween.size()) ==
                            kBetween &&
                        text.substr(end, 5) == " and ");
    result += amount ? Grouped(number) : std::string(number);
    i = end;
  }
  return result;
}

std::string RangeRemark(const Amount& amount) {
  if (amount.IsExact()) return "";
  std::optional<std::string> at_least;
  std::optional<std::string> at_most;
  if (amount.at_least() && amount.at_least()->Sign() != 0) {
    at_least = Grouped(amount.at_least()->ToString());
  }
  if (amount.at_most()) at_most = Grouped(amount.at_most()->ToString());
  if (!at_least && !at_most) return "";
  return EndsText(at_least, at_most).substr(kUnknownComma.size());
}

std::string ShortNumber(const Amount& amount) {
  return amount.IsExact() ? AmountNumber(amount) : "unknown";
}

std::string AmountText(const Amount& amount,
                       const std::vector<std::string>& because) {
  std::string text = AmountNumber(amount) + " " + amount.unit().text();
  if (!amount.IsExact() && !because.empty()) {
    text += " (" + Joined(because) + ")";
  }
  return text;
}

std::string RationalText(const Rational& number) {
  if (!number.ok()) return number.ToString();
  const auto decimal = Decimal::FromRational(number);
  return decimal.ok() ? decimal->ToString() : number.ToString();
}

std::string NodeValueText(const TraceNode& node, bool minor) {
  if (!node.value.ok()) return node.value.ToString();
  if (const auto percent = PercentText(node); percent) return *percent;
  int places = node.op == TraceOp::kRound ? node.places : 0;
  const auto parsed = Unit::Parse(node.unit);
  if (minor && parsed.ok()) places = std::max(places, parsed->DecimalPlaces());
  const std::string unit = node.unit.empty() ? "" : " " + node.unit;
  if (node.value.IsExact()) {
    return NodeNumber(node.value.value(), places) + unit;
  }
  std::optional<std::string> at_least;
  std::optional<std::string> at_most;
  if (node.value.at_least()) {
    at_least = NodeNumber(*node.value.at_least(), places);
  }
  if (node.value.at_most()) {
    at_most = NodeNumber(*node.value.at_most(), places);
  }
  return EndsText(at_least, at_most) + unit;
}

std::string TimeText(const Event& event) {
  return event.recorded_at.ToString() + (event.asserted ? ", asserted" : "");
}

std::string DayText(const Event& event) {
  return event.recorded_at.ToString().substr(0, 10) +
         (event.asserted ? "*" : "");
}

std::string_view AssertedNote() {
  return "* asserted by the source, in backfill\n";
}

std::string PointText(const KnownPoint& point) {
  if (point.sequence == 0) return "#0 (before the first event)";
  return "#" + std::to_string(point.sequence) + " (" +
         point.recorded_at.ToString() + (point.asserted ? ", asserted)" : ")");
}

std::string HeaderLine(const Terminal& terminal, std::string_view subject,
                       const View& view) {
  const std::string dot = " " + std::string(terminal.Dot()) + " ";
  std::string text = Printable(subject) + dot + "as of " +
                     view.as_of.ToString() + dot + "known at " +
                     PointText(view.known);
  if (!view.reading.empty()) text += dot + "read as " + Printable(view.reading);
  if (view.with_proposed) {
    text += dot + (view.with_proposed->empty()
                       ? "nothing is proposed"
                       : "as if signed: " + RefsText(*view.with_proposed));
  }
  return Paint(terminal, Style::kHead, text) + "\n";
}

std::string RefText(const EventRef& ref) {
  return ref.ToString() + " " + ref.id;
}

std::string RefsText(const std::vector<EventRef>& refs) {
  std::string text;
  for (const EventRef& ref : refs) {
    text += (text.empty() ? "" : ", ") + RefText(ref);
  }
  return text;
}

std::string Joined(const std::vector<std::string>& parts,
                   std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += separator;
    text += parts[i];
  }
  return text;
}

}  // namespace covenant::cli

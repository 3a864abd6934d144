#include "cli/render/figures.h"

#include <cstddef>
#include <optional>

#include "ledger/value/decimal.h"

namespace covenant::cli {
namespace {

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
  const auto percent = Decimal::FromRational(
      node.value.value() * Rational::FromInt(100));
  if (!percent.ok()) return std::nullopt;
  return percent->ToString() + " %";
}

std::string NodeNumber(const Rational& number, int places) {
  const auto decimal = Decimal::FromRational(number);
  if (!decimal.ok()) return RationalText(number);
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

std::string NodeValueText(const TraceNode& node) {
  if (!node.value.ok()) return node.value.ToString();
  if (const auto percent = PercentText(node); percent) return *percent;
  const int places = node.op == TraceOp::kRound ? node.places : 0;
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

std::string PointText(const KnownPoint& point) {
  if (point.sequence == 0) return "#0 (before the first event)";
  return "#" + std::to_string(point.sequence) + " (" +
         point.recorded_at.ToString() + (point.asserted ? ", asserted)" : ")");
}

std::string HeaderLine(const Terminal& terminal, std::string_view subject,
                       const View& view) {
  const std::string dot = " " + std::string(terminal.Dot()) + " ";
  return Paint(terminal, Style::kHead,
               Printable(subject) + dot + "as of " + view.as_of.ToString() +
                   dot + "known at " + PointText(view.known)) +
         "\n";
}

std::string RefText(const EventRef& ref) { return ref.ToString() + " " + ref.id; }

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

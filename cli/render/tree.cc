#include "cli/render/tree.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <vector>

#include "cli/render/fields.h"
#include "cli/render/figures.h"
#include "cli/render/table.h"
#include "ledger/value/basis.h"
#include "ledger/value/rounding.h"

namespace covenant::cli {
namespace {

constexpr std::size_t kWidestAligned = 52;  // remarks are aligned up to here

// A tree of more figures than this is folded: of long lists the middle is left
// out, and what lies deepest.
constexpr std::size_t kMostShown = 200;
constexpr std::size_t kLongList = 8;
constexpr std::size_t kFirstOfList = 4;
constexpr std::size_t kLastOfList = 2;

std::string OperationText(const TraceNode& node) {
  switch (node.op) {
    case TraceOp::kLeaf:
      return "";
    case TraceOp::kSum:
      return node.inputs.empty() ? "sum of nothing" : "sum";
    case TraceOp::kDifference:
      return "first less the others";
    case TraceOp::kProduct:
      return "product";
    case TraceOp::kQuotient:
      return "first divided by second";
    case TraceOp::kMin:
      return "least";
    case TraceOp::kMax:
      return "greatest";
    case TraceOp::kRound:
      return "rounded to " + std::to_string(node.places) + " places (" +
             std::string(RoundingModeName(node.mode)) + ")";
    case TraceOp::kMaybe:
      return "counts or does not count";
    case TraceOp::kHull:
      return "somewhere between these";
    case TraceOp::kUnknown:
      return "cannot be computed";
    case TraceOp::kAbs:
      return "without its sign";
    case TraceOp::kLess:
      return "whether first is less";
    case TraceOp::kLessOrEqual:
      return "whether first is not more";
    case TraceOp::kEqual:
      return "whether equal";
    case TraceOp::kChoice:
      return node.inputs.size() == 2 ? "as the condition says"
                                     : "by a condition that is not known";
  }
  return "";
}

// "accrued 1,500.00 USD = product".
std::string MainText(std::string_view name, const TraceNode& node, bool root) {
  std::string text(name);
  const std::string value = NodeValueText(node, root);
  if (!text.ends_with(value)) text += (text.empty() ? "" : " ") + value;
  const std::string operation = OperationText(node);
  // Some labels say the operation themselves.
  const bool said = node.op == TraceOp::kRound && name.starts_with("rounded");
  if (!operation.empty() && !said) text += " = " + operation;
  return Printable(text);
}

std::string RemarkText(const Terminal& terminal, const TraceNode& node) {
  std::vector<std::string> parts;
  if (!node.events.empty()) parts.push_back(RefsText(node.events));
  if (!node.place.empty()) parts.push_back(node.place);
  if (node.basis != Basis::kOfficial) parts.emplace_back(BasisName(node.basis));
  if (!node.unknown_because.empty()) parts.push_back(node.unknown_because);
  return Printable(Joined(parts, " " + std::string(terminal.Dot()) + " "));
}

class TreePrinter {
 public:
  TreePrinter(const Terminal& terminal, bool all)
      : terminal_(terminal), all_(all) {}

  std::string Print(std::string_view name, const Trace& trace) {
    if (!all_) Fold(trace);
    Node(trace, MainText(name, *trace, true), "", "", 0, 0);
    return text_;
  }

 private:
  // Folds what is too long, as deep as it must be.
  void Fold(const Trace& trace) {
    if (LinesOf(trace) <= kMostShown) return;
    folds_lists_ = true;
    // No path is longer than all that is shown.
    deepest_ = kMostShown;
    while (deepest_ > 2 && LinesOf(trace) > kMostShown) --deepest_;
  }

  // How many figures are shown; no more are counted than are too many.
  std::size_t LinesOf(const Trace& trace) {
    std::set<const TraceNode*> shown;
    std::size_t lines = 0;
    Count(trace, 0, shown, lines);
    return lines;
  }
  void Count(const Trace& trace, std::size_t depth,
             std::set<const TraceNode*>& shown, std::size_t& lines) const {
    if (++lines > kMostShown || IsFolded(*trace, depth)) return;
    if (!trace->inputs.empty() && !shown.insert(trace.get()).second) return;
    for (std::size_t i = 0; i < trace->inputs.size(); ++i) {
      if (!LeftOut(*trace, i)) Count(trace->inputs[i], depth + 1, shown, lines);
    }
  }
  bool IsFolded(const TraceNode& node, std::size_t depth) const {
    return depth >= deepest_ && !node.inputs.empty();
  }
  bool LeftOut(const TraceNode& node, std::size_t input) const {
    return folds_lists_ && node.inputs.size() > kLongList &&
           input >= kFirstOfList && input + kLastOfList < node.inputs.size();
  }

  // `lead` stands before the node's first line, `below` before all others.
  void Node(const Trace& trace, const std::string& main,
            const std::string& lead, const std::string& below,
            std::size_t align, std::size_t depth) {
    const bool folded =
        IsFolded(*trace, depth) && !shown_.contains(trace.get());
    const bool again =
        !folded && !trace->inputs.empty() && !shown_.insert(trace.get()).second;
    const Style style = trace->value.ok() && trace->value.IsExact()
                            ? Style::kPlain
                            : Style::kUnknown;
    Line(lead, below, main,
         again    ? "as above"
         : folded ? "folded, --all shows it"
                  : RemarkText(terminal_, *trace),
         style, align, !again && !folded && !trace->inputs.empty());
    if (again || folded) return;
    std::vector<std::string> mains;
    std::size_t widest = 0;
    for (const Trace& input : trace->inputs) {
      mains.push_back(MainText(input->label, *input, false));
      const std::size_t width = TextWidth(mains.back());
      if (width <= kWidestAligned) widest = std::max(widest, width);
    }
    for (std::size_t i = 0; i < trace->inputs.size(); ++i) {
      const bool last = i + 1 == trace->inputs.size();
      if (!LeftOut(*trace, i)) {
        Node(trace->inputs[i], mains[i], below + Branch(last),
             below + Bar(last), widest, depth + 1);
      } else if (i == kFirstOfList) {
        Line(
            below + Branch(false), below,
            std::to_string(mains.size() - kFirstOfList - kLastOfList) + " more",
            "folded, --all shows them", Style::kDim, 0, false);
      }
    }
  }

  std::string Branch(bool last) const {
    if (!terminal_.unicode) return last ? "`- " : "|- ";
    return last ? "└─ " : "├─ ";
  }
  std::string Bar(bool last) const {
    if (last) return "   ";
    return terminal_.unicode ? "│  " : "|  ";
  }

  void Line(const std::string& lead, const std::string& below,
            const std::string& main, const std::string& remark, Style style,
            std::size_t align, bool has_inputs) {
    const std::size_t indent = TextWidth(lead);
    const std::size_t room =
        terminal_.width > indent + 20 ? terminal_.width - indent : 0;
    // Further lines of a node hang under it, beside the bar to its inputs.
    const std::string hang = below + (has_inputs ? Bar(false) : "   ");
    std::size_t used = 0;
    bool first = true;
    for (const std::string& part : Wrap(main, room)) {
      text_ += (first ? lead : "\n" + hang) + Paint(terminal_, style, part);
      used = TextWidth(part);
      first = false;
    }
    if (!remark.empty()) {
      const std::size_t pad = align > used ? align - used : 0;
      const std::size_t width = TextWidth(remark);
      if (room == 0 || used + pad + 2 + width <= room) {
        text_ +=
            std::string(pad + 2, ' ') + Paint(terminal_, Style::kDim, remark);
      } else {
        for (const std::string& part : Wrap(remark, room - 3)) {
          text_ += "\n" + hang + Paint(terminal_, Style::kDim, part);
        }
      }
    }
    text_ += "\n";
  }

  const Terminal& terminal_;
  const bool all_;
  bool folds_lists_ = false;
  std::size_t deepest_ = std::numeric_limits<std::size_t>::max();
  std::string text_;
  std::set<const TraceNode*> shown_;
};

void WriteValue(JsonWriter& json, const TraceNode& node) {
  json.Key("value");
  if (node.value.ok() && node.value.IsExact()) {
    json.String(RationalText(node.value.value()));
    return;
  }
  json.BeginObject();
  json.Key("unknown").Bool(true);
  if (node.value.ok() && node.value.at_least()) {
    json.Key("at_least").String(RationalText(*node.value.at_least()));
  }
  if (node.value.ok() && node.value.at_most()) {
    json.Key("at_most").String(RationalText(*node.value.at_most()));
  }
  json.Key("because").BeginArray();
  if (!node.unknown_because.empty()) json.String(node.unknown_because);
  json.EndArray();
  json.EndObject();
}

void WriteNode(JsonWriter& json, const Trace& trace,
               std::map<const TraceNode*, std::uint64_t>& numbers) {
  JsonSink sink(json);
  json.BeginObject();
  const auto known = numbers.find(trace.get());
  if (known != numbers.end()) {
    json.Key("same_as").Number(known->second);
    json.EndObject();
    return;
  }
  const std::uint64_t number = numbers.size() + 1;
  numbers[trace.get()] = number;
  json.Key("node").Number(number);
  sink.Text("label", trace->label);
  sink.Text("operation", TraceOpName(trace->op));
  WriteValue(json, *trace);
  sink.Text("unit", trace->unit);
  sink.Text("basis", BasisName(trace->basis));
  if (trace->op == TraceOp::kRound) {
    json.Key("places").Raw(std::to_string(trace->places));
    sink.Text("rounding", RoundingModeName(trace->mode));
  }
  if (!trace->events.empty()) sink.Refs("events", trace->events);
  sink.Text("place", trace->place);
  if (!trace->inputs.empty()) {
    json.Key("inputs").BeginArray();
    for (const Trace& input : trace->inputs) WriteNode(json, input, numbers);
    json.EndArray();
  }
  json.EndObject();
}

}  // namespace

std::string TreeText(const Terminal& terminal, std::string_view name,
                     const Trace& trace, bool all) {
  return TreePrinter(terminal, all).Print(name, trace);
}

void WriteTree(JsonWriter& json, const Trace& trace) {
  std::map<const TraceNode*, std::uint64_t> numbers;
  WriteNode(json, trace, numbers);
}

}  // namespace covenant::cli

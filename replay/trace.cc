#include "replay/trace.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace covenant {
namespace {

RationalRange MaybeRange(const RationalRange& value) {
  if (!value.ok()) return value;
  return Hull(RationalRange::FromInt(0), value);
}

RationalRange YesOrNo(const RationalRange& a, const RationalRange& b,
                      std::optional<bool> holds) {
  if (!a.ok()) return a;
  if (!b.ok()) return b;
  if (holds) return RationalRange::FromInt(*holds ? 1 : 0);
  return RationalRange::Between(Rational(), Rational::FromInt(1));
}

RationalRange Choose(const std::vector<Trace>& in) {
  const RationalRange& condition = in[0]->value;
  if (!condition.ok()) return condition;
  if (in.size() == 2) return in[1]->value;
  if (condition.IsExactlyZero()) return in[2]->value;
  if (condition.IsExact()) return in[1]->value;
  return Hull(in[1]->value, in[2]->value);
}

// Amounts of different units are never added nor compared (domain.md section
// 5). Plain numbers have no unit. The two that meet; null where there are none.
std::pair<const std::string*, const std::string*> MixedUnits(
    const TraceNode& node) {
  switch (node.op) {
    case TraceOp::kSum:
    case TraceOp::kDifference:
    case TraceOp::kMin:
    case TraceOp::kMax:
    case TraceOp::kHull:
      break;
    default:
      return {};
  }
  const std::string* unit = node.unit.empty() ? nullptr : &node.unit;
  for (const Trace& input : node.inputs) {
    if (input->unit.empty()) continue;
    if (unit != nullptr && *unit != input->unit) return {unit, &input->unit};
    unit = &input->unit;
  }
  return {};
}

bool MixesUnits(const TraceNode& node) {
  return MixedUnits(node).first != nullptr;
}

RationalRange Compute(const TraceNode& node) {
  if (MixesUnits(node)) return RationalRange::Unknown();
  const auto& in = node.inputs;
  switch (node.op) {
    case TraceOp::kLeaf:
    case TraceOp::kUnknown:
      return node.value;
    case TraceOp::kSum: {
      RationalRange sum;
      for (const Trace& input : in) sum += input->value;
      return sum;
    }
    case TraceOp::kDifference: {
      RationalRange rest = in.front()->value;
      for (std::size_t i = 1; i < in.size(); ++i) rest -= in[i]->value;
      return rest;
    }
    case TraceOp::kProduct: {
      RationalRange product = RationalRange::FromInt(1);
      for (const Trace& input : in) product *= input->value;
      return product;
    }
    case TraceOp::kQuotient:
      return in[0]->value / in[1]->value;
    case TraceOp::kMin: {
      RationalRange least = in.front()->value;
      for (const Trace& input : in) least = Min(least, input->value);
      return least;
    }
    case TraceOp::kMax: {
      RationalRange greatest = in.front()->value;
      for (const Trace& input : in) greatest = Max(greatest, input->value);
      return greatest;
    }
    case TraceOp::kRound:
      return in.front()->value.Round(node.places, node.mode);
    case TraceOp::kMaybe:
      return MaybeRange(in.front()->value);
    case TraceOp::kHull: {
      RationalRange hull = in.front()->value;
      for (const Trace& input : in) hull = Hull(hull, input->value);
      return hull;
    }
    case TraceOp::kAbs:
      return in.front()->value.Abs();
    case TraceOp::kLess:
      return YesOrNo(in[0]->value, in[1]->value,
                     Less(in[0]->value, in[1]->value));
    case TraceOp::kLessOrEqual:
      return YesOrNo(in[0]->value, in[1]->value,
                     LessOrEqual(in[0]->value, in[1]->value));
    case TraceOp::kEqual:
      return YesOrNo(in[0]->value, in[1]->value,
                     Equal(in[0]->value, in[1]->value));
    case TraceOp::kChoice:
      return Choose(in);
  }
  return node.value;
}

// Nodes are filled where they stay: they are large and there are many.
Trace Finish(std::shared_ptr<TraceNode> node) {
  for (const Trace& input : node->inputs) {
    node->basis = Weakest(node->basis, input->basis);
  }
  node->value = Compute(*node);
  return node;
}

Trace Make(TraceOp op, std::string label, std::string unit,
           std::vector<Trace> inputs, std::string unknown_because = "") {
  auto node = std::make_shared<TraceNode>();
  node->op = op;
  node->label = std::move(label);
  node->unit = std::move(unit);
  node->inputs = std::move(inputs);
  node->unknown_because = std::move(unknown_because);
  if (const auto units = MixedUnits(*node); units.first != nullptr) {
    node->unknown_because = std::string(finding::kCurrencyMismatch);
    node->label += ", in " + *units.first + " and in " + *units.second;
  }
  return Finish(std::move(node));
}

// What was met before: open addressing with linear probing, because every
// answer walks its tree and an ordered set would take most of the time.
// `Traits` tells the hash of a pointer and whether two mean the same.
template <typename T, typename Traits>
class Distinct {
 public:
  // Whether it is new.
  bool Insert(const T* one) {
    if (2 * (count_ + 1) > slots_.size()) Grow();
    if (!Place(one)) return false;
    ++count_;
    return true;
  }

 private:
  bool Place(const T* one) {
    std::size_t at = Traits::Bits(*one) * 0x9E3779B97F4A7C15u >> 20;
    for (;; ++at) {
      const T*& slot = slots_[at & (slots_.size() - 1)];
      if (slot == nullptr) {
        slot = one;
        return true;
      }
      if (Traits::Same(*slot, *one)) return false;
    }
  }

  void Grow() {
    std::vector<const T*> before(4 * slots_.size());
    before.swap(slots_);
    for (const T* one : before) {
      if (one != nullptr) Place(one);
    }
  }

  std::vector<const T*> slots_ = std::vector<const T*>(64);
  std::size_t count_ = 0;
};

struct SameNode {
  static std::uintptr_t Bits(const TraceNode& node) {
    return reinterpret_cast<std::uintptr_t>(&node) >> 4;
  }
  static bool Same(const TraceNode& a, const TraceNode& b) { return &a == &b; }
};

// A stream has one event of a version, whatever it is called. Nearly all events
// of an answer are of one stream.
struct SameEvent {
  static std::uint64_t Bits(const EventRef& event) { return event.version; }
  static bool Same(const EventRef& a, const EventRef& b) {
    return a.version == b.version && a.stream == b.stream;
  }
};

// Each node once, level by level: nodes lie anywhere in memory, and while those
// of one level are read, those of the next are on their way.
template <typename Visit>
void Walk(const Trace& trace, const Visit& visit) {
  if (trace == nullptr) return;
  Distinct<TraceNode, SameNode> seen;
  seen.Insert(trace.get());
  std::vector<const TraceNode*> nodes{trace.get()};
  nodes.reserve(64);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const TraceNode* node = nodes[i];
    for (const Trace& input : node->inputs) {
      if (!seen.Insert(input.get())) continue;
      __builtin_prefetch(&input->op);
      __builtin_prefetch(&input->events);
      nodes.push_back(input.get());
    }
    visit(*node);
  }
}

}  // namespace

std::string_view TraceOpName(TraceOp op) {
  switch (op) {
    case TraceOp::kLeaf: return "leaf";
    case TraceOp::kSum: return "sum";
    case TraceOp::kDifference: return "difference";
    case TraceOp::kProduct: return "product";
    case TraceOp::kQuotient: return "quotient";
    case TraceOp::kMin: return "min";
    case TraceOp::kMax: return "max";
    case TraceOp::kRound: return "round";
    case TraceOp::kMaybe: return "maybe";
    case TraceOp::kHull: return "hull";
    case TraceOp::kUnknown: return "unknown";
    case TraceOp::kAbs: return "abs";
    case TraceOp::kLess: return "less";
    case TraceOp::kLessOrEqual: return "less-or-equal";
    case TraceOp::kEqual: return "equal";
    case TraceOp::kChoice: return "choice";
  }
  return "leaf";
}

Trace Leaf(std::string label, RationalRange value, std::string unit,
           Basis basis, std::vector<EventRef> events, std::string place,
           std::string unknown_because) {
  auto node = std::make_shared<TraceNode>();
  node->label = std::move(label);
  node->value = std::move(value);
  node->unit = std::move(unit);
  node->basis = basis;
  node->events = std::move(events);
  node->place = std::move(place);
  if (node->value.ok() && !node->value.IsExact()) {
    node->unknown_because = std::move(unknown_because);
  }
  return node;
}

Trace Sum(std::string label, std::string unit, std::vector<Trace> inputs) {
  return Make(TraceOp::kSum, std::move(label), std::move(unit),
              std::move(inputs));
}

Trace SumWith(const std::string& label, const Trace& sum, const Trace& more) {
  return sum == nullptr ? more : Sum(label, more->unit, {sum, more});
}

Trace Difference(std::string label, std::string unit,
                 std::vector<Trace> inputs) {
  return Make(TraceOp::kDifference, std::move(label), std::move(unit),
              std::move(inputs));
}

Trace Product(std::string label, std::string unit, std::vector<Trace> inputs) {
  return Make(TraceOp::kProduct, std::move(label), std::move(unit),
              std::move(inputs));
}

Trace Quotient(std::string label, std::string unit, Trace a, Trace b) {
  return Make(TraceOp::kQuotient, std::move(label), std::move(unit),
              {std::move(a), std::move(b)});
}

Trace MinOf(std::string label, std::string unit, std::vector<Trace> inputs) {
  return Make(TraceOp::kMin, std::move(label), std::move(unit),
              std::move(inputs));
}

Trace MaxOf(std::string label, std::string unit, std::vector<Trace> inputs) {
  return Make(TraceOp::kMax, std::move(label), std::move(unit),
              std::move(inputs));
}

Trace Rounded(std::string label, Trace input, int places, RoundingMode mode) {
  auto node = std::make_shared<TraceNode>();
  node->op = TraceOp::kRound;
  node->label = std::move(label);
  node->unit = input->unit;
  node->places = places;
  node->mode = mode;
  node->inputs = {std::move(input)};
  return Finish(std::move(node));
}

Trace Maybe(std::string label, Trace input, std::string unknown_because) {
  std::string unit = input->unit;
  return Make(TraceOp::kMaybe, std::move(label), std::move(unit),
              {std::move(input)}, std::move(unknown_because));
}

Trace HullOf(std::string label, std::string unit, std::vector<Trace> inputs,
             std::string unknown_because) {
  return Make(TraceOp::kHull, std::move(label), std::move(unit),
              std::move(inputs), std::move(unknown_because));
}

Trace Unknown(std::string label, std::string unit, std::string unknown_because,
              std::vector<Trace> inputs, std::vector<EventRef> events) {
  auto node = std::make_shared<TraceNode>();
  node->op = TraceOp::kUnknown;
  node->label = std::move(label);
  node->unit = std::move(unit);
  node->value = RationalRange::Unknown();
  node->unknown_because = std::move(unknown_because);
  node->inputs = std::move(inputs);
  node->events = std::move(events);
  return Finish(std::move(node));
}

Trace Calculated(TraceOp op, std::string label, std::string unit,
                 std::vector<Trace> inputs, std::string unknown_because) {
  return Make(op, std::move(label), std::move(unit), std::move(inputs),
              std::move(unknown_because));
}

RationalRange Recompute(const TraceNode& node) { return Compute(node); }

namespace {

using Pairs = std::set<std::pair<const TraceNode*, const TraceNode*>>;

// Nodes are shared between places of a tree: each pair is compared once.
bool SameNodes(const TraceNode* a, const TraceNode* b, Pairs& seen) {
  if (a == b || !seen.emplace(a, b).second) return true;
  if (a == nullptr || b == nullptr || a->op != b->op || a->label != b->label ||
      a->value != b->value || a->unit != b->unit || a->basis != b->basis ||
      a->events != b->events || a->place != b->place ||
      a->unknown_because != b->unknown_because || a->places != b->places ||
      a->mode != b->mode || a->inputs.size() != b->inputs.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a->inputs.size(); ++i) {
    if (!SameNodes(a->inputs[i].get(), b->inputs[i].get(), seen)) return false;
  }
  return true;
}

}  // namespace

bool EqualTraces(const Trace& a, const Trace& b) {
  Pairs seen;
  return SameNodes(a.get(), b.get(), seen);
}

std::vector<EventRef> EventsOf(const Trace& trace) {
  // Each event is named by many nodes.
  std::vector<const std::vector<EventRef>*> lists;
  Walk(trace, [&](const TraceNode& node) {
    if (node.events.empty()) return;
    __builtin_prefetch(node.events.data());
    lists.push_back(&node.events);
  });
  Distinct<EventRef, SameEvent> met;
  std::vector<const EventRef*> found;
  for (const std::vector<EventRef>* list : lists) {
    for (const EventRef& event : *list) {
      if (met.Insert(&event)) found.push_back(&event);
    }
  }
  std::sort(found.begin(), found.end(),
            [](const EventRef* a, const EventRef* b) { return *a < *b; });
  std::vector<EventRef> events;
  events.reserve(found.size());
  for (const EventRef* event : found) events.push_back(*event);
  return events;
}

std::set<std::string> UnknownBecause(const Trace& trace) {
  std::set<std::string> codes;
  Walk(trace, [&](const TraceNode& node) {
    if (!node.unknown_because.empty()) codes.insert(node.unknown_because);
  });
  return codes;
}

}  // namespace covenant

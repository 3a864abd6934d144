// Trace: how a figure came about, as a tree from the figure down to events and
// places in documents. Each node states its operation, so that anybody can
// recompute it from its inputs. Immutable once built; pure.
#ifndef REPLAY_TRACE_H_
#define REPLAY_TRACE_H_

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/value/basis.h"
#include "ledger/value/range.h"
#include "ledger/value/rounding.h"
#include "ledger/value/unit.h"
#include "replay/finding.h"

namespace covenant {

enum class TraceOp {
  kLeaf,        // a term or a fact: no inputs
  kSum,         // of all inputs; of none: zero
  kDifference,  // the first input less all others
  kProduct,     // of all inputs
  kQuotient,    // the first divided by the second
  kMin,         // the least input
  kMax,         // the greatest input
  kRound,       // the input, rounded to `places` by `mode`
  kMaybe,       // between zero and the input: it is not known whether it counts
  kHull,        // somewhere from the least to the greatest input
  kUnknown,     // no figure; the inputs say why
  kAbs,         // the input without its sign
  // Conditions: 1 for yes, 0 for no, between them where it is not known.
  kLess,         // whether the first input is less than the second
  kLessOrEqual,  // whether it is not more
  kEqual,        // whether they are equal
  // The first input is a condition; with two inputs it is decided and the
  // second is the value; else the second if it holds, the third if not.
  kChoice,
};
std::string_view TraceOpName(TraceOp op);

struct TraceNode;
using Trace = std::shared_ptr<const TraceNode>;

struct TraceNode {
  // First what walks through a tree read, so that it lies together.
  TraceOp op = TraceOp::kLeaf;
  Basis basis = Basis::kOfficial;  // the weakest of the inputs
  int places = 0;                  // kRound
  RoundingMode mode = RoundingMode::kHalfAway;  // kRound
  std::vector<Trace> inputs;
  std::vector<EventRef> events;  // of this node, not of its inputs
  RationalRange value;
  std::string unit;  // "USD", "shares", "days"; empty: a plain number
  std::string unknown_because;  // a finding code; with an inexact value
  std::string label;            // "rate", "revenue direct 2026-Q2"
  std::string place;            // "Second Amendment.pdf, section 2"
};

// Builders; each computes the value and the weakest basis. A sum, a difference,
// the least, the greatest or the hull of amounts of different units is not
// known
// (`currency-mismatch`).
Trace Leaf(std::string label, RationalRange value, std::string unit,
           Basis basis, std::vector<EventRef> events, std::string place,
           std::string unknown_because = "");
Trace Sum(std::string label, std::string unit, std::vector<Trace> inputs);
// `sum`, which may be null, with `more`.
Trace SumWith(const std::string& label, const Trace& sum, const Trace& more);
Trace Difference(std::string label, std::string unit, std::vector<Trace> inputs);
Trace Product(std::string label, std::string unit, std::vector<Trace> inputs);
Trace Quotient(std::string label, std::string unit, Trace a, Trace b);
Trace MinOf(std::string label, std::string unit, std::vector<Trace> inputs);
Trace MaxOf(std::string label, std::string unit, std::vector<Trace> inputs);
Trace Rounded(std::string label, Trace input, int places, RoundingMode mode);
Trace Maybe(std::string label, Trace input, std::string unknown_because);
Trace HullOf(std::string label, std::string unit, std::vector<Trace> inputs,
             std::string unknown_because);
Trace Unknown(std::string label, std::string unit, std::string unknown_because,
              std::vector<Trace> inputs, std::vector<EventRef> events);

// Of any operation but kLeaf, kRound and kUnknown.
Trace Calculated(TraceOp op, std::string label, std::string unit,
                 std::vector<Trace> inputs, std::string unknown_because = "");

// The node's value computed again from its inputs' values by its operation; its
// own value for a leaf and for kUnknown.
RationalRange Recompute(const TraceNode& node);

// Whether two trees are the same, node by node; either may be null.
bool EqualTraces(const Trace& a, const Trace& b);

// All events of the tree, sorted, each once.
std::vector<EventRef> EventsOf(const Trace& trace);
// The finding codes that make the value inexact, sorted, each once.
std::set<std::string> UnknownBecause(const Trace& trace);

}  // namespace covenant

#endif  // REPLAY_TRACE_H_

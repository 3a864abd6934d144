#include "replay/money/gives.h"

#include <cstddef>
#include <utility>

namespace covenant {

Gives GivenBy(const Occurrence& o) { return {o.accrued, o.waived, o.credited, o.by_days}; }

RationalRange ValueOf(const Trace& trace) {
  return trace == nullptr ? RationalRange() : trace->value;
}

namespace {

// What the node itself says, but for its inputs.
bool SaysTheSame(const TraceNode& a, const TraceNode& b) {
  if (!(a.value == b.value) || a.unit != b.unit) return false;
  if (a.value.IsExact()) return true;
  // What an unknown leaf stands for is said by where it comes from; of what has
  // no figure, such as a report that is missing, by its label.
  const bool from =
      a.op == TraceOp::kUnknown || (a.events == b.events && a.place == b.place);
  return from && a.op == b.op && a.label == b.label &&
         a.unknown_because == b.unknown_because && a.places == b.places &&
         a.mode == b.mode && a.inputs.size() == b.inputs.size();
}

}  // namespace

bool SameFigures::Same(const Trace& a, const Trace& b) {
  if (a == nullptr || b == nullptr) {
    return ValueOf(a).IsExactlyZero() && ValueOf(b).IsExactlyZero();
  }
  std::set<Pair> seen;
  std::vector<Pair> open{{a.get(), b.get()}};
  while (!open.empty()) {
    const Pair pair = open.back();
    open.pop_back();
    const auto& [x, y] = pair;
    if (x == y || found_.contains(pair)) continue;
    if (!SaysTheSame(*x, *y)) return false;
    if (x->value.IsExact() || !seen.insert(pair).second) continue;
    for (std::size_t i = 0; i < x->inputs.size(); ++i) {
      open.emplace_back(x->inputs[i].get(), y->inputs[i].get());
    }
  }
  found_.merge(seen);
  return true;
}

bool NotLess(const RationalRange& change) {
  return change.at_least() && change.at_least()->Sign() >= 0;
}

bool NotMore(const RationalRange& change) {
  return change.at_most() && change.at_most()->Sign() <= 0;
}

Trace Zero(const std::string& unit) {
  return ConstantLeaf("nothing", RationalRange(), unit);
}

bool IsBack(const RationalRange& range) {
  return range.ok() && range.at_most() && range.at_most()->Sign() < 0;
}

Trace ToPay(const Gives& gives) {
  if (gives.waived == nullptr && gives.credited == nullptr) {
    return gives.accrued;
  }
  std::vector<Trace> parts{gives.accrued};
  for (const Trace& less : {gives.waived, gives.credited}) {
    if (less != nullptr) parts.push_back(less);
  }
  return Difference("accrued less waived and credited", gives.accrued->unit,
                    std::move(parts));
}

Trace Within(const std::string& label, const Trace& of, const Trace& room) {
  if (of == nullptr || of->value.IsExactlyZero()) return nullptr;
  if (LessOrEqual(of->value, room->value).value_or(false)) return of;
  Trace part = MinOf(label, of->unit, {of, room});
  if (!NotLess(part->value)) {
    part = MaxOf(label + ", at least nothing", of->unit,
                 {std::move(part), Zero(of->unit)});
  }
  return part->value.IsExactlyZero() ? nullptr : part;
}

namespace {

Trace MoreOf(const std::string& label, const Trace& kept, const Trace& all) {
  if (all == nullptr || kept == nullptr) return all;
  return Difference(label, all->unit, {all, kept});
}

Trace NoneIfZero(Trace figure) {
  const bool none = figure == nullptr || figure->value.IsExactlyZero();
  return none ? nullptr : figure;
}

}  // namespace

Gives Together(const Gives& a, const Gives& b) {
  const auto sum = [](const Trace& x, const Trace& y) {
    return y == nullptr ? x : SumWith("together", x, y);
  };
  Gives both{sum(a.accrued, b.accrued), sum(a.waived, b.waived),
             sum(a.credited, b.credited), {}};
  if (a.by_days.empty() || b.by_days.empty()) return both;
  both.by_days = a.by_days;
  both.by_days.insert(both.by_days.end(), b.by_days.begin(), b.by_days.end());
  return both;
}

Gives Beyond(const std::string& label, const Gives& kept, const Gives& all) {
  return {MoreOf(label, kept.accrued, all.accrued),
          NoneIfZero(MoreOf("waived more", kept.waived, all.waived)),
          NoneIfZero(MoreOf("credited more", kept.credited, all.credited)),
          MoreByDays(kept, all)};
}

std::vector<DaysPart> MoreByDays(const Gives& before, const Gives& after) {
  if (before.by_days.empty() || after.by_days.empty()) return {};
  std::vector<DaysPart> more = after.by_days;
  for (const DaysPart& part : before.by_days) {
    more.push_back({part.days, -part.accrued, -part.waived});
  }
  return more;
}

std::vector<DaysPart> DaysToPay(const Gives& before, const Gives& after) {
  std::vector<DaysPart> more = MoreByDays(before, after);
  for (DaysPart& part : more) {
    part.accrued -= part.waived;
    part.waived = {};
  }
  return more;
}

}  // namespace covenant

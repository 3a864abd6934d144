#include "replay/money/horizon_days.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace covenant {
namespace {

bool ChangesTerms(const TermOp& op) {
  if (op.never || op.days.Empty()) return false;
  if (op.change == nullptr) return true;
  return op.change->op != Change::Op::kWaive &&
         op.change->op != Change::Op::kConsent &&
         op.change->op != Change::Op::kSuspend &&
         op.change->op != Change::Op::kRelease;
}

// By due day, the last end of a period that fell due on or before it.
std::map<Date, Date> LastEndsOf(const Evaluation& final) {
  std::map<Date, Date> ends;
  for (const auto& [key, o] : final.occurrences) {
    if (!o.due || !o.period || !o.period->until()) continue;
    Date& end = ends.try_emplace(*o.due, *o.period->until()).first->second;
    end = std::max(end, *o.period->until());
  }
  std::optional<Date> last;
  for (auto& [due, end] : ends) {
    if (last) end = std::max(end, *last);
    last = end;
  }
  return ends;
}

// Whether the instrument can change a sum that fell due before it bound: it
// reaches back, or into a period that was paid for in advance.
bool ReachesBack(const BoundInstrument& instrument,
                 const std::map<Date, Date>& paid_ahead) {
  for (const TermOp& op : instrument.ops) {
    if (!ChangesTerms(op) || !op.days.from()) continue;
    if (*op.days.from() < instrument.binding) return true;
    // The last end of the periods that fell due before.
    const auto after = paid_ahead.lower_bound(instrument.binding);
    if (after != paid_ahead.begin() &&
        *op.days.from() < std::prev(after)->second) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::vector<Date> HorizonsOf(const std::vector<BoundInstrument>& instruments,
                             const Evaluation& final) {
  std::set<Date> bindings;
  for (const BoundInstrument& i : instruments) bindings.insert(i.binding);
  if (bindings.empty()) return {};
  const std::map<Date, Date> paid_ahead = LastEndsOf(final);
  auto first = std::prev(bindings.end());
  for (const BoundInstrument& i : instruments) {
    // The first instrument of all meets nothing that had fallen due.
    if (i.binding == *bindings.begin() || !ReachesBack(i, paid_ahead)) continue;
    const auto before = std::prev(bindings.find(i.binding));
    if (*before < *first) first = before;
  }
  return {first, bindings.end()};
}

std::vector<BoundInstrument> BoundBy(
    const std::vector<BoundInstrument>& instruments, Date day) {
  std::vector<BoundInstrument> bound;
  for (const BoundInstrument& i : instruments) {
    bound.push_back(i);
    if (i.binding <= day) continue;
    std::erase_if(bound.back().ops, [](const TermOp& op) {
      return op.change == nullptr || op.change->op != Change::Op::kWaive;
    });
    if (bound.back().ops.empty()) bound.pop_back();
  }
  return bound;
}

std::string IdsBoundOn(const std::vector<BoundInstrument>& instruments,
                       Date day) {
  std::set<std::string> bound;
  for (const BoundInstrument& i : instruments) {
    if (i.binding == day) bound.insert(i.id());
  }
  std::string ids;
  for (const std::string& id : bound) ids += (ids.empty() ? "" : "+") + id;
  return ids;
}

}  // namespace covenant

#include "replay/overlaps.h"

#include <map>
#include <optional>

namespace covenant {
namespace {

struct PathReach {
  std::string path;
  Interval days;
  std::size_t index;
};

Interval DaysOf(const Event& event, const Change& change) {
  const auto& effective = change.effective ? change.effective : event.effective;
  const auto& until = change.until ? change.until : event.until;
  const std::optional<Date> from = effective ? effective->date : event.executed;
  return Interval(from, until ? until->date : std::nullopt);
}

// What the change gives a value to; empty for waivers and the like.
std::string PathOf(const Change& change) {
  switch (change.op) {
    case Change::Op::kWaive:
    case Change::Op::kConsent:
    case Change::Op::kSuspend:
    case Change::Op::kRelease:
      return "";
    case Change::Op::kRenumber:
      return change.target + ".section";
    default:
      return change.path.empty() ? change.target
                                 : change.target + "." + change.path;
  }
}

}  // namespace

std::vector<Overlap> OverlapsOf(const Event& event, const Instrument& body) {
  std::vector<Overlap> overlaps;
  std::map<std::string, std::vector<PathReach>> by_clause;
  for (std::size_t i = 0; i < body.changes.size(); ++i) {
    const Change& change = body.changes[i];
    const std::string path = PathOf(change);
    const Interval days = DaysOf(event, change);
    if (path.empty() || days.Empty()) continue;
    auto& reaches = by_clause[change.target];
    for (const PathReach& other : reaches) {
      if (!other.days.Overlaps(days) || !PathsOverlap(other.path, path)) {
        continue;
      }
      overlaps.push_back({other.index, i, path, other.days.Intersect(days)});
      break;
    }
    reaches.push_back({path, days, i});
  }
  return overlaps;
}

}  // namespace covenant

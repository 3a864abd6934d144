#include "replay/diff_causes.h"

#include <algorithm>
#include <utility>

namespace covenant {

std::vector<EventRef> Union(const std::vector<EventRef>& a,
                            const std::vector<EventRef>& b) {
  std::vector<EventRef> result = a;
  for (const EventRef& ref : b) {
    if (std::find(result.begin(), result.end(), ref) == result.end()) {
      result.push_back(ref);
    }
  }
  return result;
}

std::vector<EventRef> DifferenceOf(const std::vector<EventRef>& a,
                                  const std::vector<EventRef>& b) {
  std::vector<EventRef> result;
  for (const EventRef& ref : a) {
    if (std::find(b.begin(), b.end(), ref) == b.end()) result.push_back(ref);
  }
  for (const EventRef& ref : b) {
    if (std::find(a.begin(), a.end(), ref) == a.end()) result.push_back(ref);
  }
  return result;
}

namespace {

const std::vector<EventRef>& ActsOn(const EventRef& ref,
                                    const RecordSeen& seen) {
  static const std::vector<EventRef> none;
  const auto found = seen.withdrawn.find(ref);
  return found == seen.withdrawn.end() ? none : found->second;
}

// What acts on the event as one of the two states saw it and the other did not:
// what cancels, corrects or answers it. Of what both saw, and only one of them
// counts, what acts on that.
std::vector<EventRef> NewActsOn(const EventRef& ref, const RecordSeen& a,
                                const RecordSeen& b) {
  std::vector<EventRef> acts;
  for (const EventRef& one : DifferenceOf(ActsOn(ref, a), ActsOn(ref, b))) {
    const bool both = one.version <= std::min(a.version, b.version);
    const auto more = both ? NewActsOn(one, a, b) : std::vector<EventRef>();
    acts = Union(acts, more.empty() ? std::vector<EventRef>{one} : more);
  }
  return acts;
}

}  // namespace

std::vector<EventRef> ActsBetween(const std::vector<EventRef>& refs,
                                  const RecordSeen& a, const RecordSeen& b) {
  std::vector<EventRef> acts;
  for (const EventRef& ref : refs) {
    acts = Union(acts, NewActsOn(ref, a, b));
    for (const auto& [with, without] : {std::pair(&a, &b), std::pair(&b, &a)}) {
      const auto found = with->signed_by.find(ref.id);
      if (found == with->signed_by.end() ||
          without->signed_by.contains(ref.id)) {
        continue;
      }
      for (const EventRef& one : found->second) {
        if (one.stream != ref.stream) continue;
        const auto& gone = ActsOn(one, *without);
        if (one.version <= without->version && gone.empty()) continue;
        acts = Union(Union(acts, {one}), gone);
      }
    }
  }
  return acts;
}

}  // namespace covenant

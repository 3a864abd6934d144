// What was lawful when it was done, and is forbidden by an instrument that reaches
// back (doc/decisions.md 62 and "Reaching back").
#include <algorithm>

#include "replay/rights/judge.h"

namespace covenant {

Judge::Judge(const ScopeTrees& trees, const Permissions& permissions,
             const ActsOf& acts, std::string reading,
             const std::vector<const ContractRights*>& rights)
    : trees_(trees),
      permissions_(permissions),
      acts_of_(acts),
      reading_(std::move(reading)) {
  for (const ContractRights* one : rights) {
    if (!one->reach_back.empty()) reaching_.push_back(one);
  }
}

std::map<Date, std::vector<EventRef>> Judge::ReachingBack(
    const ContractRights& rights, const Prohibition& norm) const {
  std::map<Date, std::vector<EventRef>> days = rights.reach_back;
  for (const ContractRights* one : reaching_) {
    // Another contract bears on it by what its beneficiary permits.
    if (one == &rights || !one->parties.contains(norm.beneficiary) ||
        !one->parties.contains(norm.bearer)) {
      continue;
    }
    for (const auto& [day, because] : one->reach_back) {
      if (rights.reach_back.contains(day)) continue;  // its own come first
      auto& refs = days[day];
      refs.insert(refs.end(), because.begin(), because.end());
    }
  }
  return days;
}

const ContractRights& Judge::AsBound(const ContractRights& rights, Date bound,
                                     Date day) const {
  const auto key = std::make_tuple(&rights, bound, day);
  const auto found = as_bound_.find(key);
  if (found != as_bound_.end()) return found->second;
  return as_bound_.emplace(key, rights.AsBound(bound, day)).first->second;
}

bool Judge::Forbidden(const ContractRights& rights, const Prohibition& norm,
                      const Act& act, Date bound, Date day) const {
  // What was permitted as far as it had bound.
  std::vector<const Act*> allowed;
  std::set<std::string> replayed;
  for (const ContractRights* one : reaching_) {
    const bool later = one->reach_back.upper_bound(bound) != one->reach_back.end();
    const bool theirs = one == &rights ||
                        (one->parties.contains(norm.beneficiary) &&
                         one->parties.contains(norm.bearer));
    if (!later || !theirs) continue;
    replayed.insert(one->contract);
    for (const Act& grant : AsBound(*one, bound, day).acts) {
      if (grant.kind == kind::kPermission && grant.grants &&
          grant.actor == norm.beneficiary && grant.counterparty == norm.bearer) {
        allowed.push_back(&grant);
      }
    }
  }
  for (const Act* grant : AllowedNow(norm)) {
    if (!replayed.contains(grant->contract)) allowed.push_back(grant);
  }
  const auto& norms = AsBound(rights, bound, day).norms;
  return std::any_of(norms.begin(), norms.end(), [&](const Prohibition& then) {
    if (then.bearer != norm.bearer || then.beneficiary != norm.beneficiary) {
      return false;
    }
    // What a reading of some party forbade may have been forbidden.
    const ReadingsOn readings = ChosenFor(rights, then, day);
    const auto forbids = [&](const Ways& ways) {
      return Under(ways, rights, then, act, day, allowed, rights.lost).result !=
             ConflictResult::kNone;
    };
    const auto& contested = readings.contested;
    if (contested.empty() || readings.text || reading_ == "text") {
      if (forbids(readings.settled)) return true;
    }
    if (reading_ == "text") return false;
    const bool resolved =
        std::any_of(contested.begin(), contested.end(),
                    [&](const NormReading* one) { return one->name == reading_; });
    return std::any_of(
        contested.begin(), contested.end(), [&](const NormReading* one) {
          if (resolved && one->name != reading_) return false;
          Ways ways = readings.settled;
          ways.push_back(one);
          return forbids(ways);
        });
  });
}

void Judge::TellRetroactive(const ContractRights& rights, const Prohibition& norm,
                            const Act& act, Date day,
                            ConflictDays& result) const {
  const auto back = ReachingBack(rights, norm);
  const auto later = back.upper_bound(day);
  if (later == back.end() && norm.bound <= day) return;
  if (Forbidden(rights, norm, act, day, day)) return;
  result.retroactive = true;
  Date since = norm.bound;
  for (auto one = later; one != back.end(); ++one) {
    if (std::next(one) != back.end() &&
        !Forbidden(rights, norm, act, one->first, day)) {
      continue;
    }
    since = one->first;
    for (const EventRef& ref : one->second) {
      if (std::find(result.because.begin(), result.because.end(), ref) ==
          result.because.end()) {
        result.because.push_back(ref);
      }
    }
    break;
  }
  result.reasons.push_back("lawful when done: what forbids it bound on " +
                           since.ToString() + " only");
}

}  // namespace covenant

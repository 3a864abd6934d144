// What was lawful when it was done, and is forbidden by an instrument that
// reaches back (doc/decisions.md 62 and "Reaching back").
#include <algorithm>
#include <cstddef>

#include "replay/rights/judge.h"

namespace covenant {

namespace {

// Whether what had bound is between the parties of the norm: its bearer, and
// its beneficiary or one in whose place that has come.
bool IsForThem(const Prohibition& had, const Prohibition& norm) {
  const auto& formers = norm.former_beneficiaries;
  return had.bearer == norm.bearer &&
         (had.beneficiary == norm.beneficiary ||
          std::find(formers.begin(), formers.end(), had.beneficiary) !=
              formers.end());
}

}  // namespace

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

const ContractRights& Judge::AsBound(const ContractRights& rights,
                                     Date bound) const {
  const auto key = std::make_pair(&rights, rights.LastBound(bound));
  const auto found = as_bound_.find(key);
  if (found != as_bound_.end()) return found->second;
  return as_bound_.emplace(key, rights.AsBound(bound)).first->second;
}

std::set<Date> Judge::BreaksBefore(const ContractRights& rights,
                                   const Prohibition& norm,
                                   const Interval& days) const {
  std::set<Date> breaks;
  const auto add = [&](const Interval& other) {
    for (const auto& day : {other.from(), other.until()}) {
      if (day && days.Contains(*day) && day != days.from()) breaks.insert(*day);
    }
  };
  for (const auto& [bound, because] : rights.reach_back) {
    const auto before = bound.AddDays(-1);
    if (!before.ok() || (days.from() && *before < *days.from())) continue;
    const ContractRights& then = AsBound(rights, *before);
    for (const Prohibition& one : then.norms) {
      if (!IsForThem(one, norm)) continue;
      add(one.days);
      for (const NormException& exception : one.exceptions) add(exception.days);
      const auto lost = then.lost.find(one.clause);
      for (std::size_t i = 0;
           lost != then.lost.end() && i < lost->second.size(); ++i) {
        add(lost->second[i].days);
      }
    }
  }
  return breaks;
}

bool Judge::Forbidden(const ContractRights& rights, const Prohibition& norm,
                      const Act& act, Date bound, Date day) const {
  // What was permitted as far as it had bound.
  std::vector<const Act*> allowed;
  std::set<std::string> replayed;
  for (const ContractRights* one : reaching_) {
    const bool later =
        one->reach_back.upper_bound(bound) != one->reach_back.end();
    const bool theirs =
        one == &rights || (one->parties.contains(norm.beneficiary) &&
                           one->parties.contains(norm.bearer));
    if (!later || !theirs) continue;
    replayed.insert(one->contract);
    for (const Act& grant : AsBound(*one, bound).acts) {
      if (grant.kind == kind::kPermission && grant.grants &&
          grant.actor == norm.beneficiary &&
          grant.counterparty == norm.bearer) {
        allowed.push_back(&grant);
      }
    }
  }
  for (const Act* grant : AllowedNow(norm)) {
    if (!replayed.contains(grant->contract)) allowed.push_back(grant);
  }
  const ContractRights& had = AsBound(rights, bound);
  return std::any_of(
      had.norms.begin(), had.norms.end(), [&](const Prohibition& then) {
        if (!IsForThem(then, norm) || !then.days.Contains(day)) return false;
        // What a reading of some party forbade may have been forbidden.
        const ReadingsOn readings = ChosenFor(rights, then, day);
        const auto forbids = [&](const Ways& ways) {
          return Under(ways, rights, then, act, day, allowed, had.lost)
                     .result != ConflictResult::kNone;
        };
        const auto& contested = readings.contested;
        if (contested.empty() || readings.text || reading_ == "text") {
          if (forbids(readings.settled)) return true;
        }
        if (reading_ == "text") return false;
        const bool resolved = std::any_of(
            contested.begin(), contested.end(),
            [&](const NormReading* one) { return one->name == reading_; });
        return std::any_of(contested.begin(), contested.end(),
                           [&](const NormReading* one) {
                             if (resolved && one->name != reading_)
                               return false;
                             Ways ways = readings.settled;
                             ways.push_back(one);
                             return forbids(ways);
                           });
      });
}

void Judge::TellRetroactive(const ContractRights& rights,
                            const Prohibition& norm, const Act& act, Date day,
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

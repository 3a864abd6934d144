#include "replay/rights/judge.h"

#include <algorithm>
#include <optional>

namespace covenant {
namespace {

// A place that no party can have: what is done with nobody.
const PathRegion& Nobody() {
  static const PathRegion region = PathRegion::Under({"~"});
  return region;
}

void Append(std::vector<EventRef>& into, const std::vector<EventRef>& refs) {
  for (const EventRef& ref : refs) {
    if (std::find(into.begin(), into.end(), ref) == into.end()) {
      into.push_back(ref);
    }
  }
}

bool Unlimited(const ScopeSets& scope) {
  return std::none_of(scope.begin(), scope.end(),
                      [](const auto& set) { return set.has_value(); });
}

// Whether a party, or one in whose place it has come, is among them.
bool IsAmong(const std::set<std::string>& parties, const std::string& party,
             const std::vector<std::string>& formers) {
  return parties.contains(party) ||
         std::any_of(formers.begin(), formers.end(),
                     [&](const std::string& former) {
                       return parties.contains(former);
                     });
}
bool HasBothSides(const std::set<std::string>& parties,
                  const Prohibition& norm) {
  return IsAmong(parties, norm.bearer, norm.former_bearers) &&
         IsAmong(parties, norm.beneficiary, norm.former_beneficiaries);
}

bool Agreed(const NormReading& reading, const Prohibition& norm) {
  return reading.settles || HasBothSides(reading.asserted_by, norm);
}

// How the first right stood by the notice that the deal names, on the day on
// which the deal was made; null where it names none of this clause.
const NormStep* RunFor(const ContractRights& rights, const Prohibition& norm,
                       const Act& act) {
  if (act.upon.empty() || norm.kind != kind::kRightOfFirstRefusal)
    return nullptr;
  const auto found = rights.run_upon.find(act.upon);
  if (found == rights.run_upon.end() || found->second.clause != norm.clause) {
    return nullptr;
  }
  const NormStep* last = nullptr;
  for (const NormStep& step : found->second.steps) {
    if (step.day <= act.entered) last = &step;
  }
  return last;
}

// What else the counterparty of the act may be called on the day: its successor,
// and those in whose place it has come.
std::vector<std::string> OtherNames(const Act& act, Date day) {
  std::vector<std::string> names;
  if (!act.counterparty_now.empty()) names.push_back(act.counterparty_now);
  for (const FormerName& one : act.counterparty_formers) {
    if (!one.since || *one.since <= day) names.push_back(one.name);
  }
  return names;
}

// Whether the act is that of holding what another granted, of which the norm is a
// grant in turn: a title, and nothing that is done with what was granted.
bool IsTitle(const Prohibition& norm, const Act& act) {
  return norm.kind == kind::kLicence && !act.grants &&
         (act.kind == kind::kLicence || act.kind == kind::kPermission);
}

std::string Named(const NormException& exception) {
  return exception.what + " " + exception.name;
}

}  // namespace

ReadingsOn ReadingsFor(const ContractRights& rights, const Prohibition& norm,
                       Date day) {
  ReadingsOn result;
  const auto found = rights.readings.find(norm.clause);
  if (found == rights.readings.end()) return result;
  std::map<std::string, const NormReading*> asserted;
  for (const NormReading& one : found->second) {
    // It reads the text that there was when it was asserted.
    if (norm.bound > one.text_of) continue;
    const bool agreed = Agreed(one, norm);
    if (one.fields_only && !agreed) continue;
    if (agreed) {
      if (one.since > day) continue;
      result.settled.push_back(&one);
      // What was asserted until then is settled by it.
      std::erase_if(asserted, [&](const auto& other) {
        return other.second->date <= one.date;
      });
    } else {
      asserted[one.name] = &one;
    }
  }
  // A reading may have been recorded after the settlement that ends it.
  std::set<std::string> sides;
  for (const auto& [name, one] : asserted) {
    const bool ended =
        std::any_of(result.settled.begin(), result.settled.end(),
                    [&, reading = one](const NormReading* settled) {
                      return settled->date >= reading->date;
                    });
    if (ended) continue;
    result.contested.push_back(one);
    sides.insert(one->asserted_by.begin(), one->asserted_by.end());
  }
  std::stable_sort(result.settled.begin(), result.settled.end(),
                   [](const NormReading* a, const NormReading* b) {
                     return a->since < b->since;
                   });
  result.text = !result.contested.empty() && !HasBothSides(sides, norm);
  return result;
}

std::set<Date> Judge::Breaks(const ContractRights& rights,
                             const Prohibition& norm, const Act& act,
                             const Interval& days) const {
  std::set<Date> breaks;
  const auto add = [&](const std::optional<Date>& day) {
    if (day && days.Contains(*day) && day != days.from()) breaks.insert(*day);
  };
  for (const Date day : trees_.changes()) add(day);
  for (const FormerName& one : act.counterparty_formers) add(one.since);
  for (const NormException& one : norm.exceptions) {
    add(one.days.from());
    add(one.days.until());
  }
  const auto readings = rights.readings.find(norm.clause);
  if (readings != rights.readings.end()) {
    for (const NormReading& one : readings->second) add(one.since);
  }
  const auto lost = rights.lost.find(norm.clause);
  if (lost != rights.lost.end()) {
    for (const LostDays& one : lost->second) {
      add(one.days.from());
      add(one.days.until());
    }
  }
  const auto allowed = permissions_.find({norm.beneficiary, norm.bearer});
  if (allowed != permissions_.end()) {
    for (const Act* one : allowed->second) {
      add(one->days.from());
      add(one->days.until());
    }
  }
  // An instrument that reaches back makes unlawful what was lawful until then.
  if (act.days.Contains(norm.bound)) add(norm.bound);
  for (const auto& [day, because] : ReachingBack(rights, norm)) add(day);
  return breaks;
}

Covered Judge::CoveredBy(std::size_t d, const std::optional<PathSet>& set,
                         const Act& act, Date day) const {
  if (!set) return {};
  Covered result = trees_.Resolve(d, *set, day);
  // Whether the act's counterparty belongs to a class that nobody has filled is
  // not known.
  const bool by_party =
      d == kCounterparty && !act.scope[d] && !act.counterparty.empty();
  if (by_party && result.open_include) result.possible = PathRegion::All();
  if (by_party && result.open_exclude) result.certain = PathRegion::None();
  return result;
}

Covered Judge::ActCovers(std::size_t d, const Act& act, Date day) const {
  if (act.scope[d]) return trees_.Resolve(d, *act.scope[d], day);
  if (d != kCounterparty) return {};
  Covered result;
  result.certain = act.counterparty.empty()
                       ? Nobody()
                       : PathRegion::Under({act.counterparty});
  result.possible = result.certain;
  // Whether what is said of the one holds of its successor, or of the one in whose
  // place it has come, is not known.
  std::vector<std::string> names = OtherNames(act, day);
  if (!names.empty()) {
    names.push_back(act.counterparty);
    result.possible = PathRegion::Under(names);
  }
  return result;
}

Box Judge::Possible(const ScopeSets& scope, const Act& act, Date day) const {
  Box box;
  for (std::size_t d = 0; d < kDimensions; ++d) {
    if (scope[d]) box.regions[d] = CoveredBy(d, scope[d], act, day).possible;
  }
  return box;
}

Judge::Sure Judge::Fits(const NormException& one, const Prohibition& norm,
                        const Act& act, Date day) {
  const auto lists = [](const std::vector<std::string>& list,
                        const std::string& item) {
    return !item.empty() &&
           std::find(list.begin(), list.end(), item) != list.end();
  };
  if (!one.days.Contains(day)) return Sure::kNo;
  Sure most = Sure::kYes;
  if (!one.parties.empty() && !lists(one.parties, act.counterparty)) {
    const auto names = OtherNames(act, day);
    const bool perhaps =
        std::any_of(names.begin(), names.end(), [&](const std::string& name) {
          return lists(one.parties, name);
        });
    if (!perhaps) return Sure::kNo;
    most = Sure::kPerhaps;
  }
  if (!one.deals.empty() && !lists(one.deals, act.contract) &&
      !lists(one.deals, act.under)) {
    return Sure::kNo;
  }
  if (!one.deal_event.empty() &&
      (act.contract != norm.contract || act.id != one.deal_event)) {
    return Sure::kNo;
  }
  if (one.entered_before && act.entered >= *one.entered_before) {
    return Sure::kNo;
  }
  if (one.words_only) return Sure::kPerhaps;
  if (one.up_to) {
    if (!act.amount || act.amount->unit() != one.up_to->unit()) {
      return Sure::kPerhaps;
    }
    const auto within = LessOrEqual(act.amount->Range(), one.up_to->Range());
    if (!within) return Sure::kPerhaps;
    return *within ? most : Sure::kNo;
  }
  return most;
}

Judge::Verdict Judge::Under(const Ways& readings, const ContractRights& rights,
                            const Prohibition& norm, const Act& act, Date day,
                            const std::vector<const Act*>& allowed,
                            const LostBy& lost_by,
                            const NormException* but_for) const {
  Verdict verdict;
  if (IsTitle(norm, act)) {
    verdict.reasons.push_back("what the bearer holds is its title to grant");
    return verdict;
  }
  if (!norm.beneficiary.empty() && (act.counterparty == norm.beneficiary ||
                                    act.counterparty_now == norm.beneficiary)) {
    verdict.reasons.push_back("it is done with " + norm.beneficiary +
                              " itself");
    return verdict;
  }
  if (norm.own_use_free && act.counterparty.empty()) {
    verdict.reasons.push_back("the bearer does it alone");
    return verdict;
  }
  bool perhaps = !norm.certain || !norm.reads_certain || !act.certain;
  if (!norm.certain) {
    verdict.reasons.push_back("whether the clause is in force is not known");
  }
  if (!norm.reads_certain) {
    verdict.reasons.push_back("instruments of equal rank differ on the clause");
  }
  if (!act.certain) {
    verdict.reasons.push_back("whether the act is still done is not known");
  }
  const auto lost = lost_by.find(norm.clause);
  for (std::size_t i = 0; lost != lost_by.end() && i < lost->second.size();
       ++i) {
    const LostDays& one = lost->second[i];
    if (!one.days.Contains(day)) continue;
    Append(verdict.because, one.because);
    if (one.certain) {
      verdict.reasons = {"the right is lost: " + one.why};
      return verdict;
    }
    perhaps = true;
    verdict.reasons.push_back("whether the right is lost is not known: " +
                              one.why);
  }
  const NormStep* run = RunFor(rights, norm, act);
  if (run != nullptr) {
    verdict.reasons.push_back("upon the notice " + act.upon + ": " + run->what);
    Append(verdict.because, run->because);
    // Lapsed or declined when the deal was made: it was free to make it.
    if (run->state == NormState::kLapsed) return verdict;
  }
  // What the clause covers as it is read.
  Box least, most;  // that the act does of what is forbidden
  for (std::size_t d = 0; d < kDimensions; ++d) {
    bool limited = norm.scope[d].has_value() || act.scope[d].has_value();
    if (d == kCounterparty) limited = true;
    if (!limited) continue;
    const Covered own = CoveredBy(d, norm.scope[d], act, day);
    const Covered done = ActCovers(d, act, day);
    least.regions[d] = own.certain.Intersect(done.certain);
    most.regions[d] = own.possible.Intersect(done.possible);
  }
  std::vector<Box> all_least = {least}, all_most = {most};
  std::vector<Box> sure, maybe;  // exceptions: those that hold, and all
  const auto except = [&](const ScopeSets& scope, Sure how) {
    Box certain, possible;
    for (std::size_t d = 0; d < kDimensions; ++d) {
      if (!scope[d]) continue;
      const Covered covered = CoveredBy(d, scope[d], act, day);
      certain.regions[d] = covered.certain;
      possible.regions[d] = covered.possible;
    }
    if (how == Sure::kYes) sure.push_back(certain);
    maybe.push_back(possible);
    return possible;
  };
  bool in_words = false;
  for (const NormReading* reading : readings) {
    Append(verdict.because, reading->because);
    if (reading->in_words) {
      // It may cover whatever is done, and leave out any of it.
      Box done;
      for (std::size_t d = 0; d < kDimensions; ++d) {
        if (act.scope[d] || d == kCounterparty) {
          done.regions[d] = ActCovers(d, act, day).possible;
        }
      }
      in_words = true;
      all_most.push_back(std::move(done));
    }
    if (!Unlimited(reading->covers)) {
      // What it covers takes the place of the clause's own words in the
      // dimensions that it speaks of.
      Prohibition wider = norm;
      for (std::size_t d = 0; d < kDimensions; ++d) {
        if (reading->covers[d]) wider.scope[d] = reading->covers[d];
      }
      Box more_least, more_most;
      for (std::size_t d = 0; d < kDimensions; ++d) {
        const Covered own = CoveredBy(d, wider.scope[d], act, day);
        const Covered done = ActCovers(d, act, day);
        more_least.regions[d] = own.certain.Intersect(done.certain);
        more_most.regions[d] = own.possible.Intersect(done.possible);
      }
      all_least.push_back(more_least);
      all_most.push_back(more_most);
    }
    if (!Unlimited(reading->leaves_out))
      except(reading->leaves_out, Sure::kYes);
  }
  if (in_words) all_least.clear();
  for (std::size_t d = 0; but_for != nullptr && d < kDimensions; ++d) {
    if (!but_for->scope[d]) continue;
    const Covered part = CoveredBy(d, but_for->scope[d], act, day);
    const auto cut = [d](Box& box, const PathRegion& by) {
      auto& region = box.regions[d];
      region = region ? region->Intersect(by) : by;
    };
    for (Box& box : all_least) cut(box, part.certain);
    for (Box& box : all_most) cut(box, part.possible);
  }
  for (const ScopeSets& scope : act.left_out) except(scope, Sure::kYes);
  for (const NormException& one : norm.exceptions) {
    if (but_for != nullptr && one.in_total) continue;
    Sure how = Fits(one, norm, act, day);
    if (how == Sure::kNo) continue;
    const Box covered = Possible(one.scope, act, day);
    const bool touches =
        std::any_of(all_most.begin(), all_most.end(),
                    [&](const Box& box) { return box.Overlaps(covered); });
    if (!touches) continue;
    if (one.in_total) {
      how = std::min(how, Within(one, rights, norm, act, readings, verdict));
    }
    if (how == Sure::kNo) continue;
    except(one.scope, how);
    verdict.reasons.push_back(Named(one) + (how == Sure::kPerhaps
                                                ? " may cover it"
                                                : " bears on it"));
    Append(verdict.because, one.because);
  }
  for (const Act* one : allowed) {
    if (!one->days.Contains(day)) continue;
    const Box covered =
        except(one->scope, one->certain ? Sure::kYes : Sure::kPerhaps);
    if (!most.Overlaps(covered)) continue;
    verdict.reasons.push_back("permission " + one->contract + "/" + one->id +
                              " bears on it");
    Append(verdict.because, one->because);
  }
  const auto left = [](const std::vector<Box>& boxes,
                       const std::vector<Box>& exceptions) {
    return std::any_of(boxes.begin(), boxes.end(), [&](const Box& box) {
      return !IsCovered(box, exceptions);
    });
  };
  if (!left(all_most, sure)) return verdict;
  if (perhaps || !left(all_least, maybe)) {
    verdict.result = ConflictResult::kPossible;
  } else {
    const bool taken = run != nullptr && run->state == NormState::kExercised;
    verdict.result = norm.asks_first && !taken ? ConflictResult::kSubjectTo
                                               : ConflictResult::kConflict;
  }
  return verdict;
}

std::vector<DimensionEvidence> Judge::Evidence(const Prohibition& norm,
                                               const Act& act, Date day) const {
  std::vector<DimensionEvidence> evidence;
  for (std::size_t d = 0; d < kDimensions; ++d) {
    const bool by_party = d == kCounterparty && norm.scope[d] && !act.scope[d];
    const auto unclear = norm.unclear.find(d);
    const auto unclear_act = act.unclear.find(d);
    const bool clear =
        unclear == norm.unclear.end() && unclear_act == act.unclear.end();
    if (clear && !norm.scope[d] && !act.scope[d] && !by_party) continue;
    const Covered own = CoveredBy(d, norm.scope[d], act, day);
    const Covered done = ActCovers(d, act, day);
    DimensionEvidence one;
    one.dimension = kDimensionNames[d];
    one.forbidden = norm.scope[d] ? norm.scope[d]->ToString() : "everything";
    one.act = act.scope[d] ? act.scope[d]->ToString()
              : by_party
                  ? act.counterparty.empty() ? "nobody" : act.counterparty
                  : "everything";
    if (unclear != norm.unclear.end()) one.forbidden = unclear->second;
    if (unclear_act != act.unclear.end()) one.act = unclear_act->second;
    one.overlap = clear && own.certain.Overlaps(done.certain) ? "yes"
                  : own.possible.Overlaps(done.possible)      ? "possible"
                                                              : "no";
    evidence.push_back(std::move(one));
  }
  return evidence;
}

ReadingsOn Judge::ChosenFor(const ContractRights& rights,
                            const Prohibition& norm, Date day) {
  ReadingsOn readings = ReadingsFor(rights, norm, day);
  // Where the fields are read by one of the readings that say something of
  // them, so is the scope.
  const auto choice = rights.choice.find(norm.clause);
  if (choice == rights.choice.end()) return readings;
  std::erase_if(readings.contested, [&](const NormReading* one) {
    if (!one->reads_fields) return false;
    if (one->name == choice->second) readings.settled.push_back(one);
    return true;
  });
  return readings;
}

ConflictDays Judge::On(const ContractRights& rights, const Prohibition& norm,
                       const Act& act, Date day) const {
  ConflictDays result;
  result.days = Interval::Day(day);
  const ReadingsOn readings = ChosenFor(rights, norm, day);
  const auto& allowed = AllowedNow(norm);
  const auto under = [&](const Ways& ways) {
    return Under(ways, rights, norm, act, day, allowed, rights.lost);
  };
  const Verdict text = under(readings.settled);
  Verdict chosen = text;
  bool resolved = readings.contested.empty();
  for (const NormReading* one : readings.contested) {
    auto with = readings.settled;
    with.push_back(one);
    const Verdict verdict = under(with);
    result.readings[one->name] = verdict.result;
    if (one->name == reading_) {
      chosen = verdict;
      resolved = true;
    }
  }
  if (!readings.contested.empty()) {
    if (readings.text) result.readings["text"] = text.result;
    resolved = resolved || reading_ == "text";
    const bool same = std::all_of(
        result.readings.begin(), result.readings.end(), [&](const auto& one) {
          return one.second == result.readings.begin()->second;
        });
    if (!resolved && same) {
      chosen.result = result.readings.begin()->second;
    } else if (!resolved) {
      chosen.result = ConflictResult::kContested;
    }
    for (const NormReading* one : readings.contested) {
      if (chosen.result == ConflictResult::kContested ||
          one->name == reading_) {
        std::string by;
        for (const std::string& party : one->asserted_by) {
          by += (by.empty() ? "" : ", ") + party;
        }
        chosen.reasons.push_back("reading " + one->name + ", asserted by " +
                                 by + ": " + one->says);
        Append(chosen.because, one->because);
      }
    }
  }
  for (const auto* list : {&readings.settled, &readings.contested}) {
    for (const NormReading* one : *list) {
      if (!one->in_words) continue;
      chosen.reasons.push_back("reading " + one->name +
                               " says in words alone what it covers");
    }
  }
  result.result = chosen.result;
  result.reasons = std::move(chosen.reasons);
  Append(result.because, norm.because);
  for (const Passed& one : norm.passed) {
    result.reasons.push_back(one.how);
    Append(result.because, one.because);
  }
  result.dimensions = Evidence(norm, act, day);
  Append(result.because, act.because);
  Append(result.because, chosen.because);
  if (result.result == ConflictResult::kPossible) {
    for (const FormerName& one : act.counterparty_formers) {
      if (!one.since || *one.since <= day) Append(result.because, one.because);
    }
  }
  for (std::size_t d = 0; d < kDimensions; ++d) {
    for (const auto* scope : {&norm.scope, &act.scope}) {
      if ((*scope)[d]) {
        Append(result.because, trees_.EventsOf(d, *(*scope)[d], day));
      }
    }
  }
  if (result.result == ConflictResult::kConflict) {
    TellRetroactive(rights, norm, act, day, result);
  }
  return result;
}

const std::vector<const Act*>& Judge::AllowedNow(
    const Prohibition& norm) const {
  static const std::vector<const Act*> none;
  const auto found = permissions_.find({norm.beneficiary, norm.bearer});
  return found == permissions_.end() ? none : found->second;
}

}  // namespace covenant

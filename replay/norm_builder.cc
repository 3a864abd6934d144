#include "replay/norm_builder.h"

#include <algorithm>
#include <utility>

#include "replay/life.h"
#include "replay/money/facts.h"

namespace covenant {

namespace {

// The fact of that reference that norms rest on, or null.
const Recorded* FactOf(const Facts& facts, const EventRef& ref) {
  for (const auto* list : {&facts.exercises, &facts.notices, &facts.performances,
                           &facts.breaches, &facts.cures}) {
    for (const Recorded* r : *list) {
      if (r->refs.front() == ref) return r;
    }
  }
  return nullptr;
}

// Nothing more comes of it.
bool IsOver(NormState state) {
  return state == NormState::kExpired || state == NormState::kLapsed ||
         state == NormState::kTerminated || state == NormState::kDischarged ||
         state == NormState::kExercised || state == NormState::kFulfilled;
}

}  // namespace

void SetSides(const NormBuilder& b, const ClauseState& clause,
              const char* holder, const char* grantor, Norm& norm) {
  norm.bearer = NowOf(clause, b.facts(), holder, Standing::kRights, b.as_of());
  norm.beneficiary =
      NowOf(clause, b.facts(), grantor, Standing::kDebts, b.as_of());
}

std::string WordsOf(const ClauseState& clause, const std::string& path) {
  const auto* text = clause.As<Text>(path);
  return text == nullptr ? std::string() : text->Shown();
}

std::string MayHave(const Recorded& one, const char* what) {
  return "whether " + one.event->id + what + " in time is not known";
}

NormBuilder::NormBuilder(const std::string& contract, const Timeline& timeline,
                         const Facts& facts, Date as_of, Date through)
    : contract_(contract),
      timeline_(timeline),
      facts_(facts),
      as_of_(as_of),
      through_(through) {
  result_.as_of = as_of;
}

Norm NormBuilder::Make(const std::string& clause, const std::string& occurrence,
                       const std::string& kind) const {
  Norm norm;
  norm.contract = contract_;
  norm.clause = clause;
  norm.occurrence = occurrence;
  norm.kind = kind;
  norm.id = contract_;
  if (!clause.empty()) norm.id += "/" + clause;
  if (!occurrence.empty()) norm.id += "/" + occurrence;
  return norm;
}

void NormBuilder::Step(Norm& norm, const ClauseState& clause, Date day,
                       NormState state, std::string what, bool listed,
                       const std::vector<EventRef>& because) const {
  NormStep step{day, state, std::move(what), listed, because, ""};
  if (step.because.empty()) {
    step.because = clause.created_by;
    for (const auto& [path, field] : clause.fields) {
      if (field.place.empty()) continue;
      step.place = field.place;
      break;
    }
  } else if (const Recorded* by = FactOf(facts_, step.because.front())) {
    step.place = PlaceOf(*by->event, "");
  }
  norm.steps.push_back(std::move(step));
}

void NormBuilder::StepIn(Norm& norm, const ClauseState& clause,
                         const DayRange& day, NormState state,
                         const std::string& what, bool listed,
                         const std::vector<EventRef>& because) const {
  if (!day.known()) {
    Step(norm, clause, day.earliest, NormState::kUnknown,
         what + " on this day at the earliest", listed, because);
  }
  if (day.latest) {
    Step(norm, clause, *day.latest, state, what, listed, because);
  }
}

void NormBuilder::LastDay(Norm& norm, const ClauseState& clause,
                          const DayRange& last, const Passing& passing,
                          const std::vector<EventRef>& because) const {
  const bool known = last.known();
  Step(norm, clause, last.earliest, passing.open,
       known ? passing.last : passing.last + " at the earliest", true, because);
  const DayRange next = DayAfter(last);
  if (!known) {
    Step(norm, clause, next.earliest, NormState::kUnknown,
         "whether the " + passing.last + " has passed is not known", false,
         because);
  }
  if (next.latest) {
    Step(norm, clause, *next.latest, passing.then, passing.after,
         passing.listed, because);
  }
}

Interval NormBuilder::OwnDays(const ClauseState& clause) const {
  const OwnTerm own = OwnTermOf(clause, facts_.milestones);
  return own.possible.Intersect(clause.created_days);
}

std::vector<std::pair<Interval, std::vector<EventRef>>>
NormBuilder::SuspensionsOf(const std::string& clause) const {
  std::vector<std::pair<Interval, std::vector<EventRef>>> found;
  for (const Segment& segment : timeline_.segments()) {
    const auto at = segment.terms->clauses.find(clause);
    if (at == segment.terms->clauses.end()) continue;
    for (const Attachment& a : at->second.attachments) {
      if (a.type != "suspension") continue;
      const bool known =
          std::any_of(found.begin(), found.end(), [&](const auto& one) {
            return one.first == a.days && one.second == a.because;
          });
      if (!known) found.emplace_back(a.days, a.because);
    }
  }
  return found;
}

void NormBuilder::NotEffective(const Recorded& exercise,
                               const std::string& why) {
  const auto& body = *exercise.event->As<Exercise>();
  const auto counts = NoticeDay(timeline_.At(body.given), facts_, body.given,
                                body.received);
  std::string days = body.given.ToString();
  if (counts && *counts != DayRange::On(body.given)) {
    days += ", which counts from " + counts->ToString() + ",";
  }
  result_.findings.push_back(
      {std::string(finding::kExerciseNotEffective),
       contract_ + "/" + body.power,
       body.by + " exercised " + body.power + " by " + exercise.event->id +
           " on " + days + " without effect: " + why,
       exercise.refs});
}

void NormBuilder::Uncounted(const Norm& norm, const ClauseState& clause,
                            const std::optional<DayRange>& counts,
                            const std::string& what) {
  const ClauseState* rule = NoticeRuleOf(terms());
  const bool by_rule = counts && !counts->known() && rule != nullptr;
  const ClauseState& by = by_rule ? *rule : clause;
  const std::string name = WordOf(by, "calendar");
  const auto found = facts_.shared.calendars.find(name);
  const bool there = found != facts_.shared.calendars.end();
  result_.findings.push_back(
      {std::string(finding::kMissingCalendar), norm.id,
       (name.empty() ? by.id + " names no calendar"
        : there ? "the calendar " + name + " does not cover the days that decide"
                : "the calendar " + name + " is not on record") +
           ": " + what,
       there ? found->second.refs : by.created_by});
}

// By what ends the contract, or the clause with it.
void NormBuilder::Cut(Norm& norm) const {
  const Segment& segment = timeline_.SegmentOf(as_of_);
  // What is exercised or alleged on a later day does not count yet.
  const auto given_by = [&](const std::vector<const Recorded*>& facts,
                            const Ending& ending, const auto& day_of) {
    return std::all_of(facts.begin(), facts.end(), [&](const Recorded* r) {
      const auto& because = ending.because;
      return std::find(because.begin(), because.end(), r->refs.front()) ==
                 because.end() ||
             day_of(*r->event) <= as_of_;
    });
  };
  const auto in_time = [&](const Ending& ending) {
    return given_by(facts_.exercises, ending,
                    [](const Event& e) { return e.As<Exercise>()->given; }) &&
           given_by(facts_.breaches, ending,
                    [](const Event& e) { return e.As<BreachAlleged>()->given; });
  };
  std::optional<Ending> first, perhaps, own;
  for (const auto* endings : {&segment.expiries, &timeline_.terminations()}) {
    for (const Ending& ending : *endings) {
      const auto& named = ending.clauses;
      const bool covers =
          named.empty() || std::find(named.begin(), named.end(),
                                     norm.clause) != named.end();
      if (!covers || !in_time(ending)) continue;
      if (ending.certain && ending.by == norm.clause) {
        if (!own || ending.day < own->day) own = ending;
        continue;
      }
      const auto clause = segment.terms->clauses.find(norm.clause);
      const bool* survives = clause == segment.terms->clauses.end()
                                 ? nullptr
                                 : clause->second.As<bool>("survives");
      if (survives != nullptr && *survives) continue;
      auto& soonest = ending.certain ? first : perhaps;
      if (!soonest || ending.day < soonest->day) soonest = ending;
    }
  }
  // What may have ended is no longer known to be there.
  if (perhaps && (!first || perhaps->day < first->day)) {
    for (NormStep& step : norm.steps) {
      if (step.day >= perhaps->day && (step.state == NormState::kCreated ||
                                       step.state == NormState::kInEffect ||
                                       step.state == NormState::kViolated)) {
        step.state = NormState::kUnknown;
      }
    }
    const auto after = std::find_if(
        norm.steps.begin(), norm.steps.end(),
        [&](const NormStep& step) { return step.day > perhaps->day; });
    if (after != norm.steps.begin() && !IsOver(std::prev(after)->state) &&
        !(perhaps->by == norm.clause &&
          std::prev(after)->state == NormState::kUnknown)) {
      norm.steps.insert(
          after, {perhaps->day, NormState::kUnknown,
                  "whether it is " + perhaps->how + " by " + perhaps->by +
                      " is not known",
                  norm.clause.empty(), perhaps->because, ""});
    }
  }
  const auto cut_after = [&norm](Date day) {
    std::erase_if(norm.steps,
                  [&](const NormStep& step) { return step.day > day; });
  };
  // What it has ended itself nothing else ends, and nothing more comes of it. A
  // breach or a notice by which it did not end goes with it.
  if (own && (!first || own->day <= first->day)) {
    if (norm.occurrence.empty() ||
        std::any_of(norm.steps.begin(), norm.steps.end(),
                    [](const NormStep& step) {
                      return step.state == NormState::kExercised;
                    })) {
      return cut_after(own->day);
    }
    first = own;
  }
  if (!first) return;
  // Nothing is to be done by a duty whose time would begin after the end.
  if (norm.kind == kind::kDuty && !norm.steps.empty() &&
      norm.steps.front().day >= first->day) {
    norm.steps.clear();
    return;
  }
  // What was done or broken by then stays so.
  if (norm.kind == kind::kDuty &&
      std::any_of(norm.steps.begin(), norm.steps.end(),
                  [&](const NormStep& step) {
                    return step.day <= first->day &&
                           (step.state == NormState::kFulfilled ||
                            step.state == NormState::kViolated ||
                            step.state == NormState::kDischarged);
                  })) {
    return;
  }
  // Of a single notice, breach or condition what has come of it stays so.
  const auto over = [&](const NormStep& step) {
    const bool ended = step.state == NormState::kExpired ||
                       step.state == NormState::kLapsed ||
                       step.state == NormState::kTerminated;
    return step.day < first->day &&
           (ended || (!norm.occurrence.empty() && IsOver(step.state)));
  };
  cut_after(first->day);
  const bool done = !norm.steps.empty() && over(norm.steps.back());
  if (done || norm.steps.empty()) return;
  norm.steps.push_back({first->day,
                        first->how == "expired" ? NormState::kExpired
                                                : NormState::kTerminated,
                        first->how + " by " + first->by, norm.clause.empty(),
                        first->because, ""});
}

void NormBuilder::Keep(Norm norm, bool ends_with_contract) {
  const auto by_day = [](const NormStep& a, const NormStep& b) {
    return a.day < b.day;
  };
  std::stable_sort(norm.steps.begin(), norm.steps.end(), by_day);
  if (ends_with_contract) Cut(norm);
  if (norm.steps.empty()) return;
  for (const NormStep& step : norm.steps) {
    if (step.day > as_of_) break;
    norm.state = step.state;
    norm.since = step.day;
  }
  // What rests on the day does not rest in its steps.
  const bool open = norm.state == NormState::kCreated ||
                    norm.state == NormState::kInEffect;
  if (open && !norm.clause.empty()) {
    for (const auto& [days, because] : SuspensionsOf(norm.clause)) {
      if (!days.Contains(as_of_)) continue;
      norm.state = NormState::kSuspended;
      if (days.from() && (!norm.since || *norm.since < *days.from())) {
        norm.since = days.from();
      }
    }
  }
  result_.norms.push_back(std::move(norm));
}

Norms NormBuilder::Take() {
  std::stable_sort(
      result_.norms.begin(), result_.norms.end(),
      [](const Norm& a, const Norm& b) { return a.id < b.id; });
  std::sort(result_.findings.begin(), result_.findings.end());
  return std::move(result_);
}

}  // namespace covenant

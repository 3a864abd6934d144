// The steps of duties.
#include <algorithm>
#include <utility>

#include "replay/life.h"
#include "replay/money/facts.h"
#include "replay/money/schedule.h"
#include "replay/norm_builder.h"

namespace covenant {
namespace {

struct DutyOccurrence {
  std::string name;
  std::optional<Date> from;
  std::optional<Date> due;
  const Recorded* done = nullptr;
  bool uncounted = false;  // for want of a calendar the day is not known
  std::optional<DayRange> notice = {};  // from which it is counted
};

// When it is due by the rule.
void SetDue(const DueRule& rule, const DueAnchors& anchors,
            const DueCalendar& calendar, const std::optional<DayRange>& notice,
            DutyOccurrence& one) {
  const DueAnswer answer = FindDueDay(rule, anchors, calendar);
  one.due = answer.day;
  one.notice = notice;
  one.uncounted =
      !answer.day && (answer.uncovered || (notice && !notice->known()));
}

// Nothing is to be done before the instrument that asks for it binds.
void NotBefore(const std::optional<Date>& binding, DutyOccurrence& one) {
  if (binding && one.due && *one.due < *binding) one.due = binding;
}

std::vector<DutyOccurrence> DutiesOf(
    NormBuilder& b, const ClauseState& clause,
    const std::vector<BoundInstrument>& instruments) {
  std::vector<DutyOccurrence> result;
  const auto* rule = clause.As<DueRule>("due");
  if (rule == nullptr) return result;
  const Facts& facts = b.facts();
  DueAnchors anchors;
  const Interval own = b.OwnDays(clause);
  anchors.effective = own.from();
  for (const BoundInstrument& one : instruments) {
    const auto& by = clause.created_by;
    if (std::find(by.begin(), by.end(), one.record.refs.front()) != by.end()) {
      anchors.execution = one.binding;
    }
  }
  const Opened opened = OpenedBy(clause, facts);
  anchors.milestone = opened.on;
  std::optional<DayRange> first;  // notice, by the day on which it counts
  for (const Recorded* r : facts.notices) {
    const auto& notice = *r->event->As<Notice>();
    if (notice.about != clause.id || notice.given > b.as_of()) continue;
    const auto counts =
        NoticeDay(b.terms(), facts, notice.given, notice.received);
    if (counts && (!first || counts->earliest < first->earliest)) {
      first = counts;
      if (counts->known()) anchors.notice = counts->earliest;
      anchors.receipt = notice.received;
    }
  }
  if (first && !first->known()) anchors.notice.reset();
  DueCalendar calendar;
  const auto found = facts.shared.calendars.find(WordOf(clause, "calendar"));
  if (found != facts.shared.calendars.end()) {
    calendar.calendar = &found->second.calendar;
  }
  calendar.roll = ParseRoll(WordOf(clause, "roll")).value_or(Roll::kNone);
  const auto* every = clause.As<Duration>("every");
  if (every == nullptr) {
    DutyOccurrence one;
    one.name = "1";
    one.from = own.from();
    if (opened.on && (!one.from || *one.from < *opened.on)) {
      one.from = opened.on;
    }
    if (opened.waits) one.from.reset();
    if (!opened.waits) SetDue(*rule, anchors, calendar, first, one);
    NotBefore(anchors.execution, one);
    result.push_back(one);
    return result;
  }
  if (!own.from() || *own.from() > b.through()) return result;
  std::optional<Date> anchor;
  if (const auto* stated = clause.As<Date>("anchor")) anchor = *stated;
  Date last = b.through();
  if (own.until() && *own.until() <= last) last = *own.until()->AddDays(-1);
  for (const NominalPeriod& period :
       PeriodsOver(*every, anchor, *own.from(), last)) {
    anchors.period_start = period.days.from();
    anchors.period_end = period.days.LastDay();
    DutyOccurrence one;
    one.name = period.name;
    one.from = std::max(*period.days.from(), *own.from());
    SetDue(*rule, anchors, calendar, first, one);
    NotBefore(anchors.execution, one);
    result.push_back(one);
  }
  return result;
}

// Each performance to what it names, or to the earliest that is not done.
void MatchPerformances(const NormBuilder& b, const ClauseState& clause,
                       std::vector<DutyOccurrence>& duties) {
  std::vector<const Recorded*> done;
  for (const Recorded* r : b.facts().performances) {
    if (r->event->As<Performance>()->date <= b.as_of()) done.push_back(r);
  }
  std::stable_sort(done.begin(), done.end(),
                   [](const Recorded* a, const Recorded* c) {
                     return a->event->As<Performance>()->date <
                            c->event->As<Performance>()->date;
                   });
  for (const bool named : {true, false}) {
    for (const Recorded* r : done) {
      const std::string& duty = r->event->As<Performance>()->duty;
      const std::size_t slash = duty.find('/');
      if (duty.substr(0, slash) != clause.id ||
          (slash != std::string::npos) != named) {
        continue;
      }
      for (DutyOccurrence& one : duties) {
        if (one.done != nullptr ||
            (named && one.name != duty.substr(slash + 1))) {
          continue;
        }
        one.done = r;
        break;
      }
    }
  }
}

}  // namespace

namespace {

// Who must do it and to whom: as with sums, those of its last day; whoever succeeds
// one of them takes over what is open.
void SetDutySides(const NormBuilder& b, const ClauseState& clause,
                  const std::optional<Date>& due, Norm& norm) {
  const auto side = [&](const char* field, Standing as) {
    const Date day = due.value_or(b.as_of());
    std::vector<PartyChange> by_then, later;
    for (const PartyChange& one : b.facts().stand_ins) {
      const bool then = !one.day || *one.day <= day;
      if (then) by_then.push_back(one);
      if (!then && one.how == "succession") later.push_back(one);
    }
    const std::string party =
        StandsNow(by_then, clause.id, WordOf(clause, field), as, day);
    return StandsNow(later, clause.id, party, as, std::max(day, b.as_of()));
  };
  norm.bearer = side("bearer", Standing::kDebts);
  norm.beneficiary = side("beneficiary", Standing::kRights);
}

}  // namespace

Interval DaysToBeDone(const ClauseState& duty, const Facts& facts,
                      Date as_of) {
  const Opened opened = OpenedBy(duty, facts);
  if (opened.waits) return Interval(as_of, as_of);
  std::optional<Date> until;
  for (const Recorded* r : facts.performances) {
    const auto& done = *r->event->As<Performance>();
    if (duty.As<Duration>("every") != nullptr || done.date > as_of ||
        (done.duty != duty.id && done.duty != duty.id + "/1")) {
      continue;
    }
    const auto after = done.date.AddDays(1);
    if (after.ok()) until = until ? std::min(*until, *after) : *after;
  }
  return Interval(opened.on, until);
}

void AddDuty(NormBuilder& b, const ClauseState& clause,
             const std::vector<BoundInstrument>& instruments,
             std::optional<Date> gone) {
  std::vector<DutyOccurrence> duties = DutiesOf(b, clause, instruments);
  MatchPerformances(b, clause, duties);
  // What was to be done by then was done or broken, and stays so.
  if (gone) {
    std::erase_if(duties, [&](const DutyOccurrence& one) {
      return !one.due || *one.due >= *gone;
    });
  }
  const auto* act = clause.As<Text>("act");
  const auto suspensions = b.SuspensionsOf(clause.id);
  for (const DutyOccurrence& one : duties) {
    Norm norm = b.Make(clause.id, one.name, clause.kind);
    SetDutySides(b, clause, one.due, norm);
    if (act != nullptr) norm.says = act->Shown();
    const Interval own = b.OwnDays(clause);
    if (one.uncounted && one.done == nullptr && one.from &&
        *one.from <= b.as_of()) {
      b.Uncounted(norm, clause, one.notice, "its last day is not known");
    }
    if (!one.from || !one.due) {
      const std::optional<Date> from = one.from ? one.from : own.from();
      if (!from) continue;
      b.Step(norm, clause, *from, NormState::kCreated,
             !one.from ? "waits for " + WordOf(clause, "condition")
                       : "its last day is not known yet",
             false);
    } else {
      b.Step(norm, clause, std::min(*one.from, *one.due), NormState::kInEffect,
             "to be done until " + one.due->ToString(), false);
    }
    std::optional<Date> done;
    if (one.done != nullptr) done = one.done->event->As<Performance>()->date;
    bool late = false;
    const Attachment* laid_down =
        one.due ? LaidDown(b.timeline(), clause.id, *one.due) : nullptr;
    if (laid_down != nullptr && laid_down->type != "suspension") {
      const Date from = std::max(laid_down->days.from().value_or(*one.from),
                                 std::min(*one.from, *one.due));
      if (!done || from < *done) {
        b.Step(norm, clause, from, NormState::kDischarged,
               HowLaidDown(*laid_down), false, laid_down->because);
        b.Keep(std::move(norm), true);
        continue;
      }
    }
    if (one.due) {
      if (!done || *done > *one.due) {
        b.Step(norm, clause, *one.due, NormState::kInEffect, "last day", true);
        // A duty that rests on its last day is not broken while it rests.
        Date broken = *one.due->AddDays(1);
        for (const auto& [days, because] : suspensions) {
          if (days.Contains(*one.due)) {
            broken = days.until() ? std::max(broken, *days.until())
                                  : *Date::FromYmd(9999, 12, 31);
          }
        }
        late = done && broken <= *done;
        if (!done || late) {
          b.Step(norm, clause, broken, NormState::kViolated, "not done in time",
                 false);
        }
      }
    }
    if (done) {
      const bool rests = std::any_of(
          suspensions.begin(), suspensions.end(),
          [&](const auto& rest) { return rest.first.Contains(*done); });
      b.Step(norm, clause, *done, NormState::kFulfilled,
             late    ? "done, late"
             : rests ? "done while it was suspended"
                     : "done",
             false, one.done->refs);
    }
    b.Keep(std::move(norm), true);
  }
}

}  // namespace covenant

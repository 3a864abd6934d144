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

// The days that the duty counts from, as a text of it has them.
class DutyText {
 public:
  DutyText(const NormBuilder& b, const ClauseState& clause,
           const std::vector<BoundInstrument>& instruments)
      : facts_(b.facts()), rule_(clause.As<DueRule>("due")) {
    anchors_.effective = b.OwnDays(clause).from();
    for (const BoundInstrument& one : instruments) {
      const auto& by = clause.created_by;
      if (std::find(by.begin(), by.end(), one.record.refs.front()) !=
          by.end()) {
        anchors_.execution = one.binding;
      }
    }
    anchors_.milestone = OpenedBy(clause, facts_).on;
    for (const Recorded* r : facts_.notices) {
      const auto& notice = *r->event->As<Notice>();
      if (notice.about != clause.id || notice.given > b.as_of()) continue;
      const auto counts =
          NoticeDay(b.timeline(), facts_, notice.given, notice.received);
      if (counts && (!notice_ || counts->earliest < notice_->earliest)) {
        notice_ = counts;
        if (counts->known()) anchors_.notice = counts->earliest;
        anchors_.receipt = notice.received;
      }
    }
    if (notice_ && !notice_->known()) anchors_.notice.reset();
    const auto& calendars = facts_.shared.calendars;
    const auto found = calendars.find(WordOf(clause, "calendar"));
    if (found != calendars.end()) {
      calendar_.calendar = &found->second.calendar;
    }
    calendar_.roll = ParseRoll(WordOf(clause, "roll")).value_or(Roll::kNone);
  }

  // When it is due, of the period; nothing is to be done before the instrument
  // that asks for it binds.
  void SetDue(const std::optional<Interval>& period, DutyOccurrence& one) {
    if (rule_ == nullptr) return;
    if (period) {
      anchors_.period_start = period->from();
      anchors_.period_end = period->LastDay();
    }
    const DueAnswer answer = FindDueDay(*rule_, anchors_, calendar_);
    one.due = answer.day;
    one.notice = notice_;
    one.uncounted =
        !answer.day && (answer.uncovered || (notice_ && !notice_->known()));
    const auto& binding = anchors_.execution;
    if (binding && one.due && *one.due < *binding) one.due = binding;
  }

 private:
  const Facts& facts_;
  const DueRule* rule_;
  DueAnchors anchors_;
  DueCalendar calendar_;
  std::optional<DayRange> notice_;  // by the day on which it counts
};

// When it is due, by the texts of its days: until then each day's text counts,
// and what was due by the text of its day was due (doc/decisions.md 218).
void SetDueByTexts(const NormBuilder& b, const ClauseState& clause,
                   const std::vector<BoundInstrument>& instruments,
                   const std::optional<Interval>& period, DutyOccurrence& one) {
  bool earlier = false;
  for (const Segment& segment : b.timeline().segments()) {
    const Interval& days = segment.days;
    if (days.until() && one.from && *days.until() <= *one.from) continue;
    const auto text = segment.terms->clauses.find(clause.id);
    if (text == segment.terms->clauses.end() ||
        text->second.kind != clause.kind) {
      if (earlier) break;
      continue;
    }
    // What comes again at other times is not the same.
    const auto* every = text->second.As<Duration>("every");
    const auto* now = clause.As<Duration>("every");
    if ((every == nullptr) != (now == nullptr) ||
        (every != nullptr && *every != *now)) {
      continue;
    }
    DutyOccurrence by_text = one;
    DutyText(b, text->second, instruments).SetDue(period, by_text);
    // It is not asked for before the text by which it is due earlier.
    if (earlier && by_text.due && days.from() && *by_text.due < *days.from()) {
      by_text.due = days.from();
    }
    one.due = by_text.due;
    one.notice = by_text.notice;
    one.uncounted = by_text.uncounted;
    earlier = true;
    if (!days.until() || days.Contains(b.as_of()) ||
        (one.due && *one.due < *days.until())) {
      break;
    }
  }
}

std::vector<DutyOccurrence> DutiesOf(
    const NormBuilder& b, const ClauseState& clause,
    const std::vector<BoundInstrument>& instruments) {
  std::vector<DutyOccurrence> result;
  if (clause.As<DueRule>("due") == nullptr) return result;
  const Interval own = b.OwnDays(clause);
  const Opened opened = OpenedBy(clause, b.facts());
  const auto* every = clause.As<Duration>("every");
  if (every == nullptr) {
    DutyOccurrence one;
    one.name = "1";
    one.from = own.from();
    if (opened.on && (!one.from || *one.from < *opened.on)) {
      one.from = opened.on;
    }
    if (opened.waits) one.from.reset();
    if (!opened.waits) {
      SetDueByTexts(b, clause, instruments, std::nullopt, one);
    }
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
    DutyOccurrence one;
    one.name = period.name;
    one.from = std::max(*period.days.from(), *own.from());
    SetDueByTexts(b, clause, instruments, period.days, one);
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

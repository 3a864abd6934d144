#include "replay/life.h"

#include <algorithm>
#include <utility>

#include "ledger/value/check.h"
#include "replay/last_days.h"
#include "replay/money/evaluate.h"
#include "replay/money/facts.h"
#include "replay/money/schedule.h"
#include "replay/timeline.h"

namespace covenant {
namespace {

const Calendar* CalendarOf(const ClauseState& clause, const Facts& facts) {
  const auto found = facts.shared.calendars.find(WordOf(clause, "calendar"));
  return found == facts.shared.calendars.end() ? nullptr
                                               : &found->second.calendar;
}

bool Contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

}  // namespace

std::string WordOf(const ClauseState& clause, const std::string& path) {
  const auto* symbol = clause.As<std::string>(path);
  return symbol == nullptr ? std::string() : *symbol;
}

std::vector<std::string> NamesOf(const ClauseState& clause,
                                 const std::string& path) {
  std::vector<std::string> names;
  const auto* list = clause.As<Value::List>(path);
  if (list == nullptr) return names;
  for (const Value& item : *list) {
    if (const auto* name = item.As<std::string>()) names.push_back(*name);
  }
  return names;
}

std::vector<EventRef> MakersOf(const ClauseState& clause) {
  std::vector<EventRef> makers = clause.created_by;
  for (const auto& [path, field] : clause.fields) {
    for (const EventRef& ref : field.set_by) {
      if (std::find(makers.begin(), makers.end(), ref) == makers.end()) {
        makers.push_back(ref);
      }
    }
  }
  return makers;
}

DayRange SpanAfter(const ClauseState& clause, const Facts& facts,
                   const DayRange& day, const Duration& span) {
  return SpanAfter(day, span, CalendarOf(clause, facts), Roll::kNone);
}

const ClauseState* NoticeRuleOf(const ResolvedTerms& terms) {
  for (const auto& [id, clause] : terms.clauses) {
    if (clause.kind == kind::kNoticeRule) return &clause;
  }
  return nullptr;
}

std::optional<DayRange> NoticeDay(const ResolvedTerms& terms,
                                  const Facts& facts, Date given,
                                  const std::optional<Date>& received) {
  const ClauseState* rule = NoticeRuleOf(terms);
  if (rule == nullptr) return DayRange::On(received.value_or(given));
  if (WordOf(*rule, "counts") != "received") return DayRange::On(given);
  std::optional<DayRange> day;
  if (received) day = DayRange::On(*received);
  if (const auto* deemed = rule->As<Duration>("deemed_received")) {
    const DayRange by_rule =
        SpanAfter(*rule, facts, DayRange::On(given), *deemed);
    day = day ? FirstOf(*day, by_rule) : by_rule;
  }
  return day;
}

std::optional<DayRange> NoticeDay(const Timeline& timeline, const Facts& facts,
                                  Date given,
                                  const std::optional<Date>& received) {
  return NoticeDay(timeline.At(given), facts, given, received);
}

const ClauseState* TextOn(const Timeline& timeline, const ClauseState& clause,
                          Date day) {
  const auto& clauses = timeline.At(day).clauses;
  const auto found = clauses.find(clause.id);
  return found == clauses.end() || found->second.kind != clause.kind
             ? nullptr
             : &found->second;
}

namespace {

bool LaysDown(const Attachment& one) {
  return one.type == "waiver" || one.type == "release" ||
         one.type == "suspension";
}

}  // namespace

bool LaysDownInPart(const Attachment& one) {
  return LaysDown(one) && (IsLimited(one) || one.share || one.amount ||
                           (one.type == "release" && !one.text.empty()));
}

const Attachment* LaidDown(const Timeline& timeline, const std::string& clause,
                           Date day) {
  const auto& clauses = timeline.At(day).clauses;
  const auto found = clauses.find(clause);
  if (found == clauses.end()) return nullptr;
  for (const Attachment& one : found->second.attachments) {
    if (LaysDown(one) && !LaysDownInPart(one) && one.days.Contains(day)) {
      return &one;
    }
  }
  return nullptr;
}

std::string HowLaidDown(const Attachment& by) {
  const std::string how = by.type == "waiver"    ? "waived"
                          : by.type == "release" ? "released"
                                                 : "suspended";
  return by.because.empty() ? how : how + " by " + by.because.front().id;
}

bool HoldsPower(const ClauseState& power, const Facts& facts,
                const std::string& party, Date day) {
  const std::string holder = WordOf(power, "holder");
  return ActsFor(facts.stand_ins, power.id, holder.empty() ? party : holder,
                 Standing::kContract, day, party);
}

std::string NowOf(const ClauseState& clause, const Facts& facts,
                  const std::string& field, Standing as, Date day) {
  return StandsNow(facts.stand_ins, clause.id, WordOf(clause, field), as, day);
}

bool LooksTo(const ClauseState& right, const Facts& facts,
             const Recorded& breach) {
  const auto& alleged = *breach.event->As<BreachAlleged>();
  const std::string holder = WordOf(right, "holder");
  if (!holder.empty() &&
      HoldsPower(right, facts, alleged.against, alleged.given)) {
    return false;
  }
  const auto only = NamesOf(right, "breach_of");
  return only.empty() || Contains(only, alleged.clause);
}

const Recorded* CureOf(const Facts& facts, const Recorded& breach) {
  const Recorded* first = nullptr;
  for (const Recorded* r : facts.cures) {
    const auto& cure = *r->event->As<Cure>();
    if (cure.breach != breach.event->id) continue;
    if (first == nullptr || cure.date < first->event->As<Cure>()->date) {
      first = r;
    }
  }
  return first;
}

InTime CuredBy(const std::optional<DayRange>& by, const Recorded* cure) {
  if (!by || cure == nullptr) return InTime::kNo;
  return NotAfter(DayRange::On(cure->event->As<Cure>()->date), *by);
}

std::optional<DayRange> CureBy(const Timeline& timeline,
                               const ClauseState& right, const Facts& facts,
                               const Recorded& breach) {
  const auto& alleged = *breach.event->As<BreachAlleged>();
  if (alleged.incurable ||
      Contains(NamesOf(right, "incurable"), alleged.clause)) {
    return std::nullopt;
  }
  const auto counts =
      NoticeDay(timeline, facts, alleged.given, alleged.received);
  if (!counts) return std::nullopt;
  return TimeFrom(timeline, right, "cure", facts, *counts);
}

namespace {

// The day of the notice, or of the breach where the right is exercised by
// itself.
Date GivenOn(const TerminationAct& act) {
  if (act.record != nullptr) {
    const auto* exercise = act.record->event->As<Exercise>();
    COVENANT_CHECK(exercise != nullptr);
    return exercise->given;
  }
  const auto* breach = act.breach->event->As<BreachAlleged>();
  COVENANT_CHECK(breach != nullptr);
  return breach->given;
}

class Terminations {
 public:
  Terminations(const Timeline& timeline, const Facts& facts)
      : timeline_(timeline), facts_(facts) {}

  std::vector<TerminationAct> Acts() {
    for (const Recorded* r : facts_.exercises) {
      const auto& exercise = *r->event->As<Exercise>();
      const ResolvedTerms& terms = timeline_.At(exercise.given);
      const auto right = terms.clauses.find(exercise.power);
      if (right == terms.clauses.end()) {
        if (EverTerminationRight(exercise.power)) {
          acts_.push_back({exercise.power, r, nullptr, std::nullopt,
                           std::nullopt,
                           "the power is not in the terms on that day"});
        }
        continue;
      }
      if (right->second.kind != kind::kTerminationRight) continue;
      Exercised(right->second, *r);
    }
    ByThemselves();
    LeaveOutLater();
    return std::move(acts_);
  }

 private:
  // The day on which it is done, at the earliest. What ends by itself does so with
  // the day before.
  static Date DoneOn(const TerminationAct& act) {
    return act.record != nullptr ? act.counts->earliest
                                 : *act.ends->earliest.AddDays(-1);
  }

  static bool Reaches(const std::vector<std::string>& clauses,
                      const ClauseState& right, Date day) {
    return (clauses.empty() || Contains(clauses, right.id)) &&
           !(right.created_days.from() && *right.created_days.from() >= day);
  }

  const ClauseState& RightOf(const TerminationAct& act) const {
    return timeline_.At(GivenOn(act)).clauses.at(act.clause);
  }

  // What had ended the power when it was used; empty: nothing.
  std::string EndedBefore(
      const TerminationAct& act,
      const std::vector<const TerminationAct*>& earlier) const {
    const ClauseState& right = RightOf(act);
    const bool* survives = right.As<bool>("survives");
    if (survives != nullptr && *survives) return "";
    const Date done = DoneOn(act);
    const OwnTerm own = OwnTermOf(right, facts_.milestones);
    for (const Ending& ending : timeline_.SegmentOf(done).expiries) {
      const bool later = ending.as_agreed && own.possible.from() &&
                         *own.possible.from() >= ending.day;
      if (ending.certain && !later && ending.day <= done &&
          Reaches(ending.clauses, right, ending.day)) {
        return "the power had expired on " + ending.day.ToString() + " by " +
               ending.by;
      }
    }
    for (const TerminationAct* one : earlier) {
      if (!one->ends || one->perhaps || !one->ends->latest ||
          DoneOn(*one) >= done || *one->ends->latest > done ||
          !Reaches(NamesOf(RightOf(*one), "clauses"), right,
                   *one->ends->latest)) {
        continue;
      }
      return "the power had ended on " + one->ends->latest->ToString() +
             " by " + one->clause;
    }
    return "";
  }

  // What has ended is not terminated again: of all acts, in the order in which they
  // are done, those that come after an end of their power have no effect.
  void LeaveOutLater() {
    std::vector<TerminationAct*> in_order;
    for (TerminationAct& act : acts_) {
      if (act.ends) in_order.push_back(&act);
    }
    std::stable_sort(in_order.begin(), in_order.end(),
                     [](const TerminationAct* a, const TerminationAct* b) {
                       return DoneOn(*a) < DoneOn(*b);
                     });
    std::vector<const TerminationAct*> earlier;
    for (TerminationAct* act : in_order) {
      act->why_not = EndedBefore(*act, earlier);
      if (!act->why_not.empty()) act->ends.reset();
      earlier.push_back(act);
    }
  }

  bool EverTerminationRight(const std::string& clause) const {
    return std::any_of(
        timeline_.segments().begin(), timeline_.segments().end(),
        [&](const Segment& segment) {
          const auto found = segment.terms->clauses.find(clause);
          return found != segment.terms->clauses.end() &&
                 found->second.kind == kind::kTerminationRight;
        });
  }

  void Exercised(const ClauseState& right, const Recorded& record) {
    const auto& exercise = *record.event->As<Exercise>();
    TerminationAct act{right.id, &record, nullptr, std::nullopt, std::nullopt,
                       ""};
    act.counts =
        NoticeDay(timeline_, facts_, exercise.given, exercise.received);
    const auto* opens = right.As<Date>("opens");
    const InTime opened = act.counts && opens != nullptr
                             ? NotAfter(DayRange::On(*opens), *act.counts)
                             : InTime::kYes;
    const bool own_term =
        act.counts &&
        InForceOn(OwnTermOf(right, facts_.milestones), act.counts->earliest) !=
            InForce::kNo;
    if (!act.counts) {
      act.why_not = "the notice has not been received";
    } else if (!HoldsPower(right, facts_, exercise.by, exercise.given)) {
      const std::string holder =
          NowOf(right, facts_, "holder", Standing::kContract, exercise.given);
      act.why_not = holder.empty() ? exercise.by + " has been replaced"
                                   : "the power is " + holder + "'s";
    } else if (!own_term) {
      act.why_not = "the power is not in force on that day";
    } else if (const Attachment* by =
                   LaidDown(timeline_, right.id, act.counts->earliest)) {
      act.why_not = "the power was " + HowLaidDown(*by);
    } else if (opened == InTime::kNo) {
      act.why_not = "the power opens on " + opens->ToString();
    } else if (WordOf(right, "ground") == "cause") {
      ForCause(right, exercise, act);
    } else {
      act.ends = EndOf(right, *act.counts);
    }
    act.perhaps = act.perhaps || (act.ends && opened == InTime::kPerhaps);
    acts_.push_back(std::move(act));
  }

  // Of several breaches the one that gives the power decides.
  void ForCause(const ClauseState& right, const Exercise& exercise,
                TerminationAct& act) {
    act.why_not = "no breach is alleged that gives it";
    for (const Recorded* r : facts_.breaches) {
      const auto& alleged = *r->event->As<BreachAlleged>();
      if (!exercise.about.empty() && exercise.about != r->event->id) continue;
      const bool own =
          ActsFor(facts_.stand_ins, right.id, alleged.against,
                  Standing::kContract, exercise.given, exercise.by);
      if (own || !LooksTo(right, facts_, *r)) continue;
      const auto told =
          NoticeDay(timeline_, facts_, alleged.given, alleged.received);
      const InTime heard = told ? NotAfter(*told, *act.counts) : InTime::kNo;
      if (heard == InTime::kNo) continue;
      const auto by = CureBy(timeline_, right, facts_, *r);
      const Recorded* cure = CureOf(facts_, *r);
      const InTime cured = CuredBy(by, cure);
      if (cured == InTime::kYes) {
        act.why_not = r->event->id + " was cured by " + cure->event->id;
        continue;
      }
      const InTime early = by ? NotAfter(*act.counts, *by) : InTime::kNo;
      if (early == InTime::kYes) {
        act.why_not = r->event->id + " can be cured until " + by->ToString();
        continue;
      }
      const bool certain = heard == InTime::kYes && cured == InTime::kNo &&
                           early == InTime::kNo;
      // One that gives it for certain decides before one that may do so.
      if (!certain && act.ends) continue;
      act.breach = r;
      act.perhaps = !certain;
      act.ends = EndOf(right, *act.counts);
      if (certain) break;
    }
    if (act.ends) act.why_not.clear();
  }

  DayRange EndOf(const ClauseState& right, const DayRange& counts) const {
    const auto* notice = right.As<Duration>("notice");
    if (notice == nullptr) return counts;
    return DayAfter(SpanAfter(right, facts_, counts, *notice));
  }

  // Where the time for cure passes and the contract ends without an exercise.
  void ByThemselves() {
    for (const Recorded* r : facts_.breaches) {
      const auto& alleged = *r->event->As<BreachAlleged>();
      for (const auto& [id, right] : timeline_.At(alleged.given).clauses) {
        const bool* automatic = right.As<bool>("automatic");
        if (right.kind != kind::kTerminationRight || automatic == nullptr ||
            !*automatic || !LooksTo(right, facts_, *r)) {
          continue;
        }
        const auto counts =
            NoticeDay(timeline_, facts_, alleged.given, alleged.received);
        if (!counts) continue;
        const auto by = CureBy(timeline_, right, facts_, *r);
        const InTime cured = CuredBy(by, CureOf(facts_, *r));
        if (cured == InTime::kYes) continue;
        TerminationAct act{id, nullptr, r, counts, std::nullopt, ""};
        act.ends = by ? DayAfter(*by) : *counts;
        act.perhaps = cured == InTime::kPerhaps;
        if (LaidDown(timeline_, id, act.ends->earliest) != nullptr) continue;
        acts_.push_back(std::move(act));
      }
    }
  }

  const Timeline& timeline_;
  const Facts& facts_;
  std::vector<TerminationAct> acts_;
};

}  // namespace

std::vector<TerminationAct> TerminationActsOf(const Timeline& timeline,
                                              const Facts& facts) {
  if (facts.exercises.empty() && facts.breaches.empty()) return {};
  return Terminations(timeline, facts).Acts();
}

std::vector<Ending> TerminationsOf(const Timeline& timeline,
                                   const Facts& facts) {
  std::vector<Ending> endings;
  for (const TerminationAct& act : TerminationActsOf(timeline, facts)) {
    if (!act.ends) continue;
    const auto& clauses = timeline.At(GivenOn(act)).clauses;
    const ClauseState& right = clauses.at(act.clause);
    Ending ending;
    ending.day = act.ends->earliest;
    ending.certain = act.ends->known() && !act.perhaps;
    ending.clauses = NamesOf(right, "clauses");
    ending.how = "terminated";
    ending.by = act.clause;
    ending.because = MakersOf(right);
    for (const Recorded* r : {act.record, act.breach}) {
      if (r == nullptr) continue;
      ending.because.insert(ending.because.end(), r->refs.begin(),
                            r->refs.end());
    }
    endings.push_back(ending);
    // By the last day that it can be they have ended.
    if (ending.certain || act.perhaps || !act.ends->latest) continue;
    ending.day = *act.ends->latest;
    ending.certain = true;
    endings.push_back(std::move(ending));
  }
  return endings;
}

}  // namespace covenant

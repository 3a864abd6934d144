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

// Terms that are renewed for ever are followed no further.
constexpr std::size_t kMostStretches = 2000;

const Calendar* CalendarOf(const ClauseState& clause, const Facts& facts) {
  const auto found = facts.shared.calendars.find(WordOf(clause, "calendar"));
  return found == facts.shared.calendars.end() ? nullptr
                                               : &found->second.calendar;
}

// So long before the day; business days are not counted backwards.
std::optional<Date> DayBefore(Date day, const Duration& span) {
  if (span.unit() == DurationUnit::kBusinessDays) return std::nullopt;
  const auto before = span.AddTo(day, -1);
  if (!before.ok()) return std::nullopt;
  return *before;
}

bool Contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

// The notice that the clause was exercised by, of those that count from `from`
// to `last`, both inside; the first of them.
struct Noticed {
  DayRange counts;
  const Recorded* record = nullptr;
  InTime in_time = InTime::kYes;
};
std::optional<Noticed> NoticeOf(const ClauseState& clause,
                                const ResolvedTerms& terms, const Facts& facts,
                                std::optional<Date> from, Date last) {
  std::optional<Noticed> first;
  for (const Recorded* r : facts.exercises) {
    const auto& exercise = *r->event->As<Exercise>();
    if (exercise.power != clause.id) continue;
    if (!HoldsPower(clause, facts, exercise.by, exercise.given)) continue;
    const auto counts =
        NoticeDay(terms, facts, exercise.given, exercise.received);
    if (!counts) continue;
    const InTime in_time =
        Both(from ? NotAfter(DayRange::On(*from), *counts) : InTime::kYes,
             NotAfter(*counts, DayRange::On(last)));
    if (in_time == InTime::kNo) continue;
    // One that is in time for certain decides.
    if (first && (first->in_time > in_time ||
                  (first->in_time == in_time &&
                   first->counts.earliest <= counts->earliest))) {
      continue;
    }
    first = Noticed{*counts, r, in_time};
  }
  return first;
}

// The first day of a term.
std::optional<Date> BeginOf(const ClauseState& clause) {
  if (const auto* begins = clause.As<Date>("begins")) return *begins;
  if (const auto* from = clause.As<Endpoint>("from"); from && from->date) {
    return from->date;
  }
  return clause.created_days.from();
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

std::vector<TermStretch> StretchesOf(const ClauseState& clause,
                                     const ResolvedTerms& terms,
                                     const Facts& facts, Date through) {
  std::vector<TermStretch> stretches;
  const auto begin = BeginOf(clause);
  if (!begin) return stretches;
  const auto* initial = clause.As<Duration>("initial");
  const auto* expires = clause.As<Date>("expires");
  std::optional<Date> first_end;
  if (expires != nullptr) {
    first_end = *expires;
  } else if (initial != nullptr) {
    const auto end = initial->AddTo(*begin);
    if (end.ok()) first_end = *end;
  }
  if (!first_end || *first_end <= *begin) return stretches;
  const std::string renewal = WordOf(clause, "renewal");
  const auto* period = clause.As<Duration>("renewal_period");
  if (period == nullptr) period = initial;
  const auto* most = clause.As<std::int64_t>("renewals_at_most");
  const auto* notice = clause.As<Duration>("notice");
  const auto* opens = clause.As<Duration>("opens");
  Date from = *begin;
  Date until = *first_end;
  std::optional<Date> last_before;  // the last day of notice for the term before
  for (std::int64_t k = 0; stretches.size() < kMostStretches; ++k) {
    TermStretch stretch;
    stretch.from = from;
    stretch.until = until;
    const bool may_renew = (renewal == "automatic" || renewal == "by-notice") &&
                           (most == nullptr || k < *most);
    if (may_renew) {
      // At least so long before the end of the last day of the term.
      const std::optional<Date> by =
          notice == nullptr ? until : DayBefore(until, *notice);
      stretch.notice_by = *by.value_or(until).AddDays(-1);
      if (opens != nullptr) stretch.opens = DayBefore(until, *opens);
      // Where notice must be given before the term begins it can be given as
      // soon as it comes too late for the term before; else it never could.
      std::optional<Date> open = stretch.opens ? stretch.opens : from;
      if (!stretch.opens && *stretch.notice_by < from) {
        open = clause.created_days.from();
        if (last_before) open = last_before->AddDays(1).value_or(from);
      }
      const auto found =
          NoticeOf(clause, terms, facts, open, *stretch.notice_by);
      last_before = stretch.notice_by;
      if (found) {
        stretch.noticed = found->counts.earliest;
        stretch.because = found->record->refs;
        stretch.perhaps = found->in_time == InTime::kPerhaps;
      }
      stretch.renews = stretch.perhaps ||
                       (renewal == "automatic") != found.has_value();
    }
    stretches.push_back(stretch);
    // One beyond the day, so that what comes next is known.
    if (!stretch.renews || period == nullptr) break;
    const bool reached = stretch.notice_by && *stretch.notice_by <= through;
    if (from > through && !reached) break;
    const auto next = period->AddTo(*first_end, k + 1);
    if (!next.ok() || *next <= until) break;
    from = until;
    until = *next;
  }
  return stretches;
}

std::vector<Ending> ExpiriesOf(const ResolvedTerms& terms,
                               const Facts& facts) {
  std::vector<Ending> endings;
  for (const auto& [id, clause] : terms.clauses) {
    if (clause.kind != kind::kTerm) continue;
    // Without a limit a term that renews itself ends where somebody gave notice,
    // which is before the last exercise on record has run out.
    Date through = *Date::FromYmd(1, 1, 1);
    if (clause.As<std::int64_t>("renewals_at_most") != nullptr ||
        WordOf(clause, "renewal") == "by-notice") {
      through = *Date::FromYmd(9999, 12, 31);
    }
    for (const Recorded* r : facts.exercises) {
      const auto& exercise = *r->event->As<Exercise>();
      if (exercise.power != id) continue;
      through = std::max(through, exercise.received.value_or(exercise.given));
    }
    const auto stretches = StretchesOf(clause, terms, facts, through);
    for (const TermStretch& stretch : stretches) {
      if (stretch.renews && !stretch.perhaps) continue;
      Ending ending;
      ending.day = stretch.until;
      ending.clauses = NamesOf(clause, "clauses");
      ending.how = "expired";
      ending.by = id;
      ending.certain = !stretch.perhaps;
      ending.as_agreed =
          stretches.size() == 1 && !stretches.front().notice_by.has_value();
      ending.because = clause.created_by;
      ending.because.insert(ending.because.end(), stretch.because.begin(),
                            stretch.because.end());
      endings.push_back(std::move(ending));
    }
  }
  return endings;
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

std::optional<DayRange> CureBy(const ClauseState& right,
                               const ResolvedTerms& terms, const Facts& facts,
                               const Recorded& breach) {
  const auto& alleged = *breach.event->As<BreachAlleged>();
  const auto* cure = right.As<Duration>("cure");
  if (cure == nullptr || alleged.incurable ||
      Contains(NamesOf(right, "incurable"), alleged.clause)) {
    return std::nullopt;
  }
  const auto counts = NoticeDay(terms, facts, alleged.given, alleged.received);
  if (!counts) return std::nullopt;
  return LastDayAfter(right, facts, *counts, *cure);
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
      Exercised(right->second, terms, *r);
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

  void Exercised(const ClauseState& right, const ResolvedTerms& terms,
                 const Recorded& record) {
    const auto& exercise = *record.event->As<Exercise>();
    TerminationAct act{right.id, &record, nullptr, std::nullopt, std::nullopt,
                       ""};
    act.counts = NoticeDay(terms, facts_, exercise.given, exercise.received);
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
      ForCause(right, terms, exercise, act);
    } else {
      act.ends = EndOf(right, *act.counts);
    }
    act.perhaps = act.perhaps || (act.ends && opened == InTime::kPerhaps);
    acts_.push_back(std::move(act));
  }

  // Of several breaches the one that gives the power decides.
  void ForCause(const ClauseState& right, const ResolvedTerms& terms,
                const Exercise& exercise, TerminationAct& act) {
    act.why_not = "no breach is alleged that gives it";
    for (const Recorded* r : facts_.breaches) {
      const auto& alleged = *r->event->As<BreachAlleged>();
      if (!exercise.about.empty() && exercise.about != r->event->id) continue;
      const bool own =
          ActsFor(facts_.stand_ins, right.id, alleged.against,
                  Standing::kContract, exercise.given, exercise.by);
      if (own || !LooksTo(right, facts_, *r)) continue;
      const auto told =
          NoticeDay(terms, facts_, alleged.given, alleged.received);
      const InTime heard = told ? NotAfter(*told, *act.counts) : InTime::kNo;
      if (heard == InTime::kNo) continue;
      const auto by = CureBy(right, terms, facts_, *r);
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
      const ResolvedTerms& terms = timeline_.At(alleged.given);
      for (const auto& [id, right] : terms.clauses) {
        const bool* automatic = right.As<bool>("automatic");
        if (right.kind != kind::kTerminationRight || automatic == nullptr ||
            !*automatic || !LooksTo(right, facts_, *r)) {
          continue;
        }
        const auto counts =
            NoticeDay(terms, facts_, alleged.given, alleged.received);
        if (!counts) continue;
        const auto by = CureBy(right, terms, facts_, *r);
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
    ending.because = right.created_by;
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

// The steps of options.
#include <utility>

#include "replay/last_days.h"
#include "replay/life.h"
#include "replay/money/facts.h"
#include "replay/norm_builder.h"

namespace covenant {

namespace {

// When the option can be exercised, as the text has it.
struct OptionWindow {
  std::optional<Date> opens;
  std::optional<DayRange> last;
};

OptionWindow OptionWindowOf(const ClauseState& clause, const Facts& facts) {
  OptionWindow window;
  const Opened opened = OpenedBy(clause, facts);
  if (opened.waits) return window;
  const Interval own = OwnTermOf(clause, facts.milestones)
                           .possible.Intersect(clause.created_days);
  if (own.Empty()) return window;
  window.opens = own.from();
  if (opened.on && (!window.opens || *window.opens < *opened.on)) {
    window.opens = opened.on;
  }
  if (own.until()) window.last = DayRange::On(*own.until()->AddDays(-1));
  const auto* open_for = clause.As<Duration>("open_for");
  if (open_for != nullptr && window.opens) {
    const DayRange last =
        LastDayAfter(clause, facts, DayRange::On(*window.opens), *open_for);
    window.last = window.last ? FirstOf(*window.last, last) : last;
  }
  return window;
}

}  // namespace

OptionLife OptionLifeOf(const ClauseState& clause, const Timeline& timeline,
                        const Facts& facts) {
  OptionLife life;
  OptionWindow told = OptionWindowOf(clause, facts);
  for (const Recorded* r : facts.exercises) {
    const auto& exercise = *r->event->As<Exercise>();
    if (exercise.power != clause.id) continue;
    // A text that took the place of the whole clause gave a right of its own.
    const ClauseState* text = TextOn(timeline, clause, exercise.given);
    if (text == nullptr || text->created_by != clause.created_by ||
        !ActsFor(facts.stand_ins, clause.id, WordOf(*text, "holder"),
                 Standing::kRights, exercise.given, exercise.by)) {
      continue;
    }
    const auto counts =
        NoticeDay(timeline, facts, exercise.given, exercise.received);
    const OptionWindow window = OptionWindowOf(*text, facts);
    if (!counts || !window.opens) continue;
    InTime in_time = NotAfter(DayRange::On(*window.opens), *counts);
    if (window.last) in_time = Both(in_time, NotAfter(*counts, *window.last));
    // The contract has not ended by then.
    const Segment& segment = timeline.SegmentOf(counts->earliest);
    const auto at = segment.terms->clauses.find(clause.id);
    if (at == segment.terms->clauses.end()) continue;
    const InForce in_force =
        InForceOn(LastingOf(timeline, segment, at->second, facts.milestones),
                  counts->earliest);
    if (in_force == InForce::kUnknown)
      in_time = Both(in_time, InTime::kPerhaps);
    if (in_time == InTime::kNo || in_force == InForce::kNo ||
        LaidDown(timeline, clause.id, counts->earliest) != nullptr) {
      continue;
    }
    // The first that is in time for certain decides.
    const bool perhaps = in_time == InTime::kPerhaps;
    if (life.counts && (perhaps > life.perhaps ||
                        (perhaps == life.perhaps &&
                         life.counts->earliest <= counts->earliest))) {
      continue;
    }
    life.exercise = r;
    life.perhaps = perhaps;
    life.counts = counts;
    const auto* notice = text->As<Duration>("notice");
    life.effective =
        notice == nullptr ? counts : SpanAfter(*text, facts, *counts, *notice);
    told = window;
  }
  life.opens = told.opens;
  life.last = told.last;
  return life;
}

std::string WhyNotExercised(const NormBuilder& b, const ClauseState& now,
                            const Recorded& record) {
  const auto& exercise = *record.event->As<Exercise>();
  const ClauseState* text = TextOn(b.timeline(), now, exercise.given);
  if (text == nullptr) return "there was no such option on that day";
  const OptionLife life = OptionLifeOf(*text, b.timeline(), b.facts());
  if (life.exercise == &record) return "";
  if (b.OwnDays(*text).Empty()) return "its term ends before it begins";
  const std::optional<Date> opens = OptionWindowOf(*text, b.facts()).opens;
  if (!opens) return "its condition has not been met";
  if (!ActsFor(b.facts().stand_ins, text->id, WordOf(*text, "holder"),
               Standing::kRights, exercise.given, exercise.by)) {
    return "the option is " +
           NowOf(*text, b.facts(), "holder", Standing::kRights,
                 exercise.given) +
           "'s";
  }
  if (const auto* by = LaidDown(b.timeline(), text->id, exercise.given)) {
    return "the option was " + HowLaidDown(*by);
  }
  const bool open = *opens <= exercise.given &&
                    (!life.last || exercise.given <= life.last->earliest);
  const bool exercised =
      life.exercise != nullptr && !life.perhaps &&
      life.exercise->event->As<Exercise>()->given <= b.as_of() &&
      life.counts->earliest <= exercise.given;
  return open && exercised ? life.exercise->event->id + " had exercised it"
                           : "it is not open on that day";
}

void AddOption(NormBuilder& b, const ClauseState& clause) {
  Norm norm = b.Make(clause.id, "", clause.kind);
  SetSides(b, clause, "holder", "grantor", norm);
  norm.says = WordsOf(clause, "act");
  const OptionLife life = OptionLifeOf(clause, b.timeline(), b.facts());
  const Interval own = b.OwnDays(clause);
  if (!own.Empty() && own.from() &&
      (!life.opens || *own.from() < *life.opens)) {
    b.Step(norm, clause, *own.from(), NormState::kCreated,
           "waits for " + WordOf(clause, "condition"), false);
  }
  if (life.opens) {
    b.Step(norm, clause, *life.opens, NormState::kInEffect, "can be exercised",
           true);
  }
  const bool exercised =
      life.exercise != nullptr &&
      life.exercise->event->As<Exercise>()->given <= b.as_of();
  if (life.opens && life.last && !life.last->known() &&
      !(exercised && !life.perhaps)) {
    b.Uncounted(norm, clause, std::nullopt,
                "until when it can be exercised is not known");
  }
  if (exercised && life.perhaps) {
    b.Step(norm, clause, life.counts->earliest, NormState::kUnknown,
           MayHave(*life.exercise, " exercised it"), false,
           life.exercise->refs);
    b.Uncounted(norm, clause, life.counts,
                MayHave(*life.exercise, " exercised it"));
  } else if (exercised) {
    b.StepIn(norm, clause, *life.counts, NormState::kExercised,
             *life.effective != *life.counts
                 ? "exercised, with effect on " + life.effective->ToString()
                 : "exercised",
             false, life.exercise->refs);
    if (*life.effective != *life.counts) {
      b.StepIn(norm, clause, *life.effective, NormState::kExercised,
               "the exercise takes effect", true, life.exercise->refs);
    }
    if (!life.effective->known()) {
      b.Uncounted(norm, clause, life.counts,
                  "on which day the exercise " + life.exercise->event->id +
                      " takes effect is not known");
    }
  } else if (life.last) {
    b.LastDay(norm, clause, *life.last,
              {NormState::kInEffect, "last day of exercise", NormState::kLapsed,
               "not exercised"});
  }
  for (const Recorded* r : b.facts().exercises) {
    const auto& exercise = *r->event->As<Exercise>();
    if (exercise.power != clause.id || exercise.given > b.as_of() ||
        r == life.exercise) {
      continue;
    }
    const std::string why = WhyNotExercised(b, clause, *r);
    if (!why.empty()) b.NotEffective(*r, why);
  }
  b.Keep(std::move(norm), true);
}

}  // namespace covenant

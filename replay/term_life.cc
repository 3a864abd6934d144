#include "replay/term_life.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

#include "replay/life.h"
#include "replay/money/facts.h"
#include "replay/timeline.h"

namespace covenant {
namespace {

// Terms that are renewed for ever are followed no further.
constexpr std::size_t kMostStretches = 2000;

// So long before the day; business days are not counted backwards.
std::optional<Date> DayBefore(Date day, const Duration& span) {
  if (span.unit() == DurationUnit::kBusinessDays) return std::nullopt;
  const auto before = span.AddTo(day, -1);
  if (!before.ok()) return std::nullopt;
  return *before;
}

// The first day of a term.
std::optional<Date> BeginOf(const ClauseState& clause) {
  if (const auto* begins = clause.As<Date>("begins")) return *begins;
  if (const auto* from = clause.As<Endpoint>("from"); from && from->date) {
    return from->date;
  }
  return clause.created_days.from();
}

// The end of its initial stretch.
std::optional<Date> FirstEndOf(const ClauseState& clause, Date begin) {
  if (const auto* expires = clause.As<Date>("expires")) return *expires;
  const auto* initial = clause.As<Duration>("initial");
  if (initial == nullptr) return std::nullopt;
  const auto end = initial->AddTo(begin);
  return end.ok() ? std::optional<Date>(*end) : std::nullopt;
}

// The last day of notice for a stretch that ends before the day: at least so
// long before the end of its last day.
Date LastDayBefore(const ClauseState& clause, Date until) {
  const auto* notice = clause.As<Duration>("notice");
  const std::optional<Date> by =
      notice == nullptr ? until : DayBefore(until, *notice);
  return *by.value_or(until).AddDays(-1);
}

bool IsAutomatic(const ClauseState& clause) {
  return WordOf(clause, "renewal") == "automatic";
}
bool IsByNotice(const ClauseState& clause) {
  return WordOf(clause, "renewal") == "by-notice";
}

// One term clause through the segments, in their order.
class TermWalk {
 public:
  TermWalk(const std::vector<Segment>& segments, const std::string& clause,
           const Facts& facts)
      : segments_(segments), clause_(clause), facts_(facts) {
    for (const Recorded* r : facts.exercises) {
      if (r->event->As<Exercise>()->power == clause) exercises_.push_back(r);
    }
  }

  // As the segment has them. Segments are asked in ascending order.
  std::vector<TermStretch> At(std::size_t segment, Date through) {
    for (; judged_ < segment; ++judged_) JudgeNotices(judged_);
    return Walk(segment, through, nullptr);
  }

  // The last day on which a notice that is on record counts, at the least;
  // absent: there is none.
  std::optional<Date> LastNotice() const {
    std::optional<Date> last;
    for (const Recorded* r : exercises_) {
      const auto& exercise = *r->event->As<Exercise>();
      const Date day = exercise.received.value_or(exercise.given);
      last = last ? std::max(*last, day) : day;
    }
    return last;
  }

  const ClauseState* TextOf(std::size_t segment) const {
    const auto& clauses = segments_[segment].terms->clauses;
    const auto found = clauses.find(clause_);
    return found == clauses.end() || found->second.kind != kind::kTerm
               ? nullptr
               : &found->second;
  }

 private:
  // A notice that was in time, or may have been, by the text of its day.
  struct Notice {
    Date stretch;         // the first day of the stretch that it was for
    Date until;           // and the end of that as the text then had it
    bool renews = false;  // of renewal; else of non-renewal
    DayRange counts;
    const Recorded* record = nullptr;
    InTime in_time = InTime::kYes;
  };

  // The segment whose text the segment has for the day: that of the day, its
  // own for later days and for those on which there was none.
  std::size_t TextAt(std::size_t segment, Date day) const {
    const auto& from = segments_[segment].days.from();
    if (!from || day >= *from) return segment;
    const auto after = std::partition_point(
        segments_.begin(), segments_.end(), [&](const Segment& one) {
          return !one.days.from() || *one.days.from() <= day;
        });
    const auto at = static_cast<std::size_t>(after - segments_.begin()) - 1;
    return TextOf(at) == nullptr ? segment : at;
  }

  // The last day on which notice can be given for the stretch, or could be: by
  // the text of the segment, or, where that day lies before it, by an earlier
  // one while it was there. Absent: there was none.
  std::optional<Date> LastDayToGive(std::size_t segment,
                                    const TermStretch& stretch) const {
    for (std::size_t i = segment + 1; i-- > 0;) {
      const ClauseState* text = TextOf(i);
      if (text == nullptr || (!IsAutomatic(*text) && !IsByNotice(*text))) {
        continue;
      }
      const Interval& days = segments_[i].days;
      Date last = LastDayBefore(*text, stretch.until);
      if (days.from() && last < *days.from()) continue;
      if (i == segment) return last;
      if (days.until() && last >= *days.until()) {
        last = *days.until()->AddDays(-1);
      }
      const auto* opens = text->As<Duration>("opens");
      const std::optional<Date> open =
          opens == nullptr ? stretch.from : DayBefore(stretch.until, *opens);
      return open && *open <= last ? std::optional<Date>(last) : std::nullopt;
    }
    return std::nullopt;
  }

  // Keeps the notices that were given on the days of the segment, as its text
  // judges them.
  void JudgeNotices(std::size_t segment) {
    std::optional<Date> last;
    for (const Recorded* r : exercises_) {
      const auto& exercise = *r->event->As<Exercise>();
      if (!segments_[segment].days.Contains(exercise.given)) continue;
      const Date day = exercise.received.value_or(exercise.given);
      last = last ? std::max(*last, day) : day;
    }
    if (!last || TextOf(segment) == nullptr) return;
    std::vector<Notice> taken;
    Walk(segment, *last, &taken);
    taken_.insert(taken_.end(), taken.begin(), taken.end());
  }

  // The notice of the kind for the stretch, of a term that begins on `begin`:
  // of those that were taken on earlier days, and of those given on the days of
  // the segment that count from `open` to `last`, both inside. The first that
  // is in time for certain decides.
  std::optional<Notice> NoticeFor(std::size_t segment, const ClauseState& text,
                                  const TermStretch& stretch, Date begin,
                                  std::optional<Date> open,
                                  std::optional<Date> last, bool renews) const {
    std::optional<Notice> first;
    const auto consider = [&](const Notice& one) {
      if (first && (first->in_time > one.in_time ||
                    (first->in_time == one.in_time &&
                     first->counts.earliest <= one.counts.earliest))) {
        return;
      }
      first = one;
    };
    const Interval& days = segments_[segment].days;
    for (const Notice& one : taken_) {
      if (one.renews != renews) continue;
      // One that has had its effect has it on no other end. Where the end is
      // moved before it has, it is for the end that is moved.
      const bool had_effect = days.from() && one.until <= *days.from();
      const bool since_begin =
          one.stretch >= stretch.from ||
          (stretch.from == begin && one.until > stretch.from);
      if (had_effect ? one.until == stretch.until
                     : since_begin && one.stretch < stretch.until) {
        consider(one);
      }
    }
    if (!last) return first;
    for (const Recorded* r : exercises_) {
      const auto& exercise = *r->event->As<Exercise>();
      if (!days.Contains(exercise.given) ||
          !HoldsPower(text, facts_, exercise.by, exercise.given)) {
        continue;
      }
      const auto counts = NoticeDay(*segments_[segment].terms, facts_,
                                    exercise.given, exercise.received);
      if (!counts) continue;
      const InTime in_time =
          Both(open ? NotAfter(DayRange::On(*open), *counts) : InTime::kYes,
               NotAfter(*counts, DayRange::On(*last)));
      if (in_time == InTime::kNo) continue;
      consider({stretch.from, stretch.until, renews, *counts, r, in_time});
    }
    return first;
  }

  // With `taken` the notices of the days of the segment are added to it.
  std::vector<TermStretch> Walk(std::size_t segment, Date through,
                                std::vector<Notice>* taken) const {
    std::vector<TermStretch> stretches;
    const ClauseState* now = TextOf(segment);
    const auto begin = now == nullptr ? std::nullopt : BeginOf(*now);
    if (!begin) return stretches;
    const auto first_end = FirstEndOf(*now, *begin);
    if (!first_end || *first_end <= *begin) return stretches;
    const Interval& days = segments_[segment].days;
    Date from = *begin;
    Date until = *first_end;
    std::optional<Date> last_before;  // of notice for the stretch before
    // Renewals of one length are counted from one day, so that a day that a
    // month lacks comes back.
    std::optional<Duration> length;
    Date anchor = until;
    int count = 0;
    for (std::int64_t k = 0; stretches.size() < kMostStretches; ++k) {
      // Whether it is renewed, and for how long, says the text of the day on
      // which that begins.
      const std::size_t at = TextAt(segment, until);
      const ClauseState* then = TextOf(at);
      const ClauseState& text = then == nullptr ? *now : *then;
      const auto* most = text.As<std::int64_t>("renewals_at_most");
      const auto* opens = text.As<Duration>("opens");
      TermStretch stretch;
      stretch.from = from;
      stretch.until = until;
      const bool automatic = IsAutomatic(text);
      stretch.renewable =
          (automatic || IsByNotice(text)) && (most == nullptr || k < *most);
      std::optional<Date> open, last;
      if (stretch.renewable) {
        last = LastDayBefore(text, until);
        stretch.notice_by = LastDayToGive(at, stretch);
        if (opens != nullptr) stretch.opens = DayBefore(until, *opens);
        // Where notice must be given before the term begins it can be given as
        // soon as it comes too late for the term before; else it never could.
        open = stretch.opens ? stretch.opens : from;
        if (!stretch.opens && *last < from) {
          open = text.created_days.from();
          if (last_before) open = last_before->AddDays(1).value_or(from);
        }
        last_before = last;
      }
      const auto found =
          NoticeFor(segment, text, stretch, *begin, open, last, !automatic);
      if (found) {
        stretch.noticed = found->counts.earliest;
        stretch.because = found->record->refs;
        stretch.perhaps = found->in_time == InTime::kPerhaps;
        const Date given = found->record->event->As<Exercise>()->given;
        if (taken != nullptr && days.Contains(given)) taken->push_back(*found);
      }
      // A notice of renewal that was in time renews it whatever is agreed
      // later.
      stretch.renews =
          stretch.perhaps ||
          (automatic && stretch.renewable ? !found.has_value()
                                          : !automatic && found.has_value());
      stretches.push_back(stretch);
      // One beyond the day, so that what comes next is known.
      if (!stretch.renews) break;
      const bool reached = last && *last <= through;
      if (from > through && !reached) break;
      const auto* period = text.As<Duration>("renewal_period");
      if (period == nullptr) period = text.As<Duration>("initial");
      if (period == nullptr) break;
      if (length != *period) {
        length = *period;
        anchor = until;
        count = 0;
      }
      const auto next = period->AddTo(anchor, ++count);
      if (!next.ok() || *next <= until) break;
      from = until;
      until = *next;
    }
    return stretches;
  }

  const std::vector<Segment>& segments_;
  const std::string clause_;
  const Facts& facts_;
  std::vector<const Recorded*> exercises_;
  std::size_t judged_ = 0;  // the segments of which notices were judged
  std::vector<Notice> taken_;
};

// The endings of the stretches that are not renewed.
void AddEndings(const ClauseState& clause,
                const std::vector<TermStretch>& stretches,
                std::vector<Ending>& endings) {
  for (const TermStretch& stretch : stretches) {
    if (stretch.renews && !stretch.perhaps) continue;
    Ending ending;
    ending.day = stretch.until;
    ending.clauses = NamesOf(clause, "clauses");
    ending.how = "expired";
    ending.by = clause.id;
    ending.certain = !stretch.perhaps;
    ending.as_agreed = stretches.size() == 1 && !stretches.front().renewable;
    ending.because = MakersOf(clause);
    ending.because.insert(ending.because.end(), stretch.because.begin(),
                          stretch.because.end());
    endings.push_back(std::move(ending));
  }
}

}  // namespace

std::vector<TermStretch> StretchesOf(const std::vector<Segment>& segments,
                                     const std::string& clause,
                                     const Facts& facts, Date day,
                                     Date through) {
  const auto after = std::partition_point(
      segments.begin(), segments.end(), [&](const Segment& segment) {
        return !segment.days.from() || *segment.days.from() <= day;
      });
  const auto at = static_cast<std::size_t>(after - segments.begin()) - 1;
  TermWalk walk(segments, clause, facts);
  if (walk.TextOf(at) == nullptr) return {};
  return walk.At(at, through);
}

std::vector<std::vector<Ending>> ExpiriesOf(
    const std::vector<Segment>& segments, const Facts& facts) {
  std::vector<std::vector<Ending>> expiries(segments.size());
  std::map<std::string, TermWalk> walks;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    for (const auto& [id, clause] : segments[i].terms->clauses) {
      if (clause.kind != kind::kTerm) continue;
      TermWalk& walk = walks.try_emplace(id, segments, id, facts).first->second;
      // Without a limit a term that renews itself ends where somebody gave
      // notice, which is before the last exercise on record has run out, or
      // where an earlier text let it end.
      Date through = segments[i].days.from().value_or(*Date::FromYmd(1, 1, 1));
      if (clause.As<std::int64_t>("renewals_at_most") != nullptr ||
          IsByNotice(clause)) {
        through = *Date::FromYmd(9999, 12, 31);
      }
      if (const auto last = walk.LastNotice())
        through = std::max(through, *last);
      AddEndings(clause, walk.At(i, through), expiries[i]);
    }
  }
  return expiries;
}

}  // namespace covenant

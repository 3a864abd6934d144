// The steps of first rights, deemed acts, own terms and conditions.
#include <algorithm>
#include <set>
#include <utility>

#include "replay/last_days.h"
#include "replay/life.h"
#include "replay/money/facts.h"
#include "replay/money/schedule.h"
#include "replay/norm_builder.h"

namespace covenant {
namespace {

Date Next(Date day) { return *day.AddDays(1); }

}  // namespace

Opened OpenedBy(const ClauseState& clause, const Facts& facts) {
  const std::string condition = WordOf(clause, "condition");
  if (condition.empty()) return {};
  const auto reached = facts.milestones.find(condition);
  if (reached == facts.milestones.end()) return {true, std::nullopt};
  return {false, reached->second.date};
}

Silence SilenceOf(const ClauseState& clause, const Timeline& timeline,
                  const Facts& facts, const Recorded& notice) {
  Silence silence;
  const auto& body = *notice.event->As<Notice>();
  const std::string actor = WordOf(clause, "actor");
  if (!ActsFor(facts.stand_ins, clause.id, WordOf(clause, "requester"),
               Standing::kRights, body.given, body.from) ||
      !ActsFor(facts.stand_ins, clause.id, actor, Standing::kDebts, body.given,
               body.to)) {
    return silence;
  }
  silence.counts = NoticeDay(timeline, facts, body.given, body.received);
  if (!silence.counts) return silence;
  silence.last =
      TimeFrom(timeline, clause, "silent_for", facts, *silence.counts);
  if (!silence.last) return silence;
  for (const Recorded* r : facts.notices) {
    const auto& answer = *r->event->As<Notice>();
    if (answer.answers != notice.event->id ||
        !ActsFor(facts.stand_ins, clause.id, actor, Standing::kDebts,
                 answer.given, answer.from)) {
      continue;
    }
    const auto counts =
        NoticeDay(timeline, facts, answer.given, answer.received);
    const InTime in_time =
        counts ? NotAfter(*counts, *silence.last) : InTime::kNo;
    if (in_time == InTime::kNo) continue;
    if (silence.answered && (in_time < silence.in_time ||
                             (in_time == silence.in_time &&
                              silence.answered->earliest <= counts->earliest))) {
      continue;
    }
    silence.answer = r;
    silence.answered = counts;
    silence.in_time = in_time;
  }
  if (silence.in_time == InTime::kYes) return silence;
  // The clause is still there when the time has passed.
  const Date last = silence.last->earliest;
  const Segment& segment = timeline.SegmentOf(last);
  const auto at = segment.terms->clauses.find(clause.id);
  silence.stands =
      at != segment.terms->clauses.end() &&
      InForceOn(LastingOf(timeline, segment, at->second, facts.milestones),
                last) != InForce::kNo;
  silence.laid_down = LaidDown(timeline, clause.id, last);
  if (silence.stands && silence.laid_down == nullptr &&
      silence.answer == nullptr) {
    silence.deemed = silence.last;
  }
  return silence;
}

namespace {

// An offer that the holder of a first right was notified of.
struct FirstOffer {
  const Recorded* notice = nullptr;
  DayRange counts;
  DayRange last;  // day on which it can be taken up
  // The first answer in time: the exercise, or a notice that declines it.
  const Recorded* answer = nullptr;
  std::optional<DayRange> answered;
  InTime in_time = InTime::kNo;

  bool Exercised() const {
    return answer != nullptr && answer->event->As<Exercise>() != nullptr;
  }
};

// What keeps the right from being exercised on the day on which that counts.
const Attachment* LaidDownFor(const NormBuilder& b, const std::string& clause,
                              const Exercise& exercise) {
  const auto counts =
      NoticeDay(b.timeline(), b.facts(), exercise.given, exercise.received);
  return counts ? LaidDown(b.timeline(), clause, counts->earliest) : nullptr;
}

// Whether the party has the right on the day, by the text of that day.
bool IsHolder(const NormBuilder& b, const ClauseState& now,
              const std::string& party, Date day) {
  const ClauseState* text = TextOn(b.timeline(), now, day);
  return ActsFor(b.facts().stand_ins, now.id,
                 WordOf(text == nullptr ? now : *text, "holder"),
                 Standing::kRights, day, party);
}

// Whether the right is there on the day, and the contract has not ended.
InForce StandsOn(const NormBuilder& b, const ClauseState& now, Date day) {
  const ClauseState* text = TextOn(b.timeline(), now, day);
  if (text == nullptr) return InForce::kNo;
  return InForceOn(LastingOf(b.timeline(), b.timeline().SegmentOf(day), *text,
                             b.facts().milestones),
                   day);
}

void FindAnswer(const NormBuilder& b, const ClauseState& clause,
                FirstOffer& offer) {
  const std::string& id = offer.notice->event->id;
  const auto is_holder = [&](const std::string& party, Date day) {
    return IsHolder(b, clause, party, day);
  };
  const auto consider = [&](const Recorded* one, Date given,
                            const std::optional<Date>& received) {
    if (given > b.as_of()) return;
    const auto counts = NoticeDay(b.timeline(), b.facts(), given, received);
    if (!counts) return;
    InTime in_time = Both(NotAfter(offer.counts, *counts),
                          NotAfter(*counts, offer.last));
    const InForce stands = StandsOn(b, clause, counts->earliest);
    if (stands == InForce::kUnknown) in_time = Both(in_time, InTime::kPerhaps);
    if (in_time == InTime::kNo || stands == InForce::kNo) return;
    // The first that is in time for certain decides.
    if (offer.answered && (in_time < offer.in_time ||
                           (in_time == offer.in_time &&
                            offer.answered->earliest <= counts->earliest))) {
      return;
    }
    offer.answer = one;
    offer.answered = counts;
    offer.in_time = in_time;
  };
  for (const Recorded* r : b.facts().exercises) {
    const auto& exercise = *r->event->As<Exercise>();
    if (exercise.power == clause.id && exercise.about == id &&
        is_holder(exercise.by, exercise.given) &&
        LaidDownFor(b, clause.id, exercise) == nullptr) {
      consider(r, exercise.given, exercise.received);
    }
  }
  for (const Recorded* r : b.facts().notices) {
    const auto& reply = *r->event->As<Notice>();
    if (reply.answers == id && is_holder(reply.from, reply.given)) {
      consider(r, reply.given, reply.received);
    }
  }
}

// Those that were made by the texts of their days, each with its time by these.
std::vector<FirstOffer> OffersOf(const NormBuilder& b,
                                 const ClauseState& clause) {
  std::vector<FirstOffer> offers;
  for (const Recorded* r : b.facts().notices) {
    const auto& notice = *r->event->As<Notice>();
    if (notice.about != clause.id || notice.given > b.as_of()) continue;
    const ClauseState* text = TextOn(b.timeline(), clause, notice.given);
    if (text == nullptr ||
        !ActsFor(b.facts().stand_ins, clause.id, WordOf(*text, "grantor"),
                 Standing::kDebts, notice.given, notice.from) ||
        !ActsFor(b.facts().stand_ins, clause.id, WordOf(*text, "holder"),
                 Standing::kRights, notice.given, notice.to)) {
      continue;
    }
    const auto counts =
        NoticeDay(b.timeline(), b.facts(), notice.given, notice.received);
    if (!counts || StandsOn(b, clause, counts->earliest) == InForce::kNo) {
      continue;
    }
    const auto last =
        TimeFrom(b.timeline(), clause, "match_within", b.facts(), *counts);
    if (!last) continue;
    FirstOffer offer{r, *counts, *last, nullptr, std::nullopt};
    FindAnswer(b, clause, offer);
    offers.push_back(offer);
  }
  return offers;
}

void AddFirstOffer(NormBuilder& b, const ClauseState& clause,
                   const FirstOffer& offer) {
  const auto& refs = offer.notice->refs;
  const bool first_offer = WordOf(clause, "type") == "offer";
  Norm norm = b.Make(clause.id, offer.notice->event->id, clause.kind);
  SetSides(b, clause, "holder", "grantor", norm);
  norm.says = offer.notice->event->As<Notice>()->says.Shown();
  const std::string until =
      (first_offer ? "can be offered for until " : "can be matched until ") +
      offer.last.ToString();
  const bool certain = offer.in_time == InTime::kYes;
  b.StepIn(norm, clause, offer.counts, NormState::kInEffect, until, false, refs);
  if (!offer.last.known() && !certain) {
    b.Uncounted(norm, clause, offer.counts,
                "until when it can be taken up is not known");
  }
  std::optional<DayRange> free;  // the grantor can deal with others
  if (offer.Exercised() && certain) {
    b.StepIn(norm, clause, *offer.answered, NormState::kExercised, "exercised",
             false, offer.answer->refs);
  } else if (offer.Exercised()) {
    b.Step(norm, clause, offer.answered->earliest, NormState::kUnknown,
           MayHave(*offer.answer, " exercised it"), false,
           offer.answer->refs);
  } else if (offer.answer != nullptr) {
    // Where it came too late the right had lapsed before it.
    free = offer.answered;
    b.StepIn(norm, clause, *free, NormState::kLapsed, "declined", false,
             offer.answer->refs);
  } else {
    b.LastDay(norm, clause, offer.last,
              {NormState::kInEffect,
               first_offer ? "last day to offer" : "last day to match",
               NormState::kLapsed, "not exercised"},
              refs);
    free = DayAfter(offer.last);
  }
  const auto close =
      free ? TimeFrom(b.timeline(), clause, "close_within", b.facts(), *free)
           : std::nullopt;
  if (close) {
    const DayRange& last = *close;
    if (free->known() && !last.known()) {
      b.Uncounted(norm, clause, std::nullopt,
                  "until when " + norm.beneficiary +
                      " can deal with others is not known");
    }
    b.LastDay(norm, clause, last,
              {free->known() ? NormState::kLapsed : NormState::kUnknown,
               "last day on which " + norm.beneficiary +
                   " can deal with others upon this notice",
               NormState::kDischarged, "a deal needs a new notice"},
              refs);
  }
  b.Keep(std::move(norm), true);
}

}  // namespace

namespace {

// Why an exercise of the right takes up none of the offers.
std::string WhyNotTaken(const NormBuilder& b, const ClauseState& clause,
                        const std::vector<FirstOffer>& offers,
                        const Exercise& exercise) {
  if (!IsHolder(b, clause, exercise.by, exercise.given)) {
    const ClauseState* text = TextOn(b.timeline(), clause, exercise.given);
    return "the right is " +
           NowOf(text == nullptr ? clause : *text, b.facts(), "holder",
                 Standing::kRights, exercise.given) +
           "'s";
  }
  const auto offer = std::find_if(
      offers.begin(), offers.end(), [&](const FirstOffer& one) {
        return one.notice->event->id == exercise.about;
      });
  if (offer == offers.end()) return "it names no notice of an offer";
  const auto counts =
      NoticeDay(b.timeline(), b.facts(), exercise.given, exercise.received);
  if (!counts) return "it has not been received";
  if (StandsOn(b, clause, counts->earliest) == InForce::kNo) {
    return "the right is not in force on that day";
  }
  if (const Attachment* by = LaidDownFor(b, clause.id, exercise)) {
    return "the right was " + HowLaidDown(*by);
  }
  if (NotAfter(offer->counts, *counts) == InTime::kNo) {
    return exercise.about + " counts from " + offer->counts.ToString() +
           " only";
  }
  if (NotAfter(*counts, offer->last) == InTime::kNo) {
    return exercise.about + " could be taken up until " +
           offer->last.ToString();
  }
  return offer->answer == nullptr
             ? "it takes up no notice"
             : offer->answer->event->id + " had answered " + exercise.about;
}

}  // namespace

void AddFirstRight(NormBuilder& b, const ClauseState& clause) {
  Norm whole = b.Make(clause.id, "", clause.kind);
  SetSides(b, clause, "holder", "grantor", whole);
  const Interval own = b.OwnDays(clause);
  if (!own.from()) return;
  b.Step(whole, clause, *own.from(), NormState::kCreated, "waits for a notice",
         false);
  if (own.until()) {
    b.Step(whole, clause, *own.until(), NormState::kExpired, "its term ends",
           true);
  }
  std::set<const Recorded*> used;
  const std::vector<FirstOffer> offers = OffersOf(b, clause);
  for (const FirstOffer& offer : offers) {
    if (offer.Exercised()) used.insert(offer.answer);
    AddFirstOffer(b, clause, offer);
  }
  for (const Recorded* r : b.facts().exercises) {
    const auto& exercise = *r->event->As<Exercise>();
    if (exercise.power != clause.id || exercise.given > b.as_of() ||
        used.contains(r)) {
      continue;
    }
    b.NotEffective(*r, WhyNotTaken(b, clause, offers, exercise));
  }
  b.Keep(std::move(whole), true);
}

void AddDeemedAct(NormBuilder& b, const ClauseState& clause) {
  for (const Recorded* r : b.facts().notices) {
    const auto& notice = *r->event->As<Notice>();
    if (notice.about != clause.id || notice.given > b.as_of()) continue;
    const ClauseState* text = TextOn(b.timeline(), clause, notice.given);
    if (text == nullptr) continue;
    const Silence silence = SilenceOf(*text, b.timeline(), b.facts(), *r);
    if (!silence.counts || !silence.last) continue;
    Norm norm = b.Make(clause.id, r->event->id, clause.kind);
    norm.bearer =
        NowOf(clause, b.facts(), "actor", Standing::kDebts, b.as_of());
    norm.beneficiary =
        NowOf(clause, b.facts(), "requester", Standing::kRights, b.as_of());
    norm.says = WordsOf(clause, "act");
    b.StepIn(norm, clause, *silence.counts, NormState::kInEffect,
             "silence counts from " + silence.last->ToString(), false, r->refs);
    const bool answered =
        silence.answer != nullptr &&
        silence.answer->event->As<Notice>()->given <= b.as_of();
    const Date last = silence.last->earliest;
    if (answered && silence.in_time == InTime::kYes) {
      b.StepIn(norm, clause, *silence.answered, NormState::kDischarged,
               "answered", false, silence.answer->refs);
    } else if (answered) {
      b.Step(norm, clause, silence.answered->earliest, NormState::kUnknown,
             MayHave(*silence.answer, " answered it"), false,
             silence.answer->refs);
    } else if (silence.laid_down != nullptr) {
      b.Step(norm, clause, last, NormState::kDischarged,
             "silence says nothing: " + HowLaidDown(*silence.laid_down), false,
             silence.laid_down->because);
    } else if (!silence.stands) {
      b.Step(norm, clause, last, NormState::kDischarged,
             "silence says nothing: the clause has ended", false, r->refs);
    } else {
      b.StepIn(norm, clause, *silence.last, NormState::kFulfilled,
               "counts as done by silence", true, r->refs);
    }
    if (!silence.last->known() && silence.in_time != InTime::kYes) {
      b.Uncounted(norm, clause, silence.counts,
                  "from when silence counts is not known");
    }
    b.Keep(std::move(norm), false);
  }
}

void AddOwnTerm(NormBuilder& b, const ClauseState& clause) {
  static constexpr std::string_view kOthers[] = {
      kind::kTerm, kind::kTerminationRight,    kind::kOption,
      kind::kDuty, kind::kRightOfFirstRefusal, kind::kDeemedAct};
  const auto* until = clause.As<Endpoint>("until");
  if (until == nullptr || !until->date || IsMoneyKind(clause.kind) ||
      std::find(std::begin(kOthers), std::end(kOthers), clause.kind) !=
          std::end(kOthers)) {
    return;
  }
  Norm norm = b.Make(clause.id, "", clause.kind);
  for (const char* field : {"bearer", "licensee", "holder"}) {
    if (!norm.bearer.empty()) break;
    const Standing as = std::string_view(field) == "bearer" ? Standing::kDebts
                                                            : Standing::kRights;
    norm.bearer = NowOf(clause, b.facts(), field, as, b.as_of());
  }
  for (const char* field : {"beneficiary", "licensor", "grantor"}) {
    if (!norm.beneficiary.empty()) break;
    const Standing as = std::string_view(field) == "beneficiary"
                            ? Standing::kRights
                            : Standing::kDebts;
    norm.beneficiary = NowOf(clause, b.facts(), field, as, b.as_of());
  }
  const Interval own = b.OwnDays(clause);
  if (own.from()) {
    b.Step(norm, clause, *own.from(), NormState::kInEffect, "takes effect",
           *own.from() > b.as_of());
  }
  if (own.until()) {
    b.Step(norm, clause, *own.until(), NormState::kExpired,
           "ends by its own term", true);
  }
  b.Keep(std::move(norm), true);
}

void AddConditions(NormBuilder& b, const ClauseState& clause) {
  const auto add = [&](const std::string& milestone, Date last, bool ends) {
    Norm norm = b.Make(clause.id, milestone, "condition");
    const auto reached = b.facts().milestones.find(milestone);
    const bool met = reached != b.facts().milestones.end() &&
                     reached->second.date <= std::min(last, b.as_of());
    if (const auto from = clause.created_days.from()) {
      b.Step(norm, clause, std::min(*from, last), NormState::kCreated,
             "waits for " + milestone, false);
    }
    if (met) {
      b.Step(norm, clause, reached->second.date, NormState::kFulfilled,
             milestone + " reached", false, reached->second.record->refs);
    } else if (ends) {
      b.Step(norm, clause, last, NormState::kDischarged,
             "ends at the latest, whether or not " + milestone + " is reached",
             true);
    } else {
      b.Step(norm, clause, last, NormState::kCreated, "last day for " + milestone,
             true);
      b.Step(norm, clause, Next(last), NormState::kDischarged,
             milestone + " was not reached in time", false);
    }
    b.Keep(std::move(norm), true);
  };
  const auto* last = clause.As<Date>("long_stop");
  const std::string condition = WordOf(clause, "condition");
  if (last != nullptr && !condition.empty()) add(condition, *last, false);
  for (const bool ends : {false, true}) {
    const auto* end = clause.As<Endpoint>(ends ? "until" : "from");
    if (end == nullptr || end->condition.empty() || !end->long_stop) continue;
    add(end->condition, *end->long_stop, ends);
  }
}

}  // namespace covenant

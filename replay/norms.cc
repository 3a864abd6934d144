#include "replay/norms.h"

#include <algorithm>
#include <set>

#include "replay/life.h"
#include "replay/money/facts.h"
#include "replay/norm_builder.h"
#include "replay/term_life.h"
#include "replay/timeline.h"

namespace covenant {

std::string_view NormStateName(NormState state) {
  switch (state) {
    case NormState::kCreated: return "created";
    case NormState::kInEffect: return "in-effect";
    case NormState::kSuspended: return "suspended";
    case NormState::kFulfilled: return "fulfilled";
    case NormState::kViolated: return "violated";
    case NormState::kExercised: return "exercised";
    case NormState::kLapsed: return "lapsed";
    case NormState::kDischarged: return "discharged";
    case NormState::kExpired: return "expired";
    case NormState::kTerminated: return "terminated";
    case NormState::kContested: return "contested";
    case NormState::kUnknown: return "unknown";
  }
  return "";
}

const NormStep* Norm::Next(Date day) const {
  for (const NormStep& step : steps) {
    if (step.listed && step.day > day) return &step;
  }
  return nullptr;
}

namespace {

// The contract as a whole.
void AddContract(NormBuilder& b, const std::vector<BoundInstrument>& bound) {
  if (bound.empty()) return;
  Norm norm = b.Make("", "", "contract");
  const BoundInstrument* formation = &bound.front();
  for (const BoundInstrument& one : bound) {
    if (one.level == 0 && one.body->kind == InstrumentKind::kAgreement) {
      formation = &one;
      break;
    }
  }
  const std::string place = PlaceOf(*formation->record.event, "");
  const auto& refs = formation->record.refs;
  const auto from = formation->whole.days.from();
  const Date start = std::max(formation->binding, from.value_or(formation->binding));
  const TermOp& whole = formation->whole;
  if (whole.never || formation->binding < start) {
    norm.steps.push_back({formation->binding, NormState::kCreated,
                          whole.never && !whole.voided
                              ? "agreed; its condition has not been met"
                              : "agreed",
                          false, refs, place});
  }
  // What never took effect, and can no more.
  if (whole.never && whole.voided) {
    NormStep step{*whole.voided,
                  NormState::kDischarged,
                  "void from its start",
                  false,
                  refs,
                  place};
    step.because.insert(step.because.end(), whole.voided_by.begin(),
                        whole.voided_by.end());
    norm.steps.push_back(std::move(step));
  } else if (whole.never && whole.long_stop) {
    norm.steps.push_back(
        {whole.long_stop->AddDays(1).value_or(*whole.long_stop),
         NormState::kDischarged, whole.waits_for + " has not come in time",
         false, refs, place});
  }
  if (!whole.never) {
    norm.steps.push_back({start, NormState::kInEffect, "takes effect",
                          b.as_of() < start, refs, place});
  }
  const bool discharged = whole.never && (whole.voided || whole.long_stop);
  if (const auto& until = whole.days.until(); until && !discharged) {
    norm.steps.push_back({*until, NormState::kExpired, "ends by its own dates",
                          true, refs, place});
  }
  for (const BoundInstrument& one : bound) {
    const bool ends = one.body->kind == InstrumentKind::kTermination ||
                      one.body->kind == InstrumentKind::kRescission;
    const bool all = one.from_above || (ends && one.body->replaces.empty());
    if (one.level > 0 || !all || one.whole.never || !one.whole.days.from()) {
      continue;
    }
    norm.steps.push_back(
        {*one.whole.days.from(), NormState::kTerminated,
         one.body->kind == InstrumentKind::kTermination ? "terminated"
         : one.body->kind == InstrumentKind::kRescission
             ? "rescinded"
             : "replaced by " + one.id(),
         true, one.record.refs, PlaceOf(*one.record.event, "")});
  }
  b.Keep(std::move(norm), /*ends_with_contract=*/true);
}

// Instruments whose changes wait for a condition, or are void by one.
void AddPending(NormBuilder& b, const BoundInstrument& one) {
  const bool formation = one.body->kind == InstrumentKind::kAgreement;
  const auto waits = [](const TermOp& op) {
    return !op.waits_for.empty() || op.voided.has_value();
  };
  // Where all of it waits it is the instrument, else single changes.
  const bool whole = std::all_of(one.ops.begin(), one.ops.end(), waits);
  std::map<std::string, Norm> norms;
  std::set<std::string> told;
  for (const TermOp& op : one.ops) {
    if (!waits(op)) continue;
    const std::string target =
        whole || op.change == nullptr ? "" : op.change->target;
    Norm& norm =
        norms
            .try_emplace(target, b.Make(one.id(), target, one.record.event->type))
            .first->second;
    const std::string place = PlaceOf(*one.record.event, "");
    const auto step = [&](Date day, NormState state, const std::string& what,
                          bool listed, const std::vector<EventRef>& more) {
      if (!told.insert(target + " " + day.ToString() + what).second) return;
      NormStep next{day, state, what, listed, one.record.refs, place};
      next.because.insert(next.because.end(), more.begin(), more.end());
      norm.steps.push_back(std::move(next));
    };
    if (!op.waits_for.empty()) {
      if (formation && whole && !op.long_stop) continue;  // the contract's
      step(one.binding, NormState::kCreated, "waits for " + op.waits_for, false,
           {});
      if (!op.long_stop) continue;
      step(*op.long_stop, NormState::kCreated, "last day for " + op.waits_for,
           true, {});
      const auto after = op.long_stop->AddDays(1);
      if (!after.ok()) continue;
      step(*after, NormState::kDischarged, op.waits_for + " has not come in time",
           false, {});
    } else if (op.voided) {
      step(one.binding, NormState::kInEffect, "binds", false, {});
      step(*op.voided, NormState::kDischarged, "void from its start", false,
           op.voided_by);
    }
  }
  for (auto& [target, norm] : norms) {
    b.Keep(std::move(norm), /*ends_with_contract=*/false);
  }
}

// What an exercise of the term is.
std::string NoticeOf(const ClauseState& term) {
  return WordOf(term, "renewal") == "automatic" ? "notice of non-renewal"
                                                : "notice of renewal";
}

// Why a notice of renewal, or of non-renewal, changes nothing, by the text of
// the day on which it was given; empty: by that it had effect.
std::string WhyNoNotice(const NormBuilder& b, const ClauseState& now,
                        const Recorded& record) {
  const auto& exercise = *record.event->As<Exercise>();
  const ClauseState* clause = TextOn(b.timeline(), now, exercise.given);
  if (clause == nullptr) return "there was no such term on that day";
  const std::string notice = NoticeOf(*clause);
  if (!HoldsPower(*clause, b.facts(), exercise.by, exercise.given)) {
    const std::string holder = NowOf(*clause, b.facts(), "holder",
                                     Standing::kContract, exercise.given);
    return holder.empty() ? exercise.by + " has been replaced"
                          : notice + " is " + holder + "'s to give";
  }
  const auto counts =
      NoticeDay(b.timeline(), b.facts(), exercise.given, exercise.received);
  if (!counts) return "the notice has not been received";
  const Date day = counts->earliest;
  const auto stretches =
      StretchesOf(b.timeline().segments(), clause->id, b.facts(),
                  exercise.given, std::max(exercise.given, day));
  for (const TermStretch& s : stretches) {
    if (!s.because.empty() && s.because.front() == record.refs.front()) {
      return "";
    }
  }
  for (const TermStretch& s : stretches) {
    if (day >= s.until) continue;
    const std::string term = "the term until " + s.until.ToString();
    if (s.noticed && *s.noticed <= day && !s.because.empty()) {
      return notice + " had been given by " + s.because.front().id;
    }
    if (!s.renewable) return term + " is not renewed";
    if (s.opens && day < *s.opens) {
      return "for " + term + " it can be given from " + s.opens->ToString() +
             " on";
    }
    if (!s.notice_by) return "for " + term + " there is no day of " + notice;
    return "the last day of " + notice + " for " + term + " is " +
           s.notice_by->ToString();
  }
  return "the term has ended";
}

void AddTerm(NormBuilder& b, const ClauseState& clause) {
  Norm norm = b.Make(clause.id, "", clause.kind);
  norm.bearer =
      NowOf(clause, b.facts(), "holder", Standing::kContract, b.as_of());
  std::set<EventRef> used;
  const auto stretches = StretchesOf(b.timeline().segments(), clause.id,
                                     b.facts(), b.as_of(), b.through());
  for (std::size_t k = 0; k < stretches.size(); ++k) {
    const TermStretch& s = stretches[k];
    // What its renewal hung on says the text of the day of that, as far as that
    // has come.
    const ClauseState* then =
        s.until <= b.as_of() ? TextOn(b.timeline(), clause, s.until) : nullptr;
    const std::string notice = NoticeOf(then == nullptr ? clause : *then);
    b.Step(norm, clause, s.from, NormState::kInEffect,
           k == 0 ? "initial term, until " + s.until.ToString()
                  : "renewed, until " + s.until.ToString(),
           k > 0);
    const bool noticed = s.noticed && *s.noticed <= b.as_of();
    // Where it would have to be given before the clause, or before it can be given,
    // there is no such day.
    const bool never =
        s.notice_by && ((s.opens && *s.opens > *s.notice_by) ||
                        (clause.created_days.from() &&
                         *s.notice_by < *clause.created_days.from()));
    if (s.opens && !noticed && !never) {
      b.Step(norm, clause, *s.opens, NormState::kInEffect,
             notice + " can be given from here on", true);
    }
    if (s.notice_by && !noticed && !never) {
      b.Step(norm, clause, *s.notice_by, NormState::kInEffect,
             "last day of " + notice, true);
    }
    if (noticed && s.perhaps) {
      const std::string what =
          "whether " + notice + " was given in time is not known";
      b.Step(norm, clause, *s.noticed, NormState::kInEffect, what, false,
             s.because);
      if (const ClauseState* rule = NoticeRuleOf(b.terms())) {
        b.Uncounted(norm, *rule, std::nullopt, what);
      }
    } else if (noticed) {
      b.Step(norm, clause, *s.noticed, NormState::kInEffect, notice + " given",
             false, s.because);
    }
    used.insert(s.because.begin(), s.because.end());
    if (!s.renews) {
      b.Step(norm, clause, s.until, NormState::kExpired, "the term ends", true,
             s.because);
    }
  }
  for (const Recorded* r : b.facts().exercises) {
    const auto& exercise = *r->event->As<Exercise>();
    if (exercise.power != clause.id || exercise.given > b.as_of() ||
        used.contains(r->refs.front())) {
      continue;
    }
    const std::string why = WhyNoNotice(b, clause, *r);
    if (!why.empty()) b.NotEffective(*r, why);
  }
  b.Keep(std::move(norm), true);
}

Date GivenOf(const TerminationAct& act) {
  if (act.record != nullptr) return act.record->event->As<Exercise>()->given;
  return act.breach->event->As<BreachAlleged>()->given;
}

// The exercise of a termination right.
void AddAct(const NormBuilder& b, const ClauseState& clause,
            const TerminationAct& act, Norm& norm) {
  if (act.perhaps) {
    b.Step(norm, clause, act.counts->earliest, NormState::kUnknown,
           "whether it ends upon " + act.record->event->id + " is not known", false,
           act.record->refs);
    return;
  }
  b.StepIn(norm, clause, *act.counts, NormState::kExercised,
           "exercised, with its end from " + act.ends->ToString(), false,
           act.record->refs);
}

void AddTerminationRight(NormBuilder& b, const ClauseState& clause,
                         const std::vector<TerminationAct>& acts) {
  const bool cause = WordOf(clause, "ground") == "cause";
  Norm norm = b.Make(clause.id, "", clause.kind);
  norm.bearer =
      NowOf(clause, b.facts(), "holder", Standing::kContract, b.as_of());
  const auto days = b.OwnDays(clause);
  if (!days.from()) return;
  if (cause) {
    b.Step(norm, clause, *days.from(), NormState::kCreated,
           "waits for a breach", false);
  } else {
    const auto* opens = clause.As<Date>("opens");
    const Date from =
        opens == nullptr ? *days.from() : std::max(*opens, *days.from());
    b.Step(norm, clause, from, NormState::kInEffect, "notice can be given",
           opens != nullptr);
  }
  for (const TerminationAct& act : acts) {
    if (act.clause != clause.id || !act.ends || !act.counts) continue;
    if (act.record != nullptr) AddAct(b, clause, act, norm);
    const bool given = GivenOf(act) <= b.as_of();
    if (given && (act.perhaps || !act.ends->known())) {
      const std::string by =
          (act.record != nullptr ? act.record : act.breach)->event->id;
      b.Uncounted(norm, clause, act.counts,
                  (act.perhaps ? "whether it ends upon " + by
                               : "on which day it ends upon " + by) +
                      " is not known");
    }
  }
  const std::string holder = norm.bearer;
  b.Keep(std::move(norm), true);
  if (!cause) return;
  for (const Recorded* r : b.facts().breaches) {
    const auto& alleged = *r->event->As<BreachAlleged>();
    if (alleged.given > b.as_of() || !LooksTo(clause, b.facts(), *r)) {
      continue;
    }
    const auto counts =
        NoticeDay(b.timeline(), b.facts(), alleged.given, alleged.received);
    if (!counts) continue;
    Norm one = b.Make(clause.id, r->event->id, clause.kind);
    const auto now = [&](const std::string& party) {
      return StandsNow(b.facts().stand_ins, clause.id, party,
                       Standing::kContract, b.as_of());
    };
    one.bearer = holder.empty() ? now(alleged.by) : holder;
    one.beneficiary = now(alleged.against);
    one.says = "breach of " + alleged.clause;
    const auto by = CureBy(b.timeline(), clause, b.facts(), *r);
    const Recorded* cure = CureOf(b.facts(), *r);
    const bool done =
        cure != nullptr && cure->event->As<Cure>()->date <= b.as_of();
    const InTime cured = done ? CuredBy(by, cure) : InTime::kNo;
    const bool* itself = clause.As<bool>("automatic");
    const bool automatic = itself != nullptr && *itself;
    if (by) {
      b.StepIn(one, clause, *counts, NormState::kCreated,
               "breach notified, can be cured until " + by->ToString(), false,
               r->refs);
    }
    if (by && !by->known() && cured != InTime::kYes) {
      b.Uncounted(one, clause, counts, "until when it can be cured is not known");
    }
    if (cured == InTime::kPerhaps) {
      b.Step(one, clause, cure->event->As<Cure>()->date, NormState::kUnknown,
             "whether it was cured in time is not known", false, cure->refs);
    } else if (cured == InTime::kYes) {
      b.Step(one, clause, cure->event->As<Cure>()->date, NormState::kDischarged,
             "cured", false, cure->refs);
    } else {
      const std::string open =
          by ? "not cured in time: can be exercised"
             : "breach notified, cannot be cured: can be exercised";
      const std::string last = "last day of cure by " + alleged.against;
      if (by && automatic) {
        b.Step(one, clause, by->earliest, NormState::kCreated,
               by->known() ? last : last + " at the earliest", true, r->refs);
      } else if (by) {
        b.LastDay(one, clause, *by,
                  {NormState::kCreated, last, NormState::kInEffect, open, true},
                  r->refs);
      } else if (!automatic) {
        b.StepIn(one, clause, *counts, NormState::kInEffect, open, false,
                 r->refs);
      }
    }
    for (const TerminationAct& act : acts) {
      if (act.clause != clause.id || act.breach != r || !act.ends) continue;
      if (act.record != nullptr) {
        AddAct(b, clause, act, one);
      } else if (!act.perhaps) {
        b.StepIn(one, clause, *act.ends, NormState::kExercised,
                 "not cured in time: ends by itself", true, r->refs);
      }
    }
    b.Keep(std::move(one), true);
  }
}

// Duties that were among the terms and are not on the day, as they last read, with
// the day from which they were not.
std::vector<std::pair<const ClauseState*, Date>> DutiesGone(
    const Timeline& timeline, Date as_of) {
  std::map<std::string, std::pair<const ClauseState*, Date>> last;
  for (const Segment& segment : timeline.segments()) {
    if (segment.days.from() && *segment.days.from() > as_of) break;
    for (const auto& [id, clause] : segment.terms->clauses) {
      if (clause.kind != kind::kDuty) continue;
      last[id] = {&clause, segment.days.until().value_or(as_of)};
    }
  }
  std::vector<std::pair<const ClauseState*, Date>> gone;
  const ResolvedTerms& now = timeline.At(as_of);
  for (const auto& [id, one] : last) {
    if (!now.clauses.contains(id)) gone.push_back(one);
  }
  return gone;
}

// Exercises of powers that are not among the terms of the day any more, as the texts
// of their days had them. Of rights to terminate: TerminationActsOf.
void AddExercisesGone(NormBuilder& b) {
  const auto is_power = [](const ClauseState& clause) {
    return clause.kind == kind::kOption || clause.kind == kind::kTerm ||
           clause.kind == kind::kRightOfFirstRefusal;
  };
  const auto& segments = b.timeline().segments();
  for (const Recorded* r : b.facts().exercises) {
    const auto& exercise = *r->event->As<Exercise>();
    if (exercise.given > b.as_of() || b.terms().clauses.contains(exercise.power)) {
      continue;
    }
    const auto& clauses = b.timeline().At(exercise.given).clauses;
    const auto text = clauses.find(exercise.power);
    std::string why;
    if (text == clauses.end()) {
      const bool ever = std::any_of(
          segments.begin(), segments.end(), [&](const Segment& segment) {
            const auto found = segment.terms->clauses.find(exercise.power);
            return found != segment.terms->clauses.end() &&
                   is_power(found->second);
          });
      if (ever) why = "the power is not in the terms on that day";
    } else if (text->second.kind == kind::kOption) {
      why = WhyNotExercised(b, text->second, *r);
    } else if (text->second.kind == kind::kTerm) {
      why = WhyNoNotice(b, text->second, *r);
    }
    if (!why.empty()) b.NotEffective(*r, why);
  }
}

}  // namespace

Norms NormsOf(const std::string& contract,
              const std::vector<BoundInstrument>& instruments,
              const Timeline& timeline, const Facts& facts, Date as_of,
              Date through) {
  NormBuilder b(contract, timeline, facts, as_of, through);
  const auto acts = TerminationActsOf(timeline, facts);
  AddContract(b, instruments);
  for (const BoundInstrument& one : instruments) {
    if (one.level == 0 && !one.from_above) AddPending(b, one);
  }
  for (const auto& [id, clause] : b.terms().clauses) {
    if (clause.kind == kind::kTerm) AddTerm(b, clause);
    if (clause.kind == kind::kTerminationRight) {
      AddTerminationRight(b, clause, acts);
    }
    if (clause.kind == kind::kOption) AddOption(b, clause);
    if (clause.kind == kind::kRightOfFirstRefusal) AddFirstRight(b, clause);
    if (clause.kind == kind::kDeemedAct) AddDeemedAct(b, clause);
    if (clause.kind == kind::kDuty) AddDuty(b, clause, instruments);
    AddOwnTerm(b, clause);
    AddConditions(b, clause);
  }
  for (const auto& [clause, gone] : DutiesGone(timeline, as_of)) {
    AddDuty(b, *clause, instruments, gone);
  }
  AddExercisesGone(b);
  for (const TerminationAct& act : acts) {
    if (act.ends || act.record == nullptr ||
        act.record->event->As<Exercise>()->given > as_of) {
      continue;
    }
    b.NotEffective(*act.record, act.why_not);
  }
  return b.Take();
}

bool NormsCanTell(const ResolvedTerms& terms, const Facts& facts) {
  return !facts.exercises.empty() ||
         std::any_of(terms.clauses.begin(), terms.clauses.end(),
                     [](const auto& one) {
                       return !IsMoneyKind(one.second.kind) &&
                              one.second.fields.contains("calendar");
                     });
}

namespace {

// What powers and silence come to: the milestone that each reaches.
struct PowerReach {
  std::string milestone;
  DayRange day;
  bool perhaps = false;  // whether it reaches it is not known
  const Recorded* record = nullptr;
};

std::vector<PowerReach> ReachesOf(const Timeline& timeline,
                                  const Facts& facts) {
  std::vector<PowerReach> reaches;
  const auto add = [&](const ClauseState& clause, const DayRange& day,
                       bool perhaps, const Recorded& by) {
    const std::string name = WordOf(clause, "reaches");
    if (!name.empty()) reaches.push_back({name, day, perhaps, &by});
  };
  for (const Recorded* r : facts.exercises) {
    const auto& exercise = *r->event->As<Exercise>();
    const auto& clauses = timeline.At(exercise.given).clauses;
    const auto clause = clauses.find(exercise.power);
    if (clause == clauses.end() || clause->second.kind != kind::kOption) {
      continue;
    }
    const OptionLife life = OptionLifeOf(clause->second, timeline, facts);
    if (life.exercise == r) {
      add(clause->second, *life.effective, life.perhaps, *r);
    }
  }
  for (const Recorded* r : facts.notices) {
    const auto& notice = *r->event->As<Notice>();
    const auto& clauses = timeline.At(notice.given).clauses;
    const auto clause = clauses.find(notice.about);
    if (clause == clauses.end() || clause->second.kind != kind::kDeemedAct) {
      continue;
    }
    const Silence silence = SilenceOf(clause->second, timeline, facts, *r);
    if (silence.deemed) {
      add(clause->second, *silence.deemed, false, *r);
    } else if (silence.in_time == InTime::kPerhaps && silence.stands &&
               silence.laid_down == nullptr) {
      add(clause->second, *silence.last, true, *r);
    }
  }
  return reaches;
}

}  // namespace

std::map<std::string, std::pair<Date, std::string>> DerivedMilestones(
    const Timeline& timeline, const Facts& facts) {
  std::map<std::string, std::pair<Date, std::string>> reached;
  for (const PowerReach& one : ReachesOf(timeline, facts)) {
    // Of a day that is not known nothing is reached for certain.
    if (one.perhaps || !one.day.known()) continue;
    const auto day = std::make_pair(one.day.earliest, one.record->event->id);
    const auto [it, fresh] = reached.try_emplace(one.milestone, day);
    if (!fresh && day.first < it->second.first) it->second = day;
  }
  return reached;
}

std::map<std::string, MayReach> MayBeReached(const Timeline& timeline,
                                             const Facts& facts) {
  std::map<std::string, MayReach> may;
  for (const PowerReach& one : ReachesOf(timeline, facts)) {
    if (!one.perhaps && one.day.known()) continue;
    const MayReach reach{one.day, !one.perhaps, one.record};
    const auto [it, fresh] = may.try_emplace(one.milestone, reach);
    if (!fresh && one.day.earliest < it->second.day.earliest)
      it->second = reach;
  }
  return may;
}

}  // namespace covenant

#include "replay/norms.h"

#include <algorithm>
#include <set>

#include "replay/life.h"
#include "replay/money/facts.h"
#include "replay/norm_builder.h"
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
  if (formation->whole.never || formation->binding < start) {
    norm.steps.push_back({formation->binding, NormState::kCreated,
                          formation->whole.never
                              ? "agreed; its condition has not been met"
                              : "agreed",
                          false, refs, place});
  }
  if (!formation->whole.never) {
    norm.steps.push_back({start, NormState::kInEffect, "takes effect",
                          b.as_of() < start, refs, place});
  }
  if (const auto& until = formation->whole.days.until()) {
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
           op.met_by);
    }
  }
  for (auto& [target, norm] : norms) {
    b.Keep(std::move(norm), /*ends_with_contract=*/false);
  }
}

void AddTerm(NormBuilder& b, const ClauseState& clause) {
  Norm norm = b.Make(clause.id, "", clause.kind);
  norm.bearer =
      NowOf(clause, b.facts(), "holder", Standing::kContract, b.as_of());
  const bool automatic = WordOf(clause, "renewal") == "automatic";
  const std::string notice =
      automatic ? "notice of non-renewal" : "notice of renewal";
  std::set<EventRef> used;
  const auto stretches = StretchesOf(clause, b.terms(), b.facts(), b.through());
  for (std::size_t k = 0; k < stretches.size(); ++k) {
    const TermStretch& s = stretches[k];
    b.Step(norm, clause, s.from, NormState::kInEffect,
           k == 0 ? "initial term, until " + s.until.ToString()
                  : "renewed, until " + s.until.ToString(),
           k > 0);
    const bool noticed = s.noticed && *s.noticed <= b.as_of();
    if (s.opens && !noticed) {
      b.Step(norm, clause, *s.opens, NormState::kInEffect,
             notice + " can be given from here on", true);
    }
    if (s.notice_by && !noticed) {
      b.Step(norm, clause, *s.notice_by, NormState::kInEffect,
             "last day of " + notice, true);
    }
    if (noticed) {
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
    b.NotEffective(*r, "no notice can be given on that day, by that party or "
                       "a second time");
  }
  b.Keep(std::move(norm), true);
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
    if (act.record != nullptr) {
      b.Step(norm, clause, *act.counts, NormState::kExercised,
             "exercised, with its end from " + act.ends->ToString(), false,
             act.record->refs);
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
        NoticeDay(b.terms(), b.facts(), alleged.given, alleged.received);
    if (!counts) continue;
    Norm one = b.Make(clause.id, r->event->id, clause.kind);
    const auto now = [&](const std::string& party) {
      return StandsNow(b.facts().stand_ins, clause.id, party,
                       Standing::kContract, b.as_of());
    };
    one.bearer = holder.empty() ? now(alleged.by) : holder;
    one.beneficiary = now(alleged.against);
    one.says = "breach of " + alleged.clause;
    const auto by = CureBy(clause, b.terms(), b.facts(), *r);
    const Recorded* cure = CureOf(b.facts(), *r);
    const bool cured = cure != nullptr &&
                       cure->event->As<Cure>()->date <= b.as_of() && by &&
                       cure->event->As<Cure>()->date <= *by;
    if (by) {
      b.Step(one, clause, *counts, NormState::kCreated,
             "breach notified, can be cured until " + by->ToString(), false,
             r->refs);
    }
    if (cured) {
      b.Step(one, clause, cure->event->As<Cure>()->date, NormState::kDischarged,
             "cured", false, cure->refs);
    } else {
      if (by) {
        b.Step(one, clause, *by, NormState::kCreated,
               "last day of cure by " + alleged.against, true,
               r->refs);
      }
      const bool* automatic = clause.As<bool>("automatic");
      if (automatic == nullptr || !*automatic) {
        b.Step(one, clause, by ? *by->AddDays(1) : *counts,
               NormState::kInEffect,
               by ? "not cured in time: can be exercised"
                  : "breach notified, cannot be cured: can be exercised",
               by.has_value(), r->refs);
      }
    }
    for (const TerminationAct& act : acts) {
      if (act.clause != clause.id || act.breach != r || !act.ends) continue;
      b.Step(one, clause, act.record != nullptr ? *act.counts : *act.ends,
             NormState::kExercised,
             act.record != nullptr
                 ? "exercised, with its end from " + act.ends->ToString()
                 : "not cured in time: ends by itself",
             act.record == nullptr,
             act.record != nullptr ? act.record->refs : r->refs);
    }
    b.Keep(std::move(one), false);
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
  for (const TerminationAct& act : acts) {
    if (act.ends || act.record == nullptr ||
        act.record->event->As<Exercise>()->given > as_of) {
      continue;
    }
    b.NotEffective(*act.record, act.why_not);
  }
  return b.Take();
}

std::map<std::string, std::pair<Date, std::string>> DerivedMilestones(
    const Timeline& timeline, const Facts& facts) {
  std::map<std::string, std::pair<Date, std::string>> reached;
  const auto add = [&](const ClauseState& clause, Date day,
                       const Recorded& by) {
    const std::string name = WordOf(clause, "reaches");
    if (name.empty()) return;
    auto [it, fresh] =
        reached.try_emplace(name, std::make_pair(day, by.event->id));
    if (!fresh && day < it->second.first) it->second = {day, by.event->id};
  };
  for (const Recorded* r : facts.exercises) {
    const auto& exercise = *r->event->As<Exercise>();
    const ResolvedTerms& terms = timeline.At(exercise.given);
    const auto clause = terms.clauses.find(exercise.power);
    if (clause == terms.clauses.end() ||
        clause->second.kind != kind::kOption) {
      continue;
    }
    const OptionLife life = OptionLifeOf(clause->second, terms, timeline, facts);
    if (life.exercise == r && life.effective) {
      add(clause->second, *life.effective, *r);
    }
  }
  for (const Recorded* r : facts.notices) {
    const auto& notice = *r->event->As<Notice>();
    if (notice.about.empty()) continue;
    const ResolvedTerms& terms = timeline.At(notice.given);
    const auto clause = terms.clauses.find(notice.about);
    if (clause == terms.clauses.end() ||
        clause->second.kind != kind::kDeemedAct) {
      continue;
    }
    const Silence silence = 
        SilenceOf(clause->second, terms, timeline, facts, *r);
    if (silence.deemed) add(clause->second, *silence.deemed, *r);
  }
  return reached;
}

}  // namespace covenant

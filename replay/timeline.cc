#include "replay/timeline.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>
#include <utility>

#include "replay/money/facts.h"
#include "replay/readings.h"
#include "replay/term_life.h"

namespace covenant {
namespace {

// Every tail that a surviving clause may have, wherever it was written.
std::vector<Duration> TailsOf(const std::vector<BoundInstrument>& instruments,
                              const ReadAs& read_as) {
  std::vector<Duration> tails;
  for (const ReadFields& item : read_as.items) {
    for (const Change& change : item.reads) {
      const auto* tail = change.to.As<Duration>();
      if (tail != nullptr) tails.push_back(*tail);
    }
  }
  for (const BoundInstrument& instrument : instruments) {
    for (const Change& change : instrument.body->changes) {
      const Value* tail = &change.to;
      if (change.clause) tail = FindField(change.clause->fields, "tail");
      const auto* duration = tail == nullptr ? nullptr : tail->As<Duration>();
      if (duration != nullptr) tails.push_back(*duration);
    }
  }
  return tails;
}

// The days on which clauses of a contract above may begin or end by their own
// terms: within them they govern the clauses below.
void AddOwnTerms(const BoundInstrument& above, std::set<Date>& breaks) {
  const auto add = [&](const Value* value) {
    const auto* end = value == nullptr ? nullptr : value->As<Endpoint>();
    if (end == nullptr) return;
    for (const auto& day :
         {end->date, end->long_stop, end->not_before, end->not_after}) {
      if (day) breaks.insert(*day);
    }
  };
  for (const Change& change : above.body->changes) {
    if (change.clause) {
      add(FindField(change.clause->fields, "from"));
      add(FindField(change.clause->fields, "until"));
    } else if (change.path == "from" || change.path == "until") {
      add(&change.to);
    }
  }
  for (const auto& [name, reached] : *above.milestones) {
    breaks.insert(reached.date);
  }
}

std::set<Date> BreaksOf(const std::vector<BoundInstrument>& instruments,
                        const ReadAs& read_as) {
  std::set<Date> breaks = read_as.Breaks();
  const std::vector<Duration> tails = TailsOf(instruments, read_as);
  for (const BoundInstrument& instrument : instruments) {
    if (instrument.level > 0) AddOwnTerms(instrument, breaks);
    for (const TermOp& op : instrument.ops) {
      if (op.never || op.days.Empty()) continue;
      if (op.days.from()) breaks.insert(*op.days.from());
      if (op.days.until()) breaks.insert(*op.days.until());
      if (op.survives_from) breaks.insert(*op.survives_from);
      if (op.change != nullptr || !op.days.from()) continue;
      for (const Duration& tail : tails) {
        const auto end = tail.AddTo(*op.days.from());
        if (end.ok()) breaks.insert(*end);
      }
    }
  }
  return breaks;
}

// Whether the two changes give one path something to hold.
bool DaysOverlap(const BoundInstrument& by_a, const TermOp& a,
                 const BoundInstrument& by_b, const TermOp& b) {
  const auto target = [](const TermOp& op) -> std::string_view {
    return op.change == nullptr ? std::string_view() : op.change->target;
  };
  const auto ends = [](const BoundInstrument& by, std::string_view clause) {
    const auto& listed = by.body->replaces;
    return listed.empty() ||
           std::find(listed.begin(), listed.end(), clause) != listed.end();
  };
  if (a.change == nullptr && b.change == nullptr) return true;
  if (a.change == nullptr) return ends(by_a, target(b));
  if (b.change == nullptr) return ends(by_b, target(a));
  if (target(a) != target(b)) return false;
  const auto path = [](const TermOp& op) -> std::string_view {
    if (op.change->op == Change::Op::kRenumber) return "section";
    return op.change->path;  // empty: the whole clause
  };
  return path(a).empty() || path(b).empty() || PathsOverlap(path(a), path(b));
}

bool HoldsSomething(const TermOp& op) {
  return op.change == nullptr || (op.change->op != Change::Op::kWaive &&
                                  op.change->op != Change::Op::kConsent &&
                                  op.change->op != Change::Op::kSuspend &&
                                  op.change->op != Change::Op::kRelease);
}

// An operation of `later` that silently overrides a step of `earlier` that had
// not yet taken effect when `later` was executed.
const TermOp* OverriddenStep(const BoundInstrument& earlier,
                             const BoundInstrument& later) {
  for (const TermOp& a : earlier.ops) {
    if (a.never || a.days.Empty() || !HoldsSomething(a) || !a.days.from() ||
        *a.days.from() <= later.binding) {
      continue;
    }
    for (const TermOp& b : later.ops) {
      if (!b.never && HoldsSomething(b) && b.days.Contains(*a.days.from()) &&
          DaysOverlap(earlier, a, later, b)) {
        return &a;
      }
    }
  }
  return nullptr;
}

}  // namespace

Timeline::Timeline(const std::string& contract,
                   const std::vector<BoundInstrument>& instruments,
                   std::optional<Date> horizon, const Facts* facts) {
  std::vector<BoundInstrument> kept;
  const std::vector<BoundInstrument>* used = &instruments;
  if (horizon) {
    for (const BoundInstrument& instrument : instruments) {
      if (instrument.binding <= *horizon) kept.push_back(instrument);
    }
    used = &kept;
  }
  static const ReadAs as_written;
  const ReadAs& read_as = facts != nullptr ? facts->read_as : as_written;
  std::optional<Date> from;
  const auto add = [&](std::optional<Date> until) {
    Segment segment;
    segment.days = Interval(from, until);
    ResolvedTerms terms;
    if (from) terms = ResolveDay(contract, *used, *from);
    if (from) read_as.Apply(*from, terms);
    segment.terms = std::make_shared<const ResolvedTerms>(std::move(terms));
    segments_.push_back(std::move(segment));
  };
  for (const Date day : BreaksOf(*used, read_as)) {
    add(day);
    from = day;
  }
  add(std::nullopt);
  if (facts == nullptr) return;
  auto expiries = ExpiriesOf(segments_, *facts);
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    segments_[i].expiries = std::move(expiries[i]);
  }
  terminations_ = TerminationsOf(*this, *facts);
}

const Segment& Timeline::SegmentOf(Date day) const {
  const auto after = std::partition_point(
      segments_.begin(), segments_.end(), [&](const Segment& segment) {
        return !segment.days.from() || *segment.days.from() <= day;
      });
  return *std::prev(after);
}

OwnTerm OwnTermOf(const ClauseState& clause, const Milestones& milestones) {
  OwnTerm result;
  std::optional<Date> from, until, maybe_from, maybe_until;
  const auto met = [&](const std::string& name) -> const Reached* {
    const auto found = milestones.find(name);
    return found == milestones.end() ? nullptr : &found->second;
  };
  // Where instruments of equal rank differ on the term, no day is certain.
  bool never = false;
  for (const char* path : {"from", "until", "ends_on"}) {
    const auto field = clause.fields.find(path);
    never = never ||
            (field != clause.fields.end() && field->second.conflicting);
  }
  if (const auto* start = clause.As<Endpoint>("from")) {
    if (start->undisclosed) {
      maybe_from = start->not_before;
      from = start->not_after;
      never = never || !start->not_after;
    } else if (!start->condition.empty()) {
      const Reached* reached = met(start->condition);
      const auto begins =
          reached == nullptr ? std::nullopt : start->DayIfMet(reached->date);
      if (!begins || (start->long_stop && reached->date > *start->long_stop)) {
        result.certain = result.possible = Interval(Date(), Date());
        return result;
      }
      from = maybe_from = begins;
    } else {
      from = maybe_from = start->date;
    }
  }
  if (const auto* end = clause.As<Endpoint>("until")) {
    if (end->undisclosed) {
      until = end->not_before;
      maybe_until = end->not_after;
      never = never || !end->not_before;
    } else if (!end->condition.empty()) {
      until = end->long_stop;
      const Reached* reached = met(end->condition);
      const auto ends =
          reached == nullptr ? std::nullopt : end->DayIfMet(reached->date);
      if (ends && (!until || *ends < *until)) {
        until = ends;
        result.ended_by = reached->record->refs;
        if (end->void_if_met) {
          result.certain = result.possible = Interval(Date(), Date());
          return result;
        }
      }
      maybe_until = until;
    } else {
      until = maybe_until = end->date;
    }
  }
  if (const auto* ends_on = clause.As<std::string>("ends_on")) {
    const Reached* reached = met(*ends_on);
    if (reached != nullptr) {
      if (!until || reached->date < *until) until = reached->date;
      if (!maybe_until || reached->date < *maybe_until) {
        maybe_until = reached->date;
        result.ended_by = reached->record->refs;
      }
    }
  }
  result.possible = Interval(maybe_from, maybe_until);
  result.certain =
      never ? Interval(Date(), Date()) : Interval(from, until);
  return result;
}

OwnTerm LastingOf(const Timeline& timeline, const Segment& segment,
                  const ClauseState& clause, const Milestones& milestones) {
  const OwnTerm own = OwnTermOf(clause, milestones);
  OwnTerm term = own;
  if (segment.expiries.empty() && timeline.terminations().empty()) return term;
  const bool* survives = clause.As<bool>("survives");
  const auto* tail = clause.As<Duration>("tail");
  for (const auto* endings : {&segment.expiries, &timeline.terminations()}) {
    for (const Ending& ending : *endings) {
      const auto& named = ending.clauses;
      if (!named.empty() &&
          std::find(named.begin(), named.end(), clause.id) == named.end()) {
        continue;
      }
      // What was agreed for days after the end is not ended by it; by a clause's
      // own words only where that end was certain when they were agreed.
      if ((clause.created_days.from() &&
           *clause.created_days.from() >= ending.day) ||
          (ending.as_agreed && own.possible.from() &&
           *own.possible.from() >= ending.day)) {
        continue;
      }
      Date end = ending.day;
      if (survives != nullptr && *survives) {
        if (ending.certain && (!term.survives_from ||
                               ending.day < *term.survives_from)) {
          term.survives_from = ending.day;
        }
        if (tail == nullptr) continue;
        const auto last = tail->AddTo(ending.day);
        if (!last.ok()) continue;
        end = *last;
      }
      const Interval days = Interval::Until(end);
      term.certain = term.certain.Intersect(days);
      if (!ending.certain) continue;
      if (!term.possible.until() || end < *term.possible.until()) {
        term.how = ending.how;
        term.ended_by = ending.because;
      }
      term.possible = term.possible.Intersect(days);
    }
  }
  return term;
}

void AddClaimed(const FieldState& field, std::vector<Value>& into) {
  const auto add = [&](const Value& value) {
    if (value.empty() ||
        std::find(into.begin(), into.end(), value) != into.end()) {
      return;
    }
    into.push_back(value);
  };
  add(field.value);
  for (const Value& value : field.claimed) add(value);
}

FieldState ConflictingField(std::vector<EventRef> claimants,
                            std::vector<Value> claimed) {
  FieldState field;
  field.conflicting = true;
  field.set_by = std::move(claimants);
  field.claimed = std::move(claimed);
  return field;
}

InForce InForceOn(const OwnTerm& term, Date day) {
  if (term.certain.Contains(day)) return InForce::kYes;
  return term.possible.Contains(day) ? InForce::kUnknown : InForce::kNo;
}

void AddFailedConditions(const std::string& contract,
                         const std::vector<BoundInstrument>& instruments,
                         const Milestones& milestones, Terms& terms) {
  const auto tell = [&](const std::string& subject, const std::string& what,
                        const std::string& condition, Date last,
                        const std::vector<EventRef>& because) {
    terms.findings.push_back(
        {std::string(finding::kConditionFailed), contract + "/" + subject,
         what + " waits for " + condition + ", which was not there by " +
             last.ToString() + ": it does not apply",
         because});
  };
  for (const BoundInstrument& one : instruments) {
    if (one.level > 0) continue;  // told of the contract above
    for (const TermOp& op : one.ops) {
      if (op.waits_for.empty() || !op.long_stop || *op.long_stop >= terms.as_of) {
        continue;
      }
      const bool named = op.change != nullptr;
      tell(named ? op.change->target : one.id(),
           named ? "what " + one.id() + " says of " + op.change->target
                 : one.id(),
           op.waits_for, *op.long_stop, one.record.refs);
    }
  }
  for (const auto& [id, clause] : terms.clauses) {
    const auto* from = clause.As<Endpoint>("from");
    if (from == nullptr || from->condition.empty() || !from->long_stop ||
        *from->long_stop >= terms.as_of) {
      continue;
    }
    const auto met = milestones.find(from->condition);
    if (met != milestones.end() && met->second.date <= *from->long_stop) continue;
    tell(id, "the clause " + id, from->condition, *from->long_stop,
         clause.created_by);
  }
}

namespace {

void AddEmptyTerm(const std::string& contract, const ClauseState& clause,
                  Terms& terms) {
  const auto* until = clause.As<Endpoint>("until");
  if (until == nullptr || !until->date) return;
  const auto* own = clause.As<Endpoint>("from");
  // One that is conditional or undisclosed leaves it open.
  const std::optional<Date> from =
      own == nullptr ? clause.created_days.from() : own->date;
  if (!from || *from < *until->date) return;
  terms.findings.push_back(
      {std::string(finding::kEmptyInterval), contract + "/" + clause.id,
       "its term ends on " + until->date->ToString() + " and would begin on " +
           from->ToString() + ": it is in force on no day",
       clause.created_by});
}

void AddLimits(const std::string& contract, const ClauseState& clause,
               Terms& terms) {
  if (clause.kind != kind::kOption && clause.kind != kind::kTerminationRight &&
      clause.kind != kind::kDeemedAct && clause.kind != kind::kDuty) {
    return;
  }
  for (const Attachment& one : clause.attachments) {
    if (!LaysDownInPart(one) || one.because.empty()) continue;
    terms.findings.push_back(
        {std::string(finding::kAmbiguousReading), contract + "/" + clause.id,
         "how far the " + one.type + " " + one.because.front().id +
             " reaches it is not known, because it is limited: its state is "
             "told as if that did not reach it",
         one.because});
  }
}

}  // namespace

void AddClauseFindings(const std::string& contract, Terms& terms) {
  for (const auto& [id, clause] : terms.clauses) {
    AddEmptyTerm(contract, clause, terms);
    AddLimits(contract, clause, terms);
  }
}

std::vector<Finding> SupersededSteps(
    const std::string& contract,
    const std::vector<BoundInstrument>& instruments) {
  std::vector<Finding> result;
  for (const BoundInstrument& a : instruments) {
    const bool steps = std::any_of(
        a.ops.begin(), a.ops.end(), [&](const TermOp& op) {
          return op.days.from() && *op.days.from() > a.binding;
        });
    // Only a step later than its own signing can lie behind another's, unless
    // an order of precedence lets an older instrument prevail.
    if (a.level > 0) continue;  // told of the contract above
    for (const BoundInstrument& b : instruments) {
      if (&a == &b || b.level > 0 || !(a.rank < b.rank)) continue;
      if (!steps && b.binding >= a.binding) continue;
      const auto& named = b.body->supersedes;
      if (std::find(named.begin(), named.end(), a.id()) != named.end()) continue;
      const TermOp* step = OverriddenStep(a, b);
      if (step == nullptr) continue;
      std::vector<EventRef> because = a.record.refs;
      because.insert(because.end(), b.record.refs.begin(),
                     b.record.refs.end());
      result.push_back(
          {std::string(finding::kSupersededBeforeEffect),
           contract + "/" + a.id(),
           b.id() + " overrides the step of " + a.id() + " on " +
               step->days.from()->ToString() +
               ", which had not taken effect when " + b.id() +
               " was executed, and does not say so",
           because});
    }
  }
  return result;
}

std::string PlaceOf(const Event& event, const std::string& section) {
  const std::string& where =
      section.empty() ? event.document.section : section;
  if (event.document.name.empty()) return where;
  return where.empty() ? event.document.name
                       : event.document.name + ", " + where;
}

}  // namespace covenant

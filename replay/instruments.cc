#include "replay/instruments.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <set>
#include <utility>

namespace covenant {
namespace {

// The day on which a condition was met, and by what.
struct Met {
  Date day;
  std::vector<EventRef> by;
};

// The day on which payments that are designated to the sum, from `since` on,
// have certainly come to the amount.
std::optional<Met> PaidOn(const Endpoint& end, Date since,
                          const std::vector<Recorded>& record) {
  std::vector<const Recorded*> payments;
  for (const Recorded& r : record) {
    const auto* payment = r.event->As<PaymentMade>();
    if (payment == nullptr || payment->date < since) continue;
    if (payment->amount.unit() != end.paid->unit()) continue;
    const std::string& to = payment->designation;
    if (to != end.towards && !to.starts_with(end.towards + "/")) continue;
    payments.push_back(&r);
  }
  std::stable_sort(payments.begin(), payments.end(),
                   [](const Recorded* a, const Recorded* b) {
                     return a->event->As<PaymentMade>()->date <
                            b->event->As<PaymentMade>()->date;
                   });
  RationalRange paid;
  std::vector<EventRef> by;
  for (const Recorded* r : payments) {
    const auto& payment = *r->event->As<PaymentMade>();
    paid += payment.amount.Range();
    by.insert(by.end(), r->refs.begin(), r->refs.end());
    if (LessOrEqual(end.paid->Range(), paid).value_or(false)) {
      return Met{payment.date, by};
    }
  }
  return std::nullopt;
}

std::optional<Met> MetOn(const Endpoint& end, Date binding,
                         const Milestones& milestones,
                         const std::vector<Recorded>& record) {
  if (end.paid) return PaidOn(end, binding, record);
  const auto met = milestones.find(end.condition);
  if (met == milestones.end()) return std::nullopt;
  return Met{met->second.date, met->second.record->refs};
}

TermOp ResolveDays(const std::optional<Endpoint>& effective,
                   const std::optional<Endpoint>& until, Date start,
                   Date binding, const Milestones& milestones,
                   const std::vector<Recorded>& record) {
  TermOp result;
  std::optional<Date> from = start;
  if (effective && effective->date) from = effective->date;
  if (effective && effective->Conditional()) {
    const auto met = MetOn(*effective, binding, milestones, record);
    result.condition = effective->paid
                           ? effective->paid->ToString() + " paid towards " +
                                 effective->towards
                           : effective->condition;
    result.long_stop = effective->long_stop;
    const auto begins = met ? effective->DayIfMet(met->day) : std::nullopt;
    if (!begins || (effective->long_stop && met->day > *effective->long_stop)) {
      result.never = true;
      result.waits_for = result.condition;
    } else {
      from = begins;
      result.begun_by = met->day;
      result.met_by = met->by;
      if (effective->since) {
        from = effective->since;
        result.met = met->day;
      }
    }
  }
  std::optional<Date> end;
  if (until && until->date) end = until->date;
  if (until && until->Conditional()) {
    end = until->long_stop;
    const auto met = MetOn(*until, binding, milestones, record);
    const auto ends = met ? until->DayIfMet(met->day) : std::nullopt;
    if (ends && (!end || *ends < *end)) {
      if (until->void_if_met) {  // then it never applied, on earlier days neither
        result.never = true;
        result.voided = met->day;
        result.voided_by = met->by;
      } else {
        result.ended_by = met->day;
      }
      result.ends_otherwise = end;
      end = ends;
    }
  }
  result.days = Interval(from, end);
  return result;
}

bool EndsClauses(const Instrument& body) {
  return body.kind == InstrumentKind::kRestatement ||
         body.kind == InstrumentKind::kTermination ||
         body.kind == InstrumentKind::kRescission;
}

class Builder {
 public:
  Builder(const std::string& contract, const std::vector<Recorded>& record,
          const Milestones& milestones, const Signings& signings)
      : contract_(contract),
        record_(record),
        milestones_(milestones),
        signings_(signings) {}

  Instruments Build() {
    result_.findings = signings_.findings();
    for (const Recorded& r : record_) {
      const auto* body = r.event->As<Instrument>();
      if (body == nullptr) continue;
      const auto binding = signings_.BindingDay(r);
      if (!binding) {
        result_.proposed.push_back(r.refs.front());
        continue;
      }
      if (signings_.IsAssumed(r)) result_.assumed.push_back(r.refs.front());
      BoundInstrument bound;
      bound.record = r;
      bound.body = body;
      bound.binding = *binding;
      // The parties cannot agree a court's order away.
      const bool ordered = body->kind == InstrumentKind::kCourtOrder;
      bound.rank = {ordered ? std::numeric_limits<std::int32_t>::max()
                            : body->precedence,
                    *binding,
                    body->kind != InstrumentKind::kAgreement, body->number, {}};
      result_.bound.push_back(std::move(bound));
    }
    RankRectifications();
    for (BoundInstrument& bound : result_.bound) AddOps(bound);
    for (const BoundInstrument& bound : result_.bound) Resume(bound);
    FindGaps();
    return std::move(result_);
  }

 private:
  const BoundInstrument* Find(const std::string& id) const {
    for (const BoundInstrument& b : result_.bound) {
      if (b.id() == id) return &b;
    }
    return nullptr;
  }

  // What a rectification puts right was recorded before it, so one pass in
  // sequence order ranks rectifications of rectifications too.
  void RankRectifications() {
    for (BoundInstrument& bound : result_.bound) {
      if (bound.body->kind != InstrumentKind::kRectification) continue;
      const BoundInstrument* target = Find(bound.body->rectifies);
      if (target == nullptr) continue;
      bound.rank = target->rank;
      bound.rank.rectified.push_back(bound.binding);
    }
  }

  void AddOps(BoundInstrument& bound) {
    const Event& event = *bound.record.event;
    const Instrument& body = *bound.body;
    std::optional<Endpoint> effective = event.effective;
    std::optional<Endpoint> until = event.until;
    Date start = bound.binding;
    if (body.kind == InstrumentKind::kRectification) {
      if (const BoundInstrument* target = Find(body.rectifies)) {
        start = target->binding;
        if (!effective) effective = target->record.event->effective;
        if (!until) until = target->record.event->until;
      }
    }
    bound.whole = ResolveDays(effective, until, start, bound.binding,
                              milestones_, record_);
    bool empty = false;
    const auto add = [&](const Change* change,
                         const std::optional<Endpoint>& from,
                         const std::optional<Endpoint>& to) {
      TermOp op = ResolveDays(from, to, start, bound.binding, milestones_,
                              record_);
      op.change = change;
      if (body.kind == InstrumentKind::kAgreement) LetSurvive(op);
      if (!op.never && op.days.Empty()) empty = true;
      bound.ops.push_back(std::move(op));
    };
    if (EndsClauses(body)) add(nullptr, effective, until);
    for (const Change& change : body.changes) {
      add(&change, change.effective ? change.effective : effective,
          change.until ? change.until : until);
    }
    if (empty) {
      result_.findings.push_back(
          {std::string(finding::kEmptyInterval), contract_ + "/" + bound.id(),
           bound.id() + " has an interval that ends before it starts; it "
                        "applies on no day",
           bound.record.refs});
    }
  }

  // The end of an agreement ends its clauses but for those that survive, so long
  // as their tails say (domain.md section 2).
  static void LetSurvive(TermOp& op) {
    if (op.change == nullptr || !op.change->clause || !op.days.until()) return;
    const Fields& fields = op.change->clause->fields;
    const Value* flag = FindField(fields, "survives");
    const auto* survives = flag == nullptr ? nullptr : flag->As<bool>();
    if (survives == nullptr || !*survives) return;
    op.survives_from = op.days.until();
    const Value* field = FindField(fields, "tail");
    const auto* tail = field == nullptr ? nullptr : field->As<Duration>();
    std::optional<Date> until;
    if (tail != nullptr) {
      const auto end = tail->AddTo(*op.survives_from);
      if (end.ok()) until = *end;
    }
    op.days = Interval(op.days.from(), until);
  }

  // What a suspension rests goes on from the day of its resumption.
  void Resume(const BoundInstrument& by) {
    if (by.body->kind != InstrumentKind::kResumption || by.whole.never) return;
    for (BoundInstrument& bound : result_.bound) {
      if (bound.id() != by.body->instrument ||
          bound.body->kind != InstrumentKind::kSuspension) {
        continue;
      }
      for (TermOp& op : bound.ops) {
        const std::optional<Date> resumed = by.whole.days.from();
        op.days = op.days.Intersect(Interval(std::nullopt, resumed));
        if (resumed && (!op.ends_otherwise || *resumed < *op.ends_otherwise)) {
          op.ends_otherwise = resumed;
        }
        op.met_by.insert(op.met_by.end(), by.record.refs.begin(),
                         by.record.refs.end());
      }
    }
  }

  void FindGaps() {
    std::set<std::uint32_t> numbers;
    std::vector<EventRef> because;
    std::uint32_t highest = 0;
    for (const Recorded& r : record_) {
      const auto* body = r.event->As<Instrument>();
      if (body == nullptr || body->number == 0) continue;
      numbers.insert(body->number);
      if (body->number > highest) {
        highest = body->number;
        because = r.refs;
      }
    }
    if (numbers.size() == highest) return;
    std::string missing;
    std::size_t listed = 0;
    for (std::uint32_t n = 1; n < highest && listed < 10; ++n) {
      if (numbers.contains(n)) continue;
      missing += (missing.empty() ? "" : ", ") + std::to_string(n);
      ++listed;
    }
    result_.findings.push_back(
        {std::string(finding::kGapInAmendmentNumbers), contract_,
         "amendment number " + missing + " is not in the record, though number " +
             std::to_string(highest) + " is",
         because});
  }

  const std::string& contract_;
  const std::vector<Recorded>& record_;
  const Milestones& milestones_;
  const Signings& signings_;
  Instruments result_;
};

}  // namespace

bool AwaitsAfter(const TermOp& op, Date day) {
  return (op.begun_by && *op.begun_by > day) ||
         (op.ended_by && *op.ended_by > day);
}

TermOp BeforeVoid(TermOp op, Date day) {
  if (!op.voided || *op.voided <= day) return op;
  op.never = !op.waits_for.empty();
  op.days = Interval(op.days.from(), op.ends_otherwise);
  if (op.survives_from) op.survives_from = op.ends_otherwise;
  op.voided.reset();
  op.voided_by.clear();
  return op;
}

TermOp AsOfDay(TermOp op, Date day) {
  op = BeforeVoid(std::move(op), day);
  if (op.ended_by && *op.ended_by > day) {
    op.days = Interval(op.days.from(), op.ends_otherwise);
    op.ended_by.reset();
  }
  if (op.begun_by && *op.begun_by > day) {
    op.never = true;
    op.waits_for = op.condition;
    op.met.reset();
    op.begun_by.reset();
  }
  return op;
}

Milestones MilestonesOf(const std::vector<Recorded>& record,
                        const Signings& signings) {
  Milestones result;
  const auto add = [&](const std::string& name, const Reached& reached) {
    auto [it, fresh] = result.try_emplace(name, reached);
    if (!fresh && reached.date < it->second.date) it->second = reached;
  };
  for (const Recorded& r : record) {
    if (const auto* m = r.event->As<Milestone>()) {
      add(m->name, {m->date, &r, m});
      continue;
    }
    const auto* body = r.event->As<Instrument>();
    if (body == nullptr || body->reaches.empty()) continue;
    const auto binding = signings.BindingDay(r);
    const auto& effective = r.event->effective;
    // What is itself conditional reaches nothing; see CheckBalances.
    if (!binding || (effective && !effective->date)) continue;
    add(body->reaches, {effective ? *effective->date : *binding, &r, nullptr});
  }
  return result;
}

Instruments InstrumentsOf(const std::string& contract,
                          const std::vector<Recorded>& record,
                          const Milestones& milestones,
                          const Signings& signings) {
  return Builder(contract, record, milestones, signings).Build();
}

}  // namespace covenant

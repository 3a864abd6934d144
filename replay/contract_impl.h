// What a Contract is inside: everything that was derived from the events of one
// contract as known at a point. For the files that answer questions about it.
#ifndef REPLAY_CONTRACT_IMPL_H_
#define REPLAY_CONTRACT_IMPL_H_

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "replay/contract.h"
#include "replay/contract_facts.h"
#include "replay/family.h"
#include "replay/instruments.h"
#include "replay/money/early_payment.h"
#include "replay/money/facts.h"
#include "replay/money/interest.h"
#include "replay/money/set_off.h"
#include "replay/money/withholding.h"
#include "replay/norm_builder.h"
#include "replay/norms.h"
#include "replay/parties.h"
#include "replay/record.h"
#include "replay/settled_past.h"
#include "replay/shared.h"
#include "replay/timeline.h"

namespace covenant {

// As of which day conditions count as met, and as what contested clauses are
// read.
struct Contract::Seen {
  std::optional<Date> met_by;
  std::optional<Date> facts_until = {};  // the same for all facts: what is owed
  std::optional<Date> done_by = {};  // what was done later is not there at all
  ReadAs read_as = {};
  bool decided = false;  // as `read_as` says, and not between readings
  Proposals proposals = {};
  std::shared_ptr<const SettledPast> past = {};  // what is left out; or null
};

// Heap-allocated and never moved: facts and instruments point into `record`.
struct Contract::Impl {
  Impl(std::string contract, SharedEvents events, std::uint64_t known_at,
       SharedEvents shared_events, Seen as_seen, Derived derived_milestones,
       std::pair<RecordSeen, std::vector<Recorded>> recorded)
      : id(std::move(contract)),
        known(known_at),
        own(std::move(events)),
        shared(std::move(shared_events)),
        view(std::move(as_seen)),
        derived(std::move(derived_milestones)),
        seen(std::move(recorded.first)),
        record(covenant::DoneBy(view.done_by, std::move(recorded.second))),
        signings(id, record, PartyKeys(*shared), view.proposals),
        family(id, record, *shared, {known_at, view.proposals}),
        voiding(VoidingOwnTerms(record)),
        facts(WithoutReachedAfter(
            view.met_by ? view.met_by : view.facts_until, voiding,
            WithDerived(FactsOf(record, SharedAt(*shared, known_at), signings),
                        record, derived, view.read_as))),
        instruments(Bind()),
        timeline(id, instruments.bound, std::nullopt, &facts),
        interest(timeline, facts.milestones, facts.shared, view.done_by),
        set_off(timeline, facts.milestones, facts.stand_ins),
        withholding(timeline, facts.milestones),
        early_payment(timeline, facts.milestones),
        superseded(SupersededSteps(id, instruments.bound)) {
    seen.signed_by = signings.SignedBy();
    facts.may_be_reached = MayBeReached(timeline, facts);
    facts.past = view.past.get();
  }

  // The instruments; the facts then know who has come in whose place.
  Instruments Bind() {
    Instruments all = ByFactsUntil(
        view.facts_until,
        MetBy(view.met_by, family.Over(InstrumentsOf(
                               id, record, facts.milestones, signings))));
    facts.stand_ins = StandInsOf(id, all.bound, facts, view.met_by);
    return all;
  }

  bool AnyOp(const std::function<bool(const TermOp&)>& is) const {
    return std::any_of(instruments.bound.begin(), instruments.bound.end(),
                       [&](const BoundInstrument& instrument) {
                         return std::any_of(instrument.ops.begin(),
                                            instrument.ops.end(), is);
                       });
  }

  // Whether an operation counts from before the day, or is void on it, though
  // its condition was met after it only: on the day it is not so.
  bool AwaitsAfter(Date day) const {
    return VoidAfter(day) || AnyOp([day](const TermOp& op) {
             return !op.never && op.met && *op.met > day;
           });
  }

  bool VoidAfter(Date day) const {
    const auto after = [day](const TermOp& op) {
      return op.voided && *op.voided > day;
    };
    return AnyReachedAfter(day, voiding, facts) || AnyOp(after) ||
           std::any_of(instruments.bound.begin(), instruments.bound.end(),
                       [&](const auto& one) { return after(one.whole); });
  }

  // The last day of a fact that makes terms of days before it read otherwise:
  // as of days before the fact they do not.
  std::optional<Date> LastReachingBack() const {
    std::optional<Date> last;
    const auto add = [&last](const std::optional<Date>& day) {
      if (day && (!last || *last < *day)) last = day;
    };
    for (const std::string& name : voiding) {
      const auto reached = facts.milestones.find(name);
      if (reached != facts.milestones.end()) add(reached->second.date);
    }
    for (const BoundInstrument& one : instruments.bound) {
      add(one.whole.voided);
      for (const TermOp& op : one.ops) {
        add(op.voided);
        if (!op.never) add(op.met);
      }
    }
    return last;
  }

  // Of what is owed on the day: a fact that is still to come does not count for
  // what falls due later, or for the rest of a period, either.
  bool AwaitsFactsAfter(Date day) const {
    return VoidAfter(day) || AnyOp([day](const TermOp& op) {
             return covenant::AwaitsAfter(op, day);
           });
  }

  PartyChanges PartiesAt(Date as_of) const {
    return PartyChangesOf(id, instruments.bound, timeline, facts, as_of);
  }

  std::shared_ptr<const Impl> AsOf(Date day) const {
    Seen then = view;
    then.met_by = day;
    return Build(id, own, known, shared, then);
  }

  std::shared_ptr<const Impl> ByFacts(Date day) const {
    Seen then = view;
    then.facts_until = day;
    return Build(id, own, known, shared, then);
  }

  std::string id;
  std::uint64_t known;
  SharedEvents own;
  SharedEvents shared;
  Seen view;
  Derived derived;
  RecordSeen seen;
  std::vector<Recorded> record;
  Signings signings;
  Family family;
  std::set<std::string> voiding;  // milestones that make own terms void
  Facts facts;
  Instruments instruments;
  Timeline timeline;
  InterestTerms interest;
  SetOffTerms set_off;
  WithholdingTerms withholding;
  EarlyPaymentTerms early_payment;
  std::vector<Finding> superseded;
};

}  // namespace covenant

#endif  // REPLAY_CONTRACT_IMPL_H_

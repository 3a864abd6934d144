// What is open under a contract whose settled past is left out, and which past
// that can be.
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "replay/contract.h"
#include "replay/contract_impl.h"
#include "replay/money/periodic.h"
#include "replay/money/resume.h"
#include "replay/money/settle.h"
#include "replay/money/tender.h"
#include "replay/plain.h"

namespace covenant {
namespace {

// So many cuts are tried, the latest first.
constexpr int kMostCuts = 6;
// So many periods of a clause are far from the most that are ever computed
// (kMaxPeriods), also so many years later.
constexpr std::size_t kMostPastPeriods = 10'000;
constexpr std::int32_t kMostDaysBehind = 36'500;

// Whether all changes of the instrument are of days from this one on.
bool ChangesOnlyFrom(Date day, const BoundInstrument& instrument) {
  return std::all_of(instrument.ops.begin(), instrument.ops.end(),
                     [&](const TermOp& op) {
                       const auto& from = op.days.from();
                       return op.days.Empty() || (from && *from >= day);
                     });
}

// Whether every correction and cancellation among the later events is about one
// of them.
bool CorrectsLaterOnly(const std::vector<Event>& events, std::uint64_t known) {
  std::set<std::string> later;
  for (const Event& event : events) {
    if (event.sequence > known) later.insert(event.id);
  }
  return std::all_of(events.begin(), events.end(), [&](const Event& event) {
    if (event.sequence <= known) return true;
    if (const auto* c = event.As<Correction>())
      return later.contains(c->target);
    if (const auto* c = event.As<Cancellation>()) {
      return later.contains(c->target);
    }
    return true;
  });
}

// What one event of the record is about.
bool SpeaksOnlyBehind(const SettledPast& past, const Recorded& r) {
  if (const auto* report = r.event->As<Report>()) {
    return *report->period.from() >= past.reports_from;
  }
  if (const auto* payment = r.event->As<PaymentMade>()) {
    return payment->date > past.through;
  }
  return true;
}

}  // namespace

absl::StatusOr<Contract> Contract::Since(
    std::shared_ptr<const SettledPast> past, std::string id,
    SharedEvents events, std::uint64_t known, SharedEvents shared) {
  auto whole =
      Create(std::move(id), std::move(events), known, std::move(shared));
  if (!whole.ok()) return whole.status();
  const Impl& impl = *whole->impl_;
  Seen seen = impl.view;
  seen.past = std::move(past);
  return Contract(Build(impl.id, impl.own, known, impl.shared, seen));
}

bool Contract::PastFits(Date as_of) const {
  const SettledPast* past = impl_->view.past.get();
  if (past == nullptr) return true;
  const Impl& impl = *impl_;
  if (as_of < past->through || as_of - past->through > kMostDaysBehind ||
      impl.known < past->known || !PlainRecord(impl.record) ||
      !PlainFacts(impl.facts) || !PlainTerms(impl.timeline) ||
      !impl.instruments.proposed.empty() || !impl.signings.all().empty() ||
      impl.AwaitsFactsAfter(as_of) ||
      !CorrectsLaterOnly(*impl.own, past->known)) {
    return false;
  }
  for (const Recorded& r : impl.record) {
    if (r.event->sequence > past->known && !SpeaksOnlyBehind(*past, r)) {
      return false;
    }
  }
  for (const BoundInstrument& one : impl.instruments.bound) {
    const bool late =
        one.record.event->sequence > past->known || one.binding > past->through;
    if (late && !ChangesOnlyFrom(past->terms_from, one)) return false;
  }
  // A share that was not there yet can begin inside a period that is older, of
  // which reports may have been left out.
  for (const auto& [clause, runs] :
       RunsOf(impl.timeline, impl.facts.milestones)) {
    if (past->clauses.contains(clause)) continue;
    for (const ClausePeriod& period : ClausePeriodsOf(runs, as_of)) {
      if (kind::IsShare(period.last->kind) &&
          *period.nominal.days.from() < past->reports_from) {
        return false;
      }
    }
  }
  return true;
}

absl::StatusOr<Obligations> Contract::KeptAt(Date as_of) const {
  if (impl_->view.past == nullptr) return ObligationsAt(as_of);
  if (!PastFits(as_of)) return PastDoesNotFit();
  auto owed = Owed(as_of, nullptr);
  if (owed.ok()) owed->seen = {};
  return owed;
}

absl::StatusOr<OpenObligations> Contract::OpenAt(Date as_of) const {
  auto owed = KeptAt(as_of);
  if (!owed.ok()) return owed.status();
  const SettledPast* past = impl_->view.past.get();
  return past == nullptr ? WithoutSettled(*std::move(owed))
                         : WithoutSettled(*std::move(owed), past->settled);
}

namespace {

// One account at the cut.
struct AtCut {
  const Account* account = nullptr;
  bool settled = false;
  std::vector<SettledPast::Paid> paid;
};

// Everything about it is known, and nothing but payments took from it.
bool IsPlainAtCut(const Account& account, const Obligation& sum) {
  const Occurrence& o = account.line.occurrence;
  const auto nothing = [](const Amount& amount) {
    return amount.Range().IsExactlyZero();
  };
  return o.accrued != nullptr && o.accrued->value.IsExact() && o.due &&
         !o.due_unknown && o.maybe_due.empty() && o.waived == nullptr &&
         o.paid_in == nullptr && !o.failed && !account.interest &&
         !account.interest_unknown && account.open.IsExact() &&
         !account.line.opened && !account.line.locked && sum.owed.IsExact() &&
         sum.credited.IsExact() && sum.paid.IsExact() &&
         nothing(sum.interest) && nothing(sum.waived) &&
         nothing(sum.contingent) && nothing(sum.disputed) &&
         nothing(sum.overpaid) && sum.party_changes.empty() &&
         sum.also_liable.empty() && sum.performers.empty() &&
         account.withheld.IsExactlyZero();
}

// Makes the past up to a cut from the answer as of that day.
class PastMaker {
 public:
  PastMaker(const std::vector<Recorded>& record, const Timeline& timeline,
            const Facts& facts, const std::vector<Event>& own, Date cut)
      : record_(record),
        facts_(facts),
        cut_(cut),
        runs_(RunsOf(timeline, facts.milestones)) {
    if (facts.past != nullptr) past_ = *facts.past;
    for (const Event& event : own) sequences_[event.version] = event.sequence;
    for (const Recorded* r : facts.payments) {
      by_sequence_[r->event->sequence] = r;
    }
  }

  std::optional<SettledPast> Make(const std::vector<Account>& accounts,
                                  const Obligations& owed,
                                  std::uint64_t known) {
    const SettledPast before = std::exchange(past_, {});
    past_.known = known;
    past_.through = cut_;
    past_.last_due = std::max(cut_, before.last_due);
    past_.terms_from = std::max(*cut_.AddDays(1), before.terms_from);
    past_.reports_from = before.reports_from;
    past_.settled_once = before.settled_once;
    for (std::size_t i = 0; i < accounts.size(); ++i) {
      if (!Take(accounts[i], owed.obligations[i])) return std::nullopt;
    }
    for (const auto& [clause, runs] : runs_) {
      if (!TakePeriods(clause, runs)) return std::nullopt;
    }
    if (!names_.empty()) return std::nullopt;  // of no period
    if (!AllWasForItsSums(facts_.past)) return std::nullopt;
    Divide(before);
    KeepEvents();
    return std::move(past_);
  }

 private:
  std::string KindOf(const std::string& clause) const {
    const auto runs = runs_.find(clause);
    if (runs == runs_.end()) return "";
    for (const Run& run : runs->second) {
      if (run.state != nullptr) return run.state->kind;
    }
    return "";
  }

  // The parts of payments that were counted on it; nothing where they are not
  // plain.
  std::optional<std::vector<SettledPast::Paid>> PaidOn(
      const Account& account) const {
    std::vector<SettledPast::Paid> paid;
    for (const Trace& part : account.payments) {
      if (part->op != TraceOp::kLeaf || !part->value.IsExact() ||
          part->events.empty()) {
        return std::nullopt;
      }
      const auto found = sequences_.find(part->events.front().version);
      if (found == sequences_.end()) return std::nullopt;
      paid.push_back({found->second, part->value.value()});
    }
    return paid;
  }

  bool Take(const Account& account, const Obligation& sum) {
    const Occurrence& o = account.line.occurrence;
    if (!IsPlainAtCut(account, sum)) return false;
    auto paid = PaidOn(account);
    if (!paid) return false;
    if (KindOf(o.clause) == kind::kPayment && *o.due > cut_) {
      // Nothing was meant for it either.
      if (!paid->empty() || AnyDesignatedTo(o.clause)) return false;
      past_.ahead.insert(o.clause);
      return true;
    }
    if (!paid->empty()) past_.last_due = std::max(past_.last_due, *o.due);
    const AtCut at{&account, sum.state == ObligationState::kSettled,
                   *std::move(paid)};
    if (!at.settled && sum.owed.Range().IsExactlyZero()) return false;
    if (KindOf(o.clause) != kind::kPayment) {
      names_[o.clause].insert(PeriodOf(o));
      if (!at.settled) open_[o.clause].insert(PeriodOf(o));
    }
    accounts_.push_back(at);
    return true;
  }

  // Whether all of each payment was counted on sums that it is for. What is
  // left of one that names a clause is kept for later sums of it where it was
  // paid ahead, so that a sum that is still to come would take it from others.
  bool AllWasForItsSums(const SettledPast* before) const {
    std::map<std::uint64_t, RationalRange> counted;
    for (const AtCut& at : accounts_) {
      for (const SettledPast::Paid& paid : at.paid) {
        const auto found = by_sequence_.find(paid.sequence);
        if (found == by_sequence_.end()) return false;
        Tender tender;
        Designate(found->second->event->As<PaymentMade>()->designation, tender);
        if (tender.clause.empty() ||
            Designated(*at.account, tender.clause, tender.name)) {
          counted[paid.sequence] += RationalRange::Exact(paid.amount);
        }
      }
    }
    return std::all_of(
        facts_.payments.begin(), facts_.payments.end(), [&](const Recorded* r) {
          const auto& payment = *r->event->As<PaymentMade>();
          if (payment.date > cut_) return true;
          if (before != nullptr && payment.date <= before->through) return true;
          return counted[r->event->sequence] == payment.amount.Range();
        });
  }

  bool AnyDesignatedTo(const std::string& clause) const {
    return std::any_of(
        facts_.payments.begin(), facts_.payments.end(), [&](const Recorded* r) {
          const auto& payment = *r->event->As<PaymentMade>();
          return payment.date <= cut_ &&
                 payment.designation.substr(0, payment.designation.find('/')) ==
                     clause;
        });
  }

  // The periods that are there must be the first ones.
  bool TakePeriods(const std::string& clause, const ClauseRuns& runs) {
    const std::string kind = KindOf(clause);
    if (kind != kind::kRecurringPayment && !kind::IsShare(kind)) return true;
    const SettledPast::Periods* before = facts_.PastOf(clause);
    const auto periods = ClausePeriodsOf(runs, cut_, before);
    if (periods.size() > kMostPastPeriods) return false;
    if (periods.empty() && before == nullptr) return true;
    SettledPast::Periods own;
    std::set<std::string>& names = names_[clause];
    const std::set<std::string>& open = open_[clause];
    std::optional<Date> first, next;
    Date end =
        before != nullptr ? before->next : *periods.front().nominal.days.from();
    for (const ClausePeriod& period : periods) {
      const Interval& days = period.nominal.days;
      if (names.erase(period.nominal.name) == 0) {
        // It has ended and is not there: its report is still awaited.
        if (*days.LastDay() <= cut_) return false;
        if (!next) next = *days.from();
        continue;
      }
      if (next) return false;
      // What is reported of a running period grows.
      if (kind::IsShare(kind) && *days.LastDay() > cut_) return false;
      end = std::max(end, *days.until());
      past_.terms_from = std::max(past_.terms_from, *days.until());
      if (open.contains(period.nominal.name)) {
        own.open.insert(period.nominal.name);
        if (kind::IsShare(kind)) open_days_.push_back(days);
        if (!first) first = *days.from();
      } else if (kind::IsShare(kind)) {
        past_.reports_from = std::max(past_.reports_from, *days.until());
      }
    }
    if (!names.empty()) return false;
    names_.erase(clause);
    own.next = next.value_or(end);
    own.first = std::min(first.value_or(own.next), own.next);
    if (kind::IsShare(kind)) {
      reports_behind_ = std::min(reports_behind_, own.next);
    }
    past_.clauses.emplace(clause, std::move(own));
    return true;
  }

  // Of the accounts at the cut, those that stay and those that are counted.
  void Divide(const SettledPast& before) {
    std::map<std::tuple<std::string, std::string, std::string, std::string>,
             std::uint64_t>
        counts;
    for (const SettledSums& sums : before.settled) {
      counts[{sums.clause, sums.debtor, sums.creditor, sums.unit}] = sums.count;
    }
    for (AtCut& at : accounts_) {
      const Occurrence& o = at.account->line.occurrence;
      const auto periods = past_.clauses.find(o.clause);
      const bool stays = periods == past_.clauses.end()
                             ? !at.settled
                             : periods->second.open.contains(PeriodOf(o));
      if (stays) {
        for (const auto& paid : at.paid) paid_.insert(paid.sequence);
        past_.sums[{o.clause, o.name}] = std::move(at.paid);
        continue;
      }
      ++counts[{o.clause, o.debtor, o.creditor, o.unit}];
      if (periods == past_.clauses.end()) {
        past_.settled_once.emplace(o.clause, o.name);
      }
    }
    for (const auto& [key, count] : counts) {
      const auto& [clause, debtor, creditor, unit] = key;
      past_.settled.push_back({clause, debtor, creditor, unit, count});
    }
  }

  // Those that speak of what is open or comes later. A report stays where one
  // that stays is about some of the same days: one supersedes the other.
  void KeepEvents() {
    const Date behind = std::min(reports_behind_, *cut_.AddDays(1));
    std::vector<const Recorded*> reports, kept;
    const auto days_of = [](const Recorded* r) -> const Interval& {
      return r->event->As<Report>()->period;
    };
    for (const Recorded& r : record_) {
      if (r.event->As<Report>() != nullptr) {
        const Interval& days = days_of(&r);
        const bool needed = *days.until() > behind ||
                            std::any_of(open_days_.begin(), open_days_.end(),
                                        [&](const Interval& open) {
                                          return open.Overlaps(days);
                                        });
        (needed ? kept : reports).push_back(&r);
      } else if (const auto* payment = r.event->As<PaymentMade>()) {
        if (payment->date > cut_ || paid_.contains(r.event->sequence)) Keep(r);
      } else if (r.event->As<Instrument>() != nullptr) {
        Keep(r);
      }
    }
    for (std::size_t i = 0; i < kept.size(); ++i) {
      for (auto it = reports.begin(); it != reports.end();) {
        if (days_of(kept[i]).Overlaps(days_of(*it))) {
          kept.push_back(*it);
          it = reports.erase(it);
        } else {
          ++it;
        }
      }
    }
    for (const Recorded* r : kept) Keep(*r);
    for (const Recorded* r : reports) {
      past_.reports_from = std::max(past_.reports_from, *days_of(r).until());
    }
    past_.events.assign(events_.begin(), events_.end());
  }

  void Keep(const Recorded& r) {
    for (const EventRef& ref : r.refs) {
      events_.insert(sequences_.at(ref.version));
    }
  }

  const std::vector<Recorded>& record_;
  const Facts& facts_;
  const Date cut_;
  const std::map<std::string, ClauseRuns> runs_;
  std::map<std::uint64_t, std::uint64_t> sequences_;      // by version
  std::map<std::uint64_t, const Recorded*> by_sequence_;  // payments
  SettledPast past_;
  std::vector<AtCut> accounts_;
  // By clause: the periods with a sum, those with one that is open.
  std::map<std::string, std::set<std::string>> names_, open_;
  std::vector<Interval> open_days_;  // of open periods of shares
  Date reports_behind_ = *Date::FromYmd(9999, 12, 31);
  std::set<std::uint64_t> paid_;  // payments of which a part is on what stays
  std::set<std::uint64_t> events_;
};

}  // namespace

std::optional<SettledPast> Contract::PastUpTo(Date cut) const {
  if (!PastFits(cut)) return std::nullopt;
  std::vector<Account> accounts;
  const auto owed = Owed(cut, &accounts);
  if (!owed.ok() || !StillFits(owed->findings) ||
      accounts.size() != owed->obligations.size()) {
    return std::nullopt;
  }
  auto past =
      PastMaker(impl_->record, impl_->timeline, impl_->facts, *impl_->own, cut)
          .Make(accounts, *owed, impl_->known);
  if (!past) return std::nullopt;
  for (const BoundInstrument& one : impl_->instruments.bound) {
    if (one.binding > cut && !ChangesOnlyFrom(past->terms_from, one)) {
      return std::nullopt;
    }
  }
  return past;
}

bool Contract::Holds(const SettledPast& past, Date as_of) const {
  std::vector<Event> events;
  for (const Event& event : *impl_->own) {
    if (std::binary_search(past.events.begin(), past.events.end(),
                           event.sequence)) {
      events.push_back(event);
    }
  }
  const auto since =
      Since(std::make_shared<const SettledPast>(past), impl_->id,
            std::make_shared<const std::vector<Event>>(std::move(events)),
            impl_->known, impl_->shared);
  if (!since.ok()) return false;
  const auto without = since->OpenAt(as_of);
  // Where it gives no answer it gives no wrong one.
  if (absl::IsAborted(without.status()) && as_of != past.through) return true;
  const auto with = OpenAt(as_of);
  return without.ok() && with.ok() && SameAnswers(*without, *with);
}

std::optional<SettledPast> Contract::SettledBy(Date latest) const {
  const Impl& impl = *impl_;
  if (reader_.name.size() + reader_.choice.size() > 0 || impl.view.done_by ||
      impl.view.decided || impl.view.proposals.bind_on ||
      !PlainRecord(impl.record) || !PlainFacts(impl.facts) ||
      !PlainTerms(impl.timeline) || !impl.instruments.proposed.empty() ||
      !impl.signings.all().empty()) {
    return std::nullopt;
  }
  std::set<Date> cuts;
  for (const Recorded* payment : impl.facts.payments) {
    cuts.insert(payment->event->As<PaymentMade>()->date);
  }
  int tried = 0;
  for (auto cut = cuts.upper_bound(latest); cut != cuts.begin();) {
    --cut;
    if (++tried > kMostCuts) break;
    if (impl.view.past != nullptr && *cut <= impl.view.past->through) break;
    auto past = PastUpTo(*cut);
    if (past && Holds(*past, *cut) && Holds(*past, std::max(latest, *cut))) {
      return past;
    }
  }
  return std::nullopt;
}

}  // namespace covenant

#include "replay/money/horizons.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "replay/money/gives.h"
#include "replay/money/horizon_days.h"
#include "replay/money/settlements.h"

namespace covenant {
namespace {

// One occurrence through the horizons.
class Merger {
 public:
  Merger(const std::string& contract,
         const std::vector<BoundInstrument>& instruments, Date as_of,
         const Settlements& settlements, SameFigures& same, Lines& out)
      : contract_(contract),
        instruments_(instruments),
        as_of_(as_of),
        settlements_(settlements),
        same_(same),
        out_(out) {}

  void Step(Date horizon, const Occurrence* now) {
    if (now == nullptr) {
      Vanish(horizon);
    } else if (base_ && FellDueBefore(horizon) && base_->accrued != nullptr &&
               now->accrued != nullptr) {
      Compare(horizon, *now);
    } else {
      Begin(horizon, *now);
    }
    previous_ = horizon;
  }

  void Finish(const Occurrence* final) {
    if (!base_) return;
    if (final != nullptr) {
      base_->debtor = final->debtor;
      base_->creditor = final->creditor;
    }
    if (!due_moved_.empty()) {
      out_.findings.push_back(
          {std::string(finding::kDueBeforeBinding),
           contract_ + "/" + base_->clause + "/" + base_->name,
           "by its text it fell due on " + due_moved_ +
               ", before the instrument that creates it bound; it falls due on " +
               base_->due->ToString(),
           Makers()});
    }
    if (final != nullptr && final->due && base_->due &&
        *base_->due < *final->due && base_->accrued != nullptr &&
        !base_->accrued->value.IsExactlyZero()) {
      out_.findings.push_back(
          {"due-day-kept", contract_ + "/" + base_->clause + "/" + base_->name,
           "the instruments that bound after it fell due on " +
               base_->due->ToString() + " state " + final->due->ToString() +
               "; what was due keeps its day",
           EventsOf(final->accrued != nullptr ? final->accrued
                                              : final->contingent)});
    }
    // A credit takes from the original sum first, then from later increases.
    std::vector<Line> lines;
    lines.push_back({*std::move(base_), nullptr, {}, {}, {}, {}});
    for (Occurrence& delta : deltas_) {
      lines.push_back({std::move(delta), nullptr, {}, {}, {}, {}});
    }
    for (Line& line : lines) CreditAdvances(line);
    if (credit_ != nullptr) Spread(lines);
    for (Line& line : lines) out_.lines.push_back(std::move(line));
  }

 private:
  bool FellDueBefore(Date horizon) const {
    return base_->due && *base_->due < horizon;
  }

  std::vector<EventRef> Makers() const {
    return EventsOf(base_->accrued != nullptr ? base_->accrued
                                              : base_->contingent);
  }

  // Nothing falls due before the instrument that creates it binds.
  void Begin(Date horizon, const Occurrence& now) {
    Replace(now);
    due_moved_.clear();
    const bool within =
        now.created <= horizon && (!previous_ || now.created > *previous_);
    const Date bound = within ? now.created : (previous_ ? horizon : now.created);
    if (base_->due && *base_->due < bound) {
      due_moved_ = base_->due->ToString();
      base_->due = bound;
    }
  }

  // Makes it the original sum.
  void Replace(Occurrence now) {
    current_ = GivenBy(now);
    base_ = std::move(now);
    deltas_.clear();
    credit_ = nullptr;
    credits_.clear();
  }

  void Vanish(Date horizon) {
    if (!base_) return;
    if (!FellDueBefore(horizon) || current_.accrued == nullptr) {
      base_.reset();
      return;
    }
    const std::string unit = current_.accrued->unit;
    const Gives nothing{Zero(unit), nullptr, nullptr, {}};
    Reduce(horizon, Difference(ReductionBy(horizon), unit,
                               {ToPay(current_), nothing.accrued}));
    current_ = nothing;
  }

  // What the old terms give keeps its due day. Of what accrues more, what is
  // waived and credited more goes with it; what is not waived or credited any
  // more falls due with it too. A reduction of what is to be paid is a credit.
  void Compare(Date horizon, const Occurrence& now) {
    const std::string& unit = now.unit;
    if (unit != current_.accrued->unit) {
      // Between two currencies there is no difference: the sum in the new one
      // takes the place of the old, and falls due when that is agreed.
      Occurrence next = now;
      next.due = horizon;
      Begin(horizon, next);
      return;
    }
    const Gives before = current_;
    const Gives after = GivenBy(now);
    const RationalRange accrues = ValueOf(after.accrued) - ValueOf(before.accrued);
    const RationalRange waives = ValueOf(after.waived) - ValueOf(before.waived);
    const RationalRange credits =
        ValueOf(after.credited) - ValueOf(before.credited);
    if (same_.Same(before.accrued, after.accrued) &&
        same_.Same(before.waived, after.waived) &&
        same_.Same(before.credited, after.credited)) {
      return;
    }
    const bool negative = MayBeBack(before) || MayBeBack(after);
    const bool back =
        IsBack(before.accrued->value) || IsBack(after.accrued->value);
    const auto known = [](const RationalRange& change) {
      return NotLess(change) || NotMore(change);
    };
    const RationalRange pays = accrues - waives - credits;
    const bool less = !NotLess(accrues);
    if (!known(accrues) || !known(waives) || !known(credits) ||
        (less && !known(pays))) {
      if (horizon <= as_of_ && !negative && KeepFirst(horizon, now, after)) {
        current_ = after;
        return;
      }
      if (horizon > as_of_ || DaysCount(before, after)) {
        Divide(horizon, now, before, after);
        current_ = after;
        return;
      }
      // How much of an unknown sum is new cannot be said.
      Occurrence next = now;
      next.due = base_->due;
      next.due_unknown = base_->due_unknown;
      Replace(std::move(next));
      return;
    }
    if (!negative && !less) {
      Increase(horizon, now, before, after);
    } else if (!negative && NotMore(pays)) {
      Reduce(horizon, Difference(ReductionBy(horizon), unit,
                                 {ToPay(before), ToPay(after)}));
    } else if (horizon > as_of_ && less && !back) {
      Divide(horizon, now, before, after);
    } else {
      // Of a negative share, as of less for which more was waived, the
      // difference, of either sign, is a sum of its own.
      Later(horizon, now,
            {Difference(ChangeBy(horizon), unit, {ToPay(after), ToPay(before)}),
             nullptr, nullptr, DaysToPay(before, after)});
    }
    current_ = after;
  }

  // Where an instrument that bound in between left open how much it adds, the
  // first sums that certainly stay keep their days. Of the rest it is not known
  // how much was due before: it is a sum that has certainly fallen due now, and a
  // part of it may have been due since then. False where no sum certainly stays.
  bool KeepFirst(Date horizon, const Occurrence& now, const Gives& after) {
    const auto stays = [&](const Gives& sums) {
      return NotLess(ValueOf(after.accrued) - ValueOf(sums.accrued)) &&
             NotLess(ValueOf(after.waived) - ValueOf(sums.waived)) &&
             NotLess(ValueOf(after.credited) - ValueOf(sums.credited));
    };
    Gives kept = GivenBy(*base_);
    if (credit_ != nullptr || !stays(kept)) return false;
    auto open = deltas_.begin();
    for (; open != deltas_.end(); ++open) {
      Gives next = Together(kept, GivenBy(*open));
      if (!stays(next)) break;
      kept = std::move(next);
    }
    if (open == deltas_.end()) return false;
    std::vector<MaybeDue> maybe_due;
    std::string names;
    for (auto delta = open; delta != deltas_.end(); ++delta) {
      names += delta->name.substr(base_->name.size());
      maybe_due.insert(maybe_due.end(), delta->maybe_due.begin(),
                       delta->maybe_due.end());
      const Trace to_pay = ToPay(GivenBy(*delta));
      maybe_due.push_back({*delta->due, to_pay->value, WhyUnknown(to_pay)});
    }
    deltas_.erase(open, deltas_.end());
    Later(horizon, now, Beyond(ChangeBy(horizon), kept, after));
    Occurrence& rest = deltas_.back();
    rest.name.insert(base_->name.size(), names);
    std::erase_if(maybe_due, [&](const MaybeDue& one) {
      return one.since >= *rest.due;
    });
    std::stable_sort(maybe_due.begin(), maybe_due.end(),
                     [](const MaybeDue& a, const MaybeDue& b) {
                       return a.since < b.since;
                     });
    rest.maybe_due = std::move(maybe_due);
    return true;
  }

  // What an instrument changes where it is not known whether that is an
  // increase: the old sum stays, and beside it are the increase and the credit
  // that there may be; as of a day before it binds there is no credit. Only
  // where one of the two is owed back is the difference, of either sign, a sum
  // of its own.
  void Divide(Date horizon, const Occurrence& now, const Gives& before,
              const Gives& after) {
    const std::string& unit = now.unit;
    const Trace change =
        Difference("more to be paid", unit, {ToPay(after), ToPay(before)});
    if (IsBack(before.accrued->value) || IsBack(after.accrued->value)) {
      Later(horizon, now, {change, nullptr, nullptr, {}});
      return;
    }
    Trace more = MaxOf(ChangeBy(horizon), unit, {change, Zero(unit)});
    Trace less = MaxOf(
        ReductionBy(horizon), unit,
        {Difference("less to be paid", unit, {ToPay(before), ToPay(after)}),
         Zero(unit)});
    if (MayBeBack(before) || MayBeBack(after)) {
      const std::string why = WhyUnknown(change);
      more = HullOf(ChangeBy(horizon) + ", of either sign if it is owed back",
                    unit, {std::move(more), change}, why);
      less = Maybe(ReductionBy(horizon) + ", unless it is owed back",
                   std::move(less), why);
    }
    Later(horizon, now, {std::move(more), nullptr, nullptr, {}});
    Reduce(horizon, std::move(less));
  }

  // Whether what was settled asks what was owed when (decisions.md 227). What
  // may be anything takes anything of what is paid, whenever it was due.
  bool DaysCount(const Gives& before, const Gives& after) {
    const RationalRange to_pay = ToPay(after)->value;
    const auto& least = to_pay.at_least();
    if (!to_pay.at_most() && (!least || least->Sign() <= 0)) return false;
    return same_.Same(before.waived, after.waived) &&
           same_.Same(before.credited, after.credited) &&
           settlements_.MayReach(*base_);
  }

  static std::string WhyUnknown(const Trace& figure) {
    const auto codes = UnknownBecause(figure);
    return codes.empty() ? std::string(finding::kUndisclosedAmount)
                         : *codes.begin();
  }

  static bool MayBeBack(const Gives& gives) {
    const auto& least = gives.accrued->value.at_least();
    return least && least->Sign() < 0;
  }

  // Not less accrues than before.
  void Increase(Date horizon, const Occurrence& now, const Gives& before,
                const Gives& after) {
    const std::string& unit = now.unit;
    const std::string ids = IdsBoundOn(instruments_, horizon);
    std::vector<Trace> more;
    const auto add = [&](const std::string& label, const Trace& now_is,
                         const Trace& was) {
      Trace change = Difference(label, unit,
                                {now_is == nullptr ? Zero(unit) : now_is,
                                 was == nullptr ? Zero(unit) : was});
      if (!change->value.IsExactlyZero()) more.push_back(std::move(change));
    };
    add(ChangeBy(horizon), after.accrued, before.accrued);
    Trace waived, credited;  // more than before
    const auto compare = [&](const Trace& was, const Trace& now_is,
                             const std::string& what, Trace& gained) {
      if (was == nullptr && now_is == nullptr) return;
      if (NotLess(ValueOf(now_is) - ValueOf(was))) {
        gained = was == nullptr ? now_is
                                : Difference(what + " more by " + ids, unit,
                                             {now_is, was});
      } else {
        add("not " + what + " any more by " + ids, was, now_is);
      }
    };
    compare(before.waived, after.waived, "waived", waived);
    compare(before.credited, after.credited, "credited", credited);
    Gives delta;
    if (!more.empty()) {
      delta.accrued = more.size() == 1
                          ? more.front()
                          : Sum(ChangeBy(horizon), unit, std::move(more));
      delta.waived = Within("waived, at most what accrued", waived,
                            delta.accrued);
      delta.credited = Within("credited, at most what accrued", credited,
                              ToPay({delta.accrued, delta.waived, nullptr, {}}));
      delta.by_days = NotLess(ValueOf(after.waived) - ValueOf(before.waived))
                          ? MoreByDays(before, after)
                          : DaysToPay(before, after);
    }
    RationalRange rest;
    std::vector<Trace> gained, used;
    for (const auto& [all, part] :
         {std::pair(waived, delta.waived), std::pair(credited, delta.credited)}) {
      if (all != nullptr) gained.push_back(all);
      if (part != nullptr) used.push_back(part);
      rest += ValueOf(all) - ValueOf(part);
    }
    if (delta.accrued != nullptr) Later(horizon, now, std::move(delta));
    if (rest.IsExactlyZero()) return;
    Trace reduction = Sum(ReductionBy(horizon), unit, std::move(gained));
    if (!used.empty()) {
      used.insert(used.begin(), std::move(reduction));
      reduction = Difference(ReductionBy(horizon), unit, std::move(used));
    }
    if (!NotLess(reduction->value)) {
      reduction = MaxOf(ReductionBy(horizon), unit,
                        {std::move(reduction), Zero(unit)});
    }
    Reduce(horizon, std::move(reduction));
  }

  // A sum of its own that falls due when the instrument binds.
  void Later(Date horizon, const Occurrence& now, Gives gives) {
    Occurrence delta = now;
    delta.name = base_->name + "+" + IdsBoundOn(instruments_, horizon);
    // Or on a later day that the instrument states.
    delta.due = now.due ? std::max(*now.due, horizon) : horizon;
    delta.due_unknown = false;
    delta.created = horizon;
    delta.accrued = std::move(gives.accrued);
    delta.waived = std::move(gives.waived);
    delta.credited = std::move(gives.credited);
    delta.by_days = std::move(gives.by_days);
    delta.maybe_due.clear();
    deltas_.push_back(std::move(delta));
  }

  std::string ChangeBy(Date horizon) const {
    return "change by " + IdsBoundOn(instruments_, horizon);
  }
  std::string ReductionBy(Date horizon) const {
    return "reduction by " + IdsBoundOn(instruments_, horizon);
  }

  // A reduction is a credit from the day of binding; as of a day before it there
  // is none.
  void Reduce(Date horizon, Trace reduction) {
    if (horizon > as_of_ || reduction->value.IsExactlyZero()) return;
    const std::string unit = reduction->unit;
    credits_.push_back({horizon, reduction->value});
    credit_ = credit_ == nullptr
                  ? std::move(reduction)
                  : Sum("credits", unit, {credit_, std::move(reduction)});
  }

  // What is credited against advances was never open.
  static void CreditAdvances(Line& line) {
    const Occurrence& o = line.occurrence;
    if (o.credited == nullptr || o.accrued == nullptr) return;
    const auto least = IsBack(o.accrued->value) ? MaxOf : MinOf;
    line.credited = least("credited, at most what accrued", o.unit,
                          {o.credited, o.accrued});
    line.credits.push_back({*Date::FromYmd(1, 1, 1), line.credited->value});
  }

  // The part of the credits that a line takes, by day.
  static void Take(std::vector<DatedCredit>& credits, RationalRange rest,
                   Line& line) {
    for (DatedCredit& credit : credits) {
      const RationalRange part =
          IsBack(rest) ? Max(credit.amount, rest) : Min(credit.amount, rest);
      if (part.IsExactlyZero()) continue;
      line.credits.push_back({credit.day, part});
      credit.amount -= part;
      rest -= part;
    }
  }

  void Spread(std::vector<Line>& lines) const {
    Trace rest = credit_;
    std::vector<DatedCredit> credits = credits_;
    for (Line& line : lines) {
      if (rest->value.IsExactlyZero()) return;
      const Occurrence& o = line.occurrence;
      const bool back = IsBack(o.accrued->value);
      Trace part = (back ? MaxOf : MinOf)(
          "credited, at most what accrued", rest->unit,
          {rest, ToPay({o.accrued, o.waived, line.credited, {}})});
      const RationalRange& value = part->value;
      if (!value.IsExact() && !(back ? NotMore(value) : NotLess(value))) {
        part = (back ? MinOf : MaxOf)("credited, at least nothing", rest->unit,
                                      {std::move(part), Zero(rest->unit)});
      }
      if (part->value.IsExactlyZero()) continue;
      Take(credits, part->value, line);
      rest = Difference("rest of the credit", rest->unit, {rest, part});
      line.credited = line.credited == nullptr
                          ? std::move(part)
                          : Sum("credits", rest->unit,
                                {line.credited, std::move(part)});
    }
  }

  const std::string& contract_;
  const std::vector<BoundInstrument>& instruments_;
  const Date as_of_;
  const Settlements& settlements_;
  SameFigures& same_;
  Lines& out_;
  std::optional<Occurrence> base_;
  std::vector<Occurrence> deltas_;
  Gives current_;  // what the last horizon gave in all
  Trace credit_;   // of reductions
  std::vector<DatedCredit> credits_;  // what it consists of, by day
  std::string due_moved_;
  std::optional<Date> previous_;
};

struct KeyBefore {
  bool operator()(const OccurrenceKey* a, const OccurrenceKey* b) const {
    return *a < *b;
  }
};

}  // namespace

std::optional<RationalRange> AccruedIn(const Lines& lines,
                                       const OccurrenceKey& key) {
  for (const Line& line : lines.lines) {
    const Occurrence& o = line.occurrence;
    if (o.clause == key.first && o.name == key.second && o.accrued != nullptr) {
      return o.accrued->value;
    }
  }
  return std::nullopt;
}

std::map<OccurrenceKey, KeptSum>::const_iterator KeptOf(const Lines& lines,
                                                        const Occurrence& o) {
  auto kept = lines.counted.find({o.clause, o.name});
  // What a later instrument adds is named behind a plus.
  for (std::size_t plus = o.name.find('+');
       kept == lines.counted.end() && plus != std::string::npos;
       plus = o.name.find('+', plus + 1)) {
    kept = lines.counted.find({o.clause, o.name.substr(0, plus)});
  }
  if (kept != lines.counted.end()) return kept;
  // The first item of a period stands for one that is final as one sum.
  const auto item = lines.counted.lower_bound({o.clause, o.name + "."});
  const bool of_it = item != lines.counted.end() &&
                     item->first.first == o.clause &&
                     item->first.second.starts_with(o.name + ".");
  return of_it ? item : kept;
}

Trace AsItCounts(const KeptSum& sum, Trace part) {
  const Trace& counts = sum.counts.accrued;
  if (sum.owed == nullptr) return part;
  if (part->value.IsExactlyZero()) return Zero(counts->unit);
  if (sum.owed->value.IsExactlyZero()) {
    return Unknown("a part of nothing", counts->unit,
                   std::string(finding::kAmbiguousReading), {std::move(part)},
                   {});
  }
  const auto unit = Unit::Parse(counts->unit);
  return Rounded(
      "as it counts",
      Product(
          "as it counts", counts->unit,
          {Quotient("part of the sum", "", std::move(part), sum.owed), counts}),
      unit.ok() ? unit->DecimalPlaces() : 0, RoundingMode::kHalfAway);
}

Lines LinesOf(const std::string& contract,
              const std::vector<BoundInstrument>& instruments,
              const Timeline& timeline, const Facts& facts, Date as_of) {
  Evaluation final =
      Evaluate(contract, instruments, timeline, facts, as_of);
  const std::vector<Date> horizons = HorizonsOf(instruments, final);
  std::vector<Evaluation> earlier;
  for (std::size_t i = 0; i + 1 < horizons.size(); ++i) {
    const Timeline until(contract, BoundBy(instruments, horizons[i]),
                         std::nullopt, &facts);
    earlier.push_back(Evaluate(contract, instruments, until, facts, as_of));
  }
  std::set<const OccurrenceKey*, KeyBefore> keys;
  for (const auto& [key, o] : final.occurrences) keys.insert(keys.end(), &key);
  for (const Evaluation& e : earlier) {
    for (const auto& [key, o] : e.occurrences) keys.insert(&key);
  }

  Lines result;
  result.balances = std::move(final.balances);
  result.findings = std::move(final.findings);
  result.counted = std::move(final.counted);
  const auto find = [](const Evaluation& e,
                       const OccurrenceKey& key) -> const Occurrence* {
    const auto found = e.occurrences.find(key);
    return found == e.occurrences.end() ? nullptr : &found->second;
  };
  const Settlements settlements(timeline, facts, as_of);
  SameFigures same;
  for (const OccurrenceKey* each : keys) {
    const OccurrenceKey& key = *each;
    Merger merger(contract, instruments, as_of, settlements, same, result);
    for (std::size_t i = 0; i < earlier.size(); ++i) {
      merger.Step(horizons[i], find(earlier[i], key));
    }
    const Occurrence* last = find(final, key);
    if (!horizons.empty()) merger.Step(horizons.back(), last);
    merger.Finish(last);
  }
  return result;
}

}  // namespace covenant

#include "replay/money/horizons.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace covenant {
namespace {

bool ChangesTerms(const TermOp& op) {
  if (op.never || op.days.Empty()) return false;
  if (op.change == nullptr) return true;
  return op.change->op != Change::Op::kWaive &&
         op.change->op != Change::Op::kConsent &&
         op.change->op != Change::Op::kSuspend &&
         op.change->op != Change::Op::kRelease;
}

// By due day, the last end of a period that fell due on or before it.
std::map<Date, Date> LastEndsOf(const Evaluation& final) {
  std::map<Date, Date> ends;
  for (const auto& [key, o] : final.occurrences) {
    if (!o.due || !o.period || !o.period->until()) continue;
    Date& end = ends.try_emplace(*o.due, *o.period->until()).first->second;
    end = std::max(end, *o.period->until());
  }
  std::optional<Date> last;
  for (auto& [due, end] : ends) {
    if (last) end = std::max(end, *last);
    last = end;
  }
  return ends;
}

// Whether the instrument can change a sum that fell due before it bound: it
// reaches back, or into a period that was paid for in advance.
bool ReachesBack(const BoundInstrument& instrument,
                 const std::map<Date, Date>& paid_ahead) {
  for (const TermOp& op : instrument.ops) {
    if (!ChangesTerms(op) || !op.days.from()) continue;
    if (*op.days.from() < instrument.binding) return true;
    // The last end of the periods that fell due before.
    const auto after = paid_ahead.lower_bound(instrument.binding);
    if (after != paid_ahead.begin() &&
        *op.days.from() < std::prev(after)->second) {
      return true;
    }
  }
  return false;
}

// The binding days up to which the contract is to be replayed. Where no later
// instrument reaches back, once with all; else once without the first that does,
// and from then on for every binding day, because what binds in between decides
// what had fallen due.
std::vector<Date> HorizonsOf(const std::vector<BoundInstrument>& instruments,
                             const Evaluation& final) {
  std::set<Date> bindings;
  for (const BoundInstrument& i : instruments) bindings.insert(i.binding);
  if (bindings.empty()) return {};
  const std::map<Date, Date> paid_ahead = LastEndsOf(final);
  auto first = std::prev(bindings.end());
  for (const BoundInstrument& i : instruments) {
    // The first instrument of all meets nothing that had fallen due.
    if (i.binding == *bindings.begin() || !ReachesBack(i, paid_ahead)) continue;
    const auto before = std::prev(bindings.find(i.binding));
    if (*before < *first) first = before;
  }
  return {first, bindings.end()};
}

std::string IdsBoundOn(const std::vector<BoundInstrument>& instruments,
                       Date day) {
  // By id, so that the order of recording does not show in names.
  std::set<std::string> bound;
  for (const BoundInstrument& i : instruments) {
    if (i.binding == day) bound.insert(i.id());
  }
  std::string ids;
  for (const std::string& id : bound) ids += (ids.empty() ? "" : "+") + id;
  return ids;
}

// One occurrence through the horizons.
class Merger {
 public:
  Merger(const std::string& contract,
         const std::vector<BoundInstrument>& instruments, Lines& out)
      : contract_(contract), instruments_(instruments), out_(out) {}

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
    // Of what is not owed any more nothing is waived: it is credited whole.
    base_->waived = final != nullptr ? final->waived : nullptr;
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
    // A credit takes from the original sum first, then from later increases.
    std::vector<Line> lines;
    lines.push_back({*std::move(base_), nullptr, {}, {}, {}, {}});
    for (Occurrence& delta : deltas_) {
      lines.push_back({std::move(delta), nullptr, {}, {}, {}, {}});
    }
    if (final != nullptr && final->credited != nullptr) {
      // What is credited against advances was never open.
      credits_.insert(credits_.begin(),
                      {*Date::FromYmd(1, 1, 1), final->credited->value});
      credit_ = credit_ == nullptr ? final->credited
                                   : Sum("credits", final->unit,
                                         {credit_, final->credited});
    }
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
    base_ = now;
    deltas_.clear();
    credit_ = nullptr;
    credits_.clear();
    due_moved_.clear();
    current_ = now.accrued;
    const bool within =
        now.created <= horizon && (!previous_ || now.created > *previous_);
    const Date bound = within ? now.created : (previous_ ? horizon : now.created);
    if (base_->due && *base_->due < bound) {
      due_moved_ = base_->due->ToString();
      base_->due = bound;
    }
  }

  void Vanish(Date horizon) {
    if (!base_) return;
    if (!FellDueBefore(horizon) || current_ == nullptr) {
      base_.reset();
      return;
    }
    const Trace nothing =
        ConstantLeaf("nothing", RationalRange(), current_->unit);
    Credit(horizon, nothing);
    current_ = nothing;
  }

  void Compare(Date horizon, const Occurrence& now) {
    if (now.unit != current_->unit) {
      // Between two currencies there is no difference: the sum in the new one
      // takes the place of the old, and falls due when that is agreed.
      Occurrence next = now;
      next.due = horizon;
      Begin(horizon, next);
      return;
    }
    const RationalRange& before = current_->value;
    const RationalRange& after = now.accrued->value;
    if (before == after) return;
    const auto known_sign = [&] {
      const RationalRange change = after - before;
      return (change.at_least() && change.at_least()->Sign() >= 0) ||
             (change.at_most() && change.at_most()->Sign() <= 0);
    };
    if (!known_sign()) {
      // How much of an unknown sum is new cannot be said.
      Occurrence next = now;
      next.due = base_->due;
      next.due_unknown = base_->due_unknown;
      base_ = std::move(next);
      deltas_.clear();
      credit_ = nullptr;
      credits_.clear();
      current_ = now.accrued;
      return;
    }
    const bool negative =
        (before.at_least() && before.at_least()->Sign() < 0) ||
        (after.at_least() && after.at_least()->Sign() < 0);
    const RationalRange change = after - before;
    const bool less = change.at_most() && change.at_most()->Sign() <= 0;
    if (less && !negative) {
      Credit(horizon, now.accrued);
    } else {
      // Of a negative share the difference, of either sign, is a sum of its own.
      const std::string ids = IdsBoundOn(instruments_, horizon);
      Occurrence delta = now;
      delta.name = base_->name + "+" + ids;
      delta.due = horizon;
      delta.due_unknown = false;
      delta.waived = nullptr;
      delta.accrued = Difference("change by " + ids, now.unit,
                                 {now.accrued, current_});
      deltas_.push_back(std::move(delta));
    }
    current_ = now.accrued;
  }

  void Credit(Date horizon, const Trace& now) {
    Trace reduction =
        Difference("reduction by " + IdsBoundOn(instruments_, horizon),
                   current_->unit, {current_, now});
    credits_.push_back({horizon, reduction->value});
    credit_ = credit_ == nullptr
                  ? std::move(reduction)
                  : Sum("credits", current_->unit, {credit_, std::move(reduction)});
  }

  // Whether it is owed the other way round.
  static bool IsBack(const RationalRange& range) {
    return range.ok() && range.at_most() && range.at_most()->Sign() < 0;
  }

  // The part of the credits that a line takes, by day.
  static void Take(std::vector<DatedCredit>& credits, Line& line) {
    RationalRange rest = line.credited->value;
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
      const Trace& accrued = line.occurrence.accrued;
      const auto least = IsBack(accrued->value) ? MaxOf : MinOf;
      line.credited = least("credited, at most what accrued", rest->unit,
                            {rest, accrued});
      Take(credits, line);
      rest = Difference("rest of the credit", rest->unit, {rest, line.credited});
    }
  }

  const std::string& contract_;
  const std::vector<BoundInstrument>& instruments_;
  Lines& out_;
  std::optional<Occurrence> base_;
  std::vector<Occurrence> deltas_;
  Trace current_;  // what the last horizon gave in all
  Trace credit_;
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

Lines LinesOf(const std::string& contract,
              const std::vector<BoundInstrument>& instruments,
              const Timeline& timeline, const Facts& facts, Date as_of) {
  Evaluation final =
      Evaluate(contract, instruments, timeline, facts, as_of);
  const std::vector<Date> horizons = HorizonsOf(instruments, final);
  std::vector<Evaluation> earlier;
  for (std::size_t i = 0; i + 1 < horizons.size(); ++i) {
    const Timeline until(contract, instruments, horizons[i], &facts);
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
  const auto find = [](const Evaluation& e,
                       const OccurrenceKey& key) -> const Occurrence* {
    const auto found = e.occurrences.find(key);
    return found == e.occurrences.end() ? nullptr : &found->second;
  };
  for (const OccurrenceKey* each : keys) {
    const OccurrenceKey& key = *each;
    Merger merger(contract, instruments, result);
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

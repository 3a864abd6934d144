#include "replay/money/finality.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "replay/money/account.h"
#include "replay/money/gives.h"
#include "replay/money/rounds.h"
#include "replay/money/waivers.h"

namespace covenant {
namespace {

// A statement that nobody objected to, and the day on which it became final.
struct Lock {
  const Recorded* record = nullptr;
  const Statement* statement = nullptr;
  Date day;
};

// What a lock makes of a sum.
struct FinalSum {
  std::vector<Line> lines;
  bool stated = false;      // another amount than the computed one
  bool other_unit = false;  // stated in another unit: it is not final
};

// The sum, its items, and what later instruments added to it.
bool IsOf(const Line& line, const std::string& clause, const std::string& name) {
  const Occurrence& o = line.occurrence;
  if (o.clause != clause || line.opened || !o.name.starts_with(name)) {
    return false;
  }
  const std::size_t length = name.size();
  return o.name.size() == length || o.name[length] == '+' ||
         o.name[length] == '.';
}

// What accrued, before credits.
RationalRange Accrued(const std::vector<Line>& lines) {
  RationalRange sum;
  for (const Line& line : lines) {
    if (line.occurrence.accrued != nullptr) sum += line.occurrence.accrued->value;
  }
  return sum;
}

// What the lines come to; negative for what is owed the other way round.
RationalRange NetOfLines(const std::vector<Line>& lines) {
  RationalRange net;
  for (const Line& line : lines) {
    if (line.occurrence.accrued != nullptr) net += line.occurrence.accrued->value;
    if (line.credited != nullptr) net -= line.credited->value;
  }
  return net;
}

std::string Shown(const RationalRange& range, const std::string& unit) {
  const auto parsed = Unit::Parse(unit);
  if (!parsed.ok()) return range.ToString();
  const auto amount = Amount::FromRange(
      range, *parsed, parsed->DecimalPlaces(), RoundingMode::kHalfAway);
  return amount.ok() ? amount->ToString() : range.ToString();
}

class Locker {
 public:
  Locker(const std::string& contract, const Timeline& timeline,
         const Facts& facts, Date as_of, const KnownAt& known_at,
         const std::function<Lines(const Facts&)>& lines_of)
      : contract_(contract),
        timeline_(timeline),
        facts_(facts),
        as_of_(as_of),
        known_at_(known_at),
        lines_of_(lines_of),
        computed_(lines_of(facts)),
        lines_(computed_) {}

  Lines Run() {
    std::vector<std::pair<std::string, Lock>> locks;
    for (const auto& [obligation, statements] : facts_.statements) {
      if (!Turn(obligation)) continue;
      if (const auto lock = LockOf(statements)) {
        locks.emplace_back(obligation, *lock);
      }
    }
    if (locks.empty()) return Told();
    // What was known at one statement rests on those before it: asked for in
    // their order, each is computed from what is there already.
    std::set<std::uint64_t> sequences;
    for (const auto& [obligation, lock] : locks) {
      sequences.insert(lock.record->event->sequence);
    }
    for (const std::uint64_t sequence : sequences) known_at_(sequence);
    Facts closed = facts_;
    bool reports = false, counts = false;  // make a difference
    for (const auto& [obligation, lock] : locks) {
      Turn(obligation);
      const FinalSum final = FinalOf(lock);
      if (final.other_unit) continue;
      const AsKnown then = known_at_(lock.record->event->sequence);
      if (const auto period = PeriodIn(then.lines)) {
        reports |= CloseReports(then.facts, clause_, *period, closed);
      }
      counts |= CloseCounts(final, then.lines, closed);
    }
    if (reports || counts) lines_ = lines_of_(closed);
    // What is computed of a sum is what it is with those that are final.
    if (counts && !reports) computed_ = lines_;
    for (const auto& [obligation, lock] : locks) {
      Turn(obligation);
      Apply(lock);
    }
    std::erase_if(lines_.lines, [&](const Line& line) {
      return std::any_of(taken_.begin(), taken_.end(), [&](const auto& sum) {
        return IsOf(line, sum.first, sum.second);
      });
    });
    std::move(final_.begin(), final_.end(), std::back_inserter(lines_.lines));
    return Told();
  }

 private:
  Lines Told() {
    lines_.findings.insert(lines_.findings.end(), told_.begin(), told_.end());
    return std::move(lines_);
  }

  // Makes the sum the one at hand; false if it is none of a clause.
  bool Turn(const std::string& obligation) {
    const std::size_t slash = obligation.find('/');
    if (slash == std::string::npos) return false;
    clause_ = obligation.substr(0, slash);
    name_ = obligation.substr(slash + 1);
    return true;
  }

  // The period of the sum, where it has one.
  std::optional<Interval> PeriodIn(const Lines& lines) const {
    for (const Line& line : lines.lines) {
      if (IsOf(line, clause_, name_)) return line.occurrence.period;
    }
    return std::nullopt;
  }

  // The sum and its items, by what they count.
  std::vector<OccurrenceKey> KeysIn(const Lines& lines) const {
    std::vector<OccurrenceKey> keys;
    for (auto each = lines.counted.lower_bound({clause_, name_});
         each != lines.counted.end() && each->first.first == clause_; ++each) {
      const std::string& name = each->first.second;
      if (name == name_ || name.starts_with(name_ + ".")) {
        keys.push_back(each->first);
      }
    }
    return keys;
  }

  // What the sums that depend on it count is what is final, whatever amendments
  // say since; whether that makes a difference.
  bool CloseCounts(const FinalSum& final, const Lines& then,
                   Facts& closed) const {
    bool differs = false;
    const Lines& by = KeysIn(then).empty() ? computed_ : then;
    const std::vector<OccurrenceKey> keys = KeysIn(by);
    for (const OccurrenceKey& key : keys) {
      const KeptSum& kept = by.counted.at(key);
      CountedSum counts = kept.counts;
      counts.waived = nullptr;
      if (final.stated && key != keys.front()) {
        // One sum has been stated, whatever it consists of.
        counts = {Zero(kept.counts.accrued->unit), nullptr, nullptr};
      } else {
        for (const Line& line : final.lines) {
          const Occurrence& o = line.occurrence;
          if (final.stated) {
            counts.accrued = AsItCounts(kept, o.accrued);
            counts.credited = line.credited == nullptr
                                  ? nullptr
                                  : AsItCounts(kept, line.credited);
          }
          if (o.waived == nullptr) continue;
          if (!final.stated && KeptOf(by, o)->first != key) continue;
          counts.waived =
              SumWith("waived", counts.waived, AsItCounts(kept, o.waived));
        }
      }
      const auto now = computed_.counted.find(key);
      differs |= now != computed_.counted.end() &&
                 !SameCounts(now->second.counts, counts);
      closed.closed_counts.insert_or_assign(key, std::move(counts));
    }
    return differs;
  }

  // The clause as it reads on the day of delivery or, where it has left the
  // terms by then, on the day that closes the sum.
  const ClauseState* ClauseOn(Date delivered) const {
    std::vector<Date> days{delivered};
    for (const Line& line : lines_.lines) {
      if (IsOf(line, clause_, name_) && line.occurrence.closes_on) {
        days.push_back(*line.occurrence.closes_on);
        break;
      }
    }
    for (const Date day : days) {
      const auto& clauses = timeline_.At(day).clauses;
      const auto found = clauses.find(clause_);
      if (found != clauses.end()) return &found->second;
    }
    return nullptr;
  }

  std::optional<Date> FinalOn(const Statement& statement) {
    const ClauseState* clause = ClauseOn(statement.delivered);
    const auto* after = clause == nullptr
                            ? nullptr
                            : clause->As<Duration>("finality.after");
    if (after == nullptr) return std::nullopt;
    // Counted as due days are, so that it may be in business days.
    DueRule rule;
    rule.after = *after;
    rule.anchor = DueAnchor::kMilestone;
    DueAnchors anchors;
    anchors.milestone = statement.delivered;
    DueCalendar calendar = DueCalendarOf(facts_, *clause);
    calendar.roll = Roll::kNone;
    const DueAnswer answer = FindDueDay(rule, anchors, calendar);
    if (answer.uncovered) {
      told_.push_back(
          {std::string(finding::kMissingCalendar), Subject(),
           "no calendar covers the days on which the statement can be objected "
           "to; it is not final",
           clause->created_by});
    }
    return answer.day;
  }

  // Whether the sum, or a part that a transfer made of it, was in dispute
  // between delivery and the day: one who objects to a part of what is stated
  // objects.
  bool Objected(Date delivered, Date day) const {
    return std::any_of(
        facts_.disputes.begin(), facts_.disputes.end(), [&](const Recorded* r) {
          const auto& dispute = *r->event->As<Dispute>();
          if (dispute.date > day) return false;
          const std::string& of = dispute.obligation;
          const std::string sum = clause_ + "/" + name_;
          if (of != clause_ && of != sum && !of.starts_with(sum + ".")) {
            return false;
          }
          const auto end = facts_.resolutions.find(r->event->id);
          return end == facts_.resolutions.end() ||
                 end->second->event->As<DisputeResolution>()->date >= delivered;
        });
  }

  // Statements are in the order of delivery; one that comes before the lock of
  // the one before it takes its place.
  std::optional<Lock> LockOf(const std::vector<const Recorded*>& statements) {
    for (auto it = statements.begin(); it != statements.end(); ++it) {
      const auto& statement = *(*it)->event->As<Statement>();
      const auto day = FinalOn(statement);
      if (!day || *day > as_of_) continue;
      const auto next = std::next(it);
      if (next != statements.end() &&
          (*next)->event->As<Statement>()->delivered <= *day) {
        continue;
      }
      if (Objected(statement.delivered, *day)) continue;
      return Lock{*it, &statement, *day};
    }
    return std::nullopt;
  }

  std::vector<Line> LinesIn(const Lines& lines) const {
    std::vector<Line> result;
    std::copy_if(lines.lines.begin(), lines.lines.end(),
                 std::back_inserter(result),
                 [&](const Line& line) { return IsOf(line, clause_, name_); });
    return result;
  }

  // What the lock makes of the sum; no lines where there is none.
  FinalSum FinalOf(const Lock& lock) const {
    FinalSum final;
    std::vector<Line> now = LinesIn(computed_);
    final.lines = LinesIn(known_at_(lock.record->event->sequence).lines);
    if (final.lines.empty()) {
      if (now.empty() || !lock.statement->amount) return final;
      final.lines = {now.front()};
    }
    if (const auto& amount = lock.statement->amount) {
      if (amount->unit().text() != final.lines.front().occurrence.unit) {
        final.other_unit = true;
        return final;
      }
      if (NetOfLines(final.lines) != amount->Range()) {
        State(lock, *amount, final.lines);
        final.stated = true;
        if (!now.empty()) now = {Joined(now)};
      }
    }
    for (Line& line : final.lines) {
      line.locked = lock.day;
      for (const Line& current : now) {
        if (current.occurrence.name == line.occurrence.name) {
          KeepDays(current, line);
        }
      }
    }
    return final;
  }

  void Apply(const Lock& lock) {
    FinalSum sum = FinalOf(lock);
    std::vector<Line>& final = sum.lines;
    if (final.empty()) return;
    const std::string unit = final.front().occurrence.unit;
    if (sum.other_unit) {
      lines_.findings.push_back(
          {std::string(finding::kCurrencyMismatch), Subject(),
           lock.record->event->id + " states " +
               lock.statement->amount->ToString() + ", the sum is in " + unit +
               "; it is not final",
           lock.record->refs});
      return;
    }
    const std::vector<Line> now = LinesIn(computed_);
    const RationalRange computed = NetOfLines(now);
    if (!lock.statement->amount && computed == NetOfLines(final)) {
      // Also where all of it is credited against advances.
      Tell(lock, Accrued(now), Accrued(final), unit);
    } else {
      Tell(lock, computed, NetOfLines(final), unit);
    }
    taken_.emplace_back(clause_, name_);
    std::erase_if(final_,
                  [&](const Line& line) { return IsOf(line, clause_, name_); });
    // What is known of it by the statement is not missing any more.
    if (NetOfLines(final).IsExact()) {
      const std::string subject = Subject();
      std::erase_if(lines_.findings, [&](const Finding& f) {
        return f.subject == subject && (f.code == finding::kMissingReport ||
                                        f.code == finding::kAmbiguousReading);
      });
    }
    std::move(final.begin(), final.end(), std::back_inserter(final_));
  }

  std::string Subject() const { return contract_ + "/" + clause_ + "/" + name_; }

  // All lines of the sum as one.
  Line Joined(const std::vector<Line>& lines) const {
    Line joined = lines.front();
    Occurrence& o = joined.occurrence;
    o.name = name_;
    std::vector<Trace> accrued, waived;
    for (const Line& line : lines) {
      if (line.occurrence.accrued != nullptr) {
        accrued.push_back(line.occurrence.accrued);
      }
      if (line.occurrence.waived != nullptr) {
        waived.push_back(line.occurrence.waived);
      }
    }
    if (accrued.size() > 1) o.accrued = Sum("computed", o.unit, accrued);
    if (waived.size() > 1) o.waived = Sum("waived", o.unit, waived);
    if (waived.size() == 1) o.waived = waived.front();
    return joined;
  }

  // What is stated is one sum, whatever it consisted of, and what is to be
  // paid: what is credited against advances has accrued beside it.
  void State(const Lock& lock, const Amount& amount,
             std::vector<Line>& final) const {
    Trace credited;
    for (const Line& line : final) {
      const Occurrence& o = line.occurrence;
      if (o.credited == nullptr || o.accrued == nullptr) continue;
      const auto least = IsBack(o.accrued->value) ? MaxOf : MinOf;
      credited = SumWith("credited", credited,
                         least("credited, at most what accrued", o.unit,
                               {o.credited, o.accrued}));
    }
    final.erase(final.begin() + 1, final.end());
    Line& line = final.front();
    Occurrence& o = line.occurrence;
    o.name = name_;
    // The sum of one shows the words beside the figure also at the top.
    o.accrued = Sum(
        "final", o.unit,
        {Leaf("stated on " + lock.statement->delivered.ToString() +
                  ", final since " + lock.day.ToString(),
              amount.Range(), o.unit, lock.record->event->basis,
              lock.record->refs, PlaceOf(*lock.record->event, ""),
              std::string(finding::kUndisclosedAmount))});
    o.contingent = nullptr;
    o.credited = credited;
    line.credited = credited;
    line.credits.clear();
    if (credited == nullptr || credited->value.IsExactlyZero()) return;
    o.accrued = Sum("final and credited", o.unit, {o.accrued, credited});
    line.credits.push_back({*Date::FromYmd(1, 1, 1), credited->value});
  }

  // Only the amount is final: when it is due and what is waived of it are as
  // they are computed now.
  static void KeepDays(const Line& now, Line& final) {
    const Occurrence& from = now.occurrence;
    Occurrence& to = final.occurrence;
    to.due = from.due;
    to.due_because = from.due_because;
    if (from.waived == nullptr || from.accrued == nullptr) {
      to.waived = nullptr;
    } else if (to.accrued == nullptr || from.accrued->value == to.accrued->value) {
      to.waived = from.waived;
    } else if (from.accrued->value.IsExactlyZero()) {
      // A part of nothing says nothing of a part of something.
      to.waived = Maybe("waived of the final amount", to.accrued,
                        std::string(finding::kAmbiguousReading));
    } else {
      to.waived = WaivedOf(from, "waived of the final amount", to.accrued);
    }
  }

  void Tell(const Lock& lock, const RationalRange& computed,
            const RationalRange& final, const std::string& unit) {
    if (computed == final) return;
    std::vector<EventRef> because = lock.record->refs;
    for (const Line& line : computed_.lines) {
      if (!IsOf(line, clause_, name_) || line.occurrence.accrued == nullptr) {
        continue;
      }
      for (const EventRef& ref : EventsOf(line.occurrence.accrued)) {
        if (ref.version > lock.record->refs.front().version) {
          because.push_back(ref);
        }
      }
    }
    std::sort(because.begin(), because.end());
    lines_.findings.push_back(
        {std::string(finding::kFinalAmountDiffers), Subject(),
         "computed " + Shown(computed, unit) + ", final " + Shown(final, unit) +
             ", locked " + lock.day.ToString() + " by the statement " +
             lock.record->event->id + " of " +
             lock.statement->delivered.ToString(),
         because});
  }

  const std::string& contract_;
  const Timeline& timeline_;
  const Facts& facts_;
  const Date as_of_;
  const KnownAt& known_at_;
  const std::function<Lines(const Facts&)>& lines_of_;
  Lines computed_;  // from all reports
  Lines lines_;
  std::vector<Line> final_;  // in the place of those of these sums
  std::vector<OccurrenceKey> taken_;
  std::vector<Finding> told_;
  // Of the sum at hand.
  std::string clause_;
  std::string name_;
};

}  // namespace

Lines LinesWithFinal(const std::string& contract, const Timeline& timeline,
                     const Facts& facts, Date as_of, const KnownAt& known_at,
                     const std::function<Lines(const Facts&)>& lines_of) {
  if (facts.statements.empty()) return lines_of(facts);
  return Locker(contract, timeline, facts, as_of, known_at, lines_of).Run();
}

}  // namespace covenant

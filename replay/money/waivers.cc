#include "replay/money/waivers.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "replay/money/pieces.h"
#include "replay/money/rounds.h"

namespace covenant {

std::vector<AmountWaiver> AmountWaiversOf(const Timeline& timeline) {
  std::map<std::tuple<EventRef, std::size_t, std::string>, AmountWaiver> waivers;
  for (const Segment& segment : timeline.segments()) {
    for (const auto& [id, clause] : segment.terms->clauses) {
      for (const Attachment& a : clause.attachments) {
        if (a.type != "waiver" || !a.amount || a.because.empty()) continue;
        AmountWaiver& waiver =
            waivers[{a.because.front(), a.place_in_event, id}];
        waiver.clause = id;
        waiver.attachment = a;
        waiver.days.push_back(segment.days);
      }
    }
  }
  std::vector<AmountWaiver> result;
  result.reserve(waivers.size());
  for (auto& [key, waiver] : waivers) result.push_back(std::move(waiver));
  return result;
}

namespace {

bool Covers(const AmountWaiver& waiver, const Occurrence& o) {
  return std::any_of(
      waiver.days.begin(), waiver.days.end(), [&](const Interval& days) {
        if (waiver.attachment.measured_by == WaiverMeasure::kDueDate) {
          return o.due && days.Contains(*o.due);
        }
        if (o.figure_day) return days.Contains(*o.figure_day);
        if (o.period) return days.Overlaps(*o.period);
        return o.accrued_on && days.Contains(*o.accrued_on);
      });
}

bool LineBefore(const Line* a, const Line* b) {
  const Occurrence& x = a->occurrence;
  const Occurrence& y = b->occurrence;
  if (x.due.has_value() != y.due.has_value()) return x.due.has_value();
  if (x.due != y.due) return *x.due < *y.due;
  return x.name < y.name;
}

// What of the line is not waived or credited yet.
Trace Rest(const Line& line) {
  const Occurrence& o = line.occurrence;
  const Trace zero = ConstantLeaf("nothing", RationalRange(), o.unit);
  std::vector<Trace> parts{o.accrued};
  if (o.waived != nullptr) parts.push_back(o.waived);
  if (line.credited != nullptr) parts.push_back(line.credited);
  if (parts.size() == 1) return MaxOf("at most what accrued", o.unit,
                                      {o.accrued, zero});
  return MaxOf("at most what is not waived or credited", o.unit,
               {Difference("accrued less waived and credited", o.unit,
                           std::move(parts)),
                zero});
}

// By part of each line's days, what waivers by amount have taken of it: in the
// measure of DaysPart.
using TakenOfDays = std::map<const Line*, std::vector<RationalRange>>;

bool OverlapsAny(const Interval& days, const std::vector<Interval>& inside) {
  return std::any_of(inside.begin(), inside.end(),
                     [&](const Interval& one) { return one.Overlaps(days); });
}

// What of the line accrued on the days of the waiver and is not waived there
// yet; null: all of it counts. A stretch of days that the terms do not divide
// is all of these days or none: how what accrued is spread inside it is not
// said.
Trace OnItsDays(const AmountWaiver& waiver, const Line& line,
                const TakenOfDays& taken) {
  const Occurrence& o = line.occurrence;
  if (waiver.attachment.measured_by == WaiverMeasure::kDueDate) return nullptr;
  const auto before = taken.find(&line);
  RationalRange all, inside;
  for (std::size_t i = 0; i < o.by_days.size(); ++i) {
    const DaysPart& part = o.by_days[i];
    all += part.accrued;
    if (!OverlapsAny(part.days, waiver.days)) continue;
    inside += part.accrued - part.waived;
    if (before != taken.end()) inside -= before->second[i];
  }
  if (!all.IsExact() || !inside.IsExact() || all.value().Sign() <= 0 ||
      all == inside) {
    return nullptr;
  }
  const std::string label = "accrued on the days of the waiver";
  return RoundedToMinorUnit(
      label,
      Product(label, o.unit,
              {o.accrued,
               Leaf("part of these days", inside / all, "", Basis::kOfficial,
                    waiver.attachment.because, waiver.attachment.place)}));
}

// Notes that the part is waived of the line on the days of the waiver.
void Take(const AmountWaiver& waiver, const Line& line, const Trace& part,
          TakenOfDays& taken) {
  const Occurrence& o = line.occurrence;
  if (o.accrued->value.IsExactlyZero()) return;
  auto& of_line =
      taken.try_emplace(&line, o.by_days.size(), RationalRange()).first->second;
  RationalRange all;
  for (const DaysPart& one : o.by_days) all += one.accrued;
  RationalRange left = part->value * all / o.accrued->value;
  for (std::size_t i = 0; i < o.by_days.size(); ++i) {
    const DaysPart& one = o.by_days[i];
    if (!OverlapsAny(one.days, waiver.days)) continue;
    const RationalRange here = Min(left, one.accrued - one.waived - of_line[i]);
    of_line[i] += here;
    left -= here;
  }
}

// As one figure: how it is spread is told with the sum itself, and was computed
// by what the round before counted.
Trace AsOneFigure(const Trace& waived) {
  const std::set<std::string> codes = UnknownBecause(waived);
  return Leaf("waived by amount", waived->value, waived->unit, waived->basis,
              EventsOf(waived), "",
              codes.empty() ? std::string(finding::kUndisclosedAmount)
                            : *codes.begin());
}

// What is waived of sums by amount, as it counts.
std::map<OccurrenceKey, Trace> WaivedByAmount(const Lines& lines) {
  std::map<OccurrenceKey, Trace> waived;
  for (const Line& line : lines.lines) {
    const Occurrence& o = line.occurrence;
    if (o.waived_by_amount == nullptr) continue;
    const auto kept = KeptOf(lines, o);
    if (kept == lines.counted.end()) continue;
    Trace& all = waived[kept->first];
    all = SumWith("waived by amount", all,
                  AsItCounts(kept->second, o.waived_by_amount));
  }
  for (auto& [key, all] : waived) all = AsOneFigure(all);
  return waived;
}

// All of it or nothing.
Trace UnsettledWaiver(const Trace& waived) {
  const Trace zero = ConstantLeaf("nothing", RationalRange(), waived->unit);
  return MaxOf("waived by amount, at least nothing", waived->unit,
               {Unknown("what is waived of it depends on itself", waived->unit,
                        std::string(finding::kUndefinedFigure), {}, {}),
                zero});
}

}  // namespace

Lines LinesBeforeWaivers(const std::string& contract,
                         const std::vector<AmountWaiver>& waivers,
                         const Facts& facts,
                         const std::function<Lines(const Facts&)>& lines_of) {
  if (waivers.empty()) return lines_of(facts);
  Facts fed = facts;
  fed.keeps_counts = true;
  Rounds<Trace> rounds(SameFigure, UnsettledWaiver);
  for (;;) {
    Lines lines = lines_of(fed);
    Lines waived = lines;
    WaiveAmounts(contract, waivers, waived);
    if (rounds.Settled(WaivedByAmount(waived))) {
      for (const auto& [clause, name] : rounds.open()) {
        lines.findings.push_back({std::string(finding::kUndefinedFigure),
                                  contract + "/" + clause + "/" + name,
                                  "what is waived of it depends on itself",
                                  {}});
      }
      return lines;
    }
    fed.waived_by_amount = rounds.known();
  }
}

void WaiveAmounts(const std::string& contract,
                  const std::vector<AmountWaiver>& waivers, Lines& lines) {
  TakenOfDays taken;
  for (const AmountWaiver& waiver : waivers) {
    const Attachment& a = waiver.attachment;
    const std::string unit = a.amount->unit().text();
    const std::string& id = a.because.front().id;
    Trace left = Leaf("waived by " + id, a.amount->Range(), unit,
                      Basis::kOfficial, a.because, a.place,
                      std::string(finding::kUndisclosedAmount));
    std::vector<Line*> covered;
    for (Line& line : lines.lines) {
      const Occurrence& o = line.occurrence;
      if (o.clause != waiver.clause || o.accrued == nullptr ||
          !Covers(waiver, o)) {
        continue;
      }
      if (o.unit == unit) {
        covered.push_back(&line);
      } else {
        lines.findings.push_back(
            {std::string(finding::kCurrencyMismatch),
             contract + "/" + o.clause + "/" + o.name,
             id + " waives " + a.amount->ToString() + ", the sum is in " +
                 o.unit + "; nothing is waived of it",
             a.because});
      }
    }
    std::sort(covered.begin(), covered.end(), LineBefore);
    std::string debtor, creditor;
    for (Line* line : covered) {
      Occurrence& o = line->occurrence;
      debtor = o.debtor;
      creditor = o.creditor;
      if (left->value.IsExactlyZero()) break;
      std::vector<Trace> most{left, Rest(*line)};
      if (Trace on_days = OnItsDays(waiver, *line, taken)) {
        most.push_back(std::move(on_days));
      }
      Trace part = MinOf("waived of it by " + id, unit, std::move(most));
      if (part->value.IsExactlyZero()) continue;
      Take(waiver, *line, part, taken);
      if (IsLimited(a)) {
        part = Maybe("how much of the sum the waiver reaches is not known",
                     std::move(part), std::string(finding::kUndisclosedAmount));
      }
      left = Difference("left of the waiver " + id, unit, {left, part});
      if (IsLimited(a)) {
        left = MaxOf(
            "left of it, at least nothing", unit,
            {std::move(left), ConstantLeaf("nothing", RationalRange(), unit)});
      }
      o.waived_by_amount =
          SumWith("waived by amount", o.waived_by_amount, part);
      o.waived = o.waived == nullptr ? part
                                     : Sum("waived", unit, {o.waived, part});
    }
    ClauseBalance balance;
    balance.clause = contract + "/" + waiver.clause;
    balance.name = "waiver " + id + " left";
    balance.debtor = debtor;
    balance.creditor = creditor;
    balance.unit = unit;
    balance.trace = left;
    lines.balances.push_back(std::move(balance));
  }
}

Trace WaivedOf(const Occurrence& from, const std::string& label,
               Trace accrued) {
  return RoundedToMinorUnit(
      label,
      Product(label, from.unit,
              {Quotient("part that is waived", "", from.waived, from.accrued),
               std::move(accrued)}));
}

}  // namespace covenant

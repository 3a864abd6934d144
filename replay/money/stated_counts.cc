#include "replay/money/stated_counts.h"

#include <algorithm>

namespace covenant {

bool Closes(const Opening& opening, const std::string& clause) {
  return opening.clauses.empty() ||
         std::find(opening.clauses.begin(), opening.clauses.end(), clause) !=
             opening.clauses.end();
}

bool InClosedPast(const Facts& facts, Date day, const std::string& clause,
                  Date as_of) {
  return std::any_of(
      facts.openings.begin(), facts.openings.end(), [&](const Recorded* r) {
        const auto& opening = *r->event->As<Opening>();
        return opening.through <= as_of && day <= opening.through &&
               (clause.empty() || Closes(opening, clause));
      });
}

std::vector<StatedCount> StatedCountsOf(const Facts& facts,
                                        const std::string& clause,
                                        Counted counted, Date as_of) {
  std::vector<StatedCount> result;
  for (const Recorded* r : facts.openings) {
    const auto& opening = *r->event->As<Opening>();
    if (opening.through > as_of || !Closes(opening, clause)) continue;
    if (!result.empty() && opening.through < result.front().through) continue;
    std::vector<StatedCount> own;
    for (const OpeningCount& count : opening.counts) {
      if (count.clause != clause || count.counted != counted) continue;
      own.push_back(
          {opening.through,
           Leaf("through " + opening.through.ToString() + ", stated by " +
                    r->event->id,
                count.amount.Range(), count.amount.unit().text(),
                r->event->basis, r->refs, PlaceOf(*r->event, ""),
                std::string(finding::kUndisclosedAmount)),
           count.expires});
    }
    if (!own.empty()) result = std::move(own);
  }
  return result;
}

StatedStart::StatedStart(const Facts& facts, const std::string& clause,
                         Counted counted, Date as_of,
                         const std::vector<ClausePeriod>& periods,
                         ResetRule reset) {
  auto stated = StatedCountsOf(facts, clause, counted, as_of);
  if (stated.empty()) return;
  count_ = std::move(stated.front());
  const auto open =
      std::find_if(periods.begin(), periods.end(), [&](const auto& period) {
        return *period.nominal.days.LastDay() > count_->through;
      });
  closed_ = static_cast<std::size_t>(open - periods.begin());
  if (closed_ > 0) return;
  if (periods.empty()) {
    // Before its first period begins a clause has what counts for life.
    with_first_ = reset(ClauseState()) == "never";
    return;
  }
  const std::string rule = reset(*open->last);
  with_first_ = rule == "never" ||
                (rule == "year" &&
                 YearStart(*open->last, count_->through) ==
                     YearStart(*open->last, *open->nominal.days.LastDay()));
}

std::size_t StatedStart::PlaceOf(const ClausePeriod& period) const {
  return count_ && *period.nominal.days.LastDay() > count_->through ? closed_
                                                                    : 0;
}

}  // namespace covenant

#include "replay/rights/maintaining.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "replay/contract.h"
#include "replay/decide_text.h"
#include "replay/money/facts.h"

namespace covenant {
namespace {

constexpr std::string_view kPrefix = "maintained_while.";
constexpr int kMostPeriods = 100'000;

template <typename T>
const T* KeyAs(const ClauseState& clause, std::string_view key) {
  return clause.As<T>(std::string(kPrefix) + std::string(key));
}

Date After(Date day, const Duration* span) {
  if (span == nullptr) return day;
  const auto end = span->AddTo(day);
  return end.ok() ? *end : day;
}

Date NextDay(Date day) {
  const auto next = day.AddDays(1);
  return next.ok() ? *next : day;
}

// What is known of the condition from a day on.
struct State {
  Date from;
  std::optional<bool> lack;  // absent: not known
  std::string why;
  std::vector<EventRef> because;
};

// A condition that does not hold from some day to another, as its clause says
// what becomes of it.
std::vector<LostDays> Windows(std::vector<State> states,
                              const std::string* restored) {
  std::vector<LostDays> result;
  for (std::size_t i = 0; i < states.size(); ++i) {
    const State& state = states[i];
    if (state.lack == std::optional<bool>(false)) continue;
    std::optional<Date> until;
    if (i + 1 < states.size()) until = states[i + 1].from;
    // What was made good on the day on which the right was lost did not keep it.
    const bool for_good = restored != nullptr && *restored == "never";
    if (until && *until <= state.from && !for_good) continue;
    LostDays days{Interval(state.from, until), state.lack.has_value(),
                  state.why, state.because};
    if (!result.empty() && result.back().certain == days.certain &&
        result.back().days.until() == days.days.from()) {
      result.back().days = Interval(result.back().days.from(), until);
      continue;
    }
    result.push_back(std::move(days));
  }
  if (restored == nullptr || *restored == "from-cure") return result;
  if (*restored == "as-if-never-lost") {
    // What was made good counts as never lost.
    std::erase_if(result, [](const LostDays& one) {
      return one.certain && one.days.until().has_value();
    });
    return result;
  }
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (!result[i].certain) continue;
    result[i].days = Interval(result[i].days.from(), std::nullopt);
    result.resize(i + 1);
    break;
  }
  return result;
}

std::vector<State> ByMilestones(const ClauseState& clause,
                                const std::vector<Recorded>& record,
                                const RightsPoint& point) {
  const auto* lost_on = KeyAs<std::string>(clause, "lost_on");
  const auto* restored_on = KeyAs<std::string>(clause, "restored_on");
  const auto* cure = KeyAs<Duration>(clause, "cure");
  struct Step {
    Date day;
    bool lost;
    const Recorded* record;
  };
  std::vector<Step> steps;
  for (const Recorded& one : record) {
    const auto* milestone = one.event->As<Milestone>();
    if (milestone == nullptr || milestone->date > point.as_of) continue;
    const bool lost = milestone->name == *lost_on;
    if (!lost &&
        (restored_on == nullptr || milestone->name != *restored_on)) {
      continue;
    }
    steps.push_back({milestone->date, lost, &one});
  }
  std::stable_sort(steps.begin(), steps.end(),
                   [](const Step& a, const Step& b) { return a.day < b.day; });
  std::vector<State> states;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    if (!step.lost) {
      states.push_back({step.day, false, "", {}});
      continue;
    }
    const Date from = cure == nullptr ? step.day
                                      : NextDay(After(step.day, cure));
    // Made good in time.
    const bool cured = i + 1 < steps.size() && !steps[i + 1].lost &&
                       steps[i + 1].day <= from && cure != nullptr;
    if (cured) continue;
    states.push_back({from, true, *lost_on + " on " + step.day.ToString(),
                      step.record->refs});
  }
  return states;
}

// What reports say of a metric in a period: nothing where they do not cover it.
struct Reported {
  std::optional<RationalRange> total;
  std::vector<EventRef> because;
  std::optional<Date> received;  // the last of them
};

Reported ReportedIn(const Facts& facts, const std::string& metric,
                    const Interval& period) {
  Reported result;
  RationalRange total;
  Date covered = *period.from();
  for (const MetricReport& one : ReportsAround(facts, "", metric, period)) {
    const Interval days = one.report->period;
    if (!period.Covers(days) || one.ambiguous || one.total_differs ||
        *days.from() != covered) {
      continue;
    }
    const auto figure = one.report->metrics.find(metric);
    if (figure != one.report->metrics.end()) {
      total += figure->second.Range();
    } else {
      for (const ReportItem& item : one.report->items) {
        if (item.metric == metric) total += item.amount.Range();
      }
    }
    covered = *days.until();
    result.because.insert(result.because.end(), one.record->refs.begin(),
                          one.record->refs.end());
    const Date day = RecordedDay(*one.record->event);
    result.received = result.received ? std::max(*result.received, day) : day;
  }
  if (covered == *period.until()) result.total = total;
  return result;
}

std::vector<State> ByMetric(const ClauseState& clause,
                            const std::vector<Recorded>& record,
                            const RightsPoint& point) {
  const auto* metric = KeyAs<std::string>(clause, "metric");
  const auto* at_least = KeyAs<Amount>(clause, "at_least");
  const auto* every = KeyAs<Duration>(clause, "every");
  const auto* anchor = KeyAs<Date>(clause, "anchor");
  std::vector<State> states;
  if (every == nullptr || anchor == nullptr || every->count() == 0) {
    return states;
  }
  const Facts facts = FactsOf(record, Shared(), Signings());
  const std::int64_t months = std::int64_t{every->count()} *
                              (every->unit() == DurationUnit::kYears ? 12 : 1);
  for (int k = 0; k < kMostPeriods; ++k) {
    const auto from = anchor->AddMonths(months * k);
    const auto until = anchor->AddMonths(months * (k + 1));
    if (!from.ok() || !until.ok()) break;
    const Interval period(*from, *until);
    // The last day on which the lack can be made good.
    const Date due =
        After(*period.LastDay(), KeyAs<Duration>(clause, "report_due"));
    const Date last = After(due, KeyAs<Duration>(clause, "cure"));
    if (last >= point.as_of) break;
    const Reported reported = ReportedIn(facts, *metric, period);
    State state{NextDay(last), false, "", reported.because};
    const std::string of = *metric + " of " + PeriodText(period);
    if (at_least == nullptr) {
      if (!reported.total || *reported.received > last) {
        state.lack = true;
        state.why = of + " not reported by " + last.ToString();
      }
      states.push_back(state);
      if (reported.total && *reported.received > last &&
          *reported.received <= point.as_of) {
        states.push_back({NextDay(*reported.received), false, "", {}});
      }
      continue;
    }
    if (!reported.total) {
      state.lack.reset();
      state.why = of + " not reported";
    } else {
      const auto met = LessOrEqual(at_least->Range(), *reported.total);
      state.lack = met ? std::optional<bool>(!*met) : std::nullopt;
      state.why = of + " below " + at_least->ToString();
    }
    states.push_back(std::move(state));
  }
  std::stable_sort(states.begin(), states.end(),
                   [](const State& a, const State& b) { return a.from < b.from; });
  return states;
}

// The days on which what is owed, or whether it is late, can change.
std::set<Date> DaysToAsk(const Obligations& owed,
                         const std::set<std::string>& clauses,
                         const Duration* cure,
                         const std::vector<Recorded>& record, Date as_of) {
  std::set<Date> days;
  const auto add = [&](std::optional<Date> day) {
    if (day && *day <= as_of) days.insert(*day);
  };
  for (const Obligation& one : owed.obligations) {
    if (clauses.contains(one.clause) && one.due) {
      add(NextDay(After(*one.due, cure)));
    }
  }
  for (const Recorded& one : record) {
    const Event& event = *one.event;
    if (const auto* payment = event.As<PaymentMade>()) add(payment->date);
    if (const auto* set_off = event.As<SetOff>()) add(set_off->date);
    if (const auto* tax = event.As<TaxWithheld>()) add(tax->date);
    if (const auto* dispute = event.As<Dispute>()) add(dispute->date);
    if (const auto* end = event.As<DisputeResolution>()) add(end->date);
    if (const auto* milestone = event.As<Milestone>()) add(milestone->date);
    const auto* body = event.As<Instrument>();
    if (body == nullptr) continue;
    const auto add_end = [&](const std::optional<Endpoint>& end) {
      if (end) add(end->date);
    };
    add(event.executed);
    add_end(event.effective);
    add_end(event.until);
    for (const Change& change : body->changes) {
      add_end(change.effective);
      add_end(change.until);
    }
  }
  return days;
}

// How long sums have been late: the days on which they rest, or are rightly
// withheld, are none, and the time for cure runs anew behind them.
class Lateness {
 public:
  // Takes note of how the sum stands on the day; days are given in order.
  void See(const Obligation& one, Date day) {
    if (one.can_be_late == one.owed.Range()) return;  // nothing rests
    const auto late = LessOrEqual(one.can_be_late, RationalRange());
    if (late == std::optional<bool>(false)) return;  // something of it is
    rested_[one.id] = {day, late.has_value()};
    resting_.insert(one.id);
  }
  // Takes note that the days up to this one were asked for.
  void Through(const Obligations& owed, Date day) {
    for (const Obligation& one : owed.obligations) {
      const bool rested = resting_.erase(one.id) > 0;
      See(one, day);
      if (!rested || resting_.contains(one.id)) continue;
      // It goes on from this day.
      const auto last = day.AddDays(-1);
      if (last.ok()) rested_[one.id].day = *last;
    }
  }
  // The last day on which the sum was not late, and whether that is certain.
  std::pair<Date, bool> NotLateUntil(const Obligation& one) const {
    const auto rested = rested_.find(one.id);
    if (rested == rested_.end() || rested->second.day <= *one.due) {
      return {*one.due, true};
    }
    return {rested->second.day, rested->second.certain};
  }

 private:
  struct Rested {
    Date day;
    bool certain = true;
  };
  std::map<std::string, Rested> rested_;  // the last day, by sum
  std::set<std::string> resting_;
};

absl::StatusOr<std::vector<State>> ByPayment(
    const std::string& contract, const ClauseState& clause,
    const std::vector<Recorded>& record, const std::vector<Event>& events,
    const std::vector<Event>& shared, const RightsPoint& point) {
  std::set<std::string> clauses;
  if (const auto* list = KeyAs<Value::List>(clause, "paid")) {
    for (const Value& item : *list) {
      if (const auto* id = item.As<std::string>()) clauses.insert(*id);
    }
  }
  const auto* cure = KeyAs<Duration>(clause, "cure");
  auto replay = Contract::Create(contract, events, point.known, shared,
                                 point.proposals);
  if (!replay.ok()) return replay.status();
  *replay = replay->ReadBy(point.reader);
  const auto now = replay->ObligationsAt(point.as_of);
  if (!now.ok()) return now.status();
  // Days on which something may have been made good.
  std::set<Date> paid_on;
  for (const Recorded& one : record) {
    const Event& event = *one.event;
    if (const auto* payment = event.As<PaymentMade>()) {
      paid_on.insert(payment->date);
    }
    if (const auto* set_off = event.As<SetOff>()) paid_on.insert(set_off->date);
    if (const auto* tax = event.As<TaxWithheld>()) paid_on.insert(tax->date);
  }
  std::vector<State> states;
  Lateness lateness;
  std::set<Date> days = DaysToAsk(*now, clauses, cure, record, point.as_of);
  // What is late on the day `by` of the sums whose time for cure had passed before
  // the day `from`.
  const auto state_of = [&](const Obligations& owed, Date from) {
    State state{from, false, "", {}};
    for (const Obligation& one : owed.obligations) {
      if (!clauses.contains(one.clause) || !one.due) continue;
      const auto [last, certainly] = lateness.NotLateUntil(one);
      const bool passed = After(last, cure) < from;
      if (!passed) {
        const Date next = NextDay(After(last, cure));
        if (next <= point.as_of) days.insert(next);
        if (certainly || After(*one.due, cure) >= from) continue;
      }
      const auto open = LessOrEqual(one.can_be_late, RationalRange());
      if (open == std::optional<bool>(true)) continue;  // nothing is late
      const bool certain = open.has_value() && passed;
      if (state.lack == std::optional<bool>(true) && !certain) continue;
      state.lack = certain ? std::optional<bool>(true) : std::nullopt;
      state.why = one.id + " overdue since " + NextDay(last).ToString();
      state.because = one.because;
      if (certain) break;
    }
    return state;
  };
  for (auto day = days.begin(); day != days.end(); ++day) {
    // What was not made good by the end of the last day for it is lost, also if it
    // is made good on the next.
    const auto last = day->AddDays(-1);
    if (last.ok() && paid_on.contains(*day)) {
      const auto owed = replay->ObligationsAt(*last);
      if (!owed.ok()) return owed.status();
      states.push_back(state_of(*owed, *day));
    }
    const auto owed = replay->ObligationsAt(*day);
    if (!owed.ok()) return owed.status();
    lateness.Through(*owed, *day);
    states.push_back(state_of(*owed, *day));
  }
  return states;
}

}  // namespace

bool HasMaintainingCondition(const ClauseState& clause) {
  const auto field = clause.fields.lower_bound(std::string(kPrefix));
  return field != clause.fields.end() && field->first.starts_with(kPrefix);
}

absl::StatusOr<std::vector<LostDays>> LostDaysOf(
    const std::string& contract, const ClauseState& clause,
    const std::vector<Recorded>& record, const std::vector<Event>& events,
    const std::vector<Event>& shared, const RightsPoint& point) {
  std::vector<State> states;
  if (KeyAs<std::string>(clause, "lost_on") != nullptr) {
    states = ByMilestones(clause, record, point);
  } else if (KeyAs<std::string>(clause, "metric") != nullptr) {
    states = ByMetric(clause, record, point);
  } else {
    auto paid = ByPayment(contract, clause, record, events, shared, point);
    if (!paid.ok()) return paid.status();
    states = *std::move(paid);
  }
  return Windows(std::move(states), KeyAs<std::string>(clause, "restored"));
}

}  // namespace covenant

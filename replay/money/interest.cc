#include "replay/money/interest.h"

#include <algorithm>
#include <utility>

#include "ledger/event/clause.h"
#include "ledger/value/day_count.h"
#include "replay/money/compensation.h"
#include "replay/money/evaluate.h"
#include "replay/money/rates.h"
#include "replay/money/reach.h"
#include "replay/money/year_parts.h"

namespace covenant {
namespace {

RationalRange AtLeastNothing(const RationalRange& range) {
  return Max(range, RationalRange());
}

Date DayAfter(Date day) {
  const auto next = day.AddDays(1);
  return next.ok() ? *next : day;
}

bool IsSet(const ClauseState& clause, const std::string& path) {
  const auto* flag = clause.As<bool>(path);
  return flag != nullptr && *flag;
}

// Months between the days on which unpaid interest is capitalised, or 0.
int MonthsOfCompounding(const ClauseState& clause) {
  if (SymbolOf(clause, "allocation") == "united-states-rule") return 0;
  const std::string name = SymbolOf(clause, "compounding");
  if (name == "monthly") return 1;
  if (name == "quarterly") return 3;
  if (name == "annually") return 12;
  return 0;
}

DayCount DayCountOf(const ClauseState& clause) {
  const auto day_count = ParseDayCount(SymbolOf(clause, "day_count"));
  return day_count.ok() ? *day_count : DayCount::kActual365Fixed;
}

// The days from behind `from` to `to` as parts of a year, counted from the due
// day.
std::vector<YearPart> PartsOf(DayCount day_count, Date due, Date from, Date to) {
  if (day_count == DayCount::kActualActualIsda) {
    return PartsBetween(day_count, from, DayAfter(from), DayAfter(to));
  }
  return PartsBetween(day_count, due, from, to);
}

// Whether two reference rates are one value of the series, or both wanting.
bool SameReading(const Trace& a, const Trace& b) {
  if (a == nullptr || b == nullptr) return a == b;
  if (a->op == TraceOp::kUnknown && b->op == TraceOp::kUnknown) return true;
  if (a->op != b->op || a->label != b->label || !(a->value == b->value)) {
    return false;
  }
  return std::equal(a->inputs.begin(), a->inputs.end(), b->inputs.begin(),
                    b->inputs.end(), SameReading);
}

bool MayBeNegative(const RationalRange& range) {
  return range.ok() && (!range.at_least() || range.at_least()->Sign() < 0);
}

}  // namespace

InterestTerms::InterestTerms(const Timeline& timeline,
                             const Milestones& milestones, const Shared& shared,
                             std::optional<Date> last)
    : shared_(&shared), last_(last) {
  std::set<std::string> clauses;
  for (const Segment& segment : timeline.segments()) {
    for (const auto& [id, clause] : segment.terms->clauses) {
      if (clause.kind == kind::kLateInterest) clauses.insert(id);
    }
  }
  if (clauses.empty()) return;
  clauses_.assign(clauses.begin(), clauses.end());
  if (last_) breaks_.insert(DayAfter(*last_));
  runs_ = RunsOf(timeline, milestones);
  for (const auto& [id, runs] : runs_) {
    for (const Run& run : runs) {
      if (run.days.from() && clauses.contains(id)) {
        breaks_.insert(*run.days.from());
      }
    }
  }
  for (const Segment& segment : timeline.segments()) {
    for (const auto& [id, clause] : segment.terms->clauses) {
      Rest rest = RestOf(clause);
      if (!rest.whole && !rest.part) continue;
      rest.days = segment.days;
      if (rest.days.from()) breaks_.insert(*rest.days.from());
      if (rest.days.until()) breaks_.insert(*rest.days.until());
      rests_[id].push_back(rest);
    }
  }
}

InterestTerms::Rest InterestTerms::RestOf(const ClauseState& clause) {
  Rest rest;
  for (const Attachment& a : clause.attachments) {
    if (a.type == "suspension") (IsLimited(a) ? rest.part : rest.whole) = true;
  }
  return rest;
}

InterestTerms::Rule InterestTerms::On(Date day, const std::string& clause,
                                      const Debtors& debtors) const {
  if (last_ && day > *last_) return {};
  Rule rule;
  // A debtor whose duty rests is not late.
  const auto own = rests_.find(clause);
  if (own != rests_.end()) {
    for (const Rest& rest : own->second) {
      if (!rest.days.Contains(day)) continue;
      if (rest.whole) return {};
      rule.part = rest.part;
    }
  }
  const bool part = rule.part;  // whatever clause governs it
  int closest = -1;
  for (const std::string& id : clauses_) {
    const Run* run = RunOn(runs_.at(id), day);
    if (run == nullptr || run->state == nullptr ||
        run->state->kind != kind::kLateInterest) {
      continue;
    }
    const Rest rest = RestOf(*run->state);
    if (rest.whole) continue;
    const auto closeness = Closeness(*run->state, clause, debtors);
    if (!closeness || *closeness < closest) continue;
    if (*closeness > closest) {
      rule = {};
      rule.part = part;
    }
    closest = *closeness;
    rule.part = rule.part || rest.part;
    rule.clauses.push_back(run->state);
    rule.maybe = rule.maybe || run->in_force == InForce::kUnknown;
  }
  return rule;
}

bool InterestTerms::Reaches(const std::string& clause, const Debtors& debtors,
                            Date last) const {
  if (clauses_.empty()) return false;
  return !On(last, clause, debtors).none() ||
         std::any_of(breaks_.begin(), breaks_.upper_bound(last), [&](Date day) {
           return !On(day, clause, debtors).none();
         });
}

RunningInterest::RunningInterest(const InterestTerms& terms, std::string clause,
                                 Debtors debtors, std::string unit, Date due,
                                 std::optional<Date> opened, Basis basis,
                                 std::string unknown_because,
                                 InterestWaivers* waivers)
    : terms_(&terms),
      clause_(std::move(clause)),
      debtors_(std::move(debtors)),
      unit_(std::move(unit)),
      due_(due),
      at_(due),
      grace_(due),
      basis_(basis),
      unknown_because_(std::move(unknown_because)),
      waivers_(waivers) {
  const auto rule = terms.On(DayAfter(due), clause_, debtors_);
  if (!rule.none()) {
    const ClauseState& first = *rule.clauses.front();
    if (const auto* grace = first.As<Duration>("grace")) {
      const auto end = EndOfGrace(*grace, first);
      if (end) grace_ = *end;
      grace_unknown_ = !end;
    }
    if (IsSet(first, "grace_excluded")) at_ = grace_;
  }
  if (!opened) return;
  at_ = std::max(at_, *opened);
  // A balance that was late already holds what was due for that.
  compensated_ = *opened > due_;
}

std::optional<Date> RunningInterest::EndOfGrace(
    const Duration& grace, const ClauseState& clause) const {
  if (grace.unit() == DurationUnit::kBusinessDays) {
    const KnownCalendar* known = CalendarOf(terms_->shared(), clause);
    if (known == nullptr) return std::nullopt;
    return known->calendar.AddBusinessDays(due_, grace.count());
  }
  const auto end = grace.AddTo(due_);
  return end.ok() ? *end : due_;
}

void RunningInterest::RunThrough(Date day, const Principal& principal,
                                 const std::set<Date>& breaks) {
  if (day <= grace_) return;
  const auto asked = [&](Date d) { return std::max(d, DayAfter(grace_)); };
  while (at_ < day) {
    const Date first = DayAfter(at_);
    const InterestTerms::Rule rule = terms_->On(first, clause_, debtors_);
    const RationalRange bears = principal(asked(first));
    Date last = day;
    std::optional<Date> capitalise;
    if (!rule.none()) {
      capitalise = NextCapitalisation(*rule.clauses.front());
      if (capitalise && *capitalise < last) last = *capitalise;
    }
    // The first day behind `first` on which something changes.
    for (Date at = first;;) {
      std::optional<Date> next;
      for (const std::set<Date>* days : {&terms_->breaks(), &breaks}) {
        const auto found = days->upper_bound(at);
        if (found != days->end() && (!next || *found < *next)) next = *found;
      }
      const auto reset = NextReset(rule, at);
      if (reset && (!next || *reset < *next)) next = reset;
      if (!next || *next > last) break;
      at = *next;
      if (terms_->On(at, clause_, debtors_) == rule &&
          principal(asked(at)) == bears && SameReferences(rule, first, at)) {
        continue;
      }
      last = *at.AddDays(-1);
      break;
    }
    if (!rule.none()) Stretch(last, rule, bears);
    at_ = last;
    if (capitalise == last) {
      Post();
      capitalised_ = AtLeastNothing(open_ - compensation_);
    }
  }
}

std::optional<Date> RunningInterest::NextCapitalisation(
    const ClauseState& clause) const {
  const int months = MonthsOfCompounding(clause);
  if (months == 0) return std::nullopt;
  const int apart =
      (at_.year() - due_.year()) * 12 + (at_.month() - due_.month());
  for (int n = std::max(apart / months, 1);; ++n) {
    const auto day = due_.AddMonths(static_cast<std::int64_t>(n) * months);
    if (!day.ok()) return std::nullopt;
    if (*day > at_) return *day;
  }
}

Trace RunningInterest::Reference(const ClauseState& clause, Date day) const {
  if (!clause.fields.contains("reference.rate")) return nullptr;
  return ReferenceRateOn(terms_->shared(), clause, "reference", day,
                         {due_, DayAfter(due_)}, day);
}

std::optional<Date> RunningInterest::NextReset(const InterestTerms::Rule& rule,
                                               Date day) const {
  std::optional<Date> next;
  for (const ClauseState* clause : rule.clauses) {
    if (!clause->fields.contains("reference.rate")) continue;
    const auto reset = covenant::NextReset(*clause, "reference", day);
    if (reset && (!next || *reset < *next)) next = reset;
  }
  return next;
}

bool RunningInterest::SameReferences(const InterestTerms::Rule& rule, Date a,
                                     Date b) const {
  return std::all_of(rule.clauses.begin(), rule.clauses.end(),
                     [&](const ClauseState* clause) {
                       return SameReading(Reference(*clause, a),
                                          Reference(*clause, b));
                     });
}

void RunningInterest::Stretch(Date last, const InterestTerms::Rule& rule,
                              const RationalRange& principal) {
  const RationalRange bears = principal + capitalised_;
  const Date first = DayAfter(at_);
  const ClauseState& clause = *rule.clauses.front();
  const DayCount day_count = DayCountOf(clause);
  const auto parts = PartsOf(day_count, due_, at_, last);
  if (bears.IsExactlyZero() || parts.empty()) return;
  std::vector<Trace> rates;
  for (const ClauseState* one : rule.clauses) {
    Trace reference = Reference(*one, first);
    if (reference == nullptr) {
      rates.push_back(RateLeaf(*one, "rate", "rate for a year, " + one->id));
    } else if (!one->fields.contains("margin")) {
      rates.push_back(std::move(reference));
    } else {
      rates.push_back(Sum("reference rate and margin, " + one->id, "",
                          {std::move(reference),
                           RateLeaf(*one, "margin", "margin")}));
    }
  }
  Trace rate = rates.size() == 1
                   ? rates.front()
                   : HullOf("one of these clauses", "", std::move(rates),
                            std::string(finding::kAmbiguousReading));
  const auto open_leaf = [&](const char* label, const RationalRange& amount) {
    return Leaf(label, amount, unit_, basis_, {}, "",
                amount.IsExact() ? "" : unknown_because_);
  };
  Trace open = open_leaf("open principal", principal);
  if (!capitalised_.IsExactlyZero()) {
    open = Sum("open principal and capitalised interest", unit_,
               {open, open_leaf("capitalised interest", capitalised_)});
  }
  Trace interest =
      Product("interest " + DaysText(first, last), unit_,
              {std::move(open), std::move(rate), YearFractionTrace(parts, day_count)});
  if (MayBeNegative(interest->value)) {
    interest = MaxOf("interest, at least nothing", unit_,
                     {std::move(interest),
                      ConstantLeaf("nothing", RationalRange(), unit_)});
  }
  if (rule.maybe) {
    interest = Maybe("in force on an undisclosed day", std::move(interest),
                     std::string(finding::kUndisclosedTerms));
  }
  if (grace_unknown_) {
    interest =
        Maybe("the business days of grace cannot be counted",
              std::move(interest), std::string(finding::kMissingCalendar));
  }
  if (rule.part) {
    interest =
        Maybe("how much of it a suspension reaches is not known",
              std::move(interest), std::string(finding::kUndisclosedAmount));
  }
  Trace waived = WaivedPart(clause);
  if (waived != nullptr) {
    waived = Product("waived of " + DaysText(first, last), unit_,
                     {interest, std::move(waived)});
  }
  if (!running_from_) running_from_ = first;
  AddRun(clause, std::move(interest), std::move(waived));
  rounding_ = &clause;
  if (!compensated_) Compensate(rule, principal, first);
}

// Waived: what runs on the days of the waiver, or on what fell due on them.
Trace RunningInterest::WaivedPart(const ClauseState& clause) const {
  Trace waived = WaivedShare(clause, WaiverMeasure::kAccrual);
  if (waived != nullptr) return waived;
  const auto at_due = terms_->On(due_, clause_, debtors_);
  return at_due.none()
             ? nullptr
             : WaivedShare(*at_due.clauses.front(), WaiverMeasure::kDueDate);
}

void RunningInterest::Compensate(const InterestTerms::Rule& rule,
                                 const RationalRange& principal, Date first) {
  const ClauseState& clause = *rule.clauses.front();
  if (principal.IsExactlyZero()) return;
  compensated_ = true;
  const std::string code =
      unknown_because_.empty() ? std::string(finding::kUndisclosedAmount)
                               : unknown_because_;
  Trace open = Leaf("open principal", principal, unit_, basis_, {}, "",
                    principal.IsExact() ? "" : unknown_because_);
  // Counted on the claim as if its other parts were open likewise.
  const Trace whole = ConstantLeaf("one", RationalRange::FromInt(1));
  for (auto division = divisions_.rbegin(); division != divisions_.rend();
       ++division) {
    const Trace part = division->passed
                           ? division->fraction
                           : Difference("left by " + division->by, "",
                                        {whole, division->fraction});
    if (part->value.IsExactlyZero()) return;
    open = Quotient("open principal before " + division->by, unit_,
                    std::move(open), part);
  }
  std::vector<Trace> given;
  bool any = false;
  for (const ClauseState* one : rule.clauses) {
    Trace sum = CompensationFor(*one, open, code);
    any = any || sum != nullptr;
    given.push_back(sum != nullptr
                        ? std::move(sum)
                        : ConstantLeaf("nothing", RationalRange(), unit_));
  }
  if (!any) return;
  Trace sum = given.size() == 1
                  ? given.front()
                  : HullOf("one of these clauses", unit_, std::move(given),
                           std::string(finding::kAmbiguousReading));
  // As the claim is: what passes is rounded, what stays is the rest of it.
  for (const ClaimDivision& division : divisions_) {
    const std::string label = "passed by " + division.by;
    Trace passed = RoundedToMinorUnit(
        label, Product(label, unit_, {sum, division.fraction}));
    sum = division.passed ? std::move(passed)
                          : Difference("left by " + division.by, unit_,
                                       {std::move(sum), std::move(passed)});
  }
  if (rule.maybe) {
    sum = Maybe("in force on an undisclosed day", std::move(sum),
                std::string(finding::kUndisclosedTerms));
  }
  if (grace_unknown_) {
    sum = Maybe("the business days of grace cannot be counted", std::move(sum),
                std::string(finding::kMissingCalendar));
  }
  compensation_ = sum->value;
  Trace waived = WaivedPart(clause);
  if (waived != nullptr) {
    waived = Product("waived of what is fixed, " + first.ToString(), unit_,
                     {sum, std::move(waived)});
    compensation_ -= waived->value;
  }
  AddRun(clause, std::move(sum), std::move(waived));
}

void RunningInterest::AddRun(const ClauseState& clause, Trace interest,
                             Trace waived) {
  const Trace net = waived == nullptr ? interest
                                      : Difference("not waived of it", unit_,
                                                   {interest, waived});
  AddWaivedInterest(clause, WaiverMeasure::kAccrual, net, running_by_amount_);
  const auto at_due = terms_->On(due_, clause_, debtors_);
  if (!at_due.none()) {
    AddWaivedInterest(*at_due.clauses.front(), WaiverMeasure::kDueDate, net,
                      running_by_amount_);
  }
  if (waived != nullptr) running_waived_.push_back(std::move(waived));
  running_.push_back(std::move(interest));
}

void RunningInterest::Post() {
  if (running_.empty()) return;
  const std::string days = DaysText(*running_from_, at_);
  const auto rounded = [&](const std::string& label,
                           std::vector<Trace>& stretches) {
    Trace sum = stretches.size() == 1
                    ? stretches.front()
                    : Sum(label + days, unit_, std::move(stretches));
    stretches.clear();
    return RoundedAmount(*rounding_, unit_, std::move(sum));
  };
  posted_.push_back(rounded("interest ", running_));
  open_ += posted_.back()->value;
  Trace rest = posted_.back();
  if (!running_waived_.empty()) {
    posted_waived_.push_back(rounded("interest waived ", running_waived_));
    open_ -= posted_waived_.back()->value;
    rest = Difference("not waived of it", unit_, {rest, posted_waived_.back()});
  }
  WaiveAmounts(days, std::move(rest));
  open_ = AtLeastNothing(open_);
  running_from_.reset();
}

// What is waived by amount of what is posted now, of which `rest` is not waived
// by share.
void RunningInterest::WaiveAmounts(const std::string& days, Trace rest) {
  while (!running_by_amount_.empty()) {
    // All that one waiver is for.
    const WaivedInterest one = running_by_amount_.front();
    std::vector<Trace> parts;
    std::erase_if(running_by_amount_, [&](const WaivedInterest& other) {
      const bool same =
          other.clause == one.clause &&
          other.waiver->because == one.waiver->because &&
          other.waiver->place_in_event == one.waiver->place_in_event;
      if (same) parts.push_back(other.interest);
      return same;
    });
    Trace reached = RoundedAmount(
        *rounding_, unit_,
        Sum("interest of the waiver, " + days, unit_, std::move(parts)));
    Trace part = waivers_->Take(
        one, MinOf("at most what is not waived", unit_, {reached, rest}));
    if (part == nullptr) continue;
    open_ -= part->value;
    rest = Difference("not waived of it", unit_, {rest, part});
    posted_waived_.push_back(std::move(part));
  }
}

void RunningInterest::Pay(const RationalRange& amount) {
  open_ = AtLeastNothing(open_ - amount);
  // The oldest first: what is capitalised before what is not yet.
  capitalised_ = AtLeastNothing(capitalised_ - amount);
}

bool RunningInterest::Done() const {
  if (!capitalised_.IsExactlyZero()) return false;
  if (running_.empty()) return open_.IsExactlyZero();
  // What has run may round to nothing.
  return OpenIfPosted().IsExactlyZero();
}

RationalRange RunningInterest::OpenIfPosted() const {
  RunningInterest posted = *this;
  InterestWaivers waivers = *waivers_;
  posted.waivers_ = &waivers;
  posted.Post();
  return posted.open_;
}

bool RunningInterest::PrincipalFirst(Date day) const {
  const auto rule = terms_->On(day, clause_, debtors_);
  return !rule.none() &&
         SymbolOf(*rule.clauses.front(), "allocation") == "principal-first";
}

bool RunningInterest::NotOnDisputed(Date day) const {
  const auto rule = terms_->On(day, clause_, debtors_);
  return !rule.none() && IsSet(*rule.clauses.front(), "not_on_disputed");
}

Trace RunningInterest::gross() const {
  if (posted_.size() <= 1) return posted_.empty() ? nullptr : posted_.front();
  return Sum("interest", unit_, posted_);
}

Trace RunningInterest::waived() const {
  if (posted_waived_.size() <= 1) {
    return posted_waived_.empty() ? nullptr : posted_waived_.front();
  }
  return Sum("interest waived", unit_, posted_waived_);
}

}  // namespace covenant

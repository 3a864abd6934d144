// Loans: principal and interest of money lent, on a schedule that is followed
// from day to day through the changes of its terms (doc/decisions.md, "Loans").
#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "replay/money/loan_rates.h"
#include "replay/money/loan_terms.h"
#include "replay/money/periodic.h"
#include "replay/money/year_parts.h"

namespace covenant {
namespace {

// What happens on one day.
struct LoanDay {
  const LoanRun* at = nullptr;
  bool interest = false;
  bool redeem = false;
  bool mature = false;
  std::vector<const Recorded*> prepaid;
};

// One loan from its initial exchange on.
class LoanWalk {
 public:
  LoanWalk(EvaluationContext& context, const std::string& clause,
           const ClauseRuns& runs)
      : context_(context),
        clause_(clause),
        runs_(runs),
        rates_(context.facts.shared, life_, context.as_of) {}

  void Run() {
    if (!FindLife() || start_ > context_.as_of) return;
    unit_ = life_.front().terms.currency;
    outstanding_ = AmountLeaf(*life_.front().run->state, "notional_principal",
                              "notional principal", unit_);
    at_ = period_start_ = start_;
    AddDisbursement();
    FindDays();
    for (const auto& [day, what] : days_) {
      // Interest accrues with the last day of its period, principal on its day.
      if (*day.AddDays(-1) > context_.as_of) break;
      AccrueTo(day);
      if (what.interest) PayInterest(day, what);
      if (day > context_.as_of) break;
      if (what.redeem) Redeem(day, what);
      if (!what.prepaid.empty()) Prepay(day, what);
    }
    if (end_ && *end_ <= context_.as_of) End();
    AddBalance();
  }

 private:
  // --- The days.

  // The runs from the initial exchange to the end of the clause, if it has one.
  bool FindLife() {
    for (const covenant::Run& run : runs_) {
      if (!run.days.from()) continue;
      auto terms = run.state == nullptr ? std::nullopt : LoanTermsOf(*run.state);
      if (life_.empty()) {
        if (!terms) continue;
        start_ = std::max(terms->initial, *run.days.from());
        if (!run.days.Contains(start_)) continue;
      } else if (!terms) {
        end_ = run.days.from();
        ended_by_ = run.state == nullptr ? run.ended_by : run.state->created_by;
        return true;
      }
      life_.push_back({&run, *std::move(terms)});
    }
    return !life_.empty();
  }

  const LoanRun* RunAt(Date day) const {
    for (const LoanRun& one : life_) {
      if (one.run->days.Contains(day)) return &one;
    }
    return nullptr;
  }

  void FindDays() {
    for (const LoanRun& one : life_) {
      const auto here = [&](Date day) {
        return day > start_ && one.run->days.Contains(day);
      };
      for (const Date day : one.terms.interest) {
        if (here(day)) DayOf(day, one).interest = true;
      }
      for (const Date day : one.terms.redemption) {
        if (here(day)) DayOf(day, one).redeem = true;
      }
      // A maturity that was moved into the past is the day of the change.
      const Date first = *one.run->days.from();
      const Date maturity = MaturityOf(one.terms, context_.facts.milestones,
                                       start_, context_.as_of);
      if (here(maturity)) {
        Mature(maturity, one);
      } else if (here(first) && maturity < first) {
        Mature(first, one);
      }
    }
    // The clause may end with the day on which the loan matures.
    if (end_ && life_.back().terms.maturity == *end_) {
      Mature(*end_, life_.back());
      end_.reset();
    }
    for (const Recorded* r : context_.facts.payments) {
      const auto& payment = *r->event->As<PaymentMade>();
      if (payment.designation != clause_ + "/prepayment") continue;
      const LoanRun* at = RunAt(payment.date);
      const auto counts = [&](const char* side, Standing as,
                              const std::string& who) {
        return PaysAs(context_.facts.stand_ins, clause_,
                      SymbolOf(*at->run->state, side), as, payment.date, who);
      };
      if (at == nullptr || payment.date < start_ ||
          !counts("debtor", Standing::kDebts, payment.payer) ||
          !counts("creditor", Standing::kRights, payment.payee) ||
          payment.amount.unit().text() != unit_) {
        continue;
      }
      DayOf(payment.date, *at).prepaid.push_back(r);
    }
  }

  LoanDay& DayOf(Date day, const LoanRun& at) {
    LoanDay& result = days_[day];
    result.at = &at;
    return result;
  }

  void Mature(Date day, const LoanRun& at) {
    LoanDay& result = DayOf(day, at);
    result.interest = result.redeem = result.mature = true;
  }

  // --- Interest.

  // Lets interest run to the day, which does not count: each day by the terms of
  // that day.
  void AccrueTo(Date until) {
    for (const LoanRun& one : life_) {
      const Interval part = one.run->days.Intersect(Interval(at_, until));
      if (part.Empty()) continue;
      MeetPrincipal(one);
      std::vector<Date> cuts{*part.from()};
      for (const Date day : one.terms.resets) {
        if (part.Contains(day) && day != *part.from()) cuts.push_back(day);
      }
      cuts.push_back(*part.until());
      for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
        Stretch(one, cuts[i], cuts[i + 1]);
      }
    }
    at_ = std::max(at_, until);
  }

  // The principal is what was lent; another figure while the loan runs can mean
  // a further advance, a part that is given back, or a change from the start.
  void MeetPrincipal(const LoanRun& one) {
    const auto may = context_.facts.may_be_reached.find(
        SymbolOf(*one.run->state, "accelerated_by"));
    if (may != context_.facts.may_be_reached.end() && !principal_changed_ &&
        may->second.day.earliest <= context_.as_of) {
      principal_changed_ = true;
      outstanding_ = Unknown("the day on which all falls due is not known",
                             unit_, std::string(finding::kUndisclosedTerms),
                             {outstanding_}, may->second.record->refs);
    }
    const auto* first =
        life_.front().run->state->As<Amount>("notional_principal");
    const auto* now = one.run->state->As<Amount>("notional_principal");
    if (principal_changed_ || (first != nullptr && now != nullptr &&
                               *first == *now)) {
      return;
    }
    principal_changed_ = true;
    const auto& field = one.run->state->fields.at("notional_principal");
    outstanding_ = Unknown(
        "the notional principal changes while the loan runs", unit_,
        std::string(finding::kAmbiguousReading), {outstanding_}, field.set_by);
    context_.Find(finding::kAmbiguousReading, context_.Subject(clause_),
                  "what a change of notional_principal means while the loan "
                  "runs is not stated; write a further advance as a loan "
                  "clause of its own",
                  field.set_by);
  }

  void Stretch(const LoanRun& one, Date from, Date until) {
    if (outstanding_->value.IsExactlyZero()) return;
    const auto parts =
        PartsBetween(one.terms.day_count, period_start_, from, until);
    const std::string label = "interest " + DaysText(from, *until.AddDays(-1));
    const Trace amount =
        Product(label, unit_,
                {outstanding_, RateOn(one, from),
                 YearFractionTrace(parts, one.terms.day_count)});
    pieces_.push_back(
        PieceOf(label, unit_, FactorOf(one), amount));
  }

  Trace RateOn(const LoanRun& one, Date day) {
    return rates_.On(one.terms, day);
  }

  // The rate of the period that ends before the day: a reset on a day of payment
  // is for what comes after it.
  Trace RateBefore(const LoanTerms& terms, Date day) {
    const Date before = *day.AddDays(-1);
    const LoanRun* run = RunAt(before);
    return rates_.On(run == nullptr ? terms : run->terms, before);
  }

  static Factor FactorOf(const LoanRun& one) {
    return {CountsWhole(),
            WaivedShare(*one.run->state, WaiverMeasure::kAccrual),
            one.run->in_force == InForce::kUnknown};
  }

  Trace SumOfPieces() const {
    if (pieces_.empty()) return ConstantLeaf("no interest", {}, unit_);
    std::vector<Trace> amounts;
    for (const Piece& piece : pieces_) amounts.push_back(piece.amount);
    return amounts.size() == 1
               ? amounts.front()
               : Sum("interest of the period", unit_, std::move(amounts));
  }

  void PayInterest(Date day, const LoanDay& what) {
    const ClauseState& state = *what.at->run->state;
    raw_interest_ = SumOfPieces();
    interest_ = RoundedAmount(state, unit_, raw_interest_);
    const Interval period(period_start_, day);
    const std::vector<Piece> pieces = std::exchange(pieces_, {});
    period_start_ = day;
    if (interest_->value.IsExactlyZero()) return;
    Occurrence occurrence =
        Start(day.ToString() + ".interest", state, day, period);
    Set(occurrence, state, raw_interest_, pieces);
    const auto* capitalised = state.As<Date>("capitalization_end_date");
    if (capitalised == nullptr || day > *capitalised || what.mature) {
      Keep(std::move(occurrence));
      return;
    }
    Trace added = occurrence.accrued;
    if (occurrence.waived != nullptr) {
      added = Difference("interest that is not waived", unit_,
                         {added, occurrence.waived});
    }
    outstanding_ = Sum("principal with the interest of " + day.ToString(),
                       unit_, {outstanding_, std::move(added)});
    interest_ = ConstantLeaf("interest that is capitalised", {}, unit_);
    raw_interest_ = interest_;
  }

  // --- Principal.

  void Redeem(Date day, const LoanDay& what) {
    if (outstanding_->value.IsExactlyZero()) return;
    const LoanTerms& terms = what.at->terms;
    Trace principal = outstanding_;
    if (!what.mature) {
      Trace most = terms.type == loan::kStepped ? Step(terms, day)
                                                : Instalment(terms, day);
      if (terms.type == loan::kAnnuity) {
        most = MaxOf("principal in the instalment", unit_,
                     {Difference("instalment less interest", unit_,
                                 {most, interest_}),
                      ConstantLeaf("nothing", {}, unit_)});
      }
      principal = MinOf("principal, at most what is outstanding", unit_,
                        {std::move(most), outstanding_});
    }
    const ClauseState& state = *what.at->run->state;
    Occurrence occurrence =
        Start(day.ToString() + ".principal", state, day, {});
    const Piece piece =
        PieceOf("principal", unit_, FactorOf(*what.at), principal);
    occurrence.repayment = true;
    Set(occurrence, state, piece.amount, {piece});
    Trace repaid = occurrence.accrued;
    Keep(std::move(occurrence));
    outstanding_ =
        what.mature
            ? ConstantLeaf("nothing after maturity", {}, unit_)
            : Left("principal after " + day.ToString(), std::move(repaid));
  }

  // What stays outstanding: what is repaid is never more than that, also where
  // neither of the two is known.
  Trace Left(const std::string& label, Trace repaid) const {
    Trace left = Difference(label, unit_, {outstanding_, std::move(repaid)});
    const auto& least = left->value.at_least();
    if (least && least->Sign() >= 0) return left;
    return MaxOf(label + ", at least nothing", unit_,
                 {std::move(left), ConstantLeaf("nothing", {}, unit_)});
  }

  Trace Step(const LoanTerms& terms, Date day) const {
    const auto& field = terms.state->fields.at("array_principal_redemption");
    const Amount& amount = terms.steps.at(day);
    if (amount.unit().text() != unit_) {
      return Unknown("the step is in another currency", unit_,
                     std::string(finding::kCurrencyMismatch), {}, field.set_by);
    }
    return Leaf("step of " + day.ToString(), amount.Range(), unit_, field.basis,
                field.set_by, field.place,
                std::string(finding::kUndisclosedAmount));
  }

  // What is paid on each day of redemption from `day` on. It is computed again
  // when what it rests on has changed.
  Trace Instalment(const LoanTerms& terms, Date day) {
    const ClauseState& state = *terms.state;
    if (state.fields.contains("next_principal_redemption_payment") &&
        !reduced_) {
      return AmountLeaf(state, "next_principal_redemption_payment",
                        "instalment", unit_);
    }
    const bool annuity = terms.type == loan::kAnnuity;
    const Trace rate = annuity ? RateBefore(terms, day) : nullptr;
    const bool same =
        instalment_ != nullptr && instalment_days_ == terms.redemption &&
        instalment_type_ == terms.type &&
        (rate == nullptr || kept_ || rate->value == instalment_rate_);
    if (same) return instalment_;
    instalment_days_ = terms.redemption;
    instalment_type_ = terms.type;
    if (rate != nullptr) instalment_rate_ = rate->value;
    const std::vector<Date> days(
        std::lower_bound(terms.redemption.begin(), terms.redemption.end(), day),
        terms.redemption.end());
    instalment_ = RoundedAmount(
        state, unit_,
        annuity ? Annuity(terms, days, rate)
                : Quotient("in " + std::to_string(days.size()) +
                               " equal parts of principal",
                           unit_, outstanding_,
                           ConstantLeaf("days of redemption",
                                        RationalRange::FromInt(
                                            static_cast<std::int64_t>(
                                                days.size())))));
    return instalment_;
  }

  // What is outstanding with the interest up to the first of the days, divided
  // by what one is worth on it that is paid on each of them. Discount factors
  // are taken to 34 digits.
  Trace Annuity(const LoanTerms& terms, const std::vector<Date>& days,
                const Trace& rate) const {
    const Rational scale = Rational::FromInt(10'000'000'000'000'000);
    const std::string times = " × 10^16";
    const auto one = ConstantLeaf("one", RationalRange::FromInt(1));
    std::vector<Trace> factors{ConstantLeaf(
        "paid on " + days.front().ToString() + times,
        RationalRange::Exact(scale))};
    for (std::size_t i = 1; i < days.size(); ++i) {
      const auto parts = PartsBetween(terms.day_count, days[i - 1], days[i - 1],
                                      days[i]);
      const Trace growth =
          Sum("one with interest", "",
              {one, Product("interest on one", "",
                            {rate, YearFractionTrace(parts, terms.day_count)})});
      factors.push_back(
          Rounded("paid on " + days[i].ToString() + times,
                  Quotient("discounted", "", factors.back(), growth), 18,
                  RoundingMode::kHalfEven));
    }
    const Trace worth = Quotient(
        "worth of one on each day of redemption", "",
        Sum("discount factors" + times, "", std::move(factors)),
        ConstantLeaf("10^16", RationalRange::Exact(scale)));
    return Quotient("annuity over " + std::to_string(days.size()) +
                        " instalments",
                    unit_,
                    Sum("principal and interest up to " +
                            days.front().ToString(),
                        unit_, {outstanding_, raw_interest_}),
                    worth);
  }

  // --- Prepayment.

  void Prepay(Date day, const LoanDay& what) {
    if (outstanding_->value.IsExactlyZero()) return;
    std::vector<Trace> paid;
    std::vector<EventRef> refs;
    for (const Recorded* r : what.prepaid) {
      paid.push_back(Leaf("prepaid on " + day.ToString(),
                          r->event->As<PaymentMade>()->amount.Range(), unit_,
                          r->event->basis, r->refs, PlaceOf(*r->event, ""),
                          std::string(finding::kUndisclosedAmount)));
      refs.insert(refs.end(), r->refs.begin(), r->refs.end());
    }
    Trace amount = paid.size() == 1 ? paid.front()
                                    : Sum("prepaid", unit_, std::move(paid));
    amount = MinOf("prepaid, at most what is outstanding", unit_,
                   {std::move(amount), outstanding_});
    const ClauseState& state = *what.at->run->state;
    const std::string effect = SymbolOf(state, "prepayment_effect");
    if (effect.empty()) {
      const std::string why =
          "whether a prepayment lowers what bears interest is not stated; "
          "`prepayment_effect` settles it";
      outstanding_ = HullOf(
          why, unit_,
          {outstanding_, Difference("principal after the prepayment", unit_,
                                    {outstanding_, amount})},
          std::string(finding::kAmbiguousReading));
      context_.Find(finding::kAmbiguousReading, context_.Subject(clause_), why,
                    refs);
      return;
    }
    if (effect == "reduce-maturity") {
      KeepInstalment(what.at->terms, day);
    } else {
      instalment_ = nullptr;
      reduced_ = true;
    }
    Occurrence occurrence =
        Start("prepayment." + day.ToString(), state, day, {}, false);
    occurrence.repayment = true;
    Set(occurrence, state, amount, {});
    Trace repaid = occurrence.accrued;
    Keep(std::move(occurrence));
    outstanding_ = Left("principal after the prepayment of " + day.ToString(),
                        std::move(repaid));
  }

  // The instalments stay what they would be without the prepayment.
  void KeepInstalment(const LoanTerms& terms, Date day) {
    const auto next = std::upper_bound(terms.redemption.begin(),
                                       terms.redemption.end(), day);
    if ((terms.type != loan::kLinear && terms.type != loan::kAnnuity) ||
        next == terms.redemption.end()) {
      return;
    }
    std::vector<Trace> interest{SumOfPieces()};
    const auto parts = PartsBetween(terms.day_count, period_start_, day, *next);
    interest.push_back(
        Product("interest to come", unit_,
                {outstanding_, RateOn(*RunAt(day), day),
                 YearFractionTrace(parts, terms.day_count)}));
    const Trace before = std::exchange(
        raw_interest_,
        Sum("interest without the prepayment", unit_, std::move(interest)));
    Instalment(terms, *next);
    raw_interest_ = before;
    kept_ = true;
  }

  // --- The end of the clause.

  // What is outstanding stays owed; when it is to be paid back, nobody says.
  void End() {
    AccrueTo(*end_);
    if (outstanding_->value.IsExactlyZero()) return;
    const ClauseState& state = *life_.back().run->state;
    const std::string day = end_->ToString();
    const Trace interest = SumOfPieces();
    if (!interest->value.IsExactlyZero()) {
      Occurrence occurrence = Start(day + ".interest", state, {},
                                    Interval(period_start_, *end_));
      Set(occurrence, state, interest, pieces_);
      Keep(std::move(occurrence));
    }
    Occurrence occurrence = Start(day + ".principal", state, {}, {});
    occurrence.repayment = true;
    Set(occurrence, state, outstanding_, {});
    Keep(std::move(occurrence));
    context_.Find(finding::kAmbiguousReading, context_.Subject(clause_),
                  "the clause ends on " + day +
                      " before the loan is repaid, and when it is to be repaid "
                      "is not stated; let it survive, or change maturity_date",
                  ended_by_);
    outstanding_ = ConstantLeaf("nothing after the end of the clause", {},
                                unit_);
  }

  // --- Occurrences.

  void AddDisbursement() {
    const ClauseState& state = *life_.front().run->state;
    if (SymbolOf(state, "disbursement") != "owed") return;
    Occurrence occurrence = Start("disbursement", state, start_, {});
    std::swap(occurrence.debtor, occurrence.creditor);
    occurrence.repayment = true;
    const Piece piece = PieceOf("advance", unit_, FactorOf(life_.front()),
                                outstanding_);
    Set(occurrence, state, piece.amount, {piece});
    Keep(std::move(occurrence));
  }

  Occurrence Start(const std::string& name, const ClauseState& state,
                   std::optional<Date> due, std::optional<Interval> period,
                   bool roll = true) const {
    static const std::vector<std::string> kSchedule = {
        "maturity_date", "cycle_of_interest_payment",
        "cycle_anchor_date_of_interest_payment",
        "cycle_of_principal_redemption",
        "cycle_anchor_date_of_principal_redemption",
        "array_principal_redemption"};
    Occurrence occurrence;
    occurrence.due_because =
        AcceleratedBy(state, context_.facts.milestones, due);
    occurrence.clause = clause_;
    occurrence.name = name;
    occurrence.debtor = SymbolOf(state, "debtor");
    occurrence.creditor = SymbolOf(state, "creditor");
    occurrence.unit = unit_;
    occurrence.period = period;
    occurrence.closes_on = period ? period->LastDay() : due;
    occurrence.basis = BasisOfFields(state, kSchedule);
    std::vector<EventRef> makers = state.created_by;
    for (const std::string& path : kSchedule) {
      const auto field = state.fields.find(path);
      if (field == state.fields.end()) continue;
      makers.insert(makers.end(), field->second.set_by.begin(),
                    field->second.set_by.end());
    }
    occurrence.created = context_.BindingOf(makers);
    if (due && roll) {
      DueRule rule;
      rule.date = due;
      SetDue(context_, state, rule, {}, occurrence);
    } else {
      occurrence.due = due;
    }
    return occurrence;
  }

  void Set(Occurrence& occurrence, const ClauseState& state, Trace amount,
           const std::vector<Piece>& pieces) const {
    ClausePeriod period;
    period.last = &state;
    SetAccrued(context_, period, occurrence, std::move(amount), pieces);
  }

  void Keep(Occurrence occurrence) {
    context_.Keep(std::move(occurrence));
  }

  void AddBalance() const {
    const LoanRun* now = RunAt(context_.as_of);
    const ClauseState& state = *(now == nullptr ? life_.back() : *now).run->state;
    ClauseBalance balance;
    balance.clause = context_.Subject(clause_);
    balance.name = "principal outstanding";
    balance.debtor = SymbolOf(state, "debtor");
    balance.creditor = SymbolOf(state, "creditor");
    balance.unit = unit_;
    balance.trace = outstanding_;
    context_.out.balances.push_back(std::move(balance));
  }

  EvaluationContext& context_;
  const std::string& clause_;
  const ClauseRuns& runs_;
  std::vector<LoanRun> life_;
  LoanRates rates_;
  Date start_;
  std::optional<Date> end_;  // the clause ends before this day
  std::vector<EventRef> ended_by_;
  std::map<Date, LoanDay> days_;
  std::string unit_;

  Date at_;            // interest has run up to this day
  Date period_start_;  // of interest
  std::vector<Piece> pieces_;  // interest of the period
  Trace raw_interest_, interest_;  // of the last period, as it is and rounded
  Trace outstanding_;
  bool principal_changed_ = false;

  // The computed instalment, and what it was computed from.
  Trace instalment_;
  std::vector<Date> instalment_days_;
  std::string instalment_type_;
  RationalRange instalment_rate_;
  bool kept_ = false;     // a prepayment shortens the loan
  bool reduced_ = false;  // a prepayment lowers the instalments
};

}  // namespace

void EvaluateLoan(EvaluationContext& context, const std::string& clause,
                  const ClauseRuns& runs) {
  LoanWalk(context, clause, runs).Run();
}

}  // namespace covenant

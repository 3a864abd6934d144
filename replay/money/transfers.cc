#include "replay/money/transfers.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "replay/money/pieces.h"

namespace covenant {
namespace {

// How much of a line passes: none, all, or a part by a figure.
struct Part {
  bool none = false;
  Trace fraction;  // null: all, unless none
  std::optional<Date> from = std::nullopt;  // the day in a period that divides it
  bool by_days = false;  // each day's part goes with the day
};

// The days of a part from `day` on, and what is of them; the rest is left in it.
DaysPart TakeFrom(Date day, DaysPart& part) {
  DaysPart taken{part.days.Intersect(Interval(day, std::nullopt)), {}, {}};
  if (taken.days.Empty()) return taken;
  const auto share = RationalRange::Exact(
      Rational::Fraction(*taken.days.Days(), *part.days.Days()));
  taken.accrued = part.accrued * share;
  taken.waived = part.waived * share;
  part.days = part.days.Intersect(Interval(std::nullopt, day));
  part.accrued -= taken.accrued;
  part.waived -= taken.waived;
  return taken;
}

// A negative share is owed the other way round.
bool OwedBack(const Occurrence& o) {
  return o.accrued != nullptr && o.accrued->value.ok() &&
         o.accrued->value.at_most() &&
         o.accrued->value.at_most()->Sign() <= 0 &&
         !o.accrued->value.IsExactlyZero();
}

class TransferApplier {
 public:
  TransferApplier(const PartyChange& change, std::vector<Line>& lines)
      : change_(change), lines_(lines) {}

  void Apply() {
    const std::size_t count = lines_.size();
    for (std::size_t i = 0; i < count; ++i) {
      const Occurrence& o = lines_[i].occurrence;
      if (!change_.Covers(o.clause)) continue;
      const bool back = OwedBack(o);
      const std::string& debtor = back ? o.creditor : o.debtor;
      const std::string& creditor = back ? o.debtor : o.creditor;
      const bool as_debtor = change_.debts && debtor == change_.terms.from;
      const bool as_creditor =
          !as_debtor && change_.rights && creditor == change_.terms.from;
      if (!as_debtor && !as_creditor) continue;
      const Part part = PartOf(lines_[i]);
      if (part.none) continue;
      if (part.fraction == nullptr) {
        Pass(lines_[i], as_debtor);
        continue;
      }
      Line passed = Split(lines_[i], part);
      if (part.from) Divide(*part.from, lines_[i], passed);
      Pass(passed, as_debtor);
      lines_.push_back(std::move(passed));
    }
  }

 private:
  bool KeepsAccrued() const {
    return change_.terms.accrued != TransferOfAccrued::kPasses;
  }

  Part PartOf(const Line& line) const {
    const Occurrence& o = line.occurrence;
    const auto whole = [&]() -> Part {
      if (!change_.terms.share) return {};
      return {false, ShareLeaf(), {}};
    };
    if (!change_.day || !KeepsAccrued()) return whole();
    const Date day = *change_.day;
    const bool split = o.period && o.period->from() && o.period->until() &&
                       *o.period->from() < day && day < *o.period->until();
    if (!split) {
      std::optional<Date> accrued = o.accrued_on;
      if (o.period && o.period->until()) {
        const auto last = o.period->until()->AddDays(-1);
        if (last.ok()) accrued = *last;
      }
      if (!accrued && o.accrued != nullptr) {
        accrued = line.opened ? line.opened : o.closes_on ? o.closes_on : o.due;
      }
      return accrued && *accrued < day ? Part{true, nullptr, {}} : whole();
    }
    switch (change_.terms.split) {
      case TransferSplit::kPeriodStart:
        return {true, nullptr, {}};
      case TransferSplit::kPeriodEnd:
        return whole();
      case TransferSplit::kProRataDays: {
        const std::int64_t after = *Interval(day, o.period->until()).Days();
        const std::int64_t all = *o.period->Days();
        Trace days = Leaf(std::to_string(after) + " of " + std::to_string(all) +
                              " days, from " + day.ToString(),
                          RationalRange::Exact(Rational::Fraction(after, all)), "",
                          Basis::kOfficial, change_.because, change_.place);
        return {false, WithShare(std::move(days)), day, true};
      }
      case TransferSplit::kUnstated:
        break;
    }
    // How the parties divide the period is not said: anything from nothing to
    // all of it can have passed.
    Trace unknown = Leaf(
        "the part of the period from " + day.ToString(),
        RationalRange::Between(Rational(), Rational::FromInt(1)), "",
        Basis::kOfficial, change_.because, change_.place,
        std::string(finding::kAmbiguousReading));
    return {false, WithShare(std::move(unknown)), day};
  }

  Trace ShareLeaf() const {
    return Leaf("share that passes", change_.terms.share->Range(), "",
                Basis::kOfficial, change_.because, change_.place,
                std::string(finding::kUndisclosedTerms));
  }

  Trace WithShare(Trace fraction) const {
    if (!change_.terms.share) return fraction;
    return Product("part that passes", "", {ShareLeaf(), std::move(fraction)});
  }

  Trace Divided(const Trace& whole, const Trace& fraction,
                const std::string& label) const {
    const auto unit = Unit::Parse(whole->unit);
    const int places = unit.ok() ? unit->DecimalPlaces() : 0;
    return RoundedToMinorUnit(
        "rounded to " + std::to_string(places) + " places, " +
            std::string(RoundingModeName(RoundingMode::kHalfAway)),
        Product(label, whole->unit, {whole, fraction}));
  }

  // The part of what accrued, or is waived, of the line that is of its days from
  // `day` on; `even` where that is as by their number, `unknown` where it is not known.
  Trace OfDays(const Line& line, Date day, RationalRange DaysPart::*what,
               const Trace& even, const Trace& unknown,
               const RationalRange& by_number) const {
    RationalRange all, after;
    for (DaysPart part : line.occurrence.by_days) {
      all += part.*what;
      after += TakeFrom(day, part).*what;
    }
    if (!all.IsExact() || !after.IsExact() || all.IsExactlyZero()) {
      return unknown;
    }
    const RationalRange fraction = after / all;
    if (fraction == by_number) return even;
    if (!fraction.IsExact() || fraction.value().Sign() < 0 ||
        Rational::FromInt(1) < fraction.value()) {
      return unknown;
    }
    return WithShare(Leaf("of what is of the days from " + day.ToString(),
                          fraction, "", Basis::kOfficial, change_.because,
                          change_.place));
  }

  // Takes the part out of the line; what stays is the rest of it, so that both
  // together are what the line was. Days have what accrued and was waived of
  // them; what is waived by amount or credited is divided as what is left.
  Line Split(Line& line, const Part& how) const {
    Line part = line;
    Occurrence& o = line.occurrence;
    Occurrence& p = part.occurrence;
    p.name += "." + change_.id;
    Trace accrues = how.fraction, waives = how.fraction;
    if (how.by_days) {
      const auto by_number = RationalRange::Exact(
          Rational::Fraction(*Interval(*how.from, o.period->until()).Days(),
                             *o.period->Days()));
      accrues = OfDays(line, *how.from, &DaysPart::accrued, how.fraction,
                       how.fraction, by_number);
      waives = OfDays(line, *how.from, &DaysPart::waived, how.fraction, accrues,
                      by_number);
    }
    const auto divide = [&](Trace& stays, Trace& passes,
                            const Trace& fraction) {
      if (stays == nullptr) return;
      passes = Divided(stays, fraction, "passed by " + change_.id);
      stays = Difference("left by " + change_.id, stays->unit, {stays, passes});
    };
    divide(o.contingent, p.contingent, how.fraction);
    divide(o.accrued, p.accrued, accrues);
    part.divisions.push_back({accrues, true, change_.id});
    line.divisions.push_back({accrues, false, change_.id});
    Trace rest = accrues;
    if (waives == accrues || o.waived == nullptr) {
      divide(o.waived, p.waived, accrues);
      divide(o.waived_by_amount, p.waived_by_amount, accrues);
    } else {
      rest = DivideWaived(o, p, waives, accrues);
    }
    divide(line.credited, part.credited, rest);
    if (line.credited != nullptr) SplitCredits(line, part, rest);
    for (std::size_t i = 0; i < o.maybe_due.size(); ++i) {
      p.maybe_due[i].amount = o.maybe_due[i].amount * accrues->value;
      o.maybe_due[i].amount -= p.maybe_due[i].amount;
    }
    DivideDays(how, o, p);
    return part;
  }

  // What is waived of days goes with them, as far as it accrued; what is waived
  // by amount in proportion to what is left to pay. Gives that proportion.
  Trace DivideWaived(Occurrence& o, Occurrence& p, const Trace& by_days,
                     const Trace& otherwise) const {
    const std::string& unit = o.unit;
    const Trace by_amount = o.waived_by_amount;
    Trace of_days = by_amount == nullptr
                        ? o.waived
                        : Difference("waived of days", unit,
                                     {o.waived, by_amount});
    Trace passes = Divided(of_days, by_days, "passed by " + change_.id);
    const auto less = [](const RationalRange& a, const RationalRange& b) {
      return Less(a, b).value_or(false);
    };
    if (less(p.accrued->value, passes->value)) {
      passes = MinOf("at most what accrued", unit, {passes, p.accrued});
    }
    Trace stays = Difference("left by " + change_.id, unit, {of_days, passes});
    if (less(o.accrued->value, stays->value)) {
      stays = MinOf("at most what accrued", unit, {stays, o.accrued});
      passes = Difference("passed by " + change_.id, unit, {of_days, stays});
    }
    const RationalRange open = p.accrued->value - passes->value;
    const RationalRange all =
        open + o.accrued->value - stays->value;
    Trace rest = otherwise;
    if (open.IsExact() && all.IsExact() && all.value().Sign() > 0) {
      rest = Leaf("of what is not waived of days", open / all, "",
                  Basis::kOfficial, change_.because, change_.place);
    }
    p.waived = passes;
    o.waived = stays;
    if (by_amount == nullptr) return rest;
    p.waived_by_amount = Divided(by_amount, rest, "passed by " + change_.id);
    o.waived_by_amount = Difference("left by " + change_.id, unit,
                                    {by_amount, p.waived_by_amount});
    p.waived = Sum("waived", unit, {p.waived, p.waived_by_amount});
    o.waived = Sum("waived", unit, {o.waived, o.waived_by_amount});
    return rest;
  }

  // What is of which days, in both.
  void DivideDays(const Part& how, Occurrence& o, Occurrence& p) const {
    p.by_days.clear();
    if (!how.from) {  // a share of every day
      p.by_days = o.by_days;
      return;
    }
    std::vector<DaysPart> before;
    before.swap(o.by_days);
    if (!how.by_days) return;
    for (DaysPart& part : before) {
      DaysPart taken = TakeFrom(*how.from, part);
      if (!part.days.Empty()) o.by_days.push_back(part);
      if (taken.days.Empty()) continue;
      p.by_days.push_back(taken);
      if (!change_.terms.share) continue;
      const RationalRange kept =
          RationalRange::FromInt(1) - change_.terms.share->Range();
      o.by_days.push_back(
          {taken.days, taken.accrued * kept, taken.waived * kept});
    }
  }

  // The windows of both: of what stays, too, unless a share of the rest stays.
  void Divide(Date day, Line& line, Line& part) const {
    const Interval whole = *line.occurrence.period;
    part.occurrence.period = Interval(day, whole.until());
    if (!change_.terms.share) {
      line.occurrence.period = Interval(whole.from(), day);
    }
  }

  // The dated credits add up to what is credited in each line.
  static void SplitCredits(Line& line, Line& part, const Trace& fraction) {
    RationalRange rest = part.credited->value;
    for (std::size_t i = 0; i < line.credits.size(); ++i) {
      const bool last = i + 1 == line.credits.size();
      const RationalRange passed =
          last ? rest : line.credits[i].amount * fraction->value;
      part.credits[i].amount = passed;
      line.credits[i].amount -= passed;
      rest -= passed;
    }
  }

  // The party in the place of the other. What is paid to or by the other before
  // the day still counts.
  void Pass(Line& line, bool as_debtor) const {
    Occurrence& o = line.occurrence;
    const bool back = OwedBack(o);
    SumParties& parties = line.parties;
    if (as_debtor && change_.terms.original == OriginalDebtor::kSolelyLiable) {
      parties.performers.push_back(change_.terms.to);
    } else {
      std::string& party = as_debtor != back ? o.debtor : o.creditor;
      party = change_.terms.to;
      // A creditor that assigns stays in the contract: what it was paid before
      // the debtor was notified counts on what is owed in its place.
      const bool left =
          change_.debts && change_.paid_until && change_.day && KeepsAccrued();
      parties.formers.push_back(
          {as_debtor, change_.terms.from, change_.paid_until, left});
      if (as_debtor && change_.terms.original == OriginalDebtor::kStillLiable) {
        parties.also_liable.push_back(change_.terms.from);
      }
    }
    parties.changes.push_back(change_);
  }

  const PartyChange& change_;
  std::vector<Line>& lines_;
};

}  // namespace

void ApplyTransfers(const std::vector<PartyChange>& changes, Date as_of,
                    std::vector<Line>& lines) {
  for (const PartyChange& change : changes) {
    if (change.void_of_effect || (change.day && *change.day > as_of)) continue;
    TransferApplier(change, lines).Apply();
  }
}

void RenameParties(const std::vector<PartyChange>& changes, Date as_of,
                   std::vector<ClauseBalance>& balances) {
  for (const PartyChange& change : changes) {
    if (change.void_of_effect || (change.day && *change.day > as_of)) continue;
    if (change.terms.share ||
        change.terms.original == OriginalDebtor::kSolelyLiable) {
      continue;
    }
    for (ClauseBalance& balance : balances) {
      const std::string clause =
          balance.clause.substr(balance.clause.find('/') + 1);
      if (!change.Covers(clause)) continue;
      if (change.debts && balance.debtor == change.terms.from) {
        balance.debtor = change.terms.to;
      }
      if (change.rights && balance.creditor == change.terms.from) {
        balance.creditor = change.terms.to;
      }
    }
  }
}

namespace {

// The assignment after which the payee was no creditor any more.
const PartyChange* Notified(const Tender& tender,
                            const std::vector<PartyChange>& changes) {
  for (const PartyChange& change : changes) {
    if (change.rights && !change.void_of_effect && change.terms.notified &&
        change.terms.from == tender.payee &&
        *change.paid_until <= tender.date &&
        (tender.clause.empty() || change.Covers(tender.clause))) {
      return &change;
    }
  }
  return nullptr;
}

}  // namespace

Finding NamesNoSum(const std::string& contract, const Recorded& record,
                   const Tender& tender) {
  const std::string name =
      tender.clause + (tender.name.empty() ? "" : "/" + tender.name);
  return {std::string(finding::kDesignationWithoutSum), contract + "/" + name,
          "what " + tender.payer + " paid " + tender.payee + " on " +
              tender.date.ToString() + " is designated to " + name +
              ", under which nothing is owed",
          record.refs};
}

Finding PaidTooMuch(const std::string& contract, const Recorded& record,
                    const Tender& tender, const RationalRange& rest,
                    const Account* last,
                    const std::vector<PartyChange>& changes) {
  const auto amount = AmountOf(rest, tender.unit);
  const std::string paid = tender.payer + " paid " + tender.payee + " " +
                           (amount.ok() ? amount->ToString() : "?");
  const PartyChange* former = Notified(tender, changes);
  if (former == nullptr) {
    return {std::string(finding::kOverpayment),
            last != nullptr ? last->id : contract,
            paid + " more on " + tender.date.ToString() + " than was owed",
            record.refs};
  }
  std::vector<EventRef> because = record.refs;
  because.insert(because.end(), former->because.begin(),
                 former->because.end());
  return {std::string(finding::kPaymentToFormerCreditor), contract,
          paid + " more on " + tender.date.ToString() +
              " than is owed to it; " + tender.payer + " was notified on " +
              former->paid_until->ToString() + " that " + former->terms.to +
              " is the creditor of what " + former->id + " assigns",
          std::move(because)};
}

Finding ClosedDiffers(const std::string& id, const Recorded& by,
                      const Opening& opening, const Occurrence& sum) {
  // What ended or shortened the period later is not among its figures.
  std::vector<EventRef> late;
  for (const EventRef& ref : EventsOf(sum.accrued)) {
    if (ref.version > by.refs.front().version) late.push_back(ref);
  }
  const auto computed = AmountOf(sum.accrued->value, sum.unit);
  late.push_back(by.refs.front());
  return {std::string(finding::kFinalAmountDiffers), id,
          "computed " + (computed.ok() ? computed->ToString() : "?") +
              " from what was recorded later; final is what the opening " +
              by.event->id + " settled, closed through " +
              opening.through.ToString(),
          late};
}

Finding NotSetOff(const std::string& contract, const Recorded& record,
                  const RationalRange& effective) {
  const auto& set_off = *record.event->As<SetOff>();
  const auto shown = AmountOf(effective, set_off.amount.unit());
  return {std::string(finding::kSetOffNotEffective), contract,
          "of " + set_off.amount.ToString() + " that " + set_off.party +
              " set off against " + set_off.against + " on " +
              set_off.date.ToString() + ", " +
              (shown.ok() ? shown->ToString() : "?") +
              " meet a debt on both sides that may be set off",
          record.refs};
}

Finding NotAgreed(const std::string& contract, const Recorded& record,
                  const RationalRange& rest, bool covered) {
  const auto& tax = *record.event->As<TaxWithheld>();
  const auto shown = AmountOf(rest, tax.amount.unit());
  return {std::string(finding::kUnagreedWithholding),
          contract + "/" + tax.obligation,
          "of " + tax.amount.ToString() + " withheld on " +
              tax.date.ToString() + ", " +
              (shown.ok() ? shown->ToString() : "?") +
              (covered ? " is more than the clause's rate gives or than is open"
                       : " is covered by no withholding clause") +
              "; it discharges nothing",
          record.refs};
}

}  // namespace covenant

// Late interest, payments and set-off of the plain model: day by day from the
// first sum to the as-of day (decisions.md 18 to 29).
#include <algorithm>

#include "ledger/value/day_count.h"
#include "tests/model/deal_model.h"

namespace covenant::model {
namespace {

// One sum while it is settled.
struct Account {
  DealSum* sum = nullptr;
  Rational open;     // principal
  Rational running;  // interest that is not rounded yet
  Rational posted;   // interest, rounded and not paid
  Rational capital;  // the part of it that bears interest
  // What early payment takes off it, by the last day that counts.
  std::vector<std::pair<Date, Rational>> early;
};

// What it takes off on the day.
Rational DiscountOf(const Account& account, Date day) {
  Rational most;
  for (const auto& [by, discount] : account.early) {
    if (day <= by) most = Max(most, discount);
  }
  return most;
}

// What must be paid of the principal on the day.
Rational PrincipalOn(const Account& account, Date day) {
  return Max(Rational(), account.open - DiscountOf(account, day));
}

// The part of a year that one day is.
Rational DayOfYear(const ClauseNow& late, Date due, Date day) {
  const std::string name = late.Word("day_count");
  if (name.empty()) return Rational::Fraction(1, 365);
  const DayCount count = *ParseDayCount(name);
  if (count == DayCount::kActualActualIsda) {
    return Rational::Fraction(1, Date::IsLeapYear(day.year()) ? 366 : 365);
  }
  return YearFraction(count, due, day) -
         YearFraction(count, due, *day.AddDays(-1));
}

void Post(Account& account) {
  const Rational now = Cents(account.running);
  account.running = Rational();
  account.posted += now;
  account.sum->interest += now;
}

// Takes from the money what the sum takes.
void Pay(Account& account, Rational& money, bool principal_first, Date day) {
  if (money.Sign() <= 0) return;
  const auto principal = [&] {
    const Rational all = PrincipalOn(account, day);
    const Rational part = Min(money, all);
    if (money >= all) {
      account.open = Rational();
      account.early.clear();
    } else {
      account.open -= part;
    }
    account.sum->paid += part;
    money -= part;
  };
  const auto interest = [&] {
    Post(account);
    const Rational part = Min(money, account.posted);
    account.posted -= part;
    account.capital = Max(Rational(), account.capital - part);
    account.sum->paid += part;
    money -= part;
  };
  if (principal_first) {
    principal();
    if (money.Sign() > 0) interest();
  } else {
    interest();
    if (money.Sign() > 0) principal();
  }
}

}  // namespace

// By the terms of the due day (decisions.md 274).
std::vector<std::pair<Date, Rational>> DealModel::EarlyPaymentOf(
    const DealSum& sum) const {
  std::vector<std::pair<Date, Rational>> result;
  const Date on = sum.due      ? *sum.due
                  : sum.period ? *sum.period->LastDay()
                               : as_of_;
  const ClauseNow* clause = On("early", on);
  const bool lent =
      sum.name == "disbursement" || sum.name.ends_with(".principal");
  if (clause == nullptr || lent || sum.turned) return result;
  if (const auto* list = clause->As<Value::List>("applies_to")) {
    if (std::none_of(list->begin(), list->end(), [&](const Value& name) {
          return *name.As<std::string>() == sum.clause;
        })) {
      return result;
    }
  }
  for (const Value& item : *clause->As<Value::List>("steps")) {
    const auto& step = *item.As<Value::Map>();
    const auto& rule = *step.at("by").As<DueRule>();
    std::optional<Date> from;
    if (rule.anchor == DueAnchor::kPeriodEnd) {
      from = sum.period ? sum.period->LastDay() : sum.interest_until;
    }
    if (rule.anchor == DueAnchor::kExecution) from = bound_;
    if (!from) continue;
    result.emplace_back(
        *rule.after->AddTo(*from),
        Cents((sum.accrued - sum.credited) * Number(step.at("rate"))));
  }
  return result;
}

void DealModel::Settle() {
  std::vector<Account> accounts;
  for (DealSum& sum : now_.sums) {
    accounts.push_back({&sum, sum.accrued - sum.credited, {}, {}, {}, {}});
    accounts.back().early = EarlyPaymentOf(sum);
    if (accounts.back().open.Sign() < 0) {
      now_.payments_open = "more is credited than accrued";
      return;
    }
  }
  std::sort(accounts.begin(), accounts.end(),
            [](const Account& a, const Account& b) {
              const DealSum &x = *a.sum, &y = *b.sum;
              if (x.due.has_value() != y.due.has_value()) {
                return x.due.has_value();
              }
              if (x.due != y.due) return *x.due < *y.due;
              return x.clause + "/" + x.name < y.clause + "/" + y.name;
            });
  std::string late_id;
  std::set<std::string> no_set_off, loans;
  for (const auto& [day, terms] : table_) {
    for (const auto& [id, clause] : terms.clauses) {
      if (clause.kind == kind::kLateInterest) late_id = id;
      if (clause.kind == kind::kNoSetOff) no_set_off.insert(id);
      if (clause.kind == kind::kLoan) loans.insert(id);
      if (clause.kind == kind::kWithholding ||
          clause.kind == kind::kLiabilityCap ||
          clause.kind == kind::kCommitment || clause.kind == kind::kFormula) {
        now_.payments_open = "a clause that is not modelled";
        return;
      }
    }
  }
  const auto is_protected = [&](const std::string& clause, Date day) {
    return std::any_of(
        no_set_off.begin(), no_set_off.end(), [&](const std::string& id) {
          const ClauseNow* rule = On(id, day);
          if (rule == nullptr) return false;
          const auto* list = rule->As<Value::List>("clauses");
          if (list == nullptr) return true;
          return std::any_of(list->begin(), list->end(),
                             [&](const Value& name) {
                               return *name.As<std::string>() == clause;
                             });
        });
  };
  const auto principal_first = [&](Date day) {
    const ClauseNow* late = late_id.empty() ? nullptr : On(late_id, day);
    return late != nullptr && late->Word("allocation") == "principal-first";
  };
  // Pays what `from` owes `to`, of the accounts that are chosen.
  const auto lay_out = [&](const std::string& from, const std::string& to,
                           const std::string& unit, Date day, Rational& money,
                           const auto& chosen) {
    for (Account& account : accounts) {
      const DealSum& sum = *account.sum;
      if (sum.debtor == from && sum.creditor == to && sum.unit == unit &&
          chosen(sum)) {
        Pay(account, money, principal_first(day), day);
      }
    }
  };
  const auto owed = [&](const std::string& from, const std::string& to,
                        const std::string& unit, Date day, const auto& chosen) {
    Rational total;
    for (const Account& account : accounts) {
      const DealSum& sum = *account.sum;
      if (sum.debtor == from && sum.creditor == to && sum.unit == unit &&
          chosen(sum)) {
        total +=
            PrincipalOn(account, day) + account.posted + Cents(account.running);
      }
    }
    return total;
  };
  for (Date day = *Date::FromYmd(2024, 1, 1); day <= as_of_;
       day = *day.AddDays(1)) {
    const ClauseNow* late = late_id.empty() ? nullptr : On(late_id, day);
    for (Account& account : accounts) {
      if (late == nullptr || !account.sum->due || day <= *account.sum->due) {
        continue;
      }
      const Date due = *account.sum->due;
      const ClauseNow* first = On(late_id, *due.AddDays(1));
      const auto* grace =
          first == nullptr ? nullptr : first->As<Duration>("grace");
      const Date free = grace == nullptr ? due : *grace->AddTo(due);
      if (day <= free) continue;
      std::vector<Date> bearing = {day};
      const auto* excluded = first->As<bool>("grace_excluded");
      if (day == *free.AddDays(1) && (excluded == nullptr || !*excluded)) {
        for (Date d = *due.AddDays(1); d < day; d = *d.AddDays(1)) {
          bearing.push_back(d);
        }
      }
      for (const Date d : bearing) {
        const ClauseNow* rule = On(late_id, d);
        Rational rate;
        if (const auto* fixed = rule->As<Rate>("rate")) {
          rate = fixed->value();
        } else {
          Date reset = *Date::FromYmd(d.year(), d.month(), 1);
          if (rule->Word("reference.resets") == "half-yearly") {
            reset = *Date::FromYmd(d.year(), d.month() < 7 ? 1 : 7, 1);
          }
          const auto value =
              Published(rule->Word("reference.rate"), reset, true, nullptr);
          if (!value) {
            now_.payments_open = "a reference rate is missing";
            return;
          }
          rate = Max(Rational(), *value + rule->As<Rate>("margin")->value());
        }
        account.running +=
            (account.open + account.capital) * rate * DayOfYear(*rule, due, d);
      }
      const std::string how = late->Word("compounding");
      const int months = how == "monthly"     ? 1
                         : how == "quarterly" ? 3
                         : how == "annually"  ? 12
                                              : 0;
      for (int n = 1; months > 0 && *due.AddMonths(n * months) <= day; ++n) {
        if (*due.AddMonths(n * months) != day) continue;
        Post(account);
        account.capital = account.posted;
      }
    }
    for (const Entry& entry : terms_.record()) {
      const auto* payment = entry.event->As<PaymentMade>();
      if (payment == nullptr || payment->date != day) continue;
      if (payment->applies != PaymentPart::kAny || !now_.open.empty()) {
        now_.payments_open = "a payment that may fall on what is not modelled";
        return;
      }
      Rational money = payment->amount.value().ToRational();
      const std::string unit = payment->amount.unit().text();
      const std::string& named = payment->designation;
      // Of what it is for the sums that are there on the day; only where none
      // of them is open, those that come later.
      const Rational all = money;
      const auto is_named = [&](const DealSum& sum) {
        return named == sum.clause || named == sum.clause + "/" + sum.name;
      };
      lay_out(payment->payer, payment->payee, unit, day, money,
              [&](const DealSum& sum) {
                return is_named(sum) &&
                       (sum.stands <= day || loans.contains(sum.clause));
              });
      if (money == all) {
        lay_out(payment->payer, payment->payee, unit, day, money, is_named);
      }
      const auto is_other = [&](const DealSum& sum) {
        return named.empty() || !is_protected(sum.clause, day);
      };
      lay_out(payment->payer, payment->payee, unit, day, money,
              [&](const DealSum& sum) {
                return is_other(sum) && sum.stands <= day && sum.due &&
                       *sum.due <= day;
              });
      lay_out(payment->payer, payment->payee, unit, day, money, is_other);
    }
    for (const Entry& entry : terms_.record()) {
      const auto* both = entry.event->As<SetOff>();
      if (both == nullptr || both->date != day) continue;
      if (!now_.open.empty()) {
        now_.payments_open = "a set-off that may fall on what is not modelled";
        return;
      }
      // Of both sides what has accrued by then, due or not (decisions.md 28).
      const auto free = [&](const DealSum& sum) {
        return sum.accrues <= day && !is_protected(sum.clause, day);
      };
      const std::string unit = both->amount.unit().text();
      Rational least =
          Min(both->amount.value().ToRational(),
              Min(owed(both->party, both->against, unit, day, free),
                  owed(both->against, both->party, unit, day, free)));
      Rational other = least;
      lay_out(both->party, both->against, unit, day, least, free);
      lay_out(both->against, both->party, unit, day, other, free);
    }
  }
  for (Account& account : accounts) {
    Post(account);
    account.sum->owed = account.open + account.posted;
  }
}

}  // namespace covenant::model

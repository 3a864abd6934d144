#include "tests/bench/long_contract.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>

#include "ledger/codec/authoring.h"
#include "replay/money/schedule.h"

namespace covenant::bench {
namespace {

constexpr char kContract[] = "long";
constexpr int kMetrics = 14;

constexpr int kPaymentsAPeriod = 7;

std::string Number(const std::string& prefix, int number) {
  return prefix + std::to_string(number);
}

// The same numbers on every machine (splitmix64).
class Numbers {
 public:
  int Below(int bound) {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return static_cast<int>((z ^ (z >> 31)) %
                            static_cast<std::uint64_t>(bound));
  }

 private:
  std::uint64_t state_ = 1;
};

// The text of the agreement.
class Agreement {
 public:
  explicit Agreement(const LongContractPlan& plan) : plan_(plan) {
    text_ = "contract: " + std::string(kContract) +
            "\nevent: agreement\nid: A0\nexecuted: 2000-01-01\n"
            "parties: [{ id: acme }, { id: nova }]\n"
            "document: { name: Agreement.pdf }\nclauses:\n";
    Shares();
    Quantities();
    Recurring();
    Formulas();
    Rest();
  }

  const std::string& text() const { return text_; }
  int clauses() const { return clauses_; }

 private:
  void Add(const std::string& id, const std::string& kind,
           const std::string& rest, bool parties = true) {
    ++clauses_;
    text_ += "  - id: " + id + "\n    section: \"" +
             std::to_string(clauses_) + "\"\n    kind: " + kind + "\n";
    if (parties) text_ += "    debtor: acme\n    creditor: nova\n";
    std::string line;
    for (const char c : rest + "\n") {
      line += c;
      if (c != '\n') continue;
      text_ += "    " + line;
      line.clear();
    }
  }

  std::string Periodic(const std::string& due) const {
    return "every: " + plan_.every + "\ncurrency: EUR\ndue: " + due +
           "\nanchor: 2000-01-01\nrate_change: period-end\n";
  }

  // Of the metrics 0 to 9.
  void Shares() {
    for (int i = 0; i < 10; ++i) {
      std::string rest =
          Periodic("30 days after period-end") + "metrics: [m" +
          std::to_string(i) + "]\n";
      if (i < 4) {
        rest += "rate: " + std::to_string(2 + i) + ".25 %\n";
      } else if (i < 7) {
        rest +=
            "tier_mode: marginal\ntier_reset: " +
            std::string(i == 6 && plan_.lifetime ? "never" : "year") +
            "\ntiers:\n"
            "  - { to: 200000.00 EUR, rate: 5 % }\n"
            "  - { over: 200000.00 EUR, to: 900000.00 EUR, rate: 4 % }\n"
            "  - { over: 900000.00 EUR, rate: 3 % }";
      } else if (i == 7) {
        rest += "rate: 4 %\nyear_cap: { amount: 15000.00 EUR }";
        if (plan_.lifetime) {
          rest += "\nlifetime_cap: { amount: 1000000.00 EUR }";
        }
      } else if (i == 8) {
        rest +=
            "rate: 4 %\nminimum: { amount: 4000.00 EUR, per: period, mode: "
            "greater-of }";
      } else {
        rest += "rate: 5 %";
        if (plan_.lifetime) rest += "\nrecoup: { advances: [advance] }";
      }
      Add(Number("share-", i), "revenue-share", rest);
    }
  }

  // Of the metrics 10 to 13, which are in tonnes.
  void Quantities() {
    for (int i = 10; i < 13; ++i) {
      Add(Number("price-", i), "unit-price",
          Periodic("20 days after period-end") + "unit: tonnes\nmetrics: [m" +
              std::to_string(i) + "]\n" +
              (i == 10 ? "price: 12.50 EUR"
                       : "allowance: 20 tonnes\ntier_mode: marginal\ntiers:\n"
                         "  - { to: 100 tonnes, price: 12.00 EUR }\n"
                         "  - { over: 100 tonnes, price: 11.00 EUR }"));
    }
    Add("offtake", "take-or-pay",
        "minimum: 110 tonnes\nprice: 9.00 EUR\nmetrics: [m13]\nevery: " +
            plan_.every +
            "\nanchor: 2000-01-01\ndue: 30 days after period-end");
  }

  void Recurring() {
    for (int i = 0; i < 8; ++i) {
      std::string rest = "amount: " + std::to_string(1000 + 250 * i) +
                         ".00 EUR\nevery: " + plan_.every +
                         "\nanchor: 2000-01-01\ndue: " +
                         (i % 2 == 0 ? "on period-start"
                                     : "10 days after period-end") +
                         "\npartial_period: pro-rata-days\n"
                         "rate_change: pro-rata-days";
      if (i >= 6) {
        rest +=
            "\nindexation: { rate: cpi, base: 1999-10-01, first: 2001-01-01, "
            "lag: 3 months" +
            std::string(plan_.lifetime ? ", cap: 5 %" : "") + " }";
      }
      Add(Number("fee-", i), "recurring-payment", rest);
    }
  }

  void Formulas() {
    const auto formula = [&](const std::string& amount,
                             const std::string& metrics) {
      return "amount: \"" + amount + "\"\nmetrics: " + metrics +
             "\ncurrency: EUR\nevery: " + plan_.every +
             "\nanchor: 2000-01-01\ndue: 45 days after period-end";
    };
    Add("commission", "formula",
        formula("1 % of max(0 EUR, ytd(m0) - 300000 EUR) - ytd(self)",
                "{ m0: EUR }"));
    Add("margin", "formula",
        formula("2 % of (m1 - 30 % of m2)", "{ m1: EUR, m2: EUR }"));
    Add("service", "formula",
        formula("5 % of (owed(fee-0) + owed(share-3))", "{ m3: EUR }"));
    Add("levy", "formula",
        formula("marginal(m4; to 100000 EUR: 1 %; above: 0.5 %)",
                "{ m4: EUR }"));
  }

  void Rest() {
    const std::string once = "amount: 20000.00 EUR\ndue: ";
    Add("advance", "payment", once + "2000-01-01");
    for (int i = 1; i < 8; ++i) {
      Add(Number("payment-", i), "payment",
          once + "200" + std::to_string(i) + "-06-30");
    }
    Add("price", "payment-schedule",
        "instalments:\n  - { amount: 10000.00 EUR, due: 2000-03-01 }\n"
        "  - { amount: 20000.00 EUR, due: 2001-03-01 }\n"
        "total: 30000.00 EUR");
    Add("loan", "loan",
        "contract_type: annuity\nnotional_principal: 100000.00 EUR\n"
        "initial_exchange_date: 2000-01-01\nmaturity_date: 2010-01-01\n"
        "nominal_interest_rate: 4 %\nday_count_convention: actual-360\n"
        "cycle_of_principal_redemption: 3 months");
    Add("late-payment", "late-interest", "rate: 8 %", false);
    Add("no-set-off", "no-set-off", "clauses: [loan]", false);
    Add("orders", "ceiling", "amount: 12000000.00 EUR");
    Add("law", "provision", "says: The laws of Germany govern this agreement.",
        false);
  }

  const LongContractPlan& plan_;
  std::string text_;
  int clauses_ = 0;
};

std::vector<Event> Read(const std::string& text) {
  Authored authored = ReadAuthoring({{"bench.yaml", text}}, {});
  if (!authored.diagnostics.empty()) {
    std::fputs(RenderDiagnostics(authored.diagnostics, false).c_str(), stderr);
    std::exit(1);
  }
  std::vector<Event> events;
  for (AuthoredEvent& event : authored.events) {
    events.push_back(std::move(event.event));
  }
  return events;
}

Event FactOf(const std::string& type, std::string id, Body body) {
  Event event;
  event.stream = kContract;
  event.id = std::move(id);
  event.type = type;
  event.body = std::move(body);
  return event;
}

Amount Units(std::int64_t units, int places, const char* unit) {
  return Amount::Exact(*Decimal::FromUnits(units, places), *Unit::Parse(unit));
}

class Maker {
 public:
  explicit Maker(const LongContractPlan& plan) : plan_(plan) {}

  LongContract Make() {
    LongContract made;
    made.id = kContract;
    const Agreement agreement(plan_);
    made.clauses = agreement.clauses();
    Record(Read(agreement.text()).front());
    const Date first = *Date::Parse("2000-01-01");
    const Duration every = *Duration::Parse(plan_.every);
    const std::vector<NominalPeriod> periods =
        PeriodsOver(every, first, first,
                    *every.AddTo(first, plan_.periods)->AddDays(-1));
    for (std::size_t k = 0; k < periods.size(); ++k) {
      Amend(k, periods);
      Report(periods[k].days);
      Pay(periods[k]);
    }
    made.reports = reports_;
    made.payments = payments_;
    made.as_of = *periods.back().days.LastDay();
    made.events = std::move(events_);
    made.shared = Index(made.as_of);
    for (Event& event : made.shared) event.sequence = ++sequence_;
    made.known = sequence_;
    return made;
  }

 private:
  void Record(Event event) {
    event.sequence = ++sequence_;
    event.version = events_.size() + 1;
    events_.push_back(std::move(event));
  }

  void Report(const Interval& period) {
    const int days = *period.Days();
    for (int metric = 0; metric < kMetrics; ++metric) {
      covenant::Report report;
      report.period = period;
      // Some 2,000 EUR or two tonnes a day.
      report.metrics.emplace(
          Number("m", metric),
          metric < 10 ? Units(days * (100000 + numbers_.Below(200000)), 2, "EUR")
                      : Units(days * (500 + numbers_.Below(2000)), 3, "tonnes"));
      ++reports_;
      Record(FactOf("report", Number("R", reports_), std::move(report)));
    }
  }

  // Lumps for whatever is owed and sums for one clause, some of them late.
  void Pay(const NominalPeriod& period) {
    const Date end = *period.days.until();
    const int days = *period.days.Days();
    for (int i = 0; i < kPaymentsAPeriod; ++i) {
      PaymentMade payment;
      payment.payer = "acme";
      payment.payee = "nova";
      payment.date = *end.AddDays(2 + 5 * i + numbers_.Below(20));
      // Some more than is owed in the long run, and more still in the first
      // periods, in which the sums that are owed once fall due.
      const int once = reports_ <= 12 * kMetrics ? 400000 : 0;
      payment.amount = Units(
          days * 14300 + 250000 + once + numbers_.Below(10000), 2, "EUR");
      if (i == 1) payment.designation = "share-3/" + period.name;
      if (i == 2) payment.designation = "fee-2/" + period.name;
      ++payments_;
      Record(FactOf("payment", Number("P", payments_), std::move(payment)));
    }
  }

  void Amend(std::size_t k, const std::vector<NominalPeriod>& periods) {
    const auto count = static_cast<std::size_t>(plan_.amendments);
    if (count == 0) return;
    const std::size_t step = std::max<std::size_t>(periods.size() / (count + 1), 1);
    if (k == 0 || k % step != 0 || k / step > count) return;
    const int number = static_cast<int>(k / step);
    // The last ones are late.
    const bool late = number > plan_.amendments - plan_.late_amendments;
    const Date day = *periods[k].days.from();
    const std::string clause = Number("share-", (number - 1) % 4);
    std::string text = "contract: " + std::string(kContract) +
                       "\nevent: amendment\nid: A" + std::to_string(number) +
                       "\nexecuted: " + day.ToString() + "\neffective: " +
                       (late ? *day.AddDays(-365) : day).ToString() +
                       "\nchanges: [{ set: " + clause + ".rate, to: " +
                       std::to_string(3 + number % 3) + ".5 % }]\n";
    KnownClauses known;
    known.kinds[kContract][clause] = "revenue-share";
    Authored authored = ReadAuthoring({{"bench.yaml", text}}, known);
    if (authored.events.empty()) std::abort();
    Record(std::move(authored.events.front().event));
  }

  // A level for each month.
  static std::vector<Event> Index(Date last) {
    RatePublished rate;
    rate.name = "cpi";
    rate.measures = RateMeasure::kIndex;
    rate.source = "Office of Statistics";
    std::int64_t level = 10000;
    for (Date day = *Date::Parse("1999-01-01"); day <= last;
         day = *day.AddMonths(1)) {
      RateValue value;
      value.period = Interval(day, *day.AddMonths(1));
      value.value = Units(level, 2, "points");
      // It rises for ten years and begins again, so that sums stay alike.
      level = level == 12400 ? 10000 : level + 20;
      rate.values.push_back(std::move(value));
    }
    Event event = FactOf("rate", "CPI", std::move(rate));
    event.stream = "_rate/cpi";
    event.version = 1;
    return {std::move(event)};
  }

  const LongContractPlan& plan_;
  Numbers numbers_;
  std::uint64_t sequence_ = 0;
  std::vector<Event> events_;
  int reports_ = 0;
  int payments_ = 0;
};

}  // namespace

LongContract MakeLongContract(const LongContractPlan& plan) {
  return Maker(plan).Make();
}

}  // namespace covenant::bench

// The clauses of a random deal, as authoring text.
#include "tests/property/deals.h"

namespace covenant::property {
namespace {

const std::vector<std::string>& Rates() {
  static const std::vector<std::string> kRates = {"10 %", "5 %", "7.5 %", "1/3",
                                                  "12 %"};
  return kRates;
}

std::string Line(const std::string& key, const std::string& value) {
  return "    " + key + ": " + value + "\n";
}

}  // namespace

const std::vector<std::string>& DealClauses() {
  static const std::vector<std::string> kClauses = {
      "fee",        "price", "rent",  "royalty",   "pool",       "usage",
      "offtake",    "bonus", "loan",  "late",      "no-set-off", "tax",
      "commission", "limit", "spend", "liability", "early"};
  return kClauses;
}

std::string DealGenerator::DayText(int low, int high) {
  return Day(rng_.Int(low, high)).ToString();
}

std::string DealGenerator::Money(bool may_hide) {
  if (may_hide && Odds(mix_.undisclosed)) {
    static const std::vector<std::string> kHidden = {
        "undisclosed EUR", "at least 100.00 EUR", "at most 4000.00 EUR",
        "between 500.00 and 2000.00 EUR"};
    return rng_.Pick(kHidden);
  }
  static const std::vector<std::string> kKnown = {
      "1000.00 EUR", "250.00 EUR", "333.33 EUR", "5000.00 EUR", "999.99 EUR"};
  return rng_.Pick(kKnown);
}

std::string DealGenerator::Share(bool may_hide) {
  if (may_hide && Odds(mix_.undisclosed)) {
    return Odds(50) ? "undisclosed" : "between 4 % and 11 %";
  }
  return rng_.Pick(Rates());
}

std::string DealGenerator::Quantity(const std::string& unit) {
  static const std::vector<std::string> kCounts = {"100", "40", "75", "160"};
  return rng_.Pick(kCounts) + " " + unit;
}

std::string DealGenerator::Parties(const std::string& id) {
  const bool back = Odds(id == "rent" || id == "fee" ? 35 : 10);
  if (back) reversed_.insert(id);
  return back ? Line("debtor", "nova") + Line("creditor", "acme")
              : Line("debtor", "acme") + Line("creditor", "nova");
}

// The period, the due day and the report day. With a metric: it is reported.
std::string DealGenerator::Every(const std::string& id,
                                 const std::string& metric,
                                 const std::string& unit) {
  static const std::vector<std::string> kLengths = {"3 months", "3 months",
                                                    "6 months", "1 month"};
  Metric reported{metric, unit, rng_.Pick(kLengths), std::nullopt};
  for (const Metric& other : metrics_) {
    if (other.name == metric) reported = other;  // shared by two clauses
  }
  std::string text = Line("every", reported.every);
  if (!reported.anchor && Odds(mix_.anchors)) reported.anchor = Day(-47);
  if (reported.anchor) text += Line("anchor", reported.anchor->ToString());
  static const std::vector<std::string> kDue = {
      "30 days after period-end", "10 days after period-end", "on period-end",
      "2 months after period-end"};
  if (Odds(70)) text += Line("due", rng_.Pick(kDue));
  if (Odds(20)) {
    text += Line("calendar", "weekends");
    static const std::vector<std::string> kRolls = {
        "following", "modified-following", "preceding"};
    text += Line("roll", rng_.Pick(kRolls));
  }
  if (!metric.empty() && Odds(30)) text += Line("report_due", "15 days");
  const Duration every = Span(reported.every);
  const Date from = reported.anchor ? *reported.anchor : Day(0);
  for (int n = 0; n < 8; ++n) {
    const Interval period(*every.AddTo(from, n), *every.AddTo(from, n + 1));
    if (*period.until() > Day(800)) break;
    periods_.emplace_back(id, period);
  }
  if (!metric.empty()) metrics_.push_back(reported);
  if (Odds(mix_.mixed_terms)) {
    if (Odds(50)) text += Line("from", DayText(0, 120));
    if (Odds(50)) text += Line("until", DayText(200, 700));
  }
  return text;
}

std::string DealGenerator::Indexed(const std::string&) {
  series_.insert("cpi");
  std::string text = "{ rate: cpi, first: " +
                     std::string(Odds(50) ? "2024-07-01" : "2025-01-01");
  text += Odds(60) ? ", base: 2023-12-01" : ", base_level: 100.0 points";
  if (Odds(50)) text += ", every: 6 months";
  if (Odds(40)) text += ", lag: 1 month";
  if (Odds(30)) text += ", fallback: previous";
  if (Odds(30)) text += ", never_falls: true";
  if (Odds(30)) text += ", cap: 3 %";
  if (Odds(20)) text += ", floor: 1 %";
  if (Odds(25)) {
    text += ", compares: previous";
    if (Odds(30)) text += ", plus: 1.5 %";
  }
  if (Odds(20)) text += ", share: 60 %";
  if (Odds(15)) text += ", factor_rounding: { places: 3 }";
  return Line("indexation", text + " }");
}

std::string DealGenerator::Converted(bool periodic) {
  series_.insert("eur-usd");
  static const std::vector<std::string> kDays = {
      "due-date", "period-end", "period-start", "period-average"};
  std::string text = "{ to: USD, rate: eur-usd, day: ";
  text += periodic ? rng_.Pick(kDays) : "due-date";
  if (Odds(80)) text += ", fallback: previous";
  if (Odds(30)) text += ", within: 40 days";
  if (Odds(20)) text += ", lag: 1 day";
  if (Odds(20)) text += ", rate_rounding: { places: 3 }";
  return Line("convert", text + " }");
}

std::string DealGenerator::Fee(const std::string& id) {
  const std::string amount = Money();
  settable_.emplace_back(id + ".amount", Money());
  std::string text = Line("amount", amount);
  if (id == "fee" && Odds(20)) {
    milestones_.insert("approval");
    text += Line("condition", "approval");
    if (Odds(40)) text += Line("long_stop", DayText(100, 500));
    if (Odds(60)) text += Line("due", "15 days after milestone");
    return text;
  }
  static const std::vector<std::string> kDue = {
      "30 days after execution", "2024-03-15", "2024-06-30", "2024-11-02",
      "20 days after effective"};
  text += Line("due", rng_.Pick(kDue));
  if (id == "fee") text += Accelerated();
  if (id == "fee" && Odds(20)) text += Indexed(id);
  if (id == "fee" && Odds(15)) text += Converted(false);
  return text;
}

std::string DealGenerator::Schedule() {
  std::string text = "    instalments:\n";
  for (int i = rng_.Int(1, 3); i > 0; --i) {
    text +=
        "      - { amount: " + Money() + ", due: " + DayText(20, 500) + " }\n";
  }
  if (Odds(30)) text += Line("total", Money(false));
  return text + Accelerated();
}

std::string DealGenerator::Rent() {
  std::string text = Line("amount", Money()) + Every("rent", "", "EUR");
  settable_.emplace_back("rent.amount", Money());
  if (Odds(80)) text += Line("partial_period", "pro-rata-days");
  if (Odds(80)) text += Line("rate_change", "pro-rata-days");
  if (Odds(30)) text += Indexed("rent");
  if (Odds(15)) text += Converted(true);
  return text;
}

std::string DealGenerator::Tiers(const std::string& unit, bool price) {
  static const std::vector<std::string> kModes = {"marginal", "whole-amount",
                                                  "cumulative-rate", "ordinal"};
  static const std::vector<std::string> kResets = {"period", "year", "never"};
  const std::string mode = rng_.Pick(kModes);
  std::string text = Line("tier_mode", mode);
  if (Odds(75)) text += Line("tier_reset", rng_.Pick(kResets));
  const bool ordinal = mode == "ordinal";
  const std::string of = ordinal ? "periods" : unit;
  const auto bound = [&](int n) {
    if (ordinal) return std::to_string(n == 0 ? 2 : 4) + " " + of;
    return (unit == "EUR" ? std::to_string(n == 0 ? 1000 : 2500) + ".00 "
                          : std::to_string(n == 0 ? 100 : 250) + " ") +
           of;
  };
  static const std::vector<std::string> kPrices = {"2.50 EUR", "1.25 EUR",
                                                   "0.0875 EUR", "3.00 EUR"};
  const auto value = [&] {
    if (price) return "price: " + rng_.Pick(kPrices);
    return "rate: " + Share(false);
  };
  const bool closed = Odds(60);
  text += "    tiers:\n";
  text += "      - { " + std::string(closed ? "to: " : "below: ") + bound(0) +
          ", " + value() + " }\n";
  const bool three = Odds(50);
  if (three) {
    text += "      - { " + std::string(closed ? "over: " : "from: ") +
            bound(0) + (closed ? ", to: " : ", below: ") + bound(1) + ", " +
            value() + " }\n";
  }
  text += "      - { " + std::string(closed ? "over: " : "from: ") +
          bound(three ? 1 : 0) + ", " + value() + " }\n";
  return text;
}

// What revenue shares and unit prices have in common.
std::string DealGenerator::SharedTerms(bool price) {
  std::string text;
  if (Odds(30)) {
    text += Line("year_start", Odds(50) ? "2024-04-01" : "2023-07-01");
  }
  if (Odds(30)) {
    // In the unit of what it is taken off.
    const std::string name = price ? "returned" : "returns";
    text += "    deductions:\n      - { metric: " + name +
            std::string(Odds(50) ? ", at_most: 10 %" : "") + " }\n";
    Metric returns = metrics_.back();
    returns.name = name;
    bool there = false;
    for (const Metric& other : metrics_) there = there || other.name == name;
    if (!there) metrics_.push_back(returns);
  }
  const auto cap = [&](const std::string& name, const std::string& amount) {
    text +=
        Line(name, "{ amount: " + amount +
                       (Odds(15) ? ", counts_after: 2024-05-31" : "") + " }");
  };
  if (Odds(25)) cap("period_cap", "250.00 EUR");
  if (Odds(25)) cap("year_cap", "600.00 EUR");
  if (Odds(25)) cap("lifetime_cap", "900.00 EUR");
  if (Odds(30)) {
    text +=
        Line("minimum",
             "{ amount: " + std::string(Odds(50) ? "150.00" : "90.00") +
                 " EUR, per: " + (Odds(60) ? "year" : "period") +
                 ", mode: " + (Odds(60) ? "greater-of" : "additive") +
                 (Odds(70) ? ", partial_period: pro-rata-days" : "") + " }");
  }
  if (Odds(75)) {
    static const std::vector<std::string> kChange = {
        "pro-rata-days", "period-start", "period-end"};
    text += Line("rate_change", rng_.Pick(kChange));
  }
  if (Odds(12) && !price) text += Line("settle", "item");
  return text;
}

std::string DealGenerator::Royalty(const std::string& id) {
  std::string text = Every(id, "sales", "EUR");
  text += Line("metrics", "[sales]") + Line("currency", "EUR");
  const bool plain = Odds(mix_.plain);
  const bool tiers = !plain && Odds(45);
  if (tiers) {
    text += Tiers("EUR", false);
  } else {
    text += Line("rate", Share());
    settable_.emplace_back(id + ".rate", Share());
  }
  if (plain) return text + Line("rate_change", "pro-rata-days");
  text += SharedTerms(false);
  if (id == "pool" || Odds(30)) {
    std::string recoup = "{ advances: [advance]";
    if (!tiers && Odds(35)) recoup += ", rate_after: 4 %";
    if (Odds(30)) recoup += ", outstanding_on: period-start";
    if (Odds(30)) {
      recoup += std::string(", crossing: ") + (Odds(50)   ? "split"
                                               : Odds(50) ? "old-rate"
                                                          : "new-rate");
    }
    if (Odds(25)) recoup += ", unearned: repaid";
    if (Odds(30)) recoup += Odds(50) ? ", share: 50 %" : ", share: 33 %";
    text += Line("recoup", recoup + " }");
    ids_.push_back("advance");
  }
  if (Odds(15)) text += Converted(true);
  if (Odds(25)) text += Line("finality", "{ after: 15 days }");
  return text;
}

std::string DealGenerator::Usage() {
  std::string text = Every("usage", "hours", "hours");
  text += Line("metrics", "[hours]") + Line("unit", "hours") +
          Line("currency", "EUR");
  if (Odds(mix_.plain)) {
    return text + Line("price", "2.50 EUR") +
           Line("rate_change", "pro-rata-days");
  }
  const bool tiers = Odds(45);
  if (tiers) {
    text += Tiers("hours", true);
  } else {
    text += Line("price", Odds(50) ? "2.50 EUR" : "0.0925 EUR");
    settable_.emplace_back("usage.price", "3.10 EUR");
  }
  if (Odds(40)) text += Line("allowance", Odds(50) ? "50 hours" : "20 hours");
  text += SharedTerms(true);
  if (Odds(25)) {
    text +=
        Line("recoup", std::string("{ advances: [advance]") +
                           (Odds(30) ? ", outstanding_on: period-start" : "") +
                           (Odds(25) ? ", unearned: repaid" : "") +
                           (Odds(25) ? ", share: 40 %" : "") + " }");
    ids_.push_back("advance");
  }
  if (Odds(25)) text += Indexed("usage");
  return text;
}

std::string DealGenerator::Offtake() {
  std::string text = Every("offtake", "delivered", "tonnes");
  text += Line("metrics", "[delivered]") + Line("minimum", "100 tonnes") +
          Line("price", Odds(50) ? "30.00 EUR" : "7.77 EUR");
  settable_.emplace_back("offtake.minimum", "120 tonnes");
  settable_.emplace_back("offtake.price", "25.00 EUR");
  if (Odds(20)) text += Line("charge", "shortfall");
  if (Odds(80)) text += Line("partial_period", "pro-rata-days");
  if (Odds(80))
    text += Line("rate_change", Odds(50) ? "period-end" : "pro-rata-days");
  if (Odds(70)) {
    text += Line("make_up",
                 "{ applies_to: " +
                     std::string(Odds(60) ? "excess-only" : "any-amount") +
                     (Odds(50) ? ", measure: quantity" : "") +
                     (Odds(50) ? ", expires: 6 months" : "") + " }");
  }
  return text;
}

std::string DealGenerator::Commission() {
  const bool royalty = !metrics_.empty() && metrics_.front().name == "sales" &&
                       !metrics_.front().anchor;
  static const std::vector<std::string> kOwn = {
      "10 % of sales",
      "50 % of max(0, ytd(sales) - 2000 EUR) - ytd(self)",
      "marginal(sales; to 1000 EUR: 10 %; above: 5 %)",
      "clamp(5 % of sales, 20 EUR, 90 EUR)",
      "10 % of cumulative(sales) - cumulative(self)",
      "if sales > 1500 EUR then 100 EUR else 2 % of sales"};
  static const std::vector<std::string> kOf = {
      "10 % of owed(royalty)", "min(40 EUR, 20 % of ytd(owed(royalty)))"};
  std::string formula = rng_.Pick(kOwn);
  bool reads_royalty = false;
  for (const std::string& id : ids_) reads_royalty |= id == "royalty";
  if (reads_royalty && royalty && Odds(40)) formula = rng_.Pick(kOf);
  if (Odds(15)) {
    series_.insert("libor");
    formula = "rate(libor) of sales";
  }
  const bool names_sales = formula.find("sales") != std::string::npos;
  std::string text = Every("commission", names_sales ? "sales" : "", "EUR");
  text += Line("amount", "\"" + formula + "\"") + Line("currency", "EUR");
  if (names_sales) text += Line("metrics", "{ sales: EUR }");
  if (formula.find("rate(") != std::string::npos) {
    text += Line("rates", "{ libor: percent }") + Line("fallback", "previous");
  }
  if (Odds(40)) text += Line("negative", "zero");
  if (Odds(70)) text += Line("partial_period", "pro-rata-days");
  if (Odds(70)) text += Line("rate_change", "period-end");
  settable_.emplace_back("commission.amount", "\"15 EUR\"");
  return text;
}

std::string DealGenerator::Bonus() {
  milestones_.insert("exit");
  std::string text = Line("currency", "EUR") + Line("condition", "exit");
  static const std::vector<std::string> kFormulas = {
      "100 EUR", "max(0, 5 % of value(exit, price) - 20 EUR)",
      "2 EUR/days * days-between(2024-02-01, exit)"};
  text += Line("amount", "\"" + rng_.Pick(kFormulas) + "\"");
  if (Odds(60)) text += Line("due", "30 days after milestone");
  if (Odds(30)) text += Line("negative", "zero");
  return text;
}

std::string DealGenerator::Loan() {
  static const std::vector<std::string> kTypes = {"principal-at-maturity",
                                                  "linear-amortizer", "annuity",
                                                  "exotic-linear-amortizer"};
  static const std::vector<std::string> kCounts = {
      "actual-360", "actual-365-fixed", "30e-360", "30-360",
      "actual-actual-isda"};
  const std::string type = rng_.Pick(kTypes);
  std::string text = Line("contract_type", type);
  text += Line("notional_principal", Odds(50) ? "10000.00 EUR" : "7500.00 EUR");
  text += Line("initial_exchange_date", Odds(50) ? "2024-01-01" : "2024-01-31");
  text += Line("maturity_date", Odds(50) ? "2025-01-31" : "2025-07-01");
  text += Line("nominal_interest_rate", Share());
  text += Line("day_count_convention", rng_.Pick(kCounts));
  settable_.emplace_back("loan.nominal_interest_rate", Share());
  if (type == "linear-amortizer" || type == "annuity") {
    text += Line("cycle_of_principal_redemption",
                 Odds(70) ? "3 months" : "1 month");
  }
  if (type == "exotic-linear-amortizer") {
    text +=
        "    array_principal_redemption:\n"
        "      - { date: 2024-06-30, amount: 2000.00 EUR }\n"
        "      - { date: 2024-10-31, amount: 1500.00 EUR }\n";
  }
  if (type != "annuity" && Odds(70)) {
    text +=
        Line("cycle_of_interest_payment", Odds(60) ? "3 months" : "6 months");
  }
  if (Odds(30)) text += Line("disbursement", "owed");
  if (Odds(60)) {
    text +=
        Line("prepayment_effect", Odds(50) || type == "exotic-linear-amortizer"
                                      ? "reduce-maturity"
                                      : "reduce-instalment");
  }
  if (Odds(25)) {
    series_.insert("libor");
    text += Line("market_object_code_of_rate_reset", "libor") +
            Line("rate_spread", "2 %") +
            Line("cycle_of_rate_reset", "6 months") +
            Line("fallback", "previous");
    if (Odds(50)) text += Line("life_cap", "6 %");
    if (Odds(50)) text += Line("period_cap", "1 %");
  }
  return text + Accelerated();
}

std::string DealGenerator::Late() {
  std::string text;
  if (Odds(30)) {
    series_.insert("libor");
    text += Line("reference", std::string("{ rate: libor, resets: ") +
                                  (Odds(50) ? "half-yearly" : "monthly") +
                                  ", fallback: previous }");
    text += Line("margin", "8 %");
  } else {
    text += Line("rate", Share());
    settable_.emplace_back("late.rate", Share());
  }
  if (Odds(40)) {
    static const std::vector<std::string> kHow = {"monthly", "quarterly",
                                                  "annually"};
    text += Line("compounding", rng_.Pick(kHow));
  }
  if (Odds(40)) {
    static const std::vector<std::string> kCounts = {
        "actual-360", "30e-360", "30-360", "actual-actual-isda"};
    text += Line("day_count", rng_.Pick(kCounts));
  }
  if (Odds(25)) text += Line("grace", "10 days");
  if (Odds(10)) text += Line("grace_excluded", "true");
  if (Odds(30)) text += Line("allocation", "principal-first");
  if (Odds(30)) text += Line("not_on_disputed", "true");
  return text;
}

std::string DealGenerator::Early() {
  std::string text =
      "    steps:\n"
      "      - { by: " +
      std::string(Odds(60) ? "20 days after period-end"
                           : "150 days after execution") +
      ", rate: 3 % }\n";
  if (Odds(40)) {
    text += "      - { by: 200 days after execution, rate: 1.25 % }\n";
  }
  if (!ids_.empty() && Odds(30)) {
    text += Line("applies_to", "[" + rng_.Pick(ids_) + "]");
  }
  return text;
}

std::string DealGenerator::Accelerated() {
  if (!Odds(20)) return "";
  milestones_.insert("default");
  return Line("accelerated_by", "default");
}

std::string DealGenerator::Withholding() {
  std::string text = Line("rate", Odds(50) ? "15 %" : "26.375 %");
  text += Line("mode", Odds(50) ? "gross-up" : "net");
  if (Odds(30)) text += Line("debtor", "acme");
  return text;
}

std::string DealGenerator::Liability() {
  std::string text = Line("debtor", Odds(70) ? "acme" : "nova");
  text += Line("currency", "EUR");
  std::vector<std::string> fees;
  for (const std::string& id : ids_) {
    if (reversed_.contains(id)) fees.push_back(id);
  }
  if (!fees.empty() && Odds(40)) {
    text += Line("share", "50 %") + Line("fees", "[" + rng_.Pick(fees) + "]");
    if (Odds(30)) text += Line("fees_count", "paid");
    if (Odds(40)) {
      text += Line("amount", "300.00 EUR");
      text += Line("of_both", Odds(50) ? "greater-of" : "lesser-of");
    }
  } else {
    text += Line("amount", Odds(50) ? "1500.00 EUR" : "400.00 EUR");
  }
  if (Odds(40)) {
    text += Line("trailing", "6 months");
  } else if (Odds(40)) {
    text += Line("year_start", "2024-04-01");
  }
  return text;
}

std::string DealGenerator::Clause(const std::string& id) {
  const auto begin = [&](const std::string& kind) {
    return "  - id: " + id + "\n" + Line("kind", kind);
  };
  const bool owes = id != "late" && id != "no-set-off" && id != "tax" &&
                    id != "liability" && id != "limit" && id != "spend" &&
                    id != "early";
  if (owes) ids_.push_back(id);
  if (id == "late") return begin("late-interest") + Late();
  if (id == "no-set-off") {
    return begin("no-set-off") +
           (ids_.empty() || Odds(40)
                ? std::string()
                : Line("clauses", "[" + rng_.Pick(ids_) + "]"));
  }
  if (id == "early") return begin("early-payment") + Early();
  if (id == "tax") return begin("withholding") + Withholding();
  if (id == "liability") return begin("liability-cap") + Liability();
  if (id == "royalty" || id == "pool") {
    const std::string text = begin("revenue-share") + Line("debtor", "acme") +
                             Line("creditor", "nova");
    return text + Royalty(id);
  }
  if (id == "advance") {
    return begin("payment") + Line("debtor", "acme") +
           Line("creditor", "nova") + Fee(id);
  }
  if (id == "limit") {
    return begin("ceiling") + Parties(id) + Line("amount", Money());
  }
  if (id == "spend") {
    return begin("commitment") + Parties(id) + Line("total", Money());
  }
  if (id == "fee") return begin("payment") + Parties(id) + Fee(id);
  if (id == "price")
    return begin("payment-schedule") + Parties(id) + Schedule();
  if (id == "rent") return begin("recurring-payment") + Parties(id) + Rent();
  if (id == "usage") return begin("unit-price") + Parties(id) + Usage();
  if (id == "offtake") return begin("take-or-pay") + Parties(id) + Offtake();
  if (id == "commission") return begin("formula") + Parties(id) + Commission();
  if (id == "bonus") return begin("formula") + Parties(id) + Bonus();
  return begin("loan") + Parties(id) + Loan();
}

}  // namespace covenant::property

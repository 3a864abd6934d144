// What happens under a random deal, as authoring text, and how the text becomes
// a history.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>

#include "ledger/codec/authoring.h"
#include "ledger/value/check.h"
#include "replay/decide.h"
#include "tests/property/deals.h"

namespace covenant::property {
namespace {

std::string g_refusal;  // the last one

std::string Field(const std::string& key, const std::string& value) {
  return key + ": " + value + "\n";
}

}  // namespace

std::optional<History> ReadDeal(const std::string& yaml) {
  const Authored authored = ReadAuthoring({{"deal.yaml", yaml}}, {});
  if (!authored.diagnostics.empty()) {
    g_refusal = RenderDiagnostics(authored.diagnostics, false) + "\n" + yaml;
    return std::nullopt;
  }
  History history;
  for (const AuthoredEvent& one : authored.events) history.push_back(one.event);
  Renumber(history);
  const std::vector<Rejection> refused = Decide({}, history);
  if (!refused.empty()) {
    g_refusal = refused[0].code + ": " + refused[0].message + "\n" + yaml;
    return std::nullopt;
  }
  return history;
}

History DealGenerator::Make() {
  // What is refused again and again is not written as the ledger wants it.
  for (int i = 0; i < 200; ++i) {
    History history = Try();
    if (std::getenv("COVENANT_REFUSALS") != nullptr && history.empty()) {
      std::fprintf(stderr, "%s\n", g_refusal.c_str());
    }
    if (!history.empty()) return history;
  }
  std::fprintf(stderr, "%s\n", g_refusal.c_str());
  COVENANT_CHECK(false);
}

History DealGenerator::Try() {
  next_ = 0;
  ids_.clear();
  metrics_.clear();
  docs_.clear();
  later_.clear();
  shared_.clear();
  series_.clear();
  milestones_.clear();
  settable_.clear();
  periods_.clear();
  reversed_.clear();
  const std::string agreement = Agreement();
  AddRates();
  AddReports();
  AddMilestones();
  AddPayments();
  AddSetOffs();
  AddInvoices();
  AddAmendments();
  AddWaivers();
  AddStatements();
  AddDisputes();
  AddOpening();
  for (std::size_t i = docs_.size(); i > 1; --i) {
    std::swap(
        docs_[i - 1],
        docs_[static_cast<std::size_t>(rng_.Int(0, static_cast<int>(i) - 1))]);
  }
  std::string text = agreement;
  for (const std::string& doc : shared_) text += "---\n" + doc;
  for (const std::string& doc : docs_) text += "---\n" + doc;
  for (const std::string& doc : later_) text += "---\n" + doc;
  auto history = ReadDeal(text);
  if (!history) return {};
  AddCorrections(*history);
  return *history;
}

std::string DealGenerator::Agreement() {
  std::set<std::string> chosen;
  for (int i = rng_.Int(1, mix_.most); i > 0; --i) {
    chosen.insert(rng_.Pick(mix_.clauses));
  }
  std::string text = "contract: " + std::string(kContract) +
                     "\nevent: agreement\nid: F1\ntitle: Deal\n";
  text += Field("executed", DayText(0, 20));
  text += Field("effective",
                mix_.whole || Odds(75) ? "2024-01-01" : DayText(0, 40));
  if (!mix_.whole && Odds(10)) text += Field("until", DayText(300, 700));
  text += "parties: [{ id: acme }, { id: nova }]\nclauses:\n";
  for (const std::string& id : DealClauses()) {
    if (chosen.contains(id)) text += Clause(id);
  }
  if (std::find(ids_.begin(), ids_.end(), "advance") != ids_.end()) {
    ids_.erase(std::remove(ids_.begin(), ids_.end(), "advance"), ids_.end());
    text += Clause("advance");
  }
  return text;
}

void DealGenerator::Add(const std::string& type, const std::string& prefix,
                        const std::string& body) {
  docs_.push_back("contract: " + std::string(kContract) + "\nevent: " + type +
                  "\nid: " + prefix + std::to_string(++next_) + "\n" + body);
}

std::string DealGenerator::Figure(const Metric& metric) {
  const bool money = metric.unit == "EUR";
  static const std::vector<std::string> kMoney = {
      "1000.00", "1600.00", "400.00", "3000.00", "777.77", "0.00", "2500.00"};
  static const std::vector<std::string> kCounts = {"100", "120", "60", "300",
                                                   "45",  "0",   "37"};
  static const std::vector<std::string> kReturns = {"50.00", "120.00", "7.77"};
  std::string number = rng_.Pick(money ? kMoney : kCounts);
  const bool returned = metric.name.starts_with("return");
  if (returned) number = money ? rng_.Pick(kReturns) : "5";
  if (!returned && Odds(mix_.negative)) {
    number = money ? "-480.00" : "-12";
  }
  if (Odds(mix_.undisclosed)) {
    return money ? "between 300.00 and 1700.00 EUR"
                 : "between 20 and 140 " + metric.unit;
  }
  return number + " " + metric.unit;
}

void DealGenerator::AddItems(const Metric& metric, const Interval& period) {
  std::string items;
  std::set<Date> days;
  for (int i = rng_.Int(1, 3); i > 0; --i) {
    const Date day = *period.from()->AddDays(rng_.Int(0, *period.Days() - 1));
    if (!days.insert(day).second) continue;
    items += "  - { metric: " + metric.name + ", date: " + day.ToString() +
             ", amount: " + Figure(metric) + " }\n";
  }
  Add("report", "R", Field("period", PeriodText(period)) + "items:\n" + items);
}

void DealGenerator::AddReports() {
  std::set<std::string> names;
  for (const Metric& metric : metrics_) {
    if (!names.insert(metric.name).second) continue;
    const Duration every = Span(metric.every);
    const Date from = metric.anchor ? *metric.anchor : Day(0);
    const bool dated = Odds(15);
    for (int n = 0; n < 8; ++n) {
      const Interval period(*every.AddTo(from, n), *every.AddTo(from, n + 1));
      if (*period.until() > Day(800)) break;
      if (!Odds(mix_.reports)) continue;
      if (dated && !metric.name.starts_with("return")) {
        AddItems(metric, period);
        continue;
      }
      const auto body = [&](int version) {
        return Field("period", PeriodText(period)) + "metrics: { " +
               metric.name + ": " + Figure(metric) + " }\n" +
               (version > 0 ? Field("version", std::to_string(version)) : "");
      };
      Add("report", "R", body(0));
      if (Odds(mix_.late_reports)) Add("report", "R", body(2));
    }
  }
}

void DealGenerator::AddRates() {
  const auto publish = [&](const std::string& name, const std::string& head,
                           const std::vector<std::string>& days,
                           const std::vector<std::string>& values) {
    std::string text = "event: rate\nid: " + name + "-" +
                       std::to_string(++next_) + "\nrate: " + name + "\n" +
                       head + "values:\n";
    bool any = false;
    for (const std::string& day : days) {
      if (!Odds(mix_.published)) continue;
      any = true;
      text += "  - { " + day + ", " + rng_.Pick(values) + " }\n";
    }
    if (any) shared_.push_back(text);
  };
  if (series_.contains("cpi")) {
    std::vector<std::string> months;
    for (Date day = Day(-61); day < Day(800); day = *day.AddMonths(1)) {
      months.push_back("period: " + day.ToString().substr(0, 7));
    }
    publish("cpi", "measures: index\n", months,
            {"value: 100.0 points", "value: 103.5 points", "value: 98.2 points",
             "value: 107.1 points"});
  }
  if (series_.contains("eur-usd")) {
    std::vector<std::string> days;
    for (Date day = Day(-20); day < Day(820); day = *day.AddDays(10)) {
      days.push_back("date: " + day.ToString());
    }
    publish("eur-usd", "measures: exchange\nbase: EUR\n", days,
            {"value: 1.0811 USD", "value: 1.1000 USD", "value: 0.9877 USD"});
  }
  if (series_.contains("libor")) {
    std::vector<std::string> days;
    for (Date day = Day(-30); day < Day(820); day = *day.AddDays(29)) {
      days.push_back("date: " + day.ToString());
    }
    publish("libor", "measures: percent\n", days,
            {"rate: 4.50 %", "rate: 3.25 %", "rate: 5 %", "rate: -0.4 %"});
  }
}

void DealGenerator::AddMilestones() {
  for (const std::string& name : milestones_) {
    if (!Odds(80)) continue;
    Add("milestone", "M",
        Field("milestone", name) + Field("date", DayText(40, 500)) +
            "values: { price: 3000.00 EUR }\n");
  }
}

std::string DealGenerator::AnyClause() {
  return ids_.empty() ? "" : rng_.Pick(ids_);
}

// An obligation of a clause, as people name it.
std::string DealGenerator::AnySum() {
  const std::string id = AnyClause();
  std::vector<Interval> own;
  for (const auto& [clause, period] : periods_) {
    if (clause == id && *period.from() >= Day(0)) own.push_back(period);
  }
  if (own.empty()) {
    return id.empty() || id == "loan" || id == "price" ? "" : id + "/1";
  }
  const std::string name = PeriodText(rng_.Pick(own));
  return name.find(' ') == std::string::npos ? id + "/" + name : "";
}

void DealGenerator::AddPayments() {
  if (ids_.empty()) return;
  for (int i = rng_.Int(0, 5); i > 0; --i) {
    if (!Odds(mix_.payments)) continue;
    static const std::vector<std::string> kSums = {"100.00", "333.33",
                                                   "1000.00", "47.50", "5.00"};
    std::string designation;
    const std::string clause = AnyClause();
    if (Odds(60)) designation = clause;
    if (Odds(25)) designation = AnySum();
    if (clause == "loan" && Odds(40)) designation = "loan/prepayment";
    const std::string of = designation.substr(0, designation.find('/'));
    const bool back = designation.empty() ? Odds(25) : reversed_.contains(of);
    Add("payment", "P",
        Field("payer", back ? "nova" : "acme") +
            Field("payee", back ? "acme" : "nova") +
            Field("amount",
                  rng_.Pick(kSums) + (series_.contains("eur-usd") && Odds(20)
                                          ? " USD"
                                          : " EUR")) +
            Field("date", DayText(20, 760)) +
            (designation.empty() ? "" : Field("designation", designation)) +
            (Odds(10) ? Field("applies", Odds(50) ? "interest" : "principal")
                      : ""));
  }
  if (Odds(20)) {
    const std::string sum = AnySum();
    if (!sum.empty()) {
      Add("tax-withheld", "W",
          Field("obligation", sum) + Field("amount", "15.00 EUR") +
              Field("date", DayText(60, 700)) + Field("certificate", "\"7\""));
    }
  }
}

void DealGenerator::AddSetOffs() {
  if (!Odds(mix_.set_offs)) return;
  for (int i = rng_.Int(1, 2); i > 0; --i) {
    const bool back = Odds(50);
    Add("set-off", "S",
        Field("party", back ? "nova" : "acme") +
            Field("against", back ? "acme" : "nova") +
            Field("amount", Odds(50) ? "150.00 EUR" : "60.00 EUR") +
            Field("date", DayText(100, 700)));
  }
}

void DealGenerator::AddInvoices() {
  if (!Odds(mix_.invoices) || !Odds(30)) return;
  const std::string sum = AnySum();
  if (sum.empty()) return;
  Add("invoice", "I",
      Field("obligation", sum) + Field("sent", DayText(50, 700)));
}

void DealGenerator::AddAmendments() {
  for (int i = 0; i < 2; ++i) {
    if (settable_.empty() || !Odds(mix_.amendments)) continue;
    const auto& [path, value] = rng_.Pick(settable_);
    const int executed = rng_.Int(25, 600);
    const bool back = Odds(mix_.retroactive);
    std::string text = Field("executed", Day(executed).ToString());
    // Most contracts change on first days of quarters.
    const int effective =
        back ? rng_.Int(0, executed) : rng_.Int(executed, 700);
    Date day = Day(effective);
    if (!Odds(mix_.mixed_terms)) {
      day = *day.FirstOfMonth().AddMonths(-((day.month() - 1) % 3));
      if (!back && day < Day(executed)) day = *day.AddMonths(3);
    }
    text += Field("effective", day.ToString());
    if (Odds(20)) text += Field("until", day.AddMonths(6)->ToString());
    text += "changes: [{ set: " + path + ", to: " + value + " }]\n";
    Add("amendment", "A", text);
  }
}

void DealGenerator::AddWaivers() {
  const std::string id = AnyClause();
  if (id.empty() || !Odds(mix_.waivers)) return;
  std::string text =
      Field("executed", DayText(10, 300)) + Field("effective", DayText(0, 300));
  if (Odds(60)) text += Field("until", DayText(301, 700));
  text += Field("clause", id);
  if (Odds(50)) {
    text += Field("amount", "120.00 EUR");
  } else if (Odds(80)) {
    text += Field("share", "50 %");
  }
  text += Field("measured_by", Odds(50) ? "accrual" : "due-date");
  Add("waiver", "V", text);
}

void DealGenerator::AddStatements() {
  if (!Odds(mix_.statements)) return;
  const std::string sum = AnySum();
  if (sum.rfind("royalty/", 0) != 0 && sum.rfind("pool/", 0) != 0) return;
  Add("statement", "T",
      Field("obligation", sum) + Field("delivered", DayText(80, 500)) +
          (Odds(60) ? Field("amount", "100.00 EUR") : ""));
}

void DealGenerator::AddDisputes() {
  if (!Odds(mix_.disputes)) return;
  const std::string sum = AnySum();
  if (sum.empty()) return;
  Add("dispute", "D",
      Field("obligation", sum) + Field("raised_by", "acme") +
          (Odds(50) ? Field("amount", "30.00 EUR") : "") +
          Field("date", DayText(60, 500)));
  if (Odds(40)) {
    const std::string id = "D" + std::to_string(next_);
    std::swap(docs_.back(), docs_.front());
    std::string text = "contract: " + std::string(kContract) +
                       "\nevent: dispute-resolution\nid: E" +
                       std::to_string(++next_) + "\n" + Field("dispute", id) +
                       Field("date", DayText(501, 700));
    if (Odds(60)) text += Field("sum", Odds(50) ? "upheld" : "rejected");
    later_.push_back(text);
  }
}

void DealGenerator::AddOpening() {
  if (!Odds(mix_.openings)) return;
  Add("opening", "O", Field("through", DayText(60, 300)));
}

// Corrections of facts and amendments, behind all the rest.
void DealGenerator::AddCorrections(History& history) {
  if (!Odds(mix_.corrections)) return;
  const Event target = history[static_cast<std::size_t>(
      rng_.Int(0, static_cast<int>(history.size()) - 1))];
  if (target.stream != kContract || target.id == "F1") return;
  Event replacement = target;
  if (auto* report = std::get_if<Report>(&replacement.body)) {
    for (auto& [name, amount] : report->metrics) {
      amount = covenant::property::Money("500 " + amount.unit().text());
    }
    for (ReportItem& item : report->items) {
      item.amount =
          covenant::property::Money("90 " + item.amount.unit().text());
    }
  } else if (auto* payment = std::get_if<PaymentMade>(&replacement.body)) {
    payment->date = Day(rng_.Int(20, 700));
  } else if (auto* milestone = std::get_if<Milestone>(&replacement.body)) {
    milestone->date = Day(rng_.Int(20, 500));
  } else if (target.As<Dispute>() != nullptr) {
    return;
  } else {
    history.push_back(
        NewEvent("C1", "cancellation", Cancellation{target.id, {}}));
    Renumber(history);
    return;
  }
  history.push_back(NewEvent(
      "C1", "correction",
      Correction{target.id, std::make_shared<const Event>(replacement), {}}));
  Renumber(history);
}

}  // namespace covenant::property

#include "tests/bench/portfolio.h"

#include <utility>

#include "ledger/codec/event_codec.h"
#include "ledger/value/check.h"

namespace covenant::bench {
namespace {

constexpr int kFirstYear = 1980;
constexpr const char* kDigest =
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

Date MonthStart(int month) {
  return *Date::FromYmd(kFirstYear + month / 12, month % 12 + 1, 1);
}

Amount Euros(std::int64_t cents) {
  return Amount::Exact(*Decimal::FromUnits(cents, 2), *Unit::Parse("EUR"));
}

Event Agreement(int contract) {
  Event event;
  event.id = "A1";
  event.type = "agreement";
  event.executed = MonthStart(0);
  Instrument body;
  body.title = "Licence " + std::to_string(contract);
  body.document_kind = "agreement";
  body.parties = {{Portfolio::DebtorOf(contract), "", "licensee"},
                  {"house", "", "licensor"}};
  Change add;
  add.clause.emplace();
  add.clause->id = "fee";
  add.clause->kind = kind::kRevenueShare;
  Fields& fields = add.clause->fields;
  fields["debtor"] = Value{Portfolio::DebtorOf(contract)};
  fields["creditor"] = Value{std::string("house")};
  fields["rate"] = Value{*Rate::Parse("100 %")};
  fields["metrics"] = Value{Value::List{Value{std::string("fees")}}};
  fields["currency"] = Value{std::string("EUR")};
  fields["every"] = Value{*Duration::Create(1, DurationUnit::kMonths)};
  add.target = add.clause->id;
  body.changes.push_back(std::move(add));
  event.body = std::move(body);
  event.document = {"Licence " + std::to_string(contract) + ".pdf", kDigest, "4"};
  return event;
}

// `part`: which of the payments of its month it is, from 0.
Event FactEvent(const PortfolioFact& fact, int month, int part) {
  Event event;
  const std::string number = std::to_string(month);
  if (fact.payment) {
    event.id = "P" + number;
    if (part > 0) event.id += "-" + std::to_string(part);
    event.type = "payment";
    event.body = PaymentMade{Portfolio::DebtorOf(fact.contract), "house",
                             Euros(fact.cents), fact.day, "fee",
                             PaymentPart::kAny};
    event.document = {"Statement of account " + fact.day.ToString() + ".pdf",
                      kDigest, "line " + number};
  } else {
    event.id = "R" + number;
    event.type = "report";
    Report report;
    report.period = Interval(MonthStart(month), MonthStart(month + 1));
    report.metrics["fees"] = Euros(fact.cents);
    event.body = std::move(report);
    event.document = {"Report for " + fact.day.ToString() + ".pdf", kDigest,
                      "total"};
  }
  return event;
}

NewEvent Encoded(const Event& event, int contract) {
  NewEvent made;
  made.stream = Portfolio::ContractId(contract);
  made.event_id = event.id;
  made.type = event.type;
  made.schema_version = kSchemaVersion;
  auto payload = EncodePayload(event);
  COVENANT_CHECK(payload.ok());
  made.payload = *std::move(payload);
  return made;
}

}  // namespace

std::string Portfolio::ContractId(int contract) {
  std::string digits = std::to_string(contract);
  return "c" + std::string(5 - digits.size(), '0') + digits;
}

std::string Portfolio::DebtorOf(int contract) {
  return "debtor-" + std::to_string(contract / 10);
}

Portfolio::Portfolio(const PortfolioPlan& plan)
    : plan_(plan), middle_(*MonthStart(plan.months / 2).AddDays(9)) {
  std::uint64_t state = 7;
  const auto below = [&](std::uint64_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::int64_t>((state >> 33) % bound);
  };
  for (int month = 0; month < plan.months; ++month) {
    for (int i = 0; i < plan.contracts; ++i) {
      const int contract = plan.first + i;
      const std::int64_t accrued = 100'00 + below(900'00);
      facts_.push_back(
          {contract, false, *MonthStart(month + 1).AddDays(-1), accrued});
      for (int part = 0; part < plan.payments; ++part) {
        // Never more than was accrued, on some day of the month after.
        std::int64_t paid = accrued * (60 + below(40)) / 100 / plan.payments;
        if (plan.in_full) {
          paid = accrued / plan.payments;
          if (part == 0) paid += accrued % plan.payments;
        }
        const Date day =
            *MonthStart(month + 1).AddDays(static_cast<int>(below(28)));
        facts_.push_back({contract, true, day, paid});
      }
    }
  }
}

std::vector<NewEvent> Portfolio::Events() const {
  std::vector<NewEvent> events;
  events.reserve(facts_.size() + static_cast<std::size_t>(plan_.contracts));
  for (int i = 0; i < plan_.contracts; ++i) {
    const int contract = plan_.first + i;
    events.push_back(Encoded(Agreement(contract), contract));
  }
  std::size_t i = 0;
  for (int month = 0; month < plan_.months; ++month) {
    for (int n = 0; n < (1 + plan_.payments) * plan_.contracts; ++n, ++i) {
      const int part = n % (1 + plan_.payments) - 1;
      events.push_back(
          Encoded(FactEvent(facts_[i], month, part), facts_[i].contract));
    }
  }
  return events;
}

}  // namespace covenant::bench

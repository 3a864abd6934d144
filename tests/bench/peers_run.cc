// The balances of a portfolio as of a day: made for the programs that this one is
// compared with, and asked of this one. tests/bench/peers.py asks the others.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "cli/session.h"
#include "ledger/codec/entry_codec.h"
#include "ledger/store/rocks_log.h"
#include "ledger/value/check.h"
#include "replay/contract.h"
#include "tests/bench/commands.h"
#include "tests/bench/portfolio.h"
#include "tests/bench/scratch.h"

namespace covenant::bench {
namespace {

std::string Euros(std::int64_t cents) {
  const std::string digits = std::to_string(cents % 100);
  return std::to_string(cents / 100) + (cents % 100 < 10 ? ".0" : ".") + digits;
}

// A journal that hledger and ledger both read.
void WriteJournal(const Portfolio& portfolio, const std::string& path) {
  std::ofstream out(path);
  for (const PortfolioFact& fact : portfolio.facts()) {
    const std::string debt = "owed:" + Portfolio::DebtorOf(fact.contract) + ":" +
                             Portfolio::ContractId(fact.contract);
    out << fact.day.ToString() << (fact.payment ? " payment" : " accrual")
        << "\n    " << debt << "  " << (fact.payment ? "-" : "")
        << Euros(fact.cents) << " EUR\n    "
        << (fact.payment ? "bank" : "income") << "\n\n";
  }
}

// contract, debtor, kind, legal day, sequence from which it is known, cents that
// it adds to the debt.
void WriteRows(const Portfolio& portfolio, const std::string& path) {
  std::ofstream out(path);
  std::int64_t sequence = portfolio.contracts();
  for (const PortfolioFact& fact : portfolio.facts()) {
    out << Portfolio::ContractId(fact.contract) << ','
        << Portfolio::DebtorOf(fact.contract) << ','
        << (fact.payment ? "payment" : "accrual") << ','
        << fact.day.ToString() << ',' << ++sequence << ','
        << (fact.payment ? -fact.cents : fact.cents) << '\n';
  }
}

using Balances = std::map<std::string, std::int64_t>;  // cents by contract

std::int64_t CentsOf(const Amount& amount) {
  COVENANT_CHECK(amount.IsExact());
  std::int64_t units = *amount.value().Units();
  for (int scale = amount.value().Scale(); scale < 2; ++scale) units *= 10;
  return units;
}

std::int64_t Owed(const std::vector<Event>& events, Date day) {
  const auto contract =
      Contract::Create(events.front().stream, events, kLatest);
  COVENANT_CHECK(contract.ok());
  const auto owed = contract->ObligationsAt(day);
  COVENANT_CHECK(owed.ok());
  std::int64_t cents = 0;
  for (const Total& total : owed->totals) cents += CentsOf(total.owed);
  return cents;
}

// The balances of the contracts in [from, end), read and replayed.
Balances Ask(const EventLog& log, const std::string& from,
             const std::string& end, Date day) {
  Balances balances;
  std::vector<Event> events;
  const auto done = [&] {
    if (!events.empty()) balances[events.front().stream] = Owed(events, day);
    events.clear();
  };
  COVENANT_CHECK(log.ReadStreams(from, end, kLatest,
                                 [&](const StoredEvent& stored) {
                                   auto event = cli::Session::Decode(stored);
                                   COVENANT_CHECK(event.ok());
                                   if (!events.empty() &&
                                       events.front().stream != event->stream) {
                                     done();
                                   }
                                   events.push_back(*std::move(event));
                                   return absl::OkStatus();
                                 })
                     .ok());
  done();
  return balances;
}

Balances AskAll(const EventLog& log, int contracts, Date day) {
  const std::string middle = Portfolio::ContractId(contracts / 2);
  Balances first, second;
  std::thread other([&] { second = Ask(log, middle, "", day); });
  first = Ask(log, "", middle, day);
  other.join();
  first.merge(second);
  return first;
}

}  // namespace

int MakePeersData(const std::vector<std::string>& arguments) {
  if (arguments.size() != 2) {
    std::cerr << "usage: peers-data CONTRACTS DIR\n";
    return 1;
  }
  const Portfolio portfolio(
      {.contracts = std::stoi(arguments[0]), .months = 500});
  const std::string& dir = arguments[1];
  WriteJournal(portfolio, dir + "/journal");
  WriteRows(portfolio, dir + "/rows.csv");
  auto log = CreateRocksLog(dir + "/ledger", {"bench", false, {}},
                            std::make_shared<ProtoEntryFormat>());
  COVENANT_CHECK(log.ok());
  std::vector<NewEvent> events = portfolio.Events();
  const Stopwatch watch;
  for (std::size_t i = 0; i < events.size(); i += 10'000) {
    AppendRequest request;
    for (std::size_t k = i; k < std::min(i + 10'000, events.size()); ++k) {
      request.events.push_back(std::move(events[k]));
    }
    COVENANT_CHECK((*log)->Append(std::move(request)).ok());
  }
  COVENANT_CHECK((*log)->Close().ok());
  std::printf("%s %.3f\n", portfolio.middle().ToString().c_str(),
              watch.Seconds());
  return 0;
}

int AskPeersData(const std::vector<std::string>& arguments) {
  if (arguments.size() != 4) {
    std::cerr << "usage: peers-ask CONTRACTS DIR DAY contract|party|portfolio\n";
    return 1;
  }
  const int contracts = std::stoi(arguments[0]);
  const Date day = *Date::Parse(arguments[2]);
  const auto log =
      OpenRocksLog(arguments[1] + "/ledger", OpenMode::kRead,
                   std::make_shared<ProtoEntryFormat>());
  COVENANT_CHECK(log.ok());
  std::vector<double> seconds;
  Balances balances;
  for (int i = 0; i < 3; ++i) {
    const Stopwatch watch;
    if (arguments[3] == "portfolio") {
      balances = AskAll(**log, contracts, day);
    } else {
      // Contract 17, or those of its debtor: 10 to 19.
      const bool one = arguments[3] == "contract";
      balances = Ask(**log, Portfolio::ContractId(one ? 17 : 10),
                     Portfolio::ContractId(one ? 18 : 20), day);
    }
    seconds.push_back(watch.Seconds());
  }
  std::sort(seconds.begin(), seconds.end());
  std::printf("seconds %.6f\n", seconds[1]);
  for (const auto& [contract, cents] : balances) {
    std::printf("%s %lld\n", contract.c_str(), static_cast<long long>(cents));
  }
  return 0;
}

}  // namespace covenant::bench

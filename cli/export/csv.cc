#include "cli/export/csv.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "cli/csv/reader.h"
#include "cli/render/figures.h"
#include "ledger/value/basis.h"
#include "replay/record.h"

namespace covenant::cli {
namespace {

std::string Line(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    line += (i == 0 ? "" : ",") + CsvText(cells[i]);
  }
  return line + "\r\n";
}

std::string Exact(const Amount& amount) {
  return amount.IsExact() ? amount.value().ToString() : "";
}

std::string AtLeast(const Amount& amount) {
  return amount.IsExact() || !amount.at_least() ? ""
                                                : amount.at_least()->ToString();
}

std::string AtMost(const Amount& amount) {
  return amount.IsExact() || !amount.at_most() ? ""
                                               : amount.at_most()->ToString();
}

std::string Day(const std::optional<Date>& day) {
  return day ? day->ToString() : "";
}

std::string Because(const std::vector<EventRef>& refs) {
  std::vector<std::string> names;
  names.reserve(refs.size());
  for (const EventRef& ref : refs) {
    names.push_back(ref.stream + "@" + std::to_string(ref.version));
  }
  return Joined(names, " ");
}

// Every row says what it is true of.
constexpr std::array<const char*, 3> kPointNames = {"as_of", "known_at",
                                                    "known_at_time"};

void AddPoint(const View& view, std::vector<std::string>& cells) {
  cells.push_back(view.as_of.ToString());
  cells.push_back("#" + std::to_string(view.known.sequence));
  cells.push_back(view.known.recorded_at.ToString());
}

struct Balance {
  const char* name;
  Amount Obligation::*amount;
};
constexpr std::array<Balance, 9> kBalances = {{
    {"accrued", &Obligation::accrued},
    {"interest", &Obligation::interest},
    {"waived", &Obligation::waived},
    {"credited", &Obligation::credited},
    {"paid", &Obligation::paid},
    {"disputed", &Obligation::disputed},
    {"contingent", &Obligation::contingent},
    {"owed", &Obligation::owed},
    {"overpaid", &Obligation::overpaid},
}};

std::vector<std::string> Header() {
  std::vector<std::string> names = {"id",       "contract", "clause", "debtor",
                                    "creditor", "kind",     "from",   "until",
                                    "due",      "unit",     "state",  "basis"};
  for (const Balance& balance : kBalances) {
    const std::string name = balance.name;
    names.push_back(name);
    names.push_back(name + "_at_least");
    names.push_back(name + "_at_most");
  }
  names.emplace_back("unknown_because");
  names.emplace_back("because");
  names.insert(names.end(), kPointNames.begin(), kPointNames.end());
  return names;
}

}  // namespace

std::string ObligationsCsv(const View& view, const Obligations& owed) {
  std::string text = Line(Header());
  for (const Obligation& one : owed.obligations) {
    std::string from, until;
    if (one.period) {
      from = Day(one.period->from());
      until = Day(one.period->until());
    }
    std::vector<std::string> cells = {
        one.id,
        one.contract,
        one.clause,
        one.debtor,
        one.creditor,
        one.kind,
        from,
        until,
        Day(one.due),
        one.unit,
        std::string(ObligationStateName(one.state)),
        std::string(BasisName(one.basis))};
    for (const Balance& balance : kBalances) {
      const Amount& amount = one.*balance.amount;
      cells.push_back(Exact(amount));
      cells.push_back(AtLeast(amount));
      cells.push_back(AtMost(amount));
    }
    cells.push_back(Joined(one.unknown_because, " "));
    cells.push_back(Because(one.because));
    AddPoint(view, cells);
    text += Line(cells);
  }
  return text;
}

Result<std::vector<Event>> CountedEvents(Query& query, const std::string& id) {
  const std::uint64_t known = query.view.known.sequence;
  CLI_ASSIGN(const std::vector<Event> events, query.session.Events(id, known));
  std::vector<Event> counted;
  for (const Recorded& one : RecordAt(events, known)) {
    counted.push_back(*one.event);
  }
  return counted;
}

Result<std::string> PaymentsCsv(Query& query) {
  std::vector<std::string> names = {
      "contract", "id",          "payer",           "payee",
      "date",     "amount",      "amount_at_least", "amount_at_most",
      "unit",     "designation", "basis",           "document",
      "sha256",   "section",     "because"};
  names.insert(names.end(), kPointNames.begin(), kPointNames.end());
  std::string text = Line(names);
  for (const std::string& id : query.ids) {
    CLI_ASSIGN(const std::vector<Event> events, CountedEvents(query, id));
    for (const Event& event : events) {
      const auto* payment = event.As<PaymentMade>();
      if (payment == nullptr || payment->date > query.view.as_of) continue;
      std::vector<std::string> cells = {event.stream,
                                        event.id,
                                        payment->payer,
                                        payment->payee,
                                        payment->date.ToString(),
                                        Exact(payment->amount),
                                        AtLeast(payment->amount),
                                        AtMost(payment->amount),
                                        payment->amount.unit().ToString(),
                                        payment->designation,
                                        std::string(BasisName(event.basis)),
                                        event.document.name,
                                        event.document.sha256,
                                        event.document.section,
                                        event.Ref()};
      AddPoint(query.view, cells);
      text += Line(cells);
    }
  }
  return text;
}

Result<std::string> EventsCsv(Query& query) {
  std::vector<std::string> names = {
      "sequence", "stream",      "version",  "id",    "type",
      "executed", "recorded_at", "asserted", "basis", "document",
      "sha256",   "section",     "hash"};
  names.insert(names.end(), kPointNames.begin(), kPointNames.end());
  std::string text = Line(names);
  const std::uint64_t known = query.view.known.sequence;
  std::vector<Event> events;
  for (const std::string& id : query.ids) {
    CLI_ASSIGN(const std::vector<Event> stream,
               query.session.Events(id, known));
    events.insert(events.end(), stream.begin(), stream.end());
  }
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return a.sequence < b.sequence;
  });
  for (const Event& event : events) {
    std::vector<std::string> cells = {std::to_string(event.sequence),
                                      event.stream,
                                      std::to_string(event.version),
                                      event.id,
                                      event.type,
                                      Day(event.executed),
                                      event.recorded_at.ToString(),
                                      event.asserted ? "true" : "false",
                                      std::string(BasisName(event.basis)),
                                      event.document.name,
                                      event.document.sha256,
                                      event.document.section,
                                      event.hash.ToHex()};
    AddPoint(query.view, cells);
    text += Line(cells);
  }
  return text;
}

}  // namespace covenant::cli

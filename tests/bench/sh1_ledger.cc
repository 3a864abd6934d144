#include "tests/bench/sh1_ledger.h"

#include <cstddef>
#include <utility>

#include "cli/append.h"
#include "cli/parts.h"
#include "cli/session.h"

namespace covenant::bench {
namespace {

constexpr std::int32_t kDayZero = 19'723;  // 2024-01-01

Value Symbol(std::string text) { return Value{std::move(text)}; }

Value Money(int cents) {
  return Value{Amount::Exact(*Decimal::FromUnits(cents, 2), *Unit::Parse("EUR"))};
}

Endpoint On(Date day) {
  Endpoint end;
  end.date = day;
  return end;
}

std::string Numbered(std::string_view name, int number) {
  return std::string(name) + "-" + std::to_string(number);
}

std::string CounterpartyOf(const SupplyLine& line) {
  switch (line.table) {
    case SupplyTable::kContracts:
      return Numbered("s", line.supplier);
    case SupplyTable::kProducts:
      return "customers";
    case SupplyTable::kSuppliers:
      return Numbered("s", line.id);
  }
  return "";
}

Clause TermsOf(const SupplyLine& line) {
  Clause clause;
  clause.id = ClauseOf(line.table);
  Fields& fields = clause.fields;
  switch (line.table) {
    // The buyer pays for the quantity of the year, of the product in the grade,
    // whether or not it takes it.
    case SupplyTable::kContracts:
      clause.kind = kind::kTakeOrPay;
      fields["debtor"] = Symbol("buyer");
      fields["creditor"] = Symbol(CounterpartyOf(line));
      fields["minimum"] =
          Value{Amount::Exact(Decimal::FromInt(line.quantity), *Unit::Parse("pieces"))};
      fields["price"] = Money(line.cost);
      fields["metrics"] = Value{Value::List{
          Symbol(Numbered("product", line.product) +
                 Numbered("-grade", line.grade))}};
      fields["every"] = Value{*Duration::Create(1, DurationUnit::kYears)};
      break;
    // What customers pay for a product, by its category.
    case SupplyTable::kProducts:
      clause.kind = kind::kUnitPrice;
      fields["debtor"] = Symbol("customers");
      fields["creditor"] = Symbol("buyer");
      fields["price"] = Money(line.retail);
      fields["metrics"] =
          Value{Value::List{Symbol(Numbered("category", line.category))}};
      fields["unit"] = Symbol("pieces");
      fields["currency"] = Symbol("EUR");
      fields["every"] = Value{*Duration::Create(1, DurationUnit::kYears)};
      break;
    // Where a supplier may supply from, and in which tier it is.
    case SupplyTable::kSuppliers:
      clause.kind = kind::kPermission;
      fields["holder"] = Symbol(CounterpartyOf(line));
      fields["grantor"] = Symbol("buyer");
      fields["scope.territory"] =
          Value{PathSet{{Numbered("region", line.region)}, {}, false}};
      fields["scope.channel"] =
          Value{PathSet{{Numbered("tier", line.tier)}, {}, false}};
      break;
  }
  return clause;
}

}  // namespace

Date LegalDay(int day) { return *Date::FromDays(kDayZero + day); }

Timestamp KnownAt(int epoch) {
  return Timestamp::StartOfDay(kDayZero + kDaysBetweenPublications * epoch);
}

std::string StreamOf(SupplyTable table, int id) {
  switch (table) {
    case SupplyTable::kContracts:
      return Numbered("supply", id);
    case SupplyTable::kProducts:
      return Numbered("product", id);
    case SupplyTable::kSuppliers:
      return Numbered("supplier", id);
  }
  return "";
}

std::string ClauseOf(SupplyTable table) {
  switch (table) {
    case SupplyTable::kContracts:
      return "supply";
    case SupplyTable::kProducts:
      return "retail";
    case SupplyTable::kSuppliers:
      return "standing";
  }
  return "";
}

AuthoredEvent EventOf(const SupplyLine& line) {
  AuthoredEvent authored;
  authored.known = KnownAt(line.epoch);
  Event& event = authored.event;
  event.stream = StreamOf(line.table, line.id);
  event.id = Numbered("E", line.epoch);
  event.executed = LegalDay(kDaysBetweenPublications * line.epoch);
  event.effective = On(LegalDay(line.from));
  event.until = On(LegalDay(line.until));
  Instrument body;
  Change change;
  change.target = ClauseOf(line.table);
  if (line.put) {
    change.op = Change::Op::kAdd;
    change.clause = TermsOf(line);
  }
  if (line.epoch == 0) {
    event.type = "agreement";
    body.document_kind = "agreement";
    body.parties = {{"buyer", "", ""}, {CounterpartyOf(line), "", ""}};
  } else if (line.put) {
    event.type = "restatement";
    body.kind = InstrumentKind::kRestatement;
    body.replaces = {change.target};
    // The supplier of a contract, for it may be another one than before.
    if (line.table == SupplyTable::kContracts) {
      body.parties = {{CounterpartyOf(line), "", ""}};
    }
  } else {
    event.type = "amendment";
    body.kind = InstrumentKind::kAmendment;
    change.op = Change::Op::kRemove;
  }
  body.changes.push_back(std::move(change));
  event.body = std::move(body);
  return authored;
}

absl::Status LoadSupplyHistory(const std::vector<SupplyLine>& lines,
                               std::unique_ptr<EventLog> log) {
  cli::Session session(std::move(log), LegalDay(kHorizonDays), SystemClock());
  cli::AppendOptions options;
  options.as_of = session.today();
  options.plan = false;
  options.tell_events = false;
  for (std::size_t i = 0; i < lines.size();) {
    std::size_t next = i;
    while (next < lines.size() && lines[next].epoch == lines[i].epoch) ++next;
    Authored authored;
    authored.events.resize(next - i);
    cli::InParts(next - i, 256, [&](std::size_t begin, std::size_t end) {
      for (; begin < end; ++begin) {
        authored.events[begin] = EventOf(lines[i + begin]);
      }
    });
    i = next;
    const auto appended = cli::Append(session, std::move(authored), options);
    if (!appended.ok()) {
      return absl::InternalError(cli::RenderError(appended.error(), false));
    }
  }
  return session.log().Close();
}

}  // namespace covenant::bench

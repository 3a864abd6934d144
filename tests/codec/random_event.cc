#include "tests/codec/random_event.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "ledger/proof/sha256.h"

namespace covenant {
namespace {

// The fields of each kind: path and sort of value; `!` is required. Written by
// hand, so that the test does not learn the schema from the code under test.
const std::map<std::string, std::vector<std::pair<std::string, std::string>>>
    kFields = {
        {"",
         {{"section", "symbol"},
          {"title", "symbol"},
          {"text", "text"},
          {"from", "start"},
          {"until", "end"},
          {"ends_on", "id"},
          {"survives", "true"},
          {"tail", "duration"},
          {"finality.after", "duration"},
          {"under", "id"},
          {"prevails", "names"},
          {"incorporated", "true"}}},
        {"payment",
         {{"debtor", "!debtor"},
          {"creditor", "!creditor"},
          {"amount", "!amount"},
          {"due", "due"},
          {"deliver.unit", "unit"},
          {"rounding.mode", "mode"},
          {"rounding.places", "places"}}},
        {"payment-schedule",
         {{"debtor", "!debtor"},
          {"creditor", "!creditor"},
          {"instalments", "!instalments"},
          {"total", "amount"}}},
        {"recurring-payment",
         {{"debtor", "!debtor"},
          {"creditor", "!creditor"},
          {"amount", "!amount"},
          {"every", "!regular"},
          {"anchor", "date"},
          {"due", "due"},
          {"partial_period", "partial"}}},
        {"revenue-share",
         {{"debtor", "!debtor"},
          {"creditor", "!creditor"},
          {"rate", "!rate"},
          {"metrics", "!names"},
          {"currency", "!EUR"},
          {"every", "!regular"},
          {"anchor", "date"},
          {"due", "due"},
          {"report_due", "duration"},
          {"lifetime_cap.amount", "euros"},
          {"rate_change", "rate_change"}}},
        {"formula",
         {{"debtor", "!debtor"},
          {"creditor", "!creditor"},
          {"amount", "!expression"},
          {"metrics.sales", "!USD"},
          {"metrics.costs", "!USD"},
          {"currency", "!USD"},
          {"every", "!regular"},
          {"year_start", "month-day"},
          {"report_due", "duration"},
          {"rate_change", "rate_change"}}},
        {"loan",
         {{"debtor", "!debtor"},
          {"creditor", "!creditor"},
          {"contract_type", "!bullet"},
          {"notional_principal", "!amount"},
          {"initial_exchange_date", "!first"},
          {"maturity_date", "!last"},
          {"nominal_interest_rate", "!rate"},
          {"day_count_convention", "!day_count"},
          {"cycle_of_interest_payment", "regular"},
          {"rounding.mode", "mode"}}},
        {"withholding",
         {{"rate", "!tax"},
          {"mode", "!tax_mode"},
          {"applies_to", "names"},
          {"debtor", "debtor"}}},
        {"ceiling",
         {{"debtor", "!debtor"},
          {"creditor", "!creditor"},
          {"amount", "!amount"}}},
        {"commitment",
         {{"debtor", "!debtor"},
          {"creditor", "!creditor"},
          {"total", "!amount"}}},
        {"late-interest",
         {{"rate", "!rate"},
          {"applies_to", "names"},
          {"debtor", "debtor"},
          {"grace", "duration"},
          {"grace_excluded", "true"},
          {"not_on_disputed", "true"},
          {"rounding.mode", "mode"},
          {"rounding.places", "places"}}},
        {"no-set-off", {{"clauses", "names"}, {"party", "debtor"}}},
        {"liability-cap",
         {{"debtor", "!debtor"},
          {"amount", "!euros"},
          {"currency", "!EUR"},
          {"clauses", "names"},
          {"year_start", "date"}}},
        {"exclusivity",
         {{"bearer", "!debtor"},
          {"beneficiary", "!creditor"},
          {"scope", "scope"},
          {"carve_outs", "carve_outs"},
          {"maintained_by", "symbol"}}},
        {"prohibition",
         {{"bearer", "!debtor"},
          {"beneficiary", "!creditor"},
          {"scope", "scope"}}},
        {"right-of-first-refusal",
         {{"holder", "!debtor"},
          {"grantor", "!creditor"},
          {"match_within", "duration"}}},
        {"licence",
         {{"licensor", "!debtor"},
          {"licensee", "!creditor"},
          {"type", "licence"},
          {"scope", "scope"}}},
        {"permission",
         {{"holder", "!debtor"}, {"grantor", "!creditor"}, {"scope", "scope"}}},
        {"order-of-precedence", {{"orders", "!orders"}, {"fixed", "names"}}},
        {"payment-terms",
         {{"due", "due"},
          {"rounding.mode", "mode"},
          {"rounding.places", "places"}}},
        {"provision", {{"says", "text"}}}};

Value Symbols(std::vector<std::string> words) {
  Value::List list;
  for (std::string& word : words) list.push_back(Value{std::move(word)});
  return Value{std::move(list)};
}

}  // namespace

Date RandomEvents::SomeDate() {
  return *Date::FromDays(static_cast<std::int64_t>(Below(40000)) - 10000);
}

Decimal RandomEvents::SomeNumber(bool negative) {
  // Now and then one that does not fit 64 bits.
  std::string digits = std::to_string(random_());
  if (Maybe()) digits = digits.substr(0, 1 + Below(8));
  if (Below(8) == 0) digits += std::to_string(random_()).substr(0, 10);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  const int scale = static_cast<int>(Below(7));
  if (negative && Maybe() && digits != "0") digits.insert(0, "-");
  return *Decimal::FromUnitsText(digits, scale);
}

Amount RandomEvents::SomeAmount(bool negative) {
  const Unit unit = *Unit::Parse(
      Pick(std::vector<std::string>{"EUR", "USD", "JPY", "KWD", "shares"}));
  const Decimal low = SomeNumber(negative);
  const Decimal high = SomeNumber(negative);
  switch (Below(8)) {
    case 0:
      return Amount::Undisclosed(unit);
    case 1:
      return Amount::AtLeast(low, unit);
    case 2:
      return Amount::AtMost(low, unit);
    case 3:
      if (low < high) return *Amount::Between(low, high, unit);
      [[fallthrough]];
    default:
      return Amount::Exact(low, unit);
  }
}

Amount RandomEvents::SomeMoney(const std::string& unit) {
  return Amount::Exact(SomeNumber(false), *Unit::Parse(unit));
}

Rate RandomEvents::SomeRate() {
  return *Rate::Parse(Pick(std::vector<std::string>{
      "6.5 %", "6.50 %", "25 bps", "3/8", "-1 %", "undisclosed", "at least 2 %",
      "between 2 % and 4 %", "0 %"}));
}

Duration RandomEvents::SomeDuration() {
  return *Duration::Create(
      static_cast<std::int64_t>(Below(100)),
      Pick(std::vector<DurationUnit>{
          DurationUnit::kDays, DurationUnit::kWeeks, DurationUnit::kMonths,
          DurationUnit::kYears, DurationUnit::kBusinessDays}));
}

Duration RandomEvents::SomeRegular() {
  return *Duration::Create(
      1 + static_cast<std::int64_t>(Below(12)),
      Maybe() ? DurationUnit::kMonths : DurationUnit::kYears);
}

std::string RandomEvents::Id() {
  std::string id = Pick(std::vector<std::string>{"a", "no", "7", "x-y", "net"});
  return id + std::to_string(Below(1000));
}

std::string RandomEvents::Symbol() {
  return Pick(std::vector<std::string>{"§3.2(a)",
                                       "2",
                                       "no",
                                       "yes",
                                       "null",
                                       "~",
                                       "a: b",
                                       "# x",
                                       "- x",
                                       "'q'",
                                       "\"q\"",
                                       "a\\b",
                                       "{x}",
                                       "[x]",
                                       "&x",
                                       "*x",
                                       "!x",
                                       "%x",
                                       "@x",
                                       "`x",
                                       "|",
                                       ">",
                                       "Töchter & Söhne",
                                       "日本",
                                       "😀",
                                       "y",
                                       "1e5",
                                       "0x1F",
                                       "2024-01-01",
                                       "<<",
                                       "trailing ",
                                       " leading",
                                       "a #b",
                                       "=",
                                       "?",
                                       "? x",
                                       ":",
                                       "\xC2\x85nel",
                                       "\xE2\x80\xA8ls",
                                       "\xEF\xBB\xBF"
                                       "bom",
                                       "\xC2\xA0nbsp",
                                       "x,y",
                                       "true"});
}

std::string RandomEvents::Words() {
  std::string words = Symbol();
  if (Below(3) == 0) words += "\n" + Symbol() + "\n\n\t" + Symbol();
  if (Below(30) == 0) words += std::string(5000, 'x');
  return words;
}

Text RandomEvents::SomeText() {
  Text text;
  text.sealed = Below(4) == 0;
  if (text.sealed && macs_) {
    text.mac = std::string(31, 'm') + static_cast<char>(Below(256));
  } else {
    text.words = Words();
  }
  return text;
}

Endpoint RandomEvents::SomeEndpoint(bool disclosed, bool at_end) {
  Endpoint end;
  switch (Below(disclosed ? 2 : 3)) {
    case 0:
      end.date = SomeDate();
      break;
    case 1:
      // A clause's own term, which may be undisclosed, depends on milestones.
      if (disclosed && Maybe()) {
        end.paid = SomeAmount(false);
        end.towards = "royalty";
      } else {
        end.condition = Id();
      }
      if (Maybe()) end.long_stop = SomeDate();
      end.void_if_met = at_end && Maybe();
      break;
    default:
      end.undisclosed = true;
      if (Maybe()) end.not_before = SomeDate();
      if (Maybe()) end.not_after = SomeDate();
      if (end.not_before && end.not_after && *end.not_after < *end.not_before) {
        std::swap(end.not_before, end.not_after);
      }
  }
  return end;
}

DueRule RandomEvents::SomeDue(bool plain) {
  DueRule due;
  if (!plain && Below(4) == 0) {
    due.undisclosed = true;
  } else if (Below(3) == 0) {
    due.date = SomeDate();
  } else if (!plain && Below(3) == 0) {
    auto& parts = Maybe() ? due.later_of : due.earlier_of;
    parts = {SomeDue(true), SomeDue(true)};
  } else {
    if (Maybe()) {
      due.after = SomeDuration();
    } else if (Maybe()) {
      due.day_of_month = static_cast<int>(1 + Below(31));
    }
    due.anchor = Pick(std::vector<DueAnchor>{
        DueAnchor::kPeriodEnd, DueAnchor::kPeriodStart, DueAnchor::kMilestone,
        DueAnchor::kExecution, DueAnchor::kEffective, DueAnchor::kInvoice,
        DueAnchor::kReceipt});
  }
  return due;
}

PathSet RandomEvents::SomePaths() {
  PathSet paths;
  const auto path = [&] { return Maybe() ? Id() : Id() + "/" + Id(); };
  if (Below(6) == 0) {
    paths.undisclosed = true;
    return paths;
  }
  if (Below(4) != 0) paths.include = Several(path);
  if (paths.include.empty() || Maybe()) paths.exclude = Several(path);
  return paths;
}

Interval RandomEvents::SomePeriod() {
  const Date from = SomeDate();
  if (Maybe()) {
    const Date first = from.FirstOfMonth();
    return Interval(first,
                    *first.AddMonths(Pick(std::vector<int>{1, 3, 6, 12})));
  }
  return Interval(from, *from.AddDays(1 + static_cast<int>(Below(500))));
}

Fields RandomEvents::SomeScope(const std::string& prefix) {
  Fields scope;
  for (const char* dimension : {"activity", "product", "channel", "territory",
                                "field", "counterparty"}) {
    if (Below(3) == 0) scope[prefix + dimension] = Value{SomePaths()};
  }
  return scope;
}

Value RandomEvents::SomeOf(const std::string& sort) {
  using Words = std::vector<std::string>;
  if (sort == "debtor") return Value{std::string("acme")};
  if (sort == "creditor") return Value{std::string("nova")};
  if (sort == "amount") return Value{SomeAmount(false)};
  if (sort == "euros") return Value{SomeMoney("EUR")};
  if (sort == "rate") return Value{SomeRate()};
  if (sort == "duration") return Value{SomeDuration()};
  if (sort == "regular") return Value{SomeRegular()};
  if (sort == "date") return Value{SomeDate()};
  if (sort == "first") return Value{*Date::Parse("2000-01-31")};
  if (sort == "last") return Value{*Date::Parse("2039-12-31")};
  if (sort == "bullet") return Value{std::string("principal-at-maturity")};
  if (sort == "day_count") return Value{Pick(Words{"30e-360", "actual-360"})};
  if (sort == "tax") return Value{*Rate::Parse("15 %")};
  if (sort == "tax_mode") return Value{Pick(Words{"gross-up", "net"})};
  if (sort == "due") return Value{SomeDue()};
  if (sort == "text") return Value{SomeText()};
  if (sort == "start") return Value{SomeEndpoint(false, false)};
  if (sort == "end") return Value{SomeEndpoint(false, true)};
  if (sort == "true") return Value{true};
  if (sort == "id") return Value{Id()};
  if (sort == "unit") return Value{std::string("shares")};
  if (sort == "EUR") return Value{std::string("EUR")};
  if (sort == "places") return Value{static_cast<std::int64_t>(Below(19))};
  if (sort == "mode") return Value{Pick(Words{"half-even", "floor", "up"})};
  if (sort == "partial") return Value{Pick(Words{"pro-rata-days", "whole"})};
  if (sort == "licence") return Value{Pick(Words{"sole", "non-exclusive"})};
  if (sort == "rate_change") return Value{Pick(Words{"period-end"})};
  if (sort == "USD") return Value{std::string("USD")};
  if (sort == "month-day") return Value{std::string("10-01")};
  if (sort == "expression") {
    return Value{Pick(Words{"5 % of (sales - costs)",
                            "marginal(ytd(sales); to 5 USD: 5 %; above: 3 %)",
                            "if sales > costs then 5 USD else ytd(self)"})};
  }
  if (sort == "names") return Symbols({"a" + Id(), "b" + Id()});
  if (sort == "instalments") {
    Value::List list;
    for (int i = 0; i < 3; ++i) {
      Value::Map map{{"amount", Value{SomeAmount(false)}}};
      if (Maybe()) map["id"] = Value{"I" + std::to_string(i)};
      if (Maybe()) map["due"] = Value{SomeDue()};
      if (Maybe()) map["condition"] = Value{Id()};
      list.push_back(Value{std::move(map)});
    }
    return Value{std::move(list)};
  }
  if (sort == "carve_outs") {
    Value::Map map{{"name", Value{Symbol()}}};
    const Fields scope = SomeScope("");
    if (!scope.empty()) {
      map["scope"] = Value{Value::Map(scope.begin(), scope.end())};
    }
    if (Maybe()) {
      map["in_total"] = Value{SomeAmount(false)};
      if (Maybe()) {
        map["every"] = Value{*Duration::Parse("1 year")};
        map["anchor"] = Value{SomeDate()};
      }
    }
    return Value{Value::List{Value{std::move(map)}}};
  }
  if (sort == "orders") {
    return Value{std::string(Maybe() ? "yield" : "prevail")};
  }
  return Value{Symbol()};
}

Clause RandomEvents::SomeClause(const std::string& id) {
  std::vector<std::string> kinds;
  for (const auto& [kind, unused] : kFields) {
    if (!kind.empty()) kinds.push_back(kind);
  }
  Clause clause;
  clause.id = id;
  clause.kind = Pick(kinds);
  for (const std::string& part : {std::string(), clause.kind}) {
    for (const auto& [path, sort] : kFields.at(part)) {
      const bool required = sort.front() == '!';
      if (!required && Below(3) != 0) continue;
      if (sort == "scope") {
        for (auto& [dimension, value] : SomeScope("scope.")) {
          clause.fields[dimension] = value;
        }
        continue;
      }
      clause.fields[path] = SomeOf(required ? sort.substr(1) : sort);
      if (path == "deliver.unit") clause.fields["deliver.price"] = Value{Id()};
      if (Below(8) == 0 && !path.starts_with("metrics.")) clause.basis[path] = Basis::kAssumed;
    }
  }
  return clause;
}

Change RandomEvents::SomeChange(const std::string& unique) {
  using Op = Change::Op;
  Change change;
  change.op = Pick(std::vector<Op>{Op::kAdd, Op::kReplace, Op::kSet,
                                   Op::kRemove, Op::kRenumber, Op::kWaive,
                                   Op::kConsent, Op::kSuspend});
  change.target = "royalty";
  switch (change.op) {
    case Op::kAdd:
      change.target = unique;
      [[fallthrough]];
    case Op::kReplace:
      change.clause = SomeClause(unique);
      break;
    case Op::kSet: {
      const std::string kind = "revenue-share";
      const auto& [path, sort] = Pick(kFields.at(Maybe() ? "" : kind));
      const std::string plain = sort.front() == '!' ? sort.substr(1) : sort;
      change.path = path;
      change.to = SomeOf(plain);
      if (plain == "true" && Maybe()) change.to = Value{false};
      if (Maybe()) change.from = SomeOf(plain);
      break;
    }
    case Op::kRemove:
      if (Maybe()) change.path = "period_cap.amount";
      break;
    case Op::kRenumber:
      change.to = Value{Symbol()};
      break;
    case Op::kWaive:
      if (Maybe()) {
        change.share = SomeRate();
      } else if (Maybe()) {
        change.amount = SomeAmount(false);
      }
      if (Maybe()) change.measured_by = WaiverMeasure::kDueDate;
      [[fallthrough]];
    case Op::kConsent:
      if (Maybe()) change.act = SomeText();
      if (Maybe()) change.deal = Id();
      [[fallthrough]];
    case Op::kSuspend:
    case Op::kRelease:
      change.scope = SomeScope("");
      break;
  }
  if (Maybe()) change.effective = SomeEndpoint(true, false);
  if (Maybe()) change.until = SomeEndpoint(true, true);
  if (Maybe()) change.section = Symbol();
  if (change.op == Op::kSet && Maybe()) change.basis = Basis::kReported;
  return change;
}

std::vector<PartyRef> RandomEvents::Parties() {
  std::vector<PartyRef> parties = {{"acme", "", ""}, {"nova", "", ""}};
  for (PartyRef& party : parties) {
    if (Maybe()) party.name = Symbol();
    if (Maybe()) party.role = Symbol();
  }
  return parties;
}

Instrument RandomEvents::SomeInstrument(const std::string& type) {
  Instrument body;
  const auto added = [&] {
    for (int i = 0; i < 3; ++i) {
      Change change;
      change.clause = SomeClause("c" + std::to_string(i));
      change.target = change.clause->id;
      body.changes.push_back(std::move(change));
    }
  };
  const auto changes = [&] {
    for (int i = 0; i < 4; ++i) {
      body.changes.push_back(SomeChange("n" + std::to_string(i)));
    }
  };
  const auto ranked = [&] {
    body.number = static_cast<std::uint32_t>(Below(3));
    body.precedence = static_cast<std::int32_t>(Below(5)) - 2;
    if (Maybe()) body.supersedes = {"A1", "B.2"};
    if (Maybe()) body.parties = Parties();
  };
  if (type == "agreement") {
    body.kind = InstrumentKind::kAgreement;
    body.document_kind = Pick(
        std::vector<std::string>{"agreement", "order-form", "side-letter"});
    if (Maybe()) body.title = Symbol();
    if (Maybe()) body.parent = Id();
    if (Maybe()) body.time_zone = "Europe/Berlin";
    body.parties = Parties();
    if (Maybe()) added();
  } else if (type == "amendment") {
    body.kind = InstrumentKind::kAmendment;
    ranked();
    changes();
  } else if (type == "restatement") {
    body.kind = InstrumentKind::kRestatement;
    ranked();
    added();
    if (Maybe()) body.replaces = {"royalty", "x"};
    if (Maybe()) body.contracts = {"order-1", "order-2"};
  } else if (type == "court-order") {
    body.kind = InstrumentKind::kCourtOrder;
    body.authority = Symbol();
    if (Maybe()) body.case_number = Symbol();
    changes();
  } else if (type == "rectification") {
    body.kind = InstrumentKind::kRectification;
    body.rectifies = "A1";
    changes();
  } else if (type == "assignment" || type == "novation" ||
             type == "assumption") {
    Transfer& transfer = body.transfer.emplace();
    transfer.from = "acme";
    transfer.to = "zeta";
    if (Maybe()) body.replaces = {"royalty"};
    transfer.accrued = static_cast<TransferOfAccrued>(Below(3));
    transfer.split = static_cast<TransferSplit>(Below(4));
    if (type == "assignment") {
      body.kind = InstrumentKind::kAssignment;
      if (Maybe()) transfer.share = SomeRate();
      if (Maybe()) transfer.notified = SomeDate();
    } else if (type == "novation") {
      body.kind = InstrumentKind::kNovation;
      transfer.as_if_always = Maybe();
    } else {
      body.kind = InstrumentKind::kAssumption;
      if (Maybe()) transfer.share = SomeRate();
      transfer.original = static_cast<OriginalDebtor>(1 + Below(3));
    }
  } else if (type == "suspension") {
    body.kind = InstrumentKind::kSuspension;
    Change change;
    change.op = Change::Op::kSuspend;
    change.scope = SomeScope("");
    for (const char* clause : {"royalty", "delivery"}) {
      change.target = clause;
      body.changes.push_back(change);
    }
    if (Maybe()) body.reason = SomeText();
  } else if (type == "resumption") {
    body.kind = InstrumentKind::kResumption;
    body.instrument = "S1";
    if (Maybe()) body.reason = SomeText();
    return body;
  } else if (type == "termination" || type == "rescission") {
    body.kind = type == "termination" ? InstrumentKind::kTermination
                                      : InstrumentKind::kRescission;
    if (type == "termination" && Maybe()) body.replaces = {"royalty"};
    if (type == "termination" && Maybe()) body.contracts = {"order-1"};
    if (type == "termination" && Maybe()) body.reaches = Id();
    if (Maybe()) body.reason = SomeText();
    return body;
  } else {
    Change change;
    change.op = type == "waiver"    ? Change::Op::kWaive
                : type == "consent" ? Change::Op::kConsent
                                    : Change::Op::kRelease;
    body.kind = type == "waiver"    ? InstrumentKind::kWaiver
                : type == "consent" ? InstrumentKind::kConsent
                                    : InstrumentKind::kRelease;
    change.target = "royalty";
    change.scope = SomeScope("");
    if (type == "waiver") {
      if (Maybe()) {
        change.share = SomeRate();
      } else if (Maybe()) {
        change.amount = SomeAmount(false);
      }
    }
    if (type == "waiver" && Maybe()) {
      change.measured_by = WaiverMeasure::kAccrual;
    }
    if (type == "consent" || Maybe()) change.act = SomeText();
    if (type == "consent" && Maybe()) body.instrument = "N1";
    if (Maybe()) change.deal = Id();
    if (Maybe()) change.deal_event = Id();
    body.changes.push_back(std::move(change));
    return body;
  }
  if (type == "court-order") return body;  // nobody signs it
  if (Maybe()) {
    body.signatories = {"acme", "nova"};
  } else if (Maybe()) {
    int parties = 0;
    body.signing = SomeRule(2, parties);
  }
  return body;
}

SigningRule RandomEvents::SomeRule(int depth, int& parties) {
  SigningRule rule;
  rule.by = Maybe() ? SigningForm::kUnstated : SigningForm::kEither;
  rule.op = depth == 0 ? SigningRule::Op::kParty
                       : static_cast<SigningRule::Op>(Below(4));
  if (rule.op == SigningRule::Op::kParty) {
    rule.party = "p" + std::to_string(++parties);
    return rule;
  }
  const std::uint64_t size = 1 + Below(3);
  for (std::uint64_t i = 0; i < size; ++i) {
    rule.of.push_back(SomeRule(depth - 1, parties));
  }
  if (rule.op == SigningRule::Op::kAtLeast) {
    rule.at_least = static_cast<std::uint32_t>(1 + Below(size));
  }
  return rule;
}

PublicKey RandomEvents::SomeKey() {
  PublicKey key{Id(), Hash()};
  // Not beyond the order of the field, and of low order by no chance.
  for (std::size_t i = 0; i < Hash::kSize; ++i) {
    key.bytes.data()[i] = static_cast<std::uint8_t>(Below(250));
  }
  return key;
}

Body RandomEvents::SomeBody(const std::string& type) {
  if (type == "signature") {
    Signature body;
    body.instrument = "A1";
    body.party = "acme";
    body.date = SomeDate();
    if (Maybe()) {
      body.key = SomeKey();
      for (int i = 0; i < 64; ++i) {
        body.bytes.push_back(static_cast<char>(Below(256)));
      }
    }
    return body;
  }
  if (type == "signature-withdrawal") {
    SignatureWithdrawal body{"A1", "acme", SomeDate(), {}};
    if (Maybe()) body.reason = SomeText();
    return body;
  }
  if (type == "key") {
    return PartyKey{"acme", SomeKey(), SomeDate(), Maybe() ? "" : Id()};
  }
  if (type == "key-revocation") {
    KeyRevocation body{"acme", Id(), SomeDate(), {}};
    if (Maybe()) body.reason = SomeText();
    return body;
  }
  if (type == "report") {
    Report body;
    body.period = SomePeriod();
    body.metrics[Id()] = SomeAmount(true);
    if (Maybe()) {
      body.items.push_back({Id(), *body.period.from(), SomeAmount(true), {}, {}});
      body.items.push_back({Id(), *body.period.LastDay(), SomeAmount(true),
                            SomeDate(), SomeDate()});
    }
    body.version = static_cast<std::uint32_t>(Below(3));
    return body;
  }
  if (type == "payment") {
    return PaymentMade{
        "acme",
        "nova",
        SomeAmount(false),
        SomeDate(),
        Maybe() ? "" : "royalty/2024-Q2",
        Pick(std::vector<PaymentPart>{PaymentPart::kAny, PaymentPart::kInterest,
                                      PaymentPart::kPrincipal})};
  }
  if (type == "milestone") {
    return Milestone{Id(), SomeDate(), {{Id(), SomeAmount(true)}}};
  }
  if (type == "opening") {
    Opening body;
    body.through = SomeDate();
    if (Maybe()) body.clauses = {"royalty"};
    OpeningBalance balance{"royalty", "acme", "nova", SomeAmount(false), {}};
    if (Maybe()) balance.due = SomeDate();
    if (Maybe()) body.balances.push_back(balance);
    body.agreed = Maybe();
    return body;
  }
  if (type == "reading") {
    Reading body{"royalty", Id(), {"acme"}, SomeText(), SomeDate(), {}, {},
                 ReadingStanding::kUnstated, {}, {}};
    body.covers = SomeScope("");
    body.leaves_out = SomeScope("");
    body.standing = Pick(std::vector<ReadingStanding>{
        ReadingStanding::kUnstated, ReadingStanding::kAsserted,
        ReadingStanding::kAgreed, ReadingStanding::kOrdered});
    if (body.standing == ReadingStanding::kAgreed && Maybe()) {
      body.since = SomeDate();
    }
    if (Maybe()) {
      Change change;
      change.op = Change::Op::kSet;
      change.target = "royalty";
      change.path = "rate";
      if (Maybe()) change.from = Value{SomeRate()};
      change.to = Value{SomeRate()};
      body.reads.push_back(change);
    }
    if (Maybe()) {
      Change change;
      change.op = Change::Op::kRemove;
      change.target = "royalty";
      change.path = "cap";
      body.reads.push_back(change);
    }
    return body;
  }
  if (type == "deal") {
    Deal body;
    body.actor = "acme";
    if (Maybe()) body.counterparty = "nova";
    if (Maybe()) body.act = SomeText();
    body.scope = SomeScope("");
    body.date = SomeDate();
    if (Maybe()) {
      body.ends = *body.date.AddDays(1 + static_cast<int>(Below(500)));
    } else {
      body.ongoing = Maybe();
    }
    if (Maybe()) body.under = Id();
    if (Maybe()) body.upon = Id();
    if (Maybe()) body.amount = SomeAmount(false);
    return body;
  }
  if (type == "scope-tree") {
    ScopeTree body;
    body.name = "acme";
    body.dimension =
        Pick(std::vector<std::string>{"activity", "product", "channel",
                                      "territory", "field", "counterparty"});
    if (Maybe()) body.since = SomeDate();
    for (int i = 0; i < 3; ++i) {
      const std::string path = "p" + std::to_string(i);
      ScopeNode node{path, "", {}, {}};
      if (Maybe()) node.title = Symbol();
      if (Maybe()) node.aliases = {path + "/also", "also-" + path};
      if (Maybe()) node.members = {"acme", "europe/de"};
      body.nodes.push_back(std::move(node));
    }
    if (Maybe()) body.removes = {"gone/path"};
    if (Maybe()) body.source = Symbol();
    return body;
  }
  if (type == "dispute") {
    Dispute body{"royalty/2024-Q2", {}, "acme", SomeDate(), {}};
    if (Maybe()) body.amount = SomeAmount(false);
    if (Maybe()) body.reason = SomeText();
    return body;
  }
  if (type == "dispute-resolution") {
    DisputeResolution body{
        "D1", SomeDate(), Maybe() ? SomeText() : Text(),
        Pick(std::vector<ContestedSum>{
            ContestedSum::kUnstated, ContestedSum::kUpheld,
            ContestedSum::kRejected, ContestedSum::kSettled}),
        "", {}};
    if (Maybe()) {
      body.reading = Id();
      if (Maybe()) body.since = SomeDate();
    }
    return body;
  }
  if (type == "set-off") {
    return SetOff{"acme", "nova", SomeAmount(false), SomeDate(),
                  Maybe() ? "" : "refund", Maybe() ? "" : "royalty/2024-Q2"};
  }
  if (type == "tax-withheld") {
    return TaxWithheld{"royalty/2024-Q2", SomeAmount(false), SomeDate(),
                       Maybe() ? "" : "IRS", Maybe() ? "" : "7/2024"};
  }
  if (type == "invoice") {
    Invoice body{"royalty/2024-Q2", SomeDate(), {}, {}};
    if (Maybe()) body.received = SomeDate();
    if (Maybe()) body.amount = SomeAmount(false);
    return body;
  }
  if (type == "statement") {
    Statement body{"royalty/2024-Q2", SomeDate(), {}};
    if (Maybe()) body.amount = SomeAmount(false);
    return body;
  }
  if (type == "exercise") {
    return Exercise{"renewal", "acme", SomeDate(),
                    Maybe() ? std::optional<Date>(SomeDate()) : std::nullopt,
                    Maybe() ? "N1" : "", Maybe() ? SomeText() : Text()};
  }
  if (type == "notice") {
    return Notice{"acme", "nova", Maybe() ? "royalty" : "", SomeDate(),
                  Maybe() ? std::optional<Date>(SomeDate()) : std::nullopt,
                  Maybe() ? "N1" : "", Maybe() ? SomeText() : Text()};
  }
  if (type == "performance") {
    return Performance{Maybe() ? "delivery" : "delivery/2024-Q2", "acme",
                       SomeDate(), Maybe() ? SomeText() : Text()};
  }
  if (type == "breach-alleged") {
    return BreachAlleged{
        "royalty", "acme", "nova", SomeDate(),
        Maybe() ? std::optional<Date>(SomeDate()) : std::nullopt, Maybe(),
        Maybe() ? SomeText() : Text()};
  }
  if (type == "cure") {
    return Cure{"B1", SomeDate(), Maybe() ? SomeText() : Text()};
  }
  if (type == "party-succession") {
    return PartySuccession{"acme", "zeta", SomeDate(),
                           Maybe() ? "merger" : ""};
  }
  if (type == "calendar") {
    CalendarPublished body;
    body.name = "acme";
    body.covers = SomePeriod();
    if (Maybe()) body.weekend = {Weekday::kFriday, Weekday::kSunday};
    if (Maybe()) {
      body.holidays = {*body.covers.from(), *body.covers.LastDay()};
    }
    if (Maybe()) body.source = Symbol();
    return body;
  }
  if (type == "rate") {
    RatePublished body;
    body.name = "acme";
    body.measures = static_cast<RateMeasure>(1 + Below(4));
    const bool percent = body.measures == RateMeasure::kPercent;
    const bool price = body.measures == RateMeasure::kPrice;
    const bool exchange = body.measures == RateMeasure::kExchange;
    if (exchange || price) body.base = price ? "tonnes" : "EUR";
    if (Maybe()) body.source = Symbol();
    // Days in order, so that no two values are for the same one.
    Date day = *Date::Parse("2020-01-01");
    const int count = 1 + static_cast<int>(Below(3));
    for (int i = 0; i < count; ++i) {
      RateValue value;
      const Date next = *day.AddDays(1 + static_cast<std::int64_t>(Below(40)));
      if (Maybe()) {
        value.date = day;
      } else {
        value.period = Interval(day, next);
      }
      if (percent) {
        value.rate = SomeRate();
      } else {
        const Unit unit = *Unit::Parse(exchange || price ? "USD" : "points");
        value.value = Amount::Exact(
            *Decimal::Parse(std::to_string(1 + Below(1000)) + ".25"), unit);
      }
      day = next;
      body.values.push_back(std::move(value));
    }
    return body;
  }
  if (type == "go-live") return GoLive();
  if (type == "party") {
    Party body{"acme", Symbol(), Maybe() ? "529900T8BM49AURSDO55" : "", {}};
    if (Maybe()) body.since = SomeDate();
    return body;
  }
  if (type == "cancellation") return Cancellation{"P1", SomeText()};
  if (type == "heads") return Heads{Below(5000), Sha256(Symbol())};
  if (type == "erasure") return Erasure{"P1", SomeText()};
  if (type == "correction") {
    auto replacement = std::make_shared<Event>();
    replacement->type = Maybe() ? "payment" : "amendment";
    replacement->id = "P1";
    Envelope(*replacement, replacement->type == "amendment");
    replacement->body = SomeBody(replacement->type);
    return Correction{"P1", replacement, Maybe() ? SomeText() : Text()};
  }
  return SomeInstrument(type);
}

void RandomEvents::Envelope(Event& event, bool instrument) {
  if (instrument) {
    if (Maybe() || event.type == "court-order") event.executed = SomeDate();
    if (Maybe()) event.effective = SomeEndpoint(true, false);
    if (Maybe()) event.until = SomeEndpoint(true, true);
    // What is conditional reaches no milestone.
    const auto* body = event.As<Instrument>();
    if (body != nullptr && !body->reaches.empty() && event.effective &&
        event.effective->Conditional()) {
      event.effective.reset();
    }
  }
  if (Maybe()) event.actor = Symbol();
  if (Maybe()) {
    event.document = {Symbol(), Maybe() ? std::string(64, 'a') : "", Symbol()};
  }
  event.basis = Pick(
      std::vector<Basis>{Basis::kOfficial, Basis::kReported, Basis::kAssumed});
  if (Maybe()) event.note = SomeText();
  if (Maybe()) event.touches = {"other", "third"};
  if (event.type == "payment") event.basis_of["amount"] = Basis::kReported;
}

Event RandomEvents::Next(bool macs) {
  macs_ = macs;
  Event event;
  event.type = Pick(EventTypes());
  event.id = Pick(std::vector<std::string>{"A1", "no", "b.2_x-y", "2024"});
  event.body = SomeBody(event.type);
  Envelope(event, event.As<Instrument>() != nullptr);
  auto* instrument = std::get_if<Instrument>(&event.body);
  if (instrument != nullptr && instrument->signing && !event.executed &&
      Maybe()) {
    instrument->signing->by = SigningForm::kKey;
  }
  event.stream = event.type == "go-live" || event.type == "heads" ? "_ledger"
                 : event.type == "key"            ? "_party/acme"
                 : event.type == "key-revocation" ? "_party/acme"
                 : event.type == "party"    ? "_party/acme"
                 : event.type == "party-succession" ? "_party/acme"
                 : event.type == "calendar" ? "_calendar/acme"
                 : event.type == "rate"     ? "_rate/acme"
                 : event.type == "scope-tree" ? "_scope/acme"
                                         : "acme-nova";
  return event;
}

}  // namespace covenant

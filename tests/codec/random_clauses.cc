// Clauses of random events, and changes of them.
#include "tests/codec/random_event.h"

#include <map>
#include <utility>

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
          {"due", "due-once"},
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

}  // namespace

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

}  // namespace covenant

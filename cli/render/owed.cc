#include "cli/render/owed.h"

#include <map>
#include <utility>
#include <vector>

#include "cli/render/fields.h"
#include "cli/render/figures.h"
#include "cli/render/table.h"
#include "ledger/value/basis.h"

namespace covenant::cli {
namespace {

bool IsZero(const Amount& amount) {
  return amount.IsExact() && amount.value().IsZero();
}

void AddPart(std::string_view name, const Amount& amount,
             std::vector<std::string>& parts) {
  if (!IsZero(amount)) {
    parts.push_back(std::string(name) + " " + AmountNumber(amount));
  }
}

std::string ObligationsText(const Terminal& terminal, const Obligations& owed) {
  // By debtor and creditor, in the order in which they first appear.
  std::vector<std::pair<std::string, std::string>> order;
  std::map<std::pair<std::string, std::string>,
           std::vector<const Obligation*>> groups;
  for (const Obligation& one : owed.obligations) {
    const auto key = std::make_pair(one.debtor, one.creditor);
    if (groups[key].empty()) order.push_back(key);
    groups[key].push_back(&one);
  }
  std::string text;
  for (const auto& key : order) {
    text += "\n" + Paint(terminal, Style::kHead,
                         Printable(key.first) + " owes " +
                             Printable(key.second)) + "\n";
    Table table({{"due"}, {"state"}, {"owed", true, true}, {"", false, false, 1},
                 {"obligation", false, true}, {"remark", false, true}});
    for (const Obligation* one : groups[key]) {
      const CellSink cells = CellsOf(*one);
      const Style style = StateStyle(one->state);
      table.Add({{one->due ? cells["due"] : "undated"},
                 {cells["state"], style},
                 {cells["owed"], style},
                 {one->unit},
                 {cells["id"]},
                 {ObligationRemark(*one), Style::kDim}});
    }
    text += table.Render(terminal, 2);
  }
  return text;
}

std::string TotalsText(const Terminal& terminal, const Obligations& owed) {
  Table table({{"totals"}, {""}, {""}, {"owed", true, true},
               {"due", true, true}, {"overdue", true, true},
               {"contingent", true, true}, {"", false, true}});
  for (const Total& total : owed.totals) {
    const CellSink cells = CellsOf(total);
    const bool overdue = !IsZero(total.overdue);
    const bool unknown = !total.unknown_because.empty();
    table.Add({{total.debtor + " " + std::string(terminal.Arrow()) + " " +
                total.creditor},
               {""},
               {total.unit},
               {cells["owed"], unknown ? Style::kUnknown : Style::kPlain},
               {cells["due"]},
               {cells["overdue"], overdue ? Style::kOverdue : Style::kPlain},
               {cells["contingent"]},
               {unknown ? "incomplete: " + Joined(total.unknown_because) : "",
                Style::kUnknown}});
  }
  return table.empty() ? "" : "\n" + table.Render(terminal);
}

std::string BalancesText(const Terminal& terminal, const Obligations& owed) {
  Table table({{"balances", false, true}, {"", false, true},
               {"amount", true, true}, {"", false, false, 1},
               {"", false, true}});
  for (const ClauseBalance& balance : owed.balances) {
    std::vector<std::string> remarks = balance.unknown_because;
    if (balance.basis != Basis::kOfficial) {
      remarks.emplace_back(BasisName(balance.basis));
    }
    table.Add({{balance.clause},
               {balance.name},
               {AmountNumber(balance.amount),
                balance.amount.IsExact() ? Style::kPlain : Style::kUnknown},
               {balance.unit},
               {Joined(remarks), Style::kDim}});
  }
  return table.empty() ? "" : "\n" + table.Render(terminal);
}

}  // namespace

Style StateStyle(ObligationState state) {
  switch (state) {
    case ObligationState::kOverdue: return Style::kOverdue;
    case ObligationState::kUnknown: return Style::kUnknown;
    case ObligationState::kSettled:
    case ObligationState::kWaived:
    case ObligationState::kDischarged: return Style::kDim;
    default: return Style::kPlain;
  }
}

std::string ObligationRemark(const Obligation& one) {
  std::vector<std::string> parts;
  AddPart("contingent", one.contingent, parts);
  if (!IsZero(one.paid)) {
    parts.push_back("paid " + AmountNumber(one.paid) + " of " +
                    AmountNumber(one.accrued));
  }
  AddPart("interest", one.interest, parts);
  AddPart("waived", one.waived, parts);
  AddPart("credited", one.credited, parts);
  AddPart("disputed", one.disputed, parts);
  AddPart("overpaid", one.overpaid, parts);
  for (const std::string& code : one.unknown_because) parts.push_back(code);
  if (one.basis != Basis::kOfficial) parts.emplace_back(BasisName(one.basis));
  return Joined(parts);
}

std::string FindingsText(const Terminal& terminal,
                         const std::vector<Finding>& findings) {
  Table table({{"findings"}, {"", false, true}, {"", false, true}});
  for (const Finding& finding : findings) {
    table.Add({{finding.code, Style::kUnknown},
               {finding.subject},
               {finding.message}});
  }
  return table.empty() ? "" : "\n" + table.Render(terminal);
}

std::string OwedText(const Terminal& terminal, const Obligations& owed) {
  std::string text = ObligationsText(terminal, owed);
  if (text.empty()) text = "\nnothing is outstanding\n";
  return text + TotalsText(terminal, owed) + BalancesText(terminal, owed) +
         FindingsText(terminal, owed.findings);
}

}  // namespace covenant::cli

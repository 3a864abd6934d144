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

// "5.00", "at most 5.00", "an unknown sum".
std::string InWords(const Amount& amount) {
  if (amount.IsExact()) return AmountNumber(amount);
  const std::string range = RangeRemark(amount);
  return range.empty() ? "an unknown sum" : range;
}

void AddPart(std::string_view name, const Amount& amount,
             std::vector<std::string>& parts) {
  if (!IsZero(amount)) {
    parts.push_back(std::string(name) + " " + InWords(amount));
  }
}

// Zero is plain, what is unknown is yellow, anything else in the given style.
Cell Number(const Amount& amount, Style style) {
  const std::string text = ShortNumber(amount);
  if (!amount.IsExact()) return {text, Style::kUnknown};
  return {text, IsZero(amount) ? Style::kPlain : style};
}

std::string ObligationsText(const Terminal& terminal, const Obligations& owed) {
  // By debtor and creditor, in the order in which they first appear.
  std::vector<std::pair<std::string, std::string>> order;
  std::map<std::pair<std::string, std::string>, std::vector<const Obligation*>>
      groups;
  for (const Obligation& one : owed.obligations) {
    const auto key = std::make_pair(one.debtor, one.creditor);
    if (groups[key].empty()) order.push_back(key);
    groups[key].push_back(&one);
  }
  std::string text;
  for (const auto& key : order) {
    text += "\n" +
            Paint(terminal, Style::kHead,
                  Printable(key.first) + " owes " + Printable(key.second)) +
            "\n";
    Table table({{"due"},
                 {"state"},
                 {"owed", true},
                 {"", false, 0, 1},
                 {"obligation", false, 20},
                 {"remark", false, 14}});
    for (const Obligation* one : groups[key]) {
      const CellSink cells = CellsOf(*one);
      const Style style = StateStyle(one->state);
      table.Add({{one->due ? cells["due"] : "undated"},
                 {cells["state"], style},
                 {ShortNumber(one->owed), style},
                 {one->unit},
                 {cells["id"]},
                 {ObligationRemark(*one), Style::kDim}});
    }
    text += table.Render(terminal, 2);
  }
  return text;
}

std::string TotalsText(const Terminal& terminal, const Obligations& owed) {
  Table table({{"totals", false, 16},
               {""},
               {"owed", true},
               {"due", true},
               {"overdue", true},
               {"contingent", true},
               {"", false, 20}});
  for (const Total& total : owed.totals) {
    std::vector<std::string> remarks;
    const std::string range = RangeRemark(total.owed);
    if (!range.empty()) remarks.push_back("owed " + range);
    remarks.insert(remarks.end(), total.unknown_because.begin(),
                   total.unknown_because.end());
    table.Add({{total.debtor + " " + std::string(terminal.Arrow()) + " " +
                total.creditor},
               {total.unit},
               Number(total.owed, Style::kPlain),
               Number(total.due, Style::kPlain),
               Number(total.overdue, Style::kOverdue),
               Number(total.contingent, Style::kPlain),
               {Joined(remarks), Style::kUnknown}});
  }
  return table.empty() ? "" : "\n" + table.Render(terminal);
}

std::string BalancesText(const Terminal& terminal, const Obligations& owed) {
  Table table({{"balances", false, 24},
               {"", false, 12},
               {"amount", true},
               {"", false, 0, 1},
               {"", false, 16}});
  for (const ClauseBalance& balance : owed.balances) {
    std::vector<std::string> remarks;
    const std::string range = RangeRemark(balance.amount);
    if (!range.empty()) remarks.push_back(range);
    remarks.insert(remarks.end(), balance.unknown_because.begin(),
                   balance.unknown_because.end());
    if (balance.basis != Basis::kOfficial) {
      remarks.emplace_back(BasisName(balance.basis));
    }
    table.Add({{balance.clause},
               {balance.name},
               Number(balance.amount, Style::kPlain),
               {balance.unit},
               {Joined(remarks), Style::kDim}});
  }
  return table.empty() ? "" : "\n" + table.Render(terminal);
}

}  // namespace

Style StateStyle(ObligationState state) {
  switch (state) {
    case ObligationState::kOverdue:
      return Style::kOverdue;
    case ObligationState::kUnknown:
      return Style::kUnknown;
    case ObligationState::kSettled:
    case ObligationState::kWaived:
    case ObligationState::kDischarged:
      return Style::kDim;
    default:
      return Style::kPlain;
  }
}

std::string ObligationRemark(const Obligation& one) {
  std::vector<std::string> parts;
  const std::string range = RangeRemark(one.owed);
  if (!range.empty()) parts.push_back(range);
  AddPart("contingent", one.contingent, parts);
  if (!IsZero(one.paid)) {
    parts.push_back("paid " + InWords(one.paid) + " of " +
                    InWords(one.accrued));
  }
  AddPart("interest", one.interest, parts);
  AddPart("waived", one.waived, parts);
  AddPart("credited", one.credited, parts);
  AddPart("disputed", one.disputed, parts);
  AddPart("overpaid", one.overpaid, parts);
  if (!one.also_liable.empty()) {
    parts.push_back("also liable " + Joined(one.also_liable, " and "));
  }
  if (!one.performers.empty()) {
    parts.push_back("performed by " + Joined(one.performers, " and "));
  }
  if (one.locked) parts.push_back("final since " + one.locked->ToString());
  for (const std::string& code : one.unknown_because) parts.push_back(code);
  if (one.basis != Basis::kOfficial) parts.emplace_back(BasisName(one.basis));
  return Joined(parts);
}

std::string NetsText(const Terminal& terminal, const std::vector<Net>& nets) {
  Table table({{"net, for information", false, 16}, {""}, {"owed", true}});
  for (const Net& net : nets) {
    table.Add({{net.debtor + " " + std::string(terminal.Arrow()) + " " +
                net.creditor},
               {net.unit},
               Number(net.owed, Style::kDim)});
  }
  return table.empty() ? "" : "\n" + table.Render(terminal);
}

std::string FindingsText(const Terminal& terminal,
                         const std::vector<Finding>& findings) {
  Table table({{"findings"}, {"", false, 24}, {"", false, 20}});
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
  return text + TotalsText(terminal, owed) +
         NetsText(terminal, NetsOf(owed.totals)) + BalancesText(terminal, owed) +
         FindingsText(terminal, owed.findings);
}

}  // namespace covenant::cli

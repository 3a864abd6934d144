#include "tests/property/render.h"

#include <algorithm>
#include <vector>

namespace covenant::property {
namespace {

std::string Refs(const std::vector<EventRef>& refs, Detail detail) {
  if (detail == Detail::kFigures) return "";
  std::string text = " [";
  for (const EventRef& ref : refs) text += ref.ToString() + ":" + ref.id + " ";
  return text + "]";
}

// Messages name events and differ with them.
std::string Findings(const std::vector<Finding>& findings, Detail detail) {
  std::vector<std::string> lines;
  for (const Finding& found : findings) {
    lines.push_back("finding " + found.code + " " + found.subject +
                    (detail == Detail::kWhole ? " " + found.message : "") +
                    Refs(found.because, detail) + "\n");
  }
  std::sort(lines.begin(), lines.end());
  if (detail == Detail::kFigures) {
    lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  }
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

std::string Tree(const Trace& trace, Detail detail, int depth) {
  if (trace == nullptr || detail == Detail::kFigures) return "";
  std::string text(static_cast<std::size_t>(depth), ' ');
  text += std::string(TraceOpName(trace->op)) + " " + trace->label + " = " +
          trace->value.ToString() + " " + trace->unit + " " + trace->place +
          Refs(trace->events, detail) + "\n";
  for (const Trace& input : trace->inputs)
    text += Tree(input, detail, depth + 1);
  return text;
}

}  // namespace

std::string Render(const Terms& terms, Detail detail) {
  std::string text = terms.binding ? "binding\n" : "not binding\n";
  for (const auto& [id, clause] : terms.clauses) {
    text += id + " " + clause.kind + " " +
            std::to_string(static_cast<int>(clause.in_force)) +
            (clause.survives ? " survives" : "") + "\n";
    for (const auto& [path, field] : clause.fields) {
      text += "  " + path + " = " +
              (field.conflicting ? "conflicting" : field.value.ToString()) +
              Refs(field.set_by, detail) + "\n";
    }
    std::vector<std::string> lines;
    for (const Attachment& attached : clause.attachments) {
      lines.push_back("  " + attached.type + " " + attached.days.ToString() +
                      Refs(attached.because, detail) + "\n");
    }
    std::sort(lines.begin(), lines.end());
    for (const std::string& line : lines) text += line;
  }
  for (const auto& [id, ended] : terms.ended) {
    text +=
        "ended " + id + " " + ended.how + Refs(ended.because, detail) + "\n";
  }
  return text + Findings(terms.findings, detail);
}

std::string Render(const Obligations& answer, Detail detail) {
  std::string text;
  for (const Obligation& one : answer.obligations) {
    text += one.id + " " + one.debtor + ">" + one.creditor + " due " +
            (one.due ? one.due->ToString() : "-") + " " +
            std::string(ObligationStateName(one.state)) + " accrued " +
            one.accrued.ToString() + " interest " + one.interest.ToString() +
            " waived " + one.waived.ToString() + " credited " +
            one.credited.ToString() + " paid " + one.paid.ToString() +
            " disputed " + one.disputed.ToString() + " contingent " +
            one.contingent.ToString() + " owed " + one.owed.ToString() +
            " overpaid " + one.overpaid.ToString() + Refs(one.because, detail) +
            "\n" + Tree(one.trace, detail, 2) +
            Tree(one.accrued_trace, detail, 2);
  }
  for (const Total& total : answer.totals) {
    text += "total " + total.debtor + ">" + total.creditor + " " +
            total.owed.ToString() + " " + total.due.ToString() + " " +
            total.overdue.ToString() + " " + total.contingent.ToString() + "\n";
  }
  for (const ClauseBalance& balance : answer.balances) {
    text += "balance " + balance.clause + " " + balance.name + " " +
            balance.amount.ToString() + Refs(balance.because, detail) + "\n";
  }
  return text + Findings(answer.findings, detail);
}

}  // namespace covenant::property

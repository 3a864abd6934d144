#include "cli/render/diff_view.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "cli/render/fields.h"
#include "cli/render/figures.h"
#include "cli/render/table.h"

namespace covenant::cli {
namespace {

std::string CauseText(const std::vector<EventRef>& because,
                      const std::string& by_time) {
  std::vector<std::string> parts;
  if (!because.empty()) parts.push_back(RefsText(because));
  if (!by_time.empty()) parts.push_back(by_time);
  return Joined(parts);
}

// "- name  value" and "+ name  value"; the causes stand beside the last line.
void AddLines(const std::string& name, TermChange::What what,
              const std::string& before, const std::string& after,
              const std::string& cause, Table& table) {
  const bool gone = what != TermChange::What::kAdded;
  const bool came = what != TermChange::What::kRemoved;
  if (gone) {
    table.Add({{"-", Style::kRemoved},
               {name, Style::kRemoved},
               {GroupAmounts(before), Style::kRemoved},
               {came ? "" : cause, Style::kDim}});
  }
  if (came) {
    table.Add({{"+", Style::kAdded},
               {name, Style::kAdded},
               {GroupAmounts(after), Style::kAdded},
               {cause, Style::kDim}});
  }
}

Table ChangeTable() {
  return Table({{""}, {"", false, 16, 1}, {"", false, 16}, {"", false, 16}});
}

std::string TermsDiff(const Terminal& terminal,
                      const std::vector<TermChange>& changes) {
  std::string text;
  for (std::size_t i = 0; i < changes.size();) {
    const std::string& clause = changes[i].clause;
    text += "\n" +
            Paint(terminal, Style::kHead,
                  Printable(clause) + " " + std::string(terminal.Dot()) + " " +
                      Printable(changes[i].kind)) +
            "\n";
    Table table = ChangeTable();
    for (; i < changes.size() && changes[i].clause == clause; ++i) {
      const TermChange& one = changes[i];
      const std::string name = one.path.empty() ? "the clause" : one.path;
      AddLines(name, one.what, one.before, one.after,
               CauseText(one.because, one.by_time), table);
    }
    text += table.Render(terminal, 2);
  }
  return text;
}

std::string ObligationsDiff(const Terminal& terminal,
                            const std::vector<ObligationChange>& changes) {
  std::string text;
  for (std::size_t i = 0; i < changes.size();) {
    const std::string& id = changes[i].id;
    text += "\n" + Paint(terminal, Style::kHead, Printable(id)) + "\n";
    Table table = ChangeTable();
    for (; i < changes.size() && changes[i].id == id; ++i) {
      const ObligationChange& one = changes[i];
      const std::string name =
          one.balance.empty() ? "the obligation" : one.balance;
      AddLines(name, one.what, one.before, one.after,
               CauseText(one.because, one.by_time), table);
    }
    text += table.Render(terminal, 2);
  }
  return text;
}

bool SaysTheSame(const Finding& a, const Finding& b) {
  return a.code == b.code && a.subject == b.subject && a.message == b.message;
}

std::string FindingsDiff(const Terminal& terminal, const Diff& diff) {
  Table table(
      {{""}, {"findings", false, 0, 1}, {"", false, 24}, {"", false, 20}});
  const auto add = [&](const std::vector<Finding>& findings,
                       const std::vector<Finding>& others,
                       std::string_view sign, Style style) {
    for (const Finding& one : findings) {
      // The same words with other causes: nothing new to a reader.
      if (std::any_of(others.begin(), others.end(), [&](const Finding& other) {
            return SaysTheSame(one, other);
          })) {
        continue;
      }
      table.Add({{std::string(sign), style},
                 {one.code, style},
                 {one.subject},
                 {one.message}});
    }
  };
  add(diff.findings_removed, diff.findings_added, "-", Style::kDim);
  add(diff.findings_added, diff.findings_removed, "+", Style::kUnknown);
  return table.empty() ? "" : "\n" + table.Render(terminal);
}

}  // namespace

std::string DiffText(const Terminal& terminal, const Diff& diff) {
  return TermsDiff(terminal, diff.terms) +
         ObligationsDiff(terminal, diff.obligations) +
         FindingsDiff(terminal, diff);
}

void WriteDiff(JsonWriter& json, const Diff& diff) {
  WriteList(json, "terms", diff.terms);
  WriteList(json, "obligations", diff.obligations);
  WriteList(json, "findings_added", diff.findings_added);
  WriteList(json, "findings_removed", diff.findings_removed);
}

}  // namespace covenant::cli

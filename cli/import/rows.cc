#include "cli/import/rows.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "ledger/codec/tree_reader.h"
#include "ledger/proof/sha256.h"
#include "ledger/value/date.h"
#include "ledger/value/status_text.h"
#include "ledger/value/suggest.h"

namespace covenant::cli {
namespace {

constexpr std::size_t kMaxIdBytes = 60;  // leaves room for "-c1" of corrections

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

void ReplaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// Digits without their thousands marks; nothing unless groups of three.
std::optional<std::string> Ungrouped(std::string_view text, char mark) {
  if (mark == 0 || text.find(mark) == std::string_view::npos) {
    if (!AllDigits(text)) return std::nullopt;
    return std::string(text);
  }
  std::string digits;
  bool first = true;
  while (true) {
    const std::size_t end = text.find(mark);
    const std::string_view group = text.substr(0, end);
    const bool fits = first ? !group.empty() && group.size() <= 3
                            : group.size() == 3;
    if (!fits || !AllDigits(group)) return std::nullopt;
    digits += group;
    first = false;
    if (end == std::string_view::npos) return digits;
    text.remove_prefix(end + 1);
  }
}

std::string ExampleNumber(const CellForm& form) {
  std::string example = "1";
  if (form.thousands != 0) example.push_back(form.thousands);
  example += "234";
  example.push_back(form.decimal);
  return example + "50";
}

std::string_view FormName(DateForm form) {
  switch (form) {
    case DateForm::kIso:
      return "YYYY-MM-DD";
    case DateForm::kDayMonthYear:
      return "DD/MM/YYYY";
    case DateForm::kMonthDayYear:
      return "MM/DD/YYYY";
    case DateForm::kDotted:
      return "DD.MM.YYYY";
  }
  return "";
}

Node ScalarAt(std::string text, bool quoted, const Span& at) {
  Node node;
  node.text = std::move(text);
  node.quoted = quoted;
  node.at = at;
  return node;
}

std::string BaseName(const std::string& file) {
  return file.substr(file.find_last_of('/') + 1);
}

}  // namespace

std::optional<std::string> PlainNumber(std::string_view text,
                                       const CellForm& form) {
  std::string number(Trimmed(text));
  ReplaceAll(number, "\u2212", "-");
  ReplaceAll(number, "\u00A0", " ");
  ReplaceAll(number, "\u202F", " ");
  if (number.empty()) return std::nullopt;
  bool negative = false;
  if (number.size() > 2 && number.front() == '(' && number.back() == ')') {
    negative = true;
    number = number.substr(1, number.size() - 2);
  } else if (number.front() == '-' || number.front() == '+') {
    negative = number.front() == '-';
    number.erase(0, 1);
  } else if (number.back() == '-') {
    negative = true;
    number.pop_back();
  }
  const std::size_t mark = number.rfind(form.decimal);
  const auto whole = Ungrouped(
      std::string_view(number).substr(0, std::min(mark, number.size())),
      form.thousands);
  if (!whole) return std::nullopt;
  std::string plain = *whole;
  // "007" is no number of authoring text.
  plain.erase(0, std::min(plain.find_first_not_of('0'), plain.size() - 1));
  if (mark != std::string::npos) {
    const std::string places = number.substr(mark + 1);
    if (!AllDigits(places)) return std::nullopt;
    plain += "." + places;
  }
  const bool zero = plain.find_first_not_of("0.") == std::string::npos;
  return (negative && !zero ? "-" : "") + plain;
}

std::optional<std::string> PlainDate(std::string_view text, DateForm form) {
  const std::string_view day = Trimmed(text);
  if (day.size() != 10) return std::nullopt;
  std::string iso;
  if (form == DateForm::kIso) {
    iso = day;
  } else {
    const char mark = form == DateForm::kDotted ? '.' : '/';
    if (day[2] != mark || day[5] != mark) return std::nullopt;
    const bool month_first = form == DateForm::kMonthDayYear;
    iso = std::string(day.substr(6)) + "-" +
          std::string(day.substr(month_first ? 0 : 3, 2)) + "-" +
          std::string(day.substr(month_first ? 3 : 0, 2));
  }
  if (!Date::Parse(iso).ok()) return std::nullopt;
  return iso;
}

std::string EventIdOf(const std::string& prefix,
                      const std::vector<std::string>& key) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string id = prefix;
  for (const std::string& part : key) {
    id.push_back('.');
    for (const char c : part) {
      if (IsLower(c) || IsUpper(c) || IsDigit(c) || c == '-') {
        id.push_back(c);
        continue;
      }
      const auto byte = static_cast<unsigned char>(c);
      id.push_back('_');
      id.push_back(kHex[byte >> 4]);
      id.push_back(kHex[byte & 15]);
    }
  }
  if (id.size() <= kMaxIdBytes) return id;
  return prefix.substr(0, 17) + ".__" + Sha256(id).ToHex().substr(0, 40);
}

std::vector<std::string> LinesOf(const std::vector<CsvRow>& rows) {
  std::vector<std::string> lines;
  for (const CsvRow& row : rows) {
    // Lines between two rows are empty.
    lines.resize(row.line - rows.front().line);
    lines.insert(lines.end(), row.lines.begin(), row.lines.end());
  }
  return lines;
}

RowReader::RowReader(Rules rules, std::string file, std::string sha256)
    : rules_(std::move(rules)),
      file_(std::move(file)),
      document_(rules_.document.empty() ? BaseName(file_) : rules_.document),
      sha256_(std::move(sha256)),
      lines_(rules_.lines) {}

void RowReader::Bind(const CsvRow& header, std::vector<Diagnostic>& problems) {
  BindTo(header.cells, problems);
}

void RowReader::BindNames(std::vector<Diagnostic>& problems) {
  std::vector<CsvCell> names;
  for (const std::string& name : rules_.header) {
    names.push_back({name, 0, 1, 1});
  }
  BindTo(names, problems);
}

std::size_t RowReader::Find(const std::string& column, const Span& at,
                            const std::vector<CsvCell>& names,
                            std::vector<Diagnostic>& problems) const {
  std::size_t found = names.size();
  std::size_t count = 0;
  std::vector<std::string> known;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string name(Trimmed(names[i].text));
    known.push_back(name);
    if (name != column) continue;
    found = i;
    ++count;
  }
  if (count == 1) return found;
  Sink sink(rules_.file, rules_.lines, problems);
  if (count > 1) {
    sink.Add(at, "E0605", "two columns are named " + Quoted(column), "",
             "give them different names in the file, or state the names with "
             "`header` and pass over the line with `skip: 1`");
    return 0;
  }
  const auto near = Closest(column, known);
  std::string list;
  for (std::size_t i = 0; i < known.size() && i < 20; ++i) {
    list += (i == 0 ? "" : ", ") + Quoted(known[i]);
  }
  sink.Add(at, "E0604", file_ + " has no column " + Quoted(column), "",
           near ? "did you mean `" + *near + "`?" : "it has " + list);
  return 0;
}

void RowReader::BindTemplate(Template& part, const std::vector<CsvCell>& names,
                             std::vector<Diagnostic>& problems) const {
  if (part.kind == Template::Kind::kCell) {
    part.index = Find(part.column, part.at, names, problems);
  }
  for (Template& currency : part.currency) {
    BindTemplate(currency, names, problems);
  }
  for (Template::Member& member : part.members) {
    BindTemplate(member.value, names, problems);
  }
  for (Template& item : part.items) BindTemplate(item, names, problems);
}

void RowReader::BindTo(const std::vector<CsvCell>& names,
                       std::vector<Diagnostic>& problems) {
  columns_ = names.size();
  for (KeyColumn& key : rules_.key) {
    key.index = Find(key.column, key.at, names, problems);
  }
  BindTemplate(rules_.root, names, problems);
}

void RowReader::Add(const CsvRow& row, const CsvCell& cell, std::string code,
                    std::string message, std::string label, std::string help,
                    std::vector<Diagnostic>& problems) const {
  Diagnostic problem;
  problem.code = std::move(code);
  problem.where = {file_, cell.line, cell.column, cell.length};
  problem.excerpt = ExcerptOf(row.lines, cell.line - row.line + 1);
  problem.message = std::move(message);
  problem.label = std::move(label);
  problem.help = std::move(help);
  problems.push_back(std::move(problem));
}

Diagnostic RowReader::AtKey(const CsvRow& row, std::string code,
                            std::string message, std::string label,
                            std::string help) const {
  std::vector<Diagnostic> problems;
  Add(row, row.cells[rules_.key.front().index], std::move(code),
      std::move(message), std::move(label), std::move(help), problems);
  return std::move(problems.front());
}

std::optional<std::string> RowReader::AmountOf(
    const Template& part, const CsvRow& row, const CsvCell& cell,
    const std::string& text, std::vector<Diagnostic>& problems) const {
  auto number = PlainNumber(text, rules_.form);
  if (!number) {
    Add(row, cell, "E0609", "not a number in the form of the rules", "",
        "the rules read numbers such as `" + ExampleNumber(rules_.form) +
            "`; see `decimal` and `thousands`",
        problems);
    return std::nullopt;
  }
  const bool negative = number->front() == '-';
  if (part.sign != SignForm::kAsWritten && negative) {
    number->erase(0, 1);
  } else if (part.sign == SignForm::kReversed &&
             number->find_first_not_of("0.") != std::string::npos) {
    number->insert(0, 1, '-');
  }
  if (part.as == Template::As::kNumber) return number;
  if (part.as == Template::As::kPercent) return *number + " %";
  const auto currency = Fill(part.currency.front(), row, problems);
  if (!currency) return std::nullopt;
  return *number + " " + currency->text;
}

std::optional<Node> RowReader::FillCell(
    const Template& part, const CsvRow& row,
    std::vector<Diagnostic>& problems) const {
  const CsvCell& cell = row.cells[part.index];
  const std::string text(Trimmed(cell.text));
  const Span at{static_cast<std::uint32_t>(rules_.lines.size()) + cell.line -
                    first_line_ + 1,
                cell.column, cell.length};
  if (text.empty()) {
    if (!part.optional) {
      Add(row, cell, "E0611", "the cell " + Quoted(part.column) + " is empty",
          "",
          "fill it in; or write `optional: true` beside the column, and the "
          "key is left out",
          problems);
    }
    return std::nullopt;
  }
  switch (part.as) {
    case Template::As::kText:
      return ScalarAt(text, true, at);
    case Template::As::kDate: {
      auto day = PlainDate(text, rules_.form.date);
      if (!day) {
        Add(row, cell, "E0610", "not a date in the form of the rules", "",
            "the rules read dates as " +
                std::string(FormName(rules_.form.date)) +
                "; see `date_format`",
            problems);
        return std::nullopt;
      }
      return ScalarAt(*std::move(day), false, at);
    }
    case Template::As::kAmount:
    case Template::As::kNumber:
    case Template::As::kPercent: {
      auto amount = AmountOf(part, row, cell, text, problems);
      if (!amount) return std::nullopt;
      return ScalarAt(*std::move(amount), false, at);
    }
  }
  return std::nullopt;
}

std::optional<Node> RowReader::Fill(const Template& part, const CsvRow& row,
                                    std::vector<Diagnostic>& problems) const {
  switch (part.kind) {
    case Template::Kind::kConstant:
      return part.constant;
    case Template::Kind::kCell:
      return FillCell(part, row, problems);
    case Template::Kind::kMap: {
      Node node;
      node.kind = Node::Kind::kMap;
      node.at = part.at;
      for (const Template::Member& member : part.members) {
        auto value = Fill(member.value, row, problems);
        if (value) node.members.push_back({member.key, member.at, *value});
      }
      if (node.members.empty() && !part.members.empty()) return std::nullopt;
      return node;
    }
    case Template::Kind::kList: {
      Node node;
      node.kind = Node::Kind::kList;
      node.at = part.at;
      for (const Template& item : part.items) {
        auto value = Fill(item, row, problems);
        if (value) node.items.push_back(*std::move(value));
      }
      if (node.items.empty() && !part.items.empty()) return std::nullopt;
      return node;
    }
  }
  return std::nullopt;
}

void RowReader::Relocate(const CsvRow& row, Location& place) const {
  const auto rules = static_cast<std::uint32_t>(rules_.lines.size());
  if (place.line <= rules) return;
  place.file = file_;
  place.line = place.line - rules + row.line - 1;
}

bool RowReader::Fits(const CsvRow& row,
                     std::vector<Diagnostic>& problems) const {
  if (row.cells.size() != columns_) {
    Add(row, row.cells.back(), "E0603",
        "the row has " + std::to_string(row.cells.size()) +
            (row.cells.size() == 1 ? " cell, the header " : " cells, the header ") +
            std::to_string(columns_),
        "the last cell",
        "look for a separator in a text without quotes, and see `separator`",
        problems);
    return false;
  }
  bool good = true;
  for (const KeyColumn& column : rules_.key) {
    const CsvCell& cell = row.cells[column.index];
    if (!Trimmed(cell.text).empty()) continue;
    Add(row, cell, "E0607", "the key " + Quoted(column.column) + " is empty",
        "", "every row needs its key", problems);
    good = false;
  }
  return good;
}

std::vector<std::string> RowReader::KeyOf(const CsvRow& row) const {
  std::vector<std::string> key;
  for (const KeyColumn& column : rules_.key) {
    key.emplace_back(Trimmed(row.cells[column.index].text));
  }
  return key;
}

bool RowReader::Continues(const CsvRow& before, const CsvRow& row) const {
  return !rules_.group.empty() && before.cells.size() == columns_ &&
         row.cells.size() == columns_ && KeyOf(before) == KeyOf(row);
}

void RowReader::Compare(const Template& part, const CsvRow& first,
                        const CsvRow& row,
                        std::vector<Diagnostic>& problems) const {
  if (part.kind == Template::Kind::kCell) {
    const CsvCell& cell = row.cells[part.index];
    if (Trimmed(cell.text) != Trimmed(first.cells[part.index].text)) {
      Add(row, cell, "E0619",
          "the rows of one event differ in " + Quoted(part.column),
          "line " + std::to_string(first.line) + " has " +
              Quoted(std::string(Trimmed(first.cells[part.index].text))),
          "take the column into the key, or into the items of the group",
          problems);
    }
  }
  for (const Template& currency : part.currency) {
    Compare(currency, first, row, problems);
  }
  for (const Template::Member& member : part.members) {
    Compare(member.value, first, row, problems);
  }
  for (const Template& item : part.items) Compare(item, first, row, problems);
}

std::optional<Node> RowReader::FillEvent(
    const std::vector<CsvRow>& rows, std::vector<Diagnostic>& problems) const {
  Node root;
  root.kind = Node::Kind::kMap;
  root.at = rules_.root.at;
  for (const Template::Member& member : rules_.root.members) {
    if (rules_.group.empty() || member.key != rules_.group) {
      for (std::size_t i = 1; i < rows.size(); ++i) {
        Compare(member.value, rows.front(), rows[i], problems);
      }
      auto value = Fill(member.value, rows.front(), problems);
      if (value) root.members.push_back({member.key, member.at, *value});
      continue;
    }
    Node list;
    list.kind = Node::Kind::kList;
    list.at = member.value.at;
    for (const CsvRow& row : rows) {
      auto items = Fill(member.value, row, problems);
      if (!items) continue;
      list.items.insert(list.items.end(), items->items.begin(),
                        items->items.end());
    }
    if (!list.items.empty()) {
      root.members.push_back({member.key, member.at, std::move(list)});
    }
  }
  return root;
}

std::optional<AuthoredEvent> RowReader::Read(
    const std::vector<CsvRow>& rows, std::vector<Diagnostic>& problems) {
  const std::size_t before = problems.size();
  const CsvRow& row = rows.front();
  first_line_ = row.line;
  for (const CsvRow& one : rows) {
    if (!Fits(one, problems) && one.cells.size() != columns_) {
      return std::nullopt;
    }
  }
  const std::vector<std::string> key = KeyOf(row);
  auto root = FillEvent(rows, problems);
  if (!root || problems.size() > before) return std::nullopt;
  const CsvCell& cell = row.cells[rules_.key.front().index];
  const auto rules_lines = static_cast<std::uint32_t>(rules_.lines.size());
  const Span at{rules_lines + cell.line - row.line + 1, cell.column,
                cell.length};
  root->members.push_back(
      {"id", at, ScalarAt(EventIdOf(rules_.id_prefix, key), true, at)});
  root->at = at;
  lines_.resize(rules_.lines.size());
  const std::vector<std::string> own = LinesOf(rows);
  lines_.insert(lines_.end(), own.begin(), own.end());
  std::vector<Diagnostic> found;
  Sink sink(rules_.file, lines_, found);
  auto event = ReadTree(*root, sink);
  for (Diagnostic& problem : found) {
    Relocate(row, problem.where);
    // What is wrong with a constant is wrong in every row.
    if (problem.where.file == rules_.file &&
        !reported_
             .insert({problem.where.line, problem.where.column, problem.code})
             .second) {
      continue;
    }
    problems.push_back(std::move(problem));
  }
  if (!event) return std::nullopt;
  Relocate(row, event->where);
  for (auto& [path, place] : event->places) Relocate(row, place);
  const std::uint64_t header = rules_.header.empty() ? 1 : 0;
  const std::string first = std::to_string(row.number - header);
  event->event.document = {
      document_, sha256_,
      rows.size() == 1 ? "row " + first
                       : "rows " + first + " to " +
                             std::to_string(rows.back().number - header)};
  return event;
}

}  // namespace covenant::cli

#include "cli/render/table.h"

#include <algorithm>
#include <utility>

#include "ledger/value/check.h"

namespace covenant::cli {
namespace {

// Byte offset behind `characters` characters of the text.
std::size_t Offset(const std::string& text, std::size_t characters) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (characters == 0) return at;
    --characters;
    ++at;
    while (at < text.size() &&
           (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) {
      ++at;
    }
  }
  return at;
}

// Where to break a word: behind a slash unless that leaves little on the line,
// else behind a hyphen or a comma, else at the limit.
std::size_t BreakInside(const std::string& text, std::size_t limit,
                        std::size_t width) {
  const std::size_t slash = text.rfind('/', limit - 1);
  if (slash != std::string::npos && slash + 1 >= width / 3) return slash + 1;
  const std::size_t other = text.find_last_of("/-,", limit - 1);
  return other == std::string::npos || other == 0 ? limit : other + 1;
}

// Makes the wrappable columns narrower, the widest first, until all fits; whether
// it does.
bool Fit(const std::vector<Column>& columns, std::size_t room,
         std::vector<std::size_t>& widths) {
  while (true) {
    std::size_t total = 0;
    bool first = true;
    std::size_t widest = columns.size();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (widths[i] == 0) continue;
      total += widths[i] + (first ? 0 : columns[i].gap);
      first = false;
      if (columns[i].least == 0 || widths[i] <= columns[i].least) continue;
      if (widest == columns.size() || widths[i] > widths[widest]) widest = i;
    }
    if (total <= room) return true;
    if (widest == columns.size()) return false;
    const std::size_t over = total - room;
    widths[widest] -= std::min({over, widths[widest] - columns[widest].least,
                                std::max<std::size_t>(1, over / 2)});
  }
}

std::string RenderRow(const std::vector<Column>& columns,
                      const std::vector<std::size_t>& widths,
                      const std::vector<Cell>& row, const Terminal& terminal,
                      std::size_t indent) {
  std::vector<std::vector<std::string>> cells;
  std::size_t height = 1;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::size_t limit = columns[i].least > 0 ? widths[i] : 0;
    cells.push_back(Wrap(row[i].text, limit));
    if (widths[i] > 0) height = std::max(height, cells.back().size());
  }
  std::string result;
  for (std::size_t line = 0; line < height; ++line) {
    std::string text(indent, ' ');
    std::string pending;  // spaces that matter only if something follows
    bool first = true;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (widths[i] == 0) continue;
      if (!first) pending.append(columns[i].gap, ' ');
      first = false;
      const std::string cell = line < cells[i].size() ? cells[i][line] : "";
      const std::size_t width = TextWidth(cell);
      const std::size_t pad = widths[i] > width ? widths[i] - width : 0;
      if (cell.empty()) {
        pending.append(pad, ' ');
        continue;
      }
      if (columns[i].right) pending.append(pad, ' ');
      text += pending + Paint(terminal, row[i].style, cell);
      pending.assign(columns[i].right ? 0 : pad, ' ');
    }
    result += text + "\n";
  }
  return result;
}

}  // namespace

std::vector<std::string> Wrap(const std::string& text, std::size_t width) {
  std::vector<std::string> lines;
  std::string rest = text;
  while (width > 0 && TextWidth(rest) > width) {
    const std::size_t limit = Offset(rest, width);
    std::size_t cut = rest.rfind(' ', limit);
    std::size_t next = cut + 1;
    if (cut == std::string::npos || cut == 0) {
      cut = BreakInside(rest, limit, width);
      next = cut;
    }
    lines.push_back(rest.substr(0, cut));
    rest = rest.substr(next);
  }
  lines.push_back(rest);
  return lines;
}

void Table::Add(std::vector<Cell> cells) {
  COVENANT_CHECK(cells.size() <= columns_.size());
  cells.resize(columns_.size());
  for (Cell& cell : cells) cell.text = Printable(cell.text);
  rows_.push_back(std::move(cells));
}

std::string Table::Render(const Terminal& terminal, std::size_t indent) const {
  std::vector<std::size_t> widths(columns_.size(), 0);
  for (const std::vector<Cell>& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], TextWidth(row[i].text));
    }
  }
  bool heading = false;
  std::vector<Cell> head;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    head.push_back({columns_[i].head, Style::kHead});
    if (columns_[i].head.empty() || widths[i] == 0) continue;
    heading = true;
    widths[i] = std::max(widths[i], TextWidth(columns_[i].head));
  }
  std::vector<Column> columns = columns_;
  if (terminal.width > indent) {
    const std::size_t room = terminal.width - indent;
    const std::vector<std::size_t> wanted = widths;
    if (!Fit(columns, room, widths)) {
      // Columns may also stand closer together.
      for (Column& column : columns) {
        column.gap = std::min<std::size_t>(column.gap, 1);
      }
      widths = wanted;
      Fit(columns, room, widths);
    }
  }
  std::string result;
  if (heading) result += RenderRow(columns, widths, head, terminal, indent);
  for (const std::vector<Cell>& row : rows_) {
    result += RenderRow(columns, widths, row, terminal, indent);
  }
  return result;
}

}  // namespace covenant::cli

// Table: aligned columns that fit the width of the terminal. What does not fit
// is wrapped inside its column, never cut. Cells hold any text; it is made
// printable. Thread-compatible.
#ifndef CLI_RENDER_TABLE_H_
#define CLI_RENDER_TABLE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "cli/render/terminal.h"

namespace covenant::cli {

struct Column {
  std::string head;       // empty in all columns: no heading line
  bool right = false;     // amounts
  std::size_t least = 0;  // may be wrapped down to this width; 0: never
  std::size_t gap = 2;    // spaces before it, but for the first
};

struct Cell {
  std::string text;
  Style style = Style::kPlain;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // Missing cells are empty.
  void Add(std::vector<Cell> cells);
  bool empty() const { return rows_.empty(); }

  // Each line is indented and ends in a newline. Columns in which no row has
  // anything are left out.
  std::string Render(const Terminal& terminal, std::size_t indent = 0) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

// The text in lines of at most `width` characters, broken at spaces, else
// behind a slash, hyphen or comma, else anywhere. Width 0: one line.
std::vector<std::string> Wrap(const std::string& text, std::size_t width);

}  // namespace covenant::cli

#endif  // CLI_RENDER_TABLE_H_

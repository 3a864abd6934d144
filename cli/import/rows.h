// RowReader: one row of a CSV file to one event, by the rules. Every value is
// checked by the reader of authoring text, so that all codes are the same;
// what stands in a cell is reported at the cell, what stands in the rules at
// the rules. Thread-compatible.
#ifndef CLI_IMPORT_ROWS_H_
#define CLI_IMPORT_ROWS_H_

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "cli/csv/reader.h"
#include "cli/import/rules.h"
#include "ledger/codec/authoring.h"

namespace covenant::cli {

// The number in the rules' form as authoring text writes it: "(1.234,50)" is
// "-1234.50". Nothing if it has another form.
std::optional<std::string> PlainNumber(std::string_view text,
                                       const CellForm& form);
// The same of a date: "31/03/2026" is "2026-03-31".
std::optional<std::string> PlainDate(std::string_view text, DateForm form);

// The id of the event that a row with this key makes: "payments.INV-1001".
// Letters, digits and '-' stay, the columns are joined by '.', every other byte
// is '_' and two hexadecimal digits; a key that is too long is '__' and 40
// digits of its SHA-256. Two keys never give the same id.
std::string EventIdOf(const std::string& prefix,
                      const std::vector<std::string>& key);

// The lines of the file from the first row to the end of the last.
std::vector<std::string> LinesOf(const std::vector<CsvRow>& rows);

class RowReader {
 public:
  // `sha256` of the whole file, in hexadecimal.
  RowReader(Rules rules, std::string file, std::string sha256);

  // Finds the columns of the rules among the names of the header.
  void Bind(const CsvRow& header, std::vector<Diagnostic>& problems);
  // The same among the names that the rules state.
  void BindNames(std::vector<Diagnostic>& problems);

  // The event of the rows, of which there is more than one only in a group.
  // Nothing, and at least one problem unless it was reported before.
  std::optional<AuthoredEvent> Read(const std::vector<CsvRow>& rows,
                                    std::vector<Diagnostic>& problems);

  // Whether the row goes on with the event of the one before.
  bool Continues(const CsvRow& before, const CsvRow& row) const;

  const Rules& rules() const { return rules_; }
  // A problem at the first cell of the row's key.
  Diagnostic AtKey(const CsvRow& row, std::string code, std::string message,
                   std::string label, std::string help) const;

 private:
  void BindTo(const std::vector<CsvCell>& names,
              std::vector<Diagnostic>& problems);
  std::size_t Find(const std::string& column, const Span& at,
                   const std::vector<CsvCell>& names,
                   std::vector<Diagnostic>& problems) const;
  void BindTemplate(Template& part, const std::vector<CsvCell>& names,
                    std::vector<Diagnostic>& problems) const;
  void Add(const CsvRow& row, const CsvCell& cell, std::string code,
           std::string message, std::string label, std::string help,
           std::vector<Diagnostic>& problems) const;
  // The part with the row's values; nothing where an optional cell is empty.
  std::optional<Node> Fill(const Template& part, const CsvRow& row,
                           std::vector<Diagnostic>& problems) const;
  std::optional<Node> FillCell(const Template& part, const CsvRow& row,
                               std::vector<Diagnostic>& problems) const;
  std::optional<std::string> AmountOf(
      const Template& part, const CsvRow& row, const CsvCell& cell,
      const std::string& text, std::vector<Diagnostic>& problems) const;
  // Whether the row has as many cells as the header, and a key.
  bool Fits(const CsvRow& row, std::vector<Diagnostic>& problems) const;
  std::vector<std::string> KeyOf(const CsvRow& row) const;
  // What is said of the event must not differ between the rows.
  void Compare(const Template& part, const CsvRow& first, const CsvRow& row,
               std::vector<Diagnostic>& problems) const;
  // The whole event.
  std::optional<Node> FillEvent(const std::vector<CsvRow>& rows,
                                std::vector<Diagnostic>& problems) const;
  // Lines of the tree are those of the rules, then those of the row.
  void Relocate(const CsvRow& row, Location& place) const;

  Rules rules_;
  std::string file_;
  std::string document_;
  std::string sha256_;
  std::size_t columns_ = 0;
  std::uint32_t first_line_ = 0;  // of the rows at hand
  std::vector<std::string> lines_;
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::string>> reported_;
};

}  // namespace covenant::cli

#endif  // CLI_IMPORT_ROWS_H_

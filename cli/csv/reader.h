// CsvReader: the rows of a CSV text (RFC 4180), one at a time, with the place
// of every cell; it holds one row, whatever the size of the file. Cells may be
// in quotes, hold separators, doubled quotes and line breaks; lines end in LF
// or CRLF; a byte order mark is passed over, and so are empty lines. Refuses,
// at its place, what RFC 4180 does not allow, text that is not UTF-8, control
// characters, and rows of more than 1 MiB. Thread-compatible.
#ifndef CLI_CSV_READER_H_
#define CLI_CSV_READER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/codec/diagnostic.h"

namespace covenant::cli {

inline constexpr std::size_t kMaxCsvRowBytes = 1u << 20;
inline constexpr std::size_t kMaxCsvCells = 10'000;

// Fills the buffer with what comes next; fewer bytes than asked at the end.
using ByteSource = std::function<std::size_t(char* to, std::size_t most)>;
ByteSource BytesOf(std::string_view text);  // which outlives the source

struct CsvCell {
  std::string text;          // without its quotes
  std::uint32_t line = 0;    // of the file, from 1
  std::uint32_t column = 1;  // in characters, from 1
  std::uint32_t length = 1;  // characters to underline on that line
};

struct CsvRow {
  std::uint64_t number = 0;  // counts the rows that are not empty, from 1
  std::uint32_t line = 0;    // of the file, from 1
  std::vector<CsvCell> cells;
  std::vector<std::string> lines;  // of the file, without their ends
};

class CsvReader {
 public:
  CsvReader(std::string file, ByteSource bytes, char separator);

  enum class Step { kRow, kBad, kEnd };
  // kBad: the row was refused, with one or more problems; reading may go on,
  // and ends by itself where the rest cannot be understood.
  Step Next(CsvRow& row, std::vector<Diagnostic>& problems);

  // Passes over one line, whatever it holds; false at the end of the text.
  bool SkipLine();

 private:
  bool ReadLine(std::string& line);
  void Problem(const CsvRow& row, std::uint32_t line, std::uint32_t column,
               std::uint32_t length, std::string code, std::string message,
               std::string help, std::vector<Diagnostic>& problems) const;
  // Adds the next line to the row; false when there is none.
  bool TakeLine(CsvRow& row, std::vector<Diagnostic>& problems, bool& bad);
  // What stands in quotes from `at`, which is behind the quote that opens it.
  bool ReadQuoted(CsvRow& row, CsvCell& cell, std::size_t& at,
                  std::vector<Diagnostic>& problems, bool& bad);

  std::string file_;
  ByteSource bytes_;
  char separator_;
  std::string buffer_;
  std::size_t at_ = 0;
  bool ended_ = false;    // nothing more in the source
  bool stopped_ = false;  // the rest cannot be understood
  bool too_long_ = false;
  std::uint32_t line_ = 0;
  std::uint64_t rows_ = 0;
  std::size_t row_bytes_ = 0;
};

// The text as a cell of RFC 4180: in quotes where it needs them.
std::string CsvText(std::string_view text);

}  // namespace covenant::cli

#endif  // CLI_CSV_READER_H_

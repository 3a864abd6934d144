#include "cli/csv/reader.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace covenant::cli::csv_reader_test {
namespace {

struct Outcome {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> problems;  // "E0601 2:5"
};

// Reads the text in pieces of `most` bytes at a time.
Outcome ReadText(const std::string& text, char separator = ',') {
  CsvReader reader("f.csv", BytesOf(text), separator);
  Outcome outcome;
  std::vector<Diagnostic> problems;
  CsvRow row;
  while (true) {
    const CsvReader::Step step = reader.Next(row, problems);
    if (step == CsvReader::Step::kEnd) break;
    if (step == CsvReader::Step::kBad) continue;
    outcome.rows.emplace_back();
    for (const CsvCell& cell : row.cells) {
      outcome.rows.back().push_back(cell.text);
    }
  }
  for (const Diagnostic& one : problems) {
    outcome.problems.push_back(one.code + " " + std::to_string(one.where.line) +
                               ":" + std::to_string(one.where.column));
  }
  return outcome;
}

using Rows = std::vector<std::vector<std::string>>;
using Problems = std::vector<std::string>;

TEST(CsvReader, ReadsRfc4180) {
  const Outcome read = ReadText(
      "a,b,c\r\n\"x, y\",\"say \"\"hi\"\"\",\"two\r\nlines\"\r\n,,\r\n");
  EXPECT_EQ(read.rows, (Rows{{"a", "b", "c"},
                             {"x, y", "say \"hi\"", "two\nlines"},
                             {"", "", ""}}));
  EXPECT_EQ(read.problems, Problems{});
}

TEST(CsvReader, TakesAMarkALastLineWithoutEndAndOtherSeparators) {
  EXPECT_EQ(ReadText("\xEF\xBB\xBF" "a;b\n1;2", ';').rows,
            (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(ReadText("a\tb\n", '\t').rows, (Rows{{"a", "b"}}));
}

TEST(CsvReader, PassesOverEmptyLines) {
  EXPECT_EQ(ReadText("\n\na\r\n\r\n\"\"\n").rows, (Rows{{"a"}, {""}}));
  EXPECT_EQ(ReadText("").rows, Rows{});
}

TEST(CsvReader, TellsWhatIsWrongAndGoesOn) {
  const Outcome read =
      ReadText("a,b\n1,x\"y\n\xC3\xA4,\"b\"c\n\xFF,2\n1,\x01\nok,ok\n");
  EXPECT_EQ(read.rows, (Rows{{"a", "b"}, {"ok", "ok"}}));
  EXPECT_EQ(read.problems,
            (Problems{"E0602 2:4", "E0602 3:6", "E0102 4:1", "E0104 5:3"}));
}

TEST(CsvReader, AnOpenQuoteEndsTheReading) {
  const Outcome read = ReadText("a,b\n1,\"x\ny\nz");
  EXPECT_EQ(read.rows, (Rows{{"a", "b"}}));
  EXPECT_EQ(read.problems, (Problems{"E0601 2:3"}));
}

TEST(CsvReader, BoundsTheRow) {
  const Outcome line = ReadText(std::string(kMaxCsvRowBytes + 1, 'x') + "\na\n");
  EXPECT_EQ(line.problems, (Problems{"E0606 1:1"}));
  std::string lines = "\"";
  for (int i = 0; i < 40; ++i) lines += std::string(50'000, 'x') + "\n";
  EXPECT_EQ(ReadText(lines).problems.size(), 1u);
  EXPECT_EQ(ReadText(std::string(kMaxCsvCells + 1, ',')).problems,
            (Problems{"E0606 1:1"}));
}

TEST(CsvReader, PlacesCountCharacters) {
  const std::string text = "\xC3\xA4\xC3\xB6,\"q\"\"\nr\",z\n";
  CsvReader reader("f.csv", BytesOf(text), ',');
  CsvRow row;
  std::vector<Diagnostic> problems;
  ASSERT_EQ(reader.Next(row, problems), CsvReader::Step::kRow);
  ASSERT_EQ(row.cells.size(), 3u);
  EXPECT_EQ(row.cells[0].length, 2u);
  EXPECT_EQ(row.cells[1].column, 4u);
  EXPECT_EQ(row.cells[2].line, 2u);
  EXPECT_EQ(row.cells[2].column, 4u);
}

TEST(CsvReader, LongTextsComeInPieces) {
  std::string text;
  for (int i = 0; i < 30'000; ++i) text += std::to_string(i) + ",\"v\n\"\r\n";
  const Outcome read = ReadText(text);
  ASSERT_EQ(read.rows.size(), 30'000u);
  EXPECT_EQ(read.rows[29'999], (std::vector<std::string>{"29999", "v\n"}));
}

TEST(CsvText, ReadsBack) {
  for (const std::string text :
       {"", "plain", "a,b", "\"", "line\nend", "\"\"", " x "}) {
    EXPECT_EQ(ReadText("," + CsvText(text) + "\r\n").rows,
              (Rows{{"", text}}));
  }
}

}  // namespace
}  // namespace covenant::cli::csv_reader_test

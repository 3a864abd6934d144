#include "cli/csv/reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "ledger/codec/yaml_tree.h"
#include "ledger/value/utf8.h"

namespace covenant::cli {
namespace {

constexpr std::size_t kBlock = 64u << 10;
constexpr std::string_view kMark = "\xEF\xBB\xBF";

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7F;
}

std::uint32_t Characters(std::string_view text) {
  return static_cast<std::uint32_t>(CodePoints(text));
}

// The first byte from which the text is not UTF-8.
std::size_t ValidPrefix(std::string_view text) {
  std::size_t good = 0;
  while (good < text.size()) {
    const auto lead = static_cast<unsigned char>(text[good]);
    const std::size_t size = lead < 0x80   ? 1
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                                           : 4;
    if (!IsValidUtf8(text.substr(good, size))) break;
    good += size;
  }
  return std::min(good, text.size());
}

}  // namespace

ByteSource BytesOf(std::string_view text) {
  return [text, at = std::size_t{0}](char* to, std::size_t most) mutable {
    const std::size_t count = std::min(most, text.size() - at);
    if (count > 0) std::memcpy(to, text.data() + at, count);
    at += count;
    return count;
  };
}

CsvReader::CsvReader(std::string file, ByteSource bytes, char separator)
    : file_(std::move(file)), bytes_(std::move(bytes)), separator_(separator) {}

bool CsvReader::ReadLine(std::string& line) {
  line.clear();
  too_long_ = false;
  bool any = false;
  while (true) {
    if (at_ == buffer_.size()) {
      if (ended_) break;
      buffer_.resize(kBlock);
      const std::size_t count = bytes_(buffer_.data(), kBlock);
      buffer_.resize(count);
      ended_ = count < kBlock;
      at_ = 0;
      if (count == 0) break;
    }
    any = true;
    const std::size_t end = buffer_.find('\n', at_);
    const std::size_t stop = std::min(end, buffer_.size());
    if (line.size() <= kMaxCsvRowBytes) {
      line.append(buffer_, at_, stop - at_);
    }
    at_ = stop;
    if (end == std::string::npos) continue;
    ++at_;
    break;
  }
  if (!any) return false;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (++line_ == 1 && line.compare(0, kMark.size(), kMark) == 0) {
    line.erase(0, kMark.size());
  }
  if (line.size() > kMaxCsvRowBytes) {
    too_long_ = true;
    line.clear();
  }
  return true;
}

bool CsvReader::SkipLine() {
  std::string line;
  return ReadLine(line);
}

void CsvReader::Problem(const CsvRow& row, std::uint32_t line,
                        std::uint32_t column, std::uint32_t length,
                        std::string code, std::string message, std::string help,
                        std::vector<Diagnostic>& problems) const {
  Diagnostic problem;
  problem.code = std::move(code);
  problem.where = {file_, line, column, length};
  if (line >= row.line) {
    problem.excerpt = ExcerptOf(row.lines, line - row.line + 1);
  }
  problem.message = std::move(message);
  problem.help = std::move(help);
  problems.push_back(std::move(problem));
}

bool CsvReader::TakeLine(CsvRow& row, std::vector<Diagnostic>& problems,
                         bool& bad) {
  std::string line;
  if (!ReadLine(line)) return false;
  if (row.lines.empty()) row.line = line_;
  row_bytes_ += line.size() + 1;
  if (too_long_ || row_bytes_ > kMaxCsvRowBytes) {
    bad = stopped_ = true;
    Problem(row, line_, 1, 1, "E0606", "the row is too long",
            "a row may have 1 MiB; look for a quote that is not closed",
            problems);
    return false;
  }
  const std::size_t valid = ValidPrefix(line);
  if (valid < line.size()) {
    const std::uint32_t column = Characters(line.substr(0, valid)) + 1;
    row.lines.push_back("");
    bad = true;
    Problem(row, line_, column, 1, "E0102", "the line is not UTF-8",
            "save the file as UTF-8", problems);
    return true;
  }
  const auto control = static_cast<std::size_t>(
      std::find_if(line.begin(), line.end(), IsControl) - line.begin());
  if (control < line.size()) bad = true;
  row.lines.push_back(std::move(line));
  if (const std::string& kept = row.lines.back(); control < kept.size()) {
    Problem(row, line_, Characters(kept.substr(0, control)) + 1, 1, "E0104",
            "the line holds a control character", "remove it", problems);
  }
  return true;
}

bool CsvReader::ReadQuoted(CsvRow& row, CsvCell& cell, std::size_t& at,
                           std::vector<Diagnostic>& problems, bool& bad) {
  while (true) {
    const std::string& line = row.lines.back();
    const std::size_t quote = line.find('"', at);
    if (quote == std::string::npos) {
      cell.text.append(line, at);
      cell.text.push_back('\n');
      at = 0;
      if (!TakeLine(row, problems, bad)) {
        if (!stopped_) {
          Problem(row, cell.line, cell.column, 1, "E0601",
                  "the quote is not closed",
                  "close it, or write two quotes for one inside the cell",
                  problems);
        }
        bad = stopped_ = true;
        return false;
      }
      continue;
    }
    cell.text.append(line, at, quote - at);
    at = quote + 1;
    if (at < line.size() && line[at] == '"') {
      cell.text.push_back('"');
      ++at;
      continue;
    }
    return true;
  }
}

CsvReader::Step CsvReader::Next(CsvRow& row,
                                std::vector<Diagnostic>& problems) {
  row.cells.clear();
  bool bad = false;
  do {
    row.lines.clear();
    row_bytes_ = 0;
    if (stopped_) return Step::kEnd;
    if (!TakeLine(row, problems, bad)) return bad ? Step::kBad : Step::kEnd;
  } while (row.lines.back().empty() && !bad);
  row.number = ++rows_;
  if (bad) return Step::kBad;
  std::size_t at = 0;
  std::size_t counted = 0;   // bytes of the line behind which `column` stands
  std::uint32_t column = 1;  // of `counted`
  while (true) {
    CsvCell cell;
    column += Characters(
        std::string_view(row.lines.back()).substr(counted, at - counted));
    counted = at;
    cell.line = row.line + static_cast<std::uint32_t>(row.lines.size()) - 1;
    cell.column = column;
    const std::size_t lines = row.lines.size();
    if (at < row.lines.back().size() && row.lines.back()[at] == '"') {
      ++at;
      if (!ReadQuoted(row, cell, at, problems, bad)) return Step::kBad;
    }
    const bool quoted = at != counted || row.lines.size() != lines;
    const std::string& line = row.lines.back();
    const std::size_t end = std::min(line.find(separator_, at), line.size());
    const std::string_view bare = std::string_view(line).substr(at, end - at);
    const std::size_t quote = bare.find('"');
    if (quoted ? !bare.empty() : quote != std::string_view::npos) {
      const std::size_t wrong = quoted ? at : at + quote;
      Problem(row,
              row.line + static_cast<std::uint32_t>(row.lines.size()) - 1,
              Characters(std::string_view(line).substr(0, wrong)) + 1, 1,
              "E0602",
              quoted ? "text stands behind the quote that ends the cell"
                     : "a quote stands inside a cell without quotes",
              "put the whole cell in quotes, and write two for each inside",
              problems);
      bad = true;
    }
    if (!quoted) cell.text = bare;
    at = end;
    if (row.lines.size() == lines) {
      cell.length = std::max(
          1u, Characters(std::string_view(line).substr(counted, at - counted)));
    } else {
      counted = 0;
      column = 1;
    }
    row.cells.push_back(std::move(cell));
    if (row.cells.size() > kMaxCsvCells) {
      stopped_ = true;
      Problem(row, row.line, 1, 1, "E0606", "the row has too many cells",
              "a row may have 10,000 cells", problems);
      return Step::kBad;
    }
    if (at >= line.size()) break;
    ++at;
  }
  return bad ? Step::kBad : Step::kRow;
}

std::string CsvText(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted.push_back('"');
    quoted.push_back(c);
  }
  return quoted + "\"";
}

}  // namespace covenant::cli

#include "tests/fuzz/fuzz_targets.h"

#include <string>
#include <vector>

#include "cli/csv/reader.h"
#include "ledger/codec/authoring.h"
#include "ledger/codec/entry_codec.h"
#include "ledger/codec/event_codec.h"
#include "ledger/event/expression.h"
#include "ledger/value/check.h"
#include "ledger/value/ids.h"
#include "ledger/value/utf8.h"

namespace covenant {
namespace {

// An event that was decoded can be encoded, and gives itself back.
void CheckEvent(const Event& event) {
  if (event.As<UnknownBody>() != nullptr) return;
  const auto payload = EncodePayload(event);
  COVENANT_CHECK(payload.ok());
  const auto again = DecodePayload(event.type, kSchemaVersion, *payload);
  COVENANT_CHECK(again.ok());
  COVENANT_CHECK(*again == event);
  COVENANT_CHECK(EncodePayload(*again).value() == *payload);
  (void)WriteYaml(event);
}

KnownClauses Known() {
  KnownClauses known;
  known.kinds["acme-nova"] = {{"royalty", "revenue-share"},
                              {"exclusivity", "exclusivity"},
                              {"price", "payment-schedule"}};
  return known;
}

// A refusal is one short line of UTF-8, whatever the text is.
void CheckMessage(const absl::Status& status) {
  const std::string message(status.message());
  COVENANT_CHECK(IsValidUtf8(message));
  COVENANT_CHECK(message.size() <= 700);
  COVENANT_CHECK(message.find('\n') == std::string::npos);
}

template <typename T>
void CheckText(std::string_view text) {
  const auto value = T::Parse(text);
  if (!value.ok()) return CheckMessage(value.status());
  const auto again = T::Parse(value->ToString());
  COVENANT_CHECK(again.ok());
  COVENANT_CHECK(*again == *value);
  COVENANT_CHECK(again->ToString() == value->ToString());
}

using CsvCells = std::vector<std::vector<std::string>>;

CsvCells ReadCsv(std::string_view text, char separator, bool* good) {
  cli::CsvReader reader("fuzz", cli::BytesOf(text), separator);
  CsvCells rows;
  std::vector<Diagnostic> problems;
  cli::CsvRow row;
  for (auto step = reader.Next(row, problems);
       step != cli::CsvReader::Step::kEnd; step = reader.Next(row, problems)) {
    if (step == cli::CsvReader::Step::kBad) continue;
    rows.emplace_back();
    for (const cli::CsvCell& cell : row.cells) {
      COVENANT_CHECK(IsValidUtf8(cell.text));
      COVENANT_CHECK(cell.line >= row.line && cell.column > 0);
      COVENANT_CHECK(cell.line - row.line < row.lines.size());
      rows.back().push_back(cell.text);
    }
  }
  COVENANT_CHECK(IsValidUtf8(RenderDiagnostics(problems, false)));
  *good = problems.empty();
  return rows;
}

}  // namespace

void FuzzCsv(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > (64u << 10)) return;
  constexpr std::string_view kSeparators = ",;\t|";
  const auto pick = static_cast<unsigned char>(bytes.front());
  bool good = false;
  const CsvCells rows = ReadCsv(bytes.substr(1),
                                kSeparators[pick % kSeparators.size()], &good);
  std::string written;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      written += (i == 0 ? "" : ",") + cli::CsvText(row[i]);
    }
    // A row of one empty cell would be an empty line.
    if (row.size() == 1 && row[0].empty()) written += "\"\"";
    written += "\r\n";
  }
  // The first one of a file is a mark, not text.
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (written.starts_with(kMark)) written.insert(0, kMark);
  COVENANT_CHECK(ReadCsv(written, ',', &good) == rows);
  COVENANT_CHECK(good);
}

void FuzzEntry(std::string_view bytes) {
  const ProtoEntryFormat format;
  const auto entry = format.Decode(bytes);
  if (!entry.ok()) return;
  COVENANT_CHECK(format.Encode(entry->header, entry->payload) == bytes);
  const auto event = DecodePayload(
      entry->header.type, entry->header.schema_version, entry->payload);
  if (event.ok()) CheckEvent(*event);
}

void FuzzPayload(std::string_view bytes) {
  if (bytes.empty()) return;
  const std::vector<std::string>& types = EventTypes();
  const auto pick = static_cast<unsigned char>(bytes.front());
  const auto event = DecodePayload(types[pick % types.size()], kSchemaVersion,
                                   bytes.substr(1));
  if (event.ok()) CheckEvent(*event);
}

void FuzzAuthoring(std::string_view text) {
  if (text.size() > (64u << 10)) return;
  const Authored result = ReadAuthoring({{"fuzz", std::string(text)}}, Known());
  COVENANT_CHECK(IsValidUtf8(RenderDiagnostics(result.diagnostics, false)));
  for (const Diagnostic& diagnostic : result.diagnostics) {
    // A gap between the reader's checks and the codec's.
    COVENANT_CHECK(diagnostic.code != "E0399");
  }
  KnownClauses known = Known();
  for (const AuthoredEvent& event : result.events) {
    for (const auto* body = event.event.As<Instrument>(); body;
         body = nullptr) {
      for (const Change& change : body->changes) {
        if (change.clause) {
          known.kinds[event.event.stream][change.clause->id] =
              change.clause->kind;
        }
      }
    }
    const std::string yaml = WriteYaml(event.event);
    const Authored again = ReadAuthoring({{"again", yaml}}, known);
    // A `set` may need a clause of another document that another one replaced.
    if (!again.diagnostics.empty()) {
      for (const Diagnostic& diagnostic : again.diagnostics) {
        COVENANT_CHECK(result.events.size() > 1 || diagnostic.code.empty());
      }
      continue;
    }
    COVENANT_CHECK(again.events.size() == 1);
    COVENANT_CHECK(again.events[0].event == event.event);
  }
}

void FuzzExpression(std::string_view text) {
  const auto check = [&](const ExpressionProblem& problem) {
    COVENANT_CHECK(problem.at <= text.size());
    COVENANT_CHECK(!problem.message.empty() && !problem.help.empty());
  };
  const ParsedExpression parsed = ParseExpression(text);
  COVENANT_CHECK((parsed.expression == nullptr) == parsed.problem.has_value());
  if (parsed.problem) return check(*parsed.problem);
  const std::string first = ExpressionText(parsed.expression);
  if (first.size() <= kMaxExpressionBytes) {
    const ParsedExpression again = ParseExpression(first);
    COVENANT_CHECK(again.expression != nullptr);
    COVENANT_CHECK(ExpressionText(again.expression) == first);
  }
  ExpressionNames names;
  for (const std::string& metric : MetricsIn(parsed.expression)) {
    names.metrics[metric] = metric.size() % 2 == 0 ? "USD" : "seats";
  }
  const TypedExpression typed = TypeOfExpression(parsed.expression, names);
  if (typed.problem) return check(*typed.problem);
  COVENANT_CHECK(typed.type.any || !typed.type.ToString().empty());
}

void FuzzValues(std::string_view text) {
  CheckText<Amount>(text);
  CheckText<Rate>(text);
  CheckText<Date>(text);
  CheckText<Duration>(text);
  CheckText<Decimal>(text);
  CheckText<Timestamp>(text);
  CheckText<Rational>(text);
  CheckText<Unit>(text);
  CheckMessage(CheckStreamId(text));
  CheckMessage(CheckEventId(text));
}

}  // namespace covenant

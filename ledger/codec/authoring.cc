#include "ledger/codec/authoring.h"

#include <algorithm>
#include <utility>

#include "ledger/codec/event_reader.h"
#include "ledger/codec/yaml_tree.h"

namespace covenant {
namespace {

constexpr std::size_t kMaxDiagnostics = 100;

// The path above: without its last index or its last name.
std::string_view Above(std::string_view path) {
  const std::size_t end = path.find_last_of(".[");
  return path.substr(0, end == std::string_view::npos ? 0 : end);
}

bool ByPlace(const Diagnostic& a, const Diagnostic& b) {
  return std::pair(a.where.line, a.where.column) <
         std::pair(b.where.line, b.where.column);
}

void ReadFile(const SourceFile& file, KnownClauses& known, Authored& result) {
  std::vector<std::string>& lines = result.lines[file.name];
  lines = SplitLines(file.text);
  std::vector<Diagnostic> diagnostics;
  Sink sink(file.name, lines, diagnostics);
  for (const Node& document : ParseYaml(file.text, sink)) {
    std::optional<AuthoredEvent> event =
        EventReader(sink, known).Read(document);
    if (event) result.events.push_back(*std::move(event));
  }
  std::stable_sort(diagnostics.begin(), diagnostics.end(), ByPlace);
  std::move(diagnostics.begin(), diagnostics.end(),
            std::back_inserter(result.diagnostics));
}

}  // namespace

Location AuthoredEvent::Place(std::string_view path) const {
  while (!path.empty()) {
    const auto found = places.find(std::string(path));
    if (found != places.end()) return found->second;
    path = Above(path);
  }
  return where;
}

Diagnostic Authored::At(const Location& where, std::string code,
                        std::string message, std::string label,
                        std::string help) const {
  const auto file = lines.find(where.file);
  std::string excerpt =
      file == lines.end() ? "" : ExcerptOf(file->second, where.line);
  return {std::move(code),    where,
          std::move(excerpt), std::move(message),
          std::move(label),   std::move(help)};
}

Authored ReadAuthoring(const std::vector<SourceFile>& files,
                       const KnownClauses& known) {
  Authored result;
  KnownClauses clauses = known;
  for (const SourceFile& file : files) ReadFile(file, clauses, result);
  if (result.diagnostics.size() <= kMaxDiagnostics) return result;
  const std::size_t left = result.diagnostics.size() - kMaxDiagnostics;
  result.diagnostics.resize(kMaxDiagnostics);
  Diagnostic note;
  note.code = "E0120";
  note.where.file = result.diagnostics.back().where.file;
  note.message =
      "too many errors; " + std::to_string(left) + " more are not shown";
  note.help = "put right those above, then check again";
  result.diagnostics.push_back(std::move(note));
  return result;
}

}  // namespace covenant

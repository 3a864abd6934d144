// Authoring: strict YAML (or JSON) text to events, with the place of every
// value, and events back to text. The schema types every scalar from its raw
// text. Refuses unknown and duplicate keys, anchors, aliases, tags, bare
// yes/no/on/off/~ where text is expected, NUL bytes, invalid UTF-8, and
// whatever is too deep or too large. Reports all errors of all files at once.
// Thread-compatible; no global state.
#ifndef LEDGER_CODEC_AUTHORING_H_
#define LEDGER_CODEC_AUTHORING_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/codec/diagnostic.h"
#include "ledger/event/event.h"
#include "ledger/value/timestamp.h"

namespace covenant {

// Bounds of authoring text.
inline constexpr std::size_t kMaxFileBytes = 16u << 20;
inline constexpr std::size_t kMaxDepth = 32;
inline constexpr std::size_t kMaxNodes = 2'000'000;
inline constexpr std::size_t kMaxScalarBytes = 1u << 20;

struct SourceFile {
  std::string name;  // as the user wrote it
  std::string text;
};

// Which clauses exist, so that `set: royalty.rate` knows the type of `to`. The
// caller fills it from the ledger; the reader adds what the text itself
// defines.
struct KnownClauses {
  // contract -> clause id -> kind
  std::map<std::string, std::map<std::string, std::string>> kinds;
};

// One event of the text, not yet recorded.
struct AuthoredEvent {
  Event event;  // stream set, sequence 0; texts to be sealed hold their words
  std::optional<Timestamp>
      known;  // `known:`; a date means 00:00 UTC of the day
  bool known_is_date = false;
  // Field path ("changes[0].to", "clauses[1].rate", "id") to its place.
  std::map<std::string, Location> places;
  Location where;  // where the document starts

  // The place of `path`, or of the nearest path above it, or of the document.
  Location Place(std::string_view path) const;
};

struct Authored {
  std::vector<AuthoredEvent> events;    // in the order written
  std::vector<Diagnostic> diagnostics;  // by file and place; any is an error
  // Lines of the files, for excerpts of later diagnostics.
  std::map<std::string, std::vector<std::string>> lines;

  // A diagnostic at `where` with its excerpt.
  Diagnostic At(const Location& where, std::string code, std::string message,
                std::string label, std::string help) const;
};

// Reads all files; a file may hold several documents. Never fails as a whole:
// what is wrong is in `diagnostics`, and then `events` may lack events.
Authored ReadAuthoring(const std::vector<SourceFile>& files,
                       const KnownClauses& known);

// The same event as one authoring document that reads back as an equal event
// (sealed texts excepted: they show as `{ sealed: ... }` only with their
// words).
std::string WriteYaml(const Event& event);
// The same as a JSON object on one line.
std::string WriteJson(const Event& event);
// The paths of its sealed texts whose words are not in the event.
std::vector<std::string> LostTexts(const Event& event);

// The JSON Schema (draft 2020-12) of one authoring document, generated from the
// schema; ends in a newline.
std::string AuthoringJsonSchema();

// The event reference in Markdown, generated from the comments of the schema:
// every event type, clause kind and value with each key, its form and meaning.
std::string EventReference();

}  // namespace covenant

#endif  // LEDGER_CODEC_AUTHORING_H_

#include "ledger/codec/yaml_tree.h"

#include <libfyaml.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "ledger/codec/authoring.h"
#include "ledger/value/check.h"
#include "ledger/value/status_text.h"
#include "ledger/value/utf8.h"

namespace covenant {
namespace {

constexpr std::size_t kMaxErrors = 1000;
// A thousand errors of one endless line must not copy it a thousand times.
constexpr std::size_t kMaxExcerptBytes = 16u << 10;

struct DiagDelete {
  void operator()(fy_diag* diag) const { fy_diag_destroy(diag); }
};
struct ParserDelete {
  void operator()(fy_parser* parser) const { fy_parser_destroy(parser); }
};

// Byte offsets of a text to places.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text) {
    starts_.push_back(0);
    std::uint32_t points = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (i % kStride == 0) points_.push_back(points);
      if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) ++points;
      if (text[i] == '\n') starts_.push_back(i + 1);
    }
    points_.push_back(points);
  }

  // From one byte to another; ends with its first line.
  Span At(std::size_t from, std::size_t to) const {
    from = std::min(from, text_.size());
    to = std::clamp(to, from, text_.size());
    const auto next = std::upper_bound(starts_.begin(), starts_.end(), from);
    const std::size_t start = *(next - 1);
    const std::string_view line = text_.substr(from, to - from);
    const std::size_t length = CodePoints(line.substr(0, line.find('\n')));
    Span span;
    span.line = static_cast<std::uint32_t>(next - starts_.begin());
    span.column = static_cast<std::uint32_t>(Points(from) - Points(start) + 1);
    span.length = static_cast<std::uint32_t>(std::max<std::size_t>(length, 1));
    return span;
  }

 private:
  // A file may be one line of 16 MiB: counting from its start for every node
  // would take hours.
  static constexpr std::size_t kStride = 256;

  // The number of code points before the byte.
  std::size_t Points(std::size_t byte) const {
    const std::size_t from = byte / kStride;
    return points_[from] +
           CodePoints(text_.substr(from * kStride, byte - from * kStride));
  }

  std::string_view text_;
  std::vector<std::size_t> starts_;    // of the lines
  std::vector<std::uint32_t> points_;  // code points before each stride
};

class Parser {
 public:
  Parser(std::string_view text, Sink& sink)
      : text_(text), sink_(sink), places_(text) {
    fy_diag_cfg config;
    fy_diag_cfg_default(&config);
    config.fp = nullptr;
    config.output_fn = [](fy_diag*, void*, const char*, std::size_t) {};
    config.level = FYET_WARNING;
    config.colorize = false;
    diag_.reset(fy_diag_create(&config));
    COVENANT_CHECK(diag_ != nullptr);
    fy_diag_set_collect_errors(diag_.get(), true);
    fy_parse_cfg parse{};
    parse.search_path = "";
    // JSON is read as the YAML that it is, so that both are equally strict.
    parse.flags = static_cast<fy_parse_cfg_flags>(
        FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2 |
        FYPCF_JSON_NONE);
    parse.diag = diag_.get();
    parser_.reset(fy_parser_create(&parse));
    COVENANT_CHECK(parser_ != nullptr);
    COVENANT_CHECK(
        fy_parser_set_string(parser_.get(), text.data(), text.size()) == 0);
  }
  ~Parser() { Free(); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  std::vector<Node> Run();

 private:
  void Free() {
    if (event_ != nullptr) fy_parser_event_free(parser_.get(), event_);
    event_ = nullptr;
  }
  // The next event, or null at an error or the end.
  fy_event* Next() {
    Free();
    if (!stopped_) event_ = fy_parser_parse(parser_.get());
    return event_;
  }

  std::optional<Node> ReadNode(std::size_t depth, const Span& near);
  bool ReadMap(Node& node, std::size_t depth);
  bool ReadList(Node& node, std::size_t depth);
  Node ReadScalar(const Span& near);
  Span NextDash(const Node& list) const;
  void RefuseProperties(fy_token* anchor, fy_token* tag);
  void RefuseDirectives(fy_event* event);
  void ReportSyntax();
  void ReportError(const fy_diag_error& error);
  void CheckKey(const Node& key, const Node& map, std::set<std::string>& seen);

  // A quoted scalar's token lies between its quotes; show them too.
  Span TokenSpan(fy_token* token, const Span& near) {
    const fy_mark* start = token ? fy_token_start_mark(token) : nullptr;
    const fy_mark* end = token ? fy_token_end_mark(token) : nullptr;
    if (start == nullptr || end == nullptr) return near;
    std::size_t from = start->input_pos;
    std::size_t to = end->input_pos;
    const auto quote = [&](std::size_t at) {
      return at < text_.size() && (text_[at] == '"' || text_[at] == '\'');
    };
    if (from > 0 && quote(from - 1) && quote(to)) {
      --from;
      ++to;
    }
    return places_.At(from, to);
  }
  Span EventSpan(fy_event* event) {
    const fy_mark* start = fy_event_start_mark(event);
    const std::size_t from = start == nullptr ? 0 : start->input_pos;
    return places_.At(from, from + 1);
  }

  std::string_view text_;
  Sink& sink_;
  Places places_;
  std::unique_ptr<fy_diag, DiagDelete> diag_;
  std::unique_ptr<fy_parser, ParserDelete> parser_;
  fy_event* event_ = nullptr;
  std::size_t nodes_ = 0;
  bool stopped_ = false;  // beyond a bound: nothing more is read
};

void Parser::RefuseProperties(fy_token* anchor, fy_token* tag) {
  if (anchor != nullptr) {
    sink_.Add(TokenSpan(anchor, Span()), "E0108", "anchors are not allowed",
              "this names a value so that it can be repeated",
              "remove the anchor; quote the text if it begins with `&`");
  }
  if (tag != nullptr) {
    sink_.Add(TokenSpan(tag, Span()), "E0110", "tags are not allowed",
              "the schema alone decides the type of a value",
              "remove the tag; quote the text if it begins with `!`");
  }
}

Node Parser::ReadScalar(const Span& near) {
  fy_token* token = event_->scalar.value;
  Node node;
  node.at = TokenSpan(token, near);
  RefuseProperties(event_->scalar.anchor, event_->scalar.tag);
  std::size_t size = 0;
  const char* text = token ? fy_token_get_text(token, &size) : nullptr;
  const fy_scalar_style style =
      token ? fy_scalar_token_get_style(token) : FYSS_PLAIN;
  node.quoted = style != FYSS_PLAIN && style != FYSS_ANY;
  if (text == nullptr || (size == 0 && !node.quoted)) {
    node.kind = Node::Kind::kMissing;
    return node;
  }
  if (size > kMaxScalarBytes) {
    sink_.Add(node.at, "E0115", "a value is too long",
              std::to_string(size) + " bytes",
              "a value may have at most " + std::to_string(kMaxScalarBytes) +
                  " bytes; refer to a document by its SHA-256 instead");
    node.kind = Node::Kind::kBroken;
    return node;
  }
  node.text.assign(text, size);
  return node;
}

// Nothing when the event at hand begins no node: an error, an end, or a bound.
std::optional<Node> Parser::ReadNode(std::size_t depth, const Span& near) {
  if (event_ == nullptr) return std::nullopt;
  if (++nodes_ > kMaxNodes) {
    sink_.Add(EventSpan(event_), "E0114", "the file holds too many values", "",
              "divide it into several files");
    stopped_ = true;
    return std::nullopt;
  }
  Node node;
  switch (event_->type) {
    case FYET_SCALAR:
      return ReadScalar(near);
    case FYET_ALIAS:
      node.at = TokenSpan(event_->alias.anchor, near);
      node.kind = Node::Kind::kBroken;
      sink_.Add(node.at, "E0109", "aliases are not allowed",
                "this repeats a value from elsewhere",
                "write the value out; quote the text if it begins with `*`");
      return node;
    case FYET_MAPPING_START:
      node.kind = Node::Kind::kMap;
      RefuseProperties(event_->mapping_start.anchor, event_->mapping_start.tag);
      break;
    case FYET_SEQUENCE_START:
      node.kind = Node::Kind::kList;
      RefuseProperties(event_->sequence_start.anchor,
                       event_->sequence_start.tag);
      break;
    default:
      return std::nullopt;
  }
  node.at = EventSpan(event_);
  if (depth >= kMaxDepth) {
    sink_.Add(node.at, "E0113", "the document is nested too deeply", "",
              "at most " + std::to_string(kMaxDepth) + " levels are allowed");
    stopped_ = true;
    return std::nullopt;
  }
  const bool whole =
      node.IsMap() ? ReadMap(node, depth + 1) : ReadList(node, depth + 1);
  if (!whole) return std::nullopt;
  return node;
}

void Parser::CheckKey(const Node& key, const Node& map,
                      std::set<std::string>& seen) {
  if (key.text == "<<" && !key.quoted) {
    sink_.Add(key.at, "E0111", "merge keys are not allowed", "",
              "write the keys out");
    return;
  }
  if (seen.insert(key.text).second) return;
  const Member* first = map.Find(key.text);
  sink_.Add(key.at, "E0107", "the key " + Quoted(key.text) + " stands twice",
            first == nullptr ? ""
            : first->at.line == key.at.line
                ? "first in column " + std::to_string(first->at.column)
                : "first on line " + std::to_string(first->at.line),
            "keep one of them");
}

bool Parser::ReadMap(Node& node, std::size_t depth) {
  std::set<std::string> seen;
  const bool block = fy_event_get_node_style(event_) == FYNS_BLOCK;
  bool first = true;
  while (Next() != nullptr && event_->type != FYET_MAPPING_END) {
    std::optional<Node> key = ReadNode(depth, node.at);
    if (!key) return false;
    const bool usable = key->IsScalar();
    if (!usable && key->kind != Node::Kind::kBroken) {
      sink_.Add(key->at, "E0116", "a key must be one word",
                "found " + std::string(KindName(*key)), "write `key: value`");
    }
    // A block map has no bracket of its own to point at.
    if (first && block) node.at = key->at;
    first = false;
    if (Next() == nullptr) return false;
    std::optional<Node> value = ReadNode(depth, key->at);
    if (!value) return false;
    const std::size_t known = seen.size();
    if (usable) CheckKey(*key, node, seen);
    if (seen.size() == known) {
      node.incomplete = true;
      continue;
    }
    node.members.push_back({std::move(key->text), key->at, *std::move(value)});
  }
  return event_ != nullptr;
}

// Where an empty item stands, which has no place of its own: on the next line
// with a dash.
Span Parser::NextDash(const Node& list) const {
  if (list.items.empty() || !list.items.back().IsScalar()) return list.at;
  for (std::size_t i = list.items.back().at.line; i < sink_.lines().size();
       ++i) {
    const std::size_t dash = sink_.lines()[i].find_first_not_of(" #");
    if (dash == std::string::npos || sink_.lines()[i][dash] != '-') continue;
    return {static_cast<std::uint32_t>(i + 1),
            static_cast<std::uint32_t>(dash + 1), 1};
  }
  return list.at;
}

bool Parser::ReadList(Node& node, std::size_t depth) {
  while (Next() != nullptr && event_->type != FYET_SEQUENCE_END) {
    std::optional<Node> item = ReadNode(depth, NextDash(node));
    if (!item) return false;
    node.items.push_back(*std::move(item));
  }
  return event_ != nullptr;
}

void Parser::RefuseDirectives(fy_event* event) {
  fy_document_state* state = event->document_start.document_state;
  if (state == nullptr || (!fy_document_state_version_explicit(state) &&
                           !fy_document_state_tags_explicit(state))) {
    return;
  }
  // The directive stands on some line above the `---` of its document.
  std::size_t line = EventSpan(event).line;
  while (line > 1 && sink_.lines()[line - 1].substr(0, 1) != "%") --line;
  const Span at{static_cast<std::uint32_t>(line), 1,
                static_cast<std::uint32_t>(std::max<std::size_t>(
                    CodePoints(sink_.lines()[line - 1]), 1))};
  sink_.Add(at, "E0112", "directives are not allowed", "",
            "remove the line that begins with `%`");
}

struct Remedy {
  std::string_view says;  // part of the parser's message
  std::string_view message;
  std::string_view help;
};

constexpr Remedy kRemedies[] = {
    {"multiline plain key", "the indentation does not fit",
     "start the key in the same column as its neighbours, or quote a value "
     "that "
     "goes over several lines"},
    {"nested block mapping on the same line",
     "a second `: ` stands in one line",
     "quote a value that holds `: `, or begin a new line"},
    {"without a closing bracket", "a `[` is not closed", "close it with `]`"},
    {"without a closing brace", "a `{` is not closed", "close it with `}`"},
    {"without closing quote", "a quoted text is not closed",
     "end the text with the quote that it begins with"},
    {"plain scalar cannot start with",
     "a value cannot begin with this character", "put the value in quotes"},
    {"missing comma", "a comma or a closing bracket is missing before this",
     "divide the entries with commas, and close every bracket"},
    {"invalid escape", "an escape in a quoted text is not known",
     "write `\\\\` for a backslash, or use single quotes"},
};

void Parser::ReportError(const fy_diag_error& error) {
  const std::string said = error.msg == nullptr ? "" : error.msg;
  const std::size_t count = sink_.lines().size();
  std::size_t line = error.line < 1 ? 1 : static_cast<std::size_t>(error.line);
  line = std::min(line, count);
  const std::size_t width = line == 0 ? 0 : CodePoints(sink_.lines()[line - 1]);
  const std::size_t column = std::clamp<std::size_t>(
      error.column < 1 ? 1 : static_cast<std::size_t>(error.column), 1,
      width + 1);
  Span at{static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(column),
          1};
  if (said.find("directive") != std::string::npos) {
    at.column = 1;
    sink_.Add(at, "E0112", "directives are not allowed", "",
              "remove the line that begins with `%`");
    return;
  }
  // The parser often stumbles one line early over a tab in the indentation.
  for (std::size_t i = line; i <= line + 1 && i >= 1 && i <= count; ++i) {
    const std::string& text = sink_.lines()[i - 1];
    const std::size_t indent = text.find_first_not_of(" \t");
    const std::size_t tab = text.find('\t');
    if (indent == std::string::npos || tab >= indent) continue;
    at = {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(tab + 1),
          1};
    sink_.Add(at, "E0106", "a tab stands in the indentation", "",
              "indent with spaces");
    return;
  }
  for (const Remedy& remedy : kRemedies) {
    if (said.find(remedy.says) == std::string::npos) continue;
    sink_.Add(at, "E0105", std::string(remedy.message), "",
              std::string(remedy.help));
    return;
  }
  sink_.Add(at, "E0105", said.empty() ? "this is not YAML" : said, "",
            "check the brackets, quotes and indentation up to here");
}

// The first error; those after it are mostly its echo.
void Parser::ReportSyntax() {
  void* previous = nullptr;
  bool found = false;
  while (fy_diag_error* error =
             fy_diag_errors_iterate(diag_.get(), &previous)) {
    const bool is_error = error->type == FYET_ERROR;
    if (is_error && found) continue;
    ReportError(*error);
    found = found || is_error;
  }
  if (found || !fy_parser_get_stream_error(parser_.get())) return;
  sink_.Add({1, 1, 1}, "E0105", "this is not YAML", "", "check the file");
}

std::vector<Node> Parser::Run() {
  std::vector<Node> documents;
  bool ended = false;
  while (!stopped_ && Next() != nullptr) {
    if (event_->type == FYET_STREAM_END) {
      const fy_mark* end = fy_event_start_mark(event_);
      ended = true;
      // It stops at what it cannot read without saying so.
      if (end != nullptr && end->input_pos < text_.size() &&
          text_.substr(end->input_pos).find_first_not_of(" \t\r\n") !=
              std::string_view::npos) {
        sink_.Add(places_.At(end->input_pos, end->input_pos + 1), "E0119",
                  "the rest of the file cannot be read", "",
                  "check what stands here");
      }
    }
    if (event_->type != FYET_DOCUMENT_START) continue;
    RefuseDirectives(event_);
    const Span start = EventSpan(event_);
    if (Next() == nullptr) break;
    std::optional<Node> node = ReadNode(0, start);
    if (!node) break;
    documents.push_back(*std::move(node));
  }
  Free();
  if (!stopped_) ReportSyntax();
  if (!stopped_ && !ended && sink_.count() == 0) {
    sink_.Add({1, 1, 1}, "E0119", "the file cannot be read to its end", "",
              "check its brackets and indentation");
  }
  return documents;
}

// Where the first byte stands that no text may hold; npos if there is none.
std::size_t FirstControl(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == 0x7f) return i;
    if (c >= 0x20 || c == '\n' || c == '\t') continue;
    if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    return i;
  }
  return std::string_view::npos;
}

// The length of the longest beginning that is valid UTF-8.
std::size_t ValidPrefix(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t size = lead < 0x80   ? 1
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                                           : 4;
    if (!IsValidUtf8(text.substr(at, size))) return at;
    at += size;
  }
  return text.size();
}

// Whether the bytes are a text at all.
bool CheckBytes(std::string_view text, Sink& sink) {
  if (text.size() > kMaxFileBytes) {
    sink.Add({1, 1, 1}, "E0101", "the file is too large",
             std::to_string(text.size()) + " bytes",
             "a file may have at most " + std::to_string(kMaxFileBytes) +
                 " bytes; divide it into several files");
    return false;
  }
  if (text.substr(0, 3) == "\xEF\xBB\xBF") {
    sink.Add({1, 1, 1}, "E0103", "the file begins with a byte order mark", "",
             "save it as UTF-8 without one");
    return false;
  }
  if (!IsValidUtf8(text)) {
    const std::size_t bad = ValidPrefix(text);
    const Places places(text.substr(0, bad));
    sink.Add(places.At(bad, bad), "E0102", "the file is not UTF-8",
             "byte " + std::to_string(bad + 1) + " of the file",
             "save the file as UTF-8");
    return false;
  }
  const std::size_t control = FirstControl(text);
  if (control == std::string_view::npos) return true;
  const Places places(text);
  sink.Add(places.At(control, control + 1), "E0104",
           "the file holds a control character",
           Quoted(text.substr(control, 1)),
           "remove it; in a text write an escape in double quotes");
  return false;
}

}  // namespace

Sink::Sink(std::string file, const std::vector<std::string>& lines,
           std::vector<Diagnostic>& out)
    : file_(std::move(file)), lines_(lines), out_(out) {}

Location Sink::At(const Span& at) const {
  return {file_, at.line, at.column, at.length};
}

void Sink::Add(const Span& at, std::string_view code, std::string message,
               std::string label, std::string help) {
  if (++count_ > kMaxErrors) return;
  out_.push_back({std::string(code), At(at), ExcerptOf(lines_, at.line),
                  std::move(message), std::move(label), std::move(help)});
}

const Member* Node::Find(std::string_view key) const {
  for (const Member& member : members) {
    if (member.key == key) return &member;
  }
  return nullptr;
}

const Span& Node::KeyAt(std::string_view key) const {
  const Member* member = Find(key);
  return member == nullptr ? at : member->at;
}

const Span& Node::ValueAt(std::string_view key) const {
  const Member* member = Find(key);
  return member == nullptr ? at : member->value.at;
}

std::string_view KindName(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kScalar:
      return "a single value";
    case Node::Kind::kMissing:
      return "nothing";
    case Node::Kind::kList:
      return "a list";
    case Node::Kind::kMap:
      return "a map";
    case Node::Kind::kBroken:
      break;
  }
  return "an error";
}

std::string ExcerptOf(const std::vector<std::string>& lines,
                      std::uint32_t line) {
  if (line < 1 || line > lines.size()) return "";
  const std::string& text = lines[line - 1];
  if (text.size() <= kMaxExcerptBytes) return text;
  return "(a line of " + std::to_string(text.size()) + " bytes)";
}

std::vector<std::string> SplitLines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.emplace_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::size_t CodePoints(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::vector<Node> ParseYaml(std::string_view text, Sink& sink) {
  if (!CheckBytes(text, sink)) return {};
  std::vector<Node> documents = Parser(text, sink).Run();
  if (documents.empty() && sink.count() == 0) {
    sink.Add({1, 1, 1}, "E0117", "the file holds no event", "",
             "write at least `event:` and its keys");
  }
  return documents;
}

}  // namespace covenant

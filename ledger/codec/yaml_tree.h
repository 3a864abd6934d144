// The tree of a YAML (or JSON) text with the place of every node, before
// anybody knows what it means. Every scalar is kept as raw text. Refuses, with
// a diagnostic, whatever makes YAML ambiguous or dangerous: anchors, aliases,
// tags, merge keys, directives, duplicate keys, keys that are not plain words,
// bytes that are not UTF-8, control characters, and texts beyond the bounds of
// authoring.h. Never opens a file. For the readers of this folder, and for those
// that make trees of other texts (tree_reader.h). Thread-compatible; no global
// state.
#ifndef LEDGER_CODEC_YAML_TREE_H_
#define LEDGER_CODEC_YAML_TREE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/codec/diagnostic.h"

namespace covenant {

// A place in one file; counts as in Location.
struct Span {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t length = 1;
};

// Where the errors of one file go.
class Sink {
 public:
  // Both outlive the sink.
  Sink(std::string file, const std::vector<std::string>& lines,
       std::vector<Diagnostic>& out);

  void Add(const Span& at, std::string_view code, std::string message,
           std::string label = "", std::string help = "");
  Location At(const Span& at) const;
  const std::vector<std::string>& lines() const { return lines_; }
  // Errors so far; the reader stops adding after a thousand.
  std::size_t count() const { return count_; }

 private:
  std::string file_;
  const std::vector<std::string>& lines_;
  std::vector<Diagnostic>& out_;
  std::size_t count_ = 0;
};

struct Member;

struct Node {
  enum class Kind {
    kScalar,
    kMissing,  // `key:` and nothing after it
    kList,
    kMap,
    kBroken,  // an error has been reported here
  };
  Kind kind = Kind::kScalar;
  bool quoted = false;  // a scalar in quotes or a block scalar
  std::string text;     // of a scalar
  Span at;              // the scalar; the first key or item; the bracket
  std::vector<Member> members;  // of a map, in the order written
  std::vector<Node> items;      // of a list
  // A map with an entry that was refused: what it lacks may have stood there.
  bool incomplete = false;

  bool IsScalar() const { return kind == Kind::kScalar; }
  bool IsMap() const { return kind == Kind::kMap; }
  bool IsList() const { return kind == Kind::kList; }
  // The member of a map with that key, or nothing.
  const Member* Find(std::string_view key) const;
  bool Has(std::string_view key) const { return Find(key) != nullptr; }
  // Where the key, or its value, stands; the place of the map without it.
  const Span& KeyAt(std::string_view key) const;
  const Span& ValueAt(std::string_view key) const;
  // A scalar without quotes that reads exactly so.
  bool IsPlain(std::string_view word) const {
    return IsScalar() && !quoted && text == word;
  }
};

struct Member {
  std::string key;
  Span at;  // the key
  Node value;
};

// "a list", "a map" ...: what was found, for messages.
std::string_view KindName(const Node& node);

// The lines of a text, without their ends.
std::vector<std::string> SplitLines(std::string_view text);
// The line with that number, from 1, as it is shown; "" if there is none. Of an
// endless line only its length.
std::string ExcerptOf(const std::vector<std::string>& lines,
                      std::uint32_t line);
// The number of code points of valid UTF-8.
std::size_t CodePoints(std::string_view text);

// The documents of the text. What is wrong goes to the sink; after a syntax
// error the documents before it are still given.
std::vector<Node> ParseYaml(std::string_view text, Sink& sink);

}  // namespace covenant

#endif  // LEDGER_CODEC_YAML_TREE_H_

// JsonWriter: JSON text with keys in the order in which they are given, laid
// out so that people and diffs can read it: keys of the outermost object and
// items of its arrays stand on lines of their own, everything below on one
// line. Refuses nothing; a wrong nesting aborts. Bytes that are not UTF-8
// become U+FFFD. Thread-compatible.
#ifndef CLI_RENDER_JSON_H_
#define CLI_RENDER_JSON_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace covenant::cli {

class JsonWriter {
 public:
  JsonWriter& BeginObject();
  JsonWriter& EndObject();
  JsonWriter& BeginArray();
  JsonWriter& EndArray();
  JsonWriter& Key(std::string_view key);
  JsonWriter& String(std::string_view text);
  JsonWriter& Number(std::uint64_t number);
  JsonWriter& Bool(bool value);
  JsonWriter& Null();
  // Valid JSON text on one line, copied.
  JsonWriter& Raw(std::string_view json);
  JsonWriter& Strings(const std::vector<std::string>& texts);

  // The whole text, ending in a newline. All that was begun must be ended.
  std::string Take();

 private:
  struct Level {
    bool array = false;
    bool empty = true;
    bool lines = false;  // each element on a line of its own
  };
  void Before();  // comma, space or line break before a key or an item
  void Open(char bracket, bool array);
  void Close(char bracket);

  std::string text_;
  std::vector<Level> levels_;
  bool after_key_ = false;
};

// `text` as a JSON string with its quotes.
std::string JsonQuoted(std::string_view text);

}  // namespace covenant::cli

#endif  // CLI_RENDER_JSON_H_

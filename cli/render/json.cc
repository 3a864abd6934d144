#include "cli/render/json.h"

#include <cstddef>
#include <utility>

#include "cli/render/terminal.h"
#include "ledger/value/check.h"

namespace covenant::cli {

std::string JsonQuoted(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : ValidUtf8(text)) {
    switch (c) {
      case '"':
        result += "\\\"";
        break;
      case '\\':
        result += "\\\\";
        break;
      case '\n':
        result += "\\n";
        break;
      case '\r':
        result += "\\r";
        break;
      case '\t':
        result += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          result += "\\u00";
          result += kHex[static_cast<unsigned char>(c) >> 4];
          result += kHex[static_cast<unsigned char>(c) & 15];
        } else {
          result += c;
        }
    }
  }
  return result + '"';
}

void JsonWriter::Before() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  Level& level = levels_.back();
  if (!level.empty) text_ += level.lines ? "," : ", ";
  level.empty = false;
  if (!level.lines) return;
  text_ += '\n';
  text_.append(levels_.size() == 1 ? 1 : 2, ' ');
}

void JsonWriter::Open(char bracket, bool array) {
  Before();
  text_ += bracket;
  // Lines for the outermost object and for the arrays directly in it.
  const bool lines = levels_.empty() || (levels_.size() == 1 && array);
  levels_.push_back({array, true, lines});
}

void JsonWriter::Close(char bracket) {
  COVENANT_CHECK(!levels_.empty() && !after_key_);
  if (levels_.size() == 1 && !levels_.back().empty) text_ += '\n';
  levels_.pop_back();
  text_ += bracket;
}

JsonWriter& JsonWriter::BeginObject() {
  Open('{', false);
  return *this;
}
JsonWriter& JsonWriter::EndObject() {
  Close('}');
  return *this;
}
JsonWriter& JsonWriter::BeginArray() {
  Open('[', true);
  return *this;
}
JsonWriter& JsonWriter::EndArray() {
  Close(']');
  return *this;
}

JsonWriter& JsonWriter::Key(std::string_view key) {
  COVENANT_CHECK(!levels_.empty() && !levels_.back().array && !after_key_);
  Before();
  text_ += JsonQuoted(key) + ": ";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::Raw(std::string_view json) {
  Before();
  text_ += json;
  return *this;
}
JsonWriter& JsonWriter::String(std::string_view text) {
  return Raw(JsonQuoted(text));
}
JsonWriter& JsonWriter::Number(std::uint64_t number) {
  return Raw(std::to_string(number));
}
JsonWriter& JsonWriter::Bool(bool value) {
  return Raw(value ? "true" : "false");
}
JsonWriter& JsonWriter::Null() { return Raw("null"); }

JsonWriter& JsonWriter::Strings(const std::vector<std::string>& texts) {
  BeginArray();
  for (const std::string& text : texts) String(text);
  return EndArray();
}

std::string JsonWriter::Take() {
  COVENANT_CHECK(levels_.empty() && !after_key_);
  text_ += '\n';
  return std::move(text_);
}

}  // namespace covenant::cli

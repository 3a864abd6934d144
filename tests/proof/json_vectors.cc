#include "tests/proof/json_vectors.h"

#include <cctype>
#include <fstream>
#include <sstream>

#include "ledger/value/check.h"

namespace covenant {
namespace {

class Parser {
 public:
  explicit Parser(const std::string& text) : text_(text) {}

  Json Document() {
    Json value = Value();
    Space();
    COVENANT_CHECK(at_ == text_.size());
    return value;
  }

 private:
  void Space() {
    while (at_ < text_.size() &&
           std::isspace(static_cast<unsigned char>(text_[at_])) != 0) {
      ++at_;
    }
  }
  char Peek() {
    Space();
    COVENANT_CHECK(at_ < text_.size());
    return text_[at_];
  }
  bool Take(char c) {
    if (Peek() != c) return false;
    ++at_;
    return true;
  }

  Json Value() {
    Json value;
    if (Take('{')) {
      if (Take('}')) return value;
      do {
        COVENANT_CHECK(Peek() == '"');
        const std::string name = String();
        COVENANT_CHECK(Take(':'));
        value.fields[name] = Value();
      } while (Take(','));
      COVENANT_CHECK(Take('}'));
    } else if (Take('[')) {
      if (Take(']')) return value;
      do value.items.push_back(Value());
      while (Take(','));
      COVENANT_CHECK(Take(']'));
    } else if (Peek() == '"') {
      value.text = String();
    } else {
      while (at_ < text_.size() &&
             (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 ||
              text_[at_] == '-' || text_[at_] == '+' || text_[at_] == '.')) {
        value.text.push_back(text_[at_++]);
      }
      COVENANT_CHECK(!value.text.empty());
    }
    return value;
  }

  std::string String() {
    std::string result;
    for (++at_; text_.at(at_) != '"'; ++at_) {
      if (text_[at_] != '\\') {
        result.push_back(text_[at_]);
        continue;
      }
      switch (text_.at(++at_)) {
        case 'n':
          result.push_back('\n');
          break;
        case 't':
          result.push_back('\t');
          break;
        case 'r':
          result.push_back('\r');
          break;
        case 'u':
          Utf8(static_cast<unsigned>(
                   std::stoul(text_.substr(at_ + 1, 4), nullptr, 16)),
               result);
          at_ += 4;
          break;
        default:
          result.push_back(text_[at_]);
      }
    }
    ++at_;
    return result;
  }

  static void Utf8(unsigned code, std::string& out) {
    if (code < 0x80) {
      out.push_back(static_cast<char>(code));
    } else if (code < 0x800) {
      out.push_back(static_cast<char>(0xc0 | (code >> 6)));
      out.push_back(static_cast<char>(0x80 | (code & 63)));
    } else {
      out.push_back(static_cast<char>(0xe0 | (code >> 12)));
      out.push_back(static_cast<char>(0x80 | ((code >> 6) & 63)));
      out.push_back(static_cast<char>(0x80 | (code & 63)));
    }
  }

  const std::string& text_;
  size_t at_ = 0;
};

}  // namespace

const Json& Json::operator[](const std::string& name) const {
  return fields.at(name);
}

Json ParseJson(const std::string& text) { return Parser(text).Document(); }

std::filesystem::path VectorPath(const std::string& name) {
  const std::filesystem::path root(COVENANT_SOURCE_DIR);
  std::filesystem::path copy = root / "tests/proof/vectors" / name;
  if (std::filesystem::exists(copy)) return copy;
  return root / "../shared/vectors" / name;
}

Json ReadVectors(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  COVENANT_CHECK(file.is_open());
  std::stringstream text;
  text << file.rdbuf();
  return ParseJson(text.str());
}

std::string Unhex(const std::string& hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(
        static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

}  // namespace covenant

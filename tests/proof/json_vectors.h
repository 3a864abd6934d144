// Reads the JSON of public test vectors: numbers stay text, because some do not
// fit a double. Aborts the test on malformed files.
#ifndef TESTS_PROOF_JSON_VECTORS_H_
#define TESTS_PROOF_JSON_VECTORS_H_

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace covenant {

struct Json {
  std::string text;  // a string, a number, or true, false, null
  std::vector<Json> items;
  std::map<std::string, Json> fields;

  const Json& operator[](const std::string& name) const;
  bool Has(const std::string& name) const { return fields.count(name) > 0; }
  bool True() const { return text == "true"; }
  std::uint64_t Number() const { return std::stoull(text); }
};

Json ParseJson(const std::string& text);

// The folder or file of the vectors: the copy beside these tests, or the one
// that is kept beside a clone.
std::filesystem::path VectorPath(const std::string& name);
Json ReadVectors(const std::filesystem::path& path);

// Bytes of hexadecimal digits.
std::string Unhex(const std::string& hex);

}  // namespace covenant

#endif  // TESTS_PROOF_JSON_VECTORS_H_

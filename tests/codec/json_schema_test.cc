// The generated JSON Schema holds for every good document and refuses bad ones.
// A small validator of the keywords that it uses stands in for an editor.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <regex>

#include "ledger/codec/reference_examples.h"
#include "ledger/codec/yaml_tree.h"
#include "tests/codec/golden.h"
#include "tests/codec/random_event.h"

namespace covenant::json_schema_test {
namespace {

// The documents of a text; JSON is YAML.
std::vector<Node> Parse(const std::string& text) {
  std::vector<Diagnostic> diagnostics;
  const auto lines = SplitLines(text);
  Sink sink("x", lines, diagnostics);
  auto documents = ParseYaml(text, sink);
  EXPECT_EQ(RenderDiagnostics(diagnostics, false), "");
  return documents;
}

// The type that a YAML 1.2 program gives a node (core schema).
std::string TypeOf(const Node& node) {
  static const std::regex integer("[-+]?[0-9]+");
  static const std::regex number(
      "[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?");
  if (node.IsMap()) return "object";
  if (node.IsList()) return "array";
  if (node.kind == Node::Kind::kMissing) return "null";
  if (node.quoted) return "string";
  if (node.text == "true" || node.text == "false") return "boolean";
  if (node.text == "null" || node.text == "~") return "null";
  if (std::regex_match(node.text, integer)) return "integer";
  if (std::regex_match(node.text, number)) return "number";
  return "string";
}

class Validator {
 public:
  explicit Validator(const std::string& schema) : documents_(Parse(schema)) {
    EXPECT_EQ(documents_.size(), 1u);
  }

  // "" or where and why the value does not fit.
  std::string Check(const Node& value) {
    return Check(documents_.front(), value, "");
  }

 private:
  static const Node* Get(const Node& schema, std::string_view key) {
    const Member* member = schema.Find(key);
    return member == nullptr ? nullptr : &member->value;
  }

  static bool TypeFits(const Node& types, const std::string& actual) {
    const auto one = [&](const std::string& type) {
      return type == actual || (type == "number" && actual == "integer");
    };
    if (types.IsScalar()) return one(types.text);
    return std::any_of(types.items.begin(), types.items.end(),
                       [&](const Node& type) { return one(type.text); });
  }

  std::string Object(const Node& schema, const Node& value,
                     const std::string& path) {
    const Node* properties = Get(schema, "properties");
    const Node* rest = Get(schema, "additionalProperties");
    for (const Member& member : value.members) {
      const Node* property =
          properties == nullptr ? nullptr : Get(*properties, member.key);
      if (property == nullptr && rest != nullptr && rest->IsPlain("false")) {
        return path + ": no key " + member.key;
      }
      if (property == nullptr && rest != nullptr) property = rest;
      if (property == nullptr) continue;
      const std::string problem =
          Check(*property, member.value, path + "." + member.key);
      if (!problem.empty()) return problem;
    }
    if (const Node* required = Get(schema, "required")) {
      for (const Node& key : required->items) {
        if (value.Find(key.text) == nullptr)
          return path + ": lacks " + key.text;
      }
    }
    return "";
  }

  std::string Check(const Node& schema, const Node& value,
                    const std::string& path) {
    static const std::vector<std::string> kKnown = {"$schema",
                                                    "$defs",
                                                    "$ref",
                                                    "title",
                                                    "description",
                                                    "examples",
                                                    "type",
                                                    "enum",
                                                    "const",
                                                    "pattern",
                                                    "minimum",
                                                    "minItems",
                                                    "minProperties",
                                                    "items",
                                                    "properties",
                                                    "required",
                                                    "additionalProperties",
                                                    "anyOf",
                                                    "allOf",
                                                    "if",
                                                    "then"};
    for (const Member& member : schema.members) {
      EXPECT_NE(std::find(kKnown.begin(), kKnown.end(), member.key),
                kKnown.end())
          << "the validator does not know " << member.key;
    }
    const std::string actual = TypeOf(value);
    if (const Node* ref = Get(schema, "$ref")) {
      const Node* definition =
          Get(*Get(documents_.front(), "$defs"), ref->text.substr(8));
      if (definition == nullptr) return "dangling " + ref->text;
      const std::string problem = Check(*definition, value, path);
      if (!problem.empty()) return problem;
    }
    if (const Node* type = Get(schema, "type")) {
      if (!TypeFits(*type, actual)) return path + ": is " + actual;
    }
    if (const Node* words = Get(schema, "enum")) {
      const bool found = std::any_of(
          words->items.begin(), words->items.end(),
          [&](const Node& word) { return word.text == value.text; });
      if (!found) return path + ": not one of the words";
    }
    if (const Node* constant = Get(schema, "const")) {
      if (constant->text != value.text) return path + ": not " + constant->text;
    }
    if (const Node* pattern = Get(schema, "pattern")) {
      if (actual == "string" &&
          !std::regex_search(value.text, std::regex(pattern->text))) {
        return path + ": " + value.text + " is not " + pattern->text;
      }
    }
    if (Get(schema, "minimum") != nullptr && value.text.substr(0, 1) == "-") {
      return path + ": is below zero";
    }
    if (Get(schema, "minItems") != nullptr && value.IsList() &&
        value.items.empty()) {
      return path + ": is empty";
    }
    if (Get(schema, "minProperties") != nullptr && value.IsMap() &&
        value.members.empty()) {
      return path + ": is empty";
    }
    if (value.IsMap()) {
      const std::string problem = Object(schema, value, path);
      if (!problem.empty()) return problem;
    }
    return Combined(schema, value, path);
  }

  std::string Combined(const Node& schema, const Node& value,
                       const std::string& path) {
    if (const Node* items = Get(schema, "items"); items && value.IsList()) {
      for (const Node& item : value.items) {
        const std::string problem = Check(*items, item, path + "[]");
        if (!problem.empty()) return problem;
      }
    }
    if (const Node* any = Get(schema, "anyOf")) {
      std::string problems;
      bool fits = false;
      for (const Node& option : any->items) {
        const std::string problem = Check(option, value, path);
        fits = fits || problem.empty();
        problems += problem + "; ";
      }
      if (!fits) return problems;
    }
    if (const Node* all = Get(schema, "allOf")) {
      for (const Node& part : all->items) {
        const Node* when = Get(part, "if");
        if (when != nullptr && !Check(*when, value, path).empty()) continue;
        const std::string problem =
            Check(when == nullptr ? part : *Get(part, "then"), value, path);
        if (!problem.empty()) return problem;
      }
    }
    return "";
  }

  std::vector<Node> documents_;
};

Validator& Schema() {
  static Validator* const validator = new Validator(AuthoringJsonSchema());
  return *validator;
}

std::string CheckAll(const std::string& text) {
  for (const Node& document : Parse(text)) {
    const std::string problem = Schema().Check(document);
    if (!problem.empty()) return problem;
  }
  return "";
}

TEST(JsonSchema, EndsInANewlineAndIsAlwaysTheSame) {
  EXPECT_EQ(AuthoringJsonSchema().back(), '\n');
  EXPECT_EQ(AuthoringJsonSchema(), AuthoringJsonSchema());
}

TEST(JsonSchema, HoldsForEveryGoodDocument) {
  int documents = 0;
  for (const char* folder : {"tests/golden/authoring", "examples"}) {
    for (const auto& file : FilesOf(SourceDir() / folder, {".yaml"})) {
      const std::string text = ReadWhole(file);
      // Other YAML files, such as rules of imports, may stand there too.
      if (text.find("event:") == std::string::npos &&
          text.find("\"event\"") == std::string::npos) {
        continue;
      }
      EXPECT_EQ(CheckAll(text), "") << file;
      ++documents;
    }
  }
  EXPECT_GE(documents, 5);
  for (const std::string& type : EventTypes()) {
    EXPECT_EQ(CheckAll(std::string(EventExample(type))), "") << type;
  }
}

TEST(JsonSchema, HoldsForRandomEvents) {
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE(seed);
  RandomEvents events(seed);
  for (int i = 0; i < 300; ++i) {
    const Event event = events.Next(/*macs=*/false);
    ASSERT_EQ(CheckAll(WriteYaml(event)), "") << WriteYaml(event);
    ASSERT_EQ(CheckAll(WriteJson(event)), "") << WriteJson(event);
  }
}

TEST(JsonSchema, RefusesWhatTheReaderRefuses) {
  // Not those that only YAML, other files or arithmetic can tell.
  for (const std::string name : {"key-unknown",
                                 "key-unknown-far",
                                 "key-of-other-kind",
                                 "key-stamped",
                                 "key-missing-event",
                                 "key-missing-required",
                                 "key-missing-contract",
                                 "key-contract-of-go-live",
                                 "event-unknown",
                                 "event-case",
                                 "kind-unknown",
                                 "kind-missing",
                                 "list-expected",
                                 "list-empty",
                                 "map-expected",
                                 "value-rate-bare-percent-number",
                                 "value-rate-malformed",
                                 "value-amount-bare-number",
                                 "value-amount-symbol",
                                 "value-amount-thousands",
                                 "value-amount-currency-first",
                                 "value-duration-bare-number",
                                 "value-duration-malformed",
                                 "value-date-form",
                                 "value-date-words",
                                 "value-due-span-only",
                                 "value-due-anchor",
                                 "value-due-words",
                                 "value-period-form",
                                 "value-period-half",
                                 "value-flag-yes",
                                 "value-flag-quoted",
                                 "value-number-words",
                                 "value-number-quoted",
                                 "value-number-negative",
                                 "value-party-id",
                                 "value-event-id",
                                 "value-contract-id",
                                 "value-enum",
                                 "value-currency",
                                 "value-sealed-form",
                                 "value-list-for-scalar",
                                 "value-map-for-scalar",
                                 "value-missing",
                                 "value-bare-tilde",
                                 "value-path-empty-list",
                                 "value-path-not-list",
                                 "correction-contract"}) {
    const auto file = SourceDir() / "tests/golden/errors" / (name + ".yaml");
    ASSERT_TRUE(std::filesystem::exists(file)) << file;
    EXPECT_NE(CheckAll(ReadWhole(file)), "") << name;
  }
}

}  // namespace
}  // namespace covenant::json_schema_test

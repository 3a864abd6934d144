// The file of a statement: JSON, read with a library so that a verifier of
// anybody's can read it likewise.
#include <exception>
#include <functional>
#include <set>
#include <string_view>
#include <utility>

#include "cli/render/json.h"
#include "cli/statement/statement.h"
#include "ledger/proof/base64.h"
#include "nlohmann/json.hpp"

namespace covenant::cli {
namespace {

// Keeps the order in which keys stand.
using json = nlohmann::ordered_json;

constexpr char kSchema[] = "covenant.statement.v1";

void WriteHead(JsonWriter& out, const HeadEntry& head) {
  out.Key("stream").String(head.stream);
  out.Key("version").Number(head.version);
  out.Key("hash").String(head.hash.ToHex());
}

void WritePath(JsonWriter& out, const std::vector<Hash>& path) {
  out.Key("path").BeginArray();
  for (const Hash& hash : path) out.String(Base64(hash.view()));
  out.EndArray();
}

void WriteHeadProof(JsonWriter& out, const HeadProof& proof) {
  out.BeginObject();
  WriteHead(out, proof.head);
  out.Key("index").Number(proof.index);
  out.Key("count").Number(proof.count);
  WritePath(out, proof.path);
  out.EndObject();
}

// What the file says, or an exception with a reason for people.
struct Wrong : std::exception {
  explicit Wrong(std::string text) : reason(std::move(text)) {}
  const char* what() const noexcept override { return reason.c_str(); }
  std::string reason;
};

// Watches a text being read: no key stands twice in one object, since readers
// differ in which of them counts, and nothing is nested deeper than statements
// are.
class KeysOnce {
 public:
  bool operator()(int depth, json::parse_event_t event, json& parsed) {
    if (depth > kMostNested) throw Wrong("it is nested too deeply");
    if (event == json::parse_event_t::object_start) {
      keys_.emplace_back();
    } else if (event == json::parse_event_t::object_end) {
      keys_.pop_back();
    } else if (event == json::parse_event_t::key) {
      const auto& key = parsed.get_ref<const std::string&>();
      if (!keys_.back().insert(key).second) {
        throw Wrong("the key `" + key + "` stands twice in one object");
      }
    }
    return true;
  }

 private:
  static constexpr int kMostNested = 100;
  std::vector<std::set<std::string>> keys_;
};

std::string TextOf(const json& from, const char* key) {
  const json& value = from.at(key);
  if (!value.is_string()) throw Wrong(std::string(key) + " must be a text");
  return value.get<std::string>();
}

std::uint64_t NumberOf(const json& from, const char* key) {
  const json& value = from.at(key);
  if (!value.is_number_unsigned()) {
    throw Wrong(std::string(key) + " must be a whole number");
  }
  return value.get<std::uint64_t>();
}

const json& ListOf(const json& from, const char* key) {
  const json& value = from.at(key);
  if (!value.is_array()) throw Wrong(std::string(key) + " must be a list");
  return value;
}

std::string BytesOf(const std::string& text) {
  const auto bytes = FromBase64(text);
  if (!bytes) throw Wrong("`" + text.substr(0, 40) + "` is not base 64");
  return *bytes;
}

Hash HashOf(const json& from, const char* key) {
  const auto hash = Hash::FromHex(TextOf(from, key));
  if (!hash) throw Wrong(std::string(key) + " must be 64 hexadecimal digits");
  return *hash;
}

std::vector<Hash> PathOf(const json& from) {
  std::vector<Hash> path;
  for (const json& one : ListOf(from, "path")) {
    if (!one.is_string()) throw Wrong("a path must be a list of texts");
    const auto hash = Hash::FromBytes(BytesOf(one.get<std::string>()));
    if (!hash) throw Wrong("a hash of a path must have 32 bytes");
    path.push_back(*hash);
  }
  return path;
}

HeadEntry HeadOf(const json& from) {
  return {TextOf(from, "stream"), NumberOf(from, "version"),
          HashOf(from, "hash")};
}

HeadProof HeadProofOf(const json& from) {
  return {HeadOf(from), NumberOf(from, "index"), NumberOf(from, "count"),
          PathOf(from)};
}

Question QuestionOf(const json& from) {
  Question question;
  question.command = TextOf(from, "command");
  for (const json& one : ListOf(from, "arguments")) {
    question.arguments.push_back(one.get<std::string>());
  }
  for (const auto& [flag, value] : from.at("flags").items()) {
    question.flags.emplace(flag, value.get<std::string>());
  }
  return question;
}

Statement StatementOf(const json& from) {
  if (TextOf(from, "schema") != kSchema) {
    throw Wrong(std::string("the schema must be ") + kSchema);
  }
  Statement statement;
  statement.engine = TextOf(from, "engine");
  statement.question = QuestionOf(from.at("question"));
  statement.answer = from.at("answer").dump();
  statement.text = TextOf(from, "text");
  statement.state = HashOf(from, "state");
  statement.checkpoint = TextOf(from, "checkpoint");
  statement.heads_sequence = NumberOf(from, "heads");
  for (const json& one : ListOf(from, "streams")) {
    statement.streams.push_back(HeadProofOf(one));
  }
  for (const json& one : ListOf(from, "absent")) {
    ProvenAbsence absence{TextOf(one, "stream"), {}, {}};
    if (one.contains("before")) absence.before = HeadProofOf(one.at("before"));
    if (one.contains("after")) absence.after = HeadProofOf(one.at("after"));
    statement.absent.push_back(std::move(absence));
  }
  for (const json& one : ListOf(from, "all_streams")) {
    statement.all_streams.push_back(HeadOf(one));
  }
  for (const json& one : ListOf(from, "entries")) {
    statement.entries.push_back({NumberOf(one, "sequence"),
                                 BytesOf(TextOf(one, "entry")), PathOf(one)});
  }
  return statement;
}

}  // namespace

std::string StatementJson(const Statement& statement) {
  JsonWriter out;
  out.BeginObject();
  out.Key("schema").String(kSchema);
  out.Key("engine").String(statement.engine);
  out.Key("question").BeginObject();
  out.Key("command").String(statement.question.command);
  out.Key("arguments").Strings(statement.question.arguments);
  out.Key("flags").BeginObject();
  for (const auto& [flag, value] : statement.question.flags) {
    out.Key(flag).String(value);
  }
  out.EndObject().EndObject();
  out.Key("answer").Raw(json::parse(statement.answer).dump());
  out.Key("text").String(statement.text);
  out.Key("state").String(statement.state.ToHex());
  out.Key("checkpoint").String(statement.checkpoint);
  out.Key("heads").Number(statement.heads_sequence);
  out.Key("streams").BeginArray();
  for (const HeadProof& one : statement.streams) WriteHeadProof(out, one);
  out.EndArray();
  out.Key("absent").BeginArray();
  for (const ProvenAbsence& one : statement.absent) {
    out.BeginObject();
    out.Key("stream").String(one.stream);
    if (one.before) WriteHeadProof(out.Key("before"), *one.before);
    if (one.after) WriteHeadProof(out.Key("after"), *one.after);
    out.EndObject();
  }
  out.EndArray();
  out.Key("all_streams").BeginArray();
  for (const HeadEntry& one : statement.all_streams) {
    out.BeginObject();
    WriteHead(out, one);
    out.EndObject();
  }
  out.EndArray();
  out.Key("entries").BeginArray();
  for (const ProvenEntry& one : statement.entries) {
    out.BeginObject();
    out.Key("sequence").Number(one.sequence);
    out.Key("entry").String(Base64(one.bytes));
    WritePath(out, one.path);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return out.Take();
}

bool SameJson(const std::string& one, const std::string& other) {
  const auto left = nlohmann::json::parse(one, nullptr, false);
  const auto right = nlohmann::json::parse(other, nullptr, false);
  return !left.is_discarded() && left == right;
}

Result<Statement> ParseStatement(const std::string& name,
                                 const std::string& text) {
  const auto refused = [&](const std::string& why) {
    return MakeError(kDamaged, "not-a-statement", name + ": " + why,
                     "statements are made by `covenant certify`");
  };
  if (text.find('\0') != std::string::npos) {
    return refused("it holds a NUL byte");
  }
  try {
    KeysOnce once;
    return StatementOf(json::parse(text, std::ref(once)));
  } catch (const Wrong& wrong) {
    return refused(wrong.reason);
  } catch (const json::out_of_range&) {
    return refused("a key is missing");
  } catch (const json::type_error&) {
    return refused("a value is of another sort than it must be");
  } catch (const json::exception& wrong) {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: ..."
    const std::string_view why = wrong.what();
    const std::size_t end = why.find("] ");
    return refused(
        std::string(end == why.npos ? why : why.substr(end + 2)));
  }
}

}  // namespace covenant::cli

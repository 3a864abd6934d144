#include "cli/published.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "cli/files.h"
#include "ledger/value/status_text.h"
#include "ledger/value/timestamp.h"

namespace covenant::cli {
namespace {

constexpr std::size_t kMaxKeyFileBytes = 100'000;

Error BadKey(std::string_view flag, const std::string& text,
             const absl::Status& status) {
  // A signing key is a secret: no message may quote it.
  if (text.substr(0, 8) == "PRIVATE+") {
    return UsageError("--" + std::string(flag) + " was given a signing key",
                      "give the verifier key that belongs to it: `covenant "
                      "keygen` showed it when it made the key, and each "
                      "signature names it");
  }
  return UsageError("--" + std::string(flag) + " " + Quoted(text) + ": " +
                        std::string(status.message()),
                    "write the log's verifier key, NAME+HASH+KEY, or the name "
                    "of a file with one on each line");
}

std::string TimeOf(const VerifiedSignature& signature) {
  return Timestamp::FromMicros(
             static_cast<std::int64_t>(signature.seconds) * 1'000'000)
      .ToString();
}

bool HasTime(const VerifiedSignature& signature) {
  // Beyond the year 9999 it is shown as none.
  return signature.key.type() == KeyType::kCosignature &&
         signature.seconds <= 253'402'300'799;
}

}  // namespace

Result<std::vector<VerifierKey>> KeysOf(const CommandLine& line) {
  return KeysIn(line.Get("key"), "key");
}

Result<std::vector<VerifierKey>> KeysIn(const std::string& text,
                                        std::string_view flag) {
  if (text.empty()) {
    return UsageError("the command needs --" + std::string(flag) + " VKEY",
                      "the verifier key that the log publishes: NAME+HASH+KEY, "
                      "or a file with one on each line");
  }
  std::vector<VerifierKey> keys;
  auto one = VerifierKey::Parse(text);
  if (one.ok()) {
    keys.push_back(*std::move(one));
    return keys;
  }
  if (text.find('+') != std::string::npos) return BadKey(flag, text, one.status());
  CLI_ASSIGN(const std::string file, ReadWhole(text, kMaxKeyFileBytes));
  std::istringstream lines(file);
  for (std::string key; std::getline(lines, key);) {
    if (key.empty()) continue;
    auto parsed = VerifierKey::Parse(key);
    if (!parsed.ok()) return BadKey(flag, key, parsed.status());
    keys.push_back(*std::move(parsed));
  }
  if (keys.empty()) return UsageError("there is no key in " + Quoted(text));
  return keys;
}

absl::Status CheckSignedByLog(
    const std::string& origin,
    const std::vector<VerifiedSignature>& signatures) {
  const bool by_the_log = std::any_of(
      signatures.begin(), signatures.end(), [&](const auto& one) {
        return one.key.name() == origin && one.key.type() == KeyType::kEd25519;
      });
  if (by_the_log) return absl::OkStatus();
  return absl::DataLossError(
      "it is not signed by the log that it is of, " + Quoted(origin) +
      ", with a key that was given");
}

absl::StatusOr<std::vector<VerifiedSignature>> VerifySigned(
    const Checkpoint& checkpoint, const std::vector<VerifierKey>& keys) {
  auto signatures = VerifyNote(checkpoint.note, keys);
  if (!signatures.ok()) return signatures;
  absl::Status by_log =
      CheckSignedByLog(checkpoint.head.origin, *signatures);
  if (!by_log.ok()) return by_log;
  return signatures;
}

Result<std::string> PublishedFile(const std::string& name, std::size_t most) {
  return ReadWhole(name, most);
}

Error NotVerified(std::string_view what, const absl::Status& status) {
  return MakeError(kDamaged, "not-verified",
                   std::string(what) + ": " + std::string(status.message()));
}

std::string SignaturesText(const std::vector<VerifiedSignature>& signatures) {
  std::string text;
  for (const VerifiedSignature& one : signatures) {
    const bool cosigned = one.key.type() == KeyType::kCosignature;
    text += (cosigned ? "cosigned by " : "signed by ") + one.key.Label();
    if (HasTime(one)) text += " at " + TimeOf(one);
    text += "\n";
  }
  return text;
}

void WriteSignatures(JsonWriter& json,
                     const std::vector<VerifiedSignature>& signatures) {
  json.Key("signatures").BeginArray();
  for (const VerifiedSignature& one : signatures) {
    json.BeginObject();
    json.Key("key").String(one.key.Label());
    json.Key("type").String(one.key.type() == KeyType::kCosignature
                                ? "cosignature"
                                : "signature");
    if (HasTime(one)) json.Key("time").String(TimeOf(one));
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace covenant::cli

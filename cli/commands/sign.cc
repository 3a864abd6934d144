#include "cli/commands/sign.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/append.h"
#include "cli/commands/append_flags.h"
#include "cli/files.h"
#include "cli/log_keys.h"
#include "cli/render/json.h"
#include "ledger/codec/authoring.h"
#include "ledger/codec/event_codec.h"
#include "ledger/codec/signed_bytes.h"
#include "ledger/proof/base64.h"
#include "ledger/proof/ed25519.h"
#include "ledger/value/ids.h"
#include "ledger/value/status_text.h"
#include "replay/signing.h"

namespace covenant::cli {
namespace {

// An event at its most has as many bytes as a batch of part entries; far less.
constexpr std::size_t kMaxBytes = 64'000'000;
constexpr std::size_t kMaxSignatureBytes = 1'000;

// That the bytes say what a reader of this program understands.
Outcome CheckReadable(const SignedEvent& event) {
  const auto read =
      DecodePayload(event.type, event.schema_version, event.payload);
  std::string why;
  if (!read.ok()) {
    why = std::string(read.status().message());
  } else if (read->As<UnknownBody>() != nullptr) {
    why = "the event is of a newer schema";
  } else if (Printable(event.origin + event.stream + event.id) !=
             event.origin + event.stream + event.id) {
    why = "its names hold signs that cannot be shown";
  } else {
    return Nothing{};
  }
  return MakeError(kInvalid, "invalid", "the bytes cannot be signed: " + why,
                   "`covenant sign --bytes FILE` shows what can be signed");
}

// What stands in the bytes, for whoever is to sign them.
Result<int> ShowBytes(Context& context, const SignedEvent& event) {
  const auto read =
      DecodePayload(event.type, event.schema_version, event.payload);
  if (!read.ok()) {
    return MakeError(kInvalid, "invalid", std::string(read.status().message()));
  }
  Event shown = *read;
  shown.stream = event.stream;
  context.out = "ledger    " + Printable(event.origin) + "\ncontract  " +
                Printable(event.stream) + "\nevent     " + Printable(event.id) +
                ", " + Printable(event.type) + ", schema " +
                std::to_string(event.schema_version) + "\n\n";
  context.out += shown.As<UnknownBody>() != nullptr
                     ? "The event is of a newer schema: use a newer release of "
                       "covenant to read it.\n"
                     : WriteYaml(shown);
  return kDone;
}

// Without a ledger: shows the bytes, or signs them.
Result<int> SignBytes(Context& context) {
  const CommandLine& line = context.line;
  const std::string& name = line.Get("bytes");
  CLI_ASSIGN(const std::string bytes, ReadWhole(name, kMaxBytes));
  const auto event = ReadSignedBytes(bytes);
  if (!event.ok()) {
    return MakeError(kInvalid, "invalid",
                     name + ": " + std::string(event.status().message()),
                     "`covenant sign EVENT -o FILE` writes them");
  }
  if (!line.Has("key")) return ShowBytes(context, *event);
  // Nobody signs what could not be shown.
  CLI_RETURN_IF_ERROR(CheckReadable(*event));
  CLI_ASSIGN(const SignerKey key,
             ReadLogKey(line.Get("key"), KeyType::kEd25519, ""));
  const std::string signature = Base64(key.Sign(bytes));
  if (!context.json()) {
    context.out = signature + "\n";
    return kDone;
  }
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.signature.v1");
  json.Key("key").String(key.verifier().ToString());
  json.Key("signature").String(signature);
  json.EndObject();
  context.out = json.Take();
  return kDone;
}

// The bytes to be signed, for a party that has no ledger.
int WriteBytes(Context& context, const SignedEvent& event) {
  const std::string bytes = SignedBytes(event);
  if (!context.json()) {
    context.out = bytes;
    context.notes = "these bytes are to be signed with Ed25519; `covenant sign "
                    "--bytes FILE` shows them and signs them\n";
    return kDone;
  }
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.to-be-signed.v1");
  json.Key("origin").String(event.origin);
  json.Key("contract").String(event.stream);
  json.Key("event").String(event.id);
  json.Key("type").String(event.type);
  json.Key("bytes").String(Base64(bytes));
  json.EndObject();
  context.out = json.Take();
  return kDone;
}

// A signature in a file: 64 bytes, or the same in base 64 on one line.
Result<std::string> ReadSignature(const std::string& name) {
  CLI_ASSIGN(std::string text, ReadWhole(name, kMaxSignatureBytes));
  if (text.size() == kEd25519SignatureBytes) return text;
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
    text.pop_back();
  }
  const auto bytes = FromBase64(text);
  if (bytes && bytes->size() == kEd25519SignatureBytes) return *bytes;
  return MakeError(kInvalid, "invalid",
                   Quoted(name) + " holds no signature",
                   "it has 64 bytes, or one line of them in base 64");
}

// The party's key that made the signature.
Result<PublicKey> KeyOf(Session& session, const std::string& party,
                        Signature signature, const SignedEvent& event) {
  CLI_ASSIGN(const std::vector<Event> events,
             session.Events(std::string(kPartyStreamPrefix) + party));
  const PartyKeys keys(events);
  const std::vector<PartyKeys::Known> known = keys.KnownAt(party, kLatest);
  for (const PartyKeys::Known& one : known) {
    signature.key = one.key;
    if (HoldsOver(signature, event)) return one.key;
  }
  return MakeError(
      kRefused, "E0540",
      "no key of " + Quoted(party) + " has made this signature of " + event.id,
      known.empty() ? "append an event `key` of the party first"
                    : "compare ledger, contract, event and key: `covenant sign "
                      "--bytes FILE` shows what was signed");
}

Result<int> Run(Context& context) {
  const CommandLine& line = context.line;
  if (line.Has("bytes")) {
    if (line.arguments.empty() && !line.Has("party")) return SignBytes(context);
    return UsageError("--bytes names what is signed; no ledger takes part",
                      "write `covenant sign --bytes FILE --key FILE`");
  }
  if (line.arguments.empty()) {
    return UsageError("`sign` needs an event, or --bytes FILE",
                      "usage: covenant sign EVENT --party P --key FILE");
  }
  const bool records = line.Has("key") || line.Has("signature");
  const bool write = records && !line.Has("dry-run");
  CLI_ASSIGN(Session session,
             context.Open(write ? OpenMode::kWrite : OpenMode::kRead));
  CLI_ASSIGN(const Event target, session.FindEvent(line.arguments.front()));
  CLI_ASSIGN(const auto stored,
             session.log().FindEvent(target.stream, target.id));
  if (target.As<Instrument>() == nullptr || !stored) {
    return UsageError(target.Ref() + " is a " + target.type +
                          "; instruments are signed",
                      "");
  }
  const SignedEvent event = SignedEvent::Of(*stored);
  if (!records) {
    if (line.Has("party") || line.Has("on")) {
      return UsageError("who signs with what is not said",
                        "add --key FILE, or --signature FILE of a signature "
                        "that was made elsewhere");
    }
    return WriteBytes(context, event);
  }
  if (line.Get("party").empty() ||
      (line.Has("key") && line.Has("signature"))) {
    return UsageError("`sign` needs --party, and one of --key and --signature");
  }
  Signature signature;
  signature.instrument = target.id;
  signature.party = line.Get("party");
  CLI_ASSIGN(signature.date, session.ResolveDay(line.Get("on"), "on"));
  if (line.Has("key")) {
    CLI_ASSIGN(const SignerKey key,
               ReadLogKey(line.Get("key"), KeyType::kEd25519,
                          context.StorePath()));
    signature.key =
        PublicKey{key.verifier().name(), key.verifier().public_key()};
    signature.bytes = key.Sign(SignedBytes(event));
  } else {
    CLI_ASSIGN(signature.bytes, ReadSignature(line.Get("signature")));
    CLI_ASSIGN(signature.key,
               KeyOf(session, signature.party, signature, event));
  }
  CLI_ASSIGN(const AppendOptions options, AppendFlags(line, session));
  Authored authored;
  AuthoredEvent& one = authored.events.emplace_back();
  one.event.stream = target.stream;
  CLI_ASSIGN(one.event.id, EventIdFor(session, line, target, "-s"));
  one.event.type = "signature";
  one.event.body = std::move(signature);
  return AppendAndShow(context, session, std::move(authored), options);
}

}  // namespace

Command SignCommand() {
  return {
      .form = {.name = "sign",
               .alias = "",
               .flags = {"party", "key", "on", "signature", "bytes", "id",
                         "as-of", "dry-run", "expect-head", "expect-version",
                         "idempotency-key"},
               .most_arguments = 1,
               .usage = "EVENT --party P --key FILE"},
      .group = "trust",
      .summary = "sign an instrument with the key of a party",
      .about =
          "Signs the instrument as it is recorded, with the private key in FILE, "
          "and records the signature (id EVENT-s1 and so on, or --id). The "
          "public key must be registered for the party by an event `key`. A "
          "party without the ledger signs elsewhere: `sign EVENT -o FILE` "
          "writes the bytes to be signed; `sign --bytes FILE` shows what they "
          "say; with --key it prints the signature, as any program for Ed25519 "
          "can make it; `sign EVENT --party P --signature FILE` records it. "
          "doc/signatures.md has the bytes.",
      .run = Run};
}

}  // namespace covenant::cli

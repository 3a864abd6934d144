#include "cli/commands/cosign.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "cli/checkpoints.h"
#include "cli/files.h"
#include "cli/log_keys.h"
#include "cli/published.h"
#include "cli/render/json.h"
#include "ledger/proof/checkpoint.h"
#include "ledger/value/status_text.h"
#include "ledger/value/timestamp.h"

namespace covenant::cli {
namespace {

// What a cosigner has confirmed so far: a lock over its key, and its last
// checkpoint in a file. One process at a time, so that no two confirm heads that
// exclude each other.
class Memory {
 public:
  static Result<Memory> Open(const std::string& key, std::string state) {
    Memory memory(std::move(state));
    memory.lock_ = open(key.c_str(), O_RDONLY | O_CLOEXEC);
    if (memory.lock_ < 0 || flock(memory.lock_, LOCK_EX) != 0) {
      return MakeError(kStore, "unavailable",
                       "cannot lock the key file " + Quoted(key));
    }
    std::error_code error;
    if (!std::filesystem::exists(memory.state_, error)) return memory;
    CLI_ASSIGN(memory.seen_, ReadCheckpoint(memory.state_));
    return memory;
  }
  Memory(Memory&& other) noexcept
      : state_(std::move(other.state_)),
        seen_(std::move(other.seen_)),
        lock_(std::exchange(other.lock_, -1)) {}
  Memory& operator=(Memory&&) = delete;
  ~Memory() {
    if (lock_ >= 0) close(lock_);
  }

  const std::string& state() const { return state_; }
  const std::optional<Checkpoint>& seen() const { return seen_; }

  // On disk before it returns.
  Outcome Keep(const std::string& note) const {
    return ReplaceDurably(state_, note);
  }

 private:
  explicit Memory(std::string state) : state_(std::move(state)) {}

  std::string state_;
  std::optional<Checkpoint> seen_;
  int lock_ = -1;
};

// What is to be confirmed: a checkpoint, alone or behind the proof that it
// continues an older one.
Result<ConsistencyProof> ReadRequest(const std::string& name) {
  CLI_ASSIGN(const std::string bytes, PublishedFile(name, kMaxNoteBytes));
  if (bytes.rfind("old ", 0) == 0) {
    auto proof = ParseConsistencyProof(bytes);
    if (!proof.ok()) return NotVerified(name, proof.status());
    return *std::move(proof);
  }
  ConsistencyProof alone;
  auto checkpoint = ParseCheckpoint(bytes);
  if (!checkpoint.ok()) return NotVerified(name, checkpoint.status());
  alone.checkpoint = *std::move(checkpoint);
  alone.old_size = alone.checkpoint.head.size;
  return alone;
}

Outcome CheckAgainstSeen(const std::string& name,
                         const ConsistencyProof& request,
                         const TreeHead& seen) {
  const TreeHead& head = request.checkpoint.head;
  if (head.origin != seen.origin) {
    return UsageError(name + " is of the log " + Quoted(head.origin) +
                          ", and what was seen is of " + Quoted(seen.origin),
                      "name another --state FILE for another log");
  }
  if (head.size < seen.size) {
    return MakeError(kRefused, "not-in-this-state",
                     name + " has " + std::to_string(head.size) +
                         " entries, and one with " +
                         std::to_string(seen.size) + " was confirmed already",
                     "ask for a newer checkpoint");
  }
  if (request.old_size != seen.size && seen.size > 0) {
    return MakeError(
        kRefused, "not-in-this-state",
        name + " does not show that it continues the checkpoint of " +
            std::to_string(seen.size) + " entries that was seen",
        "ask for `covenant prove --since` of that checkpoint");
  }
  if (const absl::Status status = VerifyContinues(seen, request);
      !status.ok()) {
    return NotVerified(name, status);
  }
  return Nothing{};
}

Result<int> Run(Context& context) {
  const CommandLine& line = context.line;
  const std::string& name = line.arguments.front();
  const std::string& file = line.Get("key");
  CLI_ASSIGN(const SignerKey key, ReadLogKey(file, KeyType::kCosignature, ""));
  CLI_ASSIGN(const std::vector<VerifierKey> log_keys,
             KeysIn(line.Get("log-key"), "log-key"));
  CLI_ASSIGN(const ConsistencyProof request, ReadRequest(name));
  const Checkpoint& checkpoint = request.checkpoint;
  const auto signatures = VerifySigned(checkpoint, log_keys);
  if (!signatures.ok()) return NotVerified(name, signatures.status());
  CLI_ASSIGN(const Memory memory,
             Memory::Open(file, line.Has("state") ? line.Get("state")
                                                  : file + ".seen"));
  std::optional<TreeHead> seen;
  if (memory.seen()) seen = memory.seen()->head;
  if (line.Has("since")) {
    CLI_ASSIGN(const Checkpoint older, ReadCheckpoint(line.Get("since")));
    if (!seen || older.head.size > seen->size) seen = older.head;
  }
  if (seen) CLI_RETURN_IF_ERROR(CheckAgainstSeen(name, request, *seen));

  CLI_ASSIGN(const Clock clock, ShellClock());
  const Timestamp now = clock();
  std::vector<std::string> lines;
  for (const NoteSignature& one : checkpoint.note.signatures) {
    if (one.Label() != key.verifier().Label()) lines.push_back(one.line);
  }
  lines.push_back(key.SignatureLine(
      checkpoint.note.text,
      static_cast<std::uint64_t>(now.micros() / 1'000'000)));
  const std::string note = NoteBytes(checkpoint.note.text, lines);
  CLI_RETURN_IF_ERROR(memory.Keep(note));
  const TreeHead& head = checkpoint.head;
  if (!context.json()) {
    context.out = note;
    context.notes =
        seen ? "it continues the checkpoint of " + std::to_string(seen->size) +
                   " entries that was seen\n"
             : "this is the first checkpoint of " + Printable(head.origin) +
                   " that was seen; " + Printable(memory.state()) +
                   " keeps it\n";
    return kDone;
  }
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.cosign.v1");
  json.Key("origin").String(head.origin);
  json.Key("size").Number(head.size);
  json.Key("root").String(head.root.ToHex());
  json.Key("key").String(key.verifier().Label());
  if (seen) json.Key("continues").Number(seen->size);
  json.Key("checkpoint").String(note);
  json.EndObject();
  context.out = json.Take();
  return kDone;
}

}  // namespace

Command CosignCommand() {
  return {.form = {.name = "cosign",
                   .alias = "",
                   .flags = {"key", "log-key", "state", "since"},
                   .least_arguments = 1,
                   .most_arguments = 1,
                   .usage = "--key FILE --log-key VKEY CHECKPOINT|PROOF"},
          .group = "trust",
          .summary = "confirm the largest checkpoint of a log that was seen",
          .about =
              "For a counterparty or an auditor, who needs no ledger. The "
              "checkpoint must be signed by the log whose verifier key is "
              "VKEY, and must continue the last one that was confirmed with "
              "this key: then PROOF is what `prove --since` of that one gave. "
              "It is given out again with a cosignature "
              "(c2sp.org/tlog-cosignature) and its time, and kept in the file "
              "KEYFILE.seen or --state. With --since an older checkpoint "
              "counts as seen. FILE is a key of `keygen --cosigner`.",
          .run = Run};
}

}  // namespace covenant::cli

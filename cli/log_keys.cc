#include "cli/log_keys.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "cli/files.h"
#include "ledger/proof/sha256.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

constexpr std::size_t kMaxKeyBytes = 10'000;

// A key inside the ledger's directory would be in every backup of it.
Outcome CheckOutside(const std::string& file, const std::string& store) {
  if (store.empty() || !LiesIn(file, store)) return Nothing{};
  return UsageError("the key file " + Quoted(file) +
                        " lies in the ledger's directory",
                    "keep it elsewhere: whoever gets a copy of the ledger "
                    "would get the key with it");
}

Outcome CheckMode(const std::string& file) {
  struct stat found = {};
  if (stat(file.c_str(), &found) != 0) return Nothing{};  // reading will tell
  if ((found.st_mode & 077) == 0) return Nothing{};
  return MakeError(kNotPermitted, "key-exposed",
                   "others than its owner may use the key file " + Quoted(file),
                   "chmod 600 " + file + "; if somebody may have read it, make "
                   "a new key");
}

}  // namespace

Result<SignerKey> ReadLogKey(const std::string& file, KeyType type,
                             const std::string& store) {
  const bool log = type == KeyType::kEd25519;
  if (file.empty()) {
    return UsageError("the command needs --key FILE",
                      std::string("the file of the ") +
                          (log ? "ledger's signing" : "cosigner's") +
                          " key; `covenant keygen` makes one");
  }
  CLI_RETURN_IF_ERROR(CheckOutside(file, store));
  CLI_ASSIGN(std::string text, ReadWhole(file, kMaxKeyBytes));
  if (!text.empty() && text.back() == '\n') text.pop_back();
  const auto key = SignerKey::Parse(text);
  // The text is a secret: no message may quote it.
  if (!key.ok()) {
    return UsageError("the file " + Quoted(file) + " holds no signing key",
                      "it is one line, as `covenant keygen` writes it: "
                      "PRIVATE+KEY+NAME+HASH+KEY");
  }
  CLI_RETURN_IF_ERROR(CheckMode(file));
  if (key->verifier().type() != type) {
    return UsageError(
        "the key " + key->verifier().Label() +
            (log ? " is a cosigner's" : " is one that signs for a log"),
        log ? "the ledger's own key is made with `covenant keygen FILE`"
            : "a cosigner's key is made with `covenant keygen --cosigner NAME "
              "FILE`");
  }
  return *key;
}

Result<SignerKey> NewLogKey(const std::string& file, const std::string& name,
                            KeyType type, const std::string& store) {
  if (!IsKeyName(name)) {
    return UsageError(Quoted(name) + " is not a name for a key",
                      "write text without spaces, control characters and `+`, "
                      "such as `auditor.example`");
  }
  CLI_RETURN_IF_ERROR(CheckOutside(file, store));
  const SignerKey key(name, type, RandomKey());
  const std::string text = key.ToString() + "\n";
  const int made = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                        S_IRUSR | S_IWUSR);
  if (made < 0 && errno == EEXIST) {
    return MakeError(kRefused, "already-exists",
                     "there is a file " + Quoted(file) + " already",
                     "a key is never overwritten: choose another name");
  }
  if (made < 0) {
    return MakeError(kStore, "unavailable",
                     "cannot write " + Quoted(file) + ": " +
                         std::strerror(errno));
  }
  const bool written =
      write(made, text.data(), text.size()) ==
          static_cast<ssize_t>(text.size()) &&
      fsync(made) == 0;
  if (close(made) != 0 || !written) {
    unlink(file.c_str());
    return MakeError(kStore, "unavailable",
                     "cannot write " + Quoted(file) + ": " +
                         std::strerror(errno));
  }
  return key;
}

}  // namespace covenant::cli

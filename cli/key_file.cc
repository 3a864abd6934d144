#include "cli/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

constexpr std::size_t kMaxKeyFileBytes = 10'000;
constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

// A file descriptor that is closed where it is left.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }
  bool Close() {
    const int number = number_;
    number_ = -1;
    return close(number) == 0;
  }

 private:
  int number_;
};

Error FileError(std::string_view doing, const std::string& name) {
  const int error = errno;
  const char* const code = error == ENOENT   ? "not-found"
                           : error == EACCES ? "permission-denied"
                           : error == EEXIST ? "already-exists"
                           : error == ENOSPC ? "disk-full"
                                             : "unavailable";
  return MakeError(error == EEXIST ? kRefused : kStore, code,
                   "cannot " + std::string(doing) + " " + Quoted(name) + ": " +
                       std::strerror(error));
}

bool WriteAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

Outcome WriteKeyFile(const std::string& name, const SignerKey& key) {
  // O_EXCL: a key that is overwritten is lost for ever.
  Descriptor file(open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                       S_IRUSR | S_IWUSR));
  if (file.number() < 0) return FileError("make the key file", name);
  const std::string text = key.ToString() + "\n";
  if (fchmod(file.number(), S_IRUSR | S_IWUSR) != 0 ||
      !WriteAll(file.number(), text) || fsync(file.number()) != 0 ||
      !file.Close()) {
    const Error error = FileError("write the key file", name);
    unlink(name.c_str());
    return error;
  }
  return Nothing{};
}

Result<SignerKey> ReadKeyFile(const std::string& name) {
  const Descriptor file(open(name.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) return FileError("read the key file", name);
  // The open file is asked, not the name, which could change in between.
  struct stat status = {};
  if (fstat(file.number(), &status) != 0) {
    return FileError("read the key file", name);
  }
  if ((status.st_mode & kOthers) != 0) {
    return MakeError(kNotPermitted, "key-exposed",
                     "the key file " + Quoted(name) +
                         " can be used by others than its owner",
                     "if nobody has read it yet, `chmod 600` it; else make "
                     "another key and revoke this one");
  }
  std::string text;
  std::array<char, 4096> buffer;
  while (text.size() <= kMaxKeyFileBytes) {
    const ssize_t count = read(file.number(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError("read the key file", name);
    if (count == 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  if (!text.empty() && text.back() == '\n') text.pop_back();
  auto key = SignerKey::Parse(text);
  if (!key.ok()) {
    // The text is not shown: it may be a private key with a fault in it.
    return MakeError(kInvalid, "invalid",
                     Quoted(name) + " holds no signing key",
                     "the file has one line, PRIVATE+KEY+NAME+HASH+KEY, as "
                     "`covenant keygen` writes it");
  }
  return *std::move(key);
}

}  // namespace covenant::cli

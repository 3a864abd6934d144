#include "cli/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

Error FileError(std::string_view doing, const std::string& name) {
  const int error = errno;
  const char* const code = error == ENOENT   ? "not-found"
                           : error == EACCES ? "permission-denied"
                           : error == ENOSPC ? "disk-full"
                                             : "unavailable";
  return MakeError(kStore, code,
                   "cannot " + std::string(doing) + " " + Quoted(name) + ": " +
                       std::strerror(error));
}

}  // namespace

Error CannotRead(const std::string& name) { return FileError("read", name); }

Result<std::string> ReadWhole(const std::string& name, std::size_t most) {
  const File file(name == "-" ? stdin : std::fopen(name.c_str(), "rb"));
  if (file == nullptr) return FileError("read", name);
  std::string text;
  std::array<char, 65536> buffer;
  while (text.size() <= most) {
    const std::size_t count =
        std::fread(buffer.data(), 1, buffer.size(), file.get());
    text.append(buffer.data(), count);
    if (count < buffer.size()) break;
  }
  if (std::ferror(file.get()) != 0) return FileError("read", name);
  if (text.size() > most) {
    return MakeError(
        kInvalid, "invalid",
        Quoted(name) + " has more than " + std::to_string(most) + " bytes",
        "divide it into several files");
  }
  return text;
}

Outcome WriteWhole(const std::string& name, std::string_view text) {
  File file(std::fopen(name.c_str(), "wb"));
  if (file == nullptr) return FileError("write", name);
  const bool written =
      std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
  if (!written || std::fclose(file.release()) != 0) {
    return FileError("write", name);
  }
  return Nothing{};
}

Outcome CheckWritable(const std::string& name) {
  CLI_RETURN_IF_ERROR(CheckOutsideLedgers(name));
  const int made = open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                        0666);
  if (made >= 0) {
    close(made);
    unlink(name.c_str());
    return Nothing{};
  }
  if (errno != EEXIST) return FileError("write", name);
  // Not opened: whoever reads a pipe would take that for the end.
  struct stat found = {};
  if (stat(name.c_str(), &found) == 0 && S_ISDIR(found.st_mode)) {
    errno = EISDIR;
    return FileError("write", name);
  }
  if (access(name.c_str(), W_OK) != 0) return FileError("write", name);
  return Nothing{};
}

bool LiesIn(const std::string& name, const std::string& dir) {
  std::error_code error;
  const auto whole = [&](const std::string& path) {
    // Without the empty part that a slash at the end makes.
    std::filesystem::path result = std::filesystem::weakly_canonical(path, error);
    return result.has_filename() ? result : result.parent_path();
  };
  const std::filesystem::path outer = whole(dir);
  for (std::filesystem::path at = whole(name); !error; at = at.parent_path()) {
    if (at == outer) return true;
    if (!at.has_relative_path()) return false;
  }
  return false;
}

Outcome CheckOutsideLedgers(const std::string& name) {
  std::error_code error;
  for (std::filesystem::path above =
           std::filesystem::weakly_canonical(name, error).parent_path();
       !error && above.has_relative_path(); above = above.parent_path()) {
    if (!std::filesystem::exists(above / "ANCHOR", error) ||
        !std::filesystem::exists(above / "rows", error)) {
      continue;
    }
    return UsageError(Quoted(name) + " lies in the directory of a ledger",
                      "choose another place");
  }
  return Nothing{};
}

Outcome ReplaceDurably(const std::string& name, std::string_view text) {
  const std::string fresh = name + ".new";
  File file(std::fopen(fresh.c_str(), "wb"));
  if (file == nullptr) return FileError("write", fresh);
  bool written =
      std::fwrite(text.data(), 1, text.size(), file.get()) == text.size() &&
      std::fflush(file.get()) == 0 && fsync(fileno(file.get())) == 0;
  written = std::fclose(file.release()) == 0 && written;
  if (!written) return FileError("write", fresh);
  if (std::rename(fresh.c_str(), name.c_str()) != 0) {
    return FileError("write", name);
  }
  const std::size_t slash = name.rfind('/');
  const std::string dir =
      slash == std::string::npos ? "." : name.substr(0, slash + 1);
  const int opened = open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = opened >= 0 && fsync(opened) == 0;
  if (opened >= 0) close(opened);
  if (!synced) return FileError("write", name);
  return Nothing{};
}

}  // namespace covenant::cli

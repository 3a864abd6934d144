// Reading and writing whole files. Refuses files that are missing, too large or
// not readable (exit code 6). Safe from any thread.
#ifndef CLI_FILES_H_
#define CLI_FILES_H_

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "cli/error.h"

namespace covenant::cli {

struct CloseFile {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// That the file cannot be read, with errno's reason.
Error CannotRead(const std::string& name);

// "-" is standard input.
Result<std::string> ReadWhole(const std::string& name, std::size_t most);

// Replaces the file.
Outcome WriteWhole(const std::string& name, std::string_view text);

// Refuses a file that WriteWhole could not write. Changes nothing.
Outcome CheckWritable(const std::string& name);

// Whether the file or directory lies inside the directory, or is it; also where it
// does not exist yet.
bool LiesIn(const std::string& name, const std::string& dir);

// Refuses a place in the directory of any ledger: what is written there can
// destroy the ledger, and backups and copies would take it along.
Outcome CheckOutsideLedgers(const std::string& name);

// Replaces the file by one that is on disk when it returns: a crash leaves the
// old or the new one.
Outcome ReplaceDurably(const std::string& name, std::string_view text);

}  // namespace covenant::cli

#endif  // CLI_FILES_H_

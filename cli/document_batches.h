// DocumentBatches: authoring text of any length, some documents at a time, without
// holding all of it. Refuses files that cannot be read (exit code 6).
// Thread-compatible.
#ifndef CLI_DOCUMENT_BATCHES_H_
#define CLI_DOCUMENT_BATCHES_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/error.h"
#include "ledger/codec/authoring.h"

namespace covenant::cli {

class DocumentBatches {
 public:
  struct Batch {
    SourceFile file;                 // its name, and these documents of it
    std::uint32_t lines_before = 0;  // of the file
    std::size_t documents = 0;
  };

  // "-" is standard input. `documents` (at least 1): how many a batch has, fewer
  // at the end of a file and where they have over kMaxFileBytes together. The
  // same files give the same batches.
  DocumentBatches(std::vector<std::string> names, std::size_t documents);

  // Nothing behind the last one.
  Result<std::optional<Batch>> Next();

  // Bytes read so far, and those of all files; 0 where that is not known.
  std::uint64_t bytes_read() const { return bytes_read_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const {
      if (file != stdin) std::fclose(file);
    }
  };

  // The next line with its end; false at the end of the file.
  Result<bool> ReadLine(std::string& line);

  const std::vector<std::string> names_;
  const std::size_t documents_;
  std::uint64_t bytes_ = 0;
  std::uint64_t bytes_read_ = 0;
  std::size_t next_name_ = 0;
  std::unique_ptr<std::FILE, Close> file_;
  std::string name_;
  std::string buffer_;
  std::size_t at_ = 0;             // of the buffer
  std::optional<std::string> kept_;  // the line that begins the next document
  std::uint32_t lines_ = 0;        // before it
};

}  // namespace covenant::cli

#endif  // CLI_DOCUMENT_BATCHES_H_

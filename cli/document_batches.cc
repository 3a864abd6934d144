#include "cli/document_batches.h"

#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cli/files.h"

namespace covenant::cli {
namespace {

// A line of YAML that begins a document: inside one no line can begin so.
bool BeginsDocument(const std::string& line) {
  return line.compare(0, 3, "---") == 0 &&
         (line.size() == 3 || line[3] == ' ' || line[3] == '\t' ||
          line[3] == '\r' || line[3] == '\n');
}

// Whether there is more than blank lines and remarks.
bool HasContent(const std::string& line) {
  const std::size_t first = line.find_first_not_of(" \t\r\n");
  return first != std::string::npos && line[first] != '#' &&
         !BeginsDocument(line);
}

}  // namespace

DocumentBatches::DocumentBatches(std::vector<std::string> names,
                                 std::size_t documents)
    : names_(std::move(names)), documents_(documents) {
  for (const std::string& name : names_) {
    std::error_code error;
    const std::uint64_t size =
        name == "-" ? 0 : std::filesystem::file_size(name, error);
    if (name == "-" || error) {
      bytes_ = 0;
      return;
    }
    bytes_ += size;
  }
}

Result<bool> DocumentBatches::ReadLine(std::string& line) {
  line.clear();
  if (kept_) {
    line = *std::exchange(kept_, std::nullopt);
    return true;
  }
  while (true) {
    const std::size_t end = buffer_.find('\n', at_);
    if (end != std::string::npos) {
      line.append(buffer_, at_, end + 1 - at_);
      at_ = end + 1;
      return true;
    }
    line.append(buffer_, at_);
    std::array<char, 65536> read;
    const std::size_t count =
        std::fread(read.data(), 1, read.size(), file_.get());
    if (std::ferror(file_.get()) != 0) return CannotRead(name_);
    bytes_read_ += count;
    buffer_.assign(read.data(), count);
    at_ = 0;
    if (count == 0) return !line.empty();
    // A file without line ends is refused for its size, not held.
    if (line.size() > kMaxFileBytes) return true;
  }
}

Result<std::optional<DocumentBatches::Batch>> DocumentBatches::Next() {
  while (true) {
    if (!file_) {
      if (next_name_ == names_.size()) return std::optional<Batch>();
      const std::string& name = names_[next_name_++];
      name_ = name == "-" ? "(stdin)" : name;
      file_.reset(name == "-" ? stdin : std::fopen(name.c_str(), "rb"));
      if (!file_) return CannotRead(name_);
      buffer_.clear();
      at_ = 0;
      lines_ = 0;
    }
    Batch batch;
    batch.file.name = name_;
    batch.lines_before = lines_;
    bool content = false;  // of the document that is being read
    std::string line;
    while (true) {
      CLI_ASSIGN(const bool more, ReadLine(line));
      if (!more) {
        file_.reset();
        break;
      }
      if (BeginsDocument(line) && content) {
        ++batch.documents;
        content = false;
        if (batch.documents == documents_ ||
            batch.file.text.size() > kMaxFileBytes / 2) {
          kept_ = std::move(line);
          break;
        }
      }
      ++lines_;
      content = content || HasContent(line) ||
                (BeginsDocument(line) && HasContent(line.substr(3)));
      batch.file.text += line;
      // Too large for the reader, which refuses it.
      if (batch.file.text.size() > kMaxFileBytes) break;
    }
    if (content) ++batch.documents;
    if (batch.documents > 0) return std::optional<Batch>(std::move(batch));
  }
}

}  // namespace covenant::cli

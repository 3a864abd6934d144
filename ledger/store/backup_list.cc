#include "ledger/store/backup_list.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "ledger/store/backup_files.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

constexpr std::string_view kName = "BACKUPS";
constexpr std::string_view kFirstLine = "covenant backups 1\n";

std::string TimeText(Timestamp time) {
  return time == Timestamp() ? "-" : time.ToString();
}

absl::StatusOr<Timestamp> ParseTime(std::string_view text) {
  if (text == "-") return Timestamp();
  return Timestamp::Parse(text);
}

std::string EscapedPlace(std::string_view place) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text;
  for (const char c : place) {
    if (c > ' ' && c != '%' && c != 127) {
      text.push_back(c);
      continue;
    }
    if (static_cast<uint8_t>(c) >= 128) {
      text.push_back(c);
      continue;
    }
    text.push_back('%');
    text.push_back(kDigits[static_cast<uint8_t>(c) >> 4]);
    text.push_back(kDigits[static_cast<uint8_t>(c) & 15]);
  }
  return text;
}

int Digit(char c) {
  if (IsDigit(c)) return c - '0';
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string PlainPlace(std::string_view text) {
  std::string place;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && Digit(text[i + 1]) >= 0 &&
        Digit(text[i + 2]) >= 0) {
      place.push_back(
          static_cast<char>(Digit(text[i + 1]) * 16 + Digit(text[i + 2])));
      i += 2;
    } else {
      place.push_back(text[i]);
    }
  }
  return place;
}

DurableDir DirOf(const std::string& dir) {
  return {rocksdb::FileSystem::Default(), dir};
}

// Changes the list under the lock of its directory.
absl::Status Change(
    const std::string& dir,
    const std::function<void(std::vector<ListedBackup>& backups)>& change) {
  auto hold = FlockHold::Take(dir, /*wait=*/true);
  if (!hold.ok()) return hold.status();
  auto backups = ReadBackupList(dir);
  if (!backups.ok()) return backups.status();
  change(*backups);
  return WriteBackupList(dir, *backups);
}

ListedBackup& At(std::vector<ListedBackup>& backups, const std::string& place) {
  for (ListedBackup& backup : backups) {
    if (backup.place == place) return backup;
  }
  backups.push_back({place, 0, Timestamp(), Timestamp()});
  return backups.back();
}

}  // namespace

std::string BackupLine(const ListedBackup& backup) {
  return Concat({std::to_string(backup.sequence), " ", TimeText(backup.made),
                 " ", TimeText(backup.begun), " ",
                 EscapedPlace(backup.place)});
}

absl::StatusOr<ListedBackup> ParseBackupLine(std::string_view line) {
  const absl::Status bad =
      absl::DataLossError(Concat({Quoted(line), " is not a line of it"}));
  std::string_view words[4];
  std::string_view rest = line;
  for (std::string_view& word : words) {
    const size_t space = rest.find(' ');
    word = rest.substr(0, space);
    rest.remove_prefix(space == std::string_view::npos ? rest.size()
                                                       : space + 1);
  }
  ListedBackup backup;
  const auto made = ParseTime(words[1]);
  const auto begun = ParseTime(words[2]);
  if (!AllDigits(words[0]) || words[0].size() > 18 || !made.ok() ||
      !begun.ok()) {
    return bad;
  }
  for (const char c : words[0]) {
    backup.sequence = backup.sequence * 10 + static_cast<uint64_t>(c - '0');
  }
  backup.made = *made;
  backup.begun = *begun;
  backup.place = PlainPlace(words[3]);
  if (backup.place.empty() || BackupLine(backup) != line) return bad;
  return backup;
}

absl::StatusOr<std::vector<ListedBackup>> ReadBackupList(
    const std::string& dir) {
  std::vector<ListedBackup> backups;
  const DurableDir files = DirOf(dir);
  if (!files.Has(std::string(kName))) return backups;
  auto text = files.Read(std::string(kName));
  if (!text.ok()) return text.status();
  const auto bad = [&](std::string_view why) {
    return absl::DataLossError(
        Concat({"the list of backups ", files.Path(std::string(kName)),
                " is damaged: ", why,
                "; move it away, and keep in mind which backups there are"}));
  };
  std::string_view rest = *text;
  if (rest.substr(0, kFirstLine.size()) != kFirstLine) {
    return bad("it does not begin as a list");
  }
  rest.remove_prefix(kFirstLine.size());
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    if (end == std::string_view::npos) return bad("its last line is cut");
    auto backup = ParseBackupLine(rest.substr(0, end));
    if (!backup.ok()) {
      return bad({backup.status().message().data(),
                  backup.status().message().size()});
    }
    backups.push_back(*std::move(backup));
    rest.remove_prefix(end + 1);
  }
  return backups;
}

absl::Status WriteBackupList(const std::string& dir,
                             const std::vector<ListedBackup>& backups) {
  std::vector<ListedBackup> sorted = backups;
  std::sort(sorted.begin(), sorted.end(),
            [](const ListedBackup& a, const ListedBackup& b) {
              return a.place < b.place;
            });
  std::string text(kFirstLine);
  for (const ListedBackup& backup : sorted) text += BackupLine(backup) + "\n";
  DurableDir files = DirOf(dir);
  if (absl::Status status = files.Write(std::string(kName), text);
      !status.ok()) {
    return status;
  }
  return files.Sync();
}

absl::Status NoteBackupBegun(const std::string& dir, const std::string& place,
                             Timestamp now) {
  return Change(dir, [&](std::vector<ListedBackup>& backups) {
    ListedBackup& backup = At(backups, place);
    // An earlier one that did not end may have left older values there.
    if (!backup.unfinished()) backup.begun = now;
  });
}

absl::Status NoteBackupMade(const std::string& dir, const std::string& place,
                            uint64_t sequence, Timestamp now) {
  return Change(dir, [&](std::vector<ListedBackup>& backups) {
    At(backups, place) = {place, sequence, now, Timestamp()};
  });
}

}  // namespace covenant

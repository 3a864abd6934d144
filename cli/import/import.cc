#include "cli/import/import.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

#include "cli/append.h"
#include "cli/csv/reader.h"
#include "cli/files.h"
#include "cli/import/recorded.h"
#include "cli/import/rows.h"
#include "cli/render/event_text.h"
#include "ledger/proof/sha256.h"
#include "ledger/value/status_text.h"
#include "replay/decide.h"

namespace covenant::cli {
namespace {

constexpr std::size_t kMaxProblems = 100;
constexpr std::size_t kChunk = 500;  // rows that are decided together
constexpr std::size_t kMaxBatchBytes = 128'000'000;

Result<File> OpenFile(const std::string& name) {
  File file(std::fopen(name.c_str(), "rb"));
  if (file == nullptr) return CannotRead(name);
  return file;
}

// A file without a name that holds all of standard input, which can be read
// only once.
Result<File> SpoolInput() {
  File spool(std::tmpfile());
  std::vector<char> buffer(64u << 10);
  bool written = spool != nullptr;
  while (written) {
    const std::size_t count =
        std::fread(buffer.data(), 1, buffer.size(), stdin);
    written = std::fwrite(buffer.data(), 1, count, spool.get()) == count;
    if (count < buffer.size()) break;
  }
  if (written && std::ferror(stdin) == 0 && std::fflush(spool.get()) == 0) {
    return spool;
  }
  const int error = errno;
  return MakeError(kStore, error == ENOSPC ? "disk-full" : "unavailable",
                   std::string("cannot keep standard input to read it twice: ") +
                       std::strerror(error),
                   "write the rows to a file");
}

Error ReadError(const std::string& name) {
  return MakeError(kStore, "unavailable", "cannot read " + Quoted(name));
}

Result<std::string> DigestOf(const std::string& name) {
  CLI_ASSIGN(const File file, OpenFile(name));
  Sha256Pieces digest;
  std::vector<char> buffer(64u << 10);
  while (true) {
    const std::size_t count =
        std::fread(buffer.data(), 1, buffer.size(), file.get());
    digest.Add({buffer.data(), count});
    if (count < buffer.size()) break;
  }
  if (std::ferror(file.get()) != 0) return ReadError(name);
  return digest.Finish().ToHex();
}

// What the event says, but for the document and the row in it that say so and
// what the ledger stamps.
bool SameContent(const Event& row, const Event& recorded) {
  Event other = recorded;
  other.document = row.document;
  other.utc_offset_minutes = row.utc_offset_minutes;
  other.asserted = row.asserted;
  return row == other;
}

// What dated figures add up to, so that a change of one shows; of ranges nothing.
std::string SumsOf(const Report& report) {
  std::map<std::pair<std::string, std::string>, Rational> sums;
  for (const ReportItem& item : report.items) {
    if (!item.amount.IsExact()) return "";
    sums[{item.metric, item.amount.unit().text()}] +=
        item.amount.value().ToRational();
  }
  std::string text;
  for (const auto& [key, sum] : sums) {
    const auto total = Decimal::FromRational(sum);
    if (!total.ok()) continue;
    text += ", " + key.first + " " + total->ToString() + " " + key.second;
  }
  return text;
}

std::string DayAndSummary(const Event& event) {
  std::string day;
  if (const auto* report = event.As<Report>()) day = SumsOf(*report);
  if (const auto* payment = event.As<PaymentMade>()) {
    day = " on " + payment->date.ToString();
  }
  return EventSummary(event) + day;
}

// The event of a row as a correction of what is recorded.
void MakeCorrection(const std::string& id, const std::string& file,
                    AuthoredEvent& row) {
  Event correction;
  correction.stream = row.event.stream;
  correction.id = id;
  correction.type = "correction";
  correction.document = row.event.document;
  correction.basis = row.event.basis;
  Correction body;
  body.target = row.event.id;
  body.reason.words = "the row of " + file + " has changed";
  body.replacement = std::make_shared<const Event>(std::move(row.event));
  correction.body = std::move(body);
  row.event = std::move(correction);
  std::map<std::string, Location> places;
  for (const auto& [path, place] : row.places) {
    places[path == "known" ? path : "replacement." + path] = place;
  }
  row.places = std::move(places);
}

class Importer {
 public:
  Importer(Session& session, const Rules& rules, std::string file,
           const ImportOptions& options)
      : session_(session),
        rules_(rules),
        file_(file == "-" ? "standard input" : file),
        path_(std::move(file)),
        options_(options) {}

  Result<ImportAnswer> Run() {
    answer_.dry_run = options_.dry_run;
    answer_.file = file_;
    if (path_ == "-") {
      CLI_ASSIGN(spool_, SpoolInput());
      path_ = "/proc/self/fd/" + std::to_string(fileno(spool_.get()));
    }
    CLI_ASSIGN(answer_.sha256, DigestOf(path_));
    CLI_ASSIGN(head_, session_.log().Head());
    backfill_ = session_.log().in_backfill();
    checking_ = true;
    CLI_RETURN_IF_ERROR(ReadAll());
    if (overflow_ && unordered_) problems_.push_back(*unordered_);
    if (!problems_.empty()) return Problems();
    if (answer_.changed > 0 && !options_.dry_run && !options_.confirm_changes) {
      return NotConfirmed();
    }
    if (options_.dry_run) return std::move(answer_);
    if (!overflow_) {
      if (backfill_) {
        std::stable_sort(ready_.begin(), ready_.end(),
                         [](const NewEvent& a, const NewEvent& b) {
                           return a.asserted_at && (!b.asserted_at ||
                                  *a.asserted_at < *b.asserted_at);
                         });
      }
      CLI_RETURN_IF_ERROR(CheckUnchanged());
      CLI_RETURN_IF_ERROR(AppendReady());
      return std::move(answer_);
    }
    checking_ = false;
    recorded_.emplace(session_);
    seen_.clear();
    CLI_RETURN_IF_ERROR(CheckUnchanged());
    CLI_RETURN_IF_ERROR(ReadAll());
    if (!problems_.empty()) return Problems();
    CLI_RETURN_IF_ERROR(AppendReady());
    return std::move(answer_);
  }

 private:
  // A row whose event is to be recorded, while its chunk is not yet decided.
  struct Pending {
    AuthoredEvent event;
    std::vector<std::string> lines;  // of the row
    std::uint32_t line = 0;          // of the first of them
    std::optional<Event> target;     // of a correction
  };

  Result<ImportAnswer> Problems() {
    const bool refused = std::all_of(
        problems_.begin(), problems_.end(), [](const Diagnostic& one) {
          return one.code.compare(0, 3, "E04") == 0;
        });
    if (problems_.size() > kMaxProblems) {
      problems_.resize(kMaxProblems);
      Diagnostic note;
      note.code = "E0120";
      note.where.file = file_;
      note.message = "too many errors; the rows behind them were not checked";
      note.help = "put right those above, then check again";
      problems_.push_back(std::move(note));
    }
    return Error{refused ? kRefused : kInvalid, std::move(problems_)};
  }

  Error NotConfirmed() {
    if (answer_.changed > changes_.size()) {
      Diagnostic note;
      note.code = "E0616";
      note.where.file = file_;
      note.message = std::to_string(answer_.changed - changes_.size()) +
                     " more rows have changed";
      changes_.push_back(std::move(note));
    }
    return Error{kRefused, std::move(changes_)};
  }

  Outcome CheckUnchanged() {
    CLI_ASSIGN(const std::string now, DigestOf(path_));
    if (now == answer_.sha256) return Nothing{};
    return MakeError(kRefused, "moved",
                     Quoted(file_) + " changed while it was read", "try again");
  }

  Outcome ReadAll() {
    CLI_ASSIGN(const File file, OpenFile(path_));
    CsvReader reader(
        file_,
        [&](char* to, std::size_t most) {
          return std::fread(to, 1, most, file.get());
        },
        rules_.separator);
    RowReader rows(rules_, file_, answer_.sha256);
    for (std::size_t i = 0; i < rules_.skip; ++i) reader.SkipLine();
    CsvRow row;
    if (!rules_.header.empty()) {
      rows.BindNames(problems_);
    } else if (Header(reader, row)) {
      rows.Bind(row, problems_);
    }
    if (!problems_.empty()) return Nothing{};
    while (problems_.size() <= kMaxProblems) {
      const CsvReader::Step step = reader.Next(row, problems_);
      if (step == CsvReader::Step::kEnd) break;
      if (step == CsvReader::Step::kBad) continue;
      if (!group_.empty() && !rows.Continues(group_.back(), row)) {
        CLI_RETURN_IF_ERROR(TakeGroup(rows));
      }
      group_.push_back(std::move(row));
    }
    CLI_RETURN_IF_ERROR(TakeGroup(rows));
    CLI_RETURN_IF_ERROR(DecideChunk());
    if (std::ferror(file.get()) != 0) return ReadError(file_);
    std::stable_sort(problems_.begin(), problems_.end(),
                     [](const Diagnostic& a, const Diagnostic& b) {
                       return std::pair(a.where.line, a.where.column) <
                              std::pair(b.where.line, b.where.column);
                     });
    return Nothing{};
  }

  bool Header(CsvReader& reader, CsvRow& row) {
    const CsvReader::Step step = reader.Next(row, problems_);
    if (step == CsvReader::Step::kEnd) {
      Diagnostic problem;
      problem.code = "E0617";
      problem.where = {file_, 1, 1, 1};
      problem.message = "the file has no row";
      problem.help = "the first row names the columns";
      problems_.push_back(std::move(problem));
    }
    return step == CsvReader::Step::kRow;
  }

  // The rows that are read and not yet taken: one, or those of one key.
  Outcome TakeGroup(RowReader& rows) {
    if (group_.empty()) return Nothing{};
    const std::vector<CsvRow> group = std::exchange(group_, {});
    const CsvRow& row = group.front();
    auto event = rows.Read(group, problems_);
    if (!event) return Nothing{};
    if (checking_) answer_.rows += group.size();
    if (checking_ && Twice(rows, row, event->event)) return Nothing{};
    Pending pending{*std::move(event), LinesOf(group), row.line, std::nullopt};
    if (!recorded_) recorded_.emplace(session_);
    CLI_ASSIGN(std::optional<RecordedRow> recorded,
               recorded_->Find(pending.event.event.stream,
                               pending.event.event.id));
    if (recorded) {
      Event& now = pending.event.event;
      if (recorded->original.type != now.type) {
        problems_.push_back(rows.AtKey(
            row, "E0614",
            "the ledger has a " + recorded->original.type + " under the id " +
                now.id,
            "the key of the row", "choose another `id_prefix`"));
        return Nothing{};
      }
      if (recorded->now && SameContent(now, *recorded->now)) {
        if (checking_) ++answer_.known;
        return Nothing{};
      }
      CLI_ASSIGN(const std::string id,
                 recorded_->CorrectionId(now.stream, now.id));
      NoteChange(rows, row, now, recorded->now, id);
      MakeCorrection(id, file_, pending.event);
      pending.target = std::move(recorded->original);
    } else {
      NoteNew(row, pending.event.event);
    }
    CLI_RETURN_IF_ERROR(Stamp(pending));
    chunk_.push_back(std::move(pending));
    return chunk_.size() < kChunk ? Outcome(Nothing{}) : DecideChunk();
  }

  // Whether an earlier row had the key. Two keys never give one id, and 128
  // bits of a digest stand for the id.
  bool Twice(RowReader& rows, const CsvRow& row, const Event& event) {
    const Hash digest = Sha256(event.stream + "/" + event.id);
    std::pair<std::uint64_t, std::uint64_t> bits;
    std::memcpy(&bits.first, digest.data(), 8);
    std::memcpy(&bits.second, digest.data() + 8, 8);
    const auto [first, fresh] = seen_.emplace(bits, row.line);
    if (fresh) return false;
    problems_.push_back(
        rows.AtKey(row, "E0608", "the key stands in two rows",
                   "also in line " + std::to_string(first->second),
                   rules_.group.empty()
                       ? "one row is one fact: remove one, or take another "
                         "column into the key"
                       : "rows of one event stand one after the other: sort the "
                         "file by its key"));
    return true;
  }

  std::size_t Shown(ImportedRow::What what) const {
    return static_cast<std::size_t>(
        std::count_if(answer_.shown.begin(), answer_.shown.end(),
                      [&](const ImportedRow& one) { return one.what == what; }));
  }

  void NoteNew(const CsvRow& row, const Event& event) {
    if (!checking_) return;
    if (++answer_.fresh > kMaxShownRows) return;
    answer_.shown.push_back({ImportedRow::What::kNew, row.line, event.stream,
                             event.id, "", "", DayAndSummary(event)});
  }

  void NoteChange(RowReader& rows, const CsvRow& row, const Event& event,
                  const std::optional<Event>& before, const std::string& id) {
    if (!checking_) return;
    ++answer_.changed;
    const std::string was = before ? DayAndSummary(*before) : "cancelled";
    if (Shown(ImportedRow::What::kChanged) < kMaxShownRows) {
      answer_.shown.push_back({ImportedRow::What::kChanged, row.line,
                               event.stream, event.id, id, was,
                               DayAndSummary(event)});
      changes_.push_back(rows.AtKey(
          row, "E0616", event.stream + "/" + event.id + " has changed",
          "recorded: " + was,
          "--confirm-changes records the correction " + id + ": " +
              DayAndSummary(event)));
    }
  }

  Outcome Stamp(Pending& pending) {
    AuthoredEvent& one = pending.event;
    const Timestamp now = session_.now();
    std::string wrong;
    if (one.known && !backfill_) {
      wrong = "known-not-allowed";
    } else if (one.known && (*one.known > now || *one.known < head_.recorded_at)) {
      wrong = "known-order";
    }
    if (!wrong.empty()) {
      AddAt(pending, one.Place("known"), wrong,
            wrong == "known-not-allowed" ? "the ledger is not in backfill"
            : *one.known > now
                ? "a known-date may not lie in the future"
                : "known-dates may not decrease: the ledger's last event was "
                  "known at " + head_.recorded_at.ToString(),
            "",
            wrong == "known-not-allowed"
                ? "leave `known` out: the ledger's own clock stamps the event"
                : "");
    }
    Event& event = one.event;
    event.sequence = head_.sequence + chunk_.size() + 1;
    event.version = event.sequence;
    event.asserted = backfill_ && one.known.has_value();
    event.recorded_at = event.asserted ? *one.known : now;
    event.recorded_at = std::max(event.recorded_at, head_.recorded_at);
    if (event.recorded_at < last_recorded_ && !unordered_ && backfill_) {
      // It matters only where the rows do not fit one batch.
      const std::size_t before = problems_.size();
      AddAt(pending, one.Place("known"), "E0615",
            "the known-date lies before that of an earlier row", "",
            "sort the file by its known-dates: it is too large for one batch");
      if (problems_.size() > before) {
        unordered_ = std::move(problems_.back());
        problems_.pop_back();
      }
    }
    last_recorded_ = std::max(last_recorded_, event.recorded_at);
    CLI_ASSIGN(const RecordedRows::Stream* const stream,
               recorded_->Of(event.stream));
    event.utc_offset_minutes =
        OffsetMinutes(stream->zone, event.recorded_at).value_or(0);
    return Nothing{};
  }

  void AddAt(const Pending& pending, const Location& place, std::string code,
             std::string message, std::string label, std::string help) {
    Diagnostic problem;
    problem.code = std::move(code);
    problem.where = place;
    if (place.file == file_ && place.line >= pending.line) {
      problem.excerpt =
          ExcerptOf(pending.lines, place.line - pending.line + 1);
    } else {
      problem.excerpt = ExcerptOf(rules_.lines, place.line);
      // What is wrong with a constant is wrong in every row.
      for (const Diagnostic& other : problems_) {
        if (other.where == place && other.code == problem.code) return;
      }
    }
    problem.message = std::move(message);
    problem.label = std::move(label);
    problem.help = std::move(help);
    problems_.push_back(std::move(problem));
  }

  // Asks whether the chunk may be appended, and makes it ready.
  Outcome DecideChunk() {
    if (chunk_.empty()) return Nothing{};
    std::map<std::string, std::vector<Event>> recorded;
    std::vector<Event> incoming;
    for (const Pending& pending : chunk_) {
      const Event& event = pending.event.event;
      if (recorded.count(event.stream) == 0) {
        CLI_ASSIGN(const RecordedRows::Stream* const stream,
                   recorded_->Of(event.stream));
        recorded[event.stream] = stream->events;
      }
      std::vector<Event>& events = recorded[event.stream];
      if (pending.target &&
          std::none_of(events.begin(), events.end(), [&](const Event& one) {
            return one.id == pending.target->id;
          })) {
        events.push_back(*pending.target);
      }
      incoming.push_back(event);
    }
    for (auto& [stream, events] : recorded) {
      std::sort(events.begin(), events.end(),
                [](const Event& a, const Event& b) {
                  return a.version < b.version;
                });
    }
    for (const Rejection& one : Decide(recorded, incoming)) {
      const Pending& pending = chunk_[one.event];
      AddAt(pending, pending.event.Place(one.path), one.code, one.message,
            one.label, one.help);
    }
    CLI_RETURN_IF_ERROR(DecideReplacements(recorded));
    const bool good = problems_.empty() && !options_.dry_run &&
                      !(checking_ && overflow_);
    for (const Pending& pending : chunk_) {
      if (!good) break;
      CLI_ASSIGN(NewEvent event, Seal(pending.event, backfill_));
      ready_bytes_ += event.payload.size();
      ready_.push_back(std::move(event));
    }
    chunk_.clear();
    return checking_ ? CheckFits() : AppendFull();
  }

  // What a row says must hold in a correction as it must in a new event.
  Outcome DecideReplacements(
      const std::map<std::string, std::vector<Event>>& recorded) {
    std::vector<Event> replacements;
    std::vector<const Pending*> rows;
    for (const Pending& pending : chunk_) {
      const Event& event = pending.event.event;
      const auto* correction = event.As<Correction>();
      if (correction == nullptr) continue;
      Event replacement = *correction->replacement;
      replacement.stream = event.stream;
      replacement.id = event.id;
      replacement.sequence = event.sequence;
      replacement.version = event.version;
      replacement.recorded_at = event.recorded_at;
      replacement.utc_offset_minutes = event.utc_offset_minutes;
      replacements.push_back(std::move(replacement));
      rows.push_back(&pending);
    }
    if (rows.empty()) return Nothing{};
    for (const Rejection& one : Decide(recorded, replacements)) {
      const Pending& pending = *rows[one.event];
      const Location place = pending.event.Place("replacement." + one.path);
      const bool told = std::any_of(
          problems_.begin(), problems_.end(), [&](const Diagnostic& other) {
            return other.where == place && other.code == one.code;
          });
      if (told) continue;
      AddAt(pending, place, one.code, one.message, one.label, one.help);
    }
    return Nothing{};
  }

  // A file that does not fit one append is only checked in the first pass.
  Outcome CheckFits() {
    if (ready_.size() <= options_.most_at_once &&
        ready_bytes_ <= kMaxBatchBytes) {
      return Nothing{};
    }
    overflow_ = true;
    std::vector<NewEvent>().swap(ready_);
    ready_bytes_ = 0;
    return Nothing{};
  }

  Outcome AppendFull() {
    if (ready_.size() < options_.batch && ready_bytes_ <= kMaxBatchBytes) {
      return Nothing{};
    }
    return AppendReady();
  }

  // One atomic batch, refused if somebody else has appended meanwhile.
  Outcome AppendReady() {
    if (ready_.empty() || !problems_.empty()) return Nothing{};
    AppendRequest request;
    request.events = std::move(ready_);
    request.expected_head_sequence = head_.sequence;
    ready_.clear();
    ready_bytes_ = 0;
    CLI_ASSIGN(const AppendResult result,
               session_.log().Append(std::move(request)));
    if (answer_.batches++ == 0) answer_.first_sequence = result.first_sequence;
    answer_.last_sequence = result.last_sequence;
    CLI_ASSIGN(head_, session_.log().Head());
    return Nothing{};
  }

  struct HashBits {
    std::size_t operator()(
        const std::pair<std::uint64_t, std::uint64_t>& bits) const {
      return static_cast<std::size_t>(bits.first);
    }
  };

  Session& session_;
  const Rules& rules_;
  const std::string file_;  // as it is called
  std::string path_;
  File spool_;
  const ImportOptions options_;
  ImportAnswer answer_;
  Position head_;
  bool backfill_ = false;
  bool checking_ = true;   // the first pass
  bool overflow_ = false;  // the file does not fit one append
  Timestamp last_recorded_;
  std::optional<Diagnostic> unordered_;  // the first known-date out of order
  std::optional<RecordedRows> recorded_;
  std::vector<Diagnostic> problems_;
  std::vector<Diagnostic> changes_;
  std::vector<CsvRow> group_;
  std::vector<Pending> chunk_;
  std::vector<NewEvent> ready_;
  std::size_t ready_bytes_ = 0;
  std::unordered_map<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t,
                     HashBits>
      seen_;
};

}  // namespace

Result<ImportAnswer> Import(Session& session, const Rules& rules,
                            const std::string& file,
                            const ImportOptions& options) {
  return Importer(session, rules, file, options).Run();
}

}  // namespace covenant::cli

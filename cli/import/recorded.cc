#include "cli/import/recorded.h"

#include <algorithm>
#include <utility>

#include "cli/append.h"
#include "replay/record.h"

namespace covenant::cli {
namespace {

// What an event corrects or cancels, or "".
std::string TargetOf(const Event& event) {
  if (const auto* one = event.As<Correction>()) return one->target;
  if (const auto* one = event.As<Cancellation>()) return one->target;
  return "";
}

}  // namespace

Result<const RecordedRows::Stream*> RecordedRows::Of(
    const std::string& stream) {
  auto found = streams_.find(stream);
  if (found != streams_.end()) return &found->second;
  Stream made;
  CLI_RETURN_IF_ERROR(session_.log().ReadStream(
      stream, kLatest, [&](const StoredEvent& stored) -> absl::Status {
        const std::string& type = stored.header.type;
        if (type == "payment" || type == "report") return absl::OkStatus();
        Result<Event> event = Session::Decode(stored);
        if (!event.ok()) {
          return absl::DataLossError(event.error().diagnostics[0].message);
        }
        const std::string target = TargetOf(*event);
        if (!target.empty()) made.changes[target].push_back(*event);
        made.events.push_back(*std::move(event));
        return absl::OkStatus();
      }));
  // A correction is checked against its target, and that may be a payment.
  std::vector<Event> targets;
  for (const auto& changed : made.changes) {
    const std::string& target = changed.first;
    const bool kept =
        std::any_of(made.events.begin(), made.events.end(),
                    [&](const Event& event) { return event.id == target; });
    if (kept) continue;
    CLI_ASSIGN(const auto stored, session_.log().FindEvent(stream, target));
    if (!stored) continue;
    CLI_ASSIGN(Event event, Session::Decode(*stored));
    targets.push_back(std::move(event));
  }
  for (Event& event : targets) made.events.push_back(std::move(event));
  std::sort(made.events.begin(), made.events.end(),
            [](const Event& a, const Event& b) { return a.version < b.version; });
  made.zone = ZoneOf(made.events);
  return &streams_.emplace(stream, std::move(made)).first->second;
}

Result<std::optional<RecordedRow>> RecordedRows::Find(const std::string& stream,
                                                      const std::string& id) {
  CLI_ASSIGN(const auto stored, session_.log().FindEvent(stream, id));
  if (!stored) return std::optional<RecordedRow>();
  CLI_ASSIGN(const Stream* const about, Of(stream));
  RecordedRow row;
  CLI_ASSIGN(row.original, Session::Decode(*stored));
  if (about->changes.count(id) == 0) {
    row.now = row.original;
    return std::optional<RecordedRow>(std::move(row));
  }
  std::vector<Event> events = {row.original};
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto changes = about->changes.find(events[i].id);
    if (changes == about->changes.end()) continue;
    const std::vector<Event> more = changes->second;
    events.insert(events.end(), more.begin(), more.end());
  }
  std::sort(events.begin(), events.end(),
            [](const Event& a, const Event& b) { return a.version < b.version; });
  const std::vector<Recorded> counted = RecordAt(events, kLatest);
  if (!counted.empty()) row.now = *counted.front().event;
  return std::optional<RecordedRow>(std::move(row));
}

Result<std::string> RecordedRows::CorrectionId(const std::string& stream,
                                               const std::string& id) {
  for (int i = 1;; ++i) {
    std::string made = id.substr(0, 56) + "-c" + std::to_string(i);
    CLI_ASSIGN(const auto taken, session_.log().FindEvent(stream, made));
    if (taken || !given_.insert(stream + "/" + made).second) continue;
    return made;
  }
}

}  // namespace covenant::cli

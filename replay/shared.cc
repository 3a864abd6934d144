#include "replay/shared.h"

#include <utility>

#include "ledger/value/ids.h"
#include "replay/record.h"

namespace covenant {
namespace {

void Publish(const Recorded& r, const CalendarPublished& body, Shared& shared) {
  Calendar::Edition edition;
  edition.days = body.covers;
  edition.weekend = {body.weekend.begin(), body.weekend.end()};
  if (body.weekend.empty()) {
    edition.weekend = {Weekday::kSaturday, Weekday::kSunday};
  }
  edition.holidays = {body.holidays.begin(), body.holidays.end()};
  KnownCalendar& known = shared.calendars[body.name];
  known.calendar.Publish(std::move(edition));
  known.refs.insert(known.refs.end(), r.refs.begin(), r.refs.end());
}

void NamesOf(const std::string& path, const Value& value,
             std::set<std::string>& streams) {
  const auto* name = value.As<std::string>();
  if (name == nullptr) return;
  if (path == "calendar") {
    streams.insert(std::string(kCalendarStreamPrefix) + *name);
  }
}

void NamesOf(const Event& event, std::set<std::string>& streams) {
  if (const auto* correction = event.As<Correction>()) {
    NamesOf(*correction->replacement, streams);
  }
  const auto* body = event.As<Instrument>();
  if (body == nullptr) return;
  for (const Change& change : body->changes) {
    if (change.clause) {
      for (const auto& [path, value] : change.clause->fields) {
        NamesOf(path, value, streams);
      }
    }
    if (change.op == Change::Op::kSet) {
      NamesOf(change.path, change.to, streams);
    }
  }
}

}  // namespace

Shared SharedAt(const std::vector<Event>& events, std::uint64_t known) {
  Shared shared;
  shared.calendars["weekends"].calendar = Calendar::Weekends();
  // Event ids are unique in their stream only.
  std::map<std::string, std::vector<Event>> streams;
  for (const Event& event : events) streams[event.stream].push_back(event);
  for (const auto& [stream, own] : streams) {
    for (const Recorded& r : RecordAt(own, known)) {
      if (const auto* body = r.event->As<CalendarPublished>()) {
        Publish(r, *body, shared);
      }
    }
  }
  return shared;
}

std::set<std::string> SharedStreamsOf(const std::vector<Event>& events) {
  std::set<std::string> streams;
  for (const Event& event : events) NamesOf(event, streams);
  return streams;
}

}  // namespace covenant

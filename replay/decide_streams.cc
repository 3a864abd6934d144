#include "replay/decide_streams.h"

namespace covenant {

void DecideStream::Push(const Event& event) {
  events.push_back(event);
  if (event.As<Correction>() != nullptr ||
      event.As<Cancellation>() != nullptr) {
    names = StreamNames::Of(events);
  } else {
    names.Add(event);
  }
}

DecideStream& DecideStreams::Of(const std::string& name) {
  const auto [it, fresh] = streams_.try_emplace(name);
  DecideStream& stream = it->second;
  const auto found = fresh ? recorded_.find(name) : recorded_.end();
  if (found == recorded_.end()) return stream;
  stream.events = found->second;
  for (const Event& event : stream.events) stream.ids.insert(event.id);
  stream.names = StreamNames::Of(stream.events);
  return stream;
}

const std::vector<Event>* DecideStreams::Find(const std::string& name) {
  if (!streams_.contains(name) && !recorded_.contains(name)) return nullptr;
  return &Of(name).events;
}

std::set<std::string> DecideStreams::Names() const {
  std::set<std::string> names;
  for (const auto& [name, events] : recorded_) {
    if (!events.empty()) names.insert(name);
  }
  for (const auto& [name, stream] : streams_) {
    if (!stream.events.empty()) names.insert(name);
  }
  return names;
}

std::vector<std::string> DecideStreams::Contracts() const {
  std::vector<std::string> contracts;
  for (const std::string& name : Names()) {
    if (!name.starts_with("_")) contracts.push_back(name);
  }
  return contracts;
}

std::vector<Event> DecideStreams::EventsOf(std::string_view prefix) {
  std::vector<Event> events;
  for (const std::string& name : Names()) {
    if (!name.starts_with(prefix)) continue;
    const std::vector<Event>& own = Of(name).events;
    events.insert(events.end(), own.begin(), own.end());
  }
  return events;
}

}  // namespace covenant

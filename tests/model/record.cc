#include "tests/model/record.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace covenant::model {
namespace {

// The text of a replacement, with what it keeps of the event it replaces.
std::shared_ptr<const Event> Replaced(const Event& target,
                                      const Event& replacement) {
  Event event = replacement;
  event.stream = target.stream;
  event.id = target.id;
  event.sequence = target.sequence;
  event.version = target.version;
  event.recorded_at = target.recorded_at;
  if (!event.executed) event.executed = target.executed;
  if (!event.effective) event.effective = target.effective;
  if (!event.until) event.until = target.until;
  auto* now = std::get_if<Instrument>(&event.body);
  const auto* then = target.As<Instrument>();
  if (now != nullptr && then != nullptr) {
    if (now->number == 0) now->number = then->number;
    if (now->precedence == 0) now->precedence = then->precedence;
  }
  return std::make_shared<const Event>(std::move(event));
}

// The id that an event corrects or cancels, or nothing.
const std::string* TargetOf(const Event& event) {
  if (const auto* correction = event.As<Correction>()) {
    return &correction->target;
  }
  if (const auto* cancellation = event.As<Cancellation>()) {
    return &cancellation->target;
  }
  return nullptr;
}

}  // namespace

EventRef RefOf(const Event& event) {
  return EventRef{event.stream, event.version, event.id};
}

std::vector<Entry> EventsKnown(const std::vector<Event>& events,
                               std::uint64_t known) {
  std::vector<const Event*> seen;
  for (const Event& event : events) {
    if (event.sequence <= known) seen.push_back(&event);
  }
  std::sort(seen.begin(), seen.end(), [](const Event* a, const Event* b) {
    return a->sequence < b->sequence;
  });
  // What becomes of each: an event can only be judged by later ones, so the
  // last is judged first. No entry: cancelled.
  std::vector<std::optional<Entry>> fate(seen.size());
  for (std::size_t i = seen.size(); i-- > 0;) {
    const Event& event = *seen[i];
    const Entry* last = nullptr;
    for (std::size_t j = i + 1; j < seen.size(); ++j) {
      if (!fate[j]) continue;
      const std::string* target = TargetOf(*fate[j]->event);
      if (target != nullptr && *target == event.id) last = &*fate[j];
    }
    if (last == nullptr) {
      fate[i] =
          Entry{std::shared_ptr<const Event>(std::shared_ptr<void>(), &event),
                {RefOf(event)},
                event.sequence};
    } else if (const auto* correction = last->event->As<Correction>()) {
      fate[i] = Entry{Replaced(event, *correction->replacement),
                      {RefOf(event)},
                      event.sequence};
      fate[i]->chain.insert(fate[i]->chain.end(), last->chain.begin(),
                            last->chain.end());
    }
  }
  std::vector<Entry> result;
  for (std::optional<Entry>& entry : fate) {
    if (entry && TargetOf(*entry->event) == nullptr) {
      result.push_back(std::move(*entry));
    }
  }
  return result;
}

}  // namespace covenant::model

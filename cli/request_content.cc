#include "cli/request_content.h"

#include <algorithm>
#include <optional>

#include "ledger/codec/event_codec.h"

namespace covenant::cli {
namespace {

std::string ContentOf(Event event, const std::optional<Timestamp>& known) {
  event.utc_offset_minutes = 0;  // depends on when it is stamped
  std::string content = WriteJson(event) + "\n";
  if (known) content += "known " + known->ToString() + "\n";
  return content;
}

// Without the words of its sealed texts.
Event WithoutSealed(Event event) {
  for (Text* text : TextsOf(event)) {
    if (text->sealed) text->words = text->mac = "";
  }
  return event;
}

// In the order of recording, so that a repeat need not be stamped first.
std::vector<const AuthoredEvent*> InOrder(const Authored& authored) {
  std::vector<const AuthoredEvent*> order;
  order.reserve(authored.events.size());
  for (const AuthoredEvent& one : authored.events) order.push_back(&one);
  std::stable_sort(order.begin(), order.end(),
                   [](const AuthoredEvent* a, const AuthoredEvent* b) {
                     return a->known && (!b->known || *a->known < *b->known);
                   });
  return order;
}

}  // namespace

std::string ContentOf(const Authored& authored) {
  std::string content;
  for (const AuthoredEvent* one : InOrder(authored)) {
    content += ContentOf(one->event, one->known);
  }
  return content;
}

bool SameButSealed(const std::vector<Event>& recorded,
                   const Authored& authored) {
  std::string before, asked;
  for (const Event& event : recorded) {
    std::optional<Timestamp> known;
    if (event.asserted) known = event.recorded_at;
    before += ContentOf(WithoutSealed(event), known);
  }
  for (const AuthoredEvent* one : InOrder(authored)) {
    asked += ContentOf(WithoutSealed(one->event), one->known);
  }
  return before == asked;
}

}  // namespace covenant::cli

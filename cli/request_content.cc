#include "cli/request_content.h"

#include <algorithm>
#include <set>

#include "ledger/codec/event_codec.h"

namespace covenant::cli {
namespace {

// The event as an authoring document without the words of its sealed texts.
std::string WithoutSealed(Event event) {
  event.utc_offset_minutes = 0;  // depends on when it is stamped
  for (Text* text : TextsOf(event)) {
    if (text->sealed) text->words = text->mac = "";
  }
  return WriteJson(event);
}

}  // namespace

std::string ContentOf(const Authored& authored) {
  std::string content;
  // In the order of recording, so that a repeat need not be stamped first.
  std::vector<const AuthoredEvent*> order;
  for (const AuthoredEvent& one : authored.events) order.push_back(&one);
  std::stable_sort(order.begin(), order.end(),
                   [](const AuthoredEvent* a, const AuthoredEvent* b) {
                     return a->known && (!b->known || *a->known < *b->known);
                   });
  for (const AuthoredEvent* next : order) {
    const AuthoredEvent& one = *next;
    Event event = one.event;
    event.utc_offset_minutes = 0;  // depends on when it is stamped
    content += WriteJson(event) + "\n";
    if (one.known) content += "known " + one.known->ToString() + "\n";
  }
  return content;
}

bool SameButSealed(const std::vector<Event>& recorded,
                   const Authored& authored) {
  std::multiset<std::string> before, asked;
  for (const Event& event : recorded) before.insert(WithoutSealed(event));
  for (const AuthoredEvent& one : authored.events) {
    asked.insert(WithoutSealed(one.event));
  }
  return before == asked;
}

}  // namespace covenant::cli

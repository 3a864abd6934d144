#include "replay/record.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace covenant {
namespace {

// What a correction left out it takes from its target: place and rank stay
// unless they are corrected themselves.
std::shared_ptr<const Event> Replace(const Event& target, const Event& by) {
  auto event = std::make_shared<Event>(by);
  event->stream = target.stream;
  event->id = target.id;
  event->type = target.type;
  event->sequence = target.sequence;
  event->version = target.version;
  event->recorded_at = target.recorded_at;
  event->asserted = target.asserted;
  event->hash = target.hash;
  if (!event->executed) event->executed = target.executed;
  if (!event->effective) event->effective = target.effective;
  if (!event->until) event->until = target.until;
  if (event->document.name.empty()) event->document = target.document;
  auto* instrument = std::get_if<Instrument>(&event->body);
  const auto* original = target.As<Instrument>();
  if (instrument != nullptr && original != nullptr) {
    if (instrument->number == 0) instrument->number = original->number;
    if (instrument->precedence == 0) {
      instrument->precedence = original->precedence;
    }
  }
  return event;
}

class Resolver {
 public:
  Resolver(const std::vector<Event>& events, std::uint64_t known) {
    for (const Event& event : events) {
      if (event.sequence == 0 || event.sequence > known) continue;
      const std::string* target = nullptr;
      if (const auto* c = event.As<Correction>()) target = &c->target;
      if (const auto* c = event.As<Cancellation>()) target = &c->target;
      if (target != nullptr) {
        // Targets stand before what corrects them, so this never cycles.
        const auto found = by_id_.find(*target);
        if (found != by_id_.end()) {
          nodes_[found->second].acts.push_back(nodes_.size());
        }
      }
      by_id_.emplace(event.id, nodes_.size());
      nodes_.push_back({&event, target != nullptr, {}, std::nullopt});
    }
    // From the newest back: whatever acts on a node is resolved before it.
    for (std::size_t i = nodes_.size(); i-- > 0;) Resolve(i);
  }

  RecordSeen Seen() const {
    RecordSeen seen;
    for (const Node& node : nodes_) {
      seen.version = std::max(seen.version, node.event->version);
      if (node.content) {
        const auto& refs = node.content->refs;
        const std::string& answered = Answered(*node.content->event);
        const auto to = by_id_.find(answered);
        if (!answered.empty() && to != by_id_.end()) {
          seen.withdrawn[RefOf(*nodes_[to->second].event)].push_back(
              refs.front());
        }
        if (refs.size() > 1) {
          auto& acts = seen.withdrawn[refs.front()];
          acts.insert(acts.end(), refs.begin() + 1, refs.end());
        }
        continue;
      }
      auto& acts = seen.withdrawn[RefOf(*node.event)];
      for (const std::size_t act : node.acts) {
        if (nodes_[act].content) acts.push_back(RefOf(*nodes_[act].event));
      }
    }
    return seen;
  }

  std::vector<Recorded> Take() {
    std::vector<Recorded> result;
    for (Node& node : nodes_) {
      if (!node.is_act && node.content) {
        result.push_back(std::move(*node.content));
      }
    }
    return result;
  }

 private:
  struct Node {
    const Event* event;
    bool is_act;  // a correction or a cancellation
    std::vector<std::size_t> acts;  // what acts on it, oldest first
    std::optional<Recorded> content;  // nothing once cancelled
  };

  void Resolve(std::size_t index) {
    Node& node = nodes_[index];
    Recorded self;
    self.event = std::shared_ptr<const Event>(std::shared_ptr<void>(),
                                              node.event);  // not owned
    self.refs.push_back(RefOf(*node.event));
    for (std::size_t k = node.acts.size(); k-- > 0;) {
      const Node& act = nodes_[node.acts[k]];
      if (!act.content) continue;  // itself cancelled: counts as never made
      const Event& by = *act.content->event;
      if (by.As<Cancellation>() != nullptr) return;
      // A correction; or, where the correction itself was replaced by the event
      // as it should have read, that event.
      const auto* correction = by.As<Correction>();
      const Event& replacement =
          correction != nullptr ? *correction->replacement : by;
      self.event = Replace(*node.event, replacement);
      self.refs.insert(self.refs.end(), act.content->refs.begin(),
                       act.content->refs.end());
      break;
    }
    node.content = std::move(self);
  }

  // The breach, or the notice, that the event answers; empty: it answers none.
  static const std::string& Answered(const Event& event) {
    static const std::string none;
    if (const auto* cure = event.As<Cure>()) return cure->breach;
    if (const auto* notice = event.As<Notice>()) return notice->answers;
    if (const auto* exercise = event.As<Exercise>()) return exercise->about;
    return none;
  }

  std::map<std::string, std::size_t> by_id_;  // nodes, by the id of their event
  std::vector<Node> nodes_;
};

}  // namespace

EventRef RefOf(const Event& event) {
  return {event.stream, event.version, event.id};
}

RecordSeen SeenAt(const std::vector<Event>& events, std::uint64_t known) {
  return Resolver(events, known).Seen();
}

std::pair<RecordSeen, std::vector<Recorded>> RecordWithSeen(
    const std::vector<Event>& events, std::uint64_t known) {
  Resolver resolver(events, known);
  RecordSeen seen = resolver.Seen();
  return {std::move(seen), resolver.Take()};
}

std::vector<Recorded> RecordAt(const std::vector<Event>& events,
                               std::uint64_t known) {
  return Resolver(events, known).Take();
}

}  // namespace covenant

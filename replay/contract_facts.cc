#include "replay/contract_facts.h"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

namespace covenant {

std::vector<PartyRef> PartiesBy(std::optional<Date> day,
                                const std::vector<Recorded>& record,
                                const Facts& facts) {
  std::vector<PartyRef> parties;
  for (const Recorded& r : record) {
    const auto* body = r.event->As<Instrument>();
    if (body == nullptr) continue;
    const auto add = [&](const PartyRef& party) {
      const auto same = std::find_if(
          parties.begin(), parties.end(),
          [&](const PartyRef& p) { return p.id == party.id; });
      if (same == parties.end()) parties.push_back(party);
    };
    for (const PartyRef& party : body->parties) add(party);
    if (body->transfer) {
      add({body->transfer->to, "",
           body->kind == InstrumentKind::kAssignment ? "assignee"
           : body->kind == InstrumentKind::kNovation
               ? "in place of " + body->transfer->from
               : "assumes debts of " + body->transfer->from});
    }
  }
  const auto known = [&](const std::string& id) {
    return std::any_of(parties.begin(), parties.end(),
                       [&](const PartyRef& p) { return p.id == id; });
  };
  // A successor can itself have one.
  for (std::size_t i = 0; i < parties.size(); ++i) {
    const std::string party = parties[i].id;
    const auto found = facts.shared.successions.find(party);
    if (found == facts.shared.successions.end()) continue;
    for (const KnownSuccession& one : found->second) {
      if (known(one.successor) || (day && one.day > *day)) continue;
      parties.push_back({one.successor, "", "successor of " + party});
    }
  }
  return parties;
}

Instruments MetBy(std::optional<Date> day, Instruments instruments) {
  if (!day) return instruments;
  for (BoundInstrument& instrument : instruments.bound) {
    instrument.whole = BeforeVoid(std::move(instrument.whole), *day);
    for (TermOp& op : instrument.ops) {
      op = BeforeVoid(std::move(op), *day);
      op.never = op.never || (op.met && *op.met > *day);
    }
  }
  return instruments;
}

Instruments ByFactsUntil(std::optional<Date> day, Instruments instruments) {
  if (!day) return instruments;
  for (BoundInstrument& instrument : instruments.bound) {
    instrument.whole = BeforeVoid(std::move(instrument.whole), *day);
    for (TermOp& op : instrument.ops) op = AsOfDay(std::move(op), *day);
  }
  return instruments;
}

Facts WithDerived(Facts facts, const std::vector<Recorded>& record,
                  const Derived& derived, const ReadAs& read_as) {
  facts.read_as = read_as;
  for (const auto& [name, reached] : derived) {
    const std::string& event = reached.second;
    const auto by = std::find_if(
        record.begin(), record.end(),
        [&event](const Recorded& r) { return r.event->id == event; });
    if (by == record.end()) continue;
    const Reached milestone{reached.first, &*by, nullptr};
    auto [it, fresh] = facts.milestones.try_emplace(name, milestone);
    if (!fresh && milestone.date < it->second.date) it->second = milestone;
  }
  return facts;
}

std::set<std::string> VoidingOwnTerms(const std::vector<Recorded>& record) {
  std::set<std::string> names;
  const auto add = [&](const Value* value) {
    const auto* end = value == nullptr ? nullptr : value->As<Endpoint>();
    if (end != nullptr && end->void_if_met) names.insert(end->condition);
  };
  const auto add_each = [&](const std::vector<Change>& changes) {
    for (const Change& change : changes) {
      if (change.clause) {
        add(FindField(change.clause->fields, "until"));
      } else if (change.path == "until") {
        add(&change.to);
      }
    }
  };
  for (const Recorded& r : record) {
    if (const auto* body = r.event->As<Instrument>()) add_each(body->changes);
    if (const auto* reading = r.event->As<Reading>()) add_each(reading->reads);
  }
  return names;
}

bool AnyReachedAfter(Date day, const std::set<std::string>& names,
                     const Facts& facts) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    const auto reached = facts.milestones.find(name);
    return reached != facts.milestones.end() && reached->second.date > day;
  });
}

Facts WithoutReachedAfter(std::optional<Date> day,
                          const std::set<std::string>& names, Facts facts) {
  if (!day) return facts;
  std::erase_if(facts.milestones, [&](const auto& entry) {
    return names.contains(entry.first) && entry.second.date > *day;
  });
  return facts;
}

namespace {

// The day of the fact that the event tells of; absent: it is none, or undated.
std::optional<Date> DayOfFact(const Event& event) {
  return std::visit(
      [](const auto& body) -> std::optional<Date> {
        using Sort = std::decay_t<decltype(body)>;
        constexpr bool kSigns = std::is_same_v<Sort, Signature> ||
                                std::is_same_v<Sort, SignatureWithdrawal>;
        if constexpr (!kSigns && requires { body.date; }) {
          return body.date;
        } else if constexpr (requires { body.given; }) {
          return body.given;
        } else if constexpr (requires { body.sent; }) {
          return body.sent;
        } else if constexpr (requires { body.delivered; }) {
          return body.delivered;
        } else {
          return std::nullopt;
        }
      },
      event.body);
}

}  // namespace

std::vector<Recorded> DoneBy(std::optional<Date> day,
                             std::vector<Recorded> record) {
  if (!day) return record;
  std::erase_if(record, [&](const Recorded& one) {
    const std::optional<Date> done = DayOfFact(*one.event);
    return done && *done > *day;
  });
  return record;
}

bool AnyUseAfter(Date day, const std::vector<Recorded>& record) {
  return std::any_of(record.begin(), record.end(), [&](const Recorded& one) {
    const Event& event = *one.event;
    if (event.As<Exercise>() == nullptr && event.As<Notice>() == nullptr &&
        event.As<Performance>() == nullptr && event.As<Cure>() == nullptr &&
        event.As<BreachAlleged>() == nullptr &&
        event.As<Milestone>() == nullptr) {
      return false;
    }
    const std::optional<Date> done = DayOfFact(event);
    return done && *done > day;
  });
}

std::vector<EventRef> ReadingRefs(const ReadAs& read_as, const Timeline& timeline,
                                  const Obligation& sum) {
  std::vector<EventRef> refs;
  for (const ReadFields& item : read_as.items) {
    if (item.clause != sum.clause) continue;
    for (const Segment& segment : timeline.segments()) {
      const auto clause = segment.terms->clauses.find(item.clause);
      if (clause == segment.terms->clauses.end() ||
          (sum.period && segment.days.Intersect(*sum.period).Empty())) {
        continue;
      }
      for (const auto& [path, field] : clause->second.fields) {
        if (field.reading != item.name) continue;
        refs.insert(refs.end(), item.refs.begin(), item.refs.end());
      }
    }
  }
  return refs;
}

void AttachParties(const std::vector<PartyChange>& changes, Date as_of,
                   ClauseState& clause) {
  if (changes.empty()) return;
  std::set<std::string> parties = PartiesOf(clause);
  for (const PartyChange& change : changes) {
    if (change.void_of_effect || (change.day && *change.day > as_of) ||
        !change.Covers(clause.id) || !parties.contains(change.terms.from)) {
      continue;
    }
    parties.insert(change.terms.to);
    const OriginalDebtor original = change.terms.original;
    if (!change.terms.share && original != OriginalDebtor::kStillLiable &&
        original != OriginalDebtor::kSolelyLiable) {
      parties.erase(change.terms.from);
    }
    Attachment attachment;
    attachment.type = change.how;
    attachment.text = PartyChangeText(change);
    if (change.day) {
      // The days stand beside the text.
      const std::string since = ", from " + change.day->ToString();
      if (const auto at = attachment.text.find(since);
          at != std::string::npos) {
        attachment.text.erase(at, since.size());
      }
      attachment.days = Interval::From(*change.day);
    }
    attachment.because = change.because;
    attachment.place = change.place;
    clause.attachments.push_back(std::move(attachment));
  }
}

}  // namespace covenant

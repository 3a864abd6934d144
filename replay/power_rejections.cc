#include "replay/power_rejections.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ledger/event/clause.h"
#include "replay/record.h"
#include "replay/rights/norms.h"

namespace covenant {

void CheckPower(const std::string& path, const Clause& clause,
                EventChecks& checks) {
  const auto has = [&](const char* field) {
    return FindField(clause.fields, field) != nullptr;
  };
  const auto word = [&](const char* field) {
    const Value* value = FindField(clause.fields, field);
    const auto* symbol = value == nullptr ? nullptr : value->As<std::string>();
    return symbol == nullptr ? std::string() : *symbol;
  };
  if (clause.kind == kind::kTerm) {
    if (has("initial") == has("expires")) {
      checks.Refuse(
          "E0526", path + (has("initial") ? ".expires" : ".id"),
          has("initial") ? "the term states its length and its last day"
                         : "the term does not say when it ends",
          has("initial") ? "two ends" : "no end",
          "write `initial: 3 years`, or `expires:` with the first day "
          "after it");
    }
    for (const char* field : {"notice", "opens"}) {
      const Value* span = FindField(clause.fields, field);
      const auto* days = span == nullptr ? nullptr : span->As<Duration>();
      if (days == nullptr || days->unit() != DurationUnit::kBusinessDays) {
        continue;
      }
      checks.Refuse("E0526", path + "." + field,
                    "business days are not counted back from the end of a term",
                    "in business days", "write calendar days");
    }
    const std::string renewal = word("renewal");
    const bool renews = renewal == "automatic" || renewal == "by-notice";
    if (renews && has("expires") && !has("renewal_period")) {
      checks.Refuse("E0526", path + ".renewal",
                    "the term does not say how long a renewal is", "no length",
                    "write `renewal_period: 1 year`");
    }
  }
  if (clause.kind == kind::kTerminationRight &&
      word("ground") == "convenience") {
    for (const char* field : {"cure", "incurable", "breach_of", "automatic"}) {
      if (!has(field)) continue;
      checks.Refuse(
          "E0526", path + "." + field,
          std::string("`") + field + "` goes with a termination for cause",
          "no breach is needed", "remove it, or write `ground: cause`");
    }
  }
}

void CheckPart(const std::string& path, const Change& change,
               const std::string& kind, EventChecks& checks) {
  const bool conduct = IsNormKind(kind) || kind == kind::kDuty ||
                       kind == kind::kOption || kind == kind::kTerm ||
                       kind == kind::kTerminationRight ||
                       kind == kind::kDeemedAct;
  if (!conduct || (!change.share && !change.amount)) return;
  checks.Refuse("E0512", path,
                "the clause " + change.target + ", of kind `" + kind +
                    "`, is no sum of which a part could be waived",
                "not a part of a sum",
                "remove it, and say by `scope`, `deal_event` or `until` what "
                "is waived");
}

void CheckSuccession(const Event& event, const std::vector<Event>& parties,
                     EventChecks& checks) {
  const auto* next = event.As<PartySuccession>();
  if (next == nullptr) return;
  if (next->party == next->successor) {
    checks.Refuse("E0520", "successor",
                  next->successor + " cannot take its own place",
                  "the same party", "name the other party");
    return;
  }
  // Corrections name events of their own stream.
  std::map<std::string, std::vector<Event>> streams;
  for (const Event& one : parties) streams[one.stream].push_back(one);
  std::map<std::string, std::set<std::string>> on_day;
  for (const auto& [stream, events] : streams) {
    for (const Recorded& one : RecordAt(events, kLogEnd)) {
      const auto* other = one.event->As<PartySuccession>();
      if (other == nullptr || other->date != next->date) continue;
      on_day[other->party].insert(other->successor);
    }
  }
  std::set<std::string> reached;
  std::vector<std::string> open = {next->successor};
  while (!open.empty()) {
    const std::string party = open.back();
    open.pop_back();
    if (!reached.insert(party).second) continue;
    open.insert(open.end(), on_day[party].begin(), on_day[party].end());
  }
  if (!reached.contains(next->party)) return;
  checks.Refuse("E0520", "successor",
                next->party + " comes in the place of " + next->successor +
                    " on the same day",
                "a circle", "correct the date or the parties of one of them");
}

}  // namespace covenant

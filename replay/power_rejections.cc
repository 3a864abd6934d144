#include "replay/power_rejections.h"

#include "ledger/event/clause.h"

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

}  // namespace covenant

#include "replay/rate_rejections.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "replay/contract.h"
#include "replay/money/collar.h"
#include "replay/money/early_payment.h"
#include "replay/record.h"

namespace covenant {
namespace {

// The event as it reads: of a correction, what it puts in place.
const Event& ContentOf(const Event& event) {
  const auto* correction = event.As<Correction>();
  return correction == nullptr ? event : *correction->replacement;
}

std::string UnitOf(const RatePublished& body) {
  for (const RateValue& value : body.values) {
    if (value.value) return value.value->unit().text();
  }
  return "";
}

std::string MeasuresOf(const RatePublished& body) {
  switch (body.measures) {
    case RateMeasure::kPercent:
      return "rates for a year";
    case RateMeasure::kIndex:
      return "levels in " + UnitOf(body);
    case RateMeasure::kExchange:
    case RateMeasure::kPrice:
      return "prices of " + body.base + " in " + UnitOf(body);
  }
  return "";
}

struct Problem {
  std::string code;
  std::string message;
  std::string help;
};

// Of the bands of a fixed compensation, which come in a list as a whole.
std::string BandProblem(const ClauseState& clause) {
  const auto* bands = clause.As<Value::List>("compensation");
  std::optional<Rational> before;
  std::string currency;
  for (std::size_t i = 0; bands != nullptr && i < bands->size(); ++i) {
    const auto* band = (*bands)[i].As<Value::Map>();
    if (band == nullptr) continue;
    const Amount* bound = nullptr;
    for (const auto& [key, value] : *band) {
      const auto* amount = value.As<Amount>();
      if (amount == nullptr) continue;
      if (currency.empty()) currency = amount->unit().text();
      if (amount->unit().text() != currency) {
        return "the bands of its compensation are in two currencies";
      }
      if (key == "amount") continue;
      if (bound != nullptr) return "a band of its compensation has two bounds";
      bound = amount;
    }
    if (const auto share = band->find("share"); share != band->end()) {
      const auto* rate = share->second.As<Rate>();
      const auto at_most =
          rate == nullptr ? std::nullopt : rate->Range().at_most();
      if (at_most && at_most->Sign() < 0) {
        return "a share of its compensation is below zero";
      }
    }
    if (!band->contains("amount") && !band->contains("share")) {
      return "a band of its compensation gives nothing";
    }
    if ((bound == nullptr) != (i + 1 == bands->size())) {
      return bound == nullptr
                 ? "a band of its compensation has no bound, and others follow"
                 : "its compensation has no sum for the largest debts";
    }
    if (bound == nullptr || !bound->IsExact()) continue;
    const Rational at = bound->value().ToRational();
    if (at <= before.value_or(Rational())) {
      return "the bands of its compensation are not in order";
    }
    before = at;
  }
  return "";
}

std::optional<Problem> InterestProblem(const ClauseState& clause) {
  if (std::string what = BandProblem(clause); !what.empty()) {
    return Problem{"E0444", std::move(what),
                   "write the bands from the lowest up, the last without a "
                   "bound"};
  }
  const bool rate = clause.Has("rate");
  const bool series = clause.Has("reference.rate");
  std::string what;
  if (series != clause.Has("reference.resets")) {
    what = "its reference rate lacks its `rate` or its `resets`";
  } else if (rate == series) {
    what = rate ? "it has both a rate and a reference rate"
                : "it has neither a rate nor a reference rate";
  } else if (rate && clause.Has("margin")) {
    what = "it has a margin without a reference rate";
  } else if (FloorAboveCap(clause, "reference.floor", "reference.cap")) {
    return Problem{"E0444", "the floor of its reference rate is above the cap",
                   "set `reference.floor` and `reference.cap` in one "
                   "instrument"};
  } else {
    return std::nullopt;
  }
  return Problem{"E0444", what,
                 "set and remove `rate`, `reference` and `margin` in one "
                 "instrument"};
}

std::optional<Problem> ConversionProblem(const ClauseState& clause) {
  const bool any = std::any_of(
      clause.fields.begin(), clause.fields.end(),
      [](const auto& field) { return field.first.starts_with("convert."); });
  if (!any) return std::nullopt;
  for (const char* key : {"to", "rate", "day"}) {
    if (clause.Has(std::string("convert.") + key)) continue;
    return Problem{"E0445",
                   std::string("its conversion lacks its `") + key + "`",
                   "set `" + clause.id + ".convert." + key + "` too"};
  }
  const auto* day = clause.As<std::string>("convert.day");
  if (clause.Has("every") || day == nullptr || !day->starts_with("period-")) {
    return std::nullopt;
  }
  return Problem{"E0445", "it is owed once, and converted by a period",
                 "write `due-date` or `invoice`"};
}

std::optional<Problem> IndexationProblem(const ClauseState& clause) {
  const bool any = std::any_of(
      clause.fields.begin(), clause.fields.end(),
      [](const auto& field) { return field.first.starts_with("indexation."); });
  if (!any) return std::nullopt;
  for (const char* key : {"rate", "first"}) {
    if (clause.Has(std::string("indexation.") + key)) continue;
    return Problem{"E0446",
                   std::string("its indexation lacks its `") + key + "`",
                   "set `" + clause.id + ".indexation." + key + "` too"};
  }
  if (FloorAboveCap(clause, "indexation.floor", "indexation.cap")) {
    return Problem{"E0446", "the floor of its indexation is above the cap",
                   "set `indexation.floor` and `indexation.cap` in one "
                   "instrument"};
  }
  if (clause.Has("indexation.base") != clause.Has("indexation.base_level")) {
    return std::nullopt;
  }
  return Problem{"E0446",
                 "its indexation has neither or both of a base and its level",
                 "set one of `base` and `base_level`"};
}

// The part of what is earned that is credited against advances.
bool IsCreditedPart(const ClauseState& clause) {
  const auto* share = clause.As<Rate>("recoup.share");
  if (share == nullptr) return true;
  const RationalRange range = share->Range();
  const auto& least = range.at_least();
  const auto& most = range.at_most();
  return (!most || most->Sign() > 0) &&
         (!least || *least <= Rational::FromInt(1));
}

std::optional<Problem> ProblemOf(const ClauseState& clause) {
  if (!IsCreditedPart(clause)) {
    return Problem{"E0457",
                   "the share of " + clause.id +
                       " that is credited against advances is nothing or more "
                       "than all",
                   "set `" + clause.id +
                       ".recoup.share` to more than 0 % and at most 100 %"};
  }
  if (clause.kind == kind::kEarlyPayment) {
    std::string what = EarlyPaymentProblem(clause);
    if (!what.empty()) {
      return Problem{"E0457", std::move(what), "write smaller rates"};
    }
  }
  if (clause.kind == kind::kLateInterest) {
    if (auto problem = InterestProblem(clause)) return problem;
  }
  if (auto problem = ConversionProblem(clause)) return problem;
  return IndexationProblem(clause);
}

// Whether a field is one of those that only fit together.
bool IsRateField(std::string_view path) {
  const std::string_view first = path.substr(0, path.find('.'));
  return first == "convert" || first == "indexation" || first == "reference" ||
         first == "margin" || first == "rate" || first == "compensation" ||
         first == "recoup" || first == "steps";
}

// Where change `index` of an instrument stands.
std::string PathOf(const Instrument& body, std::size_t index) {
  const std::string n = "[" + std::to_string(index) + "]";
  if (body.kind == InstrumentKind::kAgreement ||
      body.kind == InstrumentKind::kRestatement) {
    return "clauses" + n;
  }
  return body.changes[index].op == Change::Op::kSet ? "changes" + n + ".to"
                                                    : "changes" + n;
}

class RateChecker {
 public:
  RateChecker(const Event& event, const std::vector<Event>& events,
              const std::vector<Event>& parties, std::size_t index)
      : event_(event), events_(events), parties_(parties), index_(index) {}

  std::optional<Rejection> Run() const {
    const Event& content = ContentOf(event_);
    if (const auto* rate = content.As<RatePublished>()) return Series(*rate);
    if (const auto* body = content.As<Instrument>()) {
      if (auto rejection = Changes(*body)) return rejection;
      if (&content != &event_) return TakenAway("event");
    }
    if (const auto* cancelled = event_.As<Cancellation>()) {
      if (IsInstrument(cancelled->target)) return TakenAway("target");
    }
    return std::nullopt;
  }

 private:
  Rejection Refuse(std::string code, std::string path, std::string message,
                   std::string help) const {
    if (event_.As<Correction>() != nullptr) path = "replacement." + path;
    return {std::move(code),    index_, std::move(path),
            std::move(message), "",     std::move(help)};
  }

  // All events of a series measure the same thing.
  std::optional<Rejection> Series(const RatePublished& now) const {
    for (const Recorded& r : RecordAt(events_, kLogEnd)) {
      const auto* other = r.event->As<RatePublished>();
      if (other == nullptr || r.event->id == event_.id) continue;
      if (const auto* correction = event_.As<Correction>();
          correction != nullptr && r.event->id == correction->target) {
        continue;
      }
      if (other->measures == now.measures && other->base == now.base &&
          UnitOf(*other) == UnitOf(now)) {
        continue;
      }
      return Refuse("E0443", "measures",
                    "the values of " + now.name + " are " + MeasuresOf(*other) +
                        ", and these are " + MeasuresOf(now),
                    "publish another series under another name");
    }
    return std::nullopt;
  }

  // Changes of single fields; whole clauses are checked where they are read.
  std::optional<Rejection> Changes(const Instrument& body) const {
    for (std::size_t i = 0; i < body.changes.size(); ++i) {
      const Change& change = body.changes[i];
      if (!IsRateField(change.path)) continue;
      const auto contract =
          Contract::Create(event_.stream, events_, kLogEnd, parties_);
      if (!contract.ok()) return std::nullopt;
      for (const Date day : contract->ChangeDays()) {
        const Terms terms = contract->TermsAt(day);
        const auto clause = terms.clauses.find(change.target);
        if (clause == terms.clauses.end()) continue;
        const auto problem = ProblemOf(clause->second);
        if (!problem) continue;
        return Refuse(problem->code, PathOf(body, i),
                      "on " + day.ToString() + " " + change.target +
                          " could not be computed: " + problem->message,
                      problem->help);
      }
    }
    return std::nullopt;
  }

  // Whether the event, or what the corrections in a row put right, is an
  // instrument.
  bool IsInstrument(const std::string& id) const {
    for (const Event& event : events_) {
      if (event.id != id) continue;
      if (event.As<Instrument>() != nullptr) return true;
      const auto* correction = event.As<Correction>();
      return correction != nullptr && IsInstrument(correction->target);
    }
    return false;
  }

  // What later instruments changed may not fit together without an instrument
  // that is withdrawn, or with one that is corrected.
  std::optional<Rejection> TakenAway(const std::string& path) const {
    const auto contract =
        Contract::Create(event_.stream, events_, kLogEnd, parties_);
    if (!contract.ok()) return std::nullopt;
    for (const Date day : contract->ChangeDays()) {
      const Terms terms = contract->TermsAt(day);
      for (const auto& [id, clause] : terms.clauses) {
        const auto problem = ProblemOf(clause);
        if (!problem) continue;
        return Refuse(problem->code, path,
                      "on " + day.ToString() + " " + id +
                          " could not be computed: " + problem->message,
                      "cancel or correct the later instrument first");
      }
    }
    return std::nullopt;
  }

  const Event& event_;
  const std::vector<Event>& events_;
  const std::vector<Event>& parties_;
  const std::size_t index_;
};

}  // namespace

void AddRateRejections(const Event& event, const std::vector<Event>& events,
                       const std::vector<Event>& parties, std::size_t index,
                       std::vector<Rejection>& rejections) {
  if (!rejections.empty()) return;
  if (auto rejection = RateChecker(event, events, parties, index).Run()) {
    rejections.push_back(*std::move(rejection));
  }
}

}  // namespace covenant

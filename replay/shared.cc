#include "replay/shared.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "ledger/value/ids.h"
#include "replay/record.h"
#include "replay/timeline.h"

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
  if (const auto* map = value.As<Value::Map>()) {
    for (const auto& [key, part] : *map) {
      NamesOf(path + "." + key, part, streams);
    }
    return;
  }
  if (const auto* list = value.As<Value::List>(); list && path == "rates") {
    for (const Value& one : *list) NamesOf("prices.rate", one, streams);
  }
  const auto* name = value.As<std::string>();
  if (name == nullptr) return;
  constexpr std::string_view kReads = "rates.";  // of a formula, by name
  if (path.starts_with(kReads)) {
    streams.insert(std::string(kRateStreamPrefix) + path.substr(kReads.size()));
  } else if (path == "calendar") {
    streams.insert(std::string(kCalendarStreamPrefix) + *name);
  } else if (path.ends_with(".rate") ||
             path == "market_object_code_of_rate_reset") {
    // `convert.rate`, `reference.rate`, `indexation.rate` name a series, and so
    // does each of a list of prices.
    streams.insert(std::string(kRateStreamPrefix) + *name);
  }
}

void NamesOf(const Event& event, std::set<std::string>& streams) {
  if (const auto* correction = event.As<Correction>()) {
    NamesOf(*correction->replacement, streams);
  }
  const auto party = [&](const std::string& id) {
    streams.insert(std::string(kPartyStreamPrefix) + id);
  };
  if (const auto* succession = event.As<PartySuccession>()) {
    party(succession->successor);
  }
  if (const auto* deal = event.As<Deal>()) {
    party(deal->actor);
    if (!deal->counterparty.empty()) party(deal->counterparty);
  }
  const auto* body = event.As<Instrument>();
  if (body == nullptr) return;
  if (!body->parent.empty()) streams.insert(body->parent);
  for (const PartyRef& one : body->parties) party(one.id);
  if (body->transfer) party(body->transfer->to);
  for (const std::string& one : body->signatories) party(one);
  if (body->signing) {
    for (const std::string& one : body->signing->Parties()) party(one);
  }
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

void KnownSeries::Publish(const Recorded& record, const RatePublished& body) {
  const Event& event = *record.event;
  measures_ = body.measures;
  base_ = body.base;
  const auto basis = event.basis_of.find("values");
  for (const RateValue& published : body.values) {
    SeriesValue value;
    value.days = published.Days();
    if (published.rate) {
      value.value = published.rate->Range();
    } else if (published.value) {
      value.value = published.value->Range();
      quote_ = published.value->unit().text();
      value.unit = body.base.empty() ? quote_ : quote_ + "/" + body.base;
    } else {
      continue;
    }
    value.basis = basis == event.basis_of.end() ? event.basis : basis->second;
    value.refs = record.refs;
    value.place = PlaceOf(event, "");
    if (!value.days.from() || !value.days.until() || value.days.Empty())
      continue;
    const Date from = *value.days.from();
    const Date until = *value.days.until();
    // What stood on these days before gives way.
    auto at = spans_.lower_bound(from);
    if (at != spans_.begin()) {
      const auto before = std::prev(at);
      if (before->second.until > from) {
        const Span whole = before->second;
        before->second.until = from;
        if (whole.until > until) spans_[until] = whole;
      }
    }
    while (at != spans_.end() && at->first < until) {
      const Span whole = at->second;
      at = spans_.erase(at);
      if (whole.until > until) at = spans_.emplace(until, whole).first;
    }
    spans_[from] = {until, values_.size()};
    values_.push_back(std::move(value));
  }
}

KnownSeries::Earlier KnownSeries::OnOrBefore(Date day) const {
  auto at = spans_.upper_bound(day);
  if (at == spans_.begin()) return {};
  --at;
  const Date last = *at->second.until.AddDays(-1);
  return {&values_[at->second.value], std::min(last, day)};
}

const SeriesValue* KnownSeries::On(Date day) const {
  const Earlier found = OnOrBefore(day);
  return found.value != nullptr && found.last == day ? found.value : nullptr;
}

std::vector<const SeriesValue*> KnownSeries::Within(
    const Interval& days) const {
  std::vector<const SeriesValue*> result;
  for (const auto& [from, span] : spans_) {
    const SeriesValue& value = values_[span.value];
    // What is left of a value that another one interrupts is not one more.
    if (*value.days.from() == from && days.Contains(from)) {
      result.push_back(&value);
    }
  }
  return result;
}

Shared SharedAt(const std::vector<Event>& events, std::uint64_t known) {
  Shared shared;
  shared.calendars["weekends"].calendar = Calendar::Weekends();
  // Event ids are unique in their stream only.
  std::map<std::string, std::vector<Event>> streams;
  for (const Event& event : events) {
    if (IsReservedStreamId(event.stream)) {
      streams[event.stream].push_back(event);
    }
  }
  for (const auto& [stream, own] : streams) {
    for (const Recorded& r : RecordAt(own, known)) {
      if (const auto* body = r.event->As<CalendarPublished>()) {
        Publish(r, *body, shared);
      } else if (const auto* rate = r.event->As<RatePublished>()) {
        shared.rates[rate->name].Publish(r, *rate);
      } else if (const auto* s = r.event->As<PartySuccession>()) {
        shared.successions[s->party].push_back(
            {s->successor, s->date, s->manner, r.refs, PlaceOf(*r.event, "")});
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

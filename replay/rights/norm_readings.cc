#include "replay/rights/norm_readings.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

#include "replay/timeline.h"

namespace covenant {
namespace {

// A reading with what it says of fields, by which others of its name are known.
struct Said {
  NormReading norm;
  std::vector<Change> reads;
  bool stated_since = false;
};

Said SaidBy(const Recorded& record, const Reading& reading) {
  Said said;
  NormReading& one = said.norm;
  one.name = reading.name;
  one.asserted_by.insert(reading.asserted_by.begin(), reading.asserted_by.end());
  one.covers = ScopeSetsOf(reading.covers);
  one.leaves_out = ScopeSetsOf(reading.leaves_out);
  one.says_scope = !reading.covers.empty() || !reading.leaves_out.empty();
  one.settles = reading.standing == ReadingStanding::kAgreed ||
                reading.standing == ReadingStanding::kOrdered;
  one.date = one.text_of = reading.date;
  one.since = reading.since.value_or(reading.date);
  one.says = reading.says.Shown();
  one.because = record.refs;
  one.place = PlaceOf(*record.event, "");
  said.reads = reading.reads;
  said.stated_since = reading.since.has_value();
  return said;
}

// A dispute that is resolved by a reading settles the clause for all days.
Said SaidBy(const Recorded& record, const DisputeResolution& end) {
  Said said;
  NormReading& one = said.norm;
  one.name = end.reading;
  one.settles = true;
  one.date = one.text_of = end.date;
  one.since = end.since.value_or(*Date::FromYmd(1, 1, 1));
  one.because = record.refs;
  one.place = PlaceOf(*record.event, "");
  said.stated_since = true;
  return said;
}

bool SaysNothing(const Said& said) {
  return !said.norm.says_scope && said.reads.empty();
}

// What says nothing of scope or fields is the one that was asserted by its name.
void TakeOver(const std::vector<Said>& before, Said& said) {
  if (!SaysNothing(said) || said.norm.name == kText) return;
  for (const Said& one : before) {
    if (one.norm.name != said.norm.name) continue;
    said.norm.covers = one.norm.covers;
    said.norm.leaves_out = one.norm.leaves_out;
    said.norm.says_scope = one.norm.says_scope;
    said.norm.text_of = one.norm.text_of;
    said.reads = one.reads;
  }
}

bool SaysTheSame(const Said& a, const Said& b) {
  return a.norm.name == b.norm.name && a.norm.covers == b.norm.covers &&
         a.norm.leaves_out == b.norm.leaves_out && a.reads == b.reads;
}

// What others have asserted before, and this one asserts too, is asserted by all of
// them from this day on. Whether these are all sides the clause says. Nothing where
// it adds nobody, or where the clause was settled in between.
std::optional<Said> Together(const std::vector<Said>& before, const Said& said) {
  if (said.norm.settles) return std::nullopt;
  for (std::size_t i = before.size(); i-- > 0;) {
    const Said& one = before[i];
    if (one.norm.settles) return std::nullopt;
    if (!SaysTheSame(one, said)) {
      const auto& by = one.norm.asserted_by;
      const auto& own = said.norm.asserted_by;
      const bool all = by.size() > 1 && std::includes(by.begin(), by.end(),
                                                      own.begin(), own.end());
      if (all) return std::nullopt;
      continue;
    }
    Said both = said;
    both.norm.asserted_by.insert(one.norm.asserted_by.begin(),
                                 one.norm.asserted_by.end());
    if (both.norm.asserted_by == said.norm.asserted_by) return std::nullopt;
    both.norm.date = std::max(said.norm.date, one.norm.date);
    both.norm.text_of = std::min(said.norm.text_of, one.norm.text_of);
    if (!said.stated_since) both.norm.since = both.norm.date;
    for (const EventRef& ref : one.norm.because) {
      both.norm.because.push_back(ref);
    }
    return both;
  }
  return std::nullopt;
}

}  // namespace

std::map<std::string, std::vector<NormReading>> NormReadingsOf(
    const std::vector<Recorded>& record, const RightsPoint& point) {
  std::map<std::string, std::vector<Said>> said;
  std::map<std::string, std::string> disputed;  // disputes to their clauses
  for (const Recorded& one : record) {
    const Event& event = *one.event;
    const auto counts = [&](Date day) {
      return event.sequence > point.recorded || day <= point.as_of;
    };
    std::string clause;
    Said next;
    if (const auto* dispute = event.As<Dispute>()) {
      const std::string& sum = dispute->obligation;
      disputed[event.id] = sum.substr(0, sum.find('/'));
      continue;
    }
    if (const auto* reading = event.As<Reading>()) {
      if (!counts(reading->date)) continue;
      clause = reading->clause;
      next = SaidBy(one, *reading);
    } else if (const auto* end = event.As<DisputeResolution>()) {
      if (end->reading.empty() || !counts(end->date)) continue;
      clause = disputed[end->dispute];
      next = SaidBy(one, *end);
    } else {
      continue;
    }
    auto& list = said[clause];
    TakeOver(list, next);
    auto both = Together(list, next);
    list.push_back(std::move(next));
    if (both) list.push_back(*std::move(both));
  }
  std::map<std::string, std::vector<NormReading>> result;
  for (auto& [clause, list] : said) {
    for (Said& one : list) {
      one.norm.in_words = SaysNothing(one) && one.norm.name != kText;
      // What it says of fields is in the terms already.
      one.norm.reads_fields = !one.reads.empty();
      one.norm.fields_only = !one.norm.says_scope && !one.reads.empty();
      result[clause].push_back(std::move(one.norm));
    }
  }
  return result;
}

}  // namespace covenant

// Shared: what all contracts of a ledger share, as known at a point: holiday
// calendars, published rates and successions of parties. It stands in reserved
// streams, `_calendar/NAME`, `_rate/NAME` and `_party/ID`; a contract names what
// it uses. Pure.
#ifndef REPLAY_SHARED_H_
#define REPLAY_SHARED_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ledger/event/event.h"
#include "ledger/value/calendar.h"
#include "ledger/value/range.h"
#include "replay/finding.h"
#include "replay/record.h"

namespace covenant {

struct KnownCalendar {
  Calendar calendar;
  std::vector<EventRef> refs;  // the events that published it
};

// What a series was on some days.
struct SeriesValue {
  Interval days;  // both ends present
  RationalRange value;
  std::string unit;  // empty of a rate for a year; `points`; `USD/EUR`
  Basis basis = Basis::kOfficial;
  std::vector<EventRef> refs;
  std::string place;
};

// A published series of rates. On each day the last value that was published
// for it counts.
class KnownSeries {
 public:
  void Publish(const Recorded& record, const RatePublished& body);

  RateMeasure measures() const { return measures_; }
  // Of an exchange rate: the currency that is priced, and that of the prices.
  const std::string& base() const { return base_; }
  const std::string& quote() const { return quote_; }

  // The value for the day; null for none.
  const SeriesValue* On(Date day) const;
  // That or the last before it, and the last day that it is for on or before
  // the day.
  struct Earlier {
    const SeriesValue* value = nullptr;
    Date last;
  };
  Earlier OnOrBefore(Date day) const;
  // The values whose first day lies in the interval, by that day.
  std::vector<const SeriesValue*> Within(const Interval& days) const;

 private:
  struct Span {
    Date until;
    std::size_t value = 0;
  };
  RateMeasure measures_ = RateMeasure::kPercent;
  std::string base_, quote_;
  std::vector<SeriesValue> values_;
  std::map<Date, Span> spans_;  // by first day; no two overlap
};

// Another party in the place of one, from a day on.
struct KnownSuccession {
  std::string successor;
  Date day;
  std::string manner;
  std::vector<EventRef> refs;
  std::string place;
};

struct Shared {
  // By name; `weekends` is always there.
  std::map<std::string, KnownCalendar> calendars;
  std::map<std::string, KnownSeries> rates;
  // By the party that was, in the order of the record.
  std::map<std::string, std::vector<KnownSuccession>> successions;
};

// `events` of any reserved streams, those of one stream in version order.
Shared SharedAt(const std::vector<Event>& events, std::uint64_t known);

// The streams that these events rest on beside their own: of shared facts that
// they name, and of the contract above theirs. A party's stream can name that of
// its successor, and a contract above another one: to have all, ask again with
// what was found.
std::set<std::string> SharedStreamsOf(const std::vector<Event>& events);

}  // namespace covenant

#endif  // REPLAY_SHARED_H_

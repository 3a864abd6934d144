#include "ledger/codec/event_words.h"

#include <map>

#include "ledger/codec/schema.h"

namespace covenant {

const std::string& TypeOf(const v1::Event& from) {
  static const auto* const names = [] {
    auto* made = new std::map<int, std::string>{{0, ""}};
    const auto* members = schema::Info(schema::EventMessage()).flat;
    for (int i = 0; i < members->field_count(); ++i) {
      made->emplace(members->field(i)->number(),
                    schema::Kebab(members->field(i)->name()));
    }
    return made;
  }();
  return names->at(from.body_case());
}

ContestedSum SumOf(v1::ContestedSum from) {
  switch (from) {
    case v1::CONTESTED_SUM_UPHELD:
      return ContestedSum::kUpheld;
    case v1::CONTESTED_SUM_REJECTED:
      return ContestedSum::kRejected;
    case v1::CONTESTED_SUM_SETTLED:
      return ContestedSum::kSettled;
    default:
      return ContestedSum::kUnstated;
  }
}

WaiverMeasure MeasureOf(v1::WaiverMeasure from) {
  switch (from) {
    case v1::WAIVER_MEASURE_ACCRUAL:
      return WaiverMeasure::kAccrual;
    case v1::WAIVER_MEASURE_DUE_DATE:
      return WaiverMeasure::kDueDate;
    default:
      return WaiverMeasure::kUnstated;
  }
}

ReadingStanding StandingOf(v1::ReadingStanding from) {
  switch (from) {
    case v1::READING_STANDING_ASSERTED:
      return ReadingStanding::kAsserted;
    case v1::READING_STANDING_AGREED:
      return ReadingStanding::kAgreed;
    case v1::READING_STANDING_ORDERED:
      return ReadingStanding::kOrdered;
    default:
      return ReadingStanding::kUnstated;
  }
}

v1::ReadingStanding StandingOf(ReadingStanding from) {
  switch (from) {
    case ReadingStanding::kAsserted:
      return v1::READING_STANDING_ASSERTED;
    case ReadingStanding::kAgreed:
      return v1::READING_STANDING_AGREED;
    case ReadingStanding::kOrdered:
      return v1::READING_STANDING_ORDERED;
    case ReadingStanding::kUnstated:
      break;
  }
  return v1::READING_STANDING_UNSPECIFIED;
}

}  // namespace covenant

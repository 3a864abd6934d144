#include "ledger/codec/event_words.h"

namespace covenant {

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

}  // namespace covenant

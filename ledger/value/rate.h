// Rate: an exact number without a dimension, as a contract writes it, or a
// range of such numbers, or undisclosed.
//
//   6.5 %      25 bps      3/8      undisclosed
//   at least 2 %    at most 4 %    between 2 % and 4 %
//
// 1 % = 1/100; 1 bps (basis point) = 1/10000. The written form is kept ("6.50
// %" stays so); "6.5%" is read as "6.5 %". Refuses bare numbers ("1.5"), words
// ("percent") and a range whose lower end is not below its upper end. Negative
// rates are rates. Immutable apart from assignment; const use is safe from any
// thread.
#ifndef LEDGER_VALUE_RATE_H_
#define LEDGER_VALUE_RATE_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ledger/value/range.h"
#include "ledger/value/rational.h"

namespace covenant {

class Rate {
 public:
  // Exactly "0 %".
  Rate();

  // The grammar above. InvalidArgument or OutOfRange with what to write
  // instead.
  static absl::StatusOr<Rate> Parse(std::string_view text);

  static Rate Undisclosed();
  // A computed rate; written in percent when that is exact within 18 decimal
  // places, else as a fraction. The value's status when it is not ok().
  static absl::StatusOr<Rate> Exact(const Rational& value);

  bool IsExact() const { return range_.IsExact(); }
  bool IsUndisclosed() const { return range_.IsUnknown(); }
  // 13/200 for "6.5 %"; must be IsExact().
  const Rational& value() const { return range_.value(); }
  // The ends; nothing for an open one.
  const std::optional<Rational>& at_least() const { return range_.at_least(); }
  const std::optional<Rational>& at_most() const { return range_.at_most(); }
  // Always ok().
  const RationalRange& Range() const { return range_; }

  // The written form; Parse gives the same rate back.
  std::string ToString() const { return text_; }

  // Numerical: "25 bps" == "0.25 %".
  friend bool operator==(const Rate& a, const Rate& b) {
    return a.range_ == b.range_;
  }

 private:
  Rate(RationalRange range, std::string text);

  RationalRange range_;
  std::string text_;
};

}  // namespace covenant

#endif  // LEDGER_VALUE_RATE_H_

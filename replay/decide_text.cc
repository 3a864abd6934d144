#include "replay/decide_text.h"

#include <cstdint>

#include "ledger/value/suggest.h"

namespace covenant {

std::string Help(const std::string& wrong,
                 const std::vector<std::string>& known,
                 const std::string& otherwise) {
  if (const auto close = Closest(wrong, known)) {
    return "did you mean `" + *close + "`?";
  }
  if (known.empty()) return otherwise;
  std::string list;
  for (std::size_t i = 0; i < known.size() && i < 12; ++i) {
    list += (i == 0 ? "" : ", ") + known[i];
  }
  return otherwise + "; there are: " + list;
}

std::string ChangePath(const Instrument& body, std::size_t index) {
  const std::string n = "[" + std::to_string(index) + "]";
  switch (body.kind) {
    case InstrumentKind::kAgreement:
    case InstrumentKind::kRestatement:
      return "clauses" + n;
    case InstrumentKind::kWaiver:
    case InstrumentKind::kConsent:
    case InstrumentKind::kRelease:
      return "clause";
    case InstrumentKind::kSuspension:
      return "clauses" + n;
    default:
      return "changes" + n;
  }
}

std::string TargetPath(const Instrument& body, std::size_t index) {
  const std::string path = ChangePath(body, index);
  const Change& change = body.changes[index];
  return path.starts_with("changes") ? path + "." + std::string(OpName(change.op))
                                     : path;
}

std::string ClausePath(const Instrument& body, std::size_t index) {
  std::string path = ChangePath(body, index);
  if (!path.starts_with("changes")) return path;
  return path + (body.changes[index].op == Change::Op::kReplace ? ".with"
                                                                : ".add");
}

Date RecordedDay(const Event& event) {
  // Legal days are days of the contract's time zone.
  constexpr std::int64_t kMicros = 60'000'000;
  const std::int64_t local = event.recorded_at.micros() +
                             event.utc_offset_minutes * kMicros;
  constexpr std::int64_t kDay = 86'400'000'000;
  const std::int64_t day = local / kDay - (local % kDay < 0 ? 1 : 0);
  return *Date::FromDays(day);
}

}  // namespace covenant

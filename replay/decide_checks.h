// Decide checks: what is asked of every event that names days, parties or clauses
// of its contract; each failure is a rejection. Pure.
#ifndef REPLAY_DECIDE_CHECKS_H_
#define REPLAY_DECIDE_CHECKS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event/event.h"
#include "replay/decide.h"
#include "replay/stream_names.h"

namespace covenant {

class EventChecks {
 public:
  void Refuse(std::string code, std::string path, std::string message,
              std::string label, std::string help);

  // Nothing is signed, and no fact happens, after the day of its record.
  void CheckDates(const Event& event);
  void CheckFactDay(const Event& event, const std::string& path, Date day);
  // The contract has such a party; an empty name passes.
  void CheckParty(const std::string& path, const std::string& party);
  // The contract has such an instrument.
  bool CheckInstrument(const std::string& path, const std::string& id);
  // The contract has or had such a clause.
  bool CheckClause(const std::string& path, const std::string& clause);
  // The clause, which there is, is or was of one of the kinds.
  void CheckKind(const std::string& path, const std::string& clause,
                 const std::string& code, const std::string& otherwise,
                 const std::vector<std::string_view>& kinds);
  // Where the field of a clause names a party or lists clauses: there are such.
  void CheckNames(const std::string& path, const std::string& field,
                  const Value& value);
  // The contract has such a dispute; and the clause of its sum such a reading,
  // where one is named.
  void CheckDispute(const std::string& path, const std::string& dispute,
                    const std::string& reading);
  // Where the contract has a first right, it has such a notice; an empty name
  // passes.
  void CheckNotice(const std::string& path, const std::string& notice);
  // The contract has such a deal; an empty name passes.
  void CheckDeal(const std::string& path, const std::string& deal);
  // The contract has such an allegation of a breach.
  void CheckBreach(const std::string& path, const std::string& breach);
  // A clause or one of its sums; empty: none.
  void CheckSum(const std::string& path, const std::string& sum);

  // What the contract has named, with what the event at hand brings.
  const StreamNames& names() const { return names_; }

 protected:
  // Of the event at hand.
  std::size_t index_ = 0;
  std::string stream_name_;
  StreamNames names_;
  std::string prefix_;  // of the paths: "replacement."
  std::vector<Rejection> rejections_;
};

}  // namespace covenant

#endif  // REPLAY_DECIDE_CHECKS_H_

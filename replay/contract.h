// Contract: the replay of one contract's events as known at a point. Answers
// questions about any legal day. Pure: a function of its arguments; immutable
// after Create, so safe to read from several threads.
#ifndef REPLAY_CONTRACT_H_
#define REPLAY_CONTRACT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/event/event.h"
#include "ledger/value/date.h"
#include "replay/norms.h"
#include "replay/obligations.h"
#include "replay/terms.h"

namespace covenant {

struct Run;  // replay/money/clause_runs.h

class Contract {
 public:
  // `events`: the contract's stream in version order (whole or cut off behind
  // `known`); events with a sequence above `known` are not seen. Recorded events
  // have sequence > 0; drafts may be numbered behind the head by the caller.
  // `shared`: the events of the streams that SharedStreamsOf(events) names.
  // FailedPrecondition when an event of an unknown type is seen: no answer may
  // rest on it. OutOfRange when a computed value exceeds its bounds.
  static absl::StatusOr<Contract> Create(std::string id,
                                         const std::vector<Event>& events,
                                         std::uint64_t known,
                                         const std::vector<Event>& shared = {});
  // The same over events that several replays share, without a copy of them:
  // for one contract as known at many points. `shared` may be null.
  static absl::StatusOr<Contract> Create(
      std::string id, std::shared_ptr<const std::vector<Event>> events,
      std::uint64_t known,
      std::shared_ptr<const std::vector<Event>> shared = nullptr);
  Contract(Contract&&) noexcept;
  Contract& operator=(Contract&&) noexcept;
  ~Contract();

  const std::string& id() const;
  const std::string& title() const;
  const std::string& parent() const;
  // Whether a binding instrument is known.
  bool binding() const;
  std::vector<PartyRef> parties() const;

  // The terms in force at the end of the legal day.
  Terms TermsAt(Date as_of) const;

  // What is owed at the end of the legal day.
  absl::StatusOr<Obligations> ObligationsAt(Date as_of) const;

  // The powers, duties and conditions, and the contract itself, at the end of the
  // legal day; what comes again and again up to `through`.
  Norms NormsAt(Date as_of, Date through) const;

  // The legal days on which the terms change: the first days of the intervals
  // on which they are constant, ascending.
  std::vector<Date> ChangeDays() const;

  // How one clause reads over all legal days, each day governed by what binds at
  // the known point, as the sums that accrue on it are: runs of days, in order,
  // from the first on which the clause stands in the terms to the end of time.
  // Empty for a clause that there never was. Valid as long as the contract.
  std::vector<Run> RunsOfClause(const std::string& clause) const;

  // The recorded instruments that do not bind yet: event ids.
  std::vector<EventRef> Proposed() const;

 private:
  struct Impl;
  using SharedEvents = std::shared_ptr<const std::vector<Event>>;
  static std::unique_ptr<const Impl> Build(const std::string& id,
                                           const SharedEvents& events,
                                           std::uint64_t known,
                                           const SharedEvents& shared,
                                           std::optional<Date> met_by);
  explicit Contract(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

}  // namespace covenant

#endif  // REPLAY_CONTRACT_H_

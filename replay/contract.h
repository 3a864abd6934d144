// Contract: the replay of one contract's events as known at a point. Answers
// questions about any legal day. Pure: a function of its arguments; immutable
// after Create, so safe to read from several threads.
#ifndef REPLAY_CONTRACT_H_
#define REPLAY_CONTRACT_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/event/event.h"
#include "ledger/value/date.h"
#include "replay/norms.h"
#include "replay/obligations.h"
#include "replay/readings.h"
#include "replay/settled_past.h"
#include "replay/signing.h"
#include "replay/terms.h"

namespace covenant {

struct Account;  // replay/money/account.h
struct Run;      // replay/money/clause_runs.h

template <typename T>
struct Read;

// One of the readings between which a clause is contested.
struct ContestedBy {
  std::string clause;
  std::string reading;  // its name; `text`: what the contract says by itself
  std::vector<EventRef> because;  // of `text`: none
};

// Where parties read fields of clauses differently, every answer is what all the
// readings agree on, and unknown between them where they do not.
class Contract {
 public:
  // `events`: the contract's stream in version order (whole or cut off behind
  // `known`); events with a sequence above `known` are not seen. Recorded events
  // have sequence > 0; drafts may be numbered behind the head by the caller.
  // `shared`: the events of the streams that SharedStreamsOf(events) names.
  // `proposals`: instruments that are taken to bind though they are not signed.
  // FailedPrecondition when an event of an unknown type is seen: no answer may
  // rest on it. OutOfRange when a computed value exceeds its bounds.
  static absl::StatusOr<Contract> Create(std::string id,
                                         const std::vector<Event>& events,
                                         std::uint64_t known,
                                         const std::vector<Event>& shared = {},
                                         const Proposals& proposals = {});
  // The same over events that several replays share, without a copy of them:
  // for one contract as known at many points. `shared` may be null.
  static absl::StatusOr<Contract> Create(
      std::string id, std::shared_ptr<const std::vector<Event>> events,
      std::uint64_t known,
      std::shared_ptr<const std::vector<Event>> shared = nullptr,
      const Proposals& proposals = {});
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

  // The same contract with the clauses that are contested read by the reading of
  // this name, or as the `text` says; what cannot be read so stays contested.
  Contract ReadBy(ReadingAsked reader) const;
  // The same contract as if nothing happened after the legal day: facts of
  // later days do not count, and no interest for late payment runs on them. For
  // what is to come, as the day sees it.
  Contract DoneBy(Date day) const;
  // The readings by which a field of a clause is contested on the legal day.
  std::vector<ContestedBy> Contested(Date as_of) const;

  // What is owed at the end of the legal day. FailedPrecondition of a contract
  // since a settled past: ask OpenAt.
  absl::StatusOr<Obligations> ObligationsAt(Date as_of) const;

  // --- What is open, with a settled past left out (settled_past.h).

  // The contract from the events that the past keeps and those with sequences
  // above its own, up to `known`; in version order. Terms are those of all
  // events; of what is owed, what is open.
  static absl::StatusOr<Contract> Since(
      std::shared_ptr<const SettledPast> past, std::string id,
      std::shared_ptr<const std::vector<Event>> events, std::uint64_t known,
      std::shared_ptr<const std::vector<Event>> shared = nullptr);
  // What is owed at the end of the legal day, but for the settled sums of the
  // past that is left out; totals are of what is given. Aborted where that past
  // may make a difference: then all events have to be replayed.
  absl::StatusOr<Obligations> KeptAt(Date as_of) const;
  // The same without settled obligations, which are counted.
  absl::StatusOr<OpenObligations> OpenAt(Date as_of) const;
  // The past that can be left out of this contract for the days from a cut on,
  // the latest that is found on or before `latest` and behind the one that is
  // left out already; nothing where there is none, or the contract is not
  // plain.
  std::optional<SettledPast> SettledBy(Date latest) const;

  // The powers, duties and conditions, and the contract itself, at the end of the
  // legal day; what comes again and again up to `through`.
  Norms NormsAt(Date as_of, Date through) const;

  // The legal days on which the terms change: the first days of the intervals
  // on which they are constant, ascending.
  std::vector<Date> ChangeDays() const;
  // The legal days on which an instrument that is known begins to bind,
  // ascending.
  std::vector<Date> BindingDays() const;

  // How one clause reads over all legal days, each day governed by what binds at
  // the known point, as the sums that accrue on it are: runs of days, in order,
  // from the first on which the clause stands in the terms to the end of time.
  // Empty for a clause that there never was. Valid as long as the contract.
  std::vector<Run> RunsOfClause(const std::string& clause) const;

  // The recorded instruments that do not bind yet: event ids.
  std::vector<EventRef> Proposed() const;
  // Those that bind only because `proposals` takes them to.
  std::vector<EventRef> Assumed() const;
  // Who signed the instruments that are or were to be signed, by event id.
  const std::map<std::string, Signing>& Signatures() const;

 private:
  struct Impl;
  struct Seen;
  using SharedEvents = std::shared_ptr<const std::vector<Event>>;
  static std::shared_ptr<const Impl> Build(const std::string& id,
                                           const SharedEvents& events,
                                           std::uint64_t known,
                                           const SharedEvents& shared,
                                           const Seen& seen);
  explicit Contract(std::shared_ptr<const Impl> impl, ReadingAsked reader = {});
  // The answers by each choice of readings that is open.
  template <typename T, typename Ask>
  std::vector<Read<T>> Each(const Readings& readings, Ask ask) const;
  // What is owed, not between readings; the accounts behind it, if asked for.
  absl::StatusOr<Obligations> Owed(Date as_of,
                                   std::vector<Account>* accounts) const;
  // Whether the past that is left out makes no difference as of the day, as far
  // as events and terms tell.
  bool PastFits(Date as_of) const;
  // The past up to the cut; nothing where it cannot be left out.
  std::optional<SettledPast> PastUpTo(Date cut) const;
  // Whether what is open without it is what this contract says, on the day.
  bool Holds(const SettledPast& past, Date as_of) const;
  // What clauses can be read as; absent where no field is read.
  std::optional<Readings> ReadingsOn(Date as_of) const;

  std::shared_ptr<const Impl> impl_;
  ReadingAsked reader_;
};

}  // namespace covenant

#endif  // REPLAY_CONTRACT_H_

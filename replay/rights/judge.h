// Judge: whether one act does what one norm forbids, on one day. Pure.
#ifndef REPLAY_RIGHTS_JUDGE_H_
#define REPLAY_RIGHTS_JUDGE_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "ledger/value/range.h"
#include "replay/rights/box.h"
#include "replay/rights/conflicts.h"

namespace covenant {

// The readings of a clause that count on a day.
struct ReadingsOn {
  std::vector<const NormReading*> settled;    // in the order in which they count
  std::vector<const NormReading*> contested;  // by name
  bool text = false;  // a side asserts none: what the contract says counts too
};
ReadingsOn ReadingsFor(const ContractRights& rights, const Prohibition& norm, Date day);

class Judge {
 public:
  // What permissions of the beneficiary to the bearer allow, by (grantor, holder).
  using Permissions =
      std::map<std::pair<std::string, std::string>, std::vector<const Act*>>;

  // All acts, by who does them: what carve-outs in total count.
  using ActsOf = std::map<std::string, std::vector<const Act*>>;

  // `rights`: of all contracts.
  Judge(const ScopeTrees& trees, const Permissions& permissions,
        const ActsOf& acts, std::string reading,
        const std::vector<const ContractRights*>& rights);

  // The days between both ends of `days` on which something changes that the
  // answer for the pair depends on, apart from both as they read.
  std::set<Date> Breaks(const ContractRights& rights, const Prohibition& norm,
                        const Act& act, const Interval& days) const;

  // The same of what the answer depends on where it is a conflict: days on
  // which what had bound until later instruments reached back begins or ends.
  std::set<Date> BreaksBefore(const ContractRights& rights,
                              const Prohibition& norm,
                              const Interval& days) const;

  // The answer on the day, which is one of both.
  ConflictDays On(const ContractRights& rights, const Prohibition& norm,
                  const Act& act, Date day) const;

 private:
  struct Verdict {
    ConflictResult result = ConflictResult::kNone;
    std::vector<std::string> reasons;
    std::vector<EventRef> because;
  };
  // Three values: no, perhaps, yes.
  enum class Sure { kNo, kPerhaps, kYes };
  // By which readings a clause is read, in the order in which they count.
  using Ways = std::vector<const NormReading*>;

  Covered CoveredBy(std::size_t d, const std::optional<PathSet>& set,
                    const Act& act, Date day) const;
  Covered ActCovers(std::size_t d, const Act& act, Date day) const;
  // Whether the exception is for acts such as this one, totals apart.
  static Sure Fits(const NormException& exception, const Prohibition& norm,
                   const Act& act, Date day);
  // What a scope may cover of the act on the day.
  Box Possible(const ScopeSets& scope, const Act& act, Date day) const;
  // Whether the act is within the total of the exception; why, and what was
  // counted, is added.
  Sure Within(const NormException& exception, const ContractRights& rights,
              const Prohibition& norm, const Act& act, const Ways& readings,
              Verdict& verdict) const;
  // An act on the first day on which its party was bound by a clause, and the
  // clause as it read then.
  struct Meeting {
    const Prohibition* norm = nullptr;
    const Act* act = nullptr;
    Date day;
  };
  // Of all acts of who is bound by the clause, or was so before; by contract and
  // id.
  std::map<std::pair<std::string, std::string>, Meeting> MeetingsOf(
      const ContractRights& rights, const Prohibition& norm) const;
  // What an earlier act takes of the total: nothing where the clause would not
  // have forbidden it anyway.
  RationalRange PartOf(const NormException& exception,
                       const ContractRights& rights, const Meeting& earlier,
                       const Ways& readings) const;
  // The norm as a reading has it, or as it stands; `lost` are the days on which
  // rights of its contract were lost. With `but_for` what the norm would forbid of
  // what that exception covers, but for the exceptions up to a total.
  Verdict Under(const Ways& readings, const ContractRights& rights,
                const Prohibition& norm, const Act& act, Date day,
                const std::vector<const Act*>& allowed, const LostBy& lost,
                const NormException* but_for = nullptr) const;
  // The readings that count on the day; those of fields as they were chosen.
  static ReadingsOn ChosenFor(const ContractRights& rights,
                              const Prohibition& norm, Date day);
  // The permissions of the beneficiary to the bearer, of all days.
  const std::vector<const Act*>& AllowedNow(const Prohibition& norm) const;

  // The days on which instruments bound that reach back and may have changed what
  // the norm forbids: of its contract, or of another of its parties.
  std::map<Date, std::vector<EventRef>> ReachingBack(
      const ContractRights& rights, const Prohibition& norm) const;
  // Says so where what the act does on the day was not forbidden by what had bound
  // by then, and which instrument forbids it since.
  void TellRetroactive(const ContractRights& rights, const Prohibition& norm,
                       const Act& act, Date day, ConflictDays& result) const;
  // Whether anything of the contract forbids it to the bearer, or may do so, if only
  // what bound by `bound` counts.
  bool Forbidden(const ContractRights& rights, const Prohibition& norm,
                 const Act& act, Date bound, Date day) const;
  const ContractRights& AsBound(const ContractRights& rights, Date bound) const;

  std::vector<DimensionEvidence> Evidence(const Prohibition& norm, const Act& act,
                                          Date day) const;

  const ScopeTrees& trees_;
  const Permissions& permissions_;
  const ActsOf& acts_of_;
  std::string reading_;
  std::vector<const ContractRights*> reaching_;  // those that reach back
  // What was worked out already; a judge is used by one thread.
  mutable std::map<std::pair<const ContractRights*, std::optional<Date>>,
                   ContractRights>
      as_bound_;
};

}  // namespace covenant

#endif  // REPLAY_RIGHTS_JUDGE_H_

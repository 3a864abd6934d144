// Family: what a contract has from the contracts above it: from the master
// agreement of an order form, from the contract that a side letter stands beside
// (domain.md section 2: across a family precedence runs by a stated rule only;
// doc/decisions.md, Families). Pure.
#ifndef REPLAY_FAMILY_H_
#define REPLAY_FAMILY_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event/event.h"
#include "ledger/value/date.h"
#include "replay/instruments.h"
#include "replay/record.h"
#include "replay/signing.h"

namespace covenant {

struct ResolvedTerms;

namespace kind {
// Terms of payment for the sums of the contracts below.
inline constexpr std::string_view kPaymentTerms = "payment-terms";
}  // namespace kind

// Whether a clause of the one kind can stand under one of the other: of its own
// kind, or, of a money clause, under terms of payment.
bool CanStandUnder(std::string_view clause_kind, std::string_view above_kind);

// The contract above, as the record of the one below says; empty: none.
std::string ParentOf(const std::vector<Recorded>& record);

// Whether a clause of the kind can be a term of every contract below. Sums and
// prohibitions cannot: they would be owed, or forbid, once for each of them.
bool CanBeIncorporated(std::string_view clause_kind);

// The contracts above one, the nearest first.
class Family {
 public:
  // How the contracts above are seen.
  struct View {
    std::uint64_t known = 0;
    Proposals proposals = {};
  };

  // `record`: that of the contract; `shared`: the events of other streams, those
  // of the contracts above it and of their parties among them. What is above and
  // not there is left out. Parents that form a circle are walked once.
  Family(const std::string& contract, const std::vector<Recorded>& record,
         const std::vector<Event>& shared, const View& view);

  // The instruments of the contract with those above it, with their level. They
  // point into this family, which must outlive them.
  Instruments Over(Instruments own) const;

  // How far each stream above was seen.
  std::map<std::string, RecordSeen> Seen() const;

 private:
  // Never moved: instruments and milestones point into it.
  struct Above {
    Above(std::string id, std::vector<Event> of, const PartyKeys& keys,
          const View& view);

    std::string contract;
    std::vector<Event> events;
    std::vector<Recorded> record;
    Signings signings;
    Milestones milestones;
    Instruments instruments;
    RecordSeen seen;
  };

  std::string contract_;
  std::vector<std::unique_ptr<const Above>> above_;
};

// The clauses that the terms above give to the contract below.
void Incorporate(const ResolvedTerms& above, ResolvedTerms& terms);

// Puts the fields of clauses that stand under one above as the order of
// precedence has them on the day. `milestones`: those of the contract above.
void StandUnder(const ResolvedTerms& above, const Milestones& milestones,
                Date day, ResolvedTerms& terms);

// What ended a clause above ended it in the contract of the level below, where it
// was one of that contract too.
void EndIncorporated(const std::vector<BoundInstrument>& instruments, int level,
                     const ResolvedTerms& above, ResolvedTerms& terms);

}  // namespace covenant

#endif  // REPLAY_FAMILY_H_

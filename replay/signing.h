// Signing: who signed which instrument, as known at a point, which signatures
// count and why others do not, and on which day each rule was met (domain.md
// section 2, Binding; doc/signatures.md). Knows no cryptography: whether bytes
// are the signature of what is stored stands in the events. Pure.
#ifndef REPLAY_SIGNING_H_
#define REPLAY_SIGNING_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event/event.h"
#include "ledger/value/date.h"
#include "replay/finding.h"
#include "replay/record.h"

namespace covenant {

// The keys of parties, by their streams.
class PartyKeys {
 public:
  PartyKeys() = default;
  // `events` of any streams, those of one in version order; what is no event of a
  // party's stream is passed over.
  explicit PartyKeys(const std::vector<Event>& events);
  // Whether it is one, and was not added before.
  bool Add(const Event& event);

  // One key of a party, as known at a sequence.
  struct Known {
    PublicKey key;
    Date since;
    std::optional<Date> until;    // the first day of the key that replaces it
    std::optional<Date> revoked;  // from this day
    std::vector<EventRef> refs;
  };
  // Those recorded before the sequence, in record order.
  std::vector<Known> KnownAt(const std::string& party,
                             std::uint64_t sequence) const;

 private:
  std::map<std::string, std::vector<Event>> streams_;
};

// One signature of an instrument.
struct SignatureState {
  std::string party;
  Date date;
  std::string key;  // its name; empty: as recorded
  std::optional<Date> withdrawn;
  std::string why;   // why it does not count, a word of WhySigned(); or empty
  std::string says;  // the same as a sentence
  std::vector<EventRef> because;

  bool counts() const { return why.empty(); }
};

// An instrument and its signatures.
struct Signing {
  SigningRule rule;
  std::optional<Date> met;     // the day on which the rule was met
  std::vector<SignatureState> signatures;  // in record order
  // Whose signature can still help to meet the rule, in the order of the rule.
  std::vector<std::string> missing;
};

// The words of SignatureState::why.
namespace unsigned_because {
inline constexpr std::string_view kOtherBytes = "other-bytes";
inline constexpr std::string_view kUnknownKey = "unknown-key";
inline constexpr std::string_view kKeyNotInUse = "key-not-in-use";
inline constexpr std::string_view kRevokedKey = "revoked-key";
inline constexpr std::string_view kNotASignatory = "not-a-signatory";
inline constexpr std::string_view kSignedTwice = "signed-twice";
inline constexpr std::string_view kSameKey = "same-key";
inline constexpr std::string_view kWithdrawn = "withdrawn";
inline constexpr std::string_view kNoKey = "no-key";
}  // namespace unsigned_because

// Instruments that are taken to bind though they are not signed, to see what
// they would do.
struct Proposals {
  std::optional<Date> bind_on;  // nothing: they do not bind
  std::uint64_t after = 0;      // those behind this sequence only
};

class Signings {
 public:
  Signings() = default;
  // `record` need not outlive it.
  Signings(const std::string& contract, const std::vector<Recorded>& record,
           const PartyKeys& keys, const Proposals& proposals = {});

  // The day on which the instrument of the record binds; nothing: it does not.
  std::optional<Date> BindingDay(const Recorded& instrument) const;
  // Whether it does so only because it is taken to.
  bool IsAssumed(const Recorded& instrument) const;

  // The instruments that were to be signed, or were, by id.
  const std::map<std::string, Signing>& all() const { return signings_; }
  // Of those that were signed as their rule asks, by id: what counts.
  std::map<std::string, std::vector<EventRef>> SignedBy() const;
  // Signatures that do not count, and doubtful ones.
  const std::vector<Finding>& findings() const { return findings_; }

 private:
  std::map<std::string, Signing> signings_;
  std::vector<Finding> findings_;
  Proposals proposals_;
};

// The day on which the rule was first met by the signatures that count, each in
// effect from its date until it was withdrawn.
std::optional<Date> MetOn(const SigningRule& rule,
                          const std::vector<SignatureState>& signatures);

}  // namespace covenant

#endif  // REPLAY_SIGNING_H_

// Refusals of keys and signatures: keys that a party has already or has not,
// signatures that would not count, and corrections of what was signed with a
// key. Pure.
#ifndef REPLAY_SIGNING_REJECTIONS_H_
#define REPLAY_SIGNING_REJECTIONS_H_

#include <cstddef>
#include <vector>

#include "ledger/event/event.h"
#include "replay/decide.h"
#include "replay/decide_checks.h"
#include "replay/signing.h"

namespace covenant {

// Of an event of a party's stream. `recorded`: all events of parties' streams
// before it.
void AddKeyRejections(const Event& event, const std::vector<Event>& recorded,
                      std::size_t index, std::vector<Rejection>& rejections);

// Of an event that is a signature or a withdrawal. `stream`: the events of the
// contract before it.
void CheckSignature(const Event& event, const Signature& signature,
                    const std::vector<Event>& stream, const PartyKeys& keys,
                    EventChecks& checks);
void CheckWithdrawal(const Event& event, const SignatureWithdrawal& withdrawal,
                     const std::vector<Event>& stream, const PartyKeys& keys,
                     EventChecks& checks);

// Of a correction (with its replacement) or a cancellation of `target`.
void CheckSignedTarget(const Event& target, const Event* replacement,
                       const std::vector<Event>& stream, const PartyKeys& keys,
                       EventChecks& checks);

}  // namespace covenant

#endif  // REPLAY_SIGNING_REJECTIONS_H_

#include "ledger/codec/ledger_events.h"

#include "ledger/value/hash.h"

namespace covenant {

std::optional<Body> LedgerBodyOf(const v1::Event& from, Decoder& decoder,
                                 const PathPart& at) {
  switch (from.body_case()) {
    case v1::Event::kGoLive:
      return GoLive();
    case v1::Event::kHeads: {
      const auto root = Hash::FromHex(from.heads().root());
      if (!root || root->ToHex() != from.heads().root()) {
        decoder.Fail(PathPart{&at, "root"},
                     "a hash has 64 hexadecimal digits in lower case");
      }
      return Heads{from.heads().size(), root.value_or(Hash())};
    }
    case v1::Event::kErasure:
      return Erasure{
          from.erasure().target(),
          decoder.Get(from.erasure().reason(), PathPart{&at, "reason"})};
    default:
      return std::nullopt;
  }
}

void PutLedgerEvent(const GoLive&, Encoder&, v1::Event* to) {
  to->mutable_go_live();
}

void PutLedgerEvent(const Heads& from, Encoder&, v1::Event* to) {
  to->mutable_heads()->set_size(from.size);
  to->mutable_heads()->set_root(from.root.ToHex());
}

void PutLedgerEvent(const Erasure& from, Encoder& encoder, v1::Event* to) {
  to->mutable_erasure()->set_target(from.target);
  encoder.Put(from.reason, to->mutable_erasure()->mutable_reason());
}

}  // namespace covenant

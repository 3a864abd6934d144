// Share checks: what a revenue share or a unit price must say to be computed:
// a rate, a price or tiers that leave no gap; and what
// take or pay must say of its credits. Reports to the sink.
#ifndef LEDGER_CODEC_SHARE_CHECKS_H_
#define LEDGER_CODEC_SHARE_CHECKS_H_

#include "covenant/v1/clause.pb.h"
#include "ledger/codec/diagnostic.h"
#include "ledger/codec/yaml_tree.h"

namespace covenant {

// `node` is the map that the clause was read from.
void CheckShare(const v1::RevenueShare& share, const Node& node, Sink& sink);
void CheckShare(const v1::UnitPrice& price, const Node& node, Sink& sink);
void CheckCredits(const v1::TakeOrPay& terms, const Node& node, Sink& sink);
// Of any clause with periods: that they are counted from one day.
void CheckFirstPeriod(const Node& node, Sink& sink);
// Of the terms of a clause: that there is what `rounding: { at: ... }` rounds.
// `periods`: the clause has periods; `lines`: and figures that are added up.
void CheckRoundingPlace(const Node& node, bool periods, bool lines, Sink& sink);
// Of a most favoured price: that there is something to compare with.
void CheckComparison(const Node& node, Sink& sink);

}  // namespace covenant

#endif  // LEDGER_CODEC_SHARE_CHECKS_H_

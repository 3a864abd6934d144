// Loan checks: what a loan must say to have a schedule and a rate, and what a
// withholding must say of its tax. Reports to the sink.
#ifndef LEDGER_CODEC_LOAN_CHECKS_H_
#define LEDGER_CODEC_LOAN_CHECKS_H_

#include "covenant/v1/clause.pb.h"
#include "ledger/codec/diagnostic.h"
#include "ledger/codec/yaml_tree.h"

namespace covenant {

// `node` is the map that the clause was read from.
void CheckLoan(const v1::Loan& loan, const Node& node, Sink& sink);
void CheckWithholding(const v1::Withholding& tax, const Node& node, Sink& sink);
void CheckEarlyPayment(const Node& node, Sink& sink);

}  // namespace covenant

#endif  // LEDGER_CODEC_LOAN_CHECKS_H_

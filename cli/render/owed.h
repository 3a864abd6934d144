// What is owed, as text: obligations by debtor and creditor, totals, balances
// and findings. Pure.
#ifndef CLI_RENDER_OWED_H_
#define CLI_RENDER_OWED_H_

#include <string>

#include "cli/render/terminal.h"
#include "replay/obligations.h"

namespace covenant::cli {

std::string OwedText(const Terminal& terminal, const Obligations& owed);

// What is left between parties that owe each other; nothing for none.
std::string NetsText(const Terminal& terminal, const std::vector<Net>& nets);

std::string FindingsText(const Terminal& terminal,
                         const std::vector<Finding>& findings);

// How the state is shown: overdue red, unknown yellow, settled dim.
Style StateStyle(ObligationState state);

// What beside the owed sum is worth a remark: "contingent 5.00", "paid 1.00 of
// 3.00", "missing-report", "assumed".
std::string ObligationRemark(const Obligation& obligation);

}  // namespace covenant::cli

#endif  // CLI_RENDER_OWED_H_

// Terms as text and as JSON. Pure.
#ifndef CLI_RENDER_TERMS_VIEW_H_
#define CLI_RENDER_TERMS_VIEW_H_

#include <string>
#include <vector>

#include "cli/error.h"
#include "cli/render/json.h"
#include "cli/render/terminal.h"
#include "cli/session.h"
#include "replay/contract.h"
#include "replay/terms.h"

namespace covenant::cli {

// Leaves only the clause of the path, if it names one.
void KeepClause(const Path& path, Terms& terms);

// One line for each contract.
std::string ContractListText(const Terminal& terminal,
                             const std::vector<Contract>& contracts,
                             Date as_of);

// `all`: also what is not in force.
std::string TermsText(const Terminal& terminal, const Contract& contract,
                      const Terms& terms, bool all);

// One object of covenant.terms.v1: "contract" to "findings".
void WriteContractTerms(JsonWriter& json, const Contract& contract,
                        const Terms& terms, bool all);

// "as text" of a field: its value, or "conflicting".
std::string FieldText(const FieldState& field);

std::string_view InForceName(InForce in_force);  // "yes", "no", "unknown"

// "consent: one Oracle compute deal, for oracle-openai, from 2024-06-11".
std::string AttachmentText(const Attachment& attachment);

}  // namespace covenant::cli

#endif  // CLI_RENDER_TERMS_VIEW_H_

// Checks of formula clauses that a document can be judged by alone: syntax and
// types of the expression, with the place inside its text. For sources of this
// folder only (it includes generated headers). Pure, safe from any thread.
#ifndef LEDGER_CODEC_FORMULA_CHECKS_H_
#define LEDGER_CODEC_FORMULA_CHECKS_H_

#include <cstddef>
#include <string>

#include "covenant/v1/clause.pb.h"
#include "ledger/codec/yaml_tree.h"

namespace covenant {

// The text with every stretch of white space as one space, none at the ends:
// an expression may be written on several lines.
std::string ExpressionWords(std::string_view text);

// Reports what is wrong with the syntax of the expression in a scalar.
void CheckExpression(const Node& scalar, Sink& sink);

// Reports what is wrong with a formula whose keys stand in `clause`; nothing
// where the syntax of its expression is wrong.
void CheckFormula(const v1::Formula& formula, const Node& clause, Sink& sink);

// Reports formulas of one instrument, whose `clauses` stand in `instrument`,
// that need each other.
void CheckFormulaCycles(
    const google::protobuf::RepeatedPtrField<v1::Clause>& clauses,
    const Node& instrument, Sink& sink);

// The place of bytes of a scalar's text, of ExpressionWords(), in its file.
Span PlaceInside(const Node& scalar, std::size_t at, std::size_t length,
                 const Sink& sink);

}  // namespace covenant

#endif  // LEDGER_CODEC_FORMULA_CHECKS_H_

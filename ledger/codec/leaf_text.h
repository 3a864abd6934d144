// Leaf text: one value as people write it, `6.5 %` or `45 days after
// period-end`, to the schema's message, by the type of the field. For sources
// of this folder only (it includes protobuf headers). Pure, safe from any
// thread.
#ifndef LEDGER_CODEC_LEAF_TEXT_H_
#define LEDGER_CODEC_LEAF_TEXT_H_

#include <google/protobuf/message.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "ledger/codec/schema.h"

namespace covenant {

// What is wrong with a value; the parts of a Diagnostic without its place.
struct Problem {
  std::string_view code;
  std::string message;
  std::string label;
  std::string help;
};

// Reads the text into the message, which is of the leaf's type (not Text and
// not Value, which take more than a text). `key` is shown in the help.
std::optional<Problem> ParseLeaf(schema::Leaf leaf, const std::string& text,
                                 std::string_view key,
                                 google::protobuf::Message* to);

// Why a text may not stand where words are expected: a bare `yes`, control
// characters. Line breaks and tabs pass where `free_text`.
std::optional<Problem> TextProblem(const std::string& text, bool quoted,
                                   bool free_text);

// A status of the value types, "what is wrong; what to write", taken apart.
Problem FromStatus(std::string_view code, const absl::Status& status,
                   std::string_view otherwise_help = "");

// "did you mean `x`?", or the words to choose from.
std::string Suggest(std::string_view wrong,
                    const std::vector<std::string>& words);

}  // namespace covenant

#endif  // LEDGER_CODEC_LEAF_TEXT_H_

#include "cli/commands/verify_statement.h"

#include "cli/published.h"
#include "cli/render/terminal.h"
#include "cli/statement/statement.h"

namespace covenant::cli {
namespace {

constexpr std::size_t kMaxStatementBytes = 1'000'000'000;

std::string Entries(std::uint64_t number) {
  return std::to_string(number) + (number == 1 ? " entry" : " entries");
}

// The question as a command line.
std::string Asked(const Question& question) {
  std::string text = "covenant " + question.command;
  for (const std::string& one : question.arguments) text += " " + one;
  for (const auto& [flag, value] : question.flags) {
    text += " --" + flag + (value.empty() ? "" : " " + value);
  }
  return text;
}

Result<int> Run(Context& context) {
  CLI_ASSIGN(const std::vector<VerifierKey> keys, KeysOf(context.line));
  const std::string& name = context.line.arguments.front();
  CLI_ASSIGN(const std::string bytes, PublishedFile(name, kMaxStatementBytes));
  CLI_ASSIGN(const Statement statement, ParseStatement(name, bytes));
  auto checked = Check(statement, keys);
  if (!checked.ok()) {
    Error error = checked.error();
    error.diagnostics.front().message =
        name + ": " + error.diagnostics.front().message;
    return error;
  }
  if (!context.json()) {
    context.out = "The answer to: " + Printable(Asked(statement.question)) +
                  "\n\n" + statement.text + "\nThis follows from " +
                  Entries(statement.entries.size()) + " of " +
                  Printable(checked->head.origin) +
                  ", all that bear on it by\n" +
                  checked->recorded_at.ToString() + ", when the ledger had " +
                  Entries(checked->speaks_of) + ".\n" +
                  SignaturesText(checked->signatures);
    return kDone;
  }
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.verify-statement.v1");
  json.Key("verified").Bool(true);
  json.Key("question").String(Asked(statement.question));
  json.Key("origin").String(checked->head.origin);
  json.Key("size").Number(checked->head.size);
  json.Key("root").String(checked->head.root.ToHex());
  json.Key("speaks_of").Number(checked->speaks_of);
  json.Key("recorded_at").String(checked->recorded_at.ToString());
  json.Key("entries").Number(statement.entries.size());
  json.Key("state").String(statement.state.ToHex());
  json.Key("engine").String(statement.engine);
  WriteSignatures(json, checked->signatures);
  json.EndObject();
  context.out = json.Take();
  return kDone;
}

}  // namespace

Command VerifyStatementCommand() {
  return {.form = {.name = "verify-statement",
                   .alias = "",
                   .flags = {"key"},
                   .least_arguments = 1,
                   .most_arguments = 1,
                   .usage = "--key VKEY FILE"},
          .group = "trust",
          .summary = "check a certified answer, without the ledger",
          .about =
              "FILE is what `certify` wrote. The checkpoint's signature, the "
              "proof of each entry, the chain of each stream and that none "
              "of its entries is left out are checked; then the entries are "
              "replayed and the question is asked again. Prints the answer. "
              "Exit code 5 and the first thing that does not hold.",
          .run = Run};
}

}  // namespace covenant::cli

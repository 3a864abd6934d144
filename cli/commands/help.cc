#include "cli/commands/help.h"

#include <string>
#include <utility>
#include <vector>

#include "cli/import/codes.h"
#include "cli/render/json.h"
#include "cli/render/table.h"
#include "ledger/codec/error_codes.h"
#include "ledger/codec/kind_reference.h"
#include "ledger/value/status_text.h"
#include "ledger/value/suggest.h"
#include "replay/decide.h"
#include "replay/finding.h"

namespace covenant::cli {
namespace {

struct Code {
  std::string code;
  std::string what;  // "error", "finding" ...
  std::string title;
  std::string meaning;
};

std::vector<Code> AllCodes() {
  std::vector<Code> codes;
  for (const ErrorCode& one : ErrorCodes()) {
    codes.push_back({std::string(one.code), "error in a text",
                     std::string(one.title), std::string(one.explanation)});
  }
  for (const ErrorCode& one : ImportCodes()) {
    codes.push_back({std::string(one.code), "error in a file of rows",
                     std::string(one.title), std::string(one.explanation)});
  }
  for (const RejectionCode& one : RejectionCodes()) {
    codes.push_back({std::string(one.code), "refusal", std::string(one.title),
                     std::string(one.meaning)});
  }
  for (const CliCode& one : CliCodes()) {
    codes.push_back({std::string(one.code), "error", std::string(one.title),
                     std::string(one.meaning)});
  }
  for (const FindingCode& one : FindingCodes()) {
    codes.push_back(
        {std::string(one.code), "finding", "", std::string(one.meaning)});
  }
  return codes;
}

std::string Paragraph(const Terminal& terminal, std::string_view text) {
  const std::size_t width = terminal.width == 0 ? 80 : terminal.width;
  std::string result;
  for (const std::string& line : Wrap(std::string(text), width)) {
    result += line + "\n";
  }
  return result;
}

std::string FlagsText(const Terminal& terminal,
                      const std::vector<std::string_view>& names) {
  Table table({{""}, {"", false, 20}});
  for (const std::string_view name : names) {
    const FlagSpec& flag = FindFlag(name);
    if (flag.hidden) continue;
    std::string form =
        flag.letter != 0 ? std::string{'-', flag.letter} + ", " : "";
    form += "--" + std::string(flag.name);
    if (!flag.value.empty()) form += " " + std::string(flag.value);
    table.Add({{form}, {std::string(flag.help)}});
  }
  return table.Render(terminal, 2);
}

std::string Overview(const Terminal& terminal) {
  std::string text =
      "covenant: what each party of a contract owes the others as of any day,\n"
      "as known at any point, from a log of events that never changes\n\n"
      "usage: covenant <command> [CONTRACT[/CLAUSE[/OCCURRENCE]]] [flags]\n";
  std::string_view group;
  Table table({{""}, {"", false, 20}});
  const auto flush = [&] {
    if (!table.empty())
      text += "\n" + std::string(group) + "\n" + table.Render(terminal, 2);
    table = Table({{""}, {"", false, 20}});
  };
  for (const Command& command : Commands()) {
    if (command.group != group) {
      flush();
      group = command.group;
    }
    std::string name(command.form.name);
    if (!command.form.alias.empty()) {
      name += ", " + std::string(command.form.alias);
    }
    table.Add({{name}, {std::string(command.summary)}});
  }
  flush();
  text += "\nflags of all commands, before or after the command\n" +
          FlagsText(terminal, CommonFlags()) +
          "\n`covenant help COMMAND` tells more; `covenant help CODE` what an "
          "error,\na refusal or a finding means; `covenant help KIND` the keys "
          "of an event or a\nclause, such as `payment`.\n";
  return text;
}

std::string CommandHelp(const Terminal& terminal, const Command& command) {
  const CommandForm& form = command.form;
  std::string text = "covenant " + std::string(form.name) + ": " +
                     std::string(command.summary) + "\n\nusage: covenant " +
                     std::string(form.name) + (form.usage.empty() ? "" : " ") +
                     std::string(form.usage) + " [flags]\n";
  if (!form.alias.empty()) {
    text += "also: covenant " + std::string(form.alias) + "\n";
  }
  if (!command.about.empty()) text += "\n" + Paragraph(terminal, command.about);
  if (!form.flags.empty()) {
    text += "\nflags\n" + FlagsText(terminal, form.flags);
  }
  return text + "\nflags of all commands\n" +
         FlagsText(terminal, CommonFlags());
}

// One type of event or kind of clause.
std::string KindHelp(const Terminal& terminal, const KindReference& kind) {
  std::string text =
      kind.word +
      (kind.clause ? " (kind of clause)\n\n" : " (type of event)\n\n") +
      Paragraph(terminal, kind.about);
  if (!kind.example.empty()) text += "\n" + kind.example;
  for (const KindReference::Keys& keys : kind.tables) {
    text += "\n" + (keys.of.empty() ? std::string("keys") : keys.of) + "\n";
    if (!keys.about.empty()) text += Paragraph(terminal, keys.about);
    if (keys.keys.empty()) continue;
    Table table({{""}, {"", false, 16}, {"", false, 20}});
    for (const KeyReference& key : keys.keys) {
      table.Add(
          {{key.key + (key.required ? " *" : "")}, {key.form}, {key.meaning}});
    }
    text += table.Render(terminal, 2);
  }
  return text + "\n* must be written" +
         (kind.clause ? "; the keys of all clauses are in doc/events.md\n"
                      : "; the keys of all events are in doc/events.md\n");
}

void WriteCode(JsonWriter& json, const Code& code) {
  json.BeginObject();
  json.Key("code").String(code.code);
  json.Key("what").String(code.what);
  if (!code.title.empty()) json.Key("title").String(code.title);
  json.Key("meaning").String(code.meaning);
  json.EndObject();
}

void WriteKind(JsonWriter& json, const KindReference& kind) {
  json.BeginObject();
  json.Key(kind.clause ? "kind" : "event").String(kind.word);
  json.Key("meaning").String(kind.about);
  json.Key("example").String(kind.example);
  json.Key("tables").BeginArray();
  for (const KindReference::Keys& keys : kind.tables) {
    json.BeginObject();
    if (!keys.of.empty()) json.Key("structure").String(keys.of);
    if (!keys.about.empty()) json.Key("meaning").String(keys.about);
    json.Key("keys").BeginArray();
    for (const KeyReference& key : keys.keys) {
      json.BeginObject();
      json.Key("key").String(key.key);
      json.Key("form").String(key.form);
      json.Key("required").Bool(key.required);
      json.Key("meaning").String(key.meaning);
      json.EndObject();
    }
    json.EndArray().EndObject();
  }
  json.EndArray().EndObject();
}

// The commands, codes and kinds that are asked about.
std::string HelpJson(const std::vector<const Command*>& commands,
                     const std::vector<Code>& codes,
                     const std::vector<KindReference>& kinds = {}) {
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.help.v1");
  json.Key("commands").BeginArray();
  for (const Command* command : commands) {
    json.BeginObject();
    json.Key("name").String(command->form.name);
    json.Key("usage").String(command->form.usage);
    json.Key("summary").String(command->summary);
    json.Key("flags").BeginArray();
    for (const std::string_view flag : command->form.flags) json.String(flag);
    json.EndArray().EndObject();
  }
  json.EndArray();
  json.Key("codes").BeginArray();
  for (const Code& code : codes) WriteCode(json, code);
  json.EndArray();
  json.Key("kinds").BeginArray();
  for (const KindReference& kind : kinds) WriteKind(json, kind);
  json.EndArray();
  json.EndObject();
  return json.Take();
}

Result<int> Run(Context& context) {
  const Terminal& terminal = context.terminal;
  if (context.line.arguments.empty()) {
    if (!context.json()) {
      context.out = Overview(terminal);
      return kDone;
    }
    std::vector<const Command*> commands;
    for (const Command& command : Commands()) commands.push_back(&command);
    context.out = HelpJson(commands, AllCodes());
    return kDone;
  }
  const std::string& topic = context.line.arguments.front();
  std::vector<std::string> known;
  for (const Command& command : Commands()) {
    known.emplace_back(command.form.name);
    if (topic == command.form.name || topic == command.form.alias) {
      context.out = context.json() ? HelpJson({&command}, {})
                                   : CommandHelp(terminal, command);
      return kDone;
    }
  }
  bool found = false;
  std::vector<Code> codes;
  for (const Code& code : AllCodes()) {
    known.push_back(code.code);
    if (AsciiLower(topic) != AsciiLower(code.code)) continue;
    codes.push_back(code);
    context.out += (found ? "\n" : "") + code.code + " (" + code.what + ")" +
                   (code.title.empty() ? "" : ": " + code.title) + "\n\n" +
                   Paragraph(terminal, code.meaning);
    found = true;
  }
  const std::vector<KindReference> kinds = ReferencesOf(topic);
  for (const KindReference& kind : kinds) {
    context.out += (found ? "\n" : "") + KindHelp(terminal, kind);
    found = true;
  }
  if (found) {
    if (context.json()) context.out = HelpJson({}, codes, kinds);
    return kDone;
  }
  for (std::string& word : ReferenceWords()) known.push_back(std::move(word));
  const auto near = Closest(topic, known);
  return UsageError(
      "there is no command, code, type of event or kind of "
      "clause " +
          Quoted(topic),
      near ? "did you mean `" + *near + "`?"
           : "`covenant help` lists the commands");
}

}  // namespace

Command HelpCommand() {
  return {.form = {.name = "help",
                   .alias = "",
                   .flags = {},
                   .most_arguments = 1,
                   .usage = "[COMMAND|CODE|KIND]"},
          .group = "start",
          .summary = "the commands, one command, or what a code means",
          .about =
              "With the name of a type of event or a kind of clause, its "
              "keys and an example: `covenant help unit-price`.",
          .run = Run};
}

}  // namespace covenant::cli

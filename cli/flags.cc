#include "cli/flags.h"

#include <algorithm>
#include <optional>

#include "ledger/value/check.h"
#include "ledger/value/status_text.h"
#include "ledger/value/suggest.h"

namespace covenant::cli {
namespace {

const CommandForm* FindCommand(const std::vector<CommandForm>& commands,
                               std::string_view word) {
  for (const CommandForm& command : commands) {
    if (command.name == word || (!word.empty() && command.alias == word)) {
      return &command;
    }
  }
  return nullptr;
}

std::string DidYouMean(const std::string& wrong,
                       const std::vector<std::string>& known,
                       const std::string& otherwise) {
  const std::optional<std::string> near = Closest(wrong, known);
  return near ? "did you mean `" + *near + "`?" : otherwise;
}

Error UnknownCommand(const std::string& word,
                     const std::vector<CommandForm>& commands) {
  std::vector<std::string> names;
  for (const CommandForm& command : commands) {
    names.emplace_back(command.name);
    if (!command.alias.empty()) names.emplace_back(command.alias);
  }
  return UsageError("there is no command `" + word + "`",
                    DidYouMean(word, names, "`covenant help` lists them"));
}

Error UnknownFlag(const std::string& word) {
  std::vector<std::string> names;
  for (const FlagSpec& flag : AllFlags()) {
    if (!flag.hidden) names.push_back("--" + std::string(flag.name));
  }
  return UsageError("there is no flag `" + word + "`",
                    DidYouMean(word, names, "`covenant help` lists them"));
}

const FlagSpec* LookUp(std::string_view word) {
  for (const FlagSpec& flag : AllFlags()) {
    if (word.size() == 2 && flag.letter != 0 && word[1] == flag.letter) {
      return &flag;
    }
    if (word.substr(0, 2) == "--" && word.substr(2) == flag.name) return &flag;
  }
  return nullptr;
}

bool Takes(const CommandForm& command, std::string_view flag) {
  const auto& common = CommonFlags();
  return std::count(common.begin(), common.end(), flag) > 0 ||
         std::count(command.flags.begin(), command.flags.end(), flag) > 0;
}

// Reads the flag at words[at], which begins with '-', and its value.
Outcome ReadFlag(const std::vector<std::string>& words, std::size_t& at,
                 CommandLine& line) {
  std::string word = words[at];
  std::optional<std::string> value;
  const std::size_t equals = word.find('=');
  if (word.substr(0, 2) == "--" && equals != std::string::npos) {
    value = word.substr(equals + 1);
    word.resize(equals);
  }
  const FlagSpec* flag = LookUp(word);
  if (flag == nullptr) return UnknownFlag(word);
  const std::string name = "--" + std::string(flag->name);
  if (flag->value.empty() && value) {
    return UsageError(name + " takes no value");
  }
  if (!flag->value.empty() && !value) {
    if (at + 1 >= words.size()) {
      return UsageError(
          name + " needs a value",
          "write `" + name + " " + std::string(flag->value) + "`");
    }
    // So that a forgotten value does not swallow the next flag.
    if (words[at + 1].substr(0, 2) == "--") {
      return UsageError(name + " needs a value, and " + Quoted(words[at + 1]) +
                            " looks like a flag",
                        "write `" + name + " " + std::string(flag->value) +
                            "`, or `" + name + "=" + words[at + 1] +
                            "` if that is the value");
    }
    value = words[++at];
  }
  // An empty variable of a script must not take a guard or a filter away.
  if (!flag->value.empty() && value->empty()) {
    return UsageError(name + " is empty", "give it a value, or leave it out");
  }
  if (!line.flags.emplace(flag->name, value.value_or("")).second) {
    return UsageError(name + " is given twice");
  }
  return Nothing{};
}

Outcome CheckForm(const CommandForm& command, const CommandLine& line) {
  const std::string name(command.name);
  const std::string usage = "usage: covenant " + name +
                            (command.usage.empty() ? "" : " ") +
                            std::string(command.usage);
  for (const auto& [flag, value] : line.flags) {
    if (Takes(command, flag)) continue;
    return UsageError("`" + name + "` does not take --" + flag,
                      "`covenant help " + name + "` lists its flags");
  }
  if (line.arguments.size() < command.least_arguments) {
    return UsageError("`" + name + "` needs an argument", usage);
  }
  if (line.arguments.size() > command.most_arguments) {
    return UsageError("`" + line.arguments[command.most_arguments] +
                          "` is one argument too many for `" + name + "`",
                      usage);
  }
  return Nothing{};
}

}  // namespace

const std::vector<FlagSpec>& AllFlags() {
  static const auto* const flags = new std::vector<FlagSpec>{
      {"store", 0, "DIR", "the ledger; env COVENANT_STORE, else ./covenant.db"},
      {"as-of", 0, "DATE", "the legal day, at its end; default today"},
      {"known-at", 0, "DATE|TIME|#SEQ",
       "what the ledger knew then; default all it knows"},
      {"today", 0, "DATE", "the day to take for today; default today in UTC"},
      {"party", 0, "PARTY", "only what this party owes or is owed; to sign, who signs"},
      {"family", 0, "", "the contract with all contracts of its family"},
      {"currency", 0, "CODE", "only this currency or unit"},
      {"all", 0, "", "also what is settled, not in force or folded"},
      {"from", 0, "DATE", "the first day"},
      {"until", 0, "DATE", "the first day after"},
      {"with", 0, "FILE", "compare with the ledger plus this draft"},
      {"with-proposed", 0, "", "as if what is not signed yet were signed"},
      {"reading", 0, "NAME", "resolve contested clauses by this reading"},
      {"limit", 0, "N", "at most so many events or contracts"},
      {"after", 0, "CURSOR", "go on behind `next` of an earlier answer"},
      {"batch", 0, "N", "record N documents at a time, of any number of them"},
      {"rules", 0, "RULES", "how the rows become events; see doc/import.md"},
      {"confirm-changes", 0, "",
       "record corrections of rows that have changed"},
      {"what", 0, "WHAT", "obligations, payments or events"},
      {"dry-run", 0, "", "show the plan and change nothing"},
      {"expect-head", 0, "SEQ|HASH", "refuse if the ledger's head is another"},
      {"expect-version", 0, "N", "refuse if the contract's version is another"},
      {"idempotency-key", 0, "KEY",
       "a repeat with the same key and content answers as the first time"},
      {"id", 0, "ID", "the id of the correction's or signature's own event"},
      {"reason", 0, "TEXT", "why the record is put right"},
      {"key", 0, "VKEY|FILE",
       "to check: the verifier key of a log, or a file of keys; to sign: the "
       "file of the signing key"},
      {"name", 0, "NAME", "a key of this name, for a party"},
      {"on", 0, "DATE", "the day of the signature; default today"},
      {"bytes", 0, "FILE", "the bytes to be signed, as `sign EVENT` wrote them"},
      {"signature", 0, "FILE", "a signature that was made elsewhere"},
      {"log-key", 0, "VKEY", "the verifier key of the log, or a file of keys"},
      {"cosigner", 0, "NAME", "a key for `cosign`, of this name"},
      {"checkpoint", 0, "FILE", "the checkpoint that it rests on"},
      {"since", 0, "CHECKPOINT", "an older checkpoint, kept in a file"},
      {"memory", 0, "MB", "what may be held at a time; default 512"},
      {"state", 0, "FILE", "where the last confirmed checkpoint is kept"},
      {"entry", 0, "FILE", "the exact bytes of the entry"},
      {"entry-out", 0, "FILE", "write the exact bytes of the entry there"},
      {"part", 0, "N", "the part of an event that is stored as several entries"},
      {"to", 0, "DATE|TIME|#SEQ", "up to here, to the end of its batch"},
      {"cut-back", 0, "",
       "the ledger was restored to an earlier point: disown what was signed "
       "beyond it"},
      {"allow-older", 0, "", "also a backup that ends before the checkpoint"},
      {"backfill", 0, "", "history may assert when it became known"},
      {"origin", 0, "NAME", "the ledger's name in proofs; default covenant"},
      {"format", 0, "FORMAT",
       "text, json, yaml, csv, hledger ..., as the command offers"},
      {"exit-code", 0, "", "exit with 1 if there are differences or findings"},
      {"json", 0, "", "JSON for programs; see doc/json.md"},
      {"output", 'o', "FILE", "write the answer to a file"},
      {"color", 0, "WHEN", "auto, always or never; NO_COLOR counts too"},
      {"no-pager", 0, "", "never start a pager"},
      {"quiet", 'q', "", "no messages beside the answer"},
      {"verbose", 'v', "", "tell what the program does, on stderr"},
      {"help", 'h', "", "this help"},
      {"version", 0, "", "the program's version"},
  };
  return *flags;
}

const FlagSpec& FindFlag(std::string_view name) {
  for (const FlagSpec& flag : AllFlags()) {
    if (flag.name == name) return flag;
  }
  COVENANT_CHECK(false && "a command names a flag that does not exist");
  return AllFlags().front();
}

const std::vector<std::string_view>& CommonFlags() {
  static const auto* const flags = new std::vector<std::string_view>{
      "store",    "today", "json",    "output", "color",
      "no-pager", "quiet", "verbose", "help"};
  return *flags;
}

const std::string& CommandLine::Get(std::string_view flag) const {
  static const auto* const nothing = new std::string;
  const auto found = flags.find(flag);
  return found == flags.end() ? *nothing : found->second;
}

Result<CommandLine> ParseCommandLine(const std::vector<std::string>& words,
                                     const std::vector<CommandForm>& commands) {
  CommandLine line;
  bool flags_ended = false;
  std::string command;
  bool has_command = false;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string& word = words[at];
    if (!flags_ended && word == "--") {
      flags_ended = true;
    } else if (!flags_ended && word.size() > 1 && word[0] == '-') {
      CLI_RETURN_IF_ERROR(ReadFlag(words, at, line));
    } else if (!has_command) {
      has_command = true;
      command = word;
    } else {
      line.arguments.push_back(word);
    }
  }
  if (line.flags.erase("version") > 0) {
    line.command = "version";
    line.arguments.clear();
    return line;
  }
  if (has_command && FindCommand(commands, command) == nullptr) {
    return UnknownCommand(command, commands);
  }
  if (!has_command || line.Has("help")) {
    line.arguments.clear();
    if (has_command) line.arguments.push_back(command);
    line.command = "help";
    line.flags.erase("help");
    return line;
  }
  const CommandForm& form = *FindCommand(commands, command);
  line.command = form.name;
  CLI_RETURN_IF_ERROR(CheckForm(form, line));
  return line;
}

Result<std::uint64_t> NumberFlag(const CommandLine& line, std::string_view flag,
                                 std::uint64_t otherwise) {
  if (!line.Has(flag)) return otherwise;
  const std::string& text = line.Get(flag);
  if (!AllDigits(text) || text.size() > 18) {
    return UsageError("--" + std::string(flag) + " " + Quoted(text) +
                      " is not a whole number");
  }
  return std::uint64_t{std::stoull(text)};
}

}  // namespace covenant::cli

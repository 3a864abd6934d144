// The command line: a command, its arguments and its flags. Flags stand before
// or after the command; `--` ends them.
//
// This is a parser of our own and not CLI11 because flags may stand on either
// side of the command, unknown commands and flags get a "did you mean", exit
// codes are ours, and CLI11's header would take longer to compile than the rest
// of this folder together. Refuses unknown, repeated and misplaced flags and
// missing values (exit code 2). Pure, safe from any thread.
#ifndef CLI_FLAGS_H_
#define CLI_FLAGS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/error.h"

namespace covenant::cli {

struct FlagSpec {
  std::string_view name;   // without dashes
  char letter = 0;         // short form, 0: none
  std::string_view value;  // what the value is called; empty: takes none
  std::string_view help;
  bool hidden = false;
};

// All flags of all commands, in the order of the help.
const std::vector<FlagSpec>& AllFlags();
const FlagSpec& FindFlag(std::string_view name);  // must exist

// What the parser must know of a command.
struct CommandForm {
  std::string_view name;
  std::string_view alias;
  std::vector<std::string_view> flags;  // besides those that all take
  std::size_t least_arguments = 0;
  std::size_t most_arguments = 0;
  std::string_view usage = {};  // "CONTRACT[/CLAUSE]"
};

struct CommandLine {
  std::string command;  // the name, also where the alias was written
  std::vector<std::string> arguments;
  std::map<std::string, std::string, std::less<>> flags;

  bool Has(std::string_view flag) const { return flags.count(flag) > 0; }
  // The value, or "".
  const std::string& Get(std::string_view flag) const;
};

// `--help` becomes the command `help`, `--version` the command `version`, and
// nothing at all `help`.
Result<CommandLine> ParseCommandLine(const std::vector<std::string>& words,
                                     const std::vector<CommandForm>& commands);

// The whole number that a flag says, of at most 18 digits; `otherwise` where it is
// not given. Refuses anything else.
Result<std::uint64_t> NumberFlag(const CommandLine& line, std::string_view flag,
                                 std::uint64_t otherwise);

// Flags that every command takes.
const std::vector<std::string_view>& CommonFlags();

}  // namespace covenant::cli

#endif  // CLI_FLAGS_H_

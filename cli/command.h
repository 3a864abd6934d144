// Command: one verb of the command line, and what it is given. A command reads
// its line, fills `out` and returns the exit code; it never writes to the
// terminal itself. Thread-compatible.
#ifndef CLI_COMMAND_H_
#define CLI_COMMAND_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/error.h"
#include "cli/flags.h"
#include "cli/render/terminal.h"
#include "cli/session.h"

namespace covenant::cli {

struct Context {
  const CommandLine& line;
  Terminal terminal;
  std::string out = {};    // the answer
  std::string notes = {};  // for people, on stderr; off with -q
  // Instead of the ledger of the line, where a command asks another one.
  std::function<Result<Session>(OpenMode mode)> open_with = {};

  bool json() const { return line.Has("json") || line.Get("format") == "json"; }
  std::string StorePath() const;
  Result<Session> Open(OpenMode mode) const;
};

struct Command {
  CommandForm form;
  std::string_view group;    // heading in the help
  std::string_view summary;  // one line
  std::string_view about;    // more, for `help COMMAND`
  Result<int> (*run)(Context& context);
};

// All commands, in the order of the help.
const std::vector<Command>& Commands();

// The whole program: parses, runs, writes the answer to stdout, a file or a
// pager, and messages to stderr. Returns the exit code.
int Main(const std::vector<std::string>& words);

}  // namespace covenant::cli

#endif  // CLI_COMMAND_H_

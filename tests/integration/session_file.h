// A session: commands of a shell with the output that they must give.
//
//   # lines that begin with a hash and a space are remarks
//   $ covenant init --store l.db
//   ledger covenant made in l.db
//   $ cat > a.yaml <<END
//   > contract: acme
//   > END
//   $ covenant show nothing
//   covenant: error[...]: ...
//   [exit 2]
//
// Each session has a folder of its own with links `examples` and `stores` (the
// golden stores), an empty environment but for what RunSession sets, and the
// program in its PATH. Output and messages stand in the order in which they
// come.
#ifndef TESTS_INTEGRATION_SESSION_FILE_H_
#define TESTS_INTEGRATION_SESSION_FILE_H_

#include <string>
#include <vector>

namespace covenant {

struct SessionStep {
  std::string remark;                // lines before the command
  std::vector<std::string> command;  // lines; all but the first continue it
  std::string output;                // lines that end in newlines
};

struct SessionText {
  std::vector<SessionStep> steps;
};

SessionText ParseSession(const std::string& text);
std::string FormatSession(const SessionText& session);

// Runs the commands and gives the session with the output that they gave.
SessionText RunSession(const SessionText& session);

}  // namespace covenant

#endif  // TESTS_INTEGRATION_SESSION_FILE_H_

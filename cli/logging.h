// What the program tells of its doing, on standard error: warnings by default,
// more with -v, nothing with -q. Not thread-safe; called once at the start.
#ifndef CLI_LOGGING_H_
#define CLI_LOGGING_H_

namespace covenant::cli {

void StartLogging(bool verbose, bool quiet);

}  // namespace covenant::cli

#endif  // CLI_LOGGING_H_

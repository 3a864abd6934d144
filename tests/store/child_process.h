// Runs store_crasher.
#ifndef TESTS_STORE_CHILD_PROCESS_H_
#define TESTS_STORE_CHILD_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace covenant {

class ChildProcess {
 public:
  explicit ChildProcess(std::vector<std::string> arguments);
  ~ChildProcess();

  // Its standard output; -1 when it could not be started.
  int output() const { return output_; }
  // SIGKILL.
  void Kill();
  // Reads what is left of its output, then waits for its end.
  std::string Finish();

 private:
  pid_t pid_ = -1;
  int output_ = -1;
};

// All of the output of one run.
std::string RunCrasher(std::vector<std::string> arguments);

}  // namespace covenant

#endif  // TESTS_STORE_CHILD_PROCESS_H_

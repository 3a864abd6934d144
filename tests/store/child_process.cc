#include "tests/store/child_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace covenant {

ChildProcess::ChildProcess(std::vector<std::string> arguments) {
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) return;
  arguments.insert(arguments.begin(), COVENANT_STORE_CRASHER);
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
  EXPECT_EQ(
      posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ), 0)
      << argv[0];
  posix_spawn_file_actions_destroy(&actions);
  close(pipe_ends[1]);
  output_ = pipe_ends[0];
}

ChildProcess::~ChildProcess() {
  if (pid_ > 0) {
    Kill();
    Finish();
  }
  if (output_ >= 0) close(output_);
}

void ChildProcess::Kill() {
  if (pid_ > 0) kill(pid_, SIGKILL);
}

std::string ChildProcess::Finish() {
  std::string all;
  char buffer[4096];
  for (;;) {
    const ssize_t count = read(output_, buffer, sizeof(buffer));
    if (count <= 0) break;
    all.append(buffer, static_cast<size_t>(count));
  }
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return all;
}

std::string RunCrasher(std::vector<std::string> arguments) {
  return ChildProcess(std::move(arguments)).Finish();
}

}  // namespace covenant

#include "cli/pager.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace covenant::cli {
namespace {

// Lines fit the screen: then a pager would only be in the way.
bool FitsScreen(const std::string& text) {
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return true;
  return std::count(text.begin(), text.end(), '\n') < size.ws_row;
}

std::string PagerCommand() {
  for (const char* const name : {"COVENANT_PAGER", "PAGER"}) {
    const char* const value = std::getenv(name);
    if (value != nullptr) return value;
  }
  return "less -FRX";
}

}  // namespace

bool Page(const Terminal& terminal, const std::string& text) {
  const std::string command = PagerCommand();
  if (FitsScreen(text) || command.empty() || command == "cat") return false;
  if (terminal.color && command == "less") setenv("LESS", "FRX", 0);
  // A pager that is left early closes the pipe; that is not an error.
  std::signal(SIGPIPE, SIG_IGN);
  std::FILE* const pipe = popen(command.c_str(), "w");
  if (pipe == nullptr) return false;
  std::fwrite(text.data(), 1, text.size(), pipe);
  // 127: the shell did not find the program; then nothing was shown.
  const int status = pclose(pipe);
  return !(WIFEXITED(status) && WEXITSTATUS(status) == 127);
}

}  // namespace covenant::cli

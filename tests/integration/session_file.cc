#include "tests/integration/session_file.h"

#include <stdlib.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace covenant {
namespace {

namespace fs = std::filesystem;

std::string ScriptOf(const SessionStep& step) {
  std::string script;
  for (const std::string& line : step.command) script += line + "\n";
  return script;
}

// Runs the script in the folder; the output, and the exit code if it is not 0.
std::string Shell(const fs::path& folder, const std::string& script) {
  const fs::path file = folder.string() + ".sh";
  std::ofstream(file, std::ios::binary) << script;
  const std::string binary = fs::path(COVENANT_BINARY).parent_path();
  const std::string command =
      "cd '" + folder.string() +
      "' && env -i ${TSAN_OPTIONS:+TSAN_OPTIONS=\"$TSAN_OPTIONS\"} PATH='" +
      binary + ":/usr/bin:/bin' LANG=C.UTF-8 COLUMNS=100 HOME='" +
      folder.string() +
      "' COVENANT_STORE=ledger.db COVENANT_NOW=2026-09-15T08:00:00Z"
      " sh '" +
      file.string() + "' </dev/null 2>&1";
  std::FILE* const pipe = popen(command.c_str(), "r");
  std::string output;
  std::array<char, 4096> buffer;
  while (pipe != nullptr) {
    const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe);
    output.append(buffer.data(), count);
    if (count < buffer.size()) break;
  }
  const int status = pipe == nullptr ? -1 : pclose(pipe);
  if (!output.empty() && output.back() != '\n') output += "\n";
  if (!WIFEXITED(status)) return output + "[crashed]\n";
  if (WEXITSTATUS(status) != 0) {
    output += "[exit " + std::to_string(WEXITSTATUS(status)) + "]\n";
  }
  return output;
}

}  // namespace

SessionText ParseSession(const std::string& text) {
  SessionText session;
  std::string remark;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("$ ", 0) == 0) {
      session.steps.push_back({remark, {line.substr(2)}, ""});
      remark.clear();
    } else if (session.steps.empty() || line.rfind("# ", 0) == 0) {
      remark += line + "\n";
    } else if (session.steps.back().output.empty() &&
               (line == ">" || line.rfind("> ", 0) == 0)) {
      session.steps.back().command.push_back(line.size() > 2 ? line.substr(2)
                                                             : "");
    } else {
      session.steps.back().output += line + "\n";
    }
  }
  return session;
}

std::string FormatSession(const SessionText& session) {
  std::string text;
  for (const SessionStep& step : session.steps) {
    text += step.remark;
    std::string_view sign = "$ ";
    for (const std::string& line : step.command) {
      text += line.empty() ? ">\n" : std::string(sign) + line + "\n";
      sign = "> ";
    }
    text += step.output;
  }
  return text;
}

SessionText RunSession(const SessionText& session) {
  std::string pattern = (fs::temp_directory_path() / "session-XXXXXX").string();
  const fs::path folder = mkdtemp(pattern.data());
  fs::create_directory_symlink(fs::path(COVENANT_SOURCE_DIR) / "examples",
                               folder / "examples");
  // Ledgers made by this and by earlier versions, to be copied before use.
  fs::create_directory_symlink(
      fs::path(COVENANT_SOURCE_DIR) / "tests/golden/stores", folder / "stores");
  SessionText done = session;
  for (SessionStep& step : done.steps) {
    step.output = Shell(folder, ScriptOf(step));
  }
  fs::remove_all(folder);
  fs::remove(folder.string() + ".sh");
  return done;
}

}  // namespace covenant

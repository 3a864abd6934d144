// The frame of every command: parse, run, write the answer.
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/files.h"
#include "cli/logging.h"
#include "cli/pager.h"
#include "ledger/value/check.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

std::string Environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool Utf8Locale() {
  for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string value = AsciiLower(Environment(name));
    if (value.empty()) continue;
    return value.find("utf-8") != std::string::npos ||
           value.find("utf8") != std::string::npos;
  }
  return false;
}

std::size_t Columns(bool interactive) {
  const std::string columns = Environment("COLUMNS");
  if (AllDigits(columns) && columns.size() < 6) return std::stoul(columns);
  winsize size = {};
  if (interactive && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
    return size.ws_col;
  }
  return 0;
}

// Color without a flag that says so.
bool AutoColor(int stream) {
  return isatty(stream) != 0 && Environment("NO_COLOR").empty() &&
         Environment("TERM") != "dumb";
}

// Whether what is written to the stream is coloured.
Result<bool> WantsColor(const CommandLine& line, int stream) {
  const std::string& when = line.Get("color");
  if (when == "always") return true;
  if (when == "never") return false;
  if (!when.empty() && when != "auto") {
    return UsageError("--color " + Quoted(when) +
                      " is not auto, always or "
                      "never");
  }
  return AutoColor(stream);
}

const Command& FindCommand(const std::string& name) {
  for (const Command& command : Commands()) {
    if (command.form.name == name) return command;
  }
  COVENANT_CHECK(false);
  return Commands().front();
}

// Fails where the answer could not be written in full.
Outcome WriteAnswer(const CommandLine& line, bool interactive,
                    const Terminal& terminal, const std::string& answer) {
  if (line.Has("output")) return WriteWhole(line.Get("output"), answer);
  if (interactive && !line.Has("no-pager") && !line.Has("json") &&
      Page(terminal, answer)) {
    return Nothing{};
  }
  const bool written =
      std::fwrite(answer.data(), 1, answer.size(), stdout) == answer.size();
  if (!written || std::fflush(stdout) != 0) {
    return MakeError(kStore, "unavailable", "cannot write to standard output");
  }
  return Nothing{};
}

// Whether usages call a file so.
bool NamesFile(std::string_view word) {
  for (const char* const name : {"FILE", "CHECKPOINT", "PROOF", "RULES"}) {
    if (word.find(name) != std::string_view::npos) return true;
  }
  return false;
}

// Whether arguments of the usage, and not only values of its flags, are files.
bool TakesFiles(std::string_view usage) {
  std::istringstream words{std::string(usage)};
  std::string before;
  for (std::string word; words >> word; before = word) {
    if (NamesFile(word) && before.find("--") == std::string::npos) return true;
  }
  return false;
}

// Refuses to write an answer where it cannot be written, or over another file
// of the same command line: a key, what is recorded, rules.
Outcome CheckOutputs(const CommandLine& line) {
  const bool takes_files = TakesFiles(FindCommand(line.command).form.usage);
  for (const std::string out : {"output", "entry-out"}) {
    if (!line.Has(out)) continue;
    const std::string& name = line.Get(out);
    const std::string flag = out == "output" ? "-o" : "--" + out;
    for (const FlagSpec& other : AllFlags()) {
      const std::string of(other.name);
      if (!NamesFile(other.value) || of == out || !line.Has(of)) continue;
      if (!LiesIn(name, line.Get(of))) continue;
      return UsageError(flag + " would write over the " +
                            (of == "key" ? "key" : "file") + " of --" + of,
                        "choose another file");
    }
    for (const std::string& argument : line.arguments) {
      if (!takes_files || !LiesIn(name, argument)) continue;
      return UsageError(flag + " would write over " + Quoted(argument) +
                            " of the same command",
                        "choose another file");
    }
    CLI_RETURN_IF_ERROR(CheckWritable(name));
  }
  return Nothing{};
}

bool AsksJson(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--json" || word == "--format=json") return true;
    if (word == "--format" && i + 1 < words.size() && words[i + 1] == "json") {
      return true;
    }
    if (word == "--") return false;
  }
  return false;
}

int Report(const Error& error, bool json, bool color) {
  std::fflush(stdout);
  if (json) {
    std::fputs(ErrorJson(error).c_str(), stdout);
  } else {
    std::fputs(RenderError(error, color).c_str(), stderr);
  }
  return error.exit_code;
}

}  // namespace

std::string Context::StorePath() const {
  if (line.Has("store")) return line.Get("store");
  const std::string store = Environment("COVENANT_STORE");
  return store.empty() ? "./covenant.db" : store;
}

Result<Session> Context::Open(OpenMode mode) const {
  if (open_with) return open_with(mode);
  CLI_ASSIGN(Clock clock, ShellClock());
  return Session::Open(StorePath(), mode, line.Get("today"), std::move(clock));
}

int Main(const std::vector<std::string>& words) {
  const bool json = AsksJson(words);
  std::vector<CommandForm> forms;
  for (const Command& command : Commands()) forms.push_back(command.form);
  const auto line = ParseCommandLine(words, forms);
  if (!line.ok()) return Report(line.error(), json, AutoColor(STDERR_FILENO));
  const bool interactive = isatty(STDOUT_FILENO) != 0 && !line->Has("output");
  const auto color = WantsColor(*line, STDOUT_FILENO);
  const auto error_color = WantsColor(*line, STDERR_FILENO);
  if (!color.ok() || !error_color.ok()) {
    return Report(color.error(), json, AutoColor(STDERR_FILENO));
  }
  StartLogging(line->Has("verbose"), line->Has("quiet"));

  // A file has the colours that a flag asks for, and no others.
  const bool to_file = line->Has("output") && line->Get("color") != "always";
  Context context{*line,
                  {.color = *color && !to_file,
                   .unicode = Utf8Locale(),
                   .width = Columns(interactive)}};
  // A command that changes something must not find out afterwards.
  const Outcome writable = CheckOutputs(*line);
  if (!writable.ok()) {
    return Report(writable.error(), context.json(), *error_color);
  }
  const auto exit_code = FindCommand(line->command).run(context);
  if (!exit_code.ok()) {
    return Report(exit_code.error(), context.json(), *error_color);
  }
  const auto written =
      WriteAnswer(*line, interactive, context.terminal, context.out);
  if (!written.ok()) {
    Error error = written.error();
    error.diagnostics.front().help =
        "`" + line->command +
        "` itself is done, and what it changed stands; only its answer could "
        "not be written";
    // Where standard output is the trouble, the error cannot go there.
    return Report(error, context.json() && line->Has("output"), *error_color);
  }
  if (!line->Has("quiet") && !context.json()) {
    std::fputs(context.notes.c_str(), stderr);
  }
  return *exit_code;
}

}  // namespace covenant::cli

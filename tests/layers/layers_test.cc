// Laws 1 to 5 of the architecture, held by reading sources and archives.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "cli/version.h"
#include "tests/layers/source_files.h"

namespace covenant::layers_test {
namespace {

constexpr std::array<const char*, 3> kPureFolders = {"ledger/value",
                                                     "ledger/event", "replay"};

struct IncludeTable {
  std::vector<std::string> folders;  // lowest first
  std::map<std::string, std::set<std::string>> allowed;

  // The folder of the table in which a path lies, or "".
  std::string FolderOf(const std::string& path) const {
    for (const std::string& folder : folders) {
      if (path.rfind(folder + "/", 0) == 0) return folder;
    }
    return "";
  }
};

IncludeTable ReadTable() {
  IncludeTable table;
  std::istringstream lines(ReadText("tests/layers/include_table.txt"));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    std::string folder;
    std::string colon;
    words >> folder >> colon;
    EXPECT_EQ(colon, ":") << line;
    for (std::string word; words >> word;) {
      EXPECT_EQ(std::count(table.folders.begin(), table.folders.end(), word), 1)
          << folder << " may include only what stands above it, not " << word;
      table.allowed[folder].insert(word);
    }
    table.folders.push_back(folder);
  }
  return table;
}

TEST(LayersTest, Law1NobodyIncludesWhatTheTableDoesNotAllow) {
  const IncludeTable table = ReadTable();
  ASSERT_EQ(table.folders.size(), 7u);
  std::size_t includes = 0;
  for (const char* const top : {"ledger", "replay", "cli"}) {
    for (const SourceText& source : SourcesUnder(top)) {
      const std::string from = table.FolderOf(source.path);
      EXPECT_NE(from, "") << source.path << " lies in no folder of the table";
      for (const std::string& include : IncludesOf(source.text)) {
        const std::string to = table.FolderOf(include);
        ++includes;
        if (to == from) continue;
        const auto allowed = table.allowed.find(from);
        const bool ok =
            (allowed != table.allowed.end() && allowed->second.count(to) > 0) ||
            // Third-party headers; generated ones are law 2.
            (to.empty() && include.rfind("tests/", 0) != 0);
        EXPECT_TRUE(ok) << source.path << " includes " << include;
      }
    }
  }
  EXPECT_GT(includes, 100u) << "the check reads nothing";
}

bool IncludesProtobuf(const std::string& text) {
  static const std::regex kProtobuf(
      "#\\s*include\\s+[<\"](google/protobuf/|covenant/v1/)");
  return std::regex_search(text, kProtobuf);
}

TEST(LayersTest, Law2GeneratedHeadersAreReachableFromTheCodecOnly) {
  // Headers of the codec through which a generated one can be reached.
  std::set<std::string> tainted;
  const std::vector<SourceText> codec = SourcesUnder("ledger/codec");
  for (bool grown = true; grown;) {
    grown = false;
    for (const SourceText& source : codec) {
      bool reaches = IncludesProtobuf(source.text);
      for (const std::string& include : IncludesOf(source.text)) {
        reaches = reaches || tainted.count(include) > 0;
      }
      if (reaches) grown = tainted.insert(source.path).second || grown;
    }
  }
  EXPECT_FALSE(tainted.empty()) << "the check reads nothing";
  for (const char* const top : {"ledger", "replay", "cli"}) {
    for (const SourceText& source : SourcesUnder(top)) {
      if (source.path.rfind("ledger/codec/", 0) == 0) continue;
      EXPECT_FALSE(IncludesProtobuf(source.text)) << source.path;
      for (const std::string& include : IncludesOf(source.text)) {
        EXPECT_EQ(tainted.count(include), 0u)
            << source.path << " reaches generated headers through " << include;
      }
    }
  }
}

std::string Output(const std::string& command) {
  std::string text;
  std::FILE* const pipe = popen(command.c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  std::array<char, 4096> buffer;
  while (pipe != nullptr) {
    const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe);
    text.append(buffer.data(), count);
    if (count < buffer.size()) break;
  }
  if (pipe != nullptr) pclose(pipe);
  return text;
}

// Undefined symbols (mangled) that pure code may not have.
const std::regex& BannedSymbols() {
  static const std::regex banned(
      // Clocks and calendars of the machine.
      "(time|clock|gettimeofday|clock_gettime|localtime(_r)?|gmtime(_r)?|"
      "strftime|mktime|tzset|nanosleep|.*St6chrono.*3nowEv)|"
      // Random sources.
      "(rand|srand|random|srandom|rand_r|drand48|getrandom|getentropy|"
      "arc4random.*|RAND_.*|.*13random_device.*)|"
      // Environment, locale, process.
      "(getenv|secure_getenv|setenv|putenv|setlocale|getpid|gethostname|"
      "system|popen|fork|exec.*)|"
      // Files and logs.
      "(open|open64|openat|fopen|fopen64|read|write|pread|pwrite|fread|fwrite|"
      "fputs|puts|putchar|fputc|printf|fprintf|vfprintf|perror|syslog|mmap|"
      "stat|fstat|unlink|rename|mkdir|.*basic_[io]?fstream.*|.*basic_filebuf.*|"
      "_ZSt4c(out|err|log|in)|_ZSt[37]clog|.*3fmt.*|.*6spdlog.*)|"
      // Threads.
      "(pthread_create|pthread_mutex_.*|pthread_cond_.*|.*St6thread.*|"
      ".*condition_variable.*|.*4absl.*5Mutex.*)|"
      // Other layers.
      "(.*7rocksdb.*|.*6google8protobuf.*|EVP_.*|SHA256.*|HMAC.*|fy_.*)");
  return banned;
}

TEST(LayersTest, Law3PureArchivesKnowNoWorld) {
  for (const char* const archive :
       {COVENANT_VALUE_ARCHIVE, COVENANT_EVENT_ARCHIVE,
        COVENANT_REPLAY_ARCHIVE}) {
    std::istringstream lines(
        Output("nm -u --format=posix '" + std::string(archive) + "'"));
    std::string member;
    std::size_t symbols = 0;
    for (std::string line; std::getline(lines, line);) {
      if (!line.empty() && line.back() == ':') {
        member = line;
        continue;
      }
      const std::string symbol = line.substr(0, line.find(' '));
      if (symbol.empty()) continue;
      ++symbols;
      // The one place that speaks before it aborts.
      if (member.find("[check.cc.o]") != std::string::npos) continue;
      EXPECT_FALSE(std::regex_match(symbol, BannedSymbols()))
          << member << " uses " << symbol;
    }
    EXPECT_GT(symbols, 10u) << "nm read nothing of " << archive;
  }
}

TEST(LayersTest, Law3BansWhatItShould) {
  for (const char* const symbol :
       {"clock_gettime", "time", "_ZNSt6chrono3_V212system_clock3nowEv",
        "getenv", "fopen64", "_ZSt4cerr", "pthread_create",
        "_ZNSt6thread15_M_start_threadESt10unique_ptrINS_6_StateE",
        "_ZN7rocksdb2DB4OpenEv",
        "_ZNSt14basic_ofstreamIcSt11char_traitsIcEED1Ev",
        "_ZNSt13random_device9_M_getvalEv"}) {
    EXPECT_TRUE(std::regex_match(symbol, BannedSymbols())) << symbol;
  }
  for (const char* const symbol :
       {"_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE9_M_createERmm",
        "memcpy", "__cxa_guard_acquire", "_ZN4absl8OkStatusEv"}) {
    EXPECT_FALSE(std::regex_match(symbol, BannedSymbols())) << symbol;
  }
}

TEST(LayersTest, Law4NoBinaryFloatingPointAndNoUnorderedContainer) {
  static const std::regex kBanned(
      "\\b(float|double|unordered_\\w+|flat_hash_\\w+|node_hash_\\w+|"
      "std::hash|strtod|stod|stof|pow\\(|sqrt\\()");
  for (const char* const folder : kPureFolders) {
    for (const SourceText& source : SourcesUnder(folder)) {
      const std::string code = CodeOnly(source.text);
      std::smatch found;
      EXPECT_FALSE(std::regex_search(code, found, kBanned))
          << source.path << " uses " << found.str();
    }
  }
}

TEST(LayersTest, Law5EveryTestStandsInAFileThatTheBuildFinds) {
  static const std::regex kTest("(^|\n)(TEST|TEST_F|TEST_P|TYPED_TEST)\\(");
  std::size_t tests = 0;
  for (const SourceText& source : SourcesUnder("tests")) {
    if (!std::regex_search(source.text, kTest)) continue;
    ++tests;
    EXPECT_TRUE(source.path.ends_with("_test.cc")) << source.path;
    // tests/FOLDER/..._test.cc: each folder is one test program.
    EXPECT_GE(std::count(source.path.begin(), source.path.end(), '/'), 2)
        << source.path;
  }
  EXPECT_GT(tests, 5u);
  for (const char* const script : {"scripts/test", ".ci/run"}) {
    const std::string text = ReadText(script);
    EXPECT_TRUE(text.find("--no-tests=error") != std::string::npos ||
                text.find("scripts/test") != std::string::npos)
        << script << " accepts a run of no tests";
  }
}

TEST(LayersTest, TheProgramHasTheVersionOfTheProject) {
  EXPECT_NE(ReadText("CMakeLists.txt")
                .find("VERSION " + std::string(cli::kVersion) + " "),
            std::string::npos);
}

TEST(LayersTest, HeadersAndSourcesStayReadable) {
  for (const char* const top : {"ledger", "replay", "cli"}) {
    for (const SourceText& source : SourcesUnder(top)) {
      const auto lines =
          std::count(source.text.begin(), source.text.end(), '\n');
      EXPECT_LE(lines, source.path.ends_with(".h") ? 400 : 600) << source.path;
    }
  }
  const std::string readme = ReadText("README.md");
  EXPECT_LE(std::count(readme.begin(), readme.end(), '\n'), 150);
}

}  // namespace
}  // namespace covenant::layers_test

#include "tests/layers/source_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace covenant {
namespace {

namespace fs = std::filesystem;

std::string Content(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace

std::vector<SourceText> SourcesUnder(const std::string& folder) {
  const fs::path root(COVENANT_SOURCE_DIR);
  std::vector<SourceText> sources;
  for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
    const std::string extension = entry.path().extension();
    if (extension != ".h" && extension != ".cc") continue;
    sources.push_back(
        {fs::relative(entry.path(), root).string(), Content(entry.path())});
  }
  std::sort(sources.begin(), sources.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return sources;
}

std::string ReadText(const std::string& path_from_root) {
  return Content(fs::path(COVENANT_SOURCE_DIR) / path_from_root);
}

std::string CodeOnly(const std::string& text) {
  static const std::regex kNotCode(
      "//[^\n]*|/\\*[^*]*\\*+(?:[^/*][^*]*\\*+)*/|"
      "\"(?:[^\"\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\n]|\\\\.)'");
  return std::regex_replace(text, kNotCode, " ");
}

std::vector<std::string> IncludesOf(const std::string& text) {
  static const std::regex kInclude("(?:^|\n)\\s*#\\s*include\\s+\"([^\"]+)\"");
  std::vector<std::string> includes;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), kInclude);
       it != std::sregex_iterator(); ++it) {
    includes.push_back((*it)[1]);
  }
  return includes;
}

}  // namespace covenant

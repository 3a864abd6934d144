#include "tests/codec/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace covenant {

std::filesystem::path SourceDir() { return COVENANT_SOURCE_DIR; }

std::string ReadWhole(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<std::filesystem::path> FilesOf(
    const std::filesystem::path& folder,
    const std::vector<std::string>& extensions) {
  std::vector<std::filesystem::path> files;
  if (std::filesystem::exists(folder)) {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(folder)) {
      const std::string extension = entry.path().extension().string();
      if (std::find(extensions.begin(), extensions.end(), extension) !=
          extensions.end()) {
        files.push_back(entry.path());
      }
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

void ExpectGolden(const std::filesystem::path& file,
                  const std::string& actual) {
  const char* update = std::getenv("COVENANT_UPDATE_GOLDEN");
  if (update != nullptr && std::string(update) == "1") {
    std::ofstream(file, std::ios::binary) << actual;
    return;
  }
  EXPECT_TRUE(std::filesystem::exists(file))
      << file << " is missing; COVENANT_UPDATE_GOLDEN=1 writes it";
  EXPECT_EQ(ReadWhole(file), actual)
      << file << " is stale; COVENANT_UPDATE_GOLDEN=1 rewrites it";
}

KnownClauses GoldenClauses() {
  KnownClauses known;
  known.kinds["acme-nova"] = {{"royalty", "revenue-share"},
                              {"exclusivity", "exclusivity"},
                              {"price", "payment-schedule"},
                              {"rent", "recurring-payment"},
                              {"fee", "payment"}};
  return known;
}

std::string Problems(const Authored& authored) {
  return RenderDiagnostics(authored.diagnostics, /*color=*/false);
}

}  // namespace covenant

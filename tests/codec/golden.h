// Files of examples and their expected output, rewritten with
// COVENANT_UPDATE_GOLDEN=1. For tests.
#ifndef TESTS_CODEC_GOLDEN_H_
#define TESTS_CODEC_GOLDEN_H_

#include <filesystem>
#include <string>
#include <vector>

#include "ledger/codec/authoring.h"

namespace covenant {

std::filesystem::path SourceDir();
std::string ReadWhole(const std::filesystem::path& path);
// The files of a folder with one of the extensions, sorted; never none.
std::vector<std::filesystem::path> FilesOf(
    const std::filesystem::path& folder,
    const std::vector<std::string>& extensions);
// Fails the test where the file differs; or writes it.
void ExpectGolden(const std::filesystem::path& file, const std::string& actual);
// The clauses that the golden documents may refer to.
KnownClauses GoldenClauses();
// "" or all diagnostics, rendered.
std::string Problems(const Authored& authored);

}  // namespace covenant

#endif  // TESTS_CODEC_GOLDEN_H_

// The project's own sources, for the checks that read them.
#ifndef TESTS_LAYERS_SOURCE_FILES_H_
#define TESTS_LAYERS_SOURCE_FILES_H_

#include <string>
#include <vector>

namespace covenant {

struct SourceText {
  std::string path;  // from the root: "ledger/value/date.h"
  std::string text;
};

// All .h and .cc files under a folder of the repository, sorted by path.
std::vector<SourceText> SourcesUnder(const std::string& folder);

std::string ReadText(const std::string& path_from_root);

// The text with comments, string and character literals blanked.
std::string CodeOnly(const std::string& text);

// The paths that the text includes in quotes, in order.
std::vector<std::string> IncludesOf(const std::string& text);

}  // namespace covenant

#endif  // TESTS_LAYERS_SOURCE_FILES_H_

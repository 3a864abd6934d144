// The files of examples/founding-story, carried in the program; the source is
// written by cli/embed_examples.cmake. Constant; safe from any thread.
#ifndef CLI_EMBEDDED_H_
#define CLI_EMBEDDED_H_

#include <string_view>
#include <vector>

namespace covenant::cli {

struct EmbeddedFile {
  std::string_view name;
  std::string_view text;
};

// By name; empty where the program was built without them.
std::vector<EmbeddedFile> EmbeddedExamples();

}  // namespace covenant::cli

#endif  // CLI_EMBEDDED_H_

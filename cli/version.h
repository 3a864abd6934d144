// The version of the program; the same as in the root CMakeLists.txt, which a
// test compares.
#ifndef CLI_VERSION_H_
#define CLI_VERSION_H_

#include <string_view>

namespace covenant::cli {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace covenant::cli

#endif  // CLI_VERSION_H_

// Sources of one library are compiled in groups where sanitizers watch
// (doc/decisions.md 184), and which sources share a group changes with each new one.
// So a helper in a nameless namespace has a name of its own in its library.
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <string>
#include <vector>

#include "tests/layers/source_files.h"

namespace covenant::helper_names_test {
namespace {

// What a source defines in a nameless namespace.
struct Helper {
  std::string path;
  std::string what;  // "type", "constant" or the parameters of a function
  std::string line;
};
using Helpers = std::map<std::string, std::vector<Helper>>;

// "replay", "cli", "ledger/codec"; empty for what is compiled singly.
std::string LibraryOf(const std::string& path) {
  if (!path.ends_with(".cc") || path.starts_with("cli/commands/") ||
      path.starts_with("cli/main/")) {
    return "";
  }
  const std::size_t slash = path.find('/');
  if (!path.starts_with("ledger/")) return path.substr(0, slash);
  return path.substr(0, path.find('/', slash + 1));
}

// The parameters from the parenthesis on, without their names.
std::string Parameters(const std::string& text, std::size_t open) {
  std::string all = text.substr(open, text.find_first_of("{;", open) - open);
  all = std::regex_replace(all, std::regex("\\s+"), " ");
  return std::regex_replace(all, std::regex(" \\w+([,)])"), "$1");
}

void AddHelpers(const SourceText& source, Helpers& helpers) {
  static const std::regex kType(R"(^(?:class|struct|enum class|enum) (\w+))");
  static const std::regex kAlias(R"(^using (\w+) =)");
  static const std::regex kConstant(
      R"(^(?:static )?(?:inline )?constexpr [^(=]*?(\w+)(?:\[\])?\s*(?:=|\{|$))");
  static const std::regex kFunction(R"(^\w[\w:<>,&* ]*[ &*](\w+)\()");
  const std::string begin = "\nnamespace {\n", end = "\n}  // namespace\n";
  for (std::size_t at = source.text.find(begin); at != std::string::npos;
       at = source.text.find(begin, at)) {
    const std::size_t last = source.text.find(end, at);
    for (at += begin.size(); at < last;) {
      const std::size_t next = source.text.find('\n', at);
      const std::string line = source.text.substr(at, next - at);
      std::smatch found;
      if (std::regex_search(line, found, kType) ||
          std::regex_search(line, found, kAlias)) {
        helpers[found[1]].push_back({source.path, "type", line});
      } else if (std::regex_search(line, found, kConstant)) {
        helpers[found[1]].push_back({source.path, "constant", line});
      } else if (std::regex_search(line, found, kFunction)) {
        const std::size_t open = at + static_cast<std::size_t>(
            found.position(1) + found.length(1));
        helpers[found[1]].push_back(
            {source.path, Parameters(source.text, open), line});
      }
      at = next + 1;
    }
  }
}

std::map<std::string, Helpers> HelpersByLibrary() {
  std::map<std::string, Helpers> libraries;
  for (const char* const top : {"ledger", "replay", "cli"}) {
    for (const SourceText& source : SourcesUnder(top)) {
      const std::string library = LibraryOf(source.path);
      if (!library.empty()) AddHelpers(source, libraries[library]);
    }
  }
  return libraries;
}

// Functions may share a name, with other parameters; an alias may be stated again.
bool Clash(const Helper& a, const Helper& b) {
  if (a.path == b.path) return false;
  if (a.line == b.line && a.line.starts_with("using ")) return false;
  return a.what == b.what || a.what.front() != '(' || b.what.front() != '(';
}

TEST(HelperNames, AreTheirOwnInTheirLibrary) {
  const auto libraries = HelpersByLibrary();
  EXPECT_EQ(libraries.size(), 7u);
  for (const auto& [library, helpers] : libraries) {
    EXPECT_GT(helpers.size(), 5u) << library;
    for (const auto& [name, all] : helpers) {
      for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = i + 1; j < all.size(); ++j) {
          EXPECT_FALSE(Clash(all[i], all[j]))
              << name << " of " << all[i].path << " and " << all[j].path
              << ": rename one, so that both can stand in one group of sources";
        }
      }
    }
  }
}

// What headers define at the beginning of a line, by name.
std::map<std::string, std::vector<std::string>> TypesOfHeaders() {
  static const std::regex kType(
      R"((?:^|\n)(?:class|struct|enum class|enum) (\w+)[^;\n]*\{)");
  std::map<std::string, std::vector<std::string>> types;
  for (const char* const top : {"ledger", "replay", "cli"}) {
    for (const SourceText& source : SourcesUnder(top)) {
      if (!source.path.ends_with(".h")) continue;
      const auto end = std::sregex_iterator();
      for (auto found = std::sregex_iterator(source.text.begin(),
                                             source.text.end(), kType);
           found != end; ++found) {
        types[(*found)[1]].push_back(source.path);
      }
    }
  }
  return types;
}

// Another source of the group may include the header. What a command defines
// lies in a namespace of its own, where it hides names of other libraries.
bool MayMeet(const std::string& library, const std::string& header) {
  const auto lies_in = [&](const std::string& folder) {
    return header.starts_with(folder + "/");
  };
  if (lies_in(library)) return true;
  if (library == "cli") return false;
  const bool values = lies_in("ledger/value");
  if (library == "ledger/codec") return header.starts_with("ledger/");
  if (library == "replay") return values || lies_in("ledger/event");
  if (library == "ledger/store") return values || lies_in("ledger/proof");
  return values;
}

TEST(HelperNames, AreNoTypesOfHeaders) {
  const auto types = TypesOfHeaders();
  EXPECT_GT(types.size(), 200u);
  const auto libraries = HelpersByLibrary();
  for (const auto& [library, helpers] : libraries) {
    for (const auto& [name, all] : helpers) {
      const auto headers = types.find(name);
      if (headers == types.end()) continue;
      for (const std::string& header : headers->second) {
        EXPECT_FALSE(MayMeet(library, header))
            << name << " of " << all.front().path << " and " << header
            << ": rename the helper, so that it can stand in one group with "
               "sources that include the header";
      }
    }
  }
}

}  // namespace
}  // namespace covenant::helper_names_test

#include "cli/flags.h"

#include <gtest/gtest.h>

#include "cli/command.h"

namespace covenant::cli::flags_test {
namespace {

Result<CommandLine> ParseWords(const std::vector<std::string>& words) {
  std::vector<CommandForm> forms;
  for (const Command& command : Commands()) forms.push_back(command.form);
  return ParseCommandLine(words, forms);
}

std::string Help(const std::vector<std::string>& words) {
  const auto line = ParseWords(words);
  EXPECT_FALSE(line.ok());
  if (line.ok()) return "";
  EXPECT_EQ(line.error().exit_code, kUsage);
  return line.error().diagnostics.front().help;
}

TEST(FlagsTest, FlagsStandBeforeOrAfterTheCommand) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--as-of", "2024-01-01", "audit", "acme"},
        {"audit", "--as-of", "2024-01-01", "acme"},
        {"audit", "acme", "--as-of=2024-01-01"}}) {
    const auto line = ParseWords(words);
    ASSERT_TRUE(line.ok());
    EXPECT_EQ(line->command, "audit");
    EXPECT_EQ(line->arguments, std::vector<std::string>{"acme"});
    EXPECT_EQ(line->Get("as-of"), "2024-01-01");
  }
}

TEST(FlagsTest, AliasShortFormsAndTheEndOfFlags) {
  const auto owed = ParseWords({"owed", "-q", "-o", "out.txt"});
  ASSERT_TRUE(owed.ok());
  EXPECT_EQ(owed->command, "audit");
  EXPECT_TRUE(owed->Has("quiet"));
  EXPECT_EQ(owed->Get("output"), "out.txt");
  const auto append = ParseWords({"append", "-", "--", "--odd.yaml"});
  ASSERT_TRUE(append.ok());
  EXPECT_EQ(append->arguments, (std::vector<std::string>{"-", "--odd.yaml"}));
}

TEST(FlagsTest, NothingIsHelpAndHelpFlagNamesTheCommand) {
  EXPECT_EQ(ParseWords({})->command, "help");
  const auto line = ParseWords({"diff", "--help"});
  ASSERT_TRUE(line.ok());
  EXPECT_EQ(line->command, "help");
  EXPECT_EQ(line->arguments, std::vector<std::string>{"diff"});
  EXPECT_EQ(ParseWords({"--version"})->command, "version");
}

TEST(FlagsTest, WrongWordsGetADidYouMean) {
  EXPECT_EQ(Help({"adit"}), "did you mean `audit`?");
  EXPECT_EQ(Help({"audit", "--as-off", "x"}), "did you mean `--as-of`?");
  EXPECT_EQ(Help({"zzzzzzzzz"}), "`covenant help` lists them");
}

TEST(FlagsTest, RefusesWhatTheCommandDoesNotTake) {
  EXPECT_EQ(Help({"schema", "--as-of", "2024-01-01"}),
            "`covenant help schema` lists its flags");
  EXPECT_EQ(Help({"show"}), "usage: covenant show EVENT");
  EXPECT_EQ(Help({"show", "a", "b"}), "usage: covenant show EVENT");
  EXPECT_EQ(Help({"audit", "--as-of"}), "write `--as-of DATE`");
  EXPECT_FALSE(ParseWords({"audit", "--all=yes"}).ok());
  EXPECT_FALSE(ParseWords({"audit", "--all", "--all"}).ok());
}

TEST(FlagsTest, EveryFlagOfACommandExistsAndEveryCodeIsOnce) {
  for (const Command& command : Commands()) {
    for (const std::string_view flag : command.form.flags) FindFlag(flag);
  }
  for (std::size_t i = 1; i < CliCodes().size(); ++i) {
    EXPECT_LT(CliCodes()[i - 1].code, CliCodes()[i].code);
  }
}

}  // namespace
}  // namespace covenant::cli::flags_test

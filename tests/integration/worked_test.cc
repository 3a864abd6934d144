// tests/golden/worked: contracts whose figures were worked out by hand. Every
// answer of the program must be the one worked out; nothing rewrites them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/integration/session_file.h"
#include "tests/integration/worked_file.h"

namespace covenant::worked_test {
namespace {

namespace fs = std::filesystem;

std::string Read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<std::string> Examples() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(
           fs::path(COVENANT_SOURCE_DIR) / "tests/golden/worked")) {
    if (entry.path().extension() == ".md") {
      names.push_back(entry.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string Lines(std::vector<std::string> lines) {
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += "  " + line + "\n";
  return text;
}

void CheckListed(const std::vector<std::string>& expected,
                 const std::vector<std::string>& there, const char* what) {
  for (const std::string& line : expected) {
    EXPECT_THAT(there, testing::Contains(line)) << what;
  }
}

// Sums that nothing is open about count only where the example lists them.
void Compare(const WorkedQuestion& question, const WorkedAnswer& answer) {
  ASSERT_EQ(answer.error, "");
  std::vector<std::string> sums = answer.sums;
  for (const std::string& line : answer.settled) {
    if (std::find(question.sums.begin(), question.sums.end(), line) !=
        question.sums.end()) {
      sums.push_back(line);
    }
  }
  EXPECT_EQ(Lines(sums), Lines(question.sums)) << "settled:\n"
                                               << Lines(answer.settled);
  EXPECT_EQ(Lines(answer.findings), Lines(question.findings));
  CheckListed(question.totals, answer.totals, "totals");
  CheckListed(question.balances, answer.balances, "balances");
}

class WorkedTest : public testing::TestWithParam<std::string> {};

TEST_P(WorkedTest, IsAsWorkedOut) {
  const std::vector<WorkedBlock> blocks =
      ParseWorked(Read(fs::path(COVENANT_SOURCE_DIR) / "tests/golden/worked" /
                       (GetParam() + ".md")));
  ASSERT_FALSE(blocks.empty());
  std::string events;
  for (const WorkedBlock& block : blocks) {
    if (block.sort == "yaml") events += block.text;
  }
  const std::size_t at = events.find("contract: ") + 10;
  const std::string contract = events.substr(at, events.find('\n', at) - at);
  const bool backfill = events.find("\nknown: ") != std::string::npos;
  SessionText session;
  session.steps.push_back(
      {"",
       {backfill ? "covenant init -q --backfill" : "covenant init -q"},
       ""});
  std::vector<WorkedQuestion> questions;
  std::vector<std::size_t> steps;  // of the questions
  std::vector<std::string> errors;
  for (const WorkedBlock& block : blocks) {
    if (block.sort == "append") {
      std::string files = block.text;
      std::replace(files.begin(), files.end(), '\n', ' ');
      session.steps.push_back(
          {"", {"covenant append -q -o log.txt " + files}, ""});
      continue;
    }
    if (block.sort == "yaml") {
      session.steps.push_back(
          {"",
           {"cat > events.yaml <<'END-OF-EVENTS'", block.text + "END-OF-EVENTS",
            "covenant append -q -o log.txt events.yaml"},
           ""});
      continue;
    }
    for (WorkedQuestion& question : QuestionsOf(block, errors)) {
      if (question.contract.empty()) question.contract = contract;
      steps.push_back(session.steps.size());
      session.steps.push_back(
          {"",
           {"covenant audit " + question.contract + " --all --json --as-of " +
            question.as_of +
            (question.known.empty() ? ""
                                    : " --known-at '" + question.known + "'")},
           ""});
      questions.push_back(std::move(question));
    }
  }
  EXPECT_EQ(Lines(errors), "");
  ASSERT_FALSE(questions.empty());
  session = RunSession(session);
  std::size_t next = 0;
  for (std::size_t i = 1; i < session.steps.size(); ++i) {
    if (next < steps.size() && steps[next] == i) {
      const WorkedQuestion& question = questions[next++];
      SCOPED_TRACE(question.place + ", as of " + question.as_of);
      Compare(question, ReadAnswer(session.steps[i].output, question.contract));
      for (const std::string& line : question.arithmetic) {
        EXPECT_EQ(CheckArithmetic(line), "") << line;
      }
    } else {
      EXPECT_EQ(session.steps[i].output, "");
    }
  }
}

std::string NameOf(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, WorkedTest, testing::ValuesIn(Examples()),
                         NameOf);

TEST(WorkedArithmeticTest, IsChecked) {
  EXPECT_EQ(CheckArithmetic("line 1: 6 % * 700,000.00 = 42,000.00"), "");
  EXPECT_EQ(CheckArithmetic("line 1: (1 + 2) / 7 ~ 0.43 ~ 0.4"), "");
  EXPECT_EQ(CheckArithmetic("line 1: max(1; 3 - 5; 2) = 2 = min(2; 9)"), "");
  EXPECT_NE(CheckArithmetic("line 1: 1 / 3 = 0.33"), "");
  EXPECT_NE(CheckArithmetic("line 1: 1 / 0 = 1"), "");
  EXPECT_NE(CheckArithmetic("line 1: two + 2 = 4"), "");
}

}  // namespace
}  // namespace covenant::worked_test

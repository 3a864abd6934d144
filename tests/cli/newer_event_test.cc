// An event of a schema that this program does not know: it is shown, and no
// answer rests on it.
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/command.h"
#include "ledger/codec/entry_codec.h"
#include "ledger/codec/event_codec.h"

namespace covenant::cli::newer_event_test {
namespace {

class NewerEventTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = std::filesystem::temp_directory_path() /
           ("covenant-newer-" + std::to_string(::getpid()));
    std::filesystem::remove_all(dir_);
    auto log = CreateRocksLog(dir_.string(), {.origin = "test", .backfill = false, .clock = {}},
                              std::make_shared<ProtoEntryFormat>());
    ASSERT_TRUE(log.ok()) << log.status();
    AppendRequest request;
    NewEvent event;
    event.stream = "acme-nova";
    event.event_id = "F1";
    event.type = "from-the-future";
    event.schema_version = kSchemaVersion + 1;
    request.events.push_back(std::move(event));
    const auto appended = (*log)->Append(std::move(request));
    ASSERT_TRUE(appended.ok()) << appended.status();
    ASSERT_TRUE((*log)->Close().ok());
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  // What the command answers, or "exit CODE: MESSAGE".
  std::string Run(std::vector<std::string> words) {
    std::vector<CommandForm> forms;
    for (const Command& command : Commands()) forms.push_back(command.form);
    words.insert(words.end(), {"--store", dir_.string()});
    const auto line = ParseCommandLine(words, forms);
    if (!line.ok()) return "usage";
    Context context{*line, {}, "", "", {}};
    for (const Command& command : Commands()) {
      if (command.form.name != line->command) continue;
      const auto code = command.run(context);
      if (code.ok()) return context.out;
      return "exit " + std::to_string(code.error().exit_code) + ": " +
             code.error().diagnostics.front().message;
    }
    return "no such command";
  }

  std::filesystem::path dir_;
};

TEST_F(NewerEventTest, IsListedAndShown) {
  for (const char* const words : {"log", "show"}) {
    std::vector<std::string> line = {words};
    if (line.front() == "show") line.emplace_back("acme-nova/F1");
    const std::string text = Run(line);
    EXPECT_NE(text.find("from-the-future"), std::string::npos) << text;
    EXPECT_NE(text.find("F1"), std::string::npos) << text;
    line.emplace_back("--json");
    EXPECT_NE(Run(line).find("\"from-the-future\""), std::string::npos);
  }
  EXPECT_NE(Run({"log", "acme-nova"}).find("F1"), std::string::npos);
}

TEST_F(NewerEventTest, NoAnswerRestsOnIt) {
  for (const char* const command : {"audit", "terms", "status", "due"}) {
    const std::string text = Run({command});
    EXPECT_EQ(text.substr(0, 8), "exit 6: ") << command << ": " << text;
    EXPECT_NE(text.find("acme-nova@1"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace covenant::cli::newer_event_test

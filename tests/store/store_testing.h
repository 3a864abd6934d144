// Helpers of the store's tests: a trivial entry format, temporary directories,
// a clock to set, and a full check of everything a log can answer.
#ifndef TESTS_STORE_STORE_TESTING_H_
#define TESTS_STORE_STORE_TESTING_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/store/entry.h"
#include "ledger/store/event_log.h"

namespace covenant {

// Every field of the header with its length before it, then the payload.
class TestFormat final : public EntryFormat {
 public:
  std::string Encode(const EntryHeader& header,
                     std::string_view payload) const override;
  absl::StatusOr<Entry> Decode(std::string_view bytes) const override;
};

std::shared_ptr<const EntryFormat> TestEntryFormat();

// A directory that is deleted at the end.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  const std::string& path() const { return path_; }
  // path()/name.
  std::string operator/(std::string_view name) const;

 private:
  std::string path_;
};

// A clock that stands still unless told otherwise.
class TestClock {
 public:
  explicit TestClock(Timestamp at)
      : micros_(std::make_shared<std::atomic<int64_t>>(at.micros())) {}
  void Set(Timestamp at) { *micros_ = at.micros(); }
  void AdvanceSeconds(int64_t seconds) { *micros_ += seconds * 1'000'000; }
  Timestamp now() const { return Timestamp::FromMicros(*micros_); }
  Clock clock() const {
    return [micros = micros_] { return Timestamp::FromMicros(*micros); };
  }

 private:
  std::shared_ptr<std::atomic<int64_t>> micros_;
};

Timestamp At(std::string_view text);

NewEvent MakeEvent(std::string stream, std::string event_id,
                   std::string payload = "payload");
AppendRequest MakeRequest(std::vector<NewEvent> events);
AppendRequest OneEvent(std::string stream, std::string event_id,
                       std::string payload = "payload");
SealedValue Seal(std::string value);

std::string ReadFile(const std::string& path);
void WriteFile(const std::string& path, std::string_view bytes);
void CopyDirectory(const std::string& from, const std::string& to);
std::vector<std::string> FilesIn(const std::string& dir,
                                 std::string_view ending);

// Reads everything in every way and compares: the log by sequence is gapless,
// its chains hold, its tree is that of its entries, each stream gives the same
// events, each is found by its id,
// batches are whole and times never decrease. The first thing wrong, or OK.
absl::Status CheckWholeLog(const EventLog& log);

std::string MessageOf(const absl::Status& status);

MATCHER_P2(IsStatus, code, part, "") {
  const absl::Status& status = arg;
  *result_listener << status.ToString();
  return status.code() == code &&
         MessageOf(status).find(part) != std::string::npos;
}

// For StatusOr: EXPECT_THAT(x.status(), ...) without writing it.
#define EXPECT_STATUS(expression, code, part) \
  EXPECT_THAT((expression),                   \
              ::covenant::IsStatus(absl::StatusCode::code, std::string(part)))
#define ASSERT_OK(expression)                                          \
  do {                                                                 \
    const absl::Status assert_ok_status = (expression);                \
    ASSERT_TRUE(assert_ok_status.ok()) << assert_ok_status.ToString(); \
  } while (false)
#define EXPECT_OK(expression)                                          \
  do {                                                                 \
    const absl::Status expect_ok_status = (expression);                \
    EXPECT_TRUE(expect_ok_status.ok()) << expect_ok_status.ToString(); \
  } while (false)

}  // namespace covenant

#endif  // TESTS_STORE_STORE_TESTING_H_

// Tables of good and bad texts, for every type that has Parse. For one thread.
#ifndef TESTS_VALUE_PARSE_TABLE_H_
#define TESTS_VALUE_PARSE_TABLE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/value/status_text.h"
#include "ledger/value/utf8.h"

namespace covenant {

struct Good {
  std::string text;
  std::string printed;  // what ToString gives; empty: the text itself
};

struct Bad {
  std::string text;
  std::string fragment;  // of the message
  absl::StatusCode code = absl::StatusCode::kInvalidArgument;
};

template <typename T>
void ExpectGood(const std::vector<Good>& table) {
  for (const Good& row : table) {
    SCOPED_TRACE("text: " + row.text);
    const absl::StatusOr<T> value = T::Parse(row.text);
    ASSERT_TRUE(value.ok()) << MessageOf(value.status());
    const std::string printed = value->ToString();
    EXPECT_EQ(printed, row.printed.empty() ? row.text : row.printed);
    const absl::StatusOr<T> again = T::Parse(printed);
    ASSERT_TRUE(again.ok()) << MessageOf(again.status());
    EXPECT_TRUE(*again == *value);
    EXPECT_EQ(again->ToString(), printed);
  }
}

template <typename T>
void ExpectBad(const std::vector<Bad>& table) {
  for (const Bad& row : table) {
    SCOPED_TRACE("text: " + row.text);
    const absl::StatusOr<T> value = T::Parse(row.text);
    ASSERT_FALSE(value.ok()) << "accepted as " << value->ToString();
    EXPECT_EQ(value.status().code(), row.code);
    EXPECT_THAT(MessageOf(value.status()), ::testing::HasSubstr(row.fragment));
    EXPECT_TRUE(IsValidUtf8(MessageOf(value.status())));
  }
}

// For tests: the value of a text that must be good.
template <typename T>
T Must(const std::string& text) {
  const absl::StatusOr<T> value = T::Parse(text);
  if (!value.ok()) ADD_FAILURE() << text << ": " << MessageOf(value.status());
  return value.ok() ? *value : T();
}

}  // namespace covenant

#endif  // TESTS_VALUE_PARSE_TABLE_H_

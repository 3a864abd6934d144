// The small text helpers: ids, suggestions, basis names, UTF-8, quoting.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/value/basis.h"
#include "ledger/value/ids.h"
#include "ledger/value/status_text.h"
#include "ledger/value/suggest.h"
#include "ledger/value/utf8.h"
#include "tests/value/parse_table.h"

namespace covenant::text_test {
namespace {

using ::testing::HasSubstr;

TEST(Ids, GoodAndBad) {
  using Check = absl::Status (*)(std::string_view);
  for (const Check check : {Check(CheckContractId), Check(CheckClauseId),
                            Check(CheckPartyId), Check(CheckStreamId)}) {
    for (const std::string& good :
         {std::string("a"), std::string("0"), std::string("acme-2024"),
          std::string("a--b-"), std::string(64, 'a')}) {
      EXPECT_TRUE(check(good).ok()) << good;
    }
    for (const std::string& bad :
         {std::string(""), std::string("-a"), std::string("A"),
          std::string("a_b"), std::string("a/b"), std::string("a b"),
          std::string("é"), std::string(65, 'a'), std::string("a\0", 2)}) {
      EXPECT_EQ(check(bad).code(), absl::StatusCode::kInvalidArgument) << bad;
    }
  }
  EXPECT_THAT(MessageOf(CheckContractId("Acme Supply (2024)")),
              HasSubstr("contract id `Acme Supply (2024)` may hold only "
                        "lower-case letters a-z, digits and '-'; for example "
                        "`acme-supply-2024`"));
  EXPECT_THAT(MessageOf(CheckPartyId("")), HasSubstr("party id is empty"));
  EXPECT_THAT(MessageOf(CheckClauseId(std::string(65, 'a'))),
              HasSubstr("65 characters; at most 64"));
  EXPECT_THAT(MessageOf(CheckClauseId("-a")),
              HasSubstr("must begin with a lower-case letter or a digit; for "
                        "example `a`"));
}

TEST(Ids, Streams) {
  for (const std::string good : {"_ledger", "_party/acme", "_rate/eur-usd",
                                 "_calendar/target", "_scope/media"}) {
    EXPECT_TRUE(CheckStreamId(good).ok()) << good;
    EXPECT_FALSE(CheckContractId(good).ok()) << good;
    EXPECT_TRUE(IsReservedStreamId(good));
  }
  for (const std::string bad :
       {"_", "_ledger/", "_ledger/x", "_party", "_party/", "_party/A",
        "_party/a/b", "_other/x", "party/x"}) {
    EXPECT_FALSE(CheckStreamId(bad).ok()) << bad;
  }
  EXPECT_FALSE(IsReservedStreamId("acme"));
  EXPECT_THAT(MessageOf(CheckStreamId("_other/x")),
              HasSubstr("`_calendar/ID`"));
}

TEST(Ids, Events) {
  for (const std::string& good :
       {std::string("a"), std::string("INV-2024.07_b"), std::string("0x"),
        std::string(64, 'Z')}) {
    EXPECT_TRUE(CheckEventId(good).ok()) << good;
  }
  for (const std::string& bad :
       {std::string(""), std::string(".a"), std::string("_a"),
        std::string("-a"), std::string("a b"), std::string("a/b"),
        std::string("a#1"), std::string(65, 'Z')}) {
    EXPECT_FALSE(CheckEventId(bad).ok()) << bad;
  }
  EXPECT_THAT(MessageOf(CheckEventId("inv #1")),
              HasSubstr("letters, digits, '.', '_' and '-'"));
}

TEST(Suggest, Distance) {
  EXPECT_EQ(EditDistance("", ""), 0u);
  EXPECT_EQ(EditDistance("", "abc"), 3u);
  EXPECT_EQ(EditDistance("abc", ""), 3u);
  EXPECT_EQ(EditDistance("abc", "abc"), 0u);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3u);
  EXPECT_EQ(EditDistance("ab", "ba"), 1u);
  EXPECT_EQ(EditDistance("ca", "abc"), 3u);  // the optimal-alignment form
  EXPECT_EQ(EditDistance("payement", "payment"), 1u);
}

TEST(Suggest, Closest) {
  const std::vector<std::string> known = {"royalty", "fixed-payment", "loan",
                                          "milestone", "exclusivity"};
  EXPECT_EQ(Closest("royality", known), "royalty");
  EXPECT_EQ(Closest("ROYALTY", known), "royalty");
  EXPECT_EQ(Closest("fixedpayment", known), "fixed-payment");
  EXPECT_EQ(Closest("exclusive", known), "exclusivity");
  EXPECT_EQ(Closest("laon", known), "loan");
  EXPECT_EQ(Closest("zzzz", known), std::nullopt);
  EXPECT_EQ(Closest("", known), std::nullopt);
  EXPECT_EQ(Closest("x", {"y"}), std::nullopt);
  EXPECT_EQ(Closest(std::string(1000, 'a'), known), std::nullopt);
  // Of equally near words the first in byte order, however they are listed.
  EXPECT_EQ(Closest("cat", {"rat", "bat", "hat"}), "bat");
  EXPECT_EQ(Closest("cat", {"bat", "hat", "rat"}), "bat");
  EXPECT_EQ(Closest("cat", {}), std::nullopt);
}

TEST(Basis, NamesAndOrder) {
  for (const Basis basis :
       {Basis::kOfficial, Basis::kReported, Basis::kAssumed}) {
    EXPECT_EQ(*ParseBasis(BasisName(basis)), basis);
    EXPECT_EQ(Weakest(basis, Basis::kAssumed), Basis::kAssumed);
    EXPECT_EQ(Weakest(Basis::kOfficial, basis), basis);
  }
  EXPECT_EQ(Weakest(Basis::kReported, Basis::kOfficial), Basis::kReported);
  EXPECT_THAT(MessageOf(ParseBasis("guess").status()),
              HasSubstr("`official`, `reported` or `assumed`"));
}

TEST(Utf8, Strict) {
  for (const std::string& good :
       {std::string(""), std::string("abc"), std::string("\0", 1),
        std::string("é€𝄞"), std::string("\x7f"), std::string("\xc2\x80"),
        std::string("\xdf\xbf"), std::string("\xe0\xa0\x80"),
        std::string("\xed\x9f\xbf"), std::string("\xee\x80\x80"),
        std::string("\xef\xbf\xbf"), std::string("\xf0\x90\x80\x80"),
        std::string("\xf4\x8f\xbf\xbf")}) {
    EXPECT_TRUE(IsValidUtf8(good)) << good;
  }
  for (const std::string bad :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41",
        "\xe0\x9f\xbf", "\xe0\xa0", "\xed\xa0\x80", "\xed\xbf\xbf",
        "\xf0\x8f\xbf\xbf", "\xf0\x90\x80", "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80", "\xff", "\xfe", "a\xe2\x82", "\xe2\x82\x41"}) {
    EXPECT_FALSE(IsValidUtf8(bad)) << bad;
  }
}

// Every code point, against an encoder; every two-byte text, against a table.
TEST(Utf8, AllCodePoints) {
  for (std::uint32_t code = 0; code <= 0x110000; ++code) {
    std::string text;
    const auto push = [&text](std::uint32_t byte) {
      text += static_cast<char>(static_cast<unsigned char>(byte));
    };
    if (code < 0x80) {
      push(code);
    } else if (code < 0x800) {
      push(0xc0 | code >> 6);
      push(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
      push(0xe0 | code >> 12);
      push(0x80 | (code >> 6 & 0x3f));
      push(0x80 | (code & 0x3f));
    } else {
      push(0xf0 | code >> 18);
      push(0x80 | (code >> 12 & 0x3f));
      push(0x80 | (code >> 6 & 0x3f));
      push(0x80 | (code & 0x3f));
    }
    const bool valid = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    ASSERT_EQ(IsValidUtf8(text), valid) << code;
    if (text.size() > 1) {
      ASSERT_FALSE(IsValidUtf8(text.substr(0, text.size() - 1))) << code;
    }
  }
}

TEST(StatusText, QuotesSafely) {
  EXPECT_EQ(Quoted("abc"), "`abc`");
  EXPECT_EQ(Quoted("é€"), "`é€`");
  EXPECT_EQ(Quoted("a\nb\x7f"), "`a\\x0ab\\x7f`");
  EXPECT_EQ(Quoted("\xff\xe2\x82"), "`\\xff\\xe2\\x82`");
  EXPECT_EQ(Quoted(std::string(81, 'a')), "`" + std::string(80, 'a') + "...`");
  EXPECT_EQ(Quoted(""), "``");
  // What stands between the backticks cannot end them.
  EXPECT_EQ(Quoted("a`; b"), "`a\\x60; b`");
  // Where the limit falls into a character, all of it is kept.
  const std::string before(79, 'a');
  EXPECT_EQ(Quoted(before + "\xf2\xac\x8a\xac" + "b"),
            "`" + before + "\xf2\xac\x8a\xac...`");
}

}  // namespace
}  // namespace covenant::text_test

#include "ledger/codec/leaf_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "absl/status/statusor.h"
#include "ledger/codec/proto_values.h"
#include "ledger/value/check.h"
#include "ledger/value/status_text.h"
#include "ledger/value/suggest.h"
#include "ledger/value/utf8.h"

namespace covenant {
namespace {

using schema::Leaf;

constexpr std::size_t kMaxWords = 60;  // of a list in a help line

template <typename Message, typename Value>
void Put(const Value& value, google::protobuf::Message* to) {
  Encoder encoder(/*may_hold_to_seal=*/true);
  encoder.Put(value, static_cast<Message*>(to));
}

std::string WriteKey(std::string_view key, std::string_view value) {
  return Concat({"write `", key, ": ", value, "`"});
}

bool IsBareNumber(std::string_view text) { return Decimal::Parse(text).ok(); }

// 0.065 is most likely 6.5 %, and 6.5 as well.
std::string RateFor(std::string_view number) {
  const Rational value = Rational::FromDecimal(*Decimal::Parse(number));
  const Rational one = Rational::FromInt(1);
  if (value.ok() && value < one && -one < value) {
    const absl::StatusOr<Rate> rate = Rate::Exact(value);
    if (rate.ok()) return rate->ToString();
  }
  return Concat({number, " %"});
}

std::optional<Problem> ParseRate(const std::string& text, std::string_view key,
                                 google::protobuf::Message* to) {
  if (IsBareNumber(text)) {
    return Problem{"E0217", "rate needs its unit", "found a bare number",
                   WriteKey(key, RateFor(text))};
  }
  const absl::StatusOr<Rate> rate = Rate::Parse(text);
  if (!rate.ok()) {
    return FromStatus("E0216", rate.status(), WriteKey(key, "6.5 %"));
  }
  Put<v1::Rate>(*rate, to);
  return std::nullopt;
}

std::optional<Problem> ParseAmount(const std::string& text,
                                   std::string_view key,
                                   google::protobuf::Message* to) {
  if (IsBareNumber(text)) {
    return Problem{"E0214", "amount needs its currency or unit",
                   "found a bare number", WriteKey(key, text + " EUR")};
  }
  const absl::StatusOr<Amount> amount = Amount::Parse(text);
  if (!amount.ok()) {
    const bool unit = amount.status().message().find("unknown currency") == 0;
    return FromStatus(unit ? "E0215" : "E0213", amount.status(),
                      WriteKey(key, "45000.00 EUR"));
  }
  Put<v1::Amount>(*amount, to);
  return std::nullopt;
}

std::optional<Problem> ParseDuration(const std::string& text,
                                     std::string_view key,
                                     google::protobuf::Message* to) {
  if (IsBareNumber(text)) {
    return Problem{"E0219", "a span of time needs its unit",
                   "found a bare number", WriteKey(key, text + " days")};
  }
  const absl::StatusOr<Duration> span = Duration::Parse(text);
  if (!span.ok()) {
    return FromStatus("E0218", span.status(), WriteKey(key, "45 days"));
  }
  Put<v1::Duration>(*span, to);
  return std::nullopt;
}

Problem DateProblem(const absl::Status& status, std::string_view key) {
  const bool impossible =
      status.message().find("impossible") != absl::string_view::npos;
  return FromStatus(impossible ? "E0211" : "E0212", status,
                    WriteKey(key, "2024-12-31"));
}

std::optional<Problem> ParseDate(const std::string& text, std::string_view key,
                                 google::protobuf::Message* to) {
  const absl::StatusOr<Date> date = Date::Parse(text);
  if (!date.ok()) return DateProblem(date.status(), key);
  Put<v1::Date>(*date, to);
  return std::nullopt;
}

std::optional<Problem> ParseEndpoint(const std::string& text,
                                     std::string_view key,
                                     google::protobuf::Message* to) {
  Endpoint end;
  if (text == "undisclosed") {
    end.undisclosed = true;
  } else {
    const absl::StatusOr<Date> date = Date::Parse(text);
    if (!date.ok()) {
      Problem problem = DateProblem(date.status(), key);
      problem.help +=
          "; or a condition, `{ condition: NAME }`, or `undisclosed`";
      return problem;
    }
    end.date = *date;
  }
  Put<v1::Endpoint>(end, to);
  return std::nullopt;
}

constexpr std::array<DueAnchor, 8> kAnchors = {
    DueAnchor::kPeriodEnd, DueAnchor::kPeriodStart, DueAnchor::kMilestone,
    DueAnchor::kExecution, DueAnchor::kEffective,   DueAnchor::kInvoice,
    DueAnchor::kReceipt,    DueAnchor::kNotice};

std::optional<Problem> ParseAnchor(std::string_view name, DueRule* due) {
  std::vector<std::string> names;
  for (const DueAnchor anchor : kAnchors) {
    names.emplace_back(DueAnchorName(anchor));
    if (name != names.back()) continue;
    due->anchor = anchor;
    return std::nullopt;
  }
  return Problem{"E0220", Concat({"a sum cannot fall due by ", Quoted(name)}),
                 "", Suggest(name, names)};
}

// "first" or "day N".
std::optional<int> DayOfMonth(std::string_view text) {
  if (text == "first") return 1;
  static constexpr std::string_view kDay = "day ";
  if (text.substr(0, kDay.size()) != kDay) return std::nullopt;
  const std::string_view digits = text.substr(kDay.size());
  if (digits.empty() || digits.size() > 2 || !AllDigits(digits) ||
      digits[0] == '0') {
    return std::nullopt;
  }
  int day = 0;
  for (const char c : digits) day = day * 10 + (c - '0');
  return day <= 31 ? std::optional<int>(day) : std::nullopt;
}

// A rule that stands alone or beside others.
std::optional<Problem> ParsePlainDue(const std::string& text,
                                     std::string_view key, DueRule* due) {
  static constexpr std::string_view kAfter = " after ";
  static constexpr std::string_view kOfMonth = " of month";
  const std::size_t after = text.find(kAfter);
  if (text.substr(0, 3) == "on ") {
    return ParseAnchor(std::string_view(text).substr(3), due);
  }
  if (after != std::string::npos) {
    const std::string_view anchor =
        std::string_view(text).substr(after + kAfter.size());
    const std::string_view before = std::string_view(text).substr(0, after);
    if (before.ends_with(kOfMonth)) {
      const auto day =
          DayOfMonth(before.substr(0, before.size() - kOfMonth.size()));
      if (!day) {
        return Problem{"E0220", "not a day of a month: " + Quoted(before), "",
                       WriteKey(key, "day 15 of month after period-end")};
      }
      due->day_of_month = *day;
      return ParseAnchor(anchor, due);
    }
    const absl::StatusOr<Duration> span = Duration::Parse(before);
    if (!span.ok()) {
      return FromStatus("E0218", span.status(),
                        WriteKey(key, "45 days after period-end"));
    }
    due->after = *span;
    return ParseAnchor(anchor, due);
  }
  const absl::StatusOr<Date> date = Date::Parse(text);
  if (!date.ok() && Duration::Parse(text).ok()) {
    return Problem{"E0220", "a due rule needs what it counts from",
                   "a span of time alone",
                   WriteKey(key, text + " after period-end")};
  }
  if (!date.ok() && date.status().message().find("not a date") != 0) {
    return DateProblem(date.status(), key);
  }
  if (!date.ok()) {
    return Problem{"E0220", "not a due rule: " + Quoted(text), "",
                   "write a date, `45 days after period-end`, `on milestone` "
                   "or `undisclosed`"};
  }
  due->date = *date;
  return std::nullopt;
}

std::optional<Problem> ParseDue(const std::string& text, std::string_view key,
                                google::protobuf::Message* to) {
  static constexpr std::string_view kAnd = " and ";
  DueRule due;
  std::optional<Problem> problem;
  std::vector<DueRule>* parts = nullptr;
  std::size_t start = 0;
  if (text.starts_with("later of ")) {
    parts = &due.later_of;
    start = 9;
  } else if (text.starts_with("earlier of ")) {
    parts = &due.earlier_of;
    start = 11;
  }
  if (text == "undisclosed") {
    due.undisclosed = true;
  } else if (parts == nullptr) {
    problem = ParsePlainDue(text, key, &due);
  } else {
    while (!problem && start != std::string::npos) {
      const std::size_t end = text.find(kAnd, start);
      const std::string part = text.substr(
          start, end == std::string::npos ? end : end - start);
      problem = ParsePlainDue(part, key, &parts->emplace_back());
      start = end == std::string::npos ? end : end + kAnd.size();
    }
    if (!problem && parts->size() < 2) {
      problem = Problem{
          "E0220", "there is nothing to compare with", "one rule alone",
          WriteKey(key, text + " and 5 business-days after receipt")};
    }
  }
  if (!problem) Put<v1::Due>(due, to);
  return problem;
}

int Number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

// The first month and the number of months of `2026-Q2`, `2026-H1`, `2026-04`
// and `2026`; months 0 for any other text.
std::pair<int, int> MonthsOf(std::string_view text) {
  if (text.size() < 4 || !AllDigits(text.substr(0, 4))) return {1, 0};
  if (text.size() == 4) return {1, 12};
  if (text.size() != 7 || text[4] != '-') return {1, 0};
  const char part = text[5];
  const int number = text[6] - '0';
  if (part == 'Q' && number >= 1 && number <= 4) return {number * 3 - 2, 3};
  if (part == 'H' && number >= 1 && number <= 2) return {number * 6 - 5, 6};
  if (!AllDigits(text.substr(5))) return {1, 0};
  const int month = Number(text.substr(5));
  return {month, month >= 1 && month <= 12 ? 1 : 0};
}

std::optional<Problem> ParsePeriod(const std::string& text,
                                   std::string_view key,
                                   google::protobuf::Message* to) {
  const auto [month, months] = MonthsOf(text);
  if (months != 0) {
    const absl::StatusOr<Date> from =
        Date::FromYmd(Number(text.substr(0, 4)), month, 1);
    const absl::StatusOr<Date> until =
        from.ok() ? from->AddMonths(months) : from;
    if (until.ok()) {
      Put<v1::Period>(Interval(*from, *until), to);
      return std::nullopt;
    }
  }
  return Problem{"E0221", "not a period: " + Quoted(text), "",
                 WriteKey(key, "2026-Q2") +
                     ", `2026-H1`, `2026-04`, `2026` or `{ from: 2026-04-01, "
                     "until: 2026-04-27 }`"};
}

bool IsBareWord(const std::string& text) {
  static constexpr std::array<std::string_view, 7> kWords = {
      "yes", "no", "on", "off", "true", "false", "null"};
  const std::string lower = AsciiLower(text);
  return text == "~" ||
         std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

}  // namespace

std::optional<Problem> ParseLeaf(Leaf leaf, const std::string& text,
                                 std::string_view key,
                                 google::protobuf::Message* to) {
  switch (leaf) {
    case Leaf::kDate:
      return ParseDate(text, key, to);
    case Leaf::kAmount:
      return ParseAmount(text, key, to);
    case Leaf::kRate:
      return ParseRate(text, key, to);
    case Leaf::kDuration:
      return ParseDuration(text, key, to);
    case Leaf::kEndpoint:
      return ParseEndpoint(text, key, to);
    case Leaf::kPeriod:
      return ParsePeriod(text, key, to);
    case Leaf::kDue:
      return ParseDue(text, key, to);
    case Leaf::kPathSet:
      if (text == "undisclosed") {
        static_cast<v1::PathSet*>(to)->set_undisclosed(true);
        return std::nullopt;
      }
      return Problem{"E0224", "paths are written as a list",
                     "found " + Quoted(text), WriteKey(key, "[" + text + "]")};
    case Leaf::kText:
    case Leaf::kValue:
    case Leaf::kNone:
      break;
  }
  COVENANT_CHECK(false);
  return std::nullopt;
}

std::optional<Problem> TextProblem(const std::string& text, bool quoted,
                                   bool free_text) {
  if (!quoted && IsBareWord(text)) {
    const bool nothing = text == "~" || AsciiLower(text) == "null";
    return Problem{
        "E0203", "a bare " + Quoted(text) + " stands where text is expected",
        nothing ? "YAML programs read it as nothing"
                : "YAML programs read it in different ways",
        nothing
            ? "leave the key out, or put the text in quotes: `\"" + text + "\"`"
            : "put it in quotes: `\"" + text + "\"`"};
  }
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
    return Problem{"E0204", "the text is empty", "",
                   "write the text, or leave the key out"};
  }
  if (!IsValidUtf8(text)) {
    return Problem{"E0205", "the text is not UTF-8 once its escapes are read",
                   "", "write the characters themselves"};
  }
  for (const char c : text) {
    if (free_text && (c == '\n' || c == '\t')) continue;
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) continue;
    const bool line = c == '\n';
    return Problem{"E0205",
                   line ? "the text goes over several lines"
                        : "the text holds a control character",
                   line ? "" : Quoted(std::string(1, c)),
                   line ? "write it on one line" : "remove it"};
  }
  return std::nullopt;
}

Problem FromStatus(std::string_view code, const absl::Status& status,
                   std::string_view otherwise_help) {
  const std::string text(status.message());
  bool quoted = false;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '`') quoted = !quoted;
    if (quoted || text[i] != ';' || text[i + 1] != ' ') continue;
    return {code, text.substr(0, i), "", text.substr(i + 2)};
  }
  const std::size_t write = text.find(": write ");
  if (write != std::string::npos) {
    return {code, text.substr(0, write), "", text.substr(write + 2)};
  }
  return {code, text, "", std::string(otherwise_help)};
}

std::string Suggest(std::string_view wrong,
                    const std::vector<std::string>& words) {
  const std::optional<std::string> near = Closest(wrong, words);
  if (near) return "did you mean `" + *near + "`?";
  std::string result;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i == kMaxWords && words.size() > kMaxWords + 2) {
      return "write " + result + " ...";
    }
    result += result.empty() ? "one of `" : ", `";
    result += words[i] + "`";
  }
  return result.empty() ? result : "write " + result;
}

}  // namespace covenant

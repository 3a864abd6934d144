#include "tests/integration/worked_file.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <sstream>
#include <utility>

namespace covenant {
namespace {

using google::protobuf::Struct;
using JsonValue = google::protobuf::Value;

std::vector<std::string> WordsOf(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::string Joined(const std::vector<std::string>& words, std::size_t from) {
  std::string result;
  for (std::size_t i = from; i < words.size(); ++i) {
    result += (i == from ? "" : " ") + words[i];
  }
  return result;
}

std::string WithoutCommas(std::string text) {
  std::erase(text, ',');
  return text;
}

bool IsAmount(const std::string& word) {
  return word == "unknown" ||
         std::isdigit(static_cast<unsigned char>(word.front())) != 0;
}

// The balances that a sum can show beside what is owed, in this order.
constexpr const char* kShown[] = {"interest", "waived",     "credited", "paid",
                                  "disputed", "contingent", "overpaid"};

// `debtor owes creditor` is the heading above the line.
std::string SumLine(const std::string& heading,
                    const std::vector<std::string>& words) {
  std::map<std::string, std::string> balances;
  std::string result = heading + ": " + WithoutCommas(words[0]) + " " +
                       words[1] + " " + words[2];
  for (std::size_t i = 3; i < words.size(); ++i) {
    const bool balance = std::find(std::begin(kShown), std::end(kShown),
                                   words[i]) != std::end(kShown) &&
                         i + 1 < words.size() && IsAmount(words[i + 1]);
    if (balance) {
      balances[words[i]] = WithoutCommas(words[i + 1]);
      ++i;
    } else {
      result += " " + WithoutCommas(words[i]);
    }
  }
  for (const char* name : kShown) {
    if (balances.contains(name)) {
      result += std::string(" ") + name + " " + balances[name];
    }
  }
  return result;
}

std::string Text(const Struct& object, const std::string& key) {
  const auto found = object.fields().find(key);
  return found == object.fields().end() ? "" : found->second.string_value();
}

// "12.00", or "unknown" with its bounds and reasons in `remark`.
std::string AmountText(const Struct& object, const std::string& key,
                       std::string& remark) {
  const auto found = object.fields().find(key);
  if (found == object.fields().end()) return "";
  const JsonValue& value = found->second;
  if (!value.has_struct_value()) return value.string_value();
  const Struct& unknown = value.struct_value();
  for (const char* bound : {"at_least", "at_most"}) {
    if (const std::string at = Text(unknown, bound); !at.empty()) {
      remark += std::string(bound == std::string("at_least") ? " at-least "
                                                             : " at-most ") +
                at;
    }
  }
  const auto because = unknown.fields().find("because");
  if (because != unknown.fields().end()) {
    for (const JsonValue& code : because->second.list_value().values()) {
      remark += " because " + code.string_value();
    }
  }
  return "unknown";
}

std::string UnitOf(const Struct& object) {
  const std::string currency = Text(object, "currency");
  return currency.empty() ? Text(object, "unit") : currency;
}

std::string Without(const std::string& id, const std::string& contract) {
  return id.starts_with(contract + "/") ? id.substr(contract.size() + 1) : id;
}

bool IsZero(const std::string& amount) {
  return amount.find_first_not_of("0.") == std::string::npos;
}

void ReadSum(const Struct& sum, const std::string& contract,
             WorkedAnswer& answer) {
  std::string remark;
  const std::string owed = AmountText(sum, "owed", remark);
  const std::string state = Text(sum, "state");
  const std::string due = Text(sum, "due");
  std::string line = Text(sum, "debtor") + " owes " + Text(sum, "creditor") +
                     ": " + owed + " " + UnitOf(sum) + " " +
                     Without(Text(sum, "id"), contract) +
                     (due.empty() ? " undated" : " due " + due) + " " + state;
  if (const std::string locked = Text(sum, "locked"); !locked.empty()) {
    line += " final " + locked;
  }
  line += remark;
  for (const char* name : kShown) {
    std::string ignored;
    const std::string amount = AmountText(sum, name, ignored);
    if (!IsZero(amount)) line += std::string(" ") + name + " " + amount;
  }
  const bool open = !IsZero(owed) || state == "contingent";
  (open ? answer.sums : answer.settled).push_back(line);
}

}  // namespace

std::vector<WorkedBlock> ParseWorked(const std::string& text) {
  std::vector<WorkedBlock> blocks;
  std::istringstream lines(text);
  bool inside = false;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line == "```yaml" || line == "```append" || line == "```worked") {
      blocks.push_back({line.substr(3), number + 1, ""});
      inside = true;
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      blocks.back().text += line + "\n";
    }
  }
  return blocks;
}

std::vector<WorkedQuestion> QuestionsOf(const WorkedBlock& block,
                                        std::vector<std::string>& errors) {
  std::vector<WorkedQuestion> questions;
  std::string heading;
  std::istringstream lines(block.text);
  int number = block.line - 1;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const std::string place = "line " + std::to_string(number);
    line = line.substr(
        0, line.find('#') == std::string::npos || line.starts_with("as of")
               ? line.size()
               : line.find('#'));
    const std::vector<std::string> words = WordsOf(line);
    if (words.empty()) continue;
    if (words[0] == "as" && words.size() >= 3) {
      // as of DAY [in CONTRACT][, known at #N]
      const auto after = [&](const char* word) {
        const auto at = std::find(words.begin(), words.end(), word);
        return words.end() - at < 2 ? "" : WithoutCommas(*(at + 1));
      };
      questions.push_back({.place = place,
                           .as_of = WithoutCommas(words[2]),
                           .contract = after("in"),
                           .known = after("at"),
                           .sums = {},
                           .totals = {},
                           .balances = {},
                           .findings = {},
                           .arithmetic = {}});
      heading.clear();
      continue;
    }
    if (questions.empty()) {
      errors.push_back(place + ": no `as of` before: " + line);
      continue;
    }
    WorkedQuestion& question = questions.back();
    if (line.find(" = ") != std::string::npos ||
        line.find(" ~ ") != std::string::npos) {
      question.arithmetic.push_back(place + ":" + line);
    } else if (words.size() == 3 && words[1] == "owes") {
      heading = Joined(words, 0);
    } else if (words[0] == "total" && words.size() >= 3) {
      question.totals.push_back(heading + ": " + WithoutCommas(words[1]) + " " +
                                Joined(words, 2));
    } else if (words[0] == "balance" && words.size() >= 5) {
      question.balances.push_back(WithoutCommas(words[1]) + " " +
                                  Joined(words, 2));
    } else if (words[0] == "finding" && words.size() == 3) {
      question.findings.push_back(words[1] + " " + words[2]);
    } else if (IsAmount(words[0]) && words.size() >= 5 && !heading.empty()) {
      question.sums.push_back(SumLine(heading, words));
    } else {
      errors.push_back(place + ": cannot be read: " + line);
    }
  }
  return questions;
}

WorkedAnswer ReadAnswer(const std::string& json, const std::string& contract) {
  WorkedAnswer answer;
  Struct audit;
  if (!google::protobuf::util::JsonStringToMessage(json, &audit).ok() ||
      Text(audit, "schema") != "covenant.audit.v1") {
    answer.error = json;
    return answer;
  }
  const auto items = [&](const char* key) -> const auto& {
    static const google::protobuf::ListValue none;
    const auto found = audit.fields().find(key);
    return found == audit.fields().end() ? none.values()
                                         : found->second.list_value().values();
  };
  for (const JsonValue& item : items("obligations")) {
    ReadSum(item.struct_value(), contract, answer);
  }
  for (const JsonValue& item : items("totals")) {
    const Struct& total = item.struct_value();
    std::string remark;
    const std::string owed = AmountText(total, "owed", remark);
    answer.totals.push_back(Text(total, "debtor") + " owes " +
                            Text(total, "creditor") + ": " + owed + " " +
                            UnitOf(total) + remark);
  }
  for (const JsonValue& item : items("balances")) {
    const Struct& balance = item.struct_value();
    std::string remark;
    const std::string amount = AmountText(balance, "amount", remark);
    answer.balances.push_back(amount + " " + UnitOf(balance) + " " +
                              Without(Text(balance, "clause"), contract) + " " +
                              Text(balance, "name"));
  }
  for (const JsonValue& item : items("findings")) {
    const Struct& finding = item.struct_value();
    answer.findings.push_back(Text(finding, "code") + " " +
                              Without(Text(finding, "subject"), contract));
  }
  for (auto* list : {&answer.sums, &answer.settled, &answer.totals,
                     &answer.balances, &answer.findings}) {
    std::sort(list->begin(), list->end());
  }
  return answer;
}

}  // namespace covenant

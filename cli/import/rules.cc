#include "cli/import/rules.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "ledger/event/event.h"
#include "ledger/value/status_text.h"
#include "ledger/value/suggest.h"

namespace covenant::cli {
namespace {

constexpr std::array<std::string_view, 19> kKeys = {
    "event",       "contract", "key",       "id_prefix", "separator", "quote",
    "skip",        "header",   "encoding",  "date_format", "decimal",
    "thousands",   "currency", "sign",      "known",     "basis",
    "document",    "values",   "group"};
constexpr std::array<std::string_view, 5> kCellKeys = {"column", "as",
                                                       "currency", "sign",
                                                       "optional"};
// Keys of events that rules state beside `values`, or that the key of a row
// gives.
constexpr std::array<std::string_view, 6> kOutside = {
    "event", "contract", "known", "basis", "document", "id"};
// What a file of rows may bring: facts.
constexpr std::array<std::string_view, 8> kFacts = {
    "payment", "report", "invoice",      "milestone",
    "delivery", "notice", "tax-withheld", "rate"};

template <typename List>
bool Holds(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

template <typename T>
struct Choice {
  std::string_view word;
  T value;
};

class RulesReader {
 public:
  RulesReader(Sink& sink, Rules& rules) : sink_(sink), rules_(rules) {}

  void Read(const Node& root) {
    if (!root.IsMap()) {
      sink_.Add(root.at, "E0118", "rules must be a map of keys and values", "",
                "write `event:` and its keys, one on each line");
      return;
    }
    for (const Member& member : root.members) {
      if (Holds(kKeys, member.key)) continue;
      const auto near =
          Closest(member.key, {kKeys.begin(), kKeys.end()});
      sink_.Add(member.at, "E0301", "unknown key `" + member.key + "`", "",
                near ? "did you mean `" + *near + "`?"
                     : "doc/import.md lists the keys of rules; those of the "
                       "event stand under `values`");
    }
    ReadForm(root);
    ReadEvent(root);
    ReadKey(root);
    ReadTemplate(root);
    ReadGroup(root);
    // A published rate is the one of its date.
    if (rules_.event != "rate") CheckDates(rules_.root);
  }

 private:
  void Missing(const Node& root, std::string_view key, std::string help) {
    sink_.Add(root.at, "E0302",
              "the key `" + std::string(key) + "` is missing", "",
              std::move(help));
  }

  const Node* Scalar(const Node& root, std::string_view key) {
    const Member* member = root.Find(key);
    if (member == nullptr) return nullptr;
    if (member->value.IsScalar()) return &member->value;
    if (member->value.kind == Node::Kind::kMissing) {
      sink_.Add(member->at, "E0202",
                "the key `" + member->key + "` has no value", "", "");
    } else {
      sink_.Add(member->value.at, "E0201",
                "`" + member->key + "` takes one value",
                "found " + std::string(KindName(member->value)), "");
    }
    return nullptr;
  }

  template <typename T>
  void Choose(const Node& root, std::string_view key,
              const std::vector<Choice<T>>& choices, T& to) {
    const Node* node = Scalar(root, key);
    if (node == nullptr) return;
    std::string list;
    for (const Choice<T>& choice : choices) {
      if (node->text == choice.word) {
        to = choice.value;
        return;
      }
      list += (list.empty() ? "`" : ", `") + std::string(choice.word) + "`";
    }
    sink_.Add(node->at, "E0229",
              "`" + std::string(key) + "` is none of its words", "",
              "write one of " + list);
  }

  void ReadForm(const Node& root) {
    Choose<char>(root, "separator",
                 {{"comma", ','},
                  {"semicolon", ';'},
                  {"tab", '\t'},
                  {"pipe", '|'},
                  {",", ','},
                  {";", ';'},
                  {"|", '|'}},
                 rules_.separator);
    char quote = '"';
    Choose<char>(root, "quote", {{"double", '"'}, {"\"", '"'}}, quote);
    bool utf8 = true;
    Choose<bool>(root, "encoding", {{"utf-8", true}}, utf8);
    Choose<DateForm>(root, "date_format",
                     {{"YYYY-MM-DD", DateForm::kIso},
                      {"DD/MM/YYYY", DateForm::kDayMonthYear},
                      {"MM/DD/YYYY", DateForm::kMonthDayYear},
                      {"DD.MM.YYYY", DateForm::kDotted}},
                     rules_.form.date);
    Choose<char>(root, "decimal",
                 {{"point", '.'}, {"comma", ','}, {".", '.'}, {",", ','}},
                 rules_.form.decimal);
    Choose<char>(root, "thousands",
                 {{"none", 0},
                  {"point", '.'},
                  {"comma", ','},
                  {"space", ' '},
                  {"apostrophe", '\''},
                  {".", '.'},
                  {",", ','},
                  {" ", ' '},
                  {"'", '\''}},
                 rules_.form.thousands);
    if (rules_.form.thousands == rules_.form.decimal) {
      const Member* member = root.Find("thousands");
      sink_.Add(member == nullptr ? root.Find("decimal")->value.at
                                  : member->value.at,
                "E0311", "`decimal` and `thousands` are the same mark", "",
                "one number could be read in two ways");
    }
    Choose<SignForm>(root, "sign", SignWords(), sign_);
    if (const Node* skip = Scalar(root, "skip")) {
      if (!AllDigits(skip->text) || skip->text.size() > 4) {
        sink_.Add(skip->at, "E0226", "`skip` takes a number of lines", "",
                  "write `skip: 3` where three lines stand before the header");
      } else {
        rules_.skip = std::stoul(skip->text);
      }
    }
    if (const Member* header = root.Find("header")) {
      ReadNames(header->value, "header",
                "write `header: [Reference, Date, Amount]` where the file has "
                "no line with the names",
                [this](const Node& name) {
                  if (Holds(rules_.header, name.text)) {
                    sink_.Add(name.at, "E0317",
                              "the column `" + name.text + "` stands twice");
                  }
                  rules_.header.push_back(name.text);
                });
    }
    if (const Node* document = Scalar(root, "document")) {
      rules_.document = document->text;
    }
  }

  template <typename Take>
  void ReadNames(const Node& node, const std::string& key,
                 const std::string& help, const Take& take) {
    if (!node.IsList()) {
      sink_.Add(node.at, "E0306", "`" + key + "` takes a list",
                "found " + std::string(KindName(node)), help);
      return;
    }
    if (node.items.empty()) {
      sink_.Add(node.at, "E0308", "`" + key + "` is empty", "", help);
    }
    for (const Node& item : node.items) {
      if (item.IsScalar()) {
        take(item);
      } else if (item.kind != Node::Kind::kBroken) {
        sink_.Add(item.at, "E0201", "the name of a column is expected",
                  "found " + std::string(KindName(item)), help);
      }
    }
  }

  void ReadEvent(const Node& root) {
    if (root.Find("event") == nullptr) {
      Missing(root, "event", "write `event: payment` or `event: report`");
      return;
    }
    const Node* event = Scalar(root, "event");
    if (event == nullptr) return;
    std::string known;
    for (const std::string_view fact : kFacts) {
      if (!Holds(EventTypes(), fact)) continue;
      if (event->text == fact) rules_.event = fact;
      known += (known.empty() ? "`" : ", `") + std::string(fact) + "`";
    }
    if (!rules_.event.empty()) return;
    const bool exists = Holds(EventTypes(), event->text);
    sink_.Add(event->at, exists ? "E0612" : "E0303",
              exists ? "an event `" + event->text + "` is not imported"
                     : "there is no event `" + event->text + "`",
              "", "write one of " + known);
  }

  // The list that several rows fill, in a report.
  void ReadGroup(const Node& root) {
    const Node* group = Scalar(root, "group");
    if (group == nullptr) return;
    rules_.group = group->text;
    rules_.group_at = group->at;
    const bool there = std::any_of(
        rules_.root.members.begin(), rules_.root.members.end(),
        [&](const Template::Member& member) {
          return member.key == group->text &&
                 member.value.kind == Template::Kind::kList;
        });
    if (there) return;
    sink_.Add(group->at, "E0618",
              "`values` has no list `" + group->text + "`", "",
              "write what one row adds to it: `" + group->text +
                  ": [{ ... }]`");
  }

  void ReadKey(const Node& root) {
    const Member* key = root.Find("key");
    const std::string help =
        "write `key: [Reference]`, the columns that say which fact a row is";
    if (key == nullptr) {
      Missing(root, "key", help);
    } else {
      ReadNames(key->value, "key", help, [this](const Node& name) {
        rules_.key.push_back({name.text, name.at, 0});
      });
    }
    rules_.id_prefix =
        rules_.event == "tax-withheld" ? "tax" : rules_.event + "s";
    const Node* prefix = Scalar(root, "id_prefix");
    if (prefix == nullptr) return;
    const bool good =
        !prefix->text.empty() && prefix->text.size() <= 20 &&
        std::all_of(prefix->text.begin(), prefix->text.end(), [](char c) {
          return IsLower(c) || IsUpper(c) || IsDigit(c) || c == '-';
        }) && prefix->text[0] != '-';
    if (!good) {
      sink_.Add(prefix->at, "E0228", "malformed `id_prefix`", "",
                "at most 20 letters, digits and '-', such as `bank-a`");
    }
    rules_.id_prefix = prefix->text;
  }

  void ReadTemplate(const Node& root) {
    if (const Node* currency = Currency(root)) {
      default_currency_.push_back(Convert(*currency, /*top=*/true));
    }
    rules_.root.kind = Template::Kind::kMap;
    rules_.root.at = root.at;
    for (const std::string_view key : {"contract", "event", "known", "basis"}) {
      const Member* member = root.Find(key);
      if (member == nullptr) continue;
      rules_.root.members.push_back(
          {member->key, member->at, Convert(member->value, false)});
    }
    const Member* values = root.Find("values");
    if (values == nullptr) {
      Missing(root, "values", "write the keys of the event under `values:`");
      return;
    }
    if (!values->value.IsMap()) {
      sink_.Add(values->value.at, "E0307", "`values` takes keys and values",
                "found " + std::string(KindName(values->value)),
                "write the keys of the event, one on each line");
      return;
    }
    for (const Member& member : values->value.members) {
      if (Holds(kOutside, member.key)) {
        sink_.Add(member.at, "E0311",
                  "`" + member.key + "` does not stand under `values`", "",
                  member.key == "id" ? "the id comes from the key of the row"
                                     : "write it one level above");
        continue;
      }
      rules_.root.members.push_back(
          {member.key, member.at, Convert(member.value, false)});
    }
  }

  const Node* Currency(const Node& root) {
    const Member* member = root.Find("currency");
    return member == nullptr ? nullptr : &member->value;
  }

  static std::vector<Choice<SignForm>> SignWords() {
    return {{"as-written", SignForm::kAsWritten},
            {"reversed", SignForm::kReversed},
            {"absolute", SignForm::kAbsolute}};
  }

  // `top`: the currency itself, which has no currency.
  Template Convert(const Node& node, bool top) {
    Template made;
    made.at = node.at;
    if (node.IsMap() && node.Find("column") != nullptr) {
      ReadCell(node, top, made);
    } else if (node.IsMap()) {
      made.kind = Template::Kind::kMap;
      for (const Member& member : node.members) {
        if (member.key == "sealed") {
          sink_.Add(member.at, "E0301", "rules cannot seal texts", "",
                    "append such events as documents of their own");
        }
        made.members.push_back(
            {member.key, member.at, Convert(member.value, false)});
      }
    } else if (node.IsList()) {
      made.kind = Template::Kind::kList;
      for (const Node& item : node.items) {
        made.items.push_back(Convert(item, false));
      }
    } else {
      made.constant = node;
    }
    return made;
  }

  void ReadCell(const Node& node, bool top, Template& made) {
    made.kind = Template::Kind::kCell;
    for (const Member& member : node.members) {
      if (Holds(kCellKeys, member.key)) continue;
      sink_.Add(member.at, "E0301", "unknown key `" + member.key + "`", "",
                "beside `column` stand `as`, `currency`, `sign` and "
                "`optional`");
    }
    if (const Node* column = Scalar(node, "column")) {
      made.column = column->text;
      made.at = column->at;
    }
    Choose<Template::As>(node, "as",
                         {{"text", Template::As::kText},
                          {"amount", Template::As::kAmount},
                          {"date", Template::As::kDate},
                          {"number", Template::As::kNumber},
                          {"percent", Template::As::kPercent}},
                         made.as);
    Choose<bool>(node, "optional", {{"true", true}, {"false", false}},
                 made.optional);
    made.sign = sign_;
    Choose<SignForm>(node, "sign", SignWords(), made.sign);
    if (made.as == Template::As::kAmount && !top) {
      if (const Node* currency = Currency(node)) {
        made.currency.push_back(Convert(*currency, true));
      } else if (!default_currency_.empty()) {
        made.currency = default_currency_;
      } else {
        sink_.Add(node.at, "E0214", "an amount needs its currency or unit", "",
                  "write `currency: EUR`, or `currency: { column: NAME }`");
      }
    } else {
      for (const char* const key : {"currency", "sign"}) {
        const Member* member = node.Find(key);
        if (member == nullptr) continue;
        sink_.Add(member->at, "E0311",
                  "`" + member->key + "` belongs to `as: amount`", "",
                  "write `as: amount` beside it");
      }
    }
  }

  // A column of the key that is read as a date somewhere.
  void CheckDates(const Template& part) {
    if (part.kind == Template::Kind::kCell &&
        part.as == Template::As::kDate) {
      for (const KeyColumn& key : rules_.key) {
        if (key.column != part.column) continue;
        sink_.Add(key.at, "E0613",
                  "the key of a row may not be its date", "",
                  "name a column that stays when the date is put right, such "
                  "as a reference");
      }
    }
    for (const Template::Member& member : part.members) {
      CheckDates(member.value);
    }
    for (const Template& item : part.items) CheckDates(item);
  }

  Sink& sink_;
  Rules& rules_;
  SignForm sign_ = SignForm::kAsWritten;
  std::vector<Template> default_currency_;
};

}  // namespace

Result<Rules> ReadRules(const SourceFile& file) {
  Rules rules;
  rules.file = file.name;
  rules.lines = SplitLines(file.text);
  std::vector<Diagnostic> problems;
  Sink sink(file.name, rules.lines, problems);
  const std::vector<Node> documents = ParseYaml(file.text, sink);
  if (documents.size() == 1 &&
      documents.front().kind != Node::Kind::kBroken) {
    RulesReader(sink, rules).Read(documents.front());
  } else if (problems.empty()) {
    sink.Add({1, 1, 1}, "E0118", "rules are one document", "",
             "remove what stands behind `---`");
  }
  if (problems.empty()) return rules;
  std::stable_sort(problems.begin(), problems.end(),
                   [](const Diagnostic& a, const Diagnostic& b) {
                     return std::pair(a.where.line, a.where.column) <
                            std::pair(b.where.line, b.where.column);
                   });
  return Error{kInvalid, std::move(problems)};
}

}  // namespace covenant::cli

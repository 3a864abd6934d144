// Rules: how the rows of a CSV file become events. Strict YAML, read as the
// events are: unknown keys, duplicate keys and the rest are refused with place,
// code and remedy. `doc/import.md` describes every key. Plain data.
#ifndef CLI_IMPORT_RULES_H_
#define CLI_IMPORT_RULES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cli/error.h"
#include "ledger/codec/authoring.h"
#include "ledger/codec/yaml_tree.h"

namespace covenant::cli {

enum class DateForm { kIso, kDayMonthYear, kMonthDayYear, kDotted };
enum class SignForm { kAsWritten, kReversed, kAbsolute };

// How the file writes numbers and dates.
struct CellForm {
  DateForm date = DateForm::kIso;
  char decimal = '.';
  char thousands = 0;  // 0: none
};

// A part of the event to be made: a constant of the rules, or a cell.
struct Template {
  enum class Kind { kConstant, kCell, kMap, kList };
  enum class As { kText, kAmount, kDate, kNumber, kPercent };
  struct Member;

  Kind kind = Kind::kConstant;
  Node constant;
  Span at;
  // Of a cell.
  std::string column;
  As as = As::kText;
  std::vector<Template> currency;  // of an amount: one, a text
  SignForm sign = SignForm::kAsWritten;
  bool optional = false;
  std::size_t index = 0;  // in the row; set when the header is known
  // Of a map or a list.
  std::vector<Member> members;
  std::vector<Template> items;
};

struct Template::Member {
  std::string key;
  Span at;
  Template value;
};

struct KeyColumn {
  std::string column;
  Span at;
  std::size_t index = 0;
};

struct Rules {
  std::string file;
  std::vector<std::string> lines;  // of the file
  std::string event;
  std::string id_prefix;
  std::vector<KeyColumn> key;
  char separator = ',';
  // The list of the event that gets its items from several rows, one after the
  // other, with the same key; empty: each row is an event.
  std::string group;
  Span group_at;
  std::size_t skip = 0;             // lines before the header
  std::vector<std::string> header;  // where the file has none
  CellForm form;
  std::string document;  // its name; empty: the file's
  Template root;         // the event, without `id` and `document`
};

// Every error of the rules at once (exit code 3).
Result<Rules> ReadRules(const SourceFile& file);

}  // namespace covenant::cli

#endif  // CLI_IMPORT_RULES_H_

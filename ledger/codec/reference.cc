// The event reference in Markdown, from the comments of the schema.
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "covenant/v1/event.pb.h"
#include "ledger/codec/authoring.h"
#include "ledger/codec/reference_examples.h"
#include "ledger/codec/schema.h"
#include "ledger/codec/schema_comments.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

using schema::Descriptor;
using schema::FieldDescriptor;
using schema::FieldInfo;
using schema::Leaf;

constexpr std::string_view kHead = R"(# Events and clauses

<!-- Generated from the comments of proto/covenant/v1; tests/codec keeps it fresh. -->

Every document of authoring text is one event, written as YAML (or JSON) with the
keys below. Text after `#` is a remark. Several documents in one file are divided
by lines of `---`. Keys in **bold** must be written. Dates are legal days; every
interval begins on its first day and ends before its `until`.

)";

constexpr std::string_view kChangeExample = R"(```yaml
changes:
  - set: royalty.rate          # one field, by clause and name
    to: 6.5 %
  - add: { id: audit, kind: provision, says: "Books are open once a year." }
  - replace: rent              # a whole clause
    with: { id: rent, kind: recurring-payment, debtor: acme, creditor: nova,
            amount: 19000.00 EUR, every: 1 month }
  - remove: royalty.period_cap
  - suspend: exclusivity
    effective: 2026-01-01
    until: 2026-04-01
```

)";

// A link to the section of a structure.
std::string Link(const std::string& name) {
  return "[" + name + "](#" + AsciiLower(name) + ")";
}

// Text in a cell of a table.
std::string Cell(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c;
  }
  return result;
}

// How an identifier of the sort is called in the tables.
std::string IdForm(schema::IdSort sort) {
  switch (sort) {
    case schema::IdSort::kContract:
      return "contract id";
    case schema::IdSort::kClause:
      return "clause id";
    case schema::IdSort::kEvent:
      return "event id";
    case schema::IdSort::kParty:
      return "party id";
    case schema::IdSort::kName:
    case schema::IdSort::kOccurrence:
      return "name";
    case schema::IdSort::kUnit:
      return "unit";
    case schema::IdSort::kCurrency:
      return "currency code";
    case schema::IdSort::kField:
      return "`clause` or `clause.field`";
    case schema::IdSort::kObligation:
      return "`clause` or `clause/occurrence`";
    case schema::IdSort::kExpression:
      return "expression";
    case schema::IdSort::kMonthDay:
      return "`MM-DD`";
    case schema::IdSort::kRateType:
      return "`percent`, unit or `USD/EUR`";
    case schema::IdSort::kNone:
      break;
  }
  return "text";
}

class ReferenceWriter {
 public:
  std::string Write();

 private:
  void Heading(int level, std::string_view text) {
    text_ += std::string(static_cast<std::size_t>(level), '#') + " " +
             std::string(text) + "\n\n";
  }
  void Paragraph(std::string_view text) {
    if (!text.empty()) text_ += std::string(text) + "\n\n";
  }
  void Code(std::string_view text) {
    if (!text.empty()) text_ += "```yaml\n" + std::string(text) + "```\n\n";
  }
  std::string Form(const FieldInfo& info);
  std::string One(const FieldDescriptor* field, const FieldInfo& info);
  void Table(const Descriptor* message, const char* of_what);
  void Events(const char* heading, int from, int until);
  void Clauses();
  void Values();

  std::string text_;
  std::vector<const Descriptor*> structures_;  // in the order of first mention
  std::set<const Descriptor*> mentioned_;
};

std::string ReferenceWriter::One(const FieldDescriptor* field,
                                 const FieldInfo& info) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return "`true` or `false`";
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
    case FieldDescriptor::CPPTYPE_INT32:
      return "whole number";
    case FieldDescriptor::CPPTYPE_ENUM: {
      std::string words;
      for (const std::string& word : schema::Words(field->enum_type())) {
        words += (words.empty() ? "`" : ", `") + word + "`";
      }
      return words;
    }
    case FieldDescriptor::CPPTYPE_STRING: {
      return info.is_party ? "party id" : IdForm(info.id);
    }
    default:
      break;
  }
  const Descriptor* message = field->message_type();
  if (message == schema::EventMessage()) return "an event";
  if (message == schema::ClauseMessage()) return "[clause](#clauses)";
  if (info.leaf == Leaf::kValue) return "as the field that is set";
  if (mentioned_.insert(message).second) structures_.push_back(message);
  return Link(message->name());
}

std::string ReferenceWriter::Form(const FieldInfo& info) {
  const FieldDescriptor* field = info.field;
  if (field->is_map()) {
    return "names with " + One(field->message_type()->map_value(), info);
  }
  const std::string one = One(field, info);
  return field->is_repeated() ? "list of " + one : one;
}

void ReferenceWriter::Table(const Descriptor* message, const char* of_what) {
  const schema::MessageInfo& type = schema::Info(message);
  std::string rows;
  for (const FieldInfo& info : type.fields) {
    const FieldDescriptor* field = info.field;
    if (info.stamped ||
        (type.flat != nullptr && field->containing_oneof() == type.flat)) {
      continue;
    }
    const bool required = info.required || field->name() == "contract";
    const std::string name = "`" + field->name() + "`";
    rows += "| " + (required ? "**" + name + "**" : name) + " | " +
            Cell(Form(info)) + " | " + Cell(schema::Comment(field)) + " |\n";
  }
  if (rows.empty()) {
    Paragraph("It has no keys of its own.");
    return;
  }
  text_ += "| " + std::string(of_what) +
           " | form | meaning |\n|---|---|---|\n" + rows + "\n";
}

void ReferenceWriter::Events(const char* heading, int from, int until) {
  Heading(2, heading);
  const auto* flat = schema::Info(schema::EventMessage()).flat;
  for (int i = 0; i < flat->field_count(); ++i) {
    const FieldDescriptor* member = flat->field(i);
    if (member->number() < from || member->number() >= until) continue;
    const std::string word = schema::Kebab(member->name());
    Heading(3, word);
    Paragraph(schema::Comment(member->message_type()));
    Code(EventExample(word));
    Table(member->message_type(), "key");
  }
}

void ReferenceWriter::Clauses() {
  Heading(2, "Clauses");
  Paragraph(schema::Comment(schema::ClauseMessage()));
  Paragraph("All kinds have these keys, and **`kind`**, beside their own:");
  Table(schema::ClauseMessage(), "key");
  const auto* flat = schema::Info(schema::ClauseMessage()).flat;
  for (int i = 0; i < flat->field_count(); ++i) {
    const FieldDescriptor* member = flat->field(i);
    const std::string word = schema::Kebab(member->name());
    Heading(3, "kind: " + word);
    Paragraph(schema::Comment(member->message_type()));
    Code(ClauseExample(word));
    Table(member->message_type(), "key");
  }
}

void ReferenceWriter::Values() {
  Heading(2, "Values and structures");
  // Tables mention further structures, which are added at the end.
  for (std::size_t i = 0; i < structures_.size(); ++i) {
    const Descriptor* message = structures_[i];
    Heading(3, message->name());
    Paragraph(schema::Comment(message));
    const Leaf leaf = schema::Info(message).leaf;
    if (message == v1::Change::descriptor()) text_ += kChangeExample;
    if (leaf == Leaf::kNone || leaf == Leaf::kEndpoint ||
        leaf == Leaf::kPathSet) {
      Table(message, "key");
    }
  }
}

std::string ReferenceWriter::Write() {
  text_ = kHead;
  Heading(2, "Keys of every event");
  Paragraph(
      "`event` says what happened, and picks the further keys. `contract` is "
      "written for all events but `go-live` and `party`.");
  Table(schema::EventMessage(), "key");
  // The schema numbers instruments from 20, facts from 40, records from 60.
  Events("Instruments", 20, 40);
  Events("Facts", 40, 60);
  Events("Records of the ledger itself", 60, 1000);
  Clauses();
  Values();
  while (text_.size() > 1 && text_[text_.size() - 2] == '\n') text_.pop_back();
  return text_;
}

}  // namespace

std::string EventReference() { return ReferenceWriter().Write(); }

}  // namespace covenant

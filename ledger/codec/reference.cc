// The event reference in Markdown, from the comments of the schema.
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "covenant/v1/event.pb.h"
#include "ledger/codec/authoring.h"
#include "ledger/codec/kind_reference.h"
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

// The text without what Markdown marks: code, strong words, links.
std::string Plain(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '`' || text[i] == '[') continue;
    if (text[i] == ']') {
      const std::size_t end = text.find(')', i);
      if (end != std::string_view::npos) i = end;
      continue;
    }
    result += text[i];
  }
  return result;
}

// Whether values of the message are written as maps of keys.
bool HasKeys(const Descriptor* message) {
  const Leaf leaf = schema::Info(message).leaf;
  return leaf == Leaf::kNone || leaf == Leaf::kEndpoint ||
         leaf == Leaf::kPathSet;
}

class ReferenceWriter {
 public:
  std::string Write();
  KindReference Kind(const Descriptor* message, std::string word, bool clause);

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
  std::vector<KeyReference> KeysOf(const Descriptor* message);
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

std::vector<KeyReference> ReferenceWriter::KeysOf(const Descriptor* message) {
  const schema::MessageInfo& type = schema::Info(message);
  std::vector<KeyReference> keys;
  for (const FieldInfo& info : type.fields) {
    const FieldDescriptor* field = info.field;
    if (info.stamped ||
        (type.flat != nullptr && field->containing_oneof() == type.flat)) {
      continue;
    }
    keys.push_back({field->name(), Form(info),
                    std::string(schema::Comment(field)),
                    info.required || field->name() == "contract"});
  }
  return keys;
}

void ReferenceWriter::Table(const Descriptor* message, const char* of_what) {
  std::string rows;
  for (const KeyReference& key : KeysOf(message)) {
    const std::string name = "`" + key.key + "`";
    rows += "| " + (key.required ? "**" + name + "**" : name) + " | " +
            Cell(key.form) + " | " + Cell(key.meaning) + " |\n";
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
    if (message == v1::Change::descriptor()) text_ += kChangeExample;
    if (HasKeys(message)) Table(message, "key");
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

KindReference ReferenceWriter::Kind(const Descriptor* message, std::string word,
                                    bool clause) {
  KindReference result;
  result.about = Plain(schema::Comment(message));
  result.example =
      std::string(clause ? ClauseExample(word) : EventExample(word));
  result.word = std::move(word);
  result.clause = clause;
  const auto add = [&](const Descriptor* one, std::string of) {
    KindReference::Keys table;
    if (!of.empty()) table.about = Plain(schema::Comment(one));
    table.of = std::move(of);
    for (KeyReference& key :
         HasKeys(one) ? KeysOf(one) : std::vector<KeyReference>()) {
      table.keys.push_back({std::move(key.key), Plain(key.form),
                            Plain(key.meaning), key.required});
    }
    result.tables.push_back(std::move(table));
  };
  add(message, "");
  for (std::size_t i = 0; i < structures_.size(); ++i) {
    add(structures_[i], structures_[i]->name());
  }
  return result;
}

}  // namespace

std::vector<KindReference> ReferencesOf(std::string_view word) {
  std::vector<KindReference> result;
  for (const bool clause : {false, true}) {
    const auto* flat =
        schema::Info(clause ? schema::ClauseMessage() : schema::EventMessage())
            .flat;
    for (int i = 0; i < flat->field_count(); ++i) {
      const FieldDescriptor* member = flat->field(i);
      if (schema::Kebab(member->name()) != word) continue;
      result.push_back(ReferenceWriter().Kind(member->message_type(),
                                              std::string(word), clause));
    }
  }
  return result;
}

std::vector<std::string> ReferenceWords() {
  std::vector<std::string> words;
  for (const auto* of : {schema::EventMessage(), schema::ClauseMessage()}) {
    const auto* flat = schema::Info(of).flat;
    for (int i = 0; i < flat->field_count(); ++i) {
      words.push_back(schema::Kebab(flat->field(i)->name()));
    }
  }
  return words;
}

std::string EventReference() { return ReferenceWriter().Write(); }

}  // namespace covenant

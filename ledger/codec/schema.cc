#include "ledger/codec/schema.h"

#include <google/protobuf/stubs/logging.h>

#include <cstddef>
#include <map>
#include <unordered_map>

#include "covenant/v1/event.pb.h"
#include "covenant/v1/options.pb.h"
#include "ledger/value/check.h"

namespace covenant::schema {
namespace {

using Infos = std::unordered_map<const Descriptor*, MessageInfo>;

Leaf LeafOf(const Descriptor* message) {
  static const auto* const leaves =
      new std::map<std::string, Leaf, std::less<>>{
          {"Date", Leaf::kDate},       {"Amount", Leaf::kAmount},
          {"Rate", Leaf::kRate},       {"Duration", Leaf::kDuration},
          {"Text", Leaf::kText},       {"Endpoint", Leaf::kEndpoint},
          {"Period", Leaf::kPeriod},   {"Due", Leaf::kDue},
          {"PathSet", Leaf::kPathSet}, {"Value", Leaf::kValue}};
  const auto found = leaves->find(message->name());
  return found == leaves->end() ? Leaf::kNone : found->second;
}

IdSort IdSortOf(const std::string& name) {
  static const auto* const sorts =
      new std::map<std::string, IdSort, std::less<>>{
          {"", IdSort::kNone},
          {"contract", IdSort::kContract},
          {"clause", IdSort::kClause},
          {"event", IdSort::kEvent},
          {"party", IdSort::kParty},
          {"name", IdSort::kName},
          {"unit", IdSort::kUnit},
          {"currency", IdSort::kCurrency},
          {"occurrence", IdSort::kOccurrence},
          {"field", IdSort::kField},
          {"obligation", IdSort::kObligation},
          {"expression", IdSort::kExpression},
          {"month-day", IdSort::kMonthDay},
          {"rate-type", IdSort::kRateType}};
  const auto found = sorts->find(name);
  COVENANT_CHECK(found != sorts->end());  // the schema names a new sort
  return found->second;
}

FieldInfo Describe(const FieldDescriptor* field) {
  const auto& options = field->options();
  FieldInfo info;
  info.field = field;
  info.required = options.GetExtension(v1::required);
  info.header_only = options.GetExtension(v1::header_only);
  info.stamped = options.GetExtension(v1::stamped);
  info.is_party = options.GetExtension(v1::is_party);
  info.id = IdSortOf(options.GetExtension(v1::id_of));
  info.example = options.GetExtension(v1::example);
  const FieldDescriptor* value = field;
  if (field->is_map()) value = field->message_type()->map_value();
  if (value->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    info.leaf = LeafOf(value->message_type());
  }
  return info;
}

void ListWhatIsChecked(const Descriptor* message, MessageInfo& info) {
  for (std::size_t i = 0; i < info.fields.size(); ++i) {
    const FieldInfo& own = info.fields[i];
    const FieldDescriptor* field = own.field;
    const bool message_below =
        field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    const OneofDescriptor* oneof = field->real_containing_oneof();
    if (info.flat == nullptr || oneof != info.flat) {
      const bool structure =
          message_below && !field->is_map() && own.leaf == Leaf::kNone;
      const bool text = field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
                        (own.is_party || own.id != IdSort::kNone);
      if (own.required || structure || text) info.checked.push_back(i);
    }
    if (oneof == nullptr &&
        (message_below ||
         field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM)) {
      info.nested.push_back(field);
    }
  }
  for (int i = 0; i < message->real_oneof_decl_count(); ++i) {
    info.choices.push_back(message->oneof_decl(i));
  }
}

void Collect(const Descriptor* message, Infos& infos) {
  if (infos.count(message) > 0) return;
  MessageInfo& info = infos[message];
  info.leaf = LeafOf(message);
  for (int i = 0; i < message->field_count(); ++i) {
    info.fields.push_back(Describe(message->field(i)));
  }
  for (int i = 0; i < message->oneof_decl_count(); ++i) {
    const OneofDescriptor* oneof = message->oneof_decl(i);
    const std::string& key = oneof->options().GetExtension(v1::discriminator);
    if (key.empty()) continue;
    info.flat = oneof;
    info.discriminator = key;
  }
  ListWhatIsChecked(message, info);
  for (int i = 0; i < message->field_count(); ++i) {
    const Descriptor* below = message->field(i)->message_type();
    if (below != nullptr) Collect(below, infos);
  }
}

const Infos& AllInfos() {
  static const Infos* const infos = [] {
    auto* all = new Infos;
    Collect(v1::Event::descriptor(), *all);
    return all;
  }();
  return *infos;
}

// Whether a dotted path may go on below the field.
bool IsStructure(const FieldDescriptor* field) {
  return !field->is_repeated() &&
         field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         Info(field).leaf == Leaf::kNone;
}

// Whether a path may name the field of a clause or of its terms.
bool IsPathField(const FieldDescriptor* field) {
  // The bases of a clause are not among its fields.
  if (field->is_map()) return field->containing_type() != ClauseMessage();
  if (field->containing_type() != ClauseMessage()) return true;
  return field->name() != "id" && field->containing_oneof() == nullptr;
}

void AddPaths(const Descriptor* message, const std::string& prefix,
              std::vector<std::string>& paths) {
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    if (!IsPathField(field)) continue;
    paths.push_back(prefix + field->name());
    if (IsStructure(field)) {
      AddPaths(field->message_type(), paths.back() + ".", paths);
    }
  }
}

const Descriptor* TermsOf(std::string_view kind) {
  const FieldDescriptor* member = Member(Info(ClauseMessage()).flat, kind);
  return member == nullptr ? nullptr : member->message_type();
}

std::string Replace(std::string_view text, char from, char to) {
  std::string result(text);
  for (char& c : result) {
    if (c == from) c = to;
  }
  return result;
}

}  // namespace

void QuietProtobuf() {
  [[maybe_unused]] static const auto before =
      google::protobuf::SetLogHandler(nullptr);
}

const FieldInfo* MessageInfo::Find(std::string_view name) const {
  for (const FieldInfo& info : fields) {
    if (info.field->name() == name) return &info;
  }
  return nullptr;
}

const MessageInfo& Info(const Descriptor* message) {
  const auto found = AllInfos().find(message);
  COVENANT_CHECK(found != AllInfos().end());
  return found->second;
}

const FieldInfo& Info(const FieldDescriptor* field) {
  return Info(field->containing_type())
      .fields[static_cast<std::size_t>(field->index())];
}

// Held, because each call of descriptor() costs a look whether all is set up.
const Descriptor* EventMessage() {
  static const Descriptor* const event = v1::Event::descriptor();
  return event;
}
const Descriptor* ClauseMessage() { return v1::Clause::descriptor(); }

std::string ExampleOf(const FieldInfo& info) {
  if (!info.example.empty()) return info.example;
  static const auto* const leaves = new std::map<Leaf, std::string>{
      {Leaf::kDate, "2024-12-31"},    {Leaf::kAmount, "45000.00 EUR"},
      {Leaf::kRate, "6.5 %"},         {Leaf::kDuration, "3 months"},
      {Leaf::kText, "in words"},      {Leaf::kEndpoint, "2024-04-01"},
      {Leaf::kPeriod, "2026-Q2"},     {Leaf::kDue, "45 days after period-end"},
      {Leaf::kPathSet, "[cloud/aws]"}};
  static const auto* const ids = new std::map<IdSort, std::string>{
      {IdSort::kContract, "acme-nova"},
      {IdSort::kClause, "royalty"},
      {IdSort::kEvent, "A2"},
      {IdSort::kParty, "acme"},
      {IdSort::kName, "net-revenue"},
      {IdSort::kUnit, "shares"},
      {IdSort::kCurrency, "EUR"},
      {IdSort::kOccurrence, "first"},
      {IdSort::kField, "royalty.rate"},
      {IdSort::kObligation, "royalty/2024-Q2"},
      {IdSort::kExpression, "6.5 % of sales"},
      {IdSort::kMonthDay, "10-01"},
      {IdSort::kRateType, "USD/EUR"}};
  std::string one;
  if (const auto leaf = leaves->find(info.leaf); leaf != leaves->end()) {
    one = leaf->second;
  } else if (const auto id = ids->find(info.id); id != ids->end()) {
    one = id->second;
  } else if (info.is_party) {
    one = info.field->name() == "creditor" || info.field->name() == "payee"
              ? "nova"
              : "acme";
  } else if (info.field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    one = Word(info.field->enum_type()->value(1));
  } else if (info.field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    one = "true";
  } else if (info.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    one = "in words";
  } else if (info.field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    one = "1";
  }
  if (info.field->is_map()) {
    return one.empty() ? "" : "{ " + std::string("name: ") + one + " }";
  }
  if (info.field->is_repeated()) return one.empty() ? "" : "[" + one + "]";
  return one;
}

std::string Kebab(std::string_view snake) { return Replace(snake, '_', '-'); }
std::string Snake(std::string_view kebab) { return Replace(kebab, '-', '_'); }

std::string Word(const EnumValueDescriptor* value) {
  if (value->number() == 0) return "";
  // TIME_UNIT_DAYS of TimeUnit: an underscore more than the capitals say.
  std::size_t prefix = 0;
  for (const char c : value->type()->name()) {
    prefix += c >= 'A' && c <= 'Z' ? 2 : 1;
  }
  std::string word = value->name().substr(prefix);
  for (char& c : word) {
    if (c == '_') c = '-';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return word;
}

const EnumValueDescriptor* ByWord(const EnumDescriptor* type,
                                  std::string_view word) {
  for (int i = 1; i < type->value_count(); ++i) {
    if (Word(type->value(i)) == word) return type->value(i);
  }
  return nullptr;
}

std::vector<std::string> Words(const EnumDescriptor* type) {
  std::vector<std::string> words;
  for (int i = 1; i < type->value_count(); ++i) {
    words.push_back(Word(type->value(i)));
  }
  return words;
}

const FieldDescriptor* Member(const OneofDescriptor* flat,
                              std::string_view word) {
  // Asked for every clause and event that is read or written.
  using Members = std::map<std::string, const FieldDescriptor*, std::less<>>;
  static const auto* const all = [] {
    auto* made = new std::map<const OneofDescriptor*, Members>;
    for (const auto& [message, info] : AllInfos()) {
      if (info.flat == nullptr) continue;
      for (int i = 0; i < info.flat->field_count(); ++i) {
        const FieldDescriptor* member = info.flat->field(i);
        (*made)[info.flat].emplace(Kebab(member->name()), member);
      }
    }
    return made;
  }();
  const Members& members = all->at(flat);
  const auto found = members.find(word);
  return found == members.end() ? nullptr : found->second;
}

std::vector<std::string> MemberWords(const OneofDescriptor* flat) {
  std::vector<std::string> words;
  words.reserve(static_cast<std::size_t>(flat->field_count()));
  for (int i = 0; i < flat->field_count(); ++i) {
    words.push_back(Kebab(flat->field(i)->name()));
  }
  return words;
}

namespace {

std::vector<const FieldDescriptor*> FindClausePath(std::string_view kind,
                                                   std::string_view path) {
  std::vector<const FieldDescriptor*> result;
  const Descriptor* message = ClauseMessage();
  while (true) {
    const std::size_t dot = path.find('.');
    const std::string name(path.substr(0, dot));
    const FieldDescriptor* field = message->FindFieldByName(name);
    if (result.empty() && (field == nullptr || !IsPathField(field))) {
      message = TermsOf(kind);
      field = message == nullptr ? nullptr : message->FindFieldByName(name);
    }
    if (field == nullptr || !IsPathField(field)) return {};
    result.push_back(field);
    if (dot == std::string_view::npos) return result;
    if (!IsStructure(field)) return {};
    message = field->message_type();
    path.remove_prefix(dot + 1);
  }
}

}  // namespace

std::vector<const FieldDescriptor*> ClausePath(std::string_view kind,
                                               std::string_view path) {
  // Of the paths that there are, which are a few hundred: each thread remembers
  // those that it has asked for.
  thread_local std::map<std::string,
                        std::map<std::string, std::vector<const FieldDescriptor*>,
                                 std::less<>>,
                        std::less<>>
      known;
  if (const auto paths = known.find(kind); paths != known.end()) {
    const auto found = paths->second.find(path);
    if (found != paths->second.end()) return found->second;
  }
  std::vector<const FieldDescriptor*> fields = FindClausePath(kind, path);
  if (!fields.empty()) known[std::string(kind)].emplace(path, fields);
  return fields;
}

std::vector<std::string> ClausePaths(std::string_view kind) {
  std::vector<std::string> paths;
  const Descriptor* terms = TermsOf(kind);
  if (terms != nullptr) AddPaths(terms, "", paths);
  AddPaths(ClauseMessage(), "", paths);
  return paths;
}

}  // namespace covenant::schema

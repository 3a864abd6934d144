#include "ledger/codec/event_reader.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "ledger/codec/event_checks.h"
#include "ledger/codec/event_proto.h"
#include "ledger/codec/message_check.h"
#include "ledger/value/ids.h"
#include "ledger/value/status_text.h"
#include "ledger/value/suggest.h"

namespace covenant {

using google::protobuf::Message;
using google::protobuf::Reflection;
using schema::FieldDescriptor;
using schema::FieldInfo;

namespace {

std::string Join(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : Concat({path, ".", name});
}

// "000.00 EUR": what a comma in a flow map cuts off an amount.
bool IsRestOfNumber(std::string_view key) {
  const auto digit = [&](std::size_t i) {
    return i < key.size() && IsDigit(key[i]);
  };
  return digit(0) && digit(1) && digit(2) &&
         (key.size() == 3 || key[3] == '.' || key[3] == ' ');
}

std::string Indexed(const std::string& path, std::size_t index) {
  return path + "[" + std::to_string(index) + "]";
}

bool IsEvent(const Message& message) {
  return message.GetDescriptor() == schema::EventMessage();
}

// Whether people may write the key here: the ledger's own fields never, those
// of the header only for an event that is not inside another.
bool MayWrite(const FieldInfo& info, const std::string& path) {
  return !info.stamped && (!info.header_only || path.empty());
}

// Whether nothing below the node was refused when the tree was built.
bool IsWhole(const Node& node) {
  if (node.kind == Node::Kind::kBroken || node.incomplete) return false;
  for (const Node& item : node.items) {
    if (!IsWhole(item)) return false;
  }
  for (const Member& member : node.members) {
    if (!IsWhole(member.value)) return false;
  }
  return true;
}

// Events of the whole ledger, which belong to no contract.
bool IsLedgerWide(const v1::Event& event) {
  return event.has_go_live() || event.has_party() || event.has_calendar() ||
         event.has_rate() || event.has_party_succession() ||
         event.has_key() || event.has_key_revocation() ||
         event.has_scope_tree() || event.has_heads();
}

// The stream of an event of the whole ledger.
std::string LedgerWideStream(const v1::Event& event) {
  if (event.has_party()) {
    return std::string(kPartyStreamPrefix) + event.party().party();
  }
  if (event.has_party_succession()) {
    return std::string(kPartyStreamPrefix) + event.party_succession().party();
  }
  if (event.has_key()) {
    return std::string(kPartyStreamPrefix) + event.key().party();
  }
  if (event.has_key_revocation()) {
    return std::string(kPartyStreamPrefix) + event.key_revocation().party();
  }
  if (event.has_calendar()) {
    return std::string(kCalendarStreamPrefix) + event.calendar().calendar();
  }
  if (event.has_rate()) {
    return std::string(kRateStreamPrefix) + event.rate().rate();
  }
  if (event.has_scope_tree()) {
    return std::string(kScopeStreamPrefix) + event.scope_tree().tree();
  }
  return std::string(kLedgerStream);
}

}  // namespace

void EventReader::Add(const Span& at, Problem problem) {
  sink_.Add(at, problem.code, std::move(problem.message),
            std::move(problem.label), std::move(problem.help));
}

std::optional<AuthoredEvent> EventReader::Read(const Node& root) {
  if (root.kind == Node::Kind::kBroken) return std::nullopt;
  if (!root.IsMap()) {
    Add(root.at, {"E0118",
                  root.kind == Node::Kind::kMissing
                      ? "the document is empty"
                      : "a document must be a map of keys and values",
                  root.kind == Node::Kind::kMissing
                      ? ""
                      : "found " + std::string(KindName(root)),
                  "write `event:` and its keys, one on each line"});
    return std::nullopt;
  }
  const std::size_t errors = sink_.count();
  doubtful_ = !IsWhole(root);
  const Member* contract = root.Find("contract");
  if (contract != nullptr && contract->value.IsScalar()) {
    contract_ = contract->value.text;
  }
  v1::Event message;
  ReadStructure(root, &message, "");
  AuthoredEvent result;
  ReadKnown(root, &result);
  if (!ReadPlaceInLedger(root, message, &result)) return std::nullopt;
  if (sink_.count() != errors || doubtful_) return std::nullopt;
  message.clear_contract();
  message.clear_known();
  Decoder decoder(/*may_hold_to_seal=*/true);
  CheckShape(message, PathPart(), decoder);
  const std::string stream = std::move(result.event.stream);
  result.event = EventFromProto(message, decoder);
  result.event.stream = stream;
  if (!decoder.ok()) {
    // Every rule of the codec should have been checked above, with its place.
    Add(root.at, {"E0399", "the event cannot be kept",
                  std::string(decoder.status().message()), ""});
    return std::nullopt;
  }
  result.where = sink_.At(root.at);
  for (const auto& [path, at] : places_) result.places[path] = sink_.At(at);
  return result;
}

bool EventReader::ReadPlaceInLedger(const Node& root, const v1::Event& event,
                                    AuthoredEvent* to) {
  if (event.body_case() == v1::Event::BODY_NOT_SET) return false;
  const Member* contract = root.Find("contract");
  if (IsLedgerWide(event)) {
    if (contract != nullptr) {
      Add(contract->at,
          {"E0325", "this event belongs to the whole ledger, not to a contract",
           "", "remove the key `contract`"});
    }
    to->event.stream = LedgerWideStream(event);
    return true;
  }
  if (contract == nullptr) {
    Add(root.at, {"E0302", "the key `contract` is missing", "",
                  "write `contract: ` and the contract's id, such as "
                  "`contract: acme-nova`"});
    return false;
  }
  to->event.stream = contract_;
  return true;
}

void EventReader::ReadKnown(const Node& root, AuthoredEvent* to) {
  const Member* known = root.Find("known");
  if (known == nullptr || !known->value.IsScalar()) return;
  const std::string& text = known->value.text;
  const absl::StatusOr<Date> date = Date::Parse(text);
  if (date.ok()) {
    to->known = Timestamp::StartOfDay(date->DaysSince1970());
    to->known_is_date = true;
    return;
  }
  const absl::StatusOr<Timestamp> time = Timestamp::Parse(text);
  if (time.ok()) {
    to->known = *time;
    return;
  }
  Add(known->value.at,
      {"E0230", "not a day or a time in UTC: " + Quoted(text), "",
       "write `known: 2024-09-10` or `known: 2024-09-10T08:00:00Z`"});
}

Message* EventReader::ReadDiscriminator(const Node& node, Message* message,
                                        const std::string& path) {
  const schema::MessageInfo& type = schema::Info(message->GetDescriptor());
  const std::string& key = type.discriminator;
  const bool event = key == "event";
  const Member* member = node.Find(key);
  if (member == nullptr) {
    if (node.incomplete) return nullptr;
    Add(node.at, {"E0302", "the key `" + key + "` is missing",
                  event ? "" : "this clause has no kind",
                  Suggest("", schema::MemberWords(type.flat))});
    return nullptr;
  }
  Place(Join(path, key), member->value.at);
  const std::optional<std::string> word =
      ReadWord(member->value, key, /*free_text=*/false);
  if (!word) return nullptr;
  const FieldDescriptor* field = schema::Member(type.flat, *word);
  if (field == nullptr) {
    Add(member->value.at,
        {event ? "E0303" : "E0304",
         Concat({"unknown ", event ? "event" : "kind of clause", " ",
                 Quoted(*word)}),
         "", Suggest(*word, schema::MemberWords(type.flat))});
    return nullptr;
  }
  return message->GetReflection()->MutableMessage(message, field);
}

void EventReader::ReadStructure(const Node& node, Message* message,
                                const std::string& path) {
  if (!node.IsMap()) {
    if (node.kind == Node::Kind::kBroken) return;
    Add(node.at, {"E0307", "keys and values are expected here",
                  "found " + std::string(KindName(node)),
                  "write `key: value` lines, indented, or `{ key: value }`"});
    return;
  }
  const schema::MessageInfo& type = schema::Info(message->GetDescriptor());
  Message* terms = nullptr;
  if (type.flat != nullptr) {
    terms = ReadDiscriminator(node, message, path);
    if (terms == nullptr) {
      // Its fields are not known; later uses of the clause are not judged.
      if (const Member* id = node.Find("id"); id && !IsEvent(*message)) {
        known_.kinds[contract_][id->value.text] = "?";
      }
      return;
    }
  } else if (node.members.empty()) {
    Add(node.at,
        {"E0308", "the map is empty", "", "write its keys, or leave it out"});
    return;
  }
  for (const Member& member : node.members) {
    if (type.flat != nullptr && member.key == type.discriminator) continue;
    ReadMember(member, message, terms, path);
  }
  CheckRequired(node, *message, terms, path);
  if (message->GetDescriptor() == v1::Change::descriptor()) {
    ReadChangeValues(node, static_cast<v1::Change*>(message), path);
  }
  if (terms != nullptr &&
      terms->GetDescriptor() == v1::Correction::descriptor()) {
    auto* correction = static_cast<v1::Correction*>(terms);
    v1::Event* replacement = correction->mutable_replacement();
    if (replacement->id().empty()) replacement->set_id(correction->target());
  }
  if (message->GetDescriptor() == schema::ClauseMessage()) Define(*message);
  CheckMessage(*message, terms, node, path, places_, sink_);
}

void EventReader::ReadMember(const Member& member, Message* message,
                             Message* terms, const std::string& path) {
  const schema::MessageInfo& type = schema::Info(message->GetDescriptor());
  const FieldInfo* info = type.Find(member.key);
  Message* owner = message;
  if (info == nullptr ||
      (type.flat != nullptr && info->field->containing_oneof() == type.flat)) {
    owner = terms;
    info = terms == nullptr
               ? nullptr
               : schema::Info(terms->GetDescriptor()).Find(member.key);
  }
  if (info == nullptr || info->stamped) {
    return UnknownKey(member, *message, terms, path);
  }
  if (info->header_only && !path.empty()) {
    Add(member.at, {"E0325", "the replacement belongs to its correction",
                    "it stands in the same contract",
                    "remove the key `" + member.key + "`"});
    return;
  }
  ReadField(member.value, *info, owner, Join(path, member.key));
}

void EventReader::UnknownKey(const Member& member, const Message& message,
                             const Message* terms, const std::string& path) {
  const schema::MessageInfo& type = schema::Info(message.GetDescriptor());
  std::vector<std::string> keys;
  if (terms != nullptr) {
    for (const FieldInfo& info : schema::Info(terms->GetDescriptor()).fields) {
      keys.push_back(info.field->name());
    }
  }
  if (type.flat != nullptr) keys.push_back(type.discriminator);
  for (const FieldInfo& info : type.fields) {
    if (type.flat != nullptr && info.field->containing_oneof() == type.flat) {
      continue;
    }
    if (MayWrite(info, path)) keys.push_back(info.field->name());
  }
  std::string label;
  if (terms != nullptr) {
    // The key may be one of another kind.
    const FieldDescriptor* chosen =
        message.GetReflection()->GetOneofFieldDescriptor(message, type.flat);
    for (int i = 0; i < type.flat->field_count(); ++i) {
      const FieldDescriptor* other = type.flat->field(i);
      if (schema::Info(other->message_type()).Find(member.key) == nullptr) {
        continue;
      }
      label =
          Concat({"`", type.discriminator, ": ", schema::Kebab(other->name()),
                  "` has it, `", schema::Kebab(chosen->name()), "` does not"});
      break;
    }
  }
  std::string help = Suggest(member.key, keys);
  if (IsRestOfNumber(member.key)) {
    help =
        "a comma ends a value in `{ }`: write numbers without separators "
        "of thousands, `1250000.00 EUR`";
  }
  Add(member.at, {"E0301", "unknown key " + Quoted(member.key),
                  std::move(label), std::move(help)});
}

void EventReader::Missing(const Node& node, const FieldInfo& info,
                          const std::string& needed_by) {
  const std::string& name = info.field->name();
  const std::string example = schema::ExampleOf(info);
  const Member* discriminator =
      needed_by.empty() ? nullptr : node.Find(needed_by);
  Add(discriminator == nullptr ? node.at : discriminator->value.at,
      {"E0302", "the key `" + name + "` is missing",
       discriminator == nullptr
           ? ""
           : "`" + discriminator->value.text + "` needs it",
       example.empty()
           ? "write the key `" + name + "`"
           : Concat({"write for example `", name, ": ", example, "`"})});
}

void EventReader::CheckRequired(const Node& node, const Message& message,
                                const Message* terms, const std::string& path) {
  if (node.incomplete) return;
  const auto misspelt = [&](const std::string& name) {
    for (const Member& member : node.members) {
      const bool known =
          message.GetDescriptor()->FindFieldByName(member.key) != nullptr ||
          (terms != nullptr &&
           terms->GetDescriptor()->FindFieldByName(member.key) != nullptr);
      if (!known && Closest(member.key, {name})) return true;
    }
    return false;
  };
  const auto check = [&](const Message& part, const std::string& needed_by) {
    for (const FieldInfo& info : schema::Info(part.GetDescriptor()).fields) {
      const std::string& name = info.field->name();
      if (!info.required || node.Find(name) != nullptr) continue;
      // A replacement has the id of what it replaces.
      if (IsEvent(part) && !path.empty()) continue;
      // The unknown key that it was meant to be has been reported.
      if (!misspelt(name)) Missing(node, info, needed_by);
    }
  };
  check(message, "");
  if (terms != nullptr) {
    check(*terms, schema::Info(message.GetDescriptor()).discriminator);
  }
}

void EventReader::Define(const Message& message) {
  const auto& clause = static_cast<const v1::Clause&>(message);
  if (clause.id().empty()) return;
  const FieldDescriptor* member =
      clause.GetReflection()->GetOneofFieldDescriptor(
          clause, schema::Info(schema::ClauseMessage()).flat);
  known_.kinds[contract_][clause.id()] = schema::Kebab(member->name());
}

void EventReader::ReadField(const Node& node, const FieldInfo& info,
                            Message* message, const std::string& path) {
  const std::string& key = info.field->name();
  if (node.kind == Node::Kind::kBroken) return;
  Place(path, node.at);
  if (node.kind == Node::Kind::kMissing) {
    const std::string example = schema::ExampleOf(info);
    Add(node.at, {"E0202", "the key `" + key + "` has no value", "",
                  Concat({example.empty() ? "write its value"
                                          : "write for example `" + key + ": " +
                                                example + "`",
                          info.required ? "" : ", or leave the key out"})});
    return;
  }
  if (info.leaf == schema::Leaf::kValue) return;  // ReadChangeValues
  if (info.field->is_map()) return ReadMap(node, info, message, path);
  if (info.field->is_repeated()) return ReadList(node, info, message, path);
  ReadOne(node, info.field, info, message, path);
}

void EventReader::ReadList(const Node& node, const FieldInfo& info,
                           Message* message, const std::string& path) {
  const std::string& key = info.field->name();
  if (!node.IsList()) {
    const bool scalar = node.IsScalar() && CodePoints(node.text) < 40;
    Add(node.at, {"E0306", "`" + key + "` is a list",
                  "found " + std::string(KindName(node)),
                  scalar ? Concat({"write `", key, ": [", node.text, "]`"})
                         : "begin each item on a line of its own with `- `"});
    return;
  }
  if (node.items.empty()) {
    Add(node.at, {"E0308", "the list is empty", "",
                  "write its items, or leave the key out"});
    return;
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const Node& item = node.items[i];
    const std::string below = Indexed(path, i);
    if (item.kind == Node::Kind::kBroken) continue;
    Place(below, item.at);
    if (item.kind == Node::Kind::kMissing) {
      Add(item.at, {"E0202", "an item of the list is empty", "",
                    "write the item, or remove its `-`"});
      continue;
    }
    ReadOne(item, info.field, info, message, below);
  }
}

void EventReader::ReadMap(const Node& node, const FieldInfo& info,
                          Message* message, const std::string& path) {
  if (!node.IsMap()) {
    Add(node.at, {"E0307", "names and values are expected here",
                  "found " + std::string(KindName(node)),
                  Concat({"write `", info.field->name(), ": ",
                          schema::ExampleOf(info), "`"})});
    return;
  }
  if (node.members.empty()) {
    Add(node.at, {"E0308", "the map is empty", "",
                  "write its entries, or leave the key out"});
    return;
  }
  const Reflection& reflect = *message->GetReflection();
  const FieldDescriptor* value = info.field->message_type()->map_value();
  for (const Member& member : node.members) {
    const std::string below = Join(path, member.key);
    Place(below, member.value.at);
    if (value->cpp_type() != FieldDescriptor::CPPTYPE_ENUM) {
      const absl::Status name = CheckId(schema::IdSort::kName, member.key);
      if (!name.ok()) {
        Add(member.at, FromStatus("E0228", name));
        continue;
      }
    }
    if (member.value.kind == Node::Kind::kBroken) continue;
    if (member.value.kind == Node::Kind::kMissing) {
      Add(member.at, {"E0202", "`" + member.key + "` has no value", "",
                      "write its value, or leave it out"});
      continue;
    }
    Message* entry = reflect.AddMessage(message, info.field);
    entry->GetReflection()->SetString(
        entry, info.field->message_type()->map_key(), member.key);
    ReadOne(member.value, value, info, entry, below);
  }
}

}  // namespace covenant

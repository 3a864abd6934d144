// Event reader: one document's tree to an event, guided by the schema alone: no
// event or clause kind has code of its own here. For sources of this folder
// only (it includes generated headers). Thread-compatible.
#ifndef LEDGER_CODEC_EVENT_READER_H_
#define LEDGER_CODEC_EVENT_READER_H_

#include <google/protobuf/message.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "covenant/v1/event.pb.h"
#include "ledger/codec/authoring.h"
#include "ledger/codec/leaf_text.h"
#include "ledger/codec/schema.h"
#include "ledger/codec/yaml_tree.h"

namespace covenant {

class EventReader {
 public:
  // Clauses that the text defines are added to `known`, for later documents.
  EventReader(Sink& sink, KnownClauses& known) : sink_(sink), known_(known) {}

  // Nothing, and at least one diagnostic, when the document is not an event.
  std::optional<AuthoredEvent> Read(const Node& root);

 private:
  using Message = google::protobuf::Message;
  using FieldInfo = schema::FieldInfo;

  void Add(const Span& at, Problem problem);
  // Remembers where the value of `path` stands.
  void Place(const std::string& path, const Span& at) { places_[path] = at; }

  void ReadEvent(const Node& node, v1::Event* event, const std::string& path);
  // The keys of a map into the fields of a message; a member of a flat oneof
  // has its keys beside the others.
  void ReadStructure(const Node& node, Message* message,
                     const std::string& path);
  // The chosen member, made; nothing after an error.
  Message* ReadDiscriminator(const Node& node, Message* message,
                             const std::string& path);
  void ReadMember(const Member& member, Message* message, Message* terms,
                  const std::string& path);
  void UnknownKey(const Member& member, const Message& message,
                  const Message* terms, const std::string& path);
  void CheckRequired(const Node& node, const Message& message,
                     const Message* terms, const std::string& path);
  void Missing(const Node& node, const FieldInfo& info,
               const std::string& needed_by);

  void ReadField(const Node& node, const FieldInfo& info, Message* message,
                 const std::string& path);
  void ReadList(const Node& node, const FieldInfo& info, Message* message,
                const std::string& path);
  void ReadMap(const Node& node, const FieldInfo& info, Message* message,
               const std::string& path);
  // One value; adds to the field where it is repeated.
  void ReadOne(const Node& node, const schema::FieldDescriptor* field,
               const FieldInfo& info, Message* message,
               const std::string& path);
  bool CheckWord(const Node& node, const std::string& word,
                 const FieldInfo& info, const Message& message);
  void ReadMessage(const Node& node, const FieldInfo& info, Message* to,
                   const std::string& path);
  void ReadText(const Node& node, v1::Text* to, std::string_view key);
  std::optional<std::string> ReadWord(const Node& node, std::string_view key,
                                      bool free_text);
  std::optional<bool> ReadFlag(const Node& node, std::string_view key);
  std::optional<std::int64_t> ReadNumber(const Node& node, std::string_view key,
                                         std::int64_t least, std::int64_t most);
  bool ExpectScalar(const Node& node, std::string_view key,
                    std::string_view example);

  // `from` and `to` of a change take their type from the field that it sets.
  void ReadChangeValues(const Node& node, v1::Change* change,
                        const std::string& path);
  std::vector<const schema::FieldDescriptor*> TargetOf(
      const Node& set, const std::string& target, std::string* kind);
  void ReadValue(const Node& node, std::string_view kind,
                 const std::vector<const schema::FieldDescriptor*>& fields,
                 v1::Value* to, const std::string& path);
  void Define(const Message& clause);

  bool ReadPlaceInLedger(const Node& root, const v1::Event& event,
                         AuthoredEvent* to);
  void ReadKnown(const Node& root, AuthoredEvent* to);

  Sink& sink_;
  KnownClauses& known_;
  std::string contract_;
  std::map<std::string, Span> places_;
  // A value could not be judged for an error that was reported elsewhere.
  bool doubtful_ = false;
};

}  // namespace covenant

#endif  // LEDGER_CODEC_EVENT_READER_H_

// The one field visitor: every answer is described once, field by field, and
// each rendering is a sink that takes the fields: JSON writes them all under
// their keys, a text table takes the cells it shows by the same keys.
// Refuses nothing. Thread-compatible.
#ifndef CLI_RENDER_FIELDS_H_
#define CLI_RENDER_FIELDS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/render/json.h"
#include "cli/session.h"
#include "ledger/value/amount.h"
#include "ledger/value/date.h"
#include "ledger/value/interval.h"
#include "replay/diff.h"
#include "replay/finding.h"
#include "replay/obligations.h"

namespace covenant::cli {

class FieldSink {
 public:
  virtual ~FieldSink() = default;
  virtual void Text(std::string_view key, std::string_view text) = 0;
  virtual void Number(std::string_view key, std::uint64_t number) = 0;
  virtual void Flag(std::string_view key, bool flag) = 0;
  virtual void Day(std::string_view key, const std::optional<Date>& day) = 0;
  virtual void Days(std::string_view key, const Interval& days) = 0;
  virtual void Figure(std::string_view key, const Amount& amount,
                      const std::vector<std::string>& because) = 0;
  virtual void Refs(std::string_view key,
                    const std::vector<EventRef>& refs) = 0;
  virtual void Names(std::string_view key,
                     const std::vector<std::string>& names) = 0;
};

// Writes an object's members; the caller begins and ends the object. Days that
// are absent and texts that are empty are left out.
class JsonSink : public FieldSink {
 public:
  explicit JsonSink(JsonWriter& json) : json_(json) {}
  void Text(std::string_view key, std::string_view text) override;
  void Number(std::string_view key, std::uint64_t number) override;
  void Flag(std::string_view key, bool flag) override;
  void Day(std::string_view key, const std::optional<Date>& day) override;
  void Days(std::string_view key, const Interval& days) override;
  void Figure(std::string_view key, const Amount& amount,
              const std::vector<std::string>& because) override;
  void Refs(std::string_view key, const std::vector<EventRef>& refs) override;
  void Names(std::string_view key,
             const std::vector<std::string>& names) override;

 private:
  JsonWriter& json_;
};

// Keeps the text of each field.
class CellSink : public FieldSink {
 public:
  const std::string& operator[](std::string_view key) const;
  void Text(std::string_view key, std::string_view text) override;
  void Number(std::string_view key, std::uint64_t number) override;
  void Flag(std::string_view key, bool flag) override;
  void Day(std::string_view key, const std::optional<Date>& day) override;
  void Days(std::string_view key, const Interval& days) override;
  void Figure(std::string_view key, const Amount& amount,
              const std::vector<std::string>& because) override;
  void Refs(std::string_view key, const std::vector<EventRef>& refs) override;
  void Names(std::string_view key,
             const std::vector<std::string>& names) override;

 private:
  std::map<std::string, std::string, std::less<>> cells_;
};

void Visit(const Obligation& obligation, FieldSink& sink);
void Visit(const Total& total, FieldSink& sink);
void Visit(const Net& net, FieldSink& sink);
void Visit(const ClauseBalance& balance, FieldSink& sink);
void Visit(const PartyChange& change, FieldSink& sink);
void Visit(const Finding& finding, FieldSink& sink);
void Visit(const TermChange& change, FieldSink& sink);
void Visit(const ObligationChange& change, FieldSink& sink);
// An event's place and times; without its body.
void Visit(const Event& event, FieldSink& sink);

template <typename T>
CellSink CellsOf(const T& answer) {
  CellSink cells;
  Visit(answer, cells);
  return cells;
}

// "key": [{...}, ...]
template <typename T>
void WriteList(JsonWriter& json, std::string_view key,
               const std::vector<T>& answers) {
  json.Key(key).BeginArray();
  JsonSink sink(json);
  for (const T& answer : answers) {
    json.BeginObject();
    Visit(answer, sink);
    json.EndObject();
  }
  json.EndArray();
}

// "as_of": ..., "known_at": {...}
void WriteView(JsonWriter& json, const View& view);
void WriteKnown(JsonWriter& json, const KnownPoint& point);

std::string_view WhatName(TermChange::What what);  // "added" ...

}  // namespace covenant::cli

#endif  // CLI_RENDER_FIELDS_H_

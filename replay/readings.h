// Readings: what the clauses of a contract can be read as, where parties read
// them differently, and the terms under one choice among these readings
// (domain.md sections 1 and 6; doc/decisions.md 64 and "Readings"). Pure.
#ifndef REPLAY_READINGS_H_
#define REPLAY_READINGS_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/event/event.h"
#include "ledger/value/date.h"
#include "ledger/value/interval.h"
#include "replay/finding.h"
#include "replay/instruments.h"
#include "replay/record.h"

namespace covenant {

struct ResolvedTerms;
struct ClauseState;
class Timeline;

// The name of what a contract says by itself.
inline constexpr std::string_view kText = "text";

// The choice among the readings of contested clauses: clause to name.
using ReadingChoice = std::map<std::string, std::string>;

// Instruments, by stream and id, to their binding days: those of contracts above
// are among them.
using BindingDays = std::map<std::pair<std::string, std::string>, Date>;

// Fields of one clause as they are read on some legal days.
struct ReadFields {
  std::string clause;
  std::string name;
  std::vector<Change> reads;  // kSet and kRemove
  Date text_of;   // it reads the text that had bound by the end of this day
  Interval days;  // legal days that are read so
  Date asserted;  // as of earlier days it is not there
  std::vector<EventRef> refs;
  Basis basis = Basis::kOfficial;
  std::string place;
  bool open = false;  // whether it counts is left open: its fields are unknown
};

// What the terms are read as: in the order in which they apply.
struct ReadAs {
  std::vector<ReadFields> items;
  BindingDays bound;

  bool empty() const { return items.empty(); }
  // Whether the item reads any field of the terms otherwise than they say.
  bool Touches(const ReadFields& item, const ResolvedTerms& terms) const;
  // Makes the terms of the day read so. What comes after a reading, by an
  // instrument that bound later, it leaves as it is.
  void Apply(Date day, ResolvedTerms& terms) const;
  // The days on which what is read begins or ends.
  std::set<Date> Breaks() const;
};

// What the contract can be read as, as of a legal day.
struct Readings {
  std::vector<ReadFields> settled;
  std::map<std::string, std::vector<ReadFields>> asserted;  // by clause
  // Of each clause that is contested, what it can be read as: two names or more.
  std::map<std::string, std::vector<std::string>> contested;
  BindingDays bound;

  // The terms under a choice; what a contested clause that it does not name says
  // is not known.
  ReadAs Under(const ReadingChoice& choice) const;
  // What asserts the readings of the clause, as of that day.
  std::vector<EventRef> RefsOf(const std::string& clause) const;
};

// Whether any of the events reads fields of a clause.
bool ReadsFields(const std::vector<Recorded>& record);

// `text`: the terms as the instruments have them. `parties`: those of the
// contract, for clauses that name none.
Readings ReadingsAt(const std::vector<Recorded>& record,
                    const std::vector<BoundInstrument>& instruments,
                    const Timeline& text, const std::set<std::string>& parties,
                    Date as_of);

// How contested clauses are to be read: by choice, and else every clause that can
// be read so by the reading of a name, or as the `text` says; empty: not asked.
struct ReadingAsked {
  ReadingChoice choice = {};
  std::string name = {};
};

// The choices that are open: what `reader` decides, and of the other clauses each
// combination. Clauses that would make too many of them are in none.
std::vector<ReadingChoice> ChoicesOf(const Readings& readings,
                                     const ReadingAsked& reader);

// "broad", or where several clauses are contested "royalty broad, term text".
std::string ChoiceName(const ReadingChoice& choice);

// The parties that the clause names.
std::set<std::string> PartiesOf(const ClauseState& clause);

}  // namespace covenant

#endif  // REPLAY_READINGS_H_

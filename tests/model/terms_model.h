// TermsModel: an obvious, slow recomputation of the terms of one contract, to
// hold the engine's answers against. For every question it goes through all
// operations, one day at a time; it knows no timelines and keeps no answers.
// Norms: domain.md section 2, doc/decisions.md 1 to 10.
//
// Where the norms leave a point open the answer says so in `undetermined`, and
// nobody should compare. Pure; const use is safe from any thread.
#ifndef TESTS_MODEL_TERMS_MODEL_H_
#define TESTS_MODEL_TERMS_MODEL_H_

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ledger/event/event.h"
#include "ledger/value/interval.h"
#include "replay/terms.h"
#include "tests/model/record.h"

namespace covenant::model {

// A field of a clause. `claims`: the instruments that gave it its value; more
// than one where instruments of equal rank agree or differ.
struct FieldNow {
  const Value* value = nullptr;  // null when conflicting
  std::vector<const Entry*> claims;
  bool blame_open = false;  // the norms do not say who set it
  std::vector<EventRef> facts = {};  // the milestones that the claims waited for
};

struct AttachedNow {
  std::string type;
  std::optional<Interval> days;  // absent for readings
  const Entry* by = nullptr;
  const Change* change = nullptr;  // null for readings
  std::vector<EventRef> begun_by;  // the milestone that it waited for
};

struct ClauseNow {
  std::string kind;
  std::map<std::string, FieldNow> fields;
  std::vector<AttachedNow> attachments;
  bool survives_end = false;
  std::optional<Date> since;  // the first day of the step that made it
  bool existence_disputed = false;
  const Entry* added_by = nullptr;
  InForce in_force = InForce::kYes;

  // The value of a field that is there and is not conflicting, else null.
  const Value* Find(const std::string& path) const;
  template <typename T>
  const T* As(const std::string& path) const {
    const Value* value = Find(path);
    return value == nullptr ? nullptr : value->As<T>();
  }
  // The word that a field says, or "".
  std::string Word(const std::string& path) const {
    const auto* word = As<std::string>(path);
    return word == nullptr ? "" : *word;
  }
};

// How a clause that was there left the terms of the day.
enum class Gone { kRemoved, kEnded };

using FoundSet = std::set<std::pair<std::string, std::string>>;

struct TermsNow {
  bool binding = false;
  std::map<std::string, ClauseNow> clauses;
  std::map<std::string, Gone> gone;
  FoundSet must;  // (code, subject) that the norms demand
  FoundSet may;   // that they neither demand nor exclude
  std::vector<std::string> undetermined;
};

// Instruments of higher rank are applied later.
struct Rank {
  std::int32_t precedence = 0;
  Date bound;
  bool later = false;  // not the agreement itself
  std::uint32_t number = 0;
  // Of a rectification: its own binding day, behind what it rectifies.
  std::optional<Date> rectified;
  friend auto operator<=>(const Rank&, const Rank&) = default;
};

class TermsModel {
 public:
  // The events of one contract; those behind `known` are not seen. With
  // `void_by`, to be asked of that day alone: what is reached after it makes
  // nothing void yet.
  TermsModel(std::string contract, const std::vector<Event>& events,
             std::uint64_t known, std::optional<Date> void_by = std::nullopt);
  TermsModel(const TermsModel&) = delete;  // answers point into it
  TermsModel& operator=(const TermsModel&) = delete;

  // The terms at the end of `day`. With `bound_by`: of only those instruments
  // that were binding on that day, and of waivers (decisions.md 141), and
  // without what is found about intervals, numbers and steps.
  TermsNow At(Date day, std::optional<Date> bound_by = std::nullopt) const;

  // The days on which instruments came to bind, ascending.
  std::vector<Date> BindingDays() const;

  const std::vector<Entry>& record() const { return record_; }
  const std::map<std::string, Date>& milestones() const { return milestones_; }
  const std::string& contract() const { return contract_; }

 private:
  // One operation with its days; no days: it does not apply at all.
  struct Step {
    const Change* change = nullptr;  // null: takes clauses out
    std::string clause;              // empty with a null change: the contract
    Fields leaves;                   // what is put: path to value
    std::optional<Interval> days;
    bool plain_days = true;  // both ends were written as days
    std::vector<EventRef> begun_by;  // the milestone that it waited for
    std::optional<Date> survives_from;  // the agreement's own end
  };
  struct Law {
    const Entry* entry = nullptr;
    const Instrument* text = nullptr;
    std::optional<Date> bound;
    Rank rank;
    const Law* rectifies = nullptr;
    Interval days;
    std::vector<Step> steps;
  };
  struct Touched {
    bool whole = false;
    std::vector<std::string> paths;
    std::optional<bool> exists;
    bool attachments_gone = false;
  };
  using State = std::map<std::string, ClauseNow>;
  using Touches = std::map<std::string, Touched>;

  std::optional<Date> BoundOn(const Entry& entry, const Instrument& text);
  bool MakesVoid(const Endpoint& end, std::optional<Date> met) const;
  FoundSet not_counted_;  // signatures of those who need not sign
  void Resolve(Law& law);
  void ResolveSteps(Law& law, const std::optional<Endpoint>& from,
                    const std::optional<Endpoint>& until, Date bound);
  std::optional<Interval> Days(const std::optional<Endpoint>& from,
                               const std::optional<Endpoint>& until,
                               Date bound) const;
  const Law* LawOf(const std::string& id) const;

  void Apply(const Law& law, Date day, State& state, Touches& touches,
             TermsNow& answer) const;
  void TakeOut(const Law& law, const Step& step, Date day, State& state,
               Touches& touches, TermsNow& answer) const;
  static void LetSurvive(Step& step);
  void ApplyChange(const Law& law, const Step& step, Date day, State& state,
                   Touches& touches, TermsNow& answer) const;
  void ApplySideBySide(const std::vector<const Law*>& laws, Date day,
                       State& state, TermsNow& answer) const;
  void MergeClause(const std::string& id, const State& before,
                   const std::vector<const Law*>& laws,
                   const std::vector<State>& after,
                   const std::vector<Touches>& touches, State& merged,
                   TermsNow& answer) const;

  void FindGap(TermsNow& answer) const;
  void FindEmptyIntervals(const std::vector<const Law*>& laws,
                          TermsNow& answer) const;
  void FindSuperseded(const std::vector<const Law*>& laws,
                      TermsNow& answer) const;
  void FindSupersededBy(const Law& low, const Law& high,
                        TermsNow& answer) const;
  bool SurelyThere(const Law& finder, const std::string& clause,
                   Date day) const;
  InForce OwnTerm(const ClauseNow& clause, Date day) const;
  std::string Subject(const std::string& clause) const;

  std::string contract_;
  std::optional<Date> void_by_;
  std::vector<Entry> record_;
  std::map<std::string, Date> milestones_;
  std::vector<std::string> doubts_;  // of the record as a whole
  std::vector<Law> laws_;
};

// Whether `leaf` is the path, or stands below it.
bool AtOrBelow(const std::string& leaf, const std::string& path);

}  // namespace covenant::model

#endif  // TESTS_MODEL_TERMS_MODEL_H_

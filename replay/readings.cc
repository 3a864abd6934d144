#include "replay/readings.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "replay/timeline.h"

namespace covenant {
namespace {

// One reading of a clause as its event states it.
struct Stated {
  std::string clause;
  std::string name;
  std::set<std::string> asserted_by;
  std::vector<Change> reads;
  Fields covers, leaves_out;
  ReadingStanding standing = ReadingStanding::kUnstated;
  Date date;
  Date since;
  Date text_of;
  const Recorded* record = nullptr;
  std::vector<EventRef> with;  // events of others that assert it too

  bool SaysScope() const { return !covers.empty() || !leaves_out.empty(); }
};

std::string ClauseOfSum(const std::string& obligation) {
  return obligation.substr(0, obligation.find('/'));
}

Stated StatedBy(const Recorded& record, const Reading& reading) {
  Stated one;
  one.clause = reading.clause;
  one.name = reading.name;
  one.asserted_by.insert(reading.asserted_by.begin(), reading.asserted_by.end());
  one.reads = reading.reads;
  one.covers = reading.covers;
  one.leaves_out = reading.leaves_out;
  one.standing = reading.standing;
  one.date = one.text_of = reading.date;
  one.since = reading.since.value_or(reading.date);
  one.record = &record;
  return one;
}

// In record order; those of days after `as_of` left out.
std::vector<Stated> StatedUntil(const std::vector<Recorded>& record,
                                Date as_of) {
  std::vector<Stated> result;
  std::map<std::string, std::string> disputed;  // disputes to their clauses
  for (const Recorded& r : record) {
    const Event& event = *r.event;
    if (const auto* reading = event.As<Reading>()) {
      if (reading->date <= as_of) result.push_back(StatedBy(r, *reading));
    } else if (const auto* dispute = event.As<Dispute>()) {
      disputed[event.id] = ClauseOfSum(dispute->obligation);
    } else if (const auto* end = event.As<DisputeResolution>()) {
      if (end->reading.empty() || end->date > as_of) continue;
      Stated one;
      one.clause = disputed[end->dispute];
      one.name = end->reading;
      one.standing = ReadingStanding::kAgreed;
      one.date = one.text_of = end->date;
      one.since = end->since.value_or(*Date::FromYmd(1, 1, 1));
      one.record = &r;
      result.push_back(std::move(one));
    }
  }
  return result;
}

// Whoever is a side of the clause, by its text of the day, else by its last.
std::set<std::string> SidesOf(const Timeline& text, const std::string& clause,
                              Date day, const std::set<std::string>& parties) {
  const ClauseState* state = nullptr;
  const auto& now = text.At(day).clauses;
  if (const auto found = now.find(clause); found != now.end()) {
    state = &found->second;
  }
  for (const Segment& segment : text.segments()) {
    if (state != nullptr) break;
    const auto found = segment.terms->clauses.find(clause);
    if (found != segment.terms->clauses.end()) state = &found->second;
  }
  if (state == nullptr) return parties;
  const std::set<std::string> sides = PartiesOf(*state);
  return sides.empty() ? parties : sides;
}

bool Holds(const std::set<std::string>& all, const std::set<std::string>& some) {
  return !some.empty() &&
         std::includes(all.begin(), all.end(), some.begin(), some.end());
}

ReadFields FieldsOf(const Stated& one, Interval days) {
  ReadFields item;
  item.clause = one.clause;
  item.name = one.name;
  item.reads = one.reads;
  item.text_of = one.text_of;
  item.days = days;
  item.asserted = one.date;
  item.refs = one.record->refs;
  item.refs.insert(item.refs.end(), one.with.begin(), one.with.end());
  item.basis = one.record->event->basis;
  item.place = PlaceOf(*one.record->event, "");
  return item;
}

// Readings that settle the clause and leave to an earlier one what it says.
void TakeOver(std::vector<Stated>& stated) {
  for (std::size_t i = 0; i < stated.size(); ++i) {
    Stated& one = stated[i];
    if (!one.reads.empty() || one.SaysScope() || one.name == kText) continue;
    for (std::size_t k = 0; k < i; ++k) {
      if (stated[k].clause != one.clause || stated[k].name != one.name) continue;
      one.reads = stated[k].reads;
      one.covers = stated[k].covers;
      one.leaves_out = stated[k].leaves_out;
      one.text_of = stated[k].text_of;
    }
  }
}

bool SaysTheSame(const Stated& a, const Stated& b) {
  return a.name == b.name && a.reads == b.reads && a.covers == b.covers &&
         a.leaves_out == b.leaves_out;
}

bool Settles(ReadingStanding standing) {
  return standing == ReadingStanding::kAgreed ||
         standing == ReadingStanding::kOrdered;
}

// What others have asserted before, and one asserts too, is asserted by all of them
// from its day on, if nothing settled the clause in between.
void PutTogether(std::vector<Stated>& stated) {
  std::vector<Stated> result;
  for (Stated& one : stated) {
    std::optional<Stated> both;
    for (std::size_t k = result.size(); k-- > 0;) {
      const Stated& other = result[k];
      if (one.standing != ReadingStanding::kUnstated) break;
      if (other.clause != one.clause) continue;
      const bool ended = Settles(other.standing) ||
                         (!SaysTheSame(one, other) &&
                          other.asserted_by.size() > 1 &&
                          Holds(other.asserted_by, one.asserted_by));
      if (ended) break;
      if (!SaysTheSame(one, other)) continue;
      if (Holds(one.asserted_by, other.asserted_by)) break;
      both = one;
      both->asserted_by.insert(other.asserted_by.begin(),
                               other.asserted_by.end());
      both->date = std::max(one.date, other.date);
      both->text_of = std::min(one.text_of, other.text_of);
      if (one.since == one.date) both->since = both->date;
      both->with = other.record->refs;
      both->with.insert(both->with.end(), other.with.begin(), other.with.end());
      break;
    }
    result.push_back(std::move(one));
    if (both) result.push_back(*std::move(both));
  }
  stated = std::move(result);
}

// Reads what the change says into the clause; false where it does not apply.
class FieldReader {
 public:
  FieldReader(const ReadFields& item, const BindingDays& bound)
      : item_(item), bound_(bound) {}

  bool Applies(const Change& change, const ResolvedTerms& terms,
               const ClauseState& clause) const {
    if (After(clause.created_by)) return false;
    for (const auto& [path, field] : clause.fields) {
      if (PathsOverlap(path, change.path) && After(field.set_by)) return false;
    }
    for (auto removed = terms.removed_fields.lower_bound({clause.id, ""});
         removed != terms.removed_fields.end() &&
         removed->first.first == clause.id;
         ++removed) {
      if (PathsOverlap(removed->first.second, change.path) &&
          After(removed->second)) {
        return false;
      }
    }
    Fields now, wanted;
    for (const auto& [path, field] : clause.fields) {
      if (PathsOverlap(path, change.path)) now[path] = field.value;
    }
    if (change.from) {
      Fields guard;
      SetField(guard, change.path, *change.from);
      if (now != guard) return false;
    }
    if (change.op == Change::Op::kSet) SetField(wanted, change.path, change.to);
    return now != wanted;
  }

  void Apply(const Change& change, ClauseState& clause) const {
    if (item_.open) return Open(change, clause);
    // What set the text, then what asserts how it is read.
    std::vector<EventRef> by;
    std::string place;
    for (auto it = clause.fields.begin(); it != clause.fields.end();) {
      if (!PathsOverlap(it->first, change.path)) {
        ++it;
        continue;
      }
      Add(it->second.set_by, by);
      if (place.empty()) place = it->second.place;
      it = clause.fields.erase(it);
    }
    if (by.empty()) by = clause.created_by;
    Add(item_.refs, by);
    if (change.op != Change::Op::kSet) return;
    Fields fields;
    SetField(fields, change.path, change.to);
    for (const auto& [leaf, value] : fields) {
      clause.fields[leaf] = {value,
                             false,
                             change.basis.value_or(item_.basis),
                             by,
                             place.empty() ? item_.place : place,
                             Interval::From(item_.asserted),
                             item_.name};
    }
  }

 private:
  static void Add(const std::vector<EventRef>& refs,
                  std::vector<EventRef>& into) {
    for (const EventRef& ref : refs) {
      if (std::find(into.begin(), into.end(), ref) == into.end()) {
        into.push_back(ref);
      }
    }
  }

  // Which of the readings counts is left open: the fields are not known.
  void Open(const Change& change, ClauseState& clause) const {
    Fields fields;
    if (change.op == Change::Op::kSet) SetField(fields, change.path, change.to);
    std::map<std::string, std::vector<Value>> claimed;
    for (const auto& [path, value] : fields) claimed[path] = {value};
    for (const auto& [path, field] : clause.fields) {
      if (!PathsOverlap(path, change.path)) continue;
      AddClaimed(field, claimed[path]);
      fields[path] = {};
    }
    for (const auto& [path, value] : fields) {
      FieldState& state = clause.fields[path];
      state.value = {};
      state.claimed = claimed[path];
      state.conflicting = true;
      Add(item_.refs, state.set_by);
      state.reading = item_.name;
    }
  }

  // Whether an instrument that bound after what is read is among them.
  bool After(const std::vector<EventRef>& refs) const {
    return std::any_of(refs.begin(), refs.end(), [&](const EventRef& ref) {
      const auto found = bound_.find({ref.stream, ref.id});
      return found != bound_.end() && found->second > item_.text_of;
    });
  }

  const ReadFields& item_;
  const BindingDays& bound_;
};

}  // namespace

std::set<std::string> PartiesOf(const ClauseState& clause) {
  std::set<std::string> parties;
  for (const char* field : {"debtor", "creditor", "bearer", "beneficiary",
                            "holder", "grantor", "licensor", "licensee"}) {
    const auto* name = clause.As<std::string>(field);
    if (name != nullptr) parties.insert(*name);
  }
  return parties;
}

bool ReadAs::Touches(const ReadFields& item, const ResolvedTerms& terms) const {
  const auto clause = terms.clauses.find(item.clause);
  if (clause == terms.clauses.end()) return false;
  const FieldReader reader(item, bound);
  return std::any_of(item.reads.begin(), item.reads.end(),
                     [&](const Change& change) {
                       return reader.Applies(change, terms, clause->second);
                     });
}

void ReadAs::Apply(Date day, ResolvedTerms& terms) const {
  for (const ReadFields& item : items) {
    const auto clause = terms.clauses.find(item.clause);
    if (clause == terms.clauses.end() || !item.days.Contains(day)) continue;
    const FieldReader reader(item, bound);
    for (const Change& change : item.reads) {
      if (!reader.Applies(change, terms, clause->second)) continue;
      reader.Apply(change, clause->second);
      // What instruments of equal rank left open is decided by how it is read.
      std::erase_if(terms.findings, [&](const Finding& finding) {
        const std::size_t dot = finding.subject.rfind('.');
        return finding.code == finding::kConflictingAmendments &&
               dot != std::string::npos &&
               finding.subject.ends_with("/" + item.clause +
                                         finding.subject.substr(dot)) &&
               PathsOverlap(finding.subject.substr(dot + 1), change.path);
      });
    }
  }
}

std::set<Date> ReadAs::Breaks() const {
  std::set<Date> breaks;
  for (const ReadFields& item : items) {
    if (item.days.Empty()) continue;
    if (item.days.from()) breaks.insert(*item.days.from());
    if (item.days.until()) breaks.insert(*item.days.until());
  }
  return breaks;
}

ReadAs Readings::Under(const ReadingChoice& choice) const {
  ReadAs result;
  result.bound = bound;
  result.items = settled;
  for (const auto& [clause, readings] : asserted) {
    const auto chosen = choice.find(clause);
    for (const ReadFields& one : readings) {
      if (chosen != choice.end() && one.name != chosen->second) continue;
      result.items.push_back(one);
      result.items.back().open = chosen == choice.end();
    }
  }
  return result;
}

std::vector<EventRef> Readings::RefsOf(const std::string& clause) const {
  std::vector<EventRef> refs;
  const auto found = asserted.find(clause);
  if (found == asserted.end()) return refs;
  for (const ReadFields& one : found->second) {
    refs.insert(refs.end(), one.refs.begin(), one.refs.end());
  }
  std::sort(refs.begin(), refs.end());
  refs.erase(std::unique(refs.begin(), refs.end()), refs.end());
  return refs;
}

bool ReadsFields(const std::vector<Recorded>& record) {
  return std::any_of(record.begin(), record.end(), [](const Recorded& r) {
    const auto* reading = r.event->As<Reading>();
    return reading != nullptr && !reading->reads.empty();
  });
}

Readings ReadingsAt(const std::vector<Recorded>& record,
                    const std::vector<BoundInstrument>& instruments,
                    const Timeline& text, const std::set<std::string>& parties,
                    Date as_of) {
  Readings result;
  for (const BoundInstrument& one : instruments) {
    result.bound[{one.record.event->stream, one.id()}] = one.binding;
  }
  std::vector<Stated> stated = StatedUntil(record, as_of);
  TakeOver(stated);
  PutTogether(stated);
  std::map<std::string, std::vector<const Stated*>> settled, asserted;
  std::map<std::string, std::set<std::string>> sides;
  for (const Stated& one : stated) {
    auto& own = sides[one.clause];
    if (own.empty()) own = SidesOf(text, one.clause, one.date, parties);
    const bool settles =
        Settles(one.standing) ||
        (one.standing == ReadingStanding::kUnstated &&
         Holds(one.asserted_by, own));
    auto& list = (settles ? settled : asserted)[one.clause];
    if (!settles) {
      // Said anew, a reading takes the place of what it was.
      std::erase_if(list, [&](const Stated* other) {
        return other->name == one.name && other->date <= one.date;
      });
    }
    list.push_back(&one);
  }
  for (auto& [clause, list] : settled) {
    std::stable_sort(list.begin(), list.end(),
                     [](const Stated* a, const Stated* b) {
                       return a->date < b->date;
                     });
    for (std::size_t i = 0; i < list.size(); ++i) {
      // A later settlement takes the place of an earlier one on its days.
      std::optional<Date> until;
      for (std::size_t k = i + 1; k < list.size(); ++k) {
        until = until ? std::min(*until, list[k]->since) : list[k]->since;
      }
      if (until && *until <= list[i]->since) continue;
      result.settled.push_back(
          FieldsOf(*list[i], Interval(list[i]->since, until)));
    }
  }
  for (const auto& [clause, list] : asserted) {
    std::set<std::string> names, heard;
    for (const Stated* one : list) {
      // What settles the clause ends what was asserted until then.
      std::optional<Date> until;
      for (const Stated* end : settled[clause]) {
        if (end->date < one->date) continue;
        until = until ? std::min(*until, end->since) : end->since;
      }
      if (until && *until <= *Date::FromYmd(1, 1, 1)) continue;
      ReadFields item = FieldsOf(*one, Interval(std::nullopt, until));
      ReadAs alone;
      alone.bound = result.bound;
      // Also what a later instrument that reaches back has replaced counts: what
      // had fallen due until then was owed by it.
      const Timeline then("", instruments, item.text_of);
      bool touches = false;
      for (const Segment& segment : then.segments()) {
        touches = touches ||
                  (!segment.days.Intersect(item.days).Empty() &&
                   alone.Touches(item, *segment.terms));
      }
      heard.insert(one->asserted_by.begin(), one->asserted_by.end());
      names.insert(touches ? one->name : std::string(kText));
      if (touches) result.asserted[clause].push_back(std::move(item));
    }
    if (names.empty()) continue;
    if (!Holds(heard, sides[clause])) names.emplace(kText);
    if (names.size() < 2) {
      // All sides read it so, or none otherwise than it says.
      const auto only = result.asserted.extract(clause);
      if (!only.empty()) {
        result.settled.insert(result.settled.end(), only.mapped().begin(),
                              only.mapped().end());
      }
      continue;
    }
    result.contested[clause].assign(names.begin(), names.end());
  }
  return result;
}

std::vector<ReadingChoice> ChoicesOf(const Readings& readings,
                                     const ReadingAsked& reader) {
  // Two readings of each of five clauses; beyond that nothing can be said of more.
  constexpr std::size_t kMost = 32;
  std::vector<ReadingChoice> choices = {{}};
  for (const auto& [clause, names] : readings.contested) {
    const auto chosen = reader.choice.find(clause);
    const std::string& named =
        chosen != reader.choice.end() ? chosen->second : reader.name;
    if (named == kText ||
        std::find(names.begin(), names.end(), named) != names.end()) {
      for (ReadingChoice& choice : choices) choice[clause] = named;
      continue;
    }
    if (choices.size() * names.size() > kMost) continue;
    std::vector<ReadingChoice> more;
    for (const ReadingChoice& choice : choices) {
      for (const std::string& name : names) {
        more.push_back(choice);
        more.back()[clause] = name;
      }
    }
    choices = std::move(more);
  }
  return choices;
}

std::string ChoiceName(const ReadingChoice& choice) {
  if (choice.size() == 1) return choice.begin()->second;
  std::string text;
  for (const auto& [clause, name] : choice) {
    text += (text.empty() ? "" : ", ") + clause + " " + name;
  }
  return text;
}

}  // namespace covenant

// The days and ranks of operations, and the answer for one day. How operations
// act on the terms is in terms_apply.cc, what is found in terms_findings.cc.
#include "tests/model/terms_model.h"

#include <algorithm>

namespace covenant::model {
namespace {

// The day of an end point that is a day or a milestone; nothing while pending.
std::optional<Date> MetOn(const Endpoint& end,
                          const std::map<std::string, Date>& milestones) {
  const auto it = milestones.find(end.condition);
  if (it == milestones.end()) return std::nullopt;
  return it->second;
}

}  // namespace

const Value* ClauseNow::Find(const std::string& path) const {
  const auto it = fields.find(path);
  return it == fields.end() ? nullptr : it->second.value;
}

bool AtOrBelow(const std::string& leaf, const std::string& path) {
  return leaf == path ||
         (leaf.size() > path.size() &&
          leaf.compare(0, path.size(), path) == 0 && leaf[path.size()] == '.');
}

TermsModel::TermsModel(std::string contract, const std::vector<Event>& events,
                       std::uint64_t known, std::optional<Date> void_by)
    : contract_(std::move(contract)),
      void_by_(void_by),
      record_(EventsKnown(events, known)) {
  for (const Entry& entry : record_) {
    if (const auto* milestone = entry.event->As<Milestone>()) {
      if (!milestones_.emplace(milestone->name, milestone->date).second) {
        doubts_.push_back("a milestone was reached twice");
      }
    }
  }
  std::size_t count = 0;
  for (const Entry& entry : record_) {
    if (entry.event->As<Instrument>() != nullptr) ++count;
  }
  laws_.reserve(count);  // Law::rectifies points into it
  for (const Entry& entry : record_) {
    const auto* text = entry.event->As<Instrument>();
    if (text == nullptr) continue;
    Law law;
    law.entry = &entry;
    law.text = text;
    law.bound = BoundOn(entry, *text);
    laws_.push_back(std::move(law));
  }
  for (Law& law : laws_) Resolve(law);
}

// decisions.md 9.
std::optional<Date> TermsModel::BoundOn(const Entry& entry,
                                        const Instrument& text) {
  if (entry.event->executed) return entry.event->executed;
  std::set<std::string> needed(text.signatories.begin(),
                               text.signatories.end());
  if (needed.empty()) {
    for (const Entry& other : record_) {
      const auto* agreement = other.event->As<Instrument>();
      if (agreement == nullptr || agreement->kind != InstrumentKind::kAgreement)
        continue;
      for (const PartyRef& party : agreement->parties) needed.insert(party.id);
    }
  }
  if (needed.empty()) {
    doubts_.push_back("who must sign is not known");
    return std::nullopt;
  }
  for (const Entry& other : record_) {
    const auto* signature = other.event->As<Signature>();
    if (signature == nullptr || signature->instrument != entry.event->id ||
        needed.count(signature->party) > 0) {
      continue;
    }
    not_counted_.emplace(finding::kSignatureNotCounted,
                         Subject(entry.event->id));
  }
  std::optional<Date> last;
  for (const std::string& party : needed) {
    bool signed_by_party = false;
    for (const Entry& other : record_) {
      const auto* signature = other.event->As<Signature>();
      if (signature == nullptr || signature->party != party ||
          signature->instrument != entry.event->id) {
        continue;
      }
      signed_by_party = true;
      if (!last || *last < signature->date) last = signature->date;
    }
    if (!signed_by_party) return std::nullopt;
  }
  return last;
}

const TermsModel::Law* TermsModel::LawOf(const std::string& id) const {
  for (const Law& law : laws_) {
    if (law.entry->event->id == id) return &law;
  }
  return nullptr;
}

void TermsModel::Resolve(Law& law) {
  const Event& event = *law.entry->event;
  if (!law.bound) return;
  const auto later = [](const Law& one) {
    return one.text->kind != InstrumentKind::kAgreement;
  };
  law.rank =
      Rank{law.text->precedence, *law.bound, later(law), law.text->number, {}};
  std::optional<Endpoint> from = event.effective;
  std::optional<Endpoint> until = event.until;
  Date begins = *law.bound;
  if (law.text->kind == InstrumentKind::kRectification) {
    law.rectifies = LawOf(law.text->rectifies);
    if (law.rectifies == nullptr || !law.rectifies->bound) {
      doubts_.push_back("a rectification of what does not bind");
      law.rectifies = nullptr;
    } else {
      const Law& wrong = *law.rectifies;
      law.rank = Rank{wrong.text->precedence, *wrong.bound, later(wrong),
                      wrong.text->number, *law.bound};
      if (from.has_value() != until.has_value()) {
        doubts_.push_back("a rectification with one date");
      } else if (!from) {
        from = wrong.entry->event->effective;
        until = wrong.entry->event->until;
        begins = *wrong.bound;
      }
    }
  }
  ResolveSteps(law, from, until, begins);
}

void TermsModel::ResolveSteps(Law& law, const std::optional<Endpoint>& from,
                              const std::optional<Endpoint>& until,
                              Date bound) {
  const auto plain = [](const std::optional<Endpoint>& end) {
    return !end || end->date.has_value();
  };
  const bool ends = law.text->kind == InstrumentKind::kRestatement ||
                    law.text->kind == InstrumentKind::kTermination ||
                    law.text->kind == InstrumentKind::kRescission;
  if (ends) {
    Step step;
    step.days = Days(from, until, bound);
    step.plain_days = plain(from) && plain(until);
    law.steps.push_back(std::move(step));
  }
  for (const Change& change : law.text->changes) {
    Step step;
    step.change = &change;
    const auto& own_from = change.effective ? change.effective : from;
    const auto& own_until = change.until ? change.until : until;
    step.days = Days(own_from, own_until, bound);
    step.plain_days = plain(own_from) && plain(own_until);
    step.clause = change.target;
    for (const Entry& entry : record_) {
      const auto* milestone = entry.event->As<Milestone>();
      if (milestone != nullptr && own_from &&
          own_from->condition == milestone->name) {
        step.begun_by = entry.chain;
      }
    }
    if (change.clause) {
      step.leaves = change.clause->fields;
      if (change.op == Change::Op::kAdd) step.clause = change.clause->id;
    } else if (change.op == Change::Op::kRenumber) {
      step.leaves["section"] = change.to;
    } else if (change.op == Change::Op::kSet) {
      SetField(step.leaves, change.path, change.to);
    }
    if (law.text->kind == InstrumentKind::kAgreement) LetSurvive(step);
    law.steps.push_back(std::move(step));
  }
}

// decisions.md 171: the end of an agreement spares what survives it.
void TermsModel::LetSurvive(Step& step) {
  if (!step.days || !step.days->until()) return;
  const auto flag = step.leaves.find("survives");
  if (flag == step.leaves.end()) return;
  const bool* survives = flag->second.As<bool>();
  if (survives == nullptr || !*survives) return;
  step.survives_from = step.days->until();
  std::optional<Date> gone;
  const auto tail = step.leaves.find("tail");
  if (tail != step.leaves.end()) {
    if (const auto* length = tail->second.As<Duration>()) {
      gone = *length->AddTo(*step.survives_from);
    }
  }
  step.days = Interval(step.days->from(), gone);
}

// A condition that makes void acts on all days, once its day has come.
bool TermsModel::MakesVoid(const Endpoint& end, std::optional<Date> met) const {
  return end.void_if_met && met && (!void_by_ || *met <= *void_by_);
}

// decisions.md 6.
std::optional<Interval> TermsModel::Days(const std::optional<Endpoint>& from,
                                         const std::optional<Endpoint>& until,
                                         Date bound) const {
  std::optional<Date> first = bound;
  if (from && from->date) {
    first = from->date;
  } else if (from) {
    first = MetOn(*from, milestones_);
    if (!first) return std::nullopt;  // pending
    if (from->long_stop && *first > *from->long_stop) return std::nullopt;
  }
  std::optional<Date> end;
  if (until && until->date) {
    end = until->date;
  } else if (until) {
    end = MetOn(*until, milestones_);
    if (MakesVoid(*until, end)) return std::nullopt;
    if (until->void_if_met) end.reset();
    if (until->long_stop && (!end || *until->long_stop < *end)) {
      end = until->long_stop;
    }
  }
  return Interval(first, end);
}

std::vector<Date> TermsModel::BindingDays() const {
  std::set<Date> days;
  for (const Law& law : laws_) {
    if (law.bound) days.insert(*law.bound);
  }
  return std::vector<Date>(days.begin(), days.end());
}

std::string TermsModel::Subject(const std::string& clause) const {
  return clause.empty() ? contract_ : contract_ + "/" + clause;
}

TermsNow TermsModel::At(Date day, std::optional<Date> bound_by) const {
  TermsNow answer;
  answer.undetermined = doubts_;
  std::vector<const Law*> laws;
  for (const Law& law : laws_) {
    const bool waives = law.text->kind == InstrumentKind::kWaiver;
    if (law.bound && (!bound_by || waives || *law.bound <= *bound_by)) {
      laws.push_back(&law);
    }
  }
  answer.binding = !laws.empty();
  std::set<Rank> ranks;
  for (const Law* law : laws) ranks.insert(law->rank);
  State state;
  for (const Rank& rank : ranks) {
    std::vector<const Law*> equals;
    for (const Law* law : laws) {
      const bool applies = std::any_of(
          law->steps.begin(), law->steps.end(), [&](const Step& step) {
            return step.days && step.days->Contains(day);
          });
      if (applies && law->rank == rank) equals.push_back(law);
    }
    if (equals.size() == 1) {
      Touches touches;
      Apply(*equals[0], day, state, touches, answer);
    } else if (equals.size() > 1) {
      ApplySideBySide(equals, day, state, answer);
    }
  }
  for (const Entry& entry : record_) {
    const auto* reading = entry.event->As<Reading>();
    if (reading == nullptr || reading->date > day) continue;
    const auto it = state.find(reading->clause);
    if (it == state.end()) continue;
    it->second.attachments.push_back(
        AttachedNow{"reading", std::nullopt, &entry, nullptr, {}});
  }
  for (auto& [id, clause] : state) {
    clause.in_force = OwnTerm(clause, day);
    if (clause.existence_disputed) {
      answer.may.emplace(finding::kConflictingAmendments, Subject(id));
    }
    for (const auto& [path, field] : clause.fields) {
      if (field.value != nullptr) continue;
      auto& found = clause.existence_disputed ? answer.may : answer.must;
      found.emplace(finding::kConflictingAmendments, Subject(id) + "." + path);
    }
  }
  answer.clauses = std::move(state);
  if (bound_by) return answer;  // replays ask for the terms alone
  FindGap(answer);
  FindEmptyIntervals(laws, answer);
  FindSuperseded(laws, answer);
  return answer;
}

// decisions.md 7. The clause's own term, judged on one day.
InForce TermsModel::OwnTerm(const ClauseNow& clause, Date day) const {
  bool doubtful = false;
  // Whether an end point lies on or before the day: yes, no, not known.
  const auto reached = [&](const Endpoint& end,
                           bool is_start) -> std::optional<bool> {
    if (end.date) return *end.date <= day;
    if (end.undisclosed) {
      if (end.not_before && day < *end.not_before) return false;
      if (end.not_after && day >= *end.not_after) return true;
      return std::nullopt;
    }
    std::optional<Date> met = MetOn(end, milestones_);
    if (is_start) {
      if (!met || (end.long_stop && *met > *end.long_stop)) return false;
    } else {
      if (MakesVoid(end, met)) return true;
      if (end.long_stop && (!met || *end.long_stop < *met)) {
        met = end.long_stop;
      }
    }
    return met && *met <= day;
  };
  for (const char* path : {"from", "until"}) {
    const auto it = clause.fields.find(path);
    if (it == clause.fields.end()) continue;
    const bool is_start = std::string(path) == "from";
    const Endpoint* end = it->second.value == nullptr
                              ? nullptr
                              : it->second.value->As<Endpoint>();
    const std::optional<bool> yes =
        end == nullptr ? std::nullopt : reached(*end, is_start);
    if (!yes) {
      doubtful = true;
    } else if (*yes != is_start) {
      return InForce::kNo;
    }
  }
  const auto ends_on = clause.fields.find("ends_on");
  if (ends_on != clause.fields.end()) {
    if (ends_on->second.value == nullptr) {
      doubtful = true;
    } else if (const auto* name = ends_on->second.value->As<std::string>()) {
      const auto met = milestones_.find(*name);
      if (met != milestones_.end() && met->second <= day) return InForce::kNo;
    }
  }
  return doubtful ? InForce::kUnknown : InForce::kYes;
}

}  // namespace covenant::model

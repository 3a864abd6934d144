#include "cli/commands/explain_norm.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/agenda.h"
#include "cli/render/conflicts_view.h"
#include "cli/render/fields.h"
#include "cli/render/figures.h"
#include "cli/render/owed.h"
#include "cli/render/table.h"
#include "cli/render/terms_view.h"
#include "cli/rights.h"
#include "replay/rights/judge.h"
#include "replay/timeline.h"

namespace covenant::cli {
namespace {

// One thing that bears on how the clause stands.
struct Remark {
  std::string what;  // "waiver", "reading", "begins"
  std::string text;
  std::vector<EventRef> because;
  std::string place;
};

void Visit(const Remark& remark, FieldSink& sink) {
  sink.Text("what", remark.what);
  sink.Text("text", remark.text);
  sink.Text("place", remark.place);
  sink.Refs("because", remark.because);
}

// How it stands on the day: by which events, and what bears on it.
struct Standing {
  std::string state;  // "in force", "suspended", "removed" ...
  std::vector<EventRef> because;
  std::string place;
  std::vector<Remark> remarks;
};

class Teller {
 public:
  Teller(Query& query, const Terms& terms, const LedgerRights& rights)
      : query_(query),
        terms_(terms),
        rights_(rights),
        day_(query.view.as_of),
        clause_(query.path.clause) {}

  Standing OfClause() {
    const auto found = terms_.clauses.find(clause_);
    if (found == terms_.clauses.end()) {
      Absent();
      return std::move(standing_);
    }
    const ClauseState& clause = found->second;
    standing_.because = clause.created_by;
    for (const auto& [path, field] : clause.fields) {
      if (standing_.place.empty()) standing_.place = field.place;
    }
    standing_.state = clause.survives ? "surviving the contract" : "in force";
    if (clause.in_force == InForce::kUnknown) {
      standing_.state = "in force or not, not known";
    } else if (clause.in_force == InForce::kNo) {
      standing_.state = "not in force on this day";
    }
    OwnTerm(clause);
    Attachments(clause);
    for (const ContractRights& one : rights_.contracts) {
      if (one.contract == terms_.contract) Rights(one);
    }
    Readings(clause);
    return std::move(standing_);
  }

  Standing OfEvent(const Event& event, const std::vector<Norm>& steps) {
    const bool whole = steps.size() == 1 && steps.front().occurrence.empty();
    standing_.state =
        event.As<Deal>() != nullptr ? "done"
        : whole ? std::string(NormStateName(steps.front().state))
                : "recorded";
    standing_.because = {
        EventRef{event.stream, event.version, event.id}};
    standing_.place = PlaceOf(event, "");
    return std::move(standing_);
  }

 private:
  void Tell(std::string what, std::string text, std::vector<EventRef> because,
            std::string place = "") {
    standing_.remarks.push_back({std::move(what), std::move(text),
                                 std::move(because), std::move(place)});
  }

  std::string PlaceOfRefs(const std::vector<EventRef>& refs) {
    for (const EventRef& ref : refs) {
      const Event* event = query_.session.Lookup(ref);
      if (event == nullptr) continue;
      std::string place = PlaceOf(*event, "");
      if (!place.empty()) return place;
    }
    return "";
  }

  // What took it out, or what brings it on a later day.
  void Absent() {
    const auto ended = terms_.ended.find(clause_);
    if (ended != terms_.ended.end()) {
      standing_.state = ended->second.how;
      standing_.because = ended->second.because;
      standing_.place = PlaceOfRefs(standing_.because);
      if (const auto since = ended->second.days.from()) {
        Tell("since", since->ToString(), {});
      }
      return;
    }
    standing_.state = "not in the terms on this day";
    Waiting();
    for (const Date day : query_.contracts.front().ChangeDays()) {
      if (day <= day_) continue;
      const Terms later = query_.contracts.front().TermsAt(day);
      const auto found = later.clauses.find(clause_);
      if (found == later.clauses.end()) continue;
      standing_.because = found->second.created_by;
      standing_.place = PlaceOfRefs(standing_.because);
      Tell("begins", "on " + day.ToString(), standing_.because);
      return;
    }
  }

  // Instruments that bring it when a condition is met.
  void Waiting() {
    const auto events = query_.session.Events(
        terms_.contract, query_.view.known.sequence);
    if (!events.ok()) return;
    for (const Event& event : *events) {
      const auto* body = event.As<Instrument>();
      for (std::size_t i = 0; body != nullptr && i < body->changes.size(); ++i) {
        const Change& change = body->changes[i];
        const auto& from =
            change.effective ? change.effective : event.effective;
        if (change.target != clause_ || !from || !from->Conditional()) continue;
        Tell("waits", event.id + " brings it on " + from->ToString(),
             {EventRef{event.stream, event.version, event.id}},
             PlaceOf(event, change.section));
      }
    }
  }

  void OwnTerm(const ClauseState& clause) {
    const auto field = [&](const char* path) -> const FieldState* {
      const auto found = clause.fields.find(path);
      return found == clause.fields.end() || found->second.conflicting
                 ? nullptr
                 : &found->second;
    };
    for (const bool ends : {false, true}) {
      const FieldState* one = field(ends ? "until" : "from");
      const auto* end = one == nullptr ? nullptr : one->value.As<Endpoint>();
      if (end == nullptr) continue;
      const bool past = end->date && *end->date <= day_;
      if (end->date && past == ends) {
        Tell(ends ? "ended" : "begins", "on " + end->date->ToString(),
             one->set_by, one->place);
      } else if (!end->condition.empty() && clause.in_force == InForce::kNo) {
        Tell(ends ? "ended" : "waits", (ends ? "by " : "for ") + end->ToString(),
             one->set_by, one->place);
      }
    }
  }

  void Attachments(const ClauseState& clause) {
    for (const Attachment& one : clause.attachments) {
      const bool whole = one.scope.empty() && one.deal.empty() &&
                         one.deal_event.empty() && one.text.empty() &&
                         !one.share && !one.amount;
      Tell(one.type, whole ? "as a whole" : AttachmentWords(one), one.because,
           one.place);
      if (clause.in_force != InForce::kYes || !whole) continue;
      // What frees for good is named before what rests for a time.
      if (one.type == "release") standing_.state = "released";
      if (standing_.state == "released") continue;
      if (one.type == "waiver") standing_.state = "waived";
      if (standing_.state == "waived") continue;
      if (one.type == "suspension") standing_.state = "suspended";
    }
  }

  static std::string AttachmentWords(const Attachment& one) {
    Attachment words = one;
    words.because.clear();
    return AttachmentText(words);
  }

  void Rights(const ContractRights& rights) {
    const auto lost = rights.lost.find(clause_);
    if (lost != rights.lost.end()) {
      for (const LostDays& one : lost->second) {
        if (!one.days.Contains(day_)) continue;
        if (one.certain) standing_.state = "lost";
        Tell(one.certain ? "lost" : "perhaps lost",
             (one.days.from() ? "since " + one.days.from()->ToString() + ": "
                              : "") +
                 one.why,
             one.because);
      }
    }
    for (const Prohibition& norm : rights.norms) {
      if (norm.clause != clause_ || !norm.days.Contains(day_)) continue;
      if (norm.asks_first) {
        Tell("subject-to",
             norm.kind == kind::kRightOfFirstRefusal
                 ? "acts in its scope need " + norm.beneficiary +
                       "'s right to be run first"
                 : "acts in its scope need " + norm.beneficiary + "'s consent",
             {});
      }
      if (!query_.view.reading.empty()) continue;
      const ReadingsOn readings = ReadingsFor(rights, norm, day_);
      if (!readings.contested.empty()) standing_.state = "contested";
    }
  }

  void Readings(const ClauseState& clause) {
    const bool contested = std::any_of(
        clause.fields.begin(), clause.fields.end(),
        [](const auto& field) { return !field.second.readings.empty(); });
    if (contested && standing_.state.starts_with("in force")) {
      standing_.state = "contested";
    }
  }

  Query& query_;
  const Terms& terms_;
  const LedgerRights& rights_;
  const Date day_;
  const std::string& clause_;
  Standing standing_;
};

std::string From(const Terminal& terminal, const std::vector<EventRef>& because,
                 const std::string& place) {
  std::string from = RefsText(because);
  if (place.empty()) return from;
  if (!from.empty()) from += " " + std::string(terminal.Dot()) + " ";
  return from + Printable(place);
}

std::string StandingText(const Terminal& terminal, const std::string& sort,
                         const Standing& standing, const ClauseState* clause) {
  Table table({{"", false, 12}, {"", false, 24}, {"", false, 24}});
  table.Add({{sort},
             {standing.state},
             {From(terminal, standing.because, standing.place), Style::kDim}});
  for (const Remark& one : standing.remarks) {
    table.Add({{one.what},
               {Printable(one.text)},
               {From(terminal, one.because, one.place), Style::kDim}});
  }
  if (clause != nullptr) {
    for (const auto& [path, field] : clause->fields) {
      table.Add({{path},
                 {Printable(FieldText(field))},
                 {From(terminal, field.set_by, field.place), Style::kDim}});
    }
  }
  return table.Render(terminal, 2);
}

}  // namespace

Result<bool> IsNorm(Query& query) {
  CLI_ASSIGN(const auto kinds, query.session.KindsThroughout(query.path.contract));
  const auto kind = kinds.find(query.path.clause);
  return kind == kinds.end() || IsNormKind(kind->second);
}

Result<int> ExplainNorm(Context& context, Query& query) {
  CLI_ASSIGN(const LedgerRights rights,
             LoadRights(context, query.session, query.view.known.sequence,
                        query.view.as_of, {}, query.view.reading));
  ConflictsQuery ask;
  ask.as_of = query.view.as_of;
  ask.reading = query.view.reading;
  ask.all = true;
  ask.path = query.path.ToString();
  ask.recorded = query.view.known.sequence;
  ConflictsAnswer answer = ConflictsOf(rights.contracts, rights.trees, ask);
  const Terms terms = query.contracts.front().TermsAt(query.view.as_of);
  // What is done with the beneficiary itself says nothing of either.
  std::erase_if(answer.conflicts, [](const Conflict& one) {
    return one.result == ConflictResult::kNone &&
           one.counterparty == one.beneficiary;
  });
  for (const Finding& finding : terms.findings) {
    const bool by = std::any_of(
        finding.because.begin(), finding.because.end(),
        [&](const EventRef& ref) { return ref.id == query.path.clause; });
    if (by || query.path.Holds(finding.subject)) {
      answer.findings.push_back(finding);
    }
  }
  std::sort(answer.findings.begin(), answer.findings.end());
  CLI_ASSIGN(const auto kinds, query.session.KindsThroughout(query.path.contract));
  const auto kind = kinds.find(query.path.clause);
  const std::vector<Norm> steps = NormsOf(query, "", query.view.as_of);
  Standing standing;
  std::string sort;
  bool acts = true;  // whether anything can fall under it
  if (kind != kinds.end()) {
    standing = Teller(query, terms, rights).OfClause();
    sort = kind->second;
    acts = IsNormKind(sort);
  } else {
    CLI_ASSIGN(const Event event, query.session.FindEvent(query.path.ToString()));
    standing = Teller(query, terms, rights).OfEvent(event, steps);
    sort = event.type;
    acts = event.As<Deal>() != nullptr;
  }
  const auto clause = terms.clauses.find(query.path.clause);
  if (context.json()) {
    JsonWriter json;
    json.BeginObject();
    json.Key("schema").String("covenant.explain.v1");
    WriteView(json, query.view);
    json.Key("norm").BeginObject();
    JsonSink sink(json);
    sink.Text("subject", query.path.ToString());
    sink.Text("kind", sort);
    sink.Text("state", standing.state);
    sink.Text("place", standing.place);
    sink.Refs("because", standing.because);
    if (!standing.remarks.empty()) WriteList(json, "remarks", standing.remarks);
    json.EndObject();
    WriteConflicts(json, answer.conflicts);
    WriteList(json, "findings", answer.findings);
    if (!steps.empty()) {
      json.Key("norms").BeginArray();
      for (const Norm& norm : steps) WriteNorm(json, norm);
      json.EndArray();
    }
    json.EndObject();
    context.out = json.Take();
    return kDone;
  }
  context.out = HeaderLine(context.terminal, query.Subject(), query.view) + "\n";
  context.out += StandingText(
      context.terminal, sort, standing,
      clause == terms.clauses.end() ? nullptr : &clause->second);
  const std::string text = ConflictsText(context.terminal, answer.conflicts);
  if (acts || !text.empty()) {
    const bool clause_asked = kind != kinds.end();
    context.out += !text.empty() ? text
                   : clause_asked
                       ? "\nnothing that is done falls under it\n"
                       : "\nnothing that its parties are bound to forbids it\n";
  }
  context.out += FindingsText(context.terminal, answer.findings);
  for (const Norm& norm : steps) {
    context.out += "\n" + NormText(context.terminal, norm, query.view.as_of);
  }
  return kDone;
}

}  // namespace covenant::cli

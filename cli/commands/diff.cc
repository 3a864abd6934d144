#include "cli/commands/diff.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "cli/append.h"
#include "cli/owed.h"
#include "cli/query.h"
#include "cli/render/diff_view.h"
#include "cli/render/fields.h"
#include "cli/render/figures.h"
#include "cli/render/table.h"
#include "ledger/value/ids.h"
#include "ledger/value/unit.h"
#include "replay/money/account.h"

namespace covenant::cli {
namespace {

// "A..B" to its ends; "A" is both.
std::pair<std::string, std::string> Ends(const std::string& text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) return {text, text};
  return {text.substr(0, dots), text.substr(dots + 2)};
}

struct State {
  Terms terms;
  Obligations owed;
};

Result<State> StateOf(const Contract& contract, Date as_of, const Path& path) {
  State state{contract.TermsAt(as_of), {}};
  CLI_ASSIGN(state.owed, contract.ObligationsAt(as_of));
  if (path.clause.empty()) return state;
  KeepUnder(path, state.owed);
  std::erase_if(state.terms.clauses,
                [&](const auto& one) { return one.first != path.clause; });
  std::erase_if(state.terms.ended,
                [&](const auto& one) { return one.first != path.clause; });
  std::erase_if(state.terms.findings,
                [&](const Finding& one) { return !path.Holds(one.subject); });
  return state;
}

// The events that a contract would have with the draft appended.
Result<std::vector<Event>> DraftOf(Query& query, const std::string& file) {
  CLI_ASSIGN(const std::vector<SourceFile> files, ReadFiles({file}));
  CLI_ASSIGN(Authored authored, Parse(&query.session, files));
  CLI_ASSIGN(std::vector<Diagnostic> problems,
             CheckAgainst(query.session, authored, /*draft=*/true));
  if (!problems.empty()) return Error{kRefused, std::move(problems)};
  std::vector<Event> draft;
  for (AuthoredEvent& one : authored.events) {
    draft.push_back(std::move(one.event));
  }
  return draft;
}

// What one party owes another in all by each of two readings.
struct Worth {
  Total before;
  Total after;
};

// With its sign; empty where one of the two is not known.
std::string DifferenceOf(const Worth& worth) {
  if (!worth.before.owed.IsExact() || !worth.after.owed.IsExact()) return "";
  const Rational by = worth.after.owed.value().ToRational() -
                      worth.before.owed.value().ToRational();
  const int places = std::max(worth.after.owed.value().Scale(),
                              worth.before.owed.value().Scale());
  return by.Round(places, RoundingMode::kHalfAway).ToString();
}

void Visit(const Worth& worth, FieldSink& sink) {
  sink.Text("debtor", worth.after.debtor);
  sink.Text("creditor", worth.after.creditor);
  const auto unit = Unit::Parse(worth.after.unit);
  sink.Text(unit.ok() && unit->IsCurrency() ? "currency" : "unit",
            worth.after.unit);
  sink.Figure("before", worth.before.owed, worth.before.unknown_because);
  sink.Figure("after", worth.after.owed, worth.after.unknown_because);
  sink.Text("difference", DifferenceOf(worth));
}

// Only what differs.
std::vector<Worth> WorthOf(const std::vector<Total>& before,
                           const std::vector<Total>& after) {
  std::map<std::tuple<std::string, std::string, std::string>, Worth> all;
  for (const auto& [list, other] : {std::pair(&before, &after),
                                    std::pair(&after, &before)}) {
    for (const Total& one : *list) {
      Worth& worth = all[{one.debtor, one.creditor, one.unit}];
      (list == &before ? worth.before : worth.after) = one;
      // Nothing, where the other side has no such total.
      Total& missing = list == &before ? worth.after : worth.before;
      if (!missing.unit.empty()) continue;
      missing = one;
      missing.owed = *AmountOf(RationalRange(), one.unit);
      missing.unknown_because.clear();
    }
  }
  std::vector<Worth> result;
  for (auto& [key, worth] : all) {
    if (worth.before.owed == worth.after.owed) continue;
    result.push_back(std::move(worth));
  }
  return result;
}

struct Comparison {
  View from;
  View to;
  // What differs is how clauses are read, and nothing else.
  bool readings = false;
  std::vector<Worth> worth;
  std::vector<std::string> contracts;
  std::vector<Diff> diffs;  // of each
  bool draft = false;
  bool proposed = false;  // the second state has what is proposed
  bool empty() const {
    for (const Diff& diff : diffs) {
      if (!diff.empty()) return false;
    }
    return true;
  }
};

Result<Contract> LoadAfter(Query& query, const std::string& id,
                           const Comparison& comparison,
                           const std::vector<Event>& draft) {
  const ReadingAsked reader{{}, comparison.to.reading};
  query.session.AssumeProposed(comparison.proposed ? std::optional<Date>(
                                                         comparison.to.as_of)
                                                   : std::nullopt);
  if (!comparison.draft) {
    CLI_ASSIGN(const Contract contract,
               query.session.Load(id, comparison.to.known.sequence));
    return contract.ReadBy(reader);
  }
  CLI_ASSIGN(std::vector<Event> events, query.session.Events(id));
  for (const Event& event : draft) {
    if (event.stream == id) events.push_back(event);
  }
  CLI_ASSIGN(std::vector<Event> shared, query.session.Shared(events));
  for (const Event& event : draft) {
    if (IsReservedStreamId(event.stream)) shared.push_back(event);
  }
  CLI_ASSIGN(const Contract contract,
             Contract::Create(id, events, kLatest, shared,
                              query.session.proposals()));
  return contract.ReadBy(reader);
}

// The events by which a clause is read as one side of the comparison has it.
std::vector<EventRef> ReadingsOf(const Contract& contract,
                                 const Comparison& comparison) {
  std::vector<EventRef> refs;
  for (const ContestedBy& one : contract.Contested(comparison.to.as_of)) {
    for (const View* side : {&comparison.from, &comparison.to}) {
      if (!side->reading.empty() && side->reading != one.reading) continue;
      for (const EventRef& ref : one.because) {
        if (std::find(refs.begin(), refs.end(), ref) == refs.end()) {
          refs.push_back(ref);
        }
      }
    }
  }
  return refs;
}

Result<Comparison> Compare(Context& context, Query& query) {
  const CommandLine& line = context.line;
  Comparison comparison;
  const auto [from_day, to_day] = Ends(line.Get("as-of"));
  const auto [from_known, to_known] = Ends(line.Get("known-at"));
  CLI_ASSIGN(comparison.from.as_of,
             query.session.ResolveDay(from_day, "as-of"));
  CLI_ASSIGN(comparison.to.as_of, query.session.ResolveDay(to_day, "as-of"));
  CLI_ASSIGN(comparison.from.known, query.session.ResolveKnown(from_known));
  CLI_ASSIGN(comparison.to.known, query.session.ResolveKnown(to_known));
  std::tie(comparison.from.reading, comparison.to.reading) =
      Ends(line.Get("reading"));
  comparison.readings =
      comparison.from.reading != comparison.to.reading && !line.Has("with") &&
      comparison.from.as_of == comparison.to.as_of &&
      comparison.from.known.sequence == comparison.to.known.sequence;
  std::vector<Event> draft;
  if (line.Has("with")) {
    if (line.Has("known-at")) {
      return UsageError("a draft is compared with the head of the ledger",
                        "leave --known-at or --with out");
    }
    comparison.draft = true;
    CLI_ASSIGN(draft, DraftOf(query, line.Get("with")));
  }
  for (const View* side : {&comparison.from, &comparison.to}) {
    CLI_RETURN_IF_ERROR(CheckReading(query.session, query.ids, *side,
                                     side->reading, draft));
  }
  comparison.proposed = line.Has("with-proposed");
  if (comparison.proposed) comparison.to.with_proposed.emplace();
  comparison.contracts = query.ids;
  for (const Event& event : draft) {
    // A contract that only the draft makes.
    const bool listed =
        std::count(comparison.contracts.begin(), comparison.contracts.end(),
                   event.stream) > 0;
    if (!listed && query.path.contract.empty() && event.stream[0] != '_') {
      comparison.contracts.push_back(event.stream);
    }
  }
  std::vector<Obligation> all_from, all_to;
  for (const std::string& id : comparison.contracts) {
    query.session.AssumeProposed(std::nullopt);
    CLI_ASSIGN(const Contract loaded,
               query.session.Load(id, comparison.from.known.sequence));
    const Contract before = loaded.ReadBy({{}, comparison.from.reading});
    CLI_ASSIGN(const Contract after, LoadAfter(query, id, comparison, draft));
    if (comparison.proposed) {
      for (const EventRef& one : after.Assumed()) {
        comparison.to.with_proposed->push_back(one);
      }
    }
    CLI_ASSIGN(const State old_state,
               StateOf(before, comparison.from.as_of, query.path));
    CLI_ASSIGN(const State new_state,
               StateOf(after, comparison.to.as_of, query.path));
    comparison.diffs.push_back(DiffStates(old_state.terms, old_state.owed,
                                          new_state.terms, new_state.owed));
    if (!comparison.readings) continue;
    BlameReadings(ReadingsOf(loaded, comparison), comparison.diffs.back());
    const auto add = [](const Obligations& owed, std::vector<Obligation>& all) {
      all.insert(all.end(), owed.obligations.begin(), owed.obligations.end());
    };
    add(old_state.owed, all_from);
    add(new_state.owed, all_to);
  }
  comparison.worth = WorthOf(TotalsOf(all_from, comparison.from.as_of),
                             TotalsOf(all_to, comparison.to.as_of));
  return comparison;
}

std::string DiffHeader(const Terminal& terminal, const std::string& subject,
                       const Comparison& comparison) {
  const std::string dot = " " + std::string(terminal.Dot()) + " ";
  const std::string arrow = " " + std::string(terminal.Arrow()) + " ";
  std::string text =
      Printable(subject) + dot + "as of " + comparison.from.as_of.ToString();
  if (comparison.to.as_of != comparison.from.as_of) {
    text += arrow + comparison.to.as_of.ToString();
  }
  text += dot + "known at " + PointText(comparison.from.known);
  if (comparison.to.known.sequence != comparison.from.known.sequence) {
    text += arrow + PointText(comparison.to.known);
  }
  if (comparison.draft) text += arrow + "with the draft";
  const std::string& before = comparison.from.reading;
  const std::string& after = comparison.to.reading;
  if (!before.empty() || !after.empty()) {
    const auto shown = [](const std::string& name) {
      return name.empty() ? "every reading" : Printable(name);
    };
    text += dot + "read as " + shown(before);
    if (after != before) text += arrow + shown(after);
  }
  if (comparison.proposed) {
    text += arrow + (comparison.to.with_proposed->empty()
                         ? "nothing is proposed"
                         : "as if signed: " +
                               RefsText(*comparison.to.with_proposed));
  }
  return Paint(terminal, Style::kHead, text) + "\n";
}

std::string CompareJson(const Comparison& comparison) {
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.diff.v1");
  json.Key("from").BeginObject();
  WriteView(json, comparison.from);
  json.EndObject();
  json.Key("to").BeginObject();
  WriteView(json, comparison.to);
  if (comparison.draft) json.Key("draft").Bool(true);
  json.EndObject();
  json.Key("contracts").BeginArray();
  for (std::size_t i = 0; i < comparison.contracts.size(); ++i) {
    if (comparison.diffs[i].empty()) continue;
    json.BeginObject();
    json.Key("contract").String(comparison.contracts[i]);
    WriteDiff(json, comparison.diffs[i]);
    json.EndObject();
  }
  json.EndArray();
  if (comparison.readings) WriteList(json, "worth", comparison.worth);
  json.EndObject();
  return json.Take();
}

std::string WorthText(const Terminal& terminal,
                      const std::vector<Worth>& worth) {
  Table table({{"owed in all", false, 16}, {""}, {"before", true},
               {"after", true}, {"difference", true}});
  for (const Worth& one : worth) {
    const std::string difference = DifferenceOf(one);
    table.Add({{one.after.debtor + " " + std::string(terminal.Arrow()) + " " +
                one.after.creditor},
               {one.after.unit},
               {ShortNumber(one.before.owed)},
               {ShortNumber(one.after.owed)},
               {difference.empty() ? "unknown" : Grouped(difference)}});
  }
  return table.empty() ? "" : "\n" + table.Render(terminal);
}

Result<int> Run(Context& context) {
  CLI_ASSIGN(Query query, OpenQuery(context));
  CLI_ASSIGN(const Comparison comparison, Compare(context, query));
  if (context.json()) {
    context.out = CompareJson(comparison);
  } else {
    context.out = DiffHeader(context.terminal, query.Subject(), comparison);
    for (std::size_t i = 0; i < comparison.contracts.size(); ++i) {
      if (comparison.diffs[i].empty()) continue;
      if (comparison.contracts.size() > 1) {
        context.out += "\n== " + comparison.contracts[i] + "\n";
      }
      context.out += DiffText(context.terminal, comparison.diffs[i]);
    }
    context.out += WorthText(context.terminal, comparison.worth);
    if (comparison.empty()) context.out += "\nno difference\n";
  }
  return !comparison.empty() && context.line.Has("exit-code") ? kDiffers
                                                              : kDone;
}

}  // namespace

Command DiffCommand() {
  return {
      .form = {.name = "diff",
               .alias = "",
               .flags = {"as-of", "known-at", "reading", "with",
                         "with-proposed", "family",
                         "exit-code"},
               .most_arguments = 1,
               .usage = "[CONTRACT[/CLAUSE[/OCCURRENCE]]]"},
      .group = "question",
      .summary = "what differs between two states, and which events did it",
      .about =
          "--as-of A..B compares two legal days, --known-at A..B two "
          "points of the ledger (#5..#9, or days); an end left out is "
          "today or the head. Both may be given. --with FILE compares "
          "with the ledger plus a draft, --with-proposed with the ledger as "
          "if what is proposed were signed on the legal day. --reading A..B "
          "says what a dispute is worth: the terms and sums by one reading and "
          "by another, `text` is what the contract says by itself. A change "
          "that only time made "
          "says so.",
      .run = Run};
}

}  // namespace covenant::cli

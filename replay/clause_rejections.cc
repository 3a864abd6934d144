#include "replay/clause_rejections.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "ledger/event/expression.h"
#include "ledger/value/suggest.h"
#include "replay/contract.h"
#include "replay/money/loan_terms.h"
#include "replay/money/tiers.h"
#include "replay/money/withholding.h"
#include "replay/record.h"
#include "replay/stream_names.h"

namespace covenant {
namespace {

// Where change `index` of an instrument says how much.
std::string AmountPath(const Instrument& body, std::size_t index) {
  const std::string n = "[" + std::to_string(index) + "]";
  if (body.kind == InstrumentKind::kAgreement ||
      body.kind == InstrumentKind::kRestatement) {
    return "clauses" + n + ".amount";
  }
  switch (body.changes[index].op) {
    case Change::Op::kAdd:
      return "changes" + n + ".add.amount";
    case Change::Op::kReplace:
      return "changes" + n + ".with.amount";
    default:
      return "changes" + n + ".to";
  }
}

// What the event, or what it puts in the place of another, is.
template <typename T>
const T* BodyOf(const Event& event) {
  if (const auto* correction = event.As<Correction>()) {
    return correction->replacement->As<T>();
  }
  return event.As<T>();
}

// What the event makes of clauses, and where it says so.
class ChangesOf {
 public:
  explicit ChangesOf(const Event& event)
      : body_(BodyOf<Instrument>(event)), reading_(BodyOf<Reading>(event)) {}

  std::size_t size() const {
    return body_ != nullptr      ? body_->changes.size()
           : reading_ != nullptr ? reading_->reads.size()
                                 : 0;
  }
  const Change& operator[](std::size_t i) const {
    return body_ != nullptr ? body_->changes[i] : reading_->reads[i];
  }
  std::string PathOf(std::size_t i) const {
    return body_ != nullptr ? AmountPath(*body_, i)
                            : "reads[" + std::to_string(i) + "].to";
  }

 private:
  const Instrument* body_;
  const Reading* reading_;
};

// The text of the formula that a change gives, or nothing.
std::optional<std::string> FormulaOf(const Change& change,
                                     const StreamNames& names) {
  if (change.clause && change.clause->kind == kind::kFormula) {
    const Value* amount = FindField(change.clause->fields, "amount");
    const auto* text = amount == nullptr ? nullptr : amount->As<std::string>();
    if (text != nullptr) return *text;
  }
  const auto kind = names.clauses.find(change.target);
  if (change.op == Change::Op::kSet && change.path == "amount" &&
      kind != names.clauses.end() && kind->second == kind::kFormula) {
    if (const auto* text = change.to.As<std::string>()) return *text;
  }
  return std::nullopt;
}

std::optional<std::string> UnitOf(const ClauseState& clause) {
  for (const char* path : {"deliver.unit", "currency"}) {
    const auto* unit = clause.As<std::string>(path);
    if (unit != nullptr) return *unit;
  }
  for (const char* path : {"amount", "total"}) {
    const auto* amount = clause.As<Amount>(path);
    if (amount != nullptr) return amount->unit().text();
  }
  return std::nullopt;
}

class ClauseChecker {
 public:
  ClauseChecker(const Event& event, const std::vector<Event>& events,
                const StreamNames& names, const std::vector<Event>& parties,
                std::size_t index)
      : event_(event),
        events_(events),
        parties_(parties),
        index_(index),
        names_(names) {}

  std::optional<Rejection> Run() {
    const bool any = std::any_of(
        names_.clauses.begin(), names_.clauses.end(), [](const auto& clause) {
          return clause.second == kind::kFormula ||
                 kind::IsShare(clause.second) || clause.second == kind::kLoan ||
                 clause.second == kind::kMostFavouredPrice ||
                 clause.second == kind::kWithholding;
        });
    if (!any) return std::nullopt;
    if (auto rejection = UnknownClauses(ChangesOf(event_))) return rejection;
    const auto contract =
        Contract::Create(event_.stream, events_, kLogEnd, parties_);
    if (!contract.ok()) return std::nullopt;
    if (const auto* reading = BodyOf<Reading>(event_)) {
      return Read_(*contract, *reading);
    }
    for (const Date day : contract->ChangeDays()) {
      if (auto rejection = Terms_(contract->TermsAt(day))) return rejection;
    }
    return std::nullopt;
  }

 private:
  Rejection Refuse(std::string code, std::string path, std::string message,
                   std::string label, std::string help) const {
    if (event_.As<Correction>() != nullptr) path = "replacement." + path;
    return {std::move(code),    index_,           std::move(path),
            std::move(message), std::move(label), std::move(help)};
  }

  // The terms by the reading, from the day on which it is asserted.
  std::optional<Rejection> Read_(const Contract& contract,
                                 const Reading& reading) {
    const Contract read =
        contract.ReadBy({.choice = {{reading.clause, reading.name}}});
    std::vector<Date> days = read.ChangeDays();
    std::erase_if(days, [&](Date day) { return day <= reading.date; });
    days.insert(days.begin(), reading.date);
    for (const Date day : days) {
      if (auto rejection = Terms_(read.TermsAt(day))) return rejection;
    }
    return std::nullopt;
  }

  std::optional<Rejection> UnknownClauses(const ChangesOf& changes) const {
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const auto text = FormulaOf(changes[i], names_);
      if (!text) continue;
      const auto parsed = ParseExpression(*text);
      if (parsed.expression == nullptr) continue;
      for (const auto& [clause, at] : ClausesOwedIn(parsed.expression)) {
        if (names_.clauses.contains(clause)) continue;
        std::vector<std::string> known;
        for (const auto& [id, kind] : names_.clauses) known.push_back(id);
        const auto close = Closest(clause, known);
        return Refuse("E0403", changes.PathOf(i),
                      "there is no clause " + clause + " in " + event_.stream,
                      "`owed(" + clause + ")`, unknown clause",
                      close ? "did you mean `" + *close + "`?"
                            : "add the clause first, or with this one");
      }
    }
    return std::nullopt;
  }

  // Where the event gives the clause its formula, else where it begins.
  std::string PathOf(const std::set<std::string>& clauses) const {
    const ChangesOf changes(event_);
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const Change& change = changes[i];
      const std::string& id = change.clause ? change.clause->id : change.target;
      if (clauses.contains(id)) return changes.PathOf(i);
    }
    return "event";
  }

  std::optional<Rejection> Terms_(const Terms& terms) {
    std::map<std::string, std::set<std::string>> needs;
    for (const auto& [id, clause] : terms.clauses) {
      if (kind::IsShare(clause.kind)) {
        const std::string problem = TierProblem(clause);
        if (problem.empty()) continue;
        return Refuse("E0442", PathOf({id}),
                      "on " + terms.as_of.ToString() + " " + id +
                          " could not be computed: " + problem,
                      "",
                      problem.starts_with("its minimum")
                          ? "change the minimum and the cap in one instrument"
                          : "state one rate, price or list of tiers that fit, "
                            "in one instrument");
      }
      if (auto rejection = LoanOrTax(terms, clause)) return rejection;
      if (auto rejection = Compared(terms, clause)) return rejection;
      if (clause.kind != kind::kFormula) continue;
      const auto* text = clause.As<std::string>("amount");
      if (text == nullptr) continue;
      const auto parsed = ParseExpression(*text);
      if (parsed.expression == nullptr) continue;
      for (const auto& [other, at] : ClausesOwedIn(parsed.expression)) {
        needs[id].insert(other);
      }
      if (auto rejection = Types(terms, clause, parsed.expression)) {
        return rejection;
      }
    }
    return Cycle(terms, needs);
  }

  std::optional<Rejection> LoanOrTax(const Terms& terms,
                                     const ClauseState& clause) const {
    const bool loan = clause.kind == kind::kLoan;
    const std::string problem = loan ? LoanProblem(clause)
                                : clause.kind == kind::kWithholding
                                    ? WithholdingProblem(clause)
                                    : std::string();
    if (problem.empty()) return std::nullopt;
    return Refuse(loan ? "E0447" : "E0448", PathOf({clause.id}),
                  "on " + terms.as_of.ToString() + " " + clause.id +
                      " could not be computed: " + problem,
                  "", "change what belongs together in one instrument");
  }

  // What a most favoured price is compared with must be a price of the same
  // thing between the same parties. A clause that is not in the terms on the
  // day is compared with nothing.
  std::optional<Rejection> Compared(const Terms& terms,
                                    const ClauseState& clause) const {
    if (clause.kind != kind::kMostFavouredPrice) return std::nullopt;
    const auto* list = clause.As<Value::List>("clauses");
    if (list == nullptr) return std::nullopt;
    if (!clause.fields.contains("metrics") &&
        !clause.fields.contains("rates")) {
      return Refuse("E0460", PathOf({clause.id}),
                    "on " + terms.as_of.ToString() + " " + clause.id +
                        " would be compared with nothing",
                    "", "set `metrics` or `rates` in the same instrument");
    }
    const auto symbol = [](const ClauseState& state, const char* path) {
      const auto* text = state.As<std::string>(path);
      return text == nullptr ? std::string() : *text;
    };
    for (const Value& value : *list) {
      const auto* id = value.As<std::string>();
      if (id == nullptr) continue;
      const auto found = terms.clauses.find(*id);
      if (found == terms.clauses.end()) continue;
      const ClauseState& price = found->second;
      std::string what;
      if (price.kind != kind::kUnitPrice) {
        what = *id + " is a " + price.kind + ", not a unit-price";
      } else if (symbol(price, "unit") != symbol(clause, "unit") ||
                 symbol(price, "currency") != symbol(clause, "currency")) {
        what = *id + " is in " + symbol(price, "currency") + " for " +
               symbol(price, "unit") + ", " + clause.id + " in " +
               symbol(clause, "currency") + " for " + symbol(clause, "unit");
      } else if (symbol(price, "creditor") != symbol(clause, "debtor") ||
                 symbol(price, "debtor") != symbol(clause, "creditor")) {
        what = *id + " is not owed by " + symbol(clause, "creditor") + " to " +
               symbol(clause, "debtor");
      } else {
        continue;
      }
      return Refuse("E0460", PathOf({clause.id}),
                    "on " + terms.as_of.ToString() +
                        " prices could not be compared: " + what,
                    "", "compare clauses of one price, unit and currency");
    }
    return std::nullopt;
  }

  std::optional<Rejection> Types(const Terms& terms, const ClauseState& clause,
                                 const Expression& expression) const {
    ExpressionNames names;
    for (const auto& [path, field] : clause.fields) {
      const auto* unit = field.value.As<std::string>();
      if (path.starts_with("metrics.") && unit != nullptr) {
        names.metrics[path.substr(8)] = *unit;
      }
      if (path.starts_with("rates.") && unit != nullptr) {
        names.rates[path.substr(6)] = *unit;
      }
      // Of two values that instruments give, one will fit.
      if (field.conflicting) return std::nullopt;
    }
    names.periods = clause.fields.contains("every") ||
                    clause.fields.contains("counted_every");
    names.unit_of_clause =
        [&](const std::string& id) -> std::optional<std::string> {
      const auto other = terms.clauses.find(id);
      return other == terms.clauses.end() ? std::nullopt
                                          : UnitOf(other->second);
    };
    const auto typed = TypeOfExpression(expression, names);
    const std::string day = " on " + terms.as_of.ToString();
    if (typed.problem) {
      return Refuse("E0441", PathOf({clause.id}),
                    "the expression of " + clause.id +
                        " does not fit the terms" + day + ": " +
                        typed.problem->message,
                    typed.problem->label, typed.problem->help);
    }
    const auto* currency = clause.As<std::string>("currency");
    if (currency == nullptr ||
        CommonType(typed.type, ValueType::Of(*currency))) {
      return std::nullopt;
    }
    return Refuse("E0441", PathOf({clause.id}),
                  "the expression of " + clause.id + " gives " +
                      typed.type.ToString() + day + ", the clause is in " +
                      *currency,
                  "", "set `" + clause.id + ".currency` too");
  }

  std::optional<Rejection> Cycle(
      const Terms& terms,
      const std::map<std::string, std::set<std::string>>& needs) const {
    for (const auto& [id, own] : needs) {
      // All that it needs, near and far.
      std::set<std::string> reached;
      std::vector<std::string> open(own.begin(), own.end());
      while (!open.empty()) {
        const std::string next = open.back();
        open.pop_back();
        if (!reached.insert(next).second) continue;
        const auto more = needs.find(next);
        if (more == needs.end()) continue;
        open.insert(open.end(), more->second.begin(), more->second.end());
      }
      if (!reached.contains(id)) continue;
      std::string others;
      for (const std::string& other : own) {
        others += (others.empty() ? "" : ", ") + other;
      }
      return Refuse("E0440", PathOf(reached),
                    "formulas would need each other on " +
                        terms.as_of.ToString() + ": " + id + " needs " + others,
                    "computed from one that is computed from it",
                    "let one of them be computed without the other");
    }
    return std::nullopt;
  }

  const Event& event_;
  const std::vector<Event>& events_;
  const std::vector<Event>& parties_;
  const std::size_t index_;
  const StreamNames& names_;
};

}  // namespace

void AddClauseRejections(const Event& event, const std::vector<Event>& events,
                         const StreamNames& names,
                         const std::vector<Event>& parties, std::size_t index,
                         std::vector<Rejection>& rejections) {
  if (!rejections.empty()) return;
  const auto* reading = BodyOf<Reading>(event);
  if (BodyOf<Instrument>(event) == nullptr &&
      event.As<Cancellation>() == nullptr &&
      (reading == nullptr || reading->reads.empty())) {
    return;
  }
  if (auto rejection =
          ClauseChecker(event, events, names, parties, index).Run()) {
    rejections.push_back(*std::move(rejection));
  }
}

}  // namespace covenant

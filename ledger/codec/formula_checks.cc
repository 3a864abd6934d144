#include "ledger/codec/formula_checks.h"

#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/event/expression.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsInner(char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; }

std::string_view CodeOf(ExpressionProblem::Kind kind) {
  switch (kind) {
    case ExpressionProblem::Kind::kSyntax:
      return "E0340";
    case ExpressionProblem::Kind::kType:
      return "E0341";
    case ExpressionProblem::Kind::kFunction:
      return "E0342";
    case ExpressionProblem::Kind::kName:
      return "E0343";
    case ExpressionProblem::Kind::kTiers:
      return "E0346";
    case ExpressionProblem::Kind::kSize:
      return "E0347";
  }
  return "E0340";
}

void ReportProblem(const ExpressionProblem& problem, const Node& scalar,
                   Sink& sink) {
  sink.Add(PlaceInside(scalar, problem.at, problem.length, sink),
           CodeOf(problem.kind), problem.message, problem.label, problem.help);
}

// A reader of the lines of a file from one place on.
class Cursor {
 public:
  Cursor(const std::vector<std::string>& lines, const Span& at)
      : lines_(lines), line_(at.line), column_(1) {
    while (column_ < at.column && byte_ < Line().size()) Step();
  }

  bool AtEnd() const { return line_ == 0 || line_ > lines_.size(); }
  // The character, '\n' at the end of a line.
  char Now() const { return byte_ < Line().size() ? Line()[byte_] : '\n'; }
  void Step() {
    if (byte_ >= Line().size()) {
      ++line_;
      byte_ = 0;
      column_ = 1;
      return;
    }
    ++byte_;
    while (byte_ < Line().size() && IsInner(Line()[byte_])) ++byte_;
    ++column_;
  }
  void SkipLine() {
    byte_ = Line().size();
    if (!AtEnd()) Step();
  }
  Span Here(std::uint32_t length) const { return {line_, column_, length}; }

 private:
  const std::string& Line() const {
    static const std::string none;
    return AtEnd() ? none : lines_[line_ - 1];
  }

  const std::vector<std::string>& lines_;
  std::uint32_t line_;
  std::uint32_t column_;
  std::size_t byte_ = 0;
};

// The clauses that each formula needs.
std::map<std::string, std::map<std::string, std::size_t>> NeedsOf(
    const google::protobuf::RepeatedPtrField<v1::Clause>& clauses) {
  std::map<std::string, std::map<std::string, std::size_t>> needs;
  for (const v1::Clause& clause : clauses) {
    if (!clause.has_formula()) continue;
    const auto parsed = ParseExpression(clause.formula().amount());
    if (parsed.expression == nullptr) continue;
    needs[clause.id()] = ClausesOwedIn(parsed.expression);
  }
  return needs;
}

// Whether `to` is needed by `from`, directly or not; `way` is how.
bool Reaches(
    const std::map<std::string, std::map<std::string, std::size_t>>& needs,
    const std::string& from, const std::string& to,
    std::set<std::string>& seen, std::string& way) {
  if (from == to) return true;
  const auto found = needs.find(from);
  if (found == needs.end() || !seen.insert(from).second) return false;
  for (const auto& [next, place] : found->second) {
    std::string rest;
    if (!Reaches(needs, next, to, seen, rest)) continue;
    way = " needs " + next + rest;
    return true;
  }
  return false;
}

}  // namespace

std::string ExpressionWords(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (!IsBlank(c)) {
      result += c;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

Span PlaceInside(const Node& scalar, std::size_t at, std::size_t length,
                 const Sink& sink) {
  const std::string words = ExpressionWords(scalar.text);
  // Characters before the place that are not blank are counted off.
  Cursor cursor(sink.lines(), scalar.at);
  if (scalar.quoted && (cursor.Now() == '|' || cursor.Now() == '>')) {
    cursor.SkipLine();
  } else if (scalar.quoted && (cursor.Now() == '"' || cursor.Now() == '\'')) {
    cursor.Step();
  }
  for (std::size_t i = 0; i < words.size() && i < at; ++i) {
    if (words[i] == ' ' || IsInner(words[i])) continue;
    while (!cursor.AtEnd() && IsBlank(cursor.Now())) cursor.Step();
    if (cursor.AtEnd() || cursor.Now() != words[i]) return scalar.at;  // escapes
    cursor.Step();
  }
  if (at < words.size()) {
    while (!cursor.AtEnd() && IsBlank(cursor.Now())) cursor.Step();
    if (cursor.AtEnd() || cursor.Now() != words[at]) return scalar.at;
  }
  std::uint32_t characters = 0;
  for (std::size_t i = at; i < at + length && i < words.size(); ++i) {
    if (!IsInner(words[i])) ++characters;
  }
  return cursor.Here(characters == 0 ? 1 : characters);
}

void CheckExpression(const Node& scalar, Sink& sink) {
  const auto parsed = ParseExpression(ExpressionWords(scalar.text));
  if (parsed.problem) ReportProblem(*parsed.problem, scalar, sink);
}

void CheckFormula(const v1::Formula& formula, const Node& clause, Sink& sink) {
  const auto key = [&](std::string_view name) -> const Span& {
    const Member* member = clause.Find(name);
    return member == nullptr ? clause.at : member->at;
  };
  const auto lacks = [&](std::string_view name, std::string_view needs,
                         std::string_view help) {
    sink.Add(key(name), "E0348",
             Concat({"`", name, "` does not go with ", needs}), "",
             std::string(help));
  };
  const bool periodic = formula.has_every();
  if (periodic) {
    for (const std::string_view name :
         {"condition", "long_stop", "counted_every"}) {
      if (clause.Find(name) == nullptr) continue;
      lacks(name, "`every`", "leave it out, or leave out `every`: the amount "
                             "is then owed once");
    }
  } else {
    for (const std::string_view name : {"rate_change", "partial_period",
                                        "first_period_until", "last_period"}) {
      if (clause.Find(name) == nullptr) continue;
      lacks(name, "an amount that is owed once",
            "leave it out, or write `every: 3 months` for an amount of each "
            "period");
    }
  }
  if (clause.Find("within") != nullptr &&
      formula.fallback() != v1::RATE_FALLBACK_PREVIOUS) {
    sink.Add(key("within"), "E0311", "`within` limits a fallback", "",
             "write `fallback: previous` beside it, or leave it out");
  }
  if (clause.Find("long_stop") != nullptr && !periodic &&
      formula.condition().empty()) {
    sink.Add(key("long_stop"), "E0311", "`long_stop` needs a `condition`", "",
             "write the milestone that it limits as `condition: NAME`");
  }
  const Member* metrics = clause.Find("metrics");
  for (const auto& [name, unit] : formula.metrics()) {
    const bool digit = IsDigit(name.empty() ? 'a' : name.front());
    if (!IsExpressionWord(name) && !digit) continue;
    const Member* own =
        metrics == nullptr ? nullptr : metrics->value.Find(name);
    sink.Add(own == nullptr ? key("metrics") : own->at, "E0348",
             digit ? Concat({"a metric of an expression begins with a letter: ",
                             Quoted(name)})
                   : Concat({Quoted(name), " is a word of expressions"}),
             "", "report it under another name");
  }
  const Member* amount = clause.Find("amount");
  if (amount == nullptr || !amount->value.IsScalar()) return;
  const auto parsed = ParseExpression(formula.amount());
  if (parsed.expression == nullptr) return;
  ExpressionNames names;
  for (const auto& [name, unit] : formula.metrics()) {
    if (unit.empty()) return;  // that it is no unit is told already
    names.metrics[name] = unit;
  }
  for (const auto& [name, type] : formula.rates()) names.rates[name] = type;
  names.periods = periodic || formula.has_counted_every();
  const TypedExpression typed = TypeOfExpression(parsed.expression, names);
  if (typed.problem) return ReportProblem(*typed.problem, amount->value, sink);
  if (formula.currency().empty()) return;
  if (CommonType(typed.type, ValueType::Of(formula.currency()))) return;
  sink.Add(amount->value.at, "E0344",
           "the expression gives " + typed.type.ToString() +
               ", the clause is in " + formula.currency(),
           "", typed.type.boolean
                   ? "write `if ... then 1000 " + formula.currency() +
                         " else 0`"
                   : "write `currency` as the expression gives it, or multiply "
                     "by a price in " +
                         formula.currency());
}

void CheckFormulaCycles(
    const google::protobuf::RepeatedPtrField<v1::Clause>& clauses,
    const Node& instrument, Sink& sink) {
  const auto needs = NeedsOf(clauses);
  const Member* list = instrument.Find("clauses");
  if (needs.empty() || list == nullptr) return;
  std::set<std::string> told;
  for (int i = 0; i < clauses.size(); ++i) {
    const std::string& id = clauses[i].id();
    const auto own = needs.find(id);
    if (own == needs.end() || told.contains(id)) continue;
    for (const auto& [other, place] : own->second) {
      std::set<std::string> seen;
      std::string way;
      if (!Reaches(needs, other, id, seen, way)) continue;
      told.insert(seen.begin(), seen.end());
      const auto index = static_cast<std::size_t>(i);
      const Member* amount = index < list->value.items.size()
                                 ? list->value.items[index].Find("amount")
                                 : nullptr;
      sink.Add(amount == nullptr
                   ? list->at
                   : PlaceInside(amount->value, place, 4, sink),
               "E0345", "clauses need each other to be computed",
               id + " needs " + other + way,
               other == id ? "write `previous(self)` or `ytd(self)` for what "
                             "this clause accrued before"
                           : "let one of them be computed without the other");
      break;
    }
  }
}

}  // namespace covenant

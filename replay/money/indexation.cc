#include "replay/money/indexation.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "ledger/value/duration.h"
#include "replay/money/rates.h"

namespace covenant {
namespace {

constexpr char kIndexation[] = "indexation";

std::optional<Date> DayBehind(Date day) {
  const auto next = day.AddDays(1);
  return next.ok() ? std::optional<Date>(*next) : std::nullopt;
}

bool SaysOf(const ClauseState& clause, const std::string& key) {
  return clause.Has(std::string(kIndexation) + "." + key);
}

bool SaysYes(const ClauseState& clause, const std::string& key) {
  const auto* flag = clause.As<bool>(std::string(kIndexation) + "." + key);
  return flag != nullptr && *flag;
}

}  // namespace

// The terms of some days by which the adjustments of these days are made; those
// of the earliest hold for all days before them.
struct IndexTerms {
  const ClauseState* state = nullptr;
  RateRule rule;
  std::optional<Date> from, until;

  // Whether an adjustment compares with the one before.
  bool Chained() const {
    return SymbolOf(*state, "indexation.compares") == "previous";
  }
  // Whether it starts from the one before: something limits it, or levels are
  // compared one after the other.
  bool Continues() const {
    return Chained() || SaysYes(*state, "never_falls") || SaysOf(*state, "cap") ||
           SaysOf(*state, "floor");
  }
};

namespace {

struct Adjustment {
  Date day;
  const IndexTerms* terms = nullptr;
};

bool Differ(const ClauseState& a, const ClauseState& b,
            const std::string& path) {
  const Value* x = a.Find(path);
  const Value* y = b.Find(path);
  return x == nullptr || y == nullptr ? x != y : !(*x == *y);
}

constexpr const char* kAmounts[] = {"amount", "price", "tiers"};
constexpr const char* kBases[] = {"indexation.base", "indexation.base_level"};

// Whether the adjustments begin anew: an amount is set together with what it is
// counted from, so it is the amount of then.
bool BeginsAnew(const ClauseState& before, const ClauseState& after) {
  const auto differ = [&](const char* path) {
    return Differ(before, after, path);
  };
  return std::any_of(std::begin(kAmounts), std::end(kAmounts), differ) &&
         (differ("indexation.first") ||
          std::any_of(std::begin(kBases), std::end(kBases), differ));
}

// Whether two runs adjust the same amounts by the same terms.
bool SameTerms(const ClauseState& a, const ClauseState& b) {
  const auto same = [&](const std::string& path) {
    const auto x = a.fields.find(path), y = b.fields.find(path);
    const bool has = x != a.fields.end();
    if (has != (y != b.fields.end())) return false;
    return !has || x->second == y->second;
  };
  const auto prefix = std::string(kIndexation) + ".";
  auto x = a.fields.lower_bound(prefix), y = b.fields.lower_bound(prefix);
  const auto more = [&](const ClauseState& state, const auto& at) {
    return at != state.fields.end() && at->first.starts_with(prefix);
  };
  for (; more(a, x) && more(b, y); ++x, ++y) {
    if (x->first != y->first || !(x->second == y->second)) return false;
  }
  return more(a, x) == more(b, y) && same("calendar") &&
         std::all_of(std::begin(kAmounts), std::end(kAmounts), same);
}

}  // namespace

// How the amount of a clause is adjusted over time.
struct IndexHistory {
  std::vector<IndexTerms> terms;  // in order
  // Of each: the first whose adjustments count with it, and whether these have
  // begun anew there.
  std::vector<std::size_t> begins;
  std::vector<bool> anew;
  std::map<const ClauseState*, std::size_t> of;  // by the state of a run
};

namespace {

IndexHistory HistoryOf(const EvaluationContext& context, const ClauseRuns& runs,
                       const std::string& kind) {
  IndexHistory all;
  for (const Run& run : runs) {
    if (run.state == nullptr || run.state->kind != kind) continue;
    const bool follows = !all.terms.empty();
    if (follows && all.terms.back().until == run.days.from() &&
        SameTerms(*all.terms.back().state, *run.state)) {
      all.terms.back().until = run.days.until();
      all.of[run.state] = all.terms.size() - 1;
      continue;
    }
    const auto rule =
        RateRuleOf(context.facts.shared, *run.state, kIndexation);
    if (!rule) continue;
    IndexTerms next{run.state, *rule, run.days.from(), run.days.until()};
    std::size_t begins = 0;
    bool anew = false;
    if (!follows) {
      next.from.reset();
    } else {
      const ClauseState& before = *all.terms.back().state;
      begins = all.begins.back();
      anew = all.anew.back();
      if (BeginsAnew(before, *run.state)) {
        // The amount is that of its first day. A first adjustment that is set
        // with it is made on its day, whichever that is.
        begins = all.terms.size();
        anew = true;
        next.from = Differ(before, *run.state, "indexation.first")
                        ? std::nullopt
                        : DayBehind(*run.days.from());
      }
    }
    all.of[run.state] = all.terms.size();
    all.terms.push_back(std::move(next));
    all.begins.push_back(begins);
    all.anew.push_back(anew);
  }
  return all;
}

// The terms by which the amount of a clause was adjusted, in order; the last
// are its own, which go on: what falls due after the clause has changed or
// ended goes by them.
struct TermsSoFar {
  const IndexTerms* first = nullptr;
  std::size_t count = 0;
  bool anew = false;
  // Where they stand; null: `own` alone.
  const IndexHistory* history = nullptr;
  std::size_t place = 0;
};

// `own`: those of the clause, if it has no history.
TermsSoFar TermsUpTo(const EvaluationContext& context, const std::string& id,
                     const ClauseState& clause, const IndexTerms& own) {
  const TermsSoFar alone{&own, 1};
  const auto runs = context.runs->find(id);
  if (runs == context.runs->end()) return alone;
  auto& history = context.index_histories[id + "/" + clause.kind];
  if (history == nullptr) {
    history = std::make_shared<const IndexHistory>(
        HistoryOf(context, runs->second, clause.kind));
  }
  auto place = history->of.find(&clause);
  if (place == history->of.end()) {
    const auto run = std::find_if(
        runs->second.begin(), runs->second.end(), [&](const Run& one) {
          return one.state != nullptr && *one.state == clause;
        });
    if (run == runs->second.end()) return alone;
    place = history->of.find(run->state);
    if (place == history->of.end()) return alone;
  }
  const std::size_t begins = history->begins[place->second];
  return {&history->terms[begins], place->second + 1 - begins,
          history->anew[place->second], history.get(), place->second};
}

// Adds the days of adjustment by these terms before `until` and up to the day,
// in order; only the last of them where none starts from the one before.
void AddAdjustments(const IndexTerms& terms, const std::optional<Date>& until,
                    Date day, std::vector<Adjustment>& into) {
  const ClauseState& clause = *terms.state;
  const auto* first = clause.As<Date>("indexation.first");
  if (first == nullptr) return;
  Duration every = *Duration::Create(1, DurationUnit::kYears);
  if (const auto* stated = clause.As<Duration>("indexation.every")) {
    every = *stated;
  }
  // Adjustment number n, where it is after the one before and not after the day.
  const auto at = [&](std::int64_t n) -> std::optional<Date> {
    const auto next = every.AddTo(*first, n);
    if (!next.ok() || *next > day || (until && *next >= *until) ||
        (n > 0 && every.IsZero())) {
      return std::nullopt;
    }
    return *next;
  };
  const auto add = [&](Date next) {
    if (!terms.from || *terms.from <= next) into.push_back({next, &terms});
  };
  if (!at(0)) return;
  if (terms.Continues()) {
    for (std::int64_t n = 0; at(n); ++n) add(*at(n));
    return;
  }
  std::int64_t last = 0, behind = 1;
  while (at(behind)) {
    last = behind;
    behind *= 2;
  }
  while (behind - last > 1) {
    const std::int64_t middle = last + (behind - last) / 2;
    (at(middle) ? last : behind) = middle;
  }
  add(*at(last));
}

// The adjustments up to the day that bear on what it is at, in order.
std::vector<Adjustment> AdjustmentsOf(const TermsSoFar& all, Date day) {
  std::vector<Adjustment> result;
  for (std::size_t left = all.count; left > 0; --left) {
    const IndexTerms& terms = all.first[left - 1];
    std::vector<Adjustment> own;
    AddAdjustments(terms, left == all.count ? std::nullopt : terms.until, day,
                   own);
    result.insert(result.begin(), own.begin(), own.end());
    // One that starts from none makes those before it count no more.
    if (!own.empty() && !terms.Continues()) break;
  }
  return result;
}

// `mode`: another than the clause names.
Trace RoundedFactor(const ClauseState& clause, Trace factor,
                    std::optional<RoundingMode> mode = std::nullopt) {
  const auto* places =
      clause.As<std::int64_t>("indexation.factor_rounding.places");
  if (places == nullptr) return factor;
  if (!mode) {
    const auto stated =
        ParseRoundingMode(SymbolOf(clause, "indexation.factor_rounding.mode"));
    mode = stated.ok() ? *stated : RoundingMode::kHalfAway;
  }
  const std::string label = factor->label + ", rounded";
  return Rounded(label, std::move(factor),
                 static_cast<int>(std::clamp<std::int64_t>(*places, 0, 18)),
                 *mode);
}

// One and so much more.
Trace OneAnd(const ClauseState& clause, const std::string& key) {
  return Sum("1 and the " + key, "",
             {ConstantLeaf("one", RationalRange::FromInt(1)),
              RateLeaf(clause, std::string(kIndexation) + "." + key, key)});
}

// A level of the index against another.
Trace Ratio(const std::string& label, const Trace& level, const Trace& base) {
  const bool known =
      level->op != TraceOp::kUnknown && base->op != TraceOp::kUnknown;
  if (known && level->unit != base->unit) {
    return Unknown(
        label + ": the levels are in " + level->unit + " and in " + base->unit,
        "", std::string(finding::kCurrencyMismatch), {level, base}, {});
  }
  if (base->value.IsExactlyZero()) {
    return Unknown(label + ": the level of the base is zero", "",
                   std::string(finding::kUndefinedFigure), {level, base}, {});
  }
  return Quotient(label, "", level, base);
}

// What an adjustment makes of the amount, whose index has changed by the ratio:
// all of the change or a part of it, and what is added.
Trace Adjusted(const ClauseState& clause, const std::string& on,
               const Trace& ratio) {
  const auto rate = [&](const std::string& key) {
    return RateLeaf(clause, std::string(kIndexation) + "." + key, key);
  };
  std::vector<Trace> parts;
  if (SaysOf(clause, "share")) {
    const Trace one = ConstantLeaf("one", RationalRange::FromInt(1));
    parts = {one, Product("part of the change", "",
                          {rate("share"), Difference("change of the index", "",
                                                     {ratio, one})})};
  }
  const bool part = !parts.empty();
  if (!part) parts = {ratio};
  if (SaysOf(clause, "plus")) {
    parts.push_back(rate("plus"));
  } else if (!part) {
    return ratio;
  }
  return Sum("adjustment on " + on, "", std::move(parts));
}

// Null where the clause says one thing of how its amount follows the index.
Trace ConflictingTerms(const ClauseState& clause) {
  const auto prefix = std::string(kIndexation) + ".";
  for (const auto& [path, field] : clause.fields) {
    if (path.starts_with(prefix) && field.conflicting) {
      return Unknown("how the amount follows the index", "",
                     std::string(finding::kConflictingAmendments), {},
                     field.set_by);
    }
  }
  return nullptr;
}

Trace BaseOf(const Shared& shared, const IndexTerms& terms, Date as_of) {
  const ClauseState& clause = *terms.state;
  if (SaysOf(clause, "base_level")) {
    return AmountLeaf(clause, "indexation.base_level", "level of the base", "");
  }
  if (const auto* stated = clause.As<Date>("indexation.base")) {
    RateRule at_base = terms.rule;
    at_base.lag.reset();  // the day itself is stated
    return RateOn(shared, at_base, RateMeasure::kIndex, *stated, as_of);
  }
  return Unknown("level of the base", "",
                 std::string(finding::kUndisclosedTerms), {},
                 clause.created_by);
}

// The factor, rounded, and kept within what the terms of the adjustment allow
// beside the one before. No rounding carries it over a limit: the most is
// rounded down, the least up.
Trace Limited(const IndexTerms& terms, const std::string& on,
              const Trace& before, Trace next) {
  const ClauseState& clause = *terms.state;
  const auto limit = [&](const std::string& key, RoundingMode mode) {
    return RoundedFactor(
        clause,
        Product("raised by the " + key, "", {before, OneAnd(clause, key)}),
        mode);
  };
  next = RoundedFactor(clause, std::move(next));
  if (SaysOf(clause, "cap")) {
    next = MinOf("at most the cap", "",
                 {std::move(next), limit("cap", RoundingMode::kFloor)});
  }
  if (SaysOf(clause, "floor")) {
    next = MaxOf("at least the floor", "",
                 {std::move(next), limit("floor", RoundingMode::kCeiling)});
  }
  if (SaysYes(clause, "never_falls")) {
    next = MaxOf("factor from " + on + ", never less than before", "",
                 {std::move(next), before});
  }
  return next;
}

// Tells of an amount that was set later than its base: it is multiplied by what
// the index did before it was set.
void TellOlderBase(const EvaluationContext& context, const std::string& id,
                   const ClauseState& clause, Date first, bool anew) {
  const FieldState* base = nullptr;
  for (const char* path : kBases) {
    const auto field = clause.fields.find(path);
    if (field != clause.fields.end()) base = &field->second;
  }
  if (base == nullptr) return;
  for (const char* path : kAmounts) {
    const auto field = clause.fields.find(path);
    if (field == clause.fields.end()) continue;
    const auto& set = field->second.days.from();
    const auto& based = base->days.from();
    if (!set || (based && *based >= *set) || (!anew && first >= *set)) continue;
    context.Find("indexed-from-older-base", context.Subject(id),
                 std::string(path) + " was set from " + set->ToString() +
                     " without a base of its own; it is multiplied by what the "
                     "index did since the base that was set before",
                 field->second.set_by);
  }
}

}  // namespace

Trace IndexFactor(const EvaluationContext& context, const std::string& id,
                  const ClauseState& clause, Date day) {
  if (Trace conflict = ConflictingTerms(clause)) return conflict;
  const Shared& shared = context.facts.shared;
  const auto rule = RateRuleOf(shared, clause, kIndexation);
  if (!rule) return nullptr;
  const IndexTerms own{&clause, *rule, std::nullopt, std::nullopt};
  const TermsSoFar all = TermsUpTo(context, id, clause, own);
  const std::vector<Adjustment> adjustments = AdjustmentsOf(all, day);
  if (adjustments.empty()) return nullptr;
  // It stays the same until the next adjustment.
  Trace* known = nullptr;
  if (all.history != nullptr) {
    known =
        &context
             .index_factors[{all.history, all.place, adjustments.back().day}];
    if (*known != nullptr) return *known;
  }
  TellOlderBase(context, id, clause, adjustments.front().day, all.anew);
  Trace factor =
      ConstantLeaf("before the first adjustment", RationalRange::FromInt(1));
  Trace base, level;
  const Adjustment* before = nullptr;
  for (const Adjustment& adjustment : adjustments) {
    const IndexTerms& terms = *adjustment.terms;
    const std::string on = adjustment.day.ToString();
    const bool same_rule = before != nullptr && before->terms->rule == terms.rule;
    const bool same_base =
        same_rule &&
        std::none_of(std::begin(kBases), std::end(kBases),
                     [&](const char* path) {
                       return Differ(*before->terms->state, *terms.state, path);
                     });
    if (!same_base) base = BaseOf(shared, terms, context.as_of);
    const auto level_on = [&](Date at) {
      return RateOn(shared, terms.rule, RateMeasure::kIndex, at, context.as_of);
    };
    const bool chained = terms.Chained();
    Trace against = base;
    if (chained && before != nullptr) {
      // Levels of one series by one rule are compared.
      against = same_rule ? level : level_on(before->day);
    }
    level = level_on(adjustment.day);
    Trace next =
        Adjusted(*terms.state, on,
                 Ratio("index of the adjustment on " + on, level, against));
    if (chained) {
      next = Product("factor from " + on, "", {factor, std::move(next)});
    }
    if (Trace conflict = ConflictingTerms(*terms.state))
      next = std::move(conflict);
    factor = Limited(terms, on, factor, std::move(next));
    before = &adjustment;
  }
  if (known != nullptr) *known = factor;
  return factor;
}

Trace Indexed(const Trace& amount, const Trace& factor) {
  if (factor == nullptr) return amount;
  return Product(amount->label + ", indexed", amount->unit, {amount, factor});
}

}  // namespace covenant

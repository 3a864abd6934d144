#include "tests/property/compare_money.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace covenant::property {
namespace {

using model::MoneyNow;
using model::Piece;
using model::Sum;
using model::SumKey;
using model::World;

// All that the engine says of one occurrence, by due day.
struct Group {
  std::vector<const Obligation*> all;
  std::map<std::optional<Date>, std::vector<const Obligation*>> by_due;
};

std::string WithoutSuffix(const std::string& occurrence) {
  return occurrence.substr(0, occurrence.find('+'));
}

// The key that the model gives to what the engine calls so. A period that the
// model does not know gets a key of its own.
SumKey KeyOf(const Obligation& one, const World& world) {
  const std::string name = WithoutSuffix(one.occurrence);
  const std::string clause = one.clause.substr(one.clause.find('/') + 1);
  if (name == "opening") return {clause, name};
  bool once = false;
  for (const auto& [key, sum] : world.sums) {
    if (key.clause != clause) continue;
    if (sum.period && one.period && one.period->from() &&
        sum.period->Contains(*one.period->from())) {
      return key;
    }
    if (!sum.period && key.part == name) return key;
    once = once || (!sum.period && key.part.empty());
  }
  return once ? SumKey{clause, ""} : SumKey{clause, name};
}

RationalRange Add(const std::vector<const Obligation*>& all,
                  const std::function<RationalRange(const Obligation&)>& of) {
  RationalRange sum;
  for (const Obligation* one : all) sum += of(*one);
  return sum;
}

struct Figure {
  const char* name;
  std::function<RationalRange(const Obligation&)> actual;
  std::function<Rational(const Piece&)> expected;
  bool is_paid;  // rests on who gets which payment
};

const std::vector<Figure>& Figures() {
  static const std::vector<Figure> figures = {
      {"accrued", [](const Obligation& o) { return o.accrued.Range(); },
       [](const Piece& p) { return p.accrued; }, false},
      {"waived", [](const Obligation& o) { return o.waived.Range(); },
       [](const Piece& p) { return p.waived; }, false},
      {"credited", [](const Obligation& o) { return o.credited.Range(); },
       [](const Piece& p) { return p.credited; }, false},
      {"owed", [](const Obligation& o) { return o.owed.Range(); },
       [](const Piece& p) { return p.owed; }, true},
      {"disputed", [](const Obligation& o) { return o.disputed.Range(); },
       [](const Piece& p) { return p.disputed; }, true},
  };
  return figures;
}

// Expected figures are one for each world.
std::optional<std::string> RangeDifference(const std::string& name,
                                           const std::vector<Rational>& worlds,
                                           bool tainted,
                                           const RationalRange& actual) {
  const bool agree =
      std::all_of(worlds.begin(), worlds.end(),
                  [&](const Rational& r) { return r == worlds[0]; });
  for (const Rational& world : worlds) {
    if (!actual.Contains(world)) {
      return name + ": expected " + world.ToString() + ", actual " +
             actual.ToString();
    }
  }
  if (!tainted && !actual.IsExact()) {
    return name + ": expected exactly " + worlds[0].ToString() + ", actual " +
           actual.ToString();
  }
  if (!agree && actual.IsExact()) {
    return name + ": is not known, actual " + actual.ToString();
  }
  return std::nullopt;
}

const Sum* Find(const World& world, const SumKey& key) {
  const auto it = world.sums.find(key);
  return it == world.sums.end() ? nullptr : &it->second;
}

std::string Show(const SumKey& key) { return key.clause + "/" + key.part; }

std::optional<std::string> PartiesDifference(const MoneyNow& expected,
                                             const SumKey& key,
                                             const Group& group) {
  for (const World& world : expected.worlds) {
    const Sum* sum = Find(world, key);
    if (sum == nullptr || sum->tainted) continue;
    for (const Obligation* one : group.all) {
      if (one->accrued.Range().IsExactlyZero()) continue;
      if (one->debtor != sum->debtor || one->creditor != sum->creditor ||
          one->unit != sum->unit) {
        return one->id + ": " + one->debtor + " owes " + one->creditor + " " +
               one->unit + ", expected " + sum->debtor + ", " + sum->creditor +
               " " + sum->unit;
      }
    }
  }
  return std::nullopt;
}

// Whether a retroactive change meets an amount that is not known, so that it
// is not known either whether it raises or lowers it.
bool SplitUnknown(const MoneyNow& expected, const SumKey& key,
                  const std::vector<const Obligation*>& all) {
  std::set<std::map<Date, int>> steps;
  bool tainted = false;
  for (const World& world : expected.worlds) {
    const Sum* sum = Find(world, key);
    steps.insert(sum == nullptr ? std::map<Date, int>() : sum->steps);
    tainted = tainted || (sum != nullptr && sum->tainted);
  }
  if (steps.size() == 1 && steps.begin()->empty()) return false;
  // A few worlds cannot say that a change is definite over the whole range.
  const bool split = std::any_of(all.begin(), all.end(), [](const auto* one) {
    return one->occurrence.find('+') != std::string::npos ||
           !one->credited.Range().IsExactlyZero();
  });
  if (tainted && !split) return true;
  return expected.unbounded || steps.size() > 1;
}

// `due`: one due day, or all of them together.
std::optional<std::string> FiguresDifference(
    const MoneyNow& expected, const SumKey& key,
    const std::optional<std::optional<Date>>& due,
    const std::vector<const Obligation*>& all, bool owed_unknown) {
  const bool split_unknown = SplitUnknown(expected, key, all);
  for (const Figure& figure : Figures()) {
    if (split_unknown && !figure.is_paid) continue;
    std::vector<Rational> worlds;
    bool tainted = false;
    bool open = figure.is_paid && expected.owed_open;
    for (const World& world : expected.worlds) {
      Rational value;
      const Sum* sum = Find(world, key);
      if (sum != nullptr) {
        tainted = tainted || sum->tainted || (figure.is_paid && owed_unknown);
        open = open || (sum->open_owed && figure.is_paid);
        for (const Piece& piece : sum->pieces) {
          if (!due || piece.due == *due) value += figure.expected(piece);
        }
      }
      worlds.push_back(value);
    }
    if (open) continue;
    std::string name = Show(key) + " " + figure.name;
    if (due) name += " due " + (*due ? (*due)->ToString() : "-");
    if (auto text =
            RangeDifference(name, worlds, tainted, Add(all, figure.actual))) {
      return text;
    }
  }
  return std::nullopt;
}

std::optional<std::string> SumDifference(const MoneyNow& expected,
                                         const SumKey& key, const Group& group,
                                         bool owed_unknown) {
  if (auto text = PartiesDifference(expected, key, group)) return text;
  if (auto text = FiguresDifference(expected, key, std::nullopt, group.all,
                                    owed_unknown)) {
    return text;
  }
  std::vector<Rational> contingent;
  bool tainted = false;
  bool in_pieces = true;
  std::set<std::optional<Date>> dues;
  for (const auto& [due, all] : group.by_due) dues.insert(due);
  for (const World& world : expected.worlds) {
    const Sum* sum = Find(world, key);
    contingent.push_back(sum == nullptr ? Rational() : sum->contingent);
    if (sum == nullptr) continue;
    tainted = tainted || sum->tainted;
    // Of a sum in pieces it is left open which piece a credit reduces.
    if (sum->open_owed) in_pieces = false;
    if (SplitUnknown(expected, key, group.all)) in_pieces = false;
    for (const Piece& piece : sum->pieces) dues.insert(piece.due);
  }
  if (auto text = RangeDifference(
          Show(key) + " contingent", contingent, tainted,
          Add(group.all,
              [](const Obligation& o) { return o.contingent.Range(); }))) {
    return text;
  }
  if (!in_pieces || key.part == "opening") return std::nullopt;
  for (const std::optional<Date>& due : dues) {
    const auto it = group.by_due.find(due);
    const std::vector<const Obligation*> all =
        it == group.by_due.end() ? std::vector<const Obligation*>()
                                 : it->second;
    if (auto text = FiguresDifference(expected, key, due, all, owed_unknown)) {
      return text;
    }
  }
  return std::nullopt;
}

std::optional<std::string> BalanceDifference(const MoneyNow& expected,
                                             const Obligations& actual,
                                             std::uint64_t& compared) {
  for (const auto& [key, first] : expected.worlds[0].balances) {
    if (expected.open.count(key.first) != 0) continue;
    ++compared;
    const ClauseBalance* found = nullptr;
    for (const ClauseBalance& balance : actual.balances) {
      const std::string clause =
          balance.clause.substr(balance.clause.find('/') + 1);
      if (clause == key.first && balance.name == key.second) found = &balance;
    }
    const std::string name = key.first + " " + key.second;
    if (found == nullptr) return name + ": is missing";
    std::vector<Rational> worlds;
    bool tainted = false;
    for (const World& world : expected.worlds) {
      const auto it = world.balances.find(key);
      if (it != world.balances.end()) worlds.push_back(it->second);
      tainted = tainted || world.tainted_balances.count(key) != 0;
    }
    if (auto text =
            RangeDifference(name, worlds, tainted, found->amount.Range())) {
      return text;
    }
  }
  return std::nullopt;
}

std::optional<std::string> FindingDifference(const MoneyNow& expected,
                                             const Obligations& actual) {
  static const std::set<std::string> kCompared = {
      std::string(finding::kMissingReport),
      std::string(finding::kAmbiguousReading),
      std::string(finding::kInstalmentsDoNotSum)};
  model::FoundSet have;
  bool overpaid = false;
  for (const Finding& found : actual.findings) {
    // contract/clause or contract/clause/occurrence
    std::string clause = found.subject.substr(found.subject.find('/') + 1);
    clause = clause.substr(0, clause.find('/'));
    have.emplace(found.code, clause);
    overpaid = overpaid || found.code == finding::kOverpayment;
  }
  for (const auto& [code, clause] : expected.must) {
    if (expected.open.count(clause) != 0) continue;
    if (have.count({code, clause}) == 0) {
      return "finding " + code + " of " + clause + ": is missing";
    }
  }
  for (const auto& [code, clause] : have) {
    if (kCompared.count(code) == 0 || expected.open.count(clause) != 0)
      continue;
    if (expected.must.count({code, clause}) == 0 &&
        expected.may.count({code, clause}) == 0) {
      return "finding " + code + " of " + clause + ": should not be there";
    }
  }
  if (!expected.owed_open && expected.open.empty()) {
    const bool always =
        std::all_of(expected.worlds.begin(), expected.worlds.end(),
                    [](const World& world) { return world.overpaid; });
    const bool never =
        expected.may.count({std::string(finding::kOverpayment), ""}) == 0;
    if (always && expected.worlds.size() == 1 && !overpaid) {
      return "finding overpayment: is missing";
    }
    if (never && overpaid) return "finding overpayment: should not be there";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> DifferenceOf(const MoneyNow& expected,
                                        const Obligations& actual,
                                        std::uint64_t& compared) {
  if (expected.worlds.empty()) return std::nullopt;
  // An occurrence may be there in some worlds only.
  World all = expected.worlds[0];
  bool owed_unknown = false;
  for (const World& world : expected.worlds) {
    for (const auto& [key, sum] : world.sums) {
      all.sums.emplace(key, sum);
      owed_unknown = owed_unknown || sum.tainted;
    }
  }
  std::map<SumKey, Group> groups;
  for (const auto& [key, sum] : all.sums) groups[key];
  for (const Obligation& one : actual.obligations) {
    if (one.occurrence == "total") {  // of a commitment
      if (one.accrued.IsExact() && !one.accrued.Range().IsExactlyZero()) {
        return one.id + ": the amount of a commitment is not known";
      }
      continue;
    }
    Group& group = groups[KeyOf(one, all)];
    group.all.push_back(&one);
    group.by_due[one.due].push_back(&one);
  }
  for (const auto& [key, group] : groups) {
    if (expected.open.count(key.clause) != 0) continue;
    ++compared;
    if (auto text = SumDifference(expected, key, group, owed_unknown)) {
      return text;
    }
  }
  if (auto text = BalanceDifference(expected, actual, compared)) return text;
  return FindingDifference(expected, actual);
}

namespace {

// Each node once: balances that run on are reached in many ways.
std::optional<std::string> BrokenTrace(const TraceNode& node,
                                       std::set<const TraceNode*>& seen) {
  if (!seen.insert(&node).second) return std::nullopt;
  if (!(Recompute(node) == node.value)) {
    return "trace node `" + node.label + "` (" +
           std::string(TraceOpName(node.op)) + ") has " +
           node.value.ToString() + ", recomputed " + Recompute(node).ToString();
  }
  if (node.op == TraceOp::kLeaf && !node.value.IsExact() &&
      node.unknown_because.empty()) {
    return "trace leaf `" + node.label + "` is not known, without a reason";
  }
  for (const Trace& input : node.inputs) {
    if (auto text = BrokenTrace(*input, seen)) return text;
    if (input->basis > node.basis) {
      return "trace node `" + node.label + "` has a better basis than `" +
             input->label + "`";
    }
  }
  return std::nullopt;
}

std::optional<std::string> BrokenTrace(const Trace& trace) {
  std::set<const TraceNode*> seen;
  return BrokenTrace(*trace, seen);
}

std::optional<std::string> BrokenBalances(const Obligation& one) {
  const std::array<std::pair<const char*, const Amount*>, 9> balances = {{
      {"accrued", &one.accrued},
      {"interest", &one.interest},
      {"waived", &one.waived},
      {"credited", &one.credited},
      {"paid", &one.paid},
      {"disputed", &one.disputed},
      {"contingent", &one.contingent},
      {"owed", &one.owed},
      {"overpaid", &one.overpaid},
  }};
  bool exact = true;
  for (const auto& [name, amount] : balances) {
    if (amount->MayBeNegative()) {
      return one.id + ": " + name + " may be negative: " + amount->ToString();
    }
    exact = exact && amount->IsExact();
  }
  if (exact && one.accrued.Range() + one.interest.Range() !=
                   one.waived.Range() + one.credited.Range() +
                       one.paid.Range() + one.owed.Range() -
                       one.overpaid.Range()) {
    return one.id + ": the identity of balances does not hold: accrued " +
           one.accrued.ToString() + " interest " + one.interest.ToString() +
           " waived " + one.waived.ToString() + " credited " +
           one.credited.ToString() + " paid " + one.paid.ToString() + " owed " +
           one.owed.ToString() + " overpaid " + one.overpaid.ToString();
  }
  if (exact && Less(one.owed.Range(), one.disputed.Range()) == true) {
    return one.id + ": more is disputed than owed";
  }
  return std::nullopt;
}

std::optional<std::string> BrokenState(const Obligation& one, Date as_of) {
  if (!one.owed.IsExact() || !one.accrued.IsExact() ||
      !one.contingent.IsExact() || !one.due) {
    return std::nullopt;
  }
  const auto is_zero = [](const Amount& amount) {
    return amount.Range().IsExactlyZero();
  };
  std::optional<ObligationState> want;
  if (!one.disputed.IsExact()) {
    // What is contested of it depends on another sum that is not known.
    want = ObligationState::kUnknown;
  } else if (!is_zero(one.disputed)) {
    want = ObligationState::kDisputed;
  } else if (!is_zero(one.owed)) {
    want = *one.due < as_of    ? ObligationState::kOverdue
           : *one.due == as_of ? ObligationState::kDue
                               : ObligationState::kAccrued;
  } else if (!is_zero(one.paid) && is_zero(one.waived)) {
    want = ObligationState::kSettled;
  } else if (!is_zero(one.waived) && one.waived == one.accrued) {
    want = ObligationState::kWaived;
  }
  if (want && *want != one.state) {
    return one.id + ": state " + std::string(ObligationStateName(one.state)) +
           ", expected " + std::string(ObligationStateName(*want));
  }
  return std::nullopt;
}

// What is owed can be late, but for what rests and what a dispute lets be withheld:
// all that is in dispute, or nothing of it where the contract does not permit it.
std::optional<std::string> BrokenLateness(const Obligation& one) {
  if (!one.owed.IsExact() || !one.disputed.IsExact()) return std::nullopt;
  const RationalRange owed = one.owed.Range();
  const RationalRange withheld =
      Max(owed - one.disputed.Range(), RationalRange());
  const bool rests = one.state == ObligationState::kSuspended;
  const bool holds = rests ? one.can_be_late.IsExactlyZero()
                           : one.can_be_late == owed ||
                                 one.can_be_late == withheld;
  // How far a limited suspension reaches is not known.
  if (holds || one.state == ObligationState::kUnknown) return std::nullopt;
  return one.id + ": " + one.can_be_late.ToString() + " of " +
         one.owed.ToString() + " can be late";
}

std::optional<std::string> BrokenTotals(const Obligations& actual) {
  for (const Total& total : actual.totals) {
    RationalRange owed, due, overdue, contingent;
    for (const Obligation& one : actual.obligations) {
      if (one.debtor != total.debtor || one.creditor != total.creditor ||
          one.unit != total.unit) {
        continue;
      }
      owed += one.owed.Range();
      contingent += one.contingent.Range();
      if (one.due && *one.due <= actual.as_of) due += one.owed.Range();
      if (one.due && *one.due < actual.as_of) overdue += one.can_be_late;
    }
    if (!(total.owed.Range() == owed) || !(total.due.Range() == due) ||
        !(total.overdue.Range() == overdue) ||
        !(total.contingent.Range() == contingent)) {
      return "the totals are not the sums of the obligations";
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> BrokenInvariant(const Obligations& actual) {
  for (const Obligation& one : actual.obligations) {
    if (auto text = BrokenBalances(one)) return text;
    if (auto text = BrokenState(one, actual.as_of)) return text;
    if (auto text = BrokenLateness(one)) return text;
    for (const Trace& trace : {one.trace, one.accrued_trace}) {
      if (trace == nullptr) return one.id + ": has no trace";
      if (auto text = BrokenTrace(trace)) return one.id + ": " + *text;
    }
    if (one.owed.IsExact() && !(one.trace->value == one.owed.Range())) {
      return one.id + ": its trace ends in " + one.trace->value.ToString() +
             ", owed " + one.owed.ToString();
    }
  }
  for (const ClauseBalance& balance : actual.balances) {
    if (balance.amount.MayBeNegative()) {
      return balance.clause + " " + balance.name + " may be negative";
    }
    if (balance.trace == nullptr) continue;
    if (auto text = BrokenTrace(balance.trace)) {
      return balance.clause + ": " + *text;
    }
  }
  return BrokenTotals(actual);
}

}  // namespace covenant::property

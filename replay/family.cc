#include "replay/family.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "replay/timeline.h"

namespace covenant {
namespace {

// What a clause says of itself and its place, which no other clause governs.
constexpr std::array<std::string_view, 10> kOwn = {
    "section",  "title", "text",  "from",     "until",
    "survives", "tail",  "under", "prevails", "ends_on"};

bool IsOwn(std::string_view path) {
  return path == "incorporated" ||
         std::find(kOwn.begin(), kOwn.end(), path) != kOwn.end();
}

bool Lists(const ClauseState& clause, const std::string& path,
           const auto& matches) {
  const auto* list = clause.As<Value::List>(path);
  if (list == nullptr) return false;
  return std::any_of(list->begin(), list->end(), [&](const Value& one) {
    const auto* name = one.As<std::string>();
    return name != nullptr && matches(*name);
  });
}

bool IsIncorporated(const ClauseState& clause) {
  const auto* incorporated = clause.As<bool>("incorporated");
  return incorporated != nullptr && *incorporated &&
         CanBeIncorporated(clause.kind);
}

// The rule by which a contract and those under it stand to each other.
struct FamilyRule {
  bool orders_prevail = false;
  bool unknown = false;  // clauses, or instruments of equal rank, differ
  std::set<std::string> fixed;
};

FamilyRule RuleOf(const ResolvedTerms& above, const Milestones& milestones,
                  Date day) {
  FamilyRule rule;
  bool first = true;
  for (const auto& [id, clause] : above.clauses) {
    if (clause.kind != kind::kOrderOfPrecedence) continue;
    const InForce in_force = InForceOn(OwnTermOf(clause, milestones), day);
    if (in_force == InForce::kNo) continue;
    const auto* orders = clause.As<std::string>("orders");
    const bool prevail = orders != nullptr && *orders == "prevail";
    rule.unknown = rule.unknown || orders == nullptr || clause.disputed ||
                   in_force == InForce::kUnknown ||
                   (!first && prevail != rule.orders_prevail);
    rule.orders_prevail = prevail;
    first = false;
    Lists(clause, "fixed", [&](const std::string& name) {
      rule.fixed.insert(name);
      return false;
    });
  }
  return rule;
}

void Join(std::vector<EventRef>& into, const std::vector<EventRef>& refs) {
  for (const EventRef& ref : refs) {
    if (std::find(into.begin(), into.end(), ref) == into.end()) {
      into.push_back(ref);
    }
  }
}

// Puts the field of the clause above into that below it.
void Put(const std::string& path, const FieldState& field, bool own_prevails,
         bool unknown, ClauseState& below) {
  std::vector<EventRef> claimants;
  std::vector<Value> claimed;
  AddClaimed(field, claimed);
  bool has = false, same = true;
  for (const auto& [own, state] : below.fields) {
    if (!PathsOverlap(own, path)) continue;
    has = true;
    same = same && own == path && state.value == field.value &&
           !state.conflicting && !field.conflicting;
    Join(claimants, state.set_by);
    if (own == path) AddClaimed(state, claimed);
  }
  if (has && own_prevails && !unknown) return;
  if (unknown && !(has && same)) {
    // Which of them counts is not known.
    Join(claimants, field.set_by);
    std::erase_if(below.fields, [&](const auto& own) {
      return PathsOverlap(own.first, path);
    });
    below.fields[path] = ConflictingField(claimants, std::move(claimed));
    return;
  }
  std::erase_if(below.fields, [&](const auto& own) {
    return PathsOverlap(own.first, path);
  });
  below.fields[path] = field;
}

}  // namespace

std::string ParentOf(const std::vector<Recorded>& record) {
  for (const Recorded& r : record) {
    const auto* body = r.event->As<Instrument>();
    if (body != nullptr && body->kind == InstrumentKind::kAgreement) {
      return body->parent;
    }
  }
  return "";
}

bool CanStandUnder(std::string_view clause_kind, std::string_view above_kind) {
  return clause_kind == above_kind ||
         (above_kind == kind::kPaymentTerms && IsMoneyKind(clause_kind));
}

bool CanBeIncorporated(std::string_view clause_kind) {
  if (clause_kind == kind::kLateInterest ||
      clause_kind == kind::kEarlyPayment) {
    return true;
  }
  return !IsMoneyKind(clause_kind) && clause_kind != kind::kLiabilityCap &&
         clause_kind != kind::kExclusivity &&
         clause_kind != kind::kProhibition &&
         clause_kind != kind::kRightOfFirstRefusal &&
         clause_kind != kind::kLicence && clause_kind != kind::kPermission;
}

Family::Above::Above(std::string id, std::vector<Event> of,
                     const PartyKeys& keys, const View& view)
    : contract(std::move(id)),
      events(std::move(of)),
      record(RecordAt(events, view.known)),
      signings(contract, record, keys, view.proposals),
      milestones(MilestonesOf(record, signings)),
      instruments(InstrumentsOf(contract, record, milestones, signings)),
      seen(SeenAt(events, view.known)) {
  seen.signed_by = signings.SignedBy();
}

Family::Family(const std::string& contract,
               const std::vector<Recorded>& record,
               const std::vector<Event>& shared, const View& view)
    : contract_(contract) {
  std::set<std::string> walked = {contract};
  std::string parent = ParentOf(record);
  if (parent.empty()) return;
  const PartyKeys keys(shared);
  while (!parent.empty() && walked.insert(parent).second) {
    std::vector<Event> events;
    for (const Event& event : shared) {
      if (event.stream == parent) events.push_back(event);
    }
    if (events.empty()) return;
    above_.push_back(
        std::make_unique<const Above>(parent, std::move(events), keys, view));
    parent = ParentOf(above_.back()->record);
  }
}

Instruments Family::Over(Instruments own) const {
  if (own.bound.empty()) return own;
  Date first = own.bound.front().binding;
  for (const BoundInstrument& one : own.bound) {
    first = std::min(first, one.binding);
  }
  int level = 0;
  for (const auto& above : above_) {
    ++level;
    for (const BoundInstrument& one : above->instruments.bound) {
      BoundInstrument added = one;
      added.level = level;
      added.milestones = &above->milestones;
      // Nothing of it binds the contract before there is one.
      added.binding = std::max(first, one.binding);
      const auto& ended = one.body->contracts;
      if (std::find(ended.begin(), ended.end(), contract_) != ended.end()) {
        BoundInstrument ends = added;
        ends.level = 0;
        ends.from_above = true;
        ends.ops = {one.whole};
        ends.ops.front().whole_contract = true;
        own.bound.push_back(std::move(ends));
      }
      // A master agreement that has ended goes on for the orders under it.
      if (one.body->kind == InstrumentKind::kTermination &&
          one.body->replaces.empty()) {
        std::erase_if(added.ops,
                      [](const TermOp& op) { return op.change == nullptr; });
      }
      own.bound.push_back(std::move(added));
    }
  }
  return own;
}

std::map<std::string, RecordSeen> Family::Seen() const {
  std::map<std::string, RecordSeen> seen;
  for (const auto& above : above_) seen[above->contract] = above->seen;
  return seen;
}

void Incorporate(const ResolvedTerms& above, ResolvedTerms& terms) {
  for (const auto& [id, clause] : above.clauses) {
    if (!IsIncorporated(clause)) continue;
    ClauseState& state = terms.clauses[id];
    state = clause;
    state.from_above = true;
    // What was waived of it was waived in the contract above.
    state.attachments.clear();
  }
}

void StandUnder(const ResolvedTerms& above, const Milestones& milestones,
                Date day, ResolvedTerms& terms) {
  if (above.clauses.empty()) return;
  const FamilyRule rule = RuleOf(above, milestones, day);
  for (auto& [id, clause] : terms.clauses) {
    if (clause.from_above) continue;
    const auto* under = clause.As<std::string>("under");
    const auto found = above.clauses.find(under != nullptr ? *under : id);
    if (found == above.clauses.end()) continue;
    const ClauseState& governing = found->second;
    // One of the same name as a clause that was incorporated stands under it.
    if (under == nullptr && !IsIncorporated(governing)) continue;
    if (!CanStandUnder(clause.kind, governing.kind)) continue;
    const InForce in_force = InForceOn(OwnTermOf(governing, milestones), day);
    if (in_force == InForce::kNo) continue;
    const bool fixed = rule.fixed.contains(governing.id);
    for (const auto& [path, field] : governing.fields) {
      if (IsOwn(path)) continue;
      const bool says_so =
          Lists(clause, "prevails", [&, at = path](const std::string& own) {
            return PathsOverlap(own, at);
          });
      const bool unknown =
          in_force == InForce::kUnknown ||
          (rule.unknown && !fixed && !says_so);
      Put(path, field, !fixed && (says_so || rule.orders_prevail), unknown,
          clause);
    }
  }
}

void EndIncorporated(const std::vector<BoundInstrument>& instruments, int level,
                     const ResolvedTerms& above, ResolvedTerms& terms) {
  const auto incorporates = [](const Change& change, const std::string& id) {
    if (!change.clause || change.clause->id != id) return false;
    const Value* flag = FindField(change.clause->fields, "incorporated");
    const bool* set = flag == nullptr ? nullptr : flag->As<bool>();
    return set != nullptr && *set;
  };
  for (const auto& entry : above.ended) {
    const std::string& id = entry.first;
    if (terms.clauses.contains(id) || terms.ended.contains(id)) continue;
    const bool own = std::any_of(
        instruments.begin(), instruments.end(), [&](const BoundInstrument& by) {
          return by.level > level &&
                 std::any_of(by.body->changes.begin(), by.body->changes.end(),
                             [&](const Change& change) {
                               return incorporates(change, id);
                             });
        });
    if (own) terms.ended[id] = entry.second;
  }
}

}  // namespace covenant

#include "replay/parties.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "replay/money/facts.h"
#include "replay/timeline.h"

namespace covenant {
namespace {

// What the contract says of an assignment, as read on one day.
struct PartyRule {
  std::string clause;
  std::string consent_of;
  std::string effect;  // void, voidable, breach
};

std::string SymbolIn(const ClauseState& clause, const std::string& path) {
  const auto* symbol = clause.As<std::string>(path);
  return symbol == nullptr ? std::string() : *symbol;
}

bool Lists(const ClauseState& clause, const std::string& path,
           const std::string& item) {
  const auto* list = clause.As<Value::List>(path);
  if (list == nullptr) return false;
  return std::any_of(list->begin(), list->end(), [&](const Value& one) {
    const auto* symbol = one.As<std::string>();
    return symbol != nullptr && *symbol == item;
  });
}

// A finding: the same rights are assigned a second time.
constexpr std::string_view kAssignedTwice = "assigned-twice";

class PartyCollector {
 public:
  PartyCollector(const std::string& contract,
                 const std::vector<BoundInstrument>& instruments,
                 const Timeline& timeline, const Facts& facts, Date as_of)
      : contract_(contract),
        instruments_(instruments),
        timeline_(timeline),
        facts_(facts),
        as_of_(as_of) {}

  PartyChanges Collect() {
    for (const BoundInstrument& bound : instruments_) {
      if (bound.level == 0 && bound.body->transfer) AddInstrument(bound);
    }
    AddSuccessions();
    SortAndCheck();
    return std::move(result_);
  }

 private:
  static void SortByDay(std::vector<PartyChange>& changes) {
    std::stable_sort(changes.begin(), changes.end(),
                     [](const PartyChange& a, const PartyChange& b) {
                       return a.day < b.day;  // none: as if always, first
                     });
  }

  // In the order in which they apply; who has assigned all that it had can
  // assign it no more.
  void SortAndCheck() {
    SortByDay(result_.changes);
    for (std::size_t i = 0; i < result_.changes.size(); ++i) {
      const PartyChange& second = result_.changes[i];
      if (second.how != "assignment" || second.void_of_effect) continue;
      if (second.day && *second.day > as_of_) continue;
      const PartyChange* first = nullptr;  // the last that took all of it away
      for (std::size_t k = 0; k < i; ++k) {
        const PartyChange& one = result_.changes[k];
        if (one.void_of_effect || !one.rights || !CoversAllOf(one, second)) {
          continue;
        }
        if (one.terms.to == second.terms.from) first = nullptr;
        if (one.terms.from == second.terms.from && !one.terms.share) first = &one;
      }
      if (first == nullptr) continue;
      // What had accrued before the first it may still have.
      if (second.terms.accrued == TransferOfAccrued::kPasses &&
          first->terms.accrued != TransferOfAccrued::kPasses) {
        continue;
      }
      std::vector<EventRef> because = second.because;
      because.insert(because.end(), first->because.begin(),
                     first->because.end());
      result_.findings.push_back(
          {std::string(kAssignedTwice), contract_ + "/" + second.id,
           second.id + " assigns rights of " + second.terms.from + " to " +
               second.terms.to + " that " + first->id +
               " had passed to " + first->terms.to +
               " before; it has no effect on them",
           std::move(because)});
    }
  }

  static bool CoversAllOf(const PartyChange& one, const PartyChange& other) {
    if (one.clauses.empty()) return true;
    return !other.clauses.empty() &&
           std::all_of(other.clauses.begin(), other.clauses.end(),
                       [&](const std::string& id) { return one.Covers(id); });
  }

  static std::optional<Date> BindingOrLater(const BoundInstrument& bound,
                                            const std::optional<Date>& day) {
    return day ? std::optional<Date>(std::max(*day, bound.binding)) : day;
  }

  void AddInstrument(const BoundInstrument& bound) {
    const Instrument& body = *bound.body;
    // A condition that is pending, or an interval that never begins.
    if (bound.whole.never) return;
    PartyChange change;
    change.id = bound.id();
    change.terms = *body.transfer;
    change.clauses = body.replaces;
    change.day = bound.whole.days.from();
    change.bound = bound.binding;
    change.because = bound.record.refs;
    change.place = PlaceOf(*bound.record.event, "");
    switch (body.kind) {
      case InstrumentKind::kAssignment:
        change.how = "assignment";
        change.rights = true;
        change.paid_until = change.terms.notified;
        break;
      case InstrumentKind::kNovation:
        change.how = "novation";
        change.rights = change.debts = true;
        // What was paid to or by the old party before anybody had agreed otherwise
        // discharged the sum.
        change.paid_until = BindingOrLater(bound, change.day);
        if (change.terms.as_if_always) {
          change.day.reset();
          change.paid_until = bound.binding;
          change.terms.accrued = TransferOfAccrued::kPasses;
        }
        break;
      default:
        change.how = "assumption";
        change.debts = true;
        // What the original debtor pays counts as long as it is liable.
        if (change.terms.original == OriginalDebtor::kReleased) {
          change.paid_until = BindingOrLater(bound, change.day);
        }
        break;
    }
    if (change.how == "assignment") NeedConsent(bound, change);
    result_.changes.push_back(std::move(change));
  }

  // Of several rules that ask for the consent of different parties, all must be
  // met; the first that is not decides.
  void NeedConsent(const BoundInstrument& bound, PartyChange& change) {
    const Date day = change.day.value_or(bound.binding);
    for (const auto& [id, clause] : timeline_.At(day).clauses) {
      if (clause.kind != kind::kAssignmentRule) continue;
      const std::string assignor = SymbolIn(clause, "assignor");
      if (!assignor.empty() && !IsNow(id, assignor, day, change.terms.from)) {
        continue;
      }
      if (Lists(clause, "free_to", change.terms.to)) continue;
      const PartyRule rule{id, SymbolIn(clause, "consent_of"),
                           SymbolIn(clause, "without_consent")};
      if (IsNow(id, rule.consent_of, day, change.terms.from)) continue;
      const std::optional<Date> consented = ConsentDay(bound.id(), id);
      const Recorded* avoided =
          rule.effect == "voidable" ? AvoidedBy(rule, bound.id()) : nullptr;
      // What was avoided is not revived by a later consent.
      const bool too_late =
          consented && avoided != nullptr &&
          avoided->event->As<Exercise>()->given < *consented;
      if (consented && !too_late) {
        // An assignment that was void has effect from the day of the consent.
        if (rule.effect == "void" && change.day && *consented > *change.day) {
          change.day = consented;
        }
        continue;
      }
      WithoutConsent(rule, clause, change);
      return;
    }
  }

  std::optional<Date> ConsentDay(const std::string& assignment,
                                 const std::string& rule) const {
    std::optional<Date> first;
    for (const BoundInstrument& bound : instruments_) {
      if (bound.level > 0 || bound.body->kind != InstrumentKind::kConsent ||
          bound.body->instrument != assignment || bound.whole.never ||
          bound.body->changes.front().target != rule) {
        continue;
      }
      const Date day = bound.whole.days.from().value_or(bound.binding);
      if (day <= as_of_ && (!first || day < *first)) first = day;
    }
    return first;
  }

  void WithoutConsent(const PartyRule& rule, const ClauseState& clause,
                      PartyChange& change) {
    std::vector<EventRef> because = change.because;
    because.insert(because.end(), clause.created_by.begin(),
                   clause.created_by.end());
    std::string then;
    if (rule.effect == "void") {
      change.void_of_effect = true;
      then = "it is void under " + rule.clause;
    } else if (rule.effect == "voidable") {
      const Recorded* avoided = AvoidedBy(rule, change.id);
      if (avoided != nullptr) {
        change.void_of_effect = true;
        because.insert(because.end(), avoided->refs.begin(),
                       avoided->refs.end());
        then = rule.consent_of + " avoided it by " + avoided->event->id +
               ", and it never had effect";
      } else {
        then = rule.consent_of + " can avoid it under " + rule.clause;
      }
    } else {
      then = "it has effect and is a breach of " + rule.clause;
    }
    result_.findings.push_back(
        {std::string(finding::kUnconsentedAssignment),
         contract_ + "/" + change.id,
         change.id + " assigns rights of " + change.terms.from + " to " +
             change.terms.to + " and " + rule.consent_of +
             " has not consented; " + then,
         std::move(because)});
  }

  const Recorded* AvoidedBy(const PartyRule& rule,
                            const std::string& assignment) const {
    for (const Recorded* r : facts_.exercises) {
      const auto& exercise = *r->event->As<Exercise>();
      if (exercise.power == rule.clause && exercise.about == assignment &&
          exercise.given <= as_of_ &&
          IsNow(rule.clause, rule.consent_of, exercise.given, exercise.by)) {
        return r;
      }
    }
    return nullptr;
  }

  // Whether `who` stands in the place of the party of a rule on the day.
  bool IsNow(const std::string& rule, const std::string& party, Date day,
             const std::string& who) const {
    if (party == who) return true;
    PartyCollector alone(contract_, instruments_, timeline_, facts_, as_of_);
    alone.result_.changes = result_.changes;
    alone.AddSuccessions();
    SortByDay(alone.result_.changes);
    return ActsFor(alone.result_.changes, rule, party, Standing::kContract, day,
                   who);
  }

  // Of each party that has a succession on record, also where it came in by one.
  void AddSuccessions() {
    for (const auto& [party, successions] : facts_.shared.successions) {
      for (const KnownSuccession& one : successions) {
        PartyChange change;
        change.how = "succession";
        change.id = one.refs.front().id;
        change.terms.from = party;
        change.terms.to = one.successor;
        change.terms.accrued = TransferOfAccrued::kPasses;
        change.day = one.day;
        change.rights = change.debts = true;
        change.because = one.refs;
        change.place = one.place;
        result_.changes.push_back(std::move(change));
      }
    }
  }

  const std::string& contract_;
  const std::vector<BoundInstrument>& instruments_;
  const Timeline& timeline_;
  const Facts& facts_;
  const Date as_of_;
  PartyChanges result_;
};

}  // namespace

bool PartyChange::Covers(std::string_view clause) const {
  return clauses.empty() ||
         std::find(clauses.begin(), clauses.end(), clause) != clauses.end();
}

PartyChanges PartyChangesOf(const std::string& contract,
                            const std::vector<BoundInstrument>& instruments,
                            const Timeline& timeline, const Facts& facts,
                            Date as_of) {
  return PartyCollector(contract, instruments, timeline, facts, as_of)
      .Collect();
}

bool StandIn::Is(std::string_view name) const {
  return party == name ||
         std::find(formerly.begin(), formerly.end(), name) != formerly.end();
}

std::vector<StandIn> StandInsFor(const std::vector<PartyChange>& changes,
                                 std::string_view clause,
                                 const std::string& party, Standing as,
                                 Date day) {
  std::vector<StandIn> now = {{party, {}}};
  for (const PartyChange& change : changes) {
    if (change.void_of_effect || (change.day && *change.day > day)) continue;
    // A part of the sums is no part of a power; whoever only performs has none.
    if (change.terms.share || !change.Covers(clause) ||
        change.terms.original == OriginalDebtor::kSolelyLiable) {
      continue;
    }
    const bool all = change.rights && change.debts;
    const bool passes =
        as == Standing::kRights  ? change.rights
        : as == Standing::kDebts ? change.debts
                                 : all || (change.rights && !change.clauses.empty());
    if (!passes) continue;
    const auto from =
        std::find_if(now.begin(), now.end(), [&](const StandIn& one) {
          return one.Is(change.terms.from);
        });
    if (from == now.end()) continue;
    if (change.how == "succession") {
      from->formerly.push_back(from->party);
      from->party = change.terms.to;
    } else if (change.terms.original == OriginalDebtor::kStillLiable) {
      now.insert(now.begin(), {change.terms.to, {}});
    } else {
      *from = {change.terms.to, {}};
    }
  }
  return now;
}

std::string StandsNow(const std::vector<PartyChange>& changes,
                      std::string_view clause, const std::string& party,
                      Standing as, Date day) {
  if (changes.empty() || party.empty()) return party;
  return StandInsFor(changes, clause, party, as, day).front().party;
}

bool PaysAs(const std::vector<PartyChange>& changes, std::string_view clause,
            const std::string& party, Standing as, Date day,
            const std::string& who) {
  std::set<std::string> names = {party}, over;
  for (const PartyChange& change : changes) {
    const bool passes = as == Standing::kRights ? change.rights : change.debts;
    if (!passes || change.void_of_effect || !change.Covers(clause) ||
        (change.day && *change.day > day) ||
        !names.contains(change.terms.from)) {
      continue;
    }
    names.insert(change.terms.to);
    over.erase(change.terms.to);
    if (!change.terms.share && change.paid_until && *change.paid_until <= day) {
      over.insert(change.terms.from);
    }
  }
  return names.contains(who) && !over.contains(who);
}

bool ActsFor(const std::vector<PartyChange>& changes, std::string_view clause,
             const std::string& party, Standing as, Date day,
             const std::string& who) {
  if (changes.empty()) return party == who;
  const auto among = [&](const std::vector<PartyChange>& by) {
    const auto now = StandInsFor(by, clause, party, as, day);
    return std::any_of(now.begin(), now.end(),
                       [&](const StandIn& one) { return one.Is(who); });
  };
  if (among(changes)) return true;
  std::vector<PartyChange> then;
  std::copy_if(
      changes.begin(), changes.end(), std::back_inserter(then),
      [&](const PartyChange& one) { return !one.bound || *one.bound <= day; });
  return then.size() < changes.size() && among(then);
}

std::vector<PartyChange> StandInsOf(
    const std::string& contract,
    const std::vector<BoundInstrument>& instruments, const Facts& facts,
    std::optional<Date> as_of) {
  const bool any =
      !facts.shared.successions.empty() ||
      std::any_of(instruments.begin(), instruments.end(),
                  [](const BoundInstrument& one) {
                    return one.level == 0 && one.body->transfer;
                  });
  if (!any) return {};
  return PartyChangesOf(contract, instruments,
                        Timeline(contract, instruments, std::nullopt), facts,
                        as_of.value_or(*Date::FromYmd(9999, 12, 31)))
      .changes;
}

std::string SuccessorOn(const std::string& party, const Facts& facts,
                        Date day) {
  std::string at = party;
  std::set<std::string> walked;
  while (walked.insert(at).second) {
    const auto found = facts.shared.successions.find(at);
    if (found == facts.shared.successions.end()) return at;
    const KnownSuccession* last = nullptr;
    for (const KnownSuccession& one : found->second) {
      if (one.day <= day && (last == nullptr || last->day < one.day)) {
        last = &one;
      }
    }
    if (last == nullptr) return at;
    at = last->successor;
  }
  return at;
}

std::string PartyChangeText(const PartyChange& change) {
  const std::string since =
      change.day ? "from " + change.day->ToString() : "as if always";
  std::string text = change.terms.to + " for " + change.terms.from + ", " +
                     since;
  if (change.terms.share) text += ", " + change.terms.share->ToString();
  if (change.terms.original == OriginalDebtor::kStillLiable) {
    text += ", " + change.terms.from + " still liable";
  } else if (change.terms.original == OriginalDebtor::kSolelyLiable) {
    text += ", " + change.terms.from + " solely liable";
  }
  return text;
}

}  // namespace covenant

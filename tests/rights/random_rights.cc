#include "tests/rights/random_rights.h"

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

#include "ledger/codec/authoring.h"

namespace covenant {
namespace {

using model::Scope;
using property::Rng;

// Few places, so that they meet.
const std::vector<std::string> kPlaces = {"a", "a/x", "a/x/p", "a/y",
                                          "b", "b/x", "c"};
const std::vector<std::string> kClasses = {"rival", "rival/big", "public",
                                           "unheard-of"};
const std::vector<std::string> kParties = {"p", "q", "r", "s"};

PathSet ToPathSet(const model::Paths& paths) {
  return {paths.include, paths.exclude, paths.undisclosed};
}

Fields ToFields(const Scope& scope, const std::string& prefix) {
  Fields fields;
  for (const auto& [dimension, paths] : scope) {
    fields[prefix + dimension] = Value{ToPathSet(paths)};
  }
  return fields;
}

Endpoint On(Date day) {
  Endpoint end;
  end.date = day;
  return end;
}

class Maker {
 public:
  explicit Maker(Rng& rng) : rng_(rng) {}

  RandomRights Make() {
    made_.model.parties.insert(kParties.begin(), kParties.end());
    if (rng_.Percent(50)) MakeTree();
    const int contracts = rng_.Int(1, 3);
    for (int i = 0; i < contracts; ++i) MakeContract("c" + std::to_string(i));
    MakeSuccessions();
    std::stable_sort(made_.model.transfers.begin(), made_.model.transfers.end(),
                     [](const auto& a, const auto& b) { return a.day < b.day; });
    return std::move(made_);
  }

 private:
  std::string Party() { return rng_.Pick(kParties); }

  model::Paths SomePaths(const std::vector<std::string>& from) {
    model::Paths paths;
    if (rng_.Percent(6)) {
      paths.undisclosed = true;
      return paths;
    }
    if (rng_.Percent(85)) {
      for (int i = rng_.Int(1, 2); i > 0; --i) paths.include.push_back(rng_.Pick(from));
    }
    if (paths.include.empty() || rng_.Percent(35)) {
      paths.exclude.push_back(rng_.Pick(from));
    }
    return paths;
  }

  Scope SomeScope(bool of_act) {
    Scope scope;
    if (rng_.Percent(70)) scope["channel"] = SomePaths(kPlaces);
    if (rng_.Percent(40)) scope["product"] = SomePaths(kPlaces);
    if (rng_.Percent(of_act ? 10 : 25)) {
      scope["counterparty"] = SomePaths(kClasses);
    }
    return scope;
  }

  model::Days SomeDays() {
    model::Days days;
    days.from = rng_.Int(0, kDays - 1);
    days.until = rng_.Percent(40) ? model::kForever
                                  : rng_.Int(days.from + 1, kDays);
    return days;
  }

  Event& Add(const std::string& stream, const std::string& type) {
    std::vector<Event>& events =
        stream.starts_with("_scope/")    ? made_.scopes
        : stream.starts_with("_party/") ? made_.parties
                                        : made_.contracts[stream];
    Event& event = events.emplace_back();
    event.stream = stream;
    event.type = type;
    event.sequence = ++made_.head;
    event.version = events.size();
    event.id = "e" + std::to_string(made_.head);
    return event;
  }

  void MakeTree() {
    for (const char* dimension : {"channel", "counterparty"}) {
      if (rng_.Percent(40)) continue;
      const bool party = std::string(dimension) == "counterparty";
      const int editions = rng_.Int(1, 2);
      for (int i = 0; i < editions; ++i) {
        Event& event = Add(std::string("_scope/") + dimension, "scope-tree");
        ScopeTree tree;
        tree.name = dimension;
        tree.dimension = dimension;
        const int since = i == 0 ? -model::kForever : rng_.Int(1, kDays - 1);
        if (i > 0) tree.since = DayOf(since);
        std::set<std::string> taken;
        for (int k = rng_.Int(1, 3); k > 0; --k) {
          model::TreeNode node;
          node.dimension = dimension;
          node.since = since;
          // A class that lies in the tree, or one of its own.
          node.path = rng_.Pick(party ? std::vector<std::string>{"rival", "public"}
                                      : std::vector<std::string>{"a", "b", "set"});
          if (!taken.insert(node.path).second) continue;
          if (rng_.Percent(70)) {
            node.members.push_back(party ? Party() : rng_.Pick(kPlaces));
          }
          if (!party && node.path == "set" && i == 0 && rng_.Percent(40)) {
            node.aliases.push_back("c");
          }
          tree.nodes.push_back({node.path, "", node.aliases, node.members});
          made_.model.nodes.push_back(std::move(node));
        }
        event.body = std::move(tree);
      }
    }
  }

  void MakeContract(const std::string& id) {
    Event& event = Add(id, "agreement");
    event.executed = DayOf(0);
    event.effective = On(DayOf(0));
    Instrument body;
    for (const std::string& party : kParties) body.parties.push_back({party, "", ""});
    const std::size_t first = made_.model.norms.size();
    const int clauses = rng_.Int(1, 3);
    for (int i = 0; i < clauses; ++i) {
      AddClause(id, "k" + std::to_string(i), body);
    }
    made_.contracts[id].front().body = std::move(body);
    for (std::size_t n = first; n < made_.model.norms.size(); ++n) Attach(id, n);
    for (int i = rng_.Int(0, 3); i > 0; --i) AddDeal(id);
    if (rng_.Percent(25)) MakeTransfer(id);
  }

  void Term(const model::Days& days, Clause& clause) {
    clause.fields["from"] = Value{On(DayOf(days.from))};
    if (days.until < model::kForever) {
      clause.fields["until"] = Value{On(DayOf(days.until))};
    }
  }

  void AddClause(const std::string& contract, const std::string& id,
                 Instrument& body) {
    const std::string one = Party();
    std::string other = Party();
    while (other == one) other = Party();
    Clause clause;
    clause.id = id;
    const Scope scope = SomeScope(false);
    const model::Days days = SomeDays();
    clause.fields = ToFields(scope, "scope.");
    Term(days, clause);
    const int sort = rng_.Int(0, 9);
    if (sort < 7) {
      model::ModelNorm norm;
      norm.id = contract + "/" + id;
      norm.bearer = one;
      norm.beneficiary = other;
      norm.days = norm.certain = days;
      norm.scope = scope;
      if (rng_.Percent(15)) {
        // An end that is not disclosed.
        const int sure = rng_.Int(days.from, std::min(days.until, kDays));
        Endpoint end;
        end.undisclosed = true;
        end.not_before = DayOf(sure);
        if (days.until < model::kForever) end.not_after = DayOf(days.until);
        clause.fields["until"] = Value{end};
        norm.certain = {days.from, sure};
      }
      if (sort < 4) {
        clause.kind = "prohibition";
        if (rng_.Percent(20)) {
          norm.asks_first = true;
          clause.fields["consent_required"] = Value{true};
        }
      } else {
        clause.kind = "right-of-first-refusal";
        norm.asks_first = norm.own_use_free = true;
      }
      const bool refusal = clause.kind != "prohibition";
      clause.fields[refusal ? "grantor" : "bearer"] = Value{one};
      clause.fields[refusal ? "holder" : "beneficiary"] = Value{other};
      AddCarveOuts(norm, clause);
      made_.model.norms.push_back(std::move(norm));
    } else {
      clause.kind = "permission";
      clause.fields["grantor"] = Value{one};
      clause.fields["holder"] = Value{other};
      model::ModelAct act;
      act.id = contract + "/" + id;
      act.contract = contract;
      act.actor = one;
      act.counterparty = other;
      act.days = days;
      act.scope = scope;
      act.grants = true;
      made_.model.permissions.push_back(act);
      made_.model.acts.push_back(act);
      std::swap(act.actor, act.counterparty);
      act.grants = false;
      made_.model.acts.push_back(std::move(act));
    }
    Change change;
    change.target = id;
    change.clause = std::move(clause);
    body.changes.push_back(std::move(change));
  }

  void AddCarveOuts(model::ModelNorm& norm, Clause& clause) {
    Value::List list;
    for (int i = rng_.Int(0, 2); i > 0; --i) {
      model::Exception one;
      Value::Map map;
      map["name"] = Value{std::string("x")};
      if (rng_.Percent(70)) {
        one.scope = SomeScope(false);
        Value::Map scope;
        for (const auto& [dimension, paths] : one.scope) {
          scope[dimension] = Value{ToPathSet(paths)};
        }
        if (!scope.empty()) map["scope"] = Value{scope};
      }
      if (rng_.Percent(30)) {
        one.parties = {Party()};
        map["parties"] = Value{Value::List{Value{one.parties.front()}}};
      }
      if (rng_.Percent(30)) {
        one.days = SomeDays();
        map["from"] = Value{DayOf(one.days.from)};
        if (one.days.until < model::kForever) {
          map["until"] = Value{DayOf(one.days.until)};
        }
      }
      if (rng_.Percent(20)) {
        one.entered_before = rng_.Int(0, kDays);
        map["entered_before"] = Value{DayOf(*one.entered_before)};
      }
      if (rng_.Percent(25)) AddTotal(one, map);
      norm.exceptions.push_back(std::move(one));
      list.push_back(Value{std::move(map)});
    }
    if (!list.empty()) clause.fields["carve_outs"] = Value{std::move(list)};
  }

  static Amount Euros(int amount) {
    return *Amount::Parse(std::to_string(amount) + ".00 EUR");
  }

  void AddTotal(model::Exception& one, Value::Map& map) {
    one.in_total = rng_.Int(10, 100);
    map["in_total"] = Value{Euros(*one.in_total)};
    if (rng_.Percent(50)) return;
    // By the month, from the first of January: the next begins on day 31.
    one.windows = {0, 31};
    map["every"] = Value{*Duration::Parse("1 month")};
    map["anchor"] = Value{DayOf(0)};
  }

  // Novations, and debts that another takes over, in one contract.
  void MakeTransfer(const std::string& contract) {
    model::ModelTransfer one;
    one.contract = contract;
    one.from = Party();
    one.to = Party();
    while (one.to == one.from) one.to = Party();
    one.day = rng_.Int(1, kDays - 1);
    const bool novation = rng_.Percent(60);
    one.rights = novation;
    one.stays = !novation && rng_.Percent(50);
    if (rng_.Percent(40)) one.clauses = {"k" + std::to_string(rng_.Int(0, 1))};
    Event& event = Add(contract, novation ? "novation" : "assumption");
    event.executed = DayOf(0);
    event.effective = On(DayOf(one.day));
    Instrument body;
    body.kind = novation ? InstrumentKind::kNovation : InstrumentKind::kAssumption;
    Transfer transfer;
    transfer.from = one.from;
    transfer.to = one.to;
    if (!novation) {
      transfer.original = one.stays ? OriginalDebtor::kStillLiable
                                    : OriginalDebtor::kReleased;
    }
    body.transfer = std::move(transfer);
    body.replaces.assign(one.clauses.begin(), one.clauses.end());
    event.body = std::move(body);
    made_.model.transfers.push_back(std::move(one));
  }

  void MakeSuccessions() {
    // By the name of who was, as the ledger has them.
    for (const std::string& party : kParties) {
      if (!rng_.Percent(8)) continue;
      model::ModelTransfer one;
      one.from = party;
      one.to = Party();
      while (one.to == one.from) one.to = Party();
      one.day = rng_.Int(1, kDays - 1);
      Event& event = Add("_party/" + party, "party-succession");
      PartySuccession body;
      body.party = one.from;
      body.successor = one.to;
      body.date = DayOf(one.day);
      event.body = std::move(body);
      made_.model.transfers.push_back(std::move(one));
    }
  }

  // Waivers, consents and releases, and readings.
  void Attach(const std::string& contract, std::size_t n) {
    const std::string clause =
        made_.model.norms[n].id.substr(contract.size() + 1);
    for (int i = rng_.Int(0, 2); i > 0; --i) {
      if (rng_.Percent(30)) {
        AddReading(contract, clause, made_.model.norms[n]);
        continue;
      }
      model::Exception one;
      one.days = SomeDays();
      const int sort = rng_.Int(0, 2);
      Event& event = Add(contract, sort == 0   ? "waiver"
                                   : sort == 1 ? "consent"
                                               : "release");
      event.executed = DayOf(0);
      event.effective = On(DayOf(one.days.from));
      if (one.days.until < model::kForever) {
        event.until = On(DayOf(one.days.until));
      }
      Instrument body;
      body.kind = sort == 0   ? InstrumentKind::kWaiver
                  : sort == 1 ? InstrumentKind::kConsent
                              : InstrumentKind::kRelease;
      Change change;
      change.op = sort == 0   ? Change::Op::kWaive
                  : sort == 1 ? Change::Op::kConsent
                              : Change::Op::kRelease;
      change.target = clause;
      if (rng_.Percent(50)) one.scope = SomeScope(false);
      if (rng_.Percent(30)) one.deals = {"c" + std::to_string(rng_.Int(0, 2))};
      if (sort == 1) {
        change.act = {"an act", false, {}};
        one.words_only = one.scope.empty() && one.deals.empty();
      }
      change.scope = ToFields(one.scope, "");
      if (!one.deals.empty()) change.deal = one.deals.front();
      body.changes.push_back(std::move(change));
      event.body = std::move(body);
      made_.model.norms[n].exceptions.push_back(std::move(one));
    }
  }

  void AddReading(const std::string& contract, const std::string& clause,
                  model::ModelNorm& norm) {
    model::ModelReading one;
    one.name = "r" + std::to_string(made_.head);
    one.date = rng_.Int(0, kDays - 1);
    one.by.insert(rng_.Percent(50) ? norm.bearer : norm.beneficiary);
    if (rng_.Percent(25)) one.by = {norm.bearer, norm.beneficiary};
    if (rng_.Percent(60)) one.covers["channel"] = SomePaths(kPlaces);
    if (rng_.Percent(60)) one.leaves_out["channel"] = SomePaths(kPlaces);
    Event& event = Add(contract, "reading");
    Reading body;
    body.clause = clause;
    body.name = one.name;
    body.asserted_by.assign(one.by.begin(), one.by.end());
    body.date = DayOf(one.date);
    body.covers = ToFields(one.covers, "");
    body.leaves_out = ToFields(one.leaves_out, "");
    event.body = std::move(body);
    norm.readings.push_back(std::move(one));
  }

  void AddDeal(const std::string& contract) {
    model::ModelAct act;
    act.contract = contract;
    act.actor = Party();
    if (rng_.Percent(85)) {
      act.counterparty = Party();
      while (act.counterparty == act.actor) act.counterparty = Party();
    }
    act.scope = SomeScope(true);
    act.days.from = act.entered = rng_.Int(0, kDays - 1);
    Event& event = Add(contract, "deal");
    act.id = contract + "/" + event.id;
    act.deal = true;
    Deal body;
    if (rng_.Percent(70)) {
      act.amount = rng_.Int(1, 60);
      body.amount = Euros(*act.amount);
    }
    body.actor = act.actor;
    body.counterparty = act.counterparty;
    body.scope = ToFields(act.scope, "");
    body.date = DayOf(act.days.from);
    if (rng_.Percent(40)) {
      body.ongoing = true;
    } else if (rng_.Percent(50)) {
      act.days.until = rng_.Int(act.days.from + 1, kDays);
      body.ends = DayOf(act.days.until);
    } else {
      act.days.until = act.days.from + 1;
    }
    if (rng_.Percent(20)) {
      act.under = "c" + std::to_string(rng_.Int(0, 2));
      body.under = act.under;
    }
    event.body = std::move(body);
    made_.model.acts.push_back(std::move(act));
  }

  Rng& rng_;
  RandomRights made_;
};

}  // namespace

Date DayOf(int day) {
  return *(*Date::Parse("2024-01-01")).AddDays(day);
}

RandomRights RandomRights::Make(Rng& rng) { return Maker(rng).Make(); }

std::string RandomRights::ToString() const {
  std::string text;
  for (const Event& event : scopes) text += WriteYaml(event) + "---\n";
  for (const Event& event : parties) text += WriteYaml(event) + "---\n";
  for (const auto& [contract, events] : contracts) {
    for (const Event& event : events) text += WriteYaml(event) + "---\n";
  }
  return text;
}

}  // namespace covenant

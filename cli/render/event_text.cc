#include "cli/render/event_text.h"

#include <variant>
#include <vector>

#include "cli/render/figures.h"

namespace covenant::cli {
namespace {

constexpr std::size_t kMostChanges = 4;  // of a summary

std::string ChangeText(const Change& change) {
  const std::string target =
      change.path.empty() ? change.target : change.target + "." + change.path;
  switch (change.op) {
    case Change::Op::kAdd:
      return "add " + (change.clause ? change.clause->id : target);
    case Change::Op::kSet:
      return "set " + target + " to " + change.to.ToString();
    case Change::Op::kRenumber:
      return "renumber " + target + " to " + change.to.ToString();
    default: {
      const std::string text = std::string(OpName(change.op)) + " " + target;
      return change.act.empty() ? text : text + ": " + change.act.Shown();
    }
  }
}

std::string With(std::string text, const std::string& more,
                 std::string_view separator = ": ") {
  if (!more.empty()) text += std::string(separator) + more;
  return text;
}

struct Summary {
  std::string operator()(const Instrument& one) const {
    if (one.kind == InstrumentKind::kAgreement) {
      std::vector<std::string> parties;
      for (const PartyRef& party : one.parties) parties.push_back(party.id);
      return With(one.title, "between " + Joined(parties, " and "),
                  one.title.empty() ? "" : ", ");
    }
    if (one.transfer) {
      return With(one.transfer->from + " gives way to " + one.transfer->to,
                  Joined(one.replaces), " under ");
    }
    if (one.kind == InstrumentKind::kResumption) {
      return With("ends " + one.instrument, one.reason.Shown());
    }
    std::vector<std::string> parts;
    for (const Change& change : one.changes) {
      if (parts.size() == kMostChanges) {
        parts.push_back(std::to_string(one.changes.size() - kMostChanges) +
                        " more");
        break;
      }
      parts.push_back(ChangeText(change));
    }
    std::string text = Joined(parts, "; ");
    if (!one.rectifies.empty()) text = "rectifies " + With(one.rectifies, text);
    if (!one.authority.empty()) {
      text = With(With(one.authority, one.case_number, " "), text);
    }
    if (text.empty() && !one.replaces.empty()) text = Joined(one.replaces);
    return text.empty() ? one.reason.Shown() : text;
  }
  std::string operator()(const Signature& one) const {
    return With(one.party + " signs " + one.instrument,
                one.key ? one.key->name : "", " with ");
  }
  std::string operator()(const SignatureWithdrawal& one) const {
    return With(one.party + " withdraws its signature of " + one.instrument,
                one.reason.Shown());
  }
  std::string operator()(const PartyKey& one) const {
    return With(one.party + " signs with " + one.key.name + " from " +
                    one.since.ToString(),
                one.replaces, " instead of ");
  }
  std::string operator()(const KeyRevocation& one) const {
    return With(one.key + " of " + one.party + " is revoked from " +
                    one.since.ToString(),
                one.reason.Shown());
  }
  std::string operator()(const Report& one) const {
    std::vector<std::string> parts;
    for (const auto& [metric, amount] : one.metrics) {
      parts.push_back(metric + " " + AmountText(amount));
    }
    if (!one.items.empty()) {
      parts.push_back(std::to_string(one.items.size()) + " dated figures");
    }
    return With(PeriodText(one.period), Joined(parts));
  }
  std::string operator()(const PaymentMade& one) const {
    return With(one.payer + " pays " + one.payee + " " + AmountText(one.amount),
                one.designation, " for ");
  }
  std::string operator()(const Milestone& one) const {
    return one.name + " on " + one.date.ToString();
  }
  std::string operator()(const Opening& one) const {
    return With("closed through " + one.through.ToString(),
                Joined(one.clauses));
  }
  std::string operator()(const Reading& one) const {
    return With(one.clause + " read as " + one.name, one.says.Shown());
  }
  std::string operator()(const Dispute& one) const {
    return one.raised_by + " disputes " + one.obligation;
  }
  std::string operator()(const SetOff& one) const {
    return one.party + " sets off " + AmountText(one.amount) + " against " +
           one.against;
  }
  std::string operator()(const DisputeResolution& one) const {
    return With("ends dispute " + one.dispute, one.outcome.Shown());
  }
  std::string operator()(const TaxWithheld& one) const {
    return "tax of " + AmountText(one.amount) + " withheld from " +
           one.obligation;
  }
  std::string operator()(const Invoice& one) const {
    return With("invoice for " + one.obligation,
                one.amount ? AmountText(*one.amount) : "", ", ");
  }
  std::string operator()(const Statement& one) const {
    return With("states " + one.obligation + ", delivered " +
                    one.delivered.ToString(),
                one.amount ? AmountText(*one.amount) : "", ", ");
  }
  std::string operator()(const Exercise& one) const {
    return With(With(one.by + " exercises " + one.power, one.about, " about "),
                one.says.Shown());
  }
  std::string operator()(const Notice& one) const {
    std::string text = one.from + " notifies " + one.to;
    text = With(text, one.about, " about ");
    return With(With(text, one.answers, ", in answer to "), one.says.Shown());
  }
  std::string operator()(const Performance& one) const {
    return With(one.by + " performs " + one.duty, one.says.Shown());
  }
  std::string operator()(const BreachAlleged& one) const {
    return With(one.by + " alleges that " + one.against + " broke " +
                    one.clause,
                one.says.Shown());
  }
  std::string operator()(const Cure& one) const {
    return With("cures " + one.breach, one.says.Shown());
  }
  std::string operator()(const PartySuccession& one) const {
    return With(one.successor + " takes the place of " + one.party + " from " +
                    one.date.ToString(),
                one.manner);
  }
  std::string operator()(const Deal& one) const {
    std::string text = one.actor;
    if (!one.counterparty.empty()) text += " with " + one.counterparty;
    return With(text + " on " + one.date.ToString(), one.act.Shown());
  }
  std::string operator()(const ScopeTree& one) const {
    return one.dimension + " tree " + one.name + ", " +
           std::to_string(one.nodes.size()) +
           (one.nodes.size() == 1 ? " node" : " nodes");
  }
  std::string operator()(const CalendarPublished& one) const {
    return With("holidays of " + one.name, PeriodText(one.covers), " in ");
  }
  std::string operator()(const RatePublished& one) const {
    std::string text = "rate " + one.name;
    if (one.values.size() == 1) {
      const RateValue& only = one.values.front();
      text = With(text, only.rate    ? only.rate->ToString()
                        : only.value ? AmountText(*only.value)
                                     : "",
                  ", ");
      return With(text, only.date ? only.date->ToString()
                                  : PeriodText(*only.period),
                  only.date ? " on " : " in ");
    }
    return text + ", " + std::to_string(one.values.size()) + " values";
  }
  std::string operator()(const GoLive&) const { return "backfill has ended"; }
  std::string operator()(const Heads& one) const {
    return "the heads of all streams after #" + std::to_string(one.size) +
           ", under " + one.root.ToHex().substr(0, 16);
  }
  std::string operator()(const Party& one) const {
    return one.party + " is " + one.name;
  }
  std::string operator()(const Correction& one) const {
    return With("corrects " + one.target, one.reason.Shown());
  }
  std::string operator()(const Cancellation& one) const {
    return With("withdraws " + one.target, one.reason.Shown());
  }
  std::string operator()(const Erasure& one) const {
    return With("erases the sealed texts of " + one.target,
                one.reason.Shown());
  }
  std::string operator()(const UnknownBody&) const {
    return "of a newer schema";
  }
};

}  // namespace

std::string EventSummary(const Event& event) {
  const std::string text = std::visit(Summary{}, event.body);
  return text.empty() ? event.note.Shown() : GroupAmounts(text);
}

std::string DocumentText(const DocumentRef& document) {
  std::string text = document.name;
  if (!document.section.empty()) {
    text += (text.empty() ? "" : ", ") + document.section;
  }
  return text;
}

}  // namespace covenant::cli

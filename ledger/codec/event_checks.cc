#include "ledger/codec/event_checks.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "covenant/v1/event.pb.h"
#include "ledger/codec/balance_checks.h"
#include "ledger/codec/due_checks.h"
#include "ledger/codec/formula_checks.h"
#include "ledger/codec/leaf_text.h"
#include "ledger/codec/loan_checks.h"
#include "ledger/codec/message_check.h"
#include "ledger/codec/norm_checks.h"
#include "ledger/codec/rate_checks.h"
#include "ledger/codec/share_checks.h"
#include "ledger/codec/signing_checks.h"
#include "ledger/codec/text_shapes.h"
#include "ledger/value/hash.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::RepeatedPtrField;
using schema::FieldDescriptor;

// One operation of a change, and the keys that only it may have.
struct Operation {
  std::string_view key;
  std::vector<std::string_view> needs;
  std::vector<std::string_view> may;
};

const std::vector<Operation>& Operations() {
  static const auto* const operations = new std::vector<Operation>{
      {"set", {"to"}, {"from", "basis"}},
      {"add", {}, {"basis"}},
      {"replace", {"with"}, {"basis"}},
      {"remove", {}, {}},
      {"renumber", {"new_section"}, {}},
      {"waive", {}, {"share", "amount", "measured_by", "act", "deal", "scope"}},
      {"consent", {}, {"act", "deal", "scope"}},
      {"suspend", {}, {"scope"}}};
  return *operations;
}

bool OneOf(const std::vector<std::string_view>& keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

class Checker {
 public:
  Checker(const Message& message, const Message* terms, const Node& node,
          const std::string& path, const std::map<std::string, Span>& places,
          Sink& sink)
      : message_(message),
        terms_(terms),
        node_(node),
        path_(path),
        places_(places),
        sink_(sink) {}

  void Run();

 private:
  std::string Path(std::string_view name) const {
    return path_.empty() ? std::string(name) : Concat({path_, ".", name});
  }
  static std::string Item(const std::string& path, int index) {
    return path + "[" + std::to_string(index) + "]";
  }
  bool Has(std::string_view key) const { return node_.Has(key); }
  const Span& At(const std::string& path) const {
    const auto found = places_.find(path);
    return found == places_.end() ? node_.at : found->second;
  }
  const Span& KeyAt(std::string_view key) const { return node_.KeyAt(key); }
  void Add(const Span& at, std::string_view code, std::string what,
           std::string label, std::string help) {
    sink_.Add(at, code, std::move(what), std::move(label), std::move(help));
  }
  void Add(const Span& at, Problem problem) {
    sink_.Add(at, problem.code, std::move(problem.message),
              std::move(problem.label), std::move(problem.help));
  }
  // `changes[2].from`, but not `clauses[2].from`.
  bool IsChangeValue() const {
    const std::size_t index = path_.rfind('[');
    return index != std::string::npos && path_.ends_with("].from") &&
           (path_.substr(0, index).ends_with("changes") ||
            path_.substr(0, index).ends_with("reads")) &&
           path_.find('.', index) == path_.size() - 5;
  }
  template <typename T>
  static const T* As(const Message* message) {
    return message == nullptr ? nullptr : MessageAs<T>(*message);
  }

  void Unique(const RepeatedPtrField<std::string>& items,
              std::string_view name);
  void UniqueParties(const RepeatedPtrField<v1::ContractParty>& parties);
  void UniqueClauses(const RepeatedPtrField<v1::Clause>& clauses);
  void TwoParties(const Message& message);
  void Disclosed(std::string_view name, bool undisclosed);
  void LongStop(const std::string& condition, bool long_stop);
  void Regular(const v1::Duration& every, std::string_view name);

  void Check(const v1::Event& event);
  void Check(const v1::Clause& clause);
  void Check(const v1::Change& change);
  void Check(const v1::Endpoint& end);
  void Check(const v1::Period& period);
  void Check(const v1::Agreement& agreement);
  void Check(const v1::Amendment& amendment);
  void AddedOnce(const google::protobuf::RepeatedPtrField<v1::Change>& changes);
  void Check(const v1::Report& report);
  void Check(const v1::RevenueShare& share);
  void Check(const v1::UnitPrice& price);
  void Check(const v1::TakeOrPay& terms);
  void Check(const v1::Calendar& calendar);
  void Check(const v1::PaymentSchedule& schedule);
  void Check(const v1::Party& party);
  void Check(const v1::Correction& correction);
  void CheckHash(const std::string& hash, const std::string& path,
                 std::string_view help);
  void CheckPlain(const Message& message);

  const Message& message_;
  const Message* terms_;
  const Node& node_;
  const std::string& path_;
  const std::map<std::string, Span>& places_;
  Sink& sink_;
};

void Checker::Unique(const RepeatedPtrField<std::string>& items,
                     std::string_view name) {
  std::set<std::string> seen;
  for (int i = 0; i < items.size(); ++i) {
    if (seen.insert(items[i]).second) continue;
    Add(At(Item(Path(name), i)), "E0317",
        Concat({Quoted(items[i]), " stands twice in `", name, "`"}), "",
        "remove one of them");
  }
}

void Checker::UniqueParties(
    const RepeatedPtrField<v1::ContractParty>& parties) {
  std::set<std::string> seen;
  for (int i = 0; i < parties.size(); ++i) {
    if (parties[i].id().empty() || seen.insert(parties[i].id()).second)
      continue;
    Add(At(Item(Path("parties"), i) + ".id"), "E0318",
        Concat({"the party ", Quoted(parties[i].id()), " stands twice"}), "",
        "name each party once; one party can have several parts: "
        "`role: licensor and agent`");
  }
}

void Checker::UniqueClauses(const RepeatedPtrField<v1::Clause>& clauses) {
  std::set<std::string> seen;
  for (int i = 0; i < clauses.size(); ++i) {
    const std::string& id = clauses[i].id();
    if (id.empty() || seen.insert(id).second) continue;
    Add(At(Item(Path("clauses"), i) + ".id"), "E0316",
        Concat({"the clause ", Quoted(id), " stands twice"}), "",
        "give each clause an id of its own");
  }
}

// Debtor and creditor, bearer and beneficiary ...: the first two parties that a
// message names are never one.
void Checker::TwoParties(const Message& message) {
  const FieldDescriptor* first = nullptr;
  for (const auto& info : schema::Info(message.GetDescriptor()).fields) {
    if (!info.is_party || info.field->is_repeated()) continue;
    if (first == nullptr) {
      first = info.field;
      continue;
    }
    const Reflection& reflect = *message.GetReflection();
    const std::string id = reflect.GetString(message, first);
    if (id.empty() || id != reflect.GetString(message, info.field)) return;
    Add(At(Path(info.field->name())), "E0319",
        Concat({first->name(), " and ", info.field->name(),
                " are the same party"}),
        "",
        Concat({"write the party on the other side as `", info.field->name(),
                "`"}));
    return;
  }
}

void Checker::Disclosed(std::string_view name, bool undisclosed) {
  if (!undisclosed) return;
  Add(At(Path(name)), "E0237", Concat({"`", name, "` may not be undisclosed"}),
      "the order of the terms depends on it",
      "write an assumed day and `basis: assumed`");
}

void Checker::LongStop(const std::string& condition, bool long_stop) {
  if (!long_stop || !condition.empty() || Has("condition")) return;
  Add(KeyAt("long_stop"), "E0311", "`long_stop` needs a `condition`", "",
      "write the milestone that it limits as `condition: NAME`");
}

void Checker::Regular(const v1::Duration& every, std::string_view name) {
  if (!Has(name) || every.unit() == v1::TIME_UNIT_UNSPECIFIED) return;
  if (every.unit() != v1::TIME_UNIT_BUSINESS_DAYS && every.count() > 0) return;
  Add(At(Path(name)), "E0238", "a period cannot have this length", "",
      "write at least `1 day`, in days, weeks, months or years");
}

void Checker::Check(const v1::Event& event) {
  const bool instrument = event.has_agreement() || event.has_amendment() ||
                          event.has_restatement() ||
                          event.has_rectification() || event.has_waiver() ||
                          event.has_consent() || event.has_termination() ||
                          event.has_rescission() || event.has_assignment() ||
                          event.has_novation() || event.has_assumption() ||
                          event.has_suspension() || event.has_resumption() ||
                          event.has_release() || event.has_court_order();
  // Nobody signs it, so that nothing else says when it binds.
  if (event.has_court_order() && !Has("executed")) {
    Add(KeyAt("event"), "E0302", "the key `executed` is missing",
        "`court-order` needs it", "write the day on which it was made");
  }
  for (const std::string_view key : {"executed", "effective", "until"}) {
    if (instrument || !Has(key)) continue;
    Add(KeyAt(key), "E0324",
        Concat({"`", key, "` belongs to instruments only"}), "",
        Has("date") ? "remove it: `date` is the day of this event"
                    : "remove it");
  }
  Disclosed("effective", event.effective().undisclosed());
  Disclosed("until", event.until().undisclosed());
  if (terms_ != nullptr) {
    for (const auto& [field, unused] : event.basis_of()) {
      const auto [first, rest] = SplitAt(field, '.');
      const std::string name = first.substr(0, first.find('['));
      if (terms_->GetDescriptor()->FindFieldByName(name) != nullptr) continue;
      // The days of an instrument can be assumed too.
      if (name == "executed" || name == "effective" || name == "until")
        continue;
      Add(node_.Find("basis_of")->value.KeyAt(field), "E0320",
          Concat({"this event has no field ", Quoted(field)}), "",
          "name a key of the event, such as `basis_of: { amount: reported }`");
    }
  }
  CheckHash(event.document().sha256(), "document.sha256",
            "write what `sha256sum FILE` prints");
}

void Checker::CheckHash(const std::string& hash, const std::string& path,
                        std::string_view help) {
  if (hash.empty() || Hash::FromHex(hash)) return;
  Add(At(Path(path)), "E0231", "a SHA-256 has 64 hexadecimal digits",
      std::to_string(hash.size()) + " characters", std::string(help));
}

void Checker::Check(const v1::Clause& clause) {
  const std::string kind =
      terms_ == nullptr
          ? ""
          : schema::Kebab(
                clause.GetReflection()
                    ->GetOneofFieldDescriptor(
                        clause, schema::Info(schema::ClauseMessage()).flat)
                    ->name());
  for (const auto& [field, unused] : clause.basis()) {
    if (!schema::ClausePath(kind, field).empty()) continue;
    Add(node_.Find("basis")->value.KeyAt(field), "E0320",
        Concat({"a clause of kind `", kind, "` has no field ", Quoted(field)}),
        "", Suggest(field, schema::ClausePaths(kind)));
  }
}

void Checker::Check(const v1::Change& change) {
  const Operation* chosen = nullptr;
  std::vector<std::string> names;
  for (const Operation& operation : Operations()) {
    names.emplace_back(operation.key);
    if (!Has(operation.key)) continue;
    if (chosen != nullptr) {
      return Add(KeyAt(operation.key), "E0310",
                 Concat({"a change does one thing, and this has both `",
                         chosen->key, "` and `", operation.key, "`"}),
                 "", "write two changes");
    }
    chosen = &operation;
  }
  if (chosen == nullptr) {
    return Add(node_.at, "E0309", "the change does not say what it does", "",
               Suggest("", names));
  }
  for (const std::string_view key : chosen->needs) {
    if (Has(key)) continue;
    Add(KeyAt(chosen->key), "E0312",
        Concat({"`", chosen->key, "` needs `", key, "`"}), "",
        Concat({"write `", key, ":` below it"}));
  }
  for (const Member& member : node_.members) {
    for (const Operation& other : Operations()) {
      if (!OneOf(other.needs, member.key) && !OneOf(other.may, member.key)) {
        continue;
      }
      if (OneOf(chosen->needs, member.key) || OneOf(chosen->may, member.key)) {
        break;
      }
      Add(member.at, "E0311",
          Concat({"`", member.key, "` does not go with `", chosen->key, "`"}),
          Concat({"it goes with `", other.key, "`"}), "remove it");
      break;
    }
  }
  Disclosed("effective", change.effective().undisclosed());
  Disclosed("until", change.until().undisclosed());
}

void Checker::Check(const v1::Endpoint& end) {
  // Of a value that a change sets, the field decides; see ReadValue.
  const bool start = path_ == "effective" || path_.ends_with(".effective") ||
                     (path_.ends_with(".from") && !IsChangeValue());
  CheckEndpoint(end, node_, start, sink_);
}

void Checker::Check(const v1::Period& period) {
  for (const std::string_view key : {"from", "until"}) {
    if (Has(key)) continue;
    Add(node_.at, "E0221", Concat({"the period has no `", key, "`"}), "",
        "write `{ from: 2026-04-01, until: 2026-07-01 }`");
  }
  if (!period.has_from() || !period.has_until()) return;
  if (period.from().day() < period.until().day()) return;
  Add(At(Path("until")), "E0222", "the period ends before it starts",
      "the first day after the period",
      "write a day later than `from`; the last day of a period is the day "
      "before `until`");
}

void Checker::Check(const v1::Agreement& agreement) {
  UniqueParties(agreement.parties());
  UniqueClauses(agreement.clauses());
  Unique(agreement.signatories(), "signatories");
  const std::string& zone = agreement.time_zone();
  if (zone.empty() || IsZoneShape(zone)) return;
  Add(At(Path("time_zone")), "E0233",
      Concat({"not the name of a time zone: ", Quoted(zone)}), "",
      "write an IANA name, such as `Europe/Berlin` or `UTC`");
}

void Checker::Check(const v1::Amendment& amendment) {
  UniqueParties(amendment.parties());
  Unique(amendment.signatories(), "signatories");
  Unique(amendment.supersedes(), "supersedes");
  AddedOnce(amendment.changes());
}

void Checker::AddedOnce(
    const google::protobuf::RepeatedPtrField<v1::Change>& changes) {
  std::set<std::string> added;
  for (int i = 0; i < changes.size(); ++i) {
    const v1::Change& change = changes[i];
    // The same clause may come for one time and then, otherwise, for another.
    if (!change.has_add() || change.has_effective() || change.has_until()) {
      continue;
    }
    if (change.add().id().empty() || added.insert(change.add().id()).second) {
      continue;
    }
    Add(At(Item(Path("changes"), i) + ".add.id"), "E0316",
        Concat({"the clause ", Quoted(change.add().id()), " is added twice"}),
        "", "give each clause an id of its own");
  }
}

void Checker::Check(const v1::Report& report) {
  if (!Has("metrics") && !Has("items")) {
    Add(KeyAt("event"), "E0323", "the report holds no figure", "",
        "write `metrics:` for totals, or `items:` for figures with a day");
  }
  if (Has("version") && report.version() == 0) {
    Add(At(Path("version")), "E0236", "versions count from 1", "",
        "write `version: 1`, or leave it out");
  }
  if (!report.period().has_from() || !report.period().has_until()) return;
  for (int i = 0; i < report.items_size(); ++i) {
    const v1::ReportItem& item = report.items(i);
    if (!item.has_date() ||
        (item.date().day() >= report.period().from().day() &&
         item.date().day() < report.period().until().day())) {
      continue;
    }
    Add(At(Item(Path("items"), i) + ".date"), "E0322",
        "the day lies outside the period of the report", "",
        "report it in the period that holds the day");
  }
}

void Checker::Check(const v1::Calendar& calendar) {
  if (!calendar.covers().has_from() || !calendar.covers().has_until()) return;
  for (int i = 0; i < calendar.holidays_size(); ++i) {
    const int day = calendar.holidays(i).day();
    if (day >= calendar.covers().from().day() &&
        day < calendar.covers().until().day()) {
      continue;
    }
    Add(At(Item(Path("holidays"), i)), "E0322",
        "the holiday lies outside the days that the calendar covers", "",
        "widen `covers`, or leave the day out");
  }
}

void Checker::Check(const v1::RevenueShare& share) {
  Unique(share.metrics(), "metrics");
  Regular(share.every(), "every");
  CheckShare(share, node_, sink_);
}

void Checker::Check(const v1::UnitPrice& price) {
  Unique(price.metrics(), "metrics");
  Regular(price.every(), "every");
  CheckShare(price, node_, sink_);
}

void Checker::Check(const v1::TakeOrPay& terms) {
  Unique(terms.metrics(), "metrics");
  Regular(terms.every(), "every");
  CheckCredits(terms, node_, sink_);
}

void Checker::Check(const v1::PaymentSchedule& schedule) {
  std::set<std::string> seen;
  for (int i = 0; i < schedule.instalments_size(); ++i) {
    const std::string& id = schedule.instalments(i).id();
    if (id.empty() || seen.insert(id).second) continue;
    Add(At(Item(Path("instalments"), i) + ".id"), "E0316",
        Concat({"the instalment ", Quoted(id), " stands twice"}), "",
        "give each instalment an id of its own");
  }
}

void Checker::Check(const v1::Party& party) {
  if (party.lei().empty() || IsLei(party.lei())) return;
  Add(At(Path("lei")), "E0232", "not a Legal Entity Identifier",
      party.lei().size() == 20
          ? "the check digits do not fit"
          : std::to_string(party.lei().size()) + " characters instead of 20",
      "compare it with the register, or leave it out");
}

void Checker::Check(const v1::Correction& correction) {
  const v1::Event& replacement = correction.replacement();
  if (!Has("replacement") || replacement.id() == correction.target()) return;
  Add(At(Path("replacement.id")), "E0326",
      Concat({"the replacement has the id ", Quoted(replacement.id()),
              ", its target ", Quoted(correction.target())}),
      "", "leave the id out: a replacement keeps the id of its target");
}

// The checks of a message by its own fields: of a structure, or of the chosen
// member of a flat oneof, whose keys stand in the same map.
void Checker::CheckPlain(const Message& message) {
  CheckRates(message, node_, sink_);
  CheckDueDay(message, node_, sink_);
  if (&message == terms_) {
    CheckFirstPeriod(node_, sink_);
    const bool lines = As<v1::RevenueShare>(&message) != nullptr ||
                       As<v1::UnitPrice>(&message) != nullptr;
    CheckRoundingPlace(node_, Has("every"), lines, sink_);
  }
  TwoParties(message);
  if (const auto* body = As<v1::Agreement>(&message)) Check(*body);
  if (const auto* body = As<v1::Amendment>(&message)) Check(*body);
  if (const auto* body = As<v1::CourtOrder>(&message)) {
    AddedOnce(body->changes());
  }
  if (const auto* body = As<v1::Report>(&message)) Check(*body);
  if (const auto* body = As<v1::Party>(&message)) Check(*body);
  if (const auto* body = As<v1::Calendar>(&message)) Check(*body);
  if (const auto* body = As<v1::Correction>(&message)) Check(*body);
  if (const auto* body = As<v1::Heads>(&message)) {
    CheckHash(body->root(), "root", "");
  }
  if (const auto* body = As<v1::Restatement>(&message)) {
    UniqueParties(body->parties());
    UniqueClauses(body->clauses());
    Unique(body->signatories(), "signatories");
    Unique(body->replaces(), "replaces");
  }
  if (const auto* body = As<v1::Rectification>(&message)) {
    Unique(body->signatories(), "signatories");
  }
  if (const auto* body = As<v1::Reading>(&message)) {
    Unique(body->asserted_by(), "asserted_by");
  }
  if (const auto* terms = As<v1::RevenueShare>(&message)) Check(*terms);
  if (const auto* terms = As<v1::UnitPrice>(&message)) Check(*terms);
  if (const auto* terms = As<v1::TakeOrPay>(&message)) Check(*terms);
  if (const auto* terms = As<v1::PaymentSchedule>(&message)) Check(*terms);
  if (const auto* terms = As<v1::MostFavouredPrice>(&message)) {
    Unique(terms->clauses(), "clauses");
    Unique(terms->metrics(), "metrics");
    Unique(terms->rates(), "rates");
    Regular(terms->every(), "every");
    CheckComparison(node_, sink_);
  }
  if (const auto* terms = As<v1::Payment>(&message)) {
    LongStop(terms->condition(), terms->has_long_stop());
  }
  if (const auto* terms = As<v1::Instalment>(&message)) {
    LongStop(terms->condition(), terms->has_long_stop());
  }
  if (const auto* terms = As<v1::NoSetOff>(&message)) {
    Unique(terms->clauses(), "clauses");
  }
  if (const auto* terms = As<v1::LateInterest>(&message)) {
    Unique(terms->applies_to(), "applies_to");
  }
  if (const auto* terms = As<v1::Loan>(&message)) {
    Regular(terms->cycle_of_interest_payment(), "cycle_of_interest_payment");
    Regular(terms->cycle_of_principal_redemption(),
            "cycle_of_principal_redemption");
    Regular(terms->cycle_of_rate_reset(), "cycle_of_rate_reset");
    CheckLoan(*terms, node_, sink_);
  }
  if (const auto* terms = As<v1::Withholding>(&message)) {
    Unique(terms->applies_to(), "applies_to");
    CheckWithholding(*terms, node_, sink_);
  }
  if (const auto* terms = As<v1::EarlyPayment>(&message)) {
    Unique(terms->applies_to(), "applies_to");
    CheckEarlyPayment(node_, sink_);
  }
  if (const auto* terms = As<v1::RecurringPayment>(&message)) {
    Regular(terms->every(), "every");
  }
  if (const auto* terms = As<v1::Formula>(&message)) {
    Regular(terms->every(), "every");
    Regular(terms->counted_every(), "counted_every");
    CheckFormula(*terms, node_, sink_);
  }
  if (const auto* body = As<v1::Agreement>(&message)) {
    CheckFormulaCycles(body->clauses(), node_, sink_);
  }
  if (const auto* body = As<v1::Restatement>(&message)) {
    CheckFormulaCycles(body->clauses(), node_, sink_);
  }
  if (const auto* rounding = As<v1::Rounding>(&message)) {
    if (rounding->places() > Decimal::kMaxScale) {
      Add(At(Path("places")), "E0227", "too many decimal places", "",
          "write a number from 0 to 18");
    }
  }
}

void Checker::Run() {
  if (const auto* event = As<v1::Event>(&message_)) Check(*event);
  if (const auto* clause = As<v1::Clause>(&message_)) Check(*clause);
  if (const auto* change = As<v1::Change>(&message_)) Check(*change);
  if (const auto* end = As<v1::Endpoint>(&message_)) Check(*end);
  if (const auto* period = As<v1::Period>(&message_)) Check(*period);
  CheckBalances(message_, node_, sink_);
  if (terms_ != nullptr) CheckBalances(*terms_, node_, sink_);
  CheckNorms(message_, node_, sink_);
  if (terms_ != nullptr) CheckNorms(*terms_, node_, sink_);
  CheckSigning(message_, node_, sink_);
  if (terms_ != nullptr) CheckSigning(*terms_, node_, sink_);
  CheckPlain(message_);
  if (terms_ != nullptr) CheckPlain(*terms_);
}

}  // namespace

void CheckMessage(const Message& message, const Message* terms,
                  const Node& node, const std::string& path,
                  const std::map<std::string, Span>& places, Sink& sink) {
  Checker(message, terms, node, path, places, sink).Run();
}

}  // namespace covenant

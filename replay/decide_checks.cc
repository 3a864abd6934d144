#include "replay/decide_checks.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "replay/decide_text.h"

namespace covenant {
namespace {

// The fields of clauses that name parties.
constexpr std::string_view kPartyFields[] = {
    "debtor",  "creditor", "bearer",   "beneficiary", "holder",
    "grantor", "licensor", "licensee", "party",
    "assignor", "consent_of", "actor",  "requester",
};

// The fields that list clauses of the contract.
constexpr std::string_view kClauseListFields[] = {
    "applies_to", "clauses",   "except",   "fees",
    "breach_of",  "incurable", "recoup.advances", "fixed",
    "maintained_while.paid"};

template <std::size_t n>
bool Lists(const std::string_view (&fields)[n], std::string_view field) {
  return std::find(std::begin(fields), std::end(fields), field) !=
         std::end(fields);
}

// Whether the event was asserted to be known on the day, and the beginning of that
// day in Greenwich still lies in the day before where the contract is.
bool AtMidnight(const Event& event, Date day) {
  return event.asserted && event.recorded_at.UtcDay() == day.DaysSince1970() &&
         RecordedDay(event) < day;
}

std::string HelpOfMidnight(const Event& event) {
  const std::string known = event.recorded_at.ToString();
  return "`known` without a time is the beginning of the day in UTC, which is the "
         "day before in the contract's time zone: write a time, for example "
         "`known: " +
         known.substr(0, known.find('T')) + "T23:59:59Z`";
}

}  // namespace

void EventChecks::Refuse(std::string code, std::string path,
                         std::string message, std::string label,
                         std::string help) {
  rejections_.push_back({std::move(code), index_, prefix_ + path,
                         std::move(message), std::move(label),
                         std::move(help)});
}

void EventChecks::CheckDates(const Event& event) {
  if (event.executed && *event.executed > RecordedDay(event)) {
    Refuse("E0407", "executed",
           "executed on " + event.executed->ToString() +
               ", after the day on which it is recorded (" +
               RecordedDay(event).ToString() + ")",
           "not signed yet",
           AtMidnight(event, *event.executed)
               ? HelpOfMidnight(event)
               : "leave `executed` out and append a `signature` when it is "
                 "signed");
  }
}

void EventChecks::CheckFactDay(const Event& event, const std::string& path,
                               Date day) {
  if (day <= RecordedDay(event)) return;
  Refuse("E0408", path,
         "the day " + day.ToString() +
             " lies after the day on which the fact is recorded (" +
             RecordedDay(event).ToString() + ")",
         "has not happened yet",
         AtMidnight(event, day) ? HelpOfMidnight(event)
                                : "record a fact when it has happened");
}

void EventChecks::CheckParty(const std::string& path,
                             const std::string& party) {
  if (party.empty() || names_.parties.contains(party)) return;
  Refuse("E0406", path, party + " is not a party of " + stream_name_,
         "unknown party",
         Help(party, {names_.parties.begin(), names_.parties.end()},
              "name it under `parties`"));
}

bool EventChecks::CheckInstrument(const std::string& path,
                                  const std::string& id) {
  if (names_.instruments.contains(id)) return true;
  std::vector<std::string> known;
  for (const auto& [name, day] : names_.instruments) known.push_back(name);
  Refuse("E0414", path,
         "there is no instrument " + id + " in " + stream_name_,
         "unknown instrument",
         Help(id, known, "refer to an instrument by its event id"));
  return false;
}

bool EventChecks::CheckClause(const std::string& path,
                              const std::string& clause) {
  if (names_.clauses.contains(clause)) return true;
  std::vector<std::string> known;
  for (const auto& [id, kind] : names_.clauses) known.push_back(id);
  Refuse("E0403", path, "there is no clause " + clause + " in " + stream_name_,
         "unknown clause",
         Help(clause, known,
              known.empty() ? "the contract has no clauses"
                            : "write the id of one of its clauses"));
  return false;
}

void EventChecks::CheckKind(const std::string& path, const std::string& clause,
                            const std::string& code,
                            const std::string& otherwise,
                            const std::vector<std::string_view>& kinds) {
  const std::string& kind = names_.clauses[clause];
  std::string list;
  for (const std::string_view one : kinds) {
    if (kind == one) return;
    list += (list.empty() ? "`" : ", `") + std::string(one) + "`";
  }
  Refuse(code, path,
         "the clause " + clause + ", of kind `" + kind + "`, " + otherwise,
         "of another kind", "name a clause of kind " + list);
}

void EventChecks::CheckNames(const std::string& path, const std::string& field,
                             const Value& value) {
  if (const auto* party = value.As<std::string>();
      party != nullptr && Lists(kPartyFields, field)) {
    CheckParty(path, *party);
  }
  const auto* list = value.As<Value::List>();
  if (list == nullptr || !Lists(kClauseListFields, field)) return;
  for (std::size_t i = 0; i < list->size(); ++i) {
    if (const auto* id = (*list)[i].As<std::string>()) {
      CheckClause(path + "[" + std::to_string(i) + "]", *id);
    }
  }
}

void EventChecks::CheckDispute(const std::string& path,
                               const std::string& dispute,
                               const std::string& reading) {
  const auto found = names_.disputes.find(dispute);
  if (found == names_.disputes.end()) {
    std::vector<std::string> known;
    for (const auto& [id, clause] : names_.disputes) known.push_back(id);
    Refuse("E0417", path,
           "there is no dispute " + dispute + " in " + stream_name_,
           "unknown dispute",
           Help(dispute, known, "refer to a dispute by its event id"));
    return;
  }
  if (reading.empty() || reading == "text") return;
  const auto& readings = names_.readings[found->second];
  if (readings.contains(reading)) return;
  Refuse("E0530", "reading",
         "nobody reads the clause " + found->second + " by a reading " + reading,
         "unknown reading",
         Help(reading, {readings.begin(), readings.end()},
              "append the `reading` first, or write `text` for what the "
              "contract says by itself"));
}

void EventChecks::CheckNotice(const std::string& path,
                              const std::string& notice) {
  if (notice.empty() || names_.notices.contains(notice)) return;
  const bool here = std::any_of(
      names_.clauses.begin(), names_.clauses.end(), [](const auto& clause) {
        return clause.second == kind::kRightOfFirstRefusal;
      });
  if (!here) return;
  Refuse("E0531", path, "there is no notice " + notice + " in " + stream_name_,
         "unknown notice",
         Help(notice, {names_.notices.begin(), names_.notices.end()},
              "append the `notice` first"));
}

void EventChecks::CheckDeal(const std::string& path, const std::string& deal) {
  if (deal.empty() || names_.deals.contains(deal)) return;
  Refuse("E0532", path, "there is no deal " + deal + " in " + stream_name_,
         "unknown deal",
         Help(deal, {names_.deals.begin(), names_.deals.end()},
              "append the `deal` first, in this file or an earlier one"));
}

void EventChecks::CheckBreach(const std::string& path,
                              const std::string& breach) {
  if (names_.breaches.contains(breach)) return;
  Refuse("E0525", path,
         "there is no breach " + breach + " alleged in " + stream_name_,
         "unknown breach",
         Help(breach, {names_.breaches.begin(), names_.breaches.end()},
              "refer to a `breach-alleged` by its event id"));
}

void EventChecks::CheckSum(const std::string& path, const std::string& sum) {
  if (!sum.empty()) CheckClause(path, sum.substr(0, sum.find('/')));
}

}  // namespace covenant

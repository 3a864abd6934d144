#include "ledger/codec/norm_checks.h"

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "covenant/v1/event.pb.h"
#include "ledger/codec/message_check.h"
#include "ledger/codec/proto_values.h"

namespace covenant {
namespace {

using google::protobuf::Message;

void CheckPaths(const v1::PathSet& paths, const Node& node, Sink& sink) {
  if (!node.Has("undisclosed")) return;
  if (paths.undisclosed() && paths.include().empty() &&
      paths.exclude().empty()) {
    return;
  }
  sink.Add(node.KeyAt("undisclosed"), "E0500",
           "paths are listed, or undisclosed, one of them", "",
           "write `undisclosed` alone, or remove it");
}

void CheckCarveOut(const v1::CarveOut& carve_out, const Node& node,
                   Sink& sink) {
  if (carve_out.has_from() && carve_out.has_until() &&
      carve_out.until().day() <= carve_out.from().day()) {
    sink.Add(node.ValueAt("until"), "E0501",
             "the exception ends before it begins", "",
             "`until` is the first day on which it holds no more");
  }
  if (node.incomplete) return;
  if (node.Has("every") && !node.Has("in_total")) {
    sink.Add(node.KeyAt("every"), "E0506",
             "`every` is the length of the windows that `in_total` counts", "",
             "write `in_total:` beside it, or remove it");
  }
  if (node.Has("every") != node.Has("anchor")) {
    sink.Add(node.KeyAt(node.Has("every") ? "every" : "anchor"), "E0506",
             "`every` and `anchor` go together", "",
             "write how long the windows are and when the first one begins: "
             "`every: 1 year` and `anchor: 2024-01-01`");
  }
  const auto unit = carve_out.every().unit();
  if (node.Has("every") && carve_out.every().count() > 0 &&
      unit != v1::TIME_UNIT_MONTHS && unit != v1::TIME_UNIT_YEARS) {
    sink.Add(node.ValueAt("every"), "E0506",
             "the windows of a total are months or years", "",
             "write for example `every: 1 year`");
  }
}

void CheckMaintaining(const v1::MaintainingCondition& condition,
                      const Node& node, Sink& sink) {
  if (node.incomplete) return;
  int forms = 0;
  for (const std::string_view key : {"paid", "metric", "lost_on"}) {
    if (node.Has(key)) ++forms;
  }
  if (forms != 1) {
    sink.Add(node.at, "E0502",
             "a right is maintained by sums that are paid, by a metric that is "
             "reported, or until a milestone, one of them",
             "",
             "write `paid: [CLAUSE]`, or `metric:` with `every:` and `anchor:`, "
             "or `lost_on: MILESTONE`");
    return;
  }
  const auto needs = [&](std::string_view key, std::string_view other) {
    if (!node.Has(key) || node.Has(other)) return;
    sink.Add(node.KeyAt(key), "E0502",
             "`" + std::string(key) + "` needs `" + std::string(other) + "`",
             "", "write `" + std::string(other) + ":` beside it, or remove it");
  };
  needs("metric", "every");
  needs("metric", "anchor");
  for (const std::string_view key :
       {"at_least", "every", "anchor", "report_due"}) {
    needs(key, "metric");
  }
  needs("restored_on", "lost_on");
  const auto unit = condition.every().unit();
  if (node.Has("every") && condition.every().count() > 0 &&
      unit != v1::TIME_UNIT_MONTHS && unit != v1::TIME_UNIT_YEARS) {
    sink.Add(node.ValueAt("every"), "E0502",
             "the periods of a metric are months or years", "",
             "write for example `every: 3 months`");
  }
  for (const auto& [key, span] : {std::pair("cure", &condition.cure()),
                                  std::pair("report_due",
                                            &condition.report_due())}) {
    if (span->unit() == v1::TIME_UNIT_BUSINESS_DAYS) {
      sink.Add(node.ValueAt(key), "E0502",
               "this time is not counted in business days", "",
               "write it in days, weeks, months or years");
    }
  }
}

void CheckDeal(const v1::Deal& deal, const Node& node, Sink& sink) {
  if (node.Has("ends") && deal.ongoing()) {
    sink.Add(node.KeyAt("ongoing"), "E0503",
             "an act that is ongoing has no end", "", "remove one of them");
  } else if (deal.has_ends() && deal.has_date() &&
             deal.ends().day() <= deal.date().day()) {
    sink.Add(node.ValueAt("ends"), "E0503", "the act ends before it begins", "",
             "`ends` is the first day after it");
  }
  if (!deal.party().empty() && deal.party() == deal.counterparty()) {
    sink.Add(node.ValueAt("counterparty"), "E0319",
             "party and counterparty are the same party", "",
             "write the party on the other side as `counterparty`, or leave it "
             "out");
  }
}

// A reading sets and removes fields of its clause, for all days of the text.
void CheckReads(const v1::Reading& reading, const Node& node, Sink& sink) {
  const Member* reads = node.Find("reads");
  if (reads == nullptr) return;
  for (std::size_t i = 0; i < reads->value.items.size() &&
                          i < static_cast<std::size_t>(reading.reads_size());
       ++i) {
    const Node& item = reads->value.items[i];
    const v1::Change& change = reading.reads(static_cast<int>(i));
    for (const Member& member : item.members) {
      if (member.key == "set" || member.key == "remove") {
        const std::string& target =
            member.key == "set" ? change.set() : change.remove();
        if (target.starts_with(reading.clause() + ".")) continue;
        sink.Add(member.value.at, "E0508",
                 "a reading of " + reading.clause() +
                     " reads fields of that clause",
                 "",
                 "write `" + reading.clause() +
                     ".FIELD`; another clause needs a reading of its own");
      } else if (member.key != "from" && member.key != "to" &&
                 member.key != "basis") {
        sink.Add(member.at, "E0508",
                 "a reading only sets and removes fields of its clause", "",
                 "remove it; a reading holds for all days of the text that it "
                 "reads");
      }
    }
  }
}

void CheckReading(const v1::Reading& reading, const Node& node, Sink& sink) {
  if (reading.reading() == "text") {
    sink.Add(node.ValueAt("reading"), "E0504",
             "`text` is the name of what the contract says by itself", "",
             "choose another name");
  }
  // Absent it is agreed where all sides of the clause assert it, and one party alone
  // is never all of them.
  const bool settles =
      reading.standing() == v1::READING_STANDING_AGREED ||
      reading.standing() == v1::READING_STANDING_ORDERED ||
      (reading.standing() == v1::READING_STANDING_UNSPECIFIED &&
       reading.asserted_by_size() > 1);
  if (node.Has("since") && !settles) {
    sink.Add(node.KeyAt("since"), "E0504",
             "`since` belongs to a reading that settles the clause", "",
             "write `standing: agreed` or `standing: ordered`, or remove it");
  }
  CheckReads(reading, node, sink);
}

void CheckResolution(const v1::DisputeResolution& end, const Node& node,
                     Sink& sink) {
  if (!node.Has("since") || !end.reading().empty()) return;
  sink.Add(node.KeyAt("since"), "E0504",
           "`since` belongs to the reading by which the dispute was resolved",
           "", "write `reading: NAME` beside it, or remove it");
}

void CheckTree(const v1::ScopeTree& tree, const Node& node, Sink& sink) {
  const Member* nodes = node.Find("nodes");
  const auto at = [&](int i) -> const Span& {
    const auto index = static_cast<std::size_t>(i);
    return nodes == nullptr || nodes->value.items.size() <= index
               ? node.at
               : nodes->value.items[index].at;
  };
  std::map<std::string, std::string> seen;  // path or alias, to its node
  for (int i = 0; i < tree.nodes_size(); ++i) {
    const v1::ScopeNode& one = tree.nodes(i);
    const auto named = [&](const std::string& path) {
      if (path.empty()) return;
      const auto [other, fresh] = seen.emplace(path, one.path());
      if (fresh) return;
      sink.Add(at(i), "E0505",
               "the path " + path + " is given to " + other->second +
                   " already",
               "", "name each place once");
    };
    named(one.path());
    for (const std::string& path : one.aliases()) named(path);
    for (const auto* list : {&one.aliases(), &one.members()}) {
      for (const std::string& path : *list) {
        const std::string problem = PathProblem(path);
        if (!problem.empty()) {
          sink.Add(at(i), "E0224", problem, "", "write for example `cloud/aws`");
        }
      }
    }
    const std::string problem = one.path().empty() ? "" : PathProblem(one.path());
    if (!problem.empty()) {
      sink.Add(at(i), "E0224", problem, "", "write for example `cloud/aws`");
    }
  }
  for (const std::string& path : tree.removes()) {
    const std::string problem = PathProblem(path);
    if (problem.empty()) continue;
    sink.Add(node.ValueAt("removes"), "E0224", problem, "",
             "write for example `cloud/aws`");
  }
}

}  // namespace

void CheckNorms(const Message& message, const Node& node, Sink& sink) {
  if (const auto* paths = MessageAs<v1::PathSet>(message)) {
    CheckPaths(*paths, node, sink);
  } else if (const auto* carve_out = MessageAs<v1::CarveOut>(message)) {
    CheckCarveOut(*carve_out, node, sink);
  } else if (const auto* condition =
                 MessageAs<v1::MaintainingCondition>(message)) {
    CheckMaintaining(*condition, node, sink);
  } else if (const auto* deal = MessageAs<v1::Deal>(message)) {
    CheckDeal(*deal, node, sink);
  } else if (const auto* reading = MessageAs<v1::Reading>(message)) {
    CheckReading(*reading, node, sink);
  } else if (const auto* end = MessageAs<v1::DisputeResolution>(message)) {
    CheckResolution(*end, node, sink);
  } else if (const auto* tree = MessageAs<v1::ScopeTree>(message)) {
    CheckTree(*tree, node, sink);
  }
}

}  // namespace covenant

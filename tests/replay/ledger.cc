#include "tests/replay/ledger.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "gtest/gtest.h"
#include "replay/shared.h"

namespace covenant {

Ledger Ledger::OfExample(const std::string& name) {
  const std::filesystem::path folder =
      std::filesystem::path(COVENANT_SOURCE_DIR) / "examples" / name;
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".yaml") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<SourceFile> files;
  for (const std::string& path : paths) {
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    files.push_back({path, text.str()});
  }
  EXPECT_FALSE(files.empty()) << folder;
  Ledger ledger;
  ledger.Record(files);
  return ledger;
}

Ledger Ledger::Of(const std::string& yaml) {
  Ledger ledger;
  ledger.Record({{"test.yaml", yaml}});
  return ledger;
}

void Ledger::Record(const std::vector<SourceFile>& files) {
  Authored authored = ReadAuthoring(files, {});
  EXPECT_TRUE(authored.diagnostics.empty())
      << RenderDiagnostics(authored.diagnostics, false);
  std::stable_sort(authored.events.begin(), authored.events.end(),
                   [](const AuthoredEvent& a, const AuthoredEvent& b) {
                     return a.known.value_or(Timestamp()) <
                            b.known.value_or(Timestamp());
                   });
  std::uint64_t sequence = 0;
  for (AuthoredEvent& authored_event : authored.events) {
    Event event = std::move(authored_event.event);
    event.sequence = ++sequence;
    event.version = events_[event.stream].size() + 1;
    event.recorded_at = authored_event.known.value_or(Timestamp());
    times_.push_back(event.recorded_at);
    events_[event.stream].push_back(std::move(event));
  }
}

std::uint64_t Ledger::Known(const std::string& day) const {
  if (day == "now") return times_.size();
  if (day.starts_with("#")) return std::stoull(day.substr(1));
  const Date date = D(day);
  std::uint64_t known = 0;
  for (std::size_t i = 0; i < times_.size(); ++i) {
    const auto recorded =
        Date::FromDays(times_[i].micros() / 86'400'000'000);
    if (*recorded <= date) known = i + 1;
  }
  return known;
}

Contract Ledger::At(const std::string& contract,
                    const std::string& known) const {
  const auto found = events_.find(contract);
  static const std::vector<Event> none;
  const std::vector<Event>& own = found == events_.end() ? none : found->second;
  std::vector<Event> shared;
  for (const std::string& stream : SharedStreamsOf(own)) {
    const auto of = events_.find(stream);
    if (of == events_.end()) continue;
    shared.insert(shared.end(), of->second.begin(), of->second.end());
  }
  auto result = Contract::Create(contract, own, Known(known), shared);
  EXPECT_TRUE(result.ok()) << result.status();
  return *std::move(result);
}

Terms Ledger::TermsAt(const std::string& contract, const std::string& as_of,
                      const std::string& known) const {
  return At(contract, known).TermsAt(D(as_of));
}

Obligations Ledger::OwedAt(const std::string& contract,
                           const std::string& as_of,
                           const std::string& known) const {
  auto owed = At(contract, known).ObligationsAt(D(as_of));
  EXPECT_TRUE(owed.ok()) << owed.status();
  CheckBalances(*owed);
  return *std::move(owed);
}

Date D(const std::string& text) {
  auto date = Date::Parse(text);
  EXPECT_TRUE(date.ok()) << date.status();
  return *date;
}

Obligation Find(const Obligations& owed, const std::string& id) {
  std::string there;
  for (const Obligation& o : owed.obligations) {
    if (o.clause + "/" + o.occurrence == id) return o;
    there += " " + o.clause + "/" + o.occurrence;
  }
  ADD_FAILURE() << "no obligation " << id << "; there are:" << there;
  return {};
}

bool Has(const Obligations& owed, const std::string& id) {
  return std::any_of(
      owed.obligations.begin(), owed.obligations.end(),
      [&](const Obligation& o) { return o.clause + "/" + o.occurrence == id; });
}

ClauseBalance FindBalance(const std::vector<ClauseBalance>& balances,
                          const std::string& clause, const std::string& name) {
  for (const ClauseBalance& balance : balances) {
    if (balance.clause == clause && balance.name == name) return balance;
  }
  ADD_FAILURE() << "no balance " << clause << " " << name;
  return {};
}

int CountFindings(const std::vector<Finding>& findings, std::string_view code,
                  const std::string& subject) {
  return static_cast<int>(std::count_if(
      findings.begin(), findings.end(), [&](const Finding& f) {
        return f.code == code && (subject.empty() || f.subject == subject);
      }));
}

namespace {

// Each node once: balances that run on are reached in many ways.
void CheckNodes(const Trace& trace, std::set<const TraceNode*>& seen) {
  ASSERT_NE(trace, nullptr);
  if (!seen.insert(trace.get()).second) return;
  EXPECT_EQ(Recompute(*trace), trace->value)
      << trace->label << ": " << trace->value.ToString();
  for (const Trace& input : trace->inputs) CheckNodes(input, seen);
}

}  // namespace

void CheckTrace(const Trace& trace) {
  std::set<const TraceNode*> seen;
  CheckNodes(trace, seen);
}

void CheckBalances(const Obligations& owed) {
  for (const Obligation& o : owed.obligations) {
    SCOPED_TRACE(o.id);
    const Amount* const all[] = {&o.accrued,  &o.interest,   &o.waived,
                                 &o.credited, &o.paid,       &o.disputed,
                                 &o.owed,     &o.contingent, &o.overpaid};
    bool exact = true;
    for (const Amount* amount : all) {
      EXPECT_FALSE(amount->MayBeNegative()) << amount->ToString();
      exact = exact && amount->IsExact();
    }
    CheckTrace(o.trace);
    if (o.state != ObligationState::kContingent) CheckTrace(o.accrued_trace);
    if (!exact) continue;
    const auto value = [](const Amount& a) { return a.value().ToRational(); };
    EXPECT_EQ(value(o.accrued) + value(o.interest),
              value(o.waived) + value(o.credited) + value(o.paid) +
                  value(o.owed) - value(o.overpaid));
    if (o.state == ObligationState::kContingent ||
        o.state == ObligationState::kDischarged) {
      continue;
    }
    EXPECT_EQ(o.trace->value.value(), value(o.owed)) << "explain of owed";
  }
}

}  // namespace covenant

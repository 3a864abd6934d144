#include "replay/money/facts.h"

#include <algorithm>
#include <set>
#include <utility>

namespace covenant {
namespace {

std::set<std::string> MetricsOf(const Report& report) {
  std::set<std::string> names;
  for (const auto& [name, amount] : report.metrics) names.insert(name);
  for (const ReportItem& item : report.items) names.insert(item.metric);
  return names;
}

// Later: the higher version, of equal ones the later recorded.
bool Before(const MetricReport& a, const MetricReport& b) {
  if (a.report->version != b.report->version) {
    return a.report->version < b.report->version;
  }
  return a.record->event->sequence < b.record->event->sequence;
}

// Drops what later versions cover; marks what they only touch.
void Settle(std::vector<MetricReport>& reports) {
  std::stable_sort(reports.begin(), reports.end(), Before);
  std::vector<MetricReport> kept;  // from the latest back
  for (std::size_t i = reports.size(); i-- > 0;) {
    MetricReport report = reports[i];
    bool superseded = false;
    for (MetricReport& later : kept) {
      if (later.report->period.Covers(report.report->period)) {
        superseded = true;
        break;
      }
    }
    if (superseded) continue;
    for (MetricReport& later : kept) {
      if (later.report->period.Overlaps(report.report->period)) {
        later.ambiguous = report.ambiguous = true;
      }
    }
    kept.push_back(report);
  }
  std::sort(kept.begin(), kept.end(),
            [](const MetricReport& a, const MetricReport& b) {
              const auto key = [](const MetricReport& r) {
                return std::make_pair(*r.report->period.from(),
                                      r.record->event->sequence);
              };
              return key(a) < key(b);
            });
  reports = std::move(kept);
}

}  // namespace

Facts FactsOf(const std::vector<Recorded>& record) {
  Facts facts;
  for (const Recorded& r : record) {
    const Event& event = *r.event;
    if (const auto* report = event.As<Report>()) {
      for (const std::string& metric : MetricsOf(*report)) {
        facts.reports[metric].push_back({&r, report, false});
      }
    } else if (event.As<PaymentMade>() != nullptr) {
      facts.payments.push_back(&r);
    } else if (event.As<SetOff>() != nullptr) {
      facts.set_offs.push_back(&r);
    } else if (event.As<Opening>() != nullptr) {
      facts.openings.push_back(&r);
    } else if (event.As<Dispute>() != nullptr) {
      facts.disputes.push_back(&r);
    } else if (const auto* end = event.As<DisputeResolution>()) {
      facts.resolutions.emplace(end->dispute, &r);
    } else if (event.As<Reading>() != nullptr) {
      facts.readings.push_back(&r);
    }
  }
  for (auto& [metric, reports] : facts.reports) Settle(reports);
  std::stable_sort(facts.payments.begin(), facts.payments.end(),
                   [](const Recorded* a, const Recorded* b) {
                     return a->event->As<PaymentMade>()->date <
                            b->event->As<PaymentMade>()->date;
                   });
  std::stable_sort(facts.set_offs.begin(), facts.set_offs.end(),
                   [](const Recorded* a, const Recorded* b) {
                     return a->event->As<SetOff>()->date <
                            b->event->As<SetOff>()->date;
                   });
  facts.milestones = MilestonesOf(record);
  return facts;
}

}  // namespace covenant

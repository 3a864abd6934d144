#include "replay/money/facts.h"

#include <algorithm>
#include <iterator>
#include <map>
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
  std::int32_t longest = 0;  // period, in days
  for (const MetricReport& r : reports) {
    longest = std::max(longest, *r.report->period.Days());
  }
  std::multimap<Date, MetricReport> kept;  // by first day; from the latest back
  for (std::size_t i = reports.size(); i-- > 0;) {
    MetricReport report = reports[i];
    const Interval& days = report.report->period;
    // One that begins earlier than the longest takes ends before this one.
    const auto reach = days.from()->AddDays(-longest);
    const auto first = reach.ok() ? kept.lower_bound(*reach) : kept.begin();
    const auto behind = kept.lower_bound(*days.until());
    const bool superseded = std::any_of(first, behind, [&](const auto& later) {
      return later.second.report->period.Covers(days);
    });
    if (superseded) continue;
    for (auto later = first; later != behind; ++later) {
      if (later->second.report->period.Overlaps(days)) {
        later->second.ambiguous = report.ambiguous = true;
      }
    }
    kept.emplace(*days.from(), report);
  }
  reports.clear();
  for (const auto& [from, report] : kept) reports.push_back(report);
  std::sort(reports.begin(), reports.end(),
            [](const MetricReport& a, const MetricReport& b) {
              const auto key = [](const MetricReport& r) {
                return std::make_pair(*r.report->period.from(),
                                      r.record->event->sequence);
              };
              return key(a) < key(b);
            });
  for (std::size_t i = 0; i < reports.size(); ++i) {
    reports[i].ends_by = *reports[i].report->period.until();
    if (i > 0) reports[i].ends_by = std::max(reports[i].ends_by, reports[i - 1].ends_by);
  }
}

Date SentOn(const Recorded& r) { return r.event->As<Invoice>()->sent; }

// The first invoice for the sum or clause that was sent on or after the day.
const Recorded* FirstInvoice(const Facts& facts, const std::string& obligation,
                             std::optional<Date> from) {
  const auto found = facts.invoices.find(obligation);
  if (found == facts.invoices.end()) return nullptr;
  for (const Recorded* r : found->second) {
    if (!from || *from <= SentOn(*r)) return r;
  }
  return nullptr;
}

}  // namespace

Facts FactsOf(const std::vector<Recorded>& record, Shared shared,
              const Signings& signings) {
  Facts facts;
  facts.shared = std::move(shared);
  for (const Recorded& r : record) {
    const Event& event = *r.event;
    if (const auto* report = event.As<Report>()) {
      for (const std::string& metric : MetricsOf(*report)) {
        facts.reports[metric].push_back(
            {&r, report, false, TotalDiffers(*report, metric), {}});
      }
    } else if (event.As<PaymentMade>() != nullptr) {
      facts.payments.push_back(&r);
    } else if (event.As<TaxWithheld>() != nullptr) {
      facts.taxes.push_back(&r);
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
    } else if (event.As<Exercise>() != nullptr) {
      facts.exercises.push_back(&r);
    } else if (event.As<Notice>() != nullptr) {
      facts.notices.push_back(&r);
    } else if (event.As<Performance>() != nullptr) {
      facts.performances.push_back(&r);
    } else if (event.As<BreachAlleged>() != nullptr) {
      facts.breaches.push_back(&r);
    } else if (event.As<Cure>() != nullptr) {
      facts.cures.push_back(&r);
    } else if (const auto* invoice = event.As<Invoice>()) {
      facts.invoices[invoice->obligation].push_back(&r);
    } else if (const auto* statement = event.As<Statement>()) {
      facts.statements[statement->obligation].push_back(&r);
    }
  }
  for (auto& [metric, reports] : facts.reports) Settle(reports);
  std::stable_sort(facts.payments.begin(), facts.payments.end(),
                   [](const Recorded* a, const Recorded* b) {
                     return a->event->As<PaymentMade>()->date <
                            b->event->As<PaymentMade>()->date;
                   });
  for (auto& [obligation, invoices] : facts.invoices) {
    std::stable_sort(invoices.begin(), invoices.end(),
                     [](const Recorded* a, const Recorded* b) {
                       return SentOn(*a) < SentOn(*b);
                     });
  }
  std::stable_sort(facts.disputes.begin(), facts.disputes.end(),
                   [](const Recorded* a, const Recorded* b) {
                     return a->event->As<Dispute>()->date <
                            b->event->As<Dispute>()->date;
                   });
  std::stable_sort(facts.taxes.begin(), facts.taxes.end(),
                   [](const Recorded* a, const Recorded* b) {
                     return a->event->As<TaxWithheld>()->date <
                            b->event->As<TaxWithheld>()->date;
                   });
  for (auto& [obligation, statements] : facts.statements) {
    std::stable_sort(statements.begin(), statements.end(),
                     [](const Recorded* a, const Recorded* b) {
                       return a->event->As<Statement>()->delivered <
                              b->event->As<Statement>()->delivered;
                     });
  }
  std::stable_sort(facts.set_offs.begin(), facts.set_offs.end(),
                   [](const Recorded* a, const Recorded* b) {
                     return a->event->As<SetOff>()->date <
                            b->event->As<SetOff>()->date;
                   });
  facts.milestones = MilestonesOf(record, signings);
  return facts;
}

Facts StatedBefore(Facts facts, std::uint64_t sequence) {
  for (auto& [obligation, statements] : facts.statements) {
    std::erase_if(statements, [&](const Recorded* r) {
      return r->event->sequence >= sequence;
    });
  }
  std::erase_if(facts.statements,
                [](const auto& entry) { return entry.second.empty(); });
  facts.keeps_counts = true;
  return facts;
}

bool CloseReports(const Facts& then, const std::string& clause,
                  const Interval& period, Facts& facts) {
  using Reports = std::map<std::string, std::vector<MetricReport>>;
  const auto within = [&](const Reports& all, const std::string& metric) {
    std::vector<MetricReport> inside;
    const auto found = all.find(metric);
    if (found == all.end()) return inside;
    std::copy_if(
        found->second.begin(), found->second.end(), std::back_inserter(inside),
        [&](const MetricReport& r) { return period.Covers(r.report->period); });
    return inside;
  };
  const auto same = [](const MetricReport& a, const MetricReport& b) {
    return a.record->refs == b.record->refs;
  };
  const auto closed = facts.closed_reports.find(clause);
  const Reports& now =
      closed == facts.closed_reports.end() ? facts.reports : closed->second;
  std::set<std::string> metrics;
  for (const Reports* all : {&now, &then.reports}) {
    for (const auto& [metric, reports] : *all) metrics.insert(metric);
  }
  Reports changed;
  for (const std::string& metric : metrics) {
    const std::vector<MetricReport> is = within(now, metric);
    std::vector<MetricReport> was = within(then.reports, metric);
    if (!std::equal(is.begin(), is.end(), was.begin(), was.end(), same)) {
      changed.emplace(metric, std::move(was));
    }
  }
  if (changed.empty()) return false;
  Reports& own =
      facts.closed_reports.try_emplace(clause, facts.reports).first->second;
  for (auto& [metric, was] : changed) {
    std::vector<MetricReport>& reports = own[metric];
    std::erase_if(reports, [&](const MetricReport& r) {
      return period.Covers(r.report->period);
    });
    reports.insert(reports.end(), was.begin(), was.end());
    Settle(reports);
  }
  return true;
}

std::span<const MetricReport> ReportsAround(const Facts& facts,
                                            const std::string& clause,
                                            const std::string& metric,
                                            const Interval& days) {
  const auto closed = facts.closed_reports.find(clause);
  const auto& by_metric =
      closed == facts.closed_reports.end() ? facts.reports : closed->second;
  const auto found = by_metric.find(metric);
  if (found == by_metric.end() || days.Empty()) return {};
  const std::vector<MetricReport>& all = found->second;
  const auto first =
      std::partition_point(all.begin(), all.end(), [&](const MetricReport& r) {
        return r.ends_by <= *days.from();
      });
  const auto behind =
      std::partition_point(first, all.end(), [&](const MetricReport& r) {
        return *r.report->period.from() < *days.until();
      });
  return {first, behind};
}

bool TotalDiffers(const Report& report, const std::string& metric) {
  const auto total = report.metrics.find(metric);
  if (total == report.metrics.end()) return false;
  RationalRange sum;
  bool any = false, same = true;
  for (const ReportItem& item : report.items) {
    if (item.metric != metric) continue;
    any = true;
    same = same && item.amount.unit() == total->second.unit();
    sum += item.amount.Range();
  }
  return any && (!same || sum != total->second.Range());
}

InvoiceDays InvoiceFor(const Facts& facts, const std::string& clause,
                       const std::string& occurrence,
                       std::optional<Date> accrued, Date as_of) {
  InvoiceDays days;
  const Recorded* first =
      FirstInvoice(facts, clause + "/" + occurrence, std::nullopt);
  const Recorded* whole =
      accrued ? FirstInvoice(facts, clause, accrued) : nullptr;
  if (first == nullptr || (whole != nullptr && SentOn(*whole) < SentOn(*first))) {
    first = whole;
  }
  if (first == nullptr || SentOn(*first) > as_of) return days;
  const Invoice& invoice = *first->event->As<Invoice>();
  days.sent = invoice.sent;
  if (invoice.received && *invoice.received <= as_of) {
    days.received = invoice.received;
  }
  days.basis = first->event->basis;
  days.refs = first->refs;
  return days;
}

}  // namespace covenant
